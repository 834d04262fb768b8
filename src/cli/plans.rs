//! `plans`: the built-in plans, or one of them whole.

use std::fmt::Write as _;

use super::table::{Align, in_columns};
use super::usage::Format;
use super::{Failure, Outcome, json, plan_named};
use crate::model::{Budget, Indicator, Measure, Plan, Reported, Theme, Unit, format_number};
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
        ("文中目标", Align::Right),
        ("举措", Align::Right),
    ];
    let row = |plan: &Plan| {
        vec![
            plan.id.0.clone(),
            plan.number.clone(),
            plan.title.clone(),
            plan.stage.word().to_owned(),
            plan.indicators.len().to_string(),
            plan.text_targets.len().to_string(),
            plan.measures.len().to_string(),
        ]
    };
    in_columns(&heads, &plans.iter().map(row).collect::<Vec<_>>())
}

fn whole(plan: &Plan) -> String {
    let mut out = format!("{}\n{}\n", plan.title, head(plan));
    let heads = [
        ("序号", Align::Right),
        ("指标", Align::Left),
        ("单位", Align::Left),
        ("类型", Align::Left),
        ("目标", Align::Left),
        ("基期值", Align::Left),
        ("责任单位", Align::Left),
        ("出处", Align::Left),
    ];
    for theme in plan.indicator_themes() {
        let _ = writeln!(out, "\n{}", section(theme));
        let rows: Vec<_> = plan.indicators_of(theme.no).map(row).collect();
        out.push_str(&in_columns(&heads, &rows));
    }
    if !plan.text_targets.is_empty() {
        out.push_str("\n正文中的目标（序号由知标编定）\n");
        let rows: Vec<_> = plan.text_targets.iter().map(row).collect();
        out.push_str(&in_columns(&heads, &rows));
    }
    out.push_str(&measures(plan));
    out.push_str(&reported(plan));
    out.push_str(&budgets(plan));
    out
}

/// 文号（正式），2024-10-15 印发，……，市发改委牵头; only what the document says.
fn head(plan: &Plan) -> String {
    let mut parts = vec![format!("{}（{}）", plan.label(), plan.stage.word())];
    if let Some(issued) = plan.issued {
        parts.push(format!("{issued} 印发"));
    }
    if let Some(effective) = plan.effective {
        parts.push(format!("{} 至 {} 有效", effective.from, effective.to));
    }
    if let Some(lead) = &plan.lead {
        parts.push(format!("{lead}牵头"));
    }
    parts.join("，")
}

fn section(theme: &Theme) -> String {
    match &theme.lead {
        Some(lead) => format!("{}　{}（{lead}）", theme.no, theme.name),
        None => format!("{}　{}", theme.no, theme.name),
    }
}

fn measures(plan: &Plan) -> String {
    let heads = [
        ("举措", Align::Right),
        ("标题", Align::Left),
        ("责任单位", Align::Left),
        ("节点", Align::Left),
        ("出处", Align::Left),
    ];
    let row = |measure: &Measure| {
        let milestones = measure.milestones.iter();
        let milestones: Vec<String> = milestones
            .map(|m| format!("{} {}", m.due, m.name))
            .collect();
        vec![
            measure.no.to_string(),
            measure.title.clone(),
            names(&measure.units),
            milestones.join("，"),
            measure.locator.clone(),
        ]
    };
    let rows: Vec<_> = plan.measures.iter().map(row).collect();
    part("举措", &heads, &rows)
}

fn reported(plan: &Plan) -> String {
    let heads = [
        ("口径", Align::Left),
        ("年份", Align::Right),
        ("数值", Align::Right),
        ("出处", Align::Left),
    ];
    let row = |reported: &Reported| {
        vec![
            reported.series.0.clone(),
            reported.year.to_string(),
            format_number(reported.value),
            reported.locator.clone(),
        ]
    };
    let rows: Vec<_> = plan.reported.iter().map(row).collect();
    part("文件中报告的实际值", &heads, &rows)
}

fn budgets(plan: &Plan) -> String {
    let heads = [
        ("预算", Align::Left),
        ("年份", Align::Right),
        ("金额", Align::Right),
        ("单位", Align::Left),
        ("其中", Align::Left),
        ("出处", Align::Left),
    ];
    let row = |budget: &Budget| {
        let parts = budget.parts.iter();
        let parts: Vec<String> = parts
            .map(|part| format!("{} {}", part.name, format_number(part.amount)))
            .collect();
        vec![
            budget.name.clone(),
            budget.year.to_string(),
            format_number(budget.amount),
            budget.unit.clone(),
            parts.join("，"),
            budget.locator.clone(),
        ]
    };
    let rows: Vec<_> = plan.budgets.iter().map(row).collect();
    part("预算安排", &heads, &rows)
}

/// A table under its title, or nothing where it would be empty.
fn part(title: &str, heads: &[(&str, Align)], rows: &[Vec<String>]) -> String {
    if rows.is_empty() {
        return String::new();
    }
    format!("\n{title}\n{}", in_columns(heads, rows))
}

fn row(indicator: &Indicator) -> Vec<String> {
    let targets = indicator.printed_targets().iter();
    let targets: Vec<String> = targets
        .map(|target| format!("{} 年 {}", target.year, target.bound.text()))
        .collect();
    let baseline = indicator
        .printed_baseline()
        .map_or_else(String::new, |baseline| {
            format!("{} 年 {}", baseline.year, format_number(baseline.value))
        });
    vec![
        indicator.no.to_string(),
        indicator.name.clone(),
        indicator.printed_unit().to_owned(),
        indicator.kind.word().to_owned(),
        targets.join("，"),
        baseline,
        units(indicator),
        indicator.locator.clone(),
    ]
}

/// All responsible units, the lead first.
pub(super) fn units(indicator: &Indicator) -> String {
    names(&indicator.units)
}

fn names(units: &[Unit]) -> String {
    let names: Vec<&str> = units.iter().map(|unit| unit.0.as_str()).collect();
    names.join("、")
}
