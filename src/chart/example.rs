//! The plot of a worked example.

use super::{ActualPoint, Extremes, ForecastPoint, LineChart, StartPoint, TargetMark};
use crate::assess::explain::Example;
use crate::assess::{Assessment, float};
use crate::model::{Method, Status, Year, format_number};

/// An example as judged: its values, the path it is judged by where there is one, and the way that
/// the method extrapolates where it does.
#[must_use]
pub fn example_chart(example: &Example, assessment: &Assessment) -> LineChart {
    let actuals: Vec<ActualPoint> = example
        .actuals
        .iter()
        .map(|(year, value)| ActualPoint {
            year: *year,
            value: float(*value),
            text: format_number(*value),
            status: Status::Final.word(),
            firm: true,
        })
        .collect();
    let start = example.baseline.map(|baseline| StartPoint {
        year: baseline.year,
        value: float(baseline.value),
        text: format_number(baseline.value),
    });
    let target = &example.target;
    let first = start.as_ref().map(|start| start.year);
    let first = first.or(actuals.first().map(|actual| actual.year));
    let targets = target.bound.value().map(|value| TargetMark {
        year: target.year,
        value: float(value),
        text: target.bound.text(),
        name: "目标",
    });
    LineChart {
        title: assessment.method.word().to_owned(),
        unit: example.unit.to_owned(),
        theme: 2,
        years: (first.unwrap_or(target.year), target.year),
        start,
        path: path_judged_by(example, assessment.method),
        targets: targets.into_iter().collect(),
        superseded: Vec::new(),
        other_targets: Vec::new(),
        forecast: extrapolation(&actuals, assessment),
        extremes: Extremes::of(&actuals),
        actuals,
        hint: None,
    }
}

/// The path that a method measures by: straight for the schedule, of constant growth for what
/// compares growth; what extrapolates, or knows no time, measures by none.
fn path_judged_by(example: &Example, method: Method) -> Vec<(Year, f64)> {
    let path_of = match method {
        Method::Schedule => Method::Schedule,
        Method::ScheduleGeometric | Method::Cagr => Method::ScheduleGeometric,
        Method::Un | Method::Trend | Method::Achievement => return Vec::new(),
    };
    let path = example.assess(path_of).path;
    path.map_or_else(Vec::new, |path| path.points)
}

fn extrapolation(actuals: &[ActualPoint], assessment: &Assessment) -> Vec<ForecastPoint> {
    let target = assessment.target.as_ref();
    let (Some(last), Some(value), Some(target)) = (actuals.last(), assessment.projected, target)
    else {
        return Vec::new();
    };
    let point = |year, value| ForecastPoint {
        year,
        value,
        band: None,
    };
    vec![point(last.year, last.value), point(target.year, value)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::explain::explain;
    use crate::model::Limits;

    fn chart(method: Method) -> LineChart {
        let example = explain(method, &Limits::default()).example;
        let assessment = example.assess(method);
        example_chart(&example, &assessment)
    }

    #[test]
    fn each_example_is_plotted_with_what_its_method_measures_by() {
        let straight = chart(Method::Schedule);
        assert_eq!(straight.path, [(2022, 1000.0), (2027, 1500.0)]);
        assert!(straight.forecast.is_empty());
        // 1000 (1500 / 1000)^(2 / 5) in 2024.
        let bent = chart(Method::ScheduleGeometric);
        assert_eq!(bent.path.len(), 6);
        assert!((bent.path[2].1 - 1176.079).abs() < 1e-3);
        assert_eq!(chart(Method::Cagr).path.len(), 16);
        let trend = chart(Method::Trend);
        assert!(trend.path.is_empty());
        let ends: Vec<(Year, f64)> = trend.forecast.iter().map(|p| (p.year, p.value)).collect();
        assert_eq!(ends, [(2024, 60.0), (2027, 66.0)]);
        assert!(chart(Method::Achievement).path.is_empty());
    }
}
