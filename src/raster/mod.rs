//! A renderer of egui's output on the CPU, without display, window or GPU.
//!
//! For pictures of views (`zhibiao render`) and for UI tests: the same input gives the same bytes, on any machine and with
//! any number of threads. It follows egui's own OpenGL painter as eframe sets it up (dithering on, no multisampling,
//! blending of premultiplied alpha in gamma space on an 8 bit framebuffer), and where OpenGL leaves the implementation a
//! choice (sub-pixel precision, fill rule, filter weights) it follows Mesa's software renderer, llvmpipe.
//!
//! It is not a general rasteriser and not a drawing library: it takes the triangles that [`egui::Context::tessellate`]
//! gives and nothing else. Two things of the OpenGL painter are absent on purpose: paint callbacks are skipped, and a
//! texture with mipmaps is sampled at its base level.
//!
//! The map: [`Raster`] keeps textures (`texture`) and splits a picture into bands (`band`); each band walks the spans of
//! each triangle (`coverage`), gives each pixel of a span its colour (`shade`) and puts it down (`pixel`). [`Picture`] is
//! the result, `headless` runs egui without a window, and `svg` writes shapes as SVG instead of painting them. Nothing here does input or output, and only [`Picture::to_png`] can
//! fail.
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    clippy::cast_lossless,
    reason = "pixels, fixed point and floats are converted into each other on every line; ranges are stated where they matter"
)]

mod band;
mod coverage;
mod headless;
mod picture;
mod pixel;
mod shade;
mod svg;
#[cfg(test)]
mod tests;
mod texture;

pub use headless::render_ui;
pub use picture::{Picture, PictureError};
pub use svg::{Face, SvgFrame, to_svg};

use std::num::NonZero;

use band::{Band, Screen};
use egui::{ClippedPrimitive, Color32, TexturesDelta};
use texture::TextureStore;

/// Below this many pixels, starting a thread costs more than it saves.
const MIN_PIXELS_PER_BAND: usize = 1 << 18;

/// More bands than this repeat too much of the work that each band does for itself.
const MAX_BANDS: usize = 8;

/// A renderer, with the textures that egui has given it so far.
///
/// One `Raster` belongs to one [`egui::Context`]: egui sends each texture only once, so a context that has already drawn
/// with another renderer will not send its fonts again.
#[derive(Clone, Debug, Default)]
pub struct Raster {
    textures: TextureStore,
}

impl Raster {
    /// A renderer without textures.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes over what egui says about textures in [`egui::FullOutput::textures_delta`], and leaves `delta` empty.
    ///
    /// To be called once for every pass of egui, before [`Self::paint`]. A texture that egui frees is kept until the next
    /// call, because the pass that frees it may still draw with it.
    pub fn update_textures(&mut self, delta: &mut TexturesDelta) {
        self.textures.update(delta);
    }

    /// Draws `primitives`, in their order, over `background`.
    ///
    /// `size_px` is width and height in pixels, each of which takes four bytes of memory; `pixels_per_point` must be the value that the primitives were tessellated
    /// with. Meshes with an unknown texture and paint callbacks are skipped, and so are triangles with coordinates that
    /// are not finite.
    #[must_use]
    pub fn paint(
        &self,
        size_px: [u32; 2],
        pixels_per_point: f32,
        background: Color32,
        primitives: &[ClippedPrimitive],
    ) -> Picture {
        let pixels = size_px[0] as usize * size_px[1] as usize;
        let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
        let bands = (pixels / MIN_PIXELS_PER_BAND).clamp(1, cores.min(MAX_BANDS));
        self.paint_in_bands(bands, size_px, pixels_per_point, background, primitives)
    }

    /// [`Self::paint`] with the picture cut into `bands` horizontal bands, each in a thread of its own.
    ///
    /// A pixel's colour depends on its place in the picture only, so the number of bands does not change it.
    fn paint_in_bands(
        &self,
        bands: usize,
        size_px: [u32; 2],
        pixels_per_point: f32,
        background: Color32,
        primitives: &[ClippedPrimitive],
    ) -> Picture {
        let [width, height] = size_px.map(|side| side as usize);
        let mut pixels = vec![background.to_array(); width * height];
        let screen = Screen::new(size_px, pixels_per_point);
        let rows = height.div_ceil(bands.max(1)).max(1);
        let paint_band = |(index, pixels)| {
            Band::new(&screen, index * rows, pixels).paint(&self.textures, primitives);
        };
        let mut parts = pixels
            .chunks_mut((rows * width).max(1))
            .enumerate()
            .collect::<Vec<_>>();
        let own_part = parts.pop();
        std::thread::scope(|scope| {
            for part in parts {
                scope.spawn(move || paint_band(part));
            }
            own_part.map(paint_band);
        });
        Picture {
            width: size_px[0],
            height: size_px[1],
            rgba: pixels.into_flattened(),
        }
    }
}
