//! Numbers as a workbook stores them, and the days they may stand for.

use chrono::{Days, NaiveDate, NaiveDateTime, TimeDelta};
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

/// The moment that a count of days with a fraction stands for, to the millisecond.
#[must_use]
pub fn moment(serial: Decimal) -> Option<NaiveDateTime> {
    let midnight = day(serial)?.and_hms_opt(0, 0, 0)?;
    let millis = (serial.fract() * Decimal::from(86_400_000))
        .round()
        .to_i64()?;
    midnight.checked_add_signed(TimeDelta::milliseconds(millis))
}

/// Whether a formula gives another result each time it is looked at.
pub(super) fn is_volatile(formula: &str) -> bool {
    // What stands between quotes is text.
    let outside: String = formula.split('"').step_by(2).collect();
    let plain = outside.to_ascii_uppercase();
    ["NOW", "TODAY", "RAND", "RANDBETWEEN", "RANDARRAY"]
        .iter()
        .any(|name| {
            plain.match_indices(name).any(|(at, _)| {
                let is_inside =
                    |c: char| c.is_alphanumeric() || c == '_' || (c == '.' && *name != "RANDARRAY");
                let follows = plain[at + name.len()..].trim_start().starts_with('(');
                follows && !plain[..at].ends_with(is_inside)
            })
        })
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

    #[test]
    fn a_formula_of_the_day_or_of_chance_is_volatile() {
        for formula in [
            "NOW()",
            "1+today( )",
            "ROUND(RAND()*9,0)",
            "_xlfn.RANDARRAY(2)",
        ] {
            assert!(is_volatile(formula), "{formula}");
        }
        for formula in ["SUM(A1:A9)", "KNOW(1)", "\"NOW()\"&A1", "TODAY_1", "A1+NOW"] {
            assert!(!is_volatile(formula), "{formula}");
        }
    }

    #[test]
    fn a_fraction_of_a_day_is_a_time() {
        // 03:52:07 is 13,927 of 86,400 seconds.
        let serial: Decimal = "46353.1611921296".parse().unwrap();
        let expect = NaiveDate::from_ymd_opt(2026, 11, 27).and_then(|d| d.and_hms_opt(3, 52, 7));
        assert_eq!(moment(serial), expect);
    }
}
