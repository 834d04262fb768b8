//! The worked rows of the method, and each case it refuses.

use super::*;

struct Fixture {
    kind: Kind,
    direction: Direction,
    targets: Vec<Target>,
    baseline: Option<(Year, &'static str)>,
    actuals: Vec<(Year, &'static str)>,
    entry: CumulativeEntry,
    year: Year,
}

fn exactly(year: Year, value: &str) -> Target {
    Target {
        year,
        bound: Bound::Exactly(decimal(value)),
    }
}

/// 1000 in 2022 on the way to 1500 in 2027, with this actual in 2024.
fn rising(actual: &'static str) -> Fixture {
    Fixture {
        kind: Kind::Flow,
        direction: Up,
        targets: vec![exactly(2027, "1500")],
        baseline: Some((2022, "1000")),
        actuals: vec![(2024, actual)],
        entry: CumulativeEntry::Running,
        year: 2024,
    }
}

fn falling(base: &'static str, actual: &'static str, target: &str) -> Fixture {
    Fixture {
        direction: Down,
        targets: vec![exactly(2027, target)],
        baseline: Some((2022, base)),
        ..rising(actual)
    }
}

impl Fixture {
    fn judge(&self) -> Assessment {
        assess(
            &Case {
                kind: self.kind,
                mean_over_years: false,
                direction: self.direction,
                targets: (&self.targets[..]).into(),
                baseline: self.baseline.map(|(year, value)| Baseline {
                    year,
                    value: decimal(value),
                }),
                origin: Some(2023),
                actuals: Actuals::new(
                    self.actuals.iter().map(|(y, v)| (*y, decimal(v))),
                    self.entry,
                ),
                year: self.year,
                limits: Limits::default(),
            },
            Method::Schedule,
        )
    }
}

#[track_caller]
fn near(actual: Option<f64>, expect: f64) {
    super::near(actual, expect, 1e-9);
}

#[track_caller]
fn check(fixture: &Fixture, progress: f64, gap_pp: f64, ratio: f64, grade: Grade) {
    let result = fixture.judge();
    near(result.progress, progress);
    near(result.schedule, 0.4);
    near(result.gap_pp, gap_pp);
    near(result.ratio, ratio);
    assert_eq!(result.grade, grade);
    assert_eq!(result.reason, Reason::Ratio);
}

#[test]
fn the_worked_rows_come_out_as_printed() {
    check(&rising("1180"), 0.36, -4.0, 0.90, Grade::OnTrack);
    check(&rising("1100"), 0.20, -20.0, 0.50, Grade::FarBehind);
    check(&falling("40", "34", "25"), 0.40, 0.0, 1.00, Grade::OnTrack);
    check(
        &falling("60000", "59000", "50000"),
        0.10,
        -30.0,
        0.25,
        Grade::FarBehind,
    );
}

#[test]
fn limits_belong_to_the_better_grade() {
    for (actual, grade) in [
        ("1210", Grade::Ahead),
        ("1209", Grade::OnTrack),
        ("1180", Grade::OnTrack),
        ("1179", Grade::Behind),
        ("1120", Grade::Behind),
        ("1119", Grade::FarBehind),
        ("1000", Grade::FarBehind),
        ("999", Grade::Regressed),
    ] {
        assert_eq!(rising(actual).judge().grade, grade, "{actual}");
    }
}

#[test]
fn a_target_met_is_achieved_early_or_in_time() {
    let early = rising("1500").judge();
    assert_eq!((early.grade, early.word), (Grade::Achieved, "提前实现"));
    let in_time = Fixture {
        actuals: vec![(2027, "1500")],
        year: 2027,
        ..rising("0")
    }
    .judge();
    assert_eq!((in_time.grade, in_time.word), (Grade::Achieved, "已实现"));
}

#[test]
fn a_target_whose_year_is_over_is_missed_by_its_completion() {
    for (actual, grade) in [
        ("1490", Grade::Behind),
        ("1000", Grade::Behind),
        ("800", Grade::Regressed),
    ] {
        let result = Fixture {
            actuals: vec![(2028, actual)],
            year: 2028,
            ..rising("0")
        }
        .judge();
        assert_eq!((result.grade, result.word), (grade, "未实现"), "{actual}");
    }
    let far = Fixture {
        baseline: Some((2022, "100")),
        actuals: vec![(2028, "800")],
        year: 2028,
        ..rising("0")
    };
    assert_eq!(far.judge().grade, Grade::FarBehind);
}

#[track_caller]
fn refused(fixture: &Fixture, reason: &Reason) {
    let result = fixture.judge();
    assert_eq!(result.grade, Grade::NotAssessable);
    assert_eq!(&result.reason, reason);
    assert!(result.ratio.is_none());
}

#[test]
fn what_does_not_apply_says_why() {
    let no_actual = Fixture {
        actuals: vec![(2023, "1100")],
        ..rising("0")
    };
    let reason = Reason::NoActual {
        year: 2024,
        latest: Some(2023),
    };
    refused(&no_actual, &reason);
    let at_base = Fixture {
        year: 2022,
        actuals: vec![(2022, "1000")],
        ..rising("0")
    };
    refused(&at_base, &Reason::NotAfterBaseline(2022));
    let flat = Fixture {
        baseline: Some((2022, "1500")),
        ..rising("1400")
    };
    refused(&flat, &Reason::TargetIsBaseline(decimal("1500")));
    let masked = Fixture {
        targets: vec![Target {
            year: 2027,
            bound: Bound::Masked("**".to_owned()),
        }],
        ..rising("1400")
    };
    refused(&masked, &Reason::Masked);
    let none = Fixture {
        targets: vec![],
        ..rising("1400")
    };
    refused(&none, &Reason::NoTarget);
    let late_base = Fixture {
        targets: vec![exactly(2025, "1500")],
        baseline: Some((2026, "1000")),
        year: 2025,
        actuals: vec![(2025, "1200")],
        ..rising("0")
    };
    refused(&late_base, &Reason::NotAfterBaseline(2026));
}

#[test]
fn without_baseline_only_completion_is_known_unless_the_target_is_met() {
    let open = Fixture {
        baseline: None,
        ..rising("1200")
    };
    refused(&open, &Reason::NoBaseline);
    near(open.judge().completion, 0.8);
    let met = Fixture {
        baseline: None,
        ..rising("1600")
    };
    assert_eq!(met.judge().grade, Grade::Achieved);
    let lower = Fixture {
        baseline: None,
        ..falling("0", "50", "25")
    };
    near(lower.judge().completion, 0.5);
}

#[test]
fn nothing_is_divided_by_zero() {
    let zero_target = falling("10", "5", "0").judge();
    near(zero_target.completion, 0.0);
    near(zero_target.progress, 0.5);
    let zero_actual = falling("10", "0", "5").judge();
    assert_eq!(zero_actual.completion, None);
    assert_eq!(zero_actual.grade, Grade::Achieved);
    let up_to_zero = Fixture {
        targets: vec![exactly(2027, "0")],
        baseline: Some((2022, "-10")),
        ..rising("-6")
    }
    .judge();
    assert_eq!(up_to_zero.completion, None);
    near(up_to_zero.progress, 0.4);
}

#[test]
fn a_cumulative_indicator_counts_from_zero_and_sums_annual_entries() {
    let annual = Fixture {
        kind: Kind::Cumulative,
        baseline: None,
        targets: vec![exactly(2027, "100")],
        actuals: vec![(2024, "10"), (2025, "30")],
        entry: CumulativeEntry::Annual,
        year: 2025,
        ..rising("0")
    };
    let running = Fixture {
        actuals: vec![(2024, "10"), (2025, "40")],
        entry: CumulativeEntry::Running,
        targets: annual.targets.clone(),
        ..annual
    };
    for result in [annual.judge(), running.judge()] {
        // From 2023: 40 of 100 after 2 of 4 years.
        near(result.progress, 0.4);
        near(result.schedule, 0.5);
        assert_eq!(result.grade, Grade::Behind);
        assert_eq!(result.actual, Some(decimal("40")));
    }
}

#[test]
fn what_is_to_be_held_must_hold_every_year() {
    let held = |actuals| {
        Fixture {
            kind: Kind::Maintain,
            targets: vec![exactly(2027, "200")],
            baseline: Some((2022, "190")),
            actuals,
            year: 2025,
            ..rising("0")
        }
        .judge()
    };
    let always = held(vec![(2023, "200"), (2024, "210"), (2025, "205")]);
    assert_eq!(always.grade, Grade::Achieved);
    let broken = held(vec![(2023, "200"), (2024, "199"), (2025, "205")]);
    assert_eq!(broken.grade, Grade::Ahead);
    assert_eq!(broken.reason, Reason::NotHeld(vec![2024]));
}

#[test]
fn interim_targets_bend_the_path() {
    let fixture = Fixture {
        targets: vec![exactly(2025, "1400"), exactly(2027, "1500")],
        actuals: vec![(2024, "1200")],
        baseline: Some((2023, "1000")),
        ..rising("0")
    };
    // The path is at 1200 in 2024: half way to 1400 in 2025.
    let result = fixture.judge();
    near(result.schedule, 0.4);
    near(result.progress, 0.4);
    let after = Fixture {
        actuals: vec![(2026, "1450")],
        year: 2026,
        targets: fixture.targets.clone(),
        ..fixture
    };
    near(after.judge().schedule, 0.9);
}

#[test]
fn on_a_flat_stretch_of_the_path_only_the_direction_counts() {
    for (actual, grade) in [
        ("1010", Grade::Ahead),
        ("1000", Grade::OnTrack),
        ("990", Grade::Regressed),
    ] {
        let result = Fixture {
            targets: vec![exactly(2025, "1000"), exactly(2027, "1500")],
            ..rising(actual)
        }
        .judge();
        assert_eq!(result.ratio, None);
        assert_eq!(result.grade, grade, "{actual}");
    }
}

#[test]
fn the_trace_carries_the_numbers_of_the_result() {
    let result = rising("1180").judge();
    let step = |label: &str| result.trace.iter().find(|s| s.label == label).unwrap();
    assert_eq!(
        step("进度").substituted,
        "(1,180 − 1,000) ÷ (1,500 − 1,000)"
    );
    assert_eq!(step("进度").result, "36.0%");
    assert_eq!(
        step("序时进度").substituted,
        "(2024 − 2022) ÷ (2027 − 2022)"
    );
    assert_eq!(step("差距").result, "-4.0 个百分点");
    assert_eq!(step("进度比").result, "0.900");
    assert_eq!(step("评价").result, "基本符合预期");
}

#[test]
fn a_baseline_beyond_the_target_never_praises_a_fall() {
    let fallen = Fixture {
        baseline: Some((2022, "1600")),
        ..rising("1400")
    }
    .judge();
    assert_eq!(fallen.grade, Grade::Regressed);
    assert_eq!(fallen.reason, Reason::FellBack);
    assert_eq!((fallen.progress, fallen.ratio), (None, None));
    let kept = Fixture {
        baseline: Some((2022, "1600")),
        ..rising("1550")
    }
    .judge();
    assert_eq!((kept.grade, kept.progress), (Grade::Achieved, None));
    let risen = falling("20", "30", "25").judge();
    assert_eq!(risen.grade, Grade::Regressed);
}

#[test]
fn a_ratio_just_below_a_limit_is_shown_below_it() {
    let result = Fixture {
        baseline: Some((2022, "0")),
        targets: vec![exactly(2027, "1000000")],
        ..rising("359999.9")
    }
    .judge();
    assert_eq!(result.grade, Grade::Behind);
    let ratio = result.trace.iter().find(|s| s.label == "进度比").unwrap();
    assert_eq!(ratio.result, "0.8999998");
}
