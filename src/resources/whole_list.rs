//! The resource that is a whole list ([`Read::WholeList`]): every entry is named, and what is not named is removed.

use std::collections::HashSet;

use serde_json::Value as Json;

use crate::admin_api::{ApiError, Request};
use crate::engine::{Diagnostic, Value, network};
use crate::provider::{Change, Current, Outcome};

use super::context::Api;
use super::crud::{Done, Made, Undone, overlaid, set};
use super::look::{Located, Seen, id_of, path_in};
use super::proof::Answered;
use super::report::{failed, sentence};
use super::spec::{Attr, Spec, Ty};
use super::{convert, promise, proof, rivals};

/// The state of the list that `documents` has.
pub(super) fn state(
    spec: &'static Spec,
    documents: &Json,
    reference: &Value,
) -> Result<Value, String> {
    let mut document = serde_json::json!({ "_id": reference.get("app_id").as_str() });
    document[entries_of(spec).name] = documents.clone();
    convert::state(spec, &document, reference)
}

/// Makes the list what was planned: first adds, then changes, then removes, so that nobody who stays is ever out.
///
/// A creation that fails half-way leaves no state: the list is there with its app anyway, and what was done is found done when
/// it is tried again. (A state would be tainted, and taint clears the list.)
///
/// Every write of a list that could be read draws a token, which stays in the private state of the writer: see [`clear`].
pub(super) async fn write(spec: &'static Spec, api: &Api, change: &Change<'_>) -> Done {
    let Change {
        prior,
        planned,
        connection,
        ..
    } = *change;
    let undone = |state, errors| Undone { state, errors };
    let action = format!("could not write {}", spec.describe(planned));
    let located = spec
        .locate_new(planned)
        .map_err(|errors| undone(prior.clone(), errors))?;
    let refused = |error: &ApiError| vec![failed(&action, error, Some((spec, planned)))];
    let request = spec.list_request(&located.collection);
    let lock = api.memory.lock(&located.collection);
    let _writing = api
        .client
        .unless_stopped(&request, lock.write())
        .await
        .map_err(|error| undone(prior.clone(), refused(&error)))?;
    let present = present(api, &located)
        .await
        .map_err(|error| undone(prior.clone(), refused(&error)))?;
    let mut private = change.private.clone();
    let token = api.memory.begin_write(&located.collection, connection);
    private
        .set(TOKEN, &token)
        .map_err(|errors| undone(prior.clone(), errors))?;
    let attr = entries_of(spec);
    let wanted = convert::field(attr, planned.get(attr.name)).unwrap_or_default();
    let wanted = wanted.as_array().map_or(&[] as &[Json], Vec::as_slice);
    let error = match reconcile(api, &located, &present, wanted, &HashSet::new()).await {
        Ok(altered) => {
            api.memory.end_write(&located.collection, connection);
            let mut state = planned.clone();
            set(&mut state, "id", planned.get("app_id"));
            let mut warnings: Vec<Diagnostic> = altered
                .then(|| promise::altered(attr.name, &spec.describe(planned)))
                .into_iter()
                .collect();
            warnings.extend(rivals::warn(spec, api, &state, connection));
            return Ok(Made {
                state,
                warnings,
                private: Some(private),
            });
        }
        Err(error) => error,
    };
    if prior.is_null() {
        return Err(undone(Value::Null, refused(&error)));
    }
    // What the list has now, as far as that can be seen.
    let there = match located.look(api).await {
        Ok(Seen::Present(documents)) => state(spec, &documents, prior).ok(),
        _ => None,
    };
    Err(undone(
        there.unwrap_or_else(|| prior.clone()),
        refused(&error),
    ))
}

/// The private state's key for the token of the last write.
const TOKEN: &str = "last_write";

/// Removes every entry, unless another resource of the same run has written the list: after a renaming without `moved`, Terraform
/// creates the list at its new address and destroys the old one, in either order, and what the configuration says must stay.
/// Entries that single resources of the same run have written stay, too.
///
/// A state without a token (from an import, or from a host that loses private state) may be that of the writer or of the other
/// address. Then the list stays: a list that is left too long shows in the warning, and one that is cleared shuts everybody out.
pub(super) async fn clear(
    spec: &'static Spec,
    api: &Api,
    current: &Current<'_>,
) -> Outcome<Vec<Diagnostic>> {
    let state = current.state;
    let located = spec.locate(state)?;
    let action = format!("could not clear {}", spec.describe(state));
    let refused = |error: &ApiError| Err(vec![failed(&action, error, Some((spec, state)))]);
    let request = spec.list_request(&located.collection);
    let lock = api.memory.lock(&located.collection);
    let _writing = match api.client.unless_stopped(&request, lock.write()).await {
        Ok(writing) => writing,
        Err(error) => return refused(&error),
    };
    let own = current.private.get::<String>(TOKEN)?;
    match api
        .memory
        .last_write(&located.collection, current.connection)
    {
        Some(last) if Some(&last.token) == own.as_ref() => {}
        Some(last) if last.is_done => {
            return Ok(vec![left_alone(spec, state, &located.collection)]);
        }
        Some(_) => {
            return Err(vec![rivals::not_written(
                &action,
                &spec.type_name(),
                &located.collection,
            )]);
        }
        None => {}
    }
    let kept = api.memory.members(&located.collection, current.connection);
    let cleared = match present(api, &located).await {
        Ok(present) => reconcile(api, &located, &present, &[], &kept).await,
        Err(error) => Err(error),
    };
    match cleared {
        Ok(_) => Ok(Vec::new()),
        // The app may be gone, and the list with it; or the list was cleared and the last answer was lost.
        Err(error) if error.is_404() || error.may_have_worked() => match located.look(api).await {
            Ok(Seen::Absent) => Ok(Vec::new()),
            Ok(Seen::Present(left))
                if left
                    .as_array()
                    .is_some_and(|left| left.iter().all(|entry| is_kept(entry, &kept))) =>
            {
                Ok(Vec::new())
            }
            Ok(Seen::Present(_)) => refused(&error),
            Err(blind) => refused(if error.is_404() { &blind } else { &error }),
        },
        Err(error) => refused(&error),
    }
}

fn left_alone(spec: &Spec, state: &Value, collection: &str) -> Diagnostic {
    let detail = format!(
        "Another {type_name} of this run manages the same list, so the list stays as that one wrote it.\n{collection}\nWhere the resource was only renamed, say so with a `moved` block, and nothing is destroyed at all.",
        type_name = spec.type_name()
    );
    Diagnostic::warning(
        sentence(&format!("{} was left alone", spec.describe(state))),
        detail,
    )
}

fn is_kept(entry: &Json, kept: &HashSet<String>) -> bool {
    id_of(entry).is_some_and(|id| kept.contains(id))
}

/// The members of the list, without those that this process has deleted and a read that lags behind still shows.
async fn present(api: &Api, located: &Located) -> Result<Vec<Json>, ApiError> {
    let mut members = located.list(api).await?;
    members.retain(|entry| {
        path_in(&located.collection, entry)
            .is_none_or(|path| !api.memory.has_left(&path, None, api.read_lag))
    });
    Ok(members)
}

/// Makes the list what is wanted; members that are `kept` are not removed. Returns whether the API wrote something else than it was
/// sent.
async fn reconcile(
    api: &Api,
    located: &Located,
    present: &[Json],
    wanted: &[Json],
    kept: &HashSet<String>,
) -> Result<bool, ApiError> {
    let client = &api.client;
    let collection = located.collection.as_str();
    // A list is read only when each of its entries has an id.
    let at = |entry: &Json| path_in(collection, entry).unwrap_or_default();
    let mut altered = false;
    let mut unsure = None;
    for entry in wanted {
        match present.iter().find(|other| covers_the_same(other, entry)) {
            None => {
                let request = Request::post(collection).with_body(entry.clone());
                let answer = client.send(&request).await?.body.unwrap_or_default();
                if id_of(&answer).is_none() {
                    return Err(ApiError::unreadable(&request, "it has no _id"));
                }
                altered |= !same(&overlaid(entry.clone(), &answer), entry);
            }
            Some(other) if comment(other) == comment(entry) => {}
            Some(other) => {
                let change =
                    serde_json::json!({ "address": other["address"], "comment": comment(entry) });
                let request = Request::patch(at(other)).with_body(change.clone());
                match proof::write(client, &request, id_of(other).unwrap_or_default()).await? {
                    Answered::With(answer) => {
                        altered |= comment(&overlaid(change, &answer)) != comment(entry)
                    }
                    Answered::Done => {}
                    Answered::Unproven => unsure = Some(request),
                }
            }
        }
    }
    let unwanted = present.iter().filter(|other| {
        !wanted.iter().any(|entry| covers_the_same(other, entry)) && !is_kept(other, kept)
    });
    for other in unwanted {
        let request = Request::delete(at(other));
        let leaving = api.memory.leaving(at(other));
        match proof::write(client, &request, id_of(other).unwrap_or_default()).await {
            Ok(Answered::Done) => leaving.deleted(),
            // Somebody else may remove it at the same time: gone is gone, if the list says so.
            Ok(Answered::With(_) | Answered::Unproven) => unsure = Some(request),
            Err(error) if error.is_404() => unsure = Some(request),
            Err(error) => return Err(error),
        }
    }
    let Some(request) = unsure else {
        return Ok(altered);
    };
    let done = |seen: &Seen| matches!(seen, Seen::Present(Json::Array(list)) if is_as_wanted(list, wanted, kept));
    proof::confirm(api, located, &request, done)
        .await
        .map(|()| altered)
}

/// Whether the list has every entry that is wanted, and no other but those that are kept.
fn is_as_wanted(list: &[Json], wanted: &[Json], kept: &HashSet<String>) -> bool {
    wanted
        .iter()
        .all(|entry| list.iter().any(|other| same(other, entry)))
        && list.iter().all(|other| {
            is_kept(other, kept) || wanted.iter().any(|entry| covers_the_same(other, entry))
        })
}

/// The one attribute that has the entries.
fn entries_of(spec: &'static Spec) -> &'static Attr {
    // A whole list is declared with its set, so the fallback never comes to use.
    spec.attrs
        .iter()
        .find(|attr| matches!(attr.ty, Ty::SetOf(_)))
        .unwrap_or(&spec.attrs[0])
}

fn covers_the_same(a: &Json, b: &Json) -> bool {
    let covered = |document: &Json| {
        document
            .get("address")
            .and_then(Json::as_str)
            .and_then(network)
    };
    covered(a).is_some() && covered(a) == covered(b)
}

fn same(a: &Json, b: &Json) -> bool {
    covers_the_same(a, b) && comment(a) == comment(b)
}

fn comment(entry: &Json) -> &str {
    entry
        .get("comment")
        .and_then(Json::as_str)
        .unwrap_or_default()
}
