//! 变更记录: who changed what, when and how; filtered, exported, and the workspace as it was.

use chrono::{NaiveDate, NaiveTime};
use egui::{Align2, Id, Rect, ScrollArea, Sense, TextEdit, Ui, pos2, vec2};

use super::Commands;
use super::theme::{Tokens, bold, regular, size, space, text};
use super::widgets::{card, card_title, flush_card, link, painted_text, rule};
use crate::app::logbook::{self, Filter, LogRow};
use crate::app::{App, Care, Command, Document, View};
use crate::model::{Indicator, Origin, Plan};

const ROW: f32 = 32.0;
const COLUMNS: usize = 7;
const HEADS: [&str; COLUMNS] = ["时间", "填报人", "方式", "指标", "内容", "原值", "新值"];
/// What a column gets at least where there is not enough room for all.
const LEAST: [f32; COLUMNS] = [128.0, 60.0, 64.0, 120.0, 90.0, 90.0, 90.0];
/// What it gets at most of what its words need, so that one long reason does not push out the others.
const MOST: [f32; COLUMNS] = [160.0, 100.0, 80.0, 260.0, 160.0, 360.0, 420.0];
/// So many of the newest rows tell how wide a column is to be.
const MEASURED: usize = 500;

/// What was typed into the filter, and the rows it let through.
#[derive(Debug, Default)]
pub(super) struct LogState {
    filter: Filter,
    from: String,
    to: String,
    past: String,
    rows: Vec<LogRow>,
    /// How wide each column's words are, about.
    widths: [f32; COLUMNS],
    /// Of which revision, how many changes and which filter the rows are.
    known: Option<(u64, usize, Filter)>,
}

impl LogState {
    fn refresh(&mut self, app: &App, document: &Document) {
        self.filter.from = day(&self.from);
        self.filter.to = day(&self.to);
        let count = document.history().records().len();
        let now = (document.revision(), count, self.filter.clone());
        if self.known.as_ref() != Some(&now) {
            let plans = &document.workspace().plans;
            self.rows = logbook::rows(document.history(), app.catalog(), plans, &self.filter);
            self.widths = widths(&self.rows);
            self.known = Some(now);
        }
    }
}

/// How wide the words of each column are, about: a Chinese character is as wide as its font is high, others
/// a little over half of that.
fn widths(rows: &[LogRow]) -> [f32; COLUMNS] {
    let mut widths = HEADS.map(width_of);
    for row in rows.iter().take(MEASURED) {
        for ((width, most), words) in widths.iter_mut().zip(MOST).zip(row.cells()) {
            *width = width.max(width_of(words).min(most));
        }
    }
    widths
}

fn width_of(words: &str) -> f32 {
    let wide = |c: char| if c.is_ascii() { 0.6 } else { 1.0 };
    words.chars().map(wide).sum::<f32>() * size::SMALL
}

/// A day as people type it; none where it is none yet.
fn day(text: &str) -> Option<NaiveDate> {
    let text = text.trim().replace(['/', '.'], "-");
    NaiveDate::parse_from_str(&text, "%Y-%m-%d").ok()
}

/// Draws the page.
pub(super) fn page(
    ui: &mut Ui,
    app: &App,
    document: &Document,
    state: &mut LogState,
    commands: &mut Commands,
) {
    state.refresh(app, document);
    egui::Frame::new().inner_margin(space::L).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = space::M;
        let tokens = Tokens::of(ui);
        ui.horizontal(|ui| {
            ui.label(text("变更记录", bold(size::HEADING), tokens.text));
            let known = document.history().records().len();
            let since = document.history().since();
            let words = since.map_or_else(
                || "还没有存为文件，记录从保存时开始".to_owned(),
                |since| format!("共 {known} 条，从 {} 起", since.format("%Y-%m-%d %H:%M")),
            );
            ui.label(text(words, regular(size::SMALL), tokens.text_weak));
        });
        for gap in document.history().gaps() {
            let words = text(gap.to_string(), regular(size::SMALL), tokens.error);
            ui.add(egui::Label::new(words).wrap());
        }
        card(ui, |ui| {
            filters(ui, state);
            ui.add_space(space::S);
            tools(ui, document, state, commands);
        });
        flush_card(ui, |ui| list(ui, state));
    });
}

fn filters(ui: &mut Ui, state: &mut LogState) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(space::M, space::S);
        field(ui, "指标", "序号或名称", &mut state.filter.indicator, 130.0);
        field(ui, "责任单位", "名称", &mut state.filter.unit, 120.0);
        field(ui, "填报人", "姓名", &mut state.filter.author, 90.0);
        together(ui, 150.0, |ui| {
            let label = ui.label(text("方式", regular(size::SMALL), Tokens::of(ui).text));
            let words = state.filter.origin.map_or("全部", Origin::word);
            egui::ComboBox::from_id_salt("origin")
                .selected_text(words)
                .width(100.0)
                .show_ui(ui, |ui| {
                    let all = Origin::ALL.into_iter().map(|o| (Some(o), o.word()));
                    for (origin, word) in std::iter::once((None, "全部")).chain(all) {
                        ui.selectable_value(&mut state.filter.origin, origin, word);
                    }
                })
                .response
                .labelled_by(label.id);
        });
        field(ui, "从", "2026-01-01", &mut state.from, 96.0);
        field(ui, "到", "2026-12-31", &mut state.to, 96.0);
        let is_wrong = |text: &str| !text.trim().is_empty() && day(text).is_none();
        if is_wrong(&state.from) || is_wrong(&state.to) {
            let words = "日期写作 2026-03-02";
            ui.label(text(words, regular(size::SMALL), Tokens::of(ui).error));
        }
    });
}

fn field(ui: &mut Ui, label: &str, hint: &str, value: &mut String, width: f32) {
    together(ui, width_of(label) + width + 32.0, |ui| {
        let name = ui.label(text(label, regular(size::SMALL), Tokens::of(ui).text));
        let edit = TextEdit::singleline(value)
            .id(Id::unique(("log", label)))
            .hint_text(hint)
            .desired_width(width)
            .margin(vec2(8.0, 4.0));
        ui.add(edit).labelled_by(name.id);
    });
}

/// Side by side; goes to the next line as one, which needs a width known beforehand.
fn together(ui: &mut Ui, width: f32, contents: impl FnOnce(&mut Ui)) {
    let layout = egui::Layout::left_to_right(egui::Align::Center);
    ui.allocate_ui_with_layout(vec2(width, 28.0), layout, contents);
}

fn tools(ui: &mut Ui, document: &Document, state: &mut LogState, commands: &mut Commands) {
    let tokens = Tokens::of(ui);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(space::M, space::S);
        let words = format!("导出这 {} 条（CSV）", state.rows.len());
        let export = ui.add_enabled(!state.rows.is_empty(), egui::Button::new(words));
        if export.clicked() {
            commands.push(Command::Care(Care::ExportLog(logbook::csv(&state.rows))));
        }
        if ui.button("历史版本…").clicked() {
            commands.push(Command::Care(Care::ShowVersions));
        }
        if document.history().exact_since().is_some() {
            field(ui, "当时的台账", "2026-03-02", &mut state.past, 96.0);
            let chosen = day(&state.past).and_then(|day| Some(day.and_time(end_of_day()?)));
            let show = ui.add_enabled(chosen.is_some(), egui::Button::new("查看当天结束时"));
            if let Some(at) = chosen.filter(|_| show.clicked()) {
                commands.push(Command::Care(Care::ShowPast(at)));
            }
            let since = document.history().exact_since();
            let words = since.map_or_else(String::new, |since| {
                format!("{} 起可查看", since.format("%Y-%m-%d"))
            });
            ui.label(text(words, regular(size::CAPTION), tokens.text_weak));
        }
    });
}

/// The last changes of an indicator, on its page; nothing where there are none.
pub(super) fn recent(
    ui: &mut Ui,
    document: &Document,
    (plan, indicator): (&Plan, &Indicator),
    commands: &mut Commands,
) {
    let rows = logbook::recent(document.history(), plan, indicator);
    if rows.is_empty() {
        return;
    }
    card(ui, |ui| {
        let tokens = Tokens::of(ui);
        ui.horizontal(|ui| {
            card_title(ui, "最近的更改", "");
            if link(ui, "全部变更记录").clicked() {
                commands.push(Command::Go(View::Log));
            }
        });
        for row in rows {
            let who = format!("{} {} {}", row.at, row.by, row.origin);
            let said = format!("{}：{} → {}", row.what, row.old, row.new);
            ui.horizontal_wrapped(|ui| {
                ui.label(text(who, regular(size::SMALL), tokens.text_weak));
                ui.label(text(said, regular(size::SMALL), tokens.text));
            });
        }
    });
}

fn end_of_day() -> Option<NaiveTime> {
    NaiveTime::from_hms_opt(23, 59, 59)
}

fn list(ui: &mut Ui, state: &LogState) {
    let tokens = Tokens::of(ui);
    if state.rows.is_empty() {
        ui.vertical_centered(|ui| {
            ui.add_space(space::XL);
            let words = if state.filter == Filter::default() {
                "还没有更改。填报、粘贴、导入的每个数都会记在这里。"
            } else {
                "没有符合条件的记录，请放宽条件。"
            };
            ui.label(text(words, regular(size::BODY), tokens.text_weak));
            ui.add_space(space::XL);
        });
        return;
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    let (line, _) = ui.allocate_exact_size(vec2(ui.available_width(), 26.0), Sense::hover());
    for (words, cell) in HEADS.iter().zip(cells(line, &state.widths)) {
        let font = bold(size::SMALL);
        painted_text(
            ui.painter(),
            cell,
            Align2::LEFT_CENTER,
            words,
            font,
            tokens.text_weak,
        );
    }
    rule(ui);
    ScrollArea::vertical()
        .id_salt("log rows")
        .auto_shrink([false, false])
        .show_rows(ui, ROW, state.rows.len(), |ui, shown| {
            for row in &state.rows[shown] {
                entry(ui, row, &state.widths);
            }
        });
}

fn entry(ui: &mut Ui, row: &LogRow, widths: &[f32; COLUMNS]) {
    let tokens = Tokens::of(ui);
    let (line, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    let told = row.cells();
    let label = told.join("，");
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &label));
    if response.hovered() {
        ui.painter().rect_filled(line, 0.0, tokens.hover);
    }
    for (column, (words, cell)) in told.iter().zip(cells(line, widths)).enumerate() {
        let ink = if column == 5 {
            tokens.text_weak
        } else {
            tokens.text
        };
        let font = regular(size::SMALL);
        painted_text(ui.painter(), cell, Align2::LEFT_CENTER, words, font, ink);
    }
    ui.painter().hline(
        line.x_range(),
        line.bottom() - 0.5,
        egui::Stroke::new(1.0, tokens.line),
    );
    response.on_hover_text(label);
}

/// The cells of a line: as wide as their words where there is room for all, what is left over shared by the
/// last four; else what each is short of its least is taken from those that have more.
fn cells(line: Rect, widths: &[f32; COLUMNS]) -> impl Iterator<Item = Rect> {
    let inner = line.shrink2(vec2(16.0, 0.0));
    let mut given = [0.0; COLUMNS];
    for (given, (width, least)) in given.iter_mut().zip(widths.iter().zip(LEAST)) {
        *given = (width + space::L).max(least);
    }
    let over = inner.width() - given.iter().sum::<f32>();
    if over >= 0.0 {
        for width in &mut given[3..] {
            *width += over / 4.0;
        }
    } else {
        let spare: f32 = given
            .iter()
            .zip(LEAST)
            .map(|(width, least)| width - least)
            .sum();
        let kept = (1.0 + over / spare.max(1.0)).max(0.0);
        for (width, least) in given.iter_mut().zip(LEAST) {
            *width = least + (*width - least) * kept;
        }
    }
    let mut left = inner.left();
    given.into_iter().map(move |width| {
        let cell = Rect::from_min_max(
            pos2(left, line.top()),
            pos2(left + width - space::S, line.bottom()),
        );
        left += width;
        cell
    })
}
