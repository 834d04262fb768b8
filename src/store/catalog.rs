//! What is built in: plans, series, units. Compiled in, so that the program needs no folder beside it.

use std::collections::HashMap;
use std::path::Path;
use std::sync::OnceLock;

use serde::de::DeserializeOwned;

use super::error::{Problem, StoreError};
use super::flaw::{Flaw, in_file, located};
use super::parse::parse;
use super::rules::{self, Known};
use crate::model::{
    Edit, FROM_DOCUMENT, Indicator, IndicatorId, Observation, ObservationKey, Plan, PlanId, Series,
    SeriesId, Status, UnitRegistry, Workspace,
};

/// A file that is compiled in: its name in the repository, and its text.
type BuiltIn = (&'static str, &'static str);

const PLANS: [BuiltIn; 6] = [
    (
        "data/plans/hz-2024-75.ron",
        include_str!("../../data/plans/hz-2024-75.ron"),
    ),
    (
        "data/plans/hz-2024-75-draft.ron",
        include_str!("../../data/plans/hz-2024-75-draft.ron"),
    ),
    (
        "data/plans/hz-2016-125.ron",
        include_str!("../../data/plans/hz-2016-125.ron"),
    ),
    (
        "data/plans/hz-2023-opening.ron",
        include_str!("../../data/plans/hz-2023-opening.ron"),
    ),
    (
        "data/plans/hz-2024-trade.ron",
        include_str!("../../data/plans/hz-2024-trade.ron"),
    ),
    (
        "data/plans/hz-2024-policies.ron",
        include_str!("../../data/plans/hz-2024-policies.ron"),
    ),
];
const SERIES: BuiltIn = ("data/series.ron", include_str!("../../data/series.ron"));
const UNITS: BuiltIn = ("data/units.ron", include_str!("../../data/units.ron"));

/// The plans that are known, with the series and units they refer to.
#[derive(Clone, Debug)]
pub struct Catalog {
    pub(super) plans: Vec<Plan>,
    pub(super) series: Vec<Series>,
    /// Where in the list a series stands: it is asked for at every line of every document.
    pub(super) places: HashMap<SeriesId, usize>,
    pub(super) units: UnitRegistry,
}

/// The plan a new workspace follows when none is named.
#[must_use]
pub fn default_plan() -> PlanId {
    PlanId("hz-2024-75".to_owned())
}

impl Catalog {
    /// What is compiled in, read and held against the rules.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] with every problem, which only a faulty build can have.
    pub fn builtin() -> Result<Self, StoreError> {
        // Read once a run: it is asked for at every file that is opened.
        static BUILTIN: OnceLock<Catalog> = OnceLock::new();
        if let Some(catalog) = BUILTIN.get() {
            return Ok(catalog.clone());
        }
        let catalog = Self::read_builtin()?;
        Ok(BUILTIN.get_or_init(|| catalog).clone())
    }

    fn read_builtin() -> Result<Self, StoreError> {
        let units: UnitRegistry = read(UNITS, rules::units)?;
        let series: Vec<Series> = read(SERIES, |list: &Vec<Series>| rules::series(list, &units))?;
        let places = places(&series);
        let known = Known {
            series: &series,
            places: &places,
            units: &units,
        };
        let plans = PLANS
            .into_iter()
            .map(|file| {
                read(file, |plan| rules::plan(plan, known)).map(|plan| known.in_series_units(plan))
            })
            .collect::<Result<Vec<Plan>, _>>()?;
        twice_named(&plans)?;
        Ok(Self {
            plans,
            series,
            places,
            units,
        })
    }

    /// The same with one more plan and the series it needs. Neither is held against the rules; names
    /// that are there already stay what they are.
    #[must_use]
    pub fn including(mut self, plan: Plan, series: Vec<Series>) -> Self {
        if self.plan(&plan.id).is_none() {
            self.plans.push(plan);
            self.series.extend(series);
            self.places = places(&self.series);
        }
        self
    }

    /// Every plan, in the order of lists.
    #[must_use]
    pub fn plans(&self) -> &[Plan] {
        &self.plans
    }

    /// The plan of this name.
    #[must_use]
    pub fn plan(&self, id: &PlanId) -> Option<&Plan> {
        self.plans.iter().find(|plan| plan.id == *id)
    }

    /// The series of this name.
    #[must_use]
    pub fn series(&self, id: &SeriesId) -> Option<&Series> {
        self.places
            .get(id)
            .and_then(|place| self.series.get(*place))
    }

    /// Every series, in the order of the plans.
    #[must_use]
    pub fn all_series(&self) -> &[Series] {
        &self.series
    }

    /// Responsible units and measurement units.
    #[must_use]
    pub fn units(&self) -> &UnitRegistry {
        &self.units
    }

    /// The indicator of this name, with its plan.
    #[must_use]
    pub fn find_indicator(&self, id: &IndicatorId) -> Option<(&Plan, &Indicator)> {
        let plan = self.plan(&id.plan)?;
        Some((plan, plan.indicator(id.no)?))
    }

    pub(super) fn indicator_mut(&mut self, id: &IndicatorId) -> Option<&mut Indicator> {
        let plan = self.plans.iter_mut().find(|plan| plan.id == id.plan)?;
        let mut rows = plan.indicators.iter_mut().chain(&mut plan.text_targets);
        rows.find(|row| row.no == id.no)
    }

    /// The names of all plans as a list for messages.
    #[must_use]
    pub fn plan_names(&self) -> String {
        let names: Vec<&str> = self.plans.iter().map(|plan| plan.id.0.as_str()).collect();
        names.join("、")
    }

    /// A workspace for these plans, which starts with the actual figures that they report.
    #[must_use]
    pub fn new_workspace(&self, plans: Vec<PlanId>) -> Workspace {
        let mut workspace = Workspace::new(plans);
        for id in workspace.plans.clone() {
            for (key, observation) in self.plan(&id).into_iter().flat_map(reported) {
                workspace.observations.entry(key).or_insert(observation);
            }
        }
        workspace
    }

    /// The change by which a workspace follows one more plan: the figures that the document reports
    /// come with it, but never in the place of one entered.
    #[must_use]
    pub fn add_plan(&self, workspace: &Workspace, id: &PlanId) -> Option<Edit> {
        let plan = self.plan(id)?;
        if workspace.plans.contains(id) {
            return None;
        }
        let mut plans = workspace.plans.clone();
        plans.push(id.clone());
        let figures = reported_edits(workspace, plan);
        Some(Edit::Batch(
            std::iter::once(Edit::Plans(plans)).chain(figures).collect(),
        ))
    }

    pub(super) fn known(&self) -> Known<'_> {
        Known {
            series: &self.series,
            places: &self.places,
            units: &self.units,
        }
    }

    /// Reads a plan and holds it against the rules. Its rows are in the units that it prints.
    pub(super) fn read_plan(&self, text: &str) -> Result<Plan, Vec<Problem>> {
        checked(text, |plan| self.flaws_of(plan))
    }

    /// Reads a list of series and holds it against the rules.
    pub(super) fn read_series(&self, text: &str) -> Result<Vec<Series>, Vec<Problem>> {
        checked(text, |list: &Vec<Series>| rules::series(list, &self.units))
    }

    /// Reads a register of units and holds it against the rules.
    pub(super) fn read_units(text: &str) -> Result<UnitRegistry, Vec<Problem>> {
        checked(text, rules::units)
    }

    /// The same plans with the series and units that lie beside a file being worked on, where
    /// these are there and sound: whoever adds a series and a row that uses it can check both
    /// before they are compiled in.
    pub(super) fn with_neighbours(mut self, series: Option<&str>, units: Option<&str>) -> Self {
        if let Some(units) = units.and_then(|text| Self::read_units(text).ok()) {
            self.units = units;
        }
        if let Some(series) = series.and_then(|text| self.read_series(text).ok()) {
            self.places = places(&series);
            self.series = series;
        }
        self
    }
}

/// Where each series stands; of two with one name the first.
fn places(series: &[Series]) -> HashMap<SeriesId, usize> {
    let mut places = HashMap::with_capacity(series.len());
    for (place, series) in series.iter().enumerate() {
        places.entry(series.id.clone()).or_insert(place);
    }
    places
}

/// The figures that a document reports, as far as the workspace has none in their place.
pub(super) fn reported_edits(workspace: &Workspace, plan: &Plan) -> impl Iterator<Item = Edit> {
    reported(plan)
        .filter(|(key, _)| !workspace.observations.contains_key(key))
        .map(|(key, value)| Edit::Observation {
            key,
            value: Some(value),
        })
}

/// What a document reports, as observations that name it as their source.
fn reported(plan: &Plan) -> impl Iterator<Item = (ObservationKey, Observation)> {
    plan.reported.iter().map(|reported| {
        let key = ObservationKey {
            series: reported.series.clone(),
            year: reported.year,
        };
        let observation = Observation {
            value: reported.value,
            status: Status::Final,
            source: format!("{}{}", plan.cite(), reported.locator),
            note: reported.note.clone(),
            by: FROM_DOCUMENT.to_owned(),
            at: None,
        };
        (key, observation)
    })
}

fn read<T: DeserializeOwned>(
    (name, text): BuiltIn,
    rules: impl FnOnce(&T) -> Vec<Flaw>,
) -> Result<T, StoreError> {
    checked(text, rules).map_err(|problems| StoreError::Invalid(in_file(Path::new(name), problems)))
}

fn checked<T: DeserializeOwned>(
    text: &str,
    rules: impl FnOnce(&T) -> Vec<Flaw>,
) -> Result<T, Vec<Problem>> {
    let value = parse(text).map_err(|problem| vec![problem])?;
    let problems = located(text, rules(&value));
    if problems.is_empty() {
        Ok(value)
    } else {
        Err(problems)
    }
}

fn twice_named(plans: &[Plan]) -> Result<(), StoreError> {
    let mut flaws = Vec::new();
    rules::twice(&mut flaws, plans.iter().map(|plan| &plan.id), |_, id| {
        Flaw::new("id", format!("有两份规划都叫“{id}”；请改名"))
    });
    let problems = located("", flaws);
    if problems.is_empty() {
        Ok(())
    } else {
        Err(StoreError::Invalid(problems))
    }
}
