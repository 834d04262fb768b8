//! The workspace file: what is written is what is read, and what is refused.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveDateTime};
use proptest::prelude::*;

mod own;

use super::*;
use crate::model::{
    Act, Adjustment, Baseline, Bound, Confirmation, CumulativeEntry, Decimal, Declined, Desk,
    DeskKey, DoubtKind, Explanation, FormRegister, Grade, IndicatorId, InterimTarget, Issue,
    Judgement, Limits, MeasureChange, MeasureId, MeasureState, Method, MilestoneState, Observation,
    ObservationKey, OwnRule, Part, PlanId, Progress, Receipt, Seen, SeenBaseline, SeriesId,
    Settings, Status, Target, Topic, Unit, WordsKey, Year,
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
    format: 3,
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
        "format: 3,",
        "format: 4, shape: Round,",
        "4:13 format：此台账由更新版本的知标保存（格式 4），本版本只能读到格式 3；\
         文件没有改动，请升级知标后再打开",
    );
    check_broken(
        "format: 3,",
        "format: 0,",
        "4:13 format：没有格式 0 这种台账；现行格式为 3，请核对文件是否被改坏",
    );
    // A file without a number is of the first format.
    let first = SAMPLE.replacen("    format: 3,\n", "", 1);
    assert_eq!(decode_workspace(&first).unwrap(), sample());
}

#[test]
fn a_file_of_the_first_format_is_read_and_becomes_one_of_this_format_when_saved() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.ron");
    // As the first version wrote it.
    let first = "(\n    format: 1,\n    plans: [\"hz-2024-75\"],\n    synthetic: false,\n    settings: (\n        \
                 as_of: None,\n        base_year: None,\n        limits: (ahead: \"1.05\", on_track: \
                 \"0.90\", behind: \"0.60\"),\n        cumulative_entry: [\n        ],\n    ),\n    \
                 baselines: [\n        (indicator: \"hz-2024-75/15\", year: 2023, value: \"2420.50\"),\n    \
                 ],\n    observations: [\n    ],\n)\n";
    std::fs::write(&path, first).unwrap();
    let disk = Disk::new();
    let at = NaiveDateTime::default();
    let open = || {
        let me = Holder::here(&disk, "王建国".to_owned(), at, Work::Window);
        open_to_edit(&disk, &path, me).unwrap()
    };
    let mut opened = open();
    assert_eq!(opened.migrated_from, Some(1));
    assert_eq!(opened.workspace.baselines.len(), 1);
    // Reading alone changes nothing; the older file stays as a version.
    assert_eq!(std::fs::read_to_string(&path).unwrap(), first);
    let workspace = std::sync::Arc::clone(&opened.workspace);
    opened.keeper.save(&workspace, at, false).unwrap();
    let kept = opened.keeper.versions().unwrap();
    assert_eq!(std::fs::read_to_string(&kept[0].path).unwrap(), first);
    drop(opened);
    let opened = open();
    assert_eq!(opened.migrated_from, None);
    assert_eq!(opened.workspace, workspace);
    let text = std::fs::read_to_string(&path).unwrap();
    assert_eq!(text, encode_workspace(&workspace));
}

#[test]
fn a_hostile_file_is_refused_at_once() {
    let start = Instant::now();
    let deep = "[".repeat(1_000_000);
    let wide = format!("(format: 2, plans: [{}])", "\"p\",".repeat(100_000));
    let long = format!("(format: 2, plans: [\"{}", "长".repeat(300_000));
    let many = format!("(format: 2, {})", "x: 1, ".repeat(100_000));
    for text in [&deep, &long, &many] {
        assert!(decode_workspace(text).is_err());
    }
    // A hundred thousand plans are no error of form; that nobody knows them is told elsewhere.
    assert!(decode_workspace(&wide).is_ok());
    let seconds = start.elapsed().as_secs_f64();
    assert!(seconds < 10.0, "{seconds} s");
}

#[test]
fn an_unknown_plan_is_refused_with_the_known_ones() {
    check_broken(
        "[\"hz-2024-75\"]",
        "[\"hz-2030-1\"]",
        "5:13 plans[0]：不认识的规划“hz-2030-1”；本版本有 hz-2024-75、hz-2024-75-draft、\
         hz-2016-125、hz-2023-opening、hz-2024-trade、hz-2024-policies。请核对，或升级知标后再打开",
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
            "15:21 baselines[0].indicator：规划 hz-2024-75 没有序号 99；序号为 1 至 37，正文中的目标 101 至 126，\
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
fn words_stand_a_line_each_and_two_for_one_place_are_refused() {
    let id = IndicatorId::new(&default_plan(), 15);
    let mut workspace = sample();
    let key = WordsKey::of_indicator(&id, Topic::Reason, 2025);
    workspace.words.insert(key, "需求“不足”\n第二段".to_owned());
    workspace.settings.pinned.insert(id);
    let text = encode_workspace(&workspace);
    let line = "        (plan: \"hz-2024-75\", part: Indicator(15), topic: Reason, year: 2025, \
                text: \"需求“不足”\\n第二段\"),\n";
    assert!(text.contains(line), "{text}");
    assert!(
        text.contains("        pinned: [\"hz-2024-75/15\"],\n"),
        "{text}"
    );
    assert!(decode_workspace(&text).unwrap() == workspace);
    let twice = text.replacen(line, &line.repeat(2), 1);
    let problems = decode_workspace(&twice).err().unwrap();
    assert!(problems[0].to_string().contains("2025 年的原因有两段"));
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
    let method = proptest::sample::select(&Method::ALL[..]);
    let own_rules = proptest::collection::btree_map(any_id(), any_own_rule(), 0..3);
    let interim = proptest::collection::btree_map(any_id(), any_interim(), 0..3);
    (
        (year(), year()),
        (method, limits),
        (own_rules, interim),
        entries,
        proptest::collection::btree_set(any_id(), 0..3),
    )
        .prop_map(
            |(years, (method, limits), rules, cumulative_entry, pinned)| {
                let (ahead, on_track, behind) = limits;
                Settings {
                    as_of: years.0,
                    base_year: years.1,
                    method,
                    limits: Limits {
                        ahead,
                        on_track,
                        behind,
                    },
                    own_rules: rules.0,
                    interim: rules.1,
                    cumulative_entry,
                    pinned,
                }
            },
        )
}

fn any_id() -> impl Strategy<Value = IndicatorId> {
    ("[a-z0-9-]{1,9}", 1u32..).prop_map(|(plan, no)| IndicatorId::new(&PlanId(plan), no))
}

fn any_own_rule() -> impl Strategy<Value = OwnRule> {
    let limits = (any_decimal(), any_decimal(), any_decimal());
    let limits = limits.prop_map(|(ahead, on_track, behind)| Limits {
        ahead,
        on_track,
        behind,
    });
    let signature = (any::<String>(), proptest::option::of(any_time()));
    (
        proptest::sample::select(&Method::ALL[..]),
        proptest::option::of(limits),
        any::<String>(),
        signature,
    )
        .prop_map(|(method, limits, reason, (by, at))| OwnRule {
            method,
            limits,
            reason,
            by,
            at,
        })
}

/// One a year, in the order of years.
fn any_interim() -> impl Strategy<Value = Vec<InterimTarget>> {
    let by_year =
        proptest::collection::btree_map(any::<Year>(), (any_decimal(), any::<String>()), 1..4);
    let target = |(year, (value, source))| InterimTarget {
        year,
        value,
        source,
    };
    by_year.prop_map(move |years| years.into_iter().map(target).collect())
}

fn any_judgement() -> impl Strategy<Value = Judgement> {
    let grade = || proptest::sample::select(&Grade::ALL[..]);
    let act = prop_oneof![
        grade().prop_map(Act::Judged),
        Just(Act::Confirmed),
        Just(Act::Withdrawn)
    ];
    let texts = (any::<String>(), any::<String>());
    let status = proptest::sample::select(&Status::ALL[..]);
    let baseline = prop_oneof![
        Just(SeenBaseline::NotNoted),
        Just(SeenBaseline::Missing),
        (any::<Year>(), any_decimal())
            .prop_map(|(year, value)| SeenBaseline::Was(Baseline { year, value })),
    ];
    let seen = (
        proptest::option::of(any_decimal()),
        proptest::option::of(status),
        baseline,
        grade(),
    );
    (
        any::<Year>(),
        act,
        texts,
        proptest::option::of(any_time()),
        seen,
    )
        .prop_map(|(year, act, (why, by), at, seen)| Judgement {
            year,
            act,
            why,
            by,
            at,
            seen: Seen {
                actual: seen.0,
                status: seen.1,
                baseline: seen.2,
                computed: seen.3,
            },
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

fn any_measures() -> impl Strategy<Value = BTreeMap<MeasureId, MeasureState>> {
    let progress = || proptest::sample::select(&Progress::ALL[..]);
    let percent = || proptest::option::of(any_decimal());
    let texts = (any::<String>(), any::<String>(), any::<String>());
    let day = any_time().prop_map(|at| at.date());
    let milestones = proptest::collection::vec(
        (any::<String>(), day, any::<bool>()).prop_map(|(name, due, done)| MilestoneState {
            name,
            due,
            done,
        }),
        0..3,
    );
    let change = (
        progress(),
        percent(),
        any::<String>(),
        proptest::option::of(any_time()),
    );
    let history = proptest::collection::vec(
        change.prop_map(|(progress, percent, note, at)| MeasureChange {
            progress,
            percent,
            by: note.clone(),
            note,
            at,
        }),
        0..3,
    );
    let state = (progress(), percent(), texts, milestones, history).prop_map(
        |(progress, percent, (note, evidence, by), milestones, history)| MeasureState {
            progress,
            percent,
            note,
            evidence,
            milestones,
            by,
            at: None,
            history,
        },
    );
    proptest::collection::btree_map(
        ("[a-z0-9-]{1,9}", 1u32..).prop_map(|(plan, no)| MeasureId::new(&PlanId(plan), no)),
        state,
        0..4,
    )
}

fn any_words() -> impl Strategy<Value = (WordsKey, String)> {
    let part = prop_oneof![
        Just(Part::Whole),
        any::<u32>().prop_map(Part::Theme),
        any::<u32>().prop_map(Part::Indicator),
    ];
    let topic = proptest::sample::select(
        &[
            Topic::Judgement,
            Topic::Reason,
            Topic::Remedy,
            Topic::NextSteps,
            Topic::Issuer,
        ][..],
    );
    let key = ("[a-z0-9-]{1,9}", part, topic, any::<Year>());
    (key, any::<String>()).prop_map(|((plan, part, topic, year), text)| {
        (WordsKey::of_plan(&PlanId(plan), part, topic, year), text)
    })
}

fn any_workspace() -> impl Strategy<Value = Workspace> {
    let plans = proptest::collection::vec("[a-z0-9-]{1,9}".prop_map(PlanId), 0..3);
    let baselines = proptest::collection::btree_map(
        any_id(),
        (any::<Year>(), any_decimal()).prop_map(|(year, value)| Baseline { year, value }),
        0..5,
    );
    let observations = proptest::collection::btree_map(
        (any::<String>(), any::<Year>()).prop_map(|(series, year)| key(&series, year)),
        any_observation(),
        0..8,
    );
    let entries = proptest::collection::vec(any_judgement(), 1..4);
    let judgements = proptest::collection::btree_map(any_id(), entries, 0..3);
    let words = proptest::collection::vec(any_words(), 0..4).prop_map(BTreeMap::from_iter);
    (
        plans,
        any::<bool>(),
        any_settings(),
        baselines,
        observations,
        any_confirmed(),
        judgements,
        any_measures(),
        (words, any_forms(), any_adjustments(), own::any_own_plans()),
    )
        .prop_map(
            |(
                plans,
                synthetic,
                settings,
                baselines,
                observations,
                confirmed,
                judgements,
                measures,
                (words, forms, adjustments, own_plans),
            )| {
                Workspace {
                    plans,
                    own_plans,
                    synthetic,
                    settings,
                    baselines,
                    observations,
                    confirmed,
                    adjustments,
                    judgements,
                    measures,
                    words,
                    forms,
                }
            },
        )
}

/// Each document but once, as [`Workspace::adjustments`] has them.
fn any_adjustments() -> impl Strategy<Value = BTreeMap<IndicatorId, Vec<Adjustment>>> {
    let bound = prop_oneof![
        any_decimal().prop_map(Bound::AtLeast),
        any_decimal().prop_map(Bound::MoreThan),
        any_decimal().prop_map(Bound::AtMost),
        any_decimal().prop_map(Bound::About),
        any_decimal().prop_map(Bound::Exactly),
        any::<u32>().prop_map(Bound::RankWithin),
        Just(Bound::FullCoverage),
        any::<String>().prop_map(Bound::Qualitative),
        any::<String>().prop_map(Bound::Masked),
    ];
    let target = (any::<Year>(), bound).prop_map(|(year, bound)| Target { year, bound });
    let one = (
        any::<[String; 3]>(),
        proptest::option::of(any_time()),
        proptest::collection::vec(target, 0..3),
    );
    let all = proptest::collection::btree_map(any::<String>(), one, 1..3);
    let all = all.prop_map(|all| {
        let all = all.into_iter();
        all.map(|(number, ([title, note, by], at, targets))| Adjustment {
            number,
            title,
            date: at.map(|at| at.date()),
            targets,
            note,
            by,
            at,
        })
        .collect()
    });
    proptest::collection::btree_map(any_id(), all, 0..3)
}

fn any_declined() -> impl Strategy<Value = Declined> {
    let status = proptest::option::of(proptest::sample::select(&Status::ALL[..]));
    let words = any::<(String, String)>();
    (
        any::<(u32, u32, bool)>(),
        any_decimal(),
        status,
        words,
        any_time(),
    )
        .prop_map(
            |((version, no, is_baseline), value, status, (source, note), at)| Declined {
                version,
                no,
                is_baseline,
                value,
                status,
                source,
                note,
                at,
            },
        )
}

fn any_forms() -> impl Strategy<Value = FormRegister> {
    let day =
        (0i32..3_000_000).prop_map(|days| NaiveDate::from_num_days_from_ce_opt(days).unwrap());
    let issue = (any::<u32>(), any_time(), day).prop_map(|(version, at, deadline)| Issue {
        version,
        at,
        deadline,
    });
    let saved = proptest::option::of(any_time());
    let receipt = (any::<[String; 4]>(), any_time(), any::<(u32, u32)>(), saved).prop_map(
        |([file, print, filler, phone], at, (version, figures), saved)| Receipt {
            at,
            version,
            file,
            print,
            filler,
            phone,
            figures,
            saved,
        },
    );
    let key = any::<(String, Year, String)>().prop_map(|(plan, year, unit)| DeskKey {
        plan: PlanId(plan),
        year,
        unit: Unit(unit),
    });
    let issued = proptest::collection::vec(issue, 0..3);
    let received = proptest::collection::vec(receipt, 0..3);
    let explained = any::<(u32, String)>().prop_map(|(no, words)| {
        let at = NaiveDateTime::default();
        (no, Explanation { at, words })
    });
    let explained = proptest::collection::vec(explained, 0..3);
    let declined = proptest::collection::vec(any_declined(), 0..3);
    let desk = (issued, received, explained, declined).prop_map(
        |(issued, received, explained, declined)| Desk {
            issued,
            received,
            explained: explained.into_iter().collect(),
            declined,
        },
    );
    let desks = proptest::collection::btree_map(key, desk, 0..3);
    (any::<String>(), desks).prop_map(|(id, desks)| FormRegister { id, desks })
}

/// A line a rule, interim target or decision, and two around each list that is not empty.
fn lines_of_rules(workspace: &Workspace) -> usize {
    let settings = &workspace.settings;
    let interim: usize = settings.interim.values().map(Vec::len).sum();
    let judgements: usize = workspace.judgements.values().map(Vec::len).sum();
    let adjustments: usize = workspace.adjustments.values().map(Vec::len).sum();
    let lists = [settings.own_rules.len(), interim, judgements, adjustments];
    let lists = lists.map(|lines| if lines == 0 { 0 } else { lines + 2 });
    usize::from(settings.method != Method::default()) + lists.iter().sum::<usize>()
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
        let lines_of_words = match workspace.words.len() {
            0 => 0,
            texts => texts + 2,
        };
        let others = workspace.settings.cumulative_entry.len()
            + usize::from(!workspace.settings.pinned.is_empty())
            + lines_of_words;
        let confirmed = match workspace.confirmed.len() {
            0 => 0,
            lines => lines + 2,
        };
        let forms = if workspace.forms.is_empty() {
            0
        } else {
            workspace.forms.desks.len() + 5
        };
        // The section of measures is only there where anything is said of one.
        let measures = match workspace.measures.len() {
            0 => 0,
            count => count + 2,
        };
        let rules = lines_of_rules(&workspace);
        let mut own = String::new();
        plan_text::encode_own(&mut own, &workspace.own_plans);
        let own = own.lines().count();
        let lines = own + 18 + figures + others + confirmed + rules + measures + forms;
        prop_assert_eq!(text.lines().count(), lines);
    }

    #[test]
    fn the_difference_of_two_workspaces_makes_one_of_the_other(
        from in any_workspace(),
        to in any_workspace(),
    ) {
        let (mut from, mut to) = (from, to);
        for workspace in [&mut from, &mut to] {
            // The default, written down, is the same as nothing written.
            let entries = &mut workspace.settings.cumulative_entry;
            entries.retain(|_, entry| *entry != CumulativeEntry::default());
        }
        let edits = crate::model::difference(&from, &to);
        let mut made = from.clone();
        let back = Edit::Batch(edits).apply(&mut made);
        prop_assert_eq!(encode_workspace(&made), encode_workspace(&to));
        prop_assert!(crate::model::difference(&made, &to).is_empty());
        let _again = back.apply(&mut made);
        prop_assert_eq!(made, from);
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

/// The sample judged by rules and by hand.
fn judged_sample() -> Workspace {
    let mut workspace = sample();
    let id = IndicatorId::new(&default_plan(), 15);
    let at = observation("1").at;
    workspace.settings.method = Method::Achievement;
    let rule = OwnRule {
        method: Method::ScheduleGeometric,
        limits: Limits::parse("1.10,0.95,0.5").ok(),
        reason: "\"试点\"".to_owned(),
        by: "张".to_owned(),
        at,
    };
    workspace.settings.own_rules.insert(id.clone(), rule);
    let interim = InterimTarget {
        year: 2026,
        value: decimal("2800.0"),
        source: "纲要 专栏2".to_owned(),
    };
    workspace.settings.interim.insert(id.clone(), vec![interim]);
    let judgement = |act, why: &str, actual: Option<&str>| Judgement {
        year: 2025,
        act,
        why: why.to_owned(),
        by: "张".to_owned(),
        at,
        seen: Seen {
            actual: actual.map(decimal),
            status: actual.map(|_| Status::Flash),
            baseline: actual.map_or(SeenBaseline::NotNoted, |_| {
                SeenBaseline::Was(Baseline {
                    year: 2022,
                    value: decimal("3.80"),
                })
            }),
            computed: Grade::NotAssessable,
        },
    };
    let judgements = vec![
        judgement(Act::Judged(Grade::OnTrack), "现场核查", Some("4.20")),
        judgement(Act::Withdrawn, "", None),
    ];
    workspace.judgements.insert(id, judgements);
    workspace
}

#[test]
fn rules_and_grades_by_hand_are_read_as_they_were_written() {
    let workspace = judged_sample();
    let text = encode_workspace(&workspace);
    assert_eq!(decode_workspace(&text).unwrap(), workspace);
    for line in [
        "        method: Achievement,",
        "            (indicator: \"hz-2024-75/15\", year: 2026, value: \"2800.0\", source: \"纲要 专栏2\"),",
        "        (indicator: \"hz-2024-75/15\", year: 2025, act: Judged(OnTrack), why: \"现场核查\", \
         by: \"张\", at: \"2025-01-31T09:30:00\", actual: \"4.20\", status: Flash, baseline: Was(year: 2022, value: \"3.80\"), computed: NotAssessable),",
    ] {
        assert!(text.lines().any(|l| l == line), "{line}\n{text}");
    }
    assert!(register::check_text(&text, &Catalog::builtin().unwrap()).is_ok());
}

/// Breaks the judged sample in one place and compares everything that is found.
#[track_caller]
fn check_broken_rules(from: &str, to: &str, fields: &[(&str, &str)]) {
    let text = encode_workspace(&judged_sample());
    assert!(text.contains(from), "{from}\n{text}");
    let text = text.replacen(from, to, 1);
    let problems = register::check_text(&text, &Catalog::builtin().unwrap()).unwrap_err();
    assert_eq!(problems.len(), fields.len(), "{problems:?}");
    for (problem, (field, words)) in problems.iter().zip(fields) {
        assert_eq!(problem.field, *field);
        assert!(problem.line.is_some());
        assert!(problem.message.contains(words), "{}", problem.message);
    }
}

#[test]
fn a_rule_or_judgement_that_cannot_work_is_named() {
    check_broken_rules(
        "act: Judged(OnTrack), why",
        "act: Judged(Fine), why",
        &[("judgements[0].act.Judged", "Fine")],
    );
    check_broken_rules(
        "(indicator: \"hz-2024-75/15\", year: 2025, act: Judged",
        "(indicator: \"hz-2024-75/99\", year: 2025, act: Judged",
        &[
            ("judgements[0].indicator", "没有序号 99"),
            ("judgements[1].act", "没有人工评定可以"),
        ],
    );
    check_broken_rules(
        "(indicator: \"hz-2024-75/15\", method",
        "(indicator: \"hz-2030/15\", method",
        &[("settings.own_rules[0].indicator", "hz-2030")],
    );
    check_broken_rules(
        "ahead: \"1.10\"",
        "ahead: \"0.10\"",
        &[("settings.own_rules[0].limits", "从大到小")],
    );
    check_broken_rules(
        "year: 2026, value: \"2800.0\"",
        "year: 2027, value: \"2800.0\"",
        &[("settings.interim[0].year", "早于目标年")],
    );
    check_broken_rules(
        "year: 2026, value: \"2800.0\"",
        "year: 2023, value: \"2800.0\"",
        &[("settings.interim[0].year", "晚于基期年")],
    );
    check_broken_rules(
        "why: \"现场核查\"",
        "why: \" \"",
        &[("judgements[0].why", "理由")],
    );
}
