//! A policy document: its sections, its indicators and their targets, as printed.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::adjustment::Superseded;
use super::measure::{Budget, Measure, Reported};
use super::number::exact;
use super::registry::{MeasurementUnit, ResponsibleUnit, Series};
use super::{IndicatorId, PlanId, SeriesId, Unit, Year, format_number};

/// A document that sets targets (规划/政策文件).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// Short name, unique among plans.
    pub id: PlanId,
    /// Title as printed.
    pub title: String,
    /// A name of a few characters for narrow places, 生产性服务业举措.
    pub short: String,
    /// Document number (文号), 杭政函〔2024〕75号; empty where none is printed.
    #[serde(default)]
    pub number: String,
    /// Who issued it, where that is printed.
    #[serde(default)]
    pub issuer: Option<Unit>,
    /// Draft or final.
    pub stage: Stage,
    /// The year it was issued, or put out for comments.
    pub year: Year,
    /// Day of issue, where it is printed.
    #[serde(default)]
    pub issued: Option<NaiveDate>,
    /// From when to when it is in force, where it says so.
    #[serde(default)]
    pub effective: Option<Effective>,
    /// The unit that leads the whole document, where one is named.
    #[serde(default)]
    pub lead: Option<Unit>,
    /// The final document of which this is the draft.
    #[serde(default)]
    pub draft_of: Option<PlanId>,
    /// Its sections.
    pub themes: Vec<Theme>,
    /// The rows of its target table, in their order; all its targets where it has no table.
    pub indicators: Vec<Indicator>,
    /// Targets that stand in its text beside the table. Their numbers, from 101, are given here: the
    /// text has none, and those of the table stay as printed.
    #[serde(default)]
    pub text_targets: Vec<Indicator>,
    /// Its measures, in their order.
    #[serde(default)]
    pub measures: Vec<Measure>,
    /// Actual figures it reports, which a workspace that follows it starts with.
    #[serde(default)]
    pub reported: Vec<Reported>,
    /// Money it sets aside.
    #[serde(default)]
    pub budgets: Vec<Budget>,
    /// How the document as a whole was understood.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Series that it brings along: those of its indicators that are not among the built-in ones. Only
    /// plans of a workspace's own bring any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub own_series: Vec<Series>,
    /// Responsible units that it brings along.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub own_units: Vec<ResponsibleUnit>,
    /// Measurement units that it brings along.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub own_measurement: Vec<MeasurementUnit>,
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
    /// Section heading before the name, 聚焦科技服务; empty where there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub focus: String,
    /// The lead unit named in the heading, where one is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead: Option<Unit>,
    /// Units that lead beside it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<Unit>,
}

/// A row of a target table (指标).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Indicator {
    /// Number printed in the table.
    pub no: u32,
    /// The section it stands in; 0 where it stands before all sections.
    pub theme: u32,
    /// Name as printed, without the unit.
    pub name: String,
    /// Measurement unit as printed, without parentheses; empty for an index.
    pub unit: String,
    /// What it measures, which decides its arithmetic.
    pub kind: Kind,
    /// Whether its targets are means over several years (年均增速), of which the figure of a single
    /// year says nothing.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub mean_over_years: bool,
    /// Which way is better.
    pub direction: Direction,
    /// Its targets, by year.
    pub targets: Vec<Target>,
    /// The baseline, where the document prints one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<Baseline>,
    /// Responsible units as printed; the first leads. None where the document names none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub units: Vec<Unit>,
    /// The statistical series it is measured by.
    pub series: SeriesId,
    /// Where it stands in the document, 附件 序号1.
    pub locator: String,
    /// How the row was understood, where the print leaves a choice.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Unit and targets as they stand in the document, where its unit is not that of the series and
    /// those above are converted.
    #[serde(skip)]
    pub printed: Option<Printed>,
    /// Targets that held before other documents changed them, the plan's own first. Those above are
    /// then the ones that hold now; a plan as built in has none.
    #[serde(skip)]
    pub superseded: Vec<Superseded>,
}

/// What a document prints of an indicator in a unit of its own.
#[derive(Clone, Debug, PartialEq)]
pub struct Printed {
    /// The unit.
    pub unit: String,
    /// How many of the series' units it is.
    pub factor: Decimal,
    /// The targets in it.
    pub targets: Vec<Target>,
    /// The baseline in it.
    pub baseline: Option<Baseline>,
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
    AtLeast(#[serde(deserialize_with = "exact")] Decimal),
    /// 超、突破
    MoreThan(#[serde(deserialize_with = "exact")] Decimal),
    /// 以内
    AtMost(#[serde(deserialize_with = "exact")] Decimal),
    /// 左右
    About(#[serde(deserialize_with = "exact")] Decimal),
    /// A bare number.
    Exactly(#[serde(deserialize_with = "exact")] Decimal),
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
    #[serde(deserialize_with = "exact")]
    pub value: Decimal,
}

impl Plan {
    /// The indicator with this number, in the table or in the text.
    #[must_use]
    pub fn indicator(&self, no: u32) -> Option<&Indicator> {
        self.all_indicators().find(|i| i.no == no)
    }

    /// The rows of the table, then the targets in the text.
    pub fn all_indicators(&self) -> impl Iterator<Item = &Indicator> + Clone {
        self.indicators.iter().chain(&self.text_targets)
    }

    /// The section with this number.
    #[must_use]
    pub fn theme(&self, no: u32) -> Option<&Theme> {
        self.themes.iter().find(|t| t.no == no)
    }

    /// The indicators of a section's table, in their order.
    pub fn indicators_of(&self, theme: u32) -> impl Iterator<Item = &Indicator> {
        self.indicators.iter().filter(move |i| i.theme == theme)
    }

    /// The sections that have rows of the table, in their order.
    pub fn indicator_themes(&self) -> impl Iterator<Item = &Theme> {
        let has_rows = |theme: &&Theme| self.indicators_of(theme.no).next().is_some();
        self.themes.iter().filter(has_rows)
    }

    /// The measure with this number.
    #[must_use]
    pub fn measure(&self, no: u32) -> Option<&Measure> {
        self.measures.iter().find(|measure| measure.no == no)
    }

    /// The full name of an indicator of this plan.
    #[must_use]
    pub fn id_of(&self, indicator: &Indicator) -> IndicatorId {
        IndicatorId::new(&self.id, indicator.no)
    }

    /// The last year of any target, the end of the plan's horizon.
    #[must_use]
    pub fn last_target_year(&self) -> Option<Year> {
        self.all_indicators()
            .flat_map(|i| &i.targets)
            .map(|t| t.year)
            .max()
    }

    /// How a text refers to it: 杭政函〔2024〕75号《title》, or the title with its stage.
    #[must_use]
    pub fn cite(&self) -> String {
        match self.stage {
            Stage::Draft => format!("{}《{}》（{}）", self.number, self.title, self.stage.word()),
            Stage::Final => format!("{}《{}》", self.number, self.title),
        }
    }

    /// The same with every row in the unit that it prints.
    #[must_use]
    pub fn as_printed(&self) -> Self {
        let mut plan = self.clone();
        let rows = plan.indicators.iter_mut().chain(&mut plan.text_targets);
        for row in rows {
            if let Some(printed) = row.printed.take() {
                row.unit = printed.unit;
                row.targets = printed.targets;
                row.baseline = printed.baseline;
            }
        }
        plan
    }

    /// What stands for it in a line: its number, else its short name.
    #[must_use]
    pub fn label(&self) -> &str {
        if self.number.is_empty() {
            &self.short
        } else {
            &self.number
        }
    }
}

impl Indicator {
    /// Whether it cannot be judged without a baseline: a cumulative one counts from zero where nobody
    /// says otherwise, and a mean over years is judged by hand alone.
    #[must_use]
    pub fn needs_baseline(&self) -> bool {
        self.kind != Kind::Cumulative && !self.mean_over_years
    }

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

    /// Whether a target can have this word: a rank for ranks alone, and none that asks for the contrary
    /// of the wanted direction.
    #[must_use]
    pub fn takes(&self, bound: &Bound) -> bool {
        let is_rank = self.kind == Kind::Rank;
        match bound {
            Bound::Qualitative(_) | Bound::Masked(_) => true,
            Bound::RankWithin(_) => is_rank,
            Bound::AtLeast(_) => !is_rank && self.direction == Direction::Up,
            Bound::AtMost(_) => !is_rank && self.direction == Direction::Down,
            Bound::MoreThan(_) | Bound::About(_) | Bound::Exactly(_) | Bound::FullCoverage => {
                !is_rank
            }
        }
    }

    /// The target that is judged: the last one.
    #[must_use]
    pub fn final_target(&self) -> Option<&Target> {
        self.targets.iter().max_by_key(|t| t.year)
    }

    /// Measurement unit as it stands in the document.
    #[must_use]
    pub fn printed_unit(&self) -> &str {
        self.printed.as_ref().map_or(&self.unit, |p| &p.unit)
    }

    /// The targets as they stand in the document.
    #[must_use]
    pub fn printed_targets(&self) -> &[Target] {
        self.printed.as_ref().map_or(&self.targets, |p| &p.targets)
    }

    /// The baseline as it stands in the document.
    #[must_use]
    pub fn printed_baseline(&self) -> Option<Baseline> {
        self.printed.as_ref().map_or(self.baseline, |p| p.baseline)
    }

    /// Converts targets and baseline into the unit of the series, so that whatever is entered,
    /// judged and drawn is in one unit. What is printed is kept beside. An amount too long for the
    /// new unit leaves all as it is.
    pub fn convert(&mut self, unit: &str, factor: Decimal) {
        let targets: Option<Vec<Target>> = self
            .targets
            .iter()
            .map(|target| {
                Some(Target {
                    year: target.year,
                    bound: target.bound.times(factor)?,
                })
            })
            .collect();
        let baseline = match self.baseline {
            None => Some(None),
            Some(b) => b.value.checked_mul(factor).map(|value| {
                Some(Baseline {
                    value: value.normalize(),
                    ..b
                })
            }),
        };
        let (Some(targets), Some(baseline)) = (targets, baseline) else {
            return;
        };
        self.printed = Some(Printed {
            unit: std::mem::replace(&mut self.unit, unit.to_owned()),
            factor,
            targets: std::mem::replace(&mut self.targets, targets),
            baseline: std::mem::replace(&mut self.baseline, baseline),
        });
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

    /// The same bound with its number multiplied; ranks and words have none. None where the product
    /// is too long.
    #[must_use]
    pub fn times(&self, factor: Decimal) -> Option<Self> {
        let product = |value: &Decimal| Some(value.checked_mul(factor)?.normalize());
        Some(match self {
            Self::AtLeast(v) => Self::AtLeast(product(v)?),
            Self::MoreThan(v) => Self::MoreThan(product(v)?),
            Self::AtMost(v) => Self::AtMost(product(v)?),
            Self::About(v) => Self::About(product(v)?),
            Self::Exactly(v) => Self::Exactly(product(v)?),
            other => other.clone(),
        })
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

    /// Value, word and unit, 3,000以上 亿元; a bound without a number needs no unit.
    #[must_use]
    pub fn with_unit(&self, unit: &str) -> String {
        match self {
            Self::RankWithin(_) | Self::FullCoverage | Self::Qualitative(_) => self.text(),
            _ if unit.is_empty() => self.text(),
            _ => format!("{} {unit}", self.text()),
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
    /// Whether what it measures has values below zero.
    #[must_use]
    pub fn may_fall_below_zero(self) -> bool {
        matches!(self, Self::Growth | Self::Gap | Self::Increment)
    }

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

/// The unit of a change in figures of this unit: between shares and between rates it is 个百分点, else
/// their own.
#[must_use]
pub fn step_unit(unit: &str) -> &str {
    match unit {
        "%" | "百分点" => "个百分点",
        other => other,
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
