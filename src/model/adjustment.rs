//! Targets that change while a plan runs (中期调整): another document puts its own in the place of those
//! printed. What held before is kept with the number of the document that ended it.

use chrono::{NaiveDate, NaiveDateTime};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{Indicator, Target};

/// A document that puts other targets in the place of an indicator's.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Adjustment {
    /// Its number (文号); never blank, and of one indicator each but once.
    pub number: String,
    /// Its title, where that is known.
    #[serde(default)]
    pub title: String,
    /// Its date, where that is known.
    #[serde(default)]
    pub date: Option<NaiveDate>,
    /// Every target that holds from then on, those included that stay as they were; by year, in the
    /// unit that the plan prints.
    pub targets: Vec<Target>,
    /// A remark.
    #[serde(default)]
    pub note: String,
    /// Who entered it.
    #[serde(default)]
    pub by: String,
    /// When, local time.
    #[serde(default)]
    pub at: Option<NaiveDateTime>,
}

/// Targets of an indicator that hold no longer.
#[derive(Clone, Debug, PartialEq)]
pub struct Superseded {
    /// The targets, in the unit of the series.
    pub targets: Vec<Target>,
    /// The same as printed.
    pub printed: Vec<Target>,
    /// What put others in their place.
    pub by: Adjustment,
}

impl Adjustment {
    /// Number and title, 杭政办函〔2026〕8号《title》.
    #[must_use]
    pub fn cite(&self) -> String {
        if self.title.is_empty() {
            self.number.clone()
        } else {
            format!("{}《{}》", self.number, self.title)
        }
    }

    /// The document with its date and what it sets: 杭政办函〔2026〕8号（2026-03-01）：2027 年 2,800以上.
    #[must_use]
    pub fn sentence(&self) -> String {
        let date = self
            .date
            .map_or_else(String::new, |day| format!("（{day}）"));
        let note = if self.note.is_empty() {
            String::new()
        } else {
            format!("；{}", self.note)
        };
        format!(
            "{}{date}：{}{note}",
            self.cite(),
            targets_text(&self.targets, "")
        )
    }
}

/// Targets in words, 2025 年 1,300 亿元、2027 年 1,500以上 亿元.
#[must_use]
pub fn targets_text(targets: &[Target], unit: &str) -> String {
    let each: Vec<String> = targets
        .iter()
        .map(|target| format!("{} 年 {}", target.year, target.bound.with_unit(unit)))
        .collect();
    each.join("、")
}

impl Superseded {
    /// The last of them: the one that was judged.
    #[must_use]
    pub fn final_target(&self) -> Option<&Target> {
        last(&self.targets)
    }

    /// The same as printed.
    #[must_use]
    pub fn printed_final_target(&self) -> Option<&Target> {
        last(&self.printed)
    }
}

/// The last target by year.
fn last(targets: &[Target]) -> Option<&Target> {
    targets.iter().max_by_key(|target| target.year)
}

impl Indicator {
    /// Puts the targets of each document in turn in the place of those before it, which are kept in
    /// [`Indicator::superseded`]. One whose amounts are too long for the unit of the series is left out.
    pub fn adjust(&mut self, adjustments: &[Adjustment]) {
        for adjustment in adjustments {
            let mut printed = adjustment.targets.clone();
            printed.sort_by_key(|target| target.year);
            let Some(targets) = self.in_series_unit(&printed) else {
                continue;
            };
            let targets = std::mem::replace(&mut self.targets, targets);
            let printed = match &mut self.printed {
                Some(own) => std::mem::replace(&mut own.targets, printed),
                None => targets.clone(),
            };
            self.superseded.push(Superseded {
                targets,
                printed,
                by: adjustment.clone(),
            });
        }
    }

    /// Targets in the unit that the plan prints as they are in the unit of the series; none where an
    /// amount is too long.
    #[must_use]
    pub fn in_series_unit(&self, printed: &[Target]) -> Option<Vec<Target>> {
        let factor = self.printed.as_ref().map_or(Decimal::ONE, |own| own.factor);
        if factor == Decimal::ONE {
            return Some(printed.to_vec());
        }
        let converted = printed.iter().map(|target| {
            Some(Target {
                year: target.year,
                bound: target.bound.times(factor)?,
            })
        });
        converted.collect()
    }

    /// What put the present targets in the place of others, where something did.
    #[must_use]
    pub fn adjusted_by(&self) -> Option<&Adjustment> {
        self.superseded.last().map(|superseded| &superseded.by)
    }

    /// The targets as the plan itself has them, in the unit of the series.
    #[must_use]
    pub fn original_targets(&self) -> &[Target] {
        let first = self.superseded.first();
        first.map_or(&self.targets, |superseded| &superseded.targets)
    }

    /// What to say beside a target that is no longer the plan's own: 原目标 2027 年 3,000以上（文号）.
    #[must_use]
    pub fn adjusted_words(&self) -> Option<String> {
        let original = self.superseded.first()?;
        let number = &self.adjusted_by()?.number;
        let words = original.printed_final_target().map_or_else(
            || "无".to_owned(),
            |target| format!("{} 年 {}", target.year, target.bound.text()),
        );
        Some(format!("原目标 {words}（{number} 调整）"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Bound, Direction, Kind, SeriesId, Year};

    fn target(year: Year, value: &str) -> Target {
        Target {
            year,
            bound: Bound::AtLeast(value.parse().unwrap()),
        }
    }

    fn indicator(targets: Vec<Target>) -> Indicator {
        Indicator {
            no: 1,
            theme: 1,
            name: "数字贸易额".to_owned(),
            unit: "亿元".to_owned(),
            kind: Kind::Flow,
            mean_over_years: false,
            direction: Direction::Up,
            targets,
            baseline: None,
            units: Vec::new(),
            series: SeriesId("s".to_owned()),
            locator: "附件 序号1".to_owned(),
            note: String::new(),
            printed: None,
            superseded: Vec::new(),
        }
    }

    fn by(number: &str, targets: Vec<Target>) -> Adjustment {
        Adjustment {
            number: number.to_owned(),
            title: String::new(),
            date: None,
            targets,
            note: String::new(),
            by: String::new(),
            at: None,
        }
    }

    #[test]
    fn each_document_ends_what_the_one_before_has_set() {
        let mut row = indicator(vec![target(2027, "3000")]);
        let first = by("甲〔2025〕1号", vec![target(2027, "2800")]);
        let second = by(
            "乙〔2026〕2号",
            vec![target(2028, "2900"), target(2026, "2500")],
        );
        row.adjust(&[first.clone(), second.clone()]);
        // What is judged is the last; what was judged stays, each with what ended it.
        assert_eq!(row.targets, [target(2026, "2500"), target(2028, "2900")]);
        let kept: Vec<_> = row.superseded.iter().map(|s| (&s.targets, &s.by)).collect();
        assert_eq!(
            kept,
            [
                (&vec![target(2027, "3000")], &first),
                (&vec![target(2027, "2800")], &second),
            ]
        );
        assert_eq!(row.original_targets(), [target(2027, "3000")]);
        assert_eq!(
            row.adjusted_words().unwrap(),
            "原目标 2027 年 3,000以上（乙〔2026〕2号 调整）"
        );
    }

    #[test]
    fn amounts_are_entered_as_the_plan_prints_them_and_judged_in_the_unit_of_the_series() {
        let mut row = indicator(vec![target(2027, "1.2")]);
        row.unit = "万亿元".to_owned();
        row.convert("亿元", Decimal::from(10_000));
        row.adjust(&[by("甲〔2025〕1号", vec![target(2027, "1.10")])]);
        assert_eq!(row.targets, [target(2027, "11000")]);
        assert_eq!(row.printed_targets()[0].bound.text(), "1.10以上");
        assert_eq!(row.superseded[0].targets, [target(2027, "12000")]);
        assert_eq!(row.superseded[0].printed, [target(2027, "1.2")]);
        // Too long for the unit of the series: nothing is cut off, nothing half done.
        let before = row.clone();
        row.adjust(&[by("乙", vec![target(2027, &Decimal::MAX.to_string())])]);
        assert_eq!(row, before);
    }
}
