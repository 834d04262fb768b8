//! Shapes of egui as SVG, with text as text.
//!
//! A drawing keeps its lines at any size, and its words can be searched, copied and read aloud. What egui rounds to pixels
//! (thin lines, rectangles) stands here where it was meant. Three things have no counterpart and are left out: images,
//! blurred edges and paint callbacks; no chart uses them. Shapes that are still on their way (a popup growing into place) are
//! written where they will be.

use std::fmt::Write as _;

use egui::epaint::{
    CircleShape, ColorMode, EllipseShape, Mesh, PathShape, PathStroke, RectShape, TextShape,
};
use egui::text::{Galley, LayoutSection};
use egui::{
    Color32, FontFamily, Pos2, Rect, Shape, Stroke, StrokeKind, Vec2, epaint::ClippedShape,
};

/// Which face a font family of egui stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Face {
    /// CSS names, the preferred one first.
    pub family: String,
    /// Whether it is the bold one.
    pub bold: bool,
}

/// What a drawing is framed by.
pub struct SvgFrame<'a> {
    /// Width and height in points.
    pub size_points: Vec2,
    /// What it stands on; none for nothing.
    pub background: Option<Color32>,
    /// What it shows, for those who cannot see it.
    pub title: &'a str,
    /// Begins the names within the drawing, so that several can stand on one page.
    pub id: &'a str,
    /// The face of each font family.
    pub face: &'a dyn Fn(&FontFamily) -> Face,
}

/// The shapes as the text of an SVG file; the same shapes give the same text.
#[must_use]
pub fn to_svg(shapes: &[ClippedShape], frame: &SvgFrame<'_>) -> String {
    let (width, height) = (number(frame.size_points.x), number(frame.size_points.y));
    let mut writer = Writer {
        out: String::new(),
        clips: Vec::new(),
        id: frame.id,
        face: frame.face,
    };
    if let Some(background) = frame.background {
        let all = Rect::from_min_size(Pos2::ZERO, frame.size_points);
        writer.rect(&RectShape::filled(all, 0.0, background));
    }
    for ClippedShape {
        clip_rect, shape, ..
    } in shapes
    {
        writer.clipped(*clip_rect, shape);
    }
    let mut out = format!(
        "{} width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"img\">\n",
        HEAD.trim_end()
    );
    let _ = writeln!(out, "<title>{}</title>", escaped(frame.title));
    if !writer.clips.is_empty() {
        out.push_str("<defs>\n");
        for (index, clip) in writer.clips.iter().enumerate() {
            let _ = writeln!(
                out,
                "<clipPath id=\"{}c{index}\"><rect {}/></clipPath>",
                frame.id,
                rect_attributes(*clip)
            );
        }
        out.push_str("</defs>\n");
    }
    out.push_str(&writer.out);
    out.push_str("</svg>\n");
    out
}

/// The opening of a drawing up to its size.
const HEAD: &str = include_str!("svg/head.svg");

struct Writer<'a> {
    out: String,
    clips: Vec<Rect>,
    id: &'a str,
    face: &'a dyn Fn(&FontFamily) -> Face,
}

impl Writer<'_> {
    /// A shape, cut off where its clip rectangle ends.
    fn clipped(&mut self, clip: Rect, shape: &Shape) {
        let bounds = shape.visual_bounding_rect();
        if matches!(shape, Shape::Noop) || !bounds.is_positive() && !is_line(shape) {
            return;
        }
        if !clip.intersects(bounds) {
            return;
        }
        if clip.contains_rect(bounds) {
            return self.shape(shape);
        }
        let index = self
            .clips
            .iter()
            .position(|c| *c == clip)
            .unwrap_or_else(|| {
                self.clips.push(clip);
                self.clips.len() - 1
            });
        let _ = writeln!(self.out, "<g clip-path=\"url(#{}c{index})\">", self.id);
        self.shape(shape);
        self.out.push_str("</g>\n");
    }

    fn shape(&mut self, shape: &Shape) {
        match shape {
            Shape::Noop | Shape::Callback(_) | Shape::Band(_) => {}
            Shape::Vec(shapes) => shapes.iter().for_each(|shape| self.shape(shape)),
            Shape::Circle(circle) => self.circle(circle),
            Shape::Ellipse(ellipse) => self.ellipse(ellipse),
            Shape::LineSegment { points, stroke } => self.line(points, *stroke),
            Shape::Path(path) => self.path(path),
            Shape::Rect(rect) => self.rect(rect),
            Shape::Text(text) => self.text(text),
            Shape::Mesh(mesh) => self.mesh(mesh),
            Shape::QuadraticBezier(curve) => {
                let [a, b, c] = curve.points.map(point);
                let data = format!("M{a}Q{b} {c}{}", if curve.closed { "Z" } else { "" });
                self.curve(&data, curve.fill, &curve.stroke, curve.points[0]);
            }
            Shape::CubicBezier(curve) => {
                let [a, b, c, d] = curve.points.map(point);
                let data = format!("M{a}C{b} {c} {d}{}", if curve.closed { "Z" } else { "" });
                self.curve(&data, curve.fill, &curve.stroke, curve.points[0]);
            }
        }
    }

    fn circle(&mut self, circle: &CircleShape) {
        let _ = writeln!(
            self.out,
            "<circle cx=\"{}\" cy=\"{}\" r=\"{}\"{}{}/>",
            number(circle.center.x),
            number(circle.center.y),
            number(circle.radius),
            fill(circle.fill),
            stroke(circle.stroke)
        );
    }

    fn ellipse(&mut self, ellipse: &EllipseShape) {
        let (x, y) = (number(ellipse.center.x), number(ellipse.center.y));
        let turn = turned(ellipse.angle, ellipse.center);
        let _ = writeln!(
            self.out,
            "<ellipse cx=\"{x}\" cy=\"{y}\" rx=\"{}\" ry=\"{}\"{}{}{turn}/>",
            number(ellipse.radius.x),
            number(ellipse.radius.y),
            fill(ellipse.fill),
            stroke(ellipse.stroke)
        );
    }

    fn line(&mut self, [from, to]: &[Pos2; 2], line: Stroke) {
        if line.is_empty() {
            return;
        }
        let _ = writeln!(
            self.out,
            "<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"{}/>",
            number(from.x),
            number(from.y),
            number(to.x),
            number(to.y),
            stroke(line)
        );
    }

    fn path(&mut self, path: &PathShape) {
        let Some(first) = path.points.first() else {
            return;
        };
        let points: Vec<String> = path.points.iter().map(|p| point(*p)).collect();
        let data = format!(
            "M{}{}",
            points.join("L"),
            if path.closed { "Z" } else { "" }
        );
        self.curve(&data, path.fill, &path.stroke, *first);
    }

    fn curve(&mut self, data: &str, filled: Color32, line: &PathStroke, at: Pos2) {
        let color = match &line.color {
            ColorMode::Solid(color) => *color,
            ColorMode::UV(color_at) => color_at(Rect::from_center_size(at, Vec2::ZERO), at),
        };
        let line = stroke(Stroke::new(line.width, color));
        let filled = fill(filled);
        let _ = writeln!(
            self.out,
            "<path d=\"{data}\"{filled}{line} stroke-linejoin=\"round\"/>"
        );
    }

    fn rect(&mut self, rect: &RectShape) {
        let half = rect.stroke.width / 2.0;
        let outline = match rect.stroke_kind {
            StrokeKind::Inside => rect.rect.shrink(half),
            StrokeKind::Middle => rect.rect,
            StrokeKind::Outside => rect.rect.expand(half),
        };
        let has_line = !rect.stroke.is_empty();
        let bounds = if has_line { outline } else { rect.rect };
        let corners = rect.corner_radius;
        let radius = [corners.nw, corners.ne, corners.sw, corners.se]
            .into_iter()
            .max()
            .unwrap_or(0);
        let mut attributes = rect_attributes(bounds);
        if radius > 0 {
            let most = bounds.size().min_elem() / 2.0;
            let _ = write!(
                attributes,
                " rx=\"{}\"",
                number(f32::from(radius).min(most))
            );
        }
        let turn = turned(rect.angle, rect.rect.center());
        let _ = writeln!(
            self.out,
            "<rect {attributes}{}{}{turn}/>",
            fill(rect.fill),
            stroke(rect.stroke)
        );
    }

    /// Triangles of one colour; a mesh with a texture is an image.
    fn mesh(&mut self, mesh: &Mesh) {
        if mesh.texture_id != egui::TextureId::default() {
            return;
        }
        for corners in mesh.indices.chunks_exact(3) {
            let vertices: Vec<_> = corners
                .iter()
                .filter_map(|i| mesh.vertices.get(*i as usize))
                .collect();
            let points: Vec<String> = vertices.iter().map(|v| point(v.pos)).collect();
            if let Some(first) = vertices.first() {
                let data = format!("M{}Z", points.join("L"));
                self.curve(&data, first.color, &PathStroke::NONE, first.pos);
            }
        }
    }

    fn text(&mut self, text: &TextShape) {
        let mut at_byte = 0;
        for row in &text.galley.rows {
            let mut run: Option<Run<'_>> = None;
            for glyph in &row.glyphs {
                let section = section_at(&text.galley, at_byte);
                let at = text.pos + row.pos.to_vec2() + glyph.pos.to_vec2();
                match &mut run {
                    Some(open) if section.is_some_and(|s| std::ptr::eq(s, open.section)) => {
                        open.push(glyph.chr, at.x + glyph.advance_width);
                    }
                    _ => {
                        if let Some(done) = run.take() {
                            self.run(text, &done);
                        }
                        run = section.map(|s| Run::new(s, at, glyph.chr, glyph.advance_width));
                    }
                }
                at_byte += glyph.chr.len_utf8();
            }
            if let Some(done) = run.take() {
                self.run(text, &done);
            }
            at_byte += usize::from(row.ends_with_newline);
        }
    }

    fn run(&mut self, text: &TextShape, run: &Run<'_>) {
        if run.words.trim().is_empty() {
            return;
        }
        let format = &run.section.format;
        let own = text.override_text_color.unwrap_or(format.color);
        let color = if own == Color32::PLACEHOLDER {
            text.fallback_color
        } else {
            own
        };
        let face = (self.face)(&format.font_id.family);
        let weight = if face.bold {
            " font-weight=\"700\""
        } else {
            ""
        };
        // Keeps what stands beside it in place where the reader's machine has another font.
        let length = number(run.right - run.at.x);
        let _ = writeln!(
            self.out,
            "<text x=\"{}\" y=\"{}\" font-family=\"{}\" font-size=\"{}\"{weight} textLength=\"{length}\" \
             xml:space=\"preserve\"{}{}>{}</text>",
            number(run.at.x),
            number(run.at.y),
            escaped(&face.family),
            number(format.font_id.size),
            fill(color.gamma_multiply(text.opacity_factor)),
            turned(text.angle, text.pos),
            escaped(&run.words)
        );
    }
}

/// Characters of one section in one row.
struct Run<'a> {
    section: &'a LayoutSection,
    at: Pos2,
    right: f32,
    words: String,
}

impl<'a> Run<'a> {
    fn new(section: &'a LayoutSection, at: Pos2, first: char, width: f32) -> Self {
        Self {
            section,
            at,
            right: at.x + width,
            words: first.to_string(),
        }
    }

    fn push(&mut self, c: char, right: f32) {
        self.words.push(c);
        self.right = right;
    }
}

/// The section that a byte of the text lies in; the … of a cut text belongs to the last.
fn section_at(galley: &Galley, byte: usize) -> Option<&LayoutSection> {
    let sections = &galley.job.sections;
    sections
        .iter()
        .find(|s| (s.byte_range.start.0..s.byte_range.end.0).contains(&byte))
        .or(sections.last())
}

/// A line along an axis has no area.
fn is_line(shape: &Shape) -> bool {
    matches!(
        shape,
        Shape::LineSegment { .. } | Shape::Path(_) | Shape::Vec(_)
    )
}

fn fill(color: Color32) -> String {
    if color.a() == 0 {
        return " fill=\"none\"".to_owned();
    }
    paint("fill", color)
}

fn stroke(stroke: Stroke) -> String {
    if stroke.is_empty() {
        return String::new();
    }
    let width = number(stroke.width);
    format!("{} stroke-width=\"{width}\"", paint("stroke", stroke.color))
}

fn paint(name: &str, color: Color32) -> String {
    let [r, g, b, a] = color.to_srgba_unmultiplied();
    let mut out = format!(" {name}=\"#{r:02x}{g:02x}{b:02x}\"");
    if a < u8::MAX {
        let _ = write!(out, " {name}-opacity=\"{}\"", number(f32::from(a) / 255.0));
    }
    out
}

fn turned(angle: f32, around: Pos2) -> String {
    if angle == 0.0 {
        return String::new();
    }
    format!(
        " transform=\"rotate({} {})\"",
        number(angle.to_degrees()),
        point(around)
    )
}

fn rect_attributes(rect: Rect) -> String {
    format!(
        "x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"",
        number(rect.left()),
        number(rect.top()),
        number(rect.width().max(0.0)),
        number(rect.height().max(0.0))
    )
}

fn point(at: Pos2) -> String {
    format!("{} {}", number(at.x), number(at.y))
}

/// Three decimals are finer than any printer; what is no number is drawn at the edge.
fn number(value: f32) -> String {
    if !value.is_finite() {
        return "0".to_owned();
    }
    let text = format!("{value:.3}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" {
        "0".to_owned()
    } else {
        text.to_owned()
    }
}

/// Text for an element or a quoted attribute; what XML cannot hold at all is left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn svg(shape: Shape) -> String {
        let all = Rect::from_min_max(egui::pos2(0.0, 0.0), egui::pos2(50.0, 50.0));
        let shapes = [ClippedShape::new(all, shape)];
        let face = |_: &FontFamily| Face {
            family: "Noto Sans SC".to_owned(),
            bold: false,
        };
        let frame = SvgFrame {
            size_points: egui::vec2(50.0, 50.0),
            background: None,
            title: "图 <1>",
            id: "a-",
            face: &face,
        };
        to_svg(&shapes, &frame)
    }

    #[test]
    fn shapes_become_elements_in_the_same_place() {
        let red = Color32::RED;
        let text = svg(Shape::circle_filled(egui::pos2(10.0, 20.5), 4.0, red));
        assert!(text.contains("<circle cx=\"10\" cy=\"20.5\" r=\"4\" fill=\"#ff0000\"/>"));
        assert!(text.contains("<title>图 &lt;1&gt;</title>"));
        let half = Color32::from_black_alpha(51);
        let text = svg(Shape::hline(0.0..=30.0, 5.0, Stroke::new(2.0, half)));
        assert!(
            text.contains("<line x1=\"0\" y1=\"5\" x2=\"30\" y2=\"5\" stroke=\"#000000\" stroke-opacity=\"0.2\" stroke-width=\"2\"/>"),
            "{text}"
        );
    }

    #[test]
    fn what_reaches_over_the_edge_is_cut_off_and_what_lies_beyond_is_not_written() {
        let at = |x: f32| Rect::from_min_size(egui::pos2(x, 10.0), egui::vec2(20.0, 5.0));
        let inside = svg(Shape::rect_filled(at(10.0), 0.0, Color32::WHITE));
        assert!(!inside.contains("clip"), "{inside}");
        let over = svg(Shape::rect_filled(at(40.0), 0.0, Color32::WHITE));
        assert!(
            over.contains("<g clip-path=\"url(#a-c0)\">\n<rect x=\"40\""),
            "{over}"
        );
        let beyond = svg(Shape::rect_filled(at(60.0), 0.0, Color32::WHITE));
        assert!(!beyond.contains("<rect"), "{beyond}");
    }
}
