//! `chart`: one chart as a picture or a drawing, at any size.

use std::path::PathBuf;

use clap::ValueEnum;
use clap::builder::PossibleValue;

use super::report::{plan, year};
use super::{Failure, Outcome, catalog_of};
use crate::app::{Board, View};
use crate::store;
use crate::ui;

/// The longest side of a picture, in pixels.
const MAX_SIDE: f32 = 16_384.0;
/// The least size at which a chart can be read, in points.
const MIN_SIZE: (u32, u32) = (160, 120);

#[derive(clap::Args)]
pub(super) struct Args {
    /// 台账文件
    workspace: PathBuf,
    /// 哪张图：indicator:hz-2024-75/15（一项指标）或 overview（各项指标逐年评价）
    #[arg(long, value_name = "V")]
    view: String,
    /// 格式：svg（文字仍是文字）或 png；默认按文件名
    #[arg(long, value_enum)]
    format: Option<Kind>,
    /// 图的大小，宽x高，单位为点
    #[arg(long, value_name = "WxH")]
    size: Option<String>,
    /// 每点的像素数，只用于 png
    #[arg(long, value_name = "N", default_value = "2")]
    scale: String,
    /// 截至年度
    #[arg(long, value_name = "Y")]
    year: Option<String>,
    /// 图片文件，已有的同类文件会被替换
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Svg,
    Png,
}

impl ValueEnum for Kind {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Svg, Self::Png]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.ending()))
    }
}

impl Kind {
    fn ending(self) -> &'static str {
        match self {
            Self::Svg => "svg",
            Self::Png => "png",
        }
    }
}

pub(super) fn run(args: &Args) -> Outcome {
    let kind = kind(args)?;
    let workspace = store::open(&args.workspace)?;
    let catalog = catalog_of(&workspace)?;
    let view: View = args
        .view
        .parse()
        .map_err(|error: crate::app::ViewError| Failure::input(error.to_string()))?;
    let plan = match &view {
        View::Indicator(id) => plan(Some(&id.plan.0), &workspace, &catalog)?,
        _ => plan(None, &workspace, &catalog)?,
    };
    let year = year(args.year.as_deref(), &workspace)?;
    let board = Board::new(&workspace, plan, year);
    let (spec, title, usual) = match &view {
        View::Overview => (
            &board.heat,
            format!("各项指标逐年评价（截至{year}年底）"),
            "960x720",
        ),
        View::Indicator(id) => {
            let found = board.row(id).zip(plan.indicator(id.no));
            let Some(((_, row), indicator)) = found else {
                return Err(Failure::input(format!("没有指标 {id}")));
            };
            (
                &row.chart,
                format!("{} {}", id.no, indicator.name_with_unit()),
                "640x400",
            )
        }
        other => {
            return Err(Failure::input(format!(
                "视图“{other}”不是一张图：可用 indicator:PLAN/NO 或 overview；整页请用 zhibiao render"
            )));
        }
    };
    let size = super::render::size(args.size.as_deref().unwrap_or(usual), MIN_SIZE)?;
    let sheet = ui::Sheet {
        spec,
        title: &title,
        synthetic: workspace.synthetic,
        dark: false,
        size,
    };
    let bytes = match kind {
        Kind::Svg => sheet.svg().into_bytes(),
        Kind::Png => {
            let scale = super::render::scale(&args.scale)?;
            super::render::check_extent(size, scale, MAX_SIDE)?;
            let picture = sheet.picture(scale);
            let encoded = picture.to_png();
            encoded.map_err(|error| Failure::input(format!("图片没有生成：{error}")))?
        }
    };
    crate::report::save_chart(&args.output, &bytes)?;
    Ok(format!("已写入 {}\n", args.output.display()))
}

/// The format asked for, which the file's name must agree with.
fn kind(args: &Args) -> Result<Kind, Failure> {
    let ending = args
        .output
        .extension()
        .map(std::ffi::OsStr::to_ascii_lowercase);
    let named = [Kind::Svg, Kind::Png]
        .into_iter()
        .find(|kind| ending.as_deref() == Some(kind.ending().as_ref()));
    match (args.format, named) {
        (None, Some(kind)) => Ok(kind),
        (Some(wanted), Some(kind)) if wanted == kind => Ok(kind),
        (Some(wanted), _) => Err(Failure::input(format!(
            "图片文件名应以 .{} 结尾：{}",
            wanted.ending(),
            args.output.display()
        ))),
        (None, None) => Err(Failure::input(format!(
            "图片文件名应以 .svg 或 .png 结尾：{}",
            args.output.display()
        ))),
    }
}
