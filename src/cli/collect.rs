//! `collect` and `import`: figures out of files into a workspace, with a preview of every change.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, BufRead as _, IsTerminal as _, Write as _};
use std::path::PathBuf;

use clap::ValueEnum;
use clap::builder::PossibleValue;

use super::{Failure, Outcome, catalog_of, signature};
use crate::exchange::Known;
use crate::exchange::figure::{FigureKey, Place, Said};
use crate::exchange::load::{Content, Loaded, load};
use crate::exchange::merge::{Choice, Collection, FileNote, Line, Verdict};
use crate::model::{Edit, Origin, Signature, Workspace};
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
        let known = Known {
            workspace,
            all_plans: catalog.plans(),
            series: catalog.all_series(),
            units: catalog.units(),
        };
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
                Place::Whole => String::new(),
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
        let lines: Vec<&Line> = collection
            .lines
            .iter()
            .filter(|line| line.verdict == verdict)
            .collect();
        if !lines.is_empty() {
            let _ = writeln!(text, "{word} {} 处：", lines.len());
        }
        for line in lines {
            let _ = writeln!(text, "  {}", line_words(line));
        }
    }
    for (words, _) in &collection.settings {
        let _ = writeln!(text, "设置 {words}");
    }
    let same = collection.count(Verdict::Same);
    if same > 0 {
        let _ = writeln!(text, "相同 {same} 处，不必更改");
    }
    text
}

fn file_lines(text: &mut String, file: &FileNote) {
    if file.fault.is_some() {
        return;
    }
    let _ = writeln!(text, "{}：{}，{} 个数", file.name, file.what, file.figures);
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

fn line_words(line: &Line) -> String {
    let before = line
        .current
        .as_ref()
        .map_or_else(|| "（空）".to_owned(), Said::words);
    let offers: Vec<String> = line
        .offers
        .iter()
        .map(|offer| {
            let from = offer.figure.voice.words();
            let (result, doubts) = (offer.result.words(), offer.doubt_words());
            format!("{result} ← {from} {}{doubts}", offer.figure.place)
        })
        .collect();
    let why = if line.why.is_empty() {
        String::new()
    } else {
        format!("（{}）", line.why)
    };
    format!(
        "{} {}：{before} → {}{why}",
        line.title.words(),
        line.title.year_words(),
        offers.join("；或 ")
    )
}

/// Asks about every conflict, where there is somebody to ask.
fn ask(collection: &Collection) -> BTreeMap<FigureKey, Choice> {
    let mut choices = BTreeMap::new();
    if !io::stdin().is_terminal() {
        return choices;
    }
    let mut answers = io::stdin().lock().lines();
    for line in collection
        .lines
        .iter()
        .filter(|l| l.verdict == Verdict::Conflict)
    {
        let mut question = format!("冲突：{}\n  0 保留台账里的\n", line_words(line));
        for (place, offer) in (1..).zip(&line.offers) {
            let from = offer.figure.voice.words();
            let _ = writeln!(question, "  {place} 用{from}的 {}", offer.result.words());
        }
        loop {
            // The question goes where the answer comes from, not into what is printed.
            let _ = write!(io::stderr(), "{question}请选 0 至 {}：", line.offers.len());
            let Some(Ok(answer)) = answers.next() else {
                return choices;
            };
            let choice = match answer.trim().parse::<usize>() {
                Ok(0) => Choice::Keep,
                Ok(place) if place <= line.offers.len() => Choice::Take(place - 1),
                _ => continue,
            };
            choices.insert(line.key.clone(), choice);
            break;
        }
    }
    choices
}
