//! Imports: finds the object that an import ID or an identity denotes.

use serde_json::Value as Json;

use super::import_id::{Reading, divisions, readings, steps};
use crate::admin_api::{ApiError, Client};
use crate::declare::context::{Api, Project};
use crate::declare::object::document::set;
use crate::declare::object::{Failure, Seen, observed};
use crate::declare::report::failed;
use crate::declare::shape::listing::{Listing, id_of};
use crate::declare::words::{Check, Default, Spec};
use crate::engine::wording::with_article;
use crate::engine::{Diagnostic, Value};
use crate::provider::{ImportResponse, Result};

/// Returns the object that an import ID denotes.
///
/// # Errors
/// If the ID has the wrong form, or denotes no object or two objects.
pub(crate) async fn import(
    spec: &'static Spec,
    api: &Api,
    default: &Project,
    id: &str,
) -> Result<ImportResponse> {
    let readings = match readings(spec, default, id) {
        Ok(readings) => readings,
        Err(refusal) => {
            return Err(with_names(spec, &api.client, default, id, refusal)
                .await
                .into());
        }
    };
    let mut found = Vec::new();
    let mut misses = Vec::new();
    for reading in readings {
        match resolve(spec, &api.client, &reading).await? {
            Resolved::Object { values, document } => found.push((values, document)),
            Resolved::Nothing(miss) => misses.push(miss),
        }
    }
    match found.as_slice() {
        [(values, document)] => {
            let state = observed(spec, api, document, &reference(spec, values)).await?;
            Ok(ImportResponse::new(state))
        }
        [] => {
            let detail = format!(
                "{}\nThe id has the form {}.",
                misses.join("\n"),
                spec.import_form()
            );
            let refusal = Diagnostic::error(
                format!("There is no {} {id:?} to import", spec.title),
                detail,
            );
            Err(with_names(spec, &api.client, default, id, refusal)
                .await
                .into())
        }
        several => {
            let full = |(values, document): &(Value, Json)| spec.import_id(values, Some(document));
            let forms = several
                .iter()
                .map(|object| format!("  {}", api.client.secrets().shown(&full(object))));
            let forms = forms.collect::<Vec<_>>().join("\n");
            let detail = format!(
                "{id:?} can be read in more than one way, and each is there. Use one of the full forms:\n{forms}"
            );
            let summary = format!("More than one {} is called {id:?}", spec.title);
            Err(Diagnostic::error(summary, detail).into())
        }
    }
}

/// Returns the object with this identity. The identity may omit attributes for which the provider
/// has a default.
///
/// # Errors
/// If the identity denotes no object, or the object cannot be read.
pub(crate) async fn by_identity(
    spec: &'static Spec,
    api: &Api,
    default: &Project,
    identity: &Value,
) -> Result<ImportResponse> {
    let placed = default.placed(spec, identity);
    let mut reference = reference(spec, &placed);
    set(&mut reference, "id", identity.attribute("id"));
    let failure = |cause| {
        Failure::new(
            format!("import the {}", spec.title),
            spec,
            &reference,
            cause,
        )
    };
    let at = spec.locate(&reference).map_err(failure)?;
    match at.look(api).await.map_err(|error| failure(error.into()))? {
        Seen::Present(document) => Ok(ImportResponse::new(
            observed(spec, api, &document, &reference).await?,
        )),
        Seen::Absent => {
            let id = identity.attribute("id").as_str();
            let id = id.or(spec.parent_id(&placed).as_str());
            let outermost = steps(spec)[0].title;
            let place = spec
                .place()
                .next()
                .and_then(|attr| placed.attribute(attr.name).as_str());
            let detail = format!(
                "The {outermost} {} has no {} with this identity.",
                place.unwrap_or_default(),
                spec.title
            );
            let summary = format!(
                "There is no {} {:?} to import",
                spec.title,
                id.unwrap_or_default()
            );
            Err(Diagnostic::error(summary, detail).into())
        }
    }
}

/// Returns the values of an object that are known before it is read: its place, and the defaults of
/// attributes that only this provider stores.
fn reference(spec: &Spec, place: &Value) -> Value {
    let place = spec
        .place()
        .map(|attr| (attr.name, place.attribute(attr.name).clone()));
    let local = spec.attrs.iter().filter(|attr| attr.is_local());
    let local = local.map(|attr| match attr.default {
        Default::Bool(truth) => (attr.name, Value::Bool(truth)),
        _ => (attr.name, Value::Null),
    });
    Value::object(place.chain(local))
}

/// The result of resolving a reading of an import ID.
enum Resolved {
    /// The IDs in the path of the object, and the object's document.
    Object { values: Value, document: Json },
    /// A sentence that says why no object was found.
    Nothing(String),
}

/// Finds the object that a reading denotes. Resolves one step at a time, by ID or natural key.
async fn resolve(spec: &'static Spec, client: &Client, reading: &Reading) -> Result<Resolved> {
    let action = format!("could not look for the {}", spec.title);
    let refused =
        |step: &Spec, error: &ApiError| failed(&action, error, Some((step, &Value::Null)));
    let steps = steps(spec);
    let names: Vec<&str> = spec.place().map(|attr| attr.name).collect();
    let mut values = Value::object(
        names
            .first()
            .map(|name| (*name, Value::string(&reading.parts[0]))),
    );
    for (at, (step, part)) in steps.iter().zip(&reading.parts).enumerate().skip(1) {
        let collection = collection(step, &values)?;
        let documents = match step.list(client, &collection).await {
            Ok(documents) => documents,
            Err(error) if at == 1 && error.is_404() => {
                let outermost = steps[0].title;
                return Ok(Resolved::Nothing(format!(
                    "There is no {outermost} {} that this API key may see.",
                    reading.parts[0]
                )));
            }
            Err(error) => return Err(refused(step, &error).into()),
        };
        let Some(document) = find(step, &documents, part).cloned() else {
            let holder = if at == 1 {
                reading.parts[0].clone()
            } else {
                format!("{:?}", reading.parts[at - 1])
            };
            let miss = format!(
                "The {} {holder} has no {} {part:?}.",
                steps[at - 1].title,
                step.title
            );
            return Ok(Resolved::Nothing(miss));
        };
        match names.get(at) {
            Some(name) => set(
                &mut values,
                name,
                &Value::string(id_of(&document).unwrap_or_default()),
            ),
            None => {
                return spec
                    .whole(client, &collection, document)
                    .await
                    .map(|document| Resolved::Object { values, document })
                    .map_err(|error| refused(spec, &error).into());
            }
        }
    }
    // The parent has only one such object.
    let document = single(spec, client, &values).await?;
    Ok(match document {
        Some(document) => Resolved::Object { values, document },
        None => Resolved::Nothing(format!("There is no {} in it.", spec.title)),
    })
}

fn collection(spec: &'static Spec, values: &Value) -> Result<String> {
    let path = spec.collection_path(values);
    path.map_err(|cause| {
        Failure::new(format!("look for the {}", spec.title), spec, values, cause).into()
    })
}

/// Returns the object with this ID, or otherwise with this natural key.
fn find<'a>(spec: &Spec, documents: &'a Listing, part: &str) -> Option<&'a Json> {
    let has_key = |document: &&Json| spec.has_natural_key(document, part);
    let by_key = || documents.iter().find(has_key);
    documents.with_id(part).or_else(by_key)
}

/// Returns the only object of its type in its parent.
async fn single(spec: &'static Spec, client: &Client, values: &Value) -> Result<Option<Json>> {
    let failure = |cause| Failure::new(format!("look for the {}", spec.title), spec, values, cause);
    let at = spec.locate_new(values).map_err(failure)?;
    match at
        .look_now(client)
        .await
        .map_err(|error| failure(error.into()))?
    {
        Seen::Present(document) => Ok(Some(document)),
        Seen::Absent => Ok(None),
    }
}

/// Returns the error for an import ID that denotes no object. Suggests the right ID if a part of
/// the ID is another attribute that users mistake for the key.
async fn with_names(
    spec: &'static Spec,
    client: &Client,
    default: &Project,
    id: &str,
    refusal: Diagnostic,
) -> Diagnostic {
    let steps = steps(spec);
    let Some((step, form)) = steps.get(1).and_then(|step| Some((*step, step.key_form?))) else {
        return refusal;
    };
    let mut lines = Vec::new();
    for reading in divisions(spec, default, id) {
        let part = &reading.parts[1];
        if !may_be(step, form.mistaken_for, part) {
            continue;
        }
        // The error is correct even if the list cannot be read.
        for key in called(step, client, &reading.parts[0], form.mistaken_for, part).await {
            let mut right = reading.clone();
            right.parts[1].clone_from(&key);
            lines.push(format!(
                "{part:?} is the {} of {}, and its {} is {key:?}. Use:\n  {right}",
                form.mistaken_for,
                with_article(step.title),
                form.title
            ));
        }
    }
    if lines.is_empty() {
        return refusal;
    }
    let detail = format!(
        "{}\nThe id has the form {}.",
        lines.join("\n"),
        spec.import_form()
    );
    Diagnostic::error(refusal.summary, detail)
}

/// Reports whether an attribute accepts the text.
fn may_be(spec: &Spec, name: &str, text: &str) -> bool {
    let checks = spec.attr(name).map_or(&[] as &[Check], |attr| attr.checks);
    checks.iter().all(|check| check.complaint(text).is_none())
}

/// Returns the natural keys of the objects that have this text in an attribute.
async fn called(
    spec: &'static Spec,
    client: &Client,
    outermost: &str,
    name: &str,
    text: &str,
) -> Vec<String> {
    let place = spec.place().next();
    let values = Value::object(place.map(|attr| (attr.name, Value::string(outermost))));
    let Ok(collection) = spec.collection_path(&values) else {
        return Vec::new();
    };
    let Ok(documents) = spec.list(client, &collection).await else {
        return Vec::new();
    };
    let named = documents
        .iter()
        .filter(|document| document.get(name).and_then(Json::as_str) == Some(text));
    let keys = named.filter_map(|document| spec.natural_key_in(document));
    keys.map(|key| client.secrets().shown(&key)).collect()
}
