//! A table of targets from outside as a plan: from the clipboard, from CSV or XLSX, or typed by hand.
//!
//! A [`Grid`] is the table as it stands; [`Head`] says which column holds what, by its words. A [`Draft`]
//! is what is worked on: texts, the meaning of each column, what each row is. [`Draft::read`] says of
//! every cell how it was understood, from what only a default was taken, and what was not understood and
//! why; [`Reading::plan`] makes the plan, once nothing is left that is not understood. Texts stay as
//! they are until they are read, so correcting a cell or the meaning of a column reads everything anew.
//!
//! Columns in any order: 序号, 指标名称, 单位, 基期值, 目标值 of one or more years, 责任单位, 牵头单位,
//! 配合单位, 中心（领域）, 属性, 方向, 出处, 备注; heads of several rows, joined cells, rows with a name
//! alone as the sections.

mod bound;
mod build;
mod draft;
mod grid;
mod guess;
mod head;
mod numbers;
mod read;
mod row;
mod split;
mod words;

pub use bound::{TargetReading, read_target};
pub use build::{DocumentHead, PlanFault, Taken};
pub use draft::{Draft, DraftRow, RowKind, SeriesChoice};
pub use grid::{Grid, Span};
pub use head::{Column, Head, Role, year_in};
pub use read::{CellReading, Mark, Reading, RowReading};

use crate::model::{Plan, Series, UnitRegistry};

/// What a table is held against.
#[derive(Clone, Copy, Debug)]
pub struct Against<'a> {
    /// Every plan there is: an indicator of equal name and unit may share its series.
    pub plans: &'a [Plan],
    /// Every series.
    pub series: &'a [Series],
    /// Responsible units and measurement units.
    pub units: &'a UnitRegistry,
    /// The plan that is being changed; none for a new one.
    pub old: Option<&'a Plan>,
}

#[cfg(test)]
mod tests;
