//! The text that Excel, WPS and LibreOffice put on the clipboard and take from it.
//!
//! A row a line, cells between tabs. A cell that holds a tab or a line break stands in quotes, its own
//! quotes doubled; a quote within a plain cell means itself. Excel and WPS end every row with CRLF,
//! LibreOffice with LF, the last row included. Rows may differ in length.

use std::borrow::Cow;

/// The most cells that are taken at once; a whole sheet selected by its corner is a slip.
pub const MOST_CELLS: usize = 1_000_000;

/// Cells by rows; rows may differ in length.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Block<'a> {
    /// The rows, none of them without a cell.
    pub rows: Vec<Vec<Cow<'a, str>>>,
}

/// Why a text is not taken as cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TsvError {
    /// More than [`MOST_CELLS`].
    #[error("剪贴板里的格子太多（超过 {MOST_CELLS} 个）：请只复制要用的区域")]
    TooLarge,
}

impl Block<'_> {
    /// The length of the longest row.
    #[must_use]
    pub fn width(&self) -> usize {
        self.rows.iter().map(Vec::len).max().unwrap_or(0)
    }

    /// The only cell, where there is just one.
    #[must_use]
    pub fn single(&self) -> Option<&str> {
        match self.rows.as_slice() {
            [row] => match row.as_slice() {
                [cell] => Some(cell),
                _ => None,
            },
            _ => None,
        }
    }
}

/// Reads what a spreadsheet has put on the clipboard. An empty text has no rows.
///
/// Takes time in proportion to the text, whatever it holds.
///
/// # Errors
/// [`TsvError::TooLarge`] where there are more cells than anyone means to paste.
pub fn read(text: &str) -> Result<Block<'_>, TsvError> {
    let text = text.trim_start_matches('\u{feff}').trim_end_matches('\0');
    let mut rows = Vec::new();
    let mut rest = text;
    let mut count = 0;
    while !rest.is_empty() {
        let mut row = Vec::new();
        loop {
            let (cell, after) = take_cell(rest);
            row.push(cell);
            count += 1;
            if count > MOST_CELLS {
                return Err(TsvError::TooLarge);
            }
            if let Some(next) = after.strip_prefix('\t') {
                rest = next;
            } else {
                rest = after
                    .strip_prefix("\r\n")
                    .or_else(|| after.strip_prefix(['\r', '\n']))
                    .unwrap_or(after);
                break;
            }
        }
        rows.push(row);
    }
    Ok(Block { rows })
}

/// One cell and what follows it, beginning with its tab or line break.
fn take_cell(text: &str) -> (Cow<'_, str>, &str) {
    if let Some(quoted) = take_quoted(text) {
        return quoted;
    }
    let end = text.find(['\t', '\r', '\n']).unwrap_or(text.len());
    let (cell, rest) = text.split_at(end);
    (Cow::Borrowed(cell), rest)
}

/// A cell in quotes, if its closing quote stands at the end of a cell; Excel leaves a plain cell such
/// as `"甲"类` as it is.
fn take_quoted(text: &str) -> Option<(Cow<'_, str>, &str)> {
    let body = text.strip_prefix('"')?;
    let mut has_doubled = false;
    let mut from = 0;
    loop {
        let quote = from + body[from..].find('"')?;
        let after = &body[quote + 1..];
        if after.starts_with('"') {
            has_doubled = true;
            from = quote + 2;
            continue;
        }
        if !(after.is_empty() || after.starts_with(['\t', '\r', '\n'])) {
            return None;
        }
        let inner = &body[..quote];
        let cell = if has_doubled {
            Cow::Owned(inner.replace("\"\"", "\""))
        } else {
            Cow::Borrowed(inner)
        };
        return Some((cell, after));
    }
}

/// Writes cells so that every spreadsheet takes them back as they are.
///
/// A single cell has no line end, so that it can be pasted into any text field as well.
#[must_use]
pub fn write<S: AsRef<str>>(rows: &[Vec<S>]) -> String {
    if let [row] = rows
        && let [cell] = row.as_slice()
        && !cell.as_ref().is_empty()
    {
        let mut out = String::new();
        write_cell(&mut out, cell.as_ref());
        return out;
    }
    let mut out = String::new();
    for row in rows {
        for (index, cell) in row.iter().enumerate() {
            if index > 0 {
                out.push('\t');
            }
            write_cell(&mut out, cell.as_ref());
        }
        out.push_str("\r\n");
    }
    out
}

fn write_cell(out: &mut String, cell: &str) {
    // A byte order mark or a final NUL would be taken for the clipboard's own.
    let needs_quotes =
        cell.starts_with(['"', '\u{feff}']) || cell.contains(['\t', '\r', '\n', '\0']);
    if needs_quotes {
        out.push('"');
        out.push_str(&cell.replace('"', "\"\""));
        out.push('"');
    } else {
        out.push_str(cell);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(text: &str, expect: &[&[&str]]) {
        let block = read(text).unwrap();
        assert_eq!(block.rows, expect, "{text:?}");
    }

    #[test]
    fn what_excel_and_wps_copy_is_read() {
        check(
            "1,800.50\t85%\r\n\t—\r\n",
            &[&["1,800.50", "85%"], &["", "—"]],
        );
        // A line break typed with Alt+Enter, quotes within it doubled.
        check(
            "\"第一行\n\"\"第二\"\"行\"\t2\r\n",
            &[&["第一行\n\"第二\"行", "2"]],
        );
        // A quote in a plain cell is left alone, also at its beginning.
        check("5\"\t\"甲\"类\r\n", &[&["5\"", "\"甲\"类"]]);
        check("7\r\n", &[&["7"]]);
        // An empty cell, and a second row that is empty.
        check("\r\n", &[&[""]]);
        check("1\r\n\r\n", &[&["1"], &[""]]);
    }

    #[test]
    fn what_libreoffice_copies_is_read() {
        check("1\t2\n3\t4\n", &[&["1", "2"], &["3", "4"]]);
        check("\"a\nb\"\t\n", &[&["a\nb", ""]]);
        check("\u{feff}1\t2\0", &[&["1", "2"]]);
    }

    #[test]
    fn rows_of_different_length_stay_as_they_are() {
        check("1\t2\t3\n4\n5\t6", &[&["1", "2", "3"], &["4"], &["5", "6"]]);
        check("1\r2\r", &[&["1"], &["2"]]);
        check("", &[]);
        assert_eq!(read("1\t2\n3").unwrap().width(), 2);
    }

    #[test]
    fn a_quote_that_is_never_closed_is_a_character() {
        check("\"1\t2\n3", &[&["\"1", "2"], &["3"]]);
        check("\"", &[&["\""]]);
        check("\"\"\"\t1", &[&["\"\"\"", "1"]]);
    }

    #[test]
    fn a_single_cell_is_told_from_several() {
        assert_eq!(read("1,234.50\r\n").unwrap().single(), Some("1,234.50"));
        assert_eq!(read("1\t2").unwrap().single(), None);
        assert_eq!(read("1\n2").unwrap().single(), None);
        assert_eq!(read("").unwrap().single(), None);
    }

    #[test]
    fn a_single_cell_is_written_without_line_end() {
        assert_eq!(write(&[vec!["4.20"]]), "4.20");
        assert_eq!(
            write(&[vec!["4.20", ""], vec!["", "1"]]),
            "4.20\t\r\n\t1\r\n"
        );
        assert_eq!(write(&[vec!["a\n\"b\""]]), "\"a\n\"\"b\"\"\"");
    }

    #[test]
    fn a_million_columns_are_refused_at_once() {
        let text = "\t".repeat(MOST_CELLS);
        assert_eq!(read(&text), Err(TsvError::TooLarge));
        assert!(read(&text[1..]).is_ok());
    }

    #[test]
    fn quotes_that_lead_nowhere_cost_no_time() {
        // Quadratic reading of these would take minutes.
        for unit in ["\"\t", "\"\"\"\t", "\"a\"\"\t", "\"\n\"\"\"\"\t"] {
            let text = unit.repeat(200_000);
            let start = std::time::Instant::now();
            let block = read(&text).unwrap();
            assert!(!block.rows.is_empty());
            assert!(start.elapsed().as_secs() < 5, "{unit:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(
            rows in prop::collection::vec(
                prop::collection::vec("[\"\t\r\n,a一\u{feff}\0]{0,4}|[0-9]{1,3}", 1..5),
                1..5,
            )
        ) {
            let text = write(&rows);
            let block = read(&text).unwrap();
            prop_assert_eq!(&block.rows, &rows, "{:?}", text);
        }

        #[test]
        fn any_text_is_read_without_harm(text in "[\"\t\r\n\0a一]{0,40}|.{0,40}") {
            let block = read(&text).unwrap();
            prop_assert!(block.rows.iter().all(|row| !row.is_empty()));
            // Nothing is invented: all that is read stood in the text.
            let read: usize = block.rows.iter().flatten().map(|cell| cell.len()).sum();
            prop_assert!(read <= text.len());
        }
    }
}
