//! Finds the secrets in configurations, states, and documents by their declarations, so that every
//! call can register them before any message quotes them.

use serde_json::Value as Json;

use crate::admin_api::Secrets;
use crate::engine::{Attribute, Block, BlockNesting, Nesting, Shape, Value};
use crate::provider::Private;

use crate::declare::words::{Attr, Returned, Spec, Ty};

/// Registers every text and number in `value` that the block declares sensitive or write-only, at
/// any depth.
pub(crate) fn teach(block: &Block, value: &Value, secrets: &Secrets) {
    for attribute in &block.attributes {
        teach_attribute(attribute, value.attribute(&attribute.name), secrets);
    }
    for nested in &block.blocks {
        let is_map = nested.nesting == BlockNesting::Map;
        each(is_map, value.attribute(&nested.name), &mut |value| {
            teach(&nested.block, value, secrets)
        });
    }
}

/// Registers every text in private state, all of which is confidential.
pub(crate) fn teach_private(private: &Private, secrets: &Secrets) {
    match serde_json::from_slice(&private.0) {
        Ok(notes) => teach_json(&notes, secrets),
        Err(_) => secrets.learn(&String::from_utf8_lossy(&private.0)),
    }
}

fn teach_attribute(attribute: &Attribute, value: &Value, secrets: &Secrets) {
    if attribute.sensitive || attribute.write_only {
        return teach_all(value, secrets);
    }
    if let Shape::Nested(nesting, inner) = &attribute.shape {
        each(*nesting == Nesting::Map, value, &mut |value| {
            inner.iter().for_each(|attribute| {
                teach_attribute(attribute, value.attribute(&attribute.name), secrets)
            });
        });
    }
}

/// Calls `one` for each object in a value of nested attributes or blocks.
fn each(is_map: bool, value: &Value, one: &mut dyn FnMut(&Value)) {
    match value {
        Value::List(elements) | Value::Set(elements) => elements.iter().for_each(one),
        Value::Map(elements) if is_map => elements.values().for_each(one),
        Value::Map(_) => one(value),
        _ => {}
    }
}

fn teach_all(value: &Value, secrets: &Secrets) {
    match value {
        Value::String(text) => secrets.learn(text),
        Value::Number(number) => secrets.learn(&number.to_string()),
        Value::List(elements) | Value::Set(elements) => elements
            .iter()
            .for_each(|element| teach_all(element, secrets)),
        // A map that is sensitive as a whole may have secrets in its keys.
        Value::Map(elements) => elements.iter().for_each(|(key, element)| {
            secrets.learn(key);
            teach_all(element, secrets);
        }),
        Value::Dynamic(typed) => teach_all(&typed.1, secrets),
        Value::Null | Value::Unknown(_) | Value::Bool(_) => {}
    }
}

fn teach_json(json: &Json, secrets: &Secrets) {
    match json {
        Json::String(text) => secrets.learn(text),
        Json::Array(elements) => elements
            .iter()
            .for_each(|element| teach_json(element, secrets)),
        Json::Object(fields) => fields.values().for_each(|field| teach_json(field, secrets)),
        Json::Null | Json::Bool(_) | Json::Number(_) => {}
    }
}

impl Spec {
    /// Returns the secret fields of a document, in the answer to the creation or in any other
    /// answer.
    pub(crate) fn secret_fields(&self, of_creation: bool) -> Vec<&'static str> {
        let mut fields = Vec::new();
        secret_fields(self.attrs, of_creation, &mut fields);
        fields
    }
}

fn secret_fields(attrs: &'static [Attr], of_creation: bool, fields: &mut Vec<&'static str>) {
    for attr in attrs {
        let is_told = match attr.returned {
            Returned::Always => true,
            Returned::AtCreate => of_creation,
            Returned::Never | Returned::From(_) => false,
        };
        match attr.ty {
            _ if attr.sensitive && is_told => fields.push(super::encode::field_name(attr)),
            Ty::Object(inner) | Ty::SetOf(inner) | Ty::ListOf(inner) | Ty::MapOf(inner) => {
                secret_fields(inner, of_creation, fields);
            }
            Ty::OneOf(cases) => cases
                .iter()
                .for_each(|case| secret_fields(case.attrs, of_creation, fields)),
            _ => {}
        }
    }
}
