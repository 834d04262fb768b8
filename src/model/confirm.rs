//! Doubtful values, and that the analyst has looked at them.

use std::collections::BTreeSet;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// What makes a value doubtful (存疑). A doubt helps and never blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum DoubtKind {
    /// Ten times the value before it, or a tenth.
    Jump,
    /// Off by the factor between two sizes of its unit, as 亿 for 万.
    UnitSlip,
    /// A running total that falls.
    Fall,
    /// A share over 100 %.
    OverHundred,
    /// The same as last year's.
    Unchanged,
    /// Below zero where none was before.
    Negative,
}

/// That a doubtful value has been looked at and is right. It holds for this very value and for
/// these doubts: another value, or another doubt of the same one, is asked about again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Confirmation {
    /// The value looked at.
    pub value: Decimal,
    /// What was doubted.
    pub doubts: BTreeSet<DoubtKind>,
}

impl DoubtKind {
    /// Every kind, the gravest first.
    pub const ALL: [Self; 6] = [
        Self::UnitSlip,
        Self::Jump,
        Self::Negative,
        Self::Fall,
        Self::OverHundred,
        Self::Unchanged,
    ];

    /// The kind of a word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// Its Chinese word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Jump => "相差十倍以上",
            Self::UnitSlip => "单位可能填错",
            Self::Fall => "累计数下降",
            Self::OverHundred => "比重超过 100%",
            Self::Unchanged => "与上年相同",
            Self::Negative => "是负数",
        }
    }
}

impl Confirmation {
    /// Whether it answers these doubts of this value.
    #[must_use]
    pub fn covers(&self, value: Decimal, mut doubts: impl Iterator<Item = DoubtKind>) -> bool {
        self.value == value && doubts.all(|doubt| self.doubts.contains(&doubt))
    }
}
