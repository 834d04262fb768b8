//! Opening, making and saving workspaces, and what to do with unsaved work.

use std::path::{Path, PathBuf};

use super::{
    AUTOSAVE_DELAY_SECONDS, AfterSave, App, Dialog, FileDialog, Notice, Outcome, Purpose, demo,
    documents_folder, folder_of,
};
use crate::store;

const NO_NAME: &str = "请在文件夹后面写上文件名，如 台账.ron";

impl App {
    /// Whether there is work that no file holds and that is worth asking about.
    #[must_use]
    pub fn has_unsaved_work(&self) -> bool {
        self.document
            .as_ref()
            .is_some_and(super::Document::is_dirty)
    }

    pub(super) fn wait_with_saving(&mut self) {
        let has_file = self.document.as_ref().is_some_and(|d| d.path().is_some());
        // After a failure the user decides: trying again by itself would only repeat the message.
        if has_file && !self.autosave_failed {
            self.autosave_at = Some(self.now + AUTOSAVE_DELAY_SECONDS);
        }
    }

    pub(super) fn save(&mut self) {
        let Some(document) = &self.document else {
            return;
        };
        self.autosave_at = None;
        match document.path().map(Path::to_owned) {
            Some(path) => {
                let workspace = document.workspace().clone();
                let (revision, stamp) = (document.revision(), document.stamp());
                self.jobs.save(path, workspace, revision, stamp);
            }
            None => self.ask_file(Purpose::SaveAs),
        }
    }

    pub(super) fn save_to(&mut self, path: &Path, overwrite: bool) {
        let Some(document) = &self.document else {
            return;
        };
        if lacks_name(path) {
            return self.file_error(false, NO_NAME.to_owned());
        }
        let path = with_extension(path);
        let revision = document.revision();
        let same_file = document.path() == Some(path.as_path());
        let result = if overwrite || same_file {
            store::save(&path, document.workspace())
        } else {
            store::create(&path, document.workspace())
        };
        match result {
            Ok(()) => {
                self.dialogs.pop();
                self.saved(&path, revision);
            }
            Err(error) => self.file_error(error.is_already_exists(), error.to_string()),
        }
    }

    pub(super) fn create(&mut self, path: &Path) {
        if lacks_name(path) {
            return self.file_error(false, NO_NAME.to_owned());
        }
        let path = with_extension(path);
        let workspace = self.catalog.new_workspace(vec![store::default_plan()]);
        match store::create(&path, &workspace) {
            Ok(()) => {
                self.dialogs.pop();
                self.remember(&path);
                self.show_workspace(workspace, Some(path));
            }
            Err(error) => self.file_error(false, error.to_string()),
        }
    }

    /// Opens a file; if that fails the dialog that asked for it says why.
    pub fn open(&mut self, path: &Path) {
        match store::open(path) {
            Ok(workspace) => {
                if matches!(self.dialogs.last(), Some(Dialog::File(_))) {
                    self.dialogs.pop();
                }
                self.remember(path);
                self.show_workspace(workspace, Some(path.to_owned()));
            }
            Err(error) => {
                if matches!(self.dialogs.last(), Some(Dialog::File(_))) {
                    self.file_error(false, error.to_string());
                } else {
                    self.dialogs.push(Dialog::Trouble {
                        title: "台账没有打开".to_owned(),
                        text: error.to_string(),
                    });
                }
            }
        }
    }

    pub(super) fn overwrite(&mut self) {
        self.close_changed();
        if let Some(document) = &mut self.document {
            document.accept_file();
        }
        self.save();
    }

    pub(super) fn reload(&mut self) {
        self.close_changed();
        let path = self.document.as_ref().and_then(|d| d.path());
        if let Some(path) = path.map(Path::to_owned) {
            self.open(&path);
        }
    }

    fn close_changed(&mut self) {
        self.dialogs.retain(|dialog| *dialog != Dialog::Changed);
    }

    pub(super) fn finish(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Saved {
                path,
                revision,
                result,
            } => match result {
                Ok(()) => self.saved(&path, revision),
                Err(error) if error.is_changed() => {
                    self.autosave_failed = true;
                    self.after_save = None;
                    self.dialogs.push(Dialog::Changed);
                }
                Err(error) => {
                    self.autosave_failed = true;
                    self.after_save = None;
                    self.notice = Some(Notice {
                        text: format!("没有保存，更改仍在窗口中：{error}"),
                        is_error: true,
                        until: f64::INFINITY,
                    });
                }
            },
            Outcome::Picked { purpose, path } => self.picked(purpose, path),
        }
    }

    fn saved(&mut self, path: &Path, revision: u64) {
        self.remember(path);
        self.autosave_failed = false;
        self.last_saved = Some((self.clock)());
        self.notice = None;
        let Some(document) = &mut self.document else {
            return;
        };
        document.mark_saved(revision, path);
        if document.is_dirty() {
            self.wait_with_saving();
        } else {
            self.autosave_at = None;
            // While the question stands, the answer is the user's: a save that ends meanwhile is none.
            let is_asked = self.dialogs.contains(&Dialog::Unsaved);
            if let Some(next) = self.after_save.take_if(|_| !is_asked) {
                self.go_on(next);
            }
        }
    }

    pub(super) fn unless_unsaved(&mut self, next: AfterSave) {
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
        } else if let Some(next) = self.after_save.take() {
            self.go_on(next);
        }
    }

    fn go_on(&mut self, next: AfterSave) {
        match next {
            AfterSave::New => self.ask_file(Purpose::New),
            AfterSave::Open => self.ask_file(Purpose::Open),
            AfterSave::Demo => {
                if let Some(plan) = self.catalog.plan(&store::default_plan()) {
                    self.show_workspace(demo::workspace(plan), None);
                }
            }
            AfterSave::Close => {
                self.document = None;
                self.view = super::View::Overview;
                self.back.clear();
                self.forward.clear();
                self.autosave_at = None;
            }
            AfterSave::Quit => self.close_now = true,
        }
    }

    pub(super) fn ask_file(&mut self, purpose: Purpose) {
        let path = match purpose {
            Purpose::Open => String::new(),
            Purpose::New | Purpose::SaveAs => {
                let path = self.offered_folder().unwrap_or_default();
                path.join(self.offered_name()).display().to_string()
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
        let name = self.offered_name();
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
        }
    }

    fn file_error(&mut self, exists: bool, text: String) {
        if let Some(Dialog::File(dialog)) = self.dialogs.last_mut() {
            dialog.exists = exists && dialog.purpose == Purpose::SaveAs;
            dialog.error = Some(text);
        }
    }

    fn offered_folder(&self) -> Option<PathBuf> {
        let open = self.document.as_ref().and_then(|d| folder_of(d.path()?));
        let recent = || self.preferences.recent.first().and_then(|p| folder_of(p));
        open.or_else(recent).or_else(documents_folder)
    }

    fn offered_name(&self) -> String {
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

/// Whether a path names no file but a folder.
fn lacks_name(path: &Path) -> bool {
    let text = path.as_os_str().to_string_lossy();
    path.file_name().is_none() || text.ends_with(['/', std::path::MAIN_SEPARATOR])
}

/// A name typed without ending gets the one of workspaces.
fn with_extension(path: &Path) -> PathBuf {
    if path
        .extension()
        .is_some_and(|e| e.eq_ignore_ascii_case("ron"))
    {
        return path.to_owned();
    }
    let mut name = path.as_os_str().to_owned();
    name.push(".ron");
    PathBuf::from(name)
}
