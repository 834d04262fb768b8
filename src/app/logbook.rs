//! The log of changes in words: which place, what it was, what it became; filtered, and as a table
//! for spreadsheets.

use chrono::NaiveDate;

use crate::model::live::csv_line;
use crate::model::{Edit, Indicator, Origin, Place, Plan, PlanId, Record};
use crate::store::{Catalog, History};

/// The head of the log as a table.
pub const HEADS: [&str; 8] = [
    "时间",
    "填报人",
    "方式",
    "指标",
    "内容",
    "原值",
    "新值",
    "责任单位",
];

/// Which changes are wanted; what is empty does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Number, part of the name or `plan/no` of the indicator.
    pub indicator: String,
    /// Part of the name of a responsible unit.
    pub unit: String,
    /// Part of the author's name.
    pub author: String,
    /// How the change came about.
    pub origin: Option<Origin>,
    /// From this day on.
    pub from: Option<NaiveDate>,
    /// Up to this day, itself included.
    pub to: Option<NaiveDate>,
}

/// A change in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogRow {
    /// Its number in the history.
    pub index: usize,
    /// When: 2026-03-02 09:30:00.
    pub at: String,
    /// Who.
    pub by: String,
    /// How: 键入, 粘贴.
    pub origin: &'static str,
    /// Which indicator: 15 金融业增加值（亿元）; empty for what concerns the whole workspace.
    pub indicator: String,
    /// What of it: 2025 年实际值.
    pub what: String,
    /// What it was.
    pub old: String,
    /// What it became.
    pub new: String,
    /// The indicator's responsible units.
    pub units: String,
}

impl LogRow {
    /// Its cells in the order of [`HEADS`].
    #[must_use]
    pub fn cells(&self) -> [&str; 8] {
        [
            &self.at,
            &self.by,
            self.origin,
            &self.indicator,
            &self.what,
            &self.old,
            &self.new,
            &self.units,
        ]
    }
}

/// The changes wanted, the newest first.
#[must_use]
pub fn rows(
    history: &History,
    catalog: &Catalog,
    plans: &[PlanId],
    filter: &Filter,
) -> Vec<LogRow> {
    let numbered = history.records().iter().enumerate().rev();
    numbered
        .filter(|(_, record)| fits_signature(record, filter))
        .filter_map(|(index, record)| {
            let place = record.place()?;
            let indicator = indicator_of(catalog, plans, &place);
            fits_indicator(indicator, filter).then(|| row(index, record, &place, indicator))
        })
        .collect()
}

/// How many changes an indicator's page shows.
const MOST_RECENT: usize = 5;
/// The years whose values may have changed.
const YEARS: std::ops::RangeInclusive<crate::model::Year> = 1949..=2100;

/// The last changes of one indicator, the newest first: its values, its baseline, its grades by hand.
#[must_use]
pub fn recent(history: &History, plan: &Plan, indicator: &Indicator) -> Vec<LogRow> {
    let id = plan.id_of(indicator);
    let series = &indicator.series;
    let values = YEARS.map(|year| {
        Place::Observation(crate::model::ObservationKey {
            series: series.clone(),
            year,
        })
    });
    let own = [
        Place::Baseline(id.clone()),
        Place::OwnRule(id.clone()),
        Place::Interim(id.clone()),
        Place::Adjustments(id.clone()),
        Place::Judgements(id),
    ];
    let mut found: Vec<(usize, Place)> = values
        .chain(own)
        .flat_map(|place| {
            let numbers = history.numbers_of(&place);
            numbers.iter().map(move |number| (*number, place.clone()))
        })
        .collect();
    found.sort_by_key(|(number, _)| std::cmp::Reverse(*number));
    found
        .iter()
        .take(MOST_RECENT)
        .filter_map(|(number, place)| {
            let record = history.records().get(*number)?;
            Some(row(*number, record, place, Some((plan, indicator))))
        })
        .collect()
}

fn row(
    index: usize,
    record: &Record,
    place: &Place,
    indicator: Option<(&Plan, &Indicator)>,
) -> LogRow {
    let units = indicator.map(|(_, indicator)| {
        let names: Vec<&str> = indicator.units.iter().map(|unit| unit.0.as_str()).collect();
        names.join("、")
    });
    let signature = &record.signature;
    LogRow {
        index,
        at: signature.at.format("%Y-%m-%d %H:%M:%S").to_string(),
        by: signature.by.clone(),
        origin: signature.origin.word(),
        indicator: place.name(indicator.map(|(_, indicator)| indicator)),
        what: place.what(&record.old, &record.new),
        old: record.old.value_words(),
        new: record.new.words_after(&record.old),
        units: units.unwrap_or_default(),
    }
}

fn fits_signature(record: &Record, filter: &Filter) -> bool {
    let signature = &record.signature;
    let day = signature.at.date();
    signature.by.contains(filter.author.trim())
        && filter
            .origin
            .is_none_or(|origin| origin == signature.origin)
        && filter.from.is_none_or(|from| day >= from)
        && filter.to.is_none_or(|to| day <= to)
}

fn fits_indicator(indicator: Option<(&Plan, &Indicator)>, filter: &Filter) -> bool {
    let (wanted, unit) = (filter.indicator.trim(), filter.unit.trim());
    if wanted.is_empty() && unit.is_empty() {
        return true;
    }
    let Some((plan, indicator)) = indicator else {
        return false;
    };
    let is_wanted = wanted.is_empty()
        || indicator.no.to_string() == wanted
        || plan.id_of(indicator).to_string() == wanted
        || indicator.name.contains(wanted);
    let is_of_unit = unit.is_empty() || indicator.units.iter().any(|u| u.0.contains(unit));
    is_wanted && is_of_unit
}

/// The indicator that a place belongs to: of a series the first that follows it in these plans.
#[must_use]
pub fn indicator_of<'a>(
    catalog: &'a Catalog,
    plans: &[PlanId],
    place: &Place,
) -> Option<(&'a Plan, &'a Indicator)> {
    place.indicator(catalog.plans(), plans)
}

/// Place and indicator in one: 15 金融业增加值（亿元）2025 年实际值.
#[must_use]
pub fn place_words(catalog: &Catalog, plans: &[PlanId], old: &Edit, new: &Edit) -> String {
    let Some(place) = new.place() else {
        return new.describe();
    };
    let indicator = indicator_of(catalog, plans, &place);
    place.words(indicator.map(|(_, indicator)| indicator), old, new)
}

/// The changes as a table for spreadsheets: UTF-8 with a mark that Excel knows it by, CRLF, no cell
/// that a spreadsheet would take for a formula.
#[must_use]
pub fn csv(rows: &[LogRow]) -> String {
    let mut out = String::from("\u{feff}");
    for cells in std::iter::once(HEADS).chain(rows.iter().map(LogRow::cells)) {
        out.push_str(&csv_line(&cells));
    }
    out
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDateTime;

    use super::*;
    use crate::model::{Baseline, IndicatorId, Signature};
    use crate::store::default_plan;

    fn record(no: u32, by: &str, minute: u32, origin: Origin) -> Record {
        let baseline = |value: Option<i64>| Edit::Baseline {
            indicator: IndicatorId::new(&default_plan(), no),
            value: value.map(|value| Baseline {
                year: 2023,
                value: value.into(),
            }),
        };
        let day = NaiveDate::from_ymd_opt(2026, 3, 1 + minute).unwrap();
        Record {
            signature: Signature {
                by: by.to_owned(),
                at: NaiveDateTime::from(day),
                origin,
            },
            old: baseline(None),
            new: baseline(Some(1234)),
        }
    }

    fn history() -> History {
        let mut history = History::default();
        history.push(record(15, "王建国", 0, Origin::Typed));
        history.push(record(1, "=cmd|'/c calc'!A1", 1, Origin::Pasted));
        history.push(record(15, "李四", 2, Origin::Form));
        history
    }

    fn found(filter: &Filter) -> Vec<usize> {
        let catalog = Catalog::builtin().unwrap();
        let rows = rows(&history(), &catalog, &[default_plan()], filter);
        rows.iter().map(|row| row.index).collect()
    }

    #[test]
    fn the_log_is_read_newest_first_and_filtered_by_everything_it_says() {
        let all = Filter::default();
        assert_eq!(found(&all), [2, 1, 0]);
        let by = |text: &str| Filter {
            indicator: text.to_owned(),
            ..Filter::default()
        };
        assert_eq!(found(&by("15")), [2, 0]);
        assert_eq!(found(&by("金融业")), [2, 0]);
        assert_eq!(found(&by("hz-2024-75/1")), [1]);
        assert_eq!(
            found(&Filter {
                author: "李".to_owned(),
                ..all.clone()
            }),
            [2]
        );
        assert_eq!(
            found(&Filter {
                origin: Some(Origin::Pasted),
                ..all.clone()
            }),
            [1]
        );
        assert_eq!(
            found(&Filter {
                unit: "不存在的局".to_owned(),
                ..all.clone()
            }),
            Vec::<usize>::new()
        );
        let second = NaiveDate::from_ymd_opt(2026, 3, 2);
        assert_eq!(
            found(&Filter {
                from: second,
                ..all.clone()
            }),
            [2, 1]
        );
        assert_eq!(found(&Filter { to: second, ..all }), [1, 0]);
    }

    #[test]
    fn an_indicator_shows_its_own_last_changes_the_newest_first() {
        let catalog = Catalog::builtin().unwrap();
        let plan = catalog.plan(&default_plan()).unwrap();
        let numbers = |no: u32| {
            let rows = recent(&history(), plan, plan.indicator(no).unwrap());
            rows.iter().map(|row| row.index).collect::<Vec<usize>>()
        };
        assert_eq!(
            (numbers(15), numbers(1), numbers(2)),
            (vec![2, 0], vec![1], vec![])
        );
    }

    #[test]
    fn the_exported_log_tells_all_and_runs_nothing() {
        let catalog = Catalog::builtin().unwrap();
        let rows = rows(&history(), &catalog, &[default_plan()], &Filter::default());
        let text = csv(&rows);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 4);
        assert_eq!(
            lines[3],
            "2026-03-01 00:00:00,王建国,键入,15 金融业增加值（亿元）,基期值,（空）,\"1,234（2023 年）\",\
             市委金融办"
        );
        assert!(lines[2].contains(",'=cmd|'/c calc'!A1,"), "{}", lines[2]);
    }
}
