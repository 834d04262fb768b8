//! Figures as they are printed: one place, so that every format prints the same.

use rust_decimal::prelude::ToPrimitive as _;

use super::content::Row;
use crate::assess;
use crate::model::{Bound, Decimal, Kind, Target, format_number, group_digits, rounded};

/// What is printed where there is no figure.
pub(super) const NONE: &str = "—";

/// A value as entered, grouped, or a dash.
pub(super) fn value(value: Option<Decimal>) -> String {
    value.map_or_else(|| NONE.to_owned(), format_number)
}

/// A share under a head that says %, or a dash: 0.36 is 36.0.
pub(super) fn share(share: Option<f64>) -> String {
    share.map_or_else(
        || NONE.to_owned(),
        |share| assess::percent(share).trim_end_matches('%').to_owned(),
    )
}

/// A share in a sentence: 36.0%.
pub(super) fn percent(share: f64) -> String {
    assess::percent(share)
}

/// A figure that went through arithmetic, with this many decimals, grouped.
pub(super) fn fixed(value: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", rounded(value.abs(), decimals));
    let is_zero = text.bytes().all(|b| matches!(b, b'0' | b'.'));
    let sign = if value < 0.0 && !is_zero { "-" } else { "" };
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let whole = group_digits(whole);
    if fraction.is_empty() {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{fraction}")
    }
}

/// A gap in percentage points with its sign, or a dash.
pub(super) fn gap(gap_pp: Option<f64>) -> String {
    gap_pp.map_or_else(|| NONE.to_owned(), signed)
}

/// More percentage points than this are no figure any more, as more per cent are none.
const MOST_POINTS: f64 = 999_999.0;

/// A number of percentage points without its sign, where it still is a figure.
pub(super) fn points(size: f64) -> Option<String> {
    (size.abs() <= MOST_POINTS).then(|| fixed(size.abs(), 1))
}

/// With one decimal and a sign, except for zero.
pub(super) fn signed(value: f64) -> String {
    if points(value).is_none() {
        let beyond = if value > 0.0 {
            "＞999,999"
        } else {
            "＜−999,999"
        };
        return beyond.to_owned();
    }
    let text = fixed(value, 1);
    if value > 0.0 && text != "0.0" {
        format!("+{text}")
    } else {
        text
    }
}

/// A value with its unit, 185亿元.
pub(super) fn with_unit(value: &str, unit: &str) -> String {
    format!("{value}{unit}")
}

/// A target as a sentence says it: 3,000亿元以上.
pub(super) fn target(target: &Target, unit: &str) -> String {
    match &target.bound {
        Bound::AtLeast(v) => format!("{}{unit}以上", format_number(*v)),
        Bound::MoreThan(v) => format!("超{}{unit}", format_number(*v)),
        Bound::AtMost(v) => format!("{}{unit}以内", format_number(*v)),
        Bound::About(v) => format!("{}{unit}左右", format_number(*v)),
        Bound::Exactly(v) => format!("{}{unit}", format_number(*v)),
        other => other.text(),
    }
}

/// How many decimals a row's own figures carry, for figures computed beside them.
pub(super) fn decimals(row: &Row) -> usize {
    let entered = row.judged.values().map(Decimal::scale);
    let target = row
        .target
        .iter()
        .filter_map(|t| Some(t.bound.value()?.scale()));
    let most = entered.chain(target).max().unwrap_or(0);
    usize::try_from(most).unwrap_or(0).min(4)
}

/// The change since the year before in a sentence: 比2024年增长5.3%; none where either is missing.
pub(super) fn change(row: &Row) -> Option<String> {
    let before = row.assessment.year - 1;
    Some(match moved(row)? {
        Move::Still => format!("与{before}年持平"),
        Move::By(verb, size) => format!("比{before}年{verb}{size}"),
    })
}

/// The same for a cell under a head that names the year: 增长5.3%.
pub(super) fn change_cell(row: &Row) -> String {
    match moved(row) {
        None => NONE.to_owned(),
        Some(Move::Still) => "持平".to_owned(),
        Some(Move::By(verb, size)) => format!("{verb}{size}"),
    }
}

/// How a value stands to that of the year before.
enum Move {
    Still,
    /// 增长 and 5.3%.
    By(&'static str, String),
}

/// Which way a row has moved since the year before and how far, in the words of its kind.
///
/// Amounts grow by a rate; what is itself a rate moves by percentage points; ranks by places.
fn moved(row: &Row) -> Option<Move> {
    let year = row.assessment.year;
    let now = *row.judged.get(&year)?;
    let before = match row.assessment.baseline {
        Some(b) if b.year == year - 1 => *row.judged.get(&(year - 1)).unwrap_or(&b.value),
        _ => *row.judged.get(&(year - 1))?,
    };
    let difference = now.checked_sub(before)?;
    if difference.is_zero() {
        return Some(Move::Still);
    }
    let size = format_number(difference.abs());
    let verb = verb(row, difference.is_sign_positive());
    let (verb, size) = match row.kind {
        Kind::Ratio | Kind::Growth if row.unit == "%" => (verb, format!("{size}个百分点")),
        Kind::Gap => (verb, format!("{size}个百分点")),
        Kind::Rank => (verb, format!("{size}位")),
        Kind::Flow | Kind::Stock | Kind::Maintain if before.is_sign_positive() => {
            let (now, before) = (now.to_f64()?, before.to_f64()?);
            if before == 0.0 || now < 0.0 {
                return None;
            }
            let rate = percent((now / before - 1.0).abs());
            (growth(now > before), rate)
        }
        _ => (verb, format!("{size}{}", row.unit)),
    };
    Some(Move::By(verb, size))
}

/// What a row does whose value rises or falls, in the words of its kind.
fn verb(row: &Row, rises: bool) -> &'static str {
    let (up, down) = match row.kind {
        Kind::Ratio | Kind::Growth if row.unit == "%" => ("提高", "下降"),
        Kind::Gap => ("扩大", "缩小"),
        Kind::Rank => ("后退", "前进"),
        _ => ("增加", "减少"),
    };
    if rises { up } else { down }
}

fn growth(rises: bool) -> &'static str {
    if rises { "增长" } else { "下降" }
}

/// A change in a year, which way and how much: 增长5.3%, 减少3.0个, 持平.
pub(super) fn step(row: &Row, change: f64) -> String {
    let rises = change > 0.0;
    let (verb, size) = if row.assessment.growth_is_rate {
        (growth(rises), percent(change.abs()))
    } else {
        let size = fixed(change.abs(), decimals(row).max(1));
        (verb(row, rises), format!("{size}{}", row.step_unit()))
    };
    if size.bytes().any(|digit| matches!(digit, b'1'..=b'9')) {
        format!("{verb}{size}")
    } else {
        "持平".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_printed_alike_everywhere() {
        assert_eq!(value(Some("4.20".parse().unwrap())), "4.20");
        assert_eq!(value(None), "—");
        assert_eq!(share(Some(0.36)), "36.0");
        assert_eq!(share(None), "—");
        assert_eq!(gap(Some(-4.0)), "-4.0");
        assert_eq!(gap(Some(10.84)), "+10.8");
        assert_eq!(gap(Some(-0.001)), "0.0");
        assert_eq!(gap(Some(999_999.0)), "+999,999.0");
        assert_eq!(gap(Some(28_858_242.2)), "＞999,999");
        assert_eq!(gap(Some(-28_858_242.2)), "＜−999,999");
        assert_eq!(share(Some(288_582.422)), "＞999,999");
        assert_eq!(fixed(12345.678, 2), "12,345.68");
        assert_eq!(fixed(-0.4, 0), "0");
    }
}
