//! A workspace as the rows of a table.

use super::{ACTUAL, BASELINE, TIME, settings};
use crate::exchange::Known;
use crate::model::{Decimal, Observation, ObservationKey};

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Field {
    Text(String),
    Number(Decimal),
}

/// The rows below the head: baselines, actuals, settings that are not as usual.
pub(super) fn rows(known: &Known<'_>) -> Vec<Vec<Field>> {
    let workspace = known.workspace;
    let mut rows = Vec::new();
    for (id, baseline) in &workspace.baselines {
        let found = known.plan(&id.plan);
        let indicator = found.and_then(|plan| plan.indicator(id.no));
        rows.push(vec![
            text(BASELINE),
            text(&id.plan.0),
            Field::Number(id.no.into()),
            text(indicator.map_or("", |i| &i.name)),
            text(indicator.map_or("", |i| &i.unit)),
            text(indicator.map_or("", |i| &i.series.0)),
            Field::Number(baseline.year.into()),
            Field::Number(baseline.value),
        ]);
    }
    for (key, observation) in &workspace.observations {
        rows.push(actual(known, key, observation));
    }
    rows.extend(settings::rows(workspace));
    rows
}

fn actual(known: &Known<'_>, key: &ObservationKey, observation: &Observation) -> Vec<Field> {
    let shown = known.first_with(&key.series);
    let (name, unit) = match shown {
        Some((_, indicator)) => (indicator.name.as_str(), indicator.unit.as_str()),
        None => known
            .series
            .iter()
            .find(|series| series.id == key.series)
            .map_or(("", ""), |series| (&series.name, &series.unit)),
    };
    let at = observation
        .at
        .map_or_else(String::new, |at| at.format(TIME).to_string());
    vec![
        text(ACTUAL),
        text(shown.map_or("", |(plan, _)| &plan.id.0)),
        shown.map_or_else(|| text(""), |(_, i)| Field::Number(i.no.into())),
        text(name),
        text(unit),
        text(&key.series.0),
        Field::Number(key.year.into()),
        Field::Number(observation.value),
        text(observation.status.word()),
        text(&observation.source),
        text(&observation.note),
        text(&observation.by),
        text(&at),
    ]
}

pub(super) fn text(words: &str) -> Field {
    Field::Text(words.to_owned())
}
