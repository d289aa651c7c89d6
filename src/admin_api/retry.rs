//! The layer that sends a request again which the server refused for the number of requests.

use std::time::Duration;

use super::clock::Clock;
use super::error::ApiError;
use super::pacing::{LONG, Pacing};
use super::request::Request;
use super::stop::Stop;

/// For how long a request is repeated that has no deadline.
const PATIENCE: Duration = Duration::from_secs(5 * 60);

/// The first pause where the server names no longer one. Each further one is twice as long.
const FIRST_PAUSE: Duration = Duration::from_millis(500);

/// The longest pause where the server names no longer one.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// The layer, over what it stands on.
pub(super) struct Retry<'a> {
    pub(super) pacing: &'a Pacing,
    pub(super) clock: &'a dyn Clock,
    pub(super) stop: &'a Stop,
    /// When repeating ends; `None` for [`PATIENCE`] after the first try.
    pub(super) deadline: Option<Duration>,
}

impl Retry<'_> {
    /// Sends `request` by `attempt`, each time in a slot of its own, until the server does not
    /// answer 429. That status says that the server did nothing, so every request is repeated that
    /// may be repeated at all ([`super::Repeat`]). Between two attempts it waits longer each time,
    /// and at least as long as the server's `Retry-After` says, with a random part so that many do
    /// not come back at once.
    ///
    /// # Errors
    /// Returns the last refusal if the next attempt would begin after the deadline, or
    /// [`ApiError::Stopped`] if the client is stopped before an attempt begins.
    pub(super) async fn send<T, F>(
        &self,
        request: &Request,
        attempt: impl Fn() -> F + Send,
    ) -> Result<T, ApiError>
    where
        F: Future<Output = Result<T, ApiError>> + Send,
    {
        let Self {
            pacing,
            clock,
            stop,
            deadline,
        } = *self;
        let mut started = None;
        let mut tries = 0;
        loop {
            let slot = stop.interrupting(request, pacing.slot(clock)).await?;
            let started = *started.get_or_insert_with(|| clock.now());
            tries += 1;
            let error = match attempt().await {
                Err(error) if error.status() == Some(429) => error,
                outcome => {
                    slot.served();
                    return outcome;
                }
            };
            let now = clock.now();
            let left = deadline.unwrap_or(started + PATIENCE).saturating_sub(now);
            let wanted = error.retry_after();
            // What nobody waits for holds nobody up: whoever asks next gets the answer, too.
            slot.refused(now, wanted.filter(|pause| *pause <= left));
            let pause = jittered(wanted.unwrap_or_default().max(pause(tries)));
            let spent = now - started;
            if pause > left || !error.allows_repeating(request) {
                return Err(error.after(tries, spent));
            }
            if spent + pause > LONG {
                tracing::info!(
                    method = %request.method(),
                    path = request.path(),
                    tries,
                    seconds = pause.as_secs(),
                    "App Services takes no more requests for now; waiting"
                );
            }
            stop.interrupting(request, clock.sleep(pause)).await?;
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
