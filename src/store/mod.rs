//! What is on disk: the built-in plans, the analyst's workspaces, the user's preferences.
//!
//! Everything is RON text that people can read, compare and mend. A file is written beside and
//! renamed into its place, so that at any instant there is the old one or the new one. What cannot
//! be read is refused with file, line, column and field, and stays untouched. This room draws
//! nothing and judges nothing; the clock is not asked either.

mod catalog;
mod check;
mod disk;
mod error;
mod flaw;
mod parse;
mod preferences;
mod register;
mod rulebook;
mod rules;
mod scan;

use std::path::Path;
use std::time::SystemTime;

use crate::model::Workspace;

pub use catalog::{Catalog, default_plan};
pub use check::{Checked, check};
pub use error::{Fault, Problem, StoreError};
pub use flaw::nearest;
pub use preferences::{Preferences, ThemeChoice, account_name};
pub use register::{decode_workspace, encode_workspace, unknown_indicator};

/// Reads a workspace.
///
/// # Errors
/// [`StoreError::File`] where there is no such text file, [`StoreError::Invalid`] where its content
/// would be lost or changed by reading it: it is broken, of a newer format, or follows a plan that
/// is not known. The file is never touched.
pub fn open(path: &Path) -> Result<Workspace, StoreError> {
    let text = disk::read_text(path)?;
    register::open_text(path, &text, &Catalog::builtin()?)
}

/// Writes a workspace in the place of a file, or as a new one. Symbolic links are followed,
/// permissions are kept.
///
/// # Errors
/// Whatever the system says; the old file is then as it was.
pub fn save(path: &Path, workspace: &Workspace) -> Result<(), StoreError> {
    disk::replace(path, encode_workspace(workspace).as_bytes())
}

/// What tells one state of a file from another: its size and when it was last written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    length: u64,
    modified: Option<SystemTime>,
}

/// The state a file is in; none where there is no file.
#[must_use]
pub fn stamp(path: &Path) -> Option<Stamp> {
    let metadata = std::fs::metadata(path).ok()?;
    Some(Stamp {
        length: metadata.len(),
        modified: metadata.modified().ok(),
    })
}

/// As [`save`], but only over the file as it was when it was last read or written here.
///
/// # Errors
/// As [`save`], and [`StoreError::is_changed`] where another program has written the file since.
pub fn save_over(
    path: &Path,
    workspace: &Workspace,
    expected: Option<Stamp>,
) -> Result<(), StoreError> {
    // A file that is gone is written anew: nothing is lost by that.
    let found = stamp(path);
    if expected.is_some() && found.is_some() && found != expected {
        return Err(StoreError::at(path, Fault::ChangedMeanwhile));
    }
    save(path, workspace)
}

/// Writes a PNG as a whole, as a new file or in the place of an older picture.
///
/// # Errors
/// As [`save`], and where the file is there and is no PNG: a picture never replaces a workspace.
pub fn save_picture(path: &Path, png: &[u8]) -> Result<(), StoreError> {
    disk::replace_same_kind(path, png, b"\x89PNG\r\n\x1a\n")
}

/// Writes a workspace as a new file.
///
/// # Errors
/// As [`save`], and where anything already has this name.
pub fn create(path: &Path, workspace: &Workspace) -> Result<(), StoreError> {
    disk::create(path, &encode_workspace(workspace))
}

#[cfg(test)]
mod tests;
