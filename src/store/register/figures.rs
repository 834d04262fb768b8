//! The lines of actuals as this program writes them, read without the general reader of RON.
//!
//! A workspace is mostly such lines. They are taken only where each is exactly of the shape that
//! [`super::encode_workspace`] gives it; everything else, and everything that is wrong, is left to the
//! general reader, so that both say the same of every text.

use chrono::{NaiveDate, NaiveDateTime};

use super::{Exact, ObservationRow};
use crate::model::{Decimal, SeriesId, Status, Year};
use crate::store::scan;

const BEGIN: &str = "\n    observations: [\n";
const END: &str = "    ],\n";
/// A number of so many digits fits into an `i64`.
const MOST_DIGITS: usize = 18;

/// The actuals of a text, and the text without them; none where they are not as this program writes
/// them.
pub(super) fn take(text: &str) -> Option<(String, Vec<ObservationRow>)> {
    let begin = text.find(BEGIN)?;
    let (head, body) = text.split_at(begin + BEGIN.len());
    // The same words can stand in a comment or within a text.
    if !scan::begins_at(head, "observations", head.len() - "[\n".len()) {
        return None;
    }
    let mut lines = Lines { rest: body };
    let mut rows = Vec::new();
    while !lines.rest.starts_with(END) {
        rows.push(lines.row()?);
    }
    Some((format!("{head}{}", lines.rest), rows))
}

/// What has not been read yet.
struct Lines<'a> {
    rest: &'a str,
}

impl<'a> Lines<'a> {
    fn row(&mut self) -> Option<ObservationRow> {
        self.word("        (series: ")?;
        let series = SeriesId(self.text()?);
        self.word(", year: ")?;
        let year = self.year()?;
        self.word(", value: ")?;
        let value = number(self.plain()?)?;
        self.word(", status: ")?;
        let status = self.status()?;
        let mut texts = [const { String::new() }; 3];
        for (name, text) in [", source: ", ", note: ", ", by: "]
            .into_iter()
            .zip(&mut texts)
        {
            if self.word(name).is_some() {
                *text = self.text()?;
            }
        }
        let mut at = None;
        if self.word(", at: Some(").is_some() {
            at = Some(time(self.plain()?)?);
            self.word(")")?;
        }
        self.word("),\n")?;
        let [source, note, by] = texts;
        Some(ObservationRow {
            series,
            year,
            value: Exact(value),
            status,
            source,
            note,
            by,
            at,
        })
    }

    fn word(&mut self, word: &str) -> Option<()> {
        self.rest = self.rest.strip_prefix(word)?;
        Some(())
    }

    fn year(&mut self) -> Option<Year> {
        let end = self.rest.find(|c: char| !c.is_ascii_digit())?;
        let (digits, rest) = self.rest.split_at(end);
        // No year is longer, and a zero before it may mean something else.
        if digits.len() > 8 || digits.starts_with('0') {
            return None;
        }
        self.rest = rest;
        digits.parse().ok()
    }

    fn status(&mut self) -> Option<Status> {
        let written = [
            ("Flash", Status::Flash),
            ("Preliminary", Status::Preliminary),
            ("Final", Status::Final),
            ("Revised", Status::Revised),
        ];
        let found = written
            .into_iter()
            .find(|(word, _)| self.word(word).is_some());
        found.map(|(_, status)| status)
    }

    /// A text in quotes without anything that would have to be read otherwise than it is written.
    fn plain(&mut self) -> Option<&'a str> {
        let rest = self.rest.strip_prefix('"')?;
        let end = end_of_plain(rest)?;
        self.rest = rest[end..].strip_prefix('"')?;
        Some(&rest[..end])
    }

    /// A text in quotes.
    fn text(&mut self) -> Option<String> {
        let rest = self.rest.strip_prefix('"')?;
        let end = end_of_plain(rest)?;
        if let Some(behind) = rest[end..].strip_prefix('"') {
            self.rest = behind;
            return Some(rest[..end].to_owned());
        }
        self.rest = rest;
        self.escaped()
    }

    fn escaped(&mut self) -> Option<String> {
        let mut text = String::new();
        loop {
            let end = end_of_plain(self.rest)?;
            text.push_str(&self.rest[..end]);
            let mut behind = self.rest[end..].chars();
            match behind.next()? {
                '"' => {
                    self.rest = behind.as_str();
                    return Some(text);
                }
                '\\' => {
                    let c = behind.next()?;
                    self.rest = behind.as_str();
                    text.push(match c {
                        '"' | '\\' => c,
                        'n' => '\n',
                        'r' => '\r',
                        't' => '\t',
                        'u' => self.code_point()?,
                        _ => return None,
                    });
                }
                _ => return None,
            }
        }
    }

    fn code_point(&mut self) -> Option<char> {
        let rest = self.rest.strip_prefix('{')?;
        let (digits, rest) = rest.split_once('}')?;
        let is_hex = digits.bytes().all(|b| b.is_ascii_hexdigit());
        if !is_hex || !(1..=6).contains(&digits.len()) {
            return None;
        }
        self.rest = rest;
        char::from_u32(u32::from_str_radix(digits, 16).ok()?)
    }
}

/// Where a quote, a backslash or the end of the line stands.
fn end_of_plain(text: &str) -> Option<usize> {
    let is_end = |byte: u8| matches!(byte, b'"' | b'\\' | b'\n');
    text.bytes().position(is_end)
}

/// A number digit by digit, as [`Exact`] reads it.
fn number(text: &str) -> Option<Decimal> {
    small_number(text).or_else(|| Decimal::from_str_exact(text).ok())
}

/// The same for a number that is neither long nor below zero, as nearly all are.
fn small_number(text: &str) -> Option<Decimal> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    if whole.is_empty() || fraction.is_empty() || text.len() > MOST_DIGITS {
        return None;
    }
    let digits = text.bytes().filter(|byte| *byte != b'.');
    let mut value: i64 = 0;
    for digit in digits {
        let digit = digit.checked_sub(b'0').filter(|digit| *digit < 10)?;
        value = value * 10 + i64::from(digit);
    }
    let decimals = text.len() - whole.len();
    let decimals = u32::try_from(decimals.saturating_sub(1)).ok()?;
    // A second point would have been taken for none.
    (!fraction.contains('.')).then(|| Decimal::new(value, decimals))
}

/// A time as it is written, with or without parts of a second.
fn time(text: &str) -> Option<NaiveDateTime> {
    whole_seconds(text).or_else(|| text.parse().ok())
}

/// 2026-03-02T09:30:00
fn whole_seconds(text: &str) -> Option<NaiveDateTime> {
    let bytes: &[u8; 19] = text.as_bytes().try_into().ok()?;
    let marks = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')];
    if marks.iter().any(|(at, mark)| bytes[*at] != *mark) {
        return None;
    }
    let part = |from: usize, to: usize| {
        bytes[from..to].iter().try_fold(0_u32, |value, byte| {
            let digit = byte.checked_sub(b'0').filter(|digit| *digit < 10)?;
            Some(value * 10 + u32::from(digit))
        })
    };
    let year = i32::try_from(part(0, 4)?).ok()?;
    let day = NaiveDate::from_ymd_opt(year, part(5, 7)?, part(8, 10)?)?;
    day.and_hms_opt(part(11, 13)?, part(14, 16)?, part(17, 19)?)
}

#[cfg(test)]
mod tests;
