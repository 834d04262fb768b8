//! A workbook to go on working with: results with their formulas, every observation, years with
//! native charts, the method, what each sentence rests on.

mod results;
mod sheet;
mod texts;
mod years;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use super::content::Report;
use super::error::ReportError;
use super::picture::Art;
use sheet::Styles;

/// The bytes of the file; the same report gives the same bytes.
pub(super) fn write(report: &Report, art: &Art) -> Result<Vec<u8>, ReportError> {
    workbook(report, art).map_err(|error| ReportError::writer("Excel 工作簿", error))
}

fn workbook(report: &Report, art: &Art) -> Result<Vec<u8>, XlsxError> {
    use chrono::Datelike as _;
    let mut workbook = Workbook::new();
    let date = report.date;
    let part = |part: u32| u8::try_from(part).unwrap_or(1);
    let year = u16::try_from(date.year()).unwrap_or(1900);
    let made = ExcelDateTime::from_ymd(year, part(date.month()), part(date.day()))?;
    workbook.set_properties(
        &DocProperties::new()
            .set_title(report.title_line())
            .set_company(report.issuer.clone().unwrap_or_default())
            .set_creation_datetime(&made),
    );
    let styles = Styles::new(art);
    results::sheet(workbook.add_worksheet(), report, &styles)?;
    years::sheets(&mut workbook, report, &styles)?;
    texts::observations(workbook.add_worksheet(), report, &styles)?;
    texts::method(workbook.add_worksheet(), report, &styles)?;
    texts::grounds(workbook.add_worksheet(), report, &styles)?;
    workbook.save_to_buffer()
}
