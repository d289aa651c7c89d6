//! What every call carries, whatever it is about.

pub use tokio_util::sync::CancellationToken;

use super::HostConnection;
use crate::engine::Value;

/// What every call carries besides its own arguments.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Call {
    /// Is cancelled when the user interrupts the run (`StopProvider`) and when the host is lost:
    /// finish the write that is under way, end every wait, and start nothing else. The call still
    /// answers with what is really there.
    ///
    /// ```
    /// use appservices_provider::engine::{Diagnostic, Diagnostics};
    /// use appservices_provider::provider::Call;
    ///
    /// async fn wait_until_ready(call: &Call, ready: impl Future<Output = ()>) -> Result<(), Diagnostics> {
    ///     match call.cancellation.run_until_cancelled(ready).await {
    ///         Some(()) => Ok(()),
    ///         None => Err(Diagnostic::error("Interrupted", "It is being created still.").into()),
    ///     }
    /// }
    /// ```
    #[doc(alias("context.Context", "StopProvider"))]
    pub cancellation: CancellationToken,
    /// The connection over which the call came.
    pub connection: HostConnection,
    /// What the host can do.
    pub capabilities: ClientCapabilities,
    /// What the module says to the provider (`provider_meta`); null where it says nothing.
    #[doc(alias = "provider_meta")]
    pub meta: Value,
}

impl Call {
    /// Returns the call of a host that takes deferred answers, for tests.
    #[must_use]
    pub fn allowing_deferral(mut self) -> Self {
        self.capabilities.deferral_allowed = true;
        self
    }
}

/// What the host can do. An old host can do nothing of this.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ClientCapabilities {
    /// Whether an answer may be deferred (`-allow-deferral` and Stacks; Terraform 1.9).
    pub deferral_allowed: bool,
    /// Whether a configuration may set write-only attributes (Terraform 1.11).
    pub write_only_attributes_allowed: bool,
    /// Whether the host can plan computed blocks (Terraform 1.16).
    pub computed_blocks_allowed: bool,
    /// Whether the private state of a plan comes back in the plan that is made when it is applied
    /// (Terraform 1.16).
    pub store_planned_private: bool,
}
