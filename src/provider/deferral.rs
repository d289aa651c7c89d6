//! Deferred changes, for what cannot be done yet (`-allow-deferral` and Stacks; Terraform 1.9).

use super::{Outcome, Provider};
use crate::engine::Diagnostic;

/// Why a change is deferred to a later round. Core plans everything else, and asks again when more
/// is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deferred {
    /// The resource's configuration has unknown parts that it cannot go without.
    ResourceConfigUnknown,
    /// The provider's configuration has unknown parts that it cannot go without.
    ProviderConfigUnknown,
    /// A prerequisite does not exist yet.
    AbsentPrerequisite,
}

/// Returns why the provider defers every change, if it does and core allows it. An older core never
/// allows it; the provider then does what it can.
pub(super) fn put_off(provider: &dyn Provider, allowed: bool) -> Option<Deferred> {
    provider.deferred().filter(|_| allowed)
}

/// Returns the answer's own deferral, which core must have allowed.
pub(super) fn checked(
    type_name: &str,
    deferred: Option<Deferred>,
    allowed: bool,
) -> Outcome<Option<Deferred>> {
    match deferred {
        Some(_) if !allowed => Err(vec![Diagnostic::bug(format!(
            "{type_name} put off a change that this run cannot put off; it must look at deferral_allowed first"
        ))]),
        deferred => Ok(deferred),
    }
}
