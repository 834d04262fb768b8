//! `slides`: every slide of the presentation as a picture, and all as one PPTX.

use std::path::PathBuf;

use super::report::{plan, year};
use super::{Failure, Outcome};
use crate::app::slides::write_all;
use crate::app::{App, Setup, press};
use crate::model::Edit;
use crate::store::{self, Catalog, Preferences};
use crate::ui;

#[derive(clap::Args)]
pub(super) struct Args {
    /// 台账文件
    workspace: PathBuf,
    /// 每页的像素：1920x1080 或 3840x2160
    #[arg(long, value_name = "WxH", default_value = "1920x1080")]
    size: String,
    /// 截至年度
    #[arg(long, value_name = "Y")]
    year: Option<String>,
    /// 放图片的文件夹，没有则新建；已有的同名图片会被替换
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,
}

pub(super) fn run(args: &Args) -> Outcome {
    let scale = match args.size.trim().replace(['X', '×', '*'], "x").as_str() {
        "1920x1080" => 1.0,
        "3840x2160" => 2.0,
        other => {
            return Err(Failure::input(format!(
                "画面大小“{other}”不对：可用 1920x1080 或 3840x2160"
            )));
        }
    };
    let catalog = Catalog::builtin()?;
    let mut workspace = store::open(&args.workspace)?;
    plan(None, &workspace, &catalog.for_workspace(&workspace))?;
    if args.year.is_some() {
        let year = year(args.year.as_deref(), &workspace)?;
        let _before = Edit::AsOf(Some(year)).apply(&mut workspace);
    }
    let mut app = App::new(Setup {
        catalog,
        preferences: Preferences::default(),
        keep_preferences: false,
        clock: Box::new(|| chrono::Local::now().naive_local()),
        wake: None,
    });
    app.show_workspace(workspace, Some(args.workspace.clone()));
    let Some(show) = app.make_show() else {
        return Err(Failure::input("台账没有可以演示的指标"));
    };
    crate::report::make_folder(&args.output)?;
    let progress = press::Progress::default();
    let done = write_all(&show, ui::slide_png, &args.output, scale, &progress);
    if done.is_error {
        return Err(Failure::input(done.words));
    }
    // What is to be known of the files stands below the first line.
    let mut text = format!("已写入 {}\n", args.output.display());
    for remark in done.words.lines().skip(1) {
        text = format!("{text}{remark}\n");
    }
    for (index, slide) in show.slides.iter().enumerate() {
        text = format!("{text}{:02}.png　{}\n", index + 1, slide.title);
    }
    Ok(format!("{text}演示.pptx\n"))
}
