//! Actions over a Rust struct.

use async_trait::async_trait;
use serde::de::DeserializeOwned;

use super::read;
use crate::engine::{PathError, RustShape, Schema, misfits};
use crate::provider::{
    Action, InvokeRequest, InvokeResponse, PlanActionRequest, PlanActionResponse, Progress, Result,
};

/// An [`Action`] whose configuration is a Rust struct.
///
/// ```
/// use appservices_provider::engine::{Attribute, Schema};
/// use appservices_provider::provider::*;
///
/// struct Restart;
///
/// #[derive(serde::Deserialize)]
/// struct Which {
///     machine: String,
/// }
///
/// #[async_trait]
/// impl TypedAction for Restart {
///     type Config = Which;
///
///     fn type_name(&self) -> &str {
///         "machines_restart"
///     }
///
///     fn schema(&self) -> Schema {
///         Schema::new([Attribute::string("machine").required()])
///     }
///
///     async fn invoke(
///         &self,
///         request: InvokeRequest<'_, (), Which>,
///         progress: &mut dyn Progress,
///     ) -> Result<InvokeResponse> {
///         progress.send(&format!("{} is going down", request.config.machine)).await;
///         Ok(InvokeResponse::default())
///     }
/// }
/// ```
#[async_trait]
pub trait TypedAction<D: Send + Sync + 'static = ()>: Send + Sync + 'static {
    /// The struct: a field for each attribute and block of the schema.
    type Config: DeserializeOwned + Send + Sync + 'static;

    /// Returns the whole name: `appservices_deploy`.
    #[doc(alias = "Metadata")]
    fn type_name(&self) -> &str;

    /// Returns the schema of its configuration. Asked once.
    fn schema(&self) -> Schema;

    /// Validates at plan time what can be known then. The configuration may have unknown parts, so
    /// [`PlanActionRequest::config_as`] reads it into a struct of
    /// [`Field`](crate::engine::Field)s.
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
        request: InvokeRequest<'_, D, Self::Config>,
        progress: &mut dyn Progress,
    ) -> Result<InvokeResponse>;
}

#[async_trait]
impl<D: Send + Sync + 'static, T: TypedAction<D>> Action<D> for T {
    fn type_name(&self) -> &str {
        T::type_name(self)
    }

    fn schema(&self) -> Schema {
        T::schema(self)
    }

    async fn plan(&self, request: PlanActionRequest<'_, D>) -> Result<PlanActionResponse> {
        T::plan(self, request).await
    }

    async fn invoke(
        &self,
        request: InvokeRequest<'_, D>,
        progress: &mut dyn Progress,
    ) -> Result<InvokeResponse> {
        let request = InvokeRequest {
            config: read(T::type_name(self), request.config)?,
            data: request.data,
            schema: request.schema,
            call: request.call,
        };
        T::invoke(self, request, progress).await
    }

    fn misfits(&self, schema: &Schema) -> Vec<PathError> {
        misfits::<T::Config>(&RustShape::of_config(&schema.block))
    }
}
