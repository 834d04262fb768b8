//! `plan`: the plans of a workspace's own: taken in from a table or a file, listed, written, removed.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::Subcommand;
use serde_json::{Value, json};

use super::table::{Align, in_columns};
use super::usage::Format;
use super::{Failure, Outcome, catalog_of, json as printed, plan_named, signature};
use crate::app::own_plan::{Drafted, against, kept};
use crate::exchange::plan_table::{
    DocumentHead, Draft, Grid, Mark, PlanFault, Reading, Role, RowKind, SeriesChoice,
};
use crate::model::{Edit, Origin, Plan, SeriesId, Stage, Workspace, parse_year};
use crate::store::{self, Catalog, Disk};

#[derive(clap::Args)]
pub(super) struct Args {
    /// 台账文件
    workspace: PathBuf,
    #[command(subcommand)]
    act: Act,
}

#[derive(Subcommand)]
enum Act {
    /// 列出台账的自建规划
    List {
        /// 输出格式：table 表格（默认）、json
        #[arg(long, value_enum, default_value = "table")]
        format: Format,
    },
    /// 从指标表（XLSX、CSV、TSV）或规划文件（.ron）收入一份规划
    Add(Box<Add>),
    /// 把一份规划写成规划文件，可用 check 核对、用 add 收入别的台账
    Export {
        /// 规划的名称，见 list
        plan: String,
        /// 写到哪个文件
        #[arg(short, long, value_name = "FILE.ron")]
        output: PathBuf,
    },
    /// 删除一份自建规划；已填的数留在台账里
    Remove {
        /// 规划的名称，见 list
        plan: String,
    },
}

#[derive(clap::Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of the command line"
)]
struct Add {
    /// 指标表或规划文件
    file: PathBuf,
    /// 规划或文件的名称；不写则取表格上方的标题
    #[arg(long)]
    title: Option<String>,
    /// 简称；不写则取名称的前几个字
    #[arg(long)]
    short: Option<String>,
    /// 文号
    #[arg(long)]
    number: Option<String>,
    /// 印发的年份；不写则取文号或印发日期里的年份
    #[arg(long)]
    year: Option<String>,
    /// 印发日期，如 2024-10-15
    #[arg(long)]
    issued: Option<String>,
    /// 发文单位
    #[arg(long)]
    issuer: Option<String>,
    /// 总牵头单位
    #[arg(long)]
    lead: Option<String>,
    /// 是征求意见稿
    #[arg(long)]
    draft: bool,
    /// 工作簿里的哪张工作表；不写则取第一张认得出表头的
    #[arg(long)]
    sheet: Option<String>,
    /// 更正一列的含义：列（序数或表头）=含义[:年份]，如 5=目标值:2027、备注=不收取；可写多次
    #[arg(long = "column", value_name = "COLUMN=ROLE[:YEAR]")]
    columns: Vec<String>,
    /// 一项指标共用已有的口径：序号=口径，如 3=financial-value-added；可写多次
    #[arg(long = "share", value_name = "NO=SERIES")]
    shares: Vec<String>,
    /// 名称和单位都相同的指标共用已有的口径
    #[arg(long)]
    share_equal: bool,
    /// 读不懂的目标照原文收作文字目标
    #[arg(long)]
    as_words: bool,
    /// 台账里已有这份规划时，用文件替换（只用于规划文件）
    #[arg(long)]
    replace: bool,
    /// 只看每格是怎样理解的，不收入
    #[arg(long)]
    dry_run: bool,
    /// 输出格式：table 表格（默认）、json
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

pub(super) fn run(args: &Args) -> Outcome {
    match &args.act {
        Act::List { format } => list(&args.workspace, *format),
        Act::Add(add) => {
            if add.format == Format::Csv {
                return Err(Failure::usage("plan add 只能输出 table 或 json"));
            }
            let is_plan_file = add
                .file
                .extension()
                .is_some_and(|ending| ending.eq_ignore_ascii_case("ron"));
            if is_plan_file {
                add_file(&args.workspace, add)
            } else {
                add_table(&args.workspace, add)
            }
        }
        Act::Export { plan, output } => export(&args.workspace, plan, output),
        Act::Remove { plan } => remove(&args.workspace, plan),
    }
}

fn list(path: &Path, format: Format) -> Outcome {
    let workspace = store::open(path)?;
    let is_followed = |plan: &Plan| workspace.plans.contains(&plan.id);
    match format {
        Format::Csv => Err(Failure::usage("plan list 只能输出 table 或 json")),
        Format::Json => {
            let plans: Vec<Value> = workspace
                .own_plans
                .values()
                .map(|plan| {
                    let mut value = printed::plan(plan);
                    value["followed"] = json!(is_followed(plan));
                    value
                })
                .collect();
            Ok(printed::text(&Value::Array(plans)))
        }
        Format::Table if workspace.own_plans.is_empty() => {
            Ok("没有自建规划；可用 zhibiao plan WORKSPACE add FILE 收入\n".to_owned())
        }
        Format::Table => {
            let heads = [
                ("规划", Align::Left),
                ("文号", Align::Left),
                ("名称", Align::Left),
                ("阶段", Align::Left),
                ("指标数", Align::Right),
                ("跟踪", Align::Left),
            ];
            let row = |plan: &Plan| {
                vec![
                    plan.id.0.clone(),
                    plan.number.clone(),
                    plan.title.clone(),
                    plan.stage.word().to_owned(),
                    plan.all_indicators().count().to_string(),
                    if is_followed(plan) { "是" } else { "否" }.to_owned(),
                ]
            };
            let rows: Vec<_> = workspace.own_plans.values().map(row).collect();
            Ok(in_columns(&heads, &rows))
        }
    }
}

fn add_file(path: &Path, add: &Add) -> Outcome {
    let plan = store::read_plan(&Disk::new(), &add.file, &Catalog::builtin()?)?;
    if Catalog::builtin()?.plan(&plan.id).is_some() {
        return Err(Failure::input(format!(
            "“{}”是内置规划，不必从文件收入；文件里的规划请改 id：{}",
            plan.id,
            add.file.display()
        )));
    }
    let known = store::open(path)?;
    if known.own_plans.contains_key(&plan.id) && !add.replace {
        return Err(Failure::input(format!(
            "台账里已有自建规划 {}；要用文件替换，请加 --replace：{}",
            plan.id,
            add.file.display()
        )));
    }
    if add.dry_run {
        return Ok(told(&plan, add.format, "可以收入"));
    }
    store::revise(path, &signature(Origin::Imported), |workspace| {
        Ok::<_, Failure>((Catalog::keep_own(workspace, &plan), ()))
    })?;
    Ok(told(&plan, add.format, "已收入"))
}

fn told(plan: &Plan, format: Format, verb: &str) -> String {
    match format {
        Format::Json => printed::text(&printed::plan(plan)),
        Format::Table | Format::Csv => format!(
            "{verb}规划 {}：{}，{} 项指标\n",
            plan.id,
            plan.cite(),
            plan.all_indicators().count()
        ),
    }
}

fn add_table(path: &Path, add: &Add) -> Outcome {
    let grids = Grid::from_file(&Disk::new(), &add.file)
        .map_err(|error| Failure::input(error.to_string()))?;
    let grid = sheet_of(&grids, add)?;
    let mut draft = Draft::of_grid(grid);
    for words in &add.columns {
        set_column(&mut draft, words)?;
    }
    let head = head_of(add, &draft);
    if add.dry_run {
        let workspace = store::open(path)?;
        let (taken, _) = take(add, &head, &draft, &workspace)?;
        return Ok(taken.printed(add.format, "可以收入"));
    }
    store::revise(path, &signature(Origin::Imported), |workspace| {
        let (taken, edit) = take(add, &head, &draft, workspace)?;
        Ok::<_, Failure>((edit, taken.printed(add.format, "已收入")))
    })
}

/// The sheet asked for, else the first with names and targets, else the first.
fn sheet_of<'a>(grids: &'a [Grid], add: &Add) -> Result<&'a Grid, Failure> {
    let names = || {
        let names: Vec<&str> = grids.iter().map(|grid| grid.name.as_str()).collect();
        names.join("、")
    };
    if let Some(name) = &add.sheet {
        let found = grids.iter().find(|grid| grid.name == *name);
        return found.ok_or_else(|| {
            Failure::input(format!(
                "没有工作表“{name}”；可用 {}：{}",
                names(),
                add.file.display()
            ))
        });
    }
    Grid::likeliest(grids)
        .ok_or_else(|| Failure::input(format!("文件里没有表格：{}", add.file.display())))
}

fn head_of(add: &Add, draft: &Draft) -> DocumentHead {
    let mut head = DocumentHead::above(draft);
    for (given, field) in [
        (&add.title, &mut head.title),
        (&add.short, &mut head.short),
        (&add.number, &mut head.number),
        (&add.year, &mut head.year),
        (&add.issued, &mut head.issued),
        (&add.issuer, &mut head.issuer),
        (&add.lead, &mut head.lead),
    ] {
        if let Some(given) = given {
            field.clone_from(given);
        }
    }
    if add.draft {
        head.stage = Stage::Draft;
    }
    head
}

/// 5=目标值:2027, 备注=不收取.
fn set_column(draft: &mut Draft, words: &str) -> Result<(), Failure> {
    let wrong = |why: String| Failure::usage(format!("--column {words}：{why}"));
    let (column, meaning) = words
        .rsplit_once('=')
        .ok_or_else(|| wrong("应写作 列=含义[:年份]".to_owned()))?;
    let (role, year) = match meaning.split_once([':', '：']) {
        Some((role, year)) => {
            let year = parse_year(year).map_err(|error| wrong(error.to_string()))?;
            (role, Some(year))
        }
        None => (meaning, None),
    };
    let role = Role::ALL
        .into_iter()
        .find(|known| known.word() == role.trim())
        .ok_or_else(|| {
            let known = Role::ALL.map(Role::word).join("、");
            wrong(format!("没有含义“{role}”；可用 {known}"))
        })?;
    let by_head = draft.columns.iter().position(|c| c.head == column);
    let by_number = column
        .parse::<usize>()
        .ok()
        .and_then(|no| no.checked_sub(1));
    let at = by_head
        .or(by_number.filter(|at| *at < draft.columns.len()))
        .ok_or_else(|| {
            let heads: Vec<&str> = draft.columns.iter().map(|c| c.head.as_str()).collect();
            let message = format!("没有列“{column}”；表头有 {}", heads.join("、"));
            Failure::input(format!("--column {words}：{message}"))
        })?;
    draft.set_role(at, role, year);
    Ok(())
}

/// A table as it was understood, and the plan it makes.
struct TakenIn {
    draft: Draft,
    reading: Reading,
    plan: Plan,
}

fn take(
    add: &Add,
    head: &DocumentHead,
    draft: &Draft,
    workspace: &Workspace,
) -> Result<(TakenIn, Edit), Failure> {
    let catalog = catalog_of(workspace)?;
    let mut draft = draft.clone();
    let against = against(&catalog, None);
    let first = draft.read(&against);
    choose(add, &mut draft, &first, &catalog)?;
    let reading = draft.read(&against);
    let drafted = Drafted {
        head,
        draft: &draft,
        reading: &reading,
        old: None,
    };
    let made = drafted.plan(&Catalog::builtin()?, &catalog, workspace);
    let plan = made.map_err(|faults| not_understood(&faults, &draft, &reading, &add.file))?;
    let edit = Catalog::keep_own(workspace, &plan);
    let taken = TakenIn {
        draft,
        reading,
        plan,
    };
    Ok((taken, edit))
}

/// What the options say of single rows.
fn choose(
    add: &Add,
    draft: &mut Draft,
    reading: &Reading,
    catalog: &Catalog,
) -> Result<(), Failure> {
    if add.as_words {
        for (row, read) in draft.rows.iter_mut().zip(&reading.rows) {
            for (at, cell) in read.cells.iter().enumerate() {
                let is_target = draft.columns[at].role == Role::Target;
                if is_target && matches!(cell.mark, Mark::Wrong(_)) {
                    row.as_words.insert(at);
                }
            }
        }
    }
    if add.share_equal {
        for (row, read) in draft.rows.iter_mut().zip(&reading.rows) {
            if let [only] = read.offers.as_slice() {
                row.series = SeriesChoice::Share(only.clone());
            }
        }
    }
    for words in &add.shares {
        let wrong = |why: &str| Failure::input(format!("--share {words}：{why}"));
        let (no, series) = words
            .split_once('=')
            .ok_or_else(|| Failure::usage(format!("--share {words}：应写作 序号=口径")))?;
        let no: u32 = no.trim().parse().map_err(|_| wrong("序号不是正整数"))?;
        let id = SeriesId(series.trim().to_owned());
        if catalog.series(&id).is_none() {
            return Err(wrong("没有这个口径；可用 zhibiao lineage 查看"));
        }
        let at = reading.rows.iter().position(|read| read.no() == Some(no));
        let at = at.ok_or_else(|| wrong("表里没有这个序号，或这一行还有没读懂的地方"))?;
        draft.rows[at].series = SeriesChoice::Share(id);
    }
    Ok(())
}

fn not_understood(faults: &[PlanFault], draft: &Draft, reading: &Reading, file: &Path) -> Failure {
    let mut message = String::new();
    for fault in faults {
        let _ = writeln!(message, "{}：{}", fault.place, fault.reason);
    }
    let _ = write!(
        message,
        "共 {} 处要改正，没有收入：{}",
        faults.len(),
        file.display()
    );
    Failure {
        printed: preview(draft, reading),
        ..Failure::input(message)
    }
}

impl TakenIn {
    fn printed(&self, format: Format, verb: &str) -> String {
        if format == Format::Json {
            return printed::text(&json!({
                "plan": printed::plan(&self.plan),
                "defaults": self.defaults(),
                "offers": self.offers_json(),
            }));
        }
        let mut out = preview(&self.draft, &self.reading);
        let _ = writeln!(
            out,
            "\n{verb}规划 {}：{}，{} 项指标",
            self.plan.id,
            self.plan.cite(),
            self.plan.indicators.len()
        );
        for (no, name, offers) in self.offers() {
            let names: Vec<&str> = offers.iter().map(|id| id.0.as_str()).collect();
            let _ = writeln!(
                out,
                "提示：序号{no} {name} 与已有口径 {} 名称和单位相同，现用自己的口径；要共用请加 --share {no}={}",
                names.join("、"),
                names[0]
            );
        }
        out
    }

    /// Rows that could share a series and do not.
    fn offers(&self) -> Vec<(u32, &str, &[SeriesId])> {
        let rows = self.reading.rows.iter().zip(&self.draft.rows);
        rows.filter(|(_, row)| row.series == SeriesChoice::Keep)
            .filter(|(read, _)| !read.offers.is_empty())
            .filter_map(|(read, _)| {
                let no = read.no()?;
                let name = self.plan.indicator(no)?.name.as_str();
                Some((no, name, read.offers.as_slice()))
            })
            .collect()
    }

    fn offers_json(&self) -> Vec<Value> {
        let offers = self.offers().into_iter();
        offers
            .map(|(no, name, offers)| {
                let ids: Vec<&str> = offers.iter().map(|id| id.0.as_str()).collect();
                json!({ "no": no, "name": name, "series": ids })
            })
            .collect()
    }

    /// Every default that was taken, as the row's number, the column, the words, the reason.
    fn defaults(&self) -> Vec<Value> {
        let mut all = Vec::new();
        for read in &self.reading.rows {
            for (cell, column) in read.cells.iter().zip(&self.draft.columns) {
                if let Mark::Guess(reason) = &cell.mark {
                    all.push(json!({
                        "no": read.no(),
                        "column": column.role.word(),
                        "words": cell.words,
                        "reason": reason,
                    }));
                }
            }
        }
        all
    }
}

/// The columns with their meaning, then how each cell was understood; a default with 默认 or the reason
/// behind it.
fn preview(draft: &Draft, reading: &Reading) -> String {
    let mut out = String::from("各列的含义\n");
    for (at, column) in draft.columns.iter().enumerate() {
        let year = column.year.map_or_else(String::new, |y| format!(" {y} 年"));
        let guess = column
            .guess
            .as_ref()
            .map_or_else(String::new, |why| format!("（{why}）"));
        let head = column.head.as_str();
        let _ = writeln!(
            out,
            "{:>4}  {head} → {}{year}{guess}",
            at + 1,
            column.role.word()
        );
    }
    out.push_str("\n各行的理解\n");
    for (index, (row, read)) in draft.rows.iter().zip(&reading.rows).enumerate() {
        let mut parts = Vec::new();
        for ((cell, column), text) in read.cells.iter().zip(&draft.columns).zip(&row.cells) {
            if row.kind == RowKind::Section && !cell.words.is_empty() {
                parts.push(cell.words.clone());
                continue;
            }
            match &cell.mark {
                Mark::Wrong(_) => parts.push(format!("{} “{text}”没有读懂", column.role.word())),
                Mark::Guess(why) => {
                    parts.push(format!("{} {}（{why}）", column.role.word(), cell.words));
                }
                Mark::Read if !cell.words.is_empty() => {
                    parts.push(format!("{} {}", column.role.word(), cell.words));
                }
                Mark::Read | Mark::Unused => {}
            }
        }
        if !parts.is_empty() {
            let _ = writeln!(out, "{:>4}  {}", index + 1, parts.join("；"));
        }
    }
    out
}

fn export(path: &Path, name: &str, output: &Path) -> Outcome {
    let workspace = store::open(path)?;
    let catalog = catalog_of(&workspace)?;
    let id = &plan_named(&catalog, name)?.id;
    // As it stands in its document, neither converted for the register nor adjusted.
    let plan = match workspace.own_plans.get(id) {
        Some(own) => own.clone(),
        None => plan_named(&Catalog::builtin()?, name)?.as_printed(),
    };
    store::write_plan(&Disk::new(), output, &plan)?;
    Ok(format!(
        "已写成规划文件：{}，{} 项指标 → {}\n",
        plan.id,
        plan.all_indicators().count(),
        output.display()
    ))
}

fn remove(path: &Path, name: &str) -> Outcome {
    store::revise(path, &signature(Origin::CommandLine), |workspace| {
        let catalog = catalog_of(workspace)?;
        let plan = plan_named(&catalog, name)?;
        let edit = Catalog::drop_own(workspace, &plan.id).ok_or_else(|| {
            Failure::input(format!(
                "“{name}”不是自建规划，不能删除；不再跟踪请在窗口中选“不再跟踪”"
            ))
        })?;
        if workspace.plans.iter().all(|id| *id == plan.id) {
            return Err(Failure::input(format!(
                "台账至少要收入一份规划，没有删除 {name}：{}",
                path.display()
            )));
        }
        let mut told = format!("已删除自建规划 {}：{}\n", plan.id, plan.cite());
        if let Some(kept) = kept(&catalog, workspace, plan).sentence() {
            let _ = writeln!(told, "保留：{kept}");
        }
        Ok((edit, told))
    })
}
