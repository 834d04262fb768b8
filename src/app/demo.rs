//! Made-up figures that show every part of the window at work.
//!
//! They are plausible in size and shape, reach every grade, and are the same each time. The
//! workspace is marked synthetic, which stamps 示例数据 on whatever is drawn from it.

mod cities;

pub use cities::{MOST_CITIES, province};

use rust_decimal::RoundingStrategy;

use crate::model::{
    Baseline, Decimal, Indicator, Kind, Observation, ObservationKey, Plan, Status, Workspace, Year,
};

const BASE_YEAR: Year = 2022;
const LAST_YEAR: Year = 2025;

/// How far along its path an indicator shall be in the last year, and what is left out.
struct Story {
    no: u32,
    /// Progress over schedule aimed at, in hundredths.
    pace: i64,
    /// Which figures are not there.
    lacks: Lacks,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Lacks {
    Nothing,
    LastActual,
    Baseline,
    Everything,
}

/// What befalls the indicators that do not simply keep pace.
const STORIES: [Story; 20] = [
    story(2, 96, Lacks::LastActual),
    story(4, 112, Lacks::Nothing),
    story(5, 38, Lacks::Nothing),
    story(6, 128, Lacks::Nothing),
    story(7, 84, Lacks::Nothing),
    story(9, 101, Lacks::Baseline),
    story(11, 71, Lacks::Nothing),
    story(13, 99, Lacks::LastActual),
    story(14, 175, Lacks::Nothing),
    story(16, 118, Lacks::Nothing),
    story(19, 124, Lacks::Nothing),
    story(20, 115, Lacks::Nothing),
    story(22, 76, Lacks::Nothing),
    story(23, 172, Lacks::Nothing),
    story(24, 113, Lacks::Nothing),
    story(26, -12, Lacks::Nothing),
    story(29, 100, Lacks::Everything),
    story(32, 68, Lacks::Nothing),
    story(35, 33, Lacks::Nothing),
    story(36, 170, Lacks::Nothing),
];

const fn story(no: u32, pace: i64, lacks: Lacks) -> Story {
    Story { no, pace, lacks }
}

/// A workspace for this plan with made-up figures.
#[must_use]
pub fn workspace(plan: &Plan) -> Workspace {
    let mut workspace = Workspace::new(vec![plan.id.clone()]);
    workspace.synthetic = true;
    workspace.settings.as_of = Some(LAST_YEAR);
    workspace.settings.base_year = Some(BASE_YEAR);
    for indicator in &plan.indicators {
        fill(&mut workspace, plan, indicator);
    }
    workspace
}

fn fill(workspace: &mut Workspace, plan: &Plan, indicator: &Indicator) {
    let found = STORIES.iter().find(|s| s.no == indicator.no);
    let mut noise = Noise::new(indicator.no);
    let (pace, lacks) = found.map_or((100 + noise.within(4), Lacks::Nothing), |s| {
        (s.pace, s.lacks)
    });
    let Some((target_year, target)) = indicator
        .final_target()
        .and_then(|t| Some((t.year, t.bound.value()?)))
    else {
        return;
    };
    if lacks == Lacks::Everything {
        return;
    }
    let places = decimals(indicator, target);
    let start = if indicator.kind == Kind::Cumulative {
        Decimal::ZERO
    } else {
        let growth = Decimal::new(128 + noise.within(16), 2);
        round(target / growth, places)
    };
    if indicator.kind != Kind::Cumulative && lacks != Lacks::Baseline {
        let baseline = Baseline {
            year: BASE_YEAR,
            value: start,
        };
        workspace.baselines.insert(plan.id_of(indicator), baseline);
    }
    for year in BASE_YEAR + 1..=LAST_YEAR {
        if year == LAST_YEAR && lacks == Lacks::LastActual {
            continue;
        }
        // Earlier years wander a little; the last one is where the story says.
        let wander = if year == LAST_YEAR {
            0
        } else {
            noise.within(9)
        };
        let share = Decimal::from(year - BASE_YEAR) / Decimal::from(target_year - BASE_YEAR)
            * Decimal::new(pace + wander, 2);
        let value = round(start + (target - start) * share, places);
        let key = ObservationKey {
            series: indicator.series.clone(),
            year,
        };
        workspace
            .observations
            .insert(key, observation(value, year, indicator.no));
    }
}

fn observation(value: Decimal, year: Year, no: u32) -> Observation {
    let status = match (year, no % 5) {
        (LAST_YEAR, 0) => Status::Preliminary,
        (LAST_YEAR, _) => Status::Flash,
        _ => Status::Final,
    };
    Observation {
        value,
        status,
        source: "示例数据".to_owned(),
        note: String::new(),
        by: "示例".to_owned(),
        at: None,
    }
}

/// Counts of things are whole; shares and large amounts have decimals as their targets suggest.
fn decimals(indicator: &Indicator, target: Decimal) -> u32 {
    match indicator.unit.as_str() {
        "%" | "百分点" => {
            if target < Decimal::TEN {
                2
            } else {
                1
            }
        }
        "亿元" | "万吨" | "亿件" | "万标箱" | "" => {
            u32::from(target < Decimal::ONE_THOUSAND)
        }
        _ => 0,
    }
}

fn round(value: Decimal, places: u32) -> Decimal {
    value.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero)
}

/// A small sequence of numbers that look random and never change (`SplitMix64`).
struct Noise(u64);

impl Noise {
    fn new(no: u32) -> Self {
        Self(0x9E37_79B9_7F4A_7C15 ^ (u64::from(no) << 17))
    }

    /// A whole number from `-reach` to `reach`.
    fn within(&mut self, reach: i64) -> i64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^= z >> 31;
        let span = u64::try_from(2 * reach + 1).unwrap_or(1);
        i64::try_from(z % span).unwrap_or(0) - reach
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::{Grade, Method, assess_indicator};
    use crate::store::{Catalog, default_plan};

    fn plan() -> Plan {
        let catalog = Catalog::builtin().unwrap();
        catalog.plan(&default_plan()).unwrap().clone()
    }

    #[test]
    fn every_grade_occurs_and_the_figures_are_marked_as_made_up() {
        let plan = plan();
        let workspace = workspace(&plan);
        assert!(workspace.synthetic);
        let grades: Vec<Grade> = plan
            .indicators
            .iter()
            .map(|i| assess_indicator(&workspace, &plan, i, LAST_YEAR, Method::Schedule).grade)
            .collect();
        for grade in Grade::ALL {
            assert!(grades.contains(&grade), "{grade:?} does not occur");
        }
    }

    #[test]
    fn it_is_the_same_each_time() {
        assert!(workspace(&plan()) == workspace(&plan()));
    }

    #[test]
    fn figures_have_the_decimals_of_their_kind() {
        let plan = plan();
        let workspace = workspace(&plan);
        for indicator in &plan.indicators {
            let counted = matches!(
                indicator.unit.as_str(),
                "家" | "个" | "件" | "人" | "人次" | "条"
            );
            for (year, observation) in workspace.observations_of(&indicator.series) {
                let value = observation.value;
                assert!(value >= Decimal::ZERO, "no. {} in {year}", indicator.no);
                assert!(!counted || value.fract().is_zero(), "no. {}", indicator.no);
            }
        }
    }
}
