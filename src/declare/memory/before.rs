//! The collections as they were before this process created anything in them.
//!
//! Each creation wants to know which names are taken. One list tells all of them: names that were
//! taken since are refused by the API itself, or were taken by this process.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::OnceCell;

use crate::declare::shape::listing::Listing;

/// What was there, by the path of the collection.
#[derive(Default)]
pub(crate) struct Before(Mutex<Known>);

#[derive(Default)]
struct Known {
    lists: HashMap<String, Arc<OnceCell<Arc<Listing>>>>,
    /// The names that this process has given, each with its collection.
    given: HashSet<(String, String)>,
}

impl Before {
    /// Returns the list of the collection, which `read` reads the first time.
    ///
    /// # Errors
    /// As `read`. The next call reads again.
    pub(crate) async fn list<E, F>(
        &self,
        collection: &str,
        read: impl FnOnce() -> F,
    ) -> Result<Arc<Listing>, E>
    where
        F: Future<Output = Result<Arc<Listing>, E>>,
    {
        let cell = Arc::clone(self.known().lists.entry(collection.to_owned()).or_default());
        cell.get_or_try_init(read).await.map(Arc::clone)
    }

    /// Records that this process has given a name in the collection.
    pub(crate) fn gave(&self, collection: &str, name: String) {
        self.known().given.insert((collection.to_owned(), name));
    }

    /// Reports whether this process has given the name.
    pub(crate) fn has_given(&self, collection: &str, name: &str) -> bool {
        let given = (collection.to_owned(), name.to_owned());
        self.known().given.contains(&given)
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
