//! Starting the window, and saying clearly why there is none.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use chrono::SubsecRound as _;

use super::Dashboard;
use crate::app::Setup;
use crate::app::{App, Command, Screen};
use crate::store::{Catalog, Preferences};

/// Why there is no window.
#[derive(Debug, thiserror::Error)]
pub enum WindowError {
    /// Neither X11 nor Wayland is named.
    #[error(
        "没有图形桌面：没有找到显示器（环境变量 DISPLAY 和 WAYLAND_DISPLAY 都为空）。\n{DESKTOP_HINT}"
    )]
    NoDisplay,
    /// The one that is named does not answer.
    #[error("显示器连不上：{0} 没有应答，可能写错了，或没有权限。\n{DESKTOP_HINT}\n{DETAIL_HINT}")]
    Unreachable(String),
    /// The window system's libraries or OpenGL are missing.
    #[error(
        "窗口没有打开：没有可用的 OpenGL（需要 2.1 以上），或缺少窗口系统的库。\n\
         Debian、统信UOS、麒麟请安装：\n  \
         sudo apt install libgl1 libegl1 libgl1-mesa-dri libxkbcommon-x11-0 libxcursor1 libxi6\n\
         没有显卡或用远程桌面时，可用软件绘制：LIBGL_ALWAYS_SOFTWARE=1 zhibiao\n\
         不用窗口的命令（status、render 等）见 zhibiao --help。\n{DETAIL_HINT}"
    )]
    NoGraphics,
    /// The bundled plans could not be read.
    #[error("{0}")]
    Data(String),
}

const DESKTOP_HINT: &str = "请在桌面环境中运行 zhibiao；在服务器上可用 zhibiao status、zhibiao render 等命令，\
                            见 zhibiao --help。";
const DETAIL_HINT: &str = "详细原因可用 RUST_LOG=zhibiao=debug zhibiao 查看。";

impl WindowError {
    /// From what libraries say, which is for the log and not for the user.
    fn from_library(text: &str) -> Self {
        tracing::debug!(reason = text, "no window");
        let no_answer = [
            "X server",
            "XOpenDisplay",
            "Wayland",
            "WAYLAND",
            "display server",
        ];
        if no_answer.iter().any(|word| text.contains(word)) {
            let named = ["WAYLAND_DISPLAY", "DISPLAY"].iter().find_map(|name| {
                let value = std::env::var_os(name).filter(|value| !value.is_empty())?;
                Some(format!("{name}={}", value.to_string_lossy()))
            });
            return Self::Unreachable(named.unwrap_or_default());
        }
        Self::NoGraphics
    }
}

/// Opens the window and runs until it is closed.
///
/// # Errors
/// Why no window could be opened, with what to do about it.
pub fn run(path: Option<PathBuf>) -> Result<(), WindowError> {
    let start = Instant::now();
    if cfg!(target_os = "linux") && !has_display() {
        return Err(WindowError::NoDisplay);
    }
    let catalog = Catalog::builtin().map_err(|error| WindowError::Data(error.to_string()))?;
    let (preferences, warnings) = Preferences::load();
    let options = eframe::NativeOptions {
        viewport: egui::ViewportBuilder::default()
            .with_title("知标")
            .with_app_id("zhibiao")
            .with_inner_size([1440.0, 900.0])
            .with_min_inner_size([880.0, 560.0])
            .with_icon(icon()),
        renderer: eframe::Renderer::Glow,
        persist_window: false,
        ..Default::default()
    };
    let create: eframe::AppCreator<'_> = Box::new(move |context| {
        let ctx = context.egui_ctx.clone();
        let wake = Arc::new(move || ctx.request_repaint());
        let mut app = App::new(Setup {
            catalog,
            preferences,
            keep_preferences: true,
            // Nobody asks for fractions of a second.
            clock: Box::new(|| chrono::Local::now().naive_local().trunc_subsecs(0)),
            wake: Some(wake),
        });
        if let Some(folder) = Preferences::unsaved_folder() {
            app.keep_unsaved_in(folder);
        }
        match path {
            Some(path) => {
                app.open(&path);
                app.tell_left_over();
            }
            None => app.offer_left_over(),
        }
        for warning in warnings {
            app.run(Command::Tell(warning));
        }
        let mut dashboard = Dashboard::new(&context.egui_ctx, app);
        dashboard.measure_first_frame_from(start);
        dashboard.stand_on_cleared_ground();
        Ok(Box::new(dashboard))
    });
    // Drivers and window systems report some failures by panicking; the user shall still read one
    // message and no backtrace.
    let hook = std::panic::take_hook();
    let reported = Arc::new(std::sync::Mutex::new(String::new()));
    let seen = Arc::clone(&reported);
    let opened = Arc::new(std::sync::atomic::AtomicBool::new(false));
    std::panic::set_hook(Box::new(move |info| {
        if let Ok(mut text) = seen.lock() {
            *text = info.to_string();
        }
    }));
    let create = announce(create, Arc::clone(&opened), hook);
    let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        eframe::run_native("知标", options, create)
    }));
    match outcome {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(WindowError::from_library(&error.to_string())),
        Err(payload) => {
            if opened.load(std::sync::atomic::Ordering::Relaxed) {
                std::panic::resume_unwind(payload);
            }
            let text = reported.lock().map(|t| t.clone()).unwrap_or_default();
            Err(WindowError::from_library(&text))
        }
    }
}

type PanicHook = Box<dyn Fn(&std::panic::PanicHookInfo<'_>) + Sync + Send + 'static>;

/// Once the window is there, panics are bugs again and are reported as such.
fn announce(
    create: eframe::AppCreator<'_>,
    opened: Arc<std::sync::atomic::AtomicBool>,
    hook: PanicHook,
) -> eframe::AppCreator<'_> {
    Box::new(move |context| {
        std::panic::set_hook(hook);
        opened.store(true, std::sync::atomic::Ordering::Relaxed);
        create(context)
    })
}

fn has_display() -> bool {
    ["DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET"]
        .iter()
        .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

/// The screens of the machine, in the order in which the window system counts them.
pub(super) fn screens(window: &winit::window::Window) -> Vec<Screen> {
    let screens = window.available_monitors().enumerate();
    screens
        .map(|(place, monitor)| {
            let size = monitor.size();
            Screen {
                name: monitor.name().unwrap_or_else(|| (place + 1).to_string()),
                pixels: (size.width, size.height),
            }
        })
        .collect()
}

fn icon() -> egui::IconData {
    // A picture that cannot be read is no reason not to start.
    eframe::icon_data::from_png_bytes(include_bytes!("../../assets/icon.png")).unwrap_or_default()
}
