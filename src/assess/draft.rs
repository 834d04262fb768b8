//! An assessment in the making.
//!
//! Steps of the trace are handed over as closures: the computation that has the numbers words them,
//! and where nobody asks for the trace nothing is worded. So the trace cannot differ from what was
//! computed, and judging many indicators costs no text.

use super::facts::{path_of, start_of};
use super::trace::{percent, ratio_text};
use super::{Assessment, Case, Grade, Method, Reason, Step, words};
use crate::model::format_number;

/// What a method came to, in its own word beside ours.
#[derive(Clone, Debug)]
pub(super) struct Verdict {
    pub grade: Grade,
    pub reason: Reason,
    pub own_word: Option<&'static str>,
    pub score: Option<f64>,
}

impl Verdict {
    pub fn plain(grade: Grade, reason: Reason) -> Self {
        Self {
            grade,
            reason,
            own_word: None,
            score: None,
        }
    }

    /// A grade by the limits of a method that has a word of its own for it.
    pub fn own(grade: Grade, own_word: &'static str) -> Self {
        Self {
            own_word: Some(own_word),
            ..Self::plain(grade, Reason::ByMethod)
        }
    }
}

/// What is known so far.
pub(super) struct Draft {
    pub out: Assessment,
    /// Whether the target is not met to the letter, and counts as met by its method.
    pub within_reach: bool,
    explains: bool,
    /// Where in the trace the figure stands that the method's limits are held against.
    judged: Option<usize>,
}

impl Draft {
    /// Only the input is known.
    pub fn new(case: &Case<'_>, method: Method, explains: bool) -> Self {
        let target = case.targets.iter().max_by_key(|t| t.year).cloned();
        let path = target
            .as_ref()
            .and_then(|target| path_of(case, target, start_of(case)));
        let out = Assessment {
            year: case.year,
            actual: None,
            status: None,
            target,
            baseline: case.baseline,
            completion: None,
            progress: None,
            schedule: None,
            gap_pp: None,
            ratio: None,
            projected: None,
            grade: Grade::NotAssessable,
            word: Grade::NotAssessable.word(),
            method_grade: None,
            score: None,
            reason: Reason::NoTarget,
            method,
            path,
            forecast: None,
            required_growth: None,
            best_growth: None,
            growth_is_rate: false,
            by_hand: None,
            trace: Vec::new(),
        };
        Self {
            out,
            within_reach: false,
            explains,
            judged: None,
        }
    }

    /// Adds a step to the trace, if anybody wants it.
    pub fn record(&mut self, step: impl FnOnce() -> Step) {
        if self.explains {
            self.out.trace.push(step());
        }
    }

    /// The same for the figure that the method's limits are held against; of several, the last counts.
    pub fn record_judged(&mut self, step: impl FnOnce() -> Step) {
        self.judged = Some(self.out.trace.len());
        self.record(step);
    }

    /// Puts the outcome in, and its step into the trace.
    pub fn close(&mut self, case: &Case<'_>, outcome: Result<Verdict, Reason>) {
        let verdict = outcome.unwrap_or_else(|reason| Verdict::plain(Grade::NotAssessable, reason));
        self.out.grade = verdict.grade;
        self.out.word = word(verdict.grade, &verdict.reason);
        self.out.method_grade = verdict.own_word;
        self.out.score = verdict.score;
        self.out.reason = verdict.reason;
        if self.explains {
            let step = self.grade_step(case);
            self.out.trace.push(step);
        }
    }

    fn grade_step(&self, case: &Case<'_>) -> Step {
        let out = &self.out;
        let own = out.method_grade.map_or("", words::in_chinese);
        let (formula, substituted) = match &out.reason {
            Reason::Ratio => match out.ratio {
                Some(ratio) => (
                    words::rule(out.method, &case.limits),
                    format!("进度比 {}", ratio_text(ratio, &case.limits)),
                ),
                None => (
                    "序时进度不大于 0：进度高于它为快于预期，持平为基本符合预期，低于它为倒退"
                        .to_owned(),
                    String::new(),
                ),
            },
            Reason::ByMethod => (self.rule_of_method(case), self.judged_figure(own)),
            Reason::MetEarly(_) | Reason::Met if self.within_reach => (
                "与 0 或 100% 的目标相差不超过 1 个百分点，计为实现".to_owned(),
                comparison(out),
            ),
            Reason::MetEarly(_) | Reason::Met => ("达到目标即为实现".to_owned(), comparison(out)),
            Reason::Missed(_) => (
                format!(
                    "目标年已过：完成率 ≥ {} 滞后，其余明显滞后；比基期值还差则倒退",
                    case.limits.behind
                ),
                missed(out),
            ),
            reason => (reason.sentence(), String::new()),
        };
        let source = match &out.reason {
            Reason::Ratio | Reason::ByMethod => words::source(out.method),
            _ => words::ABOVE_ALL,
        };
        Step::new("评价", &formula, substituted, out.word, source)
    }

    fn rule_of_method(&self, case: &Case<'_>) -> String {
        let without_target = words::rule_without_target(self.out.method);
        match without_target.filter(|_| self.out.target.is_none()) {
            Some(rule) => rule.to_owned(),
            None => words::rule(self.out.method, &case.limits),
        }
    }

    /// The figure that the method's limits were held against, as the trace has it, and its own word.
    fn judged_figure(&self, own: &str) -> String {
        match self.judged.and_then(|at| self.out.trace.get(at)) {
            Some(step) => format!("{} {}，{own}", step.label, step.result),
            None => own.to_owned(),
        }
    }
}

/// What a target that was missed is judged by.
fn missed(out: &Assessment) -> String {
    let share = out.completion.map(percent);
    let share = share.map_or_else(String::new, |share| format!("，完成率 {share}"));
    format!("{}{share}，{}", comparison(out), out.grade.word())
}

fn comparison(out: &Assessment) -> String {
    let (Some(target), Some(actual)) = (&out.target, out.actual) else {
        return String::new();
    };
    format!(
        "{} 年实际 {}，目标 {}",
        out.year,
        format_number(actual),
        target.bound.text()
    )
}

fn word(grade: Grade, reason: &Reason) -> &'static str {
    match reason {
        Reason::Met => "已实现",
        Reason::Missed(_) => "未实现",
        _ => grade.word(),
    }
}
