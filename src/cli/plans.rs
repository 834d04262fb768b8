//! `plans`: the built-in plans, or one of them whole.

use std::fmt::Write as _;

use super::table::{Align, in_columns};
use super::usage::Format;
use super::{Failure, Outcome, json, plan_named};
use crate::model::{Indicator, Plan, format_number};
use crate::store::Catalog;

#[derive(clap::Args)]
pub(super) struct Args {
    /// 规划的名称，如 hz-2024-75；不写则列出全部规划
    plan: Option<String>,
    /// 输出格式：table 表格（默认）、json
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

pub(super) fn run(args: &Args) -> Outcome {
    let catalog = Catalog::builtin()?;
    let plan = args
        .plan
        .as_deref()
        .map(|name| plan_named(&catalog, name))
        .transpose()?;
    match (args.format, plan) {
        (Format::Csv, _) => Err(Failure::usage("plans 只能输出 table 或 json")),
        (Format::Json, None) => Ok(json::text(&json::plan_list(catalog.plans()))),
        (Format::Json, Some(plan)) => Ok(json::text(&json::plan(plan))),
        (Format::Table, None) => Ok(list(catalog.plans())),
        (Format::Table, Some(plan)) => Ok(whole(plan)),
    }
}

fn list(plans: &[Plan]) -> String {
    let heads = [
        ("规划", Align::Left),
        ("文号", Align::Left),
        ("名称", Align::Left),
        ("阶段", Align::Left),
        ("指标数", Align::Right),
    ];
    let row = |plan: &Plan| {
        vec![
            plan.id.0.clone(),
            plan.number.clone(),
            plan.title.clone(),
            plan.stage.word().to_owned(),
            plan.indicators.len().to_string(),
        ]
    };
    in_columns(&heads, &plans.iter().map(row).collect::<Vec<_>>())
}

fn whole(plan: &Plan) -> String {
    let mut out = format!(
        "{}\n{}（{}），{} 印发，{} 至 {} 有效，{}牵头\n",
        plan.title,
        plan.number,
        plan.stage.word(),
        plan.issued,
        plan.effective.from,
        plan.effective.to,
        plan.lead
    );
    let heads = [
        ("序号", Align::Right),
        ("指标", Align::Left),
        ("单位", Align::Left),
        ("类型", Align::Left),
        ("目标", Align::Left),
        ("基期值", Align::Left),
        ("责任单位", Align::Left),
    ];
    for theme in &plan.themes {
        let _ = writeln!(out, "\n{}　{}（{}）", theme.no, theme.name, theme.lead);
        let rows: Vec<_> = plan.indicators_of(theme.no).map(row).collect();
        out.push_str(&in_columns(&heads, &rows));
    }
    out
}

fn row(indicator: &Indicator) -> Vec<String> {
    let targets = indicator.targets.iter();
    let targets: Vec<String> = targets
        .map(|target| format!("{} 年 {}", target.year, target.bound.text()))
        .collect();
    let baseline = indicator.baseline.map_or_else(String::new, |baseline| {
        format!("{} 年 {}", baseline.year, format_number(baseline.value))
    });
    vec![
        indicator.no.to_string(),
        indicator.name.clone(),
        indicator.unit.clone(),
        indicator.kind.word().to_owned(),
        targets.join("，"),
        baseline,
        units(indicator),
    ]
}

/// All responsible units, the lead first.
pub(super) fn units(indicator: &Indicator) -> String {
    let units: Vec<&str> = indicator.units.iter().map(|unit| unit.0.as_str()).collect();
    units.join("、")
}
