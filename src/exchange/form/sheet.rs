//! The sheet that no menu shows: whose form it is, and what the register held when it was made.
//!
//! A line a fact: a word in the first column, what it says in the next ones, all of it text, so that
//! no spreadsheet program rounds or reformats it.

use chrono::{NaiveDate, NaiveDateTime};

use super::{Form, FormRow, LAYOUT, MARK, key, said_of};
use crate::exchange::error::ExchangeFault;
use crate::exchange::figure::Said;
use crate::exchange::xlsx::{Book, Sheet, Spot, Value};
use crate::model::{Decimal, IndicatorId, PlanId, SeriesId, Status, Unit, Year};

/// The most rows that a form remembers.
const MOST_ROWS: u32 = 10_000;

/// What the hidden sheet says.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Memory {
    pub(super) workspace: String,
    pub(super) plan: PlanId,
    pub(super) unit: Unit,
    pub(super) year: Year,
    pub(super) version: u32,
    pub(super) issued: NaiveDateTime,
    pub(super) rows: Vec<RowMemory>,
}

/// What it remembers of an indicator.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct RowMemory {
    pub(super) id: IndicatorId,
    pub(super) series: SeriesId,
    pub(super) name: String,
    pub(super) unit: String,
    /// The target in words, to notice a revised plan.
    pub(super) target: String,
    /// The base year where the baseline is asked.
    pub(super) asked_base: Option<Year>,
    /// What the register held for the year asked.
    pub(super) held: Option<Said>,
    /// Numbers that are shown and not asked, by the names of their columns.
    pub(super) locked: Vec<(String, Option<Decimal>)>,
}

/// The lines of the sheet.
pub(super) fn lines(form: &Form) -> Vec<Vec<String>> {
    let fact = |name: &str, value: String| vec![name.to_owned(), value];
    let mut lines = vec![
        fact(MARK, LAYOUT.to_string()),
        fact("workspace", form.workspace.clone()),
        fact("plan", form.plan.0.clone()),
        fact("unit", form.unit.0.clone()),
        fact("year", form.year.to_string()),
        fact("version", form.issue.version.to_string()),
        fact(
            "issued",
            form.issue.at.format("%Y-%m-%dT%H:%M:%S").to_string(),
        ),
        fact("deadline", form.issue.deadline.to_string()),
    ];
    lines.extend(form.rows.iter().map(row_line));
    for row in &form.rows {
        lines.extend(locked_lines(form, row));
    }
    lines
}

/// The numbers of a row that the unit sees and is not asked for.
fn locked_lines(form: &Form, row: &FormRow) -> Vec<Vec<String>> {
    let mut locked = vec![(key::BASE_YEAR.to_owned(), Some(row.base_year.into()))];
    if !row.asks_baseline {
        locked.push((key::BASE.to_owned(), row.baseline.map(|b| b.value)));
    }
    let earlier = form.years.iter().zip(&row.earlier);
    locked.extend(earlier.map(|(year, o)| (key::earlier(*year), o.as_ref().map(|o| o.value))));
    let line = |(column, value): (String, Option<Decimal>)| {
        let value = value.map_or_else(String::new, |value| value.to_string());
        // Only the sheet that is filled in may name columns as they are looked for.
        let column = column.trim_start_matches(key::MARK).to_owned();
        vec!["locked".to_owned(), row.id.to_string(), column, value]
    };
    locked.into_iter().map(line).collect()
}

fn row_line(row: &FormRow) -> Vec<String> {
    let base = if row.asks_baseline {
        row.base_year.to_string()
    } else {
        String::new()
    };
    let mut line = vec![
        "row".to_owned(),
        row.id.to_string(),
        row.series.0.clone(),
        row.name.clone(),
        row.unit.clone(),
        row.target.clone(),
        base,
    ];
    if let Some(said) = row.current.as_ref().map(said_of) {
        line.extend([
            said.value.to_string(),
            said.status.unwrap_or_default().code().to_owned(),
            said.source,
            said.note,
        ]);
    }
    line
}

/// Finds and reads the sheet.
pub(super) fn recall(book: &Book) -> Result<Memory, ExchangeFault> {
    let first = Spot { row: 0, column: 0 };
    let sheet = book
        .sheets
        .iter()
        .find(|sheet| sheet.text(first) == Some(MARK))
        .ok_or(ExchangeFault::NoForm)?;
    let layout: u32 = text_at(sheet, 0, 1)
        .parse()
        .map_err(|_| ExchangeFault::BrokenForm("版式"))?;
    if layout > LAYOUT {
        return Err(ExchangeFault::NewerForm(layout));
    }
    let mut memory = Memory {
        workspace: fact(sheet, "workspace", "台账编号")?,
        plan: PlanId(fact(sheet, "plan", "规划")?),
        unit: Unit(fact(sheet, "unit", "单位")?),
        year: parsed(sheet, "year", "年度")?,
        version: parsed(sheet, "version", "次数")?,
        issued: parsed(sheet, "issued", "发出时间")?,
        rows: Vec::new(),
    };
    let _deadline: NaiveDate = parsed(sheet, "deadline", "截止日期")?;
    for row in rows_named(sheet, "row") {
        memory.rows.push(row_memory(sheet, row)?);
    }
    for line in rows_named(sheet, "locked") {
        let (id, column, value) = (
            text_at(sheet, line, 1),
            text_at(sheet, line, 2),
            text_at(sheet, line, 3),
        );
        let broken = || ExchangeFault::BrokenForm("锁定的数");
        let value = match value.as_str() {
            "" => None,
            text => Some(Decimal::from_str_exact(text).map_err(|_| broken())?),
        };
        let of = memory.rows.iter_mut().find(|row| row.id.to_string() == id);
        let column = format!("{}{column}", key::MARK);
        of.ok_or_else(broken)?.locked.push((column, value));
    }
    Ok(memory)
}

fn rows_named<'a>(sheet: &'a Sheet, name: &'a str) -> impl Iterator<Item = u32> + 'a {
    (0..MOST_ROWS)
        .take_while(|row| sheet.row(*row).next().is_some())
        .filter(move |row| {
            sheet.text(Spot {
                row: *row,
                column: 0,
            }) == Some(name)
        })
}

fn row_memory(sheet: &Sheet, row: u32) -> Result<RowMemory, ExchangeFault> {
    let broken = |_| ExchangeFault::BrokenForm("指标");
    let text = |column| text_at(sheet, row, column);
    let base = text(6);
    let value = text(7);
    let held = if value.is_empty() {
        None
    } else {
        Some(Said {
            value: Decimal::from_str_exact(&value)
                .map_err(|_| ExchangeFault::BrokenForm("原值"))?,
            status: Status::parse(&text(8)),
            source: text(9),
            note: text(10),
        })
    };
    Ok(RowMemory {
        id: text(1).parse().map_err(broken)?,
        series: SeriesId(text(2)),
        name: text(3),
        unit: text(4),
        target: text(5),
        asked_base: (!base.is_empty())
            .then(|| base.parse())
            .transpose()
            .map_err(|_| ExchangeFault::BrokenForm("基期年"))?,
        held,
        locked: Vec::new(),
    })
}

fn fact(sheet: &Sheet, name: &str, word: &'static str) -> Result<String, ExchangeFault> {
    rows_named(sheet, name)
        .next()
        .map(|row| text_at(sheet, row, 1))
        .filter(|text| !text.is_empty())
        .ok_or(ExchangeFault::BrokenForm(word))
}

fn parsed<T: std::str::FromStr>(
    sheet: &Sheet,
    name: &str,
    word: &'static str,
) -> Result<T, ExchangeFault> {
    fact(sheet, name, word)?
        .parse()
        .map_err(|_| ExchangeFault::BrokenForm(word))
}

/// The text of a cell; a program that made a number of it is forgiven.
fn text_at(sheet: &Sheet, row: u32, column: u32) -> String {
    match sheet.at(Spot { row, column }).map(|cell| &cell.value) {
        Some(Value::Text(text)) => text.to_string(),
        Some(Value::Number(number)) => number.value.to_string(),
        _ => String::new(),
    }
}
