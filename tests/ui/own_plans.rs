//! Plans of a workspace's own in the window: pasted and corrected, typed by keyboard alone, changed, removed.

use egui::{Key, Modifiers};
use egui_kittest::SnapshotResults;
use egui_kittest::kittest::Queryable as _;
use zhibiao::app::{Action, Command, DraftStep, View};
use zhibiao::model::{Bound, Plan, SeriesId};
use zhibiao::store::ThemeChoice;

use crate::support::{Window, app, demo_workspace, empty_workspace, picture_options};

const TABLE: &str = "杭州市试验发展规划（2024—2027年）主要指标\n\
    序号\t指标名称\t单位\t2023年\t目标值\t责任单位\n\
    一、经济发展\n\
    1\t金融业增加值\t亿元\t2,420.50\t≥3,000\t市发改委、市经信局\n\
    2\t体育场地面积\t万平方米\t420\t低于500\t市体育局\n\
    二、民生福祉\n\
    1\t城镇登记失业率\t%\t\t4以内\t市人力社保局\n";

fn click(window: &mut Window, label: &str) {
    window.harness.get_by_label(label).click();
    window.harness.run();
}

fn own(window: &Window) -> Plan {
    let (document, plan, _) = window.app().shown().unwrap();
    document.workspace().own_plans[&plan.id].clone()
}

fn begun(workspace: zhibiao::model::Workspace) -> Window {
    let mut window = Window::with(workspace, "overview");
    window.press_with(Modifiers::COMMAND | Modifiers::SHIFT, Key::N);
    assert_eq!(*window.view(), View::PlanEditor);
    window
}

fn faults(window: &Window) -> usize {
    window.app().drafting().unwrap().faults().len()
}

#[test]
fn a_pasted_table_is_shown_as_understood_corrected_and_taken_in_one_step() {
    let mut window = begun(demo_workspace());
    window.paste(TABLE);
    let drafting = window.app().drafting().unwrap();
    assert_eq!(drafting.source(), "剪贴板");
    assert_eq!(
        drafting.head().title,
        "杭州市试验发展规划（2024—2027年）主要指标"
    );
    // The year of the targets is nowhere, and 低于 is no bound: nothing can be taken.
    assert!(drafting.plan().is_none());
    window.harness.get_by_label_contains("处要改正");
    window.press_with(Modifiers::COMMAND | Modifiers::SHIFT, Key::Enter);
    assert_eq!(*window.view(), View::PlanEditor);
    window.harness.get_by_label("第 5 列的年份").focus();
    window.harness.run();
    window.type_text("2027");
    assert_eq!(faults(&window), 1);
    let next = window
        .app()
        .drafting()
        .unwrap()
        .reading()
        .next_wrong((0, 0));
    assert_eq!(next, Some((2, 4)));
    click(&mut window, "按文字收取");
    assert_eq!(faults(&window), 0);
    // Said differently it is a number again.
    window.harness.get_by_label("第 3 行 目标值").focus();
    window.harness.run();
    window.press_with(Modifiers::COMMAND, Key::A);
    window.type_text("500以上");
    assert_eq!(faults(&window), 0);
    click(&mut window, "收入台账（3 项）");
    assert_eq!(*window.view(), View::Overview);
    let plan = own(&window);
    assert_eq!(plan.indicators.len(), 3);
    assert_eq!(plan.themes.len(), 2);
    assert_eq!(
        plan.indicators[1].targets[0].bound,
        Bound::AtLeast(500.into())
    );
    assert_eq!(plan.indicators[1].targets[0].year, 2027);
    // The same name and unit as a built-in series: offered, and not taken.
    assert!(plan.indicators[0].series.0.starts_with("own-"));
    // One step in the workspace, both ways.
    window.press_with(Modifiers::COMMAND, Key::Z);
    let (document, shown, _) = window.app().shown().unwrap();
    assert!(document.workspace().own_plans.is_empty());
    assert_eq!(shown.id.0, "hz-2024-75");
    window.press_with(Modifiers::COMMAND, Key::Y);
    let (document, ..) = window.app().shown().unwrap();
    assert_eq!(document.workspace().own_plans.values().next(), Some(&plan));
    assert!(document.workspace().plans.contains(&plan.id));
}

#[test]
fn a_plan_is_typed_by_keyboard_alone() {
    let mut window = begun(empty_workspace());
    // The keyboard stands in the first name.
    let type_row = |window: &mut Window, cells: &[&str]| {
        for (index, cell) in cells.iter().enumerate() {
            if index > 0 {
                window.press(Key::Tab);
            }
            if !cell.is_empty() {
                window.type_text(cell);
            }
        }
    };
    type_row(
        &mut window,
        &[
            "规上企业",
            "家",
            "10",
            "20以上",
            "市商务局、市体育局",
            "企业",
        ],
    );
    // Back to the names by the arrows, one row on.
    for _ in 0..5 {
        window.press_with(Modifiers::SHIFT, Key::Tab);
    }
    window.press(Key::Enter);
    type_row(
        &mut window,
        &["登记失业率", "%", "", "4以内", "市人力社保局", "民生"],
    );
    window.press_with(Modifiers::COMMAND, Key::ArrowUp);
    window.press_with(Modifiers::COMMAND, Key::Enter);
    window.press_with(Modifiers::COMMAND, Key::Delete);
    window.press(Key::F6);
    window.type_text("试验规划（2026—2028年）");
    window.press(Key::F6);
    assert_eq!(
        faults(&window),
        0,
        "{:?}",
        window.app().drafting().unwrap().faults()
    );
    window.press_with(Modifiers::COMMAND | Modifiers::SHIFT, Key::Enter);
    let plan = own(&window);
    let names: Vec<&str> = plan
        .indicators
        .iter()
        .map(|row| row.name.as_str())
        .collect();
    assert_eq!(names, ["登记失业率", "规上企业"]);
    assert_eq!(plan.year, 2026);
    let row = &plan.indicators[1];
    assert_eq!(row.baseline.unwrap().value, 10.into());
    assert_eq!(row.targets[0].bound, Bound::AtLeast(20.into()));
    assert_eq!(row.units.len(), 2);
    assert_eq!(plan.own_units[0].name.0, "市体育局");
    assert_eq!(plan.theme(row.theme).unwrap().name, "企业");
}

#[test]
fn a_plan_is_changed_and_removed_and_nothing_entered_is_lost() {
    let mut window = begun(demo_workspace());
    window.paste(
        &TABLE
            .replace("目标值", "2027年目标")
            .replace("低于500", "500"),
    );
    click(&mut window, "收入台账（3 项）");
    let before = own(&window);
    window
        .harness
        .state_mut()
        .app_mut()
        .run(Command::Go("entry".parse().unwrap()));
    let key = zhibiao::model::ObservationKey {
        series: before.indicators[1].series.clone(),
        year: 2025,
    };
    let value = window
        .app()
        .observation(430.into(), zhibiao::model::Status::Flash);
    let edit = zhibiao::model::Edit::Observation {
        key: key.clone(),
        value: Some(value),
    };
    window
        .harness
        .state_mut()
        .app_mut()
        .run(Command::Edit(edit));
    window
        .harness
        .state_mut()
        .app_mut()
        .run(Command::Action(Action::ChangePlan));
    window.harness.run();
    assert_eq!(*window.view(), View::PlanEditor);
    window.harness.get_by_label("第 2 行 指标名称").focus();
    window.harness.run();
    window.press_with(Modifiers::COMMAND, Key::A);
    window.type_text("体育场地总面积");
    click(&mut window, "保存修改");
    let after = own(&window);
    assert_eq!(after.indicators[1].name, "体育场地总面积");
    assert_eq!(after.indicators[1].series, before.indicators[1].series);
    assert_eq!(after.indicators[0], before.indicators[0]);
    // Removing says what stays.
    let id = after.id.clone();
    window
        .harness
        .state_mut()
        .app_mut()
        .run(Command::Plan(DraftStep::AskRemove(id)));
    window.harness.run();
    window
        .harness
        .get_by_label_contains("1 个实际值留在台账文件里");
    click(&mut window, "删除");
    let (document, plan, _) = window.app().shown().unwrap();
    assert_eq!(plan.id.0, "hz-2024-75");
    assert!(document.workspace().own_plans.is_empty());
    assert!(document.workspace().observations.contains_key(&key));
}

#[test]
fn a_plan_that_is_not_followed_can_still_be_changed() {
    let mut window = begun(demo_workspace());
    let table = TABLE.replace("目标值", "2027年目标");
    window.paste(&table.replace("低于500", "500"));
    click(&mut window, "收入台账（3 项）");
    let plan = own(&window);
    let app = window.harness.state_mut().app_mut();
    app.run(Command::DropPlan(plan.id.clone()));
    window.harness.run();
    let (_, shown, _) = window.app().shown().unwrap();
    assert_eq!(shown.id.0, "hz-2024-75");
    let label = shown.label().to_owned();
    window.harness.get_by_label_contains(&label).click();
    window.harness.run();
    click(&mut window, &format!("修改 {}（未跟踪）…", plan.short));
    assert_eq!(*window.view(), View::PlanEditor);
    window.harness.get_by_label("第 2 行 指标名称").focus();
    window.harness.run();
    window.press_with(Modifiers::COMMAND, Key::A);
    window.type_text("体育场地总面积");
    click(&mut window, "保存修改");
    let after = own(&window);
    assert_eq!(after.id, plan.id);
    assert_eq!(after.indicators[1].name, "体育场地总面积");
}

#[test]
fn a_file_becomes_the_first_plan_of_a_new_workspace() {
    let folder = tempfile::tempdir().unwrap();
    let table = folder.path().join("表.tsv");
    std::fs::write(
        &table,
        TABLE
            .replace("目标值", "2027年目标")
            .replace("低于500", "500"),
    )
    .unwrap();
    let mut window = Window::open(app(ThemeChoice::Light));
    click(&mut window, "新建规划：手填、粘贴或读入一张指标表");
    window
        .harness
        .state_mut()
        .app_mut()
        .run(Command::Plan(DraftStep::Read(table)));
    window.harness.run();
    assert_eq!(window.app().drafting().unwrap().source(), "表.tsv");
    // A series of equal name and unit may be shared, by choice.
    let choice = zhibiao::exchange::plan_table::SeriesChoice::Share(SeriesId(
        "financial-value-added".to_owned(),
    ));
    let share = DraftStep::Series { row: 1, choice };
    window
        .harness
        .state_mut()
        .app_mut()
        .run(Command::Plan(share));
    window.harness.run();
    click(&mut window, "收入台账（3 项）");
    let file = folder.path().join("新.ron");
    window
        .harness
        .state_mut()
        .app_mut()
        .run(Command::CreateAt(file.clone()));
    window.harness.run();
    let plan = own(&window);
    let (document, ..) = window.app().shown().unwrap();
    assert_eq!(document.workspace().plans, std::slice::from_ref(&plan.id));
    assert_eq!(plan.indicators[0].series.0, "financial-value-added");
    assert_eq!(zhibiao::store::open(&file).unwrap(), *document.workspace());
}

#[test]
fn a_draft_is_not_lost_by_leaving_or_closing() {
    let mut window = begun(demo_workspace());
    window.type_text("甲");
    window.press_with(Modifiers::ALT, Key::Num0);
    assert_eq!(*window.view(), View::Overview);
    assert!(!window.harness.state_mut().app_mut().may_close());
    assert_eq!(*window.view(), View::PlanEditor);
    // A table does not push out what was typed; it goes into it.
    window.paste("乙\t家\n丙\t个");
    let draft = window.app().drafting().unwrap().draft();
    assert!(
        draft
            .rows
            .iter()
            .any(|row| row.cells.contains(&"丙".to_owned()))
    );
    click(&mut window, "放弃");
    assert!(window.app().drafting().is_none());
    assert_eq!(*window.view(), View::Overview);
}

#[test]
fn the_plan_editor_looks_as_it_did() {
    let mut results = SnapshotResults::new();
    let mut window = begun(demo_workspace());
    window.paste(TABLE);
    results.add(
        window
            .harness
            .try_snapshot_options("plan_editor", &picture_options()),
    );
    results.unwrap();
}
