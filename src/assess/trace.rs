//! The trace: each figure with the formula, the numbers put in and the outcome.
//!
//! Steps are recorded by the computation as it goes; nothing here computes.

use super::facts::TOLERANCE;
use super::values::float;
use crate::model::{Decimal, Limits, format_number, group_digits, rounded};

/// One figure and the arithmetic that made it, as text that anyone can recompute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What it is: 进度.
    pub label: String,
    /// The formula in symbols or words.
    pub formula: String,
    /// The formula with the numbers put in.
    pub substituted: String,
    /// The outcome.
    pub result: String,
    /// Where the rule comes from.
    pub source: &'static str,
}

impl Step {
    pub(super) fn new(
        label: &str,
        formula: &str,
        substituted: impl Into<String>,
        result: impl Into<String>,
        source: &'static str,
    ) -> Self {
        Self {
            label: label.to_owned(),
            formula: formula.to_owned(),
            substituted: substituted.into(),
            result: result.into(),
            source,
        }
    }
}

/// A share as a percentage with one decimal: 0.36 is `36.0%`.
///
/// What is almost but not quite the whole is given the decimals that show it; what is beyond all
/// measure is only said to be so.
#[must_use]
pub fn percent(share: f64) -> String {
    const MOST: f64 = 999_999.0;
    let value = share * 100.0;
    if value.abs() > MOST {
        return if value > 0.0 {
            "＞999,999%"
        } else {
            "＜−999,999%"
        }
        .to_owned();
    }
    let is_whole = (share - 1.0).abs() < 1e-9;
    let text = |decimals: usize| {
        let text = format!("{:.decimals$}", no_negative_zero(value, decimals));
        format!("{}%", grouped(&text))
    };
    let hides_rest = |text: &String| text == "100.0%" || text == "100.00%" || text == "100.000%";
    (1..5)
        .map(text)
        .find(|text| is_whole || !hides_rest(text))
        .unwrap_or_else(|| text(5))
}

/// A share as a percentage with the digits that others are computed from: 0.4 is `40%`, 2 / 3 is
/// `66.66667%`.
pub(super) fn exact_percent(share: f64) -> String {
    let value = share * 100.0;
    if value.abs() >= 1e6 {
        return percent(share);
    }
    let text = format!("{:.5}", no_negative_zero(value, 5));
    let text = text.trim_end_matches('0').trim_end_matches('.');
    let text = grouped(text);
    bracketed(format!("{text}%"))
}

/// A ratio with as many decimals as it takes to see on which side of each limit it lies.
pub(super) fn ratio_text(ratio: f64, limits: &Limits) -> String {
    let limits = [limits.ahead, limits.on_track, limits.behind].map(float);
    let tells = |text: &str| {
        let shown: f64 = text.replace(',', "").parse().unwrap_or(ratio);
        let is_past = |figure: f64, limit: f64| figure >= limit - TOLERANCE;
        limits
            .iter()
            .all(|limit| is_past(shown, *limit) == is_past(ratio, *limit))
    };
    let mut texts = (3..9).map(|decimals| fixed(ratio, decimals));
    texts
        .find(|text| tells(text))
        .unwrap_or_else(|| fixed(ratio, 9))
}

/// A plain figure with this many decimals, grouped.
pub(super) fn fixed(value: f64, decimals: usize) -> String {
    if value.abs() >= EXACT {
        return format!("{value:.3e}");
    }
    grouped(&format!(
        "{:.*}",
        decimals,
        no_negative_zero(value, decimals)
    ))
}

/// A value that went through arithmetic, with the digits it has.
pub(super) fn number(value: f64) -> String {
    if value.abs() >= EXACT {
        return format!("{value:.3e}");
    }
    grouped(&value.to_string())
}

/// Whole numbers up to here are exact in a float; beyond it digits would be invented.
const EXACT: f64 = 9.0e15;

/// A printed figure with its whole part in groups of three.
fn grouped(text: &str) -> String {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", text),
    };
    match digits.split_once('.') {
        Some((whole, fraction)) => format!("{sign}{}.{fraction}", group_digits(whole)),
        None => format!("{sign}{}", group_digits(digits)),
    }
}

/// A value as it stands in a formula: grouped, in parentheses where negative.
pub(super) fn term(value: Decimal) -> String {
    bracketed(format_number(value))
}

/// A printed figure as it stands in a formula: in parentheses where negative.
pub(super) fn bracketed(figure: String) -> String {
    if figure.starts_with('-') {
        format!("({figure})")
    } else {
        figure
    }
}

/// Rounded, and never `-0.0`.
fn no_negative_zero(value: f64, decimals: usize) -> f64 {
    // Adding nothing takes the sign off a zero, and off nothing else.
    rounded(value, decimals) + 0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn almost_the_whole_is_not_shown_as_the_whole() {
        assert_eq!(percent(1.0), "100.0%");
        assert_eq!(percent(2999.0 / 3000.0), "99.97%");
        assert_eq!(percent(0.999_999), "99.9999%");
        assert_eq!(percent(1.000_2), "100.02%");
    }

    #[test]
    fn a_share_put_into_a_formula_keeps_the_digits_that_matter() {
        assert_eq!(exact_percent(0.4), "40%");
        assert_eq!(exact_percent(2.0 / 3.0), "66.66667%");
        assert_eq!(exact_percent(-0.083), "(-8.3%)");
        assert_eq!(exact_percent(12.0), "1,200%");
    }

    #[test]
    fn what_is_beyond_measure_is_said_to_be_so() {
        assert_eq!(percent(1e20), "＞999,999%");
        assert_eq!(percent(-1e20), "＜−999,999%");
    }

    #[test]
    fn no_digits_are_invented_for_what_a_float_cannot_hold() {
        assert_eq!(fixed(1e28, 2), "1.000e28");
        assert_eq!(number(1.5e20), "1.500e20");
        assert_eq!(number(1234.5), "1,234.5");
    }

    #[test]
    fn a_tiny_negative_share_is_not_shown_as_minus_zero() {
        assert_eq!(percent(-0.0001), "0.0%");
        assert_eq!(percent(-0.04), "-4.0%");
        assert_eq!(percent(12.345), "1,234.5%");
        assert_eq!(fixed(-0.001, 2), "0.00");
    }
}
