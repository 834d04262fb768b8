//! `adjust`: notes that another document has changed an indicator's targets, or takes that back.

use std::fmt::Write as _;
use std::path::PathBuf;

use chrono::{Datelike as _, Local};

use super::assess::target as read_target;
use super::set::{self, now};
use super::usage::Format;
use super::{Failure, Outcome, catalog_of, indicator_in, json, read_year};
use crate::app::adjust::{self, Said, bound_like, revised};
use crate::app::board::percent_text;
use crate::assess::{Assessment, as_of_year, judge_indicator, judge_superseded};
use crate::model::{Edit, Indicator, Superseded, Target, Workspace, signature, targets_text};
use crate::store;

#[derive(clap::Args)]
pub(super) struct Args {
    /// 台账文件
    workspace: PathBuf,
    /// 指标，写作“规划/序号”，如 hz-2024-75/15
    indicator: String,
    /// 调整后的目标，年份:数值 或 年份:约束:数值（约束如 `at_least`，不写则与原目标相同），单位同规划；可写多次，没写到的年度目标不变
    #[arg(
        long,
        value_name = "Y[:B]:V",
        allow_hyphen_values = true,
        requires = "document"
    )]
    target: Vec<String>,
    /// 取消原来这一年的目标，可写多次
    #[arg(long, value_name = "Y", requires = "document")]
    drop: Vec<String>,
    /// 作出调整的文件的文号
    #[arg(long, value_name = "文号")]
    document: Option<String>,
    /// 该文件的名称
    #[arg(long, value_name = "T", requires = "document")]
    title: Option<String>,
    /// 该文件的日期，如 2026-03-01
    #[arg(long, value_name = "D", requires = "document")]
    date: Option<String>,
    /// 备注
    #[arg(long, value_name = "T", requires = "document")]
    note: Option<String>,
    /// 撤回这份文件的调整；不写 --document 则撤回最后一次
    #[arg(long, conflicts_with_all = ["target", "drop", "title", "date", "note"])]
    withdraw: bool,
    /// 截至年度；默认取台账设置
    #[arg(long, value_name = "Y")]
    year: Option<String>,
    /// 输出格式：table 文字（默认）、json
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

pub(super) fn run(args: &Args) -> Outcome {
    if args.format == Format::Csv {
        return Err(Failure::usage("adjust 的 --format 可用 table、json"));
    }
    let changes = args.withdraw || !args.target.is_empty() || !args.drop.is_empty();
    if !changes && args.document.is_some() {
        return Err(Failure::usage(
            "请用 --target 写明调整后的目标，如 --target 2027:at_least:2800；撤回用 --withdraw",
        ));
    }
    if changes {
        store::revise(&args.workspace, &set::signature(), |workspace| {
            Ok::<_, Failure>((changed(args, workspace)?, ()))
        })?;
    }
    let workspace = store::open(&args.workspace)?;
    told(args, &workspace)
}

fn changed(args: &Args, workspace: &Workspace) -> Result<Edit, Failure> {
    let catalog = catalog_of(workspace)?;
    let (id, plan, indicator) =
        indicator_in(&catalog, workspace, &args.indicator, &args.workspace)?;
    let made = if args.withdraw {
        adjust::withdraw(workspace, &id, args.document.as_deref())
    } else {
        let said = said(args, indicator)?;
        let by = (store::account_name(), Some(now()));
        adjust::adjust(workspace, plan, indicator, &said, by)
    };
    made.map_err(|error| Failure::input(format!("{id}：{error}")))
}

fn said(args: &Args, indicator: &Indicator) -> Result<Said, Failure> {
    let number = args.document.clone().unwrap_or_default();
    let before = adjust::before(indicator, number.trim());
    let given: Vec<Target> = args
        .target
        .iter()
        .map(|text| given(text, before))
        .collect::<Result<_, _>>()?;
    let dropped = args.drop.iter().map(|text| read_year(text));
    let dropped = dropped.collect::<Result<Vec<_>, _>>()?;
    for (index, target) in given.iter().enumerate() {
        if given[..index].iter().any(|other| other.year == target.year) {
            let error = adjust::AdjustError::Twice(target.year);
            return Err(Failure::input(error.to_string()));
        }
    }
    let targets = revised(before, &given, &dropped);
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    Ok(Said {
        number,
        title: text(&args.title),
        date: text(&args.date),
        targets: targets.map_err(|error| Failure::input(error.to_string()))?,
        note: text(&args.note),
    })
}

/// A target as it is given; where no word binds its value, that of the one it takes the place of.
fn given(text: &str, before: &[Target]) -> Result<Target, Failure> {
    let target = read_target(text)?;
    let is_bare = text.matches([':', '：']).count() == 1;
    Ok(match target.bound.value().filter(|_| is_bare) {
        Some(value) => Target {
            year: target.year,
            bound: bound_like(before, target.year, value),
        },
        None => target,
    })
}

/// Every set of targets there has been, and how the indicator stands to each.
fn told(args: &Args, workspace: &Workspace) -> Outcome {
    let catalog = catalog_of(workspace)?;
    let (id, plan, indicator) =
        indicator_in(&catalog, workspace, &args.indicator, &args.workspace)?;
    let year = match &args.year {
        None => as_of_year(workspace, Local::now().year()),
        Some(text) => read_year(text)?,
    };
    let now = judge_indicator(workspace, plan, indicator, year);
    let before = judge_superseded(workspace, plan, indicator, year, None);
    if args.format == Format::Json {
        return Ok(json::text(&json::adjusted(plan, indicator, &now, &before)));
    }
    let mut out = format!("{id} {}\n", indicator.name_with_unit());
    let unit = indicator.printed_unit();
    let mut set_by = format!("{} {}", plan.label(), indicator.locator);
    for (superseded, assessment) in indicator.superseded.iter().zip(&before) {
        let targets = targets_text(&superseded.printed, unit);
        // Writing to a text cannot fail.
        let _ = writeln!(
            out,
            "  原目标 {targets}（{set_by}）：{}",
            verdict(assessment)
        );
        set_by = documented(superseded);
    }
    let word = if before.is_empty() {
        "目标"
    } else {
        "现行目标"
    };
    let targets = targets_text(indicator.printed_targets(), unit);
    let _ = writeln!(out, "  {word} {targets}（{set_by}）：{}", verdict(&now));
    if before.is_empty() {
        out.push_str("  目标没有调整过\n");
    }
    Ok(out)
}

/// What changed the targets: document, date, remark, and who noted it.
fn documented(superseded: &Superseded) -> String {
    let by = &superseded.by;
    let date = by.date.map_or_else(String::new, |day| format!("，{day}"));
    let note = if by.note.is_empty() {
        String::new()
    } else {
        format!("，{}", by.note)
    };
    format!("{}{date}{note}；{}", by.cite(), signature(&by.by, by.at))
}

fn verdict(assessment: &Assessment) -> String {
    format!(
        "截至 {} 年{}，完成率 {}，进度 {}，序时 {}",
        assessment.year,
        assessment.word,
        percent_text(assessment.completion),
        percent_text(assessment.progress),
        percent_text(assessment.schedule)
    )
}
