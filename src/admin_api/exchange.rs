//! The layer above the transport: one request becomes one judged reply. It logs the request,
//! learns secrets, keeps the server's clock, and knows nothing of sessions.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::answer::{Reply, judge};
use super::base_url::BaseUrl;
use super::error::{ApiError, Place};
use super::request::Request;
use super::secret::Secrets;
use super::transport::{Authorization, Raw, Transport};

/// Sends single requests and judges their answers.
#[derive(Debug)]
pub(super) struct Exchange {
    transport: Box<dyn Transport>,
    base_url: BaseUrl,
    secrets: Secrets,
    /// The server's clock when it last answered, in seconds since 1970, and when that was.
    date: Mutex<Option<(u64, Instant)>>,
}

impl Exchange {
    pub(super) fn new(transport: Box<dyn Transport>, base_url: BaseUrl, secrets: Secrets) -> Self {
        Self {
            transport,
            base_url,
            secrets,
            date: Mutex::new(None),
        }
    }

    pub(super) const fn base_url(&self) -> &BaseUrl {
        &self.base_url
    }

    pub(super) const fn secrets(&self) -> &Secrets {
        &self.secrets
    }

    pub(super) fn for_terraform(&self, version: &str) {
        self.transport.for_terraform(version);
    }

    /// Returns the server's clock now, in seconds since 1970: what it showed when the server last
    /// answered, and the time since. Returns `None` before the first answer.
    pub(super) fn server_date(&self) -> Option<u64> {
        let (date, since) = (*self.date())?;
        Some(date.saturating_add(since.elapsed().as_secs()))
    }

    fn date(&self) -> MutexGuard<'_, Option<(u64, Instant)>> {
        self.date.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sends one request with what authorizes it. The whole answer must come in the time that is `left`.
    ///
    /// # Errors
    /// See [`ApiError`].
    pub(super) async fn send(
        &self,
        request: &Request,
        authorization: Authorization<'_>,
        left: Duration,
    ) -> Result<Reply, ApiError> {
        self.challenged(request, authorization, left).await.0
    }

    /// Like [`Self::send`]. Returns the challenges of the answer, too.
    pub(super) async fn challenged(
        &self,
        request: &Request,
        authorization: Authorization<'_>,
        left: Duration,
    ) -> (Result<Reply, ApiError>, Vec<String>) {
        request.teach_sent(&self.secrets);
        let started = Instant::now();
        let mut raw = match self.transport.send(request, authorization, left).await {
            Ok(raw) => raw,
            Err(broken) => {
                let cause = self.secrets.shown(&broken.cause);
                let error = self.unreachable(request, &cause, broken.nothing_done);
                return (Err(error), Vec::new());
            }
        };
        if let Some(date) = raw.date {
            *self.date() = Some((date, Instant::now()));
        }
        let challenges = std::mem::take(&mut raw.challenges);
        (self.judged(request, raw, started), challenges)
    }

    /// Returns the error of a request that got no answer in time.
    pub(super) fn no_answer(&self, request: &Request) -> ApiError {
        self.unreachable(request, "no answer in time", false)
    }

    fn judged(&self, request: &Request, raw: Raw, started: Instant) -> Result<Reply, ApiError> {
        let mut place = Place::of(request);
        place.request_id = raw.request_id.map(|id| self.secrets.shown(&id));
        tracing::debug!(
            method = %place.method,
            path = place.path,
            status = u64::from(raw.status),
            milliseconds = started.elapsed().as_millis() as u64,
            request_id = place.request_id,
            "request"
        );
        let bytes = match raw.body {
            Ok(bytes) => bytes,
            // This status says enough without a body.
            Err(_) if raw.status == 429 => Vec::new(),
            Err(what) => {
                return Err(ApiError::Unreadable {
                    what: self.secrets.shown(&what),
                    status: Some(raw.status),
                    place,
                });
            }
        };
        let judged = judge(raw.status, &bytes, request, place, &self.secrets);
        judged.map_err(|error| error.asking(raw.retry_after))
    }

    fn unreachable(&self, request: &Request, cause: &str, nothing_done: bool) -> ApiError {
        ApiError::Unreachable {
            cause: format!("{} ({cause})", self.base_url),
            nothing_done,
            place: Place::of(request),
        }
    }
}
