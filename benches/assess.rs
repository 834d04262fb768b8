//! How long it takes to judge 100,000 indicators with ten years each, beside merely walking them.
//!
//! `cargo bench --bench assess`. The last lines give the ratios that are to be kept, from medians of
//! interleaved batches: of judging to walking, and of judging anew after one edit to judging everything.
#![allow(clippy::unwrap_used, reason = "a bench may fail")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::{Criterion, Throughput};
use zhibiao::app::Board;
use zhibiao::app::affected::Affected;
use zhibiao::assess::{Actuals, Case, assess, assess_untraced, float};
use zhibiao::model::{
    Baseline, Bound, CumulativeEntry, Decimal, Direction, Edit, Kind, Limits, Method, Observation,
    ObservationKey, SeriesId, Status, Target, Workspace,
};
use zhibiao::store::{Catalog, default_plan};

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

/// A plan of some 2,000 indicators with ten years each, derived whole and after one figure changed.
fn one_edit() {
    let catalog = Catalog::builtin().unwrap();
    let printed = catalog.plan(&default_plan()).unwrap();
    let mut plan = printed.clone();
    plan.indicators.clear();
    let mut workspace = Workspace::new(vec![plan.id.clone()]);
    for copy in 0..54 {
        for indicator in &printed.indicators {
            let mut indicator = indicator.clone();
            indicator.no += copy * 100;
            indicator.series = SeriesId(format!("{}-{copy}", indicator.series.0));
            for year in FIRST_YEAR..FIRST_YEAR + YEARS {
                enter(
                    &mut workspace,
                    &indicator.series,
                    year,
                    i64::from(year - 1900),
                );
            }
            plan.indicators.push(indicator);
        }
    }
    let year = FIRST_YEAR + YEARS - 1;
    let mut board = Board::new(&workspace, &plan, year);
    let (mut whole, mut after_one) = (Vec::new(), Vec::new());
    let series = plan.indicators[1000].series.clone();
    for round in 0..9 {
        whole.push(timed(|| Board::new(&workspace, &plan, year)));
        let affected = Affected::by(&enter(&mut workspace, &series, year, 200 + round));
        after_one.push(timed(|| board.refresh(&workspace, &plan, year, &affected)));
    }
    let (whole, after_one) = (median(whole), median(after_one));
    println!(
        "board of {} indicators: {whole:.1?}; after one edit: {after_one:.1?}; ratio {:.4}, at most 0.02",
        plan.indicators.len(),
        after_one.as_secs_f64() / whole.as_secs_f64()
    );
}

fn enter(workspace: &mut Workspace, series: &SeriesId, year: i32, value: i64) -> Edit {
    let edit = Edit::Observation {
        key: ObservationKey {
            series: series.clone(),
            year,
        },
        value: Some(Observation {
            value: value.into(),
            status: Status::Final,
            source: String::new(),
            note: String::new(),
            by: String::new(),
            at: None,
        }),
    };
    edit.apply(workspace)
}

fn timed<T>(work: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    black_box(work());
    start.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
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

    let rounds = || 0..15;
    one_edit();
    let (mut walks, mut judgements) = (Vec::new(), Vec::new());
    for _ in rounds() {
        walks.push(timed(|| walk(black_box(&cases))));
        judgements.push(timed(|| judge_all(black_box(&cases), Method::Schedule)));
    }
    let (walked, judged) = (median(walks), median(judgements));
    println!(
        "assess 100,000 indicators x 10 years: {judged:.1?}; walk: {walked:.1?}; ratio {:.1}, at most 30",
        judged.as_secs_f64() / walked.as_secs_f64()
    );
}
