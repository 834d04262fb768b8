//! The sections of a report, one function each.

use super::build::{Context, Scope, chinese};
use super::compose::{self, Census, about};
use super::content::{Block, Figure, Row, Sentence, outside_period};
use super::{adjusted, figures, tables};
use crate::assess::{self, Grade};
use crate::model::{Part, Topic};

/// 总体进展: the plan, the counts, the analyst's judgement, the counts by section.
pub(super) fn overall(context: &Context<'_>) -> Vec<Block> {
    let rows = context.rows;
    let mut sentences = vec![compose::plan_sentence(context)];
    sentences.extend(compose::scope_sentence(context));
    let outside = outside_period(
        compose::period(context.input.plan),
        context.input.year,
        rows,
    );
    match outside {
        Some(words) => sentences.push(Sentence::plain(format!("{words}。"))),
        None => sentences.extend(time_sentence(context)),
    }
    let mut blocks = vec![Block::Paragraph(sentences)];
    if rows.is_empty() {
        blocks.push(Block::Paragraph(vec![Sentence::plain(
            "规划中没有这一范围的指标。",
        )]));
        return blocks;
    }
    blocks.push(Block::Paragraph(count_sentences(rows)));
    if let Some(text) = context
        .whole()
        .and_then(|part| context.words(part, Topic::Judgement))
    {
        blocks.push(Block::Words { label: None, text });
    }
    if !matches!(context.scope, Scope::Theme(_)) {
        blocks.push(Block::Table(tables::by_theme(context)));
    }
    blocks.extend(adjusted::table(context).map(Block::Table));
    blocks
}

/// How much of the plan's time is gone.
fn time_sentence(context: &Context<'_>) -> Option<Sentence> {
    let elapsed = assess::time_elapsed(context.input.plan, context.input.year)?;
    let text = format!(
        "截至{}年底，施行时间已过{}。",
        context.input.year,
        figures::percent(elapsed)
    );
    Some(Sentence::plain(text))
}

fn count_sentences(rows: &[Row]) -> Vec<Sentence> {
    let total = rows.len();
    let census = Census::of(rows);
    let counts = census.words().unwrap_or_default();
    let mut sentences = vec![about(format!("{total}项指标中，{counts}。"), rows)];
    let by_hand: Vec<&Row> = rows.iter().filter(|r| r.assessment.is_by_hand()).collect();
    if !by_hand.is_empty() {
        let text = format!("其中{}项为人工评定。", by_hand.len());
        sentences.push(about(text, by_hand));
    }
    let judged: Vec<&Row> = rows
        .iter()
        .filter(|row| row.assessment.grade.is_assessed())
        .collect();
    if judged.is_empty() {
        return sentences;
    }
    let lagging = judged
        .iter()
        .filter(|row| row.assessment.grade.needs_attention())
        .count();
    let good = judged.len() - lagging;
    #[expect(clippy::cast_precision_loss, reason = "a count of indicators")]
    let rate = figures::percent(good as f64 / judged.len() as f64);
    let text = format!(
        "已评价的{}项中，基本符合或好于预期的{good}项，占{rate}；滞后的{lagging}项。",
        judged.len()
    );
    sentences.push(about(text, judged));
    sentences
}

/// More indicators than this in a row read better as a table.
const MOST_SENTENCES: usize = 4;

/// 主要指标完成情况: what was reached, verdict by verdict, best first.
pub(super) fn completion(context: &Context<'_>) -> Vec<Block> {
    let census = Census::of(context.rows);
    let mut blocks = Vec::new();
    let groups = census.groups.iter().filter(|(_, rows)| {
        rows.iter()
            .all(|row| !row.assessment.grade.needs_attention())
    });
    for (index, (grade, rows)) in groups.enumerate() {
        let no = chinese(index + 1);
        blocks.push(Block::Heading(format!(
            "（{no}）{}的指标（{}项）",
            grade.counted(),
            rows.len()
        )));
        if grade.is_assessed() {
            if rows.len() <= MOST_SENTENCES {
                let sentences = rows.iter().map(|row| completion_sentence(row)).collect();
                blocks.push(Block::Paragraph(sentences));
            } else {
                blocks.push(Block::Table(tables::completion(context, rows)));
            }
        } else {
            blocks.push(Block::Table(tables::open(rows)));
        }
    }
    let lagging = compose::lagging(context.rows);
    if !lagging.is_empty() {
        let text = format!(
            "其余{}项滞后于序时进度或没有实现，见“{}”。",
            lagging.len(),
            super::SectionKind::Lagging.word()
        );
        blocks.push(Block::Paragraph(vec![about(text, lagging)]));
    }
    blocks
}

fn completion_sentence(row: &Row) -> Sentence {
    let parts: Vec<String> = [compose::now(row), compose::against_target(row)]
        .into_iter()
        .flatten()
        .collect();
    let name = format!("{}{}", row.name, row.hand_mark());
    about(format!("{name}{}。", parts.join("；")), [row])
}

/// 分领域进展: for each section a paragraph, the analyst's words, a table, the plots.
pub(super) fn themes(context: &Context<'_>) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut no = 0;
    for (theme, name, rows) in compose::themes(context) {
        no += 1;
        blocks.push(Block::Heading(format!("（{}）{name}", chinese(no))));
        let mut sentences = Vec::new();
        let lead = context
            .input
            .plan
            .theme(theme)
            .and_then(|t| t.lead.as_ref());
        if let Some(lead) = lead.filter(|_| *context.scope == Scope::Whole) {
            sentences.push(Sentence::plain(format!("牵头单位为{lead}。")));
        }
        sentences.extend(theme_sentences(&rows));
        blocks.push(Block::Paragraph(sentences));
        // In the report of one section alone its judgement stands at the top.
        if *context.scope == Scope::Whole
            && let Some(text) = context.words(Part::Theme(theme), Topic::Judgement)
        {
            blocks.push(Block::Words { label: None, text });
        }
        blocks.push(Block::Table(tables::of_theme(context, name, &rows)));
        let with_values = rows.iter().filter(|row| !row.judged.is_empty());
        let figures: Vec<Figure> = with_values
            .map(|row| Figure::Indicator(row.id.clone()))
            .collect();
        if !figures.is_empty() {
            blocks.push(Block::Figures {
                figures,
                caption: format!("{name}各项指标走势"),
            });
        }
    }
    blocks
}

fn theme_sentences(rows: &[&Row]) -> Vec<Sentence> {
    let census = Census::of(rows.iter().copied());
    let counts = census.words().unwrap_or_default();
    let mut sentences = vec![about(
        format!("{}项指标中，{counts}。", rows.len()),
        rows.iter().copied(),
    )];
    let judged: Vec<&&Row> = rows
        .iter()
        .filter(|row| row.assessment.grade.is_assessed())
        .collect();
    let worst = judged
        .iter()
        .filter(|row| row.assessment.grade.needs_attention())
        .min_by(|a, b| assess::rollup::worst_first(&a.assessment, &b.assessment));
    if let Some(row) = worst
        && let Some(words) = compose::against_schedule(&row.assessment)
    {
        let text = format!("进展最慢的是{}，{words}。", row.name);
        sentences.push(about(text, [**row]));
    }
    let good: Vec<&Row> = judged
        .iter()
        .filter(|row| matches!(row.assessment.grade, Grade::Achieved))
        .map(|row| **row)
        .collect();
    if !good.is_empty() {
        let text = format!("已达到目标的有{}。", compose::names(good.iter().copied()));
        sentences.push(about(text, good));
    }
    sentences
}

/// 滞后指标及原因: each with its figures and the analyst's words, worst first.
pub(super) fn lagging(context: &Context<'_>) -> Vec<Block> {
    let lagging = compose::lagging(context.rows);
    if lagging.is_empty() {
        let judged = context
            .rows
            .iter()
            .filter(|row| row.assessment.grade.is_assessed());
        let judged: Vec<&Row> = judged.collect();
        let text = if judged.is_empty() {
            "尚无可以评价的指标。".to_owned()
        } else {
            format!("已评价的{}项指标均不滞后。", judged.len())
        };
        return vec![Block::Paragraph(vec![about(text, judged)])];
    }
    let mut blocks = Vec::new();
    let census = Census::of(lagging.iter().copied());
    let counts = census.words().unwrap_or_default();
    let text = format!("共{}项，其中{counts}，按滞后程度排列如下。", lagging.len());
    blocks.push(Block::Paragraph(vec![about(text, lagging.iter().copied())]));
    for (index, row) in lagging.iter().enumerate() {
        let no = chinese(index + 1);
        blocks.push(Block::Heading(format!(
            "（{no}）{}（{}）",
            row.name, row.assessment.word
        )));
        let mut sentences = vec![compose::row_sentence(row)];
        sentences.extend(units_sentence(row));
        blocks.push(Block::Paragraph(sentences));
        for (label, topic) in [("原因：", Topic::Reason), ("措施：", Topic::Remedy)] {
            if let Some(text) = context.words_of(row, topic) {
                let label = Some(label);
                blocks.push(Block::Words { label, text });
            }
        }
    }
    blocks
}

fn units_sentence(row: &Row) -> Option<Sentence> {
    let (lead, others) = row.units.split_first()?;
    let mut text = format!("牵头单位为{lead}");
    if !others.is_empty() {
        text = format!("{text}，参加单位为{}", compose::units(others));
    }
    Some(Sentence::plain(format!("{text}。")))
}

/// 趋势研判: where the figures lead by the target's year.
pub(super) fn trend(context: &Context<'_>) -> Vec<Block> {
    const ORDER: [&str; 5] = [
        "已达到目标",
        "按近年走势可达到目标",
        "目标落在预测区间之内、尚不能确定",
        "按近年走势达不到目标",
        "数值不足或没有数值目标、未作外推",
    ];
    let rows = context.rows;
    if rows.is_empty() {
        return Vec::new();
    }
    let groups = ORDER.map(|word| {
        let of: Vec<&Row> = rows
            .iter()
            .filter(|row| compose::forecast_group(row) == word)
            .collect();
        (word, of)
    });
    let counts: Vec<String> = groups
        .iter()
        .filter(|(_, of)| !of.is_empty())
        .map(|(word, of)| format!("{word}的{}项", of.len()))
        .collect();
    let text = format!(
        "将近五期数值外推到目标年，{}项指标中，{}。",
        rows.len(),
        counts.join("，")
    );
    let mut sentences = vec![about(text, rows)];
    sentences.push(Sentence::plain(
        "外推只说明照近年走势会怎样，不计政策和形势的变化；预测区间的把握为80%。",
    ));
    let mut blocks = vec![Block::Paragraph(sentences)];
    let open: Vec<&Row> = groups[2..4]
        .iter()
        .flat_map(|(_, of)| of.iter().copied())
        .collect();
    if !open.is_empty() {
        blocks.push(Block::Table(tables::forecast(&open)));
    }
    blocks
}

/// 下一步建议: the analyst's words, what each laggard needs, what is still to be reported.
pub(super) fn next(context: &Context<'_>) -> Vec<Block> {
    let mut blocks = Vec::new();
    let whole = context.whole();
    if let Some(text) = whole.and_then(|part| context.words(part, Topic::NextSteps)) {
        blocks.push(Block::Words { label: None, text });
    }
    let mut no = 0;
    let mut heading = |blocks: &mut Vec<Block>, words: &str| {
        no += 1;
        blocks.push(Block::Heading(format!("（{}）{words}", chinese(no))));
    };
    let lagging = compose::lagging(context.rows);
    if !lagging.is_empty() {
        heading(&mut blocks, "跟进滞后指标");
        let units = follow_up(&lagging).into_iter();
        blocks.extend(units.map(|sentence| Block::Paragraph(vec![sentence])));
    }
    let gaps = compose::gaps(context.rows);
    if !gaps.is_empty() {
        heading(&mut blocks, "补齐数据");
        let total: usize = gaps.iter().map(|(_, b, a)| b.len() + a.len()).sum();
        let text = format!("请以下{}个单位补报{total}个数值。", gaps.len());
        let all = gaps.iter().flat_map(|(_, b, a)| b.iter().chain(a).copied());
        blocks.push(Block::Paragraph(vec![about(text, all)]));
        blocks.push(Block::Table(tables::gaps(&gaps, context.input.year)));
    }
    if blocks.is_empty() {
        let judged = context.rows.len();
        let text = format!("{judged}项指标均不滞后，数值齐全，按现有安排推进。");
        blocks.push(Block::Paragraph(vec![about(text, context.rows)]));
    }
    blocks
}

/// What each laggard needs a year, unit by unit.
fn follow_up(lagging: &[&Row]) -> Vec<Sentence> {
    let mut units: Vec<&str> = Vec::new();
    for row in lagging {
        let unit = row.lead().map_or("责任单位", |u| u.0.as_str());
        if !units.contains(&unit) {
            units.push(unit);
        }
    }
    let mut sentences = Vec::new();
    for unit in units {
        let own: Vec<&Row> = lagging
            .iter()
            .filter(|row| row.lead().map_or("责任单位", |u| u.0.as_str()) == unit)
            .copied()
            .collect();
        let each: Vec<String> = own.iter().map(|row| needed(row)).collect();
        let text = format!("{unit}牵头{}项：{}。", own.len(), each.join("；"));
        sentences.push(about(text, own));
    }
    sentences
}

fn needed(row: &Row) -> String {
    let Some((required, best)) = compose::catch_up(row) else {
        return row.name.clone();
    };
    let each = if row.assessment.growth_is_rate {
        "今后年均须"
    } else {
        "今后每年须"
    };
    match best {
        Some(best) => format!("{}{each}{required}（以往最好一年{best}）", row.name),
        None => format!("{}{each}{required}", row.name),
    }
}
