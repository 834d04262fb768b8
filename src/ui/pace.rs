//! What the log says of frames, so that anyone can measure: `RUST_LOG=zhibiao::frame=info`.

use std::time::Instant;

use egui::Context;

use crate::app::View;

/// Counts frames.
#[derive(Debug, Default)]
pub(super) struct Pace {
    /// When the program was started, as long as no frame has been on the screen.
    start: Option<Instant>,
    drawn: u64,
}

impl Pace {
    /// Measures the time to the first frame from here on.
    pub(super) fn measure_from(&mut self, start: Instant) {
        self.start = Some(start);
    }

    /// To be called before each frame: by then the one before it is on the screen.
    pub(super) fn before_frame(&mut self) {
        if self.drawn == 0 {
            return;
        }
        if let Some(start) = self.start.take() {
            let elapsed_ms = start.elapsed().as_secs_f64() * 1000.0;
            tracing::info!(target: "zhibiao::frame", elapsed_ms, "first frame");
        }
    }

    /// To be called when a frame is drawn; `cpu` is what the one before it took, in seconds.
    pub(super) fn after_frame(&mut self, ctx: &Context, view: &View, cpu: Option<f32>) {
        self.drawn += 1;
        if !tracing::enabled!(target: "zhibiao::frame", tracing::Level::INFO) {
            return;
        }
        let cpu_ms = f64::from(cpu.unwrap_or_default()) * 1000.0;
        let frame = self.drawn;
        tracing::info!(target: "zhibiao::frame", frame, cpu_ms, %view, "frame");
        if self.start.is_some() {
            // Only the second frame can tell when the first one was through.
            ctx.request_repaint();
        }
    }
}
