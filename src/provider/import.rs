//! `ImportResourceState`.

use super::answer::{known, typed};
use super::{Deferred, Found, Outcome, Provider, Resource, deferral};
use crate::engine::{Fields, Part, Repeat, Usage, Value, settle};

/// Answers `ImportResourceState`: returns the state of the object that the user calls `id`, or an
/// unknown state if the import is deferred.
///
/// # Errors
/// Returns an error if there is no such object, or `id` is not in the resource's form.
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

/// Answers `ImportResourceState` for an identity.
///
/// # Errors
/// Returns an error if there is no such object.
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

/// Answers `GenerateResourceConfig`: returns a configuration that keeps an object as its state
/// says. Omits attributes that only the provider sets, and values that a default gives anyway.
pub fn generate_config(resource: &dyn Resource, state: &Value) -> Value {
    configured(Fields::from(&resource.schema().block), state)
}

fn configured(fields: Fields<'_>, state: &Value) -> Value {
    let Value::Map(_) = state else {
        return state.clone();
    };
    let values = fields.parts().map(|part| {
        let value = configured_part(part, state.get(part.name()));
        (part.name().to_owned(), value)
    });
    Value::Map(values.collect())
}

fn configured_part(part: Part<'_>, value: &Value) -> Value {
    match part {
        Part::Attribute(attribute)
            if attribute.usage == Usage::Computed
                || attribute.write_only
                || attribute.default.as_ref() == Some(value) =>
        {
            return Value::Null;
        }
        Part::Block(nested) if nested.computed.is_some() => return nested.none(),
        _ => {}
    }
    match part.objects() {
        None => value.clone(),
        Some((Repeat::One, inner)) => configured(inner, value),
        Some((_, inner)) => repeated(value, &|value| configured(inner, value)),
    }
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
    let type_name = resource.type_name();
    let block = &resource.schema().block;
    found.deferred = deferral::checked(type_name, found.deferred, deferral_allowed)?;
    if found.deferred.is_some() {
        found.state = typed(type_name, "ImportResourceState", block, found.state)?;
        return Ok(found);
    }
    let state = known(type_name, "ImportResourceState", block, found.state)?;
    found.state = settle(block, &state, &state);
    Ok(found)
}
