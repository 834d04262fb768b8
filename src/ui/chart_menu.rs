//! The menu that a right click on any chart opens: the chart leaves the program as a picture.

use egui::{Popup, PopupCloseBehavior, Rect, Ui, vec2};

use super::Commands;
use super::art::Sheet;
use crate::app::press::PrintCommand;
use crate::app::{Command, reporting};
use crate::chart::ChartSpec;

/// Pixels a point of pictures that leave the program.
const SCALE: f32 = 2.0;

/// Offers a chart drawn in `rect` as a picture. It takes no clicks away from what lies there.
pub(super) fn chart_menu(
    ui: &Ui,
    rect: Rect,
    (spec, title): (&ChartSpec, &str),
    synthetic: bool,
    commands: &mut Commands,
) {
    let id = ui.scope_id().with(("chart menu", title));
    let is_over = ui.rect_contains_pointer(rect);
    let clicked = is_over && ui.input(|i| i.pointer.secondary_clicked());
    if !clicked && !Popup::is_id_open(ui.ctx(), id) {
        return;
    }
    let anchor = ui.interact(rect, id.with("anchor"), egui::Sense::hover());
    let sheet = Sheet {
        spec,
        title,
        synthetic,
        dark: ui.visuals().dark_mode,
        size: vec2(rect.width().max(360.0), rect.height().max(240.0) + 58.0),
    };
    Popup::from_response(&anchor)
        .id(id)
        .at_pointer_fixed()
        .open_memory(clicked.then_some(egui::SetOpenCommand::Bool(true)))
        .close_behavior(PopupCloseBehavior::CloseOnClick)
        .show(|ui| {
            ui.set_min_width(140.0);
            items(ui, &sheet, commands);
        });
}

fn items(ui: &mut Ui, sheet: &Sheet<'_>, commands: &mut Commands) {
    if ui.button("复制图片").clicked() {
        let picture = sheet.picture(SCALE);
        let to_usize = |side: u32| usize::try_from(side).unwrap_or(0);
        let size = [to_usize(picture.width), to_usize(picture.height)];
        let image = egui::ColorImage::from_rgba_premultiplied(size, &picture.rgba);
        ui.ctx().copy_image(image);
        commands.push(Command::Tell("图片已复制".to_owned()));
    }
    let name = reporting::safe(sheet.title);
    if ui.button("另存为 PNG…").clicked() {
        match sheet.picture(SCALE).to_png() {
            Ok(bytes) => save(bytes, format!("{name}.png"), commands),
            Err(error) => commands.push(Command::Tell(format!("图片没有生成：{error}"))),
        }
    }
    if ui.button("另存为 SVG…").clicked() {
        save(sheet.svg().into_bytes(), format!("{name}.svg"), commands);
    }
}

fn save(bytes: Vec<u8>, name: String, commands: &mut Commands) {
    commands.push(Command::Print(PrintCommand::SaveChart { bytes, name }));
}
