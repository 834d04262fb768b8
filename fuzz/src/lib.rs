//! The rooms of the program that read what comes from outside, without those of the window and of
//! reports: the targets are then built in minutes.

#[path = "../../src/assess/mod.rs"]
pub mod assess;
#[path = "../../src/disk/mod.rs"]
pub mod disk;
#[path = "../../src/exchange/mod.rs"]
pub mod exchange;
#[path = "../../src/lineage/mod.rs"]
pub mod lineage;
#[path = "../../src/model/mod.rs"]
pub mod model;
#[path = "../../src/store/mod.rs"]
pub mod store;
