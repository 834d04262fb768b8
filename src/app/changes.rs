//! Which figures differ from what they were when the workspace was opened, and which no file holds.

use std::collections::HashMap;

use crate::model::{Baseline, Edit, IndicatorId, Observation, ObservationKey, SeriesId, Workspace};

/// A figure: an actual or a baseline.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Figure {
    Actual(ObservationKey),
    Baseline(IndicatorId),
}

/// What a figure was before it was touched.
#[derive(Clone, Debug)]
enum Before {
    Actual(Option<Observation>),
    Baseline(Option<Baseline>),
}

/// The figures touched, with what they were; a figure that is again what it was is not changed.
#[derive(Debug, Default)]
pub struct Changes {
    opened: Touched,
    unsaved: Touched,
    /// Touches that no file is known to hold, oldest first, with the revision they led to.
    recent: Vec<(u64, Figure, Before)>,
}

#[derive(Debug, Default)]
struct Touched {
    before: HashMap<Figure, Before>,
    /// How many figures of a series differ.
    series: HashMap<SeriesId, usize>,
}

impl Changes {
    /// Notes what a change has touched. `inverse` leads back to what was before; `revision` is that
    /// after the change.
    pub fn follow(&mut self, inverse: &Edit, workspace: &Workspace, revision: u64) {
        for leaf in inverse.leaves() {
            let (figure, before) = match leaf {
                Edit::Observation { key, value } => {
                    (Figure::Actual(key.clone()), Before::Actual(value.clone()))
                }
                Edit::Baseline { indicator, value } => (
                    Figure::Baseline(indicator.clone()),
                    Before::Baseline(*value),
                ),
                _ => continue,
            };
            self.opened.touch(&figure, &before, workspace);
            self.unsaved.touch(&figure, &before, workspace);
            self.recent.push((revision, figure, before));
        }
    }

    /// Notes that a file holds the workspace as it was at `revision`.
    pub fn saved(&mut self, revision: u64, workspace: &Workspace) {
        self.recent.retain(|(at, _, _)| *at > revision);
        self.unsaved = Touched::default();
        for (_, figure, before) in &self.recent {
            self.unsaved.touch(figure, before, workspace);
        }
    }

    /// Whether an actual of this series or the baseline of this indicator differs from what was opened.
    #[must_use]
    pub fn since_opened(&self, series: &SeriesId, indicator: &IndicatorId) -> bool {
        self.opened.differs(series, indicator)
    }

    /// The same, from what was last saved.
    #[must_use]
    pub fn since_saved(&self, series: &SeriesId, indicator: &IndicatorId) -> bool {
        self.unsaved.differs(series, indicator)
    }
}

impl Touched {
    fn touch(&mut self, figure: &Figure, before: &Before, workspace: &Workspace) {
        use std::collections::hash_map::Entry;
        let is_as_before = match self.before.entry(figure.clone()) {
            Entry::Occupied(known) => {
                let is_same = is_now(figure, known.get(), workspace);
                if is_same {
                    known.remove();
                    self.count(figure, false);
                }
                return;
            }
            Entry::Vacant(free) => {
                let is_same = is_now(figure, before, workspace);
                if !is_same {
                    free.insert(before.clone());
                }
                is_same
            }
        };
        if !is_as_before {
            self.count(figure, true);
        }
    }

    fn count(&mut self, figure: &Figure, more: bool) {
        let Figure::Actual(key) = figure else {
            return;
        };
        let count = self.series.entry(key.series.clone()).or_default();
        *count = if more {
            *count + 1
        } else {
            count.saturating_sub(1)
        };
        if *count == 0 {
            self.series.remove(&key.series);
        }
    }

    fn differs(&self, series: &SeriesId, indicator: &IndicatorId) -> bool {
        if self.before.is_empty() {
            return false;
        }
        self.series.contains_key(series)
            || self
                .before
                .contains_key(&Figure::Baseline(indicator.clone()))
    }
}

/// Whether a figure is again what it was, digit by digit.
fn is_now(figure: &Figure, before: &Before, workspace: &Workspace) -> bool {
    match (figure, before) {
        (Figure::Actual(key), Before::Actual(before)) => {
            let now = workspace.observations.get(key);
            now == before.as_ref()
                && now.map(|o| o.value.scale()) == before.as_ref().map(|o| o.value.scale())
        }
        (Figure::Baseline(id), Before::Baseline(before)) => {
            let now = workspace.baselines.get(id);
            now == before.as_ref()
                && now.map(|b| b.value.scale()) == before.map(|b| b.value.scale())
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{PlanId, Status};

    fn indicator() -> IndicatorId {
        IndicatorId::new(&PlanId("p".to_owned()), 1)
    }

    fn series() -> SeriesId {
        SeriesId("s".to_owned())
    }

    fn entered(year: i32, value: &str) -> Edit {
        Edit::Observation {
            key: ObservationKey {
                series: series(),
                year,
            },
            value: Some(Observation {
                value: value.parse().unwrap(),
                status: Status::Flash,
                source: String::new(),
                note: String::new(),
                by: String::new(),
                at: None,
            }),
        }
    }

    fn base(value: i64) -> Edit {
        Edit::Baseline {
            indicator: indicator(),
            value: Some(Baseline {
                year: 2023,
                value: value.into(),
            }),
        }
    }

    #[derive(Default)]
    struct Kept {
        workspace: Workspace,
        changes: Changes,
        revision: u64,
    }

    impl Kept {
        fn edit(&mut self, edit: Edit) -> Edit {
            let inverse = edit.apply(&mut self.workspace);
            self.revision += 1;
            self.changes
                .follow(&inverse, &self.workspace, self.revision);
            inverse
        }

        fn differs(&self) -> (bool, bool) {
            (
                self.changes.since_opened(&series(), &indicator()),
                self.changes.since_saved(&series(), &indicator()),
            )
        }
    }

    #[test]
    fn a_figure_that_is_again_what_it_was_is_not_changed() {
        let mut kept = Kept::default();
        assert_eq!(kept.differs(), (false, false));
        let back = kept.edit(entered(2024, "4.2"));
        assert_eq!(kept.differs(), (true, true));
        kept.edit(back);
        assert_eq!(kept.differs(), (false, false));
        kept.edit(entered(2024, "4.2"));
        kept.edit(entered(2025, "5"));
        kept.edit(Edit::Observation {
            key: ObservationKey {
                series: series(),
                year: 2025,
            },
            value: None,
        });
        assert_eq!(kept.differs(), (true, true));
    }

    #[test]
    fn another_number_of_decimals_is_a_change() {
        let mut kept = Kept::default();
        kept.edit(entered(2024, "4.2"));
        kept.changes.saved(1, &kept.workspace);
        kept.edit(entered(2024, "4.20"));
        assert_eq!(kept.differs(), (true, true));
    }

    #[test]
    fn a_save_settles_what_was_changed_before_it_and_nothing_later() {
        let mut kept = Kept::default();
        kept.edit(base(1));
        let at = kept.revision;
        kept.edit(base(2));
        kept.changes.saved(at, &kept.workspace);
        assert_eq!(kept.differs(), (true, true));
        kept.edit(base(1));
        assert_eq!(kept.differs(), (true, false), "again what the file holds");
        kept.edit(base(3));
        kept.changes.saved(kept.revision, &kept.workspace);
        assert_eq!(kept.differs(), (true, false));
    }
}
