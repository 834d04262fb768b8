//! From what was entered to the value that is judged, and whether a target's bound holds.

use std::borrow::Cow;

use crate::model::{Bound, CumulativeEntry, Decimal, Direction, Year};

/// A year with its value.
pub(super) type Point = (Year, Decimal);

/// The values entered for one series.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Actuals {
    /// By year, each year once.
    values: Vec<Point>,
    entry: CumulativeEntry,
}

/// Why no value can be given for a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Gap {
    /// Nothing entered; the last earlier year that has something.
    NoActual(Option<Year>),
    /// Annual entries missing from the sum.
    MissingYears(Vec<Year>),
    /// Annual entries, and nothing to sum them onto.
    NoStart,
    /// An annual entry of a year that does not lie after the one the sum counts from.
    BeforeStart(Year),
}

impl Actuals {
    /// Values in any order; of a year entered twice the later entry counts.
    ///
    /// `entry` says whether each is the sum so far or of its own year alone.
    #[must_use]
    pub fn new(values: impl IntoIterator<Item = (Year, Decimal)>, entry: CumulativeEntry) -> Self {
        let mut values: Vec<Point> = values.into_iter().collect();
        if !values.is_sorted_by(|a, b| a.0 < b.0) {
            // A stable sort keeps the entries of one year in their order; the last of them stays.
            values.sort_by_key(|(year, _)| std::cmp::Reverse(*year));
            values.reverse();
            values.dedup_by_key(|(year, _)| *year);
        }
        Self { values, entry }
    }

    /// What was entered, by year.
    #[must_use]
    pub fn entered(&self) -> &[(Year, Decimal)] {
        &self.values
    }

    /// What was entered for this year.
    #[must_use]
    pub fn get(&self, year: Year) -> Option<Decimal> {
        let at = self.values.binary_search_by_key(&year, |(y, _)| *y).ok()?;
        self.values.get(at).map(|(_, value)| *value)
    }

    /// Whether each value is of its own year alone.
    pub(super) fn are_annual(&self) -> bool {
        self.entry == CumulativeEntry::Annual
    }

    /// What was entered after `from` and up to `year`.
    pub(super) fn between(&self, from: Year, year: Year) -> &[Point] {
        let first = self.values.partition_point(|(y, _)| *y <= from);
        let end = self.values.partition_point(|(y, _)| *y <= year).max(first);
        self.values.get(first..end).unwrap_or(&[])
    }

    /// The value of `year`; annual entries of a cumulative indicator are summed onto `start`.
    pub(super) fn value_in(&self, year: Year, start: Option<Point>) -> Result<Decimal, Gap> {
        let Some(entered) = self.get(year) else {
            let earlier = self.between(Year::MIN, year).last();
            return Err(Gap::NoActual(earlier.map(|(year, _)| *year)));
        };
        if !self.are_annual() {
            return Ok(entered);
        }
        let (from, start) = start.ok_or(Gap::NoStart)?;
        if year <= from {
            return Err(Gap::BeforeStart(from));
        }
        let missing: Vec<Year> = (from + 1..=year)
            .filter(|year| self.get(*year).is_none())
            .collect();
        if !missing.is_empty() {
            return Err(Gap::MissingYears(missing));
        }
        let entries = self.between(from, year).iter().map(|(_, value)| *value);
        Ok(entries.fold(start, Decimal::saturating_add))
    }

    /// Every year's value as judged, summed where entries are annual; years that cannot be summed
    /// are left out.
    #[must_use]
    pub fn judged(&self, start: Option<(Year, Decimal)>) -> Cow<'_, [(Year, Decimal)]> {
        if !self.are_annual() {
            return Cow::Borrowed(&self.values);
        }
        let Some((mut last, mut sum)) = start else {
            return Cow::Owned(Vec::new());
        };
        let mut sums = Vec::new();
        for (year, value) in self.between(last, Year::MAX) {
            if *year != last + 1 {
                break;
            }
            last = *year;
            sum = sum.saturating_add(*value);
            sums.push((last, sum));
        }
        Cow::Owned(sums)
    }
}

/// A decimal as a float: exact to the last bit for up to fifteen digits.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "a float is what is asked for")]
pub fn float(value: Decimal) -> f64 {
    const POWERS: [f64; 29] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
        1e17, 1e18, 1e19, 1e20, 1e21, 1e22, 1e23, 1e24, 1e25, 1e26, 1e27, 1e28,
    ];
    let power = POWERS.get(value.scale() as usize).copied();
    value.mantissa() as f64 / power.unwrap_or(1e28)
}

/// Whether a value meets a bound. `None` where the bound has no number.
///
/// A bare number is met at or beyond it in the wanted direction; `about` also within 2 % of it.
#[must_use]
pub fn is_met(bound: &Bound, value: Decimal, direction: Direction) -> Option<bool> {
    let reaches = |target: Decimal| match direction {
        Direction::Up => value >= target,
        Direction::Down => value <= target,
    };
    Some(match bound {
        Bound::AtLeast(target) | Bound::Exactly(target) => reaches(*target),
        Bound::About(target) => reaches(*target) || is_near(value, *target),
        Bound::MoreThan(target) => match direction {
            Direction::Up => value > *target,
            Direction::Down => value < *target,
        },
        Bound::AtMost(target) => value <= *target,
        Bound::RankWithin(rank) => value <= Decimal::from(*rank),
        Bound::FullCoverage | Bound::Qualitative(_) | Bound::Masked(_) => return None,
    })
}

/// Within 2 % of a target. What is too far apart to be subtracted is not near.
fn is_near(value: Decimal, target: Decimal) -> bool {
    let limit = target.abs().checked_mul(Decimal::new(2, 2));
    let apart = value.checked_sub(target).map(|d| d.abs());
    matches!((apart, limit), (Some(apart), Some(limit)) if apart <= limit)
}

/// Whether a computed value meets a bound, to twelve digits: arithmetic leaves noise behind them.
pub(super) fn is_met_by(bound: &Bound, value: f64, direction: Direction) -> bool {
    let Some(target) = bound.value().map(float) else {
        return false;
    };
    let noise = 1e-12 * target.abs().max(value.abs());
    let sign = match (bound, direction) {
        (Bound::AtMost(_) | Bound::RankWithin(_), _) | (_, Direction::Down) => -1.0,
        (_, Direction::Up) => 1.0,
    };
    let beyond = sign * (value - target);
    match bound {
        Bound::MoreThan(_) => beyond > noise,
        Bound::About(_) => beyond >= -(0.02 * target.abs() + noise),
        _ => beyond >= -noise,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn met(bound: &Bound, value: i64, direction: Direction) -> bool {
        let exact = is_met(bound, value.into(), direction).unwrap();
        #[expect(clippy::cast_precision_loss, reason = "small numbers")]
        let computed = is_met_by(bound, value as f64, direction);
        assert_eq!(exact, computed, "{bound:?} {value}");
        exact
    }

    #[test]
    fn bounds_hold_as_their_words_say() {
        let hundred = Decimal::from(100);
        assert!(met(&Bound::AtLeast(hundred), 100, Direction::Up));
        assert!(!met(&Bound::AtLeast(hundred), 99, Direction::Up));
        assert!(!met(&Bound::MoreThan(hundred), 100, Direction::Up));
        assert!(met(&Bound::MoreThan(hundred), 101, Direction::Up));
        assert!(met(&Bound::MoreThan(hundred), 99, Direction::Down));
        assert!(met(&Bound::About(hundred), 98, Direction::Up));
        assert!(!met(&Bound::About(hundred), 97, Direction::Up));
        assert!(met(&Bound::About(hundred), 102, Direction::Down));
        assert!(met(&Bound::Exactly(hundred), 100, Direction::Down));
        assert!(!met(&Bound::Exactly(hundred), 101, Direction::Down));
        assert!(met(&Bound::AtMost(hundred), 100, Direction::Up));
        assert!(met(&Bound::RankWithin(5), 5, Direction::Down));
        assert!(!met(&Bound::RankWithin(5), 6, Direction::Up));
        assert_eq!(
            is_met(&Bound::Masked("**".to_owned()), hundred, Direction::Up),
            None
        );
        // 2 % of what lies beyond all numbers is no number, and near to nothing.
        assert_eq!(
            is_met(&Bound::About(Decimal::MIN), Decimal::MAX, Direction::Down),
            Some(false)
        );
    }

    fn of(entry: CumulativeEntry, values: &[(Year, i64)]) -> Actuals {
        Actuals::new(values.iter().map(|(y, v)| (*y, (*v).into())), entry)
    }

    #[test]
    fn annual_and_running_entries_give_one_result() {
        let annual = of(
            CumulativeEntry::Annual,
            &[(2023, 10), (2024, 20), (2025, 5)],
        );
        let running = of(
            CumulativeEntry::Running,
            &[(2023, 10), (2024, 30), (2025, 35)],
        );
        let start = Some((2022, Decimal::ZERO));
        assert_eq!(annual.judged(start), running.judged(start));
        for year in 2021..2027 {
            assert_eq!(
                annual.value_in(year, start).ok(),
                running.value_in(year, start).ok()
            );
        }
    }

    #[test]
    fn a_sum_with_a_hole_is_no_sum() {
        let actuals = of(CumulativeEntry::Annual, &[(2023, 1), (2025, 1)]);
        let start = Some((2022, Decimal::ZERO));
        assert_eq!(
            actuals.value_in(2025, start),
            Err(Gap::MissingYears(vec![2024]))
        );
        assert_eq!(*actuals.judged(start), [(2023, Decimal::ONE)]);
    }

    #[test]
    fn annual_entries_are_not_taken_for_sums() {
        let actuals = of(CumulativeEntry::Annual, &[(2022, 7), (2023, 1)]);
        assert_eq!(actuals.value_in(2023, None), Err(Gap::NoStart));
        let start = Some((2022, Decimal::ZERO));
        assert_eq!(actuals.value_in(2022, start), Err(Gap::BeforeStart(2022)));
        assert_eq!(*actuals.judged(start), [(2023, Decimal::ONE)]);
    }

    #[test]
    fn of_a_year_entered_twice_the_last_entry_counts() {
        let actuals = of(
            CumulativeEntry::Running,
            &[(2024, 1), (2023, 5), (2024, 2), (2024, 3)],
        );
        assert_eq!(
            actuals.entered(),
            [(2023, Decimal::from(5)), (2024, Decimal::from(3))]
        );
    }

    #[test]
    fn a_float_has_the_digits_of_its_decimal() {
        for text in ["0", "0.1", "-1180.05", "123456789012.345", "0.0000000001"] {
            let value: Decimal = text.parse().unwrap();
            let expect: f64 = text.parse().unwrap();
            assert!(
                float(value).to_bits() == expect.to_bits() || expect == 0.0,
                "{text}"
            );
        }
        let most: f64 = Decimal::MAX.to_string().parse().unwrap();
        assert!((float(Decimal::MAX) / most - 1.0).abs() < 1e-15);
    }
}
