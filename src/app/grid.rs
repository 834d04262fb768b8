//! The grid of figures to be filled in: what stands in each cell, and what typing into it does.

use super::{App, Board, baseline_edit, value_edit};
use crate::model::{
    Edit, Indicator, IndicatorId, NumberError, Plan, Status, Workspace, Year, format_number,
    parse_number, parse_year,
};

/// A column that can be filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// 基期值
    BaseValue,
    /// 基期年
    BaseYear,
    /// The actual of a year.
    Actual(Year),
}

/// What stands in a cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// The value, grouped; empty where there is none.
    pub text: String,
    /// Whether it is only offered, not entered.
    pub is_offer: bool,
    /// The status of an actual.
    pub status: Option<Status>,
    /// Whether the board misses this very figure.
    pub is_missing: bool,
}

/// Why what was typed is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EntryError {
    /// It is no number.
    #[error(transparent)]
    Number(#[from] NumberError),
    /// A base year without a base value.
    #[error("请先填基期值，再改基期年")]
    YearWithoutValue,
    /// The base year is not before the target's year.
    #[error("基期年须早于目标年 {0} 年")]
    YearNotBeforeTarget(Year),
    /// Several cells at once.
    #[error("一次请粘贴一个数：剪贴板里有多个单元格")]
    SeveralCells,
}

/// The columns that can be filled in, left to right.
#[must_use]
pub fn fields(board: &Board) -> Vec<Field> {
    let mut fields = vec![Field::BaseValue, Field::BaseYear];
    fields.extend(board.years.iter().map(|year| Field::Actual(*year)));
    fields
}

/// What stands in a cell.
#[must_use]
pub fn shown(workspace: &Workspace, plan: &Plan, board: &Board, row: usize, field: Field) -> Shown {
    let indicator = &plan.indicators[row];
    let baseline = workspace.baseline(&plan.id_of(indicator), indicator);
    match field {
        Field::BaseValue => Shown {
            text: baseline.map_or_else(String::new, |b| format_number(b.value)),
            is_missing: board.rows[row].lacks_baseline,
            ..Shown::default()
        },
        Field::BaseYear => Shown {
            text: baseline.map_or(board.base_year, |b| b.year).to_string(),
            is_offer: baseline.is_none(),
            ..Shown::default()
        },
        Field::Actual(year) => {
            let observation = workspace.observation(&indicator.series, year);
            Shown {
                text: observation.map_or_else(String::new, |o| format_number(o.value)),
                status: observation.map(|o| o.status),
                is_missing: observation.is_none() && year == board.year,
                is_offer: false,
            }
        }
    }
}

/// The text with which editing begins: the value without grouping.
#[must_use]
pub fn text_to_edit(workspace: &Workspace, plan: &Plan, row: usize, field: Field) -> String {
    let indicator = &plan.indicators[row];
    let baseline = workspace.baseline(&plan.id_of(indicator), indicator);
    let value = match field {
        Field::BaseValue => baseline.map(|b| b.value.to_string()),
        Field::BaseYear => baseline.map(|b| b.year.to_string()),
        Field::Actual(year) => workspace
            .observation(&indicator.series, year)
            .map(|o| o.value.to_string()),
    };
    value.unwrap_or_default()
}

/// The edit that typing this into a cell means; none where nothing changes. Blank removes.
///
/// # Errors
/// Why the text is not taken; the cell keeps what it had.
pub fn commit(
    app: &App,
    plan: &Plan,
    board: &Board,
    row: usize,
    field: Field,
    typed: &str,
    status: Status,
) -> Result<Option<Edit>, EntryError> {
    let indicator = &plan.indicators[row];
    let Some(document) = app.document() else {
        return Ok(None);
    };
    let workspace = document.workspace();
    let id = plan.id_of(indicator);
    let baseline = workspace.baseline(&id, indicator);
    let blank = typed
        .trim_matches([' ', '\t', '\u{3000}', '\u{a0}'])
        .is_empty();
    match field {
        Field::Actual(year) => {
            let value = if blank {
                None
            } else {
                Some(parse_number(typed)?)
            };
            let before = workspace.observation(&indicator.series, year);
            // The same figure typed again is no change; 4.2 and 4.20 are not the same.
            let same = before.map(|o| o.value.to_string()) == value.map(|v| v.to_string());
            if same {
                return Ok(None);
            }
            // A figure that replaces another keeps its status: a correction is no new report.
            let status = before.map_or(status, |o| o.status);
            Ok(Some(value_edit(app, indicator, year, value, status)))
        }
        Field::BaseValue if blank => Ok(baseline.map(|_| baseline_edit(id, None))),
        Field::BaseValue => {
            let value = parse_number(typed)?;
            let year = baseline.map_or(board.base_year, |b| b.year);
            let same = baseline.map(|b| b.value.to_string()) == Some(value.to_string());
            Ok((!same).then(|| baseline_edit(id, Some((year, value)))))
        }
        Field::BaseYear => {
            let Some(baseline) = baseline else {
                return if blank {
                    Ok(None)
                } else {
                    Err(EntryError::YearWithoutValue)
                };
            };
            let year = if blank {
                board.base_year
            } else {
                parse_year(typed)?
            };
            if let Some(target) = indicator.final_target()
                && year >= target.year
            {
                return Err(EntryError::YearNotBeforeTarget(target.year));
            }
            Ok((year != baseline.year).then(|| baseline_edit(id, Some((year, baseline.value)))))
        }
    }
}

/// The first cell of a row that the board misses, else its actual of the year judged.
#[must_use]
pub fn first_missing(board: &Board, row: usize) -> Field {
    if board.rows[row].lacks_baseline {
        Field::BaseValue
    } else {
        Field::Actual(board.year)
    }
}

/// The edit that changes what is told about a value beside the value itself.
#[must_use]
pub fn describe_edit(
    app: &App,
    indicator: &Indicator,
    year: Year,
    change: impl FnOnce(&mut crate::model::Observation),
) -> Option<Edit> {
    let workspace = app.document()?.workspace();
    let before = workspace.observation(&indicator.series, year)?;
    let mut after = app.observation(before.value, before.status);
    after.source.clone_from(&before.source);
    after.note.clone_from(&before.note);
    let unchanged = after.clone();
    change(&mut after);
    (after != unchanged).then(|| Edit::Observation {
        key: crate::model::ObservationKey {
            series: indicator.series.clone(),
            year,
        },
        value: Some(after),
    })
}

/// One cell's text out of the clipboard: a single cell copied in a spreadsheet ends in a line break.
///
/// # Errors
/// [`EntryError::SeveralCells`] where there is more than one.
pub fn single_cell(pasted: &str) -> Result<String, EntryError> {
    let text = pasted.trim_matches(['\r', '\n']);
    if text.contains(['\t', '\n', '\r']) {
        return Err(EntryError::SeveralCells);
    }
    Ok(text.to_owned())
}

/// The row of an indicator.
#[must_use]
pub fn row_of(plan: &Plan, id: &IndicatorId) -> Option<usize> {
    plan.indicators.iter().position(|i| i.no == id.no)
}
