//! Documents that changed targets while a plan runs (中期调整), as rows: a row a target.

use super::gather::{figure, order};
use super::parts::List;
use super::read::{Collecting, Row, Why, time};
use super::rows::Line;
use super::{ADJUSTED, DATED, NOTE, ORDER, SOURCE, TEXT, TITLE, TOPIC, VALUE, YEAR};
use crate::exchange::Known;
use crate::model::{Adjustment, Bound, Decimal, Indicator, Target};

/// How the word that binds a target is written; those with a number have it in 数值, the others their
/// wording in 内容.
const AT_LEAST: &str = "以上";
const MORE_THAN: &str = "超过";
const AT_MOST: &str = "以内";
const ABOUT: &str = "左右";
const EXACTLY: &str = "等于";
const RANK: &str = "前几位";
const FULL: &str = "全覆盖";
const WORDED: &str = "定性";
const MASKED: &str = "未公布";
const BOUNDS: [&str; 9] = [
    AT_LEAST, MORE_THAN, AT_MOST, ABOUT, EXACTLY, RANK, FULL, WORDED, MASKED,
];

/// The adjustments of an indicator that rows speak of, in the order of their 次序.
#[derive(Default)]
pub(super) struct AdjustmentParts(Vec<(Option<u32>, Adjustment)>);

/// A row for each target that a document sets; one without any has a row of its own.
pub(super) fn rows(known: &Known<'_>) -> Vec<Line> {
    let mut rows = Vec::new();
    for (id, adjustments) in &known.workspace.adjustments {
        for (order, adjustment) in (1_u32..).zip(adjustments) {
            let date = adjustment.date.map(|day| day.to_string());
            let about = || {
                Line::printed(ADJUSTED, known, id)
                    .text(SOURCE, &adjustment.number)
                    .text(TITLE, &adjustment.title)
                    .text(DATED, date.as_deref().unwrap_or_default())
                    .text(NOTE, &adjustment.note)
                    .number(ORDER, Decimal::from(order))
                    .signed(&adjustment.by, adjustment.at)
            };
            if adjustment.targets.is_empty() {
                rows.push(about());
            }
            let targets = adjustment.targets.iter();
            rows.extend(
                targets
                    .map(|target| bound(about(), &target.bound).number(YEAR, target.year.into())),
            );
        }
    }
    rows
}

fn bound(line: Line, bound: &Bound) -> Line {
    match bound {
        Bound::AtLeast(value) => line.text(TOPIC, AT_LEAST).number(VALUE, *value),
        Bound::MoreThan(value) => line.text(TOPIC, MORE_THAN).number(VALUE, *value),
        Bound::AtMost(value) => line.text(TOPIC, AT_MOST).number(VALUE, *value),
        Bound::About(value) => line.text(TOPIC, ABOUT).number(VALUE, *value),
        Bound::Exactly(value) => line.text(TOPIC, EXACTLY).number(VALUE, *value),
        Bound::RankWithin(place) => line.text(TOPIC, RANK).number(VALUE, (*place).into()),
        Bound::FullCoverage => line.text(TOPIC, FULL),
        Bound::Qualitative(words) => line.text(TOPIC, WORDED).text(TEXT, words),
        Bound::Masked(words) => line.text(TOPIC, MASKED).text(TEXT, words),
    }
}

/// What a row says: the document with at most one of its targets, and its place among the documents.
pub(super) fn read(
    from: &mut Collecting<'_>,
    row: &impl Row,
    indicator: &Indicator,
) -> Result<(Option<u32>, Adjustment), Why> {
    let signed = from.signed(row);
    let text = |name| row.text(from.columns.of(name));
    let number = row.words(from.columns.of(SOURCE));
    if number.is_empty() {
        let why = "没有写明是哪份文件调整的；请在“数据来源”填文号".to_owned();
        return Err((SOURCE, why));
    }
    let date = match row.words(from.columns.of(DATED)) {
        words if words.is_empty() => None,
        words => {
            let day = time(&words).map(|at| at.date());
            let why = || format!("“{words}”不是日期；请写作 2026-03-15");
            Some(day.ok_or_else(|| (DATED, why()))?)
        }
    };
    let adjustment = Adjustment {
        number,
        title: text(TITLE),
        date,
        targets: target(from, row, indicator)?.into_iter().collect(),
        note: text(NOTE),
        by: signed.by,
        at: signed.at,
    };
    Ok((order(from, row)?, adjustment))
}

/// The target of a row; none where it names no year.
fn target(
    from: &Collecting<'_>,
    row: &impl Row,
    indicator: &Indicator,
) -> Result<Option<Target>, Why> {
    let words = |name| row.words(from.columns.of(name));
    if words(YEAR).is_empty() && words(TOPIC).is_empty() {
        return Ok(None);
    }
    let number = || {
        let value = figure(from, row, indicator.printed_unit())?;
        value.ok_or((VALUE, "没有写明目标的数值".to_owned()))
    };
    let wording = || {
        let text = row.text(from.columns.of(TEXT));
        if text.is_empty() {
            return Err((TEXT, "没有写明目标的文字".to_owned()));
        }
        Ok(text)
    };
    let bound = match words(TOPIC).as_str() {
        AT_LEAST => Bound::AtLeast(number()?),
        MORE_THAN => Bound::MoreThan(number()?),
        AT_MOST => Bound::AtMost(number()?),
        ABOUT => Bound::About(number()?),
        EXACTLY => Bound::Exactly(number()?),
        RANK => {
            let place = words(VALUE);
            let why = || (VALUE, format!("名次“{place}”不是正整数"));
            Bound::RankWithin(place.parse().map_err(|_| why())?)
        }
        FULL => Bound::FullCoverage,
        WORDED => Bound::Qualitative(wording()?),
        MASKED => Bound::Masked(wording()?),
        other => {
            let known = BOUNDS.join("、");
            return Err((TOPIC, format!("没有目标写法“{other}”；可用 {known}")));
        }
    };
    let year = from.year(row)?;
    Ok(Some(Target { year, bound }))
}

impl AdjustmentParts {
    /// Takes one row more: another target of a document that was named, or another document.
    pub(super) fn push(&mut self, order: Option<u32>, row: Adjustment) -> Result<(), Why> {
        let mut all = self.0.iter_mut().map(|(_, known)| known);
        let Some(known) = all.find(|known| known.number == row.number) else {
            self.0.push((order, row));
            return Ok(());
        };
        let without = |adjustment: &Adjustment| Adjustment {
            targets: Vec::new(),
            ..adjustment.clone()
        };
        if without(known) != without(&row) {
            let why = format!("{} 的几行不一致（名称、日期、备注或填报人）", row.number);
            return Err((SOURCE, why));
        }
        let years: Vec<_> = row.targets.iter().map(|target| target.year).collect();
        if known
            .targets
            .iter()
            .any(|target| years.contains(&target.year))
        {
            let why = format!("{} 给同一年定了两个目标", row.number);
            return Err((YEAR, why));
        }
        known.targets.extend(row.targets);
        Ok(())
    }

    pub(super) fn into_vec(self) -> Vec<Adjustment> {
        let mut list = List::default();
        for (order, mut adjustment) in self.0 {
            adjustment.targets.sort_by_key(|target| target.year);
            list.push(order, adjustment);
        }
        list.into_vec()
    }
}
