//! By which rule the grades on a page came about: a line that every page with grades carries, and the lists
//! of what is judged otherwise.

use egui::Ui;

use super::Commands;
use super::theme::{Tokens, regular, size, space, text};
use super::widgets::{Column, Table, Width, card_title, link};
use crate::app::board::Row;
use crate::app::{Board, Command, Document, View};
use crate::assess::ByHand;
use crate::model::{Plan, signature};

/// The rule in words, and the way to where it is chosen.
pub(super) fn line(ui: &mut Ui, words: &str, commands: &mut Commands) {
    let tokens = Tokens::of(ui);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = space::XS;
        // The link is a word in the line, not a button beside it.
        ui.spacing_mut().interact_size.y = 0.0;
        ui.spacing_mut().button_padding = egui::Vec2::ZERO;
        let words = format!("评价规则：{words}");
        ui.label(text(words, regular(size::SMALL), tokens.text_weak));
        if link(ui, "规则与人工评定").clicked() {
            commands.push(Command::Go(View::Settings));
        }
    });
}

/// A row with the plan it is of.
pub(super) type Of<'a> = (&'a Plan, &'a Row);

/// Indicators with a rule of their own; a row leads to its page.
pub(super) fn own_rules(
    ui: &mut Ui,
    document: &Document,
    which: &[Of<'_>],
    commands: &mut Commands,
) {
    let rows: Vec<[String; 4]> = which
        .iter()
        .map(|of| {
            let row = of.1;
            let own = document.workspace().settings.own_rules.get(&row.id);
            [
                name_of(*of),
                row.rule.words(),
                own.map_or_else(String::new, |own| own.reason.clone()),
                own.map_or_else(String::new, |own| signature(&own.by, own.at)),
            ]
        })
        .collect();
    let heads = ["指标", "单独规则", "理由", "何人何时"];
    let title = ("单独规则", format!("{} 项不按台账规则评价", rows.len()));
    list(ui, title, "own rules", heads, &rows, |row| {
        commands.push(Command::Go(View::Indicator(which[row].1.id.clone())));
    });
}

/// Indicators whose grade was given by hand; a row leads to its page.
pub(super) fn by_hand(ui: &mut Ui, which: &[Of<'_>], commands: &mut Commands) {
    let to_review = which.iter().filter(|of| of.1.assessment.needs_review());
    let remark = format!("{} 项，其中 {} 项待复核", which.len(), to_review.count());
    let state = |hand: &ByHand| {
        if hand.needs_review() {
            format!("待复核：{}", hand.review_words())
        } else {
            hand.judged.why.clone()
        }
    };
    judged(ui, ("人工评定", remark), which, state, commands);
}

/// Those of a board that ask for a review.
pub(super) fn to_review(ui: &mut Ui, plan: &Plan, board: &Board, commands: &mut Commands) {
    let rows = board.all_rows().filter(|row| row.assessment.needs_review());
    let which: Vec<Of<'_>> = rows.map(|row| (plan, row)).collect();
    if !which.is_empty() {
        let remark = "评定之后，年度、实际值或计算结果有变".to_owned();
        judged(
            ui,
            ("待复核", remark),
            &which,
            ByHand::review_words,
            commands,
        );
    }
}

fn judged(
    ui: &mut Ui,
    title: (&'static str, String),
    which: &[Of<'_>],
    state: impl Fn(&ByHand) -> String,
    commands: &mut Commands,
) {
    let line = |of: &Of<'_>| {
        let name = name_of(*of);
        let Some(hand) = &of.1.assessment.by_hand else {
            return [name, String::new(), String::new(), String::new()];
        };
        let grades = format!("{}（计算 {}）", hand.grade.choice(), hand.computed_word);
        [name, grades, state(hand), hand.signature()]
    };
    let rows: Vec<[String; 4]> = which.iter().map(line).collect();
    let heads = ["指标", "人工评定", "理由或变化", "何人何时"];
    let id_salt = title.0;
    list(ui, title, id_salt, heads, &rows, |row| {
        commands.push(Command::Go(View::Indicator(which[row].1.id.clone())));
    });
}

fn name_of((plan, row): Of<'_>) -> String {
    let name = plan
        .indicator(row.id.no)
        .map_or("", |indicator| indicator.name.as_str());
    format!("{} {name}", row.id.no)
}

fn list(
    ui: &mut Ui,
    (title, remark): (&str, String),
    id_salt: &str,
    heads: [&str; 4],
    rows: &[[String; 4]],
    mut press: impl FnMut(usize),
) {
    egui::Frame::new()
        .inner_margin(egui::Margin::symmetric(16, 2))
        .show(ui, |ui| card_title(ui, title, &remark));
    let [first, second, third, last] = heads;
    let flex = |weight| Width::Flex {
        weight,
        least: 80.0,
    };
    let columns = [
        Column::words(first, flex(1.0)),
        Column::words(second, flex(1.0)),
        Column::words(third, flex(1.3)),
        Column::words(last, Width::Fixed(160.0)),
    ];
    let table = Table {
        id_salt,
        columns: &columns,
        row_height: 30.0,
    };
    // A limit or a reason cut short would say something else.
    let pressed = table.show_wrapped(ui, rows, |column| {
        regular(if column == 0 { size::BODY } else { size::SMALL })
    });
    if let Some(row) = pressed {
        press(row);
    }
}
