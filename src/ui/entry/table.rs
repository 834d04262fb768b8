//! The grid drawn: a table of frozen and moving columns, the field in the chosen cell.

use egui::{
    Align2, EventFilter, Frame, Id, Margin, Order, Rect, Role, Sense, Stroke, TextEdit, Ui,
    WidgetInfo, vec2,
};
use egui_table::{CellInfo, Column, HeaderCellInfo, HeaderRow, Table, TableDelegate};

use super::keys::{begin_editing, commit};
use super::{CELL_ID, EntryState, Sheet};
use crate::app::grid::{self, Field};
use crate::model::Status;
use crate::ui::Commands;
use crate::ui::theme::{Tokens, bold, regular, size, text};
use crate::ui::widgets::{Align, cell_text, paint_verdict, painted_text};

const ROW_HEIGHT: f32 = 32.0;

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

pub(super) fn table(
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
    columns.push((Kind::Grade, 136.0));
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
        paint_verdict(ui, inner, &self.sheet.board.rows[row].assessment);
    }

    fn fill_cell(&mut self, ui: &mut Ui, rect: Rect, row: usize, column: usize) {
        let field = self.fields[column];
        let sheet = self.sheet;
        let workspace = sheet.document.workspace();
        let shown = grid::shown(workspace, sheet.plan, sheet.board, row, field);
        let chosen = (self.state.row, self.state.column) == (row, column);
        paint_value(
            ui,
            rect,
            &shown,
            chosen,
            chosen && self.state.draft.is_some(),
        );
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

fn paint_value(ui: &Ui, rect: Rect, shown: &grid::Shown, is_chosen: bool, is_typing: bool) {
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
    let (words, ink) = if shown.text.is_empty() && shown.is_missing && !is_chosen {
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
