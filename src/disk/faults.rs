//! Failures put in the way of file operations, to see what becomes of the work.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicUsize, Ordering};

/// A single operation on a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// Asks for size and kind.
    Look,
    /// Reads the content.
    Read,
    /// Makes a new file.
    Create,
    /// Writes bytes.
    Write,
    /// Takes over permissions.
    Permissions,
    /// Flushes a file to the medium.
    Sync,
    /// Puts a file in the place of another.
    Rename,
    /// Gives a file a second name.
    Link,
    /// Flushes a folder, so that names survive a power cut.
    SyncFolder,
    /// Makes a folder.
    MakeFolder,
    /// Lists a folder.
    List,
    /// Removes a file.
    Remove,
    /// Locks a file.
    Lock,
}

/// Fails one operation, or all from one on, and counts them.
#[derive(Debug)]
pub struct Faults {
    count: AtomicUsize,
    fail_at: AtomicUsize,
    lasting: AtomicBool,
    code: AtomicI32,
    only: Option<Step>,
    passed: Mutex<Vec<(Step, PathBuf)>>,
}

/// The system's number for an input or output error of the medium.
pub const EIO: i32 = 5;
/// The system's number for a refused permission.
pub const EACCES: i32 = 13;
/// The system's number for a full disk.
pub const ENOSPC: i32 = 28;

impl Faults {
    /// No failure; only counts.
    #[must_use]
    pub fn none() -> Self {
        Self::at(usize::MAX, EIO)
    }

    /// Fails the operation of this number, from 0, with this error number of the system.
    #[must_use]
    pub fn at(fail_at: usize, code: i32) -> Self {
        Self {
            count: AtomicUsize::new(0),
            fail_at: AtomicUsize::new(fail_at),
            lasting: AtomicBool::new(false),
            code: AtomicI32::new(code),
            only: None,
            passed: Mutex::new(Vec::new()),
        }
    }

    /// Fails the operation of this number and every later one, as a medium that is pulled out.
    #[must_use]
    pub fn from(fail_at: usize, code: i32) -> Self {
        Self {
            lasting: AtomicBool::new(true),
            ..Self::at(fail_at, code)
        }
    }

    /// Fails every operation of one kind, as on a disk that does not know it.
    #[must_use]
    pub fn each(step: Step, code: i32) -> Self {
        Self {
            only: Some(step),
            ..Self::from(0, code)
        }
    }

    /// Fails everything from the next operation on.
    pub fn fail_from_now_on(&self, code: i32) {
        self.code.store(code, Ordering::SeqCst);
        self.lasting.store(true, Ordering::SeqCst);
        self.fail_at.store(self.count(), Ordering::SeqCst);
    }

    /// Fails nothing any more, as when a full disk has been cleared.
    pub fn work_again(&self) {
        self.fail_at.store(usize::MAX, Ordering::SeqCst);
    }

    /// How many operations have been asked for.
    #[must_use]
    pub fn count(&self) -> usize {
        self.count.load(Ordering::SeqCst)
    }

    /// The operations asked for so far, in order.
    #[must_use]
    pub fn passed(&self) -> Vec<(Step, PathBuf)> {
        self.passed
            .lock()
            .map(|passed| passed.clone())
            .unwrap_or_default()
    }

    pub(super) fn pass(&self, step: Step, path: &Path) -> io::Result<()> {
        let number = self.count.fetch_add(1, Ordering::SeqCst);
        if let Ok(mut passed) = self.passed.lock() {
            passed.push((step, path.to_owned()));
        }
        let fail_at = self.fail_at.load(Ordering::SeqCst);
        let lasts = self.lasting.load(Ordering::SeqCst);
        let is_meant = self.only.is_none_or(|only| only == step);
        if is_meant && (number == fail_at || (lasts && number > fail_at)) {
            let code = self.code.load(Ordering::SeqCst);
            return Err(io::Error::from_raw_os_error(code));
        }
        Ok(())
    }
}
