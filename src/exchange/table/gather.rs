//! The rows of a table that are no figures, put together to what they say.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, NaiveDateTime};

use super::parts::{At, DeskParts, List, MeasureParts};
use super::read::{Collecting, Row, Why, agree_name, time};
use super::targets::{self, AdjustmentParts};
use super::{
    ACTUAL, ADJUSTED, AT, BASELINE, COMPUTED, CONFIRMED, CONFIRMS, COUNT, DECLINED, DUE, EARLIER,
    EXPLAINED, FOLLOWED, INTERIM, ISSUED, JUDGED, MEASURE, MILESTONE, NAME, NO, NOTE, OF_INDICATOR,
    OF_PLAN, OF_THEME, OPEN, ORDER, OWN_PLAN, PHONE, PINNED, PRINT, REACHED, RECEIVED, RESPONSIBLE,
    RULE, SAVED, SOURCE, STATUS, TEXT, TOPIC, VALUE, WITHDRAWS, YES, settings,
};
use crate::exchange::Known;
use crate::exchange::figure::{FigureKey, Place};
use crate::model::{
    self, Act, Confirmation, Decimal, Declined, DeskKey, DoubtKind, Edit, Explanation, Grade,
    Indicator, IndicatorId, InterimTarget, Issue, Judgement, Measure, MeasureChange, MeasureId,
    MeasureState, MilestoneState, OwnRule, Part, PlanId, Progress, Receipt, Seen, SeenBaseline,
    Status, Topic, Unit, WordsKey,
};

/// Something that a table brings and that is no figure: what one place of a workspace shall hold.
#[derive(Clone, Debug, PartialEq)]
pub struct Matter {
    /// The edit that puts it there.
    pub edit: Edit,
    /// What the place is called.
    pub title: String,
    /// The first row that says so.
    pub place: Place,
    /// The file, by its place among those collected.
    pub file: usize,
}

/// What rows have said so far.
#[derive(Default)]
pub(super) struct Gathered {
    singles: Vec<(Edit, Place)>,
    plans: Option<At<List<PlanId>>>,
    interim: BTreeMap<IndicatorId, At<List<InterimTarget>>>,
    adjusted: BTreeMap<IndicatorId, At<AdjustmentParts>>,
    judgements: BTreeMap<IndicatorId, At<List<Judgement>>>,
    measures: BTreeMap<MeasureId, At<MeasureParts>>,
    desks: BTreeMap<DeskKey, At<DeskParts>>,
    /// Places of which a row was refused: what the others say would be less than the whole.
    broken: BTreeSet<model::Place>,
    followed: Vec<PlanId>,
    names: BTreeMap<model::Place, String>,
}

impl Gathered {
    /// The plans that rows say are followed.
    pub(super) fn plans(&self) -> &[PlanId] {
        &self.followed
    }

    /// Something that one row says whole.
    pub(super) fn single(&mut self, edit: Edit, place: Place, known: &Known<'_>) {
        if let Some(of) = edit.place() {
            self.name(&of, known);
        }
        self.singles.push((edit, place));
    }

    /// What a place is called is made out while the plans are at hand.
    fn name(&mut self, of: &model::Place, known: &Known<'_>) {
        if self.names.contains_key(of) {
            return;
        }
        let indicator = of.indicator(known.all_plans, &known.workspace.plans);
        let nothing = Edit::Batch(Vec::new());
        let words = match of {
            model::Place::Measure(id) => {
                let plan = known.any_plan(&id.plan);
                let measure = plan.and_then(|plan| plan.measure(id.no));
                let title = measure.map_or("", |measure| &measure.title);
                format!("举措{} {title} 进展", id.no)
            }
            of => {
                let words = of.words(indicator.map(|(_, i)| i), &nothing, &nothing);
                match indicator {
                    Some(_) => format!("序号{words}"),
                    None => words,
                }
            }
        };
        self.names.insert(of.clone(), words);
    }

    /// Everything that was said, and what is not taken because a part of it is missing.
    pub(super) fn into_matters(
        self,
        file: usize,
        matters: &mut Vec<Matter>,
    ) -> Vec<(Place, String)> {
        let mut edits: Vec<(Edit, Place)> = Vec::new();
        let mut refused = Vec::new();
        if let Some(plans) = self.plans {
            edits.push((Edit::Plans(plans.what.into_vec()), plans.place));
        }
        edits.extend(self.singles);
        for (indicator, At { place, what }) in self.interim {
            let value = what.into_vec();
            edits.push((Edit::Interim { indicator, value }, place));
        }
        for (indicator, At { place, what }) in self.adjusted {
            let value = what.into_vec();
            edits.push((Edit::Adjustments { indicator, value }, place));
        }
        for (indicator, At { place, what }) in self.judgements {
            let value = what.into_vec();
            edits.push((Edit::Judgements { indicator, value }, place));
        }
        for (measure, At { place, what }) in self.measures {
            match what.into_state() {
                Some(state) => {
                    let value = Some(Box::new(state));
                    edits.push((Edit::Measure { measure, value }, place));
                }
                None => refused.push((
                    place,
                    format!("举措 {measure} 没有“{MEASURE}”一行，这项举措没有收取"),
                )),
            }
        }
        for (key, At { place, what }) in self.desks {
            let value = Some(what.into_desk());
            edits.push((Edit::Desk { key, value }, place));
        }
        for (edit, place) in edits {
            let of = edit.place();
            let title = of.as_ref().and_then(|of| self.names.get(of)).cloned();
            let title = title.unwrap_or_default();
            if of.is_some_and(|of| self.broken.contains(&of)) {
                refused.push((
                    place,
                    format!("{title}：有一行没有收取，这一项的其他行也没有收取"),
                ));
            } else {
                matters.push(Matter {
                    edit,
                    title,
                    place,
                    file,
                });
            }
        }
        refused
    }

    /// Takes a row of this kind.
    pub(super) fn row(
        &mut self,
        kind: &'static str,
        from: &mut Collecting<'_>,
        row: &impl Row,
    ) -> Result<(), Why> {
        match kind {
            FOLLOWED => self.followed(from, row),
            RULE => self.rule(from, row),
            INTERIM => self.interim(from, row),
            ADJUSTED => self.adjusted(from, row),
            // Read before all others.
            OWN_PLAN => Ok(()),
            JUDGED => self.judged(from, row),
            CONFIRMED => self.confirmed(from, row),
            PINNED => self.pinned(from, row),
            MEASURE | MILESTONE | EARLIER => self.measure(kind, from, row),
            OF_PLAN | OF_THEME | OF_INDICATOR => self.words(kind, from, row),
            ISSUED | RECEIVED | EXPLAINED | DECLINED => self.desk(kind, from, row),
            other => Err((super::KIND, format!("不认识的类别“{other}”"))),
        }
    }

    fn followed(&mut self, from: &mut Collecting<'_>, row: &impl Row) -> Result<(), Why> {
        let order = order(from, row)?;
        let id = from.plan(row)?.id.clone();
        self.name(&model::Place::Plans, from.known);
        let place = row.place(from.columns.of(super::PLAN));
        let plans = self.plans.get_or_insert_with(|| At::new(place));
        if plans.what.any(|known| *known == id) {
            return Err((super::PLAN, format!("规划 {id} 有两行")));
        }
        self.followed.push(id.clone());
        plans.what.push(order, id);
        Ok(())
    }

    fn rule(&mut self, from: &mut Collecting<'_>, row: &impl Row) -> Result<(), Why> {
        let (indicator, _) = indicator(from, row)?;
        let words = |name| row.words(from.columns.of(name));
        let method = settings::method(&words(TEXT)).map_err(|why| (TEXT, why))?;
        let limits = match words(VALUE) {
            words if words.is_empty() => None,
            words => Some(settings::limits(&words).map_err(|why| (VALUE, why))?),
        };
        let reason = row.text(from.columns.of(NOTE));
        let signed = from.signed(row);
        let value = Some(OwnRule {
            method,
            limits,
            reason,
            by: signed.by,
            at: signed.at,
        });
        let place = row.place(from.columns.of(TEXT));
        self.single(Edit::OwnRule { indicator, value }, place, from.known);
        Ok(())
    }

    fn interim(&mut self, from: &mut Collecting<'_>, row: &impl Row) -> Result<(), Why> {
        let (id, indicator) = indicator(from, row)?;
        let of = model::Place::Interim(id.clone());
        self.name(&of, from.known);
        let read = || {
            let year = from.year(row)?;
            let value = figure(from, row, &indicator.unit)?;
            let value = value.ok_or((VALUE, "没有写明中期目标的数值".to_owned()))?;
            let source = row.text(from.columns.of(SOURCE));
            Ok((
                order(from, row)?,
                InterimTarget {
                    year,
                    value,
                    source,
                },
            ))
        };
        let (order, target) = self.whole(of.clone(), read())?;
        let place = row.place(from.columns.of(VALUE));
        let list = self.interim.entry(id).or_insert_with(|| At::new(place));
        if list.what.any(|known| known.year == target.year) {
            let why = format!("{} 年的中期目标有两行", target.year);
            return self.whole(of, Err((super::YEAR, why)));
        }
        list.what.push(order, target);
        Ok(())
    }

    fn adjusted(&mut self, from: &mut Collecting<'_>, row: &impl Row) -> Result<(), Why> {
        let (id, indicator) = indicator(from, row)?;
        let of = model::Place::Adjustments(id.clone());
        self.name(&of, from.known);
        let read = targets::read(from, row, indicator);
        let (order, adjustment) = self.whole(of.clone(), read)?;
        let place = row.place(from.columns.of(SOURCE));
        let parts = self.adjusted.entry(id).or_insert_with(|| At::new(place));
        let pushed = parts.what.push(order, adjustment);
        self.whole(of, pushed)
    }

    fn judged(&mut self, from: &mut Collecting<'_>, row: &impl Row) -> Result<(), Why> {
        let (id, indicator) = indicator(from, row)?;
        let of = model::Place::Judgements(id.clone());
        self.name(&of, from.known);
        let signed = from.signed(row);
        let read = || {
            let words = |name| row.words(from.columns.of(name));
            let grade = |column| {
                let word = words(column);
                let known = Grade::ALL.map(Grade::choice).join("、");
                Grade::parse(&word)
                    .ok_or_else(|| (column, format!("没有评价“{word}”；可用 {known}")))
            };
            let act = match words(TEXT).as_str() {
                CONFIRMS => Act::Confirmed,
                WITHDRAWS => Act::Withdrawn,
                _ => Act::Judged(grade(TEXT)?),
            };
            let judgement = Judgement {
                year: from.year(row)?,
                act,
                why: row.text(from.columns.of(NOTE)),
                by: signed.by.clone(),
                at: signed.at,
                seen: Seen {
                    actual: figure(from, row, &indicator.unit)?,
                    status: match words(STATUS).as_str() {
                        "" => None,
                        word => Some(Status::parse(word).ok_or_else(|| {
                            (
                                STATUS,
                                format!(
                                    "没有数据状态“{word}”；可用 快报、初步核算、最终核实、修订"
                                ),
                            )
                        })?),
                    },
                    baseline: seen_baseline(&row.text(from.columns.of(SOURCE)))?,
                    computed: grade(COMPUTED)?,
                },
            };
            Ok((order(from, row)?, judgement))
        };
        let (order, judgement) = self.whole(of, read())?;
        let place = row.place(from.columns.of(TEXT));
        let list = self.judgements.entry(id).or_insert_with(|| At::new(place));
        list.what.push(order, judgement);
        Ok(())
    }

    fn confirmed(&mut self, from: &mut Collecting<'_>, row: &impl Row) -> Result<(), Why> {
        let (key, title) = from.what(row, false)?;
        let FigureKey::Actual(key) = key else {
            return Ok(());
        };
        let value = figure(from, row, &title.unit)?;
        let value = value.ok_or((VALUE, "没有写明核对过的数值".to_owned()))?;
        let mut doubts = BTreeSet::new();
        for word in row.words(from.columns.of(TEXT)).split('、').map(str::trim) {
            if word.is_empty() {
                continue;
            }
            let known = DoubtKind::ALL.map(DoubtKind::word).join("、");
            let kind = DoubtKind::parse(word);
            doubts.insert(kind.ok_or_else(|| (TEXT, format!("没有疑点“{word}”；可用 {known}")))?);
        }
        let value = Some(Confirmation { value, doubts });
        let place = row.place(from.columns.of(VALUE));
        self.single(Edit::Confirm { key, value }, place, from.known);
        Ok(())
    }

    fn pinned(&mut self, from: &mut Collecting<'_>, row: &impl Row) -> Result<(), Why> {
        let (indicator, _) = indicator(from, row)?;
        let value = row.words(from.columns.of(VALUE));
        if value != YES {
            return Err((
                VALUE,
                format!("“{value}”不是{YES}；不要单独演示页，请删去这一行"),
            ));
        }
        let pinned = true;
        let place = row.place(from.columns.of(VALUE));
        self.single(Edit::Pin { indicator, pinned }, place, from.known);
        Ok(())
    }

    fn measure(
        &mut self,
        kind: &'static str,
        from: &mut Collecting<'_>,
        row: &impl Row,
    ) -> Result<(), Why> {
        let (id, _) = measure(from, row)?;
        let of = model::Place::Measure(id.clone());
        self.name(&of, from.known);
        let place = row.place(from.columns.of(TEXT));
        if kind == MILESTONE {
            let read = || Ok((order(from, row)?, milestone(from, row)?));
            let (order, milestone) = self.whole(of, read())?;
            let parts = self.measures.entry(id).or_insert_with(|| At::new(place));
            parts.what.milestones.push(order, milestone);
            return Ok(());
        }
        let signed = from.signed(row);
        let read = || {
            let word = row.words(from.columns.of(TEXT));
            let known = Progress::ALL.map(Progress::word).join("、");
            let progress = Progress::parse(&word);
            let progress =
                progress.ok_or_else(|| (TEXT, format!("没有进展“{word}”；可用 {known}")))?;
            Ok((order(from, row)?, progress, figure(from, row, "%")?))
        };
        let (order, progress, percent) = self.whole(of.clone(), read())?;
        let note = row.text(from.columns.of(NOTE));
        let parts = self.measures.entry(id).or_insert_with(|| At::new(place));
        if kind == EARLIER {
            let change = MeasureChange {
                progress,
                percent,
                note,
                by: signed.by,
                at: signed.at,
            };
            parts.what.history.push(order, change);
            return Ok(());
        }
        let state = MeasureState {
            progress,
            percent,
            note,
            evidence: row.text(from.columns.of(SOURCE)),
            by: signed.by,
            at: signed.at,
            ..MeasureState::default()
        };
        if parts.what.state.replace(state).is_some() {
            self.broken.insert(of);
            return Err((NO, "这项举措的进展有两行".to_owned()));
        }
        Ok(())
    }

    fn words(
        &mut self,
        kind: &'static str,
        from: &mut Collecting<'_>,
        row: &impl Row,
    ) -> Result<(), Why> {
        let (plan, part) = match kind {
            OF_PLAN => (from.plan(row)?.id.clone(), Part::Whole),
            OF_THEME => {
                let plan = from.plan(row)?;
                let no = from.number(row)?;
                let no = no.ok_or((NO, "没有写明是第几个领域".to_owned()))?;
                let theme = plan.theme(no);
                let theme =
                    theme.ok_or_else(|| (NO, format!("规划 {} 没有第 {no} 个领域", plan.id)))?;
                agree_name(&row.words(from.columns.of(NAME)), &theme.name)?;
                (plan.id.clone(), Part::Theme(no))
            }
            _ => {
                let (id, _) = indicator(from, row)?;
                (id.plan, Part::Indicator(id.no))
            }
        };
        let word = row.words(from.columns.of(TOPIC));
        let known = Topic::ALL.map(Topic::word).join("、");
        let topic = Topic::parse(&word)
            .ok_or_else(|| (TOPIC, format!("没有项目“{word}”；可用 {known}")))?;
        let year = from.year(row)?;
        let text = row.text(from.columns.of(TEXT));
        if text.is_empty() {
            from.skip();
            return Ok(());
        }
        let key = WordsKey {
            plan,
            part,
            topic,
            year,
        };
        let text = Some(text);
        let place = row.place(from.columns.of(TEXT));
        self.single(Edit::Words { key, text }, place, from.known);
        Ok(())
    }

    fn desk(
        &mut self,
        kind: &'static str,
        from: &mut Collecting<'_>,
        row: &impl Row,
    ) -> Result<(), Why> {
        let plan = from.plan(row)?;
        let unit = row.words(from.columns.of(RESPONSIBLE));
        if unit.is_empty() {
            return Err((RESPONSIBLE, "没有写明责任单位".to_owned()));
        }
        let key = DeskKey {
            plan: plan.id.clone(),
            year: from.year(row)?,
            unit: Unit(unit),
        };
        let of = model::Place::Desk(key.clone());
        self.name(&of, from.known);
        let place = row.place(from.columns.of(RESPONSIBLE));
        let at = moment(from, row);
        let at = self.whole(of.clone(), at)?;
        match kind {
            ISSUED => {
                let read = || {
                    let deadline = day(from, row)?;
                    let version = count(from, row, VALUE)?;
                    let issue = Issue {
                        version,
                        at,
                        deadline,
                    };
                    Ok((order(from, row)?, issue))
                };
                let (order, issue) = self.whole(of, read())?;
                let parts = self.desks.entry(key).or_insert_with(|| At::new(place));
                parts.what.issued.push(order, issue);
            }
            RECEIVED => {
                let signed = from.signed(row);
                let read = || {
                    let text = |name| row.text(from.columns.of(name));
                    let receipt = Receipt {
                        at,
                        version: count(from, row, VALUE)?,
                        file: text(TEXT),
                        print: text(PRINT),
                        filler: signed.by.clone(),
                        phone: text(PHONE),
                        figures: count(from, row, COUNT)?,
                        saved: saved(from, row)?,
                    };
                    Ok((order(from, row)?, receipt))
                };
                let (order, receipt) = self.whole(of, read())?;
                let parts = self.desks.entry(key).or_insert_with(|| At::new(place));
                parts.what.received.push(order, receipt);
            }
            DECLINED => {
                let read = declined(from, row, at);
                let (order, declined) = self.whole(of, read)?;
                let parts = self.desks.entry(key).or_insert_with(|| At::new(place));
                parts.what.declined.push(order, declined);
            }
            _ => {
                let found = indicator(from, row);
                let (id, _) = self.whole(of, found)?;
                let words = row.text(from.columns.of(TEXT));
                let parts = self.desks.entry(key).or_insert_with(|| At::new(place));
                let said = (id.no, Explanation { at, words });
                parts.what.explained.push(said);
            }
        }
        Ok(())
    }

    /// What was read of a row that others belong to; without it the others are not taken either.
    fn whole<T>(&mut self, of: model::Place, read: Result<T, Why>) -> Result<T, Why> {
        if read.is_err() {
            self.broken.insert(of);
        }
        read
    }
}

/// The baseline that a grade by hand was given on.
fn seen_baseline(text: &str) -> Result<SeenBaseline, Why> {
    SeenBaseline::parse(text).ok_or_else(|| {
        let why = format!("评定时的基期值“{text}”不对；写成“2022 1000”，没有基期值写“无”");
        (SOURCE, why)
    })
}

fn indicator<'a>(
    from: &mut Collecting<'a>,
    row: &impl Row,
) -> Result<(IndicatorId, &'a Indicator), Why> {
    let found = from.indicator(row)?;
    let (id, _, indicator) = found.ok_or((NO, "没有写明规划和序号".to_owned()))?;
    agree_name(&row.words(from.columns.of(NAME)), &indicator.name)?;
    Ok((id, indicator))
}

fn measure<'a>(from: &mut Collecting<'a>, row: &impl Row) -> Result<(MeasureId, &'a Measure), Why> {
    let plan = from.plan(row)?;
    let no = from.number(row)?;
    let no = no.ok_or((NO, "没有写明是第几条举措".to_owned()))?;
    let measure = plan.measure(no);
    let measure = measure.ok_or_else(|| (NO, format!("规划 {} 没有第 {no} 条举措", plan.id)))?;
    agree_name(&row.words(from.columns.of(NAME)), &measure.title)?;
    Ok((MeasureId::new(&plan.id, no), measure))
}

fn milestone(from: &Collecting<'_>, row: &impl Row) -> Result<MilestoneState, Why> {
    let done = match row.words(from.columns.of(STATUS)).as_str() {
        REACHED => true,
        OPEN => false,
        other => return Err((STATUS, format!("“{other}”不是{REACHED}或{OPEN}"))),
    };
    Ok(MilestoneState {
        name: row.text(from.columns.of(TEXT)),
        due: day(from, row)?,
        done,
    })
}

/// A figure of a form that was decided not to be taken, with its place among others.
fn declined(
    from: &mut Collecting<'_>,
    row: &impl Row,
    at: NaiveDateTime,
) -> Result<(Option<u32>, Declined), Why> {
    let (id, indicator) = indicator(from, row)?;
    let is_baseline = match row.words(from.columns.of(TOPIC)).as_str() {
        BASELINE => true,
        ACTUAL => false,
        other => return Err((TOPIC, format!("“{other}”不是{ACTUAL}或{BASELINE}"))),
    };
    let value = figure(from, row, &indicator.unit)?;
    let status = match row.words(from.columns.of(STATUS)).as_str() {
        "" => None,
        word => Some(Status::parse(word).ok_or_else(|| (STATUS, format!("没有数据状态“{word}”")))?),
    };
    let declined = Declined {
        version: count(from, row, COUNT)?,
        no: id.no,
        is_baseline,
        value: value.ok_or((VALUE, "没有写明数值".to_owned()))?,
        status,
        source: row.text(from.columns.of(SOURCE)),
        note: row.text(from.columns.of(NOTE)),
        at,
    };
    Ok((order(from, row)?, declined))
}

/// When a file was last saved, where that is told.
fn saved(from: &Collecting<'_>, row: &impl Row) -> Result<Option<NaiveDateTime>, Why> {
    let words = row.words(from.columns.of(SAVED));
    if words.is_empty() {
        return Ok(None);
    }
    let at = time(&words).ok_or_else(|| (SAVED, format!("“{words}”不是时间")))?;
    Ok(Some(at))
}

pub(super) fn figure(
    from: &Collecting<'_>,
    row: &impl Row,
    unit: &str,
) -> Result<Option<Decimal>, Why> {
    let read = row.figure(from.columns.of(VALUE), unit);
    read.map_err(|why| (VALUE, why))
}

pub(super) fn order(from: &Collecting<'_>, row: &impl Row) -> Result<Option<u32>, Why> {
    match row.words(from.columns.of(ORDER)) {
        words if words.is_empty() => Ok(None),
        _ => count(from, row, ORDER).map(Some),
    }
}

fn count(from: &Collecting<'_>, row: &impl Row, column: &'static str) -> Result<u32, Why> {
    let words = row.words(from.columns.of(column));
    let number = words.parse();
    number.map_err(|_| (column, format!("“{words}”不是整数")))
}

fn day(from: &Collecting<'_>, row: &impl Row) -> Result<NaiveDate, Why> {
    let words = row.words(from.columns.of(DUE));
    let day = time(&words).map(|at| at.date());
    day.ok_or_else(|| (DUE, format!("“{words}”不是日期；请写作 2026-03-15")))
}

fn moment(from: &Collecting<'_>, row: &impl Row) -> Result<NaiveDateTime, Why> {
    let words = row.words(from.columns.of(AT));
    time(&words).ok_or_else(|| (AT, format!("“{words}”不是时间；请写作 2026-03-01 09:30:00")))
}
