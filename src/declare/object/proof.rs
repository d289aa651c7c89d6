//! Whether a write was done.
//!
//! The API answers a write with status 204 and no body, or with the object. Any other apparent
//! success (`{}` from a proxy or a load balancer, an empty page) proves nothing, although the API
//! itself answers some calls so. In that case the object is read. The object is also read if the
//! answer shows its old values.

use std::time::Duration;

use serde_json::Value as Json;

use super::address::Address;
use super::look::Seen;
use crate::admin_api::{ApiError, Client, Reply, Request};
use crate::declare::context::Api;
use crate::declare::shape::listing::id_of;

/// How long to wait before reading an object again to confirm a write.
const ASK_AGAIN: Duration = Duration::from_millis(500);

/// The answer to a write about an existing object.
#[derive(Debug)]
pub(super) enum Answered {
    /// The answer carries the object.
    With(Json),
    /// The write was done.
    Done,
    /// The answer proves nothing.
    Unproven,
}

/// Sends a write to the object with this ID. An answer never counts as an object that has no ID of
/// its own.
///
/// # Errors
/// See [`ApiError`]. [`ApiError::Unreadable`] if the answer is another object, or not a document.
pub(super) async fn write(
    client: &Client,
    request: &Request,
    id: Option<&str>,
) -> Result<Answered, ApiError> {
    answered(client.send(request).await?, request, id)
}

/// Returns what a reply to a write says about the object with this ID.
///
/// # Errors
/// [`ApiError::Unreadable`] if the answer is another object, or not a document.
pub(super) fn answered(
    reply: Reply,
    request: &Request,
    id: Option<&str>,
) -> Result<Answered, ApiError> {
    let Reply { status, body } = reply;
    let body = body.unwrap_or_default();
    match (&body, id_of(&body)) {
        (Json::Object(_) | Json::Array(_), _) if id.is_none() => Ok(Answered::Unproven),
        (_, Some(found)) if Some(found) == id => Ok(Answered::With(body)),
        (Json::Object(fields), None) if !fields.contains_key("_id") => Ok(Answered::Unproven),
        (Json::Null, _) if status == 204 => Ok(Answered::Done),
        (Json::Null, _) => Ok(Answered::Unproven),
        (Json::Object(_), _) => Err(ApiError::unreadable(
            request,
            "it is about another object: its _id is not the one that was asked for",
        )),
        _ => Err(ApiError::unreadable(request, "it is no document")),
    }
}

/// Reads the object until it satisfies `done`, for as long as reads may lag behind writes.
///
/// # Errors
/// See [`ApiError`]. [`ApiError::Unreadable`] if nothing proves that the write was done.
pub(super) async fn confirm(
    api: &Api,
    at: &Address,
    write: &Request,
    done: impl Fn(&Seen) -> bool,
) -> Result<(), ApiError> {
    match shows(api, at, done).await? {
        true => Ok(()),
        false => Err(ApiError::unreadable(
            write,
            "it does not say that the write was done, and the object does not show it",
        )),
    }
}

/// Like [`confirm`], but returns `false` if the object never satisfies `done`. An interrupt ends the
/// look after 5 seconds, because it decides what the state says.
pub(super) async fn shows(
    api: &Api,
    at: &Address,
    done: impl Fn(&Seen) -> bool,
) -> Result<bool, ApiError> {
    let request = Request::get(at.path());
    let look = |client: Client| async move {
        let ends = client.now() + api.read_lag.min(client.left());
        loop {
            if done(&at.look_now(&client).await?) {
                return Ok(true);
            }
            let now = client.now();
            if now >= ends {
                return Ok(false);
            }
            let pause = ASK_AGAIN.min(ends - now);
            client.pause(pause, &Request::get(at.path())).await?;
        }
    };
    api.client.deciding(&request, look).await
}
