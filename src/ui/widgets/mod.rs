//! Small parts that several pages are made of. They draw and report clicks; they know no workspace.

mod grade;
mod table;

use egui::{
    Align2, CornerRadius, FontId, Frame, Margin, Painter, Rect, Response, Role, ScrollArea, Sense,
    Stroke, Ui, UiBuilder, WidgetInfo, pos2, vec2,
};

pub use grade::{
    bar_of_grades, grade_tag, legend_of_grades, paint_verdict, verdict_mark, verdict_tag,
};
pub use table::{Align, Column, Table, Width, cell_text, fits, marked_figure};

use super::theme::{Tokens, bold, regular, size, space, text};

/// A white card with a thin border, as wide as there is room.
pub fn card<R>(ui: &mut Ui, add_contents: impl FnOnce(&mut Ui) -> R) -> R {
    card_with(ui, Margin::same(16), add_contents)
}

/// A card whose contents reach to its edges, for tables.
pub fn flush_card<R>(ui: &mut Ui, add_contents: impl FnOnce(&mut Ui) -> R) -> R {
    card_with(ui, Margin::symmetric(0, 12), add_contents)
}

fn card_with<R>(ui: &mut Ui, margin: Margin, add_contents: impl FnOnce(&mut Ui) -> R) -> R {
    let tokens = Tokens::of(ui);
    Frame::new()
        .fill(tokens.surface)
        .stroke(Stroke::new(1.0, tokens.border))
        .corner_radius(CornerRadius::same(8))
        .inner_margin(margin)
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            add_contents(ui)
        })
        .inner
}

/// Title of a card with a remark in small type.
pub fn card_title(ui: &mut Ui, title: &str, remark: &str) {
    let tokens = Tokens::of(ui);
    let width = |words: &str, font| {
        let galley = ui
            .painter()
            .layout_no_wrap(words.to_owned(), font, tokens.text);
        galley.size().x
    };
    let needed = width(title, bold(size::TITLE))
        + ui.spacing().item_spacing.x
        + width(remark, regular(size::SMALL));
    if !remark.is_empty() && needed > ui.available_width() {
        // A remark that does not fit beside would widen the card; below it wraps.
        ui.label(text(title, bold(size::TITLE), tokens.text));
        let remark = text(remark, regular(size::SMALL), tokens.text_weak);
        ui.add(egui::Label::new(remark).wrap());
        return;
    }
    ui.horizontal(|ui| {
        ui.label(text(title, bold(size::TITLE), tokens.text));
        if !remark.is_empty() {
            ui.label(text(remark, regular(size::SMALL), tokens.text_weak));
        }
    });
}

/// The stamp that made-up figures carry wherever they show.
pub fn stamp(ui: &mut Ui) -> Response {
    let tokens = Tokens::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(72.0, 24.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, "示例数据"));
    ui.painter().rect(
        rect,
        4.0,
        tokens.stamp_soft,
        Stroke::new(1.0, tokens.stamp),
        egui::StrokeKind::Inside,
    );
    ui.painter().text(
        rect.center(),
        Align2::CENTER_CENTER,
        "示例数据",
        bold(size::SMALL),
        tokens.stamp,
    );
    response.on_hover_text("本台账的数值均为示例，不是统计数据")
}

/// The one button of a place that is meant to be pressed.
pub fn primary_button(ui: &mut Ui, label: &str) -> Response {
    let tokens = Tokens::of(ui);
    let response = ui.add(
        egui::Button::new(text(label, bold(size::BODY), tokens.on_accent))
            .fill(tokens.accent)
            .stroke(Stroke::NONE)
            .min_size(vec2(88.0, 34.0)),
    );
    // Apart from the button, whose own colour the ring has.
    ring(ui, &response, 3.0, size::RADIUS + 3);
    response
}

/// Text that leads somewhere.
pub fn link(ui: &mut Ui, label: &str) -> Response {
    let tokens = Tokens::of(ui);
    let response =
        ui.add(egui::Button::new(text(label, regular(size::SMALL), tokens.accent)).frame(false));
    ring(ui, &response, 1.0, 4);
    response.on_hover_cursor(egui::CursorIcon::PointingHand)
}

/// Something large that can be pressed, drawn by the caller; shows pointer and keyboard focus.
pub fn pressable(ui: &mut Ui, rect: Rect, id_salt: impl egui::AsIdSalt, label: &str) -> Response {
    let id = ui.make_persistent_id(id_salt);
    let response = ui.interact(rect, id, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, label));
    response.on_hover_cursor(egui::CursorIcon::PointingHand)
}

/// A ring around what the keyboard has chosen.
pub fn focus_ring(ui: &Ui, response: &Response, radius: u8) {
    ring(ui, response, 1.0, radius);
}

/// The same, so many points away from it.
fn ring(ui: &Ui, response: &Response, away: f32, radius: u8) {
    if response.has_focus() {
        ui.painter().rect_stroke(
            response.rect.expand(away),
            CornerRadius::same(radius),
            Stroke::new(2.0, Tokens::of(ui).accent),
            egui::StrokeKind::Inside,
        );
    }
}

/// Draws into a rectangle without moving on what comes after.
pub fn inside<R>(ui: &mut Ui, rect: Rect, add_contents: impl FnOnce(&mut Ui) -> R) -> R {
    let layout = egui::Layout::top_down(egui::Align::Min);
    let mut child = ui.new_child(UiBuilder::new().max_rect(rect).layout(layout));
    add_contents(&mut child)
}

/// The same, on one line, everything at half its height.
pub fn inside_line<R>(ui: &mut Ui, rect: Rect, add_contents: impl FnOnce(&mut Ui) -> R) -> R {
    let layout = egui::Layout::left_to_right(egui::Align::Center);
    let height = rect.height();
    let mut child = ui.new_child(UiBuilder::new().max_rect(rect).layout(layout));
    // What can be pressed would else be higher than the line, and stand below its middle.
    child.spacing_mut().interact_size.y = height.min(child.spacing().interact_size.y);
    add_contents(&mut child)
}

/// A bar that shows one share.
pub fn share_bar(ui: &mut Ui, share: f64, height: f32) {
    let tokens = Tokens::of(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    let radius = height / 2.0;
    ui.painter().rect_filled(rect, radius, tokens.track);
    #[expect(clippy::cast_possible_truncation, reason = "a share between 0 and 1")]
    let width = rect.width() * share.clamp(0.0, 1.0) as f32;
    let filled = Rect::from_min_size(rect.min, vec2(width, height));
    ui.painter().rect_filled(filled, radius, tokens.text_weak);
}

/// Text on one line, cut with … where it is too long.
pub fn painted_text(
    painter: &Painter,
    rect: Rect,
    anchor: Align2,
    words: &str,
    font: FontId,
    color: egui::Color32,
) {
    let _is_cut = paint_or_cut(painter, rect, anchor, words, font, color);
}

/// The same; answers whether it was cut.
fn paint_or_cut(
    painter: &Painter,
    rect: Rect,
    anchor: Align2,
    words: &str,
    font: FontId,
    color: egui::Color32,
) -> bool {
    let mut job = egui::text::LayoutJob::simple_singleline(words.to_owned(), font, color);
    job.wrap = egui::text::TextWrapping::truncate_at_width(rect.width().max(0.0));
    let galley = painter.layout_job(job);
    let cut = galley.elided;
    let at = anchor.align_size_within_rect(galley.size(), rect);
    painter.galley(pos2(at.left(), at.top()), galley, color);
    cut
}

/// A line of label and value.
pub fn fact(ui: &mut Ui, label: &str, value: &str) {
    let tokens = Tokens::of(ui);
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = space::M;
        let (rect, _) = ui.allocate_exact_size(vec2(72.0, 20.0), Sense::hover());
        ui.painter().text(
            rect.left_center(),
            Align2::LEFT_CENTER,
            label,
            regular(size::SMALL),
            tokens.text_weak,
        );
        ui.add(egui::Label::new(text(value, regular(size::SMALL), tokens.text)).wrap());
    });
}

/// A thin line across.
pub fn rule(ui: &mut Ui) {
    let tokens = Tokens::of(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 1.0), Sense::hover());
    ui.painter().rect_filled(rect, 0.0, tokens.line);
}

/// Buttons side by side of which one is chosen. Answers what was pressed.
pub fn segments<T: Copy + PartialEq>(
    ui: &mut Ui,
    name: &str,
    chosen: Option<T>,
    choices: &[(T, &str)],
) -> Option<T> {
    let tokens = Tokens::of(ui);
    let mut pressed = None;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(0.0, 2.0);
        for (index, (value, label)) in choices.iter().enumerate() {
            let is_chosen = chosen == Some(*value);
            let ink = if is_chosen {
                tokens.accent
            } else {
                tokens.text
            };
            let fill = if is_chosen {
                tokens.accent_soft
            } else {
                tokens.surface
            };
            let (first, last) = (index == 0, index + 1 == choices.len());
            let radius = |round: bool| if round { size::RADIUS } else { 0 };
            let button = egui::Button::new(text(*label, regular(size::SMALL), ink))
                .fill(fill)
                .corner_radius(CornerRadius {
                    nw: radius(first),
                    sw: radius(first),
                    ne: radius(last),
                    se: radius(last),
                })
                .selected(is_chosen)
                .min_size(vec2(52.0, 28.0));
            let response = ui.add(button);
            response.widget_info(|| {
                WidgetInfo::selected(
                    Role::RadioButton,
                    true,
                    is_chosen,
                    format!("{name}：{label}"),
                )
            });
            if response.clicked() {
                pressed = Some(*value);
            }
        }
    });
    pressed
}

/// From this many on only those entries of a list are drawn that are in view.
const MANY_ENTRIES: usize = 40;

/// The entries of a menu: a few as they are, many in a list that scrolls.
pub fn menu_list(ui: &mut Ui, count: usize, mut entry: impl FnMut(&mut Ui, usize)) {
    if count < MANY_ENTRIES {
        (0..count).for_each(|index| entry(ui, index));
        return;
    }
    let height = ui.spacing().interact_size.y;
    ScrollArea::vertical()
        .max_height(360.0)
        .show_rows(ui, height, count, |ui, shown| {
            shown.for_each(|index| entry(ui, index));
        });
}
