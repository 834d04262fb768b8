//! What stands on each slide.

use egui::{Align2, Color32, FontId, Rect, Ui, UiBuilder, Vec2, vec2};

use super::super::theme::Tokens;
use super::super::widgets::painted_text;
use super::table::rows_table;
use super::{BOTTOM, LEAST, MARGIN, SIZE, Stage, TEXT, TITLE, TOP};
use crate::app::board::{actual_text, percent_text};
use crate::app::slides::{SlideKind, SlideShow, section_message};
use crate::assess::Grade;
use crate::assess::rollup::Tally;
use crate::chart::{self, ChartStyle, paint_mark};
use crate::model::Unit;

/// Draws a slide.
pub(super) fn draw(ui: &mut Ui, stage: Stage, show: &SlideShow, index: usize) {
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
        SlideKind::Units(rows) => {
            heading(ui, stage, &slide.title, None);
            units(ui, stage, &show.units[rows.clone()]);
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

/// Words on one line, cut where they are too long.
pub(super) fn words(
    ui: &Ui,
    rect: Rect,
    anchor: Align2,
    words: &str,
    font: FontId,
    color: Color32,
) {
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
    // Smaller where it is long; what is longer than any title should be is cut, and stands over nothing.
    let fonts = [(TITLE, 1), (40.0, 2), (28.0, 3)];
    let lay_out = |(font, rows): (f32, usize)| {
        let mut job = egui::text::LayoutJob::simple(
            title.to_owned(),
            stage.bold(font),
            tokens.text,
            width * stage.scale,
        );
        job.wrap.max_rows = rows;
        ui.painter().layout_job(job)
    };
    let [first, second, last] = fonts;
    let galley = [first, second].map(lay_out).into_iter().find(|g| !g.elided);
    let galley = galley.unwrap_or_else(|| lay_out(last));
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
            grade.counted(),
            stage.regular(TEXT),
            tokens.text,
        );
        x += step;
    }
}

fn units(ui: &Ui, stage: Stage, rows: &[(Unit, Tally)]) {
    let tokens = Tokens::of(ui);
    #[expect(clippy::cast_precision_loss, reason = "a dozen rows")]
    let step = ((BOTTOM - TOP) / rows.len().max(1) as f32).min(84.0);
    let mut y = TOP;
    for (unit, tally) in rows {
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
            0 if tally.assessed() < tally.total() => {
                let open = tally.total() - tally.assessed();
                format!("牵头{}项，{open}项无法评估", tally.total())
            }
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
        &large(stage, &tokens.chart()),
    );
    let assessment = &of_board.assessment;
    let lead = indicator.lead().map_or("—", |u| u.0.as_str());
    let target = indicator.final_target().map_or_else(
        || "—".to_owned(),
        |t| {
            let adjusted = indicator.adjusted_by().map_or("", |_| "，已调整");
            format!("{}（{}年{adjusted}）", t.bound.text(), t.year)
        },
    );
    let mut actual = actual_text(assessment);
    if show.flash.contains(&row) {
        actual.push('*');
    }
    let facts = [
        (format!("{}年", assessment.year), actual),
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
fn large(stage: Stage, style: &ChartStyle) -> ChartStyle {
    ChartStyle {
        axis_font: stage.regular(LEAST),
        label_font: stage.regular(24.0),
        value_font: stage.bold(26.0),
        ..style.clone()
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
