//! How many indicators have which grade, by section, by unit, for the whole plan.

use super::{Assessment, Grade};

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
