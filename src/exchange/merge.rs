//! What files would change, before anything is changed; then the one edit that changes it.
//!
//! A form remembers what the register held when it was made, so three states are compared: then, now
//! and what the form says. What only the unit changed is taken, what only the analyst changed stays,
//! what both changed is a conflict that somebody decides. Blank never deletes.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDateTime;

use super::figure::{Figure, FigureKey, Said, Title, Voice};
use super::form::{Blank, Refusal};
use super::load::{Content, Loaded};
use crate::model::{
    Baseline, DeskKey, Edit, Observation, ObservationKey, Place, Receipt, Status, Workspace, Year,
};

pub use matters::{MatterLine, MatterOffer};
pub use shown::{Shown, Side};

/// What becomes of one cell of the register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The register holds nothing there yet.
    New,
    /// The register holds something else, which the files may replace.
    Changed,
    /// The register holds the same.
    Same,
    /// Somebody must decide.
    Conflict,
    /// The register stays as it is: that was decided before, or it was changed after the very same
    /// file had been collected.
    Declined,
}

/// What somebody decided about a conflict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// The register stays as it is.
    Keep,
    /// One of the offers is taken, by its place.
    Take(usize),
}

/// One cell of the register with what the files say about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Which cell.
    pub key: FigureKey,
    /// What it is called.
    pub title: Title,
    /// What the register holds.
    pub current: Option<Said>,
    /// Who entered that, and when.
    pub entered: (String, Option<NaiveDateTime>),
    /// What the files offer, in their order; equal offers only once.
    pub offers: Vec<Offer>,
    /// What becomes of it.
    pub verdict: Verdict,
    /// Why somebody must decide; empty otherwise.
    pub why: String,
    /// What is not offered, with the reason.
    pub declined: Vec<(Figure, String)>,
}

/// What a file offers for a cell.
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    /// The figure as it came.
    pub figure: Figure,
    /// Others that come to the same.
    pub others: Vec<Figure>,
    /// What the cell would hold.
    pub result: Said,
    /// Why that looks like a slip (存疑); [`Collection::doubted`] fills it.
    pub doubts: Vec<String>,
}

/// A file among those collected.
#[derive(Clone, Debug)]
pub struct FileNote {
    /// Its name without the folder.
    pub name: String,
    /// What it is, in words: 市商务局 2025 年填报表，第 1 次.
    pub what: String,
    /// How many figures it holds.
    pub figures: usize,
    /// How much it holds besides: settings, rules, judgements, measures, words, forms.
    pub matters: usize,
    /// Why it was not taken as a whole.
    pub fault: Option<String>,
    /// What is taken and worth knowing.
    pub remarks: Vec<String>,
    /// Cells left blank.
    pub blanks: Vec<Blank>,
    /// Cells that are not taken.
    pub refusals: Vec<Refusal>,
    /// The receipt of a form.
    receipt: Option<(DeskKey, Receipt)>,
    /// Indicators that the form has figures of.
    reported: BTreeSet<u32>,
}

/// What files would change in a workspace.
#[derive(Clone, Debug, Default)]
pub struct Collection {
    /// The files.
    pub files: Vec<FileNote>,
    /// The cells they speak of, conflicts first.
    pub lines: Vec<Line>,
    /// What tables bring besides figures.
    pub matters: Vec<MatterLine>,
}

impl Collection {
    /// Compares files with the register.
    #[must_use]
    pub fn new(loaded: &[Loaded], workspace: &Workspace) -> Self {
        let mut by_key: BTreeMap<FigureKey, Vec<(Figure, &Loaded)>> = BTreeMap::new();
        for file in loaded {
            let figures = match &file.content {
                Content::Form(filled) => &filled.figures,
                Content::Table(table) => &table.figures,
                Content::Refused(_) => continue,
            };
            for figure in figures {
                by_key
                    .entry(figure.key.clone())
                    .or_default()
                    .push((figure.clone(), file));
            }
        }
        let mut lines: Vec<Line> = by_key
            .into_iter()
            .filter_map(|(key, figures)| line(workspace, key, figures))
            .collect();
        lines.sort_by(|a, b| {
            let rank = |line: &Line| match line.verdict {
                Verdict::Conflict => 0,
                Verdict::Changed => 1,
                Verdict::New => 2,
                Verdict::Same | Verdict::Declined => 3,
            };
            (rank(a), &a.title).cmp(&(rank(b), &b.title))
        });
        let notes = (0..).zip(loaded);
        Self {
            files: notes
                .map(|(place, file)| forms::note(place, file, &lines, workspace))
                .collect(),
            lines,
            matters: matters::lines(loaded, workspace),
        }
    }

    /// How many cells come to this.
    #[must_use]
    pub fn count(&self, verdict: Verdict) -> usize {
        let figures = self.lines.iter().map(|line| line.verdict);
        let matters = self.matters.iter().map(|line| line.verdict);
        figures.chain(matters).filter(|v| *v == verdict).count()
    }

    /// How many conflicts nobody has decided.
    #[must_use]
    pub fn undecided(&self, choices: &BTreeMap<Place, Choice>) -> usize {
        let conflicts = self.conflicts();
        conflicts
            .filter(|(of, _)| !choices.contains_key(of))
            .count()
    }

    /// The places that somebody must decide about, with how many offers there are for each.
    fn conflicts(&self) -> impl Iterator<Item = (Place, usize)> {
        let of_figure = |line: &Line| (line.verdict, line.key.place(), line.offers.len());
        let of_matter = |line: &MatterLine| (line.verdict, line.of.clone(), line.offers.len());
        let all = self.lines.iter().map(of_figure);
        all.chain(self.matters.iter().map(of_matter))
            .filter(|(verdict, _, _)| *verdict == Verdict::Conflict)
            .map(|(_, of, offers)| (of, offers))
    }

    /// How many cells are not taken, and files as a whole.
    #[must_use]
    pub fn refused(&self) -> usize {
        let of_file = |file: &FileNote| file.refusals.len() + usize::from(file.fault.is_some());
        self.files.iter().map(of_file).sum()
    }

    /// How many cells the edit will change.
    #[must_use]
    pub fn changing(&self, choices: &BTreeMap<Place, Choice>) -> usize {
        let figures = self.lines.iter().filter_map(|line| line.chosen(choices));
        let matters = self.matters.iter().filter_map(|line| line.chosen(choices));
        figures.count() + matters.count()
    }

    /// The same decision for every conflict: to keep what is there, or to take what the last file
    /// says. The workspace's name in its forms is not among the rest: without it every form that is out
    /// would be a stranger's.
    #[must_use]
    pub fn decide_all(&self, take: bool) -> BTreeMap<Place, Choice> {
        self.conflicts()
            .map(|(of, offers)| {
                let choice = match offers.checked_sub(1) {
                    Some(last) if take && of != Place::FormsId => Choice::Take(last),
                    _ => Choice::Keep,
                };
                (of, choice)
            })
            .collect()
    }

    /// The one edit that takes everything that is decided; an empty batch where nothing changes.
    ///
    /// `signer` signs what a table brings without saying who entered it; `at` is now.
    #[must_use]
    pub fn edit(
        &self,
        workspace: &Workspace,
        choices: &BTreeMap<Place, Choice>,
        signer: &str,
        at: NaiveDateTime,
    ) -> Edit {
        let mut edits: Vec<Edit> = self
            .lines
            .iter()
            .filter_map(|line| Some((line, line.chosen(choices)?)))
            .map(|(line, offer)| line_edit(workspace, line, offer, signer, at))
            .collect();
        let matters = self.matters.iter().filter_map(|line| line.chosen(choices));
        edits.extend(matters.map(|offer| offer.edit.clone()));
        edits.extend(self.receipts(workspace, choices, at));
        Edit::Batch(edits)
    }
}

impl Offer {
    /// Every figure that comes to this.
    fn figures(&self) -> impl Iterator<Item = &Figure> {
        std::iter::once(&self.figure).chain(&self.others)
    }
}

impl Line {
    /// The offer that will be taken for a cell.
    fn chosen(&self, choices: &BTreeMap<Place, Choice>) -> Option<&Offer> {
        chosen(self.verdict, &self.offers, choices.get(&self.key.place()))
    }
}

/// The offer that will be taken.
fn chosen<'a, T>(verdict: Verdict, offers: &'a [T], choice: Option<&Choice>) -> Option<&'a T> {
    match verdict {
        Verdict::Same | Verdict::Declined => None,
        Verdict::New | Verdict::Changed => offers.last(),
        Verdict::Conflict => match choice? {
            Choice::Keep => None,
            Choice::Take(index) => offers.get(*index),
        },
    }
}

fn line(workspace: &Workspace, key: FigureKey, figures: Vec<(Figure, &Loaded)>) -> Option<Line> {
    let title = figures.first()?.0.title.clone();
    let (current, entered) = held_now(workspace, &key, title.year);
    let mut offers: Vec<Offer> = Vec::new();
    let mut verdict = Verdict::Same;
    let mut why = String::new();
    let mut declined = Vec::new();
    for (figure, file) in figures {
        let result = laid_over(&figure, &file.name, current.as_ref());
        if current.as_ref().is_some_and(|now| same(now, &result)) {
            continue;
        }
        let now = (current.as_ref(), &entered);
        if let Some(reason) = quarrel(workspace, file, &figure, &result, now) {
            if let Some(reason) = forms::settled(workspace, file, &figure, &entered) {
                declined.push((figure, reason));
                continue;
            }
            verdict = Verdict::Conflict;
            why = reason;
        } else if verdict == Verdict::Same {
            verdict = if current.is_some() {
                Verdict::Changed
            } else {
                Verdict::New
            };
        }
        match offers.iter_mut().find(|o| same(&o.result, &result)) {
            Some(offer) => offer.others.push(figure),
            None => offers.push(Offer {
                figure,
                others: Vec::new(),
                result,
                doubts: Vec::new(),
            }),
        }
    }
    if offers.is_empty() && !declined.is_empty() {
        verdict = Verdict::Declined;
    }
    if offers.len() > 1 {
        verdict = Verdict::Conflict;
        why = rivals(&offers);
    }
    Some(Line {
        key,
        title,
        current,
        entered,
        offers,
        verdict,
        why,
        declined,
    })
}

fn rivals(offers: &[Offer]) -> String {
    let mut voices: Vec<String> = offers.iter().map(|o| o.figure.voice.words()).collect();
    voices.dedup();
    if voices.len() == 1 {
        format!("{}报了两个不同的数", voices.join(""))
    } else {
        format!("{}报的数不同", voices.join("、"))
    }
}

/// Why the figure and the register quarrel, if they do.
fn quarrel(
    workspace: &Workspace,
    file: &Loaded,
    figure: &Figure,
    result: &Said,
    (current, (by, entered_at)): (Option<&Said>, &(String, Option<NaiveDateTime>)),
) -> Option<String> {
    let current = current?;
    if let Some(reason) = touches_final(current, result) {
        return Some(reason);
    }
    if let Some(reason) = forms::outdated(workspace, file) {
        return Some(reason);
    }
    match (&figure.voice, &figure.held) {
        (Voice::Unit { unit, .. }, Some(held)) => {
            let untouched = held
                .as_ref()
                .is_some_and(|h| h.value == current.value && h.status == current.status);
            if untouched || forms::came_from(workspace, unit, by, *entered_at) {
                return None;
            }
            Some("发出之后台账里的数也变了".to_owned())
        }
        (
            Voice::Table {
                signed: Some(signed),
            },
            _,
        ) if matches!(figure.key, FigureKey::Actual(_)) && !signed.is_of(*entered_at) => {
            Some("台账里的数和导出时不是同一次填报".to_owned())
        }
        _ => None,
    }
}

/// A figure that was verified is not replaced, nor made less firm, without somebody's decision.
fn touches_final(current: &Said, result: &Said) -> Option<String> {
    if current.status != Some(Status::Final) {
        return None;
    }
    let lower = result
        .status
        .filter(|status| matches!(status, Status::Flash | Status::Preliminary));
    match (result.value != current.value, lower) {
        (true, _) => Some("台账里的数已最终核实，文件里的数不同".to_owned()),
        (false, Some(status)) => Some(format!("会把最终核实改为{}", status.word())),
        (false, None) => None,
    }
}

fn held_now(
    workspace: &Workspace,
    key: &FigureKey,
    year: Year,
) -> (Option<Said>, (String, Option<NaiveDateTime>)) {
    match key {
        FigureKey::Actual(key) => {
            let Some(observation) = workspace.observations.get(key) else {
                return (None, (String::new(), None));
            };
            let said = Said {
                value: observation.value,
                status: Some(observation.status),
                source: observation.source.clone(),
                note: observation.note.clone(),
            };
            (Some(said), (observation.by.clone(), observation.at))
        }
        FigureKey::Baseline(id) => {
            let baseline = workspace.baselines.get(id);
            // A baseline of another year is another figure.
            let said = baseline.map(|baseline| Said {
                value: baseline.value,
                status: None,
                source: String::new(),
                note: if year == baseline.year {
                    String::new()
                } else {
                    format!("{} 年", baseline.year)
                },
            });
            (said, (String::new(), None))
        }
    }
}

/// What the cell would hold. What is not said stays as it is while the figure does; a new figure
/// takes over neither how firm the old one was nor where that came from, for it is another figure.
fn laid_over(figure: &Figure, file: &str, current: Option<&Said>) -> Said {
    let said = &figure.said;
    let is_baseline = matches!(figure.key, FigureKey::Baseline(_));
    // A form whose value was left as it was does not bring that value.
    let held_value = figure
        .held
        .as_ref()
        .and_then(|h| h.as_ref())
        .map(|h| h.value);
    let value = match (held_value, current) {
        (Some(held), Some(now)) if held == said.value => now.value,
        // Equal numbers keep the digits they were entered with.
        (_, Some(now)) if now.value == said.value => now.value,
        (Some(held), None) if held == said.value => held,
        _ => said.value,
    };
    let replaced = current.filter(|now| now.value != value);
    // A form shows the unit what it leaves as it is; a table that is silent knows nothing of it.
    let was_shown = matches!(figure.held, Some(Some(_)));
    let kept = current.filter(|_| replaced.is_none() || was_shown);
    let unsaid = |new: &String, old: fn(&Said) -> &String| {
        if new.is_empty() {
            kept.map(|now| old(now).clone()).unwrap_or_default()
        } else {
            new.clone()
        }
    };
    let is_table = matches!(figure.voice, Voice::Table { .. });
    let source = unsaid(&said.source, |now| &now.source);
    Said {
        value,
        status: if is_baseline {
            None
        } else {
            let before = kept.and_then(|now| now.status);
            let before = before.filter(|s| replaced.is_none() || *s != Status::Final);
            Some(said.status.or(before).unwrap_or(Status::Flash))
        },
        source: if replaced.is_some() && source.is_empty() && !is_baseline && is_table {
            format!("数据表“{file}”")
        } else {
            source
        },
        note: if is_baseline {
            String::new()
        } else {
            unsaid(&said.note, |now| &now.note)
        },
    }
}

fn same(a: &Said, b: &Said) -> bool {
    a.value == b.value && a.status == b.status && a.source == b.source && a.note == b.note
}

fn line_edit(
    workspace: &Workspace,
    line: &Line,
    offer: &Offer,
    signer: &str,
    at: NaiveDateTime,
) -> Edit {
    match &line.key {
        FigureKey::Baseline(id) => Edit::Baseline {
            indicator: id.clone(),
            value: Some(Baseline {
                year: line.title.year,
                value: offer.result.value,
            }),
        },
        FigureKey::Actual(key) => {
            let (by, at) = signature(workspace, key, &offer.figure.voice, signer, at);
            Edit::Observation {
                key: key.clone(),
                value: Some(Observation {
                    value: offer.result.value,
                    status: offer.result.status.unwrap_or_default(),
                    source: offer.result.source.clone(),
                    note: offer.result.note.clone(),
                    by,
                    at,
                }),
            }
        }
    }
}

/// Who a figure is signed by. A table's own signature holds, unless its figure was changed after it
/// was written out.
fn signature(
    workspace: &Workspace,
    key: &ObservationKey,
    voice: &Voice,
    signer: &str,
    at: NaiveDateTime,
) -> (String, Option<NaiveDateTime>) {
    match voice {
        Voice::Unit { .. } => (voice.words(), Some(at)),
        Voice::Table { signed: None } => (signer.to_owned(), Some(at)),
        Voice::Table { signed: Some(told) } => {
            let now = workspace.observations.get(key);
            if now.is_some_and(|now| told.is_of(now.at)) {
                (signer.to_owned(), Some(at))
            } else {
                (told.by.clone(), told.at)
            }
        }
    }
}

impl FileNote {
    /// What it is and how much it holds: 数据表，12 个数，3 项其他内容.
    #[must_use]
    pub fn words(&self) -> String {
        if self.fault.is_some() {
            return self.what.clone();
        }
        let more = match self.matters {
            0 => String::new(),
            more => format!("，{more} 项其他内容"),
        };
        format!("{}，{} 个数{more}", self.what, self.figures)
    }
}

impl Voice {
    /// 市商务局（张三）, or who a table names.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Unit { unit, filler } if filler.is_empty() => unit.0.clone(),
            Self::Unit { unit, filler } => format!("{unit}（{filler}）"),
            Self::Table { .. } => "数据表".to_owned(),
        }
    }
}

mod doubts;
mod forms;
mod matters;
mod shown;
#[cfg(test)]
mod tests;
