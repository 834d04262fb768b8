//! 政策对照: the targets of every series through the documents, by year, with the actuals beneath and
//! what does not go together; and the draft held against what came of it.

use std::collections::BTreeSet;

use egui::{Align2, ComboBox, Rect, ScrollArea, Sense, Ui, pos2, vec2};

use super::Commands;
use super::theme::{Tokens, bold, regular, size, space, text};
use super::widgets::{
    Align, Column, Table, Width, card, cell_text, flush_card, focus_ring, inside, link, menu_list,
    painted_text, pressable, rule, segments,
};
use crate::app::survey::{SeriesRow, Shown, Survey};
use crate::app::{App, Command, Document, View};
use crate::lineage::{self, ConflictKind, DraftRow, Line, Statement};
use crate::model::{Plan, PlanId, SeriesId, Stage, Unit, Year};
use crate::store::Catalog;

const NAME_WIDTH: f32 = 250.0;
const NARROW_NAME: f32 = 178.0;
const WIDE_NAME: f32 = 440.0;
const LEAST_YEAR_WIDTH: f32 = 92.0;
const LINE: f32 = 20.0;

/// What the user chose to see, and what that found.
#[derive(Debug, Default)]
pub(super) struct LineageState {
    tab: Tab,
    shown: Shown,
    unit: Option<Unit>,
    open: Option<SeriesId>,
    found: Option<Found>,
    drafts: Vec<(String, Vec<DraftRow>)>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Tab {
    #[default]
    Years,
    Drafts,
}

/// The lines that fit the filter, found anew when filter or workspace change.
#[derive(Debug)]
struct Found {
    revision: u64,
    shown: Shown,
    unit: Option<Unit>,
    lines: Vec<usize>,
    years: Vec<Year>,
    /// The documents that speak in them.
    plans: BTreeSet<PlanId>,
}

impl LineageState {
    fn find(&mut self, document: &Document, catalog: &Catalog) {
        let revision = document.revision();
        let is_found = self.found.as_ref().is_some_and(|found| {
            found.revision == revision && found.shown == self.shown && found.unit == self.unit
        });
        if is_found {
            return;
        }
        let survey = document.survey();
        let lines = survey.filtered(self.unit.as_ref(), self.shown);
        self.found = Some(Found {
            revision,
            shown: self.shown,
            unit: self.unit.clone(),
            years: survey.years_of(&lines),
            plans: lines
                .iter()
                .filter_map(|index| survey.line(*index))
                .flat_map(|(line, _)| line.statements.iter().map(|s| s.plan.clone()))
                .collect(),
            lines,
        });
        self.drafts = catalog
            .plans()
            .iter()
            .filter_map(|draft| Some((draft, catalog.plan(draft.draft_of.as_ref()?)?)))
            .map(|(draft, last)| {
                let title = format!("{}（{}）", last.title, last.label());
                (title, lineage::against_draft(draft, last))
            })
            .collect();
    }
}

/// Draws the page.
pub(super) fn page(ui: &mut Ui, app: &App, state: &mut LineageState, commands: &mut Commands) {
    let Some(document) = app.document() else {
        return;
    };
    state.find(document, app.catalog());
    egui::Frame::new().inner_margin(space::L).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = space::M;
        heading(ui, document.survey(), state);
        match state.tab {
            Tab::Years => years(ui, app, document.survey(), state, commands),
            Tab::Drafts => drafts(ui, app, state, commands),
        }
    });
}

fn heading(ui: &mut Ui, survey: &Survey, state: &mut LineageState) {
    let tokens = Tokens::of(ui);
    ui.horizontal(|ui| {
        ui.label(text("政策对照", bold(size::HEADING), tokens.text));
        let tabs = [(Tab::Years, "按年份"), (Tab::Drafts, "征求意见稿与正式稿")];
        if let Some(tab) = segments(ui, "对照", Some(state.tab), &tabs) {
            state.tab = tab;
        }
    });
    if state.tab == Tab::Drafts {
        return;
    }
    ui.horizontal_wrapped(|ui| {
        let mut choices = vec![(Shown::Several, "全部"), (Shown::Conflicts, "有矛盾")];
        choices.extend(ConflictKind::ALL.map(|kind| (Shown::Kind(kind), kind.word())));
        if let Some(shown) = segments(ui, "筛选", Some(state.shown), &choices) {
            state.shown = shown;
        }
        unit_filter(ui, survey, &mut state.unit);
        let count = state.found.as_ref().map_or(0, |found| found.lines.len());
        ui.label(text(
            format!("{count} 个口径"),
            regular(size::SMALL),
            tokens.text_weak,
        ));
    });
}

/// A list of units to choose one from, or all.
pub(super) fn unit_filter(ui: &mut Ui, survey: &Survey, chosen: &mut Option<Unit>) {
    let shown = chosen
        .as_ref()
        .map_or("全部", |unit| unit.0.as_str())
        .to_owned();
    let label = ui.label("责任单位");
    let filter = ComboBox::from_id_salt("unit")
        .selected_text(shown)
        .width(180.0)
        .show_ui(ui, |ui| {
            ui.selectable_value(chosen, None, "全部");
            menu_list(ui, survey.units.len(), |ui, index| {
                let unit = &survey.units[index].unit;
                ui.selectable_value(chosen, Some(unit.clone()), &unit.0);
            });
        });
    filter.response.labelled_by(label.id);
}

fn years(
    ui: &mut Ui,
    app: &App,
    survey: &Survey,
    state: &mut LineageState,
    commands: &mut Commands,
) {
    let Some(found) = &state.found else {
        return;
    };
    legend(ui, app, &found.plans);
    if found.lines.is_empty() {
        card(ui, |ui| {
            ui.label("没有符合条件的口径。请放宽筛选。");
        });
        return;
    }
    let mut open = state.open.clone();
    flush_card(ui, |ui| {
        #[expect(clippy::cast_precision_loss, reason = "a few years")]
        let count = found.years.len() as f32;
        let name = match ui.available_width() {
            narrow if narrow < 900.0 => NARROW_NAME,
            // On a large screen long names are read whole.
            wide if wide > 1400.0 => WIDE_NAME,
            _ => NAME_WIDTH,
        };
        let free = ui.available_width() - name - 3.0 * space::L;
        let width = (free / count.max(1.0)).max(LEAST_YEAR_WIDTH);
        ScrollArea::both()
            .id_salt("lineage")
            .auto_shrink([false, false])
            .show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                ui.set_min_width(name + width * count + 2.0 * space::L);
                year_heads(ui, &found.years, name, width);
                for index in &found.lines {
                    if let Some((line, row)) = survey.line(*index) {
                        let is_open = open.as_ref() == Some(&line.series);
                        let grid = Grid {
                            app,
                            years: &found.years,
                            name,
                            width,
                        };
                        if series(ui, grid, line, row, is_open, commands) {
                            open = (!is_open).then(|| line.series.clone());
                        }
                    }
                }
            });
    });
    state.open = open;
}

/// The documents that have a target in one of the lines shown.
fn legend(ui: &mut Ui, app: &App, shown: &BTreeSet<PlanId>) {
    let tokens = Tokens::of(ui);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = space::XS;
        let plans = app.catalog().plans().iter();
        for plan in plans.filter(|plan| shown.contains(&plan.id)) {
            let (rect, _) = ui.allocate_exact_size(vec2(14.0, LINE), Sense::hover());
            let color = plan_color(tokens, app.catalog(), plan);
            diamond(ui, rect.center(), color, plan.stage == Stage::Draft);
            let name = ui.label(text(&plan.short, regular(size::SMALL), tokens.text));
            name.on_hover_text(plan.cite());
            ui.add_space(space::S);
        }
        let rest =
            "空心为征求意见稿 · 划线的已被调整，“调”为调整后的 · 下行为实际值 · 点一行看出处";
        ui.label(text(rest, regular(size::SMALL), tokens.text_weak));
    });
}

/// A draft wears the colour of what came of it.
fn plan_color(tokens: &Tokens, catalog: &Catalog, plan: &Plan) -> egui::Color32 {
    let shown = plan.draft_of.as_ref().unwrap_or(&plan.id);
    let others = catalog.plans().iter().filter(|p| p.draft_of.is_none());
    let place = others.into_iter().position(|p| p.id == *shown);
    tokens.theme(place.and_then(|at| u32::try_from(at).ok()).unwrap_or(0) + 1)
}

fn diamond(ui: &Ui, center: egui::Pos2, color: egui::Color32, hollow: bool) {
    let corners = [
        vec2(0.0, -5.0),
        vec2(5.0, 0.0),
        vec2(0.0, 5.0),
        vec2(-5.0, 0.0),
    ];
    let points = corners.map(|corner| center + corner).to_vec();
    let surface = Tokens::of(ui).surface;
    let fill = if hollow { surface } else { color };
    ui.painter().add(egui::Shape::convex_polygon(
        points,
        fill,
        egui::Stroke::new(1.5, color),
    ));
}

fn year_heads(ui: &mut Ui, years: &[Year], name: f32, width: f32) {
    let tokens = Tokens::of(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 28.0), Sense::hover());
    let mut left = rect.left() + space::L + name;
    for year in years {
        let at = pos2(left, rect.center().y);
        let words = format!("{year} 年");
        let font = regular(size::SMALL);
        ui.painter()
            .text(at, Align2::LEFT_CENTER, words, font, tokens.text_weak);
        left += width;
    }
}

/// The columns of the page.
#[derive(Clone, Copy)]
struct Grid<'a> {
    app: &'a App,
    years: &'a [Year],
    name: f32,
    width: f32,
}

/// One series; answers whether it was pressed.
fn series(
    ui: &mut Ui,
    grid: Grid<'_>,
    line: &Line,
    row: &SeriesRow,
    is_open: bool,
    commands: &mut Commands,
) -> bool {
    let tokens = Tokens::of(ui);
    rule(ui);
    let of_year = |year: Year| line.statements.iter().filter(move |s| s.year == year);
    let most = grid.years.iter().map(|year| of_year(*year).count()).max();
    let actual_lines = usize::from(!row.actuals.is_empty());
    #[expect(clippy::cast_precision_loss, reason = "a few lines")]
    let lines = (most.unwrap_or(1).max(1) + actual_lines) as f32;
    let size = vec2(
        ui.available_width(),
        (lines * LINE).max(2.0 * LINE) + space::S,
    );
    let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
    let mut pressed = false;
    if ui.is_rect_visible(rect) {
        let response = pressable(ui, rect, ("series", &row.id.0), &row.name);
        if response.hovered() {
            ui.painter().rect_filled(rect, 0.0, tokens.hover);
        }
        focus_ring(ui, &response, 0);
        pressed = response.clicked();
        let top = rect.top() + space::XS;
        let name = Rect::from_min_size(
            pos2(rect.left() + space::L, top),
            vec2(grid.name - space::M, LINE),
        );
        cell_text(
            ui,
            name,
            Align::Left,
            &row.name,
            bold(size::BODY),
            tokens.text,
        );
        let unit = name.translate(vec2(0.0, LINE));
        cell_text(
            ui,
            unit,
            Align::Left,
            &line.unit,
            regular(size::SMALL),
            tokens.text_weak,
        );
        let mut left = rect.left() + space::L + grid.name;
        for year in grid.years {
            let cell = Rect::from_min_size(pos2(left, top), vec2(grid.width - space::XS, LINE));
            for (place, statement) in of_year(*year).enumerate() {
                #[expect(clippy::cast_precision_loss, reason = "a few lines")]
                let down = place as f32 * LINE;
                target(ui, grid.app, statement, cell.translate(vec2(0.0, down)));
            }
            if let Some((_, actual)) = row.actuals.iter().find(|(y, _)| y == year) {
                let bottom = pos2(cell.left() + 14.0, rect.bottom() - LINE - 2.0);
                let area = Rect::from_min_size(bottom, cell.size());
                let words = format!("实际 {actual}");
                cell_text(
                    ui,
                    area,
                    Align::Left,
                    &words,
                    regular(size::SMALL),
                    tokens.text_weak,
                );
            }
            left += grid.width;
        }
    }
    for conflict in &row.conflicts {
        warning(ui, conflict.kind, &conflict.sentence);
    }
    if is_open {
        places(ui, grid.app, line, row, commands);
    }
    pressed
}

fn target(ui: &Ui, app: &App, statement: &Statement, area: Rect) {
    let tokens = Tokens::of(ui);
    let catalog = app.catalog();
    let plan = catalog.plan(&statement.plan);
    let color = plan.map_or(tokens.text, |plan| plan_color(tokens, catalog, plan));
    let mark = pos2(area.left() + 6.0, area.center().y);
    diamond(ui, mark, color, statement.stage == Stage::Draft);
    let words = statement.printed_bound.text();
    // The unit of the line stands under its name; another one is said with the target.
    let words = if statement.printed_bound == statement.bound {
        words
    } else {
        format!("{words} {}", statement.printed_unit)
    };
    let area = area.with_min_x(area.left() + 14.0);
    let (words, ink) = match (statement.holds(), &statement.adjusted_by) {
        (false, _) => (words, tokens.text_weak),
        (true, Some(_)) => (format!("{words} 调"), tokens.text),
        (true, None) => (words, tokens.text),
    };
    cell_text(ui, area, Align::Left, &words, bold(size::SMALL), ink);
    if !statement.holds() {
        // What holds no longer is crossed out.
        let galley = ui.painter().layout_no_wrap(words, bold(size::SMALL), ink);
        let wide = galley.size().x.min(area.width());
        let range = egui::Rangef::new(area.left(), area.left() + wide);
        let stroke = egui::Stroke::new(1.0, ink);
        ui.painter().hline(range, area.center().y, stroke);
    }
}

/// ▲ and the sentence; the kind is told by its word.
fn warning(ui: &mut Ui, kind: ConflictKind, sentence: &str) {
    let tokens = Tokens::of(ui);
    ui.horizontal(|ui| {
        ui.add_space(space::L);
        let words = format!("▲ {}　{sentence}", kind.word());
        let words = text(words, regular(size::SMALL), tokens.stamp);
        ui.add(egui::Label::new(words).wrap());
    });
    ui.add_space(space::XS);
}

/// Where each target stands, and the way to its page.
fn places(ui: &mut Ui, app: &App, line: &Line, row: &SeriesRow, commands: &mut Commands) {
    let tokens = Tokens::of(ui);
    egui::Frame::new()
        .fill(tokens.ground)
        .inner_margin(egui::Margin::symmetric(16, 8))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = space::XS;
            if !row.note.is_empty() {
                let words = format!("口径：{}", row.note);
                let words = text(words, regular(size::SMALL), tokens.text_weak);
                ui.add(egui::Label::new(words).wrap());
            }
            for statement in &line.statements {
                ui.horizontal(|ui| {
                    let plan = app.catalog().plan(&statement.plan);
                    let cite = plan.map_or_else(|| statement.plan_label.clone(), Plan::cite);
                    let cite = statement.adjusted_by.clone().unwrap_or(cite);
                    let ended = match &statement.superseded_by {
                        Some(number) => format!("（{number} 起不再有效）"),
                        None => String::new(),
                    };
                    let words = format!(
                        "{} 年 {}{ended}　{cite} {}",
                        statement.year,
                        statement.target(),
                        statement.locator
                    );
                    ui.label(text(words, regular(size::SMALL), tokens.text));
                    let view = View::Indicator(statement.indicator.clone());
                    if app.exists(&view) {
                        if link(ui, "看这项指标").clicked() {
                            commands.push(Command::Go(view));
                        }
                    } else if link(ui, "收入这份规划").clicked() {
                        commands.push(Command::AddPlan(statement.plan.clone()));
                    }
                });
            }
        });
}

fn drafts(ui: &mut Ui, app: &App, state: &LineageState, commands: &mut Commands) {
    ScrollArea::vertical()
        .id_salt("drafts")
        .auto_shrink([false, false])
        .show(ui, |ui| {
            for (title, rows) in &state.drafts {
                flush_card(ui, |ui| {
                    let tokens = Tokens::of(ui);
                    ui.horizontal(|ui| {
                        ui.add_space(space::L);
                        ui.label(text(title, bold(size::TITLE), tokens.text));
                    });
                    draft_table(ui, app, rows, commands);
                });
            }
        });
}

fn draft_table(ui: &mut Ui, app: &App, rows: &[DraftRow], commands: &mut Commands) {
    let tokens = Tokens::of(ui);
    let flex = |weight, least| Width::Flex { weight, least };
    let columns = [
        Column::words("指标", flex(2.0, 180.0)),
        Column::words("年份", Width::Fixed(56.0)),
        Column::words("征求意见稿", flex(1.0, 120.0)),
        Column::words("正式稿", flex(1.0, 120.0)),
        Column::words("变化", Width::Fixed(96.0)),
        Column::words("正式稿出处", flex(1.0, 110.0)),
    ];
    let table = Table {
        id_salt: "draft rows",
        columns: &columns,
        row_height: 30.0,
    };
    let either = |row: &DraftRow| row.last.clone().or(row.draft.clone());
    let said =
        |statement: Option<&Statement>| statement.map_or_else(|| "—".to_owned(), Statement::target);
    let pressed = table.show(
        ui,
        rows.len(),
        |row| either(&rows[row]).map_or_else(String::new, |statement| statement.name),
        |ui, row, column, area| {
            let row = &rows[row];
            let shown = either(row);
            let (words, ink) = match column {
                0 => (shown.map_or_else(String::new, |s| s.name), tokens.text),
                1 => (
                    shown.map_or_else(String::new, |s| s.year.to_string()),
                    tokens.text_weak,
                ),
                2 => (said(row.draft.as_ref()), tokens.text),
                3 => (said(row.last.as_ref()), tokens.text),
                4 => (row.change.word().to_owned(), change_ink(tokens, row)),
                _ => (
                    row.last
                        .as_ref()
                        .map_or_else(String::new, |s| s.locator.clone()),
                    tokens.text_weak,
                ),
            };
            cell_text(ui, area, Align::Left, &words, regular(size::SMALL), ink);
        },
    );
    let indicator = pressed.and_then(|row| Some(either(&rows[row])?.indicator));
    if let Some(view) = indicator.map(View::Indicator)
        && app.exists(&view)
    {
        commands.push(Command::Go(view));
    }
}

fn change_ink(tokens: &Tokens, row: &DraftRow) -> egui::Color32 {
    match row.change {
        lineage::Change::Raised | lineage::Change::Lowered => tokens.stamp,
        _ => tokens.text_weak,
    }
}

/// What other documents ask for, on an indicator's page, and the way to bend the path by it.
pub(super) fn other_documents(
    ui: &mut Ui,
    app: &App,
    document: &Document,
    plan: &Plan,
    indicator: &crate::model::Indicator,
    commands: &mut Commands,
) {
    let Some(line) = document.survey().line_of(&indicator.series) else {
        return;
    };
    let others: Vec<&Statement> = line
        .statements
        .iter()
        .filter(|s| s.plan != plan.id)
        .collect();
    if others.is_empty() {
        return;
    }
    let tokens = Tokens::of(ui);
    card(ui, |ui| {
        super::widgets::card_title(ui, "其他文件的目标", "同一口径");
        ui.spacing_mut().item_spacing.y = space::XS;
        for statement in others {
            ui.horizontal_wrapped(|ui| {
                let words = format!(
                    "{} 年 {}　{}",
                    statement.year,
                    statement.target(),
                    statement.place()
                );
                ui.label(text(words, regular(size::SMALL), tokens.text));
                let edit = crate::app::decide::interim_from(
                    document.workspace(),
                    plan,
                    indicator,
                    statement,
                );
                if let Some(edit) = edit
                    && link(ui, "用作中期目标").clicked()
                {
                    commands.push(Command::Edit(edit));
                }
                let view = View::Indicator(statement.indicator.clone());
                if app.exists(&view) && link(ui, "看这项指标").clicked() {
                    commands.push(Command::Go(view));
                }
            });
        }
        if link(ui, "在政策对照中查看").clicked() {
            commands.push(Command::Go(View::Lineage));
        }
    });
}

/// A line cut with …, for narrow places.
pub(super) fn one_line(ui: &mut Ui, words: &str, ink: egui::Color32) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), LINE), Sense::hover());
    inside(ui, rect, |ui| {
        painted_text(
            ui.painter(),
            rect,
            Align2::LEFT_CENTER,
            words,
            regular(size::SMALL),
            ink,
        );
    });
}
