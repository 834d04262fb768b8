use super::*;
use crate::store::default_plan;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn survey(plans: &[&str], change: impl FnOnce(&mut Workspace)) -> Survey {
    let catalog = Catalog::builtin().unwrap();
    let plans = plans.iter().map(|id| PlanId((*id).to_owned())).collect();
    let mut workspace = catalog.new_workspace(plans);
    change(&mut workspace);
    let boards: Vec<Board> = workspace
        .plans
        .iter()
        .map(|id| Board::new(&workspace, catalog.plan(id).unwrap(), 2025))
        .collect();
    Survey::new(&workspace, &catalog, &boards)
}

#[test]
fn a_unit_sees_what_it_leads_and_what_it_takes_part_in() {
    let survey = survey(&["hz-2024-75"], |_| ());
    let unit = survey.unit(&Unit("市商务局".to_owned())).unwrap();
    // In the appendix it is named seven times, always first; in the text it leads articles 10 and 25
    // and takes part in 20, which have one target each.
    assert_eq!((unit.led(), unit.indicators.len()), (9, 10));
    // 34 counts from zero, and so does 107: nine led, two actuals without a baseline.
    assert_eq!(unit.missing(), 9 + 7);
    // It is named by articles 10, 11, 16, 17, 18, 20 and 25.
    let numbers: Vec<u32> = unit
        .measures
        .iter()
        .map(|(index, _)| survey.measures[*index].id.no)
        .collect();
    assert_eq!(numbers, [10, 11, 16, 17, 18, 20, 25]);
    let led: Vec<bool> = unit.measures.iter().map(|(_, is_lead)| *is_lead).collect();
    assert_eq!(led, [true, true, false, false, false, false, true]);
}

#[test]
fn one_unit_under_two_names_is_listed_once() {
    let survey = survey(&["hz-2024-75", "hz-2024-trade"], |_| ());
    let names: Vec<&str> = survey.units.iter().map(|row| row.unit.0.as_str()).collect();
    assert!(!names.contains(&"杭州临空经济示范区管委会"));
    let zone = survey
        .unit(&Unit("临空经济示范区管委会".to_owned()))
        .unwrap();
    // Articles 18 of one document, measures 10, 17 and 20 of the other.
    let measures: Vec<String> = zone
        .measures
        .iter()
        .map(|(index, _)| survey.measures[*index].id.to_string())
        .collect();
    assert_eq!(
        measures,
        [
            "hz-2024-75/18",
            "hz-2024-trade/10",
            "hz-2024-trade/17",
            "hz-2024-trade/20"
        ]
    );
}

#[test]
fn what_is_due_is_asked_for_until_it_is_done() {
    let of = |change: fn(&mut MeasureState)| {
        survey(&["hz-2024-75"], |workspace| {
            let mut state = MeasureState::default();
            change(&mut state);
            let id = MeasureId::new(&default_plan(), 20);
            workspace.measures.insert(id, state);
        })
    };
    let names = |survey: &Survey, today: &str, days: i64| -> Vec<(String, i64)> {
        let due = survey.due(day(today), days);
        due.into_iter().map(|due| (due.name, due.days)).collect()
    };
    let train = ("开通中欧班列（杭州）号".to_owned(), 31);
    let firm = ("成功培育1家千亿级物流标杆企业".to_owned(), 31);
    let plain = of(|_| ());
    assert_eq!(names(&plain, "2025-11-30", 90), [train, firm.clone()]);
    assert_eq!(names(&plain, "2025-08-01", 90), []);
    assert_eq!(
        names(&plain, "2026-01-10", 90)[0].1,
        -10,
        "it is past and still asked for"
    );
    let done = of(|state| state.progress = Progress::Done);
    assert_eq!(names(&done, "2025-11-30", 90), std::slice::from_ref(&firm));
    let reached = of(|state| {
        state.milestones.push(MilestoneState {
            name: "开通中欧班列（杭州）号".to_owned(),
            due: "2025-12-31".parse().unwrap(),
            done: true,
        });
    });
    assert_eq!(names(&reached, "2025-11-30", 90), [firm]);
    assert_eq!(done.progress(None), [26, 0, 0, 1, 0]);
}

#[test]
fn lines_are_filtered_by_conflict_and_unit() {
    let survey = survey(&["hz-2024-75"], |_| ());
    let names = |unit: Option<&str>, shown| -> Vec<&str> {
        let unit = unit.map(|name| Unit(name.to_owned()));
        let lines = survey.filtered(unit.as_ref(), shown);
        lines
            .into_iter()
            .map(|i| survey.series[i].name.as_str())
            .collect()
    };
    let weaker = Shown::Kind(ConflictKind::Weaker);
    assert_eq!(names(None, weaker), ["航空货邮吞吐量"]);
    assert_eq!(names(Some("市商务局"), weaker), [] as [&str; 0]);
    assert_eq!(
        names(Some("临空经济示范区管委会"), Shown::Conflicts),
        ["航空货邮吞吐量"]
    );
    assert_eq!(names(None, Shown::Conflicts).len(), 8);
    assert!(names(None, Shown::Several).len() > 8);
}
