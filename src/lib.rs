//! scratch
pub mod assess;
pub mod cli;
pub mod model;
pub mod store;
