//! Targets that another document has changed (中期调整): an indicator is judged against those that hold
//! now, in every year, and against each set that held before as well.

use super::{Assessment, Method, Step, case_of, interim_for, run, status_of};
use crate::model::{Indicator, Plan, Superseded, Workspace, Year, targets_text};

const SOURCE: &str = "中期调整：按现行目标评价，原目标一并评价（知标评价总则）";

/// How an indicator stands in a year to each set of targets that holds no longer, the plan's own first;
/// one for each of [`Indicator::superseded`]; by this method, or else by the rule that judges the targets
/// that hold. A grade given by hand is of these and does not count here.
#[must_use]
pub fn judge_superseded(
    workspace: &Workspace,
    plan: &Plan,
    indicator: &Indicator,
    year: Year,
    method: Option<Method>,
) -> Vec<Assessment> {
    let id = plan.id_of(indicator);
    let method = method.unwrap_or_else(|| workspace.rule_of(&id).method);
    let judge = |superseded: &Superseded| {
        let mut case = case_of(workspace, plan, indicator, year);
        case.targets = interim_for(workspace.interim_of(&id), &superseded.targets);
        let mut assessment = run(&case, method, true);
        assessment.status = status_of(workspace, indicator, &assessment);
        assessment.trace.insert(0, ended(indicator, superseded));
        assessment
    };
    indicator.superseded.iter().map(judge).collect()
}

/// Which targets these were, and what ended them.
fn ended(indicator: &Indicator, superseded: &Superseded) -> Step {
    let unit = indicator.printed_unit();
    Step::new(
        "原目标",
        "已由调整文件取代的目标",
        targets_text(&superseded.printed, unit),
        format!("{} 起不再有效", superseded.by.number),
        SOURCE,
    )
}

/// What the present targets took the place of; none where they are the plan's own.
pub(super) fn step(indicator: &Indicator) -> Option<Step> {
    let (before, by) = (indicator.superseded.last()?, indicator.adjusted_by()?);
    let unit = indicator.printed_unit();
    Some(Step::new(
        "目标调整",
        "原目标 → 现行目标",
        format!(
            "{} → {}",
            targets_text(&before.printed, unit),
            targets_text(indicator.printed_targets(), unit)
        ),
        by.number.clone(),
        SOURCE,
    ))
}
