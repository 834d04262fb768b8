//! A form that came back: what was filled in, cell by cell.
//!
//! Rows are found by the hidden column of ids, columns by the hidden row of names, wherever they
//! have been moved to. A cell that is no figure is refused with its place and the reason; the
//! others are read all the same.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDateTime;

use super::key;
use super::sheet::{Memory, RowMemory, recall};
use crate::exchange::Known;
use crate::exchange::error::ExchangeFault;
use crate::exchange::figure::{Figure, FigureKey, Place, Said, Title, Voice};
use crate::exchange::value::{of_cell, words_of};
use crate::exchange::xlsx::{Book, Cell, Sheet, Spot, Value};
use crate::model::{Decimal, DeskKey, Indicator, IndicatorId, ObservationKey, Plan, Status, Year};

/// How far down and right the names of the columns are looked for.
const DEEPEST_HEAD: u32 = 200;

/// What a form that came back says.
#[derive(Clone, Debug, PartialEq)]
pub struct Filled {
    /// Whose figures it holds.
    pub desk: DeskKey,
    /// Its version.
    pub version: u32,
    /// When it was made.
    pub issued: NaiveDateTime,
    /// When the file was last saved, in universal time, as it says itself.
    pub saved: Option<NaiveDateTime>,
    /// Who filled it in.
    pub filler: String,
    /// Their telephone number.
    pub phone: String,
    /// The figures.
    pub figures: Vec<Figure>,
    /// Cells that were asked for and are blank.
    pub blanks: Vec<Blank>,
    /// What is not taken.
    pub refusals: Vec<Refusal>,
    /// What is taken and worth knowing.
    pub remarks: Vec<String>,
}

/// A cell that was asked for and is blank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blank {
    /// What it is called.
    pub title: Title,
    /// Whether the form had a value there when it was made: blank never deletes.
    pub was_filled: bool,
    /// Why there is none: what the unit wrote beside it, which the form did not hold before.
    pub note: String,
    /// Where it is.
    pub place: Place,
}

/// A cell or row that is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What it is about, where that is known.
    pub title: Option<Title>,
    /// Where it is.
    pub place: Place,
    /// Why, and what to do.
    pub reason: String,
}

/// The hidden names of the columns and where they stand.
struct Head {
    row: u32,
    columns: BTreeMap<String, u32>,
}

/// Reads a form of this workspace.
///
/// # Errors
/// Why the form as a whole is not taken.
pub fn read(book: &Book, known: &Known<'_>, file: usize) -> Result<Filled, ExchangeFault> {
    let memory = recall(book)?;
    let ours = &known.workspace.forms.id;
    if ours.is_empty() {
        return Err(ExchangeFault::NeverSent);
    }
    if memory.workspace != *ours {
        return Err(ExchangeFault::OtherWorkspace);
    }
    let plan = known
        .plan(&memory.plan)
        .ok_or_else(|| ExchangeFault::OtherPlan(memory.plan.0.clone()))?;
    let (sheet, head) = find_rows(book)?;
    let mut reading = Reading {
        known,
        plan,
        sheet,
        head,
        memory: &memory,
        file,
        filler: value_beside(sheet, "填报人"),
        figures: Vec::new(),
        blanks: Vec::new(),
        refusals: Vec::new(),
        remarks: Vec::new(),
    };
    reading.rows()?;
    reading.about_version();
    Ok(Filled {
        desk: DeskKey {
            plan: memory.plan.clone(),
            year: memory.year,
            unit: memory.unit.clone(),
        },
        version: memory.version,
        issued: memory.issued,
        saved: book.saved,
        phone: value_beside(sheet, "联系电话"),
        filler: reading.filler,
        figures: reading.figures,
        blanks: reading.blanks,
        refusals: reading.refusals,
        remarks: reading.remarks,
    })
}

/// The one sheet with the hidden names.
fn find_rows(book: &Book) -> Result<(&Sheet, Head), ExchangeFault> {
    let mut found = book
        .sheets
        .iter()
        .filter_map(|sheet| Some((sheet, head_of(sheet)?)));
    let first = found.next();
    let only = match (first, found.next()) {
        (Some(only), None) => only,
        (Some(_), Some(_)) => {
            return Err(ExchangeFault::NoRows("被复制成了几张，分不清以哪张为准"));
        }
        (None, _) => return Err(ExchangeFault::NoRows("里隐藏的识别行已被删除")),
    };
    let year = only.1.columns.keys().filter(|k| k.starts_with("zb:year:"));
    if !only.1.columns.contains_key(key::ID) || year.count() != 1 {
        return Err(ExchangeFault::NoRows("里隐藏的识别列已被删除"));
    }
    Ok(only)
}

fn head_of(sheet: &Sheet) -> Option<Head> {
    let is_name = |cell: &Cell| matches!(&cell.value, Value::Text(t) if t.starts_with(key::MARK));
    let end = Spot {
        row: DEEPEST_HEAD,
        column: 0,
    };
    let (at, _) = sheet.cells.range(..end).find(|(_, cell)| is_name(cell))?;
    let columns = sheet
        .row(at.row)
        .filter(|(_, cell)| is_name(cell))
        .map(|(spot, cell)| (words_of(Some(cell)), spot.column))
        .collect();
    Some(Head {
        row: at.row,
        columns,
    })
}

/// What stands right of a label, the next cell that holds anything.
fn value_beside(sheet: &Sheet, label: &str) -> String {
    let end = Spot {
        row: DEEPEST_HEAD,
        column: 0,
    };
    let is_label = |cell: &Cell| words_of(Some(cell)).trim_end_matches(['：', ':']).trim() == label;
    let Some((at, _)) = sheet.cells.range(..end).find(|(_, cell)| is_label(cell)) else {
        return String::new();
    };
    let beside = sheet.row(at.row).find(|(spot, _)| spot.column > at.column);
    let words = beside.map_or_else(String::new, |(_, cell)| words_of(Some(cell)));
    // The next label means that the field between is blank.
    if words.ends_with(['：', ':']) {
        return String::new();
    }
    words.chars().take(80).collect()
}

struct Reading<'a> {
    known: &'a Known<'a>,
    plan: &'a Plan,
    sheet: &'a Sheet,
    head: Head,
    memory: &'a Memory,
    file: usize,
    filler: String,
    figures: Vec<Figure>,
    blanks: Vec<Blank>,
    refusals: Vec<Refusal>,
    remarks: Vec<String>,
}

impl Reading<'_> {
    fn rows(&mut self) -> Result<(), ExchangeFault> {
        let id_column = self.head.columns[key::ID];
        let year_column = self
            .head
            .columns
            .get(&key::year(self.memory.year))
            .copied()
            .ok_or(ExchangeFault::BrokenForm("年度"))?;
        let mut lines: BTreeMap<IndicatorId, u32> = BTreeMap::new();
        let mut twice: BTreeSet<IndicatorId> = BTreeSet::new();
        let below: BTreeSet<u32> = self
            .sheet
            .cells
            .keys()
            .map(|spot| spot.row)
            .filter(|row| *row > self.head.row)
            .collect();
        for row in below {
            let spot = |column| Spot { row, column };
            let id = words_of(self.sheet.at(spot(id_column))).parse::<IndicatorId>();
            match id {
                Ok(id) => {
                    if lines.insert(id.clone(), row).is_some() {
                        twice.insert(id);
                    }
                }
                // A row that somebody put in holds figures that belong nowhere.
                Err(_) => self.refuse_stray(spot(year_column)),
            }
        }
        for row in &self.memory.rows {
            if twice.contains(&row.id) {
                self.refuse(
                    Some(remembered(row, self.memory.year)),
                    Place::Whole,
                    "这一行被复制成了几行，分不清以哪行为准；请只留一行".to_owned(),
                );
            } else if let Some(line) = lines.get(&row.id) {
                self.row(row, *line, year_column);
            } else {
                self.refuse(
                    Some(remembered(row, self.memory.year)),
                    Place::Whole,
                    "这一行已从表中删除，没有读到数；请用原来发出的文件填写".to_owned(),
                );
            }
        }
        Ok(())
    }

    fn refuse_stray(&mut self, spot: Spot) {
        let is_figure = self
            .sheet
            .at(spot)
            .is_some_and(|cell| matches!(cell.value, Value::Number(_)));
        if is_figure {
            let place = self.place(spot);
            self.refuse(
                None,
                place,
                "这一行没有识别号，不知道是哪项指标的数；请填在原有的行里".to_owned(),
            );
        }
    }

    fn row(&mut self, row: &RowMemory, line: u32, year_column: u32) {
        let title = remembered(row, self.memory.year);
        let Some(indicator) = self.unchanged(row, line) else {
            return;
        };
        self.locked(row, line);
        self.actual(row, &indicator, line, year_column);
        if let (Some(year), Some(column)) = (row.asked_base, self.head.columns.get(key::BASE)) {
            let spot = Spot {
                row: line,
                column: *column,
            };
            let title = Title {
                year,
                is_baseline: true,
                ..title
            };
            self.baseline(row, spot, title);
        }
    }

    /// The indicator as the plan has it now, where it is still the one that was asked for and the
    /// row's name still stands beside its id.
    fn unchanged(&mut self, row: &RowMemory, line: u32) -> Option<Indicator> {
        let title = remembered(row, self.memory.year);
        let now = self.plan.indicator(row.id.no).cloned();
        let same = now.filter(|now| now.series == row.series && now.unit == row.unit);
        let Some(now) = same else {
            self.refuse(
                Some(title),
                Place::Whole,
                "规划已修订，这项指标的口径或单位和发出时不同；请重新发出".to_owned(),
            );
            return None;
        };
        if let Some(column) = self.head.columns.get(key::NAME) {
            let spot = Spot {
                row: line,
                column: *column,
            };
            let name = words_of(self.sheet.at(spot));
            if !name.is_empty() && name != row.name.trim() {
                let place = self.place(spot);
                self.refuse(
                    Some(title),
                    place,
                    format!(
                        "这一行写的是“{name}”，隐藏的识别号却是序号{}；可能只排序了部分列，请用原来发出的文件填写",
                        row.id.no
                    ),
                );
                return None;
            }
        }
        let target = super::target_words(&now);
        if target != row.target {
            let text = format!(
                "{}：发出之后目标已由 {} 改为 {target}",
                title.words(),
                row.target
            );
            self.remarks.push(text.replace('\n', "、"));
        }
        Some(now)
    }

    /// Cells that are not asked for are not taken; one that was changed all the same is named.
    fn locked(&mut self, row: &RowMemory, line: u32) {
        for (column, was) in &row.locked {
            let Some(spot) = self.spot(line, column) else {
                continue;
            };
            let unit = row.unit.as_str();
            let unit = if column == key::BASE_YEAR { "" } else { unit };
            if self.figure_at(spot, unit).is_ok_and(|now| now == *was) {
                continue;
            }
            let was = was.map_or_else(String::new, |was| was.to_string());
            let now = words_of(self.sheet.at(spot));
            let title = locked_title(row, column, self.memory.year);
            self.refuse_locked(title, spot, &was, &now);
        }
        let texts = [
            (key::UNIT, super::unit_shown(&row.unit).to_owned()),
            (key::TARGET, row.target.clone()),
        ];
        for (column, was) in texts {
            let Some(spot) = self.spot(line, column) else {
                continue;
            };
            let now = words_of(self.sheet.at(spot));
            if !is_same_text(&now, &was) {
                let title = remembered(row, self.memory.year);
                self.refuse_locked(title, spot, &was, &now);
            }
        }
    }

    fn refuse_locked(&mut self, title: Title, spot: Spot, was: &str, now: &str) {
        let shown = |words: &str| match words {
            "" => "空".to_owned(),
            words => words.replace('\n', "、"),
        };
        let reason = format!(
            "这一格不用填，发出时是“{}”，表里改成了“{}”，没有收取；确实应改的，请核实后在台账里改",
            shown(was),
            shown(now)
        );
        let place = self.place(spot);
        self.refuse(Some(title), place, reason);
    }

    /// Where a column meets a line, if the form has the column.
    fn spot(&self, line: u32, column: &str) -> Option<Spot> {
        let column = *self.head.columns.get(column)?;
        Some(Spot { row: line, column })
    }

    fn actual(&mut self, row: &RowMemory, indicator: &Indicator, line: u32, column: u32) {
        let title = Title::of(indicator, self.memory.year, false);
        let spot = Spot { row: line, column };
        let place = self.place(spot);
        let note = self.words(line, key::NOTE);
        let value = match self.figure_at(spot, &row.unit) {
            Ok(value) => value,
            Err(reason) => return self.refuse(Some(title), place, reason),
        };
        let Some(value) = value else {
            self.blanks.push(Blank {
                title,
                was_filled: row.held.is_some(),
                note: reason(&note, &self.words(line, key::SOURCE), row.held.as_ref()),
                place,
            });
            return;
        };
        let word = self.words(line, key::STATUS);
        let status = match (word.is_empty(), Status::parse(&word)) {
            (true, _) => None,
            (false, Some(status)) => Some(status),
            (false, None) => {
                let column = self
                    .head
                    .columns
                    .get(key::STATUS)
                    .copied()
                    .unwrap_or(column);
                let place = self.place(Spot { row: line, column });
                let known = Status::ALL.map(Status::word).join("、");
                let reason = format!("没有数据状态“{word}”，这一行没有收取；可填 {known}");
                return self.refuse(Some(title), place, reason);
            }
        };
        let said = untouched_left_out(
            Said {
                value,
                status,
                source: self.words(line, key::SOURCE),
                note,
            },
            row.held.as_ref(),
        );
        let key = FigureKey::Actual(ObservationKey {
            series: indicator.series.clone(),
            year: self.memory.year,
        });
        self.take(key, title, said, row.held.clone(), place);
    }

    fn baseline(&mut self, row: &RowMemory, spot: Spot, title: Title) {
        let place = self.place(spot);
        match self.figure_at(spot, &row.unit) {
            Err(reason) => self.refuse(Some(title), place, reason),
            Ok(None) => self.blanks.push(Blank {
                title,
                was_filled: false,
                note: String::new(),
                place,
            }),
            Ok(Some(value)) => {
                let said = Said {
                    value,
                    status: None,
                    source: String::new(),
                    note: String::new(),
                };
                self.take(
                    FigureKey::Baseline(row.id.clone()),
                    title,
                    said,
                    None,
                    place,
                );
            }
        }
    }

    fn take(&mut self, key: FigureKey, title: Title, said: Said, held: Option<Said>, place: Place) {
        self.figures.push(Figure {
            key,
            title,
            said,
            held: Some(held),
            voice: Voice::Unit {
                unit: self.memory.unit.clone(),
                filler: self.filler.clone(),
            },
            file: self.file,
            place,
        });
    }

    /// The figure in a cell that is asked for, or why it is none.
    fn figure_at(&self, spot: Spot, unit: &str) -> Result<Option<Decimal>, String> {
        if let Some(area) = self.sheet.merged_at(spot) {
            let rows = area.first.row != area.last.row;
            let moved = area.first.column != spot.column;
            if rows || moved {
                return Err(format!(
                    "与别的格子合并了（{area}），分不清是哪个数；请取消合并后重填"
                ));
            }
        }
        of_cell(self.sheet.at(spot), unit, self.known.units).map_err(|error| error.to_string())
    }

    fn words(&self, row: u32, name: &str) -> String {
        let column = self.head.columns.get(name);
        column.map_or_else(String::new, |column| {
            words_of(self.sheet.at(Spot {
                row,
                column: *column,
            }))
        })
    }

    fn place(&self, spot: Spot) -> Place {
        Place::Cell {
            sheet: self.sheet.name.clone(),
            spot,
        }
    }

    fn refuse(&mut self, title: Option<Title>, place: Place, reason: String) {
        self.refusals.push(Refusal {
            title,
            place,
            reason,
        });
    }

    /// An earlier version is read right, and said to be one.
    fn about_version(&mut self) {
        let key = DeskKey {
            plan: self.memory.plan.clone(),
            year: self.memory.year,
            unit: self.memory.unit.clone(),
        };
        let last = self
            .known
            .workspace
            .forms
            .desk(&key)
            .map(|desk| desk.issued.as_slice())
            .unwrap_or_default();
        let version = self.memory.version;
        if last.iter().all(|issue| issue.version != version) {
            self.remarks.push(format!(
                "台账没有登记发出过第 {version} 次的表，可能是台账恢复到了较早的版本，或识别信息被改动；请核对后再写入"
            ));
        }
        let last = last.last();
        if let Some(last) = last.filter(|last| last.version > self.memory.version) {
            self.remarks.push(format!(
                "这是第 {} 次发出的表，之后还发过第 {} 次（{}）",
                self.memory.version,
                last.version,
                last.at.format("%Y-%m-%d")
            ));
        }
    }
}

/// What stands beside a blank figure and was not there when the form was made.
fn reason(note: &str, source: &str, held: Option<&Said>) -> String {
    let is_old = |words: &str, old: fn(&Said) -> &String| {
        held.is_some_and(|held| is_same_text(words, old(held)))
    };
    let note = if is_old(note, |held| &held.note) {
        ""
    } else {
        note
    };
    let source = if is_old(source, |held| &held.source) {
        ""
    } else {
        source
    };
    match (note, source) {
        (note, "") => note.to_owned(),
        ("", source) => source.to_owned(),
        (note, source) => format!("{note}（来源：{source}）"),
    }
}

/// Whether two texts differ in nothing but what spreadsheet programs do to them.
fn is_same_text(a: &str, b: &str) -> bool {
    a.trim() == b.replace("\r\n", "\n").replace('\r', "\n").trim()
}

/// What the unit left as the form had it is not said anew.
fn untouched_left_out(mut said: Said, held: Option<&Said>) -> Said {
    let Some(held) = held else {
        return said;
    };
    if said.status == held.status {
        said.status = None;
    }
    if is_same_text(&said.source, &held.source) {
        said.source.clear();
    }
    if is_same_text(&said.note, &held.note) {
        said.note.clear();
    }
    said
}

/// What a number is called that is shown and not asked: an earlier year's, or the baseline.
fn locked_title(row: &RowMemory, column: &str, asked: Year) -> Title {
    let title = remembered(row, asked);
    let base_year = row.locked.iter().find(|(name, _)| name == key::BASE_YEAR);
    let base_year = base_year.and_then(|(_, year)| (*year)?.try_into().ok());
    match key::year_of_earlier(column) {
        Some(year) => Title { year, ..title },
        None if column == key::BASE => Title {
            year: base_year.unwrap_or(asked),
            is_baseline: true,
            ..title
        },
        None => title,
    }
}

fn remembered(row: &RowMemory, year: Year) -> Title {
    Title {
        no: row.id.no,
        name: row.name.clone(),
        unit: row.unit.clone(),
        year,
        is_baseline: false,
    }
}
