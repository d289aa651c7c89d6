//! `/_emulator`: what tests ask of the server and tell it. Served only where it was switched on.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use serde_json::{Value as Json, json};

use super::body::Fields;
use super::error::{Answer, Refusal, no_content, ok};
use super::faults::Faults;

/// The state behind `/_emulator`.
#[derive(Default)]
pub(super) struct Control {
    pub(super) faults: Faults,
    latency: AtomicU64,
    requests: Mutex<VecDeque<Json>>,
}

/// Older entries are forgotten, so that a server that runs for long does not grow.
const LONGEST_LOG: usize = 100_000;

impl Control {
    /// Answers a request below `/_emulator`.
    pub(super) fn answer(&self, method: &str, path: &str, body: &Json) -> Answer {
        match (method, path) {
            ("GET", "/requests") => ok(self.requests().into()),
            ("DELETE", "/requests") => {
                self.requests
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .clear();
                no_content()
            }
            ("PUT", "/faults") => {
                self.faults.set(body)?;
                no_content()
            }
            ("PUT", "/latency") => {
                let fields = Fields::of(body)?;
                let milliseconds = fields
                    .required("milliseconds")?
                    .as_u64()
                    .ok_or_else(|| Refusal::invalid("'milliseconds' must be a whole number"))?;
                fields.finish()?;
                self.latency.store(milliseconds, Ordering::Relaxed);
                no_content()
            }
            _ => Err(Refusal::not_found(
                "",
                format!("there is no {method} /_emulator{path}"),
            )),
        }
    }

    /// The request log, oldest first.
    pub(super) fn requests(&self) -> Vec<Json> {
        self.requests
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .iter()
            .cloned()
            .collect()
    }

    /// How long each request waits before it is served.
    pub(super) fn latency(&self) -> std::time::Duration {
        std::time::Duration::from_millis(self.latency.load(Ordering::Relaxed))
    }

    /// Notes a request; status 0 where no answer was given.
    pub(super) fn note(&self, method: &str, path: &str, status: u16) {
        let mut requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        if requests.len() >= LONGEST_LOG {
            requests.pop_front();
        }
        requests.push_back(json!({ "method": method, "path": path, "status": status }));
    }
}
