//! The one door through which a workspace changes.
//!
//! An [`Edit`] says what shall be; applying it gives back the edit that undoes it. Undo, the log
//! of changes and autosave all hang on this.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    Adjustment, Baseline, Confirmation, CumulativeEntry, Desk, DeskKey, IndicatorId, InterimTarget,
    Judgement, Limits, MeasureId, MeasureState, Method, Observation, ObservationKey, OwnRule, Plan,
    PlanId, SeriesId, WordsKey, Workspace, Year, format_number,
};

/// A change of a workspace. Kept in the log of changes, so an old shape must stay readable.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Edit {
    /// Chooses the plans followed, in the order shown.
    Plans(Vec<PlanId>),
    /// Keeps a plan of the workspace's own as it shall be, or no longer. Figures entered belong to
    /// series and stay.
    OwnPlan {
        /// Which plan.
        plan: PlanId,
        /// The whole of it.
        value: Option<Box<Plan>>,
    },
    /// Says whether the figures are made up.
    Synthetic(bool),
    /// Enters a value, or removes it.
    Observation {
        /// Which cell.
        key: ObservationKey,
        /// What it shall hold.
        value: Option<Observation>,
    },
    /// Enters a baseline, or removes it.
    Baseline {
        /// Of which indicator.
        indicator: IndicatorId,
        /// What it shall be.
        value: Option<Baseline>,
    },
    /// Chooses the year judged.
    AsOf(Option<Year>),
    /// Chooses the base year offered for new baselines.
    BaseYear(Option<Year>),
    /// Chooses the limits between grades.
    Limits(Limits),
    /// Chooses the method that judges.
    Method(Method),
    /// Gives an indicator a rule of its own, or takes it away.
    OwnRule {
        /// Which indicator.
        indicator: IndicatorId,
        /// Its rule; none: the workspace's.
        value: Option<OwnRule>,
    },
    /// Chooses interim targets of an indicator.
    Interim {
        /// Which indicator.
        indicator: IndicatorId,
        /// All of them, by year.
        value: Vec<InterimTarget>,
    },
    /// Decides about an indicator's grade by hand.
    Judgements {
        /// Which indicator.
        indicator: IndicatorId,
        /// Every decision, the new one last.
        value: Vec<Judgement>,
    },
    /// Says which documents have changed an indicator's targets while its plan runs.
    Adjustments {
        /// Which indicator.
        indicator: IndicatorId,
        /// All of them, in the order in which they did.
        value: Vec<Adjustment>,
    },
    /// Chooses how a cumulative series is entered.
    CumulativeEntry {
        /// Which series.
        series: SeriesId,
        /// How it is entered.
        entry: CumulativeEntry,
    },
    /// Confirms a doubtful value, or takes that back.
    Confirm {
        /// Which cell.
        key: ObservationKey,
        /// What was looked at; none: nothing.
        value: Option<Confirmation>,
    },
    /// Says how far a measure has come, or nothing any more.
    Measure {
        /// Which measure.
        measure: MeasureId,
        /// What is said of it.
        value: Option<Box<MeasureState>>,
    },
    /// Writes the analyst's words, or removes them.
    Words {
        /// Which words.
        key: WordsKey,
        /// What they shall be.
        text: Option<String>,
    },
    /// Gives an indicator a slide of its own, or takes it away.
    Pin {
        /// Which indicator.
        indicator: IndicatorId,
        /// Whether it shall have one.
        pinned: bool,
    },
    /// Names the workspace in its forms.
    FormsId(String),
    /// Notes the forms of a unit, or forgets them.
    Desk {
        /// Whose figures of which year.
        key: DeskKey,
        /// What shall be noted.
        value: Option<Desk>,
    },
    /// Several changes as one step.
    Batch(Vec<Edit>),
}

impl Edit {
    /// Makes the change and gives back its inverse.
    #[must_use = "the inverse is what undo needs"]
    pub fn apply(self, workspace: &mut Workspace) -> Self {
        match self {
            Self::Plans(plans) => Self::Plans(std::mem::replace(&mut workspace.plans, plans)),
            Self::OwnPlan { plan, value } => set_own_plan(workspace, plan, value),
            Self::Synthetic(synthetic) => {
                Self::Synthetic(std::mem::replace(&mut workspace.synthetic, synthetic))
            }
            Self::Observation { key, value } => {
                let value = put(&mut workspace.observations, &key, value);
                Self::Observation { key, value }
            }
            Self::Baseline { indicator, value } => {
                let value = put(&mut workspace.baselines, &indicator, value);
                Self::Baseline { indicator, value }
            }
            Self::AsOf(year) => Self::AsOf(std::mem::replace(&mut workspace.settings.as_of, year)),
            Self::BaseYear(year) => {
                Self::BaseYear(std::mem::replace(&mut workspace.settings.base_year, year))
            }
            Self::Limits(limits) => {
                Self::Limits(std::mem::replace(&mut workspace.settings.limits, limits))
            }
            Self::Method(method) => {
                Self::Method(std::mem::replace(&mut workspace.settings.method, method))
            }
            Self::OwnRule { indicator, value } => {
                let value = put(&mut workspace.settings.own_rules, &indicator, value);
                Self::OwnRule { indicator, value }
            }
            Self::Interim { indicator, value } => {
                let value = replaced(&mut workspace.settings.interim, &indicator, value);
                Self::Interim { indicator, value }
            }
            Self::Judgements { indicator, value } => {
                let value = replaced(&mut workspace.judgements, &indicator, value);
                Self::Judgements { indicator, value }
            }
            Self::Adjustments { indicator, value } => {
                let value = replaced(&mut workspace.adjustments, &indicator, value);
                Self::Adjustments { indicator, value }
            }
            Self::CumulativeEntry { series, entry } => {
                let before = workspace.cumulative_entry(&series);
                // The default is not written down, so that the file stays as it was before.
                if entry == CumulativeEntry::default() {
                    workspace.settings.cumulative_entry.remove(&series);
                } else {
                    workspace
                        .settings
                        .cumulative_entry
                        .insert(series.clone(), entry);
                }
                Self::CumulativeEntry {
                    series,
                    entry: before,
                }
            }
            Self::Confirm { key, value } => {
                let value = put(&mut workspace.confirmed, &key, value);
                Self::Confirm { key, value }
            }
            Self::Measure { measure, value } => set_measure(workspace, measure, value),
            Self::Words { key, text } => {
                let text = put(&mut workspace.words, &key, text);
                Self::Words { key, text }
            }
            Self::Pin { indicator, pinned } => pin(workspace, indicator, pinned),
            Self::FormsId(id) => Self::FormsId(std::mem::replace(&mut workspace.forms.id, id)),
            Self::Desk { key, value } => set_desk(workspace, key, value),
            Self::Batch(edits) => {
                let mut inverse: Vec<Self> =
                    edits.into_iter().map(|e| e.apply(workspace)).collect();
                inverse.reverse();
                Self::Batch(inverse)
            }
        }
    }

    /// Whether it changes what the workspace sees of plans, those of its own or the targets that hold,
    /// alone or among others.
    #[must_use]
    pub fn changes_plans(&self) -> bool {
        let changes = |leaf: &Self| matches!(leaf, Self::OwnPlan { .. } | Self::Adjustments { .. });
        self.leaves().any(changes)
    }

    /// The single changes in it, in order.
    pub fn leaves(&self) -> Box<dyn Iterator<Item = &Self> + '_> {
        match self {
            Self::Batch(edits) => Box::new(edits.iter().flat_map(Self::leaves)),
            single => Box::new(std::iter::once(single)),
        }
    }

    /// What it does, in a few words for menus: 填报 2025 年 2,562.
    #[must_use]
    pub fn describe(&self) -> String {
        match self {
            Self::Plans(_) => "更改收入的规划".to_owned(),
            Self::OwnPlan {
                value: Some(plan), ..
            } => format!("自建规划“{}”", plan.short),
            Self::OwnPlan { plan, value: None } => format!("删除自建规划 {plan}"),
            Self::Synthetic(_) => "更改示例标记".to_owned(),
            Self::Observation {
                key,
                value: Some(value),
            } => format!("填报 {} 年 {}", key.year, format_number(value.value)),
            Self::Observation { key, value: None } => format!("清除 {} 年数值", key.year),
            Self::Baseline {
                value: Some(value), ..
            } => format!(
                "填报 {} 年基期值 {}",
                value.year,
                format_number(value.value)
            ),
            Self::Baseline { value: None, .. } => "清除基期值".to_owned(),
            Self::AsOf(_) => "更改截至年度".to_owned(),
            Self::BaseYear(_) => "更改默认基期年".to_owned(),
            Self::Limits(_) => "更改评价界限".to_owned(),
            Self::Method(method) => format!("评价方法改为{}", method.word()),
            Self::OwnRule {
                value: Some(rule), ..
            } => format!("单独规则：{}", rule.method.word()),
            Self::OwnRule { value: None, .. } => "取消单独规则".to_owned(),
            Self::Interim { value, .. } if value.is_empty() => "取消中期目标".to_owned(),
            Self::Interim { .. } => "选定中期目标".to_owned(),
            Self::Judgements { value, .. } => value
                .last()
                .map_or_else(|| "清除人工评定".to_owned(), Judgement::words),
            Self::Adjustments { value, .. } => value.last().map_or_else(
                || "撤回目标调整".to_owned(),
                |adjustment| format!("目标调整（{}）", adjustment.number),
            ),
            Self::CumulativeEntry { .. } => "更改累计口径".to_owned(),
            Self::Confirm {
                key,
                value: Some(_),
            } => format!("确认 {} 年数值无误", key.year),
            Self::Confirm { key, value: None } => format!("不再确认 {} 年数值", key.year),
            Self::Measure {
                measure,
                value: Some(value),
            } => format!("举措 {} {}", measure.no, value.progress.word()),
            Self::Measure {
                measure,
                value: None,
            } => format!("清除举措 {} 的进展", measure.no),
            Self::Words { key, text } => {
                let verb = if text.is_some() { "填写" } else { "清除" };
                format!("{verb} {} 年{}", key.year, key.topic.word())
            }
            Self::Pin { indicator, pinned } => {
                let verb = if *pinned { "加入" } else { "移出" };
                format!("序号 {} {verb}单独演示页", indicator.no)
            }
            Self::FormsId(_) => "为台账编号".to_owned(),
            Self::Desk { key, .. } => format!("登记{} {} 年填报表", key.unit, key.year),
            Self::Batch(edits) => match edits.as_slice() {
                [one] => one.describe(),
                // A plan comes and goes with its place in the list of those followed.
                many if let Some(plan) = many
                    .iter()
                    .find(|edit| matches!(edit, Self::OwnPlan { .. })) =>
                {
                    plan.describe()
                }
                many => format!("{} 处更改", many.len()),
            },
        }
    }
}

/// Puts a value in the place of a key's, or takes it away; answers what was there.
fn put<K: Ord + Clone, V>(map: &mut BTreeMap<K, V>, key: &K, value: Option<V>) -> Option<V> {
    match value {
        Some(value) => map.insert(key.clone(), value),
        None => map.remove(key),
    }
}

/// Puts a list in the place of an indicator's; a list without entries is not kept.
fn replaced<T>(
    lists: &mut BTreeMap<IndicatorId, Vec<T>>,
    indicator: &IndicatorId,
    value: Vec<T>,
) -> Vec<T> {
    let before = if value.is_empty() {
        lists.remove(indicator)
    } else {
        lists.insert(indicator.clone(), value)
    };
    before.unwrap_or_default()
}

fn set_measure(
    workspace: &mut Workspace,
    measure: MeasureId,
    value: Option<Box<MeasureState>>,
) -> Edit {
    let before = match value {
        Some(value) => workspace.measures.insert(measure.clone(), *value),
        None => workspace.measures.remove(&measure),
    };
    Edit::Measure {
        measure,
        value: before.map(Box::new),
    }
}

fn set_own_plan(workspace: &mut Workspace, plan: PlanId, value: Option<Box<Plan>>) -> Edit {
    let before = match value {
        Some(value) => workspace.own_plans.insert(plan.clone(), *value),
        None => workspace.own_plans.remove(&plan),
    };
    Edit::OwnPlan {
        plan,
        value: before.map(Box::new),
    }
}

fn set_desk(workspace: &mut Workspace, key: DeskKey, value: Option<Desk>) -> Edit {
    let before = match value {
        Some(value) => workspace.forms.desks.insert(key.clone(), value),
        None => workspace.forms.desks.remove(&key),
    };
    Edit::Desk { key, value: before }
}

fn pin(workspace: &mut Workspace, indicator: IndicatorId, pinned: bool) -> Edit {
    let all = &mut workspace.settings.pinned;
    let before = if pinned {
        !all.insert(indicator.clone())
    } else {
        all.remove(&indicator)
    };
    Edit::Pin {
        indicator,
        pinned: before,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Act, DoubtKind, Grade, Progress, Seen, SeenBaseline, Status, Topic};

    fn observation(value: i64) -> Observation {
        Observation {
            value: value.into(),
            status: Status::Flash,
            source: String::new(),
            note: String::new(),
            by: String::new(),
            at: None,
        }
    }

    fn of_plans() -> [Edit; 1] {
        let text = r#"{"id": "own", "title": "规划", "short": "规划", "stage": "Final", "year": 2025,
            "themes": [], "indicators": []}"#;
        [Edit::OwnPlan {
            plan: PlanId("own".to_owned()),
            value: Some(serde_json::from_str(text).unwrap()),
        }]
    }

    /// The edit that gives a rule of its own.
    fn of_rules(id: &IndicatorId) -> Edit {
        Edit::OwnRule {
            indicator: id.clone(),
            value: Some(OwnRule {
                method: Method::Trend,
                limits: None,
                reason: "波动大".to_owned(),
                by: "张".to_owned(),
                at: None,
            }),
        }
    }

    /// The edit that notes a document which has changed targets.
    fn of_targets(id: &IndicatorId) -> Edit {
        Edit::Adjustments {
            indicator: id.clone(),
            value: vec![Adjustment {
                number: "杭政办函〔2026〕8号".to_owned(),
                title: "关于调整部分指标的通知".to_owned(),
                date: chrono::NaiveDate::from_ymd_opt(2026, 3, 1),
                targets: vec![crate::model::Target {
                    year: 2027,
                    bound: crate::model::Bound::AtLeast(2800.into()),
                }],
                note: String::new(),
                by: "张".to_owned(),
                at: None,
            }],
        }
    }

    /// The edits that note what happens to forms.
    fn of_forms() -> [Edit; 2] {
        [
            Edit::FormsId("0f".to_owned()),
            Edit::Desk {
                key: DeskKey {
                    plan: PlanId("p".to_owned()),
                    year: 2025,
                    unit: crate::model::Unit("市商务局".to_owned()),
                },
                value: Some(Desk::default()),
            },
        ]
    }

    #[test]
    fn every_edit_is_undone_by_its_inverse() {
        let key = ObservationKey {
            series: SeriesId("s".to_owned()),
            year: 2025,
        };
        let id = IndicatorId::new(&PlanId("p".to_owned()), 1);
        let edits = [
            Edit::Plans(vec![PlanId("p".to_owned())]),
            Edit::Synthetic(true),
            Edit::Observation {
                key: key.clone(),
                value: Some(observation(5)),
            },
            Edit::Observation {
                key: key.clone(),
                value: None,
            },
            Edit::Words {
                key: WordsKey::of_indicator(&id, Topic::Reason, 2025),
                text: Some("需求不足".to_owned()),
            },
            Edit::Pin {
                indicator: id.clone(),
                pinned: true,
            },
            Edit::Baseline {
                indicator: id.clone(),
                value: Some(Baseline {
                    year: 2023,
                    value: 7.into(),
                }),
            },
            Edit::Measure {
                measure: MeasureId::new(&PlanId("p".to_owned()), 20),
                value: Some(Box::new(MeasureState {
                    progress: Progress::Done,
                    ..MeasureState::default()
                })),
            },
            Edit::AsOf(Some(2024)),
            Edit::BaseYear(Some(2022)),
            Edit::Limits(Limits {
                ahead: 2.into(),
                ..Limits::default()
            }),
            Edit::Method(Method::Cagr),
            of_rules(&id),
            Edit::Interim {
                indicator: id.clone(),
                value: vec![InterimTarget {
                    year: 2026,
                    value: 8.into(),
                    source: "市政府工作报告".to_owned(),
                }],
            },
            of_targets(&id),
            Edit::Judgements {
                indicator: id,
                value: vec![Judgement {
                    year: 2025,
                    act: Act::Judged(Grade::Behind),
                    why: "现场核查".to_owned(),
                    by: "张".to_owned(),
                    at: None,
                    seen: Seen {
                        actual: None,
                        status: None,
                        baseline: SeenBaseline::NotNoted,
                        computed: Grade::NotAssessable,
                    },
                }],
            },
            Edit::CumulativeEntry {
                series: key.series.clone(),
                entry: CumulativeEntry::Annual,
            },
            Edit::Confirm {
                key: key.clone(),
                value: Some(Confirmation {
                    value: 1.into(),
                    doubts: [DoubtKind::Jump].into(),
                }),
            },
        ];
        let mut workspace = Workspace::default();
        workspace.observations.insert(key, observation(1));
        let before = workspace.clone();
        let everything = Edit::Batch(edits.to_vec());
        let others = of_forms().into_iter().chain(of_plans());
        for edit in edits.into_iter().chain(others).chain([everything]) {
            let inverse = edit.clone().apply(&mut workspace);
            assert_ne!(workspace, before, "{edit:?} changed nothing");
            let _redo = inverse.apply(&mut workspace);
            assert_eq!(workspace, before, "{edit:?} was not undone");
        }
    }
}
