//! `ConfigureProvider`.

use super::refusal::refuse;
use super::{Configuration, Outcome, Provider};
use crate::engine::{Diagnostic, Value};

/// Answers `ConfigureProvider`.
///
/// # Errors
/// Returns an error if the provider block contradicts its schema, or nothing can work with it.
pub async fn configure_provider(
    provider: &dyn Provider,
    configuration: &Configuration,
) -> Outcome<Vec<Diagnostic>> {
    refuse(
        &provider.schema().block,
        &Value::Null,
        &configuration.config,
    )?;
    provider.configure(configuration).await
}
