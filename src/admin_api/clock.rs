//! How the client waits.

use std::fmt::Debug;
use std::time::Duration;

use async_trait::async_trait;

/// A clock that the client's layers wait by.
#[async_trait]
pub(crate) trait Clock: Debug + Send + Sync {
    /// Waits for `duration`.
    async fn sleep(&self, duration: Duration);
}

/// The process's own monotonic clock.
#[derive(Debug)]
pub(super) struct SystemClock;

#[async_trait]
impl Clock for SystemClock {
    async fn sleep(&self, duration: Duration) {
        tokio::time::sleep(duration).await;
    }
}
