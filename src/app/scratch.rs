//! A workspace that nobody has saved yet, as 打开示例, or whose file lies where nothing can be written: its
//! changes are written down as they are made, and offered back after a crash.

use std::path::PathBuf;

use super::jobs::lock;
use super::{App, Dialog, Document, last_of_each};
use crate::store;

impl App {
    /// Keeps journals of workspaces without a file in this folder.
    pub fn keep_unsaved_in(&mut self, folder: PathBuf) {
        self.unsaved_folder = Some(folder);
    }

    /// Offers the unsaved changes of a workspace without a file that a crash has left, if there is one.
    pub fn offer_left_over(&mut self) {
        let Some(folder) = &self.unsaved_folder else {
            return;
        };
        let Some(mut opened) = store::left_over(&self.disk, folder, &self.holder()) else {
            return;
        };
        let pending = std::mem::take(&mut opened.pending);
        self.show_workspace((*opened.workspace).clone(), None);
        if let Some(document) = &mut self.document {
            document.set_scratch(opened.keeper);
        }
        self.dialogs.push(Dialog::Unfinished(pending));
    }

    /// Tells that a crash has left unsaved changes of a workspace without a file, where another workspace
    /// is opened first: they are offered once that is closed.
    pub fn tell_left_over(&mut self) {
        let Some(folder) = &self.unsaved_folder else {
            return;
        };
        let Some(left) = store::left_over(&self.disk, folder, &self.holder()) else {
            return;
        };
        let count = last_of_each(&left.pending).len();
        drop(left);
        self.dialogs.push(Dialog::Trouble {
            title: "还有一份台账没有保存".to_owned(),
            text: format!(
                "程序上次没有正常退出，一份没有存进文件的台账里有 {count} 处更改，都还在。\
                 关闭现在打开的台账（Ctrl+W）以后会提出找回。"
            ),
        });
    }

    /// Begins a journal for the open workspace, which has no file.
    pub(super) fn begin_scratch(&mut self) {
        let (Some(folder), Some(document)) = (&self.unsaved_folder, &self.document) else {
            return;
        };
        let me = self.holder();
        match store::begin_scratch(&self.disk, folder, document.workspace(), &me) {
            Ok(opened) => {
                if let Some(document) = &mut self.document {
                    document.set_scratch(opened.keeper);
                }
            }
            Err(error) => self.tell(format!(
                "这个台账还没有文件，更改不能随时记下，请尽快另存：{error}"
            )),
        }
    }

    /// The journal of a workspace whose file could be saved after all begins anew, where none can be kept
    /// beside the file yet.
    pub(super) fn renew_scratch(&mut self) {
        let Some(document) = &self.document else {
            return;
        };
        let Some(file) = document.file().filter(|_| document.has_scratch()) else {
            return;
        };
        let is_shut = lock(file).trouble().is_some();
        self.drop_scratch();
        if is_shut {
            self.begin_scratch();
        }
    }

    /// Clears away the journal of a workspace that has been saved or given up.
    pub(super) fn drop_scratch(&mut self) {
        let open = [&mut self.document, &mut self.present];
        let journals = open
            .into_iter()
            .flatten()
            .filter_map(Document::take_scratch);
        for journal in journals.collect::<Vec<_>>() {
            self.jobs.clear_scratch(journal, self.disk.clone());
        }
    }

    /// The path of the journal that the open workspace has without a file.
    #[must_use]
    pub fn scratch_path(&self) -> Option<PathBuf> {
        let document = self.document.as_ref()?;
        let journal = document.journal().filter(|_| document.file().is_none())?;
        Some(lock(journal).path().to_owned())
    }
}
