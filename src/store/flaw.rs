//! What a rule finds wrong, and the way from there to a line of a file.

use std::path::Path;

use super::error::Problem;
use super::parse::number_of_row;
use super::scan::Places;
use crate::model::nearest;

/// A breach of a rule, at a field of a value that was read.
pub(super) struct Flaw {
    pub(super) path: String,
    pub(super) message: String,
}

impl Flaw {
    pub(super) fn new(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            message: message.into(),
        }
    }

    /// The same within a greater value: `prefix` leads to it and ends with a point, or is empty.
    pub(super) fn below(mut self, prefix: &str) -> Self {
        self.path.insert_str(0, prefix);
        self
    }
}

/// The flaws as problems, in the order of the text they were read from.
pub(super) fn located(text: &str, flaws: Vec<Flaw>) -> Vec<Problem> {
    if flaws.is_empty() {
        return Vec::new();
    }
    let places = Places::of(text);
    let mut problems: Vec<Problem> = flaws
        .into_iter()
        .map(|flaw| {
            let place = places.nearest(&flaw.path);
            let no = number_of_row(&places, &flaw.path);
            Problem::placed(place, flaw.path, no, flaw.message)
        })
        .collect();
    problems.sort_by_key(|problem| (problem.line, problem.column));
    problems
}

/// The problems as those of a file.
pub(super) fn in_file(path: &Path, problems: Vec<Problem>) -> Vec<Problem> {
    problems.into_iter().map(|p| p.in_file(path)).collect()
}

/// `（是否为“……”？）`, or nothing where no known name is like it.
pub(super) fn suggestion<'a>(wanted: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(wanted, known).map_or_else(String::new, |name| format!("（是否为“{name}”？）"))
}
