//! What is done to all cells of a range at once: copied, cleared, described, confirmed. Each is one
//! edit, so that one undo takes it back.

use super::{Field, Sheet, Span};
use crate::app::baseline_edit;
use crate::model::{Edit, Observation, Status};

/// What is told about a value beside the value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remark {
    /// How firm it is.
    Status(Status),
    /// Where it came from.
    Source(String),
    /// A remark.
    Note(String),
}

/// The cells of a range as rows and columns of the sheet; `visible` are the rows shown.
fn cells<'s>(
    sheet: &'s Sheet<'_>,
    visible: &'s [usize],
    span: Span,
) -> impl Iterator<Item = (usize, Field)> + 's {
    span.cells()
        .filter_map(|at| Some((*visible.get(at.row)?, *sheet.fields.get(at.column)?)))
}

/// The values of a range exactly as they are kept; blank where there is none.
#[must_use]
pub fn copy_rows(sheet: &Sheet<'_>, visible: &[usize], span: Span) -> Vec<Vec<String>> {
    (span.top..=span.bottom)
        .filter_map(|row| visible.get(row))
        .map(|row| {
            (span.left..=span.right)
                .filter_map(|column| sheet.fields.get(column))
                .map(|field| sheet.exact(*row, *field))
                .collect()
        })
        .collect()
}

/// The edit that removes what has been entered in a range; none where nothing has.
#[must_use]
pub fn clear_edit(sheet: &Sheet<'_>, visible: &[usize], span: Span) -> Option<Edit> {
    let mut edits = Vec::new();
    for (row, field) in cells(sheet, visible, span) {
        match field {
            Field::Actual(_) if sheet.is_filled(row, field) => {
                edits.extend(
                    sheet
                        .key(row, field)
                        .map(|key| Edit::Observation { key, value: None }),
                );
            }
            // A base year goes with its value.
            Field::BaseValue => edits.extend(clear_baseline(sheet, row)),
            Field::Actual(_) | Field::BaseYear => {}
        }
    }
    one_step(edits)
}

fn clear_baseline(sheet: &Sheet<'_>, row: usize) -> Option<Edit> {
    let line = sheet.line(row)?;
    let id = line.plan.id_of(line.indicator);
    let is_entered = sheet.document.workspace().baselines.contains_key(&id);
    is_entered.then(|| baseline_edit(id, None))
}

/// The edit that says the same of every value in a range; none where nothing changes.
#[must_use]
pub fn describe_edit(
    sheet: &Sheet<'_>,
    visible: &[usize],
    span: Span,
    remark: &Remark,
) -> Option<Edit> {
    let mut edits = Vec::new();
    for (row, field) in cells(sheet, visible, span) {
        let (Some(before), Some(key)) = (sheet.observation(row, field), sheet.key(row, field))
        else {
            continue;
        };
        let mut told = before.clone();
        match remark {
            Remark::Status(status) => told.status = *status,
            Remark::Source(source) => told.source.clone_from(source),
            Remark::Note(note) => told.note.clone_from(note),
        }
        if told == *before {
            continue;
        }
        let signed = sheet.app.observation(told.value, told.status);
        let value = Some(Observation {
            source: told.source,
            note: told.note,
            ..signed
        });
        edits.push(Edit::Observation { key, value });
    }
    one_step(edits)
}

/// The edit that confirms every doubtful value of a range, or takes that back; none where there is
/// nothing of the kind.
#[must_use]
pub fn confirm_edit(
    sheet: &Sheet<'_>,
    visible: &[usize],
    span: Span,
    confirm: bool,
) -> Option<Edit> {
    let review = sheet.document.review();
    let mut edits = Vec::new();
    for (row, field) in cells(sheet, visible, span) {
        let Some(key) = sheet.key(row, field) else {
            continue;
        };
        let Some(doubtful) = review.of(&key) else {
            continue;
        };
        if doubtful.is_confirmed == confirm {
            continue;
        }
        let value = if confirm {
            sheet
                .observation(row, field)
                .map(|o| doubtful.confirmation(o.value))
        } else {
            None
        };
        edits.push(Edit::Confirm { key, value });
    }
    one_step(edits)
}

/// What the values of a range have in common.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Digest {
    /// Whether any cell of it is an actual's.
    pub has_actuals: bool,
    /// Actuals entered.
    pub filled: usize,
    /// Cells of any kind.
    pub cells: usize,
    /// Values doubted and not confirmed.
    pub doubtful: usize,
    /// Doubtful values that have been confirmed.
    pub confirmed: usize,
    /// The status, where all have the same.
    pub status: Option<Status>,
    /// The source, where all have the same.
    pub source: Option<String>,
    /// The note, where all have the same.
    pub note: Option<String>,
}

/// Looks at every cell of a range.
#[must_use]
pub fn digest(sheet: &Sheet<'_>, visible: &[usize], span: Span) -> Digest {
    let mut digest = Digest::default();
    for (row, field) in cells(sheet, visible, span) {
        digest.cells += 1;
        let (Field::Actual(year), Some(line)) = (field, sheet.line(row)) else {
            continue;
        };
        digest.has_actuals = true;
        let Some(observation) = sheet.observation(row, field) else {
            continue;
        };
        if digest.filled == 0 {
            digest.status = Some(observation.status);
            digest.source = Some(observation.source.clone());
            digest.note = Some(observation.note.clone());
        }
        digest.filled += 1;
        digest.status = digest.status.filter(|s| *s == observation.status);
        digest.source = digest.source.filter(|s| *s == observation.source);
        digest.note = digest.note.filter(|s| *s == observation.note);
        let series = &line.indicator.series;
        if sheet.document.review().is_open(series, year) {
            digest.doubtful += 1;
        } else if let Some(key) = sheet.key(row, field) {
            digest.confirmed += usize::from(sheet.document.review().of(&key).is_some());
        }
    }
    digest
}

impl Digest {
    /// What it holds, in a few words: 共 12 格，已填实际值 7 个.
    #[must_use]
    pub fn words(&self) -> String {
        let mut words = format!("共 {} 格，其中实际值 {} 个", self.cells, self.filled);
        if self.doubtful > 0 {
            words = format!("{words}，存疑 {} 处", self.doubtful);
        }
        words
    }
}

pub(super) fn one_step(mut edits: Vec<Edit>) -> Option<Edit> {
    if edits.len() > 1 {
        return Some(Edit::Batch(edits));
    }
    edits.pop()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::grid::tests::{demo_app, empty_app, enter, row};
    use crate::app::grid::{At, Sheet};
    use crate::app::{Action, App, Command};

    fn everything(sheet: &Sheet<'_>) -> (Vec<usize>, Span) {
        let last = At {
            row: sheet.len() - 1,
            column: sheet.fields.len() - 1,
        };
        (
            (0..sheet.len()).collect(),
            Span::between(At::default(), last),
        )
    }

    fn run(app: &mut App, make: impl Fn(&Sheet<'_>, &[usize], Span) -> Option<Edit>) -> bool {
        let edit = {
            let sheet = Sheet::of(app).unwrap();
            let (visible, span) = everything(&sheet);
            make(&sheet, &visible, span)
        };
        let is_some = edit.is_some();
        if let Some(edit) = edit {
            app.run(Command::Edit(edit));
        }
        is_some
    }

    #[test]
    fn a_range_is_cleared_and_brought_back_in_one_step() {
        let mut app = demo_app();
        let before = app.document().unwrap().workspace().clone();
        assert!(run(&mut app, clear_edit));
        let after = app.document().unwrap().workspace();
        assert!(after.observations.is_empty() && after.baselines.is_empty());
        app.run(Command::Action(Action::Undo));
        assert!(*app.document().unwrap().workspace() == before);
        let mut app = empty_app();
        assert!(!run(&mut app, clear_edit), "nothing to clear is no step");
    }

    #[test]
    fn one_edit_tells_the_same_of_every_value() {
        let mut app = demo_app();
        let note = Remark::Note("年报".to_owned());
        assert!(run(&mut app, |s, v, span| describe_edit(s, v, span, &note)));
        assert!(!run(&mut app, |s, v, span| describe_edit(
            s, v, span, &note
        )));
        let status = Remark::Status(Status::Revised);
        assert!(run(&mut app, |s, v, span| describe_edit(
            s, v, span, &status
        )));
        let sheet = Sheet::of(&app).unwrap();
        let (visible, span) = everything(&sheet);
        let digest = digest(&sheet, &visible, span);
        assert_eq!(digest.status, Some(Status::Revised));
        assert_eq!(digest.note.as_deref(), Some("年报"));
        assert_eq!(digest.filled, sheet.document.workspace().observations.len());
    }

    #[test]
    fn doubts_of_a_range_are_confirmed_and_taken_back_together() {
        let mut app = empty_app();
        enter(&mut app, 15, 2024, "2562");
        enter(&mut app, 15, 2025, "25630");
        enter(&mut app, 16, 2025, "75000000");
        let count = |app: &App| app.document().unwrap().review().count();
        assert_eq!(count(&app), 2);
        assert!(run(&mut app, |s, v, span| confirm_edit(s, v, span, true)));
        assert_eq!(count(&app), 0);
        assert!(run(&mut app, |s, v, span| confirm_edit(s, v, span, false)));
        assert_eq!(count(&app), 2);
        let sheet = Sheet::of(&app).unwrap();
        let (visible, span) = everything(&sheet);
        assert_eq!(digest(&sheet, &visible, span).doubtful, 2);
        let shown = sheet.shown(row(&sheet, 15), Field::Actual(2025));
        assert!(shown.is_doubtful);
    }
}
