//! How many actuals have been entered of each year, kept up to date change by change.

use std::collections::{BTreeMap, HashMap};

use crate::model::{Edit, Observation, ObservationKey, Workspace, Year};

/// How many actuals have been entered of each year; those that came with a document do not count.
#[derive(Debug, Default)]
pub struct ObservedYears(BTreeMap<Year, usize>);

impl ObservedYears {
    /// Counts those of a workspace.
    #[must_use]
    pub fn of(workspace: &Workspace) -> Self {
        let mut years = BTreeMap::new();
        let entered = workspace.observations.iter();
        for (key, _) in entered.filter(|(_, observation)| observation.is_entered()) {
            *years.entry(key.year).or_default() += 1;
        }
        Self(years)
    }

    /// Counts again what a change has touched; `inverse` leads back.
    pub fn follow(&mut self, inverse: &Edit, workspace: &Workspace) {
        // An inverse goes backwards: what it names last was there first.
        let mut before: HashMap<&ObservationKey, bool> = HashMap::new();
        for leaf in inverse.leaves() {
            if let Edit::Observation { key, value } = leaf {
                let was_entered = value.as_ref().is_some_and(Observation::is_entered);
                before.insert(key, was_entered);
            }
        }
        for (key, was_there) in before {
            let now = workspace.observations.get(key);
            let is_there = now.is_some_and(Observation::is_entered);
            let count = self.0.entry(key.year).or_default();
            match (was_there, is_there) {
                (false, true) => *count += 1,
                (true, false) => *count = count.saturating_sub(1),
                _ => {}
            }
            if *count == 0 {
                self.0.remove(&key.year);
            }
        }
    }

    /// The last year up to `now` that has any.
    #[must_use]
    pub fn last(&self, now: Year) -> Option<Year> {
        self.0.range(..=now).next_back().map(|(year, _)| *year)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{FROM_DOCUMENT, SeriesId, Status};
    use proptest::prelude::*;

    fn entered(series: &str, year: Year, is_there: bool, by: &str) -> Edit {
        let observation = Observation {
            value: 1.into(),
            status: Status::Flash,
            source: String::new(),
            note: String::new(),
            by: by.to_owned(),
            at: None,
        };
        Edit::Observation {
            key: ObservationKey {
                series: SeriesId(series.to_owned()),
                year,
            },
            value: is_there.then_some(observation),
        }
    }

    proptest! {
        #[test]
        fn the_last_year_is_what_a_look_at_every_figure_gives(
            batches in prop::collection::vec(
                prop::collection::vec(("[ab]", 2020..2026i32, any::<bool>(), any::<bool>()), 1..4),
                1..12,
            )
        ) {
            let mut workspace = Workspace::default();
            let mut observed = ObservedYears::of(&workspace);
            for batch in batches {
                let edits = batch
                    .iter()
                    .map(|(series, year, is_there, came_along)| {
                        let by = if *came_along { FROM_DOCUMENT } else { "" };
                        entered(series, *year, *is_there, by)
                    })
                    .collect();
                let inverse = Edit::Batch(edits).apply(&mut workspace);
                observed.follow(&inverse, &workspace);
                for now in [2021, 2023, 2026] {
                    prop_assert_eq!(observed.last(now), workspace.last_observed_year(now));
                }
            }
        }
    }
}
