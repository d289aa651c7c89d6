//! Reading: states from other versions, refreshed states, data sources.

use serde_json::Value as Json;

use super::{DataSource, Found, Outcome, Private, Resource};
use crate::engine::codec::from_json;
use crate::engine::{Diagnostic, Value, complete, from_wire, settle};

/// `UpgradeResourceState`: called for every object in a state, also when its version is the current one.
///
/// # Errors
/// When the state was written by a newer version, or is no state of this resource.
pub fn upgrade_resource_state(resource: &dyn Resource, version: i64, state: Json) -> Outcome<Value> {
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
    let state = if version == schema.version { state } else { resource.upgrade(version, state)? };
    let state = from_json(&state, &schema.block.ty()).map_err(|error| {
        vec![Diagnostic::error(
            format!("State of {type_name} cannot be read"),
            format!("In the stored state, {error}.\nIf it was edited by hand, undo that; otherwise please report this to the provider's developers."),
        )]
    })?;
    let state = from_wire(&schema.block, state);
    // An attribute may have become write-only, and blocks may be new, since the state was written.
    Ok(settle(&schema.block, &state, &complete(&schema.block, &state)))
}

/// `ReadResource`: what the object is now, in the state's spelling where the two mean the same; `None` when it is gone.
///
/// # Errors
/// When that cannot be told; the state stays as it was.
pub async fn read_resource(resource: &dyn Resource, state: &Value, private: &Private) -> Outcome<Option<Found>> {
    let Some(mut found) = resource.read(state, private).await? else { return Ok(None) };
    found.state = settle(&resource.schema().block, state, &found.state);
    Ok(Some(found))
}

/// `ReadDataSource`.
///
/// # Errors
/// When nothing, or more than one thing, is found.
pub async fn read_data_source(source: &dyn DataSource, config: &Value) -> Outcome<Found> {
    let mut found = source.read(config).await?;
    found.state = settle(&source.schema().block, config, &found.state);
    Ok(found)
}
