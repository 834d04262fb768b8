//! Work that must not hold up the window: saving, and the desktop's file dialogs.
//!
//! A job runs on a thread of its own and sends its outcome back; whoever waits wakes the window.
//! Tests and pictures run saves in place, so that they are the same each time.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

use crate::model::Workspace;
use crate::store::{self, Stamp, StoreError};

/// Wakes the window when a job is done.
pub type Wake = Arc<dyn Fn() + Send + Sync>;

/// What a job came to.
#[derive(Debug)]
pub enum Outcome {
    /// A save ended.
    Saved {
        /// Where to.
        path: PathBuf,
        /// Which revision was written.
        revision: u64,
        /// Whether it went well.
        result: Result<(), StoreError>,
    },
    /// The user chose a file in the desktop's dialog, or chose none.
    Picked {
        /// What the file is for.
        purpose: Purpose,
        /// The file.
        path: Option<PathBuf>,
    },
}

/// What a file is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A place for a new workspace.
    New,
    /// A workspace to open.
    Open,
    /// Another place for the open workspace.
    SaveAs,
}

/// Runs jobs and collects what they come to.
pub struct Jobs {
    sender: Sender<Outcome>,
    receiver: Receiver<Outcome>,
    wake: Option<Wake>,
    saving: usize,
    picking: bool,
}

impl std::fmt::Debug for Jobs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Jobs")
            .field("saving", &self.saving)
            .field("picking", &self.picking)
            .finish_non_exhaustive()
    }
}

impl Jobs {
    /// Jobs on threads, which call `wake` when done; without it saves run in place and there are no
    /// file dialogs.
    #[must_use]
    pub fn new(wake: Option<Wake>) -> Self {
        let (sender, receiver) = channel();
        Self {
            sender,
            receiver,
            wake,
            saving: 0,
            picking: false,
        }
    }

    /// Whether a save is under way.
    #[must_use]
    pub fn is_saving(&self) -> bool {
        self.saving > 0
    }

    /// Whether a file dialog is open; there is never more than one.
    #[must_use]
    pub fn is_picking(&self) -> bool {
        self.picking
    }

    /// Writes a workspace; the outcome comes by [`Jobs::poll`].
    pub fn save(
        &mut self,
        path: PathBuf,
        workspace: Workspace,
        revision: u64,
        expected: Option<Stamp>,
    ) {
        self.saving += 1;
        let sender = self.sender.clone();
        let work = move || {
            let result = store::save_over(&path, &workspace, expected);
            // Nobody listens any more once the window is closed.
            let _ = sender.send(Outcome::Saved {
                path,
                revision,
                result,
            });
        };
        match self.wake.clone() {
            Some(wake) => {
                std::thread::spawn(move || {
                    work();
                    wake();
                });
            }
            None => work(),
        }
    }

    /// Opens the desktop's file dialog, where there is a desktop.
    pub fn pick(&mut self, purpose: Purpose, folder: Option<&Path>, file_name: &str) {
        let Some(wake) = self.wake.clone() else {
            return;
        };
        if self.picking {
            return;
        }
        self.picking = true;
        let sender = self.sender.clone();
        let mut dialog = rfd::FileDialog::new()
            .add_filter("知标台账", &["ron"])
            .add_filter("全部文件", &["*"]);
        if let Some(folder) = folder {
            dialog = dialog.set_directory(folder);
        }
        let file_name = file_name.to_owned();
        std::thread::spawn(move || {
            let path = match purpose {
                Purpose::New => dialog
                    .set_title("新建台账")
                    .set_file_name(file_name)
                    .save_file(),
                Purpose::SaveAs => dialog
                    .set_title("另存为")
                    .set_file_name(file_name)
                    .save_file(),
                Purpose::Open => dialog.set_title("打开台账").pick_file(),
            };
            let _ = sender.send(Outcome::Picked { purpose, path });
            wake();
        });
    }

    /// What has come to an end since the last call.
    pub fn poll(&mut self) -> Vec<Outcome> {
        let outcomes: Vec<Outcome> = self.receiver.try_iter().collect();
        for outcome in &outcomes {
            match outcome {
                Outcome::Saved { .. } => self.saving = self.saving.saturating_sub(1),
                Outcome::Picked { .. } => self.picking = false,
            }
        }
        outcomes
    }

    /// Waits until every save under way has ended, for the end of the program.
    pub fn finish_saves(&mut self) -> Vec<Outcome> {
        let mut outcomes = self.poll();
        while self.saving > 0 {
            let Ok(outcome) = self.receiver.recv() else {
                break;
            };
            if matches!(outcome, Outcome::Saved { .. }) {
                self.saving -= 1;
            }
            outcomes.push(outcome);
        }
        outcomes
    }
}
