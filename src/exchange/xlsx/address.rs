//! Places in a sheet: H12, and areas of them.

use std::fmt;

/// The most columns and rows that a sheet has.
const COLUMNS: u32 = 16_384;
const ROWS: u32 = 1_048_576;

/// A place in a sheet; rows and columns count from 0, ordered row by row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Spot {
    /// The row from the top.
    pub row: u32,
    /// The column from the left.
    pub column: u32,
}

/// A rectangle of cells, both corners included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Area {
    /// Top left.
    pub first: Spot,
    /// Bottom right.
    pub last: Spot,
}

impl Spot {
    /// Reads `H12`, also `$H$12`; nothing for a place that no sheet has.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim_start_matches('$');
        let split = text.find(|c: char| !c.is_ascii_alphabetic())?;
        let (letters, digits) = text.split_at(split);
        if letters.is_empty() || letters.len() > 3 {
            return None;
        }
        let column = letters.bytes().fold(0u32, |sum, letter| {
            sum * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1
        });
        let row: u32 = digits.trim_start_matches('$').parse().ok()?;
        ((1..=COLUMNS).contains(&column) && (1..=ROWS).contains(&row)).then(|| Self {
            row: row - 1,
            column: column - 1,
        })
    }

    /// Whether a sheet has such a place.
    #[must_use]
    pub fn exists(self) -> bool {
        self.row < ROWS && self.column < COLUMNS
    }
}

impl Area {
    /// Reads `A1:C3` or a single `A1`; nothing where it ends before it begins.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (first, last) = text.split_once(':').unwrap_or((text, text));
        let (first, last) = (Spot::parse(first)?, Spot::parse(last)?);
        (first.row <= last.row && first.column <= last.column).then_some(Self { first, last })
    }

    /// Whether a place lies in it.
    #[must_use]
    pub fn holds(&self, spot: Spot) -> bool {
        (self.first.row..=self.last.row).contains(&spot.row)
            && (self.first.column..=self.last.column).contains(&spot.column)
    }
}

impl fmt::Display for Spot {
    /// `H12`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut letters = Vec::new();
        let mut left = self.column + 1;
        while left > 0 {
            left -= 1;
            letters.push(char::from(b'A' + u8::try_from(left % 26).unwrap_or(0)));
            left /= 26;
        }
        for letter in letters.iter().rev() {
            write!(f, "{letter}")?;
        }
        write!(f, "{}", u64::from(self.row) + 1)
    }
}

impl fmt::Display for Area {
    /// `A1:C3`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.first, self.last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_as_it_is_written() {
        for (text, row, column) in [
            ("A1", 0, 0),
            ("Z10", 9, 25),
            ("AA10", 9, 26),
            ("XFD1048576", 1_048_575, 16_383),
        ] {
            let spot = Spot { row, column };
            assert_eq!(Spot::parse(text), Some(spot));
            assert_eq!(spot.to_string(), text);
        }
        assert_eq!(Spot::parse("$B$2"), Spot::parse("b2"));
    }

    #[test]
    fn a_place_that_no_sheet_has_is_none() {
        for text in [
            "", "A", "1", "A0", "XFE1", "A1048577", "AAAA1", "A1B", "A-1",
        ] {
            assert_eq!(Spot::parse(text), None, "{text}");
        }
        assert_eq!(Area::parse("B2:A1"), None);
        assert!(
            Area::parse("A1:C3")
                .unwrap()
                .holds(Spot::parse("B2").unwrap())
        );
    }
}
