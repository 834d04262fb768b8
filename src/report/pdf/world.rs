//! What the typesetter may see: one template, the report's data, its charts, two fonts. No disk, no
//! network, no packages, no clock.

use std::path::PathBuf;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, PathError, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt as _, World};

use super::data::Files;

const TEMPLATE: &str = include_str!("template.typ");

/// The world of one report.
pub(super) struct ReportWorld {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    main: Source,
    files: Files,
}

impl ReportWorld {
    pub(super) fn new(fonts: Vec<Font>, files: Files) -> Result<Self, PathError> {
        let path = RootedPath::new(VirtualRoot::Project, VirtualPath::new("/main.typ")?);
        Ok(Self {
            library: LazyHash::new(Library::default()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
            main: Source::new(path.intern(), TEMPLATE.to_owned()),
            files,
        })
    }
}

/// The bundled faces.
pub(super) fn fonts(faces: &[&'static [u8]]) -> Vec<Font> {
    faces
        .iter()
        .filter_map(|face| Font::new(Bytes::new(*face), 0))
        .collect()
}

impl World for ReportWorld {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main.id() {
            Ok(self.main.clone())
        } else {
            Err(FileError::NotFound(PathBuf::from(
                id.vpath().get_with_slash(),
            )))
        }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let path = id.vpath().get_with_slash();
        match self.files.texts.get(path) {
            Some(text) => Ok(Bytes::from_string(text.clone())),
            None => Err(FileError::NotFound(PathBuf::from(path))),
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}
