//! Targets of other documents on a line chart: their own colour, hollow, and named.

use std::sync::Arc;

use egui::{Align2, Color32, Galley, Painter, Rect, vec2};
use egui_plot::{MarkerShape, PlotPoint, PlotTransform, PlotUi, Points};

use super::spec::{LineChart, OtherTarget};
use super::style::ChartStyle;

const RADIUS: f32 = 6.0;

fn color(chart: &LineChart, style: &ChartStyle, target: &OtherTarget) -> Color32 {
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

/// Where the label of each mark stands: to the left, where no label of the chart's own stands.
pub(super) fn label_places(
    painter: &Painter,
    chart: &LineChart,
    style: &ChartStyle,
    transform: &PlotTransform,
) -> Vec<Rect> {
    let labels = labels(painter, chart, style, transform);
    labels.map(|(_, place, _)| place).collect()
}

/// Document and value beside each mark.
pub(super) fn paint_labels(
    painter: &Painter,
    chart: &LineChart,
    style: &ChartStyle,
    transform: &PlotTransform,
) {
    for (galley, place, color) in labels(painter, chart, style, transform) {
        painter.rect_filled(place.expand(1.0), 2.0, style.surface);
        painter.galley(place.min, galley, color);
    }
}

fn labels(
    painter: &Painter,
    chart: &LineChart,
    style: &ChartStyle,
    transform: &PlotTransform,
) -> impl Iterator<Item = (Arc<Galley>, Rect, Color32)> {
    chart.other_targets.iter().map(move |target| {
        let point = PlotPoint::new(f64::from(target.year), target.value);
        let at = transform.position_from_point(&point);
        let color = color(chart, style, target);
        let galley = painter.layout_no_wrap(target.text.clone(), style.label_font.clone(), color);
        let place = Align2::RIGHT_CENTER.anchor_size(at - vec2(RADIUS + 4.0, 0.0), galley.size());
        (galley, place, color)
    })
}
