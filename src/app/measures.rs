//! Saying how far a measure has come: one edit a change, signed, with what was said before kept.

use super::App;
use super::decide::Decider;
use crate::model::{
    Decimal, Edit, MeasureId, MeasureState, MilestoneState, Progress, Workspace, parse_number,
};

/// Why what was typed about a measure is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MeasureError {
    /// It is no number.
    #[error("完成比例：{0}")]
    Number(#[from] crate::model::NumberError),
    /// It is no share.
    #[error("完成比例应在 0 到 100 之间")]
    NoShare,
    /// A milestone without a name.
    #[error("请写明节点的内容")]
    NoName,
    /// A milestone that is there already.
    #[error("已有名为“{0}”的节点")]
    Twice(String),
    /// No milestone of this name.
    #[error("没有名为“{0}”的节点；已有：{1}")]
    NoMilestone(String, String),
    /// No state of this name.
    #[error("没有状态“{0}”；可用 未启动、推进中、已完成、滞后")]
    NoState(String),
    /// Its date is none.
    #[error("日期“{0}”不对：请写作 2025-12-31")]
    Date(String),
}

/// The edit that changes what is said of a measure; none where nothing changes.
#[must_use]
pub fn measure_edit(
    app: &App,
    id: &MeasureId,
    change: impl FnOnce(&mut MeasureState),
) -> Option<Edit> {
    let workspace = app.document()?.workspace();
    said_of(workspace, id, app.decider(), change)
}

/// The same, of any workspace.
#[must_use]
pub fn said_of(
    workspace: &Workspace,
    id: &MeasureId,
    (by, at): Decider,
    change: impl FnOnce(&mut MeasureState),
) -> Option<Edit> {
    let before = workspace.measures.get(id).cloned().unwrap_or_default();
    let mut changed = before.clone();
    change(&mut changed);
    if changed == before {
        return None;
    }
    let value = before.after(|state| {
        *state = changed;
        state.by = by;
        state.at = at;
    });
    Some(Edit::Measure {
        measure: id.clone(),
        value: Some(Box::new(value)),
    })
}

/// Marks a milestone as reached, or as open again. It is the document's or an own one.
pub fn reach(state: &mut MeasureState, milestone: &MilestoneState, done: bool) {
    match state
        .milestones
        .iter_mut()
        .find(|m| m.name == milestone.name)
    {
        Some(known) => known.done = done,
        None => state.milestones.push(MilestoneState {
            done,
            ..milestone.clone()
        }),
    }
}

/// Reads a state that somebody can choose.
///
/// # Errors
/// [`MeasureError::NoState`].
pub fn read_state(text: &str) -> Result<Progress, MeasureError> {
    Progress::parse(text)
        .filter(|progress| Progress::CHOICES.contains(progress))
        .ok_or_else(|| MeasureError::NoState(text.trim().to_owned()))
}

/// The milestone of this name, or of which it is the only part.
///
/// # Errors
/// [`MeasureError::NoMilestone`] with those there are.
pub fn milestone_named(
    known: &[MilestoneState],
    name: &str,
) -> Result<MilestoneState, MeasureError> {
    let name = name.trim();
    let exact = known.iter().find(|m| m.name == name);
    let mut like = known
        .iter()
        .filter(|m| !name.is_empty() && m.name.contains(name));
    let only = like.next().filter(|_| like.next().is_none());
    exact.or(only).cloned().ok_or_else(|| {
        let names: Vec<&str> = known.iter().map(|m| m.name.as_str()).collect();
        let names = if names.is_empty() {
            "无".to_owned()
        } else {
            names.join("、")
        };
        MeasureError::NoMilestone(name.to_owned(), names)
    })
}

/// Reads a share in percent; blank is none.
///
/// # Errors
/// What is no number between 0 and 100.
pub fn read_percent(text: &str) -> Result<Option<Decimal>, MeasureError> {
    let text = text.trim().trim_end_matches(['%', '％']);
    if text.is_empty() {
        return Ok(None);
    }
    let value = parse_number(text)?;
    if value < Decimal::ZERO || value > Decimal::ONE_HUNDRED {
        return Err(MeasureError::NoShare);
    }
    Ok(Some(value))
}

/// Reads an own milestone of a measure.
///
/// # Errors
/// A blank or known name, or a date that is none.
pub fn read_milestone(
    known: &[MilestoneState],
    name: &str,
    due: &str,
) -> Result<MilestoneState, MeasureError> {
    let name = name.trim();
    if name.is_empty() {
        return Err(MeasureError::NoName);
    }
    if known.iter().any(|m| m.name == name) {
        return Err(MeasureError::Twice(name.to_owned()));
    }
    let due = due
        .trim()
        .parse()
        .map_err(|_| MeasureError::Date(due.trim().to_owned()))?;
    Ok(MilestoneState {
        name: name.to_owned(),
        due,
        done: false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_between_nothing_and_all() {
        assert_eq!(read_percent(" 40.5％ "), Ok(Some(Decimal::new(405, 1))));
        assert_eq!(read_percent(""), Ok(None));
        assert_eq!(read_percent("101"), Err(MeasureError::NoShare));
        assert_eq!(read_percent("-1"), Err(MeasureError::NoShare));
        assert!(matches!(read_percent("半"), Err(MeasureError::Number(_))));
    }

    #[test]
    fn an_own_milestone_has_a_name_of_its_own_and_a_date() {
        let first = read_milestone(&[], " 选址 ", "2025-06-30").unwrap();
        assert_eq!((first.name.as_str(), first.done), ("选址", false));
        let known = [first];
        assert!(matches!(
            read_milestone(&known, "选址", "2025-06-30"),
            Err(MeasureError::Twice(_))
        ));
        for due in ["2025-02-30", "六月", ""] {
            let read = read_milestone(&known, "开工", due);
            assert!(matches!(read, Err(MeasureError::Date(_))), "{due}");
        }
    }

    #[test]
    fn the_documents_milestone_is_reached_and_open_again() {
        let printed = read_milestone(&[], "开通班列", "2025-12-31").unwrap();
        let mut state = MeasureState::default();
        reach(&mut state, &printed, true);
        assert!(state.milestones[0].done);
        reach(&mut state, &printed, false);
        assert_eq!(state.milestones, [printed]);
    }
}
