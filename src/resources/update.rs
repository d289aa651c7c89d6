//! Changing declared objects in place.

use serde_json::{Map, Value as Json};

use crate::admin_api::{ApiError, Method, Request};
use crate::engine::{Block, Diagnostic, Value, settle};
use crate::provider::Change;

use super::context::Api;
use super::create::incomplete;
use super::crud::{Done, Made, Undone, observed, overlaid, set, without_derived};
use super::derived::derive;
use super::look::{Located, Seen, id_of};
use super::proof::{Answered, confirm, write};
use super::report::{failed, sentence, strange};
use super::spec::{Attr, Returned, Sent, Spec, Update};
use super::taken::{self, Taken, Wait};
use super::writes::has_its_value;
use super::{convert, promise, rivals};

pub(super) async fn update(
    spec: &'static Spec,
    block: &Block,
    api: &Api,
    change: &Change<'_>,
) -> Done {
    let Change { prior, planned, .. } = *change;
    let located = spec.locate(prior).map_err(|errors| Undone {
        state: prior.clone(),
        errors,
    })?;
    let mut state = prior.clone();
    let error = match change_all(spec, block, api, &located, change, &mut state).await {
        Ok((made, mut warnings)) => {
            let (state, altered) = promise::kept(spec, block, planned, &made);
            warnings.extend(altered);
            warnings.extend(rivals::warn(spec, api, &state, change.connection));
            return Ok(Made {
                state,
                warnings,
                private: None,
            });
        }
        Err(error) => error,
    };
    // What is really there: part of the change may have been done.
    let there = match located.look(api).await {
        Ok(Seen::Present(document)) => observed(spec, api, &document, &state).await.ok(),
        _ => None,
    };
    Err(Undone {
        state: there.unwrap_or(state),
        errors: vec![error],
    })
}

/// Makes every call that the change needs; `state` keeps what is known to be there, should one fail.
async fn change_all(
    spec: &'static Spec,
    block: &Block,
    api: &Api,
    located: &Located,
    change: &Change<'_>,
    state: &mut Value,
) -> Result<(Value, Vec<Diagnostic>), Diagnostic> {
    let Change { prior, planned, .. } = *change;
    let changed: Vec<&Attr> = spec
        .attrs
        .iter()
        .filter(|attr| changes(attr, prior, planned))
        .collect();
    for attr in changed
        .iter()
        .filter(|attr| matches!(attr.sent, Sent::Part(_) | Sent::Switch))
    {
        call_for(spec, api, attr, prior, planned.get(attr.name)).await?;
        set(state, attr.name, planned.get(attr.name));
    }
    let body_changes = changed
        .iter()
        .any(|attr| matches!(attr.sent, Sent::Body | Sent::Trigger));
    if !body_changes || !has_its_value(spec, change.config) {
        // Nothing else reaches the API: what was planned is what is there.
        return Ok((planned.clone(), Vec::new()));
    }
    let renamed = changed.iter().any(|attr| spec.unique.contains(&attr.name));
    let leaving = renamed.then(|| api.memory.leaving(located.path()));
    let written = write_body(spec, block, api, located, change, renamed)
        .await
        .map_err(|failure| {
            if failure.unknown {
                forget_what_nobody_tells(&changed, state);
            }
            failure.error
        })?;
    leaving
        .iter()
        .for_each(|leaving| leaving.renamed_from(spec.unique_name(prior)));
    let what = spec.describe(prior);
    match derive(spec, api, written.clone(), planned).await {
        Ok(made) => Ok((made, Vec::new())),
        Err(error) => Ok((
            without_derived(spec, written),
            vec![incomplete(&what, &error)],
        )),
    }
}

fn changes(attr: &Attr, prior: &Value, planned: &Value) -> bool {
    !planned.get(attr.name).is_unknown() && planned.get(attr.name) != prior.get(attr.name)
}

/// After a write of unknown outcome, nobody can tell what the API has of an attribute that it never returns. The state has null
/// then, so that the next apply writes the attribute again, also where the configuration is put back to the old value.
fn forget_what_nobody_tells(changed: &[&Attr], state: &mut Value) {
    for attr in changed.iter().filter(|attr| {
        attr.returned == Returned::Never && matches!(attr.sent, Sent::Body | Sent::Trigger)
    }) {
        set(state, attr.name, &Value::Null);
    }
}

/// Why the body was not written.
struct Failure {
    error: Diagnostic,
    /// Whether it may have been written all the same.
    unknown: bool,
}

async fn write_body(
    spec: &'static Spec,
    block: &Block,
    api: &Api,
    located: &Located,
    change: &Change<'_>,
    renamed: bool,
) -> Result<Value, Failure> {
    let Change { prior, planned, .. } = *change;
    let action = format!("could not change {}", spec.describe(prior));
    let refused = |error: &ApiError| Failure {
        error: failed(&action, error, Some((spec, planned))),
        unknown: false,
    };
    let id = prior.get("id").as_str().unwrap_or_default();
    let mut wait = Wait::new(spec, api, Some(located.path()));
    let (request, answer) = loop {
        let writing = rivals::member(spec, api, &located.collection)
            .await
            .map_err(|error| refused(&error))?;
        let request = request(spec, api, located, change).await?;
        let error = match write(&api.client, &request, id).await {
            Ok(answer) => {
                api.memory
                    .wrote_member(&located.collection, id, change.connection);
                break (request, answer);
            }
            Err(error) => error,
        };
        drop(writing);
        if !error.is_conflict() || !renamed {
            return Err(Failure {
                unknown: error.may_have_worked(),
                ..refused(&error)
            });
        }
        // Nothing was done. Whoever has the name may be about to give it up.
        let others = spec
            .list(&api.client, &located.collection)
            .await
            .map_err(|error| refused(&error))?;
        let others: Vec<Json> = others
            .into_iter()
            .filter(|document| id_of(document) != Some(id))
            .collect();
        match wait
            .again(&located.collection, spec.find_same(&others, planned))
            .await
        {
            Ok(()) => {}
            Err(Taken::Failed(error)) => return Err(refused(&error)),
            Err(Taken::Kept) => {
                return Err(Failure {
                    error: taken::kept(spec, prior, planned, &error),
                    unknown: false,
                });
            }
            Err(Taken::Circle) => {
                return Err(Failure {
                    error: taken::circle(spec, prior, planned),
                    unknown: false,
                });
            }
        }
    };
    let answer = match answer {
        Answered::With(answer) => answer,
        Answered::Done => Json::Null,
        Answered::Unproven => {
            let done = |seen: &Seen| matches!(seen, Seen::Present(document) if shows(spec, block, document, change));
            confirm(api, located, &request, done)
                .await
                .map_err(|error| Failure {
                    unknown: true,
                    ..refused(&error)
                })?;
            Json::Null
        }
    };
    let mut document = overlaid(request.body().cloned().unwrap_or_default(), &answer);
    if answer.is_null()
        && spec
            .attrs
            .iter()
            .any(|attr| attr.returned == Returned::Always && planned.get(attr.name).is_unknown())
    {
        // The answer does not say what follows from the change.
        if let Ok(Seen::Present(seen)) = located.look(api).await {
            document = overlaid(document, &seen);
        }
    }
    document["_id"] = id.into();
    let mut state = convert::state(spec, &document, planned).map_err(|why| Failure {
        error: strange(&action, &api.client.secrets().shown(&why)),
        unknown: true,
    })?;
    for attr in spec
        .attrs
        .iter()
        .filter(|attr| attr.sent != Sent::Body && !planned.get(attr.name).is_unknown())
    {
        set(&mut state, attr.name, planned.get(attr.name));
    }
    Ok(state)
}

/// Whether the document shows everything that the change writes. What the API never returns is nowhere shown.
fn shows(spec: &Spec, block: &Block, document: &Json, change: &Change<'_>) -> bool {
    let Change { prior, planned, .. } = *change;
    let Ok(seen) = convert::state(spec, document, planned) else {
        return false;
    };
    let seen = settle(block, planned, &seen);
    let mut written = spec.attrs.iter().filter(|attr| {
        matches!(attr.sent, Sent::Body | Sent::Trigger) && changes(attr, prior, planned)
    });
    written.all(|attr| {
        attr.returned == Returned::Always && seen.get(attr.name) == planned.get(attr.name)
    })
}

/// The request that changes the body.
async fn request(
    spec: &'static Spec,
    api: &Api,
    located: &Located,
    change: &Change<'_>,
) -> Result<Request, Failure> {
    let Change {
        prior,
        planned,
        config,
        ..
    } = *change;
    let known = |error| Failure {
        error,
        unknown: false,
    };
    let in_body = |attr: &Attr| attr.sent == Sent::Body;
    let path = located.path();
    let (method, body) = match spec.update {
        Update::Never => {
            return Err(known(Diagnostic::bug(format!(
                "{} cannot be changed, and yet a change was planned",
                spec.type_name()
            ))));
        }
        Update::Patch => (
            Method::PATCH,
            convert::body(spec, planned, config, in_body, true),
        ),
        Update::Put => {
            // The call replaces the whole object, so fields that this version does not know go back as they are; a document that is
            // not whole would lose them.
            let action = format!("could not change {}", spec.describe(prior));
            let old = match located.look(api).await {
                Ok(Seen::Present(old)) => old,
                Ok(Seen::Absent) => return Err(known(gone(&spec.describe(prior), &path))),
                Err(error) => return Err(known(failed(&action, &error, Some((spec, planned))))),
            };
            convert::state(spec, &old, prior)
                .map_err(|why| known(strange(&action, &api.client.secrets().shown(&why))))?;
            let mut body = unknown_fields(spec, old);
            body.extend(convert::body(spec, planned, config, in_body, false));
            (Method::PUT, body)
        }
    };
    Ok(Request::new(method, path).with_body(Json::Object(body)))
}

fn gone(what: &str, path: &str) -> Diagnostic {
    let detail = format!("{path}\nIt was removed meanwhile. Plan again to make a new one.");
    Diagnostic::error(sentence(&format!("{what} is gone")), detail)
}

/// Everything in the document that is no attribute of ours and does not change by itself.
fn unknown_fields(spec: &Spec, document: Json) -> Map<String, Json> {
    let Json::Object(mut fields) = document else {
        return Map::new();
    };
    fields.retain(|name, _| {
        name == "_id"
            || (name != "last_modified"
                && !spec
                    .attrs
                    .iter()
                    .any(|attr| convert::field_name(attr) == name))
    });
    fields
}

/// The call of its own that changes one attribute.
pub(super) async fn call_for(
    spec: &'static Spec,
    api: &Api,
    attr: &Attr,
    state: &Value,
    wanted: &Value,
) -> Result<(), Diagnostic> {
    let action = format!("could not set {} of {}", attr.name, spec.describe(state));
    let located = spec.locate(state).map_err(|errors| {
        errors
            .into_iter()
            .next()
            .unwrap_or_else(|| Diagnostic::bug(&action))
    })?;
    let path = located.path();
    let request = match (attr.sent, wanted.as_bool()) {
        (Sent::Switch, disabled) => Request::put(format!(
            "{path}/{}",
            if disabled == Some(true) {
                "disable"
            } else {
                "enable"
            }
        )),
        (Sent::Part(part), _) => {
            let value = convert::body(
                spec,
                &Value::object([(attr.name, wanted.clone())]),
                &Value::Null,
                |one| one.name == attr.name,
                true,
            );
            Request::put(format!("{path}/{part}")).with_body(Json::Object(value))
        }
        _ => return Ok(()),
    };
    let refused = |error: &ApiError| failed(&action, error, Some((spec, state)));
    let id = state.get("id").as_str().unwrap_or_default();
    let mut changed = state.clone();
    set(&mut changed, attr.name, wanted);
    // What the API has two words for is spelled as it was asked for.
    let as_wanted = |document: &Json| {
        convert::state(spec, document, &changed).is_ok_and(|seen| seen.get(attr.name) == wanted)
    };
    match write(&api.client, &request, id)
        .await
        .map_err(|error| refused(&error))?
    {
        Answered::Done => return Ok(()),
        Answered::With(document) if as_wanted(&document) => return Ok(()),
        Answered::With(_) | Answered::Unproven => {}
    }
    let done = |seen: &Seen| matches!(seen, Seen::Present(document) if as_wanted(document));
    confirm(api, &located, &request, done)
        .await
        .map_err(|error| refused(&error))
}
