//! The last versions of a workspace, kept beside it.
//!
//! A version is what the file held before a save. Its name says its order, when it was saved and
//! what its content is: `0012-20260302-093000-00112233aabbccdd.ron`, so that a damaged version is
//! known as one; `….auto.ron` was saved by itself. Those have a count of their own, so that none that
//! somebody saved goes for them.

use std::path::{Path, PathBuf};

use chrono::{NaiveDateTime, TimeDelta};

use super::{MOST_VERSIONS, Sidecar};
use crate::disk::{Disk, DiskError, fingerprint};
use crate::model::Workspace;
use crate::store::text::{self, MOST_BYTES};
use crate::store::{StoreError, register};

const TIME: &str = "%Y%m%d-%H%M%S";
/// What a version that was saved by itself has in its name.
const BY_ITSELF: &str = ".auto";
/// Of versions saved by themselves within this time only the last is kept.
const APART: TimeDelta = TimeDelta::minutes(10);

/// An earlier content of a workspace's file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Where it lies.
    pub path: PathBuf,
    /// When it was saved, local time.
    pub saved: NaiveDateTime,
    /// Whether it was saved by itself, by no command of a user.
    pub is_automatic: bool,
    order: u64,
    fingerprint: u64,
}

impl Version {
    fn from_name(folder: &Path, name: &str) -> Option<Self> {
        let name_alone = name.strip_suffix(".ron")?;
        let rest = name_alone.strip_suffix(BY_ITSELF).unwrap_or(name_alone);
        let mut parts = rest.splitn(2, '-');
        let order = parts.next()?.parse().ok()?;
        let (time, print) = parts.next()?.rsplit_once('-')?;
        Some(Self {
            path: folder.join(name),
            saved: NaiveDateTime::parse_from_str(time, TIME).ok()?,
            is_automatic: rest != name_alone,
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

/// Which of the versions before a new one (the newest first) are too many: of those saved by somebody and
/// of those saved by themselves all but the last ten, but never the last of all earlier days, so that a
/// day of many saves leaves a way back to the day before.
fn surplus<'a>(before: &[&'a Version], new: &Version) -> Vec<&'a Version> {
    let last_earlier = before
        .iter()
        .find(|v| v.saved.date() < new.saved.date())
        .map(|version| version.order);
    let of_kind = |is_automatic: bool| {
        let kind = before
            .iter()
            .filter(move |v| v.is_automatic == is_automatic);
        kind.skip(MOST_VERSIONS - usize::from(new.is_automatic == is_automatic))
    };
    of_kind(false)
        .chain(of_kind(true))
        .filter(|version| Some(version.order) != last_earlier)
        .copied()
        .collect()
}

/// Keeps what a file holds now as the newest version. Of versions saved by themselves shortly after one
/// another the last replaces those before it.
pub(super) fn keep(
    disk: &Disk,
    beside: &Sidecar,
    path: &Path,
    (print, saved, is_automatic): (u64, NaiveDateTime, bool),
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
    let by_itself = if is_automatic { BY_ITSELF } else { "" };
    let name = format!(
        "{order:04}-{}-{print:016x}{by_itself}.ron",
        saved.format(TIME)
    );
    let new = Version {
        path: folder.join(name),
        saved,
        is_automatic,
        order,
        fingerprint: print,
    };
    disk.keep_as(path, &new.path, MOST_BYTES)?;
    let mut rest = known.iter();
    if let [newest, second, ..] = known.as_slice()
        && newest.is_automatic
        && newest.saved - second.saved < APART
        && saved - newest.saved < APART
    {
        disk.remove(&newest.path)?;
        rest.next();
    }
    let rest: Vec<&Version> = rest.collect();
    for old in surplus(&rest, &new) {
        disk.remove(&old.path)?;
    }
    Ok(())
}
