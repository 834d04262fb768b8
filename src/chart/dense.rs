//! More actuals than there are points on the screen: which of them a line has to go through.
//!
//! In every column, as wide as the line itself, the lowest and the highest value are kept, and the first
//! and the last of all, so that the line covers what it would cover with every value. Where the lowest and
//! the highest of a stretch stand is worked out once for a chart; drawing asks for as many stretches as there
//! are columns.

use std::ops::Range;

use super::ActualPoint;
use crate::model::Year;

/// Where the lowest and the highest of any stretch of values stand.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Extremes {
    /// Years and values by themselves, close together: a drawing looks at very many of them.
    years: Vec<Year>,
    values: Vec<f64>,
    /// A tree of halves: the places of the lowest and highest below each node; leaves begin at their count.
    nodes: Vec<(u32, u32)>,
    /// Whether every value is a whole number.
    whole: bool,
}

impl Extremes {
    /// Looks at the actuals of a chart.
    #[must_use]
    pub fn of(actuals: &[ActualPoint]) -> Self {
        let count = actuals.len();
        let mut extremes = Self {
            years: actuals.iter().map(|actual| actual.year).collect(),
            values: actuals.iter().map(|actual| actual.value).collect(),
            nodes: vec![(0, 0); 2 * count],
            whole: actuals.iter().all(|actual| actual.value.fract() == 0.0),
        };
        for (node, place) in extremes.nodes[count..].iter_mut().zip(0..) {
            *node = (place, place);
        }
        for node in (1..count).rev() {
            let (left, right) = (extremes.nodes[2 * node], extremes.nodes[2 * node + 1]);
            extremes.nodes[node] = extremes.wider(left, right);
        }
        extremes
    }

    /// The places of the lowest and the highest value of a stretch.
    fn within(&self, stretch: Range<usize>) -> Option<(usize, usize)> {
        let count = self.values.len();
        let (mut from, mut to) = (stretch.start + count, stretch.end + count);
        let mut found: Option<(u32, u32)> = None;
        let mut take = |node: usize| {
            let node = self.nodes[node];
            found = Some(found.map_or(node, |found| self.wider(found, node)));
        };
        while from < to {
            if from % 2 == 1 {
                take(from);
                from += 1;
            }
            if to % 2 == 1 {
                to -= 1;
                take(to);
            }
            from /= 2;
            to /= 2;
        }
        found.map(|(low, high)| (low as usize, high as usize))
    }

    /// Where the lowest and the highest value of all stand.
    pub(super) fn places(&self) -> Option<(usize, usize)> {
        self.within(0..self.values.len())
    }

    /// The lowest and the highest value of all.
    #[must_use]
    pub fn range(&self) -> Option<(f64, f64)> {
        let (low, high) = self.places()?;
        Some((self.values[low], self.values[high]))
    }

    /// Whether every value is a whole number.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.whole
    }

    /// The places to be drawn, in order, where the first year stands at the left of the first column
    /// and each column is so many years wide. Columns without any of their years divide them into runs.
    pub(super) fn runs(&self, width: f64) -> Vec<Vec<usize>> {
        let (Some(first), Some(last)) = (self.years.first(), self.years.len().checked_sub(1))
        else {
            return Vec::new();
        };
        let origin = f64::from(*first);
        let columns = |year: Year| (f64::from(year) - origin) / width;
        let mut runs: Vec<Vec<usize>> = Vec::new();
        let mut begin = 0;
        let mut known: Option<(f64, Year)> = None;
        while let Some(year) = self.years.get(begin).copied() {
            let column = columns(year).floor();
            // Where years follow each other, as they do, a column holds so many of them.
            let next = origin + (column + 1.0) * width;
            #[expect(
                clippy::cast_possible_truncation,
                reason = "saturates, and is only a guess"
            )]
            let guess = i64::from(next.ceil() as Year) - i64::from(year);
            let belongs = |year: Year| columns(year) < column + 1.0;
            let end = begin + self.reach(begin, usize::try_from(guess).unwrap_or(1), belongs);
            let follows = known.is_some_and(|(before, last)| {
                column - before < 1.5 || i64::from(year) - i64::from(last) < 2
            });
            if !follows {
                runs.push(Vec::new());
            }
            if let (Some(run), Some((low, high))) = (runs.last_mut(), self.within(begin..end)) {
                run.push(low.min(high));
                if low != high {
                    run.push(low.max(high));
                }
            }
            (known, begin) = (Some((column, self.years[end - 1])), end);
        }
        if let Some(run) = runs.first_mut().filter(|run| run.first() != Some(&0)) {
            run.insert(0, 0);
        }
        if let Some(run) = runs.last_mut().filter(|run| run.last() != Some(&last)) {
            run.push(last);
        }
        runs
    }

    /// How many years from a place on belong to it, at least its own: as many as guessed, or looked for in steps
    /// that double, as a column holds few of all.
    fn reach(&self, begin: usize, guess: usize, belongs: impl Fn(Year) -> bool) -> usize {
        let behind = &self.years[begin..];
        let is_in = |place: usize| behind.get(place).is_some_and(|year| belongs(*year));
        let guess = guess.clamp(1, behind.len());
        if is_in(guess - 1) && !is_in(guess) {
            return guess;
        }
        let mut within = 1;
        while is_in(2 * within - 1) {
            within *= 2;
        }
        let rest = &behind[within..behind.len().min(2 * within)];
        within + rest.partition_point(|year| belongs(*year))
    }

    /// Of two pairs of places the lowest and the highest; of equal values the earlier. No value of a figure is
    /// none, so that they can be compared as they are.
    fn wider(&self, a: (u32, u32), b: (u32, u32)) -> (u32, u32) {
        let value = |place: u32| self.values[place as usize];
        let (low, high) = (value(a.0), value(a.1));
        let (other_low, other_high) = (value(b.0), value(b.1));
        let is_lower = other_low < low || (other_low <= low && b.0 < a.0);
        let is_higher = other_high > high || (other_high >= high && b.1 < a.1);
        (
            if is_lower { b.0 } else { a.0 },
            if is_higher { b.1 } else { a.1 },
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn points(values: &[(i32, i32)]) -> Vec<ActualPoint> {
        let mut year = 0;
        let mut points = Vec::new();
        for (gap, value) in values {
            year += gap;
            points.push(ActualPoint {
                year,
                value: f64::from(*value),
                text: value.to_string(),
                status: "快报",
                firm: false,
            });
        }
        points
    }

    proptest! {
        #[test]
        fn what_is_drawn_covers_every_column_as_all_values_would(
            values in prop::collection::vec((1..40_i32, -50..50_i32), 1..300),
            width in prop::sample::select(vec![0.4, 1.0, 2.5, 7.0, 33.3, 1000.0]),
        ) {
            let actuals = points(&values);
            let extremes = Extremes::of(&actuals);
            let runs = extremes.runs(width);
            let drawn: Vec<usize> = runs.concat();
            prop_assert!(drawn.is_sorted_by(|a, b| a < b), "{:?}", drawn);
            prop_assert_eq!(drawn.first(), Some(&0));
            prop_assert_eq!(drawn.last(), Some(&(actuals.len() - 1)));
            let origin = f64::from(actuals[0].year);
            let column = |place: usize| {
                ((f64::from(actuals[place].year) - origin) / width).floor()
            };
            let of_column = |places: Vec<usize>, wanted: f64| {
                let values = places.into_iter().filter(|p| column(*p).total_cmp(&wanted).is_eq());
                let values: Vec<f64> = values.map(|p| actuals[p].value).collect();
                let low = values.iter().copied().fold(f64::INFINITY, f64::min);
                (low, values.iter().copied().fold(f64::NEG_INFINITY, f64::max))
            };
            for place in 0..actuals.len() {
                let wanted = column(place);
                let all = of_column((0..actuals.len()).collect(), wanted);
                prop_assert!(of_column(drawn.clone(), wanted) == all);
                let count = drawn.iter().filter(|p| column(**p).total_cmp(&wanted).is_eq()).count();
                prop_assert!(count <= 4, "{} in a column", count);
            }
            // Runs end where a column has nothing.
            for pair in runs.windows(2) {
                let (before, behind) = (*pair[0].last().unwrap(), *pair[1].first().unwrap());
                prop_assert!(column(behind) - column(before) > 1.0);
                prop_assert!(actuals[behind].year - actuals[before].year > 1);
            }
            // Years that follow each other are never divided, however narrow a column is.
            for run in &runs {
                for pair in run.windows(2) {
                    let years = actuals[pair[1]].year - actuals[pair[0]].year;
                    prop_assert!(column(pair[1]) - column(pair[0]) <= 1.0 || years == 1);
                }
            }
            let range = extremes.range().unwrap();
            let all = actuals.iter().map(|a| a.value);
            let low = all.clone().fold(f64::INFINITY, f64::min);
            let high = all.fold(f64::NEG_INFINITY, f64::max);
            prop_assert!(range.0.total_cmp(&low).is_eq() && range.1.total_cmp(&high).is_eq());
        }
    }

    #[test]
    fn no_values_draw_nothing() {
        let extremes = Extremes::of(&[]);
        assert!(extremes.runs(1.0).is_empty());
        assert_eq!(extremes.range(), None);
    }
}
