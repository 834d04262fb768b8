//! Starts the command line; see [`zhibiao`] for the map of the house.

use std::process::ExitCode;

fn main() -> ExitCode {
    zhibiao::cli::run(std::env::args_os(), |_workspace| {
        Err("此程序未含图形界面；可用 zhibiao --help 查看命令".to_owned())
    })
}
