//! What the benches share: medians of interleaved batches, held against a limit, and large workspaces.
#![allow(dead_code, reason = "each bench uses a part")]
#![allow(clippy::unwrap_used, reason = "a bench may fail")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use zhibiao::app::{App, Setup};
use zhibiao::model::{
    Baseline, Edit, Observation, ObservationKey, Plan, PlanId, Series, SeriesId, Status, Workspace,
    Year,
};
use zhibiao::store::{Catalog, Preferences, default_plan};

/// How long something takes, with whatever it makes left out of the time that freeing it takes.
pub fn timed<T>(work: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    let made = black_box(work());
    let taken = start.elapsed();
    drop(made);
    taken
}

/// The middle one.
pub fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

/// How two things take turns; answers and prints the ratio of their medians beside the limit.
pub fn ratio(
    name: &str,
    limit: f64,
    rounds: usize,
    mut this: impl FnMut(usize) -> Duration,
    mut that: impl FnMut(usize) -> Duration,
) -> f64 {
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for round in 0..rounds {
        theirs.push(that(round));
        ours.push(this(round));
    }
    let (this, that) = (median(ours), median(theirs));
    let ratio = this.as_secs_f64() / that.as_secs_f64();
    let verdict = if ratio <= limit { "kept" } else { "NOT KEPT" };
    println!("{name}: {this:.1?} against {that:.1?}: ratio {ratio:.4}, at most {limit}: {verdict}");
    ratio
}

/// A plan of so many rows, made by repeating those of the built-in one under new names.
pub fn plan_of(catalog: &Catalog, name: &str, rows: usize) -> (Plan, Vec<Series>) {
    let model = catalog.plan(&default_plan()).unwrap();
    let mut plan = Plan {
        id: PlanId(name.to_owned()),
        text_targets: Vec::new(),
        ..model.clone()
    };
    let mut series = Vec::new();
    let repeated = model.indicators.iter().cycle().take(rows).enumerate();
    plan.indicators = repeated
        .map(|(index, indicator)| {
            let mut indicator = indicator.clone();
            indicator.no = u32::try_from(index + 1).unwrap();
            indicator.series = SeriesId(format!("{name}-{index:06}"));
            series.push(Series {
                id: indicator.series.clone(),
                name: indicator.name.clone(),
                unit: indicator.unit.clone(),
                note: String::new(),
            });
            indicator
        })
        .collect();
    // Sections stand together, as in a document.
    plan.indicators.sort_by_key(|indicator| indicator.theme);
    (plan, series)
}

/// A workspace for plans with every cell of these years filled in.
pub fn workspace_of(plans: &[Plan], years: std::ops::Range<Year>) -> Workspace {
    let mut workspace = Workspace::new(plans.iter().map(|plan| plan.id.clone()).collect());
    for plan in plans {
        for (row, indicator) in (0..).zip(&plan.indicators) {
            let baseline = Edit::Baseline {
                indicator: plan.id_of(indicator),
                value: Some(Baseline {
                    year: years.start,
                    value: 1000.into(),
                }),
            };
            let _undo = baseline.apply(&mut workspace);
            for year in years.start + 1..years.end {
                let value = 1000 + (7 + row % 5) * (year - years.start);
                let _undo = enter(&indicator.series, year, value).apply(&mut workspace);
            }
        }
    }
    workspace
}

/// An edit that enters an actual.
pub fn enter(series: &SeriesId, year: Year, value: i32) -> Edit {
    Edit::Observation {
        key: ObservationKey {
            series: series.clone(),
            year,
        },
        value: Some(Observation {
            value: value.into(),
            status: Status::Preliminary,
            source: String::new(),
            note: String::new(),
            by: "王建国".to_owned(),
            at: None,
        }),
    }
}

/// So many plans of so many rows each, with what the window knows of them, on 2 March 2026.
pub fn app_of(plans: usize, rows: usize) -> (App, Vec<Plan>) {
    let mut catalog = Catalog::builtin().unwrap();
    let mut all = Vec::new();
    for plan in 0..plans {
        let (plan, series) = plan_of(&catalog, &format!("plan-{plan:03}"), rows);
        catalog = catalog.including(plan.clone(), series);
        all.push(plan);
    }
    let app = App::new(Setup {
        catalog,
        preferences: Preferences::default(),
        keep_preferences: false,
        clock: Box::new(|| {
            let day = NaiveDate::from_ymd_opt(2026, 3, 2);
            day.and_then(|day| day.and_hms_opt(9, 30, 0)).unwrap()
        }),
        wake: None,
    });
    (app, all)
}
