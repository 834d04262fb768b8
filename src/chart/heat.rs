//! Grades of many indicators over years, one small cell each, in the colour and mark of its grade.

use egui::epaint::PathShape;
use egui::{Align2, CornerRadius, Pos2, Rect, Role, Sense, Stroke, WidgetInfo, pos2, vec2};

use super::{ChartStyle, Drawn, HeatMap, paint_mark};

const GROUP_GAP: f32 = 6.0;
const GROUP_LABEL_WIDTH: f32 = 66.0;
/// From this width on each row carries its name, as in reports, where no pointer can ask for it.
const NAMED_WIDTH: f32 = 560.0;
/// How much of the width names take.
const NAME_SHARE: f32 = 0.46;
const AXIS_HEIGHT: f32 = 22.0;
const MOST_ROW_HEIGHT: f32 = 22.0;
const LEAST_ROW_HEIGHT: f32 = 7.0;

/// Where everything of a heat map stands.
struct Layout {
    cells: Rect,
    row_tops: Vec<f32>,
    row_height: f32,
    column_width: f32,
    /// Width of the names of rows; zero where there is no room for them.
    name_width: f32,
}

/// Fills the space there is.
pub(super) fn draw(ui: &mut egui::Ui, id_salt: &str, map: &HeatMap, style: &ChartStyle) -> Drawn {
    let size = ui.available_size();
    let (id, rect) = ui.allocate_space(size);
    let response = ui.interact(rect, id.with(id_salt), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, describe(map)));
    let layout = layout(rect, map);
    paint_groups(ui, map, &layout, style);
    paint_names(ui, map, &layout, style);
    paint_own_rules(ui, map, &layout, style);
    paint_years(ui, map, &layout, style);
    let hovered = response
        .hover_pos()
        .and_then(|pos| cell_at(&layout, map, pos));
    paint_cells(ui, map, &layout, style, hovered);
    let clicked_cell = hovered.filter(|_| response.clicked());
    let mut response = response;
    if let Some(cell) = hovered.and_then(|(row, column)| map.rows[row].cells.get(column)) {
        response = response
            .on_hover_cursor(egui::CursorIcon::PointingHand)
            .on_hover_text_at_pointer(&cell.hover);
    }
    Drawn {
        response,
        clicked_cell,
    }
}

/// What it shows, for those who cannot see it.
pub(super) fn describe(map: &HeatMap) -> String {
    let own = map.rows.iter().filter(|row| row.has_own_rule).count();
    let own = match own {
        0 => String::new(),
        count => format!("，其中 {count} 项按单独规则评价"),
    };
    format!("逐年评价图：{} 项指标{own}", map.rows.len())
}

fn layout(rect: Rect, map: &HeatMap) -> Layout {
    let groups = map
        .rows
        .windows(2)
        .filter(|pair| pair[0].theme != pair[1].theme)
        .count();
    #[expect(clippy::cast_precision_loss, reason = "some dozens of rows")]
    let (rows, gaps, columns) = (
        map.rows.len().max(1) as f32,
        groups as f32,
        map.years.len().max(1) as f32,
    );
    let free = rect.height() - AXIS_HEIGHT - gaps * GROUP_GAP;
    let row_height = (free / rows).clamp(LEAST_ROW_HEIGHT, MOST_ROW_HEIGHT);
    let mut row_tops = Vec::with_capacity(map.rows.len());
    let mut top = rect.top();
    for (index, row) in map.rows.iter().enumerate() {
        if index > 0 && map.rows[index - 1].theme != row.theme {
            top += GROUP_GAP;
        }
        row_tops.push(top);
        top += row_height;
    }
    let name_width = if rect.width() >= NAMED_WIDTH && row_height > 11.0 {
        rect.width() * NAME_SHARE
    } else {
        0.0
    };
    let cells = Rect::from_min_max(
        pos2(rect.left() + GROUP_LABEL_WIDTH + name_width, rect.top()),
        pos2(rect.right(), top),
    );
    Layout {
        cells,
        row_tops,
        row_height,
        column_width: cells.width() / columns,
        name_width,
    }
}

fn cell_rect(layout: &Layout, row: usize, column: usize) -> Rect {
    #[expect(clippy::cast_precision_loss, reason = "some columns")]
    let left = layout.cells.left() + layout.column_width * column as f32;
    let top = layout.row_tops[row];
    Rect::from_min_size(
        pos2(left, top),
        vec2(layout.column_width, layout.row_height),
    )
}

fn cell_at(layout: &Layout, map: &HeatMap, pos: Pos2) -> Option<(usize, usize)> {
    if !layout.cells.contains(pos) {
        return None;
    }
    let row = layout
        .row_tops
        .iter()
        .position(|top| (*top..*top + layout.row_height).contains(&pos.y))?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "inside the cells"
    )]
    let column = ((pos.x - layout.cells.left()) / layout.column_width) as usize;
    (column < map.years.len()).then_some((row, column))
}

fn paint_groups(ui: &egui::Ui, map: &HeatMap, layout: &Layout, style: &ChartStyle) {
    let mut start = 0;
    for index in 1..=map.rows.len() {
        let ends = index == map.rows.len() || map.rows[index].theme != map.rows[start].theme;
        if !ends {
            continue;
        }
        let row = &map.rows[start];
        let left = layout.cells.left() - layout.name_width - GROUP_LABEL_WIDTH;
        let bar = Rect::from_min_max(
            pos2(left, layout.row_tops[start] + 1.0),
            pos2(
                left + 3.0,
                layout.row_tops[index - 1] + layout.row_height - 1.0,
            ),
        );
        let painter = ui.painter();
        painter.rect_filled(bar, 1.5, style.theme(row.theme));
        painter.text(
            pos2(left + 9.0, bar.top() - 1.0),
            Align2::LEFT_TOP,
            &row.theme_name,
            style.axis_font.clone(),
            style.text_weak,
        );
        start = index;
    }
}

fn paint_names(ui: &egui::Ui, map: &HeatMap, layout: &Layout, style: &ChartStyle) {
    if layout.name_width == 0.0 {
        return;
    }
    for (row, top) in map.rows.iter().zip(&layout.row_tops) {
        let width = layout.name_width - 8.0;
        let mut job = egui::text::LayoutJob::simple_singleline(
            row.label.clone(),
            style.axis_font.clone(),
            style.text,
        );
        job.wrap = egui::text::TextWrapping::truncate_at_width(width);
        let galley = ui.painter().layout_job(job);
        let at = pos2(
            layout.cells.left() - layout.name_width,
            top + (layout.row_height - galley.size().y) / 2.0,
        );
        ui.painter().galley(at, galley, style.text);
    }
}

/// A diamond before the cells of each row that a rule of its own judges.
fn paint_own_rules(ui: &egui::Ui, map: &HeatMap, layout: &Layout, style: &ChartStyle) {
    let own = map.rows.iter().zip(&layout.row_tops);
    for (_, top) in own.filter(|(row, _)| row.has_own_rule) {
        let center = pos2(layout.cells.left() - 4.0, top + layout.row_height / 2.0);
        let radius = (layout.row_height * 0.4).min(3.5);
        let corner = |x: f32, y: f32| center + vec2(x, y) * radius;
        let corners = vec![
            corner(0.0, -1.0),
            corner(1.0, 0.0),
            corner(0.0, 1.0),
            corner(-1.0, 0.0),
        ];
        let diamond = PathShape::convex_polygon(corners, style.text, Stroke::NONE);
        ui.painter().add(diamond);
    }
}

fn paint_years(ui: &egui::Ui, map: &HeatMap, layout: &Layout, style: &ChartStyle) {
    for (column, year) in map.years.iter().enumerate() {
        #[expect(clippy::cast_precision_loss, reason = "some columns")]
        let center = layout.cells.left() + layout.column_width * (column as f32 + 0.5);
        let current = *year == map.current;
        ui.painter().text(
            pos2(center, layout.cells.bottom() + 4.0),
            Align2::CENTER_TOP,
            year.to_string(),
            if current {
                style.value_font.clone()
            } else {
                style.axis_font.clone()
            },
            if current { style.text } else { style.text_weak },
        );
    }
}

fn paint_cells(
    ui: &egui::Ui,
    map: &HeatMap,
    layout: &Layout,
    style: &ChartStyle,
    hovered: Option<(usize, usize)>,
) {
    let painter = ui.painter();
    for (row_index, row) in map.rows.iter().enumerate() {
        for (column, cell) in row.cells.iter().enumerate() {
            let whole = cell_rect(layout, row_index, column);
            let rect = whole.shrink2(vec2(1.5, 1.0));
            let radius = CornerRadius::same(2);
            if cell.by_hand {
                // Framed rather than filled: nobody takes it for a computed grade.
                let color = style.grade(cell.grade);
                let stroke = Stroke::new(1.5, color);
                painter.rect_stroke(rect, radius, stroke, egui::StrokeKind::Inside);
                let size = (rect.height() * 0.62).min(9.0);
                paint_mark(painter, rect.center(), size, cell.grade, color);
                if cell.needs_review {
                    let dot = rect.right_top() + vec2(-5.0, rect.height() * 0.3);
                    painter.circle_filled(dot, (rect.height() * 0.14).min(2.5), style.text);
                }
            } else if cell.grade.is_assessed() {
                painter.rect_filled(rect, radius, style.grade(cell.grade));
                let size = (rect.height() * 0.72).min(10.0);
                paint_mark(painter, rect.center(), size, cell.grade, style.on_grade);
            } else {
                painter.rect_filled(rect, radius, style.track);
                if cell.has_actual {
                    // There is a value, only no grade: a ring says that it is not blank.
                    let size = (rect.height() * 0.72).min(10.0);
                    let color = style.grade(cell.grade);
                    paint_mark(painter, rect.center(), size, cell.grade, color);
                }
            }
            if hovered == Some((row_index, column)) {
                painter.rect_stroke(
                    whole,
                    radius,
                    Stroke::new(1.5, style.text),
                    egui::StrokeKind::Inside,
                );
            }
        }
    }
}
