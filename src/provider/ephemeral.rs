//! Ephemeral resources: values that exist while Terraform runs and are in no plan or state
//! (Terraform 1.10, OpenTofu 1.11).

use std::time::SystemTime;

use async_trait::async_trait;

use super::{Call, Deferred, Private, Result};
use crate::engine::{Diagnostic, Diagnostics, PathError, Schema, Value};

/// An ephemeral resource type. `D` is what the configured provider gives it. A
/// [`TypedEphemeralResource`] is one, too, and is shorter.
///
/// ```
/// use appservices_provider::engine::{Attribute, Schema, Value};
/// use appservices_provider::provider::{EphemeralResource, OpenRequest, OpenResponse, Result, async_trait};
///
/// struct Token;
///
/// #[async_trait]
/// impl EphemeralResource for Token {
///     fn type_name(&self) -> &str {
///         "vault_token"
///     }
///
///     fn schema(&self) -> Schema {
///         Schema::new([Attribute::string("token").computed().sensitive()])
///     }
///
///     async fn open(&self, _: OpenRequest<'_>) -> Result<OpenResponse> {
///         Ok(Value::object([("token", "s3cr3t".into())]).into())
///     }
/// }
/// ```
///
/// [`TypedEphemeralResource`]: super::TypedEphemeralResource
#[async_trait]
pub trait EphemeralResource<D: Send + Sync + 'static = ()>: Send + Sync + 'static {
    /// Returns the whole name: `appservices_access_token`.
    #[doc(alias = "Metadata")]
    fn type_name(&self) -> &str;

    /// Returns its schema. Asked once.
    fn schema(&self) -> Schema;

    /// Opens it, once for the plan and once for the apply.
    ///
    /// # Errors
    /// Returns an error if it cannot be made.
    async fn open(&self, request: OpenRequest<'_, D>) -> Result<OpenResponse>;

    /// Renews it, at about the time that [`OpenResponse::renew_at`] said. Terraform 1.17 and later
    /// show the diagnostics, and an error ends the run, so a diagnostic says what happened and how
    /// to mend it. The library adds which resource it was, and what comes next.
    ///
    /// # Errors
    /// Returns an error if it cannot be renewed.
    async fn renew(&self, request: RenewRequest<'_, D>) -> Result<RenewResponse> {
        Ok(RenewResponse::new(request.private.clone()))
    }

    /// Closes it. Called once for each that was opened.
    ///
    /// # Errors
    /// Returns an error if it could not be closed.
    async fn close(&self, request: CloseRequest<'_, D>) -> Result<CloseResponse> {
        let _ = request;
        Ok(CloseResponse::default())
    }

    /// Returns where the Rust type does not fit the schema. The typed layer answers this.
    #[doc(hidden)]
    fn misfits(&self, schema: &Schema) -> Vec<PathError> {
        let _ = schema;
        Vec::new()
    }
}

/// What [`EphemeralResource::open`] is given.
#[non_exhaustive]
pub struct OpenRequest<'a, D = (), S = &'a Value> {
    /// What the configured provider gives.
    pub data: &'a D,
    /// The configuration, wholly known.
    pub config: S,
    /// The ephemeral resource's schema.
    pub schema: &'a Schema,
    /// What every call carries.
    pub call: &'a Call,
}

/// What [`EphemeralResource::open`] answers.
#[derive(Debug)]
#[non_exhaustive]
pub struct OpenResponse<S = Value> {
    /// The configuration with what the provider adds.
    pub result: S,
    /// Private data for renewing and closing.
    pub private: Private,
    /// When it should be renewed.
    pub renew_at: Option<SystemTime>,
    /// Warnings.
    pub warnings: Diagnostics,
    /// Why it is deferred, if it is. Only valid if the host allows it.
    pub deferred: Option<Deferred>,
}

impl<S> OpenResponse<S> {
    /// Returns a result that needs no renewal and no private data.
    pub const fn new(result: S) -> Self {
        Self {
            result,
            private: Private(Vec::new()),
            renew_at: None,
            warnings: Diagnostics::new(),
            deferred: None,
        }
    }

    /// Sets the private data for renewing and closing.
    #[must_use]
    pub fn with_private(self, private: Private) -> Self {
        Self { private, ..self }
    }

    /// Asks for a renewal at this time.
    #[must_use]
    pub fn renew_at(self, time: SystemTime) -> Self {
        Self {
            renew_at: Some(time),
            ..self
        }
    }

    /// Adds a warning.
    #[must_use]
    pub fn warning(mut self, warning: Diagnostic) -> Self {
        self.warnings.push(warning);
        self
    }

    /// Defers the answer.
    #[must_use]
    pub fn deferred(self, deferred: impl Into<Option<Deferred>>) -> Self {
        Self {
            deferred: deferred.into(),
            ..self
        }
    }

    pub(super) fn with_result<T>(self, result: T) -> OpenResponse<T> {
        OpenResponse {
            result,
            private: self.private,
            renew_at: self.renew_at,
            warnings: self.warnings,
            deferred: self.deferred,
        }
    }
}

impl<S> From<S> for OpenResponse<S> {
    fn from(result: S) -> Self {
        Self::new(result)
    }
}

/// What [`EphemeralResource::renew`] is given.
#[non_exhaustive]
pub struct RenewRequest<'a, D = ()> {
    /// What the configured provider gives.
    pub data: &'a D,
    /// The private data of the opening or of the last renewal.
    pub private: &'a Private,
    /// What every call carries.
    pub call: &'a Call,
}

/// What [`EphemeralResource::renew`] answers.
#[derive(Debug)]
#[non_exhaustive]
pub struct RenewResponse {
    /// Private data for renewing and closing.
    pub private: Private,
    /// When it should be renewed again.
    pub renew_at: Option<SystemTime>,
    /// Warnings.
    pub warnings: Diagnostics,
}

impl RenewResponse {
    /// Returns a renewal that needs no other.
    pub const fn new(private: Private) -> Self {
        Self {
            private,
            renew_at: None,
            warnings: Diagnostics::new(),
        }
    }

    /// Asks for another renewal at this time.
    #[must_use]
    pub fn renew_at(self, time: SystemTime) -> Self {
        Self {
            renew_at: Some(time),
            ..self
        }
    }

    /// Adds a warning.
    #[must_use]
    pub fn warning(mut self, warning: Diagnostic) -> Self {
        self.warnings.push(warning);
        self
    }
}

/// What [`EphemeralResource::close`] is given.
#[non_exhaustive]
pub struct CloseRequest<'a, D = ()> {
    /// What the configured provider gives.
    pub data: &'a D,
    /// The private data of the opening or of the last renewal.
    pub private: &'a Private,
    /// The ephemeral resource's schema.
    pub schema: &'a Schema,
    /// What every call carries.
    pub call: &'a Call,
}

/// What [`EphemeralResource::close`] answers.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct CloseResponse {
    /// Warnings.
    pub warnings: Diagnostics,
}

impl CloseResponse {
    /// Adds a warning.
    #[must_use]
    pub fn warning(mut self, warning: Diagnostic) -> Self {
        self.warnings.push(warning);
        self
    }
}
