//! Who has a workspace open to edit.
//!
//! The system's lock decides, because it ends with its process. Who holds it is written beside it
//! for the others to read. Where a folder knows no locks, or knows them on each machine alone, what
//! is written decides: on the same machine whether that process lives, on another how long ago it
//! last gave a sign.

use std::fmt;
use std::path::Path;
use std::time::Duration;

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use super::Sidecar;
use crate::disk::{Disk, DiskError, FileLock, Locking, MEGABYTE};

/// A holder on another machine that gave no sign for so long is taken for dead; it gives one
/// every twenty seconds.
const SIGN_OF_LIFE: Duration = Duration::from_mins(2);

/// Who has a workspace open to edit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// The user's name.
    pub name: String,
    /// The machine's name.
    pub machine: String,
    /// The number of the process.
    pub process: u32,
    /// Since when, local time.
    pub since: NaiveDateTime,
    /// What it is doing.
    pub work: Work,
}

/// What has a workspace open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Work {
    /// A window, for as long as its user likes.
    Window,
    /// A command, for a moment.
    Command,
}

impl Holder {
    /// This process, working for this user since now.
    #[must_use]
    pub fn here(disk: &Disk, name: String, since: NaiveDateTime, work: Work) -> Self {
        Self {
            name,
            machine: machine(disk),
            process: std::process::id(),
            since,
            work,
        }
    }
}

impl fmt::Display for Holder {
    /// 张三（机器 pc-7，进程 4711，自 3月2日 09:30）
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = if self.name.is_empty() {
            "未署名的用户"
        } else {
            &self.name
        };
        let since = self.since.format("%-m月%-d日 %H:%M");
        let work = match self.work {
            Work::Window => "窗口",
            Work::Command => "命令",
        };
        write!(
            f,
            "{name}（机器 {}，{work}，进程 {}，自 {since}）",
            self.machine, self.process
        )
    }
}

/// The right to write, or who has it.
#[derive(Debug)]
pub(super) enum Grip {
    /// It is here.
    Mine(#[expect(dead_code, reason = "held until it is dropped")] Hold),
    /// Somebody else has it.
    Theirs(Holder),
    /// There is no telling: nothing can be written beside the file.
    Loose(DiskError),
}

/// The right to write, given back when dropped.
#[derive(Debug)]
pub(super) struct Hold {
    disk: Disk,
    beside: Sidecar,
    _lock: Option<FileLock>,
}

impl Drop for Hold {
    fn drop(&mut self) {
        // A holder's note that stays is that of a dead process, which the next one sees.
        let _ = self.disk.remove(&self.beside.holder());
    }
}

impl Grip {
    /// Asks for the right to write.
    pub(super) fn ask(disk: &Disk, beside: &Sidecar, me: &Holder) -> Self {
        match ask(disk, beside, me) {
            Ok(grip) => grip,
            Err(error) => Self::Loose(error),
        }
    }

    /// Gives a sign of life.
    pub(super) fn beat(&self, disk: &Disk, beside: &Sidecar, me: &Holder) {
        if let Self::Mine(_) = self {
            // Out of reach for a moment: the next beat says it.
            let _ = note(disk, beside, me);
        }
    }
}

fn ask(disk: &Disk, beside: &Sidecar, me: &Holder) -> Result<Grip, DiskError> {
    disk.make_folder(&beside.folder)?;
    let lock = match disk.try_lock(&beside.lock())? {
        Locking::Mine(lock) => Some(lock),
        Locking::Unknown => None,
        Locking::Taken => {
            let holder = read(disk, beside).unwrap_or_else(|| unknown(me));
            return Ok(Grip::Theirs(holder));
        }
    };
    if let Some(other) = read(disk, beside) {
        // With the lock in hand, a process of this machine cannot be alive and hold it.
        let is_here = other.machine == me.machine;
        let lives = match (is_here, &lock) {
            (true, Some(_)) => false,
            (true, None) => other.process != me.process && is_running(disk, other.process),
            (false, _) => gave_sign(disk, beside)?,
        };
        if lives {
            return Ok(Grip::Theirs(other));
        }
    }
    note(disk, beside, me)?;
    Ok(Grip::Mine(Hold {
        disk: disk.clone(),
        beside: beside.clone(),
        _lock: lock,
    }))
}

/// Whether the right to write could be had now, without taking it.
pub(super) fn is_free(disk: &Disk, beside: &Sidecar, me: &Holder) -> bool {
    match disk.try_lock(&beside.lock()) {
        Ok(Locking::Mine(_)) => match read(disk, beside) {
            Some(other) if other.machine != me.machine => !gave_sign(disk, beside).unwrap_or(true),
            _ => true,
        },
        Ok(Locking::Unknown) => read(disk, beside).is_none(),
        Ok(Locking::Taken) | Err(_) => false,
    }
}

fn note(disk: &Disk, beside: &Sidecar, me: &Holder) -> Result<(), DiskError> {
    let text = serde_json::to_string(me).unwrap_or_default();
    disk.note(&beside.holder(), text.as_bytes())
}

fn read(disk: &Disk, beside: &Sidecar) -> Option<Holder> {
    let bytes = disk.read(&beside.holder(), MEGABYTE).ok()?;
    serde_json::from_slice(&bytes).ok()
}

/// Whoever it is has the lock and has not yet said who.
fn unknown(me: &Holder) -> Holder {
    Holder {
        name: String::new(),
        machine: "未知".to_owned(),
        process: 0,
        since: me.since,
        work: Work::Command,
    }
}

/// Whether the holder's note was written lately, by the clock of the disk both lie on.
fn gave_sign(disk: &Disk, beside: &Sidecar) -> Result<bool, DiskError> {
    let probe = beside.folder.join("clock");
    disk.touch(&probe)?;
    let now = disk.stamp(&probe)?.and_then(|stamp| stamp.modified());
    let last = disk
        .stamp(&beside.holder())?
        .and_then(|stamp| stamp.modified());
    let (Some(now), Some(last)) = (now, last) else {
        return Ok(true);
    };
    Ok(now.duration_since(last).is_ok_and(|age| age < SIGN_OF_LIFE) || now < last)
}

/// Whether a process of this machine lives. Where the system does not say, it is taken to live.
fn is_running(disk: &Disk, process: u32) -> bool {
    let processes = Path::new("/proc");
    let knows = disk
        .stamp(&processes.join("self"))
        .is_ok_and(|s| s.is_some());
    let own = processes.join(process.to_string());
    !knows || disk.stamp(&own).is_ok_and(|stamp| stamp.is_some())
}

/// The machine's name, as its users know it: the same for every process of it.
fn machine(disk: &Disk) -> String {
    let from_system = ["/proc/sys/kernel/hostname", "/etc/hostname"]
        .into_iter()
        .find_map(|path| disk.read(Path::new(path), MEGABYTE).ok())
        .map(|bytes| String::from_utf8_lossy(&bytes).trim().to_owned());
    from_system
        .or_else(|| std::env::var("COMPUTERNAME").ok())
        .unwrap_or_default()
}
