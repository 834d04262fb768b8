//! The renderer as a whole: pictures of a few pixels worked out by hand, and what must hold for any picture.

#![allow(clippy::disallowed_methods, reason = "pixels worked out by hand")]

use std::sync::Arc;

use egui::epaint::{ClippedPrimitive, ImageDelta, Mesh, Primitive, Vertex};
use egui::{
    Color32, ColorImage, Context, FontDefinitions, Pos2, Rect, TextureId, TextureOptions,
    TexturesDelta, pos2, vec2,
};

use super::{Picture, Raster, render_ui};

const EVERYWHERE: Rect = Rect::EVERYTHING;

/// A renderer whose texture 0 is white at its corner, as egui's font atlas is, and has a gray texel beside it.
fn raster() -> Raster {
    let pixels = vec![Color32::WHITE, Color32::from_gray(100)];
    let image = Arc::new(ColorImage::new([2, 1], pixels));
    let mut delta = TexturesDelta::default();
    delta.push(
        TextureId::default(),
        ImageDelta::full(image, TextureOptions::LINEAR),
    );
    let mut raster = Raster::new();
    raster.update_textures(&mut delta);
    raster
}

fn primitive(clip_rect: Rect, mesh: Mesh) -> ClippedPrimitive {
    let primitive = Primitive::Mesh(mesh);
    ClippedPrimitive {
        clip_rect,
        primitive,
    }
}

fn rectangle(min: Pos2, max: Pos2, color: Color32) -> Mesh {
    let mut mesh = Mesh::default();
    mesh.add_colored_rect(Rect::from_min_max(min, max), color);
    mesh
}

fn pixel(picture: &Picture, x: usize, y: usize) -> [u8; 4] {
    picture.rgba.as_chunks().0[y * picture.width as usize + x]
}

/// What [`Raster::paint`] gives for meshes on a white picture of 8 x 8 pixels, at one pixel a point.
fn on_white(meshes: impl IntoIterator<Item = (Rect, Mesh)>) -> Picture {
    let primitives: Vec<_> = meshes
        .into_iter()
        .map(|(clip, mesh)| primitive(clip, mesh))
        .collect();
    raster().paint([8, 8], 1.0, Color32::WHITE, &primitives)
}

#[test]
fn a_half_transparent_rectangle_is_blended_once_where_it_covers_pixel_centres() {
    let color = Color32::from_rgba_premultiplied(128, 0, 0, 128);
    let picture = on_white([(EVERYWHERE, rectangle(pos2(1.4, 2.6), pos2(5.6, 5.4), color))]);
    for y in 0..8 {
        for x in 0..8 {
            let inside = (1..6).contains(&x) && (3..5).contains(&y);
            let expected = if inside {
                [255, 127, 127, 255]
            } else {
                [255; 4]
            };
            assert_eq!(pixel(&picture, x, y), expected, "{x}, {y}");
        }
    }
}

#[test]
fn nothing_is_drawn_outside_the_clip_rectangle() {
    let clip = Rect::from_min_max(pos2(1.5, 2.4), pos2(4.4, 6.5));
    let black = rectangle(pos2(-99.0, -99.0), pos2(99.0, 99.0), Color32::BLACK);
    let picture = on_white([(clip, black)]);
    for y in 0..8 {
        for x in 0..8 {
            let inside = (2..4).contains(&x) && (2..7).contains(&y);
            assert_eq!(pixel(&picture, x, y)[0] == 0, inside, "{x}, {y}");
        }
    }
}

#[test]
fn a_gradient_is_interpolated_at_pixel_centres() {
    let mut mesh = rectangle(pos2(0.0, 0.0), pos2(8.0, 8.0), Color32::BLACK);
    for vertex in &mut mesh.vertices {
        if vertex.pos.x > 4.0 {
            vertex.color = Color32::from_gray(160);
        }
    }
    // The centre of column x is at x + 0.5 of 8, and 160 * (x + 0.5) / 8 is a whole number, which dithering leaves alone.
    let picture = on_white([(EVERYWHERE, mesh)]);
    for y in 0..8 {
        for x in 0..8 {
            assert_eq!(usize::from(pixel(&picture, x, y)[0]), 20 * x + 10);
        }
    }
}

#[test]
fn dithering_spreads_a_level_between_two_over_both() {
    let mut mesh = rectangle(pos2(0.0, 0.0), pos2(8.0, 8.0), Color32::BLACK);
    for vertex in &mut mesh.vertices {
        // The centre of the gray texel.
        vertex.uv = pos2(0.75, 0.5);
        vertex.color = Color32::from_gray(96);
    }
    // 96 * 100 / 255 = 37.65: each pixel is 37 or 38, and more are 38.
    let picture = on_white([(EVERYWHERE, mesh)]);
    let levels: Vec<_> = picture
        .rgba
        .as_chunks::<4>()
        .0
        .iter()
        .map(|p| p[0])
        .collect();
    let brighter = levels
        .iter()
        .map(|&level| usize::from(level == 38))
        .sum::<usize>();
    assert!(levels.iter().all(|level| [37, 38].contains(level)));
    assert!((36..=48).contains(&brighter), "{brighter} of 64");
}

#[test]
fn broken_meshes_do_no_harm() {
    let mut mesh = rectangle(pos2(0.0, 0.0), pos2(8.0, f32::NAN), Color32::BLACK);
    mesh.indices.extend([0, 1, 99, 7]);
    let mut unknown = rectangle(pos2(0.0, 0.0), pos2(8.0, 8.0), Color32::BLACK);
    unknown.texture_id = TextureId::User(5);
    let picture = on_white([(EVERYWHERE, mesh), (EVERYWHERE, unknown)]);
    assert!(picture.rgba.iter().all(|&value| value == 255));
}

#[test]
fn pictures_without_pixels_and_odd_scales_do_no_harm() {
    let primitives = [primitive(
        EVERYWHERE,
        rectangle(pos2(0.0, 0.0), pos2(8.0, 8.0), Color32::BLACK),
    )];
    for size in [[0, 0], [0, 5], [5, 0], [1, 1], [3, 700]] {
        for scale in [1.0, 0.0, -1.0, f32::NAN, f32::INFINITY] {
            let picture = raster().paint(size, scale, Color32::WHITE, &primitives);
            assert_eq!(picture.rgba.len(), size[0] as usize * size[1] as usize * 4);
        }
    }
}

/// A heap of triangles of all kinds, from a small random generator.
fn heap() -> Vec<ClippedPrimitive> {
    let mut state = 1_u32;
    let mut random = move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f32::from((state >> 16) as u16) / 65_536.0
    };
    let mut mesh = Mesh::default();
    for index in 0..600 {
        let color = Color32::from_rgba_unmultiplied(
            (random() * 255.0) as u8,
            (random() * 255.0) as u8,
            (random() * 255.0) as u8,
            (random() * 255.0) as u8,
        );
        let textured = index % 3 == 0;
        mesh.vertices.push(Vertex {
            pos: pos2(random() * 110.0 - 5.0, random() * 90.0 - 5.0),
            uv: if textured {
                pos2(random(), random())
            } else {
                Pos2::ZERO
            },
            color,
        });
    }
    mesh.indices.extend(0..600);
    vec![primitive(EVERYWHERE, mesh)]
}

#[test]
fn bytes_depend_neither_on_the_run_nor_on_the_number_of_bands() {
    let (raster, heap) = (raster(), heap());
    let paint = |bands| raster.paint_in_bands(bands, [101, 83], 1.0, Color32::WHITE, &heap);
    let expected = paint(1);
    for bands in [1, 2, 3, 7, 83, 1000] {
        assert!(paint(bands) == expected, "{bands} bands");
    }
}

#[test]
fn render_ui_gives_a_settled_picture_of_the_right_size() {
    let picture = || {
        let ctx = Context::default();
        ctx.set_fonts(FontDefinitions::empty());
        let mut passes = 0;
        let picture = render_ui(&ctx, vec2(40.4, 20.0), 1.5, Color32::WHITE, |ui| {
            passes += 1;
            if passes < 4 {
                ui.ctx().request_repaint();
            }
            let rect = Rect::from_min_size(pos2(10.0, 10.0), vec2(4.0, 4.0));
            ui.painter()
                .rect_filled(rect, 0.0, Color32::from_gray(passes));
        });
        assert!(passes >= 4, "{passes} passes");
        assert_eq!(pixel(&picture, 18, 18), [passes, passes, passes, 255]);
        picture
    };
    let first = picture();
    assert_eq!((first.width, first.height), (61, 30));
    assert_eq!(pixel(&first, 0, 0), [255; 4]);
    assert!(first == picture());
}

#[test]
fn a_view_that_never_rests_is_pictured_all_the_same() {
    let mut passes = 0;
    let ctx = Context::default();
    ctx.set_fonts(FontDefinitions::empty());
    let _ = render_ui(&ctx, vec2(8.0, 8.0), 1.0, Color32::WHITE, |ui| {
        passes += 1;
        ui.ctx().request_repaint();
    });
    assert_eq!(passes, 16);
}
