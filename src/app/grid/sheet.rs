//! The flat rows of the grid: what stands in each cell, and what typing into it does.
//!
//! A row is an indicator of a plan; the rows of several plans follow one another. A sheet lists either the
//! rows of the documents' tables or the targets in their text, never both: only the former are counted
//! with a plan's indicators. A [`Sheet`] borrows the derived figures and holds none, so it can be made anew
//! each frame.

use std::collections::BTreeSet;

use crate::app::affected::Touched;
use crate::app::board::Row;
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
    /// What is derived for it.
    pub row: &'a Row,
}

/// Which rows a sheet lists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Listed {
    /// Those of the table (附表指标).
    #[default]
    Table,
    /// The targets in the text (正文目标).
    Text,
}

impl Listed {
    fn indicators(self, plan: &Plan) -> &[Indicator] {
        match self {
            Self::Table => &plan.indicators,
            Self::Text => &plan.text_targets,
        }
    }

    fn rows(self, board: &Board) -> &[Row] {
        match self {
            Self::Table => &board.rows,
            Self::Text => &board.text_rows,
        }
    }

    fn years(self, board: &Board) -> &[Year] {
        match self {
            Self::Table => &board.years,
            Self::Text => &board.text_years,
        }
    }
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
    /// Which rows it lists.
    pub listed: Listed,
    parts: Vec<Part<'a>>,
}

#[derive(Clone, Copy, Debug)]
struct Part<'a> {
    plan: &'a Plan,
    board: &'a Board,
    indicators: &'a [Indicator],
    rows: &'a [Row],
    listed: Listed,
    first: usize,
}

impl<'a> Part<'a> {
    /// Which of these rows stands at a place of the board, where the text counts on behind the table;
    /// none where it is no row here.
    fn index_of(&self, place: usize) -> Option<usize> {
        let index = match self.listed {
            Listed::Table => place,
            Listed::Text => place.checked_sub(self.plan.indicators.len())?,
        };
        (index < self.indicators.len()).then_some(index)
    }

    fn line(&self, index: usize) -> Option<Line<'a>> {
        Some(Line {
            plan: self.plan,
            board: self.board,
            indicator: self.indicators.get(index)?,
            row: self.rows.get(index)?,
        })
    }
}

impl<'a> Sheet<'a> {
    /// The rows of the table of the plan shown; none while no workspace is open.
    #[must_use]
    pub fn of(app: &'a App) -> Option<Self> {
        Self::listing(app, Listed::Table)
    }

    /// Rows of the plan shown. A plan without targets in its text has its table listed.
    #[must_use]
    pub fn listing(app: &'a App, wanted: Listed) -> Option<Self> {
        let (document, plan, board) = app.shown()?;
        let listed = if wanted.indicators(plan).is_empty() {
            Listed::Table
        } else {
            wanted
        };
        Some(Self::of_plans(app, document, &[(plan, board)], listed))
    }

    /// Rows of several plans, one after the other.
    #[must_use]
    pub fn of_plans(
        app: &'a App,
        document: &'a Document,
        plans: &[(&'a Plan, &'a Board)],
        listed: Listed,
    ) -> Self {
        let mut parts = Vec::with_capacity(plans.len());
        let mut first = 0;
        let mut years: Vec<Year> = Vec::new();
        for (plan, board) in plans {
            let indicators = listed.indicators(plan);
            parts.push(Part {
                plan,
                board,
                indicators,
                rows: listed.rows(board),
                listed,
                first,
            });
            first += indicators.len();
            years.extend(listed.years(board));
        }
        years.sort_unstable();
        years.dedup();
        let mut fields = vec![Field::BaseValue, Field::BaseYear];
        fields.extend(years.into_iter().map(Field::Actual));
        Self {
            app,
            document,
            fields,
            listed,
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
            .map_or(0, |part| part.first + part.indicators.len())
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
        part.line(row - part.first)
    }

    /// All rows.
    pub fn lines(&self) -> impl Iterator<Item = Line<'a>> {
        let of = |part: &Part<'a>| {
            let part = *part;
            (0..part.indicators.len()).filter_map(move |index| part.line(index))
        };
        self.parts.iter().flat_map(of)
    }

    /// The row of an indicator.
    #[must_use]
    pub fn row_of(&self, id: &IndicatorId) -> Option<usize> {
        let part = self.parts.iter().find(|part| part.plan.id == id.plan)?;
        let index = part.index_of(part.board.place(id.no)?)?;
        Some(part.first + index)
    }

    /// The rows among those touched, by their board.
    #[must_use]
    pub fn rows_of(&self, touched: &Touched) -> Vec<usize> {
        let boards = self.document.boards();
        let of_part = |part: &Part<'a>| {
            let board = boards.iter().position(|board| board.plan == part.plan.id);
            let places = board.and_then(|board| touched.get(&board));
            let places = places.into_iter().flatten().copied();
            let part = *part;
            places.filter_map(move |place| Some(part.first + part.index_of(place)?))
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
                is_missing: line.row.lacks_baseline,
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
        Some(if line.row.lacks_baseline {
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
