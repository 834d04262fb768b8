//! Decisions made on the demonstration, and what the board says of them.

use super::*;
use crate::app::{Board, demo};
use crate::model::{Baseline, Decimal, ObservationKey, Plan};
use crate::store::{Catalog, default_plan};

struct Desk {
    plan: Plan,
    workspace: Workspace,
    year: Year,
}

impl Desk {
    fn new() -> Self {
        let catalog = Catalog::builtin().unwrap();
        let plan = catalog.plan(&default_plan()).unwrap().clone();
        Self {
            workspace: demo::workspace(&plan),
            plan,
            year: 2025,
        }
    }

    fn id(&self, no: u32) -> IndicatorId {
        IndicatorId::new(&self.plan.id, no)
    }

    fn board(&self) -> Board {
        Board::new(&self.workspace, &self.plan, self.year)
    }

    fn assessment(&self, no: u32) -> Assessment {
        let board = self.board();
        board.row(&self.id(no)).unwrap().1.assessment.clone()
    }

    fn apply(&mut self, edit: Result<Edit, DecisionError>) {
        let _undo = edit.unwrap().apply(&mut self.workspace);
    }

    fn judge(&mut self, no: u32, grade: Grade, by: &str) {
        let edit = judge(
            &self.workspace,
            &self.id(no),
            &self.assessment(no),
            grade,
            "现场核查",
            (by.to_owned(), None),
        );
        self.apply(edit);
    }

    fn enter(&mut self, no: u32, year: Year, value: i64) {
        let indicator = self.plan.indicator(no).unwrap();
        let key = ObservationKey {
            series: indicator.series.clone(),
            year,
        };
        let mut observation = self.workspace.observations.get(&key).cloned().unwrap();
        observation.value = Decimal::from(value);
        self.apply(Ok(Edit::Observation {
            key,
            value: Some(observation),
        }));
    }
}

#[test]
fn a_grade_by_hand_counts_and_the_computed_one_stays_beside_it() {
    let mut desk = Desk::new();
    let computed = desk.assessment(15);
    assert_eq!(computed.grade, Grade::OnTrack);
    let before = desk.board().tally;
    desk.judge(15, Grade::FarBehind, "张");
    let now = desk.assessment(15);
    assert_eq!(now.grade, Grade::FarBehind);
    assert_eq!(now.computed_grade(), Grade::OnTrack);
    assert!(!now.needs_review());
    assert_ne!(
        now.word,
        Grade::FarBehind.word(),
        "it never reads as a computed one"
    );
    // What was computed is untouched, and the last step of the arithmetic says who judged.
    assert_eq!(
        (now.progress, now.ratio),
        (computed.progress, computed.ratio)
    );
    let step = now.trace.last().unwrap();
    assert_eq!(step.label, "人工评定");
    assert!(step.substituted.contains("张") && step.formula.contains("基本符合预期"));
    let board = desk.board();
    assert_eq!(board.tally.total(), before.total());
    assert_eq!(
        board.tally.count(Grade::FarBehind),
        before.count(Grade::FarBehind) + 1
    );
    let (row, _) = board.row(&desk.id(15)).unwrap();
    assert!(board.attention.contains(&row));
    assert!(
        board.rule_words().contains("1 项人工评定"),
        "{}",
        board.rule_words()
    );
}

#[test]
fn what_changed_since_asks_for_a_review_and_keeps_who_judged_first() {
    let mut desk = Desk::new();
    desk.judge(15, Grade::Behind, "张");
    desk.enter(15, 2025, 9999);
    let now = desk.assessment(15);
    assert_eq!(now.grade, Grade::Behind, "it is not wiped");
    assert!(now.needs_review(), "nor silently kept");
    let words = now.by_hand.as_ref().unwrap().review_words();
    assert!(
        words.contains("9,999") && words.contains("提前实现"),
        "{words}"
    );
    assert_eq!(desk.board().to_review.len(), 1);

    let edit = confirm(
        &desk.workspace,
        &desk.id(15),
        &now,
        "",
        ("李".to_owned(), None),
    );
    desk.apply(edit);
    let now = desk.assessment(15);
    assert!(!now.needs_review());
    let hand = now.by_hand.unwrap();
    assert_eq!(
        (hand.judged.by.as_str(), hand.confirmed.unwrap().by.as_str()),
        ("张", "李")
    );

    // The same figure as before the confirmation is again another than the one confirmed.
    desk.enter(15, 2025, 9998);
    assert!(desk.assessment(15).needs_review());
}

#[test]
fn a_firmer_actual_or_another_baseline_asks_for_a_review_though_the_grade_is_the_same() {
    let mut desk = Desk::new();
    desk.judge(15, Grade::Behind, "张");
    let id = desk.id(15);
    let series = desk.plan.indicator(15).unwrap().series.clone();
    let key = ObservationKey { series, year: 2025 };
    let mut observation = desk.workspace.observations[&key].clone();
    let words = |desk: &Desk| desk.assessment(15).by_hand.unwrap().review_words();
    assert_eq!(words(&desk), "");
    let before = observation.status;
    observation.status = crate::model::Status::Revised;
    assert_ne!(before, observation.status);
    desk.apply(Ok(Edit::Observation {
        key,
        value: Some(observation),
    }));
    let expected = format!("数据状态由“{}”变为“修订”", before.word());
    assert_eq!(words(&desk), expected);

    let mut baseline = desk.workspace.baselines[&id];
    let old = baseline.value;
    baseline.value += Decimal::ONE;
    desk.apply(Ok(Edit::Baseline {
        indicator: id.clone(),
        value: Some(baseline),
    }));
    let now = desk.assessment(15);
    assert_eq!(
        now.computed_grade(),
        Grade::OnTrack,
        "so little changes no grade"
    );
    let year = baseline.year;
    let number = format_number;
    let expected = format!(
        "{expected}；基期值由 {year} 年 {} 变为 {year} 年 {}",
        number(old),
        number(baseline.value)
    );
    assert_eq!(words(&desk), expected);
    assert_eq!(desk.board().to_review.len(), 1);
    // Whoever confirms has seen both.
    let edit = confirm(&desk.workspace, &id, &now, "", ("李".to_owned(), None));
    desk.apply(edit);
    assert_eq!(words(&desk), "");
    // A decision of an older file noted neither, and asks for nothing.
    let entries = desk.workspace.judgements.get_mut(&id).unwrap();
    for entry in entries.iter_mut() {
        entry.seen.status = None;
        entry.seen.baseline = crate::model::SeenBaseline::NotNoted;
    }
    desk.apply(Ok(Edit::Baseline {
        indicator: id,
        value: Some(Baseline { year, value: old }),
    }));
    assert_eq!(words(&desk), "");
}

#[test]
fn another_year_asks_for_a_review_and_an_earlier_one_is_not_touched() {
    let mut desk = Desk::new();
    desk.judge(15, Grade::Behind, "张");
    desk.year = 2026;
    let later = desk.assessment(15);
    assert_eq!((later.grade, later.needs_review()), (Grade::Behind, true));
    desk.year = 2024;
    assert!(!desk.assessment(15).is_by_hand());
    // Nor does the heat map carry it into years that are still to come.
    desk.year = 2025;
    let crate::chart::ChartSpec::HeatMap(map) = desk.board().heat else {
        unreachable!("the heat map is another chart");
    };
    let row = map.rows.iter().find(|row| row.label.starts_with("15 "));
    for (year, cell) in map.years.iter().zip(&row.unwrap().cells) {
        assert_eq!(cell.by_hand, *year == 2025, "{year}");
    }
    // Withdrawn for 2026, it still stands for the year it was given for.
    desk.year = 2026;
    let edit = withdraw(
        &desk.workspace,
        &desk.id(15),
        &later,
        "",
        (String::new(), None),
    );
    desk.apply(edit);
    assert!(!desk.assessment(15).is_by_hand());
    desk.year = 2025;
    assert!(desk.assessment(15).is_by_hand());
    assert_eq!(desk.workspace.judgements_of(&desk.id(15)).len(), 2);
}

#[test]
fn a_computed_grade_that_changes_by_the_rule_asks_for_a_review() {
    let mut desk = Desk::new();
    desk.judge(15, Grade::Behind, "张");
    let limits = Limits::parse("3,2.5,2").unwrap();
    desk.apply(Ok(Edit::Limits(limits)));
    let words = desk.assessment(15).by_hand.unwrap().review_words();
    assert!(words.contains("计算结果由“基本符合预期”变为"), "{words}");
}

#[test]
fn a_target_in_words_is_judged_by_hand_and_asks_for_no_baseline() {
    use crate::model::Bound;
    for bound in [
        Bound::Qualitative("基本建成".to_owned()),
        Bound::Masked("**".to_owned()),
        Bound::FullCoverage,
    ] {
        let mut desk = Desk::new();
        let row = desk.plan.indicators.iter_mut().find(|row| row.no == 15);
        row.unwrap().targets[0].bound = bound;
        let id = desk.id(15);
        desk.workspace.baselines.remove(&id);
        assert_eq!(desk.assessment(15).grade, Grade::NotAssessable);
        assert!(!desk.board().row(&id).unwrap().1.lacks_baseline);
        desk.judge(15, Grade::OnTrack, "张");
        let now = desk.assessment(15);
        assert_eq!((now.grade, now.needs_review()), (Grade::OnTrack, false));
        let theme = desk.plan.indicator(15).unwrap().theme;
        let board = desk.board();
        assert!(board.theme(theme).unwrap().tally.count(Grade::OnTrack) > 0);
    }
}

#[test]
fn what_other_documents_say_is_offered_with_its_source_and_never_taken_unasked() {
    let catalog = Catalog::builtin().unwrap();
    let mut desk = Desk::new();
    // No. 23, air cargo: another document says more than 110 for 2026.
    let id = desk.id(23);
    let indicator = desk.plan.indicator(23).unwrap().clone();
    let offers = |desk: &Desk| offers(catalog.plans(), &desk.workspace, &desk.plan, &indicator);
    let found = offers(&desk);
    let one = found.iter().find(|offer| offer.year == 2026).unwrap();
    assert_eq!(one.value, Decimal::from(110));
    assert!(
        one.source.contains("一、（五）") && one.source.contains("超110"),
        "{}",
        one.source
    );
    assert!(desk.workspace.interim_of(&id).is_empty());
    let edit = choose_interim(&desk.workspace, &desk.plan, &indicator, one);
    desk.apply(edit);
    assert!(!offers(&desk).contains(one));
}

#[test]
fn a_decision_that_cannot_be_made_says_why() {
    let desk = Desk::new();
    let (id, now) = (desk.id(15), desk.assessment(15));
    let by = || (String::new(), None);
    let blank = judge(&desk.workspace, &id, &now, Grade::Behind, " 　", by());
    assert_eq!(blank, Err(DecisionError::NoReason));
    for made in [
        confirm(&desk.workspace, &id, &now, "", by()),
        withdraw(&desk.workspace, &id, &now, "", by()),
    ] {
        assert_eq!(made, Err(DecisionError::NothingStands(2025)));
    }
    let limits = Some(Limits::default());
    assert_eq!(
        own_rule(&id, Method::Cagr, limits, "为何", by()),
        Err(DecisionError::LimitsNotUsed("年均增速法"))
    );
    assert_eq!(
        common_rule(&desk.workspace, &id),
        Err(DecisionError::NoOwnRule)
    );
}

#[test]
fn a_rule_of_its_own_judges_that_indicator_alone() {
    let mut desk = Desk::new();
    let before = desk.board();
    let limits = Limits::parse("3,2.5,2").ok();
    let edit = own_rule(
        &desk.id(15),
        Method::Schedule,
        limits,
        "试点",
        ("张".to_owned(), None),
    );
    desk.apply(edit);
    let board = desk.board();
    // Its ratio lies near 1, far below 2.
    assert_eq!(
        board.row(&desk.id(15)).unwrap().1.assessment.grade,
        Grade::FarBehind
    );
    for (old, new) in before.rows.iter().zip(&board.rows) {
        if old.id != desk.id(15) {
            assert_eq!(old.assessment, new.assessment, "{}", old.id);
        }
    }
    assert!(board.rule_words().contains("1 项单独规则"));
    // The heat map marks its row, and its cells say by which rule.
    let crate::chart::ChartSpec::HeatMap(map) = &board.heat else {
        unreachable!("the heat map is another chart");
    };
    let marked: Vec<&str> = map
        .rows
        .iter()
        .filter(|row| row.has_own_rule)
        .map(|row| row.label.split(' ').next().unwrap())
        .collect();
    assert_eq!(marked, ["15"]);
    for row in &map.rows {
        let told = row
            .cells
            .iter()
            .all(|c| c.hover.contains("单独规则：序时进度法（界限 3"));
        assert_eq!(told, row.has_own_rule, "{}", row.label);
    }
    // The workspace's limits still count for the others alone.
    desk.apply(Ok(Edit::Method(Method::Achievement)));
    let methods: Vec<Method> = desk
        .board()
        .rows
        .iter()
        .map(|r| r.assessment.method)
        .collect();
    assert_eq!(
        methods.iter().filter(|m| **m == Method::Schedule).count(),
        1
    );
    let edit = common_rule(&desk.workspace, &desk.id(15));
    desk.apply(edit);
    assert_eq!(desk.assessment(15).method, Method::Achievement);
}

#[test]
fn before_a_method_is_chosen_it_is_said_for_which_indicators_it_makes_no_sense() {
    let mut desk = Desk::new();
    // Of the kinds, by hand: growth rates exist of neither shares, gaps, rates, ranks nor dates; 外推比例法
    // takes shares.
    let is_share = |row: &&Indicator| row.kind == Kind::Ratio;
    let is_other = |row: &&Indicator| {
        matches!(
            row.kind,
            Kind::Gap | Kind::Growth | Kind::Rank | Kind::Milestone
        )
    };
    let shares = desk.plan.indicators.iter().filter(is_share).count();
    let others = desk.plan.indicators.iter().filter(is_other).count();
    assert!(shares > 0 && others > 0);
    let refused = desk.board().refused;
    assert_eq!(
        refused,
        [
            (Method::ScheduleGeometric, shares + others),
            (Method::Cagr, shares + others),
            (Method::Un, others),
        ]
    );
    let words = refusals(&refused).unwrap();
    assert!(
        words.contains(&format!("外推比例法 {others} 项")),
        "{words}"
    );
    assert_eq!(refusals(&[]), None);

    let share = desk.plan.indicators.iter().find(is_share).unwrap().clone();
    let words = refusal(Method::Cagr, &share).unwrap();
    assert!(words.contains("年均增速法不适用于比重"), "{words}");
    assert_eq!(refusal(Method::Un, &share), None);
    // What has a rule of its own is not judged by the workspace's.
    let id = desk.plan.id_of(&share);
    let edit = own_rule(
        &id,
        Method::Trend,
        None,
        "逐年波动大",
        (String::new(), None),
    );
    desk.apply(edit);
    assert_eq!(desk.board().refused[1], (Method::Cagr, shares + others - 1));
}

#[test]
fn a_chosen_interim_target_bends_the_path() {
    let mut desk = Desk::new();
    let id = desk.id(15);
    let indicator = desk.plan.indicator(15).unwrap().clone();
    let straight = desk.assessment(15);
    let (start, target) = (straight.baseline.unwrap(), Decimal::from(3000));
    // Half of the way by 2026, one year before the end: schedule in 2025 is 3/4 of that half.
    let half = (start.value + target) / Decimal::TWO;
    let chosen = |year| InterimTarget {
        year,
        value: half,
        source: "“十五五”规划纲要".to_owned(),
    };
    let edit = choose_interim(&desk.workspace, &desk.plan, &indicator, &chosen(2026));
    desk.apply(edit);
    assert_eq!(start.year, 2022);
    let bent = desk.assessment(15);
    assert!(
        (bent.schedule.unwrap() - 0.375).abs() < 1e-9,
        "{:?}",
        bent.schedule
    );
    assert!((straight.schedule.unwrap() - 0.6).abs() < 1e-9);
    assert_eq!(
        bent.target, straight.target,
        "the target judged stays the plan's"
    );
    assert_eq!(
        choose_interim(&desk.workspace, &desk.plan, &indicator, &chosen(2027)),
        Err(DecisionError::NotBeforeTarget(2027))
    );
    assert_eq!(
        choose_interim(&desk.workspace, &desk.plan, &indicator, &chosen(2022)),
        Err(DecisionError::NotAfterBaseline(2022))
    );
    // Without a baseline of its own, the year the document counts from.
    let mut bare = desk.workspace.clone();
    bare.baselines.clear();
    bare.settings.base_year = None;
    assert_eq!(
        choose_interim(&bare, &desk.plan, &indicator, &chosen(2023)),
        Err(DecisionError::NotAfterBaseline(2023))
    );
    // On the way up to 3000 nothing is to be said of what lies on it, ends included.
    let off = |value: Decimal| off_the_way(&desk.workspace, &desk.plan, &indicator, value);
    assert_eq!(
        (off(half), off(start.value), off(target)),
        (None, None, None)
    );
    let words = off(Decimal::from(3001)).unwrap();
    assert!(
        words.contains("3,001") && words.contains("3,000"),
        "{words}"
    );
    assert!(off(start.value - Decimal::ONE).is_some());
    let edit = drop_interim(&desk.workspace, &id, 2026);
    desk.apply(edit);
    assert_eq!(desk.assessment(15), straight);
    assert_eq!(
        drop_interim(&desk.workspace, &id, 2026),
        Err(DecisionError::NoInterim(2026))
    );
}
