//! Colours and fonts a chart is drawn with, given by whoever shows it.

use egui::{Color32, FontId};

use crate::assess::Grade;

/// Colours and fonts of charts.
#[derive(Clone, Debug, PartialEq)]
pub struct ChartStyle {
    /// Text that carries values.
    pub text: Color32,
    /// Text of axes and units.
    pub text_weak: Color32,
    /// What charts stand on.
    pub surface: Color32,
    /// Grid lines and empty cells.
    pub grid: Color32,
    /// The unfilled part of a bar.
    pub track: Color32,
    /// The path from baseline to target.
    pub path: Color32,
    /// One colour a section, by number from 1.
    pub themes: [Color32; 5],
    /// One colour a grade, in the order of [`Grade::ALL`].
    pub grades: [Color32; 7],
    /// Marks that stand on a grade's colour.
    pub on_grade: Color32,
    /// Font of axes.
    pub axis_font: FontId,
    /// Font of labels in the chart.
    pub label_font: FontId,
    /// Bold font of values in the chart.
    pub value_font: FontId,
}

impl ChartStyle {
    /// The colour of a grade.
    #[must_use]
    pub fn grade(&self, grade: Grade) -> Color32 {
        self.grades[grade.index()]
    }

    /// The colour of a section; numbers beyond the last begin again.
    #[must_use]
    pub fn theme(&self, no: u32) -> Color32 {
        let index = usize::try_from(no.saturating_sub(1)).unwrap_or(0) % self.themes.len();
        self.themes[index]
    }
}
