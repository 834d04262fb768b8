//! 方法说明: what each method is, in plain words, with an example that the method itself works out.
//!
//! The examples are rows of METHODS, so that whoever has read the source finds its numbers again; they
//! are judged by the same code as everything else, and a test holds them to the printed outcome.

use super::{Actuals, Assessment, Case, Grade, Method, assess, words};
use crate::model::{
    Baseline, Bound, CumulativeEntry, Decimal, Direction, Kind, Limits, Target, Year,
};

/// What is to be known of a method.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// The method.
    pub method: Method,
    /// What it asks, in a sentence or two.
    pub gist: &'static str,
    /// Names and formulas, in the order they are computed.
    pub formulas: &'static [(&'static str, &'static str)],
    /// What each grade takes, best first; grades that the method does not give are left out.
    pub limits: Vec<(Grade, String)>,
    /// When to use it.
    pub when: &'static str,
    /// What it cannot do, and what it is refused for.
    pub beware: &'static str,
    /// Where its rule comes from.
    pub source: &'static str,
    /// A worked example.
    pub example: Example,
}

/// A case small enough to be worked out by hand.
#[derive(Clone, Debug)]
pub struct Example {
    /// The case in words.
    pub words: &'static str,
    /// The unit of its values.
    pub unit: &'static str,
    /// Where it counts from; none where the method needs none.
    pub baseline: Option<Baseline>,
    /// The values observed; the last year is judged.
    pub actuals: Vec<(Year, Decimal)>,
    /// The target.
    pub target: Target,
}

impl Example {
    /// Works it out.
    #[must_use]
    pub fn assess(&self, method: Method) -> Assessment {
        let targets = std::slice::from_ref(&self.target);
        let case = Case {
            kind: Kind::Flow,
            mean_over_years: false,
            direction: Direction::Up,
            targets: targets.into(),
            baseline: self.baseline,
            origin: None,
            actuals: Actuals::new(self.actuals.iter().copied(), CumulativeEntry::Running),
            year: self
                .actuals
                .last()
                .map_or(self.target.year, |(year, _)| *year),
            limits: Limits::default(),
        };
        assess(&case, method)
    }
}

/// The rules that stand above every method, a sentence each.
pub const ABOVE_ALL: [&str; 7] = [
    "达到目标即为实现，不论用哪种方法，也不需要基期值：早于目标年为“提前实现”，目标年及以后为“已实现”。",
    "目标年已过仍未达到为“未实现”，按完成率评价：达到“滞后”界限的为滞后，其余为明显滞后，比基期值还差的为倒退。",
    "动态保有类指标须在基期之后的每个观测年都达到目标才算实现；如今达到而某年没有达到的，写明是哪一年。",
    "节点类指标只看是否完成：到期前未完成不作评价，到期未完成为“未实现”。",
    "“左右”在目标值的 2% 以内算达到，“超”须严格超过，“前 N 位”看名次不大于 N。",
    "目标为多年平均增速的，单年增速不能判断，各方法都不评价，由人工评定。",
    "缺实际值、缺基期值、年份不晚于基期、目标等于基期值、目标隐去、增速跨越正负：写明原因，不评价，不猜测。",
];

/// What stands beside every grade and is no part of it: a name and a paragraph each.
pub const BESIDE: [(&str, &str); 4] = [
    (
        "趋势判断",
        "评价看现在，趋势判断看照近年走势到目标年会怎样，两者分开写。取最近五期实际值用最小二乘法外推到目标年，正的期末数和年度数先取对数；只有两期时连成直线，不足两期不判断，基期值不算一期。外推值达到目标为“预计可实现”，只有预测区间够得着目标为“有望实现”，其余为“预计难实现”。",
    ),
    (
        "80% 区间",
        "若今后的波动与近年一样大，目标年的实际值约有八成落在区间以内，两成落在外面。区间按学生 t 分布计算，只由实际值定宽：期数少、波动大，区间就宽。只有两期时没有区间。",
    ),
    (
        "今后每年须",
        "从评价年到目标年每年须有的增速（正的总量）或变化量（其余），与历年最好一年对照：比最好的一年还高，说明要做到以往没有做到过的。",
    ),
    (
        "方法分歧",
        "计入时间的各方法有的认为达到预期、有的认为滞后，或直线路径与等比路径评价不同，就是方法分歧。完成率法不看时间，不参与比较。分歧不改变评价，只提醒：这一项的结论取决于用哪种方法，引用时请写明方法。",
    ),
];

/// Explains a method. `limits` are those of the rule in use; only the schedule's can be chosen.
#[must_use]
pub fn explain(method: Method, limits: &Limits) -> Explanation {
    let text = text_of(method);
    Explanation {
        method,
        gist: text.gist,
        formulas: text.formulas,
        limits: limits_of(method, limits),
        when: text.when,
        beware: text.beware,
        source: words::source(method),
        example: example_of(method),
    }
}

struct Text {
    gist: &'static str,
    formulas: &'static [(&'static str, &'static str)],
    when: &'static str,
    beware: &'static str,
}

fn text_of(method: Method) -> Text {
    match method {
        Method::Schedule => Text {
            gist: "把“走完的路程”与“走过的时间”相比：从基期值到目标值的路走了几成，从基期年到目标年的时间过了几成，两者之比决定评价。",
            formulas: &[
                ("进度", "(实际值 − 基期值) ÷ (目标值 − 基期值)"),
                (
                    "序时进度",
                    "(评价年 − 基期年) ÷ (目标年 − 基期年)；有中期目标时按折线路径计算",
                ),
                ("差距", "进度 − 序时进度，以百分点计"),
                ("进度比", "进度 ÷ 序时进度"),
            ],
            when: "默认方法，适用于各类指标，也是督查通报最常用的口径。有中期目标时，路径经过中期目标，评价随之收紧或放宽。",
            beware: "假定每年推进一样多。前慢后快的项目会一直显得滞后，直到最后几年。官方文件使用“提前实现、快于预期、基本符合预期、滞后”等表述，没有给出数值界限，界限由台账设置。",
        },
        Method::ScheduleGeometric => Text {
            gist: "与序时进度法相同，只是路径按固定增速上升：每年增长同样的百分比，而不是同样的数量。",
            formulas: &[
                ("进度", "ln(实际值 ÷ 基期值) ÷ ln(目标值 ÷ 基期值)"),
                (
                    "序时进度",
                    "(评价年 − 基期年) ÷ (目标年 − 基期年)；有中期目标时各段分别按固定增速",
                ),
                ("进度比", "进度 ÷ 序时进度"),
            ],
            when: "增加值、营业收入、交易额等逐年按比例增长的总量指标。目标增幅较大时，它对前几年比直线路径宽，对后几年严。",
            beware: "只用于正的总量；比重、差距、增速、位次没有增速可言，予以拒绝。与直线路径评价不同时，指标页注明“方法分歧”。",
        },
        Method::Cagr => Text {
            gist: "把已经实现的年均增速与达到目标所需的年均增速相比，看跑得够不够快。",
            formulas: &[
                ("年均增速", "(末值 ÷ 基期值)^(1 ÷ 年数) − 1"),
                (
                    "R",
                    "方向 × 已实现年均增速 ÷ |所需年均增速|；基期值为负时变号",
                ),
                (
                    "得分",
                    "R ≥ 0.6 时 7.1429R − 4.2857，否则 4.1667R − 2.5，限于 −5 至 5",
                ),
            ],
            when: "与国际可持续发展监测对照，或没有明确年度路径的总量指标。没有目标时也可只看增速方向：年均 1.5% 以上为显著，0.5% 以上为中等。",
            beware: "至少相隔两年；只看首尾两点，中间的起伏不计。为 0 的基期值或目标值按 0.001 计；跨越正负、比重、差距、增速、位次不适用。换计量单位会改变 0.001 的分量，其余不变。",
        },
        Method::Un => Text {
            gist: "按迄今的年均增速一直走到目标年，看能走完从基期到目标的几成。",
            formulas: &[
                ("外推值", "实际值 × (1 + 年均增速)^剩余年数"),
                ("比例", "(外推值 − 基期值) ÷ (目标值 − 基期值)"),
            ],
            when: "与联合国进展图对照；比重类指标也可以用。目标为 0 或 100% 的比重，相差不到 1 个百分点即算实现。没有目标时，年均向好 2% 以上为三级，0.5% 以上为二级。",
            beware: "增速外推对起步阶段的快增长过于乐观。差距、增速、位次不适用，从 0 起步的没有增速。",
        },
        Method::Trend => Text {
            gist: "取最近五年逐年变化的平均数，沿直线推到目标年，看离目标还差多少。不需要基期值。",
            formulas: &[
                ("平均年变化", "近五年逐年变化之和 ÷ 年数"),
                ("外推值", "实际值 + 平均年变化 × 剩余年数"),
                ("缺口比例", "(目标值 − 外推值) ÷ (目标值 − 实际值)"),
            ],
            when: "有四年以上连续数据、逐年变化平稳的指标，尤其是基期值不明的。用天气作比：晴、多云间晴、阴、雷雨。",
            beware: "须有至少四个连续年份的数值，中间缺年即中断。抬高较早年份的数值会减小增幅，因而可能降低评价：它量的是升势，不是高低。",
        },
        Method::Achievement => Text {
            gist: "只看从起点到目标的路走完了几成，不管时间过去了多少。",
            formulas: &[("进度", "(实际值 − 起点) ÷ (目标值 − 起点)；累计指标从 0 起")],
            when: "年末或到期时的考核、当年的任务清单、按季累计的任务：分母是当期目标。",
            beware: "期中使用会把多数指标判为滞后，因为时间还没到；所以它与别的方法不同时，不算“方法分歧”。",
        },
    }
}

fn limits_of(method: Method, limits: &Limits) -> Vec<(Grade, String)> {
    let fixed = |rows: &[(Grade, &str)]| -> Vec<(Grade, String)> {
        rows.iter()
            .map(|(grade, words)| (*grade, (*words).to_owned()))
            .collect()
    };
    match method {
        Method::Schedule | Method::ScheduleGeometric => vec![
            (Grade::Ahead, format!("进度比 ≥ {}", limits.ahead)),
            (Grade::OnTrack, format!("进度比 ≥ {}", limits.on_track)),
            (Grade::Behind, format!("进度比 ≥ {}", limits.behind)),
            (Grade::FarBehind, "进度比 ≥ 0".to_owned()),
            (Grade::Regressed, "进度比 < 0：比基期还差".to_owned()),
        ],
        Method::Cagr => fixed(&[
            (Grade::Ahead, "R ≥ 1.05，进展显著"),
            (Grade::OnTrack, "R ≥ 0.95，进展显著"),
            (Grade::Behind, "R ≥ 0.60，进展中等"),
            (Grade::FarBehind, "R ≥ 0，进展有限"),
            (Grade::Regressed, "R < 0，退步"),
        ]),
        Method::Un => fixed(&[
            (Grade::OnTrack, "比例 ≥ 0.95，三级"),
            (Grade::Behind, "比例 ≥ 0.10，二级"),
            (Grade::FarBehind, "比例 ≥ 0，一级"),
            (Grade::Regressed, "比例 < 0，一级"),
        ]),
        Method::Trend => fixed(&[
            (Grade::OnTrack, "缺口比例 < 5%，晴"),
            (Grade::Behind, "缺口比例 ≤ 20%，多云间晴"),
            (Grade::FarBehind, "缺口比例 > 20%，阴"),
            (Grade::Regressed, "平均变化与所求方向相反，雷雨"),
        ]),
        Method::Achievement => fixed(&[
            (Grade::OnTrack, "进度 ≥ 90%，绿"),
            (Grade::Behind, "进度 ≥ 75%，黄"),
            (Grade::FarBehind, "进度 < 75%，红"),
        ]),
    }
}

fn example_of(method: Method) -> Example {
    let example = |words, unit, base: Option<(Year, i64)>, actuals: &[(Year, i64)], target| {
        let (year, value): (Year, i64) = target;
        Example {
            words,
            unit,
            baseline: base.map(|(year, value)| Baseline {
                year,
                value: value.into(),
            }),
            actuals: actuals.iter().map(|(y, v)| (*y, (*v).into())).collect(),
            target: Target {
                year,
                bound: Bound::Exactly(value.into()),
            },
        }
    };
    match method {
        Method::Schedule | Method::ScheduleGeometric => example(
            "基期 2022 年 1,000 亿元，目标 2027 年 1,500 亿元，2024 年实际 1,180 亿元。",
            "亿元",
            Some((2022, 1000)),
            &[(2024, 1180)],
            (2027, 1500),
        ),
        Method::Cagr => example(
            "基期 2015 年 100，目标 2030 年 200，2021 年实际 130。",
            "",
            Some((2015, 100)),
            &[(2021, 130)],
            (2030, 200),
        ),
        Method::Un => example(
            "基期 2015 年 50，目标 2030 年 80，2022 年实际 60。",
            "",
            Some((2015, 50)),
            &[(2022, 60)],
            (2030, 80),
        ),
        Method::Trend => example(
            "2019 至 2024 年依次为 50、52、54、56、58、60，目标 2027 年 67。",
            "",
            None,
            &[
                (2019, 50),
                (2020, 52),
                (2021, 54),
                (2022, 56),
                (2023, 58),
                (2024, 60),
            ],
            (2027, 67),
        ),
        Method::Achievement => example(
            "起点 2022 年 100 万元，目标 2027 年 150 万元，2024 年实际 135 万元。",
            "万元",
            Some((2022, 100)),
            &[(2024, 135)],
            (2027, 150),
        ),
    }
}
