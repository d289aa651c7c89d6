//! Creates objects.

use std::sync::{Arc, Mutex};

use serde_json::Value as Json;

use super::address::Address;
use super::document::{overlaid, path_in, set};
use super::failure::{Cause, Failure};
use super::follows::{self, notices};
use super::look::Seen;
use super::names::{Taken, Wait};
use super::unclear::{Creation, Known};
use super::update::{self, Outcome, write_body};
use super::{Change, Made, body, calls, members, promise, rivals};
use crate::admin_api::{ApiError, Method, Request};
use crate::declare::context::Api;
use crate::declare::shape::decode;
use crate::declare::shape::encode::field_name;
use crate::declare::shape::listing::Listing;
use crate::declare::shape::listing::id_of;
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
    if let How::ByMembers(_) = spec.lifecycle.change {
        return members::write(api, &at, change).await;
    }
    match spec.lifecycle.create {
        Create::Post if !spec.lifecycle.is_single() => {
            let posted = post(block, api, &at, change).await;
            let (request, answer) = posted.map_err(failure)?;
            finished(block, api, &at, change, &request, &answer).await
        }
        Create::Exists => first_change(block, api, &at, change).await,
        Create::Post => only_one(block, api, &at, Method::POST, change).await,
        Create::Put => only_one(block, api, &at, Method::PUT, change).await,
    }
}

fn not_created(spec: &'static Spec, planned: &Value, cause: Cause) -> Failure {
    let doing = format!("create {}", spec.describe(planned));
    Failure::new(doing, spec, planned, cause)
}

/// Creates an object once its name is free. An existing object that keeps the name is never
/// adopted, because another configuration may depend on it.
///
/// Creations of one name are made one after the other, so that none takes the object of another for
/// its own.
async fn post(
    block: &Block,
    api: &Api,
    at: &Address,
    change: &Change<'_>,
) -> Result<(Request, Json), Cause> {
    let spec = at.spec;
    let planned = change.planned;
    let request = body::creation(at, Method::POST, change);
    let name = spec.unique_name(planned);
    let lock = api.memory.lock(&format!("{}\n{name}", at.collection));
    let _alone = api.client.unless_stopped(&request, lock.write()).await?;
    let mut wait = Wait::new(spec, api, None);
    let mut is_first = true;
    loop {
        let writing = rivals::member(spec, api, &at.collection).await?;
        let there = match std::mem::take(&mut is_first) {
            true => before(api, at, planned, &name).await?,
            false => at.list(api).await?,
        };
        // The list may still show objects that this run deleted or renamed. In that case the API
        // itself decides whether the name is free.
        let has_left = |path: String| api.memory.has_left(&path, Some(&name), api.read_lag);
        let holder = spec.find_same(there.iter(), planned);
        let holder = holder.filter(|holder| !path_in(&at.collection, holder).is_some_and(has_left));
        let refusal = match holder {
            Some(_) => None,
            None => match send(block, api, at, &request, change, &there).await? {
                Ok(answer) => {
                    api.memory.before.gave(&at.collection, name);
                    return Ok((request, answer));
                }
                Err(refusal) => Some(refusal),
            },
        };
        drop(writing);
        match wait.again(&at.collection, holder).await {
            Ok(()) => {}
            Err(Taken::Failed(cause)) => return Err(cause),
            // An object that does not exist yet has no name that another could wait for, so it is
            // in no circle.
            Err(Taken::Kept | Taken::Circle) => {
                let import = spec.import_id(planned, holder);
                return Err(refusal.map_or_else(
                    || exists(api, &import),
                    |refusal| Cause::Taken(Box::new(refusal)),
                ));
            }
        }
    }
}

/// Returns the collection before the creation. All creations share one list, as long as it does not
/// have the name.
async fn before(
    api: &Api,
    at: &Address,
    planned: &Value,
    name: &str,
) -> Result<Arc<Listing>, ApiError> {
    let before = &api.memory.before;
    let shared = before.list(&at.collection, || at.list(api)).await?;
    let has_name = at.spec.find_same(shared.iter(), planned).is_some();
    match has_name || before.has_given(&at.collection, name) {
        true => at.list(api).await,
        false => Ok(shared),
    }
}

/// Sends the creation request. The inner error is a refusal because of a taken name.
async fn send(
    block: &Block,
    api: &Api,
    at: &Address,
    request: &Request,
    change: &Change<'_>,
    there: &Listing,
) -> Result<Result<Json, ApiError>, Cause> {
    let creation = Creation {
        api,
        at,
        block,
        change,
        request,
        before: there,
        since: api.client.server_date(),
        known: Mutex::default(),
    };
    match creation.send().await {
        Ok(made) => {
            let id = id_of(&made).unwrap_or_default();
            api.memory
                .wrote_member(&at.collection, id, change.connection);
            Ok(Ok(made))
        }
        Err(error) if error.is_conflict() => Ok(Err(error)),
        Err(error) if !error.may_have_worked() => Err(error.into()),
        Err(error) => Err(match creation.known() {
            Known::NotMade => Cause::NotMade(Box::new(error)),
            known => Cause::OutcomeUnknown {
                error: Box::new(error),
                import: at.spec.import_id(
                    change.planned,
                    match &known {
                        Known::Other(found) => Some(found),
                        _ => None,
                    },
                ),
            },
        }),
    }
}

fn exists(api: &Api, import: &str) -> Cause {
    Cause::Exists {
        import: api.client.secrets().shown(import),
        folder: api.client.base_url().folder().map(Into::into),
    }
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
    completed(spec, block, api, change, described).await
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
    let made = with_own_calls(spec, api, made, planned).await?;
    let (state, altered) = promise::kept(spec, block, planned, &made);
    let mut warnings: Diagnostics = incomplete.into_iter().chain(altered).collect();
    warnings.extend(notices(spec, api, &state).await);
    warnings.extend(rivals::warn(spec, api, &state, change.connection));
    Ok(Made {
        state,
        warnings,
        private: None,
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
