//! The rows of a table as figures.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveDateTime};

use super::{
    ACTUAL, AT, BASELINE, BY, HEADS, KIND, NAME, NO, NOTE, PLAN, SERIES, SETTING, SOURCE, STATUS,
    TIME, UNIT, VALUE, YEAR, settings,
};
use crate::exchange::Known;
use crate::exchange::error::ExchangeFault;
use crate::exchange::figure::{Figure, FigureKey, Place, Said, Signed, Title, Voice};
use crate::exchange::form::Refusal;
use crate::model::{
    Decimal, Edit, IndicatorId, ObservationKey, PlanId, SeriesId, Status, Year, parse_year,
};

/// The most refusals that are told one by one.
const MOST_REFUSALS: usize = 200;

/// The most remarks about single rows.
const MOST_REMARKS: usize = 20;

/// What a table says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TableRead {
    /// The figures.
    pub figures: Vec<Figure>,
    /// Settings with their words.
    pub settings: Vec<(String, Edit)>,
    /// What is not taken.
    pub refusals: Vec<Refusal>,
    /// What is worth knowing.
    pub remarks: Vec<String>,
}

/// Where each column stands.
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
            if let Some(known) = HEADS.iter().find(|known| **known == head) {
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

    fn of(&self, name: &str) -> usize {
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
    pub(super) file: usize,
    pub(super) table: TableRead,
    pub(super) skipped: usize,
}

impl Collecting<'_> {
    pub(super) fn row(&mut self, row: &impl Row) {
        let kind = row.words(self.columns.of(KIND));
        let taken = match kind.as_str() {
            "" | ACTUAL => self.figure(row, false),
            BASELINE => self.figure(row, true),
            SETTING => self.setting(row),
            other => Err((
                KIND,
                format!("不认识的类别“{other}”；可用 {ACTUAL}、{BASELINE}、{SETTING}"),
            )),
        };
        if let Err((name, reason)) = taken {
            self.refuse(row.place(self.columns.of(name)), reason);
        }
    }

    /// The table, unless it would put made-up figures among real ones.
    pub(super) fn finish(mut self) -> Result<TableRead, ExchangeFault> {
        let is_made_up = |(_, edit): &(String, Edit)| *edit == Edit::Synthetic(true);
        if self.table.settings.iter().any(is_made_up) {
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
        Ok(self.table)
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

    fn setting(&mut self, row: &impl Row) -> Result<(), (&'static str, String)> {
        let words = |name| row.words(self.columns.of(name));
        let (name, value) = (words(NAME), words(VALUE));
        let edit = settings::read(&name, &words(SERIES), &value).map_err(|why| (VALUE, why))?;
        self.table.settings.push((format!("{name}：{value}"), edit));
        Ok(())
    }

    fn figure(&mut self, row: &impl Row, is_baseline: bool) -> Result<(), (&'static str, String)> {
        let words = |name| row.words(self.columns.of(name));
        let (key, title) = self.what(row, is_baseline)?;
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
    fn what(
        &self,
        row: &impl Row,
        is_baseline: bool,
    ) -> Result<(FigureKey, Title), (&'static str, String)> {
        let words = |name| row.words(self.columns.of(name));
        let year: Year = parse_year(&words(YEAR))
            .map_err(|error| (YEAR, format!("“{}”：{error}", words(YEAR))))?;
        let id = self.indicator_id(&words(PLAN), &words(NO))?;
        let found = match &id {
            Some(id) => {
                let plan = self.known.plan(&id.plan);
                let indicator = plan.and_then(|plan| plan.indicator(id.no));
                let why = || (NO, format!("规划 {} 没有序号 {} 的指标", id.plan, id.no));
                Some((id.clone(), indicator.ok_or_else(why)?))
            }
            None => None,
        };
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

    fn by_series(
        &self,
        id: SeriesId,
        year: Year,
    ) -> Result<(SeriesId, Title), (&'static str, String)> {
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

    fn indicator_id(
        &self,
        plan: &str,
        no: &str,
    ) -> Result<Option<IndicatorId>, (&'static str, String)> {
        if no.is_empty() {
            return Ok(None);
        }
        let no = no
            .parse()
            .map_err(|_| (NO, format!("序号“{no}”不是正整数")))?;
        let plans = &self.known.workspace.plans;
        let plan = match (plan.is_empty(), plans.as_slice()) {
            (true, [only]) => only.clone(),
            (true, _) => return Err((PLAN, "台账收入了几份规划，须写明规划".to_owned())),
            (false, _) => PlanId(plan.to_owned()),
        };
        if !plans.contains(&plan) {
            return Err((PLAN, format!("台账没有收入规划“{plan}”")));
        }
        Ok(Some(IndicatorId { plan, no }))
    }
}

/// Whether the words for the reader fit the figure: a shifted column must not pass.
fn agree(name: &str, unit: &str, title: &Title) -> Result<(), (&'static str, String)> {
    if !name.is_empty() && name != title.name {
        return Err((
            NAME,
            format!(
                "指标名称“{name}”与编号所指的“{}”不符，请核对这一行",
                title.name
            ),
        ));
    }
    if !unit.is_empty() && unit != title.unit {
        return Err((
            UNIT,
            format!("单位“{unit}”与指标的单位“{}”不同", title.unit),
        ));
    }
    Ok(())
}

/// A day, with or without a time, as people and programs write it.
fn time(words: &str) -> Option<NaiveDateTime> {
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
