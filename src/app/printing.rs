//! What the report page asks for, carried out: orders made from the open workspace for the press.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};

use super::press::{self, Choices, PrintCommand};
use super::reporting::{self, BatchBy, Order};
use super::{App, Board, documents_folder, folder_of};
use crate::report::{Format, Options, Report};

impl App {
    /// The press, with what was chosen and what came of it.
    #[must_use]
    pub fn press(&self) -> &press::Press {
        &self.press
    }

    /// Names who draws charts for files.
    pub fn set_artist(&mut self, artist: reporting::Artist) {
        self.press.set_artist(artist);
    }

    pub(super) fn print(&mut self, command: PrintCommand) {
        match command {
            PrintCommand::Choose(choices) => self.press.choose(choices),
            PrintCommand::Path(path) => self.press.set_path(path),
            PrintCommand::Browse => {
                let offered = self.report_path();
                self.press.browse(&offered);
            }
            PrintCommand::Preview => {
                let key = self.preview_key();
                let choices = self.press.choices().clone();
                if let Some(order) = self.order(&choices, Format::Pdf, PathBuf::new()) {
                    self.press.lay_out(order, key);
                }
            }
            PrintCommand::Export => {
                let choices = self.press.choices().clone();
                let path = self.report_path();
                let path = reporting::with_ending(&path, choices.format.extension());
                let order = self.order(&choices, choices.format, path);
                self.press.export(order.into_iter().collect());
            }
            PrintCommand::Batch(by) => self.batch(by),
            PrintCommand::Slides => self.print_slides(),
            PrintCommand::SaveChart { bytes, name } => {
                let path = self.report_folder().join(name);
                self.press.save_chart(bytes, path);
            }
            PrintCommand::Cancel => self.press.cancel(),
            PrintCommand::Open(path) => {
                if let Err(words) = press::open_with_desktop(&path) {
                    self.tell(words);
                }
            }
        }
    }

    fn batch(&mut self, by: BatchBy) {
        let folder = folder_of(&self.report_path()).unwrap_or_default();
        let Some((_, plan, board)) = self.shown() else {
            return;
        };
        let format = self.press.choices().format;
        let mut orders = Vec::new();
        for scope in reporting::scopes_by(plan, by) {
            let choices = Choices {
                scope,
                ..self.press.choices().clone()
            };
            let year = choices.year.unwrap_or(board.year);
            let name = reporting::file_name(plan, year, &choices.scope, format);
            orders.extend(self.order(&choices, format, folder.join(name)));
        }
        self.press.export(orders);
    }

    /// The content of the report that was chosen.
    #[must_use]
    pub fn chosen_report(&self) -> Option<Report> {
        let order = self.order(self.press.choices(), Format::Csv, PathBuf::new())?;
        Some(order.report)
    }

    fn order(&self, choices: &Choices, format: Format, path: PathBuf) -> Option<Order> {
        let (document, plan, shown) = self.shown()?;
        let workspace = document.workspace();
        let other;
        let board = match choices.year {
            Some(year) if year != shown.year => {
                other = Board::new(workspace, plan, year);
                &other
            }
            _ => shown,
        };
        let options = Options {
            scope: choices.scope.clone(),
            sections: choices.sections.clone(),
            date: (self.clock)().date(),
        };
        let report = reporting::report_of(workspace, plan, board, &options);
        Some(Order {
            wanted: reporting::wanted(&report, board),
            report,
            format,
            path,
        })
    }

    /// Tells one state of the report from another.
    #[must_use]
    pub fn preview_key(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        let choices = self.press.choices();
        (choices.year, &choices.scope, &choices.sections).hash(&mut hasher);
        if let Some((document, plan, board)) = self.shown() {
            (document.id(), document.revision(), &plan.id, board.year).hash(&mut hasher);
        }
        hasher.finish()
    }

    /// Where the report goes: as typed, else a name for it beside the workspace.
    #[must_use]
    pub fn report_path(&self) -> PathBuf {
        let typed = self.press.path().trim().trim_matches('"');
        if !typed.is_empty() {
            return PathBuf::from(typed);
        }
        let choices = self.press.choices();
        let name = self.shown().map_or_else(String::new, |(_, plan, board)| {
            let year = choices.year.unwrap_or(board.year);
            reporting::file_name(plan, year, &choices.scope, choices.format)
        });
        self.report_folder().join(name)
    }

    pub(super) fn report_folder(&self) -> PathBuf {
        let document = self.document.as_ref();
        document
            .and_then(|d| d.path())
            .and_then(|path: &Path| folder_of(path))
            .or_else(documents_folder)
            .unwrap_or_default()
    }
}
