//! Method 1, 序时进度法: progress against the share of time that has gone.
//!
//! progress = (v - b) / (T - b); schedule = (t - t0) / (t1 - t0); ratio = progress / schedule, with
//! b the baseline in t0, v the actual in t, T the target in t1. Interim targets bend the path:
//! schedule then runs piecewise through them. The limits between grades are the user's; no
//! official document prints numbers for the words of the national mid-term review.

use rust_decimal::prelude::ToPrimitive as _;

use super::trace::{fixed, percent, term};
use super::values::Gap;
use super::{Assessment, Case, Grade, Method, Reason, Step, is_met};
use crate::model::{Bound, Decimal, Direction, Kind, Limits, Target, Year, format_number};

/// Limits are compared with this tolerance, so that 0.36 / 0.40 counts as 0.90.
const TOLERANCE: f64 = 1e-9;

const SOURCE: &str = "序时进度法（知标评价方法一）";
const COMPLETION_SOURCE: &str = "完成率 = 实际值 / 目标值；越低越好的指标取倒数";

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
        let first = self.points.first()?;
        let last = self.points.last()?;
        if year <= first.0 {
            return Some(first.1);
        }
        if year >= last.0 {
            return Some(last.1);
        }
        self.points.windows(2).find_map(|pair| match pair {
            [(from, start), (to, end)] if (*from..=*to).contains(&year) => {
                let share = f64::from(year - from) / f64::from(to - from);
                Some(start + (end - start) * share)
            }
            _ => None,
        })
    }
}

/// Judges a case by this method.
#[must_use]
pub fn assess(case: &Case<'_>) -> Assessment {
    Judgement::new(case).run()
}

/// A judgement in the making: what is known so far, and the trace of it.
struct Judgement<'a> {
    case: &'a Case<'a>,
    out: Assessment,
}

/// The numbers of a case that can be judged.
#[derive(Clone, Copy)]
struct Numbers {
    target_year: Year,
    target: Decimal,
    start_year: Year,
    start: Decimal,
    actual: Decimal,
}

impl<'a> Judgement<'a> {
    fn new(case: &'a Case<'a>) -> Self {
        let target = case.targets.iter().max_by_key(|t| t.year).cloned();
        let start = start_of(case);
        let path = target.as_ref().and_then(|t| path_of(case, t, start));
        Self {
            case,
            out: Assessment {
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
                reason: Reason::NoTarget,
                method: Method::Schedule,
                path,
                trace: Vec::new(),
            },
        }
    }

    fn run(mut self) -> Assessment {
        let outcome = self.judge();
        let (grade, reason) = match outcome {
            Ok(judged) => judged,
            Err(reason) => (Grade::NotAssessable, reason),
        };
        self.out.grade = grade;
        self.out.word = word(grade, &reason);
        self.out.reason = reason;
        self.record_grade();
        self.out
    }

    /// The grade with its reason, or the reason why there is none.
    fn judge(&mut self) -> Result<(Grade, Reason), Reason> {
        let start = start_of(self.case);
        let actual = self.actual(start)?;
        let target = self.out.target.clone().ok_or(Reason::NoTarget)?;
        let value = match &target.bound {
            Bound::Masked(_) => return Err(Reason::Masked),
            bound => bound.value().ok_or(Reason::Worded)?,
        };
        self.record_completion(value, actual);
        let direction = direction_of(self.case, &target.bound);
        let met = is_met(&target.bound, actual, direction).ok_or(Reason::Worded)?;
        let broken = self.years_not_held(&target, start);

        let Some((start_year, start_value)) = start else {
            return match (met, broken.is_empty()) {
                (true, true) => Ok((Grade::Achieved, met_reason(self.case.year, target.year))),
                (true, false) => Err(Reason::NotHeld(broken)),
                (false, _) => Err(Reason::NoBaseline),
            };
        };
        let numbers = Numbers {
            target_year: target.year,
            target: value,
            start_year,
            start: start_value,
            actual,
        };
        self.refuse_without_way(&numbers, met && broken.is_empty())?;
        self.record_progress(&numbers);
        if met && broken.is_empty() {
            return Ok((Grade::Achieved, met_reason(self.case.year, target.year)));
        }
        if !met && self.starts_beyond(&target.bound, start_value) {
            return Ok((Grade::Regressed, Reason::FellBack));
        }
        if met {
            let grade = self.grade_by_ratio().max(Grade::Ahead);
            return Ok((grade, Reason::NotHeld(broken)));
        }
        if self.case.year > target.year {
            return Ok((self.grade_missed(), Reason::Missed(target.year)));
        }
        Ok((self.grade_by_ratio(), Reason::Ratio))
    }

    fn actual(&mut self, start: Option<(Year, Decimal)>) -> Result<Decimal, Reason> {
        let year = self.case.year;
        let actual = self
            .case
            .actuals
            .value_in(year, start)
            .map_err(|gap| match gap {
                Gap::NoActual(latest) => Reason::NoActual { year, latest },
                Gap::MissingYears(years) => Reason::MissingYears(years),
            })?;
        self.out.actual = Some(actual);
        if self.case.actuals.values.get(&year) != Some(&actual) {
            let (from, start) = start.unwrap_or((year, Decimal::ZERO));
            let entries = self.case.actuals.values.range(from + 1..=year);
            let terms: Vec<String> = std::iter::once(term(start))
                .chain(entries.map(|(_, value)| term(*value)))
                .collect();
            self.out.trace.push(Step::new(
                "累计值",
                "起算值 + 各年当年数之和",
                terms.join(" + "),
                format_number(actual),
                SOURCE,
            ));
        }
        Ok(actual)
    }

    /// Years after the base year in which a level to be held was not.
    fn years_not_held(&self, target: &Target, start: Option<(Year, Decimal)>) -> Vec<Year> {
        if self.case.kind != Kind::Maintain {
            return Vec::new();
        }
        let after = start.map_or(Year::MIN, |(year, _)| year);
        let direction = direction_of(self.case, &target.bound);
        self.case
            .actuals
            .values
            .range(..=self.case.year)
            .filter(|(year, _)| **year > after)
            .filter(|(_, value)| is_met(&target.bound, **value, direction) == Some(false))
            .map(|(year, _)| *year)
            .collect()
    }

    /// Whether the baseline meets the target already, so that there is no way towards it.
    fn starts_beyond(&self, bound: &Bound, start: Decimal) -> bool {
        is_met(bound, start, direction_of(self.case, bound)) == Some(true)
    }

    fn refuse_without_way(&self, numbers: &Numbers, met: bool) -> Result<(), Reason> {
        if self.case.year <= numbers.start_year {
            return Err(Reason::NotAfterBaseline(numbers.start_year));
        }
        if met {
            return Ok(());
        }
        if numbers.target_year <= numbers.start_year {
            return Err(Reason::TargetNotAfterBaseline(numbers.start_year));
        }
        if numbers.target == numbers.start {
            return Err(Reason::TargetIsBaseline(numbers.target));
        }
        Ok(())
    }

    fn record_completion(&mut self, target: Decimal, actual: Decimal) {
        let direction = self
            .out
            .target
            .as_ref()
            .map_or(self.case.direction, |t| direction_of(self.case, &t.bound));
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
        self.out.completion = Some(completion);
        self.out.trace.push(Step::new(
            "完成率",
            formula,
            format!("{} ÷ {}", term(above), term(below)),
            percent(completion),
            COMPLETION_SOURCE,
        ));
    }

    fn record_progress(&mut self, n: &Numbers) {
        let (Some(actual), Some(start), Some(target)) =
            (n.actual.to_f64(), n.start.to_f64(), n.target.to_f64())
        else {
            return;
        };
        if n.target == n.start || n.target_year <= n.start_year {
            return;
        }
        let beyond = self
            .out
            .target
            .as_ref()
            .is_some_and(|t| self.starts_beyond(&t.bound, n.start));
        if beyond {
            // Both differences would be negative, and their quotient praise a fall.
            return;
        }
        self.record_origin(n);
        let progress = (actual - start) / (target - start);
        self.out.progress = Some(progress);
        self.out.trace.push(Step::new(
            "进度",
            "(实际值 − 基期值) ÷ (目标值 − 基期值)",
            format!(
                "({} − {}) ÷ ({} − {})",
                term(n.actual),
                term(n.start),
                term(n.target),
                term(n.start)
            ),
            percent(progress),
            SOURCE,
        ));
        let schedule = self.record_schedule(n, start, target);
        let gap_pp = 100.0 * (progress - schedule);
        self.out.gap_pp = Some(gap_pp);
        self.out.trace.push(Step::new(
            "差距",
            "进度 − 序时进度",
            format!("{} − {}", percent(progress), percent(schedule)),
            format!("{} 个百分点", fixed(gap_pp, 1)),
            SOURCE,
        ));
        if schedule.abs() > TOLERANCE {
            let ratio = progress / schedule;
            self.out.ratio = Some(ratio);
            self.out.trace.push(Step::new(
                "进度比",
                "进度 ÷ 序时进度",
                format!("{} ÷ {}", percent(progress), percent(schedule)),
                ratio_text(ratio, &self.case.limits),
                SOURCE,
            ));
        }
    }

    /// Says so where a cumulative indicator counts from zero.
    fn record_origin(&mut self, n: &Numbers) {
        if self.case.baseline.is_none() {
            self.out.trace.push(Step::new(
                "起算",
                "累计指标未填基期值时，自基期年末从 0 起算",
                format!("基期年 {}", n.start_year),
                "0",
                SOURCE,
            ));
        }
    }

    fn record_schedule(&mut self, n: &Numbers, start: f64, target: f64) -> f64 {
        let year = self.case.year.min(n.target_year);
        let bent = self
            .out
            .path
            .as_ref()
            .filter(|path| path.points.len() > 2)
            .and_then(|path| path.value_at(year));
        let (schedule, formula, substituted) = match bent {
            Some(on_path) => (
                (on_path - start) / (target - start),
                "(路径值 − 基期值) ÷ (目标值 − 基期值)，路径经过中期目标",
                format!(
                    "({} − {}) ÷ ({} − {})",
                    fixed(on_path, 2),
                    term(n.start),
                    term(n.target),
                    term(n.start)
                ),
            ),
            None => (
                f64::from(year - n.start_year) / f64::from(n.target_year - n.start_year),
                "(评价年 − 基期年) ÷ (目标年 − 基期年)",
                format!(
                    "({} − {}) ÷ ({} − {})",
                    year, n.start_year, n.target_year, n.start_year
                ),
            ),
        };
        self.out.schedule = Some(schedule);
        self.out.trace.push(Step::new(
            "序时进度",
            formula,
            substituted,
            percent(schedule),
            SOURCE,
        ));
        schedule
    }

    fn grade_by_ratio(&self) -> Grade {
        let limits = &self.case.limits;
        let at_least = |ratio: f64, limit: Decimal| {
            limit
                .to_f64()
                .is_some_and(|limit| ratio >= limit - TOLERANCE)
        };
        let Some(ratio) = self.out.ratio else {
            return self.grade_on_flat_path();
        };
        if at_least(ratio, limits.ahead) {
            Grade::Ahead
        } else if at_least(ratio, limits.on_track) {
            Grade::OnTrack
        } else if at_least(ratio, limits.behind) {
            Grade::Behind
        } else if ratio >= -TOLERANCE {
            Grade::FarBehind
        } else {
            Grade::Regressed
        }
    }

    /// The path asks for nothing yet: to have moved at all is more than it asks.
    fn grade_on_flat_path(&self) -> Grade {
        match self.out.progress {
            Some(progress) if progress > TOLERANCE => Grade::Ahead,
            Some(progress) if progress >= -TOLERANCE => Grade::OnTrack,
            Some(_) => Grade::Regressed,
            None => Grade::NotAssessable,
        }
    }

    /// The target's year is over: by how much of the target there is.
    fn grade_missed(&self) -> Grade {
        if self.out.progress.is_some_and(|p| p < -TOLERANCE) {
            return Grade::Regressed;
        }
        let limit = self.case.limits.behind.to_f64().unwrap_or(f64::INFINITY);
        match self.out.completion {
            Some(completion) if completion >= limit - TOLERANCE => Grade::Behind,
            _ => Grade::FarBehind,
        }
    }

    fn record_grade(&mut self) {
        let limits = &self.case.limits;
        let (formula, substituted) = match (&self.out.reason, self.out.ratio) {
            (Reason::Ratio, Some(ratio)) => (
                format!(
                    "进度比 ≥ {} 快于预期，≥ {} 基本符合预期，≥ {} 滞后，≥ 0 明显滞后，< 0 倒退",
                    limits.ahead, limits.on_track, limits.behind
                ),
                format!("进度比 {}", ratio_text(ratio, limits)),
            ),
            (Reason::MetEarly(_) | Reason::Met, _) => (
                "达到目标即为实现".to_owned(),
                self.comparison().unwrap_or_default(),
            ),
            (Reason::Missed(_), _) => (
                format!(
                    "目标年已过：完成率 ≥ {} 滞后，其余明显滞后；进度为负则倒退",
                    limits.behind
                ),
                self.comparison().unwrap_or_default(),
            ),
            (reason, _) => (reason.sentence(), String::new()),
        };
        self.out.trace.push(Step::new(
            "评价",
            &formula,
            substituted,
            self.out.word,
            SOURCE,
        ));
    }

    fn comparison(&self) -> Option<String> {
        let target = self.out.target.as_ref()?;
        let actual = self.out.actual?;
        Some(format!(
            "{} 年实际 {}，目标 {}",
            self.case.year,
            format_number(actual),
            target.bound.text()
        ))
    }
}

/// A ratio with as many decimals as it takes to see on which side of each limit it lies.
fn ratio_text(ratio: f64, limits: &Limits) -> String {
    let limits = [limits.ahead, limits.on_track, limits.behind];
    let tells = |text: &str| {
        let shown: f64 = text.parse().unwrap_or(ratio);
        limits
            .iter()
            .filter_map(Decimal::to_f64)
            .all(|limit| (shown >= limit - TOLERANCE) == (ratio >= limit - TOLERANCE))
    };
    let texts = (3..9).map(|decimals| fixed(ratio, decimals));
    texts
        .into_iter()
        .find(|text| tells(text))
        .unwrap_or_else(|| fixed(ratio, 9))
}

/// A better rank is a smaller number, whatever the row says.
fn direction_of(case: &Case<'_>, bound: &Bound) -> Direction {
    match bound {
        Bound::RankWithin(_) => Direction::Down,
        _ => case.direction,
    }
}

/// Where progress counts from: the baseline, or zero for a cumulative indicator.
fn start_of(case: &Case<'_>) -> Option<(Year, Decimal)> {
    match (case.baseline, case.kind, case.origin) {
        (Some(baseline), _, _) => Some((baseline.year, baseline.value)),
        (None, Kind::Cumulative, Some(origin)) => Some((origin, Decimal::ZERO)),
        _ => None,
    }
}

fn path_of(case: &Case<'_>, target: &Target, start: Option<(Year, Decimal)>) -> Option<Path> {
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

fn met_reason(year: Year, target_year: Year) -> Reason {
    if year < target_year {
        Reason::MetEarly(target_year)
    } else {
        Reason::Met
    }
}

fn word(grade: Grade, reason: &Reason) -> &'static str {
    match reason {
        Reason::Met => "已实现",
        Reason::Missed(_) => "未实现",
        _ => grade.word(),
    }
}

#[cfg(test)]
mod tests;
