//! The workspace file (台账): its text out and in.
//!
//! One line for each baseline and each observation, in a fixed order, so that a change of one cell
//! is a change of one line. The file is written by hand rather than by a serializer, because that
//! is the only way to keep the lines; it is read by serde into rows, which still know their order.

mod figures;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use chrono::NaiveDateTime;
use serde::{Deserialize, Deserializer};

use super::adjustments::{self, AdjustmentRow};
use super::catalog::Catalog;
use super::desk_rows::{self, FormsRow};
use super::error::{Problem, StoreError};
use super::flaw::{Flaw, in_file, located, suggestion};
use super::measures::{self, MeasureRow};
use super::parse::{parse, parse_quietly};
use super::plan_text;
use super::rulebook::{self, Held, InterimRow, JudgementRow, OwnRuleRow};
use super::rules::twice;
use super::scan::integer_at;
use super::words::{self, WordsRow};
use crate::model::{
    Baseline, Confirmation, CumulativeEntry, Decimal, DoubtKind, Indicator, IndicatorId, Limits,
    LimitsError, Method, Observation, ObservationKey, Plan, PlanId, SeriesId, Settings, Status,
    Workspace, Year, exact, parse_year,
};

/// The format this program writes, and the newest it reads. Older ones are read with what they lack
/// left at its default; a file without a number is of the first.
pub(super) const FORMAT: u32 = 3;
/// The first format: figures, baselines, the year judged and the limits. The second has rules of an
/// indicator's own, grades by hand, confirmed doubts, measures and the analyst's words besides. The third
/// has plans of the workspace's own and documents that changed targets.
const FIRST_FORMAT: u32 = 1;

const HEAD: &str = "\
// 知标台账：实际值、基期值和设置，每个数一行。
// 可以用文本编辑器查看和比较；知标保存时整体重写，手写的注释不会保留。
";

/// The file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Register {
    #[serde(default)]
    format: Option<u32>,
    plans: Vec<PlanId>,
    #[serde(default)]
    own_plans: Vec<Plan>,
    #[serde(default)]
    synthetic: bool,
    #[serde(default)]
    settings: SettingsRow,
    #[serde(default)]
    baselines: Vec<BaselineRow>,
    #[serde(default)]
    observations: Vec<ObservationRow>,
    #[serde(default)]
    confirmed: Vec<ConfirmedRow>,
    #[serde(default)]
    adjustments: Vec<AdjustmentRow>,
    #[serde(default)]
    judgements: Vec<JudgementRow>,
    #[serde(default)]
    measures: Vec<MeasureRow>,
    #[serde(default)]
    words: Vec<WordsRow>,
    #[serde(default)]
    forms: FormsRow,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct SettingsRow {
    #[serde(default)]
    as_of: Option<Year>,
    #[serde(default)]
    base_year: Option<Year>,
    #[serde(default)]
    method: Method,
    #[serde(default)]
    limits: Option<LimitsRow>,
    #[serde(default)]
    own_rules: Vec<OwnRuleRow>,
    #[serde(default)]
    interim: Vec<InterimRow>,
    #[serde(default)]
    cumulative_entry: Vec<EntryRow>,
    #[serde(default)]
    pinned: Vec<IndicatorId>,
}

/// Limits as they are written.
#[derive(Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LimitsRow {
    pub(super) ahead: Exact,
    pub(super) on_track: Exact,
    pub(super) behind: Exact,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EntryRow {
    series: SeriesId,
    entry: CumulativeEntry,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BaselineRow {
    indicator: IndicatorId,
    year: Year,
    value: Exact,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ObservationRow {
    series: SeriesId,
    year: Year,
    value: Exact,
    status: Status,
    #[serde(default)]
    source: String,
    #[serde(default)]
    note: String,
    #[serde(default)]
    by: String,
    #[serde(default)]
    at: Option<NaiveDateTime>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ConfirmedRow {
    series: SeriesId,
    year: Year,
    value: Exact,
    doubts: Vec<DoubtKind>,
}

/// A decimal that is either kept digit by digit or refused; the usual reader would round.
#[derive(Clone, Copy)]
pub(super) struct Exact(pub(super) Decimal);

impl<'de> Deserialize<'de> for Exact {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        exact(deserializer).map(Self)
    }
}

/// The text of a workspace file.
#[must_use]
pub fn encode_workspace(workspace: &Workspace) -> String {
    let mut out = String::from(HEAD);
    let plans: Vec<String> = workspace.plans.iter().map(|p| quoted(&p.0)).collect();
    let _ = writeln!(out, "(\n    format: {FORMAT},");
    let _ = writeln!(out, "    plans: [{}],", plans.join(", "));
    plan_text::encode_own(&mut out, &workspace.own_plans);
    let _ = writeln!(out, "    synthetic: {},", workspace.synthetic);
    encode_settings(&mut out, &workspace.settings);
    out.push_str("    baselines: [\n");
    for (id, baseline) in &workspace.baselines {
        let _ = writeln!(
            out,
            "        (indicator: {}, year: {}, value: \"{}\"),",
            quoted(&id.to_string()),
            baseline.year,
            baseline.value
        );
    }
    out.push_str("    ],\n    observations: [\n");
    for (key, observation) in &workspace.observations {
        encode_observation(&mut out, key, observation);
    }
    out.push_str("    ],\n");
    encode_confirmed(&mut out, &workspace.confirmed);
    adjustments::encode(&mut out, &workspace.adjustments);
    rulebook::encode_judgements(&mut out, &workspace.judgements);
    measures::encode_all(&mut out, &workspace.measures);
    words::encode_all(&mut out, &workspace.words);
    desk_rows::encode(&mut out, &workspace.forms);
    out.push_str(")\n");
    out
}

fn encode_settings(out: &mut String, settings: &Settings) {
    let limits = &settings.limits;
    let _ = writeln!(
        out,
        "    settings: (\n        as_of: {:?},\n        base_year: {:?},\n        \
         limits: (ahead: \"{}\", on_track: \"{}\", behind: \"{}\"),",
        settings.as_of, settings.base_year, limits.ahead, limits.on_track, limits.behind
    );
    rulebook::encode_rules(out, settings);
    out.push_str("        cumulative_entry: [\n");
    for (series, entry) in &settings.cumulative_entry {
        let series = quoted(&series.0);
        let _ = writeln!(out, "            (series: {series}, entry: {entry:?}),");
    }
    out.push_str("        ],\n");
    if !settings.pinned.is_empty() {
        let pinned: Vec<String> = settings
            .pinned
            .iter()
            .map(|id| quoted(&id.to_string()))
            .collect();
        let _ = writeln!(out, "        pinned: [{}],", pinned.join(", "));
    }
    out.push_str("    ),\n");
}

fn encode_observation(out: &mut String, key: &ObservationKey, observation: &Observation) {
    let _ = write!(
        out,
        "        (series: {}, year: {}, value: \"{}\", status: {:?}",
        quoted(&key.series.0),
        key.year,
        observation.value,
        observation.status
    );
    for (name, text) in [
        ("source", &observation.source),
        ("note", &observation.note),
        ("by", &observation.by),
    ] {
        if !text.is_empty() {
            let _ = write!(out, ", {name}: {}", quoted(text));
        }
    }
    if let Some(at) = observation.at {
        let _ = write!(out, ", at: Some(\"{at:?}\")");
    }
    out.push_str("),\n");
}

/// Left out where there is nothing, so that the file is as it was before anything was confirmed.
fn encode_confirmed(out: &mut String, confirmed: &BTreeMap<ObservationKey, Confirmation>) {
    if confirmed.is_empty() {
        return;
    }
    out.push_str("    confirmed: [\n");
    for (key, confirmation) in confirmed {
        let _ = writeln!(
            out,
            "        (series: {}, year: {}, value: \"{}\", doubts: {:?}),",
            quoted(&key.series.0),
            key.year,
            confirmation.value,
            confirmation.doubts.iter().collect::<Vec<_>>()
        );
    }
    out.push_str("    ],\n");
}

/// A text in quotes that stays on its line and looks like what it holds.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            // Breaks a line or turns it around in an editor.
            '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => {
                let _ = write!(out, "\\u{{{:x}}}", c as u32);
            }
            _ if c.is_control() => {
                let _ = write!(out, "\\u{{{:x}}}", c as u32);
            }
            _ => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Reads the text of a workspace file.
///
/// # Errors
/// Every problem that would lose or change what is written there. Whether its plans and series are
/// known is a question to a [`Catalog`]; see [`super::open`] and [`super::check`].
pub fn decode_workspace(text: &str) -> Result<Workspace, Vec<Problem>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    read_register(text).map(Register::into_workspace)
}

/// Reads a workspace that this program has written before, whatever plans it follows.
pub(super) fn decode_at(path: &Path, text: &str) -> Result<Workspace, StoreError> {
    decode_workspace(text).map_err(|problems| StoreError::Invalid(in_file(path, problems)))
}

/// Reads a workspace whose plans must be known, and the format it was written in.
pub(super) fn open_text(
    path: &Path,
    text: &str,
    catalog: &Catalog,
) -> Result<(Workspace, u32), StoreError> {
    let read = || {
        let register = read_register(text)?;
        let catalog = catalog.with_own(&register.own_plans);
        let problems = located(text, register.unknown_plans(&catalog));
        if problems.is_empty() {
            let format = register.format.unwrap_or(FIRST_FORMAT);
            Ok((register.into_workspace(), format))
        } else {
            Err(problems)
        }
    };
    read().map_err(|problems| StoreError::Invalid(in_file(path, problems)))
}

/// Reads a workspace file and holds it against every rule.
pub(super) fn check_text(text: &str, catalog: &Catalog) -> Result<Workspace, Vec<Problem>> {
    let register = read_register(text)?;
    let mut flaws = register.own_plan_flaws(catalog);
    let adjusted = adjustments::adjustments(register.adjustments.clone());
    let catalog = &catalog.with_own(&register.own_plans).adjusted(&adjusted);
    flaws.extend(register.unknown_plans(catalog));
    flaws.extend(register.advice(catalog));
    let problems = located(text, flaws);
    if problems.is_empty() {
        Ok(register.into_workspace())
    } else {
        Err(problems)
    }
}

fn read_register(text: &str) -> Result<Register, Vec<Problem>> {
    // Before its fields are read, as a newer format may have others.
    let format = integer_at(text, "format");
    let readable = FIRST_FORMAT..=FORMAT;
    if let Some(format) = format.filter(|format| !readable.contains(format)) {
        return Err(located(
            text,
            vec![Flaw::new("format", other_format(format))],
        ));
    }
    let register = register_of(text).map_err(|problem| vec![problem])?;
    let problems = located(text, register.twice_entered());
    if problems.is_empty() {
        Ok(register)
    } else {
        Err(problems)
    }
}

fn register_of(text: &str) -> Result<Register, Problem> {
    let taken = figures::take(text);
    let rest = taken.and_then(|(rest, rows)| Some((parse_quietly::<Register>(&rest)?, rows)));
    match rest {
        Some((register, observations)) if register.observations.is_empty() => Ok(Register {
            observations,
            ..register
        }),
        _ => parse(text),
    }
}

fn other_format(format: u32) -> String {
    if format > FORMAT {
        format!(
            "此台账由更新版本的知标保存（格式 {format}），本版本只能读到格式 {FORMAT}；\
             文件没有改动，请升级知标后再打开"
        )
    } else {
        format!("没有格式 {format} 这种台账；现行格式为 {FORMAT}，请核对文件是否被改坏")
    }
}

impl Register {
    fn into_workspace(self) -> Workspace {
        let limits = self.settings.limits.map(Limits::from);
        let entries = self.settings.cumulative_entry.into_iter();
        Workspace {
            plans: self.plans,
            own_plans: self
                .own_plans
                .into_iter()
                .map(|plan| (plan.id.clone(), plan))
                .collect(),
            synthetic: self.synthetic,
            settings: Settings {
                as_of: self.settings.as_of,
                base_year: self.settings.base_year,
                method: self.settings.method,
                limits: limits.unwrap_or_default(),
                own_rules: rulebook::own_rules(self.settings.own_rules),
                interim: rulebook::interim(self.settings.interim),
                cumulative_entry: entries.map(|row| (row.series, row.entry)).collect(),
                pinned: self.settings.pinned.into_iter().collect(),
            },
            baselines: self.baselines.into_iter().map(baseline).collect(),
            observations: self
                .observations
                .into_iter()
                .map(observation)
                .collect::<BTreeMap<_, _>>(),
            confirmed: self.confirmed.into_iter().map(confirmation).collect(),
            adjustments: adjustments::adjustments(self.adjustments),
            judgements: rulebook::judgements(self.judgements),
            measures: self
                .measures
                .into_iter()
                .map(MeasureRow::into_state)
                .collect(),
            words: self.words.into_iter().map(WordsRow::into_words).collect(),
            forms: self.forms.into_forms(),
        }
    }

    /// Lines that name the same cell: one of them would be lost.
    fn twice_entered(&self) -> Vec<Flaw> {
        let mut flaws = Vec::new();
        let cells = self.observations.iter().map(|row| (&row.series, row.year));
        // As this program writes them they are in order, and two of one cell stand together.
        if !cells.clone().is_sorted_by(|one, next| one < next) {
            twice(&mut flaws, cells, |index, (series, year)| {
                Flaw::new(
                    format!("observations[{index}]"),
                    format!("口径“{series}”{year} 年的实际值有两行；请只留一行"),
                )
            });
        }
        let confirmed = self.confirmed.iter().map(|row| (&row.series, row.year));
        twice(&mut flaws, confirmed, |index, (series, year)| {
            Flaw::new(
                format!("confirmed[{index}]"),
                format!("口径“{series}”{year} 年的确认有两行；请只留一行"),
            )
        });
        let own = self.own_plans.iter().map(|plan| &plan.id);
        twice(&mut flaws, own, |index, id| {
            Flaw::new(
                format!("own_plans[{index}].id"),
                format!("自建规划“{id}”有两份；请改名或只留一份"),
            )
        });
        let baselines = self.baselines.iter().map(|row| &row.indicator);
        twice(&mut flaws, baselines, |index, id| {
            Flaw::new(
                format!("baselines[{index}]"),
                format!("指标 {id} 的基期值有两行；请只留一行"),
            )
        });
        let measures = self.measures.iter().map(|row| &row.measure);
        twice(&mut flaws, measures, |index, id| {
            Flaw::new(
                format!("measures[{index}]"),
                format!("举措 {id} 的进展有两行；请只留一行"),
            )
        });
        adjustments::twice_entered(&mut flaws, &self.adjustments);
        words::twice_written(&mut flaws, &self.words);
        let entries = self.settings.cumulative_entry.iter().map(|row| &row.series);
        twice(&mut flaws, entries, |index, series| {
            Flaw::new(
                format!("settings.cumulative_entry[{index}]"),
                format!("口径“{series}”的累计填法有两行；请只留一行"),
            )
        });
        let settings = &self.settings;
        rulebook::twice_entered(&mut flaws, &settings.own_rules, &settings.interim);
        self.forms.twice_entered(&mut flaws);
        flaws
    }

    /// What is wrong with the plans of its own, each held against the built-in ones.
    fn own_plan_flaws(&self, catalog: &Catalog) -> Vec<Flaw> {
        let own = self.own_plans.iter().enumerate();
        own.flat_map(|(index, plan)| {
            let mut flaws = catalog.flaws_of(plan);
            if catalog.plan(&plan.id).is_some() {
                let message = format!("“{}”是内置规划的名称，自建规划不会显示；请改名", plan.id);
                flaws.push(Flaw::new("id", message));
            }
            let below = move |flaw: Flaw| flaw.below(&format!("own_plans[{index}]."));
            flaws.into_iter().map(below)
        })
        .collect()
    }

    fn unknown_plans(&self, catalog: &Catalog) -> Vec<Flaw> {
        let unknown = |(index, id): (usize, &PlanId)| {
            catalog.plan(id).is_none().then(|| {
                Flaw::new(
                    format!("plans[{index}]"),
                    format!(
                        "不认识的规划“{id}”；本版本有 {}。请核对，或升级知标后再打开",
                        catalog.plan_names()
                    ),
                )
            })
        };
        self.plans.iter().enumerate().filter_map(unknown).collect()
    }

    /// What is kept as it stands, but will not be seen or cannot be meant.
    fn advice(&self, catalog: &Catalog) -> Vec<Flaw> {
        let mut flaws = Vec::new();
        if self.plans.is_empty() {
            flaws.push(Flaw::new("plans", "没有收入任何规划；请至少写一个"));
        }
        twice(&mut flaws, self.plans.iter(), |index, id| {
            Flaw::new(
                format!("plans[{index}]"),
                format!("规划“{id}”写了两次；请删去一个"),
            )
        });
        self.settings_advice(catalog, &mut flaws);
        for (index, row) in self.baselines.iter().enumerate() {
            let path = format!("baselines[{index}]");
            if let Some(message) = unknown_indicator(&row.indicator, catalog) {
                flaws.push(Flaw::new(format!("{path}.indicator"), message));
            }
            odd_year(&mut flaws, format!("{path}.year"), row.year);
        }
        for (index, row) in self.observations.iter().enumerate() {
            let path = format!("observations[{index}]");
            unknown_series(&mut flaws, format!("{path}.series"), &row.series, catalog);
            odd_year(&mut flaws, format!("{path}.year"), row.year);
        }
        let mut held = Held {
            catalog,
            plans: &self.plans,
            flaws: &mut flaws,
        };
        held.own_rules(&self.settings.own_rules);
        held.interim(&self.settings.interim, |id| {
            let baseline = self.baselines.iter().find(|row| row.indicator == *id);
            baseline.map(|row| row.year)
        });
        held.judgements(&self.judgements);
        for (index, row) in self.measures.iter().enumerate() {
            let plan = catalog.plan(&row.measure.plan);
            if plan.is_none_or(|plan| plan.measure(row.measure.no).is_none()) {
                flaws.push(Flaw::new(
                    format!("measures[{index}].measure"),
                    format!("没有举措 {}，其进展不会显示；请核对", row.measure),
                ));
            }
        }
        adjustments::advice(&mut flaws, &self.adjustments, catalog, &self.plans);
        words::unseen(&mut flaws, &self.words, catalog);
        flaws
    }

    fn settings_advice(&self, catalog: &Catalog, flaws: &mut Vec<Flaw>) {
        let settings = &self.settings;
        let limits = settings.limits.map(Limits::from);
        match limits.map(Limits::checked) {
            Some(Err(LimitsError::NotInOrder)) => flaws.push(Flaw::new(
                "settings.limits",
                "评价界限应从大到小：ahead 大于 on_track，on_track 大于 behind，behind 大于 0",
            )),
            Some(Err(error)) => flaws.push(Flaw::new("settings.limits", error.to_string())),
            Some(Ok(_)) | None => {}
        }
        for (field, year) in [("as_of", settings.as_of), ("base_year", settings.base_year)] {
            if let Some(year) = year {
                odd_year(flaws, format!("settings.{field}"), year);
            }
        }
        for (index, id) in settings.pinned.iter().enumerate() {
            if let Some(message) = unknown_indicator(id, catalog) {
                flaws.push(Flaw::new(format!("settings.pinned[{index}]"), message));
            }
        }
        for (index, row) in settings.cumulative_entry.iter().enumerate() {
            let path = format!("settings.cumulative_entry[{index}].series");
            unknown_series(flaws, path, &row.series, catalog);
        }
    }
}

fn baseline(row: BaselineRow) -> (IndicatorId, Baseline) {
    let baseline = Baseline {
        year: row.year,
        value: row.value.0,
    };
    (row.indicator, baseline)
}

fn observation(row: ObservationRow) -> (ObservationKey, Observation) {
    let key = ObservationKey {
        series: row.series,
        year: row.year,
    };
    let observation = Observation {
        value: row.value.0,
        status: row.status,
        source: row.source,
        note: row.note,
        by: row.by,
        at: row.at,
    };
    (key, observation)
}

fn confirmation(row: ConfirmedRow) -> (ObservationKey, Confirmation) {
    let key = ObservationKey {
        series: row.series,
        year: row.year,
    };
    let confirmation = Confirmation {
        value: row.value.0,
        doubts: row.doubts.into_iter().collect(),
    };
    (key, confirmation)
}

/// Why a name is not that of an indicator, with what it may be.
#[must_use]
pub fn unknown_indicator(id: &IndicatorId, catalog: &Catalog) -> Option<String> {
    let Some(plan) = catalog.plan(&id.plan) else {
        let names = catalog.plans().iter().map(|plan| plan.id.0.as_str());
        let like = suggestion(&id.plan.0, names);
        return Some(format!(
            "指标 {id} 的规划“{}”不认识{like}；可用 {}",
            id.plan,
            catalog.plan_names()
        ));
    };
    if plan.indicator(id.no).is_some() {
        return None;
    }
    let range = |rows: &[Indicator]| {
        let numbers = rows.iter().map(|indicator| indicator.no);
        let (first, last) = (numbers.clone().min()?, numbers.max()?);
        Some(format!("{first} 至 {last}"))
    };
    let mut known = range(&plan.indicators)?;
    if let Some(text) = range(&plan.text_targets) {
        known = format!("{known}，正文中的目标 {text}");
    }
    Some(format!(
        "规划 {} 没有序号 {}；序号为 {known}，可用 zhibiao plans {} 查看",
        plan.id, id.no, plan.id
    ))
}

fn unknown_series(flaws: &mut Vec<Flaw>, path: String, id: &SeriesId, catalog: &Catalog) {
    if catalog.series(id).is_none() {
        let like = suggestion(&id.0, catalog.all_series().iter().map(|s| s.id.0.as_str()));
        flaws.push(Flaw::new(
            path,
            format!("不认识的口径“{id}”{like}，其数值不会显示；请核对"),
        ));
    }
}

pub(super) fn odd_year(flaws: &mut Vec<Flaw>, path: String, year: Year) {
    if let Err(error) = parse_year(&year.to_string()) {
        flaws.push(Flaw::new(path, error.to_string()));
    }
}
