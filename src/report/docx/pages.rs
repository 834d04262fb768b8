//! On which page each heading stands, reckoned from the lengths that the document itself prescribes.
//!
//! Nearly every height is fixed: lines have an exact pitch, rows and pictures follow from it, Chinese letters
//! are as wide as high, and there are no widows to be kept from. What is assumed: that ASCII is set in Times New
//! Roman or a font of its widths, that a gap of a quarter letter stands between it and Chinese, and that a
//! stop hangs over the margin rather than begin a line. A program that sets a paragraph in one line more may
//! come to another page where a heading stands at the very end of one; its own command to update the contents
//! (F9 in Word) puts that right. `tests/reports.sh` compares the numbers with LibreOffice's layout.

/// Lengths in twentieths of a point, as everywhere in the document.
#[derive(Clone, Copy, Debug)]
pub(super) struct Type {
    /// The width of a Chinese letter, which is the size of the type.
    pub(super) letter: u32,
    /// What stands between letters beyond their widths; negative where they are drawn together.
    pub(super) tracking: i32,
    /// From line to line.
    pub(super) pitch: u32,
    /// Above the first line and below the last one.
    pub(super) around: (u32, u32),
    /// How far the first line is indented.
    pub(super) indent: u32,
}

/// What moves as a whole: a line, a row, a picture.
#[derive(Clone, Copy, Debug)]
struct Piece {
    height: u32,
    /// Whether it must not be the last one on its page.
    keeps: bool,
    /// The height of the head that is repeated above it where it begins a page.
    head: u32,
    /// Whether it begins a section of the report.
    is_mark: bool,
}

/// Pages while they fill.
#[derive(Debug)]
pub(super) struct Pages {
    room: u32,
    used: u32,
    page: u32,
    /// Pieces that wait for the one that the last of them keeps with.
    chain: Vec<Piece>,
    marks: Vec<u32>,
}

impl Pages {
    /// The first page, with so much room for text.
    pub(super) fn new(room: u32) -> Self {
        Self {
            room,
            used: 0,
            page: 1,
            chain: Vec::new(),
            marks: Vec::new(),
        }
    }

    /// Lines that may be parted between any two of them.
    pub(super) fn paragraph(&mut self, kind: Type, lines: u32) {
        let (above, below) = kind.around;
        for line in 0..lines.max(1) {
            let above = if line == 0 { above } else { 0 };
            let below = if line + 1 == lines.max(1) { below } else { 0 };
            self.push(Piece {
                height: above + kind.pitch + below,
                keeps: false,
                head: 0,
                is_mark: false,
            });
        }
    }

    /// Lines that stay together and with what follows; `is_mark` where they begin a section.
    pub(super) fn heading(&mut self, kind: Type, lines: u32, is_mark: bool) {
        self.push(Piece {
            height: kind.around.0 + kind.pitch * lines.max(1) + kind.around.1,
            keeps: true,
            head: 0,
            is_mark,
        });
    }

    /// A row, under a head of so much height where it is not the head itself.
    pub(super) fn row(&mut self, height: u32, head: u32, keeps: bool) {
        self.push(Piece {
            height,
            keeps,
            head,
            is_mark: false,
        });
    }

    /// A new page with so much room for text.
    pub(super) fn turn(&mut self, room: u32) {
        self.settle();
        self.room = room;
        self.used = 0;
        self.page += 1;
    }

    /// The page of each section, in order.
    pub(super) fn marks(mut self) -> Vec<u32> {
        self.settle();
        self.marks
    }

    fn push(&mut self, piece: Piece) {
        self.chain.push(piece);
        if !piece.keeps {
            self.settle();
        }
    }

    /// Finds places for the pieces that wait.
    fn settle(&mut self) {
        let chain = std::mem::take(&mut self.chain);
        let together: u32 = chain.iter().map(|piece| piece.height).sum();
        if let Some(first) = chain.first()
            && self.used + together > self.room
        {
            self.begin_page(*first);
        }
        for piece in chain {
            if self.used + piece.height > self.room {
                self.begin_page(piece);
            }
            if piece.is_mark {
                self.marks.push(self.page);
            }
            self.used += piece.height;
        }
    }

    fn begin_page(&mut self, piece: Piece) {
        if self.used > piece.head {
            self.page += 1;
            self.used = piece.head;
        }
    }
}

impl Type {
    /// How many lines words take in this width.
    pub(super) fn lines(self, words: &str, width: u32) -> u32 {
        words.lines().map(|line| self.lines_of(line, width)).sum()
    }

    /// The height of a cell of these words.
    pub(super) fn height(self, words: &str, width: u32) -> u32 {
        self.around.0 + self.pitch * self.lines(words, width).max(1) + self.around.1
    }

    fn lines_of(self, words: &str, width: u32) -> u32 {
        let width = i64::from(width);
        let letters: Vec<char> = words.chars().collect();
        let (mut lines, mut at) = (1, i64::from(self.indent));
        let mut index = 0;
        while index < letters.len() {
            let length = unbroken(&letters[index..]);
            let before = index.checked_sub(1).map(|before| letters[before]);
            let word = &letters[index..index + length];
            let gap = match before {
                Some(before) if is_wide(before) != is_wide(word[0]) => self.gap(before, word[0]),
                _ => 0,
            };
            let size: i64 = word.iter().map(|letter| self.width(*letter)).sum();
            // A stop hangs over the margin.
            let last = word
                .last()
                .filter(|letter| "，。、；：！？".contains(**letter));
            let hanging = last.map_or(0, |letter| self.width(*letter));
            if at > 0 && at + gap + size - hanging > width {
                lines += 1;
                at = 0;
            } else {
                at += gap;
            }
            at += size;
            if at - hanging > width {
                // Wider than a line: broken wherever it must be.
                let more = (at - 1) / width.max(1);
                lines += u32::try_from(more).unwrap_or(0);
                at -= more * width;
            }
            index += length;
        }
        lines
    }

    fn gap(self, one: char, other: char) -> i64 {
        let is_letter = |c: char| c.is_alphanumeric();
        if is_letter(one) && is_letter(other) {
            i64::from(self.letter) / 4
        } else {
            0
        }
    }

    fn width(self, letter: char) -> i64 {
        let of = |thousandths: i64| i64::from(self.letter) * thousandths / 1000;
        let width = if is_wide(letter) {
            of(1000)
        } else {
            of(thousandths(letter))
        };
        width + i64::from(self.tracking)
    }
}

/// How many letters must not be parted: a word or number, a letter with the marks that cling to it.
fn unbroken(letters: &[char]) -> usize {
    let mut length = letters.iter().take_while(|c| is_opening(**c)).count();
    let word = letters[length..].iter();
    let word = word.take_while(|c| !is_wide(**c) && **c != ' ').count();
    length += word.max(1);
    let closing = letters.iter().skip(length);
    length += closing.take_while(|c| is_closing(**c)).count();
    length.min(letters.len())
}

fn is_wide(letter: char) -> bool {
    !letter.is_ascii() && !('\u{a0}'..'\u{2000}').contains(&letter)
}

fn is_opening(letter: char) -> bool {
    "（《“‘【〔".contains(letter)
}

fn is_closing(letter: char) -> bool {
    "）》”’】〕，。、；：！？".contains(letter)
}

/// The widths of Times New Roman, in thousandths of its size.
fn thousandths(letter: char) -> i64 {
    match letter {
        ' ' | '.' | ',' => 250,
        '/' | ':' | ';' | 'i' | 'j' | 'l' | 't' => 278,
        '-' | '(' | ')' | '[' | ']' | 'f' | 'r' | 'I' | '!' => 333,
        's' | 'J' => 389,
        'a' | 'c' | 'e' | 'z' => 444,
        '+' | '<' | '=' | '>' => 564,
        'F' | 'P' | 'S' => 556,
        'E' | 'L' | 'T' | 'Z' => 611,
        'B' | 'C' | 'R' => 667,
        'w' | 'A' | 'D' | 'G' | 'H' | 'K' | 'N' | 'O' | 'Q' | 'U' | 'V' | 'X' | 'Y' => 722,
        'm' | '&' => 778,
        '%' => 833,
        'M' => 889,
        'W' => 944,
        _ => 500,
    }
}

#[cfg(test)]
mod tests {
    use super::{Pages, Type};

    const BODY: Type = Type {
        letter: 320,
        tracking: -5,
        pitch: 579,
        around: (0, 0),
        indent: 632,
    };
    /// Between the margins, 28 letters by 22 lines.
    const PAGE: (u32, u32) = (8844, 12756);

    fn lines(words: &str) -> u32 {
        BODY.lines(words, PAGE.0)
    }

    #[test]
    fn a_line_holds_28_letters_and_the_first_one_two_less() {
        let letters = |count: usize| "字".repeat(count);
        let found = [26, 27, 54, 55].map(|count| lines(&letters(count)));
        assert_eq!(found, [1, 2, 2, 3]);
        // A stop hangs over the margin, a bracket takes its letter along.
        assert_eq!(lines(&format!("{}。", letters(26))), 1);
        assert_eq!(lines(&format!("{}）", letters(26))), 2);
        // The two letters that are free are 630; two figures of half a letter are 310, with a gap of 80.
        assert_eq!(lines(&format!("{}37", letters(24))), 1);
        assert_eq!(lines(&format!("{}2027", letters(24))), 2);
        assert_eq!(lines(""), 0);
        // 160 figures of 155 are 24800: they begin a line of their own and fill three of 8844.
        assert_eq!(lines(&"1".repeat(160)), 4);
    }

    #[test]
    fn a_heading_goes_with_the_line_that_follows_it() {
        let page_of = |before: u32| {
            let mut pages = Pages::new(PAGE.1);
            pages.paragraph(BODY, before);
            pages.heading(BODY, 1, true);
            pages.paragraph(BODY, 3);
            pages.marks()
        };
        assert_eq!([20, 21, 22, 43].map(page_of), [[1], [2], [2], [3]]);
    }

    #[test]
    fn a_head_is_repeated_above_the_rows_of_another_page() {
        let page_of = |rest: u32| {
            let mut pages = Pages::new(1000);
            pages.row(100, 0, true);
            for _ in 0..4 {
                pages.row(300, 100, false);
            }
            // The fourth row stands on the second page, which has 600 left.
            pages.heading(BODY, 1, true);
            pages.row(rest, 0, false);
            pages.turn(2000);
            pages.heading(BODY, 1, true);
            pages.marks()
        };
        assert_eq!(page_of(21), [2, 3]);
        assert_eq!(page_of(22), [3, 4]);
    }
}
