//! `set`: enters or removes one figure.

use std::collections::BTreeMap;
use std::path::PathBuf;

use chrono::{Local, NaiveDateTime, SubsecRound as _};

use super::{Failure, Outcome, catalog_of};
use crate::assess::doubt::{self, Measure};
use crate::model::{
    Baseline, Decimal, Edit, Indicator, IndicatorId, Observation, ObservationKey, Origin,
    Signature, Status, Workspace, Year, format_number, parse_number, parse_year,
};
use crate::store::{self, Catalog};

#[derive(clap::Args)]
pub(super) struct Args {
    /// 台账文件
    workspace: PathBuf,
    /// 指标，写作“规划/序号”，如 hz-2024-75/15
    #[arg(required_unless_present = "stdin")]
    indicator: Option<String>,
    /// 年份，如 2025
    #[arg(required_unless_present = "stdin")]
    year: Option<String>,
    /// 数值，如 2562.3 或 -0.5；写 "" 表示清除
    #[arg(allow_hyphen_values = true, required_unless_present = "stdin")]
    value: Option<String>,
    /// 数据状态：快报（默认）、初步核算、最终核实、修订
    #[arg(long, value_name = "S")]
    status: Option<String>,
    /// 数据来源
    #[arg(long, value_name = "T", allow_hyphen_values = true)]
    source: Option<String>,
    /// 备注
    #[arg(long, value_name = "T", allow_hyphen_values = true)]
    note: Option<String>,
    /// 填报的是基期值，不是实际值
    #[arg(long, conflicts_with_all = ["status", "source", "note"])]
    baseline: bool,
    /// 从标准输入逐行读取“指标 年份 数值”，每行保存后立即回显
    #[arg(long, conflicts_with = "indicator")]
    stdin: bool,
}

/// Which figure, and what it shall be.
struct Entry {
    id: IndicatorId,
    year: Year,
    value: Option<Decimal>,
    status: Option<Status>,
}

pub(super) fn run(args: &Args) -> Outcome {
    if args.stdin {
        return lines(args);
    }
    let written = [&args.indicator, &args.year, &args.value];
    let entry = read_entry(
        args,
        written.map(|word| word.as_deref().unwrap_or_default()),
    )?;
    let (text, remarks) = store::revise(&args.workspace, &signature(), |workspace| {
        let catalog = catalog_of(workspace)?;
        let (edit, what, before, after) = change(args, &catalog, workspace, &entry)?;
        let mut remarks = doubts(&catalog, workspace, &entry.id, &edit);
        remarks.extend(super::year_moved_by(&edit, workspace));
        let text = told(&what, &before, &after);
        Ok::<_, Failure>((edit, (text, remarks)))
    })?;
    for remark in remarks {
        super::complain(&remark);
    }
    Ok(text)
}

/// What looks like a slip in a figure that is entered, a line each; it is entered all the same.
fn doubts(catalog: &Catalog, workspace: &Workspace, id: &IndicatorId, edit: &Edit) -> Vec<String> {
    let Edit::Observation {
        key,
        value: Some(value),
    } = edit
    else {
        return Vec::new();
    };
    let Some((_, indicator)) = catalog.find_indicator(id) else {
        return Vec::new();
    };
    let entered = workspace.observations_of(&key.series);
    let mut values: BTreeMap<Year, Decimal> = entered.map(|(y, o)| (y, o.value)).collect();
    values.insert(key.year, value.value);
    let measure = Measure::of(workspace, id, indicator, catalog.units());
    let found = doubt::doubts(&values, &measure).remove(&key.year);
    let found = found.unwrap_or_default();
    let confirmed = workspace.confirmed.get(key);
    let kinds = found.iter().map(|doubt| doubt.kind);
    if confirmed.is_some_and(|confirmed| confirmed.covers(value.value, kinds)) {
        return Vec::new();
    }
    let line = |doubt: doubt::Doubt| format!("存疑：{id} {} 年 {}", key.year, doubt.reason);
    found.into_iter().map(line).collect()
}

fn told(what: &str, before: &str, after: &str) -> String {
    if before == after {
        format!("{what}：没有变化，仍为 {after}\n")
    } else {
        format!("{what}：{before} → {after}\n")
    }
}

/// One figure a line. What is printed of a line is printed when it is safe on the disk; the first
/// line that is at fault ends it, and those before it stay.
fn lines(args: &Args) -> Outcome {
    let mut opened = store::open_for_command(&args.workspace, &signature())?;
    let catalog = &catalog_of(&opened.workspace)?;
    for (index, line) in std::io::stdin().lines().enumerate() {
        let at_line =
            |why: String| Failure::input(format!("第 {} 行：{why}；以前各行已保存", index + 1));
        let line = line.map_err(|error| at_line(format!("标准输入读不出来（{error}）")))?;
        let words: Vec<&str> = line.split_whitespace().collect();
        let written = match words.as_slice() {
            [] => continue,
            [indicator, year] => [*indicator, *year, ""],
            [indicator, year, value] => [*indicator, *year, *value],
            _ => {
                let why = "应写作“指标 年份 数值”，如 hz-2024-75/15 2025 2562.3；不写数值表示清除";
                return Err(at_line(why.to_owned()));
            }
        };
        let entry = read_entry(args, written).map_err(|failure| at_line(failure.message))?;
        let (edit, what, before, after) = change(args, catalog, &opened.workspace, &entry)
            .map_err(|failure| at_line(failure.message))?;
        let doubts = doubts(catalog, &opened.workspace, &entry.id, &edit);
        let workspace = std::sync::Arc::clone(&opened.workspace);
        opened
            .revise(edit, &signature(), true)
            .map_err(|error| at_line(error.to_string()))?;
        super::tell_now(&told(&what, &before, &after))?;
        let moved = super::year_moved(&workspace, &opened.workspace);
        for remark in doubts.into_iter().chain(moved) {
            super::complain(&remark);
        }
    }
    Ok(String::new())
}

fn change(
    args: &Args,
    catalog: &Catalog,
    workspace: &Workspace,
    entry: &Entry,
) -> Result<Change, Failure> {
    let (_, _, indicator) =
        super::indicator_in(catalog, workspace, &entry.id.to_string(), &args.workspace)?;
    let (edit, what, before, after) = if args.baseline {
        of_baseline(workspace, entry)?
    } else {
        of_observation(workspace, entry, indicator, args)
    };
    let name = indicator.name_with_unit();
    let what = format!("{} {name} {} 年{what}", entry.id, entry.year);
    Ok((edit, what, before, after))
}

fn read_entry(args: &Args, [indicator, year, value]: [&str; 3]) -> Result<Entry, Failure> {
    let id = indicator
        .parse()
        .map_err(|error: crate::model::IdError| Failure::input(error.to_string()))?;
    let year =
        parse_year(year).map_err(|error| Failure::input(format!("年份“{year}”：{error}")))?;
    let value = if value.trim().is_empty() {
        None
    } else {
        let value = parse_number(value)
            .map_err(|error| Failure::input(format!("数值“{value}”：{error}")))?;
        Some(value)
    };
    let details = [&args.status, &args.source, &args.note];
    if value.is_none() && details.iter().any(|detail| detail.is_some()) {
        let message = "清除数值时不能写 --status、--source、--note";
        return Err(Failure::usage(message));
    }
    let status = match &args.status {
        None => None,
        Some(word) => Some(Status::parse(word).ok_or_else(|| {
            let known = Status::ALL.map(Status::word).join("、");
            Failure::input(format!("没有数据状态“{word}”；可用 {known}"))
        })?),
    };
    Ok(Entry {
        id,
        year,
        value,
        status,
    })
}

/// The edit, what it is about, what was there and what is there now.
type Change = (Edit, String, String, String);

fn of_observation(
    workspace: &Workspace,
    entry: &Entry,
    indicator: &Indicator,
    args: &Args,
) -> Change {
    let key = ObservationKey {
        series: indicator.series.clone(),
        year: entry.year,
    };
    let existing = workspace.observations.get(&key);
    let before = shown(existing);
    // What is not said anew stays as it was: a corrected figure has not lost its source.
    let kept = |new: &Option<String>, old: fn(&Observation) -> &String| {
        let old = existing.map(|observation| old(observation).clone());
        new.clone().or(old).unwrap_or_default()
    };
    let status = entry
        .status
        .or(existing.map(|observation| observation.status));
    let value = entry.value.map(|value| Observation {
        value,
        status: status.unwrap_or_default(),
        source: kept(&args.source, |observation| &observation.source),
        note: kept(&args.note, |observation| &observation.note),
        by: store::account_name(),
        at: Some(now()),
    });
    let after = shown(value.as_ref());
    let what = "实际值".to_owned();
    if is_unchanged(existing, value.as_ref()) {
        // Whose figure it is and since when stays as it is, and the log is not told.
        return (Edit::Batch(Vec::new()), what, before, after);
    }
    let is_of_words = before == after;
    let after = if is_of_words {
        format!("{after}，来源、备注已改")
    } else {
        after
    };
    (Edit::Observation { key, value }, what, before, after)
}

/// Whether two figures say the same, whoever entered them.
fn is_unchanged(old: Option<&Observation>, new: Option<&Observation>) -> bool {
    let said = |figure: &Observation| {
        let Observation {
            value,
            status,
            source,
            note,
            ..
        } = figure;
        (*value, *status, source.clone(), note.clone())
    };
    old.map(said) == new.map(said)
}

fn of_baseline(workspace: &Workspace, entry: &Entry) -> Result<Change, Failure> {
    let existing = workspace.baselines.get(&entry.id).copied();
    if let (None, Some(existing)) = (entry.value, existing)
        && existing.year != entry.year
    {
        return Err(Failure::input(format!(
            "指标 {} 的基期值是 {} 年的，不是 {} 年的，没有清除；请核对年份",
            entry.id, existing.year, entry.year
        )));
    }
    let shown = |baseline: Option<Baseline>| {
        baseline.map_or_else(nothing, |baseline| {
            let value = format_number(baseline.value);
            if baseline.year == entry.year {
                value
            } else {
                format!("{value}（{} 年）", baseline.year)
            }
        })
    };
    let value = entry.value.map(|value| Baseline {
        year: entry.year,
        value,
    });
    let (before, after) = (shown(existing), shown(value));
    let edit = Edit::Baseline {
        indicator: entry.id.clone(),
        value,
    };
    Ok((edit, "基期值".to_owned(), before, after))
}

fn shown(observation: Option<&Observation>) -> String {
    observation.map_or_else(nothing, |observation| {
        let value = format_number(observation.value);
        format!("{value}（{}）", observation.status.word())
    })
}

fn nothing() -> String {
    "（空）".to_owned()
}

pub(super) fn signature() -> Signature {
    Signature {
        by: store::account_name(),
        at: now(),
        origin: Origin::CommandLine,
    }
}

pub(super) fn now() -> NaiveDateTime {
    Local::now().naive_local().trunc_subsecs(0)
}
