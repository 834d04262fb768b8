//! The grid, worked by keys as a spreadsheet is.

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use zhibiao::app::View;

use crate::support::{Window, demo_workspace, empty_workspace, picture_options};

fn entry() -> Window {
    Window::with(empty_workspace(), "entry")
}

#[test]
fn typing_enter_and_arrows_fill_cells() {
    let mut window = entry();
    window.type_text("3.60");
    window.press(Key::Enter);
    window.type_text("80");
    window.press(Key::ArrowDown);
    window.type_text("1200");
    window.press_with(Modifiers::SHIFT, Key::Enter);
    assert_eq!(window.baseline(1).unwrap(), (2023, "3.60".to_owned()));
    assert_eq!(window.baseline(2).unwrap().1, "80");
    assert_eq!(window.baseline(3).unwrap().1, "1200");
    // Shift+Enter went up to no. 2: right twice is its actual of 2024.
    window.press(Key::ArrowRight);
    window.press(Key::ArrowRight);
    window.type_text("88");
    window.press(Key::Tab);
    assert_eq!(window.value(2, 2024).unwrap(), "88");
    window.press_with(Modifiers::SHIFT, Key::Tab);
    window.type_text("90");
    window.press(Key::Enter);
    assert_eq!(window.value(2, 2024).unwrap(), "90");
}

#[test]
fn tab_goes_on_in_the_next_row() {
    let mut window = entry();
    window.press(Key::End);
    window.press(Key::Tab);
    window.type_text("75");
    window.press(Key::Enter);
    assert_eq!(window.baseline(2).unwrap().1, "75");
}

#[test]
fn a_wrong_number_is_told_at_its_cell_and_nothing_is_taken() {
    let mut window = entry();
    window.type_text("12,34");
    window.press(Key::Enter);
    window.harness.get_by_label_contains("千分位逗号");
    assert_eq!(window.baseline(1), None);
    window
        .harness
        .snapshot_options("grid/wrong-number", &picture_options());
    // What was typed is still there to be mended.
    window.press(Key::Backspace);
    window.press(Key::Backspace);
    window.press(Key::Backspace);
    window.press(Key::Enter);
    assert_eq!(window.baseline(1).unwrap().1, "12");
}

#[test]
fn escape_gives_up_what_was_typed() {
    let mut window = entry();
    window.type_text("abc");
    window.press(Key::Escape);
    window.press(Key::Enter);
    assert_eq!(window.baseline(1), None);
    assert!(window.harness.query_by_label_contains("不是数字").is_none());
}

#[test]
fn delete_clears_and_undo_brings_back_with_status_and_source() {
    let mut window = Window::with(demo_workspace(), "entry");
    let before = window.app().document().unwrap().workspace().clone();
    window.press(Key::ArrowRight);
    window.press(Key::ArrowRight);
    window.press(Key::Delete);
    assert_eq!(window.value(1, 2023), None);
    window.press_with(Modifiers::COMMAND, Key::Z);
    assert!(*window.app().document().unwrap().workspace() == before);
}

#[test]
fn f2_edits_what_is_there() {
    let mut window = Window::with(demo_workspace(), "entry");
    let before = window.baseline(1).unwrap().1;
    window.press(Key::F2);
    window.type_text("5");
    window.press(Key::Enter);
    assert_eq!(window.baseline(1).unwrap().1, format!("{before}5"));
}

#[test]
fn typing_over_replaces_what_is_there() {
    let mut window = Window::with(demo_workspace(), "entry");
    window.type_text("5");
    window.press(Key::Enter);
    assert_eq!(window.baseline(1).unwrap().1, "5");
}

#[test]
fn the_status_of_a_cell_is_changed_by_key_and_by_button() {
    use zhibiao::model::Status;
    let mut window = Window::with(demo_workspace(), "entry");
    let status = |window: &Window| {
        let (document, plan, _) = window.app().shown().unwrap();
        let series = &plan.indicators[0].series;
        document
            .workspace()
            .observation(series, 2025)
            .unwrap()
            .status
    };
    for _ in 0..4 {
        window.press(Key::ArrowRight);
    }
    assert_eq!(status(&window), Status::Flash);
    window.press(Key::F4);
    assert_eq!(status(&window), Status::Final);
    window.harness.get_by_label("状态：初步核算").click();
    window.harness.run();
    assert_eq!(status(&window), Status::Preliminary);
    let value = window.value(1, 2025);
    window.press_with(Modifiers::COMMAND, Key::Z);
    window.press_with(Modifiers::COMMAND, Key::Z);
    assert_eq!(status(&window), Status::Flash);
    assert_eq!(window.value(1, 2025), value);
}

#[test]
fn a_base_year_must_lie_before_the_target_and_needs_a_value() {
    let mut window = entry();
    window.press(Key::ArrowRight);
    window.type_text("2022");
    window.press(Key::Enter);
    window.harness.get_by_label_contains("请先填基期值");
    window.press(Key::Escape);
    window.press(Key::ArrowLeft);
    window.type_text("3.5");
    window.press(Key::Tab);
    window.type_text("2027");
    window.press(Key::Enter);
    window.harness.get_by_label_contains("须早于目标年 2027 年");
    window.press(Key::Escape);
    window.type_text("2022");
    window.press(Key::Enter);
    assert_eq!(window.baseline(1).unwrap(), (2022, "3.5".to_owned()));
}

#[test]
fn one_cell_can_be_pasted_and_several_are_refused_whole() {
    let mut window = entry();
    window.paste("1,234.50\r\n");
    assert_eq!(window.baseline(1).unwrap().1, "1234.50");
    window.press(Key::ArrowDown);
    window.paste("1\t2\n3\t4");
    assert_eq!(window.baseline(2), None);
    window.harness.get_by_label_contains("一次请粘贴一个数");
}

#[test]
fn a_chinese_input_method_types_into_the_chosen_cell() {
    let mut window = entry();
    let ime = |window: &mut Window, event| {
        window.harness.event(egui::Event::Ime(event));
        window.harness.run();
    };
    ime(&mut window, egui::ImeEvent::Commit("１２．５".to_owned()));
    window.press(Key::Enter);
    assert_eq!(window.baseline(1).unwrap().1, "12.5");
}

#[test]
fn f6_sets_the_keyboard_free_for_the_rest_of_the_window() {
    let mut window = entry();
    window.press(Key::F6);
    window.press(Key::Tab);
    window.press(Key::Enter);
    // The first widget of the window is the rail's 总览.
    assert_eq!(*window.view(), View::Overview);
}

#[test]
fn a_click_chooses_a_cell_and_takes_what_was_being_typed() {
    let mut window = entry();
    window.type_text("3.6");
    window
        .harness
        .get_by_label_contains("3 规上科学研究与技术服务业营业收入 2024 年")
        .click();
    window.harness.run();
    assert_eq!(window.baseline(1).unwrap().1, "3.6");
    window.type_text("1300");
    window.press(Key::Enter);
    assert_eq!(window.value(3, 2024).unwrap(), "1300");
}

#[test]
fn escape_leaves_the_grid_ready_to_type_into() {
    let mut window = entry();
    window.press(Key::Escape);
    window.press(Key::Escape);
    window.type_text("9");
    window.press(Key::Enter);
    assert_eq!(window.baseline(1).unwrap().1, "9");
}

#[test]
fn what_is_being_typed_is_taken_before_the_page_is_left_or_saved() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("台账.ron");
    zhibiao::store::create(&path, &empty_workspace()).unwrap();
    let mut app = crate::support::app(zhibiao::store::ThemeChoice::Light);
    app.open(&path);
    let mut window = Window::open(app);
    window.press_with(Modifiers::ALT, Key::Num6);
    window.type_text("3.6");
    window.press_with(Modifiers::COMMAND, Key::S);
    assert_eq!(zhibiao::store::open(&path).unwrap().baselines.len(), 1);
    window.press(Key::ArrowDown);
    window.type_text("77");
    window.press_with(Modifiers::COMMAND, Key::F);
    window.press(Key::Escape);
    assert_eq!(window.baseline(2).unwrap().1, "77");
    window.press(Key::ArrowDown);
    window.type_text("88");
    window.press_with(Modifiers::ALT, Key::Num0);
    assert_eq!(*window.view(), View::Overview);
    assert_eq!(window.baseline(3).unwrap().1, "88");
}

#[test]
fn a_wrong_number_keeps_the_page_until_it_is_mended_or_given_up() {
    let mut window = entry();
    window.type_text("12,34");
    window.press_with(Modifiers::ALT, Key::Num0);
    assert_eq!(*window.view(), View::Entry);
    window.harness.get_by_label_contains("没有填好");
    window.press(Key::Escape);
    window.press_with(Modifiers::ALT, Key::Num0);
    assert_eq!(*window.view(), View::Overview);
}

#[test]
fn a_digit_pressed_with_alt_is_a_shortcut_and_no_text() {
    let mut window = Window::with(demo_workspace(), "entry");
    let before = window.baseline(1);
    window.harness.event_modifiers(
        egui::Event::Key {
            key: Key::Num1,
            physical_key: None,
            pressed: true,
            repeat: false,
            modifiers: Modifiers::ALT,
        },
        Modifiers::ALT,
    );
    window
        .harness
        .event_modifiers(egui::Event::Text("1".to_owned()), Modifiers::ALT);
    window.harness.run();
    window.press_with(Modifiers::ALT, Key::Num6);
    window.press(Key::Enter);
    assert_eq!(window.baseline(1), before);
}

#[test]
fn typing_into_a_cell_that_is_scrolled_away_brings_it_back_and_loses_nothing() {
    let mut window = entry();
    window.type_text("56");
    scroll_down(&mut window);
    window.type_text("7");
    window.press(Key::Enter);
    assert_eq!(window.baseline(1).unwrap().1, "567");
    scroll_down(&mut window);
    window.type_text("89");
    window.press(Key::Enter);
    assert_eq!(window.baseline(2).unwrap().1, "89");
}

/// Turns the wheel over the grid until its first rows are out of view.
fn scroll_down(window: &mut Window) {
    window
        .harness
        .event(egui::Event::PointerMoved(egui::pos2(900.0, 600.0)));
    for _ in 0..20 {
        window.harness.event(egui::Event::MouseWheel {
            unit: egui::MouseWheelUnit::Point,
            delta: egui::vec2(0.0, -60.0),
            phase: egui::TouchPhase::Move,
            source: egui::MouseWheelSource::Wheel,
            modifiers: Modifiers::NONE,
        });
        window.harness.run();
    }
    assert!(
        window
            .harness
            .query_by_label_contains("3 规上科学研究与技术服务业营业收入 2024 年")
            .is_none(),
        "the first rows are still in view"
    );
}
