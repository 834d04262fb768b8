//! A plan of the workspace's own being written: what is said of the document, the table as typed, pasted
//! or read from a file, and below each cell how it was understood.

mod keys;
mod table;

use egui::{ComboBox, Label, ScrollArea, TextEdit, Ui, ViewportCommand, vec2};

use super::Commands;
use super::dialogs::{answer, enter, title};
use super::theme::{Tokens, bold, regular, size, space, text};
use super::widgets::{card, link, primary_button, segments};
use crate::app::{App, Command, DraftStep, Drafting};
use crate::exchange::plan_table::Role;
use crate::model::{PlanId, Stage};

/// Where the keyboard is, and what is half typed.
#[derive(Debug, Default)]
pub(super) struct EditorState {
    /// The draft it is about.
    draft: u64,
    /// Row and column of the keyboard.
    at: (usize, usize),
    /// Whether that cell shall take the keyboard when it is drawn.
    wants_focus: bool,
    /// A year that is being typed over a column.
    year: Option<(usize, String)>,
}

impl EditorState {
    fn go(&mut self, row: usize, column: usize) {
        self.at = (row, column);
        self.wants_focus = true;
    }
}

/// Draws the page.
pub(super) fn page(ui: &mut Ui, app: &App, state: &mut EditorState, commands: &mut Commands) {
    let Some(drafting) = app.drafting() else {
        return;
    };
    if state.draft != drafting.id() {
        *state = EditorState {
            draft: drafting.id(),
            wants_focus: drafting.old().is_none() && drafting.is_blank(),
            at: (0, drafting.draft().column(Role::Name).unwrap_or(0)),
            ..EditorState::default()
        };
    }
    if app.dialog().is_none() {
        keys::keys(ui, drafting, state, commands);
    }
    egui::Frame::new().inner_margin(space::L).show(ui, |ui| {
        ui.spacing_mut().item_spacing = vec2(space::M, space::S);
        card(ui, |ui| {
            heading(ui, app, drafting, commands);
            ui.add_space(space::XS);
            document_head(ui, drafting, commands);
        });
        tools(ui, drafting, state, commands);
        told(ui, drafting, state);
        table::table(ui, app, drafting, state, commands);
    });
}

fn heading(ui: &mut Ui, app: &App, drafting: &Drafting, commands: &mut Commands) {
    let tokens = Tokens::of(ui);
    let heading = match drafting.old() {
        None => "新建规划".to_owned(),
        Some(id) => {
            let plan = app.catalog().plan(id);
            format!(
                "修改规划　{}",
                plan.map_or(id.0.as_str(), |plan| &plan.short)
            )
        }
    };
    ui.horizontal(|ui| {
        ui.label(text(heading, bold(size::HEADING), tokens.text));
        let (names, shown) = drafting.sheets();
        if !drafting.source().is_empty() {
            let words = format!("来自{}", drafting.source());
            ui.label(text(words, regular(size::SMALL), tokens.text_weak));
        }
        if names.len() > 1 {
            ComboBox::from_id_salt("sheet")
                .selected_text(names[shown])
                .show_ui(ui, |ui| {
                    for (index, name) in names.iter().enumerate() {
                        if ui.selectable_label(index == shown, *name).clicked() {
                            commands.push(Command::Plan(DraftStep::Sheet(index)));
                        }
                    }
                })
                .response
                .on_hover_text("换一张工作表；在这张表上改的不保留");
        }
        let layout = egui::Layout::right_to_left(egui::Align::Center);
        ui.with_layout(layout, |ui| {
            let count = drafting.reading().indicators();
            let label = match drafting.old() {
                None => format!("收入台账（{count} 项）"),
                Some(_) => "保存修改".to_owned(),
            };
            ui.add_enabled_ui(drafting.plan().is_some(), |ui| {
                let button = primary_button(ui, &label).on_hover_text("Ctrl+Shift+Enter");
                if button.clicked() {
                    commands.push(Command::Plan(DraftStep::Take));
                }
            });
            if ui
                .add(egui::Button::new("放弃").min_size(vec2(72.0, 34.0)))
                .clicked()
            {
                commands.push(Command::Plan(DraftStep::GiveUp));
            }
        });
    });
}

/// What is said of the document as a whole.
fn document_head(ui: &mut Ui, drafting: &Drafting, commands: &mut Commands) {
    let mut head = drafting.head().clone();
    let likely_year = head.likely_year();
    let (short, year) = (
        head.likely_short(),
        likely_year.map_or_else(|| "如 2024".to_owned(), |year| year.to_string()),
    );
    let wide = ui.available_width() > 980.0;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(space::S, space::S);
        let free = ui.available_width();
        let long = if wide { free - 560.0 } else { free - 90.0 };
        let id = Some(keys::title_id());
        let hint = "规划或文件的全称（F6 在这里与表格之间切换）";
        field_with(ui, id, "名称", &mut head.title, (hint, long.max(220.0)));
        field(ui, "简称", &mut head.short, &short, 150.0);
        field(ui, "文号", &mut head.number, "如 杭政函〔2024〕75号", 190.0);
        field(ui, "年份", &mut head.year, &year, 60.0);
        field(ui, "印发日期", &mut head.issued, "如 2024-10-15", 110.0);
        field(ui, "发文单位", &mut head.issuer, "", 130.0);
        field(ui, "牵头单位", &mut head.lead, "", 110.0);
        let stages = [
            (Stage::Final, Stage::Final.word()),
            (Stage::Draft, Stage::Draft.word()),
        ];
        if let Some(stage) = segments(ui, "阶段", Some(head.stage), &stages) {
            head.stage = stage;
        }
        field(ui, "说明", &mut head.note, "", 200.0);
    });
    if head != *drafting.head() {
        commands.push(Command::Plan(DraftStep::Head(Box::new(head))));
    }
}

fn field(ui: &mut Ui, name: &str, value: &mut String, hint: &str, width: f32) {
    field_with(ui, None, name, value, (hint, width));
}

fn field_with(
    ui: &mut Ui,
    id: Option<egui::Id>,
    name: &str,
    value: &mut String,
    (hint, width): (&str, f32),
) {
    let tokens = Tokens::of(ui);
    // Label and field go to the next line together.
    let label_width = ui
        .painter()
        .layout_no_wrap(name.to_owned(), regular(size::SMALL), tokens.text)
        .size()
        .x;
    let whole = vec2(label_width + space::XS + width + 12.0, size::CONTROL);
    let layout = egui::Layout::left_to_right(egui::Align::Center);
    ui.allocate_ui_with_layout(whole, layout, |ui| {
        ui.spacing_mut().item_spacing.x = space::XS;
        ui.set_height(size::CONTROL);
        let label = ui.label(text(name, regular(size::SMALL), tokens.text_weak));
        let mut edit = TextEdit::singleline(value)
            .hint_text(text(hint, regular(size::SMALL), tokens.text_weak))
            .font(regular(size::SMALL))
            .margin(vec2(6.0, 5.0))
            .desired_width(width);
        if let Some(id) = id {
            edit = edit.id(id);
        }
        ui.add(edit).labelled_by(label.id);
    });
}

/// What can be done with the table, and its rows and columns.
fn tools(ui: &mut Ui, drafting: &Drafting, state: &mut EditorState, commands: &mut Commands) {
    let (row, column) = state.at;
    let draft = drafting.draft();
    let mut step = None;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(space::XS, space::XS);
        if ui
            .button("粘贴指标表")
            .on_hover_text("从 Excel、WPS、LibreOffice 或 Word 复制整张表，连同表头")
            .clicked()
        {
            ui.ctx().send_viewport_cmd(ViewportCommand::RequestPaste);
        }
        if ui
            .button("读入文件…")
            .on_hover_text("XLSX、CSV、TSV 指标表，或规划文件（.ron）；也可以把文件拖进窗口")
            .clicked()
        {
            step = Some(DraftStep::AskFile);
        }
        ui.separator();
        let has_row = row < draft.rows.len();
        if ui
            .button("加行")
            .on_hover_text("在当前行下面加一行（Ctrl+Enter）")
            .clicked()
        {
            state.go((row + 1).min(draft.rows.len()), column);
            step = Some(DraftStep::AddRow(row + 1));
        }
        for (words, hover, is_possible, other) in [
            (
                "删行",
                "删去当前行（Ctrl+Delete）",
                has_row,
                DraftStep::RemoveRow(row),
            ),
            (
                "上移",
                "当前行上移（Ctrl+↑）",
                has_row && row > 0,
                DraftStep::MoveRow { row, down: false },
            ),
            (
                "下移",
                "当前行下移（Ctrl+↓）",
                row + 1 < draft.rows.len(),
                DraftStep::MoveRow { row, down: true },
            ),
        ] {
            let button = ui.add_enabled(is_possible, egui::Button::new(words));
            if button.on_hover_text(hover).clicked() {
                let moved = match other {
                    DraftStep::MoveRow { down: true, .. } => row + 1,
                    DraftStep::MoveRow { .. } => row.saturating_sub(1),
                    _ => row.min(draft.rows.len().saturating_sub(2)),
                };
                state.go(moved, column);
                step = Some(other);
            }
        }
        ui.menu_button("加列", |ui| {
            for role in Role::ALL.into_iter().filter(|role| *role != Role::Ignored) {
                if draft.column(role).is_some() && !role.may_repeat() {
                    continue;
                }
                if ui.button(role.word()).clicked() {
                    let last = draft.columns.iter().filter(|c| c.role == role);
                    let year = last.filter_map(|c| c.year).max().map(|year| year + 1);
                    let year = year.filter(|_| role.has_year());
                    step = Some(DraftStep::AddColumn(role, year));
                    ui.close();
                }
            }
        });
        let removable = draft.columns.len() > 1 && column < draft.columns.len();
        let button = ui.add_enabled(removable, egui::Button::new("删列"));
        if button.on_hover_text("删去当前列").clicked() {
            state.go(row, column.saturating_sub(1));
            step = Some(DraftStep::RemoveColumn(column));
        }
        ui.separator();
        let (back, forth) = drafting.steps();
        for (words, is_possible, other) in [
            ("撤销一步", back, DraftStep::Undo),
            ("重做一步", forth, DraftStep::Redo),
        ] {
            if ui
                .add_enabled(is_possible, egui::Button::new(words))
                .clicked()
            {
                step = Some(other);
            }
        }
    });
    if let Some(step) = step {
        commands.push(Command::Plan(step));
    }
}

/// How much of the table was understood, and the ways to what was not.
fn told(ui: &mut Ui, drafting: &Drafting, state: &mut EditorState) {
    let tokens = Tokens::of(ui);
    let reading = drafting.reading();
    if drafting.is_blank() {
        let words = "直接键入，Tab、Enter 和方向键移动；或从 Excel、WPS、LibreOffice、Word 复制整张表（连同表头）后按 Ctrl+V；\
                     也可以把 XLSX、CSV 文件拖进来。每格下面写明它是怎样理解的。";
        ui.add(Label::new(text(words, regular(size::SMALL), tokens.text_weak)).wrap());
        return;
    }
    let (wrong, guesses) = (drafting.faults().len(), reading.guesses());
    ui.horizontal(|ui| {
        let (mark, ink) = if wrong > 0 {
            (format!("× {wrong} 处要改正"), tokens.error)
        } else {
            ("√ 全部读懂".to_owned(), tokens.text)
        };
        ui.label(text(mark, bold(size::SMALL), ink));
        if let Some(next) = reading.next_wrong(state.at)
            && link(ui, "下一处").clicked()
        {
            state.go(next.0, next.1);
        }
        if guesses > 0 {
            let words = format!("▲ {guesses} 处是默认或推断，请核对");
            ui.label(text(words, bold(size::SMALL), tokens.stamp));
            if let Some(next) = reading.next_guess(state.at)
                && link(ui, "核对下一处").clicked()
            {
                state.go(next.0, next.1);
            }
        }
    });
    if wrong > 0 {
        ScrollArea::vertical()
            .id_salt("plan faults")
            .max_height(62.0)
            .auto_shrink([false, true])
            .show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 2.0;
                for fault in drafting.faults() {
                    let words = format!("{}：{}", fault.place, fault.reason);
                    ui.add(Label::new(text(words, regular(size::SMALL), tokens.error)).wrap());
                }
            });
    }
}

/// Asks whether to remove a plan, and says what stays.
pub(super) fn remove(ui: &mut Ui, app: &App, id: &PlanId, commands: &mut Commands) {
    ui.set_width(480.0);
    title(ui, "删除自建规划");
    let plan = app.catalog().plan(id);
    let name = plan.map_or_else(|| id.to_string(), crate::model::Plan::cite);
    let kept = match app.kept_of(id) {
        Some(kept) => format!("已填的不会丢：{kept}。"),
        None => "还没有为它填过数。".to_owned(),
    };
    let words = format!("{name}将从台账里删去，可以撤销。{kept}\n\n以后还要用，可先导出规划文件。");
    ui.add(Label::new(words).wrap());
    match answer(ui, "删除", &["取消", "导出规划文件…"]) {
        Some(0) => commands.push(Command::Plan(DraftStep::Remove(id.clone()))),
        Some(1) => commands.push(Command::CloseDialog),
        Some(_) => commands.push(Command::Plan(DraftStep::AskExport(id.clone()))),
        None if enter(ui) => commands.push(Command::Plan(DraftStep::Remove(id.clone()))),
        None => {}
    }
}
