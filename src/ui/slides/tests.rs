//! Every word on every slide can be read from the back of the room.

use egui::Rect;

use super::*;
use crate::app::slides::SlideKind;
use crate::app::{Setup, demo};
use crate::model::{Edit, IndicatorId, Plan, PlanId, Workspace};
use crate::store::{Catalog, Preferences, default_plan};
use crate::ui::art::texts_in;

/// The least that the design allows, in points of a slide of 1920 by 1080.
const LEAST_ALLOWED: f32 = 20.0;

fn show_of(workspace: Workspace, catalog: Catalog) -> SlideShow {
    let day = chrono::NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
    let now = day.and_hms_opt(9, 30, 0).unwrap();
    let mut app = App::new(Setup {
        catalog,
        preferences: Preferences::default(),
        keep_preferences: false,
        clock: Box::new(move || now),
        wake: None,
    });
    app.show_workspace(workspace, None);
    app.make_show().unwrap()
}

fn pinned(mut workspace: Workspace, numbers: &[u32]) -> Workspace {
    let plan = workspace.plans[0].clone();
    for no in numbers {
        let indicator = IndicatorId::new(&plan, *no);
        let pin = Edit::Pin {
            indicator,
            pinned: true,
        };
        let _undo = pin.apply(&mut workspace);
    }
    workspace
}

/// The demonstration with pinned indicators of several kinds, a blank workspace, another document, and names
/// as long as anybody could make them.
fn shows() -> Vec<(&'static str, SlideShow)> {
    let catalog = || Catalog::builtin().unwrap();
    let known = catalog();
    let plan = known.plan(&default_plan()).unwrap();
    let all: Vec<u32> = plan.indicators.iter().map(|i| i.no).collect();
    let blank = |plan: &Plan| Workspace::new(vec![plan.id.clone()]);
    let other = known.plan(&PlanId("hz-2024-75-draft".to_owned())).unwrap();
    vec![
        (
            "demo",
            show_of(pinned(demo::workspace(plan), &all), catalog()),
        ),
        ("blank", show_of(pinned(blank(plan), &[15, 22]), catalog())),
        ("draft", show_of(blank(other), catalog())),
        (
            "long",
            long_names(show_of(pinned(demo::workspace(plan), &[15]), catalog())),
        ),
    ]
}

fn long_names(mut show: SlideShow) -> SlideShow {
    let long = |name: &str| name.chars().cycle().take(200).collect::<String>();
    for indicator in &mut show.plan.indicators {
        indicator.name = long(&indicator.name);
        for unit in &mut indicator.units {
            unit.0 = long(&unit.0);
        }
    }
    for slide in &mut show.slides {
        slide.title = long(&slide.title);
    }
    show
}

/// The texts of a slide with where they stand.
fn texts(easel: &mut Easel, show: &SlideShow, index: usize) -> Vec<(String, f32, Rect)> {
    let shapes = shapes(easel, show, index);
    let mut found = Vec::new();
    for clipped in &shapes {
        let mut texts = Vec::new();
        texts_in(&clipped.shape, &mut texts);
        for text in texts {
            let sizes = text.galley.job.sections.iter();
            let least = sizes
                .map(|s| s.format.font_id.size)
                .fold(f32::MAX, f32::min);
            if !text.galley.text().trim().is_empty() {
                let seen = text.visual_bounding_rect().intersect(clipped.clip_rect);
                found.push((text.galley.text().to_owned(), least, seen));
            }
        }
    }
    found
}

#[test]
fn nothing_on_any_slide_is_smaller_than_20_points_or_reaches_over_its_edge() {
    let edge = Rect::from_min_size(Pos2::ZERO, SIZE);
    for dark in [false, true] {
        let mut easel = Easel::new(1.0, dark);
        for (name, show) in shows() {
            for index in 0..show.slides.len() {
                let texts = texts(&mut easel, &show, index);
                assert!(texts.len() > 2, "{name} {index}: {texts:?}");
                for (words, size, rect) in texts {
                    let what = format!("{name}, slide {}: {words}", index + 1);
                    assert!(size >= LEAST_ALLOWED, "{what}: {size}");
                    assert!(edge.contains_rect(rect), "{what}: {rect:?}");
                }
            }
        }
    }
}

#[test]
fn no_words_stand_on_others() {
    let mut easel = Easel::new(1.0, false);
    for (name, show) in shows() {
        // A chart puts its values where its lines are.
        let is_chart = |index: &usize| matches!(show.slides[*index].kind, SlideKind::Indicator(_));
        for index in (0..show.slides.len()).filter(|index| !is_chart(index)) {
            let texts = texts(&mut easel, &show, index);
            for (at, (one, _, first)) in texts.iter().enumerate() {
                for (other, _, second) in &texts[at + 1..] {
                    let both = first.intersect(*second);
                    let apart = both.width() < 1.0 || both.height() < 1.0;
                    assert!(
                        apart,
                        "{name}, slide {}: {one} {first:?} and {other} {second:?}",
                        index + 1
                    );
                }
            }
        }
    }
}

#[test]
fn a_character_without_a_font_is_named() {
    let (_, mut show) = shows().remove(1);
    assert_eq!(slide_png(&show, 0, 0.25).unwrap().missing.len(), 0);
    show.plan.title.push('𰻝');
    let missing = slide_png(&show, 0, 0.25).unwrap().missing;
    assert_eq!(missing.into_iter().collect::<String>(), "𰻝");
}
