//! Why a report could not be made, in Chinese, with what to do.

use std::path::PathBuf;

use crate::disk::DiskError;

/// Why a report could not be made.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// There is nothing to report on.
    #[error("没有可以报告的指标：{0}")]
    Nothing(String),
    /// A part of the file could not be put together.
    #[error("{format} 没有生成：{reason}")]
    Writer {
        /// Which format.
        format: &'static str,
        /// What its writer says.
        reason: String,
    },
    /// The program was built without this format.
    #[error("本程序未包含 PDF 输出；请改用 docx 或 html，或换用完整版的知标")]
    NoPdf,
    /// The file could not be written; the old one is as it was.
    #[error("文件没有写出，同名的原有文件没有改动。{0}{hint}", hint = hint(.0))]
    File(#[from] DiskError),
    /// An office program has the file open, and would write its own state over it or be left with the old.
    #[error(
        "文件没有写出：{} 正在 Word、WPS 或 LibreOffice 中打开（旁边有 {}）。请先关闭它，或换一个文件名；若已经没有程序打开它，请删除这个残留的标记文件再试",
        .file.display(), .mark.file_name().unwrap_or_default().to_string_lossy()
    )]
    Opened {
        /// The file.
        file: PathBuf,
        /// What says so.
        mark: PathBuf,
    },
    /// The user has called it off.
    #[error("已取消")]
    Cancelled,
}

/// What else may be the matter where the system will not let a file be replaced.
fn hint(error: &DiskError) -> &'static str {
    match error.kind() {
        Some(std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ResourceBusy) => {
            "；如果文件正在 Word、WPS 或 Excel 中打开，请先关闭再试"
        }
        _ => "",
    }
}

impl ReportError {
    /// A slide could not be drawn.
    #[must_use]
    pub fn slide(reason: String) -> Self {
        Self::Writer {
            format: "演示页",
            reason,
        }
    }

    pub(super) fn writer(format: &'static str, reason: impl std::fmt::Display) -> Self {
        Self::Writer {
            format,
            reason: reason.to_string(),
        }
    }
}
