//! What a table brings besides figures: what is taken, what is a conflict, what is refused.

use super::*;
use crate::exchange::merge::Choice;
use crate::model::{
    Act, Grade, Judgement, MeasureId, MeasureState, Method, Part, Place, Progress, Seen,
    SeenBaseline, Topic, WordsKey,
};

fn id(no: u32) -> IndicatorId {
    IndicatorId::new(&PlanId("p".to_owned()), no)
}

fn judgement(year: i32, act: Act, why: &str) -> Judgement {
    Judgement {
        year,
        act,
        why: why.to_owned(),
        by: "王建国".to_owned(),
        at: None,
        seen: Seen {
            actual: None,
            status: None,
            baseline: SeenBaseline::NotNoted,
            computed: Grade::NotAssessable,
        },
    }
}

fn judged(no: u32, value: Vec<Judgement>) -> Edit {
    let indicator = id(no);
    Edit::Judgements { indicator, value }
}

fn words(text: &str) -> Edit {
    Edit::Words {
        key: WordsKey {
            plan: PlanId("p".to_owned()),
            part: Part::Theme(1),
            topic: Topic::Judgement,
            year: 2025,
        },
        text: Some(text.to_owned()),
    }
}

fn measured(progress: Progress, note: &str) -> Edit {
    Edit::Measure {
        measure: MeasureId::new(&PlanId("p".to_owned()), 2),
        value: Some(Box::new(MeasureState {
            progress,
            note: note.to_owned(),
            at: Some(NaiveDateTime::default()),
            ..MeasureState::default()
        })),
    }
}

/// What a desk with these edits exports.
fn exported(edits: Vec<Edit>) -> Vec<u8> {
    let mut desk = Desk::new();
    desk.edit(Edit::Batch(edits));
    write_csv(&desk.known())
}

/// What becomes of the places that are no figures, in the order of the places.
fn verdicts(desk: &Desk, bytes: &[u8]) -> Vec<(Place, Verdict)> {
    let collection = Collection::new(&[loaded(desk, bytes)], &desk.workspace);
    let differing = collection
        .matters
        .iter()
        .filter(|line| line.verdict != Verdict::Same);
    differing
        .map(|line| (line.of.clone(), line.verdict))
        .collect()
}

#[test]
fn a_reader_in_a_spreadsheet_understands_each_row() {
    let mut desk = Desk::new();
    desk.edit(Edit::Batch(vec![
        judged(
            1,
            vec![judgement(2025, Act::Judged(Grade::Behind), "现场核查")],
        ),
        words("总体平稳，一项滞后。"),
        measured(Progress::InProgress, "主体完工"),
        Edit::Method(Method::Cagr),
    ]));
    let text = csv(&desk);
    let row = |begins: &str| {
        let found = text.lines().find(|line| line.starts_with(begins));
        found
            .unwrap_or_else(|| panic!("{begins} in\n{text}"))
            .to_owned()
    };
    assert_eq!(
        row("\u{feff}类别"),
        "\u{feff}类别,规划,序号,指标名称,单位,口径,年份,数值,数据状态,数据来源,备注,填报人,填报时间,次序,项目,内容,测算评价"
    );
    assert_eq!(row("收入规划"), "收入规划,p,,试验规划,,,,,,,,,,1,,,");
    assert_eq!(
        row("人工评定"),
        "人工评定,p,1,研发投入占比,%,a,2025,,,,现场核查,王建国,,1,,滞后,无法评估"
    );
    assert_eq!(
        row("领域文字"),
        "领域文字,p,1,一,,,2025,,,,,,,,总体判断,总体平稳，一项滞后。,"
    );
    assert_eq!(
        row("举措进展"),
        "举措进展,p,2,办第二件事,,,,,,,主体完工,,1970-01-01 00:00:00,,,推进中,"
    );
    assert_eq!(
        row("设置,,,评价方法"),
        "设置,,,评价方法,,,,年均增速法,,,,,,,,,"
    );
}

#[test]
fn columns_that_no_row_needs_are_left_out() {
    let mut desk = Desk::new();
    desk.workspace.plans.clear();
    let text = csv(&desk);
    assert!(text.starts_with("\u{feff}类别,规划,序号,指标名称,单位,口径,年份,数值,数据状态,数据来源,备注,填报人,填报时间\r\n"));
}

#[test]
fn what_the_register_has_otherwise_is_a_conflict_and_what_it_lacks_is_taken() {
    let bytes = exported(vec![
        words("甲"),
        Edit::Method(Method::Cagr),
        Edit::AsOf(Some(2025)),
    ]);
    let mut desk = Desk::new();
    desk.edit(Edit::Batch(vec![words("乙"), Edit::AsOf(Some(2024))]));
    let found = verdicts(&desk, &bytes);
    let (Some(of_words), Some(of_year)) = (words("").place(), Edit::AsOf(None).place()) else {
        panic!("both have places");
    };
    assert_eq!(
        found,
        [
            (of_year.clone(), Verdict::Conflict),
            (Place::Method, Verdict::New),
            (of_words.clone(), Verdict::Conflict),
        ]
    );
    // Until somebody decides, what is there stays.
    let collection = import(&mut desk, &bytes);
    assert_eq!(desk.workspace.settings.as_of, Some(2024));
    assert_eq!(desk.workspace.settings.method, Method::Cagr);
    assert_eq!(collection.undecided(&BTreeMap::new()), 2);
    // Both sides are told.
    let shown = collection.shown(Verdict::Conflict);
    let told: Vec<(&str, &str, &str)> = shown
        .iter()
        .map(|row| {
            (
                row.title.as_str(),
                row.current.as_str(),
                row.sides[0].value.as_str(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("截至年度", "2024 年", "2025 年"),
            ("规划 p 第 1 个领域 2025 年总体判断", "乙", "甲"),
        ]
    );
    // One by one, or all.
    let one = BTreeMap::from([(of_words, Choice::Take(0)), (of_year, Choice::Keep)]);
    assert_eq!(
        (collection.undecided(&one), collection.changing(&one)),
        (0, 2)
    );
    let all = collection.decide_all(true);
    desk.edit(collection.edit(&desk.workspace, &all, "导入人", NaiveDateTime::default()));
    assert_eq!(desk.workspace.settings.as_of, Some(2025));
    assert_eq!(desk.workspace.words.values().next().unwrap(), "甲");
}

#[test]
fn taking_everything_leaves_the_forms_that_are_out() {
    let sent = |version: u32| {
        let at = NaiveDateTime::default();
        let issue = crate::model::Issue {
            version,
            at,
            deadline: at.date(),
        };
        Edit::Desk {
            key: crate::model::DeskKey {
                plan: PlanId("p".to_owned()),
                year: 2025,
                unit: crate::model::Unit("市甲局".to_owned()),
            },
            value: Some(crate::model::Desk {
                issued: vec![issue],
                ..crate::model::Desk::default()
            }),
        }
    };
    let bytes = exported(vec![Edit::FormsId("e1".to_owned()), sent(2)]);
    let mut desk = Desk::new();
    desk.edit(sent(1));
    let collection = import(&mut desk, &bytes);
    // The name alone must be decided about, and that one by one.
    assert_eq!(collection.count(Verdict::Conflict), 1);
    let all = collection.decide_all(true);
    desk.edit(collection.edit(&desk.workspace, &all, "导入人", NaiveDateTime::default()));
    assert_eq!(desk.workspace.forms.id, "0f");
    let issued = desk.workspace.forms.desks.values().flat_map(|d| &d.issued);
    let versions: Vec<u32> = issued.map(|issue| issue.version).collect();
    assert_eq!(versions, [1, 2]);
}

#[test]
fn lists_that_grow_are_taken_as_far_as_they_have_grown_and_never_shortened() {
    let first = judgement(2025, Act::Judged(Grade::Behind), "现场核查");
    let second = judgement(2026, Act::Confirmed, "复核");
    let short = exported(vec![judged(1, vec![first.clone()])]);
    let long = exported(vec![judged(1, vec![first.clone(), second.clone()])]);
    let other = exported(vec![judged(1, vec![second.clone()])]);
    let of = judged(1, Vec::new()).place().unwrap();

    let mut desk = Desk::new();
    desk.edit(judged(1, vec![first.clone()]));
    assert_eq!(verdicts(&desk, &short), []);
    assert_eq!(verdicts(&desk, &long), [(of.clone(), Verdict::Changed)]);
    assert_eq!(verdicts(&desk, &other), [(of, Verdict::Conflict)]);
    import(&mut desk, &long);
    import(&mut desk, &short);
    assert_eq!(desk.workspace.judgements[&id(1)], [first, second]);
}

#[test]
fn what_is_said_of_a_measure_follows_its_history() {
    let Edit::Measure {
        measure,
        value: Some(before),
    } = measured(Progress::InProgress, "开工")
    else {
        panic!("a measure");
    };
    let after = before
        .clone()
        .after(|state| state.progress = Progress::Done);
    let of = |state: MeasureState| Edit::Measure {
        measure: measure.clone(),
        value: Some(Box::new(state)),
    };
    let place = of(after.clone()).place().unwrap();
    let older = exported(vec![of((*before).clone())]);
    let newer = exported(vec![of(after.clone())]);
    let mut desk = Desk::new();
    desk.edit(of((*before).clone()));
    assert_eq!(verdicts(&desk, &newer), [(place.clone(), Verdict::Changed)]);
    import(&mut desk, &newer);
    assert_eq!(desk.workspace.measures[&measure], after);
    assert_eq!(verdicts(&desk, &older), []);
    let quarrel = exported(vec![measured(Progress::Delayed, "停工")]);
    assert_eq!(verdicts(&desk, &quarrel), [(place, Verdict::Conflict)]);
}

#[test]
fn the_plans_followed_are_added_and_never_dropped() {
    let mut desk = Desk::new();
    let mut second = desk.plans[0].clone();
    second.id = PlanId("q".to_owned());
    desk.plans.push(second.clone());
    desk.edit(Edit::Plans(vec![second.id.clone(), PlanId("p".to_owned())]));
    desk.edit(Edit::Baseline {
        indicator: IndicatorId::new(&second.id, 2),
        value: Some(Baseline {
            year: 2023,
            value: 7.into(),
        }),
    });
    let bytes = write_csv(&desk.known());
    // Where nothing has been entered the table decides, with the order.
    let mut fresh = Desk::new();
    fresh.plans.push(second.clone());
    fresh.workspace = Workspace::new(vec![PlanId("p".to_owned())]);
    import(&mut fresh, &bytes);
    assert!(fresh.workspace == desk.workspace);
    // Elsewhere its plans come after those that are there.
    let mut used = Desk::new();
    used.plans.push(second.clone());
    let collection = import(&mut used, &bytes);
    assert_eq!(collection.refused(), 0);
    let ids: Vec<&str> = used
        .workspace
        .plans
        .iter()
        .map(|id| id.0.as_str())
        .collect();
    assert_eq!(ids, ["p", "q"]);
    assert_eq!(used.workspace.baselines.len(), 1);
    // What is said of a plan that is followed neither here nor there is taken and told.
    let table = "规划,序号,年份,数值,类别\nq,2,2023,7,基期值\n";
    let mut other = Desk::new();
    other.plans.push(second);
    let collection = import(&mut other, table.as_bytes());
    assert_eq!(other.workspace.baselines.len(), 1);
    assert!(collection.files[0].remarks[0].contains("没有收入规划 q"));
}

#[test]
fn a_row_that_is_wrong_is_refused_and_what_belongs_to_it_is_not_taken_in_part() {
    let head = "类别,规划,序号,指标名称,年份,数值,数据状态,备注,填报时间,次序,项目,内容,责任单位,截止日期,测算评价,报数";
    for (rows, reason, refused) in [
        (
            "人工评定,p,1,,2025,,,,,1,,还行,,,滞后,",
            "没有评价“还行”",
            1,
        ),
        (
            "人工评定,p,1,,2025,,,,,1,,滞后,,,滞后,\n人工评定,p,1,,2026,,,,,2,,滞后,,,,",
            "没有评价“”",
            2,
        ),
        ("人工评定,p,9,,2025,,,,,1,,滞后,,,滞后,", "没有序号 9", 1),
        ("单独规则,p,1,,,,,,,,,掷骰子,,,,", "没有评价方法“掷骰子”", 1),
        (
            "单独规则,p,1,,,1 / 2 / 3,,,,,,年均增速法,,,,",
            "从大到小",
            1,
        ),
        ("中期目标,p,1,,2026,,,,,,,,,,,", "没有写明中期目标的数值", 1),
        (
            "中期目标,p,1,,2026,1,,,,,,,,,,\n中期目标,p,1,,2026,2,,,,,,,,,,",
            "有两行",
            2,
        ),
        (
            "存疑确认,p,1,,2025,4.1,,,,,,看着不像,,,,",
            "没有疑点“看着不像”",
            1,
        ),
        ("单独演示页,p,1,,,否,,,,,,,,,,", "不是是", 1),
        ("举措进展,p,9,,,,,,,,,推进中,,,,", "没有第 9 条举措", 1),
        ("举措进展,p,2,办第一件事,,,,,,,,推进中,,,,", "不符", 1),
        (
            "举措节点,p,2,,,,未完成,,,1,,通车,,2026-12-31,,",
            "没有“举措进展”一行",
            1,
        ),
        (
            "举措进展,p,2,,,,,,,,,推进中,,,,\n举措节点,p,2,,,,未完成,,,1,,通车,,年底,,",
            "“年底”不是日期",
            2,
        ),
        (
            "领域文字,p,9,,2025,,,,,,总体判断,好,,,,",
            "没有第 9 个领域",
            1,
        ),
        ("总体文字,p,,,2025,,,,,,感想,好,,,,", "没有项目“感想”", 1),
        (
            "填报表发出,p,,,2025,1,,,,1,,,,2026-03-15,,",
            "没有写明责任单位",
            1,
        ),
        (
            "填报表发出,p,,,2025,1,,,,1,,,市甲局,2026-03-15,,",
            "不是时间",
            1,
        ),
        (
            "填报表收回,p,,,2025,1,,,2026-03-02,1,,表.xlsx,市甲局,,,几个",
            "不是整数",
            1,
        ),
        ("设置,,,评价方法,,猜,,,,,,,,,,", "没有评价方法“猜”", 1),
        ("预测值,p,1,,2025,1,,,,,,,,,,", "不认识的类别", 1),
    ] {
        let mut desk = Desk::new();
        let before = desk.workspace.clone();
        let collection = import(&mut desk, format!("{head}\n{rows}\n").as_bytes());
        let reasons: Vec<&str> = collection.files[0]
            .refusals
            .iter()
            .map(|refusal| refusal.reason.as_str())
            .collect();
        assert_eq!(reasons.len(), refused, "{rows}: {reasons:?}");
        assert!(reasons[0].contains(reason), "{rows}: {reasons:?}");
        assert!(desk.workspace == before, "{rows}");
    }
}

#[test]
fn a_plan_of_ones_own_comes_along_and_rows_about_it_are_understood() {
    let mut desk = Desk::new();
    let mut own = desk.plans[0].clone();
    own.id = PlanId("own-1".to_owned());
    own.title = "自定的规划".to_owned();
    desk.edit(Edit::OwnPlan {
        plan: own.id.clone(),
        value: Some(Box::new(own.clone())),
    });
    desk.plans.push(own.clone());
    desk.edit(Edit::Plans(vec![PlanId("p".to_owned()), own.id.clone()]));
    desk.edit(Edit::Baseline {
        indicator: IndicatorId::new(&own.id, 2),
        value: Some(Baseline {
            year: 2023,
            value: 5.into(),
        }),
    });
    let table = csv(&desk);
    let mut back = Desk::new();
    back.workspace = Workspace::new(vec![PlanId("p".to_owned())]);
    let collection = import(&mut back, table.as_bytes());
    assert_eq!(collection.refused(), 0, "{:?}", collection.files);
    assert!(back.workspace == desk.workspace);
    // Another plan of that name is not replaced unasked.
    let mut other = own.clone();
    other.indicators.pop();
    back.edit(Edit::OwnPlan {
        plan: own.id.clone(),
        value: Some(Box::new(other.clone())),
    });
    let collection = import(&mut back, table.as_bytes());
    assert_eq!(collection.count(Verdict::Conflict), 1);
    assert!(back.workspace.own_plans[&own.id] == other);
    // A line that is missing or broken costs the plan, and says where.
    let lines: Vec<&str> = table.lines().collect();
    let at = lines
        .iter()
        .position(|line| line.contains("营业收入") && line.starts_with("自建规划"))
        .unwrap();
    let broken = lines[at].replace("营业收入", "营业收入\"\" ((");
    let broken = table.replace(lines[at], &broken);
    let mut fresh = Desk::new();
    fresh.workspace = Workspace::new(vec![PlanId("p".to_owned())]);
    let collection = import(&mut fresh, broken.as_bytes());
    let refusals = &collection.files[0].refusals;
    let place = crate::exchange::figure::Place::Line(u64::try_from(at).unwrap() + 1);
    assert!(refusals.iter().any(|r| r.place == place), "{refusals:?}");
    assert!(fresh.workspace.own_plans.is_empty());
}

#[test]
fn changed_targets_come_along_and_only_grow() {
    let mut desk = Desk::new();
    let table = "类别,规划,序号,年份,数值,数据来源,项目,次序\n\
                 目标调整,p,2,2027,1800,文〔2026〕8号,以上,1\n\
                 目标调整,p,2,2026,1700,文〔2026〕8号,左右,1\n";
    let collection = import(&mut desk, table.as_bytes());
    assert_eq!(collection.refused(), 0, "{:?}", collection.files);
    let id = IndicatorId::new(&PlanId("p".to_owned()), 2);
    let targets = &desk.workspace.adjustments_of(&id)[0].targets;
    assert_eq!(
        crate::model::targets_text(targets, "亿元"),
        "2026 年 1,700左右 亿元、2027 年 1,800以上 亿元"
    );
    // One document more is no conflict, another word for the same is.
    let more = format!("{table}目标调整,p,2,2027,1900,文〔2027〕1号,等于,2\n");
    assert_eq!(
        import(&mut desk, more.as_bytes()).count(Verdict::Changed),
        1
    );
    assert_eq!(desk.workspace.adjustments_of(&id).len(), 2);
    let other = more.replace("1800", "1850");
    assert_eq!(
        import(&mut desk, other.as_bytes()).count(Verdict::Conflict),
        1
    );
    // What cannot be meant is refused, and the rest of that indicator with it.
    for (wrong, word) in [
        (more.replace("以上", "大约"), "没有目标写法“大约”"),
        (more.replace(",2026,", ",2027,"), "给同一年定了两个目标"),
        (more.replace("文〔2027〕1号", ""), "没有写明是哪份文件"),
    ] {
        let collection = import(&mut blank(&desk), wrong.as_bytes());
        let refusals = &collection.files[0].refusals;
        assert!(
            refusals.iter().any(|r| r.reason.contains(word)),
            "{refusals:?}"
        );
        assert_eq!(collection.count(Verdict::New), 0);
    }
}
