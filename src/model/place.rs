//! The places of a workspace that an edit can change, and what differs between two workspaces.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    Adjustment, Baseline, CumulativeEntry, DeskKey, Edit, IndicatorId, MeasureId, Observation,
    ObservationKey, Plan, PlanId, SeriesId, Settings, WordsKey, Workspace,
};

/// One place of a workspace: what a single edit changes, what two people can disagree about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Place {
    /// The list of plans.
    Plans,
    /// A plan of the workspace's own.
    OwnPlan(PlanId),
    /// Whether the figures are made up.
    Synthetic,
    /// The year judged.
    AsOf,
    /// The base year offered.
    BaseYear,
    /// The limits between grades.
    Limits,
    /// The method that judges.
    Method,
    /// An indicator's own rule.
    OwnRule(IndicatorId),
    /// An indicator's interim targets.
    Interim(IndicatorId),
    /// The grades given to an indicator by hand.
    Judgements(IndicatorId),
    /// The documents that changed an indicator's targets.
    Adjustments(IndicatorId),
    /// How a cumulative series is entered.
    CumulativeEntry(SeriesId),
    /// The baseline of an indicator.
    Baseline(IndicatorId),
    /// The value of a series in a year.
    Observation(ObservationKey),
    /// Whether the value of a series in a year was looked at and found right.
    Confirmed(ObservationKey),
    /// What is said of a measure.
    Measure(MeasureId),
    /// The analyst's words.
    Words(WordsKey),
    /// Whether an indicator has a slide of its own.
    Pinned(IndicatorId),
    /// The name of the workspace in its forms.
    FormsId,
    /// The forms of a unit for a year.
    Desk(DeskKey),
}

impl Edit {
    /// Which place it changes; none for a batch.
    #[must_use]
    pub fn place(&self) -> Option<Place> {
        Some(match self {
            Self::Plans(_) => Place::Plans,
            Self::OwnPlan { plan, .. } => Place::OwnPlan(plan.clone()),
            Self::Synthetic(_) => Place::Synthetic,
            Self::AsOf(_) => Place::AsOf,
            Self::BaseYear(_) => Place::BaseYear,
            Self::Limits(_) => Place::Limits,
            Self::Method(_) => Place::Method,
            Self::OwnRule { indicator, .. } => Place::OwnRule(indicator.clone()),
            Self::Interim { indicator, .. } => Place::Interim(indicator.clone()),
            Self::Judgements { indicator, .. } => Place::Judgements(indicator.clone()),
            Self::Adjustments { indicator, .. } => Place::Adjustments(indicator.clone()),
            Self::Confirm { key, .. } => Place::Confirmed(key.clone()),
            Self::CumulativeEntry { series, .. } => Place::CumulativeEntry(series.clone()),
            Self::Baseline { indicator, .. } => Place::Baseline(indicator.clone()),
            Self::Observation { key, .. } => Place::Observation(key.clone()),
            Self::Measure { measure, .. } => Place::Measure(measure.clone()),
            Self::Words { key, .. } => Place::Words(key.clone()),
            Self::Pin { indicator, .. } => Place::Pinned(indicator.clone()),
            Self::FormsId(_) => Place::FormsId,
            Self::Desk { key, .. } => Place::Desk(key.clone()),
            Self::Batch(_) => return None,
        })
    }

    /// The single edits in it, in order.
    #[must_use]
    pub fn parts(self) -> Vec<Self> {
        match self {
            Self::Batch(edits) => edits.into_iter().flat_map(Self::parts).collect(),
            single => vec![single],
        }
    }

    /// Whether it says the same as another digit by digit: 4.2 is not 4.20.
    #[must_use]
    pub fn is_exactly(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Observation { value: a, .. }, Self::Observation { value: b, .. }) => {
                self == other && same(a.as_ref(), b.as_ref(), same_observation)
            }
            (Self::Baseline { value: a, .. }, Self::Baseline { value: b, .. }) => {
                self == other && same(a.as_ref(), b.as_ref(), same_baseline)
            }
            (Self::OwnPlan { value: a, .. }, Self::OwnPlan { value: b, .. }) => {
                self == other && same(a.as_deref(), b.as_deref(), same_plan)
            }
            (Self::Adjustments { value: a, .. }, Self::Adjustments { value: b, .. }) => {
                self == other && same_adjustments(a, b)
            }
            _ => self == other,
        }
    }
}

/// The edits that make `to` of `from`, one for each place that differs, digit by digit.
#[must_use]
pub fn difference(from: &Workspace, to: &Workspace) -> Vec<Edit> {
    // Named one by one, so that a field that is added cannot be forgotten here.
    let Workspace {
        plans,
        own_plans,
        synthetic,
        settings,
        baselines,
        observations,
        confirmed,
        adjustments,
        judgements,
        measures,
        words,
        forms,
    } = to;
    let mut edits = Vec::new();
    // Before the list that may name them.
    each_difference(&from.own_plans, own_plans, same_plan, |id, value| {
        edits.push(Edit::OwnPlan {
            plan: id.clone(),
            value: value.cloned().map(Box::new),
        });
    });
    if from.plans != *plans {
        edits.push(Edit::Plans(plans.clone()));
    }
    if from.synthetic != *synthetic {
        edits.push(Edit::Synthetic(*synthetic));
    }
    if from.forms.id != forms.id {
        edits.push(Edit::FormsId(forms.id.clone()));
    }
    let desks = (&from.forms.desks, &forms.desks);
    each_difference(desks.0, desks.1, PartialEq::eq, |key, value| {
        edits.push(Edit::Desk {
            key: key.clone(),
            value: value.cloned(),
        });
    });
    settings_difference(&from.settings, settings, &mut edits);
    each_difference(&from.baselines, baselines, same_baseline, |id, value| {
        edits.push(Edit::Baseline {
            indicator: id.clone(),
            value: value.copied(),
        });
    });
    each_difference(
        &from.observations,
        observations,
        same_observation,
        |key, value| {
            edits.push(Edit::Observation {
                key: key.clone(),
                value: value.cloned(),
            });
        },
    );
    each_difference(&from.confirmed, confirmed, PartialEq::eq, |key, value| {
        edits.push(Edit::Confirm {
            key: key.clone(),
            value: value.cloned(),
        });
    });
    let of = (&from.adjustments, adjustments);
    each_difference(
        of.0,
        of.1,
        |a, b| same_adjustments(a, b),
        |id, value| {
            edits.push(Edit::Adjustments {
                indicator: id.clone(),
                value: value.cloned().unwrap_or_default(),
            });
        },
    );
    each_difference(&from.judgements, judgements, PartialEq::eq, |id, value| {
        edits.push(Edit::Judgements {
            indicator: id.clone(),
            value: value.cloned().unwrap_or_default(),
        });
    });
    each_difference(&from.measures, measures, PartialEq::eq, |id, value| {
        edits.push(Edit::Measure {
            measure: id.clone(),
            value: value.cloned().map(Box::new),
        });
    });
    each_difference(&from.words, words, PartialEq::eq, |key, text| {
        edits.push(Edit::Words {
            key: key.clone(),
            text: text.cloned(),
        });
    });
    edits
}

fn settings_difference(from: &Settings, to: &Settings, edits: &mut Vec<Edit>) {
    let Settings {
        as_of,
        base_year,
        method,
        limits,
        own_rules,
        interim,
        cumulative_entry,
        pinned,
    } = to;
    if from.as_of != *as_of {
        edits.push(Edit::AsOf(*as_of));
    }
    if from.base_year != *base_year {
        edits.push(Edit::BaseYear(*base_year));
    }
    if from.limits != *limits {
        edits.push(Edit::Limits(*limits));
    }
    if from.method != *method {
        edits.push(Edit::Method(*method));
    }
    each_difference(&from.own_rules, own_rules, PartialEq::eq, |id, value| {
        edits.push(Edit::OwnRule {
            indicator: id.clone(),
            value: value.cloned(),
        });
    });
    each_difference(&from.interim, interim, PartialEq::eq, |id, value| {
        edits.push(Edit::Interim {
            indicator: id.clone(),
            value: value.cloned().unwrap_or_default(),
        });
    });
    each_difference(
        &from.cumulative_entry,
        cumulative_entry,
        PartialEq::eq,
        |series, entry| {
            edits.push(Edit::CumulativeEntry {
                series: series.clone(),
                entry: entry.copied().unwrap_or(CumulativeEntry::default()),
            });
        },
    );
    for indicator in from.pinned.symmetric_difference(pinned) {
        edits.push(Edit::Pin {
            indicator: indicator.clone(),
            pinned: pinned.contains(indicator),
        });
    }
}

/// Calls `differs` with each key whose value is another in `to`, in the order of the keys.
fn each_difference<K: Ord, V>(
    from: &BTreeMap<K, V>,
    to: &BTreeMap<K, V>,
    same: impl Fn(&V, &V) -> bool,
    mut differs: impl FnMut(&K, Option<&V>),
) {
    for key in from.keys().filter(|key| !to.contains_key(key)) {
        differs(key, None);
    }
    for (key, value) in to {
        if !from.get(key).is_some_and(|before| same(before, value)) {
            differs(key, Some(value));
        }
    }
}

fn same<T>(a: Option<&T>, b: Option<&T>, same: impl Fn(&T, &T) -> bool) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => same(a, b),
        (a, b) => a.is_none() && b.is_none(),
    }
}

/// Digit by digit: 4.2 is not 4.20.
fn same_adjustments(a: &[Adjustment], b: &[Adjustment]) -> bool {
    let scales = |all: &[Adjustment]| -> Vec<Option<u32>> {
        let targets = all.iter().flat_map(|adjustment| &adjustment.targets);
        targets
            .map(|target| target.bound.value().map(|v| v.scale()))
            .collect()
    };
    a == b && scales(a) == scales(b)
}

fn same_baseline(a: &Baseline, b: &Baseline) -> bool {
    a == b && a.value.scale() == b.value.scale()
}

/// Digit by digit: what is printed of a decimal tells 4.2 from 4.20.
fn same_plan(a: &Plan, b: &Plan) -> bool {
    a == b && format!("{a:?}") == format!("{b:?}")
}

fn same_observation(a: &Observation, b: &Observation) -> bool {
    a == b && a.value.scale() == b.value.scale()
}
