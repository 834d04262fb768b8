//! A policy document: its sections, its indicators and their targets, as printed.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{IndicatorId, PlanId, SeriesId, Unit, Year, format_number};

/// A document that sets targets (规划/政策文件).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// Short name, unique among plans.
    pub id: PlanId,
    /// Title as printed.
    pub title: String,
    /// Document number (文号), 杭政函〔2024〕75号.
    pub number: String,
    /// Who issued it.
    pub issuer: Unit,
    /// Draft or final.
    pub stage: Stage,
    /// Date of issue.
    pub issued: NaiveDate,
    /// From when to when it is in force.
    pub effective: Effective,
    /// The unit that leads the whole document.
    pub lead: Unit,
    /// Its sections.
    pub themes: Vec<Theme>,
    /// The rows of its target table, in their order.
    pub indicators: Vec<Indicator>,
}

/// The days between which a plan is in force, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Effective {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
}

/// How far a document has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stage {
    /// 征求意见稿
    Draft,
    /// 正式
    Final,
}

/// A section of a plan (中心/领域) with its lead unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Theme {
    /// Number in the document, from 1.
    pub no: u32,
    /// Full name, 全球新兴产业科创中心.
    pub name: String,
    /// A name of a few characters for narrow places, 科创中心.
    pub short: String,
    /// Section heading before the name, 聚焦科技服务.
    pub focus: String,
    /// The lead unit named in the heading.
    pub lead: Unit,
}

/// A row of a target table (指标).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Indicator {
    /// Number printed in the table.
    pub no: u32,
    /// The section it stands in.
    pub theme: u32,
    /// Name as printed, without the unit.
    pub name: String,
    /// Measurement unit as printed, without parentheses; empty for an index.
    pub unit: String,
    /// What it measures, which decides its arithmetic.
    pub kind: Kind,
    /// Which way is better.
    pub direction: Direction,
    /// Its targets, by year.
    pub targets: Vec<Target>,
    /// The baseline, where the document prints one.
    #[serde(default)]
    pub baseline: Option<Baseline>,
    /// Responsible units as printed; the first leads.
    pub units: Vec<Unit>,
    /// The statistical series it is measured by.
    pub series: SeriesId,
    /// Where it stands in the document, 附件 序号1.
    pub locator: String,
    /// How the row was understood, where the print leaves a choice.
    #[serde(default)]
    pub note: String,
}

/// What an indicator measures. Each kind needs its own arithmetic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Kind {
    /// 期末数: a count or amount at the end of the year.
    Stock,
    /// 年度数: an amount over the year.
    Flow,
    /// 比重: a share, in percent.
    Ratio,
    /// 指数: an index.
    Index,
    /// 差距: a distance to another value, in percentage points.
    Gap,
    /// 增量: an increase over the year, published as such.
    Increment,
    /// 累计: a sum since the base year.
    Cumulative,
    /// 动态保有: a level to be held every year.
    Maintain,
    /// 位次: a rank, 1 is best.
    Rank,
    /// 增速: a growth rate.
    Growth,
    /// 节点: done or not done.
    Milestone,
}

/// Which way is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Direction {
    /// Higher is better.
    Up,
    /// Lower is better.
    Down,
}

/// What is to be reached, and when.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// The year by whose end it is to be reached.
    pub year: Year,
    /// The value with the word that binds it.
    pub bound: Bound,
}

/// A target's value with the word that binds it, as printed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Bound {
    /// 以上
    AtLeast(Decimal),
    /// 超、突破
    MoreThan(Decimal),
    /// 以内
    AtMost(Decimal),
    /// 左右
    About(Decimal),
    /// A bare number.
    Exactly(Decimal),
    /// 前N位
    RankWithin(u32),
    /// 全覆盖
    FullCoverage,
    /// A wording without a number.
    Qualitative(String),
    /// Printed as **; the text is what is printed.
    Masked(String),
}

/// The value that progress counts from (基期值).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    /// The base year.
    pub year: Year,
    /// Its value, in the indicator's unit.
    pub value: Decimal,
}

impl Plan {
    /// The indicator with this number.
    #[must_use]
    pub fn indicator(&self, no: u32) -> Option<&Indicator> {
        self.indicators.iter().find(|i| i.no == no)
    }

    /// The section with this number.
    #[must_use]
    pub fn theme(&self, no: u32) -> Option<&Theme> {
        self.themes.iter().find(|t| t.no == no)
    }

    /// The indicators of a section, in their order.
    pub fn indicators_of(&self, theme: u32) -> impl Iterator<Item = &Indicator> {
        self.indicators.iter().filter(move |i| i.theme == theme)
    }

    /// The full name of an indicator of this plan.
    #[must_use]
    pub fn id_of(&self, indicator: &Indicator) -> IndicatorId {
        IndicatorId::new(&self.id, indicator.no)
    }

    /// The last year of any target, the end of the plan's horizon.
    #[must_use]
    pub fn last_target_year(&self) -> Option<Year> {
        self.indicators
            .iter()
            .flat_map(|i| &i.targets)
            .map(|t| t.year)
            .max()
    }
}

impl Indicator {
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

    /// The target that is judged: the last one.
    #[must_use]
    pub fn final_target(&self) -> Option<&Target> {
        self.targets.iter().max_by_key(|t| t.year)
    }

    /// The name with its unit, 金融业增加值（亿元）.
    #[must_use]
    pub fn name_with_unit(&self) -> String {
        if self.unit.is_empty() {
            self.name.clone()
        } else {
            format!("{}（{}）", self.name, self.unit)
        }
    }
}

impl Bound {
    /// The number in it, if there is one.
    #[must_use]
    pub fn value(&self) -> Option<Decimal> {
        match self {
            Self::AtLeast(v)
            | Self::MoreThan(v)
            | Self::AtMost(v)
            | Self::About(v)
            | Self::Exactly(v) => Some(*v),
            Self::RankWithin(rank) => Some(Decimal::from(*rank)),
            Self::FullCoverage | Self::Qualitative(_) | Self::Masked(_) => None,
        }
    }

    /// Its name in JSON.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::AtLeast(_) => "at_least",
            Self::MoreThan(_) => "more_than",
            Self::AtMost(_) => "at_most",
            Self::About(_) => "about",
            Self::Exactly(_) => "exactly",
            Self::RankWithin(_) => "rank_within",
            Self::FullCoverage => "full_coverage",
            Self::Qualitative(_) => "qualitative",
            Self::Masked(_) => "masked",
        }
    }

    /// Value and word as a reader expects them, 3,000以上.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::AtLeast(v) => format!("{}以上", format_number(*v)),
            Self::MoreThan(v) => format!("超{}", format_number(*v)),
            Self::AtMost(v) => format!("{}以内", format_number(*v)),
            Self::About(v) => format!("{}左右", format_number(*v)),
            Self::Exactly(v) => format_number(*v),
            Self::RankWithin(rank) => format!("前{rank}位"),
            Self::FullCoverage => "全覆盖".to_owned(),
            Self::Qualitative(text) | Self::Masked(text) => text.clone(),
        }
    }
}

impl Kind {
    /// Its name in JSON.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Stock => "stock",
            Self::Flow => "flow",
            Self::Ratio => "ratio",
            Self::Index => "index",
            Self::Gap => "gap",
            Self::Increment => "increment",
            Self::Cumulative => "cumulative",
            Self::Maintain => "maintain",
            Self::Rank => "rank",
            Self::Growth => "growth",
            Self::Milestone => "milestone",
        }
    }

    /// Its Chinese word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Stock => "期末数",
            Self::Flow => "年度数",
            Self::Ratio => "比重",
            Self::Index => "指数",
            Self::Gap => "差距",
            Self::Increment => "增量",
            Self::Cumulative => "累计数",
            Self::Maintain => "动态保有",
            Self::Rank => "位次",
            Self::Growth => "增速",
            Self::Milestone => "节点",
        }
    }

    /// Every kind, in the order they are explained.
    pub const ALL: [Self; 11] = [
        Self::Stock,
        Self::Flow,
        Self::Ratio,
        Self::Index,
        Self::Gap,
        Self::Increment,
        Self::Cumulative,
        Self::Maintain,
        Self::Rank,
        Self::Growth,
        Self::Milestone,
    ];
}

impl Direction {
    /// Its name in JSON.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Down => "down",
        }
    }

    /// Its Chinese word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Up => "越高越好",
            Self::Down => "越低越好",
        }
    }
}

impl Stage {
    /// Its Chinese word, which is also its name in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Draft => "征求意见稿",
            Self::Final => "正式",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bound_is_shown_with_its_word() {
        let three_thousand = Decimal::from(3000);
        for (bound, text) in [
            (Bound::AtLeast(three_thousand), "3,000以上"),
            (Bound::MoreThan(three_thousand), "超3,000"),
            (Bound::AtMost(three_thousand), "3,000以内"),
            (Bound::About(three_thousand), "3,000左右"),
            (Bound::Exactly(three_thousand), "3,000"),
            (Bound::RankWithin(5), "前5位"),
            (Bound::FullCoverage, "全覆盖"),
            (Bound::Masked("**".to_owned()), "**"),
        ] {
            assert_eq!(bound.text(), text);
        }
    }

    #[test]
    fn a_masked_target_has_no_number() {
        assert_eq!(Bound::Masked("**".to_owned()).value(), None);
        assert_eq!(Bound::RankWithin(5).value(), Some(Decimal::from(5)));
    }
}
