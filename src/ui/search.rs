//! The search field (Ctrl+F) and the command palette (Ctrl+K): one overlay, steered by keyboard.

use egui::{
    Align2, Area, Color32, Frame, Id, Key, Margin, Modifiers, Order, ScrollArea, Sense, Stroke,
    TextEdit, Ui, vec2,
};

use super::Commands;
use super::theme::{Tokens, bold, regular, size, space, text};
use super::widgets::{painted_text, pressable, verdict_mark};
use crate::app::search::{Hit, find_actions, find_indicators};
use crate::app::{App, Command, SearchKind, View};

const WIDTH: f32 = 620.0;
const ROW: f32 = 34.0;
const MOST_HEIGHT: f32 = 420.0;

/// What the overlay remembers while it is open.
#[derive(Debug, Default)]
pub(super) struct SearchState {
    kind: Option<SearchKind>,
    query: String,
    chosen: usize,
    just_opened: bool,
}

impl SearchState {
    /// Opens the overlay; asked for again it changes its kind.
    pub fn open(&mut self, kind: SearchKind) {
        self.kind = Some(kind);
        self.query.clear();
        self.chosen = 0;
        self.just_opened = true;
    }

    /// Whether it is open.
    pub fn is_open(&self) -> bool {
        self.kind.is_some()
    }

    /// Draws the overlay, if it is open.
    pub fn show(&mut self, ui: &mut Ui, app: &App, commands: &mut Commands) {
        let Some(kind) = self.kind else {
            return;
        };
        let hits = hits(app, kind, &self.query);
        self.keys(ui, &hits, app, commands);
        if self.kind.is_none() {
            return;
        }
        let ctx = ui.ctx().clone();
        let content = ctx.content_rect();
        let veil = Area::new(Id::unique("search veil"))
            .order(Order::Foreground)
            .fixed_pos(content.min)
            .show(&ctx, |ui| {
                let (_, response) = ui.allocate_exact_size(content.size(), Sense::click());
                response
            });
        if veil.inner.clicked() {
            self.close();
            return;
        }
        let shown = Area::new(Id::unique("search"))
            .order(Order::Foreground)
            .anchor(Align2::CENTER_TOP, vec2(0.0, 72.0))
            .show(&ctx, |ui| {
                ctx.move_to_top(ui.layer_id());
                self.panel(ui, app, kind, &hits)
            });
        if let Some(hit) = shown.inner {
            self.take(hit, app, commands);
        }
    }

    fn close(&mut self) {
        self.kind = None;
    }

    fn keys(&mut self, ui: &Ui, hits: &[Hit], app: &App, commands: &mut Commands) {
        let pressed = |key| ui.ctx().input_mut(|i| i.consume_key(Modifiers::NONE, key));
        if pressed(Key::Escape) {
            return self.close();
        }
        let last = hits.len().saturating_sub(1);
        if pressed(Key::ArrowDown) {
            self.chosen = (self.chosen + 1).min(last);
        }
        if pressed(Key::ArrowUp) {
            self.chosen = self.chosen.saturating_sub(1);
        }
        self.chosen = self.chosen.min(last);
        if pressed(Key::Enter)
            && let Some(hit) = hits.get(self.chosen)
        {
            self.take(*hit, app, commands);
        }
    }

    fn take(&mut self, hit: Hit, app: &App, commands: &mut Commands) {
        self.close();
        match hit {
            Hit::Action(action) => commands.push(Command::Action(action)),
            Hit::Indicator(index) => {
                if let Some((_, plan, _)) = app.shown() {
                    let id = plan.id_of(&plan.indicators[index]);
                    commands.push(Command::Go(View::Indicator(id)));
                }
            }
        }
    }

    fn panel(&mut self, ui: &mut Ui, app: &App, kind: SearchKind, hits: &[Hit]) -> Option<Hit> {
        let tokens = Tokens::of(ui);
        Frame::new()
            .fill(tokens.surface)
            .stroke(Stroke::new(1.0, tokens.border))
            .corner_radius(10.0)
            .shadow(ui.visuals().window_shadow)
            .inner_margin(Margin::same(10))
            .show(ui, |ui| {
                ui.set_width(WIDTH);
                let hint = match kind {
                    SearchKind::Indicators => "按名称、序号或责任单位查找指标",
                    SearchKind::Commands => "输入命令，或查找指标",
                };
                let field = TextEdit::singleline(&mut self.query)
                    .hint_text(hint)
                    .desired_width(f32::INFINITY)
                    .margin(Margin::symmetric(10, 8));
                let response = ui.add(field);
                let response = response.accessible_name("查找");
                if std::mem::take(&mut self.just_opened) || !response.has_focus() {
                    response.request_focus();
                }
                if response.changed() {
                    self.chosen = 0;
                }
                ui.add_space(space::XS);
                self.list(ui, app, hits)
            })
            .inner
    }

    fn list(&mut self, ui: &mut Ui, app: &App, hits: &[Hit]) -> Option<Hit> {
        let tokens = Tokens::of(ui);
        if hits.is_empty() {
            let words = format!("没有找到“{}”", self.query.trim());
            ui.label(text(words, regular(size::BODY), tokens.text_weak));
            return None;
        }
        let mut pressed = None;
        ScrollArea::vertical()
            .max_height(MOST_HEIGHT)
            // Else the list stays as low as the shortest one was.
            .min_scrolled_height(MOST_HEIGHT)
            .auto_shrink([false, true])
            .show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                for (index, hit) in hits.iter().enumerate() {
                    let size = vec2(ui.available_width(), ROW);
                    let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
                    let label = label_of(app, *hit);
                    let response = pressable(ui, rect, ("hit", index), &label);
                    let is_chosen = index == self.chosen;
                    let fill = match (is_chosen, response.hovered()) {
                        (true, _) => tokens.accent_soft,
                        (false, true) => tokens.hover,
                        (false, false) => Color32::TRANSPARENT,
                    };
                    ui.painter().rect_filled(rect, 6.0, fill);
                    if is_chosen {
                        ui.scroll_to_rect(rect, None);
                    }
                    let inner = rect.shrink2(vec2(10.0, 0.0));
                    match hit {
                        Hit::Action(action) => {
                            let shortcut = action.shortcut_text().unwrap_or_default();
                            row(ui, inner, "", &label, &shortcut);
                        }
                        Hit::Indicator(index) => indicator_row(ui, app, inner, *index),
                    }
                    if response.clicked() {
                        pressed = Some(*hit);
                    }
                }
            });
        pressed
    }
}

fn hits(app: &App, kind: SearchKind, query: &str) -> Vec<Hit> {
    let shown = app.shown();
    let actions = find_actions(query, shown.is_some()).into_iter();
    let indicators = shown.map_or_else(Vec::new, |(_, plan, _)| find_indicators(plan, query));
    let indicators = indicators.into_iter().map(Hit::Indicator);
    match kind {
        SearchKind::Indicators => indicators.collect(),
        SearchKind::Commands if query.trim().is_empty() => actions.map(Hit::Action).collect(),
        SearchKind::Commands => actions.map(Hit::Action).chain(indicators).collect(),
    }
}

fn label_of(app: &App, hit: Hit) -> String {
    match hit {
        Hit::Action(action) => {
            // A command that leads to a section is better called by the section's name.
            if let crate::app::Action::GoTheme(no) = action
                && let Some((_, plan, _)) = app.shown()
                && let Some(theme) = plan.theme(no)
            {
                return format!("转到{}", theme.name);
            }
            action.text().to_owned()
        }
        Hit::Indicator(index) => app.shown().map_or_else(String::new, |(_, plan, _)| {
            let indicator = &plan.indicators[index];
            format!("{} {}", indicator.no, indicator.name)
        }),
    }
}

fn indicator_row(ui: &Ui, app: &App, inner: egui::Rect, index: usize) {
    let Some((_, plan, board)) = app.shown() else {
        return;
    };
    let indicator = &plan.indicators[index];
    let units: Vec<&str> = indicator.units.iter().map(|u| u.0.as_str()).collect();
    let mark = egui::pos2(inner.right() - 6.0, inner.center().y);
    verdict_mark(ui, mark, 11.0, board.rows[index].verdict());
    let inner = inner.with_max_x(inner.right() - 22.0);
    row(
        ui,
        inner,
        &indicator.no.to_string(),
        &indicator.name_with_unit(),
        &units.join("、"),
    );
}

fn row(ui: &Ui, inner: egui::Rect, no: &str, words: &str, remark: &str) {
    let tokens = Tokens::of(ui);
    let painter = ui.painter();
    let indent = if no.is_empty() { 0.0 } else { 30.0 };
    painted_text(
        painter,
        inner,
        Align2::LEFT_CENTER,
        no,
        bold(size::SMALL),
        tokens.text_weak,
    );
    let remark_width = painter
        .layout_no_wrap(remark.to_owned(), regular(size::SMALL), tokens.text_weak)
        .size()
        .x
        .min(inner.width() * 0.4);
    let words_area = egui::Rect::from_min_max(
        inner.min + vec2(indent, 0.0),
        egui::pos2(inner.right() - remark_width - space::M, inner.bottom()),
    );
    painted_text(
        painter,
        words_area,
        Align2::LEFT_CENTER,
        words,
        regular(size::BODY),
        tokens.text,
    );
    painted_text(
        painter,
        inner.with_min_x(inner.right() - remark_width),
        Align2::RIGHT_CENTER,
        remark,
        regular(size::SMALL),
        tokens.text_weak,
    );
}
