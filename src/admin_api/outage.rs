//! Since when the API has given no good answer: an outage ends the patience of everybody together.
//!
//! Each request alone would try for its whole timeout, one after the other, so that a server that is
//! down would hold up a run for hours. And a server that has never answered is more likely a wrong
//! address than a server in trouble.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// For how long a server is tried that has not answered yet in this process.
const FIRST_CONTACT: Duration = Duration::from_secs(10);

/// Failures that lie further apart belong to different outages, because nobody tried in between.
const APART: Duration = Duration::from_secs(60);

/// The failures since the last good answer.
#[derive(Debug, Default)]
pub(super) struct Outage(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    /// Whether the API has ever answered.
    is_reached: bool,
    /// The first and the last failure.
    failing: Option<(Duration, Duration)>,
}

impl Outage {
    /// Records an answer of the API.
    pub(super) fn answered(&self) {
        *self.known() = Known {
            is_reached: true,
            failing: None,
        };
    }

    /// Records a failure at `now`, of a request with the patience `patience`. Returns for how much
    /// longer the request may be tried. `is_answer` says that the failure is a refusal in the API's
    /// own words.
    pub(super) fn failed(&self, now: Duration, patience: Duration, is_answer: bool) -> Duration {
        let mut known = self.known();
        known.is_reached |= is_answer;
        let since = match known.failing {
            Some((since, last)) if now.saturating_sub(last) <= APART => since,
            _ => now,
        };
        known.failing = Some((since, now));
        let patience = match known.is_reached {
            true => patience,
            false => patience.min(FIRST_CONTACT),
        };
        patience.saturating_sub(now.saturating_sub(since))
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn a_server_that_never_answered_is_tried_for_ten_seconds() {
        let outage = Outage::default();
        assert_eq!(outage.failed(seconds(1), seconds(300), false), seconds(10));
        assert_eq!(outage.failed(seconds(9), seconds(300), false), seconds(2));
        assert_eq!(outage.failed(seconds(15), seconds(300), false), seconds(0));
        outage.answered();
        assert_eq!(
            outage.failed(seconds(16), seconds(300), false),
            seconds(300)
        );
    }

    #[test]
    fn a_refusal_is_an_answer() {
        let outage = Outage::default();
        assert_eq!(outage.failed(seconds(1), seconds(300), true), seconds(300));
    }

    #[test]
    fn an_outage_is_one_for_all_requests_that_follow_each_other() {
        let outage = Outage::default();
        outage.answered();
        for at in (0..300).step_by(50) {
            assert_eq!(
                outage.failed(seconds(at), seconds(300), false),
                seconds(300 - at)
            );
        }
        assert_eq!(outage.failed(seconds(310), seconds(300), false), seconds(0));
        // Nobody tried for a while, so nothing is known of the time in between.
        assert_eq!(
            outage.failed(seconds(371), seconds(300), false),
            seconds(300)
        );
    }
}
