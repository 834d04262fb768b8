//! What one unit answers for, as words to print or to send.

use std::fmt::Write as _;

use super::{Survey, UnitRow};
use crate::model::Year;

/// A unit's indicators, what is missing of them, and its measures, as plain text.
#[must_use]
pub fn letter(survey: &Survey, row: &UnitRow, year: Year, synthetic: bool) -> String {
    let mut out = String::new();
    if synthetic {
        out.push_str("【示例数据】以下数值均为虚构，不得引用\n");
    }
    let _ = writeln!(out, "{}（截至 {year} 年）", row.unit);
    if !row.indicators.is_empty() {
        let _ = writeln!(
            out,
            "\n一、指标（{} 项，牵头 {} 项）",
            row.indicators.len(),
            row.led()
        );
        for shown in &row.indicators {
            let part = if shown.is_lead { "牵头" } else { "参加" };
            let _ = write!(
                out,
                "{} {}（{part}）：实际值 {}，目标 {}，{}",
                shown.id, shown.name, shown.actual, shown.target, shown.verdict.word
            );
            if let Some(lacks) = shown.lacks() {
                let _ = write!(out, "，{lacks}");
            }
            out.push('\n');
        }
    }
    if !row.measures.is_empty() {
        let _ = writeln!(out, "\n二、举措（{} 条）", row.measures.len());
        for (index, is_lead) in &row.measures {
            let measure = &survey.measures[*index];
            let part = if *is_lead { "牵头" } else { "参加" };
            let _ = write!(
                out,
                "{} {}（{part}）：{}",
                measure.id,
                measure.title,
                measure.state.progress.word()
            );
            for open in measure.milestones.iter().filter(|m| !m.done) {
                let _ = write!(out, "，{} 前{}", open.due, open.name);
            }
            out.push('\n');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::Board;
    use crate::model::{PlanId, Unit};
    use crate::store::Catalog;

    #[test]
    fn it_names_what_is_missing_and_what_is_due() {
        let catalog = Catalog::builtin().unwrap();
        let plan = PlanId("hz-2024-75".to_owned());
        let workspace = catalog.new_workspace(vec![plan.clone()]);
        let board = Board::new(&workspace, catalog.plan(&plan).unwrap(), 2025);
        let survey = Survey::new(&workspace, &catalog, &[board]);
        let row = survey.unit(&Unit("市邮政管理局".to_owned())).unwrap();
        let text = letter(&survey, row, 2025, true);
        for words in [
            "【示例数据】",
            "一、指标（2 项，牵头 1 项）",
            "hz-2024-75/24 快递业务量（亿件）（牵头）：实际值 —，目标 2027 年 40，无法评估，缺基期值、实际值",
            "hz-2024-75/21 加强培育优质企业（参加）：未填报，2025-12-31 前成功培育1家千亿级物流标杆企业",
        ] {
            assert!(text.contains(words), "{words}\n{text}");
        }
    }
}
