//! The door through which every change of the workspace goes: signed, refused where it can only be looked
//! at, put into the journal; and back again.

use super::{App, Document, YEAR_NOTICE_SECONDS};
use crate::assess::YearMoved;
use crate::model::{Edit, Origin, Signature, Year};

impl App {
    /// Who changes something now, and how.
    pub(super) fn signed(&self, origin: Origin) -> Signature {
        Signature {
            by: self.preferences.signature(),
            at: (self.clock)(),
            origin,
        }
    }

    /// Notes what has happened outside, which no undo takes back; answers whether it could be noted.
    pub(super) fn note(&mut self, edit: Edit, origin: Origin) -> bool {
        if self.refuses() {
            return false;
        }
        let signature = self.signed(origin);
        let known = self.known_changes();
        let Some(document) = &mut self.document else {
            return false;
        };
        document.note(edit, &signature, &self.catalog);
        self.made_changes(known);
        true
    }

    /// Makes a change; answers whether it could be made.
    pub(super) fn edit(&mut self, edit: Edit, origin: Origin) -> bool {
        if self.refuses() {
            return false;
        }
        let signature = self.signed(origin);
        let Some(document) = &mut self.document else {
            return false;
        };
        let before = document.history().records().len();
        let year = document.automatic_year();
        document.edit(edit, &signature, &self.catalog);
        self.made_changes(before);
        self.follow_year(year);
        true
    }

    /// Tells where the year judged has moved by itself from what it was.
    pub(super) fn follow_year(&mut self, before: Option<Year>) {
        let after = self.document.as_ref().and_then(Document::automatic_year);
        let moved = before.zip(after);
        if let Some(moved) = moved.and_then(|(from, to)| YearMoved::of(from, to)) {
            self.year_moved = Some((moved, self.now + YEAR_NOTICE_SECONDS));
        } else if after.is_none() {
            // It has been fixed: there is nothing left to say.
            self.year_moved = None;
        }
    }

    /// Why nothing can be changed where the workspace can only be looked at, and what to do.
    #[must_use]
    pub fn refusal(&self) -> Option<String> {
        let reason = self.document.as_ref().and_then(Document::read_only)?;
        Some(format!("没有更改：{reason}；要改动，可另存为别的文件"))
    }

    /// Whether the workspace can only be looked at; if so the user is told why.
    pub(super) fn refuses(&mut self) -> bool {
        let refusal = self.refusal();
        let refuses = refusal.is_some();
        if let Some(words) = refusal {
            self.tell(words);
        }
        refuses
    }

    /// Puts what has been changed into the journal and has it saved in a while.
    pub(super) fn made_changes(&mut self, known: usize) {
        let Some(document) = &self.document else {
            return;
        };
        let records = document.history().records()[known..].to_vec();
        if records.is_empty() {
            return;
        }
        for journal in document.journals() {
            self.jobs.journal(journal, records.clone());
        }
        self.wait_with_saving();
    }

    pub(super) fn undo(&mut self) {
        if self.refuses() {
            return;
        }
        let known = self.known_changes();
        let signature = self.signed(Origin::Undone);
        let year = self.document.as_ref().and_then(Document::automatic_year);
        let document = self.document.as_mut();
        let Some(label) = document.and_then(|d| d.undo(&signature, &self.catalog)) else {
            return self.tell("没有可以撤销的更改".to_owned());
        };
        self.made_changes(known);
        self.follow_year(year);
        self.tell(format!("已撤销：{label}"));
    }

    pub(super) fn redo(&mut self) {
        if self.refuses() {
            return;
        }
        let known = self.known_changes();
        let signature = self.signed(Origin::Redone);
        let year = self.document.as_ref().and_then(Document::automatic_year);
        let document = self.document.as_mut();
        let Some(label) = document.and_then(|d| d.redo(&signature, &self.catalog)) else {
            return self.tell("没有可以重做的更改".to_owned());
        };
        self.made_changes(known);
        self.follow_year(year);
        self.tell(format!("已重做：{label}"));
    }

    pub(super) fn known_changes(&self) -> usize {
        let document = self.document.as_ref();
        document.map_or(0, |document| document.history().records().len())
    }
}
