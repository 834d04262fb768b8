//! Plain data: what a policy document says, and what an analyst has entered.
//!
//! This room knows no file, no window and no clock. A change of a [`Workspace`] is an [`Edit`],
//! which gives back its own inverse; nothing else changes one. Amounts are [`Decimal`]s, so that
//! what was typed (4.20) is what is shown and stored.

mod adjustment;
mod confirm;
mod desk;
mod edit;
mod grade;
mod id;
mod judgement;
pub mod live;
mod measure;
mod merge;
mod nearest;
mod number;
mod own;
mod place;
mod plan;
mod record;
mod registry;
mod rule;
mod shelf;
mod told;
mod words;
mod workspace;

pub use rust_decimal::Decimal;

pub use adjustment::{Adjustment, Superseded, targets_text};
pub use confirm::{Confirmation, DoubtKind};
pub use desk::{Declined, Desk, DeskKey, Explanation, FormRegister, Issue, Receipt};
pub use edit::Edit;
pub use grade::Grade;
pub use id::{IdError, IndicatorId, PlanId, SeriesId, Unit, Year};
pub use judgement::{Act, Judgement, Seen, SeenBaseline, Standing, signature};
pub use measure::{
    Budget, BudgetPart, Measure, MeasureChange, MeasureId, MeasureState, Milestone, MilestoneState,
    Progress, Reported,
};
pub use merge::{Changed, Meeting};
pub use nearest::nearest;
pub(crate) use number::exact;
pub use number::{NumberError, format_number, group_digits, parse_number, parse_year, rounded};
pub use own::{Kept, holds_for, holds_for_plan, kept_without, plan_changes};
pub use place::{Place, difference};
pub use plan::{
    Baseline, Bound, Direction, Effective, Indicator, Kind, Plan, Printed, Stage, Target, Theme,
    step_unit,
};
pub use record::{Origin, Record, Signature};
pub use registry::{MeasurementUnit, ResponsibleUnit, Series, UnitGroup, UnitRegistry};
pub use rule::{InterimTarget, Limits, LimitsError, Method, OwnRule, Rule};
pub use shelf::{Shelf, TextFault};
pub use words::{Part, Topic, WordsKey};
pub use workspace::{
    CumulativeEntry, FROM_DOCUMENT, Observation, ObservationKey, Settings, Status, Workspace,
};
