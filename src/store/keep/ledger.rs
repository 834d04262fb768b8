//! What the log says, once it is held against the file: what the file holds and how it came to, and
//! what it does not hold yet.

use std::collections::HashMap;

use chrono::NaiveDateTime;

use super::gap::{self, Gap};
use super::lines::{Line, Print};
use crate::model::{Edit, Place, Record, Workspace};

/// Every change that the file holds, in order, as far back as the log goes without a gap.
#[derive(Clone, Debug, Default)]
pub struct History {
    records: Vec<Record>,
    /// By place, which records changed it.
    by_place: HashMap<Place, Vec<usize>>,
    since: Option<NaiveDateTime>,
    until: Option<NaiveDateTime>,
    /// From when on nothing is missing from it.
    exact_since: Option<NaiveDateTime>,
    gaps: Vec<Gap>,
}

/// A log held against the content of its file.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    /// What the file holds.
    pub(super) history: History,
    /// What the journal holds and the file does not.
    pub(super) pending: Vec<Record>,
    /// Whether the log knows this content.
    pub(super) knows_file: bool,
}

/// One line that tells what the file was made of, and where it stands.
#[derive(Clone, Copy)]
struct Mark {
    index: usize,
    at: NaiveDateTime,
    from: Option<Print>,
    to: Print,
}

impl Ledger {
    /// Holds a log against a content.
    pub(super) fn of(lines: &[Option<Line>], file: Print) -> Self {
        let marks = marks(lines);
        let knows_file = marks.iter().any(|mark| mark.to == file);
        // Of a content that it does not know it tells at least what was before.
        let wanted = if knows_file {
            Some(file)
        } else {
            marks.last().map(|mark| mark.to)
        };
        let chain = wanted.map_or_else(Vec::new, |wanted| chain(&marks, wanted));
        let damage = damage(lines);
        let mut gaps = gap::runs(lines, &damage);
        // Behind what the file holds it is one that a crash tore, and nothing it says came about.
        if matches!(lines.last(), Some(None)) && !knows_file {
            gaps.push(Gap::LastLine);
        }
        let (Some(first), Some(last)) = (chain.first(), chain.last()) else {
            return Self {
                history: History {
                    gaps,
                    ..History::default()
                },
                pending: open_changes(lines, 0),
                knows_file,
            };
        };
        let end = if knows_file {
            last.mark.index
        } else {
            marks.last().map_or(0, |mark| mark.index)
        };
        for (from, to) in chain.iter().zip(chain.iter().skip(1)) {
            let is_told = |index: &usize| (from.mark.index..to.mark.index).contains(index);
            if to.is_leap && !damage.iter().any(is_told) {
                gaps.push(Gap::Missing {
                    after: from.mark.at,
                    before: to.mark.at,
                });
            }
        }
        let whole = chain.iter().rposition(|step| step.is_leap).unwrap_or(0);
        let exact = chain[whole..]
            .iter()
            .find(|step| Some(step.mark.index) > damage.last().copied())
            .filter(|_| knows_file);
        Self {
            history: History {
                since: Some(first.mark.at),
                until: Some(last.mark.at),
                exact_since: exact.map(|step| step.mark.at),
                gaps,
                ..History::of(records_along(lines, &chain))
            },
            pending: open_changes(lines, end + 1),
            knows_file,
        }
    }

    /// The changes that lead from one content to a later one, if the log knows the way.
    pub(super) fn between(lines: &[Option<Line>], from: Print, to: Print) -> Option<Vec<Record>> {
        let marks = marks(lines);
        let chain = chain(&marks, to);
        let start = chain.iter().rposition(|step| step.mark.to == from)?;
        let is_damaged = damage(lines)
            .last()
            .is_some_and(|damage| *damage > chain[start].mark.index);
        let leaps = chain[start + 1..].iter().any(|step| step.is_leap);
        (!is_damaged && !leaps).then(|| records_along(lines, &chain[start..]))
    }

    /// The contents that the log tells of, the last first.
    pub(super) fn contents(lines: &[Option<Line>]) -> Vec<Print> {
        marks(lines).iter().rev().map(|mark| mark.to).collect()
    }
}

/// A mark on the way to a content.
struct Step {
    mark: Mark,
    /// Whether the one before it did not lead here: something is missing between them.
    is_leap: bool,
}

/// From a content back to the beginning, each step to the last line before that led there, or where
/// none did to the last line before at all; the oldest first.
fn chain(marks: &[Mark], file: Print) -> Vec<Step> {
    let mut chain: Vec<Step> = Vec::new();
    let mut wanted = Some(file);
    let mut before = marks.len();
    while before > 0 {
        let led = |wanted| marks[..before].iter().rposition(|mark| mark.to == wanted);
        let found = wanted.and_then(led);
        match (found, chain.last_mut()) {
            (Some(_), _) => {}
            (None, Some(later)) => later.is_leap = true,
            (None, None) => break,
        }
        before = found.unwrap_or(before - 1);
        let mark = marks[before];
        wanted = mark.from;
        chain.push(Step {
            mark,
            is_leap: false,
        });
    }
    chain.reverse();
    chain
}

/// The changes of every step of a chain but the first, which is where it starts.
fn records_along(lines: &[Option<Line>], chain: &[Step]) -> Vec<Record> {
    let mut records = Vec::new();
    for (from, to) in chain.iter().zip(chain.iter().skip(1)) {
        match &lines[to.mark.index] {
            Some(Line::Batch { records: batch, .. }) => records.extend(batch.iter().cloned()),
            // What was unsaved when the log began anew was never in the file.
            Some(Line::Begin { .. }) => {}
            _ => records.extend(open_changes(&lines[..to.mark.index], from.mark.index + 1)),
        }
    }
    records
}

/// Which lines are damaged. One that a crash has torn is not: nothing it says ever came about.
fn damage(lines: &[Option<Line>]) -> Vec<usize> {
    let is_torn = |index: usize| match lines.get(index + 1) {
        None | Some(Some(Line::Torn)) => true,
        Some(_) => false,
    };
    let damaged = lines.iter().enumerate().filter(|(_, line)| line.is_none());
    damaged
        .map(|(index, _)| index)
        .filter(|index| !is_torn(*index))
        .collect()
}

fn marks(lines: &[Option<Line>]) -> Vec<Mark> {
    let mark = |(index, line): (usize, &Option<Line>)| {
        let (at, from, to) = match line.as_ref()? {
            Line::Begin { at, file } => (*at, None, *file),
            Line::Saving { at, from, to } | Line::Batch { at, from, to, .. } => {
                (*at, Some(*from), *to)
            }
            Line::Change(_) | Line::Dropped { .. } | Line::Torn => return None,
        };
        Some(Mark {
            index,
            at,
            from,
            to,
        })
    };
    lines.iter().enumerate().filter_map(mark).collect()
}

/// The changes noted one by one from a line on, without those given up.
fn open_changes(lines: &[Option<Line>], from: usize) -> Vec<Record> {
    let mut open = Vec::new();
    for line in lines[from.min(lines.len())..].iter().flatten() {
        match line {
            Line::Change(record) => open.push((**record).clone()),
            Line::Dropped { count } => open.truncate(open.len().saturating_sub(*count)),
            Line::Begin { .. } | Line::Saving { .. } | Line::Batch { .. } | Line::Torn => {}
        }
    }
    open
}

impl History {
    fn of(records: Vec<Record>) -> Self {
        let mut history = Self::default();
        for record in records {
            history.push(record);
        }
        history
    }

    /// Puts a change behind the others.
    pub fn push(&mut self, record: Record) {
        if let Some(place) = record.place() {
            let index = self.records.len();
            self.by_place.entry(place).or_default().push(index);
        }
        self.records.push(record);
    }

    /// Takes away every change from this number on.
    pub fn truncate(&mut self, count: usize) {
        self.records.truncate(count);
        for indexes in self.by_place.values_mut() {
            indexes.retain(|index| *index < count);
        }
    }

    /// Every change, the oldest first.
    #[must_use]
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// Who set one place to what and when, the oldest first.
    pub fn of_place<'a>(&'a self, place: &Place) -> impl Iterator<Item = &'a Record> + use<'a> {
        let numbers = self.numbers_of(place).iter();
        numbers.filter_map(|index| self.records.get(*index))
    }

    /// The same as numbers of [`History::records`].
    #[must_use]
    pub fn numbers_of(&self, place: &Place) -> &[usize] {
        self.by_place.get(place).map_or(&[][..], Vec::as_slice)
    }

    /// When the log begins; none where there is no log.
    #[must_use]
    pub fn since(&self) -> Option<NaiveDateTime> {
        self.since
    }

    /// What the log does not tell.
    #[must_use]
    pub fn gaps(&self) -> &[Gap] {
        &self.gaps
    }

    /// When the file was last as the log knows it; none where there is no log.
    #[must_use]
    pub fn until(&self) -> Option<NaiveDateTime> {
        self.until
    }

    /// Adds something that the log does not tell.
    pub(super) fn lacks(&mut self, gap: Gap) {
        self.gaps.push(gap);
    }

    /// From when on the log is whole, so that the workspace can be shown as it was; none where it
    /// cannot.
    #[must_use]
    pub fn exact_since(&self) -> Option<NaiveDateTime> {
        self.exact_since
    }

    /// The workspace as it was at a time, given as it is now with every change of this history;
    /// none for a time from which on the log is not whole.
    #[must_use]
    pub fn workspace_at(&self, now: &Workspace, at: NaiveDateTime) -> Option<Workspace> {
        if self.exact_since.is_none_or(|since| at < since) {
            return None;
        }
        // Back to a state that there was: a clock set back must not leave out single changes.
        let is_later = |record: &Record| record.signature.at > at;
        let first = self.records.iter().position(is_later);
        let later = &self.records[first.unwrap_or(self.records.len())..];
        let back: Vec<Edit> = later
            .iter()
            .rev()
            .map(|record| record.old.clone())
            .collect();
        let mut then = now.clone();
        let _forth = Edit::Batch(back).apply(&mut then);
        Some(then)
    }
}
