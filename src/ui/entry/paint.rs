//! What a cell looks like: its value, and small marks for its status, its note and a doubt.

use std::sync::Arc;

use egui::{Align2, Color32, FontId, Galley, Painter, Rect, Shape, Stroke, Ui, pos2, vec2};

use crate::app::grid::{Shown, Span};
use crate::model::Status;
use crate::ui::theme::{Tokens, bold, regular, size};
use crate::ui::widgets::painted_text;

/// Room for a mark at the left of a value.
const MARK_WIDTH: f32 = 17.0;
/// How small the longest figures may become.
const LEAST_POINTS: f32 = 5.0;

/// How a cell stands among those chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Standing {
    /// It is the cell typed into.
    pub is_active: bool,
    /// It lies in the range.
    pub is_in_range: bool,
    /// It is being typed into.
    pub is_typing: bool,
}

/// The value of a cell with its marks.
pub(super) fn value(ui: &Ui, rect: Rect, shown: &Shown, standing: Standing) {
    let tokens = Tokens::of(ui);
    let painter = ui.painter();
    let body = rect.with_max_y(rect.bottom() - 1.0);
    if standing.is_in_range && !standing.is_active {
        painter.rect_filled(body, 0.0, tokens.accent_soft);
    } else if shown.is_doubtful {
        painter.rect_filled(body, 0.0, tokens.stamp_soft);
    } else if shown.is_missing {
        // A missing figure is a place to fill, marked by a quiet ground and not by colour alone.
        painter.rect_filled(rect.shrink(3.0), 3.0, tokens.ground);
    }
    if shown.has_note {
        let corner = body.right_top();
        let points = vec![corner, corner - vec2(7.0, 0.0), corner + vec2(0.0, 7.0)];
        painter.add(Shape::convex_polygon(points, tokens.accent, Stroke::NONE));
    }
    if standing.is_typing {
        return;
    }
    let inner = rect.shrink2(vec2(8.0, 0.0));
    let is_asked_for = shown.text.is_empty() && shown.is_missing && !standing.is_active;
    let (words, ink) = if is_asked_for {
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
    // Beside its mark a value may come nearer to the edge than without one.
    let mark = mark(shown, tokens);
    let room = match mark {
        Some(_) => rect.width() - MARK_WIDTH - 8.0,
        None => inner.width(),
    };
    let galley = whole(painter, words, &font, ink, room);
    let at = Align2::RIGHT_CENTER.align_size_within_rect(galley.size(), inner);
    painter.galley(at.min, galley, ink);
    if let Some((words, font, ink)) = mark {
        let place = rect.shrink2(vec2(6.0, 0.0));
        painted_text(painter, place, Align2::LEFT_CENTER, words, font, ink);
    }
}

/// A figure with all its digits: smaller where it would not fit, for one without its last digits is
/// another figure.
fn whole(painter: &Painter, words: &str, font: &FontId, ink: Color32, room: f32) -> Arc<Galley> {
    let lay_out = |font| painter.layout_no_wrap(words.to_owned(), font, ink);
    let mut galley = lay_out(font.clone());
    let mut points = font.size;
    while galley.size().x > room && points > LEAST_POINTS {
        points = (points - 0.5).max(LEAST_POINTS);
        galley = lay_out(FontId {
            size: points,
            ..font.clone()
        });
    }
    galley
}

/// The mark of a value: a doubt before its status; one that is final has none.
fn mark(shown: &Shown, tokens: &Tokens) -> Option<(&'static str, FontId, Color32)> {
    let (words, font, ink) = match (shown.is_doubtful, shown.status) {
        (true, _) => ("疑", bold(size::MARK), tokens.stamp),
        (false, Some(Status::Flash)) => ("快", regular(size::MARK), tokens.text_weak),
        (false, Some(Status::Preliminary)) => ("初", regular(size::MARK), tokens.text_weak),
        (false, Some(Status::Revised)) => ("修", regular(size::MARK), tokens.text_weak),
        (false, Some(Status::Final) | None) => return None,
    };
    Some((words, font, ink))
}

/// The frame around the range, drawn cell by cell at its edges.
pub(super) fn edges(ui: &Ui, rect: Rect, span: Span, at: crate::app::grid::At, ink: Color32) {
    if !span.contains(at) {
        return;
    }
    let stroke = Stroke::new(1.5, ink);
    let (left, right) = (rect.left() + 0.75, rect.right() - 0.75);
    let (top, bottom) = (rect.top() + 0.75, rect.bottom() - 1.75);
    let line = |from, to| {
        ui.painter().line_segment([from, to], stroke);
    };
    if at.row == span.top {
        line(pos2(rect.left(), top), pos2(rect.right(), top));
    }
    if at.row == span.bottom {
        line(pos2(rect.left(), bottom), pos2(rect.right(), bottom));
    }
    if at.column == span.left {
        line(pos2(left, rect.top()), pos2(left, rect.bottom()));
    }
    if at.column == span.right {
        line(pos2(right, rect.top()), pos2(right, rect.bottom()));
    }
}

/// The handle at the range's lower right corner.
pub(super) fn handle(rect: Rect) -> Rect {
    Rect::from_min_max(rect.max - vec2(7.0, 8.0), rect.max - vec2(1.0, 2.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_figure_becomes_smaller_and_keeps_its_digits() {
        let ctx = egui::Context::default();
        crate::ui::theme::install(&ctx);
        let mut sizes = Vec::new();
        // Fonts are there from the second pass on.
        for _ in 0..2 {
            sizes.clear();
            let mut output = ctx.run_ui(egui::RawInput::default(), |ui| {
                // A year's column at its narrowest, with a mark in it.
                let room = 83.0 - MARK_WIDTH - 8.0;
                for words in ["88", "30,000,000", "1,234,567,890.12"] {
                    let font = regular(size::SMALL + 1.0);
                    let galley = whole(ui.painter(), words, &font, Color32::BLACK, room);
                    assert_eq!(galley.text(), words);
                    assert!(!galley.elided);
                    assert!(galley.size().x <= room, "{words}: {}", galley.size().x);
                    sizes.push(galley.size().y);
                }
            });
            output.textures_delta.clear();
        }
        assert!(sizes[0] > sizes[1] && sizes[1] > sizes[2], "{sizes:?}");
    }
}
