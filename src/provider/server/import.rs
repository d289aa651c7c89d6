//! `ImportResourceState`.

use super::answer::{known, typed};
use super::identity::{identity_of, no_identity};
use super::{ResourceType, Server, deferral};
use crate::engine::{Fields, Part, Repeat, Usage, Value, settle};
use crate::provider::{Call, ImportBy, ImportRequest, ImportResponse, Result};

impl Server {
    /// Answers `ImportResourceState`: returns the state of the object that the user names, or an
    /// unknown state if the import is deferred. The answer's identity is the one that the user
    /// names, or is whole, or there is none and the read that follows returns it.
    ///
    /// # Errors
    /// Returns an error if there is no such object, or its id is not in the resource's form.
    pub async fn import_resource(
        &self,
        resource: &ResourceType,
        by: ImportBy<'_>,
        call: &Call,
    ) -> Result<ImportResponse> {
        let configured = self.configured();
        if let Some(deferred) = configured.deferral(call) {
            return Ok(ImportResponse::new(Value::UNKNOWN).deferred(deferred));
        }
        let request = ImportRequest {
            data: configured.needed()?,
            by,
            schema: resource.schema(),
            call,
        };
        let found = resource.item.import(request).await;
        let found = found
            .map_err(|errors| errors.of_failure(format_args!("importing {}", resource.name())))?;
        let mut found = checked(resource, found, call)?;
        found.identity = imported(resource, by, &found);
        Ok(found)
    }

    /// Answers `GenerateResourceConfig`: returns a configuration that keeps an object as its state
    /// says. Omits attributes that only the provider sets, and values that a default gives anyway.
    pub fn generate_config(&self, resource: &ResourceType, state: &Value) -> Value {
        configured(Fields::from(&resource.schema().block), state)
    }
}

fn configured(fields: Fields<'_>, state: &Value) -> Value {
    let Value::Map(_) = state else {
        return state.clone();
    };
    let values = fields.parts().map(|part| {
        let value = configured_part(part, state.attribute(part.name()));
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

/// Returns the identity that the import answers. The user may name the object by something that is
/// not its identity, so only a resource that gives a part of it knows it by now.
fn imported(resource: &ResourceType, by: ImportBy<'_>, found: &ImportResponse) -> Option<Value> {
    if let ImportBy::Identity(identity) = by {
        return Some(identity.clone());
    }
    let given = found.identity.as_ref()?;
    if found.deferred.is_some() {
        return None;
    }
    let identity = identity_of(resource, &found.state, Some(given), None, &Value::Null)?;
    let is_whole = |identity: &Value| match identity {
        Value::Map(values) => !values.values().any(Value::is_null),
        _ => false,
    };
    Some(identity).filter(is_whole)
}

fn checked(
    resource: &ResourceType,
    mut found: ImportResponse,
    call: &Call,
) -> Result<ImportResponse> {
    let type_name = resource.name();
    let block = &resource.schema().block;
    found.deferred = deferral::checked(type_name, found.deferred, call)?;
    if let Some(wrong) = no_identity(resource, found.identity.as_ref()) {
        return Err(wrong.into());
    }
    if found.deferred.is_some() {
        found.state = typed(type_name, "ImportResourceState", block, found.state)?;
        return Ok(found);
    }
    let state = known(type_name, "ImportResourceState", block, found.state)?;
    found.state = settle(block, &state, &state);
    Ok(found)
}
