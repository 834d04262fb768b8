//! The colour of each pixel in a triangle: vertex colour times texel, interpolated, dithered and blended, a span at a time.
//!
//! A [`Shader`] holds all of a triangle but its outline, and picks the cheapest way to the same result: most triangles of a
//! user interface have one colour and no texture.

use std::array;

use egui::epaint::Vertex;

use super::pixel::{self, Rgba8};
use super::texture::{Sampler, Texture};

/// Values at a pixel: red, green, blue, alpha (0..=1) and the two texture coordinates.
type Values = [f64; 6];

/// Paints the spans of one triangle.
pub(super) struct Shader<'a> {
    surface: Surface<'a>,
    origin: [f64; 2],
    at_origin: Values,
    dx: Values,
    dy: Values,
    screen_height: usize,
}

/// How a triangle's pixels get their colour, the cheapest first.
enum Surface<'a> {
    /// Nothing is to be seen of it.
    Invisible,
    /// All pixels have the same colour, and it fits into eight bits, so that dithering does not change it.
    Flat(Rgba8),
    /// The vertex colour times one texel for all.
    Smooth([f32; 4]),
    /// One vertex colour times a texture.
    Tinted(Sampler<'a>, Rgba8),
    /// Vertex colours times a texture.
    Textured(Sampler<'a>),
}

impl<'a> Shader<'a> {
    /// A shader for the triangle with these `corners`, whose places on screen, in pixels, are `points`.
    pub(super) fn new(
        corners: [&Vertex; 3],
        points: [[f32; 2]; 3],
        texture: &'a Texture,
        screen_height: usize,
    ) -> Self {
        let [a, b, c] = corners;
        let varies = Varies {
            color: a.color != b.color || a.color != c.color,
            uv: a.uv != b.uv || a.uv != c.uv,
        };
        let values = corners.map(values);
        let points = points.map(|point| point.map(f64::from));
        let (dx, dy) = gradients(points, values, varies);
        let in_f32 = |values: Values| [values[4] as f32, values[5] as f32];
        let surface = texture
            .sampler(in_f32(dx), in_f32(dy))
            .map_or(Surface::Invisible, |sampler| {
                Surface::new(a, varies, sampler)
            });
        Self {
            surface,
            origin: points[0],
            at_origin: values[0],
            dx,
            dy,
            screen_height,
        }
    }

    /// Paints the pixels of `targets`, the first of which is at `column` in `row` of the picture.
    pub(super) fn paint(&self, row: usize, column: usize, targets: &mut [Rgba8]) {
        let start = || Start::new(self, row, column);
        match &self.surface {
            Surface::Invisible => {}
            Surface::Flat(color) => pixel::blend_row(targets, *color),
            Surface::Smooth(texel) => self.paint_smooth(*texel, &start(), targets),
            Surface::Tinted(sampler, tint) => self.paint_tinted(sampler, *tint, &start(), targets),
            Surface::Textured(sampler) => self.paint_textured(sampler, &start(), targets),
        }
    }

    fn paint_smooth(&self, texel: [f32; 4], start: &Start, targets: &mut [Rgba8]) {
        let color = self.values::<0, 4>(start);
        for (index, target) in targets.iter_mut().enumerate() {
            let (color, noise) = (color.at(index), start.dither(index));
            pixel::blend(target, pixel::quantise(times(color, texel), noise));
        }
    }

    fn paint_tinted(&self, sampler: &Sampler, tint: Rgba8, start: &Start, targets: &mut [Rgba8]) {
        let uv = self.values::<4, 2>(start);
        let color = tint.map(to_unit);
        for (index, target) in targets.iter_mut().enumerate() {
            let source = match sampler.texel(uv.at(index)) {
                [0, 0, 0, 0] => continue,
                [255, 255, 255, 255] => tint,
                texel => pixel::quantise(times(color, texel.map(to_unit)), start.dither(index)),
            };
            pixel::blend(target, source);
        }
    }

    fn paint_textured(&self, sampler: &Sampler, start: &Start, targets: &mut [Rgba8]) {
        let color = self.values::<0, 4>(start);
        let uv = self.values::<4, 2>(start);
        for (index, target) in targets.iter_mut().enumerate() {
            let texel = sampler.texel(uv.at(index)).map(to_unit);
            let (color, noise) = (color.at(index), start.dither(index));
            pixel::blend(target, pixel::quantise(times(color, texel), noise));
        }
    }

    /// `N` of the values from `FIRST` on, along the span that begins at `start`.
    fn values<const FIRST: usize, const N: usize>(&self, start: &Start) -> Along<N> {
        let [right, down] = start.from_origin;
        let first = |i: usize| self.at_origin[i] + self.dx[i] * right + self.dy[i] * down;
        Along {
            first: array::from_fn(|i| first(FIRST + i) as f32),
            step: array::from_fn(|i| self.dx[FIRST + i] as f32),
        }
    }
}

fn times(color: [f32; 4], texel: [f32; 4]) -> [f32; 4] {
    array::from_fn(|i| color[i] * texel[i])
}

fn to_unit(value: u8) -> f32 {
    f32::from(value) * (1.0 / 255.0)
}

/// The first pixel of a span.
struct Start {
    /// From the triangle's origin to the pixel's centre. In double precision, since single is not enough for thin triangles.
    from_origin: [f64; 2],
    /// The centre as the fragment shader sees it, with y upwards from the bottom.
    center: [f32; 2],
}

impl Start {
    fn new(shader: &Shader, row: usize, column: usize) -> Self {
        let [x, y] = [column as f64 + 0.5, row as f64 + 0.5];
        Self {
            from_origin: [x - shader.origin[0], y - shader.origin[1]],
            center: [x as f32, (shader.screen_height as f64 - y) as f32],
        }
    }

    fn dither(&self, index: usize) -> f32 {
        pixel::dither(self.center[0] + index as f32, self.center[1])
    }
}

/// Values that change evenly along a span.
struct Along<const N: usize> {
    first: [f32; N],
    step: [f32; N],
}

impl<const N: usize> Along<N> {
    /// The values `index` pixels right of the first.
    fn at(&self, index: usize) -> [f32; N] {
        let index = index as f32;
        array::from_fn(|i| self.first[i] + self.step[i] * index)
    }
}

impl<'a> Surface<'a> {
    fn new(corner: &Vertex, varies: Varies, sampler: Sampler<'a>) -> Self {
        let color = corner.color.to_array();
        match (varies.color, varies.uv) {
            (false, _) if color == [0; 4] => Self::Invisible,
            (_, false) => match sampler.texel([corner.uv.x, corner.uv.y]) {
                [0, 0, 0, 0] => Self::Invisible,
                [255, 255, 255, 255] if !varies.color => Self::Flat(color),
                texel => Self::Smooth(texel.map(to_unit)),
            },
            (false, true) => Self::Tinted(sampler, color),
            (true, true) => Self::Textured(sampler),
        }
    }
}

/// Which values differ between the corners of a triangle.
#[derive(Clone, Copy)]
struct Varies {
    color: bool,
    uv: bool,
}

fn values(vertex: &Vertex) -> Values {
    let [r, g, b, a] = vertex
        .color
        .to_array()
        .map(|value| f64::from(value) / 255.0);
    [r, g, b, a, vertex.uv.x.into(), vertex.uv.y.into()]
}

/// How much each value changes for one pixel to the right, and for one down.
fn gradients(
    [p, q, r]: [[f64; 2]; 3],
    [at_p, at_q, at_r]: [Values; 3],
    varies: Varies,
) -> (Values, Values) {
    let mut dx = Values::default();
    let mut dy = Values::default();
    let varying = match (varies.color, varies.uv) {
        (false, false) => return (dx, dy),
        (true, false) => 0..4,
        (false, true) => 4..6,
        (true, true) => 0..6,
    };
    let (q, r) = ([q[0] - p[0], q[1] - p[1]], [r[0] - p[0], r[1] - p[1]]);
    let area = q[0] * r[1] - q[1] * r[0];
    // A triangle that has area after snapping only: its values do not matter, but must be numbers.
    let scale = if area == 0.0 { 0.0 } else { 1.0 / area };
    for i in varying {
        let (to_q, to_r) = (at_q[i] - at_p[i], at_r[i] - at_p[i]);
        dx[i] = (to_q * r[1] - to_r * q[1]) * scale;
        dy[i] = (to_r * q[0] - to_q * r[0]) * scale;
    }
    (dx, dy)
}
