//! The built-in data against what was counted by hand in the printed document.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use std::collections::{BTreeMap, BTreeSet};

#[path = "data/documents.rs"]
mod documents;
#[path = "data/lines.rs"]
mod lines;

use zhibiao::model::{Bound, Decimal, Direction, Kind, Plan, Stage};
use zhibiao::store::{Catalog, default_plan};

fn catalog() -> Catalog {
    Catalog::builtin().unwrap_or_else(|error| panic!("{error}"))
}

fn plan(catalog: &Catalog) -> &Plan {
    catalog.plan(&default_plan()).unwrap()
}

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn sum(plan: &Plan, wanted: impl Fn(&zhibiao::model::Indicator) -> bool) -> Decimal {
    let rows = plan.indicators.iter().filter(|row| wanted(row));
    rows.flat_map(|row| &row.targets)
        .filter_map(|target| target.bound.value())
        .sum()
}

#[test]
fn the_document_is_the_one_printed() {
    let catalog = catalog();
    let plan = plan(&catalog);
    assert_eq!(plan.title, "杭州市促进生产性服务业高质量发展的若干举措");
    assert_eq!(plan.number, "杭政函〔2024〕75号");
    assert_eq!(plan.stage, Stage::Final);
    let effective = plan.effective.unwrap();
    let days = [plan.issued.unwrap(), effective.from, effective.to];
    let days = days.map(|day| day.to_string());
    assert_eq!(days, ["2024-10-15", "2024-11-15", "2027-11-14"]);
    let leads: Vec<&str> = plan
        .themes
        .iter()
        .filter_map(|theme| Some(theme.lead.as_ref()?.0.as_str()))
        .collect();
    assert_eq!(
        leads,
        ["市科技局", "市经信局", "市委金融办", "市发改委", "市商务局"]
    );
}

#[test]
fn there_are_thirty_seven_rows_in_five_sections() {
    let catalog = catalog();
    let plan = plan(&catalog);
    let numbers: Vec<u32> = plan.indicators.iter().map(|row| row.no).collect();
    assert_eq!(numbers, (1..=37).collect::<Vec<_>>());
    let counts: Vec<usize> = (1..=5).map(|no| plan.indicators_of(no).count()).collect();
    assert_eq!(counts, [7, 7, 6, 7, 10]);
    for row in &plan.indicators {
        assert_eq!(row.locator, format!("附件 序号{}", row.no));
        assert!(row.baseline.is_none(), "the document prints no baseline");
    }
}

#[test]
fn every_target_is_a_bare_positive_number_for_2027() {
    let catalog = catalog();
    for row in &plan(&catalog).indicators {
        let [target] = row.targets.as_slice() else {
            panic!("{} has not one target", row.name);
        };
        assert_eq!((target.year, row.direction), (2027, Direction::Up));
        let Bound::Exactly(value) = target.bound else {
            panic!("{} is not a bare number", row.name);
        };
        assert!(value > Decimal::ZERO, "{}", row.name);
    }
}

#[test]
fn the_targets_add_up_to_the_sums_of_the_print() {
    let catalog = catalog();
    let plan = plan(&catalog);
    assert_eq!(sum(plan, |_| true), decimal("63824.7"));
    let by_theme: Vec<Decimal> = (1..=5).map(|no| sum(plan, |r| r.theme == no)).collect();
    let expect = ["11963.2", "24285", "19803", "1036.5", "6737"];
    assert_eq!(by_theme, expect.map(decimal));
    let expect = [
        ("市科技局", "11704.2"),
        ("市经信局", "14125"),
        ("市市场监管局", "1259"),
        ("市商务局", "9780"),
        ("市委金融办", "19803"),
        ("市发改委", "901.5"),
        ("市交通运输局", "820"),
        ("临空经济示范区管委会", "175"),
        ("市邮政管理局", "40"),
        ("市工商联", "13"),
        ("市司法局", "2900"),
        ("市人力社保局", "2304"),
    ];
    for (unit, expect) in expect {
        let led = sum(plan, |row| row.lead().is_some_and(|lead| lead.0 == unit));
        assert_eq!(led, decimal(expect), "{unit}");
    }
}

#[test]
fn every_unit_answers_for_as_many_rows_as_printed() {
    let catalog = catalog();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for unit in plan(&catalog).indicators.iter().flat_map(|row| &row.units) {
        *counts.entry(unit.0.as_str()).or_default() += 1;
    }
    let expect = [
        ("市商务局", 7),
        ("市委金融办", 6),
        ("市科技局", 4),
        ("市市场监管局", 4),
        ("市经信局", 3),
        ("市发改委", 3),
        ("临空经济示范区管委会", 3),
        ("市交通运输局", 2),
        ("市司法局", 2),
        ("市人力社保局", 2),
        ("市邮政管理局", 1),
        ("市工商联", 1),
        ("市文化广电旅游局", 1),
    ];
    assert_eq!(counts, BTreeMap::from(expect));
}

#[test]
fn each_row_has_the_kind_its_wording_asks_for() {
    let catalog = catalog();
    let of = |kind: Kind| -> Vec<u32> {
        let rows = plan(&catalog).indicators.iter();
        rows.filter(|row| row.kind == kind).map(|r| r.no).collect()
    };
    assert_eq!(of(Kind::Ratio), [1, 12]);
    assert_eq!(of(Kind::Index), [9]);
    assert_eq!(of(Kind::Gap), [22]);
    assert_eq!(of(Kind::Cumulative), [4, 18, 33, 34]);
    assert_eq!(of(Kind::Increment), [16]);
    assert_eq!(of(Kind::Maintain), [17]);
    assert_eq!(
        of(Kind::Flow),
        [2, 3, 6, 8, 10, 11, 13, 15, 19, 21, 23, 24, 27, 28, 35]
    );
    assert_eq!(
        of(Kind::Stock),
        [5, 7, 14, 20, 25, 26, 29, 30, 31, 32, 36, 37]
    );
}

#[test]
fn measurement_units_occur_as_often_as_printed() {
    let catalog = catalog();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for row in &plan(&catalog).indicators {
        *counts.entry(row.unit.as_str()).or_default() += 1;
    }
    let expect = [
        ("%", 2),
        ("亿元", 12),
        ("件", 1),
        ("家", 10),
        ("", 1),
        ("百分点", 1),
        ("万吨", 1),
        ("亿件", 1),
        ("条", 1),
        ("个", 4),
        ("万标箱", 1),
        ("人", 1),
        ("人次", 1),
    ];
    assert_eq!(counts, BTreeMap::from(expect));
}

#[test]
fn no_two_rows_share_a_series_or_a_name() {
    let catalog = catalog();
    let rows = &plan(&catalog).indicators;
    let series: BTreeSet<_> = rows.iter().map(|row| &row.series).collect();
    let names: BTreeSet<_> = rows.iter().map(|row| &row.name).collect();
    assert_eq!((series.len(), names.len()), (37, 37));
    for row in rows {
        let series = catalog.series(&row.series).unwrap();
        assert_eq!((&series.name, &series.unit), (&row.name, &row.unit));
    }
}

#[test]
fn no_name_has_a_blank_left_by_the_extraction() {
    let catalog = catalog();
    let rows = &plan(&catalog).indicators;
    for row in rows {
        assert!(!row.name.contains(char::is_whitespace), "{}", row.name);
    }
    // Counted in the print, without the units.
    let characters: usize = rows.iter().map(|row| row.name.chars().count()).sum();
    assert_eq!(characters, NAME_CHARACTERS);
}

/// Of all 37 names together.
const NAME_CHARACTERS: usize = 404;
