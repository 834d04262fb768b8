//! A plan in a file of its own, as they lie in `data/plans`: read to be kept in a workspace, and written.

use std::path::Path;

use super::StoreError;
use super::catalog::Catalog;
use super::check::neighbour;
use super::error::Problem;
use super::flaw::in_file;
use super::plan_text;
use super::scan::Places;
use super::text::read_text;
use crate::disk::Disk;
use crate::model::Plan;

/// How a file that [`write_plan`] has written begins.
const BEGINNING: &[u8] = "// 知标规划文件".as_bytes();

/// Reads a plan from its file and holds it against every rule. Series and units that the files beside it
/// name (`series.ron`, `units.ron`) and that are not known here become its own.
///
/// # Errors
/// As [`super::open`], and every breach of a rule with its line; the file is never touched.
pub fn read_plan(disk: &Disk, path: &Path, catalog: &Catalog) -> Result<Plan, StoreError> {
    let text = read_text(disk, path)?;
    let invalid = |problems| StoreError::Invalid(in_file(path, problems));
    let places = Places::of(&text);
    if ["format", "observations"].iter().any(|f| places.has(f)) {
        let message = "这是台账，不是规划文件；请选择规划文件（.ron），或打开这个台账".to_owned();
        return Err(invalid(vec![Problem::of_whole(message)]));
    }
    let (series, units) = (neighbour(path, "series.ron"), neighbour(path, "units.ron"));
    let beside = catalog
        .clone()
        .with_neighbours(series.as_deref(), units.as_deref());
    let mut plan = beside.read_plan(&text).map_err(invalid)?;
    beside.complete(&mut plan, catalog);
    Ok(plan)
}

/// Writes a plan into a file of its own, as a new one or in the place of one written so.
///
/// # Errors
/// What the system says, and where the file is there and is something else.
pub fn write_plan(disk: &Disk, path: &Path, plan: &Plan) -> Result<(), StoreError> {
    let text = plan_text::of_file(plan);
    disk.replace_same_kind(path, text.as_bytes(), BEGINNING, "知标导出的规划文件")?;
    Ok(())
}
