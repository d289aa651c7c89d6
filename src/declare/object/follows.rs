//! Builds states from documents: the object's own, and those of the objects that attributes follow
//! from.

use std::time::Duration;

use serde_json::Value as Json;

use super::document::{path_in, set};
use super::failure::{Cause, Failure};
use super::look::Seen;
use crate::admin_api::{ApiError, Request};
use crate::declare::context::Api;
use crate::declare::report::failed;
use crate::declare::shape::decode;
use crate::declare::words::{From, Read, Returned, Spec};
use crate::engine::{Diagnostic, Diagnostics, Path, Severity, Value, timeouts};

/// Returns the state that a document describes, including attributes that are computed from other
/// objects.
///
/// # Errors
/// If the document does not match the declaration, or another object cannot be read.
pub(crate) async fn observed(
    spec: &'static Spec,
    api: &Api,
    document: &Json,
    reference: &Value,
) -> Result<Value, Failure> {
    let understood = described(spec, document, reference);
    let state = understood.map_err(|why| {
        let doing = format!("understand {}", spec.describe(reference));
        Failure::new(doing, spec, reference, Cause::misfit(&api.client, &why))
    })?;
    let followed = follow(spec, api, state, reference).await;
    followed.map_err(|error| {
        let doing = format!("understand {}", spec.describe(reference));
        Failure::new(doing, spec, reference, error)
    })
}

/// Returns the state that a document describes by itself. A whole list's document is the array of
/// its members.
pub(super) fn described(
    spec: &'static Spec,
    document: &Json,
    reference: &Value,
) -> Result<Value, String> {
    match spec.lifecycle.read {
        Read::WholeList { attr, .. } => {
            let list = Json::Object([(attr.to_owned(), document.clone())].into_iter().collect());
            decode::state(spec, &list, reference)
        }
        Read::Never => Ok(as_written(spec, reference)),
        _ => decode::state(spec, document, reference),
    }
}

/// Returns the state of an object that cannot be read: what was written, the parent's ID, and null
/// for what only an answer could contain.
fn as_written(spec: &Spec, reference: &Value) -> Value {
    let mut state = reference.clone();
    set(&mut state, "id", spec.parent_id(reference));
    for attr in spec.attrs {
        let follows = matches!(attr.returned, Returned::From(_));
        let value = state.attribute(attr.name).clone();
        let is_open = !follows && value.is_unknown();
        set(
            &mut state,
            attr.name,
            if is_open { &Value::Null } else { &value },
        );
    }
    // An import knows the address alone.
    let timeouts = state.attribute(timeouts::NAME).clone();
    set(&mut state, timeouts::NAME, &timeouts);
    state
}

/// Returns the state of an object that was just written, with the attributes that follow from other
/// objects. If another object cannot be read, these attributes are null until the next refresh, and
/// a warning about `named` says so.
pub(super) async fn completed(
    spec: &'static Spec,
    api: &Api,
    written: Value,
    planned: &Value,
    named: &Value,
) -> (Value, Option<Diagnostic>) {
    match follow(spec, api, written.clone(), planned).await {
        Ok(made) => (made, None),
        Err(error) => (
            without_what_follows(spec, written),
            Some(incomplete(spec, named, &error)),
        ),
    }
}

/// Returns `state` with the attributes that follow from other objects. A value is copied from
/// `reference` if the attributes that it follows from are unchanged.
///
/// # Errors
/// Returns the [`ApiError`] if another object cannot be read.
async fn follow(
    spec: &'static Spec,
    api: &Api,
    mut state: Value,
    reference: &Value,
) -> Result<Value, ApiError> {
    for attr in spec.attrs {
        let Returned::From(from) = attr.returned else {
            continue;
        };
        let unchanged = attr
            .follows
            .iter()
            .all(|name| state.attribute(name) == reference.attribute(name));
        if unchanged && reference.attribute(attr.name).as_str().is_some() {
            continue;
        }
        let document = source(spec, api, from, &state).await?;
        let value = (from.compute)(&document, &state);
        set(
            &mut state,
            attr.name,
            &value.map_or(Value::Null, Value::string),
        );
    }
    Ok(state)
}

/// Returns the document of the object that an attribute follows from.
async fn source(
    spec: &'static Spec,
    api: &Api,
    from: &From,
    state: &Value,
) -> Result<Json, ApiError> {
    let missing = || {
        let why = format!("the state of the {} has no {}", spec.title, from.id);
        ApiError::unreadable(&Request::get(spec.collection), why)
    };
    let at = spec.locate_new(state).map_err(|_| missing())?;
    let position = spec.place().position(|attr| attr.name == from.id);
    let levels = position.map_or(0, |position| spec.place().count() - position);
    let ancestors = std::iter::successors(at.parent.as_deref(), |at| at.parent.as_deref());
    let at = ancestors.take(levels).last().ok_or_else(missing)?;
    match at.look(api).await? {
        Seen::Present(document) => Ok(document),
        Seen::Absent => Err(ApiError::unreadable(
            &Request::get(at.path()),
            format!(
                "the {} of an object that existed a moment ago is gone",
                at.spec.title
            ),
        )),
    }
}

/// Returns `state` with null for attributes that follow from other objects and are still unknown.
/// The next refresh computes them.
fn without_what_follows(spec: &Spec, mut state: Value) -> Value {
    for attr in spec.attrs {
        if matches!(attr.returned, Returned::From(_)) && state.attribute(attr.name).is_unknown() {
            set(&mut state, attr.name, &Value::Null);
        }
    }
    state
}

/// Returns the warning for an object that was written although an attribute that follows from
/// another object could not be computed.
fn incomplete(spec: &'static Spec, values: &Value, error: &ApiError) -> Diagnostic {
    let action = format!("could not complete {}", spec.describe(values));
    Diagnostic {
        severity: Severity::Warning,
        ..failed(&action, error, None)
    }
}

/// Returns the declaration's warning about an object that was read without failure. Returns nothing if
/// the list cannot be read.
pub(crate) async fn notices(spec: &'static Spec, api: &Api, state: &Value) -> Diagnostics {
    let Some(collection) = watched(spec, state) else {
        return Diagnostics::new();
    };
    let list = spec.list(&api.client, &collection).await;
    list.map_or_else(|_| Diagnostics::new(), |list| noticed(spec, state, &list))
}

/// Returns the declaration's warning about an object that was made without failure, from the list that
/// all creations share, without what this process has deleted since.
pub(super) async fn first_notices(spec: &'static Spec, api: &Api, state: &Value) -> Diagnostics {
    let Some(collection) = watched(spec, state) else {
        return Diagnostics::new();
    };
    let read = || spec.list(&api.client, &collection);
    let Ok(list) = api.memory.before.list(&collection, read).await else {
        return Diagnostics::new();
    };
    let has_left = |path: String| api.memory.has_left(&path, None, Duration::MAX);
    let is_there = |one: &&Json| !path_in(&collection, one).is_some_and(has_left);
    let there: Vec<Json> = list.iter().filter(is_there).cloned().collect();
    noticed(spec, state, &there)
}

/// Returns the path of the collection, if the declaration has a warning about its objects.
fn watched(spec: &Spec, state: &Value) -> Option<String> {
    spec.notices.and_then(|_| spec.collection_path(state).ok())
}

fn noticed(spec: &Spec, state: &Value, list: &[Json]) -> Diagnostics {
    let notice = spec.notices.and_then(|notices| notices(state, list));
    let warning = notice.map(|notice| {
        Diagnostic::warning(notice.summary, notice.detail).at(Path::attribute(notice.attr))
    });
    warning.into_iter().collect()
}
