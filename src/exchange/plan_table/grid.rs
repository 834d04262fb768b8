//! A table as it was pasted or stands in a file: texts in rows, with what is joined into one cell.

use std::path::Path;

use csv::{ReaderBuilder, StringRecord};

use super::head::{Head, Role};
use crate::disk::Disk;
use crate::exchange::error::{ExchangeError, ExchangeFault};
use crate::exchange::table::{decoded, separator};
use crate::exchange::tsv;
use crate::exchange::value::words_of;
use crate::exchange::xlsx::{Book, Cell, Sheet, Value};
use crate::model::Decimal;
use crate::model::live::rearmed;

/// The largest file that is read.
const MOST_BYTES: u64 = 16 << 20;
/// The most rows and columns of a table of targets; what is beyond is no such table.
pub const MOST_ROWS: usize = 2000;
/// See [`MOST_ROWS`].
pub const MOST_COLUMNS: usize = 60;

/// Cells joined into one: its text stands in the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The row of the first cell.
    pub row: usize,
    /// Its column.
    pub column: usize,
    /// How many rows it covers.
    pub rows: usize,
    /// How many columns.
    pub columns: usize,
}

/// A table of texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grid {
    /// Where it comes from, in words: the sheet's name; empty for the clipboard.
    pub name: String,
    /// The rows, all of one length.
    pub rows: Vec<Vec<String>>,
    /// What is joined.
    pub spans: Vec<Span>,
}

impl Grid {
    /// The cells that a spreadsheet or a text program has put on the clipboard.
    ///
    /// # Errors
    /// Why they are no table.
    pub fn from_tsv(text: &str) -> Result<Self, ExchangeFault> {
        let block = tsv::read(text).map_err(|_| ExchangeFault::TooLarge("格子太多"))?;
        let rows = block.rows.into_iter();
        Self::of_rows(rows.map(|row| row.into_iter().map(|cell| trimmed(&cell)).collect()))
    }

    /// A table in CSV: UTF-8, UTF-16 with its mark, or GBK; commas, semicolons or tabs.
    ///
    /// # Errors
    /// Why it is no table.
    pub fn from_csv(bytes: &[u8]) -> Result<Self, ExchangeFault> {
        let text = decoded(bytes)?;
        let mut reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(separator(fullest_line(&text)))
            .from_reader(text.as_bytes());
        let mut rows = Vec::new();
        let mut record = StringRecord::new();
        loop {
            let line = reader.position().line();
            let more = reader.read_record(&mut record);
            if !more.map_err(|_| ExchangeFault::BrokenCsv { line })? {
                break;
            }
            rows.push(record.iter().map(|cell| trimmed(rearmed(cell))).collect());
            if rows.len() > MOST_ROWS {
                break;
            }
        }
        Self::of_rows(rows.into_iter())
    }

    /// The sheets of a workbook that hold anything.
    ///
    /// # Errors
    /// Why none of them is a table.
    pub fn from_book(bytes: &[u8]) -> Result<Vec<Self>, ExchangeFault> {
        let book = Book::read(bytes)?;
        let mut grids = Vec::new();
        for sheet in book.sheets.iter().filter(|sheet| !sheet.cells.is_empty()) {
            grids.push(Self::from_sheet(sheet)?);
        }
        if grids.is_empty() {
            return Err(ExchangeFault::NoTable("工作簿是空的".to_owned()));
        }
        Ok(grids)
    }

    fn from_sheet(sheet: &Sheet) -> Result<Self, ExchangeFault> {
        let mut rows: Vec<Vec<String>> = Vec::new();
        for (spot, cell) in &sheet.cells {
            let (row, column) = (spot.row as usize, spot.column as usize);
            if row >= MOST_ROWS || column >= MOST_COLUMNS {
                return Err(too_large());
            }
            if rows.len() <= row {
                rows.resize(row + 1, Vec::new());
            }
            if rows[row].len() <= column {
                rows[row].resize(column + 1, String::new());
            }
            rows[row][column] = shown(cell);
        }
        let mut grid = Self::of_rows(rows.into_iter())?;
        grid.name.clone_from(&sheet.name);
        grid.spans = sheet
            .merged
            .iter()
            .map(|area| Span {
                row: area.first.row as usize,
                column: area.first.column as usize,
                rows: (area.last.row - area.first.row) as usize + 1,
                columns: (area.last.column - area.first.column) as usize + 1,
            })
            .filter(|span| span.row < grid.rows.len())
            .collect();
        Ok(grid)
    }

    /// Reads whatever tables a file holds: a workbook's sheets, or one of text.
    ///
    /// # Errors
    /// What the disk says, and why there is no table.
    pub fn from_file(disk: &Disk, path: &Path) -> Result<Vec<Self>, ExchangeError> {
        let bytes = disk.read(path, MOST_BYTES)?;
        let is_book = bytes.starts_with(b"PK") || bytes.starts_with(b"\xD0\xCF\x11\xE0");
        let read = if is_book {
            Self::from_book(&bytes)
        } else {
            Self::from_csv(&bytes).map(|grid| vec![grid])
        };
        read.map_err(|fault| fault.at(path))
    }

    /// Rows made equally long, without blank ones at the end.
    fn of_rows(rows: impl Iterator<Item = Vec<String>>) -> Result<Self, ExchangeFault> {
        let mut rows: Vec<Vec<String>> = rows.take(MOST_ROWS + 1).collect();
        let is_blank = |row: &Vec<String>| row.iter().all(String::is_empty);
        while rows.last().is_some_and(is_blank) {
            rows.pop();
        }
        let filled = |row: &Vec<String>| {
            let last = row.iter().rposition(|cell| !cell.is_empty());
            last.map_or(0, |last| last + 1)
        };
        let width = rows.iter().map(filled).max().unwrap_or(0);
        if rows.len() > MOST_ROWS || width > MOST_COLUMNS {
            return Err(too_large());
        }
        if width == 0 {
            return Err(ExchangeFault::NoTable("没有内容".to_owned()));
        }
        for row in &mut rows {
            row.resize(width, String::new());
        }
        Ok(Self {
            rows,
            ..Self::default()
        })
    }

    /// Of several sheets the first that has a head with names and targets, else the first.
    #[must_use]
    pub fn likeliest(grids: &[Self]) -> Option<&Self> {
        let has_head = |grid: &&Self| {
            let head = Head::of(grid);
            let has = |role| head.columns.iter().any(|column| column.role == role);
            has(Role::Name) && has(Role::Target)
        };
        grids.iter().find(has_head).or(grids.first())
    }

    /// How many columns it has.
    #[must_use]
    pub fn width(&self) -> usize {
        self.rows.first().map_or(0, Vec::len)
    }

    /// The text of a cell, empty where there is none.
    #[must_use]
    pub fn at(&self, row: usize, column: usize) -> &str {
        let row = self.rows.get(row);
        row.and_then(|row| row.get(column))
            .map_or("", String::as_str)
    }

    /// The joined cell that a place lies in.
    #[must_use]
    pub fn span_at(&self, row: usize, column: usize) -> Option<&Span> {
        self.spans.iter().find(|span| span.holds(row, column))
    }
}

impl Span {
    fn holds(&self, row: usize, column: usize) -> bool {
        (self.row..self.row + self.rows).contains(&row)
            && (self.column..self.column + self.columns).contains(&column)
    }
}

/// The line that tells the separator: above a table of targets stands its title, which has none.
fn fullest_line(text: &str) -> &str {
    let separators = |line: &&str| line.matches(['\t', ',', ';']).count();
    let lines = text.lines().take(30);
    lines.max_by_key(separators).unwrap_or_default()
}

fn too_large() -> ExchangeFault {
    ExchangeFault::TooLarge("指标表不会超过 2000 行、60 列")
}

/// Blanks around taken off, line breaks made one kind.
fn trimmed(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\0')
        .to_owned()
}

/// What a cell shows: 4.20 where its format asks for two decimals, 4.2% where it asks for percent.
fn shown(cell: &Cell) -> String {
    match &cell.value {
        Value::Number(number) => {
            if number.is_percent {
                let percent = number.value.checked_mul(Decimal::ONE_HUNDRED);
                return percent.map_or_else(String::new, |value| format!("{}%", value.normalize()));
            }
            let mut value = number.value;
            if value.scale() < number.decimals {
                value.rescale(number.decimals);
            }
            value.to_string()
        }
        Value::Error(text) => text.clone(),
        Value::NoResult => "（公式没有存下结果）".to_owned(),
        Value::Truth(truth) => if *truth { "TRUE" } else { "FALSE" }.to_owned(),
        Value::Unreadable => "（读不出来）".to_owned(),
        Value::Text(_) | Value::Date(_) => trimmed(rearmed(&words_of(Some(cell)))),
    }
}
