//! Whether an object is there. Only proof counts.
//!
//! A document is the object only when it carries the `_id` that was asked for, and a list is a list only when every element
//! carries one: a proxy, a wrong base path or a server under maintenance may answer anything, and nothing of that may remove an
//! object from the state or put another one in its place. What has no id is proven by its declared shape.
//!
//! "It is gone" is said here alone, and in one way only: a list that answered without the object. A 404 on the object asks the
//! collection's list; a 404 there asks the parent's; where there is no parent left, a 404 is an error.

use serde_json::Value as Json;

use super::address::Address;
use super::document::id_of;
use super::window::Window;
use crate::admin_api::{ApiError, Client, Request, segment};
use crate::declare::context::Api;
use crate::declare::shape::decode;
use crate::declare::words::{Attr, Change, Read, Sent, Spec};
use crate::engine::Value;

/// Whether an object is there. A failed request is neither: it is an [`ApiError`].
#[derive(Debug, PartialEq)]
pub(crate) enum Seen {
    Present(Json),
    Absent,
}

impl Spec {
    /// Returns the objects of a collection: all of them, each with an `_id`.
    ///
    /// # Errors
    /// See [`ApiError`]; [`ApiError::Unreadable`] when the answer is no such list.
    pub(crate) async fn list(
        &self,
        client: &Client,
        collection: &str,
    ) -> Result<Vec<Json>, ApiError> {
        let request = self.list_request(collection);
        let body = client.send(&request).await?.body.unwrap_or_default();
        self.listed(&request, body)
    }

    /// Returns the objects in the answer to [`Self::list_request`].
    pub(crate) fn listed(&self, request: &Request, mut body: Json) -> Result<Vec<Json>, ApiError> {
        let field = match self.lifecycle.read {
            Read::InList(field) | Read::WholeList { field, .. } => field,
            Read::ById | Read::Part | Read::Never => None,
        };
        let list = match field {
            Some(field) => body.get_mut(field).map(Json::take),
            None => Some(body),
        };
        let Some(Json::Array(list)) = list else {
            return Err(ApiError::unreadable(
                request,
                "it is not the list that was asked for",
            ));
        };
        // The elements of a list that is replaced as a whole need no ids.
        let have_ids = !matches!(self.lifecycle.change, Change::ReplaceAll);
        match !have_ids || list.iter().all(|element| id_of(element).is_some()) {
            true => Ok(list),
            false => Err(ApiError::unreadable(
                request,
                "an element of the list has no _id",
            )),
        }
    }

    /// Returns the object of this id, from an answer of its own.
    ///
    /// # Errors
    /// See [`ApiError`]; [`ApiError::Unreadable`] when the answer is another object, or none.
    pub(crate) async fn fetch(
        &self,
        client: &Client,
        collection: &str,
        id: &str,
    ) -> Result<Json, ApiError> {
        let request = Request::get(format!("{collection}/{}", segment(id)))
            .revealing(self.secret_fields(false));
        let document = client.send(&request).await?.body.unwrap_or_default();
        let why = match id_of(&document) {
            Some(found) if found == id => return Ok(document),
            Some(_) => "it is another object: its _id is not the one that was asked for",
            None => "it is not the object that was asked for: it has no _id",
        };
        Err(ApiError::unreadable(&request, why))
    }

    /// Reports whether a document without an id can be the object: it has a declared field, and none of another kind than declared.
    pub(crate) fn has_shape(&self, document: &Json) -> bool {
        let told = |attr: &&Attr| attr.sent == Sent::Body && attr.is_always_returned();
        let mut told = self.attrs.iter().filter(told);
        told.any(|attr| document.get(attr.name).is_some())
            && decode::state(self, document, &Value::Null).is_ok()
    }
}

impl Address {
    /// Looks at the object. A server's reads may lag behind its writes, so an object that is younger than the lag window is not
    /// gone before the window ends.
    ///
    /// # Errors
    /// See [`ApiError`]: when nothing proves that the object is there, or that it is gone.
    pub(crate) async fn look(&self, api: &Api) -> Result<Seen, ApiError> {
        let mut window = Window::of(api, &self.ids());
        loop {
            let seen = self.look_now(&api.client).await?;
            if seen != Seen::Absent || !window.wait(api, &Request::get(self.path())).await? {
                return Ok(seen);
            }
        }
    }

    /// Returns the collection's list. What it is in may have been made just now by a write that the server's reads do not show yet.
    ///
    /// # Errors
    /// See [`ApiError`].
    pub(crate) async fn list(&self, api: &Api) -> Result<Vec<Json>, ApiError> {
        let ids = self.parent.as_ref().map(|parent| parent.ids());
        let mut window = Window::of(api, &ids.unwrap_or_default());
        loop {
            let listed = self.spec.list(&api.client, &self.collection).await;
            let again = match &listed {
                Err(error) if error.is_404() => {
                    window.wait(api, &Request::get(&*self.collection)).await?
                }
                _ => false,
            };
            if !again {
                return listed;
            }
        }
    }

    /// Looks at the object as the server shows it now, however young it is.
    ///
    /// # Errors
    /// See [`ApiError`]: when nothing proves that the object is there, or that it is gone.
    pub(crate) async fn look_now(&self, client: &Client) -> Result<Seen, ApiError> {
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
            Read::InList(_) => list().await.map(|list| self.among(list)),
            Read::WholeList { .. } => list().await.map(|list| Seen::Present(Json::Array(list))),
            Read::Part => self.look_at_the_part(client).await,
            Read::Never => Ok(Seen::Present(Json::Null)),
        };
        match found {
            Err(error) if error.is_404() => self.ask_the_parent(client, error).await,
            found => found,
        }
    }

    fn among(&self, list: Vec<Json>) -> Seen {
        let own = list
            .into_iter()
            .find(|element| id_of(element) == self.id.as_deref());
        own.map_or(Seen::Absent, Seen::Present)
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

    /// What a 404 of the object itself means.
    async fn ask_the_list(&self, client: &Client) -> Result<Seen, ApiError> {
        let listed = self.spec.list(client, &self.collection).await;
        match listed.map(|list| self.among(list)) {
            Ok(Seen::Absent) => Ok(Seen::Absent),
            Ok(Seen::Present(_)) => Err(ApiError::unreadable(
                &Request::get(self.path()),
                "status 404, although the list of the collection has the object",
            )),
            Err(error) if error.is_404() => self.ask_the_parent(client, error).await,
            Err(error) => Err(error),
        }
    }

    /// What a 404 of the collection means, which `error` tells.
    async fn ask_the_parent(&self, client: &Client, error: ApiError) -> Result<Seen, ApiError> {
        // The list that was not found is the outermost one: nothing says whether its place is there.
        let Some(parent) = &self.parent else {
            return Err(error);
        };
        let listed = parent.spec.list(client, &parent.collection).await;
        match listed.map(|list| parent.among(list)) {
            Ok(Seen::Absent) => Ok(Seen::Absent),
            // The parent is there. The object is gone where the API says so by its own code.
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
