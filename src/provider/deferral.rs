//! Putting off what cannot be done yet: deferred changes (`-allow-deferral` and Stacks; Terraform 1.9).

use super::{Outcome, Provider};
use crate::engine::Diagnostic;

/// Why something is put off to a later round. Core plans everything else, and asks again when more is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deferred {
    /// The resource's configuration has unknown parts that it cannot go without.
    ResourceConfigUnknown,
    /// The provider's configuration has unknown parts that it cannot go without.
    ProviderConfigUnknown,
    /// Something that must be there first is not.
    AbsentPrerequisite,
}

/// Why the provider puts everything off, when it does and core allows it. An older core never does; then the provider does what
/// it can.
pub(super) fn put_off(provider: &dyn Provider, allowed: bool) -> Option<Deferred> {
    provider.deferred().filter(|_| allowed)
}

/// The answer's own deferral, which core must have allowed.
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
