//! The resource that is a whole list ([`Read::WholeList`]): every entry is named, and what is not named is removed.

use serde_json::Value as Json;

use crate::admin_api::{ApiError, Client, Method, Request, segment};
use crate::engine::{Diagnostic, Value};
use crate::provider::Change;

use super::checks::network;
use super::convert;
use super::crud::Done;
use super::object::Seen;
use super::report::{failed, strange};
use super::spec::{Attr, Spec, Ty};

/// The state of the list that `documents` has.
pub(super) fn state(spec: &'static Spec, documents: &Json, reference: &Value) -> Result<Value, String> {
    let mut document = serde_json::json!({ "_id": reference.get("app_id").as_str() });
    document[entries_of(spec).name] = documents.clone();
    convert::state(spec, &document, reference)
}

/// Makes the list what was planned: first adds, then changes, then removes, so that nobody who stays is ever out.
pub(super) async fn write(spec: &'static Spec, client: &Client, change: &Change<'_>) -> Done {
    let planned = change.planned;
    let (prior, action) = (change.prior.clone(), format!("could not write {}", spec.describe(planned)));
    let collection = spec.collection_path(planned).map_err(|errors| (prior.clone(), errors))?;
    let attr = entries_of(spec);
    let wanted = convert::field(attr, planned.get(attr.name)).unwrap_or_default();
    let outcome = reconcile(spec, client, &collection, wanted.as_array().map_or(&[], Vec::as_slice), planned).await;
    let failure = outcome.err().map(|error| failed(&action, &error, Some((spec, planned))));
    // Either way the state is what the list has now.
    let there = match spec.look(client, planned).await {
        Ok(Ok(Seen::Present(documents))) => state(spec, &documents, planned).map_err(|why| strange(&action, &why)),
        Ok(Ok(Seen::Absent)) => Ok(Value::Null),
        Ok(Err(error)) => Err(failed(&action, &error, Some((spec, planned)))),
        Err(mut errors) => Err(errors.remove(0)),
    };
    match (failure, there) {
        (None, Ok(there)) => Ok((there, Vec::new())),
        (Some(failure), Ok(there)) => Err((there, vec![failure])),
        (failure, Err(blind)) => Err((if prior.is_null() { planned.clone() } else { prior }, failure.into_iter().chain([blind]).collect())),
    }
}

/// Removes every entry.
pub(super) async fn clear(spec: &'static Spec, client: &Client, values: &Value) -> Result<Vec<Diagnostic>, Vec<Diagnostic>> {
    let collection = spec.collection_path(values)?;
    let action = format!("could not clear {}", spec.describe(values));
    match reconcile(spec, client, &collection, &[], values).await {
        Ok(()) => Ok(Vec::new()),
        // The app is gone, and the list with it.
        Err(error) => match spec.judge_absence(client, values, error).await {
            Ok(_) => Ok(Vec::new()),
            Err(error) => Err(vec![failed(&action, &error, Some((spec, values)))]),
        },
    }
}

async fn reconcile(spec: &'static Spec, client: &Client, collection: &str, wanted: &[Json], values: &Value) -> Result<(), ApiError> {
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
            Err(error) => drop(spec.judge_absence(client, values, error).await?),
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
