//! Checks of entered values that help and never block: what looks like a slip is marked 存疑 with its
//! reason, until the analyst confirms it.
//!
//! Each value is held against the one before it (a baseline counts as the value of its year), the
//! first one against the target. The limits are rules of thumb of this program, taken from the slips
//! that are made: a decimal point moved, 万 typed for 亿, last year's figure typed again.

use std::collections::BTreeMap;

use rust_decimal::prelude::ToPrimitive as _;

use crate::model::{
    Baseline, CumulativeEntry, Decimal, DoubtKind, Indicator, IndicatorId, Kind, UnitRegistry,
    Workspace, Year, format_number,
};

/// From this factor on, either way, a value is doubted.
const JUMP: f64 = 10.0;
/// How near a factor must be to a power of ten to look like another unit: half to twice.
const NEAR: f64 = 0.302;
/// Growth rates come and go by tens; only beyond this many per cent is a tenfold one doubted.
const GREAT_GROWTH: f64 = 20.0;
/// From here on a figure does not simply turn 0.
const NOT_SMALL: f64 = 10.0;

/// What the values of a series are held against.
#[derive(Clone, Debug, PartialEq)]
pub struct Measure {
    /// What is measured.
    pub kind: Kind,
    /// The unit, empty for an index.
    pub unit: String,
    /// Powers of ten by which another size of the unit would be off.
    pub slips: Vec<i32>,
    /// The final target's value.
    pub target: Option<Decimal>,
    /// How a cumulative series is entered.
    pub entry: CumulativeEntry,
    /// Where counting begins.
    pub baseline: Option<Baseline>,
}

/// One doubt about one value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// What is doubted.
    pub kind: DoubtKind,
    /// Why, in a sentence with the figures compared.
    pub reason: String,
}

impl Measure {
    /// What the values of an indicator are held against.
    #[must_use]
    pub fn of(
        workspace: &Workspace,
        id: &IndicatorId,
        indicator: &Indicator,
        units: &UnitRegistry,
    ) -> Self {
        Self {
            kind: indicator.kind,
            unit: indicator.unit.clone(),
            slips: slips(&indicator.unit, units),
            target: indicator.final_target().and_then(|t| t.bound.value()),
            entry: workspace.cumulative_entry(&indicator.series),
            baseline: workspace.baseline(id, indicator),
        }
    }
}

/// The powers of ten between a unit and others that may be meant: 万元 and 元 for 亿元, a fraction
/// for a percentage, kilograms for tonnes where the register of units knows both.
#[must_use]
pub fn slips(unit: &str, units: &UnitRegistry) -> Vec<i32> {
    if matches!(unit, "%" | "百分点") {
        return vec![2];
    }
    let Some(own) = units.measurement(unit) else {
        return Vec::new();
    };
    let mut slips = vec![4];
    if own.scale != Decimal::from(10_000) {
        slips.push(8);
    }
    let thousand = Decimal::from(1000);
    let has_thousand = units
        .measurement
        .iter()
        .filter(|other| other.dimension == own.dimension)
        .any(|other| other.scale == own.scale * thousand || other.scale * thousand == own.scale);
    if has_thousand {
        slips.push(3);
    }
    slips
}

/// The doubts about the values of one series; years without any are left out.
#[must_use]
pub fn doubts(values: &BTreeMap<Year, Decimal>, measure: &Measure) -> BTreeMap<Year, Vec<Doubt>> {
    let mut out = BTreeMap::new();
    let start = measure
        .baseline
        .filter(|baseline| !values.contains_key(&baseline.year));
    for (year, value) in values {
        let entered = values.range(..year).next_back().map(|(y, v)| (*y, *v));
        let start = start.map(|b| (b.year, b.value)).filter(|b| b.0 < *year);
        let before = entered.into_iter().chain(start).max_by_key(|(y, _)| *y);
        let found = doubts_of(*year, *value, before, measure);
        if !found.is_empty() {
            out.insert(*year, found);
        }
    }
    out
}

fn doubts_of(
    year: Year,
    value: Decimal,
    before: Option<(Year, Decimal)>,
    measure: &Measure,
) -> Vec<Doubt> {
    let mut found = Vec::new();
    let mut push = |kind, reason| found.push(Doubt { kind, reason });
    if let Some((earlier, old)) = before {
        if let Some((kind, reason)) = jump(value, earlier, old, measure) {
            push(kind, reason);
        }
        let is_running =
            measure.kind == Kind::Cumulative && measure.entry == CumulativeEntry::Running;
        let named = format_number(old);
        if is_running && value < old {
            push(
                DoubtKind::Fall,
                format!("累计数比 {earlier} 年的 {named} 还少：请核对是否填成了当年数"),
            );
        }
        let may_stay = matches!(measure.kind, Kind::Rank | Kind::Milestone) || value.is_zero();
        if earlier == year - 1 && value == old && !may_stay {
            push(
                DoubtKind::Unchanged,
                format!("与 {earlier} 年的数相同：请核对是否抄了上年的数"),
            );
        }
    } else if let Some(reason) = against_target(value, measure) {
        push(DoubtKind::UnitSlip, reason);
    }
    if let Some(reason) = negative(value, before, measure.kind) {
        push(DoubtKind::Negative, reason);
    }
    if measure.kind == Kind::Ratio && measure.unit == "%" && value > Decimal::ONE_HUNDRED {
        push(DoubtKind::OverHundred, "比重超过了 100%".to_owned());
    }
    found
}

/// A figure below zero, where what is measured has none or had none before.
fn negative(value: Decimal, before: Option<(Year, Decimal)>, kind: Kind) -> Option<String> {
    if kind.may_fall_below_zero() || value >= Decimal::ZERO {
        return None;
    }
    match before {
        Some((_, old)) if old < Decimal::ZERO => None,
        Some((earlier, old)) => {
            let named = format_number(old);
            Some(format!("是负数，{earlier} 年是 {named}：请核对负号"))
        }
        None => Some("是负数：请核对负号".to_owned()),
    }
}

fn against_target(value: Decimal, measure: &Measure) -> Option<String> {
    let target = measure.target?;
    let named = format!("目标值（{}）", format_number(target));
    slip(value, target, &named, measure)
}

/// A tenfold change either way, or one that looks like another unit.
fn jump(
    value: Decimal,
    earlier: Year,
    old: Decimal,
    measure: &Measure,
) -> Option<(DoubtKind, String)> {
    let named = format!("{earlier} 年（{}）", format_number(old));
    if value.is_zero() {
        let was_much = old.to_f64()?.abs() >= NOT_SMALL;
        let reason = format!("填了 0，{named}却不是：没有数据请留空");
        return was_much.then_some((DoubtKind::Jump, reason));
    }
    if let Some(reason) = slip(value, old, &named, measure) {
        return Some((DoubtKind::UnitSlip, reason));
    }
    let factor = factor(value, old)?;
    let is_growth = measure.kind == Kind::Growth;
    if is_growth && value.to_f64()?.abs().max(old.to_f64()?.abs()) < GREAT_GROWTH {
        return None;
    }
    let reason = if factor >= JUMP {
        format!("是 {named}的 {} 倍：请核对小数点和单位", times(factor))
    } else if factor <= 1.0 / JUMP {
        let times = times(1.0 / factor);
        format!("只有 {named}的 {times} 分之一：请核对小数点和单位")
    } else {
        return None;
    };
    Some((DoubtKind::Jump, reason))
}

/// Whether a value looks like another size of the unit than what it is held against.
fn slip(value: Decimal, other: Decimal, named: &str, measure: &Measure) -> Option<String> {
    let power = factor(value, other)?.log10();
    let exponent = measure
        .slips
        .iter()
        .find(|slip| (power.abs() - f64::from(**slip)).abs() <= NEAR)?;
    let unit = &measure.unit;
    if *exponent == 2 {
        return Some(if power < 0.0 {
            format!("约为 {named}的百分之一：可能把百分数填成了小数")
        } else {
            format!("约为 {named}的一百倍：请核对小数点")
        });
    }
    let size = match exponent {
        3 => "一千",
        4 => "一万",
        _ => "一亿",
    };
    Some(if power > 0.0 {
        format!("约为 {named}的{size}倍：本行按{unit}填，可能填成了更小的单位")
    } else {
        format!("约为 {named}的{size}分之一：本行按{unit}填，可能填成了更大的单位")
    })
}

/// How many times as large, where both have the same sign and neither is 0.
fn factor(value: Decimal, other: Decimal) -> Option<f64> {
    if other.is_zero() || value.is_zero() {
        return None;
    }
    let factor = value.to_f64()? / other.to_f64()?;
    (factor > 0.0 && factor.is_finite()).then_some(factor)
}

/// A factor in few digits, grouped: 10.3, 120, 12,000.
fn times(factor: f64) -> String {
    let places = usize::from(factor < 100.0);
    let text = format!("{factor:.places$}");
    text.parse::<Decimal>()
        .map_or(text, |value| format_number(value.normalize()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units() -> UnitRegistry {
        UnitRegistry::measuring(&[
            ("%", "比率", 1),
            ("亿元", "人民币", 100_000_000),
            ("万吨", "重量", 10_000_000),
            ("吨", "重量", 1000),
            ("公斤", "重量", 1),
            ("家", "家数", 1),
            ("万人", "人数", 10_000),
        ])
    }

    fn measure(kind: Kind, unit: &str) -> Measure {
        Measure {
            kind,
            unit: unit.to_owned(),
            slips: slips(unit, &units()),
            target: None,
            entry: CumulativeEntry::Running,
            baseline: None,
        }
    }

    /// The kinds of doubt about the last of some values, which are of 2023 and the years after.
    fn check(measure: &Measure, values: &[&str], expect: &[DoubtKind]) {
        let values: BTreeMap<Year, Decimal> = (2023..)
            .zip(values.iter().filter_map(|v| v.parse().ok()))
            .collect();
        let last = *values.keys().next_back().unwrap();
        let found = doubts(&values, measure);
        let kinds: Vec<DoubtKind> = found
            .get(&last)
            .map(|list| list.iter().map(|d| d.kind).collect())
            .unwrap_or_default();
        assert_eq!(kinds, expect, "{values:?}");
    }

    #[test]
    fn a_tenfold_jump_is_doubted_both_ways_and_less_is_not() {
        let flow = measure(Kind::Flow, "亿元");
        check(&flow, &["2562", "25620"], &[DoubtKind::Jump]);
        check(&flow, &["2562", "256.2"], &[DoubtKind::Jump]);
        check(&flow, &["2562", "25619"], &[]);
        check(&flow, &["2562", "256.3"], &[]);
        check(&flow, &["2562", "2701"], &[]);
        check(&flow, &["-10", "100"], &[]);
        check(&flow, &["0", "100"], &[]);
    }

    #[test]
    fn a_factor_between_sizes_of_the_unit_is_a_slip_of_the_unit() {
        let money = measure(Kind::Flow, "亿元");
        check(&money, &["2562", "27010000"], &[DoubtKind::UnitSlip]);
        check(&money, &["2562", "270100000000"], &[DoubtKind::UnitSlip]);
        check(&money, &["2562", "0.2701"], &[DoubtKind::UnitSlip]);
        // A thousandfold is no size of 元, but still a jump.
        check(&money, &["2562", "2701000"], &[DoubtKind::Jump]);
        let weight = measure(Kind::Flow, "吨");
        check(&weight, &["80", "81000"], &[DoubtKind::UnitSlip]);
        let people = measure(Kind::Stock, "万人");
        check(&people, &["120", "1230000"], &[DoubtKind::UnitSlip]);
        check(&people, &["120", "12300000000"], &[DoubtKind::Jump]);
    }

    #[test]
    fn a_percentage_typed_as_a_fraction_is_a_slip() {
        let ratio = measure(Kind::Ratio, "%");
        check(&ratio, &["58.2", "0.591"], &[DoubtKind::UnitSlip]);
        check(&ratio, &["58.2", "59.1"], &[]);
    }

    #[test]
    fn the_first_value_is_held_against_the_target_for_its_unit_alone() {
        let mut money = measure(Kind::Flow, "亿元");
        money.target = Some(3000.into());
        check(&money, &["25620000"], &[DoubtKind::UnitSlip]);
        check(&money, &["256"], &[]);
        check(&money, &["30"], &[]);
    }

    #[test]
    fn a_running_total_that_falls_is_doubted_but_not_a_yearly_entry() {
        let mut total = measure(Kind::Cumulative, "家");
        check(&total, &["12", "11"], &[DoubtKind::Fall]);
        check(&total, &["12", "13"], &[]);
        total.entry = CumulativeEntry::Annual;
        check(&total, &["12", "11"], &[]);
        check(&measure(Kind::Stock, "家"), &["12", "11"], &[]);
    }

    #[test]
    fn a_share_over_a_hundred_is_doubted() {
        check(&measure(Kind::Ratio, "%"), &["100"], &[]);
        check(
            &measure(Kind::Ratio, "%"),
            &["100.1"],
            &[DoubtKind::OverHundred],
        );
        check(&measure(Kind::Growth, "%"), &["120"], &[]);
    }

    #[test]
    fn the_same_value_as_last_years_is_doubted_except_for_ranks() {
        check(
            &measure(Kind::Flow, "亿元"),
            &["2562", "2562.0"],
            &[DoubtKind::Unchanged],
        );
        check(&measure(Kind::Rank, "位"), &["5", "5"], &[]);
        check(&measure(Kind::Cumulative, "家"), &["0", "0"], &[]);
        let values = [(2023, 7.into()), (2025, 7.into())].into();
        assert!(doubts(&values, &measure(Kind::Stock, "家")).is_empty());
    }

    #[test]
    fn a_zero_after_a_large_figure_is_doubted() {
        check(
            &measure(Kind::Flow, "亿元"),
            &["2562", "0"],
            &[DoubtKind::Jump],
        );
        check(&measure(Kind::Stock, "家"), &["2", "0"], &[]);
    }

    #[test]
    fn a_figure_below_zero_is_doubted_unless_it_was_so_before() {
        let stock = measure(Kind::Stock, "家");
        check(&stock, &["23", "-3"], &[DoubtKind::Negative]);
        check(&stock, &["-3"], &[DoubtKind::Negative]);
        check(&stock, &["-3", "-4"], &[]);
        check(&stock, &["-3", "4"], &[]);
        check(&measure(Kind::Growth, "%"), &["5.2", "-1.3"], &[]);
        check(&measure(Kind::Gap, "百分点"), &["0.4", "-0.2"], &[]);
    }

    #[test]
    fn growth_rates_may_vary_by_tens_while_they_are_small() {
        check(&measure(Kind::Growth, "%"), &["0.4", "6.1"], &[]);
        check(
            &measure(Kind::Growth, "%"),
            &["5.2", "53"],
            &[DoubtKind::Jump],
        );
    }

    #[test]
    fn a_baseline_counts_as_the_value_of_its_year() {
        let mut flow = measure(Kind::Flow, "亿元");
        flow.baseline = Some(Baseline {
            year: 2022,
            value: 2400.into(),
        });
        check(&flow, &["25000"], &[DoubtKind::Jump]);
        check(&flow, &["2400"], &[DoubtKind::Unchanged]);
        check(&flow, &["2500"], &[]);
        // An actual of the base year stands before it, and later values are held against later ones.
        check(&flow, &["24000", "25000"], &[]);
    }

    #[test]
    fn a_reason_names_the_figures_compared() {
        let values = [(2023, 2562.into()), (2024, 27020.into())].into();
        let found = doubts(&values, &measure(Kind::Flow, "亿元"));
        assert_eq!(
            found[&2024][0].reason,
            "是 2023 年（2,562）的 10.5 倍：请核对小数点和单位"
        );
        let values = [(2023, 2562.into()), (2024, 27_010_000.into())].into();
        let found = doubts(&values, &measure(Kind::Flow, "亿元"));
        assert_eq!(
            found[&2024][0].reason,
            "约为 2023 年（2,562）的一万倍：本行按亿元填，可能填成了更小的单位"
        );
    }
}
