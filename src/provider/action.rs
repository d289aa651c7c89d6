//! Actions: operations without an object of their own (Terraform 1.14).

use async_trait::async_trait;
use serde::de::DeserializeOwned;

use super::{Call, Deferred, Result};
use crate::engine::{Diagnostic, Diagnostics, PathError, Schema, Value, from_value};

/// An action type. `D` is what the configured provider gives it. A [`TypedAction`] is one, too, and
/// is shorter.
///
/// ```
/// use appservices_provider::engine::{Attribute, Schema};
/// use appservices_provider::provider::{Action, InvokeRequest, InvokeResponse, Progress, Result, async_trait};
///
/// struct Restart;
///
/// #[async_trait]
/// impl Action for Restart {
///     fn type_name(&self) -> &str {
///         "machines_restart"
///     }
///
///     fn schema(&self) -> Schema {
///         Schema::new([Attribute::string("machine").required()])
///     }
///
///     async fn invoke(&self, request: InvokeRequest<'_>, progress: &mut dyn Progress) -> Result<InvokeResponse> {
///         let machine = request.config["machine"].as_str().unwrap_or_default();
///         progress.send(&format!("{machine} is going down")).await;
///         Ok(InvokeResponse::default())
///     }
/// }
/// ```
///
/// [`TypedAction`]: super::TypedAction
#[async_trait]
pub trait Action<D: Send + Sync + 'static = ()>: Send + Sync + 'static {
    /// Returns the whole name: `appservices_deploy`.
    #[doc(alias = "Metadata")]
    fn type_name(&self) -> &str;

    /// Returns the schema of its configuration. Asked once.
    fn schema(&self) -> Schema;

    /// Validates at plan time what can be known then; the configuration may have unknown parts.
    ///
    /// # Errors
    /// Returns an error if it could not be invoked.
    #[doc(alias = "ModifyPlan")]
    async fn plan(&self, request: PlanActionRequest<'_, D>) -> Result<PlanActionResponse> {
        let _ = request;
        Ok(PlanActionResponse::default())
    }

    /// Invokes the action, and reports its progress to `progress`.
    ///
    /// # Errors
    /// Returns an error if the action was not completed.
    async fn invoke(
        &self,
        request: InvokeRequest<'_, D>,
        progress: &mut dyn Progress,
    ) -> Result<InvokeResponse>;

    /// Returns where the Rust type does not fit the schema. The typed layer answers this.
    #[doc(hidden)]
    fn misfits(&self, schema: &Schema) -> Vec<PathError> {
        let _ = schema;
        Vec::new()
    }
}

/// What [`Action::plan`] is given.
#[non_exhaustive]
pub struct PlanActionRequest<'a, D = ()> {
    /// What the configured provider gives; `None` while the provider's configuration is not known.
    pub data: Option<&'a D>,
    /// The configuration, which may have unknown parts.
    pub config: &'a Value,
    /// The action's schema.
    pub schema: &'a Schema,
    /// What every call carries.
    pub call: &'a Call,
}

impl<D> PlanActionRequest<'_, D> {
    /// Returns the configuration as a Rust struct, which may leave out attributes. Fields of
    /// attributes that can be unknown are [`Field`](crate::engine::Field)s.
    ///
    /// # Errors
    /// Returns an error where the struct does not fit the configuration.
    pub fn config_as<T: DeserializeOwned>(&self) -> Result<T> {
        Ok(from_value(self.config)?)
    }
}

/// What is known of an action at plan time.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct PlanActionResponse {
    /// Warnings.
    pub warnings: Diagnostics,
    /// Why it is deferred, if it is. Only valid if the host allows it.
    pub deferred: Option<Deferred>,
}

impl PlanActionResponse {
    /// Adds a warning.
    #[must_use]
    pub fn warning(mut self, warning: Diagnostic) -> Self {
        self.warnings.push(warning);
        self
    }

    /// Defers the action.
    #[must_use]
    pub fn deferred(self, deferred: impl Into<Option<Deferred>>) -> Self {
        Self {
            deferred: deferred.into(),
            ..self
        }
    }
}

/// What [`Action::invoke`] is given.
#[non_exhaustive]
pub struct InvokeRequest<'a, D = (), S = &'a Value> {
    /// What the configured provider gives.
    pub data: &'a D,
    /// The configuration, wholly known.
    pub config: S,
    /// The action's schema.
    pub schema: &'a Schema,
    /// What every call carries.
    pub call: &'a Call,
}

/// What [`Action::invoke`] answers.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct InvokeResponse {
    /// Warnings.
    pub warnings: Diagnostics,
}

impl InvokeResponse {
    /// Adds a warning.
    #[must_use]
    pub fn warning(mut self, warning: Diagnostic) -> Self {
        self.warnings.push(warning);
        self
    }
}

/// A sink for the progress of an action.
///
/// ```
/// use appservices_provider::provider::{Progress, async_trait};
///
/// /// The lines of a test.
/// struct Lines(Vec<String>);
///
/// #[async_trait]
/// impl Progress for Lines {
///     async fn send(&mut self, line: &str) {
///         self.0.push(line.to_owned());
///     }
/// }
/// ```
#[async_trait]
#[doc(alias = "SendProgress")]
pub trait Progress: Send {
    /// Shows the user a line.
    async fn send(&mut self, line: &str);
}
