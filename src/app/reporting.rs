//! Reports as the program makes them: which figures go in, which charts they show, where files go.

use std::path::{Path, PathBuf};

use super::Board;
use crate::assess::Assessment;
use crate::chart::ChartSpec;
use crate::model::{Plan, Workspace, Year};
use crate::report::{self, Art, Figure, Format, Input, Options, Report, ReportError, Scope};

/// A chart that a report wants drawn.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Which of the report's.
    pub figure: Figure,
    /// What it shows.
    pub spec: ChartSpec,
    /// What stands above it.
    pub title: String,
}

/// Draws charts and names colours: `ui` puts its own in. The flag asks for pixels beside vectors;
/// none comes back where the last argument, asked between charts, says to stop.
pub type Artist = fn(&[Wanted], bool, &dyn Fn() -> bool) -> Option<Art>;

/// The content of a report on one plan.
#[must_use]
pub fn report_of(workspace: &Workspace, plan: &Plan, board: &Board, options: &Options) -> Report {
    let assessments: Vec<Assessment> = board
        .rows
        .iter()
        .map(|row| row.assessment.clone())
        .collect();
    let input = Input {
        workspace,
        plan,
        assessments: &assessments,
        year: board.year,
    };
    report::build(&input, options)
}

/// The charts that a report shows.
#[must_use]
pub fn wanted(report: &Report, board: &Board) -> Vec<Wanted> {
    let figures = report.figures().into_iter();
    figures
        .filter_map(|figure| {
            let (spec, title) = match &figure {
                Figure::Grades => (board.heat.clone(), "各项指标逐年评价".to_owned()),
                Figure::Indicator(id) => {
                    let (_, row) = board.row(id)?;
                    let named = report.row(id)?;
                    let title = format!("{} {}", id.no, named.name_with_unit());
                    (row.chart.clone(), title)
                }
            };
            Some(Wanted {
                figure,
                spec,
                title,
            })
        })
        .collect()
}

/// A report with all that is needed to write it, cut loose from the window.
#[derive(Clone, Debug)]
pub struct Order {
    /// The content.
    pub report: Report,
    /// Its charts.
    pub wanted: Vec<Wanted>,
    /// In which format.
    pub format: Format,
    /// Where to.
    pub path: PathBuf,
}

impl Order {
    /// Draws, writes and saves; answers what is to be known of the file. `go_on` is asked between the
    /// steps; what was there before stays until the new file is whole.
    ///
    /// # Errors
    /// Whatever keeps the report from being made or the file from being written.
    pub fn carry_out(
        &self,
        artist: Artist,
        go_on: &dyn Fn() -> bool,
    ) -> Result<Vec<String>, ReportError> {
        let art = self.art(artist, go_on)?;
        let written = report::write(&self.report, &art, self.format)?;
        if !go_on() {
            return Err(ReportError::Cancelled);
        }
        report::save(&self.path, &written.bytes, self.format)?;
        Ok(written.remarks)
    }

    /// The charts of the report, drawn as far as its format needs them.
    ///
    /// # Errors
    /// [`ReportError::Cancelled`].
    pub fn art(&self, artist: Artist, go_on: &dyn Fn() -> bool) -> Result<Art, ReportError> {
        let wanted: &[Wanted] = if self.format.needs_pictures() {
            &self.wanted
        } else {
            &[]
        };
        let pixels = self.format == Format::Docx;
        artist(wanted, pixels, go_on).ok_or(ReportError::Cancelled)
    }
}

/// The name offered for a report's file: `指标进展情况报告_2025_市商务局.docx`.
#[must_use]
pub fn file_name(plan: &Plan, year: Year, scope: &Scope, format: Format) -> String {
    let of = match scope {
        Scope::Whole => plan.number.clone(),
        Scope::Theme(no) => plan
            .theme(*no)
            .map_or_else(|| no.to_string(), |theme| theme.name.clone()),
        Scope::Unit(unit) => unit.0.clone(),
    };
    let name = format!("指标进展情况报告_{year}_{of}");
    format!("{}.{}", safe(&name), format.extension())
}

/// One report for each section, or for each unit that is named.
#[must_use]
pub fn scopes_by(plan: &Plan, by: BatchBy) -> Vec<Scope> {
    match by {
        BatchBy::Theme => plan.themes.iter().map(|t| Scope::Theme(t.no)).collect(),
        BatchBy::Unit => {
            let mut units: Vec<Scope> = Vec::new();
            for unit in plan.indicators.iter().flat_map(|i| &i.units) {
                let scope = Scope::Unit(unit.clone());
                if !units.contains(&scope) {
                    units.push(scope);
                }
            }
            units
        }
    }
}

/// What a batch of reports goes by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BatchBy {
    /// One for each section.
    Theme,
    /// One for each responsible unit.
    Unit,
}

/// A text as a file name that every system takes, and not too long for one.
#[must_use]
pub fn safe(name: &str) -> String {
    const MOST: usize = 60;
    let kept = name.chars().map(|c| match c {
        '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' => '_',
        c if c.is_control() => '_',
        c => c,
    });
    let kept: String = kept.take(MOST).collect();
    kept.trim_end_matches(['.', ' ']).to_owned()
}

/// The path with the format's ending, whatever was typed.
#[must_use]
pub fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let has = path
        .extension()
        .is_some_and(|e| e.eq_ignore_ascii_case(ending));
    if has {
        return path.to_owned();
    }
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_are_fit_for_every_system() {
        assert_eq!(safe("报告_2025_a/b:c"), "报告_2025_a_b_c");
        assert!(safe(&"长".repeat(200)).chars().count() <= 60);
        assert_eq!(
            with_ending(Path::new("a.DOCX"), "docx"),
            Path::new("a.DOCX")
        );
        assert_eq!(with_ending(Path::new("a.b"), "pdf"), Path::new("a.b.pdf"));
    }
}
