//! A presentation of pictures: each slide one picture with its title, which outlines and screen
//! readers find, beneath it.

use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;
use zip::{DateTime, ZipWriter};

use super::error::ReportError;
use super::xml::escaped;

const NAME: &str = "演示文稿";

/// The bytes of a presentation; `slides` are titles with PNG pictures of 16 by 9.
///
/// # Errors
/// [`ReportError::Writer`].
pub fn pptx(title: &str, slides: &[(String, &[u8])]) -> Result<Vec<u8>, ReportError> {
    let broken = |error: zip::result::ZipError| ReportError::writer(NAME, error);
    let mut parts: Vec<(String, Vec<u8>)> = vec![
        part("[Content_Types].xml", content_types(slides.len())),
        part("_rels/.rels", include_str!("pptx/rels.xml").to_owned()),
        part(
            "docProps/core.xml",
            include_str!("pptx/core.xml").replace("{title}", &escaped(title)),
        ),
        part("ppt/presentation.xml", presentation(slides.len())),
        part(
            "ppt/_rels/presentation.xml.rels",
            presentation_rels(slides.len()),
        ),
        part(
            "ppt/slideMasters/slideMaster1.xml",
            include_str!("pptx/master.xml").to_owned(),
        ),
        part(
            "ppt/slideMasters/_rels/slideMaster1.xml.rels",
            include_str!("pptx/master_rels.xml").to_owned(),
        ),
        part(
            "ppt/slideLayouts/slideLayout1.xml",
            include_str!("pptx/layout.xml").to_owned(),
        ),
        part(
            "ppt/slideLayouts/_rels/slideLayout1.xml.rels",
            include_str!("pptx/layout_rels.xml").to_owned(),
        ),
        part(
            "ppt/theme/theme1.xml",
            include_str!("pptx/theme.xml").to_owned(),
        ),
    ];
    for (index, (title, png)) in slides.iter().enumerate() {
        let n = (index + 1).to_string();
        let slide = include_str!("pptx/slide.xml").replace("{title}", &escaped(title));
        parts.push(part(&format!("ppt/slides/slide{n}.xml"), slide));
        let rels = include_str!("pptx/slide_rels.xml").replace("{n}", &n);
        parts.push(part(&format!("ppt/slides/_rels/slide{n}.xml.rels"), rels));
        parts.push((format!("ppt/media/image{n}.png"), png.to_vec()));
    }
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    for (name, bytes) in parts {
        zip.start_file(name, options).map_err(broken)?;
        zip.write_all(&bytes)
            .map_err(|error| ReportError::writer(NAME, error))?;
    }
    Ok(zip.finish().map_err(broken)?.into_inner())
}

fn part(name: &str, text: String) -> (String, Vec<u8>) {
    (name.to_owned(), text.into_bytes())
}

/// The template's line for each slide, put in the place of `{slides}`.
fn with_slides(template: &str, line: &str, slides: usize) -> String {
    let lines: String = (1..=slides)
        .map(|n| {
            line.trim_end()
                .replace("{n}", &n.to_string())
                .replace("{id}", &(255 + n).to_string())
        })
        .collect();
    template.replace("{slides}", &lines)
}

fn content_types(slides: usize) -> String {
    with_slides(
        include_str!("pptx/content_types.xml"),
        include_str!("pptx/content_type.xml"),
        slides,
    )
}

fn presentation(slides: usize) -> String {
    with_slides(
        include_str!("pptx/presentation.xml"),
        "<p:sldId id=\"{id}\" r:id=\"rSlide{n}\"/>",
        slides,
    )
}

fn presentation_rels(slides: usize) -> String {
    with_slides(
        include_str!("pptx/presentation_rels.xml"),
        include_str!("pptx/presentation_rel.xml"),
        slides,
    )
}
