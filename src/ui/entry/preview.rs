//! What a paste will do, shown before it is done.

use egui::{Align2, Id, Key, Modal, Modifiers, Rect, ScrollArea, Sense, Ui, pos2, vec2};

use super::{EntryState, acts};
use crate::app::grid::{Choices, Counts, Outcome, Paste, PastedCell, Sheet, Source};
use crate::ui::Commands;
use crate::ui::dialogs::{answer_if, title};
use crate::ui::theme::{Tokens, bold, regular, size, space, text};
use crate::ui::widgets::{painted_text, rule, segments};

const LINE: f32 = 26.0;
/// Height of a line whose reason takes two rows.
const TALL_LINE: f32 = 42.0;
/// So many characters of a reason surely stand in one row.
const ROW_CHARACTERS: usize = 24;
const WIDTH: f32 = 920.0;

/// A paste that waits for an answer.
#[derive(Debug)]
pub(super) struct Preview {
    paste: Paste,
    choices: Choices,
    counts: Counts,
    /// Its cells, those that need a look first.
    order: Vec<usize>,
    /// Height of its lines, the same for all so that only those in view are made.
    line: f32,
}

impl Preview {
    pub fn new(paste: Paste) -> Self {
        let mut order: Vec<usize> = (0..paste.cells.len()).collect();
        order.sort_by_key(|index| rank(&paste.cells[*index]));
        Self {
            counts: paste.counts(),
            choices: Choices::default(),
            line: if paste.cells.iter().any(is_long) {
                TALL_LINE
            } else {
                LINE
            },
            order,
            paste,
        }
    }
}

fn is_long(cell: &PastedCell) -> bool {
    if !cell.doubts.is_empty() {
        return true;
    }
    let reason = match &cell.outcome {
        Outcome::Refused(why) => Some(why),
        _ => cell.conversion.as_ref(),
    };
    reason.is_some_and(|words| words.chars().count() > ROW_CHARACTERS)
}

fn rank(cell: &PastedCell) -> u8 {
    match (&cell.outcome, &cell.conversion) {
        (Outcome::Refused(_), _) => 0,
        _ if !cell.doubts.is_empty() => 1,
        (Outcome::Clear, _) => 2,
        (Outcome::Replace(_), _) => 3,
        (Outcome::Fill(_), Some(_)) => 4,
        (Outcome::Fill(_), None) => 5,
        (Outcome::Same, _) => 6,
        (Outcome::Blank, _) => 7,
    }
}

/// Draws it, if there is one; what is answered is done.
pub(super) fn show(ui: &Ui, sheet: &Sheet<'_>, state: &mut EntryState, commands: &mut Commands) {
    let Some(mut preview) = state.preview.take() else {
        return;
    };
    let tokens = Tokens::of(ui);
    let frame = egui::Frame::new()
        .fill(tokens.surface)
        .stroke(egui::Stroke::new(1.0, tokens.border))
        .corner_radius(10.0)
        .shadow(ui.visuals().window_shadow)
        .inner_margin(space::XL);
    let modal = Modal::new(Id::unique("paste preview"))
        .backdrop_color(tokens.veil)
        .frame(frame);
    let answer = modal
        .show(ui.ctx(), |ui| {
            let screen = ui.ctx().content_rect();
            ui.set_width(WIDTH.min(screen.width() - 96.0));
            contents(ui, sheet, &mut preview, screen.height())
        })
        .inner;
    match answer {
        Some(true) => acts::finish(sheet, state, &preview.paste, preview.choices, commands),
        Some(false) => ui.ctx().request_repaint(),
        None => state.preview = Some(preview),
    }
}

/// Answers whether to go on, once that is known.
fn contents(
    ui: &mut Ui,
    sheet: &Sheet<'_>,
    preview: &mut Preview,
    screen_height: f32,
) -> Option<bool> {
    let verb = match preview.paste.source {
        Source::Clipboard => "粘贴",
        Source::Cells => "填充",
    };
    title(ui, &format!("{verb}之前请看一下"));
    ui.spacing_mut().item_spacing.y = 6.0;
    summary(ui, preview);
    choices(ui, preview);
    ui.add_space(space::XS);
    list(ui, sheet, preview, screen_height);
    let changing = preview.paste.changing(preview.choices);
    let main = format!("{verb} {changing} 格");
    let pressed = answer_if(ui, changing > 0, &main, &["取消"]);
    let key = |key| ui.ctx().input_mut(|i| i.consume_key(Modifiers::NONE, key));
    if pressed == Some(0) || (key(Key::Enter) && changing > 0) {
        return Some(true);
    }
    (pressed.is_some() || key(Key::Escape)).then_some(false)
}

fn summary(ui: &mut Ui, preview: &Preview) {
    let tokens = Tokens::of(ui);
    let counts = &preview.counts;
    let parts: Vec<String> = [
        (counts.filled, "填入空格"),
        (counts.replaced, "已有不同的数"),
        (counts.cleared, "空白对着已有的数"),
        (counts.same, "相同"),
        (counts.converted, "经过换算"),
        (counts.refused, "不能采用"),
        (counts.outside, "放不下"),
        (counts.doubtful, "存疑"),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, words)| format!("{words} {count}"))
    .collect();
    let words = parts.join("　·　");
    ui.label(text(words, bold(size::BODY), tokens.text));
    let paste = &preview.paste;
    let mut warn = |words: String| {
        let words = text(words, regular(size::SMALL), tokens.stamp);
        ui.add(egui::Label::new(words).wrap());
    };
    if paste.has_heading {
        warn("第一行像是年份表头：若是，请取消，复制时不带表头".to_owned());
    }
    if paste.below > 0 {
        warn(format!("{} 个数在最后一行以下，不会填入", paste.below));
    }
    if paste.beside > 0 {
        warn(format!(
            "{} 个数落在“目标”“评价”等只读栏或更右处，不会填入",
            paste.beside
        ));
    }
}

fn choices(ui: &mut Ui, preview: &mut Preview) {
    let choose = |ui: &mut Ui, words: &str, name: &str, yes: &str, value: &mut bool| {
        ui.horizontal(|ui| {
            let tokens = Tokens::of(ui);
            let (rect, _) = ui.allocate_exact_size(vec2(150.0, 28.0), Sense::hover());
            let font = regular(size::SMALL);
            painted_text(
                ui.painter(),
                rect,
                Align2::LEFT_CENTER,
                words,
                font,
                tokens.text,
            );
            let sides = [(false, "保留原数"), (true, yes)];
            if let Some(chosen) = segments(ui, name, Some(*value), &sides) {
                *value = chosen;
            }
        });
    };
    let Choices { replace, clear } = &mut preview.choices;
    if preview.counts.replaced > 0 {
        choose(ui, "已有不同的数时", "不同的数", "换成新数", replace);
    }
    if preview.counts.cleared > 0 {
        choose(ui, "空白对着已有的数时", "空白", "清除原数", clear);
    }
}

/// Cell by cell; only the lines in view are made.
fn list(ui: &mut Ui, sheet: &Sheet<'_>, preview: &Preview, screen_height: f32) {
    let tokens = Tokens::of(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), LINE), Sense::hover());
    let heads = ["格子", "现在", "新数", "结果"].map(str::to_owned);
    columns(ui, rect, &heads, tokens.text_weak, tokens.text_weak);
    rule(ui);
    ui.spacing_mut().item_spacing.y = 0.0;
    #[expect(clippy::cast_precision_loss, reason = "some lines")]
    let wanted = preview.line * preview.order.len().min(100) as f32;
    ScrollArea::vertical()
        .id_salt("paste cells")
        .max_height(wanted.min(screen_height * 0.42))
        .auto_shrink([false, true])
        .show_rows(ui, preview.line, preview.order.len(), |ui, range| {
            for index in &preview.order[range] {
                let cell = &preview.paste.cells[*index];
                line(ui, sheet, cell, preview);
            }
        });
}

fn line(ui: &mut Ui, sheet: &Sheet<'_>, cell: &PastedCell, preview: &Preview) {
    let tokens = Tokens::of(ui);
    let size = vec2(ui.available_width(), preview.line);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    let (new, result, ink) = outcome(cell, preview.choices, tokens);
    let before = if cell.before.is_empty() {
        "空".to_owned()
    } else {
        cell.before.clone()
    };
    let name = sheet.name(cell.row, cell.field);
    let told = format!("{name}：{result}");
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, told.as_str()));
    columns(ui, rect, &[name, before, new, result], tokens.text, ink);
    response.on_hover_text(told);
}

/// The new value, what happens, and in which colour that is said.
fn outcome(
    cell: &PastedCell,
    choices: Choices,
    tokens: &Tokens,
) -> (String, String, egui::Color32) {
    let kept = ("保留原数".to_owned(), tokens.text_weak);
    let converted = |words: &str| {
        let mut told = words.to_owned();
        if let Some(conversion) = &cell.conversion {
            told = format!("{told}，换算 {conversion}");
        }
        if !cell.doubts.is_empty() {
            told = format!("{told}；存疑：{}", cell.doubts.join("；"));
        }
        let ink = if told == words {
            tokens.text
        } else {
            tokens.stamp
        };
        (told, ink)
    };
    match &cell.outcome {
        Outcome::Fill(value) => {
            let (words, ink) = converted("填入");
            (value.text(), words, ink)
        }
        Outcome::Replace(value) => {
            let (words, ink) = if choices.replace {
                let (words, _) = converted("换成新数");
                (words, tokens.stamp)
            } else {
                kept
            };
            (value.text(), words, ink)
        }
        Outcome::Clear => {
            let (words, ink) = if choices.clear {
                ("清除".to_owned(), tokens.error)
            } else {
                kept
            };
            ("空白".to_owned(), words, ink)
        }
        Outcome::Same => (cell.text.clone(), "相同，不变".to_owned(), tokens.text_weak),
        Outcome::Blank => ("空白".to_owned(), "不变".to_owned(), tokens.text_weak),
        Outcome::Refused(why) => (cell.text.clone(), format!("跳过：{why}"), tokens.error),
    }
}

/// Four columns of text.
fn columns(ui: &Ui, rect: Rect, words: &[String; 4], ink: egui::Color32, last: egui::Color32) {
    let shares = [0.32, 0.1, 0.12, 0.46];
    let mut left = rect.left();
    for (index, (words, share)) in words.iter().zip(shares).enumerate() {
        let width = rect.width() * share;
        let is_number = matches!(index, 1 | 2);
        let gap = if index == 3 { space::L } else { space::S };
        let inner = Rect::from_min_max(
            pos2(left + if index == 3 { gap } else { 0.0 }, rect.top()),
            pos2(
                left + width - if index == 3 { 0.0 } else { gap },
                rect.bottom(),
            ),
        );
        let anchor = if is_number {
            Align2::RIGHT_CENTER
        } else {
            Align2::LEFT_CENTER
        };
        let ink = if index == 3 { last } else { ink };
        let font = regular(size::SMALL);
        let words = one_line(words);
        if index == 3 {
            wrapped(ui, inner, words, font, ink);
        } else {
            painted_text(ui.painter(), inner, anchor, &words, font, ink);
        }
        left += width;
    }
}

/// A reason in as many rows as its line has room for.
fn wrapped(ui: &Ui, rect: Rect, words: String, font: egui::FontId, ink: egui::Color32) {
    let mut job = egui::text::LayoutJob::simple(words, font, ink, rect.width());
    job.wrap.max_rows = if rect.height() < TALL_LINE { 1 } else { 2 };
    let galley = ui.painter().layout_job(job);
    let at = Align2::LEFT_CENTER.align_size_within_rect(galley.size(), rect);
    ui.painter().galley(at.min, galley, ink);
}

/// What a cell held, without the line breaks within it, for which fonts have no sign.
pub(super) fn one_line(words: &str) -> String {
    let is_break = |c: char| matches!(c, '\r' | '\n' | '\t' | '\u{b}' | '\u{c}');
    let parts = words.split(is_break).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_break_within_a_cell_is_shown_as_one_blank() {
        assert_eq!(one_line("12\r\n亿元"), "12 亿元");
        assert_eq!(one_line("约 12 亿元"), "约 12 亿元");
    }
}
