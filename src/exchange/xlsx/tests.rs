#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::io::{Cursor, Write as _};

use proptest::prelude::*;

use super::*;

const WORKBOOK: &str = r#"<workbook xmlns:r="x"><sheets><sheet name="一" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const LINKS: &str =
    r#"<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>"#;

/// A workbook of one sheet.
fn book_of(sheet: &str) -> Vec<u8> {
    zipped(&[
        ("xl/workbook.xml", WORKBOOK.as_bytes()),
        ("xl/_rels/workbook.xml.rels", LINKS.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, zip::write::SimpleFileOptions::default())
            .unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn sheet(rows: &str) -> String {
    format!("<worksheet><sheetData>{rows}</sheetData></worksheet>")
}

fn spot(text: &str) -> Spot {
    Spot::parse(text).unwrap()
}

/// The most steps that a file may take before it is refused: a hundredth of a second of reading for
/// each hundred thousand, in an optimised build.
const FEW: usize = 700_000;

/// Reads bytes that mean harm: what is refused is refused before much of it has been read, whatever
/// it holds or claims.
fn soon(bytes: &[u8]) -> Result<Book, BookError> {
    xml::EVENTS.set(0);
    let result = Book::read(bytes);
    let steps = xml::EVENTS.get();
    assert!(result.is_ok() || steps < FEW, "refused after {steps} steps");
    result
}

#[test]
fn cells_of_every_kind_are_read() {
    let rows = "<row r=\"2\"><c r=\"B2\"><v>4.20</v></c><c t=\"str\"><f>A1</f><v>甲&amp;乙</v></c>\
                <c t=\"b\"><v>1</v></c><c t=\"e\"><v>#N/A</v></c><c><f>1+1</f></c>\
                <c t=\"inlineStr\"><is><r><t>一</t></r><r><t>二</t></r><rPh><t>yi</t></rPh></is></c>\
                <c><v></v></c><c t=\"inlineStr\"><is><t> </t></is></c></row>\
                <row><c><v>7</v></c></row>";
    let book = Book::read(&book_of(&sheet(rows))).unwrap();
    let values: Vec<(String, Value)> = book.sheets[0]
        .cells
        .iter()
        .map(|(spot, cell)| (spot.to_string(), cell.value.clone()))
        .collect();
    let number = |text: &str| {
        Value::Number(Number {
            value: text.parse().unwrap(),
            decimals: 0,
            is_percent: false,
        })
    };
    let expect = [
        ("B2", number("4.2")),
        ("C2", Value::Text("甲&乙".into())),
        ("D2", Value::Truth(true)),
        ("E2", Value::Error("#N/A".to_owned())),
        ("F2", Value::NoResult),
        ("G2", Value::Text("一二".into())),
        ("A3", number("7")),
    ];
    let expect: Vec<(String, Value)> = expect.map(|(s, v)| (s.to_owned(), v)).into();
    assert_eq!(values, expect);
    assert!(book.sheets[0].at(spot("C2")).unwrap().is_formula);
}

#[test]
fn what_is_no_workbook_is_refused_with_what_it_is() {
    assert_eq!(soon(b"").unwrap_err(), BookError::NotXlsx);
    assert_eq!(soon(b"a,b\n1,2").unwrap_err(), BookError::NotXlsx);
    assert!(matches!(soon(b"PK\x03\x04"), Err(BookError::Damaged(_))));
    let old = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 and more";
    assert_eq!(soon(old).unwrap_err(), BookError::OldOrEncrypted);
    let word = zipped(&[("word/document.xml", b"<w/>")]);
    assert_eq!(soon(&word).unwrap_err(), BookError::NoWorkbook);
    let whole = book_of(&sheet("<row><c><v>1</v></c></row>"));
    assert!(matches!(
        soon(&whole[..whole.len() / 2]),
        Err(BookError::Damaged(_))
    ));
}

#[test]
fn a_zip_bomb_is_refused() {
    // 300 MB of blanks in some 300 KB; the header says so.
    let blanks = vec![b' '; 300 << 20];
    let mut bomb = zipped(&[
        ("xl/workbook.xml", WORKBOOK.as_bytes()),
        ("xl/_rels/workbook.xml.rels", LINKS.as_bytes()),
        ("xl/worksheets/sheet1.xml", &blanks),
    ]);
    assert!(bomb.len() < 1 << 20);
    assert!(matches!(soon(&bomb), Err(BookError::TooLarge { .. })));
    // The same, with a header that claims a few bytes.
    let claim = u32::try_from(blanks.len()).unwrap().to_le_bytes();
    let mut lies = 0;
    for at in 0..bomb.len() - 4 {
        if bomb[at..at + 4] == claim {
            bomb[at..at + 4].copy_from_slice(&200u32.to_le_bytes());
            lies += 1;
        }
    }
    assert!(lies > 0);
    assert!(soon(&bomb).is_err());
}

#[test]
fn a_claim_of_two_gigabytes_costs_nothing() {
    let mut book = book_of(&sheet("<row><c><v>1</v></c></row>"));
    let length = u32::try_from(sheet("<row><c><v>1</v></c></row>").len()).unwrap();
    for at in 0..book.len() - 4 {
        if book[at..at + 4] == length.to_le_bytes() {
            book[at..at + 4].copy_from_slice(&0x7FFF_FFFFu32.to_le_bytes());
        }
    }
    assert!(matches!(soon(&book), Err(BookError::TooLarge { .. })));
}

#[test]
fn what_a_sheet_claims_of_its_extent_is_not_believed() {
    for claim in ["C3:A1", "A1:XFD1048576", "A1:A99999999999", "x"] {
        let xml = format!(
            "<worksheet><dimension ref=\"{claim}\"/><sheetData>\
             <row><c r=\"XFD1048576\"><v>1</v></c></row></sheetData></worksheet>"
        );
        let book = soon(&book_of(&xml)).unwrap();
        assert_eq!(book.sheets[0].cells.len(), 1, "{claim}");
    }
    for place in ["XFE1", "A1048577", "AAAAA1", "1"] {
        let rows = format!("<row><c r=\"{place}\"><v>1</v></c></row>");
        assert!(
            matches!(soon(&book_of(&sheet(&rows))), Err(BookError::Damaged(_))),
            "{place}"
        );
    }
    let upside_down = format!(
        "{}<mergeCells><mergeCell ref=\"C3:A1\"/></mergeCells>",
        sheet("")
    );
    assert!(matches!(
        soon(&book_of(&upside_down)),
        Err(BookError::Damaged(_))
    ));
}

#[test]
fn a_million_columns_and_a_million_attributes_end_soon() {
    let cells = "<c><v>1</v></c>".repeat(1_000_000);
    assert!(soon(&book_of(&sheet(&format!("<row>{cells}</row>")))).is_err());
    let names: Vec<String> = (0..1_000_000).map(|n| format!(" a{n}=\"\"")).collect();
    let attributes = names.concat();
    let rows = format!("<row{attributes}><c{attributes}><v>1</v></c></row>");
    let _either = soon(&book_of(&sheet(&rows)));
    let nested = "<a>".repeat(3_000_000);
    assert!(soon(&book_of(&sheet(&nested))).is_err());
    // A part that is no sheet is held to the same.
    let parts = zipped(&[
        ("xl/workbook.xml", WORKBOOK.as_bytes()),
        ("xl/_rels/workbook.xml.rels", LINKS.as_bytes()),
        ("xl/sharedStrings.xml", nested.as_bytes()),
    ]);
    assert!(soon(&parts).is_err());
}

#[test]
fn blank_cells_with_formats_are_passed_over_up_to_a_limit() {
    let row = |row: usize, cells: usize| {
        let mut text = format!("<row r=\"{}\">", row + 1);
        for column in 0..cells {
            let spot = Spot {
                row: u32::try_from(row).unwrap(),
                column: u32::try_from(column).unwrap(),
            };
            text.push_str("<c r=\"");
            text.push_str(&spot.to_string());
            text.push_str("\" s=\"1\"/>");
        }
        text + "</row>"
    };
    let rows = |rows: usize, cells: usize| (0..rows).map(|r| row(r, cells)).collect::<String>();
    let too_large = |rows: &str| match soon(&book_of(&sheet(rows))) {
        Err(BookError::TooLarge { what, .. }) => what,
        other => panic!("{other:?}"),
    };
    // A form with formats laid over it is nothing unusual.
    let book = soon(&book_of(&sheet(&rows(1000, 200)))).unwrap();
    assert!(book.sheets[0].cells.is_empty());
    assert_eq!(too_large(&rows(200, 16_000)), "单元格数");
    assert_eq!(too_large(&rows(100, 16_000)), "空白单元格数");
    // Blank in other ways: begun and ended, a text of nothing but blanks, under another prefix.
    let ended = "<row>".to_owned() + &"<c s=\"1\"></c>".repeat(16_000) + "</row>";
    assert_eq!(too_large(&ended.repeat(100)), "空白单元格数");
    let prefixed = "<x:row>".to_owned() + &"<x:c s=\"1\"/>".repeat(16_000) + "</x:row>";
    assert_eq!(too_large(&prefixed.repeat(100)), "空白单元格数");
}

#[test]
fn tags_without_end_and_texts_without_end_are_refused() {
    let parts = |name: &str, text: &str| {
        zipped(&[
            ("xl/workbook.xml", WORKBOOK.as_bytes()),
            ("xl/_rels/workbook.xml.rels", LINKS.as_bytes()),
            (name, text.as_bytes()),
            ("xl/worksheets/sheet1.xml", sheet("").as_bytes()),
        ])
    };
    let too_large = |bytes: &[u8]| match soon(bytes) {
        Err(BookError::TooLarge { what, .. }) => what,
        other => panic!("{other:?}"),
    };
    let tags = "<a/>".repeat(13_000_000);
    assert_eq!(too_large(&parts("xl/styles.xml", &tags)), "标签数");
    assert_eq!(too_large(&book_of(&sheet(&tags))), "标签数");
    let strings = format!("<sst>{}</sst>", "<si><t>a</t></si>".repeat(1_500_000));
    assert_eq!(
        too_large(&parts("xl/sharedStrings.xml", &strings)),
        "文本数"
    );
    let empty = format!("<sst>{}</sst>", "<si/>".repeat(1_500_000));
    assert_eq!(too_large(&parts("xl/sharedStrings.xml", &empty)), "文本数");
    // One text that fills the whole part.
    let one = format!("<sst><si><t>{}</t></si></sst>", "a".repeat(97 << 20));
    assert_eq!(
        too_large(&parts("xl/sharedStrings.xml", &one)),
        "解压后的内容"
    );
    // Many cells, each with many attributes.
    let cell = format!("<c{}><v>1</v></c>", " a=\"\"".repeat(1_000));
    let rows = format!("<row>{}</row>", cell.repeat(10_000));
    let _either = soon(&book_of(&sheet(&rows)));
}

#[test]
fn cells_that_all_say_the_same_place_are_refused() {
    let cells = "<c r=\"A100\"><v>1</v></c>".repeat(1_000_000);
    let rows = format!("<row r=\"100\">{cells}</row>");
    assert!(matches!(
        soon(&book_of(&sheet(&rows))),
        Err(BookError::Damaged(why)) if why.contains("A100")
    ));
    let blank = "<c r=\"A100\"/>".repeat(1_000_000);
    let rows = format!("<row r=\"100\">{blank}</row>");
    assert!(matches!(
        soon(&book_of(&sheet(&rows))),
        Err(BookError::TooLarge { .. })
    ));
}

#[test]
fn a_long_text_referred_to_often_is_kept_once() {
    let text = "长".repeat(1 << 20);
    let strings = format!("<sst><si><t>{text}</t></si></sst>");
    let rows = "<row><c t=\"s\"><v>0</v></c></row>".repeat(100_000);
    let book = zipped(&[
        ("xl/workbook.xml", WORKBOOK.as_bytes()),
        ("xl/_rels/workbook.xml.rels", LINKS.as_bytes()),
        ("xl/sharedStrings.xml", strings.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet(&rows).as_bytes()),
    ]);
    // 300 GB if each cell had its own.
    assert_eq!(soon(&book).unwrap().sheets[0].cells.len(), 100_000);
}

#[test]
fn entities_are_not_expanded() {
    let xml = "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>\
               <worksheet><sheetData><row><c t=\"str\"><v>x&b;y</v></c></row></sheetData></worksheet>";
    let book = soon(&book_of(xml)).unwrap();
    assert_eq!(book.sheets[0].text(spot("A1")), Some("xy"));
}

proptest! {
    #[test]
    fn any_bytes_at_all_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = Book::read(&bytes);
        let mut zip = b"PK\x03\x04".to_vec();
        zip.extend(bytes);
        let _ = Book::read(&zip);
    }

    #[test]
    fn any_xml_at_all_is_read_or_refused(xml in "(<|>|/|&|;|c|row|v|t|f| r=\"|\"|A1|:|s|=|1|é|\\PC){0,60}") {
        let _ = Book::read(&book_of(&sheet(&xml)));
        let parts = zipped(&[
            ("xl/workbook.xml", WORKBOOK.as_bytes()),
            ("xl/_rels/workbook.xml.rels", LINKS.as_bytes()),
            ("xl/styles.xml", xml.as_bytes()),
            ("xl/sharedStrings.xml", xml.as_bytes()),
            ("xl/worksheets/sheet1.xml", sheet("").as_bytes()),
        ]);
        let _ = Book::read(&parts);
    }

    #[test]
    fn a_book_with_bytes_changed_is_read_or_refused(
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
    ) {
        let mut book = book_of(&sheet("<row><c r=\"A1\"><v>1</v></c></row>"));
        for (at, byte) in changes {
            let at = at.index(book.len());
            book[at] = byte;
        }
        let _ = Book::read(&book);
    }
}
