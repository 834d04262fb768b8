//! What a document undertakes beside its targets, and how far that has come: measures with their
//! milestones, the actual figures it reports, the money it sets aside.

use std::fmt;
use std::str::FromStr;

use chrono::{NaiveDate, NaiveDateTime};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{IdError, IndicatorId, PlanId, SeriesId, Unit, Year};

/// A numbered measure (举措) of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    /// Its number in the document, counted through where numbers begin anew in each section.
    pub no: u32,
    /// The section it stands in; 0 where it stands in none.
    pub theme: u32,
    /// Its title as printed, without the sentence behind it.
    pub title: String,
    /// Units as printed, the first leads. None where the document names none.
    #[serde(default)]
    pub units: Vec<Unit>,
    /// Where it stands in the document, 第（五）条.
    pub locator: String,
    /// What it is to bring about by a date.
    #[serde(default)]
    pub milestones: Vec<Milestone>,
    /// The indicators of the same plan that it serves, by number.
    #[serde(default)]
    pub serves: Vec<u32>,
}

/// Something to be done by a date (节点).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Milestone {
    /// What, 开通中欧班列（杭州）号.
    pub name: String,
    /// The last day.
    pub due: NaiveDate,
}

/// An actual figure that a document reports.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reported {
    /// The series measured.
    pub series: SeriesId,
    /// The year it is of.
    pub year: Year,
    /// The value, in the series' unit.
    pub value: Decimal,
    /// Where it stands in the document.
    pub locator: String,
    /// How it was understood, where the print leaves a choice.
    #[serde(default)]
    pub note: String,
}

/// A line of money set aside (预算安排).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Budget {
    /// The section it belongs to; 0 for the whole document.
    pub theme: u32,
    /// What it is for.
    pub name: String,
    /// The year it is of.
    pub year: Year,
    /// How much.
    pub amount: Decimal,
    /// Measurement unit as printed, 亿元.
    pub unit: String,
    /// What it is made up of, where the document says so; the parts add up.
    #[serde(default)]
    pub parts: Vec<BudgetPart>,
    /// Where it stands in the document.
    pub locator: String,
    /// How it was understood, where the print leaves a choice.
    #[serde(default)]
    pub note: String,
}

/// A part of a budget line, in its unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BudgetPart {
    /// What it is for, in a few words.
    pub name: String,
    /// How much.
    pub amount: Decimal,
}

/// A measure within its plan, written `hz-2024-75/20` like an indicator.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct MeasureId {
    /// The plan.
    pub plan: PlanId,
    /// The measure's number.
    pub no: u32,
}

/// How far a measure has come.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub enum Progress {
    /// 未填报: nobody has said; silence is not taken for 未启动.
    #[default]
    Unreported,
    /// 未启动
    NotStarted,
    /// 推进中
    InProgress,
    /// 已完成
    Done,
    /// 滞后
    Delayed,
}

/// What an analyst says of a measure.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MeasureState {
    /// How far it has come.
    pub progress: Progress,
    /// The share done in percent, where that means something.
    #[serde(default)]
    pub percent: Option<Decimal>,
    /// A remark.
    #[serde(default)]
    pub note: String,
    /// What shows it: a document, a place in a file, an address.
    #[serde(default)]
    pub evidence: String,
    /// What is known of its milestones, the document's and the analyst's own.
    #[serde(default)]
    pub milestones: Vec<MilestoneState>,
    /// Who said so.
    #[serde(default)]
    pub by: String,
    /// When, local time.
    #[serde(default)]
    pub at: Option<NaiveDateTime>,
    /// What was said before, oldest first.
    #[serde(default)]
    pub history: Vec<MeasureChange>,
}

/// A milestone as the analyst follows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MilestoneState {
    /// Its name; that of the document's where it follows one.
    pub name: String,
    /// The last day.
    pub due: NaiveDate,
    /// Whether it is reached.
    #[serde(default)]
    pub done: bool,
}

/// What was said of a measure at an earlier time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MeasureChange {
    /// How far it had come.
    pub progress: Progress,
    /// The share done in percent.
    #[serde(default)]
    pub percent: Option<Decimal>,
    /// The remark.
    #[serde(default)]
    pub note: String,
    /// Who said so.
    #[serde(default)]
    pub by: String,
    /// When.
    #[serde(default)]
    pub at: Option<NaiveDateTime>,
}

impl Measure {
    /// The leading unit, where any is named.
    #[must_use]
    pub fn lead(&self) -> Option<&Unit> {
        self.units.first()
    }

    /// The units that take part beside the lead.
    #[must_use]
    pub fn others(&self) -> &[Unit] {
        self.units.get(1..).unwrap_or(&[])
    }
}

impl MeasureState {
    /// 推进中 60%：已完成主体结构.
    #[must_use]
    pub fn words(&self) -> String {
        let percent = self.percent.map(super::format_number);
        let percent = percent.map_or_else(String::new, |percent| format!(" {percent}%"));
        let note = if self.note.is_empty() {
            String::new()
        } else {
            format!("：{}", self.note)
        };
        format!("{}{percent}{note}", self.progress.word())
    }

    /// Says something new and keeps what was said before in the history.
    #[must_use]
    pub fn after(self, change: impl FnOnce(&mut Self)) -> Self {
        let before = self.said();
        let was_said = self.at.is_some();
        let mut next = self;
        change(&mut next);
        if was_said {
            next.history.push(before);
        }
        next
    }

    /// What is said now, as the history will keep it.
    #[must_use]
    pub fn said(&self) -> MeasureChange {
        MeasureChange {
            progress: self.progress,
            percent: self.percent,
            note: self.note.clone(),
            by: self.by.clone(),
            at: self.at,
        }
    }

    /// The document's milestones and the analyst's own, by date.
    #[must_use]
    pub fn milestones_with(&self, measure: &Measure) -> Vec<MilestoneState> {
        let known = |name: &str| self.milestones.iter().any(|m| m.name == name);
        let printed = measure.milestones.iter().filter(|m| !known(&m.name));
        let mut all: Vec<MilestoneState> = printed
            .map(|m| MilestoneState {
                name: m.name.clone(),
                due: m.due,
                done: false,
            })
            .chain(self.milestones.iter().cloned())
            .collect();
        all.sort_by(|a, b| a.due.cmp(&b.due).then_with(|| a.name.cmp(&b.name)));
        all
    }
}

impl Progress {
    /// Every state, in the order they follow one another; the first is nobody's choice.
    pub const ALL: [Self; 5] = [
        Self::Unreported,
        Self::NotStarted,
        Self::InProgress,
        Self::Done,
        Self::Delayed,
    ];

    /// The states there are to choose from.
    pub const CHOICES: [Self; 4] = [
        Self::NotStarted,
        Self::InProgress,
        Self::Done,
        Self::Delayed,
    ];

    /// Its Chinese word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Unreported => "未填报",
            Self::NotStarted => "未启动",
            Self::InProgress => "推进中",
            Self::Done => "已完成",
            Self::Delayed => "滞后",
        }
    }

    /// Its name in JSON.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Unreported => "unreported",
            Self::NotStarted => "not_started",
            Self::InProgress => "in_progress",
            Self::Done => "done",
            Self::Delayed => "delayed",
        }
    }

    /// Reads a word or a code.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        Self::ALL
            .into_iter()
            .find(|progress| progress.word() == text || progress.code() == text)
    }
}

impl MeasureId {
    /// The measure `no` of `plan`.
    #[must_use]
    pub fn new(plan: &PlanId, no: u32) -> Self {
        Self {
            plan: plan.clone(),
            no,
        }
    }
}

impl FromStr for MeasureId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let IndicatorId { plan, no } = text.parse()?;
        Ok(Self { plan, no })
    }
}

impl TryFrom<String> for MeasureId {
    type Error = IdError;

    fn try_from(text: String) -> Result<Self, IdError> {
        text.parse()
    }
}

impl From<MeasureId> for String {
    fn from(id: MeasureId) -> Self {
        id.to_string()
    }
}

impl fmt::Display for MeasureId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.plan, self.no)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn what_was_said_before_stays_in_the_history() {
        let first = MeasureState::default().after(|state| {
            state.progress = Progress::InProgress;
            state.at = day("2025-03-01").and_hms_opt(9, 0, 0);
        });
        assert!(first.history.is_empty(), "nothing had been said");
        let second = first.clone().after(|state| {
            state.progress = Progress::Done;
            state.note = "已通车".to_owned();
        });
        assert_eq!(second.history.len(), 1);
        assert_eq!(second.history[0].progress, Progress::InProgress);
        assert_eq!(second.history[0].at, first.at);
        assert_eq!(
            (second.progress, second.note.as_str()),
            (Progress::Done, "已通车")
        );
    }

    #[test]
    fn a_milestone_of_the_document_is_listed_once_among_the_own_ones() {
        let measure = Measure {
            no: 20,
            theme: 4,
            title: "加快发展多式联运".to_owned(),
            units: Vec::new(),
            locator: "第（二十）条".to_owned(),
            milestones: vec![Milestone {
                name: "开通班列".to_owned(),
                due: day("2025-12-31"),
            }],
            serves: Vec::new(),
        };
        let mut state = MeasureState::default();
        assert_eq!(state.milestones_with(&measure).len(), 1);
        for (name, due, done) in [
            ("选址", "2025-06-30", true),
            ("开通班列", "2025-12-31", true),
        ] {
            state.milestones.push(MilestoneState {
                name: name.to_owned(),
                due: day(due),
                done,
            });
        }
        let all = state.milestones_with(&measure);
        let names: Vec<&str> = all.iter().map(|m| m.name.as_str()).collect();
        assert_eq!(names, ["选址", "开通班列"]);
        assert!(all.iter().all(|m| m.done));
    }

    #[test]
    fn progress_is_read_by_word_and_by_code() {
        assert_eq!(Progress::parse("滞后"), Some(Progress::Delayed));
        assert_eq!(Progress::parse(" done "), Some(Progress::Done));
        assert_eq!(Progress::parse("完成"), None);
    }
}
