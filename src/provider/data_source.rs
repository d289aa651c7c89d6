//! Data sources: what is there without being managed.

use async_trait::async_trait;

use super::{Call, Deferred, Result};
use crate::engine::{Diagnostic, Diagnostics, PathError, Schema, Value};

/// A data source type. `D` is what the configured provider gives it. A [`TypedDataSource`] is one,
/// too, and is shorter.
///
/// ```
/// use appservices_provider::engine::{Attribute, Schema, Value};
/// use appservices_provider::provider::{DataSource, ReadDataSourceRequest, ReadDataSourceResponse, Result, async_trait};
///
/// /// The number of letters in a word.
/// struct Length;
///
/// #[async_trait]
/// impl DataSource for Length {
///     fn type_name(&self) -> &str {
///         "words_length"
///     }
///
///     fn schema(&self) -> Schema {
///         Schema::new([Attribute::string("word").required(), Attribute::number("length").computed()])
///     }
///
///     async fn read(&self, request: ReadDataSourceRequest<'_>) -> Result<ReadDataSourceResponse> {
///         let word = &request.config["word"];
///         let length = word.as_str().map(|word| word.chars().count() as u64);
///         Ok(Value::object([("word", word.clone()), ("length", length.into())]).into())
///     }
/// }
/// ```
///
/// [`TypedDataSource`]: super::TypedDataSource
#[async_trait]
pub trait DataSource<D: Send + Sync + 'static = ()>: Send + Sync + 'static {
    /// Returns the whole name: `appservices_app`.
    #[doc(alias = "Metadata")]
    fn type_name(&self) -> &str;

    /// Returns its schema. Asked once.
    fn schema(&self) -> Schema;

    /// Fills in what the configuration leaves to the provider.
    ///
    /// # Errors
    /// Returns an error if nothing, or more than one thing, is found.
    async fn read(&self, request: ReadDataSourceRequest<'_, D>) -> Result<ReadDataSourceResponse>;

    /// Returns where the data source's Rust type does not fit its schema. The typed layer answers
    /// this.
    #[doc(hidden)]
    fn misfits(&self, schema: &Schema) -> Vec<PathError> {
        let _ = schema;
        Vec::new()
    }
}

/// What [`DataSource::read`] is given.
#[non_exhaustive]
pub struct ReadDataSourceRequest<'a, D = (), S = &'a Value> {
    /// What the configured provider gives.
    pub data: &'a D,
    /// The configuration, wholly known; null where it leaves something to the provider.
    pub config: S,
    /// The data source's schema.
    pub schema: &'a Schema,
    /// What every call carries.
    pub call: &'a Call,
}

/// What [`DataSource::read`] answers.
#[derive(Debug)]
#[non_exhaustive]
pub struct ReadDataSourceResponse<S = Value> {
    /// The configuration with what the provider fills in.
    pub state: S,
    /// Warnings.
    pub warnings: Diagnostics,
    /// Why the answer is deferred, if it is. Only valid if the host allows it.
    pub deferred: Option<Deferred>,
}

impl<S> ReadDataSourceResponse<S> {
    /// Returns what was found.
    pub const fn new(state: S) -> Self {
        Self {
            state,
            warnings: Diagnostics::new(),
            deferred: None,
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

    pub(super) fn with_state<T>(self, state: T) -> ReadDataSourceResponse<T> {
        ReadDataSourceResponse {
            state,
            warnings: self.warnings,
            deferred: self.deferred,
        }
    }
}

impl<S> From<S> for ReadDataSourceResponse<S> {
    fn from(state: S) -> Self {
        Self::new(state)
    }
}
