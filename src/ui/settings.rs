//! 设置: how the window looks, who enters figures, and the rules of the open workspace.

use egui::{Id, ScrollArea, TextEdit, Ui, vec2};

use super::Commands;
use super::rules;
use super::theme::{Tokens, bold, regular, size, space, text};
use super::widgets::{card, card_title, flush_card, segments};
use crate::app::decide;
use crate::app::{App, Board, Command, Document, SCALES};
use crate::assess;
use crate::model::{Decimal, Edit, Limits, Method, Plan, Year, parse_number, parse_year};
use crate::store::{Preferences, ThemeChoice};

const LABEL_WIDTH: f32 = 150.0;

/// Texts being typed that are no settings yet.
#[derive(Debug, Default)]
pub(super) struct SettingsState {
    draft: Option<(Field, String)>,
    error: Option<(Field, String)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    Author,
    BaseYear,
    Ahead,
    OnTrack,
    Behind,
}

/// Draws the page.
pub(super) fn page(ui: &mut Ui, app: &App, state: &mut SettingsState, commands: &mut Commands) {
    ScrollArea::vertical()
        .id_salt("settings")
        .auto_shrink([false, false])
        .show(ui, |ui| {
            egui::Frame::new().inner_margin(space::L).show(ui, |ui| {
                ui.set_max_width(ui.available_width().min(820.0));
                ui.spacing_mut().item_spacing.y = space::M;
                let tokens = Tokens::of(ui);
                ui.label(text("设置", bold(size::HEADING), tokens.text));
                appearance(ui, app, state, commands);
                if let Some((document, plan, board)) = app.shown() {
                    workspace(ui, document, plan, &board.years, state, commands);
                    judged_by(ui, document, &board.refused, state, commands);
                    exceptions(ui, app, document, commands);
                }
            });
        });
}

fn row(ui: &mut Ui, label: &str, remark: &str, add: impl FnOnce(&mut Ui)) {
    let tokens = Tokens::of(ui);
    let mut fits = true;
    ui.horizontal(|ui| {
        let (rect, _) =
            ui.allocate_exact_size(vec2(LABEL_WIDTH, size::CONTROL), egui::Sense::hover());
        ui.painter().text(
            rect.left_center(),
            egui::Align2::LEFT_CENTER,
            label,
            regular(size::BODY),
            tokens.text,
        );
        add(ui);
        let remark_galley =
            ui.painter()
                .layout_no_wrap(remark.to_owned(), regular(size::SMALL), tokens.text_weak);
        fits = remark_galley.size().x <= ui.available_width();
        if fits && !remark.is_empty() {
            ui.label(text(remark, regular(size::SMALL), tokens.text_weak));
        }
    });
    if !fits && !remark.is_empty() {
        ui.horizontal(|ui| {
            ui.add_space(LABEL_WIDTH + ui.spacing().item_spacing.x);
            let remark = text(remark, regular(size::SMALL), tokens.text_weak);
            ui.add(egui::Label::new(remark).wrap());
        });
    }
}

fn appearance(ui: &mut Ui, app: &App, state: &mut SettingsState, commands: &mut Commands) {
    let preferences = app.preferences();
    card(ui, |ui| {
        card_title(ui, "界面与个人", "保存在本机，不写入台账");
        row(ui, "主题", "", |ui| {
            let choices = [
                (ThemeChoice::Light, "浅色"),
                (ThemeChoice::Dark, "深色"),
                (ThemeChoice::System, "跟随系统"),
            ];
            if let Some(theme) = segments(ui, "主题", Some(preferences.theme), &choices) {
                commands.push(Command::Prefer(Preferences {
                    theme,
                    ..preferences.clone()
                }));
            }
        });
        row(ui, "界面缩放", "Ctrl+加号、减号", |ui| {
            let labels: Vec<String> = SCALES.iter().map(|scale| format!("{scale}%")).collect();
            let choices: Vec<(u16, &str)> = SCALES
                .iter()
                .copied()
                .zip(labels.iter().map(String::as_str))
                .collect();
            if let Some(scale) = segments(ui, "界面缩放", Some(preferences.scale), &choices) {
                commands.push(Command::Prefer(Preferences {
                    scale,
                    ..preferences.clone()
                }));
            }
        });
        row(ui, "填报人", "随每个数一起记录", |ui| {
            let typed = field(
                ui,
                state,
                Field::Author,
                "填报人",
                &preferences.author,
                180.0,
            );
            if let Some(author) = typed {
                commands.push(Command::Prefer(Preferences {
                    author: author.trim().to_owned(),
                    ..preferences.clone()
                }));
            }
        });
    });
}

fn workspace(
    ui: &mut Ui,
    document: &Document,
    plan: &Plan,
    years: &[Year],
    state: &mut SettingsState,
    commands: &mut Commands,
) {
    let settings = &document.workspace().settings;
    card(ui, |ui| {
        card_title(ui, "本台账", "写入台账文件，可撤销");
        row(ui, "截至年度", "评价所依据的年度", |ui| {
            let words = settings.as_of.map_or_else(
                || format!("自动（{} 年）", document.year()),
                |year| format!("{year} 年"),
            );
            egui::ComboBox::from_id_salt("as of")
                .selected_text(words)
                .width(150.0)
                .show_ui(ui, |ui| {
                    let automatic = (None, "自动（最近有数据的年度）".to_owned());
                    let all = years.iter().map(|year| (Some(*year), format!("{year} 年")));
                    for (year, label) in std::iter::once(automatic).chain(all) {
                        if ui.selectable_label(settings.as_of == year, label).clicked() {
                            commands.push(Command::Edit(Edit::AsOf(year)));
                        }
                    }
                })
                .response
                .accessible_name("截至年度");
        });
        let base = assess::base_year(document.workspace(), plan);
        row(
            ui,
            "默认基期年",
            "填报基期值时先用这一年，可逐项更改",
            |ui| {
                let typed = field(
                    ui,
                    state,
                    Field::BaseYear,
                    "默认基期年",
                    &base.to_string(),
                    90.0,
                );
                if let Some(typed) = typed {
                    match parse_year(&typed) {
                        Ok(year) => commands.push(Command::Edit(Edit::BaseYear(Some(year)))),
                        Err(error) => state.error = Some((Field::BaseYear, error.to_string())),
                    }
                }
            },
        );
        error_of(ui, state, Field::BaseYear);
    });
}

/// The rule of the workspace: its method and its limits.
fn judged_by(
    ui: &mut Ui,
    document: &Document,
    refused: &[(Method, usize)],
    state: &mut SettingsState,
    commands: &mut Commands,
) {
    let method = document.workspace().settings.method;
    card(ui, |ui| {
        card_title(
            ui,
            "评价规则",
            "没有单独规则的指标都按此评价；写入台账，可撤销",
        );
        row(ui, "评价方法", "", |ui| {
            let choices = Method::ALL.map(|method| (method, method.word()));
            if let Some(method) = segments(ui, "评价方法", Some(method), &choices) {
                commands.push(Command::Edit(Edit::Method(method)));
            }
        });
        if let Some(words) = decide::refusals(refused) {
            let words = text(words, regular(size::SMALL), Tokens::of(ui).text_weak);
            ui.add(egui::Label::new(words).wrap());
        }
        if method.has_own_limits() {
            row(ui, "评价界限", "", |ui| {
                let limits = assess::rule(method, &document.workspace().settings.limits);
                let words = format!("由方法规定，不能更改：{limits}");
                let words = text(words, regular(size::SMALL), Tokens::of(ui).text_weak);
                ui.add(egui::Label::new(words).wrap());
            });
        } else {
            limits(ui, document, state, commands);
        }
    });
}

/// What is not judged by the rule of the workspace, in every plan it follows.
fn exceptions(ui: &mut Ui, app: &App, document: &Document, commands: &mut Commands) {
    // Of hundreds of plans most have nothing to look through.
    let has_any = |board: &&Board| {
        let of_table = !board.own_rules.is_empty() || !board.by_hand.is_empty();
        of_table || !board.text_rows.is_empty()
    };
    let boards = document.boards().iter().filter(has_any);
    let rows = boards.filter_map(|board| Some((app.catalog().plan(&board.plan)?, board)));
    let rows = rows.flat_map(|(plan, board)| board.all_rows().map(move |row| (plan, row)));
    let rows: Vec<rules::Of<'_>> = rows.collect();
    let own: Vec<rules::Of<'_>> = rows
        .iter()
        .copied()
        .filter(|of| of.1.has_own_rule)
        .collect();
    if !own.is_empty() {
        flush_card(ui, |ui| rules::own_rules(ui, document, &own, commands));
    }
    let by_hand = rows.into_iter().filter(|of| of.1.assessment.is_by_hand());
    let by_hand: Vec<rules::Of<'_>> = by_hand.collect();
    if !by_hand.is_empty() {
        flush_card(ui, |ui| rules::by_hand(ui, &by_hand, commands));
    }
}

fn limits(ui: &mut Ui, document: &Document, state: &mut SettingsState, commands: &mut Commands) {
    let limits = document.workspace().settings.limits;
    ui.scope(|ui| {
        let words = "进度与序时进度之比达到多少，得什么评价";
        ui.label(text(words, regular(size::SMALL), Tokens::of(ui).text_weak));
        let fields = [
            (Field::Ahead, "快于预期 ≥", limits.ahead),
            (Field::OnTrack, "基本符合预期 ≥", limits.on_track),
            (Field::Behind, "滞后 ≥", limits.behind),
        ];
        for (which, label, value) in fields {
            row(ui, label, "", |ui| {
                let typed = field(ui, state, which, label, &value.to_string(), 90.0);
                if let Some(typed) = typed {
                    match changed_limits(limits, which, &typed) {
                        Ok(limits) => commands.push(Command::Edit(Edit::Limits(limits))),
                        Err(error) => state.error = Some((which, error)),
                    }
                }
            });
            error_of(ui, state, which);
        }
        row(ui, "", "", |ui| {
            let button = ui.add_enabled(
                limits != Limits::default(),
                egui::Button::new("恢复 1.05 / 0.90 / 0.60"),
            );
            if button.clicked() {
                state.error = None;
                commands.push(Command::Edit(Edit::Limits(Limits::default())));
            }
        });
    });
}

fn changed_limits(limits: Limits, which: Field, typed: &str) -> Result<Limits, String> {
    let value: Decimal = parse_number(typed).map_err(|error| error.to_string())?;
    let mut changed = limits;
    match which {
        Field::Ahead => changed.ahead = value,
        Field::OnTrack => changed.on_track = value,
        Field::Behind => changed.behind = value,
        Field::Author | Field::BaseYear => {}
    }
    changed.checked().map_err(|error| error.to_string())
}

fn error_of(ui: &mut Ui, state: &SettingsState, which: Field) {
    if let Some((field, error)) = &state.error
        && *field == which
    {
        let ink = Tokens::of(ui).error;
        row(ui, "", "", |ui| {
            ui.label(text(error, regular(size::SMALL), ink));
        });
    }
}

/// A field that answers its text when it is left or Enter is pressed, if it was changed.
fn field(
    ui: &mut Ui,
    state: &mut SettingsState,
    which: Field,
    name: &str,
    current: &str,
    width: f32,
) -> Option<String> {
    let is_mine =
        |draft: &Option<(Field, String)>| draft.as_ref().is_some_and(|(field, _)| *field == which);
    let mut shown = match &state.draft {
        Some((field, typed)) if *field == which => typed.clone(),
        _ => current.to_owned(),
    };
    let edit = TextEdit::singleline(&mut shown)
        .id(Id::unique(("settings", name)))
        .desired_width(width)
        .margin(vec2(8.0, 5.0));
    let response = ui.add(edit).accessible_name(name);
    if response.changed() {
        state.draft = Some((which, shown.clone()));
        state.error = None;
    }
    if response.lost_focus() && is_mine(&state.draft) {
        state.draft = None;
        let escaped = ui.ctx().input(|i| i.key_pressed(egui::Key::Escape));
        return (shown != current && !escaped).then_some(shown);
    }
    None
}
