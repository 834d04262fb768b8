//! The form (填报表) that a unit fills in: what it asks, written and read again.
//!
//! A form is made from a workspace for one unit, one plan and one year. What the unit is asked for
//! stands in cells that can be filled; a hidden column names each row's indicator, a hidden row
//! names the columns, and a sheet that no menu shows says whose form it is and what the register
//! held when it was made. Reading goes by these alone, never by position.

mod read;
mod sheet;
mod write;

use chrono::NaiveDate;

pub use read::{Blank, Filled, Refusal, read};
pub use write::write;
pub(super) use write::{put_number, put_text};

use super::figure::Said;
use crate::assess;
use crate::model::{
    Baseline, CumulativeEntry, DeskKey, Indicator, IndicatorId, Issue, Kind, Observation, Plan,
    PlanId, SeriesId, Unit, Workspace, Year,
};

/// The layout written, and the newest that is read.
pub const LAYOUT: u32 = 1;
/// What stands first on the hidden sheet of a form.
const MARK: &str = "zhibiao-form";
/// How many earlier years are shown.
const MOST_EARLIER: usize = 5;

/// How many years after the last target figures are still asked for: final accounts come late.
const MOST_YEARS_AFTER: Year = 3;

/// Names of the hidden row's columns.
mod key {
    /// What each begins with.
    pub(super) const MARK: &str = "zb:";
    pub(super) const ID: &str = "zb:id";
    pub(super) const NAME: &str = "zb:name";
    pub(super) const UNIT: &str = "zb:unit";
    pub(super) const TARGET: &str = "zb:target";
    pub(super) const BASE_YEAR: &str = "zb:baseyear";
    pub(super) const BASE: &str = "zb:base";
    pub(super) const STATUS: &str = "zb:status";
    pub(super) const SOURCE: &str = "zb:source";
    pub(super) const NOTE: &str = "zb:note";

    pub(super) fn year(year: i32) -> String {
        format!("zb:year:{year}")
    }

    /// An earlier year, which is shown and not asked.
    pub(super) fn earlier(year: i32) -> String {
        format!("zb:earlier:{year}")
    }

    /// The earlier year that a column of this name shows.
    pub(super) fn year_of_earlier(name: &str) -> Option<i32> {
        name.strip_prefix("zb:earlier:")?.parse().ok()
    }
}

/// What a form asks of a unit.
#[derive(Clone, Debug, PartialEq)]
pub struct Form {
    /// The workspace it belongs to, by the id of its register.
    pub workspace: String,
    /// The plan.
    pub plan: PlanId,
    /// The plan's title.
    pub title: String,
    /// Its document number.
    pub number: String,
    /// Who asks: the unit that leads the plan, where it names one.
    pub sender: Option<Unit>,
    /// The unit asked.
    pub unit: Unit,
    /// The year asked.
    pub year: Year,
    /// Version, date and deadline.
    pub issue: Issue,
    /// Whether the workspace's figures are made up.
    pub synthetic: bool,
    /// Earlier years shown, in order.
    pub years: Vec<Year>,
    /// Indicators that the unit leads, to be filled in.
    pub rows: Vec<FormRow>,
    /// Indicators that it takes part in, for information.
    pub joined: Vec<FormRow>,
}

/// One indicator of a form.
#[derive(Clone, Debug, PartialEq)]
pub struct FormRow {
    /// Which indicator.
    pub id: IndicatorId,
    /// The series its actuals belong to.
    pub series: SeriesId,
    /// Its printed number.
    pub no: u32,
    /// Its name.
    pub name: String,
    /// Its measurement unit.
    pub unit: String,
    /// What its figures are, in words: 年度数, 累计数（填自基期以来的合计）.
    pub kind: String,
    /// Its target with the year, 2027年 3,000.
    pub target: String,
    /// Who leads it.
    pub lead: Option<Unit>,
    /// The baseline that counts, where there is one.
    pub baseline: Option<Baseline>,
    /// The base year of the baseline, given or asked.
    pub base_year: Year,
    /// Whether the baseline is asked.
    pub asks_baseline: bool,
    /// The observations of the earlier years.
    pub earlier: Vec<Option<Observation>>,
    /// The observation of the year asked, where there is one already.
    pub current: Option<Observation>,
    /// How the row is understood, where the print leaves a choice.
    pub remark: String,
}

/// Why there is no form to be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormError {
    /// The unit is named nowhere in the plan.
    #[error("规划《{plan}》没有提到“{unit}”，无表可填；有牵头指标的单位：{known}")]
    UnknownUnit {
        /// The unit.
        unit: Unit,
        /// The plan's title.
        plan: String,
        /// The units that lead any indicator.
        known: String,
    },
    /// A year that the plan has nothing to do with.
    #[error("规划《{plan}》的基期是 {base} 年{target}，不发 {year} 年的填报表；请核对年份")]
    YearOutside {
        /// The year asked.
        year: Year,
        /// The plan's title.
        plan: String,
        /// The base year.
        base: Year,
        /// The last target year, in words.
        target: String,
    },
    /// The unit leads no indicator.
    #[error("“{unit}”没有牵头的指标，无需填报（参与的指标由牵头单位填报：{leads}）")]
    LeadsNothing {
        /// The unit.
        unit: Unit,
        /// Who leads what it takes part in.
        leads: String,
    },
}

impl Form {
    /// The form for a unit.
    ///
    /// # Errors
    /// Where the unit leads no indicator of the plan, or the year is outside its time.
    pub fn new(
        workspace: &Workspace,
        plan: &Plan,
        unit: &Unit,
        year: Year,
        issue: Issue,
    ) -> Result<Self, FormError> {
        year_belongs(workspace, plan, year)?;
        let led: Vec<&Indicator> = plan
            .indicators
            .iter()
            .filter(|i| i.lead() == Some(unit))
            .collect();
        let joined: Vec<&Indicator> = plan
            .indicators
            .iter()
            .filter(|i| i.others().contains(unit))
            .collect();
        if led.is_empty() {
            return Err(nothing_led(plan, unit, &joined));
        }
        let years = earlier_years(workspace, plan, &led, year);
        let row = |indicator: &&Indicator| row(workspace, plan, indicator, year, &years);
        Ok(Self {
            workspace: workspace.forms.id.clone(),
            plan: plan.id.clone(),
            title: plan.title.clone(),
            number: plan.number.clone(),
            sender: plan.lead.clone(),
            unit: unit.clone(),
            year,
            issue,
            synthetic: workspace.synthetic,
            rows: led.iter().map(row).collect(),
            joined: joined.iter().map(row).collect(),
            years,
        })
    }

    /// Whose figures it asks for.
    #[must_use]
    pub fn desk(&self) -> DeskKey {
        DeskKey {
            plan: self.plan.clone(),
            year: self.year,
            unit: self.unit.clone(),
        }
    }

    /// The name of its file: 市商务局-2025年填报表-杭政函〔2024〕75号.xlsx. Later versions say so, so
    /// that none takes the place of an earlier one that may already be filled in.
    #[must_use]
    pub fn file_name(&self) -> String {
        let version = match self.issue.version {
            1 => String::new(),
            version => format!("-第{version}次"),
        };
        let name = format!(
            "{}-{}年填报表-{}{version}",
            self.unit, self.year, self.number
        );
        let safe: String = name
            .chars()
            .map(|c| match c {
                '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' => '_',
                c if c.is_control() => '_',
                c => c,
            })
            .collect();
        format!("{safe}.xlsx")
    }
}

/// The units that lead any indicator of a plan, in the order of its table.
#[must_use]
pub fn leading_units(plan: &Plan) -> Vec<Unit> {
    let mut units: Vec<Unit> = Vec::new();
    for unit in plan.indicators.iter().filter_map(Indicator::lead) {
        if !units.contains(unit) {
            units.push(unit.clone());
        }
    }
    units
}

/// The day by which a form made today is to come back, where nobody says otherwise.
#[must_use]
pub fn usual_deadline(today: NaiveDate) -> NaiveDate {
    today
        .checked_add_days(chrono::Days::new(14))
        .unwrap_or(today)
}

/// Refuses a year before the base year or long after the last target.
fn year_belongs(workspace: &Workspace, plan: &Plan, year: Year) -> Result<(), FormError> {
    let base = assess::base_year(workspace, plan);
    let last = plan.last_target_year();
    let is_late = last.is_some_and(|last| year > last + MOST_YEARS_AFTER);
    if year >= base && !is_late {
        return Ok(());
    }
    Err(FormError::YearOutside {
        year,
        plan: plan.title.clone(),
        base,
        target: last.map_or_else(String::new, |last| format!("，最后的目标年是 {last} 年")),
    })
}

fn nothing_led(plan: &Plan, unit: &Unit, joined: &[&Indicator]) -> FormError {
    if joined.is_empty() {
        return FormError::UnknownUnit {
            unit: unit.clone(),
            plan: plan.title.clone(),
            known: listed(&leading_units(plan)),
        };
    }
    let mut leads: Vec<Unit> = joined.iter().filter_map(|i| i.lead().cloned()).collect();
    leads.sort();
    leads.dedup();
    FormError::LeadsNothing {
        unit: unit.clone(),
        leads: listed(&leads),
    }
}

/// What stands in the column of measurement units.
fn unit_shown(unit: &str) -> &str {
    if unit.is_empty() { "—" } else { unit }
}

fn listed(units: &[Unit]) -> String {
    let names: Vec<&str> = units.iter().map(|unit| unit.0.as_str()).collect();
    names.join("、")
}

/// The years since the base year and any with figures, the last few before the year asked.
fn earlier_years(workspace: &Workspace, plan: &Plan, led: &[&Indicator], year: Year) -> Vec<Year> {
    let base = assess::base_year(workspace, plan);
    let observed = led
        .iter()
        .flat_map(|i| workspace.observations_of(&i.series))
        .map(|(year, _)| year);
    let years: std::collections::BTreeSet<Year> = (base + 1..year)
        .chain(observed)
        .filter(|y| *y < year)
        .collect();
    let skipped = years.len().saturating_sub(MOST_EARLIER);
    years.into_iter().skip(skipped).collect()
}

fn row(
    workspace: &Workspace,
    plan: &Plan,
    indicator: &Indicator,
    year: Year,
    years: &[Year],
) -> FormRow {
    let id = plan.id_of(indicator);
    let baseline = workspace.baseline(&id, indicator);
    let base_year = baseline.map_or_else(|| assess::base_year(workspace, plan), |b| b.year);
    let entry = workspace.cumulative_entry(&indicator.series);
    let of_year = |year: &Year| workspace.observation(&indicator.series, *year).cloned();
    FormRow {
        id,
        series: indicator.series.clone(),
        no: indicator.no,
        name: indicator.name.clone(),
        unit: indicator.unit.clone(),
        kind: kind_words(indicator.kind, entry, base_year),
        target: target_words(indicator),
        lead: indicator.lead().cloned(),
        baseline,
        base_year,
        asks_baseline: baseline.is_none() && indicator.needs_baseline(),
        earlier: years.iter().map(of_year).collect(),
        current: of_year(&year),
        remark: indicator.note.clone(),
    }
}

fn kind_words(kind: Kind, entry: CumulativeEntry, base_year: Year) -> String {
    match (kind, entry) {
        (Kind::Cumulative, CumulativeEntry::Running) => {
            format!("累计数（填自 {} 年起的合计）", base_year + 1)
        }
        (Kind::Cumulative, CumulativeEntry::Annual) => "当年数（填本年，不累计）".to_owned(),
        (kind, _) => kind.word().to_owned(),
    }
}

fn target_words(indicator: &Indicator) -> String {
    let words: Vec<String> = indicator
        .targets
        .iter()
        .map(|target| format!("{}年 {}", target.year, target.bound.text()))
        .collect();
    words.join("\n")
}

/// What the register holds of an observation, as a form remembers it.
fn said_of(observation: &Observation) -> Said {
    Said {
        value: observation.value,
        status: Some(observation.status),
        source: observation.source.clone(),
        note: observation.note.clone(),
    }
}

#[cfg(test)]
pub(in crate::exchange) mod tests;
