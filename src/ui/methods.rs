//! 方法说明: each method in plain words with its formulas, limits and source, and an example worked out
//! and plotted.

use egui::{ScrollArea, Sense, Ui, vec2};

use super::Commands;
use super::theme::{Tokens, bold, regular, size, space, text};
use super::trace;
use super::widgets::{
    Align, card, card_title, cell_text, fact, grade_tag, inside, inside_line, rule, segments,
};
use crate::app::guide::Guide;
use crate::app::{App, Command, View};
use crate::assess::explain::{ABOVE_ALL, BESIDE};
use crate::assess::in_chinese;
use crate::chart;
use crate::model::{Limits, Method};

const PLOT_HEIGHT: f32 = 300.0;
/// From this width on, explanation and example stand side by side.
const TWO_COLUMNS: f32 = 880.0;

/// The method shown, explained once.
#[derive(Debug, Default)]
pub(super) struct MethodsState {
    guide: Option<Guide>,
}

impl MethodsState {
    fn guide(&mut self, method: Method, limits: &Limits) -> &Guide {
        let kept = self.guide.take();
        let guide = kept.filter(|guide| guide.is_of(method, limits));
        self.guide
            .insert(guide.unwrap_or_else(|| Guide::new(method, *limits)))
    }
}

/// Draws the page.
pub(super) fn page(
    ui: &mut Ui,
    app: &App,
    state: &mut MethodsState,
    method: Method,
    commands: &mut Commands,
) {
    let rule = app.document().map(|document| document.workspace().rule());
    let limits = rule.map_or_else(Limits::default, |rule| rule.limits);
    let guide = state.guide(method, &limits);
    ScrollArea::vertical()
        .id_salt(("methods", method.code()))
        .auto_shrink([false, false])
        .show(ui, |ui| {
            egui::Frame::new().inner_margin(space::L).show(ui, |ui| {
                ui.spacing_mut().item_spacing = vec2(space::M, space::M);
                heading(ui, method, rule.map(|rule| rule.method), commands);
                let width = ui.available_width();
                if width >= TWO_COLUMNS {
                    let half = (width - space::M) / 2.0;
                    ui.horizontal_top(|ui| {
                        column(ui, half, |ui| explanation(ui, guide));
                        column(ui, half, |ui| example(ui, guide));
                    });
                } else {
                    explanation(ui, guide);
                    example(ui, guide);
                }
            });
        });
}

fn column(ui: &mut Ui, width: f32, add: impl FnOnce(&mut Ui)) {
    ui.vertical(|ui| {
        ui.set_width(width);
        ui.set_max_width(width);
        add(ui);
    });
}

fn heading(ui: &mut Ui, method: Method, in_use: Option<Method>, commands: &mut Commands) {
    let tokens = Tokens::of(ui);
    ui.horizontal(|ui| {
        ui.label(text("方法说明", bold(size::HEADING), tokens.text));
        if let Some(in_use) = in_use {
            let words = format!("本台账采用{}", in_use.word());
            ui.label(text(words, regular(size::SMALL), tokens.text_weak));
        }
    });
    let choices: Vec<(Method, &str)> = Method::ALL.iter().map(|m| (*m, m.word())).collect();
    if let Some(chosen) = segments(ui, "方法", Some(method), &choices) {
        commands.push(Command::Go(View::Method(chosen)));
    }
}

fn explanation(ui: &mut Ui, guide: &Guide) {
    let explanation = &guide.explanation;
    card(ui, |ui| {
        card_title(ui, explanation.method.word(), explanation.method.code());
        ui.spacing_mut().item_spacing.y = space::S;
        paragraph(ui, explanation.gist);
        for (name, formula) in explanation.formulas {
            fact(ui, name, formula);
        }
        rule(ui);
        fact(ui, "何时用", explanation.when);
        fact(ui, "局限", explanation.beware);
        fact(ui, "来源", explanation.source);
    });
    card(ui, |ui| {
        card_title(ui, "评价界限", "达到目标为“提前实现”或“已实现”");
        ui.spacing_mut().item_spacing.y = 2.0;
        let tokens = Tokens::of(ui);
        for (grade, words) in &explanation.limits {
            let line = vec2(ui.available_width(), 24.0);
            let (rect, _) = ui.allocate_exact_size(line, Sense::hover());
            inside_line(ui, rect, |ui| grade_tag(ui, *grade, grade.word()));
            let words_area = rect.with_min_x(rect.left() + 150.0);
            let font = regular(size::SMALL);
            cell_text(ui, words_area, Align::Left, words, font, tokens.text);
        }
    });
    card(ui, |ui| {
        card_title(ui, "各方法共同的规则", "");
        ui.spacing_mut().item_spacing.y = space::S;
        for (index, words) in ABOVE_ALL.iter().enumerate() {
            fact(ui, &format!("{}", index + 1), words);
        }
    });
    card(ui, |ui| {
        card_title(ui, "评价之外", "不论用哪种方法，都写在评价旁边");
        ui.spacing_mut().item_spacing.y = space::S;
        for (name, words) in BESIDE {
            fact(ui, name, words);
        }
    });
}

fn example(ui: &mut Ui, guide: &Guide) {
    let assessment = &guide.assessment;
    card(ui, |ui| {
        card_title(ui, "算例", "由本方法计算，不是统计数据");
        paragraph(ui, guide.explanation.example.words);
        let style = Tokens::of(ui).chart();
        let size = vec2(ui.available_width(), PLOT_HEIGHT);
        let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
        inside(ui, rect, |ui| {
            chart::draw(ui, "method example", &guide.chart, &style);
        });
        ui.horizontal(|ui| {
            grade_tag(ui, assessment.grade, assessment.word);
            if let Some(own) = assessment.method_grade {
                let words = format!("本方法的说法：{}", in_chinese(own));
                let ink = Tokens::of(ui).text_weak;
                ui.label(text(words, regular(size::SMALL), ink));
            }
        });
    });
    card(ui, |ui| {
        card_title(ui, "算例是怎么算的", "");
        trace::steps(ui, &assessment.trace);
    });
}

fn paragraph(ui: &mut Ui, words: &str) {
    let words = text(words, regular(size::BODY), Tokens::of(ui).text);
    ui.add(egui::Label::new(words).wrap());
}
