#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::io::Cursor;

use calamine::{Data, Reader as _, SheetVisible};
use chrono::NaiveDate;

use super::*;
use crate::exchange::Known;
use crate::exchange::error::ExchangeFault;
use crate::exchange::figure::{FigureKey, Place};
use crate::exchange::issue::{Order, issue};
use crate::exchange::xlsx::Book;
use crate::model::{Decimal, Edit, Series, Shelf, Status, TextFault, UnitRegistry};

mod locked;

#[path = "../../../tests/common/filling.rs"]
mod filling;
pub(in crate::exchange) use filling::Workbook;

/// A plan with two indicators of 市甲局, one of 市乙局, and one they share.
#[derive(Clone, Debug)]
pub(in crate::exchange) struct Desk {
    pub(in crate::exchange) workspace: Workspace,
    pub(in crate::exchange) plans: Vec<Plan>,
    series: Vec<Series>,
    units: UnitRegistry,
}

const PLAN: &str = r#"(
    id: "p", title: "试验规划", short: "试验", year: 2024, number: "试〔2024〕1号", issuer: "市政府", stage: Final,
    issued: "2024-10-15", effective: (from: "2024-11-15", to: "2027-11-14"), lead: "市发改委",
    themes: [(no: 1, focus: "", name: "一", short: "一", lead: "市甲局")],
    indicators: [
        (no: 1, theme: 1, name: "研发投入占比", unit: "%", kind: Ratio, direction: Up,
         targets: [(year: 2027, bound: Exactly("4.2"))], units: ["市甲局", "市乙局"],
         series: "a", locator: "附件 序号1"),
        (no: 2, theme: 1, name: "营业收入", unit: "亿元", kind: Flow, direction: Up,
         targets: [(year: 2027, bound: AtLeast("1600"))], units: ["市甲局"],
         series: "b", locator: "附件 序号2"),
        (no: 3, theme: 1, name: "累计签约", unit: "亿元", kind: Cumulative, direction: Up,
         targets: [(year: 2027, bound: Exactly("100"))], units: ["市乙局"],
         series: "c", locator: "附件 序号3"),
    ],
    measures: [
        (no: 1, theme: 1, title: "办第一件事", locator: "第（一）条"),
        (no: 2, theme: 1, title: "办第二件事", locator: "第（二）条"),
    ],
)"#;

impl Shelf for Desk {
    fn plans(&self) -> &[Plan] {
        &self.plans
    }

    fn series(&self) -> &[Series] {
        &self.series
    }

    fn units(&self) -> &UnitRegistry {
        &self.units
    }

    fn text_of(&self, plan: &Plan) -> String {
        ron::ser::to_string_pretty(plan, ron::ser::PrettyConfig::new()).unwrap()
    }

    fn read(&self, text: &str) -> Result<Plan, Vec<TextFault>> {
        ron::from_str(text).map_err(|error| {
            vec![TextFault {
                column: Some(error.span.start.col),
                reason: error.code.to_string(),
            }]
        })
    }

    fn having(&self, own: &[Plan]) -> Box<dyn Shelf> {
        let mut with = self.clone();
        with.plans
            .retain(|plan| own.iter().all(|o| o.id != plan.id));
        with.plans.extend(own.iter().cloned());
        Box::new(with)
    }
}

impl Desk {
    pub(in crate::exchange) fn new() -> Self {
        let mut workspace = Workspace::new(vec![PlanId("p".to_owned())]);
        for (series, year, value) in [("a", 2024, "3.90"), ("b", 2024, "1234567890.123456")] {
            let _undo = observed(series, year, value).apply(&mut workspace);
        }
        let _undo = Edit::FormsId("0f".to_owned()).apply(&mut workspace);
        Self {
            workspace,
            plans: vec![
                ron::Options::default()
                    .with_default_extension(ron::extensions::Extensions::IMPLICIT_SOME)
                    .from_str(PLAN)
                    .unwrap(),
            ],
            series: Vec::new(),
            units: UnitRegistry::default(),
        }
    }

    pub(in crate::exchange) fn known(&self) -> Known<'_> {
        Known::of(&self.workspace, self)
    }

    pub(in crate::exchange) fn edit(&mut self, edit: Edit) -> Edit {
        edit.apply(&mut self.workspace)
    }

    /// Sends out the form of a unit for 2025.
    pub(in crate::exchange) fn send(&mut self, unit: &str) -> Workbook {
        let order = Order {
            plan: &self.plans[0],
            units: vec![Unit(unit.to_owned())],
            year: 2025,
            at: NaiveDate::from_ymd_opt(2026, 3, 2)
                .unwrap()
                .and_hms_opt(9, 30, 0)
                .unwrap(),
            deadline: NaiveDate::from_ymd_opt(2026, 3, 15).unwrap(),
        };
        let issued = issue(&self.workspace, &order).unwrap();
        let _undo = issued.edit.apply(&mut self.workspace);
        Workbook::open(&write(&issued.forms[0]).unwrap())
    }

    pub(in crate::exchange) fn read(&self, form: &Workbook) -> Result<Filled, ExchangeFault> {
        read(&Book::read(&form.bytes()).unwrap(), &self.known(), 0)
    }
}

pub(in crate::exchange) fn observed(series: &str, year: Year, value: &str) -> Edit {
    Edit::Observation {
        key: crate::model::ObservationKey {
            series: SeriesId(series.to_owned()),
            year,
        },
        value: Some(Observation {
            value: value.parse().unwrap(),
            status: Status::Flash,
            source: String::new(),
            note: String::new(),
            by: "王建国".to_owned(),
            at: None,
        }),
    }
}

/// The form of 市甲局: H is the baseline, I is 2024, J is 2025, K status, L source, M note; no. 1
/// stands in row 7, no. 2 in row 8.
fn form() -> (Desk, Workbook) {
    let mut desk = Desk::new();
    let form = desk.send("市甲局");
    (desk, form)
}

/// Puts something into a form.
type Fill = &'static dyn Fn(&mut Workbook);

/// What is refused: cell and reason.
fn refused(filled: &Filled) -> Vec<(String, String)> {
    filled
        .refusals
        .iter()
        .map(|refusal| match &refusal.place {
            Place::Cell { spot, .. } => (spot.to_string(), refusal.reason.clone()),
            other => (other.to_string(), refusal.reason.clone()),
        })
        .collect()
}

fn values(filled: &Filled) -> Vec<(u32, bool, String)> {
    filled
        .figures
        .iter()
        .map(|f| (f.title.no, f.title.is_baseline, f.said.value.to_string()))
        .collect()
}

#[test]
fn another_reader_sees_the_form_as_it_was_meant() {
    let (_, form) = form();
    let mut book: calamine::Xlsx<_> =
        calamine::open_workbook_from_rs(Cursor::new(form.bytes())).unwrap();
    let sheets: Vec<(String, SheetVisible)> = book
        .sheets_metadata()
        .iter()
        .map(|sheet| (sheet.name.clone(), sheet.visible))
        .collect();
    assert_eq!(
        sheets,
        [
            ("填报表".to_owned(), SheetVisible::Visible),
            ("知标".to_owned(), SheetVisible::VeryHidden)
        ]
    );
    let range = book.worksheet_range("填报表").unwrap();
    let at = |row, column| {
        range
            .get_value((row, column))
            .cloned()
            .unwrap_or(Data::Empty)
    };
    assert_eq!(
        at(0, 1),
        Data::String("2025年主要指标完成情况填报表".to_owned())
    );
    let facts = at(1, 1).to_string();
    for words in ["试〔2024〕1号", "市甲局", "2026年3月15日"] {
        assert!(facts.contains(words), "{facts}");
    }
    assert_eq!(at(6, 0), Data::String("p/1".to_owned()));
    assert_eq!(at(6, 8), Data::Float(3.9));
    // 16 digits are more than a spreadsheet holds, so they are text.
    assert_eq!(at(7, 8), Data::String("1234567890.123456".to_owned()));
    assert_eq!(at(7, 5), Data::String("2027年 1,600以上".to_owned()));
    assert!(form.sheet().contains("<sheetProtection sheet=\"1\""));
    assert!(form.sheet().contains("<pageSetup paperSize=\"9\""));
}

#[test]
fn cells_to_fill_and_no_others_are_unlocked() {
    let (_, form) = form();
    let styles = form.text_of("xl/styles.xml");
    let start = styles.find("<cellXfs").unwrap();
    let formats: Vec<bool> = styles[start..]
        .split("<xf ")
        .skip(1)
        .map(|xf| xf.split("</xf>").next().unwrap().contains("locked=\"0\""))
        .collect();
    let unlocked: Vec<String> = form
        .sheet()
        .split("<c r=\"")
        .skip(1)
        .filter_map(|cell| {
            let place = cell.split('"').next().unwrap().to_owned();
            let style = cell.split(" s=\"").nth(1)?.split('"').next()?;
            let style: usize = style.parse().ok()?;
            let is_head = cell[..cell.find('>').unwrap()].contains(" s=\"");
            (is_head && formats[style]).then_some(place)
        })
        .collect();
    // Who fills it in; then the missing baselines, the year asked and what is told about it.
    let expect = [
        "D4", "E4", "G4", "H4", "L4", "H7", "J7", "K7", "L7", "M7", "H8", "J8", "K8", "L8", "M8",
    ];
    assert_eq!(unlocked, expect);
}

#[test]
fn what_is_filled_in_comes_back() {
    let (desk, mut form) = form();
    form.text("D4", "张三")
        .text("G4", "0571-1234567")
        .number("J7", "4.1");
    form.text("K7", "最终核实")
        .text("L7", "市统计局")
        .text("M7", "口径不变")
        .number("H7", "3.6");
    form.number("J8", "2562.3000000000002");
    let filled = desk.read(&form).unwrap();
    assert!(filled.refusals.is_empty(), "{:?}", filled.refusals);
    assert_eq!(
        (filled.filler.as_str(), filled.phone.as_str()),
        ("张三", "0571-1234567")
    );
    let expect = [
        (1, false, "4.1".to_owned()),
        (1, true, "3.6".to_owned()),
        (2, false, "2562.3".to_owned()),
    ];
    assert_eq!(values(&filled), expect);
    let said = &filled.figures[0].said;
    assert_eq!(said.status, Some(Status::Final));
    assert_eq!(
        (said.source.as_str(), said.note.as_str()),
        ("市统计局", "口径不变")
    );
    assert_eq!(filled.figures[1].title.year, 2023);
    assert_eq!(filled.blanks.len(), 1, "the baseline of no. 2");
}

#[test]
fn numbers_as_text_percentages_and_formulas_with_results_are_read_right() {
    let cases: [(&str, Fill, &str); 6] = [
        (
            "text",
            &|form| {
                form.text("J8", " １，８００．５０ ");
            },
            "1800.50",
        ),
        (
            "quoted",
            &|form| {
                form.text("J8", "1,234");
            },
            "1234",
        ),
        (
            "unit",
            &|form| {
                form.text("J8", "2562.3亿元");
            },
            "2562.3",
        ),
        (
            "formula",
            &|form| {
                form.cell("J8", "", "<f>1000+200</f><v>1200</v>");
            },
            "1200",
        ),
        (
            "zero",
            &|form| {
                form.number("J8", "0");
            },
            "0",
        ),
        (
            "sum",
            &|form| {
                form.number("J8", "0.30000000000000004");
            },
            "0.3",
        ),
    ];
    for (name, fill, expect) in cases {
        let (desk, mut form) = form();
        fill(&mut form);
        let filled = desk.read(&form).unwrap();
        assert_eq!(values(&filled), [(2, false, expect.to_owned())], "{name}");
    }
    // Typing 4.2% into a cell stores 0.042 and a format.
    let (desk, mut form) = form();
    form.number("J7", "0.042").format("J7", "0.00%");
    assert_eq!(
        values(&desk.read(&form).unwrap()),
        [(1, false, "4.2".to_owned())]
    );
}

#[test]
fn what_is_no_figure_is_refused_with_its_cell() {
    let cases: [(Fill, &str, &str); 10] = [
        (
            &|f| {
                f.text("J8", "约300");
            },
            "J8",
            "约数",
        ),
        (
            &|f| {
                f.text("J8", "12,34");
            },
            "J8",
            "千分位",
        ),
        (
            &|f| {
                f.cell("J8", "", "<f>A1+B1</f>");
            },
            "J8",
            "没有存算出的结果",
        ),
        (
            &|f| {
                f.cell("J8", " t=\"e\"", "<f>1/0</f><v>#DIV/0!</v>");
            },
            "J8",
            "#DIV/0!",
        ),
        (
            &|f| {
                f.cell("J8", " t=\"b\"", "<v>1</v>");
            },
            "J8",
            "逻辑值",
        ),
        (
            &|f| {
                f.number("J8", "46082").format("J8", "yyyy-mm-dd");
            },
            "J8",
            "2026-03-01",
        ),
        (
            &|f| {
                f.number("J8", "0.85").format("J8", "0%");
            },
            "J8",
            "85%",
        ),
        (
            &|f| {
                f.number("J7", "4").merge("J7:J8");
            },
            "J7",
            "合并",
        ),
        (
            &|f| {
                f.number("J8", "4").text("K8", "估计");
            },
            "K8",
            "估计",
        ),
        (
            &|f| {
                f.number("J8", "1e300");
            },
            "J8",
            "不是可以读取的数",
        ),
    ];
    for (fill, cell, reason) in cases {
        let (desk, mut form) = form();
        fill(&mut form);
        let filled = desk.read(&form).unwrap();
        let told = refused(&filled);
        assert!(
            told.iter()
                .any(|(at, why)| at == cell && why.contains(reason)),
            "{cell} {reason}: {told:?}"
        );
        assert!(
            values(&filled).iter().all(|(no, ..)| *no != 2),
            "{:?}",
            values(&filled)
        );
    }
}

#[test]
fn rows_and_columns_may_be_moved_hidden_and_inserted() {
    let (desk, mut form) = form();
    form.number("J7", "4.1").number("J8", "2562");
    // A column is put in after C, the two rows change places, and a row is put in above the head.
    form.move_cells(|letters, row| {
        let column = letters.as_bytes()[0];
        let letters = if column >= b'D' { column + 1 } else { column };
        let row = match row {
            7 => 9,
            8 => 8,
            row => row,
        };
        (char::from(letters).to_string(), row)
    });
    form.change_sheet(|xml| {
        xml.replace("<cols>", "<cols><col min=\"11\" max=\"11\" hidden=\"1\"/>")
    });
    let filled = desk.read(&form).unwrap();
    assert!(filled.refusals.is_empty(), "{:?}", filled.refusals);
    let expect = [(1, false, "4.1".to_owned()), (2, false, "2562".to_owned())];
    assert_eq!(values(&filled), expect);
}

#[test]
fn a_row_whose_name_left_its_id_is_refused() {
    let (desk, mut form) = form();
    form.number("J7", "4.1").text("C7", "营业收入");
    let filled = desk.read(&form).unwrap();
    let told = refused(&filled);
    assert_eq!(told[0].0, "C7");
    assert!(
        told[0].1.contains("营业收入") && told[0].1.contains("序号1"),
        "{told:?}"
    );
    assert!(values(&filled).is_empty());
}

#[test]
fn rows_deleted_copied_or_put_in_are_told() {
    let (desk, mut gone) = form();
    gone.text("A7", "");
    gone.number("J7", "5");
    let told = refused(&desk.read(&gone).unwrap());
    assert!(
        told.iter()
            .any(|(at, why)| at == "J7" && why.contains("没有识别号")),
        "{told:?}"
    );
    assert!(
        told.iter().any(|(_, why)| why.contains("已从表中删除")),
        "{told:?}"
    );

    let (desk, mut copied) = form();
    copied.text("A8", "p/1");
    let told = refused(&desk.read(&copied).unwrap());
    assert!(
        told.iter().any(|(_, why)| why.contains("被复制成了几行")),
        "{told:?}"
    );
}

#[test]
fn a_form_of_elsewhere_is_refused_by_name() {
    let (mut desk, form) = form();
    let bare = Workbook::open(&form.bytes());
    desk.workspace.forms.id = "1e".to_owned();
    assert!(matches!(
        desk.read(&bare),
        Err(ExchangeFault::OtherWorkspace)
    ));
    desk.workspace.forms.id.clear();
    assert!(matches!(desk.read(&bare), Err(ExchangeFault::NeverSent)));

    let (mut desk, form) = self::form();
    desk.workspace.plans.clear();
    assert!(matches!(desk.read(&form), Err(ExchangeFault::OtherPlan(plan)) if plan == "p"));

    let hidden = "xl/worksheets/sheet2.xml";
    let (desk, mut newer) = self::form();
    newer.change("xl/sharedStrings.xml", |xml| {
        xml.replace("<t>1</t>", "<t>2</t>")
    });
    assert!(matches!(
        desk.read(&newer),
        Err(ExchangeFault::NewerForm(2))
    ));

    let (desk, mut emptied) = self::form();
    emptied.change(hidden, |_| "<worksheet><sheetData/></worksheet>".to_owned());
    assert!(matches!(desk.read(&emptied), Err(ExchangeFault::NoForm)));
}

#[test]
fn an_earlier_form_and_a_revised_plan_are_read_right_or_told() {
    let (mut desk, mut first) = form();
    let _second = desk.send("市甲局");
    first.number("J8", "7");
    let filled = desk.read(&first).unwrap();
    assert_eq!(values(&filled), [(2, false, "7".to_owned())]);
    assert!(filled.remarks[0].contains("第 1 次") && filled.remarks[0].contains("第 2 次"));

    desk.plans[0].indicators[1].unit = "万元".to_owned();
    let filled = desk.read(&first).unwrap();
    assert!(values(&filled).is_empty());
    assert!(refused(&filled)[0].1.contains("规划已修订"));

    desk.plans[0].indicators[1].unit = "亿元".to_owned();
    desk.plans[0].indicators[1].targets[0].year = 2028;
    let filled = desk.read(&first).unwrap();
    assert_eq!(values(&filled).len(), 1);
    assert!(
        filled
            .remarks
            .iter()
            .any(|words| words.contains("目标已由"))
    );
}

#[test]
fn what_the_unit_left_alone_is_not_said_anew() {
    let mut desk = Desk::new();
    let mut edit = observed("a", 2025, "4.00");
    if let Edit::Observation {
        value: Some(value), ..
    } = &mut edit
    {
        value.source = "=市统计局".to_owned();
        value.note = "第一行\r\n第二行".to_owned();
        value.status = Status::Preliminary;
    }
    desk.edit(edit);
    let form = desk.send("市甲局");
    let filled = desk.read(&form).unwrap();
    let figure = &filled.figures[0];
    assert_eq!(figure.said.value, Decimal::from(4));
    assert_eq!(figure.said.status, None);
    assert_eq!(
        (figure.said.source.as_str(), figure.said.note.as_str()),
        ("", "")
    );
    assert!(matches!(&figure.key, FigureKey::Actual(key) if key.series.0 == "a"));
    assert!(!form.sheet().contains("<f>"), "a text has become a formula");
}

#[test]
fn a_unit_that_leads_nothing_gets_no_form() {
    let desk = Desk::new();
    let of = |unit: &str| {
        let order = Order {
            plan: &desk.plans[0],
            units: vec![Unit(unit.to_owned())],
            year: 2025,
            at: NaiveDate::from_ymd_opt(2026, 3, 2)
                .unwrap()
                .and_hms_opt(9, 0, 0)
                .unwrap(),
            deadline: NaiveDate::from_ymd_opt(2026, 3, 15).unwrap(),
        };
        issue(&desk.workspace, &order).unwrap_err().to_string()
    };
    assert!(of("市丙局").contains("市甲局、市乙局"));
    let mut only_joins = Desk::new();
    only_joins.plans[0].indicators[2].units = vec![Unit("市甲局".to_owned())];
    let order = Order {
        plan: &only_joins.plans[0],
        units: vec![Unit("市乙局".to_owned())],
        year: 2025,
        at: NaiveDate::from_ymd_opt(2026, 3, 2)
            .unwrap()
            .and_hms_opt(9, 0, 0)
            .unwrap(),
        deadline: NaiveDate::from_ymd_opt(2026, 3, 15).unwrap(),
    };
    let error = issue(&only_joins.workspace, &order).unwrap_err();
    assert!(matches!(error, FormError::LeadsNothing { leads, .. } if leads == "市甲局"));
}

#[test]
fn a_form_of_a_later_version_has_another_file_name() {
    let mut desk = Desk::new();
    desk.plans[0].number = "试/〔2024〕:1号".to_owned();
    let issue = |version| Issue {
        version,
        at: NaiveDate::from_ymd_opt(2026, 3, 2)
            .unwrap()
            .and_hms_opt(9, 0, 0)
            .unwrap(),
        deadline: NaiveDate::from_ymd_opt(2026, 3, 15).unwrap(),
    };
    let unit = Unit("市甲局".to_owned());
    let name = |version| {
        let form = Form::new(&desk.workspace, &desk.plans[0], &unit, 2025, issue(version));
        form.unwrap().file_name()
    };
    assert_eq!(name(1), "市甲局-2025年填报表-试_〔2024〕_1号.xlsx");
    assert_eq!(name(2), "市甲局-2025年填报表-试_〔2024〕_1号-第2次.xlsx");
}

#[test]
fn a_year_outside_the_time_of_the_plan_gets_no_form() {
    let desk = Desk::new();
    let issue = Issue {
        version: 1,
        at: chrono::NaiveDateTime::default(),
        deadline: NaiveDate::default(),
    };
    let unit = Unit("市甲局".to_owned());
    let of = |year| Form::new(&desk.workspace, &desk.plans[0], &unit, year, issue.clone());
    for year in [1999, 2022, 2031] {
        let why = of(year).unwrap_err().to_string();
        assert!(
            why.contains("基期是 2023 年，最后的目标年是 2027 年"),
            "{why}"
        );
    }
    assert!(of(2023).is_ok() && of(2030).is_ok());
}

#[test]
fn a_formula_that_changes_by_itself_is_refused_with_its_cell() {
    let (desk, mut form) = form();
    form.cell("J7", "", "<f>YEAR(TODAY())</f><v>2026</v>");
    let filled = desk.read(&form).unwrap();
    let refused = refused(&filled);
    assert_eq!(refused.len(), 1);
    assert_eq!(refused[0].0, "J7");
    assert!(refused[0].1.contains("TODAY"));
}

#[test]
fn a_version_that_was_never_sent_is_remarked() {
    let (mut desk, form) = form();
    assert!(desk.read(&form).unwrap().remarks.is_empty());
    let key = desk.workspace.forms.desks.keys().next().unwrap().clone();
    desk.edit(Edit::Desk { key, value: None });
    let remarks = desk.read(&form).unwrap().remarks;
    assert!(remarks[0].contains("没有登记发出过第 1 次"), "{remarks:?}");
}
