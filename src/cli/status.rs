//! `status`: how far each indicator of a workspace is.

use std::fmt::Write as _;
use std::path::PathBuf;

use chrono::{Datelike as _, Local};
use clap::ValueEnum;
use clap::builder::PossibleValue;

use super::json::{self, Judged, target_text};
use super::plans::units;
use super::rollup::Rolled;
use super::table::{Align, in_columns, shortened};
use super::usage::Format;
use super::{Failure, Outcome, catalog_of, plan_named};
use crate::app::board::rule_words;
use crate::assess::rollup::{By, Tally};
use crate::assess::{
    Assessment, ByHand, Method, as_of_year, assess_indicator, judge_indicator, judge_superseded,
};
use crate::model::live::csv_line;
use crate::model::{Bound, Indicator, Plan, Workspace, Year, format_number, rounded};
use crate::store::{self, Catalog};

/// Names are cut here, so that a row fits on a line of a wide terminal.
const NAME_COLUMNS: usize = 40;

/// In a table, what there is not.
const NONE: &str = "—";

#[derive(clap::Args)]
pub(super) struct Args {
    /// 台账文件
    workspace: PathBuf,
    /// 只看这份规划
    #[arg(long, value_name = "P")]
    plan: Option<String>,
    /// 截至年度；默认取台账设置，未设置时取最近有数的年度
    #[arg(long, value_name = "Y")]
    year: Option<String>,
    /// 全部指标按这一方法计算，不计单独规则的方法和人工评定；默认按台账的规则。
    /// 可用 schedule、schedule-geometric、cagr、un、trend、achievement
    #[arg(long, value_name = "M")]
    method: Option<String>,
    /// 汇总：plan 按规划、theme 按领域（中心）、unit 按责任单位，代替逐项列表
    #[arg(long, value_enum, value_name = "plan|theme|unit")]
    by: Option<By>,
    /// 连同正文中的目标（序号 101 起）；它们不计入各项汇总
    #[arg(long, conflicts_with = "by")]
    all: bool,
    /// 输出格式：table 表格（默认）、json、csv
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

pub(super) fn run(args: &Args) -> Outcome {
    let method = args
        .method
        .as_deref()
        .map(super::method_named)
        .transpose()?;
    let workspace = store::open(&args.workspace)?;
    let catalog = catalog_of(&workspace)?;
    let plans = plans(args, &workspace, &catalog)?;
    let year = match &args.year {
        None => as_of_year(&workspace, Local::now().year()),
        Some(text) => {
            let year = super::read_year(text)?;
            super::remark_year_to_come(year);
            year
        }
    };
    let all: Vec<(&Plan, &Indicator, Assessment, Vec<Assessment>)> = plans
        .iter()
        .flat_map(|plan| {
            let text = if args.all {
                &plan.text_targets[..]
            } else {
                &[]
            };
            let rows = plan.indicators.iter().chain(text);
            rows.map(move |row| (*plan, row))
        })
        .map(|(plan, row)| {
            let assessment = match method {
                Some(method) => assess_indicator(&workspace, plan, row, year, method),
                None => judge_indicator(&workspace, plan, row, year),
            };
            let superseded = judge_superseded(&workspace, plan, row, year, method);
            (plan, row, assessment, superseded)
        })
        .collect();
    let rows: Vec<Judged<'_>> = all
        .iter()
        .map(|(plan, indicator, assessment, superseded)| Judged {
            plan,
            indicator,
            assessment,
            superseded,
            observation: workspace.observation(&indicator.series, year),
            workspace: &workspace,
        })
        .collect();
    if let Some(by) = args.by {
        let mean_of = method.unwrap_or(workspace.rule().method);
        let rolled = Rolled::new(&rows, by, mean_of, year, &workspace);
        return Ok(match args.format {
            Format::Json => json::text(&rolled.json()),
            Format::Csv => rolled.csv(),
            Format::Table => rolled.table(&rule_of(&rows.iter(), &workspace, method)),
        });
    }
    Ok(match args.format {
        Format::Json => json::text(&json::status(&rows)),
        Format::Csv => csv(&rows, workspace.synthetic),
        Format::Table => table(&plans, &rows, &workspace, year, method),
    })
}

impl ValueEnum for By {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Plan, Self::Theme, Self::Unit]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.code()))
    }
}

/// The plans asked for, in the workspace's order.
fn plans<'a>(
    args: &Args,
    workspace: &Workspace,
    catalog: &'a Catalog,
) -> Result<Vec<&'a Plan>, Failure> {
    let Some(name) = &args.plan else {
        let plans = workspace.plans.iter().filter_map(|id| catalog.plan(id));
        return Ok(plans.collect());
    };
    let plan = plan_named(catalog, name)?;
    if workspace.plans.contains(&plan.id) {
        return Ok(vec![plan]);
    }
    let known: Vec<&str> = workspace.plans.iter().map(|id| id.0.as_str()).collect();
    Err(Failure::input(format!(
        "台账没有收入规划 {name}；已收入 {}：{}",
        known.join("、"),
        args.workspace.display()
    )))
}

fn table(
    plans: &[&Plan],
    rows: &[Judged<'_>],
    workspace: &Workspace,
    year: Year,
    method: Option<Method>,
) -> String {
    let heads = [
        ("序号", Align::Right),
        ("指标", Align::Left),
        ("单位", Align::Left),
        ("目标", Align::Right),
        ("实际", Align::Right),
        ("进度", Align::Right),
        ("序时", Align::Right),
        ("评价", Align::Left),
        ("趋势判断", Align::Left),
        ("责任单位", Align::Left),
    ];
    let mut out = String::new();
    if workspace.synthetic {
        out.push_str("【示例数据】以下数值均为虚构，不得引用\n");
    }
    for plan in plans {
        let own = || {
            rows.iter()
                .filter(|row| row.plan.id == plan.id && !row.is_in_text())
        };
        let text = || {
            rows.iter()
                .filter(|row| row.plan.id == plan.id && row.is_in_text())
        };
        let tally = Tally::of(own().map(|row| row.assessment.grade));
        let counts: Vec<String> = tally
            .present()
            .map(|(grade, count)| format!("{} {count}", grade.word()))
            .collect();
        let _ = writeln!(
            out,
            "{}（{}）\n截至 {year} 年，{}；已评价 {} 项，共 {} 项：{}\n",
            plan.title,
            plan.label(),
            rule_of(&own(), workspace, method),
            tally.assessed(),
            tally.total(),
            counts.join("，")
        );
        let cells: Vec<_> = own().map(table_row).collect();
        out.push_str(&in_columns(&heads, &cells));
        let cells: Vec<_> = text().map(table_row).collect();
        if !cells.is_empty() {
            let _ = writeln!(
                out,
                "\n正文中的目标 {} 个，不计入上面的 {} 项：\n",
                cells.len(),
                tally.total()
            );
            out.push_str(&in_columns(&heads, &cells));
        }
    }
    out
}

/// By which rule a plan's grades came about.
fn rule_of<'a>(
    rows: &(impl Iterator<Item = &'a Judged<'a>> + Clone),
    workspace: &Workspace,
    method: Option<Method>,
) -> String {
    if let Some(method) = method {
        return format!("{}（按指定方法计算，不计人工评定）", method.word());
    }
    let count = |is_so: fn(&Judged<'_>) -> bool| rows.clone().filter(|row| is_so(row)).count();
    rule_words(
        &workspace.rule(),
        count(|row| row.own_rule().is_some()),
        count(|row| row.assessment.is_by_hand()),
        count(|row| row.assessment.needs_review()),
    )
}

fn table_row(row: &Judged<'_>) -> Vec<String> {
    let assessment = row.assessment;
    let none = || NONE.to_owned();
    let percent = |share: Option<f64>| share.map_or_else(none, percent);
    let target = assessment.target.as_ref();
    vec![
        row.indicator.no.to_string(),
        shortened(&row.indicator.name, NAME_COLUMNS),
        row.indicator.unit.clone(),
        target.map_or_else(none, |target| target_words(row.indicator, &target.bound)),
        assessment.actual.map_or_else(none, format_number),
        percent(assessment.progress),
        percent(assessment.schedule),
        grade_words(assessment),
        assessment
            .outlook()
            .map_or_else(none, |forecast| forecast.word().to_owned()),
        units(row.indicator),
    ]
}

/// A target; one that another document has set says so.
fn target_words(indicator: &Indicator, bound: &Bound) -> String {
    match indicator.adjusted_by() {
        Some(_) => format!("{}（已调整）", bound.text()),
        None => bound.text(),
    }
}

/// The grade; one given by hand says so, with what was computed and whether it asks for a review.
fn grade_words(assessment: &Assessment) -> String {
    let Some(hand) = &assessment.by_hand else {
        return assessment.word.to_owned();
    };
    let review = if hand.needs_review() {
        "，待复核"
    } else {
        ""
    };
    format!("{}，计算 {}{review}", assessment.word, hand.computed_word)
}

fn percent(share: f64) -> String {
    let percent = rounded(share * 100.0, 1);
    // Otherwise a hair below nothing is shown as -0.0%.
    let percent = if percent.abs() < 0.05 { 0.0 } else { percent };
    format!("{percent:.1}%")
}

const CSV_HEADS: [&str; 37] = [
    "指标编号",
    "序号",
    "指标",
    "单位",
    "中心",
    "牵头单位",
    "配合单位",
    "年度",
    "实际值",
    "数据状态",
    "目标值",
    "目标年",
    "基期年",
    "基期值",
    "完成率",
    "进度",
    "序时进度",
    "差距（百分点）",
    "进度比",
    "评价",
    "说明",
    "评价方法",
    "来源",
    "数据性质",
    "计算评价",
    "人工评定",
    "待复核",
    "单独规则",
    "趋势判断",
    "预测值",
    "预测区间",
    "方法分歧",
    "原目标值",
    "原目标年",
    "按原目标评价",
    "调整文号",
    "类别",
];

/// With a byte order mark, without which Excel takes the text for GBK.
fn csv(rows: &[Judged<'_>], synthetic: bool) -> String {
    let mut out = String::from("\u{feff}");
    out.push_str(&csv_line(&CSV_HEADS));
    for row in rows {
        out.push_str(&csv_line(&csv_row(row, synthetic)));
    }
    out
}

fn csv_row(row: &Judged<'_>, synthetic: bool) -> [String; 37] {
    let Judged {
        plan,
        indicator,
        assessment,
        observation,
        ..
    } = row;
    let figure = |value: Option<f64>| value.map_or_else(String::new, |v| v.to_string());
    let target = assessment.target.as_ref();
    let baseline = assessment.baseline;
    let others: Vec<&str> = indicator.others().iter().map(|u| u.0.as_str()).collect();
    let theme = plan.theme(indicator.theme);
    let hand = assessment.by_hand.as_deref();
    let forecast = assessment.outlook();
    let original = row
        .superseded
        .first()
        .and_then(|before| before.target.as_ref());
    let interval =
        forecast.and_then(|forecast| json::tidy(forecast.low).zip(json::tidy(forecast.high)));
    [
        plan.id_of(indicator).to_string(),
        indicator.no.to_string(),
        indicator.name.clone(),
        indicator.unit.clone(),
        theme.map_or_else(String::new, |theme| theme.name.clone()),
        indicator.lead().map_or_else(String::new, |u| u.0.clone()),
        others.join("、"),
        assessment.year.to_string(),
        assessment
            .actual
            .map_or_else(String::new, |v| v.to_string()),
        observation.map_or("", |o| o.status.word()).to_owned(),
        target.map_or_else(String::new, |target| target_text(&target.bound)),
        target.map_or_else(String::new, |target| target.year.to_string()),
        baseline.map_or_else(String::new, |b| b.year.to_string()),
        baseline.map_or_else(String::new, |b| b.value.to_string()),
        figure(json::tidy(assessment.completion)),
        figure(json::tidy(assessment.progress)),
        figure(json::tidy(assessment.schedule)),
        figure(json::tidy(assessment.gap_pp)),
        figure(json::tidy(assessment.ratio)),
        assessment.word.to_owned(),
        assessment.reason.sentence(),
        assessment.method.word().to_owned(),
        observation.map_or_else(String::new, |o| o.source.clone()),
        if synthetic {
            "示例数据"
        } else {
            "填报数据"
        }
        .to_owned(),
        hand.map_or(assessment.word, |hand| hand.computed_word)
            .to_owned(),
        hand.map_or_else(String::new, |hand| {
            format!(
                "{} {}：{}",
                hand.grade.choice(),
                hand.signature(),
                hand.judged.why
            )
        }),
        hand.map_or_else(String::new, ByHand::review_words),
        row.own_rule()
            .map_or_else(String::new, |rule| rule.reason.clone()),
        forecast.map_or_else(String::new, |forecast| forecast.word().to_owned()),
        figure(json::tidy(forecast.map(|forecast| forecast.value))),
        interval.map_or_else(String::new, |(low, high)| format!("{low} 至 {high}")),
        row.comparison()
            .disagreement()
            .map_or_else(String::new, |disagreement| disagreement.words()),
        original.map_or_else(String::new, |target| target_text(&target.bound)),
        original.map_or_else(String::new, |target| target.year.to_string()),
        row.superseded
            .first()
            .map_or_else(String::new, |before| before.word.to_owned()),
        indicator
            .adjusted_by()
            .map_or_else(String::new, |by| by.number.clone()),
        if row.is_in_text() {
            "正文目标"
        } else {
            "指标"
        }
        .to_owned(),
    ]
}
