//! What is said of boards, rows and figures in a few words.

use crate::assess::compare::Opinion;
use crate::assess::rollup::Tally;
use crate::assess::{self, Assessment, Grade};
use crate::chart;
use crate::model::{Method, Rule, format_number, step_unit};

/// A rule with how many indicators it does not judge, and why.
#[must_use]
pub fn rule_words(rule: &Rule, own_rules: usize, by_hand: usize, to_review: usize) -> String {
    let mut parts = vec![rule.words()];
    if own_rules > 0 {
        parts.push(format!("{own_rules} 项单独规则"));
    }
    match (by_hand, to_review) {
        (0, _) => {}
        (_, 0) => parts.push(format!("{by_hand} 项人工评定")),
        (_, _) => parts.push(format!("{by_hand} 项人工评定（{to_review} 项待复核）")),
    }
    parts.join("，")
}

pub(super) fn headline(tally: &Tally) -> String {
    if tally.assessed() == 0 {
        return format!("{} 项指标待填报", tally.total());
    }
    // What is not known is said in the same breath: the three numbers add up to the first.
    let mut text = format!(
        "{} 项指标：{} 项基本符合或好于预期，{} 项滞后",
        tally.total(),
        tally.on_schedule(),
        tally.lagging()
    );
    let unknown = tally.count(Grade::NotAssessable);
    if unknown > 0 {
        text = format!("{text}，{unknown} 项无法评估");
    }
    text
}

/// The actual of a row with its grouping, or a dash.
#[must_use]
pub fn actual_text(assessment: &Assessment) -> String {
    assessment
        .actual
        .map_or_else(|| "—".to_owned(), format_number)
}

/// What a method's grade goes by: its ratio, or for 完成率法 the share done.
#[must_use]
pub fn measure_text(opinion: &Opinion) -> String {
    match (opinion.method, opinion.measure) {
        (_, None) => String::new(),
        (Method::Achievement, Some(share)) => assess::percent(share),
        (Method::Cagr, Some(ratio)) => format!("R {}", chart::axis::group(ratio, 2)),
        (_, Some(ratio)) => chart::axis::group(ratio, 2),
    }
}

/// A share as a percentage, or a dash.
#[must_use]
pub fn percent_text(share: Option<f64>) -> String {
    share.map_or_else(|| "—".to_owned(), assess::percent)
}

/// 趋势判断 in a few words, or a dash where the figures lead nowhere yet.
#[must_use]
pub fn outlook_text(assessment: &Assessment) -> &'static str {
    assessment.outlook().map_or("—", |forecast| forecast.word())
}

/// What each year still to come needs, beside the best year so far: 今后每年须增长 5.2%，最好的一年增长 7.1%.
#[must_use]
pub fn catch_up_text(assessment: &Assessment, unit: &str) -> Option<String> {
    let step = |value: f64| {
        if assessment.growth_is_rate {
            return signed(percent_text(Some(value)), value);
        }
        let decimals = if value.abs() < 100.0 { 2 } else { 1 };
        let words = format!(
            "{} {}",
            chart::axis::group(value, decimals),
            step_unit(unit)
        );
        signed(words.trim_end().to_owned(), value)
    };
    let required = assessment.required_growth?;
    let words = format!("今后每年须 {}", step(required));
    Some(match assessment.best_growth {
        Some(best) => format!("{words}；至今最好的一年 {}", step(best)),
        None => words,
    })
}

fn signed(text: String, value: f64) -> String {
    if value > 0.0 {
        format!("+{text}")
    } else {
        text
    }
}

/// A gap in percentage points with its sign, or a dash.
#[must_use]
pub fn gap_text(gap_pp: Option<f64>) -> String {
    gap_pp.map_or_else(
        || "—".to_owned(),
        |gap| {
            // As in reports: more is no figure any more.
            if gap.abs() > 999_999.0 {
                let beyond = if gap > 0.0 {
                    "＞999,999"
                } else {
                    "＜−999,999"
                };
                return beyond.to_owned();
            }
            let text = chart::axis::group(gap, 1);
            if gap > 0.0 && text != "0.0" {
                format!("+{text}")
            } else {
                text
            }
        },
    )
}
