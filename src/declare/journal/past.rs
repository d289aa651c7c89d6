//! The files of other processes.

use std::collections::BTreeMap;
use std::fs::{self, File, TryLockError};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::entry::{Creation, Entry, Line, open_entries};
use super::own::{ENDING, append};

/// How long an entry counts, in seconds.
const A_DAY: u64 = 24 * 60 * 60;

/// The creations of processes that have ended, by file and number.
#[derive(Default)]
pub(super) struct Past {
    files: BTreeMap<PathBuf, BTreeMap<u64, Entry>>,
}

impl Past {
    /// Reads the files in the folder whose processes have ended.
    pub(super) fn read(folder: &Path) -> Self {
        let mut past = Self::default();
        past.add_ended(folder, None, |_| false);
        past
    }

    /// Reads the files whose processes have ended since. Returns whether a process that is alive has
    /// begun the creation.
    pub(super) fn refresh(
        &mut self,
        folder: &Path,
        own: Option<&Path>,
        creation: &Creation,
    ) -> bool {
        self.add_ended(folder, own, |entry| entry.creation == *creation)
    }

    /// Reads new files. Returns whether `is_wanted` holds of an entry of a process that is alive.
    fn add_ended(
        &mut self,
        folder: &Path,
        own: Option<&Path>,
        is_wanted: impl Fn(&Entry) -> bool,
    ) -> bool {
        let mut is_alive = false;
        for file in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = file.path();
            let is_journal = path.extension().is_some_and(|ending| ending == ENDING);
            if !is_journal || Some(path.as_path()) == own || self.files.contains_key(&path) {
                continue;
            }
            let Some((entries, has_ended)) = read(&path) else {
                continue;
            };
            if has_ended && entries.is_empty() {
                let _ = fs::remove_file(&path);
            } else if has_ended {
                self.files.insert(path, entries);
            } else {
                is_alive |= entries.values().any(&is_wanted);
            }
        }
        is_alive
    }

    pub(super) fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Returns the entries about the creation that are younger than a day. `now` is the server's
    /// clock, in seconds since 1970.
    pub(super) fn about(&self, creation: &Creation, now: Option<u64>) -> Vec<Entry> {
        let is_young = |entry: &&Entry| match (entry.since, now) {
            (Some(since), Some(now)) => now.saturating_sub(since) <= A_DAY,
            _ => false,
        };
        let entries = self.files.values().flat_map(BTreeMap::values);
        let about = entries.filter(|entry| entry.creation == *creation);
        about.filter(is_young).cloned().collect()
    }

    /// Ends entries. A file in which none is left is removed.
    pub(super) fn end(&mut self, is_over: impl Fn(&Entry) -> bool) {
        self.files.retain(|path, entries| {
            let over: Vec<u64> = entries
                .iter()
                .filter(|(_, entry)| is_over(entry))
                .map(|(number, _)| *number)
                .collect();
            if over.is_empty() {
                return true;
            }
            for number in &over {
                entries.remove(number);
            }
            if entries.is_empty() {
                // Other processes may have removed the file, too.
                let _ = fs::remove_file(path);
                return false;
            }
            // A line that cannot be written leaves an entry that a later process ends again.
            if let Ok(file) = File::options().append(true).open(path) {
                for number in over {
                    let _ = append(&file, &Line::End(number));
                }
            }
            true
        });
    }
}

/// Returns the open entries of a file, and whether its process has ended. Returns `None` if the file
/// cannot be read.
fn read(path: &Path) -> Option<(BTreeMap<u64, Entry>, bool)> {
    let mut file = File::open(path).ok()?;
    let has_ended = match file.try_lock_shared() {
        Ok(()) => true,
        Err(TryLockError::WouldBlock) => false,
        Err(TryLockError::Error(_)) => return None,
    };
    let mut text = String::new();
    file.read_to_string(&mut text).ok()?;
    Some((open_entries(&text), has_ended))
}
