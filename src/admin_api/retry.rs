//! The layer that sends a request again which failed for a reason that passes.

use std::time::Duration;

use super::clock::Clock;
use super::error::ApiError;
use super::outage::Outage;
use super::pacing::{LONG, Pacing, Slot};
use super::request::Request;
use super::stop::Stop;

/// The first pause where the server names no longer one. Each further one is twice as long.
const FIRST_PAUSE: Duration = Duration::from_millis(500);

/// The longest pause where the server names no longer one.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// How long requests are repeated.
#[derive(Clone, Copy, Debug)]
pub(super) struct Patience {
    /// When the operation ends that the requests belong to; `None` for one patience after the first
    /// try of each request.
    pub(super) ends: Option<Duration>,
    /// How long that is from its beginning.
    pub(super) length: Duration,
}

impl Patience {
    /// The patience with a request that belongs to no operation.
    pub(super) const DEFAULT: Self = Self {
        ends: None,
        length: Duration::from_secs(5 * 60),
    };
}

/// The layer, over what it stands on.
pub(super) struct Retry<'a> {
    pub(super) pacing: &'a Pacing,
    pub(super) outage: &'a Outage,
    pub(super) clock: &'a dyn Clock,
    pub(super) stop: &'a Stop,
    pub(super) patience: Patience,
}

/// What is known of a request that was tried.
struct Tried {
    times: u32,
    started: Duration,
    /// The last failure.
    error: Option<ApiError>,
    /// Whether an attempt may have done what the request asks for.
    may_have_worked: bool,
}

impl Retry<'_> {
    /// Sends `request` by `attempt`, each time in a slot of its own, until it succeeds or fails for a
    /// reason that does not pass. `attempt` gets the time by the clock at which it must end.
    ///
    /// A failure that proves that nothing was done lets every request be repeated that may be
    /// repeated at all, and any other failure those that may be repeated freely
    /// ([`super::Repeat`]). For the others, `look` finds out what became of the request: its outcome
    /// if it was done, and `None` if it was not and may be sent again.
    ///
    /// Between two attempts it waits longer each time, and at least as long as the server's
    /// `Retry-After` says, with a random part so that many do not come back at once.
    ///
    /// # Errors
    /// Returns the last failure if the next attempt would begin after the patience ends, or
    /// [`ApiError::Stopped`] if the client is stopped before an attempt begins. After a failure that
    /// `look` cannot decide, returns that failure.
    pub(super) async fn send<T, F, L>(
        &self,
        request: &Request,
        attempt: impl Fn(Duration) -> F + Send,
        look: Option<impl Fn() -> L + Send>,
    ) -> Result<T, ApiError>
    where
        F: Future<Output = Result<T, ApiError>> + Send,
        L: Future<Output = Result<Option<T>, ApiError>> + Send,
    {
        let mut tried = Tried {
            times: 0,
            started: self.clock.now(),
            error: None,
            may_have_worked: false,
        };
        loop {
            let slot = self.slot(request, &mut tried).await?;
            if tried.times == 0 {
                tried.started = self.clock.now();
            }
            tried.times += 1;
            let error = match attempt(self.ends(tried.started)).await {
                Err(error) if error.passes() => error,
                outcome => {
                    slot.served();
                    if !matches!(outcome, Err(ApiError::Stopped { .. })) {
                        self.outage.answered();
                    }
                    return outcome.map_err(|error| tried.end(error, self.clock));
                }
            };
            let pause = self.failed(&error, slot, &tried);
            tried.may_have_worked |= error.is_unknown_write();
            if !error.allows_repeating(request) {
                // Whether it was done is to be known even if there is no time for another attempt.
                let looked = match (&look, error.may_have_worked()) {
                    (Some(look), true) => look().await,
                    _ => return Err(tried.end(error, self.clock)),
                };
                match looked {
                    Ok(None) => tried.may_have_worked = false,
                    Ok(Some(found)) => return Ok(found),
                    Err(_) => return Err(tried.end(error, self.clock)),
                }
            }
            match pause {
                Some(pause) => self.wait(request, pause, &mut tried, error).await?,
                None => return Err(tried.end(error, self.clock)),
            }
        }
    }

    /// Returns when the time for a request is over that was first tried at `started`.
    fn ends(&self, started: Duration) -> Duration {
        let ends = self.patience.ends;
        ends.unwrap_or_else(|| started.saturating_add(self.patience.length))
    }

    /// Returns how much time is left for a request that was first tried at `started`.
    fn left(&self, started: Duration) -> Duration {
        self.ends(started).saturating_sub(self.clock.now())
    }

    /// Waits for a slot.
    async fn slot(&self, request: &Request, tried: &mut Tried) -> Result<Slot<'_>, ApiError> {
        let left = self.left(tried.started);
        let waiting = async {
            tokio::select! {
                biased;
                slot = self.pacing.slot(self.clock) => Some(slot),
                () = self.clock.expire(left) => None,
            }
        };
        match self.stop.interrupting(request, waiting).await {
            Ok(Some(slot)) => Ok(slot),
            Ok(None) => Err(tried.last(ApiError::no_turn(request), self.clock)),
            Err(stopped) => Err(tried.last(stopped, self.clock)),
        }
    }

    /// Records a failure. Returns how long to wait before the next attempt, or `None` if that would
    /// begin too late.
    fn failed(&self, error: &ApiError, slot: Slot<'_>, tried: &Tried) -> Option<Duration> {
        let now = self.clock.now();
        let is_answer = error.status().is_some();
        let outage = self.outage.failed(now, self.patience.length, is_answer);
        let left = self.left(tried.started).min(outage);
        let wanted = error.retry_after();
        match (error.status(), wanted) {
            // What nobody waits for holds nobody up: whoever asks next gets the answer, too.
            (Some(429), _) | (_, Some(_)) => {
                slot.refused(now, wanted.filter(|pause| *pause <= left))
            }
            _ => slot.served(),
        }
        let pause = jittered(wanted.unwrap_or_default().max(pause(tried.times)));
        (pause <= left).then_some(pause)
    }

    /// Waits before the next attempt.
    async fn wait(
        &self,
        request: &Request,
        pause: Duration,
        tried: &mut Tried,
        error: ApiError,
    ) -> Result<(), ApiError> {
        if self.clock.now() - tried.started + pause > LONG {
            tracing::info!(
                method = %request.method(),
                path = request.path(),
                tries = tried.times,
                seconds = pause.as_secs(),
                "waiting before the next try: {error}"
            );
        }
        tried.error = Some(error);
        let waited = self
            .stop
            .interrupting(request, self.clock.sleep(pause))
            .await;
        waited.map_err(|stopped| tried.last(stopped, self.clock))
    }
}

impl Tried {
    /// Returns the last error of the request.
    fn end(&self, error: ApiError, clock: &dyn Clock) -> ApiError {
        error.after(self.times, clock.now() - self.started, self.may_have_worked)
    }

    /// Returns the error of a request that is not tried again because of `reason`: the failure of
    /// the last attempt if that may have been done, or else the reason.
    fn last(&mut self, reason: ApiError, clock: &dyn Clock) -> ApiError {
        match self.error.take() {
            Some(error) if self.may_have_worked || !reason.is_stop() => self.end(error, clock),
            _ => reason,
        }
    }
}

/// Returns the pause after so many attempts.
fn pause(tries: u32) -> Duration {
    let doubled = FIRST_PAUSE.saturating_mul(1 << (tries - 1).min(16));
    doubled.min(LONGEST_PAUSE)
}

/// Returns the pause and up to half a second, or half of the pause, more.
fn jittered(pause: Duration) -> Duration {
    let most = (pause / 2).min(FIRST_PAUSE);
    pause.saturating_add(most.mul_f64(fastrand::f64()))
}
