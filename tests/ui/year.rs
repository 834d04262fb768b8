//! The year judged follows the newest figure: the user is told when it moves, and can fix it.

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use zhibiao::app::Command;
use zhibiao::model::{Decimal, Edit, Observation, ObservationKey, Origin, Status};

use crate::support::{Window, demo_workspace, empty_workspace};

/// Enters a figure of no. 15 in one of the ways there are.
fn enter(window: &mut Window, year: i32, origin: Origin) {
    let (_, plan, _) = window.app().shown().unwrap();
    let series = plan.indicator(15).unwrap().series.clone();
    let value = Observation {
        value: Decimal::from(2500),
        status: Status::Flash,
        source: String::new(),
        note: String::new(),
        by: "王建国".to_owned(),
        at: None,
    };
    let edit = Edit::Observation {
        key: ObservationKey { series, year },
        value: Some(value),
    };
    let app = window.harness.state_mut().app_mut();
    app.run(Command::EditFrom(edit, origin));
    window.harness.run();
}

fn as_of(window: &Window) -> Option<i32> {
    window.app().document().unwrap().workspace().settings.as_of
}

fn click(window: &mut Window, label: &str) {
    window.harness.get_by_label(label).click();
    window.harness.run();
}

#[test]
fn a_year_that_moves_is_told_and_can_be_kept_where_it_was() {
    let mut window = Window::with(empty_workspace(), "entry");
    enter(&mut window, 2024, Origin::Typed);
    assert!(
        window.app().year_moved().is_none(),
        "it is the first figure"
    );
    enter(&mut window, 2025, Origin::Form);
    window
        .harness
        .get_by_label_contains("截至年度由 2024 年变为 2025 年");
    click(&mut window, "仍随数据");
    assert!(window.app().year_moved().is_none());
    assert_eq!(as_of(&window), None);
    window.press_with(Modifiers::COMMAND, Key::Z);

    enter(&mut window, 2025, Origin::Pasted);
    window
        .harness
        .get_by_label_contains("截至年度由 2024 年变为 2025 年");
    click(&mut window, "固定为 2024 年");
    assert_eq!(as_of(&window), Some(2024));
    assert!(window.app().year_moved().is_none());
    // Fixed, it does not move any more.
    enter(&mut window, 2026, Origin::Typed);
    assert!(window.app().year_moved().is_none());
    // Undone step by step it moves again, and says so again beside what was undone.
    window.press_with(Modifiers::COMMAND, Key::Z);
    window.press_with(Modifiers::COMMAND, Key::Z);
    assert_eq!(as_of(&window), None);
    window.press_with(Modifiers::COMMAND, Key::Z);
    window
        .harness
        .get_by_label_contains("截至年度由 2025 年变为 2024 年");
    window.harness.get_by_label_contains("已撤销");
    // It is told for a while, longer than other news.
    window.wait(8.0);
    assert!(window.app().notice().is_none());
    assert!(window.app().year_moved().is_some());
    window.wait(20.0);
    assert!(window.app().year_moved().is_none());
}

#[test]
fn a_year_that_stays_is_not_spoken_of() {
    let mut window = Window::with(demo_workspace(), "entry");
    let year = window.app().document().unwrap().year();
    enter(&mut window, year, Origin::Typed);
    enter(&mut window, year - 3, Origin::Typed);
    // A year still to come is a slip and moves nothing.
    enter(&mut window, 2030, Origin::Typed);
    assert!(window.app().year_moved().is_none());
    assert_eq!(window.app().document().unwrap().year(), year);
}
