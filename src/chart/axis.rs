//! Round numbers for axes.

use crate::model::group_digits;

/// The range and step of an axis, on round numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ticks {
    /// First tick.
    pub min: f64,
    /// Last tick.
    pub max: f64,
    /// Distance between ticks: 1, 2, 2.5 or 5 times a power of ten.
    pub step: f64,
    /// Decimals a tick label needs.
    pub decimals: usize,
}

/// Whole numbers up to here are exact in a float.
const EXACT: f64 = 9.0e15;

/// Round ticks around `low..=high`, at most `most` of them.
///
/// Where `whole` only whole numbers make sense, as for counts of things, no tick stands between them.
/// An axis of amounts that are all positive never begins below zero; one value alone is given
/// room on both sides.
#[must_use]
pub fn ticks(low: f64, high: f64, most: usize, whole: bool) -> Ticks {
    let (low, high) = with_extent(low, high);
    let most = most.max(2);
    let mut exponent = ((high - low) / f64::from(u32::try_from(most).unwrap_or(8)))
        .log10()
        .floor();
    loop {
        for (factor, extra_decimals) in [(1.0, 0), (2.0, 0), (2.5, 1), (5.0, 0)] {
            let step = factor * 10f64.powf(exponent);
            if whole && step.fract() != 0.0 {
                continue;
            }
            let min = (low / step + 1e-9).floor() * step;
            let max = (high / step - 1e-9).ceil() * step;
            let count = ((max - min) / step).round() + 1.0;
            if count <= f64::from(u32::try_from(most).unwrap_or(8)) {
                let decimals = decimals_of(exponent, extra_decimals);
                return Ticks {
                    min,
                    max,
                    step,
                    decimals,
                };
            }
        }
        exponent += 1.0;
    }
}

impl Ticks {
    /// The ticks from first to last.
    #[must_use]
    pub fn values(&self) -> Vec<f64> {
        let mut values = Vec::new();
        let mut value = self.min;
        while value <= self.max + self.step * 0.5 && values.len() < 32 {
            values.push(value);
            value += self.step;
        }
        values
    }

    /// A tick's label, grouped: 12,500.
    #[must_use]
    pub fn label(&self, value: f64) -> String {
        group(value, self.decimals)
    }
}

/// A figure with grouped digits and this many decimals.
#[must_use]
pub fn group(value: f64, decimals: usize) -> String {
    if value.abs() >= EXACT {
        // Beyond this a float has no digits of its own left: what would be printed is invented.
        return format!("{value:.3e}");
    }
    let text = format!("{:.*}", decimals, value.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let mut out = String::new();
    let is_zero = text.bytes().all(|b| matches!(b, b'0' | b'.'));
    if value < 0.0 && !is_zero {
        out.push('-');
    }
    out.push_str(&group_digits(whole));
    if !fraction.is_empty() {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

fn with_extent(low: f64, high: f64) -> (f64, f64) {
    let (low, high) = if low.is_finite() && high.is_finite() && low <= high {
        (low, high)
    } else {
        (0.0, 1.0)
    };
    let reach = low.abs().max(high.abs());
    if high - low > reach * 1e-6 {
        return (low, high);
    }
    if reach == 0.0 {
        return (0.0, 1.0);
    }
    let room = reach * 0.2;
    let below = if low > 0.0 {
        (low - room).max(0.0)
    } else {
        low - room
    };
    (below, high + room)
}

fn decimals_of(exponent: f64, extra: usize) -> usize {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a small whole number"
    )]
    let places = (-exponent).max(0.0) as usize;
    // Two and a half needs a decimal more than its power of ten, unless that power is above one.
    if exponent >= 1.0 { 0 } else { places + extra }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(low: f64, high: f64, labels: &[&str]) {
        let ticks = ticks(low, high, 6, false);
        let got: Vec<String> = ticks.values().iter().map(|v| ticks.label(*v)).collect();
        assert_eq!(got, labels, "{low} to {high}");
    }

    #[test]
    fn ticks_are_round_and_hold_the_range() {
        check(
            1941.0,
            3000.0,
            &["1,750", "2,000", "2,250", "2,500", "2,750", "3,000"],
        );
        check(0.0, 10.0, &["0", "2", "4", "6", "8", "10"]);
        check(3.6, 4.2, &["3.6", "3.8", "4.0", "4.2"]);
        check(1.0, 1.5, &["1.0", "1.1", "1.2", "1.3", "1.4", "1.5"]);
        check(-30.0, 45.0, &["-40", "-20", "0", "20", "40", "60"]);
        check(0.0, 14000.0, &["0", "5,000", "10,000", "15,000"]);
    }

    #[test]
    fn counts_of_things_have_whole_ticks() {
        let ticks = ticks(3.0, 4.0, 6, true);
        assert_eq!(ticks.values(), [3.0, 4.0]);
    }

    #[test]
    fn one_value_alone_has_room_on_both_sides() {
        let alone = ticks(3.0, 3.0, 6, false);
        assert!(
            alone.min < 3.0 && alone.max > 3.0 && alone.min >= 0.0,
            "{alone:?}"
        );
        let nothing = ticks(0.0, 0.0, 6, false);
        assert!(nothing.max > nothing.min);
    }

    #[test]
    fn what_is_no_range_still_gives_an_axis() {
        for (low, high) in [(f64::NAN, 1.0), (2.0, 1.0), (f64::NEG_INFINITY, 0.0)] {
            let ticks = ticks(low, high, 5, false);
            assert!(ticks.values().len() >= 2);
        }
    }
}
