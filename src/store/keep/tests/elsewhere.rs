//! Work that goes on in another file than the one it began in.

use super::*;

#[test]
fn work_that_goes_on_in_another_file_takes_its_log_along_with_what_was_not_saved() {
    let desk = Desk::new();
    let mut opened = desk.open();
    edit(&mut opened, baseline(1, 5), 1).unwrap();
    keep(&mut opened, 2).unwrap();
    // From now on nothing can be written where it lies.
    let unsaved = signed(3, Origin::Typed);
    let (after, records) = applied(&opened.workspace, baseline(1, 6), &unsaved);
    let real = Disk::new();
    let other = desk.path.with_file_name("别处.ron");
    let go_on = |overwrite| {
        let until_now = (Some(&opened.keeper), &records[..]);
        go_on_in(
            &real,
            &other,
            &after,
            overwrite,
            window("王建国"),
            until_now,
        )
        .unwrap()
    };
    let told = |opened: &Opened| {
        let records = opened.history.records().iter();
        records
            .map(|r| (r.signature.at, r.old.clone(), r.new.clone()))
            .collect::<Vec<_>>()
    };
    let nothing = Edit::Baseline {
        indicator: IndicatorId::new(&default_plan(), 1),
        value: None,
    };
    let at = |minute: i64| nine() + TimeDelta::minutes(minute);
    let expected = [
        (at(1), nothing, baseline(1, 5)),
        (at(3), baseline(1, 5), baseline(1, 6)),
    ];
    let (elsewhere, trouble) = go_on(false);
    assert!(trouble.is_none());
    assert_eq!(told(&elsewhere), expected);
    assert_eq!(elsewhere.history.gaps(), []);
    assert_eq!((elsewhere.pending.len(), elsewhere.outside), (0, 0));
    let then = elsewhere.history.workspace_at(&elsewhere.workspace, at(2));
    assert_eq!(then.as_ref(), Some(&*opened.workspace));
    drop(elsewhere);

    // In the place of a file that has a log of its own, which is kept.
    let mut stranger = Workspace::new(vec![default_plan()]);
    let _undo = baseline(2, 9).apply(&mut stranger);
    fs::remove_file(&other).unwrap();
    save(&other, &stranger).unwrap();
    let (elsewhere, _) = go_on(true);
    assert_eq!(told(&elsewhere), expected);
    let beside = Sidecar::of(&real, &other).unwrap();
    let names = real.names_in(&beside.folder).unwrap();
    let is_kept = |name: &&String| name.starts_with("log-");
    assert_eq!(names.iter().filter(is_kept).count(), 1, "{names:?}");
}

#[test]
fn a_workspace_that_had_no_file_begins_its_log_with_what_was_done_before() {
    let desk = Desk::new();
    let start = Workspace::new(vec![default_plan()]);
    let (after, records) = applied(&start, baseline(1, 6), &signed(3, Origin::Typed));
    let path = desk.path.with_file_name("新.ron");
    let real = Disk::new();
    let until_now = (None, &records[..]);
    let (opened, _) = go_on_in(&real, &path, &after, false, window("王"), until_now).unwrap();
    assert_eq!(opened.history.records(), records);
    let begun = opened.history.exact_since().unwrap();
    let then = opened.history.workspace_at(&opened.workspace, begun);
    assert_eq!(then, Some(start));
}

#[test]
fn what_another_window_has_not_saved_yet_does_not_come_along() {
    let desk = Desk::new();
    let mut first = desk.open();
    edit(&mut first, baseline(1, 5), 1).unwrap();
    keep(&mut first, 2).unwrap();
    let second = open_to_edit(&Disk::new(), &desk.path, window("李四")).unwrap();
    edit(&mut first, baseline(1, 6), 3).unwrap();
    let path = desk.path.with_file_name("另一份.ron");
    let until_now = (Some(&second.keeper), &[][..]);
    let (own, real) = (second.workspace.clone(), Disk::new());
    let (mut opened, _) = go_on_in(&real, &path, &own, false, window("李四"), until_now).unwrap();
    assert_eq!(opened.pending, []);
    edit(&mut opened, baseline(2, 7), 4).unwrap();
    keep(&mut opened, 5).unwrap();
    let (_, history) = open_to_read(&real, &path).unwrap();
    let told: Vec<Edit> = history.records().iter().map(|r| r.new.clone()).collect();
    assert_eq!(told, [baseline(1, 5), baseline(2, 7)]);
}
