//! Text files: bytes of the disk as the text they should be.

use std::path::Path;

use super::error::{Fault, StoreError};
use crate::disk::{Disk, MEGABYTE};

/// The most that is read; a workspace of a hundred thousand figures has some 20 MB.
pub(super) const MOST_BYTES: u64 = 256 * MEGABYTE;

/// The text of a file, without a byte order mark.
pub(super) fn read_text(disk: &Disk, path: &Path) -> Result<String, StoreError> {
    let bytes = disk.read(path, MOST_BYTES)?;
    to_text(bytes).map_err(|fault| StoreError::at(path, fault))
}

pub(super) fn to_text(bytes: Vec<u8>) -> Result<String, Fault> {
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
        match error.utf8_error().error_len() {
            // All there is of the last character is its beginning.
            None => Fault::CutOff { line },
            Some(_) => Fault::NotUtf8 { line },
        }
    })?;
    match text.strip_prefix('\u{feff}') {
        Some(rest) => Ok(rest.to_owned()),
        None => Ok(text),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn refused(bytes: &[u8]) -> String {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.ron");
        fs::write(&path, bytes).unwrap();
        let error = read_text(&Disk::new(), &path).unwrap_err();
        error.to_string()
    }

    #[test]
    fn what_is_no_text_file_is_refused_with_its_reason() {
        assert!(refused(b"").contains("空的"));
        let gbk = refused(b"(\n// \xd6\xaa\xb1\xea\n)");
        assert!(gbk.contains("第 2 行") && gbk.contains("GBK"), "{gbk}");
        // 知标, without the last byte of the second character.
        let cut = refused(b"(\n// \xe7\x9f\xa5\xe6\xa0");
        assert!(cut.contains("第 2 行") && cut.contains("不完整"), "{cut}");
        assert!(!cut.contains("GBK"), "{cut}");
        assert!(refused(b"\xff\xfe(\0").contains("UTF-16"));
        assert!(refused(b"PK\x03\x04....").contains("Excel"));
        let folder = tempfile::tempdir().unwrap();
        let error = read_text(&Disk::new(), &folder.path().join("none.ron")).unwrap_err();
        assert!(error.is_not_found());
    }

    #[test]
    fn a_byte_order_mark_is_no_content() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.ron");
        fs::write(&path, "\u{feff}(").unwrap();
        assert_eq!(read_text(&Disk::new(), &path).unwrap(), "(");
    }
}
