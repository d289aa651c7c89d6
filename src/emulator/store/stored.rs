//! Rows of the store, as they are copied between views and restored.

use serde_json::Value as Json;

/// An object of an app as it is stored, in any of its collections.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Stored {
    /// The ID of the object that the object is in.
    pub(crate) parent: String,
    pub(crate) collection: String,
    pub(crate) id: String,
    /// What the object is known by in its place.
    pub(crate) name: Option<String>,
    pub(crate) body: Json,
}

/// What was before the first write of a transaction to an object; without a body, there was nothing.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Change {
    pub(crate) parent: String,
    pub(crate) collection: String,
    pub(crate) id: String,
    /// What the object was known by in its place.
    pub(crate) name: Option<String>,
    pub(crate) before: Option<Json>,
}

/// What identifies an object in a view of an app.
pub(super) type Identity = (String, String, String);

impl Stored {
    /// Returns what identifies the object in its view.
    pub(crate) fn identity(&self) -> Identity {
        (
            self.collection.clone(),
            self.parent.clone(),
            self.id.clone(),
        )
    }
}
