//! Fields for the analyst's own words. What is being typed is taken before anything else happens, as
//! in the grid, so that no change of page, save or closing loses it.

use egui::{TextEdit, Ui, vec2};

use super::Commands;
use super::theme::{Tokens, regular, size, text};
use crate::app::{App, Command};
use crate::model::{Edit, WordsKey};

/// The words being typed.
#[derive(Debug, Default)]
pub(super) struct WordsState {
    draft: Option<(WordsKey, String)>,
}

impl WordsState {
    /// The edit that takes over what is being typed, if it says anything new.
    pub(super) fn finish(&mut self, app: &App) -> Option<Edit> {
        let (key, draft) = self.draft.take()?;
        let stored = app.document()?.workspace().words(&key).unwrap_or("");
        let text = draft.trim_end();
        if text == stored.trim_end() {
            return None;
        }
        let text = (!text.is_empty()).then(|| text.to_owned());
        Some(Edit::Words { key, text })
    }

    /// A field of some lines with its label; one line stays one.
    pub(super) fn field(
        &mut self,
        ui: &mut Ui,
        app: &App,
        key: &WordsKey,
        hint: &str,
        lines: usize,
        commands: &mut Commands,
    ) {
        let Some(document) = app.document() else {
            return;
        };
        let tokens = Tokens::of(ui);
        let label = ui.label(text(
            key.topic.word(),
            regular(size::SMALL),
            tokens.text_weak,
        ));
        let stored = document.workspace().words(key).unwrap_or("");
        let mut words = match &self.draft {
            Some((other, draft)) if other == key => draft.clone(),
            _ => stored.to_owned(),
        };
        let field = if lines == 1 {
            TextEdit::singleline(&mut words)
        } else {
            TextEdit::multiline(&mut words).desired_rows(lines)
        };
        let field = field
            .hint_text(hint)
            .desired_width(f32::INFINITY)
            .margin(vec2(8.0, 6.0));
        let can_edit = document.read_only().is_none();
        let response = ui.add_enabled(can_edit, field).labelled_by(label.id);
        if response.changed() {
            let other = self.draft.as_ref().is_some_and(|(other, _)| other != key);
            if other && let Some(edit) = self.finish(app) {
                commands.push(Command::Edit(edit));
            }
            self.draft = Some((key.clone(), words));
        }
        if response.lost_focus()
            && self.draft.as_ref().is_some_and(|(other, _)| other == key)
            && let Some(edit) = self.finish(app)
        {
            commands.push(Command::Edit(edit));
        }
    }
}
