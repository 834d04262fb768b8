//! Which rows are shown: by center, unit, what is missing, changed or doubtful, and by words.
//!
//! A filter is applied when it is set, not with every change: a row that is being filled in stays
//! where it is, also when it no longer lacks anything.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use chrono::NaiveDate;

use super::{Line, Sheet};
use crate::app::Change;
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

/// What filters ask of the rows, worked out once and kept up to date change by change.
#[derive(Debug, Default)]
pub struct Index {
    rows: Vec<Marks>,
    /// Sections with their short names, in the order of the plans.
    themes: Vec<(PlanId, u32, String)>,
    /// Units in the order in which the rows name them first.
    units: Vec<Unit>,
    /// The places of every row's units, row after row.
    named: Vec<usize>,
    /// Words that were looked for last, and in which rows they are.
    found: Option<(String, Vec<bool>)>,
}

/// What filters ask of one row.
#[derive(Clone, Debug, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "what a row is filtered by, each on its own"
)]
struct Marks {
    theme: usize,
    /// Where among all that are named its units stand.
    units: Range<usize>,
    missing: bool,
    opened: bool,
    saved: bool,
    doubtful: bool,
    /// The day on which an actual was entered last.
    latest: Option<NaiveDate>,
}

impl Index {
    /// Looks at every row.
    #[must_use]
    pub fn new(sheet: &Sheet<'_>) -> Self {
        let mut index = Self::default();
        let mut known: HashMap<&Unit, usize> = HashMap::new();
        for line in sheet.lines() {
            let theme = index.theme_of(line);
            let first = index.named.len();
            for unit in &line.indicator.units {
                let next = known.len();
                let at = *known.entry(unit).or_insert(next);
                if at == index.units.len() {
                    index.units.push(unit.clone());
                }
                index.named.push(at);
            }
            let mut marks = Marks {
                theme,
                units: first..index.named.len(),
                ..Marks::default()
            };
            marks.look(sheet, line);
            index.rows.push(marks);
        }
        index
    }

    /// Looks again at the rows that a change has touched, and at which figures are saved if the file has
    /// changed as well.
    pub fn renew(&mut self, sheet: &Sheet<'_>, change: Option<&Change>, is_other_file: bool) {
        let is_everything = change.is_some_and(|change| change.everything);
        if is_everything {
            *self = Self::new(sheet);
        } else if let Some(change) = change {
            for row in sheet.rows_of(&change.rows) {
                if let (Some(marks), Some(line)) = (self.rows.get_mut(row), sheet.line(row)) {
                    marks.look(sheet, line);
                }
            }
            let review = sheet.document.review();
            for row in sheet.rows_of(&change.doubted) {
                if let (Some(marks), Some(line)) = (self.rows.get_mut(row), sheet.line(row)) {
                    marks.doubtful = review.is_any_open(&line.indicator.series);
                }
            }
        }
        if is_other_file && !is_everything {
            for (marks, line) in self.rows.iter_mut().zip(sheet.lines()) {
                marks.saved = is_unsaved(sheet, line);
            }
        }
    }

    /// Looks for words in every row, so that what is asked about them next is known already.
    pub fn seek(&mut self, sheet: &Sheet<'_>, words: &str) {
        if self.found.as_ref().is_none_or(|found| found.0 != words) {
            self.found = Some((words.to_owned(), self.with_words(sheet, words)));
        }
    }

    /// In which rows all of the words are.
    fn with_words(&self, sheet: &Sheet<'_>, words: &str) -> Vec<bool> {
        let mut found = vec![true; self.rows.len()];
        for word in words.split_whitespace() {
            let in_unit: Vec<bool> = self.units.iter().map(|u| u.0.contains(word)).collect();
            let number = word.parse::<u32>().ok();
            let number = number.filter(|number| number.to_string() == word);
            let rows = found.iter_mut().zip(&self.rows).zip(sheet.lines());
            for ((found, marks), line) in rows.filter(|((found, _), _)| **found) {
                *found = line.indicator.name.contains(word)
                    || number == Some(line.indicator.no)
                    || self.units_of(marks).iter().any(|unit| in_unit[*unit]);
            }
        }
        found
    }

    fn words_of(&self, sheet: &Sheet<'_>, words: &str) -> Cow<'_, [bool]> {
        match &self.found {
            Some((known, found)) if known == words => Cow::Borrowed(found),
            _ => Cow::Owned(self.with_words(sheet, words)),
        }
    }

    fn units_of(&self, marks: &Marks) -> &[usize] {
        self.named.get(marks.units.clone()).unwrap_or_default()
    }

    fn theme_of(&mut self, line: Line<'_>) -> usize {
        let (plan, no) = (&line.plan.id, line.indicator.theme);
        let is_this = |(p, n, _): &(PlanId, u32, String)| (p, *n) == (plan, no);
        // Rows of a section stand together.
        if let Some(at) = self.themes.iter().rposition(is_this) {
            return at;
        }
        let theme = line.plan.theme(no);
        let name = theme.map_or_else(String::new, |theme| theme.short.clone());
        self.themes.push((plan.clone(), no, name));
        self.themes.len() - 1
    }

    /// The rows that a filter shows.
    #[must_use]
    pub fn visible(&self, sheet: &Sheet<'_>, filter: &Filter) -> Vec<usize> {
        if filter.is_empty() {
            return (0..self.rows.len()).collect();
        }
        let wanted = self.wanted(filter);
        let found = self.words_of(sheet, &filter.words);
        let rows = self.rows.iter().zip(found.iter()).enumerate();
        rows.filter(|(_, (marks, found))| {
            self.fits(marks, **found, filter, wanted) == [true; CHOICES]
        })
        .map(|(row, _)| row)
        .collect()
    }

    /// Section and unit of a filter by their places here.
    fn wanted(&self, filter: &Filter) -> Wanted {
        let theme = filter.theme.as_ref().map(|(plan, no)| {
            let is_this = |(p, n, _): &(PlanId, u32, String)| (p, n) == (plan, no);
            self.themes.iter().position(is_this).unwrap_or(NOWHERE)
        });
        let unit = filter.unit.as_ref().map(|unit| {
            let place = self.units.iter().position(|u| u == unit);
            place.unwrap_or(NOWHERE)
        });
        Wanted { theme, unit }
    }

    /// Counts what each choice would show, and how many rows have changed since each of some days.
    #[must_use]
    pub fn facets<const N: usize>(
        &self,
        sheet: &Sheet<'_>,
        filter: &Filter,
        days: [NaiveDate; N],
    ) -> (Facets, [usize; N]) {
        let mut changed = [0; N];
        let mut themes = vec![0; self.themes.len()];
        let mut units = vec![0; self.units.len()];
        let mut facets = Facets {
            all: self.rows.len(),
            ..Facets::default()
        };
        let wanted = self.wanted(filter);
        let found = self.words_of(sheet, &filter.words);
        for (marks, found) in self.rows.iter().zip(found.iter()) {
            let fits = self.fits(marks, *found, filter, wanted);
            let fits_but = |choice: usize| (0..CHOICES).all(|i| i == choice || fits[i]);
            facets.shown += usize::from(fits_but(CHOICES));
            facets.missing += usize::from(fits_but(2) && marks.missing);
            facets.doubtful += usize::from(fits_but(4) && marks.doubtful);
            if fits_but(3) {
                facets.opened += usize::from(marks.opened);
                facets.saved += usize::from(marks.saved);
                for (count, day) in changed.iter_mut().zip(days) {
                    *count += usize::from(marks.latest.is_some_and(|latest| latest >= day));
                }
            }
            themes[marks.theme] += usize::from(fits_but(0));
            if fits_but(1) {
                for unit in self.units_of(marks) {
                    units[*unit] += 1;
                }
            }
        }
        let named = self.themes.iter().zip(themes);
        facets.themes = named
            .map(|((plan, no, name), count)| (plan.clone(), *no, name.clone(), count))
            .collect();
        facets.units = self.units.iter().cloned().zip(units).collect();
        (facets, changed)
    }

    /// Whether a row fits each choice of a filter; `found` tells whether it has the words.
    fn fits(&self, marks: &Marks, found: bool, filter: &Filter, wanted: Wanted) -> [bool; CHOICES] {
        [
            wanted.theme.is_none_or(|theme| theme == marks.theme),
            wanted
                .unit
                .is_none_or(|unit| self.units_of(marks).contains(&unit)),
            !filter.missing || marks.missing,
            filter.changed.is_none_or(|since| match since {
                Since::Opened => marks.opened,
                Since::Saved => marks.saved,
                Since::Day(day) => marks.latest.is_some_and(|latest| latest >= day),
            }),
            !filter.doubtful || marks.doubtful,
            found,
        ]
    }
}

/// The section and unit that a filter asks for, by their places.
#[derive(Clone, Copy)]
struct Wanted {
    theme: Option<usize>,
    unit: Option<usize>,
}

/// The place of what is not here, as of a unit that no row names any more.
const NOWHERE: usize = usize::MAX;

impl Marks {
    fn look(&mut self, sheet: &Sheet<'_>, line: Line<'_>) {
        let series = &line.indicator.series;
        let row = line.row;
        let document = sheet.document;
        self.missing = row.lacks_baseline || row.lacks_actual;
        self.opened = document.changes().since_opened(series, &row.id);
        self.saved = is_unsaved(sheet, line);
        self.doubtful = document.review().is_any_open(series);
        self.latest = document
            .workspace()
            .observations_of(series)
            .filter_map(|(_, observation)| observation.at)
            .max()
            .map(|at| at.date());
    }
}

fn is_unsaved(sheet: &Sheet<'_>, line: Line<'_>) -> bool {
    let id = &line.row.id;
    let changes = sheet.document.changes();
    changes.since_saved(&line.indicator.series, id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::grid::tests::{demo_app, empty_app, enter};
    use crate::store::default_plan;

    fn visible(sheet: &Sheet<'_>, filter: &Filter) -> Vec<usize> {
        Index::new(sheet).visible(sheet, filter)
    }

    fn facets(sheet: &Sheet<'_>, filter: &Filter) -> Facets {
        let (facets, []) = Index::new(sheet).facets(sheet, filter, []);
        facets
    }

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
        let counted = facets(&sheet, &none);
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
        let counted = facets(&sheet, &filter);
        assert_eq!(counted.shown, 6);
        assert_eq!(counted.missing, 6);
        assert_eq!(counted.themes[4].3, 10, "its own choice does not narrow it");
        filter.unit = Some(Unit("市商务局".to_owned()));
        assert_eq!(visible(&sheet, &filter), Vec::<usize>::new());
        let counted = facets(&sheet, &filter);
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
            let index = Index::new(&sheet);
            let (_, [count]) = index.facets(&sheet, &Filter::default(), [day]);
            (visible(&sheet, &filter).len(), count)
        };
        // The clock of these tests stands on 2 March 2026.
        assert_eq!(since(2), (1, 1));
        assert_eq!(since(3), (0, 0));
    }

    #[test]
    fn an_index_kept_up_to_date_says_what_a_fresh_one_says() {
        let mut app = demo_app();
        let mut index = Index::new(&Sheet::of(&app).unwrap());
        let days = [NaiveDate::from_ymd_opt(2026, 3, 2).unwrap()];
        for (no, year, typed) in [(15, 2025, "99999999"), (2, 2025, "96"), (15, 2025, "2701")] {
            enter(&mut app, no, year, typed);
            let sheet = Sheet::of(&app).unwrap();
            index.renew(&sheet, Some(sheet.document.last_change()), false);
            let fresh = Index::new(&sheet);
            for filter in [Filter::default(), of_theme(1)] {
                assert_eq!(
                    index.facets(&sheet, &filter, days),
                    fresh.facets(&sheet, &filter, days)
                );
            }
        }
        app.run(crate::app::Command::Action(crate::app::Action::Undo));
        let sheet = Sheet::of(&app).unwrap();
        index.renew(&sheet, Some(sheet.document.last_change()), false);
        let doubtful = Filter {
            doubtful: true,
            ..Filter::default()
        };
        assert!(index.visible(&sheet, &doubtful).contains(&14));
    }
}
