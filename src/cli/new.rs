//! `new`: an empty workspace. Never overwrites a file.

use std::path::PathBuf;

use super::{Outcome, plan_named};
use crate::model::PlanId;
use crate::store::{self, Catalog};

#[derive(clap::Args)]
pub(super) struct Args {
    /// 新台账的文件名
    workspace: PathBuf,
    /// 收入的规划，可写多次；默认 hz-2024-75
    #[arg(long = "plan", value_name = "PLAN")]
    plans: Vec<String>,
}

pub(super) fn run(args: &Args) -> Outcome {
    let catalog = Catalog::builtin()?;
    let mut plans: Vec<PlanId> = Vec::new();
    for name in &args.plans {
        let id = &plan_named(&catalog, name)?.id;
        if !plans.contains(id) {
            plans.push(id.clone());
        }
    }
    if plans.is_empty() {
        plans.push(store::default_plan());
    }
    let titles: Vec<String> = plans
        .iter()
        .filter_map(|id| catalog.plan(id))
        .map(|plan| format!("{}（{} 项指标）", plan.id, plan.indicators.len()))
        .collect();
    store::create(&args.workspace, &catalog.new_workspace(plans))?;
    Ok(format!(
        "已新建台账 {}，收入 {}\n",
        args.workspace.display(),
        titles.join("、")
    ))
}
