//! From plan, workspace and assessments to charts as data.

use std::collections::BTreeSet;

use rust_decimal::prelude::ToPrimitive as _;

use super::{
    ActualPoint, Extremes, ForecastPoint, HeatCell, HeatMap, HeatRow, LineChart, OtherTarget,
    StartPoint, SupersededTarget, TargetMark,
};
use crate::assess::{self, Assessment};
use crate::lineage::Line;
use crate::model::{
    Indicator, IndicatorId, Kind, Plan, PlanId, Status, Workspace, Year, format_number, rounded,
};

/// A heat map shows this many years before and after the one judged, at most.
const HEAT_REACH: Year = 4;
/// Targets of other documents are shown from this many years before the chart's first year on.
const OTHER_REACH: Year = 3;

/// The chart of one indicator: actuals, path and targets.
///
/// A cumulative indicator entered year by year is shown as its running sum.
#[must_use]
pub fn line_chart(
    workspace: &Workspace,
    plan: &Plan,
    indicator: &Indicator,
    assessment: &Assessment,
) -> LineChart {
    let case = assess::case_of(workspace, plan, indicator, assessment.year);
    let start = assessment.baseline.map(|b| (b.year, b.value)).or_else(|| {
        let path = assessment.path.as_ref()?;
        let (year, _) = path.points.first()?;
        (indicator.kind == Kind::Cumulative).then_some((*year, 0.into()))
    });
    let judged = case.actuals.judged(start);
    let actuals: Vec<ActualPoint> = workspace
        .observations_of(&indicator.series)
        .filter_map(|(year, observation)| {
            let at = judged.binary_search_by_key(&year, |(y, _)| *y).ok()?;
            let (_, value) = judged.get(at)?;
            Some(ActualPoint {
                year,
                value: value.to_f64()?,
                text: format_number(*value),
                status: observation.status.word(),
                firm: observation.status != Status::Flash,
            })
        })
        .collect();
    let targets: Vec<TargetMark> = case
        .targets
        .iter()
        .filter_map(|target| {
            Some(TargetMark {
                year: target.year,
                value: target.bound.value()?.to_f64()?,
                text: target.bound.text(),
                name: if indicator.targets.iter().any(|t| t.year == target.year) {
                    "目标"
                } else {
                    "中期目标"
                },
            })
        })
        .collect();
    let start = start.and_then(|(year, value)| {
        Some(StartPoint {
            year,
            value: value.to_f64()?,
            text: format_number(value),
        })
    });
    let path = assessment
        .path
        .as_ref()
        .map(|p| p.points.clone())
        .unwrap_or_default();
    LineChart {
        title: indicator.name.clone(),
        unit: indicator.unit.clone(),
        theme: indicator.theme,
        years: years_of(workspace, plan, indicator, start.as_ref()),
        hint: hint(indicator, &actuals),
        superseded: superseded(indicator),
        other_targets: Vec::new(),
        forecast: forecast(&case, &actuals),
        extremes: Extremes::of(&actuals),
        start,
        actuals,
        path,
        targets,
    }
}

/// The targets that hold no longer, each once, with the document that ended it.
fn superseded(indicator: &Indicator) -> Vec<SupersededTarget> {
    let mut marks = Vec::new();
    for (index, set) in indicator.superseded.iter().enumerate() {
        let later = indicator.superseded.get(index + 1);
        let after = later.map_or(&indicator.targets, |next| &next.targets);
        let ended = set.targets.iter().filter(|target| !after.contains(target));
        marks.extend(ended.filter_map(|target| {
            Some(SupersededTarget {
                year: target.year,
                value: target.bound.value()?.to_f64()?,
                text: target.bound.text(),
                document: set.by.number.clone(),
            })
        }));
    }
    marks
}

/// The way from the last actual to where the figures lead.
fn forecast(case: &assess::Case<'_>, actuals: &[ActualPoint]) -> Vec<ForecastPoint> {
    let outlook = assess::forecast::outlook(case);
    let last = actuals.iter().rfind(|actual| actual.year <= case.year);
    let (Some(last), false) = (last, outlook.is_empty()) else {
        return Vec::new();
    };
    let ahead = outlook.iter().map(|forecast| ForecastPoint {
        year: forecast.year,
        value: forecast.value,
        band: forecast.low.zip(forecast.high),
    });
    let start = ForecastPoint {
        year: last.year,
        value: last.value,
        band: Some((last.value, last.value)),
    };
    std::iter::once(start).chain(ahead).collect()
}

/// Marks the targets that other documents set for a series. They widen the years shown, but for
/// those far before all else, which would only make the rest small.
pub fn add_other_targets(chart: &mut LineChart, plan: &PlanId, line: &Line) {
    let reach = chart.years.0 - OTHER_REACH;
    let mut documents: Vec<&PlanId> = Vec::new();
    let others = line.statements.iter();
    let others = others.filter(|s| s.plan != *plan && s.holds());
    for statement in others.filter(|s| s.year >= reach) {
        let Some(value) = statement.value().and_then(|value| value.to_f64()) else {
            continue;
        };
        if !documents.contains(&&statement.plan) {
            documents.push(&statement.plan);
        }
        chart.years.0 = chart.years.0.min(statement.year);
        chart.years.1 = chart.years.1.max(statement.year);
        chart.other_targets.push(OtherTarget {
            year: statement.year,
            value,
            text: format!("{} {}", statement.plan_short, statement.bound.text()),
            document: u32::try_from(documents.len() - 1).unwrap_or(0),
        });
    }
}

/// Of the years a plan is followed through those that a heat map shows: what lies far from the year
/// judged would only make the rest too small to see.
#[must_use]
pub fn heat_years(years: &[Year], current: Year) -> Vec<Year> {
    let shown = current - HEAT_REACH..=current + HEAT_REACH;
    let years = years.iter().copied();
    years.filter(|year| shown.contains(year)).collect()
}

/// Grades of all indicators of a plan over the years it is followed through.
#[must_use]
pub fn heat_map(workspace: &Workspace, plan: &Plan, (years, current): (&[Year], Year)) -> HeatMap {
    let years = heat_years(years, current);
    let rows = plan
        .indicators
        .iter()
        .map(|indicator| heat_row(workspace, plan, indicator, (&years, current)))
        .collect();
    HeatMap {
        years,
        current,
        rows,
    }
}

/// Shows other years than until now: what is known of a year stays, only what is new is judged.
pub fn show_years(map: &mut HeatMap, workspace: &Workspace, plan: &Plan, years: Vec<Year>) {
    let known: Vec<Option<usize>> = years
        .iter()
        .map(|year| map.years.iter().position(|known| known == year))
        .collect();
    for (row, indicator) in map.rows.iter_mut().zip(&plan.indicators) {
        let mut cells: Vec<Option<HeatCell>> = row.cells.drain(..).map(Some).collect();
        row.cells = years
            .iter()
            .zip(&known)
            .map(|(year, known)| {
                let cell = known.and_then(|at| cells.get_mut(at)?.take());
                cell.unwrap_or_else(|| heat_cell(workspace, plan, indicator, (*year, map.current)))
            })
            .collect();
    }
    map.years = years;
}

/// One indicator's row of a heat map of these years.
#[must_use]
pub fn heat_row(
    workspace: &Workspace,
    plan: &Plan,
    indicator: &Indicator,
    (years, current): (&[Year], Year),
) -> HeatRow {
    HeatRow {
        label: format!("{} {}", indicator.no, indicator.name),
        theme: indicator.theme,
        theme_name: plan
            .theme(indicator.theme)
            .map_or_else(String::new, |t| t.short.clone()),
        has_own_rule: workspace
            .settings
            .own_rules
            .contains_key(&plan.id_of(indicator)),
        cells: years
            .iter()
            .map(|year| heat_cell(workspace, plan, indicator, (*year, current)))
            .collect(),
    }
}

/// The years that some rows of a plan are followed through: from the year after its base year to its last target, and
/// beside them each year for which anything has been entered.
#[must_use]
pub fn plan_years(workspace: &Workspace, plan: &Plan, rows: &[Indicator]) -> Vec<Year> {
    let base = assess::base_year(workspace, plan);
    let last_target = plan.last_target_year().unwrap_or(base + 1);
    let mut years: BTreeSet<Year> = (base + 1..=last_target).collect();
    for indicator in rows {
        let observed = workspace.observations_of(&indicator.series);
        years.extend(observed.map(|(year, _)| year));
    }
    years.into_iter().collect()
}

fn heat_cell(
    workspace: &Workspace,
    plan: &Plan,
    indicator: &Indicator,
    (year, current): (Year, Year),
) -> HeatCell {
    let mut assessment = assess::judge_indicator_untraced(workspace, plan, indicator, year);
    if year > current && assessment.is_carried_on() {
        // A grade given by hand carries on into the year judged, not into years still to come.
        let case = assess::case_of(workspace, plan, indicator, year);
        assessment = assess::assess_untraced(&case, assessment.method);
    }
    let value = assessment.actual.map_or_else(
        || "未填报".to_owned(),
        |value| format!("{} {}", format_number(value), indicator.unit),
    );
    HeatCell {
        grade: assessment.grade,
        by_hand: assessment.is_by_hand(),
        needs_review: assessment.needs_review(),
        has_actual: assessment.actual.is_some(),
        hover: format!(
            "{} {}\n{year} 年：{value}\n{}（{}）{}",
            indicator.no,
            indicator.name,
            assessment.word,
            heat_detail(&assessment),
            own_rule_words(workspace, &plan.id_of(indicator))
        ),
    }
}

/// By which rule of its own an indicator is judged, on a line of its own.
fn own_rule_words(workspace: &Workspace, id: &IndicatorId) -> String {
    if workspace.settings.own_rules.contains_key(id) {
        format!("\n单独规则：{}", workspace.rule_of(id).words())
    } else {
        String::new()
    }
}

/// Why a cell of the heat map has its grade, in a few words.
fn heat_detail(assessment: &Assessment) -> String {
    if let Some(hand) = &assessment.by_hand {
        let review = if hand.needs_review() {
            format!("；待复核：{}", hand.review_words())
        } else {
            String::new()
        };
        return format!(
            "{}；计算结果 {}{review}",
            hand.signature(),
            hand.computed_word
        );
    }
    match (assessment.progress, assessment.schedule) {
        (Some(progress), Some(schedule)) if assessment.grade.is_assessed() => format!(
            "进度 {:.1}%，序时 {:.1}%",
            rounded(progress * 100.0, 1),
            rounded(schedule * 100.0, 1)
        ),
        _ => assessment.reason.short(),
    }
}

fn years_of(
    workspace: &Workspace,
    plan: &Plan,
    indicator: &Indicator,
    start: Option<&StartPoint>,
) -> (Year, Year) {
    let base = assess::base_year(workspace, plan);
    let years = indicator
        .targets
        .iter()
        .map(|t| t.year)
        .chain(
            indicator
                .superseded
                .iter()
                .flat_map(|s| &s.targets)
                .map(|t| t.year),
        )
        .chain(workspace.observations_of(&indicator.series).map(|(y, _)| y))
        .chain(start.map(|s| s.year));
    years.fold((base, base + 1), |(first, last), year| {
        (first.min(year), last.max(year))
    })
}

fn hint(indicator: &Indicator, actuals: &[ActualPoint]) -> Option<String> {
    if !actuals.is_empty() {
        return None;
    }
    let lead = indicator.lead().map_or("责任单位", |unit| unit.0.as_str());
    Some(format!("待{lead}填报"))
}
