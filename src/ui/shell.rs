//! What stands around every page: the rail, the top bar, passing notices.

use std::collections::HashSet;

use egui::{
    Align, Align2, CornerRadius, Frame, Layout, Margin, Panel, Rect, ScrollArea, Sense, Stroke, Ui,
    pos2, vec2,
};

use super::Commands;
use super::theme::{Tokens, bold, regular, size, space, text};
use super::widgets::{
    bar_of_grades, focus_ring, inside, menu_list, painted_text, pressable, stamp,
};
use crate::app::{Action, App, Board, Command, Document, DraftStep, View};
use crate::model::{Edit, Plan, PlanId, Theme};

const ITEM_HEIGHT: f32 = 36.0;
const THEME_HEIGHT: f32 = 46.0;

/// The rail at the left: the pages.
pub(super) fn rail(ui: &mut Ui, app: &App, commands: &mut Commands) {
    let tokens = Tokens::of(ui);
    let frame = Frame::new()
        .fill(tokens.surface)
        .inner_margin(Margin::symmetric(10, 12));
    Panel::left("rail")
        .exact_size(size::RAIL)
        .resizable(false)
        .frame(frame)
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            brand(ui);
            // In a low window the pages scroll; 设置 stays where it is, last in the order of Tab.
            let below = if app.document().is_none() { 2.0 } else { 1.0 } * (ITEM_HEIGHT + 4.0);
            ScrollArea::vertical()
                .id_salt("rail pages")
                .auto_shrink([false, false])
                .max_height(ui.available_height() - below)
                .show(ui, |ui| {
                    ui.spacing_mut().item_spacing.y = 2.0;
                    if let Some((document, plan, board)) = app.shown() {
                        pages(ui, app, (document, plan, board), commands);
                    }
                });
            if app.document().is_none() && ui.button("返回开始页").clicked() {
                commands.push(Command::Action(Action::Back));
            }
            item(ui, app, &View::Settings, "设置", "", commands);
        });
}

fn brand(ui: &mut Ui) {
    let tokens = Tokens::of(ui);
    ui.horizontal(|ui| {
        ui.add_space(space::S);
        ui.label(text("知标", bold(size::HEADING), tokens.text));
        ui.label(text("指标跟踪", regular(size::CAPTION), tokens.text_weak));
    });
    ui.add_space(space::S);
}

fn pages(
    ui: &mut Ui,
    app: &App,
    (document, plan, board): (&Document, &Plan, &Board),
    commands: &mut Commands,
) {
    let to_review = match board.reviews() {
        0 => String::new(),
        count => format!("待复核 {count}"),
    };
    item(ui, app, &View::Overview, "总览", &to_review, commands);
    caption(
        ui,
        if are_centers(plan) {
            "五大中心"
        } else {
            "分领域"
        },
    );
    // The board knows which sections have rows; looking through the plan takes long where it is long.
    for theme in board.themes.iter().filter_map(|theme| plan.theme(theme.no)) {
        theme_item(ui, app, board, theme, commands);
    }
    caption(ui, "工作");
    let mut filled = format!("{}/{}", board.filled(), board.rows.len());
    // Counted in values, as on every page; only the grid's filter counts rows, and says so.
    let doubtful = document.review().count();
    if doubtful > 0 {
        filled = format!("存疑 {doubtful} 处　{filled}");
    }
    item(ui, app, &View::Entry, "填报", &filled, commands);
    let missing = match app.collect().counts().1 {
        0 => "已齐".to_owned(),
        count => format!("缺 {count}"),
    };
    item(ui, app, &View::Collect, "收数", &missing, commands);
    let disputed = match board.disputed.len() {
        0 => String::new(),
        count => format!("分歧 {count}"),
    };
    item(ui, app, &View::Comparison, "方法对照", &disputed, commands);
    item(ui, app, &View::Units, "责任单位", "", commands);
    item(ui, app, &View::Measures, "举措", "", commands);
    item(ui, app, &View::Lineage, "政策对照", "", commands);
    item(ui, app, &View::Report, "报告", "", commands);
    item(ui, app, &View::Log, "变更记录", "", commands);
}

fn are_centers(plan: &Plan) -> bool {
    plan.themes.len() == 5 && plan.themes.iter().all(|theme| theme.name.ends_with("中心"))
}

fn caption(ui: &mut Ui, words: &str) {
    let tokens = Tokens::of(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 30.0), Sense::hover());
    ui.painter().text(
        pos2(rect.left() + space::S, rect.bottom() - 6.0),
        Align2::LEFT_BOTTOM,
        words,
        regular(size::CAPTION),
        tokens.text_weak,
    );
}

fn item(ui: &mut Ui, app: &App, view: &View, words: &str, count: &str, commands: &mut Commands) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), ITEM_HEIGHT), Sense::hover());
    let is_here = match (app.view(), view) {
        (View::Unit(_), View::Units) | (View::Budgets, View::Measures) => true,
        (here, view) => here == view,
    };
    pressed_item(ui, rect, view, words, is_here, commands);
    label(ui, rect.shrink2(vec2(space::S, 0.0)), words, count, is_here);
}

fn theme_item(ui: &mut Ui, app: &App, board: &Board, theme: &Theme, commands: &mut Commands) {
    let tokens = Tokens::of(ui);
    let (rect, _) =
        ui.allocate_exact_size(vec2(ui.available_width(), THEME_HEIGHT), Sense::hover());
    let view = View::Theme(theme.no);
    let in_theme = |id: &crate::model::IndicatorId| {
        board
            .theme(theme.no)
            .is_some_and(|t| t.rows.iter().any(|row| board.rows[*row].id == *id))
    };
    let is_here = match app.view() {
        View::Indicator(id) => in_theme(id),
        other => *other == view,
    };
    pressed_item(ui, rect, &view, &theme.name, is_here, commands);
    let dot = pos2(rect.left() + space::M, rect.top() + 17.0);
    ui.painter().circle_filled(dot, 4.0, tokens.theme(theme.no));
    let line = Rect::from_min_max(
        pos2(rect.left() + 24.0, rect.top() + 4.0),
        pos2(rect.right() - space::S, rect.top() + 30.0),
    );
    let Some(section) = board.theme(theme.no) else {
        return;
    };
    let count = format!("{} 项", section.tally.total());
    label(ui, line, &theme.short, &count, is_here);
    let bar = Rect::from_min_max(
        pos2(line.left(), rect.bottom() - 11.0),
        pos2(line.right(), rect.bottom() - 6.0),
    );
    inside(ui, bar, |ui| {
        bar_of_grades(ui, &section.tally, 5.0);
    });
}

fn pressed_item(
    ui: &mut Ui,
    rect: Rect,
    view: &View,
    words: &str,
    is_here: bool,
    commands: &mut Commands,
) {
    let tokens = Tokens::of(ui);
    let response = pressable(ui, rect, ("rail", view.to_string()), words);
    let radius = CornerRadius::same(size::RADIUS);
    if is_here {
        ui.painter().rect_filled(rect, radius, tokens.accent_soft);
    } else if response.hovered() {
        ui.painter().rect_filled(rect, radius, tokens.hover);
    }
    focus_ring(ui, &response, size::RADIUS);
    if response.clicked() {
        commands.push(Command::Go(view.clone()));
    }
}

fn label(ui: &Ui, rect: Rect, words: &str, count: &str, is_here: bool) {
    let tokens = Tokens::of(ui);
    let (font, ink) = if is_here {
        (bold(size::BODY), tokens.accent)
    } else {
        (regular(size::BODY), tokens.text)
    };
    let painter = ui.painter();
    painted_text(painter, rect, Align2::LEFT_CENTER, words, font, ink);
    painted_text(
        painter,
        rect,
        Align2::RIGHT_CENTER,
        count,
        regular(size::CAPTION),
        tokens.text_weak,
    );
}

/// The bar at the top: the file and its state, the year, the rule, search.
pub(super) fn top_bar(ui: &mut Ui, app: &App, commands: &mut Commands) {
    let tokens = Tokens::of(ui);
    let left = ui.available_rect_before_wrap().left();
    let frame = Frame::new()
        .fill(tokens.surface)
        .inner_margin(Margin::symmetric(16, 0));
    let shown = Panel::top("top_bar")
        .exact_size(size::BAR)
        .resizable(false)
        .frame(frame)
        .show(ui, |ui| {
            ui.horizontal_centered(|ui| {
                if let Some((document, plan, board)) = app.shown() {
                    // The right side is laid out first: the file's name takes what is left.
                    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                        tools(ui, app, (document, plan, board), commands);
                        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                            file_state(ui, app, document, commands);
                        });
                    });
                }
            });
        });
    let bottom = shown.response.rect.with_min_x(left);
    ui.painter().hline(
        bottom.x_range(),
        bottom.bottom() - 0.5,
        Stroke::new(1.0, tokens.border),
    );
    ui.painter().vline(
        left - 0.5,
        ui.ctx().content_rect().y_range(),
        Stroke::new(1.0, tokens.border),
    );
}

fn file_state(ui: &mut Ui, app: &App, document: &Document, commands: &mut Commands) {
    let tokens = Tokens::of(ui);
    if document.workspace().synthetic {
        stamp(ui);
    }
    let (state, ink) = state_words(app, document, tokens);
    let font = regular(size::SMALL);
    let state_width = ui
        .painter()
        .layout_no_wrap(state.clone(), font.clone(), ink)
        .size()
        .x;
    let free = ui.available_width() - state_width - space::L;
    if free < 24.0 {
        // In the narrowest of windows the state, which is pressed to save, goes before the name.
        state_button(ui, document, (state, font, ink), commands);
        return;
    }
    let name = document.name();
    let width = ui
        .painter()
        .layout_no_wrap(name.clone(), bold(size::BODY), tokens.text)
        .size()
        .x;
    let (rect, response) =
        ui.allocate_exact_size(vec2(width.min(free), size::CONTROL), Sense::hover());
    painted_text(
        ui.painter(),
        rect,
        Align2::LEFT_CENTER,
        &name,
        bold(size::BODY),
        tokens.text,
    );
    let place = document.path().map_or_else(
        || "还没有存为文件".to_owned(),
        |path| path.display().to_string(),
    );
    response.on_hover_text(place);
    state_button(ui, document, (state, font, ink), commands);
}

/// Whether the file is saved; pressed, it is.
fn state_button(
    ui: &mut Ui,
    document: &Document,
    (state, font, ink): (String, egui::FontId, egui::Color32),
    commands: &mut Commands,
) {
    let button = egui::Button::new(text(state, font, ink)).frame(false);
    let state = ui.add(button.truncate());
    let state = state.on_hover_text(format!("{}\n{}", document.name(), Action::Save.tooltip()));
    if state.clicked() {
        commands.push(Command::Action(Action::Save));
    }
}

fn state_words(app: &App, document: &Document, tokens: &Tokens) -> (String, egui::Color32) {
    if document.read_only().is_some() {
        ("只读".to_owned(), tokens.stamp)
    } else if app.is_saving() {
        ("正在保存…".to_owned(), tokens.text_weak)
    } else if document.is_dirty() {
        let words = if document.path().is_some() {
            "有更改"
        } else {
            "未保存"
        };
        (words.to_owned(), tokens.stamp)
    } else if document.path().is_none() {
        ("未存为文件".to_owned(), tokens.text_weak)
    } else {
        let words = app.last_saved().map_or_else(
            || "已保存".to_owned(),
            |at| format!("已保存 {}", at.format("%H:%M")),
        );
        (words, tokens.text_weak)
    }
}

/// From the right: search, redo, undo, rule, year, plan; where they do not all fit beside the file and
/// its state, behind one button.
fn tools(
    ui: &mut Ui,
    app: &App,
    (document, plan, board): (&Document, &Plan, &Board),
    commands: &mut Commands,
) {
    let tokens = Tokens::of(ui);
    // In a narrow window what the keyboard and the palette offer as well gives way.
    let width = ui.ctx().content_rect().width();
    let labels = [
        "查找".to_owned(),
        board.rule.method.word().to_owned(),
        year_label(width, board),
        plan_label(width, plan),
    ];
    if !fit(ui, app, document, &labels) {
        more(ui, app, (document, plan, board), commands);
        return;
    }
    let [search, method, year, plan_name] = labels;
    let mut search = egui::Button::new(text(search, regular(size::SMALL), tokens.text_weak));
    if width >= 940.0 {
        search = search
            .shortcut_text(text("Ctrl+F", regular(size::CAPTION), tokens.text_weak))
            .min_size(vec2(116.0, size::CONTROL));
    }
    let search = ui.add(search).on_hover_text(Action::Search.tooltip());
    if search.clicked() {
        commands.push(Command::Action(Action::Search));
    }
    if width >= 940.0 {
        step_button(ui, Action::Redo, document.redo_label(), commands);
        step_button(ui, Action::Undo, document.undo_label(), commands);
    }
    let method = text(method, regular(size::SMALL), tokens.text);
    let rule = ui.button(method).on_hover_text(board.rule_words());
    if rule.clicked() {
        commands.push(Command::Action(Action::ShowMethod));
    }
    let year = text(year, regular(size::SMALL), tokens.text);
    ui.menu_button(year, |ui| years(ui, document, board, commands))
        .response
        .on_hover_text("评价所依据的年度");
    let name = text(plan_name, regular(size::SMALL), tokens.text);
    ui.menu_button(name, |ui| plans(ui, app, document, plan, commands))
        .response
        .on_hover_text(format!("规划：{}", plan.cite()));
}

/// Whether the tools fit beside the stamp, a few letters of the file's name and its state.
fn fit(ui: &Ui, app: &App, document: &Document, labels: &[String]) -> bool {
    let tokens = Tokens::of(ui);
    let state = state_words(app, document, tokens).0;
    let wide = |words: &str| {
        let font = regular(size::SMALL);
        let galley = ui
            .painter()
            .layout_no_wrap(words.to_owned(), font, tokens.text);
        let spacing = ui.spacing();
        galley.size().x + 2.0 * spacing.button_padding.x + spacing.item_spacing.x
    };
    let stamp = if document.workspace().synthetic {
        wide("示例数据")
    } else {
        0.0
    };
    let tools: f32 = labels.iter().map(|label| wide(label)).sum();
    stamp + LEAST_NAME + wide(&state) + tools <= ui.available_width()
}

/// The least of a file's name that says anything.
const LEAST_NAME: f32 = 56.0;

/// All tools behind one button.
fn more(
    ui: &mut Ui,
    app: &App,
    (document, plan, board): (&Document, &Plan, &Board),
    commands: &mut Commands,
) {
    let menu = text("更多", regular(size::SMALL), Tokens::of(ui).text);
    ui.menu_button(menu, |ui| {
        for action in [Action::Search, Action::Undo, Action::Redo] {
            if ui.button(action.text()).clicked() {
                commands.push(Command::Action(action));
                ui.close();
            }
        }
        let words = format!("方法：{}", board.rule.method.word());
        if ui.button(words).clicked() {
            commands.push(Command::Action(Action::ShowMethod));
            ui.close();
        }
        ui.menu_button(format!("截至 {} 年", board.year), |ui| {
            years(ui, document, board, commands);
        });
        ui.menu_button(format!("规划：{}", plan.short), |ui| {
            plans(ui, app, document, plan, commands);
        });
    })
    .response
    .on_hover_text("查找、撤销、方法、年度、规划");
}

/// Below this width the words of the tools are cut short, so that the file's state stays in view.
const NARROW: f32 = 860.0;
/// The most characters of a plan's name then.
const SHORT_NAME: usize = 6;

fn plan_label(width: f32, plan: &Plan) -> String {
    let name = if width >= 1200.0 {
        plan.label()
    } else {
        plan.short.as_str()
    };
    if width < NARROW && name.chars().count() > SHORT_NAME {
        return name.chars().take(SHORT_NAME - 1).chain(['…']).collect();
    }
    name.to_owned()
}

fn year_label(width: f32, board: &Board) -> String {
    if width >= NARROW {
        format!("截至 {} 年", board.year)
    } else {
        format!("{} 年", board.year)
    }
}

/// The plans followed, to choose the one shown; and others to follow or leave.
fn plans(ui: &mut Ui, app: &App, document: &Document, plan: &Plan, commands: &mut Commands) {
    let followed = &document.workspace().plans;
    ui.set_min_width(360.0_f32.min(ui.ctx().content_rect().width() * 0.6));
    let known = |id| app.catalog().plan(id);
    menu_list(ui, followed.len(), |ui, index| {
        let Some(other) = known(&followed[index]) else {
            return;
        };
        // One without a number has nothing to say beside its short name.
        let words = if other.label() == other.short {
            other.short.clone()
        } else {
            format!("{}　{}", other.short, other.label())
        };
        if ui.selectable_label(other.id == plan.id, words).clicked() {
            commands.push(Command::ShowPlan(other.id.clone()));
            ui.close();
        }
    });
    let is_followed: HashSet<&PlanId> = followed.iter().collect();
    let others = || {
        let plans = app.catalog().plans().iter();
        plans.filter(|p| !is_followed.contains(&p.id))
    };
    if others().next().is_some() {
        ui.separator();
    }
    for other in others() {
        let words = format!("收入 {}（{} 项指标）", other.short, other.indicators.len());
        if ui.button(words).on_hover_text(other.cite()).clicked() {
            commands.push(Command::AddPlan(other.id.clone()));
            ui.close();
        }
    }
    ui.separator();
    own_plan_menu(ui, document, plan, commands);
    if followed.len() > 1 {
        ui.separator();
        let words = format!("不再跟踪 {}（填报的数保留）", plan.short);
        if ui.button(words).clicked() {
            commands.push(Command::DropPlan(plan.id.clone()));
            ui.close();
        }
    }
}

/// Plans of the workspace's own: a new one, and what can be done with the one shown.
fn own_plan_menu(ui: &mut Ui, document: &Document, plan: &Plan, commands: &mut Commands) {
    let mut item = |ui: &mut Ui, words: String, command: Command| {
        if ui.button(words).clicked() {
            commands.push(command);
            ui.close();
        }
    };
    let new = "新建规划…（手填、粘贴或读入指标表）".to_owned();
    item(ui, new, Command::Action(Action::NewPlan));
    let id = &plan.id;
    let is_own = document.workspace().own_plans.contains_key(id);
    if is_own {
        let change = Command::Plan(DraftStep::Change(id.clone()));
        item(ui, format!("修改 {}…", plan.short), change);
    }
    // Those that are not followed have no tab of their own.
    let workspace = document.workspace();
    let followed: HashSet<&PlanId> = workspace.plans.iter().collect();
    for own in workspace.own_plans.values() {
        if !followed.contains(&own.id) {
            let change = Command::Plan(DraftStep::Change(own.id.clone()));
            item(ui, format!("修改 {}（未跟踪）…", own.short), change);
        }
    }
    let export = Command::Plan(DraftStep::AskExport(id.clone()));
    item(ui, format!("导出 {} 为规划文件…", plan.short), export);
    if is_own {
        let remove = Command::Plan(DraftStep::AskRemove(id.clone()));
        item(ui, format!("删除 {}…", plan.short), remove);
    }
}

fn step_button(ui: &mut Ui, action: Action, label: Option<&str>, commands: &mut Commands) {
    let button = egui::Button::new(text(
        action.text(),
        regular(size::SMALL),
        Tokens::of(ui).text,
    ));
    let response = ui.add_enabled(label.is_some(), button);
    let response = match label {
        Some(label) => response.on_hover_text(format!("{}：{label}", action.tooltip())),
        None => response,
    };
    if response.clicked() {
        commands.push(Command::Action(action));
    }
}

/// The years to judge by.
fn years(ui: &mut Ui, document: &Document, board: &Board, commands: &mut Commands) {
    let chosen = document.workspace().settings.as_of;
    let mut choose = |ui: &mut Ui, label: String, year| {
        if ui.selectable_label(chosen == year, label).clicked() {
            commands.push(Command::Edit(Edit::AsOf(year)));
            ui.close();
        }
    };
    choose(ui, "自动（最近有数据的年度）".to_owned(), None);
    for year in board.years.iter().rev() {
        choose(ui, format!("{year} 年"), Some(*year));
    }
}

/// Short messages at the bottom: what has just happened, and above it that the year judged has moved.
pub(super) fn notice(ui: &mut Ui, app: &App, commands: &mut Commands) {
    last_notice(ui, app);
    year_notice(ui, app, commands);
}

/// What went wrong, in a line of its own above the page, so that it covers nothing; it stays until it is
/// mended or taken away.
pub(super) fn trouble(ui: &mut Ui, app: &App, commands: &mut Commands) {
    let Some(notice) = app.notice().filter(|notice| notice.is_error) else {
        return;
    };
    let tokens = Tokens::of(ui);
    let frame = Frame::new()
        .fill(tokens.error_soft)
        .inner_margin(Margin::symmetric(16, 6));
    Panel::top("trouble")
        .resizable(false)
        .frame(frame)
        .show(ui, |ui| {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if ui.button("知道了").clicked() {
                    commands.push(Command::DropNotice);
                }
                if notice.offers_save_as && ui.button("另存为…").clicked() {
                    commands.push(Command::Action(Action::SaveAs));
                }
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    let said = text(&notice.text, regular(size::BODY), tokens.error);
                    ui.add(egui::Label::new(said).wrap());
                });
            });
        });
}

fn last_notice(ui: &Ui, app: &App) {
    let Some(notice) = app.notice().filter(|notice| !notice.is_error) else {
        return;
    };
    let tokens = Tokens::of(ui);
    egui::Area::new(egui::Id::unique("notice"))
        .order(egui::Order::Tooltip)
        .anchor(Align2::CENTER_BOTTOM, vec2(size::RAIL / 2.0, -space::XL))
        .interactable(false)
        .show(ui.ctx(), |ui| {
            Frame::new()
                .fill(tokens.text)
                .corner_radius(CornerRadius::same(size::RADIUS))
                .inner_margin(Margin::symmetric(16, 10))
                .show(ui, |ui| {
                    ui.set_max_width(720.0);
                    ui.label(text(&notice.text, regular(size::BODY), tokens.surface));
                });
        });
}

/// That the year judged has moved with the figures, with the way to keep it where it was.
fn year_notice(ui: &Ui, app: &App, commands: &mut Commands) {
    let Some(moved) = app.year_moved() else {
        return;
    };
    let tokens = Tokens::of(ui);
    // Above the other message, however high that is.
    let other = ui
        .ctx()
        .memory(|memory| memory.area_rect(egui::Id::unique("notice")));
    let other = other.filter(|_| app.notice().is_some_and(|notice| !notice.is_error));
    let above = other.map_or(0.0, |other| other.height() + space::S);
    egui::Area::new(egui::Id::unique("year notice"))
        .order(egui::Order::Tooltip)
        .anchor(
            Align2::CENTER_BOTTOM,
            vec2(size::RAIL / 2.0, -space::XL - above),
        )
        .show(ui.ctx(), |ui| {
            Frame::new()
                .fill(tokens.surface)
                .stroke(Stroke::new(1.0, tokens.accent))
                .corner_radius(CornerRadius::same(size::RADIUS))
                .inner_margin(Margin::symmetric(16, 10))
                .show(ui, |ui| {
                    ui.set_max_width(720.0);
                    ui.spacing_mut().item_spacing.y = space::S;
                    ui.label(text(moved.words(), regular(size::BODY), tokens.text));
                    ui.horizontal(|ui| {
                        ui.spacing_mut().item_spacing.x = space::S;
                        for year in [moved.from, moved.to] {
                            if ui.button(format!("固定为 {year} 年")).clicked() {
                                commands.push(Command::Edit(Edit::AsOf(Some(year))));
                            }
                        }
                        if ui.button("仍随数据").clicked() {
                            commands.push(Command::DropYearNotice);
                        }
                        let words = "以后可在“设置”的截至年度里改";
                        ui.label(text(words, regular(size::SMALL), tokens.text_weak));
                    });
                });
        });
}
