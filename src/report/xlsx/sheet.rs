//! What all sheets share: styles, and how a figure gets into a cell.

use rust_decimal::prelude::ToPrimitive as _;
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Worksheet, XlsxError};

use super::super::content::Report;
use super::super::picture::{Art, Rgb};
use crate::assess::Grade;
use crate::model::Decimal;

/// The styles of cells.
pub(super) struct Styles {
    pub(super) title: Format,
    pub(super) stamp: Format,
    pub(super) weak: Format,
    pub(super) head: Format,
    pub(super) text: Format,
    pub(super) wrapped: Format,
    pub(super) whole: Format,
    pub(super) percent: Format,
    pub(super) points: Format,
    pub(super) ratio: Format,
    pub(super) grades: [Format; 7],
    fills: [Color; 7],
    pub(super) accent: Color,
    pub(super) path: Color,
    base: Format,
}

impl Styles {
    pub(super) fn new(art: &Art) -> Self {
        let p = &art.palette;
        let base = Format::new()
            .set_font_name("微软雅黑")
            .set_font_size(10)
            .set_font_color(color(p.text))
            .set_align(FormatAlign::VerticalCenter);
        let cell = base
            .clone()
            .set_border(FormatBorder::Thin)
            .set_border_color(color(p.line));
        let figure = cell.clone().set_align(FormatAlign::Right);
        Self {
            title: base.clone().set_bold().set_font_size(14),
            stamp: base.clone().set_bold().set_font_color(color(p.stamp)),
            weak: base.clone().set_font_color(color(p.text_weak)),
            head: cell
                .clone()
                .set_bold()
                .set_text_wrap()
                .set_align(FormatAlign::Center)
                .set_background_color(color(p.head)),
            wrapped: cell.clone().set_text_wrap(),
            whole: figure.clone().set_num_format("0"),
            percent: figure.clone().set_num_format("0.0%"),
            points: figure.clone().set_num_format("+0.0;-0.0;0.0"),
            ratio: figure.set_num_format("0.00"),
            grades: p
                .grade_inks
                .map(|ink| Format::new().set_bold().set_font_color(color(ink))),
            fills: p.grade_inks.map(color),
            accent: color(p.accent),
            path: color(p.text_weak),
            text: cell.clone(),
            base: cell,
        }
    }

    /// A figure with as many decimals as were entered, grouped.
    pub(super) fn figure(&self, value: Decimal) -> Format {
        let decimals = usize::try_from(value.scale()).unwrap_or(0);
        let format = if decimals == 0 {
            "#,##0".to_owned()
        } else {
            format!("#,##0.{}", "0".repeat(decimals))
        };
        self.base
            .clone()
            .set_align(FormatAlign::Right)
            .set_num_format(format)
    }

    /// What fills a bar of this grade.
    pub(super) fn fill(&self, grade: Grade) -> Color {
        self.fills[grade.index()]
    }

    pub(super) fn grade(&self, grade: Grade) -> &Format {
        &self.grades[grade.index()]
    }
}

pub(super) fn color([r, g, b]: Rgb) -> Color {
    Color::RGB(u32::from(r) << 16 | u32::from(g) << 8 | u32::from(b))
}

/// Writes a value exactly: as a number where a spreadsheet can hold it, else as its text.
pub(super) fn value(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    value: Option<Decimal>,
    styles: &Styles,
) -> Result<(), XlsxError> {
    match value {
        None => sheet.write_blank(row, column, &styles.text)?,
        Some(value) => match exact(value) {
            Some(number) => {
                sheet.write_number_with_format(row, column, number, &styles.figure(value))?
            }
            None => sheet.write_string_with_format(row, column, value.to_string(), &styles.text)?,
        },
    };
    Ok(())
}

/// The float that prints as this decimal does; none where digits would be lost.
pub(super) fn exact(value: Decimal) -> Option<f64> {
    // A spreadsheet keeps fifteen digits.
    let digits = value.mantissa().unsigned_abs().to_string().len();
    if digits > 15 {
        return None;
    }
    value.to_f64()
}

/// Writes words, never a formula.
pub(super) fn text(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    words: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    // A cell holds no more; what is longer is cut where the reader sees it.
    const MOST: usize = 32_767;
    if words.is_empty() {
        sheet.write_blank(row, column, format)?;
        return Ok(());
    }
    let cut: String;
    let words = if words.encode_utf16().count() > MOST {
        cut = words.chars().take(MOST / 2).chain(['…']).collect();
        &cut
    } else {
        words
    };
    sheet.write_string_with_format(row, column, words, format)?;
    Ok(())
}

/// Makes a row as high as its longest text needs; not every program does it by itself.
pub(super) fn fit_row(
    sheet: &mut Worksheet,
    row: u32,
    texts: &[(&str, f64)],
) -> Result<(), XlsxError> {
    const LINE: f64 = 15.0;
    let lines = texts.iter().map(|(text, width)| {
        let halves: u32 = text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
        (f64::from(halves) / (width - 2.0).max(1.0)).ceil().max(1.0)
    });
    let most = lines.fold(1.0, f64::max);
    // Excel takes no higher row.
    sheet.set_row_height(row, (most * LINE).min(400.0))?;
    Ok(())
}

/// Title, what it covers, the stamp; answers the row of the head.
pub(super) fn top(
    sheet: &mut Worksheet,
    report: &Report,
    name: &str,
    styles: &Styles,
) -> Result<u32, XlsxError> {
    sheet.set_name(name)?;
    sheet.set_screen_gridlines(false);
    sheet.write_string_with_format(0, 0, report.title_line(), &styles.title)?;
    let words = format!("{}（{}）", report.subtitle, report.plan.number);
    sheet.write_string_with_format(1, 0, words, &styles.weak)?;
    if report.synthetic {
        let words = "示例数据：不是统计数据，不得引用";
        sheet.write_string_with_format(2, 0, words, &styles.stamp)?;
        sheet.set_header("&C&\"黑体,Bold\"&20示例数据");
    }
    sheet.set_footer("&C第 &P 页，共 &N 页");
    sheet.set_paper_size(9);
    sheet.set_landscape();
    sheet.set_print_fit_to_pages(1, 0);
    Ok(3)
}

/// The heads of columns with their widths.
pub(super) fn heads(
    sheet: &mut Worksheet,
    row: u32,
    columns: &[(&str, f64)],
    styles: &Styles,
) -> Result<(), XlsxError> {
    for (column, (head, width)) in (0u16..).zip(columns) {
        sheet.set_column_width(column, *width)?;
        sheet.write_string_with_format(row, column, *head, &styles.head)?;
    }
    sheet.set_row_height(row, 32)?;
    sheet.set_repeat_rows(0, row)?;
    Ok(())
}
