//! The grid with 100,000 rows and 20 years against the 37 rows of a document: a frame of the window, a
//! frame that scrolls, and a figure typed into a cell.
//!
//! What counts is the ratio: how much longer the large workspace takes. It is printed after the
//! measurements, which are medians.

#![allow(clippy::expect_used, reason = "a measurement may fail")]

mod common;

use std::hint::black_box;
use std::time::Duration;

use common::{app_of, ratio, timed, workspace_of};
use criterion::{Criterion, criterion_group, criterion_main};
use egui::{
    Context, Event, Key, Modifiers, MouseWheelSource, MouseWheelUnit, RawInput, Rect, TouchPhase,
    pos2, vec2,
};
use zhibiao::app::grid::{Field, Filter, Index, Sheet};
use zhibiao::app::{Action, Command, View};
use zhibiao::model::Status;
use zhibiao::ui::Dashboard;

const LARGE: usize = 100_000;
const SMALL: usize = 37;
const YEARS: std::ops::Range<i32> = 2007..2027;

/// The window, drawn without one.
struct Window {
    ctx: Context,
    dashboard: Dashboard,
    index: Index,
    rows: usize,
    time: f64,
}

impl Window {
    fn of(rows: usize) -> Self {
        let ctx = Context::default();
        let (mut app, plans) = app_of(1, rows);
        app.show_workspace(workspace_of(&plans, YEARS), None);
        app.run(Command::Go(View::Entry));
        let index = Index::new(&Sheet::of(&app).expect("a workspace"));
        let dashboard = Dashboard::new(&ctx, app);
        let mut window = Self {
            ctx,
            dashboard,
            index,
            rows,
            time: 0.0,
        };
        // The wheel turns what the pointer is over.
        window.frame(vec![Event::PointerMoved(pos2(900.0, 600.0))]);
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

    /// Two rows further by the wheel; among few rows down and up again, so that every frame moves. The smaller
    /// sheet has a page and a half of rows.
    fn scroll(&mut self, step: usize) {
        let up = self.rows == SMALL && step % 12 >= 6;
        self.frame(vec![Event::MouseWheel {
            unit: MouseWheelUnit::Point,
            delta: vec2(0.0, if up { 64.0 } else { -64.0 }),
            phase: TouchPhase::Move,
            source: MouseWheelSource::Wheel,
            modifiers: Modifiers::NONE,
        }]);
    }

    /// A page further down, and back again at the end.
    fn turn_page(&mut self, step: usize) {
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

    /// Words looked for in every row, as each key of the filter's field does.
    fn filter(&mut self, step: usize) {
        let sheet = Sheet::of(self.dashboard.app()).expect("a workspace");
        let words = ["增", "增加值", "商务", "15"][step % 4].to_owned();
        let filter = Filter {
            words,
            ..Filter::default()
        };
        self.index.seek(&sheet, &filter.words);
        black_box(self.index.visible(&sheet, &filter));
        black_box(self.index.facets(&sheet, &filter, []));
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

/// What is done to both windows, with how much longer the large one may take; where nothing is asked for,
/// without a limit.
type Act = fn(&mut Window, usize);

const ACTS: [(&str, f64, Act); 7] = [
    ("a frame at rest", 1.25, |window, _| {
        window.frame(Vec::new());
    }),
    ("a frame that scrolls", 1.25, Window::scroll),
    ("a page turned", f64::INFINITY, Window::turn_page),
    ("a figure typed", f64::INFINITY, Window::edit),
    (
        "a figure typed, and the frame after it",
        f64::INFINITY,
        |window, step| {
            window.edit(step);
            window.frame(Vec::new());
        },
    ),
    (
        "undo, and the frame after it",
        f64::INFINITY,
        |window, step| {
            let action = if step.is_multiple_of(2) {
                Action::Undo
            } else {
                Action::Redo
            };
            window.dashboard.app_mut().run(Command::Action(action));
            window.frame(Vec::new());
        },
    ),
    ("rows filtered by words", f64::INFINITY, |window, step| {
        window.filter(step);
    }),
];

fn entry(criterion: &mut Criterion) {
    let mut small = Window::of(SMALL);
    let mut large = Window::of(LARGE);
    for window in [&mut small, &mut large] {
        for step in 0..50 {
            window.scroll(step);
        }
    }
    for (name, limit, act) in ACTS {
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
        ratio(
            &format!("{name}, {LARGE} rows against {SMALL}"),
            limit,
            41,
            |step| timed(|| act(&mut large, step)),
            |step| timed(|| act(&mut small, step)),
        );
    }
}

criterion_group!(benches, entry);
criterion_main!(benches);
