//! The pages of the window, and their names on the command line.

use std::fmt;
use std::str::FromStr;

use crate::model::{IndicatorId, Method, PlanId, Unit};

/// A page of the window.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum View {
    /// 总览
    #[default]
    Overview,
    /// A section of a plan.
    Theme(u32),
    /// One indicator.
    Indicator(IndicatorId),
    /// 填报
    Entry,
    /// 收数
    Collect,
    /// 变更记录
    Log,
    /// 方法对照
    Comparison,
    /// 方法说明, at one method.
    Method(Method),
    /// 举措
    Measures,
    /// 资金安排: the money that the plan sets aside.
    Budgets,
    /// 责任单位, all of them.
    Units,
    /// One responsible unit.
    Unit(Unit),
    /// 政策对照
    Lineage,
    /// 报告
    Report,
    /// A slide of the presentation, from 1.
    Slide(usize),
    /// A plan of the workspace's own being written.
    PlanEditor,
    /// 设置
    Settings,
}

/// Why a text names no page.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "不认识的视图“{0}”：可用 overview、theme:1（第几个中心）、indicator:hz-2024-75/15、entry、collect、measures、\
     budgets、units、unit:市商务局、lineage、log、report、slide:1、comparison、method:cagr（评价方法）、settings"
)]
pub struct ViewError(String);

impl FromStr for View {
    type Err = ViewError;

    fn from_str(text: &str) -> Result<Self, ViewError> {
        let unknown = || ViewError(text.to_owned());
        match text.split_once(':') {
            None => match text {
                "overview" => Ok(Self::Overview),
                "entry" => Ok(Self::Entry),
                "collect" => Ok(Self::Collect),
                "log" => Ok(Self::Log),
                "comparison" => Ok(Self::Comparison),
                "measures" => Ok(Self::Measures),
                "budgets" => Ok(Self::Budgets),
                "units" => Ok(Self::Units),
                "lineage" => Ok(Self::Lineage),
                "report" => Ok(Self::Report),
                "settings" => Ok(Self::Settings),
                _ => Err(unknown()),
            },
            Some(("theme", no)) => no
                .parse()
                .ok()
                .filter(|no| *no > 0)
                .map(Self::Theme)
                .ok_or_else(unknown),
            Some(("method", code)) => Method::parse(code).map(Self::Method).ok_or_else(unknown),
            Some(("slide", no)) => no
                .parse()
                .ok()
                .filter(|no| *no > 0)
                .map(Self::Slide)
                .ok_or_else(unknown),
            Some(("indicator", id)) => id.parse().map(Self::Indicator).map_err(|_| unknown()),
            Some(("unit", name)) if !name.trim().is_empty() => {
                Ok(Self::Unit(Unit(name.trim().to_owned())))
            }
            Some(_) => Err(unknown()),
        }
    }
}

impl fmt::Display for View {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Overview => f.write_str("overview"),
            Self::Theme(no) => write!(f, "theme:{no}"),
            Self::Indicator(id) => write!(f, "indicator:{id}"),
            Self::Entry => f.write_str("entry"),
            Self::Collect => f.write_str("collect"),
            Self::Log => f.write_str("log"),
            Self::Comparison => f.write_str("comparison"),
            Self::Method(method) => write!(f, "method:{}", method.code()),
            Self::Measures => f.write_str("measures"),
            Self::Budgets => f.write_str("budgets"),
            Self::Units => f.write_str("units"),
            Self::Unit(unit) => write!(f, "unit:{unit}"),
            Self::Lineage => f.write_str("lineage"),
            Self::Report => f.write_str("report"),
            Self::Slide(no) => write!(f, "slide:{no}"),
            Self::PlanEditor => f.write_str("plan-editor"),
            Self::Settings => f.write_str("settings"),
        }
    }
}

impl View {
    /// Whether the page is there without an open workspace.
    #[must_use]
    pub fn stands_alone(&self) -> bool {
        matches!(self, Self::Settings | Self::Method(_) | Self::PlanEditor)
    }

    /// The page of an indicator.
    #[must_use]
    pub fn indicator(plan: &PlanId, no: u32) -> Self {
        Self::Indicator(IndicatorId::new(plan, no))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_is_read_as_it_is_written() {
        for name in [
            "overview",
            "theme:3",
            "indicator:hz-2024-75/15",
            "entry",
            "log",
            "comparison",
            "method:schedule-geometric",
            "measures",
            "budgets",
            "units",
            "unit:市商务局",
            "lineage",
            "settings",
        ] {
            assert_eq!(name.parse::<View>().unwrap().to_string(), name);
        }
    }

    #[test]
    fn an_unknown_view_is_refused() {
        for name in [
            "",
            "theme",
            "theme:0",
            "theme:x",
            "indicator:15",
            "method:x",
            "unit:",
            "slide",
            "slide:0",
        ] {
            assert!(name.parse::<View>().is_err(), "{name}");
        }
    }
}
