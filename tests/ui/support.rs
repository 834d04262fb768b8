//! The real window in a harness, and what tests do with it.

use std::path::Path;

use chrono::NaiveDate;
use egui::{Event, Key, Modifiers};
use egui_kittest::{Harness, TestRenderer};
use zhibiao::app::{App, Board, Command, Setup, View, demo};
use zhibiao::model::{IndicatorId, Workspace};
use zhibiao::raster::Raster;
use zhibiao::store::{Catalog, Preferences, ThemeChoice, default_plan};
use zhibiao::ui::{Dashboard, theme};

/// Draws what the harness shows with the program's own rasteriser.
pub struct CpuRenderer(Raster);

impl TestRenderer for CpuRenderer {
    fn handle_delta(&mut self, delta: &mut egui::TexturesDelta) {
        self.0.update_textures(delta);
    }

    fn render(
        &mut self,
        ctx: &egui::Context,
        output: &egui::FullOutput,
    ) -> Result<image::RgbaImage, String> {
        let scale = output.pixels_per_point;
        let size = (ctx.content_rect().size() * scale).round();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let size_px = [size.x as u32, size.y as u32];
        let primitives = ctx.tessellate(output.shapes.clone(), scale);
        let ground = ctx.global_style().visuals.panel_fill;
        let picture = self.0.paint(size_px, scale, ground, &primitives);
        image::RgbaImage::from_raw(picture.width, picture.height, picture.rgba)
            .ok_or_else(|| "the picture has a wrong length".to_owned())
    }
}

pub fn preferences(theme: ThemeChoice) -> Preferences {
    Preferences {
        theme,
        author: "王建国".to_owned(),
        ..Preferences::default()
    }
}

/// The program on a morning in March 2026.
pub fn app(theme: ThemeChoice) -> App {
    App::new(Setup {
        catalog: Catalog::builtin().unwrap(),
        preferences: preferences(theme),
        keep_preferences: false,
        clock: Box::new(|| {
            NaiveDate::from_ymd_opt(2026, 3, 2)
                .unwrap()
                .and_hms_opt(9, 30, 0)
                .unwrap()
        }),
        wake: None,
    })
}

pub fn demo_workspace() -> Workspace {
    let catalog = Catalog::builtin().unwrap();
    demo::workspace(catalog.plan(&default_plan()).unwrap())
}

pub fn empty_workspace() -> Workspace {
    Workspace::new(vec![default_plan()])
}

/// The window in a harness.
pub struct Window {
    pub harness: Harness<'static, Dashboard>,
}

impl Window {
    pub fn open(app: App) -> Self {
        Self::sized(app, egui::vec2(1440.0, 900.0))
    }

    /// The window in a size of its own.
    pub fn sized(app: App, size: egui::Vec2) -> Self {
        let harness = Harness::builder()
            .with_size(size)
            .renderer(CpuRenderer(Raster::new()))
            .with_max_steps(64)
            .build_eframe(|cc| {
                let dashboard = Dashboard::new(&cc.egui_ctx, app);
                cc.egui_ctx.all_styles_mut(theme::hold_still);
                dashboard
            });
        let mut window = Self { harness };
        window.harness.run();
        window
    }

    /// The window with a workspace that has no file.
    pub fn with(workspace: Workspace, view: &str) -> Self {
        let mut app = app(ThemeChoice::Light);
        app.show_workspace(workspace, None);
        app.run(Command::Go(view.parse::<View>().unwrap()));
        Self::open(app)
    }

    pub fn app(&self) -> &App {
        self.harness.state().app()
    }

    pub fn board(&self) -> &Board {
        self.app().shown().expect("a workspace is open").2
    }

    pub fn view(&self) -> &View {
        self.app().view()
    }

    pub fn press(&mut self, key: Key) {
        self.harness.key_press(key);
        self.harness.run();
    }

    pub fn press_with(&mut self, modifiers: Modifiers, key: Key) {
        self.harness.key_press_modifiers(modifiers, key);
        self.harness.run();
    }

    /// Types into whatever has the keyboard.
    pub fn type_text(&mut self, text: &str) {
        self.harness.event(Event::Text(text.to_owned()));
        self.harness.run();
    }

    pub fn paste(&mut self, text: &str) {
        self.harness.event(Event::Paste(text.to_owned()));
        self.harness.run();
    }

    /// Lets time pass, so that what waits for it happens.
    pub fn wait(&mut self, seconds: f32) {
        let mut waited = 0.0;
        while waited < seconds {
            self.harness.step();
            waited += 0.25;
        }
        self.harness.run();
    }

    pub fn value(&self, no: u32, year: i32) -> Option<String> {
        let (document, plan, _) = self.app().shown()?;
        let indicator = plan.indicator(no)?;
        let observation = document.workspace().observation(&indicator.series, year)?;
        Some(observation.value.to_string())
    }

    pub fn baseline(&self, no: u32) -> Option<(i32, String)> {
        let (document, plan, _) = self.app().shown()?;
        let id = IndicatorId::new(&plan.id, no);
        let baseline = document.workspace().baselines.get(&id)?;
        Some((baseline.year, baseline.value.to_string()))
    }

    pub fn grade(&self, no: u32) -> &'static str {
        let (_, plan, board) = self.app().shown().expect("a workspace is open");
        let (_, row) = board.row(&IndicatorId::new(&plan.id, no)).expect("the row");
        row.assessment.grade.code()
    }
}

/// Where the pictures are kept, and how much they may differ.
///
/// On one machine they are equal byte for byte. Another processor may round differently: 0.6 is a
/// difference of one level of 255 in all three channels, and no pixel may differ by more.
pub fn picture_options() -> egui_kittest::SnapshotOptions {
    egui_kittest::SnapshotOptions::new()
        .threshold(0.6)
        .output_path(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots"))
}
