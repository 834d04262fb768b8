//! The analyst's file (台账): which plans, every figure entered, settings.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDateTime;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{
    Adjustment, Baseline, Confirmation, FormRegister, Indicator, IndicatorId, InterimTarget,
    Judgement, Limits, MeasureId, MeasureState, Method, OwnRule, Plan, PlanId, Rule, SeriesId,
    Standing, WordsKey, Year, judgement,
};

/// Everything an analyst keeps. Changed by [`super::Edit`] alone.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Workspace {
    /// The plans it follows, in the order shown.
    pub plans: Vec<PlanId>,
    /// Plans of its own, as they stand in their documents. One that is not followed is kept all the
    /// same.
    #[serde(default)]
    pub own_plans: BTreeMap<PlanId, Plan>,
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
    /// Documents that changed targets while a plan runs, by indicator, in the order in which they did.
    #[serde(default)]
    pub adjustments: BTreeMap<IndicatorId, Vec<Adjustment>>,
    /// Grades given by hand, by indicator, in the order in which they were decided.
    #[serde(default)]
    pub judgements: BTreeMap<IndicatorId, Vec<Judgement>>,
    /// What is said of measures, by measure.
    #[serde(default)]
    pub measures: BTreeMap<MeasureId, MeasureState>,
    /// The analyst's own words for the report.
    #[serde(default)]
    pub words: BTreeMap<WordsKey, String>,
    /// Forms that went out to units and came back.
    #[serde(default)]
    pub forms: FormRegister,
}

/// Who is named as having entered a figure that a document reports.
pub const FROM_DOCUMENT: &str = "随文件载入";

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
    /// The method that judges.
    #[serde(default)]
    pub method: Method,
    /// The limits between grades.
    #[serde(default)]
    pub limits: Limits,
    /// Indicators judged by a rule of their own.
    #[serde(default)]
    pub own_rules: BTreeMap<IndicatorId, OwnRule>,
    /// Interim targets that the analyst chose, by year.
    #[serde(default)]
    pub interim: BTreeMap<IndicatorId, Vec<InterimTarget>>,
    /// Which cumulative series are entered year by year.
    #[serde(default)]
    pub cumulative_entry: BTreeMap<SeriesId, CumulativeEntry>,
    /// Indicators that have a slide of their own.
    #[serde(default)]
    pub pinned: BTreeSet<IndicatorId>,
}

impl Observation {
    /// Whether somebody entered it, rather than its having come with a document.
    #[must_use]
    pub fn is_entered(&self) -> bool {
        self.by != FROM_DOCUMENT
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

    /// The rule for every indicator that has none of its own.
    #[must_use]
    pub fn rule(&self) -> Rule {
        Rule {
            method: self.settings.method,
            limits: self.settings.limits,
        }
    }

    /// The rule that judges an indicator: its own, else the workspace's.
    #[must_use]
    pub fn rule_of(&self, id: &IndicatorId) -> Rule {
        let common = self.rule();
        self.settings.own_rules.get(id).map_or(common, |own| Rule {
            method: own.method,
            limits: own.limits.unwrap_or(common.limits),
        })
    }

    /// The interim targets chosen for an indicator.
    #[must_use]
    pub fn interim_of(&self, id: &IndicatorId) -> &[InterimTarget] {
        self.settings.interim.get(id).map_or(&[], Vec::as_slice)
    }

    /// The documents that changed an indicator's targets, in order.
    #[must_use]
    pub fn adjustments_of(&self, id: &IndicatorId) -> &[Adjustment] {
        self.adjustments.get(id).map_or(&[], Vec::as_slice)
    }

    /// Every decision about an indicator's grade, in order.
    #[must_use]
    pub fn judgements_of(&self, id: &IndicatorId) -> &[Judgement] {
        self.judgements.get(id).map_or(&[], Vec::as_slice)
    }

    /// The grade given by hand that holds for an indicator in a year.
    #[must_use]
    pub fn standing(&self, id: &IndicatorId, year: Year) -> Option<Standing<'_>> {
        judgement::standing(self.judgements.get(id)?, year)
    }

    /// The analyst's words, where there are any.
    #[must_use]
    pub fn words(&self, key: &WordsKey) -> Option<&str> {
        self.words.get(key).map(String::as_str)
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
    /// can only be a slip. Figures that came with a document say nothing of how far the work is.
    #[must_use]
    pub fn last_observed_year(&self, now: Year) -> Option<Year> {
        let entered = self.observations.iter().filter(|(_, o)| o.is_entered());
        let years = entered.map(|(key, _)| key.year);
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
