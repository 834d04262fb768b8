//! Reads XLSX files that come from anywhere, without trusting them.
//!
//! A workbook is a zip of XML. Each part is read up to a limit and no further, whatever its header
//! claims, and cells are kept as they stand in the file: what a sheet says about its own extent is
//! not believed, so that a claim of a million columns costs nothing. Nothing is computed: a formula
//! gives the result stored beside it, or none.

mod address;
mod archive;
pub mod number;
mod sheet;
mod strings;
mod style;
mod xml;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use address::{Area, Spot};

use chrono::{DateTime, NaiveDateTime};

use crate::model::Decimal;

/// Why a workbook cannot be read. The text is what the user sees after the file's name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BookError {
    /// An older Excel file, an encrypted one, or another office's.
    #[error(
        "这是旧版 Excel（.xls）、WPS（.et）或加了打开密码的文件；请在 Excel 或 WPS 中去掉密码，另存为 .xlsx 后再试"
    )]
    OldOrEncrypted,
    /// No zip at all.
    #[error("不是 XLSX 工作簿；请在 Excel 或 WPS 中另存为 .xlsx 后再试")]
    NotXlsx,
    /// A zip that is cut off or broken.
    #[error("文件不完整或已损坏（{0}）；请重新传一份，或在 Excel、WPS 中打开后另存为 .xlsx")]
    Damaged(String),
    /// More than anybody fills in by hand.
    #[error("文件过大：{what}超过上限 {limit}，没有读取；请确认是不是填报表")]
    TooLarge {
        /// What is too large.
        what: &'static str,
        /// The limit in words.
        limit: &'static str,
    },
    /// A zip without a workbook, such as a Word document.
    #[error("压缩包里没有工作簿，可能是 Word 文档或普通压缩文件；请选择 .xlsx 文件")]
    NoWorkbook,
}

/// A workbook: its sheets in their order.
#[derive(Clone, Debug, Default)]
pub struct Book {
    /// The sheets.
    pub sheets: Vec<Sheet>,
    /// When a spreadsheet program last saved it, in universal time, as it says itself.
    pub saved: Option<NaiveDateTime>,
}

/// A sheet: the cells that the file holds.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    /// Its name on the tab.
    pub name: String,
    /// The cells that hold anything, by place.
    pub cells: BTreeMap<Spot, Cell>,
    /// Areas joined into one cell.
    pub merged: Vec<Area>,
}

/// A cell that holds something.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// What it holds.
    pub value: Value,
    /// Whether a formula stands in it.
    pub is_formula: bool,
    /// Whether that formula gives another result each time, such as `TODAY()`.
    pub is_volatile: bool,
}

/// What a cell holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A number.
    Number(Number),
    /// Text; equal texts of a file share their memory.
    Text(Arc<str>),
    /// A day or a time, as a count of days in Excel's manner.
    Date(Decimal),
    /// TRUE or FALSE.
    Truth(bool),
    /// `#DIV/0!` and the like.
    Error(String),
    /// A formula whose result nobody has stored.
    NoResult,
    /// Something that is no value: too many digits, no number where one is announced.
    Unreadable,
}

/// A number with what its format shows of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number {
    /// The value, of at most 15 significant digits, as Excel keeps them.
    pub value: Decimal,
    /// Decimals that the format shows at least.
    pub decimals: u32,
    /// Whether it is shown as a percentage, a hundred times as large.
    pub is_percent: bool,
}

impl Book {
    /// Reads a workbook.
    ///
    /// # Errors
    /// [`BookError`], in well under a second whatever the bytes are.
    pub fn read(bytes: &[u8]) -> Result<Self, BookError> {
        let mut archive = archive::Archive::open(bytes)?;
        let listed = sheet::listed(&mut archive)?;
        let strings = match archive.part_at("xl/sharedStrings.xml")? {
            Some(text) => strings::read(&text)?,
            None => Vec::new(),
        };
        let styles = match archive.part_at("xl/styles.xml")? {
            Some(text) => style::read(&text)?,
            None => Vec::new(),
        };
        let mut budget = sheet::Budget::default();
        let mut sheets = Vec::new();
        for (name, path) in listed {
            let Some(text) = archive.part_at(&path)? else {
                continue;
            };
            let mut sheet = sheet::read(&text, &strings, &styles, &mut budget)?;
            sheet.name = name;
            sheets.push(sheet);
        }
        if sheets.is_empty() {
            return Err(BookError::NoWorkbook);
        }
        // What cannot be read of it is no reason to refuse the figures.
        let facts = archive.part_at("docProps/core.xml").ok().flatten();
        Ok(Self {
            sheets,
            saved: facts.as_deref().and_then(saved),
        })
    }

    /// The sheet of this name.
    #[must_use]
    pub fn sheet(&self, name: &str) -> Option<&Sheet> {
        self.sheets.iter().find(|sheet| sheet.name == name)
    }
}

impl Sheet {
    /// What a cell holds, if anything.
    #[must_use]
    pub fn at(&self, spot: Spot) -> Option<&Cell> {
        self.cells.get(&spot)
    }

    /// The text of a cell, as far as it is text; trimmed.
    #[must_use]
    pub fn text(&self, spot: Spot) -> Option<&str> {
        match &self.at(spot)?.value {
            Value::Text(text) => Some(text.trim()),
            _ => None,
        }
    }

    /// The joined area that a cell lies in.
    #[must_use]
    pub fn merged_at(&self, spot: Spot) -> Option<&Area> {
        self.merged.iter().find(|area| area.holds(spot))
    }

    /// The cells of a row, left to right.
    pub fn row(&self, row: u32) -> impl Iterator<Item = (Spot, &Cell)> {
        self.cells
            .range(
                Spot { row, column: 0 }..Spot {
                    row: row + 1,
                    column: 0,
                },
            )
            .map(|(spot, cell)| (*spot, cell))
    }
}

/// The time of `<dcterms:modified xsi:type="dcterms:W3CDTF">2026-03-05T01:30:00Z</dcterms:modified>`.
fn saved(facts: &str) -> Option<NaiveDateTime> {
    let (_, element) = facts.split_once("<dcterms:modified")?;
    let (_, text) = element.split_once('>')?;
    let (text, _) = text.split_once('<')?;
    let at = DateTime::parse_from_rfc3339(text.trim()).ok()?;
    Some(at.naive_utc())
}

#[cfg(test)]
pub(super) mod tests;
