//! The program from outside: arguments in, text and exit code out.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// A folder with a workspace in it.
struct Desk {
    folder: TempDir,
}

/// What a run of the program gave.
struct Ran {
    code: i32,
    out: String,
    err: String,
}

fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_zhibiao"));
    command.env("USER", "tester").stdin(Stdio::null());
    command
}

fn run<S: AsRef<std::ffi::OsStr>>(args: &[S]) -> Ran {
    let Output {
        status,
        stdout,
        stderr,
    } = program().args(args).output().unwrap();
    Ran {
        code: status.code().unwrap(),
        out: String::from_utf8(stdout).unwrap(),
        err: String::from_utf8(stderr).unwrap(),
    }
}

#[track_caller]
fn done<S: AsRef<std::ffi::OsStr>>(args: &[S]) -> String {
    let ran = run(args);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    ran.out
}

/// Expects this exit code, nothing on stdout, and every one of these texts on stderr.
#[track_caller]
fn refused<S: AsRef<std::ffi::OsStr>>(args: &[S], code: i32, texts: &[&str]) {
    let ran = run(args);
    assert_eq!((ran.code, ran.out.as_str()), (code, ""), "{}", ran.err);
    for text in texts {
        assert!(ran.err.contains(text), "no “{text}” in: {}", ran.err);
    }
    assert!(!ran.err.contains("panicked"), "{}", ran.err);
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn keys(value: &Value) -> Vec<&str> {
    let object = value.as_object().unwrap();
    object.keys().map(String::as_str).collect()
}

impl Desk {
    fn new() -> Self {
        let desk = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        done(&["new", &desk.path()]);
        desk
    }

    fn path(&self) -> String {
        self.file("台账.ron").to_str().unwrap().to_owned()
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn set(&self, args: &[&str]) -> String {
        let mut all = vec!["set".to_owned(), self.path()];
        all.extend(args.iter().map(|arg| (*arg).to_owned()));
        let ran = run(&all);
        // Doubts about a figure are told and stop nothing.
        let is_doubt = |line: &str| line.starts_with("存疑：");
        assert!(
            ran.code == 0 && ran.err.lines().all(is_doubt),
            "{}",
            ran.err
        );
        ran.out
    }

    fn text(&self) -> String {
        fs::read_to_string(self.path()).unwrap()
    }

    fn status(&self, no: usize) -> Value {
        let list = json(&done(&["status", &self.path(), "--format", "json"]));
        list[no - 1].clone()
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder.path()).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.collect()
    }
}

#[test]
fn plans_are_listed_with_their_numbers() {
    let out = done(&["plans"]);
    let row = out.lines().nth(2).unwrap();
    for cell in ["hz-2024-75", "杭政函〔2024〕75号", "正式", "37"] {
        assert!(row.contains(cell), "{out}");
    }
    let list = json(&done(&["plans", "--format", "json"]));
    assert_eq!(
        keys(&list[0])[..7],
        [
            "id",
            "title",
            "number",
            "stage",
            "issued",
            "effective",
            "indicators"
        ]
    );
    assert_eq!(list[0]["indicators"], 37);
}

#[test]
fn a_plan_in_json_keeps_the_contract() {
    let plan = json(&done(&["plans", "hz-2024-75", "--format", "json"]));
    assert_eq!(
        keys(&plan)[..9],
        [
            "id",
            "title",
            "number",
            "stage",
            "issued",
            "effective",
            "themes",
            "indicators",
            "measures"
        ]
    );
    assert_eq!(keys(&plan["effective"]), ["from", "to"]);
    assert_eq!(keys(&plan["themes"][0]), ["no", "name", "lead"]);
    let row = &plan["indicators"][3];
    assert_eq!(
        keys(row)[..12],
        [
            "no",
            "theme",
            "name",
            "unit",
            "kind",
            "direction",
            "targets",
            "baseline",
            "lead",
            "others",
            "series",
            "locator"
        ]
    );
    assert_eq!(
        row["targets"],
        json(r#"[{"year": 2027, "bound": "exactly", "value": "10000"}]"#)
    );
    assert_eq!(
        (&row["kind"], &row["baseline"]),
        (&json("\"cumulative\""), &Value::Null)
    );
    assert_eq!(
        (&row["lead"], &row["others"]),
        (&json("\"市科技局\""), &json("[\"市经信局\"]"))
    );
    assert_eq!(plan["indicators"][0]["targets"][0]["value"], "4.2");
    let measure = &plan["measures"][19];
    assert_eq!(
        keys(measure)[..5],
        ["no", "theme", "title", "lead", "others"]
    );
    assert_eq!(measure["title"], "加快发展多式联运");
    assert_eq!(measure["milestones"][0]["due"], "2025-12-31");
    // The rows of the appendix come first; what the text sets beside them says so.
    let rows = plan["indicators"].as_array().unwrap();
    let in_text = |row: &Value| row["in_text"] == true;
    assert_eq!(rows.iter().position(in_text), Some(37));
    assert_eq!(rows.iter().filter(|row| in_text(row)).count(), 26);
}

#[test]
fn a_plan_as_a_table_has_every_indicator() {
    let out = done(&["plans", "hz-2024-75"]);
    let numbered = |line: &&str| {
        let first = line.split_whitespace().next().unwrap_or_default();
        first.parse::<u32>().is_ok() && line.contains("2027 年")
    };
    let (table, text) = out.split_once("正文中的目标").unwrap();
    assert_eq!(table.lines().filter(numbered).count(), 37);
    // Of the 26 in the text two are for 2025 alone.
    assert_eq!(text.lines().filter(numbered).count(), 24);
}

#[test]
fn a_series_is_followed_through_the_documents() {
    let out = done(&["lineage", "航空货邮吞吐量"]);
    for words in ["hz-2024-trade/17", "超110 万吨", "附件 序号23", "后松于前"] {
        assert!(out.contains(words), "{words}\n{out}");
    }
    let found = json(&done(&["lineage", "--conflicts", "--format", "json"]));
    let trade = found.as_array().unwrap().iter();
    let trade: Vec<&Value> = trade
        .filter(|conflict| conflict["series"] == "service-trade-volume-usd")
        .collect();
    let [trade] = trade.try_into().unwrap();
    assert_eq!(trade["kind"], "different_values");
    let first = json(
        r#"{"plan": "hz-2016-125", "indicator": "hz-2016-125/109", "name": "服务贸易进出口总额",
            "locator": "二、（三）4", "year": 2020, "bound": "exactly", "value": "300",
            "unit": "亿美元"}"#,
    );
    assert_eq!(trade["statements"][0], first);
    assert_eq!(trade["statements"][1]["value"], "280");
    refused(
        &["lineage", "航空货邮吞吐"],
        1,
        &["没有口径", "航空货邮吞吐量"],
    );
}

#[test]
fn a_workspace_follows_several_plans_with_the_figures_they_report() {
    let desk = Desk::new();
    let path = desk.file("多规划.ron");
    let path = path.to_str().unwrap();
    done(&[
        "new",
        path,
        "--plan",
        "hz-2024-75",
        "--plan",
        "hz-2016-125",
        "--plan",
        "hz-2024-trade",
    ]);
    done(&["set", path, "hz-2024-trade/17", "2025", "98.5"]);
    // Entered once, the actual counts in both documents that follow the series.
    for (plan, no) in [("hz-2024-trade", "17"), ("hz-2024-75", "23")] {
        let rows = json(&done(&[
            "status", path, "--plan", plan, "--year", "2025", "--format", "json",
        ]));
        let id = format!("{plan}/{no}");
        let row = rows
            .as_array()
            .unwrap()
            .iter()
            .find(|r| r["indicator"] == id.as_str())
            .unwrap();
        assert_eq!(row["actual"], "98.5", "{id}");
    }
    let rows = json(&done(&[
        "status",
        path,
        "--plan",
        "hz-2016-125",
        "--year",
        "2015",
        "--format",
        "json",
    ]));
    assert_eq!(rows[0]["actual"], "5855.29");
    let text = fs::read_to_string(path).unwrap();
    assert!(text.contains("杭政办函〔2016〕125号《杭州市现代服务业发展“十三五”规划》专栏5"));
}

#[test]
fn an_unknown_plan_is_answered_with_the_known_ones() {
    refused(&["plans", "hz-1"], 1, &["没有规划“hz-1”", "hz-2024-75"]);
}

#[test]
fn a_new_workspace_never_overwrites_a_file() {
    let desk = Desk::new();
    let before = desk.text();
    assert!(before.starts_with("// 知标台账"), "{before}");
    refused(&["new", &desk.path()], 1, &["没有覆盖", "台账.ron"]);
    assert_eq!(desk.text(), before);
    let other = desk.file("其他.ron");
    refused(
        &["new", other.to_str().unwrap(), "--plan", "nope"],
        1,
        &["没有规划“nope”"],
    );
    assert!(!other.exists());
    assert_eq!(desk.names().len(), 1);
}

#[test]
fn a_figure_is_set_replaced_and_removed() {
    let desk = Desk::new();
    let empty = desk.text();
    let id = "hz-2024-75/15";
    let out = desk.set(&[
        id,
        "2024",
        "2,562.30",
        "--status",
        "初步核算",
        "--source",
        "年鉴",
    ]);
    assert_eq!(
        out,
        "hz-2024-75/15 金融业增加值（亿元） 2024 年实际值：（空） → 2,562.30（初步核算）\n"
    );
    let line = desk
        .text()
        .lines()
        .find(|line| line.contains("financial-value-added"))
        .map(str::to_owned)
        .unwrap();
    for part in [
        "year: 2024, value: \"2562.30\", status: Preliminary, source: \"年鉴\"",
        "by: \"tester\"",
        "at: Some(\"20",
    ] {
        assert!(line.contains(part), "{line}");
    }
    let out = desk.set(&[id, "2024", "2600"]);
    assert!(
        out.contains("2,562.30（初步核算） → 2,600（初步核算）"),
        "{out}"
    );
    assert!(
        desk.text().contains("source: \"年鉴\""),
        "a corrected figure keeps its source"
    );
    let out = desk.set(&[id, "2024", ""]);
    assert!(out.contains("2,600（初步核算） → （空）"), "{out}");
    let out = desk.set(&[id, "2024", "2600"]);
    assert!(out.contains("（空） → 2,600（快报）"), "{out}");
    desk.set(&[id, "2024", ""]);
    assert_eq!(desk.text(), empty);
}

#[test]
fn a_value_may_begin_with_a_minus() {
    let desk = Desk::new();
    let out = desk.set(&["hz-2024-75/22", "2024", "-0.30"]);
    assert!(out.contains("（空） → -0.30（快报）"), "{out}");
    let out = desk.set(&["hz-2024-75/22", "2023", "-1,200.5", "--baseline"]);
    assert!(out.contains("2023 年基期值：（空） → -1,200.5"), "{out}");
    assert!(desk.text().contains("value: \"-0.30\""));
}

#[test]
fn a_baseline_is_set_and_removed_with_its_year() {
    let desk = Desk::new();
    let id = "hz-2024-75/15";
    desk.set(&[id, "2022", "2300", "--baseline"]);
    let out = desk.set(&[id, "2023", "2420", "--baseline"]);
    assert!(out.contains("2,300（2022 年） → 2,420"), "{out}");
    let clear = ["set", &desk.path(), id, "2022", "", "--baseline"];
    refused(&clear, 1, &["是 2023 年的", "没有清除"]);
    let out = desk.set(&[id, "2023", "", "--baseline"]);
    assert!(out.contains("2,420 → （空）"), "{out}");
}

#[test]
fn wrong_entries_leave_the_file_alone_and_say_why() {
    let desk = Desk::new();
    let before = desk.text();
    let path = desk.path();
    let cases: [(&[&str], &[&str]); 8] = [
        (&["hz-2024-75/99", "2024", "1"], &["没有序号 99", "1 至 37"]),
        (&["hz-2024-57/1", "2024", "1"], &["是否为“hz-2024-75”"]),
        (&["hz-2024-75", "2024", "1"], &["规划/序号"]),
        (&["hz-2024-75/1", "24", "1"], &["年份“24”", "四位年份"]),
        (&["hz-2024-75/1", "2024", "12,34"], &["“12,34”", "千分位"]),
        (&["hz-2024-75/1", "2024", "85%"], &["不带单位或百分号"]),
        (&["hz-2024-75/1", "2024", "-"], &["不是数字"]),
        (
            &["hz-2024-75/1", "2024", "1", "--status", "估计"],
            &["没有数据状态“估计”", "快报、初步核算、最终核实、修订"],
        ),
    ];
    for (args, texts) in cases {
        let mut all = vec!["set", &path];
        all.extend(args);
        refused(&all, 1, texts);
    }
    let baseline = ["set", &path, "hz-2024-75/1", "2024", "1", "--baseline"];
    for option in ["--status", "--source", "--note"] {
        let mut all = baseline.to_vec();
        all.extend([option, "修订"]);
        refused(&all, 2, &["--baseline", "不能与", option]);
    }
    let removal = ["set", &path, "hz-2024-75/1", "2024", "", "--note", "x"];
    refused(&removal, 2, &["清除数值时"]);
    assert_eq!(desk.text(), before);
}

#[test]
fn wrong_usage_is_told_in_chinese_with_code_two() {
    refused(&["set"], 2, &["缺少参数", "<WORKSPACE>", "用法："]);
    refused(&["plans", "--format", "xml"], 2, &["“xml”", "table、json"]);
    refused(
        &["plans", "--format", "csv"],
        2,
        &["只能输出 table 或 json"],
    );
    refused(&["status", "a", "--yeer", "1"], 2, &["--yeer", "--year"]);
    refused(&["check"], 2, &["缺少参数", "<FILE>"]);
    refused(&["plams"], 1, &["zhibiao plans"]);
    refused(&["没有.ron"], 1, &["没有这个台账", "zhibiao new"]);
}

#[test]
fn status_in_json_keeps_the_contract() {
    let desk = Desk::new();
    desk.set(&["hz-2024-75/15", "2023", "2420", "--baseline"]);
    desk.set(&["hz-2024-75/15", "2025", "2710.0", "--status", "最终核实"]);
    let row = desk.status(15);
    assert_eq!(
        keys(&row),
        [
            "indicator",
            "name",
            "unit",
            "theme",
            "lead",
            "year",
            "actual",
            "target",
            "target_year",
            "baseline",
            "completion",
            "progress",
            "schedule",
            "gap_pp",
            "ratio",
            "grade",
            "reason",
            "forecast",
            "required_growth",
            "best_growth",
            "method",
            "trace",
            "word",
            "status",
            "others",
            "method_grade",
            "score",
            "methods",
            "disagreement",
            "growth_is_rate",
            "computed_grade",
            "manual",
            "rule",
            "interim",
            "adjusted",
            "superseded",
            "in_text"
        ]
    );
    for (key, expect) in [
        ("indicator", "\"hz-2024-75/15\""),
        ("theme", "\"国际金融科技中心\""),
        ("year", "2025"),
        ("actual", "\"2710.0\""),
        ("target", "\"3000\""),
        ("target_year", "2027"),
        ("baseline", r#"{"year": 2023, "value": "2420"}"#),
        // (2710 - 2420) / (3000 - 2420) and (2025 - 2023) / (2027 - 2023).
        ("progress", "0.5"),
        ("schedule", "0.5"),
        ("gap_pp", "0.0"),
        ("ratio", "1.0"),
        ("grade", "\"on_track\""),
        ("forecast", "null"),
        ("method", "\"schedule\""),
        ("word", "\"基本符合预期\""),
        ("status", "\"final\""),
        ("others", "[]"),
    ] {
        assert_eq!(row[key], json(expect), "{key}");
    }
    assert_eq!(
        keys(&row["trace"][0]),
        ["label", "formula", "substituted", "result", "source"]
    );
    let empty = desk.status(35);
    assert_eq!(
        (&empty["actual"], &empty["status"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(empty["others"], json("[\"市文化广电旅游局\"]"));
    assert_eq!(empty["reason"], "缺 2025 年实际值，请填报");
}

#[test]
fn status_takes_year_plan_and_method() {
    let desk = Desk::new();
    let path = desk.path();
    desk.set(&["hz-2024-75/1", "2024", "4.0"]);
    let args = ["status", &path, "--year", "2026", "--format", "json"];
    assert_eq!(json(&done(&args))[0]["year"], 2026);
    let args = [
        "status",
        &path,
        "--plan",
        "hz-2024-75",
        "--method",
        "schedule",
    ];
    assert!(done(&args).contains("截至 2024 年，序时进度法"));
    let wrong = |option: &str, value: &str, text: &str| {
        refused(&["status", &path, option, value], 1, &[text]);
    };
    wrong(
        "--method",
        "magic",
        "schedule-geometric、cagr、un、trend、achievement",
    );
    wrong("--plan", "hz-1", "hz-2024-75");
    wrong("--year", "26", "四位年份");
}

#[test]
fn a_year_to_come_is_remarked_beside_what_is_printed() {
    let desk = Desk::new();
    let path = desk.path();
    let assess = "assess --method schedule --baseline 2023:1 --actual 2024:2 --target 2027:3 \
                  --direction up --year";
    let status = ["status", &path, "--format", "json", "--year"];
    let assess: Vec<&str> = assess.split_whitespace().collect();
    for command in [&status[..], &assess] {
        let ran = run(&[command, &["2090"]].concat());
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert!(ran.err.starts_with("注意：2090 年还没有到"), "{}", ran.err);
        assert!(!ran.out.contains("注意"), "{}", ran.out);
        done(&[command, &["2025"]].concat());
    }
}

#[test]
fn status_in_csv_opens_in_a_spreadsheet_and_runs_nothing() {
    let desk = Desk::new();
    let source = "=HYPERLINK(\"http://x\")";
    desk.set(&["hz-2024-75/22", "2024", "-0.5", "--source", source]);
    let out = done(&["status", &desk.path(), "--format", "csv"]);
    let text = out.strip_prefix('\u{feff}').unwrap();
    let lines: Vec<&str> = text.split_terminator("\r\n").collect();
    assert_eq!(lines.len(), 38);
    assert!(lines[0].starts_with("指标编号,序号,指标,单位,中心,"));
    assert!(lines[22].contains(",2024,-0.5,快报,"), "{}", lines[22]);
    assert!(
        lines[22].contains(",\"'=HYPERLINK(\"\"http://x\"\")\","),
        "{}",
        lines[22]
    );
}

#[test]
fn made_up_figures_are_stamped() {
    let desk = Desk::new();
    assert!(!done(&["status", &desk.path()]).contains("示例数据"));
    let text = desk.text().replace("synthetic: false", "synthetic: true");
    fs::write(desk.path(), text).unwrap();
    let table = done(&["status", &desk.path()]);
    assert!(table.starts_with("【示例数据】"), "{table}");
    let csv = done(&["status", &desk.path(), "--format", "csv"]);
    assert_eq!(csv.matches(",示例数据,").count(), 37);
}

#[test]
fn the_demonstration_is_made_up_whole_and_never_overwrites() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("示例 台账.ron");
    let path = path.to_str().unwrap();
    assert!(done(&["demo", path]).contains("均为示例数据"));
    let first = fs::read(path).unwrap();
    refused(&["demo", path], 1, &["已经存在，没有覆盖"]);
    assert_eq!(fs::read(path).unwrap(), first);
    done(&["check", path]);
    let other = folder.path().join("又一个.ron");
    done(&["demo", other.to_str().unwrap()]);
    assert_eq!(fs::read(other).unwrap(), first, "the same each time");
    let grades: std::collections::BTreeSet<String> =
        json(&done(&["status", path, "--format", "json"]))
            .as_array()
            .unwrap()
            .iter()
            .map(|row| row["grade"].as_str().unwrap().to_owned())
            .collect();
    assert_eq!(grades.len(), 7, "{grades:?}");
}

fn picture(args: &[&str], output: &Path) -> Vec<u8> {
    let mut args = args.to_vec();
    args.extend(["-o", output.to_str().unwrap()]);
    done(&args);
    fs::read(output).unwrap()
}

/// Width and height out of a PNG's first chunk.
fn extent(png: &[u8]) -> (u32, u32) {
    assert_eq!(&png[..8], b"\x89PNG\r\n\x1a\n");
    let side = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
    (side(16), side(20))
}

#[test]
fn every_view_is_rendered_at_the_size_asked_for_and_the_same_each_time() {
    let folder = TempDir::new().unwrap();
    let workspace = folder.path().join("示例.ron");
    let workspace = workspace.to_str().unwrap();
    done(&["demo", workspace]);
    let file = folder.path().join("图.png");
    for view in [
        "overview",
        "theme:1",
        "theme:2",
        "theme:3",
        "theme:4",
        "theme:5",
        "indicator:hz-2024-75/37",
        "entry",
        "settings",
    ] {
        let args = ["render", workspace, "--view", view, "--size", "1100x720"];
        let once = picture(&args, &file);
        assert_eq!(extent(&once), (1100, 720));
        assert_eq!(picture(&args, &file), once, "{view}");
    }
    let args = [
        "render", workspace, "--size", "1000x640", "--scale", "1.5", "--theme", "dark",
    ];
    assert_eq!(extent(&picture(&args, &file)), (1500, 960));
}

#[test]
fn a_picture_that_cannot_be_drawn_is_refused_with_its_reason() {
    let folder = TempDir::new().unwrap();
    let workspace = folder.path().join("示例.ron");
    let workspace = workspace.to_str().unwrap();
    done(&["demo", workspace]);
    let png = folder.path().join("图.png");
    let png = png.to_str().unwrap();
    let cases: [(&[&str], &str); 8] = [
        (&["--view", "nowhere"], "不认识的视图"),
        (&["--view", "theme:9"], "没有视图"),
        (&["--view", "indicator:hz-2024-75/38"], "没有视图"),
        (&["--size", "1440"], "宽x高"),
        (&["--size", "10x10"], "太小"),
        (&["--size", "99999x99999"], "太大"),
        (&["--scale", "0"], "倍数"),
        (&["--scale", "NaN"], "倍数"),
    ];
    for (extra, text) in cases {
        let mut args = vec!["render", workspace, "-o", png];
        args.extend(extra);
        refused(&args, 1, &[text]);
        assert!(!Path::new(png).exists());
    }
    let before = fs::read(workspace).unwrap();
    refused(&["render", workspace, "-o", workspace], 1, &[".png"]);
    let disguised = folder.path().join("台账.png");
    fs::copy(workspace, &disguised).unwrap();
    refused(
        &["render", workspace, "-o", disguised.to_str().unwrap()],
        1,
        &["不是图片"],
    );
    assert_eq!(fs::read(workspace).unwrap(), before);
    assert_eq!(fs::read(disguised).unwrap(), before);
    refused(&["render", workspace], 2, &["-o"]);
    refused(
        &["render", workspace, "-o", "/没有/图.png"],
        1,
        &["/没有/图.png"],
    );
}

#[test]
#[cfg(target_os = "linux")]
fn without_a_display_the_window_says_so_and_what_to_do() {
    for display in [None, Some(":4095")] {
        let mut command = program();
        command
            .env_remove("WAYLAND_DISPLAY")
            .env_remove("WAYLAND_SOCKET");
        match display {
            Some(display) => command.env("DISPLAY", display),
            None => command.env_remove("DISPLAY"),
        };
        let Output { status, stderr, .. } = command.output().unwrap();
        let err = String::from_utf8(stderr).unwrap();
        assert_eq!(status.code(), Some(1), "{err}");
        for text in ["显示器", "zhibiao render"] {
            assert!(err.contains(text), "no “{text}” in: {err}");
        }
        assert!(!err.contains("panicked"), "{err}");
    }
}

#[test]
fn check_names_every_file_and_every_problem() {
    let desk = Desk::new();
    let plan = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/plans/hz-2024-75.ron");
    let out = done(&["check", &desk.path(), plan.to_str().unwrap()]);
    assert!(
        out.contains("台账.ron：没有发现问题（台账，1 份规划"),
        "{out}"
    );
    assert!(out.contains("63 项指标，27 条举措）"), "{out}");

    let broken = desk.file("broken.ron");
    let text = fs::read_to_string(plan).unwrap();
    let text = text.replacen("[\"市工商联\"]", "[\"市工商连\"]", 1);
    fs::write(&broken, text.replacen("(no: 37,", "(no: 36,", 1)).unwrap();
    let ran = run(&["check", &desk.path(), broken.to_str().unwrap()]);
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("台账.ron：没有发现问题"), "{}", ran.out);
    for part in [
        "broken.ron:138:18 indicators[28].units[0]（序号29）：不认识的责任单位“市工商连”",
        "是否为“市工商联”",
        "broken.ron:168:14 indicators[36].no（序号36）：序号 36 与前面的指标重复",
        "共 3 处问题",
    ] {
        assert!(ran.err.contains(part), "no “{part}” in: {}", ran.err);
    }
}

#[test]
fn what_is_no_workspace_is_refused_untouched() {
    let desk = Desk::new();
    let good = desk.text();
    let odd = desk.file("odd.ron");
    let newer = good.replace("format: 3", "format: 9");
    let stranger = good.replace("hz-2024-75", "hz-2099-1");
    let cut = &good[..good.len() - 20];
    let cases: [(&[u8], &str); 7] = [
        (b"", "空的"),
        (b"\xd6\xaa\xb1\xea", "GBK"),
        (b"PK\x03\x04\x14\x00", "Excel"),
        (newer.as_bytes(), "更新版本的知标保存（格式 9）"),
        (stranger.as_bytes(), "不认识的规划“hz-2099-1”"),
        (cut.as_bytes(), "到此中断"),
        (
            "(format: 1, plans: [], 附注: \"\")".as_bytes(),
            "没有“附注”这个字段",
        ),
    ];
    for (bytes, text) in cases {
        fs::write(&odd, bytes).unwrap();
        let path = odd.to_str().unwrap();
        refused(&["status", path], 1, &[text, "odd.ron"]);
        refused(&["set", path, "hz-2024-75/1", "2024", "1"], 1, &[text]);
        refused(&["check", path], 1, &[text]);
        assert_eq!(fs::read(&odd).unwrap(), bytes);
    }
    let folder = desk.folder.path().to_str().unwrap();
    refused(&["status", folder], 1, &["文件夹"]);
    refused(
        &["status", "/no/such.ron"],
        1,
        &["没有这个文件", "/no/such.ron"],
    );
}

#[test]
fn a_closed_pipe_is_no_error() {
    let mut child = program()
        .args(["plans", "hz-2024-75", "--format", "json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), err.as_str()), (Some(0), ""));
}

#[cfg(unix)]
#[test]
fn output_that_cannot_be_written_is_an_error() {
    let full = fs::OpenOptions::new().write(true).open("/dev/full");
    let Ok(full) = full else {
        return;
    };
    let output = program().arg("plans").stdout(full).output().unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(err.contains("输出写不出去"), "{err}");
}

#[test]
fn a_program_killed_while_saving_leaves_a_whole_file() {
    let desk = Desk::new();
    for no in 1..=37 {
        desk.set(&[&format!("hz-2024-75/{no}"), "2024", "1"]);
    }
    let start = std::time::Instant::now();
    desk.set(&["hz-2024-75/20", "2024", "1"]);
    let whole_run = start.elapsed();
    let mut before = desk.text();
    let mut killed = 0;
    for attempt in 0..60u32 {
        let value = (attempt + 2).to_string();
        let mut child = program()
            .args(["set", &desk.path(), "hz-2024-75/20", "2024", &value])
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        // From before the first instruction to after the last.
        std::thread::sleep(whole_run * attempt / 50);
        // One that is done already is no longer there to be killed.
        let _ = child.kill();
        killed += u32::from(!child.wait().unwrap().success());
        let now = desk.text();
        if now != before {
            assert!(now.contains(&format!("value: \"{value}\"")), "{now}");
            assert_eq!(now.lines().count(), before.lines().count());
        }
        done(&["check", &desk.path()]);
        before = now;
    }
    assert!(killed > 0, "no run was cut short");
}

#[test]
fn help_and_version_are_answers_not_errors() {
    let help = done(&["--help"]);
    for name in ["plans", "new", "check", "set", "status", "用法："] {
        assert!(help.contains(name), "{help}");
    }
    assert!(done(&["--version"]).starts_with("zhibiao "));
}

#[test]
fn a_case_is_judged_from_its_numbers_alone() {
    let judge = |args: &str| {
        let mut list = vec!["assess", "--format", "json"];
        list.extend(args.split_whitespace());
        json(&done(&list))
    };
    let schedule = judge(
        "--method schedule --baseline 2022:1000 --actual 2024:1180 --target 2027:1500 --direction up",
    );
    assert_eq!(schedule["grade"], "on_track");
    assert_eq!(schedule["gap_pp"], -4.0);
    assert_eq!(schedule["progress"], 0.36);
    let down = judge(
        "--method schedule --baseline 2022:60000 --actual 2024:59000 --target 2027:50000 --direction down",
    );
    assert_eq!(
        (&down["grade"], &down["ratio"]),
        (&"far_behind".into(), &0.25.into())
    );
    let cagr = judge(
        "--method cagr --baseline 2015:100 --actual 2021:130 --target 2030:200 --direction up",
    );
    assert_eq!(cagr["method_grade"], "moderate");
    assert!((cagr["score"].as_f64().unwrap() - 2.465).abs() < 5e-4);
    let negative =
        judge("--method cagr --baseline 2015:-2 --actual 2021:3 --target 2030:5 --direction up");
    assert_eq!(negative["grade"], "not_assessable");
    let refused_cases = [
        (
            "--method magic --actual 2024:1 --direction up",
            1,
            "可用 schedule",
        ),
        ("--method cagr --actual 2024 --direction up", 1, "年份:数值"),
        (
            "--method cagr --actual 2024:12,34 --direction up",
            1,
            "--actual 2024:12,34",
        ),
        ("--method cagr --actual 24:1 --direction up", 1, "年份"),
        (
            "--method cagr --actual 2024:1 --actual 2024:2 --direction up",
            1,
            "写了两次",
        ),
        (
            "--method cagr --actual 2024:1 --direction up --kind x",
            1,
            "没有指标类型",
        ),
        (
            "--method cagr --actual 2024:1 --direction sideways",
            2,
            "sideways",
        ),
        ("--method cagr --direction up", 2, "--actual"),
    ];
    for (args, code, text) in refused_cases {
        let mut list = vec!["assess"];
        list.extend(args.split_whitespace());
        refused(&list, code, &[text]);
    }
}

#[test]
fn an_interim_target_before_the_base_is_refused() {
    let case = "assess --method schedule --direction up --baseline 2022:1000 --actual 2024:1180";
    for year in ["2021", "2022"] {
        let args = format!("{case} --target 2027:1500 --target {year}:900");
        let args: Vec<&str> = args.split_whitespace().collect();
        refused(&args, 1, &[&format!("--target {year}"), "晚于基期 2022 年"]);
    }
}

#[test]
fn a_method_or_a_value_that_leads_astray_is_told_of_and_taken_all_the_same() {
    let desk = Desk::new();
    let path = desk.path();
    let told = |args: &[&str], words: &[&str]| {
        let mut all = vec!["rule", path.as_str()];
        all.extend(args);
        let ran = run(&all);
        assert_eq!(ran.code, 0, "{}", ran.err);
        for words in words {
            assert!(ran.err.contains(words), "{words}: {}", ran.err);
        }
        assert_eq!(ran.err.is_empty(), words.is_empty(), "{}", ran.err);
    };
    // Of the kinds, only shares, gaps, rates, ranks and dates have no growth rate.
    let plans = json(&done(&["plans", "hz-2024-75", "--format", "json"]));
    let rows = plans["indicators"].as_array().unwrap();
    let without_growth = ["ratio", "gap", "growth", "rank", "milestone"];
    let refused = |row: &&Value| without_growth.contains(&row["kind"].as_str().unwrap());
    // The 37 of the table; those in the text follow from 101 on.
    let table = rows.iter().filter(|row| row["no"].as_u64().unwrap() < 100);
    let count = table.filter(refused).count();
    assert!(count > 0);
    told(&["--method", "cagr"], &[&format!("其中 {count} 项")]);
    told(&["--method", "trend"], &[]);
    let no = rows.iter().find(refused).unwrap()["no"].to_string();
    let id = format!("hz-2024-75/{no}");
    let own = ["--method", "cagr", "--reason", "试用"];
    told(
        &[&[id.as_str()], &own[..]].concat(),
        &["年均增速法不适用于"],
    );
    // No. 15 is to be 3000 in 2027.
    let id = "hz-2024-75/15";
    done(&["set", &path, id, "2022", "2420", "--baseline"]);
    let interim = |value| [id, "--interim", value, "--source", "纲要"];
    told(&interim("2026:2600"), &[]);
    told(
        &interim("2026:3100"),
        &["不在基期值 2,420 与目标值 3,000 之间"],
    );
}

#[test]
fn a_case_takes_bounds_interim_targets_annual_entries_and_limits() {
    let judge = |args: &str| {
        let mut list = vec!["assess", "--format", "json", "--direction", "up"];
        list.extend(args.split_whitespace());
        json(&done(&list))
    };
    let schedule = "--method schedule --baseline 2022:1000 --actual 2024:1180";
    for (target, grade) in [
        ("2027:at_least:1180", "achieved"),
        ("2027:more_than:1180", "ahead"),
        ("2027:about:1200", "achieved"),
        ("2027:masked", "not_assessable"),
        ("2027:qualitative:明显提升", "not_assessable"),
    ] {
        assert_eq!(
            judge(&format!("{schedule} --target {target}"))["grade"],
            grade,
            "{target}"
        );
    }
    // The path stands at 1300 in 2024 by way of 1300: 180 of 300.
    let bent = judge(&format!("{schedule} --target 2027:1500 --target 2024:1300"));
    assert_eq!(
        (&bent["schedule"], &bent["ratio"]),
        (&0.6.into(), &0.6.into())
    );
    let year = judge(&format!(
        "{schedule} --actual 2025:1500 --target 2027:1500 --year 2024"
    ));
    assert_eq!(
        (&year["year"], &year["progress"]),
        (&2024.into(), &0.36.into())
    );
    let lenient = judge(&format!(
        "{schedule} --target 2027:1500 --limits 0.90,0.80,0.50"
    ));
    assert_eq!(lenient["grade"], "ahead");
    let sums = [
        "--annual --base-year 2022 --actual 2023:10 --actual 2024:30",
        "--base-year 2022 --actual 2023:10 --actual 2024:40",
        "--annual --baseline 2022:0 --actual 2023:10 --actual 2024:30",
    ];
    for sum in sums {
        let sum = judge(&format!(
            "--method schedule --kind cumulative --target 2026:100 {sum}"
        ));
        assert_eq!((&sum["actual"], &sum["ratio"]), (&"40".into(), &0.8.into()));
        // 60 in two years, after 10 and 30.
        assert_eq!(
            (&sum["required_growth"], &sum["best_growth"]),
            (&30.0.into(), &30.0.into())
        );
    }
}

#[test]
fn what_is_wrong_with_a_case_is_named_with_its_value() {
    for (args, texts) in [
        ("--target 2027", ["--target 2027", "年份:约束:数值"]),
        (
            "--target 2027:over:1500",
            ["--target 2027:over:1500", "没有约束“over”"],
        ),
        (
            "--target 2027:about:12,34",
            ["--target 2027:about:12,34", "千分位"],
        ),
        ("--target 2027:rank_within:0", ["rank_within:0", "正整数"]),
        (
            "--target 2027:1 --target 2027:2",
            ["--target 2027:2", "写了两次"],
        ),
        ("--target 27:1", ["--target 27:1", "年份不对"]),
        ("--year 24", ["--year 24", "年份不对"]),
        ("--limits 1,2,3", ["--limits 1,2,3", "从大到小"]),
        ("--annual", ["--annual", "--kind cumulative"]),
        ("--base-year 2022", ["--base-year", "--kind cumulative"]),
        (
            "--kind cumulative --base-year 2022 --baseline 2022:0",
            ["--base-year 2022", "--baseline 2022:0"],
        ),
    ] {
        let mut list = vec!["assess", "--method", "schedule", "--direction", "up"];
        list.extend(["--actual", "2024:1"]);
        list.extend(args.split_whitespace());
        refused(&list, 1, &texts);
    }
}

#[test]
fn grades_are_counted_by_plan_theme_and_unit() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("示例.ron");
    let path = path.to_str().unwrap();
    done(&["demo", path]);
    let count = |group: &Value, key: &str| usize::try_from(group[key].as_u64().unwrap()).unwrap();
    let groups = |by: &str| {
        let text = done(&["status", path, "--by", by, "--format", "json"]);
        json(&text).as_array().unwrap().clone()
    };
    for by in ["plan", "theme", "unit"] {
        for group in groups(by) {
            let counts = group["counts"].as_object().unwrap();
            assert_eq!(counts.len(), 7);
            let sum: u64 = counts.values().map(|n| n.as_u64().unwrap()).sum();
            assert_eq!(sum, group["total"].as_u64().unwrap());
            assert_eq!(
                count(&group, "total") - count(&group, "assessed"),
                usize::try_from(counts["not_assessable"].as_u64().unwrap()).unwrap()
            );
            let members = group["indicators"].as_array().unwrap();
            assert_eq!(members.len(), count(&group, "total"));
            let led = members.iter().filter(|member| member["is_lead"] == true);
            assert_eq!(led.count(), count(&group, "led"));
        }
    }
    // Counted in the appendix: 37 in sections of 7, 7, 6, 7 and 10.
    let sizes = |by: &str| -> Vec<usize> {
        groups(by)
            .iter()
            .map(|group| count(group, "total"))
            .collect()
    };
    assert_eq!(sizes("plan"), [37]);
    assert_eq!(sizes("theme"), [7, 7, 6, 7, 10]);
    let led: usize = groups("unit").iter().map(|group| count(group, "led")).sum();
    assert_eq!(led, 37);
    for group in groups("theme") {
        assert_eq!(
            (&group["year"], &group["method"]),
            (&2025.into(), &"schedule".into())
        );
        assert_eq!(group["limits"]["ahead"], "1.05");
        assert_eq!(
            (&group["own_rules"], &group["by_hand"]),
            (&0.into(), &0.into())
        );
    }
    done(&[
        "rule",
        path,
        "hz-2024-75/1",
        "--method",
        "trend",
        "--reason",
        "试用",
    ]);
    let own: Vec<Value> = groups("theme")
        .iter()
        .map(|g| g["own_rules"].clone())
        .collect();
    assert_eq!(own.iter().filter(|n| **n == 1).count(), 1, "{own:?}");
    let table = done(&["status", path, "--by", "unit"]);
    assert!(
        table.contains(
            "截至 2025 年，评价规则：序时进度法（界限 1.05 / 0.90 / 0.60），1 项单独规则"
        ),
        "{table}"
    );
    assert!(table.starts_with("【示例数据】") && table.contains("市商务局"));
    let csv = done(&["status", path, "--by", "theme", "--format", "csv"]);
    assert_eq!(csv.lines().count(), 6);
    assert!(csv.lines().skip(1).all(|line| line.ends_with("示例数据")));
    refused(&["status", path, "--by", "colour"], 2, &["colour"]);
}

#[test]
fn status_says_where_methods_disagree() {
    let desk = Desk::new();
    desk.set(&["hz-2024-75/15", "2022", "1000", "--baseline"]);
    desk.set(&["hz-2024-75/15", "2024", "1720"]);
    let row = desk.status(15);
    // To 3000 in 2027: 36 % of the way after 40 % of the time, and ahead of constant growth,
    // ln 1.72 / ln 3 / 0.4 = 1.234.
    assert_eq!(row["grade"], "on_track");
    let disagreement = &row["disagreement"];
    assert_eq!(disagreement["linear"], "on_track");
    assert_eq!(disagreement["geometric"], "ahead");
    assert_eq!(disagreement["lagging"], json("[]"));
    assert_eq!(row["methods"]["achievement"]["grade"], "far_behind");
    assert_eq!(row["methods"]["trend"]["grade"], "not_assessable");
    assert_eq!(desk.status(14)["disagreement"], Value::Null);
}

#[test]
fn every_method_judges_a_workspace() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("示例.ron");
    let path = path.to_str().unwrap();
    done(&["demo", path]);
    for method in [
        "schedule",
        "schedule-geometric",
        "cagr",
        "un",
        "trend",
        "achievement",
    ] {
        let rows = json(&done(&[
            "status", path, "--method", method, "--format", "json",
        ]));
        let rows = rows.as_array().unwrap();
        assert_eq!(rows.len(), 37);
        let assessed = rows
            .iter()
            .filter(|row| row["grade"] != "not_assessable")
            .count();
        assert!(assessed > 20, "{method} judges {assessed}");
        assert!(rows.iter().all(|row| row["method"] == method));
    }
}

#[test]
fn a_grade_by_hand_is_given_confirmed_and_withdrawn_on_the_command_line() {
    let desk = Desk::new();
    let path = desk.path();
    let id = "hz-2024-75/15";
    desk.set(&[id, "2023", "2420", "--baseline"]);
    desk.set(&[id, "2025", "2710"]);
    let judge = |args: &[&str]| {
        let mut all = vec!["judge", path.as_str(), id];
        all.extend(args);
        done(&all)
    };
    refused(&["judge", &path, id, "滞后"], 1, &[id, "理由"]);
    refused(
        &["judge", &path, id, "还行", "--why", "x"],
        1,
        &["还行", "基本符合预期"],
    );
    refused(
        &["judge", &path, id, "--confirm"],
        1,
        &["2025", "没有人工评定"],
    );
    refused(&["judge", &path, id], 2, &["GRADE"]);
    let out = judge(&["滞后", "--why", "现场核查"]);
    assert!(out.contains("基本符合预期 → 滞后（人工）"), "{out}");
    let row = desk.status(15);
    assert_eq!(
        (&row["grade"], &row["computed_grade"]),
        (&json("\"behind\""), &json("\"on_track\""))
    );
    assert_eq!(row["word"], "滞后（人工）");
    let manual = &row["manual"];
    assert_eq!(manual["by"], "tester");
    assert_eq!(
        (&manual["why"], &manual["review"]),
        (&json("\"现场核查\""), &json("[]"))
    );
    let table = done(&["status", &path]);
    assert!(
        table.contains("1 项人工评定") && table.contains("滞后（人工），计算 基本符合预期"),
        "{table}"
    );

    // A method asked for by name is that method's answer, and says so.
    let by_method = done(&["status", &path, "--method", "schedule"]);
    assert!(
        by_method.contains("不计人工评定") && !by_method.contains("（人工）"),
        "{by_method}"
    );

    // A new actual asks for a review; in CSV too it never looks like a computed grade.
    desk.set(&[id, "2025", "2720"]);
    assert_eq!(
        desk.status(15)["manual"]["review"],
        json("[\"实际值由 2,710 变为 2,720\"]")
    );
    let csv = done(&["status", &path, "--format", "csv"]);
    let line = csv.lines().find(|line| line.starts_with(id)).unwrap();
    assert!(
        line.contains("滞后（人工）") && line.contains("实际值由"),
        "{line}"
    );
    judge(&["--confirm"]);
    let manual = desk.status(15)["manual"].clone();
    assert_eq!(
        (&manual["review"], &manual["confirmed"]["by"]),
        (&json("[]"), &json("\"tester\""))
    );
    assert!(judge(&["--withdraw"]).contains("滞后（人工） → 基本符合预期"));
    assert_eq!(desk.status(15)["manual"], Value::Null);
    assert_eq!(
        desk.text().matches("act: ").count(),
        3,
        "every decision stays on record"
    );
    done(&["check", &path]);
}

#[test]
fn rules_are_chosen_on_the_command_line() {
    let desk = Desk::new();
    let path = desk.path();
    let id = "hz-2024-75/15";
    desk.set(&[id, "2023", "2420", "--baseline"]);
    desk.set(&[id, "2025", "2710"]);
    let rule = |args: &[&str]| {
        let mut all = vec!["rule", path.as_str()];
        all.extend(args);
        done(&all)
    };
    assert_eq!(
        rule(&[]),
        "台账规则：序时进度法（界限 1.05 / 0.90 / 0.60）\n"
    );
    let untouched = desk.text();
    for (args, code, words) in [
        (vec!["--limits", "90,80,70"], 1, "1.05"),
        (vec!["--limits", "0.9,1,0.5"], 1, "从大到小"),
        (vec!["--method", "best"], 1, "best"),
        (vec!["--reason", "x"], 2, "指标"),
        (vec![id, "--method", "cagr"], 1, "理由"),
        (
            vec![
                id,
                "--method",
                "cagr",
                "--limits",
                "1.05,0.9,0.6",
                "--reason",
                "x",
            ],
            1,
            "由方法规定",
        ),
        (vec![id, "--clear"], 1, "没有单独规则"),
        (vec![id, "--interim", "2026:2900"], 1, "出自哪份文件"),
        (
            vec![id, "--interim", "2027:2900", "--source", "纲要"],
            1,
            "早于目标年",
        ),
        (vec!["hz-2024-75/99", "--method", "cagr"], 1, "99"),
    ] {
        let mut all = vec!["rule", path.as_str()];
        all.extend(args);
        refused(&all, code, &[words]);
    }
    assert_eq!(desk.text(), untouched);

    // Progress and schedule are both a half; under these limits that is 滞后.
    rule(&["--limits", "3,2,0.9"]);
    assert_eq!(desk.status(15)["grade"], "behind");
    let out = rule(&[id, "--limits", "1.05,0.9,0.6", "--reason", "试点"]);
    assert!(
        out.contains("单独规则：序时进度法（界限 1.05 / 0.9 / 0.6）"),
        "{out}"
    );
    let row = desk.status(15);
    assert_eq!(row["grade"], "on_track");
    assert_eq!(row["rule"]["own"], true);
    assert_eq!(
        (&row["rule"]["reason"], &row["rule"]["by"]),
        (&json("\"试点\""), &json("\"tester\""))
    );
    assert_eq!(desk.status(1)["rule"]["limits"]["ahead"], "3");

    // 2420 to 2600 in 2026 is 0.3103 of the way; by 2025 two of three years of it should be gone.
    rule(&[id, "--interim", "2026:2600", "--source", "纲要 专栏2"]);
    let row = desk.status(15);
    let schedule = row["schedule"].as_f64().unwrap();
    assert!(
        (schedule - 180.0 / 580.0 * 2.0 / 3.0).abs() < 1e-9,
        "{schedule}"
    );
    assert_eq!(
        row["interim"],
        json(r#"[{"year": 2026, "value": "2600", "source": "纲要 专栏2"}]"#)
    );
    rule(&[id, "--interim", "2026:"]);
    rule(&[id, "--clear"]);
    rule(&["--clear"]);
    let plain = desk.status(15);
    assert_eq!(
        (&plain["grade"], &plain["schedule"]),
        (&json("\"on_track\""), &json("0.5"))
    );

    // The same case from its numbers alone, with the limits that were chosen.
    let case = json(&done(&[
        "assess",
        "--method",
        "schedule",
        "--baseline",
        "2023:2420",
        "--actual",
        "2025:2710",
        "--target",
        "2027:3000",
        "--direction",
        "up",
        "--limits",
        "3,2,0.9",
        "--format",
        "json",
    ]));
    assert_eq!(case["grade"], "behind");
}

/// A folder with the demonstration in it: the folder and its workspace.
fn demonstration() -> (TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("d.ron").to_str().unwrap().to_owned();
    done(&["demo", &path]);
    (folder, path)
}

#[test]
fn reports_and_charts_are_written_whole() {
    let (folder, workspace) = demonstration();
    let file = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    for (format, beginning) in [
        ("xlsx", "PK"),
        ("html", "<!DOCTYPE html>"),
        ("csv", "\u{feff}文号"),
    ] {
        let path = file(&format!("r.{format}"));
        let out = done(&["report", &workspace, "--format", format, "-o", &path]);
        assert!(out.contains("未写原因"), "{out}");
        let bytes = fs::read(&path).unwrap();
        assert!(bytes.starts_with(beginning.as_bytes()), "{format}");
    }
    let html = fs::read_to_string(file("r.html")).unwrap();
    // Counted by hand from the overview of the demonstration.
    let counts = "37项指标中，已实现4项（均为提前实现）、快于预期7项、基本符合预期16项、滞后3项、明显滞后2项、倒退1项，另有4项无法评估（其中3项暂无数据、1项缺基期值）。";
    assert!(html.contains(counts));
    assert!(!html.contains("src=\"http") && !html.contains("href=\"http"));
    let chart = file("c.svg");
    let view = "indicator:hz-2024-75/15";
    done(&["chart", &workspace, "--view", view, "-o", &chart]);
    let svg = fs::read_to_string(&chart).unwrap();
    assert!(
        svg.contains("金融业增加值（亿元）</text>"),
        "text stays text"
    );
    assert!(svg.contains("示例数据</text>"));
}

#[test]
fn what_cannot_be_reported_is_said_with_what_can() {
    let (folder, workspace) = demonstration();
    let file = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (csv, pdf, nowhere) = (file("r.csv"), file("r.pdf"), file("no/such/r.csv"));
    for (args, expected) in [
        (
            ["--format", "docx", "-o", &pdf].as_slice(),
            "应以 .docx 结尾",
        ),
        (
            &["--format", "csv", "--unit", "市商务厅", "-o", &csv],
            "市商务局",
        ),
        (
            &["--format", "csv", "--theme", "9", "-o", &csv],
            "可用 1 至 5",
        ),
        (&["--format", "csv", "-o", &nowhere], "r.csv"),
    ] {
        let all: Vec<&str> = ["report", &workspace]
            .into_iter()
            .chain(args.iter().copied())
            .collect();
        refused(&all, 1, &[expected]);
    }
    assert!(!Path::new(&csv).exists());
    refused(
        &["slides", &workspace, "--size", "800x600", "-o", &csv],
        1,
        &["1920x1080"],
    );
}

#[test]
fn slides_are_pictures_and_one_presentation() {
    let (folder, workspace) = demonstration();
    let out = folder.path().join("slides");
    let printed = done(&["slides", &workspace, "-o", out.to_str().unwrap()]);
    assert!(
        printed.contains("03.png　全球新兴产业科创中心：7项中1项滞后"),
        "{printed}"
    );
    let pictures = (1..=10).map(|n| out.join(format!("{n:02}.png")));
    for picture in pictures {
        let bytes = fs::read(picture).unwrap();
        assert!(bytes.starts_with(b"\x89PNG"));
        // Width and height stand at a fixed place in the file's head.
        assert_eq!(bytes[16..24], [0, 0, 7, 128, 0, 0, 4, 56]);
    }
    let presentation = fs::File::open(out.join("演示.pptx")).unwrap();
    let zip = zip::ZipArchive::new(presentation).unwrap();
    let slides = zip.file_names().filter(|name| {
        let name = name.as_ref().unwrap();
        name.starts_with("ppt/slides/slide")
    });
    assert_eq!(slides.count(), 10);
    // One that is open elsewhere is left alone, and the pictures with it.
    let first = fs::metadata(out.join("01.png"))
        .unwrap()
        .modified()
        .unwrap();
    fs::write(out.join(".~lock.演示.pptx#"), "").unwrap();
    refused(
        &["slides", &workspace, "-o", out.to_str().unwrap()],
        1,
        &["演示.pptx 正在 Word、WPS 或 LibreOffice 中打开", "请先关闭"],
    );
    let now = fs::metadata(out.join("01.png"))
        .unwrap()
        .modified()
        .unwrap();
    assert_eq!(first, now);
    let report = folder.path().join("进展报告.docx");
    fs::write(folder.path().join("~$报告.docx"), "").unwrap();
    refused(
        &[
            "report",
            &workspace,
            "--format",
            "docx",
            "-o",
            report.to_str().unwrap(),
        ],
        1,
        &["进展报告.docx 正在 Word、WPS 或 LibreOffice 中打开"],
    );
    assert!(!report.exists());
}

#[test]
fn a_unit_is_printed_with_what_is_missing_and_runs_nothing() {
    let desk = Desk::new();
    let list = done(&["units", &desk.path()]);
    assert!(
        list.contains("市商务局") && list.contains("牵头指标"),
        "{list}"
    );
    let letter = done(&["units", &desk.path(), "市邮政管理局"]);
    assert!(letter.contains("快递业务量（亿件）（牵头）"), "{letter}");
    let units = json(&done(&[
        "units",
        &desk.path(),
        "市司法局",
        "--format",
        "json",
    ]));
    // It leads two rows of the appendix and one target in the text; article 22 names it third.
    assert_eq!(units[0]["indicators"].as_array().unwrap().len(), 4);
    let page = done(&["units", &desk.path(), "--format", "html"]);
    assert!(page.starts_with("<!DOCTYPE html>") && page.contains("<h1>市司法局</h1>"));
    assert!(!page.contains("<script") && !page.contains("http"));
    refused(&["units", &desk.path(), "市商务厅"], 1, &["市商务局"]);
}
