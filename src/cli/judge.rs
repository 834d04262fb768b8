//! `judge`: a grade by hand, and its review.

use std::path::PathBuf;

use chrono::{Datelike as _, Local};

use super::set::{self, now};
use super::{Failure, Outcome, catalog_of, indicator_in};
use crate::app::decide;
use crate::assess::{Grade, as_of_year, judge_indicator};
use crate::model::{Edit, Workspace, parse_year};
use crate::store::{self, Catalog};

#[derive(clap::Args)]
pub(super) struct Args {
    /// 台账文件
    workspace: PathBuf,
    /// 指标，写作“规划/序号”，如 hz-2024-75/15
    indicator: String,
    /// 评价：已实现、快于预期、基本符合预期、滞后、明显滞后、倒退、暂不评价
    #[arg(required_unless_present_any = ["confirm", "withdraw"])]
    grade: Option<String>,
    /// 理由；评定时必写
    #[arg(long, value_name = "T")]
    why: Option<String>,
    /// 评定的年度；默认取台账的截至年度
    #[arg(long, value_name = "Y")]
    year: Option<String>,
    /// 复核后确认沿用原评定
    #[arg(long, conflicts_with_all = ["grade", "withdraw"])]
    confirm: bool,
    /// 撤回人工评定，恢复计算结果；原评定留在记录里
    #[arg(long, conflicts_with = "grade")]
    withdraw: bool,
}

pub(super) fn run(args: &Args) -> Outcome {
    store::revise(&args.workspace, &set::signature(), |workspace| {
        decided(args, &catalog_of(workspace)?, workspace)
    })
}

/// The change, and what is told of it.
fn decided(
    args: &Args,
    catalog: &Catalog,
    workspace: &Workspace,
) -> Result<(Edit, String), Failure> {
    let (id, plan, indicator) = indicator_in(catalog, workspace, &args.indicator, &args.workspace)?;
    let year = match &args.year {
        None => as_of_year(workspace, Local::now().year()),
        Some(text) => {
            parse_year(text).map_err(|error| Failure::input(format!("年份“{text}”：{error}")))?
        }
    };
    let before = judge_indicator(workspace, plan, indicator, year);
    let by = (store::account_name(), Some(now()));
    let why = args.why.as_deref().unwrap_or_default();
    let made = if args.confirm {
        decide::confirm(workspace, &id, &before, why, by)
    } else if args.withdraw {
        decide::withdraw(workspace, &id, &before, why, by)
    } else {
        let grade = grade_named(args.grade.as_deref().unwrap_or_default())?;
        decide::judge(workspace, &id, &before, grade, why, by)
    };
    let edit = made.map_err(|error| Failure::input(format!("{id}：{error}")))?;
    let what = edit.describe();
    let mut revised = workspace.clone();
    let _undo = edit.clone().apply(&mut revised);
    let after = judge_indicator(&revised, plan, indicator, year);
    let told = format!(
        "{id} {} {year} 年{what}：{} → {}\n",
        indicator.name_with_unit(),
        before.word,
        after.word
    );
    Ok((edit, told))
}

fn grade_named(text: &str) -> Result<Grade, Failure> {
    Grade::parse(text).ok_or_else(|| {
        let known = Grade::ALL.map(Grade::choice).join("、");
        Failure::input(format!("没有评价“{text}”；可用 {known}"))
    })
}
