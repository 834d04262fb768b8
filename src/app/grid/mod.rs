//! The grid of figures to be filled in, worked like a spreadsheet: its rows, which cells are chosen,
//! what a paste would do before it is done, and which rows a filter shows. It draws nothing.

mod filter;
mod history;
mod paste;
mod range;
mod select;
mod sheet;
mod suspect;

pub use filter::{Facets, Filter, Index, Since};
pub use history::{Past, history, signature};
pub use paste::{Choices, Counts, Outcome, Paste, PastedCell, Source, Value};
pub use range::{Digest, Remark, clear_edit, confirm_edit, copy_rows, describe_edit, digest};
pub use select::{At, Extent, Selection, Span, Way};
pub use sheet::{EntryError, Field, Line, Listed, Sheet, Shown};

#[cfg(test)]
mod tests {
    //! What the tests of this room start from.

    use chrono::NaiveDate;

    use super::Sheet;
    use crate::app::{App, Command, Setup, demo};
    use crate::model::{IndicatorId, Status, Workspace, Year};
    use crate::store::{Catalog, Preferences, default_plan};

    fn app(make: impl Fn(&Catalog) -> Workspace) -> App {
        let catalog = Catalog::builtin().unwrap();
        let workspace = make(&catalog);
        let mut app = App::new(Setup {
            catalog,
            preferences: Preferences::default(),
            keep_preferences: false,
            clock: Box::new(|| {
                NaiveDate::from_ymd_opt(2026, 3, 2)
                    .unwrap()
                    .and_hms_opt(9, 30, 0)
                    .unwrap()
            }),
            wake: None,
        });
        app.show_workspace(workspace, None);
        app
    }

    /// A workspace with nothing entered, on 2 March 2026.
    pub fn empty_app() -> App {
        app(|_| Workspace::new(vec![default_plan()]))
    }

    /// The demonstration on the same day.
    pub fn demo_app() -> App {
        app(|catalog| demo::workspace(catalog.plan(&default_plan()).unwrap()))
    }

    /// The row of an indicator of the default plan.
    pub fn row(sheet: &Sheet<'_>, no: u32) -> usize {
        sheet
            .row_of(&IndicatorId::new(&default_plan(), no))
            .unwrap()
    }

    /// Types an actual.
    pub fn enter(app: &mut App, no: u32, year: Year, typed: &str) {
        let edit = {
            let sheet = Sheet::of(app).unwrap();
            let field = super::Field::Actual(year);
            sheet
                .commit(row(&sheet, no), field, typed, Status::Flash)
                .unwrap()
                .unwrap()
        };
        app.run(Command::Edit(edit));
    }
}
