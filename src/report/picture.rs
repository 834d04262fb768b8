//! What a report is given to be looked at: colours, and charts drawn already.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::content::Figure;
use crate::assess::Grade;

/// Red, green, blue.
pub type Rgb = [u8; 3];

/// Colours and charts of a report, from whoever has a theme and can draw.
#[derive(Clone, Debug, Default)]
pub struct Art {
    /// The colours.
    pub palette: Palette,
    /// The bundled faces, as font files; formats that embed fonts embed these.
    pub fonts: &'static [&'static [u8]],
    /// The charts. One that is missing is left out.
    pub charts: BTreeMap<Figure, ChartPicture>,
    /// Characters in the charts that no bundled font has.
    pub missing: BTreeSet<char>,
}

/// Colours on white paper.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Palette {
    /// The word of each grade, in the order of [`Grade::ALL`].
    pub grade_inks: [Rgb; 7],
    /// The stamp 示例数据.
    pub stamp: Rgb,
    /// Lines of tables.
    pub line: Rgb,
    /// Behind the heads of tables.
    pub head: Rgb,
    /// Text.
    pub text: Rgb,
    /// Secondary text.
    pub text_weak: Rgb,
    /// What can be pressed, and bars of progress.
    pub accent: Rgb,
}

/// A chart, drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct ChartPicture {
    /// As SVG, text as text.
    pub svg: String,
    /// As PNG, at two or more pixels a point.
    pub png: Vec<u8>,
    /// Width in points.
    pub width: f32,
    /// Height in points.
    pub height: f32,
    /// What it shows, for those who cannot see it.
    pub alt: String,
    /// What stands above it: its name with its unit.
    pub title: String,
}

/// A page as pixels, packed: a report of thirty pages would else take a hundred megabytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// The pixels as PNG.
    packed: Vec<u8>,
}

impl Page {
    /// A page of opaque pixels: red, green, blue, alpha of each, row after row.
    #[cfg(feature = "pdf")]
    pub(super) fn pack(width: u32, height: u32, rgba: &[u8]) -> Result<Self, png::EncodingError> {
        let mut packed = Vec::with_capacity(rgba.len() / 16);
        let mut encoder = png::Encoder::new(&mut packed, width, height);
        encoder.set_color(png::ColorType::Rgba);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_compression(png::Compression::Fast);
        let mut writer = encoder.write_header()?;
        writer.write_image_data(rgba)?;
        writer.finish()?;
        packed.shrink_to_fit();
        Ok(Self {
            width,
            height,
            packed,
        })
    }

    /// Red, green, blue, alpha of each pixel, row after row; none where they cannot be unpacked.
    #[must_use]
    pub fn rgba(&self) -> Option<Vec<u8>> {
        let mut reader = png::Decoder::new(std::io::Cursor::new(&self.packed))
            .read_info()
            .ok()?;
        let mut rgba = vec![0; reader.output_buffer_size()?];
        let _info = reader.next_frame(&mut rgba).ok()?;
        Some(rgba)
    }
}

impl Palette {
    /// The colour of a grade's word.
    #[must_use]
    pub fn grade(&self, grade: Grade) -> Rgb {
        self.grade_inks[grade.index()]
    }
}

/// A colour as six hexadecimal digits.
pub(super) fn hex(color: Rgb) -> String {
    let mut out = String::with_capacity(6);
    for channel in color {
        let _ = write!(out, "{channel:02X}");
    }
    out
}

/// The size in points that a chart of a report is drawn at.
///
/// Printed two in a row on A4 (77 mm), a chart's 12 point labels come out at about 8 points.
#[must_use]
pub fn size_of(figure: &Figure) -> (f32, f32) {
    match figure {
        Figure::Indicator(_) => (324.0, 242.0),
        Figure::Grades => (900.0, 590.0),
    }
}
