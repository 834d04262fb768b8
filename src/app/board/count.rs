//! What the rows of a board come to, counted whole or kept up to date row by row.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use super::{Board, Missing, Row, ThemeBoard};
use crate::assess;
use crate::assess::rollup::{Tally, worst_first};
use crate::model::{Indicator, Method, Plan, Unit};

/// Where more than one row in so many has changed, counting anew is quicker.
const FEW: usize = 8;

impl Board {
    /// Counts what the rows come to.
    pub(super) fn count(&mut self, plan: &Plan) {
        let rows = &self.rows;
        let mut attention = rows_where(rows, |row| row.assessment.grade.needs_attention());
        attention.sort_by(|a, b| worst_first(&rows[*a].assessment, &rows[*b].assessment));
        self.attention = attention;
        self.filled = rows.iter().filter(|row| !row.lacks_actual).count();
        self.without_baseline = rows.iter().filter(|row| row.lacks_baseline).count();
        self.own_rules = rows_where(rows, |row| row.has_own_rule);
        self.refused = refused(plan, rows);
        self.disputed = rows_where(rows, |row| row.disagreement.is_some());
        self.by_method = by_method(rows);
        self.by_hand = rows_where(rows, |row| row.assessment.is_by_hand());
        self.to_review = rows_where(rows, |row| row.assessment.needs_review());
        self.tally = Tally::of(rows.iter().map(|row| row.assessment.grade));
        self.missing = missing(plan, rows);
        self.themes = plan
            .indicator_themes()
            .map(|theme| theme_board(plan, rows, theme.no))
            .collect();
    }

    /// Counts again what rows of the table have changed; each comes with its place and what it was.
    pub(super) fn recount(&mut self, plan: &Plan, before: &[(usize, Row)]) {
        if before.len() * FEW > self.rows.len() {
            return self.count(plan);
        }
        for (place, old) in before {
            let Some(indicator) = plan.indicators.get(*place) else {
                continue;
            };
            self.recount_row(*place, old, indicator);
        }
        self.reorder(before);
        self.reweigh(plan, before);
        tidy(&mut self.missing);
    }

    fn recount_row(&mut self, place: usize, old: &Row, indicator: &Indicator) {
        let now = &self.rows[place];
        self.tally
            .replace(old.assessment.grade, now.assessment.grade);
        for (method, tally) in &mut self.by_method {
            let opinions = (old.comparison.of(*method), now.comparison.of(*method));
            if let (Some(old), Some(now)) = opinions {
                tally.replace(old.grade, now.grade);
            }
        }
        recount(&mut self.filled, !old.lacks_actual, !now.lacks_actual);
        let without = &mut self.without_baseline;
        recount(without, old.lacks_baseline, now.lacks_baseline);
        enlist(&mut self.own_rules, place, now.has_own_rule);
        enlist(&mut self.disputed, place, now.disagreement.is_some());
        enlist(&mut self.by_hand, place, now.assessment.is_by_hand());
        enlist(&mut self.to_review, place, now.assessment.needs_review());
        if old.has_own_rule != now.has_own_rule {
            recount_refused(&mut self.refused, indicator, now.has_own_rule);
        }
        if old.lacks_baseline != now.lacks_baseline || old.lacks_actual != now.lacks_actual {
            remiss(&mut self.missing, place, now, lead_of(indicator));
        }
        let theme = self.themes.iter_mut().find(|t| t.no == indicator.theme);
        if let Some(theme) = theme {
            let grades = (old.assessment.grade, now.assessment.grade);
            theme.tally.replace(grades.0, grades.1);
            recount(&mut theme.filled, !old.lacks_actual, !now.lacks_actual);
        }
    }

    /// Puts the rows that lag in order again.
    fn reorder(&mut self, before: &[(usize, Row)]) {
        let changed: BTreeSet<usize> = before.iter().map(|(place, _)| *place).collect();
        let (rows, attention) = (&self.rows, &mut self.attention);
        if before
            .iter()
            .any(|(_, old)| old.assessment.grade.needs_attention())
        {
            attention.retain(|place| !changed.contains(place));
        }
        for place in changed {
            if rows[place].assessment.grade.needs_attention() {
                let is_before = |other: &usize| worse(rows, *other, place) == Ordering::Less;
                let at = attention.partition_point(is_before);
                attention.insert(at, place);
            }
        }
    }

    /// Looks for the weakest of the sections whose rows have changed.
    fn reweigh(&mut self, plan: &Plan, before: &[(usize, Row)]) {
        let rows = &self.rows;
        for theme in &mut self.themes {
            let of_theme = before.iter().map(|(place, _)| *place).filter(|place| {
                let indicator = plan.indicators.get(*place);
                indicator.is_some_and(|indicator| indicator.theme == theme.no)
            });
            let changed: Vec<usize> = of_theme.collect();
            if changed.is_empty() {
                continue;
            }
            theme.weakest = match theme.weakest {
                // It may have become better than any other.
                Some(weakest) if changed.contains(&weakest) => weakest_of(rows, &theme.rows),
                weakest => {
                    let among: Vec<usize> = changed.into_iter().chain(weakest).collect();
                    weakest_of(rows, &among)
                }
            };
        }
    }
}

/// Orders two rows worst first, equally bad ones by their place.
fn worse(rows: &[Row], a: usize, b: usize) -> Ordering {
    worst_first(&rows[a].assessment, &rows[b].assessment).then(a.cmp(&b))
}

fn weakest_of(rows: &[Row], among: &[usize]) -> Option<usize> {
    let assessed = among.iter().copied();
    let assessed = assessed.filter(|place| rows[*place].assessment.grade.is_assessed());
    assessed.min_by(|a, b| worse(rows, *a, *b))
}

fn recount(count: &mut usize, before: bool, now: bool) {
    *count = *count + usize::from(now) - usize::from(before && *count > 0);
}

/// Puts a place on a list that is in order, or takes it off.
fn enlist(list: &mut Vec<usize>, place: usize, belongs: bool) {
    match (list.binary_search(&place), belongs) {
        (Err(at), true) => list.insert(at, place),
        (Ok(at), false) => {
            list.remove(at);
        }
        _ => {}
    }
}

/// Counts a row that has been given a rule of its own, or has lost it, with the methods it refuses.
fn recount_refused(refused: &mut Vec<(Method, usize)>, indicator: &Indicator, has_own_rule: bool) {
    let methods = Method::ALL.into_iter().enumerate();
    let refusing = methods.filter(|(_, method)| assess::is_refused(*method, indicator.kind));
    for (rank, method) in refusing {
        let at = refused.iter().position(|(known, _)| *known == method);
        match (at, has_own_rule) {
            (Some(at), true) => refused[at].1 -= 1,
            (Some(at), false) => refused[at].1 += 1,
            (None, true) => {}
            (None, false) => {
                let is_earlier = |known: Method| Method::ALL.iter().take(rank).any(|m| *m == known);
                let at = refused.partition_point(|(known, _)| is_earlier(*known));
                refused.insert(at, (method, 1));
            }
        }
    }
    refused.retain(|(_, count)| *count > 0);
}

fn by_method(rows: &[Row]) -> Vec<(Method, Tally)> {
    let tally = |method| {
        let opinions = rows.iter().filter_map(|row| row.comparison.of(method));
        (method, Tally::of(opinions.map(|opinion| opinion.grade)))
    };
    Method::ALL.into_iter().map(tally).collect()
}

fn refused(plan: &Plan, rows: &[Row]) -> Vec<(Method, usize)> {
    let count = |method| {
        let rows = rows.iter().zip(&plan.indicators);
        let refused = rows.filter(|(row, indicator)| {
            !row.has_own_rule && assess::is_refused(method, indicator.kind)
        });
        (method, refused.count())
    };
    let counts = Method::ALL.into_iter().map(count);
    counts.filter(|(_, count)| *count > 0).collect()
}

fn rows_where(rows: &[Row], is_so: impl Fn(&Row) -> bool) -> Vec<usize> {
    (0..rows.len()).filter(|row| is_so(&rows[*row])).collect()
}

fn theme_board(plan: &Plan, rows: &[Row], no: u32) -> ThemeBoard {
    let of_theme: Vec<usize> = plan
        .indicators
        .iter()
        .enumerate()
        .filter(|(_, indicator)| indicator.theme == no)
        .map(|(index, _)| index)
        .collect();
    ThemeBoard {
        no,
        tally: Tally::of(of_theme.iter().map(|i| rows[*i].assessment.grade)),
        filled: of_theme.iter().filter(|i| !rows[**i].lacks_actual).count(),
        weakest: weakest_of(rows, &of_theme),
        rows: of_theme,
    }
}

/// The unit that is asked for a figure. What nobody is named for is missing all the same.
fn lead_of(indicator: &Indicator) -> Unit {
    let lead = indicator.lead().cloned();
    lead.unwrap_or_else(|| Unit("文件未写明".to_owned()))
}

fn missing(plan: &Plan, rows: &[Row]) -> Vec<Missing> {
    let mut by_unit: BTreeMap<Unit, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
    for (index, (row, indicator)) in rows.iter().zip(&plan.indicators).enumerate() {
        if !row.lacks_baseline && !row.lacks_actual {
            continue;
        }
        let entry = by_unit.entry(lead_of(indicator)).or_default();
        if row.lacks_baseline {
            entry.0.push(index);
        }
        if row.lacks_actual {
            entry.1.push(index);
        }
    }
    let mut list: Vec<Missing> = by_unit
        .into_iter()
        .map(|(unit, (baselines, actuals))| Missing {
            unit,
            baselines,
            actuals,
        })
        .collect();
    tidy(&mut list);
    list
}

/// Notes what a row lacks now of the unit that leads it.
fn remiss(list: &mut Vec<Missing>, place: usize, row: &Row, lead: Unit) {
    let known = list.iter().position(|missing| missing.unit == lead);
    let at = known.unwrap_or_else(|| {
        list.push(Missing {
            unit: lead,
            baselines: Vec::new(),
            actuals: Vec::new(),
        });
        list.len() - 1
    });
    enlist(&mut list[at].baselines, place, row.lacks_baseline);
    enlist(&mut list[at].actuals, place, row.lacks_actual);
}

/// Most first; units with equally many in the order of the document's table.
fn tidy(list: &mut Vec<Missing>) {
    list.retain(|missing| !missing.baselines.is_empty() || !missing.actuals.is_empty());
    list.sort_by_key(|missing| {
        // Places are in order.
        let firsts = missing.baselines.first().into_iter();
        let first = firsts.chain(missing.actuals.first()).min().copied();
        let count = missing.baselines.len() + missing.actuals.len();
        (std::cmp::Reverse(count), first)
    });
}
