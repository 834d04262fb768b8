//! What holds before any method judges: the value, the target, and whether that settles the matter.
//!
//! METHODS begins with rules that stand above all methods, and here they stand once: a target that
//! is met is achieved, by whichever method and with or without baseline; a target whose year is over
//! is missed, by as much as completion says; a level to be held counts as achieved only if it was
//! held in every year observed. Only what these leave open is a method's to grade.

use super::draft::{Draft, Verdict};
use super::trace::{percent, term};
use super::values::{Gap, Point, float};
use super::{Case, Grade, Method, Path, Reason, Step, is_met, words};
use crate::model::{Bound, Decimal, Direction, Kind, Limits, Target, Year, format_number};

const ACTUAL_SOURCE: &str = "累计指标按当年数填报时的口径";
const ORIGIN_SOURCE: &str = "累计指标的起算规则（知标评价总则）";
const COMPLETION_SOURCE: &str = "完成率 = 实际值 ÷ 目标值；越低越好的指标取倒数";

/// Limits are compared with this tolerance, so that 0.36 / 0.40 counts as 0.90.
pub(super) const TOLERANCE: f64 = 1e-9;

/// A value as entered, with its float for arithmetic.
#[derive(Clone, Copy, Debug)]
pub(super) struct Value {
    pub exact: Decimal,
    pub float: f64,
}

impl From<Decimal> for Value {
    fn from(exact: Decimal) -> Self {
        Self {
            exact,
            float: float(exact),
        }
    }
}

/// What is known of a case that has an actual and a target with a number.
#[derive(Clone, Debug)]
pub(super) struct Facts {
    pub actual: Value,
    pub target: Value,
    pub target_year: Year,
    pub direction: Direction,
    /// The year and value that progress counts from.
    pub start: Option<(Year, Value)>,
    /// Whether the value counted from meets the target already.
    pub start_meets: bool,
    pub standing: Standing,
}

/// How the actual stands to the target, whichever method judges.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// Met, and held where it is to be held.
    Met,
    /// Met now, but not in these years.
    NotHeld(Vec<Year>),
    /// A level to be held that the baseline had and the actual has not.
    Lost,
    /// The target's year is over and it is not met.
    Missed,
    /// To be done by a year that is still to come.
    NotDue,
    /// Still to be met.
    Open,
}

/// The way from baseline to target, where there is one to go.
#[derive(Clone, Copy, Debug)]
pub(super) struct Way {
    pub start_year: Year,
    pub start: Value,
    pub target_year: Year,
    pub target: Value,
    pub actual: Value,
    /// 1 where higher is better, -1 where lower is.
    pub sign: f64,
}

impl Facts {
    /// 1 where higher is better, -1 where lower is.
    pub fn sign(&self) -> f64 {
        sign_of(self.direction)
    }

    /// The way from baseline to target, or why there is none.
    pub fn way(&self, year: Year) -> Result<Way, Reason> {
        let (start_year, start) = self.start.ok_or(Reason::NoBaseline)?;
        self.way_from(start_year, start, year)
    }

    /// The way from any value that counting may begin with.
    pub fn way_from(&self, start_year: Year, start: Value, year: Year) -> Result<Way, Reason> {
        if year <= start_year {
            return Err(Reason::NotAfterBaseline(start_year));
        }
        if self.target_year <= start_year {
            return Err(Reason::TargetNotAfterBaseline(start_year));
        }
        // As floats, since they are what is divided by.
        if self.target.float - start.float == 0.0 {
            return Err(Reason::TargetIsBaseline(self.target.exact));
        }
        Ok(Way {
            start_year,
            start,
            target_year: self.target_year,
            target: self.target,
            actual: self.actual,
            sign: self.sign(),
        })
    }
}

impl Way {
    /// Whether it leads against the wanted direction: from a baseline beyond the target.
    ///
    /// Both differences of a progress are then negative, and their quotient would praise a fall.
    pub fn leads_back(&self) -> bool {
        self.sign * (self.target.float - self.start.float) < 0.0
    }

    /// (actual - baseline) / (target - baseline).
    pub fn progress(&self) -> f64 {
        (self.actual.float - self.start.float) / (self.target.float - self.start.float)
    }

    /// That quotient with its numbers.
    pub fn progress_terms(&self) -> String {
        format!(
            "({} − {}) ÷ ({} − {})",
            term(self.actual.exact),
            term(self.start.exact),
            term(self.target.exact),
            term(self.start.exact)
        )
    }
}

pub(super) fn sign_of(direction: Direction) -> f64 {
    match direction {
        Direction::Up => 1.0,
        Direction::Down => -1.0,
    }
}

/// Finds out what holds, recording actual and completion on the way.
pub(super) fn establish(case: &Case<'_>, draft: &mut Draft) -> Result<Facts, Reason> {
    let start = start_of(case);
    let actual = take_actual(case, draft, start)?;
    let (year, bound) = match &draft.out.target {
        None => return Err(Reason::NoTarget),
        Some(target) => (target.year, target.bound.clone()),
    };
    let target = match &bound {
        Bound::Masked(_) => return Err(Reason::Masked),
        bound => Value::from(bound.value().ok_or(Reason::Worded)?),
    };
    if case.mean_over_years {
        return Err(Reason::MeanOverYears);
    }
    let direction = direction_of(case, &bound);
    record_completion(draft, direction, target, actual);
    let meets = |value: Decimal| is_met(&bound, value, direction) == Some(true);
    let start_meets = start.is_some_and(|(_, value)| meets(value));
    Ok(Facts {
        standing: standing(case, year, meets(actual.exact), start_meets, meets),
        actual,
        target,
        target_year: year,
        direction,
        start: start.map(|(year, value)| (year, value.into())),
        start_meets,
    })
}

fn standing(
    case: &Case<'_>,
    target_year: Year,
    is_met: bool,
    start_meets: bool,
    meets: impl Fn(Decimal) -> bool,
) -> Standing {
    let must_hold = case.kind == Kind::Maintain;
    if is_met && must_hold {
        let after = case.baseline.map_or(Year::MIN, |b| b.year);
        let observed = case.actuals.between(after, case.year).iter();
        let below: Vec<Year> = observed
            .filter(|(_, value)| !meets(*value))
            .map(|(year, _)| *year)
            .collect();
        if !below.is_empty() {
            return Standing::NotHeld(below);
        }
    }
    match is_met {
        true => Standing::Met,
        false if case.year > target_year => Standing::Missed,
        // What is done or not done is due in its year, and says nothing before.
        false if case.kind == Kind::Milestone && case.year == target_year => Standing::Missed,
        false if case.kind == Kind::Milestone => Standing::NotDue,
        false if must_hold && start_meets => Standing::Lost,
        false => Standing::Open,
    }
}

/// The verdict: what holds whichever method judges, else what the method says.
pub(super) fn settle(
    case: &Case<'_>,
    method: Method,
    facts: &Facts,
    completion: Option<f64>,
    by_method: Result<Verdict, Reason>,
) -> Result<Verdict, Reason> {
    // A method may count as met what all but meets the target.
    if by_method
        .as_ref()
        .is_ok_and(|verdict| verdict.grade == Grade::Achieved)
    {
        return by_method;
    }
    match &facts.standing {
        Standing::Met => {
            let reason = met_reason(case.year, facts.target_year);
            let (own_word, score) = words::of_achieved(method);
            Ok(Verdict {
                own_word,
                score,
                ..Verdict::plain(Grade::Achieved, reason)
            })
        }
        Standing::NotHeld(years) => {
            let grade = not_held(case.year, facts);
            Ok(Verdict::plain(grade, Reason::NotHeld(years.clone())))
        }
        Standing::Lost => Ok(Verdict::plain(Grade::Regressed, Reason::FellBack)),
        Standing::Missed => {
            let grade = missed(facts, completion, &case.limits);
            Ok(Verdict::plain(grade, Reason::Missed(facts.target_year)))
        }
        Standing::NotDue => Err(Reason::NotDue(facts.target_year)),
        Standing::Open => match by_method {
            Err(Reason::FellBack) => Ok(Verdict::plain(Grade::Regressed, Reason::FellBack)),
            other => other,
        },
    }
}

/// A level reached, but not held in every year.
///
/// Whoever first had to build it up and has it now is better off than one who has not, who may be
/// ahead of schedule; whoever had it, lost it and has it again has broken what was asked.
fn not_held(year: Year, facts: &Facts) -> Grade {
    if facts.start_meets {
        Grade::Behind
    } else if year < facts.target_year {
        Grade::Ahead
    } else {
        Grade::OnTrack
    }
}

/// The target's year is over: by how much of the target there is; below the baseline it is a fall.
///
/// Where completion says nothing (no quotient of numbers that are not positive does), the share of
/// the way done takes its place, and without a baseline the least that 未实现 can mean.
fn missed(facts: &Facts, completion: Option<f64>, limits: &Limits) -> Grade {
    let is_worse_than = |start: Value| facts.sign() * (facts.actual.float - start.float) < 0.0;
    if facts.start.is_some_and(|(_, start)| is_worse_than(start)) {
        return Grade::Regressed;
    }
    let share = completion.or_else(|| {
        let (_, start) = facts.start?;
        let whole = facts.target.float - start.float;
        (whole != 0.0).then(|| (facts.actual.float - start.float) / whole)
    });
    match share {
        Some(share) if share < float(limits.behind) - TOLERANCE => Grade::FarBehind,
        _ => Grade::Behind,
    }
}

pub(super) fn met_reason(year: Year, target_year: Year) -> Reason {
    if year < target_year {
        Reason::MetEarly(target_year)
    } else {
        Reason::Met
    }
}

/// The value judged; a sum of annual entries is recorded as one.
pub(super) fn take_actual(
    case: &Case<'_>,
    draft: &mut Draft,
    start: Option<Point>,
) -> Result<Value, Reason> {
    let year = case.year;
    let actual = case
        .actuals
        .value_in(year, start)
        .map_err(|gap| match gap {
            Gap::NoActual(latest) => Reason::NoActual { year, latest },
            Gap::MissingYears(years) => Reason::MissingYears(years),
            Gap::NoStart => Reason::NoBaseline,
            Gap::BeforeStart(from) => Reason::NotAfterBaseline(from),
        })?;
    draft.out.actual = Some(actual);
    if let Some((from, _)) = start.filter(|_| case.baseline.is_none()) {
        draft.record(|| {
            Step::new(
                "起算",
                "累计指标未填基期值时，自基期年末从 0 起算",
                format!("基期年 {from}"),
                "0",
                ORIGIN_SOURCE,
            )
        });
    }
    if let Some((from, start)) = start.filter(|_| case.actuals.are_annual()) {
        draft.record(|| {
            let entries = case.actuals.between(from, year).iter();
            let terms: Vec<String> = std::iter::once(term(start))
                .chain(entries.map(|(_, value)| term(*value)))
                .collect();
            Step::new(
                "累计值",
                "起算值 + 各年当年数之和",
                terms.join(" + "),
                format_number(actual),
                ACTUAL_SOURCE,
            )
        });
    }
    Ok(actual.into())
}

/// 完成率, where it says anything: actual / target of a positive target, or target / actual of a
/// positive actual and a target not below zero, where lower is better.
///
/// With other signs the quotient grows as the value worsens, as 2 for a loss of 20 where 10 is allowed.
fn record_completion(draft: &mut Draft, direction: Direction, target: Value, actual: Value) {
    let (formula, above, below) = match direction {
        Direction::Up => ("实际值 ÷ 目标值", actual, target),
        Direction::Down => ("目标值 ÷ 实际值", target, actual),
    };
    if below.float <= 0.0 || (direction == Direction::Down && above.float < 0.0) {
        return;
    }
    let completion = above.float / below.float;
    draft.out.completion = Some(completion);
    draft.record(|| {
        Step::new(
            "完成率",
            formula,
            format!("{} ÷ {}", term(above.exact), term(below.exact)),
            percent(completion),
            COMPLETION_SOURCE,
        )
    });
}

/// A better rank is a smaller number, and what is to stay within a value shall be low, whatever the
/// row says.
pub(super) fn direction_of(case: &Case<'_>, bound: &Bound) -> Direction {
    match bound {
        Bound::RankWithin(_) | Bound::AtMost(_) => Direction::Down,
        _ => case.direction,
    }
}

/// Where progress counts from: the baseline, or zero for a cumulative indicator.
pub(super) fn start_of(case: &Case<'_>) -> Option<Point> {
    match (case.baseline, case.kind, case.origin) {
        (Some(baseline), _, _) => Some((baseline.year, baseline.value)),
        (None, Kind::Cumulative, Some(origin)) => Some((origin, Decimal::ZERO)),
        _ => None,
    }
}

/// The targets with a number that lie on the way to the one judged, and that one; by year.
pub(super) fn path_of(case: &Case<'_>, target: &Target, start: Option<Point>) -> Option<Path> {
    let (start_year, start) = start?;
    let end = float(target.bound.value()?);
    if target.year <= start_year {
        return None;
    }
    let mut points = Vec::with_capacity(case.targets.len() + 1);
    points.push((start_year, float(start)));
    let on_the_way = |t: &&Target| t.year > start_year && t.year < target.year;
    for interim in case.targets.iter().filter(on_the_way) {
        if let Some(value) = interim.bound.value() {
            points.push((interim.year, float(value)));
        }
    }
    points.push((target.year, end));
    points.sort_by_key(|(year, _)| *year);
    Some(Path { points })
}
