//! What the files that were read would change, before anything is changed.

use egui::{Button, Rect, Ui, vec2};

use crate::app::{Collect, Collecting, Command};
use crate::exchange::figure::{Place, Said};
use crate::exchange::merge::{Choice, Collection, FileNote, Line, Verdict};
use crate::ui::Commands;
use crate::ui::theme::{Tokens, bold, regular, size, space, text};
use crate::ui::widgets::{Align, Column, Table, Width, cell_text};
use crate::ui::widgets::{card, card_title, flush_card, primary_button, rule};

/// Draws the preview.
pub(super) fn page(ui: &mut Ui, collect: &Collect, found: &Collection, commands: &mut Commands) {
    head(ui, collect, found, commands);
    refused(ui, found);
    doubtful(ui, found);
    conflicts(ui, collect, found, commands);
    changes(ui, found, Verdict::Changed, "更改", "台账里的数将被替换");
    changes(ui, found, Verdict::New, "新填", "台账里还没有的数");
    settings(ui, found);
    files(ui, found);
}

fn head(ui: &mut Ui, collect: &Collect, found: &Collection, commands: &mut Commands) {
    let tokens = Tokens::of(ui);
    card(ui, |ui| {
        ui.label(text("收取预览", bold(size::HEADING), tokens.text));
        let words = format!(
            "{} 个文件：新填 {}，更改 {}，冲突 {}，相同 {}，没有收取 {}。台账还没有改动。",
            found.files.len(),
            found.count(Verdict::New),
            found.count(Verdict::Changed),
            found.count(Verdict::Conflict),
            found.count(Verdict::Same),
            found.refused()
        );
        ui.label(text(words, regular(size::BODY), tokens.text));
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = space::S;
            let undecided = collect.undecided();
            let label = match collect.changing() {
                0 => "登记并关闭".to_owned(),
                count => format!("写入 {count} 处"),
            };
            ui.add_enabled_ui(undecided == 0, |ui| {
                if primary_button(ui, &label).clicked() {
                    commands.push(Command::Collect(Collecting::Take));
                }
            });
            let give_up = Button::new("放弃").min_size(vec2(72.0, 34.0));
            if ui.add(give_up).clicked() {
                commands.push(Command::Collect(Collecting::GiveUp));
            }
            if undecided > 0 {
                let words = format!("还有 {undecided} 处冲突没有决定");
                ui.label(text(words, regular(size::SMALL), tokens.error));
            }
        });
    });
}

/// What is not taken, with the cell and the reason.
fn refused(ui: &mut Ui, found: &Collection) {
    if found.refused() == 0 {
        return;
    }
    let tokens = Tokens::of(ui);
    card(ui, |ui| {
        let title = format!("没有收取 {} 处", found.refused());
        card_title(ui, &title, "请单位改正后重新发来，其余的数照常收取");
        for file in &found.files {
            if let Some(fault) = &file.fault {
                let words = text(fault, regular(size::SMALL), tokens.error);
                ui.add(egui::Label::new(words).wrap());
            }
            for refusal in &file.refusals {
                let title = refusal.title.as_ref();
                let what = title.map_or_else(String::new, |title| {
                    format!("{} {}　", title.words(), title.year_words())
                });
                let place = place_words(file, &refusal.place);
                let words = format!("{place}　{what}{}", refusal.reason);
                let words = text(words, regular(size::SMALL), tokens.error);
                ui.add(egui::Label::new(words).wrap());
            }
        }
    });
}

/// What looks like a slip, with the reason; it is taken all the same.
fn doubtful(ui: &mut Ui, found: &Collection) {
    let offers = |line: &'_ Line| {
        let doubted = line.offers.iter().filter(|offer| !offer.doubts.is_empty());
        doubted
            .map(|offer| {
                let title = &line.title;
                format!(
                    "{} {}　{}　{}",
                    title.words(),
                    title.year_words(),
                    offer.result.words(),
                    offer.doubts.join("；")
                )
            })
            .collect::<Vec<_>>()
    };
    let doubted: Vec<String> = found.lines.iter().flat_map(offers).collect();
    if doubted.is_empty() {
        return;
    }
    let tokens = Tokens::of(ui);
    card(ui, |ui| {
        let title = format!("存疑 {} 处", doubted.len());
        card_title(ui, &title, "请核对；不影响写入，写入后仍标存疑");
        for words in doubted {
            let words = text(words, regular(size::SMALL), tokens.stamp);
            ui.add(egui::Label::new(words).wrap());
        }
    });
}

fn place_words(file: &FileNote, place: &Place) -> String {
    match place {
        Place::Whole => file.name.clone(),
        place => format!("{}　{place}", file.name),
    }
}

/// Both sides beside each other, decided one by one or all at once.
fn conflicts(ui: &mut Ui, collect: &Collect, found: &Collection, commands: &mut Commands) {
    let is_conflict = |line: &&Line| line.verdict == Verdict::Conflict;
    let count = found.count(Verdict::Conflict);
    if count == 0 {
        return;
    }
    card(ui, |ui| {
        card_title(ui, &format!("冲突 {count} 处"), "请逐处选定，或一次全定");
        ui.horizontal(|ui| {
            for (take, label) in [(false, "全部保留台账里的"), (true, "全部用文件里的")]
            {
                if ui.button(label).clicked() {
                    commands.push(Command::Collect(Collecting::DecideAll { take }));
                }
            }
        });
        for line in found.lines.iter().filter(is_conflict) {
            rule(ui);
            conflict(ui, collect, line, commands);
        }
    });
}

fn conflict(ui: &mut Ui, collect: &Collect, line: &Line, commands: &mut Commands) {
    let tokens = Tokens::of(ui);
    let title = format!("{} {}", line.title.words(), line.title.year_words());
    ui.horizontal_wrapped(|ui| {
        ui.label(text(&title, bold(size::BODY), tokens.text));
        ui.label(text(&line.why, regular(size::SMALL), tokens.text_weak));
    });
    let chosen = collect.choices.get(&line.key);
    let kept = line
        .current
        .as_ref()
        .map_or_else(|| "（空）".to_owned(), Said::words);
    let (by, at) = &line.entered;
    let when = at.map_or_else(String::new, |at| at.format(" %Y-%m-%d %H:%M").to_string());
    let mut sides = vec![(
        Choice::Keep,
        "保留台账里的".to_owned(),
        kept,
        format!("{by}{when}"),
    )];
    for (index, offer) in line.offers.iter().enumerate() {
        sides.push((
            Choice::Take(index),
            format!("用{}的", offer.figure.voice.words()),
            offer.result.words(),
            offer.figure.place.to_string(),
        ));
    }
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(space::S, space::S);
        for (choice, label, value, from) in sides {
            let is_chosen = chosen == Some(&choice);
            let words = format!("{label}\n{value}\n{from}");
            let ink = if is_chosen {
                tokens.accent
            } else {
                tokens.text
            };
            let fill = if is_chosen {
                tokens.accent_soft
            } else {
                tokens.surface
            };
            let button = Button::new(text(words.trim_end(), regular(size::SMALL), ink))
                .fill(fill)
                .selected(is_chosen)
                .min_size(vec2(240.0, 72.0));
            let response = ui.add(button);
            response.widget_info(|| {
                let name = format!("{title}：{label} {value}");
                egui::WidgetInfo::selected(egui::Role::RadioButton, true, is_chosen, name)
            });
            if response.clicked() {
                let decide = Collecting::Decide(line.key.clone(), choice);
                commands.push(Command::Collect(decide));
            }
        }
    });
}

fn changes(ui: &mut Ui, found: &Collection, verdict: Verdict, word: &str, remark: &str) {
    let lines: Vec<&Line> = found
        .lines
        .iter()
        .filter(|l| l.verdict == verdict)
        .collect();
    if lines.is_empty() {
        return;
    }
    let columns = [
        Column::words(
            "指标",
            Width::Flex {
                weight: 2.0,
                least: 200.0,
            },
        ),
        Column::words("年度", Width::Fixed(108.0)),
        Column::words(
            "台账",
            Width::Flex {
                weight: 1.0,
                least: 110.0,
            },
        ),
        Column::words(
            "文件",
            Width::Flex {
                weight: 1.4,
                least: 150.0,
            },
        ),
        Column::words(
            "来自",
            Width::Flex {
                weight: 1.0,
                least: 130.0,
            },
        ),
    ];
    flush_card(ui, |ui| {
        ui.horizontal(|ui| {
            ui.add_space(space::L);
            card_title(ui, &format!("{word} {} 处", lines.len()), remark);
        });
        let table = Table {
            id_salt: word,
            columns: &columns,
            row_height: 34.0,
        };
        let label = |row: usize| line_label(lines[row]);
        let _pressed = table.show(ui, lines.len(), label, |ui, row, column, area| {
            line_cell(ui, lines[row], column, area);
        });
    });
}

fn line_label(line: &Line) -> String {
    let offer = line.offers.last();
    let value = offer.map_or_else(String::new, |offer| offer.result.words());
    format!("{} {} {value}", line.title.words(), line.title.year_words())
}

fn line_cell(ui: &Ui, line: &Line, column: usize, area: Rect) {
    let tokens = Tokens::of(ui);
    let offer = line.offers.last();
    let (words, font, ink) = match column {
        0 => (line.title.words(), regular(size::SMALL), tokens.text),
        1 => (
            line.title.year_words(),
            regular(size::SMALL),
            tokens.text_weak,
        ),
        2 => {
            let before = line.current.as_ref();
            let words = before.map_or_else(|| "（空）".to_owned(), Said::words);
            (words, regular(size::SMALL), tokens.text_weak)
        }
        3 => {
            let words = offer.map_or_else(String::new, |offer| offer.result.words());
            let is_doubted = offer.is_some_and(|offer| !offer.doubts.is_empty());
            let ink = if is_doubted {
                tokens.stamp
            } else {
                tokens.text
            };
            (words, bold(size::SMALL), ink)
        }
        _ => {
            let words = offer.map_or_else(String::new, |offer| {
                format!("{} {}", offer.figure.voice.words(), offer.figure.place)
            });
            (words, regular(size::SMALL), tokens.text_weak)
        }
    };
    cell_text(ui, area, Align::Left, &words, font, ink);
}

fn settings(ui: &mut Ui, found: &Collection) {
    if found.settings.is_empty() {
        return;
    }
    let tokens = Tokens::of(ui);
    card(ui, |ui| {
        card_title(
            ui,
            &format!("设置 {} 项", found.settings.len()),
            "随数据表带来",
        );
        for (words, _) in &found.settings {
            ui.label(text(words, regular(size::SMALL), tokens.text));
        }
    });
}

/// Each file with what it is, what is worth knowing and what was left blank.
fn files(ui: &mut Ui, found: &Collection) {
    let tokens = Tokens::of(ui);
    card(ui, |ui| {
        card_title(ui, "文件", "留空不会删除台账里的数");
        for file in &found.files {
            ui.horizontal_wrapped(|ui| {
                ui.label(text(&file.name, bold(size::SMALL), tokens.text));
                let what = match file.fault {
                    None => format!("{}，{} 个数", file.what, file.figures),
                    Some(_) => file.what.clone(),
                };
                ui.label(text(what, regular(size::SMALL), tokens.text_weak));
            });
            for remark in &file.remarks {
                ui.label(text(remark, regular(size::SMALL), tokens.stamp));
            }
            for blank in &file.blanks {
                let note = match blank.note.as_str() {
                    "" => String::new(),
                    note => format!("；备注：{}", note.replace('\n', " ")),
                };
                let title = &blank.title;
                let words = format!("空着：{} {}{note}", title.words(), title.year_words());
                let words = text(words, regular(size::SMALL), tokens.text_weak);
                ui.add(egui::Label::new(words).wrap());
            }
        }
    });
}
