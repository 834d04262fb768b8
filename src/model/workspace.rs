//! The analyst's file (台账): which plans, every figure entered, settings.

use std::collections::BTreeMap;

use chrono::NaiveDateTime;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{Baseline, Confirmation, Indicator, IndicatorId, PlanId, SeriesId, Year};

/// Everything an analyst keeps. Changed by [`super::Edit`] alone.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Workspace {
    /// The plans it follows, in the order shown.
    pub plans: Vec<PlanId>,
    /// Whether its figures are made up; every picture of it says 示例数据.
    #[serde(default)]
    pub synthetic: bool,
    /// What the user chose for this file.
    #[serde(default)]
    pub settings: Settings,
    /// Baselines entered, by indicator.
    #[serde(default)]
    pub baselines: BTreeMap<IndicatorId, Baseline>,
    /// Actuals entered, by series and year.
    #[serde(default)]
    pub observations: BTreeMap<ObservationKey, Observation>,
    /// Doubtful values that have been confirmed.
    #[serde(default)]
    pub confirmed: BTreeMap<ObservationKey, Confirmation>,
}

/// Which cell of the register an observation fills.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ObservationKey {
    /// The series measured.
    pub series: SeriesId,
    /// The year it is of.
    pub year: Year,
}

/// One actual value (实际值).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Observation {
    /// The value, in the series' unit.
    pub value: Decimal,
    /// How firm it is.
    pub status: Status,
    /// Where it came from, in the user's words.
    #[serde(default)]
    pub source: String,
    /// A remark.
    #[serde(default)]
    pub note: String,
    /// Who entered it.
    #[serde(default)]
    pub by: String,
    /// When it was entered, local time.
    #[serde(default)]
    pub at: Option<NaiveDateTime>,
}

/// How firm a value is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Status {
    /// 快报
    #[default]
    Flash,
    /// 初步核算
    Preliminary,
    /// 最终核实
    Final,
    /// 修订
    Revised,
}

/// How the values of a cumulative indicator are entered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum CumulativeEntry {
    /// Each entry is the sum since the base year.
    #[default]
    Running,
    /// Each entry is of its own year alone; the sum is made here.
    Annual,
}

/// What the user chose for a workspace.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The year judged (截至年度); none: the last year that has a figure.
    #[serde(default)]
    pub as_of: Option<Year>,
    /// The base year offered when a baseline is entered; none: the year before the plan was issued.
    #[serde(default)]
    pub base_year: Option<Year>,
    /// The limits between grades.
    #[serde(default)]
    pub limits: Limits,
    /// Which cumulative series are entered year by year.
    #[serde(default)]
    pub cumulative_entry: BTreeMap<SeriesId, CumulativeEntry>,
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
    /// Whether each limit lies above the next and all above zero.
    #[must_use]
    pub fn are_in_order(&self) -> bool {
        self.ahead > self.on_track && self.on_track > self.behind && self.behind > Decimal::ZERO
    }
}

impl Workspace {
    /// A workspace for these plans with nothing entered.
    #[must_use]
    pub fn new(plans: Vec<PlanId>) -> Self {
        Self {
            plans,
            ..Self::default()
        }
    }

    /// The value entered for a series in a year.
    #[must_use]
    pub fn observation(&self, series: &SeriesId, year: Year) -> Option<&Observation> {
        self.observations.get(&ObservationKey {
            series: series.clone(),
            year,
        })
    }

    /// All values entered for a series, by year.
    pub fn observations_of<'a>(
        &'a self,
        series: &SeriesId,
    ) -> impl Iterator<Item = (Year, &'a Observation)> + use<'a> {
        let from = ObservationKey {
            series: series.clone(),
            year: Year::MIN,
        };
        let to = ObservationKey {
            series: series.clone(),
            year: Year::MAX,
        };
        self.observations
            .range(from..=to)
            .map(|(key, value)| (key.year, value))
    }

    /// The baseline that counts for an indicator: entered, else printed.
    #[must_use]
    pub fn baseline(&self, id: &IndicatorId, indicator: &Indicator) -> Option<Baseline> {
        self.baselines.get(id).copied().or(indicator.baseline)
    }

    /// How values of a cumulative series are entered.
    #[must_use]
    pub fn cumulative_entry(&self, series: &SeriesId) -> CumulativeEntry {
        self.settings
            .cumulative_entry
            .get(series)
            .copied()
            .unwrap_or_default()
    }

    /// The last year up to `now` for which any figure has been entered; a year that is still to come
    /// can only be a slip.
    #[must_use]
    pub fn last_observed_year(&self, now: Year) -> Option<Year> {
        let years = self.observations.keys().map(|key| key.year);
        years.filter(|year| *year <= now).max()
    }
}

impl Status {
    /// Every status, from least to most firm.
    pub const ALL: [Self; 4] = [Self::Flash, Self::Preliminary, Self::Final, Self::Revised];

    /// Its Chinese word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Flash => "快报",
            Self::Preliminary => "初步核算",
            Self::Final => "最终核实",
            Self::Revised => "修订",
        }
    }

    /// Its name on the command line and in JSON.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Flash => "flash",
            Self::Preliminary => "preliminary",
            Self::Final => "final",
            Self::Revised => "revised",
        }
    }

    /// Reads a word or a code, also the short 核实.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text == "核实" {
            return Some(Self::Final);
        }
        Self::ALL
            .into_iter()
            .find(|s| s.word() == text || s.code() == text)
    }
}
