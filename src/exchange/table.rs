//! A workspace as a table of stated layout, in CSV or XLSX: what goes out comes back unchanged.
//!
//! A head, then a row for each figure and for whatever else is kept. Columns are known by their heads and
//! may stand in any order; those that are not needed may be left out:
//!
//! | column | holds |
//! |---|---|
//! | 类别 | what the row is: 实际值 (also where it is blank), 基期值, 设置, and those below |
//! | 规划, 序号 | the indicator, measure or section; 规划 may be left out where the workspace follows one plan |
//! | 指标名称, 单位 | for the reader; where they are given they must agree |
//! | 口径 | the series; where it is given the indicator may be left out |
//! | 年份, 数值 | the figure; a blank 数值 of a figure is passed over and never deletes |
//! | 数据状态, 数据来源, 备注 | blank leaves what is there, unless 数值 is another one: then 快报, the file's name, nothing |
//! | 填报人, 填报时间 | who entered it and when; a time that cannot be read is left out and remarked |
//!
//! Further columns follow where a row needs them: 次序 (of rows that belong together), 项目, 内容, 责任单位,
//! 截止日期, 测算评价 (the computed grade that lay before whoever judged), 电话, 报数, 文件标识, 文件保存时间, 文件名称,
//! 发文日期.
//!
//! | 类别 | a row is |
//! |---|---|
//! | 自建规划 | a line of a plan of the workspace's own, in the words of a plan file: 规划 its short name, 内容 the line, 次序 its place |
//! | 收入规划 | a plan that is followed, in the order of 次序 |
//! | 设置 | 截至年度, 默认基期年, 累计口径, 评价方法, 评价界限, 填报表编号, 示例数据 (that the figures are made up) |
//! | 单独规则 | an indicator's own rule: 内容 the method, 数值 its limits where they are its own, 备注 why |
//! | 中期目标 | an interim target: 年份, 数值, 数据来源 |
//! | 目标调整 | a target that a document sets while the plan runs: 数据来源 its number, 文件名称, 发文日期, 年份, 项目 以上, 左右, 定性 and the like, 数值 or 内容 |
//! | 人工评定 | a decision about a grade: 内容, 备注 why, 数值 and 测算评价 what lay before |
//! | 存疑确认 | that a value was looked at: 数值, 内容 the doubts |
//! | 单独演示页 | an indicator with a slide of its own |
//! | 举措进展, 举措节点, 举措此前进展 | what is said of a measure, its milestones, what was said before |
//! | 总体文字, 领域文字, 指标文字 | the analyst's words: 项目 what about, 内容 the text |
//! | 填报表发出, 填报表收回, 单位说明, 填报表未采用 | the register of forms |
//!
//! CSV is UTF-8 with a byte order mark, commas, CRLF; GBK is read as well. Text that a spreadsheet
//! program could take for a formula has an apostrophe before it.

mod csv;
mod gather;
mod others;
mod own;
mod parts;
mod read;
mod rows;
mod settings;
mod sheet;
mod targets;

use std::path::Path;

use super::Known;
use super::error::ExchangeError;
use crate::disk::Disk;

pub(in crate::exchange) use csv::{decoded, separator};
pub use csv::{read_csv, write_csv};
pub use gather::Matter;
pub use read::TableRead;
pub use sheet::{read_book, write_book};

/// The columns that are always there, in the order written.
const HEADS: [&str; 13] = [
    KIND, PLAN, NO, NAME, UNIT, SERIES, YEAR, VALUE, STATUS, SOURCE, NOTE, BY, AT,
];
/// Those that follow where a row needs them.
const FURTHER: [&str; 12] = [
    ORDER,
    TOPIC,
    TEXT,
    RESPONSIBLE,
    DUE,
    COMPUTED,
    PHONE,
    COUNT,
    PRINT,
    SAVED,
    TITLE,
    DATED,
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
const ORDER: &str = "次序";
const TOPIC: &str = "项目";
const TEXT: &str = "内容";
const RESPONSIBLE: &str = "责任单位";
const DUE: &str = "截止日期";
const COMPUTED: &str = "测算评价";
const PHONE: &str = "电话";
const COUNT: &str = "报数";
const PRINT: &str = "文件标识";
const SAVED: &str = "文件保存时间";
const TITLE: &str = "文件名称";
const DATED: &str = "发文日期";

/// Kinds of rows.
const ACTUAL: &str = "实际值";
const BASELINE: &str = "基期值";
const SETTING: &str = "设置";
const OWN_PLAN: &str = "自建规划";
const FOLLOWED: &str = "收入规划";
const RULE: &str = "单独规则";
const INTERIM: &str = "中期目标";
const ADJUSTED: &str = "目标调整";
const JUDGED: &str = "人工评定";
const CONFIRMED: &str = "存疑确认";
const PINNED: &str = "单独演示页";
const MEASURE: &str = "举措进展";
const MILESTONE: &str = "举措节点";
const EARLIER: &str = "举措此前进展";
const OF_PLAN: &str = "总体文字";
const OF_THEME: &str = "领域文字";
const OF_INDICATOR: &str = "指标文字";
const ISSUED: &str = "填报表发出";
const RECEIVED: &str = "填报表收回";
const EXPLAINED: &str = "单位说明";
const DECLINED: &str = "填报表未采用";

/// All of them, for whoever wrote another.
const KINDS: [&str; 21] = [
    ACTUAL,
    BASELINE,
    SETTING,
    OWN_PLAN,
    FOLLOWED,
    RULE,
    INTERIM,
    ADJUSTED,
    JUDGED,
    CONFIRMED,
    PINNED,
    MEASURE,
    MILESTONE,
    EARLIER,
    OF_PLAN,
    OF_THEME,
    OF_INDICATOR,
    ISSUED,
    RECEIVED,
    EXPLAINED,
    DECLINED,
];

/// How a grade by hand that still holds, or holds no longer, is written.
const CONFIRMS: &str = "复核后确认";
const WITHDRAWS: &str = "撤回";
/// How a milestone is written.
const REACHED: &str = "已完成";
const OPEN: &str = "未完成";
/// What is pinned, what is made up.
const YES: &str = "是";

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
