//! Targets on a line chart that another document has changed: grey, crossed out, with what ended them.

use egui::{Align2, Painter, Stroke, vec2};
use egui_plot::{MarkerShape, PlotPoint, PlotTransform, PlotUi, Points};

use super::spec::LineChart;
use super::style::ChartStyle;

const RADIUS: f32 = 6.0;

/// A hollow grey diamond for each.
pub(super) fn add(plot: &mut PlotUi<'_>, chart: &LineChart, style: &ChartStyle) {
    for target in &chart.superseded {
        let mark = |shape, radius: f32, color| {
            Points::new("原目标", vec![[f64::from(target.year), target.value]])
                .shape(shape)
                .filled(true)
                .radius(radius)
                .color(color)
        };
        plot.points(mark(MarkerShape::Diamond, RADIUS, style.text_weak));
        plot.points(mark(MarkerShape::Diamond, RADIUS - 2.0, style.surface));
        plot.points(mark(MarkerShape::Cross, RADIUS - 2.0, style.text_weak));
    }
}

/// Value and document beside each mark, to the left, crossed out as the mark is.
pub(super) fn paint_labels(
    painter: &Painter,
    chart: &LineChart,
    style: &ChartStyle,
    transform: &PlotTransform,
) {
    for target in &chart.superseded {
        let point = PlotPoint::new(f64::from(target.year), target.value);
        let at = transform.position_from_point(&point);
        let galley = painter.layout_no_wrap(
            target.text.clone(),
            style.label_font.clone(),
            style.text_weak,
        );
        let place = Align2::RIGHT_CENTER.anchor_size(at - vec2(RADIUS + 4.0, 0.0), galley.size());
        painter.rect_filled(place.expand(1.0), 2.0, style.surface);
        painter.galley(place.min, galley, style.text_weak);
        let middle = place.center().y;
        painter.hline(place.x_range(), middle, Stroke::new(1.0, style.text_weak));
    }
}
