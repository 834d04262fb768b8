//! A frame of each page with the demonstration at 1440x900, against egui's own demo as it opens, with
//! the same fonts: the pass of egui and the triangles made of it.
//!
//! `cargo bench --bench views`. Criterion gives the times; the lines at the end give the ratios that are to
//! be kept, from medians of interleaved batches after fifty frames of warm-up.
#![allow(clippy::expect_used, reason = "a bench may fail")]

mod common;

use std::hint::black_box;
use std::process::ExitCode;
use std::time::Duration;

use common::{app_of, ratio, timed};
use criterion::Criterion;
use egui::epaint::Primitive;
use egui::{Context, RawInput, Rect, Ui, pos2, vec2};
use egui_demo_lib::DemoWindows;
use zhibiao::app::{App, Command, View, demo};
use zhibiao::model::Edit;
use zhibiao::store::{Catalog, default_plan};
use zhibiao::ui::{Dashboard, theme};

const AT_MOST: f64 = 2.0;
const ROUNDS: usize = 21;
const BATCH: usize = 10;
/// Changes made before, so that the log has something to show.
const CHANGES: usize = 100;

/// Every page, those with a number of figures each with the first and another.
const PAGES: [&str; 25] = [
    "overview",
    "theme:1",
    "theme:2",
    "theme:3",
    "theme:4",
    "theme:5",
    "indicator:hz-2024-75/4",
    "indicator:hz-2024-75/15",
    "entry",
    "collect",
    "log",
    "comparison",
    "method:schedule",
    "method:cagr",
    "measures",
    "units",
    "unit:市商务局",
    "lineage",
    "report",
    "slide:1",
    "slide:2",
    "slide:3",
    "slide:8",
    "slide:9",
    "settings",
];

/// Frames before anything is measured: layouts settle, animations end, glyphs are drawn.
const WARM_UP: usize = 50;

/// A screen of 1440 by 900 points without a window, with the program's fonts.
struct Screen {
    ctx: Context,
    time: f64,
}

impl Screen {
    fn new() -> Self {
        let ctx = Context::default();
        theme::install(&ctx);
        Self { ctx, time: 0.0 }
    }

    /// One pass of egui with its shapes made into triangles; answers how many vertices they have.
    fn frame(&mut self, ui: impl FnMut(&mut Ui)) -> usize {
        self.time += 1.0 / 60.0;
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(pos2(0.0, 0.0), vec2(1440.0, 900.0))),
            time: Some(self.time),
            ..RawInput::default()
        };
        let mut output = self.ctx.run_ui(input, ui);
        output.textures_delta.clear();
        let primitives = self.ctx.tessellate(output.shapes, output.pixels_per_point);
        let vertices = primitives.iter().map(|clipped| match &clipped.primitive {
            Primitive::Mesh(mesh) => mesh.vertices.len(),
            Primitive::Callback(_) => 0,
        });
        black_box(vertices.sum())
    }
}

/// The demonstration, with some changes in its log.
fn opened() -> App {
    let catalog = Catalog::builtin().expect("the built-in plans");
    let workspace = demo::workspace(catalog.plan(&default_plan()).expect("the built-in plan"));
    let (mut app, _) = app_of(0, 0);
    app.show_workspace(workspace, None);
    let (document, ..) = app.shown().expect("a workspace");
    let observations = document.workspace().observations.iter();
    let figures: Vec<_> = observations
        .map(|(key, value)| (key.clone(), value.clone()))
        .take(CHANGES)
        .collect();
    assert_eq!(figures.len(), CHANGES);
    for (key, mut value) in figures {
        value.note = String::from("已核对");
        let value = Some(value);
        app.run(Command::Edit(Edit::Observation { key, value }));
    }
    app
}

/// The window at a page, drawn until it stands still.
fn page(name: &str) -> impl FnMut() -> usize + use<> {
    let mut screen = Screen::new();
    let mut app = opened();
    let view: View = name.parse().expect("a page");
    app.run(Command::Go(view.clone()));
    assert!(*app.view() == view, "there is no page {name}");
    let mut dashboard = Dashboard::new(&screen.ctx, app);
    let mut frame = move || {
        screen.frame(|ui| {
            dashboard.before_pass(ui.ctx());
            dashboard.draw(ui);
        })
    };
    for _ in 0..WARM_UP {
        frame();
    }
    frame
}

fn egui_demo() -> impl FnMut() -> usize {
    let mut screen = Screen::new();
    let mut windows = DemoWindows::default();
    let mut frame = move || screen.frame(|ui| windows.ui(ui));
    for _ in 0..WARM_UP {
        frame();
    }
    frame
}

fn batch(frame: &mut impl FnMut() -> usize) -> Duration {
    timed(|| (0..BATCH).map(|_| frame()).sum::<usize>())
}

fn main() -> ExitCode {
    let mut criterion = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(200))
        .measurement_time(Duration::from_millis(600))
        .configure_from_args();
    let mut group = criterion.benchmark_group("frame");
    let mut demo = egui_demo();
    group.bench_function("egui demo", |b| b.iter(&mut demo));
    let mut pages: Vec<_> = PAGES.iter().map(|name| (name, page(name))).collect();
    for (name, page) in &mut pages {
        group.bench_function(**name, |b| b.iter(&mut *page));
    }
    group.finish();
    println!("{BATCH} frames of each page against as many of egui's demo:");
    let mut kept = true;
    for (name, page) in &mut pages {
        let what = format!("{name} ({} vertices, egui's demo {})", page(), demo());
        let found = ratio(
            &what,
            AT_MOST,
            ROUNDS,
            |_| batch(page),
            |_| batch(&mut demo),
        );
        kept &= found <= AT_MOST;
    }
    if kept {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
