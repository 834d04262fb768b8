//! Making reports and slides from the window: what was chosen, the work under way, what came of it.
//!
//! Work runs on a thread of its own, tells how far it is and can be called off; without a window it runs
//! in place, so that tests and pictures are the same each time.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};

use super::jobs::Wake;
use super::reporting::{Artist, BatchBy, Order};
use crate::model::Year;
use crate::report::{Format, Page, ReportError, Scope, SectionKind};

/// What a user asks of the press.
#[derive(Clone, Debug, PartialEq)]
pub enum PrintCommand {
    /// Chooses what goes into the report.
    Choose(Choices),
    /// Types where the file goes.
    Path(String),
    /// Asks the desktop where the file goes.
    Browse,
    /// Lays out the pages to be looked at.
    Preview,
    /// Writes the report.
    Export,
    /// Writes a report for each section or unit into the folder.
    Batch(BatchBy),
    /// Writes every slide as a picture and all as one presentation.
    Slides,
    /// Writes a chart on its own.
    SaveChart {
        /// The file's bytes.
        bytes: Vec<u8>,
        /// The name offered.
        name: String,
    },
    /// Calls off what is under way.
    Cancel,
    /// Opens a file or folder with the program the desktop has for it.
    Open(PathBuf),
}

/// What goes into a report.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Choices {
    /// The year judged; none: the workspace's.
    pub year: Option<Year>,
    /// Which indicators.
    pub scope: Scope,
    /// Which sections.
    pub sections: Vec<SectionKind>,
    /// In which format.
    pub format: Format,
}

impl Default for Choices {
    fn default() -> Self {
        Self {
            year: None,
            scope: Scope::Whole,
            sections: SectionKind::ALL.to_vec(),
            format: Format::Docx,
        }
    }
}

/// How far a piece of work is, shared with the thread that does it.
#[derive(Debug, Default)]
pub struct Progress {
    done: AtomicUsize,
    steps: AtomicUsize,
    stop: AtomicBool,
}

impl Progress {
    /// The share done, from 0 to 1.
    #[must_use]
    pub fn share(&self) -> f32 {
        let steps = self.steps.load(Ordering::Relaxed).max(1);
        let done = self.done.load(Ordering::Relaxed).min(steps);
        #[expect(clippy::cast_precision_loss, reason = "some dozens of steps")]
        let share = done as f32 / steps as f32;
        share
    }

    /// Says how many steps there are.
    pub fn begin(&self, steps: usize) {
        self.steps.store(steps, Ordering::Relaxed);
    }

    /// A step is done; answers whether to go on.
    pub fn step(&self) -> bool {
        self.done.fetch_add(1, Ordering::Relaxed);
        !self.stop.load(Ordering::Relaxed)
    }

    fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

/// What is under way.
#[derive(Debug)]
pub struct Running {
    /// What it is, in words.
    pub what: String,
    /// How far it is.
    pub progress: Arc<Progress>,
}

/// What came of the last work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// What was made, or why not.
    pub words: String,
    /// Whether something went wrong.
    pub is_error: bool,
    /// The files written, in order.
    pub files: Vec<PathBuf>,
}

/// Pages laid out to be looked at.
#[derive(Debug)]
pub struct Preview {
    /// What they were made from.
    pub key: u64,
    /// The pages, or why there are none.
    pub pages: Result<Vec<Page>, String>,
}

enum Outcome {
    Done(Done),
    Previewed(Preview),
    Picked(Option<PathBuf>),
    PickedChart(Vec<u8>, Option<PathBuf>),
}

/// Makes reports and slides.
pub struct Press {
    artist: Option<Artist>,
    wake: Option<Wake>,
    sender: Sender<Outcome>,
    receiver: Receiver<Outcome>,
    choices: Choices,
    path: String,
    running: Option<Running>,
    previewing: Option<(u64, Arc<Progress>)>,
    preview: Option<Preview>,
    done: Option<Done>,
    is_picking: bool,
}

impl std::fmt::Debug for Press {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Press")
            .field("choices", &self.choices)
            .field("running", &self.running)
            .finish_non_exhaustive()
    }
}

impl Press {
    /// A press that wakes the window when work is done; without it work runs in place.
    #[must_use]
    pub fn new(wake: Option<Wake>) -> Self {
        let (sender, receiver) = channel();
        Self {
            artist: None,
            wake,
            sender,
            receiver,
            choices: Choices::default(),
            path: String::new(),
            running: None,
            previewing: None,
            preview: None,
            done: None,
            is_picking: false,
        }
    }

    /// Who draws charts.
    #[must_use]
    pub fn artist(&self) -> Option<Artist> {
        self.artist
    }

    /// What was chosen.
    #[must_use]
    pub fn choices(&self) -> &Choices {
        &self.choices
    }

    /// Where the file goes, as typed; empty for the name offered.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What is under way.
    #[must_use]
    pub fn running(&self) -> Option<&Running> {
        self.running.as_ref()
    }

    /// Whether pages are being laid out, and how far that is.
    #[must_use]
    pub fn previewing(&self) -> Option<&Progress> {
        self.previewing.as_ref().map(|(_, progress)| &**progress)
    }

    /// The pages laid out last.
    #[must_use]
    pub fn preview(&self) -> Option<&Preview> {
        self.preview.as_ref()
    }

    /// Whether these pages are there or under way.
    #[must_use]
    pub fn has_preview_of(&self, key: u64) -> bool {
        let under_way = self.previewing.as_ref().is_some_and(|(k, _)| *k == key);
        under_way || self.preview.as_ref().is_some_and(|p| p.key == key)
    }

    /// What came of the last work.
    #[must_use]
    pub fn done(&self) -> Option<&Done> {
        self.done.as_ref()
    }

    /// Whether the desktop's file dialog is open.
    #[must_use]
    pub fn is_picking(&self) -> bool {
        self.is_picking
    }

    /// Names who draws charts.
    pub fn set_artist(&mut self, artist: Artist) {
        self.artist = Some(artist);
    }

    pub(super) fn choose(&mut self, choices: Choices) {
        if choices.format != self.choices.format && !self.path.is_empty() {
            let path = Path::new(&self.path).with_extension(choices.format.extension());
            self.path = path.display().to_string();
        }
        self.choices = choices;
        self.done = None;
    }

    pub(super) fn set_path(&mut self, path: String) {
        self.path = path;
    }

    /// Forgets what belonged to another workspace.
    pub(super) fn reset(&mut self) {
        self.cancel();
        if let Some((_, progress)) = self.previewing.take() {
            progress.stop();
        }
        self.choices = Choices {
            format: self.choices.format,
            ..Choices::default()
        };
        self.path.clear();
        self.preview = None;
        self.done = None;
    }

    pub(super) fn cancel(&self) {
        if let Some(running) = &self.running {
            running.progress.stop();
        }
    }

    /// Asks the desktop for a place; where there is no desktop nothing happens.
    pub(super) fn browse(&mut self, offered: &Path) {
        let Some(wake) = self.wake.clone().filter(|_| !self.is_picking) else {
            return;
        };
        self.is_picking = true;
        let format = self.choices.format;
        let dialog = dialog_at(offered)
            .set_title("导出报告")
            .add_filter(format.word(), &[format.extension()]);
        let sender = self.sender.clone();
        std::thread::spawn(move || {
            let _ = sender.send(Outcome::Picked(dialog.save_file()));
            wake();
        });
    }

    /// Asks where a chart goes and writes it there; where there is no desktop, beside the workspace.
    pub(super) fn save_chart(&mut self, bytes: Vec<u8>, offered: PathBuf) {
        let Some(wake) = self.wake.clone() else {
            return self.finish(Outcome::PickedChart(bytes, Some(offered)));
        };
        if self.is_picking {
            return;
        }
        self.is_picking = true;
        let ending = offered
            .extension()
            .map_or_else(String::new, |e| e.to_string_lossy().into());
        let dialog = dialog_at(&offered)
            .set_title("保存图片")
            .add_filter("图片", &[ending]);
        let sender = self.sender.clone();
        std::thread::spawn(move || {
            let _ = sender.send(Outcome::PickedChart(bytes, dialog.save_file()));
            wake();
        });
    }

    /// Writes reports one after the other.
    pub(super) fn export(&mut self, orders: Vec<Order>) {
        let Some(artist) = self.artist else {
            return;
        };
        let what = match orders.as_slice() {
            [one] => format!("正在写 {}", one.path.display()),
            many => format!("正在写 {} 份报告", many.len()),
        };
        let steps = orders.iter().map(|order| order.wanted.len() + 2).sum();
        self.work(what, steps, move |progress| {
            let mut files = Vec::new();
            let mut remarks: Vec<String> = Vec::new();
            for order in orders {
                match order.carry_out(artist, &|| progress.step()) {
                    Ok(told) => {
                        remarks.extend(told);
                        remarks.extend(order.report.outside_period());
                    }
                    Err(error) => return failed(&error, files),
                }
                files.push(order.path);
            }
            remarked(written(files, "份报告"), remarks)
        });
    }

    /// Runs a piece of work that comes to files.
    pub(super) fn work(
        &mut self,
        what: String,
        steps: usize,
        work: impl FnOnce(&Progress) -> Done + Send + 'static,
    ) {
        if self.running.is_some() {
            return;
        }
        let progress = Arc::new(Progress::default());
        progress.begin(steps);
        self.done = None;
        self.running = Some(Running {
            what,
            progress: Arc::clone(&progress),
        });
        self.spawn(move || Outcome::Done(work(&progress)));
    }

    /// Lays out pages; what was under way for another choice is called off.
    pub(super) fn lay_out(&mut self, order: Order, key: u64) {
        let Some(artist) = self.artist.filter(|_| !self.has_preview_of(key)) else {
            return;
        };
        if let Some((_, progress)) = self.previewing.take() {
            progress.stop();
        }
        let progress = Arc::new(Progress::default());
        // Charts, the pages themselves (about half as many again), and the layout between them.
        progress.begin(order.wanted.len() * 2 + 4);
        self.previewing = Some((key, Arc::clone(&progress)));
        self.spawn(move || {
            let go_on = || progress.step();
            let pages = order
                .art(artist, &go_on)
                .and_then(|art| crate::report::pages(&order.report, &art, PREVIEW_SCALE, &go_on))
                .map_err(|error| error.to_string());
            Outcome::Previewed(Preview { key, pages })
        });
    }

    fn spawn(&mut self, work: impl FnOnce() -> Outcome + Send + 'static) {
        let Some(wake) = self.wake.clone() else {
            let outcome = work();
            return self.finish(outcome);
        };
        let sender = self.sender.clone();
        std::thread::spawn(move || {
            // Nobody listens any more once the window is closed.
            let _ = sender.send(work());
            wake();
        });
    }

    /// Takes in what has ended; answers in how many seconds to look again while work is under way.
    pub(super) fn poll(&mut self) -> Option<f64> {
        let outcomes: Vec<Outcome> = self.receiver.try_iter().collect();
        for outcome in outcomes {
            self.finish(outcome);
        }
        let works = self.running.is_some() || self.previewing.is_some();
        works.then_some(0.2)
    }

    fn finish(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Done(done) => {
                self.running = None;
                self.done = Some(done);
            }
            Outcome::Previewed(preview) => {
                let is_wanted = self
                    .previewing
                    .as_ref()
                    .is_some_and(|(k, _)| *k == preview.key);
                if is_wanted {
                    self.previewing = None;
                    self.preview = Some(preview);
                }
            }
            Outcome::Picked(path) => {
                self.is_picking = false;
                if let Some(path) = path {
                    self.path = path.display().to_string();
                }
            }
            Outcome::PickedChart(bytes, path) => {
                self.is_picking = false;
                if let Some(path) = path {
                    let saved = crate::report::save_chart(&path, &bytes);
                    self.done = Some(match saved {
                        Ok(()) => written(vec![path], "张图"),
                        Err(error) => failed(&error, Vec::new()),
                    });
                }
            }
        }
    }
}

/// Pixels a point of pages to be looked at.
const PREVIEW_SCALE: f32 = 1.25;

fn dialog_at(offered: &Path) -> rfd::FileDialog {
    let mut dialog = rfd::FileDialog::new();
    if let Some(folder) = offered.parent() {
        dialog = dialog.set_directory(folder);
    }
    if let Some(name) = offered.file_name() {
        dialog = dialog.set_file_name(name.to_string_lossy());
    }
    dialog
}

/// Everything was written.
pub(super) fn written(files: Vec<PathBuf>, unit: &str) -> Done {
    let words = match files.as_slice() {
        [one] => format!("已写出 {}", one.display()),
        many => format!("已写出 {} {unit}", many.len()),
    };
    Done {
        words,
        is_error: false,
        files,
    }
}

/// The same with what is to be known of the files, each remark once.
pub(super) fn remarked(done: Done, remarks: Vec<String>) -> Done {
    let mut words = done.words;
    let mut told = Vec::new();
    for remark in remarks {
        if !told.contains(&remark) {
            words = format!("{words}\n提示：{remark}");
            told.push(remark);
        }
    }
    Done { words, ..done }
}

/// Something went wrong; what was written before it stays.
pub(super) fn failed(error: &ReportError, files: Vec<PathBuf>) -> Done {
    let words = if files.is_empty() {
        error.to_string()
    } else {
        format!("{error}；此前已写出 {} 份", files.len())
    };
    Done {
        words,
        is_error: !matches!(error, ReportError::Cancelled),
        files,
    }
}

/// Opens a file or folder with the program the desktop has for it.
///
/// # Errors
/// Where there is no such program, in Chinese.
pub(super) fn open_with_desktop(path: &Path) -> Result<(), String> {
    let program = if cfg!(windows) {
        "explorer"
    } else if cfg!(target_os = "macos") {
        "open"
    } else {
        "xdg-open"
    };
    let started = std::process::Command::new(program).arg(path).spawn();
    started
        .map(|_child| ())
        .map_err(|error| format!("打不开（{error}）；请自行打开 {}", path.display()))
}
