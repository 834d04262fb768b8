//! 方法说明 as the window shows it: the explanation, the example worked out, and its plot.

use crate::assess::Assessment;
use crate::assess::explain::{Explanation, explain};
use crate::chart::{self, ChartSpec};
use crate::model::{Limits, Method};

/// All that the page of a method shows. Made once for a method and its limits.
#[derive(Clone, Debug)]
pub struct Guide {
    /// What the method is.
    pub explanation: Explanation,
    /// The limits it was explained with.
    pub limits: Limits,
    /// The example, worked out by the method itself.
    pub assessment: Assessment,
    /// The example as a plot.
    pub chart: ChartSpec,
}

impl Guide {
    /// Explains a method with these limits and works out its example.
    #[must_use]
    pub fn new(method: Method, limits: Limits) -> Self {
        let explanation = explain(method, &limits);
        let assessment = explanation.example.assess(method);
        let chart = ChartSpec::Line(chart::example_chart(&explanation.example, &assessment));
        Self {
            explanation,
            limits,
            assessment,
            chart,
        }
    }

    /// Whether it is of this method with these limits.
    #[must_use]
    pub fn is_of(&self, method: Method, limits: &Limits) -> bool {
        self.explanation.method == method && self.limits == *limits
    }
}
