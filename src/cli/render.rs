//! `render`: a page of the window as a PNG, without display or graphics card.

use std::path::PathBuf;

use clap::ValueEnum;
use clap::builder::PossibleValue;

use super::{Failure, Outcome};
use crate::app::{App, Command, Setup, View};
use crate::store::{self, Catalog, Disk, Preferences, ThemeChoice};
use crate::ui;

/// The longest side of a picture, in pixels.
const MAX_SIDE: f32 = 16_384.0;
/// The most pixels of a picture, a quarter of a gigabyte in memory.
const MAX_PIXELS: f32 = 64.0e6;
/// The least size at which the window is of use, in points.
const MIN_SIZE: (u32, u32) = (640, 480);

#[derive(clap::Args)]
pub(super) struct Args {
    /// 台账文件
    workspace: PathBuf,
    /// 视图：overview、theme:1、indicator:hz-2024-75/15、entry、measures、units、unit:市商务局、lineage、settings
    #[arg(long, value_name = "V", default_value = "overview")]
    view: String,
    /// 画面大小，宽x高，单位为点（界面 100% 时一点即一像素）
    #[arg(long, value_name = "WxH", default_value = "1440x900")]
    size: String,
    /// 每点的像素数，如 2 得到两倍清晰的图
    #[arg(long, value_name = "N", default_value = "1")]
    scale: String,
    /// 主题
    #[arg(long, value_enum, default_value = "light")]
    theme: Ground,
    /// 图片文件（PNG），已有的文件会被替换
    #[arg(short, long, value_name = "FILE.png")]
    output: PathBuf,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ground {
    Light,
    Dark,
}

impl ValueEnum for Ground {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Light, Self::Dark]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }))
    }
}

pub(super) fn run(args: &Args) -> Outcome {
    let size_points = size(&args.size, MIN_SIZE)?;
    let scale = scale(&args.scale)?;
    check_extent(size_points, scale, MAX_SIDE)?;
    let view: View = args
        .view
        .parse()
        .map_err(|error: crate::app::ViewError| Failure::input(error.to_string()))?;
    if !args
        .output
        .extension()
        .is_some_and(|e| e.eq_ignore_ascii_case("png"))
    {
        return Err(Failure::input(format!(
            "图片文件名应以 .png 结尾：{}",
            args.output.display()
        )));
    }
    let workspace = store::open(&args.workspace)?;
    let preferences = Preferences {
        theme: match args.theme {
            Ground::Light => ThemeChoice::Light,
            Ground::Dark => ThemeChoice::Dark,
        },
        // What the user prefers for the window has no part in pictures.
        ..Preferences::default()
    };
    let mut app = App::new(Setup {
        catalog: Catalog::builtin()?,
        preferences,
        keep_preferences: false,
        clock: Box::new(|| chrono::Local::now().naive_local()),
        wake: None,
    });
    app.show_workspace(workspace, Some(args.workspace.clone()));
    // Only these pages show what has been changed.
    if matches!(view, View::Log | View::Indicator(_)) {
        let (_, history) = store::open_to_read(&Disk::new(), &args.workspace)?;
        app.show_log(history);
    }
    if !app.exists(&view) {
        return Err(Failure::input(format!(
            "台账里没有视图“{view}”；可用 zhibiao plans PLAN 查看有哪些领域和指标"
        )));
    }
    app.run(Command::Go(view));
    let picture = ui::picture(app, size_points, scale);
    let png = picture
        .to_png()
        .map_err(|error| Failure::input(format!("图片没有生成：{error}")))?;
    store::save_picture(&args.output, &png)?;
    Ok(format!(
        "已写入 {}（{}×{} 像素）\n",
        args.output.display(),
        picture.width,
        picture.height
    ))
}

/// A size in points, at least as large as `least`.
pub(super) fn size(text: &str, least: (u32, u32)) -> Result<egui::Vec2, Failure> {
    let wrong = || Failure::input(format!("画面大小“{text}”不对：应写作 宽x高，如 1440x900"));
    let (width, height) = text.split_once(['x', 'X', '×', '*']).ok_or_else(wrong)?;
    let side = |text: &str| text.trim().parse::<u32>().map_err(|_| wrong());
    let (width, height) = (side(width)?, side(height)?);
    if width < least.0 || height < least.1 {
        return Err(Failure::input(format!(
            "画面大小 {text} 太小：至少 {}x{}",
            least.0, least.1
        )));
    }
    #[expect(clippy::cast_precision_loss, reason = "a size in points")]
    let points = egui::vec2(width as f32, height as f32);
    Ok(points)
}

/// Pixels a point.
pub(super) fn scale(text: &str) -> Result<f32, Failure> {
    text.trim()
        .parse::<f32>()
        .ok()
        .filter(|scale| (0.5..=8.0).contains(scale))
        .ok_or_else(|| Failure::input(format!("倍数“{text}”不对：请写 0.5 至 8 之间的数，如 2")))
}

/// Whether a picture is small enough to be made.
pub(super) fn check_extent(
    size_points: egui::Vec2,
    scale: f32,
    max_side: f32,
) -> Result<(), Failure> {
    let size_px = size_points * scale;
    if size_px.max_elem() > max_side || size_px.x * size_px.y > MAX_PIXELS {
        return Err(Failure::input(format!(
            "图片太大（{:.0}×{:.0} 像素）：每边至多 {max_side:.0} 像素，总共至多 {:.0} 万像素",
            size_px.x,
            size_px.y,
            MAX_PIXELS / 10_000.0
        )));
    }
    Ok(())
}
