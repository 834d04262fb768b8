//! Workspaces at random, everything that one can hold included.

use chrono::{NaiveDate, NaiveDateTime};
use proptest::collection::{btree_map, btree_set, vec};
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;

use crate::model::{
    Act, Adjustment, Baseline, Bound, Confirmation, CumulativeEntry, Decimal, Declined, Desk,
    DeskKey, DoubtKind, Edit, Explanation, Grade, IndicatorId, InterimTarget, Issue, Judgement,
    Limits, MeasureChange, MeasureId, MeasureState, Method, MilestoneState, Observation,
    ObservationKey, OwnRule, Part, Plan, PlanId, Progress, Receipt, Seen, SeenBaseline, SeriesId,
    Status, Target, Topic, Unit, WordsKey, Workspace,
};

fn any_time() -> impl Strategy<Value = Option<NaiveDateTime>> {
    let time = (0i64..4_000_000_000, 0u32..1_000).prop_map(|(seconds, millis)| {
        let time = chrono::DateTime::from_timestamp(seconds, millis * 1_000_000);
        time.unwrap().naive_utc()
    });
    of(time)
}

/// Text as people write it, and as nobody should.
fn any_text() -> impl Strategy<Value = String> {
    let odd = select(vec![
        "",
        "=1+1",
        "+86 571",
        "-",
        "@x",
        "'=1",
        "\"引号\"",
        "a,b;c",
        "第一行\n第二行",
        "=HYPERLINK(\"x\")",
    ]);
    prop_oneof![
        odd.prop_map(str::to_owned),
        // A cell of nothing but blanks is a blank cell.
        "[ \\t%'-~一-龥]{0,12}".prop_map(|text| {
            if text.trim().is_empty() {
                String::new()
            } else {
                text
            }
        })
    ]
}

/// Figures and settings.
fn any_figures() -> impl Strategy<Value = Workspace> {
    let value =
        (-9_999_999_999i64..9_999_999_999, 0u32..8).prop_map(|(n, scale)| Decimal::new(n, scale));
    let status = select(&Status::ALL[..]);
    let observation = (
        value,
        status,
        any_text(),
        any_text(),
        any_text(),
        any_time(),
    )
        .prop_map(|(value, status, source, note, by, at)| Observation {
            value,
            status,
            source,
            note,
            by,
            at,
        });
    let key =
        (select(vec!["a", "b", "c"]), 2000i32..2030).prop_map(|(series, year)| ObservationKey {
            series: SeriesId(series.to_owned()),
            year,
        });
    let baseline =
        (2000i32..2030, -99_999i64..99_999, 0u32..4).prop_map(|(year, n, scale)| Baseline {
            year,
            value: Decimal::new(n, scale),
        });
    let id = (1u32..4).prop_map(|no| IndicatorId::new(&PlanId("p".to_owned()), no));
    (
        btree_map(key, observation, 0..6),
        btree_map(id, baseline, 0..3),
        of(2000i32..2030),
        any::<(bool, bool)>(),
    )
        .prop_map(|(observations, baselines, as_of, (annual, synthetic))| {
            let mut workspace = Workspace::new(vec![PlanId("p".to_owned())]);
            workspace.observations = observations;
            workspace.synthetic = synthetic;
            workspace.baselines = baselines;
            let _undo = Edit::AsOf(as_of).apply(&mut workspace);
            if annual {
                let series = SeriesId("c".to_owned());
                let entry = CumulativeEntry::Annual;
                let _undo = Edit::CumulativeEntry { series, entry }.apply(&mut workspace);
            }
            workspace
        })
}

fn plan() -> PlanId {
    PlanId("p".to_owned())
}

fn any_id() -> impl Strategy<Value = IndicatorId> {
    (1u32..4).prop_map(|no| IndicatorId::new(&plan(), no))
}

fn any_value() -> impl Strategy<Value = Decimal> {
    (-99_999_999i64..99_999_999, 0u32..6).prop_map(|(n, scale)| Decimal::new(n, scale))
}

fn some_text() -> impl Strategy<Value = String> {
    any_text().prop_map(|text| {
        if text.is_empty() {
            "字".to_owned()
        } else {
            text
        }
    })
}

fn any_moment() -> impl Strategy<Value = NaiveDateTime> {
    any_time().prop_map(Option::unwrap_or_default)
}

fn any_day() -> impl Strategy<Value = NaiveDate> {
    any_moment().prop_map(|at| at.date())
}

fn any_limits() -> impl Strategy<Value = Limits> {
    (1i64..100, 1i64..100, 1i64..100, 2u32..4).prop_map(|(behind, more, most, scale)| Limits {
        behind: Decimal::new(behind, scale),
        on_track: Decimal::new(behind + more, scale),
        ahead: Decimal::new(behind + more + most, scale),
    })
}

fn any_rule() -> impl Strategy<Value = OwnRule> {
    (
        select(&Method::ALL[..]),
        of(any_limits()),
        some_text(),
        any_text(),
        any_time(),
    )
        .prop_map(|(method, limits, reason, by, at)| OwnRule {
            method,
            limits,
            reason,
            by,
            at,
        })
}

/// Interim targets of different years, in any order.
fn any_interim() -> impl Strategy<Value = Vec<InterimTarget>> {
    btree_map(2020i32..2030, (any_value(), some_text()), 1..4)
        .prop_map(|targets| {
            let target = |(year, (value, source))| InterimTarget {
                year,
                value,
                source,
            };
            targets.into_iter().map(target).collect::<Vec<_>>()
        })
        .prop_shuffle()
}

fn any_judgement() -> impl Strategy<Value = Judgement> {
    let act = prop_oneof![
        select(&Grade::ALL[..]).prop_map(Act::Judged),
        Just(Act::Confirmed),
        Just(Act::Withdrawn),
    ];
    let baseline = prop_oneof![
        Just(SeenBaseline::NotNoted),
        Just(SeenBaseline::Missing),
        (2015i32..2025, any_value())
            .prop_map(|(year, value)| SeenBaseline::Was(Baseline { year, value })),
    ];
    let status = of(select(&Status::ALL[..]));
    let seen = (of(any_value()), status, baseline, select(&Grade::ALL[..]));
    (2020i32..2030, act, any_text(), any_text(), any_time(), seen).prop_map(
        |(year, act, why, by, at, (actual, status, baseline, computed))| Judgement {
            year,
            act,
            why,
            by,
            at,
            seen: Seen {
                actual,
                status,
                baseline,
                computed,
            },
        },
    )
}

fn any_confirmed() -> impl Strategy<Value = Confirmation> {
    (any_value(), btree_set(select(&DoubtKind::ALL[..]), 0..4))
        .prop_map(|(value, doubts)| Confirmation { value, doubts })
}

fn any_change() -> impl Strategy<Value = MeasureChange> {
    let percent = of((0i64..1000).prop_map(|n| Decimal::new(n, 1)));
    (
        select(&Progress::ALL[..]),
        percent,
        any_text(),
        any_text(),
        any_time(),
    )
        .prop_map(|(progress, percent, note, by, at)| MeasureChange {
            progress,
            percent,
            note,
            by,
            at,
        })
}

fn any_measure() -> impl Strategy<Value = MeasureState> {
    let milestone = (some_text(), any_day(), any::<bool>())
        .prop_map(|(name, due, done)| MilestoneState { name, due, done });
    let lists = (vec(milestone, 0..3), vec(any_change(), 0..3));
    (any_change(), any_text(), lists).prop_map(|(last, evidence, (milestones, history))| {
        MeasureState {
            progress: last.progress,
            percent: last.percent,
            note: last.note,
            evidence,
            milestones,
            by: last.by,
            at: last.at,
            history,
        }
    })
}

fn any_words() -> impl Strategy<Value = (WordsKey, String)> {
    let part = prop_oneof![
        Just(Part::Whole),
        Just(Part::Theme(1)),
        (1u32..4).prop_map(Part::Indicator),
    ];
    (part, select(&Topic::ALL[..]), 2020i32..2030, some_text()).prop_map(
        |(part, topic, year, text)| {
            let key = WordsKey {
                plan: plan(),
                part,
                topic,
                year,
            };
            (key, text)
        },
    )
}

fn any_desk() -> impl Strategy<Value = Desk> {
    let issue = (1u32..9, any_moment(), any_day()).prop_map(|(version, at, deadline)| Issue {
        version,
        at,
        deadline,
    });
    let texts = (some_text(), some_text(), any_text(), any_text());
    let receipt = (any_moment(), 0u32..9, texts, 0u32..40, of(any_moment())).prop_map(
        |(at, version, (file, print, filler, phone), figures, saved)| Receipt {
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
    let said = (any_moment(), some_text()).prop_map(|(at, words)| Explanation { at, words });
    (
        vec(issue, 1..3),
        vec(receipt, 0..3),
        btree_map(1u32..4, said, 0..3),
        vec(any_declined(), 0..3),
    )
        .prop_map(|(issued, received, explained, declined)| Desk {
            issued,
            received,
            explained,
            declined,
        })
}

fn any_declined() -> impl Strategy<Value = Declined> {
    let status = of(select(&Status::ALL[..]));
    let words = (any_text(), any_text());
    (
        any::<bool>(),
        1u32..9,
        1u32..4,
        any_value(),
        status,
        words,
        any_moment(),
    )
        .prop_map(
            |(is_baseline, version, no, value, status, (source, note), at)| Declined {
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

fn any_desk_key() -> impl Strategy<Value = DeskKey> {
    (2020i32..2030, select(vec!["市甲局", "市乙局"])).prop_map(|(year, unit)| DeskKey {
        plan: plan(),
        year,
        unit: Unit(unit.to_owned()),
    })
}

/// Any of the ways in which a target is bound.
fn any_bound() -> impl Strategy<Value = Bound> {
    prop_oneof![
        any_value().prop_map(Bound::AtLeast),
        any_value().prop_map(Bound::MoreThan),
        any_value().prop_map(Bound::AtMost),
        any_value().prop_map(Bound::About),
        any_value().prop_map(Bound::Exactly),
        (1u32..99).prop_map(Bound::RankWithin),
        Just(Bound::FullCoverage),
        some_text().prop_map(Bound::Qualitative),
        some_text().prop_map(Bound::Masked),
    ]
}

/// Documents of different numbers, each with targets of different years.
fn any_adjustments() -> impl Strategy<Value = Vec<Adjustment>> {
    let targets = btree_map(2024i32..2030, any_bound(), 0..4).prop_map(|targets| {
        let target = |(year, bound)| Target { year, bound };
        targets.into_iter().map(target).collect::<Vec<_>>()
    });
    let texts = (any_text(), any_text(), any_text());
    let said = (texts, of(any_day()), targets, any_time());
    btree_map("文[〔0-9〕]{1,6}号", said, 1..3)
        .prop_map(|all| {
            let one = |(number, ((title, note, by), date, targets, at))| Adjustment {
                number,
                title,
                date,
                targets,
                note,
                by,
                at,
            };
            all.into_iter().map(one).collect::<Vec<_>>()
        })
        .prop_shuffle()
}

/// A plan of the workspace's own: the plan of the tests in other words.
fn any_plan() -> impl Strategy<Value = Plan> {
    let texts = (some_text(), some_text(), any_text(), any_text());
    let name = select(vec!["own-1", "own-2"]);
    (name, texts, any_bound(), of(any_day())).prop_map(|(id, texts, bound, issued)| {
        let (title, short, number, note) = texts;
        let mut plan = Plan {
            id: PlanId(id.to_owned()),
            title,
            short,
            number,
            note,
            issued,
            ..crate::exchange::form::tests::Desk::new().plans[0].clone()
        };
        plan.indicators[0].targets[0].bound = bound;
        plan
    })
}

/// Everything that a workspace can hold.
pub(super) fn any_workspace() -> impl Strategy<Value = Workspace> {
    let key =
        (select(vec!["a", "b", "c"]), 2000i32..2030).prop_map(|(series, year)| ObservationKey {
            series: SeriesId(series.to_owned()),
            year,
        });
    let measure = (1u32..3).prop_map(|no| MeasureId::new(&plan(), no));
    let settings = (
        of(2000i32..2030),
        select(&Method::ALL[..]),
        of(any_limits()),
        btree_map(any_id(), any_rule(), 0..3),
        btree_map(any_id(), any_interim(), 0..3),
        btree_set(any_id(), 0..3),
    );
    let documents = (
        btree_map(any_id(), any_adjustments(), 0..3),
        vec(any_plan(), 0..2),
    );
    let forms = (
        "[0-9a-f]{0,16}",
        btree_map(any_desk_key(), any_desk(), 0..3),
    );
    (
        any_figures(),
        settings,
        documents,
        btree_map(key, any_confirmed(), 0..3),
        btree_map(any_id(), vec(any_judgement(), 1..4), 0..3),
        btree_map(measure, any_measure(), 0..3),
        vec(any_words(), 0..4),
        forms,
    )
        .prop_map(
            |(
                mut workspace,
                settings,
                documents,
                confirmed,
                judgements,
                measures,
                words,
                forms,
            )| {
                let (base_year, method, limits, own_rules, interim, pinned) = settings;
                workspace.settings.base_year = base_year;
                workspace.settings.method = method;
                workspace.settings.limits = limits.unwrap_or_default();
                workspace.settings.own_rules = own_rules;
                workspace.settings.interim = interim;
                workspace.settings.pinned = pinned;
                let own = documents.1.into_iter().map(|plan| (plan.id.clone(), plan));
                (workspace.adjustments, workspace.own_plans) = (documents.0, own.collect());
                workspace.confirmed = confirmed;
                workspace.judgements = judgements;
                workspace.measures = measures;
                workspace.words = words.into_iter().collect();
                (workspace.forms.id, workspace.forms.desks) = forms;
                workspace
            },
        )
}
