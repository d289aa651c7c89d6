//! The order in which requests of one process get at the data.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::emulator::api::Needs;

/// How many requests of one process look at the data at once.
const READERS: usize = 4;

/// The queues of readers and of writers. A request that waits takes no thread, and requests are
/// served in the order in which they came.
pub(super) struct Turns {
    writing: Arc<Semaphore>,
    reading: Arc<Semaphore>,
}

impl Turns {
    pub(super) fn new() -> Self {
        Self {
            writing: Arc::new(Semaphore::new(1)),
            reading: Arc::new(Semaphore::new(READERS)),
        }
    }

    /// Waits until it is this request's turn, which ends when what is returned is dropped.
    pub(super) async fn turn(&self, needs: Needs) -> Option<OwnedSemaphorePermit> {
        let queue = match needs {
            Needs::Nothing | Needs::Body => return None,
            Needs::Reading => &self.reading,
            Needs::Writing => &self.writing,
        };
        Arc::clone(queue).acquire_owned().await.ok()
    }
}
