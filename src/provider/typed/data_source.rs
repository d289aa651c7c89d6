//! Data sources over a Rust struct.

use async_trait::async_trait;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{read, write};
use crate::engine::{PathError, RustShape, Schema, misfits};
use crate::provider::{DataSource, ReadDataSourceRequest, ReadDataSourceResponse, Result};

/// A [`DataSource`] whose configuration and answer are one Rust struct.
///
/// ```
/// use appservices_provider::engine::{Attribute, Schema};
/// use appservices_provider::provider::*;
/// use serde::{Deserialize, Serialize};
///
/// struct Length;
///
/// #[derive(Serialize, Deserialize)]
/// struct Measured {
///     word: String,
///     length: Option<usize>,
/// }
///
/// #[async_trait]
/// impl TypedDataSource for Length {
///     type State = Measured;
///
///     fn type_name(&self) -> &str {
///         "words_length"
///     }
///
///     fn schema(&self) -> Schema {
///         Schema::new([Attribute::string("word").required(), Attribute::number("length").computed()])
///     }
///
///     async fn read(
///         &self,
///         request: ReadDataSourceRequest<'_, (), Measured>,
///     ) -> Result<ReadDataSourceResponse<Measured>> {
///         let word = request.config.word;
///         Ok(Measured { length: Some(word.chars().count()), word }.into())
///     }
/// }
/// ```
#[async_trait]
pub trait TypedDataSource<D: Send + Sync + 'static = ()>: Send + Sync + 'static {
    /// The struct: a field for each attribute and block of the schema. Fields of computed
    /// attributes are `Option`s, because configurations have null there.
    type State: Serialize + DeserializeOwned + Send + Sync + 'static;

    /// Returns the whole name: `appservices_app`.
    #[doc(alias = "Metadata")]
    fn type_name(&self) -> &str;

    /// Returns its schema. Asked once.
    fn schema(&self) -> Schema;

    /// Fills in what the configuration leaves to the provider.
    ///
    /// # Errors
    /// Returns an error if nothing, or more than one thing, is found.
    async fn read(
        &self,
        request: ReadDataSourceRequest<'_, D, Self::State>,
    ) -> Result<ReadDataSourceResponse<Self::State>>;
}

#[async_trait]
impl<D: Send + Sync + 'static, T: TypedDataSource<D>> DataSource<D> for T {
    fn type_name(&self) -> &str {
        T::type_name(self)
    }

    fn schema(&self) -> Schema {
        T::schema(self)
    }

    async fn read(&self, request: ReadDataSourceRequest<'_, D>) -> Result<ReadDataSourceResponse> {
        let name = T::type_name(self);
        let schema = request.schema;
        let request = ReadDataSourceRequest {
            config: read(name, request.config)?,
            data: request.data,
            schema,
            call: request.call,
        };
        let found = T::read(self, request).await?;
        let state = write(name, &found.state, schema)?;
        Ok(found.with_state(state))
    }

    fn misfits(&self, schema: &Schema) -> Vec<PathError> {
        misfits::<T::State>(&RustShape::of_config(&schema.block))
    }
}
