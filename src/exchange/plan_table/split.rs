//! Cells that hold several things: units in a row, a value with its year, a name with its unit.

use crate::model::{Unit, UnitRegistry, Year, parse_year};

/// What stands between units.
const BETWEEN: [char; 9] = ['、', '，', ',', '；', ';', '/', '\n', '|', '和'];

/// Responsible units in a cell, and whether one is marked as leading that is not the first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SplitUnits {
    /// The units, the lead first.
    pub units: Vec<Unit>,
    /// Whether the order is another than in the cell.
    pub is_reordered: bool,
}

/// The units in a cell. A known name counts as a whole, though it may hold what stands between others.
#[must_use]
pub fn units_in(text: &str, registry: &UnitRegistry) -> SplitUnits {
    let mut known: Vec<&str> = registry
        .responsible
        .iter()
        .map(|unit| unit.name.0.as_str())
        .collect();
    known.sort_by_key(|name| std::cmp::Reverse(name.len()));
    let mut found: Vec<(String, bool)> = Vec::new();
    let mut rest = text.trim_start_matches(is_between);
    while !rest.is_empty() {
        let whole = known.iter().find(|name| {
            rest.strip_prefix(**name)
                .is_some_and(|after| after.is_empty() || after.starts_with(ends_name))
        });
        let end = match whole {
            Some(name) => name.len() + tail(&rest[name.len()..]),
            None => end_of_name(rest),
        };
        let (name, is_lead) = without_mark(&rest[..end]);
        if !name.is_empty() && !found.iter().any(|(before, _)| *before == name) {
            found.push((name, is_lead));
        }
        rest = rest[end..].trim_start_matches(is_between);
    }
    let lead = found.iter().position(|(_, is_lead)| *is_lead).unwrap_or(0);
    if lead > 0 {
        let unit = found.remove(lead);
        found.insert(0, unit);
    }
    SplitUnits {
        units: found.into_iter().map(|(name, _)| Unit(name)).collect(),
        is_reordered: lead > 0,
    }
}

fn is_between(c: char) -> bool {
    (BETWEEN.contains(&c) && c != '和') || c.is_whitespace()
}

fn ends_name(c: char) -> bool {
    is_between(c) || matches!(c, '（' | '(' | '和' | '及')
}

/// How long the mark behind a known name is, （牵头）.
fn tail(rest: &str) -> usize {
    let Some(open) = rest.chars().next().filter(|c| matches!(c, '（' | '(')) else {
        return 0;
    };
    let close = if open == '（' { '）' } else { ')' };
    rest.find(close).map_or(0, |at| at + close.len_utf8())
}

/// Up to what stands between, outside of parentheses.
fn end_of_name(text: &str) -> usize {
    let mut depth = 0_u32;
    for (at, c) in text.char_indices() {
        match c {
            '（' | '(' => depth += 1,
            '）' | ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 && is_between(c) => return at,
            _ => {}
        }
    }
    text.len()
}

/// The name without （牵头） and the like, and whether it leads.
fn without_mark(name: &str) -> (String, bool) {
    let mut name = name.trim().trim_matches(['。', '.']).to_owned();
    let mut is_lead = false;
    for (mark, leads) in [
        ("牵头", true),
        ("牵头单位", true),
        ("主办", true),
        ("配合", false),
        ("配合单位", false),
        ("协办", false),
    ] {
        for (open, close) in [('（', '）'), ('(', ')')] {
            let marked = format!("{open}{mark}{close}");
            if let Some(bare) = name.strip_suffix(&marked) {
                name = bare.trim().to_owned();
                is_lead |= leads;
            }
        }
    }
    for head in ["牵头单位：", "牵头：", "配合单位：", "配合：", "责任单位："]
    {
        if let Some(bare) = name.strip_prefix(head) {
            is_lead |= head.starts_with("牵头");
            name = bare.trim().to_owned();
        }
    }
    (name, is_lead)
}

/// A year that stands beside a value in its cell, 2027年100 or 2,420.5（2023年）, and the rest.
#[must_use]
pub fn year_beside(text: &str) -> (Option<Year>, String) {
    let text = text.trim();
    if let Some((head, rest)) = text.split_once('年')
        && let Ok(year) = parse_year(head.trim_start_matches(['到', '至']))
    {
        let rest = rest.trim_start_matches(['底', '末']);
        let rest = rest.trim_start_matches(['：', ':', ' ', '，']);
        if !rest.is_empty() {
            return (Some(year), rest.to_owned());
        }
    }
    for (open, close) in [('（', '）'), ('(', ')')] {
        let Some(body) = text.strip_suffix(close) else {
            continue;
        };
        if let Some((value, year)) = body.rsplit_once(open)
            && let Ok(year) = parse_year(year)
            && !value.trim().is_empty()
        {
            return (Some(year), value.trim().to_owned());
        }
    }
    (None, text.to_owned())
}

/// A name that ends with its unit in parentheses, where that is one: 金融业增加值（亿元）.
#[must_use]
pub fn unit_behind(name: &str, registry: &UnitRegistry) -> Option<(String, String)> {
    let name = name.trim();
    for (open, close) in [('（', '）'), ('(', ')')] {
        let Some(body) = name.strip_suffix(close) else {
            continue;
        };
        let (bare, unit) = body.rsplit_once(open)?;
        let unit = unit_text(unit);
        let is_unit = !unit.is_empty() && registry.measurement(&unit).is_some();
        return (is_unit && !bare.trim().is_empty()).then(|| (bare.trim().to_owned(), unit));
    }
    None
}

/// A measurement unit as it stands in files: without parentheses and blanks, % in half width; empty for
/// the signs that mean that there is none.
#[must_use]
pub fn unit_text(text: &str) -> String {
    let bare: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let bare = bare
        .trim_start_matches(['（', '('])
        .trim_end_matches(['）', ')'])
        .replace('％', "%");
    let means_none = matches!(
        bare.as_str(),
        "-" | "—" | "——" | "/" | "–" | "无" | "指数" | "无量纲"
    );
    if means_none { String::new() } else { bare }
}

/// A section's name without its number and its count: 一、经济发展（7项） is 经济发展. The unit in
/// parentheses behind it leads the section.
#[must_use]
pub fn section(text: &str, registry: &UnitRegistry) -> (String, Option<Unit>) {
    let mut name = text.replace('\n', "").trim().to_owned();
    let numbered = name
        .trim_start_matches(['（', '(', '第'])
        .trim_start_matches(|c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c));
    if numbered.len() < name.len()
        && let Some(rest) = numbered.strip_prefix(['、', '.', '．', '）', ')', ' ', '，'])
        && !rest.trim().is_empty()
    {
        name = rest.trim().to_owned();
    }
    let mut lead = None;
    for (open, close) in [('（', '）'), ('(', ')')] {
        let Some(body) = name.strip_suffix(close) else {
            continue;
        };
        let Some((bare, inner)) = body.rsplit_once(open) else {
            continue;
        };
        let unit = Unit(inner.trim().to_owned());
        let is_count = inner.ends_with(['项', '个'])
            && inner.chars().next().is_some_and(|c| c.is_ascii_digit());
        if bare.trim().is_empty() {
            continue;
        }
        if registry.knows_responsible(&unit) {
            lead = Some(unit);
            name = bare.trim().to_owned();
        } else if is_count {
            name = bare.trim().to_owned();
        }
        break;
    }
    (name, lead)
}
