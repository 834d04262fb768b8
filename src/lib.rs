//! scratch
pub mod assess;
pub mod model;
