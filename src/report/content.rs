//! What a report says, as data: no format, no font, no file.
//!
//! Every writer prints this and nothing else, so the same number is the same in all formats.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::assess::{Assessment, Grade};
use crate::model::{
    Decimal, IndicatorId, Kind, Limits, ObservationKey, PlanId, Status, Target, Unit, Year,
};

/// A whole report.
#[derive(Clone, Debug)]
pub struct Report {
    /// Its title, a line each.
    pub title: Vec<String>,
    /// What stands under the title: what it covers and up to when.
    pub subtitle: String,
    /// The plan reported on.
    pub plan: PlanFacts,
    /// The year judged.
    pub year: Year,
    /// Who signs, where the analyst has said so.
    pub issuer: Option<String>,
    /// The day it was made.
    pub date: NaiveDate,
    /// Whether its figures are made up; then 示例数据 stands on every page.
    pub synthetic: bool,
    /// The limits between grades.
    pub limits: Limits,
    /// Its sections in order, the annex last.
    pub sections: Vec<Section>,
    /// The figures of every indicator it covers, in the plan's order.
    pub rows: Vec<Row>,
    /// What the analyst has not written yet; told to the analyst, never printed.
    pub unwritten: Vec<String>,
}

/// What is said of the plan itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanFacts {
    /// Its name in files.
    pub id: PlanId,
    /// Its title as printed.
    pub title: String,
    /// Its document number.
    pub number: String,
    /// The first and the last year that it plans for.
    pub period: (Year, Year),
}

/// The parts a report is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SectionKind {
    /// 总体进展
    Overall,
    /// 主要指标完成情况
    Completion,
    /// 分领域进展
    Themes,
    /// 滞后指标及原因
    Lagging,
    /// 趋势研判
    Trend,
    /// 下一步建议
    Next,
    /// 附件: the whole table, in landscape.
    Annex,
}

/// A section with its heading.
#[derive(Clone, Debug)]
pub struct Section {
    /// Which it is.
    pub kind: SectionKind,
    /// Its heading with its number: 一、总体进展.
    pub heading: String,
    /// What it holds, in order.
    pub blocks: Vec<Block>,
}

/// A piece of a section.
#[derive(Clone, Debug)]
pub enum Block {
    /// A heading below the section's, with its number: （一）….
    Heading(String),
    /// Sentences made from figures.
    Paragraph(Vec<Sentence>),
    /// The analyst's own words; a line break begins a new paragraph.
    Words {
        /// What they are, printed before them: 原因.
        label: Option<&'static str>,
        /// The words.
        text: String,
    },
    /// A table.
    Table(Table),
    /// Charts side by side, two in a row; one alone takes the whole width.
    Figures {
        /// Which charts.
        figures: Vec<Figure>,
        /// What stands under them.
        caption: String,
    },
    /// Small print: rules, limits, what a mark means.
    Notes(Vec<Sentence>),
}

/// A sentence and the figures it rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// What is printed, with its full stop.
    pub text: String,
    /// The cells of the workspace and the plan that it was made from.
    pub rests_on: Vec<Source>,
}

/// A figure that a sentence rests on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Source {
    /// Of which indicator.
    pub indicator: IndicatorId,
    /// Which figure of it.
    pub figure: SourceFigure,
}

/// Which figure of an indicator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SourceFigure {
    /// The baseline.
    Baseline,
    /// The actual of a year, whether entered or missing.
    Actual(Year),
    /// The target of a year.
    Target(Year),
}

/// A chart in a report.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Figure {
    /// One indicator over the years.
    Indicator(IndicatorId),
    /// The grades of all indicators over the years.
    Grades,
}

/// A table with its head.
#[derive(Clone, Debug)]
pub struct Table {
    /// What stands above it; empty for none.
    pub caption: String,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows, each with a cell a column.
    pub rows: Vec<TableRow>,
}

/// A column of a table.
#[derive(Clone, Debug)]
pub struct Column {
    /// Its head, with the unit.
    pub head: String,
    /// How its cells stand.
    pub align: Align,
    /// Its share of the width, against the other columns'.
    pub weight: u32,
}

/// How the cells of a column stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Words.
    Left,
    /// Short words.
    Center,
    /// Figures.
    Right,
}

/// A row of a table.
#[derive(Clone, Debug)]
pub struct TableRow {
    /// A cell a column.
    pub cells: Vec<TableCell>,
    /// Whether it sums up the others.
    pub is_total: bool,
}

/// A cell of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableCell {
    /// What is printed.
    pub text: String,
    /// The grade it tells, which gives mark and colour.
    pub grade: Option<Grade>,
}

/// The figures of one indicator.
#[derive(Clone, Debug)]
pub struct Row {
    /// Which indicator.
    pub id: IndicatorId,
    /// Its name as printed.
    pub name: String,
    /// Its measurement unit; empty for an index.
    pub unit: String,
    /// What it measures.
    pub kind: Kind,
    /// Which way is better.
    pub direction: crate::model::Direction,
    /// The number of its section.
    pub theme: u32,
    /// The full name of its section.
    pub theme_name: String,
    /// Responsible units; the first leads.
    pub units: Vec<Unit>,
    /// Where it stands in the document.
    pub locator: String,
    /// How the row was understood.
    pub note: String,
    /// Every value entered for it up to the year judged.
    pub entries: Vec<Entry>,
    /// The values as judged, by year: running sums where entries are annual.
    pub judged: BTreeMap<Year, Decimal>,
    /// The target judged against.
    pub target: Option<Target>,
    /// What it was to reach before other documents changed that, the plan's own targets first.
    pub before: Vec<Before>,
    /// How it is judged.
    pub assessment: Assessment,
    /// Whether a baseline is needed and not there.
    pub lacks_baseline: bool,
    /// Whether the actual of the year judged is not there.
    pub lacks_actual: bool,
}

/// Targets of an indicator that hold no longer.
#[derive(Clone, Debug)]
pub struct Before {
    /// The last of them, in the indicator's unit.
    pub target: Option<Target>,
    /// All of them in words, as printed.
    pub words: String,
    /// The number of the document that ended them.
    pub number: String,
    /// Number and title of the document that ended them.
    pub document: String,
    /// Its date, where that is known.
    pub date: Option<NaiveDate>,
    /// How the indicator stands to them.
    pub assessment: Assessment,
}

/// A value as entered.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Which cell.
    pub key: ObservationKey,
    /// The value, in the indicator's unit.
    pub value: Decimal,
    /// How firm it is.
    pub status: Status,
    /// Where it came from.
    pub source: String,
    /// A remark.
    pub note: String,
    /// Who entered it.
    pub by: String,
}

impl SectionKind {
    /// Every section, in the order they stand.
    pub const ALL: [Self; 7] = [
        Self::Overall,
        Self::Completion,
        Self::Themes,
        Self::Lagging,
        Self::Trend,
        Self::Next,
        Self::Annex,
    ];

    /// Its heading without number.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Overall => "总体进展",
            Self::Completion => "主要指标完成情况",
            Self::Themes => "分领域进展",
            Self::Lagging => "滞后指标及原因",
            Self::Trend => "趋势研判",
            Self::Next => "下一步建议",
            Self::Annex => "附件 指标进展总表",
        }
    }
}

impl Sentence {
    /// A sentence that rests on no figure of the workspace.
    #[must_use]
    pub fn plain(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            rests_on: Vec::new(),
        }
    }
}

impl TableCell {
    /// A cell of words or figures.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            grade: None,
        }
    }

    /// A cell that tells a grade by mark and word.
    #[must_use]
    pub fn grade(grade: Grade, word: &str) -> Self {
        Self {
            text: format!("{} {word}", mark(grade)),
            grade: Some(grade),
        }
    }
}

/// As [`Report::outside_period`], for a report that is still being made.
pub(super) fn outside_period(
    (first, last): (Year, Year),
    year: Year,
    rows: &[Row],
) -> Option<String> {
    if (first..=last).contains(&year) {
        return None;
    }
    let has_none = rows.iter().all(|row| row.lacks_actual);
    let figures = if has_none {
        "，各项指标也都没有这一年的数值"
    } else {
        ""
    };
    Some(format!(
        "{year}年不在文件的规划期（{first}年至{last}年）之内{figures}，请核对年度"
    ))
}

/// The character that marks a grade where no shape can be drawn.
#[must_use]
pub fn mark(grade: Grade) -> char {
    match grade {
        Grade::Achieved => '★',
        Grade::Ahead => '▲',
        Grade::OnTrack => '●',
        Grade::Behind => '▼',
        Grade::FarBehind => '■',
        Grade::Regressed => '×',
        Grade::NotAssessable => '○',
    }
}

impl Report {
    /// The charts it shows, in their order, each once.
    #[must_use]
    pub fn figures(&self) -> Vec<Figure> {
        let mut all = Vec::new();
        for block in self.sections.iter().flat_map(|s| &s.blocks) {
            if let Block::Figures { figures, .. } = block {
                for figure in figures {
                    if !all.contains(figure) {
                        all.push(figure.clone());
                    }
                }
            }
        }
        all
    }

    /// What is to be said where the year judged is none of those that the plan is for: that, and whether
    /// there is any figure at all.
    #[must_use]
    pub fn outside_period(&self) -> Option<String> {
        outside_period(self.plan.period, self.year, &self.rows)
    }

    /// Its title in one line.
    #[must_use]
    pub fn title_line(&self) -> String {
        self.title.concat()
    }

    /// Every sentence made from figures, with the heading of its section.
    pub fn sentences(&self) -> impl Iterator<Item = (&str, &Sentence)> {
        self.sections.iter().flat_map(|section| {
            section.blocks.iter().flat_map(move |block| {
                let sentences: &[Sentence] = match block {
                    Block::Paragraph(sentences) | Block::Notes(sentences) => sentences,
                    _ => &[],
                };
                sentences.iter().map(|s| (section.heading.as_str(), s))
            })
        })
    }

    /// The row of an indicator.
    #[must_use]
    pub fn row(&self, id: &IndicatorId) -> Option<&Row> {
        self.rows.iter().find(|row| row.id == *id)
    }
}

impl Row {
    /// The leading unit, where any is named.
    #[must_use]
    pub fn lead(&self) -> Option<&Unit> {
        self.units.first()
    }

    /// Name and unit, 金融业增加值（亿元）.
    #[must_use]
    pub fn name_with_unit(&self) -> String {
        if self.unit.is_empty() {
            self.name.clone()
        } else {
            format!("{}（{}）", self.name, self.unit)
        }
    }

    /// What a list by grade says after a name: （人工） where the grade was given by hand.
    pub(super) fn hand_mark(&self) -> &'static str {
        if self.assessment.is_by_hand() {
            "（人工）"
        } else {
            ""
        }
    }

    /// The status of the value judged.
    #[must_use]
    pub fn status(&self) -> Option<Status> {
        let year = self.assessment.year;
        self.entries
            .iter()
            .find(|e| e.key.year == year)
            .map(|e| e.status)
    }
}

impl Source {
    /// In words: 序号15 2025年实际值.
    #[must_use]
    pub fn words(&self) -> String {
        let figure = match self.figure {
            SourceFigure::Baseline => "基期值".to_owned(),
            SourceFigure::Actual(year) => format!("{year}年实际值"),
            SourceFigure::Target(year) => format!("{year}年目标"),
        };
        format!("序号{} {figure}", self.indicator.no)
    }
}
