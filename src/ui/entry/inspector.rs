//! What is told about the chosen cell or range beside the values: status, source, note, doubts, and
//! who entered it.

use egui::{Align as Side, Id, Key, Layout, Sense, TextEdit, Ui, vec2};

use super::{EntryState, RemarkDraft, Words, acts};
use crate::app::Command;
use crate::app::grid::{self, Digest, Field, Sheet};
use crate::model::Status;
use crate::ui::Commands;
use crate::ui::theme::{Tokens, bold, regular, size, space, text};
use crate::ui::widgets::{Align, cell_text, link, segments};

/// Width of a field for source or note.
const FIELD_WIDTH: f32 = 118.0;
/// Width of status, source and note together.
const TOOLS_WIDTH: f32 = 700.0;
const STRIP_HEIGHT: f32 = 24.0;
/// Width kept for the links behind the words.
const LINKS_WIDTH: f32 = 220.0;

pub(super) fn bar(ui: &mut Ui, sheet: &Sheet<'_>, state: &mut EntryState, commands: &mut Commands) {
    let Some((row, field)) = state.active(sheet) else {
        // The grid keeps its place.
        ui.allocate_exact_size(vec2(1.0, size::CONTROL + STRIP_HEIGHT), Sense::hover());
        return;
    };
    let digest = state.digest(sheet);
    let is_wide = ui.available_width() > 1000.0;
    let name_width = ui.available_width() - if is_wide { TOOLS_WIDTH } else { 0.0 };
    if !is_wide {
        name(ui, sheet, state, (row, field), name_width);
    }
    ui.horizontal(|ui| {
        ui.set_min_height(size::CONTROL);
        if is_wide {
            name(ui, sheet, state, (row, field), name_width);
        }
        // A base value has none of these: the grid keeps its place all the same.
        if !digest.has_actuals {
            ui.allocate_exact_size(vec2(1.0, size::CONTROL), Sense::hover());
            return;
        }
        status(ui, sheet, state, &digest, commands);
        if digest.filled > 0 {
            remark(ui, sheet, state, Words::Source, &digest, commands);
            remark(ui, sheet, state, Words::Note, &digest, commands);
        }
    });
    strip(ui, sheet, state, (row, field), &digest, commands);
}

fn name(ui: &mut Ui, sheet: &Sheet<'_>, state: &EntryState, at: (usize, Field), width: f32) {
    let (rect, _) = ui.allocate_exact_size(vec2(width, size::CONTROL), Sense::hover());
    let font = regular(size::BODY);
    let words = if state.selection.is_single() {
        let unit = sheet.line(at.0).map(|line| line.indicator.name_with_unit());
        let what = match at.1 {
            Field::Actual(year) => format!("{year} 年实际值"),
            other => other.name(),
        };
        format!("{}　{what}", unit.unwrap_or_default())
    } else {
        let span = state.selection.span();
        format!("已选 {} 行 × {} 列", span.height(), span.width())
    };
    cell_text(ui, rect, Align::Left, &words, font, Tokens::of(ui).text);
}

fn status(
    ui: &mut Ui,
    sheet: &Sheet<'_>,
    state: &mut EntryState,
    digest: &Digest,
    commands: &mut Commands,
) {
    let tokens = Tokens::of(ui);
    let label = if digest.filled > 0 {
        "状态"
    } else {
        "新填的数记为"
    };
    ui.label(text(label, regular(size::SMALL), tokens.text_weak));
    let choices = Status::ALL.map(|status| (status, status.word()));
    let chosen = if digest.filled > 0 {
        digest.status
    } else {
        Some(state.status)
    };
    if let Some(status) = segments(ui, "状态", chosen, &choices) {
        acts::set_status(sheet, state, status, commands);
    }
}

/// Source or note of every value in the range.
fn remark(
    ui: &mut Ui,
    sheet: &Sheet<'_>,
    state: &mut EntryState,
    which: Words,
    digest: &Digest,
    commands: &mut Commands,
) {
    let (name, common) = match which {
        Words::Source => ("来源", &digest.source),
        Words::Note => ("备注", &digest.note),
    };
    let mut typed = match &state.remark {
        Some(draft) if draft.which == which => draft.typed.clone(),
        _ => common.clone().unwrap_or_default(),
    };
    let hint = if common.is_none() {
        format!("{name}不一")
    } else {
        name.to_owned()
    };
    let edit = TextEdit::singleline(&mut typed)
        .id(Id::unique(("remark", name)))
        .hint_text(hint)
        .desired_width(FIELD_WIDTH)
        .margin(vec2(8.0, 5.0));
    let response = ui.add(edit).accessible_name(name);
    if response.changed() {
        match &mut state.remark {
            Some(draft) if draft.which == which => draft.typed = typed,
            // Bound to the cells chosen now: the pointer may choose others before the field is left.
            _ => {
                let span = state.selection.span();
                state.remark = Some(RemarkDraft {
                    which,
                    typed,
                    rows: state.rows.visible.clone(),
                    span,
                });
            }
        }
    }
    let is_mine = state.remark.as_ref().is_some_and(|r| r.which == which);
    if response.lost_focus() && is_mine {
        let escaped = ui.ctx().input(|i| i.key_pressed(Key::Escape));
        let edit = state.take_remark(sheet);
        commands.extend(edit.filter(|_| !escaped).map(Command::Edit));
    }
}

/// The line under it: a doubt with its reason, what a range holds, or who entered the value.
fn strip(
    ui: &mut Ui,
    sheet: &Sheet<'_>,
    state: &mut EntryState,
    (row, field): (usize, Field),
    digest: &Digest,
    commands: &mut Commands,
) {
    let tokens = Tokens::of(ui);
    let is_single = state.selection.is_single();
    let has_history = is_single && sheet.is_filled(row, field);
    let (words, ink) = strip_words(sheet, state, (row, field), digest, tokens);
    let line = vec2(ui.available_width(), STRIP_HEIGHT);
    // What can be done stands right behind the words, not at the far end of the line.
    ui.allocate_ui_with_layout(line, Layout::left_to_right(Side::Center), |ui| {
        ui.set_min_size(line);
        let font = regular(size::SMALL);
        let wide = ui
            .painter()
            .layout_no_wrap(words.clone(), font.clone(), ink)
            .size()
            .x;
        let room = vec2(wide.ceil().min(line.x - LINKS_WIDTH), STRIP_HEIGHT);
        let (rect, response) = ui.allocate_exact_size(room, Sense::hover());
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, words.as_str()));
        cell_text(ui, rect, Align::Left, &words, font, ink);
        if digest.doubtful > 0 {
            let words = if is_single {
                "确认无误".to_owned()
            } else {
                format!("确认 {} 处无误", digest.doubtful)
            };
            confirm(ui, sheet, state, &words, true, commands);
        } else if is_single && digest.confirmed > 0 {
            confirm(ui, sheet, state, "取消确认", false, commands);
        }
        if has_history {
            history(ui, sheet, row, field);
        }
    });
}

fn strip_words(
    sheet: &Sheet<'_>,
    state: &EntryState,
    (row, field): (usize, Field),
    digest: &Digest,
    tokens: &Tokens,
) -> (String, egui::Color32) {
    if !state.selection.is_single() {
        return (digest.words(), tokens.text_weak);
    }
    let doubt = sheet
        .key(row, field)
        .and_then(|key| sheet.document.review().of(&key));
    match doubt {
        Some(doubt) if doubt.is_confirmed => {
            (format!("已确认无误：{}", doubt.reasons()), tokens.text_weak)
        }
        Some(doubt) => (format!("存疑：{}", doubt.reasons()), tokens.stamp),
        None => (grid::signature(sheet, row, field), tokens.text_weak),
    }
}

fn confirm(
    ui: &mut Ui,
    sheet: &Sheet<'_>,
    state: &EntryState,
    words: &str,
    yes: bool,
    commands: &mut Commands,
) {
    if link(ui, words).clicked() {
        let span = state.selection.span();
        let edit = grid::confirm_edit(sheet, &state.rows.visible, span, yes);
        commands.extend(edit.map(Command::Edit));
    }
}

/// Who set the cell to what, and when, the latest first.
fn history(ui: &mut Ui, sheet: &Sheet<'_>, row: usize, field: Field) {
    let tokens = Tokens::of(ui);
    let label = text("历史", regular(size::SMALL), tokens.accent);
    ui.menu_button(label, |ui| {
        ui.set_min_width(320.0);
        for past in grid::history(sheet, row, field) {
            ui.label(text(past.value, bold(size::BODY), tokens.text));
            ui.label(text(past.told, regular(size::SMALL), tokens.text_weak));
            ui.add_space(space::XS);
        }
    });
}

/// What a cell has to tell when the pointer rests on it.
pub(super) fn told(ui: &mut Ui, sheet: &Sheet<'_>, row: usize, field: Field) {
    let tokens = Tokens::of(ui);
    ui.label(text(sheet.name(row, field), bold(size::SMALL), tokens.text));
    let doubt = sheet
        .key(row, field)
        .and_then(|key| sheet.document.review().of(&key));
    if let Some(doubt) = doubt.filter(|doubt| !doubt.is_confirmed) {
        let words = format!("存疑：{}", doubt.reasons());
        ui.label(text(words, regular(size::SMALL), tokens.stamp));
    }
    let Some(observation) = sheet.observation(row, field) else {
        return;
    };
    for (name, words) in [("来源", &observation.source), ("备注", &observation.note)] {
        if !words.is_empty() {
            let words = format!("{name}：{words}");
            ui.label(text(words, regular(size::SMALL), tokens.text));
        }
    }
    let words = grid::signature(sheet, row, field);
    ui.label(text(words, regular(size::SMALL), tokens.text_weak));
}
