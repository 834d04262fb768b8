//! The table of a plan being written: the meaning of each column over it, each cell as it is typed and
//! below it how it was understood.

use egui::{
    Align2, ComboBox, EventFilter, Frame, Margin, Rect, Sense, Stroke, TextEdit, Ui, pos2, vec2,
};
use egui_table::{CellInfo, Column, HeaderCellInfo, HeaderRow, Table, TableDelegate};

use super::EditorState;
use super::keys::cell_id;
use crate::app::{App, Command, DraftStep, Drafting};
use crate::exchange::plan_table::{Mark, Role, RowKind, SeriesChoice};
use crate::model::{SeriesId, parse_year};
use crate::ui::Commands;
use crate::ui::theme::{Tokens, bold, regular, size, text};
use crate::ui::widgets::{Align, cell_text, focus_ring, inside_line, painted_text, pressable};

const ROW_HEIGHT: f32 = 52.0;
const HEADER_HEIGHT: f32 = 62.0;
const FIELD_HEIGHT: f32 = 28.0;
const LEAD_WIDTH: f32 = 96.0;
const SERIES_WIDTH: f32 = 172.0;

struct Delegate<'a, 'b> {
    app: &'a App,
    drafting: &'a Drafting,
    state: &'b mut EditorState,
    commands: &'b mut Commands,
}

pub(super) fn table(
    ui: &mut Ui,
    app: &App,
    drafting: &Drafting,
    state: &mut EditorState,
    commands: &mut Commands,
) {
    let draft = drafting.draft();
    let mut widths: Vec<f32> = vec![LEAD_WIDTH];
    widths.extend(draft.columns.iter().map(|column| width_of(column.role)));
    widths.push(SERIES_WIDTH);
    let spare = (ui.available_width() - widths.iter().sum::<f32>()).max(0.0);
    let name = draft.column(Role::Name);
    if let Some(name) = name {
        widths[name + 1] += spare.min(160.0);
    }
    // The names stay in view where they stand first and there is room beside them.
    let room = ui.available_width() > 1000.0;
    let frozen = match name {
        Some(name) if name <= 2 && room => name + 2,
        _ => 1,
    };
    let columns: Vec<Column> = widths
        .iter()
        .map(|width| Column::new(*width).range(*width..=*width).resizable(false))
        .collect();
    let mut grid = Table::new()
        .id_salt(("plan table", drafting.id()))
        .num_rows(draft.rows.len() as u64)
        .columns(columns)
        .num_sticky_cols(frozen)
        .headers([HeaderRow::new(HEADER_HEIGHT)]);
    if state.wants_focus {
        grid = grid
            .scroll_to_row(state.at.0 as u64, None)
            .scroll_to_column(state.at.1 + 1, None);
    }
    let tokens = Tokens::of(ui);
    let area = ui.available_rect_before_wrap();
    ui.painter().rect_filled(area, size::RADIUS, tokens.surface);
    let mut delegate = Delegate {
        app,
        drafting,
        state,
        commands,
    };
    grid.show(ui, &mut delegate);
}

fn width_of(role: Role) -> f32 {
    match role {
        Role::No => 84.0,
        Role::Name => 250.0,
        Role::Theme => 150.0,
        Role::Baseline | Role::Target => 152.0,
        Role::Unit | Role::BaselineYear | Role::TargetYear => 112.0,
        Role::Units => 220.0,
        Role::Lead | Role::Others => 170.0,
        Role::Kind | Role::Direction => 126.0,
        Role::Locator | Role::Ignored => 136.0,
        Role::Note => 180.0,
    }
}

impl TableDelegate for Delegate<'_, '_> {
    fn header_cell_ui(&mut self, ui: &mut Ui, cell: &HeaderCellInfo) {
        let tokens = Tokens::of(ui);
        let rect = ui.max_rect();
        ui.painter().rect_filled(rect, 0.0, tokens.ground);
        let line = Rect::from_min_max(rect.left_bottom() - vec2(0.0, 1.0), rect.right_bottom());
        ui.painter().rect_filled(line, 0.0, tokens.border);
        let at = cell.col_range.start;
        let columns = self.drafting.draft().columns.len();
        let title = |ui: &Ui, words: &str| {
            painted_text(
                ui.painter(),
                rect.shrink2(vec2(8.0, 0.0)),
                Align2::LEFT_CENTER,
                words,
                bold(size::SMALL),
                tokens.text,
            );
        };
        if at == 0 {
            title(ui, "行");
        } else if at > columns {
            title(ui, "口径");
        } else {
            self.column_head(ui, rect, at - 1);
        }
    }

    fn cell_ui(&mut self, ui: &mut Ui, cell: &CellInfo) {
        let tokens = Tokens::of(ui);
        let Ok(row) = usize::try_from(cell.row_nr) else {
            return;
        };
        let draft = self.drafting.draft();
        let Some(of) = draft.rows.get(row) else {
            return;
        };
        let rect = ui.max_rect();
        let fill = match of.kind {
            RowKind::Section => tokens.accent_soft,
            RowKind::Ignored => tokens.ground,
            RowKind::Indicator if row == self.state.at.0 => tokens.hover,
            RowKind::Indicator => tokens.surface,
        };
        ui.painter().rect_filled(rect, 0.0, fill);
        let rule = Rect::from_min_max(rect.left_bottom() - vec2(0.0, 1.0), rect.right_bottom());
        ui.painter().rect_filled(rule, 0.0, tokens.line);
        if cell.col_nr == 0 {
            self.lead_cell(ui, rect, row);
        } else if cell.col_nr > draft.columns.len() {
            self.series_cell(ui, rect, row);
        } else {
            self.text_cell(ui, rect, row, cell.col_nr - 1);
        }
    }

    fn default_row_height(&self) -> f32 {
        ROW_HEIGHT
    }
}

impl Delegate<'_, '_> {
    fn step(&mut self, step: DraftStep) {
        self.commands.push(Command::Plan(step));
    }

    /// What a column holds, to be chosen, and what its head says.
    fn column_head(&mut self, ui: &mut Ui, rect: Rect, at: usize) {
        let tokens = Tokens::of(ui);
        let column = &self.drafting.draft().columns[at];
        let (role, year) = (column.role, column.year);
        let inner = rect.shrink2(vec2(6.0, 5.0));
        let upper = Rect::from_min_size(inner.min, vec2(inner.width(), FIELD_HEIGHT));
        let mut chosen = None;
        inside_line(ui, upper, |ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            let for_year = if role.has_year() { 54.0 } else { 0.0 };
            let menu = ComboBox::from_id_salt(("role", at))
                .width((upper.width() - for_year - 6.0).max(40.0))
                .height(420.0)
                .selected_text(text(role.word(), bold(size::SMALL), tokens.text))
                .truncate()
                .show_ui(ui, |ui| {
                    for other in Role::ALL {
                        if ui.selectable_label(other == role, other.word()).clicked() {
                            chosen = Some((other, year));
                        }
                    }
                });
            let name = format!("第 {} 列的含义", at + 1);
            menu.response.accessible_name(name);
            if role.has_year() {
                let half_typed = self.state.year.as_ref().filter(|(of, _)| *of == at);
                let mut typed = half_typed.map_or_else(
                    || year.map_or_else(String::new, |year| year.to_string()),
                    |(_, typed)| typed.clone(),
                );
                let field = TextEdit::singleline(&mut typed)
                    .font(regular(size::SMALL))
                    .hint_text(text("年份", regular(size::SMALL), tokens.text_weak))
                    .margin(vec2(4.0, 4.0))
                    .desired_width(44.0);
                let response = ui.add(field);
                let response = response.accessible_name(format!("第 {} 列的年份", at + 1));
                if response.changed() {
                    let read = parse_year(&typed).ok();
                    if read.is_some() || typed.trim().is_empty() {
                        chosen = Some((role, read));
                    }
                    self.state.year = Some((at, typed));
                } else if response.lost_focus() {
                    self.state.year = None;
                }
            }
        });
        if let Some((role, year)) = chosen
            && (role, year) != (column.role, column.year)
        {
            self.step(DraftStep::Role {
                column: at,
                role,
                year,
            });
        }
        let lower = Rect::from_min_max(pos2(inner.left(), upper.bottom() + 2.0), inner.max);
        let fault = self.drafting.reading().columns.get(at).cloned().flatten();
        let head = if column.head.is_empty() {
            "（无表头）"
        } else {
            &column.head
        };
        let (words, hover, ink) = match (&fault, &column.guess) {
            (Some(fault), _) => (format!("× {fault}"), fault.clone(), tokens.error),
            (None, Some(guess)) => (
                format!("▲ {head}"),
                format!("{head}：{guess}"),
                tokens.stamp,
            ),
            // What its meaning says already need not be said twice.
            (None, None) if column.is_named_here() => return,
            (None, None) => {
                let font = regular(size::CAPTION);
                cell_text(ui, lower, Align::Left, head, font, tokens.text_weak);
                return;
            }
        };
        caption(ui, lower, ("head", at), &words, &hover, ink);
    }

    /// The row's number, and what it is.
    fn lead_cell(&mut self, ui: &mut Ui, rect: Rect, row: usize) {
        let tokens = Tokens::of(ui);
        let of = &self.drafting.draft().rows[row];
        let inner = rect.shrink2(vec2(6.0, 4.0));
        let number = Rect::from_min_size(inner.min, vec2(24.0, FIELD_HEIGHT));
        painted_text(
            ui.painter(),
            number,
            Align2::LEFT_CENTER,
            &(row + 1).to_string(),
            regular(size::CAPTION),
            tokens.text_weak,
        );
        let menu = Rect::from_min_max(
            pos2(number.right(), inner.top()),
            pos2(inner.right(), inner.top() + FIELD_HEIGHT),
        );
        let mut chosen = None;
        inside_line(ui, menu, |ui| {
            let shown = ComboBox::from_id_salt(("kind", row))
                .width(menu.width() - 6.0)
                .selected_text(text(of.kind.word(), regular(size::SMALL), tokens.text))
                .show_ui(ui, |ui| {
                    for kind in [RowKind::Indicator, RowKind::Section, RowKind::Ignored] {
                        if ui.selectable_label(kind == of.kind, kind.word()).clicked() {
                            chosen = Some(kind);
                        }
                    }
                });
            shown
                .response
                .accessible_name(format!("第 {} 行是什么", row + 1));
        });
        if let Some(kind) = chosen.filter(|kind| *kind != of.kind) {
            self.step(DraftStep::Kind { row, kind });
        }
        let lower = Rect::from_min_max(pos2(inner.left(), menu.bottom()), inner.max);
        let faults = self.drafting.reading().rows.get(row);
        let fault = faults.and_then(|read| read.faults.first());
        if let Some(fault) = fault {
            caption(
                ui,
                lower,
                ("row", row),
                &format!("× {fault}"),
                fault,
                tokens.error,
            );
        } else if let Some(guess) = of.guess.as_ref().filter(|_| of.kind == RowKind::Ignored) {
            caption(
                ui,
                lower,
                ("row", row),
                &format!("▲ {guess}"),
                guess,
                tokens.stamp,
            );
        }
    }

    /// A cell as it is typed, and below it how it was understood.
    fn text_cell(&mut self, ui: &mut Ui, rect: Rect, row: usize, column: usize) {
        let tokens = Tokens::of(ui);
        let draft = self.drafting.draft();
        let inner = rect.shrink2(vec2(3.0, 3.0));
        let upper = Rect::from_min_size(inner.min, vec2(inner.width(), FIELD_HEIGHT));
        let reading = self.drafting.reading().rows.get(row);
        let read = reading.and_then(|reading| reading.cells.get(column));
        let is_here = self.state.at == (row, column);
        let mut typed = draft.rows[row].cells[column].clone();
        let filter = EventFilter {
            tab: true,
            vertical_arrows: true,
            horizontal_arrows: true,
            escape: false,
        };
        let id = cell_id(self.drafting.id(), row, column);
        let edit = TextEdit::singleline(&mut typed)
            .id(id)
            .frame(Frame::new().inner_margin(Margin::symmetric(6, 5)))
            .font(regular(size::SMALL + 1.0))
            .desired_width(upper.width() - 12.0)
            .event_filter(filter)
            .return_key(None);
        let response = ui.put(upper, edit);
        let role = draft.columns[column].role.word();
        let response = response.accessible_name(format!("第 {} 行 {role}", row + 1));
        let is_wrong = matches!(read, Some(read) if matches!(read.mark, Mark::Wrong(_)));
        let edge = if response.has_focus() {
            Stroke::new(2.0, tokens.accent)
        } else if is_wrong {
            Stroke::new(1.0, tokens.error)
        } else {
            Stroke::new(1.0, tokens.line)
        };
        ui.painter()
            .rect_stroke(upper, 3.0, edge, egui::StrokeKind::Inside);
        if response.changed() {
            self.step(DraftStep::Cell {
                row,
                column,
                text: typed,
            });
        }
        // While another cell waits for the keyboard, the one that still has it means nothing.
        if response.has_focus() && !is_here && !self.state.wants_focus {
            self.state.at = (row, column);
        }
        if is_here && self.state.wants_focus {
            response.request_focus();
            self.state.wants_focus = false;
        }
        let lower = Rect::from_min_max(pos2(inner.left() + 6.0, upper.bottom()), inner.max);
        let Some(read) = read else {
            return;
        };
        let salt = ("cell", row, column);
        match &read.mark {
            Mark::Unused => {}
            Mark::Read => {
                let font = regular(size::CAPTION);
                cell_text(ui, lower, Align::Left, &read.words, font, tokens.text_weak);
            }
            Mark::Guess(why) => {
                let hover = format!("{}\n{why}", read.words);
                let words = format!("▲ {}", read.words);
                caption(ui, lower, salt, &words, &hover, tokens.stamp);
            }
            Mark::Wrong(why) => self.wrong(ui, lower, (row, column), (&read.words, why)),
        }
        let taken = draft.rows[row].as_words.contains(&column);
        if taken && !matches!(read.mark, Mark::Wrong(_)) && is_here {
            let words = Rect::from_min_max(pos2(lower.right() - 60.0, lower.top()), lower.max);
            if small_link(ui, words, ("read", row, column), "照数读").clicked() {
                self.step(DraftStep::AsWords {
                    row,
                    column,
                    taken: false,
                });
            }
        }
    }

    /// Why a cell was not understood; a target can be taken as it is worded.
    fn wrong(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        (row, column): (usize, usize),
        (words, why): (&str, &str),
    ) {
        let tokens = Tokens::of(ui);
        let is_target = self.drafting.draft().columns[column].role == Role::Target;
        // Where the value is plain and only its year is not, no wording is meant.
        let can_be_words = is_target
            && words.is_empty()
            && !self.drafting.draft().rows[row].as_words.contains(&column);
        let left = if can_be_words {
            rect.with_max_x(rect.right() - 66.0)
        } else {
            rect
        };
        caption(
            ui,
            left,
            ("wrong", row, column),
            &format!("× {why}"),
            why,
            tokens.error,
        );
        if can_be_words {
            let right = rect.with_min_x(rect.right() - 64.0);
            let pressed = small_link(ui, right, ("words", row, column), "按文字收取");
            if pressed
                .on_hover_text("照原文收作文字目标，不算进度")
                .clicked()
            {
                self.step(DraftStep::AsWords {
                    row,
                    column,
                    taken: true,
                });
            }
        }
    }

    /// Which series a row is measured by.
    fn series_cell(&mut self, ui: &mut Ui, rect: Rect, row: usize) {
        let of = &self.drafting.draft().rows[row];
        let reading = self.drafting.reading().rows.get(row);
        let Some(read) = reading.filter(|_| of.kind == RowKind::Indicator && !of.is_blank()) else {
            return;
        };
        let tokens = Tokens::of(ui);
        let catalog = self.app.catalog();
        let name = |id: &SeriesId| {
            let series = catalog.series(id);
            series.map_or_else(|| id.to_string(), |series| series.name.clone())
        };
        let now = self.drafting.series_of(self.app, row);
        let (shown, is_shared) = match &now {
            Some(id) => (format!("共用 {}", name(id)), true),
            None => ("自己的口径".to_owned(), false),
        };
        let inner = rect.shrink2(vec2(6.0, 4.0));
        let upper = Rect::from_min_size(inner.min, vec2(inner.width(), FIELD_HEIGHT));
        let mut chosen = None;
        inside_line(ui, upper, |ui| {
            let menu = ComboBox::from_id_salt(("series", row))
                .width(upper.width() - 6.0)
                .selected_text(text(shown, regular(size::SMALL), tokens.text))
                .truncate()
                .show_ui(ui, |ui| {
                    if ui.selectable_label(!is_shared, "自己的口径").clicked() {
                        chosen = Some(SeriesChoice::Own);
                    }
                    for id in read.offers.iter().chain(now.as_ref()) {
                        let words = format!("共用 {}（{id}）", name(id));
                        if ui
                            .selectable_label(now.as_ref() == Some(id), words)
                            .clicked()
                        {
                            chosen = Some(SeriesChoice::Share(id.clone()));
                        }
                    }
                });
            menu.response
                .accessible_name(format!("第 {} 行的口径", row + 1));
        });
        if let Some(choice) = chosen {
            self.step(DraftStep::Series { row, choice });
        }
        let lower = Rect::from_min_max(pos2(inner.left(), upper.bottom()), inner.max);
        if !is_shared && !read.offers.is_empty() {
            let names: Vec<String> = read.offers.iter().map(name).collect();
            let hover = format!(
                "名称和单位与已有口径相同：{}。共用后，实际值填一次，各份规划都算数",
                names.join("、")
            );
            let words = format!("▲ 可共用 {} 个已有口径", read.offers.len());
            caption(ui, lower, ("offer", row), &words, &hover, tokens.stamp);
        }
    }
}

/// A line of small type, cut where it is long; what is hidden shows under the pointer.
fn caption(
    ui: &mut Ui,
    rect: Rect,
    salt: impl egui::AsIdSalt,
    words: &str,
    hover: &str,
    ink: egui::Color32,
) {
    if words.is_empty() {
        return;
    }
    painted_text(
        ui.painter(),
        rect,
        Align2::LEFT_CENTER,
        words,
        regular(size::CAPTION),
        ink,
    );
    let id = ui.make_persistent_id(salt);
    ui.interact(rect, id, Sense::hover()).on_hover_text(hover);
}

fn small_link(ui: &mut Ui, rect: Rect, salt: impl egui::AsIdSalt, words: &str) -> egui::Response {
    let tokens = Tokens::of(ui);
    let response = pressable(ui, rect, salt, words);
    painted_text(
        ui.painter(),
        rect,
        Align2::RIGHT_CENTER,
        words,
        regular(size::CAPTION),
        tokens.accent,
    );
    focus_ring(ui, &response, 3);
    response
}
