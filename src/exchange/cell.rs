//! What a pasted or imported cell means, against the unit of its row.
//!
//! Beyond what may be typed (see [`parse_number`]) a cell may carry its unit, a percent sign where the
//! row is in %, another size of the same unit (万元 in a row of 亿元, converted exactly and said so), a
//! bare 万 or 亿 where the row counts plain things, and the signs of tables for what is not there.
//! A bare 万 in a row of 亿元 could be 万元 or 万亿元: it is refused, as is all else that could mean
//! two things.

use crate::model::{Decimal, NumberError, UnitRegistry, format_number, parse_number};

/// Signs and words that mean that there is no figure.
const ABSENT: [&str; 25] = [
    "-",
    "--",
    "---",
    "—",
    "——",
    "–",
    "―",
    "─",
    "…",
    "……",
    "...",
    "......",
    "/",
    "\\",
    "·",
    "n/a",
    "na",
    "暂无",
    "暂缺",
    "缺",
    "缺失",
    "未公布",
    "未统计",
    "待定",
    "不适用",
];

/// Sizes that stand before the name of a unit; longer ones first.
const SIZES: [(&str, i64); 9] = [
    ("万亿", 1_000_000_000_000),
    ("千亿", 100_000_000_000),
    ("百亿", 10_000_000_000),
    ("十亿", 1_000_000_000),
    ("亿", 100_000_000),
    ("千万", 10_000_000),
    ("百万", 1_000_000),
    ("十万", 100_000),
    ("万", 10_000),
];

/// Units that no 万 stands before.
const SHARES: [&str; 4] = ["%", "百分点", "个百分点", "‰"];

/// The longest text that is looked at as a number.
const MOST_CHARS: usize = 120;

/// What a cell means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The value in the row's unit; none where the cell says that there is none.
    pub value: Option<Decimal>,
    /// How it was converted, where it was: 12,000万元 = 1.2 亿元.
    pub conversion: Option<String>,
}

/// Why a cell is not taken. The text names what stands in the cell; the caller says where it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CellError {
    /// It is no number.
    #[error("“{text}”：{reason}")]
    Number {
        /// What stands in the cell.
        text: String,
        /// Why it is none.
        reason: NumberError,
    },
    /// A size without a unit where the row has a size of its own.
    #[error(
        "“{text}”没有写明单位，本行按{unit}填：请写成 {number} 加完整单位，或换算成{unit}只填数字"
    )]
    BareSize {
        /// What stands in the cell.
        text: String,
        /// The number without its size.
        number: String,
        /// The row's unit.
        unit: String,
    },
    /// Something else than the row's unit after the number.
    #[error(
        "“{text}”数字后面是“{suffix}”，本行{}，不能换算：请按本行单位只填数字",
        of_unit(unit)
    )]
    OtherUnit {
        /// What stands in the cell.
        text: String,
        /// What follows the number.
        suffix: String,
        /// The row's unit, empty where it has none.
        unit: String,
    },
    /// 无, which is 0 to some and unknown to others.
    #[error("“无”可以是 0，也可以是没有数据：请填 0，或留空")]
    Nothing,
    /// An error value of a spreadsheet.
    #[error("“{0}”是电子表格的错误值：请在原表中改正后再复制")]
    SpreadsheetError(String),
    /// 约, 以上 and other words that make a number inexact.
    #[error("“{0}”是约数：请填确切的数字")]
    Approximate(String),
    /// A number in brackets: negative to accountants, a remark to others.
    #[error("“{0}”带括号：若是负数请用负号，若是注释请删去")]
    Brackets(String),
    /// Something like a date or a range.
    #[error("“{0}”像日期或区间：请填一个数字")]
    Date(String),
    /// A sign of money, which is in 元 while the row is not, or in another currency.
    #[error("“{text}”带货币符号，本行{}：请按本行单位只填数字", of_unit(unit))]
    Currency {
        /// What stands in the cell.
        text: String,
        /// The row's unit.
        unit: String,
    },
    /// Several lines in one cell.
    #[error("“{0}”一格里有多行：请拆成一格一个数字")]
    Lines(String),
}

fn of_unit(unit: &str) -> String {
    if unit.is_empty() {
        "没有单位".to_owned()
    } else {
        format!("按{unit}填")
    }
}

/// Reads a pasted or imported cell of a row that is entered in `unit` (empty for an index).
///
/// # Errors
/// Why the cell is not taken; nothing is guessed.
pub fn read(text: &str, unit: &str, units: &UnitRegistry) -> Result<Reading, CellError> {
    let plain: String = text.chars().map(to_plain).collect();
    let plain = plain.trim();
    if means_absent(plain) {
        return Ok(Reading {
            value: None,
            conversion: None,
        });
    }
    let shown = shortened(text);
    let (number, suffix) = split(plain);
    let is_own_unit = suffix == unit || (unit == "百分点" && suffix == "个百分点");
    if !suffix.is_empty()
        && is_own_unit
        && let Ok(value) = parse_number(number)
    {
        return Ok(Reading {
            value: Some(value),
            conversion: None,
        });
    }
    refuse_other_things(plain, &shown, unit)?;
    let number_error = |reason| CellError::Number {
        text: shown.clone(),
        reason,
    };
    // What has digits after its end is no number with a unit: 1e5, 3.5-4.0.
    if number.is_empty() || suffix.chars().any(|c| c.is_ascii_digit()) {
        let reason = parse_number(plain).err().unwrap_or(NumberError::NotANumber);
        return Err(number_error(reason));
    }
    let value = parse_number(number).map_err(number_error)?;
    if suffix.is_empty() {
        return Ok(Reading {
            value: Some(value),
            conversion: None,
        });
    }
    let (from, to) = scales(suffix, unit, units).map_err(|is_bare| {
        if is_bare {
            CellError::BareSize {
                text: shown.clone(),
                number: number.to_owned(),
                unit: unit.to_owned(),
            }
        } else {
            CellError::OtherUnit {
                text: shown.clone(),
                suffix: suffix.to_owned(),
                unit: unit.to_owned(),
            }
        }
    })?;
    let converted = convert(value, from, to).ok_or_else(|| number_error(NumberError::TooLong))?;
    let gap = if unit.is_empty() { "" } else { " " };
    Ok(Reading {
        value: Some(converted),
        conversion: Some(format!(
            "{}{suffix} = {}{gap}{unit}",
            format_number(value),
            format_number(converted)
        )),
    })
}

/// Whether a text is one of the signs for a figure that is not there.
#[must_use]
pub fn means_absent(text: &str) -> bool {
    let text = text.trim_matches(|c: char| to_plain(c) == ' ');
    text.is_empty() || ABSENT.contains(&text.to_ascii_lowercase().as_str())
}

/// Full-width forms as ASCII, all kinds of blanks as a blank, all kinds of minus as one.
fn to_plain(c: char) -> char {
    match c {
        '！'..='～' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        '−' | '﹣' => '-',
        '\u{3000}' | '\u{a0}' | '\u{2002}'..='\u{200b}' | '\u{202f}' | '\u{feff}' | '\t' => ' ',
        _ => c,
    }
}

fn shortened(text: &str) -> String {
    let text = text.trim();
    let mut short: String = text
        .chars()
        .take(16)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    if text.chars().nth(16).is_some() {
        short.push('…');
    }
    short
}

/// Things that are met in tables and are no numbers, each with its own reason.
fn refuse_other_things(plain: &str, shown: &str, unit: &str) -> Result<(), CellError> {
    let shown = shown.to_owned();
    if plain.contains(['\n', '\r']) {
        return Err(CellError::Lines(shown));
    }
    if plain.chars().nth(MOST_CHARS).is_some() {
        return Err(CellError::Number {
            text: shown,
            reason: NumberError::TooLong,
        });
    }
    if plain == "无" {
        return Err(CellError::Nothing);
    }
    if plain.starts_with('#') {
        return Err(CellError::SpreadsheetError(shown));
    }
    if plain.starts_with(['¥', '￥', '$', '€', '£']) {
        return Err(CellError::Currency {
            text: shown,
            unit: unit.to_owned(),
        });
    }
    let has_digit = plain.chars().any(|c| c.is_ascii_digit());
    if !has_digit {
        return Ok(());
    }
    let is_rough = plain.starts_with(['约', '近', '超', '逾', '>', '<', '≥', '≤', '~', '≈'])
        || ["左右", "以上", "以下", "以内", "多", "余"]
            .iter()
            .any(|word| plain.ends_with(word));
    if is_rough {
        return Err(CellError::Approximate(shown));
    }
    if plain.contains(['(', ')', '[', ']', '【', '】']) {
        return Err(CellError::Brackets(shown));
    }
    if is_like_a_date(plain) {
        return Err(CellError::Date(shown));
    }
    Ok(())
}

fn is_like_a_date(plain: &str) -> bool {
    let parts: Vec<&str> = plain
        .trim_start_matches(['+', '-'])
        .split(['/', '-', '~', ':', '年', '月', '日', '至'])
        .map(str::trim)
        .collect();
    let numbers = parts
        .iter()
        .filter(|part| part.chars().next().is_some_and(|c| c.is_ascii_digit()))
        .count();
    numbers > 1 || (numbers == 1 && plain.ends_with(['年', '月', '日']))
}

/// The number and what follows it.
fn split(plain: &str) -> (&str, &str) {
    let signed = plain.trim_start_matches(['+', '-']);
    let sign = plain.len() - signed.len();
    let digits = signed
        .find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',')))
        .unwrap_or(signed.len());
    let end = if digits == 0 { 0 } else { sign + digits };
    (&plain[..end], plain[end..].trim())
}

/// How many base units the cell's unit and the row's are; the error tells whether it was a bare size
/// that cannot be understood.
fn scales(suffix: &str, unit: &str, units: &UnitRegistry) -> Result<(Decimal, Decimal), bool> {
    let (size, base) = size_of(suffix);
    let (row_size, row_base) = size_of(unit);
    let is_share = SHARES.contains(&unit);
    if base.is_empty() && size != Decimal::ONE {
        let is_plain = row_size == Decimal::ONE && !is_share;
        return if is_plain {
            Ok((size, Decimal::ONE))
        } else {
            Err(!is_share)
        };
    }
    if !is_share && !base.is_empty() && base == row_base {
        return Ok((size, row_size));
    }
    units.scales(suffix, unit).ok_or(false)
}

/// The size that stands before a unit, and the unit without it.
fn size_of(unit: &str) -> (Decimal, &str) {
    for (word, size) in SIZES {
        if let Some(base) = unit.strip_prefix(word) {
            return (Decimal::from(size), base);
        }
    }
    (Decimal::ONE, unit)
}

/// The value in another size, if it can be told exactly.
fn convert(value: Decimal, from: Decimal, to: Decimal) -> Option<Decimal> {
    let whole = value.checked_mul(from)?;
    let converted = whole.checked_div(to)?;
    (converted.checked_mul(to)? == whole).then(|| converted.normalize())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn units() -> UnitRegistry {
        UnitRegistry::measuring(&[
            ("%", "比率", 1),
            ("百分点", "百分点", 1),
            ("亿元", "人民币", 100_000_000),
            ("吨", "重量", 1),
            ("公斤", "重量", 1),
            ("家", "家数", 1),
            ("人", "人数", 1),
            ("人次", "人次", 1),
        ])
    }

    /// The value in the row's unit, or "" where the cell says that there is none.
    fn value(text: &str, unit: &str) -> String {
        match read(text, unit, &units()) {
            Ok(reading) => reading.value.map_or_else(String::new, |v| v.to_string()),
            Err(error) => panic!("{text:?} in {unit:?}: {error}"),
        }
    }

    fn reason(text: &str, unit: &str) -> String {
        match read(text, unit, &units()) {
            Ok(reading) => panic!("{text:?} in {unit:?} was read as {reading:?}"),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn numbers_are_read_as_tables_carry_them() {
        assert_eq!(value("1,800.50", "亿元"), "1800.50");
        assert_eq!(value("１，８００．５", "亿元"), "1800.5");
        assert_eq!(value("\u{a0}4.20 ", "%"), "4.20");
        assert_eq!(value("－3.5", "%"), "-3.5");
        assert_eq!(value("+7", "家"), "7");
        assert_eq!(value("0", "家"), "0");
    }

    #[test]
    fn signs_for_what_is_not_there_mean_absent_and_never_zero() {
        for text in [
            "",
            "  ",
            "\u{3000}",
            "—",
            "——",
            "-",
            "－",
            "…",
            "……",
            "/",
            "N/A",
            "暂无",
            "未公布",
        ] {
            assert_eq!(value(text, "亿元"), "", "{text:?}");
        }
        assert!(reason("无", "家").contains("请填 0，或留空"));
    }

    #[test]
    fn the_rows_own_unit_may_stand_behind_the_number() {
        assert_eq!(value("2,562亿元", "亿元"), "2562");
        assert_eq!(value("2562 亿元", "亿元"), "2562");
        assert_eq!(value("85%", "%"), "85");
        assert_eq!(value("85％", "%"), "85");
        assert_eq!(value("1.5个百分点", "百分点"), "1.5");
        assert_eq!(value("1.5百分点", "百分点"), "1.5");
        assert_eq!(value("1.2万人", "万人"), "1.2");
        assert_eq!(value("0.3吨标准煤/万元", "吨标准煤/万元"), "0.3");
        assert!(read("85%", "%", &units()).unwrap().conversion.is_none());
    }

    #[test]
    fn another_size_of_the_same_unit_is_converted_exactly_and_said() {
        assert_eq!(value("12,000万元", "亿元"), "1.2");
        assert_eq!(value("1.2万元", "亿元"), "0.00012");
        assert_eq!(value("1.2万亿元", "亿元"), "12000");
        assert_eq!(value("300000000元", "亿元"), "3");
        assert_eq!(value("12000人", "万人"), "1.2");
        assert_eq!(value("0.5亿人", "万人"), "5000");
        assert_eq!(value("4.20万家", "家"), "42000");
        assert_eq!(value("3吨", "公斤"), "3", "the register of units decides");
        let reading = read("12,000万元", "亿元", &units()).unwrap();
        assert_eq!(reading.conversion.unwrap(), "12,000万元 = 1.2 亿元");
    }

    #[test]
    fn a_bare_size_is_read_only_where_the_row_counts_plain_things() {
        assert_eq!(value("1.2万", "家"), "12000");
        assert_eq!(value("0.3亿", "人次"), "30000000");
        assert_eq!(value("1.2万", ""), "12000");
        for (text, unit) in [
            ("1.2万", "亿元"),
            ("1.2万", "万人"),
            ("3000亿", "亿元"),
            ("1.2万亿", "亿元"),
        ] {
            let reason = reason(text, unit);
            assert!(
                reason.contains(text) && reason.contains("没有写明单位"),
                "{reason}"
            );
        }
        assert!(reason("1.2万", "%").contains("按%填"));
    }

    #[test]
    fn a_unit_of_another_kind_is_refused() {
        for (text, unit) in [
            ("85%", "亿元"),
            ("85%", "百分点"),
            ("1.5个百分点", "%"),
            ("3亿美元", "亿元"),
            ("120人", "人次"),
            ("12个", "家"),
            ("85%", ""),
            ("3‰", "%"),
            ("4.2*", "%"),
        ] {
            let reason = reason(text, unit);
            assert!(
                reason.contains(text) && reason.contains("不能换算"),
                "{reason}"
            );
        }
    }

    #[test]
    fn what_could_mean_two_things_is_refused_with_its_reason() {
        for (text, expect) in [
            ("12,34", "千分位逗号"),
            ("1.23E+05", "科学计数法"),
            ("约300", "约数"),
            ("300左右", "约数"),
            (">300", "约数"),
            ("(1,234)", "带括号"),
            ("4.2（快报）", "带括号"),
            ("2024/3/1", "像日期"),
            ("3月1日", "像日期"),
            ("3.5-4.0", "像日期或区间"),
            ("¥300", "货币符号"),
            ("￥300", "货币符号"),
            ("#DIV/0!", "错误值"),
            ("####", "错误值"),
            ("1\n2", "多行"),
            ("三百", "不是数字"),
            ("1 234", "不是数字"),
            ("5.", "小数点"),
            ("1.2.3", "小数点"),
            ("99999999999999999999999999999", "数字太长"),
        ] {
            let reason = reason(text, "亿元");
            assert!(reason.contains(expect), "{text:?}: {reason}");
        }
    }

    #[test]
    fn a_long_text_is_named_by_its_beginning() {
        let reason = reason(&"甲".repeat(10_000), "家");
        assert!(
            reason.contains("甲甲甲…") && reason.chars().count() < 100,
            "{reason}"
        );
    }

    /// A number as an office may spell it, beside the number meant.
    fn spelled() -> impl Strategy<Value = (String, Decimal)> {
        (any::<i32>(), 0u32..5, any::<bool>(), any::<bool>()).prop_map(
            |(digits, scale, grouped, wide)| {
                let value = Decimal::new(i64::from(digits), scale);
                let text = if grouped {
                    format_number(value)
                } else {
                    value.to_string()
                };
                let text = if wide {
                    text.chars()
                        .map(|c| char::from_u32(c as u32 + 0xFEE0).unwrap_or(c))
                        .collect()
                } else {
                    text
                };
                (text, value)
            },
        )
    }

    proptest! {
        #[test]
        fn every_spelling_of_a_number_gives_that_number((text, value) in spelled()) {
            let reading = read(&text, "亿元", &units()).unwrap();
            prop_assert_eq!(reading.value.unwrap().to_string(), value.to_string());
            let with_unit = read(&format!("{text} 亿元"), "亿元", &units()).unwrap();
            prop_assert_eq!(with_unit.value.unwrap(), value);
        }

        #[test]
        fn a_conversion_keeps_the_amount((text, value) in spelled()) {
            // So many 万元 are a ten-thousandth as many 亿元, to the last digit.
            let reading = read(&format!("{text}万元"), "亿元", &units()).unwrap();
            prop_assert_eq!(reading.value.unwrap() * Decimal::from(10_000), value);
        }

        #[test]
        fn any_cell_is_read_or_refused_without_harm(
            text in "[-+0-9.,%万亿元人（）()/—… \t]{0,12}|.{0,40}",
            unit in prop::sample::select(vec!["", "%", "亿元", "万人", "家", "百分点"]),
        ) {
            if let Err(error) = read(&text, unit, &units()) {
                prop_assert!(!error.to_string().is_empty());
            }
        }
    }
}
