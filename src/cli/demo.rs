//! `demo`: a workspace with made-up figures, stamped 示例数据 wherever it shows. Never overwrites a file.

use std::path::PathBuf;

use super::{Failure, Outcome};
use crate::app::demo;
use crate::store::{self, Catalog};

#[derive(clap::Args)]
pub(super) struct Args {
    /// 示例台账的文件名
    workspace: PathBuf,
}

pub(super) fn run(args: &Args) -> Outcome {
    let catalog = Catalog::builtin()?;
    let plan = catalog
        .plan(&store::default_plan())
        .ok_or_else(|| Failure::input("内置规划缺失，请重新安装知标"))?;
    let workspace = demo::workspace(plan);
    store::create(&args.workspace, &workspace)?;
    Ok(format!(
        "已生成示例台账 {}：{} 项指标，{} 个实际值，均为示例数据\n",
        args.workspace.display(),
        plan.indicators.len(),
        workspace.observations.len()
    ))
}
