//! What can go wrong with a file, in the words the user reads: what, where, and what to do.

use std::fmt::{self, Write as _};
use std::io;
use std::path::{Path, PathBuf};

use super::scan::Place;

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
    /// The system refused.
    #[error("{}", io_sentence(.0))]
    Io(#[source] io::Error),
    /// It is a folder.
    #[error("这是文件夹，不是文件；请指定其中的文件")]
    Folder,
    /// It is a device, a pipe or the like.
    #[error("这不是普通文件，不能读写；请换一个文件")]
    Special,
    /// It has no bytes.
    #[error("文件是空的（0 字节），可能没有保存完；请改用备份，或另建新文件")]
    Empty,
    /// It is far larger than any file of this program.
    #[error("文件有 {megabytes} MB，超过上限 {limit} MB，不像是知标的文件；请检查是否选错")]
    TooLarge {
        /// Its size.
        megabytes: u64,
        /// The most that is read.
        limit: u64,
    },
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
    /// It is UTF-16.
    #[error("文件是 UTF-16（“Unicode”）编码；请用编辑器另存为 UTF-8 后再试")]
    Utf16,
    /// It may not be changed.
    #[error("文件设为只读，没有改动；请去掉只读属性，或另存为别的文件")]
    ReadOnly,
    /// Another program has written it since.
    #[error("文件已被别的程序改动，没有覆盖")]
    ChangedMeanwhile,
    /// A picture would take the place of something else.
    #[error("已有同名文件，而且不是图片，没有覆盖；请换一个文件名")]
    OtherKind,
    /// A chain of symbolic links that does not end.
    #[error("符号链接循环，找不到真正的文件；请检查链接")]
    LinkLoop,
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
        Self::at(path, Fault::Io(error))
    }

    /// Whether the file was not there.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        matches!(self, Self::File { fault: Fault::Io(error), .. }
            if error.kind() == io::ErrorKind::NotFound)
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

    /// Whether a file of that name is there already.
    #[must_use]
    pub fn is_already_exists(&self) -> bool {
        matches!(self, Self::File { fault: Fault::Io(error), .. }
            if error.kind() == io::ErrorKind::AlreadyExists)
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

fn io_sentence(error: &io::Error) -> String {
    use io::ErrorKind as Kind;
    let known = match error.kind() {
        Kind::NotFound => "没有这个文件或文件夹；请检查名称和位置",
        Kind::PermissionDenied => "没有读写权限；请检查文件和所在文件夹的权限，或换一个位置",
        Kind::StorageFull => "磁盘已满，原文件没有改动；请腾出空间后再试",
        Kind::QuotaExceeded => "超出磁盘配额，原文件没有改动；请腾出空间后再试",
        Kind::ReadOnlyFilesystem => "所在磁盘是只读的；请换一个位置保存",
        Kind::IsADirectory => "这是文件夹，不是文件；请指定其中的文件",
        Kind::NotADirectory => "路径中间有一段不是文件夹；请检查路径",
        Kind::AlreadyExists => "文件已经存在，没有覆盖；请换一个文件名，或先移走原文件",
        Kind::InvalidFilename => "文件名不能用；请缩短或去掉特殊字符",
        Kind::FileTooLarge => "文件超过所在磁盘允许的大小；请换一个位置",
        Kind::ResourceBusy => "文件正被别的程序占用；请关闭后再试",
        _ => return format!("系统读写出错（{error}）；请稍后再试，或换一个位置"),
    };
    known.to_owned()
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
