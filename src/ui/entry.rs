//! 填报: a grid worked like a spreadsheet's.
//!
//! The chosen cell always holds a text field, blank until something is typed, so that every key
//! and every Chinese input method goes through egui's own text editing. Keys that move between
//! cells are taken before the field sees them.

use egui::{
    Align2, Event, EventFilter, Frame, Id, Key, Margin, Modifiers, Order, Rect, Role, Sense,
    Stroke, TextEdit, Ui, WidgetInfo, vec2,
};
use egui_table::{CellInfo, Column, HeaderCellInfo, HeaderRow, Table, TableDelegate};

use super::Commands;
use super::theme::{Tokens, bold, regular, size, space, text};
use super::widgets::{Align, cell_text, painted_text, segments};
use crate::app::grid::{self, Field};
use crate::app::{App, Board, Command, Document, View};
use crate::chart::paint_mark;
use crate::model::{IndicatorId, Plan, Status};

const ROW_HEIGHT: f32 = 32.0;
const CELL_ID: &str = "entry cell";

/// What the page remembers.
#[derive(Debug)]
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
        keys(ui, sheet, &fields, state, commands);
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
            .show(ui, |ui| table(ui, sheet, &fields, state, commands, blocked));
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

// ---------------------------------------------------------------------------
// Keys

/// Takes the keys that mean something to the grid, before any text field sees them.
fn keys(
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
        if focused.is_none() && taken(ui, Modifiers::NONE, &[Key::ArrowDown, Key::F2]).is_some() {
            state.is_active = true;
        }
        return;
    }
    if focused.is_some_and(|focused| focused != id) {
        return;
    }
    if state.draft.is_some() {
        typing_keys(ui, sheet, fields, state, commands);
    } else {
        choosing_keys(ui, sheet, fields, state, commands);
    }
    clipboard(ui, sheet, fields, state, commands);
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
    if taken(ui, Modifiers::NONE, &[Key::Escape]).is_some() {
        // Sets the keyboard free for the rest of the window.
        state.is_active = false;
        ui.ctx()
            .memory_mut(|m| m.surrender_focus(Id::unique(CELL_ID)));
    }
}

fn begin_editing(sheet: Sheet<'_>, fields: &[Field], state: &mut EntryState) {
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
fn commit(
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

// ---------------------------------------------------------------------------
// Drawing

/// What a column of the table is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    No,
    Name,
    Unit,
    Fill(usize),
    Target,
    Grade,
}

struct Delegate<'a, 'b> {
    sheet: Sheet<'a>,
    fields: &'a [Field],
    kinds: Vec<Kind>,
    state: &'b mut EntryState,
    commands: &'b mut Commands,
    chosen_rect: Option<Rect>,
    blocked: bool,
}

fn table(
    ui: &mut Ui,
    sheet: Sheet<'_>,
    fields: &[Field],
    state: &mut EntryState,
    commands: &mut Commands,
    blocked: bool,
) {
    let wide = ui.available_width() > 1000.0;
    let mut columns = vec![
        (Kind::No, 46.0),
        (Kind::Name, if wide { 284.0 } else { 228.0 }),
    ];
    let frozen = if wide { 3 } else { 2 };
    columns.push((Kind::Unit, 112.0));
    for (index, field) in fields.iter().enumerate() {
        let width = match field {
            Field::BaseYear => 60.0,
            Field::BaseValue | Field::Actual(_) => 83.0,
        };
        columns.push((Kind::Fill(index), width));
    }
    columns.push((Kind::Target, 76.0));
    columns.push((Kind::Grade, 118.0));
    share_out(&mut columns, ui.available_width());
    let mut grid = Table::new()
        .id_salt("entry")
        .num_rows(sheet.plan.indicators.len() as u64)
        .columns(
            columns
                .iter()
                .map(|(_, width)| {
                    // The range overrides a width remembered from a window of another size.
                    Column::new(*width).range(*width..=*width).resizable(false)
                })
                .collect::<Vec<_>>(),
        )
        .num_sticky_cols(frozen)
        .headers([HeaderRow::new(34.0)]);
    if std::mem::take(&mut state.scroll_to_cell) {
        let column = state.column + 3;
        grid = grid
            .scroll_to_row(state.row as u64, None)
            .scroll_to_column(column, None);
    }
    let mut delegate = Delegate {
        sheet,
        fields,
        kinds: columns.iter().map(|(kind, _)| *kind).collect(),
        state,
        commands,
        chosen_rect: None,
        blocked,
    };
    grid.show(ui, &mut delegate);
    let chosen_rect = delegate.chosen_rect;
    if let (Some(error), Some(rect)) = (&state.error, chosen_rect) {
        error_at(ui, rect, error);
    }
}

/// Gives the width that is left over to names first, then to the years.
fn share_out(columns: &mut [(Kind, f32)], available: f32) {
    let used: f32 = columns.iter().map(|(_, width)| width).sum();
    let spare = (available - used).max(0.0);
    let to_name = spare.min(96.0);
    let to_fill = columns
        .iter()
        .filter(|(kind, _)| matches!(kind, Kind::Fill(_)))
        .count();
    #[expect(clippy::cast_precision_loss, reason = "some columns")]
    let each = (spare - to_name) / to_fill.max(1) as f32;
    for (kind, width) in columns {
        match kind {
            Kind::Name => *width += to_name,
            Kind::Fill(_) => *width += each,
            Kind::No | Kind::Unit | Kind::Target | Kind::Grade => {}
        }
    }
}

/// The error stands right under its cell.
fn error_at(ui: &Ui, rect: Rect, error: &str) {
    let tokens = Tokens::of(ui);
    egui::Area::new(Id::unique("entry error"))
        .order(Order::Foreground)
        .fixed_pos(rect.left_bottom() + vec2(0.0, 3.0))
        .interactable(false)
        .constrain(true)
        .show(ui.ctx(), |ui| {
            Frame::new()
                .fill(tokens.error_soft)
                .stroke(Stroke::new(1.0, tokens.error))
                .corner_radius(4.0)
                .inner_margin(Margin::symmetric(10, 6))
                .show(ui, |ui| {
                    ui.set_max_width(360.0);
                    ui.label(text(error, regular(size::SMALL), tokens.error));
                });
        });
}

impl TableDelegate for Delegate<'_, '_> {
    fn header_cell_ui(&mut self, ui: &mut Ui, cell: &HeaderCellInfo) {
        let tokens = Tokens::of(ui);
        let rect = ui.max_rect();
        ui.painter().rect_filled(rect, 0.0, tokens.ground);
        let line = Rect::from_min_max(rect.left_bottom() - vec2(0.0, 1.0), rect.right_bottom());
        ui.painter().rect_filled(line, 0.0, tokens.border);
        let Some(kind) = self.kinds.get(cell.col_range.start) else {
            return;
        };
        let (words, align, strong) = match kind {
            Kind::No => ("序号".to_owned(), Align::Left, false),
            Kind::Name => ("指标名称（单位）".to_owned(), Align::Left, false),
            Kind::Unit => ("责任单位".to_owned(), Align::Left, false),
            Kind::Target => ("目标".to_owned(), Align::Right, false),
            Kind::Grade => ("评价".to_owned(), Align::Left, false),
            Kind::Fill(index) => match self.fields[*index] {
                Field::BaseValue => ("基期值".to_owned(), Align::Right, false),
                Field::BaseYear => ("基期年".to_owned(), Align::Right, false),
                Field::Actual(year) => (
                    year.to_string(),
                    Align::Right,
                    year == self.sheet.board.year,
                ),
            },
        };
        let (font, ink) = if strong {
            (bold(size::SMALL), tokens.text)
        } else {
            (regular(size::SMALL), tokens.text_weak)
        };
        cell_text(ui, rect.shrink2(vec2(8.0, 0.0)), align, &words, font, ink);
    }

    fn cell_ui(&mut self, ui: &mut Ui, cell: &CellInfo) {
        let tokens = Tokens::of(ui);
        let (Ok(row), Some(kind)) = (usize::try_from(cell.row_nr), self.kinds.get(cell.col_nr))
        else {
            return;
        };
        let rect = ui.max_rect();
        let line = Rect::from_min_max(rect.left_bottom() - vec2(0.0, 1.0), rect.right_bottom());
        ui.painter().rect_filled(line, 0.0, tokens.line);
        let inner = rect.shrink2(vec2(8.0, 0.0));
        let indicator = &self.sheet.plan.indicators[row];
        let in_row = row == self.state.row;
        match *kind {
            Kind::No => {
                let bar = Rect::from_min_size(rect.min, vec2(3.0, rect.height() - 1.0));
                ui.painter()
                    .rect_filled(bar, 0.0, tokens.theme(indicator.theme));
                let no = indicator.no.to_string();
                let font = if in_row {
                    bold(size::SMALL)
                } else {
                    regular(size::SMALL)
                };
                cell_text(ui, inner, Align::Left, &no, font, tokens.text_weak);
            }
            Kind::Name => {
                let font = if in_row {
                    bold(size::SMALL + 1.0)
                } else {
                    regular(size::SMALL + 1.0)
                };
                let name = indicator.name_with_unit();
                cell_text(ui, inner, Align::Left, &name, font, tokens.text);
            }
            Kind::Unit => {
                let units: Vec<&str> = indicator.units.iter().map(|u| u.0.as_str()).collect();
                let font = regular(size::SMALL);
                let words = units.join("、");
                cell_text(ui, inner, Align::Left, &words, font, tokens.text_weak);
            }
            Kind::Target => {
                let words = indicator
                    .final_target()
                    .map_or_else(|| "—".to_owned(), |t| t.bound.text());
                let font = bold(size::SMALL + 1.0);
                cell_text(ui, inner, Align::Right, &words, font, tokens.text);
            }
            Kind::Grade => self.grade_cell(ui, inner, row),
            Kind::Fill(column) => self.fill_cell(ui, rect, row, column),
        }
    }

    fn default_row_height(&self) -> f32 {
        ROW_HEIGHT
    }
}

impl Delegate<'_, '_> {
    fn grade_cell(&self, ui: &Ui, inner: Rect, row: usize) {
        let tokens = Tokens::of(ui);
        let assessment = &self.sheet.board.rows[row].assessment;
        let grade = assessment.grade;
        let mark = egui::pos2(inner.left() + 5.0, inner.center().y);
        paint_mark(ui.painter(), mark, 10.0, grade, tokens.grade(grade));
        let words = if grade.is_assessed() {
            assessment.word.to_owned()
        } else {
            assessment.reason.short()
        };
        cell_text(
            ui,
            inner.with_min_x(inner.left() + 15.0),
            Align::Left,
            &words,
            regular(size::SMALL),
            tokens.grade_ink(grade),
        );
    }

    fn fill_cell(&mut self, ui: &mut Ui, rect: Rect, row: usize, column: usize) {
        let field = self.fields[column];
        let sheet = self.sheet;
        let workspace = sheet.document.workspace();
        let shown = grid::shown(workspace, sheet.plan, sheet.board, row, field);
        let chosen = (self.state.row, self.state.column) == (row, column);
        paint_value(ui, rect, &shown, chosen && self.state.draft.is_some());
        if chosen {
            self.chosen_rect = Some(rect);
            self.chosen_cell(ui, rect, row, field, &shown.text);
            return;
        }
        let response = ui.interact(rect, ui.scope_id().with("cell"), Sense::click());
        let indicator = &sheet.plan.indicators[row];
        response.widget_info(|| {
            let label = cell_name(indicator.no, &indicator.name, field);
            WidgetInfo::labeled(Role::Cell, true, format!("{label} {}", shown.text))
        });
        if response.hovered() {
            ui.painter().rect_stroke(
                rect.shrink(1.0),
                2.0,
                Stroke::new(1.0, Tokens::of(ui).border),
                egui::StrokeKind::Inside,
            );
        }
        if (response.clicked() || response.double_clicked())
            && commit(sheet, self.fields, self.state, self.commands)
        {
            self.state.choose(row, column);
            ui.ctx()
                .memory_mut(|m| m.request_focus(Id::unique(CELL_ID)));
        }
    }

    /// The field in the chosen cell.
    fn chosen_cell(&mut self, ui: &mut Ui, rect: Rect, row: usize, field: Field, value: &str) {
        let tokens = Tokens::of(ui);
        let wrong = self.state.error.is_some();
        let color = if wrong { tokens.error } else { tokens.accent };
        if self.state.draft.is_some() {
            ui.painter().rect_filled(rect, 0.0, tokens.sunken);
        }
        let id = Id::unique(CELL_ID);
        let mut typed = self.state.draft.clone().unwrap_or_default();
        let filter = EventFilter {
            tab: true,
            horizontal_arrows: true,
            vertical_arrows: true,
            escape: true,
        };
        let edit = TextEdit::singleline(&mut typed)
            .id(id)
            .frame(Frame::new().inner_margin(Margin::symmetric(8, 6)))
            .font(regular(size::SMALL + 1.0))
            .align(Align2::RIGHT_CENTER)
            .desired_width(rect.width() - 16.0)
            .event_filter(filter)
            .return_key(None);
        let response = ui.put(rect, edit);
        let indicator = &self.sheet.plan.indicators[row];
        let name = cell_name(indicator.no, &indicator.name, field);
        let label = if self.state.draft.is_some() || value.is_empty() {
            name
        } else {
            format!("{name} {value}")
        };
        let response = response.accessible_name(label);
        ui.painter()
            .rect_stroke(rect, 2.0, Stroke::new(2.0, color), egui::StrokeKind::Inside);
        if response.changed() {
            self.state.draft = Some(typed);
            self.state.error = None;
        }
        if response.double_clicked() && self.state.draft.is_none() {
            begin_editing(self.sheet, self.fields, self.state);
        }
        if response.clicked() {
            self.state.is_active = true;
        }
        if std::mem::take(&mut self.state.cursor_to_end) {
            cursor_to_end(ui, id, self.state.draft.as_deref().unwrap_or_default());
        }
        let free = ui.ctx().memory(|m| m.focused().is_none());
        if self.state.is_active && free && !self.blocked {
            response.request_focus();
        }
    }
}

fn cursor_to_end(ui: &Ui, id: Id, typed: &str) {
    let mut state = TextEdit::load_state(ui.ctx(), id).unwrap_or_default();
    let end = egui::text::CCursor::new(egui::text::CharIndex(typed.chars().count()));
    state
        .cursor
        .set_char_range(Some(egui::text::CCursorRange::one(end)));
    TextEdit::store_state(ui.ctx(), id, state);
}

/// What screen readers and tests call a cell.
fn cell_name(no: u32, name: &str, field: Field) -> String {
    match field {
        Field::BaseValue => format!("{no} {name} 基期值"),
        Field::BaseYear => format!("{no} {name} 基期年"),
        Field::Actual(year) => format!("{no} {name} {year} 年"),
    }
}

fn paint_value(ui: &Ui, rect: Rect, shown: &grid::Shown, is_typing: bool) {
    let tokens = Tokens::of(ui);
    if shown.is_missing {
        // A missing figure is a place to fill, marked by a quiet ground and not by colour alone.
        ui.painter()
            .rect_filled(rect.shrink(3.0), 3.0, tokens.ground);
    }
    if is_typing {
        return;
    }
    let inner = rect.shrink2(vec2(8.0, 0.0));
    let (words, ink) = if shown.text.is_empty() && shown.is_missing {
        ("待填", tokens.stamp)
    } else if shown.is_offer {
        (shown.text.as_str(), tokens.text_weak)
    } else {
        (shown.text.as_str(), tokens.text)
    };
    let font = if shown.text.is_empty() {
        regular(size::CAPTION)
    } else {
        regular(size::SMALL + 1.0)
    };
    painted_text(ui.painter(), inner, Align2::RIGHT_CENTER, words, font, ink);
    if shown.status == Some(Status::Flash) {
        painted_text(
            ui.painter(),
            rect.shrink2(vec2(6.0, 0.0)),
            Align2::LEFT_CENTER,
            "快",
            regular(size::MARK),
            tokens.text_weak,
        );
    }
}
