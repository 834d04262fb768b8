//! Text for XML and HTML.

use std::borrow::Cow;

/// Text for an element or a quoted attribute. What XML cannot hold at all is left out, as Word
/// would otherwise refuse the whole file.
pub(super) fn escaped(text: &str) -> String {
    let is_lawful = |c: &char| {
        matches!(c, '\t' | '\n' | '\r')
            || (*c >= ' ' && !matches!(c, '\u{fffe}' | '\u{ffff}' | '\u{7f}'..='\u{9f}'))
    };
    let clean: Cow<'_, str> = if text.chars().all(|c| is_lawful(&c)) {
        text.into()
    } else {
        text.chars().filter(is_lawful).collect::<String>().into()
    };
    quick_xml::escape::escape(clean.as_ref()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn what_xml_cannot_hold_is_left_out() {
        assert_eq!(
            escaped("a<b & \"c\"\u{1}\u{b}"),
            "a&lt;b &amp; &quot;c&quot;"
        );
    }
}
