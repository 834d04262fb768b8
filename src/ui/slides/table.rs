//! The table of indicators on a slide.

use egui::text::LayoutJob;
use egui::{Align2, Rect, Ui, pos2, vec2};

use super::super::theme::Tokens;
use super::faces::words;
use super::{BOTTOM, LEAST, MARGIN, SIZE, Stage, TEXT, TOP};
use crate::app::board::{actual_text, gap_text};
use crate::app::slides::SlideShow;
use crate::chart::paint_mark;

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

/// A row an indicator, with its leading unit where there is room.
pub(super) fn rows_table(
    ui: &mut Ui,
    stage: Stage,
    show: &SlideShow,
    rows: &[usize],
    with_units: bool,
) {
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

/// A name on one line, or where it is long smaller on two.
fn name_in(ui: &Ui, stage: Stage, rect: Rect, name: &str) {
    let color = Tokens::of(ui).text;
    let painter = ui.painter();
    let line = painter.layout_no_wrap(name.to_owned(), stage.regular(TEXT), color);
    let galley = if line.size().x <= rect.width() {
        line
    } else {
        let font = stage.regular(LEAST);
        let mut job = LayoutJob::simple(name.to_owned(), font, color, rect.width());
        job.wrap.max_rows = 2;
        painter.layout_job(job)
    };
    let top = rect.center().y - galley.size().y / 2.0;
    painter.galley(pos2(rect.left(), top), galley, color);
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
    name_in(ui, stage, cell(columns.name), &name);
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
    let mut actual = actual_text(assessment);
    if show.flash.contains(&row) {
        actual.push('*');
    }
    words(
        ui,
        cell(columns.actual),
        Align2::RIGHT_CENTER,
        &actual,
        stage.bold(TEXT),
        tokens.text,
    );
    let mut target = indicator
        .final_target()
        .map_or_else(|| "—".to_owned(), |t| t.bound.text());
    if indicator.adjusted_by().is_some() {
        target.insert_str(0, "调 ");
    }
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
