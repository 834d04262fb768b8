//! 报告: what goes into the report, the analyst's words, the pages as they will be, where the file goes.

use egui::{
    CentralPanel, ColorImage, ComboBox, Frame, Margin, Panel, ProgressBar, Response, Role,
    ScrollArea, Sense, TextEdit, TextureHandle, TextureOptions, Ui, WidgetInfo, vec2,
};

use super::Commands;
use super::theme::{Tokens, bold, regular, size, space, text};
use super::widgets::{card, card_title, link, primary_button, segments};
use super::words::WordsState;
use crate::app::press::{Choices, Done, PrintCommand};
use crate::app::reporting::BatchBy;
use crate::app::{Action, App, Board, Command, View};
use crate::model::{Part, Plan, Topic, WordsKey, Year};
use crate::report::{Format, Page, Scope, SectionKind};
use crate::store::Preferences;

/// Width of the column of choices.
const CHOICES: f32 = 348.0;
/// A page is shown no wider than this.
const WIDEST_PAGE: f32 = 760.0;

/// What the page keeps between frames.
#[derive(Default)]
pub(super) struct ReportState {
    /// Which pages these are.
    key: Option<u64>,
    /// Those in view; a page out of view takes no room.
    pages: Vec<Option<TextureHandle>>,
    unwritten: (u64, Vec<String>),
}

impl std::fmt::Debug for ReportState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ReportState")
            .field("pages", &self.pages.len())
            .finish_non_exhaustive()
    }
}

impl ReportState {
    /// Gives up what only the screen needs, while another page is shown.
    pub(super) fn rest(&mut self) {
        self.pages.clear();
    }
}

pub(super) fn page(
    ui: &mut Ui,
    app: &App,
    (plan, board): (&Plan, &Board),
    state: &mut ReportState,
    words: &mut WordsState,
    commands: &mut Commands,
) {
    let key = app.preview_key();
    if !app.press().has_preview_of(key) {
        commands.push(Command::Print(PrintCommand::Preview));
    }
    let frame = Frame::new().inner_margin(Margin::same(16));
    Panel::left("report choices")
        .exact_size(CHOICES + 32.0)
        .resizable(false)
        .show_separator_line(false)
        .frame(frame)
        .show(ui, |ui| {
            ScrollArea::vertical()
                .auto_shrink([false, false])
                .show(ui, |ui| {
                    ui.set_width(CHOICES);
                    ui.spacing_mut().item_spacing.y = space::M;
                    contents(ui, app, plan, board, commands);
                    export(ui, app, commands);
                    own_words(ui, app, (plan, board), (state, key), words, commands);
                });
        });
    CentralPanel::default()
        .frame(Frame::new())
        .show(ui, |ui| pages(ui, app, state));
}

fn choose(commands: &mut Commands, choices: Choices) {
    commands.push(Command::Print(PrintCommand::Choose(choices)));
}

/// A choice with its label before it.
fn row(ui: &mut Ui, label: &str, add: impl FnOnce(&mut Ui) -> Response) {
    let tokens = Tokens::of(ui);
    ui.horizontal(|ui| {
        let words = text(label, regular(size::SMALL), tokens.text_weak);
        let label = egui::Label::new(words).halign(egui::Align::Min);
        let label = ui.add_sized(vec2(32.0, 30.0), label);
        let _named = add(ui).labelled_by(label.id);
    });
}

fn contents(ui: &mut Ui, app: &App, plan: &Plan, board: &Board, commands: &mut Commands) {
    let choices = app.press().choices();
    card(ui, |ui| {
        card_title(ui, "报告内容", &plan.number);
        ui.spacing_mut().item_spacing.y = space::XS;
        row(ui, "截至", |ui| year_choice(ui, choices, board, commands));
        row(ui, "范围", |ui| scope_choice(ui, choices, plan, commands));
        ui.add_space(space::XS);
        for pair in SectionKind::ALL.chunks(2) {
            ui.columns(2, |columns| {
                for (ui, kind) in columns.iter_mut().zip(pair) {
                    section_choice(ui, choices, *kind, commands);
                }
            });
        }
    });
}

fn section_choice(ui: &mut Ui, choices: &Choices, kind: SectionKind, commands: &mut Commands) {
    let mut is_in = choices.sections.contains(&kind);
    if !ui.checkbox(&mut is_in, kind.word()).changed() {
        return;
    }
    let mut next = choices.clone();
    next.sections.retain(|other| *other != kind);
    if is_in {
        next.sections.push(kind);
        next.sections.sort();
    }
    choose(commands, next);
}

fn year_choice(ui: &mut Ui, choices: &Choices, board: &Board, commands: &mut Commands) -> Response {
    let chosen = choices.year.unwrap_or(board.year);
    let name = |year: Year| format!("{year} 年底");
    ComboBox::from_id_salt("report year")
        .selected_text(name(chosen))
        .width(240.0)
        .show_ui(ui, |ui| {
            for year in &board.years {
                if ui.selectable_label(*year == chosen, name(*year)).clicked() {
                    let year = (*year != board.year).then_some(*year);
                    let next = Choices {
                        year,
                        ..choices.clone()
                    };
                    choose(commands, next);
                }
            }
        })
        .response
}

fn scope_words(scope: &Scope, plan: &Plan) -> String {
    match scope {
        Scope::Whole => format!("全部 {} 项指标", plan.indicators.len()),
        Scope::Theme(no) => plan
            .theme(*no)
            .map_or_else(|| no.to_string(), |t| t.name.clone()),
        Scope::Unit(unit) => unit.0.clone(),
    }
}

fn scope_choice(ui: &mut Ui, choices: &Choices, plan: &Plan, commands: &mut Commands) -> Response {
    ComboBox::from_id_salt("report scope")
        .selected_text(scope_words(&choices.scope, plan))
        .width(240.0)
        .height(480.0)
        .show_ui(ui, |ui| {
            let mut scopes = vec![Scope::Whole];
            scopes.extend(crate::app::reporting::scopes_by(plan, BatchBy::Theme));
            scopes.extend(crate::app::reporting::scopes_by(plan, BatchBy::Unit));
            for scope in scopes {
                let is_chosen = scope == choices.scope;
                if ui
                    .selectable_label(is_chosen, scope_words(&scope, plan))
                    .clicked()
                {
                    let next = Choices {
                        scope,
                        ..choices.clone()
                    };
                    choose(commands, next);
                }
            }
        })
        .response
}

fn export(ui: &mut Ui, app: &App, commands: &mut Commands) {
    let tokens = Tokens::of(ui);
    let press = app.press();
    let choices = press.choices();
    card(ui, |ui| {
        card_title(ui, "导出", choices.format.word());
        ui.spacing_mut().item_spacing.y = space::S;
        let formats = [
            (Format::Docx, "Word"),
            (Format::Pdf, "PDF"),
            (Format::Xlsx, "Excel"),
            (Format::Html, "网页"),
            (Format::Csv, "CSV"),
        ];
        if let Some(format) = segments(ui, "格式", Some(choices.format), &formats) {
            let next = Choices {
                format,
                ..choices.clone()
            };
            choose(commands, next);
        }
        let label = ui.label(text("保存为", regular(size::SMALL), tokens.text_weak));
        ui.horizontal(|ui| {
            let mut path = app.report_path().display().to_string();
            let field = TextEdit::singleline(&mut path)
                .desired_width(ui.available_width() - 72.0)
                .margin(vec2(8.0, 6.0));
            if ui.add(field).labelled_by(label.id).changed() {
                commands.push(Command::Print(PrintCommand::Path(path)));
            }
            let browse = egui::Button::new("浏览…").min_size(vec2(64.0, 30.0));
            if ui.add_enabled(!press.is_picking(), browse).clicked() {
                commands.push(Command::Print(PrintCommand::Browse));
            }
        });
        if let Some(running) = press.running() {
            under_way(ui, running, commands);
        } else {
            buttons(ui, commands);
            screen(ui, app, commands);
        }
        if let Some(done) = press.done() {
            came_of_it(ui, done, commands);
        }
    });
}

fn buttons(ui: &mut Ui, commands: &mut Commands) {
    if primary_button(ui, "导出报告").clicked() {
        commands.push(Command::Print(PrintCommand::Export));
    }
    ui.horizontal_wrapped(|ui| {
        for (label, by) in [
            ("每个领域一份", BatchBy::Theme),
            ("每个单位一份", BatchBy::Unit),
        ] {
            let button = egui::Button::new(label).min_size(vec2(0.0, 34.0));
            if ui.add(button).clicked() {
                commands.push(Command::Print(PrintCommand::Batch(by)));
            }
        }
    });
    ui.horizontal(|ui| {
        if ui.button("放映（F5）").clicked() {
            commands.push(Command::Action(Action::StartShow));
        }
        if ui.button("导出演示页和 PPTX").clicked() {
            commands.push(Command::Print(PrintCommand::Slides));
        }
    });
}

/// Where the presentation is shown; where there is nothing to choose, nothing is asked.
fn screen(ui: &mut Ui, app: &App, commands: &mut Commands) {
    let tokens = Tokens::of(ui);
    let preferences = app.preferences();
    if app.screens().len() > 1 || !preferences.screen.is_empty() {
        let chosen = app.chosen_screen();
        let label = ui.label(text("放映在", regular(size::SMALL), tokens.text_weak));
        let choice = ComboBox::from_id_salt("screen")
            .selected_text(app.screen_words(chosen))
            .width(CHOICES - 40.0)
            .show_ui(ui, |ui| {
                let places = (0..app.screens().len()).map(Some);
                for place in std::iter::once(None).chain(places) {
                    let words = app.screen_words(place);
                    if ui.selectable_label(place == chosen, words).clicked() {
                        let screen = place.and_then(|place| app.screens().get(place));
                        commands.push(Command::Prefer(Preferences {
                            screen: screen.map_or_else(String::new, |s| s.name.clone()),
                            ..preferences.clone()
                        }));
                    }
                }
            });
        let _named = choice.response.labelled_by(label.id);
    }
    if let Some(trouble) = app.screen_trouble() {
        let words = text(trouble, regular(size::SMALL), tokens.text_weak);
        ui.add(egui::Label::new(words).wrap());
    }
}

fn under_way(ui: &mut Ui, running: &crate::app::press::Running, commands: &mut Commands) {
    let tokens = Tokens::of(ui);
    let words = text(&running.what, regular(size::SMALL), tokens.text_weak);
    ui.add(egui::Label::new(words).wrap());
    ui.horizontal(|ui| {
        let width = ui.available_width() - 72.0;
        ui.add(ProgressBar::new(running.progress.share()).desired_width(width));
        if ui.button("取消").clicked() {
            commands.push(Command::Print(PrintCommand::Cancel));
        }
    });
}

fn came_of_it(ui: &mut Ui, done: &Done, commands: &mut Commands) {
    let tokens = Tokens::of(ui);
    let ink = if done.is_error {
        tokens.error
    } else {
        tokens.text
    };
    let words = text(&done.words, regular(size::SMALL), ink);
    ui.add(egui::Label::new(words).wrap());
    let Some(first) = done.files.first() else {
        return;
    };
    ui.horizontal(|ui| {
        if done.files.len() == 1 && link(ui, "打开").clicked() {
            commands.push(Command::Print(PrintCommand::Open(first.clone())));
        }
        if let Some(folder) = first.parent()
            && link(ui, "打开所在文件夹").clicked()
        {
            commands.push(Command::Print(PrintCommand::Open(folder.to_owned())));
        }
    });
}

fn own_words(
    ui: &mut Ui,
    app: &App,
    (plan, board): (&Plan, &Board),
    (state, key): (&mut ReportState, u64),
    words: &mut WordsState,
    commands: &mut Commands,
) {
    let tokens = Tokens::of(ui);
    let choices = app.press().choices();
    let year = choices.year.unwrap_or(board.year);
    let of = |part, topic| WordsKey::of_plan(&plan.id, part, topic, year);
    card(ui, |ui| {
        card_title(ui, "撰写", &format!("{year} 年"));
        ui.spacing_mut().item_spacing.y = space::XS;
        let part = match &choices.scope {
            Scope::Whole => Some(Part::Whole),
            Scope::Theme(no) => Some(Part::Theme(*no)),
            Scope::Unit(_) => None,
        };
        if let Some(part) = part {
            let hint = "写在“总体进展”里，可分段";
            words.field(ui, app, &of(part, Topic::Judgement), hint, 4, commands);
            let hint = "写在“下一步建议”里，可分段";
            words.field(ui, app, &of(part, Topic::NextSteps), hint, 4, commands);
        }
        let issuer = of(Part::Whole, Topic::Issuer);
        words.field(ui, app, &issuer, "如 市发改委；写在落款处", 1, commands);
        if state.unwritten.0 != key {
            let report = app.chosen_report();
            state.unwritten = (key, report.map(|r| r.unwritten).unwrap_or_default());
        }
        for line in &state.unwritten.1 {
            ui.label(text(line, regular(size::SMALL), tokens.stamp));
        }
        for row in board.attention.iter().take(8) {
            let Some(indicator) = plan.indicators.get(*row) else {
                continue;
            };
            let label = format!("写原因和措施：{} {}", indicator.no, indicator.name);
            if link(ui, &label).clicked() {
                let view = View::indicator(&plan.id, indicator.no);
                commands.push(Command::Go(view));
            }
        }
    });
}

/// The pages of the PDF; other formats say the same in their own layout.
fn pages(ui: &mut Ui, app: &App, state: &mut ReportState) {
    let tokens = Tokens::of(ui);
    let press = app.press();
    ui.add_space(space::L);
    ui.horizontal(|ui| {
        ui.label(text("预览", bold(size::TITLE), tokens.text));
        let words = "PDF 的页面；Word 按公文格式另行排版，内容相同";
        ui.label(text(words, regular(size::SMALL), tokens.text_weak));
        if press.previewing().is_some() {
            ui.label(text("正在排版…", regular(size::SMALL), tokens.accent));
        }
    });
    if let Some(preview) = press.preview() {
        match &preview.pages {
            Ok(pages) => {
                if state.key != Some(preview.key) || state.pages.len() != pages.len() {
                    state.key = Some(preview.key);
                    state.pages = vec![None; pages.len()];
                }
                show(ui, pages, &mut state.pages);
            }
            Err(words) => {
                let words = text(words, regular(size::BODY), tokens.error);
                ui.add(egui::Label::new(words).wrap());
            }
        }
    } else if let Some(progress) = press.previewing() {
        ui.add(ProgressBar::new(progress.share()).desired_width(320.0));
    }
}

fn texture(ui: &Ui, page: &Page) -> Option<TextureHandle> {
    let to_usize = |side: u32| usize::try_from(side).unwrap_or(0);
    let size = [to_usize(page.width), to_usize(page.height)];
    let image = ColorImage::from_rgba_unmultiplied(size, &page.rgba()?);
    let options = TextureOptions::LINEAR;
    Some(ui.ctx().load_texture("report page", image, options))
}

fn show(ui: &mut Ui, pages: &[Page], textures: &mut [Option<TextureHandle>]) {
    let tokens = Tokens::of(ui);
    let count = pages.len();
    ScrollArea::vertical()
        .id_salt("pages")
        .auto_shrink([false, false])
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = space::L;
            let width = (ui.available_width() - 24.0).clamp(120.0, WIDEST_PAGE);
            for (index, (page, texture)) in pages.iter().zip(textures).enumerate() {
                #[expect(clippy::cast_precision_loss, reason = "a page in pixels")]
                let proportion = page.height as f32 / page.width.max(1) as f32;
                let shown = vec2(width, width * proportion);
                let frame = Frame::new().stroke(egui::Stroke::new(1.0, tokens.border));
                frame.show(ui, |ui| {
                    let (rect, response) = ui.allocate_exact_size(shown, Sense::hover());
                    response.widget_info(|| {
                        let alt = format!("第 {} 页，共 {count} 页", index + 1);
                        WidgetInfo::labeled(Role::Image, true, alt)
                    });
                    if !ui.is_rect_visible(rect) {
                        *texture = None;
                        return;
                    }
                    if texture.is_none() {
                        *texture = self::texture(ui, page);
                    }
                    if let Some(texture) = texture {
                        egui::Image::new((texture.id(), shown)).paint_at(ui, rect);
                    }
                });
            }
            ui.add_space(space::L);
        });
}
