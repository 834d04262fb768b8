//! The bar of filters above the grid, with how many rows each would show.

use chrono::NaiveDate;
use egui::containers::menu::{MenuButton, MenuConfig};
use egui::{Button, PopupCloseBehavior, ScrollArea, TextEdit, Ui, vec2};

use super::EntryState;
use super::acts::commit;
use crate::app::Command;
use crate::app::grid::{Filter, Sheet, Since};
use crate::ui::Commands;
use crate::ui::theme::{Tokens, regular, size, text};
use crate::ui::widgets::link;

/// Applies a filter once what is being typed has been taken.
pub(super) fn apply(
    sheet: &Sheet<'_>,
    state: &mut EntryState,
    filter: Filter,
    commands: &mut Commands,
) {
    if commit(sheet, state, commands) {
        commands.extend(state.take_remark(sheet).map(Command::Edit));
        state.set_filter(sheet, filter);
    }
}

pub(super) fn bar(ui: &mut Ui, sheet: &Sheet<'_>, state: &mut EntryState, commands: &mut Commands) {
    let mut filter = state.filter.clone();
    let mut again = false;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(8.0, 6.0);
        themes(ui, sheet, state, &mut filter);
        units(ui, state, &mut filter);
        let facets = &state.rows.facets;
        toggle(ui, "缺数", facets.missing, &mut filter.missing);
        changes(ui, state, &mut filter);
        let doubtful = state.rows.facets.doubtful;
        toggle(ui, "存疑", doubtful, &mut filter.doubtful);
        let words = TextEdit::singleline(&mut filter.words)
            .font(regular(size::SMALL))
            .hint_text(text(
                "名称、序号或单位",
                regular(size::SMALL),
                Tokens::of(ui).text_weak,
            ))
            .desired_width(128.0)
            .margin(vec2(8.0, 5.0));
        ui.add(words).accessible_name("筛选文字");
        again = right_side(ui, state, &mut filter);
    });
    if filter != state.filter || again {
        apply(sheet, state, filter, commands);
    }
}

/// What is shown, and the ways out; answers whether to filter anew.
fn right_side(ui: &mut Ui, state: &EntryState, filter: &mut Filter) -> bool {
    if filter.is_empty() {
        return false;
    }
    let tokens = Tokens::of(ui);
    let words = format!(
        "显示 {}/{}",
        state.rows.visible.len(),
        state.rows.facets.all
    );
    ui.label(text(words, regular(size::SMALL), tokens.text_weak));
    if link(ui, "清除筛选").clicked() {
        *filter = Filter::default();
    }
    let told = "填报之后，符合条件的行有了变化；正在填的行不会自己消失";
    state.rows.is_stale && link(ui, "重新筛选").on_hover_text(told).clicked()
}

/// A button that stays pressed.
fn toggle(ui: &mut Ui, words: &str, count: usize, on: &mut bool) {
    let tokens = Tokens::of(ui);
    let ink = if *on { tokens.accent } else { tokens.text };
    let label = text(format!("{words} {count} 项"), regular(size::SMALL), ink);
    let fill = if *on {
        tokens.accent_soft
    } else {
        tokens.surface
    };
    let button = Button::new(label)
        .fill(fill)
        .selected(*on)
        .min_size(vec2(0.0, 28.0));
    // What would show nothing can still be given up.
    let response = ui.add_enabled(*on || count > 0, button);
    if response.clicked() {
        *on = !*on;
    }
}

/// A button that opens a list, marked where one is chosen.
fn menu(ui: &mut Ui, words: &str, is_on: bool, contents: impl FnOnce(&mut Ui)) {
    let tokens = Tokens::of(ui);
    let ink = if is_on { tokens.accent } else { tokens.text };
    let fill = if is_on {
        tokens.accent_soft
    } else {
        tokens.surface
    };
    let button = Button::new(text(format!("{words} ▼"), regular(size::SMALL), ink))
        .fill(fill)
        .min_size(vec2(0.0, 28.0));
    MenuButton::from_button(button)
        .config(MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside))
        .ui(ui, contents);
}

/// One entry of a list with its count.
fn entry(ui: &mut Ui, is_chosen: bool, words: &str, count: usize) -> bool {
    let pressed = ui
        .selectable_label(is_chosen, format!("{words}　{count}"))
        .clicked();
    if pressed {
        ui.close();
    }
    pressed
}

fn themes(ui: &mut Ui, sheet: &Sheet<'_>, state: &EntryState, filter: &mut Filter) {
    let facets = &state.rows.facets;
    let is_center = sheet
        .plan()
        .themes
        .iter()
        .all(|theme| theme.name.ends_with("中心"));
    let kind = if is_center { "中心" } else { "领域" };
    let chosen = filter.theme.clone();
    let name = facets
        .themes
        .iter()
        .find(|(plan, no, ..)| chosen.as_ref() == Some(&(plan.clone(), *no)))
        .map_or_else(|| format!("全部{kind}"), |(.., name, _)| name.clone());
    menu(ui, &name, chosen.is_some(), |ui| {
        let all = facets.themes.iter().map(|(.., count)| count).sum();
        if entry(ui, chosen.is_none(), &format!("全部{kind}"), all) {
            filter.theme = None;
        }
        for (plan, no, name, count) in &facets.themes {
            let this = Some((plan.clone(), *no));
            if entry(ui, chosen == this, name, *count) {
                filter.theme = this;
            }
        }
    });
}

fn units(ui: &mut Ui, state: &EntryState, filter: &mut Filter) {
    let facets = &state.rows.facets;
    let chosen = filter.unit.clone();
    let name = chosen
        .as_ref()
        .map_or_else(|| "全部单位".to_owned(), |unit| unit.0.clone());
    menu(ui, &name, chosen.is_some(), |ui| {
        ScrollArea::vertical().max_height(420.0).show(ui, |ui| {
            // A row may name several units, so these do not add up.
            if ui.selectable_label(chosen.is_none(), "全部单位").clicked() {
                filter.unit = None;
                ui.close();
            }
            for (unit, count) in &facets.units {
                if entry(ui, chosen.as_ref() == Some(unit), &unit.0, *count) {
                    filter.unit = Some(unit.clone());
                }
            }
        });
    });
}

/// Since when a row counts as changed.
fn changes(ui: &mut Ui, state: &mut EntryState, filter: &mut Filter) {
    let facets = &state.rows.facets;
    let days = state.rows.days;
    let mut choices = vec![
        (Since::Opened, "打开以来".to_owned(), facets.opened),
        (Since::Saved, "尚未保存".to_owned(), facets.saved),
    ];
    for ((day, count), words) in days.into_iter().zip(["今天", "近 7 天", "近 30 天"]) {
        choices.push((Since::Day(day), words.to_owned(), count));
    }
    let name = filter.changed.map_or_else(
        || format!("有改动 {}", facets.opened),
        |since| {
            let known = choices.iter().find(|choice| choice.0 == since);
            let words = known.map_or_else(
                || match since {
                    Since::Day(day) => format!("{} 起", day.format("%Y-%m-%d")),
                    Since::Opened | Since::Saved => String::new(),
                },
                |choice| choice.1.clone(),
            );
            format!("有改动：{words}")
        },
    );
    let chosen = filter.changed;
    let day = &mut state.day;
    menu(ui, &name, chosen.is_some(), |ui| {
        if ui
            .selectable_label(chosen.is_none(), "不论是否改动")
            .clicked()
        {
            filter.changed = None;
            ui.close();
        }
        for (since, words, count) in &choices {
            if entry(ui, chosen == Some(*since), words, *count) {
                filter.changed = Some(*since);
            }
        }
        ui.horizontal(|ui| {
            ui.label("自");
            let edit = TextEdit::singleline(day)
                .hint_text("2026-03-01")
                .desired_width(104.0);
            ui.add(edit).accessible_name("改动起始日期");
            let typed = NaiveDate::parse_from_str(day.trim(), "%Y-%m-%d").ok();
            let label = Button::new("起");
            if ui.add_enabled(typed.is_some(), label).clicked() {
                filter.changed = typed.map(Since::Day);
                ui.close();
            }
        });
    });
}
