//! scratch
pub mod assess;
pub mod chart;
pub mod model;
pub mod store;
