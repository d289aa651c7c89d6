//! Creates objects.

use serde_json::Value as Json;

use super::address::Address;
use super::document::{overlaid, set};
use super::failure::{Cause, Failure};
use super::follows::{self, first_notices};
use super::look::Seen;
use super::post::{exists, post};
use super::take_over::Origin;
use super::update::{self, Outcome, write_body};
use super::{Change, Made, body, calls, members, promise, rivals};
use crate::admin_api::{Method, Request};
use crate::declare::context::Api;
use crate::declare::shape::decode;
use crate::declare::shape::encode::field_name;
use crate::declare::words::{Attr, Change as How, Create, Returned, Spec};
use crate::engine::{Block, Diagnostics, Value};

/// Creates an object as planned.
///
/// # Errors
/// See [`Failure`]. `there` is the state of the object if it was created despite the failure.
pub(crate) async fn create(
    spec: &'static Spec,
    block: &Block,
    api: &Api,
    change: &Change<'_>,
) -> Result<Made, Failure> {
    let planned = change.planned;
    let failure = |cause| not_created(spec, planned, cause);
    let at = spec.locate_new(planned).map_err(failure)?;
    at.before_write(api).await.map_err(failure)?;
    let made = match (spec.lifecycle.change, spec.lifecycle.create) {
        (How::ByMembers(_), _) => members::write(api, &at, change).await?,
        (_, Create::Exists) => first_change(block, api, &at, change).await?,
        (_, Create::Put) => only_one(block, api, &at, Method::PUT, change).await?,
        (_, Create::Post) if spec.lifecycle.is_single() => {
            only_one(block, api, &at, Method::POST, change).await?
        }
        // The ID tells the time of what was only posted.
        (_, Create::Post) => return one_of_many(block, api, &at, change).await,
    };
    Ok(made.with_time(api, change))
}

/// Creates an object with an ID of its own.
async fn one_of_many(
    block: &Block,
    api: &Api,
    at: &Address,
    change: &Change<'_>,
) -> Result<Made, Failure> {
    let spec = at.spec;
    let posted = post(block, api, at, change).await;
    let posted = posted.map_err(|cause| not_created(spec, change.planned, cause))?;
    let mut made = match posted.origin {
        Origin::Answered(request, answer) => {
            finished(block, api, at, change, &request, &answer).await?
        }
        Origin::Rewritten(state) => completed(spec, block, api, change, state)
            .await?
            .with_time(api, change),
    };
    made.warnings.extend(posted.warnings);
    Ok(made)
}

fn not_created(spec: &'static Spec, planned: &Value, cause: Cause) -> Failure {
    let doing = format!("create {}", spec.describe(planned));
    Failure::new(doing, spec, planned, cause)
}

/// Returns the state of an object that the API has just created.
///
/// The object exists from here on, so its state is kept whatever else fails. Some collections
/// answer with a summary; the request's body supplies the other fields.
async fn finished(
    block: &Block,
    api: &Api,
    at: &Address,
    change: &Change<'_>,
    request: &Request,
    answer: &Json,
) -> Result<Made, Failure> {
    let spec = at.spec;
    let planned = change.planned;
    let document = overlaid(request.body().cloned().unwrap_or_default(), answer);
    let described = decode::state(spec, &document, planned).map_err(|why| {
        not_created(spec, planned, Cause::misfit(&api.client, &why))
            .leaving(as_planned(spec, planned, answer))
    })?;
    let described = settled(api, spec, change, described).await?;
    completed(spec, block, api, change, described).await
}

/// Waits until a new object takes changes of its part, by writing once more what was just written.
/// Returns the object as it is then, because the answer to the creation has no part.
async fn settled(
    api: &Api,
    spec: &'static Spec,
    change: &Change<'_>,
    made: Value,
) -> Result<Value, Failure> {
    let How::PartOf(_) = spec.lifecycle.change else {
        return Ok(made);
    };
    let failure = |cause: Cause| {
        let doing = format!("wait for {}", spec.describe(&made));
        Failure::new(doing, spec, change.planned, cause).leaving(made.clone())
    };
    let at = spec.locate(&made).map_err(failure)?;
    let request = body::change(api, &at, change).await.map_err(failure)?;
    let sent = api.client.send(&request).await;
    sent.map_err(|error| failure(error.into()))?;
    // Without a reading, the next refresh shows what the API has set.
    Ok(match at.look(api).await {
        Ok(Seen::Present(document)) => decode::state(spec, &document, &made).unwrap_or(made),
        _ => made,
    })
}

/// Adds what follows from other objects, and makes the calls for planned values that the creation
/// itself cannot set.
async fn completed(
    spec: &'static Spec,
    block: &Block,
    api: &Api,
    change: &Change<'_>,
    described: Value,
) -> Result<Made, Failure> {
    let planned = change.planned;
    let (made, incomplete) = follows::completed(spec, api, described, planned, planned).await;
    let posted = made.clone();
    let made = with_own_calls(spec, api, made, planned).await?;
    let is_written_again = made != posted || matches!(spec.lifecycle.change, How::PartOf(_));
    let (state, altered) = promise::kept(spec, block, planned, &made);
    let mut warnings: Diagnostics = incomplete.into_iter().chain(altered).collect();
    warnings.extend(first_notices(spec, api, &state).await);
    warnings.extend(rivals::warn(spec, api, &state, change.connection));
    let made = Made {
        state,
        warnings,
        private: None,
    };
    Ok(match is_written_again {
        true => made.with_time(api, change),
        false => made,
    })
}

/// Makes the calls for planned values that the creation itself cannot set.
async fn with_own_calls(
    spec: &'static Spec,
    api: &Api,
    mut state: Value,
    planned: &Value,
) -> Result<Value, Failure> {
    let at = spec
        .locate(&state)
        .map_err(|cause| not_created(spec, planned, cause).leaving(state.clone()))?;
    match calls::make_calls(api, &at, &mut state, planned).await {
        Ok(()) => Ok(state),
        Err(failure) => Err(failure.leaving(state)),
    }
}

/// Returns the planned state, with the values that an unreadable answer still proves: the ID, and
/// secrets that are returned only once.
fn as_planned(spec: &Spec, planned: &Value, answer: &Json) -> Value {
    let mut state = planned.clone();
    let told = |attr: &&Attr| attr.name == "id" || matches!(attr.returned, Returned::AtCreate);
    for attr in spec.attrs.iter().filter(told) {
        let field = answer.get(field_name(attr));
        if let Some(text) = field.and_then(Json::as_str) {
            set(&mut state, attr.name, &Value::string(text));
        }
    }
    state
}

/// Creates an object of which its parent has only one. An existing object is never adopted.
async fn only_one(
    block: &Block,
    api: &Api,
    at: &Address,
    method: Method,
    change: &Change<'_>,
) -> Result<Made, Failure> {
    let spec = at.spec;
    let planned = change.planned;
    let failure = |cause| not_created(spec, planned, cause);
    match at.look(api).await {
        Ok(Seen::Absent) => {}
        Ok(Seen::Present(_)) => return Err(failure(exists(api, &spec.import_id(planned, None)))),
        Err(error) => return Err(failure(error.into())),
    }
    let request = body::creation(at, method, change);
    let written = update::sent(api, at, block, change, &request).await;
    let made = written.map_err(|(cause, outcome)| {
        failure(match (cause, outcome) {
            (Cause::Api(error), Outcome::Unknown) => Cause::OutcomeUnknown {
                error,
                import: spec.import_id(planned, None),
            },
            (cause, _) => cause,
        })
    })?;
    completed(spec, block, api, change, made).await
}

/// "Creates" an object that exists with its parent, by updating it for the first time.
async fn first_change(
    block: &Block,
    api: &Api,
    at: &Address,
    change: &Change<'_>,
) -> Result<Made, Failure> {
    let spec = at.spec;
    let planned = change.planned;
    let written = write_body(block, api, at, change, false).await;
    let made = written.map_err(|(cause, _)| not_created(spec, planned, cause))?;
    completed(spec, block, api, change, made).await
}
