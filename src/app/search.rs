//! Finding indicators by name, number or responsible unit, and commands by name.

use super::action::Action;
use crate::model::{Indicator, Plan};

/// What a query found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hit {
    /// An indicator of the plan, by its place in the table.
    Indicator(usize),
    /// A command.
    Action(Action),
}

/// The indicators that fit every word of the query, best first; all of them for an empty query.
///
/// A number is first of all an indicator's number. Names, units and section names are searched
/// without regard to case or width.
#[must_use]
pub fn find_indicators(plan: &Plan, query: &str) -> Vec<usize> {
    let query = fold(query);
    let words: Vec<&str> = query.split_whitespace().collect();
    let mut found: Vec<(u8, usize)> = plan
        .indicators
        .iter()
        .enumerate()
        .filter_map(|(index, indicator)| {
            let ranks: Option<Vec<u8>> = words
                .iter()
                .map(|word| rank(plan, indicator, word))
                .collect();
            Some((ranks?.into_iter().max().unwrap_or(0), index))
        })
        .collect();
    found.sort_unstable();
    found.into_iter().map(|(_, index)| index).collect()
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

/// How well one word fits: lower is better.
fn rank(plan: &Plan, indicator: &Indicator, word: &str) -> Option<u8> {
    let number = indicator.no.to_string();
    if number == word {
        return Some(0);
    }
    let name = fold(&indicator.name);
    if name.starts_with(word) {
        return Some(1);
    }
    if name.contains(word) {
        return Some(2);
    }
    if indicator.units.iter().any(|u| fold(&u.0).contains(word)) {
        return Some(3);
    }
    let theme = plan.theme(indicator.theme)?;
    let in_theme = fold(&theme.name).contains(word) || fold(&theme.short).contains(word);
    (in_theme || fold(&indicator.unit) == word).then_some(4)
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
        find_indicators(plan, query)
            .into_iter()
            .map(|index| plan.indicators[index].no)
            .collect()
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
    fn commands_without_a_workspace_are_few() {
        assert_eq!(find_actions("撤销", true), [Action::Undo]);
        assert!(find_actions("撤销", false).is_empty());
    }
}
