//! 方法对照: one case by every method, and 方法分歧: where they disagree about it.

use super::{Assessment, Case, Grade, Method, Reason, assess_untraced};

/// What every method says of one case.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// One opinion a method, in the order of [`Method::ALL`].
    pub opinions: Vec<Opinion>,
}

/// What one method says.
#[derive(Clone, Debug, PartialEq)]
pub struct Opinion {
    /// The method.
    pub method: Method,
    /// Its grade, in our words.
    pub grade: Grade,
    /// The grade's word here: 提前实现, 未实现 and so on.
    pub word: &'static str,
    /// The method's own word, where it has one.
    pub own_word: Option<&'static str>,
    /// What the grade goes by: a ratio, or the share of the way done.
    pub measure: Option<f64>,
    /// Why this grade, or why none.
    pub reason: Reason,
}

/// Methods that disagree about a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disagreement {
    /// The methods that have it at or before its schedule; empty where none disagrees about that.
    pub on_schedule: Vec<Method>,
    /// The methods that have it lagging.
    pub lagging: Vec<Method>,
    /// The grades on the straight path and on that of constant growth, where they differ.
    pub paths: Option<(Grade, Grade)>,
}

/// Judges a case by every method.
#[must_use]
pub fn compare(case: &Case<'_>) -> Comparison {
    let opinions = Method::ALL
        .into_iter()
        .map(|method| opinion(assess_untraced(case, method)))
        .collect();
    Comparison { opinions }
}

fn opinion(assessment: Assessment) -> Opinion {
    Opinion {
        method: assessment.method,
        grade: assessment.grade,
        word: assessment.word,
        own_word: assessment.method_grade,
        measure: assessment.ratio.or(assessment.progress),
        reason: assessment.reason,
    }
}

impl Comparison {
    /// What this method says.
    #[must_use]
    pub fn of(&self, method: Method) -> Option<&Opinion> {
        self.opinions
            .iter()
            .find(|opinion| opinion.method == method)
    }

    /// Whether any method can judge it.
    #[must_use]
    pub fn is_assessed(&self) -> bool {
        self.opinions
            .iter()
            .any(|opinion| opinion.grade.is_assessed())
    }

    /// Where methods disagree: about whether the indicator lags, or, between the two paths of the
    /// schedule, about its grade.
    ///
    /// 完成率法 is heard in the table but not here: it knows no time, so that before its last years it has
    /// every indicator lagging, which is no disagreement about this one.
    #[must_use]
    pub fn disagreement(&self) -> Option<Disagreement> {
        let knows_time = |opinion: &&Opinion| opinion.method != Method::Achievement;
        let assessed = self.opinions.iter().filter(knows_time);
        let assessed = assessed.filter(|opinion| opinion.grade.is_assessed());
        let (lagging, on_schedule): (Vec<&Opinion>, Vec<&Opinion>) =
            assessed.partition(|opinion| opinion.grade.needs_attention());
        let disagree = !lagging.is_empty() && !on_schedule.is_empty();
        let methods = |opinions: &[&Opinion]| -> Vec<Method> {
            let methods = opinions.iter().map(|opinion| opinion.method);
            methods.filter(|_| disagree).collect()
        };
        let paths = self.paths();
        (disagree || paths.is_some()).then(|| Disagreement {
            on_schedule: methods(&on_schedule),
            lagging: methods(&lagging),
            paths,
        })
    }

    /// The grades by the straight path and by that of constant growth, where both exist and differ.
    fn paths(&self) -> Option<(Grade, Grade)> {
        let grade = |method| {
            let grade = self.of(method)?.grade;
            grade.is_assessed().then_some(grade)
        };
        let linear = grade(Method::Schedule)?;
        let geometric = grade(Method::ScheduleGeometric)?;
        (linear != geometric).then_some((linear, geometric))
    }
}

impl Disagreement {
    /// Who says what: 序时进度法认为符合预期，年均增速法、外推比例法认为滞后；直线路径 滞后，等比路径 基本符合预期.
    #[must_use]
    pub fn words(&self) -> String {
        let names = |methods: &[Method]| -> String {
            let names: Vec<&str> = methods.iter().map(|method| method.word()).collect();
            names.join("、")
        };
        let mut parts = Vec::new();
        if !self.lagging.is_empty() {
            parts.push(format!(
                "{}认为达到预期，{}认为滞后",
                names(&self.on_schedule),
                names(&self.lagging)
            ));
        }
        if let Some((linear, geometric)) = self.paths {
            parts.push(format!(
                "直线路径为{}，等比路径为{}",
                linear.word(),
                geometric.word()
            ));
        }
        parts.join("；")
    }
}
