//! Bytes on disk. A file is replaced as a whole or not at all.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use super::error::{Fault, StoreError};

/// The most that is read; a workspace of a hundred thousand figures has some 20 MB.
const MAX_MEGABYTES: u64 = 256;
const MEGABYTE: u64 = 1024 * 1024;

/// Symbolic links followed before it is called a loop, as Linux does.
const MAX_LINKS: usize = 40;

/// The text of a file, without a byte order mark.
pub(super) fn read_text(path: &Path) -> Result<String, StoreError> {
    let metadata = fs::metadata(path).map_err(|error| StoreError::io(path, error))?;
    refuse_odd(path, &metadata)?;
    let megabytes = metadata.len() / MEGABYTE;
    if metadata.len() > MAX_MEGABYTES * MEGABYTE {
        let limit = MAX_MEGABYTES;
        return Err(StoreError::at(path, Fault::TooLarge { megabytes, limit }));
    }
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(MAX_MEGABYTES * MEGABYTE).read_to_end(&mut bytes))
        .map_err(|error| StoreError::io(path, error))?;
    to_text(bytes).map_err(|fault| StoreError::at(path, fault))
}

fn refuse_odd(path: &Path, metadata: &Metadata) -> Result<(), StoreError> {
    if metadata.is_dir() {
        return Err(StoreError::at(path, Fault::Folder));
    }
    // Reading from a pipe could wait for ever.
    if !metadata.is_file() {
        return Err(StoreError::at(path, Fault::Special));
    }
    Ok(())
}

fn to_text(bytes: Vec<u8>) -> Result<String, Fault> {
    if bytes.is_empty() {
        return Err(Fault::Empty);
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        return Err(Fault::Archive);
    }
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Err(Fault::Utf16);
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let before = error.as_bytes().iter().take(valid);
        let line = 1 + before.filter(|byte| **byte == b'\n').count();
        Fault::NotUtf8 { line }
    })?;
    match text.strip_prefix('\u{feff}') {
        Some(rest) => Ok(rest.to_owned()),
        None => Ok(text),
    }
}

/// Puts bytes in the place of a file: the old content or the new, never anything between.
pub(super) fn replace(path: &Path, content: &[u8]) -> Result<(), StoreError> {
    let target = follow_links(path)?;
    let existing = existing(&target)?;
    if existing
        .as_ref()
        .is_some_and(|metadata| metadata.permissions().readonly())
    {
        return Err(StoreError::at(path, Fault::ReadOnly));
    }
    let beside = Beside::write(&target, existing.as_ref(), |file| file.write_all(content));
    beside
        .and_then(|beside| beside.rename_to(&target))
        .map_err(|error| StoreError::io(path, error))
}

/// As [`replace`], but a file that begins otherwise stays as it is.
pub(super) fn replace_same_kind(
    path: &Path,
    content: &[u8],
    beginning: &[u8],
) -> Result<(), StoreError> {
    let mut found = vec![0; beginning.len()];
    let is_other = match File::open(path) {
        Ok(mut file) => file.read_exact(&mut found).is_err() || found != beginning,
        Err(error) if error.kind() == io::ErrorKind::NotFound => false,
        Err(error) => return Err(StoreError::io(path, error)),
    };
    if is_other {
        return Err(StoreError::at(path, Fault::OtherKind));
    }
    replace(path, content)
}

/// Puts a text into a new file; one that is already there stays as it is.
pub(super) fn create(path: &Path, text: &str) -> Result<(), StoreError> {
    // A first look spares the work; the link below is what keeps the promise.
    if fs::symlink_metadata(path).is_ok() {
        return Err(StoreError::io(path, io::ErrorKind::AlreadyExists.into()));
    }
    Beside::write(path, None, |file| file.write_all(text.as_bytes()))
        .and_then(|beside| beside.link_to(path, text))
        .map_err(|error| StoreError::io(path, error))
}

fn existing(path: &Path) -> Result<Option<Metadata>, StoreError> {
    match fs::metadata(path) {
        Ok(metadata) => {
            refuse_odd(path, &metadata)?;
            Ok(Some(metadata))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(StoreError::io(path, error)),
    }
}

/// The file that a path means in the end, which need not exist yet.
fn follow_links(path: &Path) -> Result<PathBuf, StoreError> {
    let mut target = path.to_owned();
    for _ in 0..MAX_LINKS {
        let is_link = fs::symlink_metadata(&target).is_ok_and(|m| m.file_type().is_symlink());
        if !is_link {
            return Ok(target);
        }
        let next = fs::read_link(&target).map_err(|error| StoreError::io(path, error))?;
        // What a link says is meant from the folder it lies in.
        target = folder_of(&target).join(next);
    }
    Err(StoreError::at(path, Fault::LinkLoop))
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// A finished file beside the one meant, which goes away unless it takes its place.
struct Beside {
    path: PathBuf,
    renamed: bool,
}

impl Beside {
    fn write(
        target: &Path,
        like: Option<&Metadata>,
        content: impl FnOnce(&mut File) -> io::Result<()>,
    ) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        if like.is_some() {
            use std::os::unix::fs::OpenOptionsExt as _;
            // Closed to others until it has the permissions of the file it replaces.
            options.mode(0o600);
        }
        let (path, mut file) = open_beside(target, &options)?;
        let beside = Self {
            path,
            renamed: false,
        };
        if let Some(like) = like {
            take_after(&file, like)?;
        }
        content(&mut file)?;
        file.sync_all()?;
        Ok(beside)
    }

    fn rename_to(mut self, target: &Path) -> io::Result<()> {
        fs::rename(&self.path, target)?;
        self.renamed = true;
        sync_folder(target);
        Ok(())
    }

    /// A hard link is refused where a name is taken, which a rename is not.
    fn link_to(self, target: &Path, text: &str) -> io::Result<()> {
        match fs::hard_link(&self.path, target) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Err(error),
            // FAT and some network drives know no links.
            Err(_) => write_new(target, text)?,
        }
        sync_folder(target);
        Ok(())
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        if !self.renamed {
            // Nobody can be told, and the name is hidden: it does no harm.
            let _ = fs::remove_file(&self.path);
        }
    }
}

fn write_new(target: &Path, text: &str) -> io::Result<()> {
    let mut file = File::create_new(target)?;
    let written = file
        .write_all(text.as_bytes())
        .and_then(|()| file.sync_all());
    if written.is_err() {
        drop(file);
        let _ = fs::remove_file(target);
    }
    written
}

/// A new file with a hidden name in the same folder, used by no other process or thread.
fn open_beside(target: &Path, options: &OpenOptions) -> io::Result<(PathBuf, File)> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let name = target.file_name().ok_or(io::ErrorKind::InvalidFilename)?;
    // Names may be 255 bytes long; a long one is cut so that ours still fits.
    let stem: String = name.to_string_lossy().chars().take(40).collect();
    loop {
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let hidden = format!(".{stem}.{}-{count}.tmp", std::process::id());
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

/// Makes the new name survive a power cut.
fn sync_folder(target: &Path) {
    #[cfg(unix)]
    {
        // Some network drives cannot; the content is safe by then, so that is no failure to save.
        if let Ok(folder) = File::open(folder_of(target)) {
            let _ = folder.sync_all();
        }
    }
    #[cfg(not(unix))]
    let _ = target;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names_in(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    fn refused(bytes: &[u8]) -> String {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.ron");
        fs::write(&path, bytes).unwrap();
        read_text(&path).unwrap_err().to_string()
    }

    #[test]
    fn a_file_is_replaced_as_a_whole_and_nothing_is_left_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("台账.ron");
        replace(&path, "旧".as_bytes()).unwrap();
        replace(&path, "新".as_bytes()).unwrap();
        assert_eq!(read_text(&path).unwrap(), "新");
        assert_eq!(names_in(folder.path()), ["台账.ron"]);
    }

    #[test]
    fn a_failed_write_leaves_the_old_file_and_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.ron");
        replace(&path, "old".as_bytes()).unwrap();
        let failed = Beside::write(&path, None, |file| {
            file.write_all(b"half")?;
            Err(io::ErrorKind::StorageFull.into())
        });
        assert!(failed.is_err());
        assert_eq!(read_text(&path).unwrap(), "old");
        assert_eq!(names_in(folder.path()), ["a.ron"]);
        // Nor where only the last step fails.
        let beside = Beside::write(&path, None, |_| Ok(())).unwrap();
        assert!(beside.rename_to(&folder.path().join("no/such")).is_err());
        assert_eq!(names_in(folder.path()), ["a.ron"]);
    }

    #[test]
    fn create_never_overwrites() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.ron");
        create(&path, "first").unwrap();
        let error = create(&path, "second").unwrap_err().to_string();
        assert!(error.contains("没有覆盖"), "{error}");
        // Also where the other file appears between the look and the link.
        let beside = Beside::write(&path, None, |_| Ok(())).unwrap();
        let raced = beside.link_to(&path, "third").unwrap_err();
        assert_eq!(raced.kind(), io::ErrorKind::AlreadyExists);
        assert!(write_new(&path, "fourth").is_err());
        assert_eq!(read_text(&path).unwrap(), "first");
        assert_eq!(names_in(folder.path()), ["a.ron"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_followed_and_permissions_are_kept() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        let folder = tempfile::tempdir().unwrap();
        let real = folder.path().join("real.ron");
        fs::write(&real, "old").unwrap();
        fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
        let link = folder.path().join("link.ron");
        symlink("real.ron", &link).unwrap();
        replace(&link, "new".as_bytes()).unwrap();
        assert_eq!(fs::read_to_string(&real).unwrap(), "new");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        let mode = fs::metadata(&real).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o640);
        // A link whose file is still to come is as good.
        let ahead = folder.path().join("ahead.ron");
        symlink("later.ron", &ahead).unwrap();
        replace(&ahead, "new".as_bytes()).unwrap();
        assert!(folder.path().join("later.ron").is_file());
        let ring = folder.path().join("ring.ron");
        symlink("ring.ron", &ring).unwrap();
        let error = replace(&ring, "new".as_bytes()).unwrap_err();
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
        let error = replace(&path, "new".as_bytes()).unwrap_err().to_string();
        assert!(error.contains("只读"), "{error}");
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
    }

    #[test]
    fn what_is_no_text_file_is_refused_with_its_reason() {
        assert!(refused(b"").contains("空的"));
        assert!(refused(b"(\n// \xd6\xaa\xb1\xea").contains("第 2 行"));
        assert!(refused(b"\xff\xfe(\0").contains("UTF-16"));
        assert!(refused(b"PK\x03\x04....").contains("Excel"));
        let folder = tempfile::tempdir().unwrap();
        let error = read_text(folder.path()).unwrap_err().to_string();
        assert!(error.contains("文件夹"), "{error}");
        let huge = folder.path().join("huge.ron");
        let file = File::create(&huge).unwrap();
        file.set_len((MAX_MEGABYTES + 1) * MEGABYTE).unwrap();
        let error = read_text(&huge).unwrap_err().to_string();
        assert!(error.contains("257 MB"), "{error}");
        let error = read_text(&folder.path().join("none.ron")).unwrap_err();
        assert!(error.is_not_found());
    }

    #[test]
    fn a_byte_order_mark_is_no_content() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.ron");
        fs::write(&path, "\u{feff}(").unwrap();
        assert_eq!(read_text(&path).unwrap(), "(");
    }
}
