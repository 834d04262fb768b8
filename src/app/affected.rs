//! What of the derived figures a change of the workspace can touch, so that only that is derived anew.
//!
//! It errs on the side of too much: what is not known to touch a single indicator touches them all.
//! What is refreshed by it equals what is made afresh, and a test holds random changes to that.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::board::Board;
use crate::model::{Edit, IndicatorId, MeasureId, ObservationKey, Plan, PlanId, SeriesId};

/// What a change can touch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Affected {
    everything: bool,
    documents: bool,
    indicators: BTreeSet<IndicatorId>,
    series: BTreeSet<SeriesId>,
    cells: BTreeSet<ObservationKey>,
    /// Series of which a doubt has been confirmed, or is open again.
    confirmed: BTreeSet<SeriesId>,
    measures: BTreeSet<MeasureId>,
    /// Whether the register of forms can be another.
    desks: bool,
}

impl Affected {
    /// All there is.
    #[must_use]
    pub fn everything() -> Self {
        Self {
            everything: true,
            documents: true,
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
            Edit::Confirm { key, .. } => {
                self.confirmed.insert(key.series.clone());
            }
            Edit::Measure { measure, .. } => {
                self.measures.insert(measure.clone());
            }
            Edit::Desk { .. } => self.desks = true,
            Edit::Words { .. } | Edit::Pin { .. } | Edit::FormsId(_) => {}
            Edit::AsOf(_) | Edit::BaseYear(_) | Edit::Limits(_) | Edit::Method(_) => {
                self.everything = true;
            }
            Edit::Plans(_)
            | Edit::OwnPlan { .. }
            | Edit::Adjustments { .. }
            | Edit::Synthetic(_) => {
                self.everything = true;
                self.documents = true;
            }
        }
    }

    /// Whether nothing short of everything is certain.
    #[must_use]
    pub fn is_everything(&self) -> bool {
        self.everything
    }

    /// Whether the documents themselves may be others.
    #[must_use]
    pub fn is_of_documents(&self) -> bool {
        self.documents
    }

    /// Whether the register of forms can be another.
    #[must_use]
    pub fn is_of_desks(&self) -> bool {
        self.desks
    }

    /// The cells of the register it can touch.
    pub fn cells(&self) -> impl Iterator<Item = &ObservationKey> {
        self.cells.iter()
    }

    /// The measures it can touch.
    pub fn measures(&self) -> impl Iterator<Item = &MeasureId> {
        self.measures.iter()
    }
}

/// Rows by the place of their board; places in a board's text count on behind its table.
pub type Touched = BTreeMap<usize, BTreeSet<usize>>;

/// What a change has touched.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// Whether everything was derived anew.
    pub everything: bool,
    /// Rows whose figures were derived anew.
    pub rows: Touched,
    /// Rows about whose values there may be other doubts.
    pub doubted: Touched,
    /// Whether the register of forms may be another.
    pub desks: bool,
}

/// Which rows of which boards hang on a plan or a series: known once for the plans followed.
#[derive(Clone, Default)]
pub struct Reach {
    boards: HashMap<PlanId, Vec<usize>>,
    series: HashMap<SeriesId, Vec<(usize, usize)>>,
}

impl std::fmt::Debug for Reach {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Its maps have no order that could be compared.
        f.debug_struct("Reach").finish_non_exhaustive()
    }
}

impl Reach {
    /// Looks at the plans of the boards, in the order of the boards.
    #[must_use]
    pub fn of<'a>(plans: impl IntoIterator<Item = &'a Plan>) -> Self {
        let mut reach = Self::default();
        for (board, plan) in plans.into_iter().enumerate() {
            let boards = reach.boards.entry(plan.id.clone());
            boards.or_default().push(board);
            for (place, indicator) in plan.all_indicators().enumerate() {
                let rows = reach.series.entry(indicator.series.clone());
                rows.or_default().push((board, place));
            }
        }
        reach
    }

    /// The rows whose figures a change can touch.
    #[must_use]
    pub fn rows(&self, affected: &Affected, boards: &[Board]) -> Touched {
        let mut touched = Touched::new();
        for id in &affected.indicators {
            for (board, place) in self.rows_of(id, boards) {
                touched.entry(board).or_default().insert(place);
            }
        }
        self.add_series(&mut touched, &affected.series);
        touched
    }

    /// The rows about whose values a change can raise or settle doubts: a baseline is held against all
    /// values of its series, whichever plan's row shows them.
    #[must_use]
    pub fn doubted(&self, affected: &Affected, boards: &[Board], plans: &[&Plan]) -> Touched {
        let mut touched = Touched::new();
        let mut series: BTreeSet<SeriesId> = BTreeSet::new();
        for id in &affected.indicators {
            for (board, place) in self.rows_of(id, boards) {
                let indicator = plans.get(board).and_then(|p| p.all_indicators().nth(place));
                series.extend(indicator.map(|indicator| indicator.series.clone()));
            }
        }
        self.add_series(&mut touched, &series);
        self.add_series(&mut touched, &affected.series);
        self.add_series(&mut touched, &affected.confirmed);
        touched
    }

    fn rows_of(&self, id: &IndicatorId, boards: &[Board]) -> impl Iterator<Item = (usize, usize)> {
        let of_plan = self.boards.get(&id.plan).into_iter().flatten();
        of_plan.filter_map(|board| Some((*board, boards.get(*board)?.place(id.no)?)))
    }

    fn add_series(&self, touched: &mut Touched, series: &BTreeSet<SeriesId>) {
        let rows = series.iter().filter_map(|series| self.series.get(series));
        for (board, place) in rows.flatten() {
            touched.entry(*board).or_default().insert(*place);
        }
    }
}

#[cfg(test)]
mod tests;
