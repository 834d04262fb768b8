//! No text of a user becomes a formula in somebody's spreadsheet.
//!
//! Spreadsheet programs take a text that begins with `=`, `+`, `-`, `@`, a tab or a line break for
//! a formula, and full-width forms of these in some languages. Workbooks mark such text as text;
//! in CSV it gets an apostrophe before it, which is taken off again when the file is read here.

/// Whether a spreadsheet program could take the text for a formula.
#[must_use]
pub fn could_be_formula(text: &str) -> bool {
    if text.starts_with(['\t', '\r', '\n']) {
        return true;
    }
    // Some programs drop blanks first.
    text.trim_start_matches(|c: char| c.is_whitespace() || c.is_control() || c == '\u{feff}')
        .starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '−', '|'])
}

/// The text as it is written into CSV.
#[must_use]
pub fn disarmed(text: &str) -> String {
    if could_be_formula(text) || text.starts_with('\'') {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// The text that [`disarmed`] was given.
#[must_use]
pub fn rearmed(text: &str) -> &str {
    match text.strip_prefix('\'') {
        // A percent sign was disarmed by earlier releases.
        Some(rest) if could_be_formula(rest) || rest.starts_with(['\'', '%']) => rest,
        _ => text,
    }
}

/// The text as it is written into a workbook, where nothing needs disarming, so that [`rearmed`]
/// gives it back.
#[must_use]
pub fn kept(text: &str) -> String {
    if rearmed(text) == text {
        text.to_owned()
    } else {
        format!("'{text}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_starts_a_formula_is_disarmed() {
        for text in [
            "=1+1",
            "+1",
            "-1",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            "\n=1",
            "  =cmd|' /C calc'!A0",
            "＝1",
            "\u{feff}=1",
        ] {
            assert!(could_be_formula(text), "{text:?}");
            assert!(disarmed(text).starts_with('\''));
        }
        for text in ["", "市统计局", "1+1", "a=b", "'", "“=1”", "%"] {
            assert!(!could_be_formula(text), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_disarmed_comes_back_and_is_no_formula(text in "[=+\\-@%'\\t\\r\\n ]{0,3}.{0,8}") {
            let written = disarmed(&text);
            prop_assert!(!could_be_formula(&written));
            prop_assert_eq!(rearmed(&written), &text);
            let kept = kept(&text);
            prop_assert_eq!(rearmed(&kept), &text);
        }
    }
}
