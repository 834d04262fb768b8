//! The analyst's words in a workspace file: a line a text.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Deserialize;

use super::catalog::Catalog;
use super::flaw::Flaw;
use super::register::{odd_year, quoted, unknown_indicator};
use super::rules::twice;
use crate::model::{IndicatorId, Part, PlanId, Topic, WordsKey, Year};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WordsRow {
    plan: PlanId,
    part: Part,
    topic: Topic,
    year: Year,
    text: String,
}

impl WordsRow {
    pub(super) fn into_words(self) -> (WordsKey, String) {
        let key = WordsKey {
            plan: self.plan,
            part: self.part,
            topic: self.topic,
            year: self.year,
        };
        (key, self.text)
    }
}

/// Nothing is written where there are no words, so that older files stay as they are.
pub(super) fn encode_all(out: &mut String, words: &BTreeMap<WordsKey, String>) {
    if words.is_empty() {
        return;
    }
    out.push_str("    words: [\n");
    for (key, text) in words {
        let _ = writeln!(
            out,
            "        (plan: {}, part: {:?}, topic: {:?}, year: {}, text: {}),",
            quoted(&key.plan.0),
            key.part,
            key.topic,
            key.year,
            quoted(text)
        );
    }
    out.push_str("    ],\n");
}

/// Two texts for one place: one of them would be lost.
pub(super) fn twice_written(flaws: &mut Vec<Flaw>, rows: &[WordsRow]) {
    let texts = rows
        .iter()
        .map(|row| (&row.plan, row.part, row.topic, row.year));
    twice(flaws, texts, |index, (_, _, topic, year)| {
        Flaw::new(
            format!("words[{index}]"),
            format!("{year} 年的{}有两段；请合为一段", topic.word()),
        )
    });
}

/// Texts that would never be shown.
pub(super) fn unseen(flaws: &mut Vec<Flaw>, rows: &[WordsRow], catalog: &Catalog) {
    for (index, row) in rows.iter().enumerate() {
        let path = format!("words[{index}]");
        if let Some(message) = unknown_part(&row.plan, row.part, catalog) {
            flaws.push(Flaw::new(format!("{path}.part"), message));
        }
        odd_year(flaws, format!("{path}.year"), row.year);
    }
}

fn unknown_part(plan: &PlanId, part: Part, catalog: &Catalog) -> Option<String> {
    let known = match part {
        Part::Indicator(no) => return unknown_indicator(&IndicatorId::new(plan, no), catalog),
        Part::Whole => catalog.plan(plan).is_some(),
        Part::Theme(no) => catalog.plan(plan).is_some_and(|p| p.theme(no).is_some()),
    };
    (!known).then(|| {
        format!(
            "没有规划“{plan}”或这个领域，文字不会显示；可用 {}",
            catalog.plan_names()
        )
    })
}
