//! Plans of a workspace's own: what stays when one goes, and how two states of one differ.

use super::{
    Baseline, Indicator, IndicatorId, Plan, PlanId, SeriesId, Target, Unit, WordsKey, Workspace,
    format_number,
};

/// What a workspace holds for a plan, and keeps when the plan goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// Actual values of series that other plans followed have as well: they go on to count there.
    pub shared: usize,
    /// Actual values of series that no other plan followed has.
    pub alone: usize,
    /// Baselines entered.
    pub baselines: usize,
    /// Grades given by hand.
    pub judgements: usize,
    /// Rules of indicators' own, interim targets and targets changed.
    pub rules: usize,
    /// States of measures and texts for reports.
    pub words: usize,
}

/// Whether anything is entered for an indicator by its number: baseline, rules, targets changed, grades by
/// hand, words. Whoever gets that number gets it all.
#[must_use]
pub fn holds_for(workspace: &Workspace, id: &IndicatorId) -> bool {
    let settings = &workspace.settings;
    let words = || workspace.words.keys().filter_map(WordsKey::indicator);
    workspace.baselines.contains_key(id)
        || workspace.judgements.contains_key(id)
        || workspace.adjustments.contains_key(id)
        || settings.own_rules.contains_key(id)
        || settings.interim.contains_key(id)
        || settings.pinned.contains(id)
        || words().any(|of| of == *id)
}

/// Whether anything is entered for a plan by its name, as is left when a plan is removed.
#[must_use]
pub fn holds_for_plan(workspace: &Workspace, plan: &PlanId) -> bool {
    let settings = &workspace.settings;
    let mut ids = workspace
        .baselines
        .keys()
        .chain(workspace.judgements.keys())
        .chain(workspace.adjustments.keys())
        .chain(settings.own_rules.keys())
        .chain(settings.interim.keys())
        .chain(&settings.pinned);
    ids.any(|id| id.plan == *plan)
        || workspace.measures.keys().any(|id| id.plan == *plan)
        || workspace.words.keys().any(|key| key.plan == *plan)
        || workspace.forms.desks.keys().any(|key| key.plan == *plan)
}

/// What a workspace holds for a plan; `others` are the other plans that it follows.
#[must_use]
pub fn kept_without(workspace: &Workspace, plan: &Plan, others: &[&Plan]) -> Kept {
    let is_of_plan = |id: &&IndicatorId| id.plan == plan.id;
    let mut series: Vec<&SeriesId> = plan.all_indicators().map(|i| &i.series).collect();
    series.sort();
    series.dedup();
    let count = |series: &SeriesId| workspace.observations_of(series).count();
    let is_shared = |series: &SeriesId| {
        let mut rows = others.iter().flat_map(|plan| plan.all_indicators());
        rows.any(|row| row.series == *series)
    };
    let (shared, alone): (Vec<&SeriesId>, Vec<&SeriesId>) =
        series.into_iter().partition(|series| is_shared(series));
    let settings = &workspace.settings;
    let rules = settings.own_rules.keys().chain(settings.interim.keys());
    let rules = rules.chain(workspace.adjustments.keys());
    let measures = workspace.measures.keys().filter(|id| id.plan == plan.id);
    let words = workspace.words.keys().filter(|key| key.plan == plan.id);
    Kept {
        shared: shared.into_iter().map(count).sum(),
        alone: alone.into_iter().map(count).sum(),
        baselines: workspace.baselines.keys().filter(is_of_plan).count(),
        judgements: workspace.judgements.keys().filter(is_of_plan).count(),
        rules: rules.filter(is_of_plan).count(),
        words: measures.count() + words.count(),
    }
}

impl Kept {
    /// What stays, in a sentence; none where there is nothing to keep.
    #[must_use]
    pub fn sentence(&self) -> Option<String> {
        let hidden = [
            (self.alone, "个实际值"),
            (self.baselines, "个基期值"),
            (self.judgements, "项人工评定"),
            (self.rules, "项单独规则、中期目标和目标调整"),
            (self.words, "处举措进展和报告文字"),
        ];
        let hidden: Vec<String> = hidden
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, what)| format!("{count} {what}"))
            .collect();
        let mut parts = Vec::new();
        if self.shared > 0 {
            parts.push(format!(
                "{} 个实际值的口径还有别的规划在用，照常显示",
                self.shared
            ));
        }
        if !hidden.is_empty() {
            parts.push(format!(
                "{}留在台账文件里，撤销删除或从规划文件再收入时重新显示",
                hidden.join("、")
            ));
        }
        (!parts.is_empty()).then(|| parts.join("；"))
    }
}

/// How a plan differs from what it was, a phrase a place; empty where it does not.
#[must_use]
pub fn plan_changes(old: &Plan, new: &Plan) -> Vec<String> {
    let mut changes = Vec::new();
    let mut text = |what: &str, old: String, new: String| {
        if old != new {
            changes.push(format!("{what} {} → {}", shown(&old), shown(&new)));
        }
    };
    let unit = |unit: &Option<Unit>| unit.as_ref().map_or_else(String::new, |u| u.0.clone());
    text("名称", old.title.clone(), new.title.clone());
    text("简称", old.short.clone(), new.short.clone());
    text("文号", old.number.clone(), new.number.clone());
    text(
        "阶段",
        old.stage.word().to_owned(),
        new.stage.word().to_owned(),
    );
    text("年份", old.year.to_string(), new.year.to_string());
    let day = |day: Option<chrono::NaiveDate>| day.map_or_else(String::new, |d| d.to_string());
    text("印发日期", day(old.issued), day(new.issued));
    text("发文单位", unit(&old.issuer), unit(&new.issuer));
    text("牵头单位", unit(&old.lead), unit(&new.lead));
    text("说明", old.note.clone(), new.note.clone());
    let themes = |plan: &Plan| {
        let names = plan.themes.iter().map(|theme| theme.name.as_str());
        names.collect::<Vec<_>>().join("、")
    };
    text("领域", themes(old), themes(new));
    for row in old.all_indicators() {
        if new.indicator(row.no).is_none() {
            changes.push(format!("删去序号{} {}", row.no, row.name));
        }
    }
    for row in new.all_indicators() {
        match old.indicator(row.no) {
            None => changes.push(format!("增加序号{} {}", row.no, row.name_with_unit())),
            Some(before) => row_changes(before, row, &mut changes),
        }
    }
    if changes.is_empty() && format!("{old:?}") != format!("{new:?}") {
        changes.push("其他内容".to_owned());
    }
    changes
}

fn row_changes(old: &Indicator, new: &Indicator, changes: &mut Vec<String>) {
    let units = |units: &[Unit]| {
        let names = units.iter().map(|unit| unit.0.as_str());
        names.collect::<Vec<_>>().join("、")
    };
    let targets = |targets: &[Target]| {
        let words = targets
            .iter()
            .map(|target| format!("{} 年 {}", target.year, target.bound.text()));
        words.collect::<Vec<_>>().join("，")
    };
    let baseline = |baseline: Option<Baseline>| {
        baseline.map_or_else(String::new, |b| {
            format!("{} 年 {}", b.year, format_number(b.value))
        })
    };
    let both = [
        ("名称", old.name.clone(), new.name.clone()),
        (
            "单位",
            old.printed_unit().to_owned(),
            new.printed_unit().to_owned(),
        ),
        (
            "目标",
            targets(old.printed_targets()),
            targets(new.printed_targets()),
        ),
        (
            "基期",
            baseline(old.printed_baseline()),
            baseline(new.printed_baseline()),
        ),
        ("责任单位", units(&old.units), units(&new.units)),
        (
            "属性",
            old.kind.word().to_owned(),
            new.kind.word().to_owned(),
        ),
        (
            "方向",
            old.direction.word().to_owned(),
            new.direction.word().to_owned(),
        ),
        ("领域", old.theme.to_string(), new.theme.to_string()),
        ("口径", old.series.0.clone(), new.series.0.clone()),
        ("出处", old.locator.clone(), new.locator.clone()),
        ("备注", old.note.clone(), new.note.clone()),
    ];
    for (what, old, new_words) in both {
        if old != new_words {
            let (old, new_words) = (shown(&old), shown(&new_words));
            changes.push(format!("序号{} {what} {old} → {new_words}", new.no));
        }
    }
}

fn shown(words: &str) -> &str {
    if words.is_empty() { "（空）" } else { words }
}
