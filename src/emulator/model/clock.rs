//! The time of day, which tests set instead of waiting for tokens to expire.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// Tells the time in milliseconds since 1970.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> i64 + Send + Sync>);

impl Clock {
    /// Returns the machine's clock.
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the clock that everybody else takes"
    )]
    pub fn system() -> Self {
        Self::showing(|| {
            SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .map_or(0, |since| since.as_millis() as i64)
        })
    }

    /// Returns a clock that stands at `now`, in seconds, and the hands that set it.
    pub fn manual(now: i64) -> (Self, Arc<AtomicI64>) {
        let time = Arc::new(AtomicI64::new(now));
        let hands = Arc::clone(&time);
        let clock = Self::showing(move || time.load(Ordering::Relaxed) * 1000);
        (clock, hands)
    }

    /// Returns a clock that shows what the function returns, in milliseconds since 1970.
    pub fn showing(time: impl Fn() -> i64 + Send + Sync + 'static) -> Self {
        Self(Arc::new(time))
    }

    /// Returns the time in seconds since 1970.
    pub fn now(&self) -> i64 {
        self.now_milliseconds().div_euclid(1000)
    }

    /// Returns the time in milliseconds since 1970.
    pub fn now_milliseconds(&self) -> i64 {
        (self.0)()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}
