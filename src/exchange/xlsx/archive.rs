//! The zip around a workbook, read part by part and never beyond the limits.

use std::io::{Cursor, Read as _};

use super::BookError;

/// The largest file that is read.
pub(super) const MOST_FILE_BYTES: usize = 48 << 20;
/// The most that one part may unpack to.
const MOST_PART_BYTES: u64 = 96 << 20;
/// The most that all parts read may unpack to.
const MOST_BYTES: u64 = 160 << 20;
/// The most tags that all parts read may hold: cells by the million take less, and reading takes as
/// long as there are tags.
const MOST_TAGS: usize = 12_000_000;
/// The most parts.
const MOST_PARTS: usize = 4096;

/// A zip whose parts are read one after the other.
pub(super) struct Archive<'a> {
    zip: zip::ZipArchive<Cursor<&'a [u8]>>,
    read: u64,
    tags: usize,
}

impl<'a> Archive<'a> {
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, BookError> {
        const OLE: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
        if bytes.len() > MOST_FILE_BYTES {
            return Err(too_large("文件", "48 MB"));
        }
        if bytes.starts_with(OLE) {
            return Err(BookError::OldOrEncrypted);
        }
        if !bytes.starts_with(b"PK") {
            return Err(BookError::NotXlsx);
        }
        let zip = zip::ZipArchive::new(Cursor::new(bytes))
            .map_err(|_| BookError::Damaged("压缩包的目录读不出来".to_owned()))?;
        if zip.len() > MOST_PARTS {
            return Err(too_large("压缩包里的文件数", "4096 个"));
        }
        Ok(Self {
            zip,
            read: 0,
            tags: 0,
        })
    }

    /// The text of a part; none where there is none of that name.
    ///
    /// What the header claims is only believed where it is too much: unpacking stops at the limit.
    pub(super) fn part_at(&mut self, path: &str) -> Result<Option<String>, BookError> {
        let Some(index) = self.index_of(path) else {
            return Ok(None);
        };
        let damaged = || BookError::Damaged(format!("{path} 读不出来"));
        let file = self.zip.by_index(index).map_err(|_| damaged())?;
        if file.encrypted() {
            return Err(BookError::OldOrEncrypted);
        }
        let left = MOST_BYTES.saturating_sub(self.read).min(MOST_PART_BYTES);
        let limit_words = || too_large("解压后的内容", "96 MB");
        if file.size() > left {
            return Err(limit_words());
        }
        let mut bytes = Vec::new();
        let length = file
            .take(left + 1)
            .read_to_end(&mut bytes)
            .map_err(|_| damaged())?;
        let length = u64::try_from(length).unwrap_or(u64::MAX);
        if length > left {
            return Err(limit_words());
        }
        self.read += length;
        let text = String::from_utf8(bytes).map_err(|_| damaged())?;
        self.tags += memchr::memchr_iter(b'<', text.as_bytes()).count();
        if self.tags > MOST_TAGS {
            return Err(too_large("标签数", "1200 万个"));
        }
        Ok(Some(text))
    }

    /// Some writers differ in the case of names, and some begin them with a stroke.
    fn index_of(&self, path: &str) -> Option<usize> {
        let wanted = path.trim_start_matches('/');
        self.zip.index_for_name(wanted).or_else(|| {
            (0..self.zip.len()).find(|index| {
                self.zip
                    .name_for_index(*index)
                    .and_then(Result::ok)
                    .is_some_and(|name| {
                        name.trim_start_matches('/')
                            .replace('\\', "/")
                            .eq_ignore_ascii_case(wanted)
                    })
            })
        })
    }
}

fn too_large(what: &'static str, limit: &'static str) -> BookError {
    BookError::TooLarge { what, limit }
}
