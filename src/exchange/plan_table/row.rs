//! One row as it is understood: its name, unit, targets and baseline.

use super::Against;
use super::bound::{self, TargetReading};
use super::draft::{Draft, DraftRow};
use super::head::Role;
use super::numbers::Number;
use super::read::{CellReading, Mark, RowRead, RowReading};
use super::split::{unit_behind, unit_text, year_beside};
use super::words::near;
use crate::exchange::cell;
use crate::model::{Baseline, Bound, Indicator, Kind, Target, Year, format_number, parse_year};

/// Reads one row.
pub(super) struct RowReader<'a> {
    pub(super) draft: &'a Draft,
    pub(super) against: &'a Against<'a>,
    pub(super) row: &'a DraftRow,
    pub(super) cells: Vec<Option<CellReading>>,
    pub(super) faults: Vec<String>,
    /// Whether a value waits for the year of its column, which is said over the column.
    pub(super) waits: bool,
}

impl RowReader<'_> {
    pub(super) fn finish(self, read: Option<RowRead>) -> RowReading {
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
            row: read.filter(|_| !is_wrong && !self.waits && self.faults.is_empty()),
            cells,
            faults: self.faults,
            offers,
        }
    }

    pub(super) fn text(&self, role: Role) -> &str {
        let column = self.draft.column(role);
        column.map_or("", |column| self.row.cells[column].trim())
    }

    pub(super) fn note(&mut self, role: Role, words: impl Into<String>, mark: Mark) {
        if let Some(column) = self.draft.column(role) {
            self.mark(column, words, mark);
        }
    }

    pub(super) fn mark(&mut self, column: usize, words: impl Into<String>, mark: Mark) {
        self.cells[column] = Some(CellReading {
            words: words.into(),
            mark,
        });
    }

    pub(super) fn was(&self) -> Option<&Indicator> {
        self.against.old?.indicator(self.row.was?)
    }

    pub(super) fn read(&mut self, number: &Number, here: Option<&String>) -> Option<RowRead> {
        self.note(Role::No, number.no.to_string(), number.mark.clone());
        let (name, mut unit) = self.name_and_unit()?;
        let (targets, hint) = self.targets(&mut unit);
        if targets.is_empty() && !self.waits && !self.has_wrong_target() {
            self.faults
                .push("这一行没有目标；请填上，或把这一行改为“领域”“不收”".to_owned());
        }
        // What is said of the whole table is said of amounts.
        let is_amount = |target: &Target| {
            !matches!(target.bound, Bound::RankWithin(_)) && target.bound.value().is_some()
        };
        let is_of_all = self.draft.common_unit.as_ref() == Some(&unit);
        if is_of_all && !targets.is_empty() && !targets.iter().any(is_amount) {
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

    pub(super) fn name_and_unit(&mut self) -> Option<(String, String)> {
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
    pub(super) fn note_unit(&mut self, unit: &str) {
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

    pub(super) fn targets(&mut self, unit: &mut String) -> (Vec<Target>, Hint) {
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
                let words = reading.bound.with_unit(unit);
                let has_year_column = self.draft.column(Role::TargetYear).is_some();
                let mark = if has_year_column {
                    Mark::Wrong("不知道是哪一年的目标".to_owned())
                } else {
                    self.waits = true;
                    Mark::Guess("先写明这一列是哪一年的目标".to_owned())
                };
                self.mark(at, words, mark);
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
    pub(super) fn target(
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

    pub(super) fn has_wrong_target(&self) -> bool {
        let columns = self.draft.columns.iter().zip(&self.cells);
        let mut targets = columns.filter(|(column, _)| column.role == Role::Target);
        targets.any(|(_, cell)| matches!(cell, Some(cell) if matches!(cell.mark, Mark::Wrong(_))))
    }

    pub(super) fn target_year(&mut self) -> Option<Year> {
        self.year_cell(Role::TargetYear)
    }

    pub(super) fn year_cell(&mut self, role: Role) -> Option<Year> {
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

    pub(super) fn baseline(&mut self, unit: &str, targets: &[Target]) -> Option<Baseline> {
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
}

/// What the targets of a row say of its kind.
#[derive(Default)]
pub(super) struct Hint {
    pub(super) kind: Option<Kind>,
    pub(super) is_mean: bool,
}

impl Hint {
    pub(super) fn hear(&mut self, reading: &TargetReading) {
        self.kind = self.kind.or(reading.kind);
        self.is_mean |= reading.is_mean;
    }
}
