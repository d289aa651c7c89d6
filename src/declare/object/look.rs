//! Whether an object exists. Only proof counts.
//!
//! A document is accepted as the object only if it carries the requested `_id`. A list is accepted
//! only if every element carries an `_id`. A proxy, a wrong base path, or a server under
//! maintenance may answer anything, and such an answer must neither remove an object from the state
//! nor replace it by another object. An object without an ID is recognized by its declared shape.
//!
//! Only this file concludes that an object is gone, and only from a list that came without the
//! object. After a 404 for an object, the collection's list is read; after a 404 for the
//! collection, the parent's list. Without a parent, the 404 is an error.

use std::sync::Arc;

use serde_json::Value as Json;

use super::address::Address;
use super::window::Window;
use crate::admin_api::{ApiError, Client, Request, segment};
use crate::declare::context::Api;
use crate::declare::shape::listing::{Listing, id_of};
use crate::declare::shape::{decode, encode};
use crate::declare::words::{Attr, Change, Read, Sent, Spec};
use crate::engine::Value;

/// Whether an object exists. A failed request is neither: it is an [`ApiError`].
#[derive(Debug, PartialEq)]
pub(crate) enum Seen {
    Present(Json),
    Absent,
}

impl Spec {
    /// Returns all objects of a collection, each with an `_id`. Readers of one list share it.
    ///
    /// # Errors
    /// See [`ApiError`]. [`ApiError::Unreadable`] if the answer is not such a list.
    pub(crate) async fn list(
        &'static self,
        client: &Client,
        collection: &str,
    ) -> Result<Arc<Listing>, ApiError> {
        let request = self.list_request(collection);
        let understand = |request: &Request, reply| Listing::of(self, request, reply);
        client
            .read(&request, &Listing::form(self), understand)
            .await
    }

    /// Returns the object with this ID, by a GET of its own.
    ///
    /// # Errors
    /// See [`ApiError`]. [`ApiError::Unreadable`] if the answer is another object, or no object.
    pub(crate) async fn fetch(
        &self,
        client: &Client,
        collection: &str,
        id: &str,
    ) -> Result<Json, ApiError> {
        let request = Request::get(format!("{collection}/{}", segment(id)))
            .revealing(self.secret_fields(false));
        let mut document = client.send(&request).await?.body.unwrap_or_default();
        let why = match id_of(&document) {
            Some(found) if found == id => {
                if let Change::PartOf(part) = self.lifecycle.change {
                    let path = format!("{collection}/{}/{part}", segment(id));
                    document[part] = self.fetch_part(client, path).await?;
                }
                return Ok(document);
            }
            Some(_) => "it is another object: its _id is not the one that was asked for",
            None => "it is not the object that was asked for: it has no _id",
        };
        Err(ApiError::unreadable(&request, why))
    }

    /// Returns a part of an object, by a GET of its own.
    async fn fetch_part(&self, client: &Client, path: String) -> Result<Json, ApiError> {
        let request = Request::get(path).revealing(self.secret_fields(false));
        match client.send(&request).await?.body {
            Some(part @ Json::Object(_)) => Ok(part),
            _ => Err(ApiError::unreadable(
                &request,
                "it is not the part of an object that was asked for",
            )),
        }
    }

    /// Returns the complete document of an object that a list shows. The list may omit fields.
    ///
    /// # Errors
    /// As [`Self::fetch`].
    pub(crate) async fn whole(
        &self,
        client: &Client,
        collection: &str,
        listed: Json,
    ) -> Result<Json, ApiError> {
        match self.lifecycle.read {
            Read::ById => {
                let id = id_of(&listed).unwrap_or_default();
                self.fetch(client, collection, id).await
            }
            _ => Ok(listed),
        }
    }

    /// Reports whether a document without an ID can be the object: it has at least one declared
    /// field, and every declared field has its declared type.
    pub(crate) fn has_shape(&self, document: &Json) -> bool {
        let told = |attr: &&Attr| attr.sent == Sent::Body && attr.is_always_returned();
        let mut told = self.attrs.iter().filter(told);
        told.any(|attr| encode::lookup(attr, document).is_some())
            && decode::state(self, document, &Value::Null).is_ok()
    }
}

/// What one look finds.
enum Looked {
    Seen(Seen),
    /// The object's own read answers 404, and the list has the object: one of them lags, or answers for
    /// something else.
    Contradiction,
}

impl Address {
    /// Looks up the object. Reads may lag behind writes, so an object that is younger than the lag
    /// window does not count as gone until the window ends.
    ///
    /// # Errors
    /// See [`ApiError`]. Fails if there is proof neither that the object exists nor that it is
    /// gone.
    pub(crate) async fn look(&self, api: &Api) -> Result<Seen, ApiError> {
        let mut window = Window::of(api, &self.ids());
        let mut client = api.client.clone();
        loop {
            let looked = self.look_once(&client).await;
            let is_settled = match &looked {
                Ok(Looked::Seen(seen)) => *seen != Seen::Absent,
                Ok(Looked::Contradiction) => false,
                Err(error) => !error.is_404(),
            };
            if is_settled || !window.wait(api, &Request::get(self.path())).await? {
                return self.seen(looked?);
            }
            client = client.fresh();
        }
    }

    /// Returns the collection's list. Retries a 404 within the lag window, because the parent may
    /// be so new that reads do not show it yet.
    ///
    /// # Errors
    /// See [`ApiError`].
    pub(crate) async fn list(&self, api: &Api) -> Result<Arc<Listing>, ApiError> {
        let ids = self.parent.as_ref().map(|parent| parent.ids());
        let mut window = Window::of(api, &ids.unwrap_or_default());
        let mut client = api.client.clone();
        loop {
            let listed = self.spec.list(&client, &self.collection).await;
            let again = match &listed {
                Err(error) if error.is_404() => {
                    window.wait(api, &Request::get(&*self.collection)).await?
                }
                _ => false,
            };
            if !again {
                return listed;
            }
            client = client.fresh();
        }
    }

    /// Looks up the object once, without waiting for the lag window.
    ///
    /// # Errors
    /// See [`ApiError`]. Fails if there is proof neither that the object exists nor that it is
    /// gone.
    pub(crate) async fn look_now(&self, client: &Client) -> Result<Seen, ApiError> {
        self.seen(self.look_once(client).await?)
    }

    /// Returns what was seen.
    ///
    /// # Errors
    /// [`ApiError::Unreadable`] if the object's own read and the list contradict each other.
    fn seen(&self, looked: Looked) -> Result<Seen, ApiError> {
        match looked {
            Looked::Seen(seen) => Ok(seen),
            Looked::Contradiction => Err(ApiError::unreadable(
                &Request::get(self.path()),
                "status 404, although the list of the collection has the object",
            )),
        }
    }

    async fn look_once(&self, client: &Client) -> Result<Looked, ApiError> {
        let list = || self.spec.list(client, &self.collection);
        let found = match self.spec.lifecycle.read {
            Read::ById => {
                let id = self.id.as_deref().unwrap_or_default();
                let fetched = self.spec.fetch(client, &self.collection, id).await;
                match fetched.map(Seen::Present) {
                    Err(error) if error.is_404() => return self.ask_the_list(client).await,
                    found => found,
                }
            }
            Read::InList(_) => list().await.map(|list| self.among(&list)),
            Read::WholeList { .. } => {
                let list = list().await;
                list.map(|list| Seen::Present(Json::Array(list.to_vec())))
            }
            Read::Part => self.look_at_the_part(client).await,
            Read::Never => Ok(Seen::Present(Json::Null)),
        };
        let seen = match found {
            Err(error) if error.is_404() => self.ask_the_parent(client, error).await,
            found => found,
        };
        seen.map(Looked::Seen)
    }

    /// Returns the object in a list.
    fn among(&self, list: &Listing) -> Seen {
        let own = self.id.as_deref().and_then(|id| list.with_id(id));
        own.cloned().map_or(Seen::Absent, Seen::Present)
    }

    async fn look_at_the_part(&self, client: &Client) -> Result<Seen, ApiError> {
        let request = Request::get(&*self.collection).revealing(self.spec.secret_fields(false));
        let document = client.send(&request).await?.body.unwrap_or_default();
        match self.spec.has_shape(&document) {
            true => Ok(Seen::Present(document)),
            false => Err(ApiError::unreadable(
                &request,
                "it is not the object that was asked for: it has none of its fields",
            )),
        }
    }

    /// Interprets a 404 for the object by reading the collection's list.
    async fn ask_the_list(&self, client: &Client) -> Result<Looked, ApiError> {
        let listed = self.spec.list(client, &self.collection).await;
        match listed.map(|list| self.among(&list)) {
            Ok(Seen::Absent) => Ok(Looked::Seen(Seen::Absent)),
            Ok(Seen::Present(_)) => Ok(Looked::Contradiction),
            Err(error) if error.is_404() => {
                self.ask_the_parent(client, error).await.map(Looked::Seen)
            }
            Err(error) => Err(error),
        }
    }

    /// Interprets `error`, a 404 for the collection, by reading the parent's list.
    async fn ask_the_parent(&self, client: &Client, error: ApiError) -> Result<Seen, ApiError> {
        // This is the outermost list: no other list proves whether the collection exists.
        let Some(parent) = &self.parent else {
            return Err(error);
        };
        let listed = parent.spec.list(client, &parent.collection).await;
        match listed.map(|list| parent.among(&list)) {
            Ok(Seen::Absent) => Ok(Seen::Absent),
            // The parent exists. The object is gone only if the API returns the code for that.
            Ok(Seen::Present(_))
                if self.spec.gone_code.is_some() && error.code() == self.spec.gone_code =>
            {
                Ok(Seen::Absent)
            }
            Ok(Seen::Present(_)) => {
                let title = parent.spec.title;
                let plural = parent.spec.plural();
                let grandparent = parent.spec.parent.map_or("", |spec| spec.title);
                let why = format!(
                    "status 404, although the {grandparent}'s list of {plural} has the {title}"
                );
                Err(ApiError::unreadable(&Request::get(&*self.collection), why))
            }
            Err(error) if error.is_404() => Box::pin(parent.ask_the_parent(client, error)).await,
            Err(error) => Err(error),
        }
    }
}
