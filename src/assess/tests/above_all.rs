//! The rules that stand above every method, held against each of them.

use super::*;

#[test]
fn a_target_met_is_achieved_by_every_method_whatever_else_is_missing() {
    let met = Given {
        actuals: vec![(2024, "1500")],
        ..Given::default()
    };
    let variants = [
        met.clone(),
        Given {
            baseline: None,
            ..met.clone()
        },
        // From beyond the target, from the target itself, and too near for a growth rate.
        Given {
            baseline: Some((2022, "1600")),
            ..met.clone()
        },
        Given {
            baseline: Some((2022, "1500")),
            ..met.clone()
        },
        Given {
            baseline: Some((2023, "1400")),
            ..met.clone()
        },
        Given {
            baseline: Some((2022, "-100")),
            ..met.clone()
        },
        Given {
            baseline: Some((2025, "1000")),
            ..met.clone()
        },
    ];
    for given in variants {
        for kind in Kind::ALL {
            for method in Method::ALL {
                let result = Given {
                    kind,
                    ..given.clone()
                }
                .judge(method);
                let context = format!("{method:?} {kind:?} {:?}", given.baseline);
                assert_eq!(result.grade, Grade::Achieved, "{context}");
                assert_eq!(result.word, "提前实现", "{context}");
                near(result.completion, 1.0, 1e-12);
            }
        }
    }
}

#[test]
fn a_target_met_in_its_year_or_later_is_achieved_not_early() {
    for year in [2027, 2028] {
        let given = Given {
            actuals: vec![(year, "1500")],
            year,
            ..Given::default()
        };
        for method in Method::ALL {
            let result = given.judge(method);
            assert_eq!((result.grade, result.word), (Grade::Achieved, "已实现"));
        }
    }
}

#[test]
fn past_its_year_a_target_not_met_is_graded_by_completion_in_every_method() {
    for (actual, completion, grade) in [
        ("1490", 1490.0 / 1500.0, Grade::Behind),
        ("900", 0.6, Grade::Behind),
        ("899", 899.0 / 1500.0, Grade::FarBehind),
        // Below the baseline of 800 it is a fall.
        ("799", 799.0 / 1500.0, Grade::Regressed),
    ] {
        for kind in Kind::ALL {
            for method in Method::ALL {
                let result = Given {
                    kind,
                    baseline: Some((2022, "800")),
                    actuals: vec![(2028, actual)],
                    year: 2028,
                    ..Given::default()
                }
                .judge(method);
                let context = format!("{method:?} {kind:?} {actual}");
                assert_eq!((result.grade, result.word), (grade, "未实现"), "{context}");
                near(result.completion, completion, 1e-12);
                assert_eq!(result.method_grade, None);
                assert_eq!(result.required_growth, None);
                assert_eq!(result.forecast, None);
            }
        }
    }
}

#[test]
fn a_target_missed_needs_no_baseline_to_be_called_so() {
    let given = Given {
        baseline: None,
        actuals: vec![(2028, "1200")],
        year: 2028,
        ..Given::default()
    };
    for method in Method::ALL {
        assert_eq!(given.judge(method).grade, Grade::Behind);
    }
    // Of a target below zero completion says nothing; the share of the way done does.
    for (actual, grade) in [("-20", Grade::FarBehind), ("-13", Grade::Behind)] {
        let loss = Given {
            targets: vec![(2027, exactly("-10"))],
            baseline: Some((2022, "-30")),
            actuals: vec![(2028, actual)],
            ..given.clone()
        };
        for method in Method::ALL {
            let result = loss.judge(method);
            assert_eq!((result.grade, result.completion), (grade, None));
        }
    }
}

#[test]
fn a_level_to_be_held_counts_only_if_held_in_every_year_in_every_method() {
    let held = |baseline, actuals: Vec<(Year, &'static str)>| Given {
        kind: Kind::Maintain,
        targets: vec![(2027, exactly("200"))],
        baseline,
        year: actuals.last().unwrap().0,
        actuals,
        ..Given::default()
    };
    let below = Some((2022, "190"));
    let above = Some((2022, "210"));
    let cases = [
        (
            below,
            vec![(2023, "200"), (2024, "210")],
            Grade::Achieved,
            None,
        ),
        (
            below,
            vec![(2023, "200"), (2024, "199"), (2025, "205")],
            Grade::Ahead,
            Some(2024),
        ),
        (
            None,
            vec![(2024, "190"), (2025, "210")],
            Grade::Ahead,
            Some(2024),
        ),
        (
            below,
            vec![(2026, "190"), (2027, "210")],
            Grade::OnTrack,
            Some(2026),
        ),
        // Had, lost and had again; had and lost.
        (
            above,
            vec![(2024, "190"), (2025, "210")],
            Grade::Behind,
            Some(2024),
        ),
        (
            above,
            vec![(2024, "210"), (2025, "199")],
            Grade::Regressed,
            None,
        ),
    ];
    for (baseline, actuals, grade, broken) in cases {
        for method in Method::ALL {
            let result = held(baseline, actuals.clone()).judge(method);
            assert_eq!(result.grade, grade, "{method:?} {actuals:?}");
            if let Some(year) = broken {
                assert_eq!(result.reason, Reason::NotHeld(vec![year]));
            }
        }
    }
}

#[test]
fn a_method_refused_for_a_kind_still_shows_actual_and_completion() {
    let refusals = [
        (Method::ScheduleGeometric, Kind::Ratio),
        (Method::ScheduleGeometric, Kind::Growth),
        (Method::Cagr, Kind::Ratio),
        (Method::Cagr, Kind::Gap),
        (Method::Cagr, Kind::Growth),
        (Method::Cagr, Kind::Rank),
        (Method::Un, Kind::Gap),
        (Method::Un, Kind::Growth),
        (Method::Un, Kind::Rank),
    ];
    for (method, kind) in refusals {
        let result = Given {
            kind,
            ..Given::default()
        }
        .judge(method);
        assert_eq!(result.grade, Grade::NotAssessable);
        assert_eq!(result.reason, Reason::NotForKind(kind));
        assert_eq!(result.actual, Some(decimal("1180")));
        near(result.completion, 1180.0 / 1500.0, 1e-12);
    }
}

#[test]
fn completion_says_nothing_where_it_would_rise_as_the_value_worsens() {
    let completion = |direction, target, actual: &'static str| {
        Given {
            direction,
            targets: vec![(2027, exactly(target))],
            actuals: vec![(2024, actual)],
            ..Given::default()
        }
        .judge(Method::Schedule)
        .completion
    };
    // A loss of 20 where 10 is allowed is not twice as good as asked.
    assert_eq!(completion(Up, "-10", "-20"), None);
    assert_eq!(completion(Down, "-10", "-5"), None);
    assert_eq!(completion(Down, "-10", "5"), None);
    assert_eq!(completion(Up, "0", "5"), None);
    assert_eq!(completion(Down, "5", "0"), None);
    near(completion(Up, "100", "-50"), -0.5, 1e-12);
    near(completion(Up, "100", "0"), 0.0, 1e-12);
    near(completion(Down, "0", "5"), 0.0, 1e-12);
    near(completion(Down, "25", "50"), 0.5, 1e-12);
}

#[test]
fn a_milestone_is_done_or_not_and_due_in_its_year() {
    let given = |year, actual| Given {
        kind: Kind::Milestone,
        targets: vec![(2027, exactly("1"))],
        baseline: Some((2022, "0")),
        actuals: vec![(year, actual)],
        year,
        ..Given::default()
    };
    for method in Method::ALL {
        let early = given(2025, "0").judge(method);
        assert_eq!(early.reason, Reason::NotDue(2027));
        assert_eq!(early.grade, Grade::NotAssessable);
        assert_eq!(given(2025, "1").judge(method).grade, Grade::Achieved);
        let due = given(2027, "0").judge(method);
        assert_eq!((due.grade, due.word), (Grade::FarBehind, "未实现"));
    }
}

#[test]
fn within_a_point_of_the_end_of_the_scale_is_met_for_the_un() {
    let share = |direction, target, actual| Given {
        kind: Kind::Ratio,
        direction,
        targets: vec![(2027, exactly(target))],
        baseline: Some((2022, "50")),
        actuals: vec![(2028, actual)],
        year: 2028,
        ..Given::default()
    };
    for (direction, target, near, far) in [(Up, "100", "99", "98.9"), (Down, "0", "1", "1.1")] {
        let almost = share(direction, target, near).judge(Method::Un);
        assert_eq!((almost.grade, almost.word), (Grade::Achieved, "已实现"));
        assert_eq!(almost.method_grade, Some("achieved"));
        assert_eq!(
            share(direction, target, far).judge(Method::Un).word,
            "未实现"
        );
        // It is the UN's rule alone.
        assert_eq!(
            share(direction, target, near).judge(Method::Schedule).word,
            "未实现"
        );
    }
}

#[test]
fn every_step_of_the_trace_names_its_source() {
    for method in Method::ALL {
        let result = Given {
            actuals: vec![
                (2021, "950"),
                (2022, "1000"),
                (2023, "1090"),
                (2024, "1180"),
            ],
            ..Given::default()
        }
        .judge(method);
        assert!(result.trace.len() > 3, "{method:?}");
        assert!(result.trace.iter().all(|step| !step.source.is_empty()));
        let graded = result
            .trace
            .iter()
            .find(|step| step.label == "评价")
            .unwrap();
        assert_eq!(graded.source, source(method));
        assert_eq!(graded.result, result.word);
    }
}
