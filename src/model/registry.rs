//! What plans refer to: statistical series, responsible units, measurement units.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{SeriesId, Unit};

/// The statistical measure behind indicators (口径). Several plans may set targets for one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Series {
    /// Its name in files.
    pub id: SeriesId,
    /// Its name in Chinese.
    pub name: String,
    /// The measurement unit its values are entered in; empty for an index.
    pub unit: String,
    /// What it counts, and what it must not be confused with.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// The known units, of both senses of the word.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnitRegistry {
    /// Who answers for indicators (责任单位).
    pub responsible: Vec<ResponsibleUnit>,
    /// What amounts are counted in (计量单位).
    pub measurement: Vec<MeasurementUnit>,
}

/// A responsible unit (责任单位).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResponsibleUnit {
    /// Its name as documents print it.
    pub name: Unit,
    /// The group it is listed in.
    pub group: UnitGroup,
    /// The name under which the same unit is listed, where a document prints another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub same_as: Option<Unit>,
}

/// Groups of responsible units, in the order of lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum UnitGroup {
    /// The municipal government and its office.
    Government,
    /// 市级部门
    Department,
    /// 平台和管委会
    Platform,
    /// 区、县（市）
    District,
    /// 中央和省在杭单位
    Agency,
    /// 群团和商会
    Association,
}

/// A measurement unit and how it converts within its dimension.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MeasurementUnit {
    /// As printed, 亿元.
    pub name: String,
    /// What it measures, 人民币; only units of one dimension are ever compared.
    pub dimension: String,
    /// How many of the dimension's base unit it is.
    pub scale: Decimal,
}

impl UnitRegistry {
    /// Whether a responsible unit is known.
    #[must_use]
    pub fn knows_responsible(&self, unit: &Unit) -> bool {
        self.responsible.iter().any(|u| u.name == *unit)
    }

    /// The one name of a unit, whichever a document prints.
    #[must_use]
    pub fn canonical<'a>(&'a self, unit: &'a Unit) -> &'a Unit {
        self.responsible
            .iter()
            .find(|known| known.name == *unit)
            .and_then(|known| known.same_as.as_ref())
            .unwrap_or(unit)
    }

    /// The measurement unit of this name.
    #[must_use]
    pub fn measurement(&self, name: &str) -> Option<&MeasurementUnit> {
        self.measurement.iter().find(|u| u.name == name)
    }

    /// By what an amount in one measurement unit is multiplied to be one in another; none where
    /// they measure different things, as 亿元 and 亿美元 do.
    #[must_use]
    pub fn factor(&self, from: &str, to: &str) -> Option<Decimal> {
        if from == to {
            return Some(Decimal::ONE);
        }
        let (from, to) = self.scales(from, to)?;
        from.checked_div(to)
    }

    /// How many base units each of two measurement units is; none where they measure different things.
    #[must_use]
    pub fn scales(&self, from: &str, to: &str) -> Option<(Decimal, Decimal)> {
        let (from, to) = (self.measurement(from)?, self.measurement(to)?);
        (from.dimension == to.dimension).then_some((from.scale, to.scale))
    }

    /// Nothing but these measurement units: name, dimension, scale.
    #[cfg(test)]
    pub(crate) fn measuring(units: &[(&str, &str, i64)]) -> Self {
        let unit = |(name, dimension, scale): &(&str, &str, i64)| MeasurementUnit {
            name: (*name).to_owned(),
            dimension: (*dimension).to_owned(),
            scale: (*scale).into(),
        };
        Self {
            responsible: Vec::new(),
            measurement: units.iter().map(unit).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn registry() -> UnitRegistry {
        UnitRegistry::measuring(&[
            ("亿元", "人民币", 100_000_000),
            ("万亿元", "人民币", 1_000_000_000_000),
            ("亿美元", "美元", 100_000_000),
        ])
    }

    #[test]
    fn amounts_convert_within_a_dimension_and_never_across() {
        let registry = registry();
        assert_eq!(registry.factor("万亿元", "亿元"), Some(10_000.into()));
        assert_eq!(registry.factor("亿元", "万亿元"), Some(Decimal::new(1, 4)));
        assert_eq!(registry.factor("亿元", "亿美元"), None);
        assert_eq!(registry.factor("亿元", "箱"), None);
        assert_eq!(registry.factor("箱", "箱"), Some(Decimal::ONE));
    }
}
