//! Figures as a table of stated layout, in CSV or XLSX: what goes out comes back unchanged.
//!
//! A head, then a row a figure. Columns are known by their heads and may stand in any order; those
//! that are not needed may be left out:
//!
//! | column | holds |
//! |---|---|
//! | 类别 | 实际值 (also where it is blank), 基期值, 设置 |
//! | 规划, 序号 | the indicator; 规划 may be left out where the workspace follows one plan |
//! | 指标名称, 单位 | for the reader; where they are given they must agree |
//! | 口径 | the series; where it is given the indicator may be left out |
//! | 年份, 数值 | the figure; a blank 数值 is passed over and never deletes |
//! | 数据状态, 数据来源, 备注 | blank leaves what is there, unless 数值 is another one: then 快报, the file's name, nothing |
//! | 填报人, 填报时间 | who entered it and when; a time that cannot be read is left out and remarked |
//!
//! Rows of 设置 carry 截至年度, 默认基期年, 累计口径 and 示例数据 (that the figures are made up).
//!
//! CSV is UTF-8 with a byte order mark, commas, CRLF; GBK is read as well. Text that a spreadsheet
//! program could take for a formula has an apostrophe before it.

mod csv;
mod read;
mod rows;
mod settings;
mod sheet;

use std::path::Path;

use super::Known;
use super::error::ExchangeError;
use crate::disk::Disk;

pub(in crate::exchange) use csv::{decoded, separator};
pub use csv::{read_csv, write_csv};
pub use read::TableRead;
pub use sheet::{read_book, write_book};

/// The columns, in the order written.
const HEADS: [&str; 13] = [
    KIND, PLAN, NO, NAME, UNIT, SERIES, YEAR, VALUE, STATUS, SOURCE, NOTE, BY, AT,
];

const KIND: &str = "类别";
const PLAN: &str = "规划";
const NO: &str = "序号";
const NAME: &str = "指标名称";
const UNIT: &str = "单位";
const SERIES: &str = "口径";
const YEAR: &str = "年份";
const VALUE: &str = "数值";
const STATUS: &str = "数据状态";
const SOURCE: &str = "数据来源";
const NOTE: &str = "备注";
const BY: &str = "填报人";
const AT: &str = "填报时间";

/// Kinds of rows.
const ACTUAL: &str = "实际值";
const BASELINE: &str = "基期值";
const SETTING: &str = "设置";

/// How a time is written.
const TIME: &str = "%Y-%m-%d %H:%M:%S%.f";

/// The two ways to write a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Text.
    Csv,
    /// A workbook.
    Xlsx,
}

impl Shape {
    /// The shape that a file's name asks for by its ending.
    #[must_use]
    pub fn of_name(path: &Path) -> Option<Self> {
        let ending = path.extension()?;
        [("csv", Self::Csv), ("xlsx", Self::Xlsx)]
            .into_iter()
            .find(|(name, _)| ending.eq_ignore_ascii_case(name))
            .map(|(_, shape)| shape)
    }
}

/// Writes the table into a file, as a new one or in the place of an earlier one of the same kind.
///
/// # Errors
/// What the disk says, and where the file is there and is something else.
pub fn export(path: &Path, shape: Shape, known: &Known<'_>) -> Result<(), ExchangeError> {
    let disk = Disk::new();
    match shape {
        Shape::Csv => {
            // A text has no beginning of its own: only a table exported before is replaced.
            let beginning = format!("\u{feff}{KIND},");
            let bytes = write_csv(known);
            disk.replace_same_kind(path, &bytes, beginning.as_bytes(), "导出的数据表")?;
        }
        Shape::Xlsx => {
            let bytes = write_book(known).map_err(|fault| fault.at(path))?;
            disk.replace_same_kind(path, &bytes, b"PK\x03\x04", "Excel 工作簿")?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
