//! Plans of a workspace's own among those that are built in.
//!
//! A workspace keeps them as they stand in their documents, with the series and units they bring along;
//! what it sees is a [`Catalog`] of both, in which nothing tells one kind from the other.

use std::collections::{BTreeSet, HashSet};

use super::catalog::{Catalog, reported_edits};
use super::error::Problem;
use super::extras;
use super::flaw::Flaw;
use super::{plan_text, rules};
use crate::model::{
    Edit, Plan, PlanId, Series, SeriesId, Shelf, TextFault, Unit, UnitRegistry, Workspace,
};

impl Catalog {
    /// The same with the plans of a workspace's own and the targets that hold in it: what that workspace
    /// sees. A name that is built in
    /// stays what it is.
    #[must_use]
    pub fn for_workspace(&self, workspace: &Workspace) -> Self {
        self.with_own(workspace.own_plans.values())
            .adjusted(&workspace.adjustments)
    }

    pub(super) fn with_own<'a>(&self, plans: impl IntoIterator<Item = &'a Plan>) -> Self {
        let mut catalog = self.clone();
        let mut known: HashSet<PlanId> = catalog.plans.iter().map(|p| p.id.clone()).collect();
        let responsible = catalog.units.responsible.iter();
        let mut units: HashSet<Unit> = responsible.map(|unit| unit.name.clone()).collect();
        for plan in plans {
            if known.insert(plan.id.clone()) {
                catalog.bring_along(plan, &mut units);
                let plan = catalog.known().in_series_units(plan.clone());
                catalog.plans.push(plan);
            }
        }
        catalog
    }

    /// Takes the series and units that a plan of a workspace's own brings along.
    fn bring_along(&mut self, plan: &Plan, known: &mut HashSet<Unit>) {
        for series in &plan.own_series {
            if !self.places.contains_key(&series.id) {
                self.places.insert(series.id.clone(), self.series.len());
                self.series.push(series.clone());
            }
        }
        for unit in &plan.own_units {
            if known.insert(unit.name.clone()) {
                self.units.responsible.push(unit.clone());
            }
        }
        for unit in &plan.own_measurement {
            if self.units.measurement(&unit.name).is_none() {
                self.units.measurement.push(unit.clone());
            }
        }
    }

    /// Takes into a plan the series and units that it names, that are known here and not to `others`.
    pub(super) fn complete(&self, plan: &mut Plan, others: &Self) {
        let rows = plan.all_indicators().map(|row| &row.series);
        let named: BTreeSet<SeriesId> = rows
            .chain(plan.reported.iter().map(|row| &row.series))
            .filter(|id| others.series(id).is_none())
            .cloned()
            .collect();
        for id in named {
            let is_there = plan.own_series.iter().any(|own| own.id == id);
            if let Some(series) = self.series(&id).filter(|_| !is_there) {
                plan.own_series.push(series.clone());
            }
        }
        let registry = self.units();
        for unit in &registry.responsible {
            let is_known = others.units.knows_responsible(&unit.name)
                || plan.own_units.iter().any(|own| own.name == unit.name);
            if !is_known && names_unit(plan, &unit.name) {
                plan.own_units.push(unit.clone());
            }
        }
        for unit in &registry.measurement {
            let is_named = plan.all_indicators().any(|row| row.unit == unit.name)
                || plan.own_series.iter().any(|own| own.unit == unit.name);
            let is_known = others.units.measurement(&unit.name).is_some()
                || plan.own_measurement.iter().any(|own| own.name == unit.name);
            if is_named && !is_known {
                plan.own_measurement.push(unit.clone());
            }
        }
    }

    /// What is wrong with a plan, held against the rules with the series and units it brings along.
    pub(super) fn flaws_of(&self, plan: &Plan) -> Vec<Flaw> {
        let mut with = self.clone();
        let responsible = with.units.responsible.iter();
        let mut units = responsible.map(|unit| unit.name.clone()).collect();
        with.bring_along(plan, &mut units);
        let mut flaws = extras::brought_along(plan, self.known(), with.known());
        flaws.extend(rules::plan(plan, with.known()));
        flaws
    }

    /// A plan with all the series and units embedded that a workspace knows and that are not built in, so
    /// that it stands by itself. This catalog is what is built in.
    #[must_use]
    pub fn standing_alone(&self, mut plan: Plan, workspace: &Workspace) -> Plan {
        self.for_workspace(workspace).complete(&mut plan, self);
        plan
    }

    /// What is wrong with a plan, as the path of the field and the reason; nothing where it is sound.
    #[must_use]
    pub fn faults_of(&self, plan: &Plan) -> Vec<(String, String)> {
        let flaws = self.flaws_of(plan).into_iter();
        flaws.map(|flaw| (flaw.path, flaw.message)).collect()
    }

    /// The change by which a workspace keeps a plan of its own and follows it; where it has one of that
    /// name already, that becomes this one. Figures that the document reports come with it, but never in
    /// the place of one entered.
    #[must_use]
    pub fn keep_own(workspace: &Workspace, plan: &Plan) -> Edit {
        let mut edits = vec![Edit::OwnPlan {
            plan: plan.id.clone(),
            value: Some(Box::new(plan.clone())),
        }];
        if !workspace.plans.contains(&plan.id) {
            let mut plans = workspace.plans.clone();
            plans.push(plan.id.clone());
            edits.push(Edit::Plans(plans));
        }
        edits.extend(reported_edits(workspace, plan));
        Edit::Batch(edits)
    }

    /// The change by which a workspace keeps a plan of its own no longer; none where it has no such one.
    /// What was entered for it stays.
    #[must_use]
    pub fn drop_own(workspace: &Workspace, id: &PlanId) -> Option<Edit> {
        workspace.own_plans.get(id)?;
        let mut plans = workspace.plans.clone();
        plans.retain(|followed| followed != id);
        Some(Edit::Batch(vec![
            Edit::Plans(plans),
            Edit::OwnPlan {
                plan: id.clone(),
                value: None,
            },
        ]))
    }
}

impl Shelf for Catalog {
    fn plans(&self) -> &[Plan] {
        self.plans()
    }

    fn series(&self) -> &[Series] {
        self.all_series()
    }

    fn units(&self) -> &UnitRegistry {
        self.units()
    }

    fn text_of(&self, plan: &Plan) -> String {
        plan_text::of_file(plan)
    }

    fn read(&self, text: &str) -> Result<Plan, Vec<TextFault>> {
        let fault = |column, reason| TextFault { column, reason };
        // What other plans of the workspace bring along is brought along by this one as well.
        let built_in = Self::builtin().map_err(|error| vec![fault(None, error.to_string())])?;
        let plan = built_in.read_plan(text).map_err(|problems| {
            let told = |problem: Problem| {
                let words = match problem.field.as_str() {
                    "" => problem.message,
                    field => format!("{field}：{}", problem.message),
                };
                fault(problem.column, words)
            };
            problems.into_iter().map(told).collect::<Vec<_>>()
        })?;
        match built_in.plan(&plan.id) {
            Some(_) => Err(vec![fault(
                None,
                format!("{} 是内置规划的名字；自建规划请用别的名字", plan.id),
            )]),
            None => Ok(plan),
        }
    }

    fn having(&self, own: &[Plan]) -> Box<dyn Shelf> {
        let mut catalog = self.clone();
        let names: HashSet<&PlanId> = own.iter().map(|plan| &plan.id).collect();
        catalog.plans.retain(|plan| !names.contains(&plan.id));
        Box::new(catalog.with_own(own))
    }
}

/// Whether a plan names a responsible unit anywhere.
fn names_unit(plan: &Plan, unit: &Unit) -> bool {
    let heads = [plan.issuer.as_ref(), plan.lead.as_ref()];
    let themes = plan.themes.iter();
    let themes = themes.flat_map(|theme| theme.lead.iter().chain(&theme.others));
    let rows = plan.all_indicators().flat_map(|row| &row.units);
    let measures = plan.measures.iter().flat_map(|measure| &measure.units);
    let mut all = heads
        .into_iter()
        .flatten()
        .chain(themes)
        .chain(rows)
        .chain(measures);
    all.any(|named| named == unit)
}
