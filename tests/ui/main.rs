//! The window as a user works it, without a display: drawn on the CPU, driven by clicks and keys.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may fail"
)]

mod adjust;
mod care;
mod collect;
mod documents;
#[path = "../common/filling.rs"]
mod filling;
mod flow;
mod grid;
mod idle;
mod methods;
mod own_plans;
mod report;
mod rules;
mod support;
mod views;
mod year;
