//! The demonstration in all five formats: the same number is the same in each.

use std::collections::BTreeMap;

use super::*;
use crate::app::{Board, demo, reporting};
use crate::store::{Catalog, default_plan};

/// The report of the demonstration.
fn demonstration() -> Report {
    let catalog = Catalog::builtin().unwrap();
    let plan = catalog.plan(&default_plan()).unwrap();
    let workspace = demo::workspace(plan);
    let board = Board::new(&workspace, plan, 2025);
    reporting::report_of(&workspace, plan, &board, &whole())
}

fn tables(report: &Report) -> impl Iterator<Item = &Table> {
    let blocks = report.sections.iter().flat_map(|section| &section.blocks);
    blocks.filter_map(|block| match block {
        Block::Table(table) => Some(table),
        _ => None,
    })
}

fn without_blanks(text: &str) -> String {
    text.split_whitespace().collect()
}

/// The cells of every table of a Word file, row by row.
fn docx_cells(docx: &[u8]) -> Vec<Vec<String>> {
    let document = unzipped(docx, "word/document.xml");
    let rows = document.split("<w:tr>").skip(1);
    rows.map(|row| {
        let row = row.split("</w:tr>").next().unwrap();
        let cells = row.split("<w:tc>").skip(1);
        cells.map(inner_text).collect()
    })
    .collect()
}

/// The cells of every table of a page, row by row.
fn html_cells(html: &str) -> Vec<Vec<String>> {
    let rows = html.split("<tr>").skip(1);
    rows.map(|row| {
        let row = row.split("</tr>").next().unwrap();
        let row = row.replace("<th ", "<td ");
        let cells = row.split("<td").skip(1);
        cells
            .map(|cell| inner_text(cell.split_once('>').unwrap().1))
            .collect()
    })
    .collect()
}

/// What stands outside the tags.
fn inner_text(markup: &str) -> String {
    let mut text = String::new();
    for part in markup.split('<') {
        text.push_str(part.split_once('>').map_or(part, |(_, text)| text));
    }
    let unescaped = quick_xml::escape::unescape(&text).unwrap();
    unescaped.trim().to_owned()
}

#[test]
fn every_cell_of_every_table_is_the_same_in_word_and_on_the_page() {
    let report = demonstration();
    let expected: Vec<Vec<String>> = tables(&report)
        .flat_map(|table| {
            let heads = table.columns.iter().map(|column| column.head.clone());
            let rows = table.rows.iter();
            let rows = rows.map(|row| row.cells.iter().map(|cell| cell.text.clone()).collect());
            std::iter::once(heads.collect()).chain(rows)
        })
        .collect();
    assert!(expected.len() > 100, "{}", expected.len());
    let art = Art::default();
    let docx = write(&report, &art, Format::Docx).unwrap();
    assert_eq!(docx_cells(&docx), expected);
    let html = String::from_utf8(write(&report, &art, Format::Html).unwrap()).unwrap();
    assert_eq!(html_cells(&html), expected);
}

#[cfg(feature = "pdf")]
#[test]
fn every_sentence_and_every_figure_stands_in_the_pdf() {
    let report = demonstration();
    let art = Art {
        fonts: &crate::ui::theme::FACES,
        ..Art::default()
    };
    let pages = pdf::pages_of(&write(&report, &art, Format::Pdf).unwrap());
    // Head and foot of the pages stand between what runs on from one to the next.
    let mut text = String::new();
    for (no, page) in (1..).zip(&pages) {
        let foot = format!("—{no}—");
        let page = page.replace("示例数据不是统计数据，不得引用", "");
        let page = page.replacen("示例数据", "", 1);
        let body = page.strip_prefix(&foot).or(page.strip_suffix(&foot));
        text.push_str(body.unwrap());
    }
    let mut lost = Vec::new();
    for (_, sentence) in report.sentences() {
        if !text.contains(&without_blanks(&sentence.text)) {
            lost.push(sentence.text.clone());
        }
    }
    assert_eq!(lost, [""; 0], "{text}");
    for table in tables(&report) {
        for row in &table.rows {
            let row: String = row.cells.iter().map(|cell| cell.text.as_str()).collect();
            let row = without_blanks(&row);
            if !text.contains(&row) {
                lost.push(row);
            }
        }
    }
    assert_eq!(lost, [""; 0], "{text}");
}

#[test]
fn rates_and_values_are_the_same_in_the_workbook_and_in_the_long_form() {
    let report = demonstration();
    let art = Art::default();
    let xlsx = write(&report, &art, Format::Xlsx).unwrap();
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(xlsx)).unwrap();
    let sheet = book.worksheet_range("结果").unwrap();
    let heads: Vec<String> = sheet
        .rows()
        .nth(3)
        .unwrap()
        .iter()
        .map(ToString::to_string)
        .collect();
    let column = |head: &str| heads.iter().position(|h| h == head).unwrap();
    let in_book = |row: &Row, head: &str| -> Option<f64> {
        let number = f64::from(row.id.no);
        let line = sheet
            .rows()
            .find(|line| line[0] == Data::Float(number))
            .unwrap();
        match &line[column(head)] {
            Data::Float(value) => Some(*value),
            Data::Empty => None,
            other => panic!("{head}: {other:?}"),
        }
    };
    let csv = write(&report, &art, Format::Csv).unwrap();
    let mut reader = ::csv::Reader::from_reader(&csv[3..]);
    let lines: Vec<BTreeMap<String, String>> = reader.deserialize().map(Result::unwrap).collect();
    let in_csv = |row: &Row, item: &str, year: i32| -> Option<f64> {
        let (no, year) = (row.id.no.to_string(), year.to_string());
        let is_it = |line: &&BTreeMap<String, String>| {
            line["序号"] == no && line["项目"] == item && line["年度"] == year
        };
        let value = lines.iter().find(is_it)?["数值"].clone();
        (!value.is_empty()).then(|| value.parse().unwrap())
    };
    // What people read stands in the annex, by the heads of its columns.
    let annex = tables(&report).find(|t| t.columns.len() > 10).unwrap();
    let printed = |row: &Row, head: &str| -> Option<f64> {
        let at = annex
            .columns
            .iter()
            .position(|c| c.head.starts_with(head))
            .unwrap();
        let no = row.id.no.to_string();
        let line = annex
            .rows
            .iter()
            .find(|line| line.cells[0].text == no)
            .unwrap();
        let text = line.cells[at].text.replace(',', "");
        let text = text.trim_end_matches('*').split('（').next().unwrap();
        (text != "—").then(|| text.parse().unwrap())
    };
    let mut compared = 0;
    for row in &report.rows {
        // In the workbook rates are shares with all their digits; printed they are rounded.
        for (head, item, factor) in [
            ("完成率", "完成率", 100.0),
            ("进度", "进度", 100.0),
            ("序时", "序时进度", 100.0),
            ("差距", "差距", 1.0),
        ] {
            let column = if head == "差距" {
                "差距（个百分点）"
            } else {
                item
            };
            let exact = in_book(row, column).map(|share| share * factor);
            let read = printed(row, head);
            assert_eq!(read, in_csv(row, item, report.year), "{} {item}", row.name);
            assert_eq!(read.is_some(), exact.is_some(), "{} {item}", row.name);
            if let Some((read, exact)) = read.zip(exact) {
                assert!(
                    (read - exact).abs() <= 0.05 + 1e-9,
                    "{} {item}: {read} {exact}",
                    row.name
                );
                compared += 1;
            }
        }
        let year = format!("{}年", report.year);
        assert_eq!(printed(row, &year), in_book(row, "实际值"), "{}", row.name);
        if let Some(baseline) = row.assessment.baseline {
            let read = in_csv(row, "基期值", baseline.year);
            assert_eq!(read, in_book(row, "基期值"), "{}", row.name);
            assert_eq!(
                read,
                printed(row, &format!("{}年基期", baseline.year)),
                "{}",
                row.name
            );
        }
        let target = row.target.as_ref().unwrap();
        assert_eq!(
            in_csv(row, "目标", target.year),
            in_book(row, "目标值"),
            "{}",
            row.name
        );
    }
    assert!(compared > 100, "{compared}");
}

#[test]
fn the_results_are_printed_on_two_wide_pages_side_by_side_each_with_the_names() {
    let bytes = write(&report(), &Art::default(), Format::Xlsx).unwrap();
    let sheet = unzipped(&bytes, "xl/worksheets/sheet1.xml");
    let page = sheet.split("<pageSetup ").nth(1).unwrap();
    let page = page.split("/>").next().unwrap();
    for setting in [
        "paperSize=\"8\"",
        "orientation=\"landscape\"",
        "fitToWidth=\"2\"",
        "fitToHeight=\"0\"",
    ] {
        assert!(page.contains(setting), "{setting}: {page}");
    }
    let book = unzipped(&bytes, "xl/workbook.xml");
    assert!(book.contains(">结果!$A:$B,结果!$1:$4<"), "{book}");
}
