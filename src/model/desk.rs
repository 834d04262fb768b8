//! The hand-in register: which forms (填报表) went out to which unit, and which came back when.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

use super::{PlanId, Unit, Year};

/// Forms out and in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormRegister {
    /// Names the workspace in its forms, so that none of another workspace is taken for its own;
    /// empty until the first form goes out.
    #[serde(default)]
    pub id: String,
    /// What went out and came back, by plan, unit and year.
    #[serde(default)]
    pub desks: BTreeMap<DeskKey, Desk>,
}

/// Whose figures of which year are asked for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeskKey {
    /// The plan.
    pub plan: PlanId,
    /// The year asked.
    pub year: Year,
    /// The unit asked.
    pub unit: Unit,
}

/// The forms of one unit for one year.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Desk {
    /// Forms that went out, first to last.
    #[serde(default)]
    pub issued: Vec<Issue>,
    /// Forms that came back, first to last.
    #[serde(default)]
    pub received: Vec<Receipt>,
    /// What the unit said in place of figures, by the indicator's number.
    #[serde(default)]
    pub explained: BTreeMap<u32, Explanation>,
}

/// Why a unit reports no figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Explanation {
    /// When the form that says so was collected, local time.
    pub at: NaiveDateTime,
    /// What the unit wrote.
    pub words: String,
}

/// A form that went out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Issue {
    /// Its version, from 1.
    pub version: u32,
    /// When it was made, local time.
    pub at: NaiveDateTime,
    /// The day by which it is to come back.
    pub deadline: NaiveDate,
}

/// A form that came back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// When it was collected, local time. Figures taken from it carry the same time.
    pub at: NaiveDateTime,
    /// The version of the form; 0 where it does not say.
    pub version: u32,
    /// The name of the file, without its folder.
    pub file: String,
    /// Tells one file from another: the same file collected twice is one receipt.
    pub print: String,
    /// Who filled it in, as written there.
    #[serde(default)]
    pub filler: String,
    /// Their telephone number, as written there.
    #[serde(default)]
    pub phone: String,
    /// How many figures it holds.
    pub figures: u32,
}

impl FormRegister {
    /// The forms of one unit, if any went out or came back.
    #[must_use]
    pub fn desk(&self, key: &DeskKey) -> Option<&Desk> {
        self.desks.get(key)
    }

    /// Whether nothing has gone out or come back.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.id.is_empty() && self.desks.is_empty()
    }
}

impl Desk {
    /// The version that the next form will have.
    #[must_use]
    pub fn next_version(&self) -> u32 {
        self.issued.last().map_or(0, |issue| issue.version) + 1
    }
}
