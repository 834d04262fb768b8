//! Those settings of a workspace without which its figures would mean something else.

use super::SETTING;
use super::rows::{Field, text};
use crate::model::{CumulativeEntry, Edit, SeriesId, Workspace, parse_year};

const AS_OF: &str = "截至年度";
const BASE_YEAR: &str = "默认基期年";
/// That the figures are made up: it goes wherever they go.
pub(super) const SYNTHETIC: &str = "示例数据";
const YES: &str = "是";
const CUMULATIVE: &str = "累计口径";
const ANNUAL: &str = "当年数";
const RUNNING: &str = "累计数";

/// A row for each setting that was chosen.
pub(super) fn rows(workspace: &Workspace) -> Vec<Vec<Field>> {
    let settings = &workspace.settings;
    let mut rows = Vec::new();
    if workspace.synthetic {
        rows.push(row(SYNTHETIC, "", YES));
    }
    for (name, year) in [(AS_OF, settings.as_of), (BASE_YEAR, settings.base_year)] {
        if let Some(year) = year {
            rows.push(row(name, "", &year.to_string()));
        }
    }
    for (series, entry) in &settings.cumulative_entry {
        let words = match entry {
            CumulativeEntry::Running => RUNNING,
            CumulativeEntry::Annual => ANNUAL,
        };
        rows.push(row(CUMULATIVE, &series.0, words));
    }
    rows
}

fn row(name: &str, series: &str, value: &str) -> Vec<Field> {
    vec![
        text(SETTING),
        text(""),
        text(""),
        text(name),
        text(""),
        text(series),
        text(""),
        text(value),
    ]
}

/// The edit that a row of settings means.
///
/// # Errors
/// Why the row is not taken.
pub(super) fn read(name: &str, series: &str, value: &str) -> Result<Edit, String> {
    let year = || parse_year(value).map_err(|error| error.to_string());
    match name {
        AS_OF => Ok(Edit::AsOf(Some(year()?))),
        BASE_YEAR => Ok(Edit::BaseYear(Some(year()?))),
        SYNTHETIC if value == YES => Ok(Edit::Synthetic(true)),
        SYNTHETIC => Err(format!("“{value}”不是{YES}；真实数据请删去这一行")),
        CUMULATIVE if !series.is_empty() => {
            let entry = match value {
                ANNUAL => CumulativeEntry::Annual,
                RUNNING => CumulativeEntry::Running,
                other => return Err(format!("“{other}”不是{ANNUAL}或{RUNNING}")),
            };
            Ok(Edit::CumulativeEntry {
                series: SeriesId(series.to_owned()),
                entry,
            })
        }
        CUMULATIVE => Err("没有写明口径".to_owned()),
        other => Err(format!(
            "不认识的设置“{other}”；可用 {AS_OF}、{BASE_YEAR}、{CUMULATIVE}、{SYNTHETIC}"
        )),
    }
}
