//! What can go wrong with a file as such, in the words the user reads: what, where, what to do.

use std::io;
use std::path::{Path, PathBuf};

/// Why a file could not be read or written.
#[derive(Debug, thiserror::Error)]
#[error("{fault}：{}", path.display())]
pub struct DiskError {
    /// What is the matter.
    pub fault: DiskFault,
    /// With which file.
    pub path: PathBuf,
}

/// What is the matter with a file as such.
#[derive(Debug, thiserror::Error)]
pub enum DiskFault {
    /// The system refused.
    #[error("{}", io_sentence(.0))]
    Io(#[source] io::Error),
    /// It is a folder.
    #[error("这是文件夹，不是文件；请指定其中的文件")]
    Folder,
    /// It is a device, a pipe or the like.
    #[error("这不是普通文件，不能读写；请换一个文件")]
    Special,
    /// It is far larger than any file of its kind.
    #[error("文件有 {megabytes} MB，超过上限 {limit} MB，不像是知标的文件；请检查是否选错")]
    TooLarge {
        /// Its size.
        megabytes: u64,
        /// The most that is read.
        limit: u64,
    },
    /// It may not be changed.
    #[error("文件设为只读，没有改动；请去掉只读属性，或另存为别的文件")]
    ReadOnly,
    /// It would take the place of a file of another kind.
    #[error("已有同名文件，而且不是{0}，没有覆盖；请换一个文件名")]
    OtherKind(&'static str),
    /// A chain of symbolic links that does not end.
    #[error("符号链接循环，找不到真正的文件；请检查链接")]
    LinkLoop,
}

impl DiskError {
    /// A fault of this file.
    #[must_use]
    pub fn at(path: &Path, fault: DiskFault) -> Self {
        Self {
            fault,
            path: path.to_owned(),
        }
    }

    /// What the system said about this file.
    #[must_use]
    pub fn io(path: &Path, error: io::Error) -> Self {
        Self::at(path, DiskFault::Io(error))
    }

    /// What the system said, in its own terms.
    #[must_use]
    pub fn kind(&self) -> Option<io::ErrorKind> {
        match &self.fault {
            DiskFault::Io(error) => Some(error.kind()),
            _ => None,
        }
    }

    /// Whether the file was not there.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.kind() == Some(io::ErrorKind::NotFound)
    }

    /// Whether a file of that name is there already.
    #[must_use]
    pub fn is_already_exists(&self) -> bool {
        self.kind() == Some(io::ErrorKind::AlreadyExists)
    }
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
        Kind::StaleNetworkFileHandle | Kind::NetworkUnreachable | Kind::HostUnreachable => {
            "网络文件夹连不上；请检查网络，或换一个位置保存"
        }
        _ => return format!("系统读写出错（{error}）；请稍后再试，或换一个位置"),
    };
    known.to_owned()
}
