//! In and out of spreadsheets: what a clipboard or a file holds, and what its cells mean.
//!
//! [`tsv`] is the text that spreadsheets put on the clipboard and take from it; [`cell`] reads one
//! pasted or imported cell against the unit of its row. [`xlsx`] reads workbooks without trusting
//! them. A [`form`] (填报表) asks a unit for its figures; [`issue`] sends forms out, [`load`] reads
//! what comes back and [`merge`] compares it with the register, says what would change and makes the
//! one edit that changes it. [`desks`] tells who has handed in what and words the text that asks for
//! the rest. [`table`] is all figures as CSV or XLSX, which come back unchanged. [`plan_table`] reads a
//! table of targets as a plan of one's own.
//!
//! Nothing here guesses: what could mean two things is refused with its cell and the reason; and
//! nothing here changes a workspace.

pub mod cell;
pub mod desks;
mod error;
pub mod figure;
pub mod form;
pub mod issue;
pub mod load;
pub mod merge;
pub mod plan_table;
pub mod table;
pub mod tsv;
mod value;
pub mod xlsx;

pub use error::{ExchangeError, ExchangeFault};

use crate::model::{Indicator, Plan, PlanId, Series, SeriesId, Shelf, UnitRegistry, Workspace};

/// What is known when a file is read or written.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// The workspace that files are for.
    pub workspace: &'a Workspace,
    /// Every plan there is.
    pub all_plans: &'a [Plan],
    /// Every series.
    pub series: &'a [Series],
    /// Responsible units and measurement units.
    pub units: &'a UnitRegistry,
    /// Where these come from, and how a plan is written down.
    pub shelf: &'a dyn Shelf,
}

impl<'a> Known<'a> {
    /// A workspace with all that is on a shelf.
    #[must_use]
    pub fn of(workspace: &'a Workspace, shelf: &'a dyn Shelf) -> Self {
        Self {
            workspace,
            all_plans: shelf.plans(),
            series: shelf.series(),
            units: shelf.units(),
            shelf,
        }
    }

    /// The plan of this name, where the workspace follows it.
    #[must_use]
    pub fn plan(&self, id: &PlanId) -> Option<&'a Plan> {
        self.plans().find(|plan| plan.id == *id)
    }

    /// The plan of this name, whether the workspace follows it or not.
    #[must_use]
    pub fn any_plan(&self, id: &PlanId) -> Option<&'a Plan> {
        self.all_plans.iter().find(|plan| plan.id == *id)
    }

    /// The plans that the workspace follows, in its order.
    pub fn plans(&self) -> impl Iterator<Item = &'a Plan> + use<'a> {
        let all = self.all_plans;
        let ids = self.workspace.plans.iter();
        ids.filter_map(move |id| all.iter().find(|plan| plan.id == *id))
    }

    /// The first indicator of the workspace's plans that is measured by a series.
    #[must_use]
    pub fn first_with(&self, series: &SeriesId) -> Option<(&'a Plan, &'a Indicator)> {
        self.plans().find_map(|plan| {
            let indicator = plan.indicators.iter().find(|i| i.series == *series)?;
            Some((plan, indicator))
        })
    }
}
