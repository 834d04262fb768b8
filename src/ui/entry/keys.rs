//! Keys of the grid: moving, choosing, typing, clearing, filling, the clipboard.

use egui::{Event, Id, Key, Modifiers, Ui};

use super::acts;
use super::{CELL_ID, EntryState};
use crate::app::Command;
use crate::app::grid::{At, Sheet, Way};
use crate::exchange::tsv;
use crate::model::Origin;
use crate::ui::Commands;

const CTRL_SHIFT: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);
const ARROWS: [(Key, Way); 4] = [
    (Key::ArrowUp, Way::Up),
    (Key::ArrowDown, Way::Down),
    (Key::ArrowLeft, Way::Left),
    (Key::ArrowRight, Way::Right),
];

/// Takes the keys that mean something to the grid, before any text field sees them.
pub(super) fn keys(ui: &Ui, sheet: &Sheet<'_>, state: &mut EntryState, commands: &mut Commands) {
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
    if state.rows.visible.is_empty() || !deliver(ui, state) {
        return;
    }
    if state.draft.is_some() {
        typing_keys(ui, sheet, state, commands);
    } else {
        range_keys(ui, sheet, state);
        moving_keys(ui, sheet, state);
        acting_keys(ui, sheet, state, commands);
    }
    clipboard(ui, sheet, state, commands);
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
        state.scroll_to = Some(state.selection.active());
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

/// Keys while a number is being typed.
fn typing_keys(ui: &Ui, sheet: &Sheet<'_>, state: &mut EntryState, commands: &mut Commands) {
    if taken(ui, Modifiers::NONE, &[Key::Escape]).is_some() {
        state.draft = None;
        state.error = None;
        return;
    }
    if taken(ui, Modifiers::COMMAND, &[Key::Enter]).is_some() {
        return acts::commit_to_all(sheet, state, commands);
    }
    if taken(ui, Modifiers::NONE, &[Key::F2]).is_some() {
        state.is_typing_over = !state.is_typing_over;
        return;
    }
    let ends = [
        (Modifiers::SHIFT, Key::Tab, Way::Left),
        (Modifiers::SHIFT, Key::Enter, Way::Up),
        (Modifiers::NONE, Key::Tab, Way::Right),
        (Modifiers::NONE, Key::Enter, Way::Down),
    ];
    for (modifiers, key, way) in ends {
        if taken(ui, modifiers, &[key]).is_some() {
            if acts::commit(sheet, state, commands) {
                advance(sheet, state, way);
            }
            return;
        }
    }
    for (key, way) in ARROWS {
        // After F2 left and right move within the text.
        let is_across = matches!(way, Way::Left | Way::Right);
        if is_across && !state.is_typing_over {
            continue;
        }
        if taken(ui, Modifiers::NONE, &[key]).is_some() {
            if acts::commit(sheet, state, commands) {
                step(sheet, state, way, 1);
            }
            return;
        }
    }
}

/// Keys that make the range larger or smaller; asked for before those with fewer modifiers.
fn range_keys(ui: &Ui, sheet: &Sheet<'_>, state: &mut EntryState) {
    let extent = state.extent(sheet);
    let before = state.selection;
    if taken(ui, Modifiers::COMMAND, &[Key::A]).is_some() {
        state.selection.all(extent);
        return;
    }
    let visible = std::mem::take(&mut state.rows.visible);
    let is_filled = |at: At| is_filled(sheet, &visible, at);
    for (key, way) in ARROWS {
        if taken(ui, CTRL_SHIFT, &[key]).is_some() {
            state.selection.extend_far(way, extent, is_filled);
        } else if taken(ui, Modifiers::SHIFT, &[key]).is_some() {
            state.selection.extend_by(way, 1, extent);
        }
    }
    state.rows.visible = visible;
    let (rows, columns, page) = (extent.rows, extent.columns, state.page_rows);
    let far = [
        (
            CTRL_SHIFT,
            Key::Home,
            [(Way::Up, rows), (Way::Left, columns)],
        ),
        (
            CTRL_SHIFT,
            Key::End,
            [(Way::Down, rows), (Way::Right, columns)],
        ),
        (
            Modifiers::SHIFT,
            Key::Home,
            [(Way::Left, columns), (Way::Left, 0)],
        ),
        (
            Modifiers::SHIFT,
            Key::End,
            [(Way::Right, columns), (Way::Right, 0)],
        ),
        (
            Modifiers::SHIFT,
            Key::PageUp,
            [(Way::Up, page), (Way::Up, 0)],
        ),
        (
            Modifiers::SHIFT,
            Key::PageDown,
            [(Way::Down, page), (Way::Down, 0)],
        ),
    ];
    for (modifiers, key, ways) in far {
        if taken(ui, modifiers, &[key]).is_some() {
            for (way, by) in ways {
                state.selection.extend_by(way, by, extent);
            }
        }
    }
    if state.selection != before {
        state.after_move();
    }
}

fn is_filled(sheet: &Sheet<'_>, visible: &[usize], at: At) -> bool {
    match (visible.get(at.row), sheet.fields.get(at.column)) {
        (Some(row), Some(field)) => sheet.is_filled(*row, *field),
        _ => false,
    }
}

/// Keys that choose another cell.
fn moving_keys(ui: &Ui, sheet: &Sheet<'_>, state: &mut EntryState) {
    let extent = state.extent(sheet);
    for (modifiers, key, way) in [
        (Modifiers::SHIFT, Key::Tab, Way::Left),
        (Modifiers::SHIFT, Key::Enter, Way::Up),
        (Modifiers::NONE, Key::Tab, Way::Right),
        (Modifiers::NONE, Key::Enter, Way::Down),
    ] {
        if taken(ui, modifiers, &[key]).is_some() {
            advance(sheet, state, way);
        }
    }
    for (key, way) in ARROWS {
        if taken(ui, Modifiers::COMMAND, &[key]).is_some() {
            let visible = std::mem::take(&mut state.rows.visible);
            let filled = |at: At| is_filled(sheet, &visible, at);
            state.selection.step_far(way, extent, filled);
            state.rows.visible = visible;
            state.after_move();
        } else if taken(ui, Modifiers::NONE, &[key]).is_some() {
            step(sheet, state, way, 1);
        }
    }
    let page = state.page_rows;
    let far = [
        (Modifiers::COMMAND, Key::Home, Way::Up, extent.rows),
        (Modifiers::COMMAND, Key::End, Way::Down, extent.rows),
        (Modifiers::NONE, Key::Home, Way::Left, extent.columns),
        (Modifiers::NONE, Key::End, Way::Right, extent.columns),
        (Modifiers::NONE, Key::PageUp, Way::Up, page),
        (Modifiers::NONE, Key::PageDown, Way::Down, page),
    ];
    for (modifiers, key, way, by) in far {
        if taken(ui, modifiers, &[key]).is_some() {
            step(sheet, state, way, by);
            if modifiers == Modifiers::COMMAND {
                let across = if way == Way::Up {
                    Way::Left
                } else {
                    Way::Right
                };
                step(sheet, state, across, extent.columns);
            }
        }
    }
}

fn step(sheet: &Sheet<'_>, state: &mut EntryState, way: Way, by: usize) {
    let extent = state.extent(sheet);
    state.selection.step(way, by, extent);
    state.after_move();
}

/// Goes on as Enter and Tab do, round a range where there is one.
fn advance(sheet: &Sheet<'_>, state: &mut EntryState, way: Way) {
    let extent = state.extent(sheet);
    state.selection.advance(way, extent);
    state.after_move();
    state.scroll_to = Some(state.selection.active());
}

/// Keys that change something.
fn acting_keys(ui: &Ui, sheet: &Sheet<'_>, state: &mut EntryState, commands: &mut Commands) {
    if taken(ui, Modifiers::COMMAND, &[Key::D]).is_some() {
        acts::fill(sheet, state, Way::Down, commands);
    }
    if taken(ui, Modifiers::COMMAND, &[Key::R]).is_some() {
        acts::fill(sheet, state, Way::Right, commands);
    }
    if taken(ui, Modifiers::NONE, &[Key::Delete, Key::Backspace]).is_some() {
        acts::clear(sheet, state, Origin::Typed, commands);
    }
    if taken(ui, Modifiers::NONE, &[Key::F2]).is_some() {
        acts::begin_editing(sheet, state);
    }
    if taken(ui, Modifiers::NONE, &[Key::F4]).is_some() {
        acts::toggle_status(sheet, state, commands);
    }
    // Escape gives up a range; it must not take the keyboard away.
    if taken(ui, Modifiers::NONE, &[Key::Escape]).is_some() && !state.selection.is_single() {
        state.choose(state.selection.active());
    }
    if taken(ui, Modifiers::NONE, &[Key::F6]).is_some() {
        // Sets the keyboard free for the rest of the window.
        state.is_active = false;
        ui.ctx()
            .memory_mut(|m| m.surrender_focus(Id::unique(CELL_ID)));
    }
}

/// Copy, cut and paste. While a number is being typed they are the text field's.
fn clipboard(ui: &Ui, sheet: &Sheet<'_>, state: &mut EntryState, commands: &mut Commands) {
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
    for event in events {
        match event {
            Event::Copy => acts::copy(ui, sheet, state),
            Event::Cut => {
                acts::copy(ui, sheet, state);
                acts::clear(sheet, state, Origin::Cut, commands);
            }
            Event::Paste(pasted) if state.draft.is_some() => {
                // Into the text that is being typed: the field puts it at its cursor.
                let block = tsv::read(&pasted).unwrap_or_default();
                match block.single() {
                    Some(single) => {
                        let single = Event::Paste(single.to_owned());
                        ui.ctx().input_mut(|i| i.events.push(single));
                    }
                    None => commands.push(Command::Tell(
                        "正在修改格子里的数：请先按 Enter 或 Esc，再粘贴多个格子".to_owned(),
                    )),
                }
            }
            Event::Paste(pasted) => acts::paste(sheet, state, &pasted, commands),
            _ => {}
        }
    }
}
