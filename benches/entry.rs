//! The grid with 10,000 rows and 20 years against the 37 rows of a document: a frame of the window, a
//! frame that scrolls, and a figure typed into a cell.
//!
//! What counts is the ratio: how much longer the large workspace takes. It is printed after the
//! measurements, which are medians.

#![allow(clippy::expect_used, reason = "a measurement may fail")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use criterion::{Criterion, criterion_group, criterion_main};
use egui::{Context, Event, Key, Modifiers, RawInput, Rect, pos2, vec2};
use zhibiao::app::grid::{Field, Sheet};
use zhibiao::app::{App, Command, Setup, View};
use zhibiao::model::{
    Baseline, Edit, Observation, ObservationKey, Plan, PlanId, Series, SeriesId, Status, Workspace,
};
use zhibiao::store::{Catalog, Preferences, default_plan};
use zhibiao::ui::Dashboard;

const LARGE: usize = 10_000;
const SMALL: usize = 37;
const YEARS: std::ops::Range<i32> = 2007..2027;

/// A plan of so many rows, made by repeating those of the built-in one under new names.
fn plan_of(catalog: &Catalog, rows: usize) -> (Plan, Vec<Series>) {
    let model = catalog.plan(&default_plan()).expect("the built-in plan");
    let mut plan = Plan {
        id: PlanId(format!("rows-{rows}")),
        ..model.clone()
    };
    let mut series = Vec::new();
    plan.indicators = model
        .indicators
        .iter()
        .cycle()
        .take(rows)
        .enumerate()
        .map(|(index, indicator)| {
            let mut indicator = indicator.clone();
            indicator.no = u32::try_from(index + 1).expect("a few thousand");
            indicator.series = SeriesId(format!("series-{rows}-{index:05}"));
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

/// A workspace with every cell of every year filled in.
fn workspace_of(plan: &Plan) -> Workspace {
    let mut workspace = Workspace::new(vec![plan.id.clone()]);
    let mut edits = Vec::new();
    for indicator in &plan.indicators {
        edits.push(Edit::Baseline {
            indicator: plan.id_of(indicator),
            value: Some(Baseline {
                year: YEARS.start,
                value: 1000.into(),
            }),
        });
        for year in YEARS {
            edits.push(enter(
                &indicator.series,
                year,
                1000 + 7 * (year - YEARS.start),
            ));
        }
    }
    let _inverse = Edit::Batch(edits).apply(&mut workspace);
    workspace
}

fn enter(series: &SeriesId, year: i32, value: i32) -> Edit {
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

fn app_of(rows: usize) -> App {
    let catalog = Catalog::builtin().expect("the built-in plans");
    let (plan, series) = plan_of(&catalog, rows);
    let workspace = workspace_of(&plan);
    let mut app = App::new(Setup {
        catalog: catalog.including(plan, series),
        preferences: Preferences::default(),
        keep_preferences: false,
        clock: Box::new(|| {
            NaiveDate::from_ymd_opt(2026, 3, 2)
                .and_then(|day| day.and_hms_opt(9, 30, 0))
                .expect("a day")
        }),
        wake: None,
    });
    app.show_workspace(workspace, None);
    app.run(Command::Go(View::Entry));
    app
}

/// The window, drawn without one.
struct Window {
    ctx: Context,
    dashboard: Dashboard,
    time: f64,
}

impl Window {
    fn of(rows: usize) -> Self {
        let ctx = Context::default();
        let dashboard = Dashboard::new(&ctx, app_of(rows));
        let mut window = Self {
            ctx,
            dashboard,
            time: 0.0,
        };
        for _ in 0..8 {
            window.frame(Vec::new());
        }
        window
    }

    /// One pass with its shapes made into triangles, as a frame of the real window.
    fn frame(&mut self, events: Vec<Event>) {
        self.time += 0.016;
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(pos2(0.0, 0.0), vec2(1440.0, 900.0))),
            time: Some(self.time),
            events,
            ..RawInput::default()
        };
        let mut output = self.ctx.run_ui(input, |ui| {
            self.dashboard.before_pass(ui.ctx());
            self.dashboard.draw(ui);
        });
        output.textures_delta.clear();
        black_box(self.ctx.tessellate(output.shapes, output.pixels_per_point));
    }

    /// A page further down, and back again at the end.
    fn scroll(&mut self, step: usize) {
        let key = if step % 8 < 4 {
            Key::PageDown
        } else {
            Key::PageUp
        };
        self.frame(vec![Event::Key {
            key,
            physical_key: None,
            pressed: true,
            repeat: false,
            modifiers: Modifiers::NONE,
        }]);
    }

    /// A figure typed into a cell of the last row, with everything that hangs on it.
    fn edit(&mut self, step: usize) {
        let app = self.dashboard.app_mut();
        let edit = {
            let sheet = Sheet::of(app).expect("a workspace");
            let row = sheet.len() - 1;
            let typed = (1200 + step % 7).to_string();
            sheet
                .commit(row, Field::Actual(2026), &typed, Status::Flash)
                .expect("a number")
        };
        if let Some(edit) = edit {
            app.run(Command::Edit(edit));
        }
    }
}

type Act = fn(&mut Window, usize);

const ACTS: [(&str, Act); 4] = [
    ("frame", |window, _| window.frame(Vec::new())),
    ("scroll", Window::scroll),
    ("edit", Window::edit),
    ("edit and frame", |window, step| {
        window.edit(step);
        window.frame(Vec::new());
    }),
];

fn median(window: &mut Window, act: Act, times: usize) -> Duration {
    let mut taken: Vec<Duration> = (0..times)
        .map(|step| {
            let start = Instant::now();
            act(window, step);
            start.elapsed()
        })
        .collect();
    taken.sort_unstable();
    taken[times / 2]
}

fn entry(criterion: &mut Criterion) {
    let mut small = Window::of(SMALL);
    let mut large = Window::of(LARGE);
    for (name, act) in ACTS {
        let mut group = criterion.benchmark_group(name);
        group
            .sample_size(10)
            .warm_up_time(Duration::from_millis(300))
            .measurement_time(Duration::from_secs(1));
        for (rows, window) in [(SMALL, &mut small), (LARGE, &mut large)] {
            let mut step = 0;
            group.bench_function(format!("{rows} rows"), |bencher| {
                bencher.iter(|| {
                    step += 1;
                    act(window, step);
                });
            });
        }
        group.finish();
        let (of_small, of_large) = (median(&mut small, act, 21), median(&mut large, act, 21));
        let ratio = of_large.as_secs_f64() / of_small.as_secs_f64();
        println!(
            "{name}: {of_large:?} with {LARGE} rows, {of_small:?} with {SMALL}: ratio {ratio:.2}"
        );
    }
}

criterion_group!(benches, entry);
criterion_main!(benches);
