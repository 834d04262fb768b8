//! Locks of the system, which end with the process that holds them, however it ends.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Write as _};
use std::path::Path;

use super::{Disk, DiskError, Step};

/// What came of asking for a lock.
#[derive(Debug)]
pub enum Locking {
    /// It is held here until the value is dropped.
    Mine(FileLock),
    /// Another process, or another part of this one, holds it.
    Taken,
    /// The folder knows no locks, as some network drives.
    Unknown,
}

/// A lock held.
#[derive(Debug)]
pub struct FileLock {
    file: File,
}

impl Disk {
    /// Asks for the lock that a file stands for; the file is made where there is none, and stays.
    ///
    /// # Errors
    /// Whatever the system says of the file itself.
    pub fn try_lock(&self, path: &Path) -> Result<Locking, DiskError> {
        let io = |error| DiskError::io(path, error);
        self.step(Step::Create, path).map_err(io)?;
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(false);
        let file = options.open(path).map_err(io)?;
        let locked = match self.step(Step::Lock, path) {
            Ok(()) => file.try_lock(),
            Err(error) => Err(TryLockError::Error(error)),
        };
        Ok(match locked {
            Ok(()) => Locking::Mine(FileLock { file }),
            Err(TryLockError::WouldBlock) => Locking::Taken,
            Err(TryLockError::Error(_)) => Locking::Unknown,
        })
    }

    /// Writes a byte into a file, so that its time is now by the clock of the disk it lies on.
    ///
    /// # Errors
    /// Whatever the system says.
    pub fn touch(&self, path: &Path) -> Result<(), DiskError> {
        let touch = || {
            self.step(Step::Write, path)?;
            let mut options = OpenOptions::new();
            options.write(true).create(true).truncate(false);
            options.open(path)?.write_all(b"\n")
        };
        touch().map_err(|error: io::Error| DiskError::io(path, error))
    }

    /// Writes a small file that may be lost in a power cut, as one that says who is at work.
    ///
    /// # Errors
    /// Whatever the system says.
    pub fn note(&self, path: &Path, content: &[u8]) -> Result<(), DiskError> {
        self.step(Step::Write, path)
            .and_then(|()| std::fs::write(path, content))
            .map_err(|error| DiskError::io(path, error))
    }
}

impl Drop for FileLock {
    fn drop(&mut self) {
        // Closing the file gives the lock back as well; nothing is lost if this fails.
        let _ = self.file.unlock();
    }
}
