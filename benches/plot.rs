//! The plot of one series of 100,000 points against the same plot of 1,000.
//!
//! `cargo bench --bench plot`; a pass of the interface with its shapes made into triangles, as a frame of
//! the window. The last line gives the ratio that is to be kept.
#![allow(clippy::unwrap_used, reason = "a bench may fail")]

mod common;

use std::hint::black_box;

use common::{ratio, timed};
use criterion::Criterion;
use egui::{Context, RawInput, Rect, pos2, vec2};
use zhibiao::chart::{self, ActualPoint, ChartSpec, ChartStyle, Extremes, LineChart, TargetMark};
use zhibiao::ui::theme::Tokens;

const MANY: i32 = 100_000;
const SOME: i32 = 1_000;

/// A line that wanders as figures do, the same at every run (Marsaglia's xorshift).
fn series(points: i32) -> ChartSpec {
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut value = 1000.0;
    let actuals: Vec<ActualPoint> = (0..points)
        .map(|year| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            value += f64::from(u32::try_from(state >> 33).unwrap() % 2001) / 100.0 - 10.0;
            ActualPoint {
                year,
                value,
                text: format!("{value:.1}"),
                status: "最终核实",
                firm: true,
            }
        })
        .collect();
    ChartSpec::Line(LineChart {
        title: "示例数据".to_owned(),
        unit: "亿元".to_owned(),
        theme: 1,
        years: (0, points),
        start: None,
        extremes: Extremes::of(&actuals),
        path: vec![(0, 1000.0), (points, 1500.0)],
        targets: vec![TargetMark {
            year: points,
            value: 1500.0,
            text: "1,500以上".to_owned(),
            name: "目标",
        }],
        other_targets: Vec::new(),
        superseded: Vec::new(),
        forecast: Vec::new(),
        hint: None,
        actuals,
    })
}

struct Plot {
    ctx: Context,
    spec: ChartSpec,
    style: ChartStyle,
}

impl Plot {
    fn of(points: i32) -> Self {
        let ctx = Context::default();
        zhibiao::ui::theme::install(&ctx);
        let mut plot = Self {
            ctx,
            spec: series(points),
            style: Tokens::for_dark(false).chart(),
        };
        for _ in 0..50 {
            plot.frame();
        }
        plot
    }

    fn frame(&mut self) {
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(pos2(0.0, 0.0), vec2(1440.0, 900.0))),
            ..RawInput::default()
        };
        let mut output = self.ctx.run_ui(input, |ui| {
            chart::draw(ui, "plot", &self.spec, &self.style);
        });
        output.textures_delta.clear();
        black_box(self.ctx.tessellate(output.shapes, output.pixels_per_point));
    }
}

fn main() {
    let (mut many, mut some) = (Plot::of(MANY), Plot::of(SOME));
    let mut criterion = Criterion::default().sample_size(20).configure_from_args();
    let mut group = criterion.benchmark_group("plot");
    group.bench_function("100,000 points", |b| b.iter(|| many.frame()));
    group.bench_function("1,000 points", |b| b.iter(|| some.frame()));
    group.finish();
    ratio(
        "plot of 100,000 points, against 1,000",
        1.5,
        101,
        |_| timed(|| many.frame()),
        |_| timed(|| some.frame()),
    );
}
