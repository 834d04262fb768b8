//! Dialogs that wait for an answer. Enter is the main button, Escape steps back.

use std::path::PathBuf;

use egui::{Id, Key, Modal, Modifiers, ScrollArea, TextEdit, Ui, vec2};

use super::Commands;
use super::adjust;
use super::care;
use super::decide::{self, DecisionState};
use super::plan_editor;
use super::theme::{Tokens, bold, regular, size, space, text};
use super::widgets::primary_button;
use crate::app::{
    Action, App, Care, Collecting, Command, Dialog, DraftStep, FileDialog, OpeningDialog, Purpose,
};

/// Draws the dialog on top, if there is one.
pub(super) fn show(ui: &mut Ui, app: &App, decisions: &mut DecisionState, commands: &mut Commands) {
    let Some(dialog) = app.dialog() else {
        return;
    };
    let tokens = Tokens::of(ui);
    let frame = egui::Frame::new()
        .fill(tokens.surface)
        .stroke(egui::Stroke::new(1.0, tokens.border))
        .corner_radius(10.0)
        .shadow(ui.visuals().window_shadow)
        .inner_margin(24.0);
    // Each kind has a place of its own: an area remembers its size.
    let shown = Modal::new(Id::unique(("dialog", std::mem::discriminant(dialog))))
        .backdrop_color(tokens.veil)
        .frame(frame)
        .show(ui.ctx(), |ui| match dialog {
            Dialog::File(dialog) => file(ui, app, dialog, commands),
            Dialog::Unsaved => unsaved(ui, app, commands),
            Dialog::Changed => changed(ui, app, commands),
            Dialog::Meeting(dialog) => care::meeting(ui, app, dialog, commands),
            Dialog::Unfinished(records) => care::unfinished(ui, app, records, commands),
            Dialog::Versions(dialog) => care::versions(ui, app, dialog, commands),
            Dialog::Damaged(dialog) => care::damaged(ui, dialog, commands),
            Dialog::Trouble { title, text } => trouble(ui, title, text, commands),
            Dialog::Judge(id) => decide::judge(ui, app, id, decisions, commands),
            Dialog::OwnRule(id) => decide::own_rule(ui, app, id, decisions, commands),
            Dialog::Interim(id) => decide::interim(ui, app, id, decisions, commands),
            Dialog::RemovePlan(id) => plan_editor::remove(ui, app, id, commands),
            Dialog::Adjust(id) => adjust::show(ui, app, id, &mut decisions.adjust, commands),
            Dialog::Opening(opening) => being_opened(ui, opening, commands),
            Dialog::Shortcuts => shortcuts(ui, commands),
        });
    // A click beside it closes only what can be opened again without loss.
    let harmless = *dialog == Dialog::Shortcuts;
    let escaped = ui
        .ctx()
        .input_mut(|i| i.consume_key(Modifiers::NONE, Key::Escape));
    let stepped_beside = harmless && shown.backdrop_response.clicked();
    // What a crash left is either taken or given up: it must not go with a key pressed in passing.
    let must_answer = matches!(dialog, Dialog::Unfinished(_));
    if (escaped || stepped_beside) && commands.is_empty() && !must_answer {
        commands.push(Command::CloseDialog);
    }
}

pub(super) fn title(ui: &mut Ui, words: &str) {
    ui.label(text(words, bold(size::HEADING), Tokens::of(ui).text));
    ui.add_space(space::S);
}

/// A large file on its way: how far it is, and the way out.
fn being_opened(ui: &mut Ui, opening: &OpeningDialog, commands: &mut Commands) {
    ui.set_width(420.0);
    let name = opening.path.file_name().unwrap_or(opening.path.as_os_str());
    title(ui, &format!("正在打开 {}", name.to_string_lossy()));
    let tokens = Tokens::of(ui);
    ui.label(text(
        format!("{}…", opening.progress.words()),
        regular(size::BODY),
        tokens.text_weak,
    ));
    ui.add_space(space::S);
    ui.add(egui::ProgressBar::new(opening.progress.share()).desired_height(6.0));
    // Nothing else tells the window that the file has come further.
    ui.ctx()
        .request_repaint_after(std::time::Duration::from_millis(200));
    if answer_none_but(ui, "取消") {
        commands.push(Command::CloseDialog);
    }
}

/// A single button at the right, which no key presses.
fn answer_none_but(ui: &mut Ui, words: &str) -> bool {
    ui.add_space(space::M);
    let line = vec2(ui.available_width(), 36.0);
    let layout = egui::Layout::right_to_left(egui::Align::Center);
    let shown = ui.allocate_ui_with_layout(line, layout, |ui| ui.button(words).clicked());
    shown.inner
}

/// Buttons at the right, the main one last; Enter presses it.
pub(super) fn answer(ui: &mut Ui, main: &str, others: &[&str]) -> Option<usize> {
    answer_if(ui, true, main, others)
}

/// The same; the main button can be pressed only where there is something to do.
pub(super) fn answer_if(ui: &mut Ui, enabled: bool, main: &str, others: &[&str]) -> Option<usize> {
    ui.add_space(space::M);
    let mut pressed = None;
    let line = vec2(ui.available_width(), 36.0);
    let layout = egui::Layout::right_to_left(egui::Align::Center);
    ui.allocate_ui_with_layout(line, layout, |ui| {
        let main = ui.add_enabled_ui(enabled, |ui| primary_button(ui, main));
        if main.inner.clicked() {
            pressed = Some(0);
        }
        for (index, label) in others.iter().enumerate().rev() {
            let button = egui::Button::new(*label).min_size(vec2(72.0, 34.0));
            if ui.add(button).clicked() {
                pressed = Some(index + 1);
            }
        }
    });
    pressed
}

pub(super) fn enter(ui: &Ui) -> bool {
    ui.ctx()
        .input_mut(|i| i.consume_key(Modifiers::NONE, Key::Enter))
}

fn file(ui: &mut Ui, app: &App, dialog: &FileDialog, commands: &mut Commands) {
    let tokens = Tokens::of(ui);
    ui.set_width(560.0);
    title(ui, dialog.title());
    if dialog.purpose == Purpose::New {
        let usual = || app.catalog().plan(&crate::store::default_plan());
        if let Some(plan) = app.first_plan().or_else(usual) {
            let words = format!(
                "规划：{}，{} 项指标。更改会自动保存到这个文件。",
                plan.cite(),
                plan.indicators.len()
            );
            ui.label(text(words, regular(size::SMALL), tokens.text_weak));
            ui.add_space(space::XS);
        }
    }
    let words = match dialog.purpose {
        Purpose::FormFolder => "文件夹位置",
        _ => "文件位置",
    };
    let label = ui.label(text(words, bold(size::SMALL), tokens.text));
    let mut path = dialog.path.clone();
    let mut entered = false;
    ui.horizontal(|ui| {
        let field = TextEdit::singleline(&mut path)
            .hint_text(dialog.example())
            .desired_width(ui.available_width() - 92.0)
            .margin(vec2(8.0, 6.0));
        let response = ui.add(field).labelled_by(label.id);
        if response.changed() {
            commands.push(Command::TypePath(path.clone()));
        }
        entered = response.lost_focus() && ui.ctx().input(|i| i.key_pressed(Key::Enter));
        if ui.ctx().memory(|m| m.focused().is_none()) {
            response.request_focus();
        }
        let browse = egui::Button::new("浏览…").min_size(vec2(80.0, 30.0));
        let browse = ui.add_enabled(!app.is_picking(), browse);
        if browse.clicked() {
            commands.push(Command::Browse(dialog.purpose));
        }
    });
    if let Some(error) = &dialog.error {
        let words = text(error, regular(size::SMALL), tokens.error);
        ui.add(egui::Label::new(words).wrap());
    }
    let pressed = answer(ui, dialog.confirm(), &["取消"]);
    match pressed {
        Some(1) => commands.push(Command::CloseDialog),
        Some(_) => confirm(dialog, &path, commands),
        None if entered => confirm(dialog, &path, commands),
        None => {}
    }
}

fn confirm(dialog: &FileDialog, path: &str, commands: &mut Commands) {
    let path = path.trim().trim_matches('"');
    if path.is_empty() {
        return commands.push(Command::Tell("请填写文件位置，或点“浏览…”选择".to_owned()));
    }
    let path = PathBuf::from(path);
    commands.push(match dialog.purpose {
        Purpose::New => Command::CreateAt(path),
        Purpose::Open => Command::OpenAt(path),
        Purpose::SaveAs => Command::SaveTo(path, dialog.exists),
        Purpose::ExportLog | Purpose::ExportUnit => Command::Care(Care::ExportTo(path)),
        Purpose::FormFolder => Command::Collect(Collecting::IssueTo(path)),
        Purpose::Forms => Command::Collect(Collecting::Read(vec![path])),
        Purpose::ExportTable => Command::Collect(Collecting::ExportTo(path, dialog.exists)),
        Purpose::PlanTable => Command::Plan(DraftStep::Read(path)),
        Purpose::ExportPlan => Command::Plan(DraftStep::ExportTo(path, dialog.exists)),
    });
}

fn unsaved(ui: &mut Ui, app: &App, commands: &mut Commands) {
    ui.set_width(440.0);
    title(ui, "有更改尚未保存");
    let name = app
        .document()
        .map_or_else(String::new, crate::app::Document::name);
    ui.label(format!("“{name}”的更改还没有写入文件。"));
    let pressed = answer(ui, "保存", &["取消", "不保存"]);
    match pressed {
        Some(0) => commands.push(Command::AfterUnsaved { save: true }),
        Some(1) => commands.push(Command::CloseDialog),
        Some(_) => commands.push(Command::AfterUnsaved { save: false }),
        None if enter(ui) => commands.push(Command::AfterUnsaved { save: true }),
        None => {}
    }
}

/// Another program has left something that cannot be read. Neither is given up unasked.
fn changed(ui: &mut Ui, app: &App, commands: &mut Commands) {
    ui.set_width(520.0);
    title(ui, "文件已被别的程序改动");
    let name = app
        .document()
        .map_or_else(String::new, crate::app::Document::name);
    let words = format!(
        "“{name}”在打开之后被别的程序改过，现在的内容读不出来，所以没有保存。这里的更改仍在窗口中。\n\n\
         另存为：两份都留下。覆盖：用这里的内容，文件里的另外留作版本。"
    );
    ui.add(egui::Label::new(words).wrap());
    match answer(ui, "另存为…", &["取消", "覆盖"]) {
        Some(0) => {
            commands.push(Command::CloseDialog);
            commands.push(Command::Action(Action::SaveAs));
        }
        Some(1) => commands.push(Command::CloseDialog),
        Some(_) => commands.push(Command::Overwrite),
        None => {}
    }
}

fn trouble(ui: &mut Ui, heading: &str, words: &str, commands: &mut Commands) {
    ui.set_width(520.0);
    title(ui, heading);
    ui.add(egui::Label::new(words).wrap());
    if answer(ui, "知道了", &[]).is_some() || enter(ui) {
        commands.push(Command::CloseDialog);
    }
}

fn shortcuts(ui: &mut Ui, commands: &mut Commands) {
    let tokens = Tokens::of(ui);
    ui.set_width(640.0);
    title(ui, "快捷键");
    let in_grid = [
        ("方向键、Tab、Enter", "填报表中移动"),
        ("Ctrl+方向键", "跳到有数和无数的交界"),
        ("Home、End、Ctrl+Home、Ctrl+End", "行首、行尾、表首、表尾"),
        ("Shift+移动键、拖动", "选择一片格子"),
        ("Ctrl+A，点序号或列头", "全选，选整行、整列"),
        ("直接键入", "填写选中的格子"),
        ("F2 或双击", "修改格子里的数"),
        ("Ctrl+Enter", "填满选中的格子"),
        ("Ctrl+C、Ctrl+X、Ctrl+V", "与 Excel、WPS 互相复制粘贴"),
        ("Ctrl+D、Ctrl+R", "向下、向右填充"),
        ("Delete", "清除选中的格子"),
        ("F4", "在快报与核实之间切换"),
        ("Esc", "放弃正在填写的内容"),
        ("F6", "离开或回到填报表、指标表"),
        ("Ctrl+Enter、Ctrl+Delete", "新建规划：加行、删行"),
        ("Ctrl+↑、Ctrl+↓", "新建规划：行上移、下移"),
        ("Ctrl+Shift+Enter", "新建规划：收入台账"),
    ];
    let mut rows: Vec<(String, &str)> = Action::ALL
        .into_iter()
        .filter_map(|action| Some((action.shortcut_text()?, action.text())))
        .collect();
    rows.extend(in_grid.map(|(keys, words)| (keys.to_owned(), words)));
    let height = (ui.ctx().content_rect().height() - 260.0).max(160.0);
    ScrollArea::vertical().max_height(height).show(ui, |ui| {
        egui::Grid::new("shortcuts")
            .num_columns(4)
            .spacing([24.0, 8.0])
            .show(ui, |ui| {
                let half = rows.len().div_ceil(2);
                for index in 0..half {
                    for (keys, words) in rows.get(index).into_iter().chain(rows.get(index + half)) {
                        ui.label(text(keys, bold(size::SMALL), tokens.text));
                        ui.label(text(*words, regular(size::SMALL), tokens.text));
                    }
                    ui.end_row();
                }
            });
    });
    if answer(ui, "知道了", &[]).is_some() || enter(ui) {
        commands.push(Command::CloseDialog);
    }
}
