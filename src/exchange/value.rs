//! What a cell of a sheet means as a figure.

use super::cell::{self, CellError};
use super::xlsx::{Cell, Value, number};
use crate::model::{Decimal, UnitRegistry};

/// Why a cell of a sheet is no figure.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ValueError {
    /// Its text is not taken.
    #[error(transparent)]
    Text(#[from] CellError),
    /// A day, often made of 1-2 by the spreadsheet program.
    #[error(
        "是日期（{0}），不是数；录入时可能被自动改成了日期，请把单元格格式改为“常规”后重新填数"
    )]
    Date(String),
    /// TRUE or FALSE.
    #[error("是逻辑值 {0}，不是数；请填数字")]
    Truth(&'static str),
    /// A formula that failed.
    #[error("公式出错（{0}）；请改正公式，或直接填数")]
    Failed(String),
    /// A formula without a stored result.
    #[error("是公式，但文件里没有存算出的结果；请用 Excel 或 WPS 打开、保存后再发，或直接填数")]
    NoResult,
    /// A formula whose result is another one tomorrow.
    #[error("公式里有 NOW、TODAY、RAND 这类每次打开都会变的函数；请直接填数")]
    Volatile,
    /// Too many digits, or nothing that could be read.
    #[error("不是可以读取的数；请重新填写")]
    Unreadable,
    /// A percentage where the unit is none.
    #[error("是百分数（{shown}），而本指标的单位是“{unit}”；请按单位填数")]
    Percent {
        /// As it is shown.
        shown: String,
        /// The row's unit.
        unit: String,
    },
}

/// The figure in a cell, in the row's unit; none where the cell is blank or says that there is none.
///
/// # Errors
/// Why it is no figure. Nothing is guessed.
pub fn of_cell(
    cell: Option<&Cell>,
    unit: &str,
    units: &UnitRegistry,
) -> Result<Option<Decimal>, ValueError> {
    let Some(cell) = cell else {
        return Ok(None);
    };
    if cell.is_volatile {
        return Err(ValueError::Volatile);
    }
    match &cell.value {
        Value::Number(number) if number.is_percent => {
            // 4.2% is stored as 0.042.
            let shown = number
                .value
                .checked_mul(Decimal::ONE_HUNDRED)
                .ok_or(ValueError::Unreadable)?
                .normalize();
            if unit == "%" {
                return Ok(Some(shown));
            }
            Err(ValueError::Percent {
                shown: format!("{shown}%"),
                unit: unit.to_owned(),
            })
        }
        Value::Number(number) => Ok(Some(number.value)),
        Value::Text(text) => Ok(cell::read(text, unit, units)?.value),
        Value::Date(serial) => {
            let day = number::day(*serial).map(|day| day.to_string());
            Err(ValueError::Date(day.unwrap_or_else(|| "时间".to_owned())))
        }
        Value::Truth(truth) => Err(ValueError::Truth(if *truth { "TRUE" } else { "FALSE" })),
        Value::Error(text) => Err(ValueError::Failed(text.clone())),
        Value::NoResult => Err(ValueError::NoResult),
        Value::Unreadable => Err(ValueError::Unreadable),
    }
}

/// The words in a cell, as people read them: numbers and days too.
#[must_use]
pub fn words_of(cell: Option<&Cell>) -> String {
    match cell.map(|cell| &cell.value) {
        Some(Value::Text(text)) => text.trim().replace("\r\n", "\n").replace('\r', "\n"),
        Some(Value::Number(number)) => number.value.to_string(),
        Some(Value::Date(serial)) if serial.fract().is_zero() => number::day(*serial)
            .map(|day| day.to_string())
            .unwrap_or_default(),
        Some(Value::Date(serial)) => number::moment(*serial)
            .map(|at| at.format("%Y-%m-%d %H:%M:%S%.f").to_string())
            .unwrap_or_default(),
        _ => String::new(),
    }
}
