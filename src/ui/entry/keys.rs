//! Keys of the grid: moving, typing, clearing, the clipboard.

use egui::{Event, Id, Key, Modifiers, Ui};

use super::{CELL_ID, EntryState, Sheet, set_status};
use crate::app::Command;
use crate::app::grid::{self, Field};
use crate::model::Status;
use crate::ui::Commands;

/// Takes the keys that mean something to the grid, before any text field sees them.
pub(super) fn keys(
    ui: &Ui,
    sheet: Sheet<'_>,
    fields: &[Field],
    state: &mut EntryState,
    commands: &mut Commands,
) {
    let id = Id::unique(CELL_ID);
    let focused = ui.ctx().memory(egui::Memory::focused);
    if !state.is_active {
        // Nothing else has the keyboard: an arrow leads back into the grid.
        if focused.is_none()
            && taken(ui, Modifiers::NONE, &[Key::ArrowDown, Key::F2, Key::F6]).is_some()
        {
            state.is_active = true;
        }
        return;
    }
    if let Some(other) = focused.filter(|focused| *focused != id) {
        // With the chosen cell out of view nothing holds the keyboard, and egui's own Tab has just
        // given it to some other widget: the keys that wait are still the grid's.
        let is_given_now = !ui.ctx().memory(|memory| memory.had_focus_last_frame(other));
        if !state.held.is_waiting() && (state.is_cell_drawn || !is_given_now) {
            return;
        }
        ui.ctx().memory_mut(|memory| memory.request_focus(id));
    }
    if !deliver(ui, state) {
        return;
    }
    if state.draft.is_some() {
        typing_keys(ui, sheet, fields, state, commands);
    } else {
        choosing_keys(ui, sheet, fields, state, commands);
    }
    clipboard(ui, sheet, fields, state, commands);
}

/// Gives the grid its keys in order, once the chosen cell is there to take them; until then they wait
/// and the grid scrolls to the cell. Answers whether they may be handled now.
fn deliver(ui: &Ui, state: &mut EntryState) -> bool {
    let id = Id::unique(CELL_ID);
    let is_ready =
        std::mem::take(&mut state.is_cell_drawn) && ui.ctx().memory(|memory| memory.has_focus(id));
    let mut events: Vec<Event> = ui.ctx().input_mut(|i| {
        let (mine, others) = i.events.drain(..).partition(is_keyboard);
        i.events = others;
        mine
    });
    if is_ready {
        if state.held.let_through(&mut events) {
            ui.ctx().request_repaint();
        }
        ui.ctx().input_mut(|i| i.events.extend(events));
    } else if !events.is_empty() || state.held.is_waiting() {
        state.held.hold(&mut events);
        state.scroll_to_cell = true;
        state.cursor_to_end = state.draft.is_some();
        ui.ctx().request_repaint();
    }
    is_ready
}

fn is_keyboard(event: &Event) -> bool {
    matches!(
        event,
        Event::Key { .. }
            | Event::Text(_)
            | Event::Ime(_)
            | Event::Paste(_)
            | Event::Copy
            | Event::Cut
    )
}

fn taken(ui: &Ui, modifiers: Modifiers, keys: &[Key]) -> Option<Key> {
    keys.iter()
        .copied()
        .find(|key| ui.ctx().input_mut(|i| i.consume_key(modifiers, *key)))
}

fn typing_keys(
    ui: &Ui,
    sheet: Sheet<'_>,
    fields: &[Field],
    state: &mut EntryState,
    commands: &mut Commands,
) {
    if taken(ui, Modifiers::NONE, &[Key::Escape]).is_some() {
        state.draft = None;
        state.error = None;
        return;
    }
    let moves = [
        (Modifiers::SHIFT, Key::Tab, (0, -1)),
        (Modifiers::SHIFT, Key::Enter, (-1, 0)),
        (Modifiers::NONE, Key::Tab, (0, 1)),
        (Modifiers::NONE, Key::Enter, (1, 0)),
        (Modifiers::NONE, Key::ArrowDown, (1, 0)),
        (Modifiers::NONE, Key::ArrowUp, (-1, 0)),
    ];
    for (modifiers, key, step) in moves {
        if taken(ui, modifiers, &[key]).is_some() {
            if commit(sheet, fields, state, commands) {
                step_by(sheet, fields, state, step);
            }
            return;
        }
    }
}

fn choosing_keys(
    ui: &Ui,
    sheet: Sheet<'_>,
    fields: &[Field],
    state: &mut EntryState,
    commands: &mut Commands,
) {
    let rows = isize::try_from(sheet.plan.indicators.len()).unwrap_or(isize::MAX);
    let columns = isize::try_from(fields.len()).unwrap_or(isize::MAX);
    let moves = [
        (Modifiers::SHIFT, Key::Tab, (0, -1)),
        (Modifiers::SHIFT, Key::Enter, (-1, 0)),
        (Modifiers::COMMAND, Key::Home, (-rows, -columns)),
        (Modifiers::COMMAND, Key::End, (rows, columns)),
        (Modifiers::NONE, Key::Tab, (0, 1)),
        (Modifiers::NONE, Key::Enter, (1, 0)),
        (Modifiers::NONE, Key::ArrowDown, (1, 0)),
        (Modifiers::NONE, Key::ArrowUp, (-1, 0)),
        (Modifiers::NONE, Key::ArrowLeft, (0, -1)),
        (Modifiers::NONE, Key::ArrowRight, (0, 1)),
        (Modifiers::NONE, Key::Home, (0, -columns)),
        (Modifiers::NONE, Key::End, (0, columns)),
        (Modifiers::NONE, Key::PageDown, (10, 0)),
        (Modifiers::NONE, Key::PageUp, (-10, 0)),
    ];
    for (modifiers, key, step) in moves {
        if taken(ui, modifiers, &[key]).is_some() {
            step_by(sheet, fields, state, step);
        }
    }
    if taken(ui, Modifiers::NONE, &[Key::Delete, Key::Backspace]).is_some() {
        clear(sheet, fields, state, commands);
    }
    if taken(ui, Modifiers::NONE, &[Key::F2]).is_some() {
        begin_editing(sheet, fields, state);
    }
    if taken(ui, Modifiers::NONE, &[Key::F4]).is_some() {
        toggle_status(sheet, fields, state, commands);
    }
    // Escape has nothing to give up here; it must not take the keyboard away either.
    taken(ui, Modifiers::NONE, &[Key::Escape]);
    if taken(ui, Modifiers::NONE, &[Key::F6]).is_some() {
        // Sets the keyboard free for the rest of the window.
        state.is_active = false;
        ui.ctx()
            .memory_mut(|m| m.surrender_focus(Id::unique(CELL_ID)));
    }
}

pub(super) fn begin_editing(sheet: Sheet<'_>, fields: &[Field], state: &mut EntryState) {
    let workspace = sheet.document.workspace();
    let field = fields[state.column];
    state.draft = Some(grid::text_to_edit(workspace, sheet.plan, state.row, field));
    state.cursor_to_end = true;
    state.is_active = true;
}

fn toggle_status(
    sheet: Sheet<'_>,
    fields: &[Field],
    state: &mut EntryState,
    commands: &mut Commands,
) {
    let workspace = sheet.document.workspace();
    let shown = grid::shown(
        workspace,
        sheet.plan,
        sheet.board,
        state.row,
        fields[state.column],
    );
    let status = match shown.status.unwrap_or(state.status) {
        Status::Flash => Status::Final,
        Status::Preliminary | Status::Final | Status::Revised => Status::Flash,
    };
    set_status(sheet, state, status, commands);
}

fn clear(sheet: Sheet<'_>, fields: &[Field], state: &mut EntryState, commands: &mut Commands) {
    state.draft = Some(String::new());
    commit(sheet, fields, state, commands);
}

/// Takes what was typed; answers whether it was a number.
pub(super) fn commit(
    sheet: Sheet<'_>,
    fields: &[Field],
    state: &mut EntryState,
    commands: &mut Commands,
) -> bool {
    let Some(typed) = &state.draft else {
        return true;
    };
    let field = fields[state.column];
    let committed = grid::commit(
        sheet.app,
        sheet.plan,
        sheet.board,
        state.row,
        field,
        typed,
        state.status,
    );
    match committed {
        Ok(edit) => {
            commands.extend(edit.map(Command::Edit));
            state.draft = None;
            state.error = None;
            true
        }
        Err(error) => {
            state.error = Some(error.to_string());
            false
        }
    }
}

fn step_by(sheet: Sheet<'_>, fields: &[Field], state: &mut EntryState, step: (isize, isize)) {
    let within = |at: usize, by: isize, count: usize| {
        at.saturating_add_signed(by).min(count.saturating_sub(1))
    };
    let rows = sheet.plan.indicators.len();
    // Past the last column Tab goes on in the next row, as in a spreadsheet's table.
    let (mut row, mut column) = (within(state.row, step.0, rows), state.column);
    let target = column.checked_add_signed(step.1);
    match target {
        Some(target) if target >= fields.len() && step == (0, 1) && row + 1 < rows => {
            row += 1;
            column = 0;
        }
        None if step == (0, -1) && row > 0 => {
            row -= 1;
            column = fields.len() - 1;
        }
        _ => column = within(column, step.1, fields.len()),
    }
    state.choose(row, column);
}

/// Copy, cut and paste of one cell while nothing is being typed.
fn clipboard(
    ui: &Ui,
    sheet: Sheet<'_>,
    fields: &[Field],
    state: &mut EntryState,
    commands: &mut Commands,
) {
    let events: Vec<Event> = ui.ctx().input_mut(|i| {
        let typing = state.draft.is_some();
        let mine = |event: &Event| match event {
            Event::Copy | Event::Cut => !typing,
            Event::Paste(_) => true,
            _ => false,
        };
        let (taken, left) = i.events.drain(..).partition(mine);
        i.events = left;
        taken
    });
    let field = fields[state.column];
    for event in events {
        match event {
            Event::Copy | Event::Cut => {
                let workspace = sheet.document.workspace();
                let value = grid::text_to_edit(workspace, sheet.plan, state.row, field);
                ui.ctx().copy_text(value);
                if event == Event::Cut {
                    clear(sheet, fields, state, commands);
                }
            }
            Event::Paste(pasted) => match grid::single_cell(&pasted) {
                Ok(single) if state.draft.is_some() => {
                    // Into the text that is being typed: the field puts it at its cursor.
                    ui.ctx().input_mut(|i| i.events.push(Event::Paste(single)));
                }
                Ok(single) => {
                    state.draft = Some(single);
                    commit(sheet, fields, state, commands);
                }
                Err(error) => commands.push(Command::Tell(error.to_string())),
            },
            _ => {}
        }
    }
}
