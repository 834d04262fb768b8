#![allow(clippy::unwrap_used, reason = "a test may fail")]

use chrono::NaiveDate;

use super::*;
use crate::exchange::form::tests::{Desk, Workbook, observed};
use crate::exchange::load::understand;
use crate::model::{Decimal, SeriesId, Year};

mod again;

fn at(hour: u32) -> NaiveDateTime {
    NaiveDate::from_ymd_opt(2026, 3, 5)
        .unwrap()
        .and_hms_opt(hour, 0, 0)
        .unwrap()
}

fn loaded(desk: &Desk, files: &[Vec<u8>]) -> Vec<Loaded> {
    (0..)
        .zip(files)
        .map(|(place, bytes)| Loaded {
            name: format!("{place}.xlsx"),
            print: format!("{:x}", crate::disk::fingerprint(bytes)),
            content: understand(bytes, &desk.known(), place)
                .unwrap_or_else(|fault| Content::Refused(fault.at(std::path::Path::new("x")))),
        })
        .collect()
}

fn compared(desk: &Desk, forms: &[&Workbook]) -> Collection {
    let bytes: Vec<Vec<u8>> = forms.iter().map(|form| form.bytes()).collect();
    Collection::new(&loaded(desk, &bytes), &desk.workspace)
}

/// Collects forms; conflicts are decided by `take`. Answers how to undo it.
fn collect(desk: &mut Desk, forms: &[&Workbook], take: Option<bool>, hour: u32) -> Edit {
    let collection = compared(desk, forms);
    let choices = take.map_or_else(BTreeMap::new, |take| collection.decide_all(take));
    let edit = collection.edit(&desk.workspace, &choices, "王建国", at(hour));
    desk.edit(edit)
}

fn value(desk: &Desk, series: &str, year: Year) -> Option<String> {
    let observation = desk
        .workspace
        .observation(&SeriesId(series.to_owned()), year);
    observation.map(|o| o.value.to_string())
}

fn verdicts(collection: &Collection) -> Vec<(u32, bool, Verdict)> {
    collection
        .lines
        .iter()
        .map(|line| (line.title.no, line.title.is_baseline, line.verdict))
        .collect()
}

#[test]
fn a_form_fills_the_register_once_and_can_be_undone_as_one() {
    let mut desk = Desk::new();
    let mut form = desk.send("市甲局");
    form.text("D4", "张三")
        .number("J7", "4.1")
        .number("H7", "3.6")
        .text("K7", "初步核算");
    let before = desk.workspace.clone();
    let collection = compared(&desk, &[&form]);
    let expect = [(1, true, Verdict::New), (1, false, Verdict::New)];
    assert_eq!(verdicts(&collection), expect);

    let undo = collect(&mut desk, &[&form], None, 10);
    let observation = desk
        .workspace
        .observation(&SeriesId("a".to_owned()), 2025)
        .unwrap();
    assert_eq!(observation.value, Decimal::new(41, 1));
    assert_eq!(observation.status, Status::Preliminary);
    assert_eq!(
        (observation.by.as_str(), observation.at),
        ("市甲局（张三）", Some(at(10)))
    );
    let receipts: Vec<&Receipt> = desk
        .workspace
        .forms
        .desks
        .values()
        .flat_map(|d| &d.received)
        .collect();
    assert_eq!(receipts.len(), 1);
    assert_eq!(
        (receipts[0].filler.as_str(), receipts[0].figures),
        ("张三", 2)
    );

    let once = desk.workspace.clone();
    assert_eq!(compared(&desk, &[&form]).count(Verdict::Same), 2);
    collect(&mut desk, &[&form], None, 11);
    assert!(
        desk.workspace == once,
        "collected twice, it changed something"
    );
    desk.edit(undo);
    assert!(desk.workspace == before);
}

#[test]
fn blank_never_deletes() {
    let mut desk = Desk::new();
    desk.edit(observed("b", 2025, "2500"));
    let mut form = desk.send("市甲局");
    form.cell("J8", "", "").cell("L8", "", "");
    let collection = compared(&desk, &[&form]);
    assert!(collection.lines.is_empty());
    assert!(
        collection.files[0]
            .blanks
            .iter()
            .any(|b| b.title.no == 2 && b.was_filled)
    );
    collect(&mut desk, &[&form], Some(true), 10);
    assert_eq!(value(&desk, "b", 2025).unwrap(), "2500");
}

#[test]
fn what_only_one_side_changed_is_no_conflict() {
    // The unit corrects what the analyst left alone.
    let mut desk = Desk::new();
    desk.edit(observed("b", 2025, "2500"));
    let mut form = desk.send("市甲局");
    form.number("J8", "2562");
    assert_eq!(
        verdicts(&compared(&desk, &[&form])),
        [(2, false, Verdict::Changed)]
    );
    collect(&mut desk, &[&form], None, 10);
    assert_eq!(value(&desk, "b", 2025).unwrap(), "2562");

    // The analyst corrects what the unit left alone: the form's older value does not come back.
    let mut desk = Desk::new();
    desk.edit(observed("b", 2025, "2500"));
    let form = desk.send("市甲局");
    desk.edit(observed("b", 2025, "2600"));
    assert_eq!(
        verdicts(&compared(&desk, &[&form])),
        [(2, false, Verdict::Same)]
    );
    collect(&mut desk, &[&form], Some(true), 10);
    assert_eq!(value(&desk, "b", 2025).unwrap(), "2600");
}

#[test]
fn what_both_sides_changed_is_decided_by_somebody() {
    let mut desk = Desk::new();
    let mut form = desk.send("市甲局");
    form.number("J8", "2562").number("J7", "4.1");
    desk.edit(observed("b", 2025, "2600"));
    let collection = compared(&desk, &[&form]);
    let expect = [(2, false, Verdict::Conflict), (1, false, Verdict::New)];
    assert_eq!(verdicts(&collection), expect);
    assert_eq!(collection.undecided(&BTreeMap::new()), 1);
    assert_eq!(
        collection.lines[0].current.as_ref().unwrap().value,
        Decimal::from(2600)
    );
    assert_eq!(
        collection.lines[0].offers[0].result.value,
        Decimal::from(2562)
    );

    let start = desk.workspace.clone();
    collect(&mut desk, &[&form], None, 10);
    assert_eq!(
        value(&desk, "b", 2025).unwrap(),
        "2600",
        "undecided stays as it is"
    );
    for (take, expect) in [(false, "2600"), (true, "2562")] {
        desk.workspace = start.clone();
        collect(&mut desk, &[&form], Some(take), 10);
        assert_eq!(value(&desk, "b", 2025).unwrap(), expect);
        assert_eq!(value(&desk, "a", 2025).unwrap(), "4.1");
    }
    // The analyst came to the same figure: no conflict.
    desk.workspace = start;
    desk.edit(observed("b", 2025, "2562.0"));
    assert_eq!(compared(&desk, &[&form]).count(Verdict::Same), 1);
}

#[test]
fn a_unit_may_correct_itself() {
    let mut desk = Desk::new();
    let mut form = desk.send("市甲局");
    form.number("J8", "2562");
    collect(&mut desk, &[&form], None, 10);
    form.number("J8", "2563");
    assert_eq!(
        verdicts(&compared(&desk, &[&form])),
        [(2, false, Verdict::Changed)]
    );
    collect(&mut desk, &[&form], None, 11);
    assert_eq!(value(&desk, "b", 2025).unwrap(), "2563");
    // But not over what the analyst typed since.
    desk.edit(observed("b", 2025, "2600"));
    form.number("J8", "2564");
    assert_eq!(
        verdicts(&compared(&desk, &[&form])),
        [(2, false, Verdict::Conflict)]
    );
}

#[test]
fn two_units_that_report_one_series_differently_are_asked_about() {
    let mut desk = Desk::new();
    // A second plan row makes both units lead the series.
    desk.plans[0].indicators[2].series = SeriesId("b".to_owned());
    let (mut one, mut other) = (desk.send("市甲局"), desk.send("市乙局"));
    one.number("J8", "2562");
    other.number("J7", "2570");
    let collection = compared(&desk, &[&one, &other]);
    let line = &collection.lines[0];
    assert_eq!((line.verdict, line.offers.len()), (Verdict::Conflict, 2));
    assert!(
        line.why.contains("市甲局") && line.why.contains("市乙局"),
        "{}",
        line.why
    );
    let choices = [(line.key.place(), Choice::Take(0))].into();
    let edit = collection.edit(&desk.workspace, &choices, "", at(9));
    desk.edit(edit);
    assert_eq!(value(&desk, "b", 2025).unwrap(), "2562");

    // Reported alike, there is nothing to decide.
    let mut desk = Desk::new();
    desk.plans[0].indicators[2].series = SeriesId("b".to_owned());
    let (mut one, mut other) = (desk.send("市甲局"), desk.send("市乙局"));
    one.number("J8", "2562");
    other.number("J7", "2562.00");
    assert_eq!(compared(&desk, &[&one, &other]).count(Verdict::New), 1);
}

#[test]
fn what_a_unit_writes_in_place_of_a_figure_is_kept_and_not_asked_again() {
    use crate::exchange::desks::{Standing, chase, unit_desks};
    let mut desk = Desk::new();
    let mut form = desk.send("市乙局");
    form.text("M7", "统计口径调整，五月公布")
        .text("L7", "省统计局");
    collect(&mut desk, &[&form], None, 10);
    let words = "统计口径调整，五月公布（来源：省统计局）";
    let today = at(0).date();
    let desks = unit_desks(&desk.workspace, &desk.plans[0], 2025);
    assert_eq!(desks[1].missing[0].explained.as_deref(), Some(words));
    assert_eq!(desks[1].standing(today), Standing::Explained);
    assert_eq!(chase(&desk.plans[0], &desks[1], today), None);

    // A blank form that comes later takes nothing back; a figure does.
    let once = desk.workspace.clone();
    collect(&mut desk, &[&form], None, 11);
    assert!(desk.workspace == once);
    let mut later = desk.send("市乙局");
    later.number("J7", "12");
    collect(&mut desk, &[&later], None, 12);
    assert!(
        desk.workspace
            .forms
            .desks
            .values()
            .all(|d| d.explained.is_empty())
    );
}

#[test]
fn a_verified_figure_is_only_replaced_by_decision_and_gives_its_firmness_to_no_other() {
    let mut desk = Desk::new();
    let mut verified = observed("b", 2025, "2500");
    if let Edit::Observation {
        value: Some(value), ..
    } = &mut verified
    {
        value.status = Status::Final;
        "统计年鉴".clone_into(&mut value.source);
        "已核".clone_into(&mut value.note);
    }
    desk.edit(verified);
    let import = |desk: &Desk, table: &str| {
        let mut file = loaded(desk, &[table.as_bytes().to_vec()]);
        "更正.csv".clone_into(&mut file[0].name);
        Collection::new(&file, &desk.workspace)
    };
    let found = import(&desk, "序号,年份,数值\n2,2025,2562\n");
    assert_eq!(found.lines[0].verdict, Verdict::Conflict);
    assert!(found.lines[0].why.contains("最终核实"));
    let result = &found.lines[0].offers[0].result;
    assert_eq!(result.status, Some(Status::Flash));
    assert_eq!(
        (result.source.as_str(), result.note.as_str()),
        ("数据表“更正.csv”", "")
    );
    let lowered = import(&desk, "序号,年份,数值,数据状态\n2,2025,2500,快报\n");
    assert_eq!(lowered.lines[0].verdict, Verdict::Conflict);
    let same = import(&desk, "序号,年份,数值\n2,2025,2500\n");
    assert_eq!(same.lines[0].verdict, Verdict::Same);

    // The same by a form, whose status column was left as it was sent.
    let mut form = desk.send("市甲局");
    form.number("J8", "2562");
    let found = compared(&desk, &[&form]);
    assert_eq!(found.lines[0].verdict, Verdict::Conflict);
    assert_eq!(found.lines[0].offers[0].result.status, Some(Status::Flash));
}

#[test]
fn what_looks_like_a_slip_is_marked_with_its_reason_and_taken() {
    let mut desk = Desk::new();
    desk.edit(observed("b", 2024, "2500"));
    // 2026 is held against the 2025 that the same file brings.
    let table = "序号,年份,数值\n2,2025,25010\n2,2026,25020\n1,2025,3.95\n";
    let files = loaded(&desk, &[table.as_bytes().to_vec()]);
    let found = Collection::new(&files, &desk.workspace).doubted(&desk.known());
    let marked: Vec<(u32, Year, String)> = found
        .lines
        .iter()
        .map(|line| {
            let words = line.offers[0].doubts.join("；");
            (line.title.no, line.title.year, words)
        })
        .collect();
    let slip = "是 2024 年（2,500）的 10 倍：请核对小数点和单位";
    assert_eq!(
        marked,
        [
            (1, 2025, String::new()),
            (2, 2025, slip.to_owned()),
            (2, 2026, String::new()),
        ]
    );
    assert_eq!(found.changing(&BTreeMap::new()), 3);
    let told = found.shown(Verdict::New);
    assert_eq!(told[1].sides[0].doubt_words(), format!("【存疑：{slip}】"));
}
