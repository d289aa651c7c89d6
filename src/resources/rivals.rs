//! Resources that manage the same thing in two ways, and undo each other's work.

use crate::engine::{Diagnostic, Value};
use crate::provider::HostConnection;

use super::SPECS;
use super::context::Api;
use super::memory::Manager;
use super::spec::{Read, Spec};

/// Warns when a whole list and one of its entries are both managed, as soon as one process sees both in one run.
pub(super) fn warn(spec: &Spec, api: &Api, state: &Value, connection: &HostConnection) -> Option<Diagnostic> {
    if !SPECS.iter().any(|other| other.collection == spec.collection && other.name != spec.name) {
        return None;
    }
    let collection = spec.collection_path(state).ok()?;
    let own = Manager { type_name: spec.type_name(), id: state.get("id").as_str()?.to_owned() };
    let rival = api.memory.manages(&collection, own.clone(), connection)?;
    let whole_list = matches!(spec.read, Read::WholeList(_));
    let (whole, entry) = if whole_list { (&own, &rival) } else { (&rival, &own) };
    let detail = format!(
        "{} {:?} manages the whole list and removes every entry that it does not name; {} {:?} manages one entry of the same list. Each undoes the work of the other at every apply.\n{collection}\nKeep the one or the other for this app.",
        whole.type_name, whole.id, entry.type_name, entry.id
    );
    Some(Diagnostic::warning(format!("{} and {} exclude each other", whole.type_name, entry.type_name), detail))
}
