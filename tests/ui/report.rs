//! Reports, charts and the presentation, from the window.

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use zhibiao::app::press::{Choices, PrintCommand};
use zhibiao::app::reporting::Wanted;
use zhibiao::app::{Command, View};
use zhibiao::chart::ChartSpec;
use zhibiao::model::{Part, Topic, WordsKey};
use zhibiao::report::{Figure, Format, Scope, SectionKind};
use zhibiao::store::ThemeChoice;
use zhibiao::ui::{Sheet, theme};

use crate::support::{Window, app, demo_workspace, picture_options};

/// The report page with a short report chosen, so that its pages are laid out at once.
fn report_page() -> Window {
    let mut app = app(ThemeChoice::Light);
    app.show_workspace(demo_workspace(), None);
    app.run(Command::Print(PrintCommand::Choose(Choices {
        year: None,
        scope: Scope::Theme(3),
        sections: vec![SectionKind::Overall, SectionKind::Next],
        format: Format::Csv,
    })));
    app.run(Command::Go(View::Report));
    Window::open(app)
}

#[test]
fn a_report_is_looked_at_and_written_from_its_page() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = report_page();
    let pages = window
        .app()
        .press()
        .preview()
        .unwrap()
        .pages
        .as_ref()
        .unwrap();
    assert!(!pages.is_empty());
    window.harness.get_by_label_contains("第 1 页");
    let path = folder.path().join("报告");
    let typed = PrintCommand::Path(path.display().to_string());
    window
        .harness
        .state_mut()
        .app_mut()
        .run(Command::Print(typed));
    window.harness.run();
    window.harness.get_by_label("导出报告").click();
    window.harness.run();
    let written = folder.path().join("报告.csv");
    let text = std::fs::read_to_string(&written).unwrap();
    assert!(text.contains("金融业增加值"), "{text}");
    window.harness.get_by_label_contains("已写出");
    window.harness.get_by_label("打开所在文件夹");
    // A file of another kind keeps its place, and the page says so.
    std::fs::write(&written, "mine").unwrap();
    window.harness.get_by_label("导出报告").click();
    window.harness.run();
    window.harness.get_by_label_contains("原有文件没有改动");
    assert_eq!(std::fs::read_to_string(&written).unwrap(), "mine");
}

#[test]
fn words_being_typed_are_kept_whatever_comes_next() {
    let mut window = report_page();
    window.harness.get_by_label("总体判断").focus();
    window.harness.run();
    window.type_text("总体平稳，好于预期");
    window.press_with(Modifiers::ALT, Key::Num0);
    assert_eq!(*window.view(), View::Overview);
    let (document, plan, board) = window.app().shown().unwrap();
    let key = WordsKey::of_plan(&plan.id, Part::Theme(3), Topic::Judgement, board.year);
    assert_eq!(document.workspace().words(&key), Some("总体平稳，好于预期"));
    window.press_with(Modifiers::COMMAND, Key::Z);
    let (document, ..) = window.app().shown().unwrap();
    assert_eq!(document.workspace().words(&key), None);
}

#[test]
fn the_presentation_goes_by_keys_and_ends_where_it_began() {
    let mut window = Window::with(demo_workspace(), "theme:2");
    window.press(Key::F5);
    assert_eq!(*window.view(), View::Slide(1));
    window.press(Key::ArrowRight);
    window.press(Key::Space);
    assert_eq!(*window.view(), View::Slide(3));
    window.press(Key::ArrowLeft);
    assert_eq!(*window.view(), View::Slide(2));
    window.press(Key::End);
    assert_eq!(*window.view(), View::Slide(10));
    window.press(Key::ArrowRight);
    assert_eq!(
        *window.view(),
        View::Slide(10),
        "after the last comes nothing"
    );
    window.press(Key::Num3);
    assert_eq!(
        *window.view(),
        View::Slide(5),
        "cover, overview, two sections before"
    );
    window.press(Key::B);
    window.press(Key::Escape);
    assert_eq!(*window.view(), View::Slide(5), "Esc first ends the black");
    window.press(Key::Home);
    window.press(Key::Escape);
    assert_eq!(*window.view(), View::Theme(2));
}

#[test]
fn each_page_of_the_presentation_and_the_report_looks_as_it_did() {
    for no in [2, 6] {
        let mut window = Window::with(demo_workspace(), &format!("slide:{no}"));
        let name = format!("demo/slide-{no}");
        let drawn = window
            .harness
            .try_snapshot_options(name, &picture_options());
        drawn.unwrap();
    }
    let mut window = report_page();
    let drawn = window
        .harness
        .try_snapshot_options("demo/report", &picture_options());
    drawn.unwrap();
}

fn charts() -> Vec<(String, ChartSpec)> {
    let window = Window::with(demo_workspace(), "overview");
    let board = window.board();
    let mut charts = vec![("逐年评价".to_owned(), board.heat.clone())];
    for row in [4, 14, 25] {
        charts.push((format!("指标 {row}"), board.rows[row].chart.clone()));
    }
    charts
}

/// Draws SVG with the bundled fonts.
fn rasterised(svg: &str, scale: f32) -> resvg::tiny_skia::Pixmap {
    let mut options = resvg::usvg::Options::default();
    for face in theme::FACES {
        options.fontdb_mut().load_font_data(face.to_vec());
    }
    let tree = resvg::usvg::Tree::from_str(svg, &options).unwrap();
    let size = tree.size().to_int_size().scale_by(scale).unwrap();
    let mut pixels = resvg::tiny_skia::Pixmap::new(size.width(), size.height()).unwrap();
    let transform = resvg::tiny_skia::Transform::from_scale(scale, scale);
    resvg::render(&tree, transform, &mut pixels.as_mut());
    pixels
}

/// Two renderers place edges and thin strokes a little apart, so what is compared is how much ink lies
/// in each small square of the picture.
#[test]
fn a_chart_as_svg_looks_like_the_same_chart_as_pixels() {
    const SIDE: usize = 12;
    for (title, spec) in charts() {
        let sheet = Sheet {
            spec: &spec,
            title: &title,
            synthetic: true,
            dark: false,
            size: egui::vec2(640.0, 480.0),
        };
        let svg = sheet.svg();
        assert!(svg.contains(">示例数据</text>"), "text stays text");
        let (one, two) = (sheet.picture(2.0), rasterised(&svg, 2.0));
        assert_eq!((one.width, one.height), (two.width(), two.height()));
        let (width, height) = (one.width as usize, one.height as usize);
        let mean = |pixels: &[u8], left: usize, top: usize| {
            let mut sum = 0u32;
            for y in top..top + SIDE {
                for x in left..left + SIDE {
                    let at = (y * width + x) * 4;
                    sum += pixels[at..at + 3]
                        .iter()
                        .map(|c| u32::from(*c))
                        .sum::<u32>();
                }
            }
            f64::from(sum) / f64::from(u32::try_from(SIDE * SIDE * 3).unwrap())
        };
        let mut differing = 0;
        let mut squares = 0;
        for top in (0..height - SIDE).step_by(SIDE) {
            for left in (0..width - SIDE).step_by(SIDE) {
                squares += 1;
                let apart = mean(&one.rgba, left, top) - mean(two.data(), left, top);
                differing += usize::from(apart.abs() > 24.0);
            }
        }
        assert!(
            differing * 200 < squares,
            "{title}: {differing} of {squares} squares differ"
        );
    }
}

#[test]
fn every_chart_of_a_report_is_drawn_with_its_text_and_its_meaning() {
    let wanted: Vec<Wanted> = charts()
        .into_iter()
        .skip(1)
        .zip(1..)
        .map(|((title, spec), no)| Wanted {
            figure: Figure::Indicator(zhibiao::model::IndicatorId::new(
                &zhibiao::store::default_plan(),
                no,
            )),
            spec,
            title,
        })
        .collect();
    let art = zhibiao::ui::art(&wanted, true, &|| true).unwrap();
    assert_eq!(art.charts.len(), 3);
    for picture in art.charts.values() {
        assert!(picture.svg.contains(">2027</text>"), "the axis is text");
        assert!(picture.alt.contains("走势图"), "{}", picture.alt);
        assert!(picture.png.starts_with(b"\x89PNG"));
    }
    assert!(zhibiao::ui::art(&wanted, true, &|| false).is_none());
}
