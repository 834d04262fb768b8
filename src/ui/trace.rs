//! The arithmetic behind a judgement, step by step.

use egui::{Sense, Ui, vec2};

use super::theme::{Tokens, bold, regular, size, text};
use super::widgets::{Align, cell_text, rule};
use crate::assess::Step;

/// Each step with its outcome, its formula, the numbers put in and the source of its rule.
pub(super) fn steps(ui: &mut Ui, steps: &[Step]) {
    let tokens = Tokens::of(ui);
    ui.spacing_mut().item_spacing.y = 3.0;
    for (index, step) in steps.iter().enumerate() {
        if index > 0 {
            ui.add_space(2.0);
            rule(ui);
            ui.add_space(2.0);
        }
        let line = vec2(ui.available_width(), 20.0);
        let (rect, _) = ui.allocate_exact_size(line, Sense::hover());
        let font = bold(size::SMALL);
        cell_text(
            ui,
            rect,
            Align::Left,
            &step.label,
            font.clone(),
            tokens.text,
        );
        let right = rect.with_min_x(rect.left() + 80.0);
        cell_text(ui, right, Align::Right, &step.result, font, tokens.text);
        small(ui, &step.formula);
        if !step.substituted.is_empty() {
            small(ui, &format!("= {}", step.substituted));
        }
        let source = format!("依据：{}", step.source);
        let source = text(source, regular(size::CAPTION), tokens.text_weak);
        ui.add(egui::Label::new(source).wrap());
    }
}

fn small(ui: &mut Ui, words: &str) {
    let words = text(words, regular(size::SMALL), Tokens::of(ui).text_weak);
    ui.add(egui::Label::new(words).wrap());
}
