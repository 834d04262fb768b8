//! How each cell of a draft was understood.

use std::collections::BTreeSet;

use super::Against;
use super::bound::{self, TargetReading};
use super::draft::{Draft, DraftRow, RowKind, SeriesChoice};
use super::guess;
use super::head::Role;
use super::split::{section, unit_behind, unit_text, units_in, year_beside};
use crate::exchange::cell;
use crate::model::{
    Baseline, Bound, Direction, Indicator, Kind, SeriesId, Target, Unit, Year, format_number,
    nearest, parse_year,
};

/// How sure the understanding of a cell is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mark {
    /// As the cell says.
    Read,
    /// A default, or something to look at; the text says why.
    Guess(String),
    /// Not understood; the text says why and what to do.
    Wrong(String),
    /// Nothing that is taken.
    Unused,
}

/// A cell with what it was understood as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellReading {
    /// What it means in words; empty where it means nothing.
    pub words: String,
    /// How sure that is.
    pub mark: Mark,
}

/// A row with what it was understood as.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RowReading {
    /// Its cells, one a column.
    pub cells: Vec<CellReading>,
    /// What is wrong with the row as such, as a missing target.
    pub faults: Vec<String>,
    /// Series of other plans whose name and unit are the same.
    pub offers: Vec<SeriesId>,
    /// The indicator, where all of it was understood.
    pub(super) row: Option<RowRead>,
}

/// An indicator as it was understood.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct RowRead {
    pub(super) no: u32,
    /// The number that the table prints, where it is another.
    pub(super) printed_no: Option<String>,
    pub(super) theme: String,
    pub(super) name: String,
    pub(super) unit: String,
    pub(super) kind: Kind,
    pub(super) is_mean: bool,
    pub(super) direction: Direction,
    pub(super) targets: Vec<Target>,
    pub(super) baseline: Option<Baseline>,
    pub(super) units: Vec<Unit>,
    pub(super) locator: String,
    pub(super) note: String,
    pub(super) series: SeriesChoice,
    pub(super) was: Option<u32>,
}

/// A draft with what it was understood as.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// Its rows, one for each of the draft's.
    pub rows: Vec<RowReading>,
    /// What is wrong with a column as such, one for each of the draft's.
    pub columns: Vec<Option<String>>,
    /// What is wrong with the table as a whole.
    pub faults: Vec<String>,
    /// The sections in their order, with the unit that leads one where it is named.
    pub sections: Vec<(String, Option<Unit>)>,
}

/// The section of a table without any.
pub(super) const ONLY_SECTION: &str = "主要指标";

impl RowReading {
    /// The number of the indicator, where the row was understood.
    #[must_use]
    pub fn no(&self) -> Option<u32> {
        self.row.as_ref().map(|row| row.no)
    }
}

impl Reading {
    /// How many cells, rows and columns were not understood.
    #[must_use]
    pub fn wrong(&self) -> usize {
        let rows = self.rows.iter().map(|row| {
            let cells = row.cells.iter();
            let wrong = cells.filter(|cell| matches!(cell.mark, Mark::Wrong(_)));
            wrong.count() + row.faults.len()
        });
        rows.sum::<usize>() + self.columns.iter().flatten().count() + self.faults.len()
    }

    /// How many cells hold a default or something to look at.
    #[must_use]
    pub fn guesses(&self) -> usize {
        let cells = self.rows.iter().flat_map(|row| &row.cells);
        cells
            .filter(|cell| matches!(cell.mark, Mark::Guess(_)))
            .count()
    }

    /// The next cell behind a place, row by row and from the start again, that was not understood.
    #[must_use]
    pub fn next_wrong(&self, after: (usize, usize)) -> Option<(usize, usize)> {
        self.next(after, |cell| matches!(cell.mark, Mark::Wrong(_)))
    }

    /// The same for one that holds a default or something to look at.
    #[must_use]
    pub fn next_guess(&self, after: (usize, usize)) -> Option<(usize, usize)> {
        self.next(after, |cell| matches!(cell.mark, Mark::Guess(_)))
    }

    fn next(
        &self,
        after: (usize, usize),
        wanted: impl Fn(&CellReading) -> bool,
    ) -> Option<(usize, usize)> {
        let found: Vec<(usize, usize)> = self
            .rows
            .iter()
            .enumerate()
            .flat_map(|(row, read)| {
                let cells = read.cells.iter().enumerate();
                let cells = cells.filter(|(_, cell)| wanted(cell));
                cells.map(move |(column, _)| (row, column))
            })
            .collect();
        let behind = found.iter().find(|place| **place > after);
        behind.or(found.first()).copied()
    }

    /// How many rows are indicators that were understood.
    #[must_use]
    pub fn indicators(&self) -> usize {
        self.rows.iter().filter(|row| row.row.is_some()).count()
    }
}

impl Draft {
    /// Says how every cell is understood. Pure: the same texts are always understood alike.
    #[must_use]
    pub fn read(&self, against: &Against<'_>) -> Reading {
        let mut reading = Reading {
            columns: self.column_faults(),
            ..Reading::default()
        };
        if self.column(Role::Name).is_none() {
            reading
                .faults
                .push("没有“指标名称”一列；请给其中一列选定这个含义".to_owned());
        }
        if self.column(Role::Target).is_none() {
            reading
                .faults
                .push("没有“目标值”一列；请给其中一列选定这个含义和年份".to_owned());
        }
        let numbers = self.numbers();
        let mut here: Option<String> = None;
        for (index, row) in self.rows.iter().enumerate() {
            let read = match row.kind {
                RowKind::Ignored => unused(row),
                RowKind::Section => {
                    let (name, lead) = section(self.section_text(row), against.units);
                    let read = section_reading(row, &name, lead.as_ref());
                    add_section(&mut reading.sections, &name, lead);
                    here = Some(name);
                    read
                }
                RowKind::Indicator if row.is_blank() => unused(row),
                RowKind::Indicator => {
                    let mut reader = RowReader {
                        draft: self,
                        against,
                        row,
                        cells: vec![None; self.columns.len()],
                        faults: Vec::new(),
                    };
                    let read = reader.read(&numbers[index], here.as_ref());
                    if let Some(read) = &read {
                        add_section(&mut reading.sections, &read.theme, None);
                        // A blank below a section's name in its column stands for the same.
                        if self.column(Role::Theme).is_some() {
                            here = Some(read.theme.clone());
                        }
                    }
                    reader.finish(read)
                }
            };
            reading.rows.push(read);
        }
        if !reading
            .rows
            .iter()
            .any(|row| !row.cells.is_empty() && row.row.is_some())
            && reading.wrong() == 0
        {
            reading.faults.push("还没有指标；请至少填一行".to_owned());
        }
        reading
    }

    fn column_faults(&self) -> Vec<Option<String>> {
        let has = |role| self.column(role).is_some();
        let is_filled = |at: usize| {
            let rows = self
                .rows
                .iter()
                .filter(|row| row.kind == RowKind::Indicator);
            let mut cells = rows.filter_map(|row| row.cells.get(at));
            cells.any(|cell| !cell::means_absent(cell) && year_beside(cell).0.is_none())
        };
        let fault = |(at, column): (usize, &super::Column)| {
            let before = &self.columns[..at];
            let is_same = |other: &super::Column| {
                other.role == column.role
                    && (!column.role.may_repeat()
                        || (column.role == Role::Target && other.year == column.year))
            };
            if column.role != Role::Ignored && before.iter().any(is_same) {
                let word = column.role.word();
                return Some(format!("前面已有一列“{word}”；请改选含义或年份"));
            }
            match column.role {
                Role::Target
                    if column.year.is_none() && !has(Role::TargetYear) && is_filled(at) =>
                {
                    Some("请写明这一列是哪一年的目标".to_owned())
                }
                Role::Baseline
                    if column.year.is_none() && !has(Role::BaselineYear) && is_filled(at) =>
                {
                    Some("请写明这一列是哪一年的基期值".to_owned())
                }
                _ => None,
            }
        };
        self.columns.iter().enumerate().map(fault).collect()
    }

    fn section_text<'a>(&self, row: &'a DraftRow) -> &'a str {
        let texts: Vec<&String> = row.cells.iter().filter(|cell| !cell.is_empty()).collect();
        let named = self
            .column(Role::Name)
            .or(self.column(Role::Theme))
            .map(|column| row.cells[column].as_str())
            .filter(|text| !text.is_empty());
        named.unwrap_or_else(|| texts.last().map_or("", |text| text.as_str()))
    }

    /// The number of each row. Where a table counts anew in each section all are counted through.
    fn numbers(&self) -> Vec<Number> {
        let column = self.column(Role::No);
        let is_row = |row: &&DraftRow| row.kind == RowKind::Indicator && !row.is_blank();
        let printed = |row: &DraftRow| {
            let text = column.map_or("", |column| row.cells[column].trim());
            (text.to_owned(), number_in(text))
        };
        let rows: Vec<(String, Option<u32>)> =
            self.rows.iter().filter(is_row).map(printed).collect();
        let given: Vec<u32> = rows.iter().filter_map(|(_, no)| *no).collect();
        let distinct: BTreeSet<u32> = given.iter().copied().collect();
        let starts = given.iter().filter(|no| **no == 1).count();
        let counts_anew = distinct.len() < given.len() && starts > 1;
        let mut seen = BTreeSet::new();
        let mut last = 0;
        let mut next = rows.into_iter();
        let mut numbers = Vec::with_capacity(self.rows.len());
        for row in &self.rows {
            if !is_row(&row) {
                numbers.push(Number::default());
                continue;
            }
            let (text, given) = next.next().unwrap_or_default();
            let free = |after: u32| {
                let taken = |no: &u32| seen.contains(no) || (!counts_anew && distinct.contains(no));
                (after + 1..).find(|no| !taken(no)).unwrap_or(u32::MAX)
            };
            let mut number = Number {
                no: 0,
                printed: None,
                mark: Mark::Read,
            };
            match given {
                Some(no) if !counts_anew => {
                    number.no = no;
                    if seen.contains(&no) {
                        number.mark = Mark::Wrong(format!("序号 {no} 与前面的行重复；请改正"));
                    }
                }
                Some(_) => {
                    number.no = free(last);
                    let why = format!("各领域的序号重新起算，改为连续编号；原序号 {text}");
                    number.mark = Mark::Guess(why);
                    number.printed = Some(text);
                }
                None if text.is_empty() => {
                    number.no = free(last);
                    number.mark = Mark::Guess("没有序号，按顺序编号".to_owned());
                }
                None => {
                    number.no = free(last);
                    let why = format!("“{text}”不是整数，按顺序编号；原序号写进出处");
                    number.mark = Mark::Guess(why);
                    number.printed = Some(text);
                }
            }
            seen.insert(number.no);
            last = number.no;
            numbers.push(number);
        }
        numbers
    }
}

/// The number of a row.
#[derive(Clone, Debug)]
struct Number {
    no: u32,
    printed: Option<String>,
    mark: Mark,
}

impl Default for Number {
    fn default() -> Self {
        Self {
            no: 0,
            printed: None,
            mark: Mark::Unused,
        }
    }
}

/// 7, 7.0 as workbooks keep it, （7）, 7.
fn number_in(text: &str) -> Option<u32> {
    let bare = text.trim_matches(|c: char| "（）().、 ".contains(c));
    let bare = bare.strip_suffix(".0").unwrap_or(bare);
    bare.parse().ok().filter(|no| (1..=99_999).contains(no))
}

fn add_section(sections: &mut Vec<(String, Option<Unit>)>, name: &str, lead: Option<Unit>) {
    match sections.iter_mut().find(|(known, _)| known == name) {
        Some((_, known)) => {
            if known.is_none() {
                *known = lead;
            }
        }
        None => sections.push((name.to_owned(), lead)),
    }
}

fn unused(row: &DraftRow) -> RowReading {
    let cell = |_: &String| CellReading {
        words: String::new(),
        mark: Mark::Unused,
    };
    RowReading {
        cells: row.cells.iter().map(cell).collect(),
        ..RowReading::default()
    }
}

fn section_reading(row: &DraftRow, name: &str, lead: Option<&Unit>) -> RowReading {
    let mut read = unused(row);
    if name.is_empty() {
        read.faults
            .push("领域标题是空的；请写上名称，或改为“不收”".to_owned());
    }
    let words = match lead {
        Some(lead) => format!("领域：{name}（{lead}牵头）"),
        None => format!("领域：{name}"),
    };
    if let Some(at) = row.cells.iter().position(|cell| !cell.is_empty()) {
        read.cells[at] = CellReading {
            words,
            mark: row.guess.clone().map_or(Mark::Read, Mark::Guess),
        };
    }
    read
}

/// Reads one row.
struct RowReader<'a> {
    draft: &'a Draft,
    against: &'a Against<'a>,
    row: &'a DraftRow,
    cells: Vec<Option<CellReading>>,
    faults: Vec<String>,
}

impl RowReader<'_> {
    fn finish(self, read: Option<RowRead>) -> RowReading {
        let offers = read
            .as_ref()
            .map_or_else(Vec::new, |read| self.offers(read));
        let unused = || CellReading {
            words: String::new(),
            mark: Mark::Unused,
        };
        let cells: Vec<CellReading> = self
            .cells
            .into_iter()
            .map(|cell| cell.unwrap_or_else(unused))
            .collect();
        let is_wrong = cells.iter().any(|cell| matches!(cell.mark, Mark::Wrong(_)));
        RowReading {
            row: read.filter(|_| !is_wrong && self.faults.is_empty()),
            cells,
            faults: self.faults,
            offers,
        }
    }

    fn text(&self, role: Role) -> &str {
        let column = self.draft.column(role);
        column.map_or("", |column| self.row.cells[column].trim())
    }

    fn note(&mut self, role: Role, words: impl Into<String>, mark: Mark) {
        if let Some(column) = self.draft.column(role) {
            self.mark(column, words, mark);
        }
    }

    fn mark(&mut self, column: usize, words: impl Into<String>, mark: Mark) {
        self.cells[column] = Some(CellReading {
            words: words.into(),
            mark,
        });
    }

    fn was(&self) -> Option<&Indicator> {
        self.against.old?.indicator(self.row.was?)
    }

    fn read(&mut self, number: &Number, here: Option<&String>) -> Option<RowRead> {
        self.note(Role::No, number.no.to_string(), number.mark.clone());
        let (name, mut unit) = self.name_and_unit()?;
        let (targets, hint) = self.targets(&mut unit);
        if targets.is_empty() && !self.has_wrong_target() {
            self.faults
                .push("这一行没有目标；请填上，或把这一行改为“领域”“不收”".to_owned());
        }
        // What is said of the whole table is said of amounts.
        let has_amount = targets.iter().any(|target| {
            !matches!(target.bound, Bound::RankWithin(_)) && target.bound.value().is_some()
        });
        if !has_amount && self.text(Role::Unit).is_empty() && self.draft.common_unit.is_some() {
            unit.clear();
        }
        self.note_unit(&unit);
        let baseline = self.baseline(&unit, &targets);
        let (kind, is_mean) = self.kind(&name, &unit, &targets, &hint);
        let direction = self.direction(&name, kind, &targets);
        let theme = self.theme(here);
        let units = self.units();
        let locator = self.locator(number);
        Some(RowRead {
            no: number.no,
            printed_no: number.printed.clone(),
            theme,
            name,
            unit,
            kind,
            is_mean,
            direction,
            targets,
            baseline,
            units,
            locator,
            note: self.remark(),
            series: self.row.series.clone(),
            was: self.row.was,
        })
    }

    fn name_and_unit(&mut self) -> Option<(String, String)> {
        let column = self.draft.column(Role::Name)?;
        let text = self.row.cells[column].replace('\n', "").trim().to_owned();
        if text.is_empty() {
            let why = "名称是空的；请填上，或把这一行改为“不收”";
            self.mark(column, "", Mark::Wrong(why.to_owned()));
            return None;
        }
        let mark = self.row.guess.clone().map_or(Mark::Read, Mark::Guess);
        let written = unit_text(self.text(Role::Unit));
        let has_unit = !self.text(Role::Unit).is_empty();
        if !has_unit && let Some((name, unit)) = unit_behind(&text, self.against.units) {
            let why = format!("单位“{unit}”取自名称后的括号");
            self.mark(column, &name, Mark::Guess(why));
            return Some((name, unit));
        }
        self.mark(column, &text, mark);
        if !has_unit && let Some(common) = &self.draft.common_unit {
            return Some((text, common.clone()));
        }
        Some((text, written))
    }

    /// Says how the unit was understood, once all that can tell it has been read.
    fn note_unit(&mut self, unit: &str) {
        let written = self.text(Role::Unit).to_owned();
        let registry = self.against.units;
        let known = registry.measurement(unit).is_some();
        let mark = if written.is_empty() && unit.is_empty() {
            Mark::Guess("没有单位，按指数一类理解".to_owned())
        } else if !unit.is_empty() && unit != unit_text(&written) {
            Mark::Guess("单位取自名称、目标或表头".to_owned())
        } else if !known && !unit.is_empty() {
            let like = near(unit, registry.measurement.iter().map(|u| u.name.as_str()));
            Mark::Guess(format!(
                "“{unit}”不在单位表里{like}，作为新单位收入，不换算"
            ))
        } else {
            Mark::Read
        };
        let words = if unit.is_empty() {
            "（无单位）"
        } else {
            unit
        };
        self.note(Role::Unit, words, mark);
    }

    fn targets(&mut self, unit: &mut String) -> (Vec<Target>, Hint) {
        let mut targets: Vec<Target> = Vec::new();
        let mut hint = Hint::default();
        let row_year = self.target_year();
        for (at, column) in self.draft.columns.iter().enumerate() {
            if column.role != Role::Target {
                continue;
            }
            let whole = self.row.cells[at].as_str();
            let (beside, text) = year_beside(whole);
            let reading = match self.target(at, whole, &text, unit) {
                Ok(Some(reading)) => reading,
                Ok(None) => {
                    self.mark(at, "", Mark::Read);
                    continue;
                }
                Err(why) => {
                    self.mark(at, "", Mark::Wrong(why));
                    continue;
                }
            };
            let Some(year) = beside.or(column.year).or(row_year) else {
                let words = reading.bound.text();
                self.mark(at, words, Mark::Wrong("不知道是哪一年的目标".to_owned()));
                continue;
            };
            if targets.iter().any(|target| target.year == year) {
                let why = format!("这一行的 {year} 年目标有两个；请留一个");
                self.mark(at, reading.bound.text(), Mark::Wrong(why));
                continue;
            }
            let mut remarks = reading.remarks.clone();
            if let Some(found) = &reading.unit
                && found != unit
            {
                if !unit.is_empty() {
                    remarks.push(format!("单位由“{unit}”改为“{found}”"));
                }
                unit.clone_from(found);
            }
            hint.hear(&reading);
            let words = format!("{year} 年 {}", reading.bound.with_unit(unit));
            let mark = if remarks.is_empty() {
                Mark::Read
            } else {
                Mark::Guess(remarks.join("；"))
            };
            self.mark(at, words, mark);
            targets.push(Target {
                year,
                bound: reading.bound,
            });
        }
        targets.sort_by_key(|target| target.year);
        (targets, hint)
    }

    /// A target as it was if its text is, as a wording if that was chosen, else as it reads.
    fn target(
        &self,
        at: usize,
        whole: &str,
        text: &str,
        unit: &str,
    ) -> Result<Option<TargetReading>, String> {
        let year = self.draft.columns[at].year;
        let known = |bound: Bound| TargetReading {
            bound,
            kind: None,
            is_mean: false,
            unit: None,
            remarks: Vec::new(),
        };
        let was = self
            .was()
            .map(Indicator::printed_targets)
            .unwrap_or_default();
        let same = was
            .iter()
            .find(|target| Some(target.year) == year && target.bound.text() == whole);
        if let Some(target) = same {
            return Ok(Some(known(target.bound.clone())));
        }
        if self.row.as_words.contains(&at) && !whole.trim().is_empty() {
            return Ok(Some(known(Bound::Qualitative(whole.trim().to_owned()))));
        }
        bound::read_target(text, unit, self.against.units)
    }

    fn has_wrong_target(&self) -> bool {
        let columns = self.draft.columns.iter().zip(&self.cells);
        let mut targets = columns.filter(|(column, _)| column.role == Role::Target);
        targets.any(|(_, cell)| matches!(cell, Some(cell) if matches!(cell.mark, Mark::Wrong(_))))
    }

    fn target_year(&mut self) -> Option<Year> {
        self.year_cell(Role::TargetYear)
    }

    fn year_cell(&mut self, role: Role) -> Option<Year> {
        let text = self.text(role).to_owned();
        if text.is_empty() {
            return None;
        }
        match parse_year(text.strip_suffix(".0").unwrap_or(&text)) {
            Ok(year) => {
                self.note(role, format!("{year} 年"), Mark::Read);
                Some(year)
            }
            Err(error) => {
                self.note(role, "", Mark::Wrong(error.to_string()));
                None
            }
        }
    }

    fn baseline(&mut self, unit: &str, targets: &[Target]) -> Option<Baseline> {
        let row_year = self.year_cell(Role::BaselineYear);
        let at = self.draft.column(Role::Baseline)?;
        let (beside, text) = year_beside(&self.row.cells[at]);
        let text = text.replace(['[', ']', '〔', '〕'], "");
        let reading = match cell::read(&text, unit, self.against.units) {
            Ok(reading) => reading,
            Err(error) => {
                self.mark(at, "", Mark::Wrong(error.to_string()));
                return None;
            }
        };
        let Some(value) = reading.value else {
            self.mark(at, "", Mark::Read);
            return None;
        };
        let year = beside.or(self.draft.columns[at].year).or(row_year);
        let words = format_number(value);
        let Some(year) = year else {
            self.mark(at, words, Mark::Wrong("不知道是哪一年的值".to_owned()));
            return None;
        };
        if targets.first().is_some_and(|first| year >= first.year) {
            let why = format!("基期 {year} 年不早于目标年；请核对年份");
            self.mark(at, words, Mark::Wrong(why));
            return None;
        }
        let gap = if unit.is_empty() { "" } else { " " };
        let mark = reading.conversion.map_or(Mark::Read, Mark::Guess);
        self.mark(at, format!("{year} 年 {words}{gap}{unit}"), mark);
        Some(Baseline { year, value })
    }

    fn kind(&mut self, name: &str, unit: &str, targets: &[Target], hint: &Hint) -> (Kind, bool) {
        let text = self.text(Role::Kind).to_owned();
        let ranked = targets
            .iter()
            .any(|target| matches!(target.bound, Bound::RankWithin(_)));
        if !text.is_empty() && !guess::is_nature(&text) {
            let Some((kind, is_mean)) = guess::kind_named(&text) else {
                let known: Vec<&str> = Kind::ALL.into_iter().map(Kind::word).collect();
                let why = format!("不认识的属性“{text}”；可用 {}", known.join("、"));
                self.note(Role::Kind, "", Mark::Wrong(why));
                return (Kind::Stock, false);
            };
            let numbers = targets.iter().any(|target| target.bound.value().is_some());
            let clash = if ranked && kind != Kind::Rank {
                Some("目标是位次，属性应为“位次”")
            } else if kind == Kind::Rank && !ranked && numbers {
                Some("属性是“位次”，目标应写作“前5位”")
            } else {
                None
            };
            let mark = clash.map_or(Mark::Read, |why| Mark::Wrong(format!("{why}；请改正一个")));
            self.note(Role::Kind, guess::kind_words(kind, is_mean), mark);
            return (kind, is_mean);
        }
        let kind = if ranked {
            Kind::Rank
        } else {
            hint.kind
                .unwrap_or_else(|| guess::kind(name, unit, targets))
        };
        let is_mean = hint.is_mean || (kind == Kind::Growth && name.contains("年均"));
        let words = guess::kind_words(kind, is_mean);
        let mark = if ranked {
            Mark::Read
        } else {
            Mark::Guess("默认，取自名称、单位和目标的写法".to_owned())
        };
        self.note(Role::Kind, words, mark);
        (kind, is_mean)
    }

    fn direction(&mut self, name: &str, kind: Kind, targets: &[Target]) -> Direction {
        let text = self.text(Role::Direction).to_owned();
        let (likely, is_told) = guess::direction(name, kind, targets);
        if text.is_empty() {
            let mark = if is_told {
                Mark::Read
            } else {
                Mark::Guess("默认，取自名称和目标的写法".to_owned())
            };
            self.note(Role::Direction, likely.word(), mark);
            return likely;
        }
        let Some(way) = guess::direction_named(&text) else {
            let why = format!("不认识的方向“{text}”；请写“越高越好”或“越低越好”");
            self.note(Role::Direction, "", Mark::Wrong(why));
            return likely;
        };
        let says_at_least = |target: &Target| matches!(target.bound, Bound::AtLeast(_));
        let says_at_most = |target: &Target| matches!(target.bound, Bound::AtMost(_));
        let clash = match way {
            Direction::Down if targets.iter().any(says_at_least) => Some("“以上”与越低越好矛盾"),
            Direction::Up if targets.iter().any(says_at_most) => Some("“以内”与越高越好矛盾"),
            Direction::Up if kind == Kind::Rank => Some("位次以小为好，方向应为越低越好"),
            _ => None,
        };
        let mark = clash.map_or(Mark::Read, |why| Mark::Wrong(format!("{why}；请改正一个")));
        self.note(Role::Direction, way.word(), mark);
        way
    }

    fn theme(&mut self, here: Option<&String>) -> String {
        let text = self.text(Role::Theme).to_owned();
        if !text.is_empty() {
            // A name that the plan has already stays as it is.
            let is_known = self
                .against
                .old
                .is_some_and(|old| old.themes.iter().any(|theme| theme.name == text));
            let (name, _) = if is_known {
                (text, None)
            } else {
                section(&text, self.against.units)
            };
            self.note(Role::Theme, &name, Mark::Read);
            return name;
        }
        let (name, why) = match here {
            Some(here) => (here.clone(), "空着，同上一行"),
            None => (ONLY_SECTION.to_owned(), "默认，表里没有分领域"),
        };
        self.note(Role::Theme, &name, Mark::Guess(why.to_owned()));
        name
    }

    fn units(&mut self) -> Vec<Unit> {
        let mut units: Vec<Unit> = Vec::new();
        for role in [Role::Lead, Role::Units, Role::Others] {
            let columns = self.draft.columns.iter().enumerate();
            let columns: Vec<usize> = columns
                .filter(|(_, column)| column.role == role)
                .map(|(at, _)| at)
                .collect();
            for at in columns {
                let text = self.row.cells[at].clone();
                if cell::means_absent(&text) {
                    self.mark(at, "", Mark::Read);
                    continue;
                }
                let split = units_in(&text, self.against.units);
                let words = self.unit_words(role, &split.units, units.is_empty());
                let mark = self.unit_mark(&split.units, split.is_reordered);
                self.mark(at, words, mark);
                for unit in split.units {
                    if !units.contains(&unit) {
                        units.push(unit);
                    }
                }
            }
        }
        units
    }

    fn unit_words(&self, role: Role, units: &[Unit], is_first: bool) -> String {
        let names: Vec<&str> = units.iter().map(|unit| unit.0.as_str()).collect();
        match names.split_first() {
            Some((lead, rest)) if role != Role::Others && is_first => {
                if rest.is_empty() {
                    format!("{lead} 牵头")
                } else {
                    format!("{lead} 牵头；{}", rest.join("、"))
                }
            }
            _ => names.join("、"),
        }
    }

    fn unit_mark(&self, units: &[Unit], is_reordered: bool) -> Mark {
        let registry = self.against.units;
        let known = || registry.responsible.iter().map(|u| u.name.0.as_str());
        let mut remarks: Vec<String> = units
            .iter()
            .filter(|unit| !registry.knows_responsible(unit))
            .map(|unit| {
                format!(
                    "“{unit}”不在单位表里{}，作为新单位收入",
                    near(&unit.0, known())
                )
            })
            .collect();
        if is_reordered {
            remarks.push("标明牵头的排到最前".to_owned());
        }
        if remarks.is_empty() {
            Mark::Read
        } else {
            Mark::Guess(remarks.join("；"))
        }
    }

    fn locator(&mut self, number: &Number) -> String {
        let text = self.text(Role::Locator).replace('\n', " ");
        if !text.is_empty() {
            self.note(Role::Locator, &text, Mark::Read);
            return text;
        }
        let printed = number.printed.clone();
        let default = format!(
            "表 序号{}",
            printed.unwrap_or_else(|| number.no.to_string())
        );
        self.note(Role::Locator, &default, Mark::Guess("默认".to_owned()));
        default
    }

    /// The texts of all columns of remarks, each with its head where that says more.
    fn remark(&mut self) -> String {
        let mut parts = Vec::new();
        for (at, column) in self.draft.columns.iter().enumerate() {
            if column.role != Role::Note {
                continue;
            }
            let text = self.row.cells[at].replace('\n', " ").trim().to_owned();
            if !text.is_empty() {
                let is_plain = ["", "备注", "说明", "注"].contains(&column.head.as_str());
                let whole = if is_plain {
                    text
                } else {
                    format!("{}：{text}", column.head)
                };
                parts.push(whole);
            }
            let words = self.row.cells[at].trim().to_owned();
            self.mark(at, words, Mark::Read);
        }
        parts.join("；")
    }

    /// Series whose name and unit are those of this row, one of the plan's own excepted.
    fn offers(&self, read: &RowRead) -> Vec<SeriesId> {
        let own = self.was().map(|was| &was.series);
        let fits = |unit: &str| self.against.units.factor(&read.unit, unit).is_some();
        let mut offers: Vec<SeriesId> = Vec::new();
        let mut offer = |id: &SeriesId| {
            let unit = self.against.series.iter().find(|series| series.id == *id);
            let unit = unit.map(|series| series.unit.as_str());
            if unit.is_some_and(fits) && Some(id) != own && !offers.contains(id) {
                offers.push(id.clone());
            }
        };
        for plan in self.against.plans {
            if self.against.old.is_some_and(|old| old.id == plan.id) {
                continue;
            }
            for row in plan.all_indicators().filter(|row| row.name == read.name) {
                offer(&row.series);
            }
        }
        for series in self.against.series.iter().filter(|s| s.name == read.name) {
            offer(&series.id);
        }
        offers
    }
}

/// What the targets of a row say of its kind.
#[derive(Default)]
struct Hint {
    kind: Option<Kind>,
    is_mean: bool,
}

impl Hint {
    fn hear(&mut self, reading: &TargetReading) {
        self.kind = self.kind.or(reading.kind);
        self.is_mean |= reading.is_mean;
    }
}

/// `（是否“……”？）`, or nothing where no known name is like it.
fn near<'a>(wanted: &str, known: impl Iterator<Item = &'a str>) -> String {
    // A name of one character is like every other.
    let long = wanted.chars().nth(1).is_some();
    let like = nearest(wanted, known).filter(|_| long);
    like.map_or_else(String::new, |name| format!("（是否“{name}”？）"))
}
