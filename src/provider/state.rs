//! States: from other versions, from other types, refreshed.

use serde_json::Value as Json;

use super::answer::known;
use super::{
    Current, Found, MoveSource, Outcome, Provider, Resource, deferral, identity, identity_of,
};
use crate::engine::codec::from_json;
use crate::engine::{Diagnostic, Value, complete, from_wire, settle};

/// Answers `UpgradeResourceState`: called for every object in a state, also when its version is the
/// current one.
///
/// # Errors
/// Returns an error if the state was written by a newer version, or is no state of this resource.
pub fn upgrade_resource_state(
    resource: &dyn Resource,
    version: i64,
    state: Json,
) -> Outcome<Value> {
    let schema = resource.schema();
    let type_name = resource.type_name();
    if version > schema.version {
        return Err(vec![Diagnostic::error(
            format!("State of {type_name} was written by a newer version of the provider"),
            format!(
                "The state has version {version} of this resource's schema; this provider knows versions up to {}.\nUse the provider version that wrote it, or a newer one.",
                schema.version
            ),
        )]);
    }
    let state = if version == schema.version {
        state
    } else {
        resource.upgrade(version, state)?
    };
    let state = from_json(&state, &schema.block.ty()).map_err(|error| {
        vec![Diagnostic::error(
            format!("State of {type_name} cannot be read"),
            format!("In the stored state, {error}.\nIf it was edited by hand, undo that; otherwise please report this to the provider's developers."),
        )]
    })?;
    let state = from_wire(&schema.block, state);
    // An attribute may have become write-only, and blocks may be new, since the state was written.
    Ok(settle(
        &schema.block,
        &state,
        &complete(&schema.block, &state),
    ))
}

/// Answers `ReadResource`: returns the object's state, in the spelling of the prior state where the
/// two mean the same, or `None` if the object is gone. A deferred read returns the prior state.
///
/// # Errors
/// Returns an error if that cannot be determined; the state stays as it was.
pub async fn read_resource(
    provider: &dyn Provider,
    resource: &dyn Resource,
    current: &Current<'_>,
    identity: Option<&Value>,
) -> Outcome<Option<Found>> {
    if let Some(deferred) = deferral::put_off(provider, current.deferral_allowed) {
        return Ok(Some(Found {
            deferred: Some(deferred),
            ..Found::new(current.state.clone())
        }));
    }
    let Some(mut found) = resource.read(current).await? else {
        return Ok(None);
    };
    let block = &resource.schema().block;
    found.deferred = deferral::checked(
        resource.type_name(),
        found.deferred,
        current.deferral_allowed,
    )?;
    found.state = known(resource.type_name(), "ReadResource", block, found.state)?;
    found.state = settle(block, current.state, &found.state);
    let after = identity_of(resource, &found.state);
    match identity
        .zip(after.as_ref())
        .and_then(|(before, after)| identity::changed(resource, before, after))
    {
        None => Ok(Some(found)),
        Some(bug) => Err(vec![bug]),
    }
}

/// Answers `MoveResourceState`: the state that an object of another type becomes.
///
/// # Errors
/// Returns an error if the resource takes no objects of that type, or cannot read this one's state.
pub fn move_resource(resource: &dyn Resource, source: &MoveSource) -> Outcome<Found> {
    let Some(mut found) = resource.move_from(source)? else {
        let detail = format!(
            "{} of {} cannot become {}.\nImport the object instead, and remove the old one from the state.",
            source.type_name,
            source.provider,
            resource.type_name()
        );
        return Err(vec![Diagnostic::error("Unsupported move", detail)]);
    };
    let block = &resource.schema().block;
    let state = known(
        resource.type_name(),
        "MoveResourceState",
        block,
        found.state,
    )?;
    found.state = settle(block, &state, &state);
    Ok(found)
}
