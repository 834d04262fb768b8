//! Starts the command line; see [`zhibiao`] for the map of the house.
fn main() {}
