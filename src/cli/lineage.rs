//! `lineage`: the targets that several documents set for one series, and where they do not go together.

use std::fmt::Write as _;
use std::path::PathBuf;

use super::table::{Align, in_columns};
use super::usage::Format;
use super::{Failure, Outcome, catalog_of, json};
use crate::lineage::{self, Conflict, Line};
use crate::model::SeriesId;
use crate::store::{self, Catalog, nearest};

#[derive(clap::Args)]
pub(super) struct Args {
    /// 口径的名称，如 air-cargo-throughput 或 航空货邮吞吐量；不写则列出有两个以上目标的口径
    series: Option<String>,
    /// 连同这个台账的自建规划
    #[arg(long, value_name = "WORKSPACE")]
    workspace: Option<PathBuf>,
    /// 只列互相矛盾的目标
    #[arg(long)]
    conflicts: bool,
    /// 输出格式：table 表格（默认）、json
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

pub(super) fn run(args: &Args) -> Outcome {
    let catalog = match &args.workspace {
        Some(path) => catalog_of(&store::open(path)?)?,
        None => Catalog::builtin()?,
    };
    let wanted = args
        .series
        .as_deref()
        .map(|name| series_named(&catalog, name))
        .transpose()?;
    let is_shown = |line: &Line| match &wanted {
        Some(series) => line.series == *series,
        None => line.statements.len() > 1,
    };
    let lines: Vec<Line> = lineage::lines(catalog.plans())
        .into_iter()
        .filter(is_shown)
        .collect();
    let conflicts: Vec<Conflict> = lines.iter().flat_map(lineage::conflicts).collect();
    match (args.format, args.conflicts) {
        (Format::Csv, _) => Err(Failure::usage("lineage 只能输出 table 或 json")),
        (Format::Json, true) => Ok(json::text(&json::conflicts(&conflicts, &catalog))),
        (Format::Json, false) => Ok(json::text(&json::lines(&lines, &catalog))),
        (Format::Table, true) => Ok(conflict_table(&conflicts, &catalog)),
        (Format::Table, false) => Ok(line_tables(&lines, &catalog)),
    }
}

fn series_named(catalog: &Catalog, name: &str) -> Result<SeriesId, Failure> {
    let known = catalog.all_series();
    let found = known
        .iter()
        .find(|series| series.id.0 == name || series.name == name);
    found.map(|series| series.id.clone()).ok_or_else(|| {
        let names = known
            .iter()
            .flat_map(|s| [s.id.0.as_str(), s.name.as_str()]);
        let like =
            nearest(name, names).map_or_else(String::new, |meant| format!("（是否为“{meant}”？）"));
        Failure::input(format!(
            "没有口径“{name}”{like}；可用 zhibiao lineage 查看各口径的名称"
        ))
    })
}

fn conflict_table(conflicts: &[Conflict], catalog: &Catalog) -> String {
    if conflicts.is_empty() {
        return "没有互相矛盾的目标\n".to_owned();
    }
    let heads = [
        ("口径", Align::Left),
        ("矛盾", Align::Left),
        ("说明", Align::Left),
    ];
    let row = |conflict: &Conflict| {
        vec![
            series_name(catalog, &conflict.series),
            conflict.kind.word().to_owned(),
            conflict.sentence.clone(),
        ]
    };
    in_columns(&heads, &conflicts.iter().map(row).collect::<Vec<_>>())
}

fn line_tables(lines: &[Line], catalog: &Catalog) -> String {
    let heads = [
        ("年份", Align::Right),
        ("目标", Align::Left),
        ("规划", Align::Left),
        ("指标", Align::Left),
        ("出处", Align::Left),
    ];
    let one = |line: &Line| {
        let rows: Vec<_> = line
            .statements
            .iter()
            .map(|statement| {
                vec![
                    statement.year.to_string(),
                    match &statement.superseded_by {
                        Some(number) => format!("{}（{number} 已调整）", statement.target()),
                        None => statement.target(),
                    },
                    statement.plan.0.clone(),
                    statement.indicator.to_string(),
                    match &statement.adjusted_by {
                        Some(document) => format!("{document} {}", statement.locator),
                        None => statement.locator.clone(),
                    },
                ]
            })
            .collect();
        let name = series_name(catalog, &line.series);
        let mut out = format!("{name}　{}\n", line.series);
        out.push_str(&in_columns(&heads, &rows));
        for conflict in lineage::conflicts(line) {
            let _ = writeln!(out, "▲ {}：{}", conflict.kind.word(), conflict.sentence);
        }
        out
    };
    lines.iter().map(one).collect::<Vec<_>>().join("\n")
}

fn series_name(catalog: &Catalog, id: &SeriesId) -> String {
    catalog
        .series(id)
        .map_or_else(|| id.0.clone(), |series| series.name.clone())
}
