//! 收数 as an analyst does it: forms out, files dropped on the window, conflicts, texts that ask.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use tempfile::TempDir;
use zhibiao::model::{Method, SeriesId, Workspace};

use crate::filling::Workbook;
use crate::support::{Window, empty_workspace, picture_options};

#[derive(Debug)]
struct Dropped(PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        std::fs::read(&self.0).map_err(|error| error.to_string())
    }
}

struct Desk {
    window: Window,
    folder: TempDir,
}

impl Desk {
    fn new() -> Self {
        let mut window = Window::with(empty_workspace(), "overview");
        window.press_with(Modifiers::COMMAND | Modifiers::SHIFT, Key::R);
        assert_eq!(window.view().to_string(), "collect");
        Self {
            window,
            folder: tempfile::tempdir().unwrap(),
        }
    }

    fn click(&mut self, label: &str) {
        self.window.harness.get_by_label(label).click();
        self.window.harness.run();
    }

    /// Sends out the form of 市发改委 and opens it: no. 22, 30, 31 in rows 7 to 9, J is 2025.
    fn form(&mut self) -> Workbook {
        self.click("市发改委 未发出");
        self.click("生成填报表…");
        let folder = self.folder.path().join("表");
        self.window
            .harness
            .get_by_label("文件夹位置")
            .set_text_value_accesskit(&folder.display().to_string());
        self.window.harness.run();
        self.click("生成");
        let file = std::fs::read_dir(folder).unwrap().next().unwrap().unwrap();
        Workbook::open(&std::fs::read(file.path()).unwrap())
    }

    fn drop_on_window(&mut self, name: &str, bytes: &[u8]) {
        let path = self.folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let input = self.window.harness.input_mut();
        input.dropped_files.push(Arc::new(Dropped(path)));
        self.window.harness.run();
    }

    fn workspace(&self) -> &Workspace {
        self.window.app().document().unwrap().workspace()
    }
}

#[test]
fn forms_go_out_and_a_dropped_one_is_taken_after_a_preview() {
    let mut desk = Desk::new();
    desk.window
        .harness
        .get_by_label_contains("12 个单位应报 70 个数");
    let mut form = desk.form();
    desk.window
        .harness
        .get_by_label_contains("已生成 1 张填报表");
    desk.window.harness.get_by_label("市发改委 待报");
    form.text("D4", "张三")
        .number("J7", "1.3")
        .text("J8", "约280")
        .number("H7", "1.1");
    // Dropped on any page.
    desk.window.press_with(Modifiers::ALT, Key::Num0);
    desk.drop_on_window("回.xlsx", &form.bytes());
    assert_eq!(desk.window.view().to_string(), "collect");
    desk.window
        .harness
        .get_by_label_contains("新填 2，更改 0，冲突 0");
    let refused = desk.window.harness.get_by_label_contains("填报表!J8");
    assert!(format!("{refused:?}").contains("约数"));
    assert!(
        desk.workspace().observations.is_empty(),
        "a preview changes nothing"
    );

    desk.click("写入 2 处");
    assert_eq!(desk.window.value(22, 2025).unwrap(), "1.3");
    assert_eq!(desk.window.baseline(22).unwrap(), (2023, "1.1".to_owned()));
    desk.window.harness.get_by_label("市发改委 已收，有缺");
    // One step back takes figures and receipt back.
    desk.window.press_with(Modifiers::COMMAND, Key::Z);
    assert!(desk.workspace().observations.is_empty());
    desk.window.harness.get_by_label("市发改委 待报");
}

#[test]
fn undo_does_not_unsay_that_forms_have_gone_out() {
    let mut desk = Desk::new();
    let run = |desk: &mut Desk, method: Method| {
        let edit = zhibiao::model::Edit::Method(method);
        let app = desk.window.harness.state_mut().app_mut();
        app.run(zhibiao::app::Command::Edit(edit));
    };
    run(&mut desk, Method::Cagr);
    let mut form = desk.form();
    form.number("J7", "1.3");
    run(&mut desk, Method::Trend);
    for _ in 0..4 {
        desk.window.press_with(Modifiers::COMMAND, Key::Z);
    }
    assert_eq!(desk.workspace().settings.method, Method::default());
    assert!(!desk.workspace().forms.id.is_empty());
    desk.drop_on_window("回.xlsx", &form.bytes());
    desk.click("写入 1 处");
    assert_eq!(desk.window.value(22, 2025).unwrap(), "1.3");
    // A collection is taken back whole, a form that was sent after it is not.
    let counts = |desk: &Desk| {
        let desks = &desk.workspace().forms.desks;
        let only = desks.values().next().unwrap();
        (only.issued.len(), only.received.len())
    };
    assert_eq!(counts(&desk), (1, 1));
    desk.click("生成填报表…");
    let folder = desk.folder.path().join("表二");
    desk.window
        .harness
        .get_by_label("文件夹位置")
        .set_text_value_accesskit(&folder.display().to_string());
    desk.window.harness.run();
    desk.click("生成");
    assert_eq!(counts(&desk), (2, 1));
    desk.window.press_with(Modifiers::COMMAND, Key::Z);
    assert_eq!(desk.window.value(22, 2025), None);
    assert_eq!(counts(&desk), (2, 0));
}

/// A form that came back after the analyst had typed other figures.
fn in_conflict() -> (Desk, Workbook) {
    let mut desk = Desk::new();
    let mut form = desk.form();
    form.number("J7", "1.3").number("J8", "280");
    // Meanwhile the analyst types both.
    desk.window.press_with(Modifiers::ALT, Key::Num6);
    for (no, value) in [(22, "1.25"), (30, "275")] {
        let app = desk.window.harness.state_mut().app_mut();
        let (document, plan, _) = app.shown().unwrap();
        let series = plan.indicator(no).unwrap().series.clone();
        assert!(document.workspace().observation(&series, 2025).is_none());
        let value = app.observation(value.parse().unwrap(), zhibiao::model::Status::Flash);
        let key = zhibiao::model::ObservationKey { series, year: 2025 };
        app.run(zhibiao::app::Command::Edit(
            zhibiao::model::Edit::Observation {
                key,
                value: Some(value),
            },
        ));
    }
    desk.drop_on_window("回.xlsx", &form.bytes());
    (desk, form)
}

#[test]
fn a_conflict_is_shown_side_by_side_and_decided() {
    let (mut desk, mut form) = in_conflict();
    desk.window
        .harness
        .get_by_label_contains("还有 2 处冲突没有决定");
    assert!(
        desk.window
            .harness
            .get_by_label("登记并关闭")
            .accesskit_node()
            .is_disabled()
    );
    desk.click(
        "序号22 社会物流总费用占GDP比率低于全国（百分点） 2025 年：保留台账里的 1.25（快报）",
    );
    desk.click("序号30 省级服务业领军企业（家） 2025 年：用市发改委的 280（快报）");
    desk.click("写入 1 处");
    assert_eq!(desk.window.value(22, 2025).unwrap(), "1.25");
    assert_eq!(desk.window.value(30, 2025).unwrap(), "280");
    let by = |series: &str| {
        desk.workspace()
            .observation(&SeriesId(series.to_owned()), 2025)
    };
    assert!(by("none").is_none());

    // What was decided is not asked again; it is told.
    desk.drop_on_window("再.xlsx", &form.bytes());
    desk.window.harness.get_by_label_contains("以前已定 1，");
    desk.window
        .harness
        .get_by_label_contains("表里是 1.3，台账保留 1.25");
    desk.click("登记并关闭");
    assert_eq!(desk.window.value(22, 2025).unwrap(), "1.25");
    // Another figure is, and all are decided at once.
    form.number("J7", "1.4");
    desk.drop_on_window("又.xlsx", &form.bytes());
    desk.click("全部用文件里的");
    desk.click("写入 1 处");
    assert_eq!(desk.window.value(22, 2025).unwrap(), "1.4");
}

#[test]
fn a_decision_holds_only_for_what_was_decided_between() {
    let (mut desk, _form) = in_conflict();
    desk.click("全部用文件里的");
    // Meanwhile the analyst types one of them anew, on another page.
    let app = desk.window.harness.state_mut().app_mut();
    let (_, plan, _) = app.shown().unwrap();
    let series = plan.indicator(22).unwrap().series.clone();
    let value = app.observation("1.28".parse().unwrap(), zhibiao::model::Status::Flash);
    app.run(zhibiao::app::Command::Edit(
        zhibiao::model::Edit::Observation {
            key: zhibiao::model::ObservationKey { series, year: 2025 },
            value: Some(value),
        },
    ));
    desk.window.harness.run();
    desk.window
        .harness
        .get_by_label_contains("还有 1 处冲突没有决定");
    desk.click("全部保留台账里的");
    desk.click("登记并关闭");
    assert_eq!(desk.window.value(22, 2025).unwrap(), "1.28");
}

#[test]
fn a_text_that_asks_for_what_is_missing_is_copied() {
    let mut desk = Desk::new();
    desk.click("市司法局 未发出");
    desk.window
        .harness
        .get_by_label_contains("2 项指标尚缺 3 个数");
    desk.window.harness.get_by_label("复制催报文字").click();
    desk.window.harness.step();
    let copied = |window: &Window| {
        let output = window.harness.output();
        output
            .platform_output
            .commands
            .iter()
            .find_map(|command| match command {
                egui::OutputCommand::CopyText(text) => Some(text.clone()),
                _ => None,
            })
    };
    let text = copied(&desk.window).unwrap();
    assert!(
        text.starts_with("市司法局：") && text.contains("序号32"),
        "{text}"
    );
    desk.window.harness.run();
    desk.window.harness.get_by_label("复制全部单位的").click();
    desk.window.harness.step();
    let text = copied(&desk.window).unwrap();
    assert_eq!(text.matches("指标跟踪工作安排").count(), 12);
}

#[test]
fn what_is_no_form_is_refused_in_words_and_a_table_is_imported() {
    let mut desk = Desk::new();
    desk.drop_on_window("坏.xlsx", b"PK nothing");
    desk.window.harness.get_by_label_contains("不完整或已损坏");
    desk.click("关闭");
    let table = "序号,年份,数值\n1,2025,4.10\n";
    desk.drop_on_window("数.csv", table.as_bytes());
    desk.click("写入 1 处");
    assert_eq!(desk.window.value(1, 2025).unwrap(), "4.10");
    // And out again.
    desk.click("导出数据表…");
    let path = desk.folder.path().join("数据.csv");
    desk.window
        .harness
        .get_by_label("文件位置")
        .set_text_value_accesskit(&path.display().to_string());
    desk.window.harness.run();
    desk.click("导出");
    assert!(
        std::fs::read_to_string(path)
            .unwrap()
            .contains(",2025,4.10,")
    );
}

#[test]
fn a_conflict_looks_as_it_did() {
    let (mut desk, _form) = in_conflict();
    let image = desk.window.harness.render().unwrap();
    let options = picture_options();
    egui_kittest::try_image_snapshot_options(&image, "collect/conflict", &options).unwrap();
}

#[test]
fn the_page_of_units_looks_as_it_did() {
    let mut desk = Desk::new();
    let image = desk.window.harness.render().unwrap();
    egui_kittest::try_image_snapshot_options(&image, "collect/units", &picture_options()).unwrap();
}
