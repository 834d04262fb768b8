//! 收数: forms out to units, what came back, what it would change, who still owes what.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::{App, Autosave, Dialog, Document, Outcome, Purpose, View};
use crate::exchange::Known;
use crate::exchange::desks::{Standing, UnitDesk, chase, chase_all, unit_desk, unit_desks};
use crate::exchange::issue::{self, Order};
use crate::exchange::load::{Content, Loaded, load};
use crate::exchange::merge::{Choice, Collection, Shown, Verdict};
use crate::exchange::table::{self, Shape};
use crate::model::{Edit, Origin, Place, Plan, PlanId, Unit, Year};

/// What the page 收数 asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Collecting {
    /// Asks where the forms of these units shall go.
    Order {
        /// The units.
        units: Vec<Unit>,
        /// The day by which they are to come back.
        deadline: NaiveDate,
    },
    /// Writes the forms ordered into this folder.
    IssueTo(PathBuf),
    /// Asks for files to collect.
    AskFiles,
    /// Reads files and shows what they would change.
    Read(Vec<PathBuf>),
    /// Decides a conflict.
    Decide(Place, Choice),
    /// Decides every conflict alike: to keep what is there, or to take what the last file says.
    DecideAll {
        /// Whether to take.
        take: bool,
    },
    /// Takes what is decided into the workspace.
    Take,
    /// Leaves the preview; nothing is changed.
    GiveUp,
    /// Asks where all figures shall go as a table.
    AskExport,
    /// Writes all figures as a table; the flag allows to replace a file.
    ExportTo(PathBuf, bool),
}

/// What a job of this page came to.
#[derive(Debug)]
pub enum Done {
    /// Forms were written, or why not.
    Issued(Result<(Edit, Vec<PathBuf>), String>),
    /// Files were read.
    Loaded(Vec<Loaded>),
    /// A table was written, or why not.
    Exported(Result<PathBuf, String>),
    /// The user chose files in the desktop's dialog, or none.
    Chosen(Vec<PathBuf>),
}

/// A unit on the page.
#[derive(Clone, Debug, PartialEq)]
pub struct DeskRow {
    /// What it was asked for and what is missing.
    pub desk: UnitDesk,
    /// How it stands today.
    pub standing: Standing,
    /// The text that asks for what is missing.
    pub chase: Option<String>,
}

/// What the files read would change, in rows.
#[derive(Debug)]
pub struct Preview {
    /// What was found.
    pub found: Collection,
    /// What somebody must decide.
    pub conflicts: Vec<Shown>,
    /// What would be another than it is.
    pub changed: Vec<Shown>,
    /// What would be there for the first time.
    pub new: Vec<Shown>,
    /// What looks like a slip, a line each.
    pub doubted: Vec<String>,
}

impl From<Collection> for Preview {
    fn from(found: Collection) -> Self {
        let mut preview = Self {
            conflicts: found.shown(Verdict::Conflict),
            changed: found.shown(Verdict::Changed),
            new: found.shown(Verdict::New),
            doubted: Vec::new(),
            found,
        };
        for row in [&preview.conflicts, &preview.changed, &preview.new]
            .into_iter()
            .flatten()
        {
            let heading = row.heading();
            let sides = row.sides.iter().filter(|side| !side.doubts.is_empty());
            let lines = sides.map(|side| format!("{heading}　{}　{}", side.value, side.doubts));
            preview.doubted.extend(lines);
        }
        preview
    }
}

/// What the page 收数 shows.
#[derive(Debug, Default)]
pub struct Collect {
    /// The units, in the order of the plan.
    pub rows: Vec<DeskRow>,
    /// The texts of all units that owe something.
    pub chase_all: String,
    /// The year asked.
    pub year: Year,
    /// What is being worked on.
    pub busy: Option<&'static str>,
    /// What the files read would change.
    pub preview: Option<Preview>,
    /// What has been decided about its conflicts.
    pub choices: BTreeMap<Place, Choice>,
    /// What the last job came to.
    pub told: Option<String>,
    loaded: Vec<Loaded>,
    ordered: Option<(Vec<Unit>, NaiveDate)>,
    seen: Option<Seen>,
}

/// What the page was made from.
#[derive(Clone, Debug, PartialEq)]
struct Seen {
    name: String,
    document: u64,
    plan: PlanId,
    revision: u64,
    year: Year,
    today: NaiveDate,
    /// Whether the texts of all units were made as well, which only the page itself shows.
    is_whole: bool,
}

impl Collect {
    /// How many figures are asked for, and how many of them are missing.
    #[must_use]
    pub fn counts(&self) -> (usize, usize) {
        let desks = self.rows.iter().map(|row| &row.desk);
        desks.fold((0, 0), |(asked, missing), desk| {
            (asked + desk.asked, missing + desk.missing_figures())
        })
    }

    /// How many conflicts of the preview nobody has decided.
    #[must_use]
    pub fn undecided(&self) -> usize {
        let preview = self.preview.as_ref();
        preview.map_or(0, |preview| preview.found.undecided(&self.choices))
    }

    /// How many cells would be changed.
    #[must_use]
    pub fn changing(&self) -> usize {
        let preview = self.preview.as_ref();
        preview.map_or(0, |preview| preview.found.changing(&self.choices))
    }
}

impl App {
    /// What the page 收数 shows.
    #[must_use]
    pub fn collect(&self) -> &Collect {
        &self.collect
    }

    pub(super) fn collecting(&mut self, command: Collecting) {
        match command {
            Collecting::Order { units, deadline } => {
                self.collect.ordered = Some((units, deadline));
                self.ask_file(Purpose::FormFolder);
            }
            Collecting::IssueTo(folder) => self.issue_forms(&folder),
            Collecting::AskFiles => self.ask_file(Purpose::Forms),
            Collecting::Read(paths) => self.read_forms(paths),
            Collecting::Decide(of, choice) => {
                self.collect.choices.insert(of, choice);
            }
            Collecting::DecideAll { take } => {
                if let Some(preview) = &self.collect.preview {
                    self.collect.choices = preview.found.decide_all(take);
                }
            }
            Collecting::Take => self.take_collection(),
            Collecting::GiveUp => self.drop_preview(),
            Collecting::AskExport => self.ask_file(Purpose::ExportTable),
            Collecting::ExportTo(path, replace) => self.export_table(path, replace),
        }
    }

    fn issue_forms(&mut self, folder: &Path) {
        if self.refuses() {
            return;
        }
        let (Some((document, plan, _)), Some((units, deadline))) =
            (self.shown(), self.collect.ordered.clone())
        else {
            return;
        };
        let (workspace, plan) = (document.workspace().clone(), plan.clone());
        let (year, at, folder) = (document.year(), (self.clock)(), folder.to_owned());
        self.close_file_dialog();
        self.collect.busy = Some("正在生成填报表…");
        self.jobs.collect(move || {
            let order = Order {
                plan: &plan,
                units,
                year,
                at,
                deadline,
            };
            let issued = issue::issue(&workspace, &order).map_err(|error| error.to_string());
            Done::Issued(issued.and_then(|issued| {
                let written = issue::write_all(&issued.forms, &folder);
                let written = written.map_err(|error| error.to_string())?;
                Ok((issued.edit, written))
            }))
        });
    }

    fn read_forms(&mut self, paths: Vec<PathBuf>) {
        let Some(document) = &self.document else {
            return self.tell("请先打开台账，再收取填报表".to_owned());
        };
        let (workspace, catalog) = (document.workspace().clone(), document.catalog().clone());
        self.close_file_dialog();
        self.go(View::Collect);
        self.collect.busy = Some("正在读取…");
        self.jobs.collect(move || {
            let known = Known::of(&workspace, &catalog);
            let files = (0..).zip(&paths);
            Done::Loaded(
                files
                    .map(|(place, path)| load(path, &known, place))
                    .collect(),
            )
        });
    }

    fn export_table(&mut self, path: PathBuf, replace: bool) {
        let Some(document) = &self.document else {
            return;
        };
        let Some(shape) = Shape::of_name(&path) else {
            let why = "文件名请以 .xlsx 或 .csv 结尾".to_owned();
            return self.file_error(false, why);
        };
        if path.exists() && !replace {
            let why = format!("已有同名文件：{}", path.display());
            return self.file_error(true, why);
        }
        let (workspace, catalog) = (document.workspace().clone(), document.catalog().clone());
        self.close_file_dialog();
        self.collect.busy = Some("正在导出…");
        self.jobs.collect(move || {
            let known = Known::of(&workspace, &catalog);
            let result = table::export(&path, shape, &known);
            Done::Exported(result.map(|()| path).map_err(|error| error.to_string()))
        });
    }

    pub(super) fn close_file_dialog(&mut self) {
        if matches!(self.dialogs.last(), Some(Dialog::File(_))) {
            self.dialogs.pop();
        }
    }

    pub(super) fn collected(&mut self, done: Done) {
        self.collect.busy = None;
        match done {
            Done::Issued(Ok((edit, files))) => {
                self.collect.ordered = None;
                self.note(edit, Origin::Typed);
                let folder = files.first().and_then(|file| file.parent());
                let folder = folder.map_or_else(String::new, |f| f.display().to_string());
                let has_file = self.document.as_ref().is_some_and(|d| d.file().is_some());
                let unsaved = if has_file {
                    ""
                } else {
                    "；台账还没有存为文件，请先保存再发出：没有这份台账，发出的表收不回来"
                };
                let count = files.len();
                self.collect.told = Some(format!("已生成 {count} 张填报表 → {folder}{unsaved}"));
                if has_file && self.autosave == Autosave::Works {
                    // Units may have them at once.
                    self.save_as_it_is(false);
                }
            }
            Done::Exported(Ok(path)) => {
                self.collect.told = Some(format!("已导出数据表 → {}", path.display()));
            }
            Done::Issued(Err(error)) | Done::Exported(Err(error)) => {
                self.dialogs.push(Dialog::Trouble {
                    title: "没有写成".to_owned(),
                    text: error,
                });
            }
            Done::Loaded(loaded) => {
                self.collect.loaded = loaded;
                self.collect.choices.clear();
                self.collect.told = None;
                self.compare();
            }
            Done::Chosen(paths) if paths.is_empty() => {}
            Done::Chosen(paths) => self.read_forms(paths),
        }
    }

    fn compare(&mut self) {
        let Some(document) = &self.document else {
            return;
        };
        let known = Known::of(document.workspace(), document.catalog());
        let found = Collection::new(&self.collect.loaded, document.workspace());
        let preview: Preview = found.doubted(&known).into();
        // What was decided was decided between these, and holds only as long as they are the same.
        let before = self.collect.preview.take();
        let row = |preview: &Preview, of: &Place| {
            let mut rows = preview.conflicts.iter();
            rows.find(|row| row.of == *of).cloned()
        };
        let stands = |of: &Place| {
            let before = before.as_ref().and_then(|before| row(before, of));
            before.is_some() && before == row(&preview, of)
        };
        self.collect.choices.retain(|of, _| stands(of));
        self.collect.preview = Some(preview);
    }

    fn take_collection(&mut self) {
        if self.refuses() {
            return;
        }
        let (Some(document), Some(preview)) = (&self.document, &self.collect.preview) else {
            return;
        };
        let signature = self.signed(Origin::Form);
        let (count, choices) = (self.collect.changing(), &self.collect.choices);
        let edit = preview
            .found
            .edit(document.workspace(), choices, &signature.by, signature.at);
        let has_form = |file: &Loaded| matches!(file.content, Content::Form(_));
        let origin = if self.collect.loaded.iter().any(has_form) {
            Origin::Form
        } else {
            Origin::Imported
        };
        self.edit(edit, origin);
        self.drop_preview();
        self.collect.told = Some(format!("已写入 {count} 处，可撤销（Ctrl+Z）"));
    }

    fn drop_preview(&mut self) {
        self.collect.preview = None;
        self.collect.loaded.clear();
        self.collect.choices.clear();
    }

    fn collect_of(&self) -> Option<Seen> {
        let (document, plan, _) = self.shown()?;
        Some(Seen {
            name: document.name(),
            document: document.id(),
            plan: plan.id.clone(),
            revision: document.revision(),
            year: document.year(),
            today: self.today(),
            is_whole: self.view == View::Collect,
        })
    }

    /// The units as they stand now; only those that the last change has touched are looked at again.
    fn desk_rows(
        &self,
        document: &Document,
        plan: &Plan,
        now: &Seen,
        mut rows: Vec<DeskRow>,
    ) -> Vec<DeskRow> {
        let row = |desk: UnitDesk| DeskRow {
            standing: desk.standing(now.today),
            chase: chase(plan, &desk, now.today),
            desk,
        };
        let change = document.last_change();
        let is_next = self.collect.seen.as_ref().is_some_and(|seen| {
            let known = Seen {
                revision: seen.revision,
                is_whole: seen.is_whole,
                ..now.clone()
            };
            let is_small = now.revision == seen.revision + 1 && !change.everything && !change.desks;
            *seen == known && (is_small || now.revision == seen.revision)
        });
        if !is_next {
            let desks = unit_desks(document.workspace(), plan, now.year);
            return desks.into_iter().map(row).collect();
        }
        if self.collect.seen.as_ref().map(|seen| seen.revision) == Some(now.revision) {
            return rows;
        }
        let boards = document.boards().iter();
        let touched = boards
            .enumerate()
            .filter(|(_, board)| board.plan == plan.id);
        let touched = touched.filter_map(|(at, _)| change.rows.get(&at)).flatten();
        let touched = touched.filter_map(|place| plan.indicators.get(*place)?.lead());
        for unit in touched.collect::<BTreeSet<&Unit>>() {
            let at = rows.iter().position(|row| row.desk.unit == *unit);
            if let Some(at) = at {
                let desk = unit_desk(document.workspace(), plan, now.year, unit.clone());
                rows[at] = row(desk);
            }
        }
        rows
    }

    /// Brings the page up to date with the workspace, once a change.
    pub(super) fn refresh_collect(&mut self) {
        let Some(now) = self.collect_of() else {
            self.collect = Collect::default();
            return;
        };
        if self.collect.seen.as_ref() == Some(&now) {
            return;
        }
        let known = std::mem::take(&mut self.collect.rows);
        let Some((document, plan, _)) = self.shown() else {
            return;
        };
        let rows = self.desk_rows(document, plan, &now, known);
        let texts = if now.is_whole {
            let desks: Vec<UnitDesk> = rows.iter().map(|row| row.desk.clone()).collect();
            chase_all(plan, &desks, now.today)
        } else {
            String::new()
        };
        let seen = self.collect.seen.as_ref();
        let is_same = seen.is_some_and(|seen| seen.name == now.name);
        self.collect.rows = rows;
        self.collect.chase_all = texts;
        self.collect.year = now.year;
        self.collect.seen = Some(now);
        if !is_same {
            self.drop_preview();
            self.collect.told = None;
        } else if self.collect.preview.is_some() {
            // What the analyst changes meanwhile is compared as well.
            self.compare();
        }
    }
}

impl From<Done> for Outcome {
    fn from(done: Done) -> Self {
        Self::Collected(Box::new(done))
    }
}
