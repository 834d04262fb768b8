//! More actuals than there are points on the screen: which of them a line has to go through.
//!
//! In every column of the screen the lowest and the highest value are kept, and the first and the last of
//! all, so that the line covers what it would cover with every value. Where the lowest and the highest of
//! a stretch stand is worked out once for a chart; drawing asks for as many stretches as there are columns.

use std::ops::Range;

use super::ActualPoint;

/// Where the lowest and the highest of any stretch of values stand.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Extremes {
    count: usize,
    /// A tree of halves: the places of the lowest and highest below each node; leaves begin at `count`.
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
            count,
            nodes: vec![(0, 0); 2 * count],
            whole: actuals.iter().all(|actual| actual.value.fract() == 0.0),
        };
        for (node, place) in extremes.nodes[count..].iter_mut().zip(0..) {
            *node = (place, place);
        }
        for node in (1..count).rev() {
            let (left, right) = (extremes.nodes[2 * node], extremes.nodes[2 * node + 1]);
            extremes.nodes[node] = wider(actuals, left, right);
        }
        extremes
    }

    /// The places of the lowest and the highest value of a stretch.
    fn within(&self, actuals: &[ActualPoint], stretch: Range<usize>) -> Option<(usize, usize)> {
        let (mut from, mut to) = (stretch.start + self.count, stretch.end + self.count);
        let mut found: Option<(u32, u32)> = None;
        let mut take = |node: usize| {
            let node = self.nodes[node];
            found = Some(found.map_or(node, |found| wider(actuals, found, node)));
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
    pub(super) fn places(&self, actuals: &[ActualPoint]) -> Option<(usize, usize)> {
        self.within(actuals, 0..self.count)
    }

    /// The lowest and the highest value of all.
    #[must_use]
    pub fn range(&self, actuals: &[ActualPoint]) -> Option<(f64, f64)> {
        let (low, high) = self.places(actuals)?;
        Some((actuals.get(low)?.value, actuals.get(high)?.value))
    }

    /// Whether every value is a whole number.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.whole
    }

    /// The places to be drawn, in order, where the first year stands at the left of the first column
    /// and each column is so many years wide. Columns in which nothing stands divide them into runs.
    pub(super) fn runs(&self, actuals: &[ActualPoint], width: f64) -> Vec<Vec<usize>> {
        let Some(first) = actuals.first() else {
            return Vec::new();
        };
        let origin = f64::from(first.year);
        let column_of = |point: &ActualPoint| ((f64::from(point.year) - origin) / width).floor();
        let mut runs: Vec<Vec<usize>> = Vec::new();
        let mut begin = 0;
        let mut known = f64::NEG_INFINITY;
        while let Some(point) = actuals.get(begin) {
            let column = column_of(point);
            let behind = &actuals[begin..];
            let count = behind.partition_point(|point| column_of(point) <= column);
            let end = begin + count.max(1);
            if column - known > 1.5 {
                runs.push(Vec::new());
            }
            let places = self.within(actuals, begin..end);
            if let (Some(run), Some((low, high))) = (runs.last_mut(), places) {
                run.push(low.min(high));
                if low != high {
                    run.push(low.max(high));
                }
            }
            (known, begin) = (column, end);
        }
        let last = actuals.len() - 1;
        if let Some(run) = runs.first_mut().filter(|run| run.first() != Some(&0)) {
            run.insert(0, 0);
        }
        if let Some(run) = runs.last_mut().filter(|run| run.last() != Some(&last)) {
            run.push(last);
        }
        runs
    }
}

/// Of two pairs of places the lowest and the highest; of equal values the earlier.
fn wider(actuals: &[ActualPoint], a: (u32, u32), b: (u32, u32)) -> (u32, u32) {
    let value = |place: u32| actuals[place as usize].value;
    let low = |a: u32, b: u32| match value(a).total_cmp(&value(b)) {
        std::cmp::Ordering::Less => a,
        std::cmp::Ordering::Greater => b,
        std::cmp::Ordering::Equal => a.min(b),
    };
    let high = |a: u32, b: u32| match value(a).total_cmp(&value(b)) {
        std::cmp::Ordering::Less => b,
        std::cmp::Ordering::Greater => a,
        std::cmp::Ordering::Equal => a.min(b),
    };
    (low(a.0, b.0), high(a.1, b.1))
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
            let runs = extremes.runs(&actuals, width);
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
                let (before, behind) = (pair[0].last().unwrap(), pair[1].first().unwrap());
                prop_assert!(column(*behind) - column(*before) > 1.0);
            }
            let range = extremes.range(&actuals).unwrap();
            let all = actuals.iter().map(|a| a.value);
            let low = all.clone().fold(f64::INFINITY, f64::min);
            let high = all.fold(f64::NEG_INFINITY, f64::max);
            prop_assert!(range.0.total_cmp(&low).is_eq() && range.1.total_cmp(&high).is_eq());
        }
    }

    #[test]
    fn no_values_draw_nothing() {
        let extremes = Extremes::of(&[]);
        assert!(extremes.runs(&[], 1.0).is_empty());
        assert_eq!(extremes.range(&[]), None);
    }
}
