//! The table as a workbook.

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

use super::own::Found;
use super::read::{Collecting, Columns, Row, TableRead};
use super::rows::{Field, heads, rows};
use super::{AT, BY, KIND, NAME, NO, NOTE, PLAN, SERIES, SOURCE, STATUS, TEXT, UNIT, VALUE, YEAR};
use crate::exchange::Known;
use crate::exchange::error::ExchangeFault;
use crate::exchange::figure::Place;
use crate::exchange::form::{put_number, put_text};
use crate::exchange::value::{of_cell, words_of};
use crate::exchange::xlsx::{Book, Sheet, Spot, Value};
use crate::model::live::{kept, rearmed};
use crate::model::{Decimal, UnitRegistry};

/// How far down the head is looked for.
const DEEPEST_HEAD: u32 = 20;
/// The most columns that are looked at.
const MOST_COLUMNS: u32 = 1000;

/// The figures and settings of a workspace as a workbook.
///
/// # Errors
/// What the writer says; none is known for a table.
pub fn write_book(known: &Known<'_>) -> Result<Vec<u8>, ExchangeFault> {
    workbook(known).map_err(|error| ExchangeFault::Writer(error.to_string()))
}

fn workbook(known: &Known<'_>) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    page.set_name(if known.workspace.synthetic {
        "示例数据"
    } else {
        "数据"
    })?;
    let plain = Format::new().set_font_name("宋体").set_font_size(11);
    let head = plain
        .clone()
        .set_bold()
        .set_align(FormatAlign::Center)
        .set_border_bottom(FormatBorder::Thin);
    let rows = rows(known);
    let heads = heads(&rows);
    for (column, name) in (0..).zip(&heads) {
        page.write_string_with_format(0, column, *name, &head)?;
        page.set_column_width(column, width(name))?;
    }
    page.set_freeze_panes(1, 0)?;
    for (line, row) in (1..).zip(&rows) {
        for (column, name) in (0..).zip(&heads) {
            if let Some(field) = row.get(name) {
                put(page, line, column, field, &plain)?;
            }
        }
    }
    book.save_to_buffer()
}

/// How wide a column is, in characters.
fn width(column: &str) -> f64 {
    match column {
        KIND => 12.0,
        PLAN => 13.0,
        NO => 6.0,
        NAME => 36.0,
        UNIT => 9.0,
        SERIES => 30.0,
        YEAR => 7.0,
        VALUE | BY => 14.0,
        SOURCE | NOTE => 24.0,
        AT => 20.0,
        TEXT => 40.0,
        STATUS => 10.0,
        _ => 11.0,
    }
}

fn put(
    page: &mut Worksheet,
    line: u32,
    column: u16,
    field: &Field,
    format: &Format,
) -> Result<(), XlsxError> {
    match field {
        Field::Text(text) if text.is_empty() => Ok(()),
        Field::Text(text) => put_text(page, line, column, &kept(text), format),
        Field::Number(value) => put_number(page, line, column, Some(*value), format),
    }
}

/// Reads a table from the first sheet that has its head.
///
/// # Errors
/// Why the workbook holds no table.
pub fn read_book(book: &Book, known: &Known<'_>, file: usize) -> Result<TableRead, ExchangeFault> {
    let mut why = ExchangeFault::NoTable("没有表头".to_owned());
    for sheet in &book.sheets {
        match head_of(sheet) {
            Ok((head, columns)) => {
                let mut found = Found::default();
                below(sheet, head, known.units, |row| found.row(&columns, row));
                let own = found.read(known);
                let known = own.over(known);
                let mut collecting = Collecting::new(&known, &own, columns, file);
                below(sheet, head, known.units, |row| collecting.row(row));
                return collecting.finish();
            }
            Err(fault) => why = fault,
        }
    }
    Err(why)
}

fn head_of(sheet: &Sheet) -> Result<(u32, Columns), ExchangeFault> {
    let mut why = ExchangeFault::NoTable("没有表头".to_owned());
    for row in 0..DEEPEST_HEAD {
        let mut heads = Vec::new();
        for (spot, cell) in sheet
            .row(row)
            .filter(|(spot, _)| spot.column < MOST_COLUMNS)
        {
            heads.resize(spot.column as usize, String::new());
            heads.push(words_of(Some(cell)));
        }
        match Columns::find(&heads) {
            Ok(columns) => return Ok((row, columns)),
            Err(fault) => why = fault,
        }
    }
    Err(why)
}

/// Goes through the rows below the head.
fn below(sheet: &Sheet, head: u32, units: &UnitRegistry, mut visit: impl FnMut(&SheetRow<'_>)) {
    let start = Spot {
        row: head + 1,
        column: 0,
    };
    let mut last = None;
    for spot in sheet.cells.range(start..).map(|(spot, _)| *spot) {
        if last.replace(spot.row) != Some(spot.row) {
            visit(&SheetRow {
                sheet,
                row: spot.row,
                units,
            });
        }
    }
}

struct SheetRow<'a> {
    sheet: &'a Sheet,
    row: u32,
    units: &'a UnitRegistry,
}

impl SheetRow<'_> {
    fn spot(&self, column: usize) -> Option<Spot> {
        let column = u32::try_from(column).ok()?;
        Some(Spot {
            row: self.row,
            column,
        })
    }
}

impl Row for SheetRow<'_> {
    fn words(&self, column: usize) -> String {
        let spot = self.spot(column);
        let words = spot.map_or_else(String::new, |spot| words_of(self.sheet.at(spot)));
        // CSV that a spreadsheet program has saved as a workbook keeps its apostrophes.
        rearmed(&words).trim().to_owned()
    }

    fn text(&self, column: usize) -> String {
        let cell = self.spot(column).and_then(|spot| self.sheet.at(spot));
        match cell.map(|cell| &cell.value) {
            Some(Value::Text(text)) => rearmed(text).to_owned(),
            _ => words_of(cell),
        }
    }

    fn figure(&self, column: usize, unit: &str) -> Result<Option<Decimal>, String> {
        let Some(spot) = self.spot(column) else {
            return Ok(None);
        };
        let cell = self.sheet.at(spot);
        let value = of_cell(cell, unit, self.units).map_err(|error| error.to_string())?;
        // A number shown as 4.20 is 4.20, though it is stored as 4.2.
        Ok(match (value, cell.map(|cell| &cell.value)) {
            (Some(mut value), Some(Value::Number(number)))
                if !number.is_percent && value.scale() < number.decimals =>
            {
                value.rescale(number.decimals);
                Some(value)
            }
            (value, _) => value,
        })
    }

    fn place(&self, column: usize) -> Place {
        let column = u32::try_from(column).unwrap_or(0);
        Place::Cell {
            sheet: self.sheet.name.clone(),
            spot: Spot {
                row: self.row,
                column,
            },
        }
    }
}
