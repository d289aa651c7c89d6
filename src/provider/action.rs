//! Actions: things to do that make no object (Terraform 1.14).

use async_trait::async_trait;

use super::Outcome;
use crate::engine::{Diagnostic, Schema, Value};

/// An action type.
#[async_trait]
pub trait Action: Send + Sync + 'static {
    /// The whole name: `appservices_deploy`.
    fn type_name(&self) -> &str;

    /// The schema of its configuration.
    fn schema(&self) -> &Schema;

    /// Says at plan time what can be known then; the configuration may have unknown parts.
    ///
    /// # Errors
    /// When it could not be invoked.
    async fn plan(&self, config: &Value) -> Outcome<Vec<Diagnostic>> {
        let _ = config;
        Ok(Vec::new())
    }

    /// Does it, telling `progress` how far it is.
    ///
    /// # Errors
    /// When it was not done.
    async fn invoke(&self, config: &Value, progress: &mut dyn Progress) -> Outcome<Vec<Diagnostic>>;
}

/// Takes words about how far an action is.
#[async_trait]
pub trait Progress: Send {
    /// Shows the user a line.
    async fn tell(&mut self, line: &str);
}
