//! Resources that manage the same list in two ways, as a whole and by single members, and undo each other's work.
//!
//! In one apply, Terraform may move a list from the one way to the other, in any order. So whoever writes the whole list waits for
//! those who write a member, and what the configuration still has stays.

use tokio::sync::OwnedRwLockReadGuard;

use crate::admin_api::ApiError;
use crate::engine::{Diagnostic, Value};
use crate::provider::{HostConnection, Outcome};

use crate::declare::context::Api;
use crate::declare::object::memory::{Manager, Write};
use crate::declare::report::sentence;
use crate::declare::words::spec::{Read, Spec};
use crate::resources::SPECS;

/// The other resource that manages what this one does.
fn rival_of(spec: &Spec) -> Option<&'static Spec> {
    SPECS
        .iter()
        .find(|other| other.collection == spec.collection && other.name != spec.name)
        .copied()
}

/// Waits until a member of the list may be written or removed, which lasts as long as the guard does; `None` where nobody writes the
/// whole list.
///
/// # Errors
/// [`ApiError::Stopped`] when Terraform is interrupted.
pub(crate) async fn member(
    spec: &Spec,
    api: &Api,
    collection: &str,
) -> Result<Option<OwnedRwLockReadGuard<()>>, ApiError> {
    if rival_of(spec).is_none() {
        return Ok(None);
    }
    api.client
        .unless_stopped(
            &spec.list_request(collection),
            api.memory.lock(collection).read_owned(),
        )
        .await
        .map(Some)
}

/// Warns when a whole list and one of its entries are both managed, as soon as one process sees both in one run.
pub(crate) fn warn(
    spec: &Spec,
    api: &Api,
    state: &Value,
    connection: &HostConnection,
) -> Option<Diagnostic> {
    rival_of(spec)?;
    let collection = spec.collection_path(state).ok()?;
    let own = Manager {
        type_name: spec.type_name(),
        id: state.get("id").as_str()?.to_owned(),
    };
    let rival = api.memory.manages(&collection, own.clone(), connection)?;
    let whole_list = matches!(spec.read, Read::WholeList(_));
    let (whole, entry) = if whole_list {
        (&own, &rival)
    } else {
        (&rival, &own)
    };
    let detail = format!(
        "{} {:?} manages the whole list and removes every entry that it does not name; {} {:?} manages one entry of the same list. Each undoes the work of the other at every apply.\n{collection}\nKeep the one or the other for this app.",
        whole.type_name, whole.id, entry.type_name, entry.id
    );
    Some(Diagnostic::warning(
        format!(
            "{} and {} exclude each other",
            whole.type_name, entry.type_name
        ),
        detail,
    ))
}

/// What becomes of a member that is to be removed after a resource of the same run wrote the whole list: it stays or goes as that
/// resource has it.
///
/// # Errors
/// When that write failed, so that nobody knows what is there. The member stays in the state.
pub(crate) fn left_to_the_list(
    spec: &Spec,
    state: &Value,
    path: &str,
    written: &Write,
) -> Outcome<Vec<Diagnostic>> {
    let rival = rival_of(spec).map(Spec::type_name).unwrap_or_default();
    let what = spec.describe(state);
    if !written.is_done {
        return Err(vec![not_written(
            &format!("could not delete {what}"),
            &rival,
            path,
        )]);
    }
    let detail = format!(
        "This run has written the whole list by {rival}, so an entry stays in the list exactly when that resource has it.\n{path}"
    );
    Ok(vec![Diagnostic::warning(
        sentence(&format!("{what} was left alone")),
        detail,
    )])
}

/// The error of a removal from a list that another resource of the same run could not write.
pub(crate) fn not_written(action: &str, writer: &str, path: &str) -> Diagnostic {
    let detail = format!(
        "{writer} of this run manages the same list and could not write it, so nothing was removed.\n{path}\nApply again when that error is mended."
    );
    Diagnostic::error(sentence(action), detail)
}
