//! What the log does not tell, so that nobody takes it for the whole story.

use std::fmt;

use chrono::NaiveDateTime;

use super::lines::Line;

/// Something that the log does not tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gap {
    /// Lines that follow one another are damaged and passed over.
    Damaged {
        /// How many.
        lines: usize,
        /// The time of the last good line before them.
        after: Option<NaiveDateTime>,
        /// The time of the first good line behind them.
        before: Option<NaiveDateTime>,
    },
    /// The last line is damaged: what it said is not known.
    LastLine,
    /// Between two saves lines are missing: what the one left is not what the other began with.
    Missing {
        /// When the file was last as the log knows it.
        after: NaiveDateTime,
        /// From when on the log knows it again.
        before: NaiveDateTime,
    },
    /// Another program has written the file since then, and what it changed cannot be made out.
    Unknown {
        /// When the file was last as the log knows it.
        after: NaiveDateTime,
    },
    /// Another program has changed the file, and no window has put that into the log yet.
    Outside {
        /// How many places.
        places: usize,
    },
    /// An older version lies beside the file of which the log says nothing: it was taken away.
    Lost {
        /// When that version was saved.
        version: NaiveDateTime,
    },
    /// The file holds figures that are older than the log, as one does that came alone.
    Begins {
        /// When the log begins; none where there is none.
        since: Option<NaiveDateTime>,
    },
    /// Beside it lies the log of a file that is gone, and its last content is another than this.
    Orphan {
        /// The name of that file.
        name: String,
    },
}

impl fmt::Display for Gap {
    /// 有 2 行损坏，已跳过（2026-03-02 09:30:00 至 2026-03-02 09:41:00 之间）
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Damaged {
                lines,
                after,
                before,
            } => {
                let span = match (after, before) {
                    (Some(after), Some(before)) => {
                        format!("{} 至 {} 之间", time(*after), time(*before))
                    }
                    (Some(after), None) => format!("{} 以后", time(*after)),
                    (None, Some(before)) => format!("{} 以前", time(*before)),
                    (None, None) => "时间不明".to_owned(),
                };
                write!(f, "变更记录有 {lines} 行损坏，已跳过（{span}）")
            }
            Self::LastLine => f.write_str("变更记录的最后一行损坏，最近一次更改可能没有列出"),
            Self::Missing { after, before } => write!(
                f,
                "变更记录在 {} 至 {} 之间有缺失，这期间的更改没有列全",
                time(*after),
                time(*before)
            ),
            Self::Unknown { after } => write!(
                f,
                "{} 以后文件被别的程序改过，改了哪些无从知道",
                time(*after)
            ),
            Self::Outside { places } => write!(
                f,
                "文件被别的程序改了 {places} 处，下次打开填报时记入变更记录"
            ),
            Self::Lost { version } => write!(
                f,
                "有 {} 的历史版本，变更记录里却没有：更早的记录已丢失",
                time(*version)
            ),
            Self::Begins { since: Some(since) } => write!(
                f,
                "变更记录从 {} 开始，台账里此前填的数没有记录",
                time(*since)
            ),
            Self::Begins { since: None } => {
                f.write_str("文件旁边没有变更记录（台账可能是单独拷来的），记录从下次保存开始")
            }
            Self::Orphan { name } => write!(
                f,
                "旁边有“{name}”的变更记录和历史版本，那个文件已不在，内容也与本台账不同，没有接上"
            ),
        }
    }
}

fn time(at: NaiveDateTime) -> impl fmt::Display {
    at.format("%Y-%m-%d %H:%M:%S")
}

/// The runs of damaged lines, given by their numbers.
pub(super) fn runs(lines: &[Option<Line>], damaged: &[usize]) -> Vec<Gap> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for index in damaged {
        match runs.last_mut() {
            Some((first, count)) if *first + *count == *index => *count += 1,
            _ => runs.push((*index, 1)),
        }
    }
    let told = |(first, count): (usize, usize)| Gap::Damaged {
        lines: count,
        after: lines[..first].iter().rev().flatten().find_map(Line::at),
        before: lines[first + count..].iter().flatten().find_map(Line::at),
    };
    runs.into_iter().map(told).collect()
}
