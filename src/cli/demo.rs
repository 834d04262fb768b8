//! `demo`: a workspace with made-up figures, stamped 示例数据 wherever it shows. Never overwrites a file.

use std::path::PathBuf;

use super::{Failure, Outcome};
use crate::app::demo;
use crate::store::{self, Catalog};

#[derive(clap::Args)]
pub(super) struct Args {
    /// 示例台账的文件名
    workspace: PathBuf,
    /// 编造这么多个市县，每个一份自建规划和十年数据（如 500）
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=i64::from(demo::MOST_CITIES)))]
    cities: Option<u32>,
}

pub(super) fn run(args: &Args) -> Outcome {
    let catalog = Catalog::builtin()?;
    let plan = catalog
        .plan(&store::default_plan())
        .ok_or_else(|| Failure::input("内置规划缺失，请重新安装知标"))?;
    let workspace = match args.cities {
        None => demo::workspace(plan),
        Some(cities) => demo::province(plan, catalog.units(), cities),
    };
    store::create(&args.workspace, &workspace)?;
    let own = workspace
        .own_plans
        .values()
        .map(|plan| plan.indicators.len());
    let (plans, indicators) = match workspace.own_plans.len() {
        0 => (String::new(), plan.indicators.len()),
        count => (format!("{count} 份规划，"), own.sum()),
    };
    Ok(format!(
        "已生成示例台账 {}：{plans}{indicators} 项指标，{} 个实际值，均为示例数据\n",
        args.workspace.display(),
        workspace.observations.len()
    ))
}
