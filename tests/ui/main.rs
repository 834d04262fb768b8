//! The window as a user works it, without a display: drawn on the CPU, driven by clicks and keys.

mod flow;
mod grid;
mod support;
mod views;
