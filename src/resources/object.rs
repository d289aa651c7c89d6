//! One object of the API: where it is, what it is called, and whether it is there.

use std::time::Duration;

use serde_json::Value as Json;

use crate::admin_api::{ApiError, Client, Reply, Request, segment};
use crate::engine::{Diagnostic, Value};

use super::context::{Api, no_project};
use super::spec::{Read, Sent, Spec, Ty};
use crate::engine::network;

/// Whether an object is there. A failed request is neither: it is an [`ApiError`].
#[derive(Debug, PartialEq)]
pub(super) enum Seen {
    Present(Json),
    Absent,
}

impl Spec {
    /// The collection's path for the ids in `values`.
    pub(super) fn collection_path(&self, values: &Value) -> Result<String, Vec<Diagnostic>> {
        let mut path = self.collection.to_owned();
        for attr in self.attrs.iter().filter(|attr| attr.sent == Sent::Path) {
            match values.get(attr.name).as_str() {
                Some(id) => path = path.replace(&format!("{{{}}}", attr.name), &segment(id)),
                None if attr.name == "project_id" => return Err(vec![no_project(values.get(attr.name))]),
                None => return Err(vec![Diagnostic::bug(format!("{} has no {}", self.type_name(), attr.name))]),
            }
        }
        Ok(path)
    }

    /// The object's own path.
    pub(super) fn object_path(&self, values: &Value) -> Result<String, Vec<Diagnostic>> {
        let id = values.get("id").as_str().ok_or_else(|| vec![Diagnostic::bug(format!("{} has no id", self.type_name()))])?;
        Ok(format!("{}/{}", self.collection_path(values)?, segment(id)))
    }

    /// The object in words: `the secret "apiKey"`.
    pub(super) fn describe(&self, values: &Value) -> String {
        match self.natural_key_of(values) {
            Some(key) => format!("the {} {key:?}", self.title),
            None => match (self.attr("name"), values.get("name").as_str()) {
                (Some(_), Some(name)) => format!("the {} {name:?}", self.title),
                _ => format!("the {}", self.title),
            },
        }
    }

    /// The natural key as users write it: its attributes, separated by a space.
    pub(super) fn natural_key_of(&self, values: &Value) -> Option<String> {
        let parts: Vec<&str> = self.natural_key.iter().map(|name| values.get(name).as_str()).collect::<Option<_>>()?;
        (!parts.is_empty()).then(|| parts.join(" "))
    }

    /// The same of a document of the API.
    pub(super) fn natural_key_in(&self, document: &Json) -> Option<String> {
        let parts: Vec<&str> = self.natural_key.iter().map(|name| document.get(*name)?.as_str()).collect::<Option<_>>()?;
        (!parts.is_empty()).then(|| parts.join(" "))
    }

    /// Whether `document` has the natural key that a user wrote.
    pub(super) fn has_natural_key(&self, document: &Json, written: &str) -> bool {
        let Some(key) = self.natural_key_in(document) else { return false };
        let by_network = matches!(self.natural_key, [name] if self.attr(name).is_some_and(|attr| matches!(attr.ty, Ty::Address)));
        key == written || (by_network && network(&key).is_some() && network(&key) == network(written))
    }

    /// The object among `documents` that has, in every unique attribute, what `values` has.
    pub(super) fn find_same<'a>(&self, documents: &'a [Json], values: &Value) -> Option<&'a Json> {
        documents.iter().find(|document| {
            !self.unique.is_empty()
                && self.unique.iter().all(|name| {
                    let (theirs, ours) = (document.get(*name).and_then(Json::as_str), values.get(name).as_str());
                    let covered = |text: Option<&str>| text.and_then(network);
                    let by_network = self.attr(name).is_some_and(|attr| matches!(attr.ty, Ty::Address));
                    theirs.is_some() && (theirs == ours || (by_network && covered(theirs).is_some() && covered(theirs) == covered(ours)))
                })
        })
    }

    /// The request that lists the collection.
    pub(super) fn list_request(&self, collection: &str) -> Request {
        let request = Request::get(collection).revealing(self.secret_fields(false));
        match self.list_query {
            Some((name, value)) => request.with_query(name, value),
            None => request,
        }
    }

    /// The objects in the answer to [`Self::list_request`].
    pub(super) fn listed<'a>(&self, request: &Request, reply: &'a Reply) -> Result<&'a [Json], ApiError> {
        let list = match self.read {
            Read::InListField(field) | Read::WholeList(field) => reply.body.get(field),
            Read::ById | Read::InList => Some(&reply.body),
        };
        // An empty list is written as null by some servers in Go.
        match list {
            Some(Json::Array(list)) => Ok(list),
            Some(Json::Null) if !reply.is_empty => Ok(&[]),
            _ => Err(ApiError::unreadable(request, "it is not the list that was asked for")),
        }
    }

    /// Looks at the object. A server's reads may lag behind its writes, so an object that is younger than `lag` is not gone
    /// before it is older than that.
    pub(super) async fn look(&self, api: &Api, values: &Value) -> Result<Result<Seen, ApiError>, Vec<Diagnostic>> {
        loop {
            let seen = self.look_once(&api.client, values).await?;
            let born = values.get("id").as_str().and_then(time_of);
            let young = born.zip(api.client.server_date()).is_some_and(|(born, now)| now < born + api.read_lag.as_secs());
            if seen != Ok(Seen::Absent) || !young {
                return Ok(seen);
            }
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }

    /// The object is gone in two cases only: the API says of the object itself that it is not found, or a list that came does
    /// not have it. An answer that speaks of the app or the project counts only after the app was asked.
    async fn look_once(&self, client: &Client, values: &Value) -> Result<Result<Seen, ApiError>, Vec<Diagnostic>> {
        let (collection, id) = (self.collection_path(values)?, values.get("id").as_str().unwrap_or_default());
        let request = match self.read {
            Read::ById => Request::get(self.object_path(values)?).revealing(self.secret_fields(false)),
            Read::InList | Read::InListField(_) | Read::WholeList(_) => self.list_request(&collection),
        };
        let seen = match client.send(&request).await {
            Ok(reply) => match self.read {
                Read::ById if reply.body.is_object() => Ok(Seen::Present(reply.body)),
                Read::ById => Err(ApiError::unreadable(&request, "it is no document")),
                Read::WholeList(_) => self.listed(&request, &reply).map(|list| Seen::Present(Json::Array(list.to_vec()))),
                Read::InList | Read::InListField(_) => self.listed(&request, &reply).map(|list| {
                    let found = list.iter().find(|document| document.get("_id").and_then(Json::as_str) == Some(id));
                    found.map_or(Seen::Absent, |document| Seen::Present(document.clone()))
                }),
            },
            Err(error) => self.judge_absence(client, values, error).await,
        };
        Ok(seen)
    }

    /// What a failed look means.
    async fn judge_absence(&self, client: &Client, values: &Value, error: ApiError) -> Result<Seen, ApiError> {
        if !error.says_not_found() {
            return Err(error);
        }
        let app = match (values.get("project_id").as_str(), values.get("app_id").as_str()) {
            (Some(project), Some(app)) => format!("/groups/{}/apps/{}", segment(project), segment(app)),
            // An app: it has no parent that could be asked.
            _ if speaks_of_the_project(&error) => return Err(error),
            _ => return Ok(Seen::Absent),
        };
        if self.read == Read::ById && !speaks_of_a_parent(&error) {
            return Ok(Seen::Absent);
        }
        match client.send(&Request::get(app)).await {
            Err(gone) if gone.says_not_found() && !speaks_of_the_project(&gone) => Ok(Seen::Absent),
            Err(other) => Err(other),
            // The app is there, so the first answer means something else.
            Ok(_) => Err(error),
        }
    }
}

/// How long to wait before a young object is looked for again.
const LOOK_AGAIN: Duration = Duration::from_millis(500);

/// When the object of this id was made, in seconds since 1970: the first four bytes of an ObjectId.
fn time_of(id: &str) -> Option<u64> {
    (id.len() == 24).then(|| u64::from_str_radix(id.get(..8)?, 16).ok()).flatten()
}

fn speaks_of_a_parent(error: &ApiError) -> bool {
    speaks_of_the_project(error)
        || matches!(error, ApiError::Refused { code, message, .. } if code.as_deref() == Some("AppNotFound") || message.contains("app not found"))
}

fn speaks_of_the_project(error: &ApiError) -> bool {
    matches!(error, ApiError::Refused { code, message, .. } if code.as_deref() == Some("GroupNotFound") || message.contains("group"))
}
