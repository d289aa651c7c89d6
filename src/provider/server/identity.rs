//! Resource identity: the attributes that distinguish one object of a resource type from all others
//! (Terraform and OpenTofu 1.12).

use serde_json::Value as Json;

use super::{ResourceType, Server};
use crate::engine::codec::from_json;
use crate::engine::{Diagnostic, Diagnostics, Value};
use crate::provider::{IdentityAttribute, Result, UpgradeRequest, UpgradeResponse};

/// Returns the identity of the object with this state, or `None` if the resource has none or the
/// state is null. `given` and then `before` have the attributes that are not in the state;
/// `otherwise` is the value of those that neither has.
pub(super) fn identity_of(
    resource: &ResourceType,
    state: &Value,
    given: Option<&Value>,
    before: Option<&Value>,
    otherwise: &Value,
) -> Option<Value> {
    let schema = resource.identity_schema()?;
    if state.is_null() {
        return None;
    }
    let value = |attribute: &IdentityAttribute| {
        if attribute.in_state {
            return state.attribute(&attribute.name);
        }
        [given, before]
            .into_iter()
            .flatten()
            .map(|identity| identity.attribute(&attribute.name))
            .find(|value| !value.is_null())
            .unwrap_or(otherwise)
    };
    let values = schema
        .attributes
        .iter()
        .map(|attribute| (attribute.name.clone(), value(attribute).clone()));
    Some(Value::Map(values.collect()))
}

/// Reports a provider bug if the identity changed or is null. An unknown part may become known.
pub(super) fn changed(
    resource: &ResourceType,
    before: &Value,
    after: &Value,
) -> Option<Diagnostic> {
    let schema = resource.identity_schema()?;
    let names = || {
        schema
            .attributes
            .iter()
            .map(|attribute| attribute.name.as_str())
    };
    if names().all(|name| after.attribute(name).is_null()) {
        let what = format!(
            "{} has an object without an identity: all of {} are null",
            resource.name(),
            joined(names())
        );
        return Some(Diagnostic::bug(what));
    }
    let differs = |name: &&str| {
        let before = before.attribute(name);
        let after = after.attribute(name);
        !before.is_null() && !before.is_unknown() && !after.is_unknown() && before != after
    };
    let differing: Vec<&str> = names()
        .filter(differs)
        .filter(|_| !schema.mutable)
        .collect();
    let what = || {
        format!(
            "The identity of an object of {} changed in {}, while the object stayed; make that replace the object, or the identity mutable",
            resource.name(),
            joined(differing.iter().copied())
        )
    };
    (!differing.is_empty()).then(|| Diagnostic::bug(what()))
}

/// Reports a provider bug if what a resource gave as its identity is no part of one: it has an
/// attribute that the identity does not have, or one of another type or not known.
pub(super) fn no_identity(resource: &ResourceType, given: Option<&Value>) -> Option<Diagnostic> {
    let schema = resource.identity_schema()?;
    let is_right = |name: &String, value: &Value| {
        let attribute = schema.attributes.iter().find(|one| one.name == *name);
        attribute
            .is_some_and(|one| value.is_null() || value.fits(&one.ty) && value.is_wholly_known())
    };
    let what = match given? {
        Value::Map(values) => {
            let (name, _) = values.iter().find(|(name, value)| !is_right(name, value))?;
            format!("{name:?} is not known, not of its type, or no attribute of it")
        }
        _ => "it is no object".to_owned(),
    };
    Some(Diagnostic::bug(format!(
        "{} gave a wrong identity with with_identity: {what}",
        resource.name()
    )))
}

/// Reports a provider bug if an attribute that is not in the state has no value.
pub(super) fn not_given(resource: &ResourceType, identity: &Value) -> Option<Diagnostic> {
    let schema = resource.identity_schema()?;
    let missing = schema
        .attributes
        .iter()
        .find(|attribute| !attribute.in_state && identity.attribute(&attribute.name).is_null())?;
    Some(Diagnostic::bug(format!(
        "{} gave no value for {} of its identity, which is not in the state; give it with with_identity",
        resource.name(),
        missing.name
    )))
}

fn joined<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.collect::<Vec<_>>().join(", ")
}

impl Server {
    /// Answers `UpgradeResourceIdentity`. Returns the identity and warnings.
    ///
    /// # Errors
    /// Returns an error if the identity was written by another version than the resource knows.
    pub fn upgrade_identity(
        &self,
        resource: &ResourceType,
        version: i64,
        identity: &Json,
    ) -> Result<(Value, Diagnostics)> {
        let Some(schema) = resource.identity_schema() else {
            return Err(Diagnostic::bug(format!("{} has no identity", resource.name())).into());
        };
        let UpgradeResponse { upgraded, warnings } = if version == schema.version {
            identity.clone().into()
        } else {
            let request = UpgradeRequest::new(version, identity.clone());
            let upgraded = resource.item.upgrade_identity(request);
            let doing = format_args!("upgrading the identity of {}", resource.name());
            upgraded.map_err(|errors| errors.of_failure(doing))?
        };
        let identity = from_json(&upgraded, &schema.ty()).map_err(|error| {
            Diagnostic::error(
                format!("Identity of {} cannot be read", resource.name()),
                format!("In the stored identity, {error}."),
            )
        })?;
        Ok((identity, warnings))
    }
}
