//! A workspace as the rows of a table.

use chrono::NaiveDateTime;

use super::{
    ACTUAL, AT, BASELINE, BY, FURTHER, HEADS, KIND, NAME, NO, NOTE, PLAN, SERIES, SOURCE, STATUS,
    TIME, UNIT, VALUE, YEAR, others, own, settings, targets,
};
use crate::exchange::Known;
use crate::model::{Decimal, Indicator, IndicatorId, Observation, ObservationKey};

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Field {
    Text(String),
    Number(Decimal),
}

/// A row: the cells that hold anything, by their columns.
pub(super) struct Line(Vec<(&'static str, Field)>);

impl Line {
    pub(super) fn of(kind: &'static str) -> Self {
        Self(Vec::new()).text(KIND, kind)
    }

    /// A row about an indicator, with what a reader wants to know of it.
    pub(super) fn about(kind: &'static str, known: &Known<'_>, id: &IndicatorId) -> Self {
        let plan = known.any_plan(&id.plan);
        let indicator = plan.and_then(|plan| plan.indicator(id.no));
        Self::of(kind)
            .text(PLAN, &id.plan.0)
            .number(NO, id.no.into())
            .indicator(indicator)
    }

    /// The same about what its document prints, in the unit that is printed there.
    pub(super) fn printed(kind: &'static str, known: &Known<'_>, id: &IndicatorId) -> Self {
        let plan = known.any_plan(&id.plan);
        let indicator = plan.and_then(|plan| plan.indicator(id.no));
        let line = Self::of(kind)
            .text(PLAN, &id.plan.0)
            .number(NO, id.no.into());
        match indicator {
            Some(indicator) => line
                .text(NAME, &indicator.name)
                .text(UNIT, indicator.printed_unit()),
            None => line,
        }
    }

    /// A row about a series: the first indicator that it measures.
    pub(super) fn measured(kind: &'static str, known: &Known<'_>, key: &ObservationKey) -> Self {
        let line = Self::of(kind);
        let line = if let Some((plan, indicator)) = known.first_with(&key.series) {
            line.text(PLAN, &plan.id.0)
                .number(NO, indicator.no.into())
                .text(NAME, &indicator.name)
                .text(UNIT, &indicator.unit)
        } else {
            let mut all = known.series.iter();
            match all.find(|series| series.id == key.series) {
                Some(series) => line.text(NAME, &series.name).text(UNIT, &series.unit),
                None => line,
            }
        };
        line.text(SERIES, &key.series.0)
            .number(YEAR, key.year.into())
    }

    fn indicator(self, indicator: Option<&Indicator>) -> Self {
        match indicator {
            Some(indicator) => self
                .text(NAME, &indicator.name)
                .text(UNIT, &indicator.unit)
                .text(SERIES, &indicator.series.0),
            None => self,
        }
    }

    pub(super) fn text(mut self, column: &'static str, words: &str) -> Self {
        if !words.is_empty() {
            self.0.push((column, Field::Text(words.to_owned())));
        }
        self
    }

    pub(super) fn number(mut self, column: &'static str, value: Decimal) -> Self {
        self.0.push((column, Field::Number(value)));
        self
    }

    pub(super) fn signed(self, by: &str, at: Option<NaiveDateTime>) -> Self {
        let at = at.map(|at| at.format(TIME).to_string());
        self.text(BY, by).text(AT, &at.unwrap_or_default())
    }

    pub(super) fn get(&self, column: &str) -> Option<&Field> {
        let found = self.0.iter().find(|(name, _)| *name == column);
        found.map(|(_, field)| field)
    }
}

/// The rows below the head: plans of the workspace's own, plans followed, baselines, actuals, settings that are not as usual, all the rest.
pub(super) fn rows(known: &Known<'_>) -> Vec<Line> {
    let workspace = known.workspace;
    let mut rows = own::rows(known);
    rows.extend(others::plans(known));
    for (id, baseline) in &workspace.baselines {
        let line = Line::about(BASELINE, known, id).number(YEAR, baseline.year.into());
        rows.push(line.number(VALUE, baseline.value));
    }
    for (key, observation) in &workspace.observations {
        rows.push(actual(known, key, observation));
    }
    rows.extend(settings::rows(workspace));
    rows.extend(targets::rows(known));
    rows.extend(others::rows(known));
    rows
}

/// The columns of the table: those that are always there, and those that a row needs.
pub(super) fn heads(rows: &[Line]) -> Vec<&'static str> {
    let is_needed = |column: &&str| rows.iter().any(|row| row.get(column).is_some());
    let further = FURTHER.into_iter().filter(is_needed);
    HEADS.into_iter().chain(further).collect()
}

fn actual(known: &Known<'_>, key: &ObservationKey, observation: &Observation) -> Line {
    Line::measured(ACTUAL, known, key)
        .number(VALUE, observation.value)
        .text(STATUS, observation.status.word())
        .text(SOURCE, &observation.source)
        .text(NOTE, &observation.note)
        .signed(&observation.by, observation.at)
}
