//! Reads the files that somebody wants to collect or import, whatever they turn out to be.

use std::path::Path;

use super::Known;
use super::error::{ExchangeError, ExchangeFault};
use super::form::{self, Filled};
use super::table::{self, TableRead};
use super::xlsx::Book;
use crate::disk::{self, Disk};

/// The largest file that is read.
const MOST_BYTES: u64 = 48 << 20;

/// A file that was read.
#[derive(Debug)]
pub struct Loaded {
    /// Its name without the folder.
    pub name: String,
    /// Tells it from other files.
    pub print: String,
    /// What it is.
    pub content: Content,
}

/// What a file turned out to be.
#[derive(Debug)]
pub enum Content {
    /// A form of this workspace.
    Form(Box<Filled>),
    /// A table of figures.
    Table(Box<TableRead>),
    /// Nothing that is taken.
    Refused(ExchangeError),
}

/// Reads a file. `place` is its place among those collected.
#[must_use]
pub fn load(path: &Path, known: &Known<'_>, place: usize) -> Loaded {
    let name = path.file_name().map_or_else(
        || path.display().to_string(),
        |n| n.to_string_lossy().into_owned(),
    );
    match Disk::new().read(path, MOST_BYTES) {
        Ok(bytes) => Loaded {
            print: fingerprint(&bytes),
            content: understand(&bytes, known, place)
                .unwrap_or_else(|fault| Content::Refused(fault.at(path))),
            name,
        },
        Err(error) => Loaded {
            name,
            print: String::new(),
            content: Content::Refused(error.into()),
        },
    }
}

/// What bytes turn out to be: a form, a table in a workbook, a table in CSV.
///
/// # Errors
/// Why they are none of these.
pub fn understand(bytes: &[u8], known: &Known<'_>, place: usize) -> Result<Content, ExchangeFault> {
    let is_text = !bytes.starts_with(b"PK") && !bytes.starts_with(b"\xD0\xCF\x11\xE0");
    if is_text {
        let table = table::read_csv(bytes, known, place)?;
        return Ok(Content::Table(Box::new(table)));
    }
    let book = Book::read(bytes)?;
    match form::read(&book, known, place) {
        Ok(filled) => Ok(Content::Form(Box::new(filled))),
        Err(ExchangeFault::NoForm) => {
            match table::read_book(&book, known, place) {
                // A workbook without either is most likely a form that lost its hidden sheet.
                Err(ExchangeFault::NoTable(_)) => Err(ExchangeFault::NoForm),
                other => Ok(Content::Table(Box::new(other?))),
            }
        }
        Err(fault) => Err(fault),
    }
}

/// Tells files apart, with their length.
fn fingerprint(bytes: &[u8]) -> String {
    format!("{:016x}-{}", disk::fingerprint(bytes), bytes.len())
}
