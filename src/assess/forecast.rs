//! 趋势判断: where the figures lead by the target's year, and what it would take to get there.
//!
//! Three or more observations: least squares on the last five (on logarithms for positive stocks
//! and flows) with an 80 % prediction interval. Two: the straight line, without interval. Below: none.

use rust_decimal::prelude::{FromPrimitive as _, ToPrimitive as _};

use super::common::{direction_of, start_of};
use super::trace::{fixed, number, percent};
use super::{Assessment, Case, Grade, Step, is_met};
use crate::model::{Bound, Decimal, Direction, Kind, Year};

const SOURCE: &str = "最小二乘法，近五期，80% 预测区间";

/// The two-sided 80 % quantiles of Student's t for one, two and three degrees of freedom.
const T_80: [f64; 3] = [3.077_683_537, 1.885_618_083, 1.637_744_354];

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

/// Adds forecast and required catch-up to an assessment.
pub(super) fn add(case: &Case<'_>, out: &mut Assessment) {
    let Some(target) = out.target.clone() else {
        return;
    };
    let Some(value) = target.bound.value().and_then(|v| v.to_f64()) else {
        return;
    };
    let points = points_of(case);
    let direction = direction_of(case, &target.bound);
    out.forecast = forecast(case.kind, &points, target.year, &target.bound, direction);
    if let Some(forecast) = &out.forecast {
        let interval = match (forecast.low, forecast.high) {
            (Some(low), Some(high)) => format!("，区间 {} 至 {}", fixed(low, 2), fixed(high, 2)),
            _ => String::new(),
        };
        out.trace.push(Step::new(
            "趋势判断",
            "按近年数值外推到目标年",
            format!(
                "{} 期数值，外推到 {} 年",
                points.len().min(MOST),
                target.year
            ),
            format!("{}{interval}", fixed(forecast.value, 2)),
            SOURCE,
        ));
    }
    catch_up(case, out, &points, target.year, value);
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
    let points = points_of(case);
    let direction = direction_of(case, &target.bound);
    (case.year + 1..=target.year)
        .filter_map(|year| forecast(case.kind, &points, year, &target.bound, direction))
        .collect()
}

/// Observations up to the year judged, summed where entered yearly.
fn points_of(case: &Case<'_>) -> Vec<(f64, f64)> {
    let judged = case.actuals.judged(start_of(case));
    judged
        .range(..=case.year)
        .filter_map(|(year, value)| Some((f64::from(*year), value.to_f64()?)))
        .collect()
}

fn forecast(
    kind: Kind,
    points: &[(f64, f64)],
    year: Year,
    bound: &Bound,
    direction: Direction,
) -> Option<Forecast> {
    let last = &points[points.len().saturating_sub(MOST)..];
    let on_logs = matches!(kind, Kind::Stock | Kind::Flow) && last.iter().all(|(_, v)| *v > 0.0);
    let (value, interval) = match last.len() {
        0 | 1 => return None,
        2 => (line_through(last[0], last[1], f64::from(year)), None),
        _ if on_logs => {
            let logs: Vec<(f64, f64)> = last.iter().map(|(x, y)| (*x, y.ln())).collect();
            let (value, half) = least_squares(&logs, f64::from(year))?;
            (
                value.exp(),
                Some(((value - half).exp(), (value + half).exp())),
            )
        }
        _ => {
            let (value, half) = least_squares(last, f64::from(year))?;
            (value, Some((value - half, value + half)))
        }
    };
    let (low, high) = interval.unzip();
    let all = [Some(value), low, high];
    if all.iter().flatten().any(|figure| !figure.is_finite()) {
        return None;
    }
    let meets = |figure: f64| {
        Decimal::from_f64(figure).and_then(|d| is_met(bound, d, direction)) == Some(true)
    };
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
        grade,
    })
}

fn line_through(a: (f64, f64), b: (f64, f64), x: f64) -> f64 {
    b.1 + (b.1 - a.1) / (b.0 - a.0) * (x - b.0)
}

/// The fitted value at `x` and half the width of its 80 % prediction interval; three to five points.
fn least_squares(points: &[(f64, f64)], x: f64) -> Option<(f64, f64)> {
    #[expect(clippy::cast_precision_loss, reason = "five points at most")]
    let n = points.len() as f64;
    let mean_x = points.iter().map(|p| p.0).sum::<f64>() / n;
    let mean_y = points.iter().map(|p| p.1).sum::<f64>() / n;
    let sxx: f64 = points.iter().map(|p| (p.0 - mean_x).powi(2)).sum();
    let sxy: f64 = points.iter().map(|p| (p.0 - mean_x) * (p.1 - mean_y)).sum();
    let slope = sxy / sxx;
    let fitted = |x: f64| mean_y + slope * (x - mean_x);
    let residual: f64 = points.iter().map(|p| (p.1 - fitted(p.0)).powi(2)).sum();
    let deviation = (residual / (n - 2.0)).sqrt();
    let t = T_80.get(points.len().checked_sub(3)?)?;
    let half = t * deviation * (1.0 + 1.0 / n + (x - mean_x).powi(2) / sxx).sqrt();
    Some((fitted(x), half))
}

/// What each year still to come needs, beside the best year there has been: as a growth rate for
/// amounts, else as a yearly change.
fn catch_up(
    case: &Case<'_>,
    out: &mut Assessment,
    points: &[(f64, f64)],
    target_year: Year,
    target: f64,
) {
    let Some(actual) = out.actual.and_then(|a| a.to_f64()) else {
        return;
    };
    let years = f64::from(target_year - case.year);
    let is_amount = matches!(
        case.kind,
        Kind::Stock | Kind::Flow | Kind::Increment | Kind::Cumulative | Kind::Maintain
    ) && actual > 0.0
        && target > 0.0;
    out.growth_is_rate = is_amount;
    if years > 0.0 && !out.grade_is_final() {
        let required = if is_amount {
            (target / actual).powf(1.0 / years) - 1.0
        } else {
            (target - actual) / years
        };
        out.required_growth = Some(required);
        let (formula, shown) = if is_amount {
            ("(目标值 ÷ 实际值)^(1 ÷ 剩余年数) − 1", percent(required))
        } else {
            ("(目标值 − 实际值) ÷ 剩余年数", fixed(required, 4))
        };
        out.trace.push(Step::new(
            "今后每年须",
            formula,
            format!(
                "目标 {}，实际 {}，剩余 {years} 年",
                number(target),
                number(actual)
            ),
            shown,
            SOURCE,
        ));
    }
    let steps = points.windows(2).filter(|pair| pair[1].0 - pair[0].0 < 1.5);
    let changes = steps.filter_map(|pair| {
        if is_amount {
            (pair[0].1 > 0.0 && pair[1].1 > 0.0).then(|| pair[1].1 / pair[0].1 - 1.0)
        } else {
            Some(pair[1].1 - pair[0].1)
        }
    });
    out.best_growth = match case.direction {
        Direction::Up => changes.reduce(f64::max),
        Direction::Down => changes.reduce(f64::min),
    };
}

impl Assessment {
    /// The forecast, as long as the target's year is still to come.
    #[must_use]
    pub fn outlook(&self) -> Option<&Forecast> {
        let forecast = self.forecast.as_ref()?;
        (forecast.year > self.year).then_some(forecast)
    }

    /// Whether there is nothing left to catch up with.
    fn grade_is_final(&self) -> bool {
        self.grade == Grade::Achieved
    }
}
