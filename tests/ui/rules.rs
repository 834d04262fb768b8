//! Rules, grades by hand and interim targets, as an analyst chooses them in the window.

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use zhibiao::app::View;
use zhibiao::model::{IndicatorId, PlanId, Workspace};

use crate::support::{Window, demo_workspace, picture_options};

fn id(no: u32) -> IndicatorId {
    IndicatorId::new(&PlanId("hz-2024-75".to_owned()), no)
}

fn workspace(window: &Window) -> Workspace {
    window.app().document().unwrap().workspace().clone()
}

fn click(window: &mut Window, label: &str) {
    window.harness.get_by_label(label).click();
    window.harness.run();
}

/// Gives no. 15 a grade by hand: Ctrl+J, the grade, the reason, Enter.
fn judge(window: &mut Window, grade: &str, why: &str) {
    window.press_with(Modifiers::COMMAND, Key::J);
    click(window, &format!("评价：{grade}"));
    window.harness.get_by_label("理由").focus();
    window.harness.run();
    window.type_text(why);
    window.press(Key::Enter);
}

#[test]
fn a_grade_by_hand_is_marked_on_every_page_and_asks_for_a_review() {
    let mut window = Window::with(demo_workspace(), "indicator:hz-2024-75/15");
    assert_eq!(window.grade(15), "on_track");
    judge(&mut window, "明显滞后", "现场核查");
    assert!(window.app().dialog().is_none());
    assert_eq!(window.grade(15), "far_behind");
    // The page tells the grade, who gave it and why, and what was computed.
    window
        .harness
        .get_all_by_label("明显滞后（人工）")
        .next()
        .unwrap();
    window
        .harness
        .get_all_by_label_contains("2025 年评定为“明显滞后”：现场核查（王建国 2026-03-02 09:30）")
        .next()
        .unwrap();
    window
        .harness
        .get_all_by_label_contains("基本符合预期，按进度")
        .next()
        .unwrap();

    // Every page with grades says that one was given by hand.
    for (view, row) in [
        ("overview", "金融业增加值 明显滞后（人工）"),
        ("theme:3", "金融业增加值 明显滞后（人工）"),
        ("entry", ""),
    ] {
        let view: View = view.parse().unwrap();
        window
            .harness
            .state_mut()
            .app_mut()
            .run(zhibiao::app::Command::Go(view));
        window.harness.run();
        window
            .harness
            .get_all_by_label_contains("1 项人工评定")
            .next()
            .unwrap();
        if !row.is_empty() {
            window.harness.get_by_label_contains(row);
        }
    }

    // A new actual: typed into the grid, the grade stays and asks for a review.
    let before = workspace(&window);
    window.press_with(Modifiers::COMMAND, Key::F);
    window.type_text("15");
    window.press(Key::Enter);
    click(&mut window, "去填报");
    window
        .harness
        .get_by_label_contains("15 金融业增加值 2025 年")
        .click();
    window.harness.run();
    window.type_text("2999");
    window.press(Key::Enter);
    assert!(workspace(&window) != before);
    window.press_with(Modifiers::ALT, Key::Num0);
    if window.grade(15) == "far_behind" && !window.board().to_review.is_empty() {
        window
            .harness
            .get_all_by_label_contains("待复核")
            .next()
            .unwrap();
    } else {
        panic!("the grade was wiped or silently kept: {}", window.grade(15));
    }
    window
        .harness
        .get_all_by_label_contains("15 金融业增加值，")
        .next()
        .unwrap()
        .click();
    window.harness.run();
    assert_eq!(window.view().to_string(), "indicator:hz-2024-75/15");
    click(&mut window, "确认沿用");
    assert!(window.board().to_review.is_empty());
    assert_eq!(window.grade(15), "far_behind");
    let entries = workspace(&window).judgements[&id(15)].clone();
    assert_eq!(entries.len(), 2, "who judged first stays on record");
    assert_eq!(entries[0].why, "现场核查");

    // Withdrawn, the computed grade counts; undo brings the other back.
    click(&mut window, "撤回");
    assert_ne!(window.grade(15), "far_behind");
    window.press_with(Modifiers::COMMAND, Key::Z);
    assert_eq!(window.grade(15), "far_behind");
}

#[test]
fn a_grade_without_reason_is_refused_and_what_was_typed_outlives_escape() {
    let mut window = Window::with(demo_workspace(), "indicator:hz-2024-75/15");
    let before = workspace(&window);
    window.press_with(Modifiers::COMMAND, Key::J);
    click(&mut window, "评价：滞后");
    click(&mut window, "评定");
    window.harness.get_by_label_contains("请写明理由");
    window.harness.get_by_label("理由").focus();
    window.harness.run();
    window.type_text("据市统计局函");
    window.press(Key::Escape);
    assert!(window.app().dialog().is_none());
    assert!(workspace(&window) == before);
    window.press_with(Modifiers::COMMAND, Key::J);
    click(&mut window, "评定");
    let entries = &workspace(&window).judgements[&id(15)];
    assert_eq!(entries[0].why, "据市统计局函");
    assert_eq!(window.grade(15), "behind");
}

#[test]
fn an_indicator_gets_a_rule_of_its_own_and_gives_it_back() {
    let mut window = Window::with(demo_workspace(), "indicator:hz-2024-75/15");
    let before = workspace(&window);
    // High enough for the lists of the settings to be in view.
    window.harness.set_size(egui::vec2(1440.0, 1200.0));
    window.harness.run();
    window.press_with(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::J);
    click(&mut window, "评价方法：完成率法");
    // A method with limits of its own says them and offers none to choose.
    window.harness.get_by_label_contains("≥ 90%");
    assert!(
        window
            .harness
            .query_by_label("评价界限：单独设定")
            .is_none()
    );
    click(&mut window, "评价方法：序时进度法");
    click(&mut window, "评价界限：单独设定");
    for (label, value) in [
        ("快于预期 ≥", "3"),
        ("基本符合预期 ≥", "2.5"),
        ("滞后 ≥", "260"),
    ] {
        window.harness.get_by_label(label).focus();
        window.harness.run();
        window
            .harness
            .get_by_label(label)
            .set_text_value_accesskit(value);
        window.harness.run();
    }
    window.harness.get_by_label("理由").focus();
    window.harness.run();
    window.type_text("试点");
    window.press(Key::Enter);
    window.harness.get_by_label_contains("须从大到小");
    window
        .harness
        .get_by_label("滞后 ≥")
        .set_text_value_accesskit("2");
    window.harness.run();
    click(&mut window, "采用");
    assert_eq!(window.grade(15), "far_behind");
    window
        .harness
        .get_all_by_label_contains("试点")
        .next()
        .unwrap();
    assert_eq!(window.board().own_rules.len(), 1);

    // The settings list it; pressing the row leads back, and the common rule is one click away.
    window.press_with(Modifiers::COMMAND, Key::Comma);
    window
        .harness
        .get_by_label_contains("15 金融业增加值，序时进度法")
        .click();
    window.harness.run();
    assert_eq!(window.view().to_string(), "indicator:hz-2024-75/15");
    window.press_with(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::J);
    click(&mut window, "恢复台账规则");
    assert!(workspace(&window) == before);
    window.press_with(Modifiers::COMMAND, Key::Z);
    assert_eq!(window.grade(15), "far_behind");
}

#[test]
fn the_method_is_chosen_for_the_workspace_named_on_the_pages_and_undone() {
    let mut window = Window::with(demo_workspace(), "settings");
    let before = window.board().tally;
    click(&mut window, "评价方法：完成率法");
    assert_ne!(window.board().tally, before);
    window.harness.get_by_label_contains("由方法规定，不能更改");
    assert!(window.harness.query_by_label("快于预期 ≥").is_none());
    for view in ["overview", "theme:1", "entry", "indicator:hz-2024-75/15"] {
        let view: View = view.parse().unwrap();
        window
            .harness
            .state_mut()
            .app_mut()
            .run(zhibiao::app::Command::Go(view));
        window.harness.run();
        window
            .harness
            .get_all_by_label_contains("完成率法（界限由方法规定）")
            .next()
            .unwrap();
    }
    window.press_with(Modifiers::COMMAND, Key::Z);
    assert_eq!(window.board().tally, before);
}

#[test]
fn interim_targets_are_chosen_with_their_source() {
    let mut window = Window::with(demo_workspace(), "indicator:hz-2024-75/15");
    let schedule = |window: &Window| {
        let schedule = window.board().row(&id(15)).unwrap().1.assessment.schedule;
        format!("{:.6}", schedule.unwrap())
    };
    let before = schedule(&window);
    click(&mut window, "中期目标…");
    for (label, value) in [("年份", "2026"), ("数值", "2,950"), ("出处", "")] {
        window
            .harness
            .get_by_label(label)
            .set_text_value_accesskit(value);
        window.harness.run();
    }
    click(&mut window, "采用");
    window.harness.get_by_label_contains("出自哪份文件");
    window
        .harness
        .get_by_label("出处")
        .set_text_value_accesskit("纲要 专栏2");
    window.harness.run();
    click(&mut window, "采用");
    assert_ne!(schedule(&window), before);
    window
        .harness
        .get_by_label_contains("中期目标 2026 年 2,950 亿元（纲要 专栏2）");
    click(&mut window, "中期目标…");
    click(&mut window, "不再采用");
    click(&mut window, "关闭");
    assert_eq!(schedule(&window), before);
}

#[test]
fn every_step_of_the_arithmetic_names_its_source_and_the_plot_its_forecast() {
    let window = Window::with(demo_workspace(), "indicator:hz-2024-75/15");
    let steps = window
        .board()
        .row(&id(15))
        .unwrap()
        .1
        .assessment
        .trace
        .len();
    let sources = window.harness.get_all_by_label_contains("依据：").count();
    assert_eq!(sources, steps);
    window.harness.get_by_label_contains(
        "2027 年：目标 3,000 亿元，预测 3,050.2 亿元（80% 区间 2,967.4 至 3,135.3）",
    );
}

#[test]
fn confirming_and_withdrawing_are_in_the_palette() {
    let mut window = Window::with(demo_workspace(), "indicator:hz-2024-75/15");
    let run = |window: &mut Window, words: &str| {
        window.press_with(Modifiers::COMMAND, Key::K);
        window.type_text(words);
        window.press(Key::Enter);
    };
    run(&mut window, "撤回人工评定");
    window.harness.get_by_label_contains("没有人工评定");
    judge(&mut window, "倒退", "现场核查");
    run(&mut window, "确认沿用");
    assert_eq!(workspace(&window).judgements[&id(15)].len(), 2);
    run(&mut window, "撤回人工评定");
    assert_eq!(window.grade(15), "on_track");
}

/// Rings drawn two points thick around what the keyboard has chosen.
fn rings(window: &Window) -> usize {
    let shapes = &window.harness.output().shapes;
    let is_ring = |shape: &egui::Shape| matches!(shape, egui::Shape::Rect(rect) if (rect.stroke.width - 2.0).abs() < 0.01 && rect.fill == egui::Color32::TRANSPARENT);
    shapes
        .iter()
        .filter(|clipped| is_ring(&clipped.shape))
        .count()
}

#[test]
fn what_the_keyboard_has_chosen_has_a_ring_on_links_and_the_main_button() {
    let mut window = Window::with(demo_workspace(), "indicator:hz-2024-75/15");
    let before = rings(&window);
    window.harness.get_by_label("中期目标…").focus();
    window.harness.run();
    assert_eq!(rings(&window), before + 1);
    window.press(Key::Enter);
    let before = rings(&window);
    window.harness.get_by_label("采用").focus();
    window.harness.run();
    assert_eq!(rings(&window), before + 1);
}

#[test]
fn another_indicator_is_read_from_its_top() {
    let mut window = Window::with(demo_workspace(), "indicator:hz-2024-75/15");
    window.harness.set_size(egui::vec2(1024.0, 500.0));
    window.harness.run();
    let top = |window: &Window| window.harness.get_by_label("下一项").rect().top();
    let start = top(&window);
    window
        .harness
        .event(egui::Event::PointerMoved(egui::pos2(700.0, 400.0)));
    window.harness.event(egui::Event::MouseWheel {
        unit: egui::MouseWheelUnit::Point,
        delta: egui::vec2(0.0, -200.0),
        phase: egui::TouchPhase::Move,
        source: egui::MouseWheelSource::Wheel,
        modifiers: Modifiers::NONE,
    });
    window.harness.run();
    assert!(top(&window) < start - 100.0, "nothing was scrolled");
    window.press_with(Modifiers::ALT, Key::ArrowDown);
    assert_ne!(*window.view(), View::Indicator(id(15)));
    assert!((top(&window) - start).abs() < 1.0, "{}", top(&window));
}

#[test]
fn a_long_reason_is_told_in_full_in_the_list_of_exceptions() {
    let mut window = Window::with(demo_workspace(), "indicator:hz-2024-75/15");
    let why = "现场核查已完成主体工程，据市商务局函，数值口径与规划不同，年底前另行核定后再按计算结果评价";
    judge(&mut window, "明显滞后", why);
    // High enough for the list to be in view.
    window.harness.set_size(egui::vec2(1024.0, 1500.0));
    window.press_with(Modifiers::COMMAND, Key::Comma);
    assert_eq!(*window.view(), View::Settings);
    let row = window.harness.get_by_label_contains(why).rect();
    // Some forty characters of 13 points take three lines of this column.
    assert!(row.height() > 40.0, "{row:?}");
}

#[test]
fn another_documents_target_is_offered_and_taken_only_when_asked() {
    let mut window = Window::with(demo_workspace(), "indicator:hz-2024-75/23");
    click(&mut window, "中期目标…");
    window
        .harness
        .get_by_label_contains("2026 年 110 万吨")
        .scroll_to_me();
    assert!(workspace(&window).settings.interim.is_empty());
    click(&mut window, "采用此目标");
    let chosen = &workspace(&window).settings.interim[&id(23)];
    assert_eq!((chosen.len(), chosen[0].year), (1, 2026));
    click(&mut window, "关闭");
    // The plot names it for what it is, beside the plan's own target.
    window
        .harness
        .get_by_label_contains("2026 年：中期目标 110 万吨");
    window.press_with(Modifiers::COMMAND, Key::Z);
    assert!(workspace(&window).settings.interim.is_empty());
}

#[test]
fn what_is_judged_by_hand_looks_as_it_did() {
    let options = picture_options();
    let mut results = egui_kittest::SnapshotResults::new();
    let mut keep = |window: &mut Window, name: &str| {
        let image = window.harness.render().unwrap();
        results.add(egui_kittest::try_image_snapshot_options(
            &image,
            format!("rules/{name}"),
            &options,
        ));
    };
    let mut window = Window::with(demo_workspace(), "indicator:hz-2024-75/15");
    window.press_with(Modifiers::COMMAND, Key::J);
    click(&mut window, "评价：明显滞后");
    window.type_text("现场核查：两家机构未开业");
    keep(&mut window, "judge");
    click(&mut window, "评定");
    let year = |year| zhibiao::model::Edit::AsOf(Some(year));
    let app = window.harness.state_mut().app_mut();
    app.run(zhibiao::app::Command::Edit(year(2026)));
    window.harness.run();
    keep(&mut window, "review");
    let app = window.harness.state_mut().app_mut();
    app.run(zhibiao::app::Command::Edit(year(2025)));
    window.press_with(Modifiers::ALT, Key::Num0);
    keep(&mut window, "overview");
    results.unwrap();
}

#[test]
fn a_target_in_words_is_judged_by_hand_on_its_page() {
    let plan = PlanId("hz-2023-opening".to_owned());
    let catalog = zhibiao::store::Catalog::builtin().unwrap();
    let in_words = |row: &&zhibiao::model::Indicator| {
        matches!(row.targets[0].bound, zhibiao::model::Bound::Qualitative(_))
    };
    let indicators = &catalog.plan(&plan).unwrap().indicators;
    let no = indicators.iter().find(in_words).unwrap().no;
    let id = IndicatorId::new(&plan, no);
    let mut workspace = Workspace::new(vec![plan]);
    workspace.settings.as_of = Some(2025);
    let mut window = Window::with(workspace, &format!("indicator:{id}"));
    window.harness.get_by_label_contains("请人工评定");
    judge(&mut window, "基本符合预期", "据市统计局年度评估");
    assert_eq!(window.grade(no), "on_track");
    window
        .harness
        .get_all_by_label("基本符合预期（人工）")
        .next()
        .unwrap();
    // It counts, and the settings list it, in a window high enough to show the list.
    window.harness.set_size(egui::vec2(1440.0, 1200.0));
    window.press_with(Modifiers::COMMAND, Key::Comma);
    window
        .harness
        .get_by_label_contains("基本符合预期（计算 无法评估），据市统计局年度评估");
}
