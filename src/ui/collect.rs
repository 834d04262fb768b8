//! 收数: who was asked, who has reported, who still owes what; forms out, forms in, texts that ask.

use egui::{Align2, Button, Id, Rect, ScrollArea, TextEdit, Ui, vec2};

use super::Commands;
use super::theme::{Tokens, bold, regular, size, space, text};
use super::widgets::{Align, Column, Table, Width, cell_text};
use super::widgets::{card, card_title, flush_card, primary_button};
use crate::app::{App, Collect, Collecting, Command, DeskRow, DraftStep, View};
use crate::exchange::desks::Standing;
use crate::exchange::form::usual_deadline;
use crate::model::Unit;

mod preview;

/// What is chosen or being typed on the page.
#[derive(Debug, Default)]
pub(super) struct CollectState {
    /// The unit whose missing figures are shown.
    chosen: Option<Unit>,
    /// The deadline as it is being typed.
    deadline: Option<String>,
}

/// How wide the panel beside the table is.
const PANEL: f32 = 380.0;

/// Draws the page: the preview of what was read, or the units.
pub(super) fn page(ui: &mut Ui, app: &App, state: &mut CollectState, commands: &mut Commands) {
    let collect = app.collect();
    ScrollArea::vertical()
        .id_salt(("collect", collect.preview.is_some()))
        .auto_shrink([false, false])
        .show(ui, |ui| {
            egui::Frame::new().inner_margin(space::L).show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = space::M;
                match &collect.preview {
                    Some(found) => preview::page(ui, collect, found, commands),
                    None => units(ui, app, collect, state, commands),
                }
            });
        });
}

/// Takes files that are dropped anywhere on the window, and says so while they hang over it.
pub(super) fn dropped(ui: &mut Ui, app: &App, commands: &mut Commands) {
    let (hovering, files) = ui.ctx().input(|i| {
        let files = i.raw.dropped_files.iter();
        let paths: Vec<_> = files.map(|file| file.path().to_owned()).collect();
        (i.raw.hovered_files.len(), paths)
    });
    let for_plan = *app.view() == View::PlanEditor;
    if let Some(first) = files.first().filter(|_| for_plan) {
        commands.push(Command::Plan(DraftStep::Read(first.clone())));
    } else if !files.is_empty() {
        commands.push(Command::Collect(Collecting::Read(files)));
    }
    if hovering == 0 {
        return;
    }
    let tokens = Tokens::of(ui);
    let words = if for_plan {
        "松开鼠标，读入这张指标表；收入前会先看到每格怎样理解".to_owned()
    } else if app.document().is_some() {
        format!("松开鼠标，读取这 {hovering} 个文件；写入前会先预览")
    } else {
        "请先打开台账，再收取填报表".to_owned()
    };
    let area = ui.ctx().content_rect();
    let painter = ui.ctx().layer_painter(egui::LayerId::new(
        egui::Order::Tooltip,
        Id::unique("dropping"),
    ));
    painter.rect_filled(area, 0.0, tokens.veil);
    let board = Rect::from_center_size(area.center(), vec2(560.0, 96.0));
    painter.rect_filled(board, size::RADIUS, tokens.surface);
    painter.text(
        board.center(),
        Align2::CENTER_CENTER,
        words,
        bold(size::TITLE),
        tokens.text,
    );
}

fn units(
    ui: &mut Ui,
    app: &App,
    collect: &Collect,
    state: &mut CollectState,
    commands: &mut Commands,
) {
    let tokens = Tokens::of(ui);
    let (asked, missing) = collect.counts();
    let lacks_nothing = |row: &&DeskRow| row.desk.lacks_nothing();
    let done = collect.rows.iter().filter(lacks_nothing).count();
    ui.horizontal(|ui| {
        ui.label(text("收数", bold(size::HEADING), tokens.text));
        let words = format!(
            "{} 年：{} 个单位应报 {asked} 个数，尚缺 {missing} 个；{done} 个单位无缺项",
            collect.year,
            collect.rows.len()
        );
        ui.label(text(words, regular(size::BODY), tokens.text_weak));
    });
    send_and_take(ui, app, collect, state, commands);
    let wide = ui.available_width() >= 960.0;
    let chosen = state
        .chosen
        .as_ref()
        .and_then(|unit| collect.rows.iter().find(|row| row.desk.unit == *unit))
        .or_else(|| collect.rows.iter().find(|row| row.chase.is_some()));
    if wide {
        let table_width = ui.available_width() - PANEL - space::L;
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = space::L;
            ui.vertical(|ui| {
                ui.set_width(table_width);
                table(ui, collect, chosen, &mut state.chosen);
            });
            ui.vertical(|ui| {
                ui.set_width(PANEL);
                owed(ui, app, collect, state, chosen, commands);
            });
        });
    } else {
        table(ui, collect, chosen, &mut state.chosen);
        owed(ui, app, collect, state, chosen, commands);
    }
}

fn send_and_take(
    ui: &mut Ui,
    app: &App,
    collect: &Collect,
    state: &mut CollectState,
    commands: &mut Commands,
) {
    let tokens = Tokens::of(ui);
    card(ui, |ui| {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = space::S;
            let free = collect.busy.is_none();
            ui.add_enabled_ui(free, |ui| {
                if primary_button(ui, "收取填报表…").clicked() {
                    commands.push(Command::Collect(Collecting::AskFiles));
                }
            });
            ui.label(text(
                "也可以把单位发回的文件拖到窗口里",
                regular(size::SMALL),
                tokens.text_weak,
            ));
            ui.add_space(space::L);
            let label = ui.label(text("报送截止", regular(size::SMALL), tokens.text));
            let usual = usual_deadline(app.today()).to_string();
            let mut typed = state.deadline.clone().unwrap_or(usual);
            let field = TextEdit::singleline(&mut typed)
                .id(Id::unique("deadline"))
                .desired_width(104.0)
                .margin(vec2(8.0, 5.0));
            if ui.add(field).labelled_by(label.id).changed() {
                state.deadline = Some(typed);
            }
            let all = Button::new("生成全部填报表…").min_size(vec2(0.0, 34.0));
            if ui.add_enabled(free, all).clicked() {
                let units = collect.rows.iter().map(|row| row.desk.unit.clone());
                order(app, state, units.collect(), commands);
            }
            let export = Button::new("导出数据表…").min_size(vec2(0.0, 34.0));
            if ui.add_enabled(free, export).clicked() {
                commands.push(Command::Collect(Collecting::AskExport));
            }
        });
        if let Some(words) = collect.busy.or(collect.told.as_deref()) {
            ui.label(text(words, regular(size::SMALL), tokens.text_weak));
        }
    });
}

/// Orders the forms of these units, if the deadline is a day to come.
fn order(app: &App, state: &CollectState, units: Vec<Unit>, commands: &mut Commands) {
    let deadline = match &state.deadline {
        None => Some(usual_deadline(app.today())),
        Some(typed) => chrono::NaiveDate::parse_from_str(typed.trim(), "%Y-%m-%d").ok(),
    };
    let deadline = deadline.filter(|day| *day >= app.today());
    commands.push(match deadline {
        Some(deadline) => Command::Collect(Collecting::Order { units, deadline }),
        None => Command::Tell(format!(
            "报送截止须是今天以后的日期，写作 {}",
            usual_deadline(app.today())
        )),
    });
}

fn table(ui: &mut Ui, collect: &Collect, chosen: Option<&DeskRow>, state: &mut Option<Unit>) {
    let columns = [
        Column::words(
            "责任单位",
            Width::Flex {
                weight: 1.0,
                least: 140.0,
            },
        ),
        Column::words("状态", Width::Fixed(104.0)),
        Column::figures("应报", 40.0),
        Column::figures("尚缺", 40.0),
        Column::words("发出", Width::Fixed(108.0)),
        Column::words("截止", Width::Fixed(88.0)),
        Column::words(
            "收到",
            Width::Flex {
                weight: 0.8,
                least: 96.0,
            },
        ),
    ];
    flush_card(ui, |ui| {
        let table = Table {
            id_salt: "units",
            columns: &columns,
            row_height: 38.0,
        };
        let rows = &collect.rows;
        let pressed = table.show(
            ui,
            rows.len(),
            |row| format!("{} {}", rows[row].desk.unit, rows[row].standing.word()),
            |ui, row, column, area| {
                let is_chosen = chosen.is_some_and(|c| c.desk.unit == rows[row].desk.unit);
                unit_cell(ui, &rows[row], is_chosen, column, area);
            },
        );
        if let Some(row) = pressed {
            *state = Some(rows[row].desk.unit.clone());
        }
    });
}

fn unit_cell(ui: &Ui, row: &DeskRow, is_chosen: bool, column: usize, area: Rect) {
    let tokens = Tokens::of(ui);
    let desk = &row.desk;
    let missing = desk.missing_figures();
    let ink = match row.standing {
        Standing::Complete => tokens.grade_ink(crate::assess::Grade::Achieved),
        Standing::Overdue => tokens.error,
        Standing::Unreturned
        | Standing::Unneeded
        | Standing::Partial
        | Standing::Explained
        | Standing::Waiting
        | Standing::NotAsked => tokens.text,
    };
    let none = || "—".to_owned();
    let name_font = if is_chosen {
        bold(size::SMALL)
    } else {
        regular(size::SMALL)
    };
    let weak = (regular(size::SMALL), tokens.text_weak);
    let (align, words, font, color) = match column {
        0 => (Align::Left, desk.unit.0.clone(), name_font, tokens.text),
        1 => (
            Align::Left,
            row.standing.word().to_owned(),
            bold(size::SMALL),
            ink,
        ),
        2 => (
            Align::Right,
            desk.asked.to_string(),
            regular(size::SMALL),
            tokens.text,
        ),
        3 if missing == 0 => (Align::Right, "0".to_owned(), weak.0, weak.1),
        3 => (
            Align::Right,
            missing.to_string(),
            bold(size::SMALL),
            tokens.text,
        ),
        4 => {
            let words = desk.issued.as_ref().map_or_else(none, |issue| {
                let day = issue.at.format("%Y-%m-%d");
                match issue.version {
                    1 => day.to_string(),
                    version => format!("{day} ×{version}"),
                }
            });
            (Align::Left, words, weak.0, weak.1)
        }
        5 => {
            let words = desk
                .issued
                .as_ref()
                .map_or_else(none, |i| i.deadline.to_string());
            (Align::Left, words, weak.0, weak.1)
        }
        _ => {
            let words = desk.received.as_ref().map_or_else(none, |receipt| {
                format!("{} {}", receipt.at.format("%m-%d %H:%M"), receipt.filler)
            });
            (Align::Left, words, weak.0, weak.1)
        }
    };
    cell_text(ui, area, align, &words, font, color);
}

/// What the chosen unit owes, with the text that asks for it.
fn owed(
    ui: &mut Ui,
    app: &App,
    collect: &Collect,
    state: &CollectState,
    chosen: Option<&DeskRow>,
    commands: &mut Commands,
) {
    let tokens = Tokens::of(ui);
    let Some(row) = chosen else {
        return card(ui, |ui| {
            card_title(ui, "数据已齐", "");
            let words = "各单位应报的数都已填报，没有需要催报的。";
            ui.label(text(words, regular(size::SMALL), tokens.text_weak));
        });
    };
    card(ui, |ui| {
        card_title(ui, &row.desk.unit.0, row.standing.word());
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = vec2(space::S, space::S);
            let make = Button::new("生成填报表…").min_size(vec2(0.0, size::CONTROL));
            if ui.add_enabled(collect.busy.is_none(), make).clicked() {
                order(app, state, vec![row.desk.unit.clone()], commands);
            }
            if let Some(words) = &row.chase
                && ui.button("复制催报文字").clicked()
            {
                ui.ctx().copy_text(words.clone());
                commands.push(Command::Tell(format!(
                    "已复制给{}的催报文字",
                    row.desk.unit
                )));
            }
            if !collect.chase_all.is_empty() && ui.button("复制全部单位的").clicked() {
                ui.ctx().copy_text(collect.chase_all.clone());
                let owing = collect
                    .rows
                    .iter()
                    .filter(|row| row.chase.is_some())
                    .count();
                commands.push(Command::Tell(format!("已复制 {owing} 个单位的催报文字")));
            }
        });
        let nothing = if row.desk.missing.is_empty() {
            "应报的数都已填报。"
        } else {
            "缺的数单位都已说明，不必催报。"
        };
        let owed = row.chase.as_deref().unwrap_or(nothing);
        let words = text(owed.trim_end(), regular(size::SMALL), tokens.text);
        ui.add(egui::Label::new(words).wrap().selectable(true));
        for missing in &row.desk.missing {
            let Some(said) = &missing.explained else {
                continue;
            };
            let words = format!("单位说明：序号{} {}：{said}", missing.no, missing.name);
            let words = text(words, regular(size::SMALL), tokens.text_weak);
            ui.add(egui::Label::new(words).wrap().selectable(true));
        }
    });
}
