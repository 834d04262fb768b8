//! Noting that another document has changed an indicator's targets (中期调整), and taking that back. Each is
//! the one [`Edit`] it makes, or the reason why it cannot be made.
//!
//! An adjustment says every target that holds from then on, so that nothing has to be guessed of those
//! that the document does not name; [`revised`] makes that list of what is given on the command line.

use chrono::NaiveDate;

use super::decide::Decider;
use crate::model::{
    Adjustment, Bound, Decimal, Edit, Indicator, IndicatorId, Plan, Target, Workspace, Year,
    parse_number, parse_year,
};

/// What is said of an adjustment, before it is held against the rules.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Said {
    /// The number of the document.
    pub number: String,
    /// Its title.
    pub title: String,
    /// Its date as typed; blank for none.
    pub date: String,
    /// Every target that holds from then on, in the unit that the plan prints.
    pub targets: Vec<Target>,
    /// A remark.
    pub note: String,
}

/// Why an adjustment cannot be noted. The text is what the user sees.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AdjustError {
    /// No document.
    #[error("请写明调整文件的文号，如 杭政办函〔2026〕8号")]
    NoNumber,
    /// The plan itself.
    #[error("{0} 是规划自己的文号；请写调整它的那份文件的文号")]
    OwnNumber(String),
    /// A date that is none.
    #[error("日期“{0}”不对：请写作 2026-03-01")]
    Date(String),
    /// A date before that of the adjustment before.
    #[error("日期 {date} 早于前一次调整 {number} 的 {before}；请核对，或先撤回那一次再按先后录入")]
    TooEarly {
        /// Its date.
        date: NaiveDate,
        /// The number of the one before.
        number: String,
        /// The date of the one before.
        before: NaiveDate,
    },
    /// A date after that of the adjustment behind it.
    #[error("日期 {date} 晚于后一次调整 {number} 的 {after}；请核对")]
    TooLate {
        /// Its date.
        date: NaiveDate,
        /// The number of the one behind.
        number: String,
        /// The date of the one behind.
        after: NaiveDate,
    },
    /// No target.
    #[error("请写明调整后的目标")]
    NoTarget,
    /// A year or value that cannot be read.
    #[error("{0}：{1}")]
    Typed(String, String),
    /// Two targets of one year.
    #[error("{0} 年的目标写了两次；请只留一个")]
    Twice(Year),
    /// A year that cannot be meant.
    #[error("目标年 {0}：{1}")]
    Year(Year, String),
    /// A number that is none of a target.
    #[error("{0} 年的目标应大于 0；请核对文件")]
    NotPositive(Year),
    /// Words that say nothing.
    #[error("{0} 年目标的文字是空的；请照文件抄写")]
    Blank(Year),
    /// A word that does not go with the indicator.
    #[error("{0} 年的目标“{1}”与指标不符：{2}")]
    Contradicts(Year, String, String),
    /// More digits than can be kept.
    #[error("{0} 年的目标位数太多；请核对单位")]
    TooLong(Year),
    /// A target's year not after the base year.
    #[error("目标年须晚于基期 {0} 年")]
    NotAfterBaseline(Year),
    /// Nothing is changed.
    #[error("与调整前的目标相同（{0}），没有什么可记")]
    NoChange(String),
    /// A year is named to be dropped which has no target.
    #[error("调整前 {0} 年没有目标，无从取消")]
    NothingToDrop(Year),
    /// It is not said what becomes of the last target.
    #[error(
        "调整前没有 {given} 年的目标。若把目标年提前到 {given} 年，请加 --drop {last}；若 {last} 年的目标不变、另加一个年度目标，请把它也写明，如 --target {last}:{value}"
    )]
    LastUnclear {
        /// The year given.
        given: Year,
        /// The year of the last target.
        last: Year,
        /// What that target is, as it is written on the command line.
        value: String,
    },
    /// There is nothing to take back.
    #[error("该指标的目标没有调整过")]
    NotAdjusted,
    /// No adjustment by this document.
    #[error("该指标没有由“{0}”作的调整；已有：{1}")]
    NotBy(String, String),
}

/// A target as it is typed in the window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed {
    /// The year.
    pub year: String,
    /// The word that binds the value.
    pub word: Word,
    /// The value, or the text of a target in words.
    pub value: String,
}

/// The words that bind a target's value, as there are to choose from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// 以上
    AtLeast,
    /// 超
    MoreThan,
    /// 以内
    AtMost,
    /// 左右
    About,
    /// A bare number.
    Exactly,
    /// 前N位
    RankWithin,
    /// 全覆盖
    FullCoverage,
    /// A wording without a number.
    Words,
}

impl Word {
    /// Every word.
    pub const ALL: [Self; 8] = [
        Self::AtLeast,
        Self::MoreThan,
        Self::AtMost,
        Self::About,
        Self::Exactly,
        Self::RankWithin,
        Self::FullCoverage,
        Self::Words,
    ];

    /// What it is called.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::AtLeast => "以上",
            Self::MoreThan => "超",
            Self::AtMost => "以内",
            Self::About => "左右",
            Self::Exactly => "等于",
            Self::RankWithin => "前N位",
            Self::FullCoverage => "全覆盖",
            Self::Words => "文字",
        }
    }

    /// Whether a value is typed with it.
    #[must_use]
    pub fn has_value(self) -> bool {
        self != Self::FullCoverage
    }

    /// The words that an indicator's target can have.
    #[must_use]
    pub fn of(indicator: &Indicator) -> Vec<Self> {
        let takes = |word: &Self| indicator.takes(&word.like());
        Self::ALL.into_iter().filter(takes).collect()
    }

    /// Any target with this word.
    fn like(self) -> Bound {
        let one = Decimal::ONE;
        match self {
            Self::AtLeast => Bound::AtLeast(one),
            Self::MoreThan => Bound::MoreThan(one),
            Self::AtMost => Bound::AtMost(one),
            Self::About => Bound::About(one),
            Self::Exactly => Bound::Exactly(one),
            Self::RankWithin => Bound::RankWithin(1),
            Self::FullCoverage => Bound::FullCoverage,
            Self::Words => Bound::Qualitative(String::new()),
        }
    }
}

impl Typed {
    /// A target as it would be typed.
    #[must_use]
    pub fn of(target: &Target) -> Self {
        let word = match &target.bound {
            Bound::AtLeast(_) => Word::AtLeast,
            Bound::MoreThan(_) => Word::MoreThan,
            Bound::AtMost(_) => Word::AtMost,
            Bound::About(_) => Word::About,
            Bound::Exactly(_) => Word::Exactly,
            Bound::RankWithin(_) => Word::RankWithin,
            Bound::FullCoverage => Word::FullCoverage,
            Bound::Qualitative(_) | Bound::Masked(_) => Word::Words,
        };
        let value = match &target.bound {
            Bound::Qualitative(text) | Bound::Masked(text) => text.clone(),
            bound => bound.value().map_or_else(String::new, |v| v.to_string()),
        };
        Self {
            year: target.year.to_string(),
            word,
            value,
        }
    }

    /// What it says.
    ///
    /// # Errors
    /// [`AdjustError::Typed`] where year or value cannot be read.
    pub fn read(&self) -> Result<Target, AdjustError> {
        let wrong = |what: &str, error: String| AdjustError::Typed(what.to_owned(), error);
        let year = parse_year(&self.year)
            .map_err(|error| wrong(&format!("目标年“{}”", self.year.trim()), error.to_string()))?;
        let what = format!("{year} 年的目标值");
        let number = || parse_number(&self.value).map_err(|error| wrong(&what, error.to_string()));
        let bound = match self.word {
            Word::AtLeast => Bound::AtLeast(number()?),
            Word::MoreThan => Bound::MoreThan(number()?),
            Word::AtMost => Bound::AtMost(number()?),
            Word::About => Bound::About(number()?),
            Word::Exactly => Bound::Exactly(number()?),
            Word::RankWithin => {
                let rank = number()?;
                let whole = u32::try_from(rank).ok().filter(|_| rank.is_integer());
                let none = || wrong(&what, "位次应为正整数".to_owned());
                Bound::RankWithin(whole.filter(|rank| *rank > 0).ok_or_else(none)?)
            }
            Word::FullCoverage => Bound::FullCoverage,
            Word::Words => Bound::Qualitative(self.value.trim().to_owned()),
        };
        Ok(Target { year, bound })
    }
}

/// The targets that held before a document changed them, as printed: those at present, or where the
/// document is noted already those before it.
#[must_use]
pub fn before<'a>(indicator: &'a Indicator, number: &str) -> &'a [Target] {
    let known = indicator.superseded.iter().find(|s| s.by.number == number);
    known.map_or(indicator.printed_targets(), |s| &s.printed)
}

/// Notes an adjustment, in the place of what is noted of the same document, else behind the others.
///
/// # Errors
/// What cannot be meant; see [`AdjustError`].
pub fn adjust(
    workspace: &Workspace,
    plan: &Plan,
    indicator: &Indicator,
    said: &Said,
    (by, at): Decider,
) -> Result<Edit, AdjustError> {
    let id = plan.id_of(indicator);
    let number = said.number.trim();
    if number.is_empty() {
        return Err(AdjustError::NoNumber);
    }
    if number == plan.number {
        return Err(AdjustError::OwnNumber(number.to_owned()));
    }
    let mut targets = said.targets.clone();
    targets.sort_by_key(|target| target.year);
    hold_targets(workspace, &id, indicator, &targets)?;
    let held = before(indicator, number);
    if is_same(held, &targets) {
        let words = crate::model::targets_text(held, indicator.printed_unit());
        return Err(AdjustError::NoChange(words));
    }
    let mut value = workspace.adjustments_of(&id).to_vec();
    let known = value.iter().position(|other| other.number == number);
    let at_place = known.unwrap_or(value.len());
    let date = read_date(&said.date)?;
    hold_date(&value, at_place, date)?;
    let adjustment = Adjustment {
        number: number.to_owned(),
        title: bare_title(&said.title).to_owned(),
        date,
        targets,
        note: said.note.trim().to_owned(),
        by,
        at,
    };
    match value.get_mut(at_place) {
        Some(known) => *known = adjustment,
        None => value.push(adjustment),
    }
    Ok(Edit::Adjustments {
        indicator: id,
        value,
    })
}

/// Takes back what a document has changed; where none is named the last one. Adjustments behind it stay
/// as they are.
///
/// # Errors
/// [`AdjustError::NotAdjusted`] and [`AdjustError::NotBy`].
pub fn withdraw(
    workspace: &Workspace,
    id: &IndicatorId,
    number: Option<&str>,
) -> Result<Edit, AdjustError> {
    let mut value = workspace.adjustments_of(id).to_vec();
    let last = value.len().checked_sub(1).ok_or(AdjustError::NotAdjusted)?;
    let place = match number.map(str::trim) {
        None => last,
        Some(number) => {
            let found = value.iter().position(|other| other.number == number);
            found.ok_or_else(|| {
                let known: Vec<&str> = value.iter().map(|other| other.number.as_str()).collect();
                AdjustError::NotBy(number.to_owned(), known.join("、"))
            })?
        }
    };
    value.remove(place);
    Ok(Edit::Adjustments {
        indicator: id.clone(),
        value,
    })
}

/// Every target that holds, made of those before and those that a document names: one of a year that has
/// a target takes its place; one of a later year takes the place of the last, whose year is put off;
/// what `dropped` names is given up. Of one of an earlier year it must be said what becomes of the last.
///
/// # Errors
/// Where that is not said, and where there is nothing to drop.
pub fn revised(
    before: &[Target],
    given: &[Target],
    dropped: &[Year],
) -> Result<Vec<Target>, AdjustError> {
    let mut targets: Vec<Target> = before.to_vec();
    for year in dropped {
        if before.iter().all(|target| target.year != *year) {
            return Err(AdjustError::NothingToDrop(*year));
        }
        targets.retain(|target| target.year != *year);
    }
    let is_named = |year: Year| given.iter().any(|target| target.year == year);
    // What becomes of the last target is said where it is given anew or given up.
    let last = before.iter().max_by_key(|target| target.year);
    let open = last.filter(|last| !is_named(last.year) && !dropped.contains(&last.year));
    if let Some(last) = open {
        let is_put_off = given.iter().any(|target| target.year > last.year);
        let is_new = |target: &&Target| before.iter().all(|other| other.year != target.year);
        if is_put_off {
            targets.retain(|other| other.year != last.year);
        } else if let Some(between) = given.iter().find(is_new) {
            return Err(AdjustError::LastUnclear {
                given: between.year,
                last: last.year,
                value: written(&last.bound),
            });
        }
    }
    for target in given {
        targets.retain(|other| other.year != target.year);
        targets.push(target.clone());
    }
    targets.sort_by_key(|target| target.year);
    Ok(targets)
}

/// The word that binds a value where a document's is not named: that of the target whose place it takes,
/// else of the last one.
#[must_use]
pub fn bound_like(before: &[Target], year: Year, value: Decimal) -> Bound {
    let same = before.iter().find(|target| target.year == year);
    let like = same.or_else(|| before.iter().max_by_key(|target| target.year));
    match like.map(|target| &target.bound) {
        Some(Bound::AtLeast(_)) => Bound::AtLeast(value),
        Some(Bound::MoreThan(_)) => Bound::MoreThan(value),
        Some(Bound::AtMost(_)) => Bound::AtMost(value),
        Some(Bound::About(_)) => Bound::About(value),
        Some(Bound::RankWithin(_)) => match u32::try_from(value) {
            Ok(rank) if value.is_integer() => Bound::RankWithin(rank),
            _ => Bound::Exactly(value),
        },
        _ => Bound::Exactly(value),
    }
}

fn written(bound: &Bound) -> String {
    match bound.value() {
        Some(value) => format!("{}:{value}", bound.code()),
        None => format!("{}:{}", bound.code(), bound.text()),
    }
}

/// Digit by digit: 4.2 is not 4.20.
fn is_same(one: &[Target], other: &[Target]) -> bool {
    let scale = |target: &Target| target.bound.value().map(|value| value.scale());
    one == other && one.iter().map(scale).eq(other.iter().map(scale))
}

fn hold_targets(
    workspace: &Workspace,
    id: &IndicatorId,
    indicator: &Indicator,
    targets: &[Target],
) -> Result<(), AdjustError> {
    let last = targets.last().ok_or(AdjustError::NoTarget)?;
    for pair in targets.windows(2) {
        if pair[0].year == pair[1].year {
            return Err(AdjustError::Twice(pair[0].year));
        }
    }
    for target in targets {
        let year = target.year;
        if let Err(error) = parse_year(&year.to_string()) {
            return Err(AdjustError::Year(year, error.to_string()));
        }
        match &target.bound {
            Bound::Qualitative(text) | Bound::Masked(text) if text.trim().is_empty() => {
                return Err(AdjustError::Blank(year));
            }
            bound if bound.value().is_some_and(|value| value <= Decimal::ZERO) => {
                return Err(AdjustError::NotPositive(year));
            }
            bound if !indicator.takes(bound) => {
                let kind = format!("{}，{}", indicator.kind.word(), indicator.direction.word());
                return Err(AdjustError::Contradicts(year, bound.text(), kind));
            }
            _ => {}
        }
        if indicator
            .in_series_unit(std::slice::from_ref(target))
            .is_none()
        {
            return Err(AdjustError::TooLong(year));
        }
    }
    let start = workspace.baseline(id, indicator).map(|start| start.year);
    match start.filter(|start| last.year <= *start) {
        Some(start) => Err(AdjustError::NotAfterBaseline(start)),
        None => Ok(()),
    }
}

fn read_date(text: &str) -> Result<Option<NaiveDate>, AdjustError> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    // A date as letters print it, 2026年3月1日, or with points and strokes.
    let plain: String = text
        .trim_end_matches('日')
        .chars()
        .map(|c| match c {
            '年' | '月' | '/' | '.' => '-',
            other => other,
        })
        .collect();
    let wrong = || AdjustError::Date(text.to_owned());
    let date: NaiveDate = plain.parse().map_err(|_| wrong())?;
    parse_year(&chrono::Datelike::year(&date).to_string()).map_err(|_| wrong())?;
    Ok(Some(date))
}

/// Documents change targets one after the other; those without a date stand where they were noted.
fn hold_date(all: &[Adjustment], place: usize, date: Option<NaiveDate>) -> Result<(), AdjustError> {
    let Some(date) = date else {
        return Ok(());
    };
    let dated =
        |adjustment: &Adjustment| adjustment.date.map(|day| (adjustment.number.clone(), day));
    let earlier = all[..place.min(all.len())].iter().rev().find_map(dated);
    if let Some((number, before)) = earlier.filter(|(_, before)| date < *before) {
        return Err(AdjustError::TooEarly {
            date,
            number,
            before,
        });
    }
    let later = all.iter().skip(place + 1).find_map(dated);
    match later.filter(|(_, after)| date > *after) {
        Some((number, after)) => Err(AdjustError::TooLate {
            date,
            number,
            after,
        }),
        None => Ok(()),
    }
}

/// A title without the brackets that are put around it wherever it is named.
fn bare_title(title: &str) -> &str {
    let title = title.trim();
    let inner = title.strip_prefix('《').and_then(|t| t.strip_suffix('》'));
    inner.unwrap_or(title)
}

#[cfg(test)]
mod tests;
