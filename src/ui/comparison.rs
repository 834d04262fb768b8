//! 方法对照: what every method says, of one indicator and of all, and where they disagree (方法分歧).

use egui::{Rect, ScrollArea, Sense, Ui, pos2, vec2};

use super::Commands;
use super::rules;
use super::theme::{Tokens, bold, regular, size, space, text};
use super::widgets::{
    Align, Column, Table, Width, bar_of_grades, card, card_title, cell_text, flush_card, inside,
    inside_line, link, segments,
};
use crate::app::board::{Row, measure_text};
use crate::app::{Board, Command, View};
use crate::assess::compare::Opinion;
use crate::assess::in_chinese;
use crate::assess::rollup::Tally;
use crate::chart::paint_mark;
use crate::model::{Indicator, Method, Plan};

const MARK: f32 = 10.0;

/// Which rows the page shows.
#[derive(Debug, Default)]
pub(super) struct ComparisonState {
    only_disputed: bool,
}

/// Draws the page: a row an indicator, a column a method.
pub(super) fn page(
    ui: &mut Ui,
    (plan, board): (&Plan, &Board),
    state: &mut ComparisonState,
    commands: &mut Commands,
) {
    ScrollArea::vertical()
        .id_salt("comparison")
        .auto_shrink([false, false])
        .show(ui, |ui| {
            egui::Frame::new().inner_margin(space::L).show(ui, |ui| {
                ui.spacing_mut().item_spacing = vec2(space::M, space::M);
                heading(ui, board, state, commands);
                summary(ui, board, commands);
                let rows: Vec<usize> = if state.only_disputed {
                    board.disputed.clone()
                } else {
                    (0..board.rows.len()).collect()
                };
                all_indicators(ui, plan, board, &rows, commands);
            });
        });
}

fn heading(ui: &mut Ui, board: &Board, state: &mut ComparisonState, commands: &mut Commands) {
    let tokens = Tokens::of(ui);
    ui.horizontal(|ui| {
        ui.label(text("方法对照", bold(size::HEADING), tokens.text));
        ui.label(text(
            board.dispute_words(),
            regular(size::SMALL),
            tokens.text_weak,
        ));
    });
    rules::line(ui, &board.rule_words(), commands);
    let disputed = format!("只看分歧（{}）", board.disputed.len());
    let choices = [(false, "全部"), (true, disputed.as_str())];
    if let Some(only) = segments(ui, "范围", Some(state.only_disputed), &choices) {
        state.only_disputed = only;
    }
}

/// A bar of grades for each method.
fn summary(ui: &mut Ui, board: &Board, commands: &mut Commands) {
    card(ui, |ui| {
        card_title(
            ui,
            "各方法的评价合计",
            "点方法名看说明；表中带底色的是该指标采用的方法",
        );
        ui.spacing_mut().item_spacing.y = 0.0;
        let tokens = Tokens::of(ui);
        for (method, tally) in &board.by_method {
            let line = vec2(ui.available_width(), 26.0);
            let (line, _) = ui.allocate_exact_size(line, Sense::hover());
            let [name, bar, words] = parts(line);
            inside_line(ui, name, |ui| {
                if link(ui, method.word()).clicked() {
                    commands.push(Command::Go(View::Method(*method)));
                }
            });
            inside(ui, bar, |ui| bar_of_grades(ui, tally, bar.height()));
            let font = regular(size::SMALL);
            cell_text(
                ui,
                words,
                Align::Left,
                &counts(tally),
                font,
                tokens.text_weak,
            );
        }
    });
}

/// Name, bar and words of a line, side by side.
fn parts(line: Rect) -> [Rect; 3] {
    let (name_width, words_width) = (150.0, 220.0);
    let bar_left = line.left() + name_width;
    let bar_right = (line.right() - words_width).max(bar_left);
    let middle = line.center().y;
    [
        line.with_max_x(bar_left),
        Rect::from_min_max(pos2(bar_left, middle - 6.0), pos2(bar_right, middle + 6.0)),
        line.with_min_x(bar_right + space::L),
    ]
}

fn counts(tally: &Tally) -> String {
    format!(
        "达到预期 {}，滞后 {}，无法评估 {}",
        tally.on_schedule(),
        tally.lagging(),
        tally.total() - tally.assessed()
    )
}

fn all_indicators(
    ui: &mut Ui,
    plan: &Plan,
    board: &Board,
    rows: &[usize],
    commands: &mut Commands,
) {
    flush_card(ui, |ui| {
        let room = Room::of(ui.available_width());
        let name = Width::Flex {
            weight: 1.0,
            least: 120.0,
        };
        let mut columns = vec![
            Column::words("序号", Width::Fixed(32.0)),
            Column::words("指标名称", name),
        ];
        let methods = Method::ALL.map(|m| {
            let head = room.head(m);
            Column::words(head, Width::Fixed(room.column_width()))
        });
        columns.extend(methods);
        columns.push(Column::words("分歧", Width::Fixed(32.0)));
        let table = Table {
            id_salt: "all methods",
            columns: &columns,
            row_height: 30.0,
        };
        let at = |row: usize| (&plan.indicators[rows[row]], &board.rows[rows[row]]);
        let pressed = table.show(
            ui,
            rows.len(),
            |row| row_label(at(row)),
            |ui, row, column, area| cell(ui, at(row), column, room, area),
        );
        if let Some(row) = pressed {
            commands.push(Command::Go(View::Indicator(at(row).1.id.clone())));
        }
    });
}

/// What a row says to those who cannot see it.
fn row_label((indicator, row): (&Indicator, &Row)) -> String {
    let disagreement = row.disagreement.as_ref();
    let words = disagreement.map_or_else(String::new, |d| format!("，方法分歧：{}", d.words()));
    format!("{} {}{words}", indicator.name, row.assessment.word)
}

fn cell(ui: &Ui, (indicator, row): (&Indicator, &Row), column: usize, room: Room, area: Rect) {
    let tokens = Tokens::of(ui);
    let weak = (regular(size::SMALL), tokens.text_weak);
    match column {
        0 => {
            let no = indicator.no.to_string();
            cell_text(ui, area, Align::Left, &no, weak.0, weak.1);
        }
        1 => {
            let own = own_words(row);
            let note_width = 58.0;
            let mut name_area = area;
            if !own.is_empty() {
                let note = area.with_min_x(area.right() - note_width);
                name_area.max.x = note.left() - space::XS;
                cell_text(
                    ui,
                    note,
                    Align::Right,
                    own,
                    regular(size::SMALL),
                    tokens.stamp,
                );
                hover(ui, note, &row_label((indicator, row)));
            }
            let font = regular(size::SMALL);
            let adjusted = if row.is_adjusted() {
                "（目标已调整）"
            } else {
                ""
            };
            let name = format!("{}{adjusted}", indicator.name);
            cell_text(ui, name_area, Align::Left, &name, font, tokens.text);
        }
        8 => {
            if let Some(disagreement) = &row.disagreement {
                let font = regular(size::SMALL);
                cell_text(ui, area, Align::Left, "有", font, tokens.stamp);
                hover(ui, area, &disagreement.words());
            }
        }
        method => {
            if let Some(opinion) = row.comparison.opinions.get(method - 2) {
                if opinion.method == row.rule.method {
                    let ground = area.expand2(vec2(4.0, -2.0));
                    ui.painter().rect_filled(ground, 4.0, tokens.accent_soft);
                }
                paint_opinion(ui, opinion, room, area);
            }
        }
    }
}

/// What an indicator's grade comes from where it is not the common rule.
fn own_words(row: &Row) -> &'static str {
    if row.assessment.by_hand.is_some() {
        "人工评定"
    } else if row.has_own_rule {
        "单独规则"
    } else {
        ""
    }
}

/// How much of a method's grade fits beside the five others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Room {
    /// The whole word.
    Wide,
    /// Four characters, which tell every grade.
    Narrow,
    /// The mark alone; its word is told under the pointer.
    Tight,
}

impl Room {
    fn of(width: f32) -> Self {
        if width >= 900.0 {
            Self::Wide
        } else if width >= 770.0 {
            Self::Narrow
        } else {
            Self::Tight
        }
    }

    fn column_width(self) -> f32 {
        match self {
            Self::Wide => 104.0,
            Self::Narrow => 72.0,
            Self::Tight => 28.0,
        }
    }

    fn head(self, method: Method) -> &'static str {
        match (self, method) {
            (Self::Tight, Method::ScheduleGeometric) => "等比",
            (Self::Tight, Method::Cagr) => "年均",
            (Self::Tight, Method::Un) => "外推",
            (Self::Tight, Method::Trend) => "趋势",
            (Self::Tight, Method::Achievement) => "完成",
            _ => short_name(method),
        }
    }
}

/// Mark and word of a method's grade; the reason on hover.
fn paint_opinion(ui: &Ui, opinion: &Opinion, room: Room, area: Rect) {
    let tokens = Tokens::of(ui);
    let mark = pos2(area.left() + 6.0, area.center().y);
    let color = tokens.grade(opinion.grade);
    paint_mark(ui.painter(), mark, MARK, opinion.grade, color);
    let words = match (opinion.grade.is_assessed(), room) {
        (_, Room::Tight) => String::new(),
        (true, Room::Wide) => opinion.word.to_owned(),
        (true, Room::Narrow) => opinion.word.chars().take(4).collect(),
        (false, _) => "—".to_owned(),
    };
    let ink = tokens.grade_ink(opinion.grade);
    let words_area = area.with_min_x(area.left() + 16.0);
    let font = regular(size::SMALL);
    cell_text(ui, words_area, Align::Left, &words, font, ink);
    let why = format!(
        "{}：{}\n{}",
        opinion.method.word(),
        opinion.word,
        opinion.reason.sentence()
    );
    hover(ui, area, &why);
}

fn hover(ui: &Ui, area: Rect, words: &str) {
    let pointer = ui.ctx().input(|i| i.pointer.hover_pos());
    if pointer.is_some_and(|at| area.contains(at)) && ui.rect_contains_pointer(area) {
        egui::Tooltip::always_open(
            ui.ctx().clone(),
            ui.layer_id(),
            ui.scope_id().with(("opinion", words)),
            egui::PopupAnchor::Pointer,
        )
        .gap(12.0)
        .show(|ui| ui.label(words));
    }
}

/// A name for the head of a narrow column.
fn short_name(method: Method) -> &'static str {
    match method {
        Method::Schedule => "序时",
        Method::ScheduleGeometric => "序时等比",
        Method::Cagr => "年均增速",
        Method::Un => "外推比例",
        Method::Trend => "趋势外推",
        Method::Achievement => "完成率",
    }
}

/// A card for an indicator's page: what each method says, and whether they disagree.
pub(super) fn opinions(ui: &mut Ui, row: &Row, commands: &mut Commands) {
    let tokens = Tokens::of(ui);
    card(ui, |ui| {
        card_title(ui, "各方法对照", "点方法名看说明");
        ui.spacing_mut().item_spacing.y = 0.0;
        if let Some(disagreement) = &row.disagreement {
            let words = format!("方法分歧：{}", disagreement.words());
            let words = text(words, regular(size::SMALL), tokens.stamp);
            ui.add(egui::Label::new(words).wrap());
        }
        for opinion in &row.comparison.opinions {
            let is_rule = opinion.method == row.rule.method;
            opinion_line(ui, opinion, is_rule, commands);
        }
    });
}

fn opinion_line(ui: &mut Ui, opinion: &Opinion, is_rule: bool, commands: &mut Commands) {
    let tokens = Tokens::of(ui);
    let width = ui.available_width();
    let (line, _) = ui.allocate_exact_size(vec2(width, 26.0), Sense::hover());
    if is_rule {
        ui.painter()
            .rect_filled(line.expand2(vec2(4.0, 0.0)), 4.0, tokens.accent_soft);
    }
    let column = |from: f32, to: f32| {
        let left = line.left() + width * from;
        Rect::from_min_max(
            pos2(left, line.top()),
            pos2(line.left() + width * to, line.bottom()),
        )
    };
    inside_line(ui, column(0.0, 0.36), |ui| {
        if link(ui, opinion.method.word()).clicked() {
            commands.push(Command::Go(View::Method(opinion.method)));
        }
    });
    paint_opinion(ui, opinion, Room::Wide, column(0.38, 0.68));
    let font = regular(size::SMALL);
    let words = if opinion.grade.is_assessed() {
        let own = opinion.own_word.map_or("", in_chinese);
        format!("{own} {}", measure_text(opinion)).trim().to_owned()
    } else {
        opinion.reason.short()
    };
    let area = column(0.66, 0.985);
    cell_text(ui, area, Align::Right, &words, font, tokens.text_weak);
}
