//! A provider as Terraform core calls it: one function for each call, over values.
//!
//! [`Server`] asks a provider once for its types and their schemas, keeps what it is configured
//! with, and checks each answer before it leaves.

mod action;
mod answer;
mod apply;
mod check;
mod configure;
mod configured;
mod data_source;
mod deferral;
mod ephemeral;
mod erased;
mod function;
mod identity;
mod import;
mod list;
mod plan;
mod refusal;
mod registry;
mod state;
#[cfg(test)]
#[expect(clippy::too_many_lines, reason = "tables of cases")]
mod tests;
mod validate;

use std::sync::{Arc, OnceLock, PoisonError, RwLock};

pub use apply::{ApplyRequest, ApplyResponse};
pub use list::ListOptions;
pub use plan::{PlanRequest, PlanResponse};
pub use registry::{
    ActionType, DataSourceType, EphemeralResourceType, FunctionType, ListResourceType, ResourceType,
};
pub use state::{ReadResourceRequest, ReadResourceResponse};

use self::configured::{AnyProvider, Configuration};
use self::erased::Erased;
use self::registry::Registry;
use super::{CancellationToken, Provider, Result};
use crate::engine::{Diagnostics, Schema};

/// A provider as Terraform core calls it: the library's half of every call, without the wire.
///
/// Tests of a provider use it to make the calls of core in a few lines, without a process:
///
/// ```
/// # use appservices_provider::engine::{Attribute, Diagnostics, Schema};
/// # use appservices_provider::provider::*;
/// # struct Note;
/// # #[async_trait]
/// # impl Resource for Note {
/// #     fn type_name(&self) -> &str { "notes_note" }
/// #     fn schema(&self) -> Schema { Schema::new([Attribute::string("text").required()]) }
/// #     async fn create(&self, request: CreateRequest<'_>) -> Result<CreateResponse, ApplyError> { Ok(request.planned.clone().into()) }
/// #     async fn read(&self, request: ReadRequest<'_>) -> Result<Option<ReadResponse>> { Ok(Some(request.state.clone().into())) }
/// #     async fn update(&self, request: UpdateRequest<'_>) -> Result<UpdateResponse, ApplyError> { Ok(request.planned.clone().into()) }
/// #     async fn delete(&self, _: DeleteRequest<'_>) -> Result<DeleteResponse> { Ok(DeleteResponse::new()) }
/// # }
/// # struct Notes;
/// # #[async_trait]
/// # impl Provider for Notes {
/// #     type Data = ();
/// #     fn name(&self) -> &str { "notes" }
/// #     fn resources(&self) -> Vec<Box<dyn Resource>> { vec![Box::new(Note)] }
/// #     async fn configure(&self, _: ConfigureRequest<'_>) -> Result<ConfigureResponse<()>> { Ok(ConfigureResponse::new(())) }
/// # }
/// use appservices_provider::engine::Value;
/// use appservices_provider::provider::{ApplyRequest, Call, PlanRequest, Server};
///
/// # async fn test() -> Result<(), Diagnostics> {
/// let call = Call::default();
/// let server = Server::new(Notes);
/// assert_eq!(server.check_schemas(), []);
/// server.configure(&Value::object([]), "1.14.0", &call).await?;
///
/// let note = server.resource("notes_note")?;
/// let config = Value::object([("text", "Hello!".into())]);
/// let plan = server.plan_resource(note, &PlanRequest::new(Value::Null, config.clone()), &call)?;
/// let made = server.apply_resource(note, ApplyRequest::of(&plan, Value::Null, config), &call).await;
/// assert_eq!(made.diagnostics, []);
/// assert_eq!(made.state["text"].as_str(), Some("Hello!"));
/// # Ok(())
/// # }
/// # tokio::runtime::Runtime::new().unwrap().block_on(test()).unwrap();
/// ```
pub struct Server {
    name: String,
    provider: Box<dyn AnyProvider>,
    schema: OnceLock<Schema>,
    meta_schema: OnceLock<Option<Schema>>,
    /// What is wrong with the declarations.
    mistakes: OnceLock<Diagnostics>,
    resources: Registry<ResourceType>,
    data_sources: Registry<DataSourceType>,
    functions: Registry<FunctionType>,
    ephemeral_resources: Registry<EphemeralResourceType>,
    list_resources: Registry<ListResourceType>,
    actions: Registry<ActionType>,
    configured: RwLock<Arc<Configuration>>,
    cancellation: RwLock<CancellationToken>,
}

impl Server {
    /// Returns the server of a provider that is not configured yet.
    pub fn new<P: Provider>(provider: P) -> Self {
        macro_rules! registry {
            ($kind:literal, $list:ident, $ty:ident) => {
                Registry::new(
                    $kind,
                    provider
                        .$list()
                        .into_iter()
                        .map(|one| $ty::new(Box::new(Erased(one)))),
                )
            };
        }
        let functions = provider.functions().into_iter().map(FunctionType::new);
        Self {
            name: provider.name().to_owned(),
            schema: OnceLock::new(),
            meta_schema: OnceLock::new(),
            mistakes: OnceLock::new(),
            resources: registry!("resource", resources, ResourceType),
            data_sources: registry!("data source", data_sources, DataSourceType),
            functions: Registry::new("function", functions),
            ephemeral_resources: registry!(
                "ephemeral resource",
                ephemeral_resources,
                EphemeralResourceType
            ),
            list_resources: registry!("list resource", list_resources, ListResourceType),
            actions: registry!("action", actions, ActionType),
            provider: Box::new(provider),
            configured: RwLock::default(),
            cancellation: RwLock::default(),
        }
    }

    /// Builds the schema of every type, so that the first call that needs one finds it.
    pub fn prepare(&self) {
        // This looks at each of them, and the call reports what it finds.
        let _ = self.check_schemas();
    }

    /// Returns the provider's name, the prefix of all its type names.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the schema of the `provider` block.
    pub fn schema(&self) -> &Schema {
        self.schema.get_or_init(|| self.provider.schema())
    }

    /// Returns the schema of `provider_meta`, if there is one.
    pub fn meta_schema(&self) -> Option<&Schema> {
        self.meta_schema
            .get_or_init(|| self.provider.meta_schema())
            .as_ref()
    }

    /// Returns the resource types.
    pub fn resources(&self) -> &[ResourceType] {
        self.resources.all()
    }

    /// Returns the data source types.
    pub fn data_sources(&self) -> &[DataSourceType] {
        self.data_sources.all()
    }

    /// Returns the functions.
    pub fn functions(&self) -> &[FunctionType] {
        self.functions.all()
    }

    /// Returns the ephemeral resource types.
    pub fn ephemeral_resources(&self) -> &[EphemeralResourceType] {
        self.ephemeral_resources.all()
    }

    /// Returns the list resource types.
    pub fn list_resources(&self) -> &[ListResourceType] {
        self.list_resources.all()
    }

    /// Returns the action types.
    pub fn actions(&self) -> &[ActionType] {
        self.actions.all()
    }

    /// Returns the resource type of this name.
    ///
    /// # Errors
    /// Returns an error if the provider has none.
    pub fn resource(&self, type_name: &str) -> Result<&ResourceType> {
        self.resources.find(type_name, &self.name)
    }

    /// Returns the data source type of this name.
    ///
    /// # Errors
    /// Returns an error if the provider has none.
    pub fn data_source(&self, type_name: &str) -> Result<&DataSourceType> {
        self.data_sources.find(type_name, &self.name)
    }

    /// Returns the function of this name.
    ///
    /// # Errors
    /// Returns an error if the provider has none.
    pub fn function(&self, name: &str) -> Result<&FunctionType> {
        self.functions.find(name, &self.name)
    }

    /// Returns the ephemeral resource type of this name.
    ///
    /// # Errors
    /// Returns an error if the provider has none.
    pub fn ephemeral_resource(&self, type_name: &str) -> Result<&EphemeralResourceType> {
        self.ephemeral_resources.find(type_name, &self.name)
    }

    /// Returns the list resource type of this name.
    ///
    /// # Errors
    /// Returns an error if the provider has none.
    pub fn list_resource(&self, type_name: &str) -> Result<&ListResourceType> {
        self.list_resources.find(type_name, &self.name)
    }

    /// Returns the action type of this name.
    ///
    /// # Errors
    /// Returns an error if the provider has none.
    pub fn action(&self, type_name: &str) -> Result<&ActionType> {
        self.actions.find(type_name, &self.name)
    }

    /// Ends a run in good order; see [`Provider::close`].
    pub fn close(&self) {
        self.provider.close();
    }

    /// Answers `StopProvider`: cancels every call that runs, and every call until the provider is
    /// configured again.
    pub fn stop(&self) {
        self.cancellation().cancel();
    }

    /// Returns the token that [`Self::stop`] cancels, for [`Call::cancellation`](super::Call).
    pub fn cancellation(&self) -> CancellationToken {
        self.cancellation
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}
