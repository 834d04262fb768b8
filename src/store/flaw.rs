//! What a rule finds wrong, and the way from there to a line of a file.

use std::path::Path;

use super::error::Problem;
use super::parse::number_of_row;
use super::scan::Places;

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

/// The known name most like `wanted`, if one is like it at all.
#[must_use]
pub fn nearest<'a>(wanted: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let most = (wanted.chars().count() / 3).max(1);
    known
        .into_iter()
        .map(|name| (distance(wanted, name), name))
        .filter(|(distance, _)| *distance <= most)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// `（是否为“……”？）`, or nothing where no known name is like it.
pub(super) fn suggestion<'a>(wanted: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(wanted, known).map_or_else(String::new, |name| format!("（是否为“{name}”？）"))
}

/// How many characters must be put in, taken out or exchanged.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let exchanged = diagonal + usize::from(from != *to);
            diagonal = row[j + 1];
            row[j + 1] = exchanged.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_recognised_and_a_stranger_is_not() {
        let known = ["市商务局", "市科技局", "市发改委"];
        assert_eq!(nearest("市商务厅", known), Some("市商务局"));
        assert_eq!(nearest("发改委", known), Some("市发改委"));
        assert_eq!(nearest("省财政厅", known), None);
    }
}
