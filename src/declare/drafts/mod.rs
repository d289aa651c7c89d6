//! Drafts, in which changes of an app wait until they are deployed together.
//!
//! A user has one draft of an app, and while it is open, all of his changes wait in it. So before the first
//! write of a process to an app, a look says whether a draft is open. With `draft = true`, the process opens
//! one. It continues a draft that was open before only if the draft is known to be its own: because a
//! process in the same working directory opened it and has ended, or because the provider block names it.

mod deploy;
mod notes;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value as Json;

use crate::admin_api::{ApiError, Client, Reply, Request};
use crate::declare::words::is_object_id;
pub(crate) use deploy::{Deployment, Ended};
use notes::Notes;

/// The drafts of a configured provider.
pub(crate) struct Drafts {
    /// Whether changes wait in drafts.
    is_wanted: bool,
    /// The draft that the provider block names.
    named: Option<String>,
    notes: Notes,
    apps: Mutex<HashMap<String, Arc<tokio::sync::Mutex<Option<Standing>>>>>,
}

/// How this process writes to an app.
#[derive(Clone)]
enum Standing {
    /// At once.
    Live,
    /// Into the draft with this ID, which it has opened or continued.
    In(String),
}

/// An open draft of an app.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Open {
    pub(crate) id: String,
    /// Whether the draft is known to be of this configuration.
    pub(crate) is_ours: bool,
}

/// Why nothing can be written to an app.
pub(crate) enum Refused {
    /// A draft is open that is not known to be of this configuration.
    Foreign(Foreign),
    Api(Box<ApiError>),
}

/// A draft that is not known to be of this configuration.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Foreign {
    pub(crate) id: String,
    /// How long ago the draft was opened, in seconds.
    pub(crate) age: Option<u64>,
    /// Whether changes wait in drafts.
    pub(crate) is_wanted: bool,
}

impl From<ApiError> for Refused {
    fn from(error: ApiError) -> Self {
        Self::Api(Box::new(error))
    }
}

impl Drafts {
    /// Returns the drafts of a provider with these settings. `folder` is where processes in this working
    /// directory note what they have opened.
    pub(crate) fn new(is_wanted: bool, named: Option<String>, folder: Option<PathBuf>) -> Self {
        Self {
            is_wanted,
            named,
            notes: Notes::in_folder(folder),
            apps: Mutex::default(),
        }
    }

    /// Makes sure that a write to the app waits in a draft, or that no draft holds it back.
    ///
    /// # Errors
    /// If a draft is open that is not known to be of this configuration, or the API cannot tell.
    pub(crate) async fn before_write(&self, client: &Client, app: &str) -> Result<(), Refused> {
        let standing = self.standing(app);
        let mut standing = standing.lock().await;
        if standing.is_some() {
            return Ok(());
        }
        let open = match self.find(client, app).await {
            // A server without drafts holds nothing back.
            Err(error) if !self.is_wanted && has_no_drafts(&error) => None,
            // The write itself finds out that the app is gone.
            Err(error) if is_app_gone(&error) => return Ok(()),
            found => found?,
        };
        *standing = Some(match open {
            None if self.is_wanted => {
                let id = open_one(client, app).await?;
                self.notes.take(&id, app);
                Standing::In(id)
            }
            None => Standing::Live,
            Some(id) if self.is_wanted && self.continues(client, app, &id).await? => {
                Standing::In(id)
            }
            Some(id) => {
                return Err(Refused::Foreign(Foreign {
                    age: age(client, &id),
                    id,
                    is_wanted: self.is_wanted,
                }));
            }
        });
        Ok(())
    }

    /// Returns the open draft of an app.
    ///
    /// # Errors
    /// See [`ApiError`].
    pub(crate) async fn open(&self, client: &Client, app: &str) -> Result<Option<Open>, ApiError> {
        let standing = self.standing(app);
        let standing = standing.lock().await;
        let Some(id) = self.find(client, app).await? else {
            return Ok(None);
        };
        let is_written = matches!(&*standing, Some(Standing::In(own)) if *own == id);
        Ok(Some(Open {
            is_ours: is_written || self.is_ours(&id, app),
            id,
        }))
    }

    /// Discards a draft.
    ///
    /// # Errors
    /// See [`ApiError`].
    pub(crate) async fn discard(
        &self,
        client: &Client,
        app: &str,
        draft: &str,
    ) -> Result<(), ApiError> {
        let standing = self.standing(app);
        let mut standing = standing.lock().await;
        self.throw_away(client, app, draft).await?;
        *standing = None;
        Ok(())
    }

    async fn throw_away(&self, client: &Client, app: &str, draft: &str) -> Result<(), ApiError> {
        let request = Request::delete(format!("{app}/drafts/{draft}"));
        let sent = client.send(&request).await.map(drop);
        if sent.as_ref().err().is_none_or(|error| error.is_404()) {
            self.notes.forget(draft);
        }
        sent
    }

    /// Reports whether a draft holds changes.
    ///
    /// # Errors
    /// See [`ApiError`].
    pub(crate) async fn has_changes(
        &self,
        client: &Client,
        app: &str,
        draft: &str,
    ) -> Result<bool, ApiError> {
        let request = Request::get(format!("{app}/drafts/{draft}/diff"));
        let diff = client.fresh().send(&request).await?.body;
        Ok(diff.is_some_and(|diff| is_filled(&diff)))
    }

    /// Continues an open draft if it is of this configuration and no other process works on it.
    async fn continues(&self, client: &Client, app: &str, draft: &str) -> Result<bool, ApiError> {
        if !self.is_ours(draft, app) || !self.notes.take(draft, app) {
            return Ok(false);
        }
        // Another process may have ended the draft before the note was taken.
        let is_open = self.find(client, app).await?.as_deref() == Some(draft);
        if !is_open {
            self.notes.forget(draft);
        }
        Ok(is_open)
    }

    fn is_ours(&self, draft: &str, app: &str) -> bool {
        self.named.as_deref() == Some(draft) || self.notes.knows(draft, app)
    }

    fn standing(&self, app: &str) -> Arc<tokio::sync::Mutex<Option<Standing>>> {
        let mut apps = self.apps.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(apps.entry(app.to_owned()).or_default())
    }

    /// Returns the ID of the open draft. The description has one object, and servers answer with a list.
    async fn find(&self, client: &Client, app: &str) -> Result<Option<String>, ApiError> {
        let request = Request::get(format!("{app}/drafts"));
        let body = client.fresh().send(&request).await?.body;
        let id = |one: &Json| one["_id"].as_str().map(str::to_owned);
        match body.unwrap_or_default() {
            Json::Array(drafts) => Ok(drafts.iter().find_map(id)),
            draft @ Json::Object(_) => Ok(id(&draft)),
            Json::Null => Ok(None),
            _ => Err(ApiError::unreadable(
                &request,
                "it is not the draft that was asked for",
            )),
        }
    }
}

/// Opens a draft. After a lost answer, the draft that is open is the one that was asked for, because none
/// was open before.
async fn open_one(client: &Client, app: &str) -> Result<String, ApiError> {
    let path = format!("{app}/drafts");
    let request = Request::post(path.clone());
    let look = |client: Client| {
        let path = path.clone();
        async move {
            let drafts = list(&client, &path).await?;
            Ok(drafts.into_iter().next().map(Reply::found))
        }
    };
    let reply = client.send_once(&request, look).await?;
    let made = reply.body.unwrap_or_default();
    match made["_id"].as_str() {
        Some(id) => Ok(id.to_owned()),
        None => Err(ApiError::unreadable(
            &request,
            "it is not the draft that was asked for",
        )),
    }
}

async fn list(client: &Client, path: &str) -> Result<Vec<Json>, ApiError> {
    let request = Request::get(path.to_owned());
    match client.send(&request).await?.body {
        Some(Json::Array(all)) => Ok(all),
        _ => Err(ApiError::unreadable(
            &request,
            "it is not the list that was asked for",
        )),
    }
}

/// Reports whether an error says that the server has no drafts.
fn has_no_drafts(error: &ApiError) -> bool {
    matches!(error.status(), Some(404 | 405 | 501)) && !is_app_gone(error)
}

/// Reports whether an error says that the app is gone. A 404 without this code says nothing of the app.
pub(crate) fn is_app_gone(error: &ApiError) -> bool {
    error.is_404() && error.code() == Some("AppNotFound")
}

/// Reports whether a document has a list with something in it.
fn is_filled(document: &Json) -> bool {
    match document {
        Json::Array(elements) => !elements.is_empty(),
        Json::Object(fields) => fields.values().any(is_filled),
        _ => false,
    }
}

/// Returns how long ago a draft was opened, in seconds, by the server's clock.
fn age(client: &Client, draft: &str) -> Option<u64> {
    let born = is_object_id(draft).then(|| u64::from_str_radix(&draft[..8], 16).ok())??;
    Some(client.server_date()?.saturating_sub(born))
}
