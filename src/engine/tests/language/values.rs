//! Values as JSON.

use serde_json::Value as Json;

use crate::engine::codec::to_json;
use crate::engine::{Attribute, Block, BlockNesting, Nesting, Number, Schema, Shape, Type, Value};

/// Returns the value of the schema that `text` writes; attributes that are left out are null, and
/// blocks empty.
pub(crate) fn value(schema: &Schema, text: &str) -> Value {
    let json: Json = serde_json::from_str(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    if json.is_null() {
        Value::Null
    } else {
        block_value(&schema.block, &json)
    }
}

/// Returns the value as JSON, with `"?"` for unknowns.
pub(crate) fn show(value: &Value) -> String {
    to_json(&spelled(value)).to_string()
}

fn spelled(value: &Value) -> Value {
    match value {
        Value::Unknown(_) => Value::from("?"),
        Value::List(elements) => Value::List(elements.iter().map(spelled).collect()),
        Value::Set(elements) => {
            let mut elements: Vec<_> = elements.iter().map(spelled).collect();
            elements.sort_by_key(|element| to_json(element).to_string());
            Value::Set(elements)
        }
        Value::Map(elements) => Value::Map(
            elements
                .iter()
                .map(|(name, e)| (name.clone(), spelled(e)))
                .collect(),
        ),
        Value::Dynamic(typed) => spelled(&typed.1),
        other => other.clone(),
    }
}

fn block_value(block: &Block, json: &Json) -> Value {
    if json == "?" {
        return Value::UNKNOWN;
    }
    let known: Vec<&str> = block
        .attributes
        .iter()
        .map(|a| a.name.as_str())
        .chain(block.blocks.iter().map(|b| b.name.as_str()))
        .collect();
    if let Some(strange) = json
        .as_object()
        .and_then(|object| object.keys().find(|name| !known.contains(&name.as_str())))
    {
        panic!("the schema has no {strange}");
    }
    let attributes = block.attributes.iter().map(|attribute| {
        (
            attribute.name.clone(),
            attribute_value(attribute, &json[&attribute.name]),
        )
    });
    let blocks = block.blocks.iter().map(|nested| {
        let one = |json: &Json| block_value(&nested.block, json);
        let json = &json[&nested.name];
        let value = match (nested.nesting, json) {
            (_, Json::String(word)) if word == "?" => Value::UNKNOWN,
            (BlockNesting::Single, Json::Null) => Value::Null,
            (BlockNesting::Group, Json::Null) => one(&Json::Object(serde_json::Map::new())),
            (BlockNesting::Single | BlockNesting::Group, json) => one(json),
            (BlockNesting::List, json) => {
                Value::List(json.as_array().into_iter().flatten().map(one).collect())
            }
            (BlockNesting::Set, json) => {
                Value::Set(json.as_array().into_iter().flatten().map(one).collect())
            }
            (BlockNesting::Map, json) => Value::Map(
                json.as_object()
                    .into_iter()
                    .flatten()
                    .map(|(key, json)| (key.clone(), one(json)))
                    .collect(),
            ),
        };
        (nested.name.clone(), value)
    });
    Value::Map(attributes.chain(blocks).collect())
}

pub(super) fn attribute_value(attribute: &Attribute, json: &Json) -> Value {
    let Shape::Nested(nesting, inner) = &attribute.shape else {
        let Shape::Plain(ty) = &attribute.shape else {
            return Value::Null;
        };
        return plain_value(ty, json);
    };
    let block = Block {
        attributes: inner.clone(),
        ..Block::default()
    };
    let one = |json: &Json| {
        if json.is_null() {
            Value::Null
        } else {
            block_value(&block, json)
        }
    };
    match (nesting, json) {
        (_, Json::Null) => Value::Null,
        (_, Json::String(word)) if word == "?" => Value::UNKNOWN,
        (Nesting::Single, json) => one(json),
        (Nesting::List, json) => {
            Value::List(json.as_array().into_iter().flatten().map(one).collect())
        }
        (Nesting::Set, json) => {
            Value::Set(json.as_array().into_iter().flatten().map(one).collect())
        }
        (Nesting::Map, json) => Value::Map(
            json.as_object()
                .into_iter()
                .flatten()
                .map(|(key, json)| (key.clone(), one(json)))
                .collect(),
        ),
    }
}

/// Returns a value of a type; of a dynamic one, the type that JSON suggests.
fn plain_value(ty: &Type, json: &Json) -> Value {
    let elements = |ty: &Type| {
        json.as_array()
            .into_iter()
            .flatten()
            .map(|json| plain_value(ty, json))
            .collect::<Vec<_>>()
    };
    match (ty, json) {
        (_, Json::Null) => Value::Null,
        (_, Json::String(word)) if word == "?" => Value::UNKNOWN,
        (Type::Dynamic, json) => {
            let ty = suggested(json);
            let value = plain_value(&ty, json);
            Value::Dynamic(Box::new((ty, value)))
        }
        (Type::Bool, json) => Value::Bool(json.as_bool().expect("a bool")),
        (Type::Number, json) => Value::Number(Number::parse(&json.to_string()).expect("a number")),
        (Type::String, json) => Value::string(json.as_str().expect("a string")),
        (Type::List(inner), _) => Value::List(elements(inner)),
        (Type::Set(inner), _) => Value::Set(elements(inner)),
        (Type::Tuple(types), json) => Value::List(
            json.as_array()
                .into_iter()
                .flatten()
                .zip(types)
                .map(|(json, ty)| plain_value(ty, json))
                .collect(),
        ),
        (Type::Map(inner), json) => Value::Map(
            json.as_object()
                .into_iter()
                .flatten()
                .map(|(key, json)| (key.clone(), plain_value(inner, json)))
                .collect(),
        ),
        (Type::Object(types), json) => Value::Map(
            types
                .iter()
                .map(|(name, ty)| (name.clone(), plain_value(ty, &json[name])))
                .collect(),
        ),
    }
}

fn suggested(json: &Json) -> Type {
    match json {
        Json::Bool(_) => Type::Bool,
        Json::Number(_) => Type::Number,
        Json::Array(elements) => Type::Tuple(elements.iter().map(suggested).collect()),
        Json::Object(attributes) => Type::Object(
            attributes
                .iter()
                .map(|(name, json)| (name.clone(), suggested(json)))
                .collect(),
        ),
        Json::String(_) | Json::Null => Type::String,
    }
}
