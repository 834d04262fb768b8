//! Targets that other documents have changed: the dialog that notes them, and what an indicator's page says
//! of both sets of targets.

use egui::{Id, Key, Response, TextEdit, Ui, vec2};

use super::Commands;
use super::dialogs::{answer, title};
use super::theme::{Tokens, bold, regular, size, space, text};
use super::trace;
use super::widgets::{
    Align, Column, Table, Width, card, card_title, cell_text, flush_card, inside, link, rule,
    segments, verdict_tag,
};
use crate::app::adjust::{self, AdjustError, Said, Typed, Word};
use crate::app::board::{Row, Verdict, gap_text, percent_text};
use crate::app::{App, Command, Dialog, Document};
use crate::assess::Assessment;
use crate::model::{Adjustment, Indicator, IndicatorId, Plan, Superseded, signature, targets_text};

const WIDTH: f32 = 700.0;

/// What is being typed. It is kept until it is accepted, so that Escape loses no sentence.
#[derive(Debug, Default)]
pub(super) struct AdjustState {
    draft: Option<Draft>,
}

#[derive(Debug)]
struct Draft {
    /// Of which indicator, at which state of the workspace.
    of: (IndicatorId, u64),
    number: String,
    title: String,
    date: String,
    targets: Vec<Typed>,
    note: String,
    error: Option<String>,
    /// Whether it says anew what is noted already.
    corrects: bool,
    is_new: bool,
}

impl Draft {
    fn new(of: (IndicatorId, u64), indicator: &Indicator) -> Self {
        Self {
            of,
            number: String::new(),
            title: String::new(),
            date: String::new(),
            targets: indicator.printed_targets().iter().map(Typed::of).collect(),
            note: String::new(),
            error: None,
            corrects: false,
            is_new: true,
        }
    }

    /// What is noted of a document, to be corrected.
    fn correcting(of: (IndicatorId, u64), adjustment: &Adjustment) -> Self {
        Self {
            of,
            number: adjustment.number.clone(),
            title: adjustment.title.clone(),
            date: adjustment
                .date
                .map_or_else(String::new, |day| day.to_string()),
            targets: adjustment.targets.iter().map(Typed::of).collect(),
            note: adjustment.note.clone(),
            error: None,
            corrects: true,
            is_new: true,
        }
    }

    fn said(&self) -> Result<Said, AdjustError> {
        let targets = self.targets.iter().map(Typed::read);
        Ok(Said {
            number: self.number.clone(),
            title: self.title.clone(),
            date: self.date.clone(),
            targets: targets.collect::<Result<_, _>>()?,
            note: self.note.clone(),
        })
    }
}

/// Draws the dialog.
pub(super) fn show(
    ui: &mut Ui,
    app: &App,
    id: &IndicatorId,
    state: &mut AdjustState,
    commands: &mut Commands,
) {
    let shown = app.shown();
    let found =
        shown.and_then(|(document, plan, _)| Some((document, plan, plan.indicator(id.no)?)));
    let Some((document, plan, indicator)) = found else {
        return commands.push(Command::CloseDialog);
    };
    let of = (id.clone(), document.revision());
    if state.draft.as_ref().is_some_and(|draft| draft.of != of) {
        state.draft = None;
    }
    let draft = state
        .draft
        .get_or_insert_with(|| Draft::new(of.clone(), indicator));
    ui.set_width(WIDTH.min(ui.ctx().content_rect().width() - 96.0));
    title(ui, &format!("目标调整：{}", indicator.name));
    let height = (ui.ctx().content_rect().height() - 250.0).max(200.0);
    let mut entered = false;
    egui::ScrollArea::vertical()
        .max_height(height)
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 6.0;
            let words = "另有文件改了目标时，在这里记下。原目标和文号保留，两套目标一并评价。";
            remark(ui, words);
            if let Some(corrected) = chain(ui, document, (plan, indicator), commands) {
                *draft = Draft::correcting(of, corrected);
            }
            rule(ui);
            entered = fields(ui, indicator, draft);
            if let Some(error) = &draft.error {
                let words = text(error, regular(size::SMALL), Tokens::of(ui).error);
                ui.add(egui::Label::new(words).wrap());
            }
        });
    match answer(ui, "记下", &["关闭"]) {
        Some(1) => commands.push(Command::CloseDialog),
        Some(_) => take(app, document, (plan, indicator), draft, commands),
        None if entered => take(app, document, (plan, indicator), draft, commands),
        None => {}
    }
}

fn take(
    app: &App,
    document: &Document,
    (plan, indicator): (&Plan, &Indicator),
    draft: &mut Draft,
    commands: &mut Commands,
) {
    let made = draft.said().and_then(|said| {
        let workspace = document.workspace();
        adjust::adjust(workspace, plan, indicator, &said, app.decider())
    });
    match made {
        Ok(edit) => {
            draft.error = None;
            commands.push(Command::Edit(edit));
            commands.push(Command::CloseDialog);
        }
        Err(error) => draft.error = Some(error.to_string()),
    }
}

/// The targets as the plan has them, and each document that has changed them. Answers which of these is
/// to be corrected.
fn chain<'a>(
    ui: &mut Ui,
    document: &Document,
    (plan, indicator): (&Plan, &'a Indicator),
    commands: &mut Commands,
) -> Option<&'a Adjustment> {
    let unit = indicator.printed_unit();
    let original = indicator.superseded.first();
    let original = original.map_or(indicator.printed_targets(), |set| &set.printed);
    let words = format!(
        "原目标　{}（{} {}）",
        targets_text(original, unit),
        plan.label(),
        indicator.locator
    );
    line(ui, &words);
    let mut corrected = None;
    for superseded in &indicator.superseded {
        let by = &superseded.by;
        ui.horizontal_wrapped(|ui| {
            line(ui, &change_words(by, unit));
            let name = format!("修改 {}", by.number);
            if named_link(ui, "修改", &name).clicked() {
                corrected = Some(by);
            }
            let name = format!("撤回 {}", by.number);
            if named_link(ui, "撤回", &name).clicked() {
                let id = plan.id_of(indicator);
                let edit = adjust::withdraw(document.workspace(), &id, Some(&by.number));
                commands.extend(edit.ok().map(Command::Edit));
            }
        });
    }
    corrected
}

fn change_words(by: &Adjustment, unit: &str) -> String {
    let date = by.date.map_or_else(String::new, |day| format!("（{day}）"));
    format!("{}{date}　{}", by.cite(), targets_text(&by.targets, unit))
}

/// Several links of one name are told apart for those who cannot see them.
fn named_link(ui: &mut Ui, words: &str, name: &str) -> Response {
    let response = link(ui, words);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, name));
    response
}

/// Everything that is typed; answers whether Enter ended one of the fields.
fn fields(ui: &mut Ui, indicator: &Indicator, draft: &mut Draft) -> bool {
    let mut entered = false;
    let mut changed = false;
    let mut see = |response: &Response, ui: &Ui| {
        changed |= response.changed();
        entered |= response.lost_focus() && ui.ctx().input(|i| i.key_pressed(Key::Enter));
    };
    if draft.corrects {
        remark(ui, &format!("修改 {} 的记录", draft.number));
    }
    ui.horizontal(|ui| {
        let wide = ui.available_width() - 330.0;
        let number = field(
            ui,
            "文号",
            &mut draft.number,
            wide,
            "例如 杭政办函〔2026〕8号",
        );
        if std::mem::take(&mut draft.is_new) {
            number.request_focus();
        }
        see(&number, ui);
        see(&field(ui, "日期", &mut draft.date, 120.0, "2026-03-01"), ui);
    });
    ui.horizontal(|ui| {
        let wide = ui.available_width() - 90.0;
        see(
            &field(ui, "文件名称", &mut draft.title, wide, "可以不写"),
            ui,
        );
    });
    let unit = match indicator.printed_unit() {
        "" => "没有单位".to_owned(),
        unit => format!("单位 {unit}"),
    };
    ui.label(text(
        format!("调整后的全部目标（{unit}）"),
        bold(size::SMALL),
        Tokens::of(ui).text,
    ));
    let words = Word::of(indicator);
    let choices: Vec<(Word, &str)> = words.iter().map(|word| (*word, word.label())).collect();
    let several = draft.targets.len() > 1;
    let mut dropped = None;
    for (place, typed) in draft.targets.iter_mut().enumerate() {
        let of = if several {
            format!("（第 {} 个）", place + 1)
        } else {
            String::new()
        };
        ui.horizontal_wrapped(|ui| {
            see(
                &field(ui, &format!("目标年{of}"), &mut typed.year, 64.0, ""),
                ui,
            );
            let name = format!("约束{of}");
            ui.push_id(place, |ui| {
                if let Some(word) = segments(ui, &name, Some(typed.word), &choices) {
                    typed.word = word;
                    draft.error = None;
                }
            });
            if typed.word.has_value() {
                let (label, width) = match typed.word {
                    Word::Words => ("文字", 240.0),
                    _ => ("数值", 110.0),
                };
                let label = format!("{label}{of}");
                see(&field(ui, &label, &mut typed.value, width, ""), ui);
            }
            if several && named_link(ui, "去掉", &format!("去掉目标{of}")).clicked() {
                dropped = Some(place);
            }
        });
    }
    if let Some(place) = dropped {
        draft.targets.remove(place);
    }
    if link(ui, "再加一个年度的目标").clicked() {
        let like = draft.targets.last().map_or(Word::Exactly, |last| last.word);
        draft.targets.push(Typed {
            year: String::new(),
            word: like,
            value: String::new(),
        });
    }
    ui.horizontal(|ui| {
        let wide = ui.available_width() - 90.0;
        see(&field(ui, "备注", &mut draft.note, wide, "可以不写"), ui);
    });
    if changed {
        draft.error = None;
    }
    entered
}

fn field(ui: &mut Ui, name: &str, typed: &mut String, width: f32, hint: &str) -> Response {
    let label = ui.label(text(name, regular(size::SMALL), Tokens::of(ui).text));
    let field = TextEdit::singleline(typed)
        .id(Id::unique(("adjust", name)))
        .hint_text(hint)
        .desired_width(width)
        .margin(vec2(8.0, 5.0));
    ui.add(field).labelled_by(label.id)
}

fn line(ui: &mut Ui, words: &str) {
    let words = text(words, regular(size::SMALL), Tokens::of(ui).text);
    ui.add(egui::Label::new(words).wrap());
}

fn remark(ui: &mut Ui, words: &str) {
    let words = text(words, regular(size::SMALL), Tokens::of(ui).text_weak);
    ui.add(egui::Label::new(words).wrap());
}

/// What a card about both sets of targets is of.
#[derive(Clone, Copy)]
pub(super) struct Both<'a> {
    pub plan: &'a Plan,
    pub indicator: &'a Indicator,
    pub row: &'a Row,
}

/// The targets that hold beside those that held, each with how the indicator stands to it.
pub(super) fn both(ui: &mut Ui, both: Both<'_>, commands: &mut Commands) {
    let Both { indicator, row, .. } = both;
    if !row.is_adjusted() {
        return;
    }
    flush_card(ui, |ui| {
        egui::Frame::new()
            .inner_margin(egui::Margin::symmetric(16, 2))
            .show(ui, |ui| {
                ui.horizontal(|ui| {
                    let year = row.assessment.year;
                    card_title(
                        ui,
                        "目标已调整",
                        &format!("截至 {year} 年，两套目标一并评价"),
                    );
                    if link(ui, "修改或撤回…")
                        .on_hover_text("Ctrl+Shift+T")
                        .clicked()
                    {
                        commands.push(Command::Ask(Dialog::Adjust(row.id.clone())));
                    }
                });
            });
        sets_table(ui, both);
        egui::Frame::new()
            .inner_margin(egui::Margin::symmetric(16, 4))
            .show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = space::XS;
                for superseded in &indicator.superseded {
                    remark(ui, &change_note(superseded));
                }
            });
    });
}

/// Which document, when, and who noted it.
fn change_note(superseded: &Superseded) -> String {
    let by = &superseded.by;
    let date = by.date.map_or_else(String::new, |day| format!("，{day}"));
    let note = if by.note.is_empty() {
        String::new()
    } else {
        format!("；{}", by.note)
    };
    let who = signature(&by.by, by.at);
    let who = if who.is_empty() {
        String::new()
    } else {
        format!("（{who} 记）")
    };
    format!("{}{date}{note}{who}", by.cite())
}

fn sets_table(ui: &mut Ui, both: Both<'_>) {
    let Both {
        plan,
        indicator,
        row,
    } = both;
    let unit = indicator.printed_unit();
    // The present ones first, then back to the plan's own.
    let mut sets: Vec<(&str, String, String, &Assessment, Verdict)> = Vec::new();
    let held = indicator.superseded.iter().zip(&row.superseded);
    let mut set_by = plan.label().to_owned();
    for (place, (superseded, assessment)) in held.enumerate() {
        let word = if place == 0 {
            "原目标"
        } else {
            "曾调整为"
        };
        let words = targets_text(&superseded.printed, "");
        let verdict = plain(assessment);
        sets.push((word, words, set_by.clone(), assessment, verdict));
        set_by.clone_from(&superseded.by.number);
    }
    let words = targets_text(indicator.printed_targets(), "");
    sets.push(("现行目标", words, set_by, &row.assessment, row.verdict()));
    sets.reverse();
    let figure = |head: &'static str| Column::figures(head, 54.0);
    let columns = [
        Column::words("", Width::Fixed(60.0)),
        Column::words(
            format!("目标（{unit}）").trim_end_matches("（）"),
            Width::Flex {
                weight: 1.0,
                least: 110.0,
            },
        ),
        Column::words(
            "文件",
            Width::Flex {
                weight: 1.0,
                least: 110.0,
            },
        ),
        figure("进度"),
        figure("序时"),
        figure("差距"),
        Column::words("评价", Width::Fixed(112.0)),
    ];
    let table = Table {
        id_salt: "target sets",
        columns: &columns,
        row_height: 30.0,
    };
    table.show(
        ui,
        sets.len(),
        |at| format!("{} {} {}", sets[at].0, sets[at].1, sets[at].4.word),
        |ui, at, column, area| {
            let tokens = Tokens::of(ui);
            let (word, targets, document, assessment, verdict) = &sets[at];
            let (align, words) = match column {
                0 => (Align::Left, (*word).to_owned()),
                1 => (Align::Left, targets.clone()),
                2 => (Align::Left, document.clone()),
                3 => (Align::Right, percent_text(assessment.progress)),
                4 => (Align::Right, percent_text(assessment.schedule)),
                5 => (Align::Right, gap_text(assessment.gap_pp)),
                _ => {
                    return inside(ui, area, |ui| {
                        ui.horizontal_centered(|ui| verdict_tag(ui, *verdict));
                    });
                }
            };
            let font = if column < 2 && at == 0 {
                bold(size::SMALL)
            } else {
                regular(size::SMALL)
            };
            cell_text(ui, area, align, &words, font, tokens.text);
        },
    );
}

fn plain(assessment: &Assessment) -> Verdict {
    Verdict {
        grade: assessment.grade,
        word: assessment.word,
        plain_word: assessment.word,
        is_by_hand: false,
        needs_review: false,
        has_own_rule: false,
    }
}

/// The arithmetic behind the grade by each set of targets that holds no longer.
pub(super) fn arithmetic(ui: &mut Ui, indicator: &Indicator, row: &Row) {
    for (place, (superseded, assessment)) in
        indicator.superseded.iter().zip(&row.superseded).enumerate()
    {
        card(ui, |ui| {
            let title = if place == 0 {
                "按原目标是怎么算的".to_owned()
            } else {
                format!("按第 {place} 次调整的目标是怎么算的")
            };
            let until = format!("{} 起不再有效", superseded.by.number);
            card_title(ui, &title, &until);
            trace::steps(ui, &assessment.trace);
        });
    }
}
