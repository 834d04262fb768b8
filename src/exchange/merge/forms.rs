//! What a workspace knows of its forms, held against one that came back: whether a later one is known,
//! what was decided about its figures before, and what is noted of it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDateTime;

use super::{Choice, Collection, FileNote, Line, Verdict};
use crate::exchange::figure::Figure;
use crate::exchange::form::Filled;
use crate::exchange::load::{Content, Loaded};
use crate::model::{
    Declined, Desk, DeskKey, Edit, Explanation, Place, Receipt, Unit, Workspace, format_number,
};

/// Why a form is an older one: a later version has gone out, or a later filling has come back.
pub(super) fn outdated(workspace: &Workspace, file: &Loaded) -> Option<String> {
    let Content::Form(filled) = &file.content else {
        return None;
    };
    let version = filled.version;
    let desk = workspace.forms.desk(&filled.desk)?;
    let is_later = |receipt: &&Receipt| {
        let is_resaved =
            matches!((receipt.saved, filled.saved), (Some(there), Some(here)) if there > here);
        receipt.version > version || (receipt.version == version && is_resaved)
    };
    let others = desk.received.iter().filter(|r| r.print != file.print);
    match others.filter(is_later).max_by_key(|r| (r.version, r.saved)) {
        Some(later) if later.version > version => Some(format!(
            "这是第 {version} 次发出的表，已收过第 {} 次的（{}）",
            later.version, later.file
        )),
        Some(later) => Some(format!(
            "已收过同一张表后来保存的一份（{}），这份更早",
            later.file
        )),
        None => {
            let last = desk.issued.iter().map(|issue| issue.version).max()?;
            let is_older = last > version;
            is_older.then(|| format!("这是第 {version} 次发出的表，之后还发过第 {last} 次"))
        }
    }
}

/// Whether what the register holds came by an earlier form of the same unit: a unit may correct
/// itself.
pub(super) fn came_from(
    workspace: &Workspace,
    unit: &Unit,
    by: &str,
    entered_at: Option<NaiveDateTime>,
) -> bool {
    let of_unit = by
        .strip_prefix(unit.0.as_str())
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('（'));
    of_unit
        && workspace
            .forms
            .desks
            .iter()
            .filter(|(key, _)| key.unit == *unit)
            .flat_map(|(_, desk)| &desk.received)
            .any(|receipt| Some(receipt.at) == entered_at)
}

/// Why a form's figure that is not what the register holds is not asked about: somebody has decided
/// about it, or has entered another after this very file had been collected.
pub(super) fn settled(
    workspace: &Workspace,
    file: &Loaded,
    figure: &Figure,
    (by, entered_at): &(String, Option<NaiveDateTime>),
) -> Option<String> {
    let Content::Form(filled) = &file.content else {
        return None;
    };
    let desk = workspace.forms.desk(&filled.desk)?;
    let is_it = |declined: &&Declined| says(declined, figure, filled.version);
    if let Some(declined) = desk.declined.iter().find(is_it) {
        let day = declined.at.format("%Y-%m-%d");
        return Some(format!("{day} 已决定不用表里的数"));
    }
    let collected = desk.received.iter().filter(|r| r.print == file.print);
    let since = collected.map(|receipt| receipt.at).max()?;
    let at = entered_at.filter(|at| *at > since)?;
    let by = if by.is_empty() {
        "未署名的用户"
    } else {
        by
    };
    Some(format!(
        "这份文件以前收过，{by} {} 又另填了数",
        at.format("%Y-%m-%d %H:%M")
    ))
}

/// Whether this is what was decided about.
fn says(declined: &Declined, figure: &Figure, version: u32) -> bool {
    let Declined {
        version: of_version,
        no,
        is_baseline,
        value,
        status,
        source,
        note,
        at: _,
    } = declined;
    let (title, said) = (&figure.title, &figure.said);
    (*of_version, *no, *is_baseline) == (version, title.no, title.is_baseline)
        && (*value, *status) == (said.value, said.status)
        && (source, note) == (&said.source, &said.note)
}

/// What is told of a file, which has this place among those collected.
pub(super) fn note(place: usize, file: &Loaded, lines: &[Line], workspace: &Workspace) -> FileNote {
    let mut note = FileNote {
        name: file.name.clone(),
        what: String::new(),
        figures: 0,
        matters: 0,
        fault: None,
        remarks: Vec::new(),
        blanks: Vec::new(),
        refusals: Vec::new(),
        receipt: None,
        reported: BTreeSet::new(),
    };
    match &file.content {
        Content::Form(filled) => {
            note.what = form_words(filled);
            note.figures = filled.figures.len();
            let actuals = filled.figures.iter().filter(|f| !f.title.is_baseline);
            note.reported = actuals.map(|figure| figure.title.no).collect();
            note.remarks.clone_from(&filled.remarks);
            note.blanks.clone_from(&filled.blanks);
            note.refusals.clone_from(&filled.refusals);
            let is_known = |desk: &Desk| desk.received.iter().any(|r| r.print == file.print);
            if workspace.forms.desk(&filled.desk).is_some_and(is_known) {
                note.remarks.push("这份文件以前收过".to_owned());
            }
            note.receipt = Some((filled.desk.clone(), receipt(file, filled)));
        }
        Content::Table(table) => {
            "数据表".clone_into(&mut note.what);
            note.figures = table.figures.len();
            note.matters = table.matters.len();
            note.remarks.clone_from(&table.remarks);
            note.refusals.clone_from(&table.refusals);
        }
        Content::Refused(fault) => {
            "没有收取".clone_into(&mut note.what);
            note.fault = Some(fault.to_string());
        }
    }
    note.remarks.extend(kept(place, lines));
    note
}

/// A remark on each figure of a file that is not asked about.
fn kept(place: usize, lines: &[Line]) -> Vec<String> {
    let words = |line: &Line, figure: &Figure, reason: &str| {
        let now = line.current.as_ref().map(|now| format_number(now.value));
        format!(
            "{} {}：表里是 {}，台账保留 {}（{reason}）；要改用，请在“填报”里直接填",
            line.title.words(),
            line.title.year_words(),
            figure.said.words(),
            now.unwrap_or_default()
        )
    };
    let of_line = |line: &Line| {
        let mine = line.declined.iter().filter(|(f, _)| f.file == place);
        let all: Vec<String> = mine.map(|(f, reason)| words(line, f, reason)).collect();
        all
    };
    lines.iter().flat_map(of_line).collect()
}

fn form_words(filled: &Filled) -> String {
    format!(
        "{} {} 年填报表，第 {} 次",
        filled.desk.unit, filled.desk.year, filled.version
    )
}

fn receipt(file: &Loaded, filled: &Filled) -> Receipt {
    Receipt {
        at: filled.issued,
        version: filled.version,
        file: file.name.clone(),
        print: file.print.clone(),
        filler: filled.filler.clone(),
        phone: filled.phone.clone(),
        figures: u32::try_from(filled.figures.len()).unwrap_or(u32::MAX),
        saved: filled.saved,
    }
}

impl Collection {
    /// What is noted of the forms: that they came back, what was said in place of figures, and which
    /// figures were decided not to be taken. Nothing where all of it is known.
    pub(super) fn receipts(
        &self,
        workspace: &Workspace,
        choices: &BTreeMap<Place, Choice>,
        at: NaiveDateTime,
    ) -> Vec<Edit> {
        let mut desks: BTreeMap<DeskKey, Desk> = BTreeMap::new();
        for (place, file) in (0..).zip(&self.files) {
            let Some((key, receipt)) = file.receipt.clone() else {
                continue;
            };
            let known = || workspace.forms.desk(&key).cloned().unwrap_or_default();
            let desk = desks.entry(key.clone()).or_insert_with(known);
            let version = receipt.version;
            let is_new = desk.received.iter().all(|r| r.print != receipt.print);
            // One that is collected anew, as after an earlier version was brought back, is noted
            // anew: figures taken from it carry the time of a receipt.
            if is_new || self.brings(place, choices) {
                desk.received.push(Receipt { at, ..receipt });
                desk.explained.retain(|no, _| !file.reported.contains(no));
                for blank in file.blanks.iter().filter(|blank| !blank.note.is_empty()) {
                    let words = blank.note.clone();
                    desk.explained
                        .insert(blank.title.no, Explanation { at, words });
                }
            }
            for figure in self.passed_over(place, choices) {
                if desk.declined.iter().all(|d| !says(d, figure, version)) {
                    desk.declined.push(decided(figure, version, at));
                }
            }
        }
        let is_changed = |(key, desk): &(DeskKey, Desk)| workspace.forms.desk(key) != Some(desk);
        desks
            .into_iter()
            .filter(is_changed)
            .map(|(key, desk)| Edit::Desk {
                key,
                value: Some(desk),
            })
            .collect()
    }

    /// Whether any figure is taken from a file.
    fn brings(&self, place: usize, choices: &BTreeMap<Place, Choice>) -> bool {
        let taken = self.lines.iter().filter_map(|line| line.chosen(choices));
        taken
            .flat_map(super::Offer::figures)
            .any(|f| f.file == place)
    }

    /// The figures of a file that somebody decides against.
    fn passed_over<'a>(
        &'a self,
        place: usize,
        choices: &'a BTreeMap<Place, Choice>,
    ) -> impl Iterator<Item = &'a Figure> {
        let is_decided = |line: &&Line| {
            line.verdict == Verdict::Conflict && choices.contains_key(&line.key.place())
        };
        let decided = self.lines.iter().filter(is_decided);
        decided.flat_map(move |line| {
            let taken = line.chosen(choices);
            let others = line.offers.iter().filter(move |o| Some(*o) != taken);
            let figures = others.flat_map(super::Offer::figures);
            figures.filter(move |figure| figure.file == place)
        })
    }
}

fn decided(figure: &Figure, version: u32, at: NaiveDateTime) -> Declined {
    let (title, said) = (&figure.title, &figure.said);
    Declined {
        version,
        no: title.no,
        is_baseline: title.is_baseline,
        value: said.value,
        status: said.status,
        source: said.source.clone(),
        note: said.note.clone(),
        at,
    }
}
