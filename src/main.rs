//! Starts the command line; see [`zhibiao`] for the map of the house.

use std::process::ExitCode;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;

fn main() -> ExitCode {
    // Silent unless RUST_LOG asks for more: what users must know is told in the window or by a command.
    tracing_subscriber::fmt()
        .with_env_filter(
            EnvFilter::builder()
                .with_default_directive(LevelFilter::OFF.into())
                .from_env_lossy(),
        )
        .with_writer(std::io::stderr)
        .init();
    zhibiao::cli::run(std::env::args_os(), |workspace| {
        zhibiao::ui::window::run(workspace).map_err(|error| error.to_string())
    })
}
