//! Forms that come again: an older one after a newer, another filling of the same, the very same file.

use super::*;

/// As somebody types it at an hour.
fn typed(value: &str, hour: u32) -> Edit {
    let mut edit = observed("b", 2025, value);
    if let Edit::Observation {
        value: Some(value), ..
    } = &mut edit
    {
        value.at = Some(at(hour));
    }
    edit
}

/// Says that a spreadsheet program saved a form at this hour.
fn saved(form: &mut Workbook, hour: u32) {
    form.change("docProps/core.xml", |xml| {
        let start = xml.find("<dcterms:modified").unwrap();
        let start = start + xml[start..].find('>').unwrap() + 1;
        let end = start + xml[start..].find('<').unwrap();
        format!(
            "{}2026-03-05T{hour:02}:00:00Z{}",
            &xml[..start],
            &xml[end..]
        )
    });
}

fn only(collection: &Collection) -> &Line {
    assert_eq!(collection.lines.len(), 1, "{:?}", collection.lines);
    &collection.lines[0]
}

#[test]
fn an_older_form_never_replaces_what_a_newer_one_brought_without_a_decision() {
    let mut desk = Desk::new();
    let mut first = desk.send("市甲局");
    let mut second = desk.send("市甲局");
    first.number("J8", "2500").number("J7", "4.1");
    second.number("J8", "2562");
    collect(&mut desk, &[&second], None, 10);
    let found = compared(&desk, &[&first]);
    // What nobody has filled in yet is taken from whichever form has it.
    let expect = [(2, false, Verdict::Conflict), (1, false, Verdict::New)];
    assert_eq!(verdicts(&found), expect);
    let why = &found.lines[0].why;
    assert_eq!(why, "这是第 1 次发出的表，已收过第 2 次的（0.xlsx）");
    collect(&mut desk, &[&first], None, 11);
    assert_eq!(value(&desk, "b", 2025).unwrap(), "2562");
    assert_eq!(value(&desk, "a", 2025).unwrap(), "4.1");
}

#[test]
fn a_form_filled_in_after_a_newer_one_was_sent_is_asked_about() {
    let mut desk = Desk::new();
    let mut first = desk.send("市甲局");
    first.number("J8", "2562");
    collect(&mut desk, &[&first], None, 10);
    let _second = desk.send("市甲局");
    first.number("J8", "2500");
    let found = compared(&desk, &[&first]);
    assert_eq!(only(&found).verdict, Verdict::Conflict);
    assert_eq!(only(&found).why, "这是第 1 次发出的表，之后还发过第 2 次");
    // Taken by decision, the unit's own newer form may still correct it without one.
    collect(&mut desk, &[&first], Some(true), 11);
    assert_eq!(value(&desk, "b", 2025).unwrap(), "2500");
}

#[test]
fn of_two_fillings_of_one_form_the_one_saved_earlier_is_asked_about() {
    let mut desk = Desk::new();
    let form = desk.send("市甲局").bytes();
    let filling = |value: &str, hour: u32| {
        let mut form = Workbook::open(&form);
        form.number("J8", value);
        saved(&mut form, hour);
        form
    };
    let (earlier, later) = (filling("2500", 8), filling("2562", 9));
    collect(&mut desk, &[&later], None, 10);
    let found = compared(&desk, &[&earlier]);
    assert_eq!(only(&found).verdict, Verdict::Conflict);
    assert_eq!(
        only(&found).why,
        "已收过同一张表后来保存的一份（0.xlsx），这份更早"
    );
    // The other way round the unit corrects itself.
    let mut desk = Desk::new();
    let _sent = desk.send("市甲局");
    collect(&mut desk, &[&earlier], None, 10);
    assert_eq!(only(&compared(&desk, &[&later])).verdict, Verdict::Changed);
}

#[test]
fn a_figure_decided_against_is_not_asked_about_again_and_another_is() {
    let mut desk = Desk::new();
    let mut form = desk.send("市甲局");
    form.number("J8", "2562");
    desk.edit(observed("b", 2025, "2600"));
    let undo = collect(&mut desk, &[&form], Some(false), 10);
    let once = desk.workspace.clone();
    let found = compared(&desk, &[&form]);
    assert_eq!(only(&found).verdict, Verdict::Declined);
    let told = found.files[0].remarks.join("");
    assert!(
        told.contains("表里是 2,562") && told.contains("台账保留 2,600"),
        "{told}"
    );
    // Not even where everything is taken.
    for take in [None, Some(false), Some(true)] {
        collect(&mut desk, &[&form], take, 11);
        assert!(desk.workspace == once, "{take:?} changed something");
    }
    // Other cells of the form may be another file; what was decided about this one holds.
    form.number("J7", "4.1");
    let expect = [(1, false, Verdict::New), (2, false, Verdict::Declined)];
    assert_eq!(verdicts(&compared(&desk, &[&form])), expect);
    form.number("J8", "2563");
    let expect = [(2, false, Verdict::Conflict), (1, false, Verdict::New)];
    assert_eq!(verdicts(&compared(&desk, &[&form])), expect);
    // A decision is taken back with its collection.
    desk.edit(undo);
    form.number("J8", "2562");
    assert_eq!(verdicts(&compared(&desk, &[&form]))[0], expect[0]);
}

#[test]
fn the_unit_that_was_not_followed_is_not_asked_about_again() {
    let mut desk = Desk::new();
    desk.plans[0].indicators[2].series = SeriesId("b".to_owned());
    let (mut one, mut other) = (desk.send("市甲局"), desk.send("市乙局"));
    one.number("J8", "2562");
    other.number("J7", "2570");
    collect(&mut desk, &[&one, &other], Some(true), 10);
    assert_eq!(value(&desk, "b", 2025).unwrap(), "2570");
    let decided = desk.workspace.clone();
    let found = compared(&desk, &[&one, &other]);
    assert_eq!(only(&found).verdict, Verdict::Declined);
    collect(&mut desk, &[&one, &other], Some(true), 11);
    assert!(desk.workspace == decided);
}

#[test]
fn a_file_collected_again_does_not_bring_back_what_was_corrected_since() {
    let mut desk = Desk::new();
    let mut form = desk.send("市甲局");
    form.number("J8", "2562");
    collect(&mut desk, &[&form], None, 10);
    let early = desk.workspace.clone();
    desk.edit(typed("2600", 11));
    let found = compared(&desk, &[&form]);
    assert_eq!(only(&found).verdict, Verdict::Declined);
    let told = found.files[0].remarks.join("");
    assert!(
        told.contains("王建国 2026-03-05 11:00 又另填了数"),
        "{told}"
    );
    collect(&mut desk, &[&form], Some(true), 12);
    assert_eq!(value(&desk, "b", 2025).unwrap(), "2600");

    // Figures that were brought back from before the collection are older than it: the file counts.
    let mut desk = Desk::new();
    let _sent = desk.send("市甲局");
    desk.edit(typed("2500", 9));
    desk.workspace.forms = early.forms;
    assert_eq!(only(&compared(&desk, &[&form])).verdict, Verdict::Conflict);
    collect(&mut desk, &[&form], Some(true), 12);
    assert_eq!(value(&desk, "b", 2025).unwrap(), "2562");
    // And the unit may correct what it said then.
    form.number("J8", "2563");
    assert_eq!(only(&compared(&desk, &[&form])).verdict, Verdict::Changed);
}
