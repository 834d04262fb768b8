//! `status`: how far each indicator of a workspace is.

use std::fmt::Write as _;
use std::path::PathBuf;

use chrono::{Datelike as _, Local};

use super::json::{self, Judged, target_text};
use super::plans::units;
use super::table::{Align, csv_line, in_columns, shortened};
use super::usage::Format;
use super::{Failure, Outcome, plan_named};
use crate::assess::rollup::Tally;
use crate::assess::{Assessment, Method, as_of_year, assess_indicator};
use crate::model::{Indicator, Plan, Workspace, Year, format_number, parse_year};
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
    /// 评价方法：schedule 序时进度法（默认）、schedule-geometric、cagr、un、trend、achievement
    #[arg(long, value_name = "M")]
    method: Option<String>,
    /// 输出格式：table 表格（默认）、json、csv
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

pub(super) fn run(args: &Args) -> Outcome {
    let catalog = Catalog::builtin()?;
    let method = method(args.method.as_deref())?;
    let workspace = store::open(&args.workspace)?;
    let plans = plans(args, &workspace, &catalog)?;
    let year = match &args.year {
        None => as_of_year(&workspace, Local::now().year()),
        Some(text) => {
            parse_year(text).map_err(|error| Failure::input(format!("年份“{text}”：{error}")))?
        }
    };
    let all: Vec<(&Plan, &Indicator, Assessment)> = plans
        .iter()
        .flat_map(|plan| plan.indicators.iter().map(move |row| (*plan, row)))
        .map(|(plan, row)| {
            let assessment = assess_indicator(&workspace, plan, row, year, method);
            (plan, row, assessment)
        })
        .collect();
    let rows: Vec<Judged<'_>> = all
        .iter()
        .map(|(plan, indicator, assessment)| Judged {
            plan,
            indicator,
            assessment,
            observation: workspace.observation(&indicator.series, year),
        })
        .collect();
    Ok(match args.format {
        Format::Json => json::text(&json::status(&rows)),
        Format::Csv => csv(&rows, workspace.synthetic),
        Format::Table => table(&plans, &rows, workspace.synthetic, year, method),
    })
}

fn method(code: Option<&str>) -> Result<Method, Failure> {
    code.map_or_else(|| Ok(Method::default()), super::method_named)
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
    synthetic: bool,
    year: Year,
    method: Method,
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
        ("责任单位", Align::Left),
    ];
    let mut out = String::new();
    if synthetic {
        out.push_str("【示例数据】以下数值均为虚构，不得引用\n");
    }
    for plan in plans {
        let own = || rows.iter().filter(|row| row.plan.id == plan.id);
        let tally = Tally::of(own().map(|row| row.assessment.grade));
        let counts: Vec<String> = tally
            .present()
            .map(|(grade, count)| format!("{} {count}", grade.word()))
            .collect();
        let _ = writeln!(
            out,
            "{}（{}）\n截至 {year} 年，{}；已评价 {} 项，共 {} 项：{}\n",
            plan.title,
            plan.number,
            method.word(),
            tally.assessed(),
            tally.total(),
            counts.join("，")
        );
        let cells: Vec<_> = own().map(table_row).collect();
        out.push_str(&in_columns(&heads, &cells));
    }
    out
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
        target.map_or_else(none, |target| target.bound.text()),
        assessment.actual.map_or_else(none, format_number),
        percent(assessment.progress),
        percent(assessment.schedule),
        assessment.word.to_owned(),
        units(row.indicator),
    ]
}

fn percent(share: f64) -> String {
    let percent = share * 100.0;
    // Otherwise a hair below nothing is shown as -0.0%.
    let percent = if percent.abs() < 0.05 { 0.0 } else { percent };
    format!("{percent:.1}%")
}

const CSV_HEADS: [&str; 24] = [
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

fn csv_row(row: &Judged<'_>, synthetic: bool) -> [String; 24] {
    let Judged {
        plan,
        indicator,
        assessment,
        observation,
    } = row;
    let figure = |value: Option<f64>| value.map_or_else(String::new, |v| v.to_string());
    let target = assessment.target.as_ref();
    let baseline = assessment.baseline;
    let others: Vec<&str> = indicator.others().iter().map(|u| u.0.as_str()).collect();
    let theme = plan.theme(indicator.theme);
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
    ]
}
