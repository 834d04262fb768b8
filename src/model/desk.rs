//! The hand-in register: which forms (填报表) went out to which unit, and which came back when.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, NaiveDateTime};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{Edit, PlanId, Status, Unit, Workspace, Year};

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
    /// Figures of its forms that somebody has decided not to take, in the order decided.
    #[serde(default)]
    pub declined: Vec<Declined>,
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

/// A figure of a form that somebody has decided not to take: it is not asked about again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Declined {
    /// The version of the form.
    pub version: u32,
    /// The indicator's number.
    pub no: u32,
    /// Whether it is the indicator's baseline rather than its actual.
    #[serde(default)]
    pub is_baseline: bool,
    /// What the form says.
    pub value: Decimal,
    /// How firm the form says it is; none where it says nothing new.
    #[serde(default)]
    pub status: Option<Status>,
    /// Where the form says it came from; empty where it says nothing new.
    #[serde(default)]
    pub source: String,
    /// The form's remark; empty where it says nothing new.
    #[serde(default)]
    pub note: String,
    /// When it was decided, local time.
    pub at: NaiveDateTime,
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
    /// When a spreadsheet program last saved the file, in universal time, as the file itself says.
    #[serde(default)]
    pub saved: Option<NaiveDateTime>,
}

impl FormRegister {
    /// The forms of one unit, if any went out or came back.
    #[must_use]
    pub fn desk(&self, key: &DeskKey) -> Option<&Desk> {
        self.desks.get(key)
    }

    /// The register once figures of `then` are brought back into the workspace whose register this
    /// is: forms that are out stay out and can be collected, whatever version the figures are of.
    ///
    /// A register of another name is that of another workspace, whose figures it comes with.
    #[must_use]
    pub fn surviving(&self, then: &Self) -> Self {
        if !self.id.is_empty() && !then.id.is_empty() && self.id != then.id {
            return then.clone();
        }
        let mut survivor = then.clone();
        if !self.id.is_empty() {
            survivor.id.clone_from(&self.id);
        }
        for (key, now) in &self.desks {
            let desk = survivor.desks.entry(key.clone()).or_default();
            desk.keep_facts_of(now);
            desk.explained.clone_from(&now.explained);
        }
        survivor
    }

    /// Whether nothing has gone out or come back.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.id.is_empty() && self.desks.is_empty()
    }
}

impl Desk {
    /// Adds what another state of the same register knows to have gone out and come back.
    pub fn keep_facts_of(&mut self, other: &Self) {
        self.keep_issues_of(other);
        for receipt in &other.received {
            if !self.received.contains(receipt) {
                self.received.push(receipt.clone());
            }
        }
        self.received.sort_by_key(|receipt| receipt.at);
    }

    /// Adds what another state of the same register knows to have gone out.
    pub fn keep_issues_of(&mut self, other: &Self) {
        for issue in &other.issued {
            if !self.issued.contains(issue) {
                self.issued.push(issue.clone());
            }
        }
        self.issued.sort_by_key(|issue| (issue.version, issue.at));
    }

    /// How many different files came back.
    #[must_use]
    pub fn files_received(&self) -> usize {
        let prints = self.received.iter().map(|receipt| &receipt.print);
        prints.collect::<BTreeSet<&String>>().len()
    }

    /// The version that the next form will have.
    #[must_use]
    pub fn next_version(&self) -> u32 {
        self.issued.last().map_or(0, |issue| issue.version) + 1
    }
}

impl Edit {
    /// The same change without unsaying that forms have gone out: units have them, and what comes back
    /// is known by the workspace's name and by what the register says of them. A change to another
    /// workspace's name is one to another workspace.
    #[must_use]
    pub fn keeping_sent(self, workspace: &Workspace) -> Self {
        let forms = &workspace.forms;
        match self {
            Self::FormsId(id) if id.is_empty() => Self::FormsId(forms.id.clone()),
            Self::Desk { key, value } => {
                let mut desk = value.unwrap_or_default();
                if let Some(now) = forms.desk(&key) {
                    desk.keep_issues_of(now);
                }
                let value = (desk != Desk::default()).then_some(desk);
                Self::Desk { key, value }
            }
            Self::Batch(edits) if !edits.iter().any(|edit| edit.renames(&forms.id)) => {
                let kept = edits.into_iter().map(|edit| edit.keeping_sent(workspace));
                Self::Batch(kept.collect())
            }
            other => other,
        }
    }

    /// Whether it gives forms sent under this name into other hands.
    fn renames(&self, name: &str) -> bool {
        let is_other = |id: &str| !id.is_empty() && !name.is_empty() && id != name;
        self.leaves()
            .any(|leaf| matches!(leaf, Self::FormsId(id) if is_other(id)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(day: u32) -> NaiveDateTime {
        let day = NaiveDate::from_ymd_opt(2026, 3, day).unwrap_or_default();
        day.into()
    }

    fn issue(version: u32) -> Issue {
        Issue {
            version,
            at: at(version),
            deadline: at(28).date(),
        }
    }

    fn register(id: &str, issued: &[u32]) -> FormRegister {
        let key = DeskKey {
            plan: PlanId("p".to_owned()),
            year: 2025,
            unit: Unit("市商务局".to_owned()),
        };
        let desk = Desk {
            issued: issued.iter().copied().map(issue).collect(),
            ..Desk::default()
        };
        FormRegister {
            id: id.to_owned(),
            desks: [(key, desk)].into(),
        }
    }

    #[test]
    fn a_register_survives_an_earlier_one_of_its_workspace_and_gives_way_to_another_workspaces() {
        let now = register("0f", &[1, 2]);
        assert_eq!(now.surviving(&FormRegister::default()), now);
        assert_eq!(now.surviving(&register("0f", &[1])), now);
        // The file itself was replaced by one from before the first form: the version knows better.
        assert_eq!(FormRegister::default().surviving(&now), now);
        assert_eq!(
            register("", &[1]).surviving(&register("0f", &[2])),
            register("0f", &[1, 2])
        );
        let other = register("e1", &[1]);
        assert_eq!(now.surviving(&other), other);
    }
}
