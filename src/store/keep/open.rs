//! Opening a workspace to edit it, or only to read it and its log.

use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, Local, NaiveDateTime, SubsecRound as _};

use super::gap::Gap;
use super::holder::Grip;
use super::ledger::{History, Ledger};
use super::lines::{self, Line, Print};
use super::{Base, Holder, Keeper, Sidecar, adopt, versions};
use crate::disk::{Disk, DiskError, Stamp, fingerprint};
use crate::model::{Edit, Origin, Record, Signature, Workspace, difference};
use crate::store::catalog::Catalog;
use crate::store::text::{self, MOST_BYTES};
use crate::store::{StoreError, encode_workspace, register};

/// A workspace that has been opened.
#[derive(Debug)]
pub struct Opened {
    /// What the file holds.
    pub workspace: Arc<Workspace>,
    /// The way back to the file.
    pub keeper: Keeper,
    /// Every change that the file holds.
    pub history: History,
    /// Changes that were never saved: those of a window that crashed.
    pub pending: Vec<Record>,
    /// How many places another program has changed in the file since it was last saved.
    pub outside: usize,
    /// The older format that the file was read from.
    pub migrated_from: Option<u32>,
}

/// A file as it was read.
struct Read {
    workspace: Arc<Workspace>,
    fingerprint: u64,
    stamp: Option<Stamp>,
    format: u32,
}

/// Opens a workspace to edit it. Where somebody else has it open it can only be read, which
/// [`Keeper::other_holder`] tells; where nothing can be written beside it there is neither lock nor
/// journal, which [`Keeper::trouble`] tells.
///
/// # Errors
/// As [`super::super::open`].
pub fn open_to_edit(disk: &Disk, path: &Path, me: Holder) -> Result<Opened, StoreError> {
    // Before anything is written beside it: it may be no workspace at all.
    let first = read(disk, path)?;
    let beside = Sidecar::of(disk, path)?;
    let orphan = adopt::adopt(disk, &beside, Print(first.fingerprint));
    let grip = Grip::ask(disk, &beside, &me);
    let is_mine = matches!(grip, Grip::Mine(_));
    let is_same = is_mine && disk.stamp(path)? == first.stamp;
    let found = if is_same { first } else { read(disk, path)? };
    let log = read_log(disk, &beside).unwrap_or_default();
    let mut keeper = Keeper {
        disk: disk.clone(),
        path: path.to_owned(),
        beside,
        me,
        grip,
        base: Base {
            workspace: Arc::clone(&found.workspace),
            fingerprint: found.fingerprint,
            stamp: found.stamp,
            // Whoever saved it has closed it so.
            is_automatic: false,
        },
        journaled: 0,
        backlog: String::new(),
    };
    if is_mine {
        keeper.tidy();
    }
    let print = Print(found.fingerprint);
    let mut ledger = Ledger::of(&log, print);
    let mut outside = 0;
    if is_mine {
        if !ledger.knows_file {
            outside = keeper.log_outside(&log, &ledger.pending);
            let log = read_log(disk, &keeper.beside).unwrap_or_default();
            ledger = Ledger::of(&log, print);
        }
        keeper.journaled = ledger.pending.len();
    } else {
        let pending = std::mem::take(&mut ledger.pending);
        let is_loose = matches!(keeper.grip, Grip::Loose(_));
        if is_loose && !ledger.knows_file {
            keeper.log_outside(&log, &pending);
        }
        let at = keeper.saved_at();
        ledger = read_ledger(disk, &keeper.beside, &found, at);
        if is_loose {
            // Else they are the unsaved changes of the one who has it open.
            keeper.journaled = pending.len();
            ledger.pending = pending;
        }
    }
    tell_limits(disk, &keeper.beside, &found.workspace, &mut ledger.history);
    if let Some(name) = orphan {
        ledger.history.lacks(Gap::Orphan { name });
    }
    Ok(Opened {
        workspace: found.workspace,
        keeper,
        history: ledger.history,
        pending: ledger.pending,
        outside,
        migrated_from: (found.format < register::FORMAT).then_some(found.format),
    })
}

/// Reads a workspace and the log of its changes; writes nothing.
///
/// # Errors
/// As [`super::super::open`], and where the log is there and cannot be read.
pub fn open_to_read(disk: &Disk, path: &Path) -> Result<(Arc<Workspace>, History), StoreError> {
    let found = read(disk, path)?;
    let own = Sidecar::of(disk, path)?;
    let (beside, orphan) = adopt::find(disk, &own, Print(found.fingerprint));
    read_log(disk, &beside)?;
    let at = written_at(found.stamp).unwrap_or_else(|| Local::now().naive_local());
    let mut history = read_ledger(disk, &beside, &found, at).history;
    tell_limits(disk, &beside, &found.workspace, &mut history);
    if let Some(name) = orphan {
        history.lacks(Gap::Orphan { name });
    }
    Ok((found.workspace, history))
}

/// The log held against a file that is only read: what another program has changed is made out as
/// if it stood in the log, which the next who opens it to edit will put there.
fn read_ledger(disk: &Disk, beside: &Sidecar, found: &Read, at: NaiveDateTime) -> Ledger {
    let mut log = read_log(disk, beside).unwrap_or_default();
    let print = Print(found.fingerprint);
    let mut ledger = Ledger::of(&log, print);
    if ledger.knows_file || log.is_empty() {
        return ledger;
    }
    let Some((line, places)) = outside(disk, beside, &log, (print, &found.workspace), at) else {
        if let Some(after) = ledger.history.until() {
            ledger.history.lacks(Gap::Unknown { after });
        }
        return ledger;
    };
    let is_torn = matches!(log.last(), Some(None));
    if is_torn {
        log.push(Some(Line::Torn));
    }
    log.push(Some(line));
    let mut ledger = Ledger::of(&log, print);
    if is_torn {
        ledger.history.lacks(Gap::LastLine);
    }
    ledger.history.lacks(Gap::Outside { places });
    ledger
}

/// Says what the log cannot know: that it was taken away, or that the figures are older than it.
fn tell_limits(disk: &Disk, beside: &Sidecar, workspace: &Workspace, history: &mut History) {
    let since = history.since();
    let is_older = |at: NaiveDateTime| since.is_none_or(|since| at < since);
    let log = read_log(disk, beside).unwrap_or_default();
    let told = Ledger::contents(&log);
    let versions = versions::list(disk, beside).unwrap_or_default();
    let lost = versions.iter().find(|version| {
        let is_told = told.contains(&Print(version.fingerprint()));
        !is_told && is_older(version.saved) && version.read(disk).is_ok()
    });
    if let Some(version) = lost {
        let version = version.saved;
        return history.lacks(Gap::Lost { version });
    }
    let mut figures = workspace.observations.values();
    if figures.any(|figure| figure.at.is_none_or(is_older)) {
        history.lacks(Gap::Begins { since });
    }
}

/// The line that leads to a content from the last that can be made out, and how many places changed.
fn outside(
    disk: &Disk,
    beside: &Sidecar,
    log: &[Option<Line>],
    (to, now): (Print, &Workspace),
    at: NaiveDateTime,
) -> Option<(Line, usize)> {
    let mut contents = Ledger::contents(log).into_iter();
    let (from, before) =
        contents.find_map(|print| Some((print, rebuilt(disk, beside, log, print)?)))?;
    let records = outside_records(&before, now, at);
    let count = records.len();
    let line = Line::Batch {
        at,
        from,
        to,
        records,
    };
    Some((line, count))
}

fn read(disk: &Disk, path: &Path) -> Result<Read, StoreError> {
    // Before the content: a change in between then shows as one.
    let stamp = disk.stamp(path)?;
    let bytes = disk.read(path, MOST_BYTES)?;
    let fingerprint = fingerprint(&bytes);
    let text = text::to_text(bytes).map_err(|fault| StoreError::at(path, fault))?;
    let (workspace, format) = register::open_text(path, &text, &Catalog::builtin()?)?;
    Ok(Read {
        workspace: Arc::new(workspace),
        fingerprint,
        stamp,
        format,
    })
}

/// The lines of the log; none where there is none yet.
pub(super) fn read_log(disk: &Disk, beside: &Sidecar) -> Result<Vec<Option<Line>>, DiskError> {
    match disk.read(&beside.log(), MOST_BYTES) {
        Ok(bytes) => Ok(lines::read(&bytes)),
        Err(error) if error.is_not_found() => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

/// The content with this fingerprint, made of a version kept and the changes since.
pub(super) fn rebuilt(
    disk: &Disk,
    beside: &Sidecar,
    log: &[Option<Line>],
    wanted: Print,
) -> Option<Workspace> {
    let versions = versions::list(disk, beside).ok()?;
    versions.iter().find_map(|version| {
        let records = Ledger::between(log, Print(version.fingerprint()), wanted)?;
        let mut workspace = version.read(disk).ok()?;
        let edits = records.into_iter().map(|record| record.new).collect();
        let _back = Edit::Batch(edits).apply(&mut workspace);
        let is_it = fingerprint(encode_workspace(&workspace).as_bytes()) == wanted.0;
        is_it.then_some(workspace)
    })
}

impl Keeper {
    /// Clears away what killed savers left. What cannot be removed does no harm.
    fn tidy(&self) {
        let _ = self.disk.sweep(&self.path);
        let folder = self.beside.versions();
        for name in self.disk.names_in(&folder).unwrap_or_default() {
            if name.starts_with('.') {
                let _ = self.disk.remove(&folder.join(name));
            }
        }
    }

    /// The file is not as the log last knew it. If that content can be made out, what another
    /// program has changed goes into the log, else the log begins anew. Answers how many places.
    fn log_outside(&mut self, log: &[Option<Line>], pending: &[Record]) -> usize {
        let to = Print(self.base.fingerprint);
        let at = self.saved_at();
        let now = (to, self.base.workspace.as_ref());
        let known = outside(&self.disk, &self.beside, log, now, at);
        let begin = || {
            let at = self.me.since;
            (Line::Begin { at, file: to }, 0)
        };
        let (line, count) = known.unwrap_or_else(begin);
        let mut text = lines::written(&line);
        // Behind the line, so that they are still offered.
        text.extend(pending.iter().map(lines::of_change));
        // The file is safe without it; the next opening tries again.
        let _ = self.write_log(&text);
        if !matches!(self.grip, Grip::Mine(_)) {
            return count;
        }
        let version = (self.base.fingerprint, at, false);
        let _ = versions::keep(&self.disk, &self.beside, &self.path, version);
        count
    }

    /// When the file was last written, local time.
    pub(super) fn saved_at(&self) -> NaiveDateTime {
        written_at(self.base.stamp).unwrap_or(self.me.since)
    }
}

fn written_at(stamp: Option<Stamp>) -> Option<NaiveDateTime> {
    let modified = stamp.and_then(|stamp| stamp.modified())?;
    Some(
        DateTime::<Local>::from(modified)
            .naive_local()
            .trunc_subsecs(0),
    )
}

/// What another program has made of a workspace.
pub(super) fn outside_records(
    before: &Workspace,
    after: &Workspace,
    at: NaiveDateTime,
) -> Vec<Record> {
    let signature = Signature {
        by: String::new(),
        at,
        origin: Origin::Outside,
    };
    let edit = Edit::Batch(difference(before, after));
    let mut scratch = before.clone();
    let inverse = edit.clone().apply(&mut scratch);
    Record::of(edit, inverse, &signature)
}
