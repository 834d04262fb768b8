//! `collect` and `import`: figures out of files into a workspace, with a preview of every change.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, BufRead as _, IsTerminal as _, Write as _};
use std::path::PathBuf;

use clap::ValueEnum;
use clap::builder::PossibleValue;

use super::{Failure, Outcome, catalog_of, signature};
use crate::exchange::Known;
use crate::exchange::figure;
use crate::exchange::load::{Content, Loaded, load};
use crate::exchange::merge::{Choice, Collection, FileNote, Shown, Verdict};
use crate::model::{Edit, Origin, Place, Signature, Workspace};
use crate::store::{self, Catalog};

#[derive(clap::Args)]
pub(super) struct Args {
    /// 台账文件
    workspace: PathBuf,
    /// 单位报来的填报表（.xlsx），可写多个
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// 只看会改什么，不写入台账
    #[arg(long)]
    dry_run: bool,
    /// 有冲突时：ask 逐个问（默认；不在终端里时不写入并退出）、keep 保留台账里的、take 用表里的（几份文件不同时以后面的为准）
    #[arg(long, value_enum, default_value = "ask")]
    on_conflict: OnConflict,
}

#[derive(clap::Args)]
pub(super) struct ImportArgs {
    /// 台账文件
    workspace: PathBuf,
    /// 数据表（.csv 或 .xlsx），布局同 zhibiao export 导出的，可写多个
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// 只看会改什么，不写入台账
    #[arg(long)]
    dry_run: bool,
    /// 有冲突时：ask 逐个问（默认；不在终端里时不写入并退出）、keep 保留台账里的、take 用文件里的
    #[arg(long, value_enum, default_value = "ask")]
    on_conflict: OnConflict,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum OnConflict {
    Ask,
    Keep,
    Take,
}

impl ValueEnum for OnConflict {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Ask, Self::Keep, Self::Take]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(match self {
            Self::Ask => "ask",
            Self::Keep => "keep",
            Self::Take => "take",
        }))
    }
}

/// What both commands do; they differ in the files they expect.
struct Job<'a> {
    files: &'a [PathBuf],
    dry_run: bool,
    on_conflict: OnConflict,
    wants_forms: bool,
}

pub(super) fn run(args: &Args) -> Outcome {
    let job = Job {
        files: &args.files,
        dry_run: args.dry_run,
        on_conflict: args.on_conflict,
        wants_forms: true,
    };
    job.run(&args.workspace)
}

pub(super) fn run_import(args: &ImportArgs) -> Outcome {
    let job = Job {
        files: &args.files,
        dry_run: args.dry_run,
        on_conflict: args.on_conflict,
        wants_forms: false,
    };
    job.run(&args.workspace)
}

/// What was found, and what it leads to.
struct Found {
    text: String,
    complaints: Vec<String>,
    edit: Edit,
}

impl Job<'_> {
    fn run(&self, path: &std::path::Path) -> Outcome {
        let signature = signature(if self.wants_forms {
            Origin::Form
        } else {
            Origin::Imported
        });
        let (text, complaints) = if self.dry_run {
            let workspace = store::open(path)?;
            let found = self.look(&catalog_of(&workspace)?, &workspace, &signature);
            (found.text, found.complaints)
        } else {
            store::revise(path, &signature, |workspace| {
                let found = self.look(&catalog_of(workspace)?, workspace, &signature);
                Ok::<_, Failure>((found.edit, (found.text, found.complaints)))
            })?
        };
        if complaints.is_empty() {
            return Ok(text);
        }
        Err(Failure {
            printed: text,
            ..Failure::input(complaints.join("\n"))
        })
    }

    fn look(&self, catalog: &Catalog, workspace: &Workspace, signature: &Signature) -> Found {
        let known = Known::of(workspace, catalog);
        let loaded: Vec<Loaded> = (0..)
            .zip(self.files)
            .map(|(place, file)| load(file, &known, place))
            .collect();
        let collection = Collection::new(&loaded, workspace).doubted(&known);
        let mut complaints = self.wrong_kind(&loaded);
        complaints.extend(refusals(&collection));
        let mut text = preview(&collection);
        let choices = match self.on_conflict {
            OnConflict::Keep => collection.decide_all(false),
            OnConflict::Take => collection.decide_all(true),
            OnConflict::Ask if self.dry_run => BTreeMap::new(),
            OnConflict::Ask => ask(&collection),
        };
        let undecided = collection.undecided(&choices);
        if undecided > 0 {
            complaints.push(format!(
                "有 {undecided} 处冲突没有决定，台账没有改动；请加 --on-conflict keep（保留台账里的）或 take（用文件里的），或在窗口的“收数”页逐个决定"
            ));
        }
        if self.wrong_kind(&loaded).len() + undecided > 0 {
            return Found {
                text,
                complaints,
                edit: Edit::Batch(Vec::new()),
            };
        }
        let count = collection.changing(&choices);
        let edit = collection.edit(workspace, &choices, &signature.by, signature.at);
        let _ = match (self.dry_run, count) {
            (true, 0) => writeln!(text, "试算：没有要改的数，台账没有改动"),
            (true, count) => writeln!(text, "试算：会改 {count} 处，台账没有改动"),
            (false, 0) => writeln!(text, "没有要改的数"),
            (false, count) => writeln!(text, "已写入 {count} 处"),
        };
        if let Some(moved) = super::year_moved_by(&edit, workspace) {
            let _ = writeln!(text, "{moved}");
        }
        Found {
            text,
            complaints,
            edit,
        }
    }

    /// A table where forms are collected, or the other way round, was named by mistake.
    fn wrong_kind(&self, loaded: &[Loaded]) -> Vec<String> {
        let wrong = |file: &&Loaded| match file.content {
            Content::Form(_) => !self.wants_forms,
            Content::Table(_) => self.wants_forms,
            Content::Refused(_) => false,
        };
        let words = if self.wants_forms {
            "是数据表，不是填报表，台账没有改动；请用 zhibiao import 导入"
        } else {
            "是填报表，不是数据表，台账没有改动；请用 zhibiao collect 收取"
        };
        loaded
            .iter()
            .filter(wrong)
            .map(|file| format!("{words}：{}", file.name))
            .collect()
    }
}

/// Everything that is not taken, a line each.
fn refusals(collection: &Collection) -> Vec<String> {
    let mut lines = Vec::new();
    for file in &collection.files {
        lines.extend(file.fault.clone());
        for refusal in &file.refusals {
            let title = refusal
                .title
                .as_ref()
                .map(|title| format!("（{}，{}）", title.words(), title.year_words()))
                .unwrap_or_default();
            let place = match &refusal.place {
                figure::Place::Whole => String::new(),
                place => format!(" {place}"),
            };
            lines.push(format!("{}{place}{title}：{}", file.name, refusal.reason));
        }
    }
    lines
}

fn preview(collection: &Collection) -> String {
    let mut text = String::new();
    for file in &collection.files {
        file_lines(&mut text, file);
    }
    for (verdict, word) in [
        (Verdict::Conflict, "冲突"),
        (Verdict::Changed, "更改"),
        (Verdict::New, "新填"),
    ] {
        let rows = collection.shown(verdict);
        if !rows.is_empty() {
            let _ = writeln!(text, "{word} {} 处：", rows.len());
        }
        for row in &rows {
            let _ = writeln!(text, "  {}", row_words(row));
        }
    }
    let same = collection.count(Verdict::Same);
    if same > 0 {
        let _ = writeln!(text, "相同 {same} 处，不必更改");
    }
    let declined = collection.count(Verdict::Declined);
    if declined > 0 {
        let _ = writeln!(text, "以前已定 {declined} 处，台账保留，不再问");
    }
    text
}

fn file_lines(text: &mut String, file: &FileNote) {
    if file.fault.is_some() {
        return;
    }
    let _ = writeln!(text, "{}：{}", file.name, file.words());
    for remark in &file.remarks {
        let _ = writeln!(text, "  注意：{remark}");
    }
    for blank in &file.blanks {
        let title = blank.title.words();
        let year = blank.title.year_words();
        let kept = if blank.was_filled {
            "，原有的数保留"
        } else {
            ""
        };
        let note = if blank.note.is_empty() {
            String::new()
        } else {
            format!("；备注：{}", blank.note.replace('\n', " "))
        };
        let _ = writeln!(text, "  空着：{title} {year}{kept}{note}");
    }
}

fn row_words(row: &Shown) -> String {
    let sides = row.sides.iter().map(|side| {
        let doubts = side.doubt_words();
        format!("{} ← {} {}{doubts}", side.value, side.who, side.place)
    });
    let sides: Vec<String> = sides.collect();
    let why = if row.why.is_empty() {
        String::new()
    } else {
        format!("（{}）", row.why)
    };
    format!(
        "{}：{} → {}{why}",
        row.heading(),
        row.current,
        sides.join("；或 ")
    )
}

/// Asks about every conflict, where there is somebody to ask.
fn ask(collection: &Collection) -> BTreeMap<Place, Choice> {
    let mut choices = BTreeMap::new();
    if !io::stdin().is_terminal() {
        return choices;
    }
    let mut answers = io::stdin().lock().lines();
    for row in collection.shown(Verdict::Conflict) {
        let mut question = format!("冲突：{}\n", row_words(&row));
        for (place, (_, label, value, _)) in row.choices().iter().enumerate() {
            let value = if place == 0 { "" } else { value };
            let _ = writeln!(
                question,
                "  {place} {}",
                format!("{label} {value}").trim_end()
            );
        }
        loop {
            // The question goes where the answer comes from, not into what is printed.
            let _ = write!(io::stderr(), "{question}请选 0 至 {}：", row.sides.len());
            let Some(Ok(answer)) = answers.next() else {
                return choices;
            };
            let place = answer.trim().parse::<usize>().ok();
            let Some((choice, ..)) = place.and_then(|place| row.choices().get(place).cloned())
            else {
                continue;
            };
            choices.insert(row.of.clone(), choice);
            break;
        }
    }
    choices
}
