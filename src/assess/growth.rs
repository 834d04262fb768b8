//! Methods that compare growth rates: the geometric schedule, `cagr` and `un`.
//!
//! `cagr` is method 2.4 of Open SDG and Statistics Canada, after Eurostat; `un` is that of the UN
//! Progress Chart 2023. A growth rate of a rate says nothing, and none exists through zero: both are
//! refused with the reason.

use super::common::{Basis, Verdict, basis, blank, close, met_reason};
use super::trace::{fixed, number, percent};
use super::{Assessment, Case, Grade, Method, Reason, Step};
use crate::model::{Kind, Year};

const GEOMETRIC_SOURCE: &str = "序时进度法（等比路径）";
const CAGR_SOURCE: &str = "Open SDG 2.4、加拿大统计局，源自欧盟统计局";
const UN_SOURCE: &str = "联合国可持续发展目标进展图 2023";

/// What a target or base of zero is taken as by `cagr`.
const NEXT_TO_ZERO: f64 = 0.001;

/// Judges by progress along a path of constant growth.
#[must_use]
pub fn assess_geometric(case: &Case<'_>) -> Assessment {
    let mut out = blank(case, Method::ScheduleGeometric);
    let outcome = geometric(case, &mut out);
    let limits = &case.limits;
    let rule = format!(
        "进度比 ≥ {} 快于预期，≥ {} 基本符合预期，≥ {} 滞后，≥ 0 明显滞后，< 0 倒退",
        limits.ahead, limits.on_track, limits.behind
    );
    close(out, outcome, &rule, GEOMETRIC_SOURCE)
}

fn geometric(case: &Case<'_>, out: &mut Assessment) -> Result<Verdict, Reason> {
    refuse_rates(case.kind)?;
    let basis = basis(case, out)?;
    if basis.is_met {
        return Ok(met(case.year, &basis, None));
    }
    if basis.start <= 0.0 || basis.actual <= 0.0 || basis.target <= 0.0 {
        return Err(Reason::NoGrowthRate);
    }
    if starts_beyond(&basis) {
        return Ok(plain(Grade::Regressed, Reason::FellBack));
    }
    let progress = (basis.actual / basis.start).ln() / (basis.target / basis.start).ln();
    let year = case.year.min(basis.target_year);
    let schedule = span(basis.start_year, year) / span(basis.start_year, basis.target_year);
    let ratio = progress / schedule;
    out.progress = Some(progress);
    out.schedule = Some(schedule);
    out.gap_pp = Some(100.0 * (progress - schedule));
    out.ratio = Some(ratio);
    out.trace.push(Step::new(
        "进度",
        "ln(实际值 ÷ 基期值) ÷ ln(目标值 ÷ 基期值)",
        format!(
            "ln({} ÷ {}) ÷ ln({} ÷ {})",
            number(basis.actual),
            number(basis.start),
            number(basis.target),
            number(basis.start)
        ),
        fixed(progress, 4),
        GEOMETRIC_SOURCE,
    ));
    out.trace.push(Step::new(
        "进度比",
        "进度 ÷ 序时进度",
        format!("{} ÷ {}", fixed(progress, 4), fixed(schedule, 4)),
        fixed(ratio, 3),
        GEOMETRIC_SOURCE,
    ));
    if case.year > basis.target_year {
        return Ok(plain(Grade::Behind, Reason::Missed(basis.target_year)));
    }
    Ok(plain(
        super::schedule::grade_of_ratio(ratio, &case.limits),
        Reason::Ratio,
    ))
}

/// Judges by the growth so far against the growth the target asks for.
#[must_use]
pub fn assess_cagr(case: &Case<'_>) -> Assessment {
    let mut out = blank(case, Method::Cagr);
    let outcome = cagr(case, &mut out);
    let rule = "R ≥ 0.95 进展显著，≥ 0.60 进展中等，≥ 0 进展有限，< 0 退步；已达目标者优先";
    close(out, outcome, rule, CAGR_SOURCE)
}

fn cagr(case: &Case<'_>, out: &mut Assessment) -> Result<Verdict, Reason> {
    refuse_rates(case.kind)?;
    let numbers = basis(case, out);
    if matches!(numbers, Err(Reason::NoTarget)) {
        return cagr_without_target(case, out);
    }
    let numbers = numbers?;
    if case.year - numbers.start_year < 2 {
        return Err(Reason::TooShort);
    }
    let base = off_zero(numbers.start);
    let observed = rate(base, numbers.actual, span(numbers.start_year, case.year))?;
    let required = rate(
        base,
        off_zero(numbers.target),
        span(numbers.start_year, numbers.target_year),
    );
    record_rate(
        out,
        "年均增速",
        &numbers,
        numbers.actual,
        case.year,
        observed,
    );
    if numbers.is_met {
        let mut verdict = met(case.year, &numbers, Some("target_achieved"));
        verdict.score = Some(5.0);
        return Ok(verdict);
    }
    let required = required?;
    record_rate(
        out,
        "所需年均增速",
        &numbers,
        numbers.target,
        numbers.target_year,
        required,
    );
    // A negative base turns growth around; a missed direction must not cancel against the
    // direction of the way, so only the size of the required rate counts.
    let turn = if base < 0.0 { -1.0 } else { 1.0 };
    let r = turn * numbers.sign() * observed / required.abs();
    out.ratio = Some(r);
    out.trace.push(Step::new(
        "R",
        "方向 × 年均增速 ÷ |所需年均增速|",
        format!(
            "{} × {} ÷ |{}|",
            fixed(turn * numbers.sign(), 0),
            fixed(observed, 6),
            fixed(required, 6)
        ),
        fixed(r, 4),
        CAGR_SOURCE,
    ));
    let (grade, own_word) = match r {
        r if r >= 1.05 => (Grade::Ahead, "substantial"),
        r if r >= 0.95 => (Grade::OnTrack, "substantial"),
        r if r >= 0.60 => (Grade::Behind, "moderate"),
        r if r >= 0.0 => (Grade::FarBehind, "limited"),
        _ => (Grade::Regressed, "deterioration"),
    };
    Ok(Verdict {
        grade,
        reason: Reason::ByMethod,
        own_word: Some(own_word),
        score: Some(score_with_target(r)),
    })
}

/// Without a target only growth in the wanted direction can be judged.
fn cagr_without_target(case: &Case<'_>, out: &mut Assessment) -> Result<Verdict, Reason> {
    let (start_year, start, actual) = ends(case, out)?;
    if case.year - start_year < 2 {
        return Err(Reason::TooShort);
    }
    let base = off_zero(start);
    let observed = rate(base, actual, span(start_year, case.year))?;
    let turn = if base < 0.0 { -1.0 } else { 1.0 };
    let x = turn * sign_of(case) * observed;
    let (grade, own_word) = match x {
        x if x >= 0.015 => (Grade::OnTrack, "substantial"),
        x if x >= 0.005 => (Grade::Behind, "moderate"),
        x if x >= 0.0 => (Grade::FarBehind, "limited"),
        _ => (Grade::Regressed, "deterioration"),
    };
    Ok(Verdict {
        grade,
        reason: Reason::ByMethod,
        own_word: Some(own_word),
        score: Some(score_without_target(x)),
    })
}

fn score_with_target(r: f64) -> f64 {
    if r >= 0.6 {
        (7.1429 * r - 4.2857).min(5.0)
    } else {
        (4.1667 * r - 2.5).max(-5.0)
    }
}

fn score_without_target(x: f64) -> f64 {
    match x {
        x if x < 0.0 => (125.0 * x - 2.5).max(-5.0),
        x if x >= 0.015 => (500.0 * x - 5.0).min(5.0),
        x if x >= 0.005 => 250.0 * x - 1.25,
        x => 500.0 * x - 2.5,
    }
}

/// Judges by where the growth so far would lead by the target's year.
#[must_use]
pub fn assess_un(case: &Case<'_>) -> Assessment {
    let mut out = blank(case, Method::Un);
    let outcome = un(case, &mut out);
    let rule =
        "比例 ≥ 0.95 三级，≥ 0.10 二级，其余一级；已达目标，或与 0、100% 的目标相差不到 1% 为实现";
    close(out, outcome, rule, UN_SOURCE)
}

fn un(case: &Case<'_>, out: &mut Assessment) -> Result<Verdict, Reason> {
    if matches!(
        case.kind,
        Kind::Growth | Kind::Rank | Kind::Milestone | Kind::Gap
    ) {
        return Err(Reason::NotForKind(case.kind));
    }
    let numbers = basis(case, out);
    if matches!(numbers, Err(Reason::NoTarget)) {
        return un_without_target(case, out);
    }
    let numbers = numbers?;
    let at_end = [0.0, 100.0].contains(&numbers.target)
        && (numbers.actual - numbers.target).abs() <= 1.0
        && case.kind == Kind::Ratio;
    if numbers.is_met || at_end {
        return Ok(met(case.year, &numbers, Some("target_achieved")));
    }
    let growth = rate(
        numbers.start,
        numbers.actual,
        span(numbers.start_year, case.year),
    )?;
    let left = span(case.year, numbers.target_year).max(0.0);
    let expected = numbers.actual * (1.0 + growth).powf(left);
    let ratio = (expected - numbers.start) / (numbers.target - numbers.start);
    out.ratio = Some(ratio);
    out.trace.push(Step::new(
        "外推值",
        "实际值 × (1 + 年均增速)^剩余年数",
        format!(
            "{} × (1 + {})^{}",
            number(numbers.actual),
            percent(growth),
            fixed(left, 0)
        ),
        fixed(expected, 3),
        UN_SOURCE,
    ));
    out.trace.push(Step::new(
        "比例",
        "(外推值 − 基期值) ÷ (目标值 − 基期值)",
        format!(
            "({} − {}) ÷ ({} − {})",
            fixed(expected, 3),
            number(numbers.start),
            number(numbers.target),
            number(numbers.start)
        ),
        fixed(ratio, 4),
        UN_SOURCE,
    ));
    let (grade, own_word) = match ratio {
        _ if starts_beyond(&numbers) => (Grade::Regressed, "level_1"),
        r if r >= 0.95 => (Grade::OnTrack, "level_3"),
        r if r >= 0.10 => (Grade::Behind, "level_2"),
        r if r >= 0.0 => (Grade::FarBehind, "level_1"),
        _ => (Grade::Regressed, "level_1"),
    };
    Ok(Verdict {
        grade,
        reason: Reason::ByMethod,
        own_word: Some(own_word),
        score: None,
    })
}

fn un_without_target(case: &Case<'_>, out: &mut Assessment) -> Result<Verdict, Reason> {
    let (start_year, start, actual) = ends(case, out)?;
    let growth = sign_of(case) * rate(start, actual, span(start_year, case.year))?;
    let (grade, own_word) = match growth {
        g if g >= 0.02 => (Grade::OnTrack, "level_3"),
        g if g >= 0.005 => (Grade::Behind, "level_2"),
        g if g >= 0.0 => (Grade::FarBehind, "level_1"),
        _ => (Grade::Regressed, "level_1"),
    };
    Ok(Verdict {
        grade,
        reason: Reason::ByMethod,
        own_word: Some(own_word),
        score: None,
    })
}

/// First and last value, where there is no target to measure against.
fn ends(case: &Case<'_>, out: &mut Assessment) -> Result<(Year, f64, f64), Reason> {
    use rust_decimal::prelude::ToPrimitive as _;
    let (start_year, start) = super::common::start_of(case).ok_or(Reason::NoBaseline)?;
    let actual = super::common::take_actual(case, out, Some((start_year, start)))?;
    if case.year <= start_year {
        return Err(Reason::NotAfterBaseline(start_year));
    }
    let (Some(start), Some(actual)) = (start.to_f64(), actual.to_f64()) else {
        return Err(Reason::NoGrowthRate);
    };
    Ok((start_year, start, actual))
}

fn sign_of(case: &Case<'_>) -> f64 {
    match case.direction {
        crate::model::Direction::Up => 1.0,
        crate::model::Direction::Down => -1.0,
    }
}

fn refuse_rates(kind: Kind) -> Result<(), Reason> {
    match kind {
        Kind::Ratio | Kind::Gap | Kind::Growth | Kind::Rank | Kind::Milestone => {
            Err(Reason::NotForKind(kind))
        }
        Kind::Stock
        | Kind::Flow
        | Kind::Index
        | Kind::Increment
        | Kind::Cumulative
        | Kind::Maintain => Ok(()),
    }
}

/// The yearly rate from `from` to `to`; none where the sign changes or a value is zero.
fn rate(from: f64, to: f64, years: f64) -> Result<f64, Reason> {
    if from == 0.0 || to == 0.0 || (from < 0.0) != (to < 0.0) || years <= 0.0 {
        return Err(Reason::NoGrowthRate);
    }
    Ok((to / from).powf(1.0 / years) - 1.0)
}

fn off_zero(value: f64) -> f64 {
    if value == 0.0 { NEXT_TO_ZERO } else { value }
}

fn span(from: Year, to: Year) -> f64 {
    f64::from(to - from)
}

/// Whether the way from baseline to target leads against the wanted direction.
fn starts_beyond(basis: &Basis) -> bool {
    basis.sign() * (basis.target - basis.start) < 0.0
}

fn met(year: Year, basis: &Basis, own_word: Option<&'static str>) -> Verdict {
    Verdict {
        grade: Grade::Achieved,
        reason: met_reason(year, basis.target_year),
        own_word,
        score: None,
    }
}

fn plain(grade: Grade, reason: Reason) -> Verdict {
    Verdict {
        grade,
        reason,
        own_word: None,
        score: None,
    }
}

fn record_rate(
    out: &mut Assessment,
    label: &str,
    numbers: &Basis,
    to: f64,
    year: Year,
    value: f64,
) {
    let formula = if to == 0.0 || numbers.start == 0.0 {
        "(末值 ÷ 基期值)^(1 ÷ 年数) − 1，为 0 的基期值或目标值按 0.001 计"
    } else {
        "(末值 ÷ 基期值)^(1 ÷ 年数) − 1"
    };
    out.trace.push(Step::new(
        label,
        formula,
        format!(
            "({} ÷ {})^(1 ÷ {}) − 1",
            number(off_zero(to)),
            number(off_zero(numbers.start)),
            year - numbers.start_year
        ),
        percent(value),
        CAGR_SOURCE,
    ));
}
