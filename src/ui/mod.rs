//! The window: theme, widgets, one file a page.
//!
//! Pages read the [`App`] and send [`Command`]s; they compute nothing that a test could want.
//! [`Dashboard`] is the whole window as eframe, tests and pictures run it.

mod adjust;
mod art;
mod budgets;
mod care;
mod center;
mod chart_menu;
mod collect;
mod comparison;
mod decide;
mod dialogs;
mod entry;
mod indicator;
mod lineage;
mod log;
mod measures;
mod methods;
mod order;
mod overview;
mod pace;
mod picture;
mod plan_editor;
mod report;
mod rules;
mod search;
mod settings;
mod shell;
mod slides;
pub mod theme;
mod trace;
mod units;
mod verdict;
mod welcome;
pub mod widgets;
pub mod window;
mod words;

pub use art::{Sheet, art};
pub use picture::picture;
pub use slides::slide_png;

use egui::{CentralPanel, Frame, Ui, ViewportCommand};

use crate::app::{Action, App, Command, EntryWish, View};
use crate::store::ThemeChoice;

/// What a page answers with.
pub type Commands = Vec<Command>;

/// The window with everything in it.
#[derive(Debug)]
pub struct Dashboard {
    app: App,
    search: search::SearchState,
    entry: entry::EntryState,
    collect: collect::CollectState,
    settings: settings::SettingsState,
    log: log::LogState,
    methods: methods::MethodsState,
    comparison: comparison::ComparisonState,
    decisions: decide::DecisionState,
    lineage: lineage::LineageState,
    measures: measures::MeasuresState,
    plan_editor: plan_editor::EditorState,
    report: report::ReportState,
    words: words::WordsState,
    projection: slides::Projection,
    knows_screens: bool,
    order: order::InOrder,
    title: String,
    pace: pace::Pace,
    /// Whether the frame begins on the ground's colour, so that nothing has to fill it again.
    is_cleared: bool,
}

impl Dashboard {
    /// Puts fonts and themes into the context and makes the window.
    #[must_use]
    pub fn new(ctx: &egui::Context, app: App) -> Self {
        theme::install(ctx);
        let mut dashboard = Self {
            app,
            search: search::SearchState::default(),
            entry: entry::EntryState::default(),
            collect: collect::CollectState::default(),
            settings: settings::SettingsState::default(),
            log: log::LogState::default(),
            methods: methods::MethodsState::default(),
            comparison: comparison::ComparisonState::default(),
            decisions: decide::DecisionState::default(),
            lineage: lineage::LineageState::default(),
            measures: measures::MeasuresState::default(),
            plan_editor: plan_editor::EditorState::default(),
            report: report::ReportState::default(),
            words: words::WordsState::default(),
            projection: slides::Projection::default(),
            knows_screens: false,
            order: order::InOrder::default(),
            title: String::new(),
            pace: pace::Pace::default(),
            is_cleared: false,
        };
        dashboard.app.set_artist(art);
        dashboard.app.set_slide_artist(slide_png);
        dashboard.apply_preferences(ctx);
        dashboard
    }

    /// Measures the time to the first frame from here on.
    pub fn measure_first_frame_from(&mut self, start: std::time::Instant) {
        self.pace.measure_from(start);
    }

    /// Leaves the ground to whoever clears the window before each frame: without a graphics card every layer
    /// over the whole window counts.
    pub fn stand_on_cleared_ground(&mut self) {
        self.is_cleared = true;
    }

    /// What happens behind the window.
    #[must_use]
    pub fn app(&self) -> &App {
        &self.app
    }

    /// The same, to be steered from outside.
    pub fn app_mut(&mut self) -> &mut App {
        &mut self.app
    }

    /// What is to happen before a pass is drawn: time moves on, the window may want to close.
    pub fn before_pass(&mut self, ctx: &egui::Context) {
        let now = ctx.input(|i| i.time);
        if let Some(seconds) = self.app.tick(now) {
            ctx.request_repaint_after(std::time::Duration::from_secs_f64(seconds + 0.01));
        }
        // Whoever comes back to the window may have been at the file by another way.
        if ctx.input(|i| i.events.contains(&egui::Event::WindowFocused(true))) {
            self.app.look_at_file();
        }
        if ctx.input(|i| i.viewport().close_requested()) {
            let may_close = self.take_draft() && self.app.may_close();
            if !may_close {
                ctx.send_viewport_cmd(ViewportCommand::CancelClose);
            }
        }
        if self.app.wants_to_close() {
            ctx.send_viewport_cmd(ViewportCommand::Close);
        }
        self.apply_preferences(ctx);
        self.show_title(ctx);
    }

    /// Draws the whole window.
    pub fn draw(&mut self, ui: &mut Ui) {
        let mut commands = Commands::new();
        if let Some(kind) = self.app.take_search() {
            self.search.open(kind);
        }
        match self.app.take_entry_wish() {
            Some(EntryWish::Missing(id)) => self.entry.show_missing(&self.app, &id),
            Some(EntryWish::Doubtful) => self.entry.show_doubtful(&self.app),
            Some(EntryWish::Text) => self.entry.show_text(),
            None => {}
        }
        if *self.app.view() != View::Report {
            self.report.rest();
        }
        if let View::Slide(no) = *self.app.view() {
            self.project(ui, no);
            return;
        }
        slides::leave(ui, &mut self.projection);
        self.shortcuts(ui, &mut commands);
        if self.app.document().is_some() || self.app.view().stands_alone() {
            shell::rail(ui, &self.app, &mut commands);
            shell::top_bar(ui, &self.app, &mut commands);
            care::strip(ui, &self.app, &mut commands);
        }
        shell::trouble(ui, &self.app, &mut commands);
        let ground = if self.is_cleared {
            egui::Color32::TRANSPARENT
        } else {
            theme::Tokens::of(ui).ground
        };
        CentralPanel::default()
            .frame(Frame::new().fill(ground))
            .show(ui, |ui| self.page(ui, &mut commands));
        self.search.show(ui, &self.app, &mut commands);
        collect::dropped(ui, &self.app, &mut commands);
        dialogs::show(ui, &self.app, &mut self.decisions, &mut commands);
        shell::notice(ui, &self.app, &mut commands);
        if !commands.is_empty() {
            self.run_all(commands);
            // What changed shows at once, without waiting for the next movement of the mouse.
            ui.ctx().request_repaint();
        }
    }

    /// A slide has the whole window.
    fn project(&mut self, ui: &mut Ui, no: usize) {
        let mut commands = Commands::new();
        CentralPanel::default().frame(Frame::new()).show(ui, |ui| {
            slides::page(ui, &self.app, no, &mut self.projection, &mut commands);
        });
        if !commands.is_empty() {
            self.run_all(commands);
            ui.ctx().request_repaint();
        }
    }

    /// Carries out what was asked for. What is being typed in the grid is taken first, so that no
    /// save, search or page change loses it; while it is no number, nothing else happens.
    fn run_all(&mut self, commands: Commands) {
        let leaves_cell = |command: &Command| {
            !matches!(
                command,
                Command::Edit(_) | Command::EditFrom(..) | Command::Tell(_) | Command::TypePath(_)
            )
        };
        let must_wait = commands.iter().any(leaves_cell) && !self.take_draft();
        for command in commands {
            if !(must_wait && leaves_cell(&command)) {
                self.app.run(command);
            }
        }
    }

    /// Takes what is being typed in the grid; answers whether nothing is left half done.
    fn take_draft(&mut self) -> bool {
        if let Some(edit) = self.words.finish(&self.app) {
            self.app.run(Command::Edit(edit));
        }
        match self.entry.finish(&self.app) {
            Ok(edit) => {
                if let Some(edit) = edit {
                    self.app.run(Command::Edit(edit));
                }
                true
            }
            Err(error) => {
                let words = format!("填报中的数没有填好：{error}（按 Esc 放弃）");
                self.app.run(Command::Tell(words));
                false
            }
        }
    }

    fn page(&mut self, ui: &mut Ui, commands: &mut Commands) {
        if *self.app.view() == View::Settings {
            return settings::page(ui, &self.app, &mut self.settings, commands);
        }
        if let View::Method(method) = *self.app.view() {
            return methods::page(ui, &self.app, &mut self.methods, method, commands);
        }
        if *self.app.view() == View::PlanEditor {
            return plan_editor::page(ui, &self.app, &mut self.plan_editor, commands);
        }
        let Some((document, plan, board)) = self.app.shown() else {
            return welcome::page(ui, &self.app, commands);
        };
        match self.app.view() {
            View::Overview => overview::page(ui, &self.app, (document, plan, board), commands),
            View::Measures => {
                let state = &mut self.measures;
                measures::page(ui, &self.app, (document, plan), state, commands);
            }
            View::Budgets => {
                measures::money(ui, (document, plan), &mut self.measures, commands);
            }
            View::Lineage => lineage::page(ui, &self.app, &mut self.lineage, commands),
            View::Units => units::page(ui, document, commands),
            View::Unit(unit) => units::unit_page(ui, &self.app, document, unit, commands),
            View::Theme(no) => center::page(ui, document, plan, board, *no, commands),
            View::Indicator(id) => {
                let of = (document, plan, board);
                indicator::page(ui, &self.app, of, id, &mut self.words, commands);
            }
            View::Entry => {
                // Keys belong to the search field as long as it is open.
                let has_keys = !self.search.is_open();
                entry::page(ui, &self.app, &mut self.entry, has_keys, commands);
            }
            View::Report => {
                let of = (plan, board);
                report::page(
                    ui,
                    &self.app,
                    of,
                    &mut self.report,
                    &mut self.words,
                    commands,
                );
            }
            View::Collect => collect::page(ui, &self.app, &mut self.collect, commands),
            View::Log => log::page(ui, &self.app, document, &mut self.log, commands),
            View::Comparison => {
                comparison::page(ui, (plan, board), &mut self.comparison, commands);
            }
            View::Method(_) | View::Slide(_) | View::Settings | View::PlanEditor => {}
        }
    }

    /// Keys that work everywhere. A text field keeps those that mean something in it.
    fn shortcuts(&mut self, ui: &Ui, commands: &mut Commands) {
        if self.app.dialog().is_some() || self.entry.is_asking() {
            return;
        }
        // Alt and a digit is a shortcut here; the system sends the digit along all the same.
        ui.ctx().input_mut(|i| {
            if i.modifiers.alt {
                i.events
                    .retain(|event| !matches!(event, egui::Event::Text(_)));
            }
        });
        let in_text = ui.ctx().text_edit_focused() && !self.entry.is_ready(&self.app);
        for (shortcut, action) in keys_by_modifiers() {
            let means_text = matches!(action, Action::Undo | Action::Redo);
            if means_text && in_text {
                continue;
            }
            let opens_search = matches!(action, Action::Search | Action::Palette);
            if self.search.is_open() && !opens_search && action != Action::Quit {
                continue;
            }
            if ui.ctx().input_mut(|i| i.consume_shortcut(&shortcut)) {
                commands.push(Command::Action(action));
            }
        }
    }

    fn apply_preferences(&self, ctx: &egui::Context) {
        let preferences = self.app.preferences();
        ctx.set_theme(match preferences.theme {
            ThemeChoice::System => egui::ThemePreference::System,
            ThemeChoice::Light => egui::ThemePreference::Light,
            ThemeChoice::Dark => egui::ThemePreference::Dark,
        });
        ctx.set_zoom_factor(f32::from(preferences.scale) / 100.0);
    }

    /// Asks which screens there are, once whenever somebody comes to where they matter.
    fn look_for_screens(&mut self, frame: &eframe::Frame) {
        let matter = matches!(self.app.view(), View::Report | View::Slide(_));
        if matter && !self.knows_screens {
            let window = frame.winit_window();
            self.app
                .set_screens(window.map(|w| window::screens(w)).unwrap_or_default());
        }
        self.knows_screens = matter;
    }

    fn show_title(&mut self, ctx: &egui::Context) {
        let title = match self.app.document() {
            Some(document) => {
                let mark = if document.is_dirty() { "● " } else { "" };
                format!("{mark}{} — 知标", document.name())
            }
            None => "知标".to_owned(),
        };
        if title != self.title {
            ctx.send_viewport_cmd(ViewportCommand::Title(title.clone()));
            self.title = title;
        }
    }
}

impl eframe::App for Dashboard {
    fn logic(&mut self, ctx: &egui::Context, _frame: &mut eframe::Frame) {
        self.pace.before_frame();
        self.before_pass(ctx);
    }

    fn ui(&mut self, ui: &mut Ui, frame: &mut eframe::Frame) {
        self.look_for_screens(frame);
        self.draw(ui);
        let cpu = frame.info().cpu_usage;
        self.pace.after_frame(ui.ctx(), self.app.view(), cpu);
    }

    fn raw_input_hook(&mut self, ctx: &egui::Context, raw_input: &mut egui::RawInput) {
        if self.order.let_through(&mut raw_input.events) {
            ctx.request_repaint();
        }
    }

    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        let tokens = theme::Tokens::for_dark(visuals.dark_mode);
        tokens.ground.to_normalized_gamma_f32()
    }
}

/// Every shortcut, those with more modifiers first: a shortcut also fits when further modifiers
/// are held, so Ctrl+Shift+S must be asked for before Ctrl+S.
fn keys_by_modifiers() -> Vec<(egui::KeyboardShortcut, Action)> {
    let other_redo = egui::KeyboardShortcut::new(
        egui::Modifiers::COMMAND.plus(egui::Modifiers::SHIFT),
        egui::Key::Z,
    );
    let mut keys: Vec<_> = Action::ALL
        .into_iter()
        .filter_map(|action| Some((action.shortcut()?, action)))
        .chain([(other_redo, Action::Redo)])
        .collect();
    keys.sort_by_key(|(shortcut, _)| !shortcut.modifiers.shift);
    keys
}
