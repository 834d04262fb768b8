use super::*;
use crate::model::{Target, Theme};

fn theme() -> Theme {
    Theme {
        no: 1,
        name: "领域".to_owned(),
        short: "领域".to_owned(),
        focus: String::new(),
        lead: None,
        others: Vec::new(),
    }
}

/// A made-up document of this year with one table row for each target.
fn plan(id: &str, year: Year, stage: Stage, targets: &[(Year, Bound)]) -> Plan {
    let row = |(index, (year, bound)): (usize, &(Year, Bound))| Indicator {
        no: u32::try_from(index).unwrap() + 1,
        theme: 1,
        name: "数字贸易额".to_owned(),
        unit: "亿元".to_owned(),
        kind: Kind::Flow,
        mean_over_years: false,
        direction: Direction::Up,
        targets: vec![Target {
            year: *year,
            bound: bound.clone(),
        }],
        baseline: None,
        units: Vec::new(),
        series: SeriesId("trade".to_owned()),
        locator: format!("序号{}", index + 1),
        note: String::new(),
        printed: None,
        superseded: Vec::new(),
    };
    Plan {
        id: PlanId(id.to_owned()),
        title: id.to_owned(),
        short: id.to_owned(),
        number: String::new(),
        issuer: None,
        stage,
        year,
        issued: None,
        effective: None,
        lead: None,
        draft_of: None,
        themes: vec![theme()],
        indicators: targets.iter().enumerate().map(row).collect(),
        text_targets: Vec::new(),
        measures: Vec::new(),
        reported: Vec::new(),
        budgets: Vec::new(),
        note: String::new(),
        own_series: Vec::new(),
        own_units: Vec::new(),
        own_measurement: Vec::new(),
    }
}

fn exactly(value: i64) -> Bound {
    Bound::Exactly(value.into())
}

/// What does not go together among these documents, as kind and the two years.
fn found(plans: &[Plan]) -> Vec<(ConflictKind, Year, Year)> {
    let lines = lines(plans);
    let all = lines.iter().flat_map(conflicts);
    all.map(|c| (c.kind, c.first.year, c.second.year)).collect()
}

#[test]
fn a_fast_step_before_a_slow_one_is_a_jump() {
    // 4300 / 3350 is 1.2836, 4600 / 4300 is 1.0698.
    let plans = [
        plan("a", 2022, Stage::Final, &[(2025, exactly(3350))]),
        plan("b", 2024, Stage::Final, &[(2026, exactly(4300))]),
        plan("c", 2024, Stage::Final, &[(2027, exactly(4600))]),
    ];
    let line = &lines(&plans)[0];
    let [jump] = conflicts(line).try_into().unwrap();
    assert_eq!(jump.kind, ConflictKind::Jump);
    assert_eq!((jump.first.year, jump.second.year), (2025, 2026));
    assert!(jump.sentence.contains("28.4%") && jump.sentence.contains("7.0%"));
}

#[test]
fn steady_growth_is_no_conflict() {
    let steps = [
        (2025, exactly(100)),
        (2026, exactly(110)),
        (2028, exactly(135)),
    ];
    assert_eq!(found(&[plan("a", 2024, Stage::Final, &steps)]), []);
}

#[test]
fn growth_is_counted_by_the_year_and_not_by_the_step() {
    // 10 % in one year, then 44 % in four: about 9.5 % a year.
    let steps = [
        (2025, exactly(100)),
        (2026, exactly(110)),
        (2030, exactly(158)),
    ];
    assert_eq!(found(&[plan("a", 2024, Stage::Final, &steps)]), []);
}

#[test]
fn a_later_target_below_an_earlier_one_is_weaker_unless_lower_is_better() {
    let earlier = plan(
        "a",
        2024,
        Stage::Final,
        &[(2026, Bound::MoreThan(110.into()))],
    );
    let later = plan("b", 2024, Stage::Final, &[(2027, exactly(100))]);
    let mut plans = [earlier, later];
    assert_eq!(found(&plans), [(ConflictKind::Weaker, 2026, 2027)]);
    for plan in &mut plans {
        plan.indicators[0].direction = Direction::Down;
    }
    assert_eq!(found(&plans), []);
}

#[test]
fn a_draft_speaks_for_a_year_only_where_nothing_in_force_does() {
    // The draft asks for 3500 in 2027, the final document for 3000; 3100 in 2028 is weaker than the
    // draft alone.
    let draft = plan("draft", 2024, Stage::Draft, &[(2027, exactly(3500))]);
    let end = plan("end", 2024, Stage::Final, &[(2028, exactly(3100))]);
    let last = plan("final", 2024, Stage::Final, &[(2027, exactly(3000))]);
    assert_eq!(
        found(&[draft.clone(), end.clone(), last]),
        [(ConflictKind::Different, 2027, 2027)]
    );
    assert_eq!(found(&[draft, end]), [(ConflictKind::Weaker, 2027, 2028)]);
}

#[test]
fn one_value_in_two_wordings_is_no_conflict_and_one_pair_of_values_is_one() {
    let mut text = plan(
        "a",
        2016,
        Stage::Final,
        &[(2020, exactly(280)), (2020, exactly(300))],
    );
    let more = text.indicators.pop().unwrap();
    text.text_targets.push(more);
    let again = plan(
        "b",
        2016,
        Stage::Final,
        &[(2020, Bound::MoreThan(280.into()))],
    );
    let line = &lines(&[text, again])[0];
    let [conflict] = conflicts(line).try_into().unwrap();
    assert_eq!(conflict.kind, ConflictKind::Different);
    assert_eq!(
        conflict.first.value(),
        Some(300.into()),
        "the text comes first"
    );
    assert_eq!(conflict.second.value(), Some(280.into()));
}

#[test]
fn a_run_of_one_value_is_flat_once_and_not_where_a_level_is_to_be_held() {
    let steps = [
        (2025, exactly(60)),
        (2026, exactly(60)),
        (2027, exactly(60)),
    ];
    let mut held = plan("a", 2024, Stage::Final, &steps);
    assert_eq!(
        found(std::slice::from_ref(&held)),
        [(ConflictKind::Flat, 2025, 2027)]
    );
    for row in &mut held.indicators {
        row.kind = Kind::Maintain;
    }
    assert_eq!(found(&[held]), []);
}

#[test]
fn masked_and_worded_targets_are_never_compared() {
    let plans = [
        plan(
            "a",
            2024,
            Stage::Draft,
            &[(2027, Bound::Masked("**".to_owned()))],
        ),
        plan(
            "b",
            2024,
            Stage::Final,
            &[(2027, exactly(4)), (2028, Bound::FullCoverage)],
        ),
    ];
    assert_eq!(found(&plans), []);
}

/// The document `a` of 2024 asks for 3000 in 2027; documents change that in turn.
fn adjusted(changes: &[(&str, &[(Year, Bound)])]) -> Plan {
    let mut plan = plan("a", 2024, Stage::Final, &[(2027, exactly(3000))]);
    let adjustments: Vec<Adjustment> = changes
        .iter()
        .map(|(number, targets)| Adjustment {
            number: (*number).to_owned(),
            title: "通知".to_owned(),
            date: chrono::NaiveDate::from_ymd_opt(2026, 3, 1),
            targets: targets
                .iter()
                .map(|(year, bound)| Target {
                    year: *year,
                    bound: bound.clone(),
                })
                .collect(),
            note: String::new(),
            by: String::new(),
            at: None,
        })
        .collect();
    plan.indicators[0].adjust(&adjustments);
    plan
}

#[test]
fn an_adjustment_is_a_statement_of_its_own_document_and_the_old_one_is_kept() {
    let plan = adjusted(&[
        (
            "甲〔2026〕1号",
            &[(2026, exactly(2600)), (2027, exactly(3000))],
        ),
        (
            "乙〔2026〕2号",
            &[(2026, exactly(2600)), (2028, exactly(2900))],
        ),
    ]);
    let line = &lines(std::slice::from_ref(&plan))[0];
    let said: Vec<_> = line
        .statements
        .iter()
        .map(|s| {
            let by = s.adjusted_by.as_deref();
            (s.year, s.place(), by, s.superseded_by.as_deref())
        })
        .collect();
    // 3000 in 2027 is said once, by the plan, until 乙 puts it off; 2600 is said by 甲 alone.
    assert_eq!(
        said,
        [
            (
                2026,
                "甲〔2026〕1号 调整 a 序号1".to_owned(),
                Some("甲〔2026〕1号《通知》"),
                None
            ),
            (2027, "a 序号1".to_owned(), None, Some("乙〔2026〕2号")),
            (
                2028,
                "乙〔2026〕2号 调整 a 序号1".to_owned(),
                Some("乙〔2026〕2号《通知》"),
                None
            ),
        ]
    );
}

#[test]
fn a_target_that_holds_no_longer_is_held_against_none() {
    let lower = [(2027, exactly(2800))];
    let plan = adjusted(&[("甲", &lower)]);
    // 3000 and 2800 for one year: the plan was changed, it does not contradict itself.
    assert_eq!(found(std::slice::from_ref(&plan)), []);
    let other = self::plan("b", 2025, Stage::Final, &[(2027, exactly(3000))]);
    let line = &lines(&[plan, other])[0];
    let [conflict] = conflicts(line).try_into().unwrap();
    assert_eq!(conflict.kind, ConflictKind::Different);
    assert_eq!(conflict.second.plan_label, "甲");
}

#[test]
fn a_draft_is_held_against_what_came_of_it_and_not_against_what_changed_that() {
    let draft = plan("draft", 2024, Stage::Draft, &[(2027, exactly(3100))]);
    let last = adjusted(&[("甲", &[(2027, exactly(3200))])]);
    let rows = against_draft(&draft, &last);
    assert_eq!(rows[0].change, Change::Lowered);
    assert_eq!(rows[0].last.as_ref().unwrap().value(), Some(3000.into()));
}
