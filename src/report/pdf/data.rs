//! A report as the data its template reads, and the files that template may see.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Datelike as _;
use serde_json::{Map, Value, json};

use super::super::compose::date;
use super::super::content::{Align, Block, Figure, Report, Section, SectionKind, Sentence, Table};
use super::super::picture::{Art, hex};
use super::super::tables::head_lines;
use crate::assess::Grade;

/// What stands for a character that no bundled font has.
pub(super) const STAND_IN: char = '□';

/// Points between the margins of an upright page; heads of tables are 9 points high there, smaller where
/// there is more room.
const WIDTH: u32 = 442;

/// The files that a template sees, by path.
pub(super) struct Files {
    pub(super) texts: BTreeMap<String, String>,
    /// Characters that were replaced.
    pub(super) missing: BTreeSet<char>,
}

/// Lays out everything for the template. Characters that `has_glyph` does not know are replaced, and
/// the report says which.
pub(super) fn files(report: &Report, art: &Art, has_glyph: &dyn Fn(char) -> bool) -> Files {
    let mut printer = Printer {
        has_glyph,
        missing: BTreeSet::new(),
    };
    let mut texts = BTreeMap::new();
    let mut paths = BTreeMap::new();
    for (index, figure) in report.figures().into_iter().enumerate() {
        if let Some(picture) = art.charts.get(&figure) {
            let path = format!("/chart{index}.svg");
            texts.insert(path.clone(), printer.text(&picture.svg));
            paths.insert(figure, path);
        }
    }
    let last = report
        .sections
        .iter()
        .rposition(|s| s.kind != SectionKind::Annex);
    let mut sections: Vec<Value> = Vec::new();
    for (index, section) in report.sections.iter().enumerate() {
        let value = printer.section(section, (art, &paths), Some(index) == last);
        sections.push(value);
    }
    let mut data = json!({
        "title": report.title.iter().map(|line| printer.text(line)).collect::<Vec<_>>(),
        "subtitle": printer.text(&report.subtitle),
        "issuer": report.issuer.as_ref().map(|issuer| printer.text(issuer)),
        "signed": date(report.date),
        "date": {
            "year": report.date.year(),
            "month": report.date.month(),
            "day": report.date.day(),
        },
        "synthetic": report.synthetic,
        "colors": colors(art),
    });
    if !printer.missing.is_empty()
        && let Some(section) = sections.last_mut()
        && let Some(blocks) = section["blocks"].as_array_mut()
    {
        let words = format!(
            "有{}个字没有字体，以“{STAND_IN}”代替；Word 文档和网页中不受影响。",
            printer.missing.len()
        );
        blocks.push(json!({"kind": "notes", "sentences": [words]}));
    }
    data["sections"] = Value::Array(sections);
    texts.insert("/report.json".to_owned(), data.to_string());
    Files {
        texts,
        missing: printer.missing,
    }
}

fn colors(art: &Art) -> Value {
    let p = &art.palette;
    let mut map = Map::new();
    for (name, color) in [
        ("text", p.text),
        ("weak", p.text_weak),
        ("line", p.line),
        ("head", p.head),
        ("stamp", p.stamp),
    ] {
        map.insert(name.to_owned(), hex(color).into());
    }
    for grade in Grade::ALL {
        map.insert(grade.code().to_owned(), hex(p.grade(grade)).into());
    }
    Value::Object(map)
}

struct Printer<'a> {
    has_glyph: &'a dyn Fn(char) -> bool,
    missing: BTreeSet<char>,
}

type Charts<'a> = (&'a Art, &'a BTreeMap<Figure, String>);

impl Printer<'_> {
    fn text(&mut self, text: &str) -> String {
        text.chars()
            .map(|c| {
                if c.is_control() || c.is_whitespace() || (self.has_glyph)(c) {
                    return c;
                }
                self.missing.insert(c);
                STAND_IN
            })
            .collect()
    }

    fn section(&mut self, section: &Section, charts: Charts<'_>, last: bool) -> Value {
        let blocks: Vec<Value> = section
            .blocks
            .iter()
            .map(|b| self.block(b, charts))
            .collect();
        json!({
            "heading": self.text(&section.heading),
            "annex": section.kind == SectionKind::Annex,
            "last": last,
            "blocks": blocks,
        })
    }

    fn block(&mut self, block: &Block, charts: Charts<'_>) -> Value {
        match block {
            Block::Heading(words) => json!({"kind": "heading", "text": self.text(words)}),
            Block::Paragraph(sentences) => {
                json!({"kind": "paragraph", "sentences": self.sentences(sentences)})
            }
            Block::Notes(sentences) => {
                json!({"kind": "notes", "sentences": self.sentences(sentences)})
            }
            Block::Words { label, text } => {
                let lines: Vec<String> = text.lines().map(|line| self.text(line)).collect();
                json!({"kind": "words", "label": label, "lines": lines})
            }
            Block::Table(table) => self.table(table),
            Block::Figures { figures, .. } => self.figures(figures, charts),
        }
    }

    fn sentences(&mut self, sentences: &[Sentence]) -> Vec<String> {
        sentences.iter().map(|s| self.text(&s.text)).collect()
    }

    fn table(&mut self, table: &Table) -> Value {
        let all: u32 = table.columns.iter().map(|c| c.weight).sum::<u32>().max(1);
        let columns: Vec<Value> = table
            .columns
            .iter()
            .map(|column| {
                let align = match column.align {
                    Align::Left => "left",
                    Align::Center => "center",
                    Align::Right => "right",
                };
                let letters = (WIDTH * column.weight / all).saturating_sub(6) / 9;
                let head = head_lines(&column.head, usize::try_from(letters).unwrap_or(1));
                json!({"head": self.text(&head.join("\n")), "align": align, "weight": column.weight})
            })
            .collect();
        let mut rows = Vec::new();
        for row in &table.rows {
            let cells: Vec<Value> = row
                .cells
                .iter()
                .map(|cell| json!({"text": self.text(&cell.text), "grade": cell.grade.map(Grade::code)}))
                .collect();
            rows.push(json!({"cells": cells, "total": row.is_total}));
        }
        json!({"kind": "table", "caption": self.text(&table.caption), "columns": columns, "rows": rows})
    }

    fn figures(&mut self, figures: &[Figure], (art, paths): Charts<'_>) -> Value {
        let mut list = Vec::new();
        for figure in figures {
            let (Some(picture), Some(path)) = (art.charts.get(figure), paths.get(figure)) else {
                continue;
            };
            list.push(json!({
                "path": path,
                "alt": self.text(&picture.alt),
                "title": self.text(&picture.title),
                "wide": *figure == Figure::Grades,
            }));
        }
        json!({"kind": "figures", "figures": list})
    }
}
