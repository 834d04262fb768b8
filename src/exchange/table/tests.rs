#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveDateTime};
use proptest::prelude::*;

use super::*;
use crate::exchange::form::tests::{Desk, observed};
use crate::exchange::load::{Content, Loaded, understand};
use crate::exchange::merge::{Collection, Verdict};
use crate::exchange::xlsx::Book;
use crate::model::{Baseline, Edit, IndicatorId, PlanId, SeriesId, Status, Workspace};
use any::any_workspace;

fn loaded(desk: &Desk, bytes: &[u8]) -> Loaded {
    Loaded {
        name: "表".to_owned(),
        print: String::new(),
        content: understand(bytes, &desk.known(), 0)
            .unwrap_or_else(|fault| Content::Refused(fault.at(Path::new("表")))),
    }
}

/// Imports a table; conflicts stay as they are.
fn import(desk: &mut Desk, bytes: &[u8]) -> Collection {
    let file = loaded(desk, bytes);
    let collection = Collection::new(&[file], &desk.workspace);
    let at = NaiveDate::from_ymd_opt(2026, 4, 1)
        .unwrap()
        .and_hms_opt(8, 0, 0)
        .unwrap();
    let edit = collection.edit(&desk.workspace, &BTreeMap::new(), "导入人", at);
    desk.edit(edit);
    collection
}

fn csv(desk: &Desk) -> String {
    String::from_utf8(write_csv(&desk.known())).unwrap()
}

fn blank(desk: &Desk) -> Desk {
    let mut blank = Desk::new();
    blank.workspace = Workspace::new(desk.workspace.plans.clone());
    blank
}

fn texts(workspace: &Workspace) -> Vec<String> {
    // 4.2 and 4.20 are equal as numbers, not as texts.
    let observations = workspace.observations.iter();
    let values = observations.map(|(key, o)| format!("{key:?} {} {o:?}", o.value));
    let baselines = workspace
        .baselines
        .iter()
        .map(|(id, b)| format!("{id} {b:?} {}", b.value));
    values.chain(baselines).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn what_is_exported_comes_back_unchanged(workspace in any_workspace()) {
        let mut desk = Desk::new();
        desk.workspace = workspace;
        for bytes in [write_csv(&desk.known()), write_book(&desk.known()).unwrap()] {
            let mut back = blank(&desk);
            let collection = import(&mut back, &bytes);
            prop_assert_eq!(collection.refused(), 0, "{:?}", collection.files);
            prop_assert_eq!(texts(&back.workspace), texts(&desk.workspace));
            prop_assert!(back.workspace == desk.workspace);
            // And it is no change to where it came from.
            let before = desk.workspace.clone();
            import(&mut desk, &bytes);
            prop_assert!(desk.workspace == before);
        }
    }

    #[test]
    fn no_cell_that_is_written_is_a_formula(workspace in any_workspace()) {
        let mut desk = Desk::new();
        desk.workspace = workspace;
        let text = csv(&desk);
        let mut reader = ::csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
        for record in reader.records() {
            for cell in &record.unwrap() {
                let is_number = cell.parse::<f64>().is_ok();
                prop_assert!(is_number || !cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{}", cell);
            }
        }
        let book = Book::read(&write_book(&desk.known()).unwrap()).unwrap();
        prop_assert!(book.sheets[0].cells.values().all(|cell| !cell.is_formula));
    }

    #[test]
    fn any_text_is_a_table_or_refused(text in "\\PC{0,80}", rows in "[,;\"\n年份数值序号=0-9a]{0,80}") {
        let desk = Desk::new();
        let _ = understand(text.as_bytes(), &desk.known(), 0);
        let _ = understand(format!("序号,年份,数值\n{rows}").as_bytes(), &desk.known(), 0);
    }
}

#[test]
fn a_table_written_by_hand_needs_few_columns() {
    let mut desk = Desk::new();
    let table = "年份,序号,数值\n2025,1,4.10\n2025,2,\"1,800.50\"\n2026,2,\n";
    let collection = import(&mut desk, table.as_bytes());
    assert_eq!(
        (collection.count(Verdict::New), collection.refused()),
        (2, 0)
    );
    assert!(collection.files[0].remarks[0].contains("1 行没有数值"));
    let observation = desk
        .workspace
        .observation(&SeriesId("b".to_owned()), 2025)
        .unwrap();
    assert_eq!(observation.value.to_string(), "1800.50");
    assert_eq!(
        (observation.by.as_str(), observation.status),
        ("导入人", Status::Flash)
    );
}

#[test]
fn gbk_semicolons_and_utf16_are_read() {
    let table = "年份;序号;数值;备注\n2025;1;4.1;国家局口径\n";
    let (gbk, _, _) = encoding_rs::GBK.encode(table);
    let mut utf16 = vec![0xFF, 0xFE];
    utf16.extend(table.encode_utf16().flat_map(u16::to_le_bytes));
    for bytes in [gbk.as_ref(), &utf16] {
        let mut desk = Desk::new();
        import(&mut desk, bytes);
        let observation = desk
            .workspace
            .observation(&SeriesId("a".to_owned()), 2025)
            .unwrap();
        assert_eq!(observation.note, "国家局口径");
    }
}

#[test]
fn rows_that_are_wrong_are_refused_with_their_line() {
    let cases = [
        ("规划,序号,年份,数值\nq,1,2025,1", "没有收入规划“q”"),
        ("序号,年份,数值\n9,2025,1", "没有序号 9"),
        ("序号,年份,数值\n1,25,1", "四位年份"),
        ("序号,年份,数值\n1,2025,abc", "不是数字"),
        (
            "序号,年份,数值,数据状态\n1,2025,1,估计",
            "没有数据状态“估计”",
        ),
        ("序号,指标名称,年份,数值\n1,营业收入,2025,1", "不符"),
        ("序号,单位,年份,数值\n1,亿元,2025,1", "单位“亿元”"),
        ("序号,口径,年份,数值\n1,b,2025,1", "口径是 a"),
        ("口径,年份,数值\nz,2025,1", "没有口径“z”"),
        ("类别,序号,年份,数值\n预测值,1,2025,1", "不认识的类别"),
    ];
    for (table, reason) in cases {
        let mut desk = Desk::new();
        let before = desk.workspace.clone();
        let collection = import(&mut desk, table.as_bytes());
        let refusals = &collection.files[0].refusals;
        assert_eq!(refusals.len(), 1, "{table}");
        assert_eq!(refusals[0].place.to_string(), "第 2 行");
        assert!(
            refusals[0].reason.contains(reason),
            "{}",
            refusals[0].reason
        );
        assert!(desk.workspace == before);
    }
}

#[test]
fn a_file_that_is_no_table_is_refused() {
    let desk = Desk::new();
    for bytes in ["", "a,b\n1,2", "年份,数值\n2025,1"] {
        let read = understand(bytes.as_bytes(), &desk.known(), 0);
        assert!(read.is_err(), "{bytes}");
    }
    assert!(understand(b"\x00\x01\x02", &desk.known(), 0).is_err());
    assert!(understand(b"\xFF\xFF\xFF", &desk.known(), 0).is_err());
    let wide = format!("序号,年份,数值\n{}", ",".repeat(1_000_000));
    assert!(understand(wide.as_bytes(), &desk.known(), 0).is_err());
}

#[test]
fn a_figure_that_was_entered_again_since_the_export_is_a_conflict() {
    let mut desk = Desk::new();
    let at = |hour| {
        NaiveDate::from_ymd_opt(2026, 3, 5)
            .unwrap()
            .and_hms_opt(hour, 0, 7)
    };
    let entered = |value: &str, hour| {
        let mut edit = observed("a", 2025, value);
        if let Edit::Observation {
            value: Some(value), ..
        } = &mut edit
        {
            value.at = at(hour);
        }
        edit
    };
    desk.edit(entered("4.0", 9));
    let edited = csv(&desk).replace(",2025,4.0,", ",2025,4.1,");
    // Excel writes times anew, and drops the seconds.
    let by_excel = edited.replace("2026-03-05 09:00:07", "2026/3/5 9:00");
    assert_ne!(by_excel, edited);
    for table in [&edited, &by_excel] {
        let collection = Collection::new(&[loaded(&desk, table.as_bytes())], &desk.workspace);
        assert_eq!(collection.count(Verdict::Changed), 1);
        assert_eq!(collection.count(Verdict::Conflict), 0);
    }
    desk.edit(entered("4.05", 10));
    let collection = Collection::new(&[loaded(&desk, edited.as_bytes())], &desk.workspace);
    assert_eq!(collection.count(Verdict::Conflict), 1);
}

#[test]
fn a_table_that_a_spreadsheet_program_has_saved_comes_back() {
    // What LibreOffice makes of the exported CSV: times are counts of days, apostrophes stay.
    let mut book = rust_xlsxwriter::Workbook::new();
    let page = book.add_worksheet();
    let date = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd hh:mm:ss");
    let heads = ["单位", "序号", "年份", "数值", "备注", "填报人", "填报时间"];
    for (column, head) in (0..).zip(heads) {
        page.write_string(0, column, head).unwrap();
    }
    page.write_string(1, 0, "'%").unwrap();
    for (column, number) in [(1, 1.0), (2, 2025.0), (3, 4.1)] {
        page.write_number(1, column, number).unwrap();
    }
    page.write_string(1, 4, "'=1+1").unwrap();
    page.write_number_with_format(1, 6, 46_353.161_192_129_6, &date)
        .unwrap();
    let mut desk = Desk::new();
    let collection = import(&mut desk, &book.save_to_buffer().unwrap());
    assert_eq!(collection.refused(), 0, "{:?}", collection.files);
    let found = desk.workspace.observation(&SeriesId("a".to_owned()), 2025);
    let found = found.unwrap();
    let expect = NaiveDate::from_ymd_opt(2026, 11, 27).and_then(|d| d.and_hms_opt(3, 52, 7));
    assert_eq!((found.note.as_str(), found.at), ("=1+1", expect));
}

#[test]
fn times_are_read_as_people_write_them_and_a_bad_one_costs_no_figure() {
    let day = |h, m| NaiveDate::from_ymd_opt(2026, 11, 27).and_then(|d| d.and_hms_opt(h, m, 0));
    for (words, expect) in [
        ("2026-11-27", day(0, 0)),
        ("2026-11-27T03:52:00", day(3, 52)),
        ("2026年11月27日", day(0, 0)),
        ("2026/11/27 3:52", day(3, 52)),
        ("昨天", None),
    ] {
        let mut desk = Desk::new();
        let table = format!("序号,年份,数值,填报时间\n1,2025,4.1,{words}\n");
        let collection = import(&mut desk, table.as_bytes());
        assert_eq!(collection.refused(), 0);
        let remarks = &collection.files[0].remarks;
        assert_eq!(
            remarks.iter().any(|r| r.contains("认不出")),
            expect.is_none()
        );
        let found = desk.workspace.observation(&SeriesId("a".to_owned()), 2025);
        assert_eq!(found.unwrap().at, expect, "{words}");
    }
}

#[test]
fn made_up_figures_stamp_an_empty_workspace_and_are_kept_from_a_real_one() {
    let mut demo = Desk::new();
    demo.workspace.synthetic = true;
    for bytes in [write_csv(&demo.known()), write_book(&demo.known()).unwrap()] {
        let mut empty = blank(&demo);
        let collection = import(&mut empty, &bytes);
        assert!(empty.workspace.synthetic);
        assert!(collection.files[0].remarks[0].contains("示例数据"));

        let mut real = Desk::new();
        let before = real.workspace.clone();
        let collection = import(&mut real, &bytes);
        let fault = collection.files[0].fault.as_ref().unwrap();
        assert!(fault.contains("示例数据"), "{fault}");
        assert!(real.workspace == before);
    }
}

#[test]
fn a_line_is_counted_as_an_editor_counts_it() {
    for (table, place) in [
        ("序号,年份,数值\r\n1,2025,x\r\n", "第 2 行"),
        ("序号,年份,数值\r\n\r\n1,2025,x\r\n", "第 3 行"),
        (
            "序号,年份,数值,备注\n2,2025,1,\"a\nb\"\n1,2025,x,\n",
            "第 4 行",
        ),
    ] {
        let mut desk = Desk::new();
        let collection = import(&mut desk, table.as_bytes());
        assert_eq!(collection.files[0].refusals[0].place.to_string(), place);
    }
}

mod any;
mod matters;
