//! Observers of requests.

use std::sync::Arc;
use std::time::{Duration, Instant};

/// Is called with every request when it ends.
pub type Observer = Arc<dyn Fn(&Served<'_>) + Send + Sync>;

/// A request that has ended.
#[derive(Debug)]
#[non_exhaustive]
pub struct Served<'a> {
    /// `GET`, `POST` …
    pub method: &'a str,
    /// The path as the client wrote it, without the query.
    pub path: &'a str,
    /// The answer's status; `None` where no answer was given.
    pub status: Option<u16>,
    /// How long it took until the answer began.
    pub took: Duration,
}

/// A request under way. Dropping it calls the observer, so that a request whose client gave up is
/// observed as well.
pub(super) struct Watched<'a> {
    observer: &'a Observer,
    method: String,
    path: String,
    pub(super) status: Option<u16>,
    started: Instant,
}

impl<'a> Watched<'a> {
    pub(super) fn start(observer: &'a Observer, method: &str, path: &str) -> Self {
        Self {
            observer,
            method: method.to_owned(),
            path: path.to_owned(),
            status: None,
            started: Instant::now(),
        }
    }
}

impl Drop for Watched<'_> {
    fn drop(&mut self) {
        (self.observer)(&Served {
            method: &self.method,
            path: &self.path,
            status: self.status,
            took: self.started.elapsed(),
        });
    }
}
