//! Sentences made from figures. Each says nothing that its figures do not, and knows them.

use super::adjusted;
use super::build::{Context, Scope};
use super::content::{Row, Sentence, Source, SourceFigure};
use super::figures::{self, percent};
use crate::assess::rollup::worst_first;
use crate::assess::{Assessment, Grade, Method, Review};
use crate::model::{Indicator, Limits, Plan, Rule, Stage, Status, Unit, Year, step_unit};

/// How many rows there are of each grade, counted and named as the window does. Every row is in exactly
/// one group, so the counts always add up.
pub(super) struct Census<'a> {
    pub(super) groups: Vec<(Grade, Vec<&'a Row>)>,
}

/// What is said of rows that could not be judged because the year has no figure.
const NO_DATA: &str = "暂无数据";
/// What is said of rows that have a figure and nothing to count from.
const NO_BASELINE: &str = "缺基期值";

impl<'a> Census<'a> {
    pub(super) fn of(rows: impl IntoIterator<Item = &'a Row>) -> Self {
        let mut groups = Grade::ALL.map(|grade| (grade, Vec::new()));
        for row in rows {
            groups[row.assessment.grade.index()].1.push(row);
        }
        Self {
            groups: groups
                .into_iter()
                .filter(|(_, rows)| !rows.is_empty())
                .collect(),
        }
    }

    /// 已实现4项（均为提前实现）、快于预期7项，另有9项无法评估（其中3项暂无数据）; none where there is nothing
    /// to count.
    pub(super) fn words(&self) -> Option<String> {
        let mut judged = Vec::new();
        let mut open = None;
        for (grade, rows) in &self.groups {
            let (word, apart) = (grade.counted(), apart(*grade, rows));
            // What could not be judged is told apart, also where somebody decided not to.
            if grade.is_assessed() {
                judged.push(format!("{word}{}项{apart}", rows.len()));
            } else {
                open = Some(format!("{}项{word}{apart}", rows.len()));
            }
        }
        match (judged.is_empty(), open) {
            (true, open) => open,
            (false, None) => Some(judged.join("、")),
            (false, Some(open)) => Some(format!("{}，另有{open}", judged.join("、"))),
        }
    }
}

/// Which rows of a grade have a word of their own, as those met early and those without a figure.
fn apart(grade: Grade, rows: &[&Row]) -> String {
    let mut words: Vec<(&str, usize)> = Vec::new();
    for row in rows {
        let word = finer(row);
        match words.iter_mut().find(|(other, _)| *other == word) {
            Some((_, count)) => *count += 1,
            None => words.push((word, 1)),
        }
    }
    words.retain(|(word, _)| *word != grade.counted());
    match words.as_slice() {
        [] => String::new(),
        [(word, 1)] if rows.len() == 1 => format!("（{word}）"),
        [(word, count)] if *count == rows.len() => format!("（均为{word}）"),
        several => {
            let each = several.iter();
            let each: Vec<String> = each.map(|(word, n)| format!("{n}项{word}")).collect();
            format!("（其中{}）", each.join("、"))
        }
    }
}

/// The closest word for where a row stands: 提前实现, 未实现, 暂无数据.
fn finer(row: &Row) -> &'static str {
    let assessment = &row.assessment;
    let is_open = !assessment.grade.is_assessed() && !assessment.is_by_hand();
    match (
        is_open && assessment.reason.is_missing_input(),
        row.lacks_actual,
    ) {
        (true, true) => NO_DATA,
        (true, false) if row.lacks_baseline => NO_BASELINE,
        _ => assessment.plain_word(),
    }
}

/// Rows that lag, worst first.
pub(super) fn lagging(rows: &[Row]) -> Vec<&Row> {
    let mut list: Vec<&Row> = rows
        .iter()
        .filter(|row| row.assessment.grade.needs_attention())
        .collect();
    list.sort_by(|a, b| worst_first(&a.assessment, &b.assessment));
    list
}

/// A sentence that rests on the verdicts of these rows.
pub(super) fn about<'a>(
    text: impl Into<String>,
    rows: impl IntoIterator<Item = &'a Row>,
) -> Sentence {
    let rests_on = rows.into_iter().flat_map(sources).collect();
    Sentence {
        text: text.into(),
        rests_on,
    }
}

/// The cells that a row's verdict rests on.
pub(super) fn sources(row: &Row) -> Vec<Source> {
    let mut list = Vec::new();
    let mut push = |figure| {
        list.push(Source {
            indicator: row.id.clone(),
            figure,
        });
    };
    if row.assessment.baseline.is_some() || row.lacks_baseline {
        push(SourceFigure::Baseline);
    }
    push(SourceFigure::Actual(row.assessment.year));
    if let Some(target) = &row.target {
        push(SourceFigure::Target(target.year));
    }
    list
}

/// Names of rows, 甲、乙、丙.
pub(super) fn names<'a>(rows: impl IntoIterator<Item = &'a Row>) -> String {
    let names: Vec<&str> = rows.into_iter().map(|row| row.name.as_str()).collect();
    names.join("、")
}

/// Names of units, 甲、乙.
pub(super) fn units(units: &[Unit]) -> String {
    let names: Vec<&str> = units.iter().map(|u| u.0.as_str()).collect();
    names.join("、")
}

/// Value and change of a row: 2025年为185亿元（快报），比2024年增长5.3%.
pub(super) fn now(row: &Row) -> Option<String> {
    let assessment = &row.assessment;
    let value = figures::value(Some(assessment.actual?));
    let mut text = format!(
        "{}年为{}",
        assessment.year,
        figures::with_unit(&value, &row.unit)
    );
    if is_flash(row) {
        text.push_str("（快报数）");
    }
    if let Some(change) = figures::change(row) {
        text = format!("{text}，{change}");
    }
    Some(text)
}

/// Target and how far: 目标为2027年200亿元，完成率92.5%.
pub(super) fn against_target(row: &Row) -> Option<String> {
    let target = row.target.as_ref()?;
    let mut parts = vec![format!(
        "{}年目标为{}",
        target.year,
        figures::target(target, &row.unit)
    )];
    if let Some(completion) = row.assessment.completion {
        parts.push(format!("完成率{}", percent(completion)));
    }
    Some(parts.join("，"))
}

/// Progress beside schedule: 进度36.0%，序时进度40.0%，差距-4.0个百分点.
pub(super) fn against_schedule(assessment: &Assessment) -> Option<String> {
    let (progress, schedule) = (assessment.progress?, assessment.schedule?);
    let mut text = format!("进度{}，序时进度{}", percent(progress), percent(schedule));
    if let Some(gap) = assessment.gap_pp {
        let size = figures::points(gap).unwrap_or_else(|| "超过999,999".to_owned());
        let words = match gap {
            _ if size == "0.0" => "两者持平".to_owned(),
            gap if gap < 0.0 => format!("落后{size}个百分点"),
            _ => format!("领先{size}个百分点"),
        };
        text = format!("{text}，{words}");
    }
    Some(text)
}

/// All that is known of one row, in one sentence.
pub(super) fn row_sentence(row: &Row) -> Sentence {
    let name = format!("{}{}", row.name, row.hand_mark());
    let parts: Vec<String> = [
        now(row),
        against_target(row),
        against_schedule(&row.assessment),
    ]
    .into_iter()
    .flatten()
    .collect();
    let text = if parts.is_empty() {
        format!("{name}：{}。", row.assessment.reason.sentence())
    } else {
        format!("{name}{}。", parts.join("；"))
    };
    about(text, [row])
}

/// The plan in one sentence.
pub(super) fn plan_sentence(context: &Context<'_>) -> Sentence {
    let plan = context.input.plan;
    let mut text = format!("《{}》", plan.title);
    if !plan.number.is_empty() {
        text = format!("{text}（{}）", plan.number);
    }
    let draft = if plan.stage == Stage::Draft {
        format!("（{}）", plan.stage.word())
    } else {
        String::new()
    };
    text.push_str(&draft);
    match (&plan.issuer, plan.issued) {
        (Some(issuer), Some(day)) => text = format!("{text}由{issuer}于{}印发", date(day)),
        (Some(issuer), None) => text = format!("{text}由{issuer}于{}年印发", plan.year),
        (None, Some(day)) => text = format!("{text}于{}印发", date(day)),
        (None, None) => text = format!("{text}于{}年印发", plan.year),
    }
    if plan.stage == Stage::Draft {
        text = text.replace("印发", "公开征求意见");
    }
    if let Some(effective) = plan.effective {
        let (from, to) = (date(effective.from), date(effective.to));
        text = format!("{text}，自{from}起施行，有效期至{to}");
    }
    let count = plan.indicators.len();
    text = format!("{text}，共设{count}项指标");
    // What the document itself says, whatever was changed since.
    let printed = plan.all_indicators().flat_map(Indicator::original_targets);
    if let Some(year) = printed.map(|target| target.year).max() {
        text = format!("{text}，目标年为{year}年");
    }
    Sentence::plain(format!("{text}。"))
}

/// The first and the last year that a plan is for: from its issue or its coming into force to its last
/// target or its end.
pub(super) fn period(plan: &Plan) -> (Year, Year) {
    use chrono::Datelike as _;
    let targets = plan.all_indicators().flat_map(|i| &i.targets);
    let last_target = targets.map(|target| target.year).max();
    let from = plan.effective.map(|effective| effective.from.year());
    let to = plan.effective.map(|effective| effective.to.year());
    let first = from.map_or(plan.year, |from| from.min(plan.year));
    (
        first,
        last_target.max(to).map_or(first, |last| last.max(first)),
    )
}

/// Which of the plan's indicators the report covers; none where it is all of them.
pub(super) fn scope_sentence(context: &Context<'_>) -> Option<Sentence> {
    let rows = context.rows;
    let text = match context.scope {
        Scope::Whole => return None,
        Scope::Theme(no) => {
            let theme = context.input.plan.theme(*no)?;
            let lead = theme
                .lead
                .as_ref()
                .map_or_else(String::new, |lead| format!("，牵头单位为{lead}"));
            format!("本报告反映{}的{}项指标{lead}。", theme.name, rows.len())
        }
        Scope::Unit(unit) => {
            let leads = rows.iter().filter(|r| r.lead() == Some(unit)).count();
            let others = rows.len() - leads;
            let mut parts = Vec::new();
            if leads > 0 {
                parts.push(format!("牵头{leads}项"));
            }
            if others > 0 {
                parts.push(format!("参加{others}项"));
            }
            format!(
                "本报告反映{unit}负责的{}项指标，其中{}。",
                rows.len(),
                parts.join("、")
            )
        }
    };
    Some(Sentence::plain(text))
}

/// Sections in the order in which they stand, those without any row left out. What stands before all
/// sections comes first.
pub(super) fn themes<'a>(context: &'a Context<'_>) -> Vec<(u32, &'a str, Vec<&'a Row>)> {
    let named = context.input.plan.themes.iter();
    let named = named.map(|theme| (theme.no, theme.name.as_str()));
    [(0, "总体指标")]
        .into_iter()
        .chain(named)
        .map(|(no, name)| {
            let own = context.rows.iter().filter(|row| row.theme == no);
            (no, name, own.collect::<Vec<&Row>>())
        })
        .filter(|(_, _, own)| !own.is_empty())
        .collect()
}

/// 2024年10月15日
pub(super) fn date(date: chrono::NaiveDate) -> String {
    use chrono::Datelike as _;
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

/// How it was judged, what the limits are, what marks mean.
pub(super) fn notes(context: &Context<'_>) -> Vec<Sentence> {
    let mut notes = Vec::new();
    let mut rules: Vec<(Rule, Vec<&Row>)> = Vec::new();
    for row in context.rows {
        let method = row.assessment.method;
        let limits = if method.has_own_limits() {
            Limits::default()
        } else {
            context.input.workspace.rule_of(&row.id).limits
        };
        let rule = Rule { method, limits };
        match rules.iter_mut().find(|(other, _)| *other == rule) {
            Some((_, rows)) => rows.push(row),
            None => rules.push((rule, vec![row])),
        }
    }
    let several = rules.len() > 1;
    // The rule of the most first: the others are exceptions from it.
    rules.sort_by_key(|(_, rows)| std::cmp::Reverse(rows.len()));
    for (index, (rule, rows)) in rules.iter().enumerate() {
        let which = match (several, index) {
            (false, _) => String::new(),
            (true, 0) => "（除下列指标外）".to_owned(),
            (true, _) => {
                let numbers: Vec<String> = rows.iter().map(|r| r.id.no.to_string()).collect();
                format!("（用于序号{}）", numbers.join("、"))
            }
        };
        notes.push(Sentence::plain(format!(
            "评价方法{which}：{}",
            method_note(*rule)
        )));
    }
    notes.push(Sentence::plain(
        "完成率为实际值与目标值之比，越低越好的指标为目标值与实际值之比；百分数之间的差以个百分点计；“—”表示没有数值，不按零计算。",
    ));
    if context.rows.iter().any(is_flash) {
        notes.push(Sentence::plain(
            "表中带*的实际值为快报数，以最终核实数为准。",
        ));
    }
    notes.extend(adjusted::notes(context.rows));
    notes.extend(context.rows.iter().filter_map(by_hand));
    if context.input.workspace.synthetic {
        notes.push(Sentence::plain(
            "本报告的数值均为示例数据，不是统计数据，不得引用。",
        ));
    }
    notes
}

/// Whether the value judged is a flash figure.
pub(super) fn is_flash(row: &Row) -> bool {
    row.assessment.actual.is_some() && row.status() == Some(Status::Flash)
}

/// Who gave a grade by hand, why, and what was computed.
fn by_hand(row: &Row) -> Option<Sentence> {
    let hand = row.assessment.by_hand.as_ref()?;
    let mut text = format!(
        "序号{}“{}”的评价“{}”为人工评定",
        row.id.no, row.name, row.assessment.word
    );
    let who = hand.judged.signature();
    if !who.is_empty() {
        text = format!("{text}（{who}）");
    }
    let why = hand.judged.why.trim();
    if !why.is_empty() {
        text = format!("{text}，理由：{}", why.trim_end_matches('。'));
    }
    let changed: Vec<String> = hand.reviews.iter().map(Review::words).collect();
    if !changed.is_empty() {
        text = format!("{text}；评定之后{}，请复核", changed.join("，"));
    }
    text = format!("{text}；按方法计算为“{}”。", hand.computed_word);
    Some(about(text, [row]))
}

fn method_note(Rule { method, limits }: Rule) -> String {
    let by_ratio = format!(
        "进度与序时进度之比达到{}为快于预期，达到{}为基本符合预期，达到{}为滞后，0以上为明显滞后，小于0为倒退；达到目标的，早于目标年为提前实现，否则为已实现。",
        limits.ahead, limits.on_track, limits.behind
    );
    match method {
        Method::Schedule => format!(
            "{}。进度＝（实际值－基期值）÷（目标值－基期值），序时进度＝（评价年－基期年）÷（目标年－基期年）；{by_ratio}",
            method.word()
        ),
        Method::ScheduleGeometric => format!(
            "{}。按基期值到目标值等速增长计算进度；{by_ratio}",
            method.word()
        ),
        Method::Cagr => format!(
            "{}。实际年均增速与所需年均增速之比达到0.95为基本符合预期（1.05为快于预期），达到0.60为滞后，0以上为明显滞后，小于0为倒退。",
            method.word()
        ),
        Method::Un => format!(
            "{}。按年均增速外推到目标年，外推的进度达到0.95为基本符合预期，达到0.10为滞后，其余为明显滞后，小于0为倒退。",
            method.word()
        ),
        Method::Trend => format!(
            "{}。按近五次年度变化的平均数外推到目标年，缺口在5%以内为基本符合预期，20%以内为滞后，其余为明显滞后，方向相反为倒退。",
            method.word()
        ),
        Method::Achievement => format!(
            "{}。已完成的路程达到90%为基本符合预期，75%为滞后，其余为明显滞后，不考虑时间。",
            method.word()
        ),
    }
}

/// What is missing, by leading unit, most first: unit, baselines, actuals.
pub(super) fn gaps(rows: &[Row]) -> Vec<(String, Vec<&Row>, Vec<&Row>)> {
    let mut list: Vec<(String, Vec<&Row>, Vec<&Row>)> = Vec::new();
    for row in rows {
        if !row.lacks_baseline && !row.lacks_actual {
            continue;
        }
        let unit = row.lead().map_or("责任单位", |u| u.0.as_str());
        let known = list.iter().position(|(name, ..)| name == unit);
        let at = known.unwrap_or(list.len());
        if known.is_none() {
            list.push((unit.to_owned(), Vec::new(), Vec::new()));
        }
        if row.lacks_baseline {
            list[at].1.push(row);
        }
        if row.lacks_actual {
            list[at].2.push(row);
        }
    }
    list.sort_by_key(|(_, baselines, actuals)| std::cmp::Reverse(baselines.len() + actuals.len()));
    list
}

/// What each year still to come needs, beside the best year so far; none where neither can be said.
pub(super) fn catch_up(row: &Row) -> Option<(String, Option<String>)> {
    let required = row.assessment.required_growth?;
    let show = |value: f64| figures::step(row, value);
    Some((show(required), row.assessment.best_growth.map(show)))
}

impl Row {
    /// The unit of a yearly change.
    pub(super) fn step_unit(&self) -> &str {
        step_unit(&self.unit)
    }
}

/// Whether a year-end figure is judged early, on time or late needs no sentence of its own; what a
/// forecast says of a row does.
pub(super) fn forecast_group(row: &Row) -> &'static str {
    if row.assessment.grade == Grade::Achieved {
        return "已达到目标";
    }
    match row.assessment.forecast.map(|f| f.grade) {
        Some(Grade::Achieved) => "按近年走势可达到目标",
        Some(Grade::OnTrack) => "目标落在预测区间之内、尚不能确定",
        Some(_) => "按近年走势达不到目标",
        None => "数值不足或没有数值目标、未作外推",
    }
}

/// The years shown in tables: the last `most` of those with any value, the year judged among them.
pub(super) fn years(rows: &[Row], year: Year, most: usize) -> Vec<Year> {
    let mut years: Vec<Year> = rows
        .iter()
        .flat_map(|row| row.judged.keys().copied())
        .chain([year])
        .collect();
    years.sort_unstable();
    years.dedup();
    let skip = years.len().saturating_sub(most);
    years.split_off(skip)
}
