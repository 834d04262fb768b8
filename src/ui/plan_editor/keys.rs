//! The keyboard in the table: it moves from cell to cell, adds, removes and moves rows, and pastes blocks.

use egui::{Event, Id, Key, Modifiers, Ui};

use super::EditorState;
use crate::app::{Command, DraftStep, Drafting};
use crate::ui::Commands;

/// The field of a cell.
pub(super) fn cell_id(draft: u64, row: usize, column: usize) -> Id {
    Id::unique(("plan cell", draft, row, column))
}

/// The field of the document's title.
pub(super) fn title_id() -> Id {
    Id::unique("plan title")
}

/// Takes the keys that mean something in the table before its fields see them.
pub(super) fn keys(ui: &Ui, drafting: &Drafting, state: &mut EditorState, commands: &mut Commands) {
    let (row, column) = state.at;
    let focused = ui.ctx().memory(egui::Memory::focused);
    let in_cell = focused == Some(cell_id(drafting.id(), row, column));
    let pressed =
        |modifiers: Modifiers, key: Key| ui.ctx().input_mut(|i| i.consume_key(modifiers, key));
    paste(ui, state, in_cell || focused.is_none(), commands);
    // Keys with modifiers first: a key also fits when more are held.
    if pressed(Modifiers::COMMAND | Modifiers::SHIFT, Key::Enter) {
        return commands.push(Command::Plan(DraftStep::Take));
    }
    if pressed(Modifiers::NONE, Key::F6) {
        if in_cell {
            ui.ctx().memory_mut(|m| m.request_focus(title_id()));
        } else {
            state.go(row, column);
        }
        return;
    }
    if !in_cell {
        return;
    }
    let rows = drafting.draft().rows.len();
    let columns = drafting.draft().columns.len();
    let step = |step: DraftStep, commands: &mut Commands| commands.push(Command::Plan(step));
    if pressed(Modifiers::COMMAND, Key::Enter) {
        step(DraftStep::AddRow(row + 1), commands);
        state.go(row + 1, column);
    } else if pressed(Modifiers::COMMAND, Key::Delete) {
        step(DraftStep::RemoveRow(row), commands);
        state.go(row.min(rows.saturating_sub(2)), column);
    } else if row > 0 && pressed(Modifiers::COMMAND, Key::ArrowUp) {
        step(DraftStep::MoveRow { row, down: false }, commands);
        state.go(row - 1, column);
    } else if row + 1 < rows && pressed(Modifiers::COMMAND, Key::ArrowDown) {
        step(DraftStep::MoveRow { row, down: true }, commands);
        state.go(row + 1, column);
    } else if (row, column) != (0, 0) && pressed(Modifiers::SHIFT, Key::Tab) {
        if column > 0 {
            state.go(row, column - 1);
        } else {
            state.go(row - 1, columns - 1);
        }
    } else if !ui.ctx().input(|i| i.modifiers.shift) && pressed(Modifiers::NONE, Key::Tab) {
        if column + 1 < columns {
            state.go(row, column + 1);
        } else {
            below(state, rows, 0, commands);
        }
    } else if pressed(Modifiers::SHIFT, Key::Enter) || pressed(Modifiers::NONE, Key::ArrowUp) {
        state.go(row.saturating_sub(1), column);
    } else if pressed(Modifiers::NONE, Key::Enter) {
        below(state, rows, column, commands);
    } else if pressed(Modifiers::NONE, Key::ArrowDown) {
        state.go((row + 1).min(rows.saturating_sub(1)), column);
    }
}

/// To the next row, which is made where there is none.
fn below(state: &mut EditorState, rows: usize, column: usize, commands: &mut Commands) {
    let next = state.at.0 + 1;
    if next >= rows {
        commands.push(Command::Plan(DraftStep::AddRow(next)));
    }
    state.go(next, column);
}

/// A block of cells goes into the table, wherever in it the keyboard is; a single text is the field's.
fn paste(ui: &Ui, state: &EditorState, is_for_table: bool, commands: &mut Commands) {
    if !is_for_table {
        return;
    }
    let (row, column) = state.at;
    ui.ctx().input_mut(|i| {
        i.events.retain(|event| {
            let Event::Paste(text) = event else {
                return true;
            };
            let is_block = text.trim_end_matches(['\r', '\n']).contains(['\t', '\n']);
            if is_block {
                commands.push(Command::Plan(DraftStep::PasteAt {
                    row,
                    column,
                    text: text.clone(),
                }));
            }
            !is_block
        });
    });
}
