//! Forms out and figures in, from outside: the program's commands and the files between them.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

#[path = "common/filling.rs"]
mod filling;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use filling::Workbook;
use serde_json::Value;
use tempfile::TempDir;

/// A folder with a workspace in it.
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

    /// Expects this exit code and every one of these texts on stderr; gives what is printed.
    #[track_caller]
    fn refused(&self, args: &[&str], code: i32, texts: &[&str]) -> String {
        let ran = self.run(args);
        assert_eq!(ran.code, code, "{}{}", ran.out, ran.err);
        for text in texts {
            assert!(ran.err.contains(text), "no “{text}” in: {}", ran.err);
        }
        assert!(!ran.err.contains("panicked"), "{}", ran.err);
        ran.out
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn text(&self) -> String {
        fs::read_to_string(self.path("台账.ron")).unwrap()
    }

    /// The form of 市发改委, which leads no. 22, 30 and 31 in rows 7 to 9: H is the baseline of 2023,
    /// I 2024, J 2025, K status, L source, M note.
    fn form(&self) -> Workbook {
        self.done(&[
            "form",
            "台账.ron",
            "--unit",
            "市发改委",
            "--year",
            "2025",
            "-o",
            "表",
        ]);
        let path = fs::read_dir(self.path("表"))
            .unwrap()
            .next()
            .unwrap()
            .unwrap()
            .path();
        Workbook::open(&fs::read(path).unwrap())
    }

    fn put(&self, name: &str, form: &Workbook) {
        fs::write(self.path(name), form.bytes()).unwrap();
    }

    /// Value and status of an indicator in 2025.
    fn figure(&self, no: u32) -> Option<(String, String)> {
        let out = self.done(&["status", "台账.ron", "--year", "2025", "--format", "json"]);
        let rows: Value = serde_json::from_str(&out).unwrap();
        let id = format!("hz-2024-75/{no}");
        let row = rows
            .as_array()
            .unwrap()
            .iter()
            .find(|row| row["indicator"] == id)
            .unwrap();
        Some((
            row["actual"].as_str()?.to_owned(),
            row["status"].as_str()?.to_owned(),
        ))
    }
}

fn names_in(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn every_leading_unit_gets_a_form_and_none_is_written_over() {
    let desk = Desk::new();
    let out = desk.done(&[
        "form",
        "台账.ron",
        "--all",
        "--year",
        "2025",
        "--deadline",
        "2099-03-15",
        "-o",
        "表",
    ]);
    assert!(
        out.contains("共 12 张填报表") && out.contains("2099-03-15"),
        "{out}"
    );
    // Counted in the appendix: 12 units are named first.
    let names = names_in(&desk.path("表"));
    assert_eq!(names.len(), 12);
    assert!(
        names.contains(&"市商务局-2025年填报表-杭政函〔2024〕75号.xlsx".to_owned()),
        "{names:?}"
    );

    // A second issue has names of its own; a file that is in the way stays as it is.
    desk.done(&[
        "form",
        "台账.ron",
        "--unit",
        "市商务局",
        "--year",
        "2025",
        "-o",
        "表",
    ]);
    assert_eq!(names_in(&desk.path("表")).len(), 13);
    let third = desk
        .path("表")
        .join("市商务局-2025年填报表-杭政函〔2024〕75号-第3次.xlsx");
    fs::write(&third, "填好的表").unwrap();
    let before = desk.text();
    let args = [
        "form",
        "台账.ron",
        "--unit",
        "市商务局",
        "--year",
        "2025",
        "-o",
        "表",
    ];
    desk.refused(&args, 1, &["已有同名文件", "第3次"]);
    assert_eq!(fs::read_to_string(third).unwrap(), "填好的表");
    assert_eq!(desk.text(), before);

    desk.refused(
        &["form", "台账.ron", "--unit", "市商务厅", "-o", "表"],
        1,
        &["是否为“市商务局”？"],
    );
    desk.refused(&["form", "台账.ron", "-o", "表"], 2, &[]);
    let late = [
        "form",
        "台账.ron",
        "--all",
        "--deadline",
        "2020-01-01",
        "-o",
        "表",
    ];
    desk.refused(&late, 1, &["已经过去"]);
}

#[test]
fn a_form_comes_back_once_and_is_noted() {
    let desk = Desk::new();
    let mut form = desk.form();
    form.text("D4", "张三")
        .text("G4", "0571-8888")
        .number("J7", "1.3")
        .number("J8", "280");
    form.text("K8", "最终核实")
        .text("L8", "市统计局")
        .number("H7", "1.1");
    desk.put("回.xlsx", &form);

    let before = desk.text();
    let out = desk.done(&["collect", "台账.ron", "回.xlsx", "--dry-run"]);
    assert!(
        out.contains("新填 3 处") && out.contains("会改 3 处") && out.contains("填报表!J7"),
        "{out}"
    );
    assert_eq!(desk.text(), before);

    let out = desk.done(&["collect", "台账.ron", "回.xlsx"]);
    assert!(out.contains("已写入 3 处"), "{out}");
    assert_eq!(
        desk.figure(22).unwrap(),
        ("1.3".to_owned(), "flash".to_owned())
    );
    assert_eq!(
        desk.figure(30).unwrap(),
        ("280".to_owned(), "final".to_owned())
    );
    assert_eq!(desk.figure(31), None);
    let text = desk.text();
    assert!(
        text.contains("市发改委（张三）") && text.contains("source: \"市统计局\""),
        "{text}"
    );

    let out = desk.done(&["collect", "台账.ron", "回.xlsx"]);
    assert!(
        out.contains("以前收过") && out.contains("没有要改的数"),
        "{out}"
    );
    assert_eq!(desk.text(), text, "collected twice, it changed something");

    let json = desk.done(&[
        "missing",
        "台账.ron",
        "--year",
        "2025",
        "--unit",
        "市发改委",
        "--format",
        "json",
    ]);
    let rows: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(rows[0]["standing"], "partial");
    assert_eq!(rows[0]["received"]["filler"], "张三");
    let missing: Vec<(u64, Value)> = rows[0]["missing"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["no"].as_u64().unwrap(), row["baseline"].clone()))
        .collect();
    assert_eq!(missing, [(30, Value::from(2023)), (31, Value::from(2023))]);
}

#[test]
fn a_conflict_waits_until_it_is_decided() {
    let desk = Desk::new();
    let mut form = desk.form();
    form.number("J7", "1.3").number("J8", "280");
    desk.put("回.xlsx", &form);
    desk.done(&["set", "台账.ron", "hz-2024-75/22", "2025", "1.25"]);
    let before = desk.text();
    let args = ["collect", "台账.ron", "回.xlsx"];
    let out = desk.refused(&args, 1, &["有 1 处冲突没有决定", "--on-conflict keep"]);
    assert!(
        out.contains("1.25（快报） → 1.3（快报） ← 市发改委"),
        "{out}"
    );
    assert_eq!(desk.text(), before);
    desk.done(&["collect", "台账.ron", "回.xlsx", "--on-conflict", "keep"]);
    assert_eq!(
        (desk.figure(22).unwrap().0, desk.figure(30).unwrap().0),
        ("1.25".into(), "280".into())
    );
    // What was decided is not asked again, nor taken with all the rest.
    let decided = desk.text();
    let told = desk.done(&args);
    assert!(told.contains("以前已定 1 处"), "{told}");
    desk.done(&["collect", "台账.ron", "回.xlsx", "--on-conflict", "take"]);
    assert_eq!(desk.text(), decided);
    // Another figure is another question.
    form.number("J7", "1.4");
    desk.put("再回.xlsx", &form);
    let again = ["collect", "台账.ron", "再回.xlsx"];
    desk.refused(&again, 1, &["有 1 处冲突没有决定"]);
    desk.done(&[&again[..], &["--on-conflict", "take"]].concat());
    assert_eq!(desk.figure(22).unwrap().0, "1.4");
}

#[test]
fn a_version_from_before_the_first_form_is_brought_back_without_making_forms_foreign() {
    let desk = Desk::new();
    desk.done(&["set", "台账.ron", "hz-2024-75/30", "2025", "270"]);
    let mut form = desk.form();
    form.number("J7", "1.3");
    desk.put("回.xlsx", &form);
    let issued = |text: &str| {
        let forms = text.find("    forms: (").unwrap();
        text[forms..].to_owned()
    };
    let sent = issued(&desk.text());
    // The file as it was made, before any form.
    desk.done(&["versions", "台账.ron", "--restore", "2"]);
    assert_eq!(desk.figure(30), None, "the figure went back");
    assert_eq!(issued(&desk.text()), sent);
    desk.done(&["collect", "台账.ron", "回.xlsx"]);
    assert_eq!(desk.figure(22).unwrap().0, "1.3");
    // Brought back once more, what came back is known and can be collected anew.
    desk.done(&["versions", "台账.ron", "--restore", "1"]);
    assert_eq!(desk.figure(22), None);
    let told = desk.done(&["collect", "台账.ron", "回.xlsx"]);
    assert!(
        told.contains("以前收过") && told.contains("已写入 2 处"),
        "{told}"
    );
}

#[test]
fn a_version_of_another_workspace_brings_its_own_register() {
    let desk = Desk::new();
    let mut form = desk.form();
    form.number("J7", "1.3");
    desk.put("回.xlsx", &form);
    desk.done(&["set", "台账.ron", "hz-2024-75/30", "2025", "270"]);
    // Somebody copies another workspace, which has sent forms as well, over the file.
    let other = Desk::new();
    other.form();
    fs::write(desk.path("台账.ron"), other.text()).unwrap();
    let collect = ["collect", "台账.ron", "回.xlsx"];
    desk.refused(&collect, 1, &["不是本台账发出的"]);
    desk.done(&["set", "台账.ron", "hz-2024-75/31", "2025", "9"]);
    let list = desk.done(&["versions", "台账.ron"]);
    let count = list.lines().count() - 2;
    let told = (1..=count).find_map(|number| {
        let number = number.to_string();
        let told = desk.done(&["versions", "台账.ron", "--restore", &number]);
        told.contains("填报表登记也换成了它的").then_some(told)
    });
    assert!(told.is_some(), "{list}");
    desk.done(&collect);
    assert_eq!(desk.figure(22).unwrap().0, "1.3");
}

#[test]
fn an_older_form_waits_for_a_decision() {
    let desk = Desk::new();
    let mut first = desk.form();
    desk.done(&[
        "form",
        "台账.ron",
        "--unit",
        "市发改委",
        "--year",
        "2025",
        "-o",
        "表二",
    ]);
    let path = names_in(&desk.path("表二")).remove(0);
    let mut second = Workbook::open(&fs::read(desk.path("表二").join(path)).unwrap());
    first.number("J7", "4.4");
    second.number("J7", "5.1");
    desk.put("第一次.xlsx", &first);
    desk.put("第二次.xlsx", &second);
    desk.done(&["collect", "台账.ron", "第二次.xlsx"]);
    let args = ["collect", "台账.ron", "第一次.xlsx"];
    let before = desk.text();
    let told = desk.refused(&args, 1, &["有 1 处冲突没有决定"]);
    assert!(told.contains("已收过第 2 次的（第二次.xlsx）"), "{told}");
    assert_eq!(desk.text(), before);
    assert_eq!(desk.figure(22).unwrap().0, "5.1");
}

#[test]
fn what_is_not_taken_is_named_and_the_rest_is_taken() {
    let desk = Desk::new();
    let mut form = desk.form();
    form.text("J7", "约1.3").number("J8", "280");
    desk.put("回.xlsx", &form);
    fs::write(desk.path("坏.xlsx"), "PK 不是").unwrap();
    let args = ["collect", "台账.ron", "回.xlsx", "坏.xlsx", "没有.xlsx"];
    let out = desk.refused(
        &args,
        1,
        &["回.xlsx 填报表!J7", "约数", "坏.xlsx", "没有.xlsx"],
    );
    assert!(out.contains("已写入 1 处"), "{out}");
    assert_eq!(
        (desk.figure(22), desk.figure(30).unwrap().0),
        (None, "280".to_owned())
    );

    let other = Desk::new();
    other.form();
    other.put("回.xlsx", &form);
    other.refused(
        &["collect", "台账.ron", "回.xlsx"],
        1,
        &["不是本台账发出的", "回.xlsx"],
    );
    desk.refused(&["import", "台账.ron", "回.xlsx"], 1, &["zhibiao collect"]);
}

#[test]
fn who_owes_what_is_listed_and_asked_for() {
    let desk = Desk::new();
    desk.form();
    let out = desk.done(&["missing", "台账.ron", "--year", "2025"]);
    // 37 actuals and 33 baselines: four of the 37 are cumulative.
    assert!(out.contains("12 个单位应报 70 个数，尚缺 70 个"), "{out}");
    let line = out
        .lines()
        .find(|line| line.starts_with("市发改委"))
        .unwrap();
    assert!(line.contains("待报"), "{line}");
    let text = desk.done(&[
        "missing",
        "台账.ron",
        "--year",
        "2025",
        "--unit",
        "市发改委",
        "--chase",
    ]);
    for words in [
        "市发改委：",
        "3 项指标尚缺 6 个数",
        "序号31 总部企业（家）",
        "2023 年基期值",
    ] {
        assert!(text.contains(words), "no “{words}” in\n{text}");
    }
    let csv = desk.done(&["missing", "台账.ron", "--year", "2025", "--format", "csv"]);
    assert_eq!(csv.lines().count(), 38);
    desk.refused(
        &["missing", "台账.ron", "--unit", "市丙局"],
        1,
        &["市丙局", "市商务局"],
    );
}

#[test]
fn figures_go_out_and_come_back_in_csv_and_xlsx() {
    let desk = Desk::new();
    desk.done(&[
        "set",
        "台账.ron",
        "hz-2024-75/1",
        "2025",
        "4.20",
        "--source",
        "=HYPERLINK(1)",
    ]);
    desk.done(&[
        "set",
        "台账.ron",
        "hz-2024-75/1",
        "2023",
        "3.60",
        "--baseline",
    ]);
    let figures = |text: &str| {
        let wanted = |line: &&str| line.contains("value:");
        text.lines()
            .filter(wanted)
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    for name in ["数.csv", "数.xlsx"] {
        let out = desk.done(&["export", "台账.ron", "-o", name]);
        assert!(out.contains("1 个实际值、1 个基期值"), "{out}");
        let copy = format!("{name}.ron");
        desk.done(&["new", &copy]);
        desk.done(&["import", &copy, name]);
        assert_eq!(
            figures(&fs::read_to_string(desk.path(&copy)).unwrap()),
            figures(&desk.text())
        );
    }
    let csv = fs::read_to_string(desk.path("数.csv")).unwrap();
    assert!(csv.contains(",'=HYPERLINK(1),"), "{csv}");
    // A workspace is never written over, and an export only by an export.
    desk.refused(
        &["export", "台账.ron", "--format", "csv", "-o", "台账.ron"],
        1,
        &["台账.ron"],
    );
    desk.refused(
        &["export", "台账.ron", "-o", "数.txt"],
        1,
        &[".csv 或 .xlsx"],
    );
    desk.done(&["export", "台账.ron", "-o", "数.csv"]);
    desk.refused(&["collect", "台账.ron", "数.csv"], 1, &["zhibiao import"]);
}

#[test]
fn what_a_unit_explains_is_listed_and_a_slip_is_doubted_where_it_is_entered() {
    let desk = Desk::new();
    let mut form = desk.form();
    form.text("M7", "口径调整，五月公布");
    desk.put("回.xlsx", &form);
    desk.done(&["collect", "台账.ron", "回.xlsx"]);
    let missing = ["missing", "台账.ron", "--year", "2025"];
    let out = desk.done(&missing);
    assert!(out.contains("口径调整，五月公布"), "{out}");
    let of_unit = [&missing[..], &["--unit", "市发改委", "--chase"]].concat();
    let chase = desk.done(&of_unit);
    assert!(chase.contains("3 项指标尚缺 5 个数"), "{chase}");

    let set = |year: &'static str, value: &'static str| {
        let source = ["--source", "-1+2"];
        let ran = desk.run(
            &[
                &["set", "台账.ron", "hz-2024-75/15", year, value],
                &source[..],
            ]
            .concat(),
        );
        assert_eq!(ran.code, 0, "{}", ran.err);
        ran.err
    };
    assert_eq!(set("2024", "2562"), "");
    let doubt = set("2025", "25620");
    assert!(
        doubt.contains("存疑") && doubt.contains("的 10 倍"),
        "{doubt}"
    );
    assert!(desk.text().contains("-1+2"));
    fs::write(desk.path("表.csv"), "序号,年份,数值\n15,2026,2700\n").unwrap();
    let preview = desk.done(&["import", "台账.ron", "表.csv", "--dry-run"]);
    assert!(preview.contains("表.csv：数据表，1 个数\n"), "{preview}");
}

#[test]
fn that_the_year_judged_moves_is_told_with_the_way_to_fix_it() {
    let desk = Desk::new();
    let set =
        |year: &str, value: &str| desk.run(&["set", "台账.ron", "hz-2024-75/15", year, value]);
    let first = set("2023", "2400");
    assert_eq!(
        (first.code, first.err.as_str()),
        (0, ""),
        "no figure, nothing to move"
    );
    let moved = "注意：截至年度由 2023 年变为 2024 年";
    let ran = set("2024", "2500");
    assert!(ran.err.starts_with(moved), "{}", ran.err);
    assert!(ran.err.contains("“设置”") && ran.err.contains("--year 2023"));
    assert!(!ran.out.contains("截至年度"));
    // Another figure of that year, or of an earlier one, moves nothing; removing the last moves it back.
    assert_eq!(set("2024", "2501").err, "");
    assert_eq!(set("2022", "2300").err, "");
    assert!(set("2024", "").err.contains("由 2024 年变为 2023 年"));
    // Lines, tables and forms the same; a trial says what would be.
    fs::write(desk.path("表.csv"), "序号,年份,数值\n15,2024,2500\n").unwrap();
    let tried = desk.done(&["import", "台账.ron", "表.csv", "--dry-run"]);
    assert!(tried.contains(moved), "{tried}");
    let taken = desk.done(&["import", "台账.ron", "表.csv"]);
    assert!(taken.contains(moved), "{taken}");
    assert!(
        !desk
            .done(&["import", "台账.ron", "表.csv"])
            .contains("截至年度")
    );
    // Where it is fixed nothing moves.
    fs::write(
        desk.path("定.csv"),
        "类别,指标名称,年份,数值,序号\n设置,截至年度,,2024,\n",
    )
    .unwrap();
    desk.done(&["import", "台账.ron", "定.csv"]);
    assert_eq!(set("2025", "2600").err, "");
}

#[test]
fn everything_but_the_log_goes_out_and_in_by_either_table() {
    let desk = Desk::new();
    let run = |args: &[&str]| desk.done(args);
    run(&[
        "set",
        "台账.ron",
        "hz-2024-75/15",
        "2024",
        "2500",
        "--note",
        "=1+1",
    ]);
    run(&[
        "set",
        "台账.ron",
        "hz-2024-75/15",
        "2023",
        "2400",
        "--baseline",
    ]);
    run(&["rule", "台账.ron", "--limits", "1.1,0.9,0.5"]);
    run(&[
        "rule",
        "台账.ron",
        "hz-2024-75/15",
        "--method",
        "trend",
        "--reason",
        "波动大",
    ]);
    run(&[
        "rule",
        "台账.ron",
        "hz-2024-75/15",
        "--interim",
        "2026:2800",
        "--source",
        "市政府工作报告",
    ]);
    run(&[
        "judge",
        "台账.ron",
        "hz-2024-75/15",
        "滞后",
        "--why",
        "现场核查",
    ]);
    run(&["form", "台账.ron", "--unit", "市委金融办", "-o", "表"]);
    for name in ["数.csv", "数.xlsx"] {
        run(&["export", "台账.ron", "-o", name]);
        let copy = format!("{name}.ron");
        run(&["new", &copy]);
        let said = run(&["import", &copy, name]);
        assert!(said.contains("项其他内容"), "{said}");
        let copy = fs::read_to_string(desk.path(&copy)).unwrap();
        assert_eq!(copy, desk.text(), "{name}");
        // Into a workspace that has something else: both are told, and nothing is done.
        let other = format!("另{name}.ron");
        run(&["new", &other]);
        run(&["rule", &other, "--limits", "1.2,0.8,0.4"]);
        let told = desk.refused(&["import", &other, name], 1, &["有 1 处冲突没有决定"]);
        assert!(
            told.contains("评价界限：1.2 / 0.8 / 0.4 → 1.1 / 0.9 / 0.5"),
            "{told}"
        );
        run(&["import", &other, name, "--on-conflict", "take"]);
        let other = fs::read_to_string(desk.path(&other)).unwrap();
        assert_eq!(other, desk.text(), "{name}");
    }
}
