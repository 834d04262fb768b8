//! What happens to one pixel: from a fragment's colour to eight bits, and onto the framebuffer.
//!
//! The arithmetic of egui's fragment shader (`egui_glow`, `shader/fragment.glsl`) and of the blending that its painter
//! sets up. Nothing here knows of triangles or textures.

/// One pixel or texel: red, green, blue, alpha.
pub(super) type Rgba8 = [u8; 4];

/// Adding this to a float of less than a quarter of it leaves the nearest integer (ties to even) in the low bits. Unlike
/// `f32::round_ties_even` it needs no library call on a processor without SSE 4.1.
const ROUNDER: f32 = 8_388_608.0;

/// The part of `x` after the point, for 0 <= x < 2^22.
fn fract(x: f32) -> f32 {
    let nearest = (x + ROUNDER) - ROUNDER;
    let rest = x - nearest;
    if rest < 0.0 { rest + 1.0 } else { rest }
}

/// What the shader adds to red, green and blue at a pixel centre, `y` being counted upwards from the bottom.
///
/// Interleaved gradient noise after Jimenez, "Next Generation Post-Processing in Call of Duty" (2014), scaled so that a
/// colour that fits into eight bits is left as it is.
pub(super) fn dither(x: f32, y: f32) -> f32 {
    let noise = fract(52.982_918 * fract(0.067_110_56 * x + 0.005_837_15 * y));
    (noise - 0.5) * 0.95 / 255.0
}

/// A channel from 0..=1 to eight bits, rounded to the nearest; values outside are clamped and NaN is 0.
fn to_eight_bits(value: f32) -> u8 {
    // Comparisons that say where NaN goes, and are one instruction each.
    let value = if value > 0.0 { value } else { 0.0 };
    let value = if value < 1.0 { value } else { 1.0 };
    (value * 255.0 + ROUNDER).to_bits() as u8
}

/// A fragment's colour in eight bits; `noise` is added to all but alpha.
pub(super) fn quantise(color: [f32; 4], noise: f32) -> Rgba8 {
    let noise = [noise, noise, noise, 0.0];
    std::array::from_fn(|i| to_eight_bits(color[i] + noise[i]))
}

/// `a * b / 255`, rounded as Mesa's llvmpipe does (`lp_build_mul_norm`); exact where either is 0 or 255.
fn multiply(a: u8, b: u8) -> u8 {
    let product = u16::from(a) * u16::from(b);
    ((product + (product >> 8) + 128) >> 8) as u8
}

/// Puts `source` over `target`: (`ONE`, `ONE_MINUS_SRC_ALPHA`) for the colour, (`ONE_MINUS_DST_ALPHA`, `ONE`) for alpha.
pub(super) fn blend(target: &mut Rgba8, source: Rgba8) {
    let keep = 255 - source[3];
    let room = 255 - target[3];
    *target = [
        multiply(target[0], keep).saturating_add(source[0]),
        multiply(target[1], keep).saturating_add(source[1]),
        multiply(target[2], keep).saturating_add(source[2]),
        multiply(source[3], room).saturating_add(target[3]),
    ];
}

/// [`blend`] of one colour over a row of pixels.
pub(super) fn blend_row(targets: &mut [Rgba8], source: Rgba8) {
    match source {
        [_, _, _, 255] => targets.fill(source),
        [0, 0, 0, 0] => {}
        _ if targets.iter().all(|target| target[3] == 255) => {
            // Over opaque pixels alpha can go the way of the colours, which lets the compiler use vector instructions.
            let keep = 255 - source[3];
            for target in targets {
                *target =
                    std::array::from_fn(|i| multiply(target[i], keep).saturating_add(source[i]));
            }
        }
        _ => targets.iter_mut().for_each(|target| blend(target, source)),
    }
}

#[cfg(test)]
mod tests {
    use super::{blend, blend_row, dither, fract, multiply, quantise, to_eight_bits};

    #[test]
    fn noise_leaves_colours_of_eight_bits_alone() {
        for level in 0..=255_u8 {
            for place in 0..400_u16 {
                let noise = dither(f32::from(place) + 0.5, f32::from(place / 7) + 0.5);
                let value = f32::from(level) / 255.0;
                assert_eq!(quantise([value; 4], noise), [level; 4]);
            }
        }
    }

    #[test]
    fn noise_is_that_of_the_shader() {
        // By hand for the pixel centre (0.5, 0.5): f = 0.036473855, 52.9829189 * f = 1.932491..., less 1 = 0.932491...
        let expected = (0.932_491 - 0.5) * 0.95 / 255.0;
        assert!((dither(0.5, 0.5) - expected).abs() < 1e-6);
    }

    #[test]
    fn fract_agrees_with_the_library() {
        for step in 0..10_000_u16 {
            let x = f32::from(step) * 0.037;
            assert!((fract(x) - x.fract()).abs() < f32::EPSILON, "{x}");
        }
    }

    #[test]
    fn channels_are_clamped_and_rounded_to_even() {
        let cases = [
            (-1.0, 0),
            (2.0, 255),
            (f32::NAN, 0),
            (f32::INFINITY, 255),
            (0.5, 128),
        ];
        for (value, expected) in cases {
            assert_eq!(to_eight_bits(value), expected, "{value}");
        }
    }

    #[test]
    fn multiplication_is_within_one_of_the_true_product() {
        for a in 0..=255_u8 {
            assert_eq!((multiply(a, 0), multiply(a, 255)), (0, a));
            for b in 0..=255_u8 {
                let exact = f32::from(a) * f32::from(b) / 255.0;
                assert!((f32::from(multiply(a, b)) - exact).abs() <= 1.0);
            }
        }
    }

    #[test]
    fn half_transparent_red_over_white_is_pink() {
        let mut pixel = [255; 4];
        blend(&mut pixel, [128, 0, 0, 128]);
        assert_eq!(pixel, [255, 127, 127, 255]);
    }

    #[test]
    fn a_row_is_blended_like_its_pixels() {
        for (source, alpha) in [[9, 8, 7, 255], [0; 4], [50, 60, 70, 80], [10, 0, 0, 0]]
            .into_iter()
            .flat_map(|source| [(source, 255), (source, 40)])
        {
            let mut row = [[200, 100, 50, 255], [30, 0, 10, alpha], [10, 20, 30, alpha]];
            let mut single = row;
            blend_row(&mut row, source);
            for pixel in &mut single {
                blend(pixel, source);
            }
            assert_eq!(row, single);
        }
    }
}
