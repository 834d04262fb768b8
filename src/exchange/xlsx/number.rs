//! Numbers as a workbook stores them, and the days they may stand for.

use chrono::{Days, NaiveDate};
use rust_decimal::prelude::ToPrimitive as _;

use crate::model::Decimal;

/// Excel keeps and shows at most so many significant digits.
pub const SIGNIFICANT_DIGITS: usize = 15;

/// The number that a stored text means to whoever typed it.
///
/// Excel writes 2562.3 as `2562.3000000000002` and a sum of 0.1 and 0.2 as `0.30000000000000004`:
/// the nearest number of 15 digits is what its user saw. Nothing where it is no number or has more
/// than 28 digits.
pub(super) fn parse(text: &str) -> Option<Decimal> {
    let float: f64 = text.trim().parse().ok()?;
    if !float.is_finite() {
        return None;
    }
    let rounded = format!("{float:.*e}", SIGNIFICANT_DIGITS - 1);
    let value = Decimal::from_scientific(&rounded).ok()?;
    // What is too small or too large for a decimal would come out as another number.
    let back = value.to_f64()?;
    let is_same = (back - float).abs() <= float.abs() * 1e-14;
    is_same.then(|| value.normalize())
}

/// The day that a count of days stands for, counted from 1900 as Excel counts.
#[must_use]
pub fn day(serial: Decimal) -> Option<NaiveDate> {
    let whole = serial.trunc().to_u64()?;
    // Excel believes in a 29 February 1900; days before it do not occur in forms.
    let start = NaiveDate::from_ymd_opt(1899, 12, 30)?;
    (61..=2_958_465)
        .contains(&whole)
        .then(|| start.checked_add_days(Days::new(whole)))
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stored_number_is_the_one_that_was_typed() {
        for (stored, typed) in [
            ("2562.3000000000002", "2562.3"),
            ("0.30000000000000004", "0.3"),
            ("4.2", "4.2"),
            ("1E-3", "0.001"),
            ("1.2345678901234567", "1.23456789012346"),
            ("-0", "0"),
            ("100", "100"),
            ("123456789012345", "123456789012345"),
        ] {
            assert_eq!(parse(stored).unwrap().to_string(), typed, "{stored}");
        }
        for stored in ["", "NaN", "1e400", "1E30", "1E-40", "x", "inf"] {
            assert_eq!(parse(stored), None, "{stored}");
        }
    }

    #[test]
    fn days_are_counted_as_excel_counts() {
        let date = |y, m, d| NaiveDate::from_ymd_opt(y, m, d);
        assert_eq!(day(Decimal::from(46_082)), date(2026, 3, 1));
        assert_eq!(day(Decimal::from(61)), date(1900, 3, 1));
        assert_eq!(day(Decimal::from(3_000_000)), None);
        assert_eq!(day(Decimal::from(-1)), None);
    }
}
