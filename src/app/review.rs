//! The doubts about entered values, kept up to date change by change.
//!
//! A change of one cell looks at the values of its series alone, whatever the size of the workspace.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::assess::doubt::{self, Doubt, Measure};
use crate::model::{
    Confirmation, Decimal, Edit, ObservationKey, PlanId, SeriesId, Workspace, Year,
};
use crate::store::Catalog;

/// All doubts of a workspace.
#[derive(Debug, Default)]
pub struct Review {
    plans: Vec<PlanId>,
    /// The indicator against which the values of a series are held, by its place in its plan: the first
    /// that follows it.
    judged_as: HashMap<SeriesId, (PlanId, usize)>,
    cells: BTreeMap<ObservationKey, Doubtful>,
    /// How many doubts of a series are not confirmed; none is left out.
    open: HashMap<SeriesId, usize>,
}

/// A value that looks like a slip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubtful {
    /// Why, the gravest first.
    pub doubts: Vec<Doubt>,
    /// Whether the analyst has confirmed it.
    pub is_confirmed: bool,
}

impl Doubtful {
    /// The confirmation of these doubts of this value.
    #[must_use]
    pub fn confirmation(&self, value: Decimal) -> Confirmation {
        Confirmation {
            value,
            doubts: self.doubts.iter().map(|doubt| doubt.kind).collect(),
        }
    }

    /// All reasons in one text.
    #[must_use]
    pub fn reasons(&self) -> String {
        let reasons: Vec<&str> = self.doubts.iter().map(|d| d.reason.as_str()).collect();
        reasons.join("；")
    }
}

impl Review {
    /// Looks at every value of a workspace.
    #[must_use]
    pub fn new(workspace: &Workspace, catalog: &Catalog) -> Self {
        let mut review = Self {
            plans: workspace.plans.clone(),
            ..Self::default()
        };
        for plan in workspace.plans.iter().filter_map(|id| catalog.plan(id)) {
            for (index, indicator) in plan.indicators.iter().enumerate() {
                review
                    .judged_as
                    .entry(indicator.series.clone())
                    .or_insert_with(|| (plan.id.clone(), index));
            }
        }
        let series: Vec<SeriesId> = review.judged_as.keys().cloned().collect();
        for series in &series {
            review.look_at(series, workspace, catalog);
        }
        review
    }

    /// Looks again at what a change has touched; `change` is the edit or its inverse.
    pub fn follow(&mut self, change: &Edit, workspace: &Workspace, catalog: &Catalog) {
        if self.plans != workspace.plans || change.changes_plans() {
            *self = Self::new(workspace, catalog);
            return;
        }
        let mut touched: BTreeSet<SeriesId> = BTreeSet::new();
        for leaf in change.leaves() {
            match leaf {
                Edit::Observation { key, .. } | Edit::Confirm { key, .. } => {
                    touched.insert(key.series.clone());
                }
                Edit::CumulativeEntry { series, .. } => {
                    touched.insert(series.clone());
                }
                Edit::Baseline { indicator, .. } => {
                    let found = catalog.find_indicator(indicator);
                    touched.extend(found.map(|(_, indicator)| indicator.series.clone()));
                }
                _ => {}
            }
        }
        for series in &touched {
            self.look_at(series, workspace, catalog);
        }
    }

    /// The doubts about a value, confirmed ones too.
    #[must_use]
    pub fn of(&self, key: &ObservationKey) -> Option<&Doubtful> {
        self.cells.get(key)
    }

    /// Whether a value is doubted and not confirmed.
    #[must_use]
    pub fn is_open(&self, series: &SeriesId, year: Year) -> bool {
        self.is_any_open(series)
            && self
                .of(&ObservationKey {
                    series: series.clone(),
                    year,
                })
                .is_some_and(|doubtful| !doubtful.is_confirmed)
    }

    /// Whether any value of a series is doubted and not confirmed.
    #[must_use]
    pub fn is_any_open(&self, series: &SeriesId) -> bool {
        self.open.contains_key(series)
    }

    /// How many values are doubted and not confirmed.
    #[must_use]
    pub fn count(&self) -> usize {
        self.open.values().sum()
    }

    fn look_at(&mut self, series: &SeriesId, workspace: &Workspace, catalog: &Catalog) {
        let years = |year| ObservationKey {
            series: series.clone(),
            year,
        };
        let old: Vec<ObservationKey> = self
            .cells
            .range(years(Year::MIN)..=years(Year::MAX))
            .map(|(key, _)| key.clone())
            .collect();
        for key in old {
            self.cells.remove(&key);
        }
        self.open.remove(series);
        // A series that no plan of this workspace follows is not shown anywhere.
        let Some((plan, indicator)) = self.judged_as.get(series).and_then(|(plan, index)| {
            let plan = catalog.plan(plan)?;
            Some((plan, plan.indicators.get(*index)?))
        }) else {
            return;
        };
        let values: BTreeMap<Year, Decimal> = workspace
            .observations_of(series)
            .map(|(year, observation)| (year, observation.value))
            .collect();
        let id = plan.id_of(indicator);
        let measure = Measure::of(workspace, &id, indicator, catalog.units());
        let mut open = 0;
        for (year, doubts) in doubt::doubts(&values, &measure) {
            let key = years(year);
            let kinds = doubts.iter().map(|doubt| doubt.kind);
            let is_confirmed = workspace
                .confirmed
                .get(&key)
                .is_some_and(|confirmed| confirmed.covers(values[&year], kinds));
            open += usize::from(!is_confirmed);
            self.cells.insert(
                key,
                Doubtful {
                    doubts,
                    is_confirmed,
                },
            );
        }
        if open > 0 {
            self.open.insert(series.clone(), open);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::demo;
    use crate::model::{Baseline, DoubtKind, IndicatorId, Observation, Status};
    use crate::store::default_plan;
    use proptest::prelude::*;

    fn series() -> SeriesId {
        SeriesId("financial-value-added".to_owned())
    }

    fn key(year: Year) -> ObservationKey {
        ObservationKey {
            series: series(),
            year,
        }
    }

    fn entered(year: Year, value: i64) -> Edit {
        Edit::Observation {
            key: key(year),
            value: Some(Observation {
                value: value.into(),
                status: Status::Flash,
                source: String::new(),
                note: String::new(),
                by: String::new(),
                at: None,
            }),
        }
    }

    struct Kept {
        workspace: Workspace,
        catalog: Catalog,
        review: Review,
    }

    impl Kept {
        fn new() -> Self {
            let catalog = Catalog::builtin().unwrap();
            let workspace = Workspace::new(vec![default_plan()]);
            Self {
                review: Review::new(&workspace, &catalog),
                workspace,
                catalog,
            }
        }

        fn edit(&mut self, edit: Edit) -> Edit {
            let inverse = edit.apply(&mut self.workspace);
            self.review.follow(&inverse, &self.workspace, &self.catalog);
            inverse
        }

        fn confirm(&mut self, year: Year) {
            let doubtful = self.review.of(&key(year)).unwrap();
            let value = self.workspace.observation(&series(), year).unwrap().value;
            let value = Some(doubtful.confirmation(value));
            self.edit(Edit::Confirm {
                key: key(year),
                value,
            });
        }
    }

    #[test]
    fn a_confirmation_holds_for_the_value_confirmed_alone() {
        let mut kept = Kept::new();
        kept.edit(entered(2024, 2562));
        kept.edit(entered(2025, 27020));
        assert_eq!(kept.review.count(), 1);
        kept.confirm(2025);
        assert_eq!(kept.review.count(), 0);
        assert!(kept.review.of(&key(2025)).unwrap().is_confirmed);
        let inverse = kept.edit(entered(2025, 27021));
        assert_eq!(kept.review.count(), 1, "a new value asks again");
        kept.edit(inverse);
        assert_eq!(kept.review.count(), 0, "the value confirmed is back");
        // The same value, but now the same as last year's besides.
        kept.edit(entered(2024, 27020));
        assert!(kept.review.is_open(&series(), 2025));
    }

    #[test]
    fn a_corrected_earlier_value_settles_the_later_one() {
        let mut kept = Kept::new();
        kept.edit(entered(2024, 256));
        kept.edit(entered(2025, 2701));
        assert!(kept.review.is_open(&series(), 2025));
        kept.edit(entered(2024, 2562));
        assert_eq!(kept.review.count(), 0);
        let id = IndicatorId::new(&default_plan(), 15);
        kept.edit(Edit::Baseline {
            indicator: id,
            value: Some(Baseline {
                year: 2023,
                value: 24.into(),
            }),
        });
        assert_eq!(
            kept.review.of(&key(2024)).unwrap().doubts[0].kind,
            DoubtKind::Jump
        );
    }

    #[test]
    fn the_demonstration_is_looked_at_whole() {
        let catalog = Catalog::builtin().unwrap();
        let workspace = demo::workspace(catalog.plan(&default_plan()).unwrap());
        let review = Review::new(&workspace, &catalog);
        let open = review.cells.values().filter(|d| !d.is_confirmed).count();
        assert_eq!(review.count(), open);
        for (key, doubtful) in &review.cells {
            assert!(workspace.observations.contains_key(key), "{key:?}");
            assert!(!doubtful.reasons().is_empty());
        }
    }

    proptest! {
        #[test]
        fn what_is_followed_is_what_a_fresh_look_finds(
            steps in prop::collection::vec((2022..2027i32, prop::option::of(0..4u32)), 1..20)
        ) {
            let mut kept = Kept::new();
            for (year, size) in steps {
                match size {
                    Some(size) => kept.edit(entered(year, 7 * 10i64.pow(size))),
                    None => kept.edit(Edit::Observation { key: key(year), value: None }),
                };
            }
            let fresh = Review::new(&kept.workspace, &kept.catalog);
            prop_assert_eq!(&kept.review.cells, &fresh.cells);
            prop_assert_eq!(&kept.review.open, &fresh.open);
        }
    }
}
