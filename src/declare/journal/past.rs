//! The files of other processes.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs::{self, File, TryLockError};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::entry::{Creation, Entry, Line, open_entries};
use super::own::{ENDING, append};

/// How long an entry counts, in seconds.
const A_DAY: u64 = 24 * 60 * 60;

/// The creations of processes that have ended.
#[derive(Default)]
pub(super) struct Past {
    files: Vec<Ended>,
    /// The files that were read, and those that are not to be.
    known: HashSet<PathBuf>,
    by_id: HashMap<String, Place>,
    by_creation: HashMap<Creation, Vec<Place>>,
}

/// The file of a process that has ended, with its open entries.
struct Ended {
    path: PathBuf,
    /// Open for writing once an entry is over.
    file: Option<File>,
    entries: BTreeMap<u64, Entry>,
}

/// An entry: its file, and its number in it.
#[derive(Clone, Copy)]
struct Place(usize, u64);

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
            if !is_journal || Some(path.as_path()) == own || self.known.contains(&path) {
                continue;
            }
            match read(&path) {
                Some((entries, true)) if entries.is_empty() => {
                    let _ = fs::remove_file(&path);
                }
                Some((entries, true)) => self.add(path, entries),
                Some((entries, false)) => is_alive |= entries.values().any(&is_wanted),
                None => {}
            }
        }
        is_alive
    }

    fn add(&mut self, path: PathBuf, entries: BTreeMap<u64, Entry>) {
        let at = self.files.len();
        for (number, entry) in &entries {
            let place = Place(at, *number);
            if let Some(id) = &entry.id {
                self.by_id.insert(id.clone(), place);
            }
            let about = self.by_creation.entry(entry.creation.clone());
            about.or_default().push(place);
        }
        self.known.insert(path.clone());
        self.files.push(Ended {
            path,
            file: None,
            entries,
        });
    }

    pub(super) fn is_empty(&self) -> bool {
        self.by_creation.is_empty()
    }

    fn entry(&self, Place(file, number): Place) -> Option<&Entry> {
        self.files.get(file)?.entries.get(&number)
    }

    /// Returns the entries about the creation that are younger than a day. `now` is the server's
    /// clock, in seconds since 1970.
    pub(super) fn about(&self, creation: &Creation, now: Option<u64>) -> Vec<Entry> {
        let is_young = |entry: &&Entry| match (entry.since, now) {
            (Some(since), Some(now)) => now.saturating_sub(since) <= A_DAY,
            _ => false,
        };
        let places = self.by_creation.get(creation).into_iter().flatten();
        let entries = places.filter_map(|place| self.entry(*place));
        entries.filter(is_young).cloned().collect()
    }

    /// Ends the entry about the object with this ID.
    pub(super) fn end_id(&mut self, id: &str) {
        if let Some(place) = self.by_id.remove(id) {
            self.end(place);
        }
    }

    /// Ends the entries about the creation, or those without an answer alone.
    pub(super) fn end_creation(&mut self, creation: &Creation, unanswered_alone: bool) {
        for place in self.by_creation.get(creation).cloned().unwrap_or_default() {
            let is_answered = self.entry(place).is_some_and(|entry| entry.id.is_some());
            if !(unanswered_alone && is_answered) {
                self.end(place);
            }
        }
    }

    /// Ends an entry. A file in which none is left is removed.
    fn end(&mut self, Place(file, number): Place) {
        let Some(ended) = self.files.get_mut(file) else {
            return;
        };
        let Some(entry) = ended.entries.remove(&number) else {
            return;
        };
        if let Some(places) = self.by_creation.get_mut(&entry.creation) {
            places.retain(|place| (place.0, place.1) != (file, number));
            if places.is_empty() {
                self.by_creation.remove(&entry.creation);
            }
        }
        if ended.entries.is_empty() {
            // Other processes may have removed the file, too.
            ended.file = None;
            let _ = fs::remove_file(&ended.path);
            return;
        }
        if ended.file.is_none() {
            ended.file = File::options().append(true).open(&ended.path).ok();
        }
        if let Some(file) = &ended.file {
            // A line that cannot be written leaves an entry that a later process ends again.
            let _ = append(file, &Line::End(number));
        }
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
