//! The resource that is a whole list ([`Read::WholeList`]): every entry is named, and what is not named is removed.

use serde_json::Value as Json;

use crate::admin_api::{ApiError, Method, Request, segment};
use crate::engine::{Diagnostic, Value};
use crate::provider::Change;

use super::context::Api;
use super::convert;
use super::crud::Done;
use super::object::Seen;
use super::report::failed;
use super::spec::{Attr, Spec, Ty};
use crate::engine::network;

/// The state of the list that `documents` has.
pub(super) fn state(spec: &'static Spec, documents: &Json, reference: &Value) -> Result<Value, String> {
    let mut document = serde_json::json!({ "_id": reference.get("app_id").as_str() });
    document[entries_of(spec).name] = documents.clone();
    convert::state(spec, &document, reference)
}

/// Makes the list what was planned: first adds, then changes, then removes, so that nobody who stays is ever out.
///
/// A creation that fails half-way leaves no state: the list is there with its app anyway, and what was done is found done when
/// it is tried again. (A state would be tainted, and taint clears the list.)
pub(super) async fn write(spec: &'static Spec, api: &Api, change: &Change<'_>) -> Done {
    let Change { prior, planned, .. } = *change;
    let action = format!("could not write {}", spec.describe(planned));
    let collection = spec.collection_path(planned).map_err(|errors| (prior.clone(), errors))?;
    let attr = entries_of(spec);
    let wanted = convert::field(attr, planned.get(attr.name)).unwrap_or_default();
    let Err(error) = reconcile(spec, api, &collection, wanted.as_array().map_or(&[], Vec::as_slice)).await else {
        let mut done = planned.clone();
        if let Value::Map(values) = &mut done {
            values.insert("id".to_owned(), planned.get("app_id").clone());
        }
        return Ok((done, Vec::new()));
    };
    let failure = vec![failed(&action, &error, Some((spec, planned)))];
    if prior.is_null() {
        return Err((Value::Null, failure));
    }
    // What the list has now, as far as that can be seen.
    let there = match spec.look(api, prior).await {
        Ok(Ok(Seen::Present(documents))) => state(spec, &documents, prior).ok(),
        _ => None,
    };
    Err((there.unwrap_or_else(|| prior.clone()), failure))
}

/// Removes every entry.
pub(super) async fn clear(spec: &'static Spec, api: &Api, values: &Value) -> Result<Vec<Diagnostic>, Vec<Diagnostic>> {
    let collection = spec.collection_path(values)?;
    let action = format!("could not clear {}", spec.describe(values));
    let refused = |error| Err(vec![failed(&action, &error, Some((spec, values)))]);
    match reconcile(spec, api, &collection, &[]).await {
        Ok(()) => Ok(Vec::new()),
        // The app may be gone, and the list with it.
        Err(error) if error.says_not_found() => match spec.look(api, values).await? {
            Ok(Seen::Absent) => Ok(Vec::new()),
            Ok(Seen::Present(_)) => refused(error),
            Err(blind) => refused(blind),
        },
        Err(error) => refused(error),
    }
}

async fn reconcile(spec: &'static Spec, api: &Api, collection: &str, wanted: &[Json]) -> Result<(), ApiError> {
    let client = &api.client;
    let request = spec.list_request(collection);
    let reply = client.send(&request).await?;
    let present = spec.listed(&request, &reply)?;
    let at = |document: &Json| document.get("_id").and_then(Json::as_str).map(|id| format!("{collection}/{}", segment(id)));
    for entry in wanted {
        match present.iter().find(|other| covers_the_same(other, entry)) {
            None => drop(client.send(&Request::new(Method::Post, collection).with_body(entry.clone())).await?),
            Some(other) if comment(other) == comment(entry) => {}
            Some(other) => {
                let change = serde_json::json!({ "address": other["address"], "comment": comment(entry) });
                let path = at(other).ok_or_else(|| ApiError::unreadable(&request, "an entry has no _id"))?;
                client.send(&Request::new(Method::Patch, path).with_body(change)).await?;
            }
        }
    }
    for other in present.iter().filter(|other| !wanted.iter().any(|entry| covers_the_same(other, entry))) {
        let path = at(other).ok_or_else(|| ApiError::unreadable(&request, "an entry has no _id"))?;
        match client.send(&Request::new(Method::Delete, path)).await {
            Ok(_) => {}
            // Somebody else removes it at the same time: gone is gone, if the list says so.
            Err(error) if error.says_not_found() => {
                let reply = client.send(&request).await?;
                if spec.listed(&request, &reply)?.iter().any(|still| still.get("_id") == other.get("_id")) {
                    return Err(error);
                }
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// The one attribute that has the entries.
fn entries_of(spec: &'static Spec) -> &'static Attr {
    // A whole list is declared with its set, so the fallback never comes to use.
    spec.attrs.iter().find(|attr| matches!(attr.ty, Ty::SetOf(_))).unwrap_or(&spec.attrs[0])
}

fn covers_the_same(a: &Json, b: &Json) -> bool {
    let covered = |document: &Json| document.get("address").and_then(Json::as_str).and_then(network);
    covered(a).is_some() && covered(a) == covered(b)
}

fn comment(entry: &Json) -> &str {
    entry.get("comment").and_then(Json::as_str).unwrap_or_default()
}
