//! PDFs as other programs read them: pages, text, outline, tags.

use std::fmt::Write as _;

use hayro_interpret::font::Glyph;
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::object::{Dict, String as Text};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, GlyphDrawMode, Image, InterpreterCache,
    InterpreterSettings, Paint, PathDrawMode, SoftMask, interpret_page,
};
use kurbo::{Affine, BezPath, Rect};

use super::*;
use crate::ui::theme::FACES;

fn art() -> Art {
    Art {
        fonts: &FACES,
        ..Art::default()
    }
}

#[test]
fn a_pdf_has_its_pages_tagged_and_a_page_shows_as_pixels() {
    let report = report();
    let art = Art {
        fonts: &FACES,
        ..Art::default()
    };
    let pdf = write(&report, &art, Format::Pdf).unwrap();
    let has = |what: &[u8]| pdf.windows(what.len()).any(|part| part == what);
    assert!(pdf.starts_with(b"%PDF-1.7"));
    assert!(has(b"/Outlines") && has(b"/MarkInfo") && has(b"pdfaid"));
    assert_eq!(pdf, write(&report, &art, Format::Pdf).unwrap());
    let pages = pages(&report, &art, 0.5, &|| true).unwrap();
    assert!(pages.len() > 2, "{}", pages.len());
    assert_eq!((pages[0].width, pages[0].height), (298, 421));
    let last = pages.last().unwrap();
    assert!(last.width > last.height, "the annex lies on its side");
    let pixels = pages[0].rgba().unwrap();
    assert_eq!(pixels.len(), 298 * 421 * 4);
    let is_dark = |pixel: &[u8]| pixel[0] < 100;
    assert!(pixels.chunks(4).any(is_dark), "nothing drawn");
    assert!(pixels.chunks(4).all(|pixel| pixel[3] == 255), "opaque");
    let cancelled = super::pages(&report, &art, 0.5, &|| false).unwrap_err();
    assert!(matches!(cancelled, ReportError::Cancelled));
}

#[test]
fn a_packed_page_has_the_pixels_it_was_packed_from() {
    let rgba: Vec<u8> = (0..5 * 3 * 4u8).map(|n| n.wrapping_mul(37)).collect();
    let page = Page::pack(5, 3, &rgba).unwrap();
    assert_eq!((page.width, page.height), (5, 3));
    assert_eq!(page.rgba().unwrap(), rgba);
}

#[test]
fn a_character_without_a_font_does_not_keep_the_pdf_from_being_made() {
    let (workspace, mut plan) = sample();
    plan.indicators[0].name = format!("{}𰻝\u{1}", "很长的名称".repeat(40));
    let report = report_with(&workspace, &plan, &whole());
    let art = Art {
        fonts: &FACES,
        ..Art::default()
    };
    assert!(
        write(&report, &art, Format::Pdf)
            .unwrap()
            .starts_with(b"%PDF")
    );
    for format in [Format::Docx, Format::Xlsx, Format::Html, Format::Csv] {
        assert!(write(&report, &art, format).is_ok(), "{format:?}");
    }
    let docx = write(&report, &art, Format::Docx).unwrap();
    assert!(plain(&unzipped(&docx, "word/document.xml")).contains("𰻝"));
}

/// Takes down the characters that a page shows, in the order in which they are drawn.
#[derive(Default)]
struct Reader(String);

impl<'a> Device<'a> for Reader {
    fn set_soft_mask(&mut self, _: Option<SoftMask<'a>>) {}

    fn set_blend_mode(&mut self, _: BlendMode) {}

    fn draw_path(&mut self, _: &BezPath, _: Affine, _: &Paint<'a>, _: &PathDrawMode) {}

    fn push_clip_path(&mut self, _: &ClipPath) {}

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}

    fn draw_glyph(
        &mut self,
        glyph: &Glyph<'a>,
        _: Affine,
        _: Affine,
        _: &Paint<'a>,
        _: &GlyphDrawMode,
    ) {
        let _ = match glyph.as_unicode() {
            Some(BfString::Char(c)) => write!(self.0, "{c}"),
            Some(BfString::String(text)) => write!(self.0, "{text}"),
            None => write!(self.0, "\u{fffd}"),
        };
    }

    fn draw_image(&mut self, _: Image<'a, '_>, _: Affine) {}

    fn pop_clip_path(&mut self) {}

    fn pop_transparency_group(&mut self) {}
}

/// The text of each page without its blanks.
pub(super) fn pages_of(bytes: &[u8]) -> Vec<String> {
    let pdf = Pdf::new(bytes.to_vec()).unwrap();
    let cache = InterpreterCache::new();
    let mut texts = Vec::new();
    for page in pdf.pages().iter() {
        let mut context = Context::new(
            Affine::IDENTITY,
            Rect::new(0.0, 0.0, 1.0, 1.0),
            &cache,
            pdf.xref(),
            InterpreterSettings::default(),
        );
        let mut reader = Reader::default();
        interpret_page(page, &mut context, &mut reader);
        texts.push(reader.0.split_whitespace().collect());
    }
    texts
}

/// The outline: each line with its depth.
fn outline(bytes: &[u8]) -> Vec<(usize, String)> {
    fn walk(parent: &Dict<'_>, depth: usize, out: &mut Vec<(usize, String)>) {
        let mut next = parent.get::<Dict<'_>>("First");
        while let Some(item) = next {
            let title = item.get::<Text<'_>>("Title").unwrap();
            out.push((depth, text_of(title.as_bytes())));
            walk(&item, depth + 1, out);
            next = item.get::<Dict<'_>>("Next");
        }
    }
    let pdf = Pdf::new(bytes.to_vec()).unwrap();
    let root: Dict<'_> = pdf.xref().get(pdf.xref().root_id()).unwrap();
    let mut out = Vec::new();
    walk(&root.get::<Dict<'_>>("Outlines").unwrap(), 0, &mut out);
    out
}

/// A text string of a PDF, which is UTF-16 with its mark or else plain.
fn text_of(bytes: &[u8]) -> String {
    let Some(wide) = bytes.strip_prefix(b"\xfe\xff") else {
        return String::from_utf8(bytes.to_vec()).unwrap();
    };
    let units = wide
        .chunks(2)
        .map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
    String::from_utf16(&units.collect::<Vec<u16>>()).unwrap()
}

#[test]
fn the_outline_of_a_pdf_has_every_heading_in_its_order() {
    let report = report();
    let pdf = write(&report, &art(), Format::Pdf).unwrap();
    let mut expected = Vec::new();
    for section in &report.sections {
        expected.push((0, section.heading.clone()));
        for block in &section.blocks {
            if let Block::Heading(words) = block {
                expected.push((1, words.clone()));
            }
        }
    }
    assert!(expected.len() > report.sections.len());
    assert_eq!(outline(&pdf), expected);
}

#[test]
fn every_page_of_a_pdf_can_be_read_and_carries_its_number_and_its_stamp() {
    let (mut workspace, plan) = sample();
    workspace.synthetic = true;
    let report = report_with(&workspace, &plan, &whole());
    let pages = pages_of(&write(&report, &art(), Format::Pdf).unwrap());
    assert!(pages.len() > 2);
    for (no, page) in (1..).zip(&pages) {
        assert!(page.contains(&format!("—{no}—")), "{no}: {page}");
        assert!(
            page.contains("示例数据不是统计数据，不得引用"),
            "{no}: {page}"
        );
        assert!(
            !page.contains('\u{fffd}'),
            "{no}: a glyph without its character"
        );
    }
    // The contents name the page on which each section begins.
    for section in &report.sections {
        let heading: String = section.heading.split_whitespace().collect();
        let begins = pages
            .iter()
            .rposition(|page| page.contains(&heading))
            .unwrap();
        let first = &pages[0];
        let line = first.find(&heading).unwrap();
        let rest = first[line + heading.len()..].trim_start_matches(['.', '·', '…']);
        let told: String = rest.chars().take_while(char::is_ascii_digit).collect();
        assert_eq!(told, (begins + 1).to_string(), "{heading} in {first}");
    }
}

#[test]
fn the_head_of_a_table_stands_on_every_page_that_the_table_runs_on_to() {
    let (workspace, mut plan) = sample();
    let first = plan.indicators[0].clone();
    for no in 7..=80 {
        let name = format!("第{no}项");
        plan.indicators.push(Indicator {
            no,
            name,
            ..first.clone()
        });
    }
    let options = Options {
        sections: vec![SectionKind::Annex],
        ..whole()
    };
    let report = report_with(&workspace, &plan, &options);
    let pages = pages_of(&write(&report, &art(), Format::Pdf).unwrap());
    let with_rows: Vec<&String> = pages
        .iter()
        .filter(|page| page.contains("项（亿元）"))
        .collect();
    assert!(with_rows.len() > 2, "{}", with_rows.len());
    for page in with_rows {
        assert!(page.contains("完成率（%）进度（%）序时（%）"), "{page}");
    }
}

#[test]
fn a_document_that_is_none_for_archives_is_written_and_says_so() {
    use typst_pdf::PdfStandard;

    let (mut workspace, plan) = sample();
    workspace.synthetic = true;
    let report = report_with(&workspace, &plan, &whole());
    let (document, missing) = super::super::pdf::document(&report, &art()).unwrap();
    assert!(missing.is_empty());
    let archived = |standard| super::super::pdf::archived(&document, standard).unwrap();
    assert_eq!(archived(PdfStandard::A_2a).remarks, [""; 0]);
    // The first PDF/A knows no transparency, and the stamp is transparent.
    let refused = archived(PdfStandard::A_1b);
    assert_eq!(refused.remarks.len(), 1);
    assert!(
        refused.remarks[0].starts_with("PDF 没有达到归档标准"),
        "{:?}",
        refused.remarks
    );
    assert_eq!(
        pages_of(&refused.bytes),
        pages_of(&archived(PdfStandard::A_2a).bytes)
    );
    let is_archival = |bytes: &[u8]| {
        let pdf = Pdf::new(bytes.to_vec()).unwrap();
        let root: Dict<'_> = pdf.xref().get(pdf.xref().root_id()).unwrap();
        root.contains_key("OutputIntents")
    };
    assert!(!is_archival(&refused.bytes));
}

#[test]
fn a_character_without_a_font_is_named_to_the_user_and_in_the_document() {
    let (workspace, mut plan) = sample();
    plan.indicators[0].name = "甲𰻝收入".to_owned();
    let report = report_with(&workspace, &plan, &whole());
    let written = super::super::write(&report, &art(), Format::Pdf).unwrap();
    assert_eq!(
        written.remarks,
        ["PDF 中有1个字没有字体（𰻝），以“□”代替；Word 文档和网页的文字不受影响"]
    );
    let text = pages_of(&written.bytes).concat();
    assert!(
        text.contains("甲□收入") && text.contains("有1个字没有字体，以“□”代替"),
        "{text}"
    );
    let usual = super::super::write(&super::report(), &art(), Format::Pdf).unwrap();
    assert_eq!(usual.remarks, [""; 0]);
}
