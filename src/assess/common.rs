//! What every method begins with and ends with: the value judged, the target, the way between them.

use rust_decimal::prelude::ToPrimitive as _;

use super::trace::{percent, term};
use super::values::Gap;
use super::{Assessment, Case, Grade, Method, Path, Reason, Step, is_met};
use crate::model::{Bound, Decimal, Direction, Kind, Target, Year, format_number};

const ACTUAL_SOURCE: &str = "累计指标按当年数填报时的口径";
const COMPLETION_SOURCE: &str = "完成率 = 实际值 / 目标值；越低越好的指标取倒数";

/// The numbers that growth-based methods work with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Basis {
    pub start_year: Year,
    pub start: f64,
    pub target_year: Year,
    pub target: f64,
    pub actual: f64,
    pub direction: Direction,
    pub is_met: bool,
}

impl Basis {
    /// 1 where higher is better, -1 where lower is.
    pub fn sign(&self) -> f64 {
        match self.direction {
            Direction::Up => 1.0,
            Direction::Down => -1.0,
        }
    }
}

/// What a method came to, in its own word beside ours.
#[derive(Debug)]
pub(super) struct Verdict {
    pub grade: Grade,
    pub reason: Reason,
    pub own_word: Option<&'static str>,
    pub score: Option<f64>,
}

/// An assessment of which only the input is known.
pub(super) fn blank(case: &Case<'_>, method: Method) -> Assessment {
    let target = case.targets.iter().max_by_key(|t| t.year).cloned();
    let start = start_of(case);
    let path = target.as_ref().and_then(|t| path_of(case, t, start));
    Assessment {
        year: case.year,
        actual: None,
        target,
        baseline: case.baseline,
        completion: None,
        progress: None,
        schedule: None,
        gap_pp: None,
        ratio: None,
        grade: Grade::NotAssessable,
        word: Grade::NotAssessable.word(),
        method_grade: None,
        score: None,
        reason: Reason::NoTarget,
        method,
        path,
        forecast: None,
        required_growth: None,
        best_growth: None,
        growth_is_rate: false,
        by_hand: None,
        trace: Vec::new(),
    }
}

/// Collects the numbers a method needs, recording actual and completion on the way.
pub(super) fn basis(case: &Case<'_>, out: &mut Assessment) -> Result<Basis, Reason> {
    let start = start_of(case);
    let actual = take_actual(case, out, start)?;
    let target = out.target.clone().ok_or(Reason::NoTarget)?;
    let value = match &target.bound {
        Bound::Masked(_) => return Err(Reason::Masked),
        bound => bound.value().ok_or(Reason::Worded)?,
    };
    record_completion(case, out, value, actual);
    let direction = direction_of(case, &target.bound);
    let is_met = is_met(&target.bound, actual, direction).ok_or(Reason::Worded)?;
    let (start_year, start) = start.ok_or(Reason::NoBaseline)?;
    if case.year <= start_year {
        return Err(Reason::NotAfterBaseline(start_year));
    }
    if !is_met && target.year <= start_year {
        return Err(Reason::TargetNotAfterBaseline(start_year));
    }
    if !is_met && value == start {
        return Err(Reason::TargetIsBaseline(value));
    }
    let number = |value: Decimal| value.to_f64().ok_or(Reason::Worded);
    Ok(Basis {
        start_year,
        start: number(start)?,
        target_year: target.year,
        target: number(value)?,
        actual: number(actual)?,
        direction,
        is_met,
    })
}

/// Puts the outcome into the assessment, and the last step into its trace.
pub(super) fn close(
    mut out: Assessment,
    outcome: Result<Verdict, Reason>,
    rule: &str,
    source: &'static str,
) -> Assessment {
    let verdict = outcome.unwrap_or_else(|reason| Verdict {
        grade: Grade::NotAssessable,
        reason,
        own_word: None,
        score: None,
    });
    out.grade = verdict.grade;
    out.word = word(verdict.grade, &verdict.reason);
    out.method_grade = verdict.own_word;
    out.score = verdict.score;
    let formula = if verdict.grade == Grade::NotAssessable {
        verdict.reason.sentence()
    } else {
        rule.to_owned()
    };
    out.reason = verdict.reason;
    let own = verdict.own_word.map_or("", in_chinese);
    out.trace
        .push(Step::new("评价", &formula, own, out.word, source));
    out
}

/// A method's own word as Chinese texts give it.
fn in_chinese(own_word: &'static str) -> &'static str {
    match own_word {
        "target_achieved" => "已达目标",
        "substantial" => "进展显著",
        "moderate" => "进展中等",
        "limited" => "进展有限",
        "deterioration" => "退步",
        "level_3" => "三级",
        "level_2" => "二级",
        "level_1" => "一级",
        "sun" => "晴",
        "sun_cloud" => "多云间晴",
        "cloud" => "阴",
        "storm" => "雷雨",
        "green" => "绿",
        "yellow" => "黄",
        "red" => "红",
        other => other,
    }
}

/// The value judged; a sum of annual entries is recorded as one.
pub(super) fn take_actual(
    case: &Case<'_>,
    out: &mut Assessment,
    start: Option<(Year, Decimal)>,
) -> Result<Decimal, Reason> {
    let year = case.year;
    let actual = case
        .actuals
        .value_in(year, start)
        .map_err(|gap| match gap {
            Gap::NoActual(latest) => Reason::NoActual { year, latest },
            Gap::MissingYears(years) => Reason::MissingYears(years),
        })?;
    out.actual = Some(actual);
    if case.actuals.values.get(&year) != Some(&actual) {
        let (from, start) = start.unwrap_or((year, Decimal::ZERO));
        let entries = case.actuals.values.range(from + 1..=year);
        let terms: Vec<String> = std::iter::once(term(start))
            .chain(entries.map(|(_, value)| term(*value)))
            .collect();
        out.trace.push(Step::new(
            "累计值",
            "起算值 + 各年当年数之和",
            terms.join(" + "),
            format_number(actual),
            ACTUAL_SOURCE,
        ));
    }
    Ok(actual)
}

/// 完成率, where it can be computed.
pub(super) fn record_completion(
    case: &Case<'_>,
    out: &mut Assessment,
    target: Decimal,
    actual: Decimal,
) {
    let direction = out
        .target
        .as_ref()
        .map_or(case.direction, |t| direction_of(case, &t.bound));
    let (formula, above, below) = match direction {
        Direction::Up => ("实际值 ÷ 目标值", actual, target),
        Direction::Down => ("目标值 ÷ 实际值", target, actual),
    };
    if below.is_zero() {
        return;
    }
    let (Some(above_f), Some(below_f)) = (above.to_f64(), below.to_f64()) else {
        return;
    };
    let completion = above_f / below_f;
    out.completion = Some(completion);
    out.trace.push(Step::new(
        "完成率",
        formula,
        format!("{} ÷ {}", term(above), term(below)),
        percent(completion),
        COMPLETION_SOURCE,
    ));
}

/// A better rank is a smaller number, whatever the row says.
pub(super) fn direction_of(case: &Case<'_>, bound: &Bound) -> Direction {
    match bound {
        Bound::RankWithin(_) => Direction::Down,
        _ => case.direction,
    }
}

/// Where progress counts from: the baseline, or zero for a cumulative indicator.
pub(super) fn start_of(case: &Case<'_>) -> Option<(Year, Decimal)> {
    match (case.baseline, case.kind, case.origin) {
        (Some(baseline), _, _) => Some((baseline.year, baseline.value)),
        (None, Kind::Cumulative, Some(origin)) => Some((origin, Decimal::ZERO)),
        _ => None,
    }
}

pub(super) fn path_of(
    case: &Case<'_>,
    target: &Target,
    start: Option<(Year, Decimal)>,
) -> Option<Path> {
    let (start_year, start) = start?;
    if target.year <= start_year {
        return None;
    }
    let mut points = vec![(start_year, start.to_f64()?)];
    let mut interim: Vec<&Target> = case
        .targets
        .iter()
        .filter(|t| t.year > start_year && t.year < target.year)
        .collect();
    interim.sort_by_key(|t| t.year);
    for t in interim.into_iter().chain([target]) {
        if let Some(value) = t.bound.value() {
            points.push((t.year, value.to_f64()?));
        }
    }
    let ends_at_target = points.last().is_some_and(|(year, _)| *year == target.year);
    (points.len() > 1 && ends_at_target).then_some(Path { points })
}

pub(super) fn met_reason(year: Year, target_year: Year) -> Reason {
    if year < target_year {
        Reason::MetEarly(target_year)
    } else {
        Reason::Met
    }
}

pub(super) fn word(grade: Grade, reason: &Reason) -> &'static str {
    match reason {
        Reason::Met => "已实现",
        Reason::Missed(_) => "未实现",
        _ => grade.word(),
    }
}
