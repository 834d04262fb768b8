//! Bytes on disk: files that are replaced as a whole or not at all.
//!
//! The one room that touches files. It knows bytes and paths, nothing of workspaces, forms or
//! reports, which come to it through `store`, `exchange` and `report`. A file is written beside,
//! flushed, renamed into its place, and the folder is flushed: at any instant there is the old file
//! or the new one. Every single operation passes one gate, [`Disk::step`], at which a test can make
//! it fail; see [`Faults`].

mod error;
mod faults;
mod folder;
mod hash;
mod lock;
mod read;
mod write;

use std::io;
use std::path::Path;
use std::sync::Arc;

pub use error::{DiskError, DiskFault};
pub use faults::{EACCES, EIO, ENOSPC, Faults, Step};
pub use folder::Stamp;
pub use hash::fingerprint;
pub use lock::{FileLock, Locking};
pub use read::MEGABYTE;
pub use write::NewFile;

/// The way to the files: the real disk, or one that fails where a test says so.
#[derive(Clone, Debug, Default)]
pub struct Disk {
    faults: Option<Arc<Faults>>,
}

impl Disk {
    /// The real disk.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The real disk with failures put in its way.
    #[must_use]
    pub fn with_faults(faults: Arc<Faults>) -> Self {
        Self {
            faults: Some(faults),
        }
    }

    /// The gate that every operation passes before it is done.
    fn step(&self, step: Step, path: &Path) -> io::Result<()> {
        match &self.faults {
            Some(faults) => faults.pass(step, path),
            None => Ok(()),
        }
    }
}

/// The folder that a file lies in.
fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

#[cfg(test)]
mod tests;
