//! How each cell of a draft was understood.

use super::Against;
use super::draft::{Draft, DraftRow, RowKind, SeriesChoice};
use super::head::Role;
use super::row::RowReader;
use super::split::{section, year_beside};
use crate::exchange::cell;
use crate::model::{Baseline, Direction, Kind, SeriesId, Target, Unit};

/// How sure the understanding of a cell is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mark {
    /// As the cell says.
    Read,
    /// A default, or something to look at; the text says why.
    Guess(String),
    /// Not understood; the text says why and what to do.
    Wrong(String),
    /// Nothing that is taken.
    Unused,
}

/// A cell with what it was understood as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellReading {
    /// What it means in words; empty where it means nothing.
    pub words: String,
    /// How sure that is.
    pub mark: Mark,
}

/// A row with what it was understood as.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RowReading {
    /// Its cells, one a column.
    pub cells: Vec<CellReading>,
    /// What is wrong with the row as such, as a missing target.
    pub faults: Vec<String>,
    /// Series of other plans whose name and unit are the same.
    pub offers: Vec<SeriesId>,
    /// The indicator, where all of it was understood.
    pub(super) row: Option<RowRead>,
}

/// An indicator as it was understood.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct RowRead {
    pub(super) no: u32,
    /// The number that the table prints, where it is another.
    pub(super) printed_no: Option<String>,
    pub(super) theme: String,
    pub(super) name: String,
    pub(super) unit: String,
    pub(super) kind: Kind,
    pub(super) is_mean: bool,
    pub(super) direction: Direction,
    pub(super) targets: Vec<Target>,
    pub(super) baseline: Option<Baseline>,
    pub(super) units: Vec<Unit>,
    pub(super) locator: String,
    pub(super) note: String,
    pub(super) series: SeriesChoice,
    pub(super) was: Option<u32>,
}

/// A draft with what it was understood as.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// Its rows, one for each of the draft's.
    pub rows: Vec<RowReading>,
    /// What is wrong with a column as such, one for each of the draft's.
    pub columns: Vec<Option<String>>,
    /// What is wrong with the table as a whole.
    pub faults: Vec<String>,
    /// The sections in their order, with the unit that leads one where it is named.
    pub sections: Vec<(String, Option<Unit>)>,
}

/// The section of a table without any.
pub(super) const ONLY_SECTION: &str = "主要指标";

impl RowReading {
    /// The number of the indicator, where the row was understood.
    #[must_use]
    pub fn no(&self) -> Option<u32> {
        self.row.as_ref().map(|row| row.no)
    }
}

impl Reading {
    /// How many cells, rows and columns were not understood.
    #[must_use]
    pub fn wrong(&self) -> usize {
        let rows = self.rows.iter().map(|row| {
            let cells = row.cells.iter();
            let wrong = cells.filter(|cell| matches!(cell.mark, Mark::Wrong(_)));
            wrong.count() + row.faults.len()
        });
        rows.sum::<usize>() + self.columns.iter().flatten().count() + self.faults.len()
    }

    /// How many cells hold a default or something to look at.
    #[must_use]
    pub fn guesses(&self) -> usize {
        let cells = self.rows.iter().flat_map(|row| &row.cells);
        cells
            .filter(|cell| matches!(cell.mark, Mark::Guess(_)))
            .count()
    }

    /// The next cell behind a place, row by row and from the start again, that was not understood.
    #[must_use]
    pub fn next_wrong(&self, after: (usize, usize)) -> Option<(usize, usize)> {
        self.next(after, |cell| matches!(cell.mark, Mark::Wrong(_)))
    }

    /// The same for one that holds a default or something to look at.
    #[must_use]
    pub fn next_guess(&self, after: (usize, usize)) -> Option<(usize, usize)> {
        self.next(after, |cell| matches!(cell.mark, Mark::Guess(_)))
    }

    fn next(
        &self,
        after: (usize, usize),
        wanted: impl Fn(&CellReading) -> bool,
    ) -> Option<(usize, usize)> {
        let found: Vec<(usize, usize)> = self
            .rows
            .iter()
            .enumerate()
            .flat_map(|(row, read)| {
                let cells = read.cells.iter().enumerate();
                let cells = cells.filter(|(_, cell)| wanted(cell));
                cells.map(move |(column, _)| (row, column))
            })
            .collect();
        let behind = found.iter().find(|place| **place > after);
        behind.or(found.first()).copied()
    }

    /// How many rows are indicators that were understood.
    #[must_use]
    pub fn indicators(&self) -> usize {
        self.rows.iter().filter(|row| row.row.is_some()).count()
    }
}

impl Draft {
    /// Says how every cell is understood. Pure: the same texts are always understood alike.
    #[must_use]
    pub fn read(&self, against: &Against<'_>) -> Reading {
        let mut reading = Reading {
            columns: self.column_faults(),
            ..Reading::default()
        };
        if self.column(Role::Name).is_none() {
            reading
                .faults
                .push("没有“指标名称”一列；请给其中一列选定这个含义".to_owned());
        }
        if self.column(Role::Target).is_none() {
            reading
                .faults
                .push("没有“目标值”一列；请给其中一列选定这个含义和年份".to_owned());
        }
        let numbers = self.numbers();
        let mut here: Option<String> = None;
        for (index, row) in self.rows.iter().enumerate() {
            let read = match row.kind {
                RowKind::Ignored => unused(row),
                RowKind::Section => {
                    let (name, lead) = section(self.section_text(row), against.units);
                    let read = section_reading(row, &name, lead.as_ref());
                    add_section(&mut reading.sections, &name, lead);
                    here = Some(name);
                    read
                }
                RowKind::Indicator if row.is_blank() => unused(row),
                RowKind::Indicator => {
                    let mut reader = RowReader {
                        draft: self,
                        against,
                        row,
                        cells: vec![None; self.columns.len()],
                        faults: Vec::new(),
                        waits: false,
                    };
                    let read = reader.read(&numbers[index], here.as_ref());
                    if let Some(read) = &read {
                        add_section(&mut reading.sections, &read.theme, None);
                        // A blank below a section's name in its column stands for the same.
                        if self.column(Role::Theme).is_some() {
                            here = Some(read.theme.clone());
                        }
                    }
                    reader.finish(read)
                }
            };
            reading.rows.push(read);
        }
        if !reading
            .rows
            .iter()
            .any(|row| !row.cells.is_empty() && row.row.is_some())
            && reading.wrong() == 0
        {
            reading.faults.push("还没有指标；请至少填一行".to_owned());
        }
        reading
    }

    fn column_faults(&self) -> Vec<Option<String>> {
        let has = |role| self.column(role).is_some();
        let is_filled = |at: usize| {
            let rows = self
                .rows
                .iter()
                .filter(|row| row.kind == RowKind::Indicator);
            let mut cells = rows.filter_map(|row| row.cells.get(at));
            cells.any(|cell| !cell::means_absent(cell) && year_beside(cell).0.is_none())
        };
        let fault = |(at, column): (usize, &super::Column)| {
            let before = &self.columns[..at];
            let is_same = |other: &super::Column| {
                other.role == column.role
                    && (!column.role.may_repeat()
                        || (column.role == Role::Target && other.year == column.year))
            };
            if column.role != Role::Ignored && before.iter().any(is_same) {
                let word = column.role.word();
                return Some(format!("前面已有一列“{word}”；请改选含义或年份"));
            }
            match column.role {
                Role::Target
                    if column.year.is_none() && !has(Role::TargetYear) && is_filled(at) =>
                {
                    Some("请写明这一列是哪一年的目标".to_owned())
                }
                Role::Baseline
                    if column.year.is_none() && !has(Role::BaselineYear) && is_filled(at) =>
                {
                    Some("请写明这一列是哪一年的基期值".to_owned())
                }
                _ => None,
            }
        };
        self.columns.iter().enumerate().map(fault).collect()
    }

    fn section_text<'a>(&self, row: &'a DraftRow) -> &'a str {
        let texts: Vec<&String> = row.cells.iter().filter(|cell| !cell.is_empty()).collect();
        let named = self
            .column(Role::Name)
            .or(self.column(Role::Theme))
            .map(|column| row.cells[column].as_str())
            .filter(|text| !text.is_empty());
        named.unwrap_or_else(|| texts.last().map_or("", |text| text.as_str()))
    }
}

fn add_section(sections: &mut Vec<(String, Option<Unit>)>, name: &str, lead: Option<Unit>) {
    match sections.iter_mut().find(|(known, _)| known == name) {
        Some((_, known)) => {
            if known.is_none() {
                *known = lead;
            }
        }
        None => sections.push((name.to_owned(), lead)),
    }
}

fn unused(row: &DraftRow) -> RowReading {
    let cell = |_: &String| CellReading {
        words: String::new(),
        mark: Mark::Unused,
    };
    RowReading {
        cells: row.cells.iter().map(cell).collect(),
        ..RowReading::default()
    }
}

fn section_reading(row: &DraftRow, name: &str, lead: Option<&Unit>) -> RowReading {
    let mut read = unused(row);
    if name.is_empty() {
        read.faults
            .push("领域标题是空的；请写上名称，或改为“不收”".to_owned());
    }
    let words = match lead {
        Some(lead) => format!("领域：{name}（{lead}牵头）"),
        None => format!("领域：{name}"),
    };
    if let Some(at) = row.cells.iter().position(|cell| !cell.is_empty()) {
        read.cells[at] = CellReading {
            words,
            mark: row.guess.clone().map_or(Mark::Read, Mark::Guess),
        };
    }
    read
}
