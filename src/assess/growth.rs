//! Methods that compare growth rates: `cagr` and `un`.
//!
//! `cagr` is method 2.4 of Open SDG and Statistics Canada, after Eurostat; `un` is that of the UN
//! Progress Chart 2023. A growth rate of a rate says nothing, and none exists through zero: both are
//! refused with the reason.

use super::draft::{Draft, Verdict};
use super::facts::{Facts, TOLERANCE, Value, Way, met_reason, sign_of, start_of};
use super::trace::{bracketed, fixed, percent, term};
use super::{Case, Grade, Method, Reason, Step, words};
use crate::model::{Decimal, Kind, Year};

/// What a target or base of zero is taken as by `cagr`.
const NEXT_TO_ZERO: f64 = 0.001;

/// The growth that the target asks for.
const REQUIRED: &str = "所需年均增速";

/// The years that must lie between base and current value for `cagr`.
const LEAST_YEARS: Year = 2;

/// Judges by the growth so far against the growth the target asks for.
pub(super) fn cagr(case: &Case<'_>, facts: &Facts, draft: &mut Draft) -> Result<Verdict, Reason> {
    refuse_rates(case.kind)?;
    let way = facts.way(case.year)?;
    let observed = observed_growth(case, way.start_year, way.start, way.actual)?;
    record_rate(draft, "年均增速", &way, way.actual, case.year, observed);
    let base = off_zero(way.start.float);
    let years = span(way.start_year, way.target_year);
    let required = rate(base, off_zero(way.target.float), years)?;
    if required == 0.0 {
        return Err(Reason::TargetIsBaseline(way.target.exact));
    }
    let end = way.target_year;
    record_rate(draft, REQUIRED, &way, way.target, end, required);
    // A negative base turns growth around. A missed direction must not cancel against the direction
    // of the way, so only the size of the required rate counts.
    let sign = turn(base) * way.sign;
    let r = sign * observed / required.abs();
    draft.out.ratio = Some(r);
    draft.record_judged(|| {
        Step::new(
            "R",
            "符号 × 年均增速 ÷ |所需年均增速|，越低越好取 −1，基期值为负时再变号",
            format!(
                "{} × {} ÷ |{}|",
                signed(sign),
                bracketed(fixed(observed, 6)),
                fixed(required, 6)
            ),
            fixed(r, 4),
            words::source(Method::Cagr),
        )
    });
    let (grade, own_word) = match r + TOLERANCE {
        r if r >= 1.05 => (Grade::Ahead, "substantial"),
        r if r >= 0.95 => (Grade::OnTrack, "substantial"),
        r if r >= 0.60 => (Grade::Behind, "moderate"),
        r if r >= 0.0 => (Grade::FarBehind, "limited"),
        _ => (Grade::Regressed, "deterioration"),
    };
    let score = score_with_target(r);
    draft.record(|| {
        let (formula, terms) = if r >= 0.6 {
            let terms = format!("7.1429 × {} − 4.2857", fixed(r, 4));
            ("7.1429 × R − 4.2857，至多 5", terms)
        } else {
            let terms = format!("4.1667 × {} − 2.5", bracketed(fixed(r, 4)));
            ("4.1667 × R − 2.5，至少 −5", terms)
        };
        score_step(formula, terms, score)
    });
    Ok(Verdict {
        score: Some(score),
        ..Verdict::own(grade, own_word)
    })
}

/// Without a target only growth in the wanted direction can be judged.
pub(super) fn cagr_without_target(case: &Case<'_>, draft: &mut Draft) -> Result<Verdict, Reason> {
    refuse_rates(case.kind)?;
    let (start_year, start, actual) = ends(case, draft)?;
    let observed = observed_growth(case, start_year, start, actual)?;
    let sign = turn(start.float) * sign_of(case.direction);
    let x = sign * observed;
    record_growth(
        draft,
        Method::Cagr,
        (start_year, start),
        (case.year, actual),
        sign,
        x,
    );
    let (grade, own_word) = match x + TOLERANCE {
        x if x >= 0.015 => (Grade::OnTrack, "substantial"),
        x if x >= 0.005 => (Grade::Behind, "moderate"),
        x if x >= 0.0 => (Grade::FarBehind, "limited"),
        _ => (Grade::Regressed, "deterioration"),
    };
    let score = score_without_target(x);
    draft.record(|| {
        let (factor, formula) = match x {
            x if x < 0.0 => ("125", "125 × x − 2.5，至少 −5"),
            x if x >= 0.015 => ("500", "500 × x − 5，至多 5"),
            x if x >= 0.005 => ("250", "250 × x − 1.25"),
            _ => ("500", "500 × x − 2.5"),
        };
        let rest = match x {
            x if x >= 0.015 => "5",
            x if x >= 0.005 => "1.25",
            _ => "2.5",
        };
        let terms = format!("{factor} × {} − {rest}", bracketed(fixed(x, 6)));
        score_step(&format!("{formula}，x 为向好的年均增速"), terms, score)
    });
    Ok(Verdict {
        score: Some(score),
        ..Verdict::own(grade, own_word)
    })
}

fn score_step(formula: &str, terms: String, score: f64) -> Step {
    Step::new(
        "得分",
        formula,
        terms,
        fixed(score, 3),
        words::source(Method::Cagr),
    )
}

/// 1 or −1 as it stands in a formula.
fn signed(sign: f64) -> &'static str {
    if sign < 0.0 { "(-1)" } else { "1" }
}

/// The yearly growth of the value so far, over two years at least.
fn observed_growth(
    case: &Case<'_>,
    start_year: Year,
    start: Value,
    actual: Value,
) -> Result<f64, Reason> {
    if case.year - start_year < LEAST_YEARS {
        return Err(Reason::TooShort);
    }
    // A sum that counts from zero has grown from nothing; no rate says how fast.
    if case.kind == Kind::Cumulative && start.float == 0.0 {
        return Err(Reason::NoGrowthRate);
    }
    // What has not left the nothing it began with has not grown, and not fallen either.
    let is_still_nothing = start.float == 0.0 && (0.0..NEXT_TO_ZERO).contains(&actual.float);
    if is_still_nothing {
        return Ok(0.0);
    }
    let years = span(start_year, case.year);
    rate(off_zero(start.float), actual.float, years)
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
pub(super) fn un(case: &Case<'_>, facts: &Facts, draft: &mut Draft) -> Result<Verdict, Reason> {
    refuse_signed(case.kind)?;
    if is_at_end_of_scale(case, facts) {
        record_end_of_scale(facts, draft);
        let (own_word, score) = words::of_achieved(Method::Un);
        let reason = met_reason(case.year, facts.target_year);
        return Ok(Verdict {
            own_word,
            score,
            ..Verdict::plain(Grade::Achieved, reason)
        });
    }
    let way = facts.way(case.year)?;
    let years = span(way.start_year, case.year);
    let growth = rate_from_nonzero(way.start, way.actual, years)?;
    let left = span(case.year, way.target_year).max(0.0);
    let expected = way.actual.float * (1.0 + growth).powf(left);
    let ratio = (expected - way.start.float) / (way.target.float - way.start.float);
    if !ratio.is_finite() {
        return Err(Reason::NoGrowthRate);
    }
    draft.out.ratio = Some(ratio);
    draft.out.projected = Some(expected);
    record_rate(draft, "年均增速", &way, way.actual, case.year, growth);
    draft.record(|| {
        let terms = format!(
            "{} × ({} ÷ {})^({} ÷ {})",
            term(way.actual.exact),
            term(way.actual.exact),
            term(way.start.exact),
            fixed(left, 0),
            fixed(years, 0)
        );
        let formula =
            "实际值 × (1 + 年均增速)^剩余年数，1 + 年均增速 = (实际值 ÷ 基期值)^(1 ÷ 已过年数)";
        Step::new(
            "外推值",
            formula,
            terms,
            fixed(expected, 3),
            words::source(Method::Un),
        )
    });
    draft.record_judged(|| {
        let terms = format!(
            "({} − {}) ÷ ({} − {})",
            fixed(expected, 3),
            term(way.start.exact),
            term(way.target.exact),
            term(way.start.exact)
        );
        let formula = "(外推值 − 基期值) ÷ (目标值 − 基期值)";
        Step::new(
            "比例",
            formula,
            terms,
            fixed(ratio, 4),
            words::source(Method::Un),
        )
    });
    let (grade, own_word) = match ratio + TOLERANCE {
        // The target was met at the start: what leads away from it must not count as progress.
        _ if facts.start_meets || way.leads_back() => (Grade::Regressed, "level_1"),
        r if r >= 0.95 => (Grade::OnTrack, "level_3"),
        r if r >= 0.10 => (Grade::Behind, "level_2"),
        r if r >= 0.0 => (Grade::FarBehind, "level_1"),
        _ => (Grade::Regressed, "level_1"),
    };
    Ok(Verdict::own(grade, own_word))
}

/// Within a percentage point of a target at the end of the scale, 0 or 100 %.
fn is_at_end_of_scale(case: &Case<'_>, facts: &Facts) -> bool {
    let ends = [Decimal::ZERO, Decimal::ONE_HUNDRED];
    case.kind == Kind::Ratio
        && ends.contains(&facts.target.exact)
        && (facts.actual.float - facts.target.float).abs() <= 1.0 + TOLERANCE
}

fn record_end_of_scale(facts: &Facts, draft: &mut Draft) {
    draft.within_reach = true;
    draft.record(|| {
        let apart = (facts.actual.float - facts.target.float).abs();
        Step::new(
            "距目标",
            "|实际值 − 目标值|，目标为 0 或 100% 时相差不超过 1 个百分点计为实现",
            format!(
                "|{} − {}|",
                term(facts.actual.exact),
                term(facts.target.exact)
            ),
            format!("{} 个百分点", fixed(apart, 2)),
            words::source(Method::Un),
        )
    });
}

/// Without a target only growth in the wanted direction can be judged.
pub(super) fn un_without_target(case: &Case<'_>, draft: &mut Draft) -> Result<Verdict, Reason> {
    refuse_signed(case.kind)?;
    let (start_year, start, actual) = ends(case, draft)?;
    let growth = rate_from_nonzero(start, actual, span(start_year, case.year))?;
    let sign = turn(start.float) * sign_of(case.direction);
    let wanted = sign * growth;
    record_growth(
        draft,
        Method::Un,
        (start_year, start),
        (case.year, actual),
        sign,
        wanted,
    );
    let (grade, own_word) = match wanted + TOLERANCE {
        g if g >= 0.02 => (Grade::OnTrack, "level_3"),
        g if g >= 0.005 => (Grade::Behind, "level_2"),
        g if g >= 0.0 => (Grade::FarBehind, "level_1"),
        _ => (Grade::Regressed, "level_1"),
    };
    Ok(Verdict::own(grade, own_word))
}

/// First and last value, where there is no target to measure against.
fn ends(case: &Case<'_>, draft: &Draft) -> Result<(Year, Value, Value), Reason> {
    let start = start_of(case);
    let actual = draft.out.actual.ok_or(Reason::NoTarget)?.into();
    let (start_year, start) = start.ok_or(Reason::NoBaseline)?;
    if case.year <= start_year {
        return Err(Reason::NotAfterBaseline(start_year));
    }
    Ok((start_year, start.into(), actual))
}

/// A growth rate of a share, of a rate, of a rank or of a date says nothing.
pub(super) fn refuse_rates(kind: Kind) -> Result<(), Reason> {
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

/// `un` is made for shares too: it extrapolates them as it does amounts, and knows their ends.
pub(super) fn refuse_signed(kind: Kind) -> Result<(), Reason> {
    match kind {
        Kind::Ratio => Ok(()),
        other => refuse_rates(other),
    }
}

/// The yearly rate from `from` to `to`; none where the sign changes or there is nothing to grow from.
fn rate(from: f64, to: f64, years: f64) -> Result<f64, Reason> {
    let factor = to / from;
    if from == 0.0 || factor < 0.0 || years <= 0.0 || !factor.is_finite() {
        return Err(Reason::NoGrowthRate);
    }
    Ok(factor.powf(1.0 / years) - 1.0)
}

fn rate_from_nonzero(from: Value, to: Value, years: f64) -> Result<f64, Reason> {
    rate(from.float, to.float, years)
}

fn off_zero(value: f64) -> f64 {
    if value == 0.0 { NEXT_TO_ZERO } else { value }
}

/// Growth of a negative amount is a fall.
fn turn(base: f64) -> f64 {
    if base < 0.0 { -1.0 } else { 1.0 }
}

fn span(from: Year, to: Year) -> f64 {
    f64::from(to - from)
}

fn record_rate(draft: &mut Draft, label: &str, way: &Way, to: Value, year: Year, value: f64) {
    let method = draft.out.method;
    // An actual of zero is put in as it is; a base or target of zero as what it is taken for.
    let is_target = label == REQUIRED;
    draft.record(|| {
        let terms = rate_terms((way.start_year, way.start), (year, to), is_target);
        let formula = rate_formula(way.start, to, is_target);
        Step::new(label, formula, terms, percent(value), words::source(method))
    });
}

/// Growth in the wanted direction, where there is no target.
fn record_growth(
    draft: &mut Draft,
    method: Method,
    start: (Year, Value),
    end: (Year, Value),
    sign: f64,
    value: f64,
) {
    draft.record_judged(|| {
        let terms = rate_terms(start, end, false);
        let formula = "符号 × ((末值 ÷ 基期值)^(1 ÷ 年数) − 1)，越低越好取 −1，基期值为负时再变号";
        let terms = format!("{} × ({terms})", signed(sign));
        let label = "向好的年均增速";
        Step::new(label, formula, terms, percent(value), words::source(method))
    });
}

fn rate_formula(start: Value, end: Value, is_target: bool) -> &'static str {
    if start.float == 0.0 || (is_target && end.float == 0.0) {
        "(末值 ÷ 基期值)^(1 ÷ 年数) − 1，为 0 的基期值或目标值按 0.001 计"
    } else {
        "(末值 ÷ 基期值)^(1 ÷ 年数) − 1"
    }
}

fn rate_terms(start: (Year, Value), end: (Year, Value), is_target: bool) -> String {
    let shown = |value: Value, is_lifted: bool| {
        if is_lifted && value.float == 0.0 {
            NEXT_TO_ZERO.to_string()
        } else {
            term(value.exact)
        }
    };
    format!(
        "({} ÷ {})^(1 ÷ {}) − 1",
        shown(end.1, is_target),
        shown(start.1, true),
        end.0 - start.0
    )
}
