//! Ephemeral resources over a Rust struct.

use async_trait::async_trait;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{read, write};
use crate::engine::{PathError, RustShape, Schema, misfits};
use crate::provider::{
    CloseRequest, CloseResponse, EphemeralResource, OpenRequest, OpenResponse, RenewRequest,
    RenewResponse, Result,
};

/// An [`EphemeralResource`] whose configuration and result are one Rust struct.
///
/// ```
/// use appservices_provider::engine::{Attribute, Schema};
/// use appservices_provider::provider::*;
/// use serde::{Deserialize, Serialize};
///
/// struct Token;
///
/// #[derive(Serialize, Deserialize)]
/// struct Issued {
///     role: String,
///     token: Option<String>,
/// }
///
/// #[async_trait]
/// impl TypedEphemeralResource for Token {
///     type State = Issued;
///
///     fn type_name(&self) -> &str {
///         "vault_token"
///     }
///
///     fn schema(&self) -> Schema {
///         Schema::new([Attribute::string("role").required(), Attribute::string("token").computed().sensitive()])
///     }
///
///     async fn open(&self, request: OpenRequest<'_, (), Issued>) -> Result<OpenResponse<Issued>> {
///         let role = request.config.role;
///         Ok(Issued { token: Some(format!("{role}-1")), role }.into())
///     }
/// }
/// ```
#[async_trait]
pub trait TypedEphemeralResource<D: Send + Sync + 'static = ()>: Send + Sync + 'static {
    /// The struct: a field for each attribute and block of the schema. Fields of computed
    /// attributes are `Option`s, because configurations have null there.
    type State: Serialize + DeserializeOwned + Send + Sync + 'static;

    /// Returns the whole name: `appservices_access_token`.
    #[doc(alias = "Metadata")]
    fn type_name(&self) -> &str;

    /// Returns its schema. Asked once.
    fn schema(&self) -> Schema;

    /// Opens it, once for the plan and once for the apply.
    ///
    /// # Errors
    /// Returns an error if it cannot be made.
    async fn open(
        &self,
        request: OpenRequest<'_, D, Self::State>,
    ) -> Result<OpenResponse<Self::State>>;

    /// Renews it; see [`EphemeralResource::renew`].
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
}

#[async_trait]
impl<D: Send + Sync + 'static, T: TypedEphemeralResource<D>> EphemeralResource<D> for T {
    fn type_name(&self) -> &str {
        T::type_name(self)
    }

    fn schema(&self) -> Schema {
        T::schema(self)
    }

    async fn open(&self, request: OpenRequest<'_, D>) -> Result<OpenResponse> {
        let name = T::type_name(self);
        let schema = request.schema;
        let request = OpenRequest {
            config: read(name, request.config)?,
            data: request.data,
            schema,
            call: request.call,
        };
        let opened = T::open(self, request).await?;
        let result = write(name, &opened.result, schema)?;
        Ok(opened.with_result(result))
    }

    async fn renew(&self, request: RenewRequest<'_, D>) -> Result<RenewResponse> {
        T::renew(self, request).await
    }

    async fn close(&self, request: CloseRequest<'_, D>) -> Result<CloseResponse> {
        T::close(self, request).await
    }

    fn misfits(&self, schema: &Schema) -> Vec<PathError> {
        misfits::<T::State>(&RustShape::of_config(&schema.block))
    }
}
