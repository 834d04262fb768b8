//! `form`: writes fill-in forms (填报表) for responsible units, and notes them in the workspace.

use std::fmt::Write as _;
use std::path::PathBuf;

use chrono::{Datelike as _, NaiveDate, NaiveDateTime};

use super::{Failure, Outcome, catalog_of, plan_of, read_year, signature};
use crate::assess::as_of_year;
use crate::exchange::ExchangeError;
use crate::exchange::form::{FormError, leading_units, usual_deadline};
use crate::exchange::issue::{self, Order};
use crate::model::{Edit, Origin, Plan, Unit, Workspace};
use crate::store::{self, Catalog};

#[derive(clap::Args)]
#[command(group(clap::ArgGroup::new("whom").required(true).args(["unit", "all"])))]
pub(super) struct Args {
    /// 台账文件
    workspace: PathBuf,
    /// 给哪个责任单位，可写多次
    #[arg(long = "unit", value_name = "U")]
    unit: Vec<String>,
    /// 给所有有牵头指标的单位，每个单位一张表
    #[arg(long)]
    all: bool,
    /// 哪份规划；默认为台账的第一份
    #[arg(long, value_name = "P")]
    plan: Option<String>,
    /// 填哪一年；默认为台账的截至年度
    #[arg(long, value_name = "Y")]
    year: Option<String>,
    /// 报送截止日期，如 2026-03-15；默认为 14 天后
    #[arg(long, value_name = "DATE")]
    deadline: Option<String>,
    /// 填报表放在哪个文件夹，没有就新建
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,
}

pub(super) fn run(args: &Args) -> Outcome {
    let signature = signature(Origin::CommandLine);
    let mut written = Vec::new();
    let done = store::revise(&args.workspace, &signature, |workspace| {
        make(
            args,
            &catalog_of(workspace)?,
            workspace,
            signature.at,
            &mut written,
        )
    });
    if done.is_err() {
        // A form that the workspace knows nothing of could never be collected.
        issue::take_back(&written);
    }
    done
}

fn make(
    args: &Args,
    catalog: &Catalog,
    workspace: &Workspace,
    at: NaiveDateTime,
    written: &mut Vec<PathBuf>,
) -> Result<(Edit, String), Failure> {
    let plan = plan_of(catalog, workspace, args.plan.as_deref(), &args.workspace)?;
    let year = match &args.year {
        Some(text) => read_year(text)?,
        None => as_of_year(workspace, at.year()),
    };
    let deadline = deadline(args.deadline.as_deref(), at.date())?;
    let order = Order {
        plan,
        units: units(args, plan),
        year,
        at,
        deadline,
    };
    let issued = issue::issue(workspace, &order).map_err(|error| unknown(&error, plan))?;
    *written = issue::write_all(&issued.forms, &args.output)?;
    let mut text = String::new();
    for (form, path) in issued.forms.iter().zip(written.iter()) {
        let baselines = form.rows.iter().filter(|row| row.asks_baseline).count();
        let _ = writeln!(
            text,
            "{}：{} 项指标的 {year} 年数{} → {}",
            form.unit,
            form.rows.len(),
            if baselines > 0 {
                format!("、{baselines} 项基期值")
            } else {
                String::new()
            },
            path.display()
        );
    }
    let _ = writeln!(
        text,
        "共 {} 张填报表，请于 {deadline} 前收回；收回后用 zhibiao collect 收取",
        issued.forms.len()
    );
    Ok((issued.edit, text))
}

fn units(args: &Args, plan: &Plan) -> Vec<Unit> {
    if args.all {
        return leading_units(plan);
    }
    let mut units: Vec<Unit> = Vec::new();
    for name in &args.unit {
        let unit = Unit(name.trim().to_owned());
        if !units.contains(&unit) {
            units.push(unit);
        }
    }
    units
}

fn unknown(error: &FormError, plan: &Plan) -> Failure {
    let mut message = error.to_string();
    if let FormError::UnknownUnit { unit, .. } = error {
        let units = leading_units(plan);
        let names = units.iter().map(|unit| unit.0.as_str());
        if let Some(meant) = store::nearest(&unit.0, names) {
            let _ = write!(message, "。是否为“{meant}”？");
        }
    }
    Failure::input(message)
}

fn deadline(text: Option<&str>, today: NaiveDate) -> Result<NaiveDate, Failure> {
    let Some(text) = text else {
        return Ok(usual_deadline(today));
    };
    let formats = ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日"];
    let date = formats
        .iter()
        .find_map(|format| NaiveDate::parse_from_str(text.trim(), format).ok());
    let date =
        date.ok_or_else(|| Failure::input(format!("截止日期“{text}”不是日期；请写作 2026-03-15")))?;
    if date < today {
        return Err(Failure::input(format!(
            "截止日期 {date} 已经过去；今天是 {today}"
        )));
    }
    Ok(date)
}

impl From<ExchangeError> for Failure {
    fn from(error: ExchangeError) -> Self {
        Self::input(error.to_string())
    }
}
