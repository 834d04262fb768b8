//! The JSON that commands print. Keys and their order are a contract; numbers that came from a
//! document or were entered are strings as they stand there, computed ones are numbers, unrounded.

use serde_json::{Map, Value, json};

use crate::assess::compare::{Comparison, compare};
use crate::assess::{self, Assessment, ByHand, Review, Step, case_of};
use crate::lineage::{Conflict, Line, Statement};
use crate::model::{
    Adjustment, Baseline, Bound, Budget, BudgetPart, Indicator, Judgement, Measure, Method,
    Observation, OwnRule, Plan, Reported, Target, Unit, Workspace,
};
use crate::store::Catalog;

/// An indicator with its judgement, as [`status`] prints it.
#[derive(Clone, Copy, Debug)]
pub struct Judged<'a> {
    /// The plan that sets the target.
    pub plan: &'a Plan,
    /// The indicator.
    pub indicator: &'a Indicator,
    /// What is said of it.
    pub assessment: &'a Assessment,
    /// How it stands to the targets that hold no longer, the plan's own first.
    pub superseded: &'a [Assessment],
    /// The observation of the year judged, where there is one.
    pub observation: Option<&'a Observation>,
    /// The workspace whose rules count.
    pub workspace: &'a Workspace,
}

impl<'a> Judged<'a> {
    /// What every method says of it.
    #[must_use]
    pub fn comparison(&self) -> Comparison {
        let year = self.assessment.year;
        compare(&case_of(self.workspace, self.plan, self.indicator, year))
    }

    /// Whether it stands in the document's text, beside the table.
    #[must_use]
    pub fn is_in_text(&self) -> bool {
        let no = self.indicator.no;
        self.plan.text_targets.iter().any(|row| row.no == no)
    }

    /// The rule of its own, where it has one.
    #[must_use]
    pub fn own_rule(&self) -> Option<&'a OwnRule> {
        let id = self.plan.id_of(self.indicator);
        self.workspace.settings.own_rules.get(&id)
    }
}

/// The list of plans.
#[must_use]
pub fn plan_list(plans: &[Plan]) -> Value {
    let row = |plan: &Plan| {
        json!({
            "id": plan.id.0,
            "title": plan.title,
            "number": plan.number,
            "stage": plan.stage.word(),
            "issued": plan.issued.map(|day| day.to_string()),
            "effective": effective(plan),
            "indicators": plan.indicators.len(),
            "text_targets": plan.text_targets.len(),
            "measures": plan.measures.len(),
            "reported": plan.reported.len(),
            "budgets": plan.budgets.len(),
        })
    };
    plans.iter().map(row).collect()
}

/// One plan whole: among its indicators the rows of the table come first, then the targets in the
/// text, which say so.
#[must_use]
pub fn plan(plan: &Plan) -> Value {
    let theme = |theme: &crate::model::Theme| json!({"no": theme.no, "name": theme.name, "lead": theme.lead.as_ref().map(|unit| &unit.0)});
    let table = plan.indicators.iter().map(|row| (row, false));
    let text = plan.text_targets.iter().map(|row| (row, true));
    json!({
        "id": plan.id.0,
        "title": plan.title,
        "number": plan.number,
        "stage": plan.stage.word(),
        "issued": plan.issued.map(|day| day.to_string()),
        "effective": effective(plan),
        "themes": plan.themes.iter().map(theme).collect::<Value>(),
        "indicators": table.chain(text).map(|(row, in_text)| indicator(row, in_text)).collect::<Value>(),
        "measures": plan.measures.iter().map(measure).collect::<Value>(),
        "year": plan.year,
        "lead": plan.lead.as_ref().map(|unit| &unit.0),
        "reported": plan.reported.iter().map(reported).collect::<Value>(),
        "budgets": plan.budgets.iter().map(budget).collect::<Value>(),
    })
}

fn effective(plan: &Plan) -> Value {
    plan.effective.map_or(Value::Null, |effective| {
        json!({
            "from": effective.from.to_string(),
            "to": effective.to.to_string(),
        })
    })
}

fn measure(measure: &Measure) -> Value {
    let milestones = measure.milestones.iter();
    json!({
        "no": measure.no,
        "theme": measure.theme,
        "title": measure.title,
        "lead": measure.lead().map(|unit| &unit.0),
        "others": others(measure.others()),
        "locator": measure.locator,
        "milestones": milestones
            .map(|m| json!({"name": m.name, "due": m.due.to_string()}))
            .collect::<Value>(),
        "serves": measure.serves,
    })
}

fn reported(reported: &Reported) -> Value {
    json!({
        "series": reported.series.0,
        "year": reported.year,
        "value": reported.value.to_string(),
        "locator": reported.locator,
    })
}

fn budget(budget: &Budget) -> Value {
    let part = |part: &BudgetPart| json!({"name": part.name, "amount": part.amount.to_string()});
    json!({
        "theme": budget.theme,
        "name": budget.name,
        "year": budget.year,
        "amount": budget.amount.to_string(),
        "unit": budget.unit,
        "parts": budget.parts.iter().map(part).collect::<Value>(),
        "locator": budget.locator,
        "note": budget.note,
    })
}

fn indicator(indicator: &Indicator, in_text: bool) -> Value {
    json!({
        "no": indicator.no,
        "theme": indicator.theme,
        "name": indicator.name,
        "unit": indicator.printed_unit(),
        "kind": indicator.kind.code(),
        "direction": indicator.direction.code(),
        "targets": indicator.printed_targets().iter().map(target).collect::<Value>(),
        "baseline": baseline(indicator.printed_baseline()),
        "lead": indicator.lead().map(|unit| &unit.0),
        "others": others(indicator.others()),
        "series": indicator.series.0,
        "locator": indicator.locator,
        "in_text": in_text,
        "note": indicator.note,
    })
}

fn target(target: &Target) -> Value {
    json!({
        "year": target.year,
        "bound": target.bound.code(),
        "value": bound_value(&target.bound),
    })
}

/// The number of a bound as printed, else its text; full coverage needs neither.
fn bound_value(bound: &Bound) -> Option<String> {
    match bound {
        Bound::FullCoverage => None,
        Bound::Qualitative(text) | Bound::Masked(text) => Some(text.clone()),
        numeric => numeric.value().map(|value| value.to_string()),
    }
}

fn baseline(baseline: Option<Baseline>) -> Value {
    baseline.map_or(
        Value::Null,
        |baseline| json!({"year": baseline.year, "value": baseline.value.to_string()}),
    )
}

fn others(units: &[Unit]) -> Value {
    units.iter().map(|unit| unit.0.as_str()).collect()
}

/// Each series with its targets.
#[must_use]
pub fn lines(lines: &[Line], catalog: &Catalog) -> Value {
    let row = |line: &Line| {
        let series = catalog.series(&line.series);
        json!({
            "series": line.series.0,
            "name": series.map(|series| &series.name),
            "unit": line.unit,
            "note": series.map(|series| &series.note),
            "statements": line.statements.iter().map(statement).collect::<Value>(),
            "conflicts": crate::lineage::conflicts(line)
                .iter()
                .map(|conflict| conflict_value(conflict, catalog))
                .collect::<Value>(),
        })
    };
    lines.iter().map(row).collect()
}

/// Each pair of targets that do not go together.
#[must_use]
pub fn conflicts(conflicts: &[Conflict], catalog: &Catalog) -> Value {
    let row = |conflict: &Conflict| conflict_value(conflict, catalog);
    conflicts.iter().map(row).collect()
}

fn conflict_value(conflict: &Conflict, catalog: &Catalog) -> Value {
    json!({
        "series": conflict.series.0,
        "name": catalog.series(&conflict.series).map(|series| &series.name),
        "kind": conflict.kind.code(),
        "statements": [statement(&conflict.first), statement(&conflict.second)],
        "sentence": conflict.sentence,
    })
}

fn statement(statement: &Statement) -> Value {
    let mut all = object(json!({
        "plan": statement.plan.0,
        "indicator": statement.indicator.to_string(),
        "name": statement.name,
        "locator": statement.locator,
        "year": statement.year,
        "bound": statement.printed_bound.code(),
        "value": bound_value(&statement.printed_bound),
        "unit": statement.printed_unit,
    }));
    // Only of targets that a workspace says were changed.
    for (key, document) in [
        ("adjusted_by", &statement.adjusted_by),
        ("superseded_by", &statement.superseded_by),
    ] {
        if let Some(document) = document {
            all.insert(key.to_owned(), Value::from(document.as_str()));
        }
    }
    Value::Object(all)
}

/// What is said of a case given on the command line; it belongs to no plan.
#[must_use]
pub fn case(assessment: &Assessment) -> Value {
    let mut all = figures(assessment);
    all.extend(own_scale(assessment));
    Value::Object(all)
}

/// What every method says of a case, in the order of the contract.
fn figures(assessment: &Assessment) -> Map<String, Value> {
    let target = assessment.target.as_ref();
    object(json!({
        "year": assessment.year,
        "actual": assessment.actual.map(|value| value.to_string()),
        "target": target.map(|target| target_text(&target.bound)),
        "target_year": target.map(|target| target.year),
        "baseline": baseline(assessment.baseline),
        "completion": tidy(assessment.completion),
        "progress": tidy(assessment.progress),
        "schedule": tidy(assessment.schedule),
        "gap_pp": tidy(assessment.gap_pp),
        "ratio": tidy(assessment.ratio),
        "grade": assessment.grade.code(),
        "reason": assessment.reason.sentence(),
        "forecast": forecast(assessment),
        "required_growth": tidy(assessment.required_growth),
        "best_growth": tidy(assessment.best_growth),
        "method": assessment.method.code(),
        "trace": assessment.trace.iter().map(step).collect::<Value>(),
        "word": assessment.word,
    }))
}

/// What a method says in its own terms.
fn own_scale(assessment: &Assessment) -> Map<String, Value> {
    object(json!({
        "method_grade": assessment.method_grade,
        "score": tidy(assessment.score),
    }))
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

fn forecast(assessment: &Assessment) -> Value {
    assessment
        .forecast
        .as_ref()
        .map_or(Value::Null, |forecast| {
            json!({
                "value": tidy(Some(forecast.value)),
                "low": tidy(forecast.low),
                "high": tidy(forecast.high),
                "grade": forecast.grade.code(),
            })
        })
}

/// A figure without the noise of floats in its last digits: -10 and not -10.000000000000004.
#[must_use]
pub fn tidy(value: Option<f64>) -> Option<f64> {
    value.map(|value| {
        let tidy = (value * 1e12).round() / 1e12;
        if tidy.is_finite() { tidy } else { value }
    })
}

/// What is said of each indicator.
#[must_use]
pub fn status(rows: &[Judged<'_>]) -> Value {
    rows.iter().map(judged).collect()
}

fn judged(row: &Judged<'_>) -> Value {
    let Judged {
        plan,
        indicator,
        assessment,
        superseded,
        observation,
        workspace,
    } = row;
    let mut all = object(json!({
        "indicator": plan.id_of(indicator).to_string(),
        "name": indicator.name,
        "unit": indicator.unit,
        "theme": plan.theme(indicator.theme).map(|theme| &theme.name),
        "lead": indicator.lead().map(|unit| &unit.0),
    }));
    all.extend(figures(assessment));
    all.extend(object(json!({
        "status": observation.map(|observation| observation.status.code()),
        "others": others(indicator.others()),
    })));
    all.extend(own_scale(assessment));
    all.extend(methods(&row.comparison()));
    let id = plan.id_of(indicator);
    let interim = workspace.interim_of(&id).iter();
    all.extend(object(json!({
        "growth_is_rate": assessment.growth_is_rate,
        "computed_grade": assessment.computed_grade().code(),
        "manual": assessment.by_hand.as_deref().map(manual),
        "rule": rule(row),
        "interim": interim
            .map(|target| json!({
                "year": target.year,
                "value": target.value.to_string(),
                "source": target.source,
            }))
            .collect::<Value>(),
    })));
    all.extend(adjustments(indicator, superseded));
    all.extend(object(json!({"in_text": row.is_in_text()})));
    Value::Object(all)
}

/// Every set of targets an indicator has had, with how it stands to each.
#[must_use]
pub fn adjusted(
    plan: &Plan,
    indicator: &Indicator,
    now: &Assessment,
    superseded: &[Assessment],
) -> Value {
    let mut all = object(json!({
        "indicator": plan.id_of(indicator).to_string(),
        "name": indicator.name,
        "unit": indicator.unit,
    }));
    all.extend(figures(now));
    all.extend(adjustments(indicator, superseded));
    Value::Object(all)
}

/// What changed the targets, where anything did, and the targets that held before.
fn adjustments(indicator: &Indicator, assessments: &[Assessment]) -> Map<String, Value> {
    let sets = indicator.superseded.iter().zip(assessments);
    let mut set_by: Option<&Adjustment> = None;
    let mut superseded = Vec::new();
    for (set, assessment) in sets {
        let mut all = object(json!({
            "set_by": set_by.map(|by| &by.number),
            "superseded_by": set.by.number,
            "unit": indicator.printed_unit(),
            "targets": set.printed.iter().map(target).collect::<Value>(),
        }));
        all.extend(figures(assessment));
        superseded.push(Value::Object(all));
        set_by = Some(&set.by);
    }
    object(json!({
        "adjusted": indicator.adjusted_by().map(adjustment),
        "superseded": superseded,
    }))
}

fn adjustment(by: &Adjustment) -> Value {
    json!({
        "document": by.number,
        "title": by.title,
        "date": by.date.map(|day| day.to_string()),
        "targets": by.targets.iter().map(target).collect::<Value>(),
        "note": by.note,
        "by": by.by,
        "at": by.at.map(|at| format!("{at:?}")),
    })
}

/// What every method says, and where they disagree.
fn methods(comparison: &Comparison) -> Map<String, Value> {
    let opinions: Map<String, Value> = comparison
        .opinions
        .iter()
        .map(|opinion| {
            let said = json!({
                "grade": opinion.grade.code(),
                "method_grade": opinion.own_word,
                "measure": tidy(opinion.measure),
                "reason": opinion.reason.sentence(),
            });
            (opinion.method.code().to_owned(), said)
        })
        .collect();
    let codes = |methods: &[Method]| -> Value { methods.iter().map(|m| m.code()).collect() };
    let disagreement = comparison.disagreement().map(|disagreement| {
        json!({
            "on_schedule": codes(&disagreement.on_schedule),
            "lagging": codes(&disagreement.lagging),
            "linear": disagreement.paths.map(|(linear, _)| linear.code()),
            "geometric": disagreement.paths.map(|(_, geometric)| geometric.code()),
            "words": disagreement.words(),
        })
    });
    object(json!({"methods": opinions, "disagreement": disagreement}))
}

/// The grade given by hand: by whom, why, and what asks for a review.
fn manual(hand: &ByHand) -> Value {
    json!({
        "grade": hand.grade.code(),
        "year": hand.judged.year,
        "why": hand.judged.why,
        "by": hand.judged.by,
        "at": at(&hand.judged),
        "confirmed": hand.confirmed.as_ref().map(|confirmed| json!({
            "year": confirmed.year,
            "why": confirmed.why,
            "by": confirmed.by,
            "at": at(confirmed),
        })),
        "review": hand.reviews.iter().map(Review::words).collect::<Value>(),
    })
}

fn at(judgement: &Judgement) -> Option<String> {
    judgement.at.map(|at| format!("{at:?}"))
}

/// The limits that count, and whether the rule is the indicator's own, with the reason.
fn rule(row: &Judged<'_>) -> Value {
    let rule = row.workspace.rule_of(&row.plan.id_of(row.indicator));
    let own = row.own_rule();
    let method = row.assessment.method;
    let limits = (!method.has_own_limits()).then(|| {
        json!({
            "ahead": rule.limits.ahead.to_string(),
            "on_track": rule.limits.on_track.to_string(),
            "behind": rule.limits.behind.to_string(),
        })
    });
    json!({
        "own": own.is_some(),
        "method": rule.method.code(),
        "limits": limits,
        "words": assess::rule(method, &rule.limits),
        "reason": own.map(|own| &own.reason),
        "by": own.map(|own| &own.by),
        "at": own.and_then(|own| own.at).map(|at| format!("{at:?}")),
    })
}

/// The number of a target as printed, or its text where it has none.
pub(super) fn target_text(bound: &Bound) -> String {
    bound
        .value()
        .map_or_else(|| bound.text(), |value| value.to_string())
}

fn step(step: &Step) -> Value {
    json!({
        "label": step.label,
        "formula": step.formula,
        "substituted": step.substituted,
        "result": step.result,
        "source": step.source,
    })
}

/// The value as text that people can read too, with a newline at its end.
pub(super) fn text(value: &Value) -> String {
    format!("{value:#}\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Decimal;

    #[test]
    fn a_bound_is_a_number_or_a_text_or_nothing() {
        let decimal = |text: &str| text.parse::<Decimal>().unwrap();
        for (bound, value, text) in [
            (Bound::Exactly(decimal("4.20")), Some("4.20"), "4.20"),
            (Bound::AtLeast(decimal("3000")), Some("3000"), "3000"),
            (Bound::RankWithin(5), Some("5"), "5"),
            (Bound::FullCoverage, None, "全覆盖"),
            (Bound::Masked("**".to_owned()), Some("**"), "**"),
        ] {
            assert_eq!(bound_value(&bound).as_deref(), value);
            assert_eq!(target_text(&bound), text);
        }
    }
}
