//! Targets that another document has changed, from the command line: noted, judged, shown, taken back; and
//! targets in the text and measures, from outside.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

struct Desk {
    folder: TempDir,
}

impl Desk {
    fn new() -> Self {
        let desk = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        desk.done(&["new", "台账.ron", "--plan", "hz-2024-75"]);
        desk
    }

    fn run(&self, args: &[&str]) -> (i32, String, String) {
        let ran = Command::new(env!("CARGO_BIN_EXE_zhibiao"))
            .env("USER", "tester")
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .args(args)
            .output()
            .unwrap();
        (
            ran.status.code().unwrap(),
            String::from_utf8(ran.stdout).unwrap(),
            String::from_utf8(ran.stderr).unwrap(),
        )
    }

    #[track_caller]
    fn done(&self, args: &[&str]) -> String {
        let (code, out, err) = self.run(args);
        assert_eq!(code, 0, "{err}");
        out
    }

    #[track_caller]
    fn refused(&self, args: &[&str], code: i32, texts: &[&str]) {
        let before = self.text();
        let (ran, out, err) = self.run(args);
        assert_eq!((ran, out.as_str()), (code, ""), "{err}");
        for text in texts {
            assert!(err.contains(text), "no “{text}” in: {err}");
        }
        assert_eq!(self.text(), before, "the workspace was touched");
    }

    fn text(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("台账.ron")).unwrap()
    }

    fn status(&self, args: &[&str]) -> Vec<Value> {
        let all = [&["status", "台账.ron", "--format", "json"], args].concat();
        serde_json::from_str(&self.done(&all)).unwrap()
    }

    /// 2,000 in 2022, 2,360 in 2024, 3,000 in 2027: 36 % of the way after 40 % of the time.
    fn filled() -> Self {
        let desk = Self::new();
        desk.done(&[
            "set",
            "台账.ron",
            "hz-2024-75/15",
            "2022",
            "2000",
            "--baseline",
        ]);
        desk.done(&["set", "台账.ron", "hz-2024-75/15", "2024", "2360"]);
        desk
    }

    fn adjust(&self, args: &[&str]) -> String {
        self.done(&[&["adjust", "台账.ron", "hz-2024-75/15"], args].concat())
    }
}

fn near(value: &Value, expect: f64) {
    let value = value.as_f64().unwrap();
    assert!((value - expect).abs() < 1e-9, "{value} is not {expect}");
}

const DOCUMENT: &str = "杭政办函〔2026〕8号";

#[test]
fn a_target_is_changed_by_a_document_and_both_are_judged() {
    let desk = Desk::filled();
    let bare = desk.text();
    let told = desk.adjust(&[
        "--target",
        "2027:2800",
        "--document",
        DOCUMENT,
        "--title",
        "关于调整部分指标的通知",
        "--date",
        "2026-03-01",
        "--note",
        "市委常委会审定",
    ]);
    assert!(told.contains(
        "原目标 2027 年 3,000 亿元（杭政函〔2024〕75号 附件 序号15）：截至 2024 年基本符合预期"
    ));
    assert!(told.contains(
        "现行目标 2027 年 2,800 亿元（杭政办函〔2026〕8号《关于调整部分指标的通知》，2026-03-01"
    ));
    let row = &desk.status(&[])[14];
    // 360 of 800: 45 % against 40 %, 1.125. By the plan's own: 360 of 1,000, 0.90.
    assert_eq!(row["target"], "2800");
    assert_eq!(row["grade"], "ahead");
    near(&row["progress"], 0.45);
    assert_eq!(row["adjusted"]["document"], DOCUMENT);
    assert_eq!(row["adjusted"]["date"], "2026-03-01");
    assert_eq!(row["adjusted"]["targets"][0]["bound"], "exactly");
    let before = &row["superseded"][0];
    assert_eq!(before["superseded_by"], DOCUMENT);
    assert_eq!(
        (&before["set_by"], &before["target"]),
        (&Value::Null, &Value::from("3000"))
    );
    assert_eq!(before["grade"], "on_track");
    near(&before["progress"], 0.36);
    assert!(before["trace"].as_array().unwrap().len() > 2);
    // Others say that nothing changed them.
    let other = &desk.status(&[])[13];
    assert_eq!(other["adjusted"], Value::Null);
    assert_eq!(other["superseded"], Value::Array(Vec::new()));
    // The table marks it, the csv tells both.
    assert!(
        desk.done(&["status", "台账.ron"])
            .contains("2,800（已调整）")
    );
    let csv = desk.done(&["status", "台账.ron", "--format", "csv"]);
    let line = csv
        .lines()
        .find(|line| line.contains("hz-2024-75/15,"))
        .unwrap();
    assert!(
        line.ends_with(",3000,2027,基本符合预期,杭政办函〔2026〕8号,指标"),
        "{line}"
    );
    // One line in the file, sound, and gone without a trace when withdrawn.
    assert_eq!(desk.text().matches("关于调整部分指标的通知").count(), 1);
    desk.done(&["check", "台账.ron"]);
    // It goes over a table into another workspace, digit by digit.
    for table in ["表.csv", "表.xlsx"] {
        desk.done(&["export", "台账.ron", "-o", table]);
        let copy = format!("{table}.ron");
        desk.done(&["new", &copy]);
        desk.done(&["import", &copy, table]);
        let copy = std::fs::read_to_string(desk.folder.path().join(copy)).unwrap();
        assert_eq!(copy, desk.text(), "{table}");
    }
    let log = desk.done(&["log", "台账.ron", "--indicator", "15"]);
    assert!(log.contains("目标调整") && log.contains(DOCUMENT), "{log}");
    let told = desk.adjust(&["--withdraw"]);
    assert!(told.contains("目标没有调整过"), "{told}");
    assert_eq!(desk.text(), bare);
}

#[test]
fn documents_that_follow_one_another_keep_the_whole_chain() {
    let desk = Desk::filled();
    desk.adjust(&[
        "--target",
        "2027:more_than:2800",
        "--document",
        "甲〔2025〕1号",
    ]);
    // Put off by a year: the target of 2027 is no more.
    let told = desk.adjust(&["--target", "2028:2900", "--document", "乙〔2026〕2号"]);
    let lines: Vec<&str> = told.lines().collect();
    assert!(
        lines[1].starts_with("  原目标 2027 年 3,000 亿元"),
        "{told}"
    );
    assert!(
        lines[2].starts_with("  原目标 2027 年 超2,800 亿元（甲〔2025〕1号"),
        "{told}"
    );
    assert!(
        lines[3].starts_with("  现行目标 2028 年 超2,900 亿元（乙〔2026〕2号"),
        "{told}"
    );
    // 360 of 900 in 2 of 6 years.
    let row = &desk.status(&[])[14];
    near(&row["progress"], 0.4);
    near(&row["schedule"], 1.0 / 3.0);
    let sets: Vec<&Value> = row["superseded"].as_array().unwrap().iter().collect();
    assert_eq!(sets[1]["set_by"], "甲〔2025〕1号");
    near(&sets[1]["progress"], 0.45);
    let json: Value = serde_json::from_str(&desk.adjust(&["--format", "json"])).unwrap();
    assert_eq!(json["superseded"], row["superseded"]);
    desk.adjust(&["--withdraw", "--document", "甲〔2025〕1号"]);
    assert_eq!(
        desk.status(&[])[14]["superseded"].as_array().unwrap().len(),
        1
    );
}

#[test]
fn what_cannot_be_meant_changes_nothing() {
    let desk = Desk::filled();
    let adjust = |args: &[&'static str], code, texts: &[&str]| {
        desk.refused(
            &[&["adjust", "台账.ron", "hz-2024-75/15"], args].concat(),
            code,
            texts,
        );
    };
    adjust(&["--target", "2027:2800"], 2, &["--document"]);
    adjust(&["--document", "甲"], 2, &["--target"]);
    adjust(
        &["--target", "2027:3000", "--document", "甲"],
        1,
        &["没有什么可记", "3,000"],
    );
    adjust(
        &["--target", "2026:2800", "--document", "甲"],
        1,
        &["--drop 2027", "--target 2027:exactly:3000"],
    );
    adjust(
        &["--target", "2027:at_most:9", "--document", "甲"],
        1,
        &["与指标不符", "越高越好"],
    );
    adjust(&["--target", "2027:九", "--document", "甲"], 1, &["“九”"]);
    adjust(
        &["--target", "2021:9", "--drop", "2027", "--document", "甲"],
        1,
        &["晚于基期 2022"],
    );
    adjust(
        &[
            "--target",
            "2027:9",
            "--target",
            "2027:8",
            "--document",
            "甲",
        ],
        1,
        &["写了两次"],
    );
    adjust(
        &["--target", "2027:9", "--document", "甲", "--date", "三月"],
        1,
        &["2026-03-01"],
    );
    adjust(
        &["--target", "2027:9", "--document", "杭政函〔2024〕75号"],
        1,
        &["规划自己的文号"],
    );
    adjust(&["--withdraw"], 1, &["没有调整过"]);
    desk.refused(
        &["adjust", "台账.ron", "hz-2024-75/99", "--withdraw"],
        1,
        &["没有序号 99"],
    );
}

#[test]
fn a_report_says_both_targets_and_the_document() {
    let desk = Desk::filled();
    desk.adjust(&[
        "--target",
        "2027:2800",
        "--document",
        DOCUMENT,
        "--title",
        "关于调整部分指标的通知",
    ]);
    desk.done(&["report", "台账.ron", "--format", "html", "-o", "报告.html"]);
    let html = std::fs::read_to_string(desk.folder.path().join("报告.html")).unwrap();
    for words in [
        "目标调整情况",
        "杭政办函〔2026〕8号《关于调整部分指标的通知》",
        "2,800（原目标3,000）",
        "序号15“金融业增加值”的目标已调整：原目标2027年3,000亿元（杭政办函〔2026〕8号调整为2027年2,800亿元）；按原目标评价为“基本符合预期”，进度36.0%",
    ] {
        assert!(html.contains(words), "no “{words}”");
    }
    desk.done(&["report", "台账.ron", "--format", "csv", "-o", "报告.csv"]);
    let csv = std::fs::read_to_string(desk.folder.path().join("报告.csv")).unwrap();
    assert!(csv.contains(",2027,原目标,3000,亿元,"), "{csv}");
    desk.done(&["report", "台账.ron", "--format", "xlsx", "-o", "报告.xlsx"]);
}

#[test]
fn a_workspace_says_what_is_wrong_with_its_adjustments() {
    let desk = Desk::filled();
    desk.adjust(&[
        "--target",
        "2027:2800",
        "--document",
        DOCUMENT,
        "--date",
        "2026-03-01",
    ]);
    let sound = desk.text();
    let line = sound.lines().find(|line| line.contains(DOCUMENT)).unwrap();
    let path = desk.folder.path().join("台账.ron");
    let with = |changed: &str| {
        std::fs::write(&path, sound.replace(line, changed)).unwrap();
        let (code, _, err) = desk.run(&["check", "台账.ron"]);
        assert_eq!(code, 1, "{err}");
        err
    };
    assert!(with(&format!("{line}\n{line}")).contains("调整了两次"));
    let other = line
        .replace(DOCUMENT, "另一份")
        .replace("2026-03-01", "2025-01-01");
    assert!(with(&format!("{line}\n{other}")).contains("按调整的先后排列"));
    assert!(with(&line.replace("Exactly", "AtMost")).contains("矛盾"));
    assert!(with(&line.replace("\"2800\"", "\"0\"")).contains("应大于 0"));
    assert!(with(&line.replace("hz-2024-75/15", "hz-2024-75/99")).contains("没有序号 99"));
    assert!(with(&line.replace(&format!("\"{DOCUMENT}\""), "\"\"")).contains("空的"));
    std::fs::write(&path, &sound).unwrap();
    desk.done(&["check", "台账.ron"]);
}

#[test]
fn targets_in_the_text_are_listed_when_asked_for_and_counted_apart() {
    let desk = Desk::new();
    assert_eq!(desk.status(&[]).len(), 37);
    let plan: Value =
        serde_json::from_str(&desk.done(&["plans", "hz-2024-75", "--format", "json"])).unwrap();
    let all = plan["indicators"].as_array().unwrap();
    let rows = desk.status(&["--all"]);
    assert_eq!(rows.len(), all.len());
    for (row, printed) in rows.iter().zip(all) {
        assert_eq!(row["in_text"], printed["in_text"]);
        assert_eq!(row["name"], printed["name"]);
    }
    // The counts above the table are those of the 37.
    let short = desk.done(&["status", "台账.ron"]);
    let whole = desk.done(&["status", "台账.ron", "--all"]);
    assert!(whole.starts_with(&short), "{whole}");
    assert!(whole.contains(&format!(
        "正文中的目标 {} 个，不计入上面的 37 项",
        all.len() - 37
    )));
    desk.refused(
        &["status", "台账.ron", "--all", "--by", "unit"],
        2,
        &["--by"],
    );
    // They are filled in and judged like others.
    desk.done(&["set", "台账.ron", "hz-2024-75/113", "2025", "1"]);
}

#[test]
fn a_measure_is_said_of_from_the_command_line_with_what_was_said_before() {
    let desk = Desk::new();
    let measure =
        |args: &[&str]| desk.done(&[&["measure", "台账.ron", "hz-2024-75/20"], args].concat());
    let told = measure(&[
        "--state",
        "推进中",
        "--percent",
        "40.5",
        "--note",
        "已完成可研",
        "--evidence",
        "杭发改〔2025〕3号",
        "--milestone",
        "选址:2025-06-30",
        "--reached",
        "选址",
    ]);
    assert!(told.contains("状态：推进中 40.5%（tester"), "{told}");
    assert!(told.contains("2025-06-30 选址，已完成"), "{told}");
    assert!(
        told.contains("2025-12-31 开通中欧班列（杭州）号，未完成"),
        "{told}"
    );
    let told = measure(&["--state", "done", "--percent", "100", "--reached", "班列"]);
    assert!(
        told.contains("此前：推进中 40.5%，已完成可研（tester"),
        "{told}"
    );
    assert!(
        told.contains("2025-12-31 开通中欧班列（杭州）号，已完成"),
        "{told}"
    );
    let json: Value = serde_json::from_str(&measure(&["--format", "json"])).unwrap();
    let said = &json[0];
    assert_eq!(
        (&said["progress"], &said["percent"]),
        (&Value::from("done"), &Value::from("100"))
    );
    assert_eq!(said["note"], "已完成可研", "what is not said anew stays");
    assert_eq!(said["history"][0]["progress"], "in_progress");
    let list = desk.done(&["measure", "台账.ron", "--due", "99999"]);
    assert!(
        list.contains("hz-2024-75/27") && list.contains("尚未完成的节点"),
        "{list}"
    );
    assert!(
        !list.contains("开通中欧班列"),
        "what is done is not due: {list}"
    );
    let all: Vec<Value> =
        serde_json::from_str(&desk.done(&["measure", "台账.ron", "--format", "json"])).unwrap();
    assert_eq!(all.len(), 27);
    let refused = |args: &[&str], code, text: &str| {
        desk.refused(&[&["measure", "台账.ron"], args].concat(), code, &[text]);
    };
    refused(&["hz-2024-75/20", "--state", "完成"], 1, "可用 未启动");
    refused(&["hz-2024-75/20", "--percent", "140"], 1, "0 到 100");
    refused(&["hz-2024-75/20", "--reached", "没有"], 1, "已有：");
    refused(&["hz-2024-75/20", "--milestone", "选址"], 1, "内容:日期");
    refused(
        &["hz-2024-75/20", "--milestone", "选址:2025-06-30"],
        1,
        "已有名为",
    );
    refused(&["hz-2024-75/99", "--state", "done"], 1, "1 至 27");
    refused(&["hz-2024-trade/1"], 1, "没有收入规划");
    refused(&["--state", "done"], 2, "MEASURE");
}
