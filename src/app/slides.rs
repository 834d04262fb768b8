//! The presentation: which slides there are and what each says in its title.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::{Path, PathBuf};

use super::board::Row;
use super::press::{Done, Progress, failed, remarked, written};
use super::{App, Board, Document};
use crate::assess::Grade;
use crate::assess::rollup::Tally;
use crate::model::{Indicator, IndicatorId, Plan, Status, Unit, Workspace};
use crate::report::{self, ReportError};

/// Rows of a table that can be read from the back of a room.
const MOST_ROWS: usize = 10;
/// The same for units, whose rows have no lines between them.
const MOST_UNITS: usize = 12;

/// Everything a presentation is drawn from, cut loose from the window.
#[derive(Clone, Debug)]
pub struct SlideShow {
    /// The plan.
    pub plan: Plan,
    /// Its figures.
    pub board: Board,
    /// Whether they are made up; then every slide says so.
    pub synthetic: bool,
    /// The slides in order.
    pub slides: Vec<Slide>,
    /// How it was judged and what marks mean, a line each.
    pub notes: Vec<String>,
    /// Leading units with their indicators' grades, those with most laggards first.
    pub units: Vec<(Unit, Tally)>,
    /// Rows whose value is a flash figure, which is marked as in reports.
    pub flash: BTreeSet<usize>,
}

/// One slide.
#[derive(Clone, Debug, PartialEq)]
pub struct Slide {
    /// What it shows.
    pub kind: SlideKind,
    /// Its one message.
    pub title: String,
}

/// What a slide shows. Rows are those of the board.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SlideKind {
    /// Title, what it covers, up to when.
    Cover,
    /// 总体进展
    Overall,
    /// A section, or a part of one with many rows.
    Theme {
        /// Its number.
        no: u32,
        /// The rows on this slide.
        rows: Vec<usize>,
    },
    /// 重点关注
    Attention(Vec<usize>),
    /// 责任单位: these of the show's, where they do not all find room on one slide.
    Units(Range<usize>),
    /// One indicator that the user has chosen to show on its own.
    Indicator(usize),
    /// 评价方法和数据来源
    Method,
}

/// Draws a slide at this many pixels a point of its 1920 by 1080.
pub type SlideArtist = fn(&SlideShow, usize, f32) -> Result<SlidePicture, String>;

/// A slide, drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlidePicture {
    /// As PNG.
    pub png: Vec<u8>,
    /// Characters that no bundled font has, shown as boxes.
    pub missing: BTreeSet<char>,
}

impl SlideShow {
    /// The presentation of a plan as judged on its board.
    #[must_use]
    pub fn new(document: &Document, plan: &Plan, board: &Board, notes: Vec<String>) -> Self {
        let workspace = document.workspace();
        let mut slides = vec![
            slide(SlideKind::Cover, plan.title.clone()),
            slide(SlideKind::Overall, board.headline().replace(' ', "")),
        ];
        for theme in &board.themes {
            theme_slides(plan, board, theme, &mut slides);
        }
        slides.extend(attention(plan, board));
        let units = units(plan, board);
        unit_slides(&units, &mut slides);
        for id in &workspace.settings.pinned {
            slides.extend(pinned(plan, board, id));
        }
        let title = "怎样评价，数据从哪里来".to_owned();
        slides.push(slide(SlideKind::Method, title));
        Self {
            plan: plan.clone(),
            board: board.clone(),
            synthetic: workspace.synthetic,
            slides,
            notes,
            units,
            flash: flash(workspace, plan, board),
        }
    }

    /// The first slide of a section.
    #[must_use]
    pub fn theme_at(&self, theme: usize) -> Option<usize> {
        let no = self.board.themes.get(theme)?.no;
        self.slides
            .iter()
            .position(|s| matches!(&s.kind, SlideKind::Theme { no: other, .. } if *other == no))
    }
}

fn flash(workspace: &Workspace, plan: &Plan, board: &Board) -> BTreeSet<usize> {
    let is_flash = |(indicator, row): (&Indicator, &Row)| {
        let held = workspace.observation(&indicator.series, row.assessment.year);
        let held = held.filter(|_| row.assessment.actual.is_some());
        held.is_some_and(|held| held.status == Status::Flash)
    };
    let rows = plan.indicators.iter().zip(&board.rows).map(is_flash);
    (0..)
        .zip(rows)
        .filter(|(_, is)| *is)
        .map(|(at, _)| at)
        .collect()
}

fn slide(kind: SlideKind, title: String) -> Slide {
    Slide { kind, title }
}

fn theme_slides(
    plan: &Plan,
    board: &Board,
    theme: &super::board::ThemeBoard,
    out: &mut Vec<Slide>,
) {
    let name = plan.theme(theme.no).map_or("总体指标", |t| t.name.as_str());
    let parts = theme.rows.chunks(MOST_ROWS).count();
    for (index, rows) in theme.rows.chunks(MOST_ROWS).enumerate() {
        let mut title = format!("{name}：{}", section_message(&theme.tally));
        if parts > 1 {
            title = format!("{title}（{}/{parts}）", index + 1);
        }
        let rows = rows.to_vec();
        out.push(slide(SlideKind::Theme { no: theme.no, rows }, title));
    }
    debug_assert!(theme.rows.iter().all(|row| *row < board.rows.len()));
}

/// 6项中2项滞后; 7项均基本符合或好于预期.
#[must_use]
pub fn section_message(tally: &Tally) -> String {
    let (total, assessed, lagging) = (tally.total(), tally.assessed(), tally.lagging());
    match (assessed, lagging) {
        (0, _) => format!("{total}项指标待填报"),
        (_, 0) if assessed == total => format!("{total}项均基本符合或好于预期"),
        (_, 0) => format!("已评价的{assessed}项均基本符合或好于预期"),
        _ => format!("{total}项中{lagging}项滞后"),
    }
}

fn attention(plan: &Plan, board: &Board) -> Option<Slide> {
    let worst = *board.attention.first()?;
    let name = &plan.indicators.get(worst)?.name;
    let count = board.attention.len();
    let title = format!("{count}项滞后，最需关注的是{name}");
    let rows = board.attention.iter().copied().take(8).collect();
    Some(slide(SlideKind::Attention(rows), title))
}

fn units(plan: &Plan, board: &Board) -> Vec<(Unit, Tally)> {
    let mut grades: BTreeMap<&Unit, (usize, Vec<Grade>)> = BTreeMap::new();
    for (index, (indicator, row)) in plan.indicators.iter().zip(&board.rows).enumerate() {
        if let Some(lead) = indicator.lead() {
            let entry = grades.entry(lead).or_insert((index, Vec::new()));
            entry.1.push(row.assessment.grade);
        }
    }
    let mut list: Vec<(usize, Unit, Tally)> = grades
        .into_iter()
        .map(|(unit, (first, grades))| (first, unit.clone(), Tally::of(grades)))
        .collect();
    list.sort_by_key(|(first, _, tally)| {
        let most_first = std::cmp::Reverse((tally.lagging(), tally.total()));
        (most_first, *first)
    });
    list.into_iter()
        .map(|(_, unit, tally)| (unit, tally))
        .collect()
}

fn unit_slides(units: &[(Unit, Tally)], out: &mut Vec<Slide>) {
    let parts = units.len().div_ceil(MOST_UNITS);
    for part in 0..parts {
        let first = part * MOST_UNITS;
        let mut title = units_title(units);
        if parts > 1 {
            title = format!("{title}（{}/{parts}）", part + 1);
        }
        let rows = first..(first + MOST_UNITS).min(units.len());
        out.push(slide(SlideKind::Units(rows), title));
    }
}

fn units_title(units: &[(Unit, Tally)]) -> String {
    let lagging = units.iter().filter(|(_, t)| t.lagging() > 0).count();
    let judged: usize = units.iter().map(|(_, tally)| tally.assessed()).sum();
    let all: usize = units.iter().map(|(_, tally)| tally.total()).sum();
    match lagging {
        0 if judged == 0 => format!("{}个牵头单位的指标尚无法评估", units.len()),
        0 if judged < all => format!("{}个牵头单位已评价的指标无一滞后", units.len()),
        0 => format!("{}个牵头单位均无滞后指标", units.len()),
        n => format!("{}个牵头单位中，{n}个有滞后指标", units.len()),
    }
}

fn pinned(plan: &Plan, board: &Board, id: &IndicatorId) -> Option<Slide> {
    let (at, row) = board.row(id)?;
    let name = &plan.indicator(id.no)?.name;
    let assessment = &row.assessment;
    let message = match (assessment.grade.is_assessed(), assessment.completion) {
        (true, Some(completion)) => format!(
            "{}，完成率{}",
            assessment.word,
            crate::assess::percent(completion)
        ),
        (true, None) => assessment.word.to_owned(),
        (false, _) => assessment.reason.short(),
    };
    Some(slide(
        SlideKind::Indicator(at),
        format!("{name}：{message}"),
    ))
}

/// Writes every slide as a picture, and all as one presentation.
pub fn write_all(
    show: &SlideShow,
    artist: SlideArtist,
    folder: &Path,
    scale: f32,
    progress: &Progress,
) -> Done {
    let mut slides: Vec<(PathBuf, Vec<u8>)> = Vec::new();
    let mut missing = BTreeSet::new();
    for index in 0..show.slides.len() {
        if !progress.step() {
            return failed(&ReportError::Cancelled, Vec::new());
        }
        match artist(show, index, scale) {
            Ok(picture) => {
                missing.extend(picture.missing);
                let path = folder.join(format!("{:02}.png", index + 1));
                slides.push((path, picture.png));
            }
            Err(reason) => return failed(&ReportError::slide(reason), Vec::new()),
        }
    }
    let path = folder.join("演示.pptx");
    let titles = show.slides.iter().map(|slide| slide.title.clone());
    let pictures: Vec<(String, &[u8])> = titles
        .zip(slides.iter().map(|(_, png)| png.as_slice()))
        .collect();
    let made = report::pptx(&show.plan.title, &pictures)
        .and_then(|bytes| report::save_slides(&slides, (&path, &bytes)));
    if let Err(error) = made {
        return failed(&error, Vec::new());
    }
    let pictures = slides.into_iter().map(|(path, _)| path);
    let files: Vec<PathBuf> = std::iter::once(path).chain(pictures).collect();
    let remark = report::without_font(&missing)
        .map(|missing| format!("演示页中有{missing}，显示为方框；请换用常用字"));
    let done = written(files, "个文件（每页一张图和一份 PPTX）");
    remarked(done, remark.into_iter().collect())
}

impl App {
    /// The presentation, as long as it is shown.
    #[must_use]
    pub fn show(&self) -> Option<&SlideShow> {
        self.show.as_ref().map(|(_, show)| show)
    }

    /// The presentation as it would be now.
    #[must_use]
    pub fn make_show(&self) -> Option<SlideShow> {
        let (document, plan, board) = self.shown()?;
        Some(SlideShow::new(document, plan, board, self.rule_notes()))
    }

    /// How many slides the presentation has.
    pub(super) fn slide_count(&self) -> Option<usize> {
        match &self.show {
            Some((_, show)) => Some(show.slides.len()),
            None => self.make_show().map(|show| show.slides.len()),
        }
    }

    /// How the open workspace is judged, as reports say it.
    fn rule_notes(&self) -> Vec<String> {
        let Some((document, plan, board)) = self.shown() else {
            return Vec::new();
        };
        let options = report::Options {
            scope: report::Scope::Whole,
            sections: vec![report::SectionKind::Annex],
            date: (self.clock)().date(),
        };
        let report = super::reporting::report_of(document.workspace(), plan, board, &options);
        let sentences = report.sentences();
        let mut notes: Vec<String> = sentences.map(|(_, s)| s.text.clone()).collect();
        if plan.indicators.iter().any(|i| i.adjusted_by().is_some()) {
            notes.push("目标前的“调”表示该目标由后来的文件调整。".to_owned());
        }
        notes
    }

    /// Keeps the presentation in step with the figures while it is shown.
    pub(super) fn follow_show(&mut self) {
        if !matches!(self.view, super::View::Slide(_)) {
            self.show = None;
            return;
        }
        let Some(document) = self.document.as_ref() else {
            return;
        };
        let key = (document.id(), document.revision(), document.year());
        if self.show.as_ref().is_none_or(|(other, _)| *other != key) {
            self.show = self.make_show().map(|show| (key, show));
        }
    }

    pub(super) fn print_slides(&mut self) {
        let (Some(show), Some(artist)) = (self.make_show(), self.slide_artist) else {
            return;
        };
        let name = self
            .document
            .as_ref()
            .map_or_else(String::new, Document::name);
        let stem = Path::new(&name).file_stem();
        let stem = stem.map_or(name.as_str().into(), |stem| stem.to_string_lossy());
        let name = super::reporting::safe(&format!("演示_{stem}"));
        let folder = self.report_folder().join(name);
        let what = format!("正在写演示页到 {}", folder.display());
        self.press
            .work(what, show.slides.len() + 1, move |progress| {
                if let Err(error) = report::make_folder(&folder) {
                    return failed(&error, Vec::new());
                }
                write_all(&show, artist, &folder, 1.0, progress)
            });
    }

    /// Names who draws slides for files.
    pub fn set_slide_artist(&mut self, artist: SlideArtist) {
        self.slide_artist = Some(artist);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::demo;
    use crate::model::PlanId;
    use crate::store::{Catalog, default_plan};

    fn show() -> SlideShow {
        let catalog = Catalog::builtin().unwrap();
        let plan = catalog.plan(&default_plan()).unwrap();
        let mut workspace = demo::workspace(plan);
        let id = IndicatorId::new(&PlanId("hz-2024-75".to_owned()), 15);
        workspace.settings.pinned.insert(id);
        let document = Document::new(workspace, None, &catalog, 2026);
        SlideShow::new(&document, plan, document.board().unwrap(), Vec::new())
    }

    #[test]
    fn every_leading_unit_stands_on_a_slide() {
        let units = |count: usize| -> Vec<(Unit, Tally)> {
            let unit = |no| (Unit(format!("市{no}局")), Tally::of([Grade::OnTrack]));
            (0..count).map(unit).collect()
        };
        for (count, expected) in [(0, 0), (1, 1), (12, 1), (13, 2), (30, 3)] {
            let mut slides = Vec::new();
            unit_slides(&units(count), &mut slides);
            assert_eq!(slides.len(), expected);
            let rows = slides.iter().flat_map(|slide| match &slide.kind {
                SlideKind::Units(rows) => rows.clone(),
                other => panic!("{other:?}"),
            });
            assert!(rows.eq(0..count), "{count}");
        }
        let mut slides = Vec::new();
        unit_slides(&units(13), &mut slides);
        assert!(slides[1].title.ends_with("（2/2）"));
    }

    #[test]
    fn every_slide_has_one_message_that_its_figures_bear_out() {
        let show = show();
        let titles: Vec<&str> = show.slides.iter().map(|s| s.title.as_str()).collect();
        // The demonstration: 33 of 37 judged, six of them behind; see its stories.
        assert_eq!(titles.len(), 2 + 5 + 4);
        assert!(
            titles[2].ends_with("全球新兴产业科创中心：7项中1项滞后"),
            "{}",
            titles[2]
        );
        assert_eq!(titles[4], "国际金融科技中心：6项均基本符合或好于预期");
        assert_eq!(titles[7], "6项滞后，最需关注的是国际（地区）航点");
        assert!(titles[9].starts_with("金融业增加值：基本符合预期，完成率"));
        let lagging: usize = show.units.iter().map(|(_, tally)| tally.lagging()).sum();
        assert_eq!(lagging, 6, "each laggard has one leading unit");
        assert_eq!(show.theme_at(2), Some(4));
        assert_eq!(show.theme_at(5), None);
    }
}
