//! The request log.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::{Value as Json, json};

/// A request in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LoggedRequest {
    /// `GET`, `POST` …
    pub method: String,
    /// The path as the client wrote it, without the query.
    pub path: String,
    /// The answer's status; `None` where no answer was given.
    pub status: Option<u16>,
}

impl LoggedRequest {
    /// Returns the entry as `GET /_emulator/requests` shows it, with status 0 for no answer.
    pub(super) fn document(&self) -> Json {
        json!({ "method": self.method, "path": self.path, "status": self.status.unwrap_or(0) })
    }
}

/// The requests so far, oldest first.
#[derive(Default)]
pub(super) struct Log(Mutex<VecDeque<LoggedRequest>>);

/// Older entries are forgotten, so that a server that runs for long does not grow.
const LONGEST: usize = 100_000;

impl Log {
    /// Returns all entries.
    pub(super) fn entries(&self) -> Vec<LoggedRequest> {
        self.lock().iter().cloned().collect()
    }

    /// Forgets all entries.
    pub(super) fn clear(&self) {
        self.lock().clear();
    }

    /// Begins an entry. It is added when the guard is dropped, however the request ends.
    pub(super) fn begin(&self, method: &str, path: &str) -> Noting<'_> {
        Noting {
            log: self,
            entry: LoggedRequest {
                method: method.to_owned(),
                path: path.to_owned(),
                status: None,
            },
        }
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<LoggedRequest>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An entry of a request under way.
pub(super) struct Noting<'a> {
    log: &'a Log,
    entry: LoggedRequest,
}

impl Noting<'_> {
    /// Sets the status of the answer.
    pub(super) fn answered(&mut self, status: Option<u16>) {
        self.entry.status = status;
    }
}

impl Drop for Noting<'_> {
    fn drop(&mut self) {
        let mut entries = self.log.lock();
        if entries.len() >= LONGEST {
            entries.pop_front();
        }
        entries.push_back(self.entry.clone());
    }
}
