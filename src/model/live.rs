//! No text of a user becomes a formula in somebody's spreadsheet.
//!
//! The one guard for every table that is written, wherever in the house that happens.
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

/// A line of a CSV file, as RFC 4180 and Excel read it: quoted where needed, no cell a formula. A
/// number may begin with a minus.
#[must_use]
pub fn csv_line<S: AsRef<str>>(cells: &[S]) -> String {
    let cells: Vec<String> = cells.iter().map(|cell| csv_cell(cell.as_ref())).collect();
    format!("{}\r\n", cells.join(","))
}

fn csv_cell(text: &str) -> String {
    let is_number = text.parse::<f64>().is_ok_and(f64::is_finite);
    let safe = if is_number {
        text.to_owned()
    } else {
        disarmed(text)
    };
    if safe.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", safe.replace('"', "\"\""))
    } else {
        safe
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

    #[test]
    fn cells_are_quoted_where_needed_and_never_formulas() {
        let cells = [
            "a",
            "1,2",
            "说“\"”",
            "=1+1",
            "-5.5",
            "-a",
            "@x",
            "+86 1",
            "行\n二",
        ];
        assert_eq!(
            csv_line(&cells),
            "a,\"1,2\",\"说“\"\"”\",'=1+1,-5.5,'-a,'@x,'+86 1,\"行\n二\"\r\n"
        );
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
