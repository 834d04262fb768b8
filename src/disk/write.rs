//! Writing a file as a whole: beside, flushed, renamed.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use super::read::refuse_odd;
use super::{Disk, DiskError, DiskFault, Step, fingerprint, folder_of};

/// Symbolic links followed before it is called a loop, as Linux does.
const MAX_LINKS: usize = 40;

/// A file to be written together with others.
#[derive(Clone, Copy, Debug)]
pub struct NewFile<'a> {
    /// Where.
    pub path: &'a Path,
    /// What.
    pub content: &'a [u8],
    /// How one that is there must begin to be replaced.
    pub beginning: &'a [u8],
    /// What that is called in Chinese.
    pub kind: &'static str,
}

impl Disk {
    /// Puts bytes in the place of a file, or into a new one: the old content or the new, never
    /// anything between. Symbolic links are followed, permissions are kept. When it returns the
    /// bytes are on the medium.
    ///
    /// # Errors
    /// Whatever the system says, and [`DiskFault::ReadOnly`]; the old file is then as it was, or
    /// already the new one where only flushing its folder failed.
    pub fn replace(&self, path: &Path, content: &[u8]) -> Result<(), DiskError> {
        let target = self.follow_links(path)?;
        let existing = self.existing(&target)?;
        if existing
            .as_ref()
            .is_some_and(|metadata| metadata.permissions().readonly())
        {
            return Err(DiskError::at(path, DiskFault::ReadOnly));
        }
        Beside::write(self, &target, existing.as_ref(), content)
            .and_then(|beside| beside.rename_to(&target))
            .map_err(|error| DiskError::io(path, error))
    }

    /// As [`Disk::replace`], but a file that begins otherwise stays as it is; `kind` names in
    /// Chinese what it should have been.
    ///
    /// # Errors
    /// As [`Disk::replace`], and [`DiskFault::OtherKind`].
    pub fn replace_same_kind(
        &self,
        path: &Path,
        content: &[u8],
        beginning: &[u8],
        kind: &'static str,
    ) -> Result<(), DiskError> {
        let found = self.beginning(path, beginning.len() as u64)?;
        if found.is_some_and(|found| found != beginning) {
            return Err(DiskError::at(path, DiskFault::OtherKind(kind)));
        }
        self.replace(path, content)
    }

    /// As [`Disk::replace_same_kind`] for files that belong together: all are written beside before the first
    /// takes its place, so that a full disk leaves every old file as it was.
    ///
    /// # Errors
    /// As [`Disk::replace_same_kind`], of the first file at fault.
    pub fn replace_together(&self, files: &[NewFile<'_>]) -> Result<(), DiskError> {
        let mut written = Vec::with_capacity(files.len());
        for file in files {
            let found = self.beginning(file.path, file.beginning.len() as u64)?;
            if found.is_some_and(|found| found != file.beginning) {
                return Err(DiskError::at(file.path, DiskFault::OtherKind(file.kind)));
            }
            let target = self.follow_links(file.path)?;
            let existing = self.existing(&target)?;
            if existing
                .as_ref()
                .is_some_and(|m| m.permissions().readonly())
            {
                return Err(DiskError::at(file.path, DiskFault::ReadOnly));
            }
            let beside = Beside::write(self, &target, existing.as_ref(), file.content)
                .map_err(|error| DiskError::io(file.path, error))?;
            written.push((beside, target));
        }
        for (beside, target) in written {
            let renamed = beside.rename_to(&target);
            renamed.map_err(|error| DiskError::io(&target, error))?;
        }
        Ok(())
    }

    /// Puts bytes into a new file; one that is already there stays as it is.
    ///
    /// # Errors
    /// Whatever the system says; see [`DiskError::is_already_exists`].
    pub fn create(&self, path: &Path, content: &[u8]) -> Result<(), DiskError> {
        let io = |error| DiskError::io(path, error);
        self.step(Step::Look, path).map_err(io)?;
        // A first look spares the work; the link below is what keeps the promise.
        if fs::symlink_metadata(path).is_ok() {
            return Err(io(io::ErrorKind::AlreadyExists.into()));
        }
        Beside::write(self, path, None, content)
            .and_then(|beside| beside.link_to(path, content))
            .map_err(io)
    }

    /// Puts lines behind those of a file, which is made where there is none, and flushes it. Where
    /// its last line was torn by a crash, it is ended, and `after_torn` written before the others.
    ///
    /// # Errors
    /// Whatever the system says; the lines are then taken back as far as that can be done.
    pub fn append(&self, path: &Path, lines: &[u8], after_torn: &[u8]) -> Result<(), DiskError> {
        let append = || {
            self.step(Step::Create, path)?;
            let is_new = !path.exists();
            let mut options = OpenOptions::new();
            options.read(true).append(true).create(true);
            let mut file = options.open(path)?;
            let length = file.metadata()?.len();
            let mut content = Vec::with_capacity(lines.len());
            if is_torn(&mut file, length)? {
                content.push(b'\n');
                content.extend(after_torn);
            }
            content.extend(lines);
            let written = self
                .write(&mut file, path, &content)
                .and_then(|()| self.step(Step::Sync, path))
                .and_then(|()| file.sync_data());
            if let Err(error) = written {
                let _ = file.set_len(length);
                return Err(error);
            }
            if is_new {
                self.sync_folder(path)?;
            }
            Ok(())
        };
        append().map_err(|error| DiskError::io(path, error))
    }

    /// A write that fails has often written a part.
    fn write(&self, file: &mut File, path: &Path, content: &[u8]) -> io::Result<()> {
        let passed = self.step(Step::Write, path);
        if passed.is_err() {
            file.write_all(&content[..content.len() / 2])?;
        }
        passed?;
        file.write_all(content)
    }

    fn existing(&self, path: &Path) -> Result<Option<Metadata>, DiskError> {
        let found = self
            .step(Step::Look, path)
            .and_then(|()| fs::metadata(path));
        match found {
            Ok(metadata) => {
                refuse_odd(path, &metadata)?;
                Ok(Some(metadata))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(DiskError::io(path, error)),
        }
    }

    /// The file that a path means in the end, which need not exist yet.
    ///
    /// # Errors
    /// Whatever the system says, and [`DiskFault::LinkLoop`].
    pub fn follow_links(&self, path: &Path) -> Result<PathBuf, DiskError> {
        let mut target = path.to_owned();
        for _ in 0..MAX_LINKS {
            let is_link = fs::symlink_metadata(&target).is_ok_and(|m| m.file_type().is_symlink());
            if !is_link {
                return Ok(target);
            }
            let next = fs::read_link(&target).map_err(|error| DiskError::io(path, error))?;
            // What a link says is meant from the folder it lies in.
            target = folder_of(&target).join(next);
        }
        Err(DiskError::at(path, DiskFault::LinkLoop))
    }

    /// Makes the new name survive a power cut.
    pub(super) fn sync_folder(&self, target: &Path) -> io::Result<()> {
        use io::ErrorKind as Kind;
        let sync = || {
            self.step(Step::SyncFolder, target)?;
            #[cfg(unix)]
            File::open(folder_of(target))?.sync_all()?;
            Ok(())
        };
        sync().or_else(|error: io::Error| match error.kind() {
            // Some network drives cannot, and some folders may not be opened; the content itself is
            // safe by then, so that is no failure to save.
            Kind::Unsupported | Kind::InvalidInput | Kind::PermissionDenied => Ok(()),
            _ => Err(error),
        })
    }
}

/// Whether a file does not end with the end of a line.
fn is_torn(file: &mut File, length: u64) -> io::Result<bool> {
    if length == 0 {
        return Ok(false);
    }
    let mut last = [0];
    file.seek(SeekFrom::Start(length - 1))?;
    file.read_exact(&mut last)?;
    Ok(last != *b"\n")
}

/// What the name of an unfinished file of this target begins with. Names may be 255 bytes long; a
/// long one is cut so that ours still fits, and told from others by its fingerprint.
pub(super) fn unfinished_name(target: &Path) -> io::Result<String> {
    let name = target.file_name().ok_or(io::ErrorKind::InvalidFilename)?;
    let name = name.to_string_lossy();
    let stem: String = name.chars().take(40).collect();
    Ok(if stem == name {
        format!(".{stem}.")
    } else {
        format!(".{stem}-{:08x}.", fingerprint(name.as_bytes()) >> 32)
    })
}

/// A finished file beside the one meant, which goes away unless it takes its place.
pub(super) struct Beside<'a> {
    disk: &'a Disk,
    pub(super) path: PathBuf,
    renamed: bool,
}

impl<'a> Beside<'a> {
    pub(super) fn write(
        disk: &'a Disk,
        target: &Path,
        like: Option<&Metadata>,
        content: &[u8],
    ) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        if like.is_some() {
            use std::os::unix::fs::OpenOptionsExt as _;
            // Closed to others until it has the permissions of the file it replaces.
            options.mode(0o600);
        }
        disk.step(Step::Create, target)?;
        let (path, mut file) = open_beside(target, &options)?;
        let beside = Self {
            disk,
            path,
            renamed: false,
        };
        if let Some(like) = like {
            disk.step(Step::Permissions, &beside.path)?;
            take_after(&file, like)?;
        }
        disk.write(&mut file, &beside.path, content)?;
        disk.step(Step::Sync, &beside.path)?;
        file.sync_all()?;
        Ok(beside)
    }

    pub(super) fn rename_to(mut self, target: &Path) -> io::Result<()> {
        self.disk.step(Step::Rename, target)?;
        fs::rename(&self.path, target)?;
        self.renamed = true;
        self.disk.sync_folder(target)
    }

    /// A hard link is refused where a name is taken, which a rename is not.
    pub(super) fn link_to(self, target: &Path, content: &[u8]) -> io::Result<()> {
        let linked = self
            .disk
            .step(Step::Link, target)
            .and_then(|()| fs::hard_link(&self.path, target));
        match linked {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Err(error),
            // FAT and some network drives know no links.
            Err(_) => self.disk.write_new(target, content)?,
        }
        self.disk.sync_folder(target)
    }
}

impl Drop for Beside<'_> {
    fn drop(&mut self) {
        if !self.renamed {
            // Nobody can be told, and the name is hidden: it does no harm, and the next who opens
            // the workspace clears it away.
            let _ = fs::remove_file(&self.path);
        }
    }
}

impl Disk {
    pub(super) fn write_new(&self, target: &Path, content: &[u8]) -> io::Result<()> {
        self.step(Step::Create, target)?;
        let mut file = File::create_new(target)?;
        let written = self
            .write(&mut file, target, content)
            .and_then(|()| self.step(Step::Sync, target))
            .and_then(|()| file.sync_all());
        if written.is_err() {
            drop(file);
            let _ = fs::remove_file(target);
        }
        written
    }
}

/// A new file with a hidden name in the same folder, used by no other process or thread.
fn open_beside(target: &Path, options: &OpenOptions) -> io::Result<(PathBuf, File)> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let begins = unfinished_name(target)?;
    loop {
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let hidden = format!("{begins}{}-{count}.tmp", std::process::id());
        let path = folder_of(target).join(hidden);
        match options.open(&path) {
            Ok(file) => return Ok((path, file)),
            // Left behind by a process of the same number that was killed.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
}

fn take_after(file: &File, like: &Metadata) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt as _, fchown};
        let now = file.metadata()?;
        if (now.uid(), now.gid()) != (like.uid(), like.gid()) {
            // Only a privileged user may give a file away; saving matters more.
            let _ = fchown(file, Some(like.uid()), Some(like.gid()));
        }
    }
    file.set_permissions(like.permissions())
}
