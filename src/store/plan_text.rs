//! A plan as RON text: one line an indicator, so that a change of one row is a change of one line.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use ron::Options;
use ron::extensions::Extensions;
use ron::ser::PrettyConfig;
use serde::Serialize;

use super::register::quoted;
use crate::model::{Plan, PlanId};

const FILE_HEAD: &str = "\
// 知标规划文件：一份文件的指标、单位、目标和责任单位，每项指标一行。
// 写法同 data/plans 下的内置规划；改完可用 zhibiao check 核对。own_series、own_units、own_measurement
// 是本规划自带的口径、责任单位和计量单位（内置的不列）。
";

/// The text of a plan's own file.
pub(super) fn of_file(plan: &Plan) -> String {
    let mut out = String::from(FILE_HEAD);
    encode(&mut out, plan, 0);
    out.push('\n');
    out
}

/// The plans of a workspace's own; nothing where it has none, so that older files stay as they are.
pub(super) fn encode_own(out: &mut String, plans: &BTreeMap<PlanId, Plan>) {
    if plans.is_empty() {
        return;
    }
    out.push_str("    own_plans: [\n");
    for plan in plans.values() {
        out.push_str("        ");
        encode(out, plan, 8);
        out.push_str(",\n");
    }
    out.push_str("    ],\n");
}

/// A plan in its parentheses, whose fields stand four deeper than `depth`.
fn encode(out: &mut String, plan: &Plan, depth: usize) {
    // Named one by one, so that a field that is added cannot be forgotten here.
    let Plan {
        id,
        title,
        short,
        number,
        issuer,
        stage,
        year,
        issued,
        effective,
        lead,
        draft_of,
        themes,
        indicators,
        text_targets,
        measures,
        reported,
        budgets,
        note,
        own_series,
        own_units,
        own_measurement,
    } = plan;
    let mut fields = Fields { out, depth };
    fields.out.push_str("(\n");
    fields.line(format_args!(
        "id: {}, short: {},",
        quoted(&id.0),
        quoted(short)
    ));
    fields.line(format_args!("title: {},", quoted(title)));
    if !number.is_empty() {
        fields.line(format_args!("number: {},", quoted(number)));
    }
    fields.line(format_args!("stage: {stage:?}, year: {year},"));
    fields.some("issuer", issuer.as_ref());
    fields.some("issued", issued.as_ref());
    fields.some("effective", effective.as_ref());
    fields.some("lead", lead.as_ref());
    fields.some("draft_of", draft_of.as_ref());
    if !note.is_empty() {
        fields.line(format_args!("note: {},", quoted(note)));
    }
    fields.list("themes", themes, true);
    fields.list("indicators", indicators, true);
    fields.list("text_targets", text_targets, false);
    fields.list("measures", measures, false);
    fields.list("reported", reported, false);
    fields.list("budgets", budgets, false);
    fields.list("own_series", own_series, false);
    fields.list("own_units", own_units, false);
    fields.list("own_measurement", own_measurement, false);
    let _ = write!(fields.out, "{:depth$})", "");
}

struct Fields<'a> {
    out: &'a mut String,
    depth: usize,
}

impl Fields<'_> {
    fn line(&mut self, words: std::fmt::Arguments<'_>) {
        let depth = self.depth + 4;
        let _ = writeln!(self.out, "{:depth$}{words}", "");
    }

    fn some<T: Serialize>(&mut self, name: &str, value: Option<&T>) {
        if let Some(value) = value {
            self.line(format_args!("{name}: {},", on_one_line(value)));
        }
    }

    /// A line an entry; a list without any is left out unless it must be there.
    fn list<T: Serialize>(&mut self, name: &str, values: &[T], is_needed: bool) {
        if values.is_empty() && !is_needed {
            return;
        }
        self.line(format_args!("{name}: ["));
        for value in values {
            self.line(format_args!("    {},", on_one_line(value)));
        }
        self.line(format_args!("],"));
    }
}

/// A value as RON on one line, as it would be written by hand.
pub(super) fn on_one_line<T: Serialize>(value: &T) -> String {
    let config = PrettyConfig::new()
        .compact_structs(true)
        .compact_arrays(true)
        .compact_maps(true)
        .new_line("\n")
        .separator(" ");
    let options = Options::default().with_default_extension(Extensions::IMPLICIT_SOME);
    // Nothing in a plan can fail to be written as RON; what was lost would fail to be read.
    options.to_string_pretty(value, config).unwrap_or_default()
}
