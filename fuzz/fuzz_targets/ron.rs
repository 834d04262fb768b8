//! Any text is a workspace or refused; what is read is written so that it reads the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use zhibiao::store::{decode_workspace, encode_workspace};

fuzz_target!(|text: &str| {
    if let Ok(workspace) = decode_workspace(text) {
        let written = encode_workspace(&workspace);
        assert_eq!(decode_workspace(&written).as_ref(), Ok(&workspace));
    }
});
