//! A draft held against the document that came of it, series by series.

use super::{Statement, lines};
use crate::model::{Plan, SeriesId};

/// How a target of the draft and one of the final document compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// The same number with the same word.
    Same,
    /// The same number with another word: 突破600 became 600.
    Wording,
    /// More is asked for, in the wanted direction.
    Raised,
    /// Less is asked for.
    Lowered,
    /// One of them has no number to compare.
    Unclear,
    /// It stands in the draft alone.
    Dropped,
    /// It stands in the final document alone.
    Added,
}

/// One series for one year, in the draft and in the final document.
#[derive(Clone, Debug, PartialEq)]
pub struct DraftRow {
    /// The series.
    pub series: SeriesId,
    /// What the draft says.
    pub draft: Option<Statement>,
    /// What the final document says.
    pub last: Option<Statement>,
    /// How the two compare.
    pub change: Change,
}

impl Change {
    /// Its Chinese word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Same => "未变",
            Self::Wording => "约束词不同",
            Self::Raised => "调高",
            Self::Lowered => "调低",
            Self::Unclear => "不能比较",
            Self::Dropped => "正式稿未列",
            Self::Added => "正式稿新增",
        }
    }
}

/// Every target of the draft beside the final one, then what the final document's table adds.
#[must_use]
pub fn against_draft(draft: &Plan, last: &Plan) -> Vec<DraftRow> {
    let mut rows: Vec<DraftRow> = Vec::new();
    for line in lines([draft, last]) {
        let of = |plan: &Plan| -> Vec<&Statement> {
            line.statements
                .iter()
                // What was changed later says nothing of what came of the draft.
                .filter(|s| s.plan == plan.id && s.adjusted_by.is_none())
                .collect()
        };
        for statement in of(draft) {
            let answer = of(last)
                .into_iter()
                .filter(|s| s.year == statement.year)
                .min_by_key(|s| s.in_text);
            rows.push(DraftRow {
                series: line.series.clone(),
                change: answer.map_or(Change::Dropped, |answer| {
                    compare(statement, answer, line.direction)
                }),
                draft: Some(statement.clone()),
                last: answer.cloned(),
            });
        }
        if of(draft).is_empty() {
            rows.extend(of(last).into_iter().map(|statement| DraftRow {
                series: line.series.clone(),
                draft: None,
                last: Some(statement.clone()),
                change: Change::Added,
            }));
        }
    }
    rows.sort_by_key(|row| row.draft.is_none());
    rows
}

fn compare(draft: &Statement, last: &Statement, direction: crate::model::Direction) -> Change {
    let (Some(before), Some(after)) = (draft.value(), last.value()) else {
        return if draft.bound == last.bound {
            Change::Same
        } else {
            Change::Unclear
        };
    };
    let rises = (after > before) == (direction == crate::model::Direction::Up);
    match (before == after, draft.bound == last.bound) {
        (true, true) => Change::Same,
        (true, false) => Change::Wording,
        (false, _) if rises => Change::Raised,
        (false, _) => Change::Lowered,
    }
}
