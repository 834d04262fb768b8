//! What analysts decide about an indicator's grade by hand (人工评定).
//!
//! Every decision is an entry of its own, appended and never written over: who judged first stays
//! on record however often a judgement is confirmed, replaced or withdrawn. What holds in a year is
//! read off the entries by [`standing`].

use chrono::NaiveDateTime;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{Baseline, Grade, Status, Year};

/// One decision about an indicator's grade.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Judgement {
    /// The year judged; it holds from there on until something else is decided.
    pub year: Year,
    /// What was decided.
    pub act: Act,
    /// Why; never blank for [`Act::Judged`].
    pub why: String,
    /// Who decided.
    pub by: String,
    /// When, local time.
    pub at: Option<NaiveDateTime>,
    /// What lay before them.
    pub seen: Seen,
}

/// What can be decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Act {
    /// This grade, in the place of the computed one.
    Judged(Grade),
    /// The grade given before still holds.
    Confirmed,
    /// The grade given before holds no longer; the computed one counts again.
    Withdrawn,
}

/// What lay before whoever decided. Where it is otherwise now, a review is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seen {
    /// The actual of the year judged, where there was one.
    pub actual: Option<Decimal>,
    /// How firm that actual was; older files do not tell.
    #[serde(default)]
    pub status: Option<Status>,
    /// What progress counted from.
    #[serde(default)]
    pub baseline: SeenBaseline,
    /// The computed grade.
    pub computed: Grade,
}

/// The baseline that lay before whoever decided.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum SeenBaseline {
    /// Nobody noted it: the decision is from an older file.
    #[default]
    NotNoted,
    /// There was none.
    Missing,
    /// This one.
    Was(Baseline),
}

impl From<Option<Baseline>> for SeenBaseline {
    fn from(baseline: Option<Baseline>) -> Self {
        baseline.map_or(Self::Missing, Self::Was)
    }
}

impl SeenBaseline {
    /// As a table carries it: year and value with a blank between, 无 for none, nothing where nobody noted
    /// it.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::NotNoted => String::new(),
            Self::Missing => NONE.to_owned(),
            Self::Was(baseline) => format!("{} {}", baseline.year, baseline.value),
        }
    }

    /// Reads what [`Self::text`] wrote.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text.trim() {
            "" => Some(Self::NotNoted),
            NONE => Some(Self::Missing),
            text => {
                let (year, value) = text.split_once(' ')?;
                Some(Self::Was(Baseline {
                    year: year.parse().ok()?,
                    value: value.trim().parse().ok()?,
                }))
            }
        }
    }
}

/// What a table says of a baseline that was not there.
const NONE: &str = "无";

/// The judgement that holds in a year.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Standing<'a> {
    /// The grade given.
    pub grade: Grade,
    /// Who gave it first, when and why.
    pub judged: &'a Judgement,
    /// Who confirmed it last, if anyone did.
    pub confirmed: Option<&'a Judgement>,
}

impl<'a> Standing<'a> {
    /// The last decision: the confirmation, or else the judgement itself.
    #[must_use]
    pub fn last(&self) -> &'a Judgement {
        self.confirmed.unwrap_or(self.judged)
    }
}

/// The judgement that holds in `year`: decisions of later years do not touch it, those of earlier years
/// carry on. Entries of one year count in the order in which they stand.
#[must_use]
pub fn standing(entries: &[Judgement], year: Year) -> Option<Standing<'_>> {
    let mut entries: Vec<&Judgement> = entries.iter().filter(|e| e.year <= year).collect();
    entries.sort_by_key(|entry| entry.year);
    entries
        .into_iter()
        .fold(None, |standing, entry| match (entry.act, standing) {
            (Act::Judged(grade), _) => Some(Standing {
                grade,
                judged: entry,
                confirmed: None,
            }),
            (Act::Confirmed, Some(standing)) => Some(Standing {
                confirmed: Some(entry),
                ..standing
            }),
            (Act::Confirmed | Act::Withdrawn, _) => None,
        })
}

impl Judgement {
    /// Who and when: 张三 2025-11-03 14:20.
    #[must_use]
    pub fn signature(&self) -> String {
        signature(&self.by, self.at)
    }

    /// Year, decision and reason in one: 2025 年评定为“滞后”：现场核查.
    #[must_use]
    pub fn sentence(&self) -> String {
        let why = if self.why.is_empty() {
            String::new()
        } else {
            format!("：{}", self.why)
        };
        format!("{} 年{}{why}", self.year, self.words())
    }

    /// What was decided in words: 评定为“滞后”, 复核后确认, 撤回人工评定.
    #[must_use]
    pub fn words(&self) -> String {
        match self.act {
            Act::Judged(grade) => format!("评定为“{}”", grade.choice()),
            Act::Confirmed => "复核后确认".to_owned(),
            Act::Withdrawn => "撤回人工评定".to_owned(),
        }
    }
}

/// Who and when, as far as known: 张三 2025-11-03 14:20, 未署名 2025-11-03 14:20.
#[must_use]
pub fn signature(by: &str, at: Option<NaiveDateTime>) -> String {
    let at = at.map(|at| at.format("%Y-%m-%d %H:%M").to_string());
    let by = if by.is_empty() { "未署名" } else { by };
    let parts = [by, at.as_deref().unwrap_or("")];
    parts.join(" ").trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(year: Year, act: Act, by: &str) -> Judgement {
        Judgement {
            year,
            act,
            why: "现场核查".to_owned(),
            by: by.to_owned(),
            at: None,
            seen: Seen {
                actual: None,
                status: None,
                baseline: SeenBaseline::Missing,
                computed: Grade::NotAssessable,
            },
        }
    }

    #[test]
    fn a_judgement_carries_on_and_does_not_reach_back() {
        let entries = [entry(2025, Act::Judged(Grade::Behind), "张")];
        assert_eq!(standing(&entries, 2024), None);
        for year in [2025, 2026] {
            assert_eq!(standing(&entries, year).unwrap().grade, Grade::Behind);
        }
    }

    #[test]
    fn a_confirmation_stands_beside_who_judged_first() {
        let entries = [
            entry(2025, Act::Judged(Grade::Behind), "张"),
            entry(2026, Act::Confirmed, "李"),
        ];
        let now = standing(&entries, 2026).unwrap();
        assert_eq!(
            (now.judged.by.as_str(), now.last().by.as_str()),
            ("张", "李")
        );
        assert_eq!(standing(&entries, 2025).unwrap().confirmed, None);
    }

    #[test]
    fn what_is_withdrawn_ends_there_and_stays_on_record_for_the_years_before() {
        let entries = [
            entry(2024, Act::Judged(Grade::Behind), "张"),
            entry(2026, Act::Withdrawn, "李"),
            entry(2027, Act::Confirmed, "李"),
        ];
        assert!(standing(&entries, 2025).is_some());
        assert_eq!(standing(&entries, 2026), None);
        assert_eq!(standing(&entries, 2027), None, "nothing is left to confirm");
    }

    #[test]
    fn an_earlier_year_judged_later_leaves_later_years_alone() {
        let entries = [
            entry(2026, Act::Judged(Grade::Ahead), "张"),
            entry(2025, Act::Judged(Grade::Behind), "李"),
            entry(2025, Act::Judged(Grade::OnTrack), "王"),
        ];
        assert_eq!(standing(&entries, 2026).unwrap().grade, Grade::Ahead);
        assert_eq!(standing(&entries, 2025).unwrap().judged.by, "王");
    }

    #[test]
    fn who_and_when_are_told_as_far_as_known() {
        let at = chrono::NaiveDate::from_ymd_opt(2026, 3, 2).and_then(|d| d.and_hms_opt(9, 5, 0));
        assert_eq!(signature("张三", at), "张三 2026-03-02 09:05");
        assert_eq!(signature("", at), "未署名 2026-03-02 09:05");
        assert_eq!(signature("张三", None), "张三");
    }
}
