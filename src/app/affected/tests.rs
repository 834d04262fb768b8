//! Random changes, held against everything derived from nothing.

use std::collections::BTreeSet;

use super::*;
use crate::app::grid::{Filter, Index, Since};
use crate::app::review::Review;
use crate::app::survey::Survey;
use crate::app::{Action, Document, demo};
use crate::app::{App, Command, Setup};
use crate::exchange::desks::{chase, unit_desks};
use crate::model::{
    Act, Baseline, CumulativeEntry, Decimal, Grade, Indicator, InterimTarget, Judgement, Kind,
    Limits, MeasureState, Method, Observation, OwnRule, Progress, Seen, SeenBaseline, Workspace,
    Year,
};
use crate::store::{Catalog, Preferences, default_plan};

/// The same numbers at every run (Marsaglia's xorshift).
struct Random(u64);

impl Random {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % most
    }

    fn year(&mut self) -> Year {
        2014 + Year::try_from(self.below(20)).unwrap()
    }

    fn value(&mut self) -> Decimal {
        Decimal::new(i64::try_from(self.below(1_000_000)).unwrap(), 1)
    }

    fn one_of<T>(&mut self, mut things: Vec<T>) -> T {
        let at = self.below(things.len());
        things.swap_remove(at)
    }
}

/// Plans that share some series with each other; the last is followed only at times.
fn followed() -> Vec<PlanId> {
    let others = ["hz-2024-trade", "hz-2016-125", "hz-2024-policies"];
    let others = others.into_iter().map(|id| PlanId(id.to_owned()));
    std::iter::once(default_plan()).chain(others).collect()
}

fn observation(random: &mut Random, workspace: &Workspace) -> Option<Observation> {
    let some = workspace.observations.values().next().cloned();
    some.filter(|_| random.below(4) > 0)
        .map(|some| Observation {
            value: random.value(),
            ..some
        })
}

fn any_indicator<'a>(random: &mut Random, catalog: &'a Catalog) -> (&'a Plan, &'a Indicator) {
    let plans = followed();
    // Most changes meet in one plan, and so on one row.
    let plan = plans[random.below(6).saturating_sub(2)].clone();
    let plan = catalog.plan(&plan).unwrap();
    let all: Vec<&Indicator> = plan.all_indicators().collect();
    (plan, random.one_of(all))
}

fn any_edit(random: &mut Random, workspace: &Workspace, catalog: &Catalog) -> Edit {
    let (plan, row) = any_indicator(random, catalog);
    let (indicator, series) = (plan.id_of(row), row.series.clone());
    match random.below(24) {
        0..8 => Edit::Observation {
            key: ObservationKey {
                series,
                year: random.year(),
            },
            value: observation(random, workspace),
        },
        8..11 => Edit::Baseline {
            indicator,
            value: (random.below(3) > 0).then(|| Baseline {
                year: random.year(),
                value: random.value(),
            }),
        },
        11 | 12 => Edit::OwnRule {
            indicator,
            value: (random.below(3) > 0).then(|| OwnRule {
                method: random.one_of(Method::ALL.to_vec()),
                limits: None,
                reason: "试".to_owned(),
                by: String::new(),
                at: None,
            }),
        },
        13 => Edit::Interim {
            indicator,
            value: vec![InterimTarget {
                year: 2026,
                value: random.value(),
                source: "别的规划".to_owned(),
            }],
        },
        14 | 15 => Edit::Judgements {
            value: judgements(random, workspace, &indicator),
            indicator,
        },
        16 => {
            let sums = plan
                .indicators
                .iter()
                .filter(|i| i.kind == Kind::Cumulative);
            let sums: Vec<_> = sums.map(|i| i.series.clone()).chain([series]).collect();
            Edit::CumulativeEntry {
                series: random.one_of(sums),
                entry: random.one_of(vec![CumulativeEntry::Annual, CumulativeEntry::Running]),
            }
        }
        17 if random.below(3) == 0 => own_plan_edit(random, catalog),
        17 => any_setting(random),
        18 => measure_edit(random, plan),
        19 | 20 => confirm_edit(random, workspace, catalog).unwrap_or(Edit::Batch(Vec::new())),
        _ => Edit::Batch(vec![
            any_edit(random, workspace, catalog),
            any_edit(random, workspace, catalog),
        ]),
    }
}

/// A plan of the workspace's own, which shares series with a built-in one, put in, changed or taken away.
fn own_plan_edit(random: &mut Random, catalog: &Catalog) -> Edit {
    let id = PlanId("own".to_owned());
    let mut plan = catalog.plan(&default_plan()).unwrap().clone();
    plan.id = id.clone();
    plan.indicators.truncate(1 + random.below(5));
    let plans: Vec<PlanId> = followed()[..2].to_vec();
    if random.below(3) == 0 {
        let gone = Edit::OwnPlan {
            plan: id,
            value: None,
        };
        return Edit::Batch(vec![Edit::Plans(plans), gone]);
    }
    let follow = Edit::Plans([plans, vec![id.clone()]].concat());
    let put = Edit::OwnPlan {
        plan: id,
        value: Some(Box::new(plan)),
    };
    Edit::Batch(vec![put, follow])
}

fn any_setting(random: &mut Random) -> Edit {
    match random.below(6) {
        0 | 1 => Edit::AsOf([None, Some(random.year())][random.below(2)]),
        2 => {
            let limits = random.one_of(vec!["1.1,0.9,0.5", "1.05,0.95,0.6"]);
            Edit::Limits(Limits::parse(limits).unwrap())
        }
        3 => Edit::Method(random.one_of(Method::ALL.to_vec())),
        4 => Edit::BaseYear([None, Some(2022)][random.below(2)]),
        _ => Edit::Plans(followed()[..=random.below(4)].to_vec()),
    }
}

fn judgements(random: &mut Random, workspace: &Workspace, id: &IndicatorId) -> Vec<Judgement> {
    let mut all = workspace.judgements_of(id).to_vec();
    let act = match random.below(4) {
        0 if !all.is_empty() => Act::Confirmed,
        1 if !all.is_empty() => Act::Withdrawn,
        _ => Act::Judged(random.one_of(Grade::ALL.to_vec())),
    };
    all.push(Judgement {
        year: 2022 + Year::try_from(random.below(4)).unwrap(),
        act,
        why: "试".to_owned(),
        by: String::new(),
        at: None,
        seen: Seen {
            actual: None,
            status: None,
            baseline: SeenBaseline::NotNoted,
            computed: random.one_of(Grade::ALL.to_vec()),
        },
    });
    all
}

fn measure_edit(random: &mut Random, plan: &Plan) -> Edit {
    let Some(last) = plan.measures.len().checked_sub(1) else {
        return Edit::Batch(Vec::new());
    };
    let measure = &plan.measures[random.below(last + 1)];
    let state = MeasureState {
        progress: random.one_of(Progress::ALL.to_vec()),
        note: "试".to_owned(),
        ..MeasureState::default()
    };
    Edit::Measure {
        measure: MeasureId::new(&plan.id, measure.no),
        value: (random.below(3) > 0).then(|| Box::new(state)),
    }
}

fn confirm_edit(random: &mut Random, workspace: &Workspace, catalog: &Catalog) -> Option<Edit> {
    let review = Review::new(workspace, catalog);
    let cells = workspace.observations.iter();
    let doubtful = cells.filter_map(|(key, o)| Some((key, o, review.of(key)?)));
    let doubtful: Vec<_> = doubtful.collect();
    if doubtful.is_empty() {
        return None;
    }
    let (key, observation, doubtful) = random.one_of(doubtful);
    let confirmation = doubtful.confirmation(observation.value);
    Some(Edit::Confirm {
        key: key.clone(),
        value: (!doubtful.is_confirmed).then_some(confirmation),
    })
}

fn open() -> App {
    let catalog = Catalog::builtin().unwrap();
    let mut workspace = demo::workspace(catalog.plan(&default_plan()).unwrap());
    let _undo = Edit::Plans(followed()[..3].to_vec()).apply(&mut workspace);
    let mut app = App::new(Setup {
        catalog,
        preferences: Preferences::default(),
        keep_preferences: false,
        clock: Box::new(|| {
            let day = chrono::NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
            day.and_hms_opt(9, 30, 0).unwrap()
        }),
        wake: None,
    });
    app.show_workspace(workspace, None);
    app
}

/// Everything that is derived, as made from nothing.
fn afresh(document: &Document, catalog: &Catalog) -> (Vec<Board>, Survey, Review) {
    let workspace = document.workspace();
    let year = crate::assess::as_of_year(workspace, document.this_year());
    let plans = workspace.plans.iter().filter_map(|id| catalog.plan(id));
    let plans: Vec<&Plan> = plans.collect();
    let mut boards: Vec<Board> = plans
        .iter()
        .map(|plan| Board::new(workspace, plan, year))
        .collect();
    let survey = Survey::new(workspace, catalog, &boards);
    for (board, plan) in boards.iter_mut().zip(plans) {
        board.add_other_targets(plan, |series| survey.line_of(series));
    }
    (boards, survey, Review::new(workspace, catalog))
}

#[track_caller]
fn check(app: &App, told: &str) {
    let document = app.document().unwrap();
    let catalog = Catalog::builtin().unwrap();
    let catalog = catalog.for_workspace(document.workspace());
    let (boards, survey, review) = afresh(document, &catalog);
    assert_eq!(document.boards().len(), boards.len(), "{told}");
    for (kept, fresh) in document.boards().iter().zip(&boards) {
        let kept_words = format!("{kept:?}");
        if kept.is_complete() {
            assert!(kept_words == format!("{fresh:?}"), "{told}");
        } else {
            let plan = app.catalog().plan(&kept.plan).unwrap();
            let standing = Board::standing(document.workspace(), plan, kept.year);
            assert!(kept_words == format!("{standing:?}"), "{told}");
        }
    }
    assert!(app.shown().unwrap().2.is_complete(), "{told}");
    let (kept, fresh) = (document.survey(), format!("{survey:?}"));
    assert!(format!("{kept:?}") == fresh, "{told}");
    for line in survey.lines() {
        assert_eq!(document.survey().line_of(&line.series), Some(line));
    }
    assert_eq!(document.review().count(), review.count(), "{told}");
    for key in document.workspace().observations.keys() {
        assert_eq!(document.review().of(key), review.of(key), "{told}: {key:?}");
    }
}

/// The units on the page 收数.
#[track_caller]
fn check_desks(app: &App, told: &str) {
    let (document, plan, _) = app.shown().unwrap();
    let fresh = unit_desks(document.workspace(), plan, document.year());
    let kept = app.collect().rows.iter();
    let kept: Vec<_> = kept.map(|row| row.desk.clone()).collect();
    assert_eq!(kept, fresh, "{told}");
    for row in &app.collect().rows {
        assert_eq!(row.standing, row.desk.standing(app.today()), "{told}");
        assert_eq!(row.chase, chase(plan, &row.desk, app.today()), "{told}");
    }
}

/// The index of the grid's filters, kept up to date change by change.
#[derive(Default)]
struct Kept {
    index: Index,
    plans: Vec<PlanId>,
}

impl Kept {
    #[track_caller]
    fn follow(&mut self, app: &App, told: &str) {
        let document = app.document().unwrap();
        let boards = document.boards().iter();
        let plans: Vec<(&Plan, &Board)> = boards
            .map(|board| (app.catalog().plan(&board.plan).unwrap(), board))
            .collect();
        let sheet = crate::app::grid::Sheet::of_plans(
            app,
            document,
            &plans,
            crate::app::grid::Listed::Table,
        );
        if self.plans == document.workspace().plans {
            self.index
                .renew(&sheet, Some(document.last_change()), false);
        } else {
            self.index = Index::new(&sheet);
            self.plans.clone_from(&document.workspace().plans);
        }
        let fresh = Index::new(&sheet);
        let words = Filter {
            words: "业".to_owned(),
            ..Filter::default()
        };
        let missing = Filter {
            missing: true,
            ..Filter::default()
        };
        let opened = Filter {
            changed: Some(Since::Opened),
            ..Filter::default()
        };
        self.index.seek(&sheet, &words.words);
        for filter in [words, missing, opened] {
            let days = [app.today()];
            assert_eq!(
                self.index.facets(&sheet, &filter, days),
                fresh.facets(&sheet, &filter, days),
                "{told}"
            );
            assert_eq!(
                self.index.visible(&sheet, &filter),
                fresh.visible(&sheet, &filter),
                "{told}"
            );
        }
    }
}

#[test]
fn what_is_refreshed_after_any_change_equals_what_is_made_from_nothing() {
    change_at_random(&mut open(), Random(0x9E37_79B9_7F4A_7C15), 50);
}

#[test]
fn so_it_is_where_only_what_is_shown_is_worked_out_whole() {
    let mut app = open();
    app.document_mut().unwrap().take_few_for_many();
    // From here on there are too many rows for all plans to be whole.
    app.run(Command::Edit(Edit::AsOf(Some(2024))));
    let whole = app.document().unwrap().boards().iter();
    assert_eq!(whole.filter(|board| board.is_complete()).count(), 1);
    change_at_random(&mut app, Random(0xD1B5_4A32_D192_ED03), 40);
}

fn change_at_random(app: &mut App, mut random: Random, times: usize) {
    let mut kept = Kept::default();
    kept.follow(app, "at first");
    for count in 0..times {
        let told = match random.below(14) {
            0 | 1 => {
                app.run(Command::Action(Action::Undo));
                "undo".to_owned()
            }
            2 => {
                app.run(Command::Action(Action::Redo));
                "redo".to_owned()
            }
            3 | 4 => {
                let plan = random.one_of(followed());
                let is_followed = app.document().unwrap().workspace().plans.contains(&plan);
                if is_followed {
                    app.run(Command::ShowPlan(plan.clone()));
                }
                format!("show {plan}")
            }
            _ => {
                let workspace = app.document().unwrap().workspace();
                let edit = any_edit(&mut random, workspace, app.catalog());
                app.run(Command::Edit(edit.clone()));
                format!("{edit:?}")
            }
        };
        let told = format!("{count}: {told}");
        check(app, &told);
        check_desks(app, &told);
        kept.follow(app, &told);
    }
}

#[test]
fn a_figure_that_is_the_first_or_the_last_of_its_year_brings_or_takes_the_year() {
    let mut app = open();
    let plan = app.catalog().plan(&default_plan()).unwrap();
    let rows: Vec<_> = plan.indicators.iter().map(|i| i.series.clone()).collect();
    // Beside the years of the plan, within those of the heat map.
    for (series, is_there) in [(0, true), (1, true), (0, false), (1, false)] {
        let key = ObservationKey {
            series: rows[series].clone(),
            year: 2021,
        };
        let some = app.document().unwrap().workspace().observations.values();
        let value = some.clone().next().cloned().filter(|_| is_there);
        let has_year = |app: &App| app.document().unwrap().boards()[0].years.contains(&2021);
        app.run(Command::Edit(Edit::Observation { key, value }));
        check(&app, "2021");
        assert_eq!(has_year(&app), is_there || series == 0);
    }
}

#[test]
fn an_edit_of_one_figure_touches_one_indicator() {
    let app = open();
    let plan = app.catalog().plan(&default_plan()).unwrap();
    let row = &plan.indicators[14];
    let edit = Edit::Observation {
        key: ObservationKey {
            series: row.series.clone(),
            year: 2025,
        },
        value: None,
    };
    let affected = Affected::by(&edit);
    let document = app.document().unwrap();
    let reach = Reach::of([plan]);
    let touched = reach.rows(&affected, document.boards());
    assert_eq!(touched, Touched::from([(0, BTreeSet::from([14]))]));
    assert!(Affected::by(&Edit::Batch(vec![edit, Edit::AsOf(None)])).is_everything());
}
