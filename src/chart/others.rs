//! Targets of other documents on a line chart: their own colour, hollow, and named.

use egui::{Align2, Painter, vec2};
use egui_plot::{MarkerShape, PlotPoint, PlotTransform, PlotUi, Points};

use super::spec::{LineChart, OtherTarget};
use super::style::ChartStyle;

const RADIUS: f32 = 6.0;

fn color(chart: &LineChart, style: &ChartStyle, target: &OtherTarget) -> egui::Color32 {
    // Never the colour of the chart's own section.
    style.theme(chart.theme + 1 + target.document % 4)
}

/// A hollow diamond for each.
pub(super) fn add(plot: &mut PlotUi<'_>, chart: &LineChart, style: &ChartStyle) {
    for target in &chart.other_targets {
        let diamond = |radius: f32, color| {
            Points::new("其他文件目标", vec![[f64::from(target.year), target.value]])
                .shape(MarkerShape::Diamond)
                .filled(true)
                .radius(radius)
                .color(color)
        };
        plot.points(diamond(RADIUS, color(chart, style, target)));
        plot.points(diamond(RADIUS - 2.5, style.surface));
    }
}

/// Document and value beside each mark, to the left, where no label of the chart's own stands.
pub(super) fn paint_labels(
    painter: &Painter,
    chart: &LineChart,
    style: &ChartStyle,
    transform: &PlotTransform,
) {
    for target in &chart.other_targets {
        let point = PlotPoint::new(f64::from(target.year), target.value);
        let at = transform.position_from_point(&point);
        let galley = painter.layout_no_wrap(
            target.text.clone(),
            style.label_font.clone(),
            color(chart, style, target),
        );
        let place = Align2::RIGHT_CENTER.anchor_size(at - vec2(RADIUS + 4.0, 0.0), galley.size());
        painter.rect_filled(place.expand(1.0), 2.0, style.surface);
        painter.galley(place.min, galley, style.text);
    }
}
