//! What this process knows of its own writes: which objects are giving up their names, and who wrote which document last.
//!
//! Terraform's calls for one run come side by side and in no order that the provider could choose. Where two of them are about one
//! thing, they meet here.

use std::collections::hash_map::RandomState;
use std::collections::{HashMap, HashSet};
use std::hash::BuildHasher as _;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{RwLock, watch};

use crate::provider::{ConnectionMark, HostConnection};

/// The memory of one process.
pub(super) struct Memory {
    known: Mutex<Known>,
    /// Changes whenever an object has given up its name.
    left: watch::Sender<u64>,
}

#[derive(Default)]
struct Known {
    /// The objects whose deletion or renaming is under way, by path.
    leaving: HashSet<String>,
    /// Of those, which wait for the name of which other one.
    waiting: HashMap<String, String>,
    /// Of those, which were found to wait for each other in a circle.
    circular: HashSet<String>,
    /// The objects that have given up their name, by path, and when.
    gone: HashMap<String, Instant>,
    /// The documents that several resources write, by path.
    documents: HashMap<String, Document>,
}

/// A document that several resources write, such as an app's access list.
#[derive(Default)]
struct Document {
    lock: Arc<RwLock<()>>,
    /// The token of the last write over each connection.
    tokens: Vec<(ConnectionMark, String)>,
    /// The ids of members that were written one by one.
    members: Vec<(ConnectionMark, String)>,
    /// Who was seen to manage the document.
    managers: Vec<(ConnectionMark, Manager)>,
}

/// A resource that manages a document or a part of it.
#[derive(Clone, PartialEq)]
pub(super) struct Manager {
    pub(super) type_name: String,
    pub(super) id: String,
}

/// An object that is giving up its name until this is dropped.
pub(super) struct Leaving<'a> {
    memory: &'a Memory,
    path: String,
}

impl Memory {
    pub(super) fn new() -> Self {
        Self { known: Mutex::default(), left: watch::Sender::new(0) }
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Remembers that the object at `path` is being deleted or renamed.
    pub(super) fn leaving(&self, path: String) -> Leaving<'_> {
        self.known().leaving.insert(path.clone());
        Leaving { memory: self, path }
    }

    /// Whether the object at `path` is being deleted or renamed by this process.
    pub(super) fn is_leaving(&self, path: &str) -> bool {
        self.known().leaving.contains(path)
    }

    /// Whether this process deleted or renamed the object at `path` within this time. Reads that lag behind writes may still show the
    /// object with its old name.
    pub(super) fn has_left(&self, path: &str, within: Duration) -> bool {
        self.known().gone.get(path).is_some_and(|since| since.elapsed() < within)
    }

    /// Tells when an object has given up its name. Subscribe before looking.
    pub(super) fn left(&self) -> watch::Receiver<u64> {
        self.left.subscribe()
    }

    /// Remembers that the object at `own` waits for the name of the one at `holder`. Returns `false`, and remembers all of them,
    /// where the wait would never end: the holder waits, perhaps by way of others, for the name of `own`.
    pub(super) fn wait(&self, own: &str, holder: &str) -> bool {
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

    /// Whether it was found that the wait of the object at `own` would never end.
    pub(super) fn is_circular(&self, own: &str) -> bool {
        self.known().circular.contains(own)
    }

    /// Forgets that the object at `own` waits. Returns `false` where it was found meanwhile that the wait would never end.
    pub(super) fn end_wait(&self, own: &str) -> bool {
        let mut known = self.known();
        known.waiting.remove(own);
        !known.circular.contains(own)
    }

    /// The lock under which the document at `path` is written: for writing by whoever writes the whole of it, for reading by whoever
    /// writes one member.
    pub(super) fn lock(&self, path: &str) -> Arc<RwLock<()>> {
        Arc::clone(&self.known().documents.entry(path.to_owned()).or_default().lock)
    }

    /// Draws the token of a write of the whole document, by which the writer recognizes its own write later.
    pub(super) fn draw_token(&self, path: &str, connection: &HostConnection) -> String {
        let token = format!("{:016x}", RandomState::new().hash_one(path));
        let mut known = self.known();
        let tokens = &mut known.documents.entry(path.to_owned()).or_default().tokens;
        tokens.retain(|(mark, _)| !mark.has_ended() && !mark.is_of(connection));
        tokens.push((connection.mark(), token.clone()));
        token
    }

    /// The token of the last write of the whole document over this connection.
    pub(super) fn last_token(&self, path: &str, connection: &HostConnection) -> Option<String> {
        let known = self.known();
        let tokens = &known.documents.get(path)?.tokens;
        tokens.iter().find(|(mark, _)| mark.is_of(connection)).map(|(_, token)| token.clone())
    }

    /// Remembers that a member of the document was written by itself.
    pub(super) fn wrote_member(&self, path: &str, id: &str, connection: &HostConnection) {
        let mut known = self.known();
        let members = &mut known.documents.entry(path.to_owned()).or_default().members;
        members.retain(|(mark, _)| !mark.has_ended());
        members.push((connection.mark(), id.to_owned()));
    }

    /// The members of the document that were written by themselves over this connection.
    pub(super) fn members(&self, path: &str, connection: &HostConnection) -> HashSet<String> {
        let known = self.known();
        let members = known.documents.get(path).map(|document| document.members.as_slice()).unwrap_or_default();
        members.iter().filter(|(mark, _)| mark.is_of(connection)).map(|(_, id)| id.clone()).collect()
    }

    /// Remembers who manages the document, or a part of it. Returns a manager of another type, where one was seen over the same
    /// connection before.
    pub(super) fn manages(&self, path: &str, manager: Manager, connection: &HostConnection) -> Option<Manager> {
        let mut known = self.known();
        let managers = &mut known.documents.entry(path.to_owned()).or_default().managers;
        managers.retain(|(mark, _)| !mark.has_ended());
        let of_this_run = |other: &&(ConnectionMark, Manager)| other.0.is_of(connection);
        let rival = managers.iter().filter(of_this_run).find(|(_, other)| other.type_name != manager.type_name);
        let rival = rival.map(|(_, other)| other.clone());
        if !managers.iter().filter(of_this_run).any(|(_, other)| other.type_name == manager.type_name) {
            managers.push((connection.mark(), manager));
        }
        rival
    }
}

impl Leaving<'_> {
    /// Remembers that the object was deleted or renamed.
    pub(super) fn done(&self) {
        self.memory.known().gone.insert(self.path.clone(), Instant::now());
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_circle_of_waits_is_found_by_whoever_closes_it() {
        let memory = Memory::new();
        let _leaving = ["a", "b", "c"].map(|path| memory.leaving(path.to_owned()));
        assert!(memory.wait("a", "b"));
        assert!(memory.wait("b", "c"));
        assert!(memory.end_wait("a"), "a chain is no circle");
        assert!(memory.wait("a", "b"));
        assert!(!memory.wait("c", "a"));
        assert!(!memory.end_wait("a") && !memory.end_wait("b"), "the others of the circle hear of it");
    }

    #[test]
    fn what_has_left_is_told_to_those_who_wait() {
        let memory = Memory::new();
        let mut left = memory.left();
        let leaving = memory.leaving("a".to_owned());
        assert!(memory.is_leaving("a"));
        drop(leaving);
        assert!(!memory.is_leaving("a") && !memory.has_left("a", Duration::MAX), "whoever fails keeps the name");
        assert!(left.has_changed().expect("the sender is there"));
        left.mark_unchanged();
        memory.leaving("b".to_owned()).done();
        assert!(memory.has_left("b", Duration::MAX));
        assert!(!memory.has_left("b", Duration::ZERO), "a server whose reads do not lag shows what is there");
    }

    #[test]
    fn what_one_connection_wrote_is_nothing_to_another() {
        let memory = Memory::new();
        let connection = HostConnection::default();
        let other = HostConnection::default();
        let first = memory.draw_token("list", &connection);
        let second = memory.draw_token("list", &connection);
        assert_ne!(first, second);
        assert_eq!(memory.last_token("list", &connection), Some(second));
        assert_eq!(memory.last_token("list", &other), None);
        memory.wrote_member("list", "1", &connection);
        assert_eq!(memory.members("list", &connection), HashSet::from(["1".to_owned()]));
        assert!(memory.members("list", &other).is_empty());

        let whole = Manager { type_name: "whole".to_owned(), id: "w".to_owned() };
        let part = Manager { type_name: "part".to_owned(), id: "p".to_owned() };
        assert!(memory.manages("list", whole.clone(), &connection).is_none());
        assert!(memory.manages("list", whole.clone(), &connection).is_none());
        assert!(memory.manages("list", part.clone(), &other).is_none());
        assert!(memory.manages("list", part, &connection) == Some(whole));
        drop(connection);
        assert_eq!(memory.known().documents["list"].tokens.iter().filter(|(mark, _)| !mark.has_ended()).count(), 0);
    }
}
