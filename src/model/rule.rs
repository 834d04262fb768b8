//! The rule that judges: a method with its limits, chosen for a workspace or for one indicator.

use std::fmt;

use chrono::NaiveDateTime;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{NumberError, Year, format_number, parse_number};

/// Which method judges. Each is described in its module of `assess`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Method {
    /// 序时进度法, linear.
    #[default]
    Schedule,
    /// 序时进度法 on a path of constant growth.
    ScheduleGeometric,
    /// 年均增速法 (Open SDG, Statistics Canada).
    Cagr,
    /// 外推比例法 (UN Progress Chart).
    Un,
    /// 趋势外推法 (German sustainability strategy).
    Trend,
    /// 完成率法 (as in goal trackers).
    Achievement,
}

impl Method {
    /// Every method there is.
    pub const ALL: [Self; 6] = [
        Self::Schedule,
        Self::ScheduleGeometric,
        Self::Cagr,
        Self::Un,
        Self::Trend,
        Self::Achievement,
    ];

    /// Its name on the command line and in JSON.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Schedule => "schedule",
            Self::ScheduleGeometric => "schedule-geometric",
            Self::Cagr => "cagr",
            Self::Un => "un",
            Self::Trend => "trend",
            Self::Achievement => "achievement",
        }
    }

    /// Its Chinese name.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Schedule => "序时进度法",
            Self::ScheduleGeometric => "序时进度法（等比）",
            Self::Cagr => "年均增速法",
            Self::Un => "外推比例法",
            Self::Trend => "趋势外推法",
            Self::Achievement => "完成率法",
        }
    }

    /// The method of this code or word.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|m| m.code() == code || m.word() == code)
    }

    /// Whether its limits are its own, so that the user's do not count.
    #[must_use]
    pub fn has_own_limits(self) -> bool {
        match self {
            Self::Schedule | Self::ScheduleGeometric => false,
            Self::Cagr | Self::Un | Self::Trend | Self::Achievement => true,
        }
    }
}

/// The least ratio of progress to schedule for each grade, both ends inclusive.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// From here on 快于预期.
    pub ahead: Decimal,
    /// From here on 基本符合预期.
    pub on_track: Decimal,
    /// From here on 滞后; below 明显滞后.
    pub behind: Decimal,
}

/// Why three numbers are no limits.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LimitsError {
    /// Not three of them.
    #[error("评价界限应写三个数：快于预期、基本符合预期、滞后，如 1.05,0.90,0.60")]
    NotThree,
    /// One is no number.
    #[error("评价界限“{0}”：{1}")]
    NotANumber(String, NumberError),
    /// Not each above the next.
    #[error("三个界限须从大到小且大于 0：快于预期 > 基本符合预期 > 滞后")]
    NotInOrder,
    /// So large that a percentage is meant.
    #[error("界限是进度与序时进度之比，1 表示两者持平；105% 请写作 1.05")]
    Percentage,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            ahead: Decimal::new(105, 2),
            on_track: Decimal::new(90, 2),
            behind: Decimal::new(60, 2),
        }
    }
}

impl Limits {
    /// No limit lies above: whoever writes more means a percentage.
    const MOST: i64 = 10;

    /// Whether each limit lies above the next and all above zero.
    #[must_use]
    pub fn are_in_order(&self) -> bool {
        self.ahead > self.on_track && self.on_track > self.behind && self.behind > Decimal::ZERO
    }

    /// These limits, if they can be meant.
    ///
    /// # Errors
    /// [`LimitsError::NotInOrder`] and [`LimitsError::Percentage`].
    pub fn checked(self) -> Result<Self, LimitsError> {
        if self.ahead > Decimal::from(Self::MOST) {
            Err(LimitsError::Percentage)
        } else if self.are_in_order() {
            Ok(self)
        } else {
            Err(LimitsError::NotInOrder)
        }
    }

    /// Reads `1.05,0.90,0.60`, also with slashes or Chinese commas.
    ///
    /// # Errors
    /// Why these are no limits.
    pub fn parse(text: &str) -> Result<Self, LimitsError> {
        let parts: Vec<&str> = text.split([',', '，', '/', '、']).collect();
        let [ahead, on_track, behind] = parts.as_slice() else {
            return Err(LimitsError::NotThree);
        };
        let number = |text: &str| {
            parse_number(text).map_err(|error| LimitsError::NotANumber(text.to_owned(), error))
        };
        Self {
            ahead: number(ahead)?,
            on_track: number(on_track)?,
            behind: number(behind)?,
        }
        .checked()
    }
}

impl fmt::Display for Limits {
    /// `1.05 / 0.90 / 0.60`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} / {} / {}", self.ahead, self.on_track, self.behind)
    }
}

/// A method with the limits that count for it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rule {
    /// The method.
    pub method: Method,
    /// The user's limits; a method with limits of its own does not look at them.
    pub limits: Limits,
}

impl Rule {
    /// 序时进度法（界限 1.05 / 0.90 / 0.60）, or the method with its fixed limits.
    #[must_use]
    pub fn words(&self) -> String {
        if self.method.has_own_limits() {
            format!("{}（界限由方法规定）", self.method.word())
        } else {
            format!("{}（界限 {}）", self.method.word(), self.limits)
        }
    }
}

/// The rule of one indicator that differs from the workspace's (单独规则).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnRule {
    /// The method.
    pub method: Method,
    /// Limits of its own; none: the workspace's.
    pub limits: Option<Limits>,
    /// Why it differs; never blank.
    pub reason: String,
    /// Who chose it.
    pub by: String,
    /// When, local time.
    pub at: Option<NaiveDateTime>,
}

/// A value on the way to the target that the analyst takes for an interim target (中期目标), as from
/// another plan for the same series.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InterimTarget {
    /// The year, before the target's.
    pub year: Year,
    /// The value, in the indicator's unit.
    pub value: Decimal,
    /// Where it comes from: document and place; never blank.
    pub source: String,
}

impl OwnRule {
    /// Method, limits where they are its own, and the reason.
    #[must_use]
    pub fn sentence(&self) -> String {
        let limits = self
            .limits
            .map_or_else(String::new, |limits| format!("（界限 {limits}）"));
        format!("{}{limits}：{}", self.method.word(), self.reason)
    }
}

impl InterimTarget {
    /// Year, value and source: 2026 年 2,800（纲要 专栏2）.
    #[must_use]
    pub fn sentence(&self) -> String {
        format!(
            "{} 年 {}（{}）",
            self.year,
            format_number(self.value),
            self.source
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_read_as_people_write_them() {
        let limits = Limits::parse("1.1, 0.95，0.5").unwrap();
        assert_eq!(limits.to_string(), "1.1 / 0.95 / 0.5");
        assert_eq!(Limits::parse(&limits.to_string()), Ok(limits));
    }

    #[test]
    fn limits_that_cannot_be_meant_are_refused_with_the_reason() {
        assert_eq!(Limits::parse("1.05,0.9"), Err(LimitsError::NotThree));
        for text in ["0.9,1.05,0.6", "1,1,0.5", "1,0.5,0", "1,0.5,-0.1"] {
            assert_eq!(Limits::parse(text), Err(LimitsError::NotInOrder), "{text}");
        }
        assert_eq!(Limits::parse("105,90,60"), Err(LimitsError::Percentage));
        let error = Limits::parse("1.05,0.9,六").unwrap_err().to_string();
        assert!(error.contains('六'), "{error}");
    }
}
