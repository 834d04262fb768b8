//! Colours, sizes and fonts: the one place they come from.
//!
//! A grade has two colours: one that fills bars and marks, and a darker (or, on dark ground,
//! lighter) one for its word, so that text always keeps a contrast of 4.5 to 1.

use std::sync::Arc;

use egui::style::{Selection, WidgetVisuals, Widgets};
use egui::{
    Color32, CornerRadius, FontData, FontDefinitions, FontFamily, FontId, Margin, RichText, Shadow,
    Stroke, Style, TextStyle, Theme, Ui, Visuals, vec2,
};

use crate::assess::Grade;
use crate::chart::ChartStyle;

/// Distances, in points.
pub mod space {
    /// Between a mark and its word.
    pub const XS: f32 = 4.0;
    /// Between things that belong together.
    pub const S: f32 = 8.0;
    /// Inside cards and between rows.
    pub const M: f32 = 12.0;
    /// Between cards.
    pub const L: f32 = 16.0;
    /// Around a page.
    pub const XL: f32 = 24.0;
}

/// Sizes, in points.
pub mod size {
    /// The small 快 beside a flash figure.
    pub const MARK: f32 = 11.0;
    /// Axis labels and captions.
    pub const CAPTION: f32 = 12.0;
    /// Secondary text.
    pub const SMALL: f32 = 13.0;
    /// Text.
    pub const BODY: f32 = 15.0;
    /// Titles of cards.
    pub const TITLE: f32 = 16.0;
    /// Titles of pages.
    pub const HEADING: f32 = 20.0;
    /// The one sentence of the overview, and figures of an indicator.
    pub const HEADLINE: f32 = 22.0;
    /// The name of the program on its first page.
    pub const BRAND: f32 = 44.0;
    /// Figures a leader reads across the room.
    pub const DISPLAY: f32 = 28.0;
    /// Corner radius of cards, buttons and fields.
    pub const RADIUS: u8 = 6;
    /// Height of the top bar.
    pub const BAR: f32 = 48.0;
    /// Width of the rail.
    pub const RAIL: f32 = 196.0;
    /// Height of a button or field.
    pub const CONTROL: f32 = 30.0;
}

/// The colours of one theme.
#[derive(Clone, Debug, PartialEq)]
pub struct Tokens {
    /// Behind everything.
    pub ground: Color32,
    /// Cards, rail and bars.
    pub surface: Color32,
    /// Fields and other things set into a card.
    pub sunken: Color32,
    /// Text.
    pub text: Color32,
    /// Secondary text.
    pub text_weak: Color32,
    /// Lines around and between things.
    pub border: Color32,
    /// Lines within tables.
    pub line: Color32,
    /// What can be pressed or is chosen.
    pub accent: Color32,
    /// Text on the accent.
    pub on_accent: Color32,
    /// Behind what is chosen.
    pub accent_soft: Color32,
    /// Behind what the pointer is over.
    pub hover: Color32,
    /// Unfilled parts of bars, blank cells of the heat map.
    pub track: Color32,
    /// Text of errors.
    pub error: Color32,
    /// Behind errors.
    pub error_soft: Color32,
    /// Text of the 示例数据 stamp.
    pub stamp: Color32,
    /// Behind the stamp.
    pub stamp_soft: Color32,
    /// One colour a section.
    pub themes: [Color32; 5],
    /// What fills bars and marks of a grade, in the order of [`Grade::ALL`].
    pub grades: [Color32; 7],
    /// The word of a grade on a card.
    pub grade_inks: [Color32; 7],
    /// Marks on a grade's fill.
    pub on_grade: Color32,
    /// Shadow under what floats.
    pub shadow: Color32,
    /// Laid over the window behind a dialog.
    pub veil: Color32,
}

#[expect(clippy::disallowed_methods, reason = "this is where colours come from")]
const fn rgb(hex: u32) -> Color32 {
    let [_, r, g, b] = hex.to_be_bytes();
    Color32::from_rgb(r, g, b)
}

/// Around a slide and in its place while the projector shall show nothing.
pub const DARKNESS: Color32 = Color32::BLACK;

static LIGHT: Tokens = Tokens {
    ground: rgb(0xF4_F5_F7),
    surface: rgb(0xFF_FF_FF),
    sunken: rgb(0xFF_FF_FF),
    text: rgb(0x1F_23_29),
    text_weak: rgb(0x5C_62_6B),
    border: rgb(0xDE_E0_E3),
    line: rgb(0xEC_ED_F0),
    accent: rgb(0x14_56_F0),
    on_accent: rgb(0xFF_FF_FF),
    accent_soft: rgb(0xE8_EF_FE),
    hover: rgb(0xF0_F2_F5),
    track: rgb(0xE8_EA_ED),
    error: rgb(0xC2_32_1E),
    error_soft: rgb(0xFD_EE_EB),
    stamp: rgb(0x8A_54_00),
    stamp_soft: rgb(0xFF_F3_DC),
    themes: [
        rgb(0x2A_6F_DB),
        rgb(0x0B_8F_9C),
        rgb(0x75_56_DC),
        rgb(0xBD_6C_12),
        rgb(0xB1_3A_80),
    ],
    grades: [
        rgb(0x0B_7A_4B),
        rgb(0x2E_A5_6A),
        rgb(0x3B_82_C4),
        rgb(0xE0_93_0F),
        rgb(0xD1_43_2F),
        rgb(0x8F_1D_2C),
        rgb(0x9A_A0_A6),
    ],
    grade_inks: [
        rgb(0x0A_6E_44),
        rgb(0x19_7A_48),
        rgb(0x24_68_A8),
        rgb(0x93_5C_00),
        rgb(0xBE_35_22),
        rgb(0x8F_1D_2C),
        rgb(0x5C_62_6B),
    ],
    on_grade: rgb(0xFF_FF_FF),
    shadow: Color32::from_black_alpha(38),
    veil: Color32::from_black_alpha(90),
};

static DARK: Tokens = Tokens {
    ground: rgb(0x14_16_1A),
    surface: rgb(0x1D_20_26),
    sunken: rgb(0x16_18_1D),
    text: rgb(0xE9_EB_EE),
    text_weak: rgb(0xA4_AA_B4),
    border: rgb(0x36_3A_43),
    line: rgb(0x2B_2F_37),
    accent: rgb(0x7A_A7_FF),
    on_accent: rgb(0x0D_14_24),
    accent_soft: rgb(0x22_2F_4C),
    hover: rgb(0x2A_2E_36),
    track: rgb(0x33_38_41),
    error: rgb(0xFF_8B_78),
    error_soft: rgb(0x42_22_1E),
    stamp: rgb(0xF5_C0_6A),
    stamp_soft: rgb(0x3D_30_18),
    themes: [
        rgb(0x6A_A3_F5),
        rgb(0x3F_BF_C9),
        rgb(0xA8_90_F5),
        rgb(0xE0_9A_4A),
        rgb(0xE0_7A_B4),
    ],
    grades: [
        rgb(0x1E_A0_68),
        rgb(0x4C_C4_86),
        rgb(0x5B_9F_E0),
        rgb(0xE8_A5_35),
        rgb(0xE8_66_50),
        rgb(0xC2_4A_5C),
        rgb(0x80_86_90),
    ],
    grade_inks: [
        rgb(0x3D_C0_86),
        rgb(0x63_D4_99),
        rgb(0x78_B4_EE),
        rgb(0xF0_B4_4E),
        rgb(0xFF_8B_78),
        rgb(0xF0_84_94),
        rgb(0xA4_AA_B4),
    ],
    on_grade: rgb(0x14_16_1A),
    shadow: Color32::from_black_alpha(120),
    veil: Color32::from_black_alpha(140),
};

impl Tokens {
    /// The tokens of the theme a `Ui` is drawn in.
    #[must_use]
    pub fn of(ui: &Ui) -> &'static Self {
        Self::for_dark(ui.visuals().dark_mode)
    }

    /// The tokens of the light or the dark theme.
    #[must_use]
    pub fn for_dark(dark: bool) -> &'static Self {
        if dark { &DARK } else { &LIGHT }
    }

    /// What fills bars and marks of a grade.
    #[must_use]
    pub fn grade(&self, grade: Grade) -> Color32 {
        self.grades[grade.index()]
    }

    /// The colour of a grade's word.
    #[must_use]
    pub fn grade_ink(&self, grade: Grade) -> Color32 {
        self.grade_inks[grade.index()]
    }

    /// The colour of a section; numbers beyond the last begin again.
    #[must_use]
    pub fn theme(&self, no: u32) -> Color32 {
        let index = usize::try_from(no.saturating_sub(1)).unwrap_or(0) % self.themes.len();
        self.themes[index]
    }

    /// What charts are drawn with.
    #[must_use]
    pub fn chart(&self) -> ChartStyle {
        ChartStyle {
            text: self.text,
            text_weak: self.text_weak,
            surface: self.surface,
            grid: self.line,
            track: self.track,
            path: self.text_weak,
            themes: self.themes,
            grades: self.grades,
            on_grade: self.on_grade,
            axis_font: regular(size::CAPTION),
            label_font: regular(size::SMALL),
            value_font: bold(size::SMALL),
        }
    }
}

/// The regular face at a size in points.
#[must_use]
pub fn regular(size: f32) -> FontId {
    FontId::new(size, FontFamily::Proportional)
}

/// The bold face at a size in points.
#[must_use]
pub fn bold(size: f32) -> FontId {
    FontId::new(size, bold_family())
}

fn bold_family() -> FontFamily {
    FontFamily::Name("bold".into())
}

/// Text in a colour and font of the theme.
#[must_use]
pub fn text(text: impl Into<String>, font: FontId, color: Color32) -> RichText {
    RichText::new(text).font(font).color(color)
}

/// Puts the bundled fonts and both themes into a context, and nothing else: what the program looks
/// like does not depend on the machine.
pub fn install(ctx: &egui::Context) {
    ctx.set_fonts(fonts());
    ctx.set_style_of(Theme::Light, style(&LIGHT, Visuals::light()));
    ctx.set_style_of(Theme::Dark, style(&DARK, Visuals::dark()));
}

/// Takes out all that moves by itself, for pictures and tests.
pub fn hold_still(style: &mut Style) {
    style.animation_time = 0.0;
    style.visuals.text_cursor.blink = false;
    style.scroll_animation = egui::style::ScrollAnimation::none();
}

/// The bundled faces as font files, regular and bold.
pub static FACES: [&[u8]; 2] = [
    include_bytes!("../../assets/fonts/NotoSansSC-Regular.otf"),
    include_bytes!("../../assets/fonts/NotoSansSC-Bold.otf"),
];

fn fonts() -> FontDefinitions {
    let mut fonts = FontDefinitions::empty();
    for (name, bytes) in ["regular", "bold"].into_iter().zip(FACES) {
        fonts
            .font_data
            .insert(name.to_owned(), Arc::new(FontData::from_static(bytes)));
    }
    let regular = vec!["regular".to_owned()];
    fonts
        .families
        .insert(FontFamily::Proportional, regular.clone());
    fonts.families.insert(FontFamily::Monospace, regular);
    fonts
        .families
        .insert(bold_family(), vec!["bold".to_owned()]);
    fonts
}

fn style(tokens: &Tokens, visuals: Visuals) -> Style {
    let mut style = Style {
        visuals: self::visuals(tokens, visuals),
        ..Style::default()
    };
    style.text_styles = [
        (TextStyle::Small, regular(size::SMALL)),
        (TextStyle::Body, regular(size::BODY)),
        (TextStyle::Button, regular(size::BODY)),
        (TextStyle::Heading, bold(size::HEADING)),
        (TextStyle::Monospace, regular(size::BODY)),
    ]
    .into();
    style.animation_time = 0.08;
    // A steady cursor: nothing is drawn while nothing happens.
    style.visuals.text_cursor.blink = false;
    let spacing = &mut style.spacing;
    spacing.item_spacing = vec2(space::S, space::S);
    spacing.button_padding = vec2(10.0, 4.0);
    spacing.interact_size.y = size::CONTROL;
    spacing.menu_margin = Margin::same(6);
    spacing.window_margin = Margin::same(20);
    spacing.combo_width = 96.0;
    spacing.default_area_size = vec2(760.0, 760.0);
    spacing.scroll.floating = true;
    spacing.tooltip_width = 420.0;
    style.interaction.tooltip_delay = 0.35;
    style
}

fn visuals(tokens: &Tokens, base: Visuals) -> Visuals {
    let radius = CornerRadius::same(size::RADIUS);
    let widget = |fill: Color32, border: Color32, ink: Color32| WidgetVisuals {
        bg_fill: fill,
        weak_bg_fill: fill,
        bg_stroke: Stroke::new(1.0, border),
        corner_radius: radius,
        fg_stroke: Stroke::new(1.0, ink),
        expansion: 0.0,
    };
    let floating = Shadow {
        offset: [0, 4],
        blur: 16,
        spread: 0,
        color: tokens.shadow,
    };
    Visuals {
        override_text_color: None,
        weak_text_color: Some(tokens.text_weak),
        widgets: Widgets {
            noninteractive: widget(tokens.surface, tokens.border, tokens.text),
            inactive: widget(tokens.surface, tokens.border, tokens.text),
            hovered: widget(tokens.hover, tokens.border, tokens.text),
            active: widget(tokens.accent_soft, tokens.accent, tokens.text),
            open: widget(tokens.hover, tokens.accent, tokens.text),
        },
        selection: Selection {
            bg_fill: tokens.accent_soft,
            stroke: Stroke::new(1.5, tokens.accent),
        },
        hyperlink_color: tokens.accent,
        faint_bg_color: tokens.ground,
        extreme_bg_color: tokens.sunken,
        text_edit_bg_color: Some(tokens.sunken),
        code_bg_color: tokens.ground,
        warn_fg_color: tokens.stamp,
        error_fg_color: tokens.error,
        window_corner_radius: CornerRadius::same(10),
        window_shadow: floating,
        window_fill: tokens.surface,
        window_stroke: Stroke::new(1.0, tokens.border),
        menu_corner_radius: radius,
        panel_fill: tokens.ground,
        popup_shadow: floating,
        ..base
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn luminance(color: Color32) -> f64 {
        let linear = |channel: u8| {
            let c = f64::from(channel) / 255.0;
            if c <= 0.040_45 {
                c / 12.92
            } else {
                ((c + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * linear(color.r()) + 0.7152 * linear(color.g()) + 0.0722 * linear(color.b())
    }

    /// The contrast ratio of WCAG 2.
    fn contrast(a: Color32, b: Color32) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn black_on_white_has_the_greatest_contrast() {
        assert!((contrast(Color32::BLACK, Color32::WHITE) - 21.0).abs() < 1e-9);
    }

    #[test]
    fn all_text_keeps_a_contrast_of_four_and_a_half() {
        for dark in [false, true] {
            let t = Tokens::for_dark(dark);
            let grounds = [t.surface, t.ground, t.sunken];
            let mut pairs = vec![
                (t.on_accent, t.accent),
                (t.stamp, t.stamp_soft),
                (t.error, t.error_soft),
                (t.text, t.accent_soft),
                (t.accent, t.accent_soft),
                (t.text_weak, t.hover),
                (t.text_weak, t.accent_soft),
            ];
            for ground in grounds {
                pairs.extend([
                    (t.text, ground),
                    (t.text_weak, ground),
                    (t.error, ground),
                    (t.accent, ground),
                ]);
                pairs.extend(t.grade_inks.map(|ink| (ink, ground)));
            }
            for (ink, ground) in pairs {
                let ratio = contrast(ink, ground);
                assert!(
                    ratio >= 4.5,
                    "dark {dark}: {ink:?} on {ground:?} is {ratio:.2}"
                );
            }
        }
    }
}
