//! What is said of measures, as lines of a workspace file.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::NaiveDateTime;
use serde::Deserialize;

use super::register::{Exact, quoted};
use crate::model::{MeasureChange, MeasureId, MeasureState, MilestoneState, Progress};

/// What is said of a measure, with its name before it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MeasureRow {
    pub(super) measure: MeasureId,
    progress: Progress,
    #[serde(default)]
    percent: Option<Exact>,
    #[serde(default)]
    note: String,
    #[serde(default)]
    evidence: String,
    #[serde(default)]
    milestones: Vec<MilestoneState>,
    #[serde(default)]
    by: String,
    #[serde(default)]
    at: Option<NaiveDateTime>,
    #[serde(default)]
    history: Vec<ChangeRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChangeRow {
    progress: Progress,
    #[serde(default)]
    percent: Option<Exact>,
    #[serde(default)]
    note: String,
    #[serde(default)]
    by: String,
    #[serde(default)]
    at: Option<NaiveDateTime>,
}

impl MeasureRow {
    /// The measure and what is said of it.
    pub(super) fn into_state(self) -> (MeasureId, MeasureState) {
        let row = self;
        let state = MeasureState {
            progress: row.progress,
            percent: row.percent.map(|percent| percent.0),
            note: row.note,
            evidence: row.evidence,
            milestones: row.milestones,
            by: row.by,
            at: row.at,
            history: row.history.into_iter().map(read_change).collect(),
        };
        (row.measure, state)
    }
}

fn read_change(row: ChangeRow) -> MeasureChange {
    MeasureChange {
        progress: row.progress,
        percent: row.percent.map(|percent| percent.0),
        note: row.note,
        by: row.by,
        at: row.at,
    }
}

/// Writes every measure of which anything is said; nothing where there is none.
pub(super) fn encode_all(out: &mut String, measures: &BTreeMap<MeasureId, MeasureState>) {
    if measures.is_empty() {
        return;
    }
    out.push_str("    measures: [\n");
    for (id, state) in measures {
        encode(out, id, state);
    }
    out.push_str("    ],\n");
}

/// Writes one measure as one line.
fn encode(out: &mut String, id: &MeasureId, state: &MeasureState) {
    let measure = quoted(&id.to_string());
    let _ = write!(
        out,
        "        (measure: {measure}, progress: {:?}",
        state.progress
    );
    if let Some(percent) = state.percent {
        let _ = write!(out, ", percent: \"{percent}\"");
    }
    words(
        out,
        &[
            ("note", &state.note),
            ("evidence", &state.evidence),
            ("by", &state.by),
        ],
    );
    if let Some(at) = state.at {
        let _ = write!(out, ", at: \"{at:?}\"");
    }
    if !state.milestones.is_empty() {
        let milestones: Vec<String> = state
            .milestones
            .iter()
            .map(|m| {
                let done = if m.done { ", done: true" } else { "" };
                format!("(name: {}, due: \"{}\"{done})", quoted(&m.name), m.due)
            })
            .collect();
        let _ = write!(out, ", milestones: [{}]", milestones.join(", "));
    }
    if !state.history.is_empty() {
        let history: Vec<String> = state.history.iter().map(change).collect();
        let _ = write!(out, ", history: [{}]", history.join(", "));
    }
    out.push_str("),\n");
}

fn change(change: &MeasureChange) -> String {
    let mut out = format!("(progress: {:?}", change.progress);
    if let Some(percent) = change.percent {
        let _ = write!(out, ", percent: \"{percent}\"");
    }
    words(&mut out, &[("note", &change.note), ("by", &change.by)]);
    if let Some(at) = change.at {
        let _ = write!(out, ", at: \"{at:?}\"");
    }
    out.push(')');
    out
}

fn words(out: &mut String, fields: &[(&str, &String)]) {
    for (name, text) in fields {
        if !text.is_empty() {
            let _ = write!(out, ", {name}: {}", quoted(text));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::model::{
        Edit, MeasureId, MeasureState, MilestoneState, PlanId, Progress, Workspace,
    };
    use crate::store::{decode_workspace, encode_workspace};

    #[test]
    fn a_measure_comes_back_from_the_file_with_its_history() {
        let state = MeasureState {
            progress: Progress::InProgress,
            percent: Some("40.50".parse().unwrap()),
            note: "含“引号”\n和换行".to_owned(),
            evidence: "会议纪要〔2025〕3号".to_owned(),
            milestones: vec![MilestoneState {
                name: "开通中欧班列".to_owned(),
                due: "2025-12-31".parse().unwrap(),
                done: true,
            }],
            by: "张三".to_owned(),
            at: "2025-03-01T09:00:00".parse().ok(),
            history: Vec::new(),
        };
        let state = state.after(|next| next.progress = Progress::Done);
        let mut workspace = Workspace::new(vec![PlanId("hz-2024-75".to_owned())]);
        let _undo = Edit::Measure {
            measure: MeasureId::new(&workspace.plans[0], 20),
            value: Some(Box::new(state)),
        }
        .apply(&mut workspace);
        let text = encode_workspace(&workspace);
        assert_eq!(decode_workspace(&text).unwrap(), workspace);
        assert_eq!(text.lines().filter(|l| l.contains("/20")).count(), 1);
        assert!(text.contains("40.50"));
    }
}
