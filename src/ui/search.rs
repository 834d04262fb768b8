//! The search field (Ctrl+F) and the command palette (Ctrl+K): one overlay, steered by keyboard.

use egui::{
    Align2, Area, Color32, Frame, Id, Key, Margin, Modifiers, Order, ScrollArea, Sense, Stroke,
    TextEdit, Ui, vec2,
};

use super::Commands;
use super::theme::{Tokens, bold, regular, size, space, text};
use super::widgets::{painted_text, pressable, verdict_mark};
use crate::app::search::{Found, Hit, find_actions};
use crate::app::{App, Board, Command, Document, SearchKind, View};
use crate::model::{Indicator, Plan};

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
    /// Whether the chosen one is to be brought into view.
    scroll: bool,
    /// What was found last, and for what.
    found: Option<(Asked, Vec<Hit>)>,
}

/// What was looked for, and in what.
#[derive(Debug, PartialEq)]
struct Asked {
    kind: SearchKind,
    query: String,
    document: Option<(u64, u64)>,
    board: usize,
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
        let hits = self.hits(app, kind);
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
        if let Some((_, found)) = &mut self.found {
            *found = hits;
        }
        if let Some(hit) = shown.inner {
            self.take(hit, app, commands);
        }
    }

    fn close(&mut self) {
        self.kind = None;
        self.found = None;
    }

    /// What is found; looked for once for what is asked.
    fn hits(&mut self, app: &App, kind: SearchKind) -> Vec<Hit> {
        let document = app.document();
        let asked = Asked {
            kind,
            query: self.query.clone(),
            document: document.map(|document| (document.id(), document.revision())),
            board: shown_board(app),
        };
        match self.found.take() {
            Some((of, hits)) if of == asked => {
                self.found = Some((of, Vec::new()));
                hits
            }
            _ => {
                let hits = hits(app, &asked);
                self.found = Some((asked, Vec::new()));
                hits
            }
        }
    }

    fn keys(&mut self, ui: &Ui, hits: &[Hit], app: &App, commands: &mut Commands) {
        let pressed = |key| ui.ctx().input_mut(|i| i.consume_key(Modifiers::NONE, key));
        if pressed(Key::Escape) {
            return self.close();
        }
        let last = hits.len().saturating_sub(1);
        if pressed(Key::ArrowDown) {
            self.chosen = (self.chosen + 1).min(last);
            self.scroll = true;
        }
        if pressed(Key::ArrowUp) {
            self.chosen = self.chosen.saturating_sub(1);
            self.scroll = true;
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
            Hit::Indicator(found) => {
                if let Some((plan, _, indicator)) = row_of(app, found) {
                    let id = plan.id_of(indicator);
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
                    self.scroll = true;
                }
                ui.add_space(space::XS);
                self.list(ui, app, hits)
            })
            .inner
    }

    fn list(&mut self, ui: &mut Ui, app: &App, hits: &[Hit]) -> Option<Hit> {
        let tokens = Tokens::of(ui);
        let scroll = std::mem::take(&mut self.scroll);
        if hits.is_empty() {
            let words = format!("没有找到“{}”", self.query.trim());
            ui.label(text(words, regular(size::BODY), tokens.text_weak));
            return None;
        }
        let mut pressed = None;
        ui.spacing_mut().item_spacing.y = 0.0;
        ScrollArea::vertical()
            .max_height(MOST_HEIGHT)
            // Else the list stays as low as the shortest one was.
            .min_scrolled_height(MOST_HEIGHT)
            .auto_shrink([false, true])
            .show_rows(ui, ROW, hits.len(), |ui, range| {
                if scroll {
                    ui.scroll_to_rect(self.chosen_rect(ui, range.start), None);
                }
                for (index, hit) in range.clone().zip(&hits[range]) {
                    if self.entry(ui, app, index, *hit) {
                        pressed = Some(*hit);
                    }
                }
            });
        pressed
    }

    /// Where the chosen entry stands in the list, whose entries are drawn from `first` on.
    fn chosen_rect(&self, ui: &Ui, first: usize) -> egui::Rect {
        #[expect(clippy::cast_precision_loss, reason = "rows of a list")]
        let down = (self.chosen as f32 - first as f32) * ROW;
        let min = ui.max_rect().min + vec2(0.0, down);
        egui::Rect::from_min_size(min, vec2(ui.available_width(), ROW))
    }

    /// One entry; answers whether it was pressed.
    fn entry(&self, ui: &mut Ui, app: &App, index: usize, hit: Hit) -> bool {
        let tokens = Tokens::of(ui);
        let size = vec2(ui.available_width(), ROW);
        let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
        let label = label_of(app, hit);
        let response = pressable(ui, rect, ("hit", index), &label);
        let fill = match (index == self.chosen, response.hovered()) {
            (true, _) => tokens.accent_soft,
            (false, true) => tokens.hover,
            (false, false) => Color32::TRANSPARENT,
        };
        ui.painter().rect_filled(rect, 6.0, fill);
        let inner = rect.shrink2(vec2(10.0, 0.0));
        match hit {
            Hit::Action(action) => {
                let shortcut = action.shortcut_text().unwrap_or_default();
                row(ui, inner, "", &label, &shortcut);
            }
            Hit::Indicator(found) => indicator_row(ui, app, inner, found),
        }
        response.clicked()
    }
}

/// The place of the board shown.
fn shown_board(app: &App) -> usize {
    let shown = app.shown().and_then(|(document, _, shown)| {
        let mut boards = document.boards().iter();
        boards.position(|board| board.plan == shown.plan)
    });
    shown.unwrap_or(0)
}

fn row_of(app: &App, found: Found) -> Option<(&Plan, &Board, &Indicator)> {
    let board = app.document()?.boards().get(found.board)?;
    let plan = app.catalog().plan(&board.plan)?;
    let in_text = || plan.text_targets.get(found.row - plan.indicators.len());
    let indicator = plan.indicators.get(found.row).or_else(in_text)?;
    Some((plan, board, indicator))
}

fn hits(app: &App, asked: &Asked) -> Vec<Hit> {
    let document = app.document();
    let actions = find_actions(&asked.query, document.is_some()).into_iter();
    let actions = actions.map(Hit::Action);
    let indicators = || {
        let index = document.map(Document::search);
        let found = index.map(|index| index.find(&asked.query, asked.board));
        found.into_iter().flatten().map(Hit::Indicator)
    };
    match asked.kind {
        SearchKind::Indicators => indicators().collect(),
        SearchKind::Commands if asked.query.trim().is_empty() => actions.collect(),
        SearchKind::Commands => actions.chain(indicators()).collect(),
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
        Hit::Indicator(found) => row_of(app, found)
            .map_or_else(String::new, |(_, _, indicator)| {
                format!("{} {}", indicator.no, indicator.name)
            }),
    }
}

fn indicator_row(ui: &Ui, app: &App, inner: egui::Rect, found: Found) {
    let Some((plan, board, indicator)) = row_of(app, found) else {
        return;
    };
    let units: Vec<&str> = indicator.units.iter().map(|u| u.0.as_str()).collect();
    let mut remark = units.join("、");
    // Only of another plan than the one shown there is something to be said.
    if app.shown().is_some_and(|(_, shown, _)| shown.id != plan.id) {
        remark = format!("{} {remark}", plan.short);
    }
    let mark = egui::pos2(inner.right() - 6.0, inner.center().y);
    if found.row >= plan.indicators.len() {
        remark = format!("正文目标 {remark}");
    }
    if let Some(row) = board.row_at(found.row) {
        verdict_mark(ui, mark, 11.0, row.verdict());
    }
    let inner = inner.with_max_x(inner.right() - 22.0);
    row(
        ui,
        inner,
        &indicator.no.to_string(),
        &indicator.name_with_unit(),
        &remark,
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
