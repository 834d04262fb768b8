//! What a paste or a fill would do, cell by cell, before it does it.

use std::collections::BTreeMap;

use super::range::one_step;
use super::sheet::check_base_year;
use super::{Field, Line, Sheet, Span};
use crate::app::{baseline_edit, value_edit};
use crate::exchange::cell;
use crate::exchange::tsv::Block;
use crate::model::{Decimal, Edit, Status, Year, format_number, parse_year};

/// A paste of up to this many cells that changes nothing else happens at once.
const SMALL: usize = 200;

/// Where the values come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The clipboard.
    Clipboard,
    /// Other cells of the grid, by fill down or right.
    Cells,
}

/// What happens to one cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A value into a blank cell.
    Fill(Value),
    /// A value in the place of another.
    Replace(Value),
    /// The value is there already.
    Same,
    /// A blank where there is a value.
    Clear,
    /// A blank where there is none.
    Blank,
    /// Not taken, with the reason.
    Refused(String),
}

/// A value for a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// An amount.
    Amount(Decimal),
    /// A base year.
    Year(Year),
}

/// One cell of a paste.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastedCell {
    /// The row of the sheet.
    pub row: usize,
    /// The column.
    pub field: Field,
    /// What the clipboard holds for it.
    pub text: String,
    /// What stands there, grouped; empty where there is nothing.
    pub before: String,
    /// What happens to it.
    pub outcome: Outcome,
    /// How the text was converted, where it was.
    pub conversion: Option<String>,
    /// Why the value looks like a slip (存疑); that never stops it.
    pub doubts: Vec<String>,
}

/// What a paste would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paste {
    /// Where the values come from.
    pub source: Source,
    /// The cells that lie in the grid, in reading order.
    pub cells: Vec<PastedCell>,
    /// Figures that lie below the last row.
    pub below: usize,
    /// Figures that lie right of the last year, where 目标 and 评价 cannot be filled in.
    pub beside: usize,
    /// Whether the first row looks like the years of a heading.
    pub has_heading: bool,
    /// What the range is afterwards.
    pub span: Span,
}

/// What is done with cells that hold something else already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choices {
    /// Other values are replaced; else they are kept.
    pub replace: bool,
    /// Blanks clear what stands there; else it is kept.
    pub clear: bool,
}

impl Default for Choices {
    fn default() -> Self {
        // A blank in a table from a unit more often means unknown than removed.
        Self {
            replace: true,
            clear: false,
        }
    }
}

/// How many cells have each outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Blank cells filled.
    pub filled: usize,
    /// Values replaced.
    pub replaced: usize,
    /// Values that are there already.
    pub same: usize,
    /// Blanks on values.
    pub cleared: usize,
    /// Cells refused.
    pub refused: usize,
    /// Cells converted from another size of the unit.
    pub converted: usize,
    /// Figures outside the grid.
    pub outside: usize,
    /// Values that look like slips.
    pub doubtful: usize,
}

impl Paste {
    /// What pasting `block` at a range would do. One cell fills the whole range, a block whose size
    /// divides the range's is repeated over it; else the block lies at the range's upper left corner.
    #[must_use]
    pub fn plan(
        sheet: &Sheet<'_>,
        visible: &[usize],
        block: &Block<'_>,
        span: Span,
        source: Source,
    ) -> Self {
        let (height, width) = (block.rows.len().max(1), block.width().max(1));
        let divides = span.height().is_multiple_of(height) && span.width().is_multiple_of(width);
        // A fill covers just the cells it was drawn over.
        let is_repeated = divides || source == Source::Cells;
        let (rows, columns) = if is_repeated {
            (span.height(), span.width())
        } else {
            (height, width)
        };
        let mut paste = Self {
            source,
            cells: Vec::new(),
            below: 0,
            beside: 0,
            has_heading: false,
            span: Span {
                top: span.top,
                left: span.left,
                bottom: (span.top + rows - 1).min(visible.len().saturating_sub(1)),
                right: (span.left + columns - 1).min(sheet.fields.len().saturating_sub(1)),
            },
        };
        for down in 0..rows {
            let Some(texts) = block.rows.get(down % height) else {
                continue;
            };
            for across in 0..columns {
                // A shorter row leaves what lies beyond its end alone.
                let Some(text) = texts.get(across % width) else {
                    continue;
                };
                let row = visible.get(span.top + down);
                let field = sheet.fields.get(span.left + across);
                match (row, field) {
                    (Some(row), Some(field)) => paste.add(sheet, *row, *field, text),
                    _ if cell::means_absent(text) => {}
                    (None, _) => paste.below += 1,
                    (Some(_), None) => paste.beside += 1,
                }
            }
        }
        paste.pair_base_years(sheet);
        paste.suspect(sheet);
        paste.has_heading =
            source == Source::Clipboard && paste.looks_like_heading(span.top, visible);
        paste
    }

    fn add(&mut self, sheet: &Sheet<'_>, row: usize, field: Field, text: &str) {
        let Some(line) = sheet.line(row) else {
            return;
        };
        // A base year that is only offered has not been entered.
        let shown = sheet.shown(row, field);
        let before = if shown.is_offer {
            String::new()
        } else {
            shown.text
        };
        let (outcome, conversion) = if field == Field::BaseYear {
            (base_year(sheet, line, text), None)
        } else {
            amount(sheet, row, field, line, text)
        };
        self.cells.push(PastedCell {
            row,
            field,
            text: text.trim().to_owned(),
            before,
            outcome,
            conversion,
            doubts: Vec::new(),
        });
    }

    /// A base year needs a base value, its own or one that comes with it.
    fn pair_base_years(&mut self, sheet: &Sheet<'_>) {
        let with_value: std::collections::HashSet<usize> = self
            .cells
            .iter()
            .filter(|cell| cell.field == Field::BaseValue)
            .filter(|cell| {
                matches!(
                    cell.outcome,
                    Outcome::Fill(_) | Outcome::Replace(_) | Outcome::Same
                )
            })
            .map(|cell| cell.row)
            .collect();
        for cell in &mut self.cells {
            if cell.field == Field::BaseYear
                && matches!(cell.outcome, Outcome::Fill(_))
                && !with_value.contains(&cell.row)
                && !sheet.is_filled(cell.row, Field::BaseValue)
            {
                cell.outcome = Outcome::Refused("请先填基期值，再填基期年".to_owned());
            }
        }
    }

    fn looks_like_heading(&self, top: usize, visible: &[usize]) -> bool {
        let first: Vec<&PastedCell> = self
            .cells
            .iter()
            .take_while(|cell| visible.get(top) == Some(&cell.row))
            .collect();
        let is_year = |cell: &&PastedCell| {
            matches!(cell.field, Field::Actual(_)) && parse_year(&cell.text).is_ok()
        };
        self.cells.len() > first.len() && first.iter().filter(|cell| is_year(cell)).count() > 1
    }

    /// How many cells have each outcome.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let mut counts = Counts {
            outside: self.below + self.beside,
            ..Counts::default()
        };
        for cell in &self.cells {
            counts.converted += usize::from(cell.conversion.is_some());
            counts.doubtful += usize::from(!cell.doubts.is_empty());
            match cell.outcome {
                Outcome::Fill(_) => counts.filled += 1,
                Outcome::Replace(_) => counts.replaced += 1,
                Outcome::Same => counts.same += 1,
                Outcome::Clear => counts.cleared += 1,
                Outcome::Refused(_) => counts.refused += 1,
                Outcome::Blank => {}
            }
        }
        counts
    }

    /// Whether it must be looked at before it happens.
    #[must_use]
    pub fn needs_preview(&self) -> bool {
        let counts = self.counts();
        let meets_others =
            counts.replaced + counts.cleared + counts.refused + counts.converted + counts.outside;
        meets_others > 0 || self.has_heading || counts.filled > SMALL
    }

    /// How many cells would change under these choices.
    #[must_use]
    pub fn changing(&self, choices: Choices) -> usize {
        self.cells
            .iter()
            .filter(|cell| is_taken(&cell.outcome, choices))
            .count()
    }

    /// The edit, all of it one step; none where nothing changes. Values in blank cells get `status`,
    /// others keep theirs with their source and note.
    #[must_use]
    pub fn edit(&self, sheet: &Sheet<'_>, choices: Choices, status: Status) -> Option<Edit> {
        let mut edits = Vec::new();
        let mut baselines: BTreeMap<usize, Vec<(Field, Option<Value>)>> = BTreeMap::new();
        for cell in &self.cells {
            if !is_taken(&cell.outcome, choices) {
                continue;
            }
            let value = match cell.outcome {
                Outcome::Fill(value) | Outcome::Replace(value) => Some(value),
                _ => None,
            };
            let Some(line) = sheet.line(cell.row) else {
                continue;
            };
            match (cell.field, value) {
                (Field::Actual(year), None | Some(Value::Amount(_))) => {
                    let amount = match value {
                        Some(Value::Amount(amount)) => Some(amount),
                        _ => None,
                    };
                    let kept = sheet.observation(cell.row, cell.field).map(|o| o.status);
                    let status = kept.unwrap_or(status);
                    edits.push(value_edit(sheet.app, line.indicator, year, amount, status));
                }
                (Field::BaseValue | Field::BaseYear, value) => {
                    baselines
                        .entry(cell.row)
                        .or_default()
                        .push((cell.field, value));
                }
                (Field::Actual(_), Some(Value::Year(_))) => {}
            }
        }
        for (row, parts) in baselines {
            edits.extend(sheet.line(row).map(|line| baseline_of(sheet, line, &parts)));
        }
        one_step(edits)
    }
}

fn is_taken(outcome: &Outcome, choices: Choices) -> bool {
    match outcome {
        Outcome::Fill(_) => true,
        Outcome::Replace(_) => choices.replace,
        Outcome::Clear => choices.clear,
        Outcome::Same | Outcome::Blank | Outcome::Refused(_) => false,
    }
}

/// Base value and base year make one baseline, whichever of them was pasted.
fn baseline_of(sheet: &Sheet<'_>, line: Line<'_>, parts: &[(Field, Option<Value>)]) -> Edit {
    let before = sheet.baseline(line);
    let mut year = before.map_or(line.board.base_year, |b| b.year);
    let mut value = before.map(|b| b.value);
    for (_, part) in parts {
        match part {
            Some(Value::Year(new)) => year = *new,
            Some(Value::Amount(new)) => value = Some(*new),
            None => value = None,
        }
    }
    let id = line.plan.id_of(line.indicator);
    baseline_edit(id, value.map(|value| (year, value)))
}

/// What a text means for an amount.
fn amount(
    sheet: &Sheet<'_>,
    row: usize,
    field: Field,
    line: Line<'_>,
    text: &str,
) -> (Outcome, Option<String>) {
    let reading = match cell::read(text, &line.indicator.unit, sheet.app.catalog().units()) {
        Ok(reading) => reading,
        Err(error) => return (Outcome::Refused(error.to_string()), None),
    };
    let before = sheet.exact(row, field);
    let outcome = match reading.value {
        None if before.is_empty() => Outcome::Blank,
        None => Outcome::Clear,
        Some(value) if value.to_string() == before => Outcome::Same,
        Some(value) if before.is_empty() => Outcome::Fill(Value::Amount(value)),
        Some(value) => Outcome::Replace(Value::Amount(value)),
    };
    (outcome, reading.conversion)
}

/// What a text means for a base year; a blank leaves it alone.
fn base_year(sheet: &Sheet<'_>, line: Line<'_>, text: &str) -> Outcome {
    if cell::means_absent(text) {
        return Outcome::Blank;
    }
    let year = match parse_year(text) {
        Ok(year) => year,
        Err(error) => return Outcome::Refused(format!("“{}”：{error}", text.trim())),
    };
    if let Err(error) = check_base_year(line.indicator, year) {
        return Outcome::Refused(error.to_string());
    }
    match sheet.baseline(line) {
        Some(baseline) if baseline.year == year => Outcome::Same,
        Some(_) => Outcome::Replace(Value::Year(year)),
        None => Outcome::Fill(Value::Year(year)),
    }
}

impl Value {
    /// As it will be shown.
    #[must_use]
    pub fn text(self) -> String {
        match self {
            Self::Amount(value) => format_number(value),
            Self::Year(year) => year.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::grid::tests::{demo_app, empty_app, enter, row};
    use crate::app::grid::{At, copy_rows};
    use crate::app::{App, Command};
    use crate::exchange::tsv;

    /// Columns of the sheet of these tests: the first year is 2024, that after the base year.
    const BASE_VALUE: usize = 0;
    const FIRST_YEAR: usize = 2;

    fn span(sheet: &Sheet<'_>, no: u32, column: usize, height: usize, width: usize) -> Span {
        let top = row(sheet, no);
        Span {
            top,
            bottom: top + height - 1,
            left: column,
            right: column + width - 1,
        }
    }

    fn plan_at(
        app: &App,
        text: &str,
        no: u32,
        column: usize,
        height: usize,
        width: usize,
    ) -> Paste {
        let sheet = Sheet::of(app).unwrap();
        let visible: Vec<usize> = (0..sheet.len()).collect();
        let block = tsv::read(text).unwrap();
        let span = span(&sheet, no, column, height, width);
        Paste::plan(&sheet, &visible, &block, span, Source::Clipboard)
    }

    fn apply(app: &mut App, paste: &Paste, choices: Choices) {
        let edit = {
            let sheet = Sheet::of(app).unwrap();
            paste.edit(&sheet, choices, Status::Flash)
        };
        if let Some(edit) = edit {
            app.run(Command::Edit(edit));
        }
    }

    fn exact(app: &App, no: u32, column: usize) -> String {
        let sheet = Sheet::of(app).unwrap();
        let field = sheet.fields[column];
        sheet.exact(row(&sheet, no), field)
    }

    #[test]
    fn a_clean_block_is_taken_whole_as_one_step() {
        let mut app = empty_app();
        let paste = plan_at(
            &app,
            "2,420.5\t2562亿元\r\n7000\t—\r\n",
            15,
            FIRST_YEAR,
            1,
            1,
        );
        assert!(!paste.needs_preview());
        assert_eq!(paste.counts().filled, 3);
        let before = app.document().unwrap().workspace().clone();
        apply(&mut app, &paste, Choices::default());
        assert_eq!(exact(&app, 15, FIRST_YEAR), "2420.5");
        assert_eq!(exact(&app, 15, FIRST_YEAR + 1), "2562");
        assert_eq!(exact(&app, 16, FIRST_YEAR), "7000");
        assert_eq!(exact(&app, 16, FIRST_YEAR + 1), "");
        app.run(Command::Action(crate::app::Action::Undo));
        assert!(*app.document().unwrap().workspace() == before);
    }

    #[test]
    fn what_meets_other_values_is_shown_first_and_can_be_kept() {
        let mut app = empty_app();
        enter(&mut app, 15, 2024, "2400");
        let paste = plan_at(&app, "2401\t2562", 15, FIRST_YEAR, 1, 1);
        assert!(paste.needs_preview());
        let keep = Choices {
            replace: false,
            clear: false,
        };
        assert_eq!(
            (paste.changing(Choices::default()), paste.changing(keep)),
            (2, 1)
        );
        apply(&mut app, &paste, keep);
        assert_eq!(exact(&app, 15, FIRST_YEAR), "2400");
        assert_eq!(exact(&app, 15, FIRST_YEAR + 1), "2562");
        apply(&mut app, &paste, Choices::default());
        assert_eq!(exact(&app, 15, FIRST_YEAR), "2401");
    }

    #[test]
    fn what_looks_like_a_slip_is_told_before_it_is_pasted_as_the_grid_tells_it_afterwards() {
        let mut app = empty_app();
        enter(&mut app, 15, 2024, "2400");
        let paste = plan_at(&app, "2401\t25620\t-3", 15, FIRST_YEAR, 1, 1);
        assert_eq!(paste.counts().doubtful, 2);
        let told: Vec<Vec<String>> = paste.cells.iter().map(|c| c.doubts.clone()).collect();
        assert!(told[0].is_empty(), "{told:?}");
        assert!(
            told[1][0].contains("是 2024 年（2,401）的 10.7 倍"),
            "{told:?}"
        );
        assert!(told[2][0].contains("是负数，2025 年是 25,620"), "{told:?}");
        apply(&mut app, &paste, Choices::default());
        let document = app.document().unwrap();
        let series = document.catalog().plans()[0]
            .indicator(15)
            .unwrap()
            .series
            .clone();
        for (year, reasons) in (2024..).zip(told) {
            let series = series.clone();
            let marked = document
                .review()
                .of(&crate::model::ObservationKey { series, year });
            let marked = marked.map_or_else(String::new, crate::app::review::Doubtful::reasons);
            assert_eq!(marked, reasons.join("；"), "{year}");
        }
    }

    #[test]
    fn a_blank_keeps_what_is_there_unless_told_to_clear_it() {
        let mut app = empty_app();
        enter(&mut app, 15, 2024, "2400");
        let paste = plan_at(&app, "—\t2562", 15, FIRST_YEAR, 1, 1);
        assert_eq!(paste.counts().cleared, 1);
        assert!(paste.needs_preview());
        apply(&mut app, &paste, Choices::default());
        assert_eq!(exact(&app, 15, FIRST_YEAR), "2400");
        let clear = Choices {
            replace: true,
            clear: true,
        };
        apply(&mut app, &paste, clear);
        assert_eq!(exact(&app, 15, FIRST_YEAR), "");
    }

    #[test]
    fn refused_cells_are_left_out_with_their_reasons() {
        let mut app = empty_app();
        let paste = plan_at(&app, "1.2万\t2562\n12000万元\t约300", 15, FIRST_YEAR, 1, 1);
        let counts = paste.counts();
        assert_eq!((counts.refused, counts.filled, counts.converted), (2, 2, 1));
        assert!(matches!(&paste.cells[0].outcome, Outcome::Refused(why) if why.contains("1.2万")));
        assert!(paste.needs_preview());
        apply(&mut app, &paste, Choices::default());
        assert_eq!(exact(&app, 15, FIRST_YEAR), "");
        assert_eq!(exact(&app, 15, FIRST_YEAR + 1), "2562");
        assert_eq!(exact(&app, 16, FIRST_YEAR), "1.2");
    }

    #[test]
    fn what_does_not_fit_is_counted_and_blanks_beyond_the_edge_are_not() {
        let app = empty_app();
        let sheet = Sheet::of(&app).unwrap();
        let last = sheet.fields.len() - 1;
        let paste = plan_at(&app, "1\t2\t\n3\t4\t", 37, last, 1, 1);
        assert_eq!((paste.below, paste.beside), (2, 1));
        assert_eq!(paste.cells.len(), 1);
        assert!(paste.needs_preview());
    }

    #[test]
    fn one_cell_fills_a_range_and_a_block_is_repeated_where_it_divides_it() {
        let app = empty_app();
        assert_eq!(plan_at(&app, "7", 15, FIRST_YEAR, 3, 2).counts().filled, 6);
        assert_eq!(
            plan_at(&app, "7\t8", 15, FIRST_YEAR, 3, 2).counts().filled,
            6
        );
        let odd = plan_at(&app, "7\t8", 15, FIRST_YEAR, 3, 3);
        assert_eq!(odd.counts().filled, 2);
        assert_eq!(odd.span.count(), 2);
    }

    #[test]
    fn a_shorter_row_leaves_the_cells_beyond_its_end_alone() {
        let mut app = empty_app();
        enter(&mut app, 16, 2025, "7000");
        let paste = plan_at(&app, "1\t2\n3\n", 15, FIRST_YEAR, 1, 1);
        assert_eq!(paste.counts().filled, 3);
        assert!(!paste.needs_preview());
    }

    #[test]
    fn base_value_and_base_year_make_one_baseline() {
        let mut app = empty_app();
        let paste = plan_at(&app, "2300\t2022年\n\t2022", 15, BASE_VALUE, 1, 1);
        assert_eq!((paste.counts().filled, paste.counts().refused), (2, 1));
        apply(&mut app, &paste, Choices::default());
        assert_eq!(exact(&app, 15, BASE_VALUE), "2300");
        assert_eq!(exact(&app, 15, BASE_VALUE + 1), "2022");
        assert_eq!(exact(&app, 16, BASE_VALUE), "");
        let late = plan_at(&app, "2027", 15, BASE_VALUE + 1, 1, 1);
        assert!(
            matches!(&late.cells[0].outcome, Outcome::Refused(why) if why.contains("早于目标年"))
        );
    }

    #[test]
    fn a_heading_of_years_is_noticed() {
        let app = empty_app();
        assert!(plan_at(&app, "2024\t2025\n5\t6", 15, FIRST_YEAR, 1, 1).has_heading);
        assert!(!plan_at(&app, "2024\t2025", 15, FIRST_YEAR, 1, 1).has_heading);
        assert!(!plan_at(&app, "2024\t25\n5\t6", 15, FIRST_YEAR, 1, 1).has_heading);
    }

    #[test]
    fn what_is_copied_and_pasted_back_changes_nothing() {
        let app = demo_app();
        let sheet = Sheet::of(&app).unwrap();
        let visible: Vec<usize> = (0..sheet.len()).collect();
        let whole = Span::between(
            At::default(),
            At {
                row: sheet.len() - 1,
                column: sheet.fields.len() - 1,
            },
        );
        let text = tsv::write(&copy_rows(&sheet, &visible, whole));
        let block = tsv::read(&text).unwrap();
        let paste = Paste::plan(&sheet, &visible, &block, whole, Source::Clipboard);
        let counts = paste.counts();
        assert!(counts.same > 150, "{counts:?}");
        assert_eq!(
            counts,
            Counts {
                same: counts.same,
                ..Counts::default()
            }
        );
        assert_eq!(paste.edit(&sheet, Choices::default(), Status::Flash), None);
    }

    #[test]
    fn a_pasted_value_keeps_status_source_and_note_of_the_one_it_replaces() {
        let mut app = demo_app();
        let sheet = Sheet::of(&app).unwrap();
        let at = row(&sheet, 15);
        let field = Field::Actual(2024);
        let before = sheet.observation(at, field).unwrap().clone();
        assert_ne!(before.status, Status::Flash);
        let column = sheet.fields.iter().position(|f| *f == field).unwrap();
        let paste = plan_at(&app, "1", 15, column, 1, 1);
        apply(&mut app, &paste, Choices::default());
        let sheet = Sheet::of(&app).unwrap();
        let after = sheet.observation(at, field).unwrap();
        assert_eq!(after.value.to_string(), "1");
        assert_eq!(
            (after.status, &after.source, &after.note),
            (before.status, &before.source, &before.note)
        );
    }
}
