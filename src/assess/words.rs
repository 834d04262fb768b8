//! What each method's limits and own words are called, and where its rule comes from.

use super::Method;
use crate::model::Limits;

/// The rules that stand above every method.
pub(super) const ABOVE_ALL: &str = "知标评价总则：先看目标是否达到，再按方法评价";

/// Where a method's rule comes from.
#[must_use]
pub fn source(method: Method) -> &'static str {
    match method {
        Method::Schedule => "序时进度法（知标评价方法一）",
        Method::ScheduleGeometric => "序时进度法（等比路径，知标评价方法一）",
        Method::Cagr => "Open SDG 2.4、加拿大统计局，源自欧盟统计局",
        Method::Un => "联合国可持续发展目标进展图 2023",
        Method::Trend => "德国可持续发展战略：近五年平均变化外推",
        Method::Achievement => "完成率法（目标管理软件 ServiceNow 的口径）",
    }
}

/// A method's limits between grades, in one line. The schedule's are the user's.
#[must_use]
pub fn rule(method: Method, limits: &Limits) -> String {
    match method {
        Method::Schedule | Method::ScheduleGeometric => format!(
            "进度比 ≥ {} 快于预期，≥ {} 基本符合预期，≥ {} 滞后，≥ 0 明显滞后，< 0 倒退",
            limits.ahead, limits.on_track, limits.behind
        ),
        Method::Cagr => {
            "R ≥ 0.95 进展显著（≥ 1.05 快于预期），≥ 0.60 进展中等，≥ 0 进展有限，< 0 退步".to_owned()
        }
        Method::Un => {
            "比例 ≥ 0.95 三级，≥ 0.10 二级，其余一级，< 0 倒退；与 0 或 100% 的目标相差不到 1% 为实现"
                .to_owned()
        }
        Method::Trend => "缺口比例 < 5% 晴，≤ 20% 多云间晴，> 20% 阴，方向相反 雷雨".to_owned(),
        Method::Achievement => "进度 ≥ 90% 绿，≥ 75% 黄，其余红，不看时间".to_owned(),
    }
}

/// The limits of the two methods that judge growth alone where there is no target.
pub(super) fn rule_without_target(method: Method) -> Option<&'static str> {
    match method {
        Method::Cagr => {
            Some("向好的年均增速 ≥ 1.5% 进展显著，≥ 0.5% 进展中等，≥ 0 进展有限，< 0 退步")
        }
        Method::Un => Some("向好的年均增速 ≥ 2% 三级，≥ 0.5% 二级，其余一级，< 0 倒退"),
        Method::Schedule | Method::ScheduleGeometric | Method::Trend | Method::Achievement => None,
    }
}

/// A method's own word and score for a target that is met.
pub(super) fn of_achieved(method: Method) -> (Option<&'static str>, Option<f64>) {
    match method {
        Method::Schedule | Method::ScheduleGeometric => (None, None),
        Method::Cagr => (Some("target_achieved"), Some(5.0)),
        Method::Un | Method::Trend => (Some("achieved"), None),
        Method::Achievement => (Some("green"), None),
    }
}

/// A method's own word as Chinese texts give it.
#[must_use]
pub fn in_chinese(own_word: &'static str) -> &'static str {
    match own_word {
        "target_achieved" | "achieved" => "已达目标",
        "substantial" => "进展显著",
        "moderate" => "进展中等",
        "limited" => "进展有限",
        "deterioration" => "退步",
        "level_3" => "三级",
        "level_2" => "二级",
        "level_1" => "一级",
        "sun" => "晴",
        "sun_cloud" => "多云间晴",
        "cloud" => "阴",
        "storm" => "雷雨",
        "green" => "绿",
        "yellow" => "黄",
        "red" => "红",
        other => other,
    }
}
