//! What a hurried implementation gets wrong: each of these has been.

use super::*;

#[test]
fn a_missed_direction_never_cancels_into_praise() {
    // The baseline was beyond the target and the value has fallen: both differences are negative.
    for (direction, base, actual, target) in [(Up, "22", "19", "20"), (Down, "18", "21", "20")] {
        let given = Given {
            direction,
            targets: vec![(2027, exactly(target))],
            baseline: Some((2021, base)),
            actuals: vec![(2024, actual)],
            ..Given::default()
        };
        for method in Method::ALL {
            if method == Method::Trend {
                // It looks at the last years alone, and asks for four of them.
                continue;
            }
            assert_eq!(given.judge(method).grade, Grade::Regressed, "{method:?}");
        }
    }
}

#[test]
fn a_target_equal_to_the_baseline_is_no_way_to_go() {
    let given = Given {
        targets: vec![(2027, exactly("1000"))],
        actuals: vec![(2024, "990")],
        ..Given::default()
    };
    for method in Method::ALL {
        let result = given.judge(method);
        assert_eq!(result.grade, Grade::NotAssessable);
        if method != Method::Trend {
            assert_eq!(result.reason, Reason::TargetIsBaseline(decimal("1000")));
        }
    }
    // To be passed and not passed is the same.
    let strict = Given {
        targets: vec![(2027, Bound::MoreThan(decimal("1000")))],
        actuals: vec![(2024, "1000")],
        ..given
    };
    assert_eq!(
        strict.judge(Method::Schedule).reason,
        Reason::TargetIsBaseline(decimal("1000"))
    );
}

#[test]
fn a_target_of_zero_divides_nothing_by_zero() {
    let given = Given {
        direction: Down,
        targets: vec![(2027, exactly("0"))],
        baseline: Some((2022, "10")),
        actuals: vec![(2024, "6")],
        ..Given::default()
    };
    let schedule = given.judge(Method::Schedule);
    near(schedule.progress, 0.4, 1e-12);
    assert_eq!(schedule.grade, Grade::OnTrack);
    near(given.judge(Method::Achievement).progress, 0.4, 1e-12);
    // 0.001 stands for 0: required (0.001/10)^(1/5) - 1 = -0.841511, observed (6/10)^(1/2) - 1 = -0.225403.
    near(
        given.judge(Method::Cagr).ratio,
        0.225_403_331 / 0.841_510_681,
        1e-8,
    );
    // 6 x 0.6^(3/2) = 2.788548, of the 10 to go 7.211452.
    near(given.judge(Method::Un).ratio, 0.721_145_2, 1e-7);
    assert_eq!(
        given.judge(Method::ScheduleGeometric).reason,
        Reason::NoGrowthRate
    );
}

#[test]
fn a_base_of_zero_is_next_to_zero_for_cagr_and_none_for_the_rest() {
    let given = Given {
        targets: vec![(2027, exactly("100"))],
        baseline: Some((2022, "0")),
        actuals: vec![(2024, "1")],
        ..Given::default()
    };
    // (1/0.001)^(1/2) - 1 = 30.622777 against (100/0.001)^(1/5) - 1 = 9.
    near(given.judge(Method::Cagr).ratio, 30.622_776_6 / 9.0, 1e-8);
    for method in [Method::ScheduleGeometric, Method::Un] {
        assert_eq!(given.judge(method).reason, Reason::NoGrowthRate);
    }
    // From nothing to nothing is no growth, and no fall by 0.001.
    let still = Given {
        actuals: vec![(2024, "0")],
        ..given.clone()
    };
    let result = still.judge(Method::Cagr);
    near(result.ratio, 0.0, 1e-12);
    assert_eq!(result.grade, Grade::FarBehind);
    // A sum since the base year grows from nothing at no rate at all.
    let sum = Given {
        kind: Kind::Cumulative,
        ..given
    };
    assert_eq!(sum.judge(Method::Cagr).reason, Reason::NoGrowthRate);
}

#[test]
fn a_value_fallen_to_zero_has_lost_everything() {
    let given = row((2015, "5"), (2021, "0"), (2030, "9"), Up);
    let result = given.judge(Method::Cagr);
    assert_eq!(result.method_grade, Some("deterioration"));
    assert_eq!(result.score, Some(-5.0));
    // e = 0: (0 - 5) / (9 - 5).
    near(given.judge(Method::Un).ratio, -1.25, 1e-12);
}

#[test]
fn a_negative_base_turns_growth_around_once() {
    // A loss of 10 to shrink to 5: at 8 it has shrunk, at 12 it has grown.
    let loss = |actual| row((2015, "-10"), (2021, actual), (2030, "-5"), Up);
    // (0.8^(1/6) - 1) / (0.5^(1/15) - 1) = 0.036508 / 0.045159.
    near(loss("-8").judge(Method::Cagr).ratio, 0.808_44, 1e-4);
    assert_eq!(loss("-8").judge(Method::Cagr).grade, Grade::Behind);
    assert_eq!(loss("-12").judge(Method::Cagr).grade, Grade::Regressed);
    assert_eq!(loss("-12").judge(Method::Un).grade, Grade::Regressed);
    assert_eq!(loss("-8").judge(Method::Un).method_grade, Some("level_2"));
}

#[test]
fn a_baseline_after_the_actual_gives_nothing_to_judge() {
    let given = Given {
        baseline: Some((2025, "1000")),
        ..Given::default()
    };
    for method in Method::ALL {
        let result = given.judge(method);
        assert_eq!(result.grade, Grade::NotAssessable, "{method:?}");
        if method != Method::Trend {
            assert_eq!(result.reason, Reason::NotAfterBaseline(2025));
        }
    }
}

#[test]
fn one_observation_is_judged_but_foretells_nothing() {
    let result = Given::default().judge(Method::Schedule);
    assert_eq!(result.grade, Grade::OnTrack);
    assert_eq!(result.forecast, None);
    assert_eq!(result.best_growth, None);
    let trend = Given::default().judge(Method::Trend);
    assert_eq!(trend.reason, Reason::TooFewPoints(4));
}

#[test]
fn a_gap_in_the_years_ends_a_trend_and_counts_for_no_best_year() {
    let given = Given {
        baseline: None,
        actuals: vec![
            (2019, "800"),
            (2021, "1300"),
            (2022, "1310"),
            (2024, "1400"),
        ],
        ..Given::default()
    };
    assert_eq!(given.judge(Method::Trend).reason, Reason::TooFewPoints(4));
    // 2021 to 2022 alone are years that follow one another.
    near(
        given.judge(Method::Schedule).best_growth,
        10.0 / 1300.0,
        1e-12,
    );
    // The year judged has no value though later and earlier ones have.
    let hole = Given {
        year: 2023,
        ..given
    };
    for method in Method::ALL {
        let reason = hole.judge(method).reason;
        let expect = Reason::NoActual {
            year: 2023,
            latest: Some(2022),
        };
        assert_eq!(reason, expect);
    }
}

#[test]
fn of_revised_values_the_last_entered_counts() {
    let revised = Given {
        actuals: vec![(2024, "1100"), (2023, "1090"), (2024, "1180")],
        ..Given::default()
    };
    let result = revised.judge(Method::Schedule);
    assert_eq!(result.actual, Some(decimal("1180")));
    assert_eq!(result.grade, Grade::OnTrack);
}

#[test]
fn a_target_passed_already_is_achieved_and_asks_for_nothing_more() {
    let result = Given {
        actuals: vec![(2023, "1490"), (2024, "1600")],
        ..Given::default()
    }
    .judge(Method::Schedule);
    assert_eq!(result.grade, Grade::Achieved);
    assert_eq!(result.required_growth, None);
    near(result.progress, 1.2, 1e-12);
    near(result.best_growth, 0.49, 1e-12);
}

#[test]
fn a_sum_entered_yearly_or_cumulatively_gives_one_result_in_every_method() {
    let running = Given {
        kind: Kind::Cumulative,
        targets: vec![(2028, exactly("100"))],
        baseline: None,
        origin: Some(2020),
        actuals: vec![
            (2021, "10"),
            (2022, "25"),
            (2023, "38"),
            (2024, "50"),
            (2025, "64.5"),
        ],
        year: 2025,
        ..Given::default()
    };
    let annual = Given {
        actuals: vec![
            (2021, "10"),
            (2022, "15"),
            (2023, "13"),
            (2024, "12"),
            (2025, "14.5"),
        ],
        entry: CumulativeEntry::Annual,
        ..running.clone()
    };
    let on_top = |given: &Given| Given {
        baseline: Some((2020, "0")),
        ..given.clone()
    };
    for method in Method::ALL {
        let without_sum = |given: &Given| {
            let mut result = given.judge(method);
            result
                .trace
                .retain(|step| step.label != "累计值" && step.label != "起算");
            result.baseline = None;
            result
        };
        let expect = without_sum(&running);
        for given in [&annual, &on_top(&running), &on_top(&annual)] {
            assert_eq!(without_sum(given), expect, "{method:?}");
        }
    }
    let result = annual.judge(Method::Schedule);
    near(result.progress, 0.645, 1e-12);
    near(result.schedule, 0.625, 1e-12);
    // What is lacking is lacking by the piece, not by a rate: 35.5 in three years; 15 was the best.
    assert!(!result.growth_is_rate);
    near(result.required_growth, 35.5 / 3.0, 1e-12);
    near(result.best_growth, 15.0, 1e-12);
    assert_eq!(shown(&result, "累计值"), "64.5");
}

#[test]
fn the_first_year_of_a_sum_counts_among_the_best() {
    let result = Given {
        kind: Kind::Cumulative,
        targets: vec![(2027, exactly("100"))],
        baseline: None,
        origin: Some(2022),
        actuals: vec![(2023, "40"), (2024, "10")],
        entry: CumulativeEntry::Annual,
        ..Given::default()
    }
    .judge(Method::Schedule);
    near(result.best_growth, 40.0, 1e-12);
}

#[test]
fn a_sum_needs_no_base_year_where_time_does_not_matter() {
    for (actual, target, progress, word) in [
        ("220", "250", 0.88, "yellow"),
        ("480", "500", 0.96, "green"),
        ("710", "750", 710.0 / 750.0, "green"),
        ("968", "1000", 0.968, "green"),
    ] {
        let given = Given {
            kind: Kind::Cumulative,
            targets: vec![(2024, exactly(target))],
            baseline: None,
            actuals: vec![(2024, actual)],
            ..Given::default()
        };
        let result = given.judge(Method::Achievement);
        near(result.progress, progress, 1e-12);
        assert_eq!(result.method_grade, Some(word));
        assert_eq!(given.judge(Method::Schedule).reason, Reason::NoBaseline);
    }
}

#[test]
fn a_strict_target_reached_and_not_passed_is_not_met_and_breaks_no_method() {
    let given = Given {
        targets: vec![(2027, Bound::MoreThan(decimal("60")))],
        baseline: None,
        actuals: vec![(2021, "54"), (2022, "56"), (2023, "58"), (2024, "60")],
        ..Given::default()
    };
    let rising = given.judge(Method::Trend);
    assert_eq!(rising.method_grade, Some("sun"));
    assert!(rising.trace.iter().all(|step| !step.result.contains("NaN")));
    let flat = Given {
        actuals: vec![(2021, "60"), (2022, "60"), (2023, "60"), (2024, "60")],
        ..given
    };
    assert_eq!(flat.judge(Method::Trend).method_grade, Some("cloud"));
}

#[test]
fn above_a_path_that_first_leads_back_is_ahead() {
    // 1000 may fall to 900 in 2024 before it is 1500: 920 is above that path, 880 below.
    for (actual, grade) in [
        ("920", Grade::Ahead),
        ("900", Grade::OnTrack),
        ("880", Grade::Regressed),
    ] {
        let result = Given {
            targets: vec![(2024, exactly("900")), (2027, exactly("1500"))],
            actuals: vec![(2024, actual)],
            ..Given::default()
        }
        .judge(Method::Schedule);
        assert_eq!((result.grade, result.ratio), (grade, None), "{actual}");
    }
}

#[test]
fn interim_targets_bend_the_geometric_path_too() {
    // 1000 to 1210 in two years and on to 1500 in three: in 2023 the path stands at 1100.
    let given = |year, actual| Given {
        targets: vec![(2024, exactly("1210")), (2027, exactly("1500"))],
        actuals: vec![(year, actual)],
        year,
        ..Given::default()
    };
    let on_path = given(2023, "1100").judge(Method::ScheduleGeometric);
    near(on_path.ratio, 1.0, 1e-12);
    // ln 1.1 / ln 1.5
    near(on_path.schedule, 0.235_064, 1e-6);
    let path = on_path.path.unwrap();
    near(path.value_at(2023), 1100.0, 1e-9);
    // 1210 (1500/1210)^(1/3)
    near(path.value_at(2025), 1299.832, 1e-3);
    let linear = given(2023, "1100").judge(Method::Schedule);
    // The straight path stands at 1105: (1100 - 1000) / (1105 - 1000).
    near(linear.ratio, 100.0 / 105.0, 1e-12);
}

#[test]
fn a_rank_falls_to_rise() {
    let given = |actual| Given {
        kind: Kind::Rank,
        targets: vec![(2027, Bound::RankWithin(5))],
        baseline: Some((2022, "10")),
        actuals: vec![(2023, "9"), (2024, actual)],
        ..Given::default()
    };
    let on_path = given("8").judge(Method::Schedule);
    near(on_path.ratio, 1.0, 1e-12);
    near(on_path.completion, 5.0 / 8.0, 1e-12);
    near(on_path.best_growth, -1.0, 1e-12);
    near(on_path.required_growth, -1.0, 1e-12);
    assert_eq!(on_path.forecast.unwrap().grade, Grade::Achieved);
    assert_eq!(given("11").judge(Method::Schedule).grade, Grade::Regressed);
}

#[test]
fn a_baseline_is_no_observation_of_the_forecast() {
    let two = Given {
        actuals: vec![(2023, "1090"), (2024, "1180")],
        ..Given::default()
    }
    .judge(Method::Schedule);
    let forecast = two.forecast.unwrap();
    near(Some(forecast.value), 1450.0, 1e-9);
    assert_eq!((forecast.low, forecast.high), (None, None));
}

#[test]
fn the_year_of_the_target_is_foretold_until_it_is_observed() {
    let given = |year| Given {
        actuals: vec![(2025, "1300"), (2026, "1400"), (2027, "1450")],
        year,
        ..Given::default()
    };
    assert!(given(2026).judge(Method::Schedule).forecast.is_some());
    assert_eq!(given(2027).judge(Method::Schedule).forecast, None);
    let waiting = Given {
        actuals: vec![(2025, "1300"), (2026, "1400")],
        ..given(2027)
    };
    let forecast = waiting.judge(Method::Schedule).forecast.unwrap();
    near(Some(forecast.value), 1500.0, 1e-9);
}
