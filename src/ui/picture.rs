//! Pictures of the window without a window.

use egui::{Context, Vec2};

use super::Dashboard;
use super::theme::{self, Tokens};
use crate::app::App;
use crate::raster::{Picture, render_ui};

/// Draws the whole window as it would show, at a size in points and a scale in pixels per point.
///
/// Same app, same arguments: the same bytes. Whether it is light or dark is what the app's
/// preferences say; a theme that follows the system counts as light, since there is none here.
#[must_use]
pub fn picture(app: App, size_points: Vec2, scale: f32) -> Picture {
    let ctx = Context::default();
    let mut dashboard = Dashboard::new(&ctx, app);
    ctx.all_styles_mut(theme::hold_still);
    let dark = dashboard.app().preferences().theme == crate::store::ThemeChoice::Dark;
    let ground = Tokens::for_dark(dark).ground;
    render_ui(&ctx, size_points, scale, ground, |ui| {
        dashboard.before_pass(ui.ctx());
        dashboard.draw(ui);
    })
}
