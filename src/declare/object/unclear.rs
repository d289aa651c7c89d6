//! Creations that were not answered: whether the object is there, and whether it is ours.
//!
//! A creation must not be made twice, so its collection is read before it is sent again. An object is
//! ours if it was not there before, has our name and our content, and was created since, which its
//! ObjectId tells by the server's clock. In all other cases nothing is taken over.

use std::sync::{Mutex, PoisonError};

use serde_json::Value as Json;

use super::Change;
use super::address::Address;
use super::remove::delete_object;
use super::update::shows;
use super::window::{Window, time_of};
use crate::admin_api::{ApiError, Client, Reply, Request};
use crate::declare::context::Api;
use crate::declare::shape::listing::{Listing, id_of};
use crate::declare::words::{Returned, Spec};
use crate::engine::Block;

/// A creation, and what is known of it.
pub(super) struct Creation<'a> {
    pub(super) api: &'a Api,
    pub(super) at: &'a Address,
    pub(super) block: &'a Block,
    pub(super) change: &'a Change<'a>,
    pub(super) request: &'a Request,
    /// The collection before the creation.
    pub(super) before: &'a Listing,
    /// The server's clock before the creation, in seconds since 1970.
    pub(super) since: Option<u64>,
    pub(super) known: Mutex<Known>,
}

/// What is known of a creation beside its answers.
#[derive(Clone, Debug, Default)]
pub(super) enum Known {
    /// Every attempt was answered.
    #[default]
    Answered,
    /// Nothing: an attempt was not answered, and the collection could not be read since.
    Nothing,
    /// There is no such object.
    NotMade,
    /// There is an object of the name, and nothing proves that it is ours.
    Other(Json),
}

impl Known {
    /// Returns the object of the name that may be another's.
    pub(super) const fn other(&self) -> Option<&Json> {
        match self {
            Self::Other(found) => Some(found),
            _ => None,
        }
    }
}

impl Creation<'_> {
    /// Sends the creation until its outcome is known. Returns the new object's document, which may
    /// be a summary.
    ///
    /// # Errors
    /// See [`ApiError`]. `known` tells what was found out.
    pub(super) async fn send(&self) -> Result<Json, ApiError> {
        let look = |client: Client| async move {
            self.learn(Known::Nothing);
            let made = self.look(&self.api.by(client)).await?;
            Ok(made.map(Reply::found))
        };
        let reply = match self.api.client.send_once(self.request, look).await {
            // An earlier attempt was done, although the list did not show it yet.
            Err(error) if error.is_conflict() && !self.has_answers_alone() => {
                return match self.api.client.deciding(self.request, look).await {
                    Ok(Some(made)) => Ok(made.body.unwrap_or_default()),
                    Ok(None) => Err(error),
                    Err(_) => Err(self
                        .undecided("it refuses the name, which an earlier attempt may have given")),
                };
            }
            reply => reply?,
        };
        let answer = reply.body.unwrap_or_default();
        let why = match id_of(&answer) {
            None => "it has no _id",
            Some(id) if self.was_there(id) => "its _id is that of an object that was there before",
            Some(_) => return Ok(answer),
        };
        let strange = ApiError::unreadable(self.request, why);
        let looking = self.api.client.deciding(self.request, look);
        match looking.await.ok().flatten().and_then(|made| made.body) {
            Some(made) => Ok(made),
            None => Err(strange),
        }
    }

    /// Returns the object that the creation made, or `None` if it made none, so that it may be sent
    /// again. An object whose secret only the lost answer had is deleted.
    ///
    /// # Errors
    /// If neither can be proven.
    async fn look(&self, api: &Api) -> Result<Option<Json>, ApiError> {
        let spec = self.at.spec;
        if spec.unique.is_empty() {
            return Err(self.undecided("objects of this type have no names"));
        }
        let mut window = Window::of_a_write(api);
        let found = loop {
            let list = self.at.list(api).await?;
            let is_old = |id: &str| self.was_there(id) || api.journal.is_held(id);
            let is_new = |document: &&Json| !id_of(document).is_some_and(is_old);
            let new = list.iter().filter(is_new);
            if let Some(found) = spec.find_same(new, self.change.planned) {
                break found.clone();
            }
            if window.wait(api, self.request).await? {
                continue;
            }
            if !window.is_complete() {
                return Err(self.undecided("there was no time to wait for reads that lag"));
            }
            self.learn(Known::NotMade);
            return Ok(None);
        };
        self.learn(Known::Other(found.clone()));
        let id = id_of(&found).unwrap_or_default();
        if self.since.is_none() || time_of(id) < self.since {
            return Err(self.undecided("it may be older"));
        }
        let whole = spec.whole(&api.client, &self.at.collection, found);
        let whole = whole.await?;
        if !shows(spec, self.block, &whole, self.change) {
            return Err(self.undecided("it has another content"));
        }
        if !reveals_once(spec) {
            return Ok(Some(whole));
        }
        delete_object(api, &self.at.with_id(&whole)).await?;
        self.learn(Known::NotMade);
        Ok(None)
    }

    fn was_there(&self, id: &str) -> bool {
        self.before.with_id(id).is_some()
    }

    fn undecided(&self, why: &str) -> ApiError {
        ApiError::unreadable(self.request, why)
    }

    fn learn(&self, known: Known) {
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = known;
    }

    /// Reports whether every attempt was answered.
    fn has_answers_alone(&self) -> bool {
        matches!(self.known(), Known::Answered)
    }

    /// Returns what is known of the creation.
    pub(super) fn known(&self) -> Known {
        self.known
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

/// Reports whether only the answer to a creation carries an attribute of the object.
pub(super) fn reveals_once(spec: &Spec) -> bool {
    let mut attrs = spec.attrs.iter();
    attrs.any(|attr| matches!(attr.returned, Returned::AtCreate))
}
