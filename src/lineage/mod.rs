//! One series through several documents: which targets they set for it, and where they do not go
//! together.
//!
//! Pure functions from plans to [`Line`]s and [`Conflict`]s. All amounts are in the unit of the series
//! (plans are read so), and what each document prints is kept beside. Units that cannot be converted
//! are units of different series, so nothing is ever compared across them.

mod conflict;
mod draft;

use std::collections::HashMap;

use chrono::Datelike as _;

use crate::model::{
    Adjustment, Bound, Decimal, Direction, Indicator, IndicatorId, Kind, Plan, PlanId, SeriesId,
    Stage, Target, Unit, Year,
};

pub use conflict::{Conflict, ConflictKind, conflicts};
pub use draft::{Change, DraftRow, against_draft};

/// One target that one document sets for a series, with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// The document; of a target that another one has changed, the one changed.
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
    /// The document that has set it in the place of the plan's own (中期调整): number and title.
    pub adjusted_by: Option<String>,
    /// The number of the document since which it holds no longer. It is kept and shown, and is not held
    /// against other targets.
    pub superseded_by: Option<String>,
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

    /// Whether it holds: no other document has changed it.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.superseded_by.is_none()
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
        line.statements.sort_by_key(|s| {
            (
                s.year,
                s.plan_year,
                s.stage == Stage::Final,
                s.in_text,
                s.holds(),
            )
        });
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

/// The plan's own targets, then those that other documents have set in their place: each changed target
/// is a statement of the document that changed it.
fn statements(plan: &Plan, indicator: &Indicator, in_text: bool) -> Vec<Statement> {
    let mut all: Vec<Statement> = Vec::new();
    for set in sets_of(indicator) {
        // What the document leaves as it was goes on to be said by the one before.
        let ended = all.iter_mut().filter(|s| s.holds() && !set.holds(s));
        for statement in ended {
            statement.superseded_by = set.by.map(|by| by.number.clone());
        }
        for (target, printed) in set.targets.iter().zip(set.printed) {
            let is_said = all
                .iter()
                .any(|s| s.holds() && s.year == target.year && s.printed_bound == printed.bound);
            if is_said {
                continue;
            }
            let document = Document::of(plan, indicator, set.by);
            all.push(Statement {
                plan: plan.id.clone(),
                plan_label: document.label,
                plan_short: document.short,
                stage: document.stage,
                plan_year: document.year,
                indicator: plan.id_of(indicator),
                name: indicator.name.clone(),
                in_text,
                locator: document.locator,
                units: indicator.units.clone(),
                year: target.year,
                bound: target.bound.clone(),
                printed_bound: printed.bound.clone(),
                printed_unit: indicator.printed_unit().to_owned(),
                adjusted_by: set.by.map(Adjustment::cite),
                superseded_by: None,
            });
        }
    }
    all
}

/// All targets that held at one time.
struct TargetSet<'a> {
    targets: &'a [Target],
    printed: &'a [Target],
    /// What set them; none for the plan itself.
    by: Option<&'a Adjustment>,
}

impl TargetSet<'_> {
    fn holds(&self, statement: &Statement) -> bool {
        let same = |target: &Target| {
            target.year == statement.year && target.bound == statement.printed_bound
        };
        self.printed.iter().any(same)
    }
}

fn sets_of(indicator: &Indicator) -> Vec<TargetSet<'_>> {
    let superseded = indicator.superseded.iter();
    let mut sets: Vec<TargetSet<'_>> = superseded
        .map(|set| TargetSet {
            targets: &set.targets,
            printed: &set.printed,
            by: None,
        })
        .collect();
    sets.push(TargetSet {
        targets: &indicator.targets,
        printed: indicator.printed_targets(),
        by: None,
    });
    for (set, before) in sets.iter_mut().skip(1).zip(&indicator.superseded) {
        set.by = Some(&before.by);
    }
    sets
}

/// What a statement says of its document.
struct Document {
    label: String,
    short: String,
    stage: Stage,
    year: Year,
    locator: String,
}

impl Document {
    fn of(plan: &Plan, indicator: &Indicator, by: Option<&Adjustment>) -> Self {
        match by {
            None => Self {
                label: plan.label().to_owned(),
                short: plan.short.clone(),
                stage: plan.stage,
                year: plan.year,
                locator: indicator.locator.clone(),
            },
            Some(by) => Self {
                label: by.number.clone(),
                short: by.number.clone(),
                stage: Stage::Final,
                // Where no date is known, it is at least not older than what it changes.
                year: by.date.map_or(plan.year, |day| day.year()),
                locator: format!("调整 {} {}", plan.label(), indicator.locator),
            },
        }
    }
}

#[cfg(test)]
mod tests;
