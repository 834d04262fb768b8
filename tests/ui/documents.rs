//! Several documents in one workspace: the plan shown, 政策对照, 举措, 责任单位.

use egui::{Key, Modifiers};
use egui_kittest::SnapshotResults;
use egui_kittest::kittest::Queryable as _;
use zhibiao::app::{Command, View};
use zhibiao::model::{MeasureId, PlanId, Progress, Workspace};
use zhibiao::store::{Catalog, ThemeChoice};

use crate::support::{Window, app, demo_workspace, picture_options};

fn plans(names: &[&str]) -> Workspace {
    let catalog = Catalog::builtin().unwrap();
    catalog.new_workspace(names.iter().map(|id| PlanId((*id).to_owned())).collect())
}

fn shown(window: &Window) -> String {
    window.app().shown().unwrap().1.id.0.clone()
}

#[test]
fn the_plan_shown_is_chosen_in_the_bar_and_follows_an_indicator() {
    let mut window = Window::with(plans(&["hz-2024-75", "hz-2024-trade"]), "theme:4");
    assert_eq!(shown(&window), "hz-2024-75");
    window.harness.get_by_label("杭政函〔2024〕75号").click();
    window.harness.run();
    window.harness.get_by_label("数字贸易计划").click();
    window.harness.run();
    assert_eq!(shown(&window), "hz-2024-trade");
    assert_eq!(
        *window.view(),
        View::Overview,
        "a section of the other plan is none here"
    );
    window
        .harness
        .state_mut()
        .app_mut()
        .run(Command::Go("indicator:hz-2024-75/110".parse().unwrap()));
    window.harness.run();
    assert_eq!(shown(&window), "hz-2024-75");
    window.harness.get_by_label("110　市内快递送达时间");
    window.press_with(Modifiers::ALT, Key::ArrowLeft);
    assert_eq!(*window.view(), View::Overview);
}

#[test]
fn a_document_is_followed_with_its_figures_in_one_step_and_left_again() {
    let mut window = Window::with(plans(&["hz-2024-75"]), "overview");
    window.harness.get_by_label("杭政函〔2024〕75号").click();
    window.harness.run();
    window
        .harness
        .get_by_label_contains("收入 十三五规划")
        .click();
    window.harness.run();
    assert_eq!(shown(&window), "hz-2016-125");
    let figures = |window: &Window| {
        let (document, ..) = window.app().shown().unwrap();
        document.workspace().observations.len()
    };
    assert_eq!(figures(&window), 41);
    window.press_with(Modifiers::COMMAND, Key::Z);
    assert_eq!(
        (shown(&window).as_str(), figures(&window)),
        ("hz-2024-75", 0)
    );
}

#[test]
fn conflicts_are_filtered_explained_and_lead_to_their_place() {
    let mut window = Window::with(plans(&["hz-2024-75", "hz-2024-trade"]), "lineage");
    window.harness.get_by_label("筛选：后松于前").click();
    window.harness.run();
    window.harness.get_by_label("1 个口径");
    window
        .harness
        .get_by_label_contains("后一年的目标比前一年松");
    window.harness.get_by_label("航空货邮吞吐量").click();
    window.harness.run();
    window
        .harness
        .get_by_label_contains("若干举措》 附件 序号23");
    let steps: Vec<_> = window.harness.get_all_by_label("看这项指标").collect();
    assert_eq!(steps.len(), 2);
    steps[0].click();
    drop(steps);
    window.harness.run();
    assert_eq!(
        *window.view(),
        "indicator:hz-2024-trade/17".parse::<View>().unwrap()
    );
}

#[test]
fn the_draft_stands_beside_what_came_of_it() {
    let mut window = Window::with(plans(&["hz-2024-75"]), "lineage");
    window
        .harness
        .get_by_label("对照：征求意见稿与正式稿")
        .click();
    window.harness.run();
    window.harness.get_by_label("金融业增加值").click();
    window.harness.run();
    assert_eq!(
        *window.view(),
        "indicator:hz-2024-75/15".parse::<View>().unwrap()
    );
}

#[test]
fn another_documents_target_bends_the_path_if_the_analyst_says_so() {
    let mut window = Window::with(plans(&["hz-2024-75"]), "indicator:hz-2024-75/10");
    window
        .harness
        .get_by_label_contains("数字贸易计划 一、（一）");
    // It stands below what the window shows at first.
    window.harness.get_by_label("用作中期目标").scroll_to_me();
    window.harness.run();
    window.harness.get_by_label("用作中期目标").click();
    window.harness.run();
    let (document, plan, _) = window.app().shown().unwrap();
    let id = plan.id_of(plan.indicator(10).unwrap());
    let [interim] = document.workspace().interim_of(&id) else {
        panic!("no interim target");
    };
    assert_eq!(
        (interim.year, interim.value.to_string()),
        (2026, "4300".to_owned())
    );
    assert_eq!(interim.source, "数字贸易计划 一、（一）：4,300 亿元");
    assert!(
        window.harness.query_by_label("用作中期目标").is_none(),
        "it is chosen already"
    );
}

#[test]
fn a_measure_is_followed_by_keys_and_clicks_one_change_each() {
    let mut window = Window::with(plans(&["hz-2024-75"]), "measures");
    let id = MeasureId::new(&PlanId("hz-2024-75".to_owned()), 20);
    window.harness.get_by_label("20 加快发展多式联运").click();
    window.harness.run();
    window.press(Key::Num2);
    let state = |window: &Window| {
        let (document, ..) = window.app().shown().unwrap();
        document
            .workspace()
            .measures
            .get(&id)
            .cloned()
            .unwrap_or_default()
    };
    assert_eq!(state(&window).progress, Progress::InProgress);
    assert_eq!(state(&window).by, "王建国");
    window
        .harness
        .get_by_label("2025-12-31 开通中欧班列（杭州）号")
        .click();
    window.harness.run();
    let said = state(&window);
    assert!(said.milestones[0].done);
    assert_eq!(said.history.len(), 1, "what was said before is kept");
    window.press_with(Modifiers::COMMAND, Key::Z);
    assert!(
        state(&window).milestones.is_empty(),
        "one change is one step"
    );
    window.press_with(Modifiers::COMMAND, Key::Z);
    assert_eq!(state(&window), zhibiao::model::MeasureState::default());
    window
        .harness
        .get_by_label_contains("113 开通中欧班列")
        .click();
    window.harness.run();
    assert_eq!(
        *window.view(),
        "indicator:hz-2024-75/113".parse::<View>().unwrap()
    );
}

#[test]
fn a_share_that_is_none_is_refused_and_kept_in_the_field() {
    let mut window = Window::with(plans(&["hz-2024-75"]), "measures");
    window.harness.get_by_label("完成比例（%）").focus();
    window.harness.run();
    window.type_text("140");
    window.press(Key::Enter);
    window.harness.get_by_label("完成比例应在 0 到 100 之间");
    let (document, ..) = window.app().shown().unwrap();
    assert!(document.workspace().measures.is_empty());
}

#[test]
fn what_is_due_shows_on_the_overview_and_a_unit_leads_to_its_indicators() {
    let mut window = Window::with(plans(&["hz-2024-75"]), "overview");
    // On 2 March 2026 the end of 2025 is past.
    window.harness.get_by_label("举措节点");
    window.harness.get_by_label("责任单位").click();
    window.harness.run();
    window.harness.get_by_label("市司法局").click();
    window.harness.run();
    assert_eq!(*window.view(), "unit:市司法局".parse::<View>().unwrap());
    window.harness.get_by_label("涉外律师（人）").click();
    window.harness.run();
    assert_eq!(
        *window.view(),
        "indicator:hz-2024-75/32".parse::<View>().unwrap()
    );
}

#[test]
fn each_page_across_documents_looks_as_it_did() {
    let options = picture_options();
    let mut results = SnapshotResults::new();
    let names = ["hz-2024-75", "hz-2024-trade", "hz-2016-125"];
    for (view, theme) in [
        ("lineage", ThemeChoice::Light),
        ("measures", ThemeChoice::Light),
        ("unit:市商务局", ThemeChoice::Dark),
    ] {
        let mut app = app(theme);
        app.show_workspace(plans(&names), Some("/home/user/台账.ron".into()));
        app.run(Command::Go(view.parse().unwrap()));
        let picture = zhibiao::ui::picture(app, egui::vec2(1440.0, 900.0), 1.0);
        let image =
            image::RgbaImage::from_raw(picture.width, picture.height, picture.rgba).unwrap();
        let file = view.split(':').next().unwrap_or(view);
        results.add(egui_kittest::try_image_snapshot_options(
            &image,
            format!("documents/{file}"),
            &options,
        ));
    }
    results.unwrap();
}

#[test]
fn a_units_page_is_written_to_print() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("市司法局");
    let mut window = Window::with(demo_workspace(), "unit:市司法局");
    window.harness.get_by_label("导出为网页…").click();
    window.harness.run();
    window
        .harness
        .get_by_label("文件位置")
        .set_text_value_accesskit(&path.display().to_string());
    window.harness.run();
    window.harness.get_by_label("导出").click();
    window.harness.run();
    let page = std::fs::read_to_string(path.with_extension("html")).unwrap();
    assert!(page.starts_with("<!DOCTYPE html>") && page.ends_with("</html>\n"));
    assert!(page.contains("<h1>市司法局</h1>") && page.contains("示例数据"));
    let rule = window.app().shown().unwrap().0.rule_words();
    assert!(page.contains(&format!("评价规则：{rule}")), "{page}");
    // A file of another kind keeps its name.
    window.harness.get_by_label("导出为网页…").click();
    window.harness.run();
    let other = folder.path().join("别的.html");
    std::fs::write(&other, "不是网页").unwrap();
    window
        .harness
        .get_by_label("文件位置")
        .set_text_value_accesskit(&other.display().to_string());
    window.harness.run();
    window.harness.get_by_label("导出").click();
    window.harness.run();
    assert_eq!(std::fs::read_to_string(&other).unwrap(), "不是网页");
}
