//! The worked rows of the methods beside the schedule, each a line of its table, and what each refuses.

mod above_all;
mod adjusted;
mod comparing;
mod explaining;
mod properties;
mod schedule;
mod traps;

use super::*;
use crate::model::{Bound, Decimal};

/// One row: base, current and target with their years.
struct Row {
    kind: Kind,
    direction: Direction,
    base: Option<(Year, &'static str)>,
    actuals: Vec<(Year, &'static str)>,
    target: Option<(Year, &'static str)>,
}

/// A case with everything in it, to be changed in one point by each test: 1000 in 2022, to be 1500
/// in 2027, 1180 in 2024.
#[derive(Clone)]
struct Given {
    kind: Kind,
    direction: Direction,
    targets: Vec<(Year, Bound)>,
    baseline: Option<(Year, &'static str)>,
    origin: Option<Year>,
    actuals: Vec<(Year, &'static str)>,
    entry: CumulativeEntry,
    year: Year,
}

impl Default for Given {
    fn default() -> Self {
        Self {
            kind: Kind::Flow,
            direction: Up,
            targets: vec![(2027, Bound::Exactly(decimal("1500")))],
            baseline: Some((2022, "1000")),
            origin: None,
            actuals: vec![(2024, "1180")],
            entry: CumulativeEntry::Running,
            year: 2024,
        }
    }
}

impl Given {
    fn compare(&self) -> compare::Comparison {
        self.with_case(compare::compare)
    }

    fn judge(&self, method: Method) -> Assessment {
        self.with_case(|case| {
            let explained = assess(case, method);
            let without_trace = Assessment {
                trace: Vec::new(),
                ..explained.clone()
            };
            let silent = assess_untraced(case, method);
            assert_eq!(
                silent, without_trace,
                "the trace must not change the result"
            );
            explained
        })
    }

    fn with_case<T>(&self, judge: impl FnOnce(&Case<'_>) -> T) -> T {
        let targets: Vec<Target> = self
            .targets
            .iter()
            .map(|(year, bound)| Target {
                year: *year,
                bound: bound.clone(),
            })
            .collect();
        judge(&Case {
            kind: self.kind,
            mean_over_years: false,
            direction: self.direction,
            targets: (&targets[..]).into(),
            baseline: self.baseline.map(|(year, value)| Baseline {
                year,
                value: decimal(value),
            }),
            origin: self.origin,
            actuals: Actuals::new(
                self.actuals.iter().map(|(y, v)| (*y, decimal(v))),
                self.entry,
            ),
            year: self.year,
            limits: Limits::default(),
        })
    }
}

fn exactly(value: &str) -> Bound {
    Bound::Exactly(decimal(value))
}

/// The outcome of a step, as it is shown.
#[track_caller]
fn shown<'a>(assessment: &'a Assessment, label: &str) -> &'a str {
    let step = assessment.trace.iter().find(|step| step.label == label);
    &step.expect("a step of this name").result
}

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn row(
    base: (Year, &'static str),
    current: (Year, &'static str),
    target: (Year, &'static str),
    direction: Direction,
) -> Row {
    Row {
        kind: Kind::Flow,
        direction,
        base: Some(base),
        actuals: vec![current],
        target: Some(target),
    }
}

impl Row {
    fn judge(&self, method: Method) -> Assessment {
        let targets: Vec<Target> = self
            .target
            .iter()
            .map(|(year, value)| Target {
                year: *year,
                bound: Bound::Exactly(decimal(value)),
            })
            .collect();
        assess(
            &Case {
                kind: self.kind,
                mean_over_years: false,
                direction: self.direction,
                targets: (&targets[..]).into(),
                baseline: self.base.map(|(year, value)| Baseline {
                    year,
                    value: decimal(value),
                }),
                origin: None,
                actuals: Actuals::new(
                    self.actuals.iter().map(|(y, v)| (*y, decimal(v))),
                    CumulativeEntry::Running,
                ),
                year: self.actuals.last().unwrap().0,
                limits: Limits::default(),
            },
            method,
        )
    }
}

#[track_caller]
fn near(figure: Option<f64>, expect: f64, tolerance: f64) {
    let figure = figure.expect("a figure");
    assert!(
        (figure - expect).abs() <= tolerance,
        "{figure} is not {expect}"
    );
}

use Direction::{Down, Up};

#[test]
fn cagr_comes_out_as_printed() {
    let rows = [
        (
            row((2015, "100"), (2021, "130"), (2030, "200"), Up),
            0.9451,
            "moderate",
            2.465,
        ),
        (
            row((2015, "100"), (2021, "132"), (2030, "200"), Up),
            1.0014,
            "substantial",
            2.867,
        ),
        (
            row((2015, "100"), (2021, "110"), (2030, "200"), Up),
            0.3386,
            "limited",
            -1.089,
        ),
        (
            row((2015, "40"), (2021, "32"), (2030, "20"), Down),
            0.8084,
            "moderate",
            1.489,
        ),
        (
            row((2015, "22"), (2020, "19"), (2030, "20"), Up),
            -4.562,
            "deterioration",
            -5.0,
        ),
        (
            row((2022, "1000"), (2024, "1100"), (2027, "1500"), Up),
            0.5778,
            "limited",
            -0.092,
        ),
    ];
    for (row, r, word, score) in rows {
        let result = row.judge(Method::Cagr);
        near(result.ratio, r, 6e-4);
        assert_eq!(result.method_grade, Some(word));
        near(result.score, score, 6e-4);
    }
    let met = row((2015, "100"), (2021, "200"), (2030, "200"), Up).judge(Method::Cagr);
    assert_eq!(met.method_grade, Some("target_achieved"));
    assert_eq!((met.grade, met.score), (Grade::Achieved, Some(5.0)));
    near(met.ratio, 2.589, 6e-4);
}

#[test]
fn cagr_maps_to_our_grades() {
    let grade = |current| {
        row((2015, "100"), (2021, current), (2030, "200"), Up)
            .judge(Method::Cagr)
            .grade
    };
    assert_eq!(grade("134"), Grade::Ahead);
    assert_eq!(grade("132"), Grade::OnTrack);
    assert_eq!(grade("130"), Grade::Behind);
    assert_eq!(grade("110"), Grade::FarBehind);
    assert_eq!(grade("99"), Grade::Regressed);
}

#[test]
fn a_growth_rate_through_zero_or_of_a_rate_is_refused() {
    let through = row((2015, "-2"), (2021, "3"), (2030, "5"), Up);
    let target_across = row((2015, "-4"), (2021, "-2"), (2030, "5"), Up);
    for row in [&through, &target_across] {
        assert_eq!(row.judge(Method::Cagr).reason, Reason::NoGrowthRate);
    }
    for kind in [Kind::Ratio, Kind::Growth, Kind::Gap] {
        let rates = Row {
            kind,
            ..row((2015, "10"), (2021, "12"), (2030, "20"), Up)
        };
        for method in [Method::Cagr, Method::ScheduleGeometric] {
            let result = rates.judge(method);
            assert_eq!(result.reason, Reason::NotForKind(kind));
            assert_eq!(result.grade, Grade::NotAssessable);
        }
    }
    let short = row((2020, "10"), (2021, "12"), (2030, "20"), Up);
    assert_eq!(short.judge(Method::Cagr).reason, Reason::TooShort);
    // A target of zero is taken as next to it.
    let to_zero = row((2015, "10"), (2021, "1"), (2030, "0"), Down);
    assert!(to_zero.judge(Method::Cagr).grade.is_assessed());
}

#[test]
fn a_mean_over_years_is_left_to_be_judged_by_hand() {
    // 15 % in 2024 lies above the mean of 9 % wanted by 2027, which says nothing of the mean.
    let given = Given {
        kind: Kind::Growth,
        targets: vec![(2027, Bound::AtLeast(decimal("9")))],
        baseline: Some((2022, "8")),
        actuals: vec![(2022, "8"), (2023, "12"), (2024, "15")],
        ..Given::default()
    };
    for method in Method::ALL {
        let of = |mean_over_years| {
            given.with_case(|case| {
                let case = Case {
                    mean_over_years,
                    ..case.clone()
                };
                assess(&case, method)
            })
        };
        assert_eq!(of(false).grade, Grade::Achieved, "{method:?}");
        let result = of(true);
        assert_eq!(result.grade, Grade::NotAssessable, "{method:?}");
        assert_eq!(result.reason, Reason::MeanOverYears);
        assert_eq!(
            result.reason.sentence(),
            "目标是多年平均增速，单年增速不能判断；请人工评定"
        );
        assert_eq!(result.actual, Some(decimal("15")));
        assert!(result.completion.is_none() && result.forecast.is_none());
    }
}

#[test]
fn without_a_target_only_the_direction_of_growth_counts() {
    let judge = |current, direction| {
        Row {
            target: None,
            ..row((2015, "100"), (2025, current), (2030, "1"), direction)
        }
        .judge(Method::Cagr)
    };
    // 1.02^10 is 1.219: x = 2 %, score 500 x - 5 = 5.
    let fast = judge("121.899442", Up);
    assert_eq!(fast.method_grade, Some("substantial"));
    near(fast.score, 5.0, 1e-4);
    // 1.01^10: 250 x - 1.25 = 1.25.
    let slow = judge("110.462213", Up);
    assert_eq!(slow.method_grade, Some("moderate"));
    near(slow.score, 1.25, 1e-4);
    // 1.001^10: 500 x - 2.5 = -2.
    let faint = judge("101.004512", Up);
    assert_eq!(faint.method_grade, Some("limited"));
    near(faint.score, -2.0, 1e-4);
    // 0.99^10 downwards wanted is 1 % a year; upwards wanted it is a fall: 125 x - 2.5 = -3.75.
    assert_eq!(judge("90.438208", Down).method_grade, Some("moderate"));
    near(judge("90.438208", Up).score, -3.75, 1e-4);
}

/// 60 (60/50)^(8/7), 62 (62/50)^(8/7), 30 (30/40)^(8/7), 50.5 (50.5/50)^(8/7), 45 (45/50)^(8/7).
const EXTRAPOLATED: [&str; 5] = ["73.900", "79.279", "21.594", "51.078", "39.895"];

#[test]
fn un_comes_out_as_printed() {
    let rows = [
        (
            row((2015, "50"), (2022, "60"), (2030, "80"), Up),
            0.7967,
            "level_2",
            Grade::Behind,
        ),
        (
            row((2015, "50"), (2022, "62"), (2030, "80"), Up),
            0.9760,
            "level_3",
            Grade::OnTrack,
        ),
        (
            row((2015, "40"), (2022, "30"), (2030, "20"), Down),
            0.9203,
            "level_2",
            Grade::Behind,
        ),
        (
            row((2015, "50"), (2022, "50.5"), (2030, "80"), Up),
            0.0359,
            "level_1",
            Grade::FarBehind,
        ),
        (
            row((2015, "50"), (2022, "45"), (2030, "80"), Up),
            -0.3368,
            "level_1",
            Grade::Regressed,
        ),
    ];
    for ((row, ratio, word, grade), expected) in rows.into_iter().zip(EXTRAPOLATED) {
        let result = row.judge(Method::Un);
        assert_eq!(shown(&result, "外推值"), expected);
        near(result.ratio, ratio, 6e-5);
        assert_eq!((result.method_grade, result.grade), (Some(word), grade));
    }
    let almost = Row {
        kind: Kind::Ratio,
        ..row((2015, "90"), (2022, "99.2"), (2030, "100"), Up)
    };
    assert_eq!(almost.judge(Method::Un).grade, Grade::Achieved);
}

fn rising_by_two(target: &'static str) -> Row {
    Row {
        base: None,
        actuals: vec![
            (2019, "50"),
            (2020, "52"),
            (2021, "54"),
            (2022, "56"),
            (2023, "58"),
            (2024, "60"),
        ],
        ..row((2019, "50"), (2024, "60"), (2027, target), Up)
    }
}

#[test]
fn trend_comes_out_as_printed() {
    for (target, miss, word, grade) in [
        ("66", "0.0%", "sun", Grade::OnTrack),
        ("66.2", "3.2%", "sun", Grade::OnTrack),
        ("67", "14.3%", "sun_cloud", Grade::Behind),
        ("70", "40.0%", "cloud", Grade::FarBehind),
    ] {
        let result = rising_by_two(target).judge(Method::Trend);
        assert_eq!(shown(&result, "外推值"), "66.0000");
        assert_eq!(shown(&result, "缺口比例"), miss);
        assert_eq!(
            (result.method_grade, result.grade),
            (Some(word), grade),
            "{target}"
        );
    }
    let falling = Row {
        actuals: vec![
            (2019, "60"),
            (2020, "59"),
            (2021, "58"),
            (2022, "57"),
            (2023, "56"),
            (2024, "55"),
        ],
        ..rising_by_two("70")
    };
    let storm = falling.judge(Method::Trend);
    assert_eq!(
        (storm.method_grade, storm.grade),
        (Some("storm"), Grade::Regressed)
    );
}

#[test]
fn a_trend_needs_four_years_in_a_row() {
    let hole = Row {
        actuals: vec![(2020, "52"), (2021, "54"), (2023, "58"), (2024, "60")],
        ..rising_by_two("70")
    };
    assert_eq!(hole.judge(Method::Trend).reason, Reason::TooFewPoints(4));
}

#[test]
fn achievement_comes_out_as_printed() {
    for (row, progress, word) in [
        (
            row((2020, "1000000"), (2024, "1350000"), (2027, "1500000"), Up),
            0.70,
            "red",
        ),
        (
            row((2020, "500000"), (2024, "420000"), (2027, "400000"), Down),
            0.80,
            "yellow",
        ),
        (
            row((2020, "0"), (2021, "220"), (2022, "250"), Up),
            0.88,
            "yellow",
        ),
        (
            row((2020, "0"), (2021, "480"), (2022, "500"), Up),
            0.96,
            "green",
        ),
        (
            row((2020, "0"), (2021, "710"), (2022, "750"), Up),
            710.0 / 750.0,
            "green",
        ),
        (
            row((2020, "0"), (2021, "968"), (2022, "1000"), Up),
            0.968,
            "green",
        ),
    ] {
        let result = row.judge(Method::Achievement);
        near(result.progress, progress, 1e-9);
        assert_eq!(result.method_grade, Some(word));
    }
}

#[test]
fn the_geometric_schedule_comes_out_as_printed() {
    let result =
        row((2022, "1000"), (2024, "1180"), (2027, "1500"), Up).judge(Method::ScheduleGeometric);
    near(result.progress, 0.4082, 5e-5);
    near(result.ratio, 1.021, 6e-4);
    assert_eq!(result.grade, Grade::OnTrack);
}

#[test]
fn a_forecast_needs_two_points_and_has_an_interval_from_three() {
    let of = |actuals: Vec<(Year, &'static str)>, kind| {
        Row {
            kind,
            actuals,
            ..rising_by_two("66")
        }
        .judge(Method::Schedule)
        .forecast
    };
    assert_eq!(of(vec![(2024, "60")], Kind::Index), None);
    let line = of(vec![(2023, "58"), (2024, "60")], Kind::Index).unwrap();
    assert!((line.value - 66.0).abs() < 1e-9);
    assert_eq!((line.low, line.high), (None, None));
    assert_eq!(line.grade, Grade::Achieved);
    // y = 10, 12, 13: slope 1.5, mean 35/3 in 2023, residuals -1/6, 1/3, -1/6 with sum of squares
    // 1/6; at 2027, four years from the mean, 17.667 and half of t sqrt(1/6) sqrt(1 + 1/3 + 16/2).
    let three = of(vec![(2022, "10"), (2023, "12"), (2024, "13")], Kind::Index).unwrap();
    let half = 3.077_683_537 * (1.0_f64 / 6.0).sqrt() * (1.0 + 1.0 / 3.0 + 8.0_f64).sqrt();
    near(Some(three.value), 35.0 / 3.0 + 6.0, 1e-9);
    near(three.low, three.value - half, 1e-6);
    near(three.high, three.value + half, 1e-6);
    assert_eq!(three.grade, Grade::Behind);
    // A constant rate of growth is met exactly on logarithms: 100, 110, 121 leads to 161.051 in 2027.
    let rate = of(
        vec![(2022, "100"), (2023, "110"), (2024, "121")],
        Kind::Flow,
    )
    .unwrap();
    near(Some(rate.value), 161.051, 1e-6);
}

#[test]
fn catching_up_is_a_rate_for_amounts_and_a_step_for_the_rest() {
    let amounts = row((2022, "1000"), (2024, "1100"), (2027, "1500"), Up).judge(Method::Schedule);
    // (1500 / 1100)^(1/3) - 1
    near(amounts.required_growth, 0.108_918, 1e-6);
    let shares = Row {
        kind: Kind::Ratio,
        actuals: vec![(2023, "50"), (2024, "53")],
        ..row((2022, "49"), (2024, "53"), (2027, "60"), Up)
    }
    .judge(Method::Schedule);
    near(shares.required_growth, 7.0 / 3.0, 1e-9);
    near(shares.best_growth, 3.0, 1e-9);
    let met = row((2022, "1000"), (2024, "1600"), (2027, "1500"), Up).judge(Method::Schedule);
    assert_eq!(met.required_growth, None);
}
