//! Whether a write was done.
//!
//! The API answers a write with status 204 and no body, or with the object. Anything else that looks like success (`{}` from a proxy
//! or a load balancer, an empty page) proves nothing, and the API itself answers some calls so; then the object itself is asked. So it
//! is where the answer shows the object as it was before.

use std::time::{Duration, Instant};

use serde_json::Value as Json;

use super::address::Address;
use super::document::id_of;
use super::look::Seen;
use crate::admin_api::{ApiError, Client, Reply, Request};
use crate::declare::context::Api;

/// How long to wait before an object is asked again whether a write was done.
const ASK_AGAIN: Duration = Duration::from_millis(500);

/// The answer to a write about an existing object.
#[derive(Debug)]
pub(super) enum Answered {
    /// The answer has the object.
    With(Json),
    /// The write was done.
    Done,
    /// The answer does not say.
    Unproven,
}

/// Sends a write about the object of this id. One without an id of its own is never in an answer for certain.
///
/// # Errors
/// See [`ApiError`]; [`ApiError::Unreadable`] when the answer is about another object, or is no document.
pub(super) async fn write(
    client: &Client,
    request: &Request,
    id: Option<&str>,
) -> Result<Answered, ApiError> {
    let Reply { status, body } = client.send(request).await?;
    let body = body.unwrap_or_default();
    match (&body, id_of(&body)) {
        (Json::Object(_), _) if id.is_none() => Ok(Answered::Unproven),
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

/// Asks the object until it is as the write should have left it, for as long as reads may lag behind writes.
///
/// # Errors
/// See [`ApiError`]; [`ApiError::Unreadable`] when nothing proves the write.
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

/// The same, with `false` where the object is not so.
pub(super) async fn shows(
    api: &Api,
    at: &Address,
    done: impl Fn(&Seen) -> bool,
) -> Result<bool, ApiError> {
    let ends = Instant::now() + api.read_lag;
    loop {
        if done(&at.look_now(&api.client).await?) {
            return Ok(true);
        }
        let now = Instant::now();
        if now >= ends {
            return Ok(false);
        }
        let pause = ASK_AGAIN.min(ends - now);
        api.client.pause(pause, &Request::get(at.path())).await?;
    }
}
