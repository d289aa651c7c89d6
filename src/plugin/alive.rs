//! Counting what is under way, to know when the last of it has ended.
//!
//! `TaskTracker` does not do: it does not count how many there ever were, and waits only once it is
//! closed, but a host may connect again.

use std::sync::Arc;

use tokio::sync::watch;

/// Counts entries; clones count together.
#[derive(Clone)]
pub(super) struct Counter(Arc<watch::Sender<Count>>);

/// How many entries there are.
#[derive(Clone, Copy, Default)]
pub(super) struct Count {
    /// Those that have not been dropped.
    pub(super) now: usize,
    /// All that were made.
    pub(super) ever: usize,
}

/// An entry, which counts until it is dropped.
pub(super) struct Entered(Arc<watch::Sender<Count>>);

impl Counter {
    pub(super) fn new() -> Self {
        Self(Arc::new(watch::Sender::new(Count::default())))
    }

    /// Makes an entry.
    pub(super) fn enter(&self) -> Entered {
        self.0.send_modify(|count| {
            count.now += 1;
            count.ever += 1;
        });
        Entered(Arc::clone(&self.0))
    }

    /// Returns the count at this moment.
    pub(super) fn count(&self) -> Count {
        *self.0.borrow()
    }

    /// Waits until the count is as wanted.
    pub(super) async fn until(&self, wanted: impl Fn(Count) -> bool) {
        // The sender is ours, so the channel cannot close.
        let _ = self.0.subscribe().wait_for(|count| wanted(*count)).await;
    }
}

impl Drop for Entered {
    fn drop(&mut self) {
        self.0.send_modify(|count| count.now -= 1);
    }
}
