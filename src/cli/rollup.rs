//! `status --by`: grades counted by plan, by section or by unit.

use serde_json::{Map, Value, json};

use super::json::{Judged, tidy};
use super::table::{Align, in_columns, shortened};
use crate::assess::Grade;
use crate::assess::rollup::{By, Entry, Group, roll_up};
use crate::model::live::csv_line;
use crate::model::{Limits, Method, Workspace, Year};

/// Names are cut here, so that a row fits on a line of a wide terminal.
const NAME_COLUMNS: usize = 36;

/// Indicators counted in groups, ready to be printed.
pub(super) struct Rolled<'a> {
    by: By,
    rows: &'a [Judged<'a>],
    groups: Vec<Group>,
    method: Method,
    limits: Limits,
    year: Year,
    synthetic: bool,
}

impl<'a> Rolled<'a> {
    /// Counts rows; the mean is of ratios by `method`.
    pub(super) fn new(
        rows: &'a [Judged<'a>],
        by: By,
        method: Method,
        year: Year,
        workspace: &Workspace,
    ) -> Self {
        let entries: Vec<Entry<'_>> = rows
            .iter()
            .map(|row| Entry {
                plan: row.plan,
                indicator: row.indicator,
                assessment: row.assessment,
            })
            .collect();
        Self {
            by,
            rows,
            groups: roll_up(&entries, by, method),
            method,
            limits: workspace.rule().limits,
            year,
            synthetic: workspace.synthetic,
        }
    }

    /// A list of groups. `indicators` are worst first; each says whether the unit leads.
    pub(super) fn json(&self) -> Value {
        self.groups.iter().map(|group| self.group(group)).collect()
    }

    fn group(&self, group: &Group) -> Value {
        let members = group.members.iter().map(|member| {
            let row = &self.rows[member.entry];
            json!({
                "indicator": row.plan.id_of(row.indicator).to_string(),
                "name": row.indicator.name,
                "is_lead": member.is_lead,
                "grade": row.assessment.grade.code(),
                "word": row.assessment.word,
                "gap_pp": tidy(row.assessment.gap_pp),
                "ratio": tidy(row.assessment.ratio),
            })
        });
        let counts: Map<String, Value> = Grade::ALL
            .iter()
            .map(|grade| (grade.code().to_owned(), group.tally.count(*grade).into()))
            .collect();
        let count = |is_so: fn(&Judged<'_>) -> bool| {
            let rows = group.members.iter().map(|member| &self.rows[member.entry]);
            rows.filter(|row| is_so(row)).count()
        };
        json!({
            "by": self.by.code(),
            "name": group.name,
            "plan": group.plan.as_ref().map(|plan| &plan.0),
            "theme": group.theme,
            "lead": group.lead.as_ref().map(|unit| &unit.0),
            "total": group.tally.total(),
            "assessed": group.tally.assessed(),
            "led": group.led.total(),
            "counts": counts,
            "year": self.year,
            "method": self.method.code(),
            "limits": (!self.method.has_own_limits()).then(|| json!({
                "ahead": self.limits.ahead.to_string(),
                "on_track": self.limits.on_track.to_string(),
                "behind": self.limits.behind.to_string(),
            })),
            "own_rules": count(|row| row.own_rule().is_some()),
            "by_hand": count(|row| row.assessment.is_by_hand()),
            "to_review": count(|row| row.assessment.needs_review()),
            "mean_ratio": group.mean_ratio.map(|mean| json!({
                "value": tidy(Some(mean.value)),
                "n": mean.n,
                "method": mean.method.code(),
            })),
            "indicators": members.collect::<Value>(),
        })
    }

    /// A row a group, with the weakest of each, under the rule that judged.
    pub(super) fn table(&self, rule: &str) -> String {
        let mut heads = vec![
            (self.by.word(), Align::Left),
            ("指标", Align::Right),
            ("牵头", Align::Right),
            ("已评价", Align::Right),
        ];
        heads.extend(Grade::ALL.map(|grade| (short(grade), Align::Right)));
        heads.extend([("进度比均值", Align::Right), ("最弱指标", Align::Left)]);
        let rows: Vec<Vec<String>> = self.groups.iter().map(|group| self.row(group)).collect();
        let stamp = if self.synthetic {
            "【示例数据】以下数值均为虚构，不得引用\n"
        } else {
            ""
        };
        let note = match self.by {
            By::Unit => "一项指标计入每个责任单位，牵头数为其中牵头的",
            By::Theme | By::Plan => "各列之和等于指标数",
        };
        format!(
            "{stamp}截至 {} 年，评价规则：{rule}\n\n{}\n均值只计{}评出的进度比，括号内为项数；{note}\n",
            self.year,
            in_columns(&heads, &rows),
            self.method.word()
        )
    }

    fn row(&self, group: &Group) -> Vec<String> {
        let weakest = group.members.first().map(|member| &self.rows[member.entry]);
        let weakest = weakest.filter(|row| row.assessment.grade.is_assessed());
        let mean = group.mean_ratio.map_or_else(
            || "—".to_owned(),
            |mean| format!("{:.2}（{}）", mean.value, mean.n),
        );
        let mut row = vec![
            shortened(&group.name, NAME_COLUMNS),
            group.tally.total().to_string(),
            group.led.total().to_string(),
            group.tally.assessed().to_string(),
        ];
        row.extend(Grade::ALL.map(|grade| group.tally.count(grade).to_string()));
        row.push(mean);
        row.push(weakest.map_or_else(
            || "—".to_owned(),
            |row| {
                let name = shortened(&row.indicator.name, 24);
                format!("{} {name}（{}）", row.indicator.no, row.assessment.word)
            },
        ));
        row
    }

    /// A line a group, with a byte order mark for Excel.
    pub(super) fn csv(&self) -> String {
        let mut heads = vec![
            self.by.word(),
            "规划编号",
            "牵头单位",
            "指标数",
            "牵头数",
            "已评价",
        ];
        heads.extend(Grade::ALL.map(short));
        heads.extend([
            "进度比均值",
            "均值项数",
            "最弱指标编号",
            "最弱指标",
            "数据性质",
        ]);
        let mut out = format!("\u{feff}{}", csv_line(&heads));
        for group in &self.groups {
            out.push_str(&csv_line(&self.csv_row(group)));
        }
        out
    }

    fn csv_row(&self, group: &Group) -> Vec<String> {
        let weakest = group.members.first().map(|member| &self.rows[member.entry]);
        let weakest = weakest.filter(|row| row.assessment.grade.is_assessed());
        let mut row = vec![
            group.name.clone(),
            group
                .plan
                .as_ref()
                .map_or_else(String::new, |p| p.0.clone()),
            group
                .lead
                .as_ref()
                .map_or_else(String::new, |u| u.0.clone()),
            group.tally.total().to_string(),
            group.led.total().to_string(),
            group.tally.assessed().to_string(),
        ];
        row.extend(Grade::ALL.map(|grade| group.tally.count(grade).to_string()));
        let mean = group.mean_ratio;
        row.extend([
            mean.and_then(|mean| tidy(Some(mean.value)))
                .map_or_else(String::new, |value| value.to_string()),
            mean.map_or_else(String::new, |mean| mean.n.to_string()),
            weakest.map_or_else(String::new, |row| row.plan.id_of(row.indicator).to_string()),
            weakest.map_or_else(String::new, |row| row.indicator.name.clone()),
            if self.synthetic {
                "示例数据"
            } else {
                "填报数据"
            }
            .to_owned(),
        ]);
        row
    }
}

/// A grade's name for the head of a column.
fn short(grade: Grade) -> &'static str {
    match grade {
        Grade::OnTrack => "基本符合",
        other => other.counted(),
    }
}
