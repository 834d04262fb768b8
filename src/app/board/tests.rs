//! What boards say of an empty workspace and of the demonstration.

use super::*;
use crate::app::demo;
use crate::store::{Catalog, default_plan};

fn board(make: impl Fn(&Plan) -> Workspace) -> Board {
    let catalog = Catalog::builtin().unwrap();
    let plan = catalog.plan(&default_plan()).unwrap();
    Board::new(&make(plan), plan, 2025)
}

fn empty() -> Board {
    board(|plan| Workspace::new(vec![plan.id.clone()]))
}

#[test]
fn an_empty_workspace_says_what_is_missing_and_from_whom() {
    let board = empty();
    assert_eq!(board.headline(), "37 项指标待填报");
    // Four of the 37 are cumulative and count from zero.
    assert_eq!(
        board.headline_note(),
        "缺 33 项基期值、37 项 2025 年实际值，填报后即可评价"
    );
    let baselines: usize = board.missing.iter().map(|m| m.baselines.len()).sum();
    let actuals: usize = board.missing.iter().map(|m| m.actuals.len()).sum();
    assert_eq!((baselines, actuals), (33, 37));
    // Counted in the appendix: 12 units are named first.
    assert_eq!(board.missing.len(), 12);
    assert_eq!(board.missing[0].unit.0, "市商务局");
    assert_eq!(board.missing[0].actuals.len(), 7);
    assert!(board.attention.is_empty());
}

#[test]
fn what_no_unit_is_named_for_is_missing_all_the_same() {
    let catalog = Catalog::builtin().unwrap();
    let plan = PlanId("hz-2024-75-draft".to_owned());
    let workspace = Workspace::new(vec![plan.clone()]);
    let board = Board::new(&workspace, catalog.plan(&plan).unwrap(), 2025);
    let [missing] = board.missing.as_slice() else {
        panic!("{:?}", board.missing);
    };
    assert_eq!(missing.unit.0, "文件未写明");
    assert_eq!(missing.actuals.len(), 12);
}

#[test]
fn sections_add_up_to_the_whole() {
    for board in [empty(), board(demo::workspace)] {
        let sizes: Vec<usize> = board.themes.iter().map(|t| t.tally.total()).collect();
        assert_eq!(sizes, [7, 7, 6, 7, 10]);
        for grade in Grade::ALL {
            let parts: usize = board.themes.iter().map(|t| t.tally.count(grade)).sum();
            assert_eq!(parts, board.tally.count(grade));
        }
        let filled: usize = board.themes.iter().map(|t| t.filled).sum();
        assert_eq!(filled, board.filled());
    }
}

#[test]
fn the_headline_says_what_the_counts_are() {
    let board = board(demo::workspace);
    let t = &board.tally;
    assert_eq!(
        board.headline(),
        format!(
            "37 项指标：{} 项基本符合或好于预期，{} 项滞后，{} 项无法评估",
            t.on_schedule(),
            t.lagging(),
            t.count(Grade::NotAssessable)
        )
    );
    assert_eq!(
        t.on_schedule() + t.lagging() + t.count(Grade::NotAssessable),
        37
    );
    assert_eq!(board.attention.len(), t.lagging());
}

#[test]
fn attention_goes_to_the_worst_first() {
    let board = board(demo::workspace);
    let grades: Vec<Grade> = board
        .attention
        .iter()
        .map(|row| board.rows[*row].assessment.grade)
        .collect();
    assert!(grades.is_sorted_by(|a, b| a >= b), "{grades:?}");
    assert_eq!(grades[0], Grade::Regressed);
}

#[test]
fn the_share_of_time_gone_is_counted_in_days() {
    // 2024-11-15 to 2025-12-31 is 412 days, to 2027-11-14 it is 1095.
    let elapsed = empty().elapsed.unwrap();
    assert!((elapsed - 412.0 / 1095.0).abs() < 1e-12);
}

#[test]
fn a_step_between_shares_is_in_percentage_points_and_others_in_their_own_unit() {
    let board = board(demo::workspace);
    // A row whose steps are changes in its unit.
    let rows = board.rows.iter().map(|row| &row.assessment);
    let mut steps = rows.filter(|a| a.required_growth.is_some() && !a.growth_is_rate);
    let assessment = Assessment {
        required_growth: Some(2.1),
        best_growth: Some(1.25),
        ..steps.next().unwrap().clone()
    };
    let said = |unit| catch_up_text(&assessment, unit).unwrap();
    let points = "今后每年须 +2.10 个百分点；至今最好的一年 +1.25 个百分点";
    assert_eq!((said("%"), said("百分点")), (points.into(), points.into()));
    assert_eq!(said("家"), "今后每年须 +2.10 家；至今最好的一年 +1.25 家");
    assert_eq!(said(""), "今后每年须 +2.10；至今最好的一年 +1.25");
}

#[test]
fn figures_are_written_with_sign_and_dash() {
    assert_eq!(percent_text(Some(0.36)), "36.0%");
    assert_eq!(percent_text(None), "—");
    assert_eq!(gap_text(Some(-4.0)), "-4.0");
    assert_eq!(gap_text(Some(10.84)), "+10.8");
    assert_eq!(gap_text(Some(0.001)), "0.0");
    assert_eq!(gap_text(Some(-0.001)), "0.0");
}
