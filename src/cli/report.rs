//! `report`: the progress report of a plan, in one of five formats.

use std::path::PathBuf;

use chrono::{Datelike as _, Local};
use clap::ValueEnum;
use clap::builder::PossibleValue;

use super::{Failure, Outcome, catalog_of, plan_named};
use crate::app::Board;
use crate::app::reporting::{self, Order};
use crate::assess::as_of_year;
use crate::model::{Plan, Unit, Workspace, Year};
use crate::report::{Format, Options, ReportError, Scope};
use crate::store::{self, Catalog};
use crate::ui;

#[derive(clap::Args)]
pub(super) struct Args {
    /// 台账文件
    workspace: PathBuf,
    /// 格式：docx（公文）、pdf、xlsx、html（单个网页）、csv（长表）
    #[arg(long, value_enum)]
    format: ReportFormat,
    /// 截至年度；默认取台账设置，未设置时取最近有数的年度
    #[arg(long, value_name = "Y")]
    year: Option<String>,
    /// 报告哪份规划；默认取台账的第一份
    #[arg(long, value_name = "P")]
    plan: Option<String>,
    /// 只报告一个领域（第几个中心）
    #[arg(long, value_name = "N", conflicts_with = "unit")]
    theme: Option<u32>,
    /// 只报告一个责任单位
    #[arg(long, value_name = "U")]
    unit: Option<String>,
    /// 报告文件，已有的同类文件会被替换
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct ReportFormat(Format);

impl ValueEnum for ReportFormat {
    fn value_variants<'a>() -> &'a [Self] {
        const ALL: [ReportFormat; 5] = [
            ReportFormat(Format::Docx),
            ReportFormat(Format::Pdf),
            ReportFormat(Format::Xlsx),
            ReportFormat(Format::Html),
            ReportFormat(Format::Csv),
        ];
        &ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.0.extension()))
    }
}

impl From<ReportError> for Failure {
    fn from(error: ReportError) -> Self {
        Self::input(error.to_string())
    }
}

pub(super) fn run(args: &Args) -> Outcome {
    let format = args.format.0;
    let ending = format.extension();
    let has_ending = args
        .output
        .extension()
        .is_some_and(|e| e.eq_ignore_ascii_case(ending));
    if !has_ending {
        return Err(Failure::input(format!(
            "报告文件名应以 .{ending} 结尾：{}",
            args.output.display()
        )));
    }
    let workspace = store::open(&args.workspace)?;
    let catalog = catalog_of(&workspace)?;
    let plan = plan(args.plan.as_deref(), &workspace, &catalog)?;
    let year = year(args.year.as_deref(), &workspace)?;
    let options = Options {
        scope: scope(args, plan)?,
        ..Options::whole(Local::now().date_naive())
    };
    let board = Board::new(&workspace, plan, year);
    let report = reporting::report_of(&workspace, plan, &board, &options);
    let order = Order {
        wanted: reporting::wanted(&report, &board),
        report,
        format,
        path: args.output.clone(),
    };
    let remarks = order.carry_out(ui::art, &|| true)?;
    if let Some(words) = order.report.outside_period() {
        super::complain(&format!("注意：{words}"));
    }
    let mut text = format!("已写入 {}\n", args.output.display());
    for remark in remarks {
        text = format!("{text}提示：{remark}\n");
    }
    if !order.report.unwritten.is_empty() {
        let list = order.report.unwritten.join("，");
        text = format!("{text}提示：{list}；可在窗口的“报告”页和指标页填写\n");
    }
    Ok(text)
}

/// The plan asked for, or the workspace's first.
pub(super) fn plan<'a>(
    name: Option<&str>,
    workspace: &Workspace,
    catalog: &'a Catalog,
) -> Result<&'a Plan, Failure> {
    if let Some(name) = name {
        let plan = plan_named(catalog, name)?;
        if workspace.plans.contains(&plan.id) {
            return Ok(plan);
        }
        let known: Vec<&str> = workspace.plans.iter().map(|id| id.0.as_str()).collect();
        return Err(Failure::input(format!(
            "台账没有收入规划 {name}；已收入 {}",
            known.join("、")
        )));
    }
    let mut plans = workspace.plans.iter().filter_map(|id| catalog.plan(id));
    plans
        .next()
        .ok_or_else(|| Failure::input("台账没有收入任何规划，没有可以报告的指标"))
}

/// The year asked for, or the workspace's.
pub(super) fn year(text: Option<&str>, workspace: &Workspace) -> Result<Year, Failure> {
    match text {
        None => Ok(as_of_year(workspace, Local::now().year())),
        Some(text) => {
            let year = super::read_year(text)?;
            super::remark_year_to_come(year);
            Ok(year)
        }
    }
}

fn scope(args: &Args, plan: &Plan) -> Result<Scope, Failure> {
    if let Some(no) = args.theme {
        if plan.theme(no).is_none() {
            let last = plan.themes.iter().map(|t| t.no).max().unwrap_or(0);
            return Err(Failure::input(format!(
                "规划 {} 没有第 {no} 个领域；可用 1 至 {last}",
                plan.id
            )));
        }
        return Ok(Scope::Theme(no));
    }
    let Some(name) = &args.unit else {
        return Ok(Scope::Whole);
    };
    let unit = Unit(name.clone());
    if plan.indicators.iter().any(|i| i.units.contains(&unit)) {
        return Ok(Scope::Unit(unit));
    }
    let units = plan.indicators.iter().flat_map(|i| &i.units);
    let near = store::nearest(name, units.map(|u| u.0.as_str()));
    let like = near.map_or_else(String::new, |unit| format!("；是否为“{unit}”？"));
    Err(Failure::input(format!(
        "规划 {} 没有责任单位“{name}”{like}",
        plan.id
    )))
}
