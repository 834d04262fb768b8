//! The flat rows of the grid: what stands in each cell, and what typing into it does.
//!
//! A row is an indicator of a plan; the rows of several plans follow one another. A [`Sheet`] borrows
//! the derived figures and holds none, so it can be made anew each frame.

use std::collections::BTreeSet;

use crate::app::affected::Touched;
use crate::app::{App, Board, Document, baseline_edit, value_edit};
use crate::model::{
    Baseline, Edit, Indicator, IndicatorId, NumberError, Observation, ObservationKey, Plan, Status,
    Year, format_number, parse_number, parse_year,
};

/// A column that can be filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    /// 基期值
    BaseValue,
    /// 基期年
    BaseYear,
    /// The actual of a year.
    Actual(Year),
}

impl Field {
    /// What it is called beside an indicator's name.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::BaseValue => "基期值".to_owned(),
            Self::BaseYear => "基期年".to_owned(),
            Self::Actual(year) => format!("{year} 年"),
        }
    }
}

/// What stands in a cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "what a cell is marked with, each on its own"
)]
pub struct Shown {
    /// The value, grouped; empty where there is none.
    pub text: String,
    /// Whether it is only offered, not entered.
    pub is_offer: bool,
    /// The status of an actual.
    pub status: Option<Status>,
    /// Whether the board misses this very figure.
    pub is_missing: bool,
    /// Whether it carries a remark.
    pub has_note: bool,
    /// Whether it is doubted and not confirmed.
    pub is_doubtful: bool,
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
}

/// One row.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    /// The plan that sets the target.
    pub plan: &'a Plan,
    /// The figures derived for that plan.
    pub board: &'a Board,
    /// The indicator.
    pub indicator: &'a Indicator,
    /// Its place in plan and board.
    pub index: usize,
}

/// What the grid shows: the rows of the plan shown.
#[derive(Clone, Debug)]
pub struct Sheet<'a> {
    /// What happens behind the window.
    pub app: &'a App,
    /// The open workspace.
    pub document: &'a Document,
    /// The columns that can be filled in, left to right.
    pub fields: Vec<Field>,
    parts: Vec<Part<'a>>,
}

#[derive(Clone, Copy, Debug)]
struct Part<'a> {
    plan: &'a Plan,
    board: &'a Board,
    first: usize,
}

impl<'a> Sheet<'a> {
    /// The rows of the plan shown; none while no workspace is open.
    #[must_use]
    pub fn of(app: &'a App) -> Option<Self> {
        let (document, plan, board) = app.shown()?;
        Some(Self::of_plans(app, document, &[(plan, board)]))
    }

    /// The rows of several plans, one after the other.
    #[must_use]
    pub fn of_plans(app: &'a App, document: &'a Document, plans: &[(&'a Plan, &'a Board)]) -> Self {
        let mut parts = Vec::with_capacity(plans.len());
        let mut first = 0;
        let mut years: Vec<Year> = Vec::new();
        for (plan, board) in plans {
            parts.push(Part { plan, board, first });
            first += plan.indicators.len();
            years.extend(&board.years);
        }
        years.sort_unstable();
        years.dedup();
        let mut fields = vec![Field::BaseValue, Field::BaseYear];
        fields.extend(years.into_iter().map(Field::Actual));
        Self {
            app,
            document,
            fields,
            parts,
        }
    }

    /// The first plan; its board tells the year judged.
    #[must_use]
    pub fn plan(&self) -> &'a Plan {
        self.parts[0].plan
    }

    /// The figures of the first plan.
    #[must_use]
    pub fn board(&self) -> &'a Board {
        self.parts[0].board
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.parts
            .last()
            .map_or(0, |part| part.first + part.plan.indicators.len())
    }

    /// Whether there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A row; none beyond the last.
    #[must_use]
    pub fn line(&self, row: usize) -> Option<Line<'a>> {
        let at = self.parts.partition_point(|part| part.first <= row);
        let part = self.parts.get(at.checked_sub(1)?)?;
        let index = row - part.first;
        Some(Line {
            plan: part.plan,
            board: part.board,
            indicator: part.plan.indicators.get(index)?,
            index,
        })
    }

    /// All rows.
    pub fn lines(&self) -> impl Iterator<Item = Line<'a>> {
        self.parts.iter().flat_map(|part| {
            let (plan, board) = (part.plan, part.board);
            plan.indicators
                .iter()
                .enumerate()
                .map(move |(index, indicator)| Line {
                    plan,
                    board,
                    indicator,
                    index,
                })
        })
    }

    /// The row of an indicator.
    #[must_use]
    pub fn row_of(&self, id: &IndicatorId) -> Option<usize> {
        let part = self.parts.iter().find(|part| part.plan.id == id.plan)?;
        let (index, _) = part.board.row(id)?;
        Some(part.first + index)
    }

    /// The rows among those touched, by their board.
    #[must_use]
    pub fn rows_of(&self, touched: &Touched) -> Vec<usize> {
        let boards = self.document.boards();
        let of_part = |part: &Part<'a>| {
            let board = boards.iter().position(|board| board.plan == part.plan.id);
            let places = board.and_then(|board| touched.get(&board));
            let (first, count) = (part.first, part.plan.indicators.len());
            let places = places.into_iter().flatten().copied();
            // What stands in the text is no row here.
            places
                .filter(move |place| *place < count)
                .map(move |place| first + place)
        };
        let rows: BTreeSet<usize> = self.parts.iter().flat_map(of_part).collect();
        rows.into_iter().collect()
    }

    /// The observation in a cell.
    #[must_use]
    pub fn observation(&self, row: usize, field: Field) -> Option<&'a Observation> {
        let Field::Actual(year) = field else {
            return None;
        };
        let line = self.line(row)?;
        self.document
            .workspace()
            .observation(&line.indicator.series, year)
    }

    /// The key of an actual.
    #[must_use]
    pub fn key(&self, row: usize, field: Field) -> Option<ObservationKey> {
        let Field::Actual(year) = field else {
            return None;
        };
        Some(ObservationKey {
            series: self.line(row)?.indicator.series.clone(),
            year,
        })
    }

    /// The baseline of a row.
    #[must_use]
    pub fn baseline(&self, line: Line<'_>) -> Option<Baseline> {
        let id = line.plan.id_of(line.indicator);
        self.document.workspace().baseline(&id, line.indicator)
    }

    /// What stands in a cell.
    #[must_use]
    pub fn shown(&self, row: usize, field: Field) -> Shown {
        let Some(line) = self.line(row) else {
            return Shown::default();
        };
        match field {
            Field::BaseValue => Shown {
                text: self
                    .baseline(line)
                    .map_or_else(String::new, |b| format_number(b.value)),
                is_missing: line.board.rows[line.index].lacks_baseline,
                ..Shown::default()
            },
            Field::BaseYear => {
                let baseline = self.baseline(line);
                Shown {
                    text: baseline
                        .map_or(line.board.base_year, |b| b.year)
                        .to_string(),
                    is_offer: baseline.is_none(),
                    ..Shown::default()
                }
            }
            Field::Actual(year) => self.shown_actual(line, year),
        }
    }

    fn shown_actual(&self, line: Line<'_>, year: Year) -> Shown {
        let series = &line.indicator.series;
        let observation = self.document.workspace().observation(series, year);
        let Some(observation) = observation else {
            return Shown {
                is_missing: year == line.board.year,
                ..Shown::default()
            };
        };
        Shown {
            text: format_number(observation.value),
            status: Some(observation.status),
            is_missing: false,
            is_offer: false,
            has_note: !observation.note.is_empty(),
            is_doubtful: self.document.review().is_open(series, year),
        }
    }

    /// The value in a cell exactly as it is kept, without grouping; empty where there is none.
    #[must_use]
    pub fn exact(&self, row: usize, field: Field) -> String {
        let Some(line) = self.line(row) else {
            return String::new();
        };
        let value = match field {
            Field::BaseValue => self.baseline(line).map(|b| b.value.to_string()),
            Field::BaseYear => self.baseline(line).map(|b| b.year.to_string()),
            Field::Actual(_) => self.observation(row, field).map(|o| o.value.to_string()),
        };
        value.unwrap_or_default()
    }

    /// Whether something has been entered in a cell.
    #[must_use]
    pub fn is_filled(&self, row: usize, field: Field) -> bool {
        match field {
            Field::Actual(_) => self.observation(row, field).is_some(),
            Field::BaseValue | Field::BaseYear => self
                .line(row)
                .is_some_and(|line| self.baseline(line).is_some()),
        }
    }

    /// The first cell of a row that the board misses, else its actual of the year judged.
    #[must_use]
    pub fn first_missing(&self, row: usize) -> Option<Field> {
        let line = self.line(row)?;
        Some(if line.board.rows[line.index].lacks_baseline {
            Field::BaseValue
        } else {
            Field::Actual(line.board.year)
        })
    }

    /// What a cell is called: 15 金融业增加值 2025 年.
    #[must_use]
    pub fn name(&self, row: usize, field: Field) -> String {
        self.line(row).map_or_else(String::new, |line| {
            let indicator = line.indicator;
            format!("{} {} {}", indicator.no, indicator.name, field.name())
        })
    }

    /// The edit that typing this into a cell means; none where nothing changes. Blank removes.
    ///
    /// # Errors
    /// Why the text is not taken; the cell keeps what it had.
    pub fn commit(
        &self,
        row: usize,
        field: Field,
        typed: &str,
        status: Status,
    ) -> Result<Option<Edit>, EntryError> {
        let Some(line) = self.line(row) else {
            return Ok(None);
        };
        let blank = typed
            .trim_matches([' ', '\t', '\u{3000}', '\u{a0}'])
            .is_empty();
        match field {
            Field::Actual(year) => self.commit_actual(line, year, typed, blank, status),
            Field::BaseValue => {
                let id = line.plan.id_of(line.indicator);
                let baseline = self.baseline(line);
                if blank {
                    return Ok(baseline.map(|_| baseline_edit(id, None)));
                }
                let value = parse_number(typed)?;
                let year = baseline.map_or(line.board.base_year, |b| b.year);
                let same = baseline.map(|b| b.value.to_string()) == Some(value.to_string());
                Ok((!same).then(|| baseline_edit(id, Some((year, value)))))
            }
            Field::BaseYear => self.commit_base_year(line, typed, blank),
        }
    }

    fn commit_actual(
        &self,
        line: Line<'_>,
        year: Year,
        typed: &str,
        blank: bool,
        status: Status,
    ) -> Result<Option<Edit>, EntryError> {
        let value = if blank {
            None
        } else {
            Some(parse_number(typed)?)
        };
        let workspace = self.document.workspace();
        let before = workspace.observation(&line.indicator.series, year);
        // The same figure typed again is no change; 4.2 and 4.20 are not the same.
        let same = before.map(|o| o.value.to_string()) == value.map(|v| v.to_string());
        if same {
            return Ok(None);
        }
        // A figure that replaces another keeps its status: a correction is no new report.
        let status = before.map_or(status, |o| o.status);
        Ok(Some(value_edit(
            self.app,
            line.indicator,
            year,
            value,
            status,
        )))
    }

    fn commit_base_year(
        &self,
        line: Line<'_>,
        typed: &str,
        blank: bool,
    ) -> Result<Option<Edit>, EntryError> {
        let Some(baseline) = self.baseline(line) else {
            return if blank {
                Ok(None)
            } else {
                Err(EntryError::YearWithoutValue)
            };
        };
        let year = if blank {
            line.board.base_year
        } else {
            parse_year(typed)?
        };
        check_base_year(line.indicator, year)?;
        let id = line.plan.id_of(line.indicator);
        Ok((year != baseline.year).then(|| baseline_edit(id, Some((year, baseline.value)))))
    }
}

/// A base year lies before the year of the target.
///
/// # Errors
/// [`EntryError::YearNotBeforeTarget`] where it does not.
pub(super) fn check_base_year(indicator: &Indicator, year: Year) -> Result<(), EntryError> {
    match indicator.final_target() {
        Some(target) if year >= target.year => Err(EntryError::YearNotBeforeTarget(target.year)),
        _ => Ok(()),
    }
}
