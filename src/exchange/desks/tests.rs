use chrono::NaiveDate;

use super::*;
use crate::exchange::form::tests::{Desk, observed};

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap()
}

#[test]
fn each_unit_owes_what_nobody_has_entered() {
    let mut desk = Desk::new();
    let desks = unit_desks(&desk.workspace, &desk.plans[0], 2025);
    // 市甲局: two actuals and two baselines; 市乙局: one actual, for a cumulative one needs no baseline.
    let owed: Vec<(&str, usize)> = desks
        .iter()
        .map(|d| (d.unit.0.as_str(), d.missing_figures()))
        .collect();
    assert_eq!(owed, [("市甲局", 4), ("市乙局", 1)]);
    assert_eq!(desks[0].missing[0].words(), "2025 年数、2023 年基期值");
    assert_eq!(desks[1].standing(day(3, 2)), Standing::NotAsked);

    desk.edit(observed("c", 2025, "12"));
    let desks = unit_desks(&desk.workspace, &desk.plans[0], 2025);
    assert_eq!(desks[1].standing(day(3, 2)), Standing::Unneeded);
    assert_eq!(chase(&desk.plans[0], &desks[1], day(3, 2)), None);
}

#[test]
fn a_unit_that_has_nothing_left_to_report_and_sent_no_form_back_is_not_said_to_have() {
    let mut desk = Desk::new();
    let form = desk.send("市乙局");
    desk.edit(observed("c", 2025, "12"));
    let standing = |desk: &Desk| {
        let desks = unit_desks(&desk.workspace, &desk.plans[0], 2025);
        let standing = desks[1].standing(day(3, 20));
        (standing.word(), standing.code())
    };
    assert_eq!(standing(&desk), ("未回表，无缺项", "complete"));
    let bytes = form.bytes();
    let loaded = crate::exchange::load::Loaded {
        name: "回.xlsx".to_owned(),
        print: "1".to_owned(),
        content: crate::exchange::load::understand(&bytes, &desk.known(), 0).unwrap(),
    };
    let found = crate::exchange::merge::Collection::new(&[loaded], &desk.workspace);
    let at = day(3, 19).into();
    let edit = found.edit(&desk.workspace, &std::collections::BTreeMap::new(), "", at);
    desk.edit(edit);
    assert_eq!(standing(&desk), ("已齐", "complete"));
}

#[test]
fn the_text_says_what_is_missing_since_when_and_until_when() {
    let mut desk = Desk::new();
    let _form = desk.send("市甲局");
    let of = |today| {
        let desks = unit_desks(&desk.workspace, &desk.plans[0], 2025);
        let standing = desks[0].standing(today);
        (standing, chase(&desk.plans[0], &desks[0], today).unwrap())
    };
    let (standing, text) = of(day(3, 10));
    assert_eq!(standing, Standing::Waiting);
    for words in [
        "市甲局：",
        "试〔2024〕1号《试验规划》",
        "2 项指标尚缺 4 个数",
        "1. 序号1 研发投入占比（%）：2025 年数、2023 年基期值；",
        "2. 序号2 营业收入（亿元）：2025 年数、2023 年基期值。",
        "已于2026年3月2日发出",
        "2026年3月15日前",
        "市发改委",
        "2026年3月10日",
    ] {
        assert!(text.contains(words), "no “{words}” in\n{text}");
    }
    let (standing, text) = of(day(3, 16));
    assert_eq!(standing, Standing::Overdue);
    assert!(text.contains("现已逾期"), "{text}");
}
