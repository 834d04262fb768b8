//! Which sheets a workbook lists, and the cells of one.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::archive::Archive;
use super::style::Shows;
use super::xml::{Depth, attribute, broken, decoded, local_attribute, push_reference};
use super::{Area, BookError, Cell, Number, Sheet, Spot, Value, number};

/// The most sheets that are read.
const MOST_SHEETS: usize = 256;
/// The most cells of a workbook.
const MOST_CELLS: usize = 2_000_000;
/// The most cells of a workbook that hold nothing: formats laid over whole rows and columns.
const MOST_BLANK: usize = 300_000;
/// The most cells of a row: a sheet has no more columns.
const MOST_IN_ROW: usize = 16_384;
/// The most joined areas of a sheet.
const MOST_MERGED: usize = 20_000;

/// How many cells have been read, blank ones as well.
#[derive(Default)]
pub(super) struct Budget {
    in_book: usize,
    blank: usize,
    in_row: usize,
}

impl Budget {
    /// Looks over a sheet before it is read: what holds far too much is refused without taking the time.
    fn glance(&self, text: &str) -> Result<(), BookError> {
        let bytes = text.as_bytes();
        let ends_name = |at: usize| {
            let next = bytes.get(at);
            next.is_none_or(|b| b.is_ascii_whitespace() || matches!(b, b'>' | b'/'))
        };
        let (mut begun, mut ended) = (0, 0);
        for at in memchr::memchr_iter(b'<', bytes) {
            match bytes.get(at + 1) {
                Some(b'c') if ends_name(at + 2) => begun += 1,
                Some(b'/') if bytes.get(at + 2) == Some(&b'c') && ends_name(at + 3) => ended += 1,
                _ => {}
            }
        }
        Self::check(
            self.in_book + begun,
            self.blank + (begun - begun.min(ended)),
        )
    }

    fn check(in_book: usize, blank: usize) -> Result<(), BookError> {
        if in_book > MOST_CELLS {
            return refused("单元格数", "200 万个");
        }
        if blank > MOST_BLANK {
            return refused("空白单元格数", "30 万个");
        }
        Ok(())
    }

    /// One more cell.
    fn spend(&mut self) -> Result<(), BookError> {
        self.in_book += 1;
        self.in_row += 1;
        if self.in_row > MOST_IN_ROW {
            return refused("一行的单元格数", "16384 个");
        }
        Self::check(self.in_book, self.blank)
    }

    /// One more cell that turned out to hold nothing.
    fn spend_blank(&mut self) -> Result<(), BookError> {
        self.blank += 1;
        Self::check(self.in_book, self.blank)
    }
}

fn refused(what: &'static str, limit: &'static str) -> Result<(), BookError> {
    Err(BookError::TooLarge { what, limit })
}

/// Names and parts of the sheets, in the order of their tabs.
pub(super) fn listed(archive: &mut Archive<'_>) -> Result<Vec<(String, String)>, BookError> {
    let text = archive
        .part_at("xl/workbook.xml")?
        .ok_or(BookError::NoWorkbook)?;
    let links = match archive.part_at("xl/_rels/workbook.xml.rels")? {
        Some(text) => targets(&text)?,
        None => BTreeMap::new(),
    };
    let mut sheets = Vec::new();
    let mut reader = Reader::from_str(&text);
    let mut depth = Depth::default();
    loop {
        let event = reader.read_event().map_err(|_| broken("工作簿目录"))?;
        depth.pass(&event)?;
        match event {
            Event::Start(tag) | Event::Empty(tag) if tag.local_name().into_inner() == "sheet" => {
                if sheets.len() >= MOST_SHEETS {
                    return Err(BookError::TooLarge {
                        what: "工作表数",
                        limit: "256 张",
                    });
                }
                let name = attribute(&tag, "name").unwrap_or_default();
                let link = local_attribute(&tag, "id").unwrap_or_default();
                if let Some(path) = links.get(&link) {
                    sheets.push((name, path.clone()));
                }
            }
            Event::Eof => return Ok(sheets),
            _ => {}
        }
    }
}

/// The parts that a workbook's links lead to.
fn targets(text: &str) -> Result<BTreeMap<String, String>, BookError> {
    let mut links = BTreeMap::new();
    let mut reader = Reader::from_str(text);
    let mut depth = Depth::default();
    loop {
        let event = reader.read_event().map_err(|_| broken("工作簿目录"))?;
        depth.pass(&event)?;
        match event {
            Event::Start(tag) | Event::Empty(tag)
                if tag.local_name().into_inner() == "Relationship" =>
            {
                let target = attribute(&tag, "Target").unwrap_or_default();
                let path = match target.strip_prefix('/') {
                    Some(absolute) => absolute.to_owned(),
                    None => format!("xl/{target}"),
                };
                if links.len() < 4 * MOST_SHEETS {
                    links.insert(attribute(&tag, "Id").unwrap_or_default(), path);
                }
            }
            Event::Eof => return Ok(links),
            _ => {}
        }
    }
}

/// Reads the cells of a sheet.
pub(super) fn read(
    text: &str,
    strings: &[Arc<str>],
    styles: &[Shows],
    budget: &mut Budget,
) -> Result<Sheet, BookError> {
    budget.glance(text)?;
    let mut sheet = Sheet::default();
    let mut reader = Reader::from_str(text);
    let mut at = Spot { row: 0, column: 0 };
    let mut next_row = 0;
    let mut open: Option<Open> = None;
    let mut into = Into::Nothing;
    let mut volatile = BTreeSet::new();
    let mut depth = Depth::default();
    loop {
        let event = reader.read_event().map_err(|_| broken("工作表"))?;
        depth.pass(&event)?;
        match event {
            Event::Start(tag) => match tag.local_name().into_inner() {
                "row" => {
                    begin_row(&tag, &mut at, &mut next_row);
                    budget.in_row = 0;
                }
                "c" => {
                    budget.spend()?;
                    open = Some(Open::at(&tag, &mut at)?);
                }
                "f" => {
                    into = Into::Formula;
                    if let Some(open) = &mut open {
                        open.begin_formula(&tag);
                    }
                }
                "v" => into = Into::Value,
                "t" if into != Into::Guide => into = Into::Inline,
                "rPh" => into = Into::Guide,
                _ => {}
            },
            Event::Empty(tag) => match tag.local_name().into_inner() {
                "row" => {
                    begin_row(&tag, &mut at, &mut next_row);
                    budget.in_row = 0;
                }
                // An empty cell only moves the count on.
                "c" => {
                    budget.spend()?;
                    budget.spend_blank()?;
                    pass(&tag, &mut at)?;
                }
                "f" => {
                    if let Some(open) = &mut open {
                        open.begin_formula(&tag);
                    }
                }
                "mergeCell" => merged(&tag, &mut sheet)?,
                _ => {}
            },
            Event::End(tag) => match tag.local_name().into_inner() {
                "c" => {
                    if let Some(cell) = open.take() {
                        let is_volatile = cell.is_volatile(&mut volatile);
                        if !keep(&cell, is_volatile, strings, styles, &mut sheet)? {
                            budget.spend_blank()?;
                        }
                    }
                }
                "t" if into == Into::Guide => {}
                "v" | "t" | "rPh" | "f" => into = Into::Nothing,
                _ => {}
            },
            Event::Text(piece) => {
                if let Some(open) = &mut open {
                    open.push(into, &piece.xml10_content());
                }
            }
            Event::CData(piece) => {
                if let Some(open) = &mut open {
                    open.push(into, &piece.xml10_content());
                }
            }
            Event::GeneralRef(reference) => {
                if let Some(open) = &mut open {
                    let mut text = String::new();
                    push_reference(&mut text, &reference);
                    open.push(into, &text);
                }
            }
            Event::Eof => return Ok(sheet),
            _ => {}
        }
    }
}

/// What text between tags belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Into {
    Nothing,
    Value,
    Inline,
    Guide,
    Formula,
}

/// A cell whose end has not been read yet.
struct Open {
    spot: Spot,
    kind: String,
    style: usize,
    value: Option<String>,
    inline: Option<String>,
    is_formula: bool,
    formula: String,
    /// The number of a formula that several cells share; one of them holds its text.
    shared: Option<String>,
}

/// Where a cell stands; moves the count on.
fn pass(tag: &BytesStart<'_>, next: &mut Spot) -> Result<Spot, BookError> {
    let spot = match attribute(tag, "r") {
        Some(place) => Spot::parse(&place).ok_or_else(|| broken("单元格位置"))?,
        None => *next,
    };
    if !spot.exists() {
        return Err(broken("单元格位置"));
    }
    *next = Spot {
        row: spot.row,
        column: spot.column + 1,
    };
    Ok(spot)
}

impl Open {
    fn at(tag: &BytesStart<'_>, next: &mut Spot) -> Result<Self, BookError> {
        Ok(Self {
            spot: pass(tag, next)?,
            kind: attribute(tag, "t").unwrap_or_default(),
            style: attribute(tag, "s")
                .and_then(|s| s.parse().ok())
                .unwrap_or(usize::MAX),
            value: None,
            inline: None,
            is_formula: false,
            formula: String::new(),
            shared: None,
        })
    }

    fn begin_formula(&mut self, tag: &BytesStart<'_>) {
        self.is_formula = true;
        self.shared = attribute(tag, "si");
    }

    /// Whether the formula is volatile; `known` are the shared ones that are.
    fn is_volatile(&self, known: &mut BTreeSet<String>) -> bool {
        if number::is_volatile(&self.formula) {
            known.extend(self.shared.clone());
            return true;
        }
        let shared = self.shared.as_ref();
        self.formula.is_empty() && shared.is_some_and(|shared| known.contains(shared))
    }

    fn push(&mut self, into: Into, text: &str) {
        match into {
            Into::Value => self.value.get_or_insert_default().push_str(text),
            Into::Inline => self.inline.get_or_insert_default().push_str(text),
            Into::Formula => self.formula.push_str(text),
            Into::Nothing | Into::Guide => {}
        }
    }
}

fn begin_row(tag: &BytesStart<'_>, at: &mut Spot, next_row: &mut u32) {
    let row = attribute(tag, "r")
        .and_then(|r| r.parse::<u32>().ok())
        .and_then(|r| r.checked_sub(1))
        .unwrap_or(*next_row);
    *at = Spot { row, column: 0 };
    *next_row = row.saturating_add(1);
}

fn merged(tag: &BytesStart<'_>, sheet: &mut Sheet) -> Result<(), BookError> {
    let area = attribute(tag, "ref").and_then(|area| Area::parse(&area));
    if sheet.merged.len() >= MOST_MERGED {
        return Err(BookError::TooLarge {
            what: "合并单元格数",
            limit: "2 万处",
        });
    }
    sheet.merged.push(area.ok_or_else(|| broken("合并单元格"))?);
    Ok(())
}

/// Keeps a cell that holds anything; answers whether it does.
fn keep(
    open: &Open,
    is_volatile: bool,
    strings: &[Arc<str>],
    styles: &[Shows],
    sheet: &mut Sheet,
) -> Result<bool, BookError> {
    let shows = styles.get(open.style).copied().unwrap_or_default();
    let Some(value) = value(open, strings, shows) else {
        return Ok(false);
    };
    let cell = Cell {
        value,
        is_formula: open.is_formula,
        is_volatile,
    };
    if sheet.cells.insert(open.spot, cell).is_some() {
        let why = format!("单元格 {} 出现了两次", open.spot);
        return Err(BookError::Damaged(why));
    }
    Ok(true)
}

/// What a cell holds; nothing where it is blank.
fn value(open: &Open, strings: &[Arc<str>], shows: Shows) -> Option<Value> {
    if open.kind == "inlineStr" {
        let text = open.inline.as_deref().unwrap_or_default();
        return some_text(decoded(text).into());
    }
    let Some(stored) = open.value.as_deref().filter(|v| !v.is_empty()) else {
        // A formula of text may have an empty result, which is a blank.
        let has_result = open.value.is_some() || open.kind == "str";
        return (open.is_formula && !has_result).then_some(Value::NoResult);
    };
    match open.kind.as_str() {
        "s" => {
            let index: Option<usize> = stored.trim().parse().ok();
            match index.and_then(|index| strings.get(index)) {
                Some(text) => some_text(Arc::clone(text)),
                None => Some(Value::Unreadable),
            }
        }
        "str" => some_text(decoded(stored).into()),
        "b" => Some(Value::Truth(stored.trim() != "0")),
        "e" => Some(Value::Error(stored.chars().take(32).collect())),
        "d" => some_text(stored.into()),
        _ => Some(match number::parse(stored) {
            None => Value::Unreadable,
            Some(value) if shows.is_date => Value::Date(value),
            Some(value) => Value::Number(Number {
                value,
                decimals: shows.decimals,
                is_percent: shows.is_percent,
            }),
        }),
    }
}

fn some_text(text: Arc<str>) -> Option<Value> {
    (!text.trim().is_empty()).then_some(Value::Text(text))
}
