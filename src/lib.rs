//! scratch
pub mod app;
pub mod assess;
pub mod chart;
pub mod cli;
pub mod model;
pub mod raster;
pub mod store;
pub mod ui;
