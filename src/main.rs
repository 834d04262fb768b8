//! Starts the command line; see [`zhibiao`] for the map of the house.

use std::process::ExitCode;

use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

fn main() -> ExitCode {
    // Silent unless RUST_LOG asks for more: what users must know is told in the window or by a command.
    let wanted = std::env::var("RUST_LOG").unwrap_or_default();
    let wanted = if wanted.trim().is_empty() {
        Ok(Targets::new())
    } else {
        wanted.parse()
    };
    let wanted = wanted.unwrap_or_else(|error| {
        eprintln!("环境变量 RUST_LOG 写得不对，没有记录日志：{error}；应写作 zhibiao=debug");
        Targets::new()
    });
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    tracing_subscriber::registry()
        .with(lines)
        .with(wanted)
        .init();
    zhibiao::cli::run(std::env::args_os(), |workspace| {
        zhibiao::ui::window::run(workspace).map_err(|error| error.to_string())
    })
}
