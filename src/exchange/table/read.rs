//! The rows of a table as figures, and as what else they say.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, NaiveDateTime};

use super::gather::{Gathered, Matter};
use super::own::OwnPlans;
use super::{
    ACTUAL, AT, BASELINE, BY, FURTHER, HEADS, KIND, KINDS, NAME, NO, NOTE, PLAN, SERIES, SETTING,
    SOURCE, STATUS, TIME, UNIT, VALUE, YEAR, settings,
};
use crate::exchange::Known;
use crate::exchange::error::ExchangeFault;
use crate::exchange::figure::{Figure, FigureKey, Place, Said, Signed, Title, Voice};
use crate::exchange::form::Refusal;
use crate::model::{
    Decimal, Edit, Indicator, IndicatorId, ObservationKey, Plan, PlanId, SeriesId, Status, Year,
    parse_year,
};

/// Why a row is not taken, and the column that is at fault.
pub(super) type Why = (&'static str, String);

/// The most refusals that are told one by one.
const MOST_REFUSALS: usize = 200;

/// The most remarks about single rows.
const MOST_REMARKS: usize = 20;

/// What a table says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TableRead {
    /// The figures.
    pub figures: Vec<Figure>,
    /// What is no figure: settings, rules, judgements, measures, words, forms.
    pub matters: Vec<Matter>,
    /// What is not taken.
    pub refusals: Vec<Refusal>,
    /// What is worth knowing.
    pub remarks: Vec<String>,
}

/// Where each column stands.
#[derive(Clone)]
pub(super) struct Columns(BTreeMap<&'static str, usize>);

/// One row: what its cells say, and where it is.
pub(super) trait Row {
    /// The words of a cell; empty where it is blank.
    fn words(&self, column: usize) -> String;
    /// The text of a cell as it stands, blanks before and behind it included.
    fn text(&self, column: usize) -> String;
    /// The figure in a cell; none where it is blank.
    fn figure(&self, column: usize, unit: &str) -> Result<Option<Decimal>, String>;
    /// Where a cell is.
    fn place(&self, column: usize) -> Place;
}

impl Columns {
    /// Finds the columns by their heads.
    pub(super) fn find(heads: &[String]) -> Result<Self, ExchangeFault> {
        let mut columns = BTreeMap::new();
        for (index, head) in heads.iter().enumerate() {
            let head = head.trim();
            let all = HEADS.iter().chain(&FURTHER);
            if let Some(known) = all.into_iter().find(|known| **known == head) {
                columns.entry(*known).or_insert(index);
            }
        }
        let has = |name| columns.contains_key(name);
        if has(YEAR) && has(VALUE) && (has(SERIES) || has(NO)) {
            Ok(Self(columns))
        } else {
            Err(ExchangeFault::NoTable(
                "须有“年份”“数值”，以及“序号”或“口径”".to_owned(),
            ))
        }
    }

    pub(super) fn of(&self, name: &str) -> usize {
        self.0.get(name).copied().unwrap_or(usize::MAX)
    }

    fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }
}

/// Collects rows into a table.
pub(super) struct Collecting<'a> {
    pub(super) known: &'a Known<'a>,
    pub(super) columns: Columns,
    file: usize,
    table: TableRead,
    gathered: Gathered,
    /// Plans that rows are about and that the workspace does not follow.
    unfollowed: BTreeSet<PlanId>,
    skipped: usize,
}

impl<'a> Collecting<'a> {
    /// `known` is what is known together with the plans that the table itself brings.
    pub(super) fn new(known: &'a Known<'a>, own: &OwnPlans, columns: Columns, file: usize) -> Self {
        let mut collecting = Self {
            known,
            columns,
            file,
            table: TableRead {
                matters: own.matters(file).collect(),
                ..TableRead::default()
            },
            gathered: Gathered::default(),
            unfollowed: BTreeSet::new(),
            skipped: 0,
        };
        for (place, reason) in &own.refused {
            collecting.refuse(place.clone(), reason.clone());
        }
        collecting
    }

    pub(super) fn row(&mut self, row: &impl Row) {
        let kind = row.words(self.columns.of(KIND));
        let taken = match kind.as_str() {
            "" | ACTUAL => self.figure(row, false),
            BASELINE => self.figure(row, true),
            SETTING => self.setting(row),
            other => {
                let known = || KINDS.join("、");
                let why = || (KIND, format!("不认识的类别“{other}”；可用 {}", known()));
                let kind = KINDS.into_iter().find(|kind| *kind == other);
                kind.ok_or_else(why).and_then(|kind| self.other(kind, row))
            }
        };
        if let Err((name, reason)) = taken {
            self.refuse(row.place(self.columns.of(name)), reason);
        }
    }

    /// The table, unless it would put made-up figures among real ones.
    pub(super) fn finish(mut self) -> Result<TableRead, ExchangeFault> {
        let gathered = std::mem::take(&mut self.gathered);
        for plan in gathered.plans() {
            self.unfollowed.remove(plan);
        }
        for (place, reason) in gathered.into_matters(self.file, &mut self.table.matters) {
            self.refuse(place, reason);
        }
        let is_made_up = |matter: &Matter| matter.edit == Edit::Synthetic(true);
        if self.table.matters.iter().any(is_made_up) {
            let workspace = self.known.workspace;
            let is_empty = workspace.observations.is_empty() && workspace.baselines.is_empty();
            if !workspace.synthetic && !is_empty {
                return Err(ExchangeFault::MadeUp);
            }
            let words = "文件里是示例数据（编造的数）；写入后，台账的界面和报告都会标示例数据";
            self.table.remarks.insert(0, words.to_owned());
        }
        if self.table.refusals.len() >= MOST_REFUSALS {
            let more = "没有收取的行很多，只列出前面一部分".to_owned();
            self.table.remarks.push(more);
        }
        if self.skipped > 0 {
            let words = format!("{} 行没有数值，已跳过", self.skipped);
            self.table.remarks.push(words);
        }
        if !self.unfollowed.is_empty() {
            let plans: Vec<&str> = self.unfollowed.iter().map(|id| id.0.as_str()).collect();
            let words = format!(
                "台账没有收入规划 {}，有关的内容照收，收入以后才看得到",
                plans.join("、")
            );
            self.table.remarks.push(words);
        }
        Ok(self.table)
    }

    /// A row that is neither a figure nor a setting.
    fn other(&mut self, kind: &'static str, row: &impl Row) -> Result<(), Why> {
        let mut gathered = std::mem::take(&mut self.gathered);
        let taken = gathered.row(kind, self, row);
        self.gathered = gathered;
        taken
    }

    fn refuse(&mut self, place: Place, reason: String) {
        if self.table.refusals.len() < MOST_REFUSALS {
            self.table.refusals.push(Refusal {
                title: None,
                place,
                reason,
            });
        }
    }

    fn setting(&mut self, row: &impl Row) -> Result<(), Why> {
        let words = |name| row.words(self.columns.of(name));
        let edit = settings::read(&words(NAME), &words(SERIES), &words(VALUE));
        let edit = edit.map_err(|why| (VALUE, why))?;
        let place = row.place(self.columns.of(VALUE));
        self.gathered.single(edit, place, self.known);
        Ok(())
    }

    /// A row without what it is for is passed over, as a blank cell is.
    pub(super) fn skip(&mut self) {
        self.skipped += 1;
    }

    fn figure(&mut self, row: &impl Row, is_baseline: bool) -> Result<(), Why> {
        let (key, title) = self.what(row, is_baseline)?;
        let words = |name| row.words(self.columns.of(name));
        let value = row
            .figure(self.columns.of(VALUE), &title.unit)
            .map_err(|why| (VALUE, why))?;
        let Some(value) = value else {
            self.skipped += 1;
            return Ok(());
        };
        let text = |name| row.text(self.columns.of(name));
        let status = match words(STATUS) {
            word if word.is_empty() || is_baseline => None,
            word => Some(Status::parse(&word).ok_or_else(|| {
                let known = Status::ALL.map(Status::word).join("、");
                (STATUS, format!("没有数据状态“{word}”；可用 {known}"))
            })?),
        };
        let said = Said {
            value,
            status,
            source: if is_baseline {
                String::new()
            } else {
                text(SOURCE)
            },
            note: if is_baseline {
                String::new()
            } else {
                text(NOTE)
            },
        };
        let signed = (self.columns.has(BY) || self.columns.has(AT)).then(|| Signed {
            by: text(BY),
            at: time(&words(AT)),
        });
        self.about_time(row, &words(AT), signed.as_ref());
        self.table.figures.push(Figure {
            key,
            title,
            said,
            held: None,
            voice: Voice::Table { signed },
            file: self.file,
            place: row.place(self.columns.of(VALUE)),
        });
        Ok(())
    }

    /// A time that cannot be read does not cost the figure.
    fn about_time(&mut self, row: &impl Row, words: &str, signed: Option<&Signed>) {
        let is_lost = !words.is_empty() && signed.is_some_and(|signed| signed.at.is_none());
        if !is_lost || self.table.remarks.len() > MOST_REMARKS {
            return;
        }
        let remark = if self.table.remarks.len() == MOST_REMARKS {
            "还有一些填报时间认不出，不再列出；这些数照收，时间留空".to_owned()
        } else {
            let place = row.place(self.columns.of(AT));
            format!("{place} 填报时间“{words}”认不出，数照收，时间留空；可写作 2026-03-01 09:30:00")
        };
        self.table.remarks.push(remark);
    }

    /// Which cell of the register a row is for.
    pub(super) fn what(
        &mut self,
        row: &impl Row,
        is_baseline: bool,
    ) -> Result<(FigureKey, Title), Why> {
        let year = self.year(row)?;
        let found = self
            .indicator(row)?
            .map(|(id, _, indicator)| (id, indicator));
        let words = |name| row.words(self.columns.of(name));
        let series = words(SERIES);
        if is_baseline {
            let (id, indicator) = found.ok_or((NO, "基期值须写明规划和序号".to_owned()))?;
            let title = Title::of(indicator, year, true);
            agree(&words(NAME), &words(UNIT), &title)?;
            return Ok((FigureKey::Baseline(id), title));
        }
        let (series, title) = match found {
            Some((_, indicator)) if series.is_empty() || indicator.series.0 == series => {
                (indicator.series.clone(), Title::of(indicator, year, false))
            }
            Some((id, indicator)) => {
                return Err((
                    SERIES,
                    format!(
                        "序号 {} 的口径是 {}，不是“{series}”",
                        id.no, indicator.series
                    ),
                ));
            }
            None if series.is_empty() => {
                return Err((NO, "没有写明序号或口径，不知道是哪项指标".to_owned()));
            }
            None => self.by_series(SeriesId(series), year)?,
        };
        agree(&words(NAME), &words(UNIT), &title)?;
        Ok((FigureKey::Actual(ObservationKey { series, year }), title))
    }

    fn by_series(&self, id: SeriesId, year: Year) -> Result<(SeriesId, Title), Why> {
        if let Some((_, indicator)) = self.known.first_with(&id) {
            let title = Title::of(indicator, year, false);
            return Ok((id, title));
        }
        let series = self.known.series.iter().find(|series| series.id == id);
        let series = series.ok_or_else(|| (SERIES, format!("没有口径“{id}”")))?;
        let title = Title {
            no: 0,
            name: series.name.clone(),
            unit: series.unit.clone(),
            year,
            is_baseline: false,
        };
        Ok((id, title))
    }

    /// The indicator that a row names; none where it names none.
    pub(super) fn indicator(
        &mut self,
        row: &impl Row,
    ) -> Result<Option<(IndicatorId, &'a Plan, &'a Indicator)>, Why> {
        let Some(no) = self.number(row)? else {
            return Ok(None);
        };
        let plan = self.plan(row)?;
        let why = || (NO, format!("规划 {} 没有序号 {no} 的指标", plan.id));
        let indicator = plan.indicator(no).ok_or_else(why)?;
        Ok(Some((IndicatorId::new(&plan.id, no), plan, indicator)))
    }

    /// The number in 序号; none where it is blank.
    pub(super) fn number(&self, row: &impl Row) -> Result<Option<u32>, Why> {
        let no = row.words(self.columns.of(NO));
        if no.is_empty() {
            return Ok(None);
        }
        let number = no.parse();
        number
            .map(Some)
            .map_err(|_| (NO, format!("序号“{no}”不是正整数")))
    }

    /// The plan that a row names, else the only one.
    pub(super) fn plan(&mut self, row: &impl Row) -> Result<&'a Plan, Why> {
        let name = row.words(self.columns.of(PLAN));
        let plans = &self.known.workspace.plans;
        let id = match (name.is_empty(), plans.as_slice()) {
            (true, [only]) => only.clone(),
            (true, _) => return Err((PLAN, "台账收入了几份规划，须写明规划".to_owned())),
            (false, _) => PlanId(name),
        };
        let plan = self.known.any_plan(&id);
        let plan = plan.ok_or_else(|| {
            (
                PLAN,
                format!("台账没有收入规划“{id}”，表里也没有它的“自建规划”各行；自建的规划请先加入台账，再导入"),
            )
        })?;
        if !plans.contains(&id) {
            self.unfollowed.insert(id);
        }
        Ok(plan)
    }

    /// The year of a row.
    pub(super) fn year(&self, row: &impl Row) -> Result<Year, Why> {
        let words = row.words(self.columns.of(YEAR));
        parse_year(&words).map_err(|error| (YEAR, format!("“{words}”：{error}")))
    }

    /// Who signed a row and when, as far as can be read.
    pub(super) fn signed(&mut self, row: &impl Row) -> Signed {
        let words = row.words(self.columns.of(AT));
        let signed = Signed {
            by: row.text(self.columns.of(BY)),
            at: time(&words),
        };
        self.about_time(row, &words, Some(&signed));
        signed
    }
}

/// Whether the words for the reader fit the figure: a shifted column must not pass.
fn agree(name: &str, unit: &str, title: &Title) -> Result<(), Why> {
    agree_name(name, &title.name)?;
    if !unit.is_empty() && unit != title.unit {
        return Err((
            UNIT,
            format!("单位“{unit}”与指标的单位“{}”不同", title.unit),
        ));
    }
    Ok(())
}

/// Whether the name for the reader fits what the numbers say.
pub(super) fn agree_name(name: &str, known: &str) -> Result<(), Why> {
    if name.is_empty() || name == known {
        return Ok(());
    }
    let why = format!("指标名称“{name}”与编号所指的“{known}”不符，请核对这一行");
    Err((NAME, why))
}

/// A day, with or without a time, as people and programs write it.
pub(super) fn time(words: &str) -> Option<NaiveDateTime> {
    const TIMES: [&str; 9] = [
        TIME,
        "%Y-%m-%d %H:%M",
        "%Y-%m-%dT%H:%M:%S%.f",
        "%Y-%m-%dT%H:%M",
        "%Y/%m/%d %H:%M:%S%.f",
        "%Y/%m/%d %H:%M",
        "%Y年%m月%d日 %H:%M:%S%.f",
        "%Y年%m月%d日 %H:%M",
        "%Y年%m月%d日%H时%M分",
    ];
    const DAYS: [&str; 4] = ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日"];
    let at = TIMES
        .iter()
        .find_map(|format| NaiveDateTime::parse_from_str(words, format).ok());
    at.or_else(|| {
        let day = DAYS
            .iter()
            .find_map(|format| NaiveDate::parse_from_str(words, format).ok())?;
        day.and_hms_opt(0, 0, 0)
    })
}
