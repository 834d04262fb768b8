//! Nothing is drawn while nothing happens: on no page, in no dialog, with nothing half typed.

use std::time::Duration;

use egui::{Context, Event, Key, Modifiers, RawInput, Rect, ViewportId, pos2, vec2};
use zhibiao::app::{Action, App, Command, Dialog, View};
use zhibiao::model::{IndicatorId, PlanId, Workspace};
use zhibiao::store::ThemeChoice;
use zhibiao::ui::Dashboard;

use crate::support::{app, demo_workspace, empty_workspace};

const PAGES: [&str; 23] = [
    "overview",
    "theme:1",
    "theme:2",
    "theme:3",
    "theme:4",
    "theme:5",
    "indicator:hz-2024-75/4",
    "indicator:hz-2024-75/15",
    "entry",
    "collect",
    "log",
    "comparison",
    "method:cagr",
    "measures",
    "units",
    "unit:市商务局",
    "lineage",
    "report",
    "slide:1",
    "slide:2",
    "slide:3",
    "slide:9",
    "settings",
];

/// As many passes as eight seconds take: longer than any animation, notice or delay.
const PASSES: usize = 80;

/// The window with all its animations, at a clock of its own.
struct Screen {
    ctx: Context,
    dashboard: Dashboard,
    time: f64,
}

impl Screen {
    fn open(app: App) -> Self {
        let ctx = Context::default();
        let dashboard = Dashboard::new(&ctx, app);
        Self {
            ctx,
            dashboard,
            time: 0.0,
        }
    }

    fn at(workspace: Workspace, page: &str) -> Self {
        let mut app = app(ThemeChoice::Light);
        app.show_workspace(workspace, Some("/home/user/台账.ron".into()));
        let view: View = page.parse().unwrap();
        app.run(Command::Go(view.clone()));
        assert!(*app.view() == view, "there is no page {page}");
        Self::open(app)
    }

    /// One pass; answers in what time egui wants to draw again.
    fn pass(&mut self, events: Vec<Event>) -> Duration {
        self.time += 0.1;
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(pos2(0.0, 0.0), vec2(1440.0, 900.0))),
            time: Some(self.time),
            focused: true,
            events,
            ..RawInput::default()
        };
        let mut output = self.ctx.run_ui(input, |ui| {
            self.dashboard.before_pass(ui.ctx());
            self.dashboard.draw(ui);
        });
        output.textures_delta.clear();
        output.viewport_output[&ViewportId::ROOT].repaint_delay
    }

    fn press(&mut self, key: Key, modifiers: Modifiers) {
        let event = |pressed| Event::Key {
            key,
            physical_key: None,
            pressed,
            repeat: false,
            modifiers,
        };
        self.pass(vec![event(true)]);
        self.pass(vec![event(false)]);
    }

    /// Holds the window still and fails if it goes on drawing.
    fn rests(&mut self, what: &str) {
        for _ in 0..PASSES {
            self.pass(Vec::new());
        }
        let delay = self.pass(Vec::new());
        assert_eq!(delay, Duration::MAX, "{what} draws without a reason");
    }
}

#[test]
fn every_page_rests() {
    for page in PAGES {
        Screen::at(demo_workspace(), page).rests(page);
    }
    Screen::open(app(ThemeChoice::Light)).rests("the welcome page");
}

#[test]
fn every_page_of_an_empty_workspace_rests() {
    for page in [
        "overview",
        "theme:1",
        "indicator:hz-2024-75/4",
        "entry",
        "collect",
        "log",
    ] {
        Screen::at(empty_workspace(), page).rests(page);
    }
}

#[test]
fn a_window_that_is_asked_for_something_rests() {
    let mut grid = Screen::at(demo_workspace(), "entry");
    grid.press(Key::ArrowDown, Modifiers::NONE);
    grid.press(Key::ArrowRight, Modifiers::NONE);
    grid.rests("a chosen cell");
    grid.pass(vec![Event::Text("12".to_owned())]);
    grid.rests("a half typed figure");

    for (key, what) in [(Key::F, "the search field"), (Key::K, "the palette")] {
        let mut screen = Screen::at(demo_workspace(), "overview");
        screen.press(key, Modifiers::COMMAND);
        screen.rests(what);
        screen.pass(vec![Event::Text("市".to_owned())]);
        screen.rests(what);
    }

    let id = IndicatorId::new(&PlanId("hz-2024-75".to_owned()), 15);
    let dialogs = [
        Dialog::Shortcuts,
        Dialog::Judge(id.clone()),
        Dialog::OwnRule(id.clone()),
        Dialog::Interim(id),
        Dialog::Unsaved,
        Dialog::Trouble {
            title: "没有保存".to_owned(),
            text: "磁盘已满".to_owned(),
        },
    ];
    for dialog in dialogs {
        let mut screen = Screen::at(demo_workspace(), "overview");
        let what = format!("{dialog:?}");
        screen.dashboard.app_mut().run(Command::Ask(dialog));
        screen.rests(&what);
    }
    for action in [Action::New, Action::Open, Action::SaveAs] {
        let mut screen = Screen::at(demo_workspace(), "overview");
        screen.dashboard.app_mut().run(Command::Action(action));
        assert!(screen.dashboard.app().dialog().is_some());
        screen.rests(action.text());
    }

    let mut told = Screen::at(demo_workspace(), "overview");
    told.dashboard
        .app_mut()
        .run(Command::Tell("已保存".to_owned()));
    let delay = told.pass(Vec::new());
    assert!(delay < Duration::MAX, "a notice is taken away again");
    told.rests("a notice that is over");
}
