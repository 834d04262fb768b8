//! Method 1, 序时进度法: progress against the share of time that has gone.
//!
//! progress = (v - b) / (T - b); schedule = (t - t0) / (t1 - t0); ratio = progress / schedule, with
//! b the baseline in t0, v the actual in t, T the target in t1. Interim targets bend the path:
//! schedule then runs piecewise through them. The limits between grades are the user's; no
//! official document prints numbers for the words of the national mid-term review.
//!
//! The variant `schedule-geometric` has a path of constant growth: progress = ln(v / b) / ln(T / b),
//! and schedule the same of the path's value. Positive amounts alone have such a path.

use super::draft::{Draft, Verdict};
use super::facts::{Facts, TOLERANCE, Way};
use super::growth::refuse_rates;
use super::trace::{exact_percent, fixed, number, percent, ratio_text, term};
use super::values::float;
use super::{Case, Grade, Method, Reason, Step, words};
use crate::model::{Decimal, Limits, Year};

const LINEAR: Method = Method::Schedule;
const GEOMETRIC: Method = Method::ScheduleGeometric;

/// The way from baseline through interim targets to the target, straight between its points.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    /// Year and value, by year; at least two.
    pub points: Vec<(Year, f64)>,
}

impl Path {
    /// The value the path has at the end of `year`; flat before its start and after its end.
    #[must_use]
    pub fn value_at(&self, year: Year) -> Option<f64> {
        self.between(year, |start, end, share| start + (end - start) * share)
    }

    /// The same where values grow at a constant rate between the points; all must be positive.
    fn value_at_constant_growth(&self, year: Year) -> Option<f64> {
        self.between(year, |start, end, share| {
            (start.ln() * (1.0 - share) + end.ln() * share).exp()
        })
    }

    fn between(&self, year: Year, blend: impl Fn(f64, f64, f64) -> f64) -> Option<f64> {
        let first = self.points.first()?;
        let last = self.points.last()?;
        if year <= first.0 {
            return Some(first.1);
        }
        if year >= last.0 {
            return Some(last.1);
        }
        self.points.windows(2).find_map(|pair| match pair {
            [(_, _), (to, end)] if *to == year => Some(*end),
            [(from, start), (to, end)] if (*from..*to).contains(&year) => {
                let share = f64::from(year - from) / f64::from(to - from);
                Some(blend(*start, *end, share))
            }
            _ => None,
        })
    }

    /// A point each year along constant growth.
    fn with_constant_growth(&self) -> Option<Self> {
        let (from, to) = (self.points.first()?.0, self.points.last()?.0);
        let points = (from..=to).map(|year| Some((year, self.value_at_constant_growth(year)?)));
        points.collect::<Option<_>>().map(|points| Self { points })
    }

    /// The stretch that `year` lies on: its ends with their years.
    fn stretch(&self, year: Year) -> Option<((Year, f64), (Year, f64))> {
        let stretches = self.points.windows(2);
        let mut found = stretches.filter_map(|pair| match pair {
            [from, to] if (from.0 + 1..=to.0).contains(&year) => Some((*from, *to)),
            _ => None,
        });
        found.next()
    }

    fn is_bent(&self) -> bool {
        self.points.len() > 2
    }
}

/// Judges by the straight path.
pub(super) fn linear(case: &Case<'_>, facts: &Facts, draft: &mut Draft) -> Result<Verdict, Reason> {
    let way = way_forward(case, facts)?;
    let progress = way.progress();
    draft.out.progress = Some(progress);
    draft.record(|| {
        Step::new(
            "进度",
            "(实际值 − 基期值) ÷ (目标值 − 基期值)",
            way.progress_terms(),
            percent(progress),
            words::source(LINEAR),
        )
    });
    let schedule = linear_schedule(case, &way, draft);
    Ok(by_ratio(case, draft, LINEAR, progress, schedule))
}

/// How the value of a bent path came about.
fn record_path_value(draft: &mut Draft, method: Method, path: &Path, year: Year, value: f64) {
    let Some(((from, start), (to, end))) = path.stretch(year) else {
        return;
    };
    draft.record(|| {
        let (start, end) = (number(start), number(end));
        let years = format!("({year} − {from}) ÷ ({to} − {from})");
        let (formula, terms) = if method == GEOMETRIC {
            (
                "前一节点值 × (后一节点值 ÷ 前一节点值)^所过时间之比",
                format!("{start} × ({end} ÷ {start})^({years})"),
            )
        } else {
            (
                "前一节点值 + (后一节点值 − 前一节点值) × 所过时间之比",
                format!("{start} + ({end} − {start}) × {years}"),
            )
        };
        let source = words::source(method);
        Step::new("路径值", formula, terms, fixed(value, 4), source)
    });
}

fn linear_schedule(case: &Case<'_>, way: &Way, draft: &mut Draft) -> f64 {
    let year = case.year.min(way.target_year);
    let bent = draft.out.path.clone().filter(Path::is_bent);
    let on_path = bent.as_ref().and_then(|path| path.value_at(year));
    if let (Some(path), Some(value)) = (&bent, on_path) {
        record_path_value(draft, LINEAR, path, year, value);
    }
    let schedule = match on_path {
        Some(value) => (value - way.start.float) / (way.target.float - way.start.float),
        None => f64::from(year - way.start_year) / f64::from(way.target_year - way.start_year),
    };
    draft.record(|| {
        let (formula, substituted) = match on_path {
            Some(value) => (
                "(路径值 − 基期值) ÷ (目标值 − 基期值)，路径经过中期目标",
                format!(
                    "({} − {}) ÷ ({} − {})",
                    fixed(value, 4),
                    term(way.start.exact),
                    term(way.target.exact),
                    term(way.start.exact)
                ),
            ),
            None => (
                "(评价年 − 基期年) ÷ (目标年 − 基期年)",
                years_terms(way, year),
            ),
        };
        let source = words::source(LINEAR);
        Step::new("序时进度", formula, substituted, percent(schedule), source)
    });
    schedule
}

/// Judges by a path of constant growth.
pub(super) fn geometric(
    case: &Case<'_>,
    facts: &Facts,
    draft: &mut Draft,
) -> Result<Verdict, Reason> {
    // The straight path is not the one judged by.
    let straight = draft.out.path.take();
    refuse_rates(case.kind)?;
    let way = way_forward(case, facts)?;
    let has_logs = [way.start, way.actual, way.target]
        .iter()
        .all(|v| v.float > 0.0);
    let straight = straight.filter(|path| path.points.iter().all(|(_, value)| *value > 0.0));
    let (Some(straight), true) = (straight, has_logs) else {
        return Err(Reason::NoGrowthRate);
    };
    let whole = (way.target.float / way.start.float).ln();
    if whole == 0.0 {
        return Err(Reason::TargetIsBaseline(way.target.exact));
    }
    let progress = (way.actual.float / way.start.float).ln() / whole;
    draft.out.progress = Some(progress);
    draft.record(|| {
        Step::new(
            "进度",
            "ln(实际值 ÷ 基期值) ÷ ln(目标值 ÷ 基期值)",
            format!(
                "ln({} ÷ {}) ÷ ln({} ÷ {})",
                term(way.actual.exact),
                term(way.start.exact),
                term(way.target.exact),
                term(way.start.exact)
            ),
            percent(progress),
            words::source(GEOMETRIC),
        )
    });
    let schedule = geometric_schedule(case, &way, &straight, whole, draft);
    draft.out.path = straight.with_constant_growth();
    Ok(by_ratio(case, draft, GEOMETRIC, progress, schedule))
}

fn geometric_schedule(
    case: &Case<'_>,
    way: &Way,
    path: &Path,
    whole: f64,
    draft: &mut Draft,
) -> f64 {
    let year = case.year.min(way.target_year);
    let on_path = path
        .is_bent()
        .then(|| path.value_at_constant_growth(year))
        .flatten();
    if let Some(value) = on_path {
        record_path_value(draft, GEOMETRIC, path, year, value);
    }
    let schedule = match on_path {
        Some(value) => (value / way.start.float).ln() / whole,
        None => f64::from(year - way.start_year) / f64::from(way.target_year - way.start_year),
    };
    draft.record(|| {
        let (formula, substituted) = match on_path {
            Some(value) => (
                "ln(路径值 ÷ 基期值) ÷ ln(目标值 ÷ 基期值)，路径经过中期目标",
                format!(
                    "ln({} ÷ {}) ÷ ln({} ÷ {})",
                    fixed(value, 4),
                    term(way.start.exact),
                    term(way.target.exact),
                    term(way.start.exact)
                ),
            ),
            None => (
                "(评价年 − 基期年) ÷ (目标年 − 基期年)",
                years_terms(way, year),
            ),
        };
        let source = words::source(GEOMETRIC);
        Step::new("序时进度", formula, substituted, percent(schedule), source)
    });
    schedule
}

fn years_terms(way: &Way, year: Year) -> String {
    format!(
        "({year} − {}) ÷ ({} − {})",
        way.start_year, way.target_year, way.start_year
    )
}

/// The way, if it leads forward; from a baseline that met the target it does not.
fn way_forward(case: &Case<'_>, facts: &Facts) -> Result<Way, Reason> {
    let way = facts.way(case.year)?;
    if facts.start_meets || way.leads_back() {
        return Err(Reason::FellBack);
    }
    Ok(way)
}

/// Gap, ratio and grade, once progress and schedule are known.
fn by_ratio(
    case: &Case<'_>,
    draft: &mut Draft,
    method: Method,
    progress: f64,
    schedule: f64,
) -> Verdict {
    let gap_pp = 100.0 * (progress - schedule);
    draft.out.schedule = Some(schedule);
    draft.out.gap_pp = Some(gap_pp);
    let source = words::source(method);
    // With the digits it takes to come to the same figure again.
    let terms = |sign: &str| {
        format!(
            "{} {sign} {}",
            exact_percent(progress),
            exact_percent(schedule)
        )
    };
    draft.record(|| {
        let shown = format!("{} 个百分点", fixed(gap_pp, 1));
        Step::new("差距", "进度 − 序时进度", terms("−"), shown, source)
    });
    if schedule <= TOLERANCE {
        return Verdict::plain(grade_on_flat_path(progress - schedule), Reason::Ratio);
    }
    let ratio = progress / schedule;
    draft.out.ratio = Some(ratio);
    draft.record(|| {
        let shown = ratio_text(ratio, &case.limits);
        Step::new("进度比", "进度 ÷ 序时进度", terms("÷"), shown, source)
    });
    Verdict::plain(grade_of_ratio(ratio, &case.limits), Reason::Ratio)
}

/// The path asks for nothing yet, or allows a step back: to be beyond it is more than it asks.
fn grade_on_flat_path(lead: f64) -> Grade {
    if lead > TOLERANCE {
        Grade::Ahead
    } else if lead >= -TOLERANCE {
        Grade::OnTrack
    } else {
        Grade::Regressed
    }
}

/// The grade between whose limits a ratio of progress to schedule lies.
fn grade_of_ratio(ratio: f64, limits: &Limits) -> Grade {
    let at_least = |limit: Decimal| ratio >= float(limit) - TOLERANCE;
    if at_least(limits.ahead) {
        Grade::Ahead
    } else if at_least(limits.on_track) {
        Grade::OnTrack
    } else if at_least(limits.behind) {
        Grade::Behind
    } else if ratio >= -TOLERANCE {
        Grade::FarBehind
    } else {
        Grade::Regressed
    }
}
