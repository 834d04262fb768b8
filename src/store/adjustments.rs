//! The part of a workspace file that says which documents have changed targets while a plan runs: a line a
//! document and indicator, in the order in which they did.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::{NaiveDate, NaiveDateTime};
use serde::Deserialize;

use super::catalog::Catalog;
use super::flaw::Flaw;
use super::plan_text::on_one_line;
use super::register::{quoted, unknown_indicator};
use super::rules::{self, twice};
use crate::model::{Adjustment, IndicatorId, PlanId, Target};

/// An adjustment, as it is written.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AdjustmentRow {
    indicator: IndicatorId,
    number: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    date: Option<NaiveDate>,
    targets: Vec<Target>,
    #[serde(default)]
    note: String,
    #[serde(default)]
    by: String,
    #[serde(default)]
    at: Option<NaiveDateTime>,
}

/// The list of adjustments; nothing where there are none.
pub(super) fn encode(out: &mut String, adjustments: &BTreeMap<IndicatorId, Vec<Adjustment>>) {
    if adjustments.is_empty() {
        return;
    }
    out.push_str("    adjustments: [\n");
    for (id, all) in adjustments {
        for adjustment in all {
            encode_one(out, id, adjustment);
        }
    }
    out.push_str("    ],\n");
}

fn encode_one(out: &mut String, id: &IndicatorId, adjustment: &Adjustment) {
    let id = quoted(&id.to_string());
    let number = quoted(&adjustment.number);
    let _ = write!(out, "        (indicator: {id}, number: {number}");
    if !adjustment.title.is_empty() {
        let _ = write!(out, ", title: {}", quoted(&adjustment.title));
    }
    if let Some(date) = adjustment.date {
        let _ = write!(out, ", date: \"{date}\"");
    }
    let _ = write!(out, ", targets: {}", on_one_line(&adjustment.targets));
    for (name, text) in [("note", &adjustment.note), ("by", &adjustment.by)] {
        if !text.is_empty() {
            let _ = write!(out, ", {name}: {}", quoted(text));
        }
    }
    if let Some(at) = adjustment.at {
        let _ = write!(out, ", at: \"{at:?}\"");
    }
    out.push_str("),\n");
}

pub(super) fn adjustments(rows: Vec<AdjustmentRow>) -> BTreeMap<IndicatorId, Vec<Adjustment>> {
    let mut all: BTreeMap<IndicatorId, Vec<Adjustment>> = BTreeMap::new();
    for row in rows {
        all.entry(row.indicator).or_default().push(Adjustment {
            number: row.number,
            title: row.title,
            date: row.date,
            targets: row.targets,
            note: row.note,
            by: row.by,
            at: row.at,
        });
    }
    all
}

/// Lines of one document for one indicator: which of them counts could not be said.
pub(super) fn twice_entered(flaws: &mut Vec<Flaw>, rows: &[AdjustmentRow]) {
    let documents = rows.iter().map(|row| (&row.indicator, &row.number));
    twice(flaws, documents, |index, (id, number)| {
        Flaw::new(
            format!("adjustments[{index}]"),
            format!("指标 {id} 的目标由“{number}”调整了两次；请只留一行"),
        )
    });
}

/// What is kept as it stands, but will not be seen or cannot be meant.
pub(super) fn advice(
    flaws: &mut Vec<Flaw>,
    rows: &[AdjustmentRow],
    catalog: &Catalog,
    plans: &[PlanId],
) {
    for (index, row) in rows.iter().enumerate() {
        let path = format!("adjustments[{index}]");
        let id = &row.indicator;
        let message = unknown_indicator(id, catalog).or_else(|| {
            let is_kept = plans.contains(&id.plan);
            (!is_kept).then(|| format!("台账没有收入规划 {}，这一行不起作用；请核对", id.plan))
        });
        if let Some(message) = message {
            flaws.push(Flaw::new(format!("{path}.indicator"), message));
        }
        rules::text(flaws, format!("{path}.number"), &row.number);
        let before = rows[..index]
            .iter()
            .rev()
            .find(|other| other.indicator == *id);
        let dates = before.and_then(|before| before.date.zip(row.date));
        if let Some((before, date)) = dates.filter(|(before, date)| date < before) {
            flaws.push(Flaw::new(
                format!("{path}.date"),
                format!("{date} 早于前一行的 {before}；请按调整的先后排列"),
            ));
        }
        if let Some((_, indicator)) = catalog.find_indicator(id) {
            rules::targets(flaws, path, indicator, &row.targets);
        }
    }
}

impl Catalog {
    /// The same with the targets that hold: those that these documents have changed, with
    /// what held before beside them.
    #[must_use]
    pub(super) fn adjusted(mut self, all: &BTreeMap<IndicatorId, Vec<Adjustment>>) -> Self {
        for (id, adjustments) in all {
            if let Some(indicator) = self.indicator_mut(id) {
                indicator.adjust(adjustments);
            }
        }
        self
    }
}
