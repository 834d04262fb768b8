//! Keeps what is typed in the order in which it was typed.
//!
//! egui hands all events of a pass over at once, and shortcuts are taken out of them before text
//! fields see the rest. When a slow machine or a remote desktop delivers `1 2 Enter 3` in one pass,
//! the Enter would overtake the digits. [`InOrder`] gives a pass either text or one key that
//! does something, and keeps the rest for the next.

use std::collections::VecDeque;

use egui::{Event, Key};

/// Events that wait for a later pass.
#[derive(Debug, Default)]
pub(super) struct InOrder {
    waiting: VecDeque<Event>,
}

impl InOrder {
    /// Whether something waits.
    pub fn is_waiting(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// Keeps all of it for a later pass.
    pub fn hold(&mut self, events: &mut Vec<Event>) {
        self.waiting.extend(events.drain(..));
    }

    /// Lets through what belongs into this pass; answers whether something is left waiting.
    pub fn let_through(&mut self, events: &mut Vec<Event>) -> bool {
        self.hold(events);
        let mut has_text = false;
        while let Some(next) = self.waiting.front() {
            let acts = acts(next);
            if acts && has_text {
                break;
            }
            has_text |= is_text(next);
            let with_alt = matches!(next, Event::Key { modifiers, .. } if modifiers.alt);
            events.extend(self.waiting.pop_front());
            if acts && with_alt {
                // The character that the system sends along with Alt and a key is no text.
                self.waiting
                    .pop_front_if(|event| matches!(event, Event::Text(_)));
            }
            if acts && self.waiting.iter().any(acts_or_types) {
                break;
            }
        }
        !self.waiting.is_empty()
    }
}

fn acts_or_types(event: &Event) -> bool {
    acts(event) || is_text(event)
}

fn is_text(event: &Event) -> bool {
    matches!(event, Event::Text(_) | Event::Paste(_) | Event::Ime(_))
}

/// Whether an event does something else than type.
fn acts(event: &Event) -> bool {
    match event {
        Event::Key {
            key,
            pressed: true,
            modifiers,
            ..
        } => modifiers.command || modifiers.alt || !types(*key),
        Event::PointerButton { .. } | Event::Copy | Event::Cut => true,
        _ => false,
    }
}

/// Whether a key only stands beside the character it types.
fn types(key: Key) -> bool {
    let name = key.name();
    name.chars().count() == 1
        || matches!(
            key,
            Key::Space
                | Key::Minus
                | Key::Plus
                | Key::Period
                | Key::Comma
                | Key::Equals
                | Key::Slash
                | Key::Semicolon
                | Key::Quote
                | Key::Colon
        )
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::Modifiers;

    fn key(key: Key) -> Event {
        Event::Key {
            key,
            physical_key: None,
            pressed: true,
            repeat: false,
            modifiers: Modifiers::NONE,
        }
    }

    fn typed(text: &str) -> [Event; 2] {
        [
            key(Key::from_name(text).unwrap()),
            Event::Text(text.to_owned()),
        ]
    }

    /// What each pass gets, as a word a pass: digits as typed, keys by name.
    fn passes(events: Vec<Event>) -> Vec<String> {
        let mut order = InOrder::default();
        let mut out = Vec::new();
        let mut incoming = events;
        loop {
            let more = order.let_through(&mut incoming);
            out.push(
                incoming
                    .drain(..)
                    .filter_map(|event| match event {
                        Event::Text(text) => Some(text),
                        Event::Key { key, .. } if !types(key) => Some(key.name().to_owned()),
                        _ => None,
                    })
                    .collect(),
            );
            if !more {
                return out;
            }
        }
    }

    #[test]
    fn a_key_never_overtakes_what_was_typed_before_it() {
        let mut events = Vec::new();
        for text in ["1", "2"] {
            events.extend(typed(text));
        }
        events.push(key(Key::Enter));
        events.extend(typed("3"));
        events.push(key(Key::Tab));
        events.push(key(Key::Tab));
        assert_eq!(passes(events), ["12", "Enter", "3", "Tab", "Tab"]);
    }

    #[test]
    fn the_character_of_a_shortcut_with_alt_is_no_text() {
        let alt = Event::Key {
            key: Key::Num1,
            physical_key: None,
            pressed: true,
            repeat: false,
            modifiers: Modifiers::ALT,
        };
        let mut events = vec![alt, Event::Text("1".to_owned())];
        events.extend(typed("5"));
        assert_eq!(passes(events), ["", "5"]);
    }

    #[test]
    fn what_comes_alone_comes_at_once() {
        assert_eq!(passes(vec![key(Key::Enter)]), ["Enter"]);
        assert_eq!(passes(typed("7").to_vec()), ["7"]);
        assert_eq!(passes(vec![Event::PointerGone]), [""]);
    }
}
