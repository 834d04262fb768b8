//! What is worked on: the texts of a table, what its columns and rows are.

use std::collections::{BTreeMap, BTreeSet};

use super::grid::Grid;
use super::guess;
use super::head::{Column, Head, Role};
use super::split::unit_text;
use crate::exchange::cell;
use crate::model::{Baseline, Bound, Indicator, Plan, SeriesId, Unit, Year};

/// What a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowKind {
    /// An indicator.
    Indicator,
    /// The heading of a section.
    Section,
    /// Nothing that is taken.
    Ignored,
}

/// Which series a row is measured by. A series of another plan is never taken but by choice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum SeriesChoice {
    /// The one it has; for a new row one of its own.
    #[default]
    Keep,
    /// One of its own, though it shares one now.
    Own,
    /// This one, with other plans.
    Share(SeriesId),
}

/// A row of a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftRow {
    /// Its texts, one a column.
    pub cells: Vec<String>,
    /// What it is.
    pub kind: RowKind,
    /// Why that is only a guess; none where it is plain or was chosen.
    pub guess: Option<String>,
    /// Targets that are taken as wordings, by column.
    pub as_words: BTreeSet<usize>,
    /// Which series it is measured by.
    pub series: SeriesChoice,
    /// The number of the indicator it was, where a plan is changed.
    pub was: Option<u32>,
}

/// A table that is worked on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows.
    pub rows: Vec<DraftRow>,
    /// What stood above the head, for the head of the document.
    pub above: Vec<String>,
    /// What stood below the table: notes.
    pub below: Vec<String>,
    /// The measurement unit of rows that name none, from 单位：亿元 above the table.
    pub common_unit: Option<String>,
}

impl RowKind {
    /// Its Chinese word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Indicator => "指标",
            Self::Section => "领域",
            Self::Ignored => "不收",
        }
    }
}

impl DraftRow {
    /// A row for an indicator with nothing in it.
    #[must_use]
    pub fn blank(width: usize) -> Self {
        Self {
            cells: vec![String::new(); width],
            kind: RowKind::Indicator,
            guess: None,
            as_words: BTreeSet::new(),
            series: SeriesChoice::Keep,
            was: None,
        }
    }

    /// Whether all its cells are blank.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| cell.trim().is_empty())
    }
}

impl Column {
    /// A column as it is made here.
    #[must_use]
    pub fn new(role: Role, year: Option<Year>) -> Self {
        Self {
            head: Draft::head_here(role, year),
            role,
            year,
            guess: None,
        }
    }

    /// Whether its head says no more than its meaning, as that of a column made here.
    #[must_use]
    pub fn is_named_here(&self) -> bool {
        self.head == Draft::head_here(self.role, self.year)
    }
}

impl Draft {
    /// A table to be filled in by hand: the usual columns, so many rows.
    #[must_use]
    pub fn blank(base: Year, target: Year, rows: usize) -> Self {
        let columns = vec![
            Column::new(Role::No, None),
            Column::new(Role::Name, None),
            Column::new(Role::Unit, None),
            Column::new(Role::Baseline, Some(base)),
            Column::new(Role::Target, Some(target)),
            Column::new(Role::Units, None),
            Column::new(Role::Theme, None),
            Column::new(Role::Kind, None),
            Column::new(Role::Direction, None),
            Column::new(Role::Note, None),
        ];
        let rows = vec![DraftRow::blank(columns.len()); rows];
        Self {
            columns,
            rows,
            ..Self::default()
        }
    }

    /// A table as it was pasted or read from a file.
    #[must_use]
    pub fn of_grid(grid: &Grid) -> Self {
        let head = Head::of(grid);
        let mut draft = Self {
            common_unit: head.above.iter().find_map(|text| common_unit(text)),
            columns: head.columns,
            above: head.above,
            ..Self::default()
        };
        for row in head.body..grid.rows.len() {
            let is_joined = |column: usize| {
                let span = grid.span_at(row, column);
                span.filter(|s| s.row >= head.body && (s.row, s.column) != (row, column))
            };
            let cells: Vec<String> = (0..grid.width())
                .map(|column| match is_joined(column) {
                    // Joined over rows it holds for each; over columns it stands in the first.
                    Some(span) if span.column == column => {
                        grid.at(span.row, span.column).to_owned()
                    }
                    _ => grid.at(row, column).to_owned(),
                })
                .collect();
            draft.take(cells);
        }
        draft.settle_kinds();
        draft.complete_columns();
        draft
    }

    /// A plan that is to be changed.
    #[must_use]
    pub fn of_plan(plan: &Plan) -> Self {
        let mut years: BTreeSet<Year> = BTreeSet::new();
        let mut bases: BTreeSet<Year> = BTreeSet::new();
        for row in &plan.indicators {
            years.extend(row.printed_targets().iter().map(|target| target.year));
            bases.extend(row.printed_baseline().map(|baseline| baseline.year));
        }
        let mut columns = vec![
            Column::new(Role::No, None),
            Column::new(Role::Name, None),
            Column::new(Role::Unit, None),
        ];
        let one_base = (bases.len() <= 1).then(|| {
            let before = || years.first().map_or(plan.year - 1, |first| first - 1);
            bases.first().copied().unwrap_or_else(before)
        });
        if one_base.is_none() {
            columns.push(Column::new(Role::BaselineYear, None));
        }
        columns.push(Column::new(Role::Baseline, one_base));
        let targets = years
            .iter()
            .map(|year| Column::new(Role::Target, Some(*year)));
        columns.extend(targets);
        columns.extend(
            [
                Role::Units,
                Role::Theme,
                Role::Kind,
                Role::Direction,
                Role::Locator,
                Role::Note,
            ]
            .map(|role| Column::new(role, None)),
        );
        let rows = plan.indicators.iter();
        let rows = rows.map(|row| row_of(plan, row, &columns)).collect();
        Self {
            columns,
            rows,
            ..Self::default()
        }
    }

    /// Takes in a row of a table.
    fn take(&mut self, mut cells: Vec<String>) {
        let filled: Vec<usize> = (0..cells.len()).filter(|c| !cells[*c].is_empty()).collect();
        let Some(first) = filled.first().copied() else {
            return;
        };
        let is_head_again = filled
            .iter()
            .all(|c| self.columns[*c].head.replace(' ', "") == cells[*c].replace([' ', '\n'], ""));
        if is_head_again && filled.len() > 1 {
            return;
        }
        for (cell, column) in cells.iter_mut().zip(&self.columns) {
            *cell = on_one_line(cell, column.role);
        }
        let mut row = DraftRow::blank(0);
        let is_remark = ["注", "说明", "资料来源", "数据来源", "备注"]
            .iter()
            .any(|word| {
                let rest = cells[first].strip_prefix(word);
                rest.is_some_and(|rest| {
                    let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit());
                    rest.starts_with(['：', ':', '.', '、'])
                })
            });
        let value = |c: &usize| {
            matches!(
                self.columns[*c].role,
                Role::Target | Role::Baseline | Role::Unit | Role::Units | Role::Lead
            )
        };
        let has_values = filled
            .iter()
            .any(|c| value(c) && !cell::means_absent(&cells[*c]));
        let no = self.column(Role::No);
        let is_numbered = no.is_some_and(|c| cells[c].trim().parse::<u32>().is_ok());
        if is_remark && filled.len() <= 2 {
            row.kind = RowKind::Ignored;
            row.guess = Some("是表下的注，收进规划的说明".to_owned());
            self.below.push(cells[first].replace('\n', " "));
        } else if !has_values && !is_numbered {
            row.kind = RowKind::Section;
            row.guess = Some("只有名称、没有数值，按领域标题理解".to_owned());
        } else if let Some(name) = self.column(Role::Name)
            && cells[name].is_empty()
            && !is_numbered
            && let Some(before) = self.rows.last()
            && before.kind == RowKind::Indicator
        {
            cells[name].clone_from(&before.cells[name]);
            row.guess = Some("名称是空的，取自上一行".to_owned());
        }
        // A heading or a remark stands where there is room to read it.
        if row.kind != RowKind::Indicator
            && filled.len() == 1
            && let Some(name) = self.column(Role::Name)
        {
            cells.swap(first, name);
        }
        row.cells = cells;
        self.rows.push(row);
    }

    /// A column under 属性 may say how binding the targets are, which is a remark.
    fn settle_kinds(&mut self) {
        let Some(column) = self.column(Role::Kind) else {
            return;
        };
        let rows = self
            .rows
            .iter()
            .filter(|row| row.kind == RowKind::Indicator);
        let cells: Vec<&String> = rows
            .map(|row| &row.cells[column])
            .filter(|cell| !cell.is_empty())
            .collect();
        let is_nature = cells.iter().all(|cell| guess::is_nature(cell));
        if is_nature && !cells.is_empty() {
            self.columns[column].role = Role::Note;
        }
    }

    /// Adds the columns in which what the table does not say can be said.
    fn complete_columns(&mut self) {
        let has_sections = self.rows.iter().any(|row| row.kind == RowKind::Section);
        for role in [Role::Units, Role::Theme, Role::Kind, Role::Direction] {
            let is_told = match role {
                Role::Theme => has_sections,
                Role::Units => self.column(Role::Lead).is_some(),
                _ => false,
            };
            if self.column(role).is_none() && !is_told {
                self.add_column(Column::new(role, None));
            }
        }
    }

    fn head_here(role: Role, year: Option<Year>) -> String {
        match year {
            Some(year) => format!("{year} 年{}", role.word()),
            None => role.word().to_owned(),
        }
    }

    /// The first column of this role.
    #[must_use]
    pub fn column(&self, role: Role) -> Option<usize> {
        self.columns.iter().position(|column| column.role == role)
    }

    /// Puts one more column behind the others.
    pub fn add_column(&mut self, column: Column) {
        self.columns.push(column);
        for row in &mut self.rows {
            row.cells.push(String::new());
        }
    }

    /// Takes a column away with all its cells.
    pub fn remove_column(&mut self, column: usize) {
        if column >= self.columns.len() || self.columns.len() == 1 {
            return;
        }
        self.columns.remove(column);
        for row in &mut self.rows {
            row.cells.remove(column);
            row.as_words = row
                .as_words
                .iter()
                .filter(|c| **c != column)
                .map(|c| if *c > column { c - 1 } else { *c })
                .collect();
        }
    }

    /// Says what a column holds; that is then no guess any more.
    pub fn set_role(&mut self, column: usize, role: Role, year: Option<Year>) {
        if let Some(column) = self.columns.get_mut(column) {
            let year = year.filter(|_| role.has_year());
            if column.is_named_here() {
                column.head = Self::head_here(role, year);
            }
            column.role = role;
            column.year = year;
            column.guess = None;
        }
    }

    /// Changes the text of a cell; what it was taken as before is forgotten.
    pub fn set_cell(&mut self, row: usize, column: usize, text: String) {
        if let Some(row) = self.rows.get_mut(row)
            && let Some(cell) = row.cells.get_mut(column)
            && *cell != text
        {
            *cell = text;
            row.as_words.remove(&column);
        }
    }

    /// Puts pasted cells in from a place on, growing downwards as needed; what reaches beyond the last
    /// column is left out, and how many cells that were is answered.
    pub fn paste(&mut self, at: (usize, usize), grid: &Grid) -> usize {
        let mut left_out = 0;
        for (down, cells) in grid.rows.iter().enumerate() {
            let row = at.0 + down;
            while self.rows.len() <= row {
                self.rows.push(DraftRow::blank(self.columns.len()));
            }
            for (right, text) in cells.iter().enumerate() {
                let column = at.1 + right;
                if column < self.columns.len() {
                    self.set_cell(row, column, text.clone());
                } else if !text.is_empty() {
                    left_out += 1;
                }
            }
        }
        left_out
    }

    /// Puts a blank row before this place.
    pub fn insert_row(&mut self, at: usize) {
        let row = DraftRow::blank(self.columns.len());
        self.rows.insert(at.min(self.rows.len()), row);
    }

    /// Takes a row away.
    pub fn remove_row(&mut self, row: usize) {
        if row < self.rows.len() {
            self.rows.remove(row);
        }
    }

    /// Moves a row up or down by one; answers where it now is.
    pub fn move_row(&mut self, row: usize, down: bool) -> usize {
        let other = if down { row + 1 } else { row.saturating_sub(1) };
        if row < self.rows.len() && other < self.rows.len() {
            self.rows.swap(row, other);
            other
        } else {
            row
        }
    }
}

/// A cell of several lines on one: lines of units are units, those of a name belong together.
fn on_one_line(text: &str, role: Role) -> String {
    let between = match role {
        Role::Units | Role::Lead | Role::Others => "、",
        Role::Name | Role::Theme => "",
        _ => " ",
    };
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join(between)
}

/// The unit that a line above a table gives for all of it: 单位：亿元.
fn common_unit(text: &str) -> Option<String> {
    let (_, unit) = text
        .split_once("单位：")
        .or_else(|| text.split_once("单位:"))?;
    let unit = unit.trim().trim_end_matches(['）', ')']);
    let is_one = !unit.is_empty() && !unit.contains(['、', '，', ',', ' ', '局', '委']);
    is_one.then(|| unit_text(unit))
}

/// A row of a plan as texts.
fn row_of(plan: &Plan, row: &Indicator, columns: &[Column]) -> DraftRow {
    let mut as_words = BTreeSet::new();
    let targets: BTreeMap<Year, &Bound> = row
        .printed_targets()
        .iter()
        .map(|target| (target.year, &target.bound))
        .collect();
    let baseline: Option<Baseline> = row.printed_baseline();
    let names = |units: &[Unit]| {
        let names = units.iter().map(|unit| unit.0.as_str());
        names.collect::<Vec<_>>().join("、")
    };
    let text = |(at, column): (usize, &Column)| match column.role {
        Role::No => row.no.to_string(),
        Role::Name => row.name.clone(),
        Role::Unit => row.printed_unit().to_owned(),
        Role::Theme => plan
            .theme(row.theme)
            .map_or_else(String::new, |theme| theme.name.clone()),
        Role::Baseline => baseline.map_or_else(String::new, |b| b.value.to_string()),
        Role::BaselineYear => baseline.map_or_else(String::new, |b| b.year.to_string()),
        Role::Target => match column.year.and_then(|year| targets.get(&year)) {
            Some(bound) => {
                if matches!(bound, Bound::Qualitative(_)) {
                    as_words.insert(at);
                }
                bound.text()
            }
            None => String::new(),
        },
        Role::Units => names(&row.units),
        Role::Kind => guess::kind_words(row.kind, row.mean_over_years),
        Role::Direction => row.direction.word().to_owned(),
        Role::Locator => row.locator.clone(),
        Role::Note => row.note.clone(),
        Role::TargetYear | Role::Lead | Role::Others | Role::Ignored => String::new(),
    };
    let cells: Vec<String> = columns.iter().enumerate().map(text).collect();
    DraftRow {
        cells,
        kind: RowKind::Indicator,
        guess: None,
        as_words,
        series: SeriesChoice::Keep,
        was: Some(row.no),
    }
}
