//! All figures derived from a workspace for one plan, computed once per change.
//!
//! Views read a [`Board`]; they compute nothing themselves. The sentences of the overview are made
//! here too, so that tests can hold them against the figures.

use std::collections::{BTreeMap, BTreeSet};

use super::affected::Affected;
use crate::assess::compare::{Comparison, Disagreement, Opinion, compare};
use crate::assess::rollup::{Tally, worst_first};
use crate::assess::{self, Assessment, Grade};
use crate::chart::{self, Bullet, ChartSpec};
use crate::lineage::Line;
use crate::model::{
    IndicatorId, Method, Observation, Plan, PlanId, Rule, Unit, Workspace, Year, format_number,
    step_unit,
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
}

/// One indicator on a board.
#[derive(Clone, Debug)]
pub struct Row {
    /// Which indicator.
    pub id: IndicatorId,
    /// How it is judged.
    pub assessment: Assessment,
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
}

impl Board {
    /// Judges every indicator of a plan.
    #[must_use]
    pub fn new(workspace: &Workspace, plan: &Plan, year: Year) -> Self {
        let rows: Vec<Row> = plan
            .indicators
            .iter()
            .map(|indicator| row(workspace, plan, indicator, year))
            .collect();
        let text = plan.text_targets.iter();
        let text_rows = text.map(|i| row(workspace, plan, i, year)).collect();
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
            years: chart::plan_years(workspace, plan),
            base_year: assess::base_year(workspace, plan),
            elapsed: assess::time_elapsed(plan, year),
            tally: Tally::default(),
            themes: Vec::new(),
            attention: Vec::new(),
            missing: Vec::new(),
            heat: ChartSpec::HeatMap(chart::heat_map(workspace, plan, year)),
            filled: 0,
            without_baseline: 0,
            rows,
            text_rows,
        };
        board.count(plan);
        board
    }

    /// Keeps up with a change that touched what `affected` says, deriving only that anew. Answers which
    /// rows are new, and so lack the targets of other documents.
    ///
    /// Gives what [`Board::new`] would: where the year judged or the years followed may be others,
    /// everything is derived.
    pub fn refresh(
        &mut self,
        workspace: &Workspace,
        plan: &Plan,
        year: Year,
        affected: &Affected,
    ) -> BTreeSet<IndicatorId> {
        let same_years = year == self.year && !self.years_may_differ(workspace, plan, affected);
        let (true, ChartSpec::HeatMap(heat)) = (same_years, &mut self.heat) else {
            *self = Self::new(workspace, plan, year);
            let rows = self.rows.iter().chain(&self.text_rows);
            return rows.map(|row| row.id.clone()).collect();
        };
        let mut fresh = BTreeSet::new();
        for (place, indicator) in plan.indicators.iter().enumerate() {
            if affected.touches(plan, indicator) {
                self.rows[place] = row(workspace, plan, indicator, year);
                let years = (heat.years.as_slice(), heat.current);
                heat.rows[place] = chart::heat_row(workspace, plan, indicator, years);
                fresh.insert(plan.id_of(indicator));
            }
        }
        let any_in_table = !fresh.is_empty();
        for (place, indicator) in plan.text_targets.iter().enumerate() {
            if affected.touches(plan, indicator) {
                self.text_rows[place] = row(workspace, plan, indicator, year);
                fresh.insert(plan.id_of(indicator));
            }
        }
        if any_in_table {
            self.count(plan);
        }
        fresh
    }

    /// Whether a touched cell may have brought a year that was not followed, or taken one away.
    fn years_may_differ(&self, workspace: &Workspace, plan: &Plan, affected: &Affected) -> bool {
        let last_target = plan.last_target_year().unwrap_or(self.base_year + 1);
        affected.cells().any(|key| {
            let is_of_plan = self.base_year < key.year && key.year <= last_target;
            let is_observed = workspace.observation(&key.series, key.year).is_some();
            !(is_of_plan || (is_observed && self.years.contains(&key.year)))
        })
    }

    /// The row of an indicator, in the table or in the text.
    #[must_use]
    pub fn any_row(&self, id: &IndicatorId) -> Option<&Row> {
        self.all_rows().find(|row| row.id == *id)
    }

    /// The rows of the table, then those of the text.
    pub fn all_rows(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().chain(&self.text_rows)
    }

    /// How many grades given by hand ask for a review, those of the text included.
    #[must_use]
    pub fn reviews(&self) -> usize {
        let rows = self.all_rows();
        rows.filter(|row| row.assessment.needs_review()).count()
    }

    /// Marks on each plot the targets that other documents set for its series.
    pub fn add_other_targets(&mut self, plan: &Plan, lines: &[Line]) {
        self.add_other_targets_to(|_| true, plan, lines);
    }

    /// The same on the plots of these rows, which must not have them yet.
    pub fn add_other_targets_to(
        &mut self,
        is_wanted: impl Fn(&IndicatorId) -> bool,
        plan: &Plan,
        lines: &[Line],
    ) {
        let table = self.rows.iter_mut().zip(&plan.indicators);
        let text = self.text_rows.iter_mut().zip(&plan.text_targets);
        for (row, indicator) in table.chain(text).filter(|(row, _)| is_wanted(&row.id)) {
            let line = lines.iter().find(|line| line.series == indicator.series);
            if let (Some(line), ChartSpec::Line(chart)) = (line, &mut row.chart) {
                chart::add_other_targets(chart, &plan.id, line);
            }
        }
    }

    /// Counts what the rows come to.
    fn count(&mut self, plan: &Plan) {
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

    /// The row of an indicator.
    #[must_use]
    pub fn row(&self, id: &IndicatorId) -> Option<(usize, &Row)> {
        self.rows.iter().enumerate().find(|(_, row)| row.id == *id)
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
        headline(&self.tally)
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

/// A rule with how many indicators it does not judge, and why.
#[must_use]
pub fn rule_words(rule: &Rule, own_rules: usize, by_hand: usize, to_review: usize) -> String {
    let mut parts = vec![rule.words()];
    if own_rules > 0 {
        parts.push(format!("{own_rules} 项单独规则"));
    }
    match (by_hand, to_review) {
        (0, _) => {}
        (_, 0) => parts.push(format!("{by_hand} 项人工评定")),
        (_, _) => parts.push(format!("{by_hand} 项人工评定（{to_review} 项待复核）")),
    }
    parts.join("，")
}

fn headline(tally: &Tally) -> String {
    if tally.assessed() == 0 {
        return format!("{} 项指标待填报", tally.total());
    }
    // What is not known is said in the same breath: the three numbers add up to the first.
    let mut text = format!(
        "{} 项指标：{} 项基本符合或好于预期，{} 项滞后",
        tally.total(),
        tally.on_schedule(),
        tally.lagging()
    );
    let unknown = tally.count(Grade::NotAssessable);
    if unknown > 0 {
        text = format!("{text}，{unknown} 项无法评估");
    }
    text
}

fn row(workspace: &Workspace, plan: &Plan, indicator: &crate::model::Indicator, year: Year) -> Row {
    let id = plan.id_of(indicator);
    let assessment = assess::judge_indicator(workspace, plan, indicator, year);
    let observation = workspace.observation(&indicator.series, year).cloned();
    let chart = chart::line_chart(workspace, plan, indicator, &assessment);
    let comparison = compare(&assess::case_of(workspace, plan, indicator, year));
    Row {
        rule: workspace.rule_of(&id),
        has_own_rule: workspace.settings.own_rules.contains_key(&id),
        id,
        disagreement: comparison.disagreement(),
        comparison,
        chart: ChartSpec::Line(chart),
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
    let weakest = of_theme
        .iter()
        .copied()
        .filter(|i| rows[*i].assessment.grade.is_assessed())
        .min_by(|a, b| worst_first(&rows[*a].assessment, &rows[*b].assessment));
    ThemeBoard {
        no,
        tally: Tally::of(of_theme.iter().map(|i| rows[*i].assessment.grade)),
        filled: of_theme.iter().filter(|i| !rows[**i].lacks_actual).count(),
        weakest,
        rows: of_theme,
    }
}

fn missing(plan: &Plan, rows: &[Row]) -> Vec<Missing> {
    let mut by_unit: BTreeMap<Unit, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
    for (index, (row, indicator)) in rows.iter().zip(&plan.indicators).enumerate() {
        if !row.lacks_baseline && !row.lacks_actual {
            continue;
        }
        // What nobody is named for is missing all the same.
        let lead = indicator.lead().cloned();
        let lead = lead.unwrap_or_else(|| Unit("文件未写明".to_owned()));
        let entry = by_unit.entry(lead).or_default();
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
    // Most first; units with equally many in the order of the document's table.
    list.sort_by_key(|m| {
        let first = m.baselines.iter().chain(&m.actuals).min().copied();
        (
            std::cmp::Reverse(m.baselines.len() + m.actuals.len()),
            first,
        )
    });
    list
}

/// The actual of a row with its grouping, or a dash.
#[must_use]
pub fn actual_text(assessment: &Assessment) -> String {
    assessment
        .actual
        .map_or_else(|| "—".to_owned(), format_number)
}

/// What a method's grade goes by: its ratio, or for 完成率法 the share done.
#[must_use]
pub fn measure_text(opinion: &Opinion) -> String {
    match (opinion.method, opinion.measure) {
        (_, None) => String::new(),
        (Method::Achievement, Some(share)) => assess::percent(share),
        (Method::Cagr, Some(ratio)) => format!("R {}", chart::axis::group(ratio, 2)),
        (_, Some(ratio)) => chart::axis::group(ratio, 2),
    }
}

/// A share as a percentage, or a dash.
#[must_use]
pub fn percent_text(share: Option<f64>) -> String {
    share.map_or_else(|| "—".to_owned(), assess::percent)
}

/// 趋势判断 in a few words, or a dash where the figures lead nowhere yet.
#[must_use]
pub fn outlook_text(assessment: &Assessment) -> &'static str {
    assessment.outlook().map_or("—", |forecast| forecast.word())
}

/// What each year still to come needs, beside the best year so far: 今后每年须增长 5.2%，最好的一年增长 7.1%.
#[must_use]
pub fn catch_up_text(assessment: &Assessment, unit: &str) -> Option<String> {
    let step = |value: f64| {
        if assessment.growth_is_rate {
            return signed(percent_text(Some(value)), value);
        }
        let decimals = if value.abs() < 100.0 { 2 } else { 1 };
        let words = format!(
            "{} {}",
            chart::axis::group(value, decimals),
            step_unit(unit)
        );
        signed(words.trim_end().to_owned(), value)
    };
    let required = assessment.required_growth?;
    let words = format!("今后每年须 {}", step(required));
    Some(match assessment.best_growth {
        Some(best) => format!("{words}；至今最好的一年 {}", step(best)),
        None => words,
    })
}

fn signed(text: String, value: f64) -> String {
    if value > 0.0 {
        format!("+{text}")
    } else {
        text
    }
}

/// A gap in percentage points with its sign, or a dash.
#[must_use]
pub fn gap_text(gap_pp: Option<f64>) -> String {
    gap_pp.map_or_else(
        || "—".to_owned(),
        |gap| {
            let text = chart::axis::group(gap, 1);
            if gap > 0.0 && text != "0.0" {
                format!("+{text}")
            } else {
                text
            }
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::demo;
    use crate::store::{Catalog, default_plan};

    fn board(make: impl Fn(&Plan) -> Workspace) -> Board {
        let catalog = Catalog::builtin().unwrap();
        let plan = catalog.plan(&default_plan()).unwrap();
        Board::new(&make(plan), plan, 2025)
    }

    fn empty() -> Board {
        board(|plan| Workspace::new(vec![plan.id.clone()]))
    }

    #[test]
    fn an_empty_workspace_says_what_is_missing_and_from_whom() {
        let board = empty();
        assert_eq!(board.headline(), "37 项指标待填报");
        // Four of the 37 are cumulative and count from zero.
        assert_eq!(
            board.headline_note(),
            "缺 33 项基期值、37 项 2025 年实际值，填报后即可评价"
        );
        let baselines: usize = board.missing.iter().map(|m| m.baselines.len()).sum();
        let actuals: usize = board.missing.iter().map(|m| m.actuals.len()).sum();
        assert_eq!((baselines, actuals), (33, 37));
        // Counted in the appendix: 12 units are named first.
        assert_eq!(board.missing.len(), 12);
        assert_eq!(board.missing[0].unit.0, "市商务局");
        assert_eq!(board.missing[0].actuals.len(), 7);
        assert!(board.attention.is_empty());
    }

    #[test]
    fn what_no_unit_is_named_for_is_missing_all_the_same() {
        let catalog = Catalog::builtin().unwrap();
        let plan = PlanId("hz-2024-75-draft".to_owned());
        let workspace = Workspace::new(vec![plan.clone()]);
        let board = Board::new(&workspace, catalog.plan(&plan).unwrap(), 2025);
        let [missing] = board.missing.as_slice() else {
            panic!("{:?}", board.missing);
        };
        assert_eq!(missing.unit.0, "文件未写明");
        assert_eq!(missing.actuals.len(), 12);
    }

    #[test]
    fn sections_add_up_to_the_whole() {
        for board in [empty(), board(demo::workspace)] {
            let sizes: Vec<usize> = board.themes.iter().map(|t| t.tally.total()).collect();
            assert_eq!(sizes, [7, 7, 6, 7, 10]);
            for grade in Grade::ALL {
                let parts: usize = board.themes.iter().map(|t| t.tally.count(grade)).sum();
                assert_eq!(parts, board.tally.count(grade));
            }
            let filled: usize = board.themes.iter().map(|t| t.filled).sum();
            assert_eq!(filled, board.filled());
        }
    }

    #[test]
    fn the_headline_says_what_the_counts_are() {
        let board = board(demo::workspace);
        let t = &board.tally;
        assert_eq!(
            board.headline(),
            format!(
                "37 项指标：{} 项基本符合或好于预期，{} 项滞后，{} 项无法评估",
                t.on_schedule(),
                t.lagging(),
                t.count(Grade::NotAssessable)
            )
        );
        assert_eq!(
            t.on_schedule() + t.lagging() + t.count(Grade::NotAssessable),
            37
        );
        assert_eq!(board.attention.len(), t.lagging());
    }

    #[test]
    fn attention_goes_to_the_worst_first() {
        let board = board(demo::workspace);
        let grades: Vec<Grade> = board
            .attention
            .iter()
            .map(|row| board.rows[*row].assessment.grade)
            .collect();
        assert!(grades.is_sorted_by(|a, b| a >= b), "{grades:?}");
        assert_eq!(grades[0], Grade::Regressed);
    }

    #[test]
    fn the_share_of_time_gone_is_counted_in_days() {
        // 2024-11-15 to 2025-12-31 is 412 days, to 2027-11-14 it is 1095.
        let elapsed = empty().elapsed.unwrap();
        assert!((elapsed - 412.0 / 1095.0).abs() < 1e-12);
    }

    #[test]
    fn a_step_between_shares_is_in_percentage_points_and_others_in_their_own_unit() {
        let board = board(demo::workspace);
        // A row whose steps are changes in its unit.
        let rows = board.rows.iter().map(|row| &row.assessment);
        let mut steps = rows.filter(|a| a.required_growth.is_some() && !a.growth_is_rate);
        let assessment = Assessment {
            required_growth: Some(2.1),
            best_growth: Some(1.25),
            ..steps.next().unwrap().clone()
        };
        let said = |unit| catch_up_text(&assessment, unit).unwrap();
        let points = "今后每年须 +2.10 个百分点；至今最好的一年 +1.25 个百分点";
        assert_eq!((said("%"), said("百分点")), (points.into(), points.into()));
        assert_eq!(said("家"), "今后每年须 +2.10 家；至今最好的一年 +1.25 家");
        assert_eq!(said(""), "今后每年须 +2.10；至今最好的一年 +1.25");
    }

    #[test]
    fn figures_are_written_with_sign_and_dash() {
        assert_eq!(percent_text(Some(0.36)), "36.0%");
        assert_eq!(percent_text(None), "—");
        assert_eq!(gap_text(Some(-4.0)), "-4.0");
        assert_eq!(gap_text(Some(10.84)), "+10.8");
        assert_eq!(gap_text(Some(0.001)), "0.0");
        assert_eq!(gap_text(Some(-0.001)), "0.0");
    }
}
