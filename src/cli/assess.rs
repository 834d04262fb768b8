//! `assess`: one case judged from its numbers alone, so that any result can be reproduced by hand.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use clap::ValueEnum;
use clap::builder::PossibleValue;

use super::usage::Format;
use super::{Failure, Outcome, json};
use crate::app::decide::DecisionError;
use crate::assess::{self, Actuals, Assessment, Case, Method};
use crate::model::{
    Baseline, Bound, CumulativeEntry, Decimal, Direction, Kind, Limits, Target, Year, parse_number,
    parse_year,
};

#[derive(clap::Args)]
pub(super) struct Args {
    /// 评价方法：schedule、schedule-geometric、cagr、un、trend、achievement
    #[arg(long, value_name = "M")]
    method: String,
    /// 基期，年份:数值
    #[arg(long, value_name = "Y:V", allow_hyphen_values = true)]
    baseline: Option<String>,
    /// 实际值，年份:数值，可写多次
    #[arg(long, value_name = "Y:V", required = true, allow_hyphen_values = true)]
    actual: Vec<String>,
    /// 目标，年份:数值 或 年份:约束:数值（约束如 `at_least`），可写多次；最后一年为目标，其余为中期目标
    #[arg(long, value_name = "Y[:B]:V", allow_hyphen_values = true)]
    target: Vec<String>,
    /// 评价年；默认取实际值的最后一年
    #[arg(long, value_name = "Y")]
    year: Option<String>,
    /// 累计指标的基期年：未给基期值时自该年末从 0 起算
    #[arg(long, value_name = "Y")]
    base_year: Option<String>,
    /// 累计指标的实际值为当年数，逐年相加
    #[arg(long)]
    annual: bool,
    /// 方向：up 越高越好，down 越低越好
    #[arg(long, value_enum)]
    direction: Way,
    /// 指标类型：stock、flow（默认）、ratio、index、gap、increment、cumulative、maintain、rank、growth、milestone
    #[arg(long, value_name = "K")]
    kind: Option<String>,
    /// 评价界限，三个数：快于预期、基本符合预期、滞后；默认 1.05,0.90,0.60
    #[arg(long, value_name = "A,B,C")]
    limits: Option<String>,
    /// 输出格式：table 文字（默认）、json
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Up,
    Down,
}

impl ValueEnum for Way {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Up, Self::Down]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(match self {
            Self::Up => "up",
            Self::Down => "down",
        }))
    }
}

pub(super) fn run(args: &Args) -> Outcome {
    if args.format == Format::Csv {
        return Err(Failure::usage("assess 的 --format 可用 table、json"));
    }
    let method = super::method_named(&args.method)?;
    let kind = match &args.kind {
        None => Kind::Flow,
        Some(code) => kind_named(code)?,
    };
    let baseline = baseline(args)?;
    let values = actuals(args)?;
    let targets = targets(args)?;
    no_interim_before_the_base(&targets, baseline)?;
    let (origin, entry) = summing(args, kind)?;
    let limits = match &args.limits {
        None => Limits::default(),
        Some(_) if method.has_own_limits() => {
            let error = DecisionError::LimitsNotUsed(method.word());
            return Err(Failure::input(format!("--limits：{error}")));
        }
        Some(text) => Limits::parse(text)
            .map_err(|error| Failure::input(format!("--limits {text}：{error}")))?,
    };
    let year = match &args.year {
        None => values.keys().next_back().copied().unwrap_or_default(),
        Some(text) => {
            let year = year_named("--year", text)?;
            super::remark_year_to_come(year);
            year
        }
    };
    let assessment = assess::assess(
        &Case {
            kind,
            mean_over_years: false,
            direction: match args.direction {
                Way::Up => Direction::Up,
                Way::Down => Direction::Down,
            },
            targets: targets.into(),
            baseline,
            origin,
            actuals: Actuals::new(values, entry),
            year,
            limits,
        },
        method,
    );
    Ok(match args.format {
        Format::Json => json::text(&json::case(&assessment)),
        Format::Table | Format::Csv => in_words(&assessment, method),
    })
}

fn baseline(args: &Args) -> Result<Option<Baseline>, Failure> {
    let Some(text) = &args.baseline else {
        return Ok(None);
    };
    let (year, value) = pair("--baseline", text)?;
    Ok(Some(Baseline { year, value }))
}

fn actuals(args: &Args) -> Result<BTreeMap<Year, Decimal>, Failure> {
    let mut values = BTreeMap::new();
    for text in &args.actual {
        let (year, value) = pair("--actual", text)?;
        if values.insert(year, value).is_some() {
            return Err(twice("--actual", text, year));
        }
    }
    Ok(values)
}

fn targets(args: &Args) -> Result<Vec<Target>, Failure> {
    let mut targets: Vec<Target> = Vec::new();
    for text in &args.target {
        let target = target(text)?;
        if targets.iter().any(|other| other.year == target.year) {
            return Err(twice("--target", text, target.year));
        }
        targets.push(target);
    }
    Ok(targets)
}

/// An earlier target bends the path, which begins at the baseline.
fn no_interim_before_the_base(
    targets: &[Target],
    baseline: Option<Baseline>,
) -> Result<(), Failure> {
    let last = targets.iter().map(|target| target.year).max();
    let Some((base, last)) = baseline.map(|base| base.year).zip(last) else {
        return Ok(());
    };
    let before = targets
        .iter()
        .find(|target| target.year <= base && target.year < last);
    before.map_or(Ok(()), |target| {
        Err(Failure::input(format!(
            "--target {}：中期目标须晚于基期 {base} 年",
            target.year
        )))
    })
}

fn twice(option: &str, text: &str, year: Year) -> Failure {
    Failure::input(format!("{option} {text}：{year} 年写了两次"))
}

/// A year with a value, or with a bound and its value or text: `2027:1500`, `2027:at_least:1500`.
pub(super) fn target(text: &str) -> Result<Target, Failure> {
    let fault = |reason: String| Failure::input(format!("--target {text}：{reason}"));
    let mut parts = text.splitn(3, [':', '：']);
    let (year, middle, last) = (parts.next(), parts.next(), parts.next());
    let (Some(year), Some(middle)) = (year, middle) else {
        return Err(fault(
            "应写作 年份:数值 或 年份:约束:数值，如 2027:1500、2027:at_least:1500".to_owned(),
        ));
    };
    let year = parse_year(year).map_err(|error| fault(error.to_string()))?;
    let is_worded = matches!(middle, "full_coverage" | "qualitative" | "masked");
    let (code, value) = match last {
        Some(value) => (middle, value),
        None if is_worded => (middle, ""),
        None => ("exactly", middle),
    };
    let number = || parse_number(value).map_err(|error| fault(format!("“{value}”{error}")));
    let bound = match code {
        "at_least" => Bound::AtLeast(number()?),
        "more_than" => Bound::MoreThan(number()?),
        "at_most" => Bound::AtMost(number()?),
        "about" => Bound::About(number()?),
        "exactly" => Bound::Exactly(number()?),
        "rank_within" => {
            let rank = value.parse().ok().filter(|rank| *rank > 0);
            Bound::RankWithin(rank.ok_or_else(|| fault(format!("位次“{value}”不是正整数")))?)
        }
        "full_coverage" => Bound::FullCoverage,
        "qualitative" => Bound::Qualitative(value.to_owned()),
        "masked" => Bound::Masked(if value.is_empty() { "**" } else { value }.to_owned()),
        other => {
            return Err(fault(format!(
                "没有约束“{other}”；可用 at_least、more_than、at_most、about、exactly、rank_within、full_coverage、qualitative、masked"
            )));
        }
    };
    Ok(Target { year, bound })
}

/// From when and how a cumulative indicator counts.
fn summing(args: &Args, kind: Kind) -> Result<(Option<Year>, CumulativeEntry), Failure> {
    let entry = if args.annual {
        CumulativeEntry::Annual
    } else {
        CumulativeEntry::Running
    };
    let Some(text) = &args.base_year else {
        return match (args.annual, kind) {
            (true, other) if other != Kind::Cumulative => Err(only_for_sums("--annual")),
            _ => Ok((None, entry)),
        };
    };
    if kind != Kind::Cumulative {
        return Err(only_for_sums("--base-year"));
    }
    if let Some(baseline) = &args.baseline {
        return Err(Failure::input(format!(
            "--base-year {text}：已有 --baseline {baseline}，起算以基期值为准，请去掉其中一个"
        )));
    }
    Ok((Some(year_named("--base-year", text)?), entry))
}

fn only_for_sums(option: &str) -> Failure {
    Failure::input(format!("{option} 只用于累计指标：请加 --kind cumulative"))
}

fn year_named(option: &str, text: &str) -> Result<Year, Failure> {
    parse_year(text).map_err(|error| Failure::input(format!("{option} {text}：{error}")))
}

fn kind_named(code: &str) -> Result<Kind, Failure> {
    Kind::ALL
        .into_iter()
        .find(|kind| kind.code() == code || kind.word() == code)
        .ok_or_else(|| {
            let known: Vec<&str> = Kind::ALL.iter().map(|kind| kind.code()).collect();
            Failure::input(format!("没有指标类型“{code}”；可用 {}", known.join("、")))
        })
}

/// A year and a value, `2024:1180`.
fn pair(option: &str, text: &str) -> Result<(Year, Decimal), Failure> {
    let (year, value) = text.split_once([':', '：']).ok_or_else(|| {
        Failure::input(format!("{option} {text}：应写作 年份:数值，如 2024:1180"))
    })?;
    let year =
        parse_year(year).map_err(|error| Failure::input(format!("{option} {text}：{error}")))?;
    let value =
        parse_number(value).map_err(|error| Failure::input(format!("{option} {text}：{error}")))?;
    Ok((year, value))
}

fn in_words(assessment: &Assessment, method: Method) -> String {
    let mut out = format!(
        "{}，{} 年：{}（{}）\n",
        method.word(),
        assessment.year,
        assessment.word,
        assessment.reason.sentence()
    );
    for step in &assessment.trace {
        let put_in = if step.substituted.is_empty() {
            String::new()
        } else {
            format!(" = {}", step.substituted)
        };
        // Writing to a text cannot fail.
        let _ = writeln!(
            out,
            "  {}：{}{put_in} → {}［{}］",
            step.label, step.formula, step.result, step.source
        );
    }
    out
}
