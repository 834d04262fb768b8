//! A window with nothing in it but one word, as the program opens its own: same size, same fonts, same
//! renderer. `benches/window.sh` sets the program beside it.
//!
//! With `RUST_LOG` set it tells its frames as the program does.
#![allow(missing_docs, reason = "no library")]

use std::process::ExitCode;

use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use zhibiao::ui::theme;

const TARGET: &str = "zhibiao::frame";

struct Empty {
    start: std::time::Instant,
    drawn: u64,
}

impl eframe::App for Empty {
    fn logic(&mut self, _ctx: &egui::Context, _frame: &mut eframe::Frame) {
        if self.drawn == 1 {
            let elapsed_ms = self.start.elapsed().as_secs_f64() * 1000.0;
            tracing::info!(target: TARGET, elapsed_ms, "first frame");
        }
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        egui::CentralPanel::default().show(ui, |ui| ui.label("知标"));
        self.drawn += 1;
        let frame = self.drawn;
        tracing::info!(target: TARGET, frame, "frame");
        if frame == 1 {
            ui.ctx().request_repaint();
        }
    }
}

fn main() -> ExitCode {
    let start = std::time::Instant::now();
    if std::env::args().any(|arg| arg == "--bench" || arg == "--test") {
        println!("empty_window is opened by benches/window.sh");
        return ExitCode::SUCCESS;
    }
    tracing_subscriber::registry()
        .with(tracing_subscriber::fmt::layer().with_writer(std::io::stderr))
        .with(tracing_subscriber::filter::Targets::new().with_target(TARGET, tracing::Level::INFO))
        .init();
    let options = eframe::NativeOptions {
        viewport: egui::ViewportBuilder::default()
            .with_title("知标")
            .with_inner_size([1440.0, 900.0]),
        renderer: eframe::Renderer::Glow,
        persist_window: false,
        ..Default::default()
    };
    let create: eframe::AppCreator<'_> = Box::new(move |context| {
        theme::install(&context.egui_ctx);
        Ok(Box::new(Empty { start, drawn: 0 }))
    });
    match eframe::run_native("知标", options, create) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
