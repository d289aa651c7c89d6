//! The layer that sends one request for all readers who ask the same.
//!
//! Terraform refreshes each object by a call of its own, and the objects of one collection are all in
//! one list. So a reader joins the request of another that is under way, and gets its answer for a
//! while afterwards.
//!
//! A write to an app drops all answers about the app, before it is sent and after it ends: an answer
//! that was asked for before a write ended is never given to a reader who came after that.

use std::any::Any;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, Shared};

use super::error::ApiError;

/// How long an answer is kept for which no reader comes.
const KEPT: Duration = Duration::from_secs(5);

/// What readers get: the answer in the form that they read it.
type Outcome = Result<Arc<dyn Any + Send + Sync>, ApiError>;

/// A request that is under way or answered. All who wait for it move it on.
pub(super) type Reading = Shared<BoxFuture<'static, Outcome>>;

/// The layer.
#[derive(Debug, Default)]
pub(super) struct Reads(Mutex<HashMap<String, Entry>>);

#[derive(Debug)]
struct Entry {
    reading: Reading,
    /// The app that the answer is about; `None` for the list of a project's apps.
    app: Option<String>,
    /// When a reader last came.
    used: Duration,
}

/// A place at a request.
pub(super) enum Seat {
    /// The reader is the one who sends the request.
    Leads(Reading),
    /// Another reader has sent it.
    Joins(Reading),
}

impl Reads {
    /// Returns a place at the request `key`, which `begin` begins if nobody else has.
    pub(super) fn join(
        &self,
        key: &str,
        app: Option<&str>,
        now: Duration,
        begin: impl FnOnce() -> BoxFuture<'static, Outcome>,
    ) -> Seat {
        let mut entries = self.entries();
        // What is under way is not old, however long it takes.
        entries.retain(|_, entry| {
            entry.reading.peek().is_none() || now.saturating_sub(entry.used) <= KEPT
        });
        if let Some(entry) = entries.get_mut(key) {
            entry.used = now;
            return Seat::Joins(entry.reading.clone());
        }
        let reading = begin().shared();
        let entry = Entry {
            reading: reading.clone(),
            app: app.map(str::to_owned),
            used: now,
        };
        entries.insert(key.to_owned(), entry);
        Seat::Leads(reading)
    }

    /// Records that the request `key` was answered at `now`. A failure is given to those who wait,
    /// and to nobody else.
    pub(super) fn answered(&self, key: &str, reading: &Reading, now: Duration, failed: bool) {
        let mut entries = self.entries();
        match entries.get_mut(key) {
            Some(entry) if !entry.reading.ptr_eq(reading) => {}
            Some(_) if failed => {
                entries.remove(key);
            }
            Some(entry) => entry.used = now,
            None => {}
        }
    }

    /// Drops the answers about an app, and those about all apps, now and when the write ends.
    pub(super) fn writing<'a>(&'a self, app: Option<&'a str>) -> Writing<'a> {
        self.drop_answers(app);
        Writing { reads: self, app }
    }

    fn drop_answers(&self, app: Option<&str>) {
        self.entries()
            .retain(|_, entry| entry.app.is_some() && entry.app.as_deref() != app);
    }

    fn entries(&self) -> MutexGuard<'_, HashMap<String, Entry>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A write that is under way, until it is dropped.
pub(super) struct Writing<'a> {
    reads: &'a Reads,
    app: Option<&'a str>,
}

impl Drop for Writing<'_> {
    fn drop(&mut self) {
        self.reads.drop_answers(self.app);
    }
}
