//! 资金安排: the money that a document sets aside, field by field, with what it is made up of.

use egui::{Rect, ScrollArea, Ui, vec2};

use super::theme::{Tokens, bold, regular, size};
use super::widgets::{Align, Column, Table, Width, cell_text, fits, flush_card};
use crate::app::board::percent_text;
use crate::app::budgets::{self, BudgetKind, BudgetLine};
use crate::model::{Plan, PlanId};

/// The lines of the plan shown, made when plan or workspace change.
#[derive(Debug, Default)]
pub(super) struct BudgetState {
    of: Option<(PlanId, u64)>,
    lines: Vec<BudgetLine>,
    /// How much it comes to.
    pub(super) headline: String,
}

impl BudgetState {
    /// Keeps up with plan and workspace.
    pub(super) fn refresh(&mut self, plan: &Plan, revision: u64) {
        let of = Some((plan.id.clone(), revision));
        if self.of != of {
            self.lines = budgets::lines(plan);
            self.headline = budgets::headline(plan).unwrap_or_default();
            self.of = of;
        }
    }
}

/// Draws the table.
pub(super) fn table(ui: &mut Ui, plan: &Plan, state: &BudgetState) {
    let unit = budgets::unit(plan).unwrap_or("见各行");
    flush_card(ui, |ui| {
        ScrollArea::vertical()
            .id_salt("budgets")
            .auto_shrink([false, false])
            .show(ui, |ui| {
                let flex = |weight, least| Width::Flex { weight, least };
                let mut columns = vec![
                    Column::words("领域（牵头单位）", flex(1.0, 190.0)),
                    Column::words("用途", flex(3.2, 280.0)),
                    Column::figures(format!("金额（{unit}）"), 110.0),
                    Column::figures("占本领域", 130.0),
                    Column::words("出处和说明", flex(1.0, 200.0)),
                ];
                // In a narrow window the bar gives way.
                let has_bar = fits(&columns, ui.available_width());
                if !has_bar {
                    columns[0] = Column::words("领域", Width::Fixed(80.0));
                    columns[1] = Column::words("用途", flex(3.0, 240.0));
                    columns[2] = Column::figures(unit, 60.0);
                    columns[3] = Column::figures("占比", 56.0);
                    columns[4] = Column::words("出处和说明", flex(1.0, 116.0));
                }
                let table = Table {
                    id_salt: "budget lines",
                    columns: &columns,
                    row_height: 28.0,
                };
                let _pressed = table.show(
                    ui,
                    state.lines.len(),
                    |at| {
                        format!("{} {}", state.lines[at].name, state.lines[at].amount)
                            .trim_end()
                            .to_owned()
                    },
                    |ui, at, column, area| cell(ui, &state.lines[at], column, area, has_bar),
                );
            });
    });
}

fn cell(ui: &Ui, line: &BudgetLine, column: usize, area: Rect, has_bar: bool) {
    let tokens = Tokens::of(ui);
    let is_head = matches!(line.kind, BudgetKind::Field | BudgetKind::Whole);
    let (font, ink) = match line.kind {
        BudgetKind::Field | BudgetKind::Whole => (bold(size::BODY), tokens.text),
        BudgetKind::Part if !has_bar => (regular(size::SMALL), tokens.text),
        BudgetKind::Part => (regular(size::BODY), tokens.text),
        BudgetKind::Sum => (regular(size::SMALL), tokens.text_weak),
    };
    match column {
        0 => {
            let words = if has_bar && !line.lead.is_empty() {
                format!("{}（{}）", line.field, line.lead)
            } else {
                line.field.clone()
            };
            cell_text(
                ui,
                area,
                Align::Left,
                &words,
                regular(size::SMALL),
                tokens.text,
            );
        }
        1 => {
            let indent = if is_head { 0.0 } else { 20.0 };
            let area = area.with_min_x(area.left() + indent);
            cell_text(ui, area, Align::Left, &line.name, font, ink);
        }
        2 => cell_text(ui, area, Align::Right, &line.amount, font, ink),
        3 => share(ui, line, area, has_bar),
        _ => cell_text(
            ui,
            area,
            Align::Left,
            &line.remark,
            regular(size::SMALL),
            tokens.text_weak,
        ),
    }
}

/// The share as a figure, with a bar before it.
fn share(ui: &Ui, line: &BudgetLine, area: Rect, has_bar: bool) {
    let tokens = Tokens::of(ui);
    let Some(share) = line.share else {
        return;
    };
    let words = percent_text(Some(share));
    let font = regular(size::SMALL);
    cell_text(ui, area, Align::Right, &words, font, tokens.text_weak);
    if !has_bar {
        return;
    }
    let track = area.with_max_x(area.right() - 56.0);
    let track = Rect::from_center_size(track.center(), vec2(track.width(), 6.0));
    #[expect(clippy::cast_possible_truncation, reason = "a width")]
    let filled = track.width() * share.clamp(0.0, 1.0) as f32;
    ui.painter().rect_filled(track, 3.0, tokens.track);
    let filled = track.with_max_x(track.left() + filled);
    ui.painter().rect_filled(filled, 3.0, tokens.accent);
}
