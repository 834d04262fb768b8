//! Grades as tags, bars and legends: always colour, mark and word together.

use egui::{CornerRadius, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::assess::Grade;
use crate::assess::rollup::Tally;
use crate::chart::paint_mark;
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

/// Each grade that occurs with its mark, word and count.
pub fn legend_of_grades(ui: &mut Ui, tally: &Tally) {
    let tokens = Tokens::of(ui);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(space::XS + 1.0, space::XS);
        for (grade, count) in tally.present() {
            let (rect, _) = ui.allocate_exact_size(vec2(MARK, 18.0), Sense::hover());
            paint_mark(
                ui.painter(),
                rect.center(),
                MARK,
                grade,
                tokens.grade(grade),
            );
            let word = if grade == Grade::Achieved {
                "已实现"
            } else {
                grade.word()
            };
            ui.label(text(word, regular(size::SMALL), tokens.text));
            ui.label(text(count.to_string(), bold(size::SMALL), tokens.text));
            ui.add_space(space::M);
        }
    });
}

fn describe(tally: &Tally) -> String {
    tally
        .present()
        .map(|(grade, count)| format!("{} {count} 项", grade.word()))
        .collect::<Vec<_>>()
        .join("，")
}
