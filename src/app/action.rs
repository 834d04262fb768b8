//! What a user can ask for by menu, palette or keyboard: one list, so that the three cannot disagree.

use egui::{Key, KeyboardShortcut, Modifiers};

/// Something a user can do from anywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// 新建台账
    New,
    /// 打开台账
    Open,
    /// 打开示例
    OpenDemo,
    /// 保存
    Save,
    /// 另存为
    SaveAs,
    /// 关闭台账
    Close,
    /// 撤销
    Undo,
    /// 重做
    Redo,
    /// 查找指标
    Search,
    /// 命令面板
    Palette,
    /// 后退
    Back,
    /// 前进
    Forward,
    /// 总览
    GoOverview,
    /// One of the sections, from 1.
    GoTheme(u32),
    /// 填报
    GoEntry,
    /// 收数
    GoCollect,
    /// 变更记录
    GoLog,
    /// 历史版本
    ShowVersions,
    /// 方法对照
    GoComparison,
    /// 举措
    GoMeasures,
    /// 资金安排
    GoBudgets,
    /// 责任单位
    GoUnits,
    /// 政策对照
    GoLineage,
    /// 设置
    GoSettings,
    /// 上一项指标
    PreviousIndicator,
    /// 下一项指标
    NextIndicator,
    /// 切换浅色、深色
    ToggleTheme,
    /// 放大界面
    ScaleUp,
    /// 缩小界面
    ScaleDown,
    /// 界面恢复 100%
    ScaleReset,
    /// 人工评定本项指标
    Judge,
    /// 确认沿用人工评定
    ConfirmJudgement,
    /// 撤回人工评定
    WithdrawJudgement,
    /// 为本项指标单独定规则
    OwnRule,
    /// 记下调整本项指标目标的文件
    Adjust,
    /// 评价方法说明
    ShowMethod,
    /// 快捷键一览
    ShowShortcuts,
    /// 转到报告
    GoReport,
    /// 放映
    StartShow,
    /// 结束放映
    StopShow,
    /// 新建规划
    NewPlan,
    /// 修改当前的自建规划
    ChangePlan,
    /// 退出
    Quit,
}

impl Action {
    /// Every action, in the order of the palette.
    pub const ALL: [Self; 46] = [
        Self::New,
        Self::Open,
        Self::OpenDemo,
        Self::Save,
        Self::SaveAs,
        Self::Close,
        Self::Undo,
        Self::Redo,
        Self::Search,
        Self::Palette,
        Self::GoOverview,
        Self::GoTheme(1),
        Self::GoTheme(2),
        Self::GoTheme(3),
        Self::GoTheme(4),
        Self::GoTheme(5),
        Self::GoEntry,
        Self::GoCollect,
        Self::GoLog,
        Self::ShowVersions,
        Self::GoComparison,
        Self::GoMeasures,
        Self::GoBudgets,
        Self::GoUnits,
        Self::GoLineage,
        Self::GoSettings,
        Self::PreviousIndicator,
        Self::NextIndicator,
        Self::Back,
        Self::Forward,
        Self::ToggleTheme,
        Self::ScaleUp,
        Self::ScaleDown,
        Self::ScaleReset,
        Self::Judge,
        Self::ConfirmJudgement,
        Self::WithdrawJudgement,
        Self::OwnRule,
        Self::Adjust,
        Self::ShowMethod,
        Self::ShowShortcuts,
        Self::GoReport,
        Self::StartShow,
        Self::NewPlan,
        Self::ChangePlan,
        Self::Quit,
    ];

    /// What it is called.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::New => "新建台账",
            Self::Open => "打开台账",
            Self::OpenDemo => "打开示例",
            Self::Save => "保存",
            Self::SaveAs => "另存为",
            Self::Close => "关闭台账",
            Self::Undo => "撤销",
            Self::Redo => "重做",
            Self::Search => "查找指标或责任单位",
            Self::Palette => "命令面板",
            Self::Back => "后退",
            Self::Forward => "前进",
            Self::GoOverview => "转到总览",
            Self::GoTheme(1) => "转到第一个中心",
            Self::GoTheme(2) => "转到第二个中心",
            Self::GoTheme(3) => "转到第三个中心",
            Self::GoTheme(4) => "转到第四个中心",
            Self::GoTheme(_) => "转到第五个中心",
            Self::GoEntry => "转到填报",
            Self::GoCollect => "转到收数：发填报表、收取、催报",
            Self::GoLog => "转到变更记录",
            Self::ShowVersions => "历史版本",
            Self::GoComparison => "转到方法对照",
            Self::GoMeasures => "转到举措",
            Self::GoBudgets => "转到资金安排",
            Self::GoUnits => "转到责任单位",
            Self::GoLineage => "转到政策对照",
            Self::GoSettings => "转到设置",
            Self::PreviousIndicator => "上一项指标",
            Self::NextIndicator => "下一项指标",
            Self::ToggleTheme => "切换浅色与深色",
            Self::ScaleUp => "放大界面",
            Self::ScaleDown => "缩小界面",
            Self::ScaleReset => "界面恢复 100%",
            Self::Judge => "人工评定本项指标",
            Self::ConfirmJudgement => "确认沿用人工评定",
            Self::WithdrawJudgement => "撤回人工评定",
            Self::OwnRule => "为本项指标单独定规则",
            Self::Adjust => "记下本项指标的目标调整",
            Self::ShowMethod => "评价方法说明",
            Self::ShowShortcuts => "快捷键一览",
            Self::GoReport => "转到报告",
            Self::StartShow => "放映",
            Self::StopShow => "结束放映",
            Self::NewPlan => "新建规划：手填、粘贴或读入指标表",
            Self::ChangePlan => "修改当前的自建规划",
            Self::Quit => "退出",
        }
    }

    /// Its keyboard shortcut.
    #[must_use]
    pub fn shortcut(self) -> Option<KeyboardShortcut> {
        const CTRL: Modifiers = Modifiers::COMMAND;
        const CTRL_SHIFT: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);
        let (modifiers, key) = match self {
            Self::New => (CTRL, Key::N),
            Self::Open => (CTRL, Key::O),
            Self::Save => (CTRL, Key::S),
            Self::SaveAs => (CTRL_SHIFT, Key::S),
            Self::Close => (CTRL, Key::W),
            Self::Undo => (CTRL, Key::Z),
            Self::Redo => (CTRL, Key::Y),
            Self::Search => (CTRL, Key::F),
            Self::Palette => (CTRL, Key::K),
            Self::GoOverview => (Modifiers::ALT, Key::Num0),
            Self::GoTheme(1) => (Modifiers::ALT, Key::Num1),
            Self::GoTheme(2) => (Modifiers::ALT, Key::Num2),
            Self::GoTheme(3) => (Modifiers::ALT, Key::Num3),
            Self::GoTheme(4) => (Modifiers::ALT, Key::Num4),
            Self::GoTheme(_) => (Modifiers::ALT, Key::Num5),
            Self::GoEntry => (Modifiers::ALT, Key::Num6),
            Self::GoCollect => (CTRL_SHIFT, Key::R),
            Self::GoLog => (CTRL, Key::H),
            Self::GoMeasures => (Modifiers::ALT, Key::Num7),
            Self::GoUnits => (Modifiers::ALT, Key::Num8),
            Self::GoLineage => (Modifiers::ALT, Key::Num9),
            Self::GoSettings => (CTRL, Key::Comma),
            Self::PreviousIndicator => (Modifiers::ALT, Key::ArrowUp),
            Self::NextIndicator => (Modifiers::ALT, Key::ArrowDown),
            Self::Back => (Modifiers::ALT, Key::ArrowLeft),
            Self::Forward => (Modifiers::ALT, Key::ArrowRight),
            Self::ScaleUp => (CTRL, Key::Plus),
            Self::ScaleDown => (CTRL, Key::Minus),
            Self::ScaleReset => (CTRL, Key::Num0),
            Self::Judge => (CTRL, Key::J),
            Self::OwnRule => (CTRL_SHIFT, Key::J),
            Self::Adjust => (CTRL_SHIFT, Key::T),
            Self::ShowShortcuts => (Modifiers::NONE, Key::F1),
            Self::GoReport => (CTRL, Key::P),
            Self::StartShow => (Modifiers::NONE, Key::F5),
            Self::NewPlan => (CTRL_SHIFT, Key::N),
            Self::Quit => (CTRL, Key::Q),
            Self::OpenDemo
            | Self::ShowVersions
            | Self::ToggleTheme
            | Self::ConfirmJudgement
            | Self::WithdrawJudgement
            | Self::GoComparison
            | Self::GoBudgets
            | Self::StopShow
            | Self::ChangePlan
            | Self::ShowMethod => return None,
        };
        Some(KeyboardShortcut::new(modifiers, key))
    }

    /// Its shortcut as printed on keyboards: Ctrl+S.
    #[must_use]
    pub fn shortcut_text(self) -> Option<String> {
        let shortcut = self.shortcut()?;
        let mut text = String::new();
        if shortcut.modifiers.command {
            text.push_str("Ctrl+");
        }
        if shortcut.modifiers.alt {
            text.push_str("Alt+");
        }
        if shortcut.modifiers.shift {
            text.push_str("Shift+");
        }
        text.push_str(match shortcut.logical_key {
            Key::Plus => "+",
            Key::Minus => "-",
            Key::Comma => ",",
            Key::ArrowUp => "↑",
            Key::ArrowDown => "↓",
            Key::ArrowLeft => "←",
            Key::ArrowRight => "→",
            key => key.symbol_or_name(),
        });
        Some(text)
    }

    /// Text and shortcut for a tooltip: 保存（Ctrl+S）.
    #[must_use]
    pub fn tooltip(self) -> String {
        match self.shortcut_text() {
            Some(shortcut) => format!("{}（{shortcut}）", self.text()),
            None => self.text().to_owned(),
        }
    }

    /// Whether it needs an open workspace.
    #[must_use]
    pub fn needs_workspace(self) -> bool {
        matches!(
            self,
            Self::Save
                | Self::SaveAs
                | Self::Close
                | Self::Undo
                | Self::Redo
                | Self::Search
                | Self::GoOverview
                | Self::GoTheme(_)
                | Self::GoEntry
                | Self::GoCollect
                | Self::GoLog
                | Self::GoReport
                | Self::StartShow
                | Self::ShowVersions
                | Self::GoComparison
                | Self::GoMeasures
                | Self::GoBudgets
                | Self::GoUnits
                | Self::GoLineage
                | Self::PreviousIndicator
                | Self::NextIndicator
                | Self::Judge
                | Self::ConfirmJudgement
                | Self::WithdrawJudgement
                | Self::OwnRule
                | Self::ChangePlan
                | Self::Adjust
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_actions_share_a_shortcut() {
        let mut seen = Vec::new();
        for action in Action::ALL {
            if let Some(shortcut) = action.shortcut() {
                assert!(!seen.contains(&shortcut), "{action:?}");
                seen.push(shortcut);
            }
        }
    }

    #[test]
    fn shortcuts_read_as_printed_on_keyboards() {
        assert_eq!(Action::SaveAs.tooltip(), "另存为（Ctrl+Shift+S）");
        assert_eq!(Action::NextIndicator.shortcut_text().unwrap(), "Alt+↓");
        assert_eq!(Action::ScaleReset.shortcut_text().unwrap(), "Ctrl+0");
    }
}
