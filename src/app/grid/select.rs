//! Which cells are chosen, and how keys move the choice: a spreadsheet's rules, without drawing.
//!
//! Rows are counted as they are shown, so a filter that hides rows leaves no holes in a range.

/// A cell by its place in what is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct At {
    /// The row, from the top.
    pub row: usize,
    /// The column that can be filled in, from the left.
    pub column: usize,
}

/// How many rows and columns there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extent {
    /// Rows shown.
    pub rows: usize,
    /// Columns that can be filled in.
    pub columns: usize,
}

/// A rectangle of cells, both ends inclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The first row.
    pub top: usize,
    /// The last row.
    pub bottom: usize,
    /// The first column.
    pub left: usize,
    /// The last column.
    pub right: usize,
}

/// A way along the grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// To smaller rows.
    Up,
    /// To greater rows.
    Down,
    /// To smaller columns.
    Left,
    /// To greater columns.
    Right,
}

/// The chosen cell and the range around it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    active: At,
    anchor: At,
    head: At,
}

impl Span {
    /// The rectangle between two corners.
    #[must_use]
    pub fn between(a: At, b: At) -> Self {
        Self {
            top: a.row.min(b.row),
            bottom: a.row.max(b.row),
            left: a.column.min(b.column),
            right: a.column.max(b.column),
        }
    }

    /// Whether a cell lies in it.
    #[must_use]
    pub fn contains(&self, at: At) -> bool {
        (self.top..=self.bottom).contains(&at.row) && (self.left..=self.right).contains(&at.column)
    }

    /// How many rows.
    #[must_use]
    pub fn height(&self) -> usize {
        self.bottom - self.top + 1
    }

    /// How many columns.
    #[must_use]
    pub fn width(&self) -> usize {
        self.right - self.left + 1
    }

    /// How many cells.
    #[must_use]
    pub fn count(&self) -> usize {
        self.height() * self.width()
    }

    /// Its cells, row by row.
    pub fn cells(self) -> impl Iterator<Item = At> {
        (self.top..=self.bottom)
            .flat_map(move |row| (self.left..=self.right).map(move |column| At { row, column }))
    }
}

impl Extent {
    /// The last cell.
    #[must_use]
    pub fn last(self) -> At {
        At {
            row: self.rows.saturating_sub(1),
            column: self.columns.saturating_sub(1),
        }
    }

    fn clamp(self, at: At) -> At {
        At {
            row: at.row.min(self.last().row),
            column: at.column.min(self.last().column),
        }
    }
}

impl Selection {
    /// Only this cell.
    #[must_use]
    pub fn at(at: At) -> Self {
        Self {
            active: at,
            anchor: at,
            head: at,
        }
    }

    /// The cell that is typed into.
    #[must_use]
    pub fn active(&self) -> At {
        self.active
    }

    /// The corner that Shift and the arrows move.
    #[must_use]
    pub fn head(&self) -> At {
        self.head
    }

    /// The range.
    #[must_use]
    pub fn span(&self) -> Span {
        Span::between(self.anchor, self.head)
    }

    /// Whether it is one cell.
    #[must_use]
    pub fn is_single(&self) -> bool {
        self.anchor == self.head
    }

    /// The range reaches from the chosen cell to here.
    pub fn extend_to(&mut self, at: At) {
        self.anchor = self.active;
        self.head = at;
    }

    /// Moves the corner of the range.
    pub fn extend_by(&mut self, way: Way, by: usize, extent: Extent) {
        self.head = moved(self.head, way, by, extent);
    }

    /// Moves the corner of the range to where Ctrl and an arrow lead.
    pub fn extend_far(&mut self, way: Way, extent: Extent, is_filled: impl Fn(At) -> bool) {
        self.head = far(self.head, way, extent, is_filled);
    }

    /// Chooses everything; the chosen cell stays.
    pub fn all(&mut self, extent: Extent) {
        self.anchor = At::default();
        self.head = extent.last();
    }

    /// Chooses whole rows, the first of them where the pointer went down.
    pub fn rows(&mut self, from: usize, to: usize, extent: Extent) {
        self.anchor = At {
            row: from,
            column: 0,
        };
        self.active = self.anchor;
        self.head = At {
            row: to,
            column: extent.last().column,
        };
    }

    /// Chooses whole columns.
    pub fn columns(&mut self, from: usize, to: usize, extent: Extent) {
        self.anchor = At {
            row: 0,
            column: from,
        };
        self.active = self.anchor;
        self.head = At {
            row: extent.last().row,
            column: to,
        };
    }

    /// Moves the chosen cell; the range shrinks to it.
    pub fn step(&mut self, way: Way, by: usize, extent: Extent) {
        *self = Self::at(moved(self.active, way, by, extent));
    }

    /// Moves the chosen cell to where Ctrl and an arrow lead.
    pub fn step_far(&mut self, way: Way, extent: Extent, is_filled: impl Fn(At) -> bool) {
        *self = Self::at(far(self.active, way, extent, is_filled));
    }

    /// What Enter and Tab do: within a range they go round it and the range stays; else they move on,
    /// Tab past the end of a row into the next.
    pub fn advance(&mut self, way: Way, extent: Extent) {
        if !self.is_single() {
            self.active = next_within(self.active, way, self.span());
            return;
        }
        let last = extent.last();
        let At { row, column } = self.active;
        let at = match way {
            Way::Right if column == last.column && row < last.row => At {
                row: row + 1,
                column: 0,
            },
            Way::Left if column == 0 && row > 0 => At {
                row: row - 1,
                column: last.column,
            },
            _ => moved(self.active, way, 1, extent),
        };
        *self = Self::at(at);
    }

    /// Keeps it within what there is, after rows have gone.
    pub fn clamp(&mut self, extent: Extent) {
        self.active = extent.clamp(self.active);
        self.anchor = extent.clamp(self.anchor);
        self.head = extent.clamp(self.head);
    }
}

fn moved(at: At, way: Way, by: usize, extent: Extent) -> At {
    let At { row, column } = at;
    extent.clamp(match way {
        Way::Up => At {
            row: row.saturating_sub(by),
            column,
        },
        Way::Down => At {
            row: row.saturating_add(by),
            column,
        },
        Way::Left => At {
            row,
            column: column.saturating_sub(by),
        },
        Way::Right => At {
            row,
            column: column.saturating_add(by),
        },
    })
}

/// To the end of a run of filled cells, or over blank ones to the next filled; else to the edge.
fn far(from: At, way: Way, extent: Extent, is_filled: impl Fn(At) -> bool) -> At {
    let next = |at| Some(moved(at, way, 1, extent)).filter(|to| *to != at);
    let Some(mut at) = next(from) else {
        return from;
    };
    if is_filled(from) && is_filled(at) {
        while let Some(to) = next(at).filter(|to| is_filled(*to)) {
            at = to;
        }
        return at;
    }
    while !is_filled(at) {
        match next(at) {
            Some(to) => at = to,
            None => break,
        }
    }
    at
}

fn next_within(at: At, way: Way, span: Span) -> At {
    let (height, width) = (span.height(), span.width());
    let (row, column) = (at.row - span.top, at.column - span.left);
    let count = span.count();
    // Tab goes along the rows, Enter along the columns.
    let (index, step) = match way {
        Way::Right => (row * width + column, 1),
        Way::Left => (row * width + column, count - 1),
        Way::Down => (column * height + row, 1),
        Way::Up => (column * height + row, count - 1),
    };
    let index = (index + step) % count;
    let (row, column) = match way {
        Way::Right | Way::Left => (index / width, index % width),
        Way::Down | Way::Up => (index % height, index / height),
    };
    At {
        row: span.top + row,
        column: span.left + column,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXTENT: Extent = Extent {
        rows: 5,
        columns: 4,
    };

    fn at(row: usize, column: usize) -> At {
        At { row, column }
    }

    #[test]
    fn shift_extends_from_the_chosen_cell_and_a_step_gives_the_range_up() {
        let mut selection = Selection::at(at(2, 2));
        selection.extend_by(Way::Up, 1, EXTENT);
        selection.extend_by(Way::Left, 9, EXTENT);
        assert_eq!(selection.span(), Span::between(at(1, 0), at(2, 2)));
        assert_eq!(selection.active(), at(2, 2));
        selection.extend_by(Way::Down, 3, EXTENT);
        assert_eq!(selection.span(), Span::between(at(2, 0), at(4, 2)));
        selection.step(Way::Right, 1, EXTENT);
        assert_eq!(selection, Selection::at(at(2, 3)));
    }

    #[test]
    fn enter_and_tab_go_round_a_range_and_leave_it_standing() {
        let mut selection = Selection::at(at(1, 1));
        selection.extend_to(at(2, 2));
        let mut went = Vec::new();
        for _ in 0..4 {
            selection.advance(Way::Down, EXTENT);
            went.push(selection.active());
        }
        assert_eq!(went, [at(2, 1), at(1, 2), at(2, 2), at(1, 1)]);
        selection.advance(Way::Up, EXTENT);
        assert_eq!(selection.active(), at(2, 2));
        selection.advance(Way::Left, EXTENT);
        assert_eq!(selection.active(), at(2, 1));
        selection.advance(Way::Right, EXTENT);
        selection.advance(Way::Right, EXTENT);
        assert_eq!(selection.active(), at(1, 1));
        assert_eq!(selection.span().count(), 4);
    }

    #[test]
    fn tab_goes_on_in_the_next_row_and_back_and_stops_at_the_ends() {
        let mut selection = Selection::at(at(0, 3));
        selection.advance(Way::Right, EXTENT);
        assert_eq!(selection.active(), at(1, 0));
        selection.advance(Way::Left, EXTENT);
        assert_eq!(selection.active(), at(0, 3));
        let mut selection = Selection::at(at(4, 3));
        selection.advance(Way::Right, EXTENT);
        selection.advance(Way::Down, EXTENT);
        assert_eq!(selection.active(), at(4, 3));
        let mut selection = Selection::at(at(0, 0));
        selection.advance(Way::Left, EXTENT);
        assert_eq!(selection.active(), at(0, 0));
    }

    #[test]
    fn ctrl_and_an_arrow_stop_where_a_spreadsheet_does() {
        // Filled: rows 0, 1 and 3 of column 0.
        let filled = |at: At| at.column == 0 && matches!(at.row, 0 | 1 | 3);
        let go = |from: At, way| {
            let mut selection = Selection::at(from);
            selection.step_far(way, EXTENT, filled);
            selection.active()
        };
        assert_eq!(go(at(0, 0), Way::Down), at(1, 0), "the end of the run");
        assert_eq!(go(at(1, 0), Way::Down), at(3, 0), "the next run");
        assert_eq!(go(at(3, 0), Way::Down), at(4, 0), "the edge");
        assert_eq!(go(at(4, 0), Way::Up), at(3, 0));
        assert_eq!(go(at(2, 3), Way::Left), at(2, 0), "all blank");
        assert_eq!(go(at(4, 0), Way::Down), at(4, 0));
    }

    #[test]
    fn whole_rows_columns_and_everything() {
        let mut selection = Selection::default();
        selection.rows(3, 1, EXTENT);
        assert_eq!(selection.span(), Span::between(at(1, 0), at(3, 3)));
        assert_eq!(selection.active(), at(3, 0));
        selection.columns(2, 2, EXTENT);
        assert_eq!(selection.span(), Span::between(at(0, 2), at(4, 2)));
        let mut selection = Selection::at(at(2, 2));
        selection.all(EXTENT);
        assert_eq!(selection.span().count(), 20);
        assert_eq!(selection.active(), at(2, 2));
    }

    #[test]
    fn it_stays_within_what_there_is() {
        let mut selection = Selection::at(at(4, 3));
        selection.clamp(Extent {
            rows: 2,
            columns: 4,
        });
        assert_eq!(selection.active(), at(1, 3));
        selection.clamp(Extent {
            rows: 0,
            columns: 4,
        });
        assert_eq!(selection.active(), at(0, 3));
    }
}
