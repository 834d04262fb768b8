//! `measure`: how far the measures have come; says it of one.

use std::fmt::Write as _;
use std::path::PathBuf;

use chrono::{Datelike as _, Local};
use serde_json::{Value, json};

use super::set::{self, now};
use super::table::{Align, in_columns, shortened};
use super::usage::Format;
use super::{Failure, Outcome, catalog_of, json as printed};
use crate::app::Board;
use crate::app::measures::{
    MeasureError, milestone_named, reach, read_milestone, read_percent, read_state, said_of,
};
use crate::app::survey::{MeasureRow, SOON_DAYS, Survey};
use crate::assess::as_of_year;
use crate::model::{Edit, Measure, MeasureId, MilestoneState, Workspace, format_number, signature};
use crate::store::{self, Catalog};

/// Titles are cut here, so that a row fits on a line of a wide terminal.
const TITLE_COLUMNS: usize = 44;

#[derive(clap::Args)]
pub(super) struct Args {
    /// 台账文件
    workspace: PathBuf,
    /// 举措，写作“规划/序号”，如 hz-2024-75/20；不写则列出全部举措和临近的节点
    measure: Option<String>,
    /// 状态：未启动、推进中、已完成、滞后
    #[arg(long, value_name = "S", requires = "measure")]
    state: Option<String>,
    /// 完成比例，0 到 100；写 "" 则清除
    #[arg(long, value_name = "P", requires = "measure")]
    percent: Option<String>,
    /// 说明；写 "" 则清除
    #[arg(long, value_name = "T", requires = "measure")]
    note: Option<String>,
    /// 佐证：文件、页码或网址；写 "" 则清除
    #[arg(long, value_name = "T", requires = "measure")]
    evidence: Option<String>,
    /// 加一个节点，内容:日期，如 选址:2025-06-30
    #[arg(long, value_name = "名:日期", requires = "measure")]
    milestone: Vec<String>,
    /// 这个节点已完成；写名称或其中一段
    #[arg(long, value_name = "名", requires = "measure")]
    reached: Vec<String>,
    /// 这个节点没有完成
    #[arg(long, value_name = "名", requires = "measure")]
    reopen: Vec<String>,
    /// 列出多少天内到期的节点；默认 90
    #[arg(long, value_name = "N", conflicts_with = "measure")]
    due: Option<i64>,
    /// 输出格式：table 文字（默认）、json
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

pub(super) fn run(args: &Args) -> Outcome {
    if args.format == Format::Csv {
        return Err(Failure::usage("measure 的 --format 可用 table、json"));
    }
    if let Some(name) = &args.measure
        && args.changes()
    {
        store::revise(&args.workspace, &set::signature(), |workspace| {
            let edit = said(args, &catalog_of(workspace)?, workspace, name)?;
            Ok::<_, Failure>((edit.unwrap_or(Edit::Batch(Vec::new())), ()))
        })?;
    }
    let workspace = store::open(&args.workspace)?;
    let catalog = catalog_of(&workspace)?;
    let year = as_of_year(&workspace, Local::now().year());
    let plans = workspace.plans.iter().filter_map(|id| catalog.plan(id));
    let boards: Vec<Board> = plans
        .map(|plan| Board::standing(&workspace, plan, year))
        .collect();
    let survey = Survey::new(&workspace, &catalog, &boards);
    let rows: Vec<&MeasureRow> = match &args.measure {
        None => survey.measures.iter().collect(),
        Some(name) => {
            let (id, _) = named(&catalog, &workspace, name)?;
            survey.measures.iter().filter(|row| row.id == id).collect()
        }
    };
    Ok(match (args.format, &args.measure) {
        (Format::Json, _) => printed::text(&rows.iter().map(|row| value(row)).collect()),
        (_, None) => list(&survey, &rows, args.due.unwrap_or(SOON_DAYS), &workspace),
        (_, Some(_)) => rows.iter().map(|row| whole(row)).collect(),
    })
}

impl Args {
    fn changes(&self) -> bool {
        let words = [&self.state, &self.percent, &self.note, &self.evidence];
        let lists = [&self.milestone, &self.reached, &self.reopen];
        words.iter().any(|word| word.is_some()) || lists.iter().any(|list| !list.is_empty())
    }
}

/// The measure of this name, if the workspace follows its plan.
fn named<'a>(
    catalog: &'a Catalog,
    workspace: &Workspace,
    name: &str,
) -> Result<(MeasureId, &'a Measure), Failure> {
    let id: MeasureId = name
        .parse()
        .map_err(|error: crate::model::IdError| Failure::input(error.to_string()))?;
    let known: Vec<&str> = workspace.plans.iter().map(|id| id.0.as_str()).collect();
    let plan = catalog
        .plan(&id.plan)
        .filter(|plan| workspace.plans.contains(&plan.id))
        .ok_or_else(|| {
            Failure::input(format!(
                "台账没有收入规划 {}；已收入 {}",
                id.plan,
                known.join("、")
            ))
        })?;
    let found = plan.measure(id.no).map(|measure| (id.clone(), measure));
    found.ok_or_else(|| {
        let numbers = plan.measures.iter().map(|measure| measure.no);
        let known = match (numbers.clone().min(), numbers.max()) {
            (Some(first), Some(last)) => format!("举措序号为 {first} 至 {last}"),
            _ => "它没有列举措".to_owned(),
        };
        Failure::input(format!("规划 {} 没有举措 {}；{known}", plan.id, id.no))
    })
}

fn said(
    args: &Args,
    catalog: &Catalog,
    workspace: &Workspace,
    name: &str,
) -> Result<Option<Edit>, Failure> {
    let (id, measure) = named(catalog, workspace, name)?;
    let fault = |error: MeasureError| Failure::input(format!("{id}：{error}"));
    let state = args
        .state
        .as_deref()
        .map(read_state)
        .transpose()
        .map_err(fault)?;
    let percent = args
        .percent
        .as_deref()
        .map(read_percent)
        .transpose()
        .map_err(fault)?;
    let before = workspace.measures.get(&id).cloned().unwrap_or_default();
    let mut known = before.milestones_with(measure);
    let mut own = Vec::new();
    for text in &args.milestone {
        let (name, due) = text.rsplit_once([':', '：']).ok_or_else(|| {
            Failure::input(format!(
                "--milestone {text}：应写作 内容:日期，如 选址:2025-06-30"
            ))
        })?;
        let milestone = read_milestone(&known, name, due).map_err(fault)?;
        known.push(milestone.clone());
        own.push(milestone);
    }
    let of = |names: &[String], done: bool| {
        let found = names.iter().map(|name| milestone_named(&known, name));
        found
            .map(|found| found.map(|milestone| (milestone, done)))
            .collect::<Result<Vec<(MilestoneState, bool)>, _>>()
    };
    let mut marked = of(&args.reached, true).map_err(fault)?;
    marked.extend(of(&args.reopen, false).map_err(fault)?);
    let by = (store::account_name(), Some(now()));
    Ok(said_of(workspace, &id, by, |said| {
        if let Some(state) = state {
            said.progress = state;
        }
        if let Some(percent) = percent {
            said.percent = percent;
        }
        for (text, place) in [
            (&args.note, &mut said.note),
            (&args.evidence, &mut said.evidence),
        ] {
            if let Some(text) = text {
                text.trim().clone_into(place);
            }
        }
        said.milestones.extend(own);
        for (milestone, done) in marked {
            reach(said, &milestone, done);
        }
    }))
}

fn list(survey: &Survey, rows: &[&MeasureRow], within: i64, workspace: &Workspace) -> String {
    let heads = [
        ("举措", Align::Left),
        ("内容", Align::Left),
        ("牵头单位", Align::Left),
        ("状态", Align::Left),
        ("完成", Align::Right),
        ("说明", Align::Left),
    ];
    let cells: Vec<Vec<String>> = rows
        .iter()
        .map(|row| {
            vec![
                row.id.to_string(),
                shortened(&row.title, TITLE_COLUMNS),
                row.units
                    .first()
                    .map_or_else(|| "—".to_owned(), |unit| unit.0.clone()),
                row.state.progress.word().to_owned(),
                percent_words(row).unwrap_or_else(|| "—".to_owned()),
                shortened(&row.state.note, TITLE_COLUMNS),
            ]
        })
        .collect();
    let mut out = String::new();
    if workspace.synthetic {
        out.push_str("【示例数据】以下内容均为虚构，不得引用\n");
    }
    out.push_str(&in_columns(&heads, &cells));
    let due = survey.due(now().date(), within);
    // Writing to a text cannot fail.
    let _ = writeln!(
        out,
        "\n{within} 天内到期或已过期、尚未完成的节点：{} 个",
        due.len()
    );
    for due in due {
        let Some(row) = survey.measures.get(due.measure) else {
            continue;
        };
        let left = if due.days < 0 {
            format!("已过期 {} 天", -due.days)
        } else {
            format!("还有 {} 天", due.days)
        };
        let _ = writeln!(
            out,
            "  {} {}（{left}）　{} {}",
            due.due, due.name, row.id, row.title
        );
    }
    out
}

fn percent_words(row: &MeasureRow) -> Option<String> {
    row.state
        .percent
        .map(|percent| format!("{}%", format_number(percent)))
}

/// One measure with all that was ever said of it.
fn whole(row: &MeasureRow) -> String {
    let state = &row.state;
    let units: Vec<&str> = row.units.iter().map(|unit| unit.0.as_str()).collect();
    let mut out = format!("{} {}\n", row.id, row.title);
    let mut line = |name: &str, words: &str| {
        if !words.is_empty() {
            // Writing to a text cannot fail.
            let _ = writeln!(out, "  {name}：{words}");
        }
    };
    line("出处", &row.locator);
    line("责任单位", &units.join("、"));
    let percent = percent_words(row).map_or_else(String::new, |percent| format!(" {percent}"));
    let who = signature(&state.by, state.at);
    let who = if who.is_empty() {
        String::new()
    } else {
        format!("（{who}）")
    };
    line("状态", &format!("{}{percent}{who}", state.progress.word()));
    line("说明", &state.note);
    line("佐证", &state.evidence);
    for milestone in &row.milestones {
        let done = if milestone.done {
            "已完成"
        } else {
            "未完成"
        };
        line(
            "节点",
            &format!("{} {}，{done}", milestone.due, milestone.name),
        );
    }
    for change in state.history.iter().rev() {
        let percent = change
            .percent
            .map_or_else(String::new, |p| format!(" {}%", format_number(p)));
        let note = if change.note.is_empty() {
            String::new()
        } else {
            format!("，{}", change.note)
        };
        let words = format!(
            "{}{percent}{note}（{}）",
            change.progress.word(),
            signature(&change.by, change.at)
        );
        line("此前", &words);
    }
    out
}

fn value(row: &MeasureRow) -> Value {
    let state = &row.state;
    let at = |at: Option<chrono::NaiveDateTime>| at.map(|at| format!("{at:?}"));
    let percent = |percent: Option<crate::model::Decimal>| percent.map(|p| p.to_string());
    let history = state.history.iter().map(|change| {
        json!({
            "progress": change.progress.code(),
            "percent": percent(change.percent),
            "note": change.note,
            "by": change.by,
            "at": at(change.at),
        })
    });
    let (lead, others) = match row.units.split_first() {
        Some((lead, others)) => (Some(&lead.0), others),
        None => (None, &[][..]),
    };
    json!({
        "measure": row.id.to_string(),
        "title": row.title,
        "theme": row.theme_name,
        "lead": lead,
        "others": others.iter().map(|unit| unit.0.as_str()).collect::<Value>(),
        "locator": row.locator,
        "serves": row.serves.iter().map(|(id, _)| id.to_string()).collect::<Value>(),
        "progress": state.progress.code(),
        "percent": percent(state.percent),
        "note": state.note,
        "evidence": state.evidence,
        "by": state.by,
        "at": at(state.at),
        "milestones": row.milestones.iter().map(|m| json!({
            "name": m.name, "due": m.due.to_string(), "done": m.done,
        })).collect::<Value>(),
        "history": history.collect::<Value>(),
    })
}
