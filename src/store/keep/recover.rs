//! A damaged file: the newest good content that can be had for it.

use std::path::{Path, PathBuf};

use chrono::NaiveDateTime;

use super::ledger::Ledger;
use super::lines::Line;
use super::open::{read_log, rebuilt};
use super::{Holder, Sidecar, Version, create_to_edit, versions};
use crate::disk::{Disk, fingerprint};
use crate::model::{Edit, FormRegister, Workspace};
use crate::store::text::MOST_BYTES;
use crate::store::{Fault, StoreError};

/// What can be had in the place of a damaged file.
#[derive(Clone, Debug, PartialEq)]
pub struct Recovery {
    /// The file.
    pub path: PathBuf,
    /// The content as it was last saved, made of a version and the log; none where the log cannot
    /// lead there.
    pub last_saved: Option<Workspace>,
    /// Every version that is still good, the newest first.
    pub versions: Vec<(Version, Workspace)>,
}

impl Recovery {
    /// The newest good content, and when it was saved if it is an older version.
    #[must_use]
    pub fn newest(&self) -> Option<(&Workspace, Option<NaiveDateTime>)> {
        match &self.last_saved {
            Some(workspace) => Some((workspace, None)),
            None => self
                .versions
                .first()
                .map(|(version, workspace)| (workspace, Some(version.saved))),
        }
    }
}

/// Looks for what can be had in the place of a file; writes nothing.
///
/// # Errors
/// Where the folder beside it cannot be read.
pub fn recover(disk: &Disk, path: &Path) -> Result<Recovery, StoreError> {
    let beside = Sidecar::of(disk, path)?;
    let log = read_log(disk, &beside).unwrap_or_default();
    let last_saved = Ledger::contents(&log)
        .into_iter()
        .next()
        .and_then(|print| rebuilt(disk, &beside, &log, print));
    let forms = forms_told(&log);
    let versions = versions::list(disk, &beside)?
        .into_iter()
        .filter_map(|version| {
            let mut workspace = version.read(disk).ok()?;
            workspace.forms = forms.surviving(&workspace.forms);
            Some((version, workspace))
        })
        .collect();
    Ok(Recovery {
        path: path.to_owned(),
        last_saved,
        versions,
    })
}

/// The register of forms as the log told of it last: what has gone out can come back, whatever version
/// the figures are of.
fn forms_told(log: &[Option<Line>]) -> FormRegister {
    let mut told = Workspace::default();
    let Some(last) = Ledger::contents(log).into_iter().next() else {
        return told.forms;
    };
    for record in Ledger::of(log, last).history.records() {
        if matches!(record.new, Edit::FormsId(_) | Edit::Desk { .. }) {
            let _before = record.new.clone().apply(&mut told);
        }
    }
    told.forms
}

/// Puts good content in the place of a damaged file, which is kept beside: what was last saved where
/// it can be had, and else the newest good version. Answers when that was saved, if it is older.
///
/// # Errors
/// Where there is no good version, somebody else has the file open, or the system refuses.
pub fn restore_damaged(
    disk: &Disk,
    path: &Path,
    me: Holder,
) -> Result<Option<NaiveDateTime>, StoreError> {
    let found = recover(disk, path)?;
    let Some((workspace, saved)) = found.newest() else {
        return Err(StoreError::at(path, Fault::NoVersion));
    };
    set_aside(disk, path, me.since)?;
    create_to_edit(disk, path, workspace, true, me)?;
    Ok(saved)
}

/// Keeps a damaged file beside as it is, so that nothing in it is lost, and answers where.
///
/// # Errors
/// Whatever the system says.
pub(super) fn set_aside(
    disk: &Disk,
    path: &Path,
    at: NaiveDateTime,
) -> Result<PathBuf, StoreError> {
    let beside = Sidecar::of(disk, path)?;
    let folder = beside.folder.join("damaged");
    disk.make_folder(&folder)?;
    let bytes = disk.read(path, MOST_BYTES)?;
    let name = format!(
        "{}-{:08x}.ron",
        at.format("%Y%m%d-%H%M%S"),
        fingerprint(&bytes) >> 32
    );
    let kept = folder.join(name);
    disk.replace(&kept, &bytes)?;
    Ok(kept)
}
