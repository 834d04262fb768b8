//! Pictures of every view: light and dark, wide and narrow, empty and with the demonstration.

use egui_kittest::SnapshotResults;
use zhibiao::app::{Command, View};
use zhibiao::model::{Edit, Method};
use zhibiao::store::ThemeChoice;
use zhibiao::ui;

use crate::support::{Window, app, demo_workspace, empty_workspace, picture_options};

const VIEWS: [&str; 9] = [
    "overview",
    "theme:1",
    "theme:5",
    "indicator:hz-2024-75/15",
    "indicator:hz-2024-75/4",
    "entry",
    "comparison",
    "method:cagr",
    "settings",
];
const SIZES: [(f32, f32); 2] = [(1440.0, 900.0), (1024.0, 700.0)];
const THEMES: [(ThemeChoice, &str); 2] =
    [(ThemeChoice::Light, "light"), (ThemeChoice::Dark, "dark")];

fn image(app: zhibiao::app::App, size: (f32, f32), scale: f32) -> image::RgbaImage {
    let picture = ui::picture(app, egui::vec2(size.0, size.1), scale);
    image::RgbaImage::from_raw(picture.width, picture.height, picture.rgba).unwrap()
}

/// Draws every view in these combinations of theme and size. Not all of them: a picture weighs some
/// 200 KB and is there to be looked at.
fn check(
    workspace: &zhibiao::model::Workspace,
    name: &str,
    sheets: &[(ThemeChoice, &str, (f32, f32))],
) {
    let options = picture_options();
    let mut results = SnapshotResults::new();
    for (theme, theme_name, size) in sheets {
        for view in VIEWS {
            let mut app = app(*theme);
            app.show_workspace(workspace.clone(), Some("/home/user/台账.ron".into()));
            app.run(Command::Go(view.parse::<View>().unwrap()));
            let file = view.replace([':', '/'], "-");
            let path = format!("{name}/{theme_name}-{}x{}/{file}", size.0, size.1);
            let image = image(app, *size, 1.0);
            results.add(egui_kittest::try_image_snapshot_options(
                &image, path, &options,
            ));
        }
    }
    results.unwrap();
}

#[test]
fn every_view_of_the_demonstration_looks_as_it_did() {
    let [wide, narrow] = SIZES;
    check(
        &demo_workspace(),
        "demo",
        &[
            (ThemeChoice::Light, "light", wide),
            (ThemeChoice::Dark, "dark", wide),
            (ThemeChoice::Light, "light", narrow),
        ],
    );
}

#[test]
fn every_view_of_an_empty_workspace_looks_as_it_did() {
    let [wide, narrow] = SIZES;
    check(
        &empty_workspace(),
        "empty",
        &[
            (ThemeChoice::Light, "light", wide),
            (ThemeChoice::Dark, "dark", narrow),
        ],
    );
}

#[test]
fn the_welcome_page_looks_as_it_did() {
    let mut results = SnapshotResults::new();
    for (theme, theme_name) in THEMES {
        for size in SIZES {
            let path = format!("welcome/{theme_name}-{}x{}", size.0, size.1);
            results.add(egui_kittest::try_image_snapshot_options(
                &image(app(theme), size, 1.0),
                path,
                &picture_options(),
            ));
        }
    }
    results.unwrap();
}

#[test]
fn every_view_stands_in_a_window_as_small_as_a_large_scale_makes_it() {
    // 1024x700 at 200 %, and the least a window can be made.
    let more = [
        "measures",
        "units",
        "unit:市商务局",
        "lineage",
        "log",
        "report",
        "collect",
    ];
    for size in [(512.0, 350.0), (683.0, 467.0), (360.0, 240.0)] {
        for view in VIEWS.iter().chain(&more) {
            for workspace in [demo_workspace(), empty_workspace()] {
                let mut app = app(ThemeChoice::Light);
                app.show_workspace(workspace, Some("/home/user/台账.ron".into()));
                app.run(Command::Go(view.parse::<View>().unwrap()));
                let picture = image(app, size, 1.0);
                assert!(picture.width() > 0, "{view} at {size:?}");
            }
        }
    }
}

#[test]
fn the_top_bar_keeps_its_buttons_apart_in_every_width() {
    use egui::accesskit::Role;
    use egui_kittest::kittest::NodeT as _;

    // 1024x700 and 1440x900 at up to 200 %, and the least a window can be made.
    for width in [512.0, 585.0, 683.0, 720.0, 819.0, 960.0, 1024.0, 1440.0] {
        for method in [Method::Schedule, Method::ScheduleGeometric] {
            let mut app = app(ThemeChoice::Light);
            let path = "/home/user/杭政函〔2024〕75号指标进展台账（2026年春季核对稿）.ron";
            app.show_workspace(demo_workspace(), Some(path.into()));
            app.run(Command::Edit(Edit::Method(method)));
            let window = Window::sized(app, egui::vec2(width, width * 0.625));
            let nodes = window.harness.root().children_recursive();
            let buttons: Vec<egui::Rect> = nodes
                .filter(|node| node.accesskit_node().role() == Role::Button)
                .map(|node| node.rect())
                .filter(|rect| rect.bottom() <= ui::theme::size::BAR && rect.left() > 180.0)
                .collect();
            assert!(buttons.len() >= 2, "{width}: {buttons:?}");
            for (at, one) in buttons.iter().enumerate() {
                assert!(
                    one.left() >= 196.0 && one.right() <= width,
                    "{width}: {one:?}"
                );
                for other in &buttons[at + 1..] {
                    let both = one.intersect(*other);
                    let apart = both.width() < 0.5 || both.height() < 0.5;
                    assert!(apart, "{width}: {one:?} and {other:?}");
                }
            }
        }
    }
}

#[test]
fn the_line_beside_the_rail_stands_beside_it_in_every_width() {
    for width in [512.0, 683.0, 1024.0] {
        let mut app = app(ThemeChoice::Light);
        app.show_workspace(demo_workspace(), Some("/home/user/台账.ron".into()));
        let picture = image(app, (width, 420.0), 1.0);
        let border = ui::theme::Tokens::for_dark(false).border;
        let is_line = |x: u32| {
            let column = (0..picture.height()).filter(|y| {
                picture.get_pixel(x, *y).0[..3] == [border.r(), border.g(), border.b()]
            });
            column.count() > 300
        };
        let lines: Vec<u32> = (0..210).filter(|x| is_line(*x)).collect();
        assert_eq!(lines, [195], "{width}");
    }
}

#[test]
fn the_same_view_gives_the_same_bytes() {
    let draw = || {
        let mut app = app(ThemeChoice::Light);
        app.show_workspace(demo_workspace(), None);
        ui::picture(app, egui::vec2(1024.0, 700.0), 1.25)
            .to_png()
            .unwrap()
    };
    assert_eq!(draw(), draw());
}

#[test]
fn made_up_figures_are_stamped_on_every_view() {
    // The stamp is drawn at the left of the top bar; without it the same place is blank.
    for view in VIEWS {
        let crop = |synthetic: bool| {
            let mut workspace = demo_workspace();
            workspace.synthetic = synthetic;
            let mut app = app(ThemeChoice::Light);
            app.show_workspace(workspace, Some("/home/user/台账.ron".into()));
            app.run(Command::Go(view.parse::<View>().unwrap()));
            let picture = image(app, SIZES[0], 1.0);
            image::imageops::crop_imm(&picture, 212, 10, 74, 28).to_image()
        };
        let stamp = ui::theme::Tokens::for_dark(false).stamp_soft;
        let stamped = |image: &image::RgbaImage| {
            image
                .pixels()
                .filter(|p| p.0[..3] == [stamp.r(), stamp.g(), stamp.b()])
                .count()
        };
        assert!(stamped(&crop(true)) > 500, "{view} lacks the stamp");
        assert_eq!(
            stamped(&crop(false)),
            0,
            "{view} has a stamp it must not have"
        );
    }
}

#[test]
fn what_lies_over_the_pages_looks_as_it_did() {
    use egui::{Key, Modifiers};
    use egui_kittest::kittest::Queryable as _;

    let options = picture_options();
    let mut results = SnapshotResults::new();
    let mut window = Window::with(demo_workspace(), "overview");
    let mut keep = |window: &mut Window, name: &str| {
        let image = window.harness.render().unwrap();
        let path = format!("over/{name}");
        results.add(egui_kittest::try_image_snapshot_options(
            &image, path, &options,
        ));
    };
    window.press_with(Modifiers::COMMAND, Key::F);
    window.type_text("商务局");
    keep(&mut window, "search");
    window.press(Key::Escape);
    window.press_with(Modifiers::COMMAND, Key::K);
    keep(&mut window, "palette");
    window.press(Key::Escape);
    window.press(Key::F1);
    keep(&mut window, "shortcuts");
    window.press(Key::Escape);
    window.harness.get_by_label("截至 2025 年").click();
    window.harness.run();
    keep(&mut window, "years");
    window.press(Key::Escape);
    window.press_with(Modifiers::ALT, Key::Num6);
    window.press(Key::Delete);
    window.press_with(Modifiers::COMMAND, Key::N);
    keep(&mut window, "unsaved");
    window.harness.get_by_label("不保存").click();
    window.harness.run();
    window
        .harness
        .get_by_label("文件位置")
        .set_text_value_accesskit("/没有这个文件夹/杭政函〔2024〕75号台账.ron");
    window.harness.run();
    window.harness.get_by_label("创建").click();
    window.harness.run();
    keep(&mut window, "new-refused");
    results.unwrap();
}
