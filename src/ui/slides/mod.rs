//! The presentation: slides of 16 to 9, drawn as if 1920 by 1080 at any size; nothing is smaller than
//! 20 points there.

mod faces;
mod table;
#[cfg(test)]
mod tests;

use egui::epaint::ClippedShape;
use egui::{
    CornerRadius, FontId, Key, Modifiers, Pos2, Rect, Sense, Ui, Vec2, ViewportCommand, vec2,
};

use super::Commands;
use super::art::Easel;
use super::theme::{self, Tokens, bold, regular};
use crate::app::slides::{SlidePicture, SlideShow};
use crate::app::{Action, App, Command, View};
use faces::draw;

/// The size that slides are laid out for.
pub const SIZE: Vec2 = vec2(1920.0, 1080.0);
/// The least size of text on a slide.
const LEAST: f32 = 24.0;
const TEXT: f32 = 30.0;
const TITLE: f32 = 52.0;
/// Around a slide's content.
const MARGIN: f32 = 88.0;
/// Where the content begins, below the title.
const TOP: f32 = 210.0;
const BOTTOM: f32 = 1000.0;

/// What the presentation keeps between frames.
#[derive(Debug, Default)]
pub(super) struct Projection {
    is_black: bool,
    is_full: bool,
}

/// Where slides stand on the screen: points of the slide become points of the screen.
#[derive(Clone, Copy)]
struct Stage {
    origin: Pos2,
    scale: f32,
}

impl Stage {
    fn within(area: Rect) -> (Self, Rect) {
        let scale = (area.width() / SIZE.x).min(area.height() / SIZE.y);
        let rect = Rect::from_center_size(area.center(), SIZE * scale);
        let origin = rect.min;
        (Self { origin, scale }, rect)
    }

    fn at(&self, x: f32, y: f32) -> Pos2 {
        self.origin + vec2(x, y) * self.scale
    }

    fn rect(&self, x: f32, y: f32, width: f32, height: f32) -> Rect {
        Rect::from_min_size(self.at(x, y), vec2(width, height) * self.scale)
    }

    fn regular(&self, size: f32) -> FontId {
        regular(size * self.scale)
    }

    fn bold(&self, size: f32) -> FontId {
        bold(size * self.scale)
    }

    fn radius(&self, points: f32) -> CornerRadius {
        CornerRadius::from(points * self.scale)
    }
}

/// Draws the slide over the whole window and takes the keys that lead on.
pub(super) fn page(
    ui: &mut Ui,
    app: &App,
    no: usize,
    projection: &mut Projection,
    commands: &mut Commands,
) {
    let Some(show) = app.show() else {
        return;
    };
    if !projection.is_full {
        projection.is_full = true;
        ui.send_viewport_cmd(match app.chosen_screen() {
            Some(place) => ViewportCommand::SetMonitor(place),
            None => ViewportCommand::Fullscreen(true),
        });
    }
    keys(ui, show, no, projection, commands);
    let tokens = Tokens::of(ui);
    let area = ui.max_rect();
    let response = ui.interact(area, ui.scope_id().with("slide"), Sense::click());
    if response.clicked() {
        go(no + 1, show, commands);
    }
    if response.secondary_clicked() {
        go(no.saturating_sub(1).max(1), show, commands);
    }
    ui.painter().rect_filled(area, 0.0, theme::DARKNESS);
    if projection.is_black {
        return;
    }
    let (stage, rect) = Stage::within(area);
    ui.painter().rect_filled(rect, 0.0, tokens.surface);
    draw(ui, stage, show, no - 1);
}

/// The presentation is over: the window is as before.
pub(super) fn leave(ui: &Ui, projection: &mut Projection) {
    if std::mem::take(projection).is_full {
        ui.send_viewport_cmd(ViewportCommand::Fullscreen(false));
    }
}

fn go(no: usize, show: &SlideShow, commands: &mut Commands) {
    let no = no.clamp(1, show.slides.len().max(1));
    commands.push(Command::Go(View::Slide(no)));
}

fn keys(
    ui: &Ui,
    show: &SlideShow,
    no: usize,
    projection: &mut Projection,
    commands: &mut Commands,
) {
    let pressed = |key: Key| ui.ctx().input_mut(|i| i.consume_key(Modifiers::NONE, key));
    let any = |keys: &[Key]| keys.iter().any(|key| pressed(*key));
    if any(&[Key::B, Key::Period]) {
        projection.is_black = !projection.is_black;
    } else if any(&[Key::Escape, Key::F5]) {
        if projection.is_black {
            projection.is_black = false;
        } else {
            commands.push(Command::Action(Action::StopShow));
        }
    } else if any(&[
        Key::ArrowRight,
        Key::ArrowDown,
        Key::PageDown,
        Key::Space,
        Key::Enter,
    ]) {
        projection.is_black = false;
        go(no + 1, show, commands);
    } else if any(&[Key::ArrowLeft, Key::ArrowUp, Key::PageUp, Key::Backspace]) {
        projection.is_black = false;
        go(no.saturating_sub(1), show, commands);
    } else if pressed(Key::Home) {
        go(1, show, commands);
    } else if pressed(Key::End) {
        go(show.slides.len(), show, commands);
    } else {
        const DIGITS: [Key; 9] = [
            Key::Num1,
            Key::Num2,
            Key::Num3,
            Key::Num4,
            Key::Num5,
            Key::Num6,
            Key::Num7,
            Key::Num8,
            Key::Num9,
        ];
        let theme = DIGITS.iter().position(|key| pressed(*key));
        if let Some(at) = theme.and_then(|theme| show.theme_at(theme)) {
            go(at + 1, show, commands);
        }
    }
}

/// A slide as PNG; see [`crate::app::slides::SlideArtist`].
///
/// # Errors
/// What the encoder says.
pub fn slide_png(show: &SlideShow, index: usize, scale: f32) -> Result<SlidePicture, String> {
    let mut easel = Easel::new(scale, false);
    let shapes = shapes(&mut easel, show, index);
    let missing = easel.missing(&shapes);
    let png = easel.pixels(SIZE, shapes).to_png();
    let png = png.map_err(|error| error.to_string())?;
    Ok(SlidePicture { png, missing })
}

fn shapes(easel: &mut Easel, show: &SlideShow, index: usize) -> Vec<ClippedShape> {
    easel.shapes(SIZE, |ui| {
        let stage = Stage {
            origin: Pos2::ZERO,
            scale: 1.0,
        };
        draw(ui, stage, show, index);
    })
}
