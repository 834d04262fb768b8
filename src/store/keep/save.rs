//! Saving: foreign changes noticed, the log told, the version before kept, the file replaced.

use std::path::Path;
use std::sync::Arc;

use chrono::NaiveDateTime;

use super::holder::Grip;
use super::ledger::Ledger;
use super::lines::{self, Line, Print};
use super::open::outside_records;
use super::{Base, Holder, Keeper, Opened, Sidecar, open_to_edit, versions};
use crate::disk::{Disk, DiskError, fingerprint};
use crate::model::{Edit, Record, Signature, Workspace};
use crate::store::text::{self, MOST_BYTES};
use crate::store::{Fault, StoreError, encode_workspace, register};

/// A save that was done.
#[derive(Debug, Default)]
pub struct Saved {
    /// What could not be written beside the file: log or version. The file itself is safe.
    pub beside: Option<DiskError>,
    /// Whether the file was no longer there, as when somebody has given it another name, and has been
    /// written anew.
    pub was_gone: bool,
}

impl Keeper {
    /// Writes the workspace into its file. The changes since the last save are those of the
    /// journal. `is_automatic` says that no user asked for it, so that this content may make room for
    /// the next once it is a version.
    ///
    /// # Errors
    /// [`StoreError::is_changed`] where another program has written the file since it was read;
    /// [`Fault::Held`] where somebody else has it open; else whatever the system says. The file is
    /// then as it was, or as it shall be where only flushing its folder failed.
    pub fn save(
        &mut self,
        workspace: &Arc<Workspace>,
        at: NaiveDateTime,
        is_automatic: bool,
    ) -> Result<Saved, StoreError> {
        let line = |from, to| lines::written(&Line::Saving { at, from, to });
        self.save_with(workspace, is_automatic, line)
    }

    /// As [`Keeper::save`], with the changes that are written or not written together with it.
    /// Changes that the journal held stay in it.
    ///
    /// # Errors
    /// As [`Keeper::save`].
    pub fn save_batch(
        &mut self,
        workspace: &Arc<Workspace>,
        records: Vec<Record>,
        pending: &[Record],
        at: NaiveDateTime,
        is_automatic: bool,
    ) -> Result<Saved, StoreError> {
        let line = |from, to| {
            let mut text = lines::written(&Line::Batch {
                at,
                from,
                to,
                records,
            });
            text.extend(pending.iter().map(lines::of_change));
            text
        };
        self.save_with(workspace, is_automatic, line)
    }

    fn save_with(
        &mut self,
        workspace: &Arc<Workspace>,
        is_automatic: bool,
        line: impl FnOnce(Print, Print) -> String,
    ) -> Result<Saved, StoreError> {
        if let Some(holder) = self.other_holder() {
            let fault = Fault::Held(holder.to_string());
            return Err(StoreError::at(&self.path, fault));
        }
        let is_there = self.refuse_changed()?;
        self.ask_again()?;
        let text = encode_workspace(workspace);
        let print = fingerprint(text.as_bytes());
        let mut saved = Saved {
            was_gone: !is_there && self.base.stamp.is_some(),
            ..Saved::default()
        };
        let line = line(Print(self.base.fingerprint), Print(print));
        let logged = self.write_log(&line);
        if matches!(self.grip, Grip::Mine(_)) {
            let kept = if is_there && print != self.base.fingerprint {
                let base = &self.base;
                let version = (base.fingerprint, self.saved_at(), base.is_automatic);
                versions::keep(&self.disk, &self.beside, &self.path, version)
            } else {
                Ok(())
            };
            saved.beside = logged.and(kept).err();
        }
        self.disk.replace(&self.path, text.as_bytes())?;
        self.journaled = 0;
        self.base = Base {
            workspace: Arc::clone(workspace),
            fingerprint: print,
            stamp: self.disk.stamp(&self.path)?,
            is_automatic,
        };
        Ok(saved)
    }

    /// As [`Keeper::save`], whatever another program has written meanwhile; that is kept as a
    /// version first.
    ///
    /// # Errors
    /// As [`Keeper::save`].
    pub fn overwrite(
        &mut self,
        workspace: &Workspace,
        at: NaiveDateTime,
    ) -> Result<Saved, StoreError> {
        let bytes = self.disk.read(&self.path, MOST_BYTES)?;
        self.base.stamp = self.disk.stamp(&self.path)?;
        self.base.fingerprint = fingerprint(&bytes);
        self.base.is_automatic = false;
        self.save(&Arc::new(workspace.clone()), at, false)
    }

    /// Where nothing could be written beside the file until now: the right to write is asked for once
    /// more, so that the log comes to tell of everything that was changed meanwhile.
    fn ask_again(&mut self) -> Result<(), StoreError> {
        if !matches!(self.grip, Grip::Loose(_)) {
            return Ok(());
        }
        match Grip::ask(&self.disk, &self.beside, &self.me) {
            Grip::Theirs(holder) => {
                let fault = Fault::Held(holder.to_string());
                Err(StoreError::at(&self.path, fault))
            }
            grip => {
                self.grip = grip;
                Ok(())
            }
        }
    }

    /// Refuses a file that another program has written since; answers whether it is there at all.
    fn refuse_changed(&mut self) -> Result<bool, StoreError> {
        let stamp = self.disk.stamp(&self.path)?;
        // A file that is gone is written anew: nothing is lost by that.
        if stamp.is_none() || stamp == self.base.stamp {
            return Ok(stamp.is_some());
        }
        let bytes = self.disk.read(&self.path, MOST_BYTES)?;
        if fingerprint(&bytes) != self.base.fingerprint {
            return Err(StoreError::at(&self.path, Fault::ChangedMeanwhile));
        }
        // Copied over itself, or only touched.
        self.base.stamp = stamp;
        Ok(true)
    }

    /// What another program has written into the file meanwhile.
    ///
    /// # Errors
    /// As [`super::super::open`].
    pub fn theirs(&self) -> Result<Arc<Workspace>, StoreError> {
        let bytes = self.disk.read(&self.path, MOST_BYTES)?;
        let text = text::to_text(bytes).map_err(|fault| StoreError::at(&self.path, fault))?;
        register::decode_at(&self.path, &text).map(Arc::new)
    }

    /// Takes what another program has written into the file as that on which the work here goes
    /// on: from now on it may be written over. `go_on` is given that content with the record of what
    /// the other changed, and answers the changes that are then unsaved; the log is told of both.
    ///
    /// # Errors
    /// As [`super::super::open`].
    pub fn accept_theirs(
        &mut self,
        go_on: impl FnOnce(&Workspace, Vec<Record>) -> Vec<Record>,
    ) -> Result<(), StoreError> {
        let stamp = self.disk.stamp(&self.path)?;
        let bytes = self.disk.read(&self.path, MOST_BYTES)?;
        let print = fingerprint(&bytes);
        let text = text::to_text(bytes).map_err(|fault| StoreError::at(&self.path, fault))?;
        let theirs = Arc::new(register::decode_at(&self.path, &text)?);
        let base = Base {
            workspace: Arc::clone(&theirs),
            fingerprint: print,
            stamp,
            is_automatic: false,
        };
        let before = std::mem::replace(&mut self.base, base);
        let at = self.saved_at();
        let records = outside_records(&before.workspace, &theirs, at);
        let unsaved = go_on(&theirs, records.clone());
        if self.other_holder().is_none() {
            let mut text = lines::written(&Line::Batch {
                at,
                from: Print(before.fingerprint),
                to: Print(print),
                records,
            });
            // What is not saved here stands behind it again, so that it is still in the journal.
            text.extend(unsaved.iter().map(lines::of_change));
            // Without the line the next opening finds the change by itself.
            let _ = self.write_log(&text);
            self.journaled = unsaved.len();
        }
        Ok(())
    }
}

impl Opened {
    /// Makes a change and saves it at once, both or neither. `is_automatic` says that it is one of
    /// many, so that this content may make room for the next once it is a version. What changes nothing
    /// writes nothing.
    ///
    /// # Errors
    /// As [`Keeper::save`]; the workspace is then as it was.
    pub fn revise(
        &mut self,
        edit: Edit,
        signature: &Signature,
        is_automatic: bool,
    ) -> Result<Saved, StoreError> {
        let (after, records) = applied(&self.workspace, edit, signature);
        if records.is_empty() {
            return Ok(Saved::default());
        }
        let at = signature.at;
        let keeper = &mut self.keeper;
        let saved = keeper.save_batch(&after, records, &self.pending, at, is_automatic)?;
        self.workspace = after;
        Ok(saved)
    }
}

/// Puts a workspace into a new file, or with `overwrite` in the place of another, and opens it to
/// edit. What was there is kept as a version.
///
/// # Errors
/// Whatever the system says; [`StoreError::is_already_exists`]; [`Fault::Held`] where somebody has
/// the other file open.
pub fn create_to_edit(
    disk: &Disk,
    path: &Path,
    workspace: &Workspace,
    overwrite: bool,
    me: Holder,
) -> Result<Opened, StoreError> {
    write_as(disk, path, workspace, overwrite, &me)?;
    open_to_edit(disk, path, me)
}

/// Puts a workspace into a file, a new one or with `overwrite` in the place of another.
fn write_as(
    disk: &Disk,
    path: &Path,
    workspace: &Workspace,
    overwrite: bool,
    me: &Holder,
) -> Result<(), StoreError> {
    let text = encode_workspace(workspace);
    if !overwrite {
        disk.create(path, text.as_bytes())?;
        return Ok(());
    }
    let beside = Sidecar::of(disk, path)?;
    let grip = Grip::ask(disk, &beside, me);
    if let Grip::Theirs(holder) = &grip {
        let fault = Fault::Held(holder.to_string());
        return Err(StoreError::at(path, fault));
    }
    if let (Grip::Mine(_), Ok(bytes)) = (&grip, disk.read(path, MOST_BYTES)) {
        // Saving matters more than keeping what the user has given up.
        let version = (fingerprint(&bytes), me.since, false);
        let _ = versions::keep(disk, &beside, path, version);
    }
    disk.replace(path, text.as_bytes())?;
    Ok(())
}

/// As [`create_to_edit`], for work that goes on in another file: the log of where it was until now goes
/// along, with the changes that no file holds yet behind it. Answers besides why the log could not be
/// written; the file is safe then.
///
/// # Errors
/// As [`create_to_edit`].
pub fn go_on_in(
    disk: &Disk,
    path: &Path,
    workspace: &Workspace,
    overwrite: bool,
    me: Holder,
    until_now: (Option<&Keeper>, &[Record]),
) -> Result<(Opened, Option<DiskError>), StoreError> {
    let log = log_until_now(disk, workspace, me.since, until_now);
    write_as(disk, path, workspace, overwrite, &me)?;
    let beside = Sidecar::of(disk, path)?;
    let trouble = put_log(disk, &beside, me.since, log.as_bytes()).err();
    Ok((open_to_edit(disk, path, me)?, trouble))
}

/// The log of a workspace, up to the content that it has now.
fn log_until_now(
    disk: &Disk,
    workspace: &Workspace,
    now: NaiveDateTime,
    (keeper, unsaved): (Option<&Keeper>, &[Record]),
) -> String {
    let from = if let Some(keeper) = keeper {
        keeper.base.fingerprint
    } else {
        let back = unsaved.iter().rev().map(|record| record.old.clone());
        let mut before = workspace.clone();
        let _forth = Edit::Batch(back.collect()).apply(&mut before);
        fingerprint(encode_workspace(&before).as_bytes())
    };
    let told = keeper.and_then(|keeper| {
        let bytes = disk.read(&keeper.beside.log(), MOST_BYTES).ok()?;
        let ledger = Ledger::of(&lines::read(&bytes), Print(from));
        let text = String::from_utf8(bytes).ok()?;
        ledger.knows_file.then_some((text, ledger.pending.len()))
    });
    let (mut log, pending) = told.unwrap_or_else(|| {
        let first = unsaved.first().map(|record| record.signature.at);
        let at = first.map_or(now, |first| first.min(now));
        let file = Print(from);
        (lines::written(&Line::Begin { at, file }), 0)
    });
    if !log.ends_with('\n') {
        log.push('\n');
        log.push_str(&lines::of_torn());
    }
    let to = fingerprint(encode_workspace(workspace).as_bytes());
    if to == from && unsaved.is_empty() {
        if pending > 0 {
            // What the journal holds is another window's, which goes on with it.
            log.push_str(&lines::of_dropped(pending));
        }
    } else {
        log.push_str(&lines::written(&Line::Batch {
            at: now,
            from: Print(from),
            to: Print(to),
            records: unsaved.to_vec(),
        }));
    }
    log
}

/// Puts a log beside a file. One that lies there, of another workspace of that name, is kept.
fn put_log(disk: &Disk, beside: &Sidecar, now: NaiveDateTime, log: &[u8]) -> Result<(), DiskError> {
    disk.make_folder(&beside.folder)?;
    let path = beside.log();
    if disk.stamp(&path)?.is_some() {
        let before = disk.read(&path, MOST_BYTES)?;
        let name = format!(
            "log-{}-{:08x}.jsonl",
            now.format("%Y%m%d-%H%M%S"),
            fingerprint(&before) >> 32
        );
        disk.replace(&beside.folder.join(name), &before)?;
    }
    disk.replace(&path, log)
}

/// The records of an edit that is about to be made to a workspace, and the workspace after it.
#[must_use]
pub fn applied(
    workspace: &Workspace,
    edit: Edit,
    signature: &Signature,
) -> (Arc<Workspace>, Vec<Record>) {
    let mut after = workspace.clone();
    let inverse = edit.clone().apply(&mut after);
    (Arc::new(after), Record::of(edit, inverse, signature))
}
