//! Cells that are shown and not asked.

use super::*;

#[test]
fn a_changed_cell_that_was_not_asked_is_named_and_the_rest_is_taken() {
    let mut desk = Desk::new();
    desk.edit(Edit::Baseline {
        indicator: IndicatorId::new(&PlanId("p".to_owned()), 1),
        value: Some(Baseline {
            year: 2023,
            value: Decimal::new(360, 2),
        }),
    });
    let mut form = desk.send("市甲局");
    // As any spreadsheet program writes 3.60 and 3.90 back.
    form.number("H7", "3.6").number("I7", "3.9");
    form.number("J7", "4.1").number("J8", "2562");
    assert_eq!(refused(&desk.read(&form).unwrap()), []);

    form.number("H7", "3.7").number("I8", "1500");
    form.text("F8", "2027年 1,500以上").cell("I7", "", "");
    let filled = desk.read(&form).unwrap();
    let told = |was: &str, now: &str| {
        format!(
            "这一格不用填，发出时是“{was}”，表里改成了“{now}”，没有收取；确实应改的，请核实后在台账里改"
        )
    };
    let at = |cell: &str, was: &str, now: &str| (cell.to_owned(), told(was, now));
    assert_eq!(
        refused(&filled),
        [
            at("H7", "3.60", "3.7"),
            at("I7", "3.90", "空"),
            at("I8", "1234567890.123456", "1500"),
            at("F8", "2027年 1,600以上", "2027年 1,500以上"),
        ]
    );
    let years: Vec<String> = filled
        .refusals
        .iter()
        .filter_map(|refusal| Some(refusal.title.as_ref()?.year_words()))
        .collect();
    assert_eq!(years, ["2023 年（基期）", "2024 年", "2024 年", "2025 年"]);
    assert_eq!(
        values(&filled),
        [(1, false, "4.1".to_owned()), (2, false, "2562".to_owned())]
    );
}
