//! The reasons given for a grade.

use crate::model::{Decimal, Kind, Year, format_number};

/// Why an indicator has the grade it has.
#[derive(Clone, Debug, PartialEq)]
pub enum Reason {
    /// The ratio of progress to schedule lies between two limits.
    Ratio,
    /// The target is met before its year.
    MetEarly(Year),
    /// The target is met in its year or later.
    Met,
    /// The target's year is over and it is not met.
    Missed(Year),
    /// Done or not done, and not due before this year.
    NotDue(Year),
    /// By the limits of the method.
    ByMethod,
    /// By hand, for the reason given.
    ByHand {
        /// Who and when.
        signature: String,
        /// Why.
        why: String,
    },
    /// The method makes no sense for this kind of indicator.
    NotForKind(Kind),
    /// A growth rate does not exist between these values.
    NoGrowthRate,
    /// The values lie too few years apart.
    TooShort,
    /// Fewer consecutive values than the method needs.
    TooFewPoints(usize),
    /// The baseline met the target, the actual does not.
    FellBack,
    /// Held now, but not in every year.
    NotHeld(Vec<Year>),
    /// No value for the year; the last year that has one, if any.
    NoActual {
        /// The year judged.
        year: Year,
        /// The last earlier year with a value.
        latest: Option<Year>,
    },
    /// A cumulative indicator entered yearly lacks these years.
    MissingYears(Vec<Year>),
    /// No baseline.
    NoBaseline,
    /// The year judged is not after the base year.
    NotAfterBaseline(Year),
    /// Target and baseline are equal, so there is no way to go.
    TargetIsBaseline(Decimal),
    /// The target's year is not after the base year.
    TargetNotAfterBaseline(Year),
    /// No target.
    NoTarget,
    /// The document masks the target.
    Masked,
    /// The target has no number.
    Worded,
    /// The target is a mean over several years.
    MeanOverYears,
}

impl Reason {
    /// Whether it explains why nothing could be judged.
    #[must_use]
    pub fn is_missing_input(&self) -> bool {
        matches!(
            self,
            Self::NoActual { .. } | Self::NoBaseline | Self::MissingYears(_)
        )
    }

    /// A few words for a narrow place.
    #[must_use]
    pub fn short(&self) -> String {
        match self {
            Self::Ratio => "按进度比评价".to_owned(),
            Self::MetEarly(_) => "提前达到目标".to_owned(),
            Self::Met => "达到目标".to_owned(),
            Self::Missed(_) => "到期未达到".to_owned(),
            Self::NotDue(year) => format!("{year} 年到期"),
            Self::ByMethod => "按方法界限评价".to_owned(),
            Self::ByHand { .. } => "人工评定".to_owned(),
            Self::NotForKind(kind) => format!("不适用于{}", kind.word()),
            Self::NoGrowthRate => "没有增速".to_owned(),
            Self::TooShort => "年数太少".to_owned(),
            Self::TooFewPoints(_) => "连续数值太少".to_owned(),
            Self::FellBack => "退到目标之下".to_owned(),
            Self::NotHeld(_) => "未能每年保持".to_owned(),
            Self::NoActual { year, .. } => format!("缺 {year} 年数"),
            Self::MissingYears(years) => format!("缺 {} 年数", list(years)),
            Self::NoBaseline => "缺基期值".to_owned(),
            Self::NotAfterBaseline(_) => "年份不晚于基期".to_owned(),
            Self::TargetIsBaseline(_) => "目标等于基期".to_owned(),
            Self::TargetNotAfterBaseline(_) => "目标年不晚于基期".to_owned(),
            Self::NoTarget => "没有目标".to_owned(),
            Self::Masked => "目标未公开".to_owned(),
            Self::Worded => "定性目标".to_owned(),
            Self::MeanOverYears => "目标为多年平均".to_owned(),
        }
    }

    /// A sentence that says what is so and, where something is missing, what to do.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::Ratio => "按进度与序时进度之比评价".to_owned(),
            Self::MetEarly(year) => format!("已达到目标，早于目标年 {year} 年"),
            Self::Met => "已达到目标".to_owned(),
            Self::Missed(year) => format!("目标年 {year} 年已过，仍未达到目标"),
            Self::NotDue(year) => {
                format!("节点只看是否完成，{year} 年才到期；到期前未完成不作评价")
            }
            Self::ByMethod => "按本方法的界限评价".to_owned(),
            Self::ByHand { signature, why } => format!("人工评定（{signature}）：{why}"),
            Self::NotForKind(kind) => {
                format!(
                    "本方法按增速计算，{}类指标的增速没有意义，请换用序时进度法",
                    kind.word()
                )
            }
            Self::NoGrowthRate => {
                "基期值、实际值或目标值跨越正负或为零，增速不存在，请换用序时进度法".to_owned()
            }
            Self::TooShort => "评价年与基期相隔不到两年，增速不可靠，无法评估".to_owned(),
            Self::TooFewPoints(needed) => {
                format!("连续年份的数值不足 {needed} 个，看不出趋势，请补齐")
            }
            Self::FellBack => {
                "基期值已达到目标，如今又没有达到：比基期还差，进度无从计算；请核对基期值"
                    .to_owned()
            }
            Self::NotHeld(years) => {
                format!("{} 年低于目标；动态保有须每年达到，不计为实现", list(years))
            }
            Self::NoActual {
                year,
                latest: Some(latest),
            } => format!("缺 {year} 年实际值（最近一期为 {latest} 年），请填报"),
            Self::NoActual { year, latest: None } => format!("缺 {year} 年实际值，请填报"),
            Self::MissingYears(years) => {
                format!("按当年数累计，缺 {} 年数，请补齐", list(years))
            }
            Self::NoBaseline => "缺基期值，无法计算进度，请填报".to_owned(),
            Self::NotAfterBaseline(year) => {
                format!("评价年份不晚于基期 {year} 年，没有进度可言")
            }
            Self::TargetIsBaseline(value) => {
                format!("目标与基期值同为 {}，进度没有意义", format_number(*value))
            }
            Self::TargetNotAfterBaseline(year) => {
                format!("目标年不晚于基期 {year} 年，请核对基期年")
            }
            Self::NoTarget => "文件没有给出目标".to_owned(),
            Self::Masked => "文件中的目标以星号隐去，无法评估".to_owned(),
            Self::Worded => "文件以文字表述目标，没有数值，无法按数值评估".to_owned(),
            Self::MeanOverYears => "目标是多年平均增速，单年增速不能判断；请人工评定".to_owned(),
        }
    }
}

fn list(years: &[Year]) -> String {
    let words: Vec<String> = years.iter().map(ToString::to_string).collect();
    words.join("、")
}
