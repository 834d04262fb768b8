//! The whole set of reports for the demonstration, and each format of it: made from the figures, charts
//! drawn, bytes written to memory.
#![allow(missing_docs, clippy::unwrap_used, reason = "a bench may fail")]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use zhibiao::app::reporting::{report_of, wanted};
use zhibiao::app::{Board, demo};
use zhibiao::report::{Format, Options, write};
use zhibiao::store::{Catalog, default_plan};
use zhibiao::ui::art;

fn reports(criterion: &mut Criterion) {
    let catalog = Catalog::builtin().unwrap();
    let plan = catalog.plan(&default_plan()).unwrap();
    let workspace = demo::workspace(plan);
    let board = Board::new(&workspace, plan, 2025);
    let options = Options::whole(chrono::NaiveDate::from_ymd_opt(2026, 1, 30).unwrap());
    let make = |formats: &[Format]| {
        let report = report_of(&workspace, plan, &board, &options);
        // Drawn once for all formats, as far as any needs it.
        let charts = if formats.iter().any(|f| f.needs_pictures()) {
            wanted(&report, &board)
        } else {
            Vec::new()
        };
        let art = art(&charts, formats.contains(&Format::Docx), &|| true).unwrap();
        for format in formats {
            black_box(write(&report, &art, *format).unwrap());
        }
    };
    let mut group = criterion.benchmark_group("report");
    group.sample_size(10);
    group.bench_function("content", |b| {
        b.iter(|| black_box(report_of(&workspace, plan, &board, &options)));
    });
    for format in Format::ALL {
        group.bench_function(format.extension(), |b| b.iter(|| make(&[format])));
    }
    group.bench_function("all five", |b| b.iter(|| make(&Format::ALL)));
    group.finish();
}

criterion_group!(benches, reports);
criterion_main!(benches);
