//! Resource identity: the attributes that distinguish one object of a resource type from all others
//! (Terraform and OpenTofu 1.12).

use super::{Outcome, Resource};
use crate::engine::{Diagnostic, Value};

/// Returns the identity of the object with this state: `None` where the resource has none or the
/// state is null.
pub fn identity_of(resource: &dyn Resource, state: &Value) -> Option<Value> {
    let schema = resource.identity()?;
    if state.is_null() {
        return None;
    }
    Some(Value::Map(
        schema
            .attributes
            .iter()
            .map(|attribute| (attribute.name.clone(), state.get(&attribute.name).clone()))
            .collect(),
    ))
}

/// Reports a provider bug if the identity changed or is null. An unknown part may become known.
pub(super) fn changed(
    resource: &dyn Resource,
    before: &Value,
    after: &Value,
) -> Option<Diagnostic> {
    let schema = resource.identity()?;
    let names = || {
        schema
            .attributes
            .iter()
            .map(|attribute| attribute.name.as_str())
    };
    if names().all(|name| after.get(name).is_null()) {
        let what = format!(
            "{} has an object without an identity: all of {} are null",
            resource.type_name(),
            joined(names())
        );
        return Some(Diagnostic::bug(what));
    }
    let differs = |name: &&str| {
        let before = before.get(name);
        let after = after.get(name);
        !before.is_null() && !before.is_unknown() && !after.is_unknown() && before != after
    };
    let differing: Vec<&str> = names()
        .filter(differs)
        .filter(|_| !schema.mutable)
        .collect();
    let what = || {
        format!(
            "The identity of an object of {} changed in {}, while the object stayed; make that replace the object, or the identity mutable",
            resource.type_name(),
            joined(differing.iter().copied())
        )
    };
    (!differing.is_empty()).then(|| Diagnostic::bug(what()))
}

fn joined<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.collect::<Vec<_>>().join(", ")
}

/// Answers `UpgradeResourceIdentity`.
///
/// # Errors
/// Returns an error if the identity was written by another version than the resource knows.
pub fn upgrade_identity(
    resource: &dyn Resource,
    version: i64,
    identity: &serde_json::Value,
) -> Outcome<Value> {
    let Some(schema) = resource.identity() else {
        return Err(vec![Diagnostic::bug(format!(
            "{} has no identity",
            resource.type_name()
        ))]);
    };
    let identity = if version == schema.version {
        identity.clone()
    } else {
        resource.upgrade_identity(version, identity.clone())?
    };
    let read = crate::engine::codec::from_json(&identity, &schema.ty());
    read.map_err(|error| {
        vec![Diagnostic::error(
            format!("Identity of {} cannot be read", resource.type_name()),
            format!("In the stored identity, {error}."),
        )]
    })
}
