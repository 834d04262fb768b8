//! What of the derived figures a change of the workspace can touch, so that only that is derived anew.
//!
//! It errs on the side of too much: what is not known to touch a single indicator touches them all. A
//! board refreshed by it equals one made afresh, and a test holds random changes to that.

use std::collections::BTreeSet;

use crate::model::{Edit, Indicator, IndicatorId, ObservationKey, Plan, SeriesId};

/// What a change can touch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Affected {
    everything: bool,
    indicators: BTreeSet<IndicatorId>,
    series: BTreeSet<SeriesId>,
    cells: BTreeSet<ObservationKey>,
}

impl Affected {
    /// All there is.
    #[must_use]
    pub fn everything() -> Self {
        Self {
            everything: true,
            ..Self::default()
        }
    }

    /// What this edit, or the one that undoes it, can touch: both name the same places.
    #[must_use]
    pub fn by(edit: &Edit) -> Self {
        let mut affected = Self::default();
        affected.add(edit);
        affected
    }

    fn add(&mut self, edit: &Edit) {
        match edit {
            Edit::Observation { key, .. } => {
                self.series.insert(key.series.clone());
                self.cells.insert(key.clone());
            }
            Edit::CumulativeEntry { series, .. } => {
                self.series.insert(series.clone());
            }
            Edit::Baseline { indicator, .. }
            | Edit::OwnRule { indicator, .. }
            | Edit::Interim { indicator, .. }
            | Edit::Judgements { indicator, .. } => {
                self.indicators.insert(indicator.clone());
            }
            Edit::Batch(edits) => edits.iter().for_each(|edit| self.add(edit)),
            // No grade and no chart depends on these.
            Edit::Confirm { .. }
            | Edit::Measure { .. }
            | Edit::Words { .. }
            | Edit::Pin { .. }
            | Edit::FormsId(_)
            | Edit::Desk { .. } => {}
            Edit::Plans(_)
            | Edit::OwnPlan { .. }
            | Edit::Synthetic(_)
            | Edit::AsOf(_)
            | Edit::BaseYear(_)
            | Edit::Limits(_)
            | Edit::Method(_) => self.everything = true,
        }
    }

    /// Whether nothing short of everything is certain.
    #[must_use]
    pub fn is_everything(&self) -> bool {
        self.everything
    }

    /// Whether it can touch this indicator.
    #[must_use]
    pub fn touches(&self, plan: &Plan, indicator: &Indicator) -> bool {
        self.everything
            || self.series.contains(&indicator.series)
            || (!self.indicators.is_empty() && self.indicators.contains(&plan.id_of(indicator)))
    }

    /// The cells of the register it can touch.
    pub fn cells(&self) -> impl Iterator<Item = &ObservationKey> {
        self.cells.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::survey::Survey;
    use crate::app::{Board, Document, demo};
    use crate::model::{
        Baseline, CumulativeEntry, Decimal, InterimTarget, Limits, Method, Observation, Origin,
        OwnRule, Signature, Year,
    };
    use crate::store::{Catalog, default_plan};

    /// The same numbers at every run (Marsaglia's xorshift).
    struct Random(u64);

    impl Random {
        fn below(&mut self, most: usize) -> usize {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            usize::try_from(self.0 >> 33).unwrap() % most
        }

        fn year(&mut self) -> Year {
            2018 + Year::try_from(self.below(14)).unwrap()
        }

        fn value(&mut self) -> Decimal {
            Decimal::new(i64::try_from(self.below(1_000_000)).unwrap(), 1)
        }
    }

    fn observation(random: &mut Random, document: &Document) -> Option<Observation> {
        let some = document.workspace().observations.values().next().cloned();
        some.filter(|_| random.below(4) > 0)
            .map(|some| Observation {
                value: random.value(),
                ..some
            })
    }

    fn any_edit(random: &mut Random, document: &Document, plan: &Plan) -> Edit {
        let row = &plan.indicators[random.below(plan.indicators.len())];
        let (indicator, series) = (plan.id_of(row), row.series.clone());
        match random.below(14) {
            0..6 => Edit::Observation {
                key: ObservationKey {
                    series,
                    year: random.year(),
                },
                value: observation(random, document),
            },
            6 | 7 => Edit::Baseline {
                indicator,
                value: (random.below(3) > 0).then(|| Baseline {
                    year: random.year(),
                    value: random.value(),
                }),
            },
            8 => Edit::OwnRule {
                indicator,
                value: (random.below(3) > 0).then(|| OwnRule {
                    method: Method::ALL[random.below(6)],
                    limits: None,
                    reason: "试".to_owned(),
                    by: String::new(),
                    at: None,
                }),
            },
            9 => Edit::Interim {
                indicator,
                value: vec![InterimTarget {
                    year: 2026,
                    value: random.value(),
                    source: "别的规划".to_owned(),
                }],
            },
            10 => {
                let sums = plan
                    .indicators
                    .iter()
                    .filter(|i| i.kind == crate::model::Kind::Cumulative);
                let sums: Vec<_> = sums.map(|i| i.series.clone()).collect();
                Edit::CumulativeEntry {
                    series: sums[random.below(sums.len())].clone(),
                    entry: [CumulativeEntry::Annual, CumulativeEntry::Running][random.below(2)],
                }
            }
            11 => Edit::AsOf([None, Some(random.year())][random.below(2)]),
            12 => Edit::Limits(
                Limits::parse(["1.1,0.9,0.5", "1.05,0.95,0.6"][random.below(2)]).unwrap(),
            ),
            _ => Edit::Batch(vec![
                any_edit(random, document, plan),
                any_edit(random, document, plan),
            ]),
        }
    }

    #[test]
    fn a_board_refreshed_after_any_change_equals_one_made_afresh() {
        let catalog = Catalog::builtin().unwrap();
        let plan = catalog.plan(&default_plan()).unwrap();
        let mut document = Document::new(demo::workspace(plan), None, &catalog, 2026);
        let signature = Signature {
            by: String::new(),
            at: chrono::NaiveDateTime::default(),
            origin: Origin::Typed,
        };
        let mut random = Random(0x9E37_79B9_7F4A_7C15);
        for count in 0..120 {
            let told = if random.below(6) == 0 {
                format!("undo {:?}", document.undo(&signature, &catalog))
            } else {
                let edit = any_edit(&mut random, &document, plan);
                document.edit(edit.clone(), &signature, &catalog);
                format!("{edit:?}")
            };
            let mut afresh = Board::new(document.workspace(), plan, document.year());
            afresh.add_other_targets(plan, document.survey().lines());
            let refreshed = format!("{:?}", document.board().unwrap());
            assert!(refreshed == format!("{afresh:?}"), "{count}: {told}");
            let survey = Survey::new(document.workspace(), &catalog, document.boards());
            let refreshed = format!("{:?}", document.survey());
            assert!(refreshed == format!("{survey:?}"), "{count}: {told}");
        }
    }

    #[test]
    fn an_edit_of_one_figure_touches_one_indicator() {
        let catalog = Catalog::builtin().unwrap();
        let plan = catalog.plan(&default_plan()).unwrap();
        let row = &plan.indicators[14];
        let edit = Edit::Observation {
            key: ObservationKey {
                series: row.series.clone(),
                year: 2025,
            },
            value: None,
        };
        let affected = Affected::by(&edit);
        let touched = plan.indicators.iter().filter(|i| affected.touches(plan, i));
        assert_eq!(touched.map(|i| i.no).collect::<Vec<_>>(), [15]);
        assert!(Affected::by(&Edit::Batch(vec![edit, Edit::AsOf(None)])).is_everything());
    }
}
