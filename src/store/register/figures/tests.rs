//! What is read here, held against the general reader.

use proptest::prelude::*;

use super::*;
use crate::model::{Observation, ObservationKey, Workspace};
use crate::store::parse::parse;
use crate::store::register::{Register, encode_workspace, read_register};

/// What the general reader says of a text.
fn general(text: &str) -> Result<Workspace, String> {
    let register: Register = parse(text).map_err(|problem| problem.to_string())?;
    Ok(register.into_workspace())
}

fn both_say_the_same(text: &str) -> Result<(), TestCaseError> {
    let here = read_register(text).map(Register::into_workspace);
    match (general(text), here) {
        (Ok(general), Ok(here)) => {
            prop_assert_eq!(&general, &here);
            // Equal decimals can differ in their digits, which are kept.
            let digits = |w: &Workspace| -> Vec<String> {
                let values = w.observations.values();
                values.map(|o| o.value.to_string()).collect()
            };
            prop_assert_eq!(digits(&general), digits(&here));
        }
        (Err(general), Err(here)) => {
            prop_assert_eq!(Some(general), here.first().map(ToString::to_string));
        }
        // The same cell twice is found behind the reader.
        (Ok(_), Err(problems)) => {
            let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
            prop_assert!(
                told.iter()
                    .all(|p| p.contains("有两行") || p.contains("格式")),
                "{told:?}"
            );
        }
        (Err(general), Ok(_)) => prop_assert!(false, "taken, but: {general}"),
    }
    Ok(())
}

fn texts() -> impl Strategy<Value = String> {
    let nasty = prop::sample::select(vec![
        "\"",
        "\\",
        "\n",
        "\r\n",
        "\t",
        "\u{2028}",
        "\u{feff}",
        "\u{7}",
        "观",
        "],\n",
        "),\n",
        "    ],\n",
        "\n    observations: [\n",
        "/*",
        "//",
        "r#\"",
        "a, note: \"b\"",
        "{",
        "'",
    ]);
    prop_oneof![
        Just(String::new()),
        prop::collection::vec(nasty, 0..4).prop_map(|parts| parts.concat()),
        "[ -~一-十]{0,12}",
    ]
}

fn times() -> impl Strategy<Value = Option<NaiveDateTime>> {
    let seconds = 0_i64..4_000_000_000;
    let nanos = prop_oneof![Just(0_u32), 0..1_000_000_000_u32];
    let time = (seconds, nanos).prop_map(|(seconds, nanos)| {
        chrono::DateTime::from_timestamp(seconds, nanos).map(|time| time.naive_utc())
    });
    prop_oneof![Just(None), time]
}

fn workspaces() -> impl Strategy<Value = Workspace> {
    let value = (any::<i64>(), 0..20_u32).prop_map(|(digits, scale)| Decimal::new(digits, scale));
    let statuses = prop::sample::select(Status::ALL.to_vec());
    let row = (
        ("[a-z\"]{1,3}", 1990..2060_i32),
        (value, statuses, times()),
        (texts(), texts(), texts()),
    );
    prop::collection::vec(row, 0..12).prop_map(|rows| {
        let mut workspace = Workspace::new(vec![crate::store::default_plan()]);
        for ((series, year), (value, status, at), (source, note, by)) in rows {
            let series = SeriesId(series);
            let observation = Observation {
                value,
                status,
                source,
                note,
                by,
                at,
            };
            let key = ObservationKey { series, year };
            workspace.observations.insert(key, observation);
        }
        workspace
    })
}

/// A text with one part of it taken away, doubled or put elsewhere.
fn spoiled(text: &str, (from, count, to): (usize, usize, usize), put: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let from = from % (chars.len() + 1);
    let until = (from + count).min(chars.len());
    let to = to % (chars.len() + 1);
    let mut all: Vec<char> = chars[..from].to_vec();
    all.extend(&chars[until..]);
    let to = to.min(all.len());
    all.splice(to..to, put.chars());
    all.into_iter().collect()
}

proptest! {
    #[test]
    fn what_was_written_is_read_as_the_general_reader_reads_it(workspace in workspaces()) {
        let text = encode_workspace(&workspace);
        let (rest, rows) = take(&text).expect("the shape of this program");
        prop_assert_eq!(rows.len(), workspace.observations.len());
        prop_assert!(rest.len() < text.len() || rows.is_empty());
        both_say_the_same(&text)?;
        let read = read_register(&text).map(Register::into_workspace);
        prop_assert_eq!(read.ok(), Some(workspace));
    }

    #[test]
    fn of_a_spoiled_text_both_say_the_same(
        workspace in workspaces(),
        spots in (any::<usize>(), 0..6_usize, any::<usize>()),
        put in prop::sample::select(vec![
            "", "/*", "*/", "//", "\"", "\\", "\n", ",", "(", ")", "[", "]", "0", "-", "+", "_", ".", "1e5",
            "r#\"", "\"#", " ", "    ],\n", "\n    observations: [\n", "Some(", "None", "Final", "\\x41", "\\u{41}",
        ]),
    ) {
        let text = spoiled(&encode_workspace(&workspace), spots, put);
        both_say_the_same(&text)?;
    }

    #[test]
    fn a_number_is_kept_digit_by_digit(text in "-?[0-9]{0,20}\\.?[0-9]{0,12}\\.?") {
        let general = Decimal::from_str_exact(&text).ok().map(|value| value.to_string());
        prop_assert_eq!(number(&text).map(|value| value.to_string()), general);
    }

    #[test]
    fn a_time_is_read_as_the_general_reader_reads_it(
        text in "[0-9]{3,4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-6][0-9]:[0-6][0-9](\\.[0-9]{1,3})?",
    ) {
        prop_assert_eq!(time(&text), text.parse().ok());
    }
}

#[test]
fn lines_within_a_comment_are_no_figures() {
    let row = "        (series: \"a\", year: 2024, value: \"1\", status: Flash),\n";
    let list = format!("\n    observations: [\n{row}    ],\n");
    let commented = format!("(\n    plans: [],/*{list}*/\n)\n");
    assert!(take(&commented).is_none());
    assert_eq!(general(&commented).unwrap().observations.len(), 0);
    let plain = format!("(\n    plans: [],{list})\n");
    assert_eq!(take(&plain).unwrap().1.len(), 1);
    let within = format!("(\n    plans: [\"{list}\"],\n)\n");
    assert!(take(&within).is_none());
    let deeper = format!("(\n    plans: [],\n    settings: ({list}    ),\n)\n");
    assert!(take(&deeper).is_none());
}
