//! A grade given by hand in the place of the computed one, and when it asks for a review.
//!
//! Neither a new actual nor another year silently wipes such a grade or silently keeps it: it stands, and
//! what has changed since it was given or last confirmed is told beside it.

use super::{Assessment, Grade, Reason, Step};
use crate::model::{
    Act, Baseline, Decimal, Judgement, Seen, SeenBaseline, Standing, Status, Year, format_number,
};

const SOURCE: &str = "人工评定";

/// The grade given by hand, with what was computed.
#[derive(Clone, Debug, PartialEq)]
pub struct ByHand {
    /// The grade given.
    pub grade: Grade,
    /// Who gave it first, when and why.
    pub judged: Judgement,
    /// Who confirmed it last, if anyone did.
    pub confirmed: Option<Judgement>,
    /// The computed grade.
    pub computed: Grade,
    /// The word of the computed grade: 提前实现, 未实现 and so on.
    pub computed_word: &'static str,
    /// Why the computed grade is what it is.
    pub computed_reason: Reason,
    /// What has changed since; empty where no review is asked for.
    pub reviews: Vec<Review>,
}

/// Why a grade given by hand asks for a review.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Review {
    /// It was given for an earlier year.
    OtherYear {
        /// The year it was given or last confirmed for.
        judged: Year,
        /// The year judged now.
        now: Year,
    },
    /// The actual is another.
    Actual {
        /// What lay before whoever judged.
        seen: Option<Decimal>,
        /// What there is now.
        now: Option<Decimal>,
    },
    /// The actual is firmer, or less firm, than it was.
    Status {
        /// What lay before whoever judged.
        seen: Status,
        /// What it is now.
        now: Status,
    },
    /// Progress counts from something else.
    Baseline {
        /// What lay before whoever judged.
        seen: Option<Baseline>,
        /// What there is now.
        now: Option<Baseline>,
    },
    /// The computed grade is another.
    Computed {
        /// What lay before whoever judged.
        seen: Grade,
        /// What it is now.
        now: Grade,
    },
}

impl Review {
    /// What has changed, in a few words: 实际值由 2,562 改为 2,700.
    #[must_use]
    pub fn words(&self) -> String {
        let value =
            |value: &Option<Decimal>| value.map_or_else(|| "未填".to_owned(), format_number);
        match self {
            Self::OtherYear { judged, now } => format!("评定的是 {judged} 年，现评 {now} 年"),
            Self::Actual { seen, now } => {
                format!("实际值由 {} 变为 {}", value(seen), value(now))
            }
            Self::Status { seen, now } => {
                format!("数据状态由“{}”变为“{}”", seen.word(), now.word())
            }
            Self::Baseline { seen, now } => {
                let words = |baseline: &Option<Baseline>| {
                    baseline.map_or_else(
                        || "未填".to_owned(),
                        |b| format!("{} 年 {}", b.year, format_number(b.value)),
                    )
                };
                format!("基期值由 {} 变为 {}", words(seen), words(now))
            }
            Self::Computed { seen, now } => {
                format!("计算结果由“{}”变为“{}”", seen.word(), now.word())
            }
        }
    }
}

impl ByHand {
    /// Whether it asks for a review.
    #[must_use]
    pub fn needs_review(&self) -> bool {
        !self.reviews.is_empty()
    }

    /// What has changed since it was given or confirmed; empty where nothing has.
    #[must_use]
    pub fn review_words(&self) -> String {
        let words: Vec<String> = self.reviews.iter().map(Review::words).collect();
        words.join("；")
    }

    /// Who gave it and when, and who confirmed it since.
    #[must_use]
    pub fn signature(&self) -> String {
        let first = self.judged.signature();
        match &self.confirmed {
            Some(confirmed) => format!("{first}，{} 复核", confirmed.signature()),
            None => first,
        }
    }
}

impl Assessment {
    /// Whether its grade was given by hand.
    #[must_use]
    pub fn is_by_hand(&self) -> bool {
        self.by_hand.is_some()
    }

    /// Whether its grade was given by hand and asks for a review.
    #[must_use]
    pub fn needs_review(&self) -> bool {
        self.by_hand
            .as_ref()
            .is_some_and(|hand| hand.needs_review())
    }

    /// Whether its grade was given by hand for an earlier year and not looked at since.
    #[must_use]
    pub fn is_carried_on(&self) -> bool {
        self.by_hand.as_ref().is_some_and(|hand| {
            let is_other_year = |review: &Review| matches!(review, Review::OtherYear { .. });
            hand.reviews.iter().any(is_other_year)
        })
    }

    /// The grade that the method computed, whatever was given by hand.
    #[must_use]
    pub fn computed_grade(&self) -> Grade {
        self.by_hand
            .as_ref()
            .map_or(self.grade, |hand| hand.computed)
    }

    /// The grade's word without the note that it was given by hand, for places that mark it otherwise.
    #[must_use]
    pub fn plain_word(&self) -> &'static str {
        match &self.by_hand {
            Some(hand) => hand.grade.choice(),
            None => self.word,
        }
    }
}

/// Puts a grade given by hand in the place of the computed one.
pub(super) fn put(standing: &Standing<'_>, out: &mut Assessment) {
    let hand = ByHand {
        grade: standing.grade,
        judged: standing.judged.clone(),
        confirmed: standing.confirmed.cloned(),
        computed: out.grade,
        computed_word: out.word,
        computed_reason: out.reason.clone(),
        reviews: reviews(standing.last(), out),
    };
    out.grade = hand.grade;
    out.word = hand.grade.word_by_hand();
    out.reason = Reason::ByHand {
        signature: hand.signature(),
        why: hand.judged.why.clone(),
    };
    let formula = format!("由人评定，代替计算所得的“{}”", hand.computed_word);
    let put_in = format!("{}：{}", hand.signature(), hand.judged.why);
    out.trace
        .push(Step::new("人工评定", &formula, put_in, out.word, SOURCE));
    out.by_hand = Some(Box::new(hand));
}

fn reviews(last: &Judgement, out: &Assessment) -> Vec<Review> {
    if last.year != out.year {
        // Figures of different years are different; that says nothing.
        return vec![Review::OtherYear {
            judged: last.year,
            now: out.year,
        }];
    }
    let mut reviews = Vec::new();
    if last.seen.actual != out.actual {
        reviews.push(Review::Actual {
            seen: last.seen.actual,
            now: out.actual,
        });
    }
    if let (Some(seen), Some(now)) = (last.seen.status, out.status)
        && seen != now
    {
        reviews.push(Review::Status { seen, now });
    }
    let seen = match last.seen.baseline {
        SeenBaseline::NotNoted => out.baseline,
        SeenBaseline::Missing => None,
        SeenBaseline::Was(baseline) => Some(baseline),
    };
    if seen != out.baseline {
        reviews.push(Review::Baseline {
            seen,
            now: out.baseline,
        });
    }
    if last.seen.computed != out.grade {
        reviews.push(Review::Computed {
            seen: last.seen.computed,
            now: out.grade,
        });
    }
    reviews
}

/// A decision about what is judged here, to be appended to those before it. It notes what lies before
/// whoever decides.
#[must_use]
pub fn judgement(
    assessment: &Assessment,
    act: Act,
    why: String,
    (by, at): (String, Option<chrono::NaiveDateTime>),
) -> Judgement {
    Judgement {
        year: assessment.year,
        act,
        why,
        by,
        at,
        seen: Seen {
            actual: assessment.actual,
            status: assessment.status,
            baseline: assessment.baseline.into(),
            computed: assessment.computed_grade(),
        },
    }
}
