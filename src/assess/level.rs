//! Methods that compare levels: `trend`, of the German sustainability strategy, and `achievement`,
//! as goal trackers have it.

use rust_decimal::prelude::ToPrimitive as _;

use super::common::{Basis, Verdict, basis, blank, close, met_reason, start_of};
use super::trace::{fixed, number, percent};
use super::{Assessment, Case, Grade, Method, Reason, Step};
use crate::model::{Kind, Year};

const TREND_SOURCE: &str = "德国可持续发展战略：近五年平均变化外推";
const ACHIEVEMENT_SOURCE: &str = "完成率法：不看时间，只看走完的路程";

/// Consecutive values that a trend needs at least, and the most it looks at.
const LEAST_POINTS: usize = 4;
const MOST_POINTS: usize = 6;

/// Judges by where the mean of the last five yearly changes leads by the target's year.
#[must_use]
pub fn assess_trend(case: &Case<'_>) -> Assessment {
    let mut out = blank(case, Method::Trend);
    let outcome = trend(case, &mut out);
    let rule = "缺口比例 < 5% 晴，≤ 20% 多云间晴，> 20% 阴，方向相反 雷雨";
    close(out, outcome, rule, TREND_SOURCE)
}

fn trend(case: &Case<'_>, out: &mut Assessment) -> Result<Verdict, Reason> {
    if matches!(case.kind, Kind::Milestone) {
        return Err(Reason::NotForKind(case.kind));
    }
    let numbers = basis_without_baseline(case, out)?;
    if numbers.is_met {
        return Ok(met(case.year, &numbers, Some("target_achieved")));
    }
    let points = consecutive(case);
    if points.len() < LEAST_POINTS {
        return Err(Reason::TooFewPoints(LEAST_POINTS));
    }
    let changes: Vec<f64> = points
        .windows(2)
        .map(|pair| pair[1].1 - pair[0].1)
        .collect();
    #[expect(clippy::cast_precision_loss, reason = "five changes")]
    let mean = changes.iter().sum::<f64>() / changes.len() as f64;
    let left = f64::from((numbers.target_year - case.year).max(0));
    let projected = numbers.actual + mean * left;
    out.trace.push(Step::new(
        "平均年变化",
        "近年逐年变化的平均",
        changes
            .iter()
            .map(|change| fixed(*change, 4))
            .collect::<Vec<_>>()
            .join("、"),
        fixed(mean, 4),
        TREND_SOURCE,
    ));
    out.trace.push(Step::new(
        "外推值",
        "实际值 + 平均年变化 × 剩余年数",
        format!(
            "{} + {} × {}",
            number(numbers.actual),
            fixed(mean, 4),
            fixed(left, 0)
        ),
        fixed(projected, 4),
        TREND_SOURCE,
    ));
    let miss = (numbers.target - projected) / (numbers.target - numbers.actual);
    out.trace.push(Step::new(
        "缺口比例",
        "(目标值 − 外推值) ÷ (目标值 − 实际值)",
        format!(
            "({} − {}) ÷ ({} − {})",
            number(numbers.target),
            fixed(projected, 4),
            number(numbers.target),
            number(numbers.actual)
        ),
        percent(miss),
        TREND_SOURCE,
    ));
    let (grade, own_word) = if mean * numbers.sign() < 0.0 {
        (Grade::Regressed, "storm")
    } else if miss < 0.05 {
        (Grade::OnTrack, "sun")
    } else if miss <= 0.20 {
        (Grade::Behind, "sun_cloud")
    } else {
        (Grade::FarBehind, "cloud")
    };
    Ok(Verdict {
        grade,
        reason: Reason::ByMethod,
        own_word: Some(own_word),
        score: None,
    })
}

/// A trend needs no baseline: what it needs is checked on the values themselves.
fn basis_without_baseline(case: &Case<'_>, out: &mut Assessment) -> Result<Basis, Reason> {
    if start_of(case).is_some() {
        return basis(case, out);
    }
    let first = case.actuals.values.range(..case.year).next();
    let stand_in = first.map(|(year, value)| crate::model::Baseline {
        year: *year,
        value: *value,
    });
    let with_first = Case {
        baseline: stand_in,
        ..case.clone()
    };
    basis(&with_first, out).map_err(|reason| match reason {
        Reason::NoBaseline => Reason::TooFewPoints(LEAST_POINTS),
        // That the first value equals the target is no hindrance to a trend; too few points are.
        other => other,
    })
}

/// The last values in unbroken years up to the one judged, the baseline among them.
fn consecutive(case: &Case<'_>) -> Vec<(Year, f64)> {
    let start = start_of(case);
    let mut values = case.actuals.judged(start);
    if let Some((year, value)) = start {
        values.entry(year).or_insert(value);
    }
    let mut points = Vec::new();
    let mut year = case.year;
    while points.len() < MOST_POINTS {
        let Some(value) = values.get(&year).and_then(rust_decimal::Decimal::to_f64) else {
            break;
        };
        points.push((year, value));
        year -= 1;
    }
    points.reverse();
    points
}

/// Judges by the share of the way done, with no regard to time.
#[must_use]
pub fn assess_achievement(case: &Case<'_>) -> Assessment {
    let mut out = blank(case, Method::Achievement);
    let outcome = achievement(case, &mut out);
    let rule = "完成 ≥ 90% 绿，≥ 75% 黄，其余红；已达目标为实现";
    close(out, outcome, rule, ACHIEVEMENT_SOURCE)
}

fn achievement(case: &Case<'_>, out: &mut Assessment) -> Result<Verdict, Reason> {
    let numbers = basis(case, out)?;
    if numbers.is_met {
        return Ok(met(case.year, &numbers, Some("green")));
    }
    if numbers.sign() * (numbers.target - numbers.start) < 0.0 {
        return Ok(Verdict {
            grade: Grade::Regressed,
            reason: Reason::FellBack,
            own_word: Some("red"),
            score: None,
        });
    }
    let progress = (numbers.actual - numbers.start) / (numbers.target - numbers.start);
    out.progress = Some(progress);
    out.trace.push(Step::new(
        "进度",
        "(实际值 − 起点) ÷ (目标值 − 起点)",
        format!(
            "({} − {}) ÷ ({} − {})",
            number(numbers.actual),
            number(numbers.start),
            number(numbers.target),
            number(numbers.start)
        ),
        percent(progress),
        ACHIEVEMENT_SOURCE,
    ));
    let tolerance = 1e-9;
    let (grade, own_word) = if progress >= 0.90 - tolerance {
        (Grade::OnTrack, "green")
    } else if progress >= 0.75 - tolerance {
        (Grade::Behind, "yellow")
    } else {
        (Grade::FarBehind, "red")
    };
    Ok(Verdict {
        grade,
        reason: Reason::ByMethod,
        own_word: Some(own_word),
        score: None,
    })
}

fn met(year: Year, numbers: &Basis, own_word: Option<&'static str>) -> Verdict {
    Verdict {
        grade: Grade::Achieved,
        reason: met_reason(year, numbers.target_year),
        own_word,
        score: None,
    }
}
