//! Every figure in long form, a line each, as UTF-8 with the mark by which Excel knows it.

use super::content::{Report, Row};
use super::error::ReportError;
use super::figures;
use crate::model::Decimal;
use crate::model::live::disarmed;

const NAME: &str = "CSV 数据";
const HEAD: [&str; 13] = [
    "文号",
    "序号",
    "指标",
    "领域",
    "牵头单位",
    "年度",
    "项目",
    "数值",
    "单位",
    "状态",
    "来源",
    "备注",
    "数据性质",
];

/// The bytes of the file.
pub(super) fn write(report: &Report) -> Result<Vec<u8>, ReportError> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(b"\xef\xbb\xbf".to_vec());
    let broken = |error: csv::Error| ReportError::writer(NAME, error);
    writer.write_record(HEAD).map_err(broken)?;
    for row in &report.rows {
        for line in lines(report, row) {
            writer
                .write_record(record(report, row, &line))
                .map_err(broken)?;
        }
    }
    writer
        .into_inner()
        .map_err(|error| ReportError::writer(NAME, error))
}

/// One figure of one indicator.
#[derive(Default)]
struct Line {
    year: String,
    item: &'static str,
    value: String,
    unit: String,
    status: &'static str,
    source: String,
    note: String,
}

fn record(report: &Report, row: &Row, line: &Line) -> [String; 13] {
    let lead = row.lead().map_or_else(String::new, |u| u.0.clone());
    let nature = if report.synthetic { "示例数据" } else { "" };
    [
        disarmed(&report.plan.number),
        row.id.no.to_string(),
        disarmed(&row.name),
        disarmed(&row.theme_name),
        disarmed(&lead),
        line.year.clone(),
        line.item.to_owned(),
        line.value.clone(),
        line.unit.clone(),
        line.status.to_owned(),
        disarmed(&line.source),
        disarmed(&line.note),
        nature.to_owned(),
    ]
}

fn lines(report: &Report, row: &Row) -> Vec<Line> {
    let mut lines = Vec::new();
    let unit = || row.unit.clone();
    let a = &row.assessment;
    if let Some(baseline) = a.baseline {
        lines.push(Line {
            year: baseline.year.to_string(),
            item: "基期值",
            value: plain(baseline.value),
            unit: unit(),
            ..Line::default()
        });
    }
    for entry in &row.entries {
        lines.push(Line {
            year: entry.key.year.to_string(),
            item: "实际值",
            value: plain(entry.value),
            unit: unit(),
            status: entry.status.word(),
            source: entry.source.clone(),
            note: entry.note.clone(),
        });
    }
    if let Some(target) = &row.target {
        lines.push(Line {
            year: target.year.to_string(),
            item: "目标",
            value: target.bound.value().map_or_else(String::new, plain),
            unit: unit(),
            note: target.bound.text(),
            ..Line::default()
        });
    }
    for before in &row.before {
        lines.push(Line {
            year: before
                .target
                .as_ref()
                .map_or_else(String::new, |target| target.year.to_string()),
            item: "原目标",
            value: before
                .target
                .as_ref()
                .and_then(|target| target.bound.value())
                .map_or_else(String::new, plain),
            unit: unit(),
            note: format!(
                "{}（{} 调整）；按此评价：{}，{}",
                before.words,
                before.document,
                before.assessment.word,
                before.assessment.reason.sentence()
            ),
            ..Line::default()
        });
    }
    let year = report.year.to_string();
    let mut derived = |item, value: Option<String>, unit: &str, note: String| {
        lines.push(Line {
            year: year.clone(),
            item,
            value: value.unwrap_or_default(),
            unit: unit.to_owned(),
            note,
            ..Line::default()
        });
    };
    let share = |share: Option<f64>| share.map(|_| figures::share(share).replace(',', ""));
    let entered = row.entries.iter().find(|e| e.key.year == report.year);
    if a.actual.is_some() && a.actual != entered.map(|e| e.value) {
        derived("累计值", a.actual.map(plain), &row.unit, String::new());
    }
    derived("完成率", share(a.completion), "%", String::new());
    derived("进度", share(a.progress), "%", String::new());
    derived("序时进度", share(a.schedule), "%", String::new());
    let gap = a
        .gap_pp
        .map(|gap| figures::signed(gap).replace([',', '+'], ""));
    derived("差距", gap, "个百分点", String::new());
    let note = format!("{}；{}", a.method.word(), a.reason.sentence());
    derived("评价", Some(a.plain_word().to_owned()), "", note);
    lines
}

/// A number without grouping, its decimals as entered.
fn plain(value: Decimal) -> String {
    value.to_string()
}
