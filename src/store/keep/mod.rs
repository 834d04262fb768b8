//! An open workspace and its file: who may write it, what is not yet in it, what it was before.
//!
//! Beside `台账.ron` stands one hidden folder, `.台账.ron.zhibiao`, with everything else: the lock and
//! who holds it, the log of changes, which is at the same time the journal of unsaved ones, and the
//! last ten versions. The workspace itself is complete without it: whoever is mailed the file has
//! every figure with who entered it and when. The log is not in the file so that a change of one
//! cell stays a change of one line, that saving does not grow with the years, and that an entry can
//! be written the moment an edit is made.

mod adopt;
mod gap;
mod holder;
mod ledger;
mod lines;
mod open;
mod recover;
mod save;
mod scratch;
mod versions;

use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use gap::Gap;
pub use holder::{Holder, Work};
pub use ledger::History;
pub use open::{Opened, open_to_edit, open_to_read};
pub use recover::{Recovery, recover, restore_damaged};
pub use save::{Saved, applied, create_to_edit, go_on_in};
pub use scratch::{begin_scratch, left_over, remove_scratch};
pub use versions::Version;

use crate::disk::{Disk, DiskError, Stamp, fingerprint};
use crate::model::{Record, Workspace};
use crate::store::text::MOST_BYTES;
use holder::Grip;

/// How many versions are kept that somebody saved, and as many that were saved by themselves.
pub const MOST_VERSIONS: usize = 10;

/// A workspace's file as one window or command has it: the right to write, what was last read or
/// written, and the folder beside it.
#[derive(Debug)]
pub struct Keeper {
    disk: Disk,
    path: PathBuf,
    beside: Sidecar,
    me: Holder,
    grip: Grip,
    /// The content last read or written, its fingerprint and the state of the file.
    base: Base,
    /// How many changes stand in the journal that the file does not hold yet.
    journaled: usize,
    /// Lines that the log could not take yet, as where nothing can be written beside the file.
    backlog: String,
}

/// What the file held when it was last read or written here.
#[derive(Clone, Debug)]
struct Base {
    workspace: Arc<Workspace>,
    fingerprint: u64,
    stamp: Option<Stamp>,
    /// Whether it was written by itself, by no command of a user.
    is_automatic: bool,
}

impl Keeper {
    /// The workspace's file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Who else has the file open and may write it; none where that is this window.
    #[must_use]
    pub fn other_holder(&self) -> Option<&Holder> {
        match &self.grip {
            Grip::Theirs(holder) => Some(holder),
            Grip::Mine(_) | Grip::Loose(_) => None,
        }
    }

    /// Why there is neither lock nor journal, as in a folder that cannot be written.
    #[must_use]
    pub fn trouble(&self) -> Option<&DiskError> {
        match &self.grip {
            Grip::Loose(error) => Some(error),
            Grip::Mine(_) | Grip::Theirs(_) => None,
        }
    }

    /// What the file held when it was last read or written here.
    #[must_use]
    pub fn base(&self) -> &Arc<Workspace> {
        &self.base.workspace
    }

    /// Says that this window is still at work.
    pub fn give_sign(&self) {
        self.grip.beat(&self.disk, &self.beside, &self.me);
    }

    /// Whether another program has written the file since it was last read or written here.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        let Ok(Some(stamp)) = self.disk.stamp(&self.path) else {
            // Gone or out of reach: saving will say so.
            return false;
        };
        if Some(stamp) == self.base.stamp {
            return false;
        }
        // It may only have been touched.
        self.disk
            .read(&self.path, MOST_BYTES)
            .is_ok_and(|bytes| fingerprint(&bytes) != self.base.fingerprint)
    }

    /// Whether whoever had the file has given it back, so that it can be opened to edit.
    #[must_use]
    pub fn is_free_now(&self) -> bool {
        matches!(self.grip, Grip::Theirs(_)) && holder::is_free(&self.disk, &self.beside, &self.me)
    }

    /// Writes changes into the journal, from which they are offered again should the program end
    /// before they are saved.
    ///
    /// # Errors
    /// Whatever the system says; the changes are then in memory alone, and written with the next.
    pub fn journal(&mut self, records: &[Record]) -> Result<(), DiskError> {
        if records.is_empty() || self.other_holder().is_some() {
            return Ok(());
        }
        let lines: String = records.iter().map(lines::of_change).collect();
        self.journaled += records.len();
        self.write_log(&lines)
    }

    /// Gives up the changes that the journal holds and the file does not.
    ///
    /// # Errors
    /// Whatever the system says; they are then offered once more at the next opening.
    pub fn drop_unsaved(&mut self) -> Result<(), DiskError> {
        if self.journaled == 0 || self.other_holder().is_some() {
            return Ok(());
        }
        let line = lines::of_dropped(std::mem::take(&mut self.journaled));
        self.write_log(&line)
    }

    /// Every version kept, the newest first.
    ///
    /// # Errors
    /// Whatever the system says.
    pub fn versions(&self) -> Result<Vec<Version>, DiskError> {
        versions::list(&self.disk, &self.beside)
    }

    /// Puts lines into the log, after those that could not be written before. Where there is no right
    /// to write they wait for it.
    fn write_log(&mut self, lines: &str) -> Result<(), DiskError> {
        self.backlog.push_str(lines);
        if !matches!(self.grip, Grip::Mine(_)) {
            return Ok(());
        }
        let torn = lines::of_torn();
        let log = self.beside.log();
        self.disk
            .append(&log, self.backlog.as_bytes(), torn.as_bytes())?;
        self.backlog.clear();
        Ok(())
    }
}

/// The folder beside a workspace.
#[derive(Clone, Debug)]
pub(super) struct Sidecar {
    folder: PathBuf,
}

impl Sidecar {
    /// Of this workspace, links followed, so that two ways to a file lead to one folder.
    pub(super) fn of(disk: &Disk, path: &Path) -> Result<Self, DiskError> {
        let target = disk.follow_links(path)?;
        let name = target.file_name().unwrap_or_default().to_string_lossy();
        // A name of more than 255 bytes is refused by most systems.
        let long = name.len() > 200;
        let stem: String = name.chars().take(if long { 40 } else { 200 }).collect();
        let told_apart = if long {
            format!("-{:08x}", fingerprint(name.as_bytes()) >> 32)
        } else {
            String::new()
        };
        let folder = format!(".{stem}{told_apart}.zhibiao");
        Ok(Self {
            folder: target.with_file_name(folder),
        })
    }

    fn lock(&self) -> PathBuf {
        self.folder.join("lock")
    }

    fn holder(&self) -> PathBuf {
        self.folder.join("holder.json")
    }

    fn log(&self) -> PathBuf {
        self.folder.join("log.jsonl")
    }

    fn versions(&self) -> PathBuf {
        self.folder.join("versions")
    }
}

#[cfg(test)]
mod tests;
