//! Listing what is there (`terraform query`, Terraform 1.14).

use async_trait::async_trait;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Call, IdentitySchema, Result};
use crate::engine::{Diagnostic, Diagnostics, Schema, Value, from_value, to_value};

/// Lists the objects of a resource type that has an identity. `D` is what the configured provider
/// gives.
///
/// ```
/// use appservices_provider::engine::{Attribute, Schema};
/// use appservices_provider::provider::{ListRequest, ListResource, ListResultSink, Result, async_trait};
///
/// struct Notes;
///
/// #[derive(serde::Serialize)]
/// struct NoteIdentity {
///     id: u32,
/// }
///
/// #[async_trait]
/// impl ListResource for Notes {
///     fn type_name(&self) -> &str {
///         "notes_note"
///     }
///
///     fn schema(&self) -> Schema {
///         Schema::default()
///     }
///
///     async fn list(&self, request: ListRequest<'_>, results: &mut dyn ListResultSink) -> Result<()> {
///         for id in 1..=3 {
///             let result = request.result(&NoteIdentity { id }, format!("note {id}"))?;
///             if !results.send(result).await {
///                 break;
///             }
///         }
///         Ok(())
///     }
/// }
/// ```
#[async_trait]
pub trait ListResource<D: Send + Sync + 'static = ()>: Send + Sync + 'static {
    /// Returns the resource's type name.
    #[doc(alias = "Metadata")]
    fn type_name(&self) -> &str;

    /// Returns the schema of the `list` block's configuration. Asked once.
    #[doc(alias = "ListResourceConfigSchema")]
    fn schema(&self) -> Schema;

    /// Sends each object to `results` until that wants no more.
    ///
    /// # Errors
    /// Returns an error if the list cannot be read to its end.
    async fn list(
        &self,
        request: ListRequest<'_, D>,
        results: &mut dyn ListResultSink,
    ) -> Result<()>;
}

/// What [`ListResource::list`] is given.
#[non_exhaustive]
pub struct ListRequest<'a, D = ()> {
    /// What the configured provider gives.
    pub data: &'a D,
    /// The `list` block's configuration, wholly known.
    pub config: &'a Value,
    /// Whether each object's state is wanted, too.
    #[doc(alias = "IncludeResource")]
    pub include_resource: bool,
    /// How many are wanted at the most.
    pub limit: usize,
    /// The schema of the `list` block.
    pub schema: &'a Schema,
    /// The resource's schema.
    pub resource_schema: &'a Schema,
    /// The schema of the resource's identities.
    pub identity_schema: &'a IdentitySchema,
    /// What every call carries.
    pub call: &'a Call,
}

impl<D> ListRequest<'_, D> {
    /// Returns the configuration as a Rust struct, which may leave out attributes.
    ///
    /// # Errors
    /// Returns an error where the struct does not fit the configuration.
    pub fn config_as<T: DeserializeOwned>(&self) -> Result<T> {
        Ok(from_value(self.config)?)
    }

    /// Returns the result with this identity, a Rust struct.
    ///
    /// # Errors
    /// Returns an error where the struct does not fit the identity's schema.
    pub fn result<I: Serialize + ?Sized>(
        &self,
        identity: &I,
        display_name: impl Into<String>,
    ) -> Result<ListResult> {
        let identity = to_value(identity, &self.identity_schema.ty())?;
        Ok(ListResult::new(identity, display_name))
    }

    /// Returns the state that a Rust struct holds, for [`ListResult::with_state`].
    ///
    /// # Errors
    /// Returns an error where the struct does not fit the resource's schema.
    pub fn state<S: Serialize + ?Sized>(&self, state: &S) -> Result<Value> {
        Ok(to_value(state, &self.resource_schema.block.ty())?)
    }
}

/// Takes what a list finds.
///
/// ```
/// use appservices_provider::provider::{ListResult, ListResultSink, async_trait};
///
/// /// The names of a test.
/// struct Names(Vec<String>);
///
/// #[async_trait]
/// impl ListResultSink for Names {
///     async fn send(&mut self, result: ListResult) -> bool {
///         self.0.push(result.display_name);
///         true
///     }
/// }
/// ```
#[async_trait]
#[doc(alias = "ListResultsStream")]
pub trait ListResultSink: Send {
    /// Takes one; `false` when no more is wanted.
    async fn send(&mut self, result: ListResult) -> bool;
}

/// One object of a list.
#[derive(Debug)]
#[non_exhaustive]
pub struct ListResult {
    /// Its identity.
    pub identity: Value,
    /// What people call it.
    pub display_name: String,
    /// Its state, where it was wanted.
    #[doc(alias = "Resource")]
    pub state: Option<Value>,
    /// Warnings about it.
    pub warnings: Diagnostics,
}

impl ListResult {
    /// Returns an object without its state.
    pub fn new(identity: Value, display_name: impl Into<String>) -> Self {
        Self {
            identity,
            display_name: display_name.into(),
            state: None,
            warnings: Diagnostics::new(),
        }
    }

    /// Sets the state.
    #[must_use]
    pub fn with_state(self, state: impl Into<Option<Value>>) -> Self {
        Self {
            state: state.into(),
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
