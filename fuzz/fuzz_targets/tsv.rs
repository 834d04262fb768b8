//! Any text is a block of cells or refused; what is written of it reads the same. Each cell means
//! something or is refused.
#![no_main]

use libfuzzer_sys::fuzz_target;
use zhibiao::exchange::{cell, tsv};
use zhibiao::model::UnitRegistry;

fuzz_target!(|text: &str| {
    let units = UnitRegistry::default();
    for unit in ["", "%", "亿元"] {
        let _ = cell::read(text, unit, &units);
    }
    if let Ok(block) = tsv::read(text) {
        let written = tsv::write(&block.rows);
        assert_eq!(tsv::read(&written), Ok(block));
    }
});
