//! What a report says of targets that another document has changed (中期调整): both targets, the document,
//! and how the indicator stands to each.

use super::build::Context;
use super::compose::{about, against_schedule};
use super::content::{Align, Before, Column, Row, Sentence, Table, TableCell, TableRow};
use super::figures;
use crate::assess::{self, Assessment};
use crate::model::{Indicator, Plan, Target, Workspace, Year, targets_text};

/// The sets of targets that hold no longer, the plan's own first.
pub(super) fn before(
    workspace: &Workspace,
    plan: &Plan,
    indicator: &Indicator,
    year: Year,
) -> Vec<Before> {
    let assessments = assess::judge_superseded(workspace, plan, indicator, year, None);
    let sets = indicator.superseded.iter().zip(assessments);
    sets.map(|(set, assessment)| Before {
        target: set.final_target().cloned(),
        words: targets_text(&set.printed, ""),
        number: set.by.number.clone(),
        document: set.by.cite(),
        date: set.by.date,
        assessment,
    })
    .collect()
}

/// The targets changed, with both verdicts; none where none was.
pub(super) fn table(context: &Context<'_>) -> Option<Table> {
    let rows: Vec<TableRow> = context.rows.iter().flat_map(lines).collect();
    if rows.is_empty() {
        return None;
    }
    let column = |head: &str, align, weight| Column {
        head: head.to_owned(),
        align,
        weight,
    };
    Some(Table {
        caption: "目标调整情况".to_owned(),
        columns: vec![
            column("序号", Align::Center, 7),
            column("指标", Align::Left, 24),
            column("原目标", Align::Left, 17),
            column("调整后", Align::Left, 17),
            column("调整文件", Align::Left, 22),
            column("按原目标", Align::Left, 13),
            column("按调整后", Align::Left, 13),
        ],
        rows,
    })
}

/// A line a document, each from the targets before it to those behind it.
fn lines(row: &Row) -> Vec<TableRow> {
    let now = row.target.as_ref().map_or_else(String::new, target_words);
    let next = |at: usize| row.before.get(at + 1);
    let line = |(at, before): (usize, &Before)| {
        let (after, verdict) = match next(at) {
            Some(next) => (next.words.clone(), &next.assessment),
            None => (now.clone(), &row.assessment),
        };
        let date = before.date.map_or_else(String::new, |day| {
            format!("（{}）", super::compose::date(day))
        });
        TableRow {
            cells: vec![
                TableCell::text(row.id.no.to_string()),
                TableCell::text(row.name_with_unit()),
                TableCell::text(before.words.clone()),
                TableCell::text(after),
                TableCell::text(format!("{}{date}", before.document)),
                grade(&before.assessment),
                grade(verdict),
            ],
            is_total: false,
        }
    };
    row.before.iter().enumerate().map(line).collect()
}

fn target_words(target: &Target) -> String {
    targets_text(std::slice::from_ref(target), "")
}

fn grade(assessment: &Assessment) -> TableCell {
    TableCell::grade(assessment.grade, assessment.word)
}

/// Beside a target in a table: （原目标3,000以上）.
pub(super) fn beside(row: &Row) -> String {
    let original = row.before.first().and_then(|before| before.target.as_ref());
    let Some(original) = original else {
        return String::new();
    };
    let year = match &row.target {
        Some(now) if now.year == original.year => String::new(),
        _ => format!("{}年", original.year),
    };
    format!("（原目标{year}{}）", original.bound.text())
}

/// Which targets were changed, by what, and how the indicator stands to the plan's own.
pub(super) fn notes(rows: &[Row]) -> impl Iterator<Item = Sentence> {
    rows.iter().filter_map(note)
}

fn note(row: &Row) -> Option<Sentence> {
    let first = row.before.first()?;
    let target = |target: &Option<Target>| {
        target.as_ref().map_or_else(
            || "没有目标".to_owned(),
            |target| format!("{}年{}", target.year, figures::target(target, &row.unit)),
        )
    };
    let steps: Vec<String> = row
        .before
        .iter()
        .enumerate()
        .map(|(at, before)| {
            let after = row
                .before
                .get(at + 1)
                .map_or(&row.target, |next| &next.target);
            format!("{}调整为{}", before.number, target(after))
        })
        .collect();
    let mut text = format!(
        "序号{}“{}”的目标已调整：原目标{}（{}）；按原目标评价为“{}”",
        row.id.no,
        row.name,
        target(&first.target),
        steps.join("，"),
        first.assessment.word
    );
    if let Some(words) = against_schedule(&first.assessment) {
        text = format!("{text}，{words}");
    }
    Some(about(format!("{text}。"), [row]))
}
