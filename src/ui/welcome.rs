//! The first page: new workspace, open, demonstration, and what was open lately.

use egui::{Align, Layout, Sense, Ui, vec2};

use super::Commands;
use super::theme::{Tokens, bold, regular, size, space, text};
use super::widgets::{focus_ring, link, painted_text, pressable};
use crate::app::{Action, App, Command};
use crate::store;

const WIDTH: f32 = 720.0;

/// Draws the page.
pub(super) fn page(ui: &mut Ui, app: &App, commands: &mut Commands) {
    let tokens = Tokens::of(ui);
    ui.with_layout(Layout::top_down(Align::Center), |ui| {
        let recent = app.preferences().recent.len().min(5);
        #[expect(clippy::cast_precision_loss, reason = "a few files")]
        let content = 452.0
            + if recent > 0 {
                40.0 + recent as f32 * 34.0
            } else {
                0.0
            };
        ui.add_space(((ui.available_height() - content) * 0.45).max(space::XL));
        ui.set_max_width(WIDTH);
        ui.label(text("知标", bold(size::BRAND), tokens.text));
        ui.label(text(
            "政策目标跟踪：填报实际值，看清进展，说明每一个数",
            regular(size::BODY),
            tokens.text_weak,
        ));
        ui.add_space(space::XL + space::S);
        ui.with_layout(Layout::top_down(Align::LEFT), |ui| {
            ui.set_width(WIDTH.min(ui.available_width()));
            choices(ui, app, commands);
            ui.add_space(space::M);
            let words = "新建规划：手填、粘贴或读入一张指标表";
            let own = link(ui, words).on_hover_text(Action::NewPlan.tooltip());
            if own.clicked() {
                commands.push(Command::Action(Action::NewPlan));
            }
            recent_files(ui, app, commands);
        });
    });
}

fn choices(ui: &mut Ui, app: &App, commands: &mut Commands) {
    let plan = app.catalog().plan(&store::default_plan());
    let new = plan.map_or_else(String::new, |plan| {
        format!(
            "载入{}附件的 {} 项指标，从基期值和年度实际值填起",
            plan.number,
            plan.indicators.len()
        )
    });
    let cards = [
        (Action::New, "新建台账", new.as_str(), true),
        (Action::Open, "打开", "打开已有的台账文件（.ron）", false),
        (
            Action::OpenDemo,
            "打开示例",
            "用示例数据看一遍全部功能，数值均非统计数据",
            false,
        ),
    ];
    let width = (ui.available_width() - 2.0 * space::M) / 3.0;
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = space::M;
        for (action, title, words, is_first) in cards {
            choice(ui, action, title, words, is_first, width, commands);
        }
    });
}

fn choice(
    ui: &mut Ui,
    action: Action,
    title: &str,
    words: &str,
    is_first: bool,
    width: f32,
    commands: &mut Commands,
) {
    let tokens = Tokens::of(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(width, 148.0), Sense::hover());
    let response = pressable(ui, rect, ("welcome", title), title);
    let (fill, ink, weak) = if is_first {
        (tokens.accent, tokens.on_accent, tokens.on_accent)
    } else if response.hovered() {
        (tokens.hover, tokens.text, tokens.text_weak)
    } else {
        (tokens.surface, tokens.text, tokens.text_weak)
    };
    let painter = ui.painter();
    painter.rect(
        rect,
        10.0,
        fill,
        egui::Stroke::new(
            1.0,
            if is_first {
                tokens.accent
            } else {
                tokens.border
            },
        ),
        egui::StrokeKind::Inside,
    );
    let at = rect.min + vec2(20.0, 20.0);
    painter.text(at, egui::Align2::LEFT_TOP, title, bold(size::HEADING), ink);
    let words = painter.layout(words.to_owned(), regular(size::SMALL), weak, width - 40.0);
    painter.galley(at + vec2(0.0, 38.0), words, weak);
    if let Some(shortcut) = action.shortcut_text() {
        painter.text(
            rect.max - vec2(16.0, 14.0),
            egui::Align2::RIGHT_BOTTOM,
            shortcut,
            regular(size::CAPTION),
            weak,
        );
    }
    if response.has_focus() {
        painter.rect_stroke(
            rect.expand(4.0),
            13.0,
            egui::Stroke::new(2.0, tokens.accent),
            egui::StrokeKind::Inside,
        );
    }
    if response.clicked() {
        commands.push(Command::Action(action));
    }
}

fn recent_files(ui: &mut Ui, app: &App, commands: &mut Commands) {
    let tokens = Tokens::of(ui);
    let recent = &app.preferences().recent;
    if recent.is_empty() {
        return;
    }
    ui.add_space(space::XL);
    ui.label(text("最近打开", bold(size::SMALL), tokens.text_weak));
    ui.spacing_mut().item_spacing.y = 2.0;
    for path in recent.iter().take(5) {
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 32.0), Sense::hover());
        let name = path.file_name().map_or_else(
            || path.display().to_string(),
            |n| n.to_string_lossy().into(),
        );
        let response = pressable(ui, rect, ("recent", path), &format!("打开 {name}"));
        if response.hovered() {
            ui.painter().rect_filled(rect, 6.0, tokens.hover);
        }
        focus_ring(ui, &response, 6);
        let inner = rect.shrink2(vec2(space::S, 0.0));
        painted_text(
            ui.painter(),
            inner.with_max_x(inner.left() + 300.0),
            egui::Align2::LEFT_CENTER,
            &name,
            regular(size::BODY),
            tokens.text,
        );
        let folder = path
            .parent()
            .map_or_else(String::new, |p| p.display().to_string());
        painted_text(
            ui.painter(),
            inner.with_min_x(inner.left() + 316.0),
            egui::Align2::RIGHT_CENTER,
            &folder,
            regular(size::CAPTION),
            tokens.text_weak,
        );
        if response.clicked() {
            commands.push(Command::OpenAt(path.clone()));
        }
    }
}
