//! The screens a presentation can be shown on.

use super::App;

/// A screen, as the window system tells of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Screen {
    /// Its name, by which a choice is remembered: HDMI-1.
    pub name: String,
    /// Its width and height in pixels.
    pub pixels: (u32, u32),
}

impl App {
    /// The screens there are, in the order in which the window system counts them; empty where it does
    /// not tell.
    #[must_use]
    pub fn screens(&self) -> &[Screen] {
        &self.screens
    }

    /// Takes down which screens there are.
    pub fn set_screens(&mut self, screens: Vec<Screen>) {
        self.screens = screens;
    }

    /// The screen chosen for presentations, by its place among all; none: the window's own, which is also
    /// taken while the one chosen is not there.
    #[must_use]
    pub fn chosen_screen(&self) -> Option<usize> {
        let name = &self.preferences.screen;
        let is_it = |screen: &Screen| !name.is_empty() && screen.name == *name;
        self.screens.iter().position(is_it)
    }

    /// The choice of a screen in words.
    #[must_use]
    pub fn screen_words(&self, place: Option<usize>) -> String {
        const OWN: &str = "窗口所在的屏幕";
        match place.and_then(|place| Some((place, self.screens.get(place)?))) {
            Some((place, screen)) => {
                let (width, height) = screen.pixels;
                format!("屏幕 {}（{}，{width}×{height}）", place + 1, screen.name)
            }
            None => OWN.to_owned(),
        }
    }

    /// What keeps the choice from being followed, if anything does.
    #[must_use]
    pub fn screen_trouble(&self) -> Option<String> {
        let chosen = &self.preferences.screen;
        if self.screens.is_empty() {
            return Some("系统没有告诉本程序有哪些屏幕，放映在窗口所在的屏幕".to_owned());
        }
        let is_lost = !chosen.is_empty() && self.chosen_screen().is_none();
        is_lost.then(|| format!("选定的屏幕 {chosen} 没有接上，先放映在窗口所在的屏幕"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::Setup;
    use crate::store::{Catalog, Preferences};

    fn app_with(chosen: &str) -> App {
        App::new(Setup {
            catalog: Catalog::builtin().unwrap(),
            preferences: Preferences {
                screen: chosen.to_owned(),
                ..Preferences::default()
            },
            keep_preferences: false,
            clock: Box::new(chrono::NaiveDateTime::default),
            wake: None,
        })
    }

    fn two() -> Vec<Screen> {
        let screen = |name: &str, pixels| Screen {
            name: name.to_owned(),
            pixels,
        };
        vec![screen("eDP-1", (1366, 768)), screen("HDMI-1", (1920, 1080))]
    }

    #[test]
    fn a_chosen_screen_is_found_again_by_its_name() {
        let mut app = app_with("HDMI-1");
        assert!(app.screen_trouble().unwrap().contains("没有告诉"));
        app.set_screens(two());
        assert_eq!((app.chosen_screen(), app.screen_trouble()), (Some(1), None));
        assert_eq!(app.screen_words(Some(1)), "屏幕 2（HDMI-1，1920×1080）");
        // The cable is pulled out.
        app.set_screens(two().into_iter().take(1).collect());
        assert_eq!(app.chosen_screen(), None);
        assert!(app.screen_trouble().unwrap().contains("HDMI-1 没有接上"));
        assert_eq!(app.screen_words(None), "窗口所在的屏幕");
    }

    #[test]
    fn without_a_choice_the_window_keeps_its_screen() {
        let mut app = app_with("");
        app.set_screens(two());
        assert_eq!((app.chosen_screen(), app.screen_trouble()), (None, None));
    }
}
