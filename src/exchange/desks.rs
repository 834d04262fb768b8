//! Who has handed in what: the register of a plan and a year by unit, and the text that asks for
//! what is still missing (催报).

use std::fmt::Write as _;

use chrono::NaiveDate;

use super::form::leading_units;
use crate::assess;
use crate::model::{Desk, DeskKey, Indicator, Issue, Plan, Receipt, Unit, Workspace, Year};

/// What a unit was asked for, and how far it has come.
#[derive(Clone, Debug, PartialEq)]
pub struct UnitDesk {
    /// The unit.
    pub unit: Unit,
    /// How many figures it is to report: the actuals of the year and the baselines that nobody has.
    pub asked: usize,
    /// The last form that went out.
    pub issued: Option<Issue>,
    /// The last form that came back.
    pub received: Option<Receipt>,
    /// How many forms came back.
    pub receipts: usize,
    /// What is missing.
    pub missing: Vec<MissingFigures>,
}

/// What is missing of an indicator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingFigures {
    /// The indicator's number.
    pub no: u32,
    /// Its name with its measurement unit.
    pub name: String,
    /// The year of the baseline that is missing.
    pub baseline: Option<Year>,
    /// The year of the actual that is missing.
    pub actual: Option<Year>,
    /// Why the actual is missing, as the unit said.
    pub explained: Option<String>,
}

/// How a unit stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Everything is there.
    Complete,
    /// Nothing is missing, though the form that went out has not come back.
    Unreturned,
    /// Nothing is missing, and no form has gone out.
    Unneeded,
    /// A form came back, and something is still missing.
    Partial,
    /// A form came back, and the unit has said why each figure is missing.
    Explained,
    /// A form went out, none came back, the deadline is to come.
    Waiting,
    /// The deadline is over.
    Overdue,
    /// No form has gone out.
    NotAsked,
}

impl Standing {
    /// Its Chinese word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Complete => "已齐",
            Self::Unreturned => "未回表，无缺项",
            Self::Unneeded => "未发出，无缺项",
            Self::Partial => "已收，有缺",
            Self::Explained => "缺，已说明",
            Self::Waiting => "待报",
            Self::Overdue => "逾期未齐",
            Self::NotAsked => "未发出",
        }
    }

    /// Its name in JSON, which tells what is missing; whether a form came back stands beside it.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Complete | Self::Unreturned | Self::Unneeded => "complete",
            Self::Partial => "partial",
            Self::Explained => "explained",
            Self::Waiting => "waiting",
            Self::Overdue => "overdue",
            Self::NotAsked => "not_asked",
        }
    }
}

impl UnitDesk {
    /// Whether nothing is missing, by whatever way the figures came.
    #[must_use]
    pub fn lacks_nothing(&self) -> bool {
        self.missing.is_empty()
    }

    /// How the unit stands on a day.
    #[must_use]
    pub fn standing(&self, today: NaiveDate) -> Standing {
        if self.lacks_nothing() {
            return match (&self.issued, &self.received) {
                (_, Some(_)) => Standing::Complete,
                (Some(_), None) => Standing::Unreturned,
                (None, None) => Standing::Unneeded,
            };
        }
        if self.missing.iter().all(|row| row.asked_again().is_none()) {
            return Standing::Explained;
        }
        match (&self.issued, &self.received) {
            (Some(issued), _) if issued.deadline < today => Standing::Overdue,
            (_, Some(_)) => Standing::Partial,
            (Some(_), None) => Standing::Waiting,
            (None, None) => Standing::NotAsked,
        }
    }

    /// How many figures are missing.
    #[must_use]
    pub fn missing_figures(&self) -> usize {
        let of_row = |row: &MissingFigures| {
            usize::from(row.actual.is_some()) + usize::from(row.baseline.is_some())
        };
        self.missing.iter().map(of_row).sum()
    }
}

impl MissingFigures {
    /// What is still to be asked for: an actual that the unit has explained is not; none where
    /// nothing is left to ask.
    #[must_use]
    pub fn asked_again(&self) -> Option<Self> {
        let actual = self.actual.filter(|_| self.explained.is_none());
        (actual.is_some() || self.baseline.is_some()).then(|| Self {
            actual,
            explained: None,
            ..self.clone()
        })
    }

    /// 2025 年数、2023 年基期值.
    #[must_use]
    pub fn words(&self) -> String {
        let actual = self.actual.map(|year| format!("{year} 年数"));
        let baseline = self.baseline.map(|year| format!("{year} 年基期值"));
        let parts: Vec<String> = actual.into_iter().chain(baseline).collect();
        parts.join("、")
    }
}

/// Every unit that leads an indicator of the plan, in the order of its table.
#[must_use]
pub fn unit_desks(workspace: &Workspace, plan: &Plan, year: Year) -> Vec<UnitDesk> {
    leading_units(plan)
        .into_iter()
        .map(|unit| unit_desk(workspace, plan, year, unit))
        .collect()
}

/// What one unit was asked for, and how far it has come.
#[must_use]
pub fn unit_desk(workspace: &Workspace, plan: &Plan, year: Year, unit: Unit) -> UnitDesk {
    let key = DeskKey {
        plan: plan.id.clone(),
        year,
        unit: unit.clone(),
    };
    let desk = workspace.forms.desk(&key);
    let led = plan.indicators.iter().filter(|i| i.lead() == Some(&unit));
    let led: Vec<&Indicator> = led.collect();
    let missing: Vec<MissingFigures> = led
        .iter()
        .filter_map(|indicator| missing(workspace, plan, indicator, year, desk))
        .collect();
    let baselines = missing.iter().filter(|m| m.baseline.is_some()).count();
    UnitDesk {
        unit,
        asked: led.len() + baselines,
        issued: desk.and_then(|desk| desk.issued.last().cloned()),
        received: desk.and_then(|desk| desk.received.last().cloned()),
        receipts: desk.map_or(0, Desk::files_received),
        missing,
    }
}

fn missing(
    workspace: &Workspace,
    plan: &Plan,
    indicator: &Indicator,
    year: Year,
    desk: Option<&Desk>,
) -> Option<MissingFigures> {
    let has_baseline = workspace
        .baseline(&plan.id_of(indicator), indicator)
        .is_some();
    let baseline =
        (!has_baseline && indicator.needs_baseline()).then(|| assess::base_year(workspace, plan));
    let actual = workspace
        .observation(&indicator.series, year)
        .is_none()
        .then_some(year);
    (baseline.is_some() || actual.is_some()).then(|| MissingFigures {
        no: indicator.no,
        name: indicator.name_with_unit(),
        baseline,
        actual,
        explained: desk
            .and_then(|desk| desk.explained.get(&indicator.no))
            .filter(|_| actual.is_some())
            .map(|said| said.words.clone()),
    })
}

/// The text that asks a unit for what is missing and not explained, ready to be sent; none where
/// nothing is.
#[must_use]
pub fn chase(plan: &Plan, desk: &UnitDesk, today: NaiveDate) -> Option<String> {
    let desk = &UnitDesk {
        missing: desk
            .missing
            .iter()
            .filter_map(MissingFigures::asked_again)
            .collect(),
        ..desk.clone()
    };
    if desk.missing.is_empty() {
        return None;
    }
    let mut text = String::new();
    let _ = write!(
        text,
        "{}：\n    按照{}《{}》指标跟踪工作安排，贵单位牵头的以下 {} 项指标尚缺 {} 个数：\n",
        desk.unit,
        plan.number,
        plan.title,
        desk.missing.len(),
        desk.missing_figures()
    );
    for (place, row) in (1..).zip(&desk.missing) {
        let end = if place == desk.missing.len() {
            "。"
        } else {
            "；"
        };
        let (no, name) = (row.no, &row.name);
        let _ = writeln!(text, "    {place}. 序号{no} {name}：{}{end}", row.words());
    }
    text.push_str(&ending(desk, today));
    if let Some(lead) = &plan.lead {
        let _ = writeln!(text, "{:>30}{lead}", "");
    }
    let _ = writeln!(text, "{:>30}{}", "", day(today));
    Some(text)
}

/// What the text says of the form, and what it asks for.
fn ending(desk: &UnitDesk, today: NaiveDate) -> String {
    const OTHERWISE: &str = "确无数据的，请说明原因和预计发布时间。\n";
    let issued = desk.issued.as_ref();
    match (
        issued.map(|issue| (day(issue.at.date()), issue.deadline)),
        &desk.received,
    ) {
        (None, _) => format!("    请尽快填报；{OTHERWISE}"),
        (Some((sent, deadline)), None) if deadline < today => format!(
            "    填报表已于{sent}发出，应于{}前报送，现已逾期。请于收到后尽快填写发回；{OTHERWISE}",
            day(deadline)
        ),
        (Some((sent, deadline)), None) => format!(
            "    填报表已于{sent}发出，请于{}前填写发回；{OTHERWISE}",
            day(deadline)
        ),
        (Some(_), Some(receipt)) => format!(
            "    贵单位{}报来的填报表已收到，以上数尚未填写。请补报；{OTHERWISE}",
            day(receipt.at.date())
        ),
    }
}

fn day(date: NaiveDate) -> String {
    date.format("%Y年%-m月%-d日").to_string()
}

/// The texts of all units that owe something, one below the other.
#[must_use]
pub fn chase_all(plan: &Plan, desks: &[UnitDesk], today: NaiveDate) -> String {
    let texts: Vec<String> = desks
        .iter()
        .filter_map(|desk| chase(plan, desk, today))
        .collect();
    texts.join("\n")
}

#[cfg(test)]
mod tests;
