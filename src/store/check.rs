//! A file held against every rule, whatever it is.

use std::path::Path;

use super::catalog::Catalog;
use super::error::Problem;
use super::flaw::in_file;
use super::register;
use super::scan::Places;
use super::text::read_text;
use crate::disk::Disk;
use crate::model::PlanId;

/// What a file without problems is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Checked {
    /// A plan.
    Plan {
        /// Its name.
        id: PlanId,
        /// How many indicators it has.
        indicators: usize,
        /// How many measures it has.
        measures: usize,
    },
    /// A list of series.
    Series {
        /// How many it has.
        count: usize,
    },
    /// A register of units.
    Units {
        /// How many responsible units it has.
        responsible: usize,
        /// How many measurement units it has.
        measurement: usize,
    },
    /// A workspace.
    Workspace {
        /// How many plans it follows.
        plans: usize,
        /// How many baselines it holds.
        baselines: usize,
        /// How many observations it holds.
        observations: usize,
    },
}

impl Checked {
    /// What it is and how much is in it, 规划，37 项指标.
    #[must_use]
    pub fn summary(&self) -> String {
        match self {
            Self::Plan {
                id,
                indicators,
                measures: 0,
            } => format!("规划 {id}，{indicators} 项指标"),
            Self::Plan {
                id,
                indicators,
                measures,
            } => format!("规划 {id}，{indicators} 项指标，{measures} 条举措"),
            Self::Series { count } => format!("口径表，{count} 个口径"),
            Self::Units {
                responsible,
                measurement,
            } => format!("单位表，{responsible} 个责任单位，{measurement} 个计量单位"),
            Self::Workspace {
                plans,
                baselines,
                observations,
            } => format!("台账，{plans} 份规划，{observations} 个实际值，{baselines} 个基期值"),
        }
    }
}

/// Checks a plan, a workspace, a list of series or a register of units; which it is, its fields tell.
///
/// A plan is held against the `series.ron` and `units.ron` beside it or one folder up, where there
/// are any, else against those compiled in.
///
/// # Errors
/// Every problem found. What is not well-formed ends the search, as nothing behind it can be read.
pub fn check(path: &Path, catalog: &Catalog) -> Result<Checked, Vec<Problem>> {
    let text = read_text(&Disk::new(), path).map_err(super::StoreError::into_problems)?;
    let (series, units) = (neighbour(path, "series.ron"), neighbour(path, "units.ron"));
    let catalog = catalog
        .clone()
        .with_neighbours(series.as_deref(), units.as_deref());
    check_text(&text, &catalog).map_err(|problems| in_file(path, problems))
}

pub(super) fn neighbour(path: &Path, name: &str) -> Option<String> {
    let folder = path.parent()?;
    [folder.join(name), folder.join("..").join(name)]
        .iter()
        .find_map(|file| read_text(&Disk::new(), file).ok())
}

fn check_text(text: &str, catalog: &Catalog) -> Result<Checked, Vec<Problem>> {
    let places = Places::of(text);
    if ["format", "observations", "baselines"]
        .iter()
        .any(|f| places.has(f))
    {
        let workspace = register::check_text(text, catalog)?;
        return Ok(Checked::Workspace {
            plans: workspace.plans.len(),
            baselines: workspace.baselines.len(),
            observations: workspace.observations.len(),
        });
    }
    if is_list(text) && places.has("[0]") {
        let series = catalog.read_series(text)?;
        return Ok(Checked::Series {
            count: series.len(),
        });
    }
    if ["responsible", "measurement"].iter().any(|f| places.has(f)) {
        let units = Catalog::read_units(text)?;
        return Ok(Checked::Units {
            responsible: units.responsible.len(),
            measurement: units.measurement.len(),
        });
    }
    if ["indicators", "themes", "id"].iter().any(|f| places.has(f)) {
        let plan = catalog.read_plan(text)?;
        return Ok(Checked::Plan {
            indicators: plan.all_indicators().count(),
            measures: plan.measures.len(),
            id: plan.id,
        });
    }
    let message = "看不出是规划还是台账：规划有 indicators（指标），台账有 format（格式）；\
                   请检查是否选错文件";
    Err(vec![Problem::of_whole(message.to_owned())])
}

/// Whether the content, after comments, is a list: only series are kept as one.
fn is_list(text: &str) -> bool {
    text.lines()
        .map(str::trim)
        .find(|line| !line.is_empty() && !line.starts_with("//"))
        .is_some_and(|line| line.starts_with('['))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAN: &str = include_str!("../../data/plans/hz-2024-75.ron");

    /// Breaks the built-in plan in one place and compares the first line of what is found.
    #[track_caller]
    fn check_broken(from: &str, to: &str, expect: &str) {
        assert!(PLAN.contains(from), "{from}");
        let text = PLAN.replacen(from, to, 1);
        let problems = check_text(&text, &Catalog::builtin().unwrap()).unwrap_err();
        let texts: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert_eq!(texts.join("\n"), expect);
    }

    const SERIES: &str = include_str!("../../data/series.ron");
    const UNITS: &str = include_str!("../../data/units.ron");

    #[test]
    fn series_and_units_are_checked_too() {
        let catalog = Catalog::builtin().unwrap();
        let summary = |text: &str| check_text(text, &catalog).unwrap().summary();
        assert_eq!(summary(SERIES), "口径表，287 个口径");
        assert_eq!(summary(UNITS), "单位表，48 个责任单位，41 个计量单位");
        let first_problem = |text: &str| check_text(text, &catalog).unwrap_err()[0].to_string();
        let unknown_unit = SERIES.replacen("unit: \"亿元\"", "unit: \"亿圆\"", 1);
        assert!(first_problem(&unknown_unit).contains("[1].unit"));
        assert!(first_problem(&unknown_unit).contains("亿圆"));
        let unknown_group = UNITS.replacen("group: Government", "group: Gov", 1);
        assert!(first_problem(&unknown_group).contains("responsible[0].group"));
    }

    #[test]
    fn a_plan_is_held_against_the_registers_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("plans")).unwrap();
        let plan = folder.path().join("plans/新.ron");
        let text = PLAN.replace("financial-value-added", "finance-anew");
        std::fs::write(&plan, text).unwrap();
        let catalog = Catalog::builtin().unwrap();
        let found = check(&plan, &catalog).unwrap_err();
        assert!(found[0].to_string().contains("finance-anew"));
        let series = SERIES.replace("financial-value-added", "finance-anew");
        std::fs::write(folder.path().join("series.ron"), series).unwrap();
        assert!(check(&plan, &catalog).is_ok());
    }

    #[test]
    fn a_missing_comma_is_reported_where_it_is_missed() {
        check_broken(
            "(no: 2,  theme: 1",
            "(no: 2   theme: 1",
            "35:18 indicators[1]（序号2）：这里之前缺逗号，或前一处的引号没有配对；请补上",
        );
    }

    #[test]
    fn an_unknown_kind_is_answered_with_the_known_ones() {
        check_broken(
            "kind: Cumulative",
            "kind: Foo",
            "42:16 indicators[3].kind（序号4）：不认识的取值“Foo”；可用 Stock、Flow、Ratio、Index、\
             Gap、Increment、Cumulative、Maintain、Rank、Growth、Milestone",
        );
    }

    #[test]
    fn an_unknown_unit_is_answered_with_the_nearest() {
        check_broken(
            "units: [\"市科技局\", \"市经信局\"]",
            "units: [\"市科技局\", \"市经信委\"]",
            "43:26 indicators[3].units[1]（序号4）：不认识的责任单位“市经信委”（是否为“市经信局”？）；\
             请核对，或先把它加入 data/units.ron",
        );
    }

    #[test]
    fn a_number_given_twice_is_found_at_its_second_place() {
        check_broken(
            "(no: 3,  theme: 1",
            "(no: 2,  theme: 1",
            "38:14 indicators[2].no（序号2）：序号 2 与前面的指标重复；请改为文件中的序号",
        );
    }

    #[test]
    fn a_target_below_zero_is_found() {
        check_broken(
            "Exactly(\"4.2\"))],\n         units",
            "Exactly(\"-4.2\"))],\n         units",
            "33:73 indicators[0].targets[0].bound（序号1）：目标值 -4.2 应大于 0；请核对文件",
        );
    }

    #[test]
    fn a_value_of_the_wrong_sort_is_found_at_the_value() {
        check_broken(
            "Exactly(\"4.2\"))],\n         units",
            "Exactly(4.2))],\n         units",
            "33:73 indicators[0].targets[0].bound.Exactly（序号1）：这里应是双引号括起的文字\
             （数值写作带引号的数字，如 \"4.20\"，不带单位和逗号）",
        );
        check_broken(
            "issued: \"2024-10-15\"",
            "issued: \"2024年10月15日\"",
            "20:13 issued：这里的值不对：日期写作 \"2024-10-15\"",
        );
    }

    #[test]
    fn an_unknown_field_is_found_at_its_name() {
        check_broken(
            "locator: \"附件 序号1\"",
            "place: \"附件 序号1\"",
            "34:63 indicators[0].place（序号1）：没有“place”这个字段；可用 no、theme、name、unit、kind、mean_over_years、\
             direction、targets、baseline、units、series、locator、note。请改正或删去",
        );
    }

    #[test]
    fn a_missing_field_is_found_at_its_row() {
        check_broken(
            ", locator: \"附件 序号1\"",
            "",
            "32:9 indicators[0]（序号1）：缺少字段“locator”；请补上",
        );
    }

    #[test]
    fn a_unit_that_is_not_the_series_own_is_found() {
        check_broken(
            "name: \"检验检测总收入\", unit: \"亿元\"",
            "name: \"检验检测总收入\", unit: \"家\"",
            "49:51 indicators[5].unit（序号6）：计量单位“家”与口径“inspection-testing-revenue”的单位\
             “亿元”不一致，也不能换算；请改成一致，或另立口径",
        );
    }

    #[test]
    fn every_breach_of_a_rule_is_found_in_one_go() {
        let text = PLAN
            .replacen("theme: 1, name: \"检", "theme: 9, name: \"检", 1)
            .replacen("to: \"2027-11-14\"", "to: \"2023-11-14\"", 1)
            .replacen("Exactly(\"40\")", "AtMost(\"40\")", 1)
            .replacen("Exactly(\"50\")", "RankWithin(5)", 1);
        let problems = check_text(&text, &Catalog::builtin().unwrap()).unwrap_err();
        let fields: Vec<&str> = problems.iter().map(|p| p.field.as_str()).collect();
        assert_eq!(
            fields,
            [
                "effective",
                "indicators[5].theme",
                "indicators[23].targets[0].bound",
                "indicators[25].targets[0].bound",
            ]
        );
    }

    #[test]
    fn a_truncated_file_is_reported_at_its_end() {
        let catalog = Catalog::builtin().unwrap();
        let half = &PLAN[..PLAN.find("(no: 9,").unwrap()];
        let problems = check_text(half, &catalog).unwrap_err();
        assert_eq!(problems[0].line, Some(half.lines().count()));
        assert!(problems[0].message.contains("到此中断"), "{problems:?}");
    }

    #[test]
    fn what_is_neither_plan_nor_workspace_is_told_so() {
        let catalog = Catalog::builtin().unwrap();
        for text in ["{\"a\": 1}", "序号,指标\n1,二", "[]"] {
            let problems = check_text(text, &catalog).unwrap_err();
            assert!(problems[0].message.contains("看不出"), "{problems:?}");
        }
    }

    #[test]
    fn what_is_built_in_has_no_problems() {
        let checked = check_text(PLAN, &Catalog::builtin().unwrap()).unwrap();
        assert_eq!(checked.summary(), "规划 hz-2024-75，63 项指标，27 条举措");
    }
}
