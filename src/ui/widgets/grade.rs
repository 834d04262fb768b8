//! Grades as tags, bars and legends: always colour, mark and word together.

use egui::{Align2, CornerRadius, Pos2, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::app::board::{Row, Verdict};
use crate::assess::Grade;
use crate::assess::rollup::Tally;
use crate::chart::{frame_mark, paint_mark};
use crate::ui::theme::{Tokens, bold, regular, size, space, text};

const MARK: f32 = 11.0;

/// Mark and word of a grade.
pub fn grade_tag(ui: &mut Ui, grade: Grade, word: &str) {
    let tokens = Tokens::of(ui);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = space::XS + 1.0;
        let (rect, _) = ui.allocate_exact_size(vec2(MARK, 18.0), Sense::hover());
        paint_mark(
            ui.painter(),
            rect.center(),
            MARK,
            grade,
            tokens.grade(grade),
        );
        ui.label(text(word, regular(size::BODY), tokens.grade_ink(grade)));
    });
}

/// Mark and word of an indicator's grade; one given by hand is framed and says so, one by a rule of its
/// own says that.
pub fn verdict_tag(ui: &mut Ui, verdict: Verdict) {
    let Some(note) = verdict.note() else {
        return grade_tag(ui, verdict.grade, verdict.word);
    };
    let tokens = Tokens::of(ui);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = space::XS + 1.0;
        let frame = if verdict.is_by_hand { 3.0 } else { 0.0 };
        let (rect, _) = ui.allocate_exact_size(vec2(MARK + frame, 18.0), Sense::hover());
        verdict_mark(ui, rect.center(), MARK + frame / 3.0, verdict);
        let ink = tokens.grade_ink(verdict.grade);
        let word = ui.label(text(verdict.plain_word, regular(size::BODY), ink));
        word.widget_info(|| WidgetInfo::labeled(Role::Label, true, verdict.word));
        let ink = note_ink(tokens, verdict);
        ui.label(text(note, regular(size::MARK), ink));
    });
}

/// The mark of an indicator's grade, framed where the grade was given by hand.
pub fn verdict_mark(ui: &Ui, center: Pos2, size: f32, verdict: Verdict) {
    let tokens = Tokens::of(ui);
    let (color, painter) = (tokens.grade(verdict.grade), ui.painter());
    if verdict.is_by_hand {
        paint_mark(painter, center, size * 0.84, verdict.grade, color);
        frame_mark(painter, center, size * 0.88, note_ink(tokens, verdict));
    } else {
        paint_mark(painter, center, size, verdict.grade, color);
    }
}

/// Mark and word on one line of a cell, or in few words what is missing for a grade.
pub fn paint_verdict(ui: &Ui, area: Rect, row: &Row) {
    let (verdict, tokens) = (row.verdict(), Tokens::of(ui));
    let mark = pos2(area.left() + 6.0, area.center().y);
    verdict_mark(ui, mark, MARK, verdict);
    let words = if verdict.is_by_hand || verdict.grade.is_assessed() {
        verdict.plain_word.to_owned()
    } else {
        row.assessment.reason.short()
    };
    let (font, ink) = (regular(size::SMALL), tokens.grade_ink(verdict.grade));
    let painter = ui.painter();
    let width = painter
        .layout_no_wrap(words.clone(), font.clone(), ink)
        .size()
        .x;
    let words_area = area.with_min_x(area.left() + 16.0);
    super::painted_text(painter, words_area, Align2::LEFT_CENTER, &words, font, ink);
    if let Some(note) = verdict.note() {
        let note_area = words_area.with_min_x(words_area.left() + width + space::XS);
        let ink = note_ink(tokens, verdict);
        let font = regular(size::MARK);
        super::painted_text(painter, note_area, Align2::LEFT_CENTER, note, font, ink);
    }
}

fn note_ink(tokens: &Tokens, verdict: Verdict) -> egui::Color32 {
    if verdict.needs_review {
        tokens.stamp
    } else {
        tokens.text_weak
    }
}

/// One bar with a part for each grade, as wide as there is room.
pub fn bar_of_grades(ui: &mut Ui, tally: &Tally, height: f32) {
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, describe(tally)));
    paint_bar_of_grades(ui, rect, tally);
}

fn paint_bar_of_grades(ui: &Ui, rect: Rect, tally: &Tally) {
    let tokens = Tokens::of(ui);
    #[expect(clippy::cast_precision_loss, reason = "counts of indicators")]
    let share = |count: usize| count as f32 / tally.total().max(1) as f32;
    let gap = 2.0;
    let mut x = rect.left();
    let present: Vec<(Grade, usize)> = tally.present().collect();
    for (index, (grade, count)) in present.iter().enumerate() {
        let right = x + rect.width() * share(*count);
        let is_last = index + 1 == present.len();
        let part = Rect::from_min_max(
            pos2(x, rect.top()),
            pos2(
                if is_last { rect.right() } else { right - gap },
                rect.bottom(),
            ),
        );
        let radius = |round: bool| if round { 3 } else { 0 };
        let corners = CornerRadius {
            nw: radius(index == 0),
            sw: radius(index == 0),
            ne: radius(is_last),
            se: radius(is_last),
        };
        let fill = if grade.is_assessed() {
            tokens.grade(*grade)
        } else {
            tokens.track
        };
        ui.painter().rect_filled(part, corners, fill);
        x = right;
    }
}

/// Each grade that occurs with its mark, word and count; each stays together on one line.
pub fn legend_of_grades(ui: &mut Ui, tally: &Tally) {
    let tokens = Tokens::of(ui);
    let line_height = 20.0;
    let entries: Vec<_> = tally
        .present()
        .map(|(grade, count)| {
            let word = grade.counted();
            let painter = ui.painter();
            let lay_out =
                |words: &str, font| painter.layout_no_wrap(words.to_owned(), font, tokens.text);
            let word = lay_out(word, regular(size::SMALL));
            let count = lay_out(&count.to_string(), bold(size::SMALL));
            (grade, word, count)
        })
        .collect();
    let start = ui.cursor().min;
    let right = start.x + ui.available_width();
    let mut at = start;
    for (grade, word, count) in entries {
        let words_width = word.size().x + space::XS + 1.0 + count.size().x;
        let width = MARK + space::XS + 1.0 + words_width;
        if at.x > start.x && at.x + width > right {
            at = pos2(start.x, at.y + line_height);
        }
        let middle = at.y + line_height / 2.0;
        let painter = ui.painter();
        let mark = pos2(at.x + MARK / 2.0, middle);
        paint_mark(painter, mark, MARK, grade, tokens.grade(grade));
        let mut x = at.x + MARK + space::XS + 1.0;
        for galley in [word, count] {
            let step = galley.size().x + space::XS + 1.0;
            let top = middle - galley.size().y / 2.0;
            painter.galley(pos2(x, top), galley, tokens.text);
            x += step;
        }
        at.x += width + space::L;
    }
    let height = at.y + line_height - start.y;
    let (_, response) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, describe(tally)));
}

fn describe(tally: &Tally) -> String {
    tally
        .present()
        .map(|(grade, count)| format!("{} {count} 项", grade.word()))
        .collect::<Vec<_>>()
        .join("，")
}
