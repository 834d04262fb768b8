//! What a cell of a target table says: a number with the word that binds it, a rank, a wording.
//!
//! The number itself is read by [`cell::read`]; here are the words and signs around it. What a bound has
//! no word for (低于, 余) is refused with the reason rather than taken for its neighbour.

use crate::exchange::cell;
use crate::model::{Bound, Decimal, Kind, UnitRegistry};

/// A target as it was understood.
#[derive(Clone, Debug, PartialEq)]
pub struct TargetReading {
    /// What is to be reached.
    pub bound: Bound,
    /// The kind that its words speak for, 累计 and the like.
    pub kind: Option<Kind>,
    /// Whether it is a mean over several years.
    pub is_mean: bool,
    /// The measurement unit that stands in the cell where the row has none.
    pub unit: Option<String>,
    /// What the reader should look at.
    pub remarks: Vec<String>,
}

/// Words before a number, longer ones before those they begin with.
const BEFORE: [(&str, Word); 44] = [
    ("不低于", Word::AtLeast),
    ("不少于", Word::AtLeast),
    ("不小于", Word::AtLeast),
    ("大于等于", Word::AtLeast),
    ("大于或等于", Word::AtLeast),
    ("至少", Word::AtLeast),
    ("≥", Word::AtLeast),
    ("≧", Word::AtLeast),
    (">=", Word::AtLeast),
    ("=>", Word::AtLeast),
    ("》", Word::AtLeast),
    ("突破", Word::MoreThan),
    ("超过", Word::MoreThan),
    ("超出", Word::MoreThan),
    ("超", Word::MoreThan),
    ("大于", Word::MoreThan),
    ("高于", Word::MoreThan),
    (">", Word::MoreThan),
    ("不超过", Word::AtMost),
    ("不高于", Word::AtMost),
    ("不大于", Word::AtMost),
    ("不多于", Word::AtMost),
    ("小于等于", Word::AtMost),
    ("小于或等于", Word::AtMost),
    ("至多", Word::AtMost),
    ("≤", Word::AtMost),
    ("≦", Word::AtMost),
    ("<=", Word::AtMost),
    ("《", Word::AtMost),
    ("大约", Word::About),
    ("约", Word::About),
    ("≈", Word::About),
    ("~", Word::About),
    ("力争", Word::Strive),
    ("力争达到", Word::Strive),
    ("争取", Word::Strive),
    ("年均增长", Word::MeanGrowth),
    ("年均", Word::Mean),
    ("平均", Word::Mean),
    ("累计", Word::Sum),
    ("增长", Word::Growth),
    ("达到", Word::Nothing),
    ("达", Word::Nothing),
    ("控制在", Word::Nothing),
];

/// Words behind a number.
const BEHIND: [(&str, Word); 9] = [
    ("以上", Word::AtLeast),
    ("及以上", Word::AtLeast),
    ("或以上", Word::AtLeast),
    ("以内", Word::AtMost),
    ("之内", Word::AtMost),
    ("以下", Word::AtMost),
    ("及以下", Word::AtMost),
    ("左右", Word::About),
    ("上下", Word::About),
];

/// What strictly less is called; the model has no such bound.
const LESS: [&str; 4] = ["低于", "小于", "少于", "<"];

/// What a change to the lower is called: of how much, the number says; from what, nothing.
const FALLS: [&str; 5] = ["下降", "降低", "减少", "压减", "缩短"];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Word {
    AtLeast,
    MoreThan,
    AtMost,
    About,
    Strive,
    Mean,
    MeanGrowth,
    Growth,
    Sum,
    Nothing,
}

/// Reads a target of a row in `unit`; none where the cell says that there is no target.
///
/// # Errors
/// Why it is not understood, with what to do. Nothing is guessed.
pub fn read_target(
    text: &str,
    unit: &str,
    units: &UnitRegistry,
) -> Result<Option<TargetReading>, String> {
    let plain = plain(text);
    if let Some(masked) = masked(&plain) {
        return Ok(Some(TargetReading::of(Bound::Masked(masked))));
    }
    if cell::means_absent(&plain) {
        return Ok(None);
    }
    if let Some(rank) = rank(&plain)? {
        return Ok(Some(rank));
    }
    if plain.contains("全覆盖") {
        return full_coverage(&plain).map(Some);
    }
    if !plain.chars().any(|c| c.is_ascii_digit()) {
        if plain == "无" {
            let why = "“无”可以是没有目标，也可以是 0；没有目标请留空".to_owned();
            return Err(why);
        }
        return Ok(Some(TargetReading {
            remarks: vec!["文字目标，不能算进度".to_owned()],
            ..TargetReading::of(Bound::Qualitative(text.trim().to_owned()))
        }));
    }
    number(&plain, text.trim(), unit, units).map(Some)
}

impl TargetReading {
    fn of(bound: Bound) -> Self {
        Self {
            bound,
            kind: None,
            is_mean: false,
            unit: None,
            remarks: Vec::new(),
        }
    }
}

/// Full-width forms as ASCII, without blanks, line breaks and the marks of footnotes.
fn plain(text: &str) -> String {
    let ascii = |c: char| match c {
        '！'..='～' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        '﹥' => '>',
        '﹤' => '<',
        '−' | '﹣' => '-',
        '〔' | '【' => '[',
        '〕' | '】' => ']',
        _ => c,
    };
    let is_blank = |c: &char| c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}');
    text.chars().filter(|c| !is_blank(c)).map(ascii).collect()
}

/// What is printed where a number is hidden: **, ××.
fn masked(plain: &str) -> Option<String> {
    let core = plain.trim_end_matches(['%', '‰']);
    let is_mask = |c: char| matches!(c, '*' | '×' | '■' | '□' | '●');
    let hidden = core.chars().filter(|c| is_mask(*c)).count();
    let is_masked = hidden > 0
        && core
            .chars()
            .all(|c| is_mask(c) || !(c.is_ascii_digit() || c == '.'));
    is_masked.then(|| plain.to_owned())
}

fn full_coverage(plain: &str) -> Result<TargetReading, String> {
    let rest = plain.replace("全覆盖", "");
    let rest = rest.trim_matches(['(', ')', '%']);
    if rest.is_empty() || rest == "100" || ["实现", "达到", "保持"].contains(&rest) {
        return Ok(TargetReading::of(Bound::FullCoverage));
    }
    Err(format!(
        "“{plain}”除了“全覆盖”还有别的话；只写“全覆盖”，或按文字收取"
    ))
}

/// 前5位, 前五名, 第3位; nothing where no rank is meant.
fn rank(plain: &str) -> Result<Option<TargetReading>, String> {
    let mut rest = plain;
    for word in [
        "力争", "保持", "稳居", "位居", "位列", "进入", "居", "列", "全国", "全省", "全球", "省内",
    ] {
        rest = rest.strip_prefix(word).unwrap_or(rest);
    }
    let (is_within, after) = match (rest.strip_prefix('前'), rest.strip_prefix('第')) {
        (Some(after), _) => (true, after),
        (None, Some(after)) => (false, after),
        (None, None) => return Ok(None),
    };
    let digits: String = after
        .chars()
        .take_while(|c| c.is_ascii_digit() || chinese_digit(*c).is_some())
        .collect();
    let tail = &after[digits.len()..];
    let is_rank = ["", "位", "名", "强", "位次", "名以内", "位以内", "位左右"].contains(&tail);
    let Some(number) = small_number(&digits).filter(|n| is_rank && (1..=9999).contains(n)) else {
        return Ok(None);
    };
    let mut reading = TargetReading {
        kind: Some(Kind::Rank),
        ..TargetReading::of(Bound::RankWithin(number))
    };
    if tail.ends_with("左右") {
        return Err(format!(
            "“{plain}”是大约的位次；请写成“前{number}位”，或按文字收取"
        ));
    }
    if !is_within {
        let remark = format!("“{plain}”按“前{number}位”理解");
        reading.remarks.push(remark);
    } else if rest != plain {
        reading.remarks.push(format!("只收位次；原文“{plain}”"));
    }
    Ok(Some(reading))
}

fn chinese_digit(c: char) -> Option<u32> {
    "一二三四五六七八九十"
        .chars()
        .position(|digit| digit == c)
        .and_then(|at| u32::try_from(at + 1).ok())
}

/// A whole number in digits, or in Chinese from 一 to 九十九.
pub(super) fn small_number(text: &str) -> Option<u32> {
    if let Ok(number) = text.parse() {
        return Some(number);
    }
    let values: Option<Vec<u32>> = text.chars().map(chinese_digit).collect();
    match values?.as_slice() {
        [one] => Some(*one),
        [10, ones] if *ones < 10 => Some(10 + ones),
        [tens, 10] if *tens < 10 => Some(tens * 10),
        [tens, 10, ones] if *tens < 10 && *ones < 10 => Some(tens * 10 + ones),
        _ => None,
    }
}

/// What the words around a number say.
#[derive(Default)]
struct Around {
    bound: Option<Word>,
    kind: Option<Kind>,
    is_mean: bool,
    remarks: Vec<String>,
}

impl Around {
    fn hear(&mut self, word: Word, plain: &str) -> Result<(), String> {
        match word {
            Word::AtLeast | Word::MoreThan | Word::AtMost | Word::About => {
                if self.bound.is_some_and(|before| before != word) {
                    return Err(format!("“{plain}”有两个互相矛盾的约束词；请改成一个"));
                }
                self.bound = Some(word);
            }
            Word::Strive => self
                .remarks
                .push("“力争”没有对应的约束词，只收后面的数".to_owned()),
            Word::Mean => self.is_mean = true,
            Word::MeanGrowth => {
                self.is_mean = true;
                self.kind = Some(Kind::Growth);
            }
            Word::Growth => self.kind = Some(Kind::Growth),
            Word::Sum => self.kind = Some(Kind::Cumulative),
            Word::Nothing => {}
        }
        Ok(())
    }
}

fn number(
    plain: &str,
    shown: &str,
    unit: &str,
    units: &UnitRegistry,
) -> Result<TargetReading, String> {
    let mut around = Around::default();
    let mut rest = plain;
    if let Some(word) = FALLS.iter().find(|word| rest.contains(**word)) {
        return Err(format!(
            "“{shown}”说的是{word}多少，不是达到多少；请写明要达到的数，或按文字收取"
        ));
    }
    loop {
        let found = BEFORE
            .iter()
            .filter(|(word, _)| rest.starts_with(word))
            .max_by_key(|(word, _)| word.len());
        let Some((word, meaning)) = found else {
            if LESS.iter().any(|less| rest.starts_with(less)) {
                return Err(format!(
                    "“{shown}”是严格小于，没有对应的约束词；请写成“…以内”，或按文字收取"
                ));
            }
            break;
        };
        around.hear(*meaning, shown)?;
        rest = &rest[word.len()..];
    }
    rest = brackets(rest, &mut around);
    let behind = BEHIND
        .iter()
        .filter(|(word, _)| rest.ends_with(word))
        .max_by_key(|(word, _)| word.len());
    if let Some((word, meaning)) = behind {
        around.hear(*meaning, shown)?;
        rest = &rest[..rest.len() - word.len()];
    }
    rest = brackets(rest, &mut around);
    let (value, found_unit) = value(rest, shown, unit, units, &mut around)?;
    if value <= Decimal::ZERO {
        return Err(format!("目标值 {value} 应大于 0；请核对原文，或按文字收取"));
    }
    let bound = match around.bound {
        Some(Word::AtLeast) => Bound::AtLeast(value),
        Some(Word::MoreThan) => Bound::MoreThan(value),
        Some(Word::AtMost) => Bound::AtMost(value),
        Some(Word::About) => Bound::About(value),
        _ => Bound::Exactly(value),
    };
    Ok(TargetReading {
        bound,
        kind: around.kind,
        is_mean: around.is_mean,
        unit: found_unit,
        remarks: around.remarks,
    })
}

/// Takes off the brackets that planning tables put around what is counted over several years.
fn brackets<'a>(rest: &'a str, around: &mut Around) -> &'a str {
    let Some(inner) = rest
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
    else {
        return rest;
    };
    if !around.is_mean {
        around.kind = around.kind.or(Some(Kind::Cumulative));
        let remark = "带方括号：规划里多指几年累计（也有指年均的），这里按累计理解，请核对";
        around.remarks.push(remark.to_owned());
    }
    inner
}

/// The number with its unit, in the row's unit where it has one.
fn value(
    rest: &str,
    shown: &str,
    unit: &str,
    units: &UnitRegistry,
    around: &mut Around,
) -> Result<(Decimal, Option<String>), String> {
    if rest.ends_with(['余', '多', '+']) {
        return Err(format!(
            "“{shown}”是约数；请写成“{}以上”或确切的数，或按文字收取",
            rest.trim_end_matches(['余', '多', '+'])
        ));
    }
    let end = rest
        .find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',' | '+' | '-')))
        .unwrap_or(rest.len());
    let behind = &rest[end..];
    let takes_unit = unit.is_empty() && !behind.is_empty();
    if takes_unit && units.measurement(behind).is_some() {
        let reading = cell::read(rest, behind, units).map_err(|error| error.to_string())?;
        around.remarks.push(format!("单位“{behind}”取自目标一格"));
        return match reading.value {
            Some(value) => Ok((value, Some(behind.to_owned()))),
            None => Err(format!("“{shown}”里没有数；请改正")),
        };
    }
    let growth = around.kind == Some(Kind::Growth) && behind == "%";
    let unit = if growth && unit != "%" { "%" } else { unit };
    let reading = cell::read(rest, unit, units).map_err(|error| {
        let error = error.to_string();
        format!("{error}；也可按文字收取")
    })?;
    around.remarks.extend(reading.conversion);
    match reading.value {
        Some(value) => Ok((value, growth.then(|| "%".to_owned()))),
        None => Err(format!("“{shown}”里没有数；请改正")),
    }
}
