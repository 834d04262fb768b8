//! 填报: a grid worked like a spreadsheet's.
//!
//! The chosen cell always holds a text field, blank until something is typed, so that every key
//! and every Chinese input method goes through egui's own text editing. Keys that move between
//! cells are taken before the field sees them.

mod keys;
mod table;

use egui::{Frame, Id, Key, Sense, Stroke, TextEdit, Ui, vec2};

use super::Commands;
use super::order::InOrder;
use super::theme::{Tokens, bold, regular, size, space, text};
use super::widgets::{Align, cell_text, segments};
use crate::app::grid::{self, EntryError, Field};
use crate::app::{App, Board, Command, Document, View};
use crate::model::{Edit, IndicatorId, Plan, Status};

const CELL_ID: &str = "entry cell";

/// What the page remembers.
#[derive(Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "what the next pass shall do, each on its own"
)]
pub(super) struct EntryState {
    row: usize,
    column: usize,
    /// What is being typed; none while the cell is only chosen.
    draft: Option<String>,
    error: Option<String>,
    /// The status of values typed into blank cells.
    status: Status,
    /// Whether keys go to the grid.
    is_active: bool,
    cursor_to_end: bool,
    /// Whether the last pass drew the chosen cell; scrolled away, it has no field to type into.
    is_cell_drawn: bool,
    /// Keys that wait until the chosen cell is in view and has the keyboard.
    held: InOrder,
    scroll_to_cell: bool,
    remark: Option<(Remark, String)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Remark {
    Source,
    Note,
}

impl Default for EntryState {
    fn default() -> Self {
        Self {
            row: 0,
            column: 0,
            draft: None,
            error: None,
            status: Status::Flash,
            is_active: true,
            cursor_to_end: false,
            is_cell_drawn: false,
            held: InOrder::default(),
            scroll_to_cell: false,
            remark: None,
        }
    }
}

impl EntryState {
    /// Whether the grid has the keyboard but nothing is being typed, so that undo means the
    /// workspace and not the text.
    pub fn is_ready(&self, app: &App) -> bool {
        *app.view() == View::Entry
            && self.is_active
            && self.draft.is_none()
            && self.remark.is_none()
    }

    /// Takes what is being typed, as when the page or the window is left.
    pub fn finish(&mut self, app: &App) -> Result<Option<Edit>, EntryError> {
        let (Some(typed), Some((_, plan, board))) = (&self.draft, app.shown()) else {
            return Ok(None);
        };
        let fields = grid::fields(board);
        let Some(field) = fields.get(self.column) else {
            return Ok(None);
        };
        let edit = grid::commit(app, plan, board, self.row, *field, typed, self.status);
        match &edit {
            Ok(_) => {
                self.draft = None;
                self.error = None;
            }
            Err(error) => self.error = Some(error.to_string()),
        }
        edit
    }

    /// Chooses the first cell that an indicator lacks.
    pub fn show_missing(&mut self, app: &App, id: &IndicatorId) {
        let Some((_, plan, board)) = app.shown() else {
            return;
        };
        let Some(row) = grid::row_of(plan, id) else {
            return;
        };
        let wanted = grid::first_missing(board, row);
        let column = grid::fields(board).iter().position(|f| *f == wanted);
        self.choose(row, column.unwrap_or(0));
    }

    fn choose(&mut self, row: usize, column: usize) {
        self.row = row;
        self.column = column;
        self.draft = None;
        self.error = None;
        self.is_active = true;
        self.scroll_to_cell = true;
    }
}

/// What the grid shows.
#[derive(Clone, Copy)]
struct Sheet<'a> {
    app: &'a App,
    document: &'a Document,
    plan: &'a Plan,
    board: &'a Board,
}

/// Draws the page.
pub(super) fn page(
    ui: &mut Ui,
    app: &App,
    state: &mut EntryState,
    has_keys: bool,
    commands: &mut Commands,
) {
    let Some((document, plan, board)) = app.shown() else {
        return;
    };
    let sheet = Sheet {
        app,
        document,
        plan,
        board,
    };
    let fields = grid::fields(board);
    state.row = state.row.min(plan.indicators.len().saturating_sub(1));
    state.column = state.column.min(fields.len().saturating_sub(1));
    let blocked = !has_keys || app.dialog().is_some() || egui::Popup::is_any_open(ui.ctx());
    if !blocked {
        keys::keys(ui, sheet, &fields, state, commands);
    }
    Frame::new().inner_margin(space::L).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = space::M;
        heading(ui, sheet);
        inspector(ui, sheet, &fields, state, commands);
        let tokens = Tokens::of(ui);
        Frame::new()
            .fill(tokens.surface)
            .stroke(Stroke::new(1.0, tokens.border))
            .corner_radius(8.0)
            .show(ui, |ui| {
                table::table(ui, sheet, &fields, state, commands, blocked);
            });
    });
}

fn heading(ui: &mut Ui, sheet: Sheet<'_>) {
    let tokens = Tokens::of(ui);
    ui.horizontal(|ui| {
        ui.label(text("填报", bold(size::HEADING), tokens.text));
        let rows = &sheet.board.rows;
        let baselines = rows.iter().filter(|row| row.lacks_baseline).count();
        let words = format!(
            "{} 年实际值已填 {}/{}，缺基期值 {} 项",
            sheet.board.year,
            sheet.board.filled(),
            rows.len(),
            baselines
        );
        ui.label(text(words, regular(size::SMALL), tokens.text_weak));
        let rule = format!("评价规则：{}", sheet.board.rule_words());
        let rule = text(rule, regular(size::SMALL), tokens.text_weak);
        ui.add(egui::Label::new(rule).truncate());
    });
}

/// What is told about the chosen cell beside its value.
fn inspector(
    ui: &mut Ui,
    sheet: Sheet<'_>,
    fields: &[Field],
    state: &mut EntryState,
    commands: &mut Commands,
) {
    let tokens = Tokens::of(ui);
    let indicator = &sheet.plan.indicators[state.row];
    let field = fields[state.column];
    let observation = match field {
        Field::Actual(year) => sheet
            .document
            .workspace()
            .observation(&indicator.series, year),
        Field::BaseValue | Field::BaseYear => None,
    };
    let what = match field {
        Field::Actual(year) => format!("{year} 年实际值"),
        Field::BaseValue => "基期值".to_owned(),
        Field::BaseYear => "基期年".to_owned(),
    };
    let cell = format!("{}　{}", indicator.name_with_unit(), what);
    let is_wide = ui.available_width() > 1000.0;
    let tools_width = if is_wide { 700.0 } else { 0.0 };
    let name_width = ui.available_width() - tools_width;
    let name = |ui: &mut Ui| {
        let (rect, _) = ui.allocate_exact_size(vec2(name_width, size::CONTROL), Sense::hover());
        let font = regular(size::BODY);
        cell_text(ui, rect, Align::Left, &cell, font, tokens.text);
    };
    if !is_wide {
        name(ui);
    }
    ui.horizontal(|ui| {
        // The grid keeps its place whether or not the chosen cell has more to tell.
        ui.set_min_height(size::CONTROL);
        if is_wide {
            name(ui);
        }
        let Field::Actual(year) = field else {
            ui.allocate_exact_size(vec2(1.0, size::CONTROL), Sense::hover());
            return;
        };
        let label = if observation.is_some() {
            "状态"
        } else {
            "新填的数记为"
        };
        ui.label(text(label, regular(size::SMALL), tokens.text_weak));
        let choices = Status::ALL.map(|status| (status, status.word()));
        let chosen = observation.map_or(state.status, |o| o.status);
        if let Some(status) = segments(ui, "状态", Some(chosen), &choices) {
            set_status(sheet, state, status, commands);
        }
        if observation.is_some() {
            remark(ui, sheet, year, state, Remark::Source, commands);
            remark(ui, sheet, year, state, Remark::Note, commands);
        }
    });
}

fn set_status(sheet: Sheet<'_>, state: &mut EntryState, status: Status, commands: &mut Commands) {
    state.status = status;
    let indicator = &sheet.plan.indicators[state.row];
    let fields = grid::fields(sheet.board);
    if let Field::Actual(year) = fields[state.column]
        && let Some(edit) = grid::describe_edit(sheet.app, indicator, year, |o| o.status = status)
    {
        commands.push(Command::Edit(edit));
    }
}

fn remark(
    ui: &mut Ui,
    sheet: Sheet<'_>,
    year: i32,
    state: &mut EntryState,
    which: Remark,
    commands: &mut Commands,
) {
    let indicator = &sheet.plan.indicators[state.row];
    let workspace = sheet.document.workspace();
    let Some(observation) = workspace.observation(&indicator.series, year) else {
        return;
    };
    let (name, current) = match which {
        Remark::Source => ("来源", &observation.source),
        Remark::Note => ("备注", &observation.note),
    };
    let mut typed = match &state.remark {
        Some((open, typed)) if *open == which => typed.clone(),
        _ => current.clone(),
    };
    let edit = TextEdit::singleline(&mut typed)
        .id(Id::unique(("remark", name)))
        .hint_text(name)
        .desired_width(118.0)
        .margin(vec2(8.0, 5.0));
    let response = ui.add(edit).accessible_name(name);
    if response.changed() {
        state.remark = Some((which, typed.clone()));
    }
    if response.lost_focus() && state.remark.take().is_some() {
        let escaped = ui.ctx().input(|i| i.key_pressed(Key::Escape));
        let edit = grid::describe_edit(sheet.app, indicator, year, |o| match which {
            Remark::Source => typed.trim().clone_into(&mut o.source),
            Remark::Note => typed.trim().clone_into(&mut o.note),
        });
        commands.extend(edit.filter(|_| !escaped).map(Command::Edit));
    }
}
