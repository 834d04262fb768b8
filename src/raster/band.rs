//! Painting the triangles of a frame into one horizontal band of a picture.
//!
//! It places vertices and clip rectangles on the screen as egui's OpenGL painter does, and leaves outlines to `coverage`
//! and colours to `shade`.

use std::cell::LazyCell;

use egui::epaint::{Mesh, Primitive, Vertex};
use egui::{ClippedPrimitive, Pos2, Rect};

use super::coverage::{PixelRect, for_each_span};
use super::pixel::Rgba8;
use super::shade::Shader;
use super::texture::{Texture, TextureStore};

/// The size of the whole picture, and the way from points to pixels.
pub(super) struct Screen {
    width: usize,
    height: usize,
    pixels_per_point: f32,
    half_size_px: [f32; 2],
    size_points: [f32; 2],
}

impl Screen {
    pub(super) fn new(size_px: [u32; 2], pixels_per_point: f32) -> Self {
        Self {
            width: size_px[0] as usize,
            height: size_px[1] as usize,
            pixels_per_point,
            half_size_px: size_px.map(|side| side as f32 / 2.0),
            size_points: size_px.map(|side| side as f32 / pixels_per_point),
        }
    }

    /// A position on screen in pixels, y downwards, with the roundings of the vertex shader and the viewport.
    fn place(&self, position: Pos2) -> [f32; 2] {
        let [half_width, half_height] = self.half_size_px;
        let x = 2.0 * position.x / self.size_points[0] - 1.0;
        let y = 1.0 - 2.0 * position.y / self.size_points[1];
        [x * half_width + half_width, half_height - y * half_height]
    }

    /// A clip rectangle in whole pixels within the screen.
    fn scissor(&self, clip: Rect) -> PixelRect {
        // The conversion clamps at zero and turns NaN into zero.
        let rounded = |value: f32| (self.pixels_per_point * value).round() as usize;
        let left = rounded(clip.min.x).min(self.width);
        let top = rounded(clip.min.y).min(self.height);
        PixelRect {
            left,
            top,
            right: rounded(clip.max.x).clamp(left, self.width),
            bottom: rounded(clip.max.y).clamp(top, self.height),
        }
    }
}

/// Some rows of the picture, over its whole width.
pub(super) struct Band<'a> {
    screen: &'a Screen,
    top: usize,
    bottom: usize,
    pixels: &'a mut [Rgba8],
}

impl<'a> Band<'a> {
    /// The band that starts at row `top` and has as many rows as `pixels` hold.
    pub(super) fn new(screen: &'a Screen, top: usize, pixels: &'a mut [Rgba8]) -> Self {
        Self {
            screen,
            top,
            bottom: top + pixels.len() / screen.width.max(1),
            pixels,
        }
    }

    pub(super) fn paint(&mut self, textures: &TextureStore, primitives: &[ClippedPrimitive]) {
        for ClippedPrimitive {
            clip_rect,
            primitive,
        } in primitives
        {
            let mut clip = self.screen.scissor(*clip_rect);
            clip.top = clip.top.max(self.top);
            clip.bottom = clip.bottom.min(self.bottom);
            let visible = clip.left < clip.right && clip.top < clip.bottom;
            if let (true, Primitive::Mesh(mesh)) = (visible, primitive)
                && let Some(texture) = textures.get(mesh.texture_id)
            {
                self.paint_mesh(mesh, texture, clip);
            }
        }
    }

    fn paint_mesh(&mut self, mesh: &Mesh, texture: &Texture, clip: PixelRect) {
        let points: Vec<_> = mesh
            .vertices
            .iter()
            .map(|vertex| self.screen.place(vertex.pos))
            .collect();
        for &indices in mesh.indices.as_chunks::<3>().0 {
            let indices = indices.map(|index| index as usize);
            if indices.iter().all(|&index| index < points.len()) {
                let corners = indices.map(|index| &mesh.vertices[index]);
                let points = indices.map(|index| points[index]);
                self.paint_triangle(corners, points, texture, clip);
            }
        }
    }

    fn paint_triangle(
        &mut self,
        corners: [&Vertex; 3],
        points: [[f32; 2]; 3],
        texture: &Texture,
        clip: PixelRect,
    ) {
        let (width, height) = (self.screen.width, self.screen.height);
        // Most triangles are too small to meet a pixel centre in this band.
        let shader = LazyCell::new(|| Shader::new(corners, points, texture, height));
        for_each_span(points, clip, |row, start, end| {
            let row_start = (row - self.top) * width;
            let targets = &mut self.pixels[row_start + start..row_start + end];
            shader.paint(row, start, targets);
        });
    }
}

#[cfg(test)]
mod tests {
    use egui::{Rect, pos2};

    use super::{PixelRect, Screen};

    #[test]
    fn clip_rectangles_are_rounded_to_the_nearest_pixel_and_kept_on_screen() {
        let screen = Screen::new([100, 50], 1.25);
        let scissor = |x0, y0, x1, y1| {
            let clip = Rect::from_min_max(pos2(x0, y0), pos2(x1, y1));
            let PixelRect {
                left,
                top,
                right,
                bottom,
            } = screen.scissor(clip);
            [left, top, right, bottom]
        };
        // 1.2 * 1.25 = 1.5 and 2.8 * 1.25 = 3.5 are rounded away from zero.
        assert_eq!(scissor(1.2, 2.8, 10.0, 11.0), [2, 4, 13, 14]);
        assert_eq!(scissor(-5.0, -1e30, 1e30, 200.0), [0, 0, 100, 50]);
        assert_eq!(scissor(30.0, 30.0, 20.0, 20.0), [38, 38, 38, 38]);
        assert_eq!(scissor(f32::NAN, 300.0, 300.0, 400.0), [0, 50, 100, 50]);
    }
}
