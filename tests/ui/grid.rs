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
fn one_pasted_cell_is_like_typing_over_and_stays_to_be_mended_where_it_is_no_number() {
    let mut window = entry();
    window.paste("1,234.50\r\n");
    assert_eq!(window.baseline(1).unwrap().1, "1234.50");
    window.paste("3.6%");
    assert_eq!(window.baseline(1).unwrap().1, "3.6", "no. 1 is in %");
    window.press(Key::ArrowDown);
    window.paste("1.2万");
    assert_eq!(window.baseline(2), None);
    window.harness.get_by_label_contains("没有写明单位");
    window.press(Key::Backspace);
    window.press(Key::Enter);
    assert_eq!(window.baseline(2).unwrap().1, "1.2");
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

#[test]
fn a_clean_block_is_pasted_at_once_and_undone_in_one_step() {
    let mut window = entry();
    let before = window.app().document().unwrap().workspace().clone();
    to_first_year(&mut window);
    // Bytes as Excel and WPS put them on the clipboard.
    window.paste("3.6\t3.72\r\n88\t\"95.5\"\r\n1,300\t—\r\n");
    assert!(window.harness.query_by_label_contains("粘贴之前").is_none());
    assert_eq!(window.value(1, 2024).unwrap(), "3.6");
    assert_eq!(window.value(2, 2025).unwrap(), "95.5");
    assert_eq!(window.value(3, 2024).unwrap(), "1300");
    assert_eq!(window.value(3, 2025), None);
    window.press_with(Modifiers::COMMAND, Key::Z);
    assert!(*window.app().document().unwrap().workspace() == before);
}

#[test]
fn a_paste_that_meets_other_values_or_does_not_fit_shows_what_will_happen_first() {
    let mut window = entry();
    to_first_year(&mut window);
    window.type_text("3.5");
    window.press(Key::Enter);
    window.press(Key::ArrowUp);
    let before = window.app().document().unwrap().workspace().clone();
    let block = "3.6\t3.72\n约90\t95\n";
    window.paste(block);
    window.harness.get_by_label_contains("粘贴之前请看一下");
    window
        .harness
        .get_by_label_contains("填入空格 2　·　已有不同的数 1　·　不能采用 1");
    window.harness.get_by_label_contains("是约数");
    assert!(*window.app().document().unwrap().workspace() == before);
    // Escape gives it up whole.
    window.press(Key::Escape);
    assert!(*window.app().document().unwrap().workspace() == before);
    // Kept, what was there stays and the rest is filled in.
    window.paste(block);
    window.harness.get_by_label("不同的数：保留原数").click();
    window.harness.run();
    window.press(Key::Enter);
    assert_eq!(window.value(1, 2024).unwrap(), "3.5");
    assert_eq!(window.value(1, 2025).unwrap(), "3.72");
    assert_eq!(window.value(2, 2024), None);
    window.paste(block);
    window.press(Key::Enter);
    assert_eq!(window.value(1, 2024).unwrap(), "3.6");
}

#[test]
fn nothing_else_happens_while_a_paste_waits_for_an_answer() {
    let mut window = entry();
    window.press_with(Modifiers::COMMAND, Key::End);
    window.paste("1\t2\n3\t4\n");
    window.harness.get_by_label_contains("2 个数在最后一行以下");
    let before = window.app().document().unwrap().revision();
    window.press_with(Modifiers::ALT, Key::Num0);
    window.press(Key::Delete);
    window.type_text("7");
    assert_eq!(*window.view(), View::Entry);
    assert_eq!(window.app().document().unwrap().revision(), before);
    window.harness.get_by_label_contains("粘贴 1 格");
}

#[test]
fn what_is_copied_comes_back_exactly_wherever_it_is_pasted() {
    let mut window = entry();
    to_first_year(&mut window);
    window.paste("3.60\t3.7\n88\t\n");
    window.press_with(Modifiers::COMMAND, Key::Home);
    to_first_year(&mut window);
    window.press_with(Modifiers::SHIFT, Key::ArrowRight);
    window.press_with(Modifiers::SHIFT, Key::ArrowDown);
    let copied = to_clipboard(&mut window, egui::Event::Copy);
    assert_eq!(copied, "3.60\t3.7\r\n88\t\r\n");
    for _ in 0..5 {
        window.press(Key::ArrowDown);
    }
    window.paste(&copied);
    assert_eq!(window.value(6, 2024).unwrap(), "3.60");
    assert_eq!(window.value(7, 2024).unwrap(), "88");
    assert_eq!(window.value(7, 2025), None);
}

#[test]
fn a_range_is_cut_cleared_and_filled() {
    let mut window = entry();
    to_first_year(&mut window);
    window.type_text("12");
    window.press(Key::Enter);
    window.press(Key::ArrowUp);
    for _ in 0..3 {
        window.press_with(Modifiers::SHIFT, Key::ArrowDown);
    }
    window.press_with(Modifiers::COMMAND, Key::D);
    for no in 1..=4 {
        assert_eq!(window.value(no, 2024).unwrap(), "12", "no. {no}");
    }
    assert_eq!(window.value(5, 2024), None);
    window.press_with(Modifiers::SHIFT, Key::ArrowRight);
    window.press_with(Modifiers::COMMAND, Key::R);
    assert_eq!(window.value(4, 2025).unwrap(), "12");
    let cut = to_clipboard(&mut window, egui::Event::Cut);
    assert_eq!(cut, "12\t12\r\n".repeat(4));
    assert_eq!(window.value(1, 2024), None);
    assert_eq!(window.value(4, 2025), None);
    window.press_with(Modifiers::COMMAND, Key::Z);
    assert_eq!(window.value(4, 2025).unwrap(), "12");
    window.press(Key::Delete);
    assert_eq!(window.value(1, 2024), None);
}

#[test]
fn typing_and_ctrl_enter_fill_the_range_and_enter_goes_round_it() {
    let mut window = entry();
    to_first_year(&mut window);
    window.press_with(Modifiers::SHIFT, Key::ArrowDown);
    window.type_text("7");
    window.press_with(Modifiers::COMMAND, Key::Enter);
    assert_eq!(window.value(1, 2024).unwrap(), "7");
    assert_eq!(window.value(2, 2024).unwrap(), "7");
    window.type_text("8");
    window.press(Key::Enter);
    window.type_text("9");
    window.press(Key::Enter);
    // Round the range, so the third number lies over the first.
    window.type_text("10");
    window.press(Key::Enter);
    assert_eq!(window.value(1, 2024).unwrap(), "10");
    assert_eq!(window.value(2, 2024).unwrap(), "9");
}

#[test]
fn after_typing_arrows_move_on_and_after_f2_they_move_the_cursor() {
    let mut window = entry();
    window.type_text("12");
    window.press(Key::ArrowRight);
    assert_eq!(window.baseline(1).unwrap().1, "12");
    window.press(Key::ArrowLeft);
    window.press(Key::F2);
    window.press(Key::ArrowLeft);
    window.type_text("5");
    window.press(Key::Enter);
    assert_eq!(window.baseline(1).unwrap().1, "152");
}

#[test]
fn ctrl_and_arrows_home_and_end_go_where_a_spreadsheet_goes() {
    let mut window = entry();
    window.press_with(Modifiers::COMMAND, Key::End);
    window.type_text("1");
    window.press_with(Modifiers::COMMAND, Key::S);
    window.press(Key::Escape);
    window.press_with(Modifiers::COMMAND, Key::Home);
    window.press_with(Modifiers::COMMAND, Key::ArrowDown);
    window.type_text("37");
    window.press(Key::Enter);
    assert_eq!(window.baseline(37).unwrap().1, "37");
    window.press(Key::PageUp);
    window.press_with(Modifiers::COMMAND, Key::ArrowUp);
    window.type_text("1.5");
    window.press(Key::Enter);
    assert_eq!(window.baseline(1).unwrap().1, "1.5");
}

#[test]
fn the_pointer_drags_a_range_and_heads_choose_rows_and_columns() {
    let mut window = entry();
    let cell = |window: &Window, label: &str| window.harness.get_by_label_contains(label).rect();
    let from = cell(&window, "2 科学研究和技术服务业研发经费 2024 年").center();
    let to = cell(&window, "4 技术交易额与新产品产值累计 2025 年").center();
    press_at(&mut window, from, true);
    window.harness.event(egui::Event::PointerMoved(to));
    window.harness.run();
    press_at(&mut window, to, false);
    window.harness.get_by_label_contains("共 6 格");
    window.type_text("5");
    window.press_with(Modifiers::COMMAND, Key::Enter);
    assert_eq!(window.value(2, 2024).unwrap(), "5");
    assert_eq!(window.value(4, 2025).unwrap(), "5");
    let head = cell(&window, "选择第 3 项整行").center();
    click_at(&mut window, head);
    window.press(Key::Delete);
    assert_eq!(window.value(3, 2024), None);
    assert_eq!(window.value(2, 2024).unwrap(), "5");
    let head = cell(&window, "选择2024整列").center();
    click_at(&mut window, head);
    window.press(Key::Delete);
    assert_eq!(window.value(2, 2024), None);
    assert_eq!(window.value(2, 2025).unwrap(), "5");
}

#[test]
fn what_is_cut_out_is_logged_as_cut() {
    let mut window = Window::with(demo_workspace(), "entry");
    to_first_year(&mut window);
    assert!(window.value(1, 2023).is_some());
    window.harness.event(egui::Event::Cut);
    window.harness.run();
    assert_eq!(window.value(1, 2023), None);
    let document = window.app().document().unwrap();
    let last = document.history().records().last().unwrap();
    assert_eq!(last.signature.origin, zhibiao::model::Origin::Cut);
}

#[test]
fn a_range_dragged_in_one_pass_begins_where_the_button_went_down() {
    let at = |window: &Window, label: &str| {
        let cell = window.harness.get_by_label_contains(label);
        cell.rect().center()
    };
    for lets_go_at_once in [false, true] {
        let mut window = entry();
        let from = at(&window, "2 科学研究和技术服务业研发经费 2024 年");
        let to = at(&window, "4 技术交易额与新产品产值累计 2025 年");
        let button = |pos, pressed| egui::Event::PointerButton {
            pos,
            button: egui::PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        };
        let moved = egui::Event::PointerMoved;
        window.harness.event(moved(from));
        window.harness.run();
        let mut events = vec![button(from, true), moved(to)];
        if lets_go_at_once {
            events.push(button(to, false));
        }
        window.harness.input_mut().events.extend(events);
        window.harness.run();
        press_at(&mut window, to, false);
        window.harness.get_by_label_contains("共 6 格");
        window.type_text("5");
        window.press_with(Modifiers::COMMAND, Key::Enter);
        assert_eq!(window.value(2, 2024).unwrap(), "5");
        assert_eq!(window.value(4, 2025).unwrap(), "5");
        assert_eq!(window.value(5, 2025), None);
    }
}

#[test]
fn the_handle_fills_what_it_is_dragged_over() {
    let mut window = entry();
    to_first_year(&mut window);
    window.type_text("5");
    window.press(Key::Enter);
    window.press(Key::ArrowUp);
    let handle = window.harness.get_by_label("拖动填充").rect().center();
    press_at(&mut window, handle, true);
    let to = window
        .harness
        .get_by_label_contains("3 规上科学研究与技术服务业营业收入 2024 年")
        .rect()
        .center();
    window.harness.event(egui::Event::PointerMoved(to));
    window.harness.run();
    press_at(&mut window, to, false);
    assert_eq!(window.value(3, 2024).unwrap(), "5");
    assert_eq!(window.value(4, 2024), None);
}

#[test]
fn a_doubt_is_told_counted_and_settled_by_confirming() {
    let mut window = entry();
    to_first_year(&mut window);
    window.press(Key::ArrowDown);
    window.type_text("88");
    window.press(Key::Tab);
    window.type_text("900");
    window.press(Key::Tab);
    window.press_with(Modifiers::SHIFT, Key::Tab);
    window
        .harness
        .get_by_label_contains("存疑：是 2024 年（88）的 10.2 倍");
    window.harness.get_by_label_contains("存疑 1 项");
    window.harness.get_by_label("确认无误").click();
    window.harness.run();
    window.harness.get_by_label_contains("已确认无误");
    window.type_text("901");
    window.press(Key::Enter);
    window.press(Key::ArrowUp);
    window
        .harness
        .get_by_label_contains("存疑：是 2024 年（88）的 10.2 倍");
}

#[test]
fn status_source_and_note_are_set_for_a_range_at_once() {
    use zhibiao::model::Status;
    let mut window = entry();
    to_first_year(&mut window);
    window.paste("1\t2\n3\t4\n");
    window.harness.get_by_label("状态：最终核实").click();
    window.harness.run();
    window.harness.get_by_label("来源").focus();
    window.harness.run();
    window.type_text("市统计局");
    // Another cell is chosen while the source is still being typed: it belongs to the range.
    window
        .harness
        .get_by_label_contains("5 每万人高价值发明专利拥有量 2025 年")
        .click();
    window.harness.run();
    let document = window.app().document().unwrap();
    let observations: Vec<_> = document.workspace().observations.values().collect();
    assert_eq!(observations.len(), 4);
    for observation in observations {
        assert_eq!(observation.status, Status::Final);
        assert_eq!(observation.source, "市统计局");
        assert_eq!(observation.by, "王建国");
    }
}

#[test]
fn a_filter_narrows_the_rows_and_never_hides_what_is_being_filled() {
    let mut window = Window::with(demo_workspace(), "entry");
    let missing = window
        .board()
        .rows
        .iter()
        .filter(|row| row.lacks_baseline || row.lacks_actual)
        .count();
    let label = format!("缺数 {missing} 项");
    window.harness.get_by_label(&label).click();
    window.harness.run();
    let shown = format!("显示 {missing}/37");
    window.harness.get_by_label(&shown);
    // The first of them is no. 2, which lacks its actual of 2025; filled, it stays in view.
    window.press_with(Modifiers::COMMAND, Key::Home);
    for _ in 0..4 {
        window.press(Key::ArrowRight);
    }
    window.type_text("96");
    window.press(Key::Enter);
    assert_eq!(window.value(2, 2025).unwrap(), "96");
    window.harness.get_by_label(&shown);
    window
        .harness
        .get_by_label_contains("2 科学研究和技术服务业研发经费 2025 年");
    window.harness.get_by_label("重新筛选").click();
    window.harness.run();
    window
        .harness
        .get_by_label(&format!("显示 {}/37", missing - 1));
    window.harness.get_by_label("清除筛选").click();
    window.harness.run();
    assert!(window.harness.query_by_label_contains("显示 ").is_none());
}

/// A paste that meets another value, a wrong cell and a conversion.
#[test]
fn the_preview_of_a_paste_looks_as_it_did() {
    let mut window = entry();
    to_first_year(&mut window);
    window.type_text("3.5");
    window.press(Key::Enter);
    window.press(Key::ArrowUp);
    window.paste("3.6\t3.72\n约90\t950000万元\n1,300\t1,420\n");
    window
        .harness
        .snapshot_options("grid/paste-preview", &picture_options());
}

/// A range with a doubtful value in it, a note, and every status.
#[test]
fn a_range_with_a_doubt_looks_as_it_did() {
    let mut window = Window::with(demo_workspace(), "entry");
    to_first_year(&mut window);
    window.press(Key::ArrowRight);
    window.press(Key::ArrowDown);
    window.type_text("900");
    window.press(Key::Enter);
    window.press(Key::ArrowUp);
    window.press_with(Modifiers::SHIFT, Key::ArrowDown);
    window.press_with(Modifiers::SHIFT, Key::ArrowRight);
    window
        .harness
        .snapshot_options("grid/doubt", &picture_options());
}

/// From a cell of the first column to the first year.
fn to_first_year(window: &mut Window) {
    window.press(Key::ArrowRight);
    window.press(Key::ArrowRight);
}

fn press_at(window: &mut Window, pos: egui::Pos2, pressed: bool) {
    window.harness.event(egui::Event::PointerMoved(pos));
    window.harness.event(egui::Event::PointerButton {
        pos,
        button: egui::PointerButton::Primary,
        pressed,
        modifiers: Modifiers::NONE,
    });
    window.harness.run();
}

fn click_at(window: &mut Window, pos: egui::Pos2) {
    press_at(window, pos, true);
    press_at(window, pos, false);
}

/// What the window puts on the clipboard when it is asked to.
fn to_clipboard(window: &mut Window, event: egui::Event) -> String {
    window.harness.event(event);
    let mut copied = None;
    for _ in 0..4 {
        window.harness.step();
        let commands = &window.harness.output().platform_output.commands;
        copied = copied.or_else(|| {
            commands.iter().find_map(|command| match command {
                egui::OutputCommand::CopyText(text) => Some(text.clone()),
                _ => None,
            })
        });
    }
    copied.expect("nothing was copied")
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
