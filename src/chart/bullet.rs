//! A bar of progress with a mark where the schedule stands.

use egui::{CornerRadius, Rect, Role, Sense, Stroke, WidgetInfo, pos2, vec2};

use super::{Bullet, ChartStyle, Drawn};
use crate::model::rounded;

/// Fills the width there is; the bar is 6 points thick in a row of 18.
pub(super) fn draw(ui: &mut egui::Ui, bullet: &Bullet, style: &ChartStyle) -> Drawn {
    let size = vec2(ui.available_width(), 18.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::ProgressIndicator, true, describe(bullet)));
    let track = Rect::from_center_size(rect.center(), vec2(rect.width(), 6.0));
    let radius = CornerRadius::same(3);
    let painter = ui.painter();
    painter.rect_filled(track, radius, style.track);
    if let Some(progress) = bullet.progress {
        // A bar shows 0 to 100 %; what lies beyond is told by the figures beside it.
        #[expect(clippy::cast_possible_truncation, reason = "a share between 0 and 1")]
        let share = progress.clamp(0.0, 1.0) as f32;
        let bar = Rect::from_min_size(track.min, vec2(track.width() * share, track.height()));
        painter.rect_filled(bar, radius, style.grade(bullet.grade));
    }
    if let Some(schedule) = bullet.schedule {
        #[expect(clippy::cast_possible_truncation, reason = "a share between 0 and 1")]
        let x = track.left() + track.width() * schedule.clamp(0.0, 1.0) as f32;
        let x = x.clamp(track.left() + 1.0, track.right() - 1.0);
        let (top, bottom) = (track.center().y - 7.0, track.center().y + 7.0);
        // A rim of the surface keeps the mark apart from the bar.
        painter.line_segment(
            [pos2(x, top), pos2(x, bottom)],
            Stroke::new(4.0, style.surface),
        );
        painter.line_segment(
            [pos2(x, top), pos2(x, bottom)],
            Stroke::new(2.0, style.text),
        );
    }
    Drawn {
        response,
        clicked_cell: None,
    }
}

/// What it shows, for those who cannot see it.
pub(super) fn describe(bullet: &Bullet) -> String {
    let percent = |share: Option<f64>| {
        share.map_or_else(
            || "无".to_owned(),
            |share| format!("{:.1}%", rounded(share * 100.0, 1)),
        )
    };
    format!(
        "进度 {}，序时进度 {}",
        percent(bullet.progress),
        percent(bullet.schedule)
    )
}
