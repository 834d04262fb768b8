//! Which rows are shown: by center, unit, what is missing, changed or doubtful, and by words.
//!
//! A filter is applied when it is set, not with every change: a row that is being filled in stays
//! where it is, also when it no longer lacks anything.

use chrono::NaiveDate;

use super::{Line, Sheet};
use crate::model::{PlanId, Unit};

/// Since when a figure counts as changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Since {
    /// The workspace was opened.
    Opened,
    /// It was last saved.
    Saved,
    /// This day, by the date noted with each actual.
    Day(NaiveDate),
}

/// What rows must have to be shown; all of it at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only this section of this plan.
    pub theme: Option<(PlanId, u32)>,
    /// Only what this unit answers for, alone or with others.
    pub unit: Option<Unit>,
    /// Only what lacks a baseline or the actual of the year judged.
    pub missing: bool,
    /// Only what has changed.
    pub changed: Option<Since>,
    /// Only what holds a doubtful value.
    pub doubtful: bool,
    /// Only names, numbers and units with these words.
    pub words: String,
}

/// How many rows each choice would show, given all other choices.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facets {
    /// Rows in all.
    pub all: usize,
    /// Rows that the filter shows.
    pub shown: usize,
    /// Rows that lack something.
    pub missing: usize,
    /// Rows changed since the workspace was opened.
    pub opened: usize,
    /// Rows changed since it was last saved.
    pub saved: usize,
    /// Rows with a doubtful value.
    pub doubtful: usize,
    /// Sections with their short names, in the order of the plans.
    pub themes: Vec<(PlanId, u32, String, usize)>,
    /// Units in the order in which the rows name them first.
    pub units: Vec<(Unit, usize)>,
}

impl Filter {
    /// Whether it hides nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.theme.is_none()
            && self.unit.is_none()
            && !self.missing
            && self.changed.is_none()
            && !self.doubtful
            && self.words.trim().is_empty()
    }
}

/// The choices of a filter, each on its own.
const CHOICES: usize = 6;

/// Whether a row fits each choice of a filter.
fn fits(sheet: &Sheet<'_>, line: Line<'_>, filter: &Filter) -> [bool; CHOICES] {
    [
        filter
            .theme
            .as_ref()
            .is_none_or(|(plan, no)| line.plan.id == *plan && line.indicator.theme == *no),
        filter
            .unit
            .as_ref()
            .is_none_or(|unit| line.indicator.units.contains(unit)),
        !filter.missing || is_missing(line),
        filter
            .changed
            .is_none_or(|since| has_changed(sheet, line, since)),
        !filter.doubtful || is_doubtful(sheet, line),
        has_words(line, &filter.words),
    ]
}

fn is_missing(line: Line<'_>) -> bool {
    let row = &line.board.rows[line.index];
    row.lacks_baseline || row.lacks_actual
}

fn is_doubtful(sheet: &Sheet<'_>, line: Line<'_>) -> bool {
    sheet.document.review().is_any_open(&line.indicator.series)
}

fn has_changed(sheet: &Sheet<'_>, line: Line<'_>, since: Since) -> bool {
    let series = &line.indicator.series;
    let id = &line.board.rows[line.index].id;
    match since {
        Since::Opened => sheet.document.changes().since_opened(series, id),
        Since::Saved => sheet.document.changes().since_saved(series, id),
        Since::Day(day) => latest_day(sheet, line).is_some_and(|latest| latest >= day),
    }
}

/// The day on which an actual of a row was entered last.
fn latest_day(sheet: &Sheet<'_>, line: Line<'_>) -> Option<NaiveDate> {
    let workspace = sheet.document.workspace();
    workspace
        .observations_of(&line.indicator.series)
        .filter_map(|(_, observation)| observation.at)
        .max()
        .map(|at| at.date())
}

fn has_words(line: Line<'_>, words: &str) -> bool {
    let indicator = line.indicator;
    words.split_whitespace().all(|word| {
        indicator.name.contains(word)
            || indicator.no.to_string() == word
            || indicator.units.iter().any(|unit| unit.0.contains(word))
    })
}

/// The rows that a filter shows.
#[must_use]
pub fn visible(sheet: &Sheet<'_>, filter: &Filter) -> Vec<usize> {
    if filter.is_empty() {
        return (0..sheet.len()).collect();
    }
    sheet
        .lines()
        .enumerate()
        .filter(|(_, line)| fits(sheet, *line, filter).into_iter().all(|fits| fits))
        .map(|(row, _)| row)
        .collect()
}

/// Counts what each choice would show, and how many rows have changed since each of some days. One
/// pass over the rows.
#[must_use]
pub fn facets<const N: usize>(
    sheet: &Sheet<'_>,
    filter: &Filter,
    days: [NaiveDate; N],
) -> (Facets, [usize; N]) {
    let mut changed = [0; N];
    let mut facets = Facets {
        all: sheet.len(),
        ..Facets::default()
    };
    let mut units: std::collections::HashMap<&Unit, usize> = std::collections::HashMap::new();
    let mut theme_at = None;
    for line in sheet.lines() {
        let fits = fits(sheet, line, filter);
        let fits_but = |choice: usize| (0..CHOICES).all(|i| i == choice || fits[i]);
        facets.shown += usize::from(fits_but(CHOICES));
        facets.missing += usize::from(fits_but(2) && is_missing(line));
        facets.doubtful += usize::from(fits_but(4) && is_doubtful(sheet, line));
        if fits_but(3) {
            facets.opened += usize::from(has_changed(sheet, line, Since::Opened));
            facets.saved += usize::from(has_changed(sheet, line, Since::Saved));
            let latest = latest_day(sheet, line);
            for (count, day) in changed.iter_mut().zip(days) {
                *count += usize::from(latest.is_some_and(|latest| latest >= day));
            }
        }
        let here = (&line.plan.id, line.indicator.theme);
        if theme_at != Some(here) {
            theme_at = Some(here);
            add_theme(&mut facets, line);
        }
        if fits_but(0)
            && let Some(entry) = facets
                .themes
                .iter_mut()
                .rfind(|(plan, no, ..)| (plan, *no) == here)
        {
            entry.3 += 1;
        }
        for unit in &line.indicator.units {
            let next = units.len();
            let at = *units.entry(unit).or_insert(next);
            if at == facets.units.len() {
                facets.units.push((unit.clone(), 0));
            }
            facets.units[at].1 += usize::from(fits_but(1));
        }
    }
    (facets, changed)
}

fn add_theme(facets: &mut Facets, line: Line<'_>) {
    let (plan, no) = (&line.plan.id, line.indicator.theme);
    if facets.themes.iter().any(|(p, n, ..)| (p, *n) == (plan, no)) {
        return;
    }
    let name = line
        .plan
        .theme(no)
        .map_or_else(String::new, |theme| theme.short.clone());
    facets.themes.push((plan.clone(), no, name, 0));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::grid::tests::{demo_app, empty_app, enter};
    use crate::store::default_plan;

    fn of_theme(no: u32) -> Filter {
        Filter {
            theme: Some((default_plan(), no)),
            ..Filter::default()
        }
    }

    #[test]
    fn each_choice_shows_as_many_rows_as_its_count_says() {
        let mut app = demo_app();
        enter(&mut app, 15, 2025, "99999999");
        let sheet = Sheet::of(&app).unwrap();
        let none = Filter::default();
        let (counted, []) = facets(&sheet, &none, []);
        assert_eq!((counted.all, counted.shown), (37, 37));
        let shows = |filter: &Filter| visible(&sheet, filter).len();
        let with = |change: &dyn Fn(&mut Filter)| {
            let mut filter = none.clone();
            change(&mut filter);
            shows(&filter)
        };
        assert_eq!(counted.missing, with(&|f| f.missing = true));
        assert_eq!(counted.doubtful, with(&|f| f.doubtful = true));
        assert_eq!(counted.opened, with(&|f| f.changed = Some(Since::Opened)));
        assert_eq!(counted.opened, 1);
        assert!(counted.doubtful >= 1);
        let sizes: Vec<usize> = counted.themes.iter().map(|t| t.3).collect();
        assert_eq!(sizes, [7, 7, 6, 7, 10]);
        for (plan, no, _, count) in &counted.themes {
            assert_eq!(with(&|f| f.theme = Some((plan.clone(), *no))), *count);
        }
        for (unit, count) in &counted.units {
            assert_eq!(with(&|f| f.unit = Some(unit.clone())), *count, "{unit}");
        }
    }

    #[test]
    fn counts_are_of_what_the_other_choices_leave() {
        let app = empty_app();
        let sheet = Sheet::of(&app).unwrap();
        let mut filter = of_theme(3);
        let (counted, []) = facets(&sheet, &filter, []);
        assert_eq!(counted.shown, 6);
        assert_eq!(counted.missing, 6);
        assert_eq!(counted.themes[4].3, 10, "its own choice does not narrow it");
        filter.unit = Some(Unit("市商务局".to_owned()));
        assert_eq!(visible(&sheet, &filter), Vec::<usize>::new());
        let (counted, []) = facets(&sheet, &filter, []);
        // Nos. 10 to 13.
        assert_eq!(counted.themes[1].3, 4);
    }

    #[test]
    fn words_are_looked_for_in_names_numbers_and_units() {
        let app = empty_app();
        let sheet = Sheet::of(&app).unwrap();
        let shows = |words: &str| {
            let words = words.to_owned();
            let filter = Filter {
                words,
                ..Filter::default()
            };
            visible(&sheet, &filter)
        };
        assert_eq!(shows("金融业增加值"), [14]);
        assert_eq!(shows("15"), [14]);
        assert_eq!(shows("增加值 商务"), [27]);
        assert_eq!(shows("工商联"), [28]);
        assert_eq!(shows("  ").len(), 37);
        assert!(shows("没有这样的指标").is_empty());
    }

    #[test]
    fn a_day_counts_what_was_entered_then_or_later() {
        let mut app = empty_app();
        enter(&mut app, 15, 2025, "2701");
        let sheet = Sheet::of(&app).unwrap();
        let since = |day: u32| {
            let day = NaiveDate::from_ymd_opt(2026, 3, day).unwrap();
            let filter = Filter {
                changed: Some(Since::Day(day)),
                ..Filter::default()
            };
            let (_, [count]) = facets(&sheet, &Filter::default(), [day]);
            (visible(&sheet, &filter).len(), count)
        };
        // The clock of these tests stands on 2 March 2026.
        assert_eq!(since(2), (1, 1));
        assert_eq!(since(3), (0, 0));
    }
}
