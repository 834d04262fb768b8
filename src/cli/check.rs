//! `check`: plans and workspaces held against every rule.

use std::path::PathBuf;

use super::{Failure, Outcome};
use crate::store::{self, Catalog, Checked, Disk};

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
    let mut count = 0;
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
                if matches!(checked, Checked::Workspace { .. }) {
                    let (_, history) = store::open_to_read(&Disk::new(), file)?;
                    printed.push_str(&super::log::gaps(&history));
                }
            }
            Err(found) => {
                problems.extend(found.iter().map(ToString::to_string));
                problems.extend(super::way_out_of_damage(file));
                count += found.len();
            }
        }
    }
    if problems.is_empty() {
        return Ok(printed);
    }
    problems.push(format!(
        "共 {count} 处问题；改正后请再检查一次：写法有误的文件读到第一处为止"
    ));
    Err(Failure {
        printed,
        ..Failure::input(problems.join("\n"))
    })
}
