//! Who set a cell to what, and when.

use super::{Field, Sheet};
use crate::model::{Observation, format_number};

/// One entry of a cell's history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Past {
    /// The value, as shown.
    pub value: String,
    /// Who, when, and what was told beside the value.
    pub told: String,
}

/// The history of a cell, the latest first.
#[must_use]
pub fn history(sheet: &Sheet<'_>, row: usize, field: Field) -> Vec<Past> {
    if let Some(observation) = sheet.observation(row, field) {
        return vec![past(observation)];
    }
    let shown = sheet.shown(row, field);
    if shown.text.is_empty() || shown.is_offer {
        return Vec::new();
    }
    vec![Past {
        value: shown.text,
        told: "基期值".to_owned(),
    }]
}

fn past(observation: &Observation) -> Past {
    let mut told = vec![signed(observation), observation.status.word().to_owned()];
    for (name, words) in [("来源", &observation.source), ("备注", &observation.note)] {
        if !words.is_empty() {
            told.push(format!("{name}：{words}"));
        }
    }
    Past {
        value: format_number(observation.value),
        told: told.join("　"),
    }
}

/// Who entered what stands in a cell, and when: 王建国 2026-03-02 09:30 填报. Empty where nothing does.
#[must_use]
pub fn signature(sheet: &Sheet<'_>, row: usize, field: Field) -> String {
    sheet
        .observation(row, field)
        .map_or_else(String::new, signed)
}

fn signed(observation: &Observation) -> String {
    let who = if observation.by.is_empty() {
        "未署名"
    } else {
        &observation.by
    };
    match observation.at {
        Some(at) => format!("{who} {} 填报", at.format("%Y-%m-%d %H:%M")),
        None => format!("{who} 填报"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::grid::tests::{empty_app, enter, row};

    #[test]
    fn a_value_says_who_entered_it_and_when() {
        let mut app = empty_app();
        enter(&mut app, 15, 2025, "2701");
        let sheet = Sheet::of(&app).unwrap();
        let at = row(&sheet, 15);
        let signature = signature(&sheet, at, Field::Actual(2025));
        assert!(signature.ends_with("2026-03-02 09:30 填报"), "{signature}");
        let history = history(&sheet, at, Field::Actual(2025));
        assert_eq!(history[0].value, "2,701");
        assert!(super::history(&sheet, at, Field::BaseYear).is_empty());
    }
}
