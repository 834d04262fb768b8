//! `units`: what each responsible unit answers for; one unit whole, to print or to send.

use std::path::PathBuf;

use chrono::{Datelike as _, Local};
use clap::ValueEnum;
use clap::builder::PossibleValue;
use serde_json::{Value, json};

use super::table::{Align, in_columns};
use super::{Failure, Outcome, catalog_of, json as printed};
use crate::app::Board;
use crate::app::board::rule_words;
use crate::app::survey::{Standing, Survey, UnitRow, letter, sheet};
use crate::assess::as_of_year;
use crate::model::Unit;
use crate::store::{self, nearest};

#[derive(clap::Args)]
pub(super) struct Args {
    /// 台账文件
    workspace: PathBuf,
    /// 责任单位，如 市商务局；不写则列出全部单位
    unit: Option<String>,
    /// 输出格式：table 文字（默认）、json、html（可打印的网页）
    #[arg(long, value_enum, default_value = "table")]
    format: Sheet,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sheet {
    Table,
    Json,
    Html,
}

impl ValueEnum for Sheet {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Table, Self::Json, Self::Html]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(match self {
            Self::Table => "table",
            Self::Json => "json",
            Self::Html => "html",
        }))
    }
}

/// What is printed of.
struct Seen {
    survey: Survey,
    standing: Standing,
}

pub(super) fn run(args: &Args) -> Outcome {
    let workspace = store::open(&args.workspace)?;
    let catalog = catalog_of(&workspace)?;
    let year = as_of_year(&workspace, Local::now().year());
    let plans = workspace.plans.iter().filter_map(|id| catalog.plan(id));
    let boards: Vec<Board> = plans
        .map(|plan| Board::standing(&workspace, plan, year))
        .collect();
    let seen = Seen {
        survey: Survey::new(&workspace, &catalog, &boards),
        standing: Standing {
            year,
            rule: rule_words(
                &workspace.rule(),
                boards.iter().map(|board| board.own_rules.len()).sum(),
                boards.iter().map(|board| board.by_hand.len()).sum(),
                boards.iter().map(|board| board.to_review.len()).sum(),
            ),
            synthetic: workspace.synthetic,
        },
    };
    let rows: Vec<&UnitRow> = match &args.unit {
        None => seen.survey.units.iter().collect(),
        Some(name) => vec![named(&seen.survey, name)?],
    };
    Ok(match (args.format, &args.unit) {
        (Sheet::Json, _) => {
            let all: Value = rows.iter().map(|row| value(&seen, row)).collect();
            printed::text(&all)
        }
        (Sheet::Html, _) => sheet(&seen.survey, &rows, &seen.standing),
        (Sheet::Table, None) => list(&seen, &rows),
        (Sheet::Table, Some(_)) => rows
            .iter()
            .map(|row| letter(&seen.survey, row, year, seen.standing.synthetic))
            .collect(),
    })
}

fn named<'a>(survey: &'a Survey, name: &str) -> Result<&'a UnitRow, Failure> {
    survey.unit(&Unit(name.to_owned())).ok_or_else(|| {
        let known = survey.units.iter().map(|row| row.unit.0.as_str());
        let like =
            nearest(name, known).map_or_else(String::new, |meant| format!("（是否为“{meant}”？）"));
        Failure::input(format!(
            "台账收入的规划里没有责任单位“{name}”{like}；可用 zhibiao units 台账 查看全部单位"
        ))
    })
}

fn list(seen: &Seen, rows: &[&UnitRow]) -> String {
    let heads = [
        ("责任单位", Align::Left),
        ("牵头指标", Align::Right),
        ("参加指标", Align::Right),
        ("举措", Align::Right),
        ("缺数", Align::Right),
        ("滞后", Align::Right),
    ];
    let cells: Vec<Vec<String>> = rows
        .iter()
        .map(|row| {
            vec![
                row.unit.0.clone(),
                row.led().to_string(),
                (row.indicators.len() - row.led()).to_string(),
                row.measures.len().to_string(),
                row.missing().to_string(),
                row.lagging().to_string(),
            ]
        })
        .collect();
    let stamp = if seen.standing.synthetic {
        "【示例数据】以下数值均为虚构，不得引用\n"
    } else {
        ""
    };
    format!(
        "{stamp}截至 {} 年\n{}",
        seen.standing.year,
        in_columns(&heads, &cells)
    )
}

fn value(seen: &Seen, row: &UnitRow) -> Value {
    let indicators = row.indicators.iter().map(|shown| {
        json!({
            "indicator": shown.id.to_string(),
            "name": shown.name,
            "is_lead": shown.is_lead,
            "actual": shown.actual,
            "target": shown.target,
            "grade": shown.verdict.grade.code(),
            "reason": shown.reason,
            "lacks_baseline": shown.lacks_baseline,
            "lacks_actual": shown.lacks_actual,
        })
    });
    let measures = row.measures.iter().map(|(index, is_lead)| {
        let measure = &seen.survey.measures[*index];
        json!({
            "measure": measure.id.to_string(),
            "title": measure.title,
            "is_lead": is_lead,
            "progress": measure.state.progress.code(),
            "percent": measure.state.percent.map(|percent| percent.to_string()),
            "note": measure.state.note,
            "milestones": measure.milestones.iter().map(|m| json!({
                "name": m.name, "due": m.due.to_string(), "done": m.done,
            })).collect::<Value>(),
        })
    });
    json!({
        "unit": row.unit.0,
        "year": seen.standing.year,
        "synthetic": seen.standing.synthetic,
        "indicators": indicators.collect::<Value>(),
        "measures": measures.collect::<Value>(),
        "missing": row.missing(),
        "lagging": row.lagging(),
    })
}
