//! What becomes of the work when programs crash, disks fail and people meet in one file.

use std::fs;

use chrono::{NaiveDate, TimeDelta};

use super::*;
use crate::disk::{EACCES, EIO, ENOSPC, Faults, Step};
use crate::model::{Baseline, Edit, IndicatorId, Origin, PlanId, Signature};
use crate::store::{Fault, StoreError, create, default_plan, encode_workspace, revise, save};

mod elsewhere;
mod kept;

fn nine() -> chrono::NaiveDateTime {
    NaiveDate::from_ymd_opt(2026, 3, 2)
        .and_then(|day| day.and_hms_opt(9, 0, 0))
        .unwrap()
}

fn signed(minute: i64, origin: Origin) -> Signature {
    Signature {
        by: "王建国".to_owned(),
        at: nine() + TimeDelta::minutes(minute),
        origin,
    }
}

fn baseline(no: u32, value: i64) -> Edit {
    Edit::Baseline {
        indicator: IndicatorId::new(&default_plan(), no),
        value: Some(Baseline {
            year: 2023,
            value: value.into(),
        }),
    }
}

fn window(name: &str) -> Holder {
    Holder::here(&Disk::new(), name.to_owned(), nine(), Work::Window)
}

/// A folder with a blank and Chinese in its name, and an empty workspace in it.
struct Desk {
    _folder: tempfile::TempDir,
    path: PathBuf,
}

impl Desk {
    fn new() -> Self {
        // In memory where there is such a place: these tests ask for thousands of flushes.
        let memory = Path::new("/dev/shm");
        let folder = if memory.is_dir() {
            tempfile::tempdir_in(memory).unwrap()
        } else {
            tempfile::tempdir().unwrap()
        };
        let inner = folder.path().join("我的 文件夹");
        fs::create_dir(&inner).unwrap();
        let path = inner.join("台账 一.ron");
        create(&path, &Workspace::new(vec![default_plan()])).unwrap();
        Self {
            _folder: folder,
            path,
        }
    }

    fn open(&self) -> Opened {
        open_to_edit(&Disk::new(), &self.path, window("王建国")).unwrap()
    }

    fn value(&self, no: u32) -> Option<String> {
        let workspace = crate::store::open(&self.path).unwrap();
        let id = IndicatorId::new(&default_plan(), no);
        workspace.baselines.get(&id).map(|b| b.value.to_string())
    }

    fn sidecar(&self) -> Sidecar {
        Sidecar::of(&Disk::new(), &self.path).unwrap()
    }
}

/// How many lines of the log are said to be damaged.
fn damaged(history: &History) -> usize {
    let lines = history.gaps().iter().map(|gap| match gap {
        Gap::Damaged { lines, .. } => *lines,
        _ => 0,
    });
    lines.sum()
}

/// Journals an edit as a window does; the workspace with it.
fn edit(opened: &mut Opened, edit: Edit, minute: i64) -> Result<(), DiskError> {
    let (after, records) = applied(&opened.workspace, edit, &signed(minute, Origin::Typed));
    opened.workspace = after;
    opened.keeper.journal(&records)
}

fn keep(opened: &mut Opened, minute: i64) -> Result<Saved, StoreError> {
    let at = nine() + TimeDelta::minutes(minute);
    let workspace = Arc::clone(&opened.workspace);
    opened.keeper.save(&workspace, at, false)
}

#[test]
fn what_is_saved_is_in_the_log_with_who_when_how_and_what_was_there() {
    let desk = Desk::new();
    let mut opened = desk.open();
    edit(&mut opened, baseline(1, 5), 1).unwrap();
    edit(&mut opened, baseline(1, 6), 2).unwrap();
    keep(&mut opened, 3).unwrap();
    drop(opened);
    revise(&desk.path, &signed(4, Origin::CommandLine), |_| {
        Ok::<_, StoreError>((baseline(1, 7), ()))
    })
    .unwrap();
    let (workspace, history) = open_to_read(&Disk::new(), &desk.path).unwrap();
    let place = baseline(1, 0).place().unwrap();
    let told: Vec<(Origin, i64, Edit)> = history
        .of_place(&place)
        .map(|r| {
            let minutes = (r.signature.at - nine()).num_minutes();
            (r.signature.origin, minutes, r.new.clone())
        })
        .collect();
    assert_eq!(
        told,
        [
            (Origin::Typed, 1, baseline(1, 5)),
            (Origin::Typed, 2, baseline(1, 6)),
            (Origin::CommandLine, 4, baseline(1, 7)),
        ]
    );
    assert_eq!(history.records()[2].old, baseline(1, 6));
    // As it was between the two, and as it is; before the log begins nobody knows.
    let at = |minute: i64| history.workspace_at(&workspace, nine() + TimeDelta::minutes(minute));
    let id = IndicatorId::new(&default_plan(), 1);
    let value = |minute: i64| at(minute).map(|w| w.baselines.get(&id).map(|b| b.value));
    assert_eq!(value(-1), None);
    assert_eq!(value(0), Some(None));
    assert_eq!(value(1), Some(Some(5.into())));
    assert_eq!(value(3), Some(Some(6.into())));
    assert_eq!(value(4), Some(Some(7.into())));
    assert_eq!(damaged(&history), 0);
}

#[test]
fn the_second_to_open_a_file_reads_only_and_learns_who_has_it() {
    let desk = Desk::new();
    let mut first = desk.open();
    let mut second = open_to_edit(&Disk::new(), &desk.path, window("李四")).unwrap();
    let holder = second.keeper.other_holder().unwrap();
    assert_eq!(
        (holder.name.as_str(), holder.work),
        ("王建国", Work::Window)
    );
    assert_eq!(holder.process, std::process::id());
    edit(&mut second, baseline(1, 9), 1).unwrap();
    let refused = keep(&mut second, 1).unwrap_err();
    assert!(
        refused.is_held() && refused.to_string().contains("王建国"),
        "{refused}"
    );
    assert_eq!(desk.value(1), None);
    // A command is refused as well, at once.
    let refused = revise(&desk.path, &signed(1, Origin::CommandLine), |_| {
        Ok::<_, StoreError>((baseline(1, 7), ()))
    });
    assert!(refused.unwrap_err().is_held());
    assert!(!second.keeper.is_free_now());
    edit(&mut first, baseline(1, 5), 1).unwrap();
    keep(&mut first, 1).unwrap();
    drop(first);
    assert!(second.keeper.is_free_now());
    assert!(second.keeper.is_changed());
    drop(second);
    assert!(desk.open().keeper.other_holder().is_none());
}

#[test]
fn the_lock_of_a_dead_process_or_a_silent_machine_is_taken_over() {
    let desk = Desk::new();
    drop(desk.open());
    let note = desk.sidecar().holder();
    let leave = |machine: &str| {
        let mut holder = window("赵六");
        holder.process = 4_000_000;
        if !machine.is_empty() {
            machine.clone_into(&mut holder.machine);
        }
        fs::write(&note, serde_json::to_string(&holder).unwrap()).unwrap();
    };
    // The system's lock went with the process; only its note is left.
    leave("");
    assert!(desk.open().keeper.other_holder().is_none());
    // On another machine a fresh note counts, as the lock may be known on that machine alone.
    leave("别的机器");
    let opened = desk.open();
    assert_eq!(opened.keeper.other_holder().unwrap().machine, "别的机器");
    drop(opened);
    let file = fs::File::options().write(true).open(&note).unwrap();
    let long_ago = std::time::SystemTime::now() - std::time::Duration::from_mins(10);
    file.set_modified(long_ago).unwrap();
    assert!(desk.open().keeper.other_holder().is_none());
}

#[test]
fn without_locks_the_note_of_a_living_holder_counts_and_that_of_a_dead_one_does_not() {
    let desk = Desk::new();
    let faults = Arc::new(Faults::each(Step::Lock, 95));
    let network = Disk::with_faults(faults);
    let open = || open_to_edit(&network, &desk.path, window("王建国")).unwrap();
    drop(open());
    let note = desk.sidecar().holder();
    let leave = |process: u32| {
        let mut holder = window("赵六");
        holder.process = process;
        fs::write(&note, serde_json::to_string(&holder).unwrap()).unwrap();
    };
    // The first process of the machine lives as long as the machine.
    leave(1);
    assert_eq!(open().keeper.other_holder().unwrap().name, "赵六");
    if Path::new("/proc/self").exists() {
        leave(4_000_000);
        let mut opened = open();
        assert!(opened.keeper.other_holder().is_none());
        edit(&mut opened, baseline(1, 5), 1).unwrap();
        keep(&mut opened, 1).unwrap();
        assert_eq!(desk.value(1).unwrap(), "5");
    }
}

#[test]
fn unsaved_edits_are_offered_after_a_crash_until_they_are_taken_or_given_up() {
    let desk = Desk::new();
    let mut opened = desk.open();
    edit(&mut opened, baseline(1, 5), 1).unwrap();
    keep(&mut opened, 2).unwrap();
    edit(&mut opened, baseline(1, 6), 3).unwrap();
    edit(&mut opened, baseline(2, 7), 4).unwrap();
    // A crash: nobody gives anything up, the system takes the lock back.
    drop(opened);
    // A command in between leaves them for the window.
    revise(&desk.path, &signed(5, Origin::CommandLine), |_| {
        Ok::<_, StoreError>((baseline(3, 8), ()))
    })
    .unwrap();
    let mut opened = desk.open();
    let offered: Vec<Edit> = opened.pending.iter().map(|r| r.new.clone()).collect();
    assert_eq!(offered, [baseline(1, 6), baseline(2, 7)]);
    assert_eq!(
        (desk.value(1).unwrap().as_str(), desk.value(2)),
        ("5", None)
    );
    opened.keeper.drop_unsaved().unwrap();
    drop(opened);
    assert_eq!(desk.open().pending, []);
}

#[test]
fn a_save_cut_short_before_or_after_the_rename_is_told_apart() {
    let desk = Desk::new();
    for cut_before in [true, false] {
        let mut opened = desk.open();
        edit(&mut opened, baseline(1, if cut_before { 5 } else { 6 }), 1).unwrap();
        let before = fs::read(&desk.path).unwrap();
        keep(&mut opened, 2).unwrap();
        drop(opened);
        if cut_before {
            // As if the process had died between the log and the rename.
            fs::write(&desk.path, &before).unwrap();
        }
        let mut opened = desk.open();
        assert_eq!(opened.pending.len(), usize::from(cut_before));
        assert_eq!(opened.outside, 0);
        opened.keeper.drop_unsaved().unwrap();
    }
}

#[test]
fn what_another_program_changed_between_is_found_and_logged() {
    let desk = Desk::new();
    let mut opened = desk.open();
    edit(&mut opened, baseline(1, 5), 1).unwrap();
    keep(&mut opened, 2).unwrap();
    drop(opened);
    let text = fs::read_to_string(&desk.path).unwrap();
    fs::write(&desk.path, text.replace("value: \"5\"", "value: \"5.5\"")).unwrap();
    let opened = desk.open();
    assert_eq!(opened.outside, 1);
    let last = opened.history.records().last().unwrap();
    assert_eq!(last.signature.origin, Origin::Outside);
    assert_eq!(last.old, baseline(1, 5));
    drop(opened);
    assert_eq!(desk.open().outside, 0, "it is logged once");
}

#[test]
fn a_file_changed_meanwhile_is_not_overwritten_until_it_was_accepted() {
    let desk = Desk::new();
    let mut opened = desk.open();
    edit(&mut opened, baseline(1, 5), 1).unwrap();
    let mut theirs = Workspace::new(vec![default_plan()]);
    let _undo = baseline(2, 9).apply(&mut theirs);
    save(&desk.path, &theirs).unwrap();
    assert!(opened.keeper.is_changed());
    assert!(keep(&mut opened, 2).unwrap_err().is_changed());
    assert_eq!(desk.value(2).unwrap(), "9");
    let accepted = opened.keeper.accept_theirs(|found, outside| {
        assert_eq!((found, outside.len()), (&theirs, 1));
        Vec::new()
    });
    accepted.unwrap();
    keep(&mut opened, 3).unwrap();
    assert_eq!(
        (desk.value(1).unwrap().as_str(), desk.value(2)),
        ("5", None)
    );
    // Touched and not changed is no change.
    let bytes = fs::read(&desk.path).unwrap();
    fs::write(&desk.path, bytes).unwrap();
    assert!(!opened.keeper.is_changed());
    edit(&mut opened, baseline(1, 6), 4).unwrap();
    keep(&mut opened, 4).unwrap();
    assert_eq!(desk.value(1).unwrap(), "6");
}

#[test]
fn a_torn_last_line_of_the_log_costs_nothing_and_a_damaged_one_only_the_time_before() {
    let desk = Desk::new();
    let mut opened = desk.open();
    for value in 1..=3 {
        edit(&mut opened, baseline(1, value), value).unwrap();
        keep(&mut opened, value).unwrap();
    }
    drop(opened);
    let log = desk.sidecar().log();
    let whole = fs::read_to_string(&log).unwrap();
    fs::write(&log, format!("{whole}0123456789abcdef {{\"chan")).unwrap();
    let mut opened = desk.open();
    assert_eq!(
        (damaged(&opened.history), opened.history.records().len()),
        (0, 3)
    );
    edit(&mut opened, baseline(1, 4), 4).unwrap();
    keep(&mut opened, 4).unwrap();
    drop(opened);
    let history = desk.open().history;
    assert_eq!((damaged(&history), history.records().len()), (0, 4));
    let begun = history.exact_since();
    // One byte of the first change.
    let text = fs::read_to_string(&log).unwrap();
    fs::write(&log, text.replacen("\"value\":\"1\"", "\"value\":\"8\"", 1)).unwrap();
    let history = desk.open().history;
    assert_eq!((damaged(&history), history.records().len()), (1, 3));
    assert!(history.exact_since() > begun && begun.is_some());
}

/// A value set by a command, each at its minute.
fn set(desk: &Desk, values: std::ops::RangeInclusive<i64>) {
    for value in values {
        revise(&desk.path, &signed(value, Origin::CommandLine), |_| {
            Ok::<_, StoreError>((baseline(1, value), ()))
        })
        .unwrap();
    }
}

fn read_only(desk: &Desk) -> History {
    open_to_read(&Disk::new(), &desk.path).unwrap().1
}

/// The log without some of its lines.
fn without_lines(desk: &Desk, gone: &[usize]) {
    let log = desk.sidecar().log();
    let text = fs::read_to_string(&log).unwrap();
    let lines = text.lines().enumerate();
    let kept = lines.filter(|(index, _)| !gone.contains(index));
    let kept: Vec<&str> = kept.map(|(_, line)| line).collect();
    fs::write(&log, kept.join("\n") + "\n").unwrap();
}

#[test]
fn a_log_that_does_not_know_the_file_is_shown_and_says_so() {
    let desk = Desk::new();
    set(&desk, 1..=3);
    // Changed by hand: what it was can be made out, so that the change shows as well.
    let text = fs::read_to_string(&desk.path).unwrap();
    fs::write(&desk.path, text.replace("value: \"3\"", "value: \"9\"")).unwrap();
    assert_ne!(fs::read_to_string(&desk.path).unwrap(), text);
    let history = read_only(&desk);
    assert_eq!(history.gaps(), [Gap::Outside { places: 1 }]);
    let origins: Vec<Origin> = history
        .records()
        .iter()
        .map(|r| r.signature.origin)
        .collect();
    assert_eq!(origins[3], Origin::Outside);
    assert_eq!(origins.len(), 4);
    // Without versions it cannot.
    fs::remove_dir_all(desk.sidecar().versions()).unwrap();
    let history = read_only(&desk);
    let after = nine() + TimeDelta::minutes(3);
    assert_eq!(history.gaps(), [Gap::Unknown { after }]);
    assert_eq!((history.records().len(), history.exact_since()), (3, None));
}

#[test]
fn a_torn_last_line_of_a_save_that_came_about_hides_no_other() {
    let desk = Desk::new();
    set(&desk, 1..=3);
    let log = desk.sidecar().log();
    let whole = fs::read_to_string(&log).unwrap();
    fs::write(&log, &whole[..whole.len() - 20]).unwrap();
    let history = read_only(&desk);
    let expected = [Gap::LastLine, Gap::Outside { places: 1 }];
    assert_eq!(history.gaps(), expected);
    assert_eq!(history.records().len(), 3);
    assert_eq!(history.records()[2].new, baseline(1, 3));
}

#[test]
fn lines_missing_in_the_middle_are_told_with_the_times_around_them() {
    let desk = Desk::new();
    set(&desk, 1..=5);
    let minute = |minute| nine() + TimeDelta::minutes(minute);
    // The first line begins the log; then a line each.
    without_lines(&desk, &[2, 3]);
    let history = read_only(&desk);
    let missing = Gap::Missing {
        after: minute(1),
        before: minute(4),
    };
    assert_eq!(history.gaps(), [missing]);
    let values: Vec<Edit> = history.records().iter().map(|r| r.new.clone()).collect();
    assert_eq!(values, [baseline(1, 1), baseline(1, 4), baseline(1, 5)]);
    assert_eq!(history.exact_since(), Some(minute(4)));
    // Damaged instead.
    let log = desk.sidecar().log();
    let text = fs::read_to_string(&log).unwrap();
    fs::write(&log, text.replacen("\"value\":\"4\"", "\"value\":\"8\"", 1)).unwrap();
    let history = read_only(&desk);
    let damaged = Gap::Damaged {
        lines: 1,
        after: Some(minute(1)),
        before: Some(minute(5)),
    };
    assert_eq!(history.gaps(), [damaged]);
}

#[test]
fn a_log_taken_away_is_missed() {
    let desk = Desk::new();
    set(&desk, 1..=3);
    fs::remove_file(desk.sidecar().log()).unwrap();
    assert!(matches!(read_only(&desk).gaps(), [Gap::Lost { .. }]));
    // Also when it has begun anew.
    let mut later = window("王建国");
    later.since = chrono::Local::now().naive_local() + TimeDelta::minutes(1);
    let opened = open_to_edit(&Disk::new(), &desk.path, later).unwrap();
    assert!(matches!(opened.history.gaps(), [Gap::Lost { .. }]));
    drop(opened);
    assert!(matches!(read_only(&desk).gaps(), [Gap::Lost { .. }]));
}

#[test]
fn a_workspace_under_another_name_takes_its_log_and_versions_along() {
    let mut desk = Desk::new();
    set(&desk, 1..=3);
    let old = desk.sidecar();
    let versions = versions::list(&Disk::new(), &old).unwrap().len();
    let path = desk.path.with_file_name("改名.ron");
    fs::rename(&desk.path, &path).unwrap();
    desk.path = path;
    // Looking changes nothing.
    assert_eq!(read_only(&desk).records().len(), 3);
    assert!(old.folder.is_dir());
    let opened = desk.open();
    assert_eq!(opened.history.records().len(), 3);
    assert_eq!(opened.history.gaps(), []);
    assert_eq!(opened.keeper.versions().unwrap().len(), versions);
    assert!(!old.folder.exists());
    drop(opened);
    // Another content does not belong to it, and that is said.
    let path = desk.path.with_file_name("别的.ron");
    fs::remove_file(&desk.path).unwrap();
    desk.path = path;
    let mut workspace = Workspace::new(vec![default_plan()]);
    let _undo = baseline(2, 7).apply(&mut workspace);
    create(&desk.path, &workspace).unwrap();
    let name = "改名.ron".to_owned();
    assert_eq!(desk.open().history.gaps(), [Gap::Orphan { name }]);
}

#[test]
fn figures_older_than_the_log_are_said_to_be() {
    let desk = Desk::new();
    let mut workspace = Workspace::new(vec![default_plan()]);
    let key = crate::model::ObservationKey {
        series: crate::model::SeriesId("research-services-revenue".to_owned()),
        year: 2024,
    };
    let figure = crate::model::Observation {
        value: 5.into(),
        status: crate::model::Status::Flash,
        source: String::new(),
        note: String::new(),
        by: "李四".to_owned(),
        at: Some(nine() - TimeDelta::days(1)),
    };
    workspace.observations.insert(key, figure);
    save(&desk.path, &workspace).unwrap();
    assert_eq!(read_only(&desk).gaps(), [Gap::Begins { since: None }]);
    let since = Some(nine());
    assert_eq!(desk.open().history.gaps(), [Gap::Begins { since }]);
}

#[test]
fn a_copy_beside_the_file_takes_nothing_of_it() {
    let mut desk = Desk::new();
    set(&desk, 1..=3);
    let copy = desk.path.with_file_name("副本.ron");
    fs::copy(&desk.path, &copy).unwrap();
    let own = std::mem::replace(&mut desk.path, copy);
    assert_eq!(desk.open().history.records().len(), 0);
    desk.path = own;
    assert_eq!(desk.open().history.records().len(), 3);
}

/// Opens, edits, saves, edits again and saves once more, with whatever goes wrong on the way.
/// Answers the values said to be saved: of indicator 1 and of indicator 2.
fn session(disk: &Disk, path: &Path) -> (Option<i64>, Option<i64>) {
    let mut confirmed = (None, None);
    let Ok(mut opened) = open_to_edit(disk, path, window("王建国")) else {
        return confirmed;
    };
    for value in 1..=2 {
        // The journal may fail; the edit is then in memory alone, and saved all the same.
        let _ = edit(&mut opened, baseline(1, value), value);
        let _ = edit(&mut opened, baseline(2, value * 10), value);
        if keep(&mut opened, value).is_ok() {
            confirmed = (Some(value), Some(value * 10));
        }
    }
    let _ = opened.keeper.drop_unsaved();
    confirmed
}

/// Every single operation of a whole session fails, once or from then on, with each error.
#[test]
fn whatever_file_operation_fails_nothing_confirmed_is_lost() {
    let mut tried = 0;
    for code in [ENOSPC, EIO, EACCES] {
        for lasting in [false, true] {
            for number in 0.. {
                let desk = Desk::new();
                let faults = Arc::new(if lasting {
                    Faults::from(number, code)
                } else {
                    Faults::at(number, code)
                });
                let failing = Disk::with_faults(Arc::clone(&faults));
                let confirmed = session(&failing, &desk.path);
                if faults.count() <= number {
                    assert!(number > 40, "the session has only {number} operations");
                    break;
                }
                tried += 1;
                let what = format!("failure {number}, code {code}, lasting {lasting}");
                // The file opens, now that the disk works again, and holds what was confirmed or
                // what was about to be.
                let opened = desk.open();
                assert!(opened.keeper.other_holder().is_none(), "{what}");
                let found = |no: u32| desk.value(no).and_then(|text| text.parse::<i64>().ok());
                assert!(
                    found(1) >= confirmed.0,
                    "{what}: {:?} of {confirmed:?}",
                    found(1)
                );
                assert!(
                    found(2) >= confirmed.1,
                    "{what}: {:?} of {confirmed:?}",
                    found(2)
                );
                assert_eq!(found(2), found(1).map(|v| v * 10), "{what}: half a save");
                // Nothing unfinished is left beside it.
                let folder = desk.path.parent().unwrap();
                let names = Disk::new().names_in(folder).unwrap();
                assert_eq!(names.len(), 2, "{what}: {names:?}");
                let versions = opened.keeper.versions().unwrap();
                for version in versions {
                    version.read(&Disk::new()).unwrap();
                }
            }
        }
    }
    println!("failures injected into a session: {tried}");
}

#[test]
fn without_a_folder_that_can_be_written_the_workspace_still_opens() {
    let desk = Desk::new();
    // Where the folder beside it should be, a file stands.
    fs::write(&desk.sidecar().folder, "").unwrap();
    let mut opened = desk.open();
    assert!(opened.keeper.trouble().is_some());
    assert!(opened.keeper.other_holder().is_none());
    edit(&mut opened, baseline(1, 5), 1).unwrap();
    keep(&mut opened, 1).unwrap();
    assert_eq!(desk.value(1).unwrap(), "5");
    // Once it can be written, the log tells of what was changed meanwhile as well.
    fs::remove_file(&desk.sidecar().folder).unwrap();
    edit(&mut opened, baseline(1, 6), 2).unwrap();
    keep(&mut opened, 2).unwrap();
    assert!(opened.keeper.trouble().is_none());
    let history = read_only(&desk);
    let told: Vec<(Origin, Edit)> = history
        .records()
        .iter()
        .map(|r| (r.signature.origin, r.new.clone()))
        .collect();
    let typed = |value: i64| (Origin::Typed, baseline(1, value));
    assert_eq!(told, [typed(5), typed(6)]);
    assert_eq!(history.gaps(), []);
}

#[test]
fn saving_as_another_file_keeps_what_was_there_as_a_version_and_respects_its_holder() {
    let desk = Desk::new();
    let workspace = Workspace::new(vec![PlanId("hz-2024-75".to_owned())]);
    let mut with_figure = workspace.clone();
    let _undo = baseline(1, 5).apply(&mut with_figure);
    let other = desk.path.with_file_name("另一份.ron");
    save(&other, &with_figure).unwrap();
    let real = Disk::new();
    let me = || window("王建国");
    let exists = create_to_edit(&real, &other, &workspace, false, me()).unwrap_err();
    assert!(exists.is_already_exists());
    let opened = create_to_edit(&real, &other, &workspace, true, me()).unwrap();
    assert_eq!(
        fs::read_to_string(&other).unwrap(),
        encode_workspace(&workspace)
    );
    let versions = opened.keeper.versions().unwrap();
    assert!(
        versions
            .iter()
            .any(|v| v.read(&real).unwrap() == with_figure)
    );
    let held = create_to_edit(&real, &other, &with_figure, true, me()).unwrap_err();
    assert!(matches!(
        held,
        StoreError::File {
            fault: Fault::Held(_),
            ..
        }
    ));
}
