//! A province as one workspace would hold it: a plan of its own for each of many cities and counties,
//! with ten years of made-up figures.
//!
//! Every plan is the built-in one with its targets at the scale of the place. Names, targets and figures
//! are made up, and say so: no place is called 示例001市.

use std::collections::BTreeSet;

use super::{LAST_YEAR, Noise, decimals, round};
use crate::model::{
    Baseline, Bound, Decimal, Edit, Indicator, IndicatorId, Kind, Observation, ObservationKey,
    Plan, PlanId, ResponsibleUnit, Series, SeriesId, Stage, Status, Target, Unit, UnitRegistry,
    Workspace, Year,
};

/// The first of ten years of figures.
const FIRST_YEAR: Year = LAST_YEAR - 9;
/// The year from which progress counts.
const BASE_YEAR: Year = super::BASE_YEAR;
/// No province has more.
pub const MOST_CITIES: u32 = 2000;

/// A workspace with a plan for each of so many cities, made after the model of one plan.
#[must_use]
pub fn province(model: &Plan, units: &UnitRegistry, cities: u32) -> Workspace {
    let plans: Vec<Plan> = (1..=cities)
        .map(|city| plan_of(model, units, city))
        .collect();
    let mut workspace = Workspace::new(plans.iter().map(|plan| plan.id.clone()).collect());
    let mut edits = vec![
        Edit::Synthetic(true),
        Edit::AsOf(Some(LAST_YEAR)),
        Edit::BaseYear(Some(BASE_YEAR)),
    ];
    for (city, plan) in (1..).zip(&plans) {
        for indicator in &plan.indicators {
            fill(
                &mut edits,
                plan,
                indicator,
                Noise::new(city * 1000 + indicator.no),
            );
        }
    }
    edits.extend(plans.into_iter().map(|plan| Edit::OwnPlan {
        plan: plan.id.clone(),
        value: Some(Box::new(plan)),
    }));
    let _undo = Edit::Batch(edits).apply(&mut workspace);
    workspace
}

fn plan_of(model: &Plan, units: &UnitRegistry, city: u32) -> Plan {
    let place = format!("示例{city:03}市");
    let id = format!("example-{city:03}");
    let mut plan = Plan {
        id: PlanId(id.clone()),
        title: format!("{place}促进生产性服务业高质量发展的若干举措（示例数据）"),
        short: place.clone(),
        number: String::new(),
        issuer: None,
        stage: Stage::Final,
        lead: None,
        draft_of: None,
        text_targets: Vec::new(),
        measures: Vec::new(),
        reported: Vec::new(),
        budgets: Vec::new(),
        note: "名称、目标值和数据都是编造的示例数据".to_owned(),
        own_series: Vec::new(),
        own_units: Vec::new(),
        own_measurement: Vec::new(),
        ..model.clone()
    };
    // From a small county to a place as large as the model.
    let size = Noise::new(city).within(47) + 53;
    for indicator in &mut plan.indicators {
        let series = SeriesId(format!("{id}-{}", indicator.series));
        plan.own_series.push(Series {
            id: series.clone(),
            name: format!("{place} {}", indicator.name),
            unit: indicator.unit.clone(),
            note: String::new(),
        });
        indicator.series = series;
        indicator.printed = None;
        indicator.baseline = None;
        "示例数据".clone_into(&mut indicator.note);
        // A share is a share in a small place as well.
        if is_amount(indicator) {
            for target in &mut indicator.targets {
                *target = scaled(target, size);
            }
        }
        for unit in &mut indicator.units {
            *unit = unit_of(&place, unit);
        }
    }
    for theme in &mut plan.themes {
        let named = theme.lead.iter_mut().chain(&mut theme.others);
        named.for_each(|unit| *unit = unit_of(&place, unit));
    }
    plan.own_units = units_of(&place, model, units);
    plan
}

/// The units that the model names, as those of a place.
fn units_of(place: &str, model: &Plan, units: &UnitRegistry) -> Vec<ResponsibleUnit> {
    let themes = model.themes.iter();
    let themes = themes.flat_map(|theme| theme.lead.iter().chain(&theme.others));
    let rows = model.indicators.iter().flat_map(|row| &row.units);
    let mut named: BTreeSet<&Unit> = themes.chain(rows).collect();
    let registered = units.responsible.iter();
    let others = registered.clone().filter(|unit| named.contains(&unit.name));
    let others: Vec<&Unit> = others.filter_map(|unit| unit.same_as.as_ref()).collect();
    named.extend(others);
    let own = registered.filter(|unit| named.contains(&unit.name));
    own.map(|unit| ResponsibleUnit {
        name: unit_of(place, &unit.name),
        group: unit.group,
        same_as: unit.same_as.as_ref().map(|other| unit_of(place, other)),
    })
    .collect()
}

/// 市商务局 of a place: 示例001市商务局.
fn unit_of(place: &str, unit: &Unit) -> Unit {
    let name = unit.0.strip_prefix('市').unwrap_or(&unit.0);
    Unit(format!("{place}{name}"))
}

fn is_amount(indicator: &Indicator) -> bool {
    let is_share = matches!(indicator.unit.as_str(), "%" | "百分点" | "");
    let has_no_size = matches!(indicator.kind, Kind::Rank | Kind::Milestone | Kind::Index);
    !is_share && !has_no_size
}

/// A target at so many hundredths of its size, at least one.
fn scaled(target: &Target, hundredths: i64) -> Target {
    let scale = |value: Decimal| {
        let places = value.scale();
        let scaled = round(value * Decimal::new(hundredths, 2), places);
        if scaled.is_zero() {
            Decimal::new(1, places)
        } else {
            scaled
        }
    };
    let bound = match &target.bound {
        Bound::AtLeast(value) => Bound::AtLeast(scale(*value)),
        Bound::MoreThan(value) => Bound::MoreThan(scale(*value)),
        Bound::AtMost(value) => Bound::AtMost(scale(*value)),
        Bound::About(value) => Bound::About(scale(*value)),
        Bound::Exactly(value) => Bound::Exactly(scale(*value)),
        other => other.clone(),
    };
    Target {
        year: target.year,
        bound,
    }
}

/// Ten years of figures on the way to the target, some places ahead of it and some behind; now and then
/// a figure is missing.
fn fill(edits: &mut Vec<Edit>, plan: &Plan, indicator: &Indicator, mut noise: Noise) {
    let target = indicator.final_target();
    let Some((target_year, target)) = target.and_then(|t| Some((t.year, t.bound.value()?))) else {
        return;
    };
    let id = plan.id_of(indicator);
    let places = decimals(indicator, target);
    // Nearly all move towards the target, most about as fast as they should.
    let pace = match noise.within(30) {
        7 => -12,
        _ => 98 + noise.within(26) + noise.within(26),
    };
    let is_sum = indicator.kind == Kind::Cumulative;
    let start = if is_sum {
        Decimal::ZERO
    } else {
        let growth = Decimal::new(128 + noise.within(16), 2);
        round(target / growth, places)
    };
    let lacks = noise.within(40);
    if !is_sum && lacks != 0 {
        edits.push(baseline(id, start));
    }
    let first = if is_sum { BASE_YEAR + 1 } else { FIRST_YEAR };
    for year in first..=LAST_YEAR {
        if year == LAST_YEAR && lacks == 1 {
            continue;
        }
        let share = Decimal::from(year - BASE_YEAR) / Decimal::from(target_year - BASE_YEAR);
        let wandering = if year == BASE_YEAR {
            0
        } else {
            noise.within(9)
        };
        let way = (target - start) * share * Decimal::new(pace + wandering, 2);
        // Before its base year a place never was below nothing.
        let value = round((start + way).max(Decimal::ZERO), places);
        let key = ObservationKey {
            series: indicator.series.clone(),
            year,
        };
        edits.push(Edit::Observation {
            key,
            value: Some(observation(value, year)),
        });
    }
}

fn baseline(indicator: IndicatorId, value: Decimal) -> Edit {
    Edit::Baseline {
        indicator,
        value: Some(Baseline {
            year: BASE_YEAR,
            value,
        }),
    }
}

fn observation(value: Decimal, year: Year) -> Observation {
    Observation {
        value,
        status: if year == LAST_YEAR {
            Status::Flash
        } else {
            Status::Final
        },
        source: "示例数据".to_owned(),
        note: String::new(),
        by: "示例".to_owned(),
        at: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::Board;
    use crate::assess::Grade;
    use crate::store::{Catalog, decode_workspace, default_plan, encode_workspace};

    fn made(cities: u32) -> (Catalog, Workspace) {
        let catalog = Catalog::builtin().unwrap();
        let plan = catalog.plan(&default_plan()).unwrap();
        let workspace = province(plan, catalog.units(), cities);
        (catalog, workspace)
    }

    #[test]
    fn every_city_has_a_sound_plan_of_its_own_and_ten_years_of_figures() {
        let (catalog, workspace) = made(12);
        assert!(workspace.synthetic);
        assert_eq!(workspace.plans.len(), 12);
        for plan in workspace.own_plans.values() {
            assert_eq!(catalog.faults_of(plan), Vec::new(), "{}", plan.id);
            assert_eq!(plan.indicators.len(), 37);
            assert!(plan.title.contains("示例数据"));
        }
        let mut years: Vec<Year> = workspace.observations.keys().map(|key| key.year).collect();
        years.sort_unstable();
        years.dedup();
        assert_eq!(years, (FIRST_YEAR..=LAST_YEAR).collect::<Vec<_>>());
        // Thirty-three of the rows have ten years each, four are sums of the last three.
        let most = 12 * (33 * 10 + 4 * 3);
        let count = workspace.observations.len();
        assert!((most * 9 / 10..=most).contains(&count), "{count} of {most}");
        let made_up = |o: &Observation| o.source == "示例数据" && o.by == "示例";
        assert!(workspace.observations.values().all(made_up));
    }

    #[test]
    fn every_grade_occurs_among_the_cities() {
        let (catalog, workspace) = made(12);
        let catalog = catalog.for_workspace(&workspace);
        let plans = workspace.plans.iter().filter_map(|id| catalog.plan(id));
        let boards = plans.map(|plan| Board::standing(&workspace, plan, LAST_YEAR));
        let grades: Vec<Grade> = boards
            .flat_map(|board| board.rows.into_iter().map(|row| row.assessment.grade))
            .collect();
        for grade in Grade::ALL {
            assert!(grades.contains(&grade), "{grade:?} does not occur");
        }
    }

    #[test]
    fn it_is_the_same_each_time_and_a_file_keeps_it() {
        let (_, workspace) = made(3);
        assert!(workspace == made(3).1);
        let text = encode_workspace(&workspace);
        assert!(decode_workspace(&text).unwrap() == workspace);
    }
}
