use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;

use super::write::Beside;
use super::*;

const LIMIT: u64 = MEGABYTE;

fn names_in(folder: &Path) -> Vec<String> {
    Disk::new().names_in(folder).unwrap()
}

#[test]
fn a_file_is_replaced_as_a_whole_and_nothing_is_left_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("我的 台账.ron");
    let disk = Disk::new();
    disk.replace(&path, "旧".as_bytes()).unwrap();
    disk.replace(&path, "新".as_bytes()).unwrap();
    assert_eq!(disk.read(&path, LIMIT).unwrap(), "新".as_bytes());
    assert_eq!(names_in(folder.path()), ["我的 台账.ron"]);
}

/// Every operation of a replacement and of a creation fails once, with each error.
#[test]
fn whatever_operation_fails_the_old_file_or_the_new_one_is_whole() {
    for code in [ENOSPC, EIO, EACCES] {
        for number in 0.. {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("a.ron");
            fs::write(&path, "old").unwrap();
            let faults = Arc::new(Faults::at(number, code));
            let disk = Disk::with_faults(Arc::clone(&faults));
            let replaced = disk.replace(&path, b"newer");
            let found = fs::read_to_string(&path).unwrap();
            let was_reached = faults.count() > number;
            if replaced.is_ok() {
                assert_eq!(found, "newer", "said to be saved, failure {number}");
            } else {
                assert!(found == "old" || found == "newer", "{number}: {found}");
            }
            assert_eq!(names_in(folder.path()), ["a.ron"], "failure {number}");
            if !was_reached {
                assert!(number >= 6, "a replacement has at least six operations");
                break;
            }
        }
        for number in 0.. {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("b.ron");
            let faults = Arc::new(Faults::at(number, code));
            let disk = Disk::with_faults(Arc::clone(&faults));
            let created = disk.create(&path, b"content");
            match fs::read_to_string(&path) {
                Ok(found) => assert_eq!(found, "content", "failure {number}"),
                Err(_) => assert!(created.is_err(), "said to be made, failure {number}"),
            }
            if faults.count() <= number {
                break;
            }
        }
    }
}

/// A disk that is full at any moment leaves all old files; what fails later may have replaced some of them,
/// each whole.
#[test]
fn files_that_belong_together_are_not_mixed_by_a_full_disk() {
    for number in 0.. {
        let folder = tempfile::tempdir().unwrap();
        let paths = ["a.png", "b.png", "c.pptx"].map(|name| folder.path().join(name));
        for path in &paths {
            fs::write(path, "old").unwrap();
        }
        let faults = Arc::new(Faults::at(number, ENOSPC));
        let disk = Disk::with_faults(Arc::clone(&faults));
        let files = paths.each_ref().map(|path| NewFile {
            path,
            content: b"older than new",
            beginning: b"old",
            kind: "旧文件",
        });
        let replaced = disk.replace_together(&files);
        let found = paths
            .each_ref()
            .map(|path| fs::read_to_string(path).unwrap());
        let is_new = found.each_ref().map(|text| text == "older than new");
        let failed_at = faults.passed().get(number).map(|(step, _)| *step);
        match failed_at {
            None => {
                assert!(replaced.is_ok() && is_new == [true; 3]);
                assert!(number > 12, "three files have more than twelve operations");
                break;
            }
            Some(Step::Create | Step::Write) => {
                assert!(replaced.is_err());
                assert_eq!(found, ["old"; 3], "failure {number}");
            }
            Some(_) => assert!(
                found
                    .iter()
                    .zip(is_new)
                    .all(|(text, new)| new || text == "old")
            ),
        }
        assert_eq!(names_in(folder.path()), ["a.png", "b.png", "c.pptx"]);
    }
}

#[test]
fn an_office_program_that_has_a_file_open_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("进展报告.docx");
    let disk = Disk::new();
    assert_eq!(disk.opened_by_office(&path), None);
    for mark in [".~lock.进展报告.docx#", "~$进展报告.docx", "~$报告.docx"] {
        let mark = folder.path().join(mark);
        fs::write(&mark, "").unwrap();
        assert_eq!(disk.opened_by_office(&path).as_ref(), Some(&mark));
        fs::remove_file(mark).unwrap();
    }
    fs::write(folder.path().join("~$别的报告.docx"), "").unwrap();
    assert_eq!(disk.opened_by_office(&path), None);
}

#[test]
fn a_failed_last_step_leaves_no_unfinished_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.ron");
    let disk = Disk::new();
    let beside = Beside::write(&disk, &path, None, b"x").unwrap();
    assert!(beside.rename_to(&folder.path().join("no/such")).is_err());
    assert_eq!(names_in(folder.path()), Vec::<String>::new());
}

#[test]
fn create_never_overwrites() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.ron");
    let disk = Disk::new();
    disk.create(&path, b"first").unwrap();
    let error = disk.create(&path, b"second").unwrap_err();
    assert!(error.is_already_exists());
    assert!(error.to_string().contains("没有覆盖"), "{error}");
    // Also where the other file appears between the look and the link.
    let beside = Beside::write(&disk, &path, None, b"third").unwrap();
    let raced = beside.link_to(&path, b"third").unwrap_err();
    assert_eq!(raced.kind(), io::ErrorKind::AlreadyExists);
    assert!(disk.write_new(&path, b"fourth").is_err());
    assert_eq!(disk.read(&path, LIMIT).unwrap(), b"first");
    assert_eq!(names_in(folder.path()), ["a.ron"]);
}

#[test]
fn what_killed_writers_left_is_swept_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.ron");
    let own = format!(".a.ron.{}-7.tmp", std::process::id());
    let spared = [own.as_str(), ".a.ron.mine.tmp", ".b.ron.1-0.tmp", "a.ron"];
    for name in spared.iter().chain(&[".a.ron.1-0.tmp", ".a.ron.99-12.tmp"]) {
        fs::write(folder.path().join(name), "x").unwrap();
    }
    assert_eq!(Disk::new().sweep(&path).unwrap(), 2);
    let mut expected = spared.to_vec();
    expected.sort_unstable();
    assert_eq!(names_in(folder.path()), expected);
    // Names too long to carry a suffix are cut, and still told apart.
    let long = "长".repeat(80);
    let (one, two) = (format!("{long}一.ron"), format!("{long}二.ron"));
    let begins = |name: &str| write::unfinished_name(Path::new(name)).unwrap();
    assert_ne!(begins(&one), begins(&two));
    Disk::new()
        .replace(&folder.path().join(&one), b"x")
        .unwrap();
}

#[test]
fn a_second_name_keeps_what_a_file_was() {
    let folder = tempfile::tempdir().unwrap();
    let (path, kept) = (folder.path().join("a.ron"), folder.path().join("old"));
    for code in [None, Some(EACCES)] {
        // Without links a copy does the same.
        let faults = code.map(|code| Arc::new(Faults::at(0, code)));
        let disk = faults.map_or_else(Disk::new, Disk::with_faults);
        fs::write(&path, "one").unwrap();
        disk.keep_as(&path, &kept, LIMIT).unwrap();
        disk.replace(&path, b"two").unwrap();
        assert_eq!(fs::read_to_string(&kept).unwrap(), "one");
        disk.remove(&kept).unwrap();
        disk.remove(&kept).unwrap();
    }
}

#[test]
fn lines_are_put_behind_what_is_there_and_a_torn_one_is_ended() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log");
    let disk = Disk::new();
    disk.append(&path, b"one\n", b"torn\n").unwrap();
    disk.append(&path, b"two\n", b"torn\n").unwrap();
    assert_eq!(disk.read(&path, LIMIT).unwrap(), b"one\ntwo\n");
    fs::write(&path, "one\ntw").unwrap();
    disk.append(&path, b"three\n", b"torn\n").unwrap();
    let whole = b"one\ntw\ntorn\nthree\n";
    assert_eq!(disk.read(&path, LIMIT).unwrap(), whole);
    // What could not be written whole is taken back.
    for number in 0..3 {
        let failing = Disk::with_faults(Arc::new(Faults::at(number, ENOSPC)));
        assert!(failing.append(&path, b"four\n", b"").is_err());
        assert_eq!(disk.read(&path, LIMIT).unwrap(), whole);
    }
}

#[test]
fn two_states_of_a_file_have_two_stamps() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.ron");
    let disk = Disk::new();
    assert_eq!(disk.stamp(&path).unwrap(), None);
    disk.replace(&path, b"one").unwrap();
    let first = disk.stamp(&path).unwrap();
    assert_eq!(first, disk.stamp(&path).unwrap());
    disk.replace(&path, b"three").unwrap();
    assert_ne!(first, disk.stamp(&path).unwrap());
}

#[test]
fn a_fingerprint_changes_with_every_byte() {
    let content: Vec<u8> = (0..100).collect();
    let whole = fingerprint(&content);
    for at in 0..content.len() {
        let mut other = content.clone();
        other[at] ^= 1;
        assert_ne!(fingerprint(&other), whole, "byte {at}");
        assert_ne!(fingerprint(&content[..at]), whole, "cut at {at}");
    }
    assert_ne!(fingerprint(b""), fingerprint(b"\0"));
}

#[cfg(unix)]
#[test]
fn a_link_is_followed_and_permissions_are_kept() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let folder = tempfile::tempdir().unwrap();
    let disk = Disk::new();
    let real = folder.path().join("real.ron");
    fs::write(&real, "old").unwrap();
    fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
    let link = folder.path().join("link.ron");
    symlink("real.ron", &link).unwrap();
    disk.replace(&link, b"new").unwrap();
    assert_eq!(fs::read_to_string(&real).unwrap(), "new");
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    let mode = fs::metadata(&real).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o640);
    // A link whose file is still to come is as good.
    let ahead = folder.path().join("ahead.ron");
    symlink("later.ron", &ahead).unwrap();
    disk.replace(&ahead, b"new").unwrap();
    assert!(folder.path().join("later.ron").is_file());
    let ring = folder.path().join("ring.ron");
    symlink("ring.ron", &ring).unwrap();
    let error = disk.replace(&ring, b"new").unwrap_err();
    assert!(error.to_string().contains("循环"), "{error}");
}

#[cfg(unix)]
#[test]
fn a_file_set_read_only_is_left_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.ron");
    fs::write(&path, "old").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
    let error = Disk::new().replace(&path, b"new").unwrap_err().to_string();
    assert!(error.contains("只读"), "{error}");
    assert_eq!(fs::read_to_string(&path).unwrap(), "old");
}

#[test]
fn what_is_no_file_or_too_large_is_refused_unread() {
    let folder = tempfile::tempdir().unwrap();
    let disk = Disk::new();
    let error = disk.read(folder.path(), LIMIT).unwrap_err().to_string();
    assert!(error.contains("文件夹"), "{error}");
    let huge = folder.path().join("huge.ron");
    // A claim of two gigabytes costs nothing, neither here nor to refuse.
    fs::File::create(&huge)
        .unwrap()
        .set_len(2048 * LIMIT)
        .unwrap();
    let error = disk.read(&huge, LIMIT).unwrap_err().to_string();
    assert!(error.contains("2048 MB"), "{error}");
    assert!(
        disk.read(&folder.path().join("none"), LIMIT)
            .unwrap_err()
            .is_not_found()
    );
}

#[test]
fn a_lock_is_held_by_one_at_a_time_and_ends_with_its_holder() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lock");
    let disk = Disk::new();
    let Locking::Mine(held) = disk.try_lock(&path).unwrap() else {
        panic!("nobody else has it");
    };
    assert!(matches!(disk.try_lock(&path).unwrap(), Locking::Taken));
    drop(held);
    assert!(matches!(disk.try_lock(&path).unwrap(), Locking::Mine(_)));
}

#[test]
fn a_picture_never_replaces_another_kind_of_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a");
    let disk = Disk::new();
    let put = || disk.replace_same_kind(&path, b"PNG new", b"PNG", "图片");
    put().unwrap();
    put().unwrap();
    for other in ["(format: 1", "PN"] {
        fs::write(&path, other).unwrap();
        assert!(put().unwrap_err().to_string().contains("不是图片"));
        assert_eq!(fs::read_to_string(&path).unwrap(), other);
    }
}
