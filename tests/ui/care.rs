//! What the window does for the work: journal, recovery, a second window, foreign changes, versions,
//! the log.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use egui::{Key, Modifiers};
use egui_kittest::SnapshotResults;
use egui_kittest::kittest::Queryable as _;
use zhibiao::app::{Action, Care, Collecting, Command, Dialog, ReadOnly, View};
use zhibiao::disk::{Disk, EACCES, ENOSPC, Faults};
use zhibiao::model::{Edit, Origin, Unit};
use zhibiao::store::{self, ThemeChoice};

use crate::support::{Window, app, demo_workspace, empty_workspace, picture_options};

struct Desk {
    _folder: tempfile::TempDir,
    path: PathBuf,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("台账.ron");
        store::create(&path, &empty_workspace()).unwrap();
        Self {
            _folder: folder,
            path,
        }
    }

    fn open(&self) -> Window {
        let mut app = app(ThemeChoice::Light);
        app.open(&self.path);
        Window::open(app)
    }
}

/// Types a baseline into the first row of the grid.
fn fill(window: &mut Window, value: &str) {
    window.press_with(Modifiers::ALT, Key::Num0);
    window.press_with(Modifiers::ALT, Key::Num6);
    window.press_with(Modifiers::COMMAND, Key::Home);
    window.type_text(value);
    window.press(Key::Enter);
}

fn saved_baseline(path: &Path) -> Option<String> {
    let workspace = store::open(path).unwrap();
    let baseline = workspace.baselines.values().next()?;
    Some(baseline.value.to_string())
}

fn click(window: &mut Window, label: &str) {
    window.harness.get_by_label(label).click();
    window.harness.run();
}

#[test]
fn unsaved_edits_are_offered_after_a_crash_and_taken_up() {
    let desk = Desk::new();
    let mut window = desk.open();
    fill(&mut window, "3.6");
    // A crash: the window is gone, nothing was saved.
    drop(window);
    assert_eq!(saved_baseline(&desk.path), None);
    let mut window = desk.open();
    window.harness.get_by_label("有上次没有保存的更改");
    window.harness.get_by_label_contains("3.6（2023 年）");
    // A key pressed in passing decides nothing.
    window.press(Key::Escape);
    assert!(matches!(window.app().dialog(), Some(Dialog::Unfinished(_))));
    click(&mut window, "找回");
    assert_eq!(window.baseline(1).unwrap().1, "3.6");
    assert!(window.app().has_unsaved_work());
    window.press_with(Modifiers::COMMAND, Key::S);
    drop(window);
    assert_eq!(saved_baseline(&desk.path).unwrap(), "3.6");
    let window = desk.open();
    assert!(window.app().dialog().is_none());
    let history = window.app().document().unwrap().history();
    assert_eq!(history.records().len(), 1);
    assert_eq!(history.records()[0].signature.by, "王建国");
}

#[test]
fn unsaved_edits_that_are_given_up_are_not_offered_again() {
    let desk = Desk::new();
    let mut window = desk.open();
    fill(&mut window, "3.6");
    drop(window);
    let mut window = desk.open();
    click(&mut window, "放弃这些更改");
    assert_eq!(window.baseline(1), None);
    drop(window);
    assert!(desk.open().app().dialog().is_none());
    // Neither are those of a window that was closed without saving.
    let mut window = desk.open();
    fill(&mut window, "3.7");
    window.press_with(Modifiers::COMMAND, Key::W);
    click(&mut window, "不保存");
    drop(window);
    assert!(desk.open().app().dialog().is_none());
}

#[test]
fn a_second_window_reads_only_says_who_has_the_file_and_takes_over_when_it_is_free() {
    let desk = Desk::new();
    let mut first = desk.open();
    let mut second = desk.open();
    let read_only = second.app().document().unwrap().read_only();
    assert!(matches!(read_only, Some(ReadOnly::Held(holder)) if holder.name == "王建国"));
    second.harness.get_by_label_contains("台账正由 王建国");
    // No way of editing gets through.
    fill(&mut second, "3.6");
    assert_eq!(second.baseline(1), None);
    assert!(second.app().notice().unwrap().text.contains("没有更改"));
    for edit in [
        Edit::AsOf(Some(2025)),
        Edit::Batch(vec![Edit::BaseYear(Some(2022))]),
    ] {
        let app = second.harness.state_mut().app_mut();
        app.run(Command::EditFrom(edit, Origin::Pasted));
    }
    for key in [Key::Z, Key::Y] {
        second.press_with(Modifiers::COMMAND, key);
    }
    assert!(*second.app().document().unwrap().workspace() == empty_workspace());
    // It follows what the first saves, and can save as another file.
    fill(&mut first, "3.7");
    first.press_with(Modifiers::COMMAND, Key::S);
    second.harness.state_mut().app_mut().look_at_file();
    second.harness.run();
    assert_eq!(second.baseline(1).unwrap().1, "3.7");
    drop(first);
    second.harness.state_mut().app_mut().look_at_file();
    second.harness.run();
    assert!(second.app().document().unwrap().read_only().is_none());
    assert_eq!(*second.view(), View::Entry, "it stays where it was");
    fill(&mut second, "3.8");
    second.press_with(Modifiers::COMMAND, Key::S);
    assert_eq!(saved_baseline(&desk.path).unwrap(), "3.8");
}

#[test]
fn a_foreign_change_is_merged_place_by_place_and_taken_in_quietly_where_nothing_is_unsaved() {
    let desk = Desk::new();
    let mut window = desk.open();
    let mut theirs = empty_workspace();
    let change = |workspace: &mut zhibiao::model::Workspace, edit: Edit| {
        let _undo = edit.apply(workspace);
    };
    change(&mut theirs, Edit::AsOf(Some(2025)));
    store::save(&desk.path, &theirs).unwrap();
    window.harness.state_mut().app_mut().look_at_file();
    window.harness.run();
    assert!(*window.app().document().unwrap().workspace() == theirs);
    assert!(!window.app().has_unsaved_work());
    assert!(window.app().dialog().is_none());

    fill(&mut window, "3.6");
    let run = |window: &mut Window, command| {
        window.harness.state_mut().app_mut().run(command);
        window.harness.run();
    };
    run(&mut window, Command::Edit(Edit::BaseYear(Some(2022))));
    change(&mut theirs, Edit::BaseYear(Some(2021)));
    change(&mut theirs, Edit::AsOf(Some(2024)));
    store::save(&desk.path, &theirs).unwrap();
    window.press_with(Modifiers::COMMAND, Key::S);
    // The base year was changed by both; it must be decided, the rest goes by itself.
    window.harness.get_by_label_contains("有 1 处两边都改了");
    click(&mut window, "合并并保存");
    assert!(
        matches!(window.app().dialog(), Some(Dialog::Meeting(_))),
        "still to decide"
    );
    window
        .harness
        .get_by_label_contains("默认基期年：文件")
        .click();
    window.harness.run();
    window.press(Key::Enter);
    let saved = store::open(&desk.path).unwrap();
    assert_eq!(saved.settings.base_year, Some(2021));
    assert_eq!(saved.settings.as_of, Some(2024));
    assert_eq!(saved_baseline(&desk.path).unwrap(), "3.6");
    assert!(!window.app().has_unsaved_work());
    // The log tells theirs from mine.
    let records = window.app().document().unwrap().history().records();
    let origins: Vec<Origin> = records.iter().map(|r| r.signature.origin).collect();
    assert_eq!(
        origins,
        [
            Origin::Outside,
            Origin::Outside,
            Origin::Outside,
            Origin::Typed
        ]
    );
    // What was read back from the disk is the same.
    let (_, history) = store::open_to_read(&Disk::new(), &desk.path).unwrap();
    assert_eq!(history.records(), records);
}

#[test]
fn a_file_that_was_given_another_name_is_written_anew_and_that_is_told() {
    let desk = Desk::new();
    let mut window = desk.open();
    fill(&mut window, "3.6");
    window.press_with(Modifiers::COMMAND, Key::S);
    let renamed = desk.path.with_file_name("改名.ron");
    std::fs::rename(&desk.path, &renamed).unwrap();
    fill(&mut window, "3.7");
    window.press_with(Modifiers::COMMAND, Key::S);
    let told = window.app().notice().unwrap();
    assert!(
        told.is_error && told.text.contains("原来的文件不在了"),
        "{}",
        told.text
    );
    assert_eq!(saved_baseline(&desk.path).unwrap(), "3.7");
    assert_eq!(saved_baseline(&renamed).unwrap(), "3.6");
}

#[test]
fn an_older_copy_put_over_the_open_file_takes_its_figures_back_and_no_forms() {
    let desk = Desk::new();
    let mut window = desk.open();
    let older = std::fs::read(&desk.path).unwrap();
    let run = |window: &mut Window, command| {
        window.harness.state_mut().app_mut().run(command);
        window.harness.run();
    };
    let id = Edit::FormsId("0f".to_owned());
    run(&mut window, Command::Edit(id));
    fill(&mut window, "3.6");
    window.press_with(Modifiers::COMMAND, Key::S);
    std::fs::write(&desk.path, older).unwrap();
    window.harness.state_mut().app_mut().look_at_file();
    window.harness.run();
    assert_eq!(window.baseline(1), None);
    assert_eq!(window.app().document().unwrap().workspace().forms.id, "0f");
    window.press_with(Modifiers::COMMAND, Key::S);
    assert_eq!(store::open(&desk.path).unwrap().forms.id, "0f");
}

#[test]
fn an_earlier_version_is_looked_at_and_brought_back_and_that_can_be_undone() {
    let desk = Desk::new();
    let mut window = desk.open();
    for value in ["3.6", "3.7"] {
        fill(&mut window, value);
        window.press_with(Modifiers::COMMAND, Key::S);
    }
    let run = |window: &mut Window, command| {
        window.harness.state_mut().app_mut().run(command);
        window.harness.run();
    };
    run(&mut window, Command::Care(Care::ShowVersions));
    window
        .harness
        .get_by_label_contains("恢复这个版本会更改 1 处");
    window
        .harness
        .get_by_label_contains("3.7（2023 年），3.6（2023 年）");
    click(&mut window, "恢复此版本");
    assert_eq!(window.baseline(1).unwrap().1, "3.6");
    window.press_with(Modifiers::COMMAND, Key::Z);
    assert_eq!(window.baseline(1).unwrap().1, "3.7");
}

#[test]
fn a_damaged_file_is_told_and_brought_back() {
    let desk = Desk::new();
    let mut window = desk.open();
    fill(&mut window, "3.6");
    window.press_with(Modifiers::COMMAND, Key::S);
    drop(window);
    let whole = std::fs::read(&desk.path).unwrap();
    std::fs::write(&desk.path, &whole[..whole.len() / 2]).unwrap();
    let mut window = desk.open();
    assert!(window.app().document().is_none());
    window.harness.get_by_label_contains("到此中断");
    window.press(Key::Enter);
    assert_eq!(window.baseline(1).unwrap().1, "3.6");
    assert_eq!(std::fs::read(&desk.path).unwrap(), whole);
}

#[test]
fn a_full_disk_or_a_folder_that_may_not_be_written_keeps_the_work_in_memory() {
    for code in [ENOSPC, EACCES] {
        let desk = Desk::new();
        let faults = Arc::new(Faults::none());
        let mut app = app(ThemeChoice::Light);
        app.use_disk(Disk::with_faults(Arc::clone(&faults)));
        app.open(&desk.path);
        let mut window = Window::open(app);
        fill(&mut window, "3.6");
        window.press_with(Modifiers::COMMAND, Key::S);
        // From now on nothing can be written.
        faults.fail_from_now_on(code);
        fill(&mut window, "3.7");
        window.press_with(Modifiers::COMMAND, Key::S);
        let told = window.app().notice().unwrap();
        assert!(
            told.is_error && told.text.contains("更改仍在窗口中"),
            "{}",
            told.text
        );
        assert_eq!(window.baseline(1).unwrap().1, "3.7");
        assert_eq!(saved_baseline(&desk.path).unwrap(), "3.6");
        // Elsewhere it can be saved; where it lies is not offered.
        window.press_with(Modifiers::COMMAND | Modifiers::SHIFT, Key::S);
        let Some(Dialog::File(dialog)) = window.app().dialog() else {
            panic!("no file is asked for");
        };
        let offered = Path::new(&dialog.path);
        assert_ne!(offered.parent(), desk.path.parent(), "{}", dialog.path);
        assert_eq!(offered.file_name(), desk.path.file_name());
        window.press(Key::Escape);
        window.harness.state_mut().app_mut().use_disk(Disk::new());
        let other = desk.path.with_file_name("别处.ron");
        let app = window.harness.state_mut().app_mut();
        app.run(Command::SaveTo(other.clone(), false));
        assert_eq!(saved_baseline(&other).unwrap(), "3.7");
        assert!(!window.app().has_unsaved_work());
        // With every change that led there, as it was made.
        let (_, history) = store::open_to_read(&Disk::new(), &other).unwrap();
        let told: Vec<(String, Origin)> = history
            .records()
            .iter()
            .map(|r| (r.new.value_words(), r.signature.origin))
            .collect();
        let typed = |value: &str| (format!("{value}（2023 年）"), Origin::Typed);
        assert_eq!(told, [typed("3.6"), typed("3.7")]);
    }
}

#[test]
fn what_is_typed_into_a_workspace_that_can_only_be_read_is_not_let_in() {
    let desk = Desk::new();
    let _first = desk.open();
    let mut second = desk.open();
    second.press_with(Modifiers::ALT, Key::Num6);
    second.press_with(Modifiers::COMMAND, Key::Home);
    second.type_text("3");
    let told = &second.app().notice().unwrap().text;
    assert!(
        told.contains("没有更改") && told.contains("只能查看"),
        "{told}"
    );
    assert!(
        second.harness.query_by_value("3").is_none(),
        "a cell is being edited"
    );
    second
        .harness
        .state_mut()
        .app_mut()
        .run(Command::Tell("别的话".to_owned()));
    second.press(Key::F2);
    assert!(second.app().notice().unwrap().text.contains("没有更改"));
}

#[test]
fn that_forms_have_gone_out_is_saved_at_once() {
    let desk = Desk::new();
    let mut window = desk.open();
    let app = window.harness.state_mut().app_mut();
    let deadline = app.today() + chrono::TimeDelta::days(7);
    app.run(Command::Collect(Collecting::Order {
        units: vec![Unit("市发改委".to_owned())],
        deadline,
    }));
    let folder = desk.path.with_file_name("表");
    app.run(Command::Collect(Collecting::IssueTo(folder)));
    // Before any time has passed.
    let forms = store::open(&desk.path).unwrap().forms;
    assert_eq!(forms.desks.len(), 1);
    assert!(!forms.id.is_empty());
    window.harness.run();
    assert!(!window.app().has_unsaved_work());
}

#[test]
fn a_version_from_before_the_first_form_leaves_the_register_of_forms() {
    let desk = Desk::new();
    let mut window = desk.open();
    fill(&mut window, "3.6");
    window.press_with(Modifiers::COMMAND, Key::S);
    let id = Edit::FormsId("0f".to_owned());
    window.harness.state_mut().app_mut().run(Command::Edit(id));
    fill(&mut window, "3.7");
    window.press_with(Modifiers::COMMAND, Key::S);
    let app = window.harness.state_mut().app_mut();
    app.run(Command::Care(Care::ShowVersions));
    let Some(Dialog::Versions(dialog)) = app.dialog() else {
        panic!("no versions");
    };
    let oldest = dialog.versions.len() - 1;
    app.run(Command::Care(Care::ChooseVersion(oldest)));
    window.harness.run();
    window
        .harness
        .get_by_label_contains("恢复这个版本会更改 1 处");
    click(&mut window, "恢复此版本");
    assert_eq!(window.baseline(1), None);
    let workspace = window.app().document().unwrap().workspace();
    assert_eq!(workspace.forms.id, "0f");
}

#[test]
fn a_save_that_failed_is_tried_again_by_itself_and_told_once() {
    let desk = Desk::new();
    let faults = Arc::new(Faults::none());
    let mut app = app(ThemeChoice::Light);
    app.use_disk(Disk::with_faults(Arc::clone(&faults)));
    app.open(&desk.path);
    let mut window = Window::open(app);
    fill(&mut window, "3.6");
    faults.fail_from_now_on(ENOSPC);
    let app = window.harness.state_mut().app_mut();
    let wait = app.tick(100.0).unwrap();
    assert!((wait - 15.0).abs() < 1e-9, "{wait}");
    assert!(app.notice().unwrap().offers_save_as);
    window.harness.run();
    click(&mut window, "另存为…");
    assert!(matches!(window.app().dialog(), Some(Dialog::File(_))));
    window.press(Key::Escape);
    // It stands above the page and covers nothing of it; once read it goes.
    let told = window
        .harness
        .get_by_label_contains("没有保存，更改仍在窗口中");
    let grid = window
        .harness
        .get_by_label_contains("15 金融业增加值 2024 年");
    assert!(told.rect().bottom() < grid.rect().top());
    click(&mut window, "知道了");
    assert!(window.app().notice().is_none() && window.app().has_unsaved_work());
    // Told once: what was said since stays.
    let app = window.harness.state_mut().app_mut();
    app.run(Command::Tell("别的话".to_owned()));
    app.tick(116.0);
    let told = app.notice().map(|notice| notice.text.clone());
    assert_eq!(told.unwrap_or_default(), "");
    let wait = app.tick(117.0).unwrap();
    assert!((wait - 29.0).abs() < 1e-9, "{wait}");
    faults.work_again();
    app.tick(147.0);
    assert!(!window.app().has_unsaved_work());
    assert_eq!(saved_baseline(&desk.path).unwrap(), "3.6");
    assert_eq!(window.app().notice().unwrap().text, "现在已经保存");
}

#[test]
fn the_log_is_a_page_that_filters_and_leads_to_the_workspace_as_it_was() {
    let desk = Desk::new();
    let mut window = desk.open();
    fill(&mut window, "3.6");
    window.press_with(Modifiers::COMMAND, Key::S);
    window.press_with(Modifiers::COMMAND, Key::H);
    assert_eq!(*window.view(), View::Log);
    window.harness.get_by_label_contains("3.6（2023 年）");
    let filter = window.harness.get_by_label("填报人");
    filter.set_text_value_accesskit("李四");
    window.harness.run();
    window.harness.get_by_label_contains("没有符合条件的记录");
    // Long ago: before the log began there is nothing to show.
    let at = chrono::NaiveDate::from_ymd_opt(2020, 1, 1).unwrap();
    let at = at.and_hms_opt(0, 0, 0).unwrap();
    let app = window.harness.state_mut().app_mut();
    app.run(Command::Care(Care::ShowPast(at)));
    assert!(window.app().notice().unwrap().text.contains("没有到那么早"));
    let since = window
        .app()
        .document()
        .unwrap()
        .history()
        .exact_since()
        .unwrap();
    let app = window.harness.state_mut().app_mut();
    app.run(Command::Care(Care::ShowPast(since)));
    window.harness.run();
    window.harness.get_by_label_contains("只能查看");
    fill(&mut window, "9");
    click(&mut window, "回到现在");
    assert_eq!(window.baseline(1).unwrap().1, "3.6");
}

#[test]
fn what_is_said_of_the_file_looks_as_it_did() {
    let mut results = SnapshotResults::new();
    let mut picture = |window: &mut Window, name: &str| {
        let options = picture_options();
        results.add(window.harness.try_snapshot_options(name, &options));
    };
    let mut window = Window::with(demo_workspace(), "entry");
    fill(&mut window, "3.6");
    window.press_with(Modifiers::COMMAND, Key::Z);
    fill(&mut window, "4.20");
    window.press_with(Modifiers::COMMAND, Key::H);
    picture(&mut window, "care/log");

    let desk = Desk::new();
    let mut window = desk.open();
    fill(&mut window, "3.6");
    drop(window);
    let mut window = desk.open();
    picture(&mut window, "care/unfinished");
    click(&mut window, "找回");
    let app = window.harness.state_mut().app_mut();
    app.run(Command::Edit(Edit::BaseYear(Some(2022))));
    let mut theirs = empty_workspace();
    for edit in [Edit::BaseYear(Some(2021)), Edit::AsOf(Some(2025))] {
        let _undo = edit.apply(&mut theirs);
    }
    store::save(&desk.path, &theirs).unwrap();
    window.press_with(Modifiers::COMMAND, Key::S);
    picture(&mut window, "care/meeting");
    results.unwrap();
}

/// The window at its first page, with a folder for journals.
fn without_a_file(folder: &Path) -> Window {
    let mut app = app_with_journals(folder);
    app.offer_left_over();
    Window::open(app)
}

fn app_with_journals(folder: &Path) -> zhibiao::app::App {
    let mut app = app(ThemeChoice::Light);
    app.keep_unsaved_in(folder.to_owned());
    app
}

#[test]
fn changes_of_a_workspace_that_was_never_saved_are_offered_after_a_crash() {
    let folder = tempfile::tempdir().unwrap();
    let left = || std::fs::read_dir(folder.path()).unwrap().count();
    let demo = |window: &mut Window| {
        let app = window.harness.state_mut().app_mut();
        app.run(Command::Action(Action::OpenDemo));
        window.harness.run();
    };
    let mut window = without_a_file(folder.path());
    demo(&mut window);
    let before = window.baseline(1);
    fill(&mut window, "3.66");
    assert_eq!(window.baseline(1).unwrap().1, "3.66");
    // While it is in use nobody else is offered it.
    assert!(without_a_file(folder.path()).app().document().is_none());
    drop(window);

    let mut window = without_a_file(folder.path());
    assert_eq!(window.baseline(1), before);
    window.harness.get_by_label("有上次没有保存的更改");
    window.harness.get_by_label_contains("，3.66（");
    click(&mut window, "找回");
    assert_eq!(window.baseline(1).unwrap().1, "3.66");
    assert!(window.app().has_unsaved_work());
    assert!(window.app().document().unwrap().path().is_none());
    // What is done after that is kept as well, however often it crashes.
    fill(&mut window, "3.67");
    drop(window);
    let mut window = without_a_file(folder.path());
    click(&mut window, "找回");
    assert_eq!(window.baseline(1).unwrap().1, "3.67");

    // Saved, it is a workspace like any other, and nothing is offered any more.
    let path = folder.path().join("存下.ron");
    let app = window.harness.state_mut().app_mut();
    app.run(Command::SaveTo(path.clone(), false));
    window.harness.run();
    drop(window);
    assert_eq!(saved_baseline(&path).unwrap(), "3.67");
    for name in std::fs::read_dir(folder.path()).unwrap() {
        let name = name.unwrap().file_name().to_string_lossy().into_owned();
        assert!(name.contains("存下"), "{name} was left");
    }
    std::fs::remove_file(&path).unwrap();
    std::fs::remove_dir_all(folder.path().join(".存下.ron.zhibiao")).unwrap();
    assert!(without_a_file(folder.path()).app().dialog().is_none());

    // Given up, it is gone: in the question, and when the window is closed without saving.
    let mut window = without_a_file(folder.path());
    demo(&mut window);
    fill(&mut window, "3.68");
    drop(window);
    let mut window = without_a_file(folder.path());
    click(&mut window, "放弃这些更改");
    assert!(window.app().document().is_none());
    assert_eq!(left(), 0);
    demo(&mut window);
    fill(&mut window, "3.69");
    window.press_with(Modifiers::COMMAND, Key::W);
    click(&mut window, "不保存");
    assert!(window.app().document().is_none());
    assert_eq!(left(), 0);
    // Nor is anything left of one that was only looked at.
    demo(&mut window);
    assert!(window.app().scratch_path().is_some());
    assert!(window.harness.state_mut().app_mut().may_close());
    assert_eq!(left(), 0);
}

#[test]
fn changes_of_a_workspace_that_was_never_saved_are_told_of_where_another_is_opened_first() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = without_a_file(folder.path());
    let app = window.harness.state_mut().app_mut();
    app.run(Command::Action(Action::OpenDemo));
    window.harness.run();
    fill(&mut window, "3.66");
    drop(window);

    let desk = Desk::new();
    let mut app = app_with_journals(folder.path());
    app.open(&desk.path);
    app.tell_left_over();
    let mut window = Window::open(app);
    window.harness.get_by_label_contains("有 1 处更改");
    window.press(Key::Escape);
    window.press_with(Modifiers::COMMAND, Key::W);
    click(&mut window, "找回");
    assert_eq!(window.baseline(1).unwrap().1, "3.66");
    // Where nothing is left nothing is said.
    let none = tempfile::tempdir().unwrap();
    let mut app = app_with_journals(none.path());
    app.tell_left_over();
    assert!(app.dialog().is_none());
}

#[test]
fn changes_of_a_file_that_lies_where_nothing_can_be_written_are_offered_after_a_crash() {
    let folder = tempfile::tempdir().unwrap();
    let left = || std::fs::read_dir(folder.path()).unwrap().count();
    let desk = Desk::new();
    // Where the folder beside it should be, a file stands.
    std::fs::write(desk.path.with_file_name(".台账.ron.zhibiao"), "").unwrap();
    let open = || {
        let mut app = app_with_journals(folder.path());
        app.open(&desk.path);
        Window::open(app)
    };
    let mut window = open();
    assert!(window.app().notice().unwrap().text.contains("不能写入"));
    fill(&mut window, "3.6");
    window.press_with(Modifiers::COMMAND, Key::S);
    assert_eq!(saved_baseline(&desk.path).unwrap(), "3.6");
    fill(&mut window, "3.7");
    drop(window);
    let mut window = without_a_file(folder.path());
    window.harness.get_by_label_contains("3.7（2023 年）");
    click(&mut window, "找回");
    assert_eq!(window.baseline(1).unwrap().1, "3.7");
    let other = desk.path.with_file_name("别处.ron");
    let app = window.harness.state_mut().app_mut();
    app.run(Command::SaveTo(other.clone(), false));
    window.harness.run();
    assert_eq!(saved_baseline(&other).unwrap(), "3.7");
    assert_eq!(left(), 0);
    // What the file holds is offered no more.
    let mut window = open();
    fill(&mut window, "3.8");
    window.press_with(Modifiers::COMMAND, Key::S);
    drop(window);
    assert!(without_a_file(folder.path()).app().document().is_none());
}
