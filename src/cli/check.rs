//! `check`: plans and workspaces held against every rule.

use std::path::PathBuf;

use super::{Failure, Outcome};
use crate::store::{self, Catalog};

#[derive(clap::Args)]
pub(super) struct Args {
    /// 要检查的规划文件、台账、口径表或单位表，可写多个
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

pub(super) fn run(args: &Args) -> Outcome {
    let catalog = Catalog::builtin()?;
    let mut printed = String::new();
    let mut problems = Vec::new();
    for file in &args.files {
        match store::check(file, &catalog) {
            Ok(checked) => {
                let summary = checked.summary();
                printed.extend([
                    &file.display().to_string(),
                    "：没有发现问题（",
                    &summary,
                    "）\n",
                ]);
            }
            Err(found) => problems.extend(found.iter().map(ToString::to_string)),
        }
    }
    if problems.is_empty() {
        return Ok(printed);
    }
    problems.push(format!(
        "共 {} 处问题；改正后请再检查一次：写法有误的文件读到第一处为止",
        problems.len()
    ));
    Err(Failure {
        printed,
        ..Failure::input(problems.join("\n"))
    })
}
