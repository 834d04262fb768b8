//! 举措: each measure with its units, its state, what falls due, and the indicators it serves.

use egui::{ComboBox, Rect, ScrollArea, TextEdit, Ui, vec2};

use super::Commands;
use super::budgets::{self, BudgetState};
use super::lineage::{one_line, unit_filter};
use super::theme::{Tokens, bold, regular, size, space, text};
use super::widgets::{
    Align, Column, Table, Width, card, card_title, cell_text, fact, fits, flush_card, inside, link,
    rule, segments,
};
use crate::app::measures::{measure_edit, reach, read_milestone, read_percent};
use crate::app::survey::{MeasureRow, SOON_DAYS, Survey};
use crate::app::{App, Command, Document, View};
use crate::model::{MeasureId, Plan, Progress, Unit, format_number};

const SIDE_WIDTH: f32 = 400.0;
const NARROW_SIDE: f32 = 324.0;

/// What the user chose to see, and what is being typed.
#[derive(Debug, Default)]
pub(super) struct MeasuresState {
    budgets: BudgetState,
    theme: Option<u32>,
    unit: Option<Unit>,
    progress: Option<Progress>,
    open: Option<MeasureId>,
    draft: Option<(Field, String)>,
    milestone: (String, String),
    error: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    Percent,
    Note,
    Evidence,
}

/// Draws the page.
pub(super) fn page(
    ui: &mut Ui,
    app: &App,
    (document, plan): (&Document, &Plan),
    state: &mut MeasuresState,
    commands: &mut Commands,
) {
    let survey = document.survey();
    let rows: Vec<&MeasureRow> = survey
        .measures
        .iter()
        .filter(|row| row.id.plan == plan.id)
        .filter(|row| state.theme.is_none_or(|theme| row.theme == theme))
        .filter(|row| {
            state
                .unit
                .as_ref()
                .is_none_or(|unit| row.units.contains(unit))
        })
        .filter(|row| state.progress.is_none_or(|p| row.state.progress == p))
        .collect();
    let open = state
        .open
        .clone()
        .filter(|id| rows.iter().any(|row| row.id == *id));
    let open = open.or_else(|| rows.first().map(|row| row.id.clone()));
    if state.open != open {
        state.open.clone_from(&open);
        state.draft = None;
        state.error = None;
    }
    keys(ui, app, state, &rows, commands);
    egui::Frame::new().inner_margin(space::L).show(ui, |ui| {
        ui.spacing_mut().item_spacing = vec2(space::M, space::M);
        heading(ui, survey, plan, state, commands);
        if rows.is_empty() {
            card(ui, |ui| {
                ui.label("这份规划没有符合条件的举措。请放宽筛选，或在顶栏换一份规划。");
            });
            return;
        }
        let (whole, _) = ui.allocate_exact_size(ui.available_size(), egui::Sense::hover());
        let side = if whole.width() > 900.0 {
            SIDE_WIDTH
        } else {
            NARROW_SIDE
        };
        let main = whole.width() - side - space::M;
        let (left, right) = (
            Rect::from_min_size(whole.min, vec2(main, whole.height())),
            whole.with_min_x(whole.left() + main + space::M),
        );
        inside(ui, left, |ui| list(ui, app, &rows, state));
        inside(ui, right, |ui| {
            ScrollArea::vertical().id_salt("measure").show(ui, |ui| {
                let row = rows.iter().find(|row| Some(&row.id) == state.open.as_ref());
                if let Some(row) = row {
                    detail(ui, app, row, state, commands);
                }
            });
        });
    });
}

/// 资金安排: the money that the plan sets aside.
pub(super) fn money(
    ui: &mut Ui,
    (document, plan): (&Document, &Plan),
    state: &mut MeasuresState,
    commands: &mut Commands,
) {
    let tokens = Tokens::of(ui);
    let budgets = &mut state.budgets;
    budgets.refresh(plan, document.revision());
    egui::Frame::new().inner_margin(space::L).show(ui, |ui| {
        ui.spacing_mut().item_spacing = vec2(space::M, space::M);
        ui.horizontal_wrapped(|ui| {
            ui.label(text("资金安排", bold(size::HEADING), tokens.text));
            turn(ui, plan, &View::Budgets, commands);
            ui.label(text(
                &budgets.headline,
                regular(size::SMALL),
                tokens.text_weak,
            ));
        });
        budgets::table(ui, plan, budgets);
    });
}

/// From the measures of a plan to its money and back, where it sets any aside.
fn turn(ui: &mut Ui, plan: &Plan, shown: &View, commands: &mut Commands) {
    if plan.budgets.is_empty() {
        return;
    }
    let choices = [(true, "举措"), (false, "资金安排")];
    let shows_measures = *shown == View::Measures;
    match segments(ui, "看什么", Some(shows_measures), &choices) {
        Some(true) => commands.push(Command::Go(View::Measures)),
        Some(false) => commands.push(Command::Go(View::Budgets)),
        None => {}
    }
}

/// 1 to 4 say the state of the measure that is open, page up and page down go to its neighbours.
fn keys(
    ui: &Ui,
    app: &App,
    state: &mut MeasuresState,
    rows: &[&MeasureRow],
    commands: &mut Commands,
) {
    if ui.ctx().text_edit_focused() || app.dialog().is_some() {
        return;
    }
    let Some(at) = rows
        .iter()
        .position(|row| Some(&row.id) == state.open.as_ref())
    else {
        return;
    };
    let pressed = |key| {
        ui.ctx()
            .input_mut(|i| i.consume_key(egui::Modifiers::NONE, key))
    };
    let digits = [
        egui::Key::Num1,
        egui::Key::Num2,
        egui::Key::Num3,
        egui::Key::Num4,
    ];
    for (key, progress) in digits.into_iter().zip(Progress::CHOICES) {
        if pressed(key) {
            let edit = measure_edit(app, &rows[at].id, |state| state.progress = progress);
            commands.extend(edit.map(Command::Edit));
        }
    }
    let mut go = |index: usize| {
        state.open = Some(rows[index].id.clone());
        state.draft = None;
        state.error = None;
    };
    if pressed(egui::Key::PageDown) && at + 1 < rows.len() {
        go(at + 1);
    } else if pressed(egui::Key::PageUp) && at > 0 {
        go(at - 1);
    }
}

fn heading(
    ui: &mut Ui,
    survey: &Survey,
    plan: &Plan,
    state: &mut MeasuresState,
    commands: &mut Commands,
) {
    let tokens = Tokens::of(ui);
    let counts = survey.progress(Some(&plan.id));
    let words: Vec<String> = Progress::ALL
        .iter()
        .zip(counts)
        .filter(|(_, count)| *count > 0)
        .map(|(progress, count)| format!("{} {count}", progress.word()))
        .collect();
    ui.horizontal(|ui| {
        let title = format!("举措：共 {} 条", counts.iter().sum::<usize>());
        ui.label(text(title, bold(size::HEADING), tokens.text));
        turn(ui, plan, &View::Measures, commands);
        ui.label(text(
            format!("{}　{}", plan.label(), words.join("，")),
            regular(size::SMALL),
            tokens.text_weak,
        ));
    });
    ui.horizontal_wrapped(|ui| {
        let mut choices = vec![(None, "全部")];
        choices.extend(Progress::ALL.map(|progress| (Some(progress), progress.word())));
        if let Some(progress) = segments(ui, "状态筛选", Some(state.progress), &choices) {
            state.progress = progress;
        }
        theme_filter(ui, plan, &mut state.theme);
        unit_filter(ui, survey, &mut state.unit);
        if ui.ctx().content_rect().width() >= 1200.0 {
            let hint = "1 至 4 键改状态，PageUp、PageDown 换条";
            ui.label(text(hint, regular(size::SMALL), tokens.text_weak));
        }
    });
}

fn theme_filter(ui: &mut Ui, plan: &Plan, chosen: &mut Option<u32>) {
    // A section of another plan is none here.
    *chosen = chosen.filter(|no| plan.theme(*no).is_some());
    let shown = chosen.and_then(|no| plan.theme(no));
    let shown = shown
        .map_or("全部", |theme| theme.short.as_str())
        .to_owned();
    let has_measures = |no: u32| plan.measures.iter().any(|m| m.theme == no);
    let label = ui.label("领域");
    let filter = ComboBox::from_id_salt("theme")
        .selected_text(shown)
        .width(110.0)
        .show_ui(ui, |ui| {
            ui.selectable_value(chosen, None, "全部");
            for theme in plan.themes.iter().filter(|theme| has_measures(theme.no)) {
                ui.selectable_value(chosen, Some(theme.no), &theme.short);
            }
        });
    filter.response.labelled_by(label.id);
}

fn list(ui: &mut Ui, app: &App, rows: &[&MeasureRow], state: &mut MeasuresState) {
    let tokens = Tokens::of(ui);
    let today = app.today();
    flush_card(ui, |ui| {
        ScrollArea::vertical()
            .id_salt("measures")
            .auto_shrink([false, false])
            .show(ui, |ui| {
                let mut columns = vec![
                    Column::figures("序号", 40.0),
                    Column::words(
                        "举措",
                        Width::Flex {
                            weight: 2.0,
                            least: 150.0,
                        },
                    ),
                    Column::words(
                        "牵头单位",
                        Width::Flex {
                            weight: 1.0,
                            least: 96.0,
                        },
                    ),
                    Column::words("状态", Width::Fixed(60.0)),
                    Column::words(
                        "最近节点",
                        Width::Flex {
                            weight: 1.0,
                            least: 110.0,
                        },
                    ),
                ];
                // In a narrow window the unit is told at the right.
                let has_lead = fits(&columns, ui.available_width());
                if !has_lead {
                    columns.remove(2);
                }
                let table = Table {
                    id_salt: "measure rows",
                    columns: &columns,
                    row_height: 32.0,
                };
                let pressed = table.show(
                    ui,
                    rows.len(),
                    |row| format!("{} {}", rows[row].id.no, rows[row].title),
                    |ui, index, column, area| {
                        let row = rows[index];
                        let column = column + usize::from(!has_lead && column >= 2);
                        let is_open = state.open.as_ref() == Some(&row.id);
                        let ink = if is_open { tokens.accent } else { tokens.text };
                        let (words, ink) = match column {
                            0 => (row.id.no.to_string(), tokens.text_weak),
                            1 => (row.title.clone(), ink),
                            2 => (lead(row), tokens.text_weak),
                            3 => (
                                row.state.progress.word().to_owned(),
                                progress_ink(tokens, row.state.progress),
                            ),
                            _ => next_milestone(tokens, row, today),
                        };
                        let align = if column == 0 {
                            Align::Right
                        } else {
                            Align::Left
                        };
                        let font = if column == 1 && is_open {
                            bold(size::BODY)
                        } else {
                            regular(size::SMALL)
                        };
                        cell_text(ui, area, align, &words, font, ink);
                    },
                );
                if let Some(row) = pressed {
                    state.open = Some(rows[row].id.clone());
                    state.draft = None;
                    state.error = None;
                }
            });
    });
}

fn lead(row: &MeasureRow) -> String {
    row.units
        .first()
        .map_or_else(|| "—".to_owned(), |unit| unit.0.clone())
}

fn progress_ink(tokens: &Tokens, progress: Progress) -> egui::Color32 {
    use crate::assess::Grade;
    match progress {
        Progress::Unreported | Progress::NotStarted => tokens.text_weak,
        Progress::InProgress => tokens.grade_ink(Grade::OnTrack),
        Progress::Done => tokens.grade_ink(Grade::Achieved),
        Progress::Delayed => tokens.grade_ink(Grade::FarBehind),
    }
}

fn next_milestone(
    tokens: &Tokens,
    row: &MeasureRow,
    today: chrono::NaiveDate,
) -> (String, egui::Color32) {
    let Some(next) = row.milestones.iter().find(|m| !m.done) else {
        return ("—".to_owned(), tokens.text_weak);
    };
    let days = (next.due - today).num_days();
    if row.state.progress == Progress::Done {
        (next.due.to_string(), tokens.text_weak)
    } else if days < 0 {
        (format!("{} 到期，未报完成", next.due), tokens.error)
    } else if days <= SOON_DAYS {
        (format!("{} 还有 {days} 天", next.due), tokens.stamp)
    } else {
        (next.due.to_string(), tokens.text_weak)
    }
}

fn detail(
    ui: &mut Ui,
    app: &App,
    row: &MeasureRow,
    state: &mut MeasuresState,
    commands: &mut Commands,
) {
    let tokens = Tokens::of(ui);
    card(ui, |ui| {
        ui.spacing_mut().item_spacing.y = space::S;
        let title = format!("{}　{}", row.id.no, row.title);
        let title = text(title, bold(size::TITLE), tokens.text);
        ui.add(egui::Label::new(title).wrap());
        facts(ui, row);
        let states = Progress::CHOICES.map(|progress| (progress, progress.word()));
        if let Some(progress) = segments(ui, "状态", Some(row.state.progress), &states) {
            let edit = measure_edit(app, &row.id, |state| state.progress = progress);
            commands.extend(edit.map(Command::Edit));
        }
        fields(ui, app, row, state, commands);
        if let Some(error) = &state.error {
            ui.label(text(error, regular(size::SMALL), tokens.error));
        }
        rule(ui);
        milestones(ui, app, row, state, commands);
        rule(ui);
        card_title(ui, "推进的指标", "");
        if row.serves.is_empty() {
            ui.label(text(
                "文件没有给这条举措定目标",
                regular(size::SMALL),
                tokens.text_weak,
            ));
        }
        for (id, name) in &row.serves {
            if link(ui, &format!("{} {name}", id.no)).clicked() {
                commands.push(Command::Go(View::Indicator(id.clone())));
            }
        }
        history(ui, row);
    });
}

fn facts(ui: &mut Ui, row: &MeasureRow) {
    let units: Vec<&str> = row.units.iter().map(|unit| unit.0.as_str()).collect();
    fact(ui, "领域", &row.theme_name);
    let units = if units.is_empty() {
        "文件未写明".to_owned()
    } else {
        units.join("、")
    };
    fact(ui, "责任单位", &units);
    fact(ui, "出处", &row.locator);
}

/// Percentage, remark and evidence: typed, and taken as one change when the field is left.
fn fields(
    ui: &mut Ui,
    app: &App,
    row: &MeasureRow,
    state: &mut MeasuresState,
    commands: &mut Commands,
) {
    let percent = row.state.percent.map_or_else(String::new, format_number);
    let all = [
        (Field::Percent, "完成比例（%）", percent, 1),
        (Field::Note, "进展说明", row.state.note.clone(), 2),
        (
            Field::Evidence,
            "佐证（文号、材料）",
            row.state.evidence.clone(),
            1,
        ),
    ];
    for (field, name, said, lines) in all {
        let typing = state.draft.as_ref().filter(|(of, _)| *of == field);
        let mut typed = typing.map_or_else(|| said.clone(), |(_, text)| text.clone());
        let label = ui.label(text(name, regular(size::SMALL), Tokens::of(ui).text_weak));
        let edit = if lines == 1 {
            TextEdit::singleline(&mut typed)
        } else {
            TextEdit::multiline(&mut typed).desired_rows(lines)
        };
        let response = ui
            .add(edit.desired_width(f32::INFINITY))
            .labelled_by(label.id);
        if response.changed() {
            state.draft = Some((field, typed.clone()));
            state.error = None;
        }
        if response.lost_focus() && state.draft.as_ref().is_some_and(|(of, _)| *of == field) {
            take(app, row, field, &typed, state, commands);
        }
    }
}

fn take(
    app: &App,
    row: &MeasureRow,
    field: Field,
    typed: &str,
    state: &mut MeasuresState,
    commands: &mut Commands,
) {
    let typed = typed.trim().to_owned();
    let edit = match field {
        Field::Percent => match read_percent(&typed) {
            Ok(percent) => measure_edit(app, &row.id, |state| state.percent = percent),
            Err(error) => {
                state.error = Some(error.to_string());
                return;
            }
        },
        Field::Note => measure_edit(app, &row.id, |state| state.note = typed),
        Field::Evidence => measure_edit(app, &row.id, |state| state.evidence = typed),
    };
    state.draft = None;
    commands.extend(edit.map(Command::Edit));
}

fn milestones(
    ui: &mut Ui,
    app: &App,
    row: &MeasureRow,
    state: &mut MeasuresState,
    commands: &mut Commands,
) {
    let tokens = Tokens::of(ui);
    card_title(ui, "节点", "勾选表示已完成");
    for milestone in &row.milestones {
        let mut done = milestone.done;
        let label = format!("{} {}", milestone.due, milestone.name);
        if ui.checkbox(&mut done, label).changed() {
            let edit = measure_edit(app, &row.id, |state| reach(state, milestone, done));
            commands.extend(edit.map(Command::Edit));
        }
    }
    ui.horizontal(|ui| {
        let (name, due) = &mut state.milestone;
        let field = TextEdit::singleline(name)
            .hint_text("新节点")
            .desired_width((ui.available_width() - 200.0).max(80.0));
        name_it(&ui.add(field), "新节点");
        let field = TextEdit::singleline(due)
            .hint_text("2025-12-31")
            .desired_width(96.0);
        name_it(&ui.add(field), "节点日期");
        let button = egui::Button::new(text("添加", regular(size::SMALL), tokens.text));
        if ui.add(button).clicked() {
            match read_milestone(&row.milestones, name, due) {
                Ok(new) => {
                    let edit = measure_edit(app, &row.id, |state| state.milestones.push(new));
                    commands.extend(edit.map(Command::Edit));
                    state.milestone = (String::new(), String::new());
                    state.error = None;
                }
                Err(error) => state.error = Some(error.to_string()),
            }
        }
    });
}

fn name_it(response: &egui::Response, name: &str) {
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, name));
}

fn history(ui: &mut Ui, row: &MeasureRow) {
    if row.state.at.is_none() {
        return;
    }
    let tokens = Tokens::of(ui);
    rule(ui);
    card_title(ui, "记录", "");
    let line = |progress: Progress, note: &str, by: &str, at: Option<chrono::NaiveDateTime>| {
        let at = at.map_or_else(String::new, |at| at.format("%Y-%m-%d %H:%M").to_string());
        format!("{at} {by}　{} {note}", progress.word())
    };
    let said = &row.state;
    one_line(
        ui,
        &line(said.progress, &said.note, &said.by, said.at),
        tokens.text,
    );
    for change in said.history.iter().rev() {
        let words = line(change.progress, &change.note, &change.by, change.at);
        one_line(ui, &words, tokens.text_weak);
    }
}

/// A line of what falls due soon; nothing where nothing does.
pub(super) fn due_line(ui: &mut Ui, app: &App, document: &Document, commands: &mut Commands) {
    let survey = document.survey();
    let due = survey.due(app.today(), SOON_DAYS);
    let Some(first) = due.first() else {
        return;
    };
    let tokens = Tokens::of(ui);
    let row = &survey.measures[first.measure];
    let (when, ink) = if first.days < 0 {
        (format!("到期已 {} 天，未报完成", -first.days), tokens.error)
    } else {
        (format!("还有 {} 天", first.days), tokens.stamp)
    };
    let rest = match due.len() {
        1 => String::new(),
        count => format!("，另有 {} 项", count - 1),
    };
    let words = format!("{} {}（{}）{when}{rest}", first.due, first.name, lead(row));
    ui.horizontal(|ui| {
        ui.label(text("举措节点", bold(size::SMALL), tokens.text));
        if link(ui, "全部举措").clicked() {
            commands.push(Command::Go(View::Measures));
        }
        one_line(ui, &words, ink);
    });
}
