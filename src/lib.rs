//! scratch
pub mod assess;
pub mod model;
pub mod store;
