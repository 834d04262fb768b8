//! Where each value of a RON text stands, found without understanding it.
//!
//! Rules about a plan are checked on values that no longer know where they came from, and the
//! reader of a broken file knows only where it stopped. This scanner walks the text a second time
//! and names each place by its path, `indicators[3].units[0]`. It is lenient: it goes as far as
//! it can and never fails.

use std::collections::HashMap;

/// The nesting at which it gives up, as RON's own reader does.
const MAX_DEPTH: usize = 128;

/// A place in a text, both counted from 1, the column in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub(super) line: usize,
    pub(super) column: usize,
}

/// The byte at which each value begins, by path.
pub(super) struct Places<'a> {
    text: &'a str,
    starts: HashMap<String, usize>,
}

impl<'a> Places<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        let mut starts = HashMap::new();
        scan(text, &mut |path, start| {
            starts.entry(path.to_owned()).or_insert(start);
        });
        Self { text, starts }
    }

    /// Where the value at `path` begins, or else the nearest value around it.
    pub(super) fn nearest(&self, path: &str) -> Place {
        let mut path = path;
        loop {
            if let Some(start) = self.starts.get(path) {
                return place_of(self.text, *start);
            }
            let Some(cut) = path.rfind(['.', '[']) else {
                let start = self.starts.get("").copied().unwrap_or(0);
                return place_of(self.text, start);
            };
            path = &path[..cut];
        }
    }

    /// The whole number that stands at exactly this path.
    pub(super) fn integer(&self, path: &str) -> Option<u32> {
        integer(self.text, *self.starts.get(path)?)
    }

    /// Whether the outermost struct has this field.
    pub(super) fn has(&self, field: &str) -> bool {
        self.starts.contains_key(field)
    }
}

/// The whole number at a path, without the cost of noting every other place. It is looked for at the
/// beginning first, where files of this program have it.
pub(super) fn integer_at(text: &str, wanted: &str) -> Option<u32> {
    let beginning = text.floor_char_boundary(2048);
    integer_within(&text[..beginning], wanted).or_else(|| integer_within(text, wanted))
}

/// Whether the value at a path begins at this byte, as far as a text goes.
pub(super) fn begins_at(text: &str, wanted: &str, at: usize) -> bool {
    let mut first = None;
    scan(text, &mut |path, start| {
        if first.is_none() && path == wanted {
            first = Some(start);
        }
    });
    first == Some(at)
}

fn integer_within(text: &str, wanted: &str) -> Option<u32> {
    let mut found = None;
    scan(text, &mut |path, start| {
        if found.is_none() && path == wanted {
            found = Some(start);
        }
    });
    integer(text, found?)
}

fn integer(text: &str, start: usize) -> Option<u32> {
    let rest = text.get(start..)?;
    let is_other = |c: char| !c.is_ascii_digit();
    let end = rest.find(is_other).unwrap_or(rest.len());
    rest[..end].parse().ok()
}

/// Line and column of a byte.
pub(super) fn place_of(text: &str, offset: usize) -> Place {
    let before = text.get(..offset).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    Place {
        line: 1 + before.matches('\n').count(),
        column: 1 + before[line_start..].chars().count(),
    }
}

/// Calls `visit` with path and first byte of every value.
fn scan(text: &str, visit: &mut dyn FnMut(&str, usize)) {
    let mut scanner = Scanner {
        text,
        at: 0,
        path: String::new(),
        depth: 0,
        visit,
    };
    scanner.skip_attributes();
    let _ = scanner.value();
}

struct Scanner<'a, 'v> {
    text: &'a str,
    at: usize,
    path: String,
    depth: usize,
    visit: &'v mut dyn FnMut(&str, usize),
}

impl<'a> Scanner<'a, '_> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn eat(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        if found {
            self.at += wanted.len_utf8();
        }
        found
    }

    fn skip_attributes(&mut self) {
        self.skip_blanks();
        while self.rest().starts_with("#!") {
            match self.rest().find(']') {
                Some(end) => self.at += end + 1,
                None => return,
            }
            self.skip_blanks();
        }
    }

    fn skip_blanks(&mut self) {
        loop {
            let rest = self.rest();
            let trimmed = rest.trim_start();
            self.at += rest.len() - trimmed.len();
            if trimmed.starts_with("//") {
                self.at += trimmed.find('\n').unwrap_or(trimmed.len());
            } else if trimmed.starts_with("/*") {
                self.skip_block_comment();
            } else {
                return;
            }
        }
    }

    fn skip_block_comment(&mut self) {
        let mut open = 0usize;
        while !self.rest().is_empty() {
            if self.rest().starts_with("/*") {
                open += 1;
                self.at += 2;
            } else if self.rest().starts_with("*/") {
                open -= 1;
                self.at += 2;
                if open == 0 {
                    return;
                }
            } else {
                self.at += self.peek().map_or(0, char::len_utf8);
            }
        }
    }

    /// One value; `None` when the text cannot be followed any further.
    fn value(&mut self) -> Option<()> {
        self.skip_blanks();
        (self.visit)(&self.path, self.at);
        match self.peek()? {
            '"' => self.string(),
            '\'' => self.character(),
            '[' => self.list(),
            '{' => self.map(),
            '(' => self.parenthesis(),
            'r' if self.rest().starts_with("r\"") || self.rest().starts_with("r#") => {
                self.raw_string()
            }
            _ => {
                if self.word().is_empty() {
                    return None;
                }
                self.skip_blanks();
                if self.peek() == Some('(') {
                    self.parenthesis()?;
                }
                Some(())
            }
        }
    }

    /// A name or a number.
    fn word(&mut self) -> &'a str {
        let rest = self.rest();
        let ends = |c: char| c.is_whitespace() || ",:()[]{}\"'/".contains(c);
        let word = &rest[..rest.find(ends).unwrap_or(rest.len())];
        self.at += word.len();
        word
    }

    fn string(&mut self) -> Option<()> {
        let mut escaped = false;
        for (offset, c) in self.rest().char_indices().skip(1) {
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '"' => {
                    self.at += offset + 1;
                    return Some(());
                }
                _ => {}
            }
        }
        None
    }

    fn raw_string(&mut self) -> Option<()> {
        let hashes = self.rest()[1..].chars().take_while(|c| *c == '#').count();
        let body = self.at + 1 + hashes;
        if !self.text.get(body..)?.starts_with('"') {
            return None;
        }
        let end = format!("\"{}", "#".repeat(hashes));
        let found = self.text.get(body + 1..)?.find(&end)?;
        self.at = body + 1 + found + end.len();
        Some(())
    }

    fn character(&mut self) -> Option<()> {
        let skip = if self.rest().starts_with("'\\") { 3 } else { 2 };
        let end = self
            .rest()
            .char_indices()
            .skip(skip)
            .find(|c| c.1 == '\'')?;
        self.at += end.0 + 1;
        Some(())
    }

    fn list(&mut self) -> Option<()> {
        let mut index = 0usize;
        self.members('[', ']', |scanner| {
            let path = format!("[{index}]");
            index += 1;
            scanner.below(&path)
        })
    }

    /// A struct, a tuple, or what stands in the parentheses of a variant. Only the fields of a
    /// struct have a path of their own.
    fn parenthesis(&mut self) -> Option<()> {
        self.members('(', ')', |scanner| match scanner.field_name() {
            Some(name) if scanner.path.is_empty() => scanner.below(name),
            Some(name) => scanner.below(&format!(".{name}")),
            None => scanner.value(),
        })
    }

    fn map(&mut self) -> Option<()> {
        self.members('{', '}', |scanner| {
            scanner.below(".?")?;
            scanner.skip_blanks();
            if scanner.eat(':') {
                scanner.below(".?")?;
            }
            Some(())
        })
    }

    fn members(
        &mut self,
        open: char,
        close: char,
        mut member: impl FnMut(&mut Self) -> Option<()>,
    ) -> Option<()> {
        if !self.eat(open) || self.depth == MAX_DEPTH {
            return None;
        }
        self.depth += 1;
        loop {
            self.skip_blanks();
            if self.eat(close) {
                self.depth -= 1;
                return Some(());
            }
            let before = self.at;
            member(self)?;
            self.skip_blanks();
            // A missing comma is the reader's to report; here it costs nothing to go on.
            self.eat(',');
            if self.at == before {
                return None;
            }
        }
    }

    fn field_name(&mut self) -> Option<&'a str> {
        let before = self.at;
        let name = self.word();
        self.skip_blanks();
        if !name.is_empty() && self.eat(':') {
            return Some(name);
        }
        self.at = before;
        None
    }

    fn below(&mut self, step: &str) -> Option<()> {
        let length = self.path.len();
        self.path.push_str(step);
        let outcome = self.value();
        self.path.truncate(length);
        outcome
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r##"// 头 "不是值
(
    a: "一\"二", /* ( */ b: [(no: 7, x: Some(Half("c"))), Plain],
    c: r#"ra"w"#, d: 'x', e: (year: 2027),
)"##;

    fn check(path: &str, line: usize, column: usize) {
        let place = Places::of(TEXT).nearest(path);
        assert_eq!(place, Place { line, column }, "{path}");
    }

    #[test]
    fn every_value_is_found_by_its_path() {
        check("", 2, 1);
        check("a", 3, 8);
        check("b", 3, 27);
        check("b[0].no", 3, 33);
        check("b[0].x", 3, 39);
        check("b[1]", 3, 57);
        check("c", 4, 8);
        check("e.year", 4, 37);
    }

    #[test]
    fn a_path_within_a_value_leads_to_the_value() {
        check("b[0].x.Half", 3, 39);
        check("b[0].missing", 3, 28);
        check("nowhere", 2, 1);
    }

    #[test]
    fn numbers_are_read_where_they_stand() {
        let places = Places::of(TEXT);
        assert_eq!(places.integer("b[0].no"), Some(7));
        assert_eq!(places.integer("a"), None);
        assert_eq!(integer_at(TEXT, "b[0].no"), Some(7));
        assert!(places.has("d") && !places.has("no"));
    }

    #[test]
    fn a_broken_text_is_followed_as_far_as_it_goes() {
        for end in 0..TEXT.len() {
            if TEXT.is_char_boundary(end) {
                Places::of(&TEXT[..end]);
            }
        }
        assert!(Places::of("(a: 1 b: 2, c: [").has("c"));
        Places::of(&"(".repeat(100_000));
        Places::of(&"[".repeat(100_000));
    }
}
