//! How many indicators have which grade, by plan, by section, by unit.
//!
//! No data is not zero and not red: what could not be judged is counted apart, so that the counts of a
//! group always add up to its indicators. A unit counts an indicator under every unit named, the lead
//! marked; added up over units they therefore come to more than the indicators, and their led ones to
//! as many as have a lead.

use std::collections::BTreeMap;

use super::{Assessment, Grade, Method};
use crate::model::{Indicator, Plan, PlanId, Unit};

/// Counts of grades. What has no data is counted apart and is neither zero nor red.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    counts: [usize; Grade::ALL.len()],
}

impl Tally {
    /// Counts grades.
    pub fn of(grades: impl IntoIterator<Item = Grade>) -> Self {
        let mut tally = Self::default();
        for grade in grades {
            tally.counts[grade.index()] += 1;
        }
        tally
    }

    /// Counts one that had a grade under the grade it has now.
    pub fn replace(&mut self, before: Grade, now: Grade) {
        let count = &mut self.counts[before.index()];
        *count = count.saturating_sub(1);
        self.counts[now.index()] += 1;
    }

    /// How many have this grade.
    #[must_use]
    pub fn count(&self, grade: Grade) -> usize {
        self.counts[grade.index()]
    }

    /// How many there are in all.
    #[must_use]
    pub fn total(&self) -> usize {
        self.counts.iter().sum()
    }

    /// How many could be judged.
    #[must_use]
    pub fn assessed(&self) -> usize {
        self.total() - self.count(Grade::NotAssessable)
    }

    /// How many are at or before their schedule (基本符合预期 or better).
    #[must_use]
    pub fn on_schedule(&self) -> usize {
        self.count(Grade::Achieved) + self.count(Grade::Ahead) + self.count(Grade::OnTrack)
    }

    /// How many are behind it.
    #[must_use]
    pub fn lagging(&self) -> usize {
        self.assessed() - self.on_schedule()
    }

    /// Each grade that occurs with its count, best first.
    pub fn present(&self) -> impl Iterator<Item = (Grade, usize)> + '_ {
        Grade::ALL
            .into_iter()
            .map(|grade| (grade, self.count(grade)))
            .filter(|(_, count)| *count > 0)
    }
}

/// Orders two assessments worst first: by grade, then by how far progress lies behind schedule.
/// What could not be judged comes last.
#[must_use]
pub fn worst_first(a: &Assessment, b: &Assessment) -> std::cmp::Ordering {
    let severity = |a: &Assessment| match a.grade {
        Grade::NotAssessable => 0,
        grade => grade.index() + 1,
    };
    severity(b).cmp(&severity(a)).then_with(|| {
        let gap = |a: &Assessment| a.gap_pp.unwrap_or(f64::INFINITY);
        gap(a).total_cmp(&gap(b))
    })
}

/// One indicator as judged, to be counted.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    /// The plan that sets the target.
    pub plan: &'a Plan,
    /// The indicator.
    pub indicator: &'a Indicator,
    /// What is said of it.
    pub assessment: &'a Assessment,
}

/// What to count by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// 规划
    Plan,
    /// 领域 of a plan, as the 中心.
    Theme,
    /// 责任单位
    Unit,
}

impl By {
    /// Its name on the command line and in JSON.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Plan => "plan",
            Self::Theme => "theme",
            Self::Unit => "unit",
        }
    }

    /// What a group of it is called.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Plan => "规划",
            Self::Theme => "领域",
            Self::Unit => "责任单位",
        }
    }
}

/// The indicators of one plan, section or unit, counted.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// The plan counted in; none for a unit, which answers for indicators of several.
    pub plan: Option<PlanId>,
    /// The section's number.
    pub theme: Option<u32>,
    /// The name of plan, section or unit.
    pub name: String,
    /// The unit that leads the plan or section.
    pub lead: Option<Unit>,
    /// Counts of grades.
    pub tally: Tally,
    /// Counts of those that the unit leads; of a plan or section, of all.
    pub led: Tally,
    /// The mean of the ratios that there are.
    pub mean_ratio: Option<Mean>,
    /// Its indicators, worst first.
    pub members: Vec<Member>,
}

/// An indicator in a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member {
    /// Its place among the entries.
    pub entry: usize,
    /// Whether the unit counted for leads; always so in a plan or section.
    pub is_lead: bool,
}

/// A mean with how many it is of, without which it says nothing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mean {
    /// The mean.
    pub value: f64,
    /// Of how many.
    pub n: usize,
    /// The one method whose ratios these are; ratios of different methods have no mean.
    pub method: Method,
}

/// Counts entries by plan, section or unit.
///
/// Plans and sections stand in their order, units with most lagging first. The mean is of ratios by
/// `method` alone.
#[must_use]
pub fn roll_up(entries: &[Entry<'_>], by: By, method: Method) -> Vec<Group> {
    let mut keys: BTreeMap<Key<'_>, usize> = BTreeMap::new();
    let mut groups: Vec<(Key<'_>, Vec<Member>)> = Vec::new();
    for (index, entry) in entries.iter().enumerate() {
        for (key, is_lead) in keys_of(entry, by) {
            let at = *keys.entry(key).or_insert_with(|| {
                groups.push((key, Vec::new()));
                groups.len() - 1
            });
            let member = Member {
                entry: index,
                is_lead,
            };
            // A unit printed twice in a row answers for it once.
            if let Some((_, members)) = groups.get_mut(at)
                && members.last().is_none_or(|last| last.entry != index)
            {
                members.push(member);
            }
        }
    }
    let mut groups: Vec<Group> = groups
        .into_iter()
        .map(|(key, members)| group(entries, key, members, method))
        .collect();
    if by == By::Unit {
        groups.sort_by_key(|group| {
            let size = std::cmp::Reverse(group.tally.total());
            (std::cmp::Reverse(group.tally.lagging()), size)
        });
    }
    groups
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Key<'a> {
    Plan(&'a PlanId),
    Theme(&'a PlanId, u32),
    Unit(&'a Unit),
}

fn keys_of<'a>(entry: &Entry<'a>, by: By) -> Vec<(Key<'a>, bool)> {
    match by {
        By::Plan => vec![(Key::Plan(&entry.plan.id), true)],
        By::Theme => vec![(Key::Theme(&entry.plan.id, entry.indicator.theme), true)],
        By::Unit => {
            let units = entry.indicator.units.iter().enumerate();
            units
                .map(|(place, unit)| (Key::Unit(unit), place == 0))
                .collect()
        }
    }
}

fn group(entries: &[Entry<'_>], key: Key<'_>, mut members: Vec<Member>, method: Method) -> Group {
    let of = |member: &Member| entries[member.entry].assessment;
    members.sort_by(|a, b| worst_first(of(a), of(b)));
    let plan = members.first().map(|member| entries[member.entry].plan);
    let (id, theme, name, lead) = match (key, plan) {
        (Key::Plan(id), Some(plan)) => (Some(id), None, plan.title.clone(), plan.lead.as_ref()),
        (Key::Theme(id, no), Some(plan)) => {
            let theme = plan.theme(no);
            let name = theme.map_or_else(|| no.to_string(), |theme| theme.name.clone());
            (
                Some(id),
                Some(no),
                name,
                theme.and_then(|theme| theme.lead.as_ref()),
            )
        }
        (Key::Unit(unit), _) => (None, None, unit.0.clone(), None),
        (Key::Plan(id) | Key::Theme(id, _), None) => (Some(id), None, id.0.clone(), None),
    };
    let as_lead = members.iter().filter(|member| member.is_lead);
    Group {
        plan: id.cloned(),
        theme,
        name,
        lead: lead.cloned(),
        tally: Tally::of(members.iter().map(|member| of(member).grade)),
        led: Tally::of(as_lead.map(|member| of(member).grade)),
        mean_ratio: mean_ratio(members.iter().map(of), method),
        members,
    }
}

/// The mean of the ratios by this method, beside which its n must always stand.
pub fn mean_ratio<'a>(
    assessments: impl Iterator<Item = &'a Assessment>,
    method: Method,
) -> Option<Mean> {
    let (mut sum, mut n, mut count) = (0.0, 0, 0.0);
    for assessment in assessments.filter(|a| a.method == method) {
        if let Some(ratio) = assessment.ratio {
            sum += ratio;
            n += 1;
            count += 1.0;
        }
    }
    (n > 0).then(|| Mean {
        value: sum / count,
        n,
        method,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_add_up() {
        let grades = [
            Grade::Achieved,
            Grade::Ahead,
            Grade::OnTrack,
            Grade::OnTrack,
            Grade::FarBehind,
            Grade::Regressed,
            Grade::NotAssessable,
        ];
        let tally = Tally::of(grades);
        assert_eq!(tally.total(), 7);
        assert_eq!(tally.assessed(), 6);
        assert_eq!(tally.on_schedule(), 4);
        assert_eq!(tally.lagging(), 2);
        assert_eq!(tally.present().map(|(_, n)| n).sum::<usize>(), 7);
    }
}
