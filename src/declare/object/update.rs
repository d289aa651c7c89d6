//! Updates objects in place.

use serde_json::Value as Json;

use super::address::Address;
use super::body::{self, changed, changes};
use super::calls::{self, has_own_call};
use super::document::{overlaid, set};
use super::failure::{Cause, Failure};
use super::follows::{self, described, observed};
use super::look::Seen;
use super::names::{Taken, Wait};
use super::proof::{Answered, confirm, write};
use super::{Change, Made, members, promise, rivals};
use crate::admin_api::{ApiError, Request};
use crate::declare::context::Api;
use crate::declare::shape::listing::id_of;
use crate::declare::shape::writes::has_its_value;
use crate::declare::words::{Attr, Change as How, Read, Returned, Sent, Spec};
use crate::engine::{Block, Diagnostics, Value, settle};

/// Updates an object as planned.
///
/// # Errors
/// See [`Failure`]. `there` is the state of the object after the failure.
pub(crate) async fn update(
    spec: &'static Spec,
    block: &Block,
    api: &Api,
    change: &Change<'_>,
) -> Result<Made, Failure> {
    let Change { prior, planned, .. } = *change;
    let at = spec.locate(prior).map_err(|cause| {
        let doing = format!("change {}", spec.describe(prior));
        Failure::new(doing, spec, planned, cause)
    })?;
    // The API hears nothing of what the declaration does not name, such as timeouts.
    let is_kept = |attr: &Attr| prior.attribute(attr.name) == planned.attribute(attr.name);
    if spec.attrs.iter().all(is_kept) {
        return Ok(Made {
            state: planned.clone(),
            warnings: Diagnostics::new(),
            private: None,
        });
    }
    at.before_write(api).await.map_err(|cause| {
        let doing = format!("change {}", spec.describe(prior));
        Failure::new(doing, spec, planned, cause)
    })?;
    if let How::ByMembers(_) = spec.lifecycle.change {
        let made = members::write(api, &at, change).await?;
        return Ok(made.with_time(api, change));
    }
    let mut state = prior.clone();
    let failure = match change_all(block, api, &at, change, &mut state).await {
        Ok((made, mut warnings)) => {
            let (state, altered) = promise::kept(spec, block, planned, &made);
            warnings.extend(altered);
            warnings.extend(rivals::warn(spec, api, &state, change.connection));
            let made = Made {
                state,
                warnings,
                private: None,
            };
            return Ok(made.with_time(api, change));
        }
        Err(failure) => failure,
    };
    // Part of the change may have been made, so the failure carries the object's real state.
    let request = Request::get(at.path());
    let look = |client| async { at.look(&api.by(client)).await };
    let there = match api.client.deciding(&request, look).await {
        Ok(Seen::Present(document)) => observed(spec, api, &document, &state).await.ok(),
        _ => None,
    };
    Err(failure.leaving(there.unwrap_or(state)))
}

/// Makes every call that the change needs. `state` records what exists, in case a call fails.
async fn change_all(
    block: &Block,
    api: &Api,
    at: &Address,
    change: &Change<'_>,
    state: &mut Value,
) -> Result<(Value, Diagnostics), Failure> {
    let spec = at.spec;
    let Change { prior, planned, .. } = *change;
    let changed = changed(spec, prior, planned);
    calls::make_calls(api, at, state, planned).await?;
    let sends_body = |attr: &&Attr| matches!(attr.sent, Sent::Body | Sent::Trigger);
    if !changed.iter().any(sends_body) || !has_its_value(spec, change.config) {
        // No other call is needed: the planned state is the real one, but for what follows from it.
        return Ok((known(api, at, planned, state).await?, Diagnostics::new()));
    }
    let renamed = changed.iter().any(|attr| spec.unique.contains(&attr.name));
    let leaving = renamed.then(|| api.memory.leaving(at.path()));
    let written = write_body(block, api, at, change, renamed).await;
    let written = written.map_err(|(cause, outcome)| {
        if outcome == Outcome::Unknown {
            forget_what_nobody_tells(&changed, state);
        }
        let what = spec.describe(prior);
        let doing = match cause {
            Cause::Kept { .. } | Cause::Circle => {
                format!("rename {what} to {}", spec.describe(planned))
            }
            _ => format!("change {what}"),
        };
        Failure::new(doing, spec, planned, cause)
    })?;
    leaving
        .iter()
        .for_each(|leaving| leaving.renamed_from(spec.unique_name(prior)));
    let (made, incomplete) = follows::completed(spec, api, written, planned, prior).await;
    Ok((made, incomplete.into_iter().collect()))
}

/// Returns the planned state, with what the object shows for attributes that are still unknown.
async fn known(api: &Api, at: &Address, planned: &Value, state: &Value) -> Result<Value, Failure> {
    if planned.is_wholly_known() {
        return Ok(planned.clone());
    }
    let failure = |error: ApiError| {
        let doing = format!("read {}", at.spec.describe(state));
        Failure::new(doing, at.spec, planned, error)
    };
    match at.look(api).await.map_err(failure)? {
        Seen::Present(document) => observed(at.spec, api, &document, planned).await,
        Seen::Absent => {
            let doing = format!("read {}", at.spec.describe(state));
            let cause = Cause::Gone { path: at.path() };
            Err(Failure::new(doing, at.spec, planned, cause))
        }
    }
}

/// Sets attributes that the API never returns to null after a write of unknown outcome.
///
/// It is not known which value the API has. With null in the state, the next apply writes the
/// attribute again, even if the configuration returns to the old value.
fn forget_what_nobody_tells(changed: &[&Attr], state: &mut Value) {
    for attr in changed {
        let is_sent = matches!(attr.sent, Sent::Body | Sent::Trigger);
        if is_sent && matches!(attr.returned, Returned::Never) {
            set(state, attr.name, &Value::Null);
        }
    }
}

/// Whether a failed write may still have been made.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Outcome {
    NotDone,
    Unknown,
}

fn not_done(cause: impl Into<Cause>) -> (Cause, Outcome) {
    (cause.into(), Outcome::NotDone)
}

fn unknown(cause: impl Into<Cause>) -> (Cause, Outcome) {
    (cause.into(), Outcome::Unknown)
}

fn refused(error: ApiError) -> (Cause, Outcome) {
    match error.may_have_worked() {
        true => unknown(error),
        false => not_done(error),
    }
}

/// Writes the body once a new name is free. Returns the resulting state.
pub(super) async fn write_body(
    block: &Block,
    api: &Api,
    at: &Address,
    change: &Change<'_>,
    renamed: bool,
) -> Result<Value, (Cause, Outcome)> {
    let spec = at.spec;
    let mut wait = Wait::new(spec, api, Some(at.path()));
    loop {
        let writing = rivals::member(spec, api, &at.collection)
            .await
            .map_err(not_done)?;
        let request = body::change(api, at, change).await.map_err(not_done)?;
        let refusal = match sent(api, at, block, change, &request).await {
            Err((Cause::Api(error), _)) if error.is_conflict() && renamed => error,
            outcome => return outcome,
        };
        drop(writing);
        // The write was refused. The holder of the name may be about to give it up.
        let list = spec.list(&api.client, &at.collection).await;
        let list = list.map_err(not_done)?;
        let others = list
            .iter()
            .filter(|document| id_of(document) != at.id.as_deref());
        let holder = spec.find_same(others, change.planned);
        match wait.again(&at.collection, holder).await {
            Ok(()) => {}
            Err(Taken::Failed(cause)) => return Err(not_done(cause)),
            Err(Taken::Kept) => return Err(not_done(Cause::Kept { refusal })),
            Err(Taken::Circle) => return Err(not_done(Cause::Circle)),
        }
    }
}

/// Sends a body, and returns the resulting state.
pub(super) async fn sent(
    api: &Api,
    at: &Address,
    block: &Block,
    change: &Change<'_>,
    request: &Request,
) -> Result<Value, (Cause, Outcome)> {
    let spec = at.spec;
    let planned = change.planned;
    let answer = match write(&api.client, request, at.id.as_deref())
        .await
        .map_err(refused)?
    {
        Answered::With(answer) => answer,
        Answered::Done => Json::Null,
        // Nothing can be asked of what is never read.
        Answered::Unproven if spec.lifecycle.read == Read::Never => Json::Null,
        Answered::Unproven => {
            let done = |seen: &Seen| matches!(seen, Seen::Present(document) if shows(spec, block, document, change));
            confirm(api, at, request, done).await.map_err(unknown)?;
            Json::Null
        }
    };
    if let Some(id) = &at.id {
        api.memory
            .wrote_member(&at.collection, id, change.connection);
    }
    let document = written(api, at, change, request, answer).await;
    let mut state = described(spec, &document, planned)
        .map_err(|why| unknown(Cause::misfit(&api.client, &why)))?;
    // A creation makes the calls of their own after this.
    let is_written = |attr: &&Attr| !has_own_call(attr) || !change.prior.is_null();
    let others = spec.attrs.iter().filter(|attr| attr.sent != Sent::Body);
    for attr in others.filter(is_written) {
        if !planned.attribute(attr.name).is_unknown() {
            set(&mut state, attr.name, planned.attribute(attr.name));
        }
    }
    Ok(state)
}

/// Returns the document after a write: the body that was sent, overlaid with the answer. If there
/// is no answer and the change leaves computed attributes open, the object is read as well.
async fn written(
    api: &Api,
    at: &Address,
    change: &Change<'_>,
    request: &Request,
    answer: Json,
) -> Json {
    let sent = match at.spec.lifecycle.change {
        // The request has the part alone.
        How::PartOf(_) => body::whole(at.spec, change),
        _ => request.body().cloned().unwrap_or_default(),
    };
    let mut document = overlaid(sent, &answer);
    let is_open = |attr: &Attr| {
        let is_id = attr.name == "id" && at.spec.lifecycle.is_single();
        attr.is_always_returned() && change.planned.attribute(attr.name).is_unknown() && !is_id
    };
    if answer.is_null()
        && at.spec.attrs.iter().any(is_open)
        && let Ok(Seen::Present(seen)) = at.look(api).await
    {
        document = overlaid(document, &seen);
    }
    if let (Some(id), Json::Object(fields)) = (&at.id, &mut document) {
        fields.insert("_id".to_owned(), id.as_str().into());
    }
    document
}

/// Reports whether the document shows every value that the change writes. For an update, returns
/// `false` if the change writes a value that the API never returns. A creation is recognized without
/// such values.
pub(super) fn shows(
    spec: &'static Spec,
    block: &Block,
    document: &Json,
    change: &Change<'_>,
) -> bool {
    let Change { prior, planned, .. } = *change;
    let Ok(seen) = described(spec, document, planned) else {
        return false;
    };
    let seen = settle(block, planned, &seen);
    let is_written = |attr: &&Attr| {
        matches!(attr.sent, Sent::Body | Sent::Trigger) && changes(attr, prior, planned)
    };
    let mut written = spec.attrs.iter().filter(is_written);
    written.all(|attr| match attr.is_always_returned() {
        true => seen.attribute(attr.name) == planned.attribute(attr.name),
        false => prior.is_null(),
    })
}
