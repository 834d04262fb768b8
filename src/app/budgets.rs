//! The money that a document sets aside (资金安排), line by line as a page shows it: each field with what it is
//! made up of, and whether that adds up.

use rust_decimal::prelude::ToPrimitive as _;

use crate::model::{Budget, Decimal, Plan, Year, format_number};

/// A line of the page.
#[derive(Clone, Debug, PartialEq)]
pub struct BudgetLine {
    /// Which kind of line.
    pub kind: BudgetKind,
    /// The field it belongs to; empty for a part.
    pub field: String,
    /// The unit that leads it.
    pub lead: String,
    /// What the money is for.
    pub name: String,
    /// How much, with its unit in the head of the page; blank where the document gives none.
    pub amount: String,
    /// Its share of the field's money, for a part.
    pub share: Option<f64>,
    /// Where it stands, or what is to be known of it.
    pub remark: String,
}

/// Which kind of line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BudgetKind {
    /// The money of a field.
    Field,
    /// What it is made up of.
    Part,
    /// What the parts come to, or that there are none.
    Sum,
    /// The money of the whole document.
    Whole,
}

/// Every line of a plan's money: the fields in their order, then what the document says of the whole.
#[must_use]
pub fn lines(plan: &Plan) -> Vec<BudgetLine> {
    let (fields, whole): (Vec<&Budget>, Vec<&Budget>) =
        plan.budgets.iter().partition(|budget| budget.theme != 0);
    let mut lines: Vec<BudgetLine> = fields.iter().flat_map(|b| field(plan, b)).collect();
    lines.extend(whole.into_iter().map(|budget| BudgetLine {
        kind: BudgetKind::Whole,
        field: "全文".to_owned(),
        lead: String::new(),
        name: budget.name.clone(),
        amount: format_number(budget.amount),
        share: None,
        remark: with_note(budget),
    }));
    lines
}

/// The unit of the plan's money, where all lines have one.
#[must_use]
pub fn unit(plan: &Plan) -> Option<&str> {
    let (first, rest) = plan.budgets.split_first()?;
    rest.iter()
        .all(|budget| budget.unit == first.unit)
        .then_some(first.unit.as_str())
}

/// How much the fields come to: 8 个领域合计 569 亿元，1 个领域没有分项.
#[must_use]
pub fn headline(plan: &Plan) -> Option<String> {
    let unit = unit(plan)?;
    let fields: Vec<&Budget> = plan.budgets.iter().filter(|b| b.theme != 0).collect();
    let sum: Decimal = fields.iter().map(|budget| budget.amount).sum();
    let without = fields
        .iter()
        .filter(|budget| budget.parts.is_empty())
        .count();
    let without = match without {
        0 => String::new(),
        count => format!("，其中 {count} 个没有写明分项"),
    };
    let mut years: Vec<Year> = plan.budgets.iter().map(|budget| budget.year).collect();
    years.dedup();
    let year = match years.as_slice() {
        [year] => format!("{year} 年 "),
        _ => String::new(),
    };
    Some(format!(
        "{year}{} 个领域各自的安排相加 {} {unit}{without}",
        fields.len(),
        format_number(sum)
    ))
}

fn field(plan: &Plan, budget: &Budget) -> Vec<BudgetLine> {
    let theme = plan.theme(budget.theme);
    let mut lines = vec![BudgetLine {
        kind: BudgetKind::Field,
        field: theme.map_or_else(String::new, |theme| theme.short.clone()),
        lead: theme
            .and_then(|theme| theme.lead.as_ref())
            .map_or_else(String::new, |lead| lead.0.clone()),
        name: budget.name.clone(),
        amount: format_number(budget.amount),
        share: None,
        remark: budget.locator.clone(),
    }];
    let whole = budget.amount.to_f64().filter(|whole| *whole > 0.0);
    lines.extend(budget.parts.iter().map(|part| BudgetLine {
        kind: BudgetKind::Part,
        field: String::new(),
        lead: String::new(),
        name: part.name.clone(),
        amount: format_number(part.amount),
        share: whole.and_then(|whole| Some(part.amount.to_f64()? / whole)),
        remark: String::new(),
    }));
    lines.push(sum(budget));
    lines
}

fn sum(budget: &Budget) -> BudgetLine {
    let line = |name: String, amount: String, remark: String| BudgetLine {
        kind: BudgetKind::Sum,
        field: String::new(),
        lead: String::new(),
        name,
        amount,
        share: None,
        remark,
    };
    if budget.parts.is_empty() {
        let remark = if budget.note.is_empty() {
            "文件没有写明分项".to_owned()
        } else {
            budget.note.clone()
        };
        return line("没有分项".to_owned(), String::new(), remark);
    }
    let sum: Decimal = budget.parts.iter().map(|part| part.amount).sum();
    let remark = if sum == budget.amount {
        "与安排总额一致".to_owned()
    } else {
        let rest = format_number(budget.amount - sum);
        format!("与安排总额相差 {rest}，请核对文件")
    };
    line("分项合计".to_owned(), format_number(sum), remark)
}

fn with_note(budget: &Budget) -> String {
    if budget.note.is_empty() {
        budget.locator.clone()
    } else {
        format!("{}；{}", budget.locator, budget.note)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::PlanId;
    use crate::store::Catalog;

    #[test]
    fn eight_fields_add_up_but_for_the_one_that_gives_no_parts() {
        let catalog = Catalog::builtin().unwrap();
        let plan = catalog
            .plan(&PlanId("hz-2024-policies".to_owned()))
            .unwrap();
        let lines = lines(plan);
        let of = |kind| lines.iter().filter(move |line| line.kind == kind);
        assert_eq!(of(BudgetKind::Field).count(), 8);
        assert_eq!(of(BudgetKind::Whole).count(), 1);
        let sums: Vec<&str> = of(BudgetKind::Sum)
            .map(|line| line.remark.as_str())
            .collect();
        let agree = sums.iter().filter(|words| **words == "与安排总额一致");
        assert_eq!((sums.len(), agree.count()), (8, 7));
        let without = lines
            .iter()
            .position(|line| line.name == "没有分项")
            .unwrap();
        assert_eq!(lines[without - 1].name, "扩大内需和对外开放");
        // 22 + 32.8 + 5.5 + 66.8 + 50, as 第（二）条 has it; 569.0 by hand.
        let first = of(BudgetKind::Sum).next().unwrap();
        assert_eq!(first.amount, "177.1");
        assert_eq!(
            headline(plan).unwrap(),
            "2024 年 8 个领域各自的安排相加 569.0 亿元，其中 1 个没有写明分项"
        );
        let shares: f64 = lines[1..=5].iter().filter_map(|line| line.share).sum();
        assert!((shares - 1.0).abs() < 1e-12);
    }

    #[test]
    fn parts_that_do_not_add_up_are_said_so() {
        let catalog = Catalog::builtin().unwrap();
        let plan = catalog
            .plan(&PlanId("hz-2024-policies".to_owned()))
            .unwrap();
        let mut wrong = plan.clone();
        wrong.budgets[0].amount += Decimal::ONE;
        let said = lines(&wrong);
        let sum = said
            .iter()
            .find(|line| line.kind == BudgetKind::Sum)
            .unwrap();
        assert_eq!(sum.remark, "与安排总额相差 1.0，请核对文件");
        assert!(headline(catalog.plan(&PlanId("hz-2024-trade".to_owned())).unwrap()).is_none());
    }
}
