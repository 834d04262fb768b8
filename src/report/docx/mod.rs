//! Word, in the manner of GB/T 9704-2012: A4, 22 lines of 28 characters, 小标宋, 黑体, 楷体 and 仿宋,
//! page numbers at the outer side, the annex in landscape as a section of its own.
//!
//! The parts that never change are XML files beside this one. Fonts are named as offices have them,
//! with the names of Windows beside (`fonts.xml`) for machines that lack them.

mod body;
mod pages;

use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;
use zip::{DateTime, ZipWriter};

use super::content::Report;
use super::error::ReportError;
use super::picture::{Art, hex};
use super::xml::escaped;
use body::Body;

/// The bytes of the file; the same report gives the same bytes.
pub(super) fn write(report: &Report, art: &Art) -> Result<Vec<u8>, ReportError> {
    let body = Body::of(report, art);
    let stamp = hex(art.palette.stamp);
    let parts = [
        (
            "[Content_Types].xml",
            include_str!("content_types.xml").to_owned(),
        ),
        ("_rels/.rels", include_str!("rels.xml").to_owned()),
        ("docProps/app.xml", include_str!("app.xml").to_owned()),
        ("docProps/core.xml", core(report)),
        ("word/document.xml", body.document()),
        ("word/_rels/document.xml.rels", relations(body.images.len())),
        (
            "word/styles.xml",
            include_str!("styles.xml").replace("{stamp}", &stamp),
        ),
        ("word/settings.xml", include_str!("settings.xml").to_owned()),
        ("word/fontTable.xml", include_str!("fonts.xml").to_owned()),
        (
            "word/footer1.xml",
            footer("right", "w:rightChars=\"100\" w:right=\"280\"", 1),
        ),
        (
            "word/footer2.xml",
            footer("left", "w:leftChars=\"100\" w:left=\"280\"", 2),
        ),
        ("word/header1.xml", header(report, &stamp)),
    ];
    let images = body.images.iter().enumerate();
    let images = images.map(|(index, png)| (format!("word/media/image{}.png", index + 1), *png));
    let broken = |error: zip::result::ZipError| ReportError::writer("Word 文档", error);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    let texts = parts
        .iter()
        .map(|(name, text)| ((*name).to_owned(), text.as_bytes()));
    for (name, bytes) in texts.chain(images) {
        zip.start_file(name, options).map_err(broken)?;
        zip.write_all(bytes)
            .map_err(|error| ReportError::writer("Word 文档", error))?;
    }
    Ok(zip.finish().map_err(broken)?.into_inner())
}

fn core(report: &Report) -> String {
    include_str!("core.xml")
        .replace("{title}", &escaped(&report.title_line()))
        .replace(
            "{creator}",
            &escaped(report.issuer.as_deref().unwrap_or("")),
        )
        .replace("{date}", &report.date.to_string())
}

fn relations(images: usize) -> String {
    let images: String = (1..=images)
        .map(|n| {
            include_str!("image_rel.xml")
                .trim_end()
                .replace("{n}", &n.to_string())
        })
        .collect();
    include_str!("document_rels.xml").replace("{images}", &images)
}

fn footer(side: &str, indent: &str, page: u32) -> String {
    include_str!("footer.xml")
        .replace("{side}", side)
        .replace("{indent}", indent)
        .replace("{page}", &page.to_string())
}

/// The stamp on every page, where the figures are made up.
fn header(report: &Report, color: &str) -> String {
    let stamp = if report.synthetic {
        include_str!("stamp.xml")
            .trim_end()
            .replace("{color}", color)
    } else {
        String::new()
    };
    include_str!("header.xml").replace("{stamp}", &stamp)
}
