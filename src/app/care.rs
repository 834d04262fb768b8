//! Care for the work: what a crash left, what others wrote, what was before, what is damaged.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::NaiveDateTime;

use super::jobs::lock;
use super::{AfterSave, App, Autosave, Dialog, Document, Purpose, ReadOnly};
use crate::model::{Edit, Meeting, Origin, Record, Workspace, difference};
use crate::store::{self, Holder, Recovery, StoreError, Version, Work};

/// Said where a version brought back has a register of forms of its own.
pub const OTHER_FORMS: &str = "；这个版本的填报表编号不同，填报表登记也换成了它的";

/// Something that a user decides about the file or its past.
#[derive(Clone, Debug, PartialEq)]
pub enum Care {
    /// Takes up the unsaved changes that a crash left, or gives them up.
    Unfinished {
        /// Whether to take them up.
        take: bool,
    },
    /// Decides about a place that is not the same here and in the file.
    Decide {
        /// The number of the place.
        place: usize,
        /// Whether to take what the file has.
        take: bool,
    },
    /// Decides about all of them.
    DecideAll {
        /// Whether to take what the file has.
        take: bool,
    },
    /// Goes on with what was decided, and saves.
    Merge,
    /// Shows the versions kept.
    ShowVersions,
    /// Looks at one of them.
    ChooseVersion(usize),
    /// Brings the version looked at back.
    RestoreVersion,
    /// Puts the newest good content in the place of a damaged file, and opens it.
    RestoreDamaged(PathBuf),
    /// Shows the workspace as it was.
    ShowPast(NaiveDateTime),
    /// Goes back to the present.
    LeavePast,
    /// Asks where to put the log as a table, of this text.
    ExportLog(String),
    /// Ask where to put a unit's page.
    ExportUnit(String),
    /// Puts it there.
    ExportTo(PathBuf),
    /// Asks once more for a file that somebody else has open.
    TryAgain,
}

/// What differs between the window and the file, and what was decided about it.
#[derive(Clone, Debug, PartialEq)]
pub struct MeetingDialog {
    /// The places that differ.
    pub meeting: Meeting,
    /// For each place whether to take what the file has; none: still to be decided.
    pub choices: Vec<Option<bool>>,
}

/// The versions kept, with what bringing one back would change.
#[derive(Clone, Debug, PartialEq)]
pub struct VersionsDialog {
    /// Every version, the newest first.
    pub versions: Vec<Version>,
    /// The one looked at.
    pub chosen: usize,
    /// What would change, as pairs of what is and what would be, or why it cannot be read.
    pub preview: Result<Vec<(Edit, Edit)>, String>,
}

/// A damaged file, and what can be had in its place.
#[derive(Clone, Debug, PartialEq)]
pub struct DamagedDialog {
    /// What is wrong: line, column, field.
    pub problem: String,
    /// What can be had.
    pub recovery: Recovery,
}

impl MeetingDialog {
    /// What only one side has changed is decided; where both have, the user must.
    fn new(meeting: Meeting) -> Self {
        let choice =
            |place: &crate::model::Changed| (!place.is_clash()).then(|| place.is_only_theirs());
        let choices = meeting.places.iter().map(choice).collect();
        Self { meeting, choices }
    }

    /// How many places are still to be decided.
    #[must_use]
    pub fn undecided(&self) -> usize {
        self.choices
            .iter()
            .filter(|choice| choice.is_none())
            .count()
    }

    /// What has to be changed here.
    fn chosen(&self) -> Edit {
        let taken = self.meeting.places.iter().zip(&self.choices);
        let taken = taken.filter(|(_, choice)| **choice == Some(true));
        Edit::Batch(taken.map(|(place, _)| place.theirs.clone()).collect())
    }
}

impl App {
    /// Who has the file open when this window has it.
    pub(super) fn holder(&self) -> Holder {
        let name = self.preferences.signature();
        Holder::here(&self.disk, name, (self.clock)(), Work::Window)
    }

    pub(super) fn care(&mut self, care: Care) {
        match care {
            Care::Unfinished { take } => self.unfinished(take),
            Care::Decide { place, take } => {
                if let Some(Dialog::Meeting(dialog)) = self.dialogs.last_mut()
                    && let Some(choice) = dialog.choices.get_mut(place)
                {
                    *choice = Some(take);
                }
            }
            Care::DecideAll { take } => {
                if let Some(Dialog::Meeting(dialog)) = self.dialogs.last_mut() {
                    dialog.choices.fill(Some(take));
                }
            }
            Care::Merge => self.merge_decided(),
            Care::ShowVersions => self.show_versions(),
            Care::ChooseVersion(index) => self.choose_version(index),
            Care::RestoreVersion => self.restore_version(),
            Care::RestoreDamaged(path) => self.restore_damaged(&path),
            Care::ShowPast(at) => self.show_past(at),
            Care::LeavePast => self.leave_past(),
            Care::ExportLog(text) => {
                self.export = Some(text);
                self.ask_file(Purpose::ExportLog);
            }
            Care::ExportUnit(text) => {
                self.export = Some(text);
                self.ask_file(Purpose::ExportUnit);
            }
            Care::ExportTo(path) => self.export_to(&path),
            Care::TryAgain => self.reopen(),
        }
    }

    fn unfinished(&mut self, take: bool) {
        let Some(Dialog::Unfinished(_)) = self.dialogs.last() else {
            return;
        };
        let Some(Dialog::Unfinished(records)) = self.dialogs.pop() else {
            return;
        };
        let Some(document) = &mut self.document else {
            return;
        };
        if take {
            let count = records.len();
            let year = document.automatic_year();
            document.take_up(records, &self.catalog);
            self.follow_year(year);
            self.wait_with_saving();
            self.tell(format!("已找回 {count} 处没有保存的更改，可撤销"));
        } else if let Some(file) = document.file() {
            self.jobs.drop_unsaved(file);
        } else {
            // Without its changes it is nothing that anybody made.
            self.go_on(AfterSave::Close);
        }
    }

    /// Another program has written the file.
    pub(super) fn met(
        &mut self,
        base: &Workspace,
        theirs: Result<Arc<Workspace>, StoreError>,
        while_saving: bool,
    ) {
        let is_asked = |dialog: &Dialog| matches!(dialog, Dialog::Meeting(_) | Dialog::Changed);
        let Some(document) = &self.document else {
            return;
        };
        if self.dialogs.iter().any(is_asked) || (self.autosave == Autosave::PutOff && !while_saving)
        {
            return;
        }
        if matches!(document.read_only(), Some(ReadOnly::Held(_))) {
            return self.reopen();
        }
        if document.read_only().is_some() {
            return;
        }
        let Ok(theirs) = theirs else {
            // What stands there now cannot be read: it is told when the work here shall be saved.
            if while_saving {
                self.dialogs.push(Dialog::Changed);
            }
            return;
        };
        let meeting = Meeting::of(base, document.workspace(), &theirs);
        let mut dialog = MeetingDialog::new(meeting);
        if document.is_dirty() {
            self.autosave_at = None;
            self.dialogs.push(Dialog::Meeting(dialog));
        } else {
            dialog.choices.fill(Some(true));
            let count = dialog.meeting.places.len();
            if self.merge(&dialog.chosen()) && count > 0 {
                self.tell(format!("文件被别的程序改了 {count} 处，已载入，可撤销"));
            }
        }
    }

    fn merge_decided(&mut self) {
        let Some(Dialog::Meeting(dialog)) = self.dialogs.last() else {
            return;
        };
        if dialog.undecided() > 0 {
            return;
        }
        let chosen = dialog.chosen();
        self.dialogs.pop();
        if self.merge(&chosen) && self.has_unsaved_work() {
            self.save();
        }
    }

    /// Goes on from what the file holds now; answers whether that could be read.
    fn merge(&mut self, chosen: &Edit) -> bool {
        let signature = self.signed(Origin::Merged);
        for outcome in self.jobs.finish() {
            self.finish(outcome);
        }
        let Some(document) = &mut self.document else {
            return false;
        };
        let Some(file) = document.file().cloned() else {
            return false;
        };
        let year = document.automatic_year();
        // An older copy of the file knows nothing of the forms that are out.
        let chosen = chosen.clone().keeping_sent(document.workspace());
        let mut keeper = lock(&file);
        let accepted = keeper.accept_theirs(|theirs, outside| {
            document.merge(theirs, outside, chosen, &signature, &self.catalog);
            document.unsaved().to_vec()
        });
        drop(keeper);
        self.follow_year(year);
        self.autosave = Autosave::Works;
        if self.has_unsaved_work() {
            self.wait_with_saving();
        }
        if let Err(error) = accepted {
            self.fail(format!("文件里的内容没有读出来：{error}"));
            return false;
        }
        true
    }

    fn show_versions(&mut self) {
        let Some(file) = self.document.as_ref().and_then(Document::file) else {
            return self.tell("还没有存为文件，没有历史版本".to_owned());
        };
        let versions = lock(file).versions();
        match versions {
            Ok(versions) if versions.is_empty() => {
                self.tell("还没有历史版本；保存时会把原来的内容留作版本".to_owned());
            }
            Ok(versions) => {
                self.dialogs.push(Dialog::Versions(VersionsDialog {
                    versions,
                    chosen: 0,
                    preview: Ok(Vec::new()),
                }));
                self.choose_version(0);
            }
            Err(error) => self.fail(format!("历史版本读不出来：{error}")),
        }
    }

    fn choose_version(&mut self, index: usize) {
        let Some(Dialog::Versions(dialog)) = self.dialogs.last_mut() else {
            return;
        };
        let (Some(version), Some(document)) = (dialog.versions.get(index), &self.document) else {
            return;
        };
        dialog.chosen = index;
        dialog.preview = version
            .read(&self.disk)
            .map(|then| restoring(document.workspace(), &then))
            .map_err(|error| error.to_string());
    }

    fn restore_version(&mut self) {
        let Some(Dialog::Versions(dialog)) = self.dialogs.last() else {
            return;
        };
        // As the workspace is now, which may have gone on while the question stood.
        let chosen = dialog.chosen;
        self.choose_version(chosen);
        let Some(Dialog::Versions(dialog)) = self.dialogs.last() else {
            return;
        };
        let Ok(preview) = &dialog.preview else {
            return;
        };
        let edits: Vec<Edit> = preview.iter().map(|(_, then)| then.clone()).collect();
        let count = edits.len();
        let has_forms = |document: &Document| !document.workspace().forms.id.is_empty();
        let is_other = self.document.as_ref().is_some_and(has_forms)
            && edits.iter().any(|edit| matches!(edit, Edit::FormsId(_)));
        self.dialogs.pop();
        if self.edit(Edit::Batch(edits), Origin::Restored) {
            let other = if is_other { OTHER_FORMS } else { "" };
            self.tell(format!("已恢复到所选版本，{count} 处更改，可撤销{other}"));
        }
    }

    /// A file that cannot be read as a workspace: what can be had in its place is offered.
    pub(super) fn offer_recovery(&mut self, path: &Path, error: &StoreError) -> bool {
        if !error.is_damage() {
            return false;
        }
        let Ok(recovery) = store::recover(&self.disk, path) else {
            return false;
        };
        if recovery.newest().is_none() {
            return false;
        }
        self.dialogs.push(Dialog::Damaged(Box::new(DamagedDialog {
            problem: error.to_string(),
            recovery,
        })));
        true
    }

    fn restore_damaged(&mut self, path: &Path) {
        match store::restore_damaged(&self.disk, path, self.holder()) {
            Ok(saved) => {
                self.dialogs.pop();
                self.open(path);
                let words = saved.map_or_else(
                    || "最后一次保存的内容".to_owned(),
                    |saved| format!("{} 的版本", saved.format("%Y-%m-%d %H:%M")),
                );
                self.tell(format!("已恢复{words}；损坏的文件另外留存，没有丢弃"));
            }
            Err(error) => self.fail(format!("没有恢复：{error}")),
        }
    }

    fn show_past(&mut self, at: NaiveDateTime) {
        let Some(document) = self.present.as_ref().or(self.document.as_ref()) else {
            return;
        };
        let then = document.history().workspace_at(document.workspace(), at);
        let Some(then) = then else {
            return self.tell("变更记录没有到那么早，看不到当时的台账".to_owned());
        };
        let mut past = Document::new(then, None, &self.catalog, document.this_year());
        past.set_past(at);
        let document = self.document.replace(past);
        if self.present.is_none() {
            self.present = document;
        }
        self.go(super::View::Overview);
    }

    pub(super) fn leave_past(&mut self) {
        if let Some(present) = self.present.take() {
            self.document = Some(present);
        }
    }

    /// Opens the same file once more, as when whoever had it has closed it.
    pub(super) fn reopen(&mut self) {
        let Some(path) = self.document.as_ref().and_then(Document::path) else {
            return;
        };
        let path = path.to_owned();
        let place = (self.view.clone(), self.back.clone(), self.forward.clone());
        self.open(&path);
        if self.document.is_some() {
            (self.view, self.back, self.forward) = place;
        }
    }
}

/// What would change, place by place: what is, and what would be.
fn two_states(from: &Workspace, to: &Workspace) -> Vec<(Edit, Edit)> {
    let edits = difference(from, to);
    let mut scratch = from.clone();
    edits
        .into_iter()
        .map(|edit| (edit.clone().apply(&mut scratch), edit))
        .collect()
}

/// What bringing an earlier version back would change, place by place: everything but what is known of
/// forms that have gone out, which can come back whatever version the figures are of.
#[must_use]
pub fn restoring(now: &Workspace, then: &Workspace) -> Vec<(Edit, Edit)> {
    let forms = now.forms.surviving(&then.forms);
    two_states(
        now,
        &Workspace {
            forms,
            ..then.clone()
        },
    )
}

/// The changes of a crashed window, place by place: as the file has them, and as they were last.
#[must_use]
pub fn last_of_each(records: &[Record]) -> Vec<(Edit, Edit)> {
    let mut changes: Vec<(Edit, Edit)> = Vec::new();
    for record in records {
        let place = record.place();
        match changes.iter_mut().find(|(_, new)| new.place() == place) {
            Some((_, new)) => new.clone_from(&record.new),
            None => changes.push((record.old.clone(), record.new.clone())),
        }
    }
    changes
}
