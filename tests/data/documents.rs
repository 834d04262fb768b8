//! The other documents, and what stands beside the table of the first, against the print.
//!
//! Counts and sums were made by reading the documents, not from the files under test.

use std::collections::BTreeSet;

use zhibiao::model::{Bound, Decimal, Direction, Indicator, Kind, Plan, PlanId, Stage};
use zhibiao::store::Catalog;

use crate::{catalog, decimal};

fn plan(catalog: &Catalog, id: &str) -> Plan {
    catalog.plan(&PlanId(id.to_owned())).unwrap().clone()
}

const PLANS: [&str; 6] = [
    "hz-2024-75",
    "hz-2024-75-draft",
    "hz-2016-125",
    "hz-2023-opening",
    "hz-2024-trade",
    "hz-2024-policies",
];

/// The targets of one row as printed: year, name of the bound, number or words.
fn printed(plan: &Plan, no: u32) -> Vec<(i32, &'static str, String)> {
    let row = plan.indicator(no).unwrap();
    row.printed_targets()
        .iter()
        .map(|target| {
            let bound = &target.bound;
            let text = bound
                .value()
                .map_or_else(|| bound.text(), |v| v.to_string());
            (target.year, bound.code(), text)
        })
        .collect()
}

#[track_caller]
fn check_row(plan: &Plan, no: u32, name: &str, unit: &str, expect: &[(i32, &'static str, &str)]) {
    let row = plan.indicator(no).unwrap();
    assert_eq!((row.name.as_str(), row.printed_unit()), (name, unit));
    let expect: Vec<_> = expect
        .iter()
        .map(|(year, bound, text)| (*year, *bound, (*text).to_owned()))
        .collect();
    assert_eq!(printed(plan, no), expect, "{name}");
}

/// The numbers of all targets of these rows, added up.
fn sum(plan: &Plan, wanted: impl Fn(u32) -> bool) -> Decimal {
    plan.all_indicators()
        .filter(|row| wanted(row.no))
        .flat_map(Indicator::printed_targets)
        .filter_map(|target| target.bound.value())
        .sum()
}

#[test]
fn each_document_has_the_rows_measures_figures_and_budgets_counted_in_print() {
    let catalog = catalog();
    let names: Vec<&str> = catalog.plans().iter().map(|p| p.id.0.as_str()).collect();
    assert_eq!(names, PLANS);
    let counts = PLANS.map(|id| {
        let plan = plan(&catalog, id);
        [
            plan.indicators.len(),
            plan.text_targets.len(),
            plan.measures.len(),
            plan.reported.len(),
            plan.budgets.len(),
        ]
    });
    // 75: two headline targets, then the articles from the fourth on: 1, 2, 1, 1, 2, 3, 1, 1, 1, 1,
    // 3, 1, 4, 2. 2016: the fourteen numbers of 专栏5, five of them with two rows; 14 in 发展目标,
    // 32 in the ten fields, 1 in 空间布局, 13 in 重大工程; measures 49 and 12; figures: 6 only in
    // 专栏1, 18 in 专栏5, 5 shares of growth, 4 rates, 2 counts of zones. 2024: eight budgets
    // and their total.
    assert_eq!(
        counts,
        [
            [37, 26, 27, 0, 0],
            [12, 0, 27, 0, 0],
            [19, 63, 61, 41, 0],
            [24, 8, 6, 0, 0],
            [23, 0, 23, 0, 0],
            [113, 0, 76, 0, 9],
        ]
    );
}

#[test]
fn every_place_is_one_of_its_document() {
    let catalog = catalog();
    let chinese = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];
    for plan in catalog.plans() {
        let measures = plan.measures.iter().map(|m| &m.locator);
        let places: BTreeSet<&String> = measures.clone().collect();
        assert_eq!(
            places.len(),
            plan.measures.len(),
            "{}: twice one place",
            plan.id
        );
        let rows = plan.all_indicators().map(|row| &row.locator);
        let figures = plan.reported.iter().map(|figure| &figure.locator);
        let budgets = plan.budgets.iter().map(|budget| &budget.locator);
        for place in rows.chain(figures).chain(budgets).chain(measures) {
            let known = [
                "附件 序号",
                "重要指标清单 序号",
                "专栏",
                "导语",
                "第（",
                "文末",
            ];
            let is_section = chinese
                .iter()
                .any(|no| place.starts_with(&format!("{no}、")));
            assert!(
                is_section || known.iter().any(|start| place.starts_with(start)),
                "{}: {place}",
                plan.id
            );
        }
    }
    // An article's target stands in a section of its own measure.
    for id in ["hz-2024-75", "hz-2024-policies"] {
        let plan = plan(&catalog, id);
        for row in plan
            .all_indicators()
            .filter(|r| r.locator.starts_with('第'))
        {
            let measure = plan
                .measures
                .iter()
                .find(|m| m.locator == row.locator)
                .unwrap();
            assert_eq!(measure.theme, row.theme, "{} {}", id, row.no);
            assert_eq!(measure.units, row.units, "{} {}", id, row.no);
            assert!(measure.serves.contains(&row.no), "{} {}", id, row.no);
        }
    }
}

#[test]
fn the_headline_targets_of_the_preamble_stand_beside_the_appendix() {
    let catalog = catalog();
    let plan = plan(&catalog, "hz-2024-75");
    let headline = [(2025, "more_than", "1"), (2027, "more_than", "1.2")];
    check_row(&plan, 101, "生产性服务业增加值", "万亿元", &headline);
    let share = [
        (2025, "exactly", "65"),
        (2027, "qualitative", "三分之二以上"),
    ];
    check_row(&plan, 102, "生产性服务业增加值占服务业比重", "%", &share);
    assert!(plan.text_targets.iter().all(|row| row.no > 100));
    assert_eq!(plan.indicator(15).unwrap().name, "金融业增加值");
}

#[test]
fn the_texts_bounds_are_kept_as_printed() {
    let catalog = catalog();
    let plan = plan(&catalog, "hz-2024-75");
    let one = |no: u32| printed(&plan, no)[0].clone();
    let expect = [
        (103, 2027, "at_least", "2"),
        (107, 2027, "exactly", "97"),
        (110, 2027, "at_most", "2"),
        (112, 2027, "rank_within", "5"),
        (113, 2025, "qualitative", "开通"),
        (114, 2025, "exactly", "1"),
        (118, 2027, "full_coverage", "全覆盖"),
        (119, 2027, "full_coverage", "全覆盖"),
        (123, 2027, "about", "15"),
        (124, 2027, "at_least", "1500"),
        (125, 2027, "more_than", "80"),
    ];
    for (no, year, bound, text) in expect {
        assert_eq!(one(no), (year, bound, text.to_owned()));
    }
    // 2 + 25 + 100 + 2.5 + 97 + 2 + 30 + 5 + 1 + 15 + 95 + 7 + 100 + 5 + 10 + 15 + 1500 + 80 + 2,
    // and 1 + 1.2 + 65 of the preamble.
    assert_eq!(sum(&plan, |no| no > 100), decimal("2160.7"));
    let down = plan
        .text_targets
        .iter()
        .filter(|r| r.direction == Direction::Down);
    assert_eq!(down.map(|r| r.no).collect::<Vec<_>>(), [110, 111, 112, 117]);
}

#[test]
fn the_twenty_seven_measures_have_their_titles_units_and_milestones() {
    let catalog = catalog();
    let plan = plan(&catalog, "hz-2024-75");
    let per_theme: Vec<usize> = (1..=5)
        .map(|no| plan.measures.iter().filter(|m| m.theme == no).count())
        .collect();
    assert_eq!(per_theme, [5, 6, 5, 5, 6]);
    // Counted in print: units named by all articles together, joint names written out.
    let units: usize = plan.measures.iter().map(|m| m.units.len()).sum();
    assert_eq!(units, 78);
    let rail = plan.measure(20).unwrap();
    assert_eq!(rail.title, "加快发展多式联运");
    assert_eq!(rail.lead().unwrap().0, "市交通运输局");
    let others: Vec<&str> = rail.others().iter().map(|u| u.0.as_str()).collect();
    let districts = ["萧山区政府", "拱墅区政府", "临平区政府"];
    assert_eq!(others[others.len() - 3..], districts);
    assert_eq!(rail.milestones[0].name, "开通中欧班列（杭州）号");
    assert_eq!(rail.milestones[0].due.to_string(), "2025-12-31");
}

#[test]
fn the_drafts_masked_numbers_are_no_numbers() {
    let catalog = catalog();
    let plan = plan(&catalog, "hz-2024-75-draft");
    assert_eq!((plan.stage, plan.number.as_str()), (Stage::Draft, ""));
    assert_eq!(plan.draft_of, Some(PlanId("hz-2024-75".to_owned())));
    check_row(
        &plan,
        3,
        "全社会研发与试验经费支出占GDP比重",
        "%",
        &[(2027, "masked", "**")],
    );
    check_row(
        &plan,
        6,
        "数字贸易进出口额",
        "亿美元",
        &[(2027, "masked", "*")],
    );
    check_row(
        &plan,
        11,
        "租赁和商务服务业增加值",
        "亿元",
        &[(2027, "about", "700")],
    );
    let masked = plan.indicators.iter().flat_map(|row| &row.targets);
    let masked = masked
        .filter(|t| matches!(t.bound, Bound::Masked(_)))
        .count();
    assert_eq!(masked, 2);
    // 1.1 + 1.4 + 4600 + 3500 + 8 + 1 + 2000 + 700 + 600.
    assert_eq!(sum(&plan, |_| true), decimal("11411.5"));
    assert!(plan.measures.iter().all(|m| m.units.is_empty()));
    let per_theme: Vec<usize> = (1..=5)
        .map(|no| plan.measures.iter().filter(|m| m.theme == no).count())
        .collect();
    assert_eq!(per_theme, [7, 5, 5, 4, 6], "as the note counts them");
}

#[test]
fn five_numbers_of_box_five_have_two_rows_and_a_dash_is_no_baseline() {
    let catalog = catalog();
    let plan = plan(&catalog, "hz-2016-125");
    let numbers: Vec<u32> = plan.indicators.iter().map(|row| row.no).collect();
    assert_eq!(
        numbers,
        [
            1, 2, 3, 4, 42, 5, 52, 6, 62, 7, 72, 8, 82, 9, 10, 11, 12, 13, 14
        ]
    );
    let value = |no: u32| plan.indicator(no).unwrap().baseline.map(|b| b.value);
    assert_eq!(value(82), Some(decimal("18.36")));
    assert_eq!(value(12), None, "printed as ——");
    let baselines = plan.indicators.iter().filter_map(|row| row.baseline);
    assert!(baselines.clone().all(|b| b.year == 2015));
    // The column 2015年实际值 of the box, added up by hand.
    assert_eq!(
        baselines.map(|b| b.value).sum::<Decimal>(),
        decimal("13019.21")
    );
    // And the column 2020年目标值, with 9 for 〔9〕.
    assert_eq!(sum(&plan, |no| no < 100), decimal("21284"));
    let average = plan.indicator(2).unwrap();
    assert_eq!(average.kind, Kind::Growth);
    assert!(average.note.contains("五年平均"));
}

#[test]
fn targets_printed_as_means_over_years_are_marked_and_ask_for_no_baseline() {
    let catalog = catalog();
    let marked = |id: &str| -> Vec<u32> {
        let plan = plan(&catalog, id);
        let rows = plan.all_indicators().filter(|row| row.mean_over_years);
        rows.inspect(|row| assert!(!row.needs_baseline(), "{}", row.name))
            .map(|row| row.no)
            .collect()
    };
    let of_2016 = [2, 101, 102, 115, 116, 123, 125, 131, 132, 135, 138];
    assert_eq!(marked("hz-2016-125"), of_2016);
    let of_pilot = [2, 5, 6, 7, 9, 10, 11, 102, 104, 105, 106, 107];
    assert_eq!(marked("hz-2023-opening"), of_pilot);
    assert_eq!(marked("hz-2024-75-draft"), [8]);
    // A year's own growth is none.
    for id in ["hz-2024-75", "hz-2024-trade", "hz-2024-policies"] {
        assert_eq!(marked(id), [0_u32; 0], "{id}");
    }
}

#[test]
fn box_and_text_of_2016_are_both_kept_where_they_differ() {
    let catalog = catalog();
    let plan = plan(&catalog, "hz-2016-125");
    check_row(
        &plan,
        9,
        "服务贸易进出口总额",
        "亿美元",
        &[(2020, "exactly", "280")],
    );
    check_row(
        &plan,
        109,
        "服务贸易进出口总额",
        "亿美元",
        &[(2020, "exactly", "300")],
    );
    let pilot = [(2017, "exactly", "230"), (2020, "exactly", "280")];
    check_row(&plan, 152, "服务贸易进出口总额", "亿美元", &pilot);
    let series = |no: u32| plan.indicator(no).unwrap().series.clone();
    assert_eq!(series(9), series(109));
    assert_eq!(series(9), series(152));
    check_row(
        &plan,
        121,
        "旅游休闲业增加值占地区生产总值比重",
        "%",
        &[(2020, "exactly", "8.0")],
    );
    check_row(
        &plan,
        108,
        "税收超亿元楼宇",
        "幢",
        &[(2020, "exactly", "120")],
    );
    check_row(
        &plan,
        140,
        "累计开工各类保障性安居工程住房",
        "万套",
        &[(2020, "exactly", "13.7")],
    );
}

#[test]
fn figures_that_a_document_reports_come_with_a_workspace_and_never_over_one_entered() {
    let catalog = catalog();
    let plan = plan(&catalog, "hz-2016-125");
    let workspace = catalog.new_workspace(vec![plan.id.clone()]);
    // 专栏1 6 (two of its eight are in 专栏5 as well), 专栏5 18; in the text 5 contributions, 4 means over five
    // years, 2 against province and nation, 4 against 2010, 2 counts of zones.
    assert_eq!(workspace.observations.len(), 41);
    // 专栏1: 42.2 + 49.2 + 60.2 + 73.9 for 2010.
    let of_2010 = workspace
        .observations
        .iter()
        .filter(|(key, _)| key.year == 2010);
    assert_eq!(
        of_2010.map(|(_, o)| o.value).sum::<Decimal>(),
        decimal("225.5")
    );
    assert!(
        workspace
            .observations
            .values()
            .all(|o| o.source.contains("杭政办函〔2016〕125号"))
    );
    let mut other = catalog.new_workspace(vec![PlanId("hz-2024-75".to_owned())]);
    assert!(other.observations.is_empty());
    let (key, mut own) = workspace
        .observations
        .iter()
        .next()
        .map(|(k, o)| (k.clone(), o.clone()))
        .unwrap();
    own.value = decimal("1");
    other.observations.insert(key.clone(), own);
    let undo = catalog
        .add_plan(&other, &plan.id)
        .unwrap()
        .apply(&mut other);
    assert_eq!(other.observations.len(), 41);
    assert_eq!(other.observations[&key].value, decimal("1"));
    assert!(
        catalog.add_plan(&other, &plan.id).is_none(),
        "it is there already"
    );
    let _redo = undo.apply(&mut other);
    assert_eq!((other.plans.len(), other.observations.len()), (1, 1));
}

#[test]
fn the_opening_pilots_list_has_three_worded_rows_and_one_about() {
    let catalog = catalog();
    let plan = plan(&catalog, "hz-2023-opening");
    let numbers: Vec<u32> = plan.indicators.iter().map(|row| row.no).collect();
    assert_eq!(numbers, (1..=24).collect::<Vec<_>>());
    let counts: Vec<usize> = (1..=3).map(|no| plan.indicators_of(no).count()).collect();
    assert_eq!(counts, [12, 3, 9]);
    for no in [6, 7, 10] {
        let worded = (2025, "qualitative", "显著高于全省年均增速".to_owned());
        assert_eq!(printed(&plan, no), [worded]);
    }
    assert_eq!(printed(&plan, 13), [(2025, "about", "68".to_owned())]);
    assert_eq!(printed(&plan, 2)[0].2, "5.50", "as printed");
    // The column 2025年指标, added up by hand.
    assert_eq!(sum(&plan, |no| no < 100), decimal("73501.5"));
    // Exports grow by 7 % in the text; the table's 3 % is of imports and exports together.
    assert_ne!(
        plan.indicator(107).unwrap().series,
        plan.indicator(9).unwrap().series
    );
}

#[test]
fn the_trade_plans_targets_are_for_2026_with_the_units_of_their_measure() {
    let catalog = catalog();
    let plan = plan(&catalog, "hz-2024-trade");
    let years = plan.indicators.iter().flat_map(|row| &row.targets);
    assert!(years.map(|target| target.year).all(|year| year == 2026));
    check_row(
        &plan,
        17,
        "航空货邮吞吐量",
        "万吨",
        &[(2026, "more_than", "110")],
    );
    check_row(
        &plan,
        16,
        "数字贸易支付结算额",
        "万亿元",
        &[(2026, "exactly", "1")],
    );
    check_row(
        &plan,
        12,
        "高价值发明专利拥有量",
        "件",
        &[(2026, "qualitative", "稳步增长")],
    );
    assert_eq!(plan.indicator(19).unwrap().lead().unwrap().0, "市商务局");
    assert_eq!(
        plan.indicator(17).unwrap().lead(),
        None,
        "a goal names no unit"
    );
    // 4300+300+1500+30+60+10+20+10+10+100+900+5+1+110+5+180+1200+1+2+3.
    assert_eq!(sum(&plan, |_| true), decimal("8747"));
}

#[test]
fn the_policies_of_2024_have_their_fields_leads_and_budgets() {
    let catalog = catalog();
    let plan = plan(&catalog, "hz-2024-policies");
    let counts: Vec<usize> = (1..=8).map(|no| plan.indicators_of(no).count()).collect();
    assert_eq!(counts, [17, 5, 12, 4, 5, 22, 32, 16]);
    let leads: Vec<&str> = plan
        .themes
        .iter()
        .filter_map(|theme| Some(theme.lead.as_ref()?.0.as_str()))
        .collect();
    assert_eq!(
        leads,
        [
            "市发改委",
            "市科技局",
            "市经信局",
            "市发改委",
            "市交通运输局",
            "市商务局",
            "市农业农村局",
            "市人力社保局"
        ]
    );
    let measures: Vec<u32> = plan.measures.iter().map(|m| m.no).collect();
    assert_eq!(measures, (1..=76).collect::<Vec<_>>());
    let amounts: Vec<String> = plan.budgets.iter().map(|b| b.amount.to_string()).collect();
    let expect = [
        "177.1", "112.1", "26.7", "23.9", "46.9", "6", "27.6", "148.7", "490",
    ];
    assert_eq!(amounts, expect);
    let parts: Vec<usize> = plan.budgets.iter().map(|b| b.parts.len()).collect();
    assert_eq!(
        parts,
        [5, 3, 3, 4, 2, 0, 5, 5, 0],
        "the sixth field gives none"
    );
    for budget in plan.budgets.iter().filter(|b| !b.parts.is_empty()) {
        let sum: Decimal = budget.parts.iter().map(|part| part.amount).sum();
        assert_eq!(sum, budget.amount, "{}", budget.name);
    }
    check_row(
        &plan,
        38,
        "培育引领区域发展的视听产业基地",
        "个",
        &[(2024, "qualitative", "1~2个")],
    );
    check_row(
        &plan,
        71,
        "政府性融资担保费率",
        "%",
        &[(2024, "at_most", "1")],
    );
}

#[test]
fn every_registered_unit_is_named_by_a_document_and_every_series_is_used() {
    let catalog = catalog();
    let mut named = BTreeSet::new();
    let mut counted = BTreeSet::new();
    let mut in_use = BTreeSet::new();
    for plan in catalog.plans() {
        let heads = plan.issuer.iter().chain(&plan.lead);
        let themes = plan
            .themes
            .iter()
            .flat_map(|t| t.lead.iter().chain(&t.others));
        let measures = plan.measures.iter().flat_map(|m| &m.units);
        let rows = plan.all_indicators().flat_map(|row| &row.units);
        named.extend(heads.chain(themes).chain(measures).chain(rows).cloned());
        counted.extend(
            plan.all_indicators()
                .map(|row| row.printed_unit().to_owned()),
        );
        in_use.extend(plan.all_indicators().map(|row| row.series.clone()));
        for figure in &plan.reported {
            let series = catalog.series(&figure.series).unwrap();
            counted.insert(series.unit.clone());
            in_use.insert(figure.series.clone());
        }
    }
    for unit in &catalog.units().responsible {
        assert!(named.contains(&unit.name), "{}", unit.name);
    }
    for unit in &catalog.units().measurement {
        assert!(counted.contains(&unit.name), "{}", unit.name);
    }
    for series in catalog.all_series() {
        assert!(in_use.contains(&series.id), "{}", series.id);
    }
}
