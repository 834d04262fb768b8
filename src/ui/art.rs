//! Charts drawn for paper and files, by the same code that draws them on screen.

use std::collections::BTreeSet;

use egui::{Align2, Context, FontFamily, Ui, Vec2, vec2};

use super::theme::{self, Tokens, bold, regular, size, space};
use crate::app::reporting::Wanted;
use crate::chart::{self, ChartSpec};
use crate::raster::{Face, Picture, Raster, SvgFrame, to_svg};
use crate::report::{Art, ChartPicture, Figure, Palette, Rgb, size_of};

/// Pixels a point in reports: about 320 to the inch on paper.
const PIXELS_PER_POINT: f32 = 3.0;
/// The strip of a chart on its own that carries its title.
const TITLE_STRIP: f32 = 34.0;

/// Draws charts one after the other with one set of fonts.
pub(super) struct Easel {
    ctx: Context,
    raster: Raster,
    tokens: &'static Tokens,
    scale: f32,
}

impl Easel {
    pub(super) fn new(scale: f32, dark: bool) -> Self {
        let ctx = Context::default();
        theme::install(&ctx);
        ctx.all_styles_mut(theme::hold_still);
        ctx.set_theme(if dark {
            egui::Theme::Dark
        } else {
            egui::Theme::Light
        });
        Self {
            ctx,
            raster: Raster::new(),
            tokens: Tokens::for_dark(dark),
            scale,
        }
    }

    /// What `draw` puts out once it has settled.
    pub(super) fn shapes(
        &mut self,
        size: Vec2,
        draw: impl FnMut(&mut Ui),
    ) -> Vec<egui::epaint::ClippedShape> {
        self.raster
            .settled_pass(&self.ctx, size, self.scale, draw)
            .shapes
    }

    /// The characters in what was put out that no bundled font has; they show as boxes.
    pub(super) fn missing(&self, shapes: &[egui::epaint::ClippedShape]) -> BTreeSet<char> {
        let mut texts = Vec::new();
        for clipped in shapes {
            texts_in(&clipped.shape, &mut texts);
        }
        let font = regular(size::BODY);
        self.ctx.fonts_mut(|fonts| {
            let all = texts.iter().flat_map(|shape| shape.galley.text().chars());
            all.filter(|c| !c.is_control() && !fonts.has_glyph(&font, *c))
                .collect()
        })
    }

    /// The shapes painted, on the surface of the theme.
    pub(super) fn pixels(&self, size: Vec2, shapes: Vec<egui::epaint::ClippedShape>) -> Picture {
        let primitives = self.ctx.tessellate(shapes, self.scale);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a size in pixels"
        )]
        let size_px = [
            (size.x * self.scale).round() as u32,
            (size.y * self.scale).round() as u32,
        ];
        self.raster
            .paint(size_px, self.scale, self.tokens.surface, &primitives)
    }
}

/// The texts among shapes.
pub(super) fn texts_in<'a>(shape: &'a egui::Shape, out: &mut Vec<&'a egui::epaint::TextShape>) {
    match shape {
        egui::Shape::Text(text) => out.push(text),
        egui::Shape::Vec(shapes) => shapes.iter().for_each(|shape| texts_in(shape, out)),
        _ => {}
    }
}

/// The charts of a report, and its colours; see [`crate::app::reporting::Artist`].
#[must_use]
pub fn art(wanted: &[Wanted], with_pixels: bool, go_on: &dyn Fn() -> bool) -> Option<Art> {
    let mut easel = Easel::new(PIXELS_PER_POINT, false);
    let mut art = Art {
        palette: palette(),
        fonts: &theme::FACES,
        ..Art::default()
    };
    for (index, wanted) in wanted.iter().enumerate() {
        if !go_on() {
            return None;
        }
        let (width, height) = size_of(&wanted.figure);
        let size = vec2(width, height);
        let alt = chart::describe(&wanted.spec);
        let shapes = easel.shapes(size, |ui| {
            ui.spacing_mut().item_spacing = Vec2::ZERO;
            let style = Tokens::of(ui).chart();
            let _drawn = chart::draw(ui, "report", &wanted.spec, &style);
        });
        art.missing.extend(easel.missing(&shapes));
        let id = match &wanted.figure {
            Figure::Indicator(_) => format!("f{index}-"),
            Figure::Grades => "grades-".to_owned(),
        };
        let svg = svg(&shapes, size, &alt, &id, None);
        let png = if with_pixels {
            easel.pixels(size, shapes).to_png().unwrap_or_default()
        } else {
            Vec::new()
        };
        art.charts.insert(
            wanted.figure.clone(),
            ChartPicture {
                svg,
                png,
                width,
                height,
                alt,
                title: wanted.title.clone(),
            },
        );
    }
    Some(art)
}

/// A chart on its own, as it leaves the program: with its title, and the stamp where it needs one.
#[derive(Clone, Copy, Debug)]
pub struct Sheet<'a> {
    /// What it shows.
    pub spec: &'a ChartSpec,
    /// What stands above it.
    pub title: &'a str,
    /// Whether its figures are made up.
    pub synthetic: bool,
    /// Whether it is drawn on dark ground.
    pub dark: bool,
    /// Width and height in points.
    pub size: Vec2,
}

impl Sheet<'_> {
    /// As a picture, `scale` pixels a point.
    #[must_use]
    pub fn picture(&self, scale: f32) -> Picture {
        let mut easel = Easel::new(scale, self.dark);
        let shapes = easel.shapes(self.size, |ui| self.draw(ui));
        easel.pixels(self.size, shapes)
    }

    /// As SVG, text as text.
    #[must_use]
    pub fn svg(&self) -> String {
        let mut easel = Easel::new(PIXELS_PER_POINT, self.dark);
        let shapes = easel.shapes(self.size, |ui| self.draw(ui));
        let ground = easel.tokens.surface;
        let alt = chart::describe(self.spec);
        svg(&shapes, self.size, &alt, "", Some(ground))
    }

    fn draw(&self, ui: &mut Ui) {
        let tokens = Tokens::of(ui);
        let whole = ui.max_rect().shrink(space::M);
        let mut strip = whole;
        strip.set_height(TITLE_STRIP);
        let mut words = strip;
        if self.synthetic {
            let stamp = ui.painter().text(
                strip.right_top(),
                Align2::RIGHT_TOP,
                "示例数据",
                bold(size::SMALL),
                tokens.stamp,
            );
            words.set_right(stamp.left() - space::M);
        }
        super::widgets::painted_text(
            ui.painter(),
            words,
            Align2::LEFT_TOP,
            self.title,
            bold(size::TITLE),
            tokens.text,
        );
        let rest = egui::Rect::from_min_max(egui::pos2(whole.left(), strip.bottom()), whole.max);
        let mut child = ui.new_child(egui::UiBuilder::new().max_rect(rest));
        child.spacing_mut().item_spacing = Vec2::ZERO;
        let _drawn = chart::draw(&mut child, "sheet", self.spec, &tokens.chart());
    }
}

fn svg(
    shapes: &[egui::epaint::ClippedShape],
    size: Vec2,
    title: &str,
    id: &str,
    background: Option<egui::Color32>,
) -> String {
    let frame = SvgFrame {
        size_points: size,
        background,
        title,
        id,
        face: &face,
    };
    to_svg(shapes, &frame)
}

/// The bundled face first, then what readers' machines have.
fn face(family: &FontFamily) -> Face {
    Face {
        family: "Noto Sans CJK SC, Source Han Sans SC, Microsoft YaHei, PingFang SC, sans-serif"
            .to_owned(),
        bold: *family == bold(size::BODY).family && *family != regular(size::BODY).family,
    }
}

/// The light theme's colours, for paper.
fn palette() -> Palette {
    let tokens = Tokens::for_dark(false);
    let rgb = |color: egui::Color32| -> Rgb { [color.r(), color.g(), color.b()] };
    Palette {
        grade_inks: tokens.grade_inks.map(rgb),
        stamp: rgb(tokens.stamp),
        line: rgb(tokens.border),
        head: rgb(tokens.ground),
        text: rgb(tokens.text),
        text_weak: rgb(tokens.text_weak),
        accent: rgb(tokens.accent),
    }
}
