use super::*;
use crate::model::PlanId;
use crate::store::{Catalog, default_plan};

fn target(year: Year, bound: Bound) -> Target {
    Target { year, bound }
}

fn at_least(year: Year, value: i64) -> Target {
    target(year, Bound::AtLeast(value.into()))
}

fn said(number: &str, targets: Vec<Target>) -> Said {
    Said {
        number: number.to_owned(),
        targets,
        ..Said::default()
    }
}

/// A workspace of the first plan with what the window does to it: edits, and the catalog that follows.
struct Desk {
    workspace: Workspace,
    no: u32,
}

impl Desk {
    fn of(no: u32) -> Self {
        Self {
            workspace: Workspace::new(vec![default_plan()]),
            no,
        }
    }

    fn with<T>(&self, look: impl FnOnce(&Plan, &Indicator) -> T) -> T {
        let catalog = Catalog::builtin().unwrap().for_workspace(&self.workspace);
        let plan = catalog.plan(&default_plan()).unwrap();
        look(plan, plan.indicator(self.no).unwrap())
    }

    fn try_adjust(&self, said: &Said) -> Result<Edit, AdjustError> {
        self.with(|plan, row| adjust(&self.workspace, plan, row, said, ("张".to_owned(), None)))
    }

    fn adjust(&mut self, said: &Said) {
        let _undo = self.try_adjust(said).unwrap().apply(&mut self.workspace);
    }

    fn withdraw(&mut self, number: Option<&str>) -> Result<(), AdjustError> {
        let id = IndicatorId::new(&default_plan(), self.no);
        let _undo = withdraw(&self.workspace, &id, number)?.apply(&mut self.workspace);
        Ok(())
    }

    /// The targets that hold, and those that held with the number that ended them.
    fn chain(&self) -> (String, Vec<(String, String)>) {
        self.with(|_, row| {
            let unit = row.printed_unit();
            let words = |targets: &[Target]| crate::model::targets_text(targets, unit);
            let ended = row.superseded.iter();
            let ended = ended.map(|s| (words(&s.printed), s.by.number.clone()));
            (words(row.printed_targets()), ended.collect())
        })
    }
}

#[test]
fn the_whole_chain_is_kept_and_each_link_can_be_taken_back() {
    // 附件 序号15: 金融业增加值 2027 年 3,000.
    let mut desk = Desk::of(15);
    let original = desk.chain().0;
    assert_eq!(original, "2027 年 3,000 亿元");
    desk.adjust(&said("甲〔2025〕1号", vec![at_least(2027, 2800)]));
    desk.adjust(&said("乙〔2026〕2号", vec![at_least(2028, 2900)]));
    let (now, ended) = desk.chain();
    assert_eq!(now, "2028 年 2,900以上 亿元");
    assert_eq!(
        ended,
        [
            (original.clone(), "甲〔2025〕1号".to_owned()),
            (
                "2027 年 2,800以上 亿元".to_owned(),
                "乙〔2026〕2号".to_owned()
            ),
        ]
    );
    // The same document again corrects what is noted of it and changes nothing else.
    desk.adjust(&said("甲〔2025〕1号", vec![at_least(2027, 2850)]));
    assert_eq!(desk.chain().1[1].0, "2027 年 2,850以上 亿元");
    desk.withdraw(Some("甲〔2025〕1号")).unwrap();
    assert_eq!(
        desk.chain().1,
        [(original.clone(), "乙〔2026〕2号".to_owned())]
    );
    desk.withdraw(None).unwrap();
    assert_eq!(desk.chain(), (original, Vec::new()));
    assert_eq!(desk.withdraw(None), Err(AdjustError::NotAdjusted));
    assert_eq!(desk.workspace, Workspace::new(vec![default_plan()]));
}

#[test]
fn what_cannot_be_meant_is_refused_with_the_reason() {
    let mut desk = Desk::of(15);
    let fine = || vec![at_least(2027, 2800)];
    let refused = |desk: &Desk, said: Said| desk.try_adjust(&said).unwrap_err();
    assert_eq!(refused(&desk, said("  ", fine())), AdjustError::NoNumber);
    assert!(matches!(
        refused(&desk, said("杭政函〔2024〕75号", fine())),
        AdjustError::OwnNumber(_)
    ));
    assert_eq!(refused(&desk, said("甲", vec![])), AdjustError::NoTarget);
    assert_eq!(
        refused(
            &desk,
            said("甲", vec![at_least(2027, 1), at_least(2027, 2)])
        ),
        AdjustError::Twice(2027)
    );
    assert_eq!(
        refused(&desk, said("甲", vec![at_least(2027, 0)])),
        AdjustError::NotPositive(2027)
    );
    assert!(matches!(
        refused(&desk, said("甲", vec![at_least(20270, 1)])),
        AdjustError::Year(20270, _)
    ));
    assert!(matches!(
        refused(&desk, said("甲", vec![target(2027, Bound::RankWithin(3))])),
        AdjustError::Contradicts(2027, _, _)
    ));
    assert!(matches!(
        refused(
            &desk,
            said("甲", vec![target(2027, Bound::AtMost(3.into()))])
        ),
        AdjustError::Contradicts(2027, _, _)
    ));
    assert_eq!(
        refused(
            &desk,
            said("甲", vec![target(2027, Bound::Qualitative(" ".to_owned()))])
        ),
        AdjustError::Blank(2027)
    );
    assert!(matches!(
        refused(
            &desk,
            said("甲", vec![target(2027, Bound::Exactly(3000.into()))])
        ),
        AdjustError::NoChange(_)
    ));
    let dated = |number: &str, date: &str, targets| Said {
        date: date.to_owned(),
        ..said(number, targets)
    };
    assert_eq!(
        refused(&desk, dated("甲", "三月", fine())),
        AdjustError::Date("三月".to_owned())
    );
    desk.adjust(&dated("甲", "2026年3月1日", fine()));
    assert!(matches!(
        refused(&desk, dated("乙", "2025-12-31", vec![at_least(2027, 2700)])),
        AdjustError::TooEarly { .. }
    ));
    desk.adjust(&dated("乙", "2026-06-01", vec![at_least(2027, 2700)]));
    assert!(matches!(
        refused(&desk, dated("甲", "2026-07-01", fine())),
        AdjustError::TooLate { .. }
    ));
    assert_eq!(
        desk.withdraw(Some("丙")),
        Err(AdjustError::NotBy("丙".to_owned(), "甲、乙".to_owned()))
    );
    let id = IndicatorId::new(&default_plan(), 15);
    let baseline = Edit::Baseline {
        indicator: id,
        value: Some(crate::model::Baseline {
            year: 2026,
            value: 1.into(),
        }),
    };
    let _undo = baseline.apply(&mut desk.workspace);
    assert_eq!(
        refused(&desk, said("丙", vec![at_least(2026, 2700)])),
        AdjustError::NotAfterBaseline(2026)
    );
}

#[test]
fn a_rank_takes_ranks_alone() {
    let catalog = Catalog::builtin().unwrap();
    let plan = catalog.plan(&PlanId("hz-2023-opening".to_owned())).unwrap();
    let rank = plan
        .all_indicators()
        .chain(catalog.plans().iter().flat_map(Plan::all_indicators))
        .find(|row| row.kind == crate::model::Kind::Rank)
        .expect("some document ranks");
    assert!(rank.takes(&Bound::RankWithin(3)));
    assert!(!rank.takes(&Bound::Exactly(3.into())));
    assert_eq!(
        bound_like(&[target(2025, Bound::RankWithin(5))], 2025, 4.into()),
        Bound::RankWithin(4)
    );
}

#[test]
fn what_a_document_does_not_name_stays_and_the_last_target_is_never_lost_unsaid() {
    let before = [at_least(2025, 1000), at_least(2027, 1500)];
    let given = |targets: &[Target], dropped: &[Year]| revised(&before, targets, dropped);
    // The year has a target: it takes its place, the other stays.
    assert_eq!(
        given(&[at_least(2027, 1400)], &[]).unwrap(),
        [at_least(2025, 1000), at_least(2027, 1400)]
    );
    assert_eq!(
        given(&[at_least(2025, 900)], &[]).unwrap(),
        [at_least(2025, 900), at_least(2027, 1500)]
    );
    // Put off by a year.
    assert_eq!(
        given(&[at_least(2028, 1500)], &[]).unwrap(),
        [at_least(2025, 1000), at_least(2028, 1500)]
    );
    // A year in between: one more, or the last brought forward?
    assert_eq!(
        given(&[at_least(2026, 1200)], &[]),
        Err(AdjustError::LastUnclear {
            given: 2026,
            last: 2027,
            value: "at_least:1500".to_owned()
        })
    );
    assert_eq!(
        given(&[at_least(2026, 1200)], &[2027]).unwrap(),
        [at_least(2025, 1000), at_least(2026, 1200)]
    );
    assert_eq!(
        given(&[at_least(2026, 1200), at_least(2027, 1500)], &[]).unwrap(),
        [
            at_least(2025, 1000),
            at_least(2026, 1200),
            at_least(2027, 1500)
        ]
    );
    assert_eq!(given(&[], &[2026]), Err(AdjustError::NothingToDrop(2026)));
    assert_eq!(
        bound_like(&before, 2027, 7.into()),
        Bound::AtLeast(7.into())
    );
    assert_eq!(
        bound_like(&[target(2027, Bound::FullCoverage)], 2027, 7.into()),
        Bound::Exactly(7.into())
    );
}
