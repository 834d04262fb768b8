//! One series through several documents: which targets they set for it, and where they do not go
//! together.
//!
//! Pure functions from plans to [`Line`]s and [`Conflict`]s. All amounts are in the unit of the series
//! (plans are read so), and what each document prints is kept beside. Units that cannot be converted
//! are units of different series, so nothing is ever compared across them.

mod conflict;
mod draft;

use std::collections::HashMap;

use crate::model::{
    Bound, Decimal, Direction, Indicator, IndicatorId, Kind, Plan, PlanId, SeriesId, Stage, Unit,
    Year,
};

pub use conflict::{Conflict, ConflictKind, conflicts};
pub use draft::{Change, DraftRow, against_draft};

/// One target that one document sets for a series, with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// The document.
    pub plan: PlanId,
    /// What stands for the document in a line.
    pub plan_label: String,
    /// Its name of a few characters.
    pub plan_short: String,
    /// Its stage.
    pub stage: Stage,
    /// The year of the document.
    pub plan_year: Year,
    /// The indicator that carries the target.
    pub indicator: IndicatorId,
    /// The indicator's name as printed.
    pub name: String,
    /// Whether it stands in the text, beside the document's table.
    pub in_text: bool,
    /// Where it stands in the document.
    pub locator: String,
    /// Units that answer for it, the first leads.
    pub units: Vec<Unit>,
    /// The year of the target.
    pub year: Year,
    /// The target in the unit of the series.
    pub bound: Bound,
    /// The target as printed.
    pub printed_bound: Bound,
    /// The unit as printed.
    pub printed_unit: String,
}

/// One series with every target set for it, by year, the older document first.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The series.
    pub series: SeriesId,
    /// What it measures.
    pub kind: Kind,
    /// Which way is better.
    pub direction: Direction,
    /// The unit of the series.
    pub unit: String,
    /// Its targets.
    pub statements: Vec<Statement>,
}

impl Statement {
    /// The number of the target in the unit of the series, if it has one.
    #[must_use]
    pub fn value(&self) -> Option<Decimal> {
        self.bound.value()
    }

    /// Document and place, 杭政函〔2024〕75号 附件 序号23.
    #[must_use]
    pub fn place(&self) -> String {
        format!("{} {}", self.plan_label, self.locator)
    }

    /// The target as printed, 超110 万吨.
    #[must_use]
    pub fn target(&self) -> String {
        self.printed_bound.with_unit(&self.printed_unit)
    }
}

impl Line {
    /// The documents that set targets for it, the older first.
    #[must_use]
    pub fn plans(&self) -> Vec<&PlanId> {
        let mut by_age: Vec<&Statement> = self.statements.iter().collect();
        by_age.sort_by_key(|statement| statement.plan_year);
        let mut plans: Vec<&PlanId> = Vec::new();
        for statement in by_age {
            if !plans.contains(&&statement.plan) {
                plans.push(&statement.plan);
            }
        }
        plans
    }

    /// The years of its first and its last target.
    #[must_use]
    pub fn years(&self) -> Option<(Year, Year)> {
        let years = || self.statements.iter().map(|statement| statement.year);
        Some((years().min()?, years().max()?))
    }

    /// Whether a unit answers for any of its targets.
    #[must_use]
    pub fn concerns(&self, unit: &Unit) -> bool {
        self.statements.iter().any(|s| s.units.contains(unit))
    }
}

/// Every series that the plans set targets for, in the order in which they first name it.
#[must_use]
pub fn lines<'a>(plans: impl IntoIterator<Item = &'a Plan>) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut places: HashMap<&SeriesId, usize> = HashMap::new();
    for plan in plans {
        let table = plan.indicators.iter().map(|row| (row, false));
        let text = plan.text_targets.iter().map(|row| (row, true));
        for (indicator, in_text) in table.chain(text) {
            let place = *places.entry(&indicator.series).or_insert_with(|| {
                lines.push(line_of(indicator));
                lines.len() - 1
            });
            let told = statements(plan, indicator, in_text);
            lines[place].statements.extend(told);
        }
    }
    for line in &mut lines {
        line.statements
            .sort_by_key(|s| (s.year, s.plan_year, s.stage == Stage::Final, s.in_text));
    }
    lines
}

/// The line of one series.
#[must_use]
pub fn line<'a>(plans: impl IntoIterator<Item = &'a Plan>, series: &SeriesId) -> Option<Line> {
    lines(plans).into_iter().find(|line| line.series == *series)
}

/// The line that an indicator begins, without any target yet.
fn line_of(indicator: &Indicator) -> Line {
    Line {
        series: indicator.series.clone(),
        kind: indicator.kind,
        direction: indicator.direction,
        unit: indicator.unit.clone(),
        statements: Vec::new(),
    }
}

fn statements(
    plan: &Plan,
    indicator: &Indicator,
    in_text: bool,
) -> impl Iterator<Item = Statement> {
    let printed = indicator.printed_targets().iter();
    indicator
        .targets
        .iter()
        .zip(printed)
        .map(move |(target, printed)| Statement {
            plan: plan.id.clone(),
            plan_label: plan.label().to_owned(),
            plan_short: plan.short.clone(),
            stage: plan.stage,
            plan_year: plan.year,
            indicator: plan.id_of(indicator),
            name: indicator.name.clone(),
            in_text,
            locator: indicator.locator.clone(),
            units: indicator.units.clone(),
            year: target.year,
            bound: target.bound.clone(),
            printed_bound: printed.bound.clone(),
            printed_unit: indicator.printed_unit().to_owned(),
        })
}

#[cfg(test)]
mod tests;
