//! What an analyst decides about how indicators are judged: a grade by hand, a rule of an indicator's own, an
//! interim target. Each is the one [`Edit`] it makes, or the reason why it cannot be made.

use chrono::NaiveDateTime;

use super::{App, Command, Dialog, View};
use crate::assess::{self, Assessment, Grade};
use crate::lineage::{self, Statement};
use crate::model::{
    Act, Decimal, Edit, Indicator, IndicatorId, InterimTarget, Kind, Limits, LimitsError, Method,
    OwnRule, Plan, Stage, Workspace, Year, format_number,
};

const NO_PAGE: &str = "请先打开一项指标的页面（Ctrl+F 查找）";

/// Who decides, and when.
pub type Decider = (String, Option<NaiveDateTime>);

/// Why a decision cannot be made. The text is what the user sees.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecisionError {
    /// No grade chosen.
    #[error("请选择一个评价")]
    NoGrade,
    /// No reason given.
    #[error("请写明理由，日后复核要看")]
    NoReason,
    /// There is nothing to confirm or withdraw.
    #[error("{0} 年没有人工评定，无从确认或撤回")]
    NothingStands(Year),
    /// The limits cannot be meant.
    #[error(transparent)]
    Limits(#[from] LimitsError),
    /// The method does not look at the user's limits.
    #[error("{0}的界限由方法规定，不能另设界限")]
    LimitsNotUsed(&'static str),
    /// There is no rule of its own to take away.
    #[error("该指标没有单独规则，本来就按台账的规则评价")]
    NoOwnRule,
    /// An interim target without source.
    #[error("请写明中期目标出自哪份文件")]
    NoSource,
    /// An interim target not before the target's year.
    #[error("中期目标须早于目标年 {0} 年")]
    NotBeforeTarget(Year),
    /// An interim target not after the base year.
    #[error("中期目标须晚于基期 {0} 年")]
    NotAfterBaseline(Year),
    /// An indicator without target.
    #[error("该指标没有数值目标，不能设中期目标")]
    NoTarget,
    /// The plan says what shall be in that year.
    #[error("规划自己在 {0} 年有目标，以规划为准")]
    PlanHasTarget(Year),
    /// There is no interim target of that year.
    #[error("{0} 年没有选定的中期目标")]
    NoInterim(Year),
}

/// Gives an indicator a grade by hand for the year judged.
///
/// # Errors
/// [`DecisionError::NoReason`] where `why` is blank.
pub fn judge(
    workspace: &Workspace,
    id: &IndicatorId,
    assessment: &Assessment,
    grade: Grade,
    why: &str,
    by: Decider,
) -> Result<Edit, DecisionError> {
    let why = why.trim();
    if why.is_empty() {
        return Err(DecisionError::NoReason);
    }
    let act = Act::Judged(grade);
    Ok(appended(workspace, id, assessment, act, why, by))
}

/// Keeps the grade given by hand for the year judged, after what has changed was looked at.
///
/// # Errors
/// [`DecisionError::NothingStands`] where none holds.
pub fn confirm(
    workspace: &Workspace,
    id: &IndicatorId,
    assessment: &Assessment,
    why: &str,
    by: Decider,
) -> Result<Edit, DecisionError> {
    must_stand(assessment)?;
    Ok(appended(
        workspace,
        id,
        assessment,
        Act::Confirmed,
        why.trim(),
        by,
    ))
}

/// Lets the computed grade count again from the year judged on.
///
/// # Errors
/// [`DecisionError::NothingStands`] where no grade given by hand holds.
pub fn withdraw(
    workspace: &Workspace,
    id: &IndicatorId,
    assessment: &Assessment,
    why: &str,
    by: Decider,
) -> Result<Edit, DecisionError> {
    must_stand(assessment)?;
    Ok(appended(
        workspace,
        id,
        assessment,
        Act::Withdrawn,
        why.trim(),
        by,
    ))
}

fn must_stand(assessment: &Assessment) -> Result<(), DecisionError> {
    if assessment.is_by_hand() {
        Ok(())
    } else {
        Err(DecisionError::NothingStands(assessment.year))
    }
}

fn appended(
    workspace: &Workspace,
    id: &IndicatorId,
    assessment: &Assessment,
    act: Act,
    why: &str,
    by: Decider,
) -> Edit {
    let mut value = workspace.judgements_of(id).to_vec();
    value.push(assess::judgement(assessment, act, why.to_owned(), by));
    Edit::Judgements {
        indicator: id.clone(),
        value,
    }
}

/// Gives an indicator a rule of its own; without limits those of the workspace count.
///
/// # Errors
/// No reason, limits that cannot be meant, or limits for a method that has its own.
pub fn own_rule(
    id: &IndicatorId,
    method: Method,
    limits: Option<Limits>,
    reason: &str,
    (by, at): Decider,
) -> Result<Edit, DecisionError> {
    if limits.is_some() && method.has_own_limits() {
        return Err(DecisionError::LimitsNotUsed(method.word()));
    }
    let limits = limits.map(Limits::checked).transpose()?;
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(DecisionError::NoReason);
    }
    Ok(Edit::OwnRule {
        indicator: id.clone(),
        value: Some(OwnRule {
            method,
            limits,
            reason: reason.to_owned(),
            by,
            at,
        }),
    })
}

/// What to know before an indicator is judged by a method that makes no sense for its kind.
#[must_use]
pub fn refusal(method: Method, indicator: &Indicator) -> Option<String> {
    assess::is_refused(method, indicator.kind).then(|| {
        format!(
            "{}不适用于{}类指标：采用后，未达到目标时为无法评估",
            method.word(),
            indicator.kind.word()
        )
    })
}

/// The same for a workspace: which methods make no sense for how many of its indicators.
#[must_use]
pub fn refusals(refused: &[(Method, usize)]) -> Option<String> {
    let parts: Vec<String> = refused
        .iter()
        .map(|(method, count)| format!("{} {count} 项", method.word()))
        .collect();
    (!parts.is_empty()).then(|| {
        format!(
            "不适用的指标（没有增速可言，未达到目标时为无法评估）：{}",
            parts.join("，")
        )
    })
}

/// Takes an indicator's own rule away.
///
/// # Errors
/// [`DecisionError::NoOwnRule`] where it has none.
pub fn common_rule(workspace: &Workspace, id: &IndicatorId) -> Result<Edit, DecisionError> {
    if !workspace.settings.own_rules.contains_key(id) {
        return Err(DecisionError::NoOwnRule);
    }
    Ok(Edit::OwnRule {
        indicator: id.clone(),
        value: None,
    })
}

/// Chooses an interim target of an indicator, in the place of one chosen before for the same year.
///
/// # Errors
/// No source, or a year that leaves no room for one.
pub fn choose_interim(
    workspace: &Workspace,
    plan: &Plan,
    indicator: &Indicator,
    target: &InterimTarget,
) -> Result<Edit, DecisionError> {
    let id = &plan.id_of(indicator);
    if target.source.trim().is_empty() {
        return Err(DecisionError::NoSource);
    }
    let last = indicator
        .final_target()
        .filter(|t| t.bound.value().is_some());
    let last = last.ok_or(DecisionError::NoTarget)?.year;
    if target.year >= last {
        return Err(DecisionError::NotBeforeTarget(last));
    }
    if indicator.targets.iter().any(|t| t.year == target.year) {
        return Err(DecisionError::PlanHasTarget(target.year));
    }
    let start = workspace.baseline(id, indicator);
    let start = start.map_or_else(|| assess::base_year(workspace, plan), |start| start.year);
    if target.year <= start {
        return Err(DecisionError::NotAfterBaseline(start));
    }
    let mut value = workspace.interim_of(id).to_vec();
    value.retain(|other| other.year != target.year);
    value.push(InterimTarget {
        source: target.source.trim().to_owned(),
        ..target.clone()
    });
    value.sort_by_key(|chosen| chosen.year);
    Ok(Edit::Interim {
        indicator: id.clone(),
        value,
    })
}

/// What to know of an interim target whose value lies beyond the baseline or the target, so that the
/// path leads past its end and back. Another document may well say so.
#[must_use]
pub fn off_the_way(
    workspace: &Workspace,
    plan: &Plan,
    indicator: &Indicator,
    value: Decimal,
) -> Option<String> {
    let start = workspace.baseline(&plan.id_of(indicator), indicator);
    let start = match start {
        Some(start) => start.value,
        None if indicator.kind == Kind::Cumulative => Decimal::ZERO,
        None => return None,
    };
    let target = indicator.final_target()?.bound.value()?;
    let is_between = start.min(target) <= value && value <= start.max(target);
    (!is_between).then(|| {
        format!(
            "中期目标 {} 不在基期值 {} 与目标值 {} 之间，序时进度会走过头再折回，请核对",
            format_number(value),
            format_number(start),
            format_number(target)
        )
    })
}

/// What other documents say of an indicator's series on the way to its target. They are offered as
/// interim targets and never taken unasked.
#[must_use]
pub fn offers(
    plans: &[Plan],
    workspace: &Workspace,
    plan: &Plan,
    indicator: &Indicator,
) -> Vec<InterimTarget> {
    let id = &plan.id_of(indicator);
    let line = lineage::line(plans, &indicator.series);
    let statements = line.map_or_else(Vec::new, |line| line.statements);
    statements
        .iter()
        .filter(|statement| statement.plan != id.plan && statement.holds())
        .filter_map(offered)
        .filter(|target| choose_interim(workspace, plan, indicator, target).is_ok())
        .filter(|target| !workspace.interim_of(id).contains(target))
        .collect()
}

fn offered(statement: &Statement) -> Option<InterimTarget> {
    let stage = match statement.stage {
        Stage::Draft => "（征求意见稿）",
        Stage::Final => "",
    };
    Some(InterimTarget {
        year: statement.year,
        value: statement.value()?,
        source: format!("{}{stage}：{}", statement.place(), statement.target()),
    })
}

/// Takes another document's target as an interim target of an indicator; none where it has no
/// number, leaves no room, or is chosen already.
#[must_use]
pub fn interim_from(
    workspace: &Workspace,
    plan: &Plan,
    indicator: &Indicator,
    statement: &Statement,
) -> Option<Edit> {
    let target = offered(statement)?;
    if workspace
        .interim_of(&plan.id_of(indicator))
        .contains(&target)
    {
        return None;
    }
    choose_interim(workspace, plan, indicator, &target).ok()
}

/// Gives up the interim target chosen for a year.
///
/// # Errors
/// [`DecisionError::NoInterim`] where there is none.
pub fn drop_interim(
    workspace: &Workspace,
    id: &IndicatorId,
    year: Year,
) -> Result<Edit, DecisionError> {
    let chosen = workspace.interim_of(id);
    if chosen.iter().all(|target| target.year != year) {
        return Err(DecisionError::NoInterim(year));
    }
    let kept = chosen.iter().filter(|target| target.year != year);
    Ok(Edit::Interim {
        indicator: id.clone(),
        value: kept.cloned().collect(),
    })
}

/// An answer to what has changed since a grade was given by hand: [`confirm`] or [`withdraw`].
type Answer =
    fn(&Workspace, &IndicatorId, &Assessment, &str, Decider) -> Result<Edit, DecisionError>;

impl App {
    /// Opens a dialog about the indicator whose page is open.
    pub(super) fn ask_about_indicator(&mut self, dialog: fn(IndicatorId) -> Dialog) {
        match self.view() {
            View::Indicator(id) => self.run(Command::Ask(dialog(id.clone()))),
            _ => self.run(Command::Tell(NO_PAGE.to_owned())),
        }
    }

    /// Answers a review of the indicator whose page is open.
    pub(super) fn review(&mut self, answer: Answer) {
        let View::Indicator(id) = self.view() else {
            return self.run(Command::Tell(NO_PAGE.to_owned()));
        };
        let made = self.shown().and_then(|(document, _, board)| {
            let assessment = &board.any_row(id)?.assessment;
            Some(answer(
                document.workspace(),
                id,
                assessment,
                "",
                self.decider(),
            ))
        });
        match made {
            Some(Ok(edit)) => self.run(Command::Edit(edit)),
            Some(Err(error)) => self.run(Command::Tell(error.to_string())),
            None => {}
        }
    }
}

#[cfg(test)]
mod tests;
