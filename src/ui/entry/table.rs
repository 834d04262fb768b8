//! The table itself: frozen columns, virtual rows, the text field in the chosen cell, the pointer.

use egui::{
    Align2, CursorIcon, EventFilter, Frame, Id, Margin, Order, Pos2, Rect, Response, Role, Sense,
    Stroke, TextEdit, Ui, WidgetInfo, vec2,
};
use egui_table::{CellInfo, Column, HeaderCellInfo, HeaderRow, PrefetchInfo, Table, TableDelegate};

use super::acts::{begin_editing, commit, fill_from};
use super::paint::{self, Standing};
use super::{CELL_ID, Drag, EntryState};
use crate::app::Command;
use crate::app::grid::{At, Field, Filter, Line, Sheet, Span, Way};
use crate::ui::Commands;
use crate::ui::theme::{Tokens, bold, regular, size, text};
use crate::ui::widgets::{Align, cell_text, marked_figure, paint_verdict};

const ROW_HEIGHT: f32 = 32.0;
const HEADER_HEIGHT: f32 = 34.0;
/// The first columns: number, name, units.
const LEADING: usize = 3;

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

struct Delegate<'a, 's, 'b> {
    sheet: &'s Sheet<'a>,
    kinds: Vec<Kind>,
    state: &'b mut EntryState,
    commands: &'b mut Commands,
    span: Span,
    chosen_rect: Option<Rect>,
    blocked: bool,
    pointer: Option<Pos2>,
    /// Where the button went down in this pass; a quick hand is elsewhere by its end.
    pressed_at: Option<Pos2>,
    /// Row and column under the pointer, in what is shown.
    row_hit: Option<usize>,
    column_hit: Option<usize>,
}

pub(super) fn table(
    ui: &mut Ui,
    sheet: &Sheet<'_>,
    state: &mut EntryState,
    commands: &mut Commands,
    blocked: bool,
) {
    if state.rows.visible.is_empty() {
        return nothing_shown(ui, sheet, state, commands);
    }
    let area = ui.available_rect_before_wrap();
    let (columns, frozen) = columns(sheet, ui.available_width());
    let mut grid = Table::new()
        .id_salt("entry")
        .num_rows(state.rows.visible.len() as u64)
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
        .headers([HeaderRow::new(HEADER_HEIGHT)]);
    if let Some(at) = state.scroll_to.take() {
        grid = grid
            .scroll_to_row(at.row as u64, None)
            .scroll_to_column(at.column + LEADING, None);
    }
    let mut delegate = Delegate {
        sheet,
        kinds: columns.iter().map(|(kind, _)| *kind).collect(),
        span: state.selection.span(),
        state,
        commands,
        chosen_rect: None,
        blocked,
        pointer: ui.ctx().input(|i| i.pointer.interact_pos()),
        pressed_at: pressed_at(ui),
        row_hit: None,
        column_hit: None,
    };
    grid.show(ui, &mut delegate);
    let frozen_width: f32 = columns.iter().take(frozen).map(|(_, width)| width).sum();
    let body = Rect::from_min_max(area.min + vec2(frozen_width, HEADER_HEIGHT), area.max);
    delegate.drag(ui, body);
    let chosen_rect = delegate.chosen_rect;
    if let (Some(error), Some(rect)) = (&state.error, chosen_rect) {
        error_at(ui, rect, error);
    }
}

fn nothing_shown(ui: &mut Ui, sheet: &Sheet<'_>, state: &mut EntryState, commands: &mut Commands) {
    let tokens = Tokens::of(ui);
    ui.set_min_size(ui.available_size());
    ui.vertical_centered(|ui| {
        ui.add_space(96.0);
        ui.label(text(
            "没有符合筛选条件的指标",
            regular(size::BODY),
            tokens.text_weak,
        ));
        if ui.button("清除筛选").clicked() {
            super::filters::apply(sheet, state, Filter::default(), commands);
        }
    });
}

/// Every column with its width, and how many of the first are frozen.
fn columns(sheet: &Sheet<'_>, available: f32) -> (Vec<(Kind, f32)>, usize) {
    let wide = available > 1000.0;
    let mut columns = vec![
        (Kind::No, 46.0),
        (Kind::Name, if wide { 284.0 } else { 228.0 }),
        (Kind::Unit, 112.0),
    ];
    for (index, field) in sheet.fields.iter().enumerate() {
        let width = match field {
            Field::BaseYear => 60.0,
            Field::BaseValue | Field::Actual(_) => 83.0,
        };
        columns.push((Kind::Fill(index), width));
    }
    columns.push((Kind::Target, 76.0));
    columns.push((Kind::Grade, 136.0));
    share_out(&mut columns, available);
    (columns, if wide { 3 } else { 2 })
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

impl TableDelegate for Delegate<'_, '_, '_> {
    fn prepare(&mut self, info: &PrefetchInfo) {
        let rows = info
            .visible_rows
            .end
            .saturating_sub(info.visible_rows.start);
        // One row of overlap, as a page of a book has.
        let rows = usize::try_from(rows).unwrap_or(1).saturating_sub(2);
        self.state.page_rows = rows.max(1);
    }

    fn header_cell_ui(&mut self, ui: &mut Ui, cell: &HeaderCellInfo) {
        let tokens = Tokens::of(ui);
        let rect = ui.max_rect();
        let Some(kind) = self.kinds.get(cell.col_range.start).copied() else {
            return;
        };
        let is_chosen = matches!(kind, Kind::Fill(column)
            if (self.span.left..=self.span.right).contains(&column));
        let fill = if is_chosen {
            tokens.track
        } else {
            tokens.ground
        };
        ui.painter().rect_filled(rect, 0.0, fill);
        let line = Rect::from_min_max(rect.left_bottom() - vec2(0.0, 1.0), rect.right_bottom());
        ui.painter().rect_filled(line, 0.0, tokens.border);
        let mut year = None;
        let (words, align) = match kind {
            Kind::No => ("序号".to_owned(), Align::Left),
            Kind::Name => ("指标名称（单位）".to_owned(), Align::Left),
            Kind::Unit => ("责任单位".to_owned(), Align::Left),
            Kind::Target => ("目标".to_owned(), Align::Right),
            Kind::Grade => ("评价".to_owned(), Align::Left),
            Kind::Fill(column) => {
                let field = self.sheet.fields[column];
                let words = match field {
                    Field::BaseValue | Field::BaseYear => field.name(),
                    Field::Actual(of) => {
                        year = Some(of);
                        of.to_string()
                    }
                };
                self.column_head(ui, rect, column, &words);
                (words, Align::Right)
            }
        };
        let is_judged = year.is_some() && year == Some(self.sheet.board().year);
        let (font, ink) = if is_judged {
            (bold(size::SMALL), tokens.text)
        } else {
            (regular(size::SMALL), tokens.text_weak)
        };
        cell_text(ui, rect.shrink2(vec2(8.0, 0.0)), align, &words, font, ink);
    }

    fn cell_ui(&mut self, ui: &mut Ui, cell: &CellInfo) {
        let tokens = Tokens::of(ui);
        let (Ok(place), Some(kind)) = (usize::try_from(cell.row_nr), self.kinds.get(cell.col_nr))
        else {
            return;
        };
        let Some(row) = self.state.rows.visible.get(place).copied() else {
            return;
        };
        let Some(line) = self.sheet.line(row) else {
            return;
        };
        let rect = ui.max_rect();
        let is_hit = |pos: &Pos2| rect.y_range().contains(pos.y) && ui.clip_rect().contains(*pos);
        if self.pointer.as_ref().is_some_and(is_hit) {
            self.row_hit = Some(place);
        }
        let rule = Rect::from_min_max(rect.left_bottom() - vec2(0.0, 1.0), rect.right_bottom());
        ui.painter().rect_filled(rule, 0.0, tokens.line);
        match *kind {
            Kind::Fill(column) => self.fill_cell(ui, rect, row, At { row: place, column }),
            kind => self.fixed_cell(ui, rect, kind, line, place),
        }
    }

    fn default_row_height(&self) -> f32 {
        ROW_HEIGHT
    }
}

impl Delegate<'_, '_, '_> {
    /// A cell that cannot be filled in.
    fn fixed_cell(&mut self, ui: &Ui, rect: Rect, kind: Kind, line: Line<'_>, place: usize) {
        let tokens = Tokens::of(ui);
        let inner = rect.shrink2(vec2(8.0, 0.0));
        let indicator = line.indicator;
        let in_row = (self.span.top..=self.span.bottom).contains(&place);
        let face = |points: f32| {
            if in_row {
                bold(points)
            } else {
                regular(points)
            }
        };
        let (words, align, font, ink) = match kind {
            Kind::No => {
                self.row_head(ui, rect, place, indicator.no);
                let bar = Rect::from_min_size(rect.min, vec2(3.0, rect.height() - 1.0));
                ui.painter()
                    .rect_filled(bar, 0.0, tokens.theme(indicator.theme));
                let words = indicator.no.to_string();
                (words, Align::Left, face(size::SMALL), tokens.text_weak)
            }
            Kind::Name => {
                let words = indicator.name_with_unit();
                (words, Align::Left, face(size::SMALL + 1.0), tokens.text)
            }
            Kind::Unit => {
                let units: Vec<&str> = indicator.units.iter().map(|u| u.0.as_str()).collect();
                let font = regular(size::SMALL);
                (units.join("、"), Align::Left, font, tokens.text_weak)
            }
            Kind::Target => {
                let words = indicator
                    .final_target()
                    .map_or_else(|| "—".to_owned(), |t| t.bound.text());
                let mark = indicator.adjusted_by().map(|_| "调");
                return marked_figure(ui, inner, mark, &words, bold(size::SMALL + 1.0));
            }
            Kind::Grade | Kind::Fill(_) => {
                return paint_verdict(ui, inner, line.row);
            }
        };
        cell_text(ui, inner, align, &words, font, ink);
    }

    /// The head of a row chooses it whole.
    fn row_head(&mut self, ui: &Ui, rect: Rect, place: usize, no: u32) {
        let response = ui.interact(rect, ui.scope_id().with("row"), Sense::click_and_drag());
        response
            .widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("选择第 {no} 项整行")));
        if !self.is_pressed(ui, &response) {
            return;
        }
        let extent = self.state.extent(self.sheet);
        let from = if shift_down(ui) {
            self.state.selection.active().row
        } else {
            place
        };
        self.state.selection.rows(from, place, extent);
        self.state.drag = Some(Drag::Rows(from));
        self.take_keyboard(ui);
    }

    /// The head of a column chooses it whole.
    fn column_head(&mut self, ui: &Ui, rect: Rect, column: usize, words: &str) {
        if let Some(pos) = self.pointer
            && rect.x_range().contains(pos.x)
            && ui.clip_rect().x_range().contains(pos.x)
        {
            self.column_hit = Some(column);
        }
        let response = ui.interact(rect, ui.scope_id().with("column"), Sense::click_and_drag());
        response
            .widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("选择{words}整列")));
        if !self.is_pressed(ui, &response) {
            return;
        }
        let extent = self.state.extent(self.sheet);
        let from = if shift_down(ui) {
            self.state.selection.active().column
        } else {
            column
        };
        self.state.selection.columns(from, column, extent);
        self.state.drag = Some(Drag::Columns(from));
        self.take_keyboard(ui);
    }

    /// Whether the pointer has just gone down here, or an assistive technology has clicked; takes what
    /// is being typed first, and is not pressed while that is no number.
    fn is_pressed(&mut self, ui: &Ui, response: &Response) -> bool {
        let (pressed, released) = ui
            .ctx()
            .input(|i| (i.pointer.primary_pressed(), i.pointer.primary_released()));
        let by_pointer = self.has_press(response);
        let by_other = response.clicked() && !pressed && !released;
        if !(by_pointer || by_other)
            || self.blocked
            || !commit(self.sheet, self.state, self.commands)
        {
            return false;
        }
        // A source or note belongs to the cells chosen until now.
        let remark = self.state.take_remark(self.sheet);
        self.commands.extend(remark.map(Command::Edit));
        true
    }

    /// Whether the button went down here in this pass, wherever the pointer is now.
    fn has_press(&self, response: &Response) -> bool {
        self.pressed_at.is_some_and(|pos| {
            response.interact_rect.contains(pos)
                && response.ctx.layer_id_at(pos) == Some(response.layer_id)
        })
    }

    fn take_keyboard(&mut self, ui: &Ui) {
        self.state.draft = None;
        self.state.error = None;
        self.state.is_active = true;
        ui.ctx()
            .memory_mut(|m| m.request_focus(Id::unique(CELL_ID)));
        ui.ctx().request_repaint();
    }

    fn fill_cell(&mut self, ui: &mut Ui, rect: Rect, row: usize, at: At) {
        let field = self.sheet.fields[at.column];
        let shown = self.sheet.shown(row, field);
        let is_active = self.state.selection.active() == at;
        let standing = Standing {
            is_active,
            is_in_range: self.span.contains(at),
            is_typing: is_active && self.state.draft.is_some(),
        };
        paint::value(ui, rect, &shown, standing);
        if is_active {
            self.chosen_rect = Some(rect);
            self.chosen_cell(ui, rect, row, at, &shown.text);
        } else {
            let id = ui.scope_id().with("cell");
            let response = ui.interact(rect, id, Sense::click_and_drag());
            response.widget_info(|| {
                let label = self.sheet.name(row, field);
                WidgetInfo::labeled(Role::Cell, true, format!("{label} {}", shown.text))
            });
            if response.hovered() && self.state.drag.is_none() {
                ui.painter().rect_stroke(
                    rect.shrink(1.0),
                    2.0,
                    Stroke::new(1.0, Tokens::of(ui).border),
                    egui::StrokeKind::Inside,
                );
                if shown.is_doubtful || shown.has_note {
                    let sheet = self.sheet;
                    response
                        .clone()
                        .on_hover_ui(|ui| super::inspector::told(ui, sheet, row, field));
                }
            }
            if self.is_pressed(ui, &response) {
                self.press(ui, at);
            }
        }
        self.frame_of_range(ui, rect, at);
    }

    fn press(&mut self, ui: &Ui, at: At) {
        if shift_down(ui) {
            self.state.selection.extend_to(at);
        } else {
            self.state.selection = crate::app::grid::Selection::at(at);
        }
        self.state.drag = Some(Drag::Cells);
        self.take_keyboard(ui);
    }

    /// The frame around the range with its handle, and where a fill would reach.
    fn frame_of_range(&mut self, ui: &Ui, rect: Rect, at: At) {
        let tokens = Tokens::of(ui);
        if !self.state.selection.is_single() {
            paint::edges(ui, rect, self.span, at, tokens.accent);
        }
        if let Some(Drag::Fill(from, reach)) = self.state.drag
            && let Some(to) = fill_target(from, reach)
        {
            paint::edges(ui, rect, to, at, tokens.text_weak);
        }
        let is_corner = (at.row, at.column) == (self.span.bottom, self.span.right);
        if !is_corner || self.state.draft.is_some() || self.blocked {
            return;
        }
        let handle = paint::handle(rect);
        let response = ui.interact(handle.expand(3.0), Id::unique("fill handle"), Sense::drag());
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, "拖动填充"));
        ui.painter().rect(
            handle,
            1.0,
            tokens.accent,
            Stroke::new(1.0, tokens.surface),
            egui::StrokeKind::Outside,
        );
        let response = response.on_hover_cursor(CursorIcon::Crosshair);
        if self.has_press(&response) {
            self.state.drag = Some(Drag::Fill(self.span, at));
        }
    }

    /// What the pointer does while its button is down, and when it is let go.
    fn drag(&mut self, ui: &Ui, body: Rect) {
        let Some(drag) = self.state.drag else {
            return;
        };
        // What the pointer did in the pass in which it was let go counts as well.
        self.drag_to(ui, body, drag);
        if ui.ctx().input(|i| i.pointer.primary_down()) {
            return;
        }
        if let Some(Drag::Fill(from, reach)) = self.state.drag.take()
            && let Some(to) = fill_target(from, reach)
        {
            fill_from(self.sheet, self.state, from, to, self.commands);
        }
    }

    fn drag_to(&mut self, ui: &Ui, body: Rect, drag: Drag) {
        let extent = self.state.extent(self.sheet);
        let head = match drag {
            Drag::Fill(_, reach) => reach,
            _ => self.state.selection.head(),
        };
        let mut to = At {
            row: self.row_hit.unwrap_or(head.row),
            column: self.column_hit.unwrap_or(head.column),
        };
        let beyond = self.pointer.map_or([false; 4], |pos| {
            [
                pos.y < body.top(),
                pos.y > body.bottom(),
                pos.x < body.left(),
                pos.x > body.right(),
            ]
        });
        let [above, below, left, right] = beyond;
        // Beyond the edge of the view the range grows by a row or column a pass.
        if above && !matches!(drag, Drag::Columns(_)) {
            to.row = head.row.saturating_sub(1);
        }
        if below && !matches!(drag, Drag::Columns(_)) {
            to.row = (head.row + 1).min(extent.rows - 1);
        }
        if left && !matches!(drag, Drag::Rows(_)) {
            to.column = head.column.saturating_sub(1);
        }
        if right && !matches!(drag, Drag::Rows(_)) {
            to.column = (head.column + 1).min(extent.columns - 1);
        }
        match drag {
            Drag::Cells => {
                if to != head {
                    self.state.selection.extend_to(to);
                }
            }
            Drag::Rows(from) => self.state.selection.rows(from, to.row, extent),
            Drag::Columns(from) => self.state.selection.columns(from, to.column, extent),
            Drag::Fill(from, _) => self.state.drag = Some(Drag::Fill(from, to)),
        }
        if beyond.contains(&true) && to != head {
            self.state.scroll_to = Some(to);
            ui.ctx().request_repaint();
        }
    }

    /// The field in the chosen cell.
    fn chosen_cell(&mut self, ui: &mut Ui, rect: Rect, row: usize, at: At, value: &str) {
        let tokens = Tokens::of(ui);
        self.state.is_cell_drawn = true;
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
        let response = ui
            .scope(|ui| {
                if self.state.draft.is_none() {
                    // A cell that is only chosen shows its frame; a cursor would say that it is edited.
                    ui.visuals_mut().text_cursor.stroke = Stroke::NONE;
                }
                ui.put(rect, edit)
            })
            .inner;
        let name = self.sheet.name(row, self.sheet.fields[at.column]);
        let label = if self.state.draft.is_some() || value.is_empty() {
            name
        } else {
            format!("{name} {value}")
        };
        let response = response.accessible_name(label);
        ui.painter()
            .rect_stroke(rect, 2.0, Stroke::new(2.0, color), egui::StrokeKind::Inside);
        if response.changed() {
            if self.state.draft.is_none() {
                self.state.is_typing_over = true;
            }
            self.state.draft = Some(typed);
            self.state.error = None;
        }
        if response.double_clicked() && self.state.draft.is_none() {
            begin_editing(self.sheet, self.state);
        }
        if self.has_press(&response) && self.state.draft.is_none() && !self.blocked {
            self.press(ui, at);
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

/// The cells that the handle, dragged so far, would fill: below the range or at its right.
fn fill_target(from: Span, reach: At) -> Option<Span> {
    let down = reach.row.saturating_sub(from.bottom);
    let across = reach.column.saturating_sub(from.right);
    let way = if down >= across {
        Way::Down
    } else {
        Way::Right
    };
    match (way, down, across) {
        (_, 0, 0) => None,
        (Way::Down, ..) => Some(Span {
            top: from.bottom + 1,
            bottom: reach.row,
            ..from
        }),
        _ => Some(Span {
            left: from.right + 1,
            right: reach.column,
            ..from
        }),
    }
}

/// Where the button went down since the last pass, if it did. egui keeps this only until the button is
/// let go, which can be in the same pass.
fn pressed_at(ui: &Ui) -> Option<Pos2> {
    ui.ctx().input(|i| {
        i.events.iter().find_map(|event| match event {
            egui::Event::PointerButton {
                pos,
                button: egui::PointerButton::Primary,
                pressed: true,
                ..
            } => Some(*pos),
            _ => None,
        })
    })
}

fn shift_down(ui: &Ui) -> bool {
    ui.ctx().input(|i| i.modifiers.shift)
}

fn cursor_to_end(ui: &Ui, id: Id, typed: &str) {
    let mut state = TextEdit::load_state(ui.ctx(), id).unwrap_or_default();
    let end = egui::text::CCursor::new(egui::text::CharIndex(typed.chars().count()));
    state
        .cursor
        .set_char_range(Some(egui::text::CCursorRange::one(end)));
    TextEdit::store_state(ui.ctx(), id, state);
}
