//! The rules for what a plan holds beside its indicators: measures, reported figures, budgets.

use super::flaw::{Flaw, suggestion};
use super::rules::{self, Known, YEARS, measurement, not_zero, responsible, text, twice};
use crate::model::{Decimal, Plan};

/// Everything wrong with the series and units that a plan brings along; `with` is what is known with them.
pub(super) fn brought_along(plan: &Plan, built_in: Known<'_>, with: Known<'_>) -> Vec<Flaw> {
    let series = rules::series(&plan.own_series, with.units).into_iter();
    let mut flaws: Vec<Flaw> = series.map(|flaw| flaw.below("own_series")).collect();
    for (index, own) in plan.own_series.iter().enumerate() {
        let known = built_in.series_of(&own.id);
        if known.is_some_and(|known| known != own) {
            flaws.push(Flaw::new(
                format!("own_series[{index}].id"),
                format!("口径“{}”已经另有所指；请换一个 id", own.id),
            ));
        }
    }
    let names = plan.own_units.iter().map(|unit| &unit.name);
    twice(&mut flaws, names, |index, unit| {
        Flaw::new(
            format!("own_units[{index}].name"),
            format!("责任单位“{unit}”列了两次；请删去一行"),
        )
    });
    for (index, own) in plan.own_units.iter().enumerate() {
        text(&mut flaws, format!("own_units[{index}].name"), &own.name.0);
        if let Some(other) = &own.same_as {
            let path = format!("own_units[{index}].same_as");
            responsible(&mut flaws, path, other, with.units);
        }
    }
    let names = plan.own_measurement.iter().map(|unit| &unit.name);
    twice(&mut flaws, names, |index, unit| {
        Flaw::new(
            format!("own_measurement[{index}].name"),
            format!("计量单位“{unit}”列了两次；请删去一行"),
        )
    });
    for (index, own) in plan.own_measurement.iter().enumerate() {
        let path = format!("own_measurement[{index}]");
        text(&mut flaws, format!("{path}.name"), &own.name);
        text(&mut flaws, format!("{path}.dimension"), &own.dimension);
        if own.scale <= Decimal::ZERO {
            flaws.push(Flaw::new(
                format!("{path}.scale"),
                "换算须大于 0；请写明等于多少个基本单位",
            ));
        }
        let known = built_in.units.measurement(&own.name);
        if known.is_some_and(|known| known != own) {
            flaws.push(Flaw::new(
                format!("{path}.name"),
                format!("计量单位“{}”已经内置，换算与此不同；请删去这一行", own.name),
            ));
        }
    }
    flaws
}

/// Everything wrong with the measures of a plan.
pub(super) fn measures(flaws: &mut Vec<Flaw>, plan: &Plan, known: Known<'_>) {
    let numbers = plan.measures.iter().map(|measure| measure.no);
    twice(flaws, numbers, |index, no| {
        Flaw::new(
            format!("measures[{index}].no"),
            format!("举措序号 {no} 重复；请改正"),
        )
    });
    for (index, measure) in plan.measures.iter().enumerate() {
        let path = format!("measures[{index}]");
        not_zero(flaws, format!("{path}.no"), measure.no);
        text(flaws, format!("{path}.title"), &measure.title);
        text(flaws, format!("{path}.locator"), &measure.locator);
        section(flaws, &path, plan, measure.theme);
        twice(flaws, measure.units.iter(), |at, unit| {
            Flaw::new(
                format!("{path}.units[{at}]"),
                format!("责任单位“{unit}”写了两次；请删去一个"),
            )
        });
        for (at, unit) in measure.units.iter().enumerate() {
            responsible(flaws, format!("{path}.units[{at}]"), unit, known.units);
        }
        for (at, milestone) in measure.milestones.iter().enumerate() {
            let path = format!("{path}.milestones[{at}].name");
            text(flaws, path, &milestone.name);
        }
        for (at, no) in measure.serves.iter().enumerate() {
            if plan.indicator(*no).is_none() {
                flaws.push(Flaw::new(
                    format!("{path}.serves[{at}]"),
                    format!("没有序号为 {no} 的指标；请核对"),
                ));
            }
        }
    }
}

/// Everything wrong with the figures a plan reports.
pub(super) fn reported(flaws: &mut Vec<Flaw>, plan: &Plan, known: Known<'_>) {
    let cells = plan.reported.iter().map(|row| (&row.series, row.year));
    twice(flaws, cells, |index, (series, year)| {
        Flaw::new(
            format!("reported[{index}]"),
            format!("口径“{series}”{year} 年的实际值写了两次；请只留一行"),
        )
    });
    for (index, row) in plan.reported.iter().enumerate() {
        let path = format!("reported[{index}]");
        text(flaws, format!("{path}.locator"), &row.locator);
        if known.series_of(&row.series).is_none() {
            let names = known.series.iter().map(|s| s.id.0.as_str());
            let like = suggestion(&row.series.0, names);
            flaws.push(Flaw::new(
                format!("{path}.series"),
                format!(
                    "不认识的口径“{}”{like}；请核对，或先把它加入 data/series.ron",
                    row.series
                ),
            ));
        }
        if !YEARS.contains(&row.year) {
            flaws.push(Flaw::new(
                format!("{path}.year"),
                format!("{} 不是合理的年份；请核对", row.year),
            ));
        }
    }
}

/// Everything wrong with the budgets of a plan.
pub(super) fn budgets(flaws: &mut Vec<Flaw>, plan: &Plan, known: Known<'_>) {
    for (index, budget) in plan.budgets.iter().enumerate() {
        let path = format!("budgets[{index}]");
        section(flaws, &path, plan, budget.theme);
        text(flaws, format!("{path}.name"), &budget.name);
        text(flaws, format!("{path}.locator"), &budget.locator);
        measurement(flaws, format!("{path}.unit"), &budget.unit, known.units);
        let sum: Decimal = budget.parts.iter().map(|part| part.amount).sum();
        if !budget.parts.is_empty() && sum != budget.amount {
            flaws.push(Flaw::new(
                format!("{path}.parts"),
                format!("各项合计 {sum}，与总额 {} 不符；请核对文件", budget.amount),
            ));
        }
    }
}

fn section(flaws: &mut Vec<Flaw>, path: &str, plan: &Plan, theme: u32) {
    if theme != 0 && plan.theme(theme).is_none() {
        flaws.push(Flaw::new(
            format!("{path}.theme"),
            format!("没有序号为 {theme} 的中心（领域）；请改正，不属于任何领域的写 0"),
        ));
    }
}
