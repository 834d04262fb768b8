//! Targets that another document has changed: both verdicts by hand, and nothing else disturbed.

use proptest::prelude::*;

use super::comparing::{indicator, plan};
use super::*;
use crate::model::{
    Act, Adjustment, Baseline, Edit, IndicatorId, InterimTarget, Judgement, Observation,
    ObservationKey, Plan, Seen, SeenBaseline, Status, Target, Workspace,
};

fn target(year: Year, value: &str) -> Target {
    Target {
        year,
        bound: Bound::AtLeast(value.parse().unwrap()),
    }
}

fn by(number: &str, targets: Vec<Target>) -> Adjustment {
    Adjustment {
        number: number.to_owned(),
        title: String::new(),
        date: None,
        targets,
        note: String::new(),
        by: String::new(),
        at: None,
    }
}

/// 1000 in 2022, 1180 in 2024, 1500以上 in 2027, as METHODS works it.
fn desk(adjustments: &[Adjustment]) -> (Workspace, Plan) {
    let mut row = indicator(1, 1, &["甲"]);
    row.targets = vec![target(2027, "1500")];
    row.adjust(adjustments);
    let series = row.series.clone();
    let plan = plan("a", vec![row]);
    let mut workspace = Workspace::new(vec![plan.id.clone()]);
    workspace.baselines.insert(
        IndicatorId::new(&plan.id, 1),
        Baseline {
            year: 2022,
            value: 1000.into(),
        },
    );
    for (year, value) in [(2023, 1080), (2024, 1180)] {
        workspace.observations.insert(
            ObservationKey {
                series: series.clone(),
                year,
            },
            Observation {
                value: value.into(),
                status: Status::Final,
                source: String::new(),
                note: String::new(),
                by: String::new(),
                at: None,
            },
        );
    }
    (workspace, plan)
}

fn judged((workspace, plan): &(Workspace, Plan), year: Year) -> (Assessment, Vec<Assessment>) {
    let row = &plan.indicators[0];
    (
        judge_indicator(workspace, plan, row, year),
        judge_superseded(workspace, plan, row, year, None),
    )
}

#[test]
fn the_present_target_judges_and_each_one_before_is_judged_as_well() {
    let desk = desk(&[
        by("甲〔2025〕1号", vec![target(2027, "1400")]),
        by("乙〔2026〕2号", vec![target(2028, "1600")]),
    ]);
    let (now, before) = judged(&desk, 2024);
    // 180 of 600 in 2 of 6 years: 30 % against 33.3 %, 0.90.
    near(now.progress, 0.3, 1e-12);
    near(now.schedule, 1.0 / 3.0, 1e-12);
    assert_eq!(now.grade, Grade::OnTrack);
    assert_eq!(now.target, Some(target(2028, "1600")));
    // The plan's own: 36 % against 40 %, 0.90. 甲: 180 of 400, 45 % against 40 %, 1.125.
    let [own, first] = before.as_slice() else {
        panic!("{before:?}");
    };
    near(own.progress, 0.36, 1e-12);
    near(own.ratio, 0.9, 1e-12);
    assert_eq!(
        (own.grade, own.target.clone()),
        (Grade::OnTrack, Some(target(2027, "1500")))
    );
    near(first.progress, 0.45, 1e-12);
    near(first.ratio, 1.125, 1e-12);
    assert_eq!(first.grade, Grade::Ahead);
    // 1450 in 2027 has met what 甲 asked for, and not what the plan did; 乙 has until 2028.
    let mut later = desk;
    let row = later.1.indicators[0].clone();
    let key = ObservationKey {
        series: row.series.clone(),
        year: 2027,
    };
    let value = later
        .0
        .observations
        .values()
        .next()
        .cloned()
        .map(|o| Observation {
            value: 1450.into(),
            ..o
        });
    let _undo = Edit::Observation { key, value }.apply(&mut later.0);
    let (now, before) = judged(&later, 2027);
    assert_eq!(before[0].grade, Grade::OnTrack);
    near(before[0].progress, 0.9, 1e-12);
    assert_eq!(
        (before[1].grade, before[1].word),
        (Grade::Achieved, "已实现")
    );
    // 450 of 600 in 5 of 6 years: 0.75 / 0.8333 = 0.90.
    assert_eq!(
        (now.grade, now.word),
        (Grade::OnTrack, Grade::OnTrack.word())
    );
    near(now.ratio, 0.9, 1e-12);
}

#[test]
fn the_trace_says_which_targets_and_which_document() {
    let desk = desk(&[by("甲〔2025〕1号", vec![target(2027, "1400")])]);
    let (now, before) = judged(&desk, 2024);
    let step = &now.trace[0];
    assert_eq!(
        (step.label.as_str(), step.result.as_str()),
        ("目标调整", "甲〔2025〕1号")
    );
    assert_eq!(
        step.substituted,
        "2027 年 1,500以上 亿元 → 2027 年 1,400以上 亿元"
    );
    let step = &before[0].trace[0];
    assert_eq!(step.label, "原目标");
    assert_eq!(step.substituted, "2027 年 1,500以上 亿元");
    assert!(step.result.contains("甲〔2025〕1号"), "{step:?}");
    assert!(before[0].trace.iter().any(|step| step.label == "进度"));
}

#[test]
fn a_grade_by_hand_is_of_the_present_target_and_asks_for_a_review_when_that_changes() {
    let mut desk = desk(&[by("甲", vec![target(2027, "1400")])]);
    desk.0.judgements.insert(
        IndicatorId::new(&desk.1.id, 1),
        vec![Judgement {
            year: 2024,
            act: Act::Judged(Grade::Behind),
            why: "现场核查".to_owned(),
            by: "张".to_owned(),
            at: None,
            // What was computed when the plan's own target still held.
            seen: Seen {
                actual: Some(1180.into()),
                status: None,
                baseline: SeenBaseline::NotNoted,
                computed: Grade::OnTrack,
            },
        }],
    );
    let (now, before) = judged(&desk, 2024);
    assert_eq!(now.grade, Grade::Behind);
    assert!(now.needs_review(), "the computed grade is another now");
    assert_eq!(before[0].grade, Grade::OnTrack);
    assert!(!before[0].is_by_hand());
}

#[test]
fn a_target_in_words_in_the_place_of_a_number_is_said_to_have_none() {
    let words = Target {
        year: 2027,
        bound: Bound::Qualitative("稳步增长".to_owned()),
    };
    let (now, before) = judged(&desk(&[by("甲", vec![words])]), 2024);
    assert_eq!(
        (now.grade, now.reason),
        (Grade::NotAssessable, Reason::Worded)
    );
    assert_eq!(before[0].grade, Grade::OnTrack);
}

fn any_adjustments() -> impl Strategy<Value = Vec<Adjustment>> {
    let one = prop::collection::btree_map(2025..2032i32, 1..5000i64, 1..4);
    prop::collection::vec(one, 1..5).prop_map(|all| {
        let number = |at: usize| format!("第{at}号");
        let of = |(at, years): (usize, std::collections::BTreeMap<Year, i64>)| {
            let targets = years.into_iter().map(|(year, value)| Target {
                year,
                bound: Bound::AtLeast(value.into()),
            });
            by(&number(at), targets.collect())
        };
        all.into_iter().enumerate().map(of).collect()
    })
}

proptest! {
    /// Whatever documents change, the plan's own target is judged as if none had, and the present one as
    /// if the plan had it.
    #[test]
    fn each_set_of_targets_is_judged_as_if_it_were_alone(
        adjustments in any_adjustments(),
        year in 2023..2030i32,
        interim in prop::option::of((2024..2027i32, 1..3000i64)),
    ) {
        let mut changed = desk(&adjustments);
        let mut alone = desk(&[]);
        for desk in [&mut changed, &mut alone] {
            if let Some((year, value)) = interim {
                desk.0.settings.interim.insert(
                    IndicatorId::new(&desk.1.id, 1),
                    vec![InterimTarget { year, value: value.into(), source: "丙".to_owned() }],
                );
            }
        }
        let (now, before) = judged(&changed, year);
        prop_assert_eq!(before.len(), adjustments.len());
        let mut sets = vec![vec![target(2027, "1500")]];
        sets.extend(adjustments.iter().map(|adjustment| adjustment.targets.clone()));
        for (set, mut said) in sets.into_iter().zip(before.into_iter().chain([now])) {
            alone.1.indicators[0].targets = set;
            let (expect, none) = judged(&alone, year);
            prop_assert!(none.is_empty());
            said.trace.remove(0);
            prop_assert_eq!(said, expect);
        }
    }

    /// The edit that notes adjustments is undone by its inverse, to the last digit.
    #[test]
    fn noting_adjustments_is_undone(
        before in any_adjustments(),
        after in prop::option::of(any_adjustments()),
    ) {
        let (mut workspace, plan) = desk(&[]);
        let id = IndicatorId::new(&plan.id, 1);
        let note = |value: Vec<Adjustment>| Edit::Adjustments { indicator: id.clone(), value };
        let _empty = note(before).apply(&mut workspace);
        let held = workspace.clone();
        let undo = note(after.clone().unwrap_or_default()).apply(&mut workspace);
        let after = after.unwrap_or_default();
        prop_assert_eq!(workspace.adjustments_of(&id), after.as_slice());
        prop_assert!(workspace.adjustments.values().all(|all| !all.is_empty()));
        let _redo = undo.apply(&mut workspace);
        prop_assert_eq!(workspace, held);
    }
}
