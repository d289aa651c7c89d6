//! The journal of creations: what processes in one working directory were about to make.
//!
//! A process or Terraform itself may be killed after the server has made an object and before the
//! state has it. So a creation is written down, and synced, before it is sent, and the next process in
//! the same directory and workspace knows the object as its own (`object/take_over.rs`). An entry is over
//! when its run ends in good order, when a later process is handed the object in a state, or after a day.
//! An entry holds no secret.
//!
//! Each process writes a file of its own and holds its lock while it lives: process IDs mean nothing
//! across containers.

mod entry;
mod own;
mod past;
#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::OnceCell;

pub(crate) use entry::{Content, Creation, Entry};
use own::Own;
use past::Past;

/// The journal, as one process uses it.
pub(crate) struct Journal {
    /// The folder of the working directory; `None` if no journal is kept.
    folder: Option<PathBuf>,
    /// This process's own file, made at the first creation. `None` inside if it cannot be written.
    own: OnceCell<Option<Own>>,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    /// The files of processes that have ended; `None` before the folder was read.
    past: Option<Past>,
    /// The IDs of objects that a state in this process holds, or that this process made.
    held: HashSet<String>,
}

/// A creation that was written down.
pub(crate) struct Begun<'a> {
    journal: &'a Journal,
    creation: &'a Creation,
    /// The entry in this process's file; `None` if no journal is kept.
    entry: Option<(&'a Own, u64)>,
}

/// What the journal knows of a creation.
#[derive(Debug)]
pub(crate) enum Found {
    /// Processes that have ended may have made the object.
    Past(Vec<Entry>),
    /// A process that is alive is making the object.
    Alive,
}

impl Journal {
    /// Returns a journal that nothing is written to.
    pub(crate) fn off() -> Self {
        Self::in_folder(None)
    }

    /// Returns the journal in this folder, which is made when it is needed.
    pub(crate) fn in_folder(folder: Option<PathBuf>) -> Self {
        Self {
            folder,
            own: OnceCell::new(),
            known: Mutex::default(),
        }
    }

    /// Records that a state in this process holds the object with this ID. Entries of earlier
    /// processes about it are over. `creation` names the object in case that its answer never came.
    pub(crate) fn holds(&self, id: &str, creation: impl FnOnce() -> Option<Creation>) {
        let mut known = self.known();
        if !known.held.insert(id.to_owned()) {
            return;
        }
        let Some(folder) = &self.folder else {
            return;
        };
        let past = known.past.get_or_insert_with(|| Past::read(folder));
        if past.is_empty() {
            return;
        }
        past.end_id(id);
        if let Some(creation) = creation() {
            past.end_creation(&creation, true);
        }
    }

    /// Reports whether a state in this process holds the object, or this process made it.
    pub(crate) fn is_held(&self, id: &str) -> bool {
        self.known().held.contains(id)
    }

    /// Returns what other processes in this directory wrote down about the creation. `now` is the
    /// server's clock, in seconds since 1970.
    pub(crate) fn find(&self, creation: &Creation, now: Option<u64>) -> Option<Found> {
        let folder = self.folder.as_ref()?;
        let mut known = self.known();
        let past = known.past.get_or_insert_with(|| Past::read(folder));
        let own = self.own.get().and_then(Option::as_ref).map(Own::path);
        if past.refresh(folder, own, creation) {
            return Some(Found::Alive);
        }
        let entries = past.about(creation, now);
        (!entries.is_empty()).then_some(Found::Past(entries))
    }

    /// Writes down that an object is about to be made, and returns when that is safe on the disk.
    /// `time` is in which time the server may make it, by the server's clock, in seconds since 1970.
    pub(crate) async fn begin<'a>(
        &'a self,
        creation: &'a Creation,
        content: Content,
        time: Option<RangeInclusive<u64>>,
    ) -> Begun<'a> {
        Begun {
            journal: self,
            creation,
            entry: self.write(creation, content, time).await,
        }
    }

    /// Writes an entry into this process's file. Returns `None` if no journal is kept.
    async fn write(
        &self,
        creation: &Creation,
        content: Content,
        time: Option<RangeInclusive<u64>>,
    ) -> Option<(&Own, u64)> {
        let folder = self.folder.as_ref()?;
        let own = self.own.get_or_init(|| own::open(folder.clone())).await;
        let own = own.as_ref()?;
        let number = own.begin(creation, content, time).await;
        let number = number.map_err(|error| own::report(folder, &error)).ok()?;
        Some((own, number))
    }

    /// Records that the run ended in good order: what was made is in a state.
    pub(crate) fn close(&self) {
        if let Some(Some(own)) = self.own.get() {
            own.close();
        }
    }

    /// Ends the entries of earlier processes about the creation, because one of this process takes
    /// their place.
    fn replace(&self, creation: &Creation) {
        if let Some(past) = &mut self.known().past {
            past.end_creation(creation, false);
        }
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Begun<'_> {
    /// Records that the object was made. It takes the place of what earlier processes may have made.
    pub(crate) fn made(&self, id: &str) {
        self.journal.known().held.insert(id.to_owned());
        if let Some((own, number)) = self.entry {
            own.made(number, id);
        }
        self.journal.replace(self.creation);
    }

    /// Records that the object was not made.
    pub(crate) fn ended(&self) {
        if let Some((own, number)) = self.entry {
            own.ended(number);
        }
    }
}
