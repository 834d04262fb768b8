//! Opening a file: a small one at once, a large one beside the window, which meanwhile says how far it is
//! and can give it up.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use chrono::Datelike as _;

use super::{App, Dialog, Document, Outcome};
use crate::store::{self, Catalog, Disk, Holder, Opened, StoreError};

/// How far the opening of a file has come, told by the thread that opens it.
#[derive(Clone, Debug, Default)]
pub struct Progress(Arc<AtomicU8>);

const READING: u8 = 0;
const DERIVING: u8 = 1;
const GIVEN_UP: u8 = 2;

impl Progress {
    /// What is being done.
    #[must_use]
    pub fn words(&self) -> &'static str {
        match self.0.load(Ordering::Relaxed) {
            READING => "正在读取和核对",
            _ => "正在评价各项指标",
        }
    }

    /// How much of the work is done, roughly.
    #[must_use]
    pub fn share(&self) -> f32 {
        match self.0.load(Ordering::Relaxed) {
            READING => 0.2,
            _ => 0.7,
        }
    }

    fn derive(&self) {
        let next = (READING, DERIVING);
        // Unless it has been given up.
        let _ = self
            .0
            .compare_exchange(next.0, next.1, Ordering::Relaxed, Ordering::Relaxed);
    }

    fn give_up(&self) {
        self.0.store(GIVEN_UP, Ordering::Relaxed);
    }

    fn is_given_up(&self) -> bool {
        self.0.load(Ordering::Relaxed) == GIVEN_UP
    }
}

impl PartialEq for Progress {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// A file that is being opened.
#[derive(Clone, Debug, PartialEq)]
pub struct OpeningDialog {
    /// The file.
    pub path: PathBuf,
    /// How far it has come.
    pub progress: Progress,
}

/// A file that has been read, or why not.
#[derive(Debug)]
pub struct Arrived {
    of: OpeningDialog,
    result: Result<(Opened, Document), StoreError>,
}

/// All that opening a file needs, to be taken to another thread.
struct Way {
    disk: Disk,
    me: Holder,
    /// Whether this very window had it open until now.
    is_own: bool,
    catalog: Catalog,
    this_year: i32,
}

impl Way {
    fn open(&self, path: &Path, progress: &Progress) -> Result<(Opened, Document), StoreError> {
        let opened = self.patiently(path)?;
        progress.derive();
        let at = opened.keeper.path().to_owned();
        let workspace = (*opened.workspace).clone();
        let document = Document::new(workspace, Some(at), &self.catalog, self.this_year);
        Ok((opened, document))
    }

    /// The watch of this very window may hold its file for a moment longer.
    fn patiently(&self, path: &Path) -> Result<Opened, StoreError> {
        let mut tries_left = if self.is_own { 20 } else { 0 };
        loop {
            let me = self.me.clone();
            let own = (me.machine.clone(), me.process);
            let opened = store::open_to_edit(&self.disk, path, me)?;
            let holder = opened.keeper.other_holder();
            let is_here = holder.is_some_and(|other| (other.machine.clone(), other.process) == own);
            if tries_left == 0 || !is_here {
                return Ok(opened);
            }
            tries_left -= 1;
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
    }
}

impl App {
    /// Opens a file; if that fails the dialog that asked for it says why.
    pub fn open(&mut self, path: &Path) {
        for outcome in self.jobs.finish() {
            self.finish(outcome);
        }
        self.give_up_opening();
        // The same file once more: its lock is given back before it is asked for.
        let own = self.document.as_ref().and_then(Document::path);
        let is_own = own.is_some_and(|own| self.disk.is_same(own, path));
        if is_own {
            self.document = None;
        }
        let way = Way {
            disk: self.disk.clone(),
            me: self.holder(),
            is_own,
            catalog: self.catalog.clone(),
            this_year: (self.clock)().year(),
        };
        let of = OpeningDialog {
            path: path.to_owned(),
            progress: Progress::default(),
        };
        if !self.jobs.have_threads() || !store::is_large(&self.disk, path) {
            let result = way.open(path, &of.progress);
            return self.opened(path, result);
        }
        self.dialogs.push(Dialog::Opening(of.clone()));
        self.jobs.beside(move || {
            let result = way.open(&of.path, &of.progress);
            // What nobody waits for any more gives its lock back here.
            let is_wanted = !of.progress.is_given_up();
            is_wanted.then(|| Outcome::Opened(Box::new(Arrived { of, result })))
        });
    }

    /// A file that was opened beside the window has been read.
    pub(super) fn arrived(&mut self, arrived: Arrived) {
        let dialog = Dialog::Opening(arrived.of.clone());
        let waits = self.dialogs.contains(&dialog);
        self.dialogs.retain(|open| *open != dialog);
        if waits {
            self.opened(&arrived.of.path, arrived.result);
        }
    }

    /// Waits no longer for a file that is being opened.
    pub(super) fn give_up_opening(&mut self) {
        for dialog in &self.dialogs {
            if let Dialog::Opening(opening) = dialog {
                opening.progress.give_up();
            }
        }
        let is_opening = |dialog: &Dialog| matches!(dialog, Dialog::Opening(_));
        self.dialogs.retain(|dialog| !is_opening(dialog));
    }

    fn opened(&mut self, path: &Path, result: Result<(Opened, Document), StoreError>) {
        let is_asked = matches!(self.dialogs.last(), Some(Dialog::File(_)));
        match result {
            Ok((opened, document)) => {
                if is_asked {
                    self.dialogs.pop();
                }
                self.show_opened(opened, document);
            }
            Err(error) if self.offer_recovery(path, &error) => {}
            Err(error) if is_asked => self.file_error(false, error.to_string()),
            Err(error) => self.dialogs.push(Dialog::Trouble {
                title: "台账没有打开".to_owned(),
                text: error.to_string(),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;
    use crate::app::{Command, Setup, demo};
    use crate::store::{Preferences, default_plan};

    fn app() -> App {
        App::new(Setup {
            catalog: Catalog::builtin().unwrap(),
            preferences: Preferences::default(),
            keep_preferences: false,
            clock: Box::new(|| {
                let day = chrono::NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
                day.and_hms_opt(9, 30, 0).unwrap()
            }),
            wake: Some(Arc::new(|| {})),
        })
    }

    /// A file large enough to be read beside the window.
    fn large_file(folder: &Path) -> PathBuf {
        let catalog = Catalog::builtin().unwrap();
        let model = catalog.plan(&default_plan()).unwrap();
        let path = folder.join("全省.ron");
        store::save(&path, &demo::province(model, catalog.units(), 40)).unwrap();
        assert!(store::is_large(&Disk::new(), &path));
        path
    }

    /// Moves time on until something is so.
    #[track_caller]
    fn wait_until(app: &mut App, is_so: impl Fn(&App) -> bool) {
        let start = Instant::now();
        while !is_so(app) {
            assert!(start.elapsed() < Duration::from_mins(2), "it never is");
            std::thread::sleep(Duration::from_millis(5));
            app.tick(0.0);
        }
    }

    #[test]
    fn a_large_file_is_read_beside_the_window_and_then_shown() {
        let folder = tempfile::tempdir().unwrap();
        let path = large_file(folder.path());
        let mut app = app();
        app.run(Command::OpenAt(path.clone()));
        assert!(matches!(app.dialog(), Some(Dialog::Opening(_))));
        assert!(app.document().is_none());
        wait_until(&mut app, |app| app.dialog().is_none());
        let document = app.document().unwrap();
        assert_eq!(document.path(), Some(path.as_path()));
        assert_eq!(document.boards().len(), 40);
        assert!(document.read_only().is_none());
        // Of so many only the one shown is worked out whole.
        let whole = document.boards().iter().filter(|board| board.is_complete());
        assert_eq!(whole.count(), 1);
    }

    #[test]
    fn what_is_given_up_is_not_shown_and_leaves_the_file_free() {
        let folder = tempfile::tempdir().unwrap();
        let path = large_file(folder.path());
        let mut first = app();
        first.run(Command::OpenAt(path.clone()));
        first.run(Command::CloseDialog);
        assert!(first.dialog().is_none());
        // The thread gives the file back once it is done with it.
        let mut second = app();
        wait_until(&mut second, |_| {
            let me = Holder::here(
                &Disk::new(),
                "王".to_owned(),
                chrono::NaiveDateTime::default(),
                store::Work::Window,
            );
            let opened = store::open_to_edit(&Disk::new(), &path, me);
            opened.is_ok_and(|opened| opened.keeper.other_holder().is_none())
        });
        first.tick(0.0);
        assert!(first.document().is_none() && first.dialog().is_none());
    }

    #[test]
    fn a_large_file_that_is_damaged_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let path = large_file(folder.path());
        let text = Disk::new().read(&path, 1 << 30).unwrap();
        let half = folder.path().join("一半.ron");
        Disk::new()
            .create(&half, &text[..text.len() * 3 / 4])
            .unwrap();
        let mut app = app();
        app.run(Command::OpenAt(half));
        wait_until(&mut app, |app| {
            !matches!(app.dialog(), Some(Dialog::Opening(_)) | None)
        });
        assert!(app.document().is_none());
    }
}
