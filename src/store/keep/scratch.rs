//! A journal for a workspace that nobody has saved yet: a file of its own in a folder of the program,
//! with all that stands beside a workspace. It goes when the workspace is saved or given up; one that
//! stays was left by a crash.

use std::path::{Path, PathBuf};

use super::open::{Opened, open_to_edit};
use super::save::create_to_edit;
use super::{Holder, Sidecar};
use crate::disk::{Disk, DiskError};
use crate::model::Workspace;
use crate::store::StoreError;

/// How many may lie in the folder before it is thought to be out of order.
const MOST: u32 = 1000;

/// Begins a journal for a workspace without a file.
///
/// # Errors
/// Whatever the system says.
pub fn begin_scratch(
    disk: &Disk,
    folder: &Path,
    workspace: &Workspace,
    me: &Holder,
) -> Result<Opened, StoreError> {
    disk.make_folder(folder)?;
    let mut number = 0;
    loop {
        number += 1;
        let name = format!("{}-{number}.ron", me.process);
        let made = create_to_edit(disk, &folder.join(name), workspace, false, me.clone());
        match made {
            Err(error) if error.is_already_exists() && number < MOST => {}
            other => return other,
        }
    }
}

/// The next workspace with unsaved changes that a crash has left in the folder, the right to it
/// included. Those without any changes are cleared away; what cannot be read stays where it is.
#[must_use]
pub fn left_over(disk: &Disk, folder: &Path, me: &Holder) -> Option<Opened> {
    let names = disk.names_in(folder).unwrap_or_default();
    let files = names.iter().filter(|name| {
        let is_hidden = name.starts_with('.');
        !is_hidden && Path::new(name).extension().is_some_and(|e| e == "ron")
    });
    for name in files {
        let path = folder.join(name);
        let Ok(opened) = open_to_edit(disk, &path, me.clone()) else {
            continue;
        };
        if opened.keeper.other_holder().is_some() {
            // Another window is at work on it.
            continue;
        }
        if opened.pending.is_empty() {
            drop(opened);
            // What cannot be removed is looked at again the next time.
            let _ = remove_scratch(disk, &path);
            continue;
        }
        return Some(opened);
    }
    None
}

/// Clears a journal away that nobody has open.
///
/// # Errors
/// Whatever the system says; the rest can then be cleared away later.
pub fn remove_scratch(disk: &Disk, path: &Path) -> Result<(), DiskError> {
    let beside = Sidecar::of(disk, path)?;
    // The workspace first: what stands beside it means nothing alone.
    disk.remove(path)?;
    let versions = beside.versions();
    let inside = |folder: &Path| -> Result<Vec<PathBuf>, DiskError> {
        let names = disk.names_in(folder)?;
        Ok(names.iter().map(|name| folder.join(name)).collect())
    };
    for file in inside(&versions)? {
        disk.remove(&file)?;
    }
    disk.remove_folder(&versions)?;
    for file in inside(&beside.folder)? {
        disk.remove(&file)?;
    }
    disk.remove_folder(&beside.folder)
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDateTime;

    use super::*;
    use crate::model::{Baseline, Edit, IndicatorId, Origin, Record, Signature};
    use crate::store::default_plan;
    use crate::store::keep::Work;

    fn me(disk: &Disk) -> Holder {
        Holder::here(
            disk,
            "王建国".to_owned(),
            NaiveDateTime::default(),
            Work::Window,
        )
    }

    fn records(workspace: &mut Workspace) -> Vec<Record> {
        let edit = Edit::Baseline {
            indicator: IndicatorId::new(&default_plan(), 15),
            value: Some(Baseline {
                year: 2023,
                value: 7.into(),
            }),
        };
        let inverse = edit.clone().apply(workspace);
        let signature = Signature {
            by: "王建国".to_owned(),
            at: NaiveDateTime::default(),
            origin: Origin::Typed,
        };
        Record::of(edit, inverse, &signature)
    }

    #[test]
    fn what_a_crash_left_is_found_once_nobody_has_it_and_goes_when_it_is_cleared_away() {
        let disk = Disk::new();
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().join("未保存");
        let mut workspace = Workspace::new(vec![default_plan()]);
        let mut opened = begin_scratch(&disk, &folder, &workspace, &me(&disk)).unwrap();
        let start = workspace.clone();
        let records = records(&mut workspace);
        opened.keeper.journal(&records).unwrap();
        assert!(
            left_over(&disk, &folder, &me(&disk)).is_none(),
            "it is in use"
        );
        drop(opened);

        let found = left_over(&disk, &folder, &me(&disk)).unwrap();
        assert!(*found.workspace == start);
        assert_eq!(found.pending, records);
        let path = found.keeper.path().to_owned();
        drop(found);
        remove_scratch(&disk, &path).unwrap();
        assert!(left_over(&disk, &folder, &me(&disk)).is_none());
        assert_eq!(disk.names_in(&folder).unwrap(), Vec::<String>::new());
    }

    #[test]
    fn one_without_changes_is_cleared_away_and_two_do_not_meet() {
        let disk = Disk::new();
        let folder = tempfile::tempdir().unwrap();
        let workspace = Workspace::new(vec![default_plan()]);
        let one = begin_scratch(&disk, folder.path(), &workspace, &me(&disk)).unwrap();
        let other = begin_scratch(&disk, folder.path(), &workspace, &me(&disk)).unwrap();
        assert_ne!(one.keeper.path(), other.keeper.path());
        drop((one, other));
        assert!(left_over(&disk, folder.path(), &me(&disk)).is_none());
        assert_eq!(disk.names_in(folder.path()).unwrap(), Vec::<String>::new());
    }
}
