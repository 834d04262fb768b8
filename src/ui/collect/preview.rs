//! What the files that were read would change, before anything is changed.

use egui::{Button, Rect, Ui, vec2};

use crate::app::{Collect, Collecting, Command, Preview};
use crate::exchange::figure::Place;
use crate::exchange::merge::{Collection, FileNote, Shown, Verdict};
use crate::ui::Commands;
use crate::ui::theme::{Tokens, bold, regular, size, space, text};
use crate::ui::widgets::{Align, Column, Table, Width, cell_text};
use crate::ui::widgets::{card, card_title, flush_card, primary_button, rule};

/// Draws the preview.
pub(super) fn page(ui: &mut Ui, collect: &Collect, preview: &Preview, commands: &mut Commands) {
    let found = &preview.found;
    head(ui, collect, found, commands);
    refused(ui, found);
    doubtful(ui, &preview.doubted);
    conflicts(ui, collect, &preview.conflicts, commands);
    changes(ui, &preview.changed, "更改", "台账里的将被替换");
    changes(ui, &preview.new, "新填", "台账里还没有的");
    files(ui, found);
}

fn head(ui: &mut Ui, collect: &Collect, found: &Collection, commands: &mut Commands) {
    let tokens = Tokens::of(ui);
    card(ui, |ui| {
        ui.label(text("收取预览", bold(size::HEADING), tokens.text));
        let declined = match found.count(Verdict::Declined) {
            0 => String::new(),
            count => format!("以前已定 {count}，"),
        };
        let words = format!(
            "{} 个文件：新填 {}，更改 {}，冲突 {}，相同 {}，{declined}没有收取 {}。台账还没有改动。",
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
            if found.files.iter().all(|file| file.fault.is_some()) {
                if primary_button(ui, "关闭").clicked() {
                    commands.push(Command::Collect(Collecting::GiveUp));
                }
                return;
            }
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
fn doubtful(ui: &mut Ui, doubted: &[String]) {
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
fn conflicts(ui: &mut Ui, collect: &Collect, rows: &[Shown], commands: &mut Commands) {
    if rows.is_empty() {
        return;
    }
    let count = rows.len();
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
        for row in rows {
            rule(ui);
            conflict(ui, collect, row, commands);
        }
    });
}

fn conflict(ui: &mut Ui, collect: &Collect, row: &Shown, commands: &mut Commands) {
    let tokens = Tokens::of(ui);
    let title = row.heading();
    ui.horizontal_wrapped(|ui| {
        ui.label(text(&title, bold(size::BODY), tokens.text));
        ui.label(text(&row.why, regular(size::SMALL), tokens.text_weak));
    });
    let chosen = collect.choices.get(&row.of);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(space::S, space::S);
        for (choice, label, value, from) in row.choices() {
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
            // What follows pushes the words to the left, so that both sides can be compared line by line.
            let button = Button::new(text(words.trim_end(), regular(size::SMALL), ink))
                .right_text("")
                .fill(fill)
                .selected(is_chosen)
                .min_size(vec2(240.0, 72.0));
            let response = ui.add(button);
            response.widget_info(|| {
                let name = format!("{title}：{label} {value}");
                egui::WidgetInfo::selected(egui::Role::RadioButton, true, is_chosen, name)
            });
            if response.clicked() {
                let decide = Collecting::Decide(row.of.clone(), choice);
                commands.push(Command::Collect(decide));
            }
        }
    });
}

fn changes(ui: &mut Ui, rows: &[Shown], word: &str, remark: &str) {
    if rows.is_empty() {
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
                weight: 1.4,
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
            card_title(ui, &format!("{word} {} 处", rows.len()), remark);
        });
        let table = Table {
            id_salt: word,
            columns: &columns,
            row_height: 34.0,
        };
        let label = |row: usize| row_label(&rows[row]);
        let _pressed = table.show(ui, rows.len(), label, |ui, row, column, area| {
            row_cell(ui, &rows[row], column, area);
        });
    });
}

fn row_label(row: &Shown) -> String {
    let value = row.sides.last().map_or("", |side| &side.value);
    format!("{} {value}", row.heading())
}

fn row_cell(ui: &Ui, row: &Shown, column: usize, area: Rect) {
    let tokens = Tokens::of(ui);
    let side = row.sides.last();
    let weak = (regular(size::SMALL), tokens.text_weak);
    let (words, (font, ink)) = match column {
        0 => (row.title.clone(), (regular(size::SMALL), tokens.text)),
        1 => (row.year.clone(), weak),
        2 => (row.current.clone(), weak),
        3 => {
            let is_doubted = side.is_some_and(|side| !side.doubts.is_empty());
            let ink = if is_doubted {
                tokens.stamp
            } else {
                tokens.text
            };
            let words = side.map_or_else(String::new, |side| side.value.clone());
            (words, (bold(size::SMALL), ink))
        }
        _ => {
            let words = side.map(|side| format!("{} {}", side.who, side.place));
            (words.unwrap_or_default(), weak)
        }
    };
    cell_text(ui, area, Align::Left, &words, font, ink);
}

/// Each file with what it is, what is worth knowing and what was left blank.
fn files(ui: &mut Ui, found: &Collection) {
    let tokens = Tokens::of(ui);
    card(ui, |ui| {
        card_title(ui, "文件", "留空不会删除台账里的数");
        for file in &found.files {
            ui.horizontal_wrapped(|ui| {
                ui.label(text(&file.name, bold(size::SMALL), tokens.text));
                ui.label(text(file.words(), regular(size::SMALL), tokens.text_weak));
            });
            for remark in &file.remarks {
                let words = text(remark, regular(size::SMALL), tokens.stamp);
                ui.add(egui::Label::new(words).wrap());
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
