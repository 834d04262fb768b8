//! Dialogs about the file and its past: what a crash left, what others wrote, earlier versions,
//! damage. And the strip that says why a workspace can only be looked at.

use egui::{Align, Align2, Frame, Layout, Margin, Rect, ScrollArea, Sense, Ui, pos2, vec2};

use super::Commands;
use super::dialogs::{answer, enter, title};
use super::theme::{Tokens, bold, regular, size, space, text};
use super::widgets::{painted_text, rule, segments};
use crate::app::logbook::place_words;
use crate::app::{
    Action, App, Care, Command, DamagedDialog, MeetingDialog, ReadOnly, VersionsDialog,
    last_of_each,
};
use crate::model::{Edit, PlanId, Record};

const ROW: f32 = 30.0;
const WIDE: f32 = 760.0;

fn plans(app: &App) -> &[PlanId] {
    app.document()
        .map_or(&[][..], |document| &document.workspace().plans)
}

fn words(ui: &mut Ui, words: &str) {
    let words = text(words, regular(size::BODY), Tokens::of(ui).text);
    ui.add(egui::Label::new(words).wrap());
}

/// How high a list in a dialog may be.
fn list_height(ui: &Ui, rows: usize) -> f32 {
    #[expect(clippy::cast_precision_loss, reason = "some rows")]
    let wanted = rows as f32 * ROW;
    let most = (ui.ctx().content_rect().height() - 330.0).max(ROW * 3.0);
    wanted.min(most)
}

/// Places as rows: what it is, and what it was and becomes.
fn list_of_changes(ui: &mut Ui, app: &App, heads: [&str; 2], changes: &[(Edit, Edit)]) {
    let widths = [0.46, 0.27, 0.27];
    head(ui, &["位置", heads[0], heads[1]], &widths);
    ScrollArea::vertical()
        .id_salt("changes")
        .auto_shrink([false, true])
        .max_height(list_height(ui, changes.len()))
        .show_rows(ui, ROW, changes.len(), |ui, shown| {
            for (old, new) in &changes[shown] {
                let place = place_words(app.catalog(), plans(app), old, new);
                row(
                    ui,
                    &[&place, &old.value_words(), &new.value_words()],
                    &widths,
                );
            }
        });
}

fn head(ui: &mut Ui, heads: &[&str], widths: &[f32]) {
    let tokens = Tokens::of(ui);
    ui.spacing_mut().item_spacing.y = 0.0;
    let (line, _) = ui.allocate_exact_size(vec2(ui.available_width(), 26.0), Sense::hover());
    for (cell, words) in cells(line, widths).zip(heads) {
        let font = bold(size::SMALL);
        let at = Align2::LEFT_CENTER;
        painted_text(ui.painter(), cell, at, words, font, tokens.text_weak);
    }
    rule(ui);
}

fn row(ui: &mut Ui, words: &[&str], widths: &[f32]) -> Rect {
    let tokens = Tokens::of(ui);
    let (line, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    let label = words.join("，");
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &label));
    for (cell, words) in cells(line, widths).zip(words) {
        let font = regular(size::SMALL);
        let at = Align2::LEFT_CENTER;
        painted_text(ui.painter(), cell, at, words, font, tokens.text);
    }
    response.on_hover_text(label);
    line
}

fn cells(line: Rect, widths: &[f32]) -> impl Iterator<Item = Rect> {
    let mut left = line.left();
    let cells: Vec<Rect> = widths
        .iter()
        .map(|share| {
            let right = left + share * line.width();
            let cell = Rect::from_min_max(
                pos2(left, line.top()),
                pos2(right - space::M, line.bottom()),
            );
            left = right;
            cell
        })
        .collect();
    cells.into_iter()
}

/// Changes that were never saved.
pub(super) fn unfinished(ui: &mut Ui, app: &App, records: &[Record], commands: &mut Commands) {
    ui.set_width(WIDE);
    title(ui, "有上次没有保存的更改");
    let changes = last_of_each(records);
    let last = records.last().map(|record| &record.signature);
    let said = last.map_or_else(String::new, |last| {
        format!(
            "程序上次没有正常退出。最后一处更改是{}在 {} 做的，没有写入文件，共 {} 处：",
            last.by,
            last.at.format("%Y-%m-%d %H:%M"),
            changes.len()
        )
    });
    words(ui, &said);
    ui.add_space(space::S);
    list_of_changes(ui, app, ["文件中", "找回后"], &changes);
    let pressed = answer(ui, "找回", &["放弃这些更改"]);
    let take = match pressed {
        Some(0) => true,
        Some(_) => false,
        None if enter(ui) => true,
        None => return,
    };
    commands.push(Command::Care(Care::Unfinished { take }));
}

/// What is here and what is in the file, place by place.
pub(super) fn meeting(ui: &mut Ui, app: &App, dialog: &MeetingDialog, commands: &mut Commands) {
    let tokens = Tokens::of(ui);
    ui.set_width(WIDE + 120.0);
    title(ui, "文件已被别的程序改动");
    let clashes = dialog.meeting.clashes();
    let said = if clashes == 0 {
        "别人改的和这里改的没有重叠，合并后两边的更改都在。".to_owned()
    } else {
        format!("有 {clashes} 处两边都改了而且不一样，请逐处选择；其余照改过的一方。")
    };
    words(ui, &said);
    ui.add_space(space::S);
    let widths = [0.34, 0.16, 0.16, 0.16, 0.18];
    head(
        ui,
        &["位置", "打开时", "这里的", "文件里的", "采用"],
        &widths,
    );
    let places = &dialog.meeting.places;
    ScrollArea::vertical()
        .id_salt("meeting")
        .auto_shrink([false, true])
        .max_height(list_height(ui, places.len()))
        .show_rows(ui, ROW, places.len(), |ui, shown| {
            for index in shown {
                let place = &places[index];
                let name = place_words(app.catalog(), plans(app), &place.mine, &place.theirs);
                let told = [
                    name.as_str(),
                    &place.base.value_words(),
                    &place.mine.value_words(),
                    &place.theirs.value_words(),
                    "",
                ];
                let line = row(ui, &told, &widths);
                let area = cells(line, &widths).last().unwrap_or(line);
                let choices = [(false, "这里"), (true, "文件")];
                let chosen = dialog.choices.get(index).copied().flatten();
                super::widgets::inside(ui, area.shrink2(vec2(0.0, 1.0)), |ui| {
                    ui.push_id(index, |ui| {
                        if let Some(take) = segments(ui, &name, chosen, &choices) {
                            commands.push(Command::Care(Care::Decide { place: index, take }));
                        }
                    });
                });
            }
        });
    ui.add_space(space::S);
    ui.horizontal(|ui| {
        for (label, take) in [("全部用这里的", false), ("全部用文件里的", true)] {
            if ui.button(label).clicked() {
                commands.push(Command::Care(Care::DecideAll { take }));
            }
        }
        if dialog.undecided() > 0 {
            let left = format!("还有 {} 处没有选", dialog.undecided());
            ui.label(text(left, regular(size::SMALL), tokens.error));
        }
    });
    let pressed = answer(ui, "合并并保存", &["以后再说", "另存为…"]);
    let entered = pressed.is_none() && dialog.undecided() == 0 && enter(ui);
    match pressed.or(entered.then_some(0)) {
        Some(0) => commands.push(Command::Care(Care::Merge)),
        Some(1) => commands.push(Command::CloseDialog),
        Some(_) => {
            commands.push(Command::CloseDialog);
            commands.push(Command::Action(Action::SaveAs));
        }
        None => {}
    }
}

/// The versions kept, and what bringing one back would change.
pub(super) fn versions(ui: &mut Ui, app: &App, dialog: &VersionsDialog, commands: &mut Commands) {
    let tokens = Tokens::of(ui);
    ui.set_width(WIDE + 120.0);
    title(ui, "历史版本");
    let said = format!(
        "保存时把原来的内容留作版本：您保存的和命令写入的留最近 {0} 个；自动保存的另留 {0} 个，十分钟内只\
         留最后一个；总有一个是前一天或更早的。恢复不动已发出、已收回的填报表登记，可以撤销。",
        crate::store::MOST_VERSIONS
    );
    let said = text(said, regular(size::SMALL), tokens.text_weak);
    ui.add(egui::Label::new(said).wrap());
    ui.add_space(space::S);
    let height = list_height(ui, 11) + 26.0;
    ui.horizontal_top(|ui| {
        ui.set_height(height);
        ui.allocate_ui_with_layout(vec2(190.0, height), Layout::top_down(Align::Min), |ui| {
            let list = ScrollArea::vertical()
                .id_salt("versions")
                .auto_shrink([false, false]);
            list.show(ui, |ui| {
                for (index, version) in dialog.versions.iter().enumerate() {
                    let saved = version.saved.format("%Y-%m-%d %H:%M:%S");
                    let how = if version.is_automatic { " 自动" } else { "" };
                    let chosen = dialog.chosen == index;
                    if ui
                        .selectable_label(chosen, format!("{saved}{how}"))
                        .clicked()
                    {
                        commands.push(Command::Care(Care::ChooseVersion(index)));
                    }
                }
            });
        });
        ui.add_space(space::M);
        ui.vertical(|ui| match &dialog.preview {
            Ok(changes) if changes.is_empty() => {
                words(ui, "与现在的内容相同，恢复它不会改变什么。");
            }
            Ok(changes) => {
                words(ui, &format!("恢复这个版本会更改 {} 处：", changes.len()));
                list_of_changes(ui, app, ["现在", "恢复后"], changes);
            }
            Err(error) => {
                let error = text(error, regular(size::BODY), tokens.error);
                ui.add(egui::Label::new(error).wrap());
            }
        });
    });
    let is_of_use = dialog
        .preview
        .as_ref()
        .is_ok_and(|changes| !changes.is_empty());
    let pressed = if is_of_use {
        answer(ui, "恢复此版本", &["关闭"])
    } else {
        answer(ui, "关闭", &[]).map(|_| 1)
    };
    match pressed {
        Some(0) => commands.push(Command::Care(Care::RestoreVersion)),
        Some(_) => commands.push(Command::CloseDialog),
        None => {}
    }
}

/// A damaged file and what can be had in its place.
pub(super) fn damaged(ui: &mut Ui, dialog: &DamagedDialog, commands: &mut Commands) {
    let tokens = Tokens::of(ui);
    ui.set_width(620.0);
    title(ui, "台账文件损坏，可以恢复");
    let problem = text(&dialog.problem, regular(size::SMALL), tokens.error);
    ScrollArea::vertical().max_height(120.0).show(ui, |ui| {
        ui.add(egui::Label::new(problem).wrap());
    });
    ui.add_space(space::S);
    let found = match dialog.recovery.newest() {
        Some((workspace, saved)) => {
            let which = saved.map_or_else(
                || "最后一次保存的内容".to_owned(),
                |saved| format!("{} 保存的版本", saved.format("%Y-%m-%d %H:%M")),
            );
            format!(
                "找到{which}：{} 个实际值，{} 个基期值。恢复时，损坏的文件另外留存，不会丢弃。",
                workspace.observations.len(),
                workspace.baselines.len()
            )
        }
        None => "旁边没有完好的版本。".to_owned(),
    };
    words(ui, &found);
    let pressed = answer(ui, "恢复并打开", &["取消"]);
    match pressed.or_else(|| enter(ui).then_some(0)) {
        Some(0) => {
            let path = dialog.recovery.path.clone();
            commands.push(Command::Care(Care::RestoreDamaged(path)));
        }
        Some(_) => commands.push(Command::CloseDialog),
        None => {}
    }
}

/// The strip over every page of a workspace that can only be looked at.
pub(super) fn strip(ui: &mut Ui, app: &App, commands: &mut Commands) {
    let Some(reason) = app.document().and_then(crate::app::Document::read_only) else {
        return;
    };
    let tokens = Tokens::of(ui);
    let frame = Frame::new()
        .fill(tokens.stamp_soft)
        .inner_margin(Margin::symmetric(16, 6));
    egui::Panel::top("read only")
        .resizable(false)
        .frame(frame)
        .show(ui, |ui| {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if ui.button("另存为…").clicked() {
                    commands.push(Command::Action(Action::SaveAs));
                }
                let (label, care) = match reason {
                    ReadOnly::Held(_) => ("重新检查", Care::TryAgain),
                    ReadOnly::Past(_) => ("回到现在", Care::LeavePast),
                };
                if ui.button(label).clicked() {
                    commands.push(Command::Care(care));
                }
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    let said = text(reason.to_string(), regular(size::SMALL), tokens.text);
                    ui.add(egui::Label::new(said).truncate());
                });
            });
        });
}
