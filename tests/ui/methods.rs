//! 方法说明 and 方法对照, as an analyst reads them in the window.

use egui_kittest::kittest::Queryable as _;
use zhibiao::app::View;
use zhibiao::model::Method;

use crate::support::{Window, demo_workspace};

fn click(window: &mut Window, label: &str) {
    window.harness.get_by_label(label).click();
    window.harness.run();
}

#[test]
fn each_method_is_explained_with_an_example_it_worked_out() {
    let mut window = Window::with(demo_workspace(), "overview");
    // The rule in the top bar leads to its explanation.
    click(&mut window, "序时进度法");
    assert_eq!(*window.view(), View::Method(Method::Schedule));
    for (method, put_in) in [
        ("年均增速法", "= 1 × 0.044698 ÷ |0.047294|"),
        ("外推比例法", "= (73.900 − 50) ÷ (80 − 50)"),
        ("趋势外推法", "= (67 − 66.0000) ÷ (67 − 60)"),
        ("完成率法", "= (135 − 100) ÷ (150 − 100)"),
        (
            "序时进度法（等比）",
            "= ln(1,180 ÷ 1,000) ÷ ln(1,500 ÷ 1,000)",
        ),
    ] {
        click(&mut window, &format!("方法：{method}"));
        assert_eq!(*window.view(), View::Method(Method::parse(method).unwrap()));
        window.harness.get_by_label(put_in);
    }
}

#[test]
fn what_stands_beside_a_grade_is_explained_too() {
    let window = Window::with(demo_workspace(), "method:un");
    for part in [
        "评价看现在，趋势判断看",
        "约有八成落在区间以内",
        "说明要做到以往没有做到过的",
        "完成率法不看时间，不参与比较",
    ] {
        window.harness.get_by_label_contains(part);
    }
}

#[test]
fn a_section_marks_the_indicators_that_methods_disagree_about() {
    for (no, view) in [(1, "theme:1"), (3, "theme:3"), (5, "theme:5")] {
        let window = Window::with(demo_workspace(), view);
        let section = window.board().theme(no).unwrap().rows.clone();
        let (_, plan, board) = window.app().shown().unwrap();
        for row in section {
            let of_board = &board.rows[row];
            let name = format!("{} {}", plan.indicators[row].name, of_board.assessment.word);
            let words = match &of_board.disagreement {
                Some(disagreement) => format!("{name}，方法分歧：{}", disagreement.words()),
                None => name,
            };
            window.harness.get_by_label(&words);
        }
    }
}

#[test]
fn methods_stand_side_by_side_and_a_row_leads_to_its_indicator() {
    let mut window = Window::with(demo_workspace(), "comparison");
    let disputed = window.board().disputed.clone();
    let (first, all) = (disputed[0], window.board().rows.len());
    assert!(disputed.len() < all);
    click(
        &mut window,
        &format!("范围：只看分歧（{}）", disputed.len()),
    );
    let listed = window
        .harness
        .query_all_by_label_contains("方法分歧：")
        .count();
    assert!(listed > 0 && listed <= disputed.len());
    let name = window.app().shown().unwrap().1.indicators[first]
        .name
        .clone();
    let row = window.board().rows[first].clone();
    let said = row.disagreement.unwrap().words();
    let label = format!("{name} {}，方法分歧：{said}", row.assessment.word);
    click(&mut window, &label);
    let id = window.board().rows[first].id.clone();
    assert_eq!(*window.view(), View::Indicator(id));
    // Its page says so too, and each method leads to its explanation.
    let words = format!("方法分歧：{said}");
    window.harness.get_by_label(&words);
    click(&mut window, "外推比例法");
    assert_eq!(*window.view(), View::Method(Method::Un));
}
