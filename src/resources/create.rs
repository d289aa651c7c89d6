//! Creating declared objects.

use serde_json::Value as Json;

use crate::admin_api::{ApiError, Request};
use crate::engine::{Block, Diagnostic, Severity, Value};
use crate::provider::Change;

use super::context::Api;
use super::crud::{Done, Made, Undone, overlaid, set, without_derived};
use super::derived::{derive, warn};
use super::look::{Located, id_of, path_in};
use super::report::{exists_already, failed, outcome_unknown, strange, taken};
use super::spec::{Attr, Returned, Sent, Spec};
use super::taken::{Taken, Wait};
use super::update::call_for;
use super::{convert, import, promise, rivals};

pub(super) async fn create(
    spec: &'static Spec,
    block: &Block,
    api: &Api,
    change: &Change<'_>,
) -> Done {
    let planned = change.planned;
    let nothing = |error| Undone {
        state: Value::Null,
        errors: vec![error],
    };
    let located = spec.locate_new(planned).map_err(|errors| Undone {
        state: Value::Null,
        errors,
    })?;
    let request = request(spec, &located, change);
    let (answer, taken) = post(spec, api, &located, change, &request)
        .await
        .map_err(nothing)?;
    let what = spec.describe(planned);
    let unproven = match id_of(&answer) {
        None => Some("it has no _id"),
        Some(id) if taken.iter().any(|id_before| id_before == id) => {
            Some("its _id is that of an object that was there before")
        }
        Some(_) => None,
    };
    if let Some(why) = unproven {
        let error = ApiError::unreadable(&request, why);
        return Err(nothing(outcome_unknown(
            spec,
            &what,
            &error,
            &import::id_of(spec, planned, None),
        )));
    }
    // The object exists from here on, so whatever else goes wrong, the state has it. The answer of some collections is a summary;
    // the rest is what was sent.
    let document = overlaid(request.body().cloned().unwrap_or_default(), &answer);
    let made = match convert::state(spec, &document, planned) {
        Ok(made) => made,
        Err(why) => {
            let error = strange(
                &format!("could not create {what}"),
                &api.client.secrets().shown(&why),
            );
            return Err(Undone {
                state: as_planned(spec, planned, &answer),
                errors: vec![error],
            });
        }
    };
    let (made, mut warnings) = match derive(spec, api, made.clone(), planned).await {
        Ok(made) => (made, Vec::new()),
        Err(error) => (without_derived(spec, made), vec![incomplete(&what, &error)]),
    };
    let finished = finish(spec, api, &made, planned).await?;
    let (state, altered) = promise::kept(spec, block, planned, &finished);
    warnings.extend(altered);
    warnings.extend(warn(spec, &api.client, &state).await);
    warnings.extend(rivals::warn(spec, api, &state, change.connection));
    Ok(Made {
        state,
        warnings,
        private: None,
    })
}

/// The warning that an object was written and something that follows from it could not be computed. The next refresh computes it.
pub(super) fn incomplete(what: &str, error: &ApiError) -> Diagnostic {
    Diagnostic {
        severity: Severity::Warning,
        ..failed(&format!("could not complete {what}"), error, None)
    }
}

fn request(spec: &Spec, located: &Located, change: &Change<'_>) -> Request {
    let sent = |attr: &Attr| matches!(attr.sent, Sent::Body | Sent::CreateBody | Sent::Part(_));
    let body = convert::body(spec, change.planned, change.config, sent, false);
    let request = Request::post(&*located.collection)
        .with_body(Json::Object(body))
        .revealing(spec.secret_fields(true));
    let in_query = spec
        .attrs
        .iter()
        .filter(|attr| attr.sent == Sent::CreateQuery);
    in_query.fold(request, |request, attr| {
        match change.planned.get(attr.name).as_str() {
            Some(value) => request.with_query(attr.name, value),
            None => request,
        }
    })
}

/// Makes the object, once its name is free. An object that has the name and keeps it is never adopted: somebody else may depend on
/// it. Gives the answer, and the ids of the objects that were there before.
async fn post(
    spec: &'static Spec,
    api: &Api,
    located: &Located,
    change: &Change<'_>,
    request: &Request,
) -> Result<(Json, Vec<String>), Diagnostic> {
    let planned = change.planned;
    let what = spec.describe(planned);
    let action = format!("could not create {what}");
    let refused = |error: &ApiError| failed(&action, error, Some((spec, planned)));
    let mut wait = Wait::new(spec, api, None);
    loop {
        let writing = rivals::member(spec, api, &located.collection)
            .await
            .map_err(|error| refused(&error))?;
        let documents = located.list(api).await.map_err(|error| refused(&error))?;
        // What this run deleted or renamed may still be listed: then the API itself says whether the name is free.
        let has_left = |path: String| {
            api.memory
                .has_left(&path, Some(&spec.unique_name(planned)), api.read_lag)
        };
        let holder = spec
            .find_same(&documents, planned)
            .filter(|holder| !path_in(&located.collection, holder).is_some_and(has_left));
        let refusal = match holder {
            Some(_) => None,
            None => match api.client.send(request).await {
                Ok(reply) => {
                    let document = reply.body.unwrap_or_default();
                    if let Some(id) = id_of(&document) {
                        api.memory
                            .wrote_member(&located.collection, id, change.connection);
                    }
                    return Ok((
                        document,
                        documents
                            .iter()
                            .filter_map(id_of)
                            .map(str::to_owned)
                            .collect(),
                    ));
                }
                Err(error) if error.is_conflict() => Some(error),
                Err(error) if error.may_have_worked() => {
                    return Err(outcome_unknown(
                        spec,
                        &what,
                        &error,
                        &import::id_of(spec, planned, None),
                    ));
                }
                Err(error) => return Err(refused(&error)),
            },
        };
        drop(writing);
        match wait.again(&located.collection, holder).await {
            Ok(()) => {}
            Err(Taken::Failed(error)) => return Err(refused(&error)),
            // What does not exist yet has no name that somebody could wait for, so it is in no circle.
            Err(Taken::Kept | Taken::Circle) => {
                let import = import::id_of(spec, planned, holder);
                return Err(refusal.map_or_else(
                    || {
                        exists_already(
                            spec,
                            &what,
                            &api.client.secrets().shown(&import),
                            api.client.base_url(),
                        )
                    },
                    |error| taken(&action, &error, (spec, planned)),
                ));
            }
        }
    }
}

/// What was planned, with what a strange answer tells for certain: the id, and secrets that are told only once.
fn as_planned(spec: &Spec, planned: &Value, answer: &Json) -> Value {
    let mut state = planned.clone();
    for attr in spec
        .attrs
        .iter()
        .filter(|attr| attr.name == "id" || attr.returned == Returned::AtCreate)
    {
        if let Some(text) = answer.get(convert::field_name(attr)).and_then(Json::as_str) {
            set(&mut state, attr.name, &Value::string(text));
        }
    }
    state
}

/// Brings a new object to what was planned where creating could not: what is switched, and parts with calls of their own.
async fn finish(
    spec: &'static Spec,
    api: &Api,
    made: &Value,
    planned: &Value,
) -> Result<Value, Undone> {
    let mut state = made.clone();
    for attr in spec
        .attrs
        .iter()
        .filter(|attr| matches!(attr.sent, Sent::Part(_) | Sent::Switch))
    {
        let wanted = planned.get(attr.name);
        if wanted.is_unknown() || state.get(attr.name) == wanted {
            continue;
        }
        if let Err(error) = call_for(spec, api, attr, &state, wanted).await {
            return Err(Undone {
                state,
                errors: vec![error],
            });
        }
        set(&mut state, attr.name, wanted);
    }
    Ok(state)
}
