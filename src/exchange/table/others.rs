//! What a workspace holds besides figures and settings, as rows of a table.

use chrono::NaiveDateTime;

use super::rows::Line;
use super::{
    ACTUAL, AT, BASELINE, COMPUTED, CONFIRMED, CONFIRMS, COUNT, DECLINED, DUE, EARLIER, EXPLAINED,
    FOLLOWED, INTERIM, ISSUED, JUDGED, MEASURE, MILESTONE, NAME, NO, NOTE, OF_INDICATOR, OF_PLAN,
    OF_THEME, OPEN, ORDER, PHONE, PINNED, PLAN, PRINT, REACHED, RECEIVED, RESPONSIBLE, RULE, SAVED,
    SOURCE, STATUS, TEXT, TIME, TOPIC, UNIT, VALUE, WITHDRAWS, YEAR, YES,
};
use crate::exchange::Known;
use crate::model::{
    Act, Decimal, Desk, DeskKey, DoubtKind, Judgement, MeasureId, MeasureState, Part, PlanId,
    Status, WordsKey,
};

/// A row for each plan that is followed.
pub(super) fn plans(known: &Known<'_>) -> Vec<Line> {
    let line = |(order, id): (u32, &PlanId)| {
        let title = known.any_plan(id).map_or("", |plan| plan.title.as_str());
        Line::of(FOLLOWED)
            .text(PLAN, &id.0)
            .text(NAME, title)
            .number(ORDER, order.into())
    };
    (1..).zip(&known.workspace.plans).map(line).collect()
}

/// A row for each thing that is neither a figure nor a setting.
pub(super) fn rows(known: &Known<'_>) -> Vec<Line> {
    let workspace = known.workspace;
    let mut rows = Vec::new();
    for (id, rule) in &workspace.settings.own_rules {
        let limits = rule.limits.map(|limits| limits.to_string());
        rows.push(
            Line::about(RULE, known, id)
                .text(VALUE, &limits.unwrap_or_default())
                .text(TEXT, rule.method.word())
                .text(NOTE, &rule.reason)
                .signed(&rule.by, rule.at),
        );
    }
    for (id, targets) in &workspace.settings.interim {
        for (order, target) in (1..).zip(targets) {
            rows.push(
                Line::about(INTERIM, known, id)
                    .number(YEAR, target.year.into())
                    .number(VALUE, target.value)
                    .text(SOURCE, &target.source)
                    .number(ORDER, Decimal::from(order)),
            );
        }
    }
    for (id, entries) in &workspace.judgements {
        for (order, entry) in (1..).zip(entries) {
            let line = Line::about(JUDGED, known, id).number(ORDER, Decimal::from(order));
            rows.push(judged(line, entry));
        }
    }
    for (key, confirmed) in &workspace.confirmed {
        let doubts: Vec<&str> = confirmed
            .doubts
            .iter()
            .map(|d: &DoubtKind| d.word())
            .collect();
        rows.push(
            Line::measured(CONFIRMED, known, key)
                .number(VALUE, confirmed.value)
                .text(TEXT, &doubts.join("、")),
        );
    }
    for id in &workspace.settings.pinned {
        rows.push(Line::about(PINNED, known, id).text(VALUE, YES));
    }
    for (id, state) in &workspace.measures {
        measure(&mut rows, known, id, state);
    }
    for (key, text) in &workspace.words {
        rows.push(words(known, key).text(TEXT, text));
    }
    for (key, desk) in &workspace.forms.desks {
        forms(&mut rows, known, key, desk);
    }
    rows
}

fn judged(line: Line, entry: &Judgement) -> Line {
    let line = line.number(YEAR, entry.year.into());
    let line = match entry.seen.actual {
        Some(actual) => line.number(VALUE, actual),
        None => line,
    };
    let act = match entry.act {
        Act::Judged(grade) => grade.choice(),
        Act::Confirmed => CONFIRMS,
        Act::Withdrawn => WITHDRAWS,
    };
    line.text(TEXT, act)
        .text(STATUS, entry.seen.status.map_or("", Status::word))
        .text(SOURCE, &entry.seen.baseline.text())
        .text(NOTE, &entry.why)
        .text(COMPUTED, entry.seen.computed.word())
        .signed(&entry.by, entry.at)
}

fn measure(rows: &mut Vec<Line>, known: &Known<'_>, id: &MeasureId, state: &MeasureState) {
    let plan = known.any_plan(&id.plan);
    let title = plan
        .and_then(|plan| plan.measure(id.no))
        .map(|m| m.title.as_str());
    let about = |kind| {
        Line::of(kind)
            .text(PLAN, &id.plan.0)
            .number(NO, id.no.into())
            .text(NAME, title.unwrap_or_default())
    };
    let share = |line: Line, percent: Option<Decimal>| match percent {
        Some(percent) => line.text(UNIT, "%").number(VALUE, percent),
        None => line,
    };
    rows.push(
        share(about(MEASURE), state.percent)
            .text(TEXT, state.progress.word())
            .text(SOURCE, &state.evidence)
            .text(NOTE, &state.note)
            .signed(&state.by, state.at),
    );
    for (order, milestone) in (1..).zip(&state.milestones) {
        rows.push(
            about(MILESTONE)
                .text(TEXT, &milestone.name)
                .text(DUE, &milestone.due.to_string())
                .text(STATUS, if milestone.done { REACHED } else { OPEN })
                .number(ORDER, Decimal::from(order)),
        );
    }
    for (order, before) in (1..).zip(&state.history) {
        rows.push(
            share(about(EARLIER), before.percent)
                .text(TEXT, before.progress.word())
                .text(NOTE, &before.note)
                .number(ORDER, Decimal::from(order))
                .signed(&before.by, before.at),
        );
    }
}

fn words(known: &Known<'_>, key: &WordsKey) -> Line {
    let line = match key.part {
        Part::Whole => Line::of(OF_PLAN).text(PLAN, &key.plan.0),
        Part::Theme(no) => {
            let plan = known.any_plan(&key.plan);
            let theme = plan.and_then(|plan| plan.theme(no));
            Line::of(OF_THEME)
                .text(PLAN, &key.plan.0)
                .number(NO, no.into())
                .text(NAME, theme.map_or("", |theme| &theme.name))
        }
        Part::Indicator(no) => {
            let id = crate::model::IndicatorId::new(&key.plan, no);
            Line::about(OF_INDICATOR, known, &id)
        }
    };
    line.number(YEAR, key.year.into())
        .text(TOPIC, key.topic.word())
}

fn forms(rows: &mut Vec<Line>, known: &Known<'_>, key: &DeskKey, desk: &Desk) {
    let about = |line: Line| {
        line.number(YEAR, key.year.into())
            .text(RESPONSIBLE, &key.unit.0)
    };
    let of_plan = |kind| about(Line::of(kind).text(PLAN, &key.plan.0));
    for (order, issue) in (1..).zip(&desk.issued) {
        rows.push(
            of_plan(ISSUED)
                .number(VALUE, issue.version.into())
                .text(DUE, &issue.deadline.to_string())
                .number(ORDER, Decimal::from(order))
                .signed("", Some(issue.at)),
        );
    }
    for (order, receipt) in (1..).zip(&desk.received) {
        rows.push(
            of_plan(RECEIVED)
                .number(VALUE, receipt.version.into())
                .text(TEXT, &receipt.file)
                .text(PHONE, &receipt.phone)
                .number(COUNT, receipt.figures.into())
                .text(PRINT, &receipt.print)
                .text(SAVED, &receipt.saved.map_or_else(String::new, time_text))
                .number(ORDER, Decimal::from(order))
                .signed(&receipt.filler, Some(receipt.at)),
        );
    }
    for (no, said) in &desk.explained {
        let id = crate::model::IndicatorId::new(&key.plan, *no);
        rows.push(
            about(Line::about(EXPLAINED, known, &id))
                .text(TEXT, &said.words)
                .text(AT, &said.at.format(TIME).to_string()),
        );
    }
    for (order, declined) in (1..).zip(&desk.declined) {
        let id = crate::model::IndicatorId::new(&key.plan, declined.no);
        let what = if declined.is_baseline {
            BASELINE
        } else {
            ACTUAL
        };
        rows.push(
            about(Line::about(DECLINED, known, &id))
                .text(TOPIC, what)
                .number(COUNT, declined.version.into())
                .number(VALUE, declined.value)
                .text(STATUS, declined.status.map_or("", Status::word))
                .text(SOURCE, &declined.source)
                .text(NOTE, &declined.note)
                .number(ORDER, Decimal::from(order))
                .text(AT, &time_text(declined.at)),
        );
    }
}

fn time_text(at: NaiveDateTime) -> String {
    at.format(TIME).to_string()
}
