//! Numbers as people in a statistics office write them, in and out.
//!
//! Read: `1800.5`, `1,800.50`, full-width digits, a leading sign, surrounding blanks. Nothing is
//! guessed: what could mean two things (`12,34`) is refused with the reason.

use rust_decimal::Decimal;
use serde::{Deserialize as _, Deserializer};

use super::Year;

/// The most digits a number may have, before and after its point together.
const MAX_DIGITS: usize = 28;

/// Why a text is not a number. The text of the error is what the user sees at the cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NumberError {
    /// Nothing but blanks.
    #[error("没有数字")]
    Empty,
    /// Commas that do not stand every three digits.
    #[error("千分位逗号的位置不对：应每三位一个，如 12,345；小数点请用“.”")]
    Grouping,
    /// `1e5` and the like.
    #[error("不接受科学计数法：请写出全部数字，如 100000")]
    Exponent,
    /// More digits than are kept exactly.
    #[error("数字太长：最多 28 位")]
    TooLong,
    /// Two points, or a point with no digit beside it.
    #[error("小数点的写法不对：小数点前后都要有数字，如 0.5、12.5")]
    Point,
    /// A percent sign or a word of magnitude, where only a plain number is taken.
    #[error("只填数字，不带单位或百分号：单位以“单位”一栏为准")]
    UnitInNumber,
    /// Anything else.
    #[error("不是数字：只能填写数字、小数点、千分位逗号和正负号")]
    NotANumber,
    /// A year that is no year between 1949 and 2100.
    #[error("年份不对：请填写 1949 至 2100 之间的四位年份")]
    Year,
}

/// Reads one number as typed.
///
/// # Errors
/// The reason why the text is no number; see [`NumberError`].
pub fn parse_number(text: &str) -> Result<Decimal, NumberError> {
    let plain: String = text.trim().chars().map(to_ascii).collect();
    let body = plain.trim();
    if body.is_empty() {
        return Err(NumberError::Empty);
    }
    let (negative, digits) = match body.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, body.strip_prefix('+').unwrap_or(body)),
    };
    check_alphabet(digits)?;
    let (whole, fraction) = split_at_point(digits)?;
    let whole = without_grouping(whole)?;
    let count = whole.len() + fraction.len();
    if count > MAX_DIGITS {
        return Err(NumberError::TooLong);
    }
    let sign = if negative { "-" } else { "" };
    let exact = if fraction.is_empty() {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{fraction}")
    };
    exact.parse().map_err(|_| NumberError::TooLong)
}

/// A decimal of a file that is either kept digit by digit or refused; the usual reader would round.
///
/// # Errors
/// Where the text is no plain number or has more than 28 digits.
pub(crate) fn exact<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Decimal, D::Error> {
    use serde::de::Error as _;
    let text = String::deserialize(deserializer)?;
    Decimal::from_str_exact(&text).map_err(|_| {
        D::Error::custom(format!(
            "“{text}”不是数字，或超过 28 位；请写作 \"2562.30\"，不带单位和逗号"
        ))
    })
}

/// Reads a year of four digits between 1949 and 2100.
///
/// # Errors
/// [`NumberError::Year`] for anything else.
pub fn parse_year(text: &str) -> Result<Year, NumberError> {
    let plain: String = text.trim().chars().map(to_ascii).collect();
    let plain = plain.trim().trim_end_matches('年').trim();
    if plain.len() != 4 || !plain.bytes().all(|b| b.is_ascii_digit()) {
        return Err(NumberError::Year);
    }
    plain
        .parse()
        .ok()
        .filter(|year| (1949..=2100).contains(year))
        .ok_or(NumberError::Year)
}

/// The number with its digits in groups of three; decimals stay as they were entered.
#[must_use]
pub fn format_number(value: Decimal) -> String {
    let text = value.abs().to_string();
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let mut out = String::with_capacity(text.len() + text.len() / 3 + 1);
    if value.is_sign_negative() && !value.is_zero() {
        out.push('-');
    }
    out.push_str(&group_digits(whole));
    if !fraction.is_empty() {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

/// A figure that went through arithmetic, rounded to this many decimals as spreadsheets and schools do
/// (四舍五入): 94.25 is 94.3. What fifteen significant digits take for a half is one.
#[must_use]
pub fn rounded(value: f64, decimals: usize) -> f64 {
    let scale = 10_f64.powi(i32::try_from(decimals).unwrap_or(i32::MAX));
    let scaled = value * scale;
    if !scaled.is_finite() || scaled.abs() >= 1e15 {
        return value;
    }
    let told: f64 = format!("{scaled:.14e}").parse().unwrap_or(scaled);
    told.round() / scale
}

/// Digits with a comma every three from the right.
#[must_use]
pub fn group_digits(digits: &str) -> String {
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

fn to_ascii(c: char) -> char {
    match c {
        // The full-width forms stand at a fixed distance from ASCII.
        '！'..='～' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        '−' | '﹣' => '-',
        '\u{3000}' | '\u{a0}' => ' ',
        _ => c,
    }
}

fn check_alphabet(digits: &str) -> Result<(), NumberError> {
    let has_digit = digits.bytes().any(|b| b.is_ascii_digit());
    let other = digits
        .chars()
        .find(|c| !c.is_ascii_digit() && !matches!(c, '.' | ','));
    match other {
        None if has_digit => Ok(()),
        Some('e' | 'E') if has_digit => Err(NumberError::Exponent),
        Some('%' | '‰' | '万' | '亿' | '千' | '百' | '元' | '家' | '个' | '件' | '人')
            if has_digit =>
        {
            Err(NumberError::UnitInNumber)
        }
        _ => Err(NumberError::NotANumber),
    }
}

fn split_at_point(digits: &str) -> Result<(&str, &str), NumberError> {
    let Some((whole, fraction)) = digits.split_once('.') else {
        return Ok((digits, ""));
    };
    if whole.is_empty() || fraction.is_empty() || fraction.contains('.') {
        return Err(NumberError::Point);
    }
    if fraction.contains(',') {
        return Err(NumberError::Grouping);
    }
    Ok((whole, fraction))
}

fn without_grouping(whole: &str) -> Result<String, NumberError> {
    if !whole.contains(',') {
        return Ok(whole.to_owned());
    }
    let mut groups = whole.split(',');
    let first_is_short = groups.next().is_some_and(|g| (1..=3).contains(&g.len()));
    if first_is_short && groups.all(|g| g.len() == 3) {
        Ok(whole.replace(',', ""))
    } else {
        Err(NumberError::Grouping)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &str) {
        assert_eq!(parse_number(text).unwrap().to_string(), expect, "{text:?}");
    }

    #[test]
    fn a_half_is_rounded_away_from_nothing_as_spreadsheets_do() {
        for (value, decimals, told) in [
            (94.25, 1, "94.3"),
            (91.25, 1, "91.3"),
            (-94.25, 1, "-94.3"),
            (0.285 * 100.0, 0, "29"),
            (1.005 * 100.0, 1, "100.5"),
            (2.675, 2, "2.68"),
            (94.249_999, 1, "94.2"),
            (0.000_04, 1, "0.0"),
        ] {
            assert_eq!(format!("{:.decimals$}", rounded(value, decimals)), told);
        }
        assert!(rounded(f64::NAN, 1).is_nan());
        assert_eq!(rounded(1e300, 1).to_bits(), 1e300_f64.to_bits());
    }

    #[test]
    fn numbers_are_read_as_the_office_writes_them() {
        check("1800.5", "1800.5");
        check("1,800.50", "1800.50");
        check("１２，３４５．６０", "12345.60");
        check(" +4.20 ", "4.20");
        check("\u{3000}-3", "-3");
        check("−0.5", "-0.5");
        check("0", "0");
        check(
            "9999999999999999999999999999",
            "9999999999999999999999999999",
        );
    }

    #[test]
    fn what_is_no_number_is_refused_with_its_reason() {
        let cases = [
            ("", NumberError::Empty),
            ("  ", NumberError::Empty),
            ("12,34", NumberError::Grouping),
            (",123", NumberError::Grouping),
            ("1,2345", NumberError::Grouping),
            ("1.234,5", NumberError::Grouping),
            ("1e5", NumberError::Exponent),
            ("NaN", NumberError::NotANumber),
            ("inf", NumberError::NotANumber),
            ("约三百", NumberError::NotANumber),
            ("85%", NumberError::UnitInNumber),
            ("1.2万", NumberError::UnitInNumber),
            ("1.2.3", NumberError::Point),
            (".5", NumberError::Point),
            ("5.", NumberError::Point),
            ("--5", NumberError::NotANumber),
            ("1 000", NumberError::NotANumber),
            ("99999999999999999999999999999", NumberError::TooLong),
        ];
        for (text, reason) in cases {
            assert_eq!(parse_number(text), Err(reason), "{text:?}");
        }
    }

    #[test]
    fn numbers_are_shown_in_groups_with_the_decimals_entered() {
        for (value, expect) in [
            ("1234567.80", "1,234,567.80"),
            ("999", "999"),
            ("1000", "1,000"),
            ("-1500.5", "-1,500.5"),
            ("4.20", "4.20"),
            ("0.00", "0.00"),
        ] {
            assert_eq!(format_number(value.parse().unwrap()), expect);
        }
    }

    #[test]
    fn a_year_has_four_digits_and_is_of_our_time() {
        assert_eq!(parse_year(" 2025年 "), Ok(2025));
        assert_eq!(parse_year("２０２５"), Ok(2025));
        for text in ["25", "20255", "1900", "二〇二五", "2,025", ""] {
            assert_eq!(parse_year(text), Err(NumberError::Year), "{text:?}");
        }
    }
}
