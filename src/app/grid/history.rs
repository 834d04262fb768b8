//! Who set a cell to what, and when.

use super::{Field, Sheet};
use crate::model::{Baseline, Edit, Observation, Place, Record, Signature, format_number};

/// One entry of a cell's history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Past {
    /// The value, as shown.
    pub value: String,
    /// Who, when, and what was told beside the value.
    pub told: String,
}

/// The history of a cell, the latest first: every change the log has of it, and what was there before
/// them.
#[must_use]
pub fn history(sheet: &Sheet<'_>, row: usize, field: Field) -> Vec<Past> {
    let Some(place) = place(sheet, row, field) else {
        return Vec::new();
    };
    let records: Vec<&Record> = sheet.document.history().of_place(&place).collect();
    let mut past: Vec<Past> = records
        .iter()
        .rev()
        .map(|record| Past {
            value: value_of(&record.new),
            told: told(signed(&record.signature), &record.new),
        })
        .collect();
    match records.first() {
        Some(first) => past.extend(before(&first.old)),
        None => past.extend(standing(sheet, row, field)),
    }
    past
}

/// Who entered what stands in a cell, and when: 王建国 2026-03-02 09:30 填报; else that nobody has.
#[must_use]
pub fn signature(sheet: &Sheet<'_>, row: usize, field: Field) -> String {
    if let Some(observation) = sheet.observation(row, field) {
        return entered(observation);
    }
    if !sheet.is_filled(row, field) {
        return "还没有填报".to_owned();
    }
    // A baseline carries no signature of its own; the log may know who set it.
    let last = history(sheet, row, field).into_iter().next();
    last.map_or_else(String::new, |past| past.told)
}

fn place(sheet: &Sheet<'_>, row: usize, field: Field) -> Option<Place> {
    match field {
        Field::Actual(_) => sheet.key(row, field).map(Place::Observation),
        Field::BaseValue | Field::BaseYear => {
            let line = sheet.line(row)?;
            Some(Place::Baseline(line.plan.id_of(line.indicator)))
        }
    }
}

/// What stands in a cell that nobody has touched since the workspace was opened.
fn standing(sheet: &Sheet<'_>, row: usize, field: Field) -> Option<Past> {
    if let Some(observation) = sheet.observation(row, field) {
        return Some(of_observation(observation));
    }
    let line = sheet
        .line(row)
        .filter(|_| !matches!(field, Field::Actual(_)))?;
    sheet.baseline(line).map(of_baseline)
}

/// What an edit leads back to, by its own signature; nothing where the cell was blank.
fn before(old: &Edit) -> Option<Past> {
    match old {
        Edit::Observation { value, .. } => value.as_ref().map(of_observation),
        Edit::Baseline { value, .. } => value.map(of_baseline),
        _ => None,
    }
}

fn of_observation(observation: &Observation) -> Past {
    Past {
        value: format_number(observation.value),
        told: beside(entered(observation), observation),
    }
}

fn of_baseline(baseline: Baseline) -> Past {
    Past {
        value: format!("{}（{} 年）", format_number(baseline.value), baseline.year),
        told: "打开台账时的基期值".to_owned(),
    }
}

fn value_of(edit: &Edit) -> String {
    match edit {
        Edit::Observation {
            value: Some(observation),
            ..
        } => format_number(observation.value),
        Edit::Baseline {
            value: Some(baseline),
            ..
        } => of_baseline(*baseline).value,
        _ => "清除".to_owned(),
    }
}

fn told(signature: String, edit: &Edit) -> String {
    match edit {
        Edit::Observation {
            value: Some(observation),
            ..
        } => beside(signature, observation),
        _ => signature,
    }
}

/// A signature with status, source and note.
fn beside(signature: String, observation: &Observation) -> String {
    let mut told = vec![signature, observation.status.word().to_owned()];
    for (name, words) in [("来源", &observation.source), ("备注", &observation.note)] {
        if !words.is_empty() {
            told.push(format!("{name}：{words}"));
        }
    }
    told.join("　")
}

fn signed(signature: &Signature) -> String {
    format!(
        "{} {} {}",
        named(&signature.by),
        signature.at.format("%Y-%m-%d %H:%M"),
        signature.origin.word()
    )
}

fn entered(observation: &Observation) -> String {
    let who = named(&observation.by);
    match observation.at {
        Some(at) => format!("{who} {} 填报", at.format("%Y-%m-%d %H:%M")),
        None => format!("{who} 填报"),
    }
}

fn named(who: &str) -> &str {
    if who.is_empty() { "未署名" } else { who }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::grid::tests::{demo_app, empty_app, enter, row};
    use crate::app::{Action, Command};

    #[test]
    fn a_cell_tells_every_change_with_who_when_and_how_the_latest_first() {
        let mut app = empty_app();
        enter(&mut app, 15, 2025, "2701");
        enter(&mut app, 15, 2025, "2702");
        app.run(Command::Action(Action::Undo));
        let sheet = Sheet::of(&app).unwrap();
        let at = row(&sheet, 15);
        let history = history(&sheet, at, Field::Actual(2025));
        let values: Vec<&str> = history.iter().map(|past| past.value.as_str()).collect();
        assert_eq!(values, ["2,701", "2,702", "2,701"]);
        for (past, how) in history.iter().zip(["撤销", "键入", "键入"]) {
            let told = format!("2026-03-02 09:30 {how}　快报");
            assert!(past.told.ends_with(&told), "{past:?}");
        }
        assert!(super::history(&sheet, at, Field::BaseYear).is_empty());
        assert!(super::history(&sheet, at, Field::Actual(2024)).is_empty());
    }

    #[test]
    fn what_was_there_when_the_workspace_was_opened_comes_last() {
        let mut app = demo_app();
        let opened = {
            let sheet = Sheet::of(&app).unwrap();
            history(&sheet, row(&sheet, 15), Field::Actual(2024))
        };
        assert_eq!(opened.len(), 1);
        enter(&mut app, 15, 2024, "1");
        let sheet = Sheet::of(&app).unwrap();
        let now = history(&sheet, row(&sheet, 15), Field::Actual(2024));
        assert_eq!(now.len(), 2);
        assert_eq!(now[1], opened[0]);
        let signature = signature(&sheet, row(&sheet, 15), Field::Actual(2024));
        assert!(signature.ends_with("2026-03-02 09:30 填报"), "{signature}");
    }
}
