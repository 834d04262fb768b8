//! The last versions of a workspace, kept beside it.
//!
//! A version is what the file held before a save. Its name says its order, when it was saved and
//! what its content is: `0012-20260302-093000-00112233aabbccdd.ron`, so that a damaged version is
//! known as one.

use std::path::{Path, PathBuf};

use chrono::{NaiveDateTime, TimeDelta};

use super::{MOST_VERSIONS, Sidecar};
use crate::disk::{Disk, DiskError, fingerprint};
use crate::model::Workspace;
use crate::store::text::{self, MOST_BYTES};
use crate::store::{StoreError, register};

const TIME: &str = "%Y%m%d-%H%M%S";
/// Of versions saved by themselves within this time only the last is kept.
const APART: TimeDelta = TimeDelta::minutes(10);

/// An earlier content of a workspace's file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Where it lies.
    pub path: PathBuf,
    /// When it was saved, local time.
    pub saved: NaiveDateTime,
    order: u64,
    fingerprint: u64,
}

impl Version {
    fn from_name(folder: &Path, name: &str) -> Option<Self> {
        let rest = name.strip_suffix(".ron")?;
        let mut parts = rest.splitn(2, '-');
        let order = parts.next()?.parse().ok()?;
        let (time, print) = parts.next()?.rsplit_once('-')?;
        Some(Self {
            path: folder.join(name),
            saved: NaiveDateTime::parse_from_str(time, TIME).ok()?,
            order,
            fingerprint: u64::from_str_radix(print, 16).ok()?,
        })
    }

    pub(super) fn fingerprint(&self) -> u64 {
        self.fingerprint
    }

    /// Its content.
    ///
    /// # Errors
    /// Where it cannot be read, or is no longer what was kept.
    pub fn read(&self, disk: &Disk) -> Result<Workspace, StoreError> {
        let bytes = disk.read(&self.path, MOST_BYTES)?;
        if fingerprint(&bytes) != self.fingerprint {
            let fault = crate::store::Fault::DamagedVersion;
            return Err(StoreError::at(&self.path, fault));
        }
        let text = text::to_text(bytes).map_err(|fault| StoreError::at(&self.path, fault))?;
        register::decode_at(&self.path, &text)
    }
}

/// Every version kept, the newest first.
pub(super) fn list(disk: &Disk, beside: &Sidecar) -> Result<Vec<Version>, DiskError> {
    let folder = beside.versions();
    let names = disk.names_in(&folder)?;
    let mut versions: Vec<Version> = names
        .iter()
        .filter_map(|name| Version::from_name(&folder, name))
        .collect();
    versions.sort_by_key(|version| std::cmp::Reverse(version.order));
    Ok(versions)
}

/// Which of the versions before a new one (the newest first) are too many: the oldest, but never the
/// last of all earlier days, so that a day of many saves leaves a way back to the day before.
fn surplus<'a>(before: &[&'a Version], saved: NaiveDateTime) -> Vec<&'a Version> {
    let last_earlier = before.iter().position(|v| v.saved.date() < saved.date());
    let count = (before.len() + 1).saturating_sub(MOST_VERSIONS);
    let numbered = before.iter().enumerate().rev();
    numbered
        .filter(|(index, _)| Some(*index) != last_earlier)
        .map(|(_, version)| *version)
        .take(count)
        .collect()
}

/// Keeps what a file holds now as the newest version. Of versions saved by themselves (`is_automatic`)
/// shortly after one another the last replaces those before it.
pub(super) fn keep(
    disk: &Disk,
    beside: &Sidecar,
    path: &Path,
    (print, saved): (u64, NaiveDateTime),
    is_automatic: bool,
) -> Result<(), DiskError> {
    let folder = beside.versions();
    disk.make_folder(&folder)?;
    let known = list(disk, beside)?;
    if known
        .first()
        .is_some_and(|newest| newest.fingerprint == print)
    {
        return Ok(());
    }
    let order = known.first().map_or(1, |newest| newest.order + 1);
    let name = format!("{order:04}-{}-{print:016x}.ron", saved.format(TIME));
    disk.keep_as(path, &folder.join(name), MOST_BYTES)?;
    let mut rest = known.iter();
    if is_automatic
        && let [newest, second, ..] = known.as_slice()
        && newest.saved - second.saved < APART
        && saved - newest.saved < APART
    {
        disk.remove(&newest.path)?;
        rest.next();
    }
    let rest: Vec<&Version> = rest.collect();
    for old in surplus(&rest, saved) {
        disk.remove(&old.path)?;
    }
    Ok(())
}
