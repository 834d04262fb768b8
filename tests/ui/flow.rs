//! The whole way of an analyst: from the welcome page to a saved workspace and back.

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use zhibiao::app::View;
use zhibiao::store::{self, ThemeChoice};

use crate::support::{Window, app, demo_workspace, empty_workspace};

/// An indicator of each center: baseline 2023, actuals 2024 to 2026, and the grade of 2026.
///
/// Worked out by hand: schedule is 3/4. No. 1: (4.1-3.6)/(4.2-3.6) = 0.833, ratio 1.11. No. 8:
/// (12000-10000)/4000 = 0.5, 0.667. No. 15: (2780-2000)/1000 = 0.78, 1.04. No. 21: 790 is over 780.
/// No. 28: (490-500)/100 is below zero.
const FILLED: [(u32, &str, [&str; 3], &str); 5] = [
    (1, "3.6", ["3.75", "3.9", "4.10"], "ahead"),
    (8, "10000", ["10,800", "11500", "12000"], "behind"),
    (15, "2000", ["2250", "2500", "2780"], "on_track"),
    (21, "700", ["730", "760", "790"], "achieved"),
    (28, "500", ["495", "492", "490"], "regressed"),
];

#[test]
fn an_analyst_makes_fills_undoes_saves_and_reopens_a_workspace() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("我的 台账.ron");
    let mut window = Window::open(app(ThemeChoice::Light));

    // The welcome page offers three ways in.
    for label in ["新建台账", "打开", "打开示例"] {
        window.harness.get_by_label(label);
    }
    window.harness.get_by_label("新建台账").click();
    window.harness.run();
    window
        .harness
        .get_by_label("文件位置")
        .set_text_value_accesskit(&path.display().to_string());
    window.harness.run();
    window.harness.get_by_label("创建").click();
    window.harness.run();
    assert!(path.is_file());
    assert_eq!(window.board().headline(), "37 项指标待填报");
    assert_eq!(window.board().tally.total(), 37);

    for (no, baseline, actuals, grade) in FILLED {
        assert_eq!(window.grade(no), "not_assessable");
        fill(&mut window, no, baseline, &actuals);
        assert_eq!(window.baseline(no).unwrap().0, 2023);
        assert_eq!(window.value(no, 2026).unwrap(), actuals[2].replace(',', ""));
        assert_eq!(window.grade(no), grade, "no. {no}");
    }

    // The indicator's page says the grade in words and its plot tells the values.
    window.press_with(Modifiers::COMMAND, Key::F);
    window.type_text("金融业增加值");
    window.press(Key::Enter);
    assert_eq!(
        *window.view(),
        "indicator:hz-2024-75/15".parse::<View>().unwrap()
    );
    window.harness.get_by_label("基本符合预期");
    window
        .harness
        .get_by_label_contains("2026 年：实际值 2,780 亿元（快报）");

    // Undo takes back the last figure, and with it the plot and the grade; redo brings them again.
    window.press_with(Modifiers::ALT, Key::Num0);
    window.press_with(Modifiers::COMMAND, Key::Z);
    assert_eq!(window.value(28, 2026), None);
    assert_eq!(window.grade(28), "not_assessable");
    window.press_with(Modifiers::COMMAND, Key::Y);
    assert_eq!(window.value(28, 2026).unwrap(), "490");

    // Saving says so, closing asks nothing, and the file opens again with all of it.
    window.press_with(Modifiers::COMMAND, Key::S);
    window.harness.get_by_label_contains("已保存");
    let kept = window.app().document().unwrap().workspace().clone();
    assert!(store::open(&path).unwrap() == kept);
    window.press_with(Modifiers::COMMAND, Key::W);
    assert!(window.app().document().is_none());

    window.press_with(Modifiers::COMMAND, Key::O);
    window
        .harness
        .get_by_label("文件位置")
        .set_text_value_accesskit(&path.display().to_string());
    window.harness.run();
    window.press(Key::Enter);
    assert!(*window.app().document().unwrap().workspace() == kept);
    for (no, _, _, grade) in FILLED {
        assert_eq!(window.grade(no), grade);
    }
}

/// Goes to the grid by way of search and types into it, moving with Tab.
fn fill(window: &mut Window, no: u32, baseline: &str, actuals: &[&str]) {
    window.press_with(Modifiers::COMMAND, Key::F);
    window.type_text(&no.to_string());
    window.press(Key::Enter);
    window.harness.get_by_label("去填报").click();
    window.harness.run();
    assert_eq!(*window.view(), View::Entry);
    window.type_text(baseline);
    window.press(Key::Tab);
    window.press(Key::Tab);
    for actual in actuals {
        window.type_text(actual);
        window.press(Key::Tab);
    }
}

#[test]
fn a_change_is_saved_by_itself_after_a_while() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("台账.ron");
    store::create(&path, &empty_workspace()).unwrap();
    let mut app = app(ThemeChoice::Light);
    app.open(&path);
    let mut window = Window::open(app);
    window.press_with(Modifiers::ALT, Key::Num6);
    window.type_text("3.6");
    window.press(Key::Enter);
    assert!(window.app().has_unsaved_work());
    window.wait(3.0);
    assert!(!window.app().has_unsaved_work());
    let saved = store::open(&path).unwrap();
    assert!(saved == *window.app().document().unwrap().workspace());
    assert_eq!(saved.baselines.len(), 1);
}

#[test]
fn leaving_unsaved_work_asks_first() {
    let mut window = Window::with(empty_workspace(), "entry");
    window.type_text("3.6");
    window.press(Key::Enter);
    window.press_with(Modifiers::COMMAND, Key::W);
    window.harness.get_by_label("有更改尚未保存");
    window.harness.get_by_label("取消").click();
    window.harness.run();
    assert!(window.app().document().is_some());
    assert_eq!(window.baseline(1).unwrap().1, "3.6");

    window.press_with(Modifiers::COMMAND, Key::W);
    window.harness.get_by_label("不保存").click();
    window.harness.run();
    assert!(window.app().document().is_none());
}

#[test]
fn saving_without_a_file_asks_for_one_and_then_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("台账");
    let mut window = Window::with(empty_workspace(), "entry");
    window.type_text("3.6");
    window.press(Key::Enter);
    window.press_with(Modifiers::COMMAND, Key::W);
    window.press(Key::Enter);
    window
        .harness
        .get_by_label("文件位置")
        .set_text_value_accesskit(&path.display().to_string());
    window.harness.run();
    window.harness.get_by_label("保存").click();
    window.harness.run();
    // Saved under the name with its ending, and the workspace was closed as first asked.
    assert!(window.app().document().is_none());
    assert_eq!(
        store::open(&path.with_extension("ron"))
            .unwrap()
            .baselines
            .len(),
        1
    );
}

#[test]
fn another_file_is_replaced_only_when_confirmed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("旧.ron");
    std::fs::write(&path, "不是台账").unwrap();
    let mut window = Window::with(demo_workspace(), "overview");
    window.press_with(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::S);
    window
        .harness
        .get_by_label("文件位置")
        .set_text_value_accesskit(&path.display().to_string());
    window.harness.run();
    window.harness.get_by_label("保存").click();
    window.harness.run();
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "不是台账");
    window.harness.get_by_label("替换原文件").click();
    window.harness.run();
    assert!(store::open(&path).unwrap() == demo_workspace());
}

#[test]
fn a_file_that_cannot_be_opened_is_told_in_the_dialog_that_asked() {
    let mut window = Window::open(app(ThemeChoice::Light));
    window.press_with(Modifiers::COMMAND, Key::O);
    window
        .harness
        .get_by_label("文件位置")
        .set_text_value_accesskit("/没有这个文件夹/台账.ron");
    window.harness.run();
    window.press(Key::Enter);
    window
        .harness
        .get_by_label_contains("/没有这个文件夹/台账.ron");
    window.press(Key::Escape);
    assert!(window.app().dialog().is_none());
}

#[test]
fn every_page_is_reached_by_keyboard() {
    let mut window = Window::with(demo_workspace(), "settings");
    for (key, page) in [
        (Key::Num0, "overview"),
        (Key::Num1, "theme:1"),
        (Key::Num2, "theme:2"),
        (Key::Num3, "theme:3"),
        (Key::Num4, "theme:4"),
        (Key::Num5, "theme:5"),
        (Key::Num6, "entry"),
    ] {
        window.press_with(Modifiers::ALT, key);
        assert_eq!(window.view().to_string(), page);
    }
    window.press_with(Modifiers::COMMAND, Key::Comma);
    assert_eq!(*window.view(), View::Settings);
    window.press_with(Modifiers::ALT, Key::ArrowLeft);
    assert_eq!(*window.view(), View::Entry);
    window.press_with(Modifiers::ALT, Key::ArrowRight);
    assert_eq!(*window.view(), View::Settings);

    // The rail and a row of a table, with Tab and Enter alone.
    window.press_with(Modifiers::ALT, Key::Num0);
    tab_to(&mut window, "国际金融科技中心");
    window.press(Key::Enter);
    assert_eq!(*window.view(), View::Theme(3));
    tab_to(&mut window, "社会融资规模增量 快于预期");
    window.press(Key::Enter);
    assert_eq!(window.view().to_string(), "indicator:hz-2024-75/16");
    window.press_with(Modifiers::ALT, Key::ArrowDown);
    assert_eq!(window.view().to_string(), "indicator:hz-2024-75/17");
}

fn tab_to(window: &mut Window, label: &str) {
    for _ in 0..80 {
        window.press(Key::Tab);
        if window.harness.get_by_label(label).is_focused() {
            return;
        }
    }
    panic!("Tab does not lead to {label}");
}

#[test]
fn the_palette_runs_commands_and_finds_indicators() {
    let mut window = Window::with(demo_workspace(), "overview");
    window.press_with(Modifiers::COMMAND, Key::K);
    window.type_text("填报");
    window.press(Key::Enter);
    assert_eq!(*window.view(), View::Entry);
    window.press_with(Modifiers::COMMAND, Key::K);
    window.type_text("快递业务");
    window.press(Key::Enter);
    assert_eq!(window.view().to_string(), "indicator:hz-2024-75/24");
    window.press_with(Modifiers::COMMAND, Key::F);
    window.type_text("司法局");
    window.press(Key::ArrowDown);
    window.press(Key::Enter);
    assert_eq!(window.view().to_string(), "indicator:hz-2024-75/33");
    window.press_with(Modifiers::COMMAND, Key::F);
    window.press(Key::Escape);
    assert_eq!(window.view().to_string(), "indicator:hz-2024-75/33");
}

#[test]
fn search_over_the_grid_has_the_keyboard_and_gives_it_back() {
    let mut window = Window::with(demo_workspace(), "entry");
    let before = window.app().document().unwrap().workspace().clone();
    window.press_with(Modifiers::COMMAND, Key::F);
    window.type_text("12");
    window.press(Key::ArrowDown);
    window.press(Key::Delete);
    window.press(Key::Escape);
    assert!(window.harness.query_by_label("查找").is_none());
    assert_eq!(*window.view(), View::Entry);
    assert!(*window.app().document().unwrap().workspace() == before);
    window.type_text("3.4");
    window.press(Key::Enter);
    assert_eq!(window.baseline(1).unwrap().1, "3.4");
}

#[test]
fn the_year_judged_changes_every_figure_and_can_be_undone() {
    let mut window = Window::with(demo_workspace(), "overview");
    assert_eq!(window.board().year, 2025);
    let before = window.board().headline();
    window.harness.get_by_label("截至 2025 年").click();
    window.harness.run();
    window.harness.get_by_label("2023 年").click();
    window.harness.run();
    assert_eq!(window.board().year, 2023);
    assert_ne!(window.board().headline(), before);
    window.press_with(Modifiers::COMMAND, Key::Z);
    assert_eq!(window.board().headline(), before);
}

#[test]
fn the_limits_between_grades_are_the_users_and_must_be_in_order() {
    let mut window = Window::with(demo_workspace(), "settings");
    assert_eq!(window.grade(15), "on_track");
    let set = |window: &mut Window, label: &str, value: &str| {
        window.harness.get_by_label(label).focus();
        window.harness.run();
        window
            .harness
            .get_by_label(label)
            .set_text_value_accesskit(value);
        window.harness.run();
        window.press(Key::Enter);
    };
    set(&mut window, "快于预期 ≥", "0.99");
    assert_eq!(window.grade(15), "ahead");
    set(&mut window, "快于预期 ≥", "0.5");
    window.harness.get_by_label_contains("须从大到小");
    assert_eq!(window.grade(15), "ahead");
    window
        .harness
        .get_by_label("恢复 1.05 / 0.90 / 0.60")
        .click();
    window.harness.run();
    assert_eq!(window.grade(15), "on_track");
}

#[test]
fn the_screen_and_the_command_line_tell_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("示例.ron");
    store::create(&path, &demo_workspace()).unwrap();
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_zhibiao"))
        .args(["status", "--format", "json"])
        .arg(&path)
        .output()
        .unwrap();
    let status: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let rows = status.as_array().unwrap();
    assert_eq!(rows.len(), 37);
    let mut window = Window::with(demo_workspace(), "overview");
    for row in rows {
        let text = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
        let id = text("indicator");
        let view: View = format!("indicator:{id}").parse().unwrap();
        window
            .harness
            .state_mut()
            .app_mut()
            .run(zhibiao::app::Command::Go(view));
        window.harness.run();
        // The grade's word with its reason, and the last line of the arithmetic.
        window
            .harness
            .get_all_by_label(&text("word"))
            .next()
            .unwrap();
        window
            .harness
            .get_all_by_label(&text("reason"))
            .next()
            .unwrap();
        let (_, board_row) = window.board().row(&id.parse().unwrap()).unwrap();
        let assessment = &board_row.assessment;
        assert_eq!(assessment.grade.code(), text("grade"), "{id}");
        for (key, value) in [
            ("progress", assessment.progress),
            ("schedule", assessment.schedule),
            ("completion", assessment.completion),
            ("gap_pp", assessment.gap_pp),
            ("ratio", assessment.ratio),
        ] {
            // The last digit of a float may be lost on its way through text.
            let told = row[key].as_f64();
            let same = match (told, value) {
                (Some(told), Some(value)) => (told - value).abs() < 1e-12 * value.abs().max(1.0),
                (told, value) => told == value,
            };
            assert!(same, "{id} {key}: {told:?} is not {value:?}");
        }
        if let Some(progress) = assessment.progress {
            let shown = format!("{:.1}%", progress * 100.0);
            assert!(row["trace"].to_string().contains(&shown), "{id} {shown}");
        }
    }
}

#[test]
fn a_file_changed_by_another_program_is_not_written_over_unasked() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("台账.ron");
    store::create(&path, &empty_workspace()).unwrap();
    let open = || {
        let mut app = app(ThemeChoice::Light);
        app.open(&path);
        let mut window = Window::open(app);
        assert!(window.app().document().unwrap().read_only().is_none());
        window.press_with(Modifiers::ALT, Key::Num6);
        window.type_text("3.6");
        window.press(Key::Enter);
        // Meanwhile another program writes the same file.
        store::save(&path, &demo_workspace()).unwrap();
        window.press_with(Modifiers::COMMAND, Key::S);
        window.harness.get_by_label("文件已被别的程序改动");
        assert!(store::open(&path).unwrap() == demo_workspace());
        assert_eq!(window.baseline(1).unwrap().1, "3.6");
        window
    };

    let mut window = open();
    window.harness.get_by_label("全部用文件里的").click();
    window.harness.run();
    window.harness.get_by_label("合并并保存").click();
    window.harness.run();
    assert!(*window.app().document().unwrap().workspace() == demo_workspace());

    drop(window);
    std::fs::remove_file(&path).unwrap();
    store::create(&path, &empty_workspace()).unwrap();
    let mut window = open();
    window.harness.get_by_label("全部用这里的").click();
    window.harness.run();
    window.harness.get_by_label("合并并保存").click();
    window.harness.run();
    let saved = store::open(&path).unwrap();
    assert!(saved == *window.app().document().unwrap().workspace());
    assert_eq!(saved.baselines.len(), 1);
    assert!(!window.app().has_unsaved_work());
}
