//! The settings of a workspace as rows.

use super::rows::Line;
use super::{NAME, SERIES, SETTING, VALUE, YES};
use crate::model::{CumulativeEntry, Edit, Limits, Method, SeriesId, Workspace, parse_year};

const AS_OF: &str = "截至年度";
const BASE_YEAR: &str = "默认基期年";
const METHOD: &str = "评价方法";
const LIMITS: &str = "评价界限";
/// The name of the workspace in its forms. It may look like a number, which a spreadsheet would round:
/// a word stands before it.
const FORMS: &str = "填报表编号";
const FORMS_MARK: &str = "台账-";
/// That the figures are made up: it goes wherever they go.
const SYNTHETIC: &str = "示例数据";
const CUMULATIVE: &str = "累计口径";
const ANNUAL: &str = "当年数";
const RUNNING: &str = "累计数";

/// A row for each setting that is not as usual.
pub(super) fn rows(workspace: &Workspace) -> Vec<Line> {
    let settings = &workspace.settings;
    let mut rows = Vec::new();
    let mut row = |name: &str, series: &str, value: &str| {
        let line = Line::of(SETTING).text(NAME, name).text(SERIES, series);
        rows.push(line.text(VALUE, value));
    };
    if workspace.synthetic {
        row(SYNTHETIC, "", YES);
    }
    for (name, year) in [(AS_OF, settings.as_of), (BASE_YEAR, settings.base_year)] {
        if let Some(year) = year {
            row(name, "", &year.to_string());
        }
    }
    if settings.method != Method::default() {
        row(METHOD, "", settings.method.word());
    }
    if settings.limits != Limits::default() {
        row(LIMITS, "", &settings.limits.to_string());
    }
    for (series, entry) in &settings.cumulative_entry {
        let words = match entry {
            CumulativeEntry::Running => RUNNING,
            CumulativeEntry::Annual => ANNUAL,
        };
        row(CUMULATIVE, &series.0, words);
    }
    if !workspace.forms.id.is_empty() {
        row(FORMS, "", &format!("{FORMS_MARK}{}", workspace.forms.id));
    }
    rows
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
        METHOD => Ok(Edit::Method(method(value)?)),
        LIMITS => Ok(Edit::Limits(limits(value)?)),
        FORMS => {
            let id = value.strip_prefix(FORMS_MARK).unwrap_or(value);
            if id.is_empty() {
                return Err("没有写明编号".to_owned());
            }
            Ok(Edit::FormsId(id.to_owned()))
        }
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
            "不认识的设置“{other}”；可用 {AS_OF}、{BASE_YEAR}、{METHOD}、{LIMITS}、{CUMULATIVE}、{FORMS}、{SYNTHETIC}"
        )),
    }
}

/// The method of a word or code.
pub(super) fn method(word: &str) -> Result<Method, String> {
    Method::parse(word).ok_or_else(|| {
        let known = Method::ALL.map(Method::word).join("、");
        format!("没有评价方法“{word}”；可用 {known}")
    })
}

/// Three limits.
pub(super) fn limits(words: &str) -> Result<Limits, String> {
    Limits::parse(words).map_err(|error| format!("“{words}”：{error}"))
}
