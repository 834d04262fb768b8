//! The workspace file: what is written is what is read, and what is refused.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveDateTime};
use proptest::prelude::*;

use super::*;
use crate::model::{
    Baseline, Confirmation, CumulativeEntry, Decimal, DoubtKind, IndicatorId, Limits, Observation,
    ObservationKey, PlanId, SeriesId, Settings, Status, Year,
};

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn observation(value: &str) -> Observation {
    Observation {
        value: decimal(value),
        status: Status::Preliminary,
        source: "市统计局\n第二行".to_owned(),
        note: String::new(),
        by: "zhang".to_owned(),
        at: NaiveDate::from_ymd_opt(2025, 1, 31).and_then(|day| day.and_hms_opt(9, 30, 0)),
    }
}

fn key(series: &str, year: Year) -> ObservationKey {
    ObservationKey {
        series: SeriesId(series.to_owned()),
        year,
    }
}

fn sample() -> Workspace {
    let plan = default_plan();
    let mut workspace = Workspace::new(vec![plan.clone()]);
    let baseline = Baseline {
        year: 2023,
        value: decimal("2420.50"),
    };
    workspace
        .baselines
        .insert(IndicatorId::new(&plan, 15), baseline);
    for (year, value) in [(2024, "2562"), (2025, "4.20")] {
        let key = key("financial-value-added", year);
        workspace.observations.insert(key, observation(value));
    }
    workspace
}

const SAMPLE: &str = r#"// 知标台账：实际值、基期值和设置，每个数一行。
// 可以用文本编辑器查看和比较；知标保存时整体重写，手写的注释不会保留。
(
    format: 1,
    plans: ["hz-2024-75"],
    synthetic: false,
    settings: (
        as_of: None,
        base_year: None,
        limits: (ahead: "1.05", on_track: "0.90", behind: "0.60"),
        cumulative_entry: [
        ],
    ),
    baselines: [
        (indicator: "hz-2024-75/15", year: 2023, value: "2420.50"),
    ],
    observations: [
        (series: "financial-value-added", year: 2024, value: "2562", status: Preliminary, source: "市统计局\n第二行", by: "zhang", at: Some("2025-01-31T09:30:00")),
        (series: "financial-value-added", year: 2025, value: "4.20", status: Preliminary, source: "市统计局\n第二行", by: "zhang", at: Some("2025-01-31T09:30:00")),
    ],
)
"#;

/// Breaks the sample in one place and compares everything that is found.
#[track_caller]
fn check_broken(from: &str, to: &str, expect: &str) {
    assert!(SAMPLE.contains(from), "{from}");
    let text = SAMPLE.replacen(from, to, 1);
    let problems = register::check_text(&text, &Catalog::builtin().unwrap()).unwrap_err();
    let texts: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(texts.join("\n"), expect);
}

#[test]
fn a_workspace_is_written_one_line_a_figure() {
    assert_eq!(encode_workspace(&sample()), SAMPLE);
    assert_eq!(decode_workspace(SAMPLE).unwrap(), sample());
}

#[test]
fn a_change_of_one_cell_is_a_change_of_one_line() {
    let mut workspace = sample();
    let cell = key("financial-value-added", 2024);
    workspace.observations.insert(cell, observation("2563"));
    let after = encode_workspace(&workspace);
    let changed = SAMPLE.lines().zip(after.lines()).filter(|(a, b)| a != b);
    assert_eq!(changed.count(), 1);
    assert_eq!(SAMPLE.lines().count(), after.lines().count());
}

#[test]
fn the_last_zero_of_a_figure_is_kept() {
    let workspace = decode_workspace(&encode_workspace(&sample())).unwrap();
    let cell = key("financial-value-added", 2025);
    assert_eq!(workspace.observations[&cell].value.to_string(), "4.20");
}

#[test]
fn what_people_write_by_hand_is_read() {
    let text = "\u{feff}(format: 1, plans: [\"hz-2024-75\"], settings: (as_of: 2025), \
                observations: [(series: \"a\", year: 2024, value: \"1\", status: Flash, \
                at: \"2025-01-31T09:30:00\")])";
    let workspace = decode_workspace(text).unwrap();
    assert_eq!(workspace.settings.as_of, Some(2025));
    assert!(workspace.observations[&key("a", 2024)].at.is_some());
}

#[test]
fn a_newer_format_is_refused_whatever_its_fields_are() {
    check_broken(
        "format: 1,",
        "format: 2, shape: Round,",
        "4:13 format：此台账由更新版本的知标保存（格式 2），本版本只能读到格式 1；\
         文件没有改动，请升级知标后再打开",
    );
    check_broken(
        "format: 1,",
        "format: 0,",
        "4:13 format：没有格式 0 这种台账；现行格式为 1，请核对文件是否被改坏",
    );
    check_broken("    format: 1,\n", "", "3:1：缺少字段“format”；请补上");
}

#[test]
fn an_unknown_plan_is_refused_with_the_known_ones() {
    check_broken(
        "[\"hz-2024-75\"]",
        "[\"hz-2030-1\"]",
        "5:13 plans[0]：不认识的规划“hz-2030-1”；本版本有 hz-2024-75。请核对，或升级知标后再打开",
    );
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.ron");
    let stranger = Workspace::new(vec![PlanId("hz-2030-1".to_owned())]);
    save(&path, &stranger).unwrap();
    let before = std::fs::read(&path).unwrap();
    let error = open(&path).unwrap_err().to_string();
    assert!(error.contains("a.ron:5:13 plans[0]"), "{error}");
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[test]
fn two_lines_for_one_cell_are_refused_as_one_would_be_lost() {
    check_broken(
        "year: 2025",
        "year: 2024",
        "19:9 observations[1]：口径“financial-value-added”2024 年的实际值有两行；请只留一行",
    );
}

#[test]
fn what_cannot_be_kept_digit_by_digit_is_refused() {
    for value in ["1e5", "2,562", "12%", "", "0.00000000000000000000000000001"] {
        let text = SAMPLE.replacen("\"4.20\"", &format!("\"{value}\""), 1);
        let problems = decode_workspace(&text).unwrap_err();
        assert_eq!(problems[0].field, "observations[1].value");
        assert_eq!((problems[0].line, problems[0].column), (Some(19), Some(62)));
        assert!(problems[0].message.contains("不是数字"), "{problems:?}");
    }
}

#[test]
fn unknown_fields_and_words_are_refused_at_their_place() {
    check_broken(
        "by: \"zhang\"",
        "author: \"zhang\"",
        "18:112 observations[0].author：没有“author”这个字段；可用 series、year、value、status、\
         source、note、by、at。请改正或删去",
    );
    check_broken(
        "status: Preliminary",
        "status: 快报",
        "18:78 observations[0].status：不认识的取值“快报”；可用 Flash、Preliminary、Final、Revised",
    );
    check_broken(
        "\"hz-2024-75/15\"",
        "\"hz-2024-75\"",
        "15:21 baselines[0].indicator：指标编号“hz-2024-75”不完整：应写作“规划/序号”，例如 hz-2024-75/15",
    );
}

#[test]
fn what_would_never_be_seen_is_reported_but_kept() {
    let odd = SAMPLE
        .replacen("\"financial-value-added\"", "\"financial-valu-added\"", 1)
        .replacen("hz-2024-75/15", "hz-2024-75/99", 1)
        .replacen("ahead: \"1.05\"", "ahead: \"0.50\"", 1);
    let problems = register::check_text(&odd, &Catalog::builtin().unwrap()).unwrap_err();
    let texts: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        texts,
        [
            "10:17 settings.limits：评价界限应从大到小：ahead 大于 on_track，on_track 大于 behind，\
             behind 大于 0",
            "15:21 baselines[0].indicator：规划 hz-2024-75 没有序号 99；序号为 1 至 37，\
             可用 zhibiao plans hz-2024-75 查看",
            "18:18 observations[0].series：不认识的口径“financial-valu-added”\
             （是否为“financial-value-added”？），其数值不会显示；请核对",
        ]
    );
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.ron");
    std::fs::write(&path, &odd).unwrap();
    let opened = open(&path).unwrap();
    save(&path, &opened).unwrap();
    assert_eq!(std::fs::read_to_string(&path).unwrap(), odd);
}

#[test]
fn a_workspace_cut_short_anywhere_is_refused() {
    let whole = SAMPLE.trim_end();
    for end in 0..whole.len() {
        if whole.is_char_boundary(end) {
            assert!(decode_workspace(&whole[..end]).is_err(), "{end}");
        }
    }
}

fn any_decimal() -> impl Strategy<Value = Decimal> {
    (any::<i64>(), 0u32..=18).prop_map(|(digits, scale)| Decimal::new(digits, scale))
}

fn any_time() -> impl Strategy<Value = NaiveDateTime> {
    (0i64..4_000_000_000, 0u32..1_000_000_000).prop_map(|(seconds, nanos)| {
        chrono::DateTime::from_timestamp(seconds, nanos)
            .unwrap()
            .naive_utc()
    })
}

fn any_observation() -> impl Strategy<Value = Observation> {
    let texts = (any::<String>(), any::<String>(), any::<String>());
    let status = proptest::sample::select(&Status::ALL[..]);
    (
        any_decimal(),
        status,
        texts,
        proptest::option::of(any_time()),
    )
        .prop_map(|(value, status, (source, note, by), at)| Observation {
            value,
            status,
            source,
            note,
            by,
            at,
        })
}

fn any_settings() -> impl Strategy<Value = Settings> {
    let year = || proptest::option::of(1900..2200i32);
    let limits = (any_decimal(), any_decimal(), any_decimal());
    let entries = proptest::collection::btree_map(
        "\\PC{0,8}".prop_map(SeriesId),
        proptest::sample::select(&[CumulativeEntry::Running, CumulativeEntry::Annual][..]),
        0..3,
    );
    (year(), year(), limits, entries).prop_map(|(as_of, base_year, limits, cumulative_entry)| {
        let (ahead, on_track, behind) = limits;
        Settings {
            as_of,
            base_year,
            limits: Limits {
                ahead,
                on_track,
                behind,
            },
            cumulative_entry,
        }
    })
}

fn any_confirmed() -> impl Strategy<Value = BTreeMap<ObservationKey, Confirmation>> {
    let doubts =
        proptest::collection::btree_set(proptest::sample::select(&DoubtKind::ALL[..]), 0..3);
    proptest::collection::btree_map(
        (any::<String>(), any::<Year>()).prop_map(|(series, year)| key(&series, year)),
        (any_decimal(), doubts).prop_map(|(value, doubts)| Confirmation { value, doubts }),
        0..3,
    )
}

fn any_workspace() -> impl Strategy<Value = Workspace> {
    let plans = proptest::collection::vec("[a-z0-9-]{1,9}".prop_map(PlanId), 0..3);
    let baselines = proptest::collection::btree_map(
        ("[a-z0-9-]{1,9}", 1u32..).prop_map(|(plan, no)| IndicatorId::new(&PlanId(plan), no)),
        (any::<Year>(), any_decimal()).prop_map(|(year, value)| Baseline { year, value }),
        0..5,
    );
    let observations = proptest::collection::btree_map(
        (any::<String>(), any::<Year>()).prop_map(|(series, year)| key(&series, year)),
        any_observation(),
        0..8,
    );
    (
        plans,
        any::<bool>(),
        any_settings(),
        baselines,
        observations,
        any_confirmed(),
    )
        .prop_map(
            |(plans, synthetic, settings, baselines, observations, confirmed)| Workspace {
                plans,
                synthetic,
                settings,
                baselines,
                observations,
                confirmed,
            },
        )
}

proptest! {
    #[test]
    fn every_workspace_comes_back_as_it_was_written(workspace in any_workspace()) {
        let text = encode_workspace(&workspace);
        let back = decode_workspace(&text).unwrap();
        // The text tells 4.2 from 4.20, which the values do not.
        prop_assert_eq!(encode_workspace(&back), text.clone());
        prop_assert_eq!(back, workspace.clone());
        let figures = workspace.observations.len() + workspace.baselines.len();
        let others = workspace.settings.cumulative_entry.len();
        let confirmed = match workspace.confirmed.len() {
            0 => 0,
            lines => lines + 2,
        };
        prop_assert_eq!(text.lines().count(), 18 + figures + others + confirmed);
    }

    #[test]
    fn any_text_at_all_is_read_or_refused(text in "\\PC{0,200}") {
        let _ = decode_workspace(&text);
    }

    #[test]
    fn a_file_with_one_character_changed_is_read_or_refused(
        at in 0..SAMPLE.chars().count(),
        new in proptest::char::any(),
    ) {
        let text: String = SAMPLE
            .chars()
            .enumerate()
            .map(|(index, old)| if index == at { new } else { old })
            .collect();
        let _ = decode_workspace(&text);
    }
}
