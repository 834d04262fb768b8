//! In and out of spreadsheets: what a clipboard or a file holds, and what its cells mean.
//!
//! [`tsv`] is the text that spreadsheets put on the clipboard and take from it; [`cell`] reads one
//! pasted or imported cell against the unit of its row. Neither guesses: what could mean two things
//! is refused with the reason, and nothing here changes a workspace.

pub mod cell;
pub mod tsv;
