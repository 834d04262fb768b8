//! Methods side by side, and counts by plan, section and unit.

use super::rollup::{By, Entry, Group, Tally, roll_up};
use super::*;
use crate::model::{Effective, Plan, PlanId, SeriesId, Stage, Theme, Unit};

#[test]
fn methods_disagree_where_some_have_it_lagging_and_some_not() {
    // 36 % of the way after 40 % of the time; 0.5778 x the growth rate asked for at 1100.
    let given = Given {
        actuals: vec![(2024, "1180")],
        ..Given::default()
    };
    let comparison = given.compare();
    let grades: Vec<Grade> = comparison.opinions.iter().map(|o| o.grade).collect();
    // R = 0.086278 / 0.084472 = 1.0214; e = 1180 x 1.18^1.5 = 1512.5, ratio 1.0251; 36 % done.
    let expect = [
        Grade::OnTrack,
        Grade::OnTrack,
        Grade::OnTrack,
        Grade::OnTrack,
        Grade::NotAssessable,
        Grade::FarBehind,
    ];
    assert_eq!(grades, expect);
    // What knows no time does not disagree.
    assert_eq!(comparison.disagreement(), None);
    let tighter = Given {
        actuals: vec![(2024, "1170")],
        ..given
    };
    // 34 % / 40 % = 0.85; ln 1.17 / ln 1.5 / 0.4 = 0.968; R = 0.081665 / 0.084472 = 0.967;
    // e = 1170 x 1.17^1.5 = 1480.7, ratio 0.961.
    let disagreement = tighter.compare().disagreement().unwrap();
    assert_eq!(disagreement.lagging, [Method::Schedule]);
    assert_eq!(
        disagreement.on_schedule,
        [Method::ScheduleGeometric, Method::Cagr, Method::Un]
    );
    assert_eq!(disagreement.paths, Some((Grade::Behind, Grade::OnTrack)));
    assert_eq!(
        disagreement.words(),
        "序时进度法（等比）、年均增速法、外推比例法认为达到预期，序时进度法认为滞后；直线路径为滞后，等比路径为基本符合预期"
    );
}

#[test]
fn the_two_paths_disagree_also_where_both_have_it_on_schedule() {
    let given = Given {
        // (1205 - 1000) / 500 / 0.4 = 1.025; ln 1.205 / ln 1.5 / 0.4 = 1.150.
        actuals: vec![(2024, "1205")],
        ..Given::default()
    };
    let disagreement = given.compare().disagreement().unwrap();
    assert_eq!(disagreement.paths, Some((Grade::OnTrack, Grade::Ahead)));
    assert!(disagreement.lagging.is_empty() && disagreement.on_schedule.is_empty());
    assert_eq!(
        disagreement.words(),
        "直线路径为基本符合预期，等比路径为快于预期"
    );
}

pub(super) fn indicator(no: u32, theme: u32, units: &[&str]) -> Indicator {
    Indicator {
        no,
        theme,
        name: format!("指标{no}"),
        unit: "亿元".to_owned(),
        kind: Kind::Flow,
        mean_over_years: false,
        direction: Up,
        targets: Vec::new(),
        baseline: None,
        units: units.iter().map(|unit| Unit((*unit).to_owned())).collect(),
        series: SeriesId(format!("series-{no}")),
        locator: String::new(),
        note: String::new(),
        printed: None,
        superseded: Vec::new(),
    }
}

pub(super) fn plan(id: &str, indicators: Vec<Indicator>) -> Plan {
    let day = chrono::NaiveDate::from_ymd_opt(2024, 10, 15).unwrap();
    let unit = Unit("市发改委".to_owned());
    let theme = |no| Theme {
        no,
        name: format!("领域{no}"),
        short: String::new(),
        focus: String::new(),
        lead: Some(Unit(format!("牵头{no}"))),
        others: Vec::new(),
    };
    Plan {
        id: PlanId(id.to_owned()),
        title: format!("规划 {id}"),
        short: String::new(),
        number: String::new(),
        issuer: Some(unit.clone()),
        stage: Stage::Final,
        year: 2024,
        issued: Some(day),
        effective: Some(Effective { from: day, to: day }),
        lead: Some(unit),
        draft_of: None,
        themes: vec![theme(1), theme(2)],
        indicators,
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

fn counts(group: &Group) -> (&str, usize, usize, usize) {
    let led = group.led.total();
    (
        &group.name,
        group.tally.total(),
        group.tally.assessed(),
        led,
    )
}

#[test]
fn counts_by_plan_section_and_unit_add_up() {
    let plans = [
        plan(
            "a",
            vec![
                indicator(1, 1, &["甲", "乙"]),
                indicator(2, 2, &["乙", "甲", "乙"]),
                indicator(3, 2, &["甲"]),
            ],
        ),
        plan(
            "b",
            vec![indicator(1, 1, &["丙", "甲"]), indicator(2, 1, &[])],
        ),
    ];
    let judge = |actual| {
        Given {
            actuals: vec![(2024, actual)],
            ..Given::default()
        }
        .judge(Method::Schedule)
    };
    let none = Given {
        actuals: Vec::new(),
        ..Given::default()
    }
    .judge(Method::Schedule);
    // Ratios 0.9, 0.5, none, 1.25, and one by another method.
    let growth = Given::default().judge(Method::Cagr);
    let assessments = [judge("1180"), judge("1100"), none, judge("1250"), growth];
    let entries: Vec<Entry<'_>> = plans
        .iter()
        .flat_map(|plan| {
            plan.indicators
                .iter()
                .map(move |indicator| (plan, indicator))
        })
        .zip(&assessments)
        .map(|((plan, indicator), assessment)| Entry {
            plan,
            indicator,
            assessment,
        })
        .collect();

    let by_plan = roll_up(&entries, By::Plan, Method::Schedule);
    assert_eq!(
        by_plan.iter().map(counts).collect::<Vec<_>>(),
        [("规划 a", 3, 2, 3), ("规划 b", 2, 2, 2)]
    );
    let mean = by_plan[0].mean_ratio.unwrap();
    near(Some(mean.value), 0.7, 1e-12);
    assert_eq!(mean.n, 2);
    // The ratio of growth rates is another measure and has no part in the mean.
    assert_eq!(by_plan[1].mean_ratio.unwrap().n, 1);

    let by_theme = roll_up(&entries, By::Theme, Method::Schedule);
    assert_eq!(
        by_theme.iter().map(counts).collect::<Vec<_>>(),
        [("领域1", 1, 1, 1), ("领域2", 2, 1, 2), ("领域1", 2, 2, 2)]
    );
    assert_eq!(by_theme[1].lead, Some(Unit("牵头2".to_owned())));

    let by_unit = roll_up(&entries, By::Unit, Method::Schedule);
    // Most lagging first, then the larger; 乙 is printed twice in one row and answers once.
    assert_eq!(
        by_unit.iter().map(counts).collect::<Vec<_>>(),
        [("甲", 4, 3, 2), ("乙", 2, 2, 1), ("丙", 1, 1, 1)]
    );
    let worst: Vec<(usize, bool)> = by_unit[0]
        .members
        .iter()
        .map(|member| (member.entry, member.is_lead))
        .collect();
    assert_eq!(worst, [(1, false), (0, true), (3, false), (2, true)]);
    for groups in [&by_plan, &by_theme] {
        let total: usize = groups.iter().map(|group| group.tally.total()).sum();
        assert_eq!(total, entries.len());
    }
    let led: usize = by_unit.iter().map(|group| group.led.total()).sum();
    assert_eq!(
        led, 4,
        "each indicator has one lead, but one that names no unit"
    );
    let whole = Tally::of(assessments.iter().map(|a| a.grade));
    for grade in Grade::ALL {
        let parts: usize = by_plan.iter().map(|group| group.tally.count(grade)).sum();
        assert_eq!(parts, whole.count(grade));
    }
}
