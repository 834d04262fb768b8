//! What a user prefers on this machine, apart from any workspace.
//!
//! Preferences never stand in the way: where they cannot be read the defaults are taken, and a
//! warning says why.

use std::env;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::error::{Fault, StoreError};
use super::parse::parse;
use super::text::read_text;
use crate::disk::{Disk, MEGABYTE};

const FILE: &str = "preferences.ron";
const MAX_RECENT: usize = 10;
const SCALES: std::ops::RangeInclusive<u16> = 50..=300;
const DEFAULT_SCALE: u16 = 100;

const HEAD: &str = "// 知标的个人设置；删去此文件即恢复默认。\n";

/// The choices of one user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preferences {
    /// Light or dark.
    pub theme: ThemeChoice,
    /// The size of everything, in percent, from 50 to 300.
    pub scale: u16,
    /// Workspaces opened, the last first; at most ten.
    pub recent: Vec<PathBuf>,
    /// The name entered beside new figures; empty: the name of the account.
    pub author: String,
    /// The name of the screen that presentations are shown on; empty: the window's own.
    pub screen: String,
}

/// Light or dark, or as the system says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ThemeChoice {
    /// As the system says.
    System,
    /// Light.
    #[default]
    Light,
    /// Dark.
    Dark,
}

/// The file. Unknown fields are passed over: a newer version may have written them.
#[derive(Serialize, Deserialize)]
#[serde(default)]
struct OnDisk {
    theme: ThemeChoice,
    scale: u16,
    recent: Vec<String>,
    author: String,
    screen: String,
}

impl Default for OnDisk {
    fn default() -> Self {
        Self {
            theme: ThemeChoice::default(),
            scale: DEFAULT_SCALE,
            recent: Vec::new(),
            author: String::new(),
            screen: String::new(),
        }
    }
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            theme: ThemeChoice::default(),
            scale: DEFAULT_SCALE,
            recent: Vec::new(),
            author: String::new(),
            screen: String::new(),
        }
    }
}

impl Preferences {
    /// The user's preferences, and what was wrong with them.
    #[must_use]
    pub fn load() -> (Self, Vec<String>) {
        match folder() {
            Some(folder) => Self::load_from(&folder),
            None => (Self::default(), Vec::new()),
        }
    }

    /// The folder for journals of workspaces that nobody has saved yet.
    #[must_use]
    pub fn unsaved_folder() -> Option<PathBuf> {
        folder().map(|folder| folder.join("unsaved"))
    }

    /// The preferences kept in a folder.
    #[must_use]
    pub fn load_from(folder: &Path) -> (Self, Vec<String>) {
        let path = folder.join(FILE);
        let text = match read_text(&Disk::new(), &path) {
            Ok(text) => text,
            Err(error) if error.is_not_found() => return (Self::default(), Vec::new()),
            Err(error) => return (Self::default(), vec![fallen_back(&error.to_string())]),
        };
        match parse::<OnDisk>(&text) {
            Ok(found) => Self::from_disk(found),
            Err(problem) => {
                let problem = problem.in_file(&path).to_string();
                (Self::default(), vec![fallen_back(&problem)])
            }
        }
    }

    fn from_disk(found: OnDisk) -> (Self, Vec<String>) {
        let mut warnings = Vec::new();
        let scale = if SCALES.contains(&found.scale) {
            found.scale
        } else {
            warnings.push(format!(
                "个人设置中的缩放 {}% 不在 {}% 至 {}% 之间，已改用 {DEFAULT_SCALE}%",
                found.scale,
                SCALES.start(),
                SCALES.end()
            ));
            DEFAULT_SCALE
        };
        let recent = found.recent.into_iter().map(PathBuf::from);
        let preferences = Self {
            theme: found.theme,
            scale,
            recent: recent.take(MAX_RECENT).collect(),
            author: found.author,
            screen: found.screen,
        };
        (preferences, warnings)
    }

    /// Keeps the preferences for this user.
    pub fn save(&self) -> Result<(), StoreError> {
        let folder =
            folder().ok_or_else(|| StoreError::at(Path::new(FILE), Fault::NoConfigFolder))?;
        self.save_to(&folder)
    }

    /// Keeps the preferences in a folder, which is made where there is none.
    pub fn save_to(&self, folder: &Path) -> Result<(), StoreError> {
        let disk = Disk::new();
        disk.make_folder(folder)?;
        let path = folder.join(FILE);
        let kept = OnDisk {
            theme: self.theme,
            scale: self.scale,
            // A name that is no text cannot be kept as text.
            recent: self
                .recent
                .iter()
                .filter_map(|path| path.to_str().map(str::to_owned))
                .collect(),
            author: self.author.clone(),
            screen: self.screen.clone(),
        };
        let config = ron::ser::PrettyConfig::new();
        let body = ron::ser::to_string_pretty(&kept, config)
            .map_err(|error| StoreError::io(&path, std::io::Error::other(error)))?;
        disk.replace(&path, format!("{HEAD}{body}\n").as_bytes())?;
        Ok(())
    }

    /// The name that is entered beside new figures.
    #[must_use]
    pub fn signature(&self) -> String {
        if self.author.is_empty() {
            account_name()
        } else {
            self.author.clone()
        }
    }

    /// Puts a workspace first among those opened.
    pub fn remember(&mut self, workspace: &Path) {
        self.recent.retain(|known| known != workspace);
        self.recent.insert(0, workspace.to_owned());
        self.recent.truncate(MAX_RECENT);
    }
}

/// The account's name, as the system gives it; Windows and the others disagree on where. A service
/// or a scheduled job is often told none: then it is that of the account which runs the program.
#[must_use]
pub fn account_name() -> String {
    ["USER", "USERNAME", "LOGNAME"]
        .into_iter()
        .find_map(|name| env::var(name).ok().filter(|value| !value.is_empty()))
        .or_else(running_account)
        .unwrap_or_default()
}

/// The name of the account that runs this program, or its number where it has no name.
fn running_account() -> Option<String> {
    let disk = Disk::new();
    let number = disk.owner(Path::new("/proc/self"))?;
    let accounts = disk.read(Path::new("/etc/passwd"), MEGABYTE);
    let accounts = accounts.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let name = accounts.ok().and_then(|text| name_of(&text, number));
    Some(name.unwrap_or_else(|| format!("账号 {number}")))
}

/// The account of a number in a list of `name:password:number:…`.
fn name_of(accounts: &str, number: u32) -> Option<String> {
    let number = number.to_string();
    let fields = accounts.lines().map(|line| line.split(':'));
    fields
        .filter_map(|mut fields| Some((fields.next()?, fields.nth(1)?)))
        .find(|(name, of)| *of == number && !name.is_empty())
        .map(|(name, _)| name.to_owned())
}

fn fallen_back(reason: &str) -> String {
    format!("个人设置读不出来，已改用默认设置。{reason}")
}

/// The folder of the user's preferences on this system.
fn folder() -> Option<PathBuf> {
    let from = |name: &str| {
        env::var_os(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    if let Some(chosen) = from("ZHIBIAO_CONFIG_DIR") {
        return Some(chosen);
    }
    let base = if cfg!(windows) {
        from("APPDATA")
    } else {
        // The XDG rules say that a relative path is to be ignored.
        from("XDG_CONFIG_HOME")
            .filter(|path| path.is_absolute())
            .or_else(|| from("HOME").map(|home| home.join(".config")))
    };
    base.map(|base| base.join("zhibiao"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_known_by_its_number() {
        let accounts = "root:x:0:0:root:/root:/bin/sh\nwang:x:1000:100:王:/home/wang:/bin/sh\n";
        assert_eq!(name_of(accounts, 1000).as_deref(), Some("wang"));
        assert_eq!(name_of(accounts, 100), None);
    }

    #[test]
    fn preferences_come_back_as_they_were_kept() {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("a/b");
        assert_eq!(
            Preferences::load_from(&inner),
            (Preferences::default(), Vec::new())
        );
        let kept = Preferences {
            theme: ThemeChoice::Dark,
            scale: 150,
            recent: vec![PathBuf::from("/home/a/台账.ron")],
            author: "张\"三\"".to_owned(),
            screen: "HDMI-1".to_owned(),
        };
        kept.save_to(&inner).unwrap();
        assert_eq!(Preferences::load_from(&inner), (kept, Vec::new()));
    }

    #[test]
    fn broken_preferences_give_the_defaults_and_a_warning() {
        let folder = tempfile::tempdir().unwrap();
        for (text, hint) in [
            ("(theme: Pink)", "System、Light、Dark"),
            ("(scale: 9000)", "9000%"),
            ("nonsense", "个人设置读不出来"),
        ] {
            std::fs::write(folder.path().join(FILE), text).unwrap();
            let (preferences, warnings) = Preferences::load_from(folder.path());
            assert_eq!(preferences, Preferences::default());
            assert!(warnings[0].contains(hint), "{warnings:?}");
        }
    }

    #[test]
    fn fields_of_a_newer_version_are_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        let text = "(theme: Dark, later: [1, 2])";
        std::fs::write(folder.path().join(FILE), text).unwrap();
        let (preferences, warnings) = Preferences::load_from(folder.path());
        assert_eq!((preferences.theme, warnings.len()), (ThemeChoice::Dark, 0));
    }

    #[test]
    fn the_last_opened_comes_first_and_only_once() {
        let mut preferences = Preferences::default();
        for name in 0..12 {
            preferences.remember(Path::new(&name.to_string()));
        }
        preferences.remember(Path::new("5"));
        assert_eq!(preferences.recent.len(), MAX_RECENT);
        assert_eq!(preferences.recent[0], Path::new("5"));
        let fives = preferences.recent.iter().filter(|p| *p == Path::new("5"));
        assert_eq!(fives.count(), 1);
    }
}
