//! Dialogs that wait for an answer. They queue; the last one opened is on top.

use super::Purpose;
use super::care::{DamagedDialog, MeetingDialog, VersionsDialog};
use super::opening::OpeningDialog;
use crate::model::{IndicatorId, PlanId, Record};

/// A dialog.
#[derive(Clone, Debug, PartialEq)]
pub enum Dialog {
    /// Asks for a file.
    File(FileDialog),
    /// Asks what to do with unsaved work.
    Unsaved,
    /// Asks what to do with a file that another program has changed so that it cannot be read.
    Changed,
    /// Asks what to take of two states: here and in the file.
    Meeting(MeetingDialog),
    /// Offers the unsaved changes that a crash left.
    Unfinished(Vec<Record>),
    /// Shows the versions kept.
    Versions(VersionsDialog),
    /// Offers what can be had in the place of a damaged file.
    Damaged(Box<DamagedDialog>),
    /// Tells of something that went wrong and stays until read.
    Trouble {
        /// In a few words.
        title: String,
        /// What, where, and what to do.
        text: String,
    },
    /// Asks for a grade by hand.
    Judge(IndicatorId),
    /// Asks for a rule of an indicator's own.
    OwnRule(IndicatorId),
    /// Asks for interim targets.
    Interim(IndicatorId),
    /// Asks whether to remove a plan of the workspace's own.
    RemovePlan(PlanId),
    /// Asks for documents that have changed an indicator's targets.
    Adjust(IndicatorId),
    /// Says that a file is being opened.
    Opening(OpeningDialog),
    /// Lists the keyboard shortcuts.
    Shortcuts,
}

/// A dialog that asks for a file by its path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileDialog {
    /// What the file is for.
    pub purpose: Purpose,
    /// The path as typed so far.
    pub path: String,
    /// What was wrong with it when it was tried.
    pub error: Option<String>,
    /// Whether the file is there already and would be overwritten.
    pub exists: bool,
}

impl FileDialog {
    /// A path such as may be typed.
    #[must_use]
    pub fn example(&self) -> &'static str {
        match self.purpose {
            Purpose::Forms => "例如 /home/user/文档/市商务局填报表.xlsx",
            _ => "例如 /home/user/文档/台账.ron",
        }
    }

    /// Its title.
    #[must_use]
    pub fn title(&self) -> &'static str {
        match self.purpose {
            Purpose::New => "新建台账",
            Purpose::Open => "打开台账",
            Purpose::SaveAs => "另存为",
            Purpose::ExportLog => "导出变更记录",
            Purpose::ExportUnit => "导出责任单位页",
            Purpose::FormFolder => "生成填报表",
            Purpose::Forms => "收取填报表",
            Purpose::ExportTable => "导出数据表",
            Purpose::PlanTable => "读入指标表或规划文件",
            Purpose::ExportPlan => "导出规划文件",
        }
    }

    /// What its main button says.
    #[must_use]
    pub fn confirm(&self) -> &'static str {
        match (self.purpose, self.exists) {
            (Purpose::New, _) => "创建",
            (Purpose::Open, _) => "打开",
            (Purpose::SaveAs, false) => "保存",
            (Purpose::ExportLog | Purpose::ExportUnit, _)
            | (Purpose::ExportTable | Purpose::ExportPlan, false) => "导出",
            (Purpose::FormFolder, _) => "生成",
            (Purpose::Forms | Purpose::PlanTable, _) => "读取",
            (Purpose::ExportTable | Purpose::ExportPlan | Purpose::SaveAs, true) => "替换原文件",
        }
    }
}

/// What goes on once unsaved work is saved or given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AfterSave {
    /// Make a new workspace.
    New,
    /// Open a file.
    Open,
    /// Open the demonstration.
    Demo,
    /// Close the workspace.
    Close,
    /// End the program.
    Quit,
}
