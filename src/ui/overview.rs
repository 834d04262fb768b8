//! 总览: what a leader reads in five seconds, and where to look next.

use egui::{Rect, ScrollArea, Sense, Ui, pos2, vec2};

use super::Commands;
use super::chart_menu::chart_menu;
use super::rules;
use super::theme::{Tokens, bold, regular, size, space, text};
use super::widgets::{
    Align, Column, Table, Width, bar_of_grades, card, card_title, cell_text, flush_card,
    focus_ring, inside, legend_of_grades, link, marked_figure, painted_text, pressable, rule,
    share_bar, verdict_mark, verdict_tag,
};
use crate::app::board::{
    Missing, Row, ThemeBoard, actual_text, gap_text, outlook_text, percent_text,
};
use crate::app::{App, Board, Command, Document, View};
use crate::chart::{self, ChartSpec};
use crate::model::{Indicator, Plan, Theme};

/// Height of a section's card without its rows of marks.
const THEME_CARD_HEIGHT: f32 = 138.0;
/// Room for a mark with a number of two digits.
const MARK_CELL: egui::Vec2 = vec2(29.0, 17.0);
/// As much more for a third digit.
const DIGIT: f32 = 8.0;
const HEAT_WIDTH: f32 = 0.31;

/// Draws the page.
pub(super) fn page(
    ui: &mut Ui,
    app: &App,
    (document, plan, board): (&Document, &Plan, &Board),
    commands: &mut Commands,
) {
    let doubtful = document.review().count();
    let height = ui.available_height();
    ScrollArea::vertical()
        .auto_shrink([false, false])
        .show(ui, |ui| {
            egui::Frame::new().inner_margin(space::L).show(ui, |ui| {
                ui.spacing_mut().item_spacing = vec2(space::M, space::M);
                let top = ui.cursor().top();
                headline(ui, app, (document, plan, board), commands);
                themes(ui, plan, board, commands);
                let used = ui.cursor().top() - top;
                let rest = (height - used - 2.0 * space::L).max(430.0);
                lower(ui, (plan, board, doubtful), rest, commands);
            });
        });
}

fn headline(
    ui: &mut Ui,
    app: &App,
    (document, plan, board): (&Document, &Plan, &Board),
    commands: &mut Commands,
) {
    card(ui, |ui| {
        let time_width = 236.0;
        let main = ui.available_width() - time_width - space::XL * 2.0;
        let say = |ui: &mut Ui, width: f32, commands: &mut Commands| {
            ui.vertical(|ui| {
                ui.set_width(width);
                ui.spacing_mut().item_spacing.y = space::S;
                sentence(ui, board, width);
                bar_of_grades(ui, &board.tally, 14.0);
                legend_of_grades(ui, &board.tally);
                rules::line(ui, &board.rule_words(), commands);
                super::measures::due_line(ui, app, document, commands);
            });
        };
        // Where the window is small or the scale large, the time stands below.
        if main < 360.0 {
            let width = ui.available_width();
            say(ui, width, commands);
            time_gone(ui, plan, board, width, commands);
        } else {
            ui.horizontal_top(|ui| {
                say(ui, main, commands);
                ui.add_space(space::XL);
                time_gone(ui, plan, board, time_width, commands);
            });
        }
    });
}

/// The targets in the text, which no count holds, with the way to them.
fn text_line(ui: &mut Ui, board: &Board, commands: &mut Commands) {
    let Some(words) = board.text_words() else {
        return;
    };
    let tokens = Tokens::of(ui);
    ui.horizontal(|ui| {
        let short = format!("正文另有 {} 个目标", board.text_rows.len());
        ui.label(text(short, regular(size::SMALL), tokens.text_weak))
            .on_hover_text(words);
        if link(ui, "去填报").clicked() {
            commands.push(Command::FillText);
        }
    });
}

/// How much of the plan's time is gone.
fn time_gone(ui: &mut Ui, plan: &Plan, board: &Board, width: f32, commands: &mut Commands) {
    let tokens = Tokens::of(ui);
    ui.vertical(|ui| {
        ui.set_width(width);
        ui.spacing_mut().item_spacing.y = space::XS + 2.0;
        let in_force = plan.effective.map_or_else(
            || format!("{}，未写明政策期", plan.stage.word()),
            |effective| format!("政策期 {} 至 {}", effective.from, effective.to),
        );
        ui.label(text(in_force, regular(size::SMALL), tokens.text_weak));
        ui.horizontal(|ui| {
            ui.label(text(
                percent_text(board.elapsed),
                bold(size::DISPLAY),
                tokens.text,
            ));
            ui.label(text(
                if board.elapsed.is_some_and(|share| share >= 1.0) {
                    format!("已期满（{} 年底）", board.year)
                } else {
                    format!("时间已过（至 {} 年底）", board.year)
                },
                regular(size::SMALL),
                tokens.text_weak,
            ));
        });
        share_bar(ui, board.elapsed.unwrap_or(0.0), 6.0);
        text_line(ui, board, commands);
    });
}

/// The headline with its note, beside it where there is room, else below.
fn sentence(ui: &mut Ui, board: &Board, width: f32) {
    let tokens = Tokens::of(ui);
    let (headline, note) = (board.headline(), board.headline_note());
    let (headline_font, note_font) = (bold(size::HEADLINE), regular(size::SMALL));
    let measure = |words: &str, font: &egui::FontId| {
        let galley = ui
            .painter()
            .layout_no_wrap(words.to_owned(), font.clone(), tokens.text);
        galley.size().x
    };
    let together =
        measure(&headline, &headline_font) + space::M + measure(&note, &note_font) <= width;
    let headline = text(headline, headline_font, tokens.text);
    let note = text(note, note_font, tokens.text_weak);
    if together {
        ui.horizontal(|ui| {
            ui.label(headline);
            ui.label(note);
        });
    } else {
        ui.add(egui::Label::new(headline).wrap());
        ui.add(egui::Label::new(note).wrap());
    }
}

/// One card a section, all in one row.
fn themes(ui: &mut Ui, plan: &Plan, board: &Board, commands: &mut Commands) {
    let width = ui.available_width();
    let sections: Vec<&Theme> = plan.indicator_themes().collect();
    let per_row = match sections.len() {
        few @ 0..=5 => few.max(1),
        6..=8 => 4,
        _ => 5,
    };
    #[expect(clippy::cast_precision_loss, reason = "five at most")]
    let card_width = (width - space::M * (per_row - 1) as f32) / per_row as f32;
    let most = board.themes.iter().map(|section| section.rows.len()).max();
    let cell = mark_cell(plan).x;
    let lines = lines_of_marks(card_width - 28.0, cell, most.unwrap_or(1)).max(2);
    #[expect(clippy::cast_precision_loss, reason = "a few rows")]
    let height = THEME_CARD_HEIGHT + MARK_CELL.y * lines as f32;
    for chunk in sections.chunks(per_row) {
        ui.horizontal_top(|ui| {
            for theme in chunk {
                let (rect, _) = ui.allocate_exact_size(vec2(card_width, height), Sense::hover());
                if let Some(section) = board.theme(theme.no) {
                    theme_card(ui, rect, plan, board, section, commands);
                }
            }
        });
    }
}

fn theme_card(
    ui: &mut Ui,
    rect: Rect,
    plan: &Plan,
    board: &Board,
    section: &ThemeBoard,
    commands: &mut Commands,
) {
    let tokens = Tokens::of(ui);
    let Some(theme) = plan.theme(section.no) else {
        return;
    };
    let response = pressable(
        ui,
        rect,
        ("theme", theme.no),
        &format!("查看{}", theme.name),
    );
    let painter = ui.painter();
    let fill = if response.hovered() {
        tokens.hover
    } else {
        tokens.surface
    };
    painter.rect(
        rect,
        8.0,
        fill,
        egui::Stroke::new(1.0, tokens.border),
        egui::StrokeKind::Inside,
    );
    let stripe = Rect::from_min_size(rect.min + vec2(14.0, 0.0), vec2(36.0, 3.0));
    painter.rect_filled(stripe, 0.0, tokens.theme(theme.no));
    focus_ring(ui, &response, 8);
    if response.clicked() {
        commands.push(Command::Go(View::Theme(theme.no)));
    }
    inside(ui, rect.shrink(14.0), |ui| {
        ui.spacing_mut().item_spacing = vec2(space::XS, space::XS);
        let is_wide = rect.width() >= 190.0;
        let name = if is_wide { &theme.name } else { &theme.short };
        line(ui, name, 22.0, bold(size::BODY), tokens.text);
        let mut filled = format!("已填 {}/{}", section.filled, section.rows.len());
        if is_wide && let Some(lead) = &theme.lead {
            filled = format!("{lead}牵头 · {filled}");
        }
        line(ui, &filled, 18.0, regular(size::SMALL), tokens.text_weak);
        ui.add_space(2.0);
        bar_of_grades(ui, &section.tally, 8.0);
        ui.add_space(2.0);
        marks(ui, plan, board, section);
        let bottom = rect.bottom() - 52.0;
        let weakest = Rect::from_min_max(
            pos2(rect.left() + 14.0, bottom),
            pos2(rect.right() - 14.0, rect.bottom() - 10.0),
        );
        inside(ui, weakest, |ui| {
            ui.spacing_mut().item_spacing.y = 3.0;
            weakest_of(ui, plan, board, section);
        });
    });
}

fn line(ui: &mut Ui, words: &str, height: f32, font: egui::FontId, ink: egui::Color32) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    painted_text(
        ui.painter(),
        rect,
        egui::Align2::LEFT_CENTER,
        words,
        font,
        ink,
    );
}

/// How many rows of marks a card of this inner width needs.
fn lines_of_marks(width: f32, cell: f32, count: usize) -> usize {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a few cells"
    )]
    let fitting = ((width / cell) as usize).max(1);
    count.div_ceil(fitting).max(1)
}

fn mark_cell(plan: &Plan) -> egui::Vec2 {
    let is_long = plan.indicators.iter().any(|indicator| indicator.no > 99);
    MARK_CELL + vec2(if is_long { DIGIT } else { 0.0 }, 0.0)
}

/// Each indicator's number beside the mark of its grade.
fn marks(ui: &mut Ui, plan: &Plan, board: &Board, section: &ThemeBoard) {
    let tokens = Tokens::of(ui);
    let cell = mark_cell(plan);
    let lines = lines_of_marks(ui.available_width(), cell.x, section.rows.len());
    // Rows of equal length rather than one number left over.
    let per_row = section.rows.len().div_ceil(lines).max(1);
    #[expect(clippy::cast_precision_loss, reason = "a few rows")]
    let rows = lines as f32;
    let (area, _) =
        ui.allocate_exact_size(vec2(ui.available_width(), rows * cell.y), Sense::hover());
    for (position, index) in section.rows.iter().enumerate() {
        #[expect(clippy::cast_precision_loss, reason = "a few cells")]
        let (column, row) = ((position % per_row) as f32, (position / per_row) as f32);
        let min = area.min + vec2(column * cell.x, row * cell.y);
        let center = pos2(min.x + 6.0, min.y + cell.y / 2.0);
        verdict_mark(ui, center, 9.5, board.rows[*index].verdict());
        ui.painter().text(
            pos2(min.x + 14.0, center.y),
            egui::Align2::LEFT_CENTER,
            plan.indicators[*index].no.to_string(),
            regular(size::CAPTION),
            tokens.text_weak,
        );
    }
}

fn weakest_of(ui: &mut Ui, plan: &Plan, board: &Board, section: &ThemeBoard) {
    let tokens = Tokens::of(ui);
    rule(ui);
    let Some(index) = section.weakest else {
        let missing = section.rows.len() - section.filled;
        let words = format!("待填 {missing} 项 {} 年数", board.year);
        line(ui, &words, 22.0, regular(size::SMALL), tokens.text_weak);
        return;
    };
    let row = &board.rows[index];
    let name = format!("最弱 {}", plan.indicators[index].name);
    line(ui, &name, 18.0, regular(size::SMALL), tokens.text);
    let assessment = &row.assessment;
    let mut words = assessment.word.to_owned();
    if ui.available_width() > 150.0 {
        let progress = percent_text(assessment.progress);
        words = format!("{words}，进度 {progress}");
    }
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 18.0), Sense::hover());
    let center = pos2(rect.left() + 6.0, rect.center().y);
    verdict_mark(ui, center, 10.0, row.verdict());
    painted_text(
        ui.painter(),
        rect.with_min_x(rect.left() + 16.0),
        egui::Align2::LEFT_CENTER,
        &words,
        regular(size::SMALL),
        tokens.grade_ink(assessment.grade),
    );
}

fn lower(
    ui: &mut Ui,
    (plan, board, doubtful): (&Plan, &Board, usize),
    height: f32,
    commands: &mut Commands,
) {
    let width = ui.available_width();
    let heat_width = (width * HEAT_WIDTH).clamp(280.0, 520.0);
    let left_width = width - heat_width - space::M;
    // Where the window is small or the scale large, one stands below the other.
    if left_width < 300.0 {
        left_card(ui, (plan, board, doubtful), 0.0, commands);
        heat_card(ui, plan, board, height, commands);
        return;
    }
    ui.horizontal_top(|ui| {
        let left = vec2(left_width, height);
        ui.allocate_ui(left, |ui| {
            ui.vertical(|ui| {
                ui.set_min_size(left);
                left_card(ui, (plan, board, doubtful), height, commands);
            });
        });
        ui.allocate_ui(vec2(heat_width, height), |ui| {
            ui.vertical(|ui| heat_card(ui, plan, board, height, commands));
        });
    });
}

/// What lags, then what is doubtful, then what is missing.
fn left_card(
    ui: &mut Ui,
    (plan, board, doubtful): (&Plan, &Board, usize),
    height: f32,
    commands: &mut Commands,
) {
    flush_card(ui, |ui| {
        ui.set_min_height((height - 26.0).max(0.0));
        if board.tally.assessed() > 0 {
            padded(ui, |ui| {
                let remark = if board.attention.is_empty() {
                    "没有指标滞后"
                } else {
                    "最差的在前；差距单位为百分点"
                };
                card_title(ui, "重点关注", remark);
            });
            attention(ui, plan, board, commands);
        }
        rules::to_review(ui, plan, board, commands);
        if doubtful > 0 {
            padded(ui, |ui| doubts(ui, doubtful, commands));
        }
        if !board.missing.is_empty() {
            padded(ui, |ui| {
                let count: usize = board.missing.iter().map(count_of).sum();
                card_title(
                    ui,
                    "待填报",
                    &format!("{} 个单位，{count} 个数", board.missing.len()),
                );
            });
            missing(ui, plan, board, commands);
        }
    });
}

/// Leads to the values that look like slips.
fn doubts(ui: &mut Ui, doubtful: usize, commands: &mut Commands) {
    let tokens = Tokens::of(ui);
    ui.horizontal(|ui| {
        ui.label(text("存疑", bold(size::TITLE), tokens.text));
        let words = format!("{doubtful} 处可能填错，核对后可确认无误");
        ui.label(text(words, regular(size::SMALL), tokens.text_weak));
        if link(ui, "去核对").clicked() {
            commands.push(Command::Review);
        }
    });
}

fn padded<R>(ui: &mut Ui, add_contents: impl FnOnce(&mut Ui) -> R) {
    egui::Frame::new()
        .inner_margin(egui::Margin::symmetric(16, 2))
        .show(ui, add_contents);
}

fn attention(ui: &mut Ui, plan: &Plan, board: &Board, commands: &mut Commands) {
    if board.attention.is_empty() {
        return;
    }
    let tokens = Tokens::of(ui);
    let wide = ui.available_width() > 640.0;
    let mut columns = vec![
        Column::words(
            "指标",
            Width::Flex {
                weight: 1.0,
                least: 120.0,
            },
        ),
        Column::figures(format!("{} 实际", board.year), 72.0),
        Column::figures("目标", 56.0),
    ];
    if wide {
        columns.push(Column::words("进度 / 序时", Width::Fixed(84.0)));
    }
    columns.push(Column::figures("差距", 48.0));
    // A note beside the word needs room of its own, where there is any.
    let grade = if board.has_notes() { 112.0 } else { 86.0 };
    columns.push(Column::words("评价", Width::Fixed(grade)));
    if ui.available_width() > 900.0 {
        columns.push(Column::words("趋势判断", Width::Fixed(76.0)));
    }
    if wide {
        columns.push(Column::words("牵头单位", Width::Fixed(132.0)));
    }
    let table = Table {
        id_salt: "attention",
        columns: &columns,
        row_height: 30.0,
    };
    let at = |row: usize| {
        let index = board.attention[row];
        (&plan.indicators[index], &board.rows[index])
    };
    let style = tokens.chart();
    let pressed = table.show(
        ui,
        board.attention.len(),
        |row| {
            let (indicator, row) = at(row);
            format!("{} {}", indicator.name, row.assessment.word)
        },
        |ui, row, column, area| {
            let (indicator, row) = at(row);
            let title = columns[column].title.as_str();
            attention_cell(ui, title, area, indicator, row, &style);
        },
    );
    if let Some(row) = pressed {
        commands.push(Command::Go(View::Indicator(at(row).1.id.clone())));
    }
    ui.add_space(space::XS);
}

fn attention_cell(
    ui: &mut Ui,
    title: &str,
    area: Rect,
    indicator: &Indicator,
    row: &Row,
    style: &chart::ChartStyle,
) {
    let tokens = Tokens::of(ui);
    let assessment = &row.assessment;
    let body = regular(size::BODY);
    match title {
        "指标" => name_cell(ui, area, indicator),
        "目标" => {
            let target = assessment.target.as_ref();
            let words = target.map_or_else(|| "—".to_owned(), |t| t.bound.text());
            let mark = row.is_adjusted().then_some("调");
            marked_figure(ui, area, mark, &words, body);
        }
        "进度 / 序时" => {
            let bar = Rect::from_center_size(area.center(), vec2(area.width(), 18.0));
            inside(ui, bar, |ui| {
                chart::draw(ui, "bullet", &row.bullet, style);
            });
        }
        "差距" => {
            let words = gap_text(assessment.gap_pp);
            cell_text(ui, area, Align::Right, &words, body, tokens.text);
        }
        "评价" => {
            inside(ui, area, |ui| {
                ui.horizontal_centered(|ui| verdict_tag(ui, row.verdict()));
            });
        }
        "趋势判断" => {
            let words = outlook_text(assessment);
            let font = regular(size::SMALL);
            cell_text(ui, area, Align::Left, words, font, tokens.text);
        }
        "牵头单位" => {
            let lead = indicator.lead().map_or("—", |unit| unit.0.as_str());
            cell_text(
                ui,
                area,
                Align::Left,
                lead,
                regular(size::SMALL),
                tokens.text,
            );
        }
        _ => {
            let words = actual_text(assessment);
            cell_text(ui, area, Align::Right, &words, body, tokens.text);
        }
    }
}

/// Name and unit; the unit in weak type behind.
fn name_cell(ui: &Ui, area: Rect, indicator: &Indicator) {
    let tokens = Tokens::of(ui);
    let unit_font = regular(size::CAPTION);
    let unit_width = ui
        .painter()
        .layout_no_wrap(indicator.unit.clone(), unit_font.clone(), tokens.text_weak)
        .size()
        .x;
    let name_width = ui
        .painter()
        .layout_no_wrap(indicator.name.clone(), regular(size::BODY), tokens.text)
        .size()
        .x
        .min(area.width() - unit_width - 6.0);
    let name_area = Rect::from_min_size(area.min, vec2(name_width + 1.0, area.height()));
    cell_text(
        ui,
        name_area,
        Align::Left,
        &indicator.name,
        regular(size::BODY),
        tokens.text,
    );
    let unit_area = area.with_min_x(name_area.right() + 5.0);
    cell_text(
        ui,
        unit_area,
        Align::Left,
        &indicator.unit,
        unit_font,
        tokens.text_weak,
    );
}

fn count_of(missing: &Missing) -> usize {
    missing.baselines.len() + missing.actuals.len()
}

fn missing(ui: &mut Ui, plan: &Plan, board: &Board, commands: &mut Commands) {
    let tokens = Tokens::of(ui);
    let columns = [
        Column::words("责任单位", Width::Fixed(176.0)),
        Column::figures("缺基期值", 64.0),
        Column::figures(format!("缺 {} 实际值", board.year), 96.0),
        Column::words(
            "指标",
            Width::Flex {
                weight: 1.0,
                least: 80.0,
            },
        ),
    ];
    let table = Table {
        id_salt: "missing",
        columns: &columns,
        row_height: 28.0,
    };
    let count = |n: usize| {
        if n == 0 {
            "—".to_owned()
        } else {
            n.to_string()
        }
    };
    let pressed = table.show(
        ui,
        board.missing.len(),
        |row| {
            format!(
                "{} 待填报 {} 个数",
                board.missing[row].unit,
                count_of(&board.missing[row])
            )
        },
        |ui, row, column, area| {
            let missing = &board.missing[row];
            let (align, words) = match column {
                0 => (Align::Left, missing.unit.0.clone()),
                1 => (Align::Right, count(missing.baselines.len())),
                2 => (Align::Right, count(missing.actuals.len())),
                _ => (Align::Left, names_of(plan, missing)),
            };
            let ink = if column == 3 {
                tokens.text_weak
            } else {
                tokens.text
            };
            let font = if column == 3 {
                regular(size::SMALL)
            } else {
                regular(size::BODY)
            };
            cell_text(ui, area, align, &words, font, ink);
        },
    );
    if let Some(row) = pressed {
        let missing = &board.missing[row];
        let first = missing.baselines.iter().chain(&missing.actuals).min();
        commands.extend(first.map(|index| Command::Fill(board.rows[*index].id.clone())));
    }
}

fn names_of(plan: &Plan, missing: &Missing) -> String {
    let mut rows: Vec<usize> = missing
        .baselines
        .iter()
        .chain(&missing.actuals)
        .copied()
        .collect();
    rows.sort_unstable();
    rows.dedup();
    let names: Vec<&str> = rows
        .into_iter()
        .map(|row| plan.indicators[row].name.as_str())
        .collect();
    names.join("、")
}

fn heat_card(ui: &mut Ui, plan: &Plan, board: &Board, height: f32, commands: &mut Commands) {
    card(ui, |ui| {
        ui.set_min_height(height - 34.0);
        let shown = match &board.heat {
            ChartSpec::HeatMap(map) => map.years.as_slice(),
            ChartSpec::Line(_) | ChartSpec::Bullet(_) => &[],
        };
        let years = match (shown.first(), shown.last()) {
            (Some(first), Some(last)) => format!("{} 项 × {first}—{last}", board.rows.len()),
            _ => String::new(),
        };
        let frames = if board.by_hand.is_empty() {
            ""
        } else {
            "，带框为人工评定"
        };
        let diamonds = if board.own_rules.is_empty() {
            ""
        } else {
            "，◆ 为单独规则"
        };
        card_title(ui, "逐年评价", &format!("{years}{frames}{diamonds}"));
        let rest = vec2(ui.available_width(), height - 34.0 - 42.0);
        ui.allocate_ui(rest, |ui| {
            let style = Tokens::of(ui).chart();
            let drawn = chart::draw(ui, "heat", &board.heat, &style);
            let area = drawn.response.rect;
            let title = format!("各项指标逐年评价（截至 {} 年底）", board.year);
            chart_menu(ui, area, (&board.heat, &title), board.synthetic, commands);
            if let Some((row, _)) = drawn.clicked_cell {
                commands.push(Command::Go(View::indicator(
                    &plan.id,
                    plan.indicators[row].no,
                )));
            }
        });
    });
}
