//! What the log of changes keeps of an edit: what it was, what it replaced, who, when, how.

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use super::{Edit, Place};

/// How a change came about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Origin {
    /// Typed in the window, or chosen there.
    #[default]
    Typed,
    /// Pasted from the clipboard.
    Pasted,
    /// Filled down or across from other cells.
    Filled,
    /// Cut out to be pasted elsewhere.
    Cut,
    /// From a form that a department filled in.
    Form,
    /// From a spreadsheet or a CSV file.
    Imported,
    /// By a command in a terminal or a script.
    CommandLine,
    /// Undo.
    Undone,
    /// Redo.
    Redone,
    /// An earlier version was brought back.
    Restored,
    /// Taken over from what somebody else had written into the file meanwhile.
    Merged,
    /// Found in the file, where another program had written it.
    Outside,
}

/// Who made a change, when, and how.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// The author's name.
    pub by: String,
    /// Local time.
    pub at: NaiveDateTime,
    /// How it came about.
    pub origin: Origin,
}

/// One change as the log keeps it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Who, when, how.
    #[serde(flatten)]
    pub signature: Signature,
    /// What was made of it; never a batch.
    pub new: Edit,
    /// What undoes it: the same place as it was before.
    pub old: Edit,
}

impl Origin {
    /// Every origin, in the order of menus.
    pub const ALL: [Self; 12] = [
        Self::Typed,
        Self::Pasted,
        Self::Filled,
        Self::Cut,
        Self::Form,
        Self::Imported,
        Self::CommandLine,
        Self::Undone,
        Self::Redone,
        Self::Restored,
        Self::Merged,
        Self::Outside,
    ];

    /// Its Chinese word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Typed => "键入",
            Self::Pasted => "粘贴",
            Self::Filled => "填充",
            Self::Cut => "剪切",
            Self::Form => "填报表",
            Self::Imported => "导入",
            Self::CommandLine => "命令行",
            Self::Undone => "撤销",
            Self::Redone => "重做",
            Self::Restored => "恢复版本",
            Self::Merged => "合并",
            Self::Outside => "外部改动",
        }
    }

    /// Its name on the command line and in exported logs.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Typed => "typed",
            Self::Pasted => "pasted",
            Self::Filled => "filled",
            Self::Cut => "cut",
            Self::Form => "form",
            Self::Imported => "imported",
            Self::CommandLine => "command-line",
            Self::Undone => "undone",
            Self::Redone => "redone",
            Self::Restored => "restored",
            Self::Merged => "merged",
            Self::Outside => "outside",
        }
    }

    /// Reads a word or a code.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        Self::ALL
            .into_iter()
            .find(|origin| origin.word() == text || origin.code() == text)
    }
}

impl Record {
    /// The records of an edit and of the inverse it gave back, one for each place changed, in the
    /// order of the changes.
    #[must_use]
    pub fn of(edit: Edit, inverse: Edit, signature: &Signature) -> Vec<Self> {
        let mut before = inverse.parts();
        before.reverse();
        let changes = edit.parts().into_iter().zip(before);
        changes
            .filter(|(new, old)| !new.is_exactly(old))
            .map(|(new, old)| Self {
                signature: signature.clone(),
                new,
                old,
            })
            .collect()
    }

    /// Which place of the workspace it changed.
    #[must_use]
    pub fn place(&self) -> Option<Place> {
        self.new.place()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Baseline, IndicatorId, PlanId, Workspace};

    #[test]
    fn a_batch_is_recorded_place_by_place_with_what_was_there() {
        let id = IndicatorId::new(&PlanId("p".to_owned()), 1);
        let baseline = |value: i64| Edit::Baseline {
            indicator: id.clone(),
            value: Some(Baseline {
                year: 2023,
                value: value.into(),
            }),
        };
        let nested = Edit::Batch(vec![
            baseline(1),
            Edit::Batch(vec![Edit::AsOf(Some(2024)), baseline(2)]),
            Edit::BaseYear(None),
        ]);
        let mut workspace = Workspace::default();
        let inverse = nested.clone().apply(&mut workspace);
        let signature = Signature {
            by: "王".to_owned(),
            at: NaiveDateTime::default(),
            origin: Origin::Pasted,
        };
        let records = Record::of(nested, inverse, &signature);
        let changes: Vec<(Edit, Edit)> = records.into_iter().map(|r| (r.old, r.new)).collect();
        let nothing = Edit::Baseline {
            indicator: id.clone(),
            value: None,
        };
        // The base year was none before and is none now: nothing to record.
        assert_eq!(
            changes,
            [
                (nothing, baseline(1)),
                (Edit::AsOf(None), Edit::AsOf(Some(2024))),
                (baseline(1), baseline(2)),
            ]
        );
    }

    #[test]
    fn origins_are_read_as_they_are_written() {
        for origin in Origin::ALL {
            assert_eq!(Origin::parse(origin.word()), Some(origin));
            assert_eq!(Origin::parse(origin.code()), Some(origin));
        }
    }
}
