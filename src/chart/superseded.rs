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

/// Value, crossed out as the mark is, and document beside each mark, to the left; lower where another label
/// stands already.
pub(super) fn paint_labels(
    painter: &Painter,
    chart: &LineChart,
    style: &ChartStyle,
    transform: &PlotTransform,
) {
    if chart.superseded.is_empty() {
        return;
    }
    let mut taken = super::others::label_places(painter, chart, style, transform);
    let ink = style.text_weak;
    for target in &chart.superseded {
        let point = PlotPoint::new(f64::from(target.year), target.value);
        let at = transform.position_from_point(&point) - vec2(RADIUS + 4.0, 0.0);
        let line = |words: &str, font| painter.layout_no_wrap(words.to_owned(), font, ink);
        let value = line(&format!("原目标 {}", target.text), style.label_font.clone());
        let document = line(&target.document, style.axis_font.clone());
        let size = vec2(
            value.size().x.max(document.size().x),
            value.size().y + document.size().y,
        );
        let mut place = Align2::RIGHT_CENTER.anchor_size(at, size);
        while let Some(other) = taken.iter().find(|other| other.intersects(place)) {
            place = place.translate(vec2(0.0, other.bottom() - place.top() + 2.0));
        }
        taken.push(place);
        painter.rect_filled(place, 2.0, style.surface.gamma_multiply(0.85));
        let words = Align2::RIGHT_TOP.anchor_size(place.right_top(), value.size());
        painter.hline(words.x_range(), words.center().y, Stroke::new(1.0, ink));
        painter.galley(words.min, value, ink);
        let below = Align2::RIGHT_BOTTOM.anchor_size(place.right_bottom(), document.size());
        painter.galley(below.min, document, ink);
    }
}
