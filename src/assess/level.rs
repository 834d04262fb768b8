//! Methods that compare levels: `trend`, of the German sustainability strategy, and `achievement`,
//! as goal trackers have it.

use super::draft::{Draft, Verdict};
use super::facts::{Facts, TOLERANCE};
use super::trace::{bracketed, fixed, percent, term};
use super::values::{Point, float};
use super::{Case, Grade, Method, Reason, Step, words};
use crate::model::{Decimal, Kind, Year};

/// Consecutive values that a trend needs at least.
const LEAST_POINTS: usize = 4;
/// The yearly changes a trend looks at.
const MOST_CHANGES: Year = 5;

/// Judges by where the mean of the last five yearly changes leads by the target's year.
///
/// It needs no baseline. A baseline is a value of its year like any other here: the changes since
/// then are what has been done since then.
pub(super) fn trend(
    case: &Case<'_>,
    facts: &Facts,
    judged: &[Point],
    draft: &mut Draft,
) -> Result<Verdict, Reason> {
    let points = consecutive(case, facts, judged);
    if points.len() < LEAST_POINTS {
        return Err(Reason::TooFewPoints(LEAST_POINTS));
    }
    let mean = mean_change(&points);
    let left = f64::from((facts.target_year - case.year).max(0));
    let projected = facts.actual.float + mean * left;
    draft.out.projected = Some(projected);
    record_projection(facts, &points, (mean, left, projected), draft);
    let lacking = facts.target.float - facts.actual.float;
    let is_onward = facts.sign() * mean > 0.0;
    if facts.sign() * mean < 0.0 {
        return Ok(Verdict::own(Grade::Regressed, "storm"));
    }
    // At the very value that is to be passed, any step onward passes it.
    let miss = if lacking == 0.0 {
        if is_onward && left > 0.0 { 0.0 } else { 1.0 }
    } else {
        (facts.target.float - projected) / lacking
    };
    draft.record_judged(|| {
        let terms = format!(
            "({} − {}) ÷ ({} − {})",
            term(facts.target.exact),
            fixed(projected, 4),
            term(facts.target.exact),
            term(facts.actual.exact)
        );
        let formula = "(目标值 − 外推值) ÷ (目标值 − 实际值)";
        let source = words::source(Method::Trend);
        Step::new("缺口比例", formula, terms, percent(miss), source)
    });
    Ok(if miss < 0.05 - TOLERANCE {
        Verdict::own(Grade::OnTrack, "sun")
    } else if miss <= 0.20 + TOLERANCE {
        Verdict::own(Grade::Behind, "sun_cloud")
    } else {
        Verdict::own(Grade::FarBehind, "cloud")
    })
}

fn mean_change(points: &[(Year, f64)]) -> f64 {
    match (points.first(), points.last()) {
        (Some(first), Some(last)) if last.0 > first.0 => {
            (last.1 - first.1) / f64::from(last.0 - first.0)
        }
        _ => 0.0,
    }
}

fn record_projection(
    facts: &Facts,
    points: &[(Year, f64)],
    (mean, left, projected): (f64, f64, f64),
    draft: &mut Draft,
) {
    let source = words::source(Method::Trend);
    draft.record_judged(|| {
        let changes: Vec<String> = points
            .windows(2)
            .map(|pair| bracketed(fixed(pair[1].1 - pair[0].1, 4)))
            .collect();
        let formula = "近年逐年变化的平均（至多五年）";
        Step::new(
            "平均年变化",
            formula,
            format!("({}) ÷ {}", changes.join(" + "), changes.len()),
            fixed(mean, 4),
            source,
        )
    });
    draft.record(|| {
        let terms = format!(
            "{} + {} × {}",
            term(facts.actual.exact),
            bracketed(fixed(mean, 4)),
            fixed(left, 0)
        );
        let formula = "实际值 + 平均年变化 × 剩余年数";
        Step::new("外推值", formula, terms, fixed(projected, 4), source)
    });
}

/// The last values in unbroken years up to the one judged, the baseline among them where no actual
/// stands in its place; by year.
fn consecutive(case: &Case<'_>, facts: &Facts, judged: &[Point]) -> Vec<(Year, f64)> {
    let value_of = |year: Year| {
        let observed = judged.binary_search_by_key(&year, |(y, _)| *y).ok();
        let observed = observed.and_then(|at| judged.get(at));
        let baseline = facts.start.filter(|(start_year, _)| *start_year == year);
        observed
            .map(|(_, value)| float(*value))
            .or(baseline.map(|(_, value)| value.float))
    };
    let years = (case.year.saturating_sub(MOST_CHANGES)..=case.year).rev();
    let mut points: Vec<(Year, f64)> = years
        .map_while(|year| Some((year, value_of(year)?)))
        .collect();
    points.reverse();
    points
}

/// Judges by the share of the way done, with no regard to time.
pub(super) fn achievement(
    case: &Case<'_>,
    facts: &Facts,
    draft: &mut Draft,
) -> Result<Verdict, Reason> {
    let way = match facts.start {
        // Time does not matter here, so a sum counts from zero whenever it began.
        None if case.kind == Kind::Cumulative => {
            facts.way_from(Year::MIN, Decimal::ZERO.into(), case.year)?
        }
        _ => facts.way(case.year)?,
    };
    if facts.start_meets || way.leads_back() {
        return Ok(Verdict {
            own_word: Some("red"),
            ..Verdict::plain(Grade::Regressed, Reason::FellBack)
        });
    }
    let progress = way.progress();
    draft.out.progress = Some(progress);
    draft.record_judged(|| {
        Step::new(
            "进度",
            "(实际值 − 起点) ÷ (目标值 − 起点)",
            way.progress_terms(),
            percent(progress),
            words::source(Method::Achievement),
        )
    });
    Ok(if progress >= 0.90 - TOLERANCE {
        Verdict::own(Grade::OnTrack, "green")
    } else if progress >= 0.75 - TOLERANCE {
        Verdict::own(Grade::Behind, "yellow")
    } else {
        Verdict::own(Grade::FarBehind, "red")
    })
}
