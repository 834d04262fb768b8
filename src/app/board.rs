//! All figures derived from a workspace for one plan, computed once per change.
//!
//! Views read a [`Board`]; they compute nothing themselves. The sentences of the overview are made
//! here too, so that tests can hold them against the figures.

mod count;
mod words;

use std::collections::BTreeSet;

pub use words::{
    actual_text, catch_up_text, gap_text, measure_text, outlook_text, percent_text, rule_words,
};

use super::affected::Affected;
use super::threads::in_parallel;
use crate::assess::compare::{Comparison, Disagreement, compare};
use crate::assess::rollup::Tally;
use crate::assess::{self, Assessment, Grade};
use crate::chart::{self, Bullet, ChartSpec};
use crate::lineage::Line;
use crate::model::{
    Indicator, IndicatorId, Method, Observation, Plan, PlanId, Rule, SeriesId, Unit, Workspace,
    Year,
};

/// One plan of a workspace as judged in one year.
#[derive(Clone, Debug)]
pub struct Board {
    /// The plan.
    pub plan: PlanId,
    /// Whether its figures are made up.
    pub synthetic: bool,
    /// The year judged.
    pub year: Year,
    /// The rule for every indicator that has none of its own.
    pub rule: Rule,
    /// Rows judged by a rule of their own.
    pub own_rules: Vec<usize>,
    /// Rows about which methods disagree.
    pub disputed: Vec<usize>,
    /// Counts of the grades each method gives.
    pub by_method: Vec<(Method, Tally)>,
    /// How many rows without a rule of their own each method makes no sense for; only methods that
    /// have any.
    pub refused: Vec<(Method, usize)>,
    /// Rows whose grade was given by hand.
    pub by_hand: Vec<usize>,
    /// Rows whose grade was given by hand and asks for a review.
    pub to_review: Vec<usize>,
    /// The years followed.
    pub years: Vec<Year>,
    /// The same for the targets in the text.
    pub text_years: Vec<Year>,
    /// The base year offered for new baselines.
    pub base_year: Year,
    /// The share of the plan's time that is gone at the end of the year judged.
    pub elapsed: Option<f64>,
    /// One row an indicator, in the plan's order.
    pub rows: Vec<Row>,
    /// One row a target that stands in the text beside the table; not counted with the rows.
    pub text_rows: Vec<Row>,
    /// Counts for the whole plan.
    pub tally: Tally,
    /// Sections of the table in their order.
    pub themes: Vec<ThemeBoard>,
    /// Rows that lag, worst first.
    pub attention: Vec<usize>,
    /// What is missing, by leading unit, most first.
    pub missing: Vec<Missing>,
    /// The heat map of all indicators over the years.
    pub heat: ChartSpec,
    filled: usize,
    without_baseline: usize,
    /// The year of the last target.
    last_target: Option<Year>,
    /// Numbers with the place of their row, in order; places in the text count on behind the table.
    numbers: Vec<(u32, usize)>,
    /// Whether charts, arithmetic and the other methods have been worked out, and not only how each
    /// indicator stands.
    is_complete: bool,
}

/// One indicator on a board.
#[derive(Clone, Debug)]
pub struct Row {
    /// Which indicator.
    pub id: IndicatorId,
    /// How it is judged.
    pub assessment: Assessment,
    /// How it stands to the targets that hold no longer, the plan's own first; mostly none.
    pub superseded: Vec<Assessment>,
    /// The rule that judges it.
    pub rule: Rule,
    /// Whether that is a rule of its own.
    pub has_own_rule: bool,
    /// What every method says of it.
    pub comparison: Comparison,
    /// Where they disagree, if they do.
    pub disagreement: Option<Disagreement>,
    /// The observation behind the actual, as entered.
    pub observation: Option<Observation>,
    /// Its chart over the years.
    pub chart: ChartSpec,
    /// Its bar of progress.
    pub bullet: ChartSpec,
    /// Whether a baseline is needed and not there.
    pub lacks_baseline: bool,
    /// Whether the actual of the year judged is not there.
    pub lacks_actual: bool,
}

/// One section on a board.
#[derive(Clone, Debug)]
pub struct ThemeBoard {
    /// Its number.
    pub no: u32,
    /// Its rows.
    pub rows: Vec<usize>,
    /// Counts of its grades.
    pub tally: Tally,
    /// How many have an actual for the year judged.
    pub filled: usize,
    /// Its weakest indicator that could be judged.
    pub weakest: Option<usize>,
}

/// What one unit still has to report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// The leading unit.
    pub unit: Unit,
    /// Rows without baseline.
    pub baselines: Vec<usize>,
    /// Rows without the actual of the year judged.
    pub actuals: Vec<usize>,
}

/// A grade as pages show it: its word, and what stands beside it where it did not come about by the
/// common rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The grade.
    pub grade: Grade,
    /// Its word, which says by itself whether it was given by hand.
    pub word: &'static str,
    /// Its word without that, for where the note stands beside it.
    pub plain_word: &'static str,
    /// Whether it was given by hand.
    pub is_by_hand: bool,
    /// Whether it was given by hand and asks for a review.
    pub needs_review: bool,
    /// Whether a rule of the indicator's own judged.
    pub has_own_rule: bool,
}

impl Verdict {
    /// What stands beside the word, if anything.
    #[must_use]
    pub fn note(&self) -> Option<&'static str> {
        if self.needs_review {
            Some("待复核")
        } else if self.is_by_hand {
            Some("人工")
        } else if self.has_own_rule {
            Some("单独")
        } else {
            None
        }
    }
}

impl Row {
    /// Whether another document has changed its targets.
    #[must_use]
    pub fn is_adjusted(&self) -> bool {
        !self.superseded.is_empty()
    }

    /// Its grade as pages show it.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        let assessment = &self.assessment;
        Verdict {
            grade: assessment.grade,
            word: assessment.word,
            plain_word: assessment.plain_word(),
            is_by_hand: assessment.is_by_hand(),
            needs_review: assessment.needs_review(),
            has_own_rule: self.has_own_rule,
        }
    }

    /// Who says what, where methods disagree: 方法分歧：….
    #[must_use]
    pub fn dispute_words(&self) -> Option<String> {
        let disagreement = self.disagreement.as_ref()?;
        Some(format!("方法分歧：{}", disagreement.words()))
    }
}

impl Board {
    /// Judges every indicator of a plan, with charts, arithmetic and all methods beside each other.
    #[must_use]
    pub fn new(workspace: &Workspace, plan: &Plan, year: Year) -> Self {
        let mut board = Self::standing(workspace, plan, year);
        board.complete(workspace, plan);
        board
    }

    /// Judges every indicator of a plan and no more than that, which is a small part of the work: what only
    /// pages of the plan itself show is left out until [`Board::complete`].
    #[must_use]
    pub fn standing(workspace: &Workspace, plan: &Plan, year: Year) -> Self {
        let rows = in_parallel(&plan.indicators, |i| standing_row(workspace, plan, i, year));
        let text = plan.text_targets.iter();
        let text = text.map(|i| standing_row(workspace, plan, i, year));
        let mut board = Self {
            plan: plan.id.clone(),
            synthetic: workspace.synthetic,
            year,
            rule: workspace.rule(),
            own_rules: Vec::new(),
            refused: Vec::new(),
            disputed: Vec::new(),
            by_method: Vec::new(),
            by_hand: Vec::new(),
            to_review: Vec::new(),
            years: chart::plan_years(workspace, plan, &plan.indicators),
            text_years: chart::plan_years(workspace, plan, &plan.text_targets),
            base_year: assess::base_year(workspace, plan),
            elapsed: assess::time_elapsed(plan, year),
            tally: Tally::default(),
            themes: Vec::new(),
            attention: Vec::new(),
            missing: Vec::new(),
            heat: ChartSpec::HeatMap(chart::HeatMap {
                years: Vec::new(),
                current: year,
                rows: Vec::new(),
            }),
            filled: 0,
            without_baseline: 0,
            last_target: plan.last_target_year(),
            numbers: numbers(plan),
            is_complete: false,
            rows,
            text_rows: text.collect(),
        };
        board.count(plan);
        board
    }

    /// Works out what was left out; answers whether anything was. The plots then lack the targets of
    /// other documents.
    pub fn complete(&mut self, workspace: &Workspace, plan: &Plan) -> bool {
        if self.is_complete {
            return false;
        }
        let year = self.year;
        let years = chart::heat_years(&self.years, year);
        self.rows = in_parallel(&plan.indicators, |i| row(workspace, plan, i, year));
        let text = plan.text_targets.iter();
        self.text_rows = text.map(|i| row(workspace, plan, i, year)).collect();
        self.heat = ChartSpec::HeatMap(chart::HeatMap {
            rows: in_parallel(&plan.indicators, |i| {
                chart::heat_row(workspace, plan, i, (&years, year))
            }),
            years,
            current: year,
        });
        self.is_complete = true;
        self.count(plan);
        true
    }

    /// Whether charts, arithmetic and the other methods have been worked out.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.is_complete
    }

    /// Keeps up with a change that touched these rows and nothing else that the board depends on; places
    /// in the text count on behind the table. The rows then lack the targets of other documents.
    ///
    /// Gives what [`Board::new`] would for the same year.
    pub fn refresh(
        &mut self,
        workspace: &Workspace,
        plan: &Plan,
        rows: &BTreeSet<usize>,
        affected: &Affected,
    ) {
        let year = self.year;
        let table = plan.indicators.len();
        let judge = if self.is_complete { row } else { standing_row };
        self.follow_years(workspace, plan, rows, affected);
        if rows.iter().any(|place| *place >= table) {
            self.text_years = chart::plan_years(workspace, plan, &plan.text_targets);
        }
        let mut before = Vec::new();
        for place in rows.iter().copied() {
            let Some(indicator) = plan.indicators.get(place) else {
                let text = place - table;
                if let Some(indicator) = plan.text_targets.get(text) {
                    self.text_rows[text] = judge(workspace, plan, indicator, year);
                }
                continue;
            };
            let fresh = judge(workspace, plan, indicator, year);
            before.push((place, std::mem::replace(&mut self.rows[place], fresh)));
            if let (true, ChartSpec::HeatMap(heat)) = (self.is_complete, &mut self.heat) {
                let years = (heat.years.as_slice(), heat.current);
                heat.rows[place] = chart::heat_row(workspace, plan, indicator, years);
            }
        }
        self.recount(plan, &before);
    }

    /// Follows a year more or less where a touched figure was the first or the last of its year.
    fn follow_years(
        &mut self,
        workspace: &Workspace,
        plan: &Plan,
        rows: &BTreeSet<usize>,
        affected: &Affected,
    ) {
        let series = rows.iter().filter_map(|place| plan.indicators.get(*place));
        let series: BTreeSet<&SeriesId> = series.map(|indicator| &indicator.series).collect();
        let last_target = self.last_target.unwrap_or(self.base_year + 1);
        let mut years: BTreeSet<Year> = self.years.iter().copied().collect();
        let mut gone = BTreeSet::new();
        let is_observed = |series, year| workspace.observation(series, year).is_some();
        for key in affected.cells().filter(|key| series.contains(&key.series)) {
            let is_of_plan = self.base_year < key.year && key.year <= last_target;
            if is_of_plan {
                continue;
            }
            if is_observed(&key.series, key.year) {
                years.insert(key.year);
            } else {
                gone.insert(key.year);
            }
        }
        for year in gone {
            let mut all = plan.indicators.iter().map(|indicator| &indicator.series);
            if !all.any(|series| is_observed(series, year)) {
                years.remove(&year);
            }
        }
        if years.len() == self.years.len() && years.iter().eq(&self.years) {
            return;
        }
        self.years = years.into_iter().collect();
        let shown = chart::heat_years(&self.years, self.year);
        if let ChartSpec::HeatMap(heat) = &mut self.heat
            && self.is_complete
            && heat.years != shown
        {
            chart::show_years(heat, workspace, plan, shown);
        }
    }

    /// The place of a number's row; places in the text count on behind the table.
    #[must_use]
    pub fn place(&self, no: u32) -> Option<usize> {
        let at = self.numbers.partition_point(|(known, _)| *known < no);
        let (known, place) = self.numbers.get(at)?;
        (*known == no).then_some(*place)
    }

    /// The row at a place; places in the text count on behind the table.
    #[must_use]
    pub fn row_at(&self, place: usize) -> Option<&Row> {
        let table = self.rows.len();
        self.rows
            .get(place)
            .or_else(|| self.text_rows.get(place.checked_sub(table)?))
    }

    /// The row of an indicator, in the table or in the text.
    #[must_use]
    pub fn any_row(&self, id: &IndicatorId) -> Option<&Row> {
        let is_here = id.plan == self.plan;
        is_here
            .then(|| self.place(id.no))
            .flatten()
            .and_then(|place| self.row_at(place))
    }

    /// The rows of the table, then those of the text.
    pub fn all_rows(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().chain(&self.text_rows)
    }

    /// What is said of the targets in the text, which are counted apart: 正文另有 12 个目标，已填 3 个，1 个滞后;
    /// none where there are none.
    #[must_use]
    pub fn text_words(&self) -> Option<String> {
        let rows = &self.text_rows;
        if rows.is_empty() {
            return None;
        }
        let filled = rows.iter().filter(|row| !row.lacks_actual).count();
        let lagging = rows
            .iter()
            .filter(|row| row.assessment.grade.needs_attention());
        let lagging = match lagging.count() {
            0 => String::new(),
            count => format!("，{count} 个滞后"),
        };
        Some(format!(
            "正文另有 {} 个目标（不计入 {} 项），已填 {filled} 个{lagging}",
            rows.len(),
            self.rows.len()
        ))
    }

    /// The targets in the text that belong to a section, by their places among the text rows.
    #[must_use]
    pub fn text_of(&self, plan: &Plan, theme: u32) -> Vec<usize> {
        let rows = plan.text_targets.iter().enumerate();
        rows.filter(|(_, row)| row.theme == theme)
            .map(|(at, _)| at)
            .collect()
    }

    /// How many grades given by hand ask for a review, those of the text included.
    #[must_use]
    pub fn reviews(&self) -> usize {
        let in_text = self.text_rows.iter();
        let in_text = in_text.filter(|row| row.assessment.needs_review());
        self.to_review.len() + in_text.count()
    }

    /// Marks on each plot the targets that other documents set for its series.
    pub fn add_other_targets<'a>(
        &mut self,
        plan: &Plan,
        line_of: impl Fn(&SeriesId) -> Option<&'a Line>,
    ) {
        let places = self.rows.len() + self.text_rows.len();
        self.add_other_targets_to(0..places, plan, line_of);
    }

    /// The same on the plots of these rows, which must not have them yet; places in the text count on
    /// behind the table.
    pub fn add_other_targets_to<'a>(
        &mut self,
        rows: impl IntoIterator<Item = usize>,
        plan: &Plan,
        line_of: impl Fn(&SeriesId) -> Option<&'a Line>,
    ) {
        let table = self.rows.len();
        for place in rows {
            let (row, indicator) = match place.checked_sub(table) {
                None => (self.rows.get_mut(place), plan.indicators.get(place)),
                Some(text) => (self.text_rows.get_mut(text), plan.text_targets.get(text)),
            };
            let (Some(row), Some(indicator)) = (row, indicator) else {
                continue;
            };
            let line = line_of(&indicator.series);
            if let (Some(line), ChartSpec::Line(chart)) = (line, &mut row.chart) {
                chart::add_other_targets(chart, &plan.id, line);
            }
        }
    }

    /// The row of an indicator.
    #[must_use]
    pub fn row(&self, id: &IndicatorId) -> Option<(usize, &Row)> {
        let place = self.place(id.no).filter(|_| id.plan == self.plan)?;
        Some((place, self.rows.get(place)?))
    }

    /// The section with this number.
    #[must_use]
    pub fn theme(&self, no: u32) -> Option<&ThemeBoard> {
        self.themes.iter().find(|theme| theme.no == no)
    }

    /// How many indicators have an actual for the year judged.
    #[must_use]
    pub fn filled(&self) -> usize {
        self.filled
    }

    /// How many indicators need a baseline and have none.
    #[must_use]
    pub fn without_baseline(&self) -> usize {
        self.without_baseline
    }

    /// What a leader reads in five seconds: 37 项指标：28 项基本符合或好于预期，5 项滞后，4 项无法评估.
    #[must_use]
    pub fn headline(&self) -> String {
        words::headline(&self.tally)
    }

    /// Whether any grade did not come about by the common rule, and says so beside its word.
    #[must_use]
    pub fn has_notes(&self) -> bool {
        !(self.by_hand.is_empty() && self.own_rules.is_empty())
    }

    /// By what the grades came about: 序时进度法（界限 1.05 / 0.90 / 0.60），2 项单独规则，3 项人工评定（1 项待复核）.
    #[must_use]
    pub fn rule_words(&self) -> String {
        rule_words(
            &self.rule,
            self.own_rules.len(),
            self.by_hand.len(),
            self.to_review.len(),
        )
    }

    /// The same for some of the rows.
    #[must_use]
    pub fn rule_words_of(&self, rows: &[usize]) -> String {
        let count = |all: &[usize]| all.iter().filter(|row| rows.contains(row)).count();
        rule_words(
            &self.rule,
            count(&self.own_rules),
            count(&self.by_hand),
            count(&self.to_review),
        )
    }

    /// About how many indicators methods disagree.
    #[must_use]
    pub fn dispute_words(&self) -> String {
        let assessed = self.rows.iter().filter(|row| row.comparison.is_assessed());
        match (assessed.count(), self.disputed.len()) {
            (0, _) => "尚无可评价的指标".to_owned(),
            (count, 0) => format!("{count} 项可评价的指标，各方法没有分歧"),
            (count, disputed) => format!("{count} 项可评价的指标中，{disputed} 项有方法分歧"),
        }
    }

    /// What stands beside the headline in small type; empty where nothing is left out.
    #[must_use]
    pub fn headline_note(&self) -> String {
        let baselines = self.without_baseline;
        let actuals = self.rows.len() - self.filled();
        if baselines + actuals == 0 {
            return String::new();
        }
        format!(
            "缺 {baselines} 项基期值、{actuals} 项 {} 年实际值，填报后即可评价",
            self.year
        )
    }
}

impl ThemeBoard {
    /// What the section's page says first: 6 项中 5 项基本符合或好于预期，1 项滞后.
    #[must_use]
    pub fn headline(&self) -> String {
        let (total, assessed) = (self.tally.total(), self.tally.assessed());
        if assessed == 0 {
            return format!("{total} 项指标待填报");
        }
        let mut parts = vec![format!(
            "{total} 项中 {} 项基本符合或好于预期",
            self.tally.on_schedule()
        )];
        if self.tally.lagging() > 0 {
            parts.push(format!("{} 项滞后", self.tally.lagging()));
        }
        if total > assessed {
            parts.push(format!("{} 项无法评估", total - assessed));
        }
        parts.join("，")
    }
}

/// Numbers with their places, in order; of two rows with one number the first counts.
fn numbers(plan: &Plan) -> Vec<(u32, usize)> {
    let rows = plan.indicators.iter().chain(&plan.text_targets);
    let mut numbers: Vec<(u32, usize)> = rows.map(|row| row.no).zip(0..).collect();
    numbers.sort_unstable();
    numbers
}

/// How an indicator stands, without its chart, arithmetic and what other methods say.
fn standing_row(workspace: &Workspace, plan: &Plan, indicator: &Indicator, year: Year) -> Row {
    let assessment = assess::judge_indicator_untraced(workspace, plan, indicator, year);
    let left_out = Comparison {
        opinions: Vec::new(),
    };
    let chart = ChartSpec::Line(chart::LineChart::default());
    row_of(workspace, plan, indicator, (assessment, left_out, chart))
}

fn row(workspace: &Workspace, plan: &Plan, indicator: &Indicator, year: Year) -> Row {
    let assessment = assess::judge_indicator(workspace, plan, indicator, year);
    let chart = chart::line_chart(workspace, plan, indicator, &assessment);
    let comparison = compare(&assess::case_of(workspace, plan, indicator, year));
    let chart = ChartSpec::Line(chart);
    row_of(workspace, plan, indicator, (assessment, comparison, chart))
}

fn row_of(
    workspace: &Workspace,
    plan: &Plan,
    indicator: &Indicator,
    (assessment, comparison, chart): (Assessment, Comparison, ChartSpec),
) -> Row {
    let id = plan.id_of(indicator);
    let year = assessment.year;
    let observation = workspace.observation(&indicator.series, year).cloned();
    Row {
        superseded: assess::judge_superseded(workspace, plan, indicator, year, None),
        rule: workspace.rule_of(&id),
        has_own_rule: workspace.settings.own_rules.contains_key(&id),
        id,
        disagreement: comparison.disagreement(),
        comparison,
        chart,
        bullet: ChartSpec::Bullet(Bullet {
            progress: assessment.progress,
            schedule: assessment.schedule,
            grade: assessment.grade,
        }),
        // A target in words has no way towards it to be measured.
        lacks_baseline: assessment.baseline.is_none()
            && indicator.needs_baseline()
            && indicator
                .final_target()
                .is_some_and(|t| t.bound.value().is_some()),
        lacks_actual: observation.is_none(),
        observation,
        assessment,
    }
}

#[cfg(test)]
mod tests;
