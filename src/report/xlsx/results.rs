//! The sheet of results: a row an indicator, rates as formulas that can be traced.

use rust_xlsxwriter::{
    ConditionalFormatCell, ConditionalFormatCellRule, Format, Formula, Worksheet, XlsxError,
    utility::row_col_to_cell,
};

use super::super::content::{Report, Row};
use super::sheet::{self, Styles, heads, text, top, value};
use crate::model::{Decimal, Direction};

const COLUMNS: [(&str, f64); 32] = [
    ("序号", 6.0),
    ("指标", 36.0),
    ("单位", 8.0),
    ("领域", 22.0),
    ("牵头单位", 16.0),
    ("参加单位", 22.0),
    ("类型", 10.0),
    ("方向", 10.0),
    ("基期年", 8.0),
    ("基期值", 12.0),
    ("评价年", 8.0),
    ("实际值", 12.0),
    ("数据状态", 10.0),
    ("目标年", 8.0),
    ("目标", 14.0),
    ("目标值", 12.0),
    ("完成率", 10.0),
    ("进度", 10.0),
    ("序时进度", 10.0),
    ("差距（个百分点）", 11.0),
    ("进度比", 9.0),
    ("评价", 14.0),
    ("理由", 40.0),
    ("评价方法", 16.0),
    ("外推值", 12.0),
    ("区间下限", 12.0),
    ("区间上限", 12.0),
    ("趋势判断", 14.0),
    ("出处", 16.0),
    ("原目标", 20.0),
    ("按原目标评价", 14.0),
    ("调整文件", 30.0),
];

/// The columns that formulas name.
const BASE_YEAR: u16 = 8;
const BASELINE: u16 = 9;
const YEAR: u16 = 10;
const ACTUAL: u16 = 11;
const TARGET_YEAR: u16 = 13;
const TARGET: u16 = 15;
const PROGRESS: u16 = 17;
const SCHEDULE: u16 = 18;
const GRADE: u16 = 21;
/// The last of all columns.
const LAST: u16 = 31;

/// What a formula may differ by from the value it shall give.
const TOLERANCE: f64 = 1e-9;

pub(super) fn sheet(
    sheet: &mut Worksheet,
    report: &Report,
    styles: &Styles,
) -> Result<(), XlsxError> {
    let head = top(sheet, report, "结果", styles)?;
    heads(sheet, head, &COLUMNS, styles)?;
    for (at, row) in (head + 1..).zip(&report.rows) {
        line(sheet, at, row, styles)?;
    }
    let last = head + u32::try_from(report.rows.len()).unwrap_or(0);
    sheet.set_freeze_panes(head + 1, 2)?;
    // On one page side by side nobody could read so many columns: two of A3, each with the names.
    sheet.set_paper_size(8);
    sheet.set_print_fit_to_pages(2, 0);
    sheet.set_repeat_columns(0, 1)?;
    sheet.autofilter(head, 0, last, LAST)?;
    colours(sheet, (head + 1, last), report, styles)
}

fn line(sheet: &mut Worksheet, at: u32, row: &Row, styles: &Styles) -> Result<(), XlsxError> {
    let a = &row.assessment;
    let (lead, others) = row
        .units
        .split_first()
        .map_or(("", String::new()), |(l, o)| {
            (l.0.as_str(), super::super::compose::units(o))
        });
    let original = row.before.first();
    let documents = row.before.iter().map(|before| before.document.as_str());
    let changed_by: Vec<&str> = documents.collect();
    year(sheet, at, 0, i32::try_from(row.id.no).ok(), styles)?;
    for (column, words) in [
        (1, row.name.as_str()),
        (2, &row.unit),
        (3, &row.theme_name),
        (4, lead),
        (5, &others),
        (6, row.kind.word()),
        (7, row.direction.word()),
        (12, row.status().map_or("", crate::model::Status::word)),
        (GRADE, a.plain_word()),
        (22, &a.reason.sentence()),
        (23, a.method.word()),
        (28, &row.locator),
        (29, original.map_or("", |before| &before.words)),
        (30, original.map_or("", |before| before.assessment.word)),
        (LAST, &changed_by.join("；")),
    ] {
        text(sheet, at, column, words, &styles.text)?;
    }
    year(sheet, at, BASE_YEAR, a.baseline.map(|b| b.year), styles)?;
    value(sheet, at, BASELINE, a.baseline.map(|b| b.value), styles)?;
    year(sheet, at, YEAR, Some(a.year), styles)?;
    value(sheet, at, ACTUAL, a.actual, styles)?;
    let target = row.target.as_ref();
    year(sheet, at, TARGET_YEAR, target.map(|t| t.year), styles)?;
    let words = target.map_or_else(String::new, |t| t.bound.text());
    text(sheet, at, 14, &words, &styles.text)?;
    value(
        sheet,
        at,
        TARGET,
        target.and_then(|t| t.bound.value()),
        styles,
    )?;
    rates(sheet, at, row, styles)?;
    forecast(sheet, at, row, styles)
}

fn year(
    sheet: &mut Worksheet,
    at: u32,
    column: u16,
    year: Option<i32>,
    styles: &Styles,
) -> Result<(), XlsxError> {
    match year {
        Some(year) => sheet.write_number_with_format(at, column, f64::from(year), &styles.whole)?,
        None => sheet.write_blank(at, column, &styles.text)?,
    };
    Ok(())
}

/// Rates as formulas over the cells of their row, where such a formula gives the very value; a rate
/// on a bent path or by another rule is written as its value.
fn rates(sheet: &mut Worksheet, at: u32, row: &Row, styles: &Styles) -> Result<(), XlsxError> {
    let a = &row.assessment;
    let cell = |column| row_col_to_cell(at, column);
    let number = |value: Option<Decimal>| value.and_then(sheet::exact);
    let (b, v) = (number(a.baseline.map(|b| b.value)), number(a.actual));
    let t = number(row.target.as_ref().and_then(|t| t.bound.value()));
    let completion = match row.direction {
        Direction::Up => quotient(v, t, (cell(ACTUAL), cell(TARGET))),
        Direction::Down => quotient(t, v, (cell(TARGET), cell(ACTUAL))),
    };
    rate(
        sheet,
        (at, 16),
        a.completion,
        &[completion],
        &styles.percent,
    )?;
    let from_baseline = b.zip(v).zip(t).map(|((b, v), t)| {
        let (base, actual, target) = (cell(BASELINE), cell(ACTUAL), cell(TARGET));
        let formula = format!("=({actual}-{base})/({target}-{base})");
        (formula, (v - b) / (t - b))
    });
    let from_zero = quotient(v, t, (cell(ACTUAL), cell(TARGET)));
    rate(
        sheet,
        (at, PROGRESS),
        a.progress,
        &[from_baseline, from_zero],
        &styles.percent,
    )?;
    let years = a.baseline.zip(row.target.as_ref()).map(|(base, target)| {
        let (from, now, to) = (cell(BASE_YEAR), cell(YEAR), cell(TARGET_YEAR));
        let formula = format!("=({now}-{from})/({to}-{from})");
        let share = f64::from(a.year - base.year) / f64::from(target.year - base.year);
        (formula, share)
    });
    rate(sheet, (at, SCHEDULE), a.schedule, &[years], &styles.percent)?;
    let both = a.progress.zip(a.schedule);
    let (progress, schedule) = (cell(PROGRESS), cell(SCHEDULE));
    let gap = both.map(|(p, s)| (format!("=({progress}-{schedule})*100"), (p - s) * 100.0));
    rate(sheet, (at, 19), a.gap_pp, &[gap], &styles.points)?;
    let ratio = both.map(|(p, s)| (format!("={progress}/{schedule}"), p / s));
    rate(sheet, (at, 20), a.ratio, &[ratio], &styles.ratio)
}

/// A formula with what it comes to.
type Candidate = Option<(String, f64)>;

fn quotient(a: Option<f64>, b: Option<f64>, (over, under): (String, String)) -> Candidate {
    let (a, b) = a.zip(b)?;
    Some((format!("={over}/{under}"), a / b))
}

fn rate(
    sheet: &mut Worksheet,
    (at, column): (u32, u16),
    value: Option<f64>,
    candidates: &[Candidate],
    format: &Format,
) -> Result<(), XlsxError> {
    let Some(value) = value else {
        sheet.write_blank(at, column, format)?;
        return Ok(());
    };
    let fits = |result: f64| (result - value).abs() <= TOLERANCE * value.abs().max(1.0);
    let formula = candidates
        .iter()
        .flatten()
        .find(|(_, result)| fits(*result));
    match formula {
        Some((formula, _)) => {
            let formula = Formula::new(formula).set_result(value.to_string());
            sheet.write_formula_with_format(at, column, formula, format)?;
        }
        None => {
            sheet.write_number_with_format(at, column, value, format)?;
        }
    }
    Ok(())
}

fn forecast(sheet: &mut Worksheet, at: u32, row: &Row, styles: &Styles) -> Result<(), XlsxError> {
    let forecast = row.assessment.forecast;
    let decimals = u32::try_from(super::super::figures::decimals(row).max(1)).unwrap_or(1);
    let format = styles.figure(Decimal::new(0, decimals));
    let figures = [
        (24, forecast.map(|f| f.value)),
        (25, forecast.and_then(|f| f.low)),
        (26, forecast.and_then(|f| f.high)),
    ];
    for (column, figure) in figures {
        match figure {
            Some(figure) => sheet.write_number_with_format(at, column, figure, &format)?,
            None => sheet.write_blank(at, column, &styles.text)?,
        };
    }
    let words = super::super::compose::forecast_group(row);
    text(sheet, at, 27, words, &styles.text)
}

/// The word of each grade in its colour, also after it is changed by hand.
fn colours(
    sheet: &mut Worksheet,
    (first, last): (u32, u32),
    report: &Report,
    styles: &Styles,
) -> Result<(), XlsxError> {
    let mut seen: Vec<&str> = Vec::new();
    for row in &report.rows {
        let word = row.assessment.plain_word();
        if seen.contains(&word) {
            continue;
        }
        let rule = ConditionalFormatCell::new()
            .set_rule(ConditionalFormatCellRule::EqualTo(word.to_owned()))
            .set_format(styles.grade(row.assessment.grade));
        sheet.add_conditional_format(first, GRADE, last, GRADE, &rule)?;
        seen.push(word);
    }
    Ok(())
}
