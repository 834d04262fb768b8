//! A figure on its way in: which cell of the register it is for, what it says, where it stood.

use std::fmt;

use chrono::NaiveDateTime;

use super::xlsx::Spot;
use crate::model::{
    self, Decimal, Indicator, IndicatorId, ObservationKey, Plan, Status, Unit, Year, format_number,
};

/// Which cell of the register a figure is for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FigureKey {
    /// The baseline of an indicator.
    Baseline(IndicatorId),
    /// The actual of a series in a year.
    Actual(ObservationKey),
}

/// What a figure is called: the words of a preview's row.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Title {
    /// The indicator's number in its plan; 0 where no plan of the workspace has it.
    pub no: u32,
    /// Its name.
    pub name: String,
    /// Its measurement unit.
    pub unit: String,
    /// The year of the figure.
    pub year: Year,
    /// Whether it is a baseline.
    pub is_baseline: bool,
}

/// What stands in a cell of the register, or shall stand there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The value.
    pub value: Decimal,
    /// How firm it is; baselines have no status.
    pub status: Option<Status>,
    /// Where it came from.
    pub source: String,
    /// A remark.
    pub note: String,
}

/// Where a figure stood.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// A cell of a sheet.
    Cell {
        /// The sheet.
        sheet: String,
        /// The cell.
        spot: Spot,
    },
    /// A line of a text file, from 1.
    Line(u64),
    /// The file as a whole.
    Whole,
}

/// Who says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Voice {
    /// A unit by its form.
    Unit {
        /// The unit.
        unit: Unit,
        /// Who filled it in; may be empty.
        filler: String,
    },
    /// A table.
    Table {
        /// Who entered it and when, where the table has columns for that.
        signed: Option<Signed>,
    },
}

/// Who entered a figure, and when, as a table tells it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signed {
    /// Who.
    pub by: String,
    /// When, local time.
    pub at: Option<NaiveDateTime>,
}

impl FigureKey {
    /// The place of the workspace that it is.
    #[must_use]
    pub fn place(&self) -> model::Place {
        match self {
            Self::Baseline(id) => model::Place::Baseline(id.clone()),
            Self::Actual(key) => model::Place::Observation(key.clone()),
        }
    }
}

impl Signed {
    /// Whether a figure was entered at the same time; spreadsheet programs drop the seconds.
    #[must_use]
    pub fn is_of(&self, at: Option<NaiveDateTime>) -> bool {
        let minute = |at: NaiveDateTime| at.format("%Y-%m-%d %H:%M").to_string();
        self.at.map(minute) == at.map(minute)
    }
}

/// A figure that a file brings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// The cell it is for.
    pub key: FigureKey,
    /// What it is called.
    pub title: Title,
    /// What it says.
    pub said: Said,
    /// What the register held when the form was made; none for tables. The inner value is none
    /// where the register held nothing.
    pub held: Option<Option<Said>>,
    /// Who says it.
    pub voice: Voice,
    /// The file it came in, by its place among those collected.
    pub file: usize,
    /// Where it stood in the file.
    pub place: Place,
}

impl Title {
    /// The words for an indicator's figure of a year.
    #[must_use]
    pub fn of(indicator: &Indicator, year: Year, is_baseline: bool) -> Self {
        Self {
            no: indicator.no,
            name: indicator.name.clone(),
            unit: indicator.unit.clone(),
            year,
            is_baseline,
        }
    }

    /// 2025 年, or 2023 年（基期）.
    #[must_use]
    pub fn year_words(&self) -> String {
        if self.is_baseline {
            format!("{} 年（基期）", self.year)
        } else {
            format!("{} 年", self.year)
        }
    }

    /// 序号15 金融业增加值（亿元）.
    #[must_use]
    pub fn words(&self) -> String {
        let unit = if self.unit.is_empty() {
            String::new()
        } else {
            format!("（{}）", self.unit)
        };
        if self.no == 0 {
            format!("{}{unit}", self.name)
        } else {
            format!("序号{} {}{unit}", self.no, self.name)
        }
    }
}

impl Said {
    /// 1,800.5（快报，来源：…，…）.
    #[must_use]
    pub fn words(&self) -> String {
        let mut notes: Vec<String> = Vec::new();
        notes.extend(self.status.map(|status| status.word().to_owned()));
        if !self.source.is_empty() {
            notes.push(format!("来源：{}", self.source.replace('\n', " ")));
        }
        if !self.note.is_empty() {
            notes.push(self.note.replace('\n', " "));
        }
        let value = format_number(self.value);
        if notes.is_empty() {
            value
        } else {
            format!("{value}（{}）", notes.join("，"))
        }
    }
}

impl Figure {
    /// The key of an indicator's actual.
    #[must_use]
    pub fn actual_key(indicator: &Indicator, year: Year) -> FigureKey {
        FigureKey::Actual(ObservationKey {
            series: indicator.series.clone(),
            year,
        })
    }

    /// The key of an indicator's baseline.
    #[must_use]
    pub fn baseline_key(plan: &Plan, indicator: &Indicator) -> FigureKey {
        FigureKey::Baseline(plan.id_of(indicator))
    }
}

impl fmt::Display for Place {
    /// 填报表!H12, 第 5 行, or nothing.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cell { sheet, spot } => write!(f, "{sheet}!{spot}"),
            Self::Line(line) => write!(f, "第 {line} 行"),
            Self::Whole => Ok(()),
        }
    }
}
