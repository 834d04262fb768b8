//! From workspace, plan and assessments to a [`Report`].

use chrono::NaiveDate;

use super::content::{Block, Entry, PlanFacts, Report, Row, Section, SectionKind, Sentence};
use super::{adjusted, compose, sections, tables};
use crate::assess::{self, Assessment};
use crate::model::{Indicator, Kind, Part, Plan, Topic, Unit, WordsKey, Workspace, Year};

/// What a report is made from.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    /// The analyst's file.
    pub workspace: &'a Workspace,
    /// The plan reported on.
    pub plan: &'a Plan,
    /// How each indicator of the plan is judged, in the plan's order.
    pub assessments: &'a [Assessment],
    /// The year judged.
    pub year: Year,
}

/// What shall be in a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Which indicators.
    pub scope: Scope,
    /// Which sections, in any order.
    pub sections: Vec<SectionKind>,
    /// The day it is made.
    pub date: NaiveDate,
}

/// Which indicators a report covers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Scope {
    /// All of the plan's.
    #[default]
    Whole,
    /// Those of one section.
    Theme(u32),
    /// Those that name a unit, as lead or beside others.
    Unit(Unit),
}

impl Options {
    /// The whole report.
    #[must_use]
    pub fn whole(date: NaiveDate) -> Self {
        Self {
            scope: Scope::Whole,
            sections: SectionKind::ALL.to_vec(),
            date,
        }
    }
}

impl Scope {
    fn covers(&self, indicator: &Indicator) -> bool {
        match self {
            Self::Whole => true,
            Self::Theme(no) => indicator.theme == *no,
            Self::Unit(unit) => indicator.units.contains(unit),
        }
    }
}

/// Everything that sections are composed from.
pub(super) struct Context<'a> {
    pub(super) input: Input<'a>,
    pub(super) scope: &'a Scope,
    pub(super) rows: &'a [Row],
}

impl Context<'_> {
    pub(super) fn words(&self, part: Part, topic: Topic) -> Option<String> {
        let key = WordsKey::of_plan(&self.input.plan.id, part, topic, self.input.year);
        let text = self.input.workspace.words(&key)?.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    pub(super) fn words_of(&self, row: &Row, topic: Topic) -> Option<String> {
        self.words(Part::Indicator(row.id.no), topic)
    }

    /// The part of the plan that the report's overall judgement is about.
    pub(super) fn whole(&self) -> Option<Part> {
        match self.scope {
            Scope::Whole => Some(Part::Whole),
            Scope::Theme(no) => Some(Part::Theme(*no)),
            Scope::Unit(_) => None,
        }
    }
}

/// Makes the report. The same input gives the same report.
#[must_use]
pub fn build(input: &Input<'_>, options: &Options) -> Report {
    let rows = rows(input, &options.scope);
    let context = Context {
        input: *input,
        scope: &options.scope,
        rows: &rows,
    };
    let mut kinds = options.sections.clone();
    kinds.sort();
    kinds.dedup();
    let sections = sections_of(&context, &kinds);
    let (title, subtitle) = title(&context);
    let unwritten = unwritten(&context, &kinds);
    let issuer = context.words(Part::Whole, Topic::Issuer);
    Report {
        title,
        subtitle,
        plan: PlanFacts {
            id: input.plan.id.clone(),
            title: input.plan.title.clone(),
            number: input.plan.number.clone(),
            period: compose::period(input.plan),
        },
        year: input.year,
        issuer,
        date: options.date,
        synthetic: input.workspace.synthetic,
        limits: input.workspace.settings.limits,
        sections,
        unwritten,
        rows,
    }
}

fn sections_of(context: &Context<'_>, kinds: &[SectionKind]) -> Vec<Section> {
    let mut sections = Vec::new();
    for kind in kinds {
        let mut blocks = match kind {
            SectionKind::Overall => sections::overall(context),
            SectionKind::Completion => sections::completion(context),
            SectionKind::Themes => sections::themes(context),
            SectionKind::Lagging => sections::lagging(context),
            SectionKind::Trend => sections::trend(context),
            SectionKind::Next => sections::next(context),
            SectionKind::Annex => tables::annex(context),
        };
        if blocks.is_empty() {
            blocks.push(Block::Paragraph(vec![Sentence::plain("本部分没有内容。")]));
        }
        let heading = if *kind == SectionKind::Annex {
            kind.word().to_owned()
        } else {
            let no = chinese(sections.len() + 1);
            format!("{no}、{}", kind.word())
        };
        sections.push(Section {
            kind: *kind,
            heading,
            blocks,
        });
    }
    // How it was judged stands at the end of the text, before the annex.
    let notes = Block::Notes(compose::notes(context));
    let last = sections
        .iter_mut()
        .rev()
        .find(|s| s.kind != SectionKind::Annex);
    match last {
        Some(section) => section.blocks.push(notes),
        None => {
            if let Some(section) = sections.last_mut() {
                section.blocks.push(notes);
            }
        }
    }
    sections
}

fn title(context: &Context<'_>) -> (Vec<String>, String) {
    let plan = context.input.plan;
    let year = context.input.year;
    let of = match context.scope {
        Scope::Whole => String::new(),
        Scope::Theme(no) => plan
            .theme(*no)
            .map_or_else(String::new, |t| format!("{}——", t.name)),
        Scope::Unit(unit) => format!("{unit}——"),
    };
    let mut title = in_lines(&format!("《{}》", plan.title));
    title.push(format!("主要指标{year}年进展情况报告"));
    (title, format!("{of}截至{year}年底"))
}

/// A title in lines of about equal length, broken where a phrase is likely to end; printers would fill the
/// first line and leave two characters for the next.
fn in_lines(title: &str) -> Vec<String> {
    /// So many characters of 22 points fit between the margins.
    const MOST: usize = 20;
    /// Phrases that end with these are rarely cut in two by a break behind them.
    const ENDS: &str = "的、，和与及业》”）";
    let mut rest: Vec<char> = title.chars().collect();
    let mut lines = Vec::new();
    while rest.len() > MOST {
        let even = rest.len().div_ceil(rest.len().div_ceil(MOST));
        let near = even.saturating_sub(4).max(1)..=(even + 4).min(MOST);
        let ends_there = |at: &usize| rest.get(at - 1).is_some_and(|c| ENDS.contains(*c));
        let at = near
            .filter(ends_there)
            .min_by_key(|at| at.abs_diff(even))
            .unwrap_or(even);
        lines.push(rest.drain(..at).collect());
    }
    lines.push(rest.into_iter().collect());
    lines
}

fn rows(input: &Input<'_>, scope: &Scope) -> Vec<Row> {
    let plan = input.plan;
    let judged = plan.indicators.iter().zip(input.assessments);
    judged
        .filter(|(indicator, _)| scope.covers(indicator))
        .map(|(indicator, assessment)| row(input, indicator, assessment))
        .collect()
}

fn row(input: &Input<'_>, indicator: &Indicator, assessment: &Assessment) -> Row {
    let Input {
        workspace,
        plan,
        year,
        ..
    } = *input;
    let case = assess::case_of(workspace, plan, indicator, year);
    let start = assessment.baseline.map(|b| (b.year, b.value)).or_else(|| {
        let (year, _) = assessment.path.as_ref()?.points.first()?;
        (indicator.kind == Kind::Cumulative).then_some((*year, 0.into()))
    });
    let judged = case.actuals.judged(start);
    let judged = judged
        .iter()
        .copied()
        .filter(|(of, _)| *of <= year)
        .collect();
    let entries = workspace
        .observations_of(&indicator.series)
        .filter(|(of, _)| *of <= year)
        .map(|(of, observation)| Entry {
            key: crate::model::ObservationKey {
                series: indicator.series.clone(),
                year: of,
            },
            value: observation.value,
            status: observation.status,
            source: observation.source.clone(),
            note: observation.note.clone(),
            by: observation.by.clone(),
        })
        .collect();
    let theme_name = plan
        .theme(indicator.theme)
        .map_or_else(|| "总体指标".to_owned(), |t| t.name.clone());
    Row {
        id: plan.id_of(indicator),
        name: indicator.name.clone(),
        unit: indicator.unit.clone(),
        kind: indicator.kind,
        direction: indicator.direction,
        theme: indicator.theme,
        theme_name,
        units: indicator.units.clone(),
        locator: indicator.locator.clone(),
        note: indicator.note.clone(),
        entries,
        judged,
        target: assessment
            .target
            .clone()
            .or_else(|| indicator.final_target().cloned()),
        before: adjusted::before(workspace, plan, indicator, year),
        lacks_baseline: assessment.baseline.is_none() && indicator.needs_baseline(),
        lacks_actual: workspace.observation(&indicator.series, year).is_none(),
        assessment: assessment.clone(),
    }
}

/// What a reader would miss, for the analyst to write.
fn unwritten(context: &Context<'_>, kinds: &[SectionKind]) -> Vec<String> {
    let mut list = Vec::new();
    let lagging = compose::lagging(context.rows);
    let lacks = |topic: Topic| {
        let without = |row: &&&Row| context.words_of(row, topic).is_none();
        lagging.iter().filter(without).count()
    };
    if kinds.contains(&SectionKind::Lagging) {
        let (reasons, remedies) = (lacks(Topic::Reason), lacks(Topic::Remedy));
        if reasons > 0 {
            list.push(format!("{reasons} 项滞后指标未写原因"));
        }
        if remedies > 0 {
            list.push(format!("{remedies} 项滞后指标未写措施"));
        }
    }
    let missing = |topic| {
        context
            .whole()
            .is_some_and(|part| context.words(part, topic).is_none())
    };
    if kinds.contains(&SectionKind::Overall) && missing(Topic::Judgement) {
        list.push("未写总体判断".to_owned());
    }
    if kinds.contains(&SectionKind::Next) && missing(Topic::NextSteps) {
        list.push("未写下一步工作".to_owned());
    }
    list
}

/// A number from 1 in Chinese: 一, 十一, 二十.
pub(super) fn chinese(number: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    match number {
        0 => "零".to_owned(),
        1..=9 => DIGITS[number].to_owned(),
        10..=19 => format!("十{}", DIGITS[number - 10]),
        20..=99 => format!("{}十{}", DIGITS[number / 10], DIGITS[number % 10]),
        _ => number.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::{chinese, in_lines};

    #[test]
    fn numbers_are_written_in_chinese() {
        let written: Vec<String> = [1, 9, 10, 11, 20, 37].map(chinese).into();
        assert_eq!(written, ["一", "九", "十", "十一", "二十", "三十七"]);
    }

    #[test]
    fn a_long_title_is_broken_evenly_and_loses_nothing() {
        assert_eq!(
            in_lines("《杭州市促进生产性服务业高质量发展的若干举措》"),
            ["《杭州市促进生产性服务业", "高质量发展的若干举措》"]
        );
        assert_eq!(in_lines("《试行办法》"), ["《试行办法》"]);
        let long = "长名称".repeat(67);
        let lines = in_lines(&long);
        assert_eq!(lines.concat(), long);
        assert!(
            lines
                .iter()
                .all(|line| (15..=20).contains(&line.chars().count()))
        );
    }
}
