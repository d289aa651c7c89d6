//! `ConfigureProvider`.

use std::sync::{Arc, PoisonError};

use super::Server;
use super::configured::Configuration;
use super::refusal::accepted;
use crate::engine::{Diagnostics, Value};
use crate::provider::{Call, CancellationToken, ConfigureRequest, Result};

impl Server {
    /// Answers `ConfigureProvider`. Returns the warnings. The call's cancellation is replaced by the
    /// server's, which lasts until the next configuration after a stop.
    ///
    /// # Errors
    /// Returns an error if the provider block contradicts its schema, or nothing can work with it.
    pub async fn configure(
        &self,
        config: &Value,
        terraform_version: &str,
        call: &Call,
    ) -> Result<Diagnostics> {
        let config = &*accepted(&self.schema().block, config)?;
        let call = Call {
            cancellation: self.restarted(),
            ..call.clone()
        };
        let request = ConfigureRequest::new(config, terraform_version, self.schema(), &call);
        let configured = self.provider.configure(request).await;
        let (configured, warnings) =
            configured.map_err(|errors| errors.of_failure("configuring the provider"))?;
        *self
            .configured
            .write()
            .unwrap_or_else(PoisonError::into_inner) = Arc::new(configured);
        Ok(warnings)
    }

    pub(super) fn configured(&self) -> Arc<Configuration> {
        Arc::clone(
            &self
                .configured
                .read()
                .unwrap_or_else(PoisonError::into_inner),
        )
    }

    /// Returns the cancellation of the run that begins: a new one if the last run was stopped.
    fn restarted(&self) -> CancellationToken {
        let mut token = self
            .cancellation
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        if token.is_cancelled() {
            *token = CancellationToken::new();
        }
        token.clone()
    }
}
