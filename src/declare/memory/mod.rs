//! What this process remembers of its own writes: which objects are giving up their names, and
//! which call wrote a document last.
//!
//! Terraform makes the calls of one run concurrently, in an order that the provider does not
//! control. Calls that concern the same object coordinate here.

mod before;
#[cfg(test)]
mod tests;

use std::collections::hash_map::RandomState;
use std::collections::{HashMap, HashSet};
use std::hash::BuildHasher as _;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{RwLock, watch};

use before::Before;

use crate::provider::{ConnectionMark, HostConnection};

/// The memory of one process.
pub(crate) struct Memory {
    known: Mutex<Known>,
    /// Changes whenever an object has given up its name.
    left: watch::Sender<u64>,
    pub(crate) before: Before,
}

#[derive(Default)]
struct Known {
    /// The paths of objects that are being deleted or renamed.
    leaving: HashSet<String>,
    /// Which leaving object waits for the name of which other object, by path.
    waiting: HashMap<String, String>,
    /// The leaving objects that were found to wait for each other in a circle.
    circular: HashSet<String>,
    /// The objects that have given up their names, by path.
    gone: HashMap<String, Gone>,
    /// The documents that several resources write, by path.
    documents: HashMap<String, Document>,
}

/// How an object gave up its name.
struct Gone {
    since: Instant,
    /// The old name of a renamed object. `None` if the object was deleted.
    renamed_from: Option<String>,
}

/// A document that several resources write, such as an app's access list.
#[derive(Default)]
struct Document {
    lock: Arc<RwLock<()>>,
    /// The last write of the whole document over each connection.
    writes: Vec<(ConnectionMark, Write)>,
    /// The IDs of members that were written individually.
    members: Vec<(ConnectionMark, String)>,
    /// The resources that were seen to manage the document.
    managers: Vec<(ConnectionMark, Manager)>,
}

/// A write of a whole document.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Write {
    /// Lets the writer recognize its own write later.
    pub(crate) token: String,
    /// Whether the write succeeded. Until then, and after a failure, the content of the document is
    /// not known.
    pub(crate) is_done: bool,
}

/// A resource that manages a document or a part of it.
#[derive(Clone, PartialEq)]
pub(crate) struct Manager {
    pub(crate) type_name: String,
    pub(crate) id: String,
}

/// Marks an object as giving up its name until this guard is dropped.
pub(crate) struct Leaving<'a> {
    memory: &'a Memory,
    path: String,
}

impl Memory {
    pub(crate) fn new() -> Self {
        Self {
            known: Mutex::default(),
            left: watch::Sender::new(0),
            before: Before::default(),
        }
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Records that the object at `path` is being deleted or renamed.
    pub(crate) fn leaving(&self, path: String) -> Leaving<'_> {
        self.known().leaving.insert(path.clone());
        Leaving { memory: self, path }
    }

    /// Reports whether this process is deleting or renaming the object at `path`.
    pub(crate) fn is_leaving(&self, path: &str) -> bool {
        self.known().leaving.contains(path)
    }

    /// Reports whether this process deleted the object at `path`, or renamed it from `name`, within
    /// the given time. Reads that lag behind writes may still show the object there under its old
    /// name.
    pub(crate) fn has_left(&self, path: &str, name: Option<&str>, within: Duration) -> bool {
        let known = self.known();
        let gone = known
            .gone
            .get(path)
            .filter(|gone| gone.since.elapsed() < within);
        gone.is_some_and(|gone| gone.renamed_from.is_none() || gone.renamed_from.as_deref() == name)
    }

    /// Returns a receiver that is notified whenever an object has given up its name. Subscribe
    /// before looking.
    pub(crate) fn left(&self) -> watch::Receiver<u64> {
        self.left.subscribe()
    }

    /// Records that the object at `own` waits for the name of the object at `holder`.
    ///
    /// Returns `false` if the wait would never end, because the holder waits for the name of `own`,
    /// directly or through other objects. All objects of such a circle are recorded.
    pub(crate) fn wait(&self, own: &str, holder: &str) -> bool {
        let mut known = self.known();
        let mut circle = vec![own.to_owned()];
        let mut next = Some(holder.to_owned());
        while let Some(path) = next {
            if path == own {
                known.circular.extend(circle);
                return false;
            }
            next = known.waiting.get(&path).cloned();
            circle.push(path);
        }
        known.waiting.insert(own.to_owned(), holder.to_owned());
        true
    }

    /// Reports whether the wait of the object at `own` was found to be circular.
    pub(crate) fn is_circular(&self, own: &str) -> bool {
        self.known().circular.contains(own)
    }

    /// Ends the wait of the object at `own`. Returns `false` if the wait was found to be circular
    /// in the meantime.
    pub(crate) fn end_wait(&self, own: &str) -> bool {
        let mut known = self.known();
        known.waiting.remove(own);
        !known.circular.contains(own)
    }

    /// Returns the lock of the document at `path`. A writer of the whole document takes the write
    /// lock; a writer of one member takes the read lock.
    pub(crate) fn lock(&self, path: &str) -> Arc<RwLock<()>> {
        Arc::clone(
            &self
                .known()
                .documents
                .entry(path.to_owned())
                .or_default()
                .lock,
        )
    }

    /// Records that a write of the whole document begins, and returns a new token for it.
    pub(crate) fn begin_write(&self, path: &str, connection: &HostConnection) -> String {
        let token = format!("{:016x}", RandomState::new().hash_one(path));
        let mut known = self.known();
        let writes = &mut known.documents.entry(path.to_owned()).or_default().writes;
        writes.retain(|(mark, _)| !mark.has_ended() && !mark.is_of(connection));
        writes.push((
            connection.mark(),
            Write {
                token: token.clone(),
                is_done: false,
            },
        ));
        token
    }

    /// Records that the last write of the whole document over this connection succeeded.
    pub(crate) fn end_write(&self, path: &str, connection: &HostConnection) {
        let mut known = self.known();
        let writes = &mut known.documents.entry(path.to_owned()).or_default().writes;
        writes
            .iter_mut()
            .filter(|(mark, _)| mark.is_of(connection))
            .for_each(|(_, write)| write.is_done = true);
    }

    /// Returns the last write of the whole document over this connection.
    pub(crate) fn last_write(&self, path: &str, connection: &HostConnection) -> Option<Write> {
        let known = self.known();
        let writes = &known.documents.get(path)?.writes;
        writes
            .iter()
            .find(|(mark, _)| mark.is_of(connection))
            .map(|(_, write)| write.clone())
    }

    /// Records that a member of the document was written individually.
    pub(crate) fn wrote_member(&self, path: &str, id: &str, connection: &HostConnection) {
        let mut known = self.known();
        let members = &mut known.documents.entry(path.to_owned()).or_default().members;
        members.retain(|(mark, _)| !mark.has_ended());
        members.push((connection.mark(), id.to_owned()));
    }

    /// Returns the IDs of members that were written individually over this connection.
    pub(crate) fn members(&self, path: &str, connection: &HostConnection) -> HashSet<String> {
        let known = self.known();
        let members = known
            .documents
            .get(path)
            .map(|document| document.members.as_slice())
            .unwrap_or_default();
        members
            .iter()
            .filter(|(mark, _)| mark.is_of(connection))
            .map(|(_, id)| id.clone())
            .collect()
    }

    /// Records that `manager` manages the document or a part of it. Returns a manager of another
    /// type if one was seen before over the same connection.
    pub(crate) fn manages(
        &self,
        path: &str,
        manager: Manager,
        connection: &HostConnection,
    ) -> Option<Manager> {
        let mut known = self.known();
        let managers = &mut known.documents.entry(path.to_owned()).or_default().managers;
        managers.retain(|(mark, _)| !mark.has_ended());
        let of_this_run = |other: &&(ConnectionMark, Manager)| other.0.is_of(connection);
        let rival = managers
            .iter()
            .filter(of_this_run)
            .find(|(_, other)| other.type_name != manager.type_name);
        let rival = rival.map(|(_, other)| other.clone());
        if !managers
            .iter()
            .filter(of_this_run)
            .any(|(_, other)| other.type_name == manager.type_name)
        {
            managers.push((connection.mark(), manager));
        }
        rival
    }
}

impl Leaving<'_> {
    /// Records that the object was deleted.
    pub(crate) fn deleted(&self) {
        self.remember(None);
    }

    /// Records that the object was renamed from `name`.
    pub(crate) fn renamed_from(&self, name: String) {
        self.remember(Some(name));
    }

    fn remember(&self, renamed_from: Option<String>) {
        self.memory.known().gone.insert(
            self.path.clone(),
            Gone {
                since: Instant::now(),
                renamed_from,
            },
        );
    }
}

impl Drop for Leaving<'_> {
    fn drop(&mut self) {
        let mut known = self.memory.known();
        known.leaving.remove(&self.path);
        known.waiting.remove(&self.path);
        known.circular.remove(&self.path);
        drop(known);
        self.memory.left.send_modify(|count| *count += 1);
    }
}
