//! What the readers of parts share: attributes, and text with its references resolved.

use quick_xml::events::{BytesRef, BytesStart, Event};

use super::BookError;

/// The most attributes of a tag that are looked at; none of a workbook has half as many.
const MOST_ATTRIBUTES: usize = 64;

/// The value of an attribute, its references resolved.
///
/// Twice named attributes are not looked for: that search takes quadratic time.
pub(super) fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = tag.attributes();
    attributes.with_checks(false);
    let found = attributes
        .flatten()
        .take(MOST_ATTRIBUTES)
        .find(|attribute| attribute.key.0 == name)?;
    let value = quick_xml::escape::unescape(&found.value).ok()?;
    Some(value.into_owned())
}

/// The same, whatever prefix it has.
pub(super) fn local_attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = tag.attributes();
    attributes.with_checks(false);
    let found = attributes
        .flatten()
        .take(MOST_ATTRIBUTES)
        .find(|attribute| attribute.key.local_name().into_inner() == name)?;
    let value = quick_xml::escape::unescape(&found.value).ok()?;
    Some(value.into_owned())
}

/// Adds what a reference stands for; unknown ones stand for nothing.
pub(super) fn push_reference(out: &mut String, reference: &BytesRef<'_>) {
    if let Ok(Some(c)) = reference.resolve_char_ref() {
        out.push(c);
    } else if let Some(text) = quick_xml::escape::resolve_xml_entity(&reference.xml10_content()) {
        out.push_str(text);
    }
}

/// What Excel writes as `_x000D_`: characters that XML cannot hold.
pub(super) fn decoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let code = rest
            .get(at + 2..at + 6)
            .filter(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()))
            .filter(|_| rest.get(at + 6..at + 7) == Some("_"))
            .and_then(|hex| u32::from_str_radix(hex, 16).ok())
            .and_then(char::from_u32);
        if let Some(c) = code {
            out.push_str(&rest[..at]);
            out.push(c);
            rest = &rest[at + 7..];
        } else {
            out.push_str(&rest[..at + 2]);
            rest = &rest[at + 2..];
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
thread_local! {
    /// How much has been read, for tests that it is not much.
    pub(super) static EVENTS: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// How deep elements stand within each other: a reader keeps the names of all that are open.
#[derive(Default)]
pub(super) struct Depth(u32);

impl Depth {
    /// The deepest that any part of a workbook is.
    const DEEPEST: u32 = 64;

    /// Takes note of an event.
    pub(super) fn pass(&mut self, event: &Event<'_>) -> Result<(), BookError> {
        #[cfg(test)]
        EVENTS.set(EVENTS.get() + 1);
        match event {
            Event::Start(_) => self.0 += 1,
            Event::End(_) => self.0 = self.0.saturating_sub(1),
            _ => {}
        }
        if self.0 > Self::DEEPEST {
            return Err(BookError::TooLarge {
                what: "元素的嵌套层数",
                limit: "64 层",
            });
        }
        Ok(())
    }
}

/// Text that no XML reader can go on with.
pub(super) fn broken(part: &str) -> BookError {
    BookError::Damaged(format!("{part}的内容不完整"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_that_xml_cannot_hold_are_decoded() {
        for (text, expect) in [
            ("a_x000D_b", "a\rb"),
            ("_x005F_x0041_", "_x0041_"),
            ("_x00", "_x00"),
            ("_x00zz_", "_x00zz_"),
            ("x_x0041", "x_x0041"),
            ("_x汉字汉字_", "_x汉字汉字_"),
        ] {
            assert_eq!(decoded(text), expect);
        }
    }
}
