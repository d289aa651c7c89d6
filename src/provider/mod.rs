//! What a provider is, in the engine's words: the traits to implement, and [`Server`], which makes
//! the calls of Terraform core on them.
//!
//! | To write | Implement | Without values, over Rust structs |
//! | --- | --- | --- |
//! | the provider | [`Provider`] | [`ConfigureRequest::config_as`] |
//! | a resource | [`Resource`] | [`TypedResource`] |
//! | a data source | [`DataSource`] | [`TypedDataSource`] |
//! | an ephemeral resource | [`EphemeralResource`] | [`TypedEphemeralResource`] |
//! | a function | [`Function`] | [`TypedFunction`] |
//! | an action | [`Action`] | [`TypedAction`] |
//! | a list of a resource type | [`ListResource`] | [`ListRequest::config_as`], [`ListRequest::result`] |
//!
//! Every call has a request, with what core sent, and a response, which starts with what must be
//! said and takes the rest by methods. What a call needs besides is in [`Call`]: the cancellation,
//! what the host can do, the connection.
//!
//! Nothing here knows how core's calls arrive; [`crate::plugin`] brings them. A provider can be
//! driven in tests without a process, by [`Server`].

#![warn(clippy::too_many_lines)]

mod action;
mod apply_error;
mod call;
mod data_source;
mod deferral;
mod ephemeral;
mod function;
mod host_connection;
mod identity_schema;
mod list;
mod modify_plan;
mod private;
#[expect(clippy::module_inception, reason = "the trait that names the room")]
mod provider;
mod requests;
mod resource;
mod responses;
mod server;
mod typed;

pub use async_trait::async_trait;

pub use action::{
    Action, InvokeRequest, InvokeResponse, PlanActionRequest, PlanActionResponse, Progress,
};
pub use apply_error::ApplyError;
pub use call::{Call, CancellationToken, ClientCapabilities};
pub use data_source::{DataSource, ReadDataSourceRequest, ReadDataSourceResponse};
pub use deferral::Deferred;
pub use ephemeral::{
    CloseRequest, CloseResponse, EphemeralResource, OpenRequest, OpenResponse, RenewRequest,
    RenewResponse,
};
pub use function::{CallFunctionRequest, Function, FunctionError, Parameter, Signature};
pub use host_connection::{ConnectionMark, HostConnection};
pub use identity_schema::{IdentityAttribute, IdentitySchema};
pub use list::{ListRequest, ListResource, ListResult, ListResultSink};
pub use modify_plan::{ModifyPlanRequest, ModifyPlanResponse};
pub use private::Private;
pub(crate) use provider::not_known_yet;
pub use provider::{ConfigureRequest, ConfigureResponse, Provider};
pub use requests::{
    CreateRequest, DeleteRequest, ImportBy, ImportRequest, MoveStateRequest, ReadRequest,
    UpdateRequest, UpgradeRequest,
};
pub use resource::Resource;
pub use responses::{
    CreateResponse, DeleteResponse, ImportResponse, MoveStateResponse, ReadResponse,
    UpdateResponse, UpgradeResponse,
};
pub use server::{
    ActionType, ApplyRequest, ApplyResponse, DataSourceType, EphemeralResourceType, FunctionType,
    ListOptions, ListResourceType, PlanRequest, PlanResponse, ReadResourceRequest,
    ReadResourceResponse, ResourceType, Server,
};
pub use typed::{
    TypedAction, TypedDataSource, TypedEphemeralResource, TypedFunction, TypedResource,
};

use crate::engine::{Diagnostics, Value};

/// The result of every call. Its failure is [`Diagnostics`] unless a call has another one, and `?`
/// converts into it.
pub type Result<T, E = Diagnostics> = std::result::Result<T, E>;

/// What [`Provider::configure`] returns.
pub type Configured<D> = Result<ConfigureResponse<D>>;

/// What [`Resource::create`] returns. `S` is the struct of a [`TypedResource`].
pub type Created<S = Value> = Result<CreateResponse<S>, ApplyError<S>>;

/// What [`Resource::read`] returns. `S` is the struct of a [`TypedResource`].
pub type Refreshed<S = Value> = Result<Option<ReadResponse<S>>>;

/// What [`Resource::update`] returns. `S` is the struct of a [`TypedResource`].
pub type Updated<S = Value> = Result<UpdateResponse<S>, ApplyError<S>>;

/// What [`Resource::delete`] returns.
pub type Deleted = Result<DeleteResponse>;

/// What [`Resource::import`] returns. `S` is the struct of a [`TypedResource`].
pub type Imported<S = Value> = Result<ImportResponse<S>>;
