//! `log`: who changed what, when and how; and the workspace as it was on a day.

use std::path::PathBuf;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use serde_json::json;

use super::table::{Align, in_columns, shortened};
use super::usage::Format;
use super::{Failure, Outcome, catalog_of};
use crate::app::logbook::{self, Filter, LogRow};
use crate::model::Origin;
use crate::store::{self, Disk, History};

/// The widest that a cell of the table becomes.
const MOST_WIDE: usize = 34;

#[derive(clap::Args)]
pub(super) struct Args {
    /// 台账文件
    workspace: PathBuf,
    /// 只看这项指标：序号、名称的一部分或“规划/序号”
    #[arg(long, value_name = "I")]
    indicator: Option<String>,
    /// 只看这个责任单位的指标
    #[arg(long, value_name = "U")]
    unit: Option<String>,
    /// 只看这个人做的更改
    #[arg(long, value_name = "A")]
    author: Option<String>,
    /// 只看这种方式：键入、粘贴、填充、剪切、填报表、导入、命令行、撤销、重做、恢复版本、合并、外部改动
    #[arg(long, value_name = "O")]
    origin: Option<String>,
    /// 从这一天起，如 2026-03-02
    #[arg(long, value_name = "D")]
    from: Option<String>,
    /// 到这一天为止
    #[arg(long, value_name = "D")]
    to: Option<String>,
    /// 输出格式：table 表格（默认）、json、csv
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
    /// 把台账在这一天结束时的样子存为 -o 指定的文件
    #[arg(long, value_name = "D", requires = "output")]
    as_of: Option<String>,
    /// 与 --as-of 合用的新文件，不覆盖已有文件
    #[arg(short, long, value_name = "FILE.ron", requires = "as_of")]
    output: Option<PathBuf>,
}

pub(super) fn run(args: &Args) -> Outcome {
    let filter = filter(args)?;
    let as_of = args.as_of.as_deref().map(day_so_far).transpose()?;
    let (workspace, history) = store::open_to_read(&Disk::new(), &args.workspace)?;
    if let (Some(day), Some(output)) = (as_of, &args.output) {
        let at = NaiveDateTime::new(day, NaiveTime::MIN) + chrono::TimeDelta::days(1)
            - chrono::TimeDelta::seconds(1);
        let Some(then) = history.workspace_at(&workspace, at) else {
            return Err(Failure::input(match history.exact_since() {
                Some(since) => format!(
                    "变更记录从 {} 开始，不知道 {day} 时的台账",
                    since.format("%Y-%m-%d %H:%M")
                ),
                None => format!("没有变更记录，不知道 {day} 时的台账"),
            }));
        };
        store::create(output, &then)?;
        let count = then.observations.len();
        let mut told = format!(
            "{day} 结束时的台账已存为 {}，{count} 个实际值\n",
            output.display()
        );
        told.push_str(&gaps(&history));
        return Ok(told);
    }
    let catalog = catalog_of(&workspace)?;
    let rows = logbook::rows(&history, &catalog, &workspace.plans, &filter);
    if !matches!(args.format, Format::Table) && !history.gaps().is_empty() {
        // Beside what another program reads, not in it.
        super::complain(gaps(&history).trim_end());
    }
    Ok(match args.format {
        Format::Table => format!("{}{}", gaps(&history), table(&rows)),
        Format::Json => json_list(&rows),
        Format::Csv => logbook::csv(&rows),
    })
}

fn filter(args: &Args) -> Result<Filter, Failure> {
    let words = |text: &Option<String>| text.clone().unwrap_or_default();
    let origin = args.origin.as_deref().map(|word| {
        Origin::parse(word).ok_or_else(|| {
            let known = Origin::ALL.map(Origin::word).join("、");
            Failure::input(format!("没有“{word}”这种方式；可用 {known}"))
        })
    });
    Ok(Filter {
        indicator: words(&args.indicator),
        unit: words(&args.unit),
        author: words(&args.author),
        origin: origin.transpose()?,
        from: args.from.as_deref().map(day).transpose()?,
        to: args.to.as_deref().map(day).transpose()?,
    })
}

fn day(text: &str) -> Result<NaiveDate, Failure> {
    NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d")
        .map_err(|_| Failure::input(format!("日期“{text}”不对；应写作 2026-03-02")))
}

/// A day that has come: of one to come nobody knows how the workspace will be.
fn day_so_far(text: &str) -> Result<NaiveDate, Failure> {
    let (day, today) = (day(text)?, super::now().date());
    if day > today {
        return Err(Failure::input(format!(
            "--as-of {day} 还没有到（今天是 {today}），不知道那天的台账；请写今天或更早的日期"
        )));
    }
    Ok(day)
}

/// What the log does not tell, a line each.
pub(super) fn gaps(history: &History) -> String {
    let mut told = String::new();
    for gap in history.gaps() {
        told.extend(["注意：", &gap.to_string(), "\n"]);
    }
    told
}

fn table(rows: &[LogRow]) -> String {
    if rows.is_empty() {
        return "没有符合条件的变更记录\n".to_owned();
    }
    let heads = logbook::HEADS.map(|head| (head, Align::Left));
    let cells: Vec<Vec<String>> = rows
        .iter()
        .map(|row| row.cells().map(|cell| shortened(cell, MOST_WIDE)).to_vec())
        .collect();
    in_columns(&heads, &cells)
}

fn json_list(rows: &[LogRow]) -> String {
    let list: Vec<serde_json::Value> = rows
        .iter()
        .map(|row| {
            let origin = Origin::parse(row.origin).map(Origin::code);
            json!({
                "at": row.at, "by": row.by, "origin": origin, "indicator": row.indicator,
                "what": row.what, "old": row.old, "new": row.new, "units": row.units,
            })
        })
        .collect();
    format!("{:#}\n", serde_json::Value::Array(list))
}
