//! An indicator's page: its plot, the arithmetic behind its grade, its values, where it stands.

use egui::{Rect, ScrollArea, Sense, Ui, vec2};

use super::Commands;
use super::adjust;
use super::chart_menu::chart_menu;
use super::comparison;
use super::theme::{Tokens, bold, regular, size, space, text};
use super::trace;
use super::verdict;
use super::widgets::{
    Align, Column, Table, Width, card, card_title, cell_text, fact, flush_card, inside, link,
    painted_text, segments, verdict_tag,
};
use super::words::WordsState;
use crate::app::board::{Row, gap_text, percent_text};
use crate::app::{Action, App, Board, Command, Document, View};
use crate::chart;
use crate::model::{
    CumulativeEntry, Edit, Indicator, IndicatorId, Kind, Observation, Plan, Topic, WordsKey, Year,
    format_number,
};

const SIDE_WIDTH: f32 = 400.0;
const PLOT_HEIGHT: f32 = 400.0;

/// What the page is of.
#[derive(Clone, Copy)]
struct Page<'a> {
    app: &'a App,
    document: &'a Document,
    plan: &'a Plan,
    indicator: &'a Indicator,
}

/// Draws the page.
pub(super) fn page(
    ui: &mut Ui,
    app: &App,
    (document, plan, board): (&Document, &Plan, &Board),
    id: &IndicatorId,
    words: &mut WordsState,
    commands: &mut Commands,
) {
    let (Some(indicator), Some(row)) = (plan.indicator(id.no), board.any_row(id)) else {
        return;
    };
    let page = Page {
        app,
        document,
        plan,
        indicator,
    };
    let mut scroll = ScrollArea::vertical().id_salt("indicator");
    // Another indicator is read from its top. The area stays the same, so that the keyboard keeps its
    // place on 下一项.
    let shown = egui::Id::unique("indicator shown");
    let before: Option<IndicatorId> = ui.data(|data| data.get_temp(shown));
    if before.as_ref() != Some(id) {
        ui.data_mut(|data| data.insert_temp(shown, id.clone()));
        scroll = scroll.vertical_scroll_offset(0.0);
    }
    scroll.auto_shrink([false, false]).show(ui, |ui| {
        egui::Frame::new().inner_margin(space::L).show(ui, |ui| {
            ui.spacing_mut().item_spacing = vec2(space::M, space::M);
            heading(ui, plan, indicator, row, commands);
            let width = ui.available_width();
            if width >= 900.0 {
                side_by_side(ui, |ui, is_main| {
                    if is_main {
                        main_column(ui, page, row, words, commands);
                    } else {
                        side_column(ui, page, row, commands);
                    }
                });
            } else {
                main_column(ui, page, row, words, commands);
                side_column(ui, page, row, commands);
            }
        });
    });
}

fn side_by_side(ui: &mut Ui, mut add: impl FnMut(&mut Ui, bool)) {
    let main = ui.available_width() - SIDE_WIDTH - space::M;
    ui.horizontal_top(|ui| {
        ui.vertical(|ui| {
            ui.set_width(main);
            ui.set_max_width(main);
            add(ui, true);
        });
        ui.vertical(|ui| {
            ui.set_width(SIDE_WIDTH);
            ui.set_max_width(SIDE_WIDTH);
            add(ui, false);
        });
    });
}

fn heading(ui: &mut Ui, plan: &Plan, indicator: &Indicator, row: &Row, commands: &mut Commands) {
    let tokens = Tokens::of(ui);
    ui.horizontal(|ui| {
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let last = plan.all_indicators().last().map(|i| i.no);
            let first = plan.all_indicators().next().map(|i| i.no);
            step(
                ui,
                "下一项",
                Action::NextIndicator,
                Some(indicator.no) != last,
                commands,
            );
            step(
                ui,
                "上一项",
                Action::PreviousIndicator,
                Some(indicator.no) != first,
                commands,
            );
            ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                let (bar, _) = ui.allocate_exact_size(vec2(5.0, 24.0), Sense::hover());
                ui.painter()
                    .rect_filled(bar, 2.0, tokens.theme(indicator.theme));
                let name = format!("{}　{}", indicator.no, indicator.name);
                let name = text(name, bold(size::HEADING), tokens.text);
                ui.add(egui::Label::new(name).truncate());
                ui.label(text(&indicator.unit, regular(size::BODY), tokens.text_weak));
            });
        });
    });
    ui.horizontal(|ui| {
        verdict_tag(ui, row.verdict());
        let words = match &row.assessment.by_hand {
            // Who judged and why stands with the verdicts.
            Some(hand) => format!("计算结果：{}", hand.computed_word),
            None => row.assessment.reason.sentence(),
        };
        ui.label(text(words, regular(size::SMALL), tokens.text_weak));
        if let Some(theme) = plan.theme(indicator.theme)
            && link(ui, &theme.name).clicked()
        {
            commands.push(Command::Go(View::Theme(theme.no)));
        }
    });
}

fn step(ui: &mut Ui, label: &str, action: Action, enabled: bool, commands: &mut Commands) {
    let button = egui::Button::new(text(label, regular(size::SMALL), Tokens::of(ui).text));
    let response = ui.add_enabled(enabled, button);
    if response.on_hover_text(action.tooltip()).clicked() {
        commands.push(Command::Action(action));
    }
}

fn main_column(
    ui: &mut Ui,
    page: Page<'_>,
    row: &Row,
    words: &mut WordsState,
    commands: &mut Commands,
) {
    let Page {
        app,
        document,
        plan,
        indicator,
    } = page;
    card(ui, |ui| {
        let style = Tokens::of(ui).chart();
        let size = vec2(ui.available_width(), PLOT_HEIGHT);
        let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
        inside(ui, rect, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            chart::draw(ui, "indicator plot", &row.chart, &style);
        });
        let title = format!("{} {}", indicator.no, indicator.name_with_unit());
        let synthetic = document.workspace().synthetic;
        chart_menu(ui, rect, (&row.chart, &title), synthetic, commands);
        let tokens = Tokens::of(ui);
        ui.label(text(legend(row), regular(size::CAPTION), tokens.text_weak));
    });
    let both = adjust::Both {
        plan,
        indicator,
        row,
    };
    adjust::both(ui, both, commands);
    observations(ui, document, indicator, row, commands);
    super::log::recent(ui, document, (plan, indicator), commands);
    for_report(ui, page, row, words, commands);
    super::lineage::other_documents(ui, app, document, plan, indicator, commands);
    about(ui, app, document, plan, indicator, commands);
}

/// What the marks of the plot are.
fn legend(row: &Row) -> String {
    let (adjusted, band) = if row.is_adjusted() {
        (" · 灰 原目标", "色带 80% 区间")
    } else {
        ("", "色带为 80% 区间")
    };
    format!(
        "实线 实际值（空心为快报） · 方框 基期值 · 虚线 从基期到目标的路径 · 点线 预测，{band} · \
         ◆ 目标 · ◇ 其他文件目标{adjusted}"
    )
}

/// What the analyst says of it in the report, and whether it has a slide of its own.
fn for_report(
    ui: &mut Ui,
    page: Page<'_>,
    row: &Row,
    words: &mut WordsState,
    commands: &mut Commands,
) {
    let year = row.assessment.year;
    card(ui, |ui| {
        card_title(ui, "写进报告", &format!("{year} 年；滞后时列出"));
        ui.spacing_mut().item_spacing.y = space::XS;
        for (topic, hint) in [
            (Topic::Reason, "为什么是这样"),
            (Topic::Remedy, "打算怎么办，谁来办，什么时候办成"),
        ] {
            let key = WordsKey::of_indicator(&row.id, topic, year);
            words.field(ui, page.app, &key, hint, 2, commands);
        }
        let mut pinned = page.document.workspace().settings.pinned.contains(&row.id);
        let can_edit = page.document.read_only().is_none();
        let choice = egui::Checkbox::new(&mut pinned, "演示时单独一页");
        if ui.add_enabled(can_edit, choice).changed() {
            commands.push(Command::Edit(Edit::Pin {
                indicator: row.id.clone(),
                pinned,
            }));
        }
    });
}

fn observations(
    ui: &mut Ui,
    document: &Document,
    indicator: &Indicator,
    row: &Row,
    commands: &mut Commands,
) {
    let entered: Vec<(Year, Observation)> = document
        .workspace()
        .observations_of(&indicator.series)
        .map(|(year, observation)| (year, observation.clone()))
        .collect();
    flush_card(ui, |ui| {
        egui::Frame::new()
            .inner_margin(egui::Margin::symmetric(16, 2))
            .show(ui, |ui| {
                ui.horizontal(|ui| {
                    card_title(ui, "填报的数值", &indicator.unit);
                    if link(ui, "去填报").clicked() {
                        commands.push(Command::Fill(row.id.clone()));
                    }
                });
                baseline_line(ui, row);
                if entered.is_empty() {
                    let lead = indicator.lead().map_or("责任单位", |u| u.0.as_str());
                    ui.label(text(
                        format!("还没有实际值，待{lead}提供。"),
                        regular(size::BODY),
                        Tokens::of(ui).text_weak,
                    ));
                }
            });
        if !entered.is_empty() {
            observation_table(ui, &entered);
        }
    });
}

fn baseline_line(ui: &mut Ui, row: &Row) {
    let tokens = Tokens::of(ui);
    let words = match row.assessment.baseline {
        Some(baseline) => format!(
            "基期值 {}（{} 年）",
            format_number(baseline.value),
            baseline.year
        ),
        None if row.lacks_baseline => "缺基期值".to_owned(),
        None => "累计指标，未填基期值时自基期年末从 0 起算".to_owned(),
    };
    ui.label(text(words, regular(size::SMALL), tokens.text_weak));
}

fn observation_table(ui: &mut Ui, entered: &[(Year, Observation)]) {
    let tokens = Tokens::of(ui);
    let flex = |weight| Width::Flex {
        weight,
        least: 60.0,
    };
    let columns = [
        Column::words("年份", Width::Fixed(56.0)),
        Column::figures("数值", 110.0),
        Column::words("状态", Width::Fixed(72.0)),
        Column::words("来源", flex(1.0)),
        Column::words("备注", flex(1.0)),
        Column::words("填报", Width::Fixed(150.0)),
    ];
    let table = Table {
        id_salt: "observations",
        columns: &columns,
        row_height: 30.0,
    };
    table.show(
        ui,
        entered.len(),
        |row| {
            format!(
                "{} 年 {}",
                entered[row].0,
                format_number(entered[row].1.value)
            )
        },
        |ui, row, column, area| {
            let (year, observation) = &entered[row];
            let (align, words) = match column {
                0 => (Align::Left, year.to_string()),
                1 => (Align::Right, format_number(observation.value)),
                2 => (Align::Left, observation.status.word().to_owned()),
                3 => (Align::Left, or_dash(&observation.source)),
                4 => (Align::Left, or_dash(&observation.note)),
                _ => (Align::Left, entered_by(observation)),
            };
            let font = if column == 1 {
                bold(size::BODY)
            } else {
                regular(size::SMALL)
            };
            cell_text(ui, area, align, &words, font, tokens.text);
        },
    );
}

fn or_dash(words: &str) -> String {
    if words.is_empty() {
        "—".to_owned()
    } else {
        words.to_owned()
    }
}

fn entered_by(observation: &Observation) -> String {
    match (&observation.by, observation.at) {
        (by, Some(at)) => format!("{by} {}", at.format("%m-%d %H:%M")),
        (by, None) => or_dash(by),
    }
}

fn side_column(ui: &mut Ui, page: Page<'_>, row: &Row, commands: &mut Commands) {
    figures(ui, row);
    let about = verdict::About {
        document: page.document,
        indicator: page.indicator,
        row,
    };
    verdict::verdicts(ui, about, commands);
    comparison::opinions(ui, row, commands);
    arithmetic(ui, row);
    adjust::arithmetic(ui, page.indicator, row);
}

/// The four figures that the grade rests on, large.
fn figures(ui: &mut Ui, row: &Row) {
    let tokens = Tokens::of(ui);
    let assessment = &row.assessment;
    let figures = [
        ("进度", percent_text(assessment.progress)),
        ("序时进度", percent_text(assessment.schedule)),
        ("差距 百分点", gap_text(assessment.gap_pp)),
        ("完成率", percent_text(assessment.completion)),
    ];
    card(ui, |ui| {
        #[expect(clippy::cast_precision_loss, reason = "four figures")]
        let width = ui.available_width() / figures.len() as f32;
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 54.0), Sense::hover());
        let mut left = rect.left();
        for (label, value) in figures {
            let at = egui::pos2(left, rect.top());
            ui.painter().text(
                at,
                egui::Align2::LEFT_TOP,
                label,
                regular(size::CAPTION),
                tokens.text_weak,
            );
            let area = Rect::from_min_size(at + vec2(0.0, 20.0), vec2(width - 6.0, 34.0));
            painted_text(
                ui.painter(),
                area,
                egui::Align2::LEFT_TOP,
                &value,
                bold(size::HEADLINE),
                tokens.text,
            );
            left += width;
        }
    });
}

/// 进展是怎么算的
fn arithmetic(ui: &mut Ui, row: &Row) {
    card(ui, |ui| {
        card_title(ui, "进展是怎么算的", row.assessment.method.word());
        trace::steps(ui, &row.assessment.trace);
    });
}

/// What it measures, who answers for it, where it stands in the document.
fn about(
    ui: &mut Ui,
    app: &App,
    document: &Document,
    plan: &Plan,
    indicator: &Indicator,
    commands: &mut Commands,
) {
    card(ui, |ui| {
        card_title(ui, "指标说明", "");
        ui.spacing_mut().item_spacing.y = 3.0;
        if let Some(target) = indicator.final_target() {
            let words = format!(
                "{} 年 {}",
                target.year,
                target.bound.with_unit(&indicator.unit)
            );
            fact(ui, "目标", &words);
        }
        if let Some(words) = indicator.adjusted_words() {
            fact(ui, "已调整", &words);
        }
        if let Some(lead) = indicator.lead() {
            fact(ui, "牵头单位", &lead.0);
        }
        if !indicator.others().is_empty() {
            let others: Vec<&str> = indicator.others().iter().map(|u| u.0.as_str()).collect();
            fact(ui, "参加单位", &others.join("、"));
        }
        let kind = format!("{}，{}", indicator.kind.word(), indicator.direction.word());
        fact(ui, "类型", &kind);
        if !indicator.note.is_empty() {
            fact(ui, "理解", &indicator.note);
        }
        if let Some(series) = app.catalog().series(&indicator.series) {
            let words = if series.note.is_empty() {
                series.name.clone()
            } else {
                format!("{}：{}", series.name, series.note)
            };
            fact(ui, "口径", &words);
        }
        let place = format!("{}{}", plan.cite(), indicator.locator);
        fact(ui, "出处", &place);
        if indicator.kind == Kind::Cumulative {
            cumulative_choice(ui, document, indicator, commands);
        }
    });
}

fn cumulative_choice(
    ui: &mut Ui,
    document: &Document,
    indicator: &Indicator,
    commands: &mut Commands,
) {
    let chosen = document.workspace().cumulative_entry(&indicator.series);
    ui.add_space(space::XS);
    ui.horizontal(|ui| {
        let tokens = Tokens::of(ui);
        let (rect, _) = ui.allocate_exact_size(vec2(76.0, 28.0), Sense::hover());
        let rect = Rect::from_min_max(rect.min, rect.max);
        cell_text(
            ui,
            rect,
            Align::Left,
            "填报口径",
            regular(size::SMALL),
            tokens.text_weak,
        );
        let choices = [
            (CumulativeEntry::Running, "填累计数"),
            (CumulativeEntry::Annual, "填当年数"),
        ];
        if let Some(entry) = segments(ui, "填报口径", Some(chosen), &choices) {
            commands.push(Command::Edit(Edit::CumulativeEntry {
                series: indicator.series.clone(),
                entry,
            }));
        }
    });
}
