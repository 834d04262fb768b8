//! Method 1, 序时进度法: progress against the share of time that has gone.
//!
//! progress = (v - b) / (T - b); schedule = (t - t0) / (t1 - t0); ratio = progress / schedule, with
//! b the baseline in t0, v the actual in t, T the target in t1. Interim targets bend the path:
//! schedule then runs piecewise through them. The limits between grades are the user's; no
//! official document prints numbers for the words of the national mid-term review.

use rust_decimal::prelude::ToPrimitive as _;

use super::common::{
    blank, direction_of, met_reason, record_completion, start_of, take_actual, word,
};
use super::trace::{fixed, percent, term};
use super::{Assessment, Case, Grade, Method, Reason, Step, is_met};
use crate::model::{Bound, Decimal, Kind, Limits, Target, Year, format_number};

/// Limits are compared with this tolerance, so that 0.36 / 0.40 counts as 0.90.
const TOLERANCE: f64 = 1e-9;

const SOURCE: &str = "序时进度法（知标评价方法一）";

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
        Self {
            case,
            out: blank(case, Method::Schedule),
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
        let actual = take_actual(self.case, &mut self.out, start)?;
        let target = self.out.target.clone().ok_or(Reason::NoTarget)?;
        let value = match &target.bound {
            Bound::Masked(_) => return Err(Reason::Masked),
            bound => bound.value().ok_or(Reason::Worded)?,
        };
        record_completion(self.case, &mut self.out, value, actual);
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
        if met && self.starts_beyond(&target.bound, start_value) {
            // There was nothing to build up, only to hold, and in some year it was not held.
            return Ok((Grade::Behind, Reason::NotHeld(broken)));
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
        match self.out.ratio {
            Some(ratio) => grade_of_ratio(ratio, &self.case.limits),
            None => self.grade_on_flat_path(),
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

/// The grade between whose limits a ratio of progress to schedule lies.
pub(super) fn grade_of_ratio(ratio: f64, limits: &Limits) -> Grade {
    let at_least = |limit: Decimal| {
        limit
            .to_f64()
            .is_some_and(|limit| ratio >= limit - TOLERANCE)
    };
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

/// A ratio with as many decimals as it takes to see on which side of each limit it lies.
fn ratio_text(ratio: f64, limits: &Limits) -> String {
    let limits = [limits.ahead, limits.on_track, limits.behind];
    let tells = |text: &str| {
        let shown: f64 = text.replace(',', "").parse().unwrap_or(ratio);
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

#[cfg(test)]
mod tests;
