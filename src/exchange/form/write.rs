//! A form as a workbook: what people see of it.

use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, DataValidationRule, DocProperties, Format,
    FormatAlign, FormatBorder, ProtectionOptions, Workbook, Worksheet, XlsxError,
};

use super::{Form, FormRow, key, sheet};
use crate::exchange::error::ExchangeFault;
use crate::exchange::xlsx::number::SIGNIFICANT_DIGITS;
use crate::model::live;
use crate::model::{Decimal, Observation, Status};

/// Columns before the earlier years.
const ID: u16 = 0;
const NO: u16 = 1;
const NAME: u16 = 2;
const UNIT: u16 = 3;
const KIND: u16 = 4;
const TARGET: u16 = 5;
const BASE_YEAR: u16 = 6;
const BASE: u16 = 7;
const FIRST_YEAR: u16 = 8;

/// Rows above the figures.
const TITLE: u32 = 0;
const FACTS: u32 = 1;
const HELP: u32 = 2;
const FILLER: u32 = 3;
const KEYS: u32 = 4;
const HEAD: u32 = 5;
const FIRST_ROW: u32 = 6;

/// A4.
const PAPER: u8 = 9;

/// Ink and grounds of the form, as RRGGBB.
mod paint {
    pub(super) const RED: u32 = 0x00C0_0000;
    pub(super) const LINE: u32 = 0x00A6_A6A6;
    pub(super) const HEAD: u32 = 0x00F2_F2F2;
    pub(super) const FILL: u32 = 0x00FF_F9DB;
    pub(super) const WEAK: u32 = 0x0059_5959;
}

/// The columns after the earlier years.
struct Columns {
    year: u16,
    status: u16,
    source: u16,
    note: u16,
}

/// The workbook's bytes.
///
/// # Errors
/// What the writer says; none is known for a form.
pub fn write(form: &Form) -> Result<Vec<u8>, ExchangeFault> {
    workbook(form).map_err(|error| ExchangeFault::Writer(error.to_string()))
}

fn workbook(form: &Form) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let properties = DocProperties::new()
        .set_title(format!("{} {}年填报表", form.unit, form.year))
        .set_author(sender(form))
        .set_subject(format!("{}《{}》", form.number, form.title))
        .set_creation_datetime(&rust_xlsxwriter::ExcelDateTime::from_timestamp(
            form.issue.at.and_utc().timestamp(),
        )?);
    book.set_properties(&properties);
    to_fill(book.add_worksheet(), form)?;
    if !form.joined.is_empty() {
        for_information(book.add_worksheet(), form)?;
    }
    memory(book.add_worksheet(), form)?;
    book.save_to_buffer()
}

fn sender(form: &Form) -> &str {
    form.sender.as_ref().map_or("", |unit| unit.0.as_str())
}

fn columns(form: &Form) -> Columns {
    let earlier = u16::try_from(form.years.len()).unwrap_or(0);
    let year = FIRST_YEAR + earlier;
    Columns {
        year,
        status: year + 1,
        source: year + 2,
        note: year + 3,
    }
}

fn font() -> Format {
    Format::new()
        .set_font_name("宋体")
        .set_font_size(11)
        .set_font_charset(134)
        .set_align(FormatAlign::VerticalCenter)
}

fn cell() -> Format {
    font()
        .set_border(FormatBorder::Thin)
        .set_border_color(paint::LINE)
}

fn words() -> Format {
    cell().set_text_wrap()
}

fn centered() -> Format {
    words().set_align(FormatAlign::Center)
}

fn to_be_filled(format: Format) -> Format {
    format.set_background_color(paint::FILL).set_unlocked()
}

fn to_fill(page: &mut Worksheet, form: &Form) -> Result<(), XlsxError> {
    let at = columns(form);
    page.set_name("填报表")?;
    widths(page, form, &at)?;
    above(page, form, &at)?;
    head(page, form, &at)?;
    for (index, row) in form.rows.iter().enumerate() {
        let line = FIRST_ROW + u32::try_from(index).unwrap_or(0);
        figures(page, form, &at, line, row)?;
    }
    let last = FIRST_ROW + u32::try_from(form.rows.len()).unwrap_or(0) - 1;
    page.set_freeze_panes(FIRST_ROW, UNIT)?;
    set_up_print(page, form, (HEAD, last), at.note)?;
    page.set_selection(FIRST_ROW, at.year, FIRST_ROW, at.year)?;
    protect(page);
    page.set_active(true);
    Ok(())
}

fn protect(page: &mut Worksheet) {
    page.protect_with_options(&ProtectionOptions {
        format_columns: true,
        format_rows: true,
        ..ProtectionOptions::new()
    });
}

fn widths(page: &mut Worksheet, form: &Form, at: &Columns) -> Result<(), XlsxError> {
    for (column, width) in [
        (ID, 4.0),
        (NO, 5.5),
        (NAME, 32.0),
        (UNIT, 8.5),
        (KIND, 13.0),
        (TARGET, 15.0),
        (BASE_YEAR, 8.0),
        (BASE, 11.5),
        (at.year, 14.0),
        (at.status, 11.5),
        (at.source, 22.0),
        (at.note, 24.0),
    ] {
        page.set_column_width(column, width)?;
    }
    for column in (FIRST_YEAR..).take(form.years.len()) {
        page.set_column_width(column, 11.5)?;
    }
    page.set_column_hidden(ID)?;
    Ok(())
}

/// Title, facts, instructions, and who fills it in.
fn above(page: &mut Worksheet, form: &Form, at: &Columns) -> Result<(), XlsxError> {
    let stamp = if form.synthetic {
        "【示例数据】"
    } else {
        ""
    };
    let title = format!("{stamp}{}年主要指标完成情况填报表", form.year);
    let heading = font()
        .set_bold()
        .set_font_size(20)
        .set_align(FormatAlign::Center);
    page.set_row_height(TITLE, 38)?;
    page.merge_range(TITLE, NO, TITLE, at.note, &title, &heading)?;
    let facts = format!(
        "依据：{}《{}》    填报单位：{}    报送：请于 {} 前发回{}",
        form.number,
        form.title,
        form.unit,
        form.issue.deadline.format("%Y年%-m月%-d日"),
        sender(form)
    );
    let line = font()
        .set_align(FormatAlign::Center)
        .set_border_bottom(FormatBorder::Medium)
        .set_border_bottom_color(paint::RED);
    page.set_row_height(FACTS, 24)?;
    page.merge_range(FACTS, NO, FACTS, at.note, &facts, &line)?;
    let help = font()
        .set_text_wrap()
        .set_font_size(10.5)
        .set_align(FormatAlign::Left)
        .set_font_color(paint::WEAK);
    page.set_row_height(HELP, 86)?;
    page.merge_range(HELP, NO, HELP, at.note, &instructions(form), &help)?;
    who_fills(page, form, at)
}

fn instructions(form: &Form) -> String {
    let base = if form.rows.iter().any(|row| row.asks_baseline) {
        "、缺少的基期值"
    } else {
        ""
    };
    format!(
        "填表说明：\n\
         1. 只填黄色格子：{}年的数值{base}、数据状态、数据来源和备注。其余格子已锁定，内容有误请写在备注里。\n\
         2. 数值按“单位”一栏填数字，不带单位；百分数填百分号前的数，如 4.2% 填 4.2。是当年数、期末数还是累计数，看“数据类型”一栏。\n\
         3. 没有数据的请留空，不要填 0 或“无”，原因写在备注里；留空不会删除以前报送的数。\n\
         4. 填完后直接保存为 .xlsx 发回。请不要复制到别的文件，不要删除隐藏的行、列和工作表，收表靠它们识别。",
        form.year
    )
}

fn who_fills(page: &mut Worksheet, form: &Form, at: &Columns) -> Result<(), XlsxError> {
    let label = font().set_bold().set_align(FormatAlign::Right);
    let field = to_be_filled(centered()).set_num_format("@");
    let date = to_be_filled(centered()).set_num_format("yyyy-m-d");
    page.set_row_height(FILLER, 26)?;
    page.write_string_with_format(FILLER, NAME, "填报人：", &label)?;
    page.merge_range(FILLER, UNIT, FILLER, KIND, "", &field)?;
    page.write_string_with_format(FILLER, TARGET, "联系电话：", &label)?;
    page.merge_range(FILLER, BASE_YEAR, FILLER, BASE, "", &field)?;
    page.write_string_with_format(FILLER, at.status, "填报日期：", &label)?;
    page.write_blank(FILLER, at.source, &date)?;
    let version = match form.issue.version {
        1 => format!("{} 发出", form.issue.at.format("%Y-%m-%d")),
        version => format!("第 {version} 次，{} 发出", form.issue.at.format("%Y-%m-%d")),
    };
    let weak = font()
        .set_font_size(9)
        .set_font_color(paint::WEAK)
        .set_align(FormatAlign::Right);
    page.write_string_with_format(FILLER, at.note, version, &weak)?;
    Ok(())
}

/// The hidden names of the columns, and the heading that people read.
fn head(page: &mut Worksheet, form: &Form, at: &Columns) -> Result<(), XlsxError> {
    let format = centered().set_bold().set_background_color(paint::HEAD);
    let base = to_be_filled(centered().set_bold());
    for (column, name) in [
        (ID, key::ID.to_owned()),
        (NAME, key::NAME.to_owned()),
        (UNIT, key::UNIT.to_owned()),
        (TARGET, key::TARGET.to_owned()),
        (BASE_YEAR, key::BASE_YEAR.to_owned()),
        (BASE, key::BASE.to_owned()),
        (at.year, key::year(form.year)),
        (at.status, key::STATUS.to_owned()),
        (at.source, key::SOURCE.to_owned()),
        (at.note, key::NOTE.to_owned()),
    ] {
        page.write_string(KEYS, column, name)?;
    }
    for (column, year) in (FIRST_YEAR..).zip(&form.years) {
        page.write_string(KEYS, column, key::earlier(*year))?;
    }
    page.set_row_hidden(KEYS)?;
    page.set_row_height(HEAD, 34)?;
    for (column, words) in [
        (NO, "序号"),
        (NAME, "指标名称"),
        (UNIT, "单位"),
        (KIND, "数据类型"),
        (TARGET, "目标"),
        (BASE_YEAR, "基期\n年份"),
        (BASE, "基期值"),
        (at.status, "数据状态"),
        (at.source, "数据来源"),
        (at.note, "备注"),
    ] {
        page.write_string_with_format(HEAD, column, words, &format)?;
    }
    for (column, year) in (FIRST_YEAR..).zip(&form.years) {
        page.write_string_with_format(HEAD, column, format!("{year}年"), &format)?;
    }
    let asked = format!("{}年\n（本次填报）", form.year);
    page.write_string_with_format(HEAD, at.year, asked, &base.set_locked())?;
    Ok(())
}

fn figures(
    page: &mut Worksheet,
    form: &Form,
    at: &Columns,
    line: u32,
    row: &FormRow,
) -> Result<(), XlsxError> {
    about(page, line, row)?;
    page.write_string(line, ID, row.id.to_string())?;
    let number = cell().set_align(FormatAlign::Right).set_indent(1);
    let fill = to_be_filled(number.clone());
    if row.asks_baseline {
        page.write_blank(line, BASE, &fill)?;
        page.add_data_validation(line, BASE, line, BASE, &any_number(row, row.base_year)?)?;
    } else {
        put_number(page, line, BASE, row.baseline.map(|b| b.value), &number)?;
    }
    for (column, observation) in (FIRST_YEAR..).zip(&row.earlier) {
        put_number(page, line, column, value_of(observation.as_ref()), &number)?;
    }
    put_number(page, line, at.year, value_of(row.current.as_ref()), &fill)?;
    let rule = any_number(row, form.year)?;
    page.add_data_validation(line, at.year, line, at.year, &rule)?;
    let status = row.current.as_ref().map_or("", |o| o.status.word());
    let choice = to_be_filled(centered());
    page.write_string_with_format(line, at.status, status, &choice)?;
    page.add_data_validation(line, at.status, line, at.status, &statuses()?)?;
    let text = |of: fn(&Observation) -> &str| row.current.as_ref().map_or("", of);
    let wide = to_be_filled(words());
    put_text(page, line, at.source, text(|o| &o.source), &wide)?;
    put_text(page, line, at.note, text(|o| &o.note), &wide)
}

/// What is known of an indicator, locked.
fn about(page: &mut Worksheet, line: u32, row: &FormRow) -> Result<(), XlsxError> {
    let lines = lines_of(&row.name, 30)
        .max(lines_of(&row.kind, 12))
        .max(row.target.lines().count());
    let height = 16 * u32::try_from(lines).unwrap_or(1) + 12;
    page.set_row_height(line, height)?;
    page.write_number_with_format(line, NO, row.no, &centered())?;
    put_text(page, line, NAME, &row.name, &words())?;
    put_text(page, line, UNIT, super::unit_shown(&row.unit), &centered())?;
    put_text(page, line, KIND, &row.kind, &centered().set_font_size(10))?;
    put_text(page, line, TARGET, &row.target, &centered())?;
    page.write_number_with_format(line, BASE_YEAR, row.base_year, &centered())?;
    Ok(())
}

/// How many lines a text takes in a column of so many half-width characters.
fn lines_of(text: &str, width: usize) -> usize {
    let half: usize = text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
    half.div_ceil(width).max(1)
}

fn value_of(observation: Option<&Observation>) -> Option<Decimal> {
    observation.map(|observation| observation.value)
}

/// A number as it was entered: its format shows at least its own decimals and rounds nothing. What
/// Excel cannot hold is written as text.
pub(in crate::exchange) fn put_number(
    page: &mut Worksheet,
    line: u32,
    column: u16,
    value: Option<Decimal>,
    format: &Format,
) -> Result<(), XlsxError> {
    let Some(value) = value else {
        page.write_blank(line, column, format)?;
        return Ok(());
    };
    let text = value.to_string();
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let float: Option<f64> = text.parse().ok();
    match float.filter(|_| digits <= SIGNIFICANT_DIGITS) {
        Some(float) => {
            let decimals = value.scale() as usize;
            let code = if decimals == 0 {
                "General".to_owned()
            } else {
                let more = SIGNIFICANT_DIGITS.saturating_sub(decimals);
                format!("0.{}{}", "0".repeat(decimals), "#".repeat(more))
            };
            let format = format.clone().set_num_format(code);
            page.write_number_with_format(line, column, float, &format)?;
        }
        None => {
            page.write_string_with_format(line, column, text, format)?;
        }
    }
    Ok(())
}

/// Text that stays text even if its cell is edited again.
pub(in crate::exchange) fn put_text(
    page: &mut Worksheet,
    line: u32,
    column: u16,
    text: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    let text: String = text.chars().take(32_767).collect();
    if live::could_be_formula(&text) {
        let format = format.clone().set_quote_prefix();
        page.write_string_with_format(line, column, text, &format)?;
    } else {
        page.write_string_with_format(line, column, text, format)?;
    }
    Ok(())
}

fn any_number(row: &FormRow, year: i32) -> Result<DataValidation, XlsxError> {
    let unit = if row.unit.is_empty() {
        "本指标无计量单位".to_owned()
    } else {
        format!("单位：{}", row.unit)
    };
    let mut prompt = format!("{unit}；{}", row.kind);
    if !row.remark.is_empty() {
        prompt = format!("{prompt}\n{}", row.remark);
    }
    let prompt: String = prompt.chars().take(250).collect();
    DataValidation::new()
        .allow_decimal_number(DataValidationRule::Between(-1e15, 1e15))
        .ignore_blank(true)
        .set_input_title(format!("序号{}，{year} 年", row.no))?
        .set_input_message(prompt)?
        .set_error_style(DataValidationErrorStyle::Stop)
        .set_error_title("这里只能填数字")?
        .set_error_message("请填数字，不带单位、百分号或文字；没有数据请留空，说明写在备注里。")
}

fn statuses() -> Result<DataValidation, XlsxError> {
    DataValidation::new()
        .allow_list_strings(&Status::ALL.map(Status::word))?
        .ignore_blank(true)
        .set_error_style(DataValidationErrorStyle::Stop)
        .set_error_title("请从下拉列表中选")?
        .set_error_message("数据状态只能是：快报、初步核算、最终核实、修订。")
}

fn set_up_print(
    page: &mut Worksheet,
    form: &Form,
    (head, last): (u32, u32),
    last_column: u16,
) -> Result<(), XlsxError> {
    page.set_paper_size(PAPER)
        .set_landscape()
        .set_print_fit_to_pages(1, 0)
        .set_print_center_horizontally(true)
        .set_margins(0.4, 0.4, 0.6, 0.6, 0.3, 0.3)
        .set_footer(format!("&L{}&C第 &P 页，共 &N 页&R知标", form.unit));
    page.set_repeat_rows(head, head)?;
    page.set_print_area(TITLE, NO, last, last_column)?;
    Ok(())
}

/// What the unit takes part in: nothing to fill in.
fn for_information(page: &mut Worksheet, form: &Form) -> Result<(), XlsxError> {
    page.set_name("参与的指标（仅供参考）")?;
    let last = FIRST_YEAR + u16::try_from(form.years.len()).unwrap_or(0);
    let heading = font().set_bold().set_font_size(14);
    let weak = font().set_font_color(paint::WEAK);
    page.set_row_height(0, 28)?;
    page.write_string_with_format(0, NO, format!("{}参与的指标", form.unit), &heading)?;
    let remark = "由牵头单位填报，本页无需填写；如有意见请与牵头单位联系。";
    page.write_string_with_format(1, NO, remark, &weak)?;
    let format = centered().set_bold().set_background_color(paint::HEAD);
    for (column, words, width) in [
        (NO, "序号", 5.5),
        (NAME, "指标名称", 32.0),
        (UNIT, "单位", 8.5),
        (KIND, "数据类型", 13.0),
        (TARGET, "目标", 15.0),
        (BASE_YEAR, "基期\n年份", 8.0),
        (BASE, "基期值", 11.5),
    ] {
        page.set_column_width(column, width)?;
        page.write_string_with_format(2, column, words, &format)?;
    }
    page.set_column_hidden(ID)?;
    for (column, year) in (FIRST_YEAR..).zip(form.years.iter().chain([&form.year])) {
        page.set_column_width(column, 11.5)?;
        page.write_string_with_format(2, column, format!("{year}年"), &format)?;
    }
    page.set_column_width(last + 1, 16.0)?;
    page.write_string_with_format(2, last + 1, "牵头单位", &format)?;
    let number = cell().set_align(FormatAlign::Right).set_indent(1);
    for (line, row) in (3..).zip(&form.joined) {
        about(page, line, row)?;
        put_number(page, line, BASE, row.baseline.map(|b| b.value), &number)?;
        for (column, observation) in (FIRST_YEAR..).zip(row.earlier.iter().chain([&row.current])) {
            put_number(page, line, column, value_of(observation.as_ref()), &number)?;
        }
        let lead = row.lead.as_ref().map_or("", |lead| lead.0.as_str());
        put_text(page, line, last + 1, lead, &centered())?;
    }
    let end = 2 + u32::try_from(form.joined.len()).unwrap_or(0);
    page.set_freeze_panes(3, UNIT)?;
    set_up_print(page, form, (2, end), last + 1)?;
    protect(page);
    Ok(())
}

fn memory(page: &mut Worksheet, form: &Form) -> Result<(), XlsxError> {
    page.set_name("知标")?;
    let text = Format::new().set_num_format("@");
    for (row, line) in (0..).zip(sheet::lines(form)) {
        for (column, fact) in (0..).zip(&line) {
            put_text(page, row, column, fact, &text)?;
        }
    }
    page.protect();
    page.set_very_hidden(true);
    Ok(())
}
