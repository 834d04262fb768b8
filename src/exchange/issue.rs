//! Sends out forms: makes them, names the workspace in them, and notes them in the register.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher as _, Hasher as _};
use std::path::{Path, PathBuf};

use chrono::{NaiveDate, NaiveDateTime};

use super::error::{ExchangeError, ExchangeFault};
use super::form::{self, Form, FormError};
use crate::disk::Disk;
use crate::model::{DeskKey, Edit, Issue, Plan, Unit, Workspace, Year};

/// Forms that have been made, and the edit that notes them.
#[derive(Clone, Debug)]
pub struct Issued {
    /// The forms.
    pub forms: Vec<Form>,
    /// Notes them in the register, and names the workspace where it has no name yet.
    pub edit: Edit,
}

/// What forms are asked for.
#[derive(Clone, Debug)]
pub struct Order<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// The units.
    pub units: Vec<Unit>,
    /// The year asked.
    pub year: Year,
    /// Now.
    pub at: NaiveDateTime,
    /// The day by which they are to come back.
    pub deadline: NaiveDate,
}

/// Makes the forms.
///
/// # Errors
/// Where a unit leads no indicator of the plan; no form is made then.
pub fn issue(workspace: &Workspace, order: &Order<'_>) -> Result<Issued, FormError> {
    let mut named = workspace.clone();
    let mut edits = Vec::new();
    if workspace.forms.id.is_empty() {
        let edit = Edit::FormsId(fresh_id());
        edits.push(edit.clone());
        let _undo = edit.apply(&mut named);
    }
    let mut forms = Vec::new();
    for unit in &order.units {
        let key = DeskKey {
            plan: order.plan.id.clone(),
            year: order.year,
            unit: unit.clone(),
        };
        let mut desk = named.forms.desk(&key).cloned().unwrap_or_default();
        let issue = Issue {
            version: desk.next_version(),
            at: order.at,
            deadline: order.deadline,
        };
        forms.push(Form::new(
            &named,
            order.plan,
            unit,
            order.year,
            issue.clone(),
        )?);
        desk.issued.push(issue);
        edits.push(Edit::Desk {
            key,
            value: Some(desk),
        });
    }
    Ok(Issued {
        forms,
        edit: Edit::Batch(edits),
    })
}

/// Writes forms into a folder, all of them or none; answers where they are.
///
/// # Errors
/// What the disk says; a file that is there already is never written over, for it may be one that
/// a unit has filled in.
pub fn write_all(forms: &[Form], folder: &Path) -> Result<Vec<PathBuf>, ExchangeError> {
    let disk = Disk::new();
    let mut files = Vec::new();
    for form in forms {
        let path = folder.join(form.file_name());
        let bytes = form::write(form).map_err(|fault| fault.at(&path))?;
        files.push((path, bytes));
    }
    if let Some((path, _)) = files.iter().find(|(path, _)| path.exists()) {
        return Err(ExchangeFault::Exists.at(path));
    }
    disk.make_folder(folder)?;
    let mut written: Vec<PathBuf> = Vec::new();
    for (path, bytes) in files {
        if let Err(error) = disk.create(&path, &bytes) {
            take_back(&written);
            return Err(error.into());
        }
        written.push(path);
    }
    Ok(written)
}

/// Removes forms that were just written and that nobody will note down.
pub fn take_back(written: &[PathBuf]) {
    for path in written {
        // What cannot be removed is a form too many, which does no harm.
        let _ = Disk::new().remove(path);
    }
}

/// A name that no other workspace has: 64 random bits, as the standard library draws them.
fn fresh_id() -> String {
    let draw = || RandomState::new().build_hasher().finish();
    format!("{:016x}", draw() ^ draw().rotate_left(32))
}
