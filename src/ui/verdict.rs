//! The two verdicts on an indicator's page: the grade with who or what gave it, and 趋势判断; with the ways
//! to judge by hand, to review, and to choose another rule.

use egui::{Frame, Margin, Ui};

use super::Commands;
use super::theme::{Tokens, bold, regular, size, space, text};
use super::widgets::{card, card_title, fact, link, rule};
use crate::app::board::{Row, catch_up_text, outlook_text};
use crate::app::{Action, Command, Dialog, Document};
use crate::assess::{self, ByHand};
use crate::chart::axis;
use crate::model::{Indicator, format_number, signature};

/// What the card is of.
#[derive(Clone, Copy)]
pub(super) struct About<'a> {
    pub document: &'a Document,
    pub indicator: &'a Indicator,
    pub row: &'a Row,
}

/// Draws the card.
pub(super) fn verdicts(ui: &mut Ui, about: About<'_>, commands: &mut Commands) {
    card(ui, |ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        grade(ui, about, commands);
        ui.add_space(2.0);
        rule(ui);
        ui.add_space(2.0);
        which_rule(ui, about, commands);
        ui.add_space(2.0);
        rule(ui);
        ui.add_space(2.0);
        outlook(ui, about);
    });
}

fn grade(ui: &mut Ui, about: About<'_>, commands: &mut Commands) {
    let assessment = &about.row.assessment;
    let year = format!("截至 {} 年", assessment.year);
    let Some(hand) = &assessment.by_hand else {
        ui.horizontal(|ui| {
            card_title(ui, "评价", &format!("{year}，按规则计算"));
            judge_link(ui, about, "人工评定…", commands);
        });
        let target = about.indicator.final_target();
        if target.is_some_and(|target| target.bound.value().is_none()) {
            small(ui, "这类目标没有可比的数值，请人工评定。");
        }
        history(ui, about);
        return;
    };
    card_title(ui, "评价", &format!("{year}，人工评定"));
    history(ui, about);
    let computed = format!(
        "{}，{}",
        hand.computed_word,
        hand.computed_reason.sentence()
    );
    fact(ui, "计算结果", &computed);
    if hand.needs_review() {
        review(ui, about, hand, commands);
    } else {
        ui.horizontal(|ui| {
            judge_link(ui, about, "重新评定…", commands);
            withdraw_link(ui, commands);
        });
    }
}

/// Every decision there has been, in the order in which they were made.
fn history(ui: &mut Ui, about: About<'_>) {
    for entry in about.document.workspace().judgements_of(&about.row.id) {
        let words = format!("{}（{}）", entry.sentence(), entry.signature());
        small(ui, &words);
    }
}

/// What has changed since the grade was given, and the three ways to answer.
fn review(ui: &mut Ui, about: About<'_>, hand: &ByHand, commands: &mut Commands) {
    let tokens = Tokens::of(ui);
    Frame::new()
        .fill(tokens.stamp_soft)
        .corner_radius(4.0)
        .inner_margin(Margin::symmetric(10, 6))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            let words = format!("待复核：{}", hand.review_words());
            let words = text(words, regular(size::SMALL), tokens.stamp);
            ui.add(egui::Label::new(words).wrap());
            ui.horizontal(|ui| {
                if link(ui, "确认沿用").clicked() {
                    commands.push(Command::Action(Action::ConfirmJudgement));
                }
                judge_link(ui, about, "重新评定…", commands);
                withdraw_link(ui, commands);
            });
        });
}

fn judge_link(ui: &mut Ui, about: About<'_>, words: &str, commands: &mut Commands) {
    if link(ui, words).on_hover_text("Ctrl+J").clicked() {
        commands.push(Command::Ask(Dialog::Judge(about.row.id.clone())));
    }
}

fn withdraw_link(ui: &mut Ui, commands: &mut Commands) {
    let response = link(ui, "撤回").on_hover_text("恢复计算结果；原评定留在记录里");
    if response.clicked() {
        commands.push(Command::Action(Action::WithdrawJudgement));
    }
}

/// The rule that judges, its own or the workspace's, and why.
fn which_rule(ui: &mut Ui, about: About<'_>, commands: &mut Commands) {
    let tokens = Tokens::of(ui);
    let workspace = about.document.workspace();
    let own = workspace.settings.own_rules.get(&about.row.id);
    ui.horizontal_wrapped(|ui| {
        let kind = if own.is_some() {
            "单独规则"
        } else {
            "台账规则"
        };
        ui.label(text(kind, bold(size::SMALL), tokens.text));
        let words = about.row.rule.words();
        ui.label(text(words, regular(size::SMALL), tokens.text));
    });
    if let Some(own) = own {
        let by = signature(&own.by, own.at);
        small(ui, &format!("{by}：{}", own.reason));
    }
    let rule = about.row.rule;
    if rule.method.has_own_limits() {
        let limits = assess::rule(rule.method, &rule.limits);
        small(ui, &format!("方法规定的界限：{limits}"));
    }
    for target in workspace.interim_of(&about.row.id) {
        let words = format!(
            "中期目标 {} 年 {} {}（{}）",
            target.year,
            format_number(target.value),
            about.indicator.unit,
            target.source
        );
        small(ui, &words);
    }
    ui.horizontal(|ui| {
        let words = if own.is_some() {
            "更改规则…"
        } else {
            "单独定规则…"
        };
        if link(ui, words).on_hover_text("Ctrl+Shift+J").clicked() {
            commands.push(Command::Ask(Dialog::OwnRule(about.row.id.clone())));
        }
        let target = about.indicator.final_target();
        let can_bend = target.is_some_and(|target| target.bound.value().is_some());
        if can_bend && link(ui, "中期目标…").clicked() {
            commands.push(Command::Ask(Dialog::Interim(about.row.id.clone())));
        }
        let adjust = link(ui, "目标调整…").on_hover_text("另有文件改了目标（Ctrl+Shift+T）");
        if adjust.clicked() {
            commands.push(Command::Ask(Dialog::Adjust(about.row.id.clone())));
        }
    });
}

/// 趋势判断: where the figures lead, and what it takes to get there.
fn outlook(ui: &mut Ui, about: About<'_>) {
    let tokens = Tokens::of(ui);
    let assessment = &about.row.assessment;
    ui.horizontal(|ui| {
        ui.label(text("趋势判断", bold(size::SMALL), tokens.text));
        let words = outlook_text(assessment);
        ui.label(text(words, regular(size::BODY), tokens.text));
    });
    match assessment.outlook() {
        Some(forecast) => {
            let figure = |value: f64| {
                let decimals = if value.abs() < 100.0 { 2 } else { 1 };
                axis::group(value, decimals)
            };
            let band = forecast.low.zip(forecast.high);
            let band = band.map_or_else(
                || "两期数值外推，没有区间".to_owned(),
                |(low, high)| format!("80% 区间 {} 至 {}", figure(low), figure(high)),
            );
            let words = format!(
                "{} 年预测 {} {}（{band}）",
                forecast.year,
                figure(forecast.value),
                about.indicator.unit
            );
            small(ui, &words);
        }
        None => small(ui, "至少两期实际值、目标年未到时才能外推。"),
    }
    if let Some(words) = catch_up_text(assessment, &about.indicator.unit) {
        small(ui, &words);
    }
}

fn small(ui: &mut Ui, words: &str) {
    let words = text(words, regular(size::SMALL), Tokens::of(ui).text_weak);
    ui.add(egui::Label::new(words).wrap());
}
