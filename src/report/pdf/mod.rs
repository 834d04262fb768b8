//! PDF, typeset by typst from a template beside this file; and the same pages as pixels, to be
//! looked at before they are written.
//!
//! The document is tagged, has an outline and conforms to PDF/A-2a; where it cannot, the user is told. Its
//! date is that of the report, so the same report gives the same bytes.

mod data;
mod world;

use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use std::collections::BTreeSet;

use super::content::Report;
use super::error::ReportError;
use super::picture::{Art, Page};
use super::{Written, without_font};
use world::ReportWorld;

const NAME: &str = "PDF";

/// The file.
pub(super) fn write(report: &Report, art: &Art) -> Result<Written, ReportError> {
    let (document, missing) = document(report, art)?;
    let mut written = archived(&document, PdfStandard::A_2a)?;
    written
        .remarks
        .extend(without_font(&missing).map(|missing| {
            format!(
                "PDF 中有{missing}，以“{}”代替；Word 文档和网页的文字不受影响",
                data::STAND_IN
            )
        }));
    Ok(written)
}

/// The document by a standard for archives. What that does not allow is still a good document: it is
/// written without, and says so.
pub(super) fn archived(
    document: &PagedDocument,
    standard: PdfStandard,
) -> Result<Written, ReportError> {
    let archival = PdfStandards::new(&[standard])
        .map_err(|error| ReportError::writer(NAME, error.message()))?;
    let options = |standards| PdfOptions {
        standards,
        ..PdfOptions::default()
    };
    let refused = match typst_pdf::pdf(document, &options(archival)) {
        Ok(bytes) => return Ok(bytes.into()),
        Err(errors) => first(&errors),
    };
    let bytes = typst_pdf::pdf(document, &options(PdfStandards::default()))
        .map_err(|errors| ReportError::writer(NAME, first(&errors)))?;
    let remark = format!(
        "PDF 没有达到归档标准 PDF/A-2a（{refused}），已按普通 PDF 写出，内容不变；要归档的请改用 Word 文档转换，并把这句话告诉维护人员"
    );
    Ok(Written {
        bytes,
        remarks: vec![remark],
    })
}

/// The pages of the PDF as pixels, `scale` pixels a point. `go_on` is asked before each page.
///
/// # Errors
/// As for the PDF, and [`ReportError::Cancelled`].
pub(super) fn pages(
    report: &Report,
    art: &Art,
    scale: f32,
    go_on: &dyn Fn() -> bool,
) -> Result<Vec<Page>, ReportError> {
    let (document, _) = document(report, art)?;
    // A point is a point; elsewhere drawings are measured in ninety-sixths of an inch.
    let mut options = resvg::usvg::Options {
        dpi: 72.0,
        ..resvg::usvg::Options::default()
    };
    for face in art.fonts {
        options.fontdb_mut().load_font_data(face.to_vec());
    }
    let mut pages = Vec::new();
    for page in document.pages() {
        if !go_on() {
            return Err(ReportError::Cancelled);
        }
        let svg = typst_svg::svg(page, &typst_svg::SvgOptions::default());
        let tree = resvg::usvg::Tree::from_str(&svg, &options)
            .map_err(|error| ReportError::writer(NAME, error))?;
        pages.push(paint(&tree, scale)?);
    }
    Ok(pages)
}

fn paint(tree: &resvg::usvg::Tree, scale: f32) -> Result<Page, ReportError> {
    let size = tree.size();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a page in pixels"
    )]
    let (width, height) = (
        (size.width() * scale).round().max(1.0) as u32,
        (size.height() * scale).round().max(1.0) as u32,
    );
    let mut pixels = resvg::tiny_skia::Pixmap::new(width, height)
        .ok_or_else(|| ReportError::writer(NAME, "页面太大"))?;
    pixels.fill(resvg::tiny_skia::Color::WHITE);
    let turned = resvg::tiny_skia::Transform::from_scale(scale, scale);
    resvg::render(tree, turned, &mut pixels.as_mut());
    Page::pack(width, height, pixels.data()).map_err(|error| ReportError::writer(NAME, error))
}

/// The pages laid out, and the characters that no bundled font has.
pub(super) fn document(
    report: &Report,
    art: &Art,
) -> Result<(PagedDocument, BTreeSet<char>), ReportError> {
    let fonts = world::fonts(art.fonts);
    let has_glyph = |c: char| fonts.iter().any(|f| f.info().coverage.contains(c as u32));
    let mut files = data::files(report, art, &has_glyph);
    let missing = std::mem::take(&mut files.missing);
    let world = ReportWorld::new(fonts.clone(), files)
        .map_err(|error| ReportError::writer(NAME, format!("{error:?}")))?;
    let document = typst::compile::<PagedDocument>(&world).output;
    // What was laid out for this report helps the next one little and would stay in memory.
    typst::comemo::evict(0);
    let document = document.map_err(|errors| ReportError::writer(NAME, first(&errors)))?;
    Ok((document, missing))
}

fn first(errors: &[typst::diag::SourceDiagnostic]) -> String {
    errors
        .first()
        .map_or_else(String::new, |error| error.message.to_string())
}
