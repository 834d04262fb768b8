//! The trace: each figure with the formula, the numbers put in and the outcome.
//!
//! Steps are recorded by the computation as it goes; nothing here computes.

use crate::model::{Decimal, format_number};

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
pub(super) fn percent(share: f64) -> String {
    format!("{:.1}%", no_negative_zero(share * 100.0, 1))
}

/// A plain figure with this many decimals.
pub(super) fn fixed(value: f64, decimals: usize) -> String {
    format!("{:.*}", decimals, no_negative_zero(value, decimals))
}

/// A value as it stands in a formula: grouped, in parentheses where negative.
pub(super) fn term(value: Decimal) -> String {
    let text = format_number(value);
    if value.is_sign_negative() {
        format!("({text})")
    } else {
        text
    }
}

/// Rounds towards zero what would otherwise print as `-0.0`.
fn no_negative_zero(value: f64, decimals: usize) -> f64 {
    let half = 0.5 * 10f64.powi(-i32::try_from(decimals).unwrap_or(0));
    if value < 0.0 && value > -half {
        0.0
    } else {
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tiny_negative_share_is_not_shown_as_minus_zero() {
        assert_eq!(percent(-0.0001), "0.0%");
        assert_eq!(percent(-0.04), "-4.0%");
        assert_eq!(fixed(-0.001, 2), "0.00");
    }
}
