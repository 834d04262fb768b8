//! Why a file cannot be exchanged.

use std::path::{Path, PathBuf};

use super::xlsx::BookError;
use crate::disk::{DiskError, DiskFault};

/// Why a whole file was not taken, or not written. The path stands last.
#[derive(Debug, thiserror::Error)]
#[error("{fault}：{}", path.display())]
pub struct ExchangeError {
    /// What is wrong and what to do.
    #[source]
    pub fault: ExchangeFault,
    /// Which file.
    pub path: PathBuf,
}

/// What is wrong with a file.
#[derive(Debug, thiserror::Error)]
pub enum ExchangeFault {
    /// It cannot be read as a workbook.
    #[error(transparent)]
    Book(#[from] BookError),
    /// It lacks the hidden sheet by which a form is known.
    #[error(
        "不是知标发出的填报表，或隐藏的识别信息已被删除；请使用原来发出的文件填写，不要把内容复制到新文件"
    )]
    NoForm,
    /// Neither a form nor a table of figures.
    #[error("认不出内容：既不是填报表，也没有导出表的表头（{0}）；请检查文件")]
    NoTable(String),
    /// Made-up figures for a workspace of real ones.
    #[error(
        "文件里是示例数据（编造的数），台账里已有真实数据，没有收取；示例数据请导入新建的空台账"
    )]
    MadeUp,
    /// A form of a later program.
    #[error("填报表由更新版本的知标发出（版式 {0}），没有收取；请升级后再收")]
    NewerForm(u32),
    /// A form of another workspace.
    #[error("这张填报表不是本台账发出的（台账编号不同），没有收取；请用发出它的台账收取")]
    OtherWorkspace,
    /// A form that comes to a workspace which knows of none that it has sent.
    #[error(
        "本台账没有登记发出过填报表，没有收取；请用发出它的台账收取，台账若是用较早的备份换回的，请在“历史版本”里恢复最近的版本"
    )]
    NeverSent,
    /// A form of a plan that the workspace does not follow.
    #[error("填报表属于规划“{0}”，本台账没有收入这份规划，没有收取")]
    OtherPlan(String),
    /// A form whose hidden sheet is not as it was written.
    #[error("填报表隐藏的识别信息不完整（{0}），没有收取；请用原来发出的文件重新填写")]
    BrokenForm(&'static str),
    /// The rows for the figures cannot be found.
    #[error("工作表“填报表”{0}，没有收取；请用原来发出的文件重新填写")]
    NoRows(&'static str),
    /// Bytes that are text in no encoding known here.
    #[error("不是文本文件，或编码无法识别；请在 Excel 或 WPS 中另存为“CSV UTF-8”或 .xlsx 后再试")]
    NotText,
    /// Text that is no table.
    #[error("第 {line} 行的引号或分隔符有误，读不出表格；请检查后再试")]
    BrokenCsv {
        /// The line.
        line: u64,
    },
    /// More than is read.
    #[error("文件过大：{0}，没有读取")]
    TooLarge(&'static str),
    /// What the writer of workbooks says.
    #[error("工作簿没有写成（{0}）")]
    Writer(String),
    /// A file of that name is there already.
    #[error("已有同名文件，可能是单位填好的表，没有覆盖；请换一个文件夹，或先移走原文件")]
    Exists,
    /// What the system says of the file.
    #[error(transparent)]
    Disk(DiskFault),
}

impl From<DiskError> for ExchangeError {
    fn from(error: DiskError) -> Self {
        Self {
            fault: ExchangeFault::Disk(error.fault),
            path: error.path,
        }
    }
}

impl ExchangeFault {
    /// The fault with the file it is about.
    #[must_use]
    pub fn at(self, path: &Path) -> ExchangeError {
        ExchangeError {
            fault: self,
            path: path.to_owned(),
        }
    }
}
