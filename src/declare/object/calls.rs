//! Attributes that are written by calls of their own: parts and switches.

use serde_json::Value as Json;

use super::address::Address;
use super::document::set;
use super::failure::{Cause, Failure};
use super::look::Seen;
use super::moving;
use super::proof::{Answered, confirm, write};
use crate::admin_api::{ApiError, Request};
use crate::declare::context::Api;
use crate::declare::shape::{decode, encode};
use crate::declare::words::{Attr, Sent};
use crate::engine::Value;

/// Reports whether a call of its own writes the attribute.
pub(super) fn has_own_call(attr: &Attr) -> bool {
    matches!(attr.sent, Sent::Part(_) | Sent::Move(_) | Sent::Switch)
}

/// Brings the attributes that have calls of their own from `state` to their planned values. Each
/// successful call is recorded in `state`, so that `state` is accurate if a later call fails.
///
/// # Errors
/// Returns the first failure.
pub(super) async fn make_calls(
    api: &Api,
    at: &Address,
    state: &mut Value,
    planned: &Value,
) -> Result<(), Failure> {
    let spec = at.spec;
    for attr in spec.attrs.iter().filter(|attr| has_own_call(attr)) {
        let wanted = planned.attribute(attr.name);
        if wanted.is_unknown() || state.attribute(attr.name) == wanted {
            continue;
        }
        let called = match attr.sent {
            Sent::Move(part) => moving::make(api, at, part, state, planned).await,
            _ => call(api, at, attr, state, wanted)
                .await
                .map_err(Cause::from),
        };
        called.map_err(|error| {
            let doing = format!("set {} of {}", attr.name, spec.describe(state));
            Failure::new(doing, spec, state, error)
        })?;
        set(state, attr.name, wanted);
    }
    Ok(())
}

async fn call(
    api: &Api,
    at: &Address,
    attr: &Attr,
    state: &Value,
    wanted: &Value,
) -> Result<(), ApiError> {
    let request = request(at, attr, wanted);
    let mut changed = state.clone();
    set(&mut changed, attr.name, wanted);
    // Decode with the requested values as the reference: the API may spell one value in two ways.
    let as_wanted = |document: &Json| {
        decode::state(at.spec, document, &changed)
            .is_ok_and(|seen| seen.attribute(attr.name) == wanted)
    };
    match write(&api.client, &request, at.id.as_deref()).await? {
        Answered::Done => return Ok(()),
        Answered::With(document) if as_wanted(&document) => return Ok(()),
        Answered::With(_) | Answered::Unproven => {}
    }
    let done = |seen: &Seen| matches!(seen, Seen::Present(document) if as_wanted(document));
    confirm(api, at, &request, done).await
}

fn request(at: &Address, attr: &Attr, wanted: &Value) -> Request {
    let path = at.path();
    match attr.sent {
        Sent::Part(part) => {
            let values = Value::object([(attr.name, wanted.clone())]);
            let body = encode::body(
                at.spec,
                &values,
                &Value::Null,
                |one| one.name == attr.name,
                true,
            );
            Request::put(format!("{path}/{part}")).with_body(Json::Object(body))
        }
        _ => {
            let call = if wanted.as_bool() == Some(true) {
                "disable"
            } else {
                "enable"
            };
            Request::put(format!("{path}/{call}"))
        }
    }
}
