//! The command line: what scripts and terminals get of the program, one file a command.
//!
//! A command is a function from its arguments to the text it prints or a [`Failure`]; only this
//! file writes to the terminal and chooses the exit code: 0 done, 1 the input is at fault, 2 wrong
//! usage. Names, JSON keys and exit codes are a contract with users' scripts.

mod adjust;
mod assess;
mod chart;
mod check;
mod collect;
mod demo;
mod export;
mod form;
pub mod json;
mod judge;
mod lineage;
mod log;
mod measure;
mod missing;
mod new;
mod own_plan;
mod plans;
mod render;
mod report;
mod rollup;
mod rule;
mod set;
mod slides;
mod status;
mod table;
mod units;
mod usage;
mod versions;

use std::ffi::OsString;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use chrono::{Datelike as _, Local, NaiveDateTime, SubsecRound as _};
use clap::{Parser, Subcommand};

use crate::assess::{Method, YearMoved};
use crate::model::{
    Edit, Indicator, IndicatorId, Origin, Plan, PlanId, Signature, Workspace, Year, parse_year,
};
use crate::store::{self, Catalog, Disk, StoreError, nearest};

/// 知标：跟踪政策文件目标的桌面看板。不带命令时打开窗口。
#[derive(Parser)]
#[command(
    name = "zhibiao",
    version,
    args_conflicts_with_subcommands = true,
    override_usage = "zhibiao [WORKSPACE]\n      zhibiao <命令> ……"
)]
struct Cli {
    /// 要打开的台账文件；不写则从起始页选择
    workspace: Option<PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// 列出内置规划；写明规划时列出它的全部指标
    #[command(override_usage = "zhibiao plans [PLAN] [--format table|json]")]
    Plans(plans::Args),
    /// 台账的自建规划：从指标表或规划文件收入，列出、写成文件、删除
    #[command(
        override_usage = "zhibiao plan WORKSPACE add FILE [--title T] [--number N] [--year Y] \
                          [--column COLUMN=ROLE[:YEAR]]... [--share NO=SERIES]... [--dry-run]\n      \
                          zhibiao plan WORKSPACE list [--format table|json]\n      \
                          zhibiao plan WORKSPACE export PLAN -o FILE.ron\n      \
                          zhibiao plan WORKSPACE remove PLAN"
    )]
    Plan(own_plan::Args),
    /// 新建空白台账，不覆盖已有文件
    #[command(override_usage = "zhibiao new WORKSPACE [--plan PLAN]...")]
    New(new::Args),
    /// 生成示例台账，不覆盖已有文件
    #[command(override_usage = "zhibiao demo WORKSPACE")]
    Demo(demo::Args),
    /// 检查规划文件和台账，说明问题在哪一行、哪一列、哪一栏
    #[command(override_usage = "zhibiao check FILE...")]
    Check(check::Args),
    /// 填报或清除一个数值
    #[command(
        override_usage = "zhibiao set WORKSPACE INDICATOR YEAR VALUE [--status S] [--source T] \
                          [--note T]\n      zhibiao set WORKSPACE INDICATOR YEAR VALUE --baseline\n      \
                          zhibiao set WORKSPACE --stdin"
    )]
    Set(set::Args),
    /// 查看变更记录，或取出某一天的台账
    #[command(
        override_usage = "zhibiao log WORKSPACE [--indicator I] [--unit U] [--author A] [--origin O] \
                          [--from D] [--to D] [--format table|json|csv]\n      \
                          zhibiao log WORKSPACE --as-of D -o FILE.ron"
    )]
    Log(log::Args),
    /// 列出旁边留存的版本，或恢复其中一个
    #[command(override_usage = "zhibiao versions WORKSPACE [--restore N|newest]")]
    Versions(versions::Args),
    /// 给一项指标定规则、选中期目标，或改整个台账的评价规则；不写选项则列出现行规则
    #[command(
        override_usage = "zhibiao rule WORKSPACE [INDICATOR] [--method M] [--limits A,B,C] [--reason T]\n      \
                          zhibiao rule WORKSPACE INDICATOR --interim Y:V --source T\n      \
                          zhibiao rule WORKSPACE [INDICATOR] --clear"
    )]
    Rule(rule::Args),
    /// 人工评定一项指标，或复核、撤回人工评定
    #[command(
        override_usage = "zhibiao judge WORKSPACE INDICATOR GRADE --why T [--year Y]\n      \
                          zhibiao judge WORKSPACE INDICATOR --confirm|--withdraw [--why T] [--year Y]"
    )]
    Judge(judge::Args),
    /// 记下调整目标的文件：原目标保留，两套目标一并评价；不写选项则列出历次目标
    #[command(
        override_usage = "zhibiao adjust WORKSPACE INDICATOR --target Y[:BOUND]:V... --document 文号 \
                          [--title T] [--date D] [--note T] [--drop Y]...\n      \
                          zhibiao adjust WORKSPACE INDICATOR --withdraw [--document 文号]\n      \
                          zhibiao adjust WORKSPACE INDICATOR [--year Y] [--format table|json]"
    )]
    Adjust(adjust::Args),
    /// 评价各项指标的进度
    #[command(
        override_usage = "zhibiao status WORKSPACE [--plan P] [--year Y] [--method M] \
                          [--format table|json|csv]"
    )]
    Status(status::Args),
    /// 只凭数字评价一项指标，用来复核任何一个结果
    #[command(
        override_usage = "zhibiao assess --method M [--baseline Y:V] --actual Y:V... [--target Y:V] \
                          --direction up|down [--kind K] [--format json]"
    )]
    Assess(assess::Args),
    /// 各责任单位的指标和举措；写明单位时列出它的全部，可打印或发送
    #[command(override_usage = "zhibiao units WORKSPACE [UNIT] [--format table|json|html]")]
    Units(units::Args),
    /// 列出举措和临近的节点；写明举措时填写它的状态、说明、佐证和节点
    #[command(
        override_usage = "zhibiao measure WORKSPACE [--due N] [--format table|json]\n      \
                          zhibiao measure WORKSPACE PLAN/NO [--state S] [--percent P] [--note T] \
                          [--evidence T] [--milestone 名:日期] [--reached 名] [--reopen 名]"
    )]
    Measure(measure::Args),
    /// 一个口径在各份文件里的目标，以及互相矛盾之处
    #[command(
        override_usage = "zhibiao lineage [SERIES] [--conflicts] [--workspace WORKSPACE] \
                          [--format table|json]"
    )]
    Lineage(lineage::Args),
    /// 生成单位填报表（XLSX），并在台账里登记
    #[command(
        override_usage = "zhibiao form WORKSPACE (--unit U... | --all) [--plan P] [--year Y] \
                          [--deadline DATE] -o DIR"
    )]
    Form(form::Args),
    /// 收取单位报来的填报表
    #[command(
        override_usage = "zhibiao collect WORKSPACE FILE... [--dry-run] [--on-conflict ask|keep|take]"
    )]
    Collect(collect::Args),
    /// 列出哪些单位还缺哪些数，也可输出催报文字
    #[command(
        override_usage = "zhibiao missing WORKSPACE [--unit U] [--plan P] [--year Y] \
                          [--format table|json|csv]\n      zhibiao missing WORKSPACE [--unit U] --chase"
    )]
    Missing(missing::Args),
    /// 把全部数值导出成数据表（CSV 或 XLSX）
    #[command(override_usage = "zhibiao export WORKSPACE [--format csv|xlsx] -o FILE")]
    Export(export::Args),
    /// 从数据表（CSV 或 XLSX）导入数值
    #[command(
        override_usage = "zhibiao import WORKSPACE FILE... [--dry-run] [--on-conflict ask|keep|take]"
    )]
    Import(collect::ImportArgs),
    /// 把一个视图画成 PNG 图片，不需要显示器和显卡
    #[command(
        override_usage = "zhibiao render WORKSPACE --view V [--size WxH] [--scale N] \
                          [--theme light|dark] -o FILE.png"
    )]
    Render(render::Args),
    /// 写出演示页：每页一张 PNG，另有一份 PPTX
    #[command(
        override_usage = "zhibiao slides WORKSPACE [--size 1920x1080|3840x2160] [--year Y] -o DIR"
    )]
    Slides(slides::Args),
    /// 把一张图存成 SVG 或 PNG，大小不限
    #[command(
        override_usage = "zhibiao chart WORKSPACE --view indicator:PLAN/NO|overview [--format svg|png] \
                          [--size WxH] [--scale N] [--year Y] -o FILE"
    )]
    Chart(chart::Args),
    /// 写出进展情况报告：Word、PDF、Excel、网页或 CSV
    #[command(
        override_usage = "zhibiao report WORKSPACE --format docx|pdf|xlsx|html|csv [--year Y] [--plan P] \
                          [--theme N | --unit U] -o FILE"
    )]
    Report(report::Args),
}

/// What a command prints, or why it could not be done.
type Outcome = Result<String, Failure>;

/// Why a command could not be done.
#[derive(Debug)]
struct Failure {
    /// What it prints all the same.
    printed: String,
    /// What is wrong and what to do.
    message: String,
    /// Whether the command was used wrongly, rather than its input at fault.
    is_usage: bool,
}

impl Failure {
    fn input(message: impl Into<String>) -> Self {
        Self {
            printed: String::new(),
            message: message.into(),
            is_usage: false,
        }
    }

    fn usage(message: impl Into<String>) -> Self {
        Self {
            is_usage: true,
            ..Self::input(message)
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        let way_out = error
            .path()
            .filter(|_| error.is_damage())
            .and_then(way_out_of_damage);
        let message = error.to_string();
        Self::input(way_out.map_or(message.clone(), |way| format!("{message}\n{way}")))
    }
}

/// How to have a damaged workspace back; none where nothing good lies beside it.
fn way_out_of_damage(path: &Path) -> Option<String> {
    let found = store::recover(&Disk::new(), path).ok()?;
    found.newest()?;
    let path = path.display();
    Some(format!(
        "旁边有完好的内容，可用 zhibiao versions \"{path}\" --restore newest 恢复"
    ))
}

/// Runs the program on these arguments, the first of which is its own name.
///
/// `open_window` shows the window, with a workspace if one is named, and returns when it is closed.
pub fn run<A>(args: A, open_window: impl FnOnce(Option<PathBuf>) -> Result<(), String>) -> ExitCode
where
    A: IntoIterator,
    A::Item: Into<OsString> + Clone,
{
    match usage::read(args) {
        Ok(cli) => finish(dispatch(cli, open_window)),
        Err(usage::Answer::Text(text)) => finish(Ok(text)),
        Err(usage::Answer::Wrong(message)) => finish(Err(Failure::usage(message))),
    }
}

fn dispatch(cli: Cli, open_window: impl FnOnce(Option<PathBuf>) -> Result<(), String>) -> Outcome {
    match cli.command {
        None => {
            if let Some(path) = &cli.workspace {
                refuse_missing(path)?;
            }
            open_window(cli.workspace)
                .map(|()| String::new())
                .map_err(Failure::input)
        }
        Some(Command::Plans(args)) => plans::run(&args),
        Some(Command::Plan(args)) => own_plan::run(&args),
        Some(Command::New(args)) => new::run(&args),
        Some(Command::Demo(args)) => demo::run(&args),
        Some(Command::Check(args)) => check::run(&args),
        Some(Command::Set(args)) => set::run(&args),
        Some(Command::Log(args)) => log::run(&args),
        Some(Command::Versions(args)) => versions::run(&args),
        Some(Command::Rule(args)) => rule::run(&args),
        Some(Command::Judge(args)) => judge::run(&args),
        Some(Command::Adjust(args)) => adjust::run(&args),
        Some(Command::Status(args)) => status::run(&args),
        Some(Command::Assess(args)) => assess::run(&args),
        Some(Command::Units(args)) => units::run(&args),
        Some(Command::Measure(args)) => measure::run(&args),
        Some(Command::Lineage(args)) => lineage::run(&args),
        Some(Command::Form(args)) => form::run(&args),
        Some(Command::Collect(args)) => collect::run(&args),
        Some(Command::Missing(args)) => missing::run(&args),
        Some(Command::Export(args)) => export::run(&args),
        Some(Command::Import(args)) => collect::run_import(&args),
        Some(Command::Render(args)) => render::run(&args),
        Some(Command::Slides(args)) => slides::run(&args),
        Some(Command::Chart(args)) => chart::run(&args),
        Some(Command::Report(args)) => report::run(&args),
    }
}

/// A mistyped command looks like the name of a file.
fn refuse_missing(path: &Path) -> Result<(), Failure> {
    if path.exists() {
        return Ok(());
    }
    let shown = path.display();
    let commands = usage::command_names();
    let meant = nearest(&shown.to_string(), commands.iter().map(String::as_str));
    Err(Failure::input(match meant {
        Some(command) => {
            format!("没有名为“{shown}”的文件或命令；是否要用命令 zhibiao {command}？")
        }
        None => format!("没有这个台账，可用 zhibiao new {shown} 新建：{shown}"),
    }))
}

/// What a workspace sees: the built-in plans and those of its own.
fn catalog_of(workspace: &Workspace) -> Result<Catalog, Failure> {
    Ok(Catalog::builtin()?.for_workspace(workspace))
}

/// The plan of this name, or the names there are.
fn plan_named<'a>(catalog: &'a Catalog, name: &str) -> Result<&'a Plan, Failure> {
    catalog
        .plan(&PlanId(name.to_owned()))
        .ok_or_else(|| Failure::input(format!("没有规划“{name}”；可用 {}", catalog.plan_names())))
}

/// The indicator of this name, if the workspace follows its plan.
fn indicator_in<'a>(
    catalog: &'a Catalog,
    workspace: &Workspace,
    name: &str,
    path: &Path,
) -> Result<(IndicatorId, &'a Plan, &'a Indicator), Failure> {
    let id: IndicatorId = name
        .parse()
        .map_err(|error: crate::model::IdError| Failure::input(error.to_string()))?;
    let Some((plan, indicator)) = catalog.find_indicator(&id) else {
        let why = store::unknown_indicator(&id, catalog);
        return Err(Failure::input(why.unwrap_or_default()));
    };
    if !workspace.plans.contains(&plan.id) {
        let known: Vec<&str> = workspace.plans.iter().map(|id| id.0.as_str()).collect();
        return Err(Failure::input(format!(
            "台账没有收入规划 {}；已收入 {}：{}",
            plan.id,
            known.join("、"),
            path.display()
        )));
    }
    Ok((id, plan, indicator))
}

/// The plan of this name among those of a workspace; the first of them where none is named.
fn plan_of<'a>(
    catalog: &'a Catalog,
    workspace: &Workspace,
    name: Option<&str>,
    path: &Path,
) -> Result<&'a Plan, Failure> {
    let plan = match name {
        Some(name) => plan_named(catalog, name)?,
        None => workspace
            .plans
            .iter()
            .find_map(|id| catalog.plan(id))
            .ok_or_else(|| Failure::input(format!("台账没有收入规划：{}", path.display())))?,
    };
    if workspace.plans.contains(&plan.id) {
        return Ok(plan);
    }
    let known: Vec<&str> = workspace.plans.iter().map(|id| id.0.as_str()).collect();
    Err(Failure::input(format!(
        "台账没有收入规划 {}；已收入 {}：{}",
        plan.id,
        known.join("、"),
        path.display()
    )))
}

fn read_year(text: &str) -> Result<Year, Failure> {
    parse_year(text).map_err(|error| Failure::input(format!("年份“{text}”：{error}")))
}

/// Says that a year asked for is still to come: what is judged then is not what was reached.
fn remark_year_to_come(year: Year) {
    let now = Local::now().year();
    if year > now {
        complain(&format!(
            "注意：{year} 年还没有到（现在是 {now} 年），评价的不是实际完成情况；请核对 --year"
        ));
    }
}

/// The time on the wall, to the second.
fn now() -> NaiveDateTime {
    Local::now().naive_local().trunc_subsecs(0)
}

/// Whoever runs the command, now.
fn signature(origin: Origin) -> Signature {
    Signature {
        by: store::account_name(),
        at: now(),
        origin,
    }
}

/// That a change moves the year judged, and how to fix it.
fn year_moved(before: &Workspace, after: &Workspace) -> Option<String> {
    let moved = YearMoved::between(before, after, Local::now().year())?;
    Some(format!(
        "注意：{}；要固定年度，请在窗口的“设置”里选定截至年度，或给命令加 --year {}",
        moved.words(),
        moved.from
    ))
}

/// The same of a change that has not been made yet.
fn year_moved_by(edit: &Edit, workspace: &Workspace) -> Option<String> {
    let touches = |leaf: &Edit| matches!(leaf, Edit::Observation { .. } | Edit::AsOf(_));
    if !edit.leaves().any(touches) {
        return None;
    }
    let mut after = workspace.clone();
    let _back = edit.clone().apply(&mut after);
    year_moved(workspace, &after)
}

/// The method of this code, or the codes there are.
fn method_named(code: &str) -> Result<Method, Failure> {
    Method::parse(code).ok_or_else(|| {
        let known = Method::ALL.map(Method::code).join("、");
        Failure::input(format!("没有评价方法“{code}”；可用 {known}"))
    })
}

fn finish(outcome: Outcome) -> ExitCode {
    match outcome {
        Ok(text) => print(&text),
        Err(failure) => {
            print(&failure.printed);
            complain(&failure.message);
            ExitCode::from(if failure.is_usage { 2 } else { 1 })
        }
    }
}

fn print(text: &str) -> ExitCode {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever reads has seen enough, as `head` does.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            complain(&format!(
                "输出写不出去（{error}）；请检查磁盘空间和输出位置"
            ));
            ExitCode::FAILURE
        }
    }
}

/// Prints something while a command is still at work.
fn tell_now(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .map_err(|error| Failure::input(format!("输出写不出去（{error}）")))
}

fn complain(message: &str) {
    // When even this cannot be written there is nobody to tell.
    let _ = writeln!(io::stderr(), "{message}");
}
