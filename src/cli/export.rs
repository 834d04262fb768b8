//! `export`: all figures of a workspace as a table, CSV or XLSX. What is exported comes back
//! unchanged by `import`.

use std::path::PathBuf;

use clap::ValueEnum;
use clap::builder::PossibleValue;

use super::{Failure, Outcome, catalog_of};
use crate::exchange::Known;
use crate::exchange::table::{self, Shape};
use crate::store;

#[derive(clap::Args)]
pub(super) struct Args {
    /// 台账文件
    workspace: PathBuf,
    /// 格式；默认看文件名的结尾
    #[arg(long, value_enum)]
    format: Option<Shape>,
    /// 导出的文件，.csv 或 .xlsx；已有的同类文件会被替换
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
}

impl ValueEnum for Shape {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Csv, Self::Xlsx]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }))
    }
}

pub(super) fn run(args: &Args) -> Outcome {
    let shape = shape(args)?;
    let workspace = store::open(&args.workspace)?;
    let catalog = catalog_of(&workspace)?;
    let known = Known::of(&workspace, &catalog);
    table::export(&args.output, shape, &known)?;
    Ok(format!(
        "已导出 {} 个实际值、{} 个基期值 → {}\n",
        workspace.observations.len(),
        workspace.baselines.len(),
        args.output.display()
    ))
}

fn shape(args: &Args) -> Result<Shape, Failure> {
    args.format
        .or_else(|| Shape::of_name(&args.output))
        .ok_or_else(|| {
            Failure::input(format!(
                "看不出导出成什么：文件名请以 .csv 或 .xlsx 结尾，或加 --format：{}",
                args.output.display()
            ))
        })
}
