//! What plans there are, and how a plan is written down: for whoever carries plans from one workspace to
//! another and knows no files.

use std::fmt::Debug;

use super::{Plan, Series, UnitRegistry};

/// Plans with the series and units they are measured in.
pub trait Shelf: Debug {
    /// Every plan.
    fn plans(&self) -> &[Plan];
    /// Every series.
    fn series(&self) -> &[Series];
    /// Responsible units and measurement units.
    fn units(&self) -> &UnitRegistry;
    /// A plan in the words of a plan file, a line an entry.
    fn text_of(&self, plan: &Plan) -> String;
    /// A plan of a workspace's own out of such words, on one line.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    fn read(&self, text: &str) -> Result<Plan, Vec<TextFault>>;
    /// The same with these plans of a workspace's own, each in the place of one of its name.
    fn having(&self, own: &[Plan]) -> Box<dyn Shelf>;
}

/// What is wrong with a plan's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextFault {
    /// Where, counted in characters from 1; none of the text as a whole.
    pub column: Option<usize>,
    /// What, and what to do.
    pub reason: String,
}
