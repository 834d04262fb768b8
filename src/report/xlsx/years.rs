//! Values by year beside their path, with a native chart for each indicator and one of the counts.

use rust_xlsxwriter::{
    Chart, ChartEmptyCells, ChartFont, ChartFormat, ChartLegendPosition, ChartLine,
    ChartLineDashType, ChartMarker, ChartMarkerType, ChartSolidFill, ChartType, Workbook,
    Worksheet, XlsxError,
};

use super::super::compose::Census;
use super::super::content::{Report, Row};
use super::sheet::{Styles, exact, heads, text, top, value};
use crate::model::Year;

const DATA: &str = "逐年";
/// Columns before the first year.
const BEFORE: u16 = 4;
/// Size of a chart in pixels, and charts in a row.
const CHART: (u32, u32) = (440, 260);
const IN_A_ROW: usize = 3;

pub(super) fn sheets(
    workbook: &mut Workbook,
    report: &Report,
    styles: &Styles,
) -> Result<(), XlsxError> {
    let years = years(report);
    let data = workbook.add_worksheet();
    let head = top(data, report, DATA, styles)?;
    let names: Vec<String> = years.iter().map(ToString::to_string).collect();
    let mut columns = vec![("序号", 6.0), ("指标", 36.0), ("单位", 8.0), ("项目", 8.0)];
    columns.extend(names.iter().map(|name| (name.as_str(), 12.0)));
    heads(data, head, &columns, styles)?;
    data.set_freeze_panes(head + 1, BEFORE)?;
    for (index, row) in (0u32..).zip(&report.rows) {
        lines(data, head + 1 + index * 2, row, &years, styles)?;
    }
    let sheet = workbook.add_worksheet();
    let top_row = top(sheet, report, "图表", styles)?;
    let counts = counts(sheet, top_row, report, styles)?;
    let last_year = BEFORE + u16::try_from(years.len()).unwrap_or(1).saturating_sub(1);
    let with_values = report.rows.iter().enumerate();
    let with_values = with_values.filter(|(_, row)| !row.judged.is_empty());
    for (place, (index, row)) in with_values.enumerate() {
        let at = head + 1 + u32::try_from(index * 2).unwrap_or(0);
        let chart = line_chart(row, head, at, last_year, styles);
        let x = u32::try_from(place % IN_A_ROW).unwrap_or(0) * (CHART.0 + 16);
        let y = u32::try_from(place / IN_A_ROW).unwrap_or(0) * (CHART.1 + 16);
        sheet.insert_chart_with_offset(counts + 18, 0, &chart, x, y)?;
    }
    Ok(())
}

/// Every year from the first baseline or value to the last target.
fn years(report: &Report) -> Vec<Year> {
    let all = report.rows.iter().flat_map(|row| {
        row.judged
            .keys()
            .copied()
            .chain(row.assessment.baseline.map(|b| b.year))
            .chain(row.target.as_ref().map(|t| t.year))
    });
    let (first, last) = all.fold((report.year, report.year), |(first, last), year| {
        (first.min(year), last.max(year))
    });
    (first..=last).collect()
}

/// Two lines an indicator: its values with the baseline first, and the path to its target.
fn lines(
    sheet: &mut Worksheet,
    at: u32,
    row: &Row,
    years: &[Year],
    styles: &Styles,
) -> Result<(), XlsxError> {
    for (offset, item) in [(0, "实际值"), (1, "路径值")] {
        let no = f64::from(row.id.no);
        sheet.write_number_with_format(at + offset, 0, no, &styles.whole)?;
        text(sheet, at + offset, 1, &row.name, &styles.text)?;
        text(sheet, at + offset, 2, &row.unit, &styles.text)?;
        text(sheet, at + offset, 3, item, &styles.text)?;
    }
    let baseline = row.assessment.baseline;
    for (column, year) in (BEFORE..).zip(years) {
        let of_base = baseline.filter(|b| b.year == *year).map(|b| b.value);
        let actual = row.judged.get(year).copied().or(of_base);
        value(sheet, at, column, actual, styles)?;
        match path(row, *year) {
            Some(path) => sheet.write_number_with_format(at + 1, column, path, &styles.ratio)?,
            None => sheet.write_blank(at + 1, column, &styles.text)?,
        };
    }
    Ok(())
}

fn path(row: &Row, year: Year) -> Option<f64> {
    let Some(path) = &row.assessment.path else {
        let target = row.target.as_ref().filter(|t| t.year == year)?;
        return exact(target.bound.value()?);
    };
    let (first, last) = (path.points.first()?.0, path.points.last()?.0);
    (first..=last)
        .contains(&year)
        .then(|| path.value_at(year))?
}

/// A range on round numbers in which changes can be seen; amounts never begin below zero.
fn extent(row: &Row) -> Option<(f64, f64)> {
    let path = row.assessment.path.iter().flat_map(|p| &p.points);
    let values = row
        .judged
        .values()
        .copied()
        .chain(row.assessment.baseline.map(|b| b.value))
        .chain(row.target.as_ref().and_then(|t| t.bound.value()))
        .filter_map(exact)
        .chain(path.map(|(_, value)| *value));
    let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
        (low.min(value), high.max(value))
    });
    let span = high - low;
    if !span.is_finite() || span <= 0.0 {
        return None;
    }
    let step = 10f64.powf((span / 2.0).log10().floor());
    let below = ((low / step).floor() - 1.0) * step;
    let below = if low >= 0.0 { below.max(0.0) } else { below };
    Some((below, ((high / step).ceil() + 1.0) * step))
}

fn line_chart(row: &Row, head: u32, at: u32, last: u16, styles: &Styles) -> Chart {
    let mut chart = Chart::new(ChartType::Line);
    chart
        .title()
        .set_name(&format!("{} {}", row.id.no, row.name_with_unit()))
        .set_font(ChartFont::new().set_size(11).set_bold());
    let years = (DATA, head, BEFORE, head, last);
    if let Some((low, high)) = extent(row) {
        chart.y_axis().set_min(low).set_max(high);
    }
    let marker = ChartMarker::new()
        .set_type(ChartMarkerType::Circle)
        .set_size(6)
        .set_format(
            ChartFormat::new().set_solid_fill(ChartSolidFill::new().set_color(styles.accent)),
        )
        .clone();
    chart
        .add_series()
        .set_name("实际值")
        .set_categories(years)
        .set_values((DATA, at, BEFORE, at, last))
        .set_marker(&marker)
        .set_format(
            ChartFormat::new().set_line(ChartLine::new().set_color(styles.accent).set_width(2.25)),
        );
    chart
        .add_series()
        .set_name("路径值")
        .set_categories(years)
        .set_values((DATA, at + 1, BEFORE, at + 1, last))
        .set_marker(ChartMarker::new().set_none())
        .set_format(
            ChartFormat::new().set_line(
                ChartLine::new()
                    .set_color(styles.path)
                    .set_width(1.25)
                    .set_dash_type(ChartLineDashType::Dash),
            ),
        );
    chart.show_empty_cells_as(ChartEmptyCells::Connected);
    chart.legend().set_position(ChartLegendPosition::Bottom);
    chart.set_width(CHART.0).set_height(CHART.1);
    chart.set_alt_text(format!("{}走势图", row.name));
    chart
}

/// Counts of verdicts by section with their chart; answers the last row of the counts.
fn counts(
    sheet: &mut Worksheet,
    head: u32,
    report: &Report,
    styles: &Styles,
) -> Result<u32, XlsxError> {
    let census = Census::of(&report.rows);
    let mut columns = vec![("领域", 26.0)];
    columns.extend(
        census
            .groups
            .iter()
            .map(|(grade, _)| (grade.counted(), 14.0)),
    );
    heads(sheet, head, &columns, styles)?;
    let mut themes: Vec<(u32, &str)> = Vec::new();
    for row in &report.rows {
        if !themes.iter().any(|(no, _)| *no == row.theme) {
            themes.push((row.theme, &row.theme_name));
        }
    }
    for (at, (no, name)) in (head + 1..).zip(&themes) {
        text(sheet, at, 0, name, &styles.text)?;
        for (column, (grade, _)) in (1u16..).zip(&census.groups) {
            let own = report.rows.iter().filter(|row| row.theme == *no);
            let count = own.filter(|row| row.assessment.grade == *grade).count();
            let count = f64::from(u32::try_from(count).unwrap_or(0));
            sheet.write_number_with_format(at, column, count, &styles.whole)?;
        }
    }
    let last = head + u32::try_from(themes.len()).unwrap_or(0);
    let mut chart = Chart::new(ChartType::BarStacked);
    for (column, (grade, _)) in (1u16..).zip(&census.groups) {
        let fill = ChartSolidFill::new().set_color(styles.fill(*grade)).clone();
        chart
            .add_series()
            .set_name(("图表", head, column))
            .set_categories(("图表", head + 1, 0, last, 0))
            .set_values(("图表", head + 1, column, last, column))
            .set_format(ChartFormat::new().set_solid_fill(&fill));
    }
    chart.title().set_name("分领域评价（项）");
    chart.y_axis().set_reverse();
    chart.legend().set_position(ChartLegendPosition::Bottom);
    chart
        .set_width(900)
        .set_height(300)
        .set_alt_text("分领域评价项数");
    sheet.insert_chart_with_offset(last + 2, 0, &chart, 0, 0)?;
    Ok(last)
}
