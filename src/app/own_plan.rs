//! A draft of a plan of a workspace's own held against what that workspace knows: for the window and for
//! the command line alike.

use crate::exchange::plan_table::{Against, DocumentHead, Draft, PlanFault, Reading, Taken};
use crate::model::{
    IndicatorId, Kept, Plan, PlanId, SeriesId, Workspace, holds_for, holds_for_plan, kept_without,
};
use crate::store::Catalog;

/// What a table is held against: what a workspace knows, and the plan that is changed.
#[must_use]
pub fn against<'a>(catalog: &'a Catalog, old: Option<&'a Plan>) -> Against<'a> {
    Against {
        plans: catalog.plans(),
        series: catalog.all_series(),
        units: catalog.units(),
        old,
    }
}

/// A draft with its head, as it was understood.
#[derive(Clone, Copy, Debug)]
pub struct Drafted<'a> {
    /// What is said of the document.
    pub head: &'a DocumentHead,
    /// The table.
    pub draft: &'a Draft,
    /// How it was understood.
    pub reading: &'a Reading,
    /// The plan that is changed; none for a new one.
    pub old: Option<&'a Plan>,
}

impl Drafted<'_> {
    /// The plan that it makes, whole and sound. `built_in` is the catalog without a workspace.
    ///
    /// # Errors
    /// Everything that is not understood, and every breach of the rules for plans.
    pub fn plan(
        &self,
        built_in: &Catalog,
        catalog: &Catalog,
        workspace: &Workspace,
    ) -> Result<Plan, Vec<PlanFault>> {
        let is_plan = |id: &PlanId| catalog.plan(id).is_some();
        let has_figures = |id: &SeriesId| workspace.observations_of(id).next().is_some();
        let has_entries = |id: &IndicatorId| holds_for(workspace, id);
        let is_left = |id: &PlanId| holds_for_plan(workspace, id);
        let taken = Taken {
            plan: &is_plan,
            left: &is_left,
            figures: &has_figures,
            numbers: &has_entries,
        };
        let against = against(catalog, self.old);
        let made = self.reading.plan(self.head, self.draft, &against, taken)?;
        let plan = built_in.standing_alone(made, workspace);
        let faults = built_in.faults_of(&plan);
        if faults.is_empty() {
            return Ok(plan);
        }
        let told = |(field, reason): (String, String)| PlanFault {
            place: row_words(&plan, &field),
            reason,
        };
        Err(faults.into_iter().map(told).collect())
    }
}

/// Where a rule was broken: of a row its number and name.
fn row_words(plan: &Plan, field: &str) -> String {
    let index = field
        .strip_prefix("indicators[")
        .and_then(|rest| rest.split(']').next())
        .and_then(|index| index.parse::<usize>().ok());
    match index.and_then(|index| plan.indicators.get(index)) {
        Some(row) => format!("序号{} {}", row.no, row.name),
        None => field.to_owned(),
    }
}

/// What stays of what was entered for a plan when it goes.
#[must_use]
pub fn kept(catalog: &Catalog, workspace: &Workspace, plan: &Plan) -> Kept {
    let others = workspace.plans.iter().filter(|id| **id != plan.id);
    let others: Vec<&Plan> = others.filter_map(|id| catalog.plan(id)).collect();
    kept_without(workspace, plan, &others)
}
