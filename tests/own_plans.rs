//! Plans of a workspace's own, from outside: taken in from tables and files, followed like any other.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use rust_xlsxwriter::{Format, Workbook};
use serde_json::Value;
use tempfile::TempDir;

struct Desk {
    folder: TempDir,
}

struct Ran {
    code: i32,
    out: String,
    err: String,
}

impl Desk {
    fn new() -> Self {
        let desk = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        desk.done(&["new", "台账.ron"]);
        desk
    }

    fn run(&self, args: &[&str]) -> Ran {
        let Output {
            status,
            stdout,
            stderr,
        } = Command::new(env!("CARGO_BIN_EXE_zhibiao"))
            .current_dir(self.folder.path())
            .env("USER", "tester")
            .stdin(Stdio::null())
            .args(args)
            .output()
            .unwrap();
        Ran {
            code: status.code().unwrap(),
            out: String::from_utf8(stdout).unwrap(),
            err: String::from_utf8(stderr).unwrap(),
        }
    }

    #[track_caller]
    fn done(&self, args: &[&str]) -> String {
        let ran = self.run(args);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
        ran.out
    }

    #[track_caller]
    fn refused(&self, args: &[&str], code: i32, texts: &[&str]) {
        let before = self.text();
        let ran = self.run(args);
        assert_eq!(ran.code, code, "{}", ran.err);
        for text in texts {
            assert!(ran.err.contains(text), "no “{text}” in: {}", ran.err);
        }
        assert_eq!(self.text(), before, "the workspace was changed");
    }

    fn json(&self, args: &[&str]) -> Value {
        serde_json::from_str(&self.done(args)).unwrap()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    fn text(&self) -> String {
        fs::read_to_string(self.path("台账.ron")).unwrap()
    }

    /// The name of the only plan of its own.
    fn own(&self) -> String {
        let list = self.json(&["plan", "台账.ron", "list", "--format", "json"]);
        assert_eq!(list.as_array().unwrap().len(), 1, "{list}");
        list[0]["id"].as_str().unwrap().to_owned()
    }
}

const TABLE: &str = "杭州市试验规划（2024—2027年）\n\
    序号,指标名称,单位,2023年,2027年目标,责任单位\n\
    一、经济发展,,,,,\n\
    1,金融业增加值,亿元,\"2,420.50\",\"≥3,000\",市发改委、市经信局\n\
    2,体育场地,片,4.20,超5,市体育局\n\
    二、社会民生,,,,,\n\
    3,排名,位,,前5位,市统计局\n";

#[test]
fn a_table_becomes_a_plan_that_is_followed_like_any_other() {
    let desk = Desk::new();
    desk.write("表.csv", TABLE);
    let dry = desk.done(&["plan", "台账.ron", "add", "表.csv", "--dry-run"]);
    assert!(dry.contains("可以收入规划"), "{dry}");
    assert!(!desk.text().contains("own_plans"));
    let out = desk.done(&[
        "plan",
        "台账.ron",
        "add",
        "表.csv",
        "--number",
        "杭政〔2024〕9号",
    ]);
    for part in [
        "已收入规划 own-2024-",
        "3 项指标",
        "名称和单位相同，现用自己的口径；要共用请加 --share 1=financial-value-added",
        "“市体育局”不在单位表里",
        "默认，取自名称、单位和目标的写法",
    ] {
        assert!(out.contains(part), "no “{part}” in: {out}");
    }
    let id = desk.own();
    desk.done(&["check", "台账.ron"]);
    let first = format!("{id}/1");
    desk.done(&["set", "台账.ron", &first, "2025", "2710.30"]);
    // From 2420.50 to 3000 in four years; half way in 2025: (2710.3 - 2420.5) / 579.5 is 0.50.
    let status = desk.json(&[
        "status",
        "台账.ron",
        "--plan",
        &id,
        "--year",
        "2025",
        "--format",
        "json",
    ]);
    assert_eq!(status.as_array().unwrap().len(), 3);
    assert_eq!(status[0]["indicator"], first.as_str());
    assert_eq!(status[0]["actual"], "2710.30");
    assert_eq!(status[0]["target"], "3000");
    assert_eq!(status[0]["grade"], "on_track");
    assert!((status[0]["progress"].as_f64().unwrap() - 0.500_086).abs() < 1e-5);
    assert_eq!(status[0]["schedule"], 0.5);
    assert_eq!(status[0]["lead"], "市发改委");
    // Its series is its own: the plan of the same indicator knows nothing of the figure.
    let other = desk.json(&[
        "status",
        "台账.ron",
        "--plan",
        "hz-2024-75",
        "--format",
        "json",
    ]);
    assert_eq!(other[14]["actual"], Value::Null);
    // Units, forms, lineage, tables: all see it.
    let units = desk.done(&["units", "台账.ron", "市体育局"]);
    assert!(units.contains("体育场地"), "{units}");
    let form = desk.done(&["form", "台账.ron", "--plan", &id, "--all", "-o", "表单"]);
    assert!(form.contains("市体育局"), "{form}");
    desk.done(&["export", "台账.ron", "-o", "数.csv"]);
    assert!(
        fs::read_to_string(desk.path("数.csv"))
            .unwrap()
            .contains("2710.30")
    );
    desk.done(&["import", "台账.ron", "数.csv"]);
    let series = format!("{id}-1");
    desk.done(&["lineage", &series, "--workspace", "台账.ron"]);
    desk.refused(&["lineage", &series], 1, &["没有口径"]);
    let report = desk.done(&[
        "report",
        "台账.ron",
        "--plan",
        &id,
        "--format",
        "html",
        "-o",
        "报告.html",
    ]);
    assert!(report.contains("已写入"), "{report}");
    assert!(
        fs::read_to_string(desk.path("报告.html"))
            .unwrap()
            .contains("体育场地")
    );
    let log = desk.done(&["log", "台账.ron"]);
    assert!(log.contains("自建规划"), "{log}");
}

#[test]
fn a_table_carries_a_plan_into_another_workspace() {
    let desk = Desk::new();
    desk.write("表.csv", TABLE);
    desk.done(&["plan", "台账.ron", "add", "表.csv"]);
    let id = desk.own();
    let first = format!("{id}/1");
    desk.done(&["set", "台账.ron", &first, "2025", "2710.30"]);
    for table in ["数.csv", "数.xlsx"] {
        desk.done(&["export", "台账.ron", "-o", table]);
        let copy = format!("{table}.ron");
        desk.done(&["new", &copy]);
        let told = desk.done(&["import", &copy, table]);
        assert!(told.contains("自建规划《杭州市试验规划"), "{told}");
        desk.done(&["check", &copy]);
        let copy = fs::read_to_string(desk.path(&copy)).unwrap();
        assert_eq!(copy, desk.text(), "{table}");
    }
    // A name that is built in is not taken by a plan from outside.
    let table = fs::read_to_string(desk.path("数.csv")).unwrap();
    desk.write("冒名.csv", &table.replace(&id, "hz-2016-125"));
    desk.done(&["new", "冒名.ron"]);
    desk.refused(
        &["import", "冒名.ron", "冒名.csv"],
        1,
        &["hz-2016-125 是内置规划的名字"],
    );
}

#[test]
fn a_shared_series_counts_in_both_plans() {
    let desk = Desk::new();
    desk.write("表.csv", TABLE);
    let args = ["plan", "台账.ron", "add", "表.csv", "--share-equal"];
    desk.done(&args);
    let id = desk.own();
    desk.done(&["set", "台账.ron", &format!("{id}/1"), "2025", "2710.30"]);
    let other = desk.json(&[
        "status",
        "台账.ron",
        "--plan",
        "hz-2024-75",
        "--format",
        "json",
    ]);
    assert_eq!(other[14]["actual"], "2710.30");
    let line = desk.json(&[
        "lineage",
        "financial-value-added",
        "--workspace",
        "台账.ron",
        "--format",
        "json",
    ]);
    assert!(line.to_string().contains(&id), "{line}");
}

#[test]
fn what_is_not_understood_is_refused_whole_until_it_is_corrected() {
    let desk = Desk::new();
    let broken = TABLE
        .replace("2027年目标", "目标值")
        .replace("超5", "低于5");
    desk.write("表.csv", &broken);
    desk.refused(
        &["plan", "台账.ron", "add", "表.csv"],
        1,
        &[
            "请写明这一列是哪一年的目标",
            "严格小于",
            "没有收入",
            "表.csv",
        ],
    );
    desk.refused(
        &[
            "plan",
            "台账.ron",
            "add",
            "表.csv",
            "--column",
            "5=目标值:2027",
        ],
        1,
        &["第 3 行“2027 年目标值”列", "共 1 处要改正"],
    );
    desk.refused(
        &["plan", "台账.ron", "add", "表.csv", "--column", "5=瞎写"],
        2,
        &["没有含义“瞎写”"],
    );
    desk.done(&[
        "plan",
        "台账.ron",
        "add",
        "表.csv",
        "--column",
        "目标值=目标值:2027",
        "--as-words",
    ]);
    let list = desk.json(&["plan", "台账.ron", "list", "--format", "json"]);
    let target = &list[0]["indicators"][1]["targets"][0];
    assert_eq!(target["bound"], "qualitative");
    // The same document once more is told, not doubled.
    desk.refused(
        &[
            "plan",
            "台账.ron",
            "add",
            "表.csv",
            "--column",
            "5=目标值:2027",
            "--as-words",
        ],
        1,
        &["已有名称和文号相同的自建规划"],
    );
    desk.refused(&["plan", "台账.ron", "add", "没有.xlsx"], 1, &["没有.xlsx"]);
    desk.refused(&["plan", "台账.ron", "add"], 2, &[]);
    desk.write("空.csv", "\n\n");
    desk.refused(&["plan", "台账.ron", "add", "空.csv"], 1, &["没有内容"]);
}

#[test]
fn a_workbook_with_joined_heads_is_taken_in() {
    let desk = Desk::new();
    let mut book = Workbook::new();
    book.add_worksheet()
        .set_name("说明")
        .unwrap()
        .write_string(0, 0, "填表说明")
        .unwrap();
    let page = book.add_worksheet();
    page.set_name("指标表").unwrap();
    let plain = Format::new();
    page.merge_range(0, 0, 0, 4, "试验规划（2025—2030年）", &plain)
        .unwrap();
    page.merge_range(1, 0, 2, 0, "指标", &plain).unwrap();
    page.merge_range(1, 1, 2, 1, "单位", &plain).unwrap();
    page.merge_range(1, 2, 1, 3, "目标值", &plain).unwrap();
    page.write_string(2, 2, "2027年").unwrap();
    page.write_string(2, 3, "2030年").unwrap();
    page.merge_range(1, 4, 2, 4, "牵头单位", &plain).unwrap();
    page.write_string(3, 0, "研发强度").unwrap();
    page.write_string(3, 1, "%").unwrap();
    let percent = Format::new().set_num_format("0.0%");
    page.write_number_with_format(3, 2, 0.042, &percent)
        .unwrap();
    page.write_number(3, 3, 5).unwrap();
    page.write_string(3, 4, "市科技局").unwrap();
    book.save(desk.path("表.xlsx")).unwrap();
    let added = desk.json(&["plan", "台账.ron", "add", "表.xlsx", "--format", "json"]);
    let row = &added["plan"]["indicators"][0];
    assert_eq!(added["plan"]["title"], "试验规划（2025—2030年）");
    assert_eq!(row["targets"][0]["year"], 2027);
    assert_eq!(row["targets"][0]["value"], "4.2");
    assert_eq!(row["targets"][1]["value"], "5");
    assert_eq!(row["lead"], "市科技局");
    let defaults = added["defaults"].as_array().unwrap();
    assert!(
        defaults.iter().any(|d| d["column"] == "方向"),
        "{defaults:?}"
    );
}

#[test]
fn a_plan_goes_out_as_a_file_and_into_another_workspace() {
    let desk = Desk::new();
    desk.write("表.csv", TABLE);
    desk.done(&["plan", "台账.ron", "add", "表.csv"]);
    let id = desk.own();
    desk.done(&["plan", "台账.ron", "export", &id, "-o", "规划.ron"]);
    let checked = desk.done(&["check", "规划.ron"]);
    assert!(checked.contains("3 项指标"), "{checked}");
    desk.done(&["new", "别的.ron"]);
    desk.done(&["plan", "别的.ron", "add", "规划.ron"]);
    let there = desk.json(&["plan", "别的.ron", "list", "--format", "json"]);
    let here = desk.json(&["plan", "台账.ron", "list", "--format", "json"]);
    assert_eq!(there, here);
    desk.refused(
        &["plan", "台账.ron", "add", "规划.ron"],
        1,
        &["已有自建规划", "--replace"],
    );
    let changed = fs::read_to_string(desk.path("规划.ron"))
        .unwrap()
        .replacen("\"5\"", "\"6\"", 1);
    desk.write("规划.ron", &changed);
    desk.done(&["plan", "台账.ron", "add", "规划.ron", "--replace"]);
    assert!(desk.text().contains("MoreThan(\"6\")"));
    // A built-in document goes out too, and is not taken in under its own name.
    desk.done(&[
        "plan",
        "台账.ron",
        "export",
        "hz-2024-trade",
        "-o",
        "内置.ron",
    ]);
    desk.refused(&["plan", "台账.ron", "add", "内置.ron"], 1, &["是内置规划"]);
    desk.write("坏.ron", &changed.replacen("\"6\"", "\"-6\"", 1));
    desk.refused(
        &["plan", "台账.ron", "add", "坏.ron", "--replace"],
        1,
        &["坏.ron:", "应大于 0"],
    );
}

#[test]
fn removing_a_plan_says_what_stays_and_brings_it_back_with_the_plan() {
    let desk = Desk::new();
    desk.write("表.csv", TABLE);
    desk.done(&["plan", "台账.ron", "add", "表.csv"]);
    let id = desk.own();
    let second = format!("{id}/2");
    desk.done(&["set", "台账.ron", &second, "2025", "4.5"]);
    desk.done(&[
        "judge",
        "台账.ron",
        &second,
        "behind",
        "--why",
        "现场核查",
        "--year",
        "2025",
    ]);
    desk.done(&["plan", "台账.ron", "export", &id, "-o", "规划.ron"]);
    let out = desk.done(&["plan", "台账.ron", "remove", &id]);
    assert!(out.contains("保留：1 个实际值、1 项人工评定"), "{out}");
    assert!(desk.text().contains("\"4.5\""));
    desk.refused(&["status", "台账.ron", "--plan", &id], 1, &["没有规划"]);
    // A table of the same name is another plan: what was left goes to none of its numbers.
    desk.done(&["plan", "台账.ron", "add", "表.csv"]);
    let other = desk.own();
    assert_eq!(other, format!("{id}-2"));
    let status = desk.json(&["status", "台账.ron", "--plan", &other, "--format", "json"]);
    assert_eq!(status[1]["actual"], Value::Null);
    desk.done(&["plan", "台账.ron", "remove", &other]);
    desk.done(&["plan", "台账.ron", "add", "规划.ron"]);
    let status = desk.json(&[
        "status",
        "台账.ron",
        "--plan",
        &id,
        "--year",
        "2025",
        "--format",
        "json",
    ]);
    assert_eq!(status[1]["actual"], "4.5");
    desk.refused(
        &["plan", "台账.ron", "remove", "hz-2024-75"],
        1,
        &["不是自建规划"],
    );
    desk.refused(&["plan", "台账.ron", "remove", "没有"], 1, &["没有规划"]);
    let nothing = desk.done(&["new", "空.ron"]);
    assert!(nothing.contains("已新建"));
    assert!(
        desk.done(&["plan", "空.ron", "list"])
            .contains("没有自建规划")
    );
}
