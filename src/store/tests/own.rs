//! Plans of a workspace's own: in its file, in files of their own, and what the workspace sees of them.

use super::*;
use crate::model::{
    Bound, Direction, Indicator, Kind, MeasurementUnit, Plan, ResponsibleUnit, Series, Stage,
    Target, Theme, UnitGroup, kept_without, plan_changes,
};

/// A plan with a series of its own, one it shares, a unit and a measurement unit that nobody knows.
pub(in crate::store) fn own_plan() -> Plan {
    let row = |no: u32, name: &str, unit: &str, series: &str, bound: Bound| Indicator {
        no,
        theme: 1,
        name: name.to_owned(),
        unit: unit.to_owned(),
        kind: Kind::Flow,
        mean_over_years: false,
        direction: Direction::Up,
        targets: vec![Target { year: 2027, bound }],
        baseline: None,
        units: vec![Unit("市体育局".to_owned())],
        series: SeriesId(series.to_owned()),
        locator: format!("表 序号{no}"),
        note: String::new(),
        printed: None,
        superseded: Vec::new(),
    };
    Plan {
        id: PlanId("own-2025-000001".to_owned()),
        title: "体育产业规划".to_owned(),
        short: "体育".to_owned(),
        number: String::new(),
        issuer: None,
        stage: Stage::Final,
        year: 2025,
        issued: None,
        effective: None,
        lead: None,
        draft_of: None,
        themes: vec![Theme {
            no: 1,
            name: "主要指标".to_owned(),
            short: "主要指标".to_owned(),
            focus: String::new(),
            lead: None,
            others: Vec::new(),
        }],
        indicators: vec![
            row(
                1,
                "体育场地",
                "片",
                "own-2025-000001-1",
                Bound::AtLeast(decimal("4.20")),
            ),
            row(
                2,
                "金融业增加值",
                "万亿元",
                "financial-value-added",
                Bound::Exactly(decimal("0.3")),
            ),
        ],
        text_targets: Vec::new(),
        measures: Vec::new(),
        reported: Vec::new(),
        budgets: Vec::new(),
        note: String::new(),
        own_series: vec![Series {
            id: SeriesId("own-2025-000001-1".to_owned()),
            name: "体育场地".to_owned(),
            unit: "片".to_owned(),
            note: String::new(),
        }],
        own_units: vec![ResponsibleUnit {
            name: Unit("市体育局".to_owned()),
            group: UnitGroup::Department,
            same_as: None,
        }],
        own_measurement: vec![MeasurementUnit {
            name: "片".to_owned(),
            dimension: "片".to_owned(),
            scale: 1.into(),
        }],
    }
}

/// A plan of any texts and numbers, with everything that a plan can hold.
pub(super) fn any_own_plans() -> impl Strategy<Value = BTreeMap<PlanId, Plan>> {
    let bound =
        (0..9usize, any_decimal(), any::<String>()).prop_map(|(which, value, text)| match which {
            0 => Bound::AtLeast(value),
            1 => Bound::MoreThan(value),
            2 => Bound::AtMost(value),
            3 => Bound::About(value),
            4 => Bound::Exactly(value),
            5 => Bound::RankWithin(5),
            6 => Bound::FullCoverage,
            7 => Bound::Qualitative(text),
            _ => Bound::Masked(text),
        });
    let plan = (
        any::<[String; 6]>(),
        proptest::collection::vec((bound, any::<Option<String>>()), 0..4),
        any::<bool>(),
    )
        .prop_map(|(texts, bounds, whole)| {
            let [id, title, short, number, note, unit] = texts;
            let builtin = Catalog::builtin().unwrap();
            let mut plan = own_plan();
            if whole {
                // Themes, measures, budgets and reported figures of a real document.
                plan = builtin.plans()[usize::from(unit.len() > 3) * 5].as_printed();
            }
            plan.id = PlanId(id);
            (plan.title, plan.short, plan.number, plan.note) = (title, short, number, note);
            let row = plan.indicators[0].clone();
            for (no, (bound, units)) in (900..).zip(bounds) {
                plan.indicators.push(Indicator {
                    no,
                    targets: vec![Target { year: 2027, bound }],
                    baseline: units.as_ref().map(|_| Baseline {
                        year: 2020,
                        value: decimal("4.20"),
                    }),
                    units: units.into_iter().map(Unit).collect(),
                    ..row.clone()
                });
            }
            plan
        });
    proptest::collection::vec(plan, 0..3)
        .prop_map(|plans| plans.into_iter().map(|p| (p.id.clone(), p)).collect())
}

fn with_own() -> Workspace {
    let mut workspace = sample();
    let _undo = Catalog::keep_own(&workspace, &own_plan()).apply(&mut workspace);
    workspace
}

#[test]
fn a_plan_of_ones_own_is_kept_one_line_an_indicator() {
    let workspace = with_own();
    let text = encode_workspace(&workspace);
    assert_eq!(decode_workspace(&text).unwrap(), workspace);
    let line = "                (no: 1, theme: 1, name: \"体育场地\", unit: \"片\", kind: Flow, \
                direction: Up, targets: [(year: 2027, bound: AtLeast(\"4.20\"))], units: [\"市体育局\"], \
                series: \"own-2025-000001-1\", locator: \"表 序号1\"),";
    assert!(text.lines().any(|found| found == line), "{text}");
    let mut changed = workspace.clone();
    let plan = changed.own_plans.values_mut().next().unwrap();
    plan.indicators[0].targets[0].bound = Bound::AtLeast(decimal("4.2"));
    let after = encode_workspace(&changed);
    let differing = text.lines().zip(after.lines()).filter(|(a, b)| a != b);
    assert_eq!(differing.count(), 1);
    // 4.2 is not 4.20: the difference is found though the values are equal.
    assert_eq!(crate::model::difference(&workspace, &changed).len(), 1);
    // A file of the format before this one has none and is read.
    let before = SAMPLE.replacen("format: 3", "format: 2", 1);
    assert_eq!(decode_workspace(&before).unwrap(), sample());
    let problems = register::check_text(&text, &Catalog::builtin().unwrap());
    assert_eq!(problems.unwrap(), workspace);
}

#[test]
fn a_workspace_sees_its_own_plans_like_those_built_in() {
    let workspace = with_own();
    let built_in = Catalog::builtin().unwrap();
    let catalog = built_in.for_workspace(&workspace);
    let id = PlanId("own-2025-000001".to_owned());
    assert!(built_in.plan(&id).is_none());
    let plan = catalog.plan(&id).unwrap();
    assert!(workspace.plans.contains(&id));
    // In the unit of the series that it shares, and as printed beside.
    assert_eq!(plan.indicators[1].unit, "亿元");
    assert_eq!(
        plan.indicators[1].targets[0].bound.value(),
        Some(3000.into())
    );
    assert_eq!(plan.indicators[1].printed_unit(), "万亿元");
    assert_eq!(plan.as_printed(), own_plan());
    assert!(
        catalog
            .units()
            .knows_responsible(&Unit("市体育局".to_owned()))
    );
    assert_eq!(catalog.units().factor("片", "片"), Some(1.into()));
    assert!(catalog.series(&plan.indicators[0].series).is_some());
    // The same as a whole for somebody else.
    assert_eq!(built_in.standing_alone(own_plan(), &workspace), own_plan());
    let mut bare = own_plan();
    (bare.own_series, bare.own_units, bare.own_measurement) = (Vec::new(), Vec::new(), Vec::new());
    assert!(!built_in.faults_of(&bare).is_empty());
    assert_eq!(built_in.standing_alone(bare, &workspace), own_plan());
}

#[test]
fn what_is_wrong_with_a_plan_of_ones_own_is_found_at_its_place() {
    let text = encode_workspace(&with_own());
    let check = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        let broken = text.replacen(from, to, 1);
        let problems = register::check_text(&broken, &Catalog::builtin().unwrap()).unwrap_err();
        problems[0].to_string()
    };
    let found = check("AtLeast(\"4.20\")", "AtLeast(\"-4.20\")");
    assert!(
        found.contains("own_plans[0].indicators[0].targets[0].bound（序号1）"),
        "{found}"
    );
    let found = check("unit: \"万亿元\"", "unit: \"片\"");
    assert!(found.contains("不能换算"), "{found}");
    let found = check(
        "(id: \"own-2025-000001-1\", name: \"体育场地\"",
        "(id: \"financial-value-added\", name: \"体育场地\"",
    );
    assert!(found.contains("口径"), "{found}");
    let found = check("id: \"own-2025-000001\",", "id: \"hz-2016-125\",");
    assert!(found.contains("hz-2016-125"), "{found}");
    // More digits than are kept would be rounded: refused, as all else that would be lost.
    let long = text.replacen("4.20", "4.20000000000000000000000000001", 1);
    assert!(decode_workspace(&long).is_err());
    // A plan that is followed and neither built in nor kept is not known.
    let lost = text.replacen(
        "        (\n            id: \"own-2025-000001\"",
        "        (\n            id: \"own-2025-000002\"",
        1,
    );
    assert!(register::check_text(&lost, &Catalog::builtin().unwrap()).is_err());
}

#[test]
fn a_plan_in_a_file_of_its_own_comes_back_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("体育.ron");
    let disk = Disk::new();
    let catalog = Catalog::builtin().unwrap();
    write_plan(&disk, &path, &own_plan()).unwrap();
    assert_eq!(read_plan(&disk, &path, &catalog).unwrap(), own_plan());
    assert!(matches!(check(&path, &catalog), Ok(Checked::Plan { .. })));
    // Once more in its place; but never in the place of anything else.
    write_plan(&disk, &path, &own_plan()).unwrap();
    std::fs::write(&path, encode_workspace(&sample())).unwrap();
    assert!(write_plan(&disk, &path, &own_plan()).is_err());
    let error = read_plan(&disk, &path, &catalog).unwrap_err().to_string();
    assert!(error.contains("这是台账"), "{error}");
    // The built-in documents are written and read alike.
    for plan in catalog.plans() {
        let path = folder.path().join(format!("{}.ron", plan.id));
        write_plan(&disk, &path, &plan.as_printed()).unwrap();
        assert_eq!(
            read_plan(&disk, &path, &catalog).unwrap(),
            plan.as_printed()
        );
    }
}

#[test]
fn series_that_lie_beside_a_plan_file_are_taken_along() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("体育.ron");
    let disk = Disk::new();
    let mut bare = own_plan();
    bare.own_series.clear();
    write_plan(&disk, &path, &bare).unwrap();
    let catalog = Catalog::builtin().unwrap();
    assert!(read_plan(&disk, &path, &catalog).is_err());
    let all = include_str!("../../../data/series.ron");
    let with = all.replacen(
        "[\n",
        "[\n    (id: \"own-2025-000001-1\", name: \"体育场地\", unit: \"片\"),\n",
        1,
    );
    let units = include_str!("../../../data/units.ron").replacen(
        "measurement: [\n",
        "measurement: [\n        (name: \"片\", dimension: \"片\", scale: \"1\"),\n",
        1,
    );
    std::fs::write(folder.path().join("series.ron"), with).unwrap();
    std::fs::write(folder.path().join("units.ron"), units).unwrap();
    let plan = read_plan(&disk, &path, &catalog).unwrap();
    assert_eq!(plan.own_series, own_plan().own_series);
}

#[test]
fn keeping_changing_and_dropping_a_plan_is_undone_to_what_was() {
    let before = sample();
    let mut workspace = before.clone();
    let undo = Catalog::keep_own(&workspace, &own_plan()).apply(&mut workspace);
    let kept = workspace.clone();
    assert_eq!(undo.describe(), "删除自建规划 own-2025-000001");
    let _redo = undo.apply(&mut workspace);
    assert_eq!(workspace, before);
    workspace = kept.clone();
    let mut other = own_plan();
    "体育二".clone_into(&mut other.short);
    let edit = Catalog::keep_own(&workspace, &other);
    assert_eq!(edit.leaves().count(), 1, "it is followed already");
    let undo = edit.apply(&mut workspace);
    assert_eq!(workspace.own_plans.values().next(), Some(&other));
    let _redo = undo.apply(&mut workspace);
    assert_eq!(workspace, kept);
    let drop = Catalog::drop_own(&workspace, &other.id).unwrap();
    let undo = drop.apply(&mut workspace);
    assert_eq!(workspace, before);
    let _redo = undo.apply(&mut workspace);
    assert_eq!(workspace, kept);
    assert!(Catalog::drop_own(&workspace, &default_plan()).is_none());
}

#[test]
fn two_people_who_change_a_plan_meet_at_that_plan_alone() {
    let base = with_own();
    let (mut mine, mut theirs) = (base.clone(), base.clone());
    let change = |workspace: &mut Workspace, short: &str| {
        let plan = workspace.own_plans.values_mut().next().unwrap();
        short.clone_into(&mut plan.short);
    };
    change(&mut mine, "甲");
    let meeting = crate::model::Meeting::of(&base, &mine, &theirs);
    assert_eq!((meeting.places.len(), meeting.clashes()), (1, 0));
    change(&mut theirs, "乙");
    let meeting = crate::model::Meeting::of(&base, &mine, &theirs);
    assert_eq!((meeting.places.len(), meeting.clashes()), (1, 1));
    change(&mut theirs, "甲");
    let meeting = crate::model::Meeting::of(&base, &mine, &theirs);
    assert!(meeting.places.is_empty());
}

#[test]
fn what_stays_of_a_plan_that_goes_is_told() {
    let mut workspace = with_own();
    let plan = own_plan();
    let catalog = Catalog::builtin().unwrap().for_workspace(&workspace);
    let others: Vec<&Plan> = catalog.plan(&default_plan()).into_iter().collect();
    let kept = kept_without(&workspace, &plan, &others);
    assert_eq!((kept.shared, kept.alone), (2, 0));
    workspace
        .observations
        .insert(key("own-2025-000001-1", 2025), observation("3"));
    let id = IndicatorId::new(&plan.id, 1);
    let baseline = Baseline {
        year: 2024,
        value: decimal("2"),
    };
    workspace.baselines.insert(id, baseline);
    let kept = kept_without(&workspace, &plan, &others);
    assert_eq!((kept.shared, kept.alone, kept.baselines), (2, 1, 1));
    let words = kept.sentence().unwrap();
    assert!(
        words.contains("2 个实际值的口径还有别的规划在用"),
        "{words}"
    );
    assert!(
        words.contains("1 个实际值、1 个基期值留在台账文件里"),
        "{words}"
    );
}

#[test]
fn a_change_of_a_plan_is_told_row_by_row() {
    let old = own_plan();
    assert!(plan_changes(&old, &old).is_empty());
    let mut new = own_plan();
    new.indicators[0].targets[0].bound = Bound::AtLeast(decimal("5"));
    new.indicators.remove(1);
    let words = plan_changes(&old, &new).join("；");
    assert_eq!(
        words,
        "删去序号2 金融业增加值；序号1 目标 2027 年 4.20以上 → 2027 年 5以上"
    );
}
