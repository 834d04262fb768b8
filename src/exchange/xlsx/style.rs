//! What number formats make of a number: a plain one, a percentage, a day.

use std::collections::BTreeMap;

use quick_xml::Reader;
use quick_xml::events::Event;

use super::BookError;
use super::xml::{Depth, attribute, broken};

/// The most cell formats that are looked at.
const MOST_FORMATS: usize = 100_000;

/// What a number format makes of a number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Shows {
    pub(super) decimals: u32,
    pub(super) is_percent: bool,
    pub(super) is_date: bool,
}

/// What each cell format shows, by its number.
pub(super) fn read(text: &str) -> Result<Vec<Shows>, BookError> {
    let mut reader = Reader::from_str(text);
    let mut codes: BTreeMap<u32, Shows> = BTreeMap::new();
    let mut formats = Vec::new();
    let mut in_cell_formats = false;
    let mut depth = Depth::default();
    loop {
        let event = reader.read_event().map_err(|_| broken("格式表"))?;
        depth.pass(&event)?;
        match event {
            Event::Start(tag) | Event::Empty(tag) => match tag.local_name().into_inner() {
                "cellXfs" => in_cell_formats = true,
                "numFmt" => {
                    let id = attribute(&tag, "numFmtId").and_then(|id| id.parse().ok());
                    if let (Some(id), Some(code)) = (id, attribute(&tag, "formatCode"))
                        && codes.len() < MOST_FORMATS
                    {
                        codes.insert(id, of_code(&code));
                    }
                }
                "xf" if in_cell_formats && formats.len() < MOST_FORMATS => {
                    let id = attribute(&tag, "numFmtId").and_then(|id| id.parse().ok());
                    let id = id.unwrap_or(0);
                    formats.push(codes.get(&id).copied().unwrap_or_else(|| built_in(id)));
                }
                _ => {}
            },
            Event::End(tag) if tag.local_name().into_inner() == "cellXfs" => {
                in_cell_formats = false;
            }
            Event::Eof => return Ok(formats),
            _ => {}
        }
    }
}

/// The formats that have a number and no code (ECMA-376 18.8.30, with those of Chinese Excel).
fn built_in(id: u32) -> Shows {
    match id {
        2 | 4 | 39 | 40 | 44 | 43 => Shows {
            decimals: 2,
            ..Shows::default()
        },
        9 | 10 => Shows {
            decimals: if id == 10 { 2 } else { 0 },
            is_percent: true,
            ..Shows::default()
        },
        14..=22 | 27..=36 | 45..=47 | 50..=58 => Shows {
            is_date: true,
            ..Shows::default()
        },
        _ => Shows::default(),
    }
}

/// What a format code shows of a positive number.
fn of_code(code: &str) -> Shows {
    let plain = without_literals(code);
    if plain.eq_ignore_ascii_case("general") {
        return Shows::default();
    }
    let is_date = plain
        .chars()
        .any(|c| matches!(c.to_ascii_lowercase(), 'y' | 'm' | 'd' | 'h' | 's'));
    let decimals = plain.split_once('.').map_or(0, |(_, after)| {
        after.chars().take_while(|c| *c == '0').count()
    });
    Shows {
        decimals: u32::try_from(decimals).unwrap_or(0).min(28),
        is_percent: plain.contains('%'),
        is_date,
    }
}

/// The first section of a code without quoted texts, escapes, colours and conditions.
fn without_literals(code: &str) -> String {
    let mut out = String::new();
    let mut chars = code.chars();
    while let Some(c) = chars.next() {
        match c {
            ';' => break,
            '"' => {
                let _quoted = chars.by_ref().find(|c| *c == '"');
            }
            '[' => {
                let inside: String = chars.by_ref().take_while(|c| *c != ']').collect();
                // [h] counts hours; [Red] and [$-804] show nothing.
                if matches!(
                    inside.to_ascii_lowercase().as_str(),
                    "h" | "hh" | "m" | "mm" | "s" | "ss"
                ) {
                    out.push('h');
                }
            }
            '\\' | '_' | '*' | '!' => {
                let _literal = chars.next();
            }
            other => out.push(other),
        }
    }
    out.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_tells_days_percentages_and_decimals() {
        let shows = |decimals, is_percent, is_date| Shows {
            decimals,
            is_percent,
            is_date,
        };
        for (code, expect) in [
            ("General", shows(0, false, false)),
            ("0.00########", shows(2, false, false)),
            ("#,##0.0_ ;[Red]\\-#,##0.0", shows(1, false, false)),
            ("0.00%", shows(2, true, false)),
            ("0\"%\"", shows(0, false, false)),
            ("yyyy\"年\"m\"月\"d\"日\"", shows(0, false, true)),
            ("[$-804]aaaa;@", shows(0, false, false)),
            ("[h]:mm", shows(0, false, true)),
            ("0\"days\"", shows(0, false, false)),
            ("@", shows(0, false, false)),
        ] {
            assert_eq!(of_code(code), expect, "{code}");
        }
        assert!(built_in(14).is_date && built_in(57).is_date && !built_in(0).is_date);
    }
}
