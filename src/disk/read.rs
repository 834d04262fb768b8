//! Reading, with a limit.

use std::fs::{self, File, Metadata};
use std::io::{self, Read as _};
use std::path::Path;

use super::{Disk, DiskError, DiskFault, Step};

/// A megabyte, in bytes.
pub const MEGABYTE: u64 = 1024 * 1024;

impl Disk {
    /// The content of a file of at most so many bytes.
    ///
    /// # Errors
    /// Whatever the system says; [`DiskFault::Folder`] and [`DiskFault::Special`] for what is no
    /// file; [`DiskFault::TooLarge`] without reading it.
    pub fn read(&self, path: &Path, most_bytes: u64) -> Result<Vec<u8>, DiskError> {
        let io = |error| DiskError::io(path, error);
        self.step(Step::Look, path).map_err(io)?;
        let metadata = fs::metadata(path).map_err(io)?;
        refuse_odd(path, &metadata)?;
        let too_large = |bytes: u64| {
            let (megabytes, limit) = (bytes.div_ceil(MEGABYTE), most_bytes / MEGABYTE);
            DiskError::at(path, DiskFault::TooLarge { megabytes, limit })
        };
        if metadata.len() > most_bytes {
            return Err(too_large(metadata.len()));
        }
        self.step(Step::Read, path).map_err(io)?;
        let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or_default());
        // It may have grown since; reading one byte more shows it.
        File::open(path)
            .and_then(|file| file.take(most_bytes + 1).read_to_end(&mut bytes))
            .map_err(io)?;
        if bytes.len() as u64 > most_bytes {
            return Err(too_large(bytes.len() as u64));
        }
        Ok(bytes)
    }

    /// The first bytes of a file, fewer where it is shorter; none where there is no file.
    ///
    /// # Errors
    /// Whatever the system says.
    pub fn beginning(&self, path: &Path, bytes: u64) -> Result<Option<Vec<u8>>, DiskError> {
        let read = || -> io::Result<Vec<u8>> {
            self.step(Step::Read, path)?;
            let mut found = Vec::new();
            File::open(path)?.take(bytes).read_to_end(&mut found)?;
            Ok(found)
        };
        match read() {
            Ok(found) => Ok(Some(found)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(DiskError::io(path, error)),
        }
    }
}

/// Refuses what is no ordinary file.
pub(super) fn refuse_odd(path: &Path, metadata: &Metadata) -> Result<(), DiskError> {
    if metadata.is_dir() {
        return Err(DiskError::at(path, DiskFault::Folder));
    }
    // Reading from a pipe could wait for ever.
    if !metadata.is_file() {
        return Err(DiskError::at(path, DiskFault::Special));
    }
    Ok(())
}
