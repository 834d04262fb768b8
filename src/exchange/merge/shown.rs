//! The rows of a preview in words, figures and all else alike: what it is, what is there, what is offered.

use super::{Choice, Collection, Line, MatterLine, Verdict};
use crate::exchange::figure::Said;
use crate::model::Place;

const NOTHING: &str = "（空）";

/// A row of a preview.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Which place of the workspace.
    pub of: Place,
    /// What it is called: 序号15 金融业增加值（亿元）.
    pub title: String,
    /// The year, where it is a figure of one: 2025 年.
    pub year: String,
    /// Why somebody must decide; empty otherwise.
    pub why: String,
    /// What is there.
    pub current: String,
    /// Who entered that, and when.
    pub entered: String,
    /// What is offered, in the order of the offers.
    pub sides: Vec<Side>,
}

/// What a file offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Side {
    /// Who says it: 市商务局（张三）.
    pub who: String,
    /// What would be there.
    pub value: String,
    /// Where it stood in the file.
    pub place: String,
    /// Why it looks like a slip; empty where it does not.
    pub doubts: String,
}

impl Side {
    /// 【存疑：…】, or nothing.
    #[must_use]
    pub fn doubt_words(&self) -> String {
        if self.doubts.is_empty() {
            String::new()
        } else {
            format!("【存疑：{}】", self.doubts)
        }
    }
}

impl Shown {
    /// Title and year in one.
    #[must_use]
    pub fn heading(&self) -> String {
        format!("{} {}", self.title, self.year)
            .trim_end()
            .to_owned()
    }

    /// Every way to decide, with a label, what the place would hold, and where that comes from.
    #[must_use]
    pub fn choices(&self) -> Vec<(Choice, String, &str, &str)> {
        let keep = "保留台账里的".to_owned();
        let kept = (
            Choice::Keep,
            keep,
            self.current.as_str(),
            self.entered.as_str(),
        );
        let offers = self.sides.iter().enumerate().map(|(index, side)| {
            let label = format!("用{}的", side.who);
            (
                Choice::Take(index),
                label,
                side.value.as_str(),
                side.place.as_str(),
            )
        });
        std::iter::once(kept).chain(offers).collect()
    }
}

impl Collection {
    /// The rows of this verdict, figures first.
    #[must_use]
    pub fn shown(&self, verdict: Verdict) -> Vec<Shown> {
        let figures = self.lines.iter().filter(|line| line.verdict == verdict);
        let matters = self.matters.iter().filter(|line| line.verdict == verdict);
        figures
            .map(of_figure)
            .chain(matters.map(of_matter))
            .collect()
    }
}

fn of_figure(line: &Line) -> Shown {
    let (by, at) = &line.entered;
    let when = at.map_or_else(String::new, |at| at.format(" %Y-%m-%d %H:%M").to_string());
    let sides = line.offers.iter().map(|offer| Side {
        who: offer.figure.voice.words(),
        value: offer.result.words(),
        place: offer.figure.place.to_string(),
        doubts: offer.doubts.join("；"),
    });
    Shown {
        of: line.key.place(),
        title: line.title.words(),
        year: line.title.year_words(),
        why: line.why.clone(),
        current: line
            .current
            .as_ref()
            .map_or_else(|| NOTHING.to_owned(), Said::words),
        entered: format!("{by}{when}"),
        sides: sides.collect(),
    }
}

fn of_matter(line: &MatterLine) -> Shown {
    let one_line = |words: String| words.replace('\n', " ");
    let sides = line.offers.iter().map(|offer| Side {
        who: "数据表".to_owned(),
        value: one_line(offer.edit.value_words()),
        place: format!("{} {}", offer.file, offer.place)
            .trim_end()
            .to_owned(),
        doubts: String::new(),
    });
    Shown {
        of: line.of.clone(),
        title: line.title.clone(),
        year: String::new(),
        why: line.why.clone(),
        current: one_line(line.current.value_words()),
        entered: String::new(),
        sides: sides.collect(),
    }
}
