//! Resources that manage the same list in two ways, as a whole and by single members, and undo each
//! other's work.
//!
//! In one apply, Terraform may move a list from one way to the other, in any order. So a writer of
//! the whole list waits for the writers of members, and members that are still configured stay.

use tokio::sync::OwnedRwLockReadGuard;

use super::failure::Cause;
use crate::admin_api::ApiError;
use crate::declare::context::Api;
use crate::declare::memory::{Manager, Write};
use crate::declare::report::sentence;
use crate::declare::words::{Read, Spec};
use crate::engine::{Diagnostic, Diagnostics, Value};
use crate::provider::HostConnection;

/// Returns the other resource type that manages the same collection.
fn rival_of(spec: &Spec, api: &Api) -> Option<&'static Spec> {
    let is_whole = |spec: &Spec| matches!(spec.lifecycle.read, Read::WholeList { .. });
    let is_rival = |other: &&&'static Spec| {
        other.collection == spec.collection && is_whole(other) != is_whole(spec)
    };
    api.specs.iter().find(is_rival).copied()
}

/// Waits until a member of the list may be written or removed. The permission lasts as long as the
/// guard. Returns `None` if no resource type manages the whole list.
///
/// # Errors
/// [`ApiError::Stopped`] if Terraform is interrupted.
pub(super) async fn member(
    spec: &Spec,
    api: &Api,
    collection: &str,
) -> Result<Option<OwnedRwLockReadGuard<()>>, ApiError> {
    if rival_of(spec, api).is_none() {
        return Ok(None);
    }
    let lock = api.memory.lock(collection).read_owned();
    let request = spec.list_request(collection);
    api.client.unless_stopped(&request, lock).await.map(Some)
}

/// Returns a warning if one process sees both a whole list and one of its entries managed in one
/// run.
pub(crate) fn warn(
    spec: &Spec,
    api: &Api,
    state: &Value,
    connection: &HostConnection,
) -> Option<Diagnostic> {
    rival_of(spec, api)?;
    let collection = spec.collection_path(state).ok()?;
    let own = Manager {
        type_name: spec.type_name(),
        id: state.attribute("id").as_str()?.to_owned(),
    };
    let rival = api.memory.manages(&collection, own.clone(), connection)?;
    let is_whole = matches!(spec.lifecycle.read, Read::WholeList { .. });
    let (whole, entry) = if is_whole {
        (&own, &rival)
    } else {
        (&rival, &own)
    };
    let parent = spec.parent.map_or("project", |parent| parent.title);
    let detail = format!(
        "{} {:?} manages the whole list and removes every entry that it does not name; {} {:?} manages one entry of the same list. Each undoes the work of the other at every apply.\n{collection}\nKeep the one or the other for this {parent}.",
        whole.type_name, whole.id, entry.type_name, entry.id
    );
    let summary = format!(
        "{} and {} exclude each other",
        whole.type_name, entry.type_name
    );
    Some(Diagnostic::warning(summary, detail))
}

/// Returns the warning for a member that is to be removed after a resource of the same run wrote
/// the whole list. That resource decides whether the member stays.
///
/// # Errors
/// If that write failed, because the content of the list is then unknown. The member stays in the
/// state.
pub(super) fn left_to_the_list(
    spec: &Spec,
    api: &Api,
    state: &Value,
    path: &str,
    written: &Write,
) -> Result<Diagnostics, Cause> {
    let writer = rival_of(spec, api).map(Spec::type_name).unwrap_or_default();
    let path = path.to_owned();
    if !written.is_done {
        return Err(Cause::ListNotWritten { writer, path });
    }
    let detail = format!(
        "This run has written the whole list by {writer}, so an entry stays in the list exactly when that resource has it.\n{path}"
    );
    Ok(Diagnostic::warning(left_alone(spec, state), detail).into())
}

/// Returns the warning that a list was not cleared, because another resource of the same run has
/// written it.
pub(super) fn list_left_alone(spec: &Spec, state: &Value, collection: &str) -> Diagnostic {
    let detail = format!(
        "Another {} of this run manages the same list, so the list stays as that one wrote it.\n{collection}\nWhere the resource was only renamed, say so with a `moved` block, and nothing is destroyed at all.",
        spec.type_name()
    );
    Diagnostic::warning(left_alone(spec, state), detail)
}

fn left_alone(spec: &Spec, state: &Value) -> String {
    sentence(&format!("{} was left alone", spec.describe(state)))
}
