//! One page for a browser: no network, charts as vectors, tables that sort, fit for a phone and for
//! paper.

use std::fmt::Write as _;

use super::compose::date;
use super::content::{
    Align, Block, Figure, Report, SectionKind, Sentence, Table, TableCell, TableRow,
};
use super::picture::{Art, hex};
use super::xml::escaped;
use crate::assess::Grade;

const STYLE: &str = include_str!("html/page.css");
const SCRIPT: &str = include_str!("html/page.js");

/// The bytes of the file.
pub(super) fn write(report: &Report, art: &Art) -> Vec<u8> {
    let mut out = String::with_capacity(256 * 1024);
    let title = escaped(&report.title_line());
    let _ = write!(
        out,
        "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; \
         script-src 'unsafe-inline'; img-src data:\">\n\
         <title>{title}</title>\n<style>\n{}{STYLE}</style>\n</head>\n<body>\n",
        colours(art)
    );
    if report.synthetic {
        out.push_str("<div class=\"stamp\" aria-hidden=\"true\">示例数据</div>\n");
        out.push_str("<p class=\"synthetic\">示例数据：本报告的数值不是统计数据，不得引用</p>\n");
    }
    head(&mut out, report);
    out.push_str("<main>\n");
    for (index, section) in report.sections.iter().enumerate() {
        let _ = writeln!(
            out,
            "<section{}>\n<h2 id=\"s{}\">{}</h2>",
            if section.kind == SectionKind::Annex {
                " class=\"annex\""
            } else {
                ""
            },
            index + 1,
            escaped(&section.heading)
        );
        for block in &section.blocks {
            self::block(&mut out, block, art);
        }
        out.push_str("</section>\n");
    }
    foot(&mut out, report);
    let _ = write!(
        out,
        "</main>\n<script>\n{SCRIPT}</script>\n</body>\n</html>\n"
    );
    out.into_bytes()
}

fn colours(art: &Art) -> String {
    let p = &art.palette;
    let names = [
        ("ink", p.text),
        ("weak", p.text_weak),
        ("line", p.line),
        ("soft", p.head),
        ("accent", p.accent),
        ("stamp", p.stamp),
    ];
    let mut out = String::from(":root {");
    for (name, color) in names {
        let _ = write!(out, " --{name}: #{};", hex(color));
    }
    out.push_str(" }\n");
    for grade in Grade::ALL {
        let _ = writeln!(
            out,
            "td.{} {{ color: #{}; }}",
            grade.code(),
            hex(p.grade(grade))
        );
    }
    out
}

fn head(out: &mut String, report: &Report) {
    out.push_str("<header>\n<h1>");
    let lines: Vec<String> = report.title.iter().map(|line| escaped(line)).collect();
    let _ = writeln!(out, "{}</h1>", lines.join("<br>"));
    let _ = writeln!(
        out,
        "<p class=\"subtitle\">（{}）</p>",
        escaped(&report.subtitle)
    );
    out.push_str("</header>\n<nav aria-label=\"目录\">\n<ol>\n");
    for (index, section) in report.sections.iter().enumerate() {
        let _ = writeln!(
            out,
            "<li><a href=\"#s{}\">{}</a></li>",
            index + 1,
            escaped(&section.heading)
        );
    }
    out.push_str("</ol>\n</nav>\n");
}

fn foot(out: &mut String, report: &Report) {
    out.push_str("<footer>\n");
    if let Some(issuer) = &report.issuer {
        let _ = writeln!(out, "<p>{}</p>", escaped(issuer));
    }
    let _ = writeln!(out, "<p>{}</p>\n</footer>", date(report.date));
}

fn block(out: &mut String, block: &Block, art: &Art) {
    match block {
        Block::Heading(words) => {
            let _ = writeln!(out, "<h3>{}</h3>", escaped(words));
        }
        Block::Paragraph(sentences) => paragraph(out, sentences),
        Block::Notes(sentences) => {
            out.push_str("<div class=\"notes\">\n");
            for sentence in sentences {
                paragraph(out, std::slice::from_ref(sentence));
            }
            out.push_str("</div>\n");
        }
        Block::Words { label, text } => {
            for (index, line) in text.lines().enumerate() {
                let label = label.filter(|_| index == 0).unwrap_or_default();
                let _ = writeln!(
                    out,
                    "<p class=\"words\"><b>{label}</b>{}</p>",
                    escaped(line)
                );
            }
        }
        Block::Table(table) => self::table(out, table),
        Block::Figures { figures, caption } => self::figures(out, figures, caption, art),
    }
}

/// Hovering a sentence tells the cells it rests on.
fn paragraph(out: &mut String, sentences: &[Sentence]) {
    out.push_str("<p>");
    for sentence in sentences {
        let text = escaped(&sentence.text);
        if sentence.rests_on.is_empty() {
            out.push_str(&text);
            continue;
        }
        let cells: Vec<String> = sentence.rests_on.iter().map(super::Source::words).collect();
        let _ = write!(
            out,
            "<span title=\"依据：{}\">{text}</span>",
            escaped(&cells.join("；"))
        );
    }
    out.push_str("</p>\n");
}

fn table(out: &mut String, table: &Table) {
    out.push_str("<div class=\"wide\"><table>\n");
    if !table.caption.is_empty() {
        let _ = writeln!(out, "<caption>{}</caption>", escaped(&table.caption));
    }
    out.push_str("<thead><tr>");
    for column in &table.columns {
        let _ = write!(
            out,
            "<th scope=\"col\"{}><button type=\"button\">{}</button></th>",
            class(column.align),
            escaped(&column.head)
        );
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for row in table.rows.iter().filter(|row| !row.is_total) {
        self::row(out, table, row);
    }
    out.push_str("</tbody>\n");
    if table.rows.iter().any(|row| row.is_total) {
        out.push_str("<tfoot>\n");
        for row in table.rows.iter().filter(|row| row.is_total) {
            self::row(out, table, row);
        }
        out.push_str("</tfoot>\n");
    }
    out.push_str("</table></div>\n");
}

fn row(out: &mut String, table: &Table, row: &TableRow) {
    out.push_str("<tr>");
    for (cell, column) in row.cells.iter().zip(&table.columns) {
        self::cell(out, cell, column.align);
    }
    out.push_str("</tr>\n");
}

fn cell(out: &mut String, cell: &TableCell, align: Align) {
    let words = escaped(&cell.text);
    let _ = match cell.grade {
        // Sorting goes by the order of grades, not of their words.
        Some(grade) => write!(
            out,
            "<td class=\"{}\" data-order=\"{}\">{words}</td>",
            grade.code(),
            grade.index()
        ),
        None => write!(out, "<td{}>{words}</td>", class(align)),
    };
}

fn class(align: Align) -> &'static str {
    match align {
        Align::Left => "",
        Align::Center => " class=\"c\"",
        Align::Right => " class=\"r\"",
    }
}

fn figures(out: &mut String, figures: &[Figure], caption: &str, art: &Art) {
    let class = if figures.len() == 1 { "one" } else { "many" };
    let _ = writeln!(
        out,
        "<div class=\"figures {class}\" role=\"group\" aria-label=\"{}\">",
        escaped(caption)
    );
    for figure in figures {
        let Some(picture) = art.charts.get(figure) else {
            continue;
        };
        let _ = writeln!(
            out,
            "<figure>\n<figcaption>{}</figcaption>\n{}</figure>",
            escaped(&picture.title),
            picture.svg
        );
    }
    out.push_str("</div>\n");
}
