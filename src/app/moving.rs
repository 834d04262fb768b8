//! From page to page, and which plan and what plans there are.

use super::{App, Document, View};
use crate::model::{Edit, Origin, PlanId};

impl App {
    pub(super) fn go(&mut self, view: View) {
        if self.document.is_none() && !view.stands_alone() {
            return;
        }
        if !self.exists(&view) || view == self.view {
            return;
        }
        self.follow(&view);
        let before = std::mem::replace(&mut self.view, view);
        // A presentation is one step, however many slides were shown.
        if !matches!((&before, &self.view), (View::Slide(_), View::Slide(_))) {
            self.back.push(before);
            self.forward.clear();
        }
    }

    /// The money that the plan shown sets aside, else that of the first that sets any.
    pub(super) fn go_to_money(&mut self) {
        if self.exists(&View::Budgets) {
            return self.go(View::Budgets);
        }
        let plans = self
            .document
            .as_ref()
            .map(|document| &document.workspace().plans);
        let sets_money = |id: &&PlanId| {
            let plan = self.catalog().plan(id);
            plan.is_some_and(|plan| !plan.budgets.is_empty())
        };
        match plans
            .and_then(|plans| plans.iter().find(sets_money))
            .cloned()
        {
            Some(plan) => {
                self.show_plan(plan);
                self.go(View::Budgets);
            }
            None => self.tell("收入的规划没有写明资金安排".to_owned()),
        }
    }

    /// An indicator's page is a page of its plan.
    pub(super) fn follow(&mut self, view: &View) {
        if let View::Indicator(id) = view {
            self.plan = Some(id.plan.clone());
        }
    }

    pub(super) fn show_plan(&mut self, plan: PlanId) {
        let is_shown = self.shown().is_some_and(|(_, shown, _)| shown.id == plan);
        if is_shown {
            return;
        }
        self.plan = Some(plan);
        // A section or an indicator of the other plan means nothing in this one.
        let has_page = !matches!(self.view, View::Theme(_) | View::Indicator(_));
        if !has_page || !self.exists(&self.view) {
            self.go(View::Overview);
        }
    }

    pub(super) fn add_plan(&mut self, plan: PlanId) {
        let workspace = self.document.as_ref().map(Document::workspace);
        let Some(edit) = workspace.and_then(|w| self.catalog().add_plan(w, &plan)) else {
            return;
        };
        self.edit(edit, Origin::Typed);
        let name = self.catalog().plan(&plan).map(|plan| plan.title.clone());
        self.tell(format!("已收入《{}》", name.unwrap_or_default()));
        self.show_plan(plan);
    }

    pub(super) fn drop_plan(&mut self, plan: &PlanId) {
        let Some(document) = &self.document else {
            return;
        };
        let mut plans = document.workspace().plans.clone();
        plans.retain(|id| id != plan);
        if plans.is_empty() {
            return self.tell("台账至少要收入一份规划".to_owned());
        }
        self.edit(Edit::Plans(plans), Origin::Typed);
        if self.exists(&self.view) && !matches!(self.view, View::Theme(_)) {
            return;
        }
        self.go(View::Overview);
    }

    /// Whether the open workspace has this page.
    #[must_use]
    pub fn exists(&self, view: &View) -> bool {
        let plan = self.shown().map(|(_, plan, _)| plan);
        match view {
            View::Theme(no) => {
                plan.is_some_and(|plan| plan.indicator_themes().any(|theme| theme.no == *no))
            }
            View::Indicator(id) => self.document.as_ref().is_some_and(|document| {
                let boards = document.boards().iter();
                let board = boards.into_iter().find(|board| board.plan == id.plan);
                board.is_some_and(|board| board.any_row(id).is_some())
            }),
            View::Unit(unit) => {
                let survey = self.document.as_ref().map(Document::survey);
                survey.is_some_and(|survey| survey.unit(unit).is_some())
            }
            View::Budgets => plan.is_some_and(|plan| !plan.budgets.is_empty()),
            View::Measures | View::Lineage | View::Units => self.document.is_some(),
            View::PlanEditor => self.drafting.is_some(),
            View::Overview
            | View::Entry
            | View::Collect
            | View::Log
            | View::Comparison
            | View::Method(_)
            | View::Report
            | View::Settings => true,
            View::Slide(no) => self
                .slide_count()
                .is_some_and(|count| *no >= 1 && *no <= count),
        }
    }

    pub(super) fn step(&mut self, back: bool) {
        let (from, to) = if back {
            (&mut self.back, &mut self.forward)
        } else {
            (&mut self.forward, &mut self.back)
        };
        if let Some(view) = from.pop() {
            to.push(std::mem::replace(&mut self.view, view));
            self.follow(&self.view.clone());
        }
    }

    pub(super) fn go_beside(&mut self, by: isize) {
        let Some((_, plan, _)) = self.shown() else {
            return;
        };
        let index = match &self.view {
            View::Indicator(id) => plan
                .all_indicators()
                .position(|i| i.no == id.no)
                .and_then(|at| at.checked_add_signed(by)),
            View::Theme(no) => plan.indicators.iter().position(|i| i.theme == *no),
            _ => Some(0),
        };
        let next = index
            .and_then(|index| plan.all_indicators().nth(index))
            .map(|indicator| plan.id_of(indicator));
        if let Some(id) = next {
            self.go(View::Indicator(id));
        }
    }
}
