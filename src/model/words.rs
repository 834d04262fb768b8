//! The analyst's own words about one year: why an indicator lags, what will be done about it, what
//! it all comes to. They stand in the report beside sentences made from figures, and are never made
//! by the program.

use serde::{Deserialize, Serialize};

use super::{IndicatorId, PlanId, Year};

/// What the words are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Topic {
    /// 总体判断
    Judgement,
    /// 滞后原因
    Reason,
    /// 拟采取的措施
    Remedy,
    /// 下一步工作
    NextSteps,
    /// 署名单位, who signs the report
    Issuer,
}

/// Which part of a plan the words are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Part {
    /// The plan as a whole.
    Whole,
    /// The section with this number.
    Theme(u32),
    /// The indicator with this number.
    Indicator(u32),
}

/// Which words of a workspace.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct WordsKey {
    /// The plan.
    pub plan: PlanId,
    /// Which part of it.
    pub part: Part,
    /// What about it.
    pub topic: Topic,
    /// The year they were written for; another year needs words of its own.
    pub year: Year,
}

impl Topic {
    /// Every topic.
    pub const ALL: [Self; 5] = [
        Self::Judgement,
        Self::Reason,
        Self::Remedy,
        Self::NextSteps,
        Self::Issuer,
    ];

    /// The topic of a word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|topic| topic.word() == word)
    }

    /// Its Chinese name.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Judgement => "总体判断",
            Self::Reason => "原因",
            Self::Remedy => "拟采取的措施",
            Self::NextSteps => "下一步工作",
            Self::Issuer => "署名单位",
        }
    }
}

impl WordsKey {
    /// The indicator they are about, if it is one.
    #[must_use]
    pub fn indicator(&self) -> Option<IndicatorId> {
        match self.part {
            Part::Indicator(no) => Some(IndicatorId::new(&self.plan, no)),
            Part::Whole | Part::Theme(_) => None,
        }
    }

    /// What they are about, by numbers: `hz-2024-75` 第 3 个领域.
    #[must_use]
    pub fn place_words(&self) -> String {
        match self.part {
            Part::Whole => format!("规划 {}", self.plan),
            Part::Theme(no) => format!("规划 {} 第 {no} 个领域", self.plan),
            Part::Indicator(no) => format!("{}/{no}", self.plan),
        }
    }

    /// Words about an indicator.
    #[must_use]
    pub fn of_indicator(id: &IndicatorId, topic: Topic, year: Year) -> Self {
        Self {
            plan: id.plan.clone(),
            part: Part::Indicator(id.no),
            topic,
            year,
        }
    }

    /// Words about a plan or a section of it.
    #[must_use]
    pub fn of_plan(plan: &PlanId, part: Part, topic: Topic, year: Year) -> Self {
        Self {
            plan: plan.clone(),
            part,
            topic,
            year,
        }
    }
}
