//! Charts as data. No colour, no size, no egui.

use super::dense::Extremes;
use crate::assess::Grade;
use crate::model::Year;

/// A chart.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "most charts are lines")]
pub enum ChartSpec {
    /// Actuals, path and targets over years.
    Line(LineChart),
    /// Progress against schedule.
    Bullet(Bullet),
    /// Grades of many indicators over years.
    HeatMap(HeatMap),
}

/// Actuals against target and path, over years.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LineChart {
    /// What it is of, for those who cannot see it.
    pub title: String,
    /// The unit of its values; empty for an index.
    pub unit: String,
    /// Which section's colour it wears, from 1.
    pub theme: u32,
    /// First and last year of the axis.
    pub years: (Year, Year),
    /// The baseline.
    pub start: Option<StartPoint>,
    /// Actuals by year.
    pub actuals: Vec<ActualPoint>,
    /// Where the lowest and highest of them stand.
    pub extremes: Extremes,
    /// The path from baseline through interim targets to the target.
    pub path: Vec<(Year, f64)>,
    /// Targets by year.
    pub targets: Vec<TargetMark>,
    /// Targets that held before another document changed them.
    pub superseded: Vec<SupersededTarget>,
    /// Targets that other documents set for the same series.
    pub other_targets: Vec<OtherTarget>,
    /// Where the figures lead: from the last actual, year by year, to the target's year.
    pub forecast: Vec<ForecastPoint>,
    /// What to say where there is nothing to plot yet.
    pub hint: Option<String>,
}

/// The baseline in a line chart.
#[derive(Clone, Debug, PartialEq)]
pub struct StartPoint {
    /// The base year.
    pub year: Year,
    /// Its value.
    pub value: f64,
    /// Its value as text.
    pub text: String,
}

/// An actual value in a line chart.
#[derive(Clone, Debug, PartialEq)]
pub struct ActualPoint {
    /// Its year.
    pub year: Year,
    /// Its value.
    pub value: f64,
    /// Its value as entered, grouped.
    pub text: String,
    /// Its status word, 快报.
    pub status: &'static str,
    /// Whether it is more than a flash figure; drawn solid.
    pub firm: bool,
}

/// A target in a line chart.
#[derive(Clone, Debug, PartialEq)]
pub struct TargetMark {
    /// Its year.
    pub year: Year,
    /// Its value.
    pub value: f64,
    /// Its value with the binding word, 3,000以上.
    pub text: String,
    /// What it is: 目标, or 中期目标 where the analyst chose it.
    pub name: &'static str,
}

/// A target that holds no longer in a line chart.
#[derive(Clone, Debug, PartialEq)]
pub struct SupersededTarget {
    /// Its year.
    pub year: Year,
    /// Its value.
    pub value: f64,
    /// Its value with the binding word, 3,000以上.
    pub text: String,
    /// The number of the document that ended it.
    pub document: String,
}

/// A target of another document in a line chart.
#[derive(Clone, Debug, PartialEq)]
pub struct OtherTarget {
    /// Its year.
    pub year: Year,
    /// Its value.
    pub value: f64,
    /// The document with value and binding word, 数字贸易计划 超110.
    pub text: String,
    /// Which of the other documents, from 0: those of one document look alike.
    pub document: u32,
}

/// A year of the forecast in a line chart.
#[derive(Clone, Debug, PartialEq)]
pub struct ForecastPoint {
    /// Its year.
    pub year: Year,
    /// The expected value; in the first point the last actual.
    pub value: f64,
    /// The ends of the 80 % prediction interval, where there is one.
    pub band: Option<(f64, f64)>,
}

/// A bar of progress with a mark where the schedule stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Bullet {
    /// Share of the way done; none where it cannot be said.
    pub progress: Option<f64>,
    /// Share of the way that should be done by now.
    pub schedule: Option<f64>,
    /// The grade, which gives the colour.
    pub grade: Grade,
}

/// Grades of indicators over years.
#[derive(Clone, Debug, PartialEq)]
pub struct HeatMap {
    /// The years, left to right.
    pub years: Vec<Year>,
    /// The year judged now, set apart.
    pub current: Year,
    /// The rows, top to bottom.
    pub rows: Vec<HeatRow>,
}

/// One indicator in a heat map.
#[derive(Clone, Debug, PartialEq)]
pub struct HeatRow {
    /// Number and name.
    pub label: String,
    /// Its section's number, which gives the group and its colour.
    pub theme: u32,
    /// Its section's short name.
    pub theme_name: String,
    /// Whether a rule of its own judges it; marked before its cells.
    pub has_own_rule: bool,
    /// One cell a year.
    pub cells: Vec<HeatCell>,
}

/// One year of one indicator.
#[derive(Clone, Debug, PartialEq)]
pub struct HeatCell {
    /// The grade of that year.
    pub grade: Grade,
    /// Whether an analyst gave it by hand; drawn framed rather than filled.
    pub by_hand: bool,
    /// Whether it was given by hand and asks for a review.
    pub needs_review: bool,
    /// Whether there is a value at all for that year.
    pub has_actual: bool,
    /// What hovering tells.
    pub hover: String,
}
