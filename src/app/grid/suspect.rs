//! What looks like a slip among the values of a paste, before they are pasted.

use std::collections::{BTreeMap, HashMap};

use super::paste::{Outcome, Paste, Value};
use super::{Field, Sheet};
use crate::assess::doubt::{Measure, doubts};
use crate::model::{Baseline, Decimal, SeriesId, Year};

impl Paste {
    /// Notes what is doubtful, as if all of it were taken: as the grid will mark it afterwards.
    pub(super) fn suspect(&mut self, sheet: &Sheet<'_>) {
        let mut by_series: HashMap<&SeriesId, (usize, BTreeMap<Year, Decimal>)> = HashMap::new();
        let mut base: HashMap<usize, (Option<Year>, Option<Decimal>)> = HashMap::new();
        for cell in &self.cells {
            let Some(line) = sheet.line(cell.row) else {
                continue;
            };
            match (cell.field, &cell.outcome) {
                (Field::Actual(year), Outcome::Fill(value) | Outcome::Replace(value)) => {
                    let Value::Amount(value) = value else {
                        continue;
                    };
                    let series = &line.indicator.series;
                    let held = || {
                        let entered = sheet.document.workspace().observations_of(series);
                        (cell.row, entered.map(|(year, o)| (year, o.value)).collect())
                    };
                    let (_, values) = by_series.entry(series).or_insert_with(held);
                    values.insert(year, *value);
                }
                (_, Outcome::Fill(value) | Outcome::Replace(value)) => {
                    let (year, amount) = base.entry(cell.row).or_default();
                    match value {
                        Value::Year(new) => *year = Some(*new),
                        Value::Amount(new) => *amount = Some(*new),
                    }
                }
                _ => {}
            }
        }
        let units = sheet.app.catalog().units();
        let found: HashMap<SeriesId, BTreeMap<Year, Vec<String>>> = by_series
            .into_iter()
            .filter_map(|(series, (row, values))| {
                let line = sheet.line(row)?;
                let id = line.plan.id_of(line.indicator);
                let workspace = sheet.document.workspace();
                let mut measure = Measure::of(workspace, &id, line.indicator, units);
                if let Some((year, amount)) = base.get(&row) {
                    let before = measure.baseline;
                    let year = year
                        .or(before.map(|b| b.year))
                        .unwrap_or(line.board.base_year);
                    let value = amount.or(before.map(|b| b.value));
                    measure.baseline = value.map(|value| Baseline { year, value });
                }
                let told = doubts(&values, &measure).into_iter().map(|(year, doubts)| {
                    let reasons = doubts.into_iter().map(|doubt| doubt.reason);
                    (year, reasons.collect())
                });
                Some((series.clone(), told.collect()))
            })
            .collect();
        for cell in &mut self.cells {
            let (Field::Actual(year), Some(line)) = (cell.field, sheet.line(cell.row)) else {
                continue;
            };
            if matches!(cell.outcome, Outcome::Fill(_) | Outcome::Replace(_)) {
                let of_series = found.get(&line.indicator.series);
                let reasons = of_series.and_then(|years| years.get(&year));
                cell.doubts = reasons.cloned().unwrap_or_default();
            }
        }
    }
}
