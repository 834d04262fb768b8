//! Any bytes are a form, a table or refused: no panic, no hang, bounded memory.
#![no_main]

use libfuzzer_sys::fuzz_target;
use zhibiao::exchange::Known;
use zhibiao::exchange::load::understand;
use zhibiao::model::Workspace;
use zhibiao::store::{Catalog, default_plan};

fuzz_target!(|data: &[u8]| {
    thread_local! {
        static CATALOG: Catalog = Catalog::builtin().expect("the built-in plans are sound");
    }
    CATALOG.with(|catalog| {
        let mut workspace = Workspace::new(vec![default_plan()]);
        let _undo = zhibiao::model::Edit::FormsId("0f".to_owned()).apply(&mut workspace);
        let known = Known::of(&workspace, catalog);
        let _ = understand(data, &known, 0);
    });
});
