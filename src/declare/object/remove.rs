//! Removes objects.

use serde_json::Value as Json;

use super::address::Address;
use super::failure::{Cause, Failure};
use super::look::Seen;
use super::proof::{Answered, answered, confirm, shows, write};
use super::{Current, body, members, rivals};
use crate::admin_api::{ApiError, Client, Repeat, Reply, Request};
use crate::declare::context::Api;
use crate::declare::report::sentence;
use crate::declare::shape::decode::means_the_same;
use crate::declare::words::{Change as How, Literal, Remove, Spec};
use crate::engine::{Diagnostic, Diagnostics, Value};

/// Removes an object in the way that its declaration states. Returns warnings.
///
/// # Errors
/// See [`Failure`].
pub(crate) async fn remove(
    spec: &'static Spec,
    api: &Api,
    current: &Current<'_>,
) -> Result<Diagnostics, Failure> {
    let state = current.state;
    let verb = match spec.lifecycle.remove {
        Remove::Delete => "delete",
        Remove::Reset(_) => "reset",
        Remove::Empty | Remove::Nothing => "clear",
    };
    let failure = |cause: Cause| {
        Failure::new(
            format!("{verb} {}", spec.describe(state)),
            spec,
            state,
            cause,
        )
    };
    let at = spec.locate(state).map_err(failure)?;
    at.before_write(api).await.map_err(failure)?;
    match spec.lifecycle.remove {
        Remove::Delete => delete(api, &at, current).await.map_err(failure),
        Remove::Reset(fields) => reset(api, &at, state, fields).await.map_err(failure),
        Remove::Empty => match spec.lifecycle.change {
            How::ByMembers(_) => members::clear(api, &at, current).await.map_err(failure),
            _ => replace_by_nothing(api, &at)
                .await
                .map_err(|error| failure(error.into())),
        },
        Remove::Nothing => Ok(left(spec, state).into()),
    }
}

/// Returns the warning for an object that the API can neither remove nor reset.
fn left(spec: &Spec, state: &Value) -> Diagnostic {
    let what = spec.describe(state);
    let parent = spec.parent.map_or("parent", |parent| parent.title);
    let detail = format!(
        "The API cannot reset it, so {what} stays as it was last set, until the {parent} is removed. Set another value before you remove the resource if that is not what you want."
    );
    Diagnostic::warning(sentence(&format!("{what} is left as it is")), detail)
}

async fn delete(api: &Api, at: &Address, current: &Current<'_>) -> Result<Diagnostics, Cause> {
    let spec = at.spec;
    let _writing = rivals::member(spec, api, &at.collection).await?;
    if let Some(written) = api.memory.last_write(&at.collection, current.connection) {
        return rivals::left_to_the_list(spec, api, current.state, &at.path(), &written);
    }
    delete_object(api, at).await?;
    Ok(Diagnostics::new())
}

/// Deletes an object. An object that was removed by another client, perhaps with its parent, counts
/// as deleted. The object gives up its name meanwhile, as the memory records.
pub(super) async fn delete_object(api: &Api, at: &Address) -> Result<(), ApiError> {
    let leaving = api.memory.leaving(at.path());
    send_delete(api, at).await?;
    leaving.deleted();
    Ok(())
}

/// Sends a deletion. After a failure, a look decides whether it is sent again.
async fn send_delete(api: &Api, at: &Address) -> Result<(), ApiError> {
    let request = Request::delete(at.path()).repeated(Repeat::WhenNothingWasDone);
    let look = |client: Client| async move {
        let is_gone = at.look_now(&client).await? == Seen::Absent;
        Ok(is_gone.then(Reply::done))
    };
    let sent = api.client.send_once(&request, look).await;
    let error = match sent.and_then(|reply| answered(reply, &request, at.id.as_deref())) {
        Ok(Answered::Done) => return Ok(()),
        Ok(Answered::With(_) | Answered::Unproven) => None,
        Err(error) if error.is_404() || error.may_have_worked() => Some(error),
        Err(error) => return Err(error),
    };
    let is_gone = |seen: &Seen| *seen == Seen::Absent;
    let Some(error) = error else {
        return confirm(api, at, &request, is_gone).await;
    };
    match shows(api, at, is_gone).await {
        Ok(true) => Ok(()),
        // A 404 proves nothing if it cannot be established that the object is gone.
        Err(blind) if error.is_404() => Err(blind),
        Ok(false) | Err(_) => Err(error),
    }
}

/// Resets fields to their initial values. Does nothing if the object is gone.
async fn reset(
    api: &Api,
    at: &Address,
    state: &Value,
    fields: &'static [(&'static str, Literal)],
) -> Result<Diagnostics, Cause> {
    let Seen::Present(document) = at.look(api).await? else {
        return Ok(Diagnostics::new());
    };
    let request = body::reset(api, at, document, state, fields)?;
    let sent = request.body().cloned().unwrap_or_default();
    let is_reset = |document: &Json| {
        fields.iter().all(|(name, literal)| {
            let shown = document.get(*name);
            let same = |attr| means_the_same(attr, shown, sent.get(*name));
            // The API leaves out many fields that have their default.
            let left_out = shown.is_none_or(Json::is_null) && literal.is_zero();
            left_out || at.spec.attr(name).is_some_and(same)
        })
    };
    match write(&api.client, &request, at.id.as_deref()).await? {
        Answered::Done => return Ok(Diagnostics::new()),
        Answered::With(document) if is_reset(&document) => return Ok(Diagnostics::new()),
        Answered::With(_) | Answered::Unproven => {}
    }
    let done = |seen: &Seen| matches!(seen, Seen::Present(document) if is_reset(document));
    confirm(api, at, &request, done).await?;
    Ok(Diagnostics::new())
}

async fn replace_by_nothing(api: &Api, at: &Address) -> Result<Diagnostics, ApiError> {
    if at.look(api).await? == Seen::Absent {
        return Ok(Diagnostics::new());
    }
    let request = Request::post(&*at.collection)
        .with_body(Json::Array(Vec::new()))
        .repeated(Repeat::Freely);
    if !matches!(write(&api.client, &request, None).await?, Answered::Done) {
        let is_empty =
            |seen: &Seen| matches!(seen, Seen::Present(Json::Array(list)) if list.is_empty());
        confirm(api, at, &request, is_empty).await?;
    }
    Ok(Diagnostics::new())
}
