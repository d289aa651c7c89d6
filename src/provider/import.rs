//! `ImportResourceState`.

use super::{Found, Outcome, Resource};
use crate::engine::{Diagnostic, settle};

/// `ImportResourceState`: the state of the object that the user calls `id`.
///
/// # Errors
/// When there is no such object, or `id` is not in the resource's form.
pub async fn import_resource(resource: &dyn Resource, id: &str) -> Outcome<Found> {
    let mut found = resource.import(id).await?;
    if found.state.is_null() || !found.state.is_wholly_known() {
        return Err(vec![Diagnostic::bug(format!("{} imported a state that is null or not wholly known", resource.type_name()))]);
    }
    found.state = settle(&resource.schema().block, &found.state, &found.state);
    Ok(found)
}
