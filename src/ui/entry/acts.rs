//! What keys, pointer and menus do to the grid: take what is typed, copy, paste, fill, clear.

use egui::Ui;

use super::EntryState;
use super::preview::{Preview, one_line};
use crate::app::Command;
use crate::app::grid::{
    self, Choices, Outcome, Paste, Remark, Selection, Sheet, Source, Span, Way,
};
use crate::exchange::tsv::{self, Block};
use crate::model::{Origin, Status};
use crate::ui::Commands;

/// Begins to change what stands in the chosen cell.
pub(super) fn begin_editing(sheet: &Sheet<'_>, state: &mut EntryState) {
    let Some((row, field)) = state.active(sheet) else {
        return;
    };
    state.draft = Some(sheet.exact(row, field));
    state.is_typing_over = false;
    state.cursor_to_end = true;
    state.is_active = true;
}

/// Takes what was typed; answers whether it was a number.
pub(super) fn commit(sheet: &Sheet<'_>, state: &mut EntryState, commands: &mut Commands) -> bool {
    let (Some(typed), Some((row, field))) = (&state.draft, state.active(sheet)) else {
        state.draft = None;
        return true;
    };
    match sheet.commit(row, field, typed, state.status) {
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

/// Puts what was typed into every cell of the range.
pub(super) fn commit_to_all(sheet: &Sheet<'_>, state: &mut EntryState, commands: &mut Commands) {
    let Some(typed) = state.draft.clone() else {
        return;
    };
    if state.selection.is_single() {
        commit(sheet, state, commands);
        return;
    }
    let block = Block {
        rows: vec![vec![typed.into()]],
    };
    let span = state.selection.span();
    let paste = Paste::plan(sheet, &state.rows.visible, &block, span, Source::Cells);
    if let Some(why) = only_refusal(&paste) {
        state.error = Some(why);
        return;
    }
    state.draft = None;
    do_or_ask(sheet, state, paste, commands);
}

/// The reason, where nothing else is left of it.
fn only_refusal(paste: &Paste) -> Option<String> {
    let mut reasons = paste.cells.iter().map(|cell| match &cell.outcome {
        Outcome::Refused(why) => Some(why.clone()),
        _ => None,
    });
    let first = reasons.next()??;
    reasons.all(|reason| reason.is_some()).then_some(first)
}

/// Removes what stands in the range, by a key or by cutting it out.
pub(super) fn clear(
    sheet: &Sheet<'_>,
    state: &EntryState,
    origin: Origin,
    commands: &mut Commands,
) {
    let span = state.selection.span();
    let edit = grid::clear_edit(sheet, &state.rows.visible, span);
    commands.extend(edit.map(|edit| Command::EditFrom(edit, origin)));
}

/// Puts the range on the clipboard.
pub(super) fn copy(ui: &Ui, sheet: &Sheet<'_>, state: &EntryState) {
    let span = state.selection.span();
    let rows = grid::copy_rows(sheet, &state.rows.visible, span);
    ui.ctx().copy_text(tsv::write(&rows));
}

/// Takes what is on the clipboard: at once where that is harmless, else after a look at it.
pub(super) fn paste(
    sheet: &Sheet<'_>,
    state: &mut EntryState,
    pasted: &str,
    commands: &mut Commands,
) {
    let block = match tsv::read(pasted) {
        Ok(block) if block.rows.is_empty() => return,
        Ok(block) => block,
        Err(error) => return commands.push(Command::Tell(error.to_string())),
    };
    let span = state.selection.span();
    let paste = Paste::plan(sheet, &state.rows.visible, &block, span, Source::Clipboard);
    if let (Some(single), true) = (block.single(), span.count() == 1) {
        return paste_one(sheet, state, single, &paste, commands);
    }
    do_or_ask(sheet, state, paste, commands);
}

/// One cell onto one cell is what typing over it is; what is no number stays there to be mended.
fn paste_one(
    sheet: &Sheet<'_>,
    state: &mut EntryState,
    text: &str,
    paste: &Paste,
    commands: &mut Commands,
) {
    if let Some(why) = only_refusal(paste) {
        state.draft = Some(one_line(text.trim()));
        state.is_typing_over = false;
        state.cursor_to_end = true;
        state.error = Some(why);
        return;
    }
    let choices = Choices {
        replace: true,
        clear: true,
    };
    let edit = paste.edit(sheet, choices, state.status);
    commands.extend(edit.map(|edit| Command::EditFrom(edit, Origin::Pasted)));
    let conversion = paste.cells.first().and_then(|c| c.conversion.clone());
    commands.extend(conversion.map(|words| Command::Tell(format!("已换算：{words}"))));
}

fn do_or_ask(sheet: &Sheet<'_>, state: &mut EntryState, paste: Paste, commands: &mut Commands) {
    if paste.needs_preview() {
        state.preview = Some(Preview::new(paste));
    } else {
        finish(sheet, state, &paste, Choices::default(), commands);
    }
}

/// Does what a paste would do; its cells are the range afterwards.
pub(super) fn finish(
    sheet: &Sheet<'_>,
    state: &mut EntryState,
    paste: &Paste,
    choices: Choices,
    commands: &mut Commands,
) {
    let Some(edit) = paste.edit(sheet, choices, state.status) else {
        commands.push(Command::Tell("格子里已是这些数，没有更改".to_owned()));
        return;
    };
    let (verb, origin) = match paste.source {
        Source::Clipboard => ("粘贴", Origin::Pasted),
        Source::Cells => ("填充", Origin::Filled),
    };
    let words = format!("已{verb} {} 格，可一步撤销", paste.changing(choices));
    commands.push(Command::EditFrom(edit, origin));
    commands.push(Command::Tell(words));
    let Span { top, left, .. } = paste.span;
    state.selection = Selection::at(grid::At {
        row: top,
        column: left,
    });
    state.selection.extend_to(grid::At {
        row: paste.span.bottom,
        column: paste.span.right,
    });
}

/// Fills the range from its first row or column; a single row or column from the one before it.
pub(super) fn fill(sheet: &Sheet<'_>, state: &mut EntryState, way: Way, commands: &mut Commands) {
    let span = state.selection.span();
    // The range itself, or where it is a single row or column, the one before it.
    let first = |least: usize, count: usize| {
        if count > 1 {
            least
        } else {
            least.saturating_sub(1)
        }
    };
    let (from, to) = if way == Way::Right {
        let at = first(span.left, span.width());
        let (left, right) = (at, at);
        (
            Span {
                left,
                right,
                ..span
            },
            Span {
                left: at + 1,
                ..span
            },
        )
    } else {
        let at = first(span.top, span.height());
        let (top, bottom) = (at, at);
        (
            Span {
                top,
                bottom,
                ..span
            },
            Span {
                top: at + 1,
                ..span
            },
        )
    };
    if to.top > to.bottom || to.left > to.right {
        return;
    }
    fill_from(sheet, state, from, to, commands);
}

/// Fills cells with those of another range, repeated.
pub(super) fn fill_from(
    sheet: &Sheet<'_>,
    state: &mut EntryState,
    from: Span,
    to: Span,
    commands: &mut Commands,
) {
    let rows = grid::copy_rows(sheet, &state.rows.visible, from);
    if rows.iter().flatten().all(String::is_empty) {
        return commands.push(Command::Tell("要填充的格子里没有数".to_owned()));
    }
    let block = Block {
        rows: rows
            .into_iter()
            .map(|row| row.into_iter().map(Into::into).collect())
            .collect(),
    };
    let mut paste = Paste::plan(sheet, &state.rows.visible, &block, to, Source::Cells);
    paste.span = Span {
        top: from.top.min(to.top),
        left: from.left.min(to.left),
        ..to
    };
    do_or_ask(sheet, state, paste, commands);
}

/// Says how firm the values of the range are, and those typed next.
pub(super) fn set_status(
    sheet: &Sheet<'_>,
    state: &mut EntryState,
    status: Status,
    commands: &mut Commands,
) {
    state.status = status;
    let remark = Remark::Status(status);
    let span = state.selection.span();
    let edit = grid::describe_edit(sheet, &state.rows.visible, span, &remark);
    commands.extend(edit.map(Command::Edit));
}

/// Between 快报 and 最终核实, by the chosen cell.
pub(super) fn toggle_status(sheet: &Sheet<'_>, state: &mut EntryState, commands: &mut Commands) {
    let Some((row, field)) = state.active(sheet) else {
        return;
    };
    let now = sheet.observation(row, field).map(|o| o.status);
    let status = match now.unwrap_or(state.status) {
        Status::Flash => Status::Final,
        Status::Preliminary | Status::Final | Status::Revised => Status::Flash,
    };
    set_status(sheet, state, status, commands);
}
