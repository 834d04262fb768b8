//! What happens, without drawing: the open workspace, navigation, dialogs, saving.
//!
//! Views read an [`App`] and answer with [`Command`]s; [`App::run`] carries them out. Time comes in
//! from outside, as seconds since the start for delays and as a clock for what is written down.

mod action;
pub mod adjust;
pub mod affected;
pub mod board;
pub mod budgets;
mod care;
pub mod changes;
mod changing;
pub mod collecting;
pub mod decide;
pub mod demo;
mod dialog;
mod document;
pub mod drafting;
pub mod grid;
pub mod guide;
mod jobs;
pub mod logbook;
pub mod measures;
mod moving;
mod observed;
mod opening;
pub mod own_plan;
pub mod press;
mod printing;
pub mod reporting;
pub mod review;
mod scratch;
mod screens;
pub mod search;
pub mod slides;
pub mod survey;
mod threads;
mod view;

use std::path::{Path, PathBuf};

use chrono::{Datelike as _, NaiveDate, NaiveDateTime};

pub use action::Action;
pub use affected::{Affected, Change};
pub use board::Board;
pub use care::{
    Care, DamagedDialog, MeetingDialog, OTHER_FORMS, VersionsDialog, last_of_each, restoring,
};
pub use collecting::{Collect, Collecting, DeskRow, Preview};
pub use dialog::{AfterSave, Dialog, FileDialog};
pub use document::{Document, ReadOnly};
pub use drafting::{DraftStep, Drafting};
pub use jobs::{Jobs, Outcome, Purpose, Save, SharedKeeper, Wake};
pub use opening::OpeningDialog;
pub use screens::Screen;
pub use view::{View, ViewError};

use crate::assess::YearMoved;
use crate::model::{
    Baseline, Decimal, Edit, Indicator, IndicatorId, Method, Observation, ObservationKey, Origin,
    Plan, PlanId, Status, Workspace, Year,
};
use crate::store::{Catalog, Disk, History, Preferences, ThemeChoice};

/// A change is saved by itself when nothing has been changed for this long.
const AUTOSAVE_DELAY_SECONDS: f64 = 2.0;
/// A save that failed is tried again by itself after this time, as when a full disk has been cleared.
const FIRST_RETRY_SECONDS: f64 = 15.0;
/// And from then on again and again after this time.
const RETRY_SECONDS: f64 = 30.0;
/// How long a short notice stays.
const NOTICE_SECONDS: f64 = 5.0;
/// How long it is told that the year judged has moved: every grade on every page may be another.
const YEAR_NOTICE_SECONDS: f64 = 20.0;
/// Scales of the interface, in percent.
pub const SCALES: [u16; 7] = [80, 90, 100, 110, 125, 150, 200];

/// Something a view asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// One of the named actions.
    Action(Action),
    /// Shows a page.
    Go(View),
    /// Shows another of the plans followed.
    ShowPlan(PlanId),
    /// Follows one more plan, with the figures that it reports.
    AddPlan(PlanId),
    /// Follows a plan no longer; what was entered stays.
    DropPlan(PlanId),
    /// Shows the grid at the first figure that an indicator lacks.
    Fill(IndicatorId),
    /// Shows the grid's rows with doubtful values.
    Review,
    /// Shows the grid of the targets in the text.
    FillText,
    /// Changes the workspace, as typed or chosen in the window.
    Edit(Edit),
    /// Changes the workspace in another way, which the log of changes tells.
    EditFrom(Edit, Origin),
    /// Makes a new workspace at this place.
    CreateAt(PathBuf),
    /// Opens this file.
    OpenAt(PathBuf),
    /// Saves to this place and stays there; the flag allows to overwrite a file.
    SaveTo(PathBuf, bool),
    /// Opens the desktop's file dialog.
    Browse(Purpose),
    /// Puts a text into the open file dialog's field.
    TypePath(String),
    /// Opens a dialog.
    Ask(Dialog),
    /// Closes the topmost dialog.
    CloseDialog,
    /// Goes on with what unsaved work held up, after saving or without.
    AfterUnsaved {
        /// Whether to save first.
        save: bool,
    },
    /// Writes over a file that another program has changed.
    Overwrite,
    /// Decides something about the file or its past.
    Care(Care),
    /// Writes a plan of the workspace's own.
    Plan(DraftStep),
    /// Sends forms out, collects them, decides about what they bring.
    Collect(Collecting),
    /// Changes what the user prefers.
    Prefer(Preferences),
    /// Makes reports, slides and pictures of charts.
    Print(press::PrintCommand),
    /// Tells the user something in passing.
    Tell(String),
    /// Does not tell any longer that the year judged has moved.
    DropYearNotice,
    /// Take the message away that says what went wrong.
    DropNotice,
}

/// A short message that goes away by itself, or stays if something went wrong.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    /// What it says.
    pub text: String,
    /// Whether something went wrong.
    pub is_error: bool,
    /// Whether saving elsewhere is a way out of it.
    pub offers_save_as: bool,
    until: f64,
}

/// Tells the date and time.
pub type Clock = Box<dyn Fn() -> NaiveDateTime>;

/// Everything there is while the program runs.
pub struct App {
    /// What is built in; what an open workspace sees besides is with its [`Document`].
    catalog: Catalog,
    disk: Disk,
    /// Where workspaces without a file keep a journal; none: nowhere.
    unsaved_folder: Option<PathBuf>,
    document: Option<Document>,
    /// What is to be written once its place is known.
    export: Option<String>,
    /// The open workspace while an earlier state of it is looked at.
    present: Option<Document>,
    plan: Option<PlanId>,
    view: View,
    back: Vec<View>,
    forward: Vec<View>,
    preferences: Preferences,
    keep_preferences: bool,
    dialogs: Vec<Dialog>,
    notice: Option<Notice>,
    /// That the year judged has moved, until when that is told.
    year_moved: Option<(YearMoved, f64)>,
    jobs: Jobs,
    collect: Collect,
    clock: Clock,
    now: f64,
    autosave_at: Option<f64>,
    autosave: Autosave,
    last_saved: Option<NaiveDateTime>,
    after_save: Option<AfterSave>,
    close_now: bool,
    search_wanted: Option<SearchKind>,
    entry_wanted: Option<EntryWish>,
    /// The plan of the workspace's own that is being written.
    drafting: Option<Drafting>,
    /// How many there have been.
    drafts: u64,
    /// A plan that was written before there is a workspace for it.
    first_plan: Option<Box<Plan>>,
    /// The plan whose file is asked for.
    exporting_plan: Option<PlanId>,
    press: press::Press,
    show: Option<((u64, u64, Year), slides::SlideShow)>,
    slide_artist: Option<slides::SlideArtist>,
    screens: Vec<Screen>,
}

/// What the grid shall show when it comes into view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EntryWish {
    /// The first figure that an indicator lacks.
    Missing(IndicatorId),
    /// The rows with doubtful values.
    Doubtful,
    /// The targets in the text.
    Text,
}

/// Whether changes are saved by themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Autosave {
    /// After a short while.
    Works,
    /// The last save failed, which was told: they are tried again, silently.
    Failed,
    /// No: the user has put off what to do with a file that another program has changed.
    PutOff,
}

/// Which list the search field offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SearchKind {
    /// Indicators and units.
    Indicators,
    /// Commands first.
    Commands,
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App")
            .field("view", &self.view)
            .field("document", &self.document)
            .finish_non_exhaustive()
    }
}

/// What an [`App`] is started with.
pub struct Setup {
    /// Plans, series and units.
    pub catalog: Catalog,
    /// What the user prefers.
    pub preferences: Preferences,
    /// Whether changed preferences are written down.
    pub keep_preferences: bool,
    /// The date and time.
    pub clock: Clock,
    /// Wakes the window; none where there is no window.
    pub wake: Option<Wake>,
}

impl App {
    /// The program at its welcome page.
    #[must_use]
    pub fn new(setup: Setup) -> Self {
        Self {
            catalog: setup.catalog,
            disk: Disk::new(),
            unsaved_folder: None,
            document: None,
            export: None,
            present: None,
            plan: None,
            view: View::Overview,
            back: Vec::new(),
            forward: Vec::new(),
            preferences: setup.preferences,
            keep_preferences: setup.keep_preferences,
            dialogs: Vec::new(),
            notice: None,
            year_moved: None,
            press: press::Press::new(setup.wake.clone()),
            jobs: Jobs::new(setup.wake),
            collect: Collect::default(),
            clock: setup.clock,
            now: 0.0,
            autosave_at: None,
            autosave: Autosave::Works,
            last_saved: None,
            after_save: None,
            close_now: false,
            search_wanted: None,
            entry_wanted: None,
            drafting: None,
            drafts: 0,
            first_plan: None,
            exporting_plan: None,
            show: None,
            slide_artist: None,
            screens: Vec::new(),
        }
    }

    /// Goes to files by another way, as by one that fails.
    pub fn use_disk(&mut self, disk: Disk) {
        self.disk = disk;
    }

    /// Looks at once whether another program has written the file, or has closed it.
    pub fn look_at_file(&mut self) {
        if let Some(file) = self.document.as_ref().and_then(Document::file) {
            self.jobs.look(file);
        }
        for outcome in self.jobs.poll() {
            self.finish(outcome);
        }
    }

    /// Plans, series and units: those built in and those of the open workspace's own.
    #[must_use]
    pub fn catalog(&self) -> &Catalog {
        self.document
            .as_ref()
            .map_or(&self.catalog, Document::catalog)
    }

    /// The open workspace.
    #[must_use]
    pub fn document(&self) -> Option<&Document> {
        self.document.as_ref()
    }

    /// The plan of the open workspace that the window shows, with its derived figures: the one
    /// chosen, else the first.
    #[must_use]
    pub fn shown(&self) -> Option<(&Document, &Plan, &Board)> {
        let document = self.document.as_ref()?;
        let board = document.board_of(self.plan.as_ref())?;
        Some((document, document.catalog().plan(&board.plan)?, board))
    }

    /// The page shown.
    #[must_use]
    pub fn view(&self) -> &View {
        &self.view
    }

    /// What the user prefers.
    #[must_use]
    pub fn preferences(&self) -> &Preferences {
        &self.preferences
    }

    /// The dialog on top.
    #[must_use]
    pub fn dialog(&self) -> Option<&Dialog> {
        self.dialogs.last()
    }

    /// The short message shown.
    #[must_use]
    pub fn notice(&self) -> Option<&Notice> {
        self.notice.as_ref()
    }

    /// That the year judged has moved with the figures, as long as it is told.
    #[must_use]
    pub fn year_moved(&self) -> Option<YearMoved> {
        self.year_moved.map(|(moved, _)| moved)
    }

    /// Whether a save is under way.
    #[must_use]
    pub fn is_saving(&self) -> bool {
        self.jobs.is_saving()
    }

    /// Whether the desktop's file dialog is open.
    #[must_use]
    pub fn is_picking(&self) -> bool {
        self.jobs.is_picking()
    }

    /// When the workspace was last saved in this session.
    #[must_use]
    pub fn last_saved(&self) -> Option<NaiveDateTime> {
        self.last_saved
    }

    /// Whether the program shall end now.
    #[must_use]
    pub fn wants_to_close(&self) -> bool {
        self.close_now
    }

    /// Whether the search field shall open, asked once.
    pub fn take_search(&mut self) -> Option<SearchKind> {
        self.search_wanted.take()
    }

    /// What the grid shall show, asked once.
    pub fn take_entry_wish(&mut self) -> Option<EntryWish> {
        self.entry_wanted.take()
    }

    /// The value a user typed, signed with who and when.
    #[must_use]
    pub fn observation(&self, value: Decimal, status: Status) -> Observation {
        Observation {
            value,
            status,
            source: String::new(),
            note: String::new(),
            by: self.preferences.signature(),
            at: Some((self.clock)()),
        }
    }

    /// Who decides something now, and when.
    #[must_use]
    pub fn decider(&self) -> decide::Decider {
        (self.preferences.signature(), Some((self.clock)()))
    }

    /// The date.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        (self.clock)().date()
    }

    /// Moves time on: ends jobs, saves what waited long enough, drops old notices.
    ///
    /// `now` is in seconds since the start. Answers in how many seconds it wants to be called again.
    pub fn tick(&mut self, now: f64) -> Option<f64> {
        self.now = now;
        for outcome in self.jobs.poll() {
            self.finish(outcome);
        }
        self.complete_shown();
        self.refresh_collect();
        let is_asked = self.dialogs.contains(&Dialog::Unsaved);
        let is_due = self.autosave_at.is_some_and(|at| at <= now);
        if is_due && !is_asked && !self.jobs.is_saving() {
            self.autosave_at = None;
            self.save_as_it_is(true);
            // Saves that ran in place have already ended.
            for outcome in self.jobs.poll() {
                self.finish(outcome);
            }
        }
        if self
            .notice
            .as_ref()
            .is_some_and(|n| !n.is_error && n.until <= now)
        {
            self.notice = None;
        }
        if self.year_moved.is_some_and(|(_, until)| until <= now) {
            self.year_moved = None;
        }
        let notice = self
            .notice
            .as_ref()
            .filter(|n| !n.is_error)
            .map(|n| n.until);
        let autosave = self.autosave_at.filter(|_| !is_asked);
        let year = self.year_moved.map(|(_, until)| until);
        let waits = [autosave, notice, year];
        let printing = self.press.poll();
        waits
            .into_iter()
            .flatten()
            .map(|at| (at - now).max(0.0))
            .chain(printing)
            .reduce(f64::min)
    }

    /// Carries out what a view asked for.
    pub fn run(&mut self, command: Command) {
        match command {
            Command::Action(action) => self.act(action),
            Command::Go(view) => self.go(view),
            Command::ShowPlan(plan) => self.show_plan(plan),
            Command::AddPlan(plan) => self.add_plan(plan),
            Command::DropPlan(plan) => self.drop_plan(&plan),
            Command::Fill(id) => {
                self.go(View::Entry);
                self.entry_wanted = Some(EntryWish::Missing(id));
            }
            Command::Review => {
                self.go(View::Entry);
                self.entry_wanted = Some(EntryWish::Doubtful);
            }
            Command::FillText => {
                self.go(View::Entry);
                self.entry_wanted = Some(EntryWish::Text);
            }
            Command::Edit(edit) => {
                self.edit(edit, Origin::Typed);
            }
            Command::EditFrom(edit, origin) => {
                self.edit(edit, origin);
            }
            Command::CreateAt(path) => self.create(&path),
            Command::OpenAt(path) => self.open(&path),
            Command::SaveTo(path, overwrite) => self.save_to(&path, overwrite),
            Command::Browse(purpose) => self.browse(purpose),
            Command::TypePath(text) => {
                if let Some(Dialog::File(dialog)) = self.dialogs.last_mut() {
                    dialog.path = text;
                    dialog.error = None;
                    dialog.exists = false;
                }
            }
            Command::Ask(dialog) => self.dialogs.push(dialog),
            Command::CloseDialog if matches!(self.dialog(), Some(Dialog::Opening(_))) => {
                self.give_up_opening();
            }
            Command::CloseDialog => {
                let closed = self.dialogs.pop();
                self.after_save = None;
                self.first_plan = None;
                if matches!(closed, Some(Dialog::Meeting(_) | Dialog::Changed)) {
                    self.autosave = Autosave::PutOff;
                }
            }
            Command::AfterUnsaved { save } => self.after_unsaved(save),
            Command::Overwrite => self.overwrite(),
            Command::Care(care) => self.care(care),
            Command::Plan(step) => self.draft_step(step),
            Command::Collect(collecting) => self.collecting(collecting),
            Command::Prefer(preferences) => self.prefer(preferences),
            Command::Print(command) => self.print(command),
            Command::Tell(text) => self.tell(text),
            Command::DropYearNotice => self.year_moved = None,
            Command::DropNotice => self.notice = None,
        }
        for outcome in self.jobs.poll() {
            self.finish(outcome);
        }
        self.complete_shown();
        self.follow_show();
        self.refresh_collect();
    }

    /// The open workspace, to be treated otherwise than the window would.
    #[cfg(test)]
    fn document_mut(&mut self) -> Option<&mut Document> {
        self.document.as_mut()
    }

    /// Of many plans only the one shown is worked out whole.
    fn complete_shown(&mut self) {
        if let Some(document) = &mut self.document {
            document.complete(self.plan.as_ref());
        }
    }

    /// Puts a workspace in place without asking, as at the start or for pictures.
    pub fn show_workspace(&mut self, workspace: Workspace, path: Option<PathBuf>) {
        let document = Document::new(workspace, path, &self.catalog, self.this_year());
        self.show_document(document);
    }

    /// Gives the workspace shown the log of its file, where that is only looked at.
    pub fn show_log(&mut self, history: History) {
        if let Some(document) = &mut self.document {
            document.recall(history);
        }
    }

    fn this_year(&self) -> Year {
        (self.clock)().year()
    }

    fn show_document(&mut self, document: Document) {
        self.drop_scratch();
        self.document = Some(document);
        self.present = None;
        self.plan = None;
        self.drafting = None;
        self.first_plan = None;
        self.press.reset();
        self.view = View::Overview;
        self.back.clear();
        self.forward.clear();
        self.autosave_at = None;
        self.autosave = Autosave::Works;
        self.last_saved = None;
        self.year_moved = None;
        self.complete_shown();
    }

    /// The user wants to close the window; answers whether it may close now.
    pub fn may_close(&mut self) -> bool {
        if !self.close_now && self.is_held_by_draft() {
            return false;
        }
        if self.close_now || !self.has_unsaved_work() {
            for outcome in self.jobs.finish() {
                self.finish(outcome);
            }
            let may = self.close_now || !self.has_unsaved_work();
            if may {
                self.drop_scratch();
                let _done = self.jobs.finish();
            }
            return may;
        }
        self.ask_unsaved(AfterSave::Quit);
        false
    }

    fn act(&mut self, action: Action) {
        if action.needs_workspace() && self.document.is_none() {
            return;
        }
        match action {
            Action::New => self.unless_unsaved(AfterSave::New),
            Action::Open => self.unless_unsaved(AfterSave::Open),
            Action::OpenDemo => self.unless_unsaved(AfterSave::Demo),
            Action::Close => self.unless_unsaved(AfterSave::Close),
            Action::Quit => {
                if self.may_close() {
                    self.close_now = true;
                }
            }
            Action::Save => self.save(),
            Action::SaveAs => self.ask_file(Purpose::SaveAs),
            // On the page of a plan being written the steps are those of its table.
            Action::Undo if self.view == View::PlanEditor => self.draft_step(DraftStep::Undo),
            Action::Redo if self.view == View::PlanEditor => self.draft_step(DraftStep::Redo),
            Action::Undo => self.undo(),
            Action::Redo => self.redo(),
            Action::Search => self.search_wanted = Some(SearchKind::Indicators),
            Action::Palette => self.search_wanted = Some(SearchKind::Commands),
            Action::Back | Action::StopShow => self.step(true),
            Action::Forward => self.step(false),
            Action::GoOverview => self.go(View::Overview),
            Action::GoTheme(no) => self.go(View::Theme(no)),
            Action::GoEntry => self.go(View::Entry),
            Action::GoCollect => self.go(View::Collect),
            Action::GoLog => self.go(View::Log),
            Action::GoReport => self.go(View::Report),
            Action::StartShow => self.go(View::Slide(1)),
            Action::ShowVersions => self.care(Care::ShowVersions),
            Action::GoComparison => self.go(View::Comparison),
            Action::GoMeasures => self.go(View::Measures),
            Action::GoBudgets => self.go_to_money(),
            Action::GoUnits => self.go(View::Units),
            Action::GoLineage => self.go(View::Lineage),
            Action::GoSettings => self.go(View::Settings),
            Action::PreviousIndicator => self.go_beside(-1),
            Action::NextIndicator => self.go_beside(1),
            Action::ToggleTheme => {
                let theme = match self.preferences.theme {
                    ThemeChoice::Dark => ThemeChoice::Light,
                    ThemeChoice::Light | ThemeChoice::System => ThemeChoice::Dark,
                };
                let preferences = Preferences {
                    theme,
                    ..self.preferences.clone()
                };
                self.prefer(preferences);
            }
            Action::ScaleUp => self.scale(1),
            Action::ScaleDown => self.scale(-1),
            Action::ScaleReset => self.set_scale(100),
            Action::Judge => self.ask_about_indicator(Dialog::Judge),
            Action::ConfirmJudgement => self.review(decide::confirm),
            Action::WithdrawJudgement => self.review(decide::withdraw),
            Action::OwnRule => self.ask_about_indicator(Dialog::OwnRule),
            Action::Adjust => self.ask_about_indicator(Dialog::Adjust),
            Action::ShowMethod => self.go(View::Method(self.method_in_use())),
            Action::NewPlan => self.draft_step(DraftStep::New),
            Action::ChangePlan => {
                if let Some(id) = self.shown().map(|(_, plan, _)| plan.id.clone()) {
                    self.draft_step(DraftStep::Change(id));
                }
            }
            Action::ShowShortcuts => self.dialogs.push(Dialog::Shortcuts),
        }
    }

    /// The method by which the indicator shown is judged, else that of the workspace.
    fn method_in_use(&self) -> Method {
        let board = self.document.as_ref().and_then(Document::board);
        let row = match (&self.view, board) {
            (View::Indicator(id), Some(board)) => board.row(id),
            _ => None,
        };
        row.map(|(_, row)| row.rule.method)
            .or(board.map(|board| board.rule.method))
            .unwrap_or_default()
    }

    /// Says what went wrong, until something goes right.
    fn fail(&mut self, text: String) {
        self.notice = Some(Notice {
            text,
            is_error: true,
            offers_save_as: false,
            until: f64::INFINITY,
        });
    }

    fn tell(&mut self, text: String) {
        self.notice = Some(Notice {
            text,
            is_error: false,
            offers_save_as: false,
            until: self.now + NOTICE_SECONDS,
        });
    }

    fn prefer(&mut self, preferences: Preferences) {
        self.preferences = preferences;
        if self.keep_preferences
            && let Err(error) = self.preferences.save()
        {
            self.tell(format!("个人设置没有保存：{error}"));
        }
    }

    fn scale(&mut self, by: isize) {
        let current = self.preferences.scale;
        let nearest = SCALES
            .iter()
            .position(|scale| *scale >= current)
            .unwrap_or(SCALES.len() - 1);
        let next = nearest.saturating_add_signed(by).min(SCALES.len() - 1);
        self.set_scale(SCALES[next]);
    }

    fn set_scale(&mut self, scale: u16) {
        let preferences = Preferences {
            scale,
            ..self.preferences.clone()
        };
        self.prefer(preferences);
    }
}

mod files;

/// The edit that enters or removes the value of an indicator in a year.
///
/// Source and note of a value that is replaced stay with it; its status stays unless given.
#[must_use]
pub fn value_edit(
    app: &App,
    indicator: &Indicator,
    year: Year,
    value: Option<Decimal>,
    status: Status,
) -> Edit {
    let key = ObservationKey {
        series: indicator.series.clone(),
        year,
    };
    let before = app
        .document()
        .and_then(|d| d.workspace().observation(&key.series, year));
    let value = value.map(|value| {
        let mut observation = app.observation(value, status);
        if let Some(before) = before {
            observation.source.clone_from(&before.source);
            observation.note.clone_from(&before.note);
        }
        observation
    });
    Edit::Observation { key, value }
}

/// The edit that enters or removes a baseline.
#[must_use]
pub fn baseline_edit(indicator: IndicatorId, value: Option<(Year, Decimal)>) -> Edit {
    Edit::Baseline {
        indicator,
        value: value.map(|(year, value)| Baseline { year, value }),
    }
}

/// The folder offered for new files.
fn documents_folder() -> Option<PathBuf> {
    let home = std::env::home_dir()?;
    ["文档", "Documents"]
        .into_iter()
        .map(|name| home.join(name))
        .find(|folder| folder.is_dir())
        .or(Some(home))
}

fn folder_of(path: &Path) -> Option<PathBuf> {
    path.parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .map(Path::to_owned)
}
