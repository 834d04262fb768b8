//! From what was entered to the value that is judged, and whether a target's bound holds.

use std::collections::BTreeMap;

use crate::model::{Bound, CumulativeEntry, Decimal, Direction, Year};

/// The values entered for one series.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Actuals {
    /// By year.
    pub values: BTreeMap<Year, Decimal>,
    /// Whether entries are running sums or of their own year alone.
    pub entry: CumulativeEntry,
}

/// Why no value can be given for a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Gap {
    /// Nothing entered; the last earlier year that has something.
    NoActual(Option<Year>),
    /// Annual entries missing from the sum.
    MissingYears(Vec<Year>),
}

impl Actuals {
    /// The value of `year`; annual entries of a cumulative indicator are summed onto `start`.
    pub(super) fn value_in(
        &self,
        year: Year,
        start: Option<(Year, Decimal)>,
    ) -> Result<Decimal, Gap> {
        let Some(entered) = self.values.get(&year) else {
            let earlier = self.values.range(..year).next_back();
            return Err(Gap::NoActual(earlier.map(|(year, _)| *year)));
        };
        let (CumulativeEntry::Annual, Some((from, start))) = (self.entry, start) else {
            return Ok(*entered);
        };
        if year <= from {
            return Ok(*entered);
        }
        let years = from + 1..=year;
        let missing: Vec<Year> = years
            .clone()
            .filter(|year| !self.values.contains_key(year))
            .collect();
        if !missing.is_empty() {
            return Err(Gap::MissingYears(missing));
        }
        let entries = years.filter_map(|year| self.values.get(&year).copied());
        Ok(entries.fold(start, Decimal::saturating_add))
    }

    /// Every year's value as judged, summed where entries are annual; years that cannot be summed
    /// are left out.
    #[must_use]
    pub fn judged(&self, start: Option<(Year, Decimal)>) -> BTreeMap<Year, Decimal> {
        self.values
            .keys()
            .filter_map(|year| Some((*year, self.value_in(*year, start).ok()?)))
            .collect()
    }
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
        Bound::About(target) => {
            let near = (value - *target).abs() <= target.abs() * Decimal::new(2, 2);
            near || reaches(*target)
        }
        Bound::MoreThan(target) => match direction {
            Direction::Up => value > *target,
            Direction::Down => value < *target,
        },
        Bound::AtMost(target) => value <= *target,
        Bound::RankWithin(rank) => value <= Decimal::from(*rank),
        Bound::FullCoverage | Bound::Qualitative(_) | Bound::Masked(_) => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn met(bound: &Bound, value: i64, direction: Direction) -> bool {
        is_met(bound, value.into(), direction).unwrap()
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
    }

    #[test]
    fn annual_and_running_entries_give_one_result() {
        let of = |entry, values: &[(Year, i64)]| Actuals {
            values: values.iter().map(|(y, v)| (*y, (*v).into())).collect(),
            entry,
        };
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
    }

    #[test]
    fn a_sum_with_a_hole_is_no_sum() {
        let actuals = Actuals {
            values: [(2023, 1.into()), (2025, 1.into())].into(),
            entry: CumulativeEntry::Annual,
        };
        assert_eq!(
            actuals.value_in(2025, Some((2022, Decimal::ZERO))),
            Err(Gap::MissingYears(vec![2024]))
        );
    }
}
