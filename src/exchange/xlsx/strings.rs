//! The table of texts that a workbook's cells refer to.

use std::sync::Arc;

use quick_xml::Reader;
use quick_xml::events::Event;

use super::BookError;
use super::xml::{Depth, broken, decoded, push_reference};

/// The most texts.
const MOST_STRINGS: usize = 1_000_000;

/// Reads the texts in their order. Runs of rich text are put together, phonetic guides left out.
pub(super) fn read(text: &str) -> Result<Vec<Arc<str>>, BookError> {
    let finder = memchr::memmem::Finder::new("<si");
    let most = finder.find_iter(text.as_bytes()).count();
    if most > MOST_STRINGS {
        return Err(too_many());
    }
    let mut reader = Reader::from_str(text);
    let mut strings: Vec<Arc<str>> = Vec::new();
    let mut current = String::new();
    let (mut in_text, mut in_guide) = (false, false);
    let mut depth = Depth::default();
    loop {
        let event = reader.read_event().map_err(|_| broken("文本表"))?;
        depth.pass(&event)?;
        match event {
            Event::Start(tag) => match tag.local_name().into_inner() {
                "si" => current.clear(),
                "rPh" => in_guide = true,
                "t" => in_text = !in_guide,
                _ => {}
            },
            Event::End(tag) => match tag.local_name().into_inner() {
                "si" => {
                    if strings.len() >= MOST_STRINGS {
                        return Err(too_many());
                    }
                    strings.push(decoded(&current).into());
                }
                "rPh" => in_guide = false,
                "t" => in_text = false,
                _ => {}
            },
            Event::Empty(tag) if tag.local_name().into_inner() == "si" => {
                if strings.len() >= MOST_STRINGS {
                    return Err(too_many());
                }
                strings.push(Arc::from(""));
            }
            Event::Text(piece) if in_text => current.push_str(&piece.xml10_content()),
            Event::CData(piece) if in_text => current.push_str(&piece.xml10_content()),
            Event::GeneralRef(reference) if in_text => push_reference(&mut current, &reference),
            Event::Eof => return Ok(strings),
            _ => {}
        }
    }
}

fn too_many() -> BookError {
    BookError::TooLarge {
        what: "文本数",
        limit: "100 万条",
    }
}
