//! Names of things: plans, indicators, series, responsible units, years.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A calendar year, such as 2027.
pub type Year = i32;

/// The short name of a plan, `hz-2024-75`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PlanId(pub String);

/// The name of a statistical series, `financial-value-added`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SeriesId(pub String);

/// A responsible unit (责任单位) by its printed name, 市商务局.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Unit(pub String);

/// An indicator within its plan, written `hz-2024-75/15`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct IndicatorId {
    /// The plan that sets the target.
    pub plan: PlanId,
    /// The number printed in its table.
    pub no: u32,
}

/// Why a text names no indicator.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// There is no `/` between plan and number.
    #[error("指标编号“{0}”不完整：应写作“规划/序号”，例如 hz-2024-75/15")]
    NoSlash(String),
    /// What follows the `/` is not a whole number.
    #[error("指标编号“{0}”的序号不是正整数：应写作“规划/序号”，例如 hz-2024-75/15")]
    NoNumber(String),
}

impl IndicatorId {
    /// The indicator `no` of `plan`.
    #[must_use]
    pub fn new(plan: &PlanId, no: u32) -> Self {
        Self {
            plan: plan.clone(),
            no,
        }
    }
}

impl FromStr for IndicatorId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let (plan, no) = text
            .trim()
            .rsplit_once('/')
            .ok_or_else(|| IdError::NoSlash(text.to_owned()))?;
        let no = no
            .parse()
            .ok()
            .filter(|no| *no > 0)
            .ok_or_else(|| IdError::NoNumber(text.to_owned()))?;
        Ok(Self {
            plan: PlanId(plan.to_owned()),
            no,
        })
    }
}

impl TryFrom<String> for IndicatorId {
    type Error = IdError;

    fn try_from(text: String) -> Result<Self, IdError> {
        text.parse()
    }
}

impl From<IndicatorId> for String {
    fn from(id: IndicatorId) -> Self {
        id.to_string()
    }
}

impl fmt::Display for IndicatorId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.plan, self.no)
    }
}

impl fmt::Display for PlanId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for SeriesId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_indicator_is_written_as_plan_and_number() {
        let id: IndicatorId = "hz-2024-75/15".parse().unwrap();
        assert_eq!((id.plan.0.as_str(), id.no), ("hz-2024-75", 15));
        assert_eq!(id.to_string(), "hz-2024-75/15");
    }

    #[test]
    fn an_incomplete_name_is_refused() {
        assert!(matches!(
            "hz-2024-75".parse::<IndicatorId>(),
            Err(IdError::NoSlash(_))
        ));
        for text in ["hz/", "hz/x", "hz/0", "hz/-1"] {
            assert!(matches!(
                text.parse::<IndicatorId>(),
                Err(IdError::NoNumber(_))
            ));
        }
    }
}
