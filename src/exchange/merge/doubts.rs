//! 存疑 in a preview: what files offer is held against the other values of its series, as what is
//! typed is. It marks and never stops anything.

use std::collections::BTreeMap;

use super::{Collection, FigureKey};
use crate::assess::doubt::{Measure, doubts};
use crate::exchange::Known;
use crate::model::{Baseline, Decimal, IndicatorId, SeriesId, Year};

/// The values of a series, and what they are held against where a plan follows it.
struct Held {
    values: BTreeMap<Year, Decimal>,
    measure: Option<Measure>,
}

impl Collection {
    /// Marks what looks like a slip, as if everything else that is offered were taken.
    #[must_use]
    pub fn doubted(mut self, known: &Known<'_>) -> Self {
        let held = self.held(known);
        for line in &mut self.lines {
            let FigureKey::Actual(key) = &line.key else {
                continue;
            };
            let Some(Held {
                values,
                measure: Some(measure),
            }) = held.get(&key.series)
            else {
                continue;
            };
            for offer in &mut line.offers {
                let mut values = values.clone();
                values.insert(key.year, offer.result.value);
                let found = doubts(&values, measure).remove(&key.year);
                let found = found.unwrap_or_default().into_iter();
                offer.doubts = found.map(|doubt| doubt.reason).collect();
            }
        }
        self
    }

    /// The series spoken of, with what is offered last in its place.
    fn held(&self, known: &Known<'_>) -> BTreeMap<SeriesId, Held> {
        let mut held: BTreeMap<SeriesId, Held> = BTreeMap::new();
        let mut baselines: BTreeMap<&IndicatorId, Baseline> = BTreeMap::new();
        for line in &self.lines {
            if let (FigureKey::Baseline(id), Some(offer)) = (&line.key, line.offers.last()) {
                let (year, value) = (line.title.year, offer.result.value);
                baselines.insert(id, Baseline { year, value });
            }
        }
        for line in &self.lines {
            let (FigureKey::Actual(key), Some(offer)) = (&line.key, line.offers.last()) else {
                continue;
            };
            let held = held.entry(key.series.clone()).or_insert_with(|| {
                let entered = known.workspace.observations_of(&key.series);
                Held {
                    values: entered.map(|(year, o)| (year, o.value)).collect(),
                    measure: measure(known, &key.series, &baselines),
                }
            });
            held.values.insert(key.year, offer.result.value);
        }
        held
    }
}

fn measure(
    known: &Known<'_>,
    series: &SeriesId,
    baselines: &BTreeMap<&IndicatorId, Baseline>,
) -> Option<Measure> {
    let (plan, indicator) = known.first_with(series)?;
    let id = plan.id_of(indicator);
    let mut measure = Measure::of(known.workspace, &id, indicator, known.units);
    measure.baseline = baselines.get(&id).copied().or(measure.baseline);
    Some(measure)
}
