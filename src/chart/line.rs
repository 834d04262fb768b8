//! Actuals against target and path, over years.
//!
//! Values are labelled where they stand: the target at its own right margin, which nothing else
//! enters, so that no line crosses it. The axis has round numbers and carries its unit above.

use egui::{Align2, FontId, Painter, Rect, Role, Sense, Stroke, Ui, Vec2, WidgetInfo, pos2, vec2};
use egui_plot::{
    AxisHints, GridMark, Line, LineStyle, MarkerShape, Plot, PlotPoint, PlotPoints, PlotTransform,
    PlotUi, Points, Polygon,
};

use super::axis::{Ticks, ticks};
use super::told::{describe, hover, path_value};
use super::{ChartStyle, Drawn, LineChart};
use crate::model::Year;

const UNIT_STRIP: f32 = 20.0;
const POINT_RADIUS: f32 = 4.0;
/// From this height on, actual values are written beside their points.
const LABELLED_HEIGHT: f32 = 240.0;
/// Fewer actuals than this are always drawn with a mark each.
pub(super) const FEWEST_DENSE: usize = 60;
/// How wide the line through very many actuals is, and with it a column of which it shows the lowest and the
/// highest: what stands in between is covered by it.
const DENSE_WIDTH: f32 = 2.5;

/// Fills the space there is.
pub(super) fn draw(ui: &mut Ui, id_salt: &str, chart: &LineChart, style: &ChartStyle) -> Drawn {
    let size = ui.available_size();
    let labelled = size.y >= LABELLED_HEIGHT;
    let y_ticks = y_ticks(chart, size.y);
    let axis_width = axis_width(ui, &y_ticks, &style.axis_font);
    unit_strip(ui, chart, style, axis_width);

    let plot_size = vec2(size.x, (size.y - UNIT_STRIP).max(40.0));
    let x_range = x_range(ui, chart, style, plot_size.x - axis_width);
    let inner = plot_size.x - axis_width;
    let per_point = (x_range.1 - x_range.0) / f64::from(inner.max(1.0));
    let is_dense = is_dense(chart, per_point);
    let shown = plot(id_salt, chart, style, &y_ticks, plot_size, axis_width).show(ui, |plot| {
        plot.set_plot_bounds_x(x_range.0..=x_range.1);
        plot.set_plot_bounds_y(y_bounds(chart, &y_ticks, labelled));
        add_items(plot, chart, style, is_dense.then_some(per_point));
    });
    let response = shown.response;
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, describe(chart)));
    // Labels keep their distance in points of the screen, so they wait for this pass's transform.
    if labelled {
        super::others::paint_labels(ui.painter(), chart, style, &shown.transform);
        super::superseded::paint_labels(ui.painter(), chart, style, &shown.transform);
        if !is_dense {
            paint_value_labels(ui.painter(), chart, style, &shown.transform);
        }
    }
    paint_target_labels(ui.painter(), chart, style, &shown.transform);
    if let Some(hint) = &chart.hint {
        paint_hint(ui.painter(), shown.transform.frame(), hint, style);
    }
    let response = hover(ui, response, chart, style, &shown.transform);
    Drawn {
        response,
        clicked_cell: None,
    }
}

/// Whether marks for every actual would stand on each other; `per_point` is how many years a point of the
/// screen is wide.
fn is_dense(chart: &LineChart, per_point: f64) -> bool {
    let (Some(first), Some(last)) = (chart.actuals.first(), chart.actuals.last()) else {
        return false;
    };
    #[expect(clippy::cast_precision_loss, reason = "no more than memory holds")]
    let each = f64::from(last.year - first.year) / chart.actuals.len() as f64;
    chart.actuals.len() >= FEWEST_DENSE && each < per_point * f64::from(POINT_RADIUS)
}

/// Words in the middle, on ground of their own so that no line runs through them.
fn paint_hint(painter: &Painter, frame: &Rect, hint: &str, style: &ChartStyle) {
    let mut job = egui::text::LayoutJob::simple(
        hint.to_owned(),
        style.label_font.clone(),
        style.text_weak,
        frame.width() - 24.0,
    );
    job.halign = egui::Align::Center;
    let galley = painter.layout_job(job);
    // Low in the frame: a target without figures stands high in it.
    let center = pos2(frame.center().x, frame.top() + frame.height() * 0.72);
    let ground = Rect::from_center_size(center, galley.size() + vec2(12.0, 6.0));
    painter.rect_filled(ground, 4.0, style.surface);
    let at = pos2(center.x, center.y - galley.size().y / 2.0);
    painter.galley(at, galley, style.text_weak);
}

fn plot<'a>(
    id_salt: &str,
    chart: &LineChart,
    style: &ChartStyle,
    y_ticks: &Ticks,
    size: Vec2,
    axis_width: f32,
) -> Plot<'a> {
    let y_ticks = *y_ticks;
    let years = chart.years;
    let step = year_step(years, size.x - axis_width);
    let x_axis = AxisHints::new_x()
        .formatter(move |mark, _| year_label(mark, years))
        .min_thickness(style.axis_font.size + 6.0)
        .label_spacing(0.0..=1.0)
        .tick_label_color(style.text_weak)
        .tick_label_font(style.axis_font.clone());
    let y_axis = AxisHints::new_y()
        .formatter(move |mark, _| y_ticks.label(mark.value))
        .label_spacing(0.0..=1.0)
        .min_thickness(axis_width)
        .tick_label_color(style.text_weak)
        .tick_label_font(style.axis_font.clone());
    Plot::new(id_salt)
        .width(size.x)
        .height(size.y)
        .custom_x_axes(vec![x_axis])
        .custom_y_axes(vec![y_axis])
        .x_grid_spacer(move |_| year_marks(years, step))
        .y_grid_spacer(move |_| {
            y_ticks
                .values()
                .into_iter()
                .map(|value| GridMark {
                    value,
                    step_size: y_ticks.step,
                })
                .collect()
        })
        .grid_color(style.grid)
        .grid_fade(0.0)
        .show_grid([false, true])
        .grid_spacing(0.0..=1.0)
        .show_background(false)
        .show_x(false)
        .show_y(false)
        .show_crosshair(false)
        .allow_zoom(false)
        .allow_drag(false)
        .allow_scroll(false)
        .allow_boxed_zoom(false)
        .allow_axis_zoom_drag(false)
        .allow_double_click_reset(false)
        .label_formatter(|_| None)
        .sense(Sense::hover())
}

fn unit_strip(ui: &mut Ui, chart: &LineChart, style: &ChartStyle, axis_width: f32) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), UNIT_STRIP), Sense::hover());
    let unit = if chart.unit.is_empty() {
        "指数"
    } else {
        &chart.unit
    };
    ui.painter().text(
        pos2(rect.left() + (axis_width - 4.0).max(0.0), rect.top()),
        Align2::RIGHT_TOP,
        unit,
        style.axis_font.clone(),
        style.text_weak,
    );
}

fn axis_width(ui: &Ui, ticks: &Ticks, font: &FontId) -> f32 {
    let widest = ticks
        .values()
        .into_iter()
        .map(|value| text_width(ui, &ticks.label(value), font))
        .fold(0.0, f32::max);
    // The axis leaves four points on both sides of a label.
    (widest + 8.0).max(40.0).ceil()
}

fn text_width(ui: &Ui, text: &str, font: &FontId) -> f32 {
    ui.painter()
        .layout_no_wrap(text.to_owned(), font.clone(), egui::Color32::PLACEHOLDER)
        .size()
        .x
}

fn y_ticks(chart: &LineChart, height: f32) -> Ticks {
    let actuals = chart.extremes.range();
    let values = actuals
        .into_iter()
        .flat_map(|(low, high)| [low, high])
        .chain(chart.path.iter().map(|(_, value)| *value))
        .chain(chart.targets.iter().map(|t| t.value))
        .chain(chart.superseded.iter().map(|t| t.value))
        .chain(chart.other_targets.iter().map(|t| t.value))
        .chain(chart.start.iter().map(|s| s.value));
    let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
        (low.min(value), high.max(value))
    });
    let (low, high) = with_forecast(chart, low, high);
    let alone = chart.actuals.is_empty() && chart.start.is_none();
    // A target alone says nothing of the scale: show it against zero.
    let low = if alone { low.min(0.0) } else { low };
    let most = if height >= LABELLED_HEIGHT { 7 } else { 4 };
    let mut targets = chart.targets.iter();
    let whole = chart.extremes.is_whole() && targets.all(|t| t.value.fract() == 0.0);
    ticks(low, high, most, whole)
}

/// Makes room for the forecast and some of its band, but never so much that all else becomes a flat line:
/// what lies beyond is cut at the frame, and the figures say it in full.
fn with_forecast(chart: &LineChart, low: f64, high: f64) -> (f64, f64) {
    let way = chart.forecast.iter().map(|point| point.value);
    let (low, high) = widened((low, high), 1.0, way);
    let band = chart.forecast.iter().filter_map(|point| point.band);
    widened((low, high), 0.3, band.flat_map(|(low, high)| [low, high]))
}

/// A range that takes in values, by `most` of its own width at either end.
fn widened((low, high): (f64, f64), most: f64, values: impl Iterator<Item = f64>) -> (f64, f64) {
    let room = (high - low) * most;
    // What never was below zero is not shown as if it might fall there.
    let least = if low >= 0.0 {
        (low - room).max(0.0)
    } else {
        low - room
    };
    let most = high + room;
    values
        .map(|value| value.clamp(least, most))
        .fold((low, high), |(low, high), value| {
            (low.min(value), high.max(value))
        })
}

fn y_bounds(chart: &LineChart, ticks: &Ticks, labelled: bool) -> std::ops::RangeInclusive<f64> {
    let span = ticks.max - ticks.min;
    // A point on the lowest line needs room for its own radius, or for its label.
    let room = span * if labelled { 0.14 } else { 0.06 };
    let actuals = chart.extremes.range();
    let lowest = actuals
        .into_iter()
        .map(|(low, _)| low)
        .chain(chart.start.iter().map(|s| s.value))
        .fold(f64::INFINITY, f64::min);
    let below = if lowest - ticks.min < room { room } else { 0.0 };
    ticks.min - below..=ticks.max + span * 0.06
}

/// Room on the right for the target's label, in years.
fn x_range(ui: &Ui, chart: &LineChart, style: &ChartStyle, width: f32) -> (f64, f64) {
    let label = chart
        .targets
        .iter()
        .map(|t| text_width(ui, &t.text, &style.value_font))
        .fold(text_width(ui, "目标", &style.label_font), f32::max)
        + POINT_RADIUS * 2.0
        + 8.0;
    let (first, last) = (f64::from(chart.years.0), f64::from(chart.years.1));
    let left = 14.0_f32;
    let inner = f64::from((width - label - left).max(40.0));
    let per_point = (last - first).max(1.0) / inner;
    (
        first - f64::from(left) * per_point,
        last + f64::from(label) * per_point,
    )
}

/// How many years between labels, so that they never touch.
fn year_step(years: (Year, Year), width: f32) -> Year {
    let count = (years.1 - years.0).max(1);
    let fitting = (width / 52.0).max(1.0);
    #[expect(clippy::cast_possible_truncation, reason = "a few years")]
    #[expect(clippy::cast_precision_loss, reason = "a few years")]
    let step = (count as f32 / fitting).ceil() as Year;
    step.max(1)
}

/// Counted from the last year, so that the target's year always has its label.
fn year_marks(years: (Year, Year), step: Year) -> Vec<GridMark> {
    let count = (years.1 - years.0) / step;
    (0..=count)
        .map(|back| years.1 - (count - back) * step)
        .map(|year| GridMark {
            value: f64::from(year),
            step_size: f64::from(step),
        })
        .collect()
}

fn year_label(mark: GridMark, years: (Year, Year)) -> String {
    let year = mark.value.round();
    if (f64::from(years.0)..=f64::from(years.1)).contains(&year) {
        format!("{year:.0}")
    } else {
        String::new()
    }
}

/// `dense` is how many years a point of the screen is wide, where actuals are too many for a mark each.
fn add_items(plot: &mut PlotUi<'_>, chart: &LineChart, style: &ChartStyle, dense: Option<f64>) {
    let accent = style.theme(chart.theme);
    let points = |list: &[(f64, f64)]| -> PlotPoints<'static> {
        list.iter().map(|(x, y)| [*x, *y]).collect()
    };
    if chart.path.len() > 1 {
        let path: Vec<(f64, f64)> = chart
            .path
            .iter()
            .map(|(y, v)| (f64::from(*y), *v))
            .collect();
        plot.line(
            Line::new("路径", points(&path))
                .color(style.path)
                .width(1.5)
                .style(LineStyle::dashed_dense()),
        );
    }
    add_forecast(plot, chart, accent);
    super::others::add(plot, chart, style);
    super::superseded::add(plot, chart, style);
    if let Some(per_point) = dense {
        add_dense(plot, chart, accent, per_point);
    }
    let line = if dense.is_some() {
        Vec::new()
    } else {
        line_points(chart)
    };
    for pair in line.windows(2) {
        // Years without a value are crossed by a thin line: it connects, and claims nothing.
        let is_gap = pair[1].0 - pair[0].0 > 1.5;
        let width = if is_gap { 1.0 } else { 2.5 };
        plot.line(Line::new("实际", points(pair)).color(accent).width(width));
    }
    if let Some(start) = &chart.start {
        let at = [(f64::from(start.year), start.value)];
        plot.points(marker("基期", &at, MarkerShape::Square, POINT_RADIUS + 1.0).color(accent));
        plot.points(
            marker("基期", &at, MarkerShape::Square, POINT_RADIUS - 1.5).color(style.surface),
        );
    }
    let marked = if dense.is_some() {
        &[]
    } else {
        chart.actuals.as_slice()
    };
    for actual in marked {
        let at = [(f64::from(actual.year), actual.value)];
        plot.points(marker("实际", &at, MarkerShape::Circle, POINT_RADIUS).color(accent));
        if !actual.firm {
            let hollow = marker("实际", &at, MarkerShape::Circle, POINT_RADIUS - 1.8);
            plot.points(hollow.color(style.surface));
        }
    }
    for target in &chart.targets {
        let at = [(f64::from(target.year), target.value)];
        plot.points(
            marker("目标", &at, MarkerShape::Diamond, POINT_RADIUS + 2.0).color(style.text),
        );
    }
}

/// Very many actuals: the lowest and highest of each column, runs of columns without any
/// crossed by a thin line as single years are.
fn add_dense(plot: &mut PlotUi<'_>, chart: &LineChart, accent: egui::Color32, per_point: f64) {
    let runs = chart.extremes.runs(per_point * f64::from(DENSE_WIDTH));
    let point = |place: &usize| -> Option<[f64; 2]> {
        let actual = chart.actuals.get(*place)?;
        Some([f64::from(actual.year), actual.value])
    };
    let mut line = |places: &[usize], width: f32| {
        let points: PlotPoints<'_> = places.iter().filter_map(point).collect();
        plot.line(Line::new("实际", points).color(accent).width(width));
    };
    for pair in runs.windows(2) {
        let ends = pair[0].last().into_iter().chain(pair[1].first());
        line(&ends.copied().collect::<Vec<_>>(), 1.0);
    }
    for run in &runs {
        line(run, DENSE_WIDTH);
    }
    let first = chart.actuals.first();
    if let (Some(start), Some(first)) = (&chart.start, first)
        && start.year < first.year
    {
        let ends = [(start.year, start.value), (first.year, first.value)];
        let ends: PlotPoints<'_> = ends.map(|(x, y)| [f64::from(x), y]).into_iter().collect();
        plot.line(Line::new("实际", ends).color(accent).width(DENSE_WIDTH));
    }
}

/// Dotted from the last actual on, with the band of its 80 % prediction interval.
fn add_forecast(plot: &mut PlotUi<'_>, chart: &LineChart, accent: egui::Color32) {
    for pair in chart.forecast.windows(2) {
        let [from, to] = pair else { continue };
        let (Some(a), Some(b)) = (from.band, to.band) else {
            continue;
        };
        let (left, right) = (f64::from(from.year), f64::from(to.year));
        let corners = vec![[left, a.0], [right, b.0], [right, b.1], [left, a.1]];
        plot.polygon(
            Polygon::new("预测区间", PlotPoints::from(corners))
                .fill_color(accent.gamma_multiply(0.13))
                .stroke(Stroke::NONE)
                .allow_hover(false),
        );
    }
    if chart.forecast.len() > 1 {
        let way = chart.forecast.iter();
        let way: PlotPoints<'_> = way.map(|p| [f64::from(p.year), p.value]).collect();
        plot.line(
            Line::new("预测", way)
                .color(accent)
                .width(2.0)
                .style(LineStyle::dotted_dense()),
        );
    }
}

fn marker(name: &str, at: &[(f64, f64)], shape: MarkerShape, radius: f32) -> Points<'static> {
    let points: PlotPoints<'static> = at.iter().map(|(x, y)| [*x, *y]).collect();
    Points::new(name, points)
        .shape(shape)
        .radius(radius)
        .filled(true)
        .allow_hover(false)
}

/// Baseline, then actuals by year. A baseline among or after the actuals is no beginning.
fn line_points(chart: &LineChart) -> Vec<(f64, f64)> {
    let mut points: Vec<(f64, f64)> = chart
        .actuals
        .iter()
        .map(|a| (f64::from(a.year), a.value))
        .collect();
    if let Some(start) = &chart.start
        && chart.actuals.iter().all(|a| a.year > start.year)
    {
        points.insert(0, (f64::from(start.year), start.value));
    }
    points
}

/// Each value on the side of its point where the line is not.
fn paint_value_labels(
    painter: &Painter,
    chart: &LineChart,
    style: &ChartStyle,
    transform: &PlotTransform,
) {
    let line = line_points(chart);
    let widest = chart.actuals.iter().map(|a| a.text.chars().count()).max();
    let per_year = transform.dpos_dvalue_x().abs();
    #[expect(clippy::cast_precision_loss, reason = "digits of a number")]
    let needed = widest.unwrap_or(0) as f64 * f64::from(style.label_font.size) * 0.62 + 8.0;
    if per_year < needed {
        // They would stand on each other; hovering reads each exactly.
        return;
    }
    let texts = chart
        .actuals
        .iter()
        .map(|a| (a.year, a.value, &a.text))
        .chain(chart.start.iter().map(|s| (s.year, s.value, &s.text)));
    for (year, value, text) in texts {
        let x = f64::from(year);
        let above = match path_value(chart, year) {
            Some(path) if (path - value).abs() > f64::EPSILON => value > path,
            _ => line
                .iter()
                .find(|(other, _)| *other > x)
                .is_none_or(|(_, next)| *next <= value),
        };
        let at = transform.position_from_point(&PlotPoint::new(x, value));
        let (anchor, dy) = if above {
            (Align2::CENTER_BOTTOM, -7.0)
        } else {
            (Align2::CENTER_TOP, 7.0)
        };
        painter.text(
            at + vec2(0.0, dy),
            anchor,
            text,
            style.label_font.clone(),
            style.text,
        );
    }
}

fn paint_target_labels(
    painter: &Painter,
    chart: &LineChart,
    style: &ChartStyle,
    transform: &PlotTransform,
) {
    let Some(last) = chart.targets.iter().map(|t| t.year).max() else {
        return;
    };
    for target in &chart.targets {
        let at =
            transform.position_from_point(&PlotPoint::new(f64::from(target.year), target.value));
        // Only the last target has the free margin; an interim one is labelled above its mark.
        if target.year == last {
            let side = at + vec2(POINT_RADIUS + 6.0, 0.0);
            painter.text(
                side,
                Align2::LEFT_CENTER,
                &target.text,
                style.value_font.clone(),
                style.text,
            );
            // Under the value, or above it where the axis of years is near.
            let below = side.y + 9.0 + style.axis_font.size < transform.frame().bottom();
            let (dy, anchor) = if below {
                (9.0, Align2::LEFT_TOP)
            } else {
                (-9.0, Align2::LEFT_BOTTOM)
            };
            painter.text(
                side + vec2(0.0, dy),
                anchor,
                "目标",
                style.axis_font.clone(),
                style.text_weak,
            );
        } else {
            // On the side of its mark where the forecast is not.
            let ahead = chart.forecast.iter().find(|p| p.year == target.year);
            let (dy, anchor) = if ahead.is_some_and(|point| point.value >= target.value) {
                (9.0, Align2::CENTER_TOP)
            } else {
                (-9.0, Align2::CENTER_BOTTOM)
            };
            painter.text(
                at + vec2(0.0, dy),
                anchor,
                format!("{} {}", target.name, target.text),
                style.label_font.clone(),
                style.text,
            );
        }
    }
}
