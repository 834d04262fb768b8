//! The sheets of observations, of the method, and of what each sentence rests on.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::super::content::{Block, Report, Source};
use super::super::tables::legend;
use super::sheet::{Styles, fit_row, heads, text, top, value};

/// Every value entered, each with its source.
pub(super) fn observations(
    sheet: &mut Worksheet,
    report: &Report,
    styles: &Styles,
) -> Result<(), XlsxError> {
    let head = top(sheet, report, "观测值", styles)?;
    let columns = [
        ("序号", 6.0),
        ("指标", 36.0),
        ("单位", 8.0),
        ("年度", 8.0),
        ("项目", 10.0),
        ("数值", 14.0),
        ("数据状态", 10.0),
        ("来源", 30.0),
        ("备注", 30.0),
        ("填报人", 12.0),
        ("口径", 34.0),
    ];
    heads(sheet, head, &columns, styles)?;
    sheet.set_freeze_panes(head + 1, 2)?;
    let mut at = head;
    for row in &report.rows {
        let baseline = row.assessment.baseline;
        let baseline = baseline.map(|b| (b.year, "基期值", b.value, None));
        let entries = row
            .entries
            .iter()
            .map(|e| (e.key.year, "实际值", e.value, Some(e)));
        for (year, item, figure, entry) in baseline.into_iter().chain(entries) {
            at += 1;
            let no = f64::from(row.id.no);
            sheet.write_number_with_format(at, 0, no, &styles.whole)?;
            sheet.write_number_with_format(at, 3, f64::from(year), &styles.whole)?;
            value(sheet, at, 5, Some(figure), styles)?;
            let of = |part: fn(&super::super::Entry) -> &str| entry.map_or("", part);
            for (column, words) in [
                (1, row.name.as_str()),
                (2, &row.unit),
                (4, item),
                (6, entry.map_or("", |e| e.status.word())),
                (7, of(|e| &e.source)),
                (8, of(|e| &e.note)),
                (9, of(|e| &e.by)),
                (10, of(|e| &e.key.series.0)),
            ] {
                text(sheet, at, column, words, &styles.text)?;
            }
        }
    }
    sheet.autofilter(head, 0, at, 10)?;
    Ok(())
}

/// The rule and its limits, and how each row of the plan was understood.
pub(super) fn method(
    sheet: &mut Worksheet,
    report: &Report,
    styles: &Styles,
) -> Result<(), XlsxError> {
    let mut at = top(sheet, report, "方法", styles)?;
    heads(sheet, at, &[("项目", 16.0), ("说明", 110.0)], styles)?;
    let mut line = |sheet: &mut Worksheet, item: &str, words: &str| {
        at += 1;
        fit_row(sheet, at, &[(words, 110.0)])?;
        text(sheet, at, 0, item, &styles.wrapped)?;
        text(sheet, at, 1, words, &styles.wrapped)
    };
    let blocks = report.sections.iter().flat_map(|s| &s.blocks);
    for block in blocks {
        if let Block::Notes(notes) = block {
            for note in notes {
                line(sheet, "说明", &note.text)?;
            }
        }
    }
    line(sheet, "图例", &legend())?;
    for row in report.rows.iter().filter(|row| !row.note.is_empty()) {
        line(sheet, &format!("序号 {}", row.id.no), &row.note)?;
    }
    Ok(())
}

/// Each sentence of the report with the cells it was made from.
pub(super) fn grounds(
    sheet: &mut Worksheet,
    report: &Report,
    styles: &Styles,
) -> Result<(), XlsxError> {
    let mut at = top(sheet, report, "文字依据", styles)?;
    let columns = [("部分", 20.0), ("文字", 80.0), ("依据的数值", 60.0)];
    heads(sheet, at, &columns, styles)?;
    sheet.set_freeze_panes(at + 1, 0)?;
    for (section, sentence) in report.sentences() {
        if sentence.rests_on.is_empty() {
            continue;
        }
        at += 1;
        let cells: Vec<String> = sentence.rests_on.iter().map(Source::words).collect();
        let cells = cells.join("；");
        fit_row(sheet, at, &[(&sentence.text, 80.0), (&cells, 60.0)])?;
        text(sheet, at, 0, section, &styles.wrapped)?;
        text(sheet, at, 1, &sentence.text, &styles.wrapped)?;
        text(sheet, at, 2, &cells, &styles.wrapped)?;
    }
    Ok(())
}
