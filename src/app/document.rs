//! The open workspace: its figures, its file, its undo history and what is derived from it.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use super::board::Board;
use super::changes::Changes;
use super::review::Review;
use crate::assess;
use crate::model::{Edit, Plan, Record, Signature, Workspace, Year};
use crate::store::{self, Catalog, Stamp};

/// How many steps can be undone.
const MOST_STEPS: usize = 1000;

/// An open workspace.
#[derive(Debug)]
pub struct Document {
    id: u64,
    workspace: Workspace,
    path: Option<PathBuf>,
    stamp: Option<Stamp>,
    undo: Vec<Step>,
    redo: Vec<Step>,
    records: Vec<Record>,
    revision: u64,
    saved_revision: u64,
    boards: Vec<Board>,
    review: Review,
    changes: Changes,
    this_year: Year,
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
        let mut document = Self {
            id: OPENED.fetch_add(1, Ordering::Relaxed),
            review: Review::new(&workspace, catalog),
            changes: Changes::default(),
            workspace,
            stamp: path.as_deref().and_then(store::stamp),
            path,
            undo: Vec::new(),
            redo: Vec::new(),
            records: Vec::new(),
            revision: 0,
            saved_revision: 0,
            boards: Vec::new(),
            this_year,
        };
        document.derive(catalog);
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

    /// The state its file was in when it was last read or written here.
    #[must_use]
    pub fn stamp(&self) -> Option<Stamp> {
        self.stamp
    }

    /// Takes its file as it is now, to be written over.
    pub fn accept_file(&mut self) {
        self.stamp = self.path.as_deref().and_then(store::stamp);
    }

    /// Counts every change, so that others can tell whether they are up to date.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Whether there is a change that no file holds.
    #[must_use]
    pub fn is_dirty(&self) -> bool {
        self.revision != self.saved_revision
    }

    /// Notes that a file holds the workspace as it was at `revision`.
    pub fn mark_saved(&mut self, revision: u64, path: &Path) {
        self.saved_revision = revision;
        self.path = Some(path.to_owned());
        self.stamp = store::stamp(path);
        self.changes.saved(revision, &self.workspace);
    }

    /// The derived figures, one board a plan.
    #[must_use]
    pub fn boards(&self) -> &[Board] {
        &self.boards
    }

    /// The board that the window shows: that of the first plan.
    #[must_use]
    pub fn board(&self) -> Option<&Board> {
        self.boards.first()
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

    /// The year judged.
    #[must_use]
    pub fn year(&self) -> Year {
        assess::as_of_year(&self.workspace, self.this_year)
    }

    /// Makes a change that can be undone. An edit that changes nothing leaves no trace.
    pub fn edit(&mut self, edit: Edit, signature: &Signature, catalog: &Catalog) {
        let label = edit.describe();
        let inverse = edit.clone().apply(&mut self.workspace);
        let records = Record::of(edit, inverse.clone(), signature);
        if records.is_empty() {
            return;
        }
        self.records.extend(records);
        self.follow(&inverse, catalog);
        self.undo.push(Step {
            edit: inverse,
            label,
        });
        if self.undo.len() > MOST_STEPS {
            self.undo.remove(0);
        }
        self.redo.clear();
        self.changed(catalog);
    }

    /// Takes back the last change; says what it was.
    pub fn undo(&mut self, signature: &Signature, catalog: &Catalog) -> Option<String> {
        let step = self.undo.pop()?;
        let edit = step.edit.clone().apply(&mut self.workspace);
        let records = Record::of(step.edit.clone(), edit.clone(), signature);
        self.records.extend(records);
        self.follow(&edit, catalog);
        let label = step.label.clone();
        self.redo.push(Step { edit, ..step });
        self.changed(catalog);
        Some(label)
    }

    /// Makes the last change taken back again; says what it was.
    pub fn redo(&mut self, signature: &Signature, catalog: &Catalog) -> Option<String> {
        let step = self.redo.pop()?;
        let edit = step.edit.clone().apply(&mut self.workspace);
        let records = Record::of(step.edit.clone(), edit.clone(), signature);
        self.records.extend(records);
        self.follow(&edit, catalog);
        let label = step.label.clone();
        self.undo.push(Step { edit, ..step });
        self.changed(catalog);
        Some(label)
    }

    /// Every change made since the workspace was opened, undoing and redoing included.
    #[must_use]
    pub fn records(&self) -> &[Record] {
        &self.records
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
        self.review.follow(inverse, &self.workspace, catalog);
        self.changes
            .follow(inverse, &self.workspace, self.revision + 1);
    }

    fn changed(&mut self, catalog: &Catalog) {
        self.revision += 1;
        self.derive(catalog);
    }

    fn derive(&mut self, catalog: &Catalog) {
        let year = self.year();
        let plans = self.workspace.plans.iter();
        self.boards = plans
            .filter_map(|id| catalog.plan(id))
            .map(|plan: &Plan| Board::new(&self.workspace, plan, year))
            .collect();
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
            at: chrono::NaiveDateTime::default(),
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
        document.mark_saved(saved, Path::new("台账.ron"));
        assert!(document.is_dirty(), "a later change is not saved yet");
        document.mark_saved(document.revision(), Path::new("台账.ron"));
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
