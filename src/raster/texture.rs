//! Textures as egui's OpenGL painter keeps them, and looking up their texels.
//!
//! Filters work in eight bits of sub-texel precision with the arithmetic of llvmpipe (`lp_bld_sample_aos.c`), which GPUs
//! share but for the last bit. Mipmaps are not made: [`TextureOptions::mipmap_mode`] is ignored.

use std::collections::HashMap;

use egui::epaint::ImageDelta;
use egui::{ImageData, TextureFilter, TextureId, TextureOptions, TextureWrapMode, TexturesDelta};

use super::pixel::Rgba8;

/// All textures that egui has handed over and not freed.
#[derive(Clone, Debug, Default)]
pub(super) struct TextureStore {
    textures: HashMap<TextureId, Texture>,
    /// Freed by egui in the last update, but perhaps still drawn with until the next.
    freed: Vec<TextureId>,
}

/// An image with the way to sample it.
#[derive(Clone, Debug)]
pub(super) struct Texture {
    width: usize,
    height: usize,
    texels: Vec<Rgba8>,
    options: TextureOptions,
}

impl TextureStore {
    pub(super) fn get(&self, id: TextureId) -> Option<&Texture> {
        self.textures.get(&id)
    }

    /// Applies and empties `delta`; what it frees goes with the next update.
    pub(super) fn update(&mut self, delta: &mut TexturesDelta) {
        for id in self.freed.drain(..) {
            self.textures.remove(&id);
        }
        for (id, changes) in delta.set.drain() {
            for change in changes {
                self.set(id, &change);
            }
        }
        self.freed.extend(delta.free.drain());
    }

    fn set(&mut self, id: TextureId, change: &ImageDelta) {
        let ImageData::Color(image) = &change.image;
        let [width, height] = image.size;
        if image.pixels.len() != width * height {
            return;
        }
        let texels = image.pixels.iter().map(egui::Color32::to_array);
        match (change.pos, self.textures.get_mut(&id)) {
            (None, _) => {
                let texture = Texture {
                    width,
                    height,
                    texels: texels.collect(),
                    options: change.options,
                };
                self.textures.insert(id, texture);
            }
            (Some(pos), Some(texture)) => {
                texture.options = change.options;
                texture.set_part(pos, width, &texels.collect::<Vec<_>>());
            }
            (Some(_), None) => {}
        }
    }
}

impl Texture {
    /// Overwrites the rectangle of `width` texels a row at `pos`. One that does not fit is ignored, as OpenGL does.
    fn set_part(&mut self, [left, top]: [usize; 2], width: usize, part: &[Rgba8]) {
        if width == 0 || left + width > self.width || top + part.len() / width > self.height {
            return;
        }
        for (row, texels) in part.chunks_exact(width).enumerate() {
            let start = (top + row) * self.width + left;
            self.texels[start..start + width].copy_from_slice(texels);
        }
    }

    /// The way to sample this texture in a triangle whose texture coordinates change by `dx` for each pixel to the right
    /// and by `dy` for each pixel down. `None` for a texture without texels.
    pub(super) fn sampler(&self, dx: [f32; 2], dy: [f32; 2]) -> Option<Sampler<'_>> {
        let (width, height) = (self.width as f32, self.height as f32);
        let squared = |[u, v]: [f32; 2]| {
            let (x, y) = (u * width, v * height);
            x * x + y * y
        };
        let texels_a_pixel_squared = squared(dx).max(squared(dy));
        let filter = if texels_a_pixel_squared > 1.0 {
            self.options.minification
        } else {
            self.options.magnification
        };
        (!self.texels.is_empty()).then_some(Sampler {
            texture: self,
            filter,
        })
    }
}

/// A texture with the filter chosen for one triangle.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sampler<'a> {
    texture: &'a Texture,
    filter: TextureFilter,
}

impl Sampler<'_> {
    /// The filtered texel at `uv`, where (0, 0) is the corner of the first texel and (1, 1) that of the last.
    pub(super) fn texel(&self, [u, v]: [f32; 2]) -> Rgba8 {
        let Texture {
            width,
            height,
            texels,
            options,
        } = self.texture;
        match self.filter {
            TextureFilter::Nearest => {
                let x = nearest(u, *width, options.wrap_mode);
                let y = nearest(v, *height, options.wrap_mode);
                texels[y * width + x]
            }
            TextureFilter::Linear => {
                let x = Neighbours::new(u, *width, options.wrap_mode);
                let y = Neighbours::new(v, *height, options.wrap_mode);
                let upper = &texels[y.first * width..][..*width];
                let lower = &texels[y.second * width..][..*width];
                mix(
                    mix(upper[x.first], upper[x.second], x.weight),
                    mix(lower[x.first], lower[x.second], x.weight),
                    y.weight,
                )
            }
        }
    }
}

/// Where `coordinate` lies after wrapping: within 0..=1, except that clamping is left to the caller.
fn wrapped(coordinate: f32, mode: TextureWrapMode) -> f32 {
    match mode {
        TextureWrapMode::ClampToEdge => coordinate,
        TextureWrapMode::Repeat => coordinate - coordinate.floor(),
        TextureWrapMode::MirroredRepeat => {
            let twice = coordinate * 0.5;
            let within_two = (twice - twice.floor()) * 2.0;
            1.0 - (within_two - 1.0).abs()
        }
    }
}

/// Index of the texel that holds `coordinate`, along a side of `length` texels.
fn nearest(coordinate: f32, length: usize, mode: TextureWrapMode) -> usize {
    // The conversion is what clamps: it turns negative numbers and NaN into 0.
    ((wrapped(coordinate, mode) * length as f32) as usize).min(length - 1)
}

/// Two texels next to each other along one axis, and how much the second counts, in 1/256.
struct Neighbours {
    first: usize,
    second: usize,
    weight: u8,
}

impl Neighbours {
    fn new(coordinate: f32, length: usize, mode: TextureWrapMode) -> Self {
        /// 1.5 * 2^52; see `coverage::snapped`.
        const ROUNDER: f64 = 6_755_399_441_055_744.0;
        /// Keeps the position within 32 bits; no texture is that large.
        const FAR: f64 = 1_073_741_824.0;
        let position = f64::from(wrapped(coordinate, mode) * (length * 256) as f32);
        let rounded = (position.clamp(-FAR, FAR) + ROUNDER).to_bits() as u32 as i32;
        // Half a texel back, since a texel's colour belongs to its centre.
        let position = rounded - 128;
        let (index, weight) = (position >> 8, (position & 255) as u8);
        let last = length as i32 - 1;
        let (first, second) = if mode == TextureWrapMode::Repeat {
            let first = if index < 0 { last } else { index.min(last) };
            (first, if first == last { 0 } else { first + 1 })
        } else {
            (index.clamp(0, last), index.saturating_add(1).clamp(0, last))
        };
        Self {
            first: first as usize,
            second: second as usize,
            weight,
        }
    }
}

/// `first` moved `weight` / 256 of the way to `second`, rounded as llvmpipe does (`lp_build_lerp_simple`).
fn mix(first: Rgba8, second: Rgba8, weight: u8) -> Rgba8 {
    let mut mixed = first;
    for (value, target) in mixed.iter_mut().zip(second) {
        let step = (i32::from(target) - i32::from(*value)) * i32::from(weight);
        *value = value.wrapping_add(((step + 128) >> 8) as u8);
    }
    mixed
}

#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "pixels worked out by hand")]
mod tests {
    use std::sync::Arc;

    use egui::{Color32, ColorImage, TextureOptions, TexturesDelta, epaint::ImageDelta};

    use super::{Rgba8, TextureId, TextureStore};

    const ID: TextureId = TextureId::Managed(7);

    fn gray(level: u8) -> Rgba8 {
        [level, level, level, 255]
    }

    fn image(width: usize, levels: &[u8]) -> Arc<ColorImage> {
        let pixels = levels.iter().map(|&level| Color32::from_gray(level));
        let size = [width, levels.len() / width];
        Arc::new(ColorImage::new(size, pixels.collect()))
    }

    fn store(options: TextureOptions, width: usize, levels: &[u8]) -> TextureStore {
        let mut store = TextureStore::default();
        let mut delta = TexturesDelta::default();
        delta.push(ID, ImageDelta::full(image(width, levels), options));
        store.update(&mut delta);
        store
    }

    /// Texel at (`u`, 0.5) of an image one texel high, magnified.
    fn along(options: TextureOptions, levels: &[u8], u: f32) -> Rgba8 {
        let store = store(options, levels.len(), levels);
        let sampler = store.get(ID).unwrap().sampler([0.0; 2], [0.0; 2]).unwrap();
        sampler.texel([u, 0.5])
    }

    #[test]
    fn linear_gives_texels_at_their_centres_and_the_mean_between_two() {
        let levels = [0, 100, 200, 255];
        for (u, expected) in [
            (0.125, 0),
            (0.25, 50),
            (0.375, 100),
            (0.5, 150),
            (0.625, 200),
        ] {
            assert_eq!(along(TextureOptions::LINEAR, &levels, u), gray(expected));
        }
    }

    #[test]
    fn clamping_holds_the_outer_texels() {
        for options in [TextureOptions::LINEAR, TextureOptions::NEAREST] {
            for (u, expected) in [(-1e30, 9), (-0.5, 9), (0.0, 9), (1.0, 70), (1e30, 70)] {
                assert_eq!(along(options, &[9, 70], u), gray(expected), "{u}");
            }
        }
    }

    #[test]
    fn repetition_joins_the_last_texel_to_the_first() {
        let linear = TextureOptions::LINEAR_REPEAT;
        for (u, expected) in [(0.0, 50), (1.0, 50), (-3.0, 50), (1.25, 100), (-0.25, 0)] {
            assert_eq!(along(linear, &[100, 0], u), gray(expected), "{u}");
        }
        let nearest = TextureOptions::NEAREST_REPEAT;
        for (u, expected) in [(0.1, 100), (0.6, 0), (1.1, 100), (-0.1, 0), (-0.6, 100)] {
            assert_eq!(along(nearest, &[100, 0], u), gray(expected), "{u}");
        }
    }

    #[test]
    fn mirroring_turns_every_other_copy_round() {
        let linear = TextureOptions::LINEAR_MIRRORED_REPEAT;
        for (u, expected) in [
            (0.0, 100),
            (1.0, 0),
            (0.5, 50),
            (1.25, 0),
            (1.5, 50),
            (2.0, 100),
        ] {
            assert_eq!(along(linear, &[100, 0], u), gray(expected), "{u}");
        }
        let nearest = TextureOptions::NEAREST_MIRRORED_REPEAT;
        for (u, expected) in [(0.1, 100), (0.9, 0), (1.1, 0), (1.9, 100), (-0.1, 100)] {
            assert_eq!(along(nearest, &[100, 0], u), gray(expected), "{u}");
        }
    }

    #[test]
    fn coordinates_that_are_no_numbers_give_some_texel() {
        for options in [
            TextureOptions::LINEAR,
            TextureOptions::LINEAR_REPEAT,
            TextureOptions::LINEAR_MIRRORED_REPEAT,
            TextureOptions::NEAREST,
            TextureOptions::NEAREST_REPEAT,
            TextureOptions::NEAREST_MIRRORED_REPEAT,
        ] {
            for u in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, f32::MAX] {
                assert_eq!(along(options, &[42, 42, 42], u), gray(42));
            }
        }
    }

    #[test]
    fn the_filter_follows_the_size_of_a_texel_on_screen() {
        let options = TextureOptions {
            minification: egui::TextureFilter::Linear,
            ..TextureOptions::NEAREST
        };
        let store = store(options, 2, &[0, 100]);
        let texture = store.get(ID).unwrap();
        let enlarged = texture.sampler([0.25, 0.0], [0.0, 0.25]).unwrap();
        assert_eq!(enlarged.texel([0.5, 0.5]), gray(100));
        let reduced = texture.sampler([1.0, 0.0], [0.0, 1.0]).unwrap();
        assert_eq!(reduced.texel([0.5, 0.5]), gray(50));
    }

    #[test]
    fn a_part_replaces_its_rectangle_only_and_must_fit() {
        let mut store = store(TextureOptions::NEAREST, 3, &[1, 2, 3, 4, 5, 6]);
        let change = |pos| ImageDelta::partial(pos, image(2, &[80, 90]), TextureOptions::NEAREST);
        let mut delta = TexturesDelta::default();
        delta.push(ID, change([1, 1]));
        delta.push(ID, change([2, 0]));
        delta.push(ID, change([0, 2]));
        store.update(&mut delta);
        let expected = [1, 2, 3, 4, 80, 90].map(gray);
        assert_eq!(store.get(ID).unwrap().texels, expected);
    }

    #[test]
    fn a_freed_texture_lives_until_the_next_update() {
        let mut store = store(TextureOptions::NEAREST, 1, &[1]);
        let mut delta = TexturesDelta::default();
        delta.free(ID);
        store.update(&mut delta);
        assert!(store.get(ID).is_some() && delta.is_empty());
        store.update(&mut delta);
        assert!(store.get(ID).is_none());
    }
}
