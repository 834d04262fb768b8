//! The part of a workspace file that says how its indicators are judged: the method, rules of their own,
//! interim targets, grades given by hand. A file that holds none of it has no line of it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::NaiveDateTime;
use serde::Deserialize;

use super::catalog::Catalog;
use super::flaw::Flaw;
use super::register::{Exact, LimitsRow, odd_year, quoted, unknown_indicator};
use super::rules::twice;
use crate::model::{
    Act, Baseline, Grade, IndicatorId, InterimTarget, Judgement, Limits, Method, OwnRule, PlanId,
    Seen, SeenBaseline, Settings, Status, Year,
};

/// A rule of an indicator's own, as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OwnRuleRow {
    indicator: IndicatorId,
    method: Method,
    #[serde(default)]
    limits: Option<LimitsRow>,
    reason: String,
    #[serde(default)]
    by: String,
    #[serde(default)]
    at: Option<NaiveDateTime>,
}

/// An interim target, as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct InterimRow {
    indicator: IndicatorId,
    year: Year,
    value: Exact,
    source: String,
}

/// A decision about a grade, as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct JudgementRow {
    indicator: IndicatorId,
    year: Year,
    act: Act,
    #[serde(default)]
    why: String,
    #[serde(default)]
    by: String,
    #[serde(default)]
    at: Option<NaiveDateTime>,
    #[serde(default)]
    actual: Option<Exact>,
    #[serde(default)]
    status: Option<Status>,
    #[serde(default)]
    baseline: SeenBaselineRow,
    computed: Grade,
}

/// The baseline that a decision was made on, as it is written.
#[derive(Default, Deserialize)]
enum SeenBaselineRow {
    #[default]
    NotNoted,
    Missing,
    Was {
        year: Year,
        value: Exact,
    },
}

/// The lines within the settings.
pub(super) fn encode_rules(out: &mut String, settings: &Settings) {
    if settings.method != Method::default() {
        let _ = writeln!(out, "        method: {:?},", settings.method);
    }
    if !settings.own_rules.is_empty() {
        out.push_str("        own_rules: [\n");
        for (id, rule) in &settings.own_rules {
            encode_own_rule(out, id, rule);
        }
        out.push_str("        ],\n");
    }
    if !settings.interim.is_empty() {
        out.push_str("        interim: [\n");
        for (id, chosen) in &settings.interim {
            for target in chosen {
                let _ = writeln!(
                    out,
                    "            (indicator: {}, year: {}, value: \"{}\", source: {}),",
                    quoted(&id.to_string()),
                    target.year,
                    target.value,
                    quoted(&target.source)
                );
            }
        }
        out.push_str("        ],\n");
    }
}

fn encode_own_rule(out: &mut String, id: &IndicatorId, rule: &OwnRule) {
    let id = quoted(&id.to_string());
    let _ = write!(
        out,
        "            (indicator: {id}, method: {:?}",
        rule.method
    );
    if let Some(limits) = &rule.limits {
        let _ = write!(
            out,
            ", limits: (ahead: \"{}\", on_track: \"{}\", behind: \"{}\")",
            limits.ahead, limits.on_track, limits.behind
        );
    }
    let _ = write!(out, ", reason: {}", quoted(&rule.reason));
    encode_signature(out, &rule.by, rule.at);
    out.push_str("),\n");
}

/// The list of grades given by hand.
pub(super) fn encode_judgements(
    out: &mut String,
    judgements: &BTreeMap<IndicatorId, Vec<Judgement>>,
) {
    if judgements.is_empty() {
        return;
    }
    out.push_str("    judgements: [\n");
    for (id, entries) in judgements {
        for entry in entries {
            let _ = write!(
                out,
                "        (indicator: {}, year: {}, act: {:?}",
                quoted(&id.to_string()),
                entry.year,
                entry.act
            );
            if !entry.why.is_empty() {
                let _ = write!(out, ", why: {}", quoted(&entry.why));
            }
            encode_signature(out, &entry.by, entry.at);
            if let Some(actual) = entry.seen.actual {
                let _ = write!(out, ", actual: \"{actual}\"");
            }
            if let Some(status) = entry.seen.status {
                let _ = write!(out, ", status: {status:?}");
            }
            match entry.seen.baseline {
                SeenBaseline::NotNoted => {}
                SeenBaseline::Missing => out.push_str(", baseline: Missing"),
                SeenBaseline::Was(Baseline { year, value }) => {
                    let _ = write!(out, ", baseline: Was(year: {year}, value: \"{value}\")");
                }
            }
            let _ = writeln!(out, ", computed: {:?}),", entry.seen.computed);
        }
    }
    out.push_str("    ],\n");
}

fn encode_signature(out: &mut String, by: &str, at: Option<NaiveDateTime>) {
    if !by.is_empty() {
        let _ = write!(out, ", by: {}", quoted(by));
    }
    if let Some(at) = at {
        let _ = write!(out, ", at: \"{at:?}\"");
    }
}

pub(super) fn own_rules(rows: Vec<OwnRuleRow>) -> BTreeMap<IndicatorId, OwnRule> {
    let rule = |row: OwnRuleRow| {
        let rule = OwnRule {
            method: row.method,
            limits: row.limits.map(Limits::from),
            reason: row.reason,
            by: row.by,
            at: row.at,
        };
        (row.indicator, rule)
    };
    rows.into_iter().map(rule).collect()
}

pub(super) fn interim(rows: Vec<InterimRow>) -> BTreeMap<IndicatorId, Vec<InterimTarget>> {
    let mut all: BTreeMap<IndicatorId, Vec<InterimTarget>> = BTreeMap::new();
    for row in rows {
        all.entry(row.indicator).or_default().push(InterimTarget {
            year: row.year,
            value: row.value.0,
            source: row.source,
        });
    }
    for chosen in all.values_mut() {
        chosen.sort_by_key(|target| target.year);
    }
    all
}

pub(super) fn judgements(rows: Vec<JudgementRow>) -> BTreeMap<IndicatorId, Vec<Judgement>> {
    let mut all: BTreeMap<IndicatorId, Vec<Judgement>> = BTreeMap::new();
    for row in rows {
        all.entry(row.indicator).or_default().push(Judgement {
            year: row.year,
            act: row.act,
            why: row.why,
            by: row.by,
            at: row.at,
            seen: Seen {
                actual: row.actual.map(|actual| actual.0),
                status: row.status,
                baseline: row.baseline.into(),
                computed: row.computed,
            },
        });
    }
    all
}

/// Lines of which one would be lost.
pub(super) fn twice_entered(flaws: &mut Vec<Flaw>, rules: &[OwnRuleRow], interim: &[InterimRow]) {
    twice(
        flaws,
        rules.iter().map(|row| &row.indicator),
        |index, id| {
            Flaw::new(
                format!("settings.own_rules[{index}]"),
                format!("指标 {id} 的单独规则有两行；请只留一行"),
            )
        },
    );
    let years = interim.iter().map(|row| (&row.indicator, row.year));
    twice(flaws, years, |index, (id, year)| {
        Flaw::new(
            format!("settings.interim[{index}]"),
            format!("指标 {id} 的 {year} 年中期目标有两行；请只留一行"),
        )
    });
}

/// What the rules of a workspace are held against.
pub(super) struct Held<'a> {
    pub(super) catalog: &'a Catalog,
    pub(super) plans: &'a [PlanId],
    pub(super) flaws: &'a mut Vec<Flaw>,
}

impl Held<'_> {
    pub(super) fn own_rules(&mut self, rows: &[OwnRuleRow]) {
        for (index, row) in rows.iter().enumerate() {
            let path = format!("settings.own_rules[{index}]");
            self.indicator(&path, &row.indicator);
            self.not_blank(
                format!("{path}.reason"),
                &row.reason,
                "请写明为什么单独定规则",
            );
            let limits = row.limits.map(Limits::from);
            if let Some(Err(error)) = limits.map(Limits::checked) {
                self.flaws
                    .push(Flaw::new(format!("{path}.limits"), error.to_string()));
            }
        }
    }

    /// `base_year` tells the year of the baseline entered for an indicator.
    pub(super) fn interim(
        &mut self,
        rows: &[InterimRow],
        base_year: impl Fn(&IndicatorId) -> Option<Year>,
    ) {
        for (index, row) in rows.iter().enumerate() {
            let path = format!("settings.interim[{index}]");
            self.indicator(&path, &row.indicator);
            odd_year(self.flaws, format!("{path}.year"), row.year);
            self.not_blank(
                format!("{path}.source"),
                &row.source,
                "请写明这个中期目标出自哪份文件",
            );
            let found = self.catalog.find_indicator(&row.indicator);
            let Some((_, indicator)) = found else {
                continue;
            };
            let printed = indicator.baseline.map(|baseline| baseline.year);
            let start = base_year(&row.indicator).or(printed);
            let last = indicator.final_target().map(|target| target.year);
            if last.is_some_and(|last| row.year >= last) {
                self.flaws.push(Flaw::new(
                    format!("{path}.year"),
                    "中期目标须早于目标年，这一行不起作用；请改正或删去",
                ));
            } else if start.is_some_and(|start| row.year <= start) {
                self.flaws.push(Flaw::new(
                    format!("{path}.year"),
                    "中期目标须晚于基期年，这一行不起作用；请改正或删去",
                ));
            } else if indicator.targets.iter().any(|t| t.year == row.year) {
                self.flaws.push(Flaw::new(
                    format!("{path}.year"),
                    "规划自己在这一年有目标，这一行不起作用；请删去",
                ));
            }
        }
    }

    pub(super) fn judgements(&mut self, rows: &[JudgementRow]) {
        for (index, row) in rows.iter().enumerate() {
            let path = format!("judgements[{index}]");
            self.indicator(&path, &row.indicator);
            odd_year(self.flaws, format!("{path}.year"), row.year);
            let is_judged = |earlier: &JudgementRow| {
                earlier.indicator == row.indicator && matches!(earlier.act, Act::Judged(_))
            };
            if matches!(row.act, Act::Judged(_)) {
                self.not_blank(format!("{path}.why"), &row.why, "请写明人工评定的理由");
            } else if !rows[..index].iter().any(is_judged) {
                self.flaws.push(Flaw::new(
                    format!("{path}.act"),
                    "前面没有人工评定可以确认或撤回；请核对是否缺了一行",
                ));
            }
        }
    }

    fn indicator(&mut self, path: &str, id: &IndicatorId) {
        let message = unknown_indicator(id, self.catalog).or_else(|| {
            let is_kept = self.plans.contains(&id.plan);
            (!is_kept).then(|| format!("台账没有收入规划 {}，这一行不起作用；请核对", id.plan))
        });
        if let Some(message) = message {
            self.flaws
                .push(Flaw::new(format!("{path}.indicator"), message));
        }
    }

    fn not_blank(&mut self, path: String, words: &str, what_to_do: &str) {
        if words.trim().is_empty() {
            self.flaws
                .push(Flaw::new(path, format!("这里是空的；{what_to_do}")));
        }
    }
}

impl From<SeenBaselineRow> for SeenBaseline {
    fn from(row: SeenBaselineRow) -> Self {
        match row {
            SeenBaselineRow::NotNoted => Self::NotNoted,
            SeenBaselineRow::Missing => Self::Missing,
            SeenBaselineRow::Was { year, value } => Self::Was(Baseline {
                year,
                value: value.0,
            }),
        }
    }
}

impl From<LimitsRow> for Limits {
    fn from(row: LimitsRow) -> Self {
        Self {
            ahead: row.ahead.0,
            on_track: row.on_track.0,
            behind: row.behind.0,
        }
    }
}
