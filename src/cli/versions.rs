//! `versions`: the versions kept beside a workspace, and bringing one back.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::set;
use super::table::{Align, in_columns};
use super::{Failure, Outcome};
use crate::app::{OTHER_FORMS, restoring};
use crate::model::{Edit, Origin, Signature, Workspace};
use crate::store::{self, Disk, Holder, Recovery, StoreError, Work};

#[derive(clap::Args)]
pub(super) struct Args {
    /// 台账文件
    workspace: PathBuf,
    /// 恢复第 N 个版本（1 为最新），或 newest：最新的完好内容；损坏的台账也能恢复
    #[arg(long, value_name = "N")]
    restore: Option<String>,
}

pub(super) fn run(args: &Args) -> Outcome {
    let found = store::recover(&Disk::new(), &args.workspace)?;
    match &args.restore {
        None => Ok(list(&args.workspace, &found)),
        Some(which) => restore(&args.workspace, &found, which),
    }
}

fn list(path: &Path, found: &Recovery) -> String {
    let now = store::open(path);
    let mut out = match &now {
        Ok(_) => String::new(),
        Err(error) => format!("{error}\n"),
    };
    if found.versions.is_empty() {
        out.push_str("还没有历史版本；保存时会把原来的内容留作版本\n");
        return out;
    }
    let heads = [
        ("序号", Align::Right),
        ("保存时间", Align::Left),
        ("实际值", Align::Right),
        ("基期值", Align::Right),
        ("与现在相差", Align::Right),
        ("保存方式", Align::Left),
    ];
    let rows: Vec<Vec<String>> = found
        .versions
        .iter()
        .enumerate()
        .map(|(index, (version, workspace))| {
            let differ = now.as_ref().map_or_else(
                |_| "—".to_owned(),
                |now| format!("{} 处", restoring(now, workspace).len()),
            );
            vec![
                (index + 1).to_string(),
                version.saved.format("%Y-%m-%d %H:%M:%S").to_string(),
                workspace.observations.len().to_string(),
                workspace.baselines.len().to_string(),
                differ,
                if version.is_automatic {
                    "自动"
                } else {
                    "手动或命令"
                }
                .to_owned(),
            ]
        })
        .collect();
    out.push_str(&in_columns(&heads, &rows));
    out
}

fn restore(path: &Path, found: &Recovery, which: &str) -> Outcome {
    let signature = Signature {
        origin: Origin::Restored,
        ..set::signature()
    };
    let is_damaged = store::open(path).is_err_and(|error| error.is_damage());
    let chosen = match which {
        "newest" if is_damaged => None,
        "newest" => Some(numbered(found, "1")?),
        number => Some(numbered(found, number)?),
    };
    let mut told = String::new();
    if is_damaged {
        let disk = Disk::new();
        let me = Holder::here(&disk, signature.by.clone(), signature.at, Work::Command);
        let saved = store::restore_damaged(&disk, path, me)?;
        let what = saved.map_or_else(
            || "最后一次保存的内容".to_owned(),
            |saved| format!("{} 的版本", saved.format("%Y-%m-%d %H:%M:%S")),
        );
        told = format!("台账已损坏，恢复了{what}；损坏的文件另外留存\n");
    }
    let Some((saved, then)) = chosen else {
        return Ok(told);
    };
    let (count, is_other) = store::revise(path, &signature, |now| {
        let edits: Vec<Edit> = restoring(now, then)
            .into_iter()
            .map(|(_, new)| new)
            .collect();
        let is_other =
            !now.forms.id.is_empty() && edits.iter().any(|edit| matches!(edit, Edit::FormsId(_)));
        let answer = (edits.len(), is_other);
        Ok::<_, StoreError>((Edit::Batch(edits), answer))
    })?;
    let other = if is_other { OTHER_FORMS } else { "" };
    let _ = writeln!(
        told,
        "已恢复到 {saved} 的版本，{count} 处更改；原来的内容也留作版本{other}"
    );
    Ok(told)
}

fn numbered<'a>(found: &'a Recovery, which: &str) -> Result<(String, &'a Workspace), Failure> {
    let number = which.parse::<usize>().ok().and_then(|n| n.checked_sub(1));
    let version = number.and_then(|index| found.versions.get(index));
    let Some((version, workspace)) = version else {
        let count = found.versions.len();
        return Err(Failure::input(format!(
            "没有第 {which} 个版本；现有 {count} 个，写 1 至 {count} 或 newest"
        )));
    };
    let saved = version.saved.format("%Y-%m-%d %H:%M:%S").to_string();
    Ok((saved, workspace))
}
