//! Running egui without a window, to get a picture of what a window would show.
//!
//! There is no input but time, and what egui asks of its window (clipboard, links, cursors) is dropped.

use std::time::Duration;

use egui::{Color32, Context, FullOutput, RawInput, Rect, Ui, Vec2, ViewportId, ViewportInfo};

use super::{Picture, Raster};

/// A view that still moves after so many passes (a spinner) is pictured as it is then.
const MAX_PASSES: usize = 16;

/// Time between two passes, in seconds; egui's animations do not step further than this in one pass.
const PASS_SECONDS: f64 = 0.1;

/// The largest font texture, in texels a side; OpenGL drivers of the last fifteen years offer this and more.
const MAX_TEXTURE_SIDE: usize = 8192;

impl Raster {
    /// Shows `ui` in a window-sized area of `size_points` at `pixels_per_point` and gives the picture.
    ///
    /// egui needs a few passes to lay things out and to end its animations; `ui` runs until egui asks for no immediate
    /// repaint, at most 16 times, each 0.1 s after the last. The clock goes on from where `ctx` has it.
    ///
    /// The picture has `size_points * pixels_per_point` pixels, rounded; a zoom factor of `ctx` other than 1 enlarges what
    /// is in it, as in a window. `ctx` must not have drawn with another renderer before (see [`Raster`]).
    pub fn render_ui(
        &mut self,
        ctx: &Context,
        size_points: Vec2,
        pixels_per_point: f32,
        background: Color32,
        ui: impl FnMut(&mut Ui),
    ) -> Picture {
        let size_px = (size_points * pixels_per_point).round().max(Vec2::ZERO);
        let output = self.settled_pass(ctx, size_points, pixels_per_point, ui);
        let scale = output.pixels_per_point;
        let primitives = ctx.tessellate(output.shapes, scale);
        let size_px = [size_px.x as u32, size_px.y as u32];
        self.paint(size_px, scale, background, &primitives)
    }

    /// What `ui` puts out once it has settled; the shapes are those that [`Self::render_ui`] paints.
    pub fn settled_pass(
        &mut self,
        ctx: &Context,
        size_points: Vec2,
        pixels_per_point: f32,
        mut ui: impl FnMut(&mut Ui),
    ) -> FullOutput {
        let size_px = (size_points * pixels_per_point).round().max(Vec2::ZERO);
        let scale = pixels_per_point * ctx.zoom_factor();
        let screen_rect = Rect::from_min_size(egui::Pos2::ZERO, size_px / scale);
        let mut output = self.run_pass(ctx, screen_rect, pixels_per_point, &mut ui);
        for _ in 1..MAX_PASSES {
            if is_settled(&output) {
                break;
            }
            output = self.run_pass(ctx, screen_rect, pixels_per_point, &mut ui);
        }
        output
    }

    /// One pass of egui, with its textures taken over.
    fn run_pass(
        &mut self,
        ctx: &Context,
        screen_rect: Rect,
        pixels_per_point: f32,
        ui: impl FnMut(&mut Ui),
    ) -> FullOutput {
        let input = raw_input(ctx, screen_rect, pixels_per_point);
        let mut output = ctx.run_ui(input, ui);
        self.update_textures(&mut output.textures_delta);
        output
    }
}

/// Whether egui asks for no repaint at once.
fn is_settled(output: &FullOutput) -> bool {
    let viewport = output.viewport_output.get(&ViewportId::ROOT);
    viewport.is_none_or(|viewport| viewport.repaint_delay > Duration::ZERO)
}

/// [`Raster::render_ui`] with a renderer of its own, for a context that has not drawn yet and will not draw again.
pub fn render_ui(
    ctx: &Context,
    size_points: Vec2,
    pixels_per_point: f32,
    background: Color32,
    ui: impl FnMut(&mut Ui),
) -> Picture {
    Raster::new().render_ui(ctx, size_points, pixels_per_point, background, ui)
}

fn raw_input(ctx: &Context, screen_rect: Rect, pixels_per_point: f32) -> RawInput {
    let viewport = ViewportInfo {
        native_pixels_per_point: Some(pixels_per_point),
        ..ViewportInfo::default()
    };
    RawInput {
        viewports: std::iter::once((ViewportId::ROOT, viewport)).collect(),
        screen_rect: Some(screen_rect),
        max_texture_side: Some(MAX_TEXTURE_SIDE),
        time: Some(ctx.input(|input| input.time) + PASS_SECONDS),
        ..RawInput::default()
    }
}
