//! Opening, making and saving workspaces, and what to do with unsaved work.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::collecting::Collecting;
use super::drafting::DraftStep;
use super::jobs::lock;
use super::{
    AUTOSAVE_DELAY_SECONDS, AfterSave, App, Autosave, Dialog, Document, FIRST_RETRY_SECONDS,
    FileDialog, Outcome, Purpose, RETRY_SECONDS, ReadOnly, Save, View, demo, documents_folder,
    folder_of,
};
use crate::store::{self, Opened, StoreError};

const NO_NAME: &str = "请在文件夹后面写上文件名，如 台账.ron";

impl App {
    /// Whether there is work that no file holds and that is worth asking about.
    #[must_use]
    pub fn has_unsaved_work(&self) -> bool {
        let open = [&self.document, &self.present];
        open.into_iter().flatten().any(Document::is_dirty)
    }

    pub(super) fn wait_with_saving(&mut self) {
        let has_file = self.document.as_ref().is_some_and(|d| d.file().is_some());
        if has_file && self.autosave != Autosave::PutOff {
            self.autosave_at = Some(self.now + AUTOSAVE_DELAY_SECONDS);
        }
    }

    pub(super) fn save(&mut self) {
        if self.autosave == Autosave::Failed {
            // Who asks is answered, even if it is the same once more.
            self.autosave = Autosave::Works;
        }
        self.save_as_it_is(false);
    }

    pub(super) fn save_as_it_is(&mut self, is_automatic: bool) {
        self.autosave_at = None;
        let at = (self.clock)();
        let Some(document) = self.present.as_ref().or(self.document.as_ref()) else {
            return;
        };
        if let Some(reason) = document.read_only() {
            let words = format!("没有保存：{reason}；可另存为别的文件");
            return self.tell(words);
        }
        let Some(file) = document.file() else {
            return self.ask_file(Purpose::SaveAs);
        };
        let save = Save {
            workspace: Arc::new(document.workspace().clone()),
            revision: document.revision(),
            records: document.history().records().len(),
            at,
            is_automatic,
        };
        self.jobs.save(file, save);
    }

    pub(super) fn save_to(&mut self, path: &Path, overwrite: bool) {
        if lacks_name(path) {
            return self.file_error(false, NO_NAME.to_owned());
        }
        let path = with_ending(path, "ron");
        for outcome in self.jobs.finish() {
            self.finish(outcome);
        }
        let me = self.holder();
        let Some(document) = &mut self.document else {
            return;
        };
        let own = document.path().filter(|own| self.disk.is_same(own, &path));
        if own.is_some() && document.read_only().is_none() && document.file().is_some() {
            self.dialogs.pop();
            return self.save();
        }
        if let Some(ReadOnly::Past(_)) = document.read_only() {
            let made =
                store::create_to_edit(&self.disk, &path, document.workspace(), overwrite, me);
            return match made {
                Ok(_) => {
                    self.dialogs.pop();
                    self.remember(&path);
                    self.tell(format!("当时的台账已存为 {}", path.display()));
                }
                Err(error) => self.file_error(error.is_already_exists(), error.to_string()),
            };
        }
        let made = {
            let keeper = document.journal().map(|keeper| lock(keeper));
            let until_now = (keeper.as_deref(), document.unsaved());
            let workspace = document.workspace();
            store::go_on_in(&self.disk, &path, workspace, overwrite, me, until_now)
        };
        let (opened, trouble) = match made {
            Ok(made) => made,
            Err(error) => return self.file_error(error.is_already_exists(), error.to_string()),
        };
        self.dialogs.pop();
        if let Some(file) = document.file() {
            // The work goes on in the other file; here nothing is left unsaved.
            self.jobs.drop_unsaved(file);
        }
        document.attach(opened);
        self.drop_scratch();
        self.watch();
        self.saved(&path);
        if let Some(trouble) = trouble {
            self.tell(format!("已保存；但变更记录没有写成：{trouble}"));
        }
    }

    /// Puts the table or page that was asked for into a file.
    pub(super) fn export_to(&mut self, path: &Path) {
        let is_page = matches!(
            self.dialogs.last(),
            Some(Dialog::File(dialog)) if dialog.purpose == Purpose::ExportUnit
        );
        let (ending, example) = if is_page {
            ("html", "市商务局.html")
        } else {
            ("csv", "变更记录.csv")
        };
        if lacks_name(path) {
            let asked = format!("请在文件夹后面写上文件名，如 {example}");
            return self.file_error(false, asked);
        }
        let path = with_ending(path, ending);
        let Some(text) = &self.export else {
            return;
        };
        let saved = if is_page {
            store::save_page(&self.disk, &path, text)
        } else {
            store::save_table(&self.disk, &path, text)
        };
        match saved {
            Ok(()) => {
                self.dialogs.pop();
                self.export = None;
                let then = if is_page {
                    "，用浏览器打开即可打印"
                } else {
                    ""
                };
                self.tell(format!("已导出 {}{then}", path.display()));
            }
            Err(error) => self.file_error(false, error.to_string()),
        }
    }

    pub(super) fn create(&mut self, path: &Path) {
        if lacks_name(path) {
            return self.file_error(false, NO_NAME.to_owned());
        }
        let path = with_ending(path, "ron");
        let usual = || self.catalog.new_workspace(vec![store::default_plan()]);
        let workspace = self.workspace_with_first_plan().unwrap_or_else(usual);
        match store::create_to_edit(&self.disk, &path, &workspace, false, self.holder()) {
            Ok(opened) => {
                self.dialogs.pop();
                self.show_made(opened);
            }
            Err(error) => self.file_error(false, error.to_string()),
        }
    }

    /// Shows a workspace whose file has just been made.
    fn show_made(&mut self, opened: Opened) {
        let workspace = (*opened.workspace).clone();
        let path = Some(opened.keeper.path().to_owned());
        let document = Document::new(workspace, path, &self.catalog, self.this_year());
        self.show_opened(opened, document);
    }

    pub(super) fn show_opened(&mut self, mut opened: Opened, document: Document) {
        let path = opened.keeper.path().to_owned();
        let pending = std::mem::take(&mut opened.pending);
        let words = words_of(&opened);
        let trouble = opened.keeper.trouble().map(ToString::to_string);
        self.remember(&path);
        self.show_document(document);
        if let Some(document) = &mut self.document {
            document.attach(opened);
        }
        self.watch();
        if let Some(words) = words {
            self.tell(words);
        }
        if let Some(trouble) = trouble {
            self.begin_scratch();
            self.fail(format!(
                "这个位置不能写入，更改只留在窗口中，请另存为别处：{trouble}"
            ));
        }
        if !pending.is_empty() {
            self.dialogs.push(Dialog::Unfinished(pending));
        }
    }

    fn watch(&self) {
        if let Some(file) = self.document.as_ref().and_then(Document::file) {
            self.jobs.watch(file);
        }
    }

    /// Writes over a file that cannot be read any more, which stays as a version.
    pub(super) fn overwrite(&mut self) {
        self.dialogs.retain(|dialog| *dialog != Dialog::Changed);
        let Some(path) = self.document.as_ref().and_then(Document::path) else {
            return;
        };
        let path = path.to_owned();
        let Some(document) = &mut self.document else {
            return;
        };
        // Another holder of the same window is no other holder.
        let workspace = document.workspace().clone();
        let file = document.file().cloned();
        let written = file.map(|file| lock(&file).overwrite(&workspace, (self.clock)()));
        match written {
            Some(Ok(_)) => {
                let records = document.history().records().len();
                document.mark_saved(document.revision(), records);
                self.saved(&path);
            }
            Some(Err(error)) => self.fail(format!("没有保存，更改仍在窗口中：{error}")),
            None => self.ask_file(Purpose::SaveAs),
        }
    }

    pub(super) fn finish(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Saved {
                path,
                revision,
                records,
                result,
            } => match result {
                Ok(done) => {
                    let is_it = |document: &&mut Document| {
                        document.path() == Some(path.as_path()) && document.file().is_some()
                    };
                    let present = self.present.as_mut().filter(is_it);
                    if let Some(document) = present.or(self.document.as_mut().filter(is_it)) {
                        document.mark_saved(revision, records);
                    }
                    self.saved(&path);
                    if let Some(trouble) = done.beside {
                        self.tell(format!("已保存；但变更记录或历史版本没有写成：{trouble}"));
                    }
                    if done.was_gone {
                        self.fail(format!(
                            "原来的文件不在了，可能被改名或移走，已在原处重新写了一份；改名或移走的那份\
                             不会再更新：{}",
                            path.display()
                        ));
                    }
                }
                Err(error) => self.not_saved(&path, &error),
            },
            Outcome::Changed {
                base,
                theirs,
                while_saving,
            } => self.met(&base, theirs, while_saving),
            Outcome::Free => {
                if matches!(self.dialogs.last(), None | Some(Dialog::Trouble { .. })) {
                    self.reopen();
                    self.tell("对方已关闭台账，现在可以填报".to_owned());
                }
            }
            // Where saving fails as well, that has been told and says more.
            Outcome::NotJournaled(_) if self.autosave == Autosave::Failed => {}
            Outcome::NotJournaled(error) => {
                self.fail(format!("未保存的更改没有写入记录，请尽快保存：{error}"));
            }
            Outcome::Opened(arrived) => self.arrived(*arrived),
            Outcome::Collected(done) => self.collected(*done),
            Outcome::Picked { purpose, path } => self.picked(purpose, path),
        }
    }

    /// A save failed: the work stays in memory and is tried again, first soon, then every while.
    fn not_saved(&mut self, path: &Path, error: &StoreError) {
        self.after_save = None;
        if error.is_changed() {
            // What another program has written follows as an outcome of its own, to be decided.
            self.autosave = Autosave::PutOff;
            return;
        }
        let is_open = self.document.as_ref().and_then(Document::path) == Some(path);
        let is_new = self.autosave != Autosave::Failed;
        self.autosave = Autosave::Failed;
        if is_open {
            let wait = if is_new {
                FIRST_RETRY_SECONDS
            } else {
                RETRY_SECONDS
            };
            self.autosave_at = Some(self.now + wait);
        }
        if is_new {
            self.fail(format!(
                "没有保存，更改仍在窗口中，会自动再试：{error}。也可另存到别处"
            ));
            if let Some(notice) = &mut self.notice {
                notice.offers_save_as = true;
            }
        }
    }

    fn saved(&mut self, path: &Path) {
        self.remember(path);
        let was_failing = self.autosave == Autosave::Failed;
        self.autosave = Autosave::Works;
        self.last_saved = Some((self.clock)());
        self.notice = None;
        if was_failing {
            self.tell("现在已经保存".to_owned());
        }
        if self.has_unsaved_work() {
            self.wait_with_saving();
        } else {
            self.renew_scratch();
            self.autosave_at = None;
            // While the question stands, the answer is the user's: a save that ends meanwhile is none.
            let is_asked = self.dialogs.contains(&Dialog::Unsaved);
            if let Some(next) = self.after_save.take_if(|_| !is_asked) {
                self.go_on(next);
            }
        }
    }

    pub(super) fn unless_unsaved(&mut self, next: AfterSave) {
        if self.is_held_by_draft() {
            return;
        }
        if self.has_unsaved_work() {
            self.ask_unsaved(next);
        } else {
            self.go_on(next);
        }
    }

    pub(super) fn ask_unsaved(&mut self, next: AfterSave) {
        self.after_save = Some(next);
        if self.dialogs.last() != Some(&Dialog::Unsaved) {
            self.dialogs.push(Dialog::Unsaved);
        }
    }

    pub(super) fn after_unsaved(&mut self, save: bool) {
        if self.dialogs.last() == Some(&Dialog::Unsaved) {
            self.dialogs.pop();
        }
        if save {
            self.save();
            return;
        }
        self.leave_past();
        if let Some(file) = self.document.as_ref().and_then(Document::file) {
            self.jobs.drop_unsaved(file);
        }
        if let Some(next) = self.after_save.take() {
            self.go_on(next);
        }
    }

    pub(super) fn go_on(&mut self, next: AfterSave) {
        match next {
            AfterSave::New => self.ask_file(Purpose::New),
            AfterSave::Open => self.ask_file(Purpose::Open),
            AfterSave::Demo => {
                if let Some(plan) = self.catalog.plan(&store::default_plan()) {
                    self.show_workspace(demo::workspace(plan), None);
                    self.begin_scratch();
                }
            }
            AfterSave::Close => {
                self.drop_scratch();
                self.document = None;
                self.present = None;
                self.view = View::Overview;
                self.back.clear();
                self.forward.clear();
                self.autosave_at = None;
                self.offer_left_over();
            }
            AfterSave::Quit => {
                self.drop_scratch();
                self.close_now = true;
            }
        }
    }

    pub(super) fn ask_file(&mut self, purpose: Purpose) {
        let path = match purpose {
            Purpose::Open | Purpose::Forms | Purpose::PlanTable => String::new(),
            Purpose::FormFolder => {
                let folder = self.offered_folder().unwrap_or_default();
                folder.join("填报表").display().to_string()
            }
            Purpose::New
            | Purpose::SaveAs
            | Purpose::ExportLog
            | Purpose::ExportUnit
            | Purpose::ExportTable
            | Purpose::ExportPlan => {
                let path = self.offered_folder().unwrap_or_default();
                path.join(self.offered_name(purpose)).display().to_string()
            }
        };
        self.dialogs.push(Dialog::File(FileDialog {
            purpose,
            path,
            error: None,
            exists: false,
        }));
    }

    pub(super) fn browse(&mut self, purpose: Purpose) {
        let name = self.offered_name(purpose);
        let folder = self.offered_folder();
        self.jobs.pick(purpose, folder.as_deref(), &name);
    }

    fn picked(&mut self, purpose: Purpose, path: Option<PathBuf>) {
        let Some(path) = path else {
            return;
        };
        let Some(Dialog::File(dialog)) = self.dialogs.last_mut() else {
            return;
        };
        if dialog.purpose != purpose {
            return;
        }
        dialog.path = path.display().to_string();
        dialog.error = None;
        match purpose {
            Purpose::New => self.create(&path),
            Purpose::Open => self.open(&path),
            // The desktop's dialog has already asked whether to replace the file.
            Purpose::SaveAs => self.save_to(&path, true),
            Purpose::ExportLog | Purpose::ExportUnit => self.export_to(&path),
            Purpose::FormFolder => self.collecting(Collecting::IssueTo(path)),
            Purpose::Forms => self.collecting(Collecting::Read(vec![path])),
            Purpose::ExportTable => self.collecting(Collecting::ExportTo(path, true)),
            Purpose::PlanTable => self.draft_step(DraftStep::Read(path)),
            Purpose::ExportPlan => self.draft_step(DraftStep::ExportTo(path, true)),
        }
    }

    pub(super) fn file_error(&mut self, exists: bool, text: String) {
        if let Some(Dialog::File(dialog)) = self.dialogs.last_mut() {
            let may_replace = matches!(
                dialog.purpose,
                Purpose::SaveAs | Purpose::ExportTable | Purpose::ExportPlan
            );
            dialog.exists = exists && may_replace;
            dialog.error = Some(text);
        }
    }

    fn offered_folder(&self) -> Option<PathBuf> {
        if self.is_beside_shut() {
            return documents_folder();
        }
        let open = self.document.as_ref().and_then(|d| folder_of(d.path()?));
        let recent = || self.preferences.recent.first().and_then(|p| folder_of(p));
        open.or_else(recent).or_else(documents_folder)
    }

    /// Whether nothing can be written where the open workspace lies.
    fn is_beside_shut(&self) -> bool {
        let file = self.document.as_ref().and_then(Document::file);
        self.autosave == Autosave::Failed || file.is_some_and(|file| lock(file).trouble().is_some())
    }

    fn offered_name(&self, purpose: Purpose) -> String {
        if purpose == Purpose::ExportTable {
            return format!("数据表{}.xlsx", (self.clock)().format("%Y%m%d"));
        }
        if purpose == Purpose::ExportPlan {
            let plan = self.exporting_plan.as_ref();
            return format!("{}.ron", plan.map_or("规划", |plan| plan.0.as_str()));
        }
        if purpose == Purpose::ExportLog {
            return format!("变更记录{}.csv", (self.clock)().format("%Y%m%d"));
        }
        if purpose == Purpose::ExportUnit {
            return match &self.view {
                View::Unit(unit) => format!("{unit}.html"),
                _ => "责任单位.html".to_owned(),
            };
        }
        if let Some(document) = &self.document
            && purpose == Purpose::SaveAs
            && self.is_beside_shut()
        {
            return document.name();
        }
        let plan = self.catalog.plan(&store::default_plan());
        let number = plan.map_or("", |plan| plan.number.as_str());
        let kind = match &self.document {
            Some(document) if document.workspace().synthetic => "示例台账",
            _ => "台账",
        };
        format!("{number}{kind}.ron")
    }

    fn remember(&mut self, path: &Path) {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        if self.preferences.recent.first() == Some(&path) {
            return;
        }
        let mut preferences = self.preferences.clone();
        preferences.remember(&path);
        self.prefer(preferences);
    }
}

/// What is worth telling of a file that was opened.
fn words_of(opened: &Opened) -> Option<String> {
    if opened.outside > 0 {
        let count = opened.outside;
        return Some(format!(
            "上次保存以后，文件被别的程序改了 {count} 处，已记入变更记录"
        ));
    }
    opened.migrated_from.map(|format| {
        format!("这是旧格式（格式 {format}）的台账，已照新格式读入；保存后旧版本的知标不能再打开")
    })
}

/// Whether a path names no file but a folder.
fn lacks_name(path: &Path) -> bool {
    let text = path.as_os_str().to_string_lossy();
    path.file_name().is_none() || text.ends_with(['/', std::path::MAIN_SEPARATOR])
}

/// A name typed without its ending gets it.
fn with_ending(path: &Path, ending: &str) -> PathBuf {
    if path
        .extension()
        .is_some_and(|e| e.eq_ignore_ascii_case(ending))
    {
        return path.to_owned();
    }
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    PathBuf::from(name)
}
