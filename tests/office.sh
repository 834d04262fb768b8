#!/usr/bin/env bash
# Fills a form with openpyxl and with LibreOffice, collects it, and compares figure by figure.
# Needs the Debian packages libreoffice-calc and python3-uno and, by pip, openpyxl; so it is no part of
# `cargo test`. Usage: tests/office.sh [path of the zhibiao binary]
set -euo pipefail
cd "$(dirname "$0")/.."
zhibiao=${1:-target/debug/zhibiao}
[ -x "$zhibiao" ] || cargo build
zhibiao=$(realpath "$zhibiao")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

expect='[["hz-2024-75/22","1.3","flash",null],["hz-2024-75/30","1200","final","1.1"],["hz-2024-75/31","2562.3","revised","560"]]'

compare() { # workspace, who filled it in
    "$zhibiao" status "$1" --year 2025 --format json | python3 -c '
import json, sys
rows = {row["indicator"]: row for row in json.load(sys.stdin)}
for name, value, status, base in json.loads(sys.argv[1]):
    row = rows[name]
    told = [row["actual"], row["status"], row["baseline"] and row["baseline"]["value"]]
    assert told == [value, status, base], (name, told)
' "$expect"
    grep -q '市发改委（张三）' "$1"
    echo "$2: the same figures"
}

form_of() { # workspace
    "$zhibiao" new "$1" > /dev/null
    "$zhibiao" form "$1" --unit 市发改委 --year 2025 -o "$1.forms" > /dev/null
    mv "$1".forms/*.xlsx form.xlsx
}

# openpyxl: numbers as numbers and as text, styles and sheets kept, the file written anew.
form_of openpyxl.ron
python3 - <<'PY'
import openpyxl
book = openpyxl.load_workbook("form.xlsx")
sheet = book["填报表"]
assert sheet.protection.sheet and book["知标"].sheet_state == "veryHidden"
assert not sheet["J7"].protection.locked and sheet["I7"].protection.locked and sheet["C7"].protection.locked
assert sheet.freeze_panes == "D7" and sheet.column_dimensions["A"].hidden and sheet.row_dimensions[5].hidden
kinds = {str(v.sqref): (v.type, v.errorTitle) for v in sheet.data_validations.dataValidation}
assert kinds["J7"] == ("decimal", "这里只能填数字") and kinds["K7"][0] == "list", kinds
sheet["D4"] = "张三"
sheet["J7"], sheet["J8"], sheet["J9"] = 1.3, " １，２００ ", 2562.3
sheet["K8"], sheet["K9"] = "最终核实", "修订"
sheet["H8"], sheet["H9"] = 1.1, 560
book.save("filled.xlsx")
PY
"$zhibiao" collect openpyxl.ron filled.xlsx > /dev/null
compare openpyxl.ron openpyxl

# A formula that nobody has computed is refused with its cell.
form_of formula.ron
python3 - <<'PY'
import openpyxl
book = openpyxl.load_workbook("form.xlsx")
book["填报表"]["J8"] = "=1000+200"
book.save("filled.xlsx")
PY
if "$zhibiao" collect formula.ron filled.xlsx > /dev/null 2> complaint; then exit 1; fi
grep -q '填报表!J8.*没有存算出的结果' complaint
echo "openpyxl: a formula without a result is refused"

# LibreOffice: typed in as a person does, a column and a row put in, a formula computed, saved by it.
form_of office.ron
soffice --headless --norestore "-env:UserInstallation=file://$work/profile" \
    "--accept=pipe,name=zhibiao$$;urp;" > /dev/null 2>&1 &
/usr/bin/python3 - "$work" "zhibiao$$" <<'PY'
import sys, time, uno
from com.sun.star.beans import PropertyValue
work, pipe = sys.argv[1:]
resolver = uno.getComponentContext().ServiceManager.createInstance("com.sun.star.bridge.UnoUrlResolver")
for attempt in range(120):
    try:
        context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        break
    except Exception:
        time.sleep(0.5)
desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
hidden = PropertyValue(Name="Hidden", Value=True)
book = desktop.loadComponentFromURL(f"file://{work}/form.xlsx", "_blank", 0, (hidden,))
sheet = book.Sheets.getByName("填报表")
cell = sheet.getCellRangeByName
cell("D4").String = "张三"
cell("J7").Value, cell("J8").Formula, cell("J9").Formula = 1.3, "=1000+200", "2562.3"
cell("K8").String, cell("K9").String = "最终核实", "修订"
cell("H8").Value, cell("H9").Value = 1.1, 560
sheet.unprotect("")
sheet.Columns.insertByIndex(3, 1)
sheet.Rows.insertByIndex(7, 1)
sheet.Columns.getByIndex(5).IsVisible = False
kind = PropertyValue(Name="FilterName", Value="Calc MS Excel 2007 XML")
book.storeToURL(f"file://{work}/filled.xlsx", (kind,))
book.close(True)
desktop.terminate()
PY
wait
"$zhibiao" collect office.ron filled.xlsx > /dev/null
compare office.ron LibreOffice
cp office.ron before.ron
"$zhibiao" collect office.ron filled.xlsx > /dev/null
cmp office.ron before.ron
echo "LibreOffice: collected twice, nothing changes"
