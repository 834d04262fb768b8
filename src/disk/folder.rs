//! What lies in a folder: states of files, lists, removing, second names.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::write::{Beside, unfinished_name};
use super::{Disk, DiskError, Step, folder_of};

/// What tells one state of a file from another: its size, when it was last written, and where the
/// system says so which file it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    length: u64,
    modified: Option<SystemTime>,
    number: u64,
}

impl Stamp {
    /// Its size in bytes.
    #[must_use]
    pub fn length(&self) -> u64 {
        self.length
    }

    /// When it was last written, by the clock of the disk it lies on.
    #[must_use]
    pub fn modified(&self) -> Option<SystemTime> {
        self.modified
    }
}

impl Disk {
    /// The state a file is in; none where there is no file.
    ///
    /// # Errors
    /// Whatever the system says, as when a stick has been pulled out.
    pub fn stamp(&self, path: &Path) -> Result<Option<Stamp>, DiskError> {
        let found = self
            .step(Step::Look, path)
            .and_then(|()| fs::metadata(path));
        match found {
            Ok(metadata) => {
                #[cfg(unix)]
                let number = std::os::unix::fs::MetadataExt::ino(&metadata);
                #[cfg(not(unix))]
                let number = 0;
                Ok(Some(Stamp {
                    length: metadata.len(),
                    modified: metadata.modified().ok(),
                    number,
                }))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(DiskError::io(path, error)),
        }
    }

    /// The number of the account that a file belongs to; none where the system knows no such numbers.
    #[must_use]
    pub fn owner(&self, path: &Path) -> Option<u32> {
        #[cfg(unix)]
        {
            self.step(Step::Look, path).ok()?;
            let metadata = fs::metadata(path).ok()?;
            Some(std::os::unix::fs::MetadataExt::uid(&metadata))
        }
        #[cfg(not(unix))]
        {
            let _ = path;
            None
        }
    }

    /// Whether two paths lead to one file, however they are written.
    #[must_use]
    pub fn is_same(&self, one: &Path, other: &Path) -> bool {
        let real = |path: &Path| {
            self.step(Step::Look, path)
                .and_then(|()| fs::canonicalize(path))
        };
        match (real(one), real(other)) {
            (Ok(one), Ok(other)) => one == other,
            _ => one == other,
        }
    }

    /// Makes a folder and those it lies in, where they are not there yet.
    ///
    /// # Errors
    /// Whatever the system says.
    pub fn make_folder(&self, path: &Path) -> Result<(), DiskError> {
        self.step(Step::MakeFolder, path)
            .and_then(|()| fs::create_dir_all(path))
            .map_err(|error| DiskError::io(path, error))
    }

    /// The file by which an office program says that it has this one open: LibreOffice's `.~lock.报告.docx#`,
    /// the `~$告.docx` of Word and WPS, which leave out the first two characters of a long name.
    #[must_use]
    pub fn opened_by_office(&self, path: &Path) -> Option<PathBuf> {
        let name = path.file_name()?.to_str()?;
        let short: String = name.chars().skip(2).collect();
        let names = [
            format!(".~lock.{name}#"),
            format!("~${name}"),
            format!("~${short}"),
        ];
        let beside = names.into_iter().map(|name| path.with_file_name(name));
        let is_there = |beside: &PathBuf| {
            let looked = self.step(Step::Look, beside);
            looked.is_ok() && beside.is_file()
        };
        beside.into_iter().find(is_there)
    }

    /// Gives a folder another name, which replaces at most an empty folder.
    ///
    /// # Errors
    /// Whatever the system says.
    pub fn rename_folder(&self, from: &Path, to: &Path) -> Result<(), DiskError> {
        self.step(Step::Rename, to)
            .and_then(|()| fs::rename(from, to))
            .map_err(|error| DiskError::io(to, error))
    }

    /// The names of what lies in a folder, sorted; none where there is no folder.
    ///
    /// # Errors
    /// Whatever the system says.
    pub fn names_in(&self, folder: &Path) -> Result<Vec<String>, DiskError> {
        let list = || -> io::Result<Vec<String>> {
            self.step(Step::List, folder)?;
            let mut names = Vec::new();
            for entry in fs::read_dir(folder)? {
                names.push(entry?.file_name().to_string_lossy().into_owned());
            }
            names.sort();
            Ok(names)
        };
        match list() {
            Ok(names) => Ok(names),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(DiskError::io(folder, error)),
        }
    }

    /// Removes a file; one that is not there is no error.
    ///
    /// # Errors
    /// Whatever the system says.
    pub fn remove(&self, path: &Path) -> Result<(), DiskError> {
        let removed = self
            .step(Step::Remove, path)
            .and_then(|()| fs::remove_file(path));
        match removed {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(DiskError::io(path, error))
            }
            _ => Ok(()),
        }
    }

    /// Removes an empty folder; one that is not there is no error.
    ///
    /// # Errors
    /// Whatever the system says, as where something lies in it.
    pub fn remove_folder(&self, path: &Path) -> Result<(), DiskError> {
        let removed = self
            .step(Step::Remove, path)
            .and_then(|()| fs::remove_dir(path));
        match removed {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(DiskError::io(path, error))
            }
            _ => Ok(()),
        }
    }

    /// Keeps the content of a file under a second name, by a link where the disk knows links and
    /// else by a copy of at most so many bytes. When the file is later replaced the second name
    /// keeps what it was.
    ///
    /// # Errors
    /// Whatever the system says; nothing half is left under the second name.
    pub fn keep_as(&self, path: &Path, second: &Path, most_bytes: u64) -> Result<(), DiskError> {
        let linked = self
            .step(Step::Link, second)
            .and_then(|()| fs::hard_link(path, second));
        match linked {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                Err(DiskError::io(second, error))
            }
            Err(_) => {
                let content = self.read(path, most_bytes)?;
                Beside::write(self, second, None, &content)
                    .and_then(|beside| beside.rename_to(second))
                    .map_err(|error| DiskError::io(second, error))
            }
        }
    }

    /// Removes what writers that were killed have left beside a file, and counts it. To be called
    /// only by the one who alone may write the file; its own unfinished files are spared.
    ///
    /// # Errors
    /// Whatever the system says.
    pub fn sweep(&self, target: &Path) -> Result<usize, DiskError> {
        let begins = unfinished_name(target).map_err(|error| DiskError::io(target, error))?;
        let own = format!("{begins}{}-", std::process::id());
        let folder = folder_of(target);
        let mut swept = 0;
        for name in self.names_in(folder)? {
            if is_unfinished(&name, &begins) && !name.starts_with(&own) {
                self.remove(&folder.join(name))?;
                swept += 1;
            }
        }
        Ok(swept)
    }
}

/// Whether a name is `.台账.ron.<process>-<count>.tmp`.
fn is_unfinished(name: &str, begins: &str) -> bool {
    let Some(rest) = name.strip_prefix(begins) else {
        return false;
    };
    let Some((process, count)) = rest
        .strip_suffix(".tmp")
        .and_then(|numbers| numbers.split_once('-'))
    else {
        return false;
    };
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    is_number(process) && is_number(count)
}
