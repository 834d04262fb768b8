//! What a report says ([`Report`]) and a writer for each format.
//!
//! [`build`] makes the content once, from workspace, plan and assessments; it is pure. Writers turn
//! it into the bytes of a file and add nothing to it, so that the same number is the same in all.
//! Colours and charts come in as [`Art`], drawn by whoever has a window's fonts and colours: this
//! room knows neither `chart` nor egui. [`save`] is the only place that touches the disk.

mod adjusted;
mod build;
mod compose;
mod content;
mod csv;
mod docx;
mod error;
mod figures;
mod html;
#[cfg(feature = "pdf")]
mod pdf;
mod picture;
mod pptx;
mod sections;
mod tables;
mod xlsx;
mod xml;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::disk::{Disk, NewFile};

pub use build::{Input, Options, Scope, build};
pub use content::{
    Align, Block, Column, Entry, Figure, PlanFacts, Report, Row, Section, SectionKind, Sentence,
    Source, SourceFigure, Table, TableCell, TableRow, mark,
};
pub use error::ReportError;
pub use picture::{Art, ChartPicture, Page, Palette, Rgb, size_of};
pub use pptx::pptx;

/// A format of reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Word, in the manner of GB/T 9704-2012.
    Docx,
    /// PDF, typeset.
    Pdf,
    /// A workbook to go on working with.
    Xlsx,
    /// One page for a browser.
    Html,
    /// Every figure, a line each.
    Csv,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 5] = [Self::Docx, Self::Pdf, Self::Xlsx, Self::Html, Self::Csv];

    /// The ending of its files, which is also its name on the command line.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Docx => "docx",
            Self::Pdf => "pdf",
            Self::Xlsx => "xlsx",
            Self::Html => "html",
            Self::Csv => "csv",
        }
    }

    /// What it is called.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Docx => "Word 文档",
            Self::Pdf => "PDF",
            Self::Xlsx => "Excel 工作簿",
            Self::Html => "网页",
            Self::Csv => "CSV 数据",
        }
    }

    /// Whether its files hold pictures of charts.
    #[must_use]
    pub fn needs_pictures(self) -> bool {
        matches!(self, Self::Docx | Self::Pdf | Self::Html)
    }

    /// What its files begin with: another file is never written over.
    fn beginning(self) -> &'static [u8] {
        match self {
            Self::Docx | Self::Xlsx => b"PK\x03\x04",
            Self::Pdf => b"%PDF",
            Self::Html => b"<!DOCTYPE html>",
            Self::Csv => b"\xef\xbb\xbf",
        }
    }
}

/// The pages of the PDF as pixels, `scale` pixels a point. `go_on` is asked before each page.
///
/// # Errors
/// As for the PDF, and [`ReportError::Cancelled`].
pub fn pages(
    report: &Report,
    art: &Art,
    scale: f32,
    go_on: &dyn Fn() -> bool,
) -> Result<Vec<Page>, ReportError> {
    if report.rows.is_empty() {
        return Err(ReportError::Nothing(report.subtitle.clone()));
    }
    #[cfg(feature = "pdf")]
    return pdf::pages(report, art, scale, go_on);
    #[cfg(not(feature = "pdf"))]
    {
        let _ = (art, scale, go_on);
        Err(ReportError::NoPdf)
    }
}

/// How a picture begins.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Writes a report's bytes as a whole, as a new file or in the place of an older one of its kind.
///
/// # Errors
/// [`ReportError::File`]; what was there before is then as it was.
pub fn save(path: &Path, bytes: &[u8], format: Format) -> Result<(), ReportError> {
    let kind = match format {
        Format::Docx | Format::Xlsx => "Office 文件",
        Format::Pdf => "PDF",
        Format::Html => "网页",
        Format::Csv => "知标写出的 CSV",
    };
    let disk = Disk::new();
    not_opened(&disk, path)?;
    disk.replace_same_kind(path, bytes, format.beginning(), kind)?;
    Ok(())
}

/// Whether no office program has a file open, as far as it says so.
fn not_opened(disk: &Disk, path: &Path) -> Result<(), ReportError> {
    match disk.opened_by_office(path) {
        Some(mark) => Err(ReportError::Opened {
            file: path.to_owned(),
            mark,
        }),
        None => Ok(()),
    }
}

/// Writes a presentation: its slides as PNG and one PPTX, all of them or, where one cannot be written, none.
///
/// # Errors
/// As [`save`].
pub fn save_slides(slides: &[(PathBuf, Vec<u8>)], pptx: (&Path, &[u8])) -> Result<(), ReportError> {
    let disk = Disk::new();
    not_opened(&disk, pptx.0)?;
    let pictures = slides.iter().map(|(path, content)| NewFile {
        path,
        content,
        beginning: PNG,
        kind: "PNG 图片",
    });
    let presentation = NewFile {
        path: pptx.0,
        content: pptx.1,
        beginning: b"PK\x03\x04",
        kind: "演示文稿",
    };
    let files: Vec<NewFile<'_>> = pictures.chain([presentation]).collect();
    disk.replace_together(&files)?;
    Ok(())
}

/// Makes a folder for files to come, where there is none yet.
///
/// # Errors
/// [`ReportError::File`].
pub fn make_folder(path: &Path) -> Result<(), ReportError> {
    Disk::new().make_folder(path)?;
    Ok(())
}

/// Writes a chart or a slide on its own, as a new file or in the place of an older one of its kind.
///
/// # Errors
/// As [`save`].
pub fn save_chart(path: &Path, bytes: &[u8]) -> Result<(), ReportError> {
    let (beginning, kind): (&[u8], _) = if bytes.starts_with(PNG) {
        (PNG, "PNG 图片")
    } else {
        (b"<svg", "SVG 图")
    };
    Disk::new().replace_same_kind(path, bytes, beginning, kind)?;
    Ok(())
}

/// A file as it will be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What is otherwise than its reader may expect, a sentence each; told to the user, never printed.
    pub remarks: Vec<String>,
}

impl From<Vec<u8>> for Written {
    fn from(bytes: Vec<u8>) -> Self {
        Self {
            bytes,
            remarks: Vec::new(),
        }
    }
}

/// Names characters that no bundled font has; none where there are none.
#[must_use]
pub fn without_font(missing: &BTreeSet<char>) -> Option<String> {
    const MOST: usize = 12;
    if missing.is_empty() {
        return None;
    }
    let shown: String = missing.iter().take(MOST).collect();
    let more = if missing.len() > MOST { "等" } else { "" };
    Some(format!("{}个字没有字体（{shown}{more}）", missing.len()))
}

/// A file in this format, with what is to be known of it.
///
/// # Errors
/// [`ReportError::Nothing`] where there is no indicator to report on, [`ReportError::NoPdf`] where
/// the program was built without it, [`ReportError::Writer`] where a writer fails.
pub fn write(report: &Report, art: &Art, format: Format) -> Result<Written, ReportError> {
    if report.rows.is_empty() {
        return Err(ReportError::Nothing(report.subtitle.clone()));
    }
    match format {
        Format::Docx => {
            let mut written: Written = docx::write(report, art)?.into();
            let missing = without_font(&art.missing);
            written.remarks.extend(missing.map(|missing| {
                format!("Word 文档的图中有{missing}，显示为方框；正文文字不受影响")
            }));
            Ok(written)
        }
        #[cfg(feature = "pdf")]
        Format::Pdf => pdf::write(report, art),
        #[cfg(not(feature = "pdf"))]
        Format::Pdf => Err(ReportError::NoPdf),
        Format::Xlsx => xlsx::write(report, art).map(Written::from),
        Format::Html => Ok(html::write(report, art).into()),
        Format::Csv => csv::write(report).map(Written::from),
    }
}
