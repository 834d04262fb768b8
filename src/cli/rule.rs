//! `rule`: by which rule a workspace or one indicator is judged.

use std::fmt::Write as _;
use std::path::PathBuf;

use super::set::{self, now};
use super::{Failure, Outcome, catalog_of, complain, indicator_in, method_named};
use crate::app::decide;
use crate::assess;
use crate::model::{
    Edit, Indicator, IndicatorId, InterimTarget, Limits, Plan, Workspace, format_number,
    parse_year, signature,
};
use crate::store::{self, Catalog};

#[derive(clap::Args)]
pub(super) struct Args {
    /// 台账文件
    workspace: PathBuf,
    /// 指标，写作“规划/序号”；不写则为整个台账
    indicator: Option<String>,
    /// 评价方法：schedule、schedule-geometric、cagr、un、trend、achievement
    #[arg(long, value_name = "M")]
    method: Option<String>,
    /// 评价界限，三个数：快于预期、基本符合预期、滞后，如 1.05,0.90,0.60
    #[arg(long, value_name = "A,B,C")]
    limits: Option<String>,
    /// 为什么单独定规则；给指标定规则时必写
    #[arg(long, value_name = "T")]
    reason: Option<String>,
    /// 取消指标的单独规则，或把台账恢复为序时进度法和 1.05、0.90、0.60
    #[arg(long, conflicts_with_all = ["method", "limits", "reason", "interim"])]
    clear: bool,
    /// 选定中期目标，年份:数值；写“年份:”则不再采用
    #[arg(long, value_name = "Y:V", conflicts_with_all = ["method", "limits", "reason"])]
    interim: Option<String>,
    /// 中期目标的出处
    #[arg(long, value_name = "T", requires = "interim")]
    source: Option<String>,
}

pub(super) fn run(args: &Args) -> Outcome {
    let Some(name) = &args.indicator else {
        if args.reason.is_some() || args.interim.is_some() {
            let message = "--reason、--interim 须同时写明指标，如 hz-2024-75/15";
            return Err(Failure::usage(message));
        }
        revise(args, |workspace| of_workspace(args, workspace))?;
        let workspace = store::open(&args.workspace)?;
        if args.method.is_some() {
            tell_refused(&catalog_of(&workspace)?, &workspace);
        }
        return Ok(all(&workspace));
    };
    revise(args, |workspace| {
        let catalog = catalog_of(workspace)?;
        let (id, plan, indicator) = indicator_in(&catalog, workspace, name, &args.workspace)?;
        of_indicator(args, workspace, plan, &id, indicator)
    })?;
    let workspace = store::open(&args.workspace)?;
    let catalog = catalog_of(&workspace)?;
    let (id, _, indicator) = indicator_in(&catalog, &workspace, name, &args.workspace)?;
    if args.method.is_some()
        && let Some(words) = decide::refusal(workspace.rule_of(&id).method, indicator)
    {
        complain(&format!("提示：{words}"));
    }
    Ok(one(&workspace, &id, indicator))
}

/// Says how many indicators the workspace's method makes no sense for.
fn tell_refused(catalog: &Catalog, workspace: &Workspace) {
    let method = workspace.rule().method;
    let plans = workspace.plans.iter().filter_map(|id| catalog.plan(id));
    let rows = plans.flat_map(|plan| {
        plan.indicators
            .iter()
            .map(move |row| (plan.id_of(row), row))
    });
    let common = rows.filter(|(id, _)| !workspace.settings.own_rules.contains_key(id));
    let count = common
        .filter(|(_, row)| assess::is_refused(method, row.kind))
        .count();
    if count > 0 {
        complain(&format!(
            "提示：{}不适用于其中 {count} 项指标（比重、增速、差距、位次、节点等），未达到目标时为无法评估；可给它们单独定规则",
            method.word()
        ));
    }
}

/// Changes the workspace if any option asks for it; else it is only read.
fn revise(
    args: &Args,
    change: impl FnOnce(&Workspace) -> Result<Option<Edit>, Failure>,
) -> Result<(), Failure> {
    let options = [&args.method, &args.limits, &args.reason, &args.interim];
    if !args.clear && options.iter().all(|option| option.is_none()) {
        return Ok(());
    }
    store::revise(&args.workspace, &set::signature(), |workspace| {
        let edit = change(workspace)?;
        Ok((edit.unwrap_or(Edit::Batch(Vec::new())), ()))
    })
}

fn of_workspace(args: &Args, workspace: &Workspace) -> Result<Option<Edit>, Failure> {
    if args.clear {
        return Ok(Some(Edit::Batch(vec![
            Edit::Method(crate::model::Method::default()),
            Edit::Limits(Limits::default()),
        ])));
    }
    let mut edits = Vec::new();
    let mut method = workspace.settings.method;
    if let Some(code) = &args.method {
        method = method_named(code)?;
        edits.push(Edit::Method(method));
    }
    if let Some(text) = &args.limits {
        if method.has_own_limits() {
            let error = decide::DecisionError::LimitsNotUsed(method.word());
            return Err(Failure::input(error.to_string()));
        }
        edits.push(Edit::Limits(limits(text)?));
    }
    Ok((!edits.is_empty()).then_some(Edit::Batch(edits)))
}

fn of_indicator(
    args: &Args,
    workspace: &Workspace,
    plan: &Plan,
    id: &IndicatorId,
    indicator: &Indicator,
) -> Result<Option<Edit>, Failure> {
    let made = if args.clear {
        decide::common_rule(workspace, id)
    } else if let Some(text) = &args.interim {
        return interim(args, workspace, plan, indicator, text).map(Some);
    } else if args.method.is_some() || args.limits.is_some() || args.reason.is_some() {
        let rule = workspace.rule_of(id);
        let method = match &args.method {
            Some(code) => method_named(code)?,
            None => rule.method,
        };
        // What is not said anew stays as it was.
        let kept = workspace.settings.own_rules.get(id);
        let kept_limits = kept.and_then(|own| own.limits);
        let limits = match &args.limits {
            Some(text) => Some(limits(text)?),
            None => kept_limits.filter(|_| !method.has_own_limits()),
        };
        let reason = args.reason.as_deref();
        let reason = reason.or(kept.map(|own| own.reason.as_str()));
        let by = (store::account_name(), Some(now()));
        decide::own_rule(id, method, limits, reason.unwrap_or_default(), by)
    } else {
        return Ok(None);
    };
    made.map(Some)
        .map_err(|error| Failure::input(format!("{id}：{error}")))
}

fn interim(
    args: &Args,
    workspace: &Workspace,
    plan: &Plan,
    indicator: &Indicator,
    text: &str,
) -> Result<Edit, Failure> {
    let (year, value) = text.split_once([':', '：']).ok_or_else(|| {
        Failure::input(format!("--interim {text}：应写作 年份:数值，如 2026:2800"))
    })?;
    let wrong = |error: String| Failure::input(format!("--interim {text}：{error}"));
    let year = parse_year(year).map_err(|error| wrong(error.to_string()))?;
    let made = if value.trim().is_empty() {
        decide::drop_interim(workspace, &plan.id_of(indicator), year)
    } else {
        let value = crate::model::parse_number(value).map_err(|error| wrong(error.to_string()))?;
        let target = InterimTarget {
            year,
            value,
            source: args.source.clone().unwrap_or_default(),
        };
        let made = decide::choose_interim(workspace, plan, indicator, &target);
        let off = decide::off_the_way(workspace, plan, indicator, value);
        if let (Ok(_), Some(words)) = (&made, off) {
            complain(&format!("提示：{words}"));
        }
        made
    };
    made.map_err(|error| wrong(error.to_string()))
}

fn limits(text: &str) -> Result<Limits, Failure> {
    Limits::parse(text).map_err(|error| Failure::input(format!("--limits {text}：{error}")))
}

/// The workspace's rule, and which indicators have one of their own.
fn all(workspace: &Workspace) -> String {
    let mut out = format!("台账规则：{}\n", workspace.rule().words());
    for (id, own) in &workspace.settings.own_rules {
        let rule = workspace.rule_of(id).words();
        let by = signature(&own.by, own.at);
        // Writing to a text cannot fail.
        let _ = writeln!(out, "{id} 单独规则：{rule}；{}（{by}）", own.reason);
    }
    out
}

fn one(workspace: &Workspace, id: &IndicatorId, indicator: &Indicator) -> String {
    let own = workspace.settings.own_rules.get(id);
    let kind = if own.is_some() {
        "单独规则"
    } else {
        "台账规则"
    };
    let mut out = format!(
        "{id} {} {kind}：{}\n",
        indicator.name_with_unit(),
        workspace.rule_of(id).words()
    );
    if let Some(own) = own {
        let _ = writeln!(
            out,
            "  理由：{}（{}）",
            own.reason,
            signature(&own.by, own.at)
        );
    }
    for target in workspace.interim_of(id) {
        let value = format_number(target.value);
        let _ = writeln!(
            out,
            "  中期目标：{} 年 {value}（{}）",
            target.year, target.source
        );
    }
    out
}
