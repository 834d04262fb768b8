//! A workspace that was given another name or carried into another place of its folder: what stood
//! beside it under the old name is found by the content that its log told of last, and taken along.

use super::Sidecar;
use super::ledger::Ledger;
use super::lines::Print;
use super::open::read_log;
use crate::disk::{Disk, Locking};

/// What the folder beside a file of that name is called: `.台账.ron.zhibiao`.
const ENDING: &str = ".zhibiao";

/// Takes the folder of a file that is gone for the one of a file with its content, which has none
/// of its own yet. Answers the name of a file that is gone whose folder is of another content.
pub(super) fn adopt(disk: &Disk, own: &Sidecar, content: Print) -> Option<String> {
    let (found, stranger) = find(disk, own, content);
    if found.folder != own.folder {
        // Somebody may still have the file open under its old name. What cannot be taken along
        // stays where it is, and the log begins anew.
        if let Ok(Locking::Mine(lock)) = disk.try_lock(&found.lock()) {
            drop(lock);
            let _ = disk.rename_folder(&found.folder, &own.folder);
        }
    }
    stranger
}

/// The folder that belongs to a content: its own where there is one, else that of a file which is
/// gone. With it the name of a file that is gone whose folder is of another content.
pub(super) fn find(disk: &Disk, own: &Sidecar, content: Print) -> (Sidecar, Option<String>) {
    let is_there = disk.stamp(&own.log()).is_ok_and(|stamp| stamp.is_some());
    let has_versions = !disk
        .names_in(&own.versions())
        .unwrap_or_default()
        .is_empty();
    let mut stranger = None;
    if is_there || has_versions {
        return (own.clone(), stranger);
    }
    let around = own.folder.with_file_name("");
    for name in disk.names_in(&around).unwrap_or_default() {
        let Some(file) = name.strip_prefix('.').and_then(|n| n.strip_suffix(ENDING)) else {
            continue;
        };
        let is_gone = disk
            .stamp(&around.join(file))
            .is_ok_and(|stamp| stamp.is_none());
        let beside = Sidecar {
            folder: around.join(&name),
        };
        if !is_gone || beside.folder == own.folder {
            continue;
        }
        let log = read_log(disk, &beside).unwrap_or_default();
        // The last is one that may not have come about.
        if Ledger::contents(&log).iter().take(2).any(|c| *c == content) {
            return (beside, None);
        }
        if !log.is_empty() {
            stranger = Some(file.to_owned());
        }
    }
    (own.clone(), stranger)
}
