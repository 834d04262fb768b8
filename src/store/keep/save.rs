//! Saving: foreign changes noticed, the log told, the version before kept, the file replaced.

use std::path::Path;
use std::sync::Arc;

use chrono::NaiveDateTime;

use super::holder::Grip;
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
}

impl Keeper {
    /// Writes the workspace into its file. The changes since the last save are those of the
    /// journal. `is_automatic` says that no user asked for it, so that its version may make room
    /// for the next.
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
        let text = encode_workspace(workspace);
        let print = fingerprint(text.as_bytes());
        let mut saved = Saved::default();
        if matches!(self.grip, Grip::Mine(_)) {
            let line = line(Print(self.base.fingerprint), Print(print));
            let logged = self.write_log(&line);
            let kept = if is_there && print != self.base.fingerprint {
                let version = (self.base.fingerprint, self.saved_at());
                versions::keep(&self.disk, &self.beside, &self.path, version, is_automatic)
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
        self.save(&Arc::new(workspace.clone()), at, false)
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
        };
        let before = std::mem::replace(&mut self.base, base);
        let at = self.saved_at();
        let records = outside_records(&before.workspace, &theirs, at);
        let unsaved = go_on(&theirs, records.clone());
        if matches!(self.grip, Grip::Mine(_)) {
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
    /// many, so that its version may make room for the next. What changes nothing writes nothing.
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
    let text = encode_workspace(workspace);
    if !overwrite {
        disk.create(path, text.as_bytes())?;
        return open_to_edit(disk, path, me);
    }
    let beside = Sidecar::of(disk, path)?;
    {
        let grip = Grip::ask(disk, &beside, &me);
        if let Grip::Theirs(holder) = &grip {
            let fault = Fault::Held(holder.to_string());
            return Err(StoreError::at(path, fault));
        }
        if let (Grip::Mine(_), Ok(bytes)) = (&grip, disk.read(path, MOST_BYTES)) {
            // Saving matters more than keeping what the user has given up.
            let version = (fingerprint(&bytes), me.since);
            let _ = versions::keep(disk, &beside, path, version, false);
        }
        disk.replace(path, text.as_bytes())?;
    }
    open_to_edit(disk, path, me)
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
