//! The hand-in register within a workspace file: a line a unit and year.

use std::fmt::Write as _;

use chrono::{NaiveDate, NaiveDateTime};
use serde::Deserialize;

use super::flaw::Flaw;
use super::register::{Exact, quoted};
use super::rules::twice;
use crate::model::{
    Declined, Desk, DeskKey, Explanation, FormRegister, Issue, PlanId, Receipt, Status, Unit, Year,
};

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FormsRow {
    #[serde(default)]
    id: String,
    #[serde(default)]
    desks: Vec<DeskRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DeskRow {
    plan: PlanId,
    year: Year,
    unit: Unit,
    #[serde(default)]
    issued: Vec<IssueRow>,
    #[serde(default)]
    received: Vec<ReceiptRow>,
    #[serde(default)]
    explained: Vec<ExplanationRow>,
    #[serde(default)]
    declined: Vec<DeclinedRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DeclinedRow {
    version: u32,
    no: u32,
    #[serde(default)]
    baseline: bool,
    value: Exact,
    #[serde(default)]
    status: Option<Status>,
    #[serde(default)]
    source: String,
    #[serde(default)]
    note: String,
    at: NaiveDateTime,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExplanationRow {
    no: u32,
    at: NaiveDateTime,
    words: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct IssueRow {
    version: u32,
    at: NaiveDateTime,
    deadline: NaiveDate,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReceiptRow {
    version: u32,
    at: NaiveDateTime,
    file: String,
    print: String,
    #[serde(default)]
    filler: String,
    #[serde(default)]
    phone: String,
    figures: u32,
    #[serde(default)]
    saved: Option<NaiveDateTime>,
}

/// Writes the register; nothing where no form has gone out.
pub(super) fn encode(out: &mut String, forms: &FormRegister) {
    if forms.is_empty() {
        return;
    }
    let _ = writeln!(out, "    forms: (\n        id: {},", quoted(&forms.id));
    out.push_str("        desks: [\n");
    for (key, desk) in &forms.desks {
        let issued: Vec<String> = desk.issued.iter().map(issue_text).collect();
        let received: Vec<String> = desk.received.iter().map(receipt_text).collect();
        let _ = writeln!(
            out,
            "            (plan: {}, year: {}, unit: {}, issued: [{}], received: [{}]{}{}),",
            quoted(&key.plan.0),
            key.year,
            quoted(&key.unit.0),
            issued.join(", "),
            received.join(", "),
            explained_text(desk),
            declined_text(desk)
        );
    }
    out.push_str("        ],\n    ),\n");
}

/// What a unit explained; nothing where it explained nothing.
fn explained_text(desk: &Desk) -> String {
    if desk.explained.is_empty() {
        return String::new();
    }
    let one = |(no, said): (&u32, &Explanation)| {
        let words = quoted(&said.words);
        format!("(no: {no}, at: \"{:?}\", words: {words})", said.at)
    };
    let all: Vec<String> = desk.explained.iter().map(one).collect();
    format!(", explained: [{}]", all.join(", "))
}

/// What somebody decided not to take; nothing where everything was taken.
fn declined_text(desk: &Desk) -> String {
    if desk.declined.is_empty() {
        return String::new();
    }
    let one = |declined: &Declined| {
        let mut text = format!("(version: {}, no: {}", declined.version, declined.no);
        if declined.is_baseline {
            text.push_str(", baseline: true");
        }
        let _ = write!(text, ", value: \"{}\"", declined.value);
        if let Some(status) = declined.status {
            let _ = write!(text, ", status: Some({status:?})");
        }
        for (name, words) in [("source", &declined.source), ("note", &declined.note)] {
            if !words.is_empty() {
                let _ = write!(text, ", {name}: {}", quoted(words));
            }
        }
        let _ = write!(text, ", at: \"{:?}\")", declined.at);
        text
    };
    let all: Vec<String> = desk.declined.iter().map(one).collect();
    format!(", declined: [{}]", all.join(", "))
}

fn issue_text(issue: &Issue) -> String {
    format!(
        "(version: {}, at: \"{:?}\", deadline: \"{}\")",
        issue.version, issue.at, issue.deadline
    )
}

fn receipt_text(receipt: &Receipt) -> String {
    let mut text = format!(
        "(version: {}, at: \"{:?}\", file: {}, print: {}, figures: {}",
        receipt.version,
        receipt.at,
        quoted(&receipt.file),
        quoted(&receipt.print),
        receipt.figures
    );
    for (name, words) in [("filler", &receipt.filler), ("phone", &receipt.phone)] {
        if !words.is_empty() {
            let _ = write!(text, ", {name}: {}", quoted(words));
        }
    }
    if let Some(saved) = receipt.saved {
        let _ = write!(text, ", saved: Some(\"{saved:?}\")");
    }
    text.push(')');
    text
}

impl FormsRow {
    /// Lines that are about the same unit and year: one of them would be lost.
    pub(super) fn twice_entered(&self, flaws: &mut Vec<Flaw>) {
        let desks = self
            .desks
            .iter()
            .map(|row| (&row.plan, row.year, &row.unit));
        twice(flaws, desks, |index, (_, year, unit)| {
            Flaw::new(
                format!("forms.desks[{index}]"),
                format!("{unit} {year} 年的填报表登记有两行；请只留一行"),
            )
        });
    }

    pub(super) fn into_forms(self) -> FormRegister {
        FormRegister {
            id: self.id,
            desks: self.desks.into_iter().map(desk).collect(),
        }
    }
}

fn desk(row: DeskRow) -> (DeskKey, Desk) {
    let key = DeskKey {
        plan: row.plan,
        year: row.year,
        unit: row.unit,
    };
    let issued = row.issued.into_iter().map(|row| Issue {
        version: row.version,
        at: row.at,
        deadline: row.deadline,
    });
    let received = row.received.into_iter().map(|row| Receipt {
        version: row.version,
        at: row.at,
        file: row.file,
        print: row.print,
        filler: row.filler,
        phone: row.phone,
        figures: row.figures,
        saved: row.saved,
    });
    let explained = row.explained.into_iter().map(|row| {
        let said = Explanation {
            at: row.at,
            words: row.words,
        };
        (row.no, said)
    });
    let declined = row.declined.into_iter().map(|row| Declined {
        version: row.version,
        no: row.no,
        is_baseline: row.baseline,
        value: row.value.0,
        status: row.status,
        source: row.source,
        note: row.note,
        at: row.at,
    });
    let desk = Desk {
        issued: issued.collect(),
        received: received.collect(),
        explained: explained.collect(),
        declined: declined.collect(),
    };
    (key, desk)
}
