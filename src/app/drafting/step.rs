//! What can be asked of a plan being written.

use std::path::PathBuf;

use crate::exchange::plan_table::{DocumentHead, Role, RowKind, SeriesChoice};
use crate::model::{PlanId, Year};

/// Something the page of a plan asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum DraftStep {
    /// A new table to be filled in by hand.
    New,
    /// A plan of the workspace's own to be changed.
    Change(PlanId),
    /// Asks for a file with a table or a plan.
    AskFile,
    /// Reads a table or a plan from a file.
    Read(PathBuf),
    /// Takes a whole table from the clipboard.
    Paste(String),
    /// Another sheet of the workbook that was read.
    Sheet(usize),
    /// What is said of the document.
    Head(Box<DocumentHead>),
    /// The text of a cell.
    Cell {
        /// The row.
        row: usize,
        /// The column.
        column: usize,
        /// The text.
        text: String,
    },
    /// Cells from the clipboard, from a place on.
    PasteAt {
        /// The row.
        row: usize,
        /// The column.
        column: usize,
        /// The clipboard's text.
        text: String,
    },
    /// What a column holds.
    Role {
        /// The column.
        column: usize,
        /// Its meaning.
        role: Role,
        /// Of which year.
        year: Option<Year>,
    },
    /// What a row is.
    Kind {
        /// The row.
        row: usize,
        /// What it is.
        kind: RowKind,
    },
    /// Whether a target is taken as it is worded.
    AsWords {
        /// The row.
        row: usize,
        /// The column.
        column: usize,
        /// Whether.
        taken: bool,
    },
    /// Which series a row is measured by.
    Series {
        /// The row.
        row: usize,
        /// Which.
        choice: SeriesChoice,
    },
    /// A blank row before this place.
    AddRow(usize),
    /// Takes a row away.
    RemoveRow(usize),
    /// Moves a row by one.
    MoveRow {
        /// The row.
        row: usize,
        /// Down, else up.
        down: bool,
    },
    /// One more column.
    AddColumn(Role, Option<Year>),
    /// Takes a column away.
    RemoveColumn(usize),
    /// Takes back the last step.
    Undo,
    /// Makes it again.
    Redo,
    /// Takes the plan into the workspace.
    Take,
    /// Gives it up.
    GiveUp,
    /// Asks for a place for a plan's own file.
    AskExport(PlanId),
    /// Writes it there; the flag allows to replace such a file.
    ExportTo(PathBuf, bool),
    /// Asks whether to remove a plan.
    AskRemove(PlanId),
    /// Removes it.
    Remove(PlanId),
}
