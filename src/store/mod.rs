//! What is on disk: the built-in plans, the analyst's workspaces, the user's preferences.
//!
//! Everything is RON text that people can read, compare and mend. A file is written beside and
//! renamed into its place, so that at any instant there is the old one or the new one. What cannot
//! be read is refused with file, line, column and field, and stays untouched. This room draws
//! nothing and judges nothing; the clock is not asked either.

mod adjustments;
mod catalog;
mod check;
mod desk_rows;
mod error;
mod extras;
mod flaw;
mod keep;
mod measures;
mod own;
mod parse;
mod plan_file;
mod plan_text;
mod preferences;
mod register;
mod rulebook;
mod rules;
mod scan;
mod text;
mod words;

use std::path::Path;
use std::time::{Duration, Instant};

use crate::model::{Edit, Signature, Workspace};

use crate::disk::MEGABYTE;
pub use crate::disk::{Disk, DiskError};
pub use crate::model::nearest;
pub use catalog::{Catalog, default_plan};
pub use check::{Checked, check};
pub use error::{Fault, Problem, StoreError};
pub use keep::{
    Gap, History, Holder, Keeper, MOST_VERSIONS, Opened, Recovery, Saved, Version, Work, applied,
    begin_scratch, create_to_edit, go_on_in, left_over, open_to_edit, open_to_read, recover,
    remove_scratch, restore_damaged,
};
pub use plan_file::{read_plan, write_plan};
pub use preferences::{Preferences, ThemeChoice, account_name};
pub use register::{decode_workspace, encode_workspace, unknown_indicator};

/// How long a command waits for another command to be done with a workspace.
const PATIENCE: Duration = Duration::from_secs(30);

/// Reads a workspace.
///
/// # Errors
/// [`StoreError::File`] where there is no such text file, [`StoreError::Invalid`] where its content
/// would be lost or changed by reading it: it is broken, of a newer format, or follows a plan that
/// is not known. The file is never touched.
pub fn open(path: &Path) -> Result<Workspace, StoreError> {
    let text = text::read_text(&Disk::new(), path)?;
    let (workspace, _) = register::open_text(path, &text, &Catalog::builtin()?)?;
    Ok(workspace)
}

/// Whether a file is so large that reading it is felt.
#[must_use]
pub fn is_large(disk: &Disk, path: &Path) -> bool {
    let stamp = disk.stamp(path).ok().flatten();
    stamp.is_some_and(|stamp| stamp.length() >= 2 * MEGABYTE)
}

/// Writes a workspace in the place of a file, or as a new one. Symbolic links are followed,
/// permissions are kept.
///
/// # Errors
/// Whatever the system says; the old file is then as it was.
pub fn save(path: &Path, workspace: &Workspace) -> Result<(), StoreError> {
    Disk::new().replace(path, encode_workspace(workspace).as_bytes())?;
    Ok(())
}

/// Writes a PNG as a whole, as a new file or in the place of an older picture.
///
/// # Errors
/// As [`save`], and where the file is there and is no PNG: a picture never replaces a workspace.
pub fn save_picture(path: &Path, png: &[u8]) -> Result<(), StoreError> {
    Disk::new().replace_same_kind(path, png, b"\x89PNG\r\n\x1a\n", "图片")?;
    Ok(())
}

/// Writes a table that begins with the mark of UTF-8 as a whole, as a new file or in the place of an
/// older one.
///
/// # Errors
/// As [`save`], and where the file is there and begins otherwise: a table never replaces a workspace.
pub fn save_table(disk: &Disk, path: &Path, text: &str) -> Result<(), StoreError> {
    disk.replace_same_kind(path, text.as_bytes(), b"\xef\xbb\xbf", "导出的表格")?;
    Ok(())
}

/// Replaces a web page as a whole; any other file keeps its name.
///
/// # Errors
/// The system's, and where the name belongs to a file of another kind.
pub fn save_page(disk: &Disk, path: &Path, text: &str) -> Result<(), StoreError> {
    disk.replace_same_kind(path, text.as_bytes(), b"<!DOCTYPE html>", "网页")?;
    Ok(())
}

/// Writes a workspace as a new file.
///
/// # Errors
/// As [`save`], and where anything already has this name.
pub fn create(path: &Path, workspace: &Workspace) -> Result<(), StoreError> {
    Disk::new().create(path, encode_workspace(workspace).as_bytes())?;
    Ok(())
}

/// Opens a workspace to edit it by a command, waiting for other commands to be done with it.
///
/// # Errors
/// As [`open`], and [`StoreError::is_held`] where a window has it open.
pub fn open_for_command(path: &Path, signature: &Signature) -> Result<Opened, StoreError> {
    let disk = Disk::new();
    let start = Instant::now();
    loop {
        let me = Holder::here(&disk, signature.by.clone(), signature.at, Work::Command);
        let opened = open_to_edit(&disk, path, me)?;
        let Some(holder) = opened.keeper.other_holder() else {
            return Ok(opened);
        };
        if holder.work == Work::Window || start.elapsed() > PATIENCE {
            return Err(StoreError::at(path, Fault::Held(holder.to_string())));
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Opens a workspace, lets `change` say what shall be different, and saves it: the way of every
/// command that enters figures without a window. Nobody else writes it meanwhile; nothing is written
/// where nothing changes.
///
/// `change` answers the edit and whatever the caller wants to know besides.
///
/// # Errors
/// As [`open_for_command`] and [`Keeper::save`], and what `change` answers; the file is then as it
/// was.
pub fn revise<T, E: From<StoreError>>(
    path: &Path,
    signature: &Signature,
    change: impl FnOnce(&Workspace) -> Result<(Edit, T), E>,
) -> Result<T, E> {
    let mut opened = open_for_command(path, signature)?;
    let (edit, answer) = change(&opened.workspace)?;
    opened.revise(edit, signature, false)?;
    Ok(answer)
}

#[cfg(test)]
mod tests;
