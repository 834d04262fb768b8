#!/usr/bin/env bash
# Fills fuzz/corpus with real files to begin from: the demonstration, its tables, its forms.
#   fuzz/seeds.sh PATH/TO/zhibiao
set -eu
program=$(realpath "$1")
cd "$(dirname "$0")"
mkdir -p corpus/xlsx corpus/csv corpus/tsv corpus/ron
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export ZHIBIAO_CONFIG_DIR="$work/config"
"$program" demo "$work/demo.ron"
"$program" new "$work/new.ron"
"$program" rule "$work/demo.ron" hz-2024-75/15 --method trend --reason 波动大 >/dev/null
"$program" judge "$work/demo.ron" hz-2024-75/15 滞后 --why 现场核查 >/dev/null
"$program" form "$work/demo.ron" --unit 市发改委 --unit 市商务局 -o "$work/forms" >/dev/null
"$program" new "$work/own.ron" >/dev/null
printf '试验规划\n序号,指标名称,单位,2023年,2027年目标,责任单位\n1,金融业增加值,亿元,2420.5,3000以上,市发改委\n' >"$work/plan.csv"
"$program" plan "$work/own.ron" add "$work/plan.csv" --year 2024 >/dev/null
"$program" adjust "$work/own.ron" hz-2024-75/15 --target 2027:3200 --document 试〔2026〕1号 --date 2026-03-01 >/dev/null
for name in demo new own; do
    "$program" export "$work/$name.ron" -o "$work/$name.csv" >/dev/null
    "$program" export "$work/$name.ron" -o "$work/$name.xlsx" >/dev/null
    cp "$work/$name.ron" corpus/ron/
    cp "$work/$name.csv" corpus/csv/
    cp "$work/$name.xlsx" corpus/xlsx/
done
cp "$work"/forms/*.xlsx corpus/xlsx/
"$program" status "$work/demo.ron" --format csv >corpus/csv/status.csv
printf '2025\t1,800.50\t85%%\n' >corpus/tsv/plain
printf '"a ""b""\nc"\t1.2万\t—\r\n１２．５\t\t约300\r\n' >corpus/tsv/quoted
printf '12,000万元' >corpus/tsv/unit
