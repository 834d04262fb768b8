//! What the words of a row say beside its figures: kind, direction, section, units, place, remarks, and
//! which series of other plans are like it.

use super::guess;
use super::head::Role;
use super::numbers::Number;
use super::read::{Mark, ONLY_SECTION, RowRead};
use super::row::{Hint, RowReader};
use super::split::{section, units_in};
use crate::exchange::cell;
use crate::model::{Bound, Direction, Kind, SeriesId, Target, Unit, nearest};

impl RowReader<'_> {
    pub(super) fn kind(
        &mut self,
        name: &str,
        unit: &str,
        targets: &[Target],
        hint: &Hint,
    ) -> (Kind, bool) {
        let text = self.text(Role::Kind).to_owned();
        let ranked = targets
            .iter()
            .any(|target| matches!(target.bound, Bound::RankWithin(_)));
        if !text.is_empty() && !guess::is_nature(&text) {
            let Some((kind, is_mean)) = guess::kind_named(&text) else {
                let known: Vec<&str> = Kind::ALL.into_iter().map(Kind::word).collect();
                let why = format!("不认识的属性“{text}”；可用 {}", known.join("、"));
                self.note(Role::Kind, "", Mark::Wrong(why));
                return (Kind::Stock, false);
            };
            let numbers = targets.iter().any(|target| target.bound.value().is_some());
            let clash = if ranked && kind != Kind::Rank {
                Some("目标是位次，属性应为“位次”")
            } else if kind == Kind::Rank && !ranked && numbers {
                Some("属性是“位次”，目标应写作“前5位”")
            } else {
                None
            };
            let mark = clash.map_or(Mark::Read, |why| Mark::Wrong(format!("{why}；请改正一个")));
            self.note(Role::Kind, guess::kind_words(kind, is_mean), mark);
            return (kind, is_mean);
        }
        let kind = if ranked {
            Kind::Rank
        } else {
            hint.kind
                .unwrap_or_else(|| guess::kind(name, unit, targets))
        };
        let is_mean = hint.is_mean || (kind == Kind::Growth && name.contains("年均"));
        let words = guess::kind_words(kind, is_mean);
        let mark = if ranked {
            Mark::Read
        } else {
            Mark::Guess("默认，取自名称、单位和目标的写法".to_owned())
        };
        self.note(Role::Kind, words, mark);
        (kind, is_mean)
    }

    pub(super) fn direction(&mut self, name: &str, kind: Kind, targets: &[Target]) -> Direction {
        let text = self.text(Role::Direction).to_owned();
        let (likely, is_told) = guess::direction(name, kind, targets);
        if text.is_empty() {
            let mark = if is_told {
                Mark::Read
            } else {
                Mark::Guess("默认，取自名称和目标的写法".to_owned())
            };
            self.note(Role::Direction, likely.word(), mark);
            return likely;
        }
        let Some(way) = guess::direction_named(&text) else {
            let why = format!("不认识的方向“{text}”；请写“越高越好”或“越低越好”");
            self.note(Role::Direction, "", Mark::Wrong(why));
            return likely;
        };
        let says_at_least = |target: &Target| matches!(target.bound, Bound::AtLeast(_));
        let says_at_most = |target: &Target| matches!(target.bound, Bound::AtMost(_));
        let clash = match way {
            Direction::Down if targets.iter().any(says_at_least) => Some("“以上”与越低越好矛盾"),
            Direction::Up if targets.iter().any(says_at_most) => Some("“以内”与越高越好矛盾"),
            Direction::Up if kind == Kind::Rank => Some("位次以小为好，方向应为越低越好"),
            _ => None,
        };
        let mark = clash.map_or(Mark::Read, |why| Mark::Wrong(format!("{why}；请改正一个")));
        self.note(Role::Direction, way.word(), mark);
        way
    }

    pub(super) fn theme(&mut self, here: Option<&String>) -> String {
        let text = self.text(Role::Theme).to_owned();
        if !text.is_empty() {
            // A name that the plan has already stays as it is.
            let is_known = self
                .against
                .old
                .is_some_and(|old| old.themes.iter().any(|theme| theme.name == text));
            let (name, _) = if is_known {
                (text, None)
            } else {
                section(&text, self.against.units)
            };
            self.note(Role::Theme, &name, Mark::Read);
            return name;
        }
        let (name, why) = match here {
            Some(here) => (here.clone(), "空着，同上一行"),
            None => (ONLY_SECTION.to_owned(), "默认，表里没有分领域"),
        };
        self.note(Role::Theme, &name, Mark::Guess(why.to_owned()));
        name
    }

    pub(super) fn units(&mut self) -> Vec<Unit> {
        let mut units: Vec<Unit> = Vec::new();
        for role in [Role::Lead, Role::Units, Role::Others] {
            let columns = self.draft.columns.iter().enumerate();
            let columns: Vec<usize> = columns
                .filter(|(_, column)| column.role == role)
                .map(|(at, _)| at)
                .collect();
            for at in columns {
                let text = self.row.cells[at].clone();
                if cell::means_absent(&text) {
                    self.mark(at, "", Mark::Read);
                    continue;
                }
                let split = units_in(&text, self.against.units);
                let words = Self::unit_words(role, &split.units, units.is_empty());
                let mark = self.unit_mark(&split.units, split.is_reordered);
                self.mark(at, words, mark);
                for unit in split.units {
                    if !units.contains(&unit) {
                        units.push(unit);
                    }
                }
            }
        }
        units
    }

    pub(super) fn unit_words(role: Role, units: &[Unit], is_first: bool) -> String {
        let names: Vec<&str> = units.iter().map(|unit| unit.0.as_str()).collect();
        match names.split_first() {
            Some((lead, rest)) if role != Role::Others && is_first => {
                if rest.is_empty() {
                    format!("{lead} 牵头")
                } else {
                    format!("{lead} 牵头；{}", rest.join("、"))
                }
            }
            _ => names.join("、"),
        }
    }

    pub(super) fn unit_mark(&self, units: &[Unit], is_reordered: bool) -> Mark {
        let registry = self.against.units;
        let known = || registry.responsible.iter().map(|u| u.name.0.as_str());
        let mut remarks: Vec<String> = units
            .iter()
            .filter(|unit| !registry.knows_responsible(unit))
            .map(|unit| {
                format!(
                    "“{unit}”不在单位表里{}，作为新单位收入",
                    near(&unit.0, known())
                )
            })
            .collect();
        if is_reordered {
            remarks.push("标明牵头的排到最前".to_owned());
        }
        if remarks.is_empty() {
            Mark::Read
        } else {
            Mark::Guess(remarks.join("；"))
        }
    }

    pub(super) fn locator(&mut self, number: &Number) -> String {
        let text = self.text(Role::Locator).replace('\n', " ");
        if !text.is_empty() {
            self.note(Role::Locator, &text, Mark::Read);
            return text;
        }
        let printed = number.printed.clone();
        let default = format!(
            "表 序号{}",
            printed.unwrap_or_else(|| number.no.to_string())
        );
        self.note(Role::Locator, &default, Mark::Guess("默认".to_owned()));
        default
    }

    /// The texts of all columns of remarks, each with its head where that says more.
    pub(super) fn remark(&mut self) -> String {
        let mut parts = Vec::new();
        for (at, column) in self.draft.columns.iter().enumerate() {
            if column.role != Role::Note {
                continue;
            }
            let text = self.row.cells[at].replace('\n', " ").trim().to_owned();
            if !text.is_empty() {
                let is_plain = ["", "备注", "说明", "注"].contains(&column.head.as_str());
                let whole = if is_plain {
                    text
                } else {
                    format!("{}：{text}", column.head)
                };
                parts.push(whole);
            }
            let words = self.row.cells[at].trim().to_owned();
            self.mark(at, words, Mark::Read);
        }
        parts.join("；")
    }

    /// Series whose name and unit are those of this row, one of the plan's own excepted.
    pub(super) fn offers(&self, read: &RowRead) -> Vec<SeriesId> {
        let own = self.was().map(|was| &was.series);
        let fits = |unit: &str| self.against.units.factor(&read.unit, unit).is_some();
        let mut offers: Vec<SeriesId> = Vec::new();
        let mut offer = |id: &SeriesId| {
            let unit = self.against.series.iter().find(|series| series.id == *id);
            let unit = unit.map(|series| series.unit.as_str());
            if unit.is_some_and(fits) && Some(id) != own && !offers.contains(id) {
                offers.push(id.clone());
            }
        };
        for plan in self.against.plans {
            if self.against.old.is_some_and(|old| old.id == plan.id) {
                continue;
            }
            for row in plan.all_indicators().filter(|row| row.name == read.name) {
                offer(&row.series);
            }
        }
        for series in self.against.series.iter().filter(|s| s.name == read.name) {
            offer(&series.id);
        }
        offers
    }
}

/// `（是否“……”？）`, or nothing where no known name is like it.
pub(super) fn near<'a>(wanted: &str, known: impl Iterator<Item = &'a str>) -> String {
    // A name of one character is like every other.
    let long = wanted.chars().nth(1).is_some();
    let like = nearest(wanted, known).filter(|_| long);
    like.map_or_else(String::new, |name| format!("（是否“{name}”？）"))
}
