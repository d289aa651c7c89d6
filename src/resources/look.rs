//! Whether an object is there. Only proof counts.
//!
//! A document is the object only when it carries the `_id` that was asked for, and a list is a list only when every element
//! carries one: a proxy, a wrong base path or a server under maintenance may answer anything, and nothing of that may remove an
//! object from the state or put another one in its place.
//!
//! "It is gone" is said here alone, and in one way only: a list that answered without the object. A 404 on the object asks the
//! collection's list; a 404 there asks the project's list of apps; a 404 there is an error.

use std::time::{Duration, Instant};

use serde_json::Value as Json;

use crate::admin_api::{ApiError, Client, Reply, Request, segment};
use crate::engine::{Diagnostic, Value};
use crate::provider::Outcome;

use super::context::Api;
use super::spec::{Read, Spec};

/// Whether an object is there. A failed request is neither: it is an [`ApiError`].
#[derive(Debug, PartialEq)]
pub(super) enum Seen {
    Present(Json),
    Absent,
}

/// Where an object is, or where it shall be.
pub(super) struct Located {
    spec: &'static Spec,
    /// The path of its collection.
    pub(super) collection: String,
    /// Empty for an object that is not there yet.
    id: String,
    /// The path of its project's list of apps.
    apps: String,
    /// The id of the app that it is in; an app is in none.
    app: Option<String>,
}

/// How long to wait before a young object is looked for again.
const LOOK_AGAIN: Duration = Duration::from_millis(500);

impl Spec {
    /// Where the object of this state is.
    ///
    /// # Errors
    /// When a part of its path is missing.
    pub(super) fn locate(&'static self, state: &Value) -> Outcome<Located> {
        let located = self.locate_new(state)?;
        match located.id.is_empty() && !matches!(self.read, Read::WholeList(_)) {
            true => Err(vec![Diagnostic::bug(format!(
                "the state of {} has no id",
                self.describe(state)
            ))]),
            false => Ok(located),
        }
    }

    /// Where an object shall be that has no id yet.
    ///
    /// # Errors
    /// When a part of its path is missing.
    pub(super) fn locate_new(&'static self, values: &Value) -> Outcome<Located> {
        let text = |name: &str| values.get(name).as_str().map(str::to_owned);
        let collection = self.collection_path(values)?;
        let project = text("project_id").unwrap_or_default();
        let apps = format!("/groups/{}/apps", segment(&project));
        Ok(Located {
            spec: self,
            collection,
            id: text("id").unwrap_or_default(),
            apps,
            app: text("app_id"),
        })
    }

    /// The objects of a collection: all of them, each with an `_id`.
    ///
    /// # Errors
    /// See [`ApiError`]; [`ApiError::Unreadable`] when the answer is no such list.
    pub(super) async fn list(
        &self,
        client: &Client,
        collection: &str,
    ) -> Result<Vec<Json>, ApiError> {
        let request = self.list_request(collection);
        let reply = client.send(&request).await?;
        self.listed(&request, &reply).map(<[Json]>::to_vec)
    }

    /// The objects in the answer to [`Self::list_request`].
    pub(super) fn listed<'a>(
        &self,
        request: &Request,
        reply: &'a Reply,
    ) -> Result<&'a [Json], ApiError> {
        let list = match self.read {
            Read::InListField(field) | Read::WholeList(field) => {
                reply.body.as_ref().and_then(|body| body.get(field))
            }
            Read::ById | Read::InList => reply.body.as_ref(),
        };
        let list = list.and_then(Json::as_array).ok_or_else(|| {
            ApiError::unreadable(request, "it is not the list that was asked for")
        })?;
        match list.iter().all(|element| id_of(element).is_some()) {
            true => Ok(list),
            false => Err(ApiError::unreadable(
                request,
                "an element of the list has no _id",
            )),
        }
    }

    /// The object of this id, from an answer of its own.
    ///
    /// # Errors
    /// See [`ApiError`]; [`ApiError::Unreadable`] when the answer is another object, or none.
    pub(super) async fn fetch(
        &self,
        client: &Client,
        collection: &str,
        id: &str,
    ) -> Result<Json, ApiError> {
        let request = Request::get(format!("{collection}/{}", segment(id)))
            .revealing(self.secret_fields(false));
        let document = client.send(&request).await?.body.unwrap_or_default();
        match id_of(&document) {
            Some(found) if found == id => Ok(document),
            Some(_) => Err(ApiError::unreadable(
                &request,
                "it is another object: its _id is not the one that was asked for",
            )),
            None => Err(ApiError::unreadable(
                &request,
                "it is not the object that was asked for: it has no _id",
            )),
        }
    }
}

impl Located {
    /// The object's own path.
    pub(super) fn path(&self) -> String {
        format!("{}/{}", self.collection, segment(&self.id))
    }

    /// Looks at the object. A server's reads may lag behind its writes, so an object that is younger than the lag window is not
    /// gone before the window ends.
    ///
    /// # Errors
    /// See [`ApiError`]: when nothing proves that the object is there, or that it is gone.
    pub(super) async fn look(&self, api: &Api) -> Result<Seen, ApiError> {
        let mut window = Window::of(api, &[&self.id, self.app.as_deref().unwrap_or_default()]);
        loop {
            let seen = self.look_now(&api.client).await?;
            if seen != Seen::Absent || !window.wait(api, &Request::get(self.path())).await? {
                return Ok(seen);
            }
        }
    }

    /// The collection's list. Its app may have been made just now by a write that the server's reads do not show yet.
    ///
    /// # Errors
    /// See [`ApiError`].
    pub(super) async fn list(&self, api: &Api) -> Result<Vec<Json>, ApiError> {
        let mut window = Window::of(api, &[self.app.as_deref().unwrap_or_default()]);
        loop {
            match self.spec.list(&api.client, &self.collection).await {
                Err(error)
                    if error.is_404()
                        && window.wait(api, &Request::get(&*self.collection)).await? => {}
                outcome => return outcome,
            }
        }
    }

    /// Looks at the object as the server shows it now, however young it is.
    ///
    /// # Errors
    /// See [`ApiError`]: when nothing proves that the object is there, or that it is gone.
    pub(super) async fn look_now(&self, client: &Client) -> Result<Seen, ApiError> {
        let found = match self.spec.read {
            Read::ById => self
                .spec
                .fetch(client, &self.collection, &self.id)
                .await
                .map(Seen::Present),
            Read::InList | Read::InListField(_) => self
                .spec
                .list(client, &self.collection)
                .await
                .map(|list| self.among(list)),
            Read::WholeList(_) => self
                .spec
                .list(client, &self.collection)
                .await
                .map(|list| Seen::Present(Json::Array(list))),
        };
        match (found, self.spec.read) {
            (Err(error), Read::ById) if error.is_404() => self.ask_the_list(client).await,
            (Err(error), _) if error.is_404() => self.ask_the_apps(client, error).await,
            (outcome, _) => outcome,
        }
    }

    fn among(&self, list: Vec<Json>) -> Seen {
        list.into_iter()
            .find(|element| id_of(element) == Some(&self.id))
            .map_or(Seen::Absent, Seen::Present)
    }

    /// What a 404 of the object itself means.
    async fn ask_the_list(&self, client: &Client) -> Result<Seen, ApiError> {
        match self
            .spec
            .list(client, &self.collection)
            .await
            .map(|list| self.among(list))
        {
            Ok(Seen::Absent) => Ok(Seen::Absent),
            Ok(Seen::Present(_)) => Err(ApiError::unreadable(
                &Request::get(self.path()),
                "status 404, although the list of the collection has the object",
            )),
            Err(error) if error.is_404() => self.ask_the_apps(client, error).await,
            Err(error) => Err(error),
        }
    }

    /// What a 404 of the collection's list means.
    async fn ask_the_apps(&self, client: &Client, error: ApiError) -> Result<Seen, ApiError> {
        // The list that was not found is the list of apps itself: there is no such project.
        let Some(app) = &self.app else {
            return Err(error);
        };
        let apps = super::app::SPEC.list(client, &self.apps).await?;
        match apps.iter().any(|document| id_of(document) == Some(app)) {
            true => Err(ApiError::unreadable(
                &Request::get(&*self.collection),
                "status 404, although the project's list of apps has the app",
            )),
            false => Ok(Seen::Absent),
        }
    }
}

/// The time in which a server's reads may not show what was written. It is measured by this process's own clock: the server's may
/// be wrong, or stand still.
struct Window {
    /// When the youngest of the objects was made, in seconds since 1970; `None` where nothing is waited for.
    born: Option<u64>,
    /// Fixed at the first wait.
    ends: Option<Instant>,
}

impl Window {
    /// The window of the youngest of these objects.
    fn of(api: &Api, ids: &[&str]) -> Self {
        let born = ids.iter().filter_map(|id| time_of(id)).max();
        Self {
            born: born.filter(|_| !api.read_lag.is_zero()),
            ends: None,
        }
    }

    /// Waits a little; `false` when the window has ended. The window is at most as long as the lag, from the first look on.
    async fn wait(&mut self, api: &Api, request: &Request) -> Result<bool, ApiError> {
        let Some(born) = self.born else {
            return Ok(false);
        };
        let now = Instant::now();
        let ends = *self.ends.get_or_insert_with(|| {
            // How old the object is, nobody can tell who does not know the server's date.
            let age = api
                .client
                .server_date()
                .map_or(0, |server| server.saturating_sub(born));
            now + api.read_lag.saturating_sub(Duration::from_secs(age))
        });
        if now >= ends {
            return Ok(false);
        }
        api.client
            .pause(LOOK_AGAIN.min(ends - now), request)
            .await?;
        Ok(true)
    }
}

/// The path of a member of the collection; `None` where the document has no id.
pub(super) fn path_in(collection: &str, document: &Json) -> Option<String> {
    id_of(document).map(|id| format!("{collection}/{}", segment(id)))
}

/// The id that a document carries; an empty one is none.
pub(super) fn id_of(document: &Json) -> Option<&str> {
    document.get("_id")?.as_str().filter(|id| !id.is_empty())
}

/// When the object of this id was made, in seconds since 1970: the first four bytes of an ObjectId.
fn time_of(id: &str) -> Option<u64> {
    super::checks::is_object_id(id)
        .then(|| u64::from_str_radix(id.get(..8)?, 16).ok())
        .flatten()
}
