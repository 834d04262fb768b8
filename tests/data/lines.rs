//! Which indicators of different documents share a series, and what then does not go together,
//! against a list made by reading the six documents side by side.

use zhibiao::lineage::{self, ConflictKind};
use zhibiao::model::{IndicatorId, SeriesId};

use crate::catalog;

fn series(id: &str) -> SeriesId {
    let id: IndicatorId = id.parse().unwrap();
    let catalog = catalog();
    catalog.find_indicator(&id).unwrap().1.series.clone()
}

#[test]
fn what_measures_the_same_shares_a_series() {
    for (a, b) in [
        ("hz-2024-75/10", "hz-2024-trade/1"),
        ("hz-2024-75/10", "hz-2024-75-draft/5"),
        ("hz-2024-75/23", "hz-2024-trade/17"),
        ("hz-2024-75/12", "hz-2024-trade/6"),
        ("hz-2024-75/12", "hz-2023-opening/108"),
        ("hz-2024-75/15", "hz-2023-opening/21"),
        ("hz-2024-75/15", "hz-2024-75-draft/7"),
        ("hz-2024-75/3", "hz-2023-opening/18"),
        ("hz-2024-75/1", "hz-2024-policies/18"),
        ("hz-2024-75-draft/10", "hz-2023-opening/24"),
        ("hz-2016-125/3", "hz-2023-opening/13"),
        ("hz-2016-125/134", "hz-2023-opening/16"),
    ] {
        assert_eq!(series(a), series(b), "{a} {b}");
    }
}

#[test]
fn what_only_sounds_alike_does_not_and_the_file_says_why() {
    let catalog = catalog();
    for (a, b) in [
        // 物流业 / 交通运输、仓储和邮政业 / 现代物流业
        ("hz-2023-opening/24", "hz-2024-75/21"),
        ("hz-2023-opening/24", "hz-2016-125/130"),
        // 高价值发明专利总件数 / 每万人件数
        ("hz-2024-trade/12", "hz-2024-75/5"),
        // 亿美元 / 亿元
        ("hz-2016-125/9", "hz-2024-75/11"),
        ("hz-2016-125/10", "hz-2023-opening/8"),
        // 2015 年价格 / 当年价格
        ("hz-2016-125/1", "hz-2023-opening/1"),
        ("hz-2016-125/6", "hz-2024-75/15"),
        // 业务收入 / 营业收入
        ("hz-2023-opening/19", "hz-2024-75/8"),
        ("hz-2024-75-draft/4", "hz-2024-75/8"),
        // 集聚区 / 集聚平台
        ("hz-2016-125/107", "hz-2016-125/12"),
        // 试点期年均 / 一年
        ("hz-2023-opening/2", "hz-2024-policies/35"),
        // 年末总数 / 当年培育
        ("hz-2024-75/105", "hz-2024-policies/37"),
    ] {
        let (one, other) = (series(a), series(b));
        assert_ne!(one, other, "{a} {b}");
        let said = [&one, &other].map(|id| !catalog.series(id).unwrap().note.is_empty());
        assert!(
            said.contains(&true),
            "nothing says why {a} and {b} are apart"
        );
    }
}

#[test]
fn the_conflicts_found_are_those_found_by_reading() {
    let catalog = catalog();
    let mut found: Vec<(String, ConflictKind, String, String)> = lineage::lines(catalog.plans())
        .iter()
        .flat_map(lineage::conflicts)
        .map(|c| {
            let side =
                |s: &lineage::Statement| format!("{} {} {}", s.indicator, s.year, s.target());
            (c.series.0.clone(), c.kind, side(&c.first), side(&c.second))
        })
        .collect();
    found.sort();
    let expect = [
        (
            "air-cargo-throughput",
            ConflictKind::Weaker,
            "hz-2024-trade/17 2026 超110 万吨",
            "hz-2024-75/23 2027 100 万吨",
        ),
        (
            "digital-service-export-share",
            ConflictKind::Flat,
            "hz-2023-opening/108 2025 60以上 %",
            "hz-2024-75/12 2027 60 %",
        ),
        (
            "financial-value-added",
            ConflictKind::Different,
            "hz-2024-75-draft/7 2027 超3,500 亿元",
            "hz-2024-75/15 2027 3,000 亿元",
        ),
        (
            "leasing-business-services-value-added",
            ConflictKind::Different,
            "hz-2024-75-draft/11 2027 700左右 亿元",
            "hz-2024-75/28 2027 600 亿元",
        ),
        (
            "logistics-cost-gdp-gap",
            ConflictKind::Different,
            "hz-2024-75-draft/9 2027 1以上 百分点",
            "hz-2024-75/22 2027 1.5 百分点",
        ),
        (
            "producer-services-value-added",
            ConflictKind::Different,
            "hz-2024-75-draft/1 2027 超1.1 万亿元",
            "hz-2024-75/101 2027 超1.2 万亿元",
        ),
        (
            "service-trade-export-usd",
            ConflictKind::Different,
            "hz-2016-125/110 2020 200 亿美元",
            "hz-2016-125/10 2020 135 亿美元",
        ),
        (
            "service-trade-volume-usd",
            ConflictKind::Different,
            "hz-2016-125/109 2020 300 亿美元",
            "hz-2016-125/9 2020 280 亿美元",
        ),
    ];
    let expect = expect.map(|(a, kind, b, c)| (a.to_owned(), kind, b.to_owned(), c.to_owned()));
    assert_eq!(found, expect);
}

#[test]
fn a_steep_path_of_the_trade_targets_stands_in_two_documents_only() {
    // 4300 in 2026 and 4600 in 2027: one step, and so no jump. 3350 for 2025 stands in none of the six.
    let catalog = catalog();
    let id = SeriesId("digital-trade-volume".to_owned());
    let line = lineage::line(catalog.plans(), &id).unwrap();
    let years: Vec<(i32, String)> = line
        .statements
        .iter()
        .map(|s| (s.year, s.value().unwrap().to_string()))
        .collect();
    let expect = [(2026, "4300"), (2027, "4600"), (2027, "4600")];
    assert_eq!(years, expect.map(|(year, value)| (year, value.to_owned())));
    assert!(lineage::conflicts(&line).is_empty());
}

#[test]
fn the_draft_is_held_against_what_came_of_it() {
    let catalog = catalog();
    let plan = |id: &str| {
        let id = zhibiao::model::PlanId(id.to_owned());
        catalog.plan(&id).unwrap()
    };
    let rows = lineage::against_draft(plan("hz-2024-75-draft"), plan("hz-2024-75"));
    let of_draft: Vec<(u32, &str)> = rows
        .iter()
        .filter_map(|row| Some((row.draft.as_ref()?.indicator.no, row.change.word())))
        .collect();
    // Read from the two texts: 1.1 became 1.2, 左右 became 以上, ** became 4.2, 3500 became 3000,
    // 1以上 became 1.5, 700左右 became 600, 突破600 became 600, and four were not taken over.
    let mut expect = [
        (1, "调高"),
        (2, "不能比较"),
        (3, "不能比较"),
        (4, "正式稿未列"),
        (5, "未变"),
        (6, "正式稿未列"),
        (7, "调低"),
        (8, "正式稿未列"),
        (9, "调高"),
        (10, "正式稿未列"),
        (11, "调低"),
        (12, "约束词不同"),
    ];
    let mut found = of_draft.clone();
    found.sort_unstable();
    expect.sort_unstable();
    assert_eq!(found, expect);
    // The 37 rows and 26 of the text, less the eight series that the draft names too.
    let added = rows.iter().filter(|row| row.draft.is_none());
    let series: std::collections::BTreeSet<_> = added.map(|row| &row.series).collect();
    assert_eq!(series.len(), 37 + 26 - 8);
}
