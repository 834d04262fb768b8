//! `missing`: who still owes figures (缺报清单), and the texts that ask for them (催报).

use std::fmt::Write as _;
use std::path::PathBuf;

use chrono::{Datelike as _, NaiveDate};
use serde_json::{Value, json};

use super::table::{Align, in_columns};
use super::usage::Format;
use super::{Failure, Outcome, catalog_of, now, plan_of, read_year};
use crate::assess::as_of_year;
use crate::exchange::desks::{UnitDesk, chase_all, unit_desks};
use crate::exchange::form::leading_units;
use crate::model::live::csv_line;
use crate::model::{Plan, Year};
use crate::store;

#[derive(clap::Args)]
pub(super) struct Args {
    /// 台账文件
    workspace: PathBuf,
    /// 只看这个单位
    #[arg(long, value_name = "U")]
    unit: Option<String>,
    /// 哪份规划；默认为台账的第一份
    #[arg(long, value_name = "P")]
    plan: Option<String>,
    /// 哪一年；默认为台账的截至年度
    #[arg(long, value_name = "Y")]
    year: Option<String>,
    /// 输出催报文字，每个缺报单位一段
    #[arg(long, conflicts_with = "format")]
    chase: bool,
    /// 输出格式：table 表格（默认）、json、csv
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

pub(super) fn run(args: &Args) -> Outcome {
    let workspace = store::open(&args.workspace)?;
    let catalog = catalog_of(&workspace)?;
    let plan = plan_of(&catalog, &workspace, args.plan.as_deref(), &args.workspace)?;
    let today = now().date();
    let year = match &args.year {
        Some(text) => read_year(text)?,
        None => as_of_year(&workspace, today.year()),
    };
    let mut desks = unit_desks(&workspace, plan, year);
    if let Some(name) = &args.unit {
        desks.retain(|desk| desk.unit.0 == name.trim());
        if desks.is_empty() {
            let units = leading_units(plan);
            let names: Vec<&str> = units.iter().map(|unit| unit.0.as_str()).collect();
            return Err(Failure::input(format!(
                "“{name}”在《{}》中没有牵头的指标；有牵头指标的单位：{}",
                plan.title,
                names.join("、")
            )));
        }
    }
    if args.chase {
        return Ok(chase_all(plan, &desks, today));
    }
    Ok(match args.format {
        Format::Table => table(plan, &desks, year, today, workspace.synthetic),
        Format::Csv => csv(&desks, today),
        Format::Json => super::json::text(&json(&desks, year, today)),
    })
}

fn table(plan: &Plan, desks: &[UnitDesk], year: Year, today: NaiveDate, synthetic: bool) -> String {
    let mut text = String::new();
    if synthetic {
        text.push_str("【示例数据】\n");
    }
    let (asked, missing) = desks.iter().fold((0, 0), |(asked, missing), desk| {
        (asked + desk.asked, missing + desk.missing_figures())
    });
    let _ = writeln!(
        text,
        "{} {year} 年：{} 个单位应报 {asked} 个数，尚缺 {missing} 个",
        plan.number,
        desks.len()
    );
    let heads = [
        ("责任单位", Align::Left),
        ("状态", Align::Left),
        ("应报", Align::Right),
        ("尚缺", Align::Right),
        ("发出", Align::Left),
        ("截止", Align::Left),
        ("收到", Align::Left),
    ];
    let rows: Vec<Vec<String>> = desks.iter().map(|desk| desk_cells(desk, today)).collect();
    text.push_str(&in_columns(&heads, &rows));
    if missing > 0 {
        let heads = [
            ("责任单位", Align::Left),
            ("序号", Align::Right),
            ("指标", Align::Left),
            ("缺什么", Align::Left),
            ("单位的说明", Align::Left),
        ];
        text.push('\n');
        text.push_str(&in_columns(&heads, &figure_cells(desks)));
    }
    text
}

fn desk_cells(desk: &UnitDesk, today: NaiveDate) -> Vec<String> {
    let issued = desk.issued.as_ref();
    let received = desk.received.as_ref();
    vec![
        desk.unit.0.clone(),
        desk.standing(today).word().to_owned(),
        desk.asked.to_string(),
        desk.missing_figures().to_string(),
        issued.map_or_else(nothing, |issue| issue.at.format("%Y-%m-%d").to_string()),
        issued.map_or_else(nothing, |issue| issue.deadline.to_string()),
        received.map_or_else(nothing, |receipt| {
            receipt.at.format("%Y-%m-%d %H:%M").to_string()
        }),
    ]
}

fn nothing() -> String {
    "—".to_owned()
}

fn figure_cells(desks: &[UnitDesk]) -> Vec<Vec<String>> {
    let of_desk = |desk: &UnitDesk| {
        let unit = desk.unit.0.clone();
        let cells = desk.missing.iter().map(move |row| {
            vec![
                unit.clone(),
                row.no.to_string(),
                row.name.clone(),
                row.words(),
                row.explained
                    .as_ref()
                    .map_or_else(nothing, |words| words.replace('\n', " ")),
            ]
        });
        cells.collect::<Vec<_>>()
    };
    desks.iter().flat_map(of_desk).collect()
}

fn csv(desks: &[UnitDesk], today: NaiveDate) -> String {
    let mut text = csv_line(&["责任单位", "状态", "序号", "指标", "缺什么", "单位的说明"]);
    for desk in desks {
        let word = desk.standing(today).word();
        for row in &desk.missing {
            let no = row.no.to_string();
            text.push_str(&csv_line(&[
                desk.unit.0.as_str(),
                word,
                &no,
                &row.name,
                &row.words(),
                row.explained.as_deref().unwrap_or_default(),
            ]));
        }
    }
    text
}

fn json(desks: &[UnitDesk], year: Year, today: NaiveDate) -> Value {
    let of_desk = |desk: &UnitDesk| {
        let missing: Vec<Value> = desk
            .missing
            .iter()
            .map(|row| {
                json!({
                    "no": row.no,
                    "name": row.name,
                    "actual": row.actual,
                    "baseline": row.baseline,
                    "explained": row.explained,
                })
            })
            .collect();
        json!({
            "unit": desk.unit.0,
            "year": year,
            "standing": desk.standing(today).code(),
            "asked": desk.asked,
            "issued": desk.issued.as_ref().map(|issue| json!({
                "version": issue.version,
                "at": issue.at.to_string(),
                "deadline": issue.deadline.to_string(),
            })),
            "received": desk.received.as_ref().map(|receipt| json!({
                "version": receipt.version,
                "at": receipt.at.to_string(),
                "file": receipt.file,
                "filler": receipt.filler,
                "phone": receipt.phone,
                "figures": receipt.figures,
            })),
            "missing": missing,
        })
    };
    Value::Array(desks.iter().map(of_desk).collect())
}
