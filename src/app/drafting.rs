//! A plan of the workspace's own being written: its table as typed, pasted or read from a file, how each
//! cell is understood, and the one edit that takes it in.
//!
//! The table is read anew after every step, never while drawing. Nothing of it is in the workspace until
//! it is taken, and then it is one step to undo there; here each step can be taken back as well.

mod step;

use std::path::Path;

pub use step::DraftStep;

use super::own_plan::{Drafted, against, kept};
use super::{App, Dialog, Document, Purpose, View};
use crate::exchange::plan_table::{
    Column, DocumentHead, Draft, DraftRow, Grid, Head, PlanFault, Reading, SeriesChoice,
};
use crate::model::{Origin, Plan, PlanId, SeriesId, Workspace};
use crate::store::{self, Catalog};

/// How many steps can be taken back.
const MOST_STEPS: usize = 200;
/// Blank rows of a new table.
const NEW_ROWS: usize = 8;

/// A plan being written.
#[derive(Debug)]
pub struct Drafting {
    /// Tells one draft from the next, for whatever is kept beside it.
    id: u64,
    head: DocumentHead,
    draft: Draft,
    reading: Reading,
    faults: Vec<PlanFault>,
    plan: Option<Plan>,
    old: Option<PlanId>,
    /// Where the table comes from, in words; empty for one typed by hand.
    source: String,
    sheets: Vec<Grid>,
    sheet: usize,
    origin: Origin,
    past: Vec<(DocumentHead, Draft)>,
    future: Vec<(DocumentHead, Draft)>,
    /// The cell that the last step typed into: further typing there is the same step.
    typing: Option<(usize, usize)>,
    touched: bool,
}

impl Drafting {
    fn of(draft: Draft, head: DocumentHead, count: u64) -> Self {
        Self {
            id: count,
            head,
            draft,
            reading: Reading::default(),
            faults: Vec::new(),
            plan: None,
            old: None,
            source: String::new(),
            sheets: Vec::new(),
            sheet: 0,
            origin: Origin::Typed,
            past: Vec::new(),
            future: Vec::new(),
            typing: None,
            touched: false,
        }
    }

    /// Tells one draft from the next.
    #[must_use]
    pub fn id(&self) -> u64 {
        self.id
    }

    /// What is said of the document.
    #[must_use]
    pub fn head(&self) -> &DocumentHead {
        &self.head
    }

    /// The table.
    #[must_use]
    pub fn draft(&self) -> &Draft {
        &self.draft
    }

    /// How it is understood.
    #[must_use]
    pub fn reading(&self) -> &Reading {
        &self.reading
    }

    /// What keeps it from being taken.
    #[must_use]
    pub fn faults(&self) -> &[PlanFault] {
        &self.faults
    }

    /// The plan it makes, where nothing keeps it from that.
    #[must_use]
    pub fn plan(&self) -> Option<&Plan> {
        self.plan.as_ref()
    }

    /// The plan that is changed; none for a new one.
    #[must_use]
    pub fn old(&self) -> Option<&PlanId> {
        self.old.as_ref()
    }

    /// Where the table comes from.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The names of the workbook's sheets, and which is shown.
    #[must_use]
    pub fn sheets(&self) -> (Vec<&str>, usize) {
        let names = self.sheets.iter().map(|grid| grid.name.as_str());
        (names.collect(), self.sheet)
    }

    /// Whether there is a step to take back, and one to make again.
    #[must_use]
    pub fn steps(&self) -> (bool, bool) {
        (!self.past.is_empty(), !self.future.is_empty())
    }

    /// Whether something would be lost with it.
    #[must_use]
    pub fn is_touched(&self) -> bool {
        self.touched
    }

    /// Whether it is as it was begun: a table pasted or read then takes its place.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.old.is_none() && self.draft.rows.iter().all(DraftRow::is_blank)
    }

    /// The series of other plans that a row shares; none where it has one of its own.
    #[must_use]
    pub fn series_of(&self, app: &App, row: usize) -> Option<SeriesId> {
        let of = self.draft.rows.get(row)?;
        match &of.series {
            SeriesChoice::Share(id) => Some(id.clone()),
            SeriesChoice::Own => None,
            SeriesChoice::Keep => {
                let own = &app.document.as_ref()?.workspace().own_plans;
                let id = &own.get(self.old.as_ref()?)?.indicator(of.was?)?.series;
                let starts = format!("{}-", self.old.as_ref()?);
                (!id.0.starts_with(&starts)).then(|| id.clone())
            }
        }
    }

    fn remember(&mut self, typing: Option<(usize, usize)>) {
        let is_same_step = typing.is_some() && typing == self.typing;
        if !is_same_step {
            self.past.push((self.head.clone(), self.draft.clone()));
            if self.past.len() > MOST_STEPS {
                self.past.remove(0);
            }
        }
        self.future.clear();
        self.typing = typing;
        self.touched = true;
    }

    fn step_back(&mut self, back: bool) {
        let (from, to) = if back {
            (&mut self.past, &mut self.future)
        } else {
            (&mut self.future, &mut self.past)
        };
        if let Some((head, draft)) = from.pop() {
            to.push((
                std::mem::replace(&mut self.head, head),
                std::mem::replace(&mut self.draft, draft),
            ));
        }
        self.typing = None;
    }

    /// Changes the table or the head; answers what is worth telling.
    fn change(&mut self, step: DraftStep) -> Option<String> {
        let typing = match &step {
            DraftStep::Cell { row, column, .. } => Some((*row, *column)),
            DraftStep::Head(_) => Some((usize::MAX, 0)),
            _ => None,
        };
        self.remember(typing);
        let draft = &mut self.draft;
        match step {
            DraftStep::Head(head) => self.head = *head,
            DraftStep::Cell { row, column, text } => draft.set_cell(row, column, text),
            DraftStep::PasteAt { row, column, text } => match Grid::from_tsv(&text) {
                Ok(grid) => match draft.paste((row, column), &grid) {
                    0 => {}
                    count => return Some(format!("{count} 格超出最后一列，没有贴入")),
                },
                Err(fault) => return Some(format!("没有粘贴：{fault}")),
            },
            DraftStep::Role { column, role, year } => draft.set_role(column, role, year),
            DraftStep::Kind { row, kind } => {
                if let Some(row) = draft.rows.get_mut(row) {
                    row.kind = kind;
                    row.guess = None;
                }
            }
            DraftStep::AsWords { row, column, taken } => {
                if let Some(row) = draft.rows.get_mut(row) {
                    if taken {
                        row.as_words.insert(column);
                    } else {
                        row.as_words.remove(&column);
                    }
                }
            }
            DraftStep::Series { row, choice } => {
                if let Some(row) = draft.rows.get_mut(row) {
                    row.series = choice;
                }
            }
            DraftStep::AddRow(at) => draft.insert_row(at),
            DraftStep::RemoveRow(row) => draft.remove_row(row),
            DraftStep::MoveRow { row, down } => {
                draft.move_row(row, down);
            }
            DraftStep::AddColumn(role, year) => draft.add_column(Column::new(role, year)),
            DraftStep::RemoveColumn(column) => draft.remove_column(column),
            _ => {}
        }
        None
    }

    /// Reads the table anew.
    fn read(&mut self, built_in: &Catalog, document: Option<&Document>) {
        let empty = Workspace::default();
        let (catalog, workspace) = document.map_or((built_in, &empty), |document| {
            (document.catalog(), document.workspace())
        });
        let old = self.old.as_ref().and_then(|id| workspace.own_plans.get(id));
        self.reading = self.draft.read(&against(catalog, old));
        let drafted = Drafted {
            head: &self.head,
            draft: &self.draft,
            reading: &self.reading,
            old,
        };
        match drafted.plan(built_in, catalog, workspace) {
            Ok(plan) => {
                self.plan = Some(plan);
                self.faults.clear();
            }
            Err(faults) => {
                self.plan = None;
                self.faults = faults;
            }
        }
    }
}

impl App {
    /// The plan being written.
    #[must_use]
    pub fn drafting(&self) -> Option<&Drafting> {
        self.drafting.as_ref()
    }

    pub(super) fn draft_step(&mut self, step: DraftStep) {
        match step {
            DraftStep::New => self.new_draft(),
            DraftStep::Change(id) => self.change_plan(&id),
            DraftStep::AskFile => self.ask_file(Purpose::PlanTable),
            DraftStep::Read(path) => self.read_plan_table(&path),
            DraftStep::Paste(text) => self.paste_table(&text),
            DraftStep::Sheet(sheet) => self.show_sheet(sheet),
            DraftStep::Take => self.take_draft(),
            DraftStep::GiveUp => {
                self.drafting = None;
                self.leave_draft();
            }
            DraftStep::AskExport(id) => {
                self.exporting_plan = Some(id);
                self.ask_file(Purpose::ExportPlan);
            }
            DraftStep::ExportTo(path, replace) => self.export_plan(&path, replace),
            DraftStep::AskRemove(id) => self.dialogs.push(Dialog::RemovePlan(id)),
            DraftStep::Remove(id) => self.remove_plan(&id),
            DraftStep::Undo | DraftStep::Redo => {
                if let Some(drafting) = &mut self.drafting {
                    drafting.step_back(step == DraftStep::Undo);
                }
                self.read_draft();
            }
            DraftStep::PasteAt { text, .. } if self.is_whole_table(&text) => {
                self.paste_table(&text);
            }
            step => {
                let told = self.drafting.as_mut().and_then(|d| d.change(step));
                self.read_draft();
                if let Some(words) = told {
                    self.tell(words);
                }
            }
        }
    }

    fn read_draft(&mut self) {
        if let Some(drafting) = &mut self.drafting {
            drafting.read(&self.catalog, self.document.as_ref());
        }
    }

    fn begin_draft(&mut self, drafting: Drafting) {
        self.drafting = Some(drafting);
        self.read_draft();
        self.go(View::PlanEditor);
    }

    fn next_draft(&mut self) -> u64 {
        self.drafts += 1;
        self.drafts
    }

    fn new_draft(&mut self) {
        if self.refuses() {
            return;
        }
        if self.drafting.as_ref().is_some_and(Drafting::is_touched) {
            // What was begun is gone on with.
            return self.go(View::PlanEditor);
        }
        let year = chrono::Datelike::year(&self.today());
        let count = self.next_draft();
        let draft = Draft::blank(year - 1, year + 2, NEW_ROWS);
        self.begin_draft(Drafting::of(draft, DocumentHead::default(), count));
    }

    fn change_plan(&mut self, id: &PlanId) {
        if self.refuses() {
            return;
        }
        if self.drafting.as_ref().is_some_and(Drafting::is_touched) {
            self.go(View::PlanEditor);
            return self.tell("先收入或放弃正在写的规划，再修改这一份".to_owned());
        }
        let own = self.document.as_ref().and_then(|document| {
            let plan = document.workspace().own_plans.get(id)?;
            Some((Draft::of_plan(plan), DocumentHead::of_plan(plan)))
        });
        let Some((draft, head)) = own else {
            return self.tell("只有自建规划可以修改；内置规划照文件保持不变".to_owned());
        };
        let count = self.next_draft();
        let mut drafting = Drafting::of(draft, head, count);
        drafting.old = Some(id.clone());
        self.begin_draft(drafting);
    }

    /// A table takes the place of a blank draft; it never pushes out one that was worked on.
    fn may_begin(&mut self) -> bool {
        if self.refuses() {
            return false;
        }
        let is_busy = self
            .drafting
            .as_ref()
            .is_some_and(|drafting| drafting.is_touched() && !drafting.is_blank());
        if is_busy {
            self.go(View::PlanEditor);
            self.tell("先收入或放弃正在写的规划，再读入另一张表".to_owned());
        }
        !is_busy
    }

    fn begin_with(&mut self, sheets: Vec<Grid>, source: String, origin: Origin) {
        let likely = Grid::likeliest(&sheets);
        let sheet = sheets
            .iter()
            .position(|grid| likely.is_some_and(|likely| std::ptr::eq(likely, grid)))
            .unwrap_or(0);
        let Some(grid) = sheets.get(sheet) else {
            return self.tell("没有读到表格".to_owned());
        };
        let draft = Draft::of_grid(grid);
        let above = DocumentHead::above(&draft);
        let count = self.next_draft();
        let mut drafting = Drafting::of(draft, above, count);
        drafting.source = source;
        drafting.origin = origin;
        drafting.sheets = sheets;
        drafting.sheet = sheet;
        drafting.touched = true;
        self.begin_draft(drafting);
    }

    /// Whether a pasted block has a head of its own and there is nothing yet that it would push out.
    fn is_whole_table(&self, text: &str) -> bool {
        let is_blank = self.drafting.as_ref().is_some_and(Drafting::is_blank);
        is_blank && Grid::from_tsv(text).is_ok_and(|grid| Head::of(&grid).is_found())
    }

    fn paste_table(&mut self, text: &str) {
        if !self.may_begin() {
            return;
        }
        match Grid::from_tsv(text) {
            Ok(grid) => self.begin_with(vec![grid], "剪贴板".to_owned(), Origin::Pasted),
            Err(fault) => self.tell(format!("没有粘贴：{fault}")),
        }
    }

    fn show_sheet(&mut self, sheet: usize) {
        let Some(drafting) = self.drafting.take() else {
            return;
        };
        let Some(grid) = drafting.sheets.get(sheet) else {
            self.drafting = Some(drafting);
            return;
        };
        let draft = Draft::of_grid(grid);
        let count = self.next_draft();
        let mut other = Drafting::of(draft, drafting.head, count);
        if other.head.title.is_empty() {
            other.head = DocumentHead::above(&other.draft);
        }
        other.source = drafting.source;
        other.origin = drafting.origin;
        other.sheets = drafting.sheets;
        other.sheet = sheet;
        other.touched = true;
        self.drafting = Some(other);
        self.read_draft();
    }

    fn read_plan_table(&mut self, path: &Path) {
        if !self.may_begin() {
            return;
        }
        let is_plan_file = path
            .extension()
            .is_some_and(|ending| ending.eq_ignore_ascii_case("ron"));
        if is_plan_file {
            return self.read_plan_file(path);
        }
        match Grid::from_file(&self.disk, path) {
            Ok(sheets) => {
                self.close_file_dialog();
                let name = path.file_name().unwrap_or_default();
                let source = name.to_string_lossy().into_owned();
                self.begin_with(sheets, source, Origin::Imported);
            }
            Err(error) => self.plan_trouble("没有读入", error.to_string()),
        }
    }

    /// A plan file is whole as it is: it is taken at once, and can be changed afterwards.
    fn read_plan_file(&mut self, path: &Path) {
        let plan = match store::read_plan(&self.disk, path, &self.catalog) {
            Ok(plan) => plan,
            Err(error) => return self.plan_trouble("没有收入规划文件", error.to_string()),
        };
        let known = self
            .document
            .as_ref()
            .is_some_and(|document| document.workspace().own_plans.contains_key(&plan.id));
        if self.catalog.plan(&plan.id).is_some() {
            let why = format!("“{}”是内置规划，在规划菜单里选“收入”即可", plan.id);
            return self.plan_trouble("没有收入规划文件", why);
        }
        self.close_file_dialog();
        let title = plan.title.clone();
        self.keep_plan(plan, Origin::Imported);
        if known {
            self.tell(format!("已用文件替换自建规划《{title}》；可以撤销"));
        }
    }

    /// Says why a file was not taken, in the dialog that asked for it where there is one.
    fn plan_trouble(&mut self, title: &str, text: String) {
        if matches!(self.dialogs.last(), Some(Dialog::File(_))) {
            return self.file_error(false, text);
        }
        self.dialogs.push(Dialog::Trouble {
            title: title.to_owned(),
            text,
        });
    }

    fn take_draft(&mut self) {
        self.read_draft();
        let Some(drafting) = &self.drafting else {
            return;
        };
        let Some(plan) = drafting.plan.clone() else {
            let count = drafting.faults.len();
            return self.tell(format!("还有 {count} 处要改正，没有收入"));
        };
        let origin = drafting.origin;
        if self.keep_plan(plan, origin) {
            self.drafting = None;
        }
    }

    /// Takes a plan into the workspace, or into a new one where none is open; answers whether it is in.
    fn keep_plan(&mut self, plan: Plan, origin: Origin) -> bool {
        let Some(document) = &self.document else {
            self.first_plan = Some(Box::new(plan));
            self.ask_file(Purpose::New);
            return false;
        };
        let (id, title) = (plan.id.clone(), plan.title.clone());
        let edit = Catalog::keep_own(document.workspace(), &plan);
        if !self.edit(edit, origin) {
            return false;
        }
        self.plan = Some(id);
        self.leave_draft();
        self.tell(format!("已收入自建规划《{title}》"));
        true
    }

    /// A plan that was written before there is a workspace for it.
    #[must_use]
    pub fn first_plan(&self) -> Option<&Plan> {
        self.first_plan.as_deref()
    }

    /// A new workspace with the plan that was written before there was one.
    pub(super) fn workspace_with_first_plan(&self) -> Option<Workspace> {
        let plan = self.first_plan.as_deref()?;
        let mut workspace = Workspace::default();
        let _before = Catalog::keep_own(&workspace, plan).apply(&mut workspace);
        Some(workspace)
    }

    fn leave_draft(&mut self) {
        if self.view == View::PlanEditor {
            self.view = View::Overview;
        }
        self.back.retain(|view| *view != View::PlanEditor);
        self.forward.retain(|view| *view != View::PlanEditor);
    }

    /// Whether a draft would be lost; if so its page is shown and the user is told.
    pub(super) fn is_held_by_draft(&mut self) -> bool {
        let is_held = self.drafting.as_ref().is_some_and(Drafting::is_touched);
        if is_held {
            self.go(View::PlanEditor);
            self.tell("这份规划还没有收入台账：请先收入，或点“放弃”".to_owned());
        }
        is_held
    }

    /// What the workspace keeps of what was entered for a plan, should it be removed.
    #[must_use]
    pub fn kept_of(&self, id: &PlanId) -> Option<String> {
        let document = self.document.as_ref()?;
        let plan = document.catalog().plan(id)?;
        kept(document.catalog(), document.workspace(), plan).sentence()
    }

    fn remove_plan(&mut self, id: &PlanId) {
        self.dialogs
            .retain(|dialog| *dialog != Dialog::RemovePlan(id.clone()));
        let Some(document) = &self.document else {
            return;
        };
        let workspace = document.workspace();
        if workspace.plans.iter().all(|followed| followed == id) {
            return self.tell("台账至少要收入一份规划".to_owned());
        }
        let Some(edit) = Catalog::drop_own(workspace, id) else {
            return;
        };
        let title = workspace.own_plans.get(id).map(|plan| plan.title.clone());
        if self.edit(edit, Origin::Typed) {
            if !self.exists(&self.view) || matches!(self.view, View::Theme(_)) {
                self.go(View::Overview);
            }
            let title = title.unwrap_or_default();
            self.tell(format!("已删除自建规划《{title}》；可以撤销"));
        }
    }

    fn export_plan(&mut self, path: &Path, replace: bool) {
        let plan = self.exporting_plan.as_ref().and_then(|id| {
            let document = self.document.as_ref()?;
            let own = document.workspace().own_plans.get(id).cloned();
            own.or_else(|| self.catalog.plan(id).map(Plan::as_printed))
        });
        let Some(plan) = plan else {
            return;
        };
        let mut path = path.to_owned();
        if path.extension().is_none() {
            path.set_extension("ron");
        }
        if path.exists() && !replace {
            let why = format!("已有同名文件：{}", path.display());
            return self.file_error(true, why);
        }
        match store::write_plan(&self.disk, &path, &plan) {
            Ok(()) => {
                self.close_file_dialog();
                self.exporting_plan = None;
                self.tell(format!("已写成规划文件 {}", path.display()));
            }
            Err(error) => self.file_error(false, error.to_string()),
        }
    }
}
