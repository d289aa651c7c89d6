//! `/_emulator`: what tests ask of the server and tell it. Served only where it was switched on.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serde_json::Value as Json;

use super::faults::{FaultRule, Faults};
use super::log::Log;
use crate::emulator::model::{Answer, Fields, Method, Refusal, Response};

/// The path below which tests talk to the server.
pub(super) const PREFIX: &str = "/_emulator";

/// The state behind `/_emulator`.
#[derive(Default)]
pub(super) struct Control {
    pub(super) faults: Faults,
    pub(super) log: Log,
    latency: AtomicU64,
}

impl Control {
    /// Does what a request below `/_emulator` asks for.
    pub(super) fn obey(&self, method: &str, path: &str, body: &Json) -> Answer {
        match (Method::named(method), path) {
            (Method::Get, "/requests") => {
                let entries = self.log.entries();
                let documents = entries.iter().map(|entry| entry.document());
                return Ok(Response::ok(documents.collect()));
            }
            (Method::Delete, "/requests") => self.log.clear(),
            (Method::Put, "/faults") => self.faults.set(FaultRule::read_all(body)?),
            (Method::Put, "/latency") => {
                let fields = Fields::of(body)?;
                fields.required("milliseconds")?;
                let milliseconds = fields.optional_whole("milliseconds")?.unwrap_or_default();
                fields.finish()?;
                self.set_latency(Duration::from_millis(milliseconds));
            }
            _ => {
                let error = format!("there is no {method} {PREFIX}{path}");
                return Err(Refusal::new(404, error));
            }
        }
        Ok(Response::no_content())
    }

    /// Sets how long each request waits before it is served.
    pub(super) fn set_latency(&self, latency: Duration) {
        let milliseconds = u64::try_from(latency.as_millis()).unwrap_or(u64::MAX);
        self.latency.store(milliseconds, Ordering::Relaxed);
    }

    /// Returns how long each request waits before it is served.
    pub(super) fn latency(&self) -> Duration {
        Duration::from_millis(self.latency.load(Ordering::Relaxed))
    }
}
