//! What can go wrong with a file, in the words the user reads: what, where, and what to do.

use std::fmt::{self, Write as _};
use std::io;
use std::path::{Path, PathBuf};

use super::scan::Place;
use crate::disk::{DiskError, DiskFault};

/// Why a file could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The file itself: missing, not permitted, not text.
    #[error("{fault}：{}", path.display())]
    File {
        /// What is the matter.
        fault: Fault,
        /// With which file.
        path: PathBuf,
    },
    /// Its content.
    #[error("{}", lines(.0))]
    Invalid(Vec<Problem>),
}

/// What is the matter with a file as such.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The file as such: the system refused, it is a folder, too large, read-only.
    #[error(transparent)]
    Disk(DiskFault),
    /// It has no bytes.
    #[error("文件是空的（0 字节），可能没有保存完；请改用备份，或另建新文件")]
    Empty,
    /// It is an office document or an archive.
    #[error("这是 Excel、WPS 或压缩文件，不是知标的文件；请选择台账或规划文件（.ron）")]
    Archive,
    /// Its bytes are no UTF-8.
    #[error(
        "第 {line} 行有无法识别的字节，文件不是 UTF-8 编码（可能是 GBK，即“ANSI”）；\
         请用编辑器另存为 UTF-8 后再试"
    )]
    NotUtf8 {
        /// The line of the first such byte.
        line: usize,
    },
    /// It ends within a character.
    #[error(
        "文件不完整：第 {line} 行在一个汉字中间断了，后面的内容没有了，可能没有保存完或传输中断；\
         请改用完好的备份"
    )]
    CutOff {
        /// The last line.
        line: usize,
    },
    /// It is UTF-16.
    #[error("文件是 UTF-16（“Unicode”）编码；请用编辑器另存为 UTF-8 后再试")]
    Utf16,
    /// Somebody else has it open to edit.
    #[error("台账正由 {0}打开，没有写入；请等对方关闭后再试，或另存为别的文件")]
    Held(String),
    /// A version kept beside a workspace is no longer what was kept.
    #[error("这个版本已经损坏，不能使用；请选别的版本")]
    DamagedVersion,
    /// There is no version that could take its place.
    #[error("旁边没有完好的版本，恢复不了；请改用别处的备份")]
    NoVersion,
    /// Another program has written it since.
    #[error("文件已被别的程序改动，没有覆盖")]
    ChangedMeanwhile,
    /// There is no place for the user's settings.
    #[error("找不到存放设置的文件夹；请设置环境变量 HOME 或 ZHIBIAO_CONFIG_DIR")]
    NoConfigFolder,
}

/// One thing wrong in the content of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file, where it came from one.
    pub file: Option<PathBuf>,
    /// The line, from 1.
    pub line: Option<usize>,
    /// The column in characters, from 1.
    pub column: Option<usize>,
    /// The path of the field, `indicators[3].units[0]`; empty for the file as a whole.
    pub field: String,
    /// The indicator's printed number, where the problem is within one.
    pub no: Option<u32>,
    /// What is wrong and what to do.
    pub message: String,
}

impl StoreError {
    pub(super) fn at(path: &Path, fault: Fault) -> Self {
        Self::File {
            fault,
            path: path.to_owned(),
        }
    }

    pub(super) fn io(path: &Path, error: io::Error) -> Self {
        Self::at(path, Fault::Disk(DiskFault::Io(error)))
    }

    /// What the system said, in its own terms.
    #[must_use]
    pub fn io_kind(&self) -> Option<io::ErrorKind> {
        match self {
            Self::File {
                fault: Fault::Disk(DiskFault::Io(error)),
                ..
            } => Some(error.kind()),
            _ => None,
        }
    }

    /// Whether the file was not there.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.io_kind() == Some(io::ErrorKind::NotFound)
    }

    /// Whether another program has written the file since it was read.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        matches!(
            self,
            Self::File {
                fault: Fault::ChangedMeanwhile,
                ..
            }
        )
    }

    /// Whether somebody else has the file open to edit.
    #[must_use]
    pub fn is_held(&self) -> bool {
        matches!(
            self,
            Self::File {
                fault: Fault::Held(_),
                ..
            }
        )
    }

    /// The file that is at fault, the first where there are several.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::File { path, .. } => Some(path),
            Self::Invalid(problems) => problems.first().and_then(|problem| problem.file.as_deref()),
        }
    }

    /// Whether the content of the file is at fault, rather than the way to it.
    #[must_use]
    pub fn is_damage(&self) -> bool {
        match self {
            Self::Invalid(_) => true,
            Self::File { fault, .. } => {
                let cut = matches!(fault, Fault::Empty | Fault::CutOff { .. });
                cut || matches!(fault, Fault::NotUtf8 { .. } | Fault::Utf16)
            }
        }
    }

    /// Whether a file of that name is there already.
    #[must_use]
    pub fn is_already_exists(&self) -> bool {
        self.io_kind() == Some(io::ErrorKind::AlreadyExists)
    }

    /// The error as a list of problems, one for each thing wrong.
    #[must_use]
    pub fn into_problems(self) -> Vec<Problem> {
        match self {
            Self::File { fault, path } => {
                vec![Problem::of_whole(fault.to_string()).in_file(&path)]
            }
            Self::Invalid(problems) => problems,
        }
    }
}

impl From<DiskError> for StoreError {
    fn from(error: DiskError) -> Self {
        Self::File {
            fault: Fault::Disk(error.fault),
            path: error.path,
        }
    }
}

impl Problem {
    pub(super) fn of_whole(message: String) -> Self {
        Self {
            file: None,
            line: None,
            column: None,
            field: String::new(),
            no: None,
            message,
        }
    }

    pub(super) fn placed(place: Place, field: String, no: Option<u32>, message: String) -> Self {
        Self {
            file: None,
            line: Some(place.line),
            column: Some(place.column),
            field,
            no,
            message,
        }
    }

    pub(super) fn in_file(mut self, path: &Path) -> Self {
        self.file = Some(path.to_owned());
        self
    }
}

impl fmt::Display for Problem {
    /// `data/x.ron:12:5 indicators[3].kind（序号4）：……`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut place = String::new();
        if let Some(file) = &self.file {
            write!(place, "{}", file.display())?;
        }
        if let (Some(line), Some(column)) = (self.line, self.column) {
            let separator = if place.is_empty() { "" } else { ":" };
            write!(place, "{separator}{line}:{column}")?;
        }
        if !self.field.is_empty() {
            let separator = if place.is_empty() { "" } else { " " };
            write!(place, "{separator}{}", self.field)?;
        }
        if let Some(no) = self.no {
            write!(place, "（序号{no}）")?;
        }
        if place.is_empty() {
            f.write_str(&self.message)
        } else {
            write!(f, "{place}：{}", self.message)
        }
    }
}

fn lines(problems: &[Problem]) -> String {
    let texts: Vec<String> = problems.iter().map(ToString::to_string).collect();
    texts.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_says_file_line_column_and_field() {
        let place = Place {
            line: 12,
            column: 5,
        };
        let field = "indicators[3].kind".to_owned();
        let problem = Problem::placed(place, field, Some(4), "不认识".to_owned());
        assert_eq!(
            problem.to_string(),
            "12:5 indicators[3].kind（序号4）：不认识"
        );
        assert_eq!(
            problem.in_file(Path::new("data/x.ron")).to_string(),
            "data/x.ron:12:5 indicators[3].kind（序号4）：不认识"
        );
        assert_eq!(Problem::of_whole("坏了".to_owned()).to_string(), "坏了");
    }

    #[test]
    fn the_path_stands_last() {
        let error = StoreError::io(Path::new("/a/b.ron"), io::ErrorKind::NotFound.into());
        assert!(error.is_not_found());
        assert_eq!(
            error.to_string(),
            "没有这个文件或文件夹；请检查名称和位置：/a/b.ron"
        );
    }
}
