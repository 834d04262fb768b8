//! The plan that a draft makes, once nothing in it is left that is not understood.

use std::collections::BTreeSet;

use chrono::{Datelike as _, NaiveDate};

use super::Against;
use super::draft::{Draft, SeriesChoice};
use super::head::{year_in, years_in};
use super::read::{ONLY_SECTION, Reading, RowRead};
use crate::disk::fingerprint;
use crate::model::{
    Indicator, IndicatorId, MeasurementUnit, Plan, PlanId, ResponsibleUnit, Series, SeriesId,
    Stage, Theme, Unit, UnitGroup, UnitRegistry, Year, parse_year,
};

/// What is said of the document as a whole, as it is typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentHead {
    /// Its title.
    pub title: String,
    /// A name of a few characters; empty: made of the title.
    pub short: String,
    /// Its number (文号).
    pub number: String,
    /// Draft or final.
    pub stage: Stage,
    /// The year of issue; empty: that of the number or of the day.
    pub year: String,
    /// The day of issue, 2024-10-15.
    pub issued: String,
    /// Who issued it.
    pub issuer: String,
    /// Who leads the whole.
    pub lead: String,
    /// A remark.
    pub note: String,
}

impl Default for DocumentHead {
    fn default() -> Self {
        Self {
            title: String::new(),
            short: String::new(),
            number: String::new(),
            stage: Stage::Final,
            year: String::new(),
            issued: String::new(),
            issuer: String::new(),
            lead: String::new(),
            note: String::new(),
        }
    }
}

/// What keeps a draft from being a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanFault {
    /// Where: 名称, 印发日期, 第 3 行.
    pub place: String,
    /// What is wrong and what to do.
    pub reason: String,
}

/// What names are in use, so that nothing new takes one of them.
#[derive(Clone, Copy)]
pub struct Taken<'a> {
    /// Whether a plan is so called.
    pub plan: &'a dyn Fn(&PlanId) -> bool,
    /// Whether anything is left under the name of a plan that is gone: a new one does not take it up.
    pub left: &'a dyn Fn(&PlanId) -> bool,
    /// Whether figures are kept under a series.
    pub figures: &'a dyn Fn(&SeriesId) -> bool,
    /// Whether anything is kept under an indicator's number.
    pub numbers: &'a dyn Fn(&IndicatorId) -> bool,
}

/// The most characters of a short name made of a title.
const SHORT: usize = 10;

impl DocumentHead {
    /// What the lines above a table say of the document: the longest is the title, one with 〔〕 the number.
    #[must_use]
    pub fn above(draft: &Draft) -> Self {
        let lines = draft.above.iter().flat_map(|text| text.lines());
        let mut head = Self::default();
        for line in lines.map(str::trim) {
            if let Some(number) = number_in(line) {
                head.number = number;
            }
            let is_title = !line.contains("单位：")
                && !line.contains("单位:")
                && !line.starts_with("附件")
                && number_in(line).is_none_or(|number| number != line);
            if is_title && line.chars().count() > head.title.chars().count().max(3) {
                line.clone_into(&mut head.title);
            }
        }
        if let Some(year) = head.likely_year() {
            head.year = year.to_string();
        }
        head.note = draft.below.join(" ");
        head
    }

    /// What is said of a plan that is to be changed.
    #[must_use]
    pub fn of_plan(plan: &Plan) -> Self {
        let unit = |unit: &Option<Unit>| unit.as_ref().map_or_else(String::new, |u| u.0.clone());
        Self {
            title: plan.title.clone(),
            short: plan.short.clone(),
            number: plan.number.clone(),
            stage: plan.stage,
            year: plan.year.to_string(),
            issued: plan.issued.map_or_else(String::new, |day| day.to_string()),
            issuer: unit(&plan.issuer),
            lead: unit(&plan.lead),
            note: plan.note.clone(),
        }
    }

    /// The year of issue as far as it can be told.
    #[must_use]
    pub fn likely_year(&self) -> Option<Year> {
        if let Ok(year) = parse_year(&self.year) {
            return Some(year);
        }
        let issued = read_day(&self.issued).ok().flatten();
        issued
            .map(|day| day.year())
            .or_else(|| year_in(&self.number))
            .or_else(|| years_in(&self.title).next())
    }

    /// The short name: what was typed, else the beginning of the title.
    #[must_use]
    pub fn likely_short(&self) -> String {
        let short = self.short.trim();
        if !short.is_empty() {
            return short.to_owned();
        }
        // Of the title what stands before its years, without the city that all here are of.
        let title = self.title.trim().trim_matches(['《', '》']);
        let title = title.split(['（', '(', '—', '－']).next().unwrap_or(title);
        let bare = title.strip_prefix("杭州市").unwrap_or(title).trim();
        let whole = if bare.is_empty() {
            self.title.trim()
        } else {
            bare
        };
        whole.chars().take(SHORT).collect()
    }

    /// What is wrong with it.
    #[must_use]
    pub fn faults(&self) -> Vec<PlanFault> {
        let mut faults = Vec::new();
        let mut fault = |place: &str, reason: String| {
            faults.push(PlanFault {
                place: place.to_owned(),
                reason,
            });
        };
        if self.title.trim().is_empty() {
            fault("名称", "请填写规划或文件的名称".to_owned());
        }
        if self.year.trim().is_empty() {
            if self.likely_year().is_none() {
                fault("年份", "请填写印发的年份，如 2024".to_owned());
            }
        } else if let Err(error) = parse_year(&self.year) {
            fault("年份", error.to_string());
        }
        match read_day(&self.issued) {
            Err(reason) => fault("印发日期", reason),
            Ok(Some(day)) if self.likely_year() != Some(day.year()) => {
                fault("年份", format!("与印发日期 {day} 不是同一年；请核对"));
            }
            Ok(_) => {}
        }
        faults
    }
}

/// 杭政函〔2024〕75号 in a line.
fn number_in(line: &str) -> Option<String> {
    let open = line.find('〔')?;
    let end = open + line[open..].find('号')? + '号'.len_utf8();
    let start = line[..open]
        .rfind(|c: char| c.is_whitespace() || "（(：:《》，".contains(c))
        .map_or(0, |at| {
            at + line[at..].chars().next().map_or(1, char::len_utf8)
        });
    Some(line[start..end].to_owned())
}

/// 2024-10-15, 2024年10月15日, 2024/10/15; nothing where nothing is written.
fn read_day(text: &str) -> Result<Option<NaiveDate>, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let parts: Vec<&str> = text
        .split(|c: char| !c.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .collect();
    let day = match parts.as_slice() {
        [year, month, day] => {
            let whole = (year.parse().ok(), month.parse().ok(), day.parse().ok());
            match whole {
                (Some(year), Some(month), Some(day)) if (1949..=2100).contains(&year) => {
                    NaiveDate::from_ymd_opt(year, month, day)
                }
                _ => None,
            }
        }
        _ => None,
    };
    day.map(Some)
        .ok_or_else(|| format!("“{text}”不是日期；请写作 2024-10-15"))
}

impl Reading {
    /// The plan that the draft makes.
    ///
    /// # Errors
    /// Everything that is not understood, and what is wrong with the head of the document.
    pub fn plan(
        &self,
        head: &DocumentHead,
        draft: &Draft,
        against: &Against<'_>,
        taken: Taken<'_>,
    ) -> Result<Plan, Vec<PlanFault>> {
        let mut faults = head.faults();
        faults.extend(self.all_faults(draft));
        let (true, Some(year)) = (faults.is_empty(), head.likely_year()) else {
            return Err(faults);
        };
        let old = against.old;
        let id = match old {
            Some(old) => old.id.clone(),
            None => new_id(head, year, taken).map_err(|fault| vec![fault])?,
        };
        let themes = self.themes(old);
        let mut maker = Maker {
            id: &id,
            against,
            taken,
            own_series: Vec::new(),
            used: BTreeSet::new(),
            faults: Vec::new(),
        };
        let rows = self.rows.iter().filter_map(|row| row.row.as_ref());
        let indicators: Vec<Indicator> = rows.map(|row| maker.indicator(row, &themes)).collect();
        let (mut own_series, faults) = (maker.own_series, maker.faults);
        if !faults.is_empty() {
            return Err(faults);
        }
        let unit = |text: &str| {
            let text = text.trim();
            (!text.is_empty()).then(|| Unit(text.to_owned()))
        };
        let kept = |own: &&Series| {
            let rows = old.into_iter().flat_map(|old| &old.text_targets);
            let reported = old.into_iter().flat_map(|old| &old.reported);
            rows.map(|row| &row.series)
                .chain(reported.map(|row| &row.series))
                .any(|id| *id == own.id)
                && !own_series.iter().any(|known: &Series| known.id == own.id)
        };
        let more: Vec<Series> = old
            .into_iter()
            .flat_map(|old| &old.own_series)
            .filter(kept)
            .cloned()
            .collect();
        own_series.extend(more);
        let mut plan = Plan {
            id,
            title: head.title.trim().to_owned(),
            short: head.likely_short(),
            number: head.number.trim().to_owned(),
            issuer: unit(&head.issuer),
            stage: head.stage,
            year,
            issued: read_day(&head.issued).ok().flatten(),
            effective: old.and_then(|old| old.effective),
            lead: unit(&head.lead),
            draft_of: old.and_then(|old| old.draft_of.clone()),
            themes,
            indicators,
            text_targets: old.map_or_else(Vec::new, |old| old.text_targets.clone()),
            measures: old.map_or_else(Vec::new, |old| old.measures.clone()),
            reported: old.map_or_else(Vec::new, |old| old.reported.clone()),
            budgets: old.map_or_else(Vec::new, |old| old.budgets.clone()),
            note: head.note.trim().to_owned(),
            own_series,
            own_units: old.map_or_else(Vec::new, |old| old.own_units.clone()),
            own_measurement: old.map_or_else(Vec::new, |old| old.own_measurement.clone()),
        };
        bring_units(&mut plan, against.units);
        Ok(plan)
    }

    /// Everything in the table that is not understood, with its place.
    #[must_use]
    pub fn all_faults(&self, draft: &Draft) -> Vec<PlanFault> {
        let mut faults = Vec::new();
        let mut fault = |place: String, reason: &str| {
            faults.push(PlanFault {
                place,
                reason: reason.to_owned(),
            });
        };
        for reason in &self.faults {
            fault("表".to_owned(), reason);
        }
        let head = |at: usize| {
            let column = &draft.columns[at];
            if column.head.is_empty() {
                format!("第 {} 列", at + 1)
            } else {
                format!("“{}”列", column.head)
            }
        };
        for (at, reason) in self.columns.iter().enumerate() {
            if let Some(reason) = reason {
                fault(head(at), reason);
            }
        }
        for (index, row) in self.rows.iter().enumerate() {
            for reason in &row.faults {
                fault(format!("第 {} 行", index + 1), reason);
            }
            for (at, cell) in row.cells.iter().enumerate() {
                if let super::read::Mark::Wrong(reason) = &cell.mark {
                    fault(format!("第 {} 行{}", index + 1, head(at)), reason);
                }
            }
        }
        faults
    }

    /// The sections, those that a changed plan had with their numbers.
    fn themes(&self, old: Option<&Plan>) -> Vec<Theme> {
        let known: &[Theme] = old.map_or(&[], |old| &old.themes);
        let mut last = known.iter().map(|theme| theme.no).max().unwrap_or(0);
        let mut themes: Vec<Theme> = Vec::new();
        for (name, lead) in &self.sections {
            let before = known.iter().find(|theme| theme.name == *name);
            themes.push(before.cloned().unwrap_or_else(|| {
                last += 1;
                Theme {
                    no: last,
                    name: name.clone(),
                    short: short_section(name),
                    focus: String::new(),
                    lead: lead.clone(),
                    others: Vec::new(),
                }
            }));
        }
        // What the text and the measures of a changed plan stand in stays.
        let is_named = |theme: &&Theme| {
            old.is_some_and(|old| {
                let rows = old.text_targets.iter().map(|row| row.theme);
                let measures = old.measures.iter().map(|measure| measure.theme);
                let budgets = old.budgets.iter().map(|budget| budget.theme);
                rows.chain(measures).chain(budgets).any(|no| no == theme.no)
            }) && !themes.iter().any(|there| there.no == theme.no)
        };
        let more: Vec<Theme> = known.iter().filter(is_named).cloned().collect();
        themes.extend(more);
        if themes.is_empty() {
            themes.push(Theme {
                no: 1,
                name: ONLY_SECTION.to_owned(),
                short: ONLY_SECTION.to_owned(),
                focus: String::new(),
                lead: None,
                others: Vec::new(),
            });
        }
        themes
    }
}

/// A section's name for narrow places: of a long one the beginning.
fn short_section(name: &str) -> String {
    const MOST: usize = 6;
    if name.chars().count() <= MOST + 2 {
        return name.to_owned();
    }
    name.chars().take(MOST).collect()
}

/// A name for a plan: the same for the same document in whosever hands.
fn new_id(head: &DocumentHead, year: Year, taken: Taken<'_>) -> Result<PlanId, PlanFault> {
    let print = fingerprint(format!("{}\n{}", head.number.trim(), head.title.trim()).as_bytes());
    let stem = format!("own-{year}-{:06x}", print & 0xff_ffff);
    let id = PlanId(stem.clone());
    if (taken.plan)(&id) {
        return Err(PlanFault {
            place: "名称".to_owned(),
            reason: "台账里已有名称和文号相同的自建规划；请修改那一份，或改名".to_owned(),
        });
    }
    let others = (2..=999).map(|count| PlanId(format!("{stem}-{count}")));
    let is_free = |id: &PlanId| !(taken.plan)(id) && !(taken.left)(id);
    let free = std::iter::once(id).chain(others).find(is_free);
    free.ok_or_else(|| PlanFault {
        place: "名称".to_owned(),
        reason: "同名的规划太多；请改名".to_owned(),
    })
}

struct Maker<'a> {
    id: &'a PlanId,
    against: &'a Against<'a>,
    taken: Taken<'a>,
    own_series: Vec<Series>,
    used: BTreeSet<SeriesId>,
    faults: Vec<PlanFault>,
}

impl Maker<'_> {
    /// What is entered under a number belongs to the indicator that had it: it goes to no other.
    fn check_number(&mut self, row: &RowRead) {
        if row.was == Some(row.no) {
            return;
        }
        let keeps = |no: &u32| (self.taken.numbers)(&IndicatorId::new(self.id, *no));
        let was = row.was.filter(keeps);
        let kept = "基期值、评定、目标调整、中期目标、单独规则或文字";
        if let Some(was) = was {
            let reason = format!("序号 {was} 已填了{kept}，改号会丢下它们；请保留原序号");
            self.fault(row, reason);
        } else if keeps(&row.no) {
            let no = row.no;
            let reason = format!("序号 {no} 留有另一项指标的{kept}；请换一个序号");
            self.fault(row, reason);
        }
    }

    fn indicator(&mut self, row: &RowRead, themes: &[Theme]) -> Indicator {
        self.check_number(row);
        let theme = themes.iter().find(|theme| theme.name == row.theme);
        Indicator {
            no: row.no,
            theme: theme.map_or(0, |theme| theme.no),
            name: row.name.clone(),
            unit: row.unit.clone(),
            kind: row.kind,
            mean_over_years: row.is_mean,
            direction: row.direction,
            targets: row.targets.clone(),
            baseline: row.baseline,
            units: row.units.clone(),
            series: self.series(row),
            locator: row.locator.clone(),
            note: row.note.clone(),
            printed: None,
            superseded: Vec::new(),
        }
    }

    fn series(&mut self, row: &RowRead) -> SeriesId {
        let old = self.against.old;
        let was = row.was.and_then(|no| old?.indicator(no));
        let id = match (&row.series, was) {
            (SeriesChoice::Share(id), _) => id.clone(),
            (SeriesChoice::Keep, Some(was)) => was.series.clone(),
            (SeriesChoice::Keep | SeriesChoice::Own, _) => self.new_series(row),
        };
        if !self.used.insert(id.clone()) {
            self.fault(row, "与前面一行用了同一个口径；请改用自己的口径".to_owned());
        }
        if self.own_series.iter().any(|own| own.id == id) {
            return id;
        }
        let known = self.against.series.iter().find(|series| series.id == id);
        let is_own = old.is_some_and(|old| old.own_series.iter().any(|own| own.id == id));
        let Some(known) = known.cloned() else {
            self.fault(row, format!("不认识的口径“{id}”"));
            return id;
        };
        let converts = self.against.units.factor(&row.unit, &known.unit).is_some();
        let belongs_here = id.0.starts_with(&format!("{}-", self.id));
        if !converts && is_own && belongs_here && !(self.taken.figures)(&id) {
            self.own_series.push(Series {
                name: row.name.clone(),
                unit: row.unit.clone(),
                ..known
            });
            return id;
        }
        if !converts {
            let reason = format!(
                "单位“{}”与口径“{}”的单位“{}”不能换算，已填的数会变成别的意思；请改回单位，或改用自己的口径",
                row.unit, known.name, known.unit
            );
            self.fault(row, reason);
        } else if is_own {
            let name = if belongs_here {
                row.name.clone()
            } else {
                known.name.clone()
            };
            self.own_series.push(Series { name, ..known });
        }
        id
    }

    /// A series of the row's own. A name under which figures are kept is not taken once more.
    fn new_series(&mut self, row: &RowRead) -> SeriesId {
        let mut id = SeriesId(format!("{}-{}", self.id, row.no));
        let mut count = 1;
        while self.is_known(&id) {
            count += 1;
            id = SeriesId(format!("{}-{}-{count}", self.id, row.no));
        }
        self.own_series.push(Series {
            id: id.clone(),
            name: row.name.clone(),
            unit: row.unit.clone(),
            note: String::new(),
        });
        id
    }

    fn is_known(&self, id: &SeriesId) -> bool {
        self.own_series.iter().any(|own| own.id == *id)
            || self.against.series.iter().any(|series| series.id == *id)
            || (self.taken.figures)(id)
    }

    fn fault(&mut self, row: &RowRead, reason: String) {
        self.faults.push(PlanFault {
            place: format!("序号{} {}", row.no, row.name),
            reason,
        });
    }
}

/// Takes along the units that nobody knows, and drops those no longer named.
fn bring_units(plan: &mut Plan, registry: &UnitRegistry) {
    let mut named: BTreeSet<Unit> = BTreeSet::new();
    named.extend(plan.issuer.iter().chain(&plan.lead).cloned());
    let themes = plan.themes.iter();
    named.extend(
        themes
            .flat_map(|theme| theme.lead.iter().chain(&theme.others))
            .cloned(),
    );
    named.extend(plan.all_indicators().flat_map(|row| &row.units).cloned());
    let measures = plan.measures.iter();
    named.extend(measures.flat_map(|measure| &measure.units).cloned());
    plan.own_units.retain(|unit| named.contains(&unit.name));
    for unit in named {
        let is_there = plan.own_units.iter().any(|own| own.name == unit);
        if !is_there && !registry.knows_responsible(&unit) {
            let group = group_of(&unit.0);
            plan.own_units.push(ResponsibleUnit {
                name: unit,
                group,
                same_as: None,
            });
        }
    }
    let mut counted: BTreeSet<String> = BTreeSet::new();
    counted.extend(plan.all_indicators().map(|row| row.unit.clone()));
    counted.extend(plan.own_series.iter().map(|series| series.unit.clone()));
    plan.own_measurement
        .retain(|unit| counted.contains(&unit.name));
    for unit in counted.into_iter().filter(|unit| !unit.is_empty()) {
        let is_there = plan.own_measurement.iter().any(|own| own.name == unit);
        if !is_there && registry.measurement(&unit).is_none() {
            plan.own_measurement.push(MeasurementUnit {
                dimension: unit.clone(),
                name: unit,
                scale: 1.into(),
            });
        }
    }
}

/// In which group of lists a new unit stands.
fn group_of(name: &str) -> UnitGroup {
    let ends = |words: &[&str]| words.iter().any(|word| name.ends_with(word));
    if ends(&["集团", "公司", "管委会"]) {
        UnitGroup::Platform
    } else if ends(&["区政府", "县政府", "区", "县", "县（市）"]) {
        UnitGroup::District
    } else if ends(&["商会", "协会", "工商联", "贸促会"]) {
        UnitGroup::Association
    } else {
        UnitGroup::Department
    }
}
