//! The tables of a report.

use super::adjusted;
use super::build::{Context, Scope};
use super::compose::{self, Census, names, units};
use super::content::{Align, Block, Column, Figure, Row, Table, TableCell, TableRow};
use super::figures::{self, NONE};
use crate::assess::Grade;
use crate::model::{MeasureId, Year};

fn column(head: impl Into<String>, align: Align, weight: u32) -> Column {
    Column {
        head: head.into(),
        align,
        weight,
    }
}

fn text(words: impl Into<String>) -> TableCell {
    TableCell::text(words)
}

fn body(cells: Vec<TableCell>) -> TableRow {
    TableRow {
        cells,
        is_total: false,
    }
}

fn grade_cell(row: &Row) -> TableCell {
    TableCell::grade(row.assessment.grade, row.assessment.word)
}

/// A head that does not fit on one line, broken into lines of equal length: 提前 above 实现, not 提前实
/// above 现. Heads with digits or signs are left to the printer.
pub(super) fn head_lines(head: &str, per_line: usize) -> Vec<String> {
    let letters: Vec<char> = head.chars().collect();
    let is_plain = head.chars().all(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    if !is_plain || per_line == 0 || letters.len() <= per_line {
        return vec![head.to_owned()];
    }
    let lines = letters.len().div_ceil(per_line);
    let parts = letters.chunks(letters.len().div_ceil(lines));
    parts.map(|part| part.iter().collect()).collect()
}

/// Grades by section, with a sum that adds up.
pub(super) fn by_theme(context: &Context<'_>) -> Table {
    let mut columns = vec![
        column("领域", Align::Left, 27),
        column("指标数", Align::Right, 8),
    ];
    let census = Census::of(context.rows);
    let grades: Vec<Grade> = census.groups.iter().map(|(grade, _)| *grade).collect();
    let heads = grades.iter().map(|grade| grade.counted());
    columns.extend(heads.map(|head| column(head, Align::Right, 9)));
    let line = |name: &str, rows: &[&Row], is_total: bool| {
        let count = |n: usize| match n {
            0 => NONE.to_owned(),
            n => n.to_string(),
        };
        let mut cells = vec![text(name), text(count(rows.len()))];
        for grade in &grades {
            let own = rows.iter().filter(|row| row.assessment.grade == *grade);
            let n = own.count();
            cells.push(text(count(n)));
        }
        TableRow { cells, is_total }
    };
    let mut rows = Vec::new();
    for (_, name, own) in compose::themes(context) {
        rows.push(line(name, &own, false));
    }
    let all: Vec<&Row> = context.rows.iter().collect();
    rows.push(line("合计", &all, true));
    Table {
        caption: "分领域评价（项）".to_owned(),
        columns,
        rows,
    }
}

/// The indicators of a section, narrow enough for an upright page.
pub(super) fn of_theme(context: &Context<'_>, name: &str, rows: &[&Row]) -> Table {
    let year = context.input.year;
    let shared = Shared::of(rows);
    let columns = vec![
        column("序号", Align::Center, 7),
        column("指标", Align::Left, 29),
        column(shared.baseline_head(), Align::Right, 11),
        column(format!("{year}年"), Align::Right, 11),
        column(shared.target_head(), Align::Right, 11),
        column("进度（%）", Align::Right, 9),
        column("序时（%）", Align::Right, 9),
        column("评价", Align::Left, 22),
    ];
    let rows = rows
        .iter()
        .map(|row| {
            let a = &row.assessment;
            body(vec![
                text(row.id.no.to_string()),
                text(row.name_with_unit()),
                shared.baseline(row),
                actual(row),
                shared.target(row),
                text(figures::share(a.progress)),
                text(figures::share(a.schedule)),
                grade_cell(row),
            ])
        })
        .collect();
    Table {
        caption: format!("{}指标进展", name.trim_end_matches("指标")),
        columns,
        rows,
    }
}

/// What could not be judged, and why.
pub(super) fn open(rows: &[&Row]) -> Table {
    let columns = vec![
        column("序号", Align::Center, 7),
        column("指标", Align::Left, 36),
        column("牵头单位", Align::Left, 18),
        column("原因", Align::Left, 40),
    ];
    let rows = rows
        .iter()
        .map(|row| {
            body(vec![
                text(row.id.no.to_string()),
                text(row.name_with_unit() + row.hand_mark()),
                text(row.lead().map_or(NONE, |u| u.0.as_str())),
                text(lacks(row)),
            ])
        })
        .collect();
    Table {
        caption: String::new(),
        columns,
        rows,
    }
}

fn lacks(row: &Row) -> String {
    let mut parts = Vec::new();
    if row.lacks_actual {
        parts.push(format!("{}年实际值", row.assessment.year));
    }
    if row.lacks_baseline {
        parts.push("基期值".to_owned());
    }
    if parts.is_empty() || !row.assessment.reason.is_missing_input() {
        return row.assessment.reason.sentence();
    }
    format!("缺{}", parts.join("、"))
}

/// Where the figures of these rows lead.
pub(super) fn forecast(rows: &[&Row]) -> Table {
    let shared = Shared::of(rows);
    let columns = vec![
        column("序号", Align::Center, 7),
        column("指标", Align::Left, 28),
        column(shared.target_head(), Align::Right, 13),
        column("外推值", Align::Right, 13),
        column("预测区间", Align::Right, 21),
        column("今后每年须", Align::Right, 14),
        column("以往最好", Align::Right, 14),
    ];
    let rows = rows
        .iter()
        .map(|row| {
            let forecast = row.assessment.forecast;
            let decimals = figures::decimals(row).max(1);
            let ends_at_zero = !row.kind.may_fall_below_zero()
                && row.judged.values().all(|value| !value.is_sign_negative());
            let show = |value: f64| match figures::fixed(value, decimals) {
                below if ends_at_zero && below.starts_with('-') => "低于0".to_owned(),
                text => text,
            };
            let interval = forecast.and_then(|f| Some((f.low?, f.high?)));
            let (required, best) = compose::catch_up(row).unzip();
            let or_none = |text: Option<String>| text.unwrap_or_else(|| NONE.to_owned());
            body(vec![
                text(row.id.no.to_string()),
                text(row.name_with_unit()),
                shared.target(row),
                text(or_none(forecast.map(|f| show(f.value)))),
                text(or_none(
                    interval.map(|(low, high)| format!("{}～{}", show(low), show(high))),
                )),
                text(or_none(required)),
                text(or_none(best.flatten())),
            ])
        })
        .collect();
    Table {
        caption: "按近年走势达不到或不能确定的指标".to_owned(),
        columns,
        rows,
    }
}

/// What is missing, by leading unit.
pub(super) fn gaps(gaps: &[(String, Vec<&Row>, Vec<&Row>)], year: Year) -> Table {
    let columns = vec![
        column("单位", Align::Left, 16),
        column("缺基期值的指标", Align::Left, 40),
        column(format!("缺{year}年实际值的指标"), Align::Left, 40),
    ];
    let or_none = |rows: &[&Row]| {
        if rows.is_empty() {
            NONE.to_owned()
        } else {
            names(rows.iter().copied())
        }
    };
    let rows = gaps
        .iter()
        .map(|(unit, baselines, actuals)| {
            body(vec![
                text(unit.as_str()),
                text(or_none(baselines)),
                text(or_none(actuals)),
            ])
        })
        .collect();
    Table {
        caption: String::new(),
        columns,
        rows,
    }
}

/// 附件: every figure of every indicator, for a page in landscape.
pub(super) fn annex(context: &Context<'_>) -> Vec<Block> {
    if context.rows.is_empty() {
        return Vec::new();
    }
    let years = compose::years(context.rows, context.input.year, 3);
    let all: Vec<&Row> = context.rows.iter().collect();
    let shared = Shared::of(&all);
    let mut columns = vec![
        column("序号", Align::Center, 5),
        column("指标", Align::Left, 29),
        column("责任单位", Align::Left, 20),
        column(shared.baseline_head(), Align::Right, 10),
    ];
    columns.extend(
        years
            .iter()
            .map(|year| column(format!("{year}年"), Align::Right, 11)),
    );
    columns.extend([
        column(shared.target_head(), Align::Right, 12),
        column("完成率（%）", Align::Right, 9),
        column("进度（%）", Align::Right, 9),
        column("序时（%）", Align::Right, 9),
        column("差距（个百分点）", Align::Right, 10),
        column("评价", Align::Left, 19),
    ]);
    let rows = context
        .rows
        .iter()
        .map(|row| body(annex_cells(context, row, &years, &shared)))
        .collect();
    let mut blocks = vec![Block::Table(Table {
        caption: String::new(),
        columns,
        rows,
    })];
    blocks.extend(measures(context).map(Block::Table));
    // A page of blank cells says nothing.
    let any_value = context.rows.iter().any(|row| !row.entries.is_empty());
    if *context.scope == Scope::Whole && any_value {
        blocks.push(Block::Figures {
            figures: vec![Figure::Grades],
            caption: "各项指标逐年评价".to_owned(),
        });
    }
    blocks
}

/// How far the measures have come, where anything is said of any.
fn measures(context: &Context<'_>) -> Option<Table> {
    let (plan, said) = (context.input.plan, &context.input.workspace.measures);
    let own: Vec<_> = plan
        .measures
        .iter()
        .filter(|measure| match context.scope {
            Scope::Whole => true,
            Scope::Theme(no) => measure.theme == *no,
            Scope::Unit(unit) => measure.units.contains(unit),
        })
        .map(|measure| (measure, said.get(&MeasureId::new(&plan.id, measure.no))))
        .collect();
    if own.iter().all(|(_, state)| state.is_none()) {
        return None;
    }
    let rows = own.iter().map(|(measure, state)| {
        let note = state.map_or(NONE, |s| s.note.as_str());
        body(vec![
            text(measure.no.to_string()),
            text(measure.title.as_str()),
            text(units(&measure.units)),
            text(state.map_or(NONE, |s| s.progress.word())),
            text(figures::value(state.and_then(|s| s.percent))),
            text(note),
        ])
    });
    Some(Table {
        caption: "举措进展".to_owned(),
        columns: vec![
            column("序号", Align::Center, 5),
            column("举措", Align::Left, 44),
            column("责任单位", Align::Left, 30),
            column("进展", Align::Left, 9),
            column("完成（%）", Align::Right, 9),
            column("说明", Align::Left, 40),
        ],
        rows: rows.collect(),
    })
}

fn annex_cells(
    context: &Context<'_>,
    row: &Row,
    years: &[Year],
    shared: &Shared,
) -> Vec<TableCell> {
    let a = &row.assessment;
    let mut cells = vec![
        text(row.id.no.to_string()),
        text(row.name_with_unit()),
        text(responsible(context, row)),
        shared.baseline(row),
    ];
    cells.extend(years.iter().map(|year| {
        if *year == a.year {
            actual(row)
        } else {
            text(figures::value(row.judged.get(year).copied()))
        }
    }));
    cells.extend([
        shared.target(row),
        text(figures::share(a.completion)),
        text(figures::share(a.progress)),
        text(figures::share(a.schedule)),
        text(figures::gap(a.gap_pp)),
        grade_cell(row),
    ]);
    cells
}

/// All units; in a unit's own report what its part is.
fn responsible(context: &Context<'_>, row: &Row) -> String {
    let all = units(&row.units);
    match context.scope {
        Scope::Unit(unit) if row.lead() == Some(unit) => format!("{all}（本单位牵头）"),
        Scope::Unit(_) => format!("{all}（本单位参加）"),
        _ => all,
    }
}

/// The years that baselines and targets of a table have in common; then the head names them, else
/// each cell does.
struct Shared {
    base_year: Option<Year>,
    target_year: Option<Year>,
}

impl Shared {
    fn of(rows: &[&Row]) -> Self {
        let only = |years: Vec<Year>| {
            let first = *years.first()?;
            years.iter().all(|year| *year == first).then_some(first)
        };
        let base = rows
            .iter()
            .filter_map(|r| Some(r.assessment.baseline?.year));
        let target = rows.iter().filter_map(|r| Some(r.target.as_ref()?.year));
        Self {
            base_year: only(base.collect()),
            target_year: only(target.collect()),
        }
    }

    fn baseline_head(&self) -> String {
        self.base_year
            .map_or_else(|| "基期值".to_owned(), |year| format!("{year}年基期"))
    }

    fn target_head(&self) -> String {
        self.target_year
            .map_or_else(|| "目标".to_owned(), |year| format!("{year}年目标"))
    }

    fn baseline(&self, row: &Row) -> TableCell {
        let Some(baseline) = row.assessment.baseline else {
            return text(NONE);
        };
        let value = figures::value(Some(baseline.value));
        match self.base_year {
            Some(_) => text(value),
            None => text(format!("{value}（{}）", baseline.year)),
        }
    }

    fn target(&self, row: &Row) -> TableCell {
        let Some(target) = &row.target else {
            return text(NONE);
        };
        let words = target.bound.text() + &adjusted::beside(row);
        match self.target_year {
            Some(_) => text(words),
            None => text(format!("{words}（{}）", target.year)),
        }
    }
}

/// The value judged; a flash figure is marked.
fn actual(row: &Row) -> TableCell {
    let value = figures::value(row.assessment.actual);
    if compose::is_flash(row) {
        text(format!("{value}*"))
    } else {
        text(value)
    }
}

/// What was reached by indicators of one verdict.
pub(super) fn completion(context: &Context<'_>, rows: &[&Row]) -> Table {
    let year = context.input.year;
    let shared = Shared::of(rows);
    let columns = vec![
        column("序号", Align::Center, 7),
        column("指标", Align::Left, 34),
        column(format!("{year}年"), Align::Right, 13),
        column(format!("比{}年", year - 1), Align::Right, 23),
        column(shared.target_head(), Align::Right, 13),
        column("完成率（%）", Align::Right, 11),
    ];
    let rows = rows
        .iter()
        .map(|row| {
            body(vec![
                text(row.id.no.to_string()),
                text(row.name_with_unit() + row.hand_mark()),
                actual(row),
                text(figures::change_cell(row)),
                shared.target(row),
                text(figures::share(row.assessment.completion)),
            ])
        })
        .collect();
    Table {
        caption: String::new(),
        columns,
        rows,
    }
}

/// What the grades' marks mean, best first.
pub(super) fn legend() -> String {
    let each = Grade::ALL.map(|grade| format!("{} {}", super::content::mark(grade), grade.word()));
    each.join("　")
}
