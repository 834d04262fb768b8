//! 责任单位: all units with what they answer for, and one unit's page.

use egui::{Button, ScrollArea, Ui};

use super::Commands;
use super::rules;
use super::theme::{Tokens, bold, regular, size, space, text};
use super::widgets::{
    Align, Column, Table, Width, card, card_title, cell_text, flush_card, inside, link, verdict_tag,
};
use crate::app::survey::{Standing, Survey, UnitRow, letter, sheet};
use crate::app::{App, Care, Command, Document, View};
use crate::model::{Progress, Unit};

/// Draws the table of all units.
pub(super) fn page(ui: &mut Ui, document: &Document, commands: &mut Commands) {
    let units = &document.survey().units;
    ScrollArea::vertical()
        .id_salt("units")
        .auto_shrink([false, false])
        .show(ui, |ui| {
            egui::Frame::new().inner_margin(space::L).show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = space::M;
                let tokens = Tokens::of(ui);
                let title = format!("责任单位：{} 个", units.len());
                ui.label(text(title, bold(size::HEADING), tokens.text));
                rules::line(ui, &document.rule_words(), commands);
                let all = ui.add_enabled(!units.is_empty(), Button::new("全部导出为网页…"));
                if all.on_hover_text("每个单位一页，可打印或发送").clicked() {
                    commands.push(export(document, &units.iter().collect::<Vec<_>>()));
                }
                flush_card(ui, |ui| table(ui, document.survey(), units, commands));
            });
        });
}

/// Asks where to put a page a unit.
fn export(document: &Document, units: &[&UnitRow]) -> Command {
    let standing = Standing {
        year: document.year(),
        rule: document.rule_words(),
        synthetic: document.workspace().synthetic,
    };
    let page = sheet(document.survey(), units, &standing);
    Command::Care(Care::ExportUnit(page))
}

fn table(ui: &mut Ui, survey: &Survey, units: &[UnitRow], commands: &mut Commands) {
    let tokens = Tokens::of(ui);
    let columns = [
        Column::words(
            "单位",
            Width::Flex {
                weight: 1.0,
                least: 170.0,
            },
        ),
        Column::figures("牵头指标", 72.0),
        Column::figures("参加指标", 72.0),
        Column::figures("牵头举措", 72.0),
        Column::figures("参加举措", 72.0),
        Column::figures("缺数", 56.0),
        Column::figures("滞后指标", 72.0),
        Column::figures("滞后举措", 72.0),
    ];
    let table = Table {
        id_salt: "unit rows",
        columns: &columns,
        row_height: 32.0,
    };
    let pressed = table.show(
        ui,
        units.len(),
        |row| units[row].unit.0.clone(),
        |ui, row, column, area| {
            let row = &units[row];
            let led = row.measures.iter().filter(|(_, is_lead)| *is_lead).count();
            let number = match column {
                1 => row.led(),
                2 => row.indicators.len() - row.led(),
                3 => led,
                4 => row.measures.len() - led,
                5 => row.missing(),
                6 => row.lagging(),
                _ => delayed(survey, row),
            };
            if column == 0 {
                let font = regular(size::BODY);
                return cell_text(ui, area, Align::Left, &row.unit.0, font, tokens.text);
            }
            let (words, ink) = match (number, column) {
                (0, _) => ("—".to_owned(), tokens.text_weak),
                (_, 5..) => (number.to_string(), tokens.stamp),
                _ => (number.to_string(), tokens.text),
            };
            cell_text(ui, area, Align::Right, &words, regular(size::BODY), ink);
        },
    );
    if let Some(row) = pressed {
        commands.push(Command::Go(View::Unit(units[row].unit.clone())));
    }
}

fn delayed(survey: &Survey, row: &UnitRow) -> usize {
    let measures = row.measures.iter();
    measures
        .filter(|(index, _)| survey.measures[*index].state.progress == Progress::Delayed)
        .count()
}

/// Draws one unit's page.
pub(super) fn unit_page(
    ui: &mut Ui,
    app: &App,
    document: &Document,
    unit: &Unit,
    commands: &mut Commands,
) {
    let survey = document.survey();
    let Some(row) = survey.unit(unit) else {
        return;
    };
    ScrollArea::vertical()
        .id_salt("unit")
        .auto_shrink([false, false])
        .show(ui, |ui| {
            egui::Frame::new().inner_margin(space::L).show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = space::M;
                heading(ui, document, row, commands);
                if !row.indicators.is_empty() {
                    flush_card(ui, |ui| indicators(ui, document, row, commands));
                }
                if !row.measures.is_empty() {
                    flush_card(ui, |ui| measures(ui, app, survey, row, commands));
                }
                if row.indicators.is_empty() {
                    card(ui, |ui| {
                        ui.label("台账收入的规划没有给这个单位定指标。");
                    });
                }
            });
        });
}

fn heading(ui: &mut Ui, document: &Document, row: &UnitRow, commands: &mut Commands) {
    let tokens = Tokens::of(ui);
    ui.horizontal(|ui| {
        ui.label(text(&row.unit.0, bold(size::HEADING), tokens.text));
        let words = format!(
            "牵头 {} 项指标，缺 {} 个数，滞后 {} 项",
            row.led(),
            row.missing(),
            row.lagging()
        );
        ui.label(text(words, regular(size::SMALL), tokens.text_weak));
    });
    rules::line(ui, &document.rule_words(), commands);
    ui.horizontal(|ui| {
        if ui
            .button("复制为文字")
            .on_hover_text("可直接粘贴到函件或消息里")
            .clicked()
        {
            let workspace = document.workspace();
            let words = letter(document.survey(), row, document.year(), workspace.synthetic);
            ui.ctx().copy_text(words);
            commands.push(Command::Tell("已复制，可粘贴到函件或消息里".to_owned()));
        }
        if ui
            .button("导出为网页…")
            .on_hover_text("存成一个网页文件，可打印或发送")
            .clicked()
        {
            commands.push(export(document, &[row]));
        }
        if link(ui, "全部单位").clicked() {
            commands.push(Command::Go(View::Units));
        }
    });
}

fn indicators(ui: &mut Ui, document: &Document, row: &UnitRow, commands: &mut Commands) {
    let tokens = Tokens::of(ui);
    title(ui, "指标", &format!("截至 {} 年", document.year()));
    let columns = [
        Column::words(
            "指标",
            Width::Flex {
                weight: 2.0,
                least: 180.0,
            },
        ),
        Column::words("分工", Width::Fixed(44.0)),
        Column::figures("实际值", 92.0),
        Column::words(
            "目标",
            Width::Flex {
                weight: 1.0,
                least: 130.0,
            },
        ),
        Column::words("评价", Width::Fixed(120.0)),
        Column::words(
            "缺什么",
            Width::Flex {
                weight: 1.0,
                least: 110.0,
            },
        ),
    ];
    let table = Table {
        id_salt: "unit indicators",
        columns: &columns,
        row_height: 34.0,
    };
    let pressed = table.show(
        ui,
        row.indicators.len(),
        |index| row.indicators[index].name.clone(),
        |ui, index, column, area| {
            let shown = &row.indicators[index];
            let small = regular(size::SMALL);
            match column {
                0 => cell_text(
                    ui,
                    area,
                    Align::Left,
                    &shown.name,
                    regular(size::BODY),
                    tokens.text,
                ),
                1 => {
                    let words = if shown.is_lead { "牵头" } else { "参加" };
                    cell_text(ui, area, Align::Left, words, small, tokens.text_weak);
                }
                2 => cell_text(
                    ui,
                    area,
                    Align::Right,
                    &shown.actual,
                    bold(size::BODY),
                    tokens.text,
                ),
                3 => cell_text(ui, area, Align::Left, &shown.target, small, tokens.text),
                4 => {
                    inside(ui, area, |ui| {
                        ui.horizontal_centered(|ui| verdict_tag(ui, shown.verdict));
                    });
                }
                _ => {
                    let words = shown.lacks().unwrap_or_default();
                    cell_text(ui, area, Align::Left, &words, small, tokens.stamp);
                }
            }
        },
    );
    if let Some(index) = pressed {
        commands.push(Command::Go(View::Indicator(
            row.indicators[index].id.clone(),
        )));
    }
}

fn measures(ui: &mut Ui, app: &App, survey: &Survey, row: &UnitRow, commands: &mut Commands) {
    let tokens = Tokens::of(ui);
    title(ui, "举措", "");
    let columns = [
        Column::words(
            "举措",
            Width::Flex {
                weight: 2.0,
                least: 180.0,
            },
        ),
        Column::words("分工", Width::Fixed(44.0)),
        Column::words("状态", Width::Fixed(64.0)),
        Column::words(
            "节点",
            Width::Flex {
                weight: 1.0,
                least: 160.0,
            },
        ),
        Column::words(
            "出处",
            Width::Flex {
                weight: 1.0,
                least: 120.0,
            },
        ),
    ];
    let table = Table {
        id_salt: "unit measures",
        columns: &columns,
        row_height: 32.0,
    };
    let measure = |index: usize| &survey.measures[row.measures[index].0];
    let pressed = table.show(
        ui,
        row.measures.len(),
        |index| measure(index).title.clone(),
        |ui, index, column, area| {
            let shown = measure(index);
            let words = match column {
                0 => shown.title.clone(),
                1 if row.measures[index].1 => "牵头".to_owned(),
                1 => "参加".to_owned(),
                2 => shown.state.progress.word().to_owned(),
                3 => {
                    let next = shown.milestones.iter().find(|m| !m.done);
                    next.map_or_else(|| "—".to_owned(), |m| format!("{} {}", m.due, m.name))
                }
                _ => shown.locator.clone(),
            };
            cell_text(
                ui,
                area,
                Align::Left,
                &words,
                regular(size::SMALL),
                tokens.text,
            );
        },
    );
    if let Some(index) = pressed {
        let plan = measure(index).id.plan.clone();
        if app.shown().is_some_and(|(_, shown, _)| shown.id != plan) {
            commands.push(Command::ShowPlan(plan));
        }
        commands.push(Command::Go(View::Measures));
    }
}

fn title(ui: &mut Ui, words: &str, remark: &str) {
    ui.horizontal(|ui| {
        ui.add_space(space::L);
        card_title(ui, words, remark);
    });
}
