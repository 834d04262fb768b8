//! Places and what they hold in words, as logs, previews and questions tell them.

use std::fmt::Write as _;

use super::{
    Adjustment, CumulativeEntry, Edit, Indicator, IndicatorId, InterimTarget, Judgement,
    Observation, OwnRule, Place, Plan, PlanId, SeriesId, format_number, plan_changes,
};

const NOTHING: &str = "（空）";

impl Place {
    /// Which indicator, series or measure it is of; nothing for what concerns the whole workspace.
    #[must_use]
    pub fn name(&self, indicator: Option<&Indicator>) -> String {
        if let Some(indicator) = indicator {
            return format!("{} {}", indicator.no, indicator.name_with_unit());
        }
        match self {
            Self::Observation(key) | Self::Confirmed(key) => key.series.to_string(),
            Self::CumulativeEntry(series) => series.to_string(),
            Self::Baseline(id)
            | Self::OwnRule(id)
            | Self::Interim(id)
            | Self::Adjustments(id)
            | Self::Judgements(id)
            | Self::Pinned(id) => id.to_string(),
            Self::Measure(id) => format!("举措 {id}"),
            Self::Words(key) => key.place_words(),
            _ => String::new(),
        }
    }

    /// The indicator that it belongs to, among all plans: of a series the first that follows it in the
    /// plans followed.
    #[must_use]
    pub fn indicator<'a>(
        &self,
        all: &'a [Plan],
        followed: &[PlanId],
    ) -> Option<(&'a Plan, &'a Indicator)> {
        let plan = |id: &PlanId| all.iter().find(|plan| plan.id == *id);
        let by_series = |series: &SeriesId| {
            followed.iter().find_map(|id| {
                let plan = plan(id)?;
                let indicator = plan.indicators.iter().find(|i| i.series == *series)?;
                Some((plan, indicator))
            })
        };
        let by_id = |id: &IndicatorId| {
            let plan = plan(&id.plan)?;
            Some((plan, plan.indicator(id.no)?))
        };
        match self {
            Self::Observation(key) | Self::Confirmed(key) => by_series(&key.series),
            Self::CumulativeEntry(series) => by_series(series),
            Self::Baseline(id)
            | Self::OwnRule(id)
            | Self::Interim(id)
            | Self::Adjustments(id)
            | Self::Judgements(id)
            | Self::Pinned(id) => by_id(id),
            Self::Words(key) => by_id(&key.indicator()?),
            Self::Plans
            | Self::OwnPlan(_)
            | Self::Synthetic
            | Self::AsOf
            | Self::BaseYear
            | Self::Method
            | Self::Measure(_)
            | Self::FormsId
            | Self::Desk(_)
            | Self::Limits => None,
        }
    }

    /// What is changed of an indicator or of the workspace: 2025 年实际值, 评价界限.
    #[must_use]
    pub fn what(&self, old: &Edit, new: &Edit) -> String {
        match self {
            Self::Observation(key) => format!("{} 年实际值{}", key.year, detail(old, new)),
            Self::Confirmed(key) => format!("{} 年存疑确认", key.year),
            Self::Baseline(_) => "基期值".to_owned(),
            Self::OwnRule(_) => "单独规则".to_owned(),
            Self::Interim(_) => "中期目标".to_owned(),
            Self::Adjustments(_) => "目标调整".to_owned(),
            Self::Judgements(_) => "人工评定".to_owned(),
            Self::CumulativeEntry(_) => "累计填法".to_owned(),
            Self::Plans => "收入的规划".to_owned(),
            Self::OwnPlan(id) => match (own_plan(new), own_plan(old)) {
                (Some(plan), _) | (None, Some(plan)) => format!("自建规划“{}”", plan.short),
                (None, None) => format!("自建规划 {id}"),
            },
            Self::Synthetic => "示例标记".to_owned(),
            Self::AsOf => "截至年度".to_owned(),
            Self::BaseYear => "默认基期年".to_owned(),
            Self::Method => "评价方法".to_owned(),
            Self::Limits => "评价界限".to_owned(),
            Self::Measure(_) => "进展".to_owned(),
            Self::FormsId => "填报表台账编号".to_owned(),
            Self::Desk(key) => format!("{} {} 年填报表登记", key.unit, key.year),
            Self::Pinned(_) => "单独演示页".to_owned(),
            Self::Words(key) => format!("{} 年{}", key.year, key.topic.word()),
        }
    }

    /// Both in one: 15 金融业增加值（亿元） 2025 年实际值.
    #[must_use]
    pub fn words(&self, indicator: Option<&Indicator>, old: &Edit, new: &Edit) -> String {
        let name = self.name(indicator);
        let what = self.what(old, new);
        if name.is_empty() {
            what
        } else {
            format!("{name} {what}")
        }
    }
}

impl Edit {
    /// What a place holds after a change. Of a plan of one's own that was there before, what is different.
    #[must_use]
    pub fn words_after(&self, old: &Self) -> String {
        match (own_plan(old), own_plan(self)) {
            (Some(old), Some(new)) => plan_changes(old, new).join("；"),
            _ => self.value_words(),
        }
    }

    /// What a place holds after an edit: 2,562（快报）, 2024 年 2,420.5, （空）.
    #[must_use]
    pub fn value_words(&self) -> String {
        let nothing = || NOTHING.to_owned();
        match self {
            Self::Observation { value, .. } => {
                value.as_ref().map_or_else(nothing, observation_words)
            }
            Self::Baseline { value, .. } => value.map_or_else(nothing, |value| {
                format!("{}（{} 年）", format_number(value.value), value.year)
            }),
            Self::AsOf(year) | Self::BaseYear(year) => {
                year.map_or_else(|| "自动".to_owned(), |year| format!("{year} 年"))
            }
            Self::Limits(limits) => limits.to_string(),
            Self::Method(method) => method.word().to_owned(),
            Self::OwnRule { value, .. } => value
                .as_ref()
                .map_or_else(|| "随台账".to_owned(), OwnRule::sentence),
            Self::Interim { value, .. } if value.is_empty() => nothing(),
            Self::Interim { value, .. } => {
                let all: Vec<String> = value.iter().map(InterimTarget::sentence).collect();
                all.join("，")
            }
            Self::Adjustments { value, .. } if value.is_empty() => nothing(),
            Self::Adjustments { value, .. } => {
                let all: Vec<String> = value.iter().map(Adjustment::sentence).collect();
                all.join(" → ")
            }
            // Decisions are appended, so the last is what this one added.
            Self::Judgements { value, .. } => {
                value.last().map_or_else(nothing, Judgement::sentence)
            }
            Self::Confirm { value, .. } => {
                let words = if value.is_some() {
                    "已确认"
                } else {
                    "未确认"
                };
                words.to_owned()
            }
            Self::CumulativeEntry { entry, .. } => match entry {
                CumulativeEntry::Running => "填累计数".to_owned(),
                CumulativeEntry::Annual => "填年度数".to_owned(),
            },
            Self::Plans(plans) => {
                let names: Vec<&str> = plans.iter().map(|plan| plan.0.as_str()).collect();
                names.join("、")
            }
            Self::OwnPlan { value, .. } => value.as_ref().map_or_else(nothing, |plan| {
                format!("{}，{} 项指标", plan.cite(), plan.all_indicators().count())
            }),
            Self::Synthetic(synthetic) => if *synthetic { "是" } else { "否" }.to_owned(),
            Self::Measure { value, .. } => {
                value.as_ref().map_or_else(nothing, |value| value.words())
            }
            Self::FormsId(id) if id.is_empty() => nothing(),
            Self::FormsId(id) => id.clone(),
            Self::Desk { value, .. } => value.as_ref().map_or_else(nothing, |desk| {
                let declined = match desk.declined.len() {
                    0 => String::new(),
                    count => format!("，{count} 个数定为不用"),
                };
                format!(
                    "发出 {} 次，收到 {} 份{declined}",
                    desk.issued.len(),
                    desk.files_received()
                )
            }),
            Self::Words { text, .. } => text.clone().unwrap_or_else(nothing),
            Self::Pin { pinned, .. } => if *pinned { "有" } else { "无" }.to_owned(),
            Self::Batch(_) => self.describe(),
        }
    }
}

fn own_plan(edit: &Edit) -> Option<&Plan> {
    match edit {
        Edit::OwnPlan { value, .. } => value.as_deref(),
        _ => None,
    }
}

/// Where the number is the same, what else was changed.
fn detail(old: &Edit, new: &Edit) -> &'static str {
    let (
        Edit::Observation {
            value: Some(old), ..
        },
        Edit::Observation {
            value: Some(new), ..
        },
    ) = (old, new)
    else {
        return "";
    };
    if old.value != new.value || old.status != new.status {
        ""
    } else if old.source != new.source {
        "的来源"
    } else if old.note != new.note {
        "的备注"
    } else {
        ""
    }
}

fn observation_words(observation: &Observation) -> String {
    let mut words = format_number(observation.value);
    let _ = write!(words, "（{}", observation.status.word());
    for (label, text) in [
        ("来源：", &observation.source),
        ("备注：", &observation.note),
    ] {
        if !text.is_empty() {
            let _ = write!(words, "；{label}{text}");
        }
    }
    words.push('）');
    words
}
