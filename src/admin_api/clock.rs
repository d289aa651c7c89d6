//! How the client waits.

use std::fmt::Debug;
use std::time::{Duration, Instant};

use async_trait::async_trait;

/// A clock that the client's layers wait by.
#[async_trait]
pub(crate) trait Clock: Debug + Send + Sync {
    /// Returns the time since the clock was made.
    fn now(&self) -> Duration;

    /// Waits for `duration`.
    async fn sleep(&self, duration: Duration);

    /// Waits for `duration`, after which work that is under way is given up. Tests in which waits are
    /// over at once still let work end.
    async fn expire(&self, duration: Duration) {
        self.sleep(duration).await;
    }
}

/// The process's own monotonic clock.
#[derive(Debug)]
pub(crate) struct SystemClock(Instant);

impl SystemClock {
    pub(crate) fn new() -> Self {
        Self(Instant::now())
    }
}

#[async_trait]
impl Clock for SystemClock {
    fn now(&self) -> Duration {
        self.0.elapsed()
    }

    async fn sleep(&self, duration: Duration) {
        tokio::time::sleep(duration).await;
    }
}
