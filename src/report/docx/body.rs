//! The document itself: paragraphs, tables, pictures and the two sections of pages.

use std::fmt::Write as _;

use super::super::compose::date;
use super::super::content::{
    Align, Block, Figure, Report, SectionKind, Table, TableCell, TableRow,
};
use super::super::picture::{Art, ChartPicture, hex};
use super::super::tables::head_lines;
use super::super::xml::escaped;
use super::pages::{Pages, Type};

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
/// The heights that lines have room in, upright and turned.
const UPRIGHT_HEIGHT: u32 = PAGE.1 - TOP - BOTTOM;
/// What a caption takes with its distance, and a line to spare.
const CAPTION: u32 = 145 + 400 + 579;
/// What is left free at either side of a cell.
const CELL_SIDE: u32 = 57;
/// The line below a row.
const ROW_LINE: u32 = 10;
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
    pages: Pages,
    /// Where in the text the contents want the number of each section's page.
    numbers: Vec<usize>,
}

/// The types of paragraphs, as `styles.xml` has them.
mod types {
    use super::Type;

    const fn plain(letter: u32, pitch: u32) -> Type {
        Type {
            letter,
            tracking: 0,
            pitch,
            around: (0, 0),
            indent: 0,
        }
    }

    pub(super) const TITLE: Type = plain(440, 640);
    pub(super) const SUBTITLE: Type = Type {
        around: (0, 290),
        ..plain(320, 579)
    };
    pub(super) const SIGNATURE: Type = plain(320, 579);
    pub(super) const CONTENTS: Type = plain(280, 579);
    pub(super) const HEADING: Type = Type {
        indent: 640,
        ..plain(320, 579)
    };
    pub(super) const BODY: Type = Type {
        tracking: -5,
        indent: 632,
        ..plain(320, 579)
    };
    pub(super) const NOTES: Type = Type {
        indent: 480,
        ..plain(240, 400)
    };
    pub(super) const CAPTION: Type = Type {
        around: (145, 0),
        ..plain(240, 400)
    };
    pub(super) const TABLE: Type = Type {
        around: (20, 20),
        ..plain(210, 280)
    };
    pub(super) const ANNEX: Type = Type {
        around: (10, 10),
        ..plain(180, 240)
    };
    pub(super) const FIGURE_TITLE: Type = Type {
        around: (120, 0),
        ..plain(210, 280)
    };
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
            pages: Pages::new(UPRIGHT_HEIGHT),
            numbers: Vec::new(),
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
            body.pages.turn(TURNED_HEIGHT);
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
        body.number_contents();
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
            self.text("Title", types::TITLE, line);
        }
        let subtitle = format!("（{}）", report.subtitle);
        self.text("Subtitle", types::SUBTITLE, &subtitle);
    }

    /// The table of contents, filled; each line leads to its heading and has its page number, in a field
    /// that the reader's program can compute anew. How the numbers are known stands in [`super::pages`].
    fn contents(&mut self, report: &Report) {
        self.text("TOCHeading", types::CONTENTS, "目　录");
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
                 <w:r><w:instrText xml:space=\"preserve\"> PAGEREF {mark} \\h </w:instrText></w:r>{}",
                run("", &section.heading),
                field("begin"),
                field("separate"),
            );
            let number_at = inner.len();
            inner.push_str(&field("end"));
            inner.push_str("</w:hyperlink>");
            if index + 1 == last {
                inner.push_str(&field("end"));
            }
            let behind = inner.len() - number_at;
            self.paragraph("TOC1", &inner);
            let end = self.out.len() - "</w:p>".len();
            self.numbers.push(end - behind);
            // From the left indent to where the number stands.
            let lines = types::CONTENTS.lines(&section.heading, self.width - 640);
            self.pages.paragraph(types::CONTENTS, lines);
        }
    }

    /// Puts the pages' numbers into the contents, the last one first so that the other places hold.
    fn number_contents(&mut self) {
        let pages = std::mem::replace(&mut self.pages, Pages::new(0)).marks();
        for (place, page) in self.numbers.iter().zip(pages).rev() {
            self.out.insert_str(*place, &run("", &page.to_string()));
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
        let lines = types::HEADING.lines(words, self.width);
        self.pages.heading(types::HEADING, lines, level == 1);
    }

    /// A paragraph of these words alone.
    fn text(&mut self, style: &str, kind: Type, words: &str) {
        self.paragraph(style, &run("", words));
        let lines = kind.lines(words, self.width);
        self.pages.paragraph(kind, lines);
    }

    /// As [`Body::text`], kept with what follows.
    fn caption(&mut self, words: &str) {
        self.paragraph("Caption", &run("", words));
        let lines = types::CAPTION.lines(words, self.width);
        self.pages.heading(types::CAPTION, lines, false);
    }

    /// Behind a table: two in a row would grow together, and text needs its distance.
    fn gap(&mut self) {
        self.text("TableText", types::TABLE, "");
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
            Block::Paragraph(sentences) => {
                let text: String = sentences.iter().map(|s| s.text.as_str()).collect();
                self.text("BodyText", types::BODY, &text);
            }
            Block::Notes(sentences) => {
                for sentence in sentences {
                    self.text("Notes", types::NOTES, &sentence.text);
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
                    let label = label.filter(|_| index == 0).unwrap_or_default();
                    let lines = types::BODY.lines(&format!("{label}{line}"), self.width);
                    self.pages.paragraph(types::BODY, lines);
                }
            }
            Block::Table(table) => self.table(table),
            Block::Figures { figures, .. } => self.figures(figures),
        }
    }

    /// Widths stand thrice (table, grid, cell), because Word and WPS read different ones.
    fn table(&mut self, table: &Table) {
        if !table.caption.is_empty() {
            self.caption(&table.caption);
        }
        let widths = widths(table, self.width);
        self.open_table("TableGrid", &widths);
        let head = self.head_row(table, &widths);
        let last = table.rows.len().saturating_sub(1);
        for (index, row) in table.rows.iter().enumerate() {
            // No row stands alone under a head, neither the first nor the last.
            let keeps = index < last && (index == 0 || index + 1 == last);
            self.row(table, row, &widths, keeps);
            let height = row.cells.iter().zip(&widths);
            let height =
                height.map(|(cell, width)| self.type_of_cells().height(&cell.text, inner(*width)));
            let height = height.max().unwrap_or(0) + ROW_LINE;
            self.pages.row(height, head, keeps);
        }
        self.out.push_str("</w:tbl>");
        self.gap();
    }

    fn type_of_cells(&self) -> Type {
        if self.is_annex {
            types::ANNEX
        } else {
            types::TABLE
        }
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

    /// Repeated at the top of every page that the table runs on to; answers its height.
    fn head_row(&mut self, table: &Table, widths: &[u32]) -> u32 {
        let mut height = 0;
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
            let lines = head_lines_in(&column.head, *width, self.is_annex);
            let runs: Vec<String> = lines.iter().map(|line| run("", line)).collect();
            self.paragraph(style, &runs.join("<w:r><w:br/></w:r>"));
            self.out.push_str("</w:tc>");
            let words = lines.join("\n");
            height = height.max(self.type_of_cells().height(&words, inner(*width)));
        }
        self.out.push_str("</w:tr>");
        self.pages.row(height + ROW_LINE, 0, true);
        height + ROW_LINE
    }

    fn row(&mut self, table: &Table, row: &TableRow, widths: &[u32], keeps: bool) {
        self.out.push_str("<w:tr><w:trPr><w:cantSplit/></w:trPr>");
        for ((cell, column), width) in row.cells.iter().zip(&table.columns).zip(widths) {
            self.open_cell(*width, "");
            self.cell(cell, column.align, row.is_total, keeps);
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

    fn cell(&mut self, cell: &TableCell, align: Align, is_total: bool, keeps: bool) {
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
        let keep = if keeps { "<w:keepNext/>" } else { "" };
        let _ = write!(
            self.out,
            "<w:p><w:pPr><w:pStyle w:val=\"{style}\"/>{keep}<w:jc w:val=\"{side}\"/></w:pPr>{}</w:p>",
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
            self.caption(&one.title);
            let height = self.picture(one, (self.width, TURNED_HEIGHT - CAPTION));
            self.pages.row(height, 0, false);
            return;
        }
        let widths = [self.width / 2, self.width / 2];
        if found.is_empty() {
            return;
        }
        self.open_table("TableNormal", &widths);
        for pair in found.chunks(2) {
            self.out.push_str("<w:tr><w:trPr><w:cantSplit/></w:trPr>");
            let mut height = 0;
            for (index, width) in widths.iter().enumerate() {
                // A title of two lines must not push one chart below its neighbour.
                self.open_cell_at("bottom", *width, "");
                match pair.get(index) {
                    Some(picture) => {
                        self.paragraph("FigureTitle", &run("", &picture.title));
                        let room = inner(*width);
                        let title = types::FIGURE_TITLE.height(&picture.title, room);
                        height = height.max(title + self.picture(picture, (room, TURNED_HEIGHT)));
                    }
                    None => self.paragraph("TableText", ""),
                }
                self.out.push_str("</w:tc>");
            }
            self.out.push_str("</w:tr>");
            self.pages.row(height, 0, false);
        }
        self.out.push_str("</w:tbl>");
        self.gap();
    }

    /// As wide as there is room, and no higher; answers its height.
    fn picture(&mut self, picture: &'a ChartPicture, (width, most_high): (u32, u32)) -> u32 {
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
        height
    }

    fn signature(&mut self, report: &Report) {
        self.text("BodyText", types::BODY, "");
        if let Some(issuer) = &report.issuer {
            self.text("Signature1", types::SIGNATURE, issuer);
        }
        self.text("Signature1", types::SIGNATURE, &date(report.date));
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

fn head_lines_in(head: &str, width: u32, is_annex: bool) -> Vec<String> {
    let letter = if is_annex { 180 } else { 210 };
    let per_line = usize::try_from(inner(width) / letter).unwrap_or(1);
    head_lines(head, per_line)
}

/// What a cell of this width has for its words.
fn inner(width: u32) -> u32 {
    width.saturating_sub(2 * CELL_SIDE)
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
