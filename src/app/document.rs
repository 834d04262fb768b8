//! The open workspace: its figures, its file, its undo history and what is derived from it.

use std::cell::OnceCell;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use chrono::NaiveDateTime;

use super::SharedKeeper;
use super::affected::{Affected, Change, Reach, Touched};
use super::board::{Board, rule_words};
use super::changes::Changes;
use super::observed::ObservedYears;
use super::review::Review;
use super::search;
use super::survey::Survey;
use super::threads::in_parallel;
use crate::model::{Edit, Plan, PlanId, Record, SeriesId, Signature, Workspace, Year, difference};
use crate::store::{Catalog, History, Holder, Keeper, Opened};

/// Plans with so many rows between them are shown at once whichever is asked for; of more, only the one
/// shown is worked out whole.
const FEW_ROWS: usize = 1000;
/// How many steps can be undone.
const MOST_STEPS: usize = 1000;

/// An open workspace.
#[derive(Debug)]
pub struct Document {
    id: u64,
    workspace: Workspace,
    path: Option<PathBuf>,
    file: Option<SharedKeeper>,
    /// The journal of one that has no file yet, or whose file lies where none can be kept.
    scratch: Option<SharedKeeper>,
    read_only: Option<ReadOnly>,
    /// Every change there is a record of, those that no file holds yet included.
    history: History,
    /// How many of them the file holds.
    saved_records: usize,
    undo: Vec<Step>,
    redo: Vec<Step>,
    revision: u64,
    saved_revision: u64,
    boards: Vec<Board>,
    observed: ObservedYears,
    /// Of more rows than this only the plan shown is worked out whole.
    few_rows: usize,
    reach: Reach,
    last_change: Change,
    review: Review,
    changes: Changes,
    survey: Survey,
    /// What is built in, with the plans of the workspace's own.
    catalog: Catalog,
    search: OnceCell<search::Index>,
    this_year: Year,
}

/// Why a workspace can be looked at and not changed.
#[derive(Clone, Debug, PartialEq)]
pub enum ReadOnly {
    /// Somebody else has its file open.
    Held(Holder),
    /// It is what it was at this time.
    Past(NaiveDateTime),
}

impl std::fmt::Display for ReadOnly {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Held(holder) => write!(f, "台账正由 {holder}打开，本窗口只能查看"),
            Self::Past(at) => write!(f, "这是 {} 时的台账，只能查看", at.format("%Y-%m-%d %H:%M")),
        }
    }
}

/// An edit that leads back (or forth again), and what the user did.
#[derive(Debug)]
struct Step {
    edit: Edit,
    label: String,
}

impl Document {
    /// A workspace with its file, if it has one yet. It counts as saved as it stands.
    ///
    /// `this_year` decides which year is judged while nothing has been entered.
    #[must_use]
    pub fn new(
        workspace: Workspace,
        path: Option<PathBuf>,
        catalog: &Catalog,
        this_year: Year,
    ) -> Self {
        static OPENED: AtomicU64 = AtomicU64::new(0);
        let catalog = catalog.for_workspace(&workspace);
        let mut document = Self {
            id: OPENED.fetch_add(1, Ordering::Relaxed),
            observed: ObservedYears::of(&workspace),
            few_rows: FEW_ROWS,
            reach: Reach::default(),
            last_change: Change::default(),
            review: Review::new(&workspace, &catalog),
            changes: Changes::default(),
            workspace,
            path,
            file: None,
            scratch: None,
            read_only: None,
            history: History::default(),
            saved_records: 0,
            undo: Vec::new(),
            redo: Vec::new(),
            revision: 0,
            saved_revision: 0,
            boards: Vec::new(),
            survey: Survey::default(),
            search: OnceCell::new(),
            catalog,
            this_year,
        };
        document.derive(&Affected::everything());
        document
    }

    /// Tells documents opened one after the other apart; revisions of each count from 0.
    #[must_use]
    pub fn id(&self) -> u64 {
        self.id
    }

    /// The figures.
    #[must_use]
    pub fn workspace(&self) -> &Workspace {
        &self.workspace
    }

    /// What is built in, with the plans of the workspace's own.
    #[must_use]
    pub fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// The file's name, or what stands for it.
    #[must_use]
    pub fn name(&self) -> String {
        let name = self.path.as_deref().and_then(Path::file_name);
        match name {
            Some(name) => name.to_string_lossy().into_owned(),
            None if self.workspace.synthetic => "示例台账".to_owned(),
            None => "未命名台账".to_owned(),
        }
    }

    /// The way to its file, if it has one that was opened.
    #[must_use]
    pub fn file(&self) -> Option<&SharedKeeper> {
        self.file.as_ref()
    }

    /// Where its changes are written down as they are made: its file's journal, else its own.
    #[must_use]
    pub fn journal(&self) -> Option<&SharedKeeper> {
        self.file.as_ref().or(self.scratch.as_ref())
    }

    /// Everywhere where its changes are written down as they are made.
    pub fn journals(&self) -> impl Iterator<Item = &SharedKeeper> {
        self.file.iter().chain(&self.scratch)
    }

    /// Whether it has a journal in the folder of the program.
    #[must_use]
    pub fn has_scratch(&self) -> bool {
        self.scratch.is_some()
    }

    /// Keeps a journal for it as long as it has no file, or none can be kept beside that.
    pub fn set_scratch(&mut self, keeper: Keeper) {
        self.scratch = Some(Arc::new(Mutex::new(keeper)));
    }

    /// Gives up the journal that it had in the folder of the program.
    pub fn take_scratch(&mut self) -> Option<SharedKeeper> {
        self.scratch.take()
    }

    /// Why it cannot be changed; none where it can.
    #[must_use]
    pub fn read_only(&self) -> Option<&ReadOnly> {
        self.read_only.as_ref()
    }

    /// Every change there is a record of, those that no file holds yet included.
    #[must_use]
    pub fn history(&self) -> &History {
        &self.history
    }

    /// The changes that no file holds yet.
    #[must_use]
    pub fn unsaved(&self) -> &[Record] {
        &self.history.records()[self.saved_records..]
    }

    /// Says that it is only to be looked at, as what it was at a time.
    pub fn set_past(&mut self, at: NaiveDateTime) {
        self.read_only = Some(ReadOnly::Past(at));
    }

    /// Takes the file it was opened from or has just been written to, with the log. It counts as
    /// saved.
    pub fn attach(&mut self, opened: Opened) {
        let keeper = opened.keeper;
        self.path = Some(keeper.path().to_owned());
        self.read_only = keeper.other_holder().cloned().map(ReadOnly::Held);
        self.file = Some(Arc::new(Mutex::new(keeper)));
        self.history = opened.history;
        self.saved_records = self.history.records().len();
        self.saved_revision = self.revision;
    }

    /// Takes the log of its file, which is only looked at.
    pub(super) fn recall(&mut self, history: History) {
        self.saved_records = history.records().len();
        self.history = history;
    }

    /// Counts every change, so that others can tell whether they are up to date.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// The revision that a file holds.
    #[must_use]
    pub fn saved_revision(&self) -> u64 {
        self.saved_revision
    }

    /// What the change that led to the present revision has touched.
    #[must_use]
    pub fn last_change(&self) -> &Change {
        &self.last_change
    }

    /// Whether there is a change that no file holds.
    #[must_use]
    pub fn is_dirty(&self) -> bool {
        self.revision != self.saved_revision
    }

    /// Notes that the file holds the workspace as it was at `revision`, with so many changes.
    pub fn mark_saved(&mut self, revision: u64, records: usize) {
        self.saved_revision = revision;
        self.saved_records = records.min(self.history.records().len());
        self.changes.saved(revision, &self.workspace);
    }

    /// The derived figures, one board a plan.
    #[must_use]
    pub fn boards(&self) -> &[Board] {
        &self.boards
    }

    /// The board of a plan; where it is not followed, or none is named, that of the first.
    #[must_use]
    pub fn board_of(&self, plan: Option<&PlanId>) -> Option<&Board> {
        let wanted = |board: &&Board| plan == Some(&board.plan);
        self.boards.iter().find(wanted).or(self.boards.first())
    }

    /// By what the grades of all plans came about.
    #[must_use]
    pub fn rule_words(&self) -> String {
        let count = |of: fn(&Board) -> usize| self.boards.iter().map(of).sum();
        rule_words(
            &self.workspace.rule(),
            count(|board| board.own_rules.len()),
            count(|board| board.by_hand.len()),
            count(|board| board.to_review.len()),
        )
    }

    /// The board of the first plan.
    #[must_use]
    pub fn board(&self) -> Option<&Board> {
        self.board_of(None)
    }

    /// What is seen across plans: series, measures, units.
    #[must_use]
    pub fn survey(&self) -> &Survey {
        &self.survey
    }

    /// The indicators made ready to be searched, which is done when it is first asked for.
    #[must_use]
    pub fn search(&self) -> &search::Index {
        self.search.get_or_init(|| {
            let plans = self
                .boards
                .iter()
                .filter_map(|b| self.catalog.plan(&b.plan));
            search::Index::of(&plans.collect::<Vec<&Plan>>())
        })
    }

    /// The doubts about its values.
    #[must_use]
    pub fn review(&self) -> &Review {
        &self.review
    }

    /// Which figures have changed.
    #[must_use]
    pub fn changes(&self) -> &Changes {
        &self.changes
    }

    /// The year it is now.
    #[must_use]
    pub fn this_year(&self) -> Year {
        self.this_year
    }

    /// The year judged.
    #[must_use]
    pub fn year(&self) -> Year {
        // As `assess::as_of_year`, which looks at every figure.
        let chosen = self.workspace.settings.as_of;
        chosen
            .or_else(|| self.observed.last(self.this_year))
            .unwrap_or(self.this_year - 1)
    }

    /// The year judged where it follows the figures: nobody has chosen it, and there are any.
    #[must_use]
    pub fn automatic_year(&self) -> Option<Year> {
        let is_chosen = self.workspace.settings.as_of.is_some();
        self.observed.last(self.this_year).filter(|_| !is_chosen)
    }

    /// Makes a change that can be undone. An edit that changes nothing leaves no trace. `catalog` is what
    /// is built in, here and below.
    pub fn edit(&mut self, edit: Edit, signature: &Signature, catalog: &Catalog) {
        let label = edit.describe();
        let inverse = edit.clone().apply(&mut self.workspace);
        let records = Record::of(edit, inverse.clone(), signature);
        if records.is_empty() {
            return;
        }
        self.record(records);
        self.step(inverse, &label, catalog);
    }

    /// Makes a change that notes what has happened outside, as that forms have gone out: no undo takes
    /// it back.
    pub fn note(&mut self, edit: Edit, signature: &Signature, catalog: &Catalog) {
        let inverse = edit.clone().apply(&mut self.workspace);
        let records = Record::of(edit, inverse.clone(), signature);
        if records.is_empty() {
            return;
        }
        self.record(records);
        self.follow(&inverse, catalog);
        self.changed(&Affected::by(&inverse));
    }

    /// Takes back the last change; says what it was.
    pub fn undo(&mut self, signature: &Signature, catalog: &Catalog) -> Option<String> {
        let step = self.undo.pop()?;
        let back = step.edit.clone().keeping_sent(&self.workspace);
        let edit = back.clone().apply(&mut self.workspace);
        let records = Record::of(back, edit.clone(), signature);
        self.record(records);
        self.follow(&edit, catalog);
        let affected = Affected::by(&edit);
        let label = step.label.clone();
        self.redo.push(Step { edit, ..step });
        self.changed(&affected);
        Some(label)
    }

    /// Makes the last change taken back again; says what it was.
    pub fn redo(&mut self, signature: &Signature, catalog: &Catalog) -> Option<String> {
        let step = self.redo.pop()?;
        let forth = step.edit.clone().keeping_sent(&self.workspace);
        let edit = forth.clone().apply(&mut self.workspace);
        let records = Record::of(forth, edit.clone(), signature);
        self.record(records);
        self.follow(&edit, catalog);
        let affected = Affected::by(&edit);
        let label = step.label.clone();
        self.undo.push(Step { edit, ..step });
        self.changed(&affected);
        Some(label)
    }

    /// Makes changes again that were recorded and never saved, as one step.
    pub fn take_up(&mut self, records: Vec<Record>, catalog: &Catalog) {
        let edits = records.iter().map(|record| record.new.clone()).collect();
        let inverse = Edit::Batch(edits).apply(&mut self.workspace);
        self.record(records);
        self.step(inverse, "找回未保存的更改", catalog);
    }

    /// Goes on from what another program has written into the file: `theirs`, with `outside` as the
    /// record of it. `chosen` leads from the workspace as it is here to what was decided; what then
    /// differs from theirs is unsaved, and keeps the records it had where it has not changed since.
    pub fn merge(
        &mut self,
        theirs: &Workspace,
        outside: Vec<Record>,
        chosen: Edit,
        signature: &Signature,
        catalog: &Catalog,
    ) {
        let known = self.unsaved().to_vec();
        let inverse = chosen.apply(&mut self.workspace);
        let mut after = theirs.clone();
        let edit = Edit::Batch(difference(theirs, &self.workspace));
        let back = edit.clone().apply(&mut after);
        let mut records = Record::of(edit, back, signature);
        for record in &mut records {
            let same = known
                .iter()
                .rev()
                .find(|known| known.new.is_exactly(&record.new));
            if let Some(known) = same {
                record.signature = known.signature.clone();
            }
        }
        self.history.truncate(self.saved_records);
        self.record(outside);
        self.saved_records = self.history.records().len();
        let is_saved = records.is_empty();
        self.record(records);
        self.step(inverse, "合并别的程序的改动", catalog);
        if is_saved {
            self.saved_revision = self.revision;
        }
    }

    fn record(&mut self, records: Vec<Record>) {
        for record in records {
            self.history.push(record);
        }
    }

    fn step(&mut self, inverse: Edit, label: &str, catalog: &Catalog) {
        self.follow(&inverse, catalog);
        let affected = Affected::by(&inverse);
        self.undo.push(Step {
            edit: inverse,
            label: label.to_owned(),
        });
        if self.undo.len() > MOST_STEPS {
            self.undo.remove(0);
        }
        self.redo.clear();
        self.changed(&affected);
    }

    /// What undo would take back.
    #[must_use]
    pub fn undo_label(&self) -> Option<&str> {
        self.undo.last().map(|step| step.label.as_str())
    }

    /// What redo would make again.
    #[must_use]
    pub fn redo_label(&self) -> Option<&str> {
        self.redo.last().map(|step| step.label.as_str())
    }

    /// Keeps up with a change that has been made; `inverse` leads back.
    fn follow(&mut self, inverse: &Edit, catalog: &Catalog) {
        if inverse.changes_plans() {
            self.catalog = catalog.for_workspace(&self.workspace);
        }
        self.observed.follow(inverse, &self.workspace);
        self.review.follow(inverse, &self.workspace, &self.catalog);
        self.changes
            .follow(inverse, &self.workspace, self.revision + 1);
    }

    fn changed(&mut self, affected: &Affected) {
        self.revision += 1;
        let is_other_year = self.boards.iter().any(|board| board.year != self.year());
        if affected.is_everything() || is_other_year {
            return self.derive(affected);
        }
        let catalog = &self.catalog;
        let change = {
            let plans = self.boards.iter().filter_map(|b| catalog.plan(&b.plan));
            let plans: Vec<&Plan> = plans.collect();
            Change {
                everything: false,
                desks: affected.is_of_desks(),
                rows: self.reach.rows(affected, &self.boards),
                doubted: self.reach.doubted(affected, &self.boards, &plans),
            }
        };
        for (at, rows) in &change.rows {
            let board = &mut self.boards[*at];
            if let Some(plan) = catalog.plan(&board.plan) {
                board.refresh(&self.workspace, plan, rows, affected);
                if board.is_complete() {
                    let line_of = |series: &SeriesId| self.survey.line_of(series);
                    board.add_other_targets_to(rows.iter().copied(), plan, line_of);
                }
            }
        }
        let touched = (affected, &change.rows);
        self.survey
            .renew(&self.workspace, catalog, &self.boards, touched);
        self.last_change = change;
    }

    /// Works out whole only what is shown from the next time on that everything is derived, as if there
    /// were very many rows.
    #[cfg(test)]
    pub(super) fn take_few_for_many(&mut self) {
        self.few_rows = 0;
    }

    /// Works out whole the board of a plan; where it is not followed, or none is named, that of the
    /// first.
    pub fn complete(&mut self, plan: Option<&PlanId>) {
        let wanted = |board: &Board| plan == Some(&board.plan);
        let at = self.boards.iter().position(wanted).unwrap_or(0);
        self.complete_board(at);
    }

    fn complete_board(&mut self, at: usize) {
        let Some(board) = self.boards.get_mut(at) else {
            return;
        };
        if let Some(plan) = self.catalog.plan(&board.plan)
            && board.complete(&self.workspace, plan)
        {
            board.add_other_targets(plan, |series| self.survey.line_of(series));
        }
    }

    /// Derives every figure anew, and what is seen across the documents where these may be others.
    fn derive(&mut self, affected: &Affected) {
        let year = self.year();
        let catalog = &self.catalog;
        let plans = self.workspace.plans.iter();
        let plans: Vec<&Plan> = plans.filter_map(|id| catalog.plan(id)).collect();
        let workspace = &self.workspace;
        self.boards = in_parallel(&plans, |plan| Board::standing(workspace, plan, year));
        if affected.is_of_documents() {
            self.search = OnceCell::new();
            self.reach = Reach::of(plans.iter().copied());
            self.survey = Survey::new(workspace, catalog, &self.boards);
        } else {
            let touched = (affected, &Touched::new());
            self.survey.renew(workspace, catalog, &self.boards, touched);
            self.survey.judge_all_again(catalog, &self.boards);
        }
        let rows = plans.iter().map(|plan| plan.indicators.len());
        if rows.sum::<usize>() <= self.few_rows {
            for at in 0..self.boards.len() {
                self.complete_board(at);
            }
        }
        self.last_change = Change {
            everything: true,
            ..Change::default()
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Baseline, IndicatorId, Origin};
    use crate::store::default_plan;

    fn open() -> (Document, Catalog) {
        let catalog = Catalog::builtin().unwrap();
        let workspace = Workspace::new(vec![default_plan()]);
        (Document::new(workspace, None, &catalog, 2026), catalog)
    }

    fn signed(origin: Origin) -> Signature {
        Signature {
            by: "王建国".to_owned(),
            at: NaiveDateTime::default(),
            origin,
        }
    }

    fn baseline(value: i64) -> Edit {
        Edit::Baseline {
            indicator: IndicatorId::new(&default_plan(), 15),
            value: Some(Baseline {
                year: 2023,
                value: value.into(),
            }),
        }
    }

    #[test]
    fn what_is_undone_can_be_redone_until_something_new_is_done() {
        let (mut document, catalog) = open();
        let start = document.workspace().clone();
        document.edit(baseline(1), &signed(Origin::Typed), &catalog);
        document.edit(baseline(2), &signed(Origin::Typed), &catalog);
        let end = document.workspace().clone();
        assert!(
            document
                .undo(&signed(Origin::Undone), &catalog)
                .unwrap()
                .contains("基期值 2")
        );
        document.undo(&signed(Origin::Undone), &catalog);
        assert!(*document.workspace() == start);
        assert_eq!(document.undo(&signed(Origin::Undone), &catalog), None);
        document.redo(&signed(Origin::Redone), &catalog);
        document.redo(&signed(Origin::Redone), &catalog);
        assert!(*document.workspace() == end);
        document.undo(&signed(Origin::Undone), &catalog);
        document.edit(baseline(3), &signed(Origin::Typed), &catalog);
        assert_eq!(document.redo(&signed(Origin::Redone), &catalog), None);
    }

    #[test]
    fn a_change_that_changes_nothing_leaves_no_step() {
        let (mut document, catalog) = open();
        document.edit(baseline(1), &signed(Origin::Typed), &catalog);
        let revision = document.revision();
        document.edit(baseline(1), &signed(Origin::Typed), &catalog);
        document.edit(Edit::AsOf(None), &signed(Origin::Typed), &catalog);
        assert_eq!(document.revision(), revision);
        document.undo(&signed(Origin::Undone), &catalog);
        assert_eq!(document.undo_label(), None);
    }

    #[test]
    fn every_change_is_recorded_with_what_was_there_and_how_it_came() {
        let (mut document, catalog) = open();
        document.edit(baseline(1), &signed(Origin::Pasted), &catalog);
        document.edit(baseline(2), &signed(Origin::Typed), &catalog);
        document.undo(&signed(Origin::Undone), &catalog);
        let told: Vec<(Origin, &Edit, &Edit)> = document
            .history()
            .records()
            .iter()
            .map(|r| (r.signature.origin, &r.old, &r.new))
            .collect();
        let nothing = Edit::Baseline {
            indicator: IndicatorId::new(&default_plan(), 15),
            value: None,
        };
        let (one, two) = (baseline(1), baseline(2));
        assert_eq!(
            told,
            [
                (Origin::Pasted, &nothing, &one),
                (Origin::Typed, &one, &two),
                (Origin::Undone, &two, &one),
            ]
        );
    }

    #[test]
    fn it_is_dirty_from_a_change_until_that_revision_is_saved() {
        let (mut document, catalog) = open();
        assert!(!document.is_dirty());
        document.edit(baseline(1), &signed(Origin::Typed), &catalog);
        let saved = document.revision();
        document.edit(baseline(2), &signed(Origin::Typed), &catalog);
        document.mark_saved(saved, 1);
        assert!(document.is_dirty(), "a later change is not saved yet");
        document.mark_saved(document.revision(), 2);
        assert!(!document.is_dirty());
    }

    #[test]
    fn the_board_follows_every_change() {
        let (mut document, catalog) = open();
        let missing = |document: &Document| {
            let board = document.board().unwrap();
            board.rows.iter().filter(|row| row.lacks_baseline).count()
        };
        let before = missing(&document);
        document.edit(baseline(1), &signed(Origin::Typed), &catalog);
        assert_eq!(missing(&document), before - 1);
        document.undo(&signed(Origin::Undone), &catalog);
        assert_eq!(missing(&document), before);
    }
}
