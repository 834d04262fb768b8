//! The mark of each grade: a shape of its own, so that colour is never alone in telling it.

use egui::epaint::PathShape;
use egui::{Color32, Painter, Pos2, Shape, Stroke, pos2, vec2};

use crate::assess::Grade;

/// Paints the mark of a grade around `center`, `size` points wide.
///
/// Star, triangle up, disc, triangle down, square, cross, ring: from best to worst, then what
/// could not be judged.
pub fn paint_mark(painter: &Painter, center: Pos2, size: f32, grade: Grade, color: Color32) {
    let r = size * 0.5;
    match grade {
        Grade::Achieved => star(painter, center, r * 1.1, color),
        Grade::Ahead => {
            triangle(painter, center, r, -1.0, color);
        }
        Grade::OnTrack => {
            painter.circle_filled(center, r * 0.86, color);
        }
        Grade::Behind => {
            triangle(painter, center, r, 1.0, color);
        }
        Grade::FarBehind => {
            let square = egui::Rect::from_center_size(center, vec2(size, size) * 0.8);
            painter.rect_filled(square, 1.0, color);
        }
        Grade::Regressed => {
            let stroke = Stroke::new((size * 0.24).max(1.5), color);
            let d = r * 0.66;
            painter.line_segment([center + vec2(-d, -d), center + vec2(d, d)], stroke);
            painter.line_segment([center + vec2(-d, d), center + vec2(d, -d)], stroke);
        }
        Grade::NotAssessable => {
            painter.circle_stroke(center, r * 0.76, Stroke::new((size * 0.12).max(1.0), color));
        }
    }
}

/// Frames the mark of a grade that an analyst gave by hand.
pub fn frame_mark(painter: &Painter, center: Pos2, size: f32, color: Color32) {
    let frame = egui::Rect::from_center_size(center, vec2(size, size) * 1.36);
    let stroke = Stroke::new(1.2, color);
    painter.rect_stroke(frame, 2.0, stroke, egui::StrokeKind::Inside);
}

/// `direction` -1 points up, 1 points down.
fn triangle(painter: &Painter, center: Pos2, r: f32, direction: f32, color: Color32) {
    let points = vec![
        pos2(center.x, center.y + direction * r * 0.86),
        pos2(center.x - r * 0.95, center.y - direction * r * 0.72),
        pos2(center.x + r * 0.95, center.y - direction * r * 0.72),
    ];
    painter.add(Shape::Path(PathShape::convex_polygon(
        points,
        color,
        Stroke::NONE,
    )));
}

/// A star is not convex: five convex kites around its centre.
fn star(painter: &Painter, center: Pos2, r: f32, color: Color32) {
    let at = |index: usize, radius: f32| {
        #[expect(clippy::cast_precision_loss, reason = "ten corners")]
        let angle = -std::f32::consts::FRAC_PI_2 + index as f32 * std::f32::consts::PI / 5.0;
        center + vec2(angle.cos(), angle.sin()) * radius
    };
    let inner = r * 0.46;
    for tip in (0..10).step_by(2) {
        let kite = vec![center, at(tip + 9, inner), at(tip, r), at(tip + 1, inner)];
        painter.add(Shape::Path(PathShape::convex_polygon(
            kite,
            color,
            Stroke::NONE,
        )));
    }
    // Covers the seams that anti-aliasing leaves between the kites.
    painter.circle_filled(center, inner * 0.9, color);
}
