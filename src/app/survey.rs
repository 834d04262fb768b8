//! What is seen across the plans of a workspace: every series through the documents, the measures
//! with their state, and each responsible unit with all that it answers for.
//!
//! Made once per change from the workspace and the boards; pages read it.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::NaiveDate;

use super::affected::{Affected, Touched};
use super::board::{Board, Row, Verdict};
use crate::lineage::{self, Conflict, ConflictKind, Line};
use crate::model::{
    Indicator, IndicatorId, Measure, MeasureId, MeasureState, MilestoneState, Plan, PlanId,
    Progress, SeriesId, Unit, UnitGroup, Workspace, Year, format_number,
};
use crate::store::Catalog;

mod letter;
mod sheet;

pub use letter::letter;
pub use sheet::{Standing, sheet};

/// How many days before its date a milestone counts as due soon.
pub const SOON_DAYS: i64 = 90;

/// What is seen across plans.
#[derive(Clone, Debug, Default)]
pub struct Survey {
    lines: Vec<Line>,
    /// Every series of the known documents, with what is said of it.
    pub series: Vec<SeriesRow>,
    /// The measures of the plans followed, in their order.
    pub measures: Vec<MeasureRow>,
    /// Every unit named in the plans followed, in the order of the register.
    pub units: Vec<UnitRow>,
    places: Places,
}

/// Where things stand in a [`Survey`].
#[derive(Clone, Default)]
struct Places {
    /// Lines and rows of series.
    series: HashMap<SeriesId, usize>,
    /// Under which units an indicator stands, and where in their lists.
    indicators: HashMap<IndicatorId, Vec<(usize, usize)>>,
}

impl std::fmt::Debug for Places {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Its maps have no order that could be compared.
        f.debug_struct("Places").finish_non_exhaustive()
    }
}

/// What is said beside a line.
#[derive(Clone, Debug)]
pub struct SeriesRow {
    /// The series.
    pub id: SeriesId,
    /// Its Chinese name.
    pub name: String,
    /// What it counts and what it does not.
    pub note: String,
    /// Where its targets do not go together.
    pub conflicts: Vec<Conflict>,
    /// Actuals entered, by year, as text.
    pub actuals: Vec<(Year, String)>,
}

/// One measure with what is said of it.
#[derive(Clone, Debug)]
pub struct MeasureRow {
    /// Which measure.
    pub id: MeasureId,
    /// Its title.
    pub title: String,
    /// Its section.
    pub theme: u32,
    /// Its section's name.
    pub theme_name: String,
    /// Units under the names of the register, the first leads.
    pub units: Vec<Unit>,
    /// Where it stands in the document.
    pub locator: String,
    /// The indicators it serves, with their names.
    pub serves: Vec<(IndicatorId, String)>,
    /// What is said of it.
    pub state: MeasureState,
    /// Its milestones, by date.
    pub milestones: Vec<MilestoneState>,
}

/// A milestone that is near or past.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// The measure, by its place in [`Survey::measures`].
    pub measure: usize,
    /// What is to be done.
    pub name: String,
    /// The last day.
    pub due: NaiveDate,
    /// Days left; below zero it is past.
    pub days: i64,
}

/// One unit with all that it answers for.
#[derive(Clone, Debug)]
pub struct UnitRow {
    /// The unit.
    pub unit: Unit,
    /// The group it is listed in.
    pub group: Option<UnitGroup>,
    /// Its indicators, led ones first.
    pub indicators: Vec<UnitIndicator>,
    /// Its measures, by their place in [`Survey::measures`], with whether it leads.
    pub measures: Vec<(usize, bool)>,
}

/// An indicator as one unit sees it.
#[derive(Clone, Debug)]
pub struct UnitIndicator {
    /// Which indicator.
    pub id: IndicatorId,
    /// Its name with the unit of measurement.
    pub name: String,
    /// Whether the unit leads.
    pub is_lead: bool,
    /// The grade.
    pub verdict: Verdict,
    /// Why.
    pub reason: String,
    /// The actual of the year judged, or a dash.
    pub actual: String,
    /// The target judged, with its year.
    pub target: String,
    /// Whether a baseline is needed and not there.
    pub lacks_baseline: bool,
    /// Whether the actual is not there.
    pub lacks_actual: bool,
}

impl Survey {
    /// Looks across the plans of a workspace.
    #[must_use]
    pub fn new(workspace: &Workspace, catalog: &Catalog, boards: &[Board]) -> Self {
        let lines = lineage::lines(catalog.plans());
        let series = lines
            .iter()
            .map(|line| series_row(workspace, catalog, line))
            .collect();
        let plans: Vec<(&Plan, &Board)> = boards
            .iter()
            .filter_map(|board| Some((catalog.plan(&board.plan)?, board)))
            .collect();
        let measures: Vec<MeasureRow> = plans
            .iter()
            .flat_map(|(plan, _)| measure_rows(workspace, catalog, plan))
            .collect();
        let units = unit_rows(catalog, &plans, &measures);
        Self {
            places: Places::of(&lines, &units),
            lines,
            series,
            measures,
            units,
        }
    }

    /// Keeps up with a change that left the documents what they are and touched these rows of the
    /// boards; gives what [`Survey::new`] would.
    pub fn renew(
        &mut self,
        workspace: &Workspace,
        catalog: &Catalog,
        boards: &[Board],
        (affected, touched): (&Affected, &Touched),
    ) {
        let series: BTreeSet<&SeriesId> = affected.cells().map(|key| &key.series).collect();
        for series in series {
            if let Some(at) = self.places.series.get(series).copied() {
                self.series[at] = series_row(workspace, catalog, &self.lines[at]);
            }
        }
        for id in affected.measures() {
            let plan = catalog.plan(&id.plan);
            let measure = plan.and_then(|plan| Some((plan, plan.measure(id.no)?)));
            for row in self.measures.iter_mut().filter(|row| row.id == *id) {
                if let Some((plan, measure)) = measure {
                    *row = measure_row(workspace, catalog, plan, measure);
                }
            }
        }
        for (board, rows) in touched {
            let board = boards.get(*board);
            let plan = board.and_then(|board| Some((board, catalog.plan(&board.plan)?)));
            if let Some((board, plan)) = plan {
                self.judge_again(board, plan, rows.iter().copied());
            }
        }
    }

    /// The same where every figure was judged anew.
    pub fn judge_all_again(&mut self, catalog: &Catalog, boards: &[Board]) {
        for board in boards {
            if let Some(plan) = catalog.plan(&board.plan) {
                self.judge_again(board, plan, 0..board.rows.len() + board.text_rows.len());
            }
        }
    }

    /// Says of rows, under every unit that answers for them, how they are judged now.
    fn judge_again(&mut self, board: &Board, plan: &Plan, rows: impl Iterator<Item = usize>) {
        let table = plan.indicators.len();
        for place in rows {
            let indicator = match place.checked_sub(table) {
                None => plan.indicators.get(place),
                Some(text) => plan.text_targets.get(text),
            };
            let (Some(row), Some(indicator)) = (board.row_at(place), indicator) else {
                continue;
            };
            for (unit, at) in self.places.indicators.get(&row.id).into_iter().flatten() {
                let seen = &mut self.units[*unit].indicators[*at];
                *seen = unit_indicator(row, indicator, seen.is_lead);
            }
        }
    }

    /// Every series that any known document sets targets for.
    #[must_use]
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// A line with what is said of it.
    #[must_use]
    pub fn line(&self, index: usize) -> Option<(&Line, &SeriesRow)> {
        Some((self.lines.get(index)?, self.series.get(index)?))
    }

    /// The line of a series.
    #[must_use]
    pub fn line_of(&self, series: &SeriesId) -> Option<&Line> {
        self.lines.get(*self.places.series.get(series)?)
    }

    /// The lines with two or more targets that fit a filter: a unit that answers for one of them,
    /// a kind of conflict (or any, or all lines).
    #[must_use]
    pub fn filtered(&self, unit: Option<&Unit>, shown: Shown) -> Vec<usize> {
        let fits = |(index, line): (usize, &Line)| {
            let conflicts = &self.series[index].conflicts;
            let by_conflict = match shown {
                Shown::Several => line.statements.len() > 1,
                Shown::Conflicts => !conflicts.is_empty(),
                Shown::Kind(kind) => conflicts.iter().any(|c| c.kind == kind),
            };
            (by_conflict && unit.is_none_or(|unit| line.concerns(unit))).then_some(index)
        };
        self.lines.iter().enumerate().filter_map(fits).collect()
    }

    /// The years that these lines have targets for, and those from five years before on that have
    /// actuals.
    #[must_use]
    pub fn years_of(&self, lines: &[usize]) -> Vec<Year> {
        let shown = || lines.iter().filter_map(|index| self.line(*index));
        let targets = shown().flat_map(|(line, _)| line.statements.iter().map(|s| s.year));
        let mut years: BTreeSet<Year> = targets.collect();
        let first = years.first().map_or(Year::MAX, |year| year - 5);
        let actuals = shown().flat_map(|(_, row)| row.actuals.iter().map(|(year, _)| *year));
        years.extend(actuals.filter(|year| *year >= first));
        years.into_iter().collect()
    }

    /// Open milestones that are past or due within so many days, the earliest first. Those of a
    /// measure that is done are not asked for.
    #[must_use]
    pub fn due(&self, today: NaiveDate, within_days: i64) -> Vec<Due> {
        let mut due: Vec<Due> = self
            .measures
            .iter()
            .enumerate()
            .filter(|(_, row)| row.state.progress != Progress::Done)
            .flat_map(|(measure, row)| {
                let open = row.milestones.iter().filter(|m| !m.done);
                open.map(move |m| Due {
                    measure,
                    name: m.name.clone(),
                    due: m.due,
                    days: (m.due - today).num_days(),
                })
            })
            .filter(|due| due.days <= within_days)
            .collect();
        due.sort_by_key(|due| (due.due, due.measure));
        due
    }

    /// How many measures of a plan (or of all) are in each state, in the order of the states.
    #[must_use]
    pub fn progress(&self, plan: Option<&PlanId>) -> [usize; 5] {
        let of_plan = |row: &&MeasureRow| plan.is_none_or(|plan| row.id.plan == *plan);
        Progress::ALL.map(|progress| {
            let rows = self.measures.iter().filter(of_plan);
            rows.filter(|row| row.state.progress == progress).count()
        })
    }

    /// The unit of this name.
    #[must_use]
    pub fn unit(&self, unit: &Unit) -> Option<&UnitRow> {
        self.units.iter().find(|row| row.unit == *unit)
    }
}

/// Which lines are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shown {
    /// Those with two or more targets.
    #[default]
    Several,
    /// Those whose targets do not go together.
    Conflicts,
    /// Those with a conflict of one kind.
    Kind(ConflictKind),
}

impl UnitRow {
    /// How many indicators it leads.
    #[must_use]
    pub fn led(&self) -> usize {
        self.indicators.iter().filter(|row| row.is_lead).count()
    }

    /// How many figures of indicators it leads are missing.
    #[must_use]
    pub fn missing(&self) -> usize {
        let led = self.indicators.iter().filter(|row| row.is_lead);
        led.map(|row| usize::from(row.lacks_baseline) + usize::from(row.lacks_actual))
            .sum()
    }

    /// How many of its indicators lag.
    #[must_use]
    pub fn lagging(&self) -> usize {
        let lags = |row: &&UnitIndicator| row.verdict.grade.needs_attention();
        self.indicators.iter().filter(lags).count()
    }
}

impl UnitIndicator {
    /// What is missing of it: 缺基期值、实际值.
    #[must_use]
    pub fn lacks(&self) -> Option<String> {
        let missing: Vec<&str> = [
            (self.lacks_baseline, "基期值"),
            (self.lacks_actual, "实际值"),
        ]
        .into_iter()
        .filter_map(|(lacks, word)| lacks.then_some(word))
        .collect();
        (!missing.is_empty()).then(|| format!("缺{}", missing.join("、")))
    }
}

impl Places {
    fn of(lines: &[Line], units: &[UnitRow]) -> Self {
        let series = lines.iter().map(|line| line.series.clone()).zip(0..);
        let mut indicators: HashMap<IndicatorId, Vec<(usize, usize)>> = HashMap::new();
        for (unit, row) in units.iter().enumerate() {
            for (at, indicator) in row.indicators.iter().enumerate() {
                let places = indicators.entry(indicator.id.clone());
                places.or_default().push((unit, at));
            }
        }
        Self {
            series: series.collect(),
            indicators,
        }
    }
}

fn series_row(workspace: &Workspace, catalog: &Catalog, line: &Line) -> SeriesRow {
    let series = catalog.series(&line.series);
    SeriesRow {
        id: line.series.clone(),
        name: series.map_or_else(|| line.series.0.clone(), |s| s.name.clone()),
        note: series.map_or_else(String::new, |s| s.note.clone()),
        conflicts: lineage::conflicts(line),
        actuals: workspace
            .observations_of(&line.series)
            .map(|(year, observation)| (year, format_number(observation.value)))
            .collect(),
    }
}

fn measure_rows<'a>(
    workspace: &'a Workspace,
    catalog: &'a Catalog,
    plan: &'a Plan,
) -> impl Iterator<Item = MeasureRow> + 'a {
    let measures = plan.measures.iter();
    measures.map(move |measure| measure_row(workspace, catalog, plan, measure))
}

fn measure_row(
    workspace: &Workspace,
    catalog: &Catalog,
    plan: &Plan,
    measure: &Measure,
) -> MeasureRow {
    let id = MeasureId::new(&plan.id, measure.no);
    let state = workspace.measures.get(&id).cloned().unwrap_or_default();
    let served = measure.serves.iter().filter_map(|no| plan.indicator(*no));
    MeasureRow {
        title: measure.title.clone(),
        theme: measure.theme,
        theme_name: plan
            .theme(measure.theme)
            .map_or_else(String::new, |theme| theme.name.clone()),
        units: canonical(catalog, &measure.units),
        locator: measure.locator.clone(),
        serves: served
            .map(|indicator| (plan.id_of(indicator), indicator.name.clone()))
            .collect(),
        milestones: state.milestones_with(measure),
        state,
        id,
    }
}

fn canonical(catalog: &Catalog, units: &[Unit]) -> Vec<Unit> {
    let named = units.iter().map(|unit| catalog.units().canonical(unit));
    named.cloned().collect()
}

fn unit_rows(
    catalog: &Catalog,
    plans: &[(&Plan, &Board)],
    measures: &[MeasureRow],
) -> Vec<UnitRow> {
    let registered = &catalog.units().responsible;
    let listed = registered.iter().filter_map(|known| {
        let other = known.same_as.as_ref()?;
        Some((&known.name, other))
    });
    let other_names: HashMap<&Unit, &Unit> = listed.collect();
    let mut indicators: BTreeMap<Unit, Vec<UnitIndicator>> = BTreeMap::new();
    for (plan, board) in plans {
        let table = board.rows.iter().zip(&plan.indicators);
        let text = board.text_rows.iter().zip(&plan.text_targets);
        for (row, indicator) in table.chain(text) {
            for (place, unit) in indicator.units.iter().enumerate() {
                let seen = unit_indicator(row, indicator, place == 0);
                let unit = other_names.get(unit).copied().unwrap_or(unit);
                indicators.entry(unit.clone()).or_default().push(seen);
            }
        }
    }
    let mut of_unit: BTreeMap<Unit, Vec<(usize, bool)>> = BTreeMap::new();
    for (index, row) in measures.iter().enumerate() {
        for (place, unit) in row.units.iter().enumerate() {
            let entry = of_unit.entry(unit.clone()).or_default();
            entry.push((index, place == 0));
        }
    }
    let mut names: Vec<(Unit, Option<UnitGroup>)> = registered
        .iter()
        .map(|known| (known.name.clone(), Some(known.group)))
        .collect();
    let mut known: HashSet<&Unit> = registered.iter().map(|known| &known.name).collect();
    let strangers = indicators.keys().chain(of_unit.keys());
    for unit in strangers {
        if known.insert(unit) {
            names.push((unit.clone(), None));
        }
    }
    drop(known);
    names
        .into_iter()
        .filter_map(|(unit, group)| {
            let mut indicators = indicators.remove(&unit).unwrap_or_default();
            let measures = of_unit.remove(&unit).unwrap_or_default();
            indicators.sort_by_key(|row| !row.is_lead);
            let is_named = !indicators.is_empty() || !measures.is_empty();
            is_named.then_some(UnitRow {
                unit,
                group,
                indicators,
                measures,
            })
        })
        .collect()
}

fn unit_indicator(row: &Row, indicator: &Indicator, is_lead: bool) -> UnitIndicator {
    let assessment = &row.assessment;
    let target = assessment.target.as_ref().or(indicator.final_target());
    UnitIndicator {
        id: row.id.clone(),
        name: indicator.name_with_unit(),
        is_lead,
        verdict: row.verdict(),
        reason: assessment.reason.short(),
        actual: super::board::actual_text(assessment),
        target: target.map_or_else(
            || "—".to_owned(),
            |target| {
                let adjusted = indicator.adjusted_by().map_or("", |_| "（已调整）");
                format!("{} 年 {}{adjusted}", target.year, target.bound.text())
            },
        ),
        lacks_baseline: row.lacks_baseline,
        lacks_actual: row.lacks_actual,
    }
}

#[cfg(test)]
mod tests;
