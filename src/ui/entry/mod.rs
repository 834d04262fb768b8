//! 填报: a grid worked like a spreadsheet's.
//!
//! The chosen cell always holds a text field, blank until something is typed, so that every key
//! and every Chinese input method goes through egui's own text editing. Keys that move between
//! cells are taken before the field sees them. What is chosen, pasted and filtered is worked out in
//! [`crate::app::grid`]; this page draws it.

mod acts;
mod filters;
mod inspector;
mod keys;
mod paint;
mod preview;
mod table;

use chrono::NaiveDate;
use egui::{Frame, Stroke, Ui};

use super::Commands;
use super::order::InOrder;
use super::theme::{Tokens, bold, regular, size, space, text};
use super::widgets::segments;
use crate::app::grid::{
    self, At, Digest, EntryError, Extent, Facets, Field, Filter, Index, Listed, Remark, Selection,
    Sheet, Span,
};
use crate::app::{App, Command, View};
use crate::model::{Edit, IndicatorId, PlanId, Status};

const CELL_ID: &str = "entry cell";

/// What the page remembers.
#[derive(Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "what the next pass shall do, each on its own"
)]
pub(super) struct EntryState {
    /// Which rows are filled in: those of the table or the targets in the text.
    listed: Listed,
    selection: Selection,
    rows: Rows,
    filter: Filter,
    /// The day typed into the filter of changes.
    day: String,
    /// What is being typed; none while the cell is only chosen.
    draft: Option<String>,
    /// Whether typing replaces what was there, so that arrows move on; after F2 they move the cursor.
    is_typing_over: bool,
    error: Option<String>,
    /// The status of values typed into blank cells.
    status: Status,
    /// Whether keys go to the grid.
    is_active: bool,
    cursor_to_end: bool,
    /// Whether the last pass drew the chosen cell; scrolled away, it has no field to type into.
    is_cell_drawn: bool,
    /// Keys that wait until the chosen cell is in view and has the keyboard.
    held: InOrder,
    /// The cell to bring into view.
    scroll_to: Option<At>,
    /// How many rows the last pass showed.
    page_rows: usize,
    remark: Option<RemarkDraft>,
    drag: Option<Drag>,
    preview: Option<preview::Preview>,
    /// What the range has in common, and for which range and revision that was worked out.
    digest: Option<(DigestOf, Digest)>,
}

/// A range of a revision of a document.
type DigestOf = (Selection, u64, u64);

/// A source or note that is being typed, with the cells it is meant for.
#[derive(Debug)]
struct RemarkDraft {
    which: Words,
    typed: String,
    rows: Vec<usize>,
    span: Span,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Words {
    Source,
    Note,
}

/// What the pointer drags.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Drag {
    /// A range of cells.
    Cells,
    /// Whole rows, from this one.
    Rows(usize),
    /// Whole columns, from this one.
    Columns(usize),
    /// The handle that fills; the range as it was, and how far it reaches.
    Fill(Span, At),
}

/// A state of the rows.
#[derive(Clone, Debug, PartialEq, Eq)]
struct RowsOf {
    document: u64,
    plan: PlanId,
    listed: Listed,
    revision: u64,
    saved: u64,
}

/// The rows shown, worked out once per change.
#[derive(Debug, Default)]
struct Rows {
    /// What they were worked out for.
    of: Option<RowsOf>,
    index: Index,
    visible: Vec<usize>,
    facets: Facets,
    /// Counts of rows changed today, in a week, in a month.
    days: [(NaiveDate, usize); 3],
    /// Whether changes have been made after which the filter would show other rows.
    is_stale: bool,
}

impl Default for EntryState {
    fn default() -> Self {
        Self {
            listed: Listed::Table,
            selection: Selection::default(),
            rows: Rows::default(),
            filter: Filter::default(),
            day: String::new(),
            draft: None,
            is_typing_over: false,
            error: None,
            status: Status::Flash,
            is_active: true,
            cursor_to_end: false,
            is_cell_drawn: false,
            held: InOrder::default(),
            scroll_to: None,
            page_rows: 10,
            remark: None,
            drag: None,
            preview: None,
            digest: None,
        }
    }
}

impl EntryState {
    /// Whether the grid has the keyboard but nothing is being typed, so that undo means the
    /// workspace and not the text.
    pub fn is_ready(&self, app: &App) -> bool {
        *app.view() == View::Entry
            && self.is_active
            && self.draft.is_none()
            && self.remark.is_none()
    }

    /// Whether it waits for an answer, so that nothing else may happen.
    pub fn is_asking(&self) -> bool {
        self.preview.is_some()
    }

    /// Takes what is being typed, as when the page or the window is left.
    pub fn finish(&mut self, app: &App) -> Result<Option<Edit>, EntryError> {
        let Some(sheet) = Sheet::listing(app, self.listed) else {
            return Ok(None);
        };
        let remark = self.take_remark(&sheet);
        let (Some(typed), Some((row, field))) = (&self.draft, self.active(&sheet)) else {
            return Ok(remark);
        };
        match sheet.commit(row, field, typed, self.status) {
            Ok(edit) => {
                self.draft = None;
                self.error = None;
                Ok(edit.or(remark))
            }
            Err(error) => {
                self.error = Some(error.to_string());
                Err(error)
            }
        }
    }

    /// Chooses the first cell that an indicator lacks.
    pub fn show_missing(&mut self, app: &App, id: &IndicatorId) {
        let found = [Listed::Table, Listed::Text]
            .into_iter()
            .find_map(|listed| {
                let sheet = Sheet::listing(app, listed)?;
                let row = sheet.row_of(id)?;
                Some((sheet, row))
            });
        let Some((sheet, row)) = found else {
            return;
        };
        self.listed = sheet.listed;
        self.refresh(&sheet);
        if !self.rows.visible.contains(&row) {
            self.set_filter(&sheet, Filter::default());
        }
        let wanted = sheet.first_missing(row);
        let column = sheet.fields.iter().position(|f| Some(*f) == wanted);
        let shown = self.rows.visible.iter().position(|r| *r == row);
        self.choose(At {
            row: shown.unwrap_or(0),
            column: column.unwrap_or(0),
        });
    }

    /// Shows the targets in the text.
    pub fn show_text(&mut self) {
        self.listed = Listed::Text;
    }

    /// Shows only rows with doubtful values.
    pub fn show_doubtful(&mut self, app: &App) {
        self.listed = Listed::Table;
        let Some(sheet) = Sheet::of(app) else {
            return;
        };
        let filter = Filter {
            doubtful: true,
            ..Filter::default()
        };
        self.set_filter(&sheet, filter);
        let first = Span::between(At::default(), self.extent(&sheet).last())
            .cells()
            .find(|at| {
                self.cell(&sheet, *at)
                    .is_some_and(|(row, field)| sheet.shown(row, field).is_doubtful)
            });
        self.choose(first.unwrap_or_default());
    }

    /// Brings the rows up to date with the workspace. A filter is not applied anew: what is being
    /// filled in stays in view.
    fn refresh(&mut self, sheet: &Sheet<'_>) {
        let of = RowsOf {
            document: sheet.document.id(),
            plan: sheet.plan().id.clone(),
            listed: sheet.listed,
            revision: sheet.document.revision(),
            saved: sheet.document.saved_revision(),
        };
        let old = match &self.rows.of {
            Some(old) if *old == of => return,
            old => old.as_ref(),
        };
        let list = |of: &RowsOf| (of.document, of.plan.clone(), of.listed);
        let is_same_list = |old: &&RowsOf| list(old) == list(&of);
        match old.filter(is_same_list) {
            None => self.begin_list(sheet),
            Some(old) => {
                let is_other_file = old.saved != of.saved;
                if old.revision == of.revision {
                    self.rows.index.renew(sheet, None, is_other_file);
                } else if old.revision + 1 == of.revision {
                    let change = sheet.document.last_change();
                    self.rows.index.renew(sheet, Some(change), is_other_file);
                } else {
                    self.rows.index = Index::new(sheet);
                }
            }
        }
        self.count(sheet);
        self.rows.of = Some(of);
    }

    /// Begins anew with the rows of another document or plan.
    fn begin_list(&mut self, sheet: &Sheet<'_>) {
        self.filter = Filter::default();
        self.selection = Selection::default();
        self.draft = None;
        self.error = None;
        self.remark = None;
        self.digest = None;
        self.rows.index = Index::new(sheet);
        self.rows.visible = self.rows.index.visible(sheet, &self.filter);
    }

    /// Applies a filter; the chosen row stays chosen where it is still shown.
    fn set_filter(&mut self, sheet: &Sheet<'_>, filter: Filter) {
        self.refresh(sheet);
        let active = self.selection.active();
        let row = self.rows.visible.get(active.row).copied();
        self.filter = filter;
        self.rows.index.seek(sheet, &self.filter.words);
        self.rows.visible = self.rows.index.visible(sheet, &self.filter);
        self.digest = None;
        self.count(sheet);
        let at = self.rows.visible.iter().position(|r| Some(*r) == row);
        self.selection = Selection::at(At {
            row: at.unwrap_or(0),
            column: active.column,
        });
        self.scroll_to = Some(self.selection.active());
    }

    fn count(&mut self, sheet: &Sheet<'_>) {
        let today = sheet.app.today();
        let days = [0, 6, 29].map(|back| today - chrono::Duration::days(back));
        let (facets, counts) = self.rows.index.facets(sheet, &self.filter, days);
        self.rows.days = [0, 1, 2].map(|i| (days[i], counts[i]));
        self.rows.facets = facets;
        self.rows.is_stale = !self.filter.is_empty()
            && self.rows.index.visible(sheet, &self.filter) != self.rows.visible;
    }

    fn extent(&self, sheet: &Sheet<'_>) -> Extent {
        Extent {
            rows: self.rows.visible.len(),
            columns: sheet.fields.len(),
        }
    }

    /// Row and column of a place in what is shown.
    fn cell(&self, sheet: &Sheet<'_>, at: At) -> Option<(usize, Field)> {
        Some((
            *self.rows.visible.get(at.row)?,
            *sheet.fields.get(at.column)?,
        ))
    }

    /// Row and column of the chosen cell.
    fn active(&self, sheet: &Sheet<'_>) -> Option<(usize, Field)> {
        self.cell(sheet, self.selection.active())
    }

    fn choose(&mut self, at: At) {
        self.selection = Selection::at(at);
        self.after_move();
    }

    /// What follows when another cell or range is chosen.
    fn after_move(&mut self) {
        self.draft = None;
        self.error = None;
        self.is_active = true;
        self.scroll_to = Some(self.selection.head());
    }

    /// What the values of the range have in common, worked out once per change.
    fn digest(&mut self, sheet: &Sheet<'_>) -> Digest {
        let of = (
            self.selection,
            sheet.document.id(),
            sheet.document.revision(),
        );
        match &self.digest {
            Some((known, digest)) if *known == of => digest.clone(),
            _ => {
                let digest = grid::digest(sheet, &self.rows.visible, self.selection.span());
                self.digest = Some((of, digest.clone()));
                digest
            }
        }
    }

    fn take_remark(&mut self, sheet: &Sheet<'_>) -> Option<Edit> {
        let draft = self.remark.take()?;
        let typed = draft.typed.trim().to_owned();
        let remark = match draft.which {
            Words::Source => Remark::Source(typed),
            Words::Note => Remark::Note(typed),
        };
        grid::describe_edit(sheet, &draft.rows, draft.span, &remark)
    }
}

/// Draws the page.
pub(super) fn page(
    ui: &mut Ui,
    app: &App,
    state: &mut EntryState,
    has_keys: bool,
    commands: &mut Commands,
) {
    let Some(sheet) = Sheet::listing(app, state.listed) else {
        return;
    };
    state.refresh(&sheet);
    state.selection.clamp(state.extent(&sheet));
    let blocked = !has_keys
        || app.dialog().is_some()
        || state.is_asking()
        || egui::Popup::is_any_open(ui.ctx());
    if !blocked {
        keys::keys(ui, &sheet, state, commands);
    }
    let mut turn_to = None;
    Frame::new().inner_margin(space::L).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = space::S;
        turn_to = heading(ui, &sheet);
        filters::bar(ui, &sheet, state, commands);
        inspector::bar(ui, &sheet, state, commands);
        let tokens = Tokens::of(ui);
        Frame::new()
            .fill(tokens.surface)
            .stroke(Stroke::new(1.0, tokens.border))
            .corner_radius(8.0)
            .show(ui, |ui| {
                table::table(ui, &sheet, state, commands, blocked);
            });
    });
    if let Some(words) = app.refusal().filter(|_| state.draft.is_some()) {
        // What could not be taken is not let in.
        state.draft = None;
        state.error = None;
        commands.push(Command::Tell(words));
    }
    preview::show(ui, &sheet, state, commands);
    if let Some(listed) = turn_to.filter(|_| acts::commit(&sheet, state, commands)) {
        commands.extend(state.take_remark(&sheet).map(Command::Edit));
        state.listed = listed;
    }
}

/// What is filled in and how far; answers which other rows are asked for.
fn heading(ui: &mut Ui, sheet: &Sheet<'_>) -> Option<Listed> {
    let tokens = Tokens::of(ui);
    let (plan, board) = (sheet.plan(), sheet.board());
    let mut turn_to = None;
    ui.horizontal(|ui| {
        ui.label(text("填报", bold(size::HEADING), tokens.text));
        if !plan.text_targets.is_empty() {
            let table = format!("指标 {}", plan.indicators.len());
            let texts = format!("正文目标 {}", plan.text_targets.len());
            let choices = [
                (Listed::Table, table.as_str()),
                (Listed::Text, texts.as_str()),
            ];
            turn_to = segments(ui, "填报哪些", Some(sheet.listed), &choices);
        }
        let words = match sheet.listed {
            Listed::Table => format!(
                "{} 年实际值已填 {}/{}，缺基期值 {} 项",
                board.year,
                board.filled(),
                board.rows.len(),
                board.without_baseline()
            ),
            Listed::Text => board.text_words().unwrap_or_default(),
        };
        ui.label(text(words, regular(size::SMALL), tokens.text_weak));
        let rule = format!("评价规则：{}", board.rule_words());
        let rule = text(rule, regular(size::SMALL), tokens.text_weak);
        ui.add(egui::Label::new(rule).truncate());
    });
    turn_to
}
