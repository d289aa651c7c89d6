//! `ImportResourceState`.

use super::answer::{known, typed};
use super::{Deferred, Found, Outcome, Provider, Resource, deferral};
use crate::engine::{Attribute, Block, BlockNesting, Nesting, Shape, Usage, Value, settle};

/// `ImportResourceState`: the state of the object that the user calls `id`; unknown when it is put off.
///
/// # Errors
/// When there is no such object, or `id` is not in the resource's form.
pub async fn import_resource(
    provider: &dyn Provider,
    resource: &dyn Resource,
    id: &str,
    deferral_allowed: bool,
) -> Outcome<Found> {
    match deferral::put_off(provider, deferral_allowed) {
        Some(deferred) => Ok(unknown(deferred)),
        None => checked(resource, resource.import(id).await?, deferral_allowed),
    }
}

/// `ImportResourceState` by identity.
///
/// # Errors
/// When there is no such object.
pub async fn import_by_identity(
    provider: &dyn Provider,
    resource: &dyn Resource,
    identity: &Value,
    deferral_allowed: bool,
) -> Outcome<Found> {
    match deferral::put_off(provider, deferral_allowed) {
        Some(deferred) => Ok(unknown(deferred)),
        None => checked(
            resource,
            resource.import_by_identity(identity).await?,
            deferral_allowed,
        ),
    }
}

/// `GenerateResourceConfig`: a configuration that keeps an object as its state says. What only the provider sets is left out, and
/// so is what a default gives anyway.
pub fn generate_config(resource: &dyn Resource, state: &Value) -> Value {
    configured(&resource.schema().block, state)
}

fn configured(block: &Block, state: &Value) -> Value {
    let Value::Map(_) = state else {
        return state.clone();
    };
    let attributes = block.attributes.iter().map(|attribute| {
        (
            attribute.name.clone(),
            configured_attribute(attribute, state.get(&attribute.name)),
        )
    });
    let blocks = block.blocks.iter().map(|nested| {
        let (value, one) = (state.get(&nested.name), |value: &Value| {
            configured(&nested.block, value)
        });
        let value = match nested.nesting {
            _ if nested.computed.is_some() => nested.none(),
            BlockNesting::Single | BlockNesting::Group => one(value),
            BlockNesting::List | BlockNesting::Set | BlockNesting::Map => repeated(value, &one),
        };
        (nested.name.clone(), value)
    });
    Value::Map(attributes.chain(blocks).collect())
}

fn configured_attribute(attribute: &Attribute, value: &Value) -> Value {
    if attribute.usage == Usage::Computed
        || attribute.write_only
        || attribute.default.as_ref() == Some(value)
    {
        return Value::Null;
    }
    match &attribute.shape {
        Shape::Plain(_) => value.clone(),
        Shape::Nested(Nesting::Single, inner) => configured_object(inner, value),
        Shape::Nested(_, inner) => repeated(value, &|value| configured_object(inner, value)),
    }
}

fn configured_object(attributes: &[Attribute], value: &Value) -> Value {
    let Value::Map(_) = value else {
        return value.clone();
    };
    Value::Map(
        attributes
            .iter()
            .map(|attribute| {
                (
                    attribute.name.clone(),
                    configured_attribute(attribute, value.get(&attribute.name)),
                )
            })
            .collect(),
    )
}

fn repeated(value: &Value, one: &dyn Fn(&Value) -> Value) -> Value {
    match value {
        Value::List(elements) => Value::List(elements.iter().map(one).collect()),
        Value::Set(elements) => Value::Set(elements.iter().map(one).collect()),
        Value::Map(elements) => Value::Map(
            elements
                .iter()
                .map(|(key, element)| (key.clone(), one(element)))
                .collect(),
        ),
        other => other.clone(),
    }
}

fn unknown(deferred: Deferred) -> Found {
    Found {
        deferred: Some(deferred),
        ..Found::new(Value::UNKNOWN)
    }
}

fn checked(resource: &dyn Resource, mut found: Found, deferral_allowed: bool) -> Outcome<Found> {
    let (type_name, block) = (resource.type_name(), &resource.schema().block);
    found.deferred = deferral::checked(type_name, found.deferred, deferral_allowed)?;
    if found.deferred.is_some() {
        found.state = typed(type_name, "ImportResourceState", block, found.state)?;
        return Ok(found);
    }
    let state = known(type_name, "ImportResourceState", block, found.state)?;
    found.state = settle(block, &state, &state);
    Ok(found)
}
