//! Earlier versions: which are kept, and what is had of them for a damaged file.

use super::*;

#[test]
fn the_last_ten_versions_are_kept_whole_and_a_damaged_one_is_known() {
    let desk = Desk::new();
    let mut opened = desk.open();
    for value in 1..=14 {
        edit(&mut opened, baseline(1, value), value).unwrap();
        keep(&mut opened, value).unwrap();
    }
    let versions = opened.keeper.versions().unwrap();
    assert_eq!(versions.len(), MOST_VERSIONS);
    let id = IndicatorId::new(&default_plan(), 1);
    for (version, value) in versions.iter().zip((4..=13).rev()) {
        let workspace = version.read(&Disk::new()).unwrap();
        assert_eq!(workspace.baselines[&id].value, value.into());
    }
    let text = fs::read_to_string(&versions[0].path).unwrap();
    fs::write(&versions[0].path, text.replace("13", "31")).unwrap();
    let error = versions[0].read(&Disk::new()).unwrap_err().to_string();
    assert!(error.contains("已经损坏"), "{error}");
}

#[test]
fn versions_that_somebody_saved_do_not_go_for_those_saved_by_themselves() {
    let desk = Desk::new();
    let mut opened = desk.open();
    let mut save = |value: i64, minute: i64, is_automatic: bool| {
        edit(&mut opened, baseline(1, value), minute).unwrap();
        let (workspace, at) = (
            Arc::clone(&opened.workspace),
            nine() + TimeDelta::minutes(minute),
        );
        opened.keeper.save(&workspace, at, is_automatic).unwrap();
    };
    for value in 1..=6 {
        save(value, 0, false);
        for by_itself in 1..=15 {
            save(100 * value + by_itself, 0, true);
        }
    }
    let versions = opened.keeper.versions().unwrap();
    let id = IndicatorId::new(&default_plan(), 1);
    let value = |version: &Version| {
        let workspace = version.read(&Disk::new()).unwrap();
        workspace.baselines.get(&id).map(|b| b.value.to_string())
    };
    let by_hand: Vec<Option<String>> = versions
        .iter()
        .filter(|version| !version.is_automatic)
        .map(value)
        .collect();
    // What was found when it was opened, and every state that somebody saved.
    let expected: Vec<Option<String>> = (1..=6).rev().map(|v| Some(v.to_string())).collect();
    assert_eq!(by_hand[..6], expected);
    assert_eq!(by_hand[6..], [None]);
    assert!(versions.len() <= 2 * MOST_VERSIONS);
}

#[test]
fn versions_saved_by_themselves_within_minutes_make_room_for_the_next() {
    let desk = Desk::new();
    let mut opened = desk.open();
    let count = |opened: &Opened| opened.keeper.versions().unwrap().len();
    for value in 1..=30 {
        edit(&mut opened, baseline(1, value), 0).unwrap();
        let workspace = Arc::clone(&opened.workspace);
        opened.keeper.save(&workspace, nine(), true).unwrap();
    }
    assert!(count(&opened) <= 3, "{}", count(&opened));
}

#[test]
fn a_damaged_file_is_had_back_as_it_was_last_saved() {
    let desk = Desk::new();
    let mut opened = desk.open();
    for value in 1..=3 {
        edit(&mut opened, baseline(1, value), value).unwrap();
        keep(&mut opened, value).unwrap();
    }
    let last = Arc::clone(&opened.workspace);
    let versions = opened.keeper.versions().unwrap();
    drop(opened);
    let text = fs::read_to_string(&desk.path).unwrap();
    fs::write(&desk.path, &text[..text.len() / 2]).unwrap();
    assert!(
        open_to_edit(&Disk::new(), &desk.path, window("王建国"))
            .unwrap_err()
            .is_damage()
    );
    let found = recover(&Disk::new(), &desk.path).unwrap();
    assert_eq!(found.last_saved.as_ref(), Some(&*last));
    assert_eq!(found.newest(), Some((&*last, None)));
    // Without the newest version the log leads there from an older one, without the log not.
    fs::remove_file(&versions[0].path).unwrap();
    let found = recover(&Disk::new(), &desk.path).unwrap();
    assert_eq!(found.last_saved.as_ref(), Some(&*last));
    fs::remove_file(desk.sidecar().log()).unwrap();
    let found = recover(&Disk::new(), &desk.path).unwrap();
    assert_eq!(found.last_saved, None);
    assert_eq!(found.versions.len(), versions.len() - 1);
    let kept = recover::set_aside(&Disk::new(), &desk.path, nine()).unwrap();
    assert_eq!(fs::read_to_string(kept).unwrap(), text[..text.len() / 2]);
}

#[test]
fn an_older_version_in_the_place_of_a_damaged_file_knows_the_forms_that_are_out() {
    let desk = Desk::new();
    let mut opened = desk.open();
    let edits = [
        baseline(1, 1),
        Edit::FormsId("0f".to_owned()),
        baseline(1, 2),
    ];
    for (change, minute) in edits.into_iter().zip(1..) {
        edit(&mut opened, change, minute).unwrap();
        keep(&mut opened, minute).unwrap();
    }
    let versions = opened.keeper.versions().unwrap();
    drop(opened);
    // The version with the name is lost, and the log does not lead from the one before it to the end.
    fs::remove_file(&versions[0].path).unwrap();
    let log = desk.sidecar().log();
    let text = fs::read_to_string(&log).unwrap();
    fs::write(&log, text.replacen("\"value\":\"2\"", "\"value\":\"8\"", 1)).unwrap();
    let whole = fs::read_to_string(&desk.path).unwrap();
    fs::write(&desk.path, &whole[..whole.len() / 2]).unwrap();
    let saved = restore_damaged(&Disk::new(), &desk.path, window("王建国")).unwrap();
    assert_eq!(saved, Some(versions[1].saved));
    assert_eq!(desk.value(1).unwrap(), "1");
    let back = crate::store::open(&desk.path).unwrap();
    assert_eq!(back.forms.id, "0f");
}

#[test]
fn a_day_of_many_saves_leaves_a_version_of_the_day_before() {
    let desk = Desk::new();
    let beside = desk.sidecar();
    let real = Disk::new();
    let keep_at = |print: u64, hours: i64| {
        let version = (print, nine() + TimeDelta::hours(hours), false);
        versions::keep(&real, &beside, &desk.path, version).unwrap();
    };
    keep_at(1, -25);
    keep_at(2, -24);
    for hour in 0..14 {
        keep_at(100 + u64::try_from(hour).unwrap(), hour);
    }
    let kept = versions::list(&real, &beside).unwrap();
    let prints: Vec<u64> = kept.iter().map(Version::fingerprint).collect();
    assert_eq!(
        prints,
        [113, 112, 111, 110, 109, 108, 107, 106, 105, 104, 2]
    );
}
