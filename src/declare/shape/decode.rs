//! Converts documents of the API to Terraform values.

use std::collections::BTreeMap;

use serde_json::Value as Json;
use sha2::{Digest as _, Sha256};

use super::encode::{self, field_name};
use super::schema::meaning;
use crate::declare::words::{Attr, Case, Default, Returned, Sent, Spec, Ty, Usage};
use crate::engine::codec::{from_json, to_json};
use crate::engine::{Type, Value, network, timeouts};

/// Returns the state that a document describes.
///
/// `reference` is the prior state or the plan. It supplies values that the API never returns, the
/// spelling of values that the API may spell in two ways, the attributes of the path, and the ID of
/// an object without an ID of its own (the parent's ID).
///
/// # Errors
/// Returns how the document differs from the declaration, without the document's content.
pub(crate) fn state(spec: &Spec, document: &Json, reference: &Value) -> Result<Value, String> {
    let mut values = BTreeMap::new();
    for attr in spec.attrs {
        let known = reference.attribute(attr.name);
        let told = || value(attr, encode::lookup(attr, document), known);
        let value = match (attr.sent, attr.returned) {
            _ if attr.name == "id" && spec.lifecycle.is_single() => {
                spec.parent_id(reference).clone()
            }
            (_, Returned::Never) if attr.write_only => Value::Null,
            (Sent::Path, _) | (_, Returned::Never | Returned::From(_)) => known.clone(),
            // Only the answer to the creation contains the value. A later answer may contain a
            // substitute, such as asterisks.
            (_, Returned::AtCreate) if !known.is_unknown() => known.clone(),
            (_, Returned::AtCreate | Returned::Always) => told()?,
        };
        values.insert(attr.name.to_owned(), value);
    }
    let timeouts = reference.attribute(timeouts::NAME);
    values.insert(timeouts::NAME.to_owned(), timeouts.clone());
    Ok(Value::Map(values))
}

/// Returns the hash of each field that a creation writes and a document shows, without sensitive
/// ones. Two documents with the same hash have the same value, however they spell it. `is_whole` says
/// that a field which the document omits has its default.
pub(crate) fn content(spec: &Spec, document: &Json, is_whole: bool) -> BTreeMap<String, String> {
    let is_shown = |attr: &&Attr| attr.sent == Sent::Body && attr.is_always_returned();
    let shown = spec.attrs.iter().filter(is_shown);
    let hashes = shown
        .filter(|attr| !attr.holds_secrets())
        .filter_map(|attr| {
            let field = encode::lookup(attr, document).filter(|field| !field.is_null());
            if field.is_none() && !is_whole {
                return None;
            }
            let value = value(attr, field, &Value::Null).ok()?;
            let value = value.as_str().map_or_else(
                || to_json(&value).to_string(),
                |text| attr.canonical(text).into_owned(),
            );
            Some((attr.name.to_owned(), hash(value)))
        });
    hashes.collect()
}

/// Returns a hash, as 24 hexadecimal digits.
pub(crate) fn hash(bytes: impl AsRef<[u8]>) -> String {
    let bytes = Sha256::digest(bytes);
    bytes
        .iter()
        .take(12)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Returns the value of one attribute in a document.
fn value(attr: &Attr, field: Option<&Json>, known: &Value) -> Result<Value, String> {
    let json = field.unwrap_or(&Json::Null);
    if let Some(none) = attr.none.map(|none| none.json())
        && (json.is_null() || *json == none)
    {
        // A configuration that spells out the API's word for "none" keeps it. Otherwise the value
        // is null.
        let spelled_out = encode::field(attr, known).is_some_and(|field| field == none);
        return Ok(if spelled_out {
            known.clone()
        } else {
            Value::Null
        });
    }
    // A JSON null is a value of its own where one was written or must be.
    let is_kept = attr.usage == Usage::Required || known.as_str().is_some();
    let is_a_value = matches!(attr.ty, Ty::AnyJson) && field.is_some() && is_kept;
    if json.is_null() && !is_a_value {
        return left_out(attr, known);
    }
    let strange = || format!("its field {:?} is {}", field_name(attr), kind(json));
    match (attr.ty, json) {
        (Ty::Text | Ty::Word(_) | Ty::Address, Json::String(text)) => Ok(Value::string(text)),
        (Ty::Bool, Json::Bool(truth)) => Ok(Value::Bool(*truth)),
        // The API's description declares some booleans as strings (`ApiKey.disabled`).
        (Ty::Bool, Json::String(text)) if matches!(text.as_str(), "true" | "false") => {
            Ok(Value::Bool(text == "true"))
        }
        (Ty::Number, Json::Number(_)) => simple(&Type::Number, json).ok_or_else(strange),
        (Ty::Words(_), Json::Array(_)) => {
            simple(&Type::set(Type::String), json).ok_or_else(strange)
        }
        (Ty::List(element), Json::Array(elements)) => {
            let elements = elements.iter().map(|one| simple_of(element, one));
            let elements: Option<_> = elements.collect();
            elements.map(Value::List).ok_or_else(strange)
        }
        (Ty::Set(element), Json::Array(elements)) => {
            let elements = elements.iter().map(|one| simple_of(element, one));
            let elements: Option<_> = elements.collect();
            elements.map(Value::Set).ok_or_else(strange)
        }
        (Ty::Map(element), Json::Object(fields)) => {
            let fields = fields.iter();
            let fields = fields.map(|(key, one)| Some((key.clone(), simple_of(element, one)?)));
            let fields: Option<_> = fields.collect();
            fields.map(Value::Map).ok_or_else(strange)
        }
        (Ty::JsonObject | Ty::Ejson, Json::Object(_)) | (Ty::AnyJson, _) => {
            Ok(Value::string(json.to_string()))
        }
        (Ty::Object(attrs), Json::Object(_)) => nested(attrs, json, known),
        (Ty::OneOf(cases), Json::Object(_)) => one_of(attr, cases, json, known),
        (Ty::SetOf(_) | Ty::ListOf(_) | Ty::MapOf(_), _) => {
            objects(&attr.ty, json, known).unwrap_or_else(|| Err(strange()))
        }
        _ => Err(strange()),
    }
}

/// Returns a collection of nested objects, or `None` if the document is of another type.
fn objects(ty: &Ty, json: &Json, known: &Value) -> Option<Result<Value, String>> {
    match (ty, json) {
        (Ty::SetOf(attrs), Json::Array(elements)) => {
            let one = |element| nested(attrs, element, spelled_before(attrs, known, element));
            let elements = elements.iter().map(one);
            Some(elements.collect::<Result<_, _>>().map(Value::Set))
        }
        (Ty::ListOf(attrs), Json::Array(elements)) => {
            let before = known.elements();
            let one =
                |(at, element)| nested(attrs, element, before.get(at).unwrap_or(&Value::Null));
            let elements = elements.iter().enumerate().map(one);
            Some(elements.collect::<Result<_, _>>().map(Value::List))
        }
        (Ty::MapOf(attrs), Json::Object(fields)) => {
            let one = |(key, field): (&String, &Json)| {
                Ok((key.clone(), nested(attrs, field, known.attribute(key))?))
            };
            let fields = fields.iter().map(one);
            Some(fields.collect::<Result<_, _>>().map(Value::Map))
        }
        _ => None,
    }
}

/// Returns the value of an attribute that the document omits.
fn left_out(attr: &Attr, known: &Value) -> Result<Value, String> {
    if attr.usage == Usage::Required {
        // A document without a field that every object has is not the object.
        return Err(format!("it has no field {:?}", field_name(attr)));
    }
    if attr.replaces && !known.is_unknown() {
        // An attribute that cannot change in place keeps its value.
        return Ok(known.clone());
    }
    // The API omits many fields that have their defaults.
    Ok(match attr.default {
        Default::Bool(truth) => Value::Bool(truth),
        Default::Number(number) => Value::Number(number.into()),
        Default::Text(text) => Value::string(text),
        Default::Null | Default::Server | Default::Provider => Value::Null,
    })
}

/// Returns a value of a type without attributes, or `None` if the document is of another type.
fn simple(ty: &Type, json: &Json) -> Option<Value> {
    from_json(json, ty).ok()
}

fn simple_of(ty: &Ty, json: &Json) -> Option<Value> {
    match (ty, json) {
        (Ty::Bool, Json::Bool(_)) => simple(&Type::Bool, json),
        (Ty::Number, Json::Number(_)) => simple(&Type::Number, json),
        (Ty::Bool | Ty::Number, _) => None,
        (_, Json::String(text)) => Some(Value::string(text)),
        _ => None,
    }
}

fn one_of(attr: &Attr, cases: &[Case], json: &Json, known: &Value) -> Result<Value, String> {
    let word = json.get("type").and_then(Json::as_str).unwrap_or_default();
    if !cases.iter().any(|case| case.name == word) {
        return Err(format!(
            "its field {:?} has the type {word:?}, which this version of the provider does not know",
            attr.name
        ));
    }
    let values = cases.iter().map(|case| {
        let value = match case.name == word {
            true => nested(case.attrs, json, known.attribute(case.name))?,
            false => Value::Null,
        };
        Ok((case.name.to_owned(), value))
    });
    values.collect::<Result<_, _>>().map(Value::Map)
}

fn nested(attrs: &[Attr], json: &Json, known: &Value) -> Result<Value, String> {
    let fields = attrs.iter().map(|attr| {
        let field = encode::lookup(attr, json);
        let value = value(attr, field, known.attribute(attr.name))?;
        Ok((attr.name.to_owned(), value))
    });
    fields.collect::<Result<_, _>>().map(Value::Map)
}

/// Returns the element of the prior set that covers the same address.
fn spelled_before<'a>(attrs: &[Attr], known: &'a Value, element: &Json) -> &'a Value {
    let address = attrs.iter().find(|attr| matches!(attr.ty, Ty::Address));
    let covered = |name: &str| element.get(name)?.as_str().and_then(network);
    let before = address.and_then(|attr| {
        let covered = covered(attr.name)?;
        let same =
            |known: &&Value| known.attribute(attr.name).as_str().and_then(network) == Some(covered);
        known.elements().iter().find(same)
    });
    before.unwrap_or(&Value::Null)
}

/// Returns the type of a document for messages, without its content.
fn kind(json: &Json) -> &'static str {
    match json {
        Json::Null => "null",
        Json::Bool(_) => "a boolean",
        Json::Number(_) => "a number",
        Json::String(_) => "text",
        Json::Array(_) => "an array",
        Json::Object(_) => "an object",
    }
}

/// Reports whether two fields of documents are equivalent.
pub(crate) fn means_the_same(attr: &Attr, a: Option<&Json>, b: Option<&Json>) -> bool {
    let read = |json: Option<&Json>| value(attr, json, &Value::Null);
    match (read(a), read(b)) {
        (Ok(a), Ok(b)) => meaning(&attr.ty).same(&a, &b),
        _ => false,
    }
}
