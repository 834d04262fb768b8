//! What a line chart says in words: of the year under the pointer, and to those who cannot see it.

use std::collections::BTreeSet;

use egui::{RichText, Stroke, Ui, pos2};
use egui_plot::{PlotPoint, PlotTransform};

use super::line::FEWEST_DENSE;
use super::{ChartStyle, LineChart};
use crate::model::Year;

/// Years beyond this many are not told one by one.
const MOST_TOLD: usize = 120;

/// The value on the path, where it leads through the year.
pub(super) fn path_value(chart: &LineChart, year: Year) -> Option<f64> {
    let path = crate::assess::Path {
        points: chart.path.clone(),
    };
    let within = chart.path.first()?.0..=chart.path.last()?.0;
    within
        .contains(&year)
        .then(|| path.value_at(year))
        .flatten()
}

/// Tells the values of the year nearest to the pointer, and marks it.
pub(super) fn hover(
    ui: &Ui,
    response: egui::Response,
    chart: &LineChart,
    style: &ChartStyle,
    transform: &PlotTransform,
) -> egui::Response {
    let Some(pos) = response.hover_pos() else {
        return response;
    };
    let x = transform.value_from_position(pos).x.round();
    #[expect(clippy::cast_possible_truncation, reason = "a year on the axis")]
    let year = (x as Year).clamp(chart.years.0, chart.years.1);
    let lines = values_in(chart, year);
    if lines.is_empty() {
        return response;
    }
    let frame = transform.frame();
    let at = transform
        .position_from_point(&PlotPoint::new(f64::from(year), 0.0))
        .x;
    ui.painter().with_clip_rect(*frame).line_segment(
        [pos2(at, frame.top()), pos2(at, frame.bottom())],
        Stroke::new(1.0, style.path),
    );
    response.on_hover_ui_at_pointer(|ui| {
        ui.label(RichText::new(format!("{year} 年")).strong());
        for line in lines {
            ui.label(line);
        }
    })
}

/// What is known of one year, a line each.
fn values_in(chart: &LineChart, year: Year) -> Vec<String> {
    let unit = &chart.unit;
    let mut lines = Vec::new();
    if let Some(start) = chart.start.as_ref().filter(|s| s.year == year) {
        lines.push(format!("基期值 {} {unit}", start.text));
    }
    // They stand by year.
    let at = chart.actuals.binary_search_by_key(&year, |a| a.year);
    if let Some(actual) = at.ok().and_then(|at| chart.actuals.get(at)) {
        lines.push(format!(
            "实际值 {} {unit}（{}）",
            actual.text, actual.status
        ));
    }
    if let Some(target) = chart.targets.iter().find(|t| t.year == year) {
        lines.push(format!("{} {} {unit}", target.name, target.text));
    } else if let Some(path) = path_value(chart, year)
        && chart.start.as_ref().is_none_or(|s| s.year != year)
    {
        let decimals = if path.abs() < 100.0 { 2 } else { 1 };
        lines.push(format!(
            "路径值 {} {unit}",
            super::axis::group(path, decimals)
        ));
    }
    let ahead = chart.forecast.iter().skip(1);
    if let Some(point) = ahead.into_iter().find(|point| point.year == year) {
        let decimals = if point.value.abs() < 100.0 { 2 } else { 1 };
        let figure = |value: f64| super::axis::group(value, decimals);
        let band = point.band.map_or_else(String::new, |(low, high)| {
            format!("（80% 区间 {} 至 {}）", figure(low), figure(high))
        });
        lines.push(format!("预测 {} {unit}{band}", figure(point.value)));
    }
    for target in chart.superseded.iter().filter(|t| t.year == year) {
        lines.push(format!(
            "原目标 {} {unit}（{} 调整）",
            target.text, target.document
        ));
    }
    for target in chart.other_targets.iter().filter(|t| t.year == year) {
        lines.push(format!("{} {unit}", target.text));
    }
    lines
}

/// What it shows, for those who cannot see it: every year, or of very many the ends and the extremes.
pub(super) fn describe(chart: &LineChart) -> String {
    let mut words = vec![format!("{}走势图", chart.title)];
    for year in told_years(chart) {
        let lines = values_in(chart, year);
        if !lines.is_empty() {
            words.push(format!("{year} 年：{}", lines.join("，")));
        }
    }
    words.join("；")
}

fn told_years(chart: &LineChart) -> BTreeSet<Year> {
    let years = chart.years.0..=chart.years.1;
    if chart.actuals.len() < FEWEST_DENSE && years.clone().take(MOST_TOLD + 1).count() <= MOST_TOLD
    {
        return years.collect();
    }
    let range = chart.extremes.places();
    let extremes = range.into_iter().flat_map(|(low, high)| [low, high]);
    let ends = [0, chart.actuals.len().saturating_sub(1)];
    let actuals = extremes.chain(ends).filter_map(|at| chart.actuals.get(at));
    let mut years: BTreeSet<Year> = actuals.map(|actual| actual.year).collect();
    years.extend(chart.start.iter().map(|start| start.year));
    years.extend(chart.targets.iter().map(|target| target.year));
    years.extend(chart.superseded.iter().map(|target| target.year));
    years.extend(chart.other_targets.iter().map(|target| target.year));
    years
}
