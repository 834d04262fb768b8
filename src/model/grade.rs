//! The seven grades, the words in which every method and every analyst judges.

/// A grade (评价), from best to worst; what cannot be judged comes last.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
pub enum Grade {
    /// 提前实现 or 已实现
    Achieved,
    /// 快于预期
    Ahead,
    /// 基本符合预期
    OnTrack,
    /// 滞后
    Behind,
    /// 明显滞后
    FarBehind,
    /// 倒退
    Regressed,
    /// 无法评估
    NotAssessable,
}

impl Grade {
    /// Every grade, best first.
    pub const ALL: [Self; 7] = [
        Self::Achieved,
        Self::Ahead,
        Self::OnTrack,
        Self::Behind,
        Self::FarBehind,
        Self::Regressed,
        Self::NotAssessable,
    ];

    /// Its name in JSON.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Achieved => "achieved",
            Self::Ahead => "ahead",
            Self::OnTrack => "on_track",
            Self::Behind => "behind",
            Self::FarBehind => "far_behind",
            Self::Regressed => "regressed",
            Self::NotAssessable => "not_assessable",
        }
    }

    /// Its usual Chinese word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Achieved => "提前实现",
            Self::Ahead => "快于预期",
            Self::OnTrack => "基本符合预期",
            Self::Behind => "滞后",
            Self::FarBehind => "明显滞后",
            Self::Regressed => "倒退",
            Self::NotAssessable => "无法评估",
        }
    }

    /// Its place in [`Grade::ALL`].
    #[must_use]
    pub fn index(self) -> usize {
        self as usize
    }

    /// Whether there was enough to judge by.
    #[must_use]
    pub fn is_assessed(self) -> bool {
        self != Self::NotAssessable
    }

    /// Whether a leader should hear of it.
    #[must_use]
    pub fn needs_attention(self) -> bool {
        matches!(self, Self::Behind | Self::FarBehind | Self::Regressed)
    }

    /// Its word where an analyst gave it by hand, so that it never reads as a computed one.
    #[must_use]
    pub fn word_by_hand(self) -> &'static str {
        match self {
            Self::Achieved => "已实现（人工）",
            Self::Ahead => "快于预期（人工）",
            Self::OnTrack => "基本符合预期（人工）",
            Self::Behind => "滞后（人工）",
            Self::FarBehind => "明显滞后（人工）",
            Self::Regressed => "倒退（人工）",
            Self::NotAssessable => "暂不评价（人工）",
        }
    }

    /// Its word where indicators are counted by grade: early and in time together are 已实现.
    #[must_use]
    pub fn counted(self) -> &'static str {
        match self {
            Self::Achieved => "已实现",
            other => other.word(),
        }
    }

    /// Its word as a choice for an analyst: what is met is 已实现, whatever the year.
    #[must_use]
    pub fn choice(self) -> &'static str {
        match self {
            Self::Achieved => "已实现",
            Self::NotAssessable => "暂不评价",
            other => other.word(),
        }
    }

    /// The grade of a code or a word.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        Self::ALL
            .into_iter()
            .find(|grade| [grade.code(), grade.word(), grade.choice()].contains(&text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grade_is_read_by_code_and_by_either_word() {
        for grade in Grade::ALL {
            for text in [grade.code(), grade.word(), grade.choice()] {
                assert_eq!(Grade::parse(text), Some(grade), "{text}");
            }
            assert_ne!(grade.word_by_hand(), grade.word());
        }
        assert_eq!(Grade::parse("还行"), None);
    }
}
