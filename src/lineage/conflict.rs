//! Where the targets of one series do not go together.

use rust_decimal::prelude::ToPrimitive as _;

use super::{Line, Statement};
use crate::model::{Direction, Kind, SeriesId, Stage, Year};

/// From this difference of yearly growth on, in shares, two steps are a jump, provided one is also
/// at least three times the other. No document sets such a limit.
const JUMP_LEAST: f64 = 0.10;
const JUMP_TIMES: f64 = 3.0;

/// In what way two targets do not go together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ConflictKind {
    /// Two values for one year.
    Different,
    /// A later year asks for less than an earlier one.
    Weaker,
    /// Later years ask for nothing more.
    Flat,
    /// One step asks for far more growth than the next.
    Jump,
}

/// Two targets of one series that do not go together.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflict {
    /// The series.
    pub series: SeriesId,
    /// In what way.
    pub kind: ConflictKind,
    /// The statement of the earlier year or of the older document.
    pub first: Statement,
    /// The other one.
    pub second: Statement,
    /// What is wrong, in a sentence.
    pub sentence: String,
}

impl ConflictKind {
    /// Every kind, in the order of filters.
    pub const ALL: [Self; 4] = [Self::Different, Self::Weaker, Self::Flat, Self::Jump];

    /// Its name in JSON.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Different => "different_values",
            Self::Weaker => "weaker",
            Self::Flat => "flat",
            Self::Jump => "jump",
        }
    }

    /// Its Chinese word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Different => "同年不同数",
            Self::Weaker => "后松于前",
            Self::Flat => "多年不变",
            Self::Jump => "忽快忽慢",
        }
    }
}

/// Everything in a line that does not go together, by year.
#[must_use]
pub fn conflicts(line: &Line) -> Vec<Conflict> {
    let path = path(line);
    let mut found = different(line);
    found.extend(weaker(line, &path));
    found.extend(flat(line, &path));
    found.extend(jumps(line, &path));
    found.sort_by_key(|conflict| (conflict.first.year, conflict.kind));
    found
}

/// One conflict for each pair of values that a year is given.
fn different(line: &Line) -> Vec<Conflict> {
    let mut found = Vec::new();
    let mut years: Vec<Year> = line.statements.iter().map(|s| s.year).collect();
    years.dedup();
    for year in years {
        // The statement that speaks for each value, in the order in which the values were set.
        let mut values: Vec<&Statement> = Vec::new();
        for statement in of_year(line, year) {
            match values.iter_mut().find(|v| v.value() == statement.value()) {
                None => values.push(statement),
                Some(known) if speaks_before(statement, known) => *known = statement,
                Some(_) => {}
            }
        }
        for (index, first) in values.iter().enumerate() {
            for second in &values[index + 1..] {
                let (first, second) = in_order(first, second);
                found.push(conflict(
                    line,
                    ConflictKind::Different,
                    first,
                    second,
                    different_sentence(first, second),
                ));
            }
        }
    }
    found
}

/// The older document first, and within one document the text before the table.
fn in_order<'a>(a: &'a Statement, b: &'a Statement) -> (&'a Statement, &'a Statement) {
    let rank = |s: &Statement| (s.plan_year, s.stage == Stage::Final, !s.in_text);
    if rank(b) < rank(a) { (b, a) } else { (a, b) }
}

fn different_sentence(first: &Statement, second: &Statement) -> String {
    let why = if first.plan == second.plan {
        "同一份文件前后不一致".to_owned()
    } else if first.stage != second.stage {
        "征求意见稿与正式稿不同".to_owned()
    } else {
        "两份文件不同".to_owned()
    };
    format!(
        "{} 年的目标，{}写{}，{}写{}：{why}",
        first.year,
        first.place(),
        first.target(),
        second.place(),
        second.target()
    )
}

fn weaker(line: &Line, path: &[&Statement]) -> Vec<Conflict> {
    let steps = path.windows(2).filter_map(|pair| match pair {
        [first, second] => {
            let (before, after) = (first.value()?, second.value()?);
            let is_weaker = match line.direction {
                Direction::Up => after < before,
                Direction::Down => after > before,
            };
            is_weaker.then(|| {
                let sentence = format!(
                    "{}要求 {} 年{}，{}只要求 {} 年{}：后一年的目标比前一年松",
                    first.place(),
                    first.year,
                    first.target(),
                    second.place(),
                    second.year,
                    second.target()
                );
                conflict(line, ConflictKind::Weaker, first, second, sentence)
            })
        }
        _ => None,
    });
    steps.collect()
}

/// One conflict for each run of years with one value.
fn flat(line: &Line, path: &[&Statement]) -> Vec<Conflict> {
    // What is to be held, or counted up to a fixed number, stays where it is by its nature.
    if matches!(
        line.kind,
        Kind::Maintain | Kind::Cumulative | Kind::Milestone
    ) {
        return Vec::new();
    }
    path.chunk_by(|a, b| a.value() == b.value())
        .filter_map(|run| match run {
            [first, .., last] => {
                let sentence = format!(
                    "{}（{} 年{}）到{}（{} 年{}），数值没有变：期间不要求再前进",
                    first.place(),
                    first.year,
                    first.target(),
                    last.place(),
                    last.year,
                    last.target()
                );
                Some(conflict(line, ConflictKind::Flat, first, last, sentence))
            }
            _ => None,
        })
        .collect()
}

fn jumps(line: &Line, path: &[&Statement]) -> Vec<Conflict> {
    // Growth in percent means something for amounts only.
    if !matches!(line.kind, Kind::Flow | Kind::Stock | Kind::Increment) {
        return Vec::new();
    }
    path.windows(3)
        .filter_map(|three| match three {
            [first, middle, last] => {
                let (before, after) = (growth(first, middle)?, growth(middle, last)?);
                let (small, large) = (before.min(after), before.max(after));
                let is_jump =
                    small >= 0.0 && large - small >= JUMP_LEAST && large >= JUMP_TIMES * small;
                is_jump.then(|| {
                    let (from, to) = if before > after {
                        (first, middle)
                    } else {
                        (middle, last)
                    };
                    let sentence = format!(
                        "{} 至 {} 年年均增长 {:.1}%，{} 至 {} 年年均增长 {:.1}%：前后步子相差悬殊",
                        first.year,
                        middle.year,
                        before * 100.0,
                        middle.year,
                        last.year,
                        after * 100.0
                    );
                    conflict(line, ConflictKind::Jump, from, to, sentence)
                })
            }
            _ => None,
        })
        .collect()
}

/// The yearly growth between two amounts above zero.
fn growth(from: &Statement, to: &Statement) -> Option<f64> {
    let (start, end) = (from.value()?.to_f64()?, to.value()?.to_f64()?);
    let years = f64::from(to.year - from.year);
    (start > 0.0 && end > 0.0 && years > 0.0).then(|| (end / start).powf(1.0 / years) - 1.0)
}

/// The statement that speaks for each year which has a number: a document in force before a draft,
/// a table before the text, a newer document before an older one.
fn path(line: &Line) -> Vec<&Statement> {
    let mut path: Vec<&Statement> = Vec::new();
    let hold = |s: &&Statement| s.holds() && s.value().is_some();
    for statement in line.statements.iter().filter(hold) {
        match path.last_mut().filter(|last| last.year == statement.year) {
            None => path.push(statement),
            Some(last) if speaks_before(statement, last) => *last = statement,
            Some(_) => {}
        }
    }
    path
}

fn speaks_before(a: &Statement, b: &Statement) -> bool {
    let rank = |s: &Statement| (s.stage == Stage::Final, !s.in_text, s.plan_year);
    rank(a) > rank(b)
}

fn of_year(line: &Line, year: Year) -> impl Iterator<Item = &Statement> {
    line.statements
        .iter()
        .filter(move |s| s.year == year && s.holds() && s.value().is_some())
}

fn conflict(
    line: &Line,
    kind: ConflictKind,
    first: &Statement,
    second: &Statement,
    sentence: String,
) -> Conflict {
    Conflict {
        series: line.series.clone(),
        kind,
        first: first.clone(),
        second: second.clone(),
        sentence,
    }
}
