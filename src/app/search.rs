//! Finding indicators by name, number or responsible unit, and commands by name.

use std::collections::HashMap;

use super::action::Action;
use crate::model::{Indicator, Plan, Unit};

/// What a query found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hit {
    /// An indicator.
    Indicator(Found),
    /// A command.
    Action(Action),
}

/// An indicator of one of the plans followed, or a target in its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// The place of its plan among the boards.
    pub board: usize,
    /// Its place in the plan's table; the targets in the text count on behind it.
    pub row: usize,
}

/// Every indicator of the plans followed, made ready to be searched as one types: names, units and
/// section names without regard to case or width.
#[derive(Debug, Default)]
pub struct Index {
    rows: Vec<Entry>,
    plans: Vec<String>,
    themes: Vec<String>,
    units: Vec<String>,
}

#[derive(Debug)]
struct Entry {
    at: Found,
    in_text: bool,
    no: String,
    name: String,
    measure: String,
    /// Places of its units and its section.
    units: Vec<usize>,
    theme: Option<usize>,
}

/// Where a word is.
struct Word<'a> {
    text: &'a str,
    plans: Vec<bool>,
    themes: Vec<bool>,
    units: Vec<bool>,
}

impl Index {
    /// Makes the plans of the boards ready, in the order of the boards.
    #[must_use]
    pub fn of(plans: &[&Plan]) -> Self {
        let mut index = Self::default();
        let mut known: HashMap<&Unit, usize> = HashMap::new();
        for (board, plan) in plans.iter().enumerate() {
            let first = index.themes.len();
            let themes = plan.themes.iter();
            let themes = themes.map(|theme| fold(&format!("{}\n{}", theme.name, theme.short)));
            index.themes.extend(themes);
            index
                .plans
                .push(fold(&format!("{}\n{}", plan.title, plan.short)));
            for (row, indicator) in plan.all_indicators().enumerate() {
                let theme = plan.themes.iter().position(|t| t.no == indicator.theme);
                let units = indicator.units.iter().map(|unit| {
                    *known.entry(unit).or_insert_with(|| {
                        index.units.push(fold(&unit.0));
                        index.units.len() - 1
                    })
                });
                let units = units.collect();
                index.rows.push(Entry {
                    units,
                    theme: theme.map(|theme| first + theme),
                    in_text: row >= plan.indicators.len(),
                    ..Entry::of(Found { board, row }, indicator)
                });
            }
        }
        index
    }

    /// The indicators that fit every word of the query, those of the board shown before all others,
    /// best first; all of them for an empty query. Targets in the text come after the plan's indicators,
    /// and only where something is asked for.
    ///
    /// A number is first of all an indicator's number.
    #[must_use]
    pub fn find(&self, query: &str, shown: usize) -> Vec<Found> {
        let query = fold(query);
        let words = query.split_whitespace();
        let words: Vec<Word<'_>> = words.map(|word| self.word(word)).collect();
        let mut found: Vec<(bool, bool, u8, Found)> = self
            .rows
            .iter()
            .filter(|row| !(row.in_text && words.is_empty()))
            .filter_map(|row| {
                let mut worst = 0;
                for word in &words {
                    worst = worst.max(word.rank(row)?);
                }
                Some((row.at.board != shown, row.in_text, worst, row.at))
            })
            .collect();
        found.sort_unstable();
        found.into_iter().map(|(.., at)| at).collect()
    }

    fn word<'a>(&self, word: &'a str) -> Word<'a> {
        let holds = |texts: &[String]| texts.iter().map(|text| text.contains(word)).collect();
        Word {
            text: word,
            plans: holds(&self.plans),
            themes: holds(&self.themes),
            units: holds(&self.units),
        }
    }
}

impl Entry {
    fn of(at: Found, indicator: &Indicator) -> Self {
        Self {
            at,
            in_text: false,
            no: indicator.no.to_string(),
            name: fold(&indicator.name),
            measure: fold(&indicator.unit),
            units: Vec::new(),
            theme: None,
        }
    }
}

impl Word<'_> {
    /// How well it fits: lower is better.
    fn rank(&self, row: &Entry) -> Option<u8> {
        let word = self.text;
        if row.no == word {
            return Some(0);
        }
        if let Some(at) = row.name.find(word) {
            return Some(if at == 0 { 1 } else { 2 });
        }
        if row.units.iter().any(|unit| self.units[*unit]) {
            return Some(3);
        }
        let in_theme = row.theme.is_some_and(|theme| self.themes[theme]);
        if in_theme || row.measure == word {
            return Some(4);
        }
        self.plans[row.at.board].then_some(5)
    }
}

/// The commands whose name holds every word of the query.
#[must_use]
pub fn find_actions(query: &str, workspace_open: bool) -> Vec<Action> {
    let query = fold(query);
    Action::ALL
        .into_iter()
        .filter(|action| workspace_open || !action.needs_workspace())
        .filter(|action| {
            let text = fold(action.text());
            query.split_whitespace().all(|word| text.contains(word))
        })
        .collect()
}

fn fold(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '！'..='～' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
            '\u{3000}' => ' ',
            _ => c,
        })
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Catalog, default_plan};

    fn numbers(query: &str) -> Vec<u32> {
        let catalog = Catalog::builtin().unwrap();
        let plan = catalog.plan(&default_plan()).unwrap();
        let found = Index::of(&[plan]).find(query, 0);
        let table = found.iter().filter_map(|at| plan.indicators.get(at.row));
        table.map(|indicator| indicator.no).collect()
    }

    #[test]
    fn all_plans_are_searched_and_the_one_shown_comes_first() {
        let catalog = Catalog::builtin().unwrap();
        let plans: Vec<&Plan> = catalog.plans().iter().collect();
        let index = Index::of(&plans);
        for (shown, plan) in plans.iter().enumerate() {
            let found = index.find("数字贸易", shown);
            let here: Vec<bool> = found.iter().map(|at| at.board == shown).collect();
            assert!(here.is_sorted_by(|a, b| a >= b), "{here:?}");
            assert!(found.iter().any(|at| at.board != found[0].board));
            let of_plan = Index::of(&[plan]).find("数字贸易", 0);
            let shown_here = found.iter().filter(|at| at.board == shown);
            assert_eq!(shown_here.count(), of_plan.len());
        }
        let table = plans.iter().map(|plan| plan.indicators.len());
        assert_eq!(index.find("", 1).len(), table.sum::<usize>());
        // The document's own name narrows it down.
        let draft = index.find("征求意见稿", 0);
        let is_draft = |at: &Found| plans[at.board].short.contains("征求意见稿");
        assert!(!draft.is_empty() && draft.iter().all(is_draft));
    }

    #[test]
    fn a_number_finds_its_indicator_first() {
        assert_eq!(numbers("15")[0], 15);
        assert_eq!(numbers("１５")[0], 15);
    }

    #[test]
    fn names_units_and_sections_are_found() {
        assert_eq!(numbers("金融业"), [15]);
        assert_eq!(numbers("gdp"), [1, 22]);
        assert_eq!(numbers("司法局"), [32, 33]);
        assert_eq!(numbers("商务局 会议"), [35]);
        assert_eq!(numbers("现代物流").len(), 7);
        assert_eq!(numbers("").len(), 37);
        assert!(numbers("没有这样的指标").is_empty());
    }

    #[test]
    fn targets_in_the_text_are_found_behind_those_of_the_table() {
        let catalog = Catalog::builtin().unwrap();
        let plan = catalog.plan(&default_plan()).unwrap();
        let index = Index::of(&[plan]);
        let table = plan.indicators.len();
        let rows =
            |query: &str| -> Vec<usize> { index.find(query, 0).iter().map(|at| at.row).collect() };
        assert_eq!(rows("101"), [table], "the first of them");
        // By name: every row that has it, the table's before the text's.
        let named = |indicator: &&Indicator| indicator.name.contains("增加值");
        let found = rows("增加值");
        let (of_table, of_text): (Vec<usize>, Vec<usize>) =
            found.iter().partition(|row| **row < table);
        assert_eq!(found, [of_table.clone(), of_text.clone()].concat());
        assert_eq!(of_table.len(), plan.indicators.iter().filter(named).count());
        assert_eq!(
            of_text.len(),
            plan.text_targets.iter().filter(named).count()
        );
        assert!(!of_text.is_empty());
    }

    #[test]
    fn commands_without_a_workspace_are_few() {
        assert_eq!(find_actions("撤销", true), [Action::Undo]);
        assert!(find_actions("撤销", false).is_empty());
    }
}
