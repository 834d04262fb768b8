//! How far each indicator is, judged by a rule that explains itself.
//!
//! Pure functions: the same workspace, plan and year give the same [`Assessment`], whose trace is
//! made by the computation itself. This room knows no file, no window and no clock. What holds
//! whichever method judges stands in `facts`; each method in its own module (`schedule`, `growth`,
//! `level`), and [`forecast`] adds where the figures lead. [`doubt`] finds values that look like slips.

mod adjusted;
mod by_hand;
pub mod compare;
pub mod doubt;
mod draft;
pub mod explain;
mod facts;
pub mod forecast;
mod grade;
mod growth;
mod level;
pub mod rollup;
mod schedule;
mod trace;
mod values;
mod words;

use draft::{Draft, Verdict};
use facts::Facts;

use std::borrow::Cow;

use crate::model::{
    Baseline, Bound, CumulativeEntry, Decimal, Direction, Indicator, IndicatorId, InterimTarget,
    Kind, Limits, Plan, Status, Target, Workspace, Year,
};

pub use crate::model::{Grade, Method};
pub use adjusted::judge_superseded;
pub use by_hand::{ByHand, Review, judgement};
pub use forecast::Forecast;
pub use grade::Reason;
pub use schedule::Path;
pub use trace::{Step, percent};
pub use values::{Actuals, float, is_met};
pub use words::{in_chinese, rule, source};

/// All that a method looks at: one indicator, cut loose from files and names.
#[derive(Clone, Debug)]
pub struct Case<'a> {
    /// What the indicator measures.
    pub kind: Kind,
    /// Whether the targets are means over several years, which no single year can meet or miss.
    pub mean_over_years: bool,
    /// Which way is better.
    pub direction: Direction,
    /// Its targets, in any order; the last year's is judged, earlier ones bend the path.
    pub targets: Cow<'a, [Target]>,
    /// The baseline entered or printed.
    pub baseline: Option<Baseline>,
    /// The year from whose end a cumulative indicator without baseline counts from zero.
    pub origin: Option<Year>,
    /// The values entered, by year.
    pub actuals: Actuals,
    /// The year judged.
    pub year: Year,
    /// The limits between grades.
    pub limits: Limits,
}

/// What a method says of one indicator in one year.
///
/// Shares are fractions (0.36 is 36 %), `gap_pp` is in percentage points. What cannot be computed
/// is absent, never zero.
#[derive(Clone, Debug, PartialEq)]
pub struct Assessment {
    /// The year judged.
    pub year: Year,
    /// The value of that year (summed, where a cumulative indicator is entered yearly).
    pub actual: Option<Decimal>,
    /// How firm that value is, where it was entered into a workspace.
    pub status: Option<Status>,
    /// The target judged against.
    pub target: Option<Target>,
    /// The baseline entered or printed.
    pub baseline: Option<Baseline>,
    /// 完成率: actual / target, or target / actual where lower is better.
    pub completion: Option<f64>,
    /// 进度: (actual - baseline) / (target - baseline).
    pub progress: Option<f64>,
    /// 序时进度: the share of the path that should be behind by now.
    pub schedule: Option<f64>,
    /// Progress less schedule, in percentage points.
    pub gap_pp: Option<f64>,
    /// Progress over schedule.
    pub ratio: Option<f64>,
    /// What the method itself extrapolates to by the target's year, where it does.
    pub projected: Option<f64>,
    /// The grade.
    pub grade: Grade,
    /// The word of the grade here: 提前实现, 已实现, 未实现 and so on.
    pub word: &'static str,
    /// The method's own word, where it has one: substantial, level 2, sun.
    pub method_grade: Option<&'static str>,
    /// The method's own score, where it has one.
    pub score: Option<f64>,
    /// Why this grade.
    pub reason: Reason,
    /// The rule applied.
    pub method: Method,
    /// The path from baseline to target, where there is one.
    pub path: Option<Path>,
    /// 趋势判断: where the figures lead by the target's year.
    pub forecast: Option<Forecast>,
    /// What each year still to come needs, and the best year so far beside it.
    pub required_growth: Option<f64>,
    /// The best yearly step so far, in the same measure.
    pub best_growth: Option<f64>,
    /// Whether these two are growth rates; else they are changes in the indicator's unit.
    pub growth_is_rate: bool,
    /// The grade given by hand in the place of the computed one, where there is one.
    pub by_hand: Option<Box<ByHand>>,
    /// Each figure with the arithmetic that made it.
    pub trace: Vec<Step>,
}

/// Judges one case by one method, and tells how: the trace is part of the result.
#[must_use]
pub fn assess(case: &Case<'_>, method: Method) -> Assessment {
    run(case, method, true)
}

/// The same without the trace, for where many are judged and none is read.
///
/// It is the same computation; [`assess`] only keeps its steps as well.
#[must_use]
pub fn assess_untraced(case: &Case<'_>, method: Method) -> Assessment {
    run(case, method, false)
}

fn run(case: &Case<'_>, method: Method, explains: bool) -> Assessment {
    let mut draft = Draft::new(case, method, explains);
    let judged = case.actuals.judged(facts::start_of(case));
    let outcome = match facts::establish(case, &mut draft) {
        Ok(facts) => {
            let own = by_method(case, method, &facts, &judged, &mut draft);
            facts::settle(case, method, &facts, draft.out.completion, own)
        }
        Err(Reason::NoTarget) => without_target(case, method, &mut draft),
        Err(reason) => Err(reason),
    };
    draft.close(case, outcome);
    // Where single years lead says nothing of their mean.
    if !case.mean_over_years {
        forecast::add(case, &judged, &mut draft);
    }
    draft.out
}

fn by_method(
    case: &Case<'_>,
    method: Method,
    facts: &Facts,
    judged: &[(Year, Decimal)],
    draft: &mut Draft,
) -> Result<Verdict, Reason> {
    match method {
        Method::Schedule => schedule::linear(case, facts, draft),
        Method::ScheduleGeometric => schedule::geometric(case, facts, draft),
        Method::Cagr => growth::cagr(case, facts, draft),
        Method::Un => growth::un(case, facts, draft),
        Method::Trend => level::trend(case, facts, judged, draft),
        Method::Achievement => level::achievement(case, facts, draft),
    }
}

/// Whether a method makes no sense for a kind of indicator, so that it can judge none of that kind
/// before its target is met.
#[must_use]
pub fn is_refused(method: Method, kind: Kind) -> bool {
    match method {
        Method::ScheduleGeometric | Method::Cagr => growth::refuse_rates(kind).is_err(),
        Method::Un => growth::refuse_signed(kind).is_err(),
        Method::Schedule | Method::Trend | Method::Achievement => false,
    }
}

/// Two methods can judge growth alone.
fn without_target(case: &Case<'_>, method: Method, draft: &mut Draft) -> Result<Verdict, Reason> {
    match method {
        Method::Cagr => growth::cagr_without_target(case, draft),
        Method::Un => growth::un_without_target(case, draft),
        Method::Schedule | Method::ScheduleGeometric | Method::Trend | Method::Achievement => {
            Err(Reason::NoTarget)
        }
    }
}

/// Judges an indicator of a workspace in a year by the rule the user chose for it. A grade given by
/// hand takes the place of the computed one, which stays beside it.
#[must_use]
pub fn judge_indicator(
    workspace: &Workspace,
    plan: &Plan,
    indicator: &Indicator,
    year: Year,
) -> Assessment {
    judge_by_rule(workspace, plan, indicator, year, true)
}

/// The same without the trace, for where many are judged and none is read.
#[must_use]
pub fn judge_indicator_untraced(
    workspace: &Workspace,
    plan: &Plan,
    indicator: &Indicator,
    year: Year,
) -> Assessment {
    judge_by_rule(workspace, plan, indicator, year, false)
}

fn judge_by_rule(
    workspace: &Workspace,
    plan: &Plan,
    indicator: &Indicator,
    year: Year,
    explains: bool,
) -> Assessment {
    let id = plan.id_of(indicator);
    let method = workspace.rule_of(&id).method;
    let case = case_of(workspace, plan, indicator, year);
    let mut assessment = run(&case, method, explains);
    if explains && let Some(step) = adjusted::step(indicator) {
        assessment.trace.insert(0, step);
    }
    assessment.status = status_of(workspace, indicator, &assessment);
    if let Some(standing) = workspace.standing(&id, year) {
        by_hand::put(&standing, &mut assessment);
    }
    if !explains {
        assessment.trace.clear();
    }
    assessment
}

/// Judges an indicator of a workspace in a year by this method, whatever the user chose and whatever
/// was given by hand. Limits are those of the indicator's rule.
#[must_use]
pub fn assess_indicator(
    workspace: &Workspace,
    plan: &Plan,
    indicator: &Indicator,
    year: Year,
    method: Method,
) -> Assessment {
    let mut assessment = assess(&case_of(workspace, plan, indicator, year), method);
    assessment.status = status_of(workspace, indicator, &assessment);
    assessment
}

/// How firm the actual judged is.
fn status_of(
    workspace: &Workspace,
    indicator: &Indicator,
    assessment: &Assessment,
) -> Option<Status> {
    let _known = assessment.actual?;
    let observation = workspace.observation(&indicator.series, assessment.year)?;
    Some(observation.status)
}

/// Collects what a method needs to know of an indicator.
#[must_use]
pub fn case_of<'a>(
    workspace: &Workspace,
    plan: &Plan,
    indicator: &'a Indicator,
    year: Year,
) -> Case<'a> {
    let id: IndicatorId = plan.id_of(indicator);
    let values = workspace
        .observations_of(&indicator.series)
        .map(|(year, observation)| (year, observation.value));
    let entry = if indicator.kind == Kind::Cumulative {
        workspace.cumulative_entry(&indicator.series)
    } else {
        CumulativeEntry::Running
    };
    Case {
        kind: indicator.kind,
        mean_over_years: indicator.mean_over_years,
        direction: indicator.direction,
        targets: interim_for(workspace.interim_of(&id), &indicator.targets),
        baseline: workspace.baseline(&id, indicator),
        // Only sums count from it.
        origin: (indicator.kind == Kind::Cumulative).then(|| base_year(workspace, plan)),
        actuals: Actuals::new(values, entry),
        year,
        limits: workspace.rule_of(&id).limits,
    }
}

/// An indicator's targets and, between them, the interim ones that the analyst chose. What a document
/// says of a year goes before what was chosen for it.
fn interim_for<'a>(chosen: &[InterimTarget], targets: &'a [Target]) -> Cow<'a, [Target]> {
    let last = targets.iter().map(|target| target.year).max();
    let (false, Some(last)) = (chosen.is_empty(), last) else {
        return Cow::Borrowed(targets);
    };
    let is_free = |year: Year| targets.iter().all(|t| t.year != year);
    let interim = chosen
        .iter()
        .filter(|chosen| chosen.year < last && is_free(chosen.year))
        .map(|chosen| Target {
            year: chosen.year,
            bound: Bound::Exactly(chosen.value),
        });
    targets.iter().cloned().chain(interim).collect()
}

/// The base year offered for new baselines: chosen, else the last whole year before the plan was
/// issued.
#[must_use]
pub fn base_year(workspace: &Workspace, plan: &Plan) -> Year {
    // A base year chosen for one document says nothing of one whose time was over by then.
    let is_within = |year: &Year| {
        let mut targets = plan.all_indicators().flat_map(|i| &i.targets).peekable();
        targets.peek().is_none() || targets.any(|target| *year < target.year)
    };
    let chosen = workspace.settings.base_year.filter(is_within);
    chosen.unwrap_or(plan.year - 1)
}

/// The year judged: chosen, else the last up to now with any figure, else the last whole year before
/// `this_year`.
#[must_use]
pub fn as_of_year(workspace: &Workspace, this_year: Year) -> Year {
    workspace
        .settings
        .as_of
        .or_else(|| workspace.last_observed_year(this_year))
        .unwrap_or(this_year - 1)
}

/// That a change has moved the year judged, which follows the newest figure until somebody fixes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct YearMoved {
    /// The year judged before.
    pub from: Year,
    /// The year judged now.
    pub to: Year,
}

impl YearMoved {
    /// Whether the change from one workspace to the other has moved the year by itself; a year that
    /// somebody chooses, or gives up to choose, is no surprise, nor that of the first figure.
    #[must_use]
    pub fn between(before: &Workspace, after: &Workspace, this_year: Year) -> Option<Self> {
        let is_chosen = |workspace: &Workspace| workspace.settings.as_of.is_some();
        if is_chosen(before) || is_chosen(after) {
            return None;
        }
        let from = before.last_observed_year(this_year)?;
        Self::of(from, after.last_observed_year(this_year)?)
    }

    /// The move from one year to another; none where they are the same.
    #[must_use]
    pub fn of(from: Year, to: Year) -> Option<Self> {
        (from != to).then_some(Self { from, to })
    }

    /// 截至年度由 2024 年变为 2025 年….
    #[must_use]
    pub fn words(&self) -> String {
        let Self { from, to } = self;
        format!(
            "截至年度由 {from} 年变为 {to} 年（随数据取有数的最近一年），各项评价改按 {to} 年计算"
        )
    }
}

/// The share of a plan's time in force that is gone at the end of `year`, from 0 to 1; none where
/// the document does not say how long it is in force.
#[must_use]
pub fn time_elapsed(plan: &Plan, year: Year) -> Option<f64> {
    let end = chrono::NaiveDate::from_ymd_opt(year, 12, 31)?;
    let effective = plan.effective?;
    let whole = (effective.to - effective.from).num_days() + 1;
    let gone = (end - effective.from).num_days() + 1;
    if whole <= 0 {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "days of a few years")]
    Some((gone as f64 / whole as f64).clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests;
