//! Targets that another document has changed, targets in the text and a document's money, in the window.

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use zhibiao::app::{Command, View};
use zhibiao::model::{IndicatorId, PlanId, Workspace};
use zhibiao::store::Catalog;

use crate::support::{Window, demo_workspace};

const PAGE: &str = "indicator:hz-2024-75/15";
const OPEN: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);

fn id() -> IndicatorId {
    IndicatorId::new(&PlanId("hz-2024-75".to_owned()), 15)
}

fn workspace(window: &Window) -> Workspace {
    window.app().document().unwrap().workspace().clone()
}

fn click(window: &mut Window, label: &str) {
    window.harness.get_by_label(label).click();
    window.harness.run();
}

fn go(window: &mut Window, view: &str) {
    let view: View = view.parse().unwrap();
    window.harness.state_mut().app_mut().run(Command::Go(view));
    window.harness.run();
}

/// Types into a field in the place of what it holds.
fn fill(window: &mut Window, label: &str, text: &str) {
    window.harness.get_by_label(label).focus();
    window.harness.run();
    window.press_with(Modifiers::COMMAND, Key::A);
    window.type_text(text);
}

/// Notes that 杭政办函〔2026〕8号 asks for 2800, as a user does it: Ctrl+Shift+T, number, value, Enter.
fn adjust(window: &mut Window) {
    window.press_with(OPEN, Key::T);
    // The first field has the keyboard.
    window.type_text("杭政办函〔2026〕8号");
    fill(window, "数值", "2800");
    window.press(Key::Enter);
}

#[test]
fn a_document_that_changes_a_target_is_noted_and_both_are_shown() {
    let mut window = Window::with(demo_workspace(), PAGE);
    let before = workspace(&window);
    assert_eq!(window.grade(15), "on_track");
    adjust(&mut window);
    assert!(window.app().dialog().is_none());
    let noted = workspace(&window).adjustments_of(&id()).to_vec();
    assert_eq!(noted.len(), 1);
    assert_eq!(
        (noted[0].number.as_str(), noted[0].by.as_str()),
        ("杭政办函〔2026〕8号", "王建国")
    );
    assert_eq!(noted[0].targets[0].bound.text(), "2,800");
    // (2657 - 2143) / (2800 - 2143) is 78.2 % after 60 % of the time; by the plan's own 60.0 %.
    assert_eq!(window.grade(15), "ahead");
    for label in [
        "目标已调整",
        "现行目标 2027 年 2,800 快于预期",
        "原目标 2027 年 3,000 基本符合预期",
        "按原目标是怎么算的",
    ] {
        window.harness.get_by_label(label);
    }
    window
        .harness
        .get_all_by_label_contains("原目标 3,000 亿元（杭政办函〔2026〕8号 调整）")
        .next()
        .expect("the plot says so");
    // One step to undo, and to make again.
    window.press_with(Modifiers::COMMAND, Key::Z);
    assert_eq!(workspace(&window), before);
    assert_eq!(window.grade(15), "on_track");
    assert!(window.harness.query_by_label("目标已调整").is_none());
    window.press_with(Modifiers::COMMAND, Key::Y);
    assert_eq!(window.grade(15), "ahead");
    // Corrected, then taken back, in the same dialog.
    window.press_with(OPEN, Key::T);
    click(&mut window, "修改 杭政办函〔2026〕8号");
    fill(&mut window, "数值", "2850");
    click(&mut window, "记下");
    let corrected = workspace(&window).adjustments_of(&id()).to_vec();
    assert_eq!(corrected.len(), 1);
    assert_eq!(corrected[0].targets[0].bound.text(), "2,850");
    window.press_with(OPEN, Key::T);
    click(&mut window, "撤回 杭政办函〔2026〕8号");
    assert!(workspace(&window).adjustments_of(&id()).is_empty());
}

#[test]
fn what_cannot_be_meant_is_said_and_nothing_typed_is_lost() {
    let mut window = Window::with(demo_workspace(), PAGE);
    let before = workspace(&window);
    window.press_with(OPEN, Key::T);
    fill(&mut window, "数值", "二千八");
    window.press(Key::Enter);
    window.harness.get_by_label_contains("2027 年的目标值");
    fill(&mut window, "数值", "2800");
    window.press(Key::Enter);
    window.harness.get_by_label_contains("请写明调整文件的文号");
    fill(&mut window, "日期", "下个月");
    fill(&mut window, "文号", "杭政办函〔2026〕8号");
    window.press(Key::Enter);
    window.harness.get_by_label_contains("日期“下个月”不对");
    // Escape steps back; what was typed is there again.
    window.press(Key::Escape);
    assert!(window.app().dialog().is_none());
    window.press_with(OPEN, Key::T);
    fill(&mut window, "日期", "2026年3月1日");
    click(&mut window, "再加一个年度的目标");
    fill(&mut window, "目标年（第 2 个）", "2026");
    fill(&mut window, "数值（第 2 个）", "2700");
    click(&mut window, "约束（第 2 个）：以上");
    assert_eq!(workspace(&window), before);
    click(&mut window, "记下");
    let noted = workspace(&window).adjustments_of(&id()).to_vec();
    assert_eq!(
        zhibiao::model::targets_text(&noted[0].targets, ""),
        "2026 年 2,700以上、2027 年 2,800"
    );
    assert_eq!(noted[0].date.unwrap().to_string(), "2026-03-01");
}

#[test]
fn every_list_marks_a_target_that_was_changed() {
    let mut window = Window::with(demo_workspace(), PAGE);
    adjust(&mut window);
    go(&mut window, "unit:市委金融办");
    window.harness.get_by_label("金融业增加值（亿元）");
    go(&mut window, "lineage");
    click(&mut window, "金融业增加值");
    window
        .harness
        .get_by_label_contains("2027 年 3,000 亿元（杭政办函〔2026〕8号 起不再有效）");
    window
        .harness
        .get_all_by_label_contains("杭政办函〔2026〕8号 调整 杭政函〔2024〕75号 附件 序号15")
        .next()
        .expect("the document that changed it is named with its place");
    go(&mut window, "log");
    window
        .harness
        .get_all_by_label_contains("目标调整")
        .next()
        .expect("the log tells it");
}

#[test]
fn targets_in_the_text_are_reached_from_the_overview_and_filled_in_apart() {
    let mut window = Window::with(demo_workspace(), "overview");
    let count = {
        let (_, plan, board) = window.app().shown().unwrap();
        assert_eq!(board.tally.total(), 37);
        plan.text_targets.len()
    };
    let words = window.board().text_words().unwrap();
    assert!(words.starts_with(&format!("正文另有 {count} 个目标（不计入 37 项）")));
    click(&mut window, "去填报");
    assert_eq!(*window.view(), View::Entry);
    // The first of them: its actual of 2025, reached from the base value by two steps to the right.
    let series = |window: &Window| {
        let (document, plan, _) = window.app().shown().unwrap();
        let series = plan.text_targets[0].series.clone();
        document.workspace().observations_of(&series).count()
    };
    assert_eq!(series(&window), 0);
    for _ in 0..3 {
        window.press(Key::ArrowRight);
    }
    window.type_text("1");
    window.press(Key::Enter);
    assert_eq!(series(&window), 1);
    assert_eq!(window.board().tally.total(), 37, "they are counted apart");
    click(&mut window, "填报哪些：指标 37");
    window.harness.get_by_label_contains("年实际值已填");
}

#[test]
fn a_documents_money_is_shown_beside_its_measures() {
    let catalog = Catalog::builtin().unwrap();
    let plans = ["hz-2024-75", "hz-2024-policies"].map(|id| PlanId(id.to_owned()));
    let mut window = Window::with(catalog.new_workspace(plans.to_vec()), "measures");
    assert!(window.harness.query_by_label("看什么：资金安排").is_none());
    // The palette leads to it, whichever document is shown.
    let app = window.harness.state_mut().app_mut();
    app.run(Command::Action(zhibiao::app::Action::GoBudgets));
    window.harness.run();
    assert_eq!(*window.view(), View::Budgets);
    for label in ["扩大有效投资 177.1", "分项合计 177.1"] {
        window.harness.get_by_label(label);
    }
    click(&mut window, "看什么：举措");
    assert_eq!(*window.view(), View::Measures);
    // Another document that sets no money aside has no such page.
    go(&mut window, "budgets");
    window
        .harness
        .state_mut()
        .app_mut()
        .run(Command::ShowPlan(PlanId("hz-2024-75".to_owned())));
    window.harness.run();
    assert_eq!(*window.view(), View::Overview);
}
