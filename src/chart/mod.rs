//! What a chart shows, as data, and its one drawing.
//!
//! A [`ChartSpec`] is made from a plan, a workspace and its assessments by [`build`], and drawn by
//! [`draw`] with egui alone, so that the same picture stands on screen, on slides and in reports.
//! This room knows no theme: colours and fonts come in as a [`ChartStyle`].

pub mod axis;
mod build;
mod bullet;
mod dense;
mod example;
mod heat;
mod line;
mod mark;
mod others;
mod spec;
mod style;
mod superseded;
mod told;

pub use build::{
    add_other_targets, heat_map, heat_row, heat_years, line_chart, plan_years, show_years,
};
pub use dense::Extremes;
pub use example::example_chart;
pub use mark::{frame_mark, paint_mark};
pub use spec::{
    ActualPoint, Bullet, ChartSpec, ForecastPoint, HeatCell, HeatMap, HeatRow, LineChart,
    OtherTarget, StartPoint, SupersededTarget, TargetMark,
};
pub use style::ChartStyle;

/// What the pointer or keyboard did on a chart.
#[derive(Debug)]
pub struct Drawn {
    /// The chart's area and its interaction.
    pub response: egui::Response,
    /// The row and year of a heat map under the pointer when it was clicked.
    pub clicked_cell: Option<(usize, usize)>,
}

/// What a chart shows in words, for those who cannot see it.
#[must_use]
pub fn describe(spec: &ChartSpec) -> String {
    match spec {
        ChartSpec::Line(chart) => told::describe(chart),
        ChartSpec::Bullet(bullet) => bullet::describe(bullet),
        ChartSpec::HeatMap(map) => heat::describe(map),
    }
}

/// Draws a chart into the space that is there.
pub fn draw(ui: &mut egui::Ui, id_salt: &str, spec: &ChartSpec, style: &ChartStyle) -> Drawn {
    match spec {
        ChartSpec::Line(chart) => line::draw(ui, id_salt, chart, style),
        ChartSpec::Bullet(bullet) => bullet::draw(ui, bullet, style),
        ChartSpec::HeatMap(map) => heat::draw(ui, id_salt, map, style),
    }
}
