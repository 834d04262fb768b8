//! `assess`: one case judged from its numbers alone, so that any result can be reproduced by hand.

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
    /// 实际值，年份:数值，可写多次；评价最后一年
    #[arg(long, value_name = "Y:V", required = true, allow_hyphen_values = true)]
    actual: Vec<String>,
    /// 目标，年份:数值，可写多次；最后一年为目标，其余为中期目标
    #[arg(long, value_name = "Y:V", allow_hyphen_values = true)]
    target: Vec<String>,
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
    let baseline = args
        .baseline
        .as_deref()
        .map(|text| pair("--baseline", text));
    let baseline = baseline
        .transpose()?
        .map(|(year, value)| Baseline { year, value });
    let mut values = std::collections::BTreeMap::new();
    for text in &args.actual {
        let (year, value) = pair("--actual", text)?;
        if values.insert(year, value).is_some() {
            return Err(Failure::input(format!(
                "--actual {text}：{year} 年写了两次"
            )));
        }
    }
    let targets = args
        .target
        .iter()
        .map(|text| {
            let (year, value) = pair("--target", text)?;
            Ok(Target {
                year,
                bound: Bound::Exactly(value),
            })
        })
        .collect::<Result<Vec<Target>, Failure>>()?;
    let limits = match &args.limits {
        None => Limits::default(),
        Some(_) if method.fixed_limits().is_some() => {
            let error = DecisionError::LimitsNotUsed(method.word());
            return Err(Failure::input(format!("--limits：{error}")));
        }
        Some(text) => Limits::parse(text)
            .map_err(|error| Failure::input(format!("--limits {text}：{error}")))?,
    };
    let year = values.keys().next_back().copied().unwrap_or_default();
    let assessment = assess::assess(
        &Case {
            kind,
            direction: match args.direction {
                Way::Up => Direction::Up,
                Way::Down => Direction::Down,
            },
            targets: targets.into(),
            baseline,
            origin: None,
            actuals: Actuals::new(values, CumulativeEntry::Running),
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
            "  {}：{}{put_in} → {}",
            step.label, step.formula, step.result
        );
    }
    out
}
