//! Between the values of Terraform and the documents of the API.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};

use crate::engine::Value;
use crate::engine::codec::to_json;

use crate::declare::words::spec::{Attr, Default, NoneAs, Returned, Sent, Spec, Ty, Usage};
use crate::engine::network;

/// The fields of a body that the attributes make. Null attributes are left out, or sent as the API's word for "none" where the
/// call leaves alone what it is not given.
pub(crate) fn body(
    spec: &Spec,
    planned: &Value,
    config: &Value,
    wanted: impl Fn(&Attr) -> bool,
    name_nulls: bool,
) -> Map<String, Json> {
    let mut fields = Map::new();
    for attr in spec.attrs.iter().filter(|attr| wanted(attr)) {
        let value = if attr.write_only {
            config.get(attr.name)
        } else {
            planned.get(attr.name)
        };
        match field(attr, value) {
            Some(json) => drop(fields.insert(field_name(attr).to_owned(), json)),
            None if name_nulls => drop(
                attr.none
                    .map(|none| fields.insert(field_name(attr).to_owned(), none.json())),
            ),
            None => {}
        }
    }
    fields
}

/// What the API calls the attribute. A write-only twin is the same field: `value_wo` is `value`.
pub(crate) fn field_name(attr: &Attr) -> &'static str {
    match attr.name {
        "id" => "_id",
        name if attr.write_only => name.strip_suffix("_wo").unwrap_or(name),
        name => name,
    }
}

/// One attribute's value for the API; `None` when there is nothing to send.
pub(crate) fn field(attr: &Attr, value: &Value) -> Option<Json> {
    match (attr.ty, value) {
        (_, Value::Null | Value::Unknown(_)) => None,
        // The schema's validator has let nothing but JSON through.
        (Ty::JsonObject, Value::String(text)) => serde_json::from_str(text).ok(),
        (Ty::Object(attrs), value) => Some(object(attrs, value)),
        (Ty::OneOf(cases), value) => cases
            .iter()
            .find(|case| !value.get(case.name).is_null())
            .map(|case| {
                let mut fields = object(case.attrs, value.get(case.name));
                fields["type"] = case.name.into();
                fields
            }),
        (Ty::SetOf(attrs), value) => Some(
            value
                .elements()
                .iter()
                .map(|element| object(attrs, element))
                .collect(),
        ),
        (_, value) => Some(to_json(value)),
    }
}

fn object(attrs: &[Attr], value: &Value) -> Json {
    Json::Object(
        attrs
            .iter()
            .filter_map(|attr| Some((attr.name.to_owned(), field(attr, value.get(attr.name))?)))
            .collect(),
    )
}

/// The state that a document describes. What the API never tells is taken from `reference`, the state or plan before, and so
/// is the spelling of what it has two words for. Attributes of the path come from `reference`, too.
pub(crate) fn state(spec: &Spec, document: &Json, reference: &Value) -> Result<Value, String> {
    let mut values = BTreeMap::new();
    for attr in spec.attrs {
        let known = reference.get(attr.name);
        let value = match (attr.sent, attr.returned) {
            (_, Returned::Never) if attr.write_only => Value::Null,
            (Sent::Path, _) | (_, Returned::Never | Returned::Derived(_)) => known.clone(),
            // Only the answer that creates it tells it; what a later one has in its place (asterisks, perhaps) is not it.
            (_, Returned::AtCreate) if !known.is_unknown() => known.clone(),
            (_, Returned::AtCreate) => value(
                attr,
                document.get(field_name(attr)).unwrap_or(&Json::Null),
                known,
            )?,
            (_, Returned::Always) => value(
                attr,
                document.get(field_name(attr)).unwrap_or(&Json::Null),
                known,
            )?,
        };
        values.insert(attr.name.to_owned(), value);
    }
    Ok(Value::Map(values))
}

/// What the document says of one attribute.
fn value(attr: &Attr, json: &Json, known: &Value) -> Result<Value, String> {
    if let Some(none) = attr.none
        && (json.is_null() || *json == none.json())
    {
        // Whoever wrote the word for "none" keeps it; everybody else has null.
        let spelled_out = field(attr, known).is_some_and(|field| field == none.json());
        return Ok(if spelled_out {
            known.clone()
        } else {
            Value::Null
        });
    }
    let strange = || format!("its field {:?} is {}", field_name(attr), kind(json));
    match (attr.ty, json) {
        // A document without what every object has is not the object.
        (_, Json::Null) if attr.usage == Usage::Required && attr.none.is_none() => {
            Err(format!("it has no field {:?}", field_name(attr)))
        }
        // What cannot change is as it was, although the answer leaves it out.
        (_, Json::Null) if attr.replaces && !known.is_unknown() => Ok(known.clone()),
        // The API leaves out many a field that has its default.
        (_, Json::Null) => Ok(match attr.default {
            Default::Bool(truth) => Value::Bool(truth),
            Default::Text(text) => Value::string(text),
            Default::None | Default::Server | Default::Project => Value::Null,
        }),
        (Ty::Text | Ty::Word(_) | Ty::Address, Json::String(text)) => Ok(Value::string(text)),
        (Ty::Bool, Json::Bool(truth)) => Ok(Value::Bool(*truth)),
        // The description calls one boolean a string (`ApiKey.disabled`).
        (Ty::Bool, Json::String(text)) if matches!(text.as_str(), "true" | "false") => {
            Ok(Value::Bool(text == "true"))
        }
        (Ty::Words(_), Json::Array(words)) => {
            let words = words
                .iter()
                .map(|word| word.as_str().map(Value::string).ok_or_else(strange));
            words.collect::<Result<_, _>>().map(Value::Set)
        }
        (Ty::JsonObject, Json::Object(_)) => Ok(Value::string(json.to_string())),
        (Ty::Object(attrs), Json::Object(_)) => nested(attrs, json, known),
        (Ty::OneOf(cases), Json::Object(_)) => {
            let word = json.get("type").and_then(Json::as_str).unwrap_or_default();
            if !cases.iter().any(|case| case.name == word) {
                return Err(format!(
                    "its field {:?} has the type {word:?}, which this version of the provider does not know",
                    attr.name
                ));
            }
            let case_of = |case: &crate::declare::words::spec::Case| match case.name == word {
                true => nested(case.attrs, json, known.get(case.name)),
                false => Ok(Value::Null),
            };
            cases
                .iter()
                .map(|case| Ok((case.name.to_owned(), case_of(case)?)))
                .collect::<Result<_, _>>()
                .map(Value::Map)
        }
        (Ty::SetOf(attrs), Json::Array(elements)) => {
            let elements = elements
                .iter()
                .map(|element| nested(attrs, element, spelled_before(known, element)));
            elements.collect::<Result<_, _>>().map(Value::Set)
        }
        _ => Err(strange()),
    }
}

fn nested(attrs: &'static [Attr], json: &Json, known: &Value) -> Result<Value, String> {
    let fields = attrs.iter().map(|attr| {
        Ok((
            attr.name.to_owned(),
            value(
                attr,
                json.get(attr.name).unwrap_or(&Json::Null),
                known.get(attr.name),
            )?,
        ))
    });
    fields.collect::<Result<_, _>>().map(Value::Map)
}

/// The element of a set before that covers the same address.
fn spelled_before<'a>(known: &'a Value, element: &Json) -> &'a Value {
    let covered = element
        .get("address")
        .and_then(Json::as_str)
        .and_then(network);
    known
        .elements()
        .iter()
        .find(|known| {
            covered.is_some() && known.get("address").as_str().and_then(network) == covered
        })
        .unwrap_or(&Value::Null)
}

impl NoneAs {
    fn json(self) -> Json {
        match self {
            Self::EmptyText => json!(""),
            Self::EmptyObject => json!({}),
        }
    }
}

/// The kind of a document, for messages: never what is in it.
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
