//! Rows of a table that make up one thing together: the entries of a list in their order, a measure with
//! its milestones, the forms of a unit.

use crate::exchange::figure::Place;
use crate::model::{
    Declined, Desk, Explanation, Issue, MeasureChange, MeasureState, MilestoneState, Receipt,
};

/// Entries in the order of their 次序, else as they stand.
pub(super) struct List<T> {
    entries: Vec<(u32, T)>,
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self {
            entries: Vec::new(),
        }
    }
}

impl<T> List<T> {
    /// One more; without an order it comes after all others.
    pub(super) fn push(&mut self, order: Option<u32>, entry: T) {
        self.entries.push((order.unwrap_or(u32::MAX), entry));
    }

    pub(super) fn any(&self, is_it: impl Fn(&T) -> bool) -> bool {
        self.entries.iter().any(|(_, entry)| is_it(entry))
    }

    pub(super) fn into_vec(mut self) -> Vec<T> {
        self.entries.sort_by_key(|(order, _)| *order);
        self.entries.into_iter().map(|(_, entry)| entry).collect()
    }
}

/// What rows say of a measure.
#[derive(Default)]
pub(super) struct MeasureParts {
    /// The row of 举措进展.
    pub(super) state: Option<MeasureState>,
    pub(super) milestones: List<MilestoneState>,
    pub(super) history: List<MeasureChange>,
}

impl MeasureParts {
    /// All in one; none without the row that says how far it has come.
    pub(super) fn into_state(self) -> Option<MeasureState> {
        let mut state = self.state?;
        state.milestones = self.milestones.into_vec();
        state.history = self.history.into_vec();
        Some(state)
    }
}

/// What rows say of the forms of a unit.
#[derive(Default)]
pub(super) struct DeskParts {
    pub(super) issued: List<Issue>,
    pub(super) received: List<Receipt>,
    pub(super) explained: Vec<(u32, Explanation)>,
    pub(super) declined: List<Declined>,
}

impl DeskParts {
    pub(super) fn into_desk(self) -> Desk {
        Desk {
            issued: self.issued.into_vec(),
            received: self.received.into_vec(),
            explained: self.explained.into_iter().collect(),
            declined: self.declined.into_vec(),
        }
    }
}

/// Something with the place of its first row.
pub(super) struct At<T> {
    pub(super) place: Place,
    pub(super) what: T,
}

impl<T: Default> At<T> {
    pub(super) fn new(place: Place) -> Self {
        Self {
            place,
            what: T::default(),
        }
    }
}
