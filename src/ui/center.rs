//! A section's page: all its indicators as a table and as small plots, in one look.

use egui::{Rect, ScrollArea, Sense, Ui, vec2};

use super::Commands;
use super::chart_menu::chart_menu;
use super::rules;
use super::theme::{Tokens, bold, regular, size, space, text};
use super::widgets;
use super::widgets::{
    Align, Column, Table, Width, cell_text, flush_card, focus_ring, inside, marked_figure,
    painted_text, pressable, verdict_mark, verdict_tag,
};
use crate::app::board::{Row, ThemeBoard, actual_text, outlook_text, percent_text};
use crate::app::{Board, Command, Document, View};
use crate::chart::{self, ChartStyle, paint_mark};
use crate::model::{Indicator, Plan, Status, Year, format_number};

/// From this height on a small plot reads well without more.
const ROOMY_PLOT: f32 = 240.0;

/// Draws the page.
pub(super) fn page(
    ui: &mut Ui,
    document: &Document,
    plan: &Plan,
    board: &Board,
    no: u32,
    commands: &mut Commands,
) {
    let Some(section) = board.theme(no) else {
        return;
    };
    let height = ui.available_height();
    ScrollArea::vertical()
        .id_salt(("center", no))
        .auto_shrink([false, false])
        .show(ui, |ui| {
            egui::Frame::new().inner_margin(space::L).show(ui, |ui| {
                ui.spacing_mut().item_spacing = vec2(space::M, space::M);
                let top = ui.cursor().top();
                heading(ui, plan, board, section, commands);
                table(ui, document, plan, board, section, commands);
                let used = ui.cursor().top() - top;
                let free = height - used - 2.0 * space::L - 24.0;
                plots(ui, plan, board, section, free, commands);
                legend(ui);
                text_targets(ui, plan, board, no, commands);
            });
        });
}

fn heading(ui: &mut Ui, plan: &Plan, board: &Board, section: &ThemeBoard, commands: &mut Commands) {
    let tokens = Tokens::of(ui);
    let Some(theme) = plan.theme(section.no) else {
        return;
    };
    let remark = text(
        match &theme.lead {
            Some(lead) => format!("{lead}牵头 · 截至 {} 年", board.year),
            None => format!("截至 {} 年", board.year),
        },
        regular(size::SMALL),
        tokens.text_weak,
    );
    let title = text(
        format!("{}：{}", theme.name, section.headline()),
        bold(size::HEADING),
        tokens.text,
    );
    if ui.available_width() > 1000.0 {
        ui.horizontal(|ui| {
            let (bar, _) = ui.allocate_exact_size(vec2(5.0, 24.0), Sense::hover());
            ui.painter().rect_filled(bar, 2.0, tokens.theme(section.no));
            ui.label(title);
            ui.label(remark);
        });
    } else {
        ui.add(egui::Label::new(title).wrap());
        ui.label(remark);
    }
    rules::line(ui, &board.rule_words_of(&section.rows), commands);
}

/// What a column of the table shows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Show {
    No,
    Name,
    NameWithUnit,
    Unit,
    Base,
    Year(Year),
    Target,
    Progress,
    Grade,
    Outlook,
    Lead,
}

/// The columns that fit, with as many of the last years up to the one judged as leave names room.
fn columns_for(width: f32, board: &Board) -> Vec<(Show, Column)> {
    let past: Vec<Year> = board
        .years
        .iter()
        .copied()
        .filter(|year| *year <= board.year)
        .collect();
    let most = past.len().min(if width > 1000.0 { 6 } else { 2 });
    (1..=most)
        .rev()
        .map(|years| columns_with(width, board, &past[past.len() - years..]))
        .find(|columns| {
            let plain: Vec<Column> = columns.iter().map(|(_, column)| column.clone()).collect();
            widgets::fits(&plain, width)
        })
        .unwrap_or_else(|| columns_with(width, board, &past[past.len().saturating_sub(1)..]))
}

fn columns_with(width: f32, board: &Board, years: &[Year]) -> Vec<(Show, Column)> {
    let wide = width > 1000.0;
    let flex = |weight, least| Width::Flex { weight, least };
    let mut columns = vec![(Show::No, Column::words("序号", Width::Fixed(32.0)))];
    if wide {
        columns.push((Show::Name, Column::words("指标名称", flex(1.0, 200.0))));
        columns.push((Show::Unit, Column::words("单位", Width::Fixed(46.0))));
        columns.push((Show::Base, Column::figures("基期", 72.0)));
    } else {
        columns.push((
            Show::NameWithUnit,
            Column::words("指标名称（单位）", flex(1.0, 150.0)),
        ));
    }
    for year in years {
        let width = if wide { 72.0 } else { 60.0 };
        columns.push((Show::Year(*year), Column::figures(year.to_string(), width)));
    }
    let target = if wide { 70.0 } else { 60.0 };
    columns.push((Show::Target, Column::figures("目标", target)));
    if width > 660.0 {
        let progress = if wide { 132.0 } else { 104.0 };
        columns.push((
            Show::Progress,
            Column::words("进度 / 序时", Width::Fixed(progress)),
        ));
    }
    // A note beside the word needs room of its own, where there is any.
    let disputed = if board.disputed.is_empty() { 0.0 } else { 28.0 };
    let grade = if board.has_notes() { 146.0 } else { 110.0 } + disputed;
    columns.push((Show::Grade, Column::words("评价", Width::Fixed(grade))));
    if wide {
        columns.push((Show::Outlook, Column::words("趋势判断", Width::Fixed(76.0))));
        columns.push((Show::Lead, Column::words("责任单位", Width::Fixed(108.0))));
    }
    columns
}

fn table(
    ui: &mut Ui,
    document: &Document,
    plan: &Plan,
    board: &Board,
    section: &ThemeBoard,
    commands: &mut Commands,
) {
    flush_card(ui, |ui| {
        let shown = columns_for(ui.available_width(), board);
        let columns: Vec<Column> = shown.iter().map(|(_, column)| column.clone()).collect();
        let table = Table {
            id_salt: "center",
            columns: &columns,
            row_height: 30.0,
        };
        let style = Tokens::of(ui).chart();
        let at = |row: usize| {
            let index = section.rows[row];
            (&plan.indicators[index], &board.rows[index])
        };
        let pressed = table.show(
            ui,
            section.rows.len(),
            |row| {
                let (indicator, row) = at(row);
                let disputed = row
                    .dispute_words()
                    .map_or_else(String::new, |d| format!("，{d}"));
                format!("{} {}{disputed}", indicator.name, row.assessment.word)
            },
            |ui, row, column, area| {
                let (indicator, row) = at(row);
                let show = shown[column].0;
                cell(ui, document, indicator, row, show, area, &style);
            },
        );
        if let Some(row) = pressed {
            commands.push(Command::Go(View::Indicator(at(row).1.id.clone())));
        }
    });
}

fn cell(
    ui: &mut Ui,
    document: &Document,
    indicator: &Indicator,
    row: &Row,
    show: Show,
    area: Rect,
    style: &ChartStyle,
) {
    let tokens = Tokens::of(ui);
    let body = regular(size::BODY);
    let small = regular(size::SMALL);
    let assessment = &row.assessment;
    match show {
        Show::No => {
            let no = indicator.no.to_string();
            cell_text(ui, area, Align::Left, &no, body, tokens.text_weak);
        }
        Show::Name => cell_text(ui, area, Align::Left, &indicator.name, body, tokens.text),
        Show::NameWithUnit => {
            let name = indicator.name_with_unit();
            cell_text(ui, area, Align::Left, &name, body, tokens.text);
        }
        Show::Unit => cell_text(
            ui,
            area,
            Align::Left,
            &indicator.unit,
            small,
            tokens.text_weak,
        ),
        Show::Base => base_cell(ui, area, row),
        Show::Year(year) => year_cell(ui, document, indicator, year, area),
        Show::Target => {
            let target = assessment.target.as_ref();
            let words = target.map_or_else(|| "—".to_owned(), |t| t.bound.text());
            let mark = row.is_adjusted().then_some("调");
            marked_figure(ui, area, mark, &words, bold(size::BODY));
            if let Some(words) = indicator.adjusted_words() {
                hint_at(ui, area, "target", &words);
            }
        }
        Show::Progress => {
            let figure = 52.0;
            let bar = area.with_max_x(area.right() - figure);
            let bar = Rect::from_center_size(bar.center(), vec2(bar.width(), 18.0));
            inside(ui, bar, |ui| {
                chart::draw(ui, "bullet", &row.bullet, style);
            });
            let words = percent_text(assessment.progress);
            let area = area.with_min_x(area.right() - figure);
            cell_text(ui, area, Align::Right, &words, small, tokens.text);
        }
        Show::Grade => inside(ui, area, |ui| grade_cell(ui, area, row)),
        Show::Outlook => {
            let words = outlook_text(assessment);
            cell_text(ui, area, Align::Left, words, small, tokens.text);
        }
        Show::Lead => {
            let units: Vec<&str> = indicator.units.iter().map(|u| u.0.as_str()).collect();
            cell_text(ui, area, Align::Left, &units.join("、"), small, tokens.text);
        }
    }
}

/// The grade, or in small type what is missing for one.
fn grade_cell(ui: &mut Ui, area: Rect, row: &Row) {
    let tokens = Tokens::of(ui);
    let assessment = &row.assessment;
    let mut hint = assessment.reason.sentence();
    if let Some(disputed) = row.dispute_words() {
        let (font, ink) = (regular(size::MARK), tokens.text_weak);
        cell_text(ui, area, Align::Right, "分歧", font, ink);
        hint = format!("{hint}\n{disputed}");
    }
    ui.horizontal_centered(|ui| {
        if assessment.grade.is_assessed() || assessment.is_by_hand() {
            return verdict_tag(ui, row.verdict());
        }
        let (mark, _) = ui.allocate_exact_size(vec2(11.0, 18.0), Sense::hover());
        let color = tokens.grade(assessment.grade);
        paint_mark(ui.painter(), mark.center(), 11.0, assessment.grade, color);
        let words = assessment.reason.short();
        ui.label(text(words, regular(size::SMALL), tokens.text_weak));
    })
    .response
    .on_hover_text(hint);
}

/// The baseline with its year in small type, since base years differ between indicators.
fn base_cell(ui: &Ui, area: Rect, row: &Row) {
    let tokens = Tokens::of(ui);
    let Some(baseline) = row.assessment.baseline else {
        let words = if row.lacks_baseline { "缺" } else { "—" };
        let font = regular(size::SMALL);
        return cell_text(ui, area, Align::Right, words, font, tokens.text_weak);
    };
    let words = format_number(baseline.value);
    cell_text(
        ui,
        area,
        Align::Right,
        &words,
        regular(size::BODY),
        tokens.text_weak,
    );
    hint_at(ui, area, "base", &format!("{} 年基期值", baseline.year));
}

/// What the pointer over a cell tells.
fn hint_at(ui: &Ui, area: Rect, salt: &str, words: &str) {
    let pointer = ui.ctx().input(|i| i.pointer.hover_pos());
    if area.contains(pointer.unwrap_or_default()) {
        egui::Tooltip::always_open(
            ui.ctx().clone(),
            ui.layer_id(),
            ui.scope_id().with(salt),
            egui::PopupAnchor::Pointer,
        )
        .gap(12.0)
        .show(|ui| ui.label(words));
    }
}

/// A value as entered; flash figures carry a small 快.
fn year_cell(ui: &Ui, document: &Document, indicator: &Indicator, year: Year, area: Rect) {
    let tokens = Tokens::of(ui);
    let found = document.workspace().observation(&indicator.series, year);
    let Some(observation) = found else {
        let font = regular(size::BODY);
        return cell_text(ui, area, Align::Right, "—", font, tokens.text_weak);
    };
    let words = format_number(observation.value);
    let mark = (observation.status == Status::Flash).then_some("快");
    marked_figure(ui, area, mark, &words, regular(size::BODY));
}

/// The targets in the document's text that belong to this section; they are no part of its counts.
fn text_targets(ui: &mut Ui, plan: &Plan, board: &Board, no: u32, commands: &mut Commands) {
    let places = board.text_of(plan, no);
    if places.is_empty() {
        return;
    }
    let rows: Vec<(&Indicator, &Row)> = places
        .iter()
        .filter_map(|at| plan.text_targets.get(*at).zip(board.text_rows.get(*at)))
        .collect();
    flush_card(ui, |ui| {
        egui::Frame::new()
            .inner_margin(egui::Margin::symmetric(16, 2))
            .show(ui, |ui| {
                ui.horizontal(|ui| {
                    let count = format!(
                        "{} 个，不计入上面的 {} 项",
                        rows.len(),
                        plan.indicators_of(no).count()
                    );
                    widgets::card_title(ui, "正文中的目标", &count);
                    if widgets::link(ui, "去填报").clicked() {
                        commands.push(Command::FillText);
                    }
                });
            });
        let flex = |weight, least| Width::Flex { weight, least };
        let columns = [
            Column::words("序号", Width::Fixed(44.0)),
            Column::words("目标", flex(2.0, 160.0)),
            Column::words("出处", flex(1.0, 100.0)),
            Column::figures("要求", 150.0),
            Column::figures("实际值", 96.0),
            Column::words("评价", Width::Fixed(150.0)),
        ];
        let table = Table {
            id_salt: "text targets",
            columns: &columns,
            row_height: 30.0,
        };
        let pressed = table.show(
            ui,
            rows.len(),
            |at| format!("{} {}", rows[at].0.name, rows[at].1.assessment.word),
            |ui, at, column, area| text_cell(ui, rows[at], column, area),
        );
        if let Some(at) = pressed {
            commands.push(Command::Go(View::Indicator(rows[at].1.id.clone())));
        }
    });
}

fn text_cell(ui: &mut Ui, (indicator, row): (&Indicator, &Row), column: usize, area: Rect) {
    let tokens = Tokens::of(ui);
    let (align, words) = match column {
        0 => (Align::Left, indicator.no.to_string()),
        1 => (Align::Left, indicator.name_with_unit()),
        2 => (Align::Left, indicator.locator.clone()),
        3 => {
            let words = indicator.final_target().map_or_else(
                || "—".to_owned(),
                |target| format!("{} 年 {}", target.year, target.bound.text()),
            );
            let mark = row.is_adjusted().then_some("调");
            return marked_figure(ui, area, mark, &words, regular(size::BODY));
        }
        4 => (Align::Right, actual_text(&row.assessment)),
        _ => return inside(ui, area, |ui| grade_cell(ui, area, row)),
    };
    let font = if column == 2 {
        regular(size::SMALL)
    } else {
        regular(size::BODY)
    };
    let ink = match column {
        0 | 2 => tokens.text_weak,
        _ => tokens.text,
    };
    cell_text(ui, area, align, &words, font, ink);
}

/// As many plots in a row as fit, as high as fills the page, never too low to read.
fn plots(
    ui: &mut Ui,
    plan: &Plan,
    board: &Board,
    section: &ThemeBoard,
    free: f32,
    commands: &mut Commands,
) {
    let count = section.rows.len();
    let width = ui.available_width();
    let least_width = 224.0;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a few columns"
    )]
    let fitting = (((width + space::M) / (least_width + space::M)) as usize).max(1);
    // A high window is filled with two rows rather than left half empty.
    let least_rows = if free >= 2.0 * ROOMY_PLOT && count > 3 {
        2
    } else {
        1
    };
    let rows = count.div_ceil(fitting).max(least_rows);
    // The same number in each row, as far as it goes.
    let per_row = count.div_ceil(rows).max(1);
    #[expect(clippy::cast_precision_loss, reason = "a few plots")]
    let (columns, lines) = (per_row as f32, rows as f32);
    let plot_width = (width - space::M * (columns - 1.0)) / columns;
    let plot_height = ((free - space::M * lines) / lines).clamp(172.0, 320.0);
    let style = Tokens::of(ui).chart();
    for chunk in section.rows.chunks(per_row) {
        ui.horizontal_top(|ui| {
            for index in chunk {
                let (rect, _) =
                    ui.allocate_exact_size(vec2(plot_width, plot_height), Sense::hover());
                let (indicator, row) = (&plan.indicators[*index], &board.rows[*index]);
                small_plot(ui, rect, indicator, row, &style, commands);
                let title = format!("{} {}", indicator.no, indicator.name_with_unit());
                let drawn = (&row.chart, title.as_str());
                chart_menu(ui, rect, drawn, board.synthetic, commands);
            }
        });
    }
}

fn small_plot(
    ui: &mut Ui,
    rect: Rect,
    indicator: &Indicator,
    row: &Row,
    style: &ChartStyle,
    commands: &mut Commands,
) {
    let tokens = Tokens::of(ui);
    ui.painter().rect(
        rect,
        8.0,
        tokens.surface,
        egui::Stroke::new(1.0, tokens.border),
        egui::StrokeKind::Inside,
    );
    let head = Rect::from_min_size(rect.min, vec2(rect.width(), 34.0));
    let label = format!(
        "{} {}，{}",
        indicator.no, indicator.name, row.assessment.word
    );
    let response = pressable(ui, head, ("plot", indicator.no), &label);
    if response.clicked() {
        commands.push(Command::Go(View::Indicator(row.id.clone())));
    }
    focus_ring(ui, &response, 8);
    let inner = head.shrink2(vec2(12.0, 0.0));
    let mark = egui::pos2(inner.right() - 5.0, inner.center().y + 1.0);
    verdict_mark(ui, mark, 11.0, row.verdict());
    let no = indicator.no.to_string();
    painted_text(
        ui.painter(),
        inner,
        egui::Align2::LEFT_CENTER,
        &no,
        regular(size::SMALL),
        tokens.text_weak,
    );
    let name = Rect::from_min_max(
        inner.min + vec2(22.0, 0.0),
        egui::pos2(mark.x - 10.0, inner.bottom()),
    );
    let ink = if response.hovered() {
        tokens.accent
    } else {
        tokens.text
    };
    painted_text(
        ui.painter(),
        name,
        egui::Align2::LEFT_CENTER,
        &indicator.name,
        bold(size::SMALL),
        ink,
    );
    response.on_hover_text(format!(
        "{}\n{}：{}",
        indicator.name_with_unit(),
        row.assessment.word,
        row.assessment.reason.sentence()
    ));
    let body = Rect::from_min_max(
        egui::pos2(rect.left() + 6.0, head.bottom()),
        rect.max - vec2(8.0, 6.0),
    );
    inside(ui, body, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        chart::draw(ui, &format!("plot {}", indicator.no), &row.chart, style);
    });
}

fn legend(ui: &mut Ui) {
    let tokens = Tokens::of(ui);
    ui.label(text(
        "实线 实际值（空心为快报） · 方框 基期值 · 虚线 从基期到目标的路径 · 点线 预测，色带为 80% 区间 · ◆ 目标 · “快”为快报数，“调”为目标已由文件调整，带框为人工评定，“单独”为单独规则，“分歧”为各方法评价不一",
        regular(size::CAPTION),
        tokens.text_weak,
    ));
}
