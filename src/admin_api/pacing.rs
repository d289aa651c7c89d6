//! The layer that gives a slot to each attempt: one pace for all requests of the process.
//!
//! A server that refuses one request for their number (429) slows all of them: half as many may be
//! under way at once, and none is sent before the server's `Retry-After` has passed. Each success
//! speeds up again, a little. This is how TCP shares a line (additive increase, multiplicative
//! decrease).

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;

use super::clock::Clock;

/// How many requests may be under way at once while the server refuses none.
const WIDEST: f64 = 64.0;

/// Waits of more than this are told in the log, so that it explains a pause.
pub(super) const LONG: Duration = Duration::from_secs(10);

/// The layer.
#[derive(Debug)]
pub(super) struct Pacing {
    pace: Mutex<Pace>,
    /// Slots may have become free.
    freed: Notify,
}

#[derive(Debug)]
struct Pace {
    /// How many requests may be under way at once.
    window: f64,
    under_way: u32,
    /// When the next request may be sent.
    opens: Duration,
    /// When the window was last halved.
    halved: Duration,
}

impl Default for Pacing {
    fn default() -> Self {
        let pace = Pace {
            window: WIDEST,
            under_way: 0,
            opens: Duration::ZERO,
            halved: Duration::ZERO,
        };
        Self {
            pace: Mutex::new(pace),
            freed: Notify::new(),
        }
    }
}

/// The right to have one request under way. Dropping it frees the slot.
#[derive(Debug)]
pub(super) struct Slot<'a> {
    pacing: &'a Pacing,
    /// When the slot was given.
    since: Duration,
}

impl Pacing {
    /// Waits for a slot.
    pub(super) async fn slot(&self, clock: &dyn Clock) -> Slot<'_> {
        loop {
            // Listening before looking: what is freed in between is heard.
            let freed = self.freed.notified();
            tokio::pin!(freed);
            freed.as_mut().enable();
            let now = clock.now();
            let taken = self.pace().take(now);
            match taken {
                Ok(()) => {
                    return Slot {
                        pacing: self,
                        since: now,
                    };
                }
                Err(Some(closed)) => {
                    if closed > LONG {
                        let seconds = closed.as_secs();
                        tracing::info!(seconds, "waiting, as App Services asks");
                    }
                    clock.sleep(closed).await;
                }
                Err(None) => freed.await,
            }
        }
    }

    fn pace(&self) -> MutexGuard<'_, Pace> {
        self.pace.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Slot<'_> {
    /// Frees the slot of a request that the server did not refuse for the number of requests.
    pub(super) fn served(self) {
        let mut pace = self.pacing.pace();
        pace.window = (pace.window + 1.0 / pace.window).min(WIDEST);
    }

    /// Frees the slot of a request that the server refused for the number of requests, at `now`.
    /// The server takes the next one after `pause`, if it says so.
    pub(super) fn refused(self, now: Duration, pause: Option<Duration>) {
        let mut pace = self.pacing.pace();
        pace.opens = pace.opens.max(now + pause.unwrap_or_default());
        // What was sent before the last halving says nothing about the pace since.
        if self.since >= pace.halved {
            pace.window = (pace.window.min(f64::from(pace.under_way)) / 2.0).max(1.0);
            pace.halved = now;
        }
    }
}

impl Drop for Slot<'_> {
    fn drop(&mut self) {
        self.pacing.pace().under_way -= 1;
        self.pacing.freed.notify_waiters();
    }
}

impl Pace {
    /// Takes a slot.
    ///
    /// # Errors
    /// Returns for how long nothing may be sent, or `None` if all slots are taken.
    fn take(&mut self, now: Duration) -> Result<(), Option<Duration>> {
        if now < self.opens {
            return Err(Some(self.opens - now));
        }
        if f64::from(self.under_way) + 1.0 > self.window {
            return Err(None);
        }
        self.under_way += 1;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;

    use super::*;
    use crate::testing::ManualClock;

    /// Returns how many slots there are, given that none is taken.
    fn width(pacing: &Pacing, clock: &ManualClock) -> usize {
        let mut slots = Vec::new();
        while let Some(slot) = pacing.slot(clock).now_or_never() {
            slots.push(slot);
        }
        slots.len()
    }

    #[tokio::test]
    async fn a_refusal_halves_the_pace_and_successes_raise_it() {
        let (pacing, clock) = (Pacing::default(), ManualClock::default());
        assert_eq!(width(&pacing, &clock), 64);
        let mut slots = Vec::new();
        for _ in 0..8 {
            slots.push(pacing.slot(&clock).await);
        }
        // All eight were sent before the first answer, so they are one word of the server.
        clock.advance(Duration::from_secs(1));
        for slot in slots.drain(..) {
            slot.refused(clock.now(), None);
        }
        assert_eq!(width(&pacing, &clock), 4);
        for _ in 0..5 {
            pacing.slot(&clock).await.served();
        }
        assert_eq!(width(&pacing, &clock), 5);
        for _ in 0..20 {
            let slot = pacing.slot(&clock).await;
            clock.advance(Duration::from_secs(1));
            slot.refused(clock.now(), None);
        }
        assert_eq!(width(&pacing, &clock), 1, "one request may always be sent");
    }

    #[tokio::test]
    async fn nobody_sends_before_the_server_wants_it() {
        let (pacing, clock) = (Pacing::default(), ManualClock::default());
        let pause = Some(Duration::from_secs(3));
        pacing.slot(&clock).await.refused(clock.now(), pause);
        assert!(pacing.slot(&clock).now_or_never().is_none());
        clock.advance(Duration::from_secs(2));
        assert!(pacing.slot(&clock).now_or_never().is_none());
        clock.advance(Duration::from_secs(1));
        assert!(pacing.slot(&clock).now_or_never().is_some());
    }

    #[tokio::test]
    async fn a_freed_slot_goes_to_whoever_waits() {
        let (pacing, clock) = (Pacing::default(), ManualClock::default());
        let one = pacing.slot(&clock).await;
        one.refused(clock.now(), None);
        let one = pacing.slot(&clock).await;
        let waiting = async {
            let slot = pacing.slot(&clock).await;
            slot.served();
        };
        let freeing = async {
            tokio::task::yield_now().await;
            drop(one);
        };
        tokio::join!(waiting, freeing);
        assert_eq!(pacing.pace().under_way, 0);
    }
}
