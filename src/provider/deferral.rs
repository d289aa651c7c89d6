//! Deferred changes, for what cannot be done yet (`-allow-deferral` and Stacks; Terraform 1.9).

/// Why a change is deferred to a later round. Core plans everything else, and asks again when more
/// is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Deferred {
    /// The resource's configuration has unknown parts that it cannot go without.
    ResourceConfigUnknown,
    /// The provider's configuration has unknown parts that it cannot go without.
    ProviderConfigUnknown,
    /// A prerequisite does not exist yet.
    AbsentPrerequisite,
}
