//! Nothing confirmed is lost: the program killed in the middle of its work, two at one file at once,
//! a file damaged, a folder that cannot be written.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use zhibiao::model::{ObservationKey, Workspace};
use zhibiao::store::{self, Catalog, Disk};

/// How often the program is killed in the suite; `ZHIBIAO_KILLS=5000` makes it a long run.
const KILLS: u32 = 40;
const YEAR: i32 = 2024;

struct Desk {
    folder: tempfile::TempDir,
    path: PathBuf,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("我的 台账.ron");
        let desk = Self { folder, path };
        desk.done(&["new", desk.path()]);
        desk
    }

    fn path(&self) -> &str {
        self.path.to_str().unwrap()
    }

    fn run(&self, args: &[&str]) -> Output {
        let output = program(self.folder.path()).args(args).output();
        output.unwrap()
    }

    fn done(&self, args: &[&str]) -> String {
        let output = self.run(args);
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{args:?}: {told}");
        String::from_utf8(output.stdout).unwrap()
    }

    fn refused(&self, args: &[&str]) -> String {
        let output = self.run(args);
        assert_eq!(output.status.code(), Some(1), "{args:?}");
        String::from_utf8(output.stderr).unwrap()
    }

    fn values(&self) -> BTreeMap<u32, u64> {
        let workspace = store::open(&self.path).unwrap();
        numbers(&workspace)
    }
}

fn program(config: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_zhibiao"));
    command.env("ZHIBIAO_CONFIG_DIR", config.join("config"));
    command.env("USER", "王建国");
    command
}

/// The value of each indicator in the year that these tests write.
fn numbers(workspace: &Workspace) -> BTreeMap<u32, u64> {
    let catalog = Catalog::builtin().unwrap();
    let plan = catalog.plan(&store::default_plan()).unwrap();
    let value = |series| {
        let key = ObservationKey { series, year: YEAR };
        let observation = workspace.observations.get(&key)?;
        observation.value.to_string().parse().ok()
    };
    let indicators = plan.indicators.iter();
    indicators
        .filter_map(|i| Some((i.no, value(i.series.clone())?)))
        .collect()
}

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (self.0 >> 33) % limit
    }
}

/// Edits and saves until it is killed, so long after its start or after its first save; answers the
/// values that were confirmed, by indicator, and the last value that was sent.
fn work_until_killed(
    desk: &Desk,
    next: u64,
    after: Duration,
    from_start: bool,
) -> (Vec<(u32, u64)>, u64) {
    let mut child = program(desk.folder.path())
        .args(["set", desk.path(), "--stdin"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let writer = std::thread::spawn(move || {
        let mut value = next;
        loop {
            let no = value % 37 + 1;
            if writeln!(input, "hz-2024-75/{no} {YEAR} {value}").is_err() {
                return value;
            }
            value += 1;
        }
    });
    let output = BufReader::new(child.stdout.take().unwrap());
    let (saved, first_save) = std::sync::mpsc::channel();
    let killer = std::thread::spawn(move || {
        if !from_start {
            // Long enough for any machine; it ends at once when the program does.
            let _ = first_save.recv_timeout(Duration::from_secs(30));
        }
        std::thread::sleep(after);
        child.kill().unwrap();
        child.wait().unwrap();
    });
    // A line that was cut short confirms nothing.
    let mut confirmed = Vec::new();
    let mut lines = output.split(b'\n');
    let mut line = lines.next();
    let _ = saved.send(());
    while let Some(Ok(bytes)) = line {
        line = lines.next();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if line.is_some() || text.ends_with('）') {
            confirmed.extend(told(&text));
        }
        let _ = saved.send(());
    }
    killer.join().unwrap();
    (confirmed, writer.join().unwrap())
}

/// Indicator and value out of `hz-2024-75/15 金融业增加值（亿元） 2024 年实际值：（空） → 2,562（快报）`.
fn told(line: &str) -> Option<(u32, u64)> {
    let no = line.strip_prefix("hz-2024-75/")?.split(' ').next()?;
    let value = line.rsplit_once(" → ")?.1.strip_suffix("（快报）")?;
    Some((no.parse().ok()?, value.replace(',', "").parse().ok()?))
}

#[test]
fn a_program_killed_at_any_moment_has_lost_nothing_that_it_confirmed() {
    let kills = std::env::var("ZHIBIAO_KILLS").ok();
    let kills = kills.and_then(|text| text.parse().ok()).unwrap_or(KILLS);
    let desk = Desk::new();
    let mut dice = Dice(2024);
    let mut next = 1;
    let mut newest: BTreeMap<u32, u64> = BTreeMap::new();
    let (mut tried, mut lost) = (0, 0);
    for kill in 0..kills {
        let after = Duration::from_micros(dice.below(90_000));
        let (confirmed, sent) = work_until_killed(&desk, next, after, kill % 4 == 0);
        tried += confirmed.len();
        newest.extend(confirmed);
        let found = desk.values();
        for (no, value) in &newest {
            // What was sent later may have been saved and not yet confirmed.
            let is_kept = found
                .get(no)
                .is_some_and(|found| found >= value && *found <= sent);
            lost += u32::from(!is_kept);
            assert!(
                is_kept,
                "kill {kill}: {value} of no. {no}, found {:?}",
                found.get(no)
            );
        }
        next = sent + 1;
    }
    println!("killed {kills} times, edits confirmed {tried}, lost {lost}");
    assert!(
        tried > kills as usize / 4,
        "the program was killed before it did anything"
    );
    // The log tells of each place what the file holds.
    let (workspace, history) = store::open_to_read(&Disk::new(), &desk.path).unwrap();
    assert_eq!(history.gaps(), []);
    let mut replayed = history
        .workspace_at(&workspace, history.exact_since().unwrap())
        .unwrap();
    for record in history.records() {
        let _undo = record.new.clone().apply(&mut replayed);
    }
    assert_eq!(numbers(&replayed), numbers(&workspace));
    // What the killed have left is cleared away by the next.
    desk.done(&["set", desk.path(), "hz-2024-75/1", "2023", "1"]);
    let sidecar = desk.folder.path().join(".我的 台账.ron.zhibiao");
    for folder in [desk.folder.path(), &sidecar, &sidecar.join("versions")] {
        for entry in fs::read_dir(folder).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            let is_rubbish = Path::new(&name).extension().is_some_and(|e| e == "tmp");
            assert!(!is_rubbish, "{name}");
        }
    }
    // So many that commands began with, as many that a command left behind it, and one of the day before.
    let most = 2 * store::MOST_VERSIONS + 1;
    assert!(fs::read_dir(sidecar.join("versions")).unwrap().count() <= most);
}

#[test]
fn two_at_one_file_at_once_lose_none_of_their_edits() {
    let desk = Desk::new();
    let each = 12;
    std::thread::scope(|scope| {
        for half in 0..2 {
            let desk = &desk;
            scope.spawn(move || {
                for step in 0..each {
                    let no = 1 + half * each + step;
                    let (indicator, value) = (format!("hz-2024-75/{no}"), no.to_string());
                    let year = YEAR.to_string();
                    desk.done(&["set", desk.path(), &indicator, &year, &value]);
                }
            });
        }
    });
    let expected: BTreeMap<u32, u64> = (1..=2 * each).map(|no| (no, u64::from(no))).collect();
    assert_eq!(desk.values(), expected);
}

#[test]
fn a_wrong_line_ends_a_batch_and_those_before_it_stay() {
    let desk = Desk::new();
    let mut child = program(desk.folder.path())
        .args(["set", desk.path(), "--stdin"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let lines =
        "hz-2024-75/1 2024 5\n\nhz-2024-75/2 2024 6\nhz-2024-75/2 2024\nhz-2024-75/3 2024 12,34\n";
    child
        .stdin
        .take()
        .unwrap()
        .write_all(lines.as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    let error = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(
        error.contains("第 5 行") && error.contains("12,34"),
        "{error}"
    );
    assert_eq!(output.stdout.lines().count(), 3);
    assert_eq!(desk.values(), BTreeMap::from([(1, 5)]));
}

#[test]
fn the_log_is_read_filtered_exported_and_leads_back_in_time() {
    let desk = Desk::new();
    for (no, value) in [(1, "5"), (15, "2562"), (15, "2600")] {
        desk.done(&[
            "set",
            desk.path(),
            &format!("hz-2024-75/{no}"),
            "2024",
            value,
        ]);
    }
    let log = desk.done(&["log", desk.path(), "--indicator", "15"]);
    assert_eq!(log.lines().count(), 4, "{log}");
    assert!(log.contains("2,562（快报）") && log.contains("王建国") && log.contains("命令行"));
    let json = desk.done(&["log", desk.path(), "--format", "json"]);
    let list: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(list[0]["old"], "2,562（快报）");
    assert_eq!(list[0]["new"], "2,600（快报）");
    assert_eq!(
        (&list[2]["origin"], &list[2]["old"]),
        (&"command-line".into(), &"（空）".into())
    );
    let csv = desk.done(&["log", desk.path(), "--format", "csv"]);
    assert!(
        csv.starts_with('\u{feff}') && csv.lines().count() == 4,
        "{csv}"
    );
    assert!(
        desk.refused(&["log", desk.path(), "--origin", "天上"])
            .contains("键入、粘贴")
    );
    // Today's end is as it is; long before the log began nobody knows.
    let then = desk.folder.path().join("当时.ron");
    let today = chrono::Local::now().format("%Y-%m-%d").to_string();
    let then_path = then.to_str().unwrap();
    desk.done(&["log", desk.path(), "--as-of", &today, "-o", then_path]);
    assert_eq!(fs::read(&then).unwrap(), fs::read(&desk.path).unwrap());
    let early = ["log", desk.path(), "--as-of", "2020-01-01", "-o", "x.ron"];
    assert!(desk.refused(&early).contains("变更记录从"));
    // Nor how it will be.
    let late = ["log", desk.path(), "--as-of", "2999-01-01", "-o", "x.ron"];
    assert!(desk.refused(&late).contains("还没有到"));
    assert!(!desk.folder.path().join("x.ron").exists());
}

#[test]
fn versions_are_listed_and_brought_back_also_for_a_damaged_file() {
    let desk = Desk::new();
    for value in 1..=14 {
        desk.done(&[
            "set",
            desk.path(),
            "hz-2024-75/1",
            "2024",
            &value.to_string(),
        ]);
    }
    let list = desk.done(&["versions", desk.path()]);
    // Below the head and its rule: however quickly commands follow, each leaves what was before it.
    assert_eq!(list.lines().count(), 2 + store::MOST_VERSIONS, "{list}");
    desk.done(&["versions", desk.path(), "--restore", "10"]);
    assert_eq!(desk.values(), BTreeMap::from([(1, 4)]));
    desk.done(&["versions", desk.path(), "--restore", "2"]);
    assert_eq!(desk.values(), BTreeMap::from([(1, 13)]));
    assert!(
        desk.refused(&["versions", desk.path(), "--restore", "77"])
            .contains("没有第 77 个")
    );
    // Cut short by something else: told with line and column, and had back whole.
    let whole = fs::read(&desk.path).unwrap();
    fs::write(&desk.path, &whole[..whole.len() - 40]).unwrap();
    let told = desk.refused(&["status", desk.path()]);
    assert!(
        told.contains("我的 台账.ron:") && told.contains("到此中断"),
        "{told}"
    );
    let told = desk.refused(&["set", desk.path(), "hz-2024-75/1", "2024", "1"]);
    assert!(told.contains("--restore newest"), "{told}");
    let told = desk.refused(&["check", desk.path()]);
    assert!(told.contains("--restore newest"), "{told}");
    let told = desk.done(&["versions", desk.path(), "--restore", "newest"]);
    assert!(told.contains("最后一次保存的内容"), "{told}");
    assert_eq!(fs::read(&desk.path).unwrap(), whole);
    let damaged = desk.folder.path().join(".我的 台账.ron.zhibiao/damaged");
    assert_eq!(fs::read_dir(damaged).unwrap().count(), 1);
}

#[test]
fn what_the_log_does_not_tell_is_said_by_every_command_that_reads_it() {
    let desk = Desk::new();
    let set = |value: &str| desk.done(&["set", desk.path(), "hz-2024-75/1", "2024", value]);
    for value in ["1", "2", "3"] {
        set(value);
    }
    let log = desk.folder.path().join(".我的 台账.ron.zhibiao/log.jsonl");
    let text = fs::read_to_string(&log).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    fs::write(&log, format!("{}\n{}\n{}\n", lines[0], lines[1], lines[3])).unwrap();
    let today = chrono::Local::now().format("%Y-%m-%d").to_string();
    let then = desk.folder.path().join("当时.ron");
    let told = desk.done(&["log", desk.path()]);
    assert!(told.starts_with("注意：变更记录在 "), "{told}");
    assert!(told.contains("有缺失"), "{told}");
    for args in [
        vec!["check", desk.path()],
        vec![
            "log",
            desk.path(),
            "--as-of",
            &today,
            "-o",
            then.to_str().unwrap(),
        ],
    ] {
        let told = desk.done(&args);
        assert!(told.contains("注意：变更记录在 "), "{told}");
    }
    let json = desk.run(&["log", desk.path(), "--format", "json"]);
    assert!(json.stdout.starts_with(b"["));
    assert!(String::from_utf8_lossy(&json.stderr).contains("有缺失"));
}

#[test]
fn a_figure_set_to_what_it_is_changes_nothing() {
    let desk = Desk::new();
    let set = |value: &str| desk.done(&["set", desk.path(), "hz-2024-75/1", "2024", value]);
    assert!(set("").ends_with("没有变化，仍为 （空）\n"));
    set("5");
    let before = fs::read(&desk.path).unwrap();
    assert!(set("5").contains("没有变化，仍为 5"));
    assert_eq!(fs::read(&desk.path).unwrap(), before);
    let (_, history) = store::open_to_read(&Disk::new(), &desk.path).unwrap();
    assert_eq!(history.records().len(), 1);
}

#[cfg(unix)]
#[test]
fn nothing_is_signed_by_nobody() {
    let desk = Desk::new();
    let mut command = program(desk.folder.path());
    for name in ["USER", "USERNAME", "LOGNAME"] {
        command.env_remove(name);
    }
    let entry = ["set", desk.path(), "hz-2024-75/1", "2024", "5"];
    assert!(command.args(entry).status().unwrap().success());
    let workspace = store::open(&desk.path).unwrap();
    let figure = workspace.observations.values().next().unwrap();
    assert!(!figure.by.is_empty());
}

#[cfg(unix)]
#[test]
fn what_cannot_be_written_is_refused_and_the_file_stays() {
    use std::os::unix::fs::PermissionsExt as _;
    let desk = Desk::new();
    let before = fs::read(&desk.path).unwrap();
    fs::set_permissions(&desk.path, fs::Permissions::from_mode(0o444)).unwrap();
    let told = desk.refused(&["set", desk.path(), "hz-2024-75/1", "2024", "1"]);
    assert!(told.contains("只读"), "{told}");
    assert_eq!(fs::read(&desk.path).unwrap(), before);
}
