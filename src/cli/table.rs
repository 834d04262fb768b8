//! Text in columns for a terminal, where a Chinese character is two wide.

/// Which side of its column a text keeps to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Align {
    Left,
    Right,
}

/// The rows below their headings, each column as wide as its widest cell.
pub(super) fn in_columns(heads: &[(&str, Align)], rows: &[Vec<String>]) -> String {
    let width_of = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        let widest = cells.map(|cell| width(cell)).max().unwrap_or(0);
        widest.max(heads.get(column).map_or(0, |(head, _)| width(head)))
    };
    let widths: Vec<usize> = (0..heads.len()).map(width_of).collect();
    let head_row: Vec<String> = heads.iter().map(|(head, _)| (*head).to_owned()).collect();
    let rule: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
    let mut out = String::new();
    for row in [&head_row, &rule].into_iter().chain(rows) {
        let mut line = String::new();
        for ((cell, width_wanted), (_, align)) in row.iter().zip(&widths).zip(heads) {
            if !line.is_empty() {
                line.push_str("  ");
            }
            let blanks = " ".repeat(width_wanted.saturating_sub(width(cell)));
            match align {
                Align::Left => line.extend([cell.as_str(), &blanks]),
                Align::Right => line.extend([&blanks, cell.as_str()]),
            }
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

/// The columns a text takes in a terminal.
pub(super) fn width(text: &str) -> usize {
    text.chars().map(char_width).sum()
}

/// The text cut to so many columns, with an ellipsis where something is left out.
pub(super) fn shortened(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut used = 1;
    for c in text.chars() {
        used += char_width(c);
        if used > columns {
            break;
        }
        out.push(c);
    }
    out.push('…');
    out
}

/// After Unicode's East Asian Width: wide and fullwidth take two columns, marks take none.
fn char_width(c: char) -> usize {
    match c {
        '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' => 0,
        '\u{1100}'..='\u{115f}'
        | '\u{2e80}'..='\u{303e}'
        | '\u{3041}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe6f}'
        | '\u{ff00}'..='\u{ff60}'
        | '\u{ffe0}'..='\u{ffe6}'
        | '\u{1f300}'..='\u{1faff}'
        | '\u{20000}'..='\u{3fffd}' => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_under_chinese_headings() {
        let heads = [("指标", Align::Left), ("值", Align::Right)];
        let rows = [("金融业增加值", "3,000"), ("GDP", "4.20")];
        let rows = rows.map(|(name, value)| vec![name.to_owned(), value.to_owned()]);
        let text = in_columns(&heads, &rows);
        let expect =
            "指标             值\n------------  -----\n金融业增加值  3,000\nGDP            4.20\n";
        assert_eq!(text, expect);
    }

    #[test]
    fn a_text_too_long_is_cut_between_characters() {
        assert_eq!(shortened("金融业增加值", 12), "金融业增加值");
        assert_eq!(shortened("金融业增加值", 8), "金融业…");
        assert_eq!(shortened("a金融业", 4), "a金…");
    }
}
