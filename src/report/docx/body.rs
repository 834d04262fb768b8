//! The document itself: paragraphs, tables, pictures and the two sections of pages.

use std::fmt::Write as _;

use super::super::compose::date;
use super::super::content::{
    Align, Block, Figure, Report, SectionKind, Sentence, Table, TableCell, TableRow,
};
use super::super::picture::{Art, ChartPicture, hex};
use super::super::tables::head_lines;
use super::super::xml::escaped;

/// Lengths in twentieths of a point.
const PAGE: (u32, u32) = (11906, 16838);
const TOP: u32 = 2098;
const BOTTOM: u32 = 1984;
const LEFT: u32 = 1588;
const RIGHT: u32 = 1474;
/// The footer's distance from the edge: 7 mm below the text, as the standard has it.
const FOOTER: u32 = 1300;
/// What is left for text in an upright page, and in one turned on its side.
const UPRIGHT: u32 = PAGE.0 - LEFT - RIGHT;
const TURNED: u32 = PAGE.1 - TOP - BOTTOM;
const TURNED_HEIGHT: u32 = PAGE.0 - LEFT - RIGHT;
/// What a caption takes with its distance, and a line to spare.
const CAPTION: u32 = 145 + 400 + 579;
/// English metric units in a twentieth of a point.
const EMU: u32 = 635;

/// The document while it is written.
pub(super) struct Body<'a> {
    art: &'a Art,
    out: String,
    pub(super) images: Vec<&'a [u8]>,
    bookmark: u32,
    width: u32,
    is_annex: bool,
}

impl<'a> Body<'a> {
    pub(super) fn of(report: &Report, art: &'a Art) -> Self {
        let mut body = Self {
            art,
            out: String::with_capacity(512 * 1024),
            images: Vec::new(),
            bookmark: 0,
            width: UPRIGHT,
            is_annex: false,
        };
        body.head(report);
        body.contents(report);
        let has_annex = report.sections.iter().any(|s| s.kind == SectionKind::Annex);
        for section in report
            .sections
            .iter()
            .filter(|s| s.kind != SectionKind::Annex)
        {
            body.heading(1, &section.heading);
            section.blocks.iter().for_each(|block| body.block(block));
        }
        body.signature(report);
        if has_annex {
            body.out.push_str("<w:p><w:pPr>");
            body.section_properties(false);
            body.out.push_str("</w:pPr></w:p>");
            body.width = TURNED;
            body.is_annex = true;
            for section in report
                .sections
                .iter()
                .filter(|s| s.kind == SectionKind::Annex)
            {
                body.heading(1, &section.heading);
                section.blocks.iter().for_each(|block| body.block(block));
            }
        }
        body.section_properties(has_annex);
        body
    }

    /// The text of `word/document.xml`.
    pub(super) fn document(&self) -> String {
        format!(
            "{}{}</w:body></w:document>",
            include_str!("document_head.xml").trim_end(),
            self.out
        )
    }

    fn head(&mut self, report: &Report) {
        for line in &report.title {
            self.paragraph("Title", &run("", line));
        }
        self.paragraph("Subtitle", &run("", &format!("（{}）", report.subtitle)));
    }

    /// The table of contents, filled; each line leads to its heading and asks for its page number. Only
    /// the program that lays the document out knows the numbers, and a wrong one is worse than none: they
    /// are left blank here, and the settings have them put in when the document is opened.
    fn contents(&mut self, report: &Report) {
        self.paragraph("TOCHeading", &run("", "目　录"));
        let last = report.sections.len();
        for (index, section) in report.sections.iter().enumerate() {
            let mut inner = String::new();
            if index == 0 {
                inner.push_str(&field("begin"));
                inner.push_str(
                    "<w:r><w:instrText xml:space=\"preserve\"> TOC \\o \"1-1\" \\h \\z \\u </w:instrText></w:r>",
                );
                inner.push_str(&field("separate"));
            }
            let mark = format!("_Toc{:06}", index + 1);
            let _ = write!(
                inner,
                "<w:hyperlink w:anchor=\"{mark}\" w:history=\"1\">{}<w:r><w:tab/></w:r>{}\
                 <w:r><w:instrText xml:space=\"preserve\"> PAGEREF {mark} \\h </w:instrText></w:r>{}{}</w:hyperlink>",
                run("", &section.heading),
                field("begin"),
                field("separate"),
                field("end"),
            );
            if index + 1 == last {
                inner.push_str(&field("end"));
            }
            self.paragraph("TOC1", &inner);
        }
    }

    /// Level 1 headings carry the bookmarks that the contents lead to.
    fn heading(&mut self, level: u32, words: &str) {
        let inner = if level == 1 {
            self.bookmark += 1;
            let n = self.bookmark;
            format!(
                "<w:bookmarkStart w:id=\"{n}\" w:name=\"_Toc{n:06}\"/>{}<w:bookmarkEnd w:id=\"{n}\"/>",
                run("", words)
            )
        } else {
            run("", words)
        };
        self.paragraph(&format!("Heading{level}"), &inner);
    }

    fn paragraph(&mut self, style: &str, inner: &str) {
        let _ = write!(
            self.out,
            "<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr>{inner}</w:p>"
        );
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading(words) => self.heading(2, words),
            Block::Paragraph(sentences) => self.sentences("BodyText", sentences),
            Block::Notes(sentences) => {
                for sentence in sentences {
                    self.sentences("Notes", std::slice::from_ref(sentence));
                }
            }
            Block::Words { label, text } => {
                for (index, line) in text.lines().enumerate() {
                    let mut inner = String::new();
                    if let Some(label) = label.filter(|_| index == 0) {
                        inner.push_str(&run("<w:rFonts w:eastAsia=\"黑体\"/>", label));
                    }
                    inner.push_str(&run("", line));
                    self.paragraph("BodyText", &inner);
                }
            }
            Block::Table(table) => self.table(table),
            Block::Figures { figures, .. } => self.figures(figures),
        }
    }

    fn sentences(&mut self, style: &str, sentences: &[Sentence]) {
        let text: String = sentences.iter().map(|s| s.text.as_str()).collect();
        self.paragraph(style, &run("", &text));
    }

    /// Widths stand thrice (table, grid, cell), because Word and WPS read different ones.
    fn table(&mut self, table: &Table) {
        if !table.caption.is_empty() {
            self.paragraph("Caption", &run("", &table.caption));
        }
        let widths = widths(table, self.width);
        self.open_table("TableGrid", &widths);
        self.head_row(table, &widths);
        for row in &table.rows {
            self.row(table, row, &widths);
        }
        self.out.push_str("</w:tbl>");
        // Two tables in a row would grow together, and text needs its distance.
        self.paragraph("TableText", "");
    }

    fn open_table(&mut self, style: &str, widths: &[u32]) {
        let total: u32 = widths.iter().sum();
        let _ = write!(
            self.out,
            "<w:tbl><w:tblPr><w:tblStyle w:val=\"{style}\"/><w:tblW w:w=\"{total}\" w:type=\"dxa\"/>\
             <w:jc w:val=\"center\"/><w:tblLayout w:type=\"fixed\"/><w:tblCellMar>\
             <w:left w:w=\"57\" w:type=\"dxa\"/><w:right w:w=\"57\" w:type=\"dxa\"/></w:tblCellMar>\
             <w:tblLook w:val=\"0420\" w:firstRow=\"1\" w:lastRow=\"0\" w:firstColumn=\"0\" w:lastColumn=\"0\" w:noHBand=\"0\" w:noVBand=\"1\"/>\
             </w:tblPr><w:tblGrid>"
        );
        for width in widths {
            let _ = write!(self.out, "<w:gridCol w:w=\"{width}\"/>");
        }
        self.out.push_str("</w:tblGrid>");
    }

    /// Repeated at the top of every page that the table runs on to.
    fn head_row(&mut self, table: &Table, widths: &[u32]) {
        self.out
            .push_str("<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>");
        let style = if self.is_annex {
            "AnnexHead"
        } else {
            "TableHead"
        };
        let shade = hex(self.art.palette.head);
        for (column, width) in table.columns.iter().zip(widths) {
            self.open_cell(
                *width,
                &format!("<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"{shade}\"/>"),
            );
            self.paragraph(style, &head_runs(&column.head, *width, self.is_annex));
            self.out.push_str("</w:tc>");
        }
        self.out.push_str("</w:tr>");
    }

    fn row(&mut self, table: &Table, row: &TableRow, widths: &[u32]) {
        self.out.push_str("<w:tr><w:trPr><w:cantSplit/></w:trPr>");
        for ((cell, column), width) in row.cells.iter().zip(&table.columns).zip(widths) {
            self.open_cell(*width, "");
            self.cell(cell, column.align, row.is_total);
            self.out.push_str("</w:tc>");
        }
        self.out.push_str("</w:tr>");
    }

    fn open_cell(&mut self, width: u32, extra: &str) {
        self.open_cell_at("center", width, extra);
    }

    fn open_cell_at(&mut self, side: &str, width: u32, extra: &str) {
        let _ = write!(
            self.out,
            "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/>{extra}<w:vAlign w:val=\"{side}\"/></w:tcPr>"
        );
    }

    fn cell(&mut self, cell: &TableCell, align: Align, is_total: bool) {
        let style = if self.is_annex {
            "AnnexText"
        } else {
            "TableText"
        };
        let side = match align {
            Align::Left => "left",
            Align::Center => "center",
            Align::Right => "right",
        };
        let mut look = String::new();
        if is_total {
            look.push_str("<w:rFonts w:eastAsia=\"黑体\"/>");
        }
        if let Some(grade) = cell.grade {
            let color = hex(self.art.palette.grade(grade));
            let _ = write!(look, "<w:color w:val=\"{color}\"/>");
        }
        let _ = write!(
            self.out,
            "<w:p><w:pPr><w:pStyle w:val=\"{style}\"/><w:jc w:val=\"{side}\"/></w:pPr>{}</w:p>",
            run(&look, &cell.text)
        );
    }

    /// Two in a row, in a table without lines; one alone takes the whole width.
    fn figures(&mut self, figures: &[Figure]) {
        let art = self.art;
        let found: Vec<&'a ChartPicture> = figures
            .iter()
            .filter_map(|figure| art.charts.get(figure))
            .collect();
        if let [one] = found.as_slice()
            && self.is_annex
        {
            self.paragraph("Caption", &run("", &one.title));
            let height = TURNED_HEIGHT - CAPTION;
            self.picture(one, (self.width, height));
            return;
        }
        let widths = [self.width / 2, self.width / 2];
        if found.is_empty() {
            return;
        }
        self.open_table("TableNormal", &widths);
        for pair in found.chunks(2) {
            self.out.push_str("<w:tr><w:trPr><w:cantSplit/></w:trPr>");
            for (index, width) in widths.iter().enumerate() {
                // A title of two lines must not push one chart below its neighbour.
                self.open_cell_at("bottom", *width, "");
                match pair.get(index) {
                    Some(picture) => {
                        self.paragraph("FigureTitle", &run("", &picture.title));
                        self.picture(picture, (width - 2 * 57, TURNED_HEIGHT));
                    }
                    None => self.paragraph("TableText", ""),
                }
                self.out.push_str("</w:tc>");
            }
            self.out.push_str("</w:tr>");
        }
        self.out.push_str("</w:tbl>");
        self.paragraph("TableText", "");
    }

    /// As wide as there is room, and no higher.
    fn picture(&mut self, picture: &'a ChartPicture, (width, most_high): (u32, u32)) {
        self.images.push(&picture.png);
        let n = self.images.len().to_string();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "a width in twentieths of a point"
        )]
        let (width, height) = {
            let ratio = picture.height / picture.width;
            let width = (width as f32).min(most_high as f32 / ratio);
            (width as u32, (width * ratio) as u32)
        };
        let inner = include_str!("image.xml")
            .trim_end()
            .replace("{cx}", &(width * EMU).to_string())
            .replace("{cy}", &(height * EMU).to_string())
            .replace("{n}", &n)
            .replace("{alt}", &escaped(&picture.alt));
        self.paragraph("Figure", &inner);
    }

    fn signature(&mut self, report: &Report) {
        self.paragraph("BodyText", "");
        if let Some(issuer) = &report.issuer {
            self.paragraph("Signature1", &run("", issuer));
        }
        self.paragraph("Signature1", &run("", &date(report.date)));
    }

    /// Page, margins, the grid of lines and characters, and the footers of a section.
    fn section_properties(&mut self, turned: bool) {
        let (size, margins) = if turned {
            (
                format!(
                    "w:w=\"{}\" w:h=\"{}\" w:orient=\"landscape\"",
                    PAGE.1, PAGE.0
                ),
                [LEFT, BOTTOM, RIGHT, TOP],
            )
        } else {
            (
                format!("w:w=\"{}\" w:h=\"{}\"", PAGE.0, PAGE.1),
                [TOP, RIGHT, BOTTOM, LEFT],
            )
        };
        let [top, right, bottom, left] = margins;
        let footer = if turned { 700 } else { FOOTER };
        let _ = write!(
            self.out,
            "<w:sectPr><w:headerReference w:type=\"default\" r:id=\"rHeader1\"/>\
             <w:headerReference w:type=\"even\" r:id=\"rHeader1\"/>\
             <w:footerReference w:type=\"default\" r:id=\"rFooter1\"/>\
             <w:footerReference w:type=\"even\" r:id=\"rFooter2\"/>\
             <w:type w:val=\"nextPage\"/><w:pgSz {size}/>\
             <w:pgMar w:top=\"{top}\" w:right=\"{right}\" w:bottom=\"{bottom}\" w:left=\"{left}\" \
             w:header=\"851\" w:footer=\"{footer}\" w:gutter=\"0\"/>\
             <w:docGrid w:type=\"lines\" w:linePitch=\"579\"/></w:sectPr>"
        );
    }
}

/// The columns' widths by their weights; the rest of the division goes to the widest.
fn widths(table: &Table, total: u32) -> Vec<u32> {
    let all: u32 = table.columns.iter().map(|c| c.weight).sum::<u32>().max(1);
    let mut widths: Vec<u32> = table
        .columns
        .iter()
        .map(|c| total * c.weight / all)
        .collect();
    let rest = total - widths.iter().sum::<u32>();
    if let Some(widest) = widths.iter_mut().max() {
        *widest += rest;
    }
    widths
}

fn head_runs(head: &str, width: u32, is_annex: bool) -> String {
    let letter = if is_annex { 180 } else { 210 };
    let per_line = usize::try_from(width.saturating_sub(2 * 57) / letter).unwrap_or(1);
    let lines = head_lines(head, per_line).into_iter();
    let lines: Vec<String> = lines.map(|line| run("", &line)).collect();
    lines.join("<w:r><w:br/></w:r>")
}

fn run(look: &str, words: &str) -> String {
    let look = if look.is_empty() {
        String::new()
    } else {
        format!("<w:rPr>{look}</w:rPr>")
    };
    format!(
        "<w:r>{look}<w:t xml:space=\"preserve\">{}</w:t></w:r>",
        escaped(words)
    )
}

fn field(kind: &str) -> String {
    format!("<w:r><w:fldChar w:fldCharType=\"{kind}\"/></w:r>")
}
