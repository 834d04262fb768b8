//! Opening a workspace to edit it, or only to read it and its log.

use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, Local, NaiveDateTime, SubsecRound as _};

use super::holder::Grip;
use super::ledger::{History, Ledger};
use super::lines::{self, Line, Print};
use super::{Base, Holder, Keeper, Sidecar, versions};
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
    } else if matches!(keeper.grip, Grip::Theirs(_)) {
        // They are the unsaved changes of the one who has it open.
        ledger.pending.clear();
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
    let beside = Sidecar::of(disk, path)?;
    let log = read_log(disk, &beside)?;
    let ledger = Ledger::of(&log, Print(found.fingerprint));
    Ok((found.workspace, ledger.history))
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
        let known = Ledger::contents(log)
            .into_iter()
            .find_map(|print| Some((print, rebuilt(&self.disk, &self.beside, log, print)?)));
        let (line, count) = if let Some((from, before)) = known {
            let records = outside_records(&before, &self.base.workspace, at);
            let count = records.len();
            let line = Line::Batch {
                at,
                from,
                to,
                records,
            };
            (line, count)
        } else {
            let at = self.me.since;
            (Line::Begin { at, file: to }, 0)
        };
        let mut text = lines::written(&line);
        // Behind the line, so that they are still offered.
        text.extend(pending.iter().map(lines::of_change));
        // The file is safe without it; the next opening tries again.
        let _ = self.write_log(&text);
        let version = (self.base.fingerprint, at);
        let _ = versions::keep(&self.disk, &self.beside, &self.path, version, false);
        count
    }

    /// When the file was last written, local time.
    pub(super) fn saved_at(&self) -> NaiveDateTime {
        let modified = self.base.stamp.and_then(|stamp| stamp.modified());
        modified.map_or(self.me.since, |time| {
            DateTime::<Local>::from(time).naive_local().trunc_subsecs(0)
        })
    }
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
