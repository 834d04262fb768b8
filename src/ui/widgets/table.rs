//! A plain table for a few dozen rows: aligned columns, a line between rows, a whole row to press.

use egui::{Align2, FontId, Pos2, Rect, Response, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::{paint_or_cut, painted_text};
use crate::ui::theme::{Tokens, regular, size};

/// How wide a column is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Width {
    /// So many points.
    Fixed(f32),
    /// A part of what is left, by weight, and at least so many points.
    Flex {
        /// Its weight among the others.
        weight: f32,
        /// The least width in points.
        least: f32,
    },
}

/// Which side the text of a column keeps to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Words.
    Left,
    /// Figures.
    Right,
}

/// A column.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Its heading.
    pub title: String,
    /// Its width.
    pub width: Width,
    /// The side its text keeps to.
    pub align: Align,
}

impl Column {
    /// A column of words.
    #[must_use]
    pub fn words(title: &str, width: Width) -> Self {
        Self {
            title: title.to_owned(),
            width,
            align: Align::Left,
        }
    }

    /// A column of figures.
    #[must_use]
    pub fn figures(title: impl Into<String>, width: f32) -> Self {
        Self {
            title: title.into(),
            width: Width::Fixed(width),
            align: Align::Right,
        }
    }
}

/// A table about to be drawn.
#[derive(Debug)]
pub struct Table<'a> {
    /// Sets it apart from other tables of the page.
    pub id_salt: &'a str,
    /// Its columns.
    pub columns: &'a [Column],
    /// How high a row is.
    pub row_height: f32,
}

const SIDE: f32 = 16.0;
const GAP: f32 = 16.0;
/// Above and below words that wrap, together.
const WRAPPED_ROOM: f32 = 12.0;

/// Whether columns have the least widths they ask for.
#[must_use]
pub fn fits(columns: &[Column], width: f32) -> bool {
    #[expect(clippy::cast_precision_loss, reason = "some columns")]
    let gaps = GAP * (columns.len().saturating_sub(1)) as f32;
    let least: f32 = columns
        .iter()
        .map(|column| match column.width {
            Width::Fixed(points) => points,
            Width::Flex { least, .. } => least,
        })
        .sum();
    least + gaps + 2.0 * SIDE <= width
}

impl Table<'_> {
    /// Draws head and rows; answers the row that was pressed.
    ///
    /// `label` says a row in words; `cell` paints one cell into its rectangle. A cell with widgets in
    /// it lays them out [`super::inside`] that rectangle: most cells are words, which need no layout.
    pub fn show(
        &self,
        ui: &mut Ui,
        rows: usize,
        label: impl Fn(usize) -> String,
        mut cell: impl FnMut(&mut Ui, usize, usize, Rect),
    ) -> Option<usize> {
        let height = |_: &Ui, _: usize, _: &[(f32, f32)]| self.row_height;
        self.rows(ui, rows, height, label, &mut cell)
    }

    /// The same for words alone, which wrap where they are long: a row is as high as it needs.
    pub fn show_wrapped<const N: usize>(
        &self,
        ui: &mut Ui,
        rows: &[[String; N]],
        font: impl Fn(usize) -> FontId,
    ) -> Option<usize> {
        let ink = Tokens::of(ui).text;
        let laid = |ui: &Ui, row: usize, column: usize, width: f32| {
            let words = rows[row][column].clone();
            ui.painter().layout(words, font(column), ink, width)
        };
        let height = |ui: &Ui, row: usize, spans: &[(f32, f32)]| {
            let cells = spans.iter().enumerate();
            let heights = cells.map(|(column, (_, width))| laid(ui, row, column, *width).size().y);
            heights.fold(self.row_height, |most, height| {
                most.max(height + WRAPPED_ROOM)
            })
        };
        let label = |row: usize| rows[row].join("，");
        self.rows(ui, rows.len(), height, label, |ui, row, column, area| {
            let galley = laid(ui, row, column, area.width());
            let at = Align2::LEFT_CENTER.align_size_within_rect(galley.size(), area);
            ui.painter().galley(at.min, galley, ink);
        })
    }

    fn rows(
        &self,
        ui: &mut Ui,
        rows: usize,
        height: impl Fn(&Ui, usize, &[(f32, f32)]) -> f32,
        label: impl Fn(usize) -> String,
        mut cell: impl FnMut(&mut Ui, usize, usize, Rect),
    ) -> Option<usize> {
        let spacing = ui.spacing().item_spacing;
        ui.spacing_mut().item_spacing.y = 0.0;
        let lefts = self.column_spans(ui.available_width());
        self.head(ui, &lefts);
        let mut pressed = None;
        for row in 0..rows {
            let size = vec2(ui.available_width(), height(ui, row, &lefts));
            let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
            if !ui.is_rect_visible(rect) {
                continue;
            }
            let response = self.row_response(ui, rect, row, &label);
            if response.clicked() {
                pressed = Some(row);
            }
            for (column, (left, width)) in lefts.iter().enumerate() {
                let area = Rect::from_min_size(
                    pos2(rect.left() + left, rect.top()),
                    vec2(*width, rect.height()),
                );
                cell(ui, row, column, area);
            }
        }
        ui.spacing_mut().item_spacing = spacing;
        pressed
    }

    fn row_response(
        &self,
        ui: &Ui,
        rect: Rect,
        row: usize,
        label: &impl Fn(usize) -> String,
    ) -> Response {
        let tokens = Tokens::of(ui);
        let id = ui.make_persistent_id((self.id_salt, row));
        let response = ui.interact(rect, id, Sense::click());
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, label(row)));
        let painter = ui.painter();
        if response.hovered() || response.has_focus() {
            painter.rect_filled(rect, 0.0, tokens.hover);
        }
        if response.has_focus() {
            let bar = Rect::from_min_size(rect.min, vec2(3.0, rect.height()));
            painter.rect_filled(bar, 0.0, tokens.accent);
        }
        let line = Rect::from_min_size(rect.min, vec2(rect.width(), 1.0));
        painter.rect_filled(line.shrink2(vec2(SIDE, 0.0)), 0.0, tokens.line);
        response.on_hover_cursor(egui::CursorIcon::PointingHand)
    }

    fn head(&self, ui: &mut Ui, spans: &[(f32, f32)]) {
        let tokens = Tokens::of(ui);
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 30.0), Sense::hover());
        for (column, (left, width)) in self.columns.iter().zip(spans) {
            let area = Rect::from_min_size(
                pos2(rect.left() + left, rect.top()),
                vec2(*width, rect.height()),
            );
            cell_text(
                ui,
                area,
                column.align,
                &column.title,
                regular(size::SMALL),
                tokens.text_weak,
            );
        }
    }

    /// Left edge and width of each column.
    fn column_spans(&self, width: f32) -> Vec<(f32, f32)> {
        #[expect(clippy::cast_precision_loss, reason = "some columns")]
        let gaps = GAP * (self.columns.len().saturating_sub(1)) as f32;
        let (mut fixed, mut weights) = (0.0, 0.0);
        for column in self.columns {
            match column.width {
                Width::Fixed(points) => fixed += points,
                Width::Flex { weight, .. } => weights += weight,
            }
        }
        let free = (width - 2.0 * SIDE - gaps - fixed).max(0.0);
        let mut left = SIDE;
        self.columns
            .iter()
            .map(|column| {
                let width = match column.width {
                    Width::Fixed(points) => points,
                    Width::Flex { weight, least } => (free * weight / weights).max(least),
                };
                let span = (left, width);
                left += width + GAP;
                span
            })
            .collect()
    }
}

/// A figure at the right of a cell, with a small mark before it, so that its digits stay in line with those
/// above.
pub fn marked_figure(ui: &Ui, area: Rect, mark: Option<&str>, words: &str, font: FontId) {
    let tokens = Tokens::of(ui);
    if let Some(mark) = mark {
        let galley = ui
            .painter()
            .layout_no_wrap(words.to_owned(), font.clone(), tokens.text);
        let area = area.with_max_x(area.right() - galley.size().x - 4.0);
        let small = regular(size::MARK);
        painted_text(
            ui.painter(),
            area,
            Align2::RIGHT_CENTER,
            mark,
            small,
            tokens.text_weak,
        );
    }
    cell_text(ui, area, Align::Right, words, font, tokens.text);
}

/// One line of text in a cell; what had to be cut is told in full on hover.
pub fn cell_text(
    ui: &Ui,
    area: Rect,
    align: Align,
    words: &str,
    font: FontId,
    color: egui::Color32,
) {
    let anchor = match align {
        Align::Left => Align2::LEFT_CENTER,
        Align::Right => Align2::RIGHT_CENTER,
    };
    let cut = paint_or_cut(ui.painter(), area, anchor, words, font, color);
    if cut && pointer_in(ui, area) {
        let layer = ui.layer_id();
        egui::Tooltip::always_open(
            ui.ctx().clone(),
            layer,
            ui.scope_id().with(("cut", words)),
            egui::PopupAnchor::Pointer,
        )
        .gap(12.0)
        .show(|ui| ui.label(words));
    }
}

fn pointer_in(ui: &Ui, area: Rect) -> bool {
    let pos: Option<Pos2> = ui.ctx().input(|i| i.pointer.hover_pos());
    pos.is_some_and(|pos| area.contains(pos)) && ui.rect_contains_pointer(area)
}
