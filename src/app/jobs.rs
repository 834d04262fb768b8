//! Work that must not hold up the window: saving, the journal, watching the file, and the desktop's
//! file dialogs.
//!
//! What concerns the file is done by one thread in the order it was asked for, and sends its outcome
//! back; whoever waits wakes the window. Tests and pictures run it in place, so that they are the
//! same each time.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use chrono::NaiveDateTime;

use crate::model::{Record, Workspace};
use crate::store::{self, Disk, Keeper, Saved, StoreError};

/// Wakes the window when a job is done.
pub type Wake = Arc<dyn Fn() + Send + Sync>;

/// A workspace's file, used by the window's worker and its watch.
pub type SharedKeeper = Arc<Mutex<Keeper>>;

/// How often the file is looked at.
const LOOK: Duration = Duration::from_secs(4);
/// After how many looks the window says that it is still at work.
const LOOKS_PER_SIGN: u32 = 5;

/// What a job came to.
#[derive(Debug)]
pub enum Outcome {
    /// A save ended.
    Saved {
        /// Where to.
        path: PathBuf,
        /// Which revision was written.
        revision: u64,
        /// With how many changes in the log.
        records: usize,
        /// Whether it went well.
        result: Result<Saved, StoreError>,
    },
    /// Another program has written the file.
    Changed {
        /// What both began with.
        base: Arc<Workspace>,
        /// What the other made of it.
        theirs: Result<Arc<Workspace>, StoreError>,
        /// Whether it was found when the file should have been saved.
        while_saving: bool,
    },
    /// Whoever had the file open has closed it.
    Free,
    /// Unsaved changes could not be written into the journal.
    NotJournaled(String),
    /// A file that was opened beside the window has been read.
    Opened(Box<super::opening::Arrived>),
    /// Something of the page 收数 is done.
    Collected(Box<super::collecting::Done>),
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
    /// A place for the log as a table.
    ExportLog,
    /// A place for a unit's page.
    ExportUnit,
    /// A folder for forms.
    FormFolder,
    /// Files to collect.
    Forms,
    /// A place for all figures as a table.
    ExportTable,
    /// A table of targets, or a plan's own file.
    PlanTable,
    /// A place for a plan's own file.
    ExportPlan,
}

/// A workspace on its way into its file.
#[derive(Debug)]
pub struct Save {
    /// The workspace.
    pub workspace: Arc<Workspace>,
    /// Which revision it is.
    pub revision: u64,
    /// How many changes the log has with it.
    pub records: usize,
    /// Now.
    pub at: NaiveDateTime,
    /// Whether no user asked for it.
    pub is_automatic: bool,
}

type Work = Box<dyn FnOnce(&Sender<Outcome>) + Send>;

/// Runs jobs and collects what they come to.
pub struct Jobs {
    sender: Sender<Outcome>,
    receiver: Receiver<Outcome>,
    wake: Option<Wake>,
    worker: Option<Sender<Work>>,
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
    /// Jobs on threads, which call `wake` when done; without it they run in place and there are no
    /// file dialogs.
    #[must_use]
    pub fn new(wake: Option<Wake>) -> Self {
        let (sender, receiver) = channel();
        let worker = wake.clone().map(|wake| start_worker(sender.clone(), wake));
        Self {
            sender,
            receiver,
            wake,
            worker,
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

    /// Writes a workspace into its file; the outcome comes by [`Jobs::poll`].
    pub fn save(&mut self, keeper: &SharedKeeper, save: Save) {
        self.saving += 1;
        let keeper = Arc::clone(keeper);
        self.run(move |sender| {
            let mut keeper = lock(&keeper);
            let result = keeper.save(&save.workspace, save.at, save.is_automatic);
            let changed = result.as_ref().is_err_and(StoreError::is_changed);
            let outcome = Outcome::Saved {
                path: keeper.path().to_owned(),
                revision: save.revision,
                records: save.records,
                result,
            };
            // Nobody listens any more once the window is closed.
            let _ = sender.send(outcome);
            if changed {
                let _ = sender.send(meeting(&keeper, true));
            }
        });
    }

    /// Writes unsaved changes into the journal.
    pub fn journal(&mut self, keeper: &SharedKeeper, records: Vec<Record>) {
        let keeper = Arc::clone(keeper);
        self.run(move |sender| {
            if let Err(error) = lock(&keeper).journal(&records) {
                let _ = sender.send(Outcome::NotJournaled(error.to_string()));
            }
        });
    }

    /// Gives up the changes that the journal holds and the file does not.
    pub fn drop_unsaved(&mut self, keeper: &SharedKeeper) {
        let keeper = Arc::clone(keeper);
        self.run(move |_| {
            // What could not be crossed out is offered once more, which loses nothing.
            let _ = lock(&keeper).drop_unsaved();
        });
    }

    /// Clears away the journal of a workspace that had no file, after what was still to be written.
    pub fn clear_scratch(&mut self, journal: SharedKeeper, disk: Disk) {
        self.run(move |_| {
            let path = lock(&journal).path().to_owned();
            // Its lock goes first.
            drop(journal);
            // What cannot be removed now is looked at when the program starts.
            let _ = store::remove_scratch(&disk, &path);
        });
    }

    /// Looks whether another program has written the file, or has closed it.
    pub fn look(&mut self, keeper: &SharedKeeper) {
        let keeper = Arc::clone(keeper);
        self.run(move |sender| {
            let keeper = lock(&keeper);
            for outcome in looked(&keeper) {
                let _ = sender.send(outcome);
            }
        });
    }

    /// Looks at the file again and again as long as it is open, where there is a window to tell.
    pub fn watch(&self, keeper: &SharedKeeper) {
        let Some(wake) = self.wake.clone() else {
            return;
        };
        let (keeper, sender) = (Arc::downgrade(keeper), self.sender.clone());
        std::thread::spawn(move || watch(&keeper, &sender, &wake));
    }

    /// Whether there are threads, and a window that they wake.
    #[must_use]
    pub fn have_threads(&self) -> bool {
        self.wake.is_some()
    }

    /// Does something on a thread of its own, whatever else is under way.
    pub fn beside(&self, work: impl FnOnce() -> Option<Outcome> + Send + 'static) {
        let (sender, wake) = (self.sender.clone(), self.wake.clone());
        std::thread::spawn(move || {
            if let Some(outcome) = work() {
                let _ = sender.send(outcome);
            }
            if let Some(wake) = wake {
                wake();
            }
        });
    }

    /// Writes or reads what the page 收数 asks for.
    pub fn collect(&mut self, work: impl FnOnce() -> super::collecting::Done + Send + 'static) {
        self.run(move |sender| {
            let _ = sender.send(work().into());
        });
    }

    fn run(&mut self, work: impl FnOnce(&Sender<Outcome>) + Send + 'static) {
        match &self.worker {
            // A worker that is gone has ended with the program.
            Some(worker) => drop(worker.send(Box::new(work))),
            None => work(&self.sender),
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
        let (kind, ending) = match purpose {
            Purpose::New | Purpose::Open | Purpose::SaveAs => ("知标台账", "ron"),
            Purpose::ExportLog => ("CSV 表格", "csv"),
            Purpose::ExportUnit => ("网页", "html"),
            Purpose::Forms | Purpose::FormFolder | Purpose::ExportTable | Purpose::PlanTable => {
                ("Excel 工作簿", "xlsx")
            }
            Purpose::ExportPlan => ("规划文件", "ron"),
        };
        let mut dialog = rfd::FileDialog::new()
            .add_filter(kind, &[ending])
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
                Purpose::ExportLog => dialog
                    .set_title("导出变更记录")
                    .set_file_name(file_name)
                    .save_file(),
                Purpose::ExportUnit => dialog
                    .set_title("导出责任单位页")
                    .set_file_name(file_name)
                    .save_file(),
                Purpose::Open => dialog.set_title("打开台账").pick_file(),
                Purpose::FormFolder => dialog.set_title("填报表放在哪里").pick_folder(),
                Purpose::ExportTable => dialog
                    .set_title("导出数据表")
                    .set_file_name(file_name)
                    .save_file(),
                Purpose::PlanTable => dialog
                    .add_filter("CSV、TSV 表格", &["csv", "tsv", "txt"])
                    .add_filter("规划文件", &["ron"])
                    .set_title("读入指标表或规划文件")
                    .pick_file(),
                Purpose::ExportPlan => dialog
                    .set_title("导出规划文件")
                    .set_file_name(file_name)
                    .save_file(),
                Purpose::Forms => {
                    let dialog = dialog.add_filter("CSV 表格", &["csv"]);
                    let files = dialog.set_title("收取填报表").pick_files();
                    let chosen = super::collecting::Done::Chosen(files.unwrap_or_default());
                    let _ = sender.send(chosen.into());
                    None
                }
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
                Outcome::Changed { .. }
                | Outcome::Free
                | Outcome::Opened(_)
                | Outcome::Collected(_)
                | Outcome::NotJournaled(_) => {}
            }
        }
        outcomes
    }

    /// Waits until everything asked for so far is done, for the end of the program.
    pub fn finish(&mut self) -> Vec<Outcome> {
        let (done, waiting) = channel();
        self.run(move |_| {
            let _ = done.send(());
        });
        // It fails only where the worker is gone, and then there is nothing to wait for.
        let _ = waiting.recv();
        self.poll()
    }
}

/// A poisoned lock is that of a thread that failed; what it holds is still the file.
pub(super) fn lock(keeper: &Mutex<Keeper>) -> MutexGuard<'_, Keeper> {
    keeper.lock().unwrap_or_else(PoisonError::into_inner)
}

fn start_worker(sender: Sender<Outcome>, wake: Wake) -> Sender<Work> {
    let (work_sender, work): (Sender<Work>, Receiver<Work>) = channel();
    std::thread::spawn(move || {
        for work in work {
            work(&sender);
            wake();
        }
    });
    work_sender
}

fn watch(keeper: &Weak<Mutex<Keeper>>, sender: &Sender<Outcome>, wake: &Wake) {
    for look in 1u32.. {
        std::thread::sleep(LOOK);
        let Some(keeper) = keeper.upgrade() else {
            return;
        };
        let outcomes = {
            let keeper = lock(&keeper);
            if look.is_multiple_of(LOOKS_PER_SIGN) {
                keeper.give_sign();
            }
            looked(&keeper)
        };
        for outcome in outcomes {
            let _ = sender.send(outcome);
            wake();
        }
    }
}

fn looked(keeper: &Keeper) -> Vec<Outcome> {
    let mut outcomes = Vec::new();
    if keeper.is_changed() {
        outcomes.push(meeting(keeper, false));
    }
    if keeper.is_free_now() {
        outcomes.push(Outcome::Free);
    }
    outcomes
}

fn meeting(keeper: &Keeper, while_saving: bool) -> Outcome {
    Outcome::Changed {
        base: Arc::clone(keeper.base()),
        theirs: keeper.theirs(),
        while_saving,
    }
}
