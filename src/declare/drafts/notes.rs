//! Which drafts processes in this working directory have opened: a file for each, which is locked while its
//! process lives.

use std::collections::HashMap;
use std::fs::{self, File, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// What the file of a draft is called at the end.
const ENDING: &str = "draft";

/// The notes of one working directory.
pub(super) struct Notes {
    /// `None` if none are kept.
    folder: Option<PathBuf>,
    /// The files of this process, by draft.
    own: Mutex<HashMap<String, File>>,
}

impl Notes {
    pub(super) fn in_folder(folder: Option<PathBuf>) -> Self {
        Self {
            folder,
            own: Mutex::default(),
        }
    }

    /// Notes that this process works on a draft. Returns `false` if another process works on it. A note
    /// that cannot be written is left out, so that a later process asks for the draft's name.
    pub(super) fn take(&self, draft: &str, app: &str) -> bool {
        let Some(path) = self.path(draft).filter(|_| !self.is_own(draft)) else {
            return true;
        };
        match write(&path, app) {
            Ok(Some(file)) => {
                remove_earlier(&path, app);
                let mut own = self.own.lock().unwrap_or_else(PoisonError::into_inner);
                own.insert(draft.to_owned(), file);
            }
            Ok(None) => return false,
            Err(error) => tracing::info!(
                file = %path.display(),
                "the draft is not noted, so a later run must name it to continue it: {error}"
            ),
        }
        true
    }

    /// Reports whether this process works on the draft of the app, or one that has ended worked on it, in
    /// this working directory.
    pub(super) fn knows(&self, draft: &str, app: &str) -> bool {
        if self.is_own(draft) {
            return true;
        }
        let Some(path) = self.path(draft) else {
            return false;
        };
        is_over(&path, app)
    }

    /// Forgets a draft that is deployed or discarded.
    pub(super) fn forget(&self, draft: &str) {
        let mut own = self.own.lock().unwrap_or_else(PoisonError::into_inner);
        own.remove(draft);
        if let Some(path) = self.path(draft) {
            // Without a note, the draft is unknown, which is true.
            let _ = fs::remove_file(path);
        }
    }

    fn is_own(&self, draft: &str) -> bool {
        let own = self.own.lock().unwrap_or_else(PoisonError::into_inner);
        own.contains_key(draft)
    }

    fn path(&self, draft: &str) -> Option<PathBuf> {
        let is_id = !draft.is_empty() && draft.bytes().all(|byte| byte.is_ascii_hexdigit());
        let folder = self.folder.as_ref().filter(|_| is_id)?;
        Some(folder.join(format!("{draft}.{ENDING}")))
    }
}

/// Removes the notes of earlier drafts of the app. A user has one draft of an app at most, so they are no
/// more.
fn remove_earlier(current: &Path, app: &str) {
    let folder = current
        .parent()
        .and_then(|folder| fs::read_dir(folder).ok());
    for file in folder.into_iter().flatten().flatten() {
        let path = file.path();
        let is_note = path.extension().is_some_and(|ending| ending == ENDING);
        if is_note && path != current && is_over(&path, app) {
            // A note that stays does no harm.
            let _ = fs::remove_file(path);
        }
    }
}

/// Reports whether a note is about the app, and its process has ended.
fn is_over(path: &Path, app: &str) -> bool {
    fs::read_to_string(path).is_ok_and(|text| text == app)
        && File::open(path).is_ok_and(|file| file.try_lock_shared().is_ok())
}

/// Writes a note and returns its locked file, or `None` if another process has locked the file.
fn write(path: &Path, app: &str) -> io::Result<Option<File>> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut options = File::options();
    // The file may be the note of a process that works on the draft.
    let options = options.create(true).truncate(false).write(true);
    let mut file = options.open(path)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Ok(None),
        Err(TryLockError::Error(error)) => return Err(error),
    }
    file.set_len(0)?;
    file.write_all(app.as_bytes())?;
    file.sync_data()?;
    Ok(Some(file))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_is_known_once_its_process_has_ended() {
        let folder = tempfile::tempdir().expect("a folder");
        let notes = || Notes::in_folder(Some(folder.path().join("notes")));
        let (first, second) = (notes(), notes());
        assert!(!second.knows("aa", "/apps/1"));
        assert!(first.take("aa", "/apps/1"));
        assert!(first.take("aa", "/apps/1") && first.knows("aa", "/apps/1"));
        assert!(!second.take("aa", "/apps/1"), "its process lives");
        assert!(!second.knows("aa", "/apps/1"), "its process lives");
        drop(first);
        assert!(second.knows("aa", "/apps/1"));
        assert!(!second.knows("aa", "/apps/2"));
        assert!(!second.knows("../aa", "/apps/1"));
        // A later draft of the app leaves no note of an earlier one, and that of another app stays.
        assert!(notes().take("bb", "/apps/2") && second.take("cc", "/apps/1"));
        assert!(!notes().knows("aa", "/apps/1") && notes().knows("bb", "/apps/2"));
        second.forget("cc");
        second.forget("aa");
        assert!(!notes().knows("aa", "/apps/1"));
        assert!(!Notes::in_folder(None).knows("aa", "/apps/1"));
    }
}
