//! The list of a collection as it was answered, shared by all who read it.

use std::collections::HashMap;
use std::ops::Deref;

use serde_json::Value as Json;

use crate::admin_api::{ApiError, Reply, Request};
use crate::declare::words::{Change, Read, Spec};

/// Returns the ID that a document carries. An empty ID counts as none.
pub(crate) fn id_of(document: &Json) -> Option<&str> {
    document.get("_id")?.as_str().filter(|id| !id.is_empty())
}

/// The documents of a collection, found by their IDs.
#[derive(Debug)]
pub(crate) struct Listing {
    documents: Vec<Json>,
    places: HashMap<String, usize>,
}

impl Listing {
    /// Returns the list in the answer to [`Spec::list_request`].
    ///
    /// # Errors
    /// [`ApiError::Unreadable`] if the answer is not such a list.
    pub(crate) fn of(spec: &Spec, request: &Request, reply: Reply) -> Result<Self, ApiError> {
        let mut body = reply.body.unwrap_or_default();
        let list = match field(spec) {
            Some(field) => body.get_mut(field).map(Json::take),
            None => Some(body),
        };
        let Some(Json::Array(documents)) = list else {
            let why = "it is not the list that was asked for";
            return Err(ApiError::unreadable(request, why));
        };
        let places: HashMap<String, usize> = documents
            .iter()
            .enumerate()
            .filter_map(|(place, document)| Some((id_of(document)?.to_owned(), place)))
            .collect();
        match !have_ids(spec) || documents.iter().all(|element| id_of(element).is_some()) {
            true => Ok(Self { documents, places }),
            false => Err(ApiError::unreadable(
                request,
                "an element of the list has no _id",
            )),
        }
    }

    /// Returns the name of the form in which the lists of this type are read. Types that manage the
    /// same list share it.
    pub(crate) fn form(spec: &Spec) -> String {
        format!("{:?} {}", field(spec), have_ids(spec))
    }

    /// Returns the document with this ID.
    pub(crate) fn with_id(&self, id: &str) -> Option<&Json> {
        self.documents.get(*self.places.get(id)?)
    }
}

/// Returns the field of the answer that has the list.
const fn field(spec: &Spec) -> Option<&'static str> {
    match spec.lifecycle.read {
        Read::InList(field) | Read::WholeList { field, .. } => field,
        Read::ById | Read::Part | Read::Never => None,
    }
}

/// Reports whether every element has an ID. A list that is replaced as a whole needs none.
const fn have_ids(spec: &Spec) -> bool {
    !matches!(spec.lifecycle.change, Change::ReplaceAll)
}

impl Deref for Listing {
    type Target = [Json];

    fn deref(&self) -> &[Json] {
        &self.documents
    }
}
