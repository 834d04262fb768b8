//! Kind and direction where the table does not say them: defaults, marked as such and to be changed.

use crate::model::{Bound, Direction, Kind, Target};

/// Words of a name that speak for less being better.
const LESS_IS_BETTER: [&str; 26] = [
    "能耗",
    "排放",
    "降低",
    "下降",
    "死亡",
    "失业率",
    "负债率",
    "逾期",
    "事故",
    "差距",
    "投诉",
    "细颗粒物",
    "PM2.5",
    "用时",
    "时限",
    "时长",
    "成本",
    "恩格尔",
    "不良率",
    "耗水",
    "用水量",
    "缺口",
    "漏损率",
    "发病率",
    "占用率",
    "费率",
];

/// What a unit holds that is summed over a year rather than counted at its end.
const SUMMED: [&str; 9] = [
    "元",
    "吨",
    "箱",
    "千瓦时",
    "人次",
    "架次",
    "家次",
    "亿件",
    "标准煤",
];

/// The most likely kind of an indicator.
#[must_use]
pub fn kind(name: &str, unit: &str, targets: &[Target]) -> Kind {
    let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
    if targets
        .iter()
        .any(|target| matches!(target.bound, Bound::RankWithin(_)))
        || has(&["位次", "排名"])
    {
        return Kind::Rank;
    }
    if has(&["累计"]) {
        return Kind::Cumulative;
    }
    if has(&["差距"]) {
        return Kind::Gap;
    }
    if has(&["增速", "增长率", "增长", "增幅"]) && matches!(unit, "%" | "") {
        return Kind::Growth;
    }
    if has(&["新增", "净增", "增量"]) {
        return Kind::Increment;
    }
    if matches!(unit, "%" | "‰") {
        return Kind::Ratio;
    }
    if unit == "百分点" || unit == "个百分点" {
        return Kind::Increment;
    }
    if unit.is_empty() {
        return Kind::Index;
    }
    let at_a_time = has(&[
        "余额", "存量", "保有", "拥有", "总数", "数量", "人口", "规模", "面积", "里程", "装机",
    ]);
    if at_a_time || !SUMMED.iter().any(|word| unit.contains(word)) {
        Kind::Stock
    } else {
        Kind::Flow
    }
}

/// Which way is better, most likely; and whether the targets say so themselves.
#[must_use]
pub fn direction(name: &str, kind: Kind, targets: &[Target]) -> (Direction, bool) {
    let bounds = || targets.iter().map(|target| &target.bound);
    if kind == Kind::Rank || bounds().any(|bound| matches!(bound, Bound::AtMost(_))) {
        return (Direction::Down, true);
    }
    if bounds().any(|bound| matches!(bound, Bound::AtLeast(_) | Bound::MoreThan(_))) {
        return (Direction::Up, true);
    }
    let values: Vec<_> = bounds().filter_map(Bound::value).collect();
    let falls = values.len() > 1 && values.windows(2).all(|pair| pair[1] < pair[0]);
    let is_less = kind == Kind::Gap || LESS_IS_BETTER.iter().any(|word| name.contains(word));
    let way = if falls || is_less {
        Direction::Down
    } else {
        Direction::Up
    };
    (way, false)
}

/// The kind that a cell names, and whether it is a mean over years: 增速（年均）.
#[must_use]
pub fn kind_named(text: &str) -> Option<(Kind, bool)> {
    let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let bare = plain
        .strip_suffix("（年均）")
        .or_else(|| plain.strip_suffix("(年均)"));
    let is_mean = bare.is_some() || plain.starts_with("年均");
    let bare = bare.unwrap_or(&plain).trim_start_matches("年均");
    let known = Kind::ALL
        .into_iter()
        .find(|kind| kind.word() == bare || kind.code().eq_ignore_ascii_case(bare));
    let kind = known.or(match bare {
        "时点数" | "存量" | "总量" | "年末数" => Some(Kind::Stock),
        "流量" | "时期数" | "全年数" | "当年数" => Some(Kind::Flow),
        "比例" | "占比" | "比率" | "百分比" => Some(Kind::Ratio),
        "累计" | "累计值" => Some(Kind::Cumulative),
        "增长率" | "增长" => Some(Kind::Growth),
        "保有" => Some(Kind::Maintain),
        "排名" | "名次" => Some(Kind::Rank),
        "新增" => Some(Kind::Increment),
        _ => None,
    });
    kind.map(|kind| (kind, is_mean))
}

/// The word for a kind, which [`kind_named`] reads back.
#[must_use]
pub fn kind_words(kind: Kind, is_mean: bool) -> String {
    if is_mean {
        format!("{}（年均）", kind.word())
    } else {
        kind.word().to_owned()
    }
}

/// The direction that a cell names.
#[must_use]
pub fn direction_named(text: &str) -> Option<Direction> {
    let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    match plain.to_lowercase().as_str() {
        "越高越好" | "越大越好" | "正向" | "正向指标" | "正" | "上升" | "提高" | "增加" | "高"
        | "↑" | "up" | "+" => Some(Direction::Up),
        "越低越好" | "越小越好" | "逆向" | "逆向指标" | "负向" | "反向" | "逆" | "下降"
        | "降低" | "减少" | "低" | "↓" | "down" | "-" => Some(Direction::Down),
        _ => None,
    }
}

/// Whether a cell under 属性 says how binding an indicator is, which no kind is.
#[must_use]
pub fn is_nature(text: &str) -> bool {
    ["约束性", "预期性", "引导性", "指导性"]
        .iter()
        .any(|word| text.contains(word))
}
