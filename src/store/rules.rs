//! The rules that plans, series and units obey, beside being well written.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use chrono::Datelike as _;

use super::extras;
use super::flaw::{Flaw, suggestion};
use crate::model::{
    Bound, Decimal, Direction, Indicator, Kind, Plan, Series, SeriesId, Target, Unit, UnitRegistry,
    Year,
};

pub(super) const YEARS: std::ops::RangeInclusive<Year> = 1949..=2100;

/// What a plan refers to.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    pub(super) series: &'a [Series],
    /// Where in the list a series stands.
    pub(super) places: &'a HashMap<SeriesId, usize>,
    pub(super) units: &'a UnitRegistry,
}

impl<'a> Known<'a> {
    /// The series of this name.
    pub(super) fn series_of(self, id: &SeriesId) -> Option<&'a Series> {
        self.series.get(*self.places.get(id)?)
    }

    /// The plan with every row in the unit of its series, and what is printed beside.
    pub(super) fn in_series_units(self, mut plan: Plan) -> Plan {
        let rows = plan.indicators.iter_mut().chain(&mut plan.text_targets);
        for row in rows {
            let series = self.series_of(&row.series);
            let Some(series) = series.filter(|series| series.unit != row.unit) else {
                continue;
            };
            if let Some(factor) = self.units.factor(&row.unit, &series.unit) {
                row.convert(&series.unit, factor);
            }
        }
        plan
    }
}

/// Everything wrong with the list of units.
pub(super) fn units(registry: &UnitRegistry) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    let names = registry.responsible.iter().map(|unit| &unit.name);
    twice(&mut flaws, names, |index, unit| {
        Flaw::new(
            format!("responsible[{index}].name"),
            format!("责任单位“{unit}”列了两次；请删去一行"),
        )
    });
    let measurement = registry.measurement.iter().map(|unit| &unit.name);
    twice(&mut flaws, measurement, |index, unit| {
        Flaw::new(
            format!("measurement[{index}].name"),
            format!("计量单位“{unit}”列了两次；请删去一行"),
        )
    });
    for (index, unit) in registry.responsible.iter().enumerate() {
        let path = format!("responsible[{index}].name");
        text(&mut flaws, path, &unit.name.0);
        if let Some(other) = &unit.same_as {
            let path = format!("responsible[{index}].same_as");
            responsible(&mut flaws, path, other, registry);
        }
    }
    for (index, unit) in registry.measurement.iter().enumerate() {
        let path = format!("measurement[{index}]");
        text(&mut flaws, format!("{path}.name"), &unit.name);
        text(&mut flaws, format!("{path}.dimension"), &unit.dimension);
        if unit.scale <= Decimal::ZERO {
            flaws.push(Flaw::new(
                format!("{path}.scale"),
                "换算须大于 0；请写明等于多少个基本单位",
            ));
        }
    }
    flaws
}

/// Everything wrong with the list of series.
pub(super) fn series(list: &[Series], registry: &UnitRegistry) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    twice(&mut flaws, list.iter().map(|s| &s.id), |index, id| {
        Flaw::new(
            format!("[{index}].id"),
            format!("口径“{id}”列了两次；请换一个 id"),
        )
    });
    for (index, series) in list.iter().enumerate() {
        slug(&mut flaws, format!("[{index}].id"), &series.id.0);
        text(&mut flaws, format!("[{index}].name"), &series.name);
        measurement(
            &mut flaws,
            format!("[{index}].unit"),
            &series.unit,
            registry,
        );
    }
    flaws
}

/// Everything wrong with a plan.
pub(super) fn plan(plan: &Plan, known: Known<'_>) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    head(&mut flaws, plan, known);
    themes(&mut flaws, plan, known);
    if plan.indicators.is_empty() {
        flaws.push(Flaw::new("indicators", "没有指标；请至少列一项"));
    }
    let table = plan.indicators.iter().enumerate();
    let text = plan.text_targets.iter().enumerate();
    let rows: Vec<(String, &Indicator, bool)> = table
        .map(|(index, row)| (format!("indicators[{index}]"), row, false))
        .chain(text.map(|(index, row)| (format!("text_targets[{index}]"), row, true)))
        .collect();
    twice(&mut flaws, rows.iter().map(|row| row.1.no), |index, no| {
        Flaw::new(
            format!("{}.no", rows[index].0),
            format!("序号 {no} 与前面的指标重复；请改为文件中的序号"),
        )
    });
    for (path, indicator, in_text) in rows {
        let mut rules = RowRules {
            path,
            indicator,
            in_text,
            flaws: &mut flaws,
        };
        rules.texts(plan);
        rules.units(known);
        rules.measured_by(known);
        rules.targets();
        rules.baseline();
    }
    extras::measures(&mut flaws, plan, known);
    extras::reported(&mut flaws, plan, known);
    extras::budgets(&mut flaws, plan, known);
    flaws
}

fn head(flaws: &mut Vec<Flaw>, plan: &Plan, known: Known<'_>) {
    slug(flaws, "id".to_owned(), &plan.id.0);
    text(flaws, "title".to_owned(), &plan.title);
    text(flaws, "short".to_owned(), &plan.short);
    if !plan.number.is_empty() {
        text(flaws, "number".to_owned(), &plan.number);
    }
    if let Some(issuer) = &plan.issuer {
        responsible(flaws, "issuer".to_owned(), issuer, known.units);
    }
    if let Some(lead) = &plan.lead {
        responsible(flaws, "lead".to_owned(), lead, known.units);
    }
    if !YEARS.contains(&plan.year) {
        flaws.push(Flaw::new(
            "year",
            format!("{} 不是合理的年份；请核对", plan.year),
        ));
    }
    if let Some(issued) = plan.issued.filter(|day| day.year() != plan.year) {
        flaws.push(Flaw::new(
            "year",
            format!("年份 {} 与印发日 {issued} 不一致；请核对", plan.year),
        ));
    }
    if let Some(effective) = plan.effective.filter(|days| days.from > days.to) {
        flaws.push(Flaw::new(
            "effective",
            format!(
                "有效期的起始日 {} 晚于终止日 {}；请核对",
                effective.from, effective.to
            ),
        ));
    }
}

fn themes(flaws: &mut Vec<Flaw>, plan: &Plan, known: Known<'_>) {
    if plan.themes.is_empty() {
        flaws.push(Flaw::new("themes", "没有中心（领域）；请至少列一个"));
    }
    twice(flaws, plan.themes.iter().map(|t| t.no), |index, no| {
        Flaw::new(
            format!("themes[{index}].no"),
            format!("中心（领域）序号 {no} 重复；请改正"),
        )
    });
    for (index, theme) in plan.themes.iter().enumerate() {
        let path = format!("themes[{index}]");
        not_zero(flaws, format!("{path}.no"), theme.no);
        text(flaws, format!("{path}.name"), &theme.name);
        text(flaws, format!("{path}.short"), &theme.short);
        for unit in theme.lead.iter().chain(&theme.others) {
            responsible(flaws, format!("{path}.lead"), unit, known.units);
        }
    }
}

/// Everything wrong with targets that another document gives an indicator.
pub(super) fn targets(
    flaws: &mut Vec<Flaw>,
    path: String,
    indicator: &Indicator,
    targets: &[Target],
) {
    let indicator = Indicator {
        targets: targets.to_vec(),
        ..indicator.clone()
    };
    let mut rules = RowRules {
        path,
        indicator: &indicator,
        in_text: false,
        flaws,
    };
    rules.targets();
}

/// The rules of one row of the target table.
struct RowRules<'a> {
    path: String,
    indicator: &'a Indicator,
    /// Whether it stands in the text, where a target may belong to no section.
    in_text: bool,
    flaws: &'a mut Vec<Flaw>,
}

impl RowRules<'_> {
    fn push(&mut self, field: &str, message: impl Into<String>) {
        let path = format!("{}.{field}", self.path);
        self.flaws.push(Flaw::new(path, message));
    }

    fn texts(&mut self, plan: &Plan) {
        not_zero(self.flaws, format!("{}.no", self.path), self.indicator.no);
        text(
            self.flaws,
            format!("{}.name", self.path),
            &self.indicator.name,
        );
        text(
            self.flaws,
            format!("{}.locator", self.path),
            &self.indicator.locator,
        );
        let stands_before_all = self.in_text && self.indicator.theme == 0;
        if !stands_before_all && plan.theme(self.indicator.theme).is_none() {
            let known: Vec<String> = plan.themes.iter().map(|t| t.no.to_string()).collect();
            let message = format!(
                "没有序号为 {} 的中心（领域）；可用 {}",
                self.indicator.theme,
                known.join("、")
            );
            self.push("theme", message);
        }
    }

    fn units(&mut self, known: Known<'_>) {
        let path = self.path.clone();
        twice(self.flaws, self.indicator.units.iter(), |index, unit| {
            Flaw::new(
                format!("{path}.units[{index}]"),
                format!("责任单位“{unit}”写了两次；请删去一个"),
            )
        });
        for (index, unit) in self.indicator.units.iter().enumerate() {
            let path = format!("{}.units[{index}]", self.path);
            responsible(self.flaws, path, unit, known.units);
        }
    }

    fn measured_by(&mut self, known: Known<'_>) {
        let path = format!("{}.unit", self.path);
        measurement(self.flaws, path, &self.indicator.unit, known.units);
        let id = &self.indicator.series;
        match known.series_of(id) {
            None => {
                let like = suggestion(&id.0, known.series.iter().map(|s| s.id.0.as_str()));
                let message =
                    format!("不认识的口径“{id}”{like}；请核对，或先把它加入 data/series.ron");
                self.push("series", message);
            }
            Some(series)
                if known
                    .units
                    .factor(&self.indicator.unit, &series.unit)
                    .is_none() =>
            {
                let message = format!(
                    "计量单位“{}”与口径“{id}”的单位“{}”不一致，也不能换算；请改成一致，或另立口径",
                    self.indicator.unit, series.unit
                );
                self.push("unit", message);
            }
            Some(_) => {}
        }
        if self.indicator.kind == Kind::Rank && self.indicator.direction == Direction::Up {
            self.push("direction", "位次以小为好，方向应为 Down；请改正");
        }
    }

    fn targets(&mut self) {
        if self.indicator.targets.is_empty() {
            self.push("targets", "没有目标；请至少写一个年度的目标");
        }
        let path = self.path.clone();
        let years = self.indicator.targets.iter().map(|target| target.year);
        twice(self.flaws, years, |index, year| {
            Flaw::new(
                format!("{path}.targets[{index}].year"),
                format!("{year} 年的目标写了两次；请删去一个"),
            )
        });
        for (index, target) in self.indicator.targets.iter().enumerate() {
            self.target(index, target);
        }
    }

    fn target(&mut self, index: usize, target: &Target) {
        let bound = format!("targets[{index}].bound");
        if !YEARS.contains(&target.year) {
            let message = format!("{} 不是合理的年份；请核对", target.year);
            self.push(&format!("targets[{index}].year"), message);
        }
        if let Some(value) = target.bound.value().filter(|v| *v <= Decimal::ZERO) {
            let message = format!("目标值 {value} 应大于 0；请核对文件");
            self.push(&bound, message);
        }
        if let Bound::Qualitative(text) | Bound::Masked(text) = &target.bound
            && text.trim().is_empty()
        {
            self.push(&bound, "目标的文字是空的；请照文件抄写");
        }
        if let Some(message) = contradiction(self.indicator, &target.bound) {
            self.push(&bound, message);
        }
    }

    fn baseline(&mut self) {
        let Some(baseline) = self.indicator.baseline else {
            return;
        };
        let first = self
            .indicator
            .targets
            .iter()
            .map(|target| target.year)
            .min();
        if !YEARS.contains(&baseline.year) {
            let message = format!("{} 不是合理的年份；请核对", baseline.year);
            self.push("baseline.year", message);
        } else if first.is_some_and(|first| baseline.year >= first) {
            self.push("baseline.year", "基期年应早于目标年；请核对");
        }
    }
}

/// Where a target's word cannot go with what the row measures.
fn contradiction(indicator: &Indicator, bound: &Bound) -> Option<&'static str> {
    if indicator.takes(bound) {
        return None;
    }
    match bound {
        Bound::RankWithin(_) => Some("目标是位次（RankWithin），类型应为 Rank；请改正其中一个"),
        Bound::AtLeast(_) if indicator.kind != Kind::Rank => {
            Some("“以上”（AtLeast）与越低越好（Down）矛盾；请改正其中一个")
        }
        Bound::AtMost(_) if indicator.kind != Kind::Rank => {
            Some("“以内”（AtMost）与越高越好（Up）矛盾；请改正其中一个")
        }
        _ => Some("类型是位次（Rank），目标应写作 RankWithin(名次)；请改正其中一个"),
    }
}

/// Reports everything that occurs a second time, with its index.
pub(super) fn twice<T: Eq + Hash + Copy>(
    flaws: &mut Vec<Flaw>,
    items: impl Iterator<Item = T>,
    flaw: impl Fn(usize, T) -> Flaw,
) {
    let mut seen = HashSet::new();
    for (index, item) in items.enumerate() {
        if !seen.insert(item) {
            flaws.push(flaw(index, item));
        }
    }
}

pub(super) fn text(flaws: &mut Vec<Flaw>, path: String, text: &str) {
    if text.trim().is_empty() {
        flaws.push(Flaw::new(path, "这里是空的；请照文件填写"));
    } else if text.trim() != text {
        flaws.push(Flaw::new(path, "文字的前后有空格；请删去"));
    }
}

fn slug(flaws: &mut Vec<Flaw>, path: String, id: &str) {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if id.is_empty() || !id.chars().all(allowed) {
        flaws.push(Flaw::new(
            path,
            format!("“{id}”不能用作名称；只用小写英文字母、数字和“-”"),
        ));
    }
}

pub(super) fn not_zero(flaws: &mut Vec<Flaw>, path: String, no: u32) {
    if no == 0 {
        flaws.push(Flaw::new(path, "序号从 1 开始；请改正"));
    }
}

pub(super) fn responsible(
    flaws: &mut Vec<Flaw>,
    path: String,
    unit: &Unit,
    registry: &UnitRegistry,
) {
    if !registry.knows_responsible(unit) {
        let like = suggestion(
            &unit.0,
            registry.responsible.iter().map(|u| u.name.0.as_str()),
        );
        flaws.push(Flaw::new(
            path,
            format!("不认识的责任单位“{unit}”{like}；请核对，或先把它加入 data/units.ron"),
        ));
    }
}

pub(super) fn measurement(
    flaws: &mut Vec<Flaw>,
    path: String,
    unit: &str,
    registry: &UnitRegistry,
) {
    // An index has no unit.
    if !unit.is_empty() && registry.measurement(unit).is_none() {
        let known: Vec<&str> = registry
            .measurement
            .iter()
            .map(|u| u.name.as_str())
            .collect();
        flaws.push(Flaw::new(
            path,
            format!(
                "不认识的计量单位“{unit}”；可用 {}，或先把它加入 data/units.ron",
                known.join("、")
            ),
        ));
    }
}
