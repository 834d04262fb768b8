//! RON in, with its errors told in Chinese and with the field they are about.

use ron::Options;
use ron::de::Deserializer;
use ron::error::{Error, SpannedError};
use ron::extensions::Extensions;
use serde::de::DeserializeOwned;

use super::error::Problem;
use super::scan::{Place, Places, place_of};

fn options() -> Options {
    // Written by hand, `baseline: (year: …)` reads better than `baseline: Some((year: …))`.
    Options::default().with_default_extension(Extensions::IMPLICIT_SOME)
}

/// Reads a value without telling why it cannot be read.
pub(super) fn parse_quietly<T: DeserializeOwned>(text: &str) -> Option<T> {
    options().from_str(text).ok()
}

/// Reads a value; the first error is the answer, as reading cannot go on behind it.
pub(super) fn parse<T: DeserializeOwned>(text: &str) -> Result<T, Problem> {
    let options = options();
    // Keeping track of the field costs as much again, and is needed only where something is wrong.
    if let Some(value) = parse_quietly(text) {
        return Ok(value);
    }
    let mut reader = Deserializer::from_str_with_options(text, &options)
        .map_err(|error| problem(text, "", &error))?;
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let path = error.path().to_string();
        let error = reader.span_error(error.into_inner());
        problem(text, &path, &error)
    })?;
    reader
        .end()
        .map_err(|error| problem(text, "", &reader.span_error(error)))?;
    Ok(value)
}

fn problem(text: &str, path: &str, error: &SpannedError) -> Problem {
    let path = if path == "." { "" } else { path };
    let path = path.trim_end_matches(".?").trim_end_matches("[?]");
    let places = Places::of(text);
    // Where a value is of the wrong sort the reader stands behind it, and where the text is
    // broken there may be no value: so the one is looked up and the other taken as told.
    let place = match &error.code {
        _ if ends_early(text, error) => {
            let message = sentence(&Error::Eof, path);
            return Problem::placed(end_of(error), path.to_owned(), None, message);
        }
        Error::NoSuchStructField { .. } | Error::DuplicateStructField { .. } => start_of(error),
        code if is_about_value(code) => places.nearest(path),
        _ => start_of_token(text, end_of(error)),
    };
    let no = number_of_row(&places, path);
    Problem::placed(place, path.to_owned(), no, sentence(&error.code, path))
}

/// The printed number of the indicator or measure a path leads into.
pub(super) fn number_of_row(places: &Places<'_>, path: &str) -> Option<u32> {
    // A workspace may hold plans of its own.
    let in_own = path.starts_with("own_plans[");
    let from = path
        .find("].")
        .filter(|_| in_own)
        .map_or(0, |end| end + "].".len());
    let (own, path) = path.split_at(from);
    ["indicators", "text_targets", "measures"]
        .iter()
        .find_map(|list| {
            let rest = path.strip_prefix(list)?.strip_prefix('[')?;
            let index = &rest[..rest.find(']')?];
            places.integer(&format!("{own}{list}[{index}].no"))
        })
}

fn start_of(error: &SpannedError) -> Place {
    Place {
        line: error.span.start.line,
        column: error.span.start.col,
    }
}

fn end_of(error: &SpannedError) -> Place {
    Place {
        line: error.span.end.line,
        column: error.span.end.col,
    }
}

/// Whether something more was wanted where there is no more text.
fn ends_early(text: &str, error: &SpannedError) -> bool {
    let about_what_was_read = matches!(
        error.code,
        Error::MissingStructField { .. }
            | Error::DuplicateStructField { .. }
            | Error::InvalidValueForType { .. }
            | Error::Message(_)
    );
    !about_what_was_read && place_of(text, text.trim_end().len()) <= end_of(error)
}

/// The reader may have stopped in front of blanks; what disturbs it is behind them.
fn start_of_token(text: &str, place: Place) -> Place {
    let Some(line) = text.lines().nth(place.line - 1) else {
        return place;
    };
    let blanks = line
        .chars()
        .skip(place.column - 1)
        .take_while(|c| c.is_whitespace())
        .count();
    Place {
        column: place.column + blanks,
        ..place
    }
}

fn is_about_value(code: &Error) -> bool {
    matches!(
        code,
        Error::NoSuchEnumVariant { .. }
            | Error::MissingStructField { .. }
            | Error::InvalidValueForType { .. }
            | Error::ExpectedDifferentLength { .. }
            | Error::ExpectedDifferentStructName { .. }
            | Error::Message(_)
            | Error::ExpectedString
            | Error::ExpectedInteger
            | Error::ExpectedFloat
            | Error::ExpectedBoolean
            | Error::ExpectedIdentifier
            | Error::ExpectedArray
            | Error::ExpectedStructLike
            | Error::ExpectedNamedStructLike(_)
            | Error::IntegerOutOfBounds
            | Error::InvalidIntegerDigit { .. }
            | Error::UnderscoreAtBeginning
    )
}

fn sentence(code: &Error, path: &str) -> String {
    match code {
        Error::NoSuchEnumVariant {
            expected, found, ..
        } => format!("不认识的取值“{found}”；可用 {}", expected.join("、")),
        Error::NoSuchStructField {
            expected, found, ..
        } => format!(
            "没有“{found}”这个字段；可用 {}。请改正或删去",
            expected.join("、")
        ),
        Error::MissingStructField { field, .. } => format!("缺少字段“{field}”；请补上"),
        Error::DuplicateStructField { field, .. } => {
            format!("字段“{field}”写了两次；请删去一个")
        }
        Error::InvalidValueForType { .. } | Error::Message(_) => value_sentence(code, path),
        Error::IntegerOutOfBounds => "数字超出允许的范围；请改正".to_owned(),
        _ => with_hint(wanted(code), path, code),
    }
}

/// A value that was read but makes no sense in its place.
fn value_sentence(code: &Error, path: &str) -> String {
    if let Error::Message(text) = code
        && text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
    {
        return text.clone();
    }
    match hint(path) {
        Some(hint) => format!("这里的值不对：{hint}"),
        None => format!("这里的值不对（{code}）；请改正"),
    }
}

/// What should stand where something else does.
fn wanted(code: &Error) -> Option<&'static str> {
    Some(match code {
        Error::Eof => "文件到此中断，还有括号或引号没有配对；请补全，或改用备份",
        Error::ExpectedComma => "这里之前缺逗号，或前一处的引号没有配对；请补上",
        Error::ExpectedStructLikeEnd | Error::ExpectedOptionEnd => {
            "这里应是右括号“)”或逗号；请检查前一项后面是否漏了逗号"
        }
        Error::ExpectedArrayEnd => "这里应是右方括号“]”或逗号；请检查前一项后面是否漏了逗号",
        Error::ExpectedMapEnd => "这里应是右花括号“}”或逗号；请检查前一项后面是否漏了逗号",
        Error::ExpectedMapColon => "字段名后面应是英文冒号“:”；请补上",
        Error::ExpectedArray => "这里应是用方括号括起的列表，如 [\"市商务局\"]",
        Error::ExpectedStructLike | Error::ExpectedNamedStructLike(_) => {
            "这里应是用圆括号括起的一组字段，如 (year: 2027)"
        }
        Error::ExpectedString => "这里应是双引号括起的文字",
        Error::ExpectedDifferentStructName { .. } => {
            "这里应是下一行的“(”，或结尾的右方括号“]”；请检查括号是否配对"
        }
        Error::ExpectedStringEnd => "文字缺少结尾的双引号；请补上",
        Error::ExpectedInteger => "这里应是整数，不带引号，如 2027",
        Error::ExpectedBoolean => "这里应是 true（是）或 false（否）",
        Error::ExpectedIdentifier => {
            "这里应是字段名（不带引号的英文），或结尾的右括号“)”；请检查括号是否配对"
        }
        Error::InvalidEscape(_) => "反斜杠“\\”后面的写法不对；文字里的反斜杠请写作“\\\\”",
        Error::TrailingCharacters => "内容已经结束，后面还有多余的字符；请删去",
        Error::UnclosedBlockComment => "注释“/*”没有结束；请补上“*/”",
        Error::ExceededRecursionLimit => "括号嵌套太深，不像是知标的文件",
        Error::UnexpectedChar(_) => "这里有不该出现的字符；逗号、冒号、括号和引号请用英文半角",
        _ => return None,
    })
}

fn with_hint(wanted: Option<&'static str>, path: &str, code: &Error) -> String {
    match (wanted, hint(path)) {
        (Some(wanted), Some(hint)) if is_about_value(code) => format!("{wanted}（{hint}）"),
        (Some(wanted), _) => wanted.to_owned(),
        (None, Some(hint)) => format!("写法不对：{hint}（{code}）"),
        (None, None) => format!("写法不对（{code}）；请对照同类的行改正"),
    }
}

/// How the field at the end of a path is written.
fn hint(path: &str) -> Option<&'static str> {
    let last = path.rsplit('.').next().unwrap_or(path);
    Some(match last {
        "issued" | "from" | "to" => "日期写作 \"2024-10-15\"",
        "at" => "时间写作 \"2025-01-31T09:30:00\"",
        "indicator" => "指标写作 \"规划/序号\"，如 \"hz-2024-75/15\"",
        "value" | "scale" | "ahead" | "on_track" | "behind" | "AtLeast" | "MoreThan" | "AtMost"
        | "About" | "Exactly" => "数值写作带引号的数字，如 \"4.20\"，不带单位和逗号",
        "bound" => "目标写作 Exactly(\"4.2\")、AtLeast(\"100\") 等",
        "kind" => "指标类型写作 Stock、Flow 等英文名称",
        "year" | "as_of" | "base_year" => "年份写作 2027",
        _ => return None,
    })
}
