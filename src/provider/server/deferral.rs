//! Deferred answers: only where the host allows them.

use crate::engine::Diagnostic;
use crate::provider::{Call, Deferred, Result};

/// Returns the answer's own deferral, which the host must have allowed.
pub(super) fn checked(
    type_name: &str,
    deferred: Option<Deferred>,
    call: &Call,
) -> Result<Option<Deferred>> {
    match deferred {
        Some(_) if !call.capabilities.deferral_allowed => Err(Diagnostic::bug(format!(
            "{type_name} deferred a change that this run cannot defer; it must look at deferral_allowed first"
        ))
        .into()),
        deferred => Ok(deferred),
    }
}
