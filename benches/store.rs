//! Loading and saving a workspace of 100,000 observations, against plain RON of the same text.
//!
//! `cargo bench --bench store`; the targets are 1.3 times plain RON at most, for each.

#![allow(missing_docs, reason = "criterion's macros make functions without")]
#![allow(clippy::unwrap_used, reason = "a bench may fail")]

mod common;

use std::hint::black_box;
use std::io::Write as _;

use common::{ratio, timed};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use serde::{Deserialize, Serialize};
use zhibiao::model::{Decimal, Observation, ObservationKey, SeriesId, Status, Workspace};
use zhibiao::store::{self, decode_workspace, default_plan, encode_workspace};

const SERIES: i64 = 5000;
const YEARS: i32 = 20;

/// The same file as a derived reader and writer see it, without any check.
#[derive(Serialize, Deserialize)]
struct Plain {
    format: u32,
    plans: Vec<String>,
    synthetic: bool,
    baselines: Vec<String>,
    observations: Vec<PlainRow>,
}

#[derive(Serialize, Deserialize)]
struct PlainRow {
    series: String,
    year: i32,
    value: String,
    status: Status,
    #[serde(default)]
    source: String,
    #[serde(default)]
    note: String,
    #[serde(default)]
    by: String,
    at: Option<String>,
}

fn workspace() -> Workspace {
    let mut workspace = Workspace::new(vec![default_plan()]);
    let at = chrono::NaiveDate::from_ymd_opt(2026, 3, 2).and_then(|day| day.and_hms_opt(9, 30, 0));
    for series in 0..SERIES {
        for year in 0..YEARS {
            let key = ObservationKey {
                series: SeriesId(format!("series-number-{series:05}")),
                year: 2008 + year,
            };
            let observation = Observation {
                value: Decimal::new(series * 1000 + i64::from(year), 2),
                status: Status::Final,
                source: "市统计局年报".to_owned(),
                note: String::new(),
                by: "王建国".to_owned(),
                at,
            };
            workspace.observations.insert(key, observation);
        }
    }
    workspace
}

/// The text that plain RON reads: the same rows, without the fields that its reader does not know.
fn plain_text(text: &str) -> String {
    let from = text.find("    observations: [").unwrap();
    let end = from + text[from..].find("\n    ],\n").unwrap();
    let rows = &text[from..end];
    format!("(format: 1, plans: [], synthetic: false, baselines: [],\n{rows}\n])\n")
}

fn bench(criterion: &mut Criterion) {
    let workspace = workspace();
    let text = encode_workspace(&workspace);
    let plain_text = plain_text(&text);
    let plain: Plain = ron::from_str(&plain_text).unwrap();
    assert_eq!(plain.observations.len(), workspace.observations.len());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("台账.ron");
    store::save(&path, &workspace).unwrap();

    let mut group = criterion.benchmark_group("store");
    group.sample_size(10);
    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("load plain", |b| {
        b.iter(|| ron::from_str::<Plain>(black_box(&plain_text)).unwrap());
    });
    group.bench_function("load", |b| {
        b.iter(|| decode_workspace(black_box(&text)).unwrap());
    });
    group.bench_function("save plain", |b| {
        b.iter(|| ron::ser::to_string(black_box(&plain)).unwrap());
    });
    group.bench_function("save", |b| {
        b.iter(|| encode_workspace(black_box(&workspace)));
    });
    group.bench_function("open file", |b| {
        b.iter(|| store::open(black_box(&path)).unwrap());
    });
    group.bench_function("save file", |b| {
        b.iter(|| store::save(black_box(&path), &workspace).unwrap());
    });
    group.finish();

    let plain_path = folder.path().join("plain.ron");
    std::fs::write(&plain_path, &plain_text).unwrap();
    ratio(
        "open 100,000 observations, against plain RON of the text",
        1.3,
        15,
        |_| timed(|| store::open(black_box(&path)).unwrap()),
        |_| {
            timed(|| {
                let text = std::fs::read_to_string(&plain_path).unwrap();
                ron::from_str::<Plain>(&text).unwrap()
            })
        },
    );
    ratio(
        "save the same, against plain RON to a string, written and flushed",
        1.3,
        15,
        |_| timed(|| store::save(black_box(&path), &workspace).unwrap()),
        |_| {
            timed(|| {
                let text = ron::ser::to_string(black_box(&plain)).unwrap();
                let mut file = std::fs::File::create(&plain_path).unwrap();
                file.write_all(text.as_bytes()).unwrap();
                file.sync_all().unwrap();
            })
        },
    );
}

criterion_group!(benches, bench);
criterion_main!(benches);
