//! 趋势判断: where the figures lead by the target's year, and what it would take to get there.
//!
//! Three or more observations: least squares on the last five (on logarithms for positive stocks
//! and flows) with an 80 % prediction interval. Two: the straight line, without interval. Below: none.
//!
//! A baseline is not counted as an observation. It is often an estimate that a target was set from,
//! or a figure of another survey, and an interval that says how far observed values scatter must rest
//! on observed values alone. Whoever has the value of the base year as an actual enters it as one.

use super::draft::Draft;
use super::facts::{direction_of, start_of};
use super::trace::{bracketed, fixed, number, percent};
use super::values::{Point, float, is_met_by};
use super::{Assessment, Case, Grade, Step};
use crate::model::{Bound, Direction, Kind, Year};

const SOURCE: &str = "最小二乘法，近五期，80% 预测区间";
const LINE_SOURCE: &str = "知标评价方法六：两期数值连线";
const CATCH_UP_SOURCE: &str = "知标评价方法六：所需增长与历年最好一年对照";

/// The two-sided 80 % quantiles of Student's t for one, two and three degrees of freedom.
const T_80: [f64; 3] = [
    3.077_683_537_175_253,
    1.885_618_083_164_126_7,
    1.637_744_353_696_210_2,
];

/// The most observations a forecast looks at.
const MOST: usize = 5;

/// Where the figures lead by the target's year.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Forecast {
    /// The year it is for.
    pub year: Year,
    /// The expected value.
    pub value: f64,
    /// The lower end of the interval, where there is one.
    pub low: Option<f64>,
    /// The upper end.
    pub high: Option<f64>,
    /// Whether the line was fitted to logarithms, and so is a curve of constant growth.
    pub on_logs: bool,
    /// Achieved if the target is met at the forecast, on track if only within the interval, else
    /// behind.
    pub grade: Grade,
}

impl Forecast {
    /// The verdict in a few words.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self.grade {
            Grade::Achieved => "预计可实现",
            Grade::OnTrack => "有望实现",
            _ => "预计难实现",
        }
    }
}

impl Assessment {
    /// The forecast, as long as the target's year is still to come.
    #[must_use]
    pub fn outlook(&self) -> Option<&Forecast> {
        let forecast = self.forecast.as_ref()?;
        (forecast.year > self.year).then_some(forecast)
    }
}

/// In what the yearly growth still needed is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum GrowthMeasure {
    /// As a yearly rate, for amounts.
    Rate,
    /// As a yearly change in the indicator's own unit.
    Step,
}

/// Adds forecast and required catch-up to an assessment.
pub(super) fn add(case: &Case<'_>, judged: &[Point], draft: &mut Draft) {
    let Some(target) = &draft.out.target else {
        return;
    };
    let Some(value) = target.bound.value().map(float) else {
        return;
    };
    let (year, bound) = (target.year, target.bound.clone());
    let direction = direction_of(case, &bound);
    let observed = up_to(judged, case.year);
    // What the target's year brought is known once that year is over or observed.
    let is_open = case.year < year
        || (case.year == year && observed.last().is_none_or(|(last, _)| *last < year));
    if is_open {
        let last = LastFew::of(observed);
        draft.out.forecast = forecast(case.kind, last.points(), year, &bound, direction);
        record_forecast(last.points(), draft);
    }
    catch_up(case, observed, (year, value), direction, draft);
}

/// The way the figures lead, a forecast for each year after the one judged up to the target's; empty
/// where there is none.
#[must_use]
pub fn outlook(case: &Case<'_>) -> Vec<Forecast> {
    let Some(target) = case.targets.iter().max_by_key(|t| t.year) else {
        return Vec::new();
    };
    if target.bound.value().is_none() {
        return Vec::new();
    }
    let judged = case.actuals.judged(start_of(case));
    let last = LastFew::of(up_to(&judged, case.year));
    let direction = direction_of(case, &target.bound);
    (case.year + 1..=target.year)
        .filter_map(|year| forecast(case.kind, last.points(), year, &target.bound, direction))
        .collect()
}

fn up_to(judged: &[Point], year: Year) -> &[Point] {
    let end = judged.partition_point(|(observed, _)| *observed <= year);
    judged.get(..end).unwrap_or(judged)
}

fn record_forecast(points: &[(f64, f64)], draft: &mut Draft) {
    let Some(forecast) = draft.out.forecast else {
        return;
    };
    draft.record(|| {
        let interval = match (forecast.low, forecast.high) {
            (Some(low), Some(high)) => format!("，区间 {} 至 {}", fixed(low, 2), fixed(high, 2)),
            _ => String::new(),
        };
        let (formula, source) = match (forecast.low, forecast.on_logs) {
            (None, _) => ("两期数值连成直线，延长到目标年，没有区间", LINE_SOURCE),
            (Some(_), false) => (
                "a + b × (目标年 − 平均年)，± t × s × √(1 + 1 ÷ n + (目标年 − 平均年)² ÷ Σ(年 − 平均年)²)",
                SOURCE,
            ),
            (Some(_), true) => (
                "exp(a + b × (目标年 − 平均年) ± t × s × √(1 + 1 ÷ n + (目标年 − 平均年)² ÷ Σ(年 − 平均年)²))，数值先取对数",
                SOURCE,
            ),
        };
        Step::new(
            "趋势判断",
            formula,
            forecast_terms(points, &forecast),
            format!("{}{interval}，{}", fixed(forecast.value, 2), forecast.word()),
            source,
        )
    });
}

/// The observations that went in and what the line through them came to.
fn forecast_terms(points: &[(f64, f64)], forecast: &Forecast) -> String {
    let seen: Vec<String> = points
        .iter()
        .map(|(year, value)| format!("{year} 年 {}", number(*value)))
        .collect();
    let seen = seen.join("、");
    let scale = |v: f64| if forecast.on_logs { v.ln() } else { v };
    match Fit::of(points, scale) {
        Some(fit) if forecast.low.is_some() => format!(
            "{seen}；n = {}，平均年 {}，a = {}，b = {}，s = {}，t = {}",
            points.len(),
            number(fit.mean_x),
            significant(fit.mean_y),
            significant(fit.slope),
            significant(fit.deviation),
            fixed(fit.t, 4),
        ),
        _ => seen,
    }
}

/// Six significant digits.
fn significant(value: f64) -> String {
    let size = value.abs().max(1e-12).log10().floor();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to a few digits"
    )]
    let decimals = (5.0 - size).clamp(0.0, 12.0) as usize;
    fixed(value, decimals)
}

/// The last five observations as floats, without a place of their own in memory.
struct LastFew {
    points: [(f64, f64); MOST],
    count: usize,
}

impl LastFew {
    fn of(observed: &[Point]) -> Self {
        let last = observed
            .get(observed.len().saturating_sub(MOST)..)
            .unwrap_or(&[]);
        let mut points = [(0.0, 0.0); MOST];
        for (point, (year, value)) in points.iter_mut().zip(last) {
            *point = (f64::from(*year), float(*value));
        }
        Self {
            points,
            count: last.len().min(MOST),
        }
    }

    fn points(&self) -> &[(f64, f64)] {
        self.points.get(..self.count).unwrap_or(&[])
    }
}

fn forecast(
    kind: Kind,
    last: &[(f64, f64)],
    year: Year,
    bound: &Bound,
    direction: Direction,
) -> Option<Forecast> {
    let positive_amounts =
        matches!(kind, Kind::Stock | Kind::Flow) && last.iter().all(|(_, v)| *v > 0.0);
    let on_logs = positive_amounts && last.len() > 2;
    let at = f64::from(year);
    let (value, interval) = match last {
        [] | [_] => return None,
        [a, b] => (line_through(*a, *b, at), None),
        _ => {
            let (value, half) = Fit::of(last, |v| if on_logs { v.ln() } else { v })?.at(at);
            let back = |v: f64| if on_logs { v.exp() } else { v };
            (back(value), Some((back(value - half), back(value + half))))
        }
    };
    let (low, high) = interval.unzip();
    let all = [Some(value), low, high];
    if all.iter().flatten().any(|figure| !figure.is_finite()) {
        return None;
    }
    let meets = |figure: f64| is_met_by(bound, figure, direction);
    let grade = if meets(value) {
        Grade::Achieved
    } else if [low, high].into_iter().flatten().any(meets) {
        Grade::OnTrack
    } else {
        Grade::Behind
    };
    Some(Forecast {
        year,
        value,
        low,
        high,
        on_logs,
        grade,
    })
}

fn line_through(a: (f64, f64), b: (f64, f64), x: f64) -> f64 {
    b.1 + (b.1 - a.1) / (b.0 - a.0) * (x - b.0)
}

/// The straight line through three to five points, with what its interval rests on.
struct Fit {
    mean_x: f64,
    mean_y: f64,
    slope: f64,
    sxx: f64,
    deviation: f64,
    t: f64,
    n: f64,
}

impl Fit {
    /// Least squares on values made straight by `scale`.
    fn of(points: &[(f64, f64)], scale: impl Fn(f64) -> f64) -> Option<Self> {
        let t = *T_80.get(points.len().checked_sub(3)?)?;
        let mut scaled = [(0.0, 0.0); MOST];
        for (to, from) in scaled.iter_mut().zip(points) {
            *to = (from.0, scale(from.1));
        }
        let points = scaled.get(..points.len())?;
        #[expect(clippy::cast_precision_loss, reason = "five points at most")]
        let n = points.len() as f64;
        let mean_x = points.iter().map(|p| p.0).sum::<f64>() / n;
        let mean_y = points.iter().map(|p| p.1).sum::<f64>() / n;
        let sxx: f64 = points.iter().map(|p| (p.0 - mean_x).powi(2)).sum();
        let sxy: f64 = points.iter().map(|p| (p.0 - mean_x) * (p.1 - mean_y)).sum();
        let slope = sxy / sxx;
        let fitted = |x: f64| mean_y + slope * (x - mean_x);
        let residual: f64 = points.iter().map(|p| (p.1 - fitted(p.0)).powi(2)).sum();
        Some(Self {
            mean_x,
            mean_y,
            slope,
            sxx,
            deviation: (residual / (n - 2.0)).sqrt(),
            t,
            n,
        })
    }

    /// The fitted value at `x` and half the width of its 80 % prediction interval.
    fn at(&self, x: f64) -> (f64, f64) {
        let away = x - self.mean_x;
        let spread = (1.0 + 1.0 / self.n + away.powi(2) / self.sxx).sqrt();
        let half = self.t * self.deviation * spread;
        (self.mean_y + self.slope * away, half)
    }
}

/// What each year still to come needs, beside the best year there has been: as a growth rate for
/// amounts, else as a yearly change. A running sum grows by a step a year, not by a rate.
fn catch_up(
    case: &Case<'_>,
    observed: &[Point],
    (target_year, target): (Year, f64),
    direction: Direction,
    draft: &mut Draft,
) {
    let Some(actual) = draft.out.actual.map(float) else {
        return;
    };
    let is_amount = matches!(
        case.kind,
        Kind::Stock | Kind::Flow | Kind::Increment | Kind::Maintain
    ) && actual > 0.0
        && target > 0.0;
    let measure = if is_amount {
        GrowthMeasure::Rate
    } else {
        GrowthMeasure::Step
    };
    draft.out.growth_is_rate = is_amount;
    let years = f64::from(target_year.saturating_sub(case.year));
    if years > 0.0 && draft.out.grade != Grade::Achieved {
        let required = match measure {
            GrowthMeasure::Rate => (target / actual).powf(1.0 / years) - 1.0,
            GrowthMeasure::Step => (target - actual) / years,
        };
        draft.out.required_growth = Some(required);
        draft.record(|| required_step(measure, (target, actual, years), required));
    }
    let best = best_year(case, observed, measure, direction);
    draft.out.best_growth = best.map(|best| best.growth);
    if let Some(best) = best {
        draft.record(|| best_step(measure, &best));
    }
}

fn required_step(measure: GrowthMeasure, numbers: (f64, f64, f64), required: f64) -> Step {
    let (target, actual, years) = numbers;
    let (target, actual) = (bracketed(number(target)), bracketed(number(actual)));
    let (formula, terms, shown) = match measure {
        GrowthMeasure::Rate => (
            "(目标值 ÷ 实际值)^(1 ÷ 剩余年数) − 1",
            format!("({target} ÷ {actual})^(1 ÷ {years}) − 1"),
            percent(required),
        ),
        GrowthMeasure::Step => (
            "(目标值 − 实际值) ÷ 剩余年数",
            format!("({target} − {actual}) ÷ {years}"),
            fixed(required, 4),
        ),
    };
    Step::new("今后每年须", formula, terms, shown, CATCH_UP_SOURCE)
}

/// A year and what it brought.
#[derive(Clone, Copy)]
struct BestYear {
    year: Year,
    from: f64,
    to: f64,
    growth: f64,
}

fn best_step(measure: GrowthMeasure, best: &BestYear) -> Step {
    let (from, to) = (bracketed(number(best.from)), bracketed(number(best.to)));
    let year = best.year;
    let (formula, terms, shown) = match measure {
        GrowthMeasure::Rate => (
            "当年值 ÷ 上年值 − 1，取历年最好",
            format!("{year} 年 {to} ÷ {from} − 1"),
            percent(best.growth),
        ),
        GrowthMeasure::Step => (
            "当年值 − 上年值，取历年最好",
            format!("{year} 年 {to} − {from}"),
            fixed(best.growth, 4),
        ),
    };
    Step::new("历年最好一年", formula, terms, shown, CATCH_UP_SOURCE)
}

/// The year that brought most in the wanted direction, among years that follow one another; what
/// progress counts from stands for its year where no actual does.
fn best_year(
    case: &Case<'_>,
    observed: &[Point],
    measure: GrowthMeasure,
    direction: Direction,
) -> Option<BestYear> {
    let start =
        start_of(case).filter(|(year, _)| observed.first().is_none_or(|(first, _)| *first > *year));
    let before = start.map(|(year, value)| (year, float(value)));
    let values = observed.iter().map(|(year, value)| (*year, float(*value)));
    let mut best: Option<BestYear> = None;
    let mut last: Option<(Year, f64)> = None;
    for (year, value) in before.into_iter().chain(values) {
        let step = last
            .filter(|(last_year, _)| last_year + 1 == year)
            .and_then(|(_, last)| Some((last, growth(measure, last, value)?)));
        if let Some((from, growth)) = step {
            let is_better = best.is_none_or(|best| match direction {
                Direction::Up => growth > best.growth,
                Direction::Down => growth < best.growth,
            });
            if is_better {
                best = Some(BestYear {
                    year,
                    from,
                    to: value,
                    growth,
                });
            }
        }
        last = Some((year, value));
    }
    best
}

fn growth(measure: GrowthMeasure, from: f64, to: f64) -> Option<f64> {
    match measure {
        GrowthMeasure::Rate => (from > 0.0 && to > 0.0).then(|| to / from - 1.0),
        GrowthMeasure::Step => Some(to - from),
    }
}
