//! The table as CSV.

use csv::{Position, QuoteStyle, ReaderBuilder, StringRecord, Terminator, WriterBuilder};

use super::OWN_PLAN;
use super::own::Found;
use super::read::{Collecting, Columns, Row, TableRead};
use super::rows::{Field, heads, rows};
use crate::exchange::error::ExchangeFault;
use crate::exchange::figure::Place;
use crate::exchange::{Known, cell};
use crate::model::live::{disarmed, rearmed};
use crate::model::{Decimal, UnitRegistry};

/// The most rows, cells of a row and characters of a cell.
const MOST_ROWS: usize = 500_000;
const MOST_COLUMNS: usize = 1000;

/// Spreadsheet programs take UTF-8 for UTF-8 only with this before it.
const MARK: &str = "\u{feff}";

/// The figures and settings of a workspace as CSV.
#[must_use]
pub fn write_csv(known: &Known<'_>) -> Vec<u8> {
    let mut writer = WriterBuilder::new()
        .quote_style(QuoteStyle::Necessary)
        .terminator(Terminator::CRLF)
        .flexible(true)
        .from_writer(MARK.as_bytes().to_vec());
    let rows = rows(known);
    let heads = heads(&rows);
    // Writing into memory cannot fail.
    let _ = writer.write_record(&heads);
    for row in &rows {
        let cells = heads
            .iter()
            .map(|head| row.get(head).map_or_else(String::new, written));
        let _ = writer.write_record(cells.collect::<Vec<String>>());
    }
    writer.into_inner().unwrap_or_default()
}

fn written(field: &Field) -> String {
    match field {
        Field::Text(text) => disarmed(text),
        Field::Number(value) => value.to_string(),
    }
}

/// Reads a table from CSV in UTF-8, UTF-16 with its mark, or GBK; separated by commas, semicolons
/// or tabs.
///
/// # Errors
/// Why the file as a whole is no table.
pub fn read_csv(bytes: &[u8], known: &Known<'_>, file: usize) -> Result<TableRead, ExchangeFault> {
    let text = decoded(bytes)?;
    let mut found = Found::default();
    if text.contains(OWN_PLAN) {
        records(&text, known.units, |columns, row| found.row(columns, row))?;
    }
    let own = found.read(known);
    let known = own.over(known);
    let mut collecting: Option<Collecting<'_>> = None;
    let heads = records(&text, known.units, |columns, row| {
        let begin = || Collecting::new(&known, &own, columns.clone(), file);
        collecting.get_or_insert_with(begin).row(row);
    })?;
    // A head with nothing below it is a table without rows.
    let begin = || Collecting::new(&known, &own, heads, file);
    collecting.unwrap_or_else(begin).finish()
}

/// Goes through the rows below the head; answers what the head says.
fn records(
    text: &str,
    units: &UnitRegistry,
    mut visit: impl FnMut(&Columns, &CsvRow<'_>),
) -> Result<Columns, ExchangeFault> {
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator(text))
        .from_reader(text.as_bytes());
    let mut record = StringRecord::new();
    let mut columns: Option<Columns> = None;
    let mut count = 0;
    loop {
        let line = line_at(text, reader.position());
        let more = reader.read_record(&mut record);
        if !more.map_err(|_| ExchangeFault::BrokenCsv { line })? {
            break;
        }
        count += 1;
        if count > MOST_ROWS {
            return Err(ExchangeFault::TooLarge("超过 50 万行"));
        }
        if record.len() > MOST_COLUMNS {
            return Err(ExchangeFault::TooLarge("一行超过 1000 列"));
        }
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        match &columns {
            None => {
                let heads: Vec<String> = record.iter().map(str::to_owned).collect();
                columns = Some(Columns::find(&heads)?);
            }
            Some(columns) => visit(
                columns,
                &CsvRow {
                    record: &record,
                    line,
                    units,
                },
            ),
        }
    }
    columns.ok_or_else(|| ExchangeFault::NoTable("文件是空的".to_owned()))
}

/// The line on which the next record begins; the reader has not passed the line feed of a CRLF yet,
/// nor blank lines.
fn line_at(text: &str, position: &Position) -> u64 {
    let start = usize::try_from(position.byte()).unwrap_or(usize::MAX);
    let rest = text.as_bytes().get(start..).unwrap_or_default();
    let ends = rest.iter().take_while(|b| matches!(b, b'\r' | b'\n'));
    let passed = ends.filter(|b| **b == b'\n').count();
    position.line() + u64::try_from(passed).unwrap_or(0)
}

pub(in crate::exchange) fn decoded(bytes: &[u8]) -> Result<String, ExchangeFault> {
    if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(bytes) {
        let (text, _, is_wrong) = encoding.decode(bytes);
        return if is_wrong {
            Err(ExchangeFault::NotText)
        } else {
            Ok(text.into_owned())
        };
    }
    if bytes.contains(&0) {
        return Err(ExchangeFault::NotText);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(text.to_owned());
    }
    // What Chinese Excel calls plain CSV.
    let (text, _, is_wrong) = encoding_rs::GBK.decode(bytes);
    if is_wrong {
        return Err(ExchangeFault::NotText);
    }
    Ok(text.into_owned())
}

/// The separator of the first line.
pub(in crate::exchange) fn separator(text: &str) -> u8 {
    let head = text.lines().next().unwrap_or_default();
    let count = |separator: char| head.matches(separator).count();
    [('\t', b'\t'), (';', b';')]
        .into_iter()
        .find(|(c, _)| count(*c) > count(','))
        .map_or(b',', |(_, byte)| byte)
}

struct CsvRow<'a> {
    record: &'a StringRecord,
    line: u64,
    units: &'a UnitRegistry,
}

impl Row for CsvRow<'_> {
    fn words(&self, column: usize) -> String {
        let cell = self.record.get(column).unwrap_or_default();
        rearmed(cell).trim().to_owned()
    }

    fn text(&self, column: usize) -> String {
        rearmed(self.record.get(column).unwrap_or_default()).to_owned()
    }

    fn figure(&self, column: usize, unit: &str) -> Result<Option<Decimal>, String> {
        cell::read(&self.words(column), unit, self.units)
            .map(|reading| reading.value)
            .map_err(|error| error.to_string())
    }

    fn place(&self, _column: usize) -> Place {
        Place::Line(self.line)
    }
}
