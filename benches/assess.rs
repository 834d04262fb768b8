//! How long it takes to judge 100,000 indicators with ten years each, beside merely walking them.
//!
//! `cargo bench --bench assess`. The last lines give the ratios that are to be kept, from medians of
//! interleaved batches: of judging to walking, and of judging anew after one edit to judging everything.
#![allow(clippy::unwrap_used, reason = "a bench may fail")]

mod common;

use std::cell::RefCell;
use std::hint::black_box;

use common::{app_of, enter, ratio, timed, workspace_of};
use criterion::{Criterion, Throughput};
use zhibiao::app::grid::{Filter, Index, Sheet};
use zhibiao::app::{App, Command};
use zhibiao::assess::{Actuals, Case, assess, assess_untraced, float};
use zhibiao::model::{
    Baseline, Bound, CumulativeEntry, Decimal, Direction, Kind, Limits, Method, Target,
};

const INDICATORS: u32 = 100_000;
const FIRST_YEAR: i32 = 2016;
const YEARS: i32 = 10;

/// Amounts of all sizes and kinds that rise or fall to a target in 2030, each a little differently.
fn cases(count: u32) -> Vec<Case<'static>> {
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut random = move |below: i64| {
        // Marsaglia's xorshift: the same figures at every run.
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        i64::try_from(state >> 33).unwrap_or(0) % below
    };
    let kinds = Kind::ALL.iter().copied().cycle();
    (0..count)
        .zip(kinds)
        .map(|(_, kind)| {
            let base = 10_000 + random(1_000_000);
            let step = random(base / 8) - base / 20;
            let at = |year: i32, noise: i64| {
                Decimal::new(base + step * i64::from(year - FIRST_YEAR) + noise, 2)
            };
            let direction = if step < 0 {
                Direction::Down
            } else {
                Direction::Up
            };
            let values: Vec<_> = (1..=YEARS)
                .map(|n| (FIRST_YEAR + n, at(FIRST_YEAR + n, random(base / 50))))
                .collect();
            let target = Target {
                year: 2030,
                bound: Bound::AtLeast(at(2030, 0)),
            };
            Case {
                kind,
                mean_over_years: false,
                direction,
                targets: vec![target].into(),
                baseline: Some(Baseline {
                    year: FIRST_YEAR,
                    value: at(FIRST_YEAR, 0),
                }),
                origin: None,
                actuals: Actuals::new(values, CumulativeEntry::Running),
                year: FIRST_YEAR + YEARS,
                limits: Limits::default(),
            }
        })
        .collect()
}

/// Reads every value once as the number it is.
fn walk(cases: &[Case<'_>]) -> f64 {
    cases
        .iter()
        .map(|case| {
            let actuals = case.actuals.entered().iter().map(|(_, value)| *value);
            let targets = case.targets.iter().filter_map(|t| t.bound.value());
            let baseline = case.baseline.map(|b| b.value);
            actuals
                .chain(targets)
                .chain(baseline)
                .map(float)
                .sum::<f64>()
        })
        .sum()
}

fn judge_all(cases: &[Case<'_>], method: Method) -> usize {
    cases
        .iter()
        .filter(|case| assess_untraced(case, method).grade.is_assessed())
        .count()
}

/// All that the window derives, from nothing and after one figure has changed: boards, what is seen
/// across plans, doubts, years, the page 收数, and the filters of the grid.
fn one_edit(plans: usize, rows: usize) {
    let (mut app, all) = app_of(plans, rows);
    let last = FIRST_YEAR + YEARS - 1;
    let workspace = workspace_of(&all, FIRST_YEAR..last + 1);
    let mut spare: Vec<_> = (0..6).map(|_| workspace.clone()).collect();
    app.show_workspace(workspace, None);
    let mut index = index_of(&app);
    let plan = &all[plans - 1];
    let series = plan.indicators[rows / 2].series.clone();
    app.run(Command::ShowPlan(plan.id.clone()));
    let app = RefCell::new(app);
    let name = format!("derive {plans} x {rows} indicators after one edit, against all of it");
    // One row of a single document's 37 is more than that of all of them.
    let limit = if plans * rows > 1000 { 0.02 } else { 0.04 };
    ratio(
        &name,
        limit,
        5,
        |round| {
            let edit = enter(&series, last, 200 + i32::try_from(round).unwrap());
            let mut app = app.borrow_mut();
            timed(|| {
                app.run(Command::Edit(edit));
                let sheet = Sheet::of(&app).unwrap();
                index.renew(&sheet, Some(sheet.document.last_change()), false);
                index.facets(&sheet, &Filter::default(), [])
            })
        },
        |_| {
            let workspace = spare.pop().unwrap();
            let mut app = app.borrow_mut();
            timed(|| {
                app.show_workspace(workspace, None);
                app.run(Command::ShowPlan(plan.id.clone()));
                let index = index_of(&app);
                let sheet = Sheet::of(&app).unwrap();
                index.facets(&sheet, &Filter::default(), [])
            })
        },
    );
}

fn index_of(app: &App) -> Index {
    Index::new(&Sheet::of(app).unwrap())
}

fn main() {
    let cases = cases(INDICATORS);
    let mut criterion = Criterion::default().sample_size(10).configure_from_args();
    let mut group = criterion.benchmark_group("assess");
    group.throughput(Throughput::Elements(u64::from(INDICATORS)));
    group.bench_function("walk", |b| b.iter(|| walk(black_box(&cases))));
    for method in Method::ALL {
        group.bench_function(method.code(), |b| {
            b.iter(|| judge_all(black_box(&cases), method));
        });
    }
    group.bench_function("schedule with its trace", |b| {
        let some = &cases[..1000];
        b.iter(|| {
            let traces = some
                .iter()
                .map(|case| assess(case, Method::Schedule).trace.len());
            traces.sum::<usize>()
        });
    });
    group.finish();

    ratio(
        "assess 100,000 indicators x 10 years, against walking them",
        30.0,
        15,
        |_| timed(|| judge_all(black_box(&cases), Method::Schedule)),
        |_| timed(|| walk(black_box(&cases))),
    );
    drop(cases);
    one_edit(1, 37);
    one_edit(1, 10_000);
    // All cities and counties of a province.
    one_edit(500, 37);
}
