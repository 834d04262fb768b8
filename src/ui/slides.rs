//! The presentation: slides of 16 to 9, drawn as if 1920 by 1080 at any size; nothing is smaller than
//! 20 points there.

use egui::{
    Align2, Color32, CornerRadius, FontId, Key, Modifiers, Pos2, Rect, Sense, Ui, UiBuilder, Vec2,
    ViewportCommand, pos2, vec2,
};

use super::Commands;
use super::art::Easel;
use super::theme::{Tokens, bold, regular};
use super::widgets::painted_text;
use crate::app::board::{actual_text, gap_text, percent_text};
use crate::app::slides::{SlideKind, SlideShow, section_message};
use crate::app::{Action, App, Command, View};
use crate::assess::Grade;
use crate::assess::rollup::Tally;
use crate::chart::{self, ChartStyle, paint_mark};

/// The size that slides are laid out for.
pub const SIZE: Vec2 = vec2(1920.0, 1080.0);
/// The least size of text on a slide.
const LEAST: f32 = 24.0;
const TEXT: f32 = 30.0;
const TITLE: f32 = 52.0;
/// Around a slide's content.
const MARGIN: f32 = 88.0;
/// Where the content begins, below the title.
const TOP: f32 = 210.0;
const BOTTOM: f32 = 1000.0;

/// What the presentation keeps between frames.
#[derive(Debug, Default)]
pub(super) struct Projection {
    is_black: bool,
    is_full: bool,
}

/// Where slides stand on the screen: points of the slide become points of the screen.
#[derive(Clone, Copy)]
struct Stage {
    origin: Pos2,
    scale: f32,
}

impl Stage {
    fn within(area: Rect) -> (Self, Rect) {
        let scale = (area.width() / SIZE.x).min(area.height() / SIZE.y);
        let rect = Rect::from_center_size(area.center(), SIZE * scale);
        let origin = rect.min;
        (Self { origin, scale }, rect)
    }

    fn at(&self, x: f32, y: f32) -> Pos2 {
        self.origin + vec2(x, y) * self.scale
    }

    fn rect(&self, x: f32, y: f32, width: f32, height: f32) -> Rect {
        Rect::from_min_size(self.at(x, y), vec2(width, height) * self.scale)
    }

    fn regular(&self, size: f32) -> FontId {
        regular(size * self.scale)
    }

    fn bold(&self, size: f32) -> FontId {
        bold(size * self.scale)
    }

    fn radius(&self, points: f32) -> CornerRadius {
        CornerRadius::from(points * self.scale)
    }
}

/// Draws the slide over the whole window and takes the keys that lead on.
pub(super) fn page(
    ui: &mut Ui,
    app: &App,
    no: usize,
    projection: &mut Projection,
    commands: &mut Commands,
) {
    let Some(show) = app.show() else {
        return;
    };
    if !projection.is_full {
        projection.is_full = true;
        ui.send_viewport_cmd(ViewportCommand::Fullscreen(true));
    }
    keys(ui, show, no, projection, commands);
    let tokens = Tokens::of(ui);
    let area = ui.max_rect();
    let response = ui.interact(area, ui.scope_id().with("slide"), Sense::click());
    if response.clicked() {
        go(no + 1, show, commands);
    }
    if response.secondary_clicked() {
        go(no.saturating_sub(1).max(1), show, commands);
    }
    ui.painter().rect_filled(area, 0.0, Color32::BLACK);
    if projection.is_black {
        return;
    }
    let (stage, rect) = Stage::within(area);
    ui.painter().rect_filled(rect, 0.0, tokens.surface);
    draw(ui, stage, show, no - 1);
}

/// The presentation is over: the window is as before.
pub(super) fn leave(ui: &Ui, projection: &mut Projection) {
    if std::mem::take(projection).is_full {
        ui.send_viewport_cmd(ViewportCommand::Fullscreen(false));
    }
}

fn go(no: usize, show: &SlideShow, commands: &mut Commands) {
    let no = no.clamp(1, show.slides.len().max(1));
    commands.push(Command::Go(View::Slide(no)));
}

fn keys(
    ui: &Ui,
    show: &SlideShow,
    no: usize,
    projection: &mut Projection,
    commands: &mut Commands,
) {
    let pressed = |key: Key| ui.ctx().input_mut(|i| i.consume_key(Modifiers::NONE, key));
    let any = |keys: &[Key]| keys.iter().any(|key| pressed(*key));
    if any(&[Key::B, Key::Period]) {
        projection.is_black = !projection.is_black;
    } else if any(&[Key::Escape, Key::F5]) {
        if projection.is_black {
            projection.is_black = false;
        } else {
            commands.push(Command::Action(Action::StopShow));
        }
    } else if any(&[
        Key::ArrowRight,
        Key::ArrowDown,
        Key::PageDown,
        Key::Space,
        Key::Enter,
    ]) {
        projection.is_black = false;
        go(no + 1, show, commands);
    } else if any(&[Key::ArrowLeft, Key::ArrowUp, Key::PageUp, Key::Backspace]) {
        projection.is_black = false;
        go(no.saturating_sub(1), show, commands);
    } else if pressed(Key::Home) {
        go(1, show, commands);
    } else if pressed(Key::End) {
        go(show.slides.len(), show, commands);
    } else {
        const DIGITS: [Key; 9] = [
            Key::Num1,
            Key::Num2,
            Key::Num3,
            Key::Num4,
            Key::Num5,
            Key::Num6,
            Key::Num7,
            Key::Num8,
            Key::Num9,
        ];
        let theme = DIGITS.iter().position(|key| pressed(*key));
        if let Some(at) = theme.and_then(|theme| show.theme_at(theme)) {
            go(at + 1, show, commands);
        }
    }
}

/// A slide as PNG; see [`crate::app::slides::SlideArtist`].
///
/// # Errors
/// What the encoder says.
pub fn slide_png(show: &SlideShow, index: usize, scale: f32) -> Result<Vec<u8>, String> {
    let mut easel = Easel::new(scale, false);
    let shapes = easel.shapes(SIZE, |ui| {
        let stage = Stage {
            origin: Pos2::ZERO,
            scale: 1.0,
        };
        draw(ui, stage, show, index);
    });
    easel
        .pixels(SIZE, shapes)
        .to_png()
        .map_err(|error| error.to_string())
}

fn draw(ui: &mut Ui, stage: Stage, show: &SlideShow, index: usize) {
    let Some(slide) = show.slides.get(index) else {
        return;
    };
    match &slide.kind {
        SlideKind::Cover => cover(ui, stage, show),
        SlideKind::Overall => {
            heading(ui, stage, &slide.title, None);
            overall(ui, stage, show);
        }
        SlideKind::Theme { no, rows } => {
            heading(ui, stage, &slide.title, Some(*no));
            rows_table(ui, stage, show, rows, false);
        }
        SlideKind::Attention(rows) => {
            heading(ui, stage, &slide.title, None);
            rows_table(ui, stage, show, rows, true);
        }
        SlideKind::Units => {
            heading(ui, stage, &slide.title, None);
            units(ui, stage, show);
        }
        SlideKind::Indicator(row) => {
            let theme = show.plan.indicators.get(*row).map(|i| i.theme);
            heading(ui, stage, &slide.title, theme);
            indicator(ui, stage, show, *row);
        }
        SlideKind::Method => {
            heading(ui, stage, &slide.title, None);
            method(ui, stage, show);
        }
    }
    foot(ui, stage, show, index);
}

fn words(ui: &Ui, rect: Rect, anchor: Align2, words: &str, font: FontId, color: Color32) {
    painted_text(ui.painter(), rect, anchor, words, font, color);
}

/// Words over several lines; answers how high they are, in points of the slide.
fn block(
    ui: &Ui,
    stage: Stage,
    (x, y, width): (f32, f32, f32),
    words: &str,
    font: FontId,
    color: Color32,
) -> f32 {
    let galley = ui
        .painter()
        .layout(words.to_owned(), font, color, width * stage.scale);
    let height = galley.size().y / stage.scale;
    ui.painter().galley(stage.at(x, y), galley, color);
    height
}

/// The one message, in the colour of its section; two lines where it is long.
fn heading(ui: &Ui, stage: Stage, title: &str, theme: Option<u32>) {
    let tokens = Tokens::of(ui);
    let accent = theme.map_or(tokens.accent, |no| tokens.theme(no));
    let bar = stage.rect(MARGIN, 84.0, 12.0, 64.0);
    ui.painter().rect_filled(bar, stage.radius(4.0), accent);
    let width = SIZE.x - 2.0 * MARGIN - 36.0;
    let galley = ui.painter().layout(
        title.to_owned(),
        stage.bold(TITLE),
        tokens.text,
        width * stage.scale,
    );
    let font = if galley.rows.len() > 1 { 40.0 } else { TITLE };
    let galley = ui.painter().layout(
        title.to_owned(),
        stage.bold(font),
        tokens.text,
        width * stage.scale,
    );
    let at = stage.at(MARGIN + 36.0, 116.0) - vec2(0.0, galley.size().y / 2.0);
    ui.painter().galley(at, galley, tokens.text);
}

fn foot(ui: &Ui, stage: Stage, show: &SlideShow, index: usize) {
    let tokens = Tokens::of(ui);
    let line = stage.rect(MARGIN, 1020.0, SIZE.x - 2.0 * MARGIN, 36.0);
    let source = format!(
        "{}　截至{}年底　{}",
        show.plan.number,
        show.board.year,
        show.board.rule.method.word()
    );
    let font = stage.regular(LEAST);
    words(
        ui,
        line,
        Align2::LEFT_CENTER,
        &source,
        font.clone(),
        tokens.text_weak,
    );
    let page = format!("{} / {}", index + 1, show.slides.len());
    words(
        ui,
        line,
        Align2::RIGHT_CENTER,
        &page,
        font,
        tokens.text_weak,
    );
    if show.synthetic {
        let stamp = stage.rect(SIZE.x - MARGIN - 200.0, 26.0, 200.0, 44.0);
        ui.painter()
            .rect_filled(stamp, stage.radius(8.0), tokens.stamp_soft);
        words(
            ui,
            stamp,
            Align2::CENTER_CENTER,
            "示例数据",
            stage.bold(26.0),
            tokens.stamp,
        );
    }
}

fn cover(ui: &Ui, stage: Stage, show: &SlideShow) {
    let tokens = Tokens::of(ui);
    let band = stage.rect(0.0, 0.0, 28.0, SIZE.y);
    ui.painter().rect_filled(band, 0.0, tokens.accent);
    let width = SIZE.x - 2.0 * 160.0;
    let title = format!("《{}》", show.plan.title);
    let mut y = 320.0;
    y += block(
        ui,
        stage,
        (160.0, y, width),
        &title,
        stage.bold(68.0),
        tokens.text,
    ) + 12.0;
    y += block(
        ui,
        stage,
        (160.0, y, width),
        "主要指标进展情况",
        stage.bold(68.0),
        tokens.text,
    ) + 48.0;
    let mut about = vec![format!("截至{}年底", show.board.year)];
    if !show.plan.number.is_empty() {
        about.push(show.plan.number.clone());
    }
    let about = about.join("　");
    block(
        ui,
        stage,
        (160.0, y, width),
        &about,
        stage.regular(36.0),
        tokens.text_weak,
    );
}

fn overall(ui: &mut Ui, stage: Stage, show: &SlideShow) {
    let tokens = Tokens::of(ui);
    let board = &show.board;
    bar(
        ui,
        stage,
        (MARGIN, TOP, SIZE.x - 2.0 * MARGIN, 40.0),
        &board.tally,
    );
    tiles(ui, stage, &board.tally);
    if let Some(elapsed) = board.elapsed {
        let text = format!("施行时间已过{}", crate::assess::percent(elapsed));
        let line = stage.rect(MARGIN, 500.0, SIZE.x - 2.0 * MARGIN, 44.0);
        words(
            ui,
            line,
            Align2::LEFT_CENTER,
            &text,
            stage.regular(TEXT),
            tokens.text_weak,
        );
    }
    let most = board.themes.len().max(1);
    #[expect(clippy::cast_precision_loss, reason = "some sections")]
    let step = (420.0 / most as f32).min(80.0);
    let mut y = 572.0;
    for theme in &board.themes {
        let name = show
            .plan
            .theme(theme.no)
            .map_or("总体指标", |t| t.name.as_str());
        let dot = stage.at(MARGIN + 10.0, y + step / 2.0);
        ui.painter()
            .circle_filled(dot, 9.0 * stage.scale, tokens.theme(theme.no));
        let label = stage.rect(MARGIN + 36.0, y, 480.0, step);
        words(
            ui,
            label,
            Align2::LEFT_CENTER,
            name,
            stage.regular(TEXT),
            tokens.text,
        );
        let middle = y + step / 2.0 - 14.0;
        bar(
            ui,
            stage,
            (MARGIN + 540.0, middle, 640.0, 28.0),
            &theme.tally,
        );
        let counts = stage.rect(MARGIN + 1210.0, y, 534.0, step);
        let text = section_message(&theme.tally);
        words(
            ui,
            counts,
            Align2::LEFT_CENTER,
            &text,
            stage.regular(LEAST),
            tokens.text_weak,
        );
        y += step;
    }
}

/// A bar of grades, longest on the left.
fn bar(ui: &Ui, stage: Stage, (x, y, width, height): (f32, f32, f32, f32), tally: &Tally) {
    let tokens = Tokens::of(ui);
    let total = tally.total().max(1);
    let mut left = x;
    for (grade, count) in tally.present() {
        #[expect(clippy::cast_precision_loss, reason = "some dozens of indicators")]
        let part = width * count as f32 / total as f32;
        let rect = stage.rect(left, y, (part - 3.0).max(1.0), height);
        ui.painter()
            .rect_filled(rect, stage.radius(4.0), tokens.grade(grade));
        left += part;
    }
}

/// Each grade with its mark, its word and its number.
fn tiles(ui: &Ui, stage: Stage, tally: &Tally) {
    let tokens = Tokens::of(ui);
    let present: Vec<(Grade, usize)> = tally.present().collect();
    #[expect(clippy::cast_precision_loss, reason = "seven grades")]
    let step = ((SIZE.x - 2.0 * MARGIN) / present.len().max(1) as f32).min(260.0);
    let mut x = MARGIN;
    for (grade, count) in present {
        let number = stage.rect(x, 286.0, step, 110.0);
        let font = stage.bold(88.0);
        words(
            ui,
            number,
            Align2::LEFT_CENTER,
            &count.to_string(),
            font,
            tokens.grade_ink(grade),
        );
        let center = stage.at(x + 16.0, 430.0);
        paint_mark(
            ui.painter(),
            center,
            26.0 * stage.scale,
            grade,
            tokens.grade(grade),
        );
        let word = stage.rect(x + 42.0, 404.0, step - 50.0, 52.0);
        words(
            ui,
            word,
            Align2::LEFT_CENTER,
            grade.word(),
            stage.regular(TEXT),
            tokens.text,
        );
        x += step;
    }
}

/// Columns of a table of indicators: where each begins and ends.
struct Columns {
    name: (f32, f32),
    unit: Option<(f32, f32)>,
    actual: (f32, f32),
    target: (f32, f32),
    bullet: (f32, f32),
    gap: (f32, f32),
    grade: (f32, f32),
}

impl Columns {
    fn new(with_units: bool) -> Self {
        if with_units {
            Self {
                name: (MARGIN, 640.0),
                unit: Some((660.0, 930.0)),
                actual: (930.0, 1070.0),
                target: (1080.0, 1230.0),
                bullet: (1270.0, 1450.0),
                gap: (1460.0, 1580.0),
                grade: (1610.0, SIZE.x - MARGIN),
            }
        } else {
            Self {
                name: (MARGIN, 800.0),
                unit: None,
                actual: (800.0, 970.0),
                target: (980.0, 1160.0),
                bullet: (1210.0, 1430.0),
                gap: (1440.0, 1570.0),
                grade: (1610.0, SIZE.x - MARGIN),
            }
        }
    }
}

fn rows_table(ui: &mut Ui, stage: Stage, show: &SlideShow, rows: &[usize], with_units: bool) {
    let tokens = Tokens::of(ui);
    let columns = Columns::new(with_units);
    let cell =
        |(left, right): (f32, f32), y: f32, height: f32| stage.rect(left, y, right - left, height);
    let year = format!("{}年", show.board.year);
    let mut heads = vec![
        (columns.name, Align2::LEFT_CENTER, "指标"),
        (columns.actual, Align2::RIGHT_CENTER, year.as_str()),
        (columns.target, Align2::RIGHT_CENTER, "目标"),
        (columns.bullet, Align2::LEFT_CENTER, "进度与序时"),
        (columns.gap, Align2::RIGHT_CENTER, "差距"),
        (columns.grade, Align2::LEFT_CENTER, "评价"),
    ];
    heads.extend(
        columns
            .unit
            .map(|unit| (unit, Align2::LEFT_CENTER, "牵头单位")),
    );
    for (span, anchor, head) in heads {
        let rect = cell(span, TOP, 44.0);
        words(
            ui,
            rect,
            anchor,
            head,
            stage.regular(LEAST),
            tokens.text_weak,
        );
    }
    #[expect(clippy::cast_precision_loss, reason = "ten rows")]
    let step = ((BOTTOM - TOP - 52.0) / rows.len().max(1) as f32).min(92.0);
    for (place, row) in rows.iter().enumerate() {
        #[expect(clippy::cast_precision_loss, reason = "ten rows")]
        let y = TOP + 52.0 + place as f32 * step;
        let line = stage.rect(MARGIN, y, SIZE.x - 2.0 * MARGIN, 1.5);
        ui.painter().rect_filled(line, 0.0, tokens.border);
        table_row(ui, stage, show, *row, &columns, (y, step));
    }
}

fn table_row(
    ui: &mut Ui,
    stage: Stage,
    show: &SlideShow,
    row: usize,
    columns: &Columns,
    (y, height): (f32, f32),
) {
    let tokens = Tokens::of(ui);
    let (Some(indicator), Some(of_board)) =
        (show.plan.indicators.get(row), show.board.rows.get(row))
    else {
        return;
    };
    let assessment = &of_board.assessment;
    let cell = |(left, right): (f32, f32)| stage.rect(left, y, right - left, height);
    let name = format!("{} {}", indicator.no, indicator.name_with_unit());
    words(
        ui,
        cell(columns.name),
        Align2::LEFT_CENTER,
        &name,
        stage.regular(TEXT),
        tokens.text,
    );
    if let Some(span) = columns.unit {
        let lead = indicator.lead().map_or("—", |u| u.0.as_str());
        words(
            ui,
            cell(span),
            Align2::LEFT_CENTER,
            lead,
            stage.regular(LEAST),
            tokens.text_weak,
        );
    }
    let actual = actual_text(assessment);
    words(
        ui,
        cell(columns.actual),
        Align2::RIGHT_CENTER,
        &actual,
        stage.bold(TEXT),
        tokens.text,
    );
    let target = indicator
        .final_target()
        .map_or_else(|| "—".to_owned(), |t| t.bound.text());
    words(
        ui,
        cell(columns.target),
        Align2::RIGHT_CENTER,
        &target,
        stage.regular(TEXT),
        tokens.text,
    );
    progress(ui, stage, cell(columns.bullet), assessment);
    let gap = gap_text(assessment.gap_pp);
    words(
        ui,
        cell(columns.gap),
        Align2::RIGHT_CENTER,
        &gap,
        stage.regular(TEXT),
        tokens.text,
    );
    let (left, right) = columns.grade;
    let center = stage.at(left + 14.0, y + height / 2.0);
    let grade = assessment.grade;
    paint_mark(
        ui.painter(),
        center,
        22.0 * stage.scale,
        grade,
        tokens.grade(grade),
    );
    let word = stage.rect(left + 38.0, y, right - left - 38.0, height);
    words(
        ui,
        word,
        Align2::LEFT_CENTER,
        assessment.word,
        stage.bold(TEXT),
        tokens.grade_ink(grade),
    );
}

/// A bar of progress with the mark of the schedule.
fn progress(ui: &Ui, stage: Stage, cell: Rect, assessment: &crate::assess::Assessment) {
    let tokens = Tokens::of(ui);
    let track = Rect::from_center_size(cell.center(), vec2(cell.width(), 16.0 * stage.scale));
    let radius = stage.radius(8.0);
    ui.painter().rect_filled(track, radius, tokens.track);
    #[expect(clippy::cast_possible_truncation, reason = "a share between 0 and 1")]
    let within = |share: f64| track.width() * share.clamp(0.0, 1.0) as f32;
    if let Some(share) = assessment.progress {
        let filled = Rect::from_min_size(track.min, vec2(within(share), track.height()));
        ui.painter()
            .rect_filled(filled, radius, tokens.grade(assessment.grade));
    }
    if let Some(share) = assessment.schedule {
        let mark = Rect::from_center_size(
            pos2(track.left() + within(share), track.center().y),
            vec2(5.0, 38.0) * stage.scale,
        );
        ui.painter().rect_filled(mark, 0.0, tokens.text);
    }
}

fn units(ui: &Ui, stage: Stage, show: &SlideShow) {
    const MOST: usize = 10;
    let tokens = Tokens::of(ui);
    #[expect(clippy::cast_precision_loss, reason = "ten rows")]
    let step = ((BOTTOM - TOP - 60.0) / show.units.len().clamp(1, MOST) as f32).min(84.0);
    let mut y = TOP;
    for (unit, tally) in show.units.iter().take(MOST) {
        let label = stage.rect(MARGIN, y, 500.0, step);
        words(
            ui,
            label,
            Align2::LEFT_CENTER,
            &unit.0,
            stage.regular(TEXT),
            tokens.text,
        );
        bar(
            ui,
            stage,
            (MARGIN + 520.0, y + step / 2.0 - 14.0, 760.0, 28.0),
            tally,
        );
        let text = match tally.lagging() {
            0 => format!("牵头{}项，无滞后", tally.total()),
            n => format!("牵头{}项，{n}项滞后", tally.total()),
        };
        let counts = stage.rect(MARGIN + 1310.0, y, 434.0, step);
        let (font, ink) = if tally.lagging() > 0 {
            (stage.bold(TEXT), tokens.grade_ink(Grade::Behind))
        } else {
            (stage.regular(TEXT), tokens.text_weak)
        };
        words(ui, counts, Align2::LEFT_CENTER, &text, font, ink);
        y += step;
    }
    if show.units.len() > MOST {
        let text = format!("另有{}个单位未列出", show.units.len() - MOST);
        let rect = stage.rect(MARGIN, y + 8.0, 800.0, 44.0);
        words(
            ui,
            rect,
            Align2::LEFT_CENTER,
            &text,
            stage.regular(LEAST),
            tokens.text_weak,
        );
    }
}

fn indicator(ui: &mut Ui, stage: Stage, show: &SlideShow, row: usize) {
    let tokens = Tokens::of(ui);
    let (Some(indicator), Some(of_board)) =
        (show.plan.indicators.get(row), show.board.rows.get(row))
    else {
        return;
    };
    let frame = stage.rect(MARGIN, TOP, 1180.0, BOTTOM - TOP);
    let mut child = ui.new_child(UiBuilder::new().max_rect(frame));
    child.spacing_mut().item_spacing = Vec2::ZERO;
    let _drawn = chart::draw(
        &mut child,
        "slide",
        &of_board.chart,
        &large(stage, tokens.chart()),
    );
    let assessment = &of_board.assessment;
    let lead = indicator.lead().map_or("—", |u| u.0.as_str());
    let target = indicator.final_target().map_or_else(
        || "—".to_owned(),
        |t| format!("{}（{}年）", t.bound.text(), t.year),
    );
    let facts = [
        (format!("{}年", assessment.year), actual_text(assessment)),
        ("目标".to_owned(), target),
        ("完成率".to_owned(), percent_text(assessment.completion)),
        ("进度".to_owned(), percent_text(assessment.progress)),
        ("序时进度".to_owned(), percent_text(assessment.schedule)),
        ("牵头单位".to_owned(), lead.to_owned()),
    ];
    let mut y = TOP + 20.0;
    for (label, value) in facts {
        let rect = stage.rect(1330.0, y, 500.0, 36.0);
        words(
            ui,
            rect,
            Align2::LEFT_CENTER,
            &label,
            stage.regular(LEAST),
            tokens.text_weak,
        );
        let rect = stage.rect(1330.0, y + 36.0, 500.0, 60.0);
        words(
            ui,
            rect,
            Align2::LEFT_CENTER,
            &value,
            stage.bold(40.0),
            tokens.text,
        );
        y += 122.0;
    }
}

/// The chart's own style in the sizes of a slide.
fn large(stage: Stage, style: ChartStyle) -> ChartStyle {
    ChartStyle {
        axis_font: stage.regular(LEAST),
        label_font: stage.regular(24.0),
        value_font: stage.bold(26.0),
        ..style
    }
}

fn method(ui: &Ui, stage: Stage, show: &SlideShow) {
    let tokens = Tokens::of(ui);
    let width = SIZE.x - 2.0 * MARGIN;
    let mut y = TOP;
    let source = format!("目标：《{}》{}", show.plan.title, show.plan.number);
    y += block(
        ui,
        stage,
        (MARGIN, y, width),
        &source,
        stage.regular(TEXT),
        tokens.text,
    ) + 20.0;
    for note in &show.notes {
        if y > 880.0 {
            break;
        }
        y += block(
            ui,
            stage,
            (MARGIN, y, width),
            note,
            stage.regular(TEXT),
            tokens.text,
        ) + 20.0;
    }
    let mut x = MARGIN;
    for grade in Grade::ALL {
        let center = stage.at(x + 14.0, 960.0);
        paint_mark(
            ui.painter(),
            center,
            22.0 * stage.scale,
            grade,
            tokens.grade(grade),
        );
        let word = stage.rect(x + 36.0, 938.0, 220.0, 44.0);
        words(
            ui,
            word,
            Align2::LEFT_CENTER,
            grade.word(),
            stage.regular(24.0),
            tokens.text,
        );
        x += 246.0;
    }
}
