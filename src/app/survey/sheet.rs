//! What units answer for, as a page to print.

use std::fmt::Write as _;

use super::{Survey, UnitRow};
use crate::model::Year;

const STYLE: &str = "body{font:14px/1.6 \"Noto Sans SC\",\"Microsoft YaHei\",\"Source Han Sans SC\",sans-serif;\
max-width:62em;margin:2em auto;padding:0 1em;color:#1b2733}
h1{font-size:1.5em;margin:0}p{margin:.3em 0}.rule,.stamp{font-size:.9em}.stamp{color:#b3261e;font-weight:bold}
table{border-collapse:collapse;width:100%;margin:1em 0;font-size:.93em}
td,th{border:1px solid #c5ced8;padding:4px 8px;text-align:left;vertical-align:top}
th{background:#eef2f6;white-space:nowrap}thead{display:table-header-group}tr{break-inside:avoid}
td:nth-child(2),td:nth-child(3){white-space:nowrap}td:nth-child(4){min-width:8em}td:nth-child(5){min-width:6.5em}
section+section{break-before:page}
@page{size:A4;margin:18mm 16mm}@media print{body{margin:0;padding:0;max-width:none}}";

/// Under what the figures of a page were judged.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The year judged.
    pub year: Year,
    /// The rule in words.
    pub rule: String,
    /// Whether the figures are made up.
    pub synthetic: bool,
}

/// A page a unit, as one web page that fetches nothing from elsewhere.
#[must_use]
pub fn sheet(survey: &Survey, rows: &[&UnitRow], standing: &Standing) -> String {
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>责任单位</title>\
         <style>\n{STYLE}\n</style></head><body>\n"
    );
    for row in rows {
        section(&mut out, survey, row, standing);
    }
    out.push_str("</body></html>\n");
    out
}

fn section(out: &mut String, survey: &Survey, row: &UnitRow, standing: &Standing) {
    let _ = writeln!(out, "<section><h1>{}</h1>", escaped(&row.unit.0));
    if standing.synthetic {
        out.push_str("<p class=\"stamp\">示例数据：以下数值均为虚构，不得引用</p>\n");
    }
    let _ = writeln!(
        out,
        "<p>截至 {} 年；牵头 {} 项指标，缺 {} 个数，滞后 {} 项</p>\n<p class=\"rule\">评价规则：{}</p>",
        standing.year,
        row.led(),
        row.missing(),
        row.lagging(),
        escaped(&standing.rule)
    );
    let indicators = row.indicators.iter().map(|shown| {
        vec![
            shown.name.clone(),
            part(shown.is_lead).to_owned(),
            shown.actual.clone(),
            shown.target.clone(),
            shown.verdict.word.to_owned(),
            shown.lacks().unwrap_or_default(),
        ]
    });
    let heads = ["指标", "分工", "实际值", "目标", "评价", "缺什么"];
    table(out, &heads, indicators.collect());
    let measures = row.measures.iter().map(|(index, is_lead)| {
        let measure = &survey.measures[*index];
        let open = measure.milestones.iter().filter(|m| !m.done);
        let open: Vec<String> = open.map(|m| format!("{} {}", m.due, m.name)).collect();
        vec![
            measure.title.clone(),
            part(*is_lead).to_owned(),
            measure.state.progress.word().to_owned(),
            open.join("；"),
            measure.state.note.clone(),
        ]
    });
    let heads = ["举措", "分工", "状态", "未完成的节点", "说明"];
    table(out, &heads, measures.collect());
    out.push_str("</section>\n");
}

fn part(is_lead: bool) -> &'static str {
    if is_lead { "牵头" } else { "参加" }
}

fn table(out: &mut String, heads: &[&str], rows: Vec<Vec<String>>) {
    if rows.is_empty() {
        return;
    }
    out.push_str("<table><thead><tr>");
    for head in heads {
        let _ = write!(out, "<th>{head}</th>");
    }
    out.push_str("</tr></thead><tbody>\n");
    for row in rows {
        out.push_str("<tr>");
        for cell in row {
            let _ = write!(out, "<td>{}</td>", escaped(&cell));
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody></table>\n");
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
