//! The number of each row.

use std::collections::BTreeSet;

use super::draft::{Draft, DraftRow, RowKind};
use super::head::Role;
use super::read::Mark;

impl Draft {
    /// The number of each row. Where a table counts anew in each section all are counted through.
    pub(super) fn numbers(&self) -> Vec<Number> {
        let column = self.column(Role::No);
        let is_row = |row: &&DraftRow| row.kind == RowKind::Indicator && !row.is_blank();
        let printed = |row: &DraftRow| {
            let text = column.map_or("", |column| row.cells[column].trim());
            (text.to_owned(), number_in(text))
        };
        let rows: Vec<(String, Option<u32>)> =
            self.rows.iter().filter(is_row).map(printed).collect();
        let given: Vec<u32> = rows.iter().filter_map(|(_, no)| *no).collect();
        let distinct: BTreeSet<u32> = given.iter().copied().collect();
        let starts = given.iter().filter(|no| **no == 1).count();
        let counts_anew = distinct.len() < given.len() && starts > 1;
        let mut seen = BTreeSet::new();
        let mut last = 0;
        let mut next = rows.into_iter();
        let mut numbers = Vec::with_capacity(self.rows.len());
        for row in &self.rows {
            if !is_row(&row) {
                numbers.push(Number::default());
                continue;
            }
            let (text, given) = next.next().unwrap_or_default();
            let free = |after: u32| {
                let taken = |no: &u32| seen.contains(no) || (!counts_anew && distinct.contains(no));
                let mut numbers = (after + 1)..=u32::MAX;
                numbers.find(|no| !taken(no)).unwrap_or(u32::MAX)
            };
            let mut number = Number {
                no: 0,
                printed: None,
                mark: Mark::Read,
            };
            match given {
                Some(no) if !counts_anew => {
                    number.no = no;
                    if seen.contains(&no) {
                        number.mark = Mark::Wrong(format!("序号 {no} 与前面的行重复；请改正"));
                    }
                }
                Some(_) => {
                    number.no = free(last);
                    let why = format!("各领域的序号重新起算，改为连续编号；原序号 {text}");
                    number.mark = Mark::Guess(why);
                    number.printed = Some(text);
                }
                None if text.is_empty() => {
                    number.no = free(last);
                    number.mark = Mark::Guess("没有序号，按顺序编号".to_owned());
                }
                None => {
                    number.no = free(last);
                    let why = format!("“{text}”不是整数，按顺序编号；原序号写进出处");
                    number.mark = Mark::Guess(why);
                    number.printed = Some(text);
                }
            }
            seen.insert(number.no);
            last = number.no;
            numbers.push(number);
        }
        numbers
    }
}

/// The number of a row.
#[derive(Clone, Debug)]
pub(super) struct Number {
    pub(super) no: u32,
    pub(super) printed: Option<String>,
    pub(super) mark: Mark,
}

impl Default for Number {
    fn default() -> Self {
        Self {
            no: 0,
            printed: None,
            mark: Mark::Unused,
        }
    }
}

/// 7, 7.0 as workbooks keep it, （7）, 7.
fn number_in(text: &str) -> Option<u32> {
    let bare = text.trim_matches(|c: char| "（）().、 ".contains(c));
    let bare = bare.strip_suffix(".0").unwrap_or(bare);
    bare.parse().ok().filter(|no| (1..=99_999).contains(no))
}
