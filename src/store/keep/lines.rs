//! The lines of the log: a checksum and a JSON object each.
//!
//! A line that was torn by a crash, or damaged later, does not fit its checksum and is passed over;
//! the others stand. Lines are only ever put behind the last.

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use crate::disk::fingerprint;
use crate::model::Record;

/// What a line says.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Line {
    /// The log begins here, on a file with this content.
    Begin {
        /// Local time.
        at: NaiveDateTime,
        /// The file's fingerprint.
        file: Print,
    },
    /// A change, which the file may or may not come to hold.
    Change(Box<Record>),
    /// All changes since the last save are about to be written into the file.
    Saving {
        /// Local time.
        at: NaiveDateTime,
        /// The file as it was.
        from: Print,
        /// The file as it shall be.
        to: Print,
    },
    /// These changes are about to be written into the file, all of them or none.
    Batch {
        /// Local time.
        at: NaiveDateTime,
        /// The file as it was.
        from: Print,
        /// The file as it shall be.
        to: Print,
        /// The changes.
        records: Vec<Record>,
    },
    /// The line before this one was torn by a crash, so that nothing it says ever came about.
    Torn,
    /// So many of the last changes that no file holds were given up.
    Dropped {
        /// How many.
        count: usize,
    },
}

impl Line {
    /// When it was written; none for one that says no time.
    pub(super) fn at(&self) -> Option<NaiveDateTime> {
        match self {
            Self::Begin { at, .. } | Self::Saving { at, .. } | Self::Batch { at, .. } => Some(*at),
            Self::Change(record) => Some(record.signature.at),
            Self::Torn | Self::Dropped { .. } => None,
        }
    }
}

/// A fingerprint of the file's content, in hexadecimal: JSON's numbers are too short for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub(super) struct Print(pub(super) u64);

impl From<Print> for String {
    fn from(print: Print) -> Self {
        format!("{:016x}", print.0)
    }
}

impl TryFrom<String> for Print {
    type Error = std::num::ParseIntError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        u64::from_str_radix(&text, 16).map(Self)
    }
}

/// The line of a change.
pub(super) fn of_change(record: &Record) -> String {
    written(&Line::Change(Box::new(record.clone())))
}

/// The line that gives changes up.
pub(super) fn of_dropped(count: usize) -> String {
    written(&Line::Dropped { count })
}

/// The line behind a torn one.
pub(super) fn of_torn() -> String {
    written(&Line::Torn)
}

/// A line with its checksum and its end.
pub(super) fn written(line: &Line) -> String {
    // Nothing in a line can fail to be written as JSON; an empty one would be passed over.
    let json = serde_json::to_string(line).unwrap_or_default();
    format!("{:016x} {json}\n", fingerprint(json.as_bytes()))
}

/// The lines of a log, none in the place of those that are damaged.
pub(super) fn read(bytes: &[u8]) -> Vec<Option<Line>> {
    bytes
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty())
        .map(read_one)
        .collect()
}

fn read_one(line: &[u8]) -> Option<Line> {
    let (sum, rest) = line.split_at_checked(16)?;
    let json = rest.strip_prefix(b" ")?;
    let sum = u64::from_str_radix(std::str::from_utf8(sum).ok()?, 16).ok()?;
    if sum != fingerprint(json) {
        return None;
    }
    serde_json::from_slice(json).ok()
}
